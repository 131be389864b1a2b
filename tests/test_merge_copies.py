"""Two people's copies of one bank become one bank."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
import two_copies as two
from commands import Run
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from qbank import bank as banks
from qbank.bank.merge import merge_banks
from qbank.bank.place import Place
from qbank.tasks.check import of_bank, of_outlines


@given(chance=st.randoms(use_true_random=False), known=st.booleans())
@settings(max_examples=12, phases=(Phase.explicit, Phase.reuse, Phase.generate))
def test_whoever_merges_whom_gets_the_same_bank(chance: Random, known: bool) -> None:
    """Changed in random ways and merged both ways round, both have the same records; nothing is lost, and the bank is sound."""
    with TemporaryDirectory() as folder:
        both_ways(Path(folder), chance, known=known)


def both_ways(folder: Path, chance: Random, *, known: bool, steps: int = 6) -> int:
    """Change two copies, merge them both ways round, and prove what has to hold; return how many conflicts there were."""
    base = two.start(folder / "base")
    ours, theirs = (two.copy(base, folder / name) for name in ("ours", "theirs"))
    for place in (ours, theirs):
        two.work_on(place, chance, steps, taking_out=known)
    first, second = (two.copy(place, folder / f"{place.root.name}-merged") for place in (ours, theirs))
    before = {p: p.read_bytes() for p in first.root.rglob("*.toml")}
    asked = merge_banks(first, theirs.root, base=base.root if known else None, write=False)
    assert before == {p: p.read_bytes() for p in first.root.rglob("*.toml")}
    one = merge_banks(first, theirs.root, base=base.root if known else None, prefer="ours")
    merge_banks(second, ours.root, base=base.root if known else None, prefer="theirs")
    assert two.records(first) == two.records(second)
    assert two.missing(base, ours, theirs, first, asked.conflicts) == set()
    assert two.hand_lost(ours, theirs, first) == []
    assert not [*of_bank(banks.load(first), first), *of_outlines(first)]
    if one.written:
        banks.undo(first)
        assert before == {p: p.read_bytes() for p in first.root.rglob("*.toml")}
    return len(asked.conflicts)


@pytest.fixture
def copies(tmp_path: Path) -> tuple[Place, Place, Place]:
    """The bank that both come from, ours and theirs."""
    base = two.start(tmp_path / "base")
    return base, two.copy(base, tmp_path / "ours"), two.copy(base, tmp_path / "theirs")


def _edit(place: Place, name: str, old: str, new: str) -> None:
    path = place.root / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


EPISODE = "questions/episodes/001-wicker.toml"
ASKED = 'text = "How is the wicker of number 1 made?"'
OURS, THEIRS = 'text = "How did wicker begin?"', 'text = "Who made the first wicker?"'


def test_comments_of_both_stay_where_they_stand(copies: tuple[Place, Place, Place]) -> None:
    """What nobody changed keeps its bytes; a record that is new comes with its comment; both are in the file once."""
    _, ours, theirs = copies
    _edit(ours, EPISODE, "# a good one", "# a very good one")
    _edit(
        theirs, EPISODE, "[[items]]\nn = 3", '# heard later\n[[items]]\nn = 9\ntext = "Who weaves?"\n\n[[items]]\nn = 3'
    )
    before = (ours.root / EPISODE).read_text("utf-8")
    merge_banks(ours, theirs.root)
    after = (ours.root / EPISODE).read_text("utf-8")
    assert after.replace('# heard later\n[[items]]\nn = 9\ntext = "Who weaves?"\n\n', "") == before
    assert "# read from the tape" in after
    assert "# a very good one" in after


def test_a_decision_by_hand_outlives_one_of_the_program(copies: tuple[Place, Place, Place]) -> None:
    """A person's category stands, though the other copy's import is surer; their rewording comes in with it."""
    _, ours, theirs = copies
    _edit(ours, EPISODE, 'category = "origin"', 'category = "scaling"\nby = "hand"')
    _edit(theirs, EPISODE, "confidence = 0.8", "confidence = 0.99")
    _edit(theirs, EPISODE, ASKED, THEIRS)
    assert merge_banks(ours, theirs.root, base=copies[0].root).conflicts == ()
    item = banks.load(ours).episodes[0].items[0]
    assert (item.category, item.by, item.text) == ("scaling", "hand", "Who made the first wicker?")


def test_two_new_questions_under_one_number_are_two(copies: tuple[Place, Place, Place]) -> None:
    """Where both gave a number to something new, one takes the next; an outline that named it names it still."""
    start, ours, theirs = copies
    for place, text in ((ours, "Who pays for the loom?"), (theirs, "Are reeds cut by night?")):
        base = banks.load(place)
        episode = base.episodes[0]
        more = replace(episode.items[0], n=5, text=text, pattern=text)
        made = replace(base, episodes=(replace(episode, items=(*episode.items, more)), *base.episodes[1:]))
        banks.save(place, made, base=base, command="import")
    path = ours.exports / "loom-zoe-other.toml"
    path.write_text(path.read_text("utf-8").replace('asked = ["001-wicker/1"]', 'asked = ["001-wicker/5"]', 1), "utf-8")
    merge_banks(ours, theirs.root, base=start.root)
    items = {i.n: i.text for i in banks.load(ours).episodes[0].items}
    assert (items[5], items[6]) == ("Are reeds cut by night?", "Who pays for the loom?")
    assert banks.load_outline(path).questions[0].asked == ("001-wicker/6",)


def test_what_both_changed_is_told_and_nothing_written(copies: tuple[Place, Place, Place], command: Run) -> None:
    """Without a terminal a conflict is listed with its flags; a flag decides it, and undo takes all of it back."""
    base, ours, theirs = copies
    _edit(ours, EPISODE, ASKED, OURS)
    _edit(theirs, EPISODE, ASKED, THEIRS)
    before = (ours.root / EPISODE).read_bytes()
    call = ("merge", str(theirs.root), "--base", str(base.root), "--bank", str(ours.root))
    code, out, err = command(*call)
    assert (code, out) == (4, "")
    assert "item 1 · text: ours “How did wicker begin?”, theirs “Who made the first wicker?”" in err
    assert "--ours" in err
    assert (ours.root / EPISODE).read_bytes() == before
    assert command(*call, "--theirs")[0] == 0
    assert THEIRS in (ours.root / EPISODE).read_text("utf-8")
    assert command("undo", "--bank", str(ours.root))[0] == 0
    assert (ours.root / EPISODE).read_bytes() == before


def test_on_a_terminal_each_conflict_is_asked(
    copies: tuple[Place, Place, Place], command: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person sees both ways and the one before, and says which stays."""
    from qbank.cli import ask, console

    base, ours, theirs = copies
    _edit(ours, EPISODE, ASKED, OURS)
    _edit(theirs, EPISODE, ASKED, THEIRS)
    told: list[str] = []
    monkeypatch.setattr(console, "interactive", lambda _: True)
    monkeypatch.setattr(ask, "say", told.append)
    monkeypatch.setattr(ask, "choice", lambda _, options: options[1][1])
    code, _, err = command("merge", str(theirs.root), "--base", str(base.root), "--bank", str(ours.root))
    assert code == 0, err
    assert any("it was: “How is the wicker of number 1 made?”" in line for line in told)
    assert THEIRS in (ours.root / EPISODE).read_text("utf-8")


def test_a_copy_that_is_not_a_bank_is_refused(copies: tuple[Place, Place, Place], command: Run) -> None:
    """A folder without a bank, and one with a fault, are named with what to do; nothing is written."""
    _, ours, theirs = copies
    code, _, err = command("merge", "nowhere", "--bank", str(ours.root))
    assert code == 1
    assert "nowhere" in err
    _edit(theirs, EPISODE, "n = 2", "n = two")
    code, _, err = command("merge", str(theirs.root), "--bank", str(ours.root))
    assert code == 1
    assert "001-wicker.toml" in err


def test_a_template_that_a_join_left_without_questions_goes(tmp_path: Path, command: Run) -> None:
    """Who joins a question to another template takes out the one it alone had made; in the merged bank it is gone, too."""
    assert command("init", "ours", "--no-input")[0] == 0
    Path("notes.md").write_text("# Episode 12: Gliders with Imre Kato\n\n## Questions\n\n- How do you know a glider isn't gone?\n", "utf-8")  # fmt: skip
    assert command("import", "notes.md", "--bank", "ours")[0] == 0
    ours, theirs = Path("ours"), Path("theirs")
    shutil.copytree(ours, theirs)
    (episode,) = (ours / "questions" / "episodes").glob("012-*.toml")
    assert command("review", f"{episode.stem}/1", "--join", "failure-modes", "--bank", "theirs")[0] == 0
    for mine, other in (("ours", "theirs"), ("theirs", "ours")):
        copy = tmp_path / f"{mine}-merged"
        shutil.copytree(mine, copy)
        assert command("merge", other, "--bank", str(copy), "--no-input")[0] == 0
        assert command("check", "--bank", str(copy))[0] == 0
