"""A bank begun by an older qbank: copies of what ships leave it, the host's own words stay, and undo brings all back."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbank import bank as banks
from qbank.bank import saving
from qbank.bank.place import Place, shipped
from qbank.bank.toml import Block, Loose, scan
from qbank.errors import ReadOnlyError

OURS = """# What is known of subjects.

companies = [
  "Acme", "Bolt",
]

[subjects.Kelp]
family = "software"
kind = "log"

# About moles.
[subjects.Mole]
family = "service"
"""
MINE = (
    'languages = ["Mine"]\n',
    '[subjects.Newt]\nfamily = "software"\n',
    '[subjects.Kelp]\nfamily = "software"\nkind = "my log"\n',
    '# My own remark.\n[kinds."tide table"]\nfamily = "publication"\n',
)


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make OURS what an older qbank shipped, as a file and as its tables and lists."""
    pieces = [piece.text for piece in scan(OURS)]
    first = scan(OURS)[0]
    assert isinstance(first, Block)
    top = [part.text if isinstance(part, Loose) else part.lead + part.text for part in first.parts]
    digests = frozenset(map(saving.digest, (OURS, *pieces, *top)))
    monkeypatch.setattr(saving, "_known", lambda: digests)


def bank_with(folder: Path, **files: str) -> Place:
    """Return a bank in a folder with these files in questions/."""
    (folder / "questions" / "examples").mkdir(parents=True)
    for name, text in {"show": 'name = "Mine"\n', **files}.items():
        (folder / "questions" / f"{name.replace('__', '/')}.toml").write_text(text, "utf-8")
    return Place(root=folder, exports=folder / "exports")


@pytest.mark.usefixtures("known")
def test_copies_go_own_words_stay_and_undo_brings_all_back(tmp_path: Path) -> None:
    """A file that is as it shipped goes, own tables keep their bytes, a changed file is left alone, and one undo restores every byte."""
    place = bank_with(
        tmp_path / "bank", lexicon=OURS + "\n" + MINE[1], traits=OURS, cues="# mine\n", examples__origin=OURS
    )
    before = {p: p.read_bytes() for p in place.root.rglob("*.toml")}
    done = {file.name for file in saving.migrate(place)}
    assert done == {"questions/lexicon.toml", "questions/traits.toml", "questions/examples/origin.toml"}
    assert (place.questions / "lexicon.toml").read_text("utf-8").strip() == MINE[1].strip()
    assert not (place.questions / "traits.toml").exists()
    assert (place.questions / "cues.toml").read_text("utf-8") == "# mine\n"
    assert saving.migrate(place) == ()
    assert banks.undo(place) == "check --fix"
    assert {p: p.read_bytes() for p in place.root.rglob("*.toml")} == before


@pytest.mark.usefixtures("known")
def test_a_copy_that_was_never_touched_becomes_an_empty_page(tmp_path: Path) -> None:
    """Where nothing of the host's is in the lexicon, comments say how to write the first entry."""
    place = bank_with(tmp_path / "bank", lexicon=OURS)
    saving.migrate(place)
    text = (place.questions / "lexicon.toml").read_text("utf-8")
    assert text
    assert all(line.startswith("#") for line in text.splitlines())


@given(st.permutations(range(len(MINE))), st.integers(0, 3))
def test_own_words_are_found_wherever_they_stand(order: list[int], at: int) -> None:
    """Whatever tables a host put among the shipped ones, in whatever order, they and nothing else are left, byte for byte."""
    tables = [MINE[n] for n in order if n]
    shipped_tables = [piece.text for piece in scan(OURS)[1:]]
    mixed = [*shipped_tables[:at], *tables, *shipped_tables[at:]]
    digests = {saving.digest(text) for text in shipped_tables}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(saving, "_known", lambda: frozenset(digests))
        left = saving.own_words("\n".join(text.strip() + "\n" for text in mixed))
    assert left.replace("\n", "") == "".join(tables).replace("\n", "")


def test_the_shipped_bank_is_left_alone(tmp_path: Path) -> None:
    """The bank in the wheel has nothing to mend and cannot be written to."""
    assert saving.copies(shipped(cwd=tmp_path)) == ()
    with pytest.raises(ReadOnlyError):
        saving.migrate(shipped(cwd=tmp_path))
