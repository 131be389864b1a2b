"""Where a bank's files meet a name, a size or a system that is not the usual one."""

from __future__ import annotations

import io
import pickle
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from banks import empty_place
from layouts import word_layout
from outlines import full, small

from qbank import bank as banks
from qbank.bank import cache, contents, disk, outline_files, saving
from qbank.bank import merge_records as numbering
from qbank.bank import place as places
from qbank.bank.loading import parse, problems_of
from qbank.bank.merge import Answers, merge
from qbank.bank.place import Place
from qbank.bank.toml import Document, Table, document
from qbank.errors import BankError, NotFoundError, SourceError
from qbank.model import Bank, Episode, Item, Outline, PlannedFollowUp
from qbank.sheet.word.trace import OUTLINE, trace

NAME = "exports/lantern-ada-quill.toml"
STAMP = "1 1 1 1 a.toml\0"


def text(outline: Outline) -> str:
    """Return an outline as its file holds it."""
    return document(outline_files.as_document(outline))


def with_question(said: str) -> Outline:
    """Return the small outline with one more question under the next number, asked after the recording, and a follow-up."""
    base = small()
    last = base.sections[-1]
    more = replace(
        last.questions[-1], id="q09", text=said, follow_ups=(PlannedFollowUp(id="q09a", role="deeper", text="Why?"),)
    )  # fmt: skip
    sections = (*base.sections[:-1], replace(last, questions=(*last.questions, more)))
    return replace(base, sections=sections, order=("q01", "q09"))


def test_two_new_questions_of_two_plans_under_one_number_are_two() -> None:
    """One of them gets a new number, its follow-ups and the order of the recording with it; nothing is lost."""
    plans = [with_question("What floats?"), with_question("Who pays for the lighthouse?")]
    merged = []
    for ours, theirs in (plans, plans[::-1]):
        answers = Answers("ours")
        made = merge({NAME: text(small())}, {NAME: text(ours)}, {NAME: text(theirs)}, answers)[NAME]
        assert made is not None
        (outline,) = parse(NAME, made, kind="exports").values()
        merged.append({q.id: (q.text, [f.id for f in q.follow_ups]) for q in outline.questions})
    assert merged[0] == merged[1]
    found = {said: (id_, below) for id_, (said, below) in merged[0].items()}
    ids = {found[q][0] for q in ("What floats?", "Who pays for the lighthouse?")}
    assert "q09" in ids
    assert len(ids) == 2
    assert all(below == [f"{id_}a"] for id_, below in found.values() if id_ in ids)


def test_files_without_questions_are_one_by_their_titles() -> None:
    """Nothing else tells whether two of one name are about one interview."""
    one, other = (document_of(title) for title in ("The tide", "The ebb"))
    assert numbering.is_one(one, one)
    assert not numbering.is_one(one, other)


def document_of(title: str) -> Document:
    """Return an episode's file that has a title and no question."""
    return Document(top=Table(values={"title": title}))


def test_what_is_kept_of_outlines_is_kept_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All that was read of a folder stays, whatever else lies there; with nothing new nothing is written."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    first = cache.Cache(tmp_path)
    first.put("a.toml", STAMP, {"": full()})
    first.keep()
    again = cache.Cache(tmp_path)
    assert again.get("a.toml", STAMP) == {"": full()}
    (kept,) = (places.user_caches() / "checked").iterdir()
    kept.unlink()
    again.keep()
    assert not kept.exists()


def test_a_cache_takes_records_and_plain_values_alone() -> None:
    """What it could not give back it does not take."""
    with pytest.raises(pickle.PicklingError, match="has no place in a cache"):
        contents.dumped({"": io.BytesIO()})


@pytest.mark.parametrize("id_", ["../elsewhere", "a/b", "con", ""])
def test_an_id_that_is_no_files_name_has_no_file(tmp_path: Path, id_: str) -> None:
    """Neither an outline is looked for under it, nor a sheet written."""
    place = empty_place(tmp_path)
    assert banks.outline_file(place, id_) is None
    with pytest.raises(BankError, match="cannot be the name of a file"):
        banks.sheet_file(place, id_, ".md")
    with pytest.raises(BankError, match="cannot be the name of a file"):
        banks.save_outline(place, replace(small(), id=id_))


@pytest.mark.parametrize("id_", ["x.", "a" * 199])
def test_an_id_and_its_file_must_both_have_names(tmp_path: Path, id_: str) -> None:
    """With the ending it may become one, or be too long."""
    with pytest.raises(BankError, match="cannot be the name of a file"):
        banks.sheet_file(empty_place(tmp_path), id_, ".md")


def test_of_an_id_that_is_no_name_so_much_is_shown(tmp_path: Path) -> None:
    """A stranger's text does not fill the screen."""
    place = empty_place(tmp_path)
    path = banks.save_outline(place, small())
    long = "/" + "x" * 99
    path.write_text(path.read_text("utf-8").replace(f'id = "{small().id}"', f'id = "{long}"'), "utf-8")
    with pytest.raises(BankError) as refused:
        banks.load_outline(path)
    assert f"is {long[:60]!r}, which" in str(refused.value)
    with pytest.raises(SourceError) as no_layout:
        word_layout(f'base = "{long}"\n')
    assert f"{long[:60]!r} is not" in str(no_layout.value)
    with pytest.raises(SourceError) as no_sheet:
        trace({OUTLINE: long}, "", where="x.docx")
    assert f"a sheet of {long[:60]!r}, which" in str(no_sheet.value)


@pytest.mark.parametrize("identifier", ["zotero:lantern:abc", "abc:lantern:abc", "", "lantern"])
def test_another_programs_identifier_is_not_ours(identifier: str) -> None:
    """A document whose properties were taken away is known by its identifier, if qbank wrote it."""
    assert trace({}, "qbank:lantern:abc", where="x.docx").outline == "lantern"
    with pytest.raises(SourceError, match="not a sheet of qbank's"):
        trace({}, identifier, where="x.docx")


@pytest.mark.parametrize("elsewhere", ["above", "zone"])
def test_a_link_out_of_exports_is_no_outline(tmp_path: Path, elsewhere: str) -> None:
    """The id may be a stranger's word: what it names must lie in exports/ itself."""
    place = empty_place(tmp_path / "bank")
    path = banks.save_outline(place, small())
    secret = tmp_path / elsewhere / "secret.toml"
    secret.parent.mkdir()
    secret.write_text(path.read_text("utf-8"), "utf-8")
    (place.exports / "secret.toml").symlink_to(secret)
    assert banks.outline_file(place, "secret") is None
    assert banks.outline_file(place, small().id) == path
    assert banks.outline_file(place, "not-there") is None


def test_a_source_may_have_so_many_bytes_and_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is larger than any notes is refused in words."""
    monkeypatch.setattr(disk, "LARGEST", 3)
    (tmp_path / "three").write_bytes(b"abc")
    (tmp_path / "four").write_bytes(b"abcd")
    assert banks.read_source(tmp_path / "three") == b"abc"
    with pytest.raises(SourceError, match="it has more than"):
        banks.read_source(tmp_path / "four")


def test_a_file_that_was_read_from_beneath_is_written_as_ones_own(tmp_path: Path) -> None:
    """Who changes a category that ships gets a file of categories; what ships stays as it is."""
    (tmp_path / "questions").mkdir()
    (tmp_path / "questions" / "show.toml").touch()
    place = Place(root=tmp_path, exports=tmp_path / "exports")
    bank = banks.load(place)
    first, *others = bank.categories
    new = replace(bank, categories=(replace(first, title="What it is to you"), *others))
    assert banks.save(place, new, base=bank, command="x") == (place.questions / "categories.toml",)
    assert banks.load(place).categories == new.categories


def test_a_merged_bank_is_proved_before_it_is_written(tmp_path: Path) -> None:
    """Broken files and references that lead nowhere are told, with their places; a sound bank has no problems."""
    place = empty_place(tmp_path)
    episode = 'id = "007-a"\ntitle = "A"\n\n[[items]]\nn = 1\ntext = "Why?"\ntemplate = "nowhere"\n'
    name = "questions/episodes/007-a.toml"
    assert problems_of(place, {name: episode.replace('template = "nowhere"\n', "")}) == ()
    (lost,) = problems_of(place, {name: episode})
    assert lost.where.startswith(f"{name}:7")
    (broken,) = problems_of(place, {name: "id = \n"})
    assert "broken TOML" in broken.what


def test_the_first_of_several_faults_is_the_message(tmp_path: Path) -> None:
    """A bank that could not be loaded again is not saved; every fault is named, the first in the message."""
    place = empty_place(tmp_path)
    episodes = tuple(
        Episode(id=id_, title="A", items=(Item(n=1, text="Why?", template=template),))
        for id_, template in (("007-a", "nowhere"), ("008-b", "elsewhere"))
    )
    with pytest.raises(BankError, match=r"this would break the bank: .*`nowhere`") as refused:
        banks.save(place, Bank(episodes=episodes), base=Bank(), command="x")
    first, second = refused.value.problems
    assert "`elsewhere`" in str(second)
    assert refused.value.where == first.where != second.where


def test_a_file_of_answers_names_things_as_the_options_do(tmp_path: Path) -> None:
    """What is no option is a fault, and a file that is not there is said not to be."""
    (tmp_path / "answers.toml").write_text('guest = ["Ada Example"]\ntechnology = "Lantern"\nminutes = 45\n', "utf-8")
    said = banks.load_brief(tmp_path / "answers.toml")
    assert (said.guest, said.technology, said.minutes) == (("Ada Example",), "Lantern", 45)
    (tmp_path / "wrong.toml").write_text('gest = ["Ada Example"]\n', "utf-8")
    with pytest.raises(BankError, match="gest"):
        banks.load_brief(tmp_path / "wrong.toml")
    with pytest.raises(NotFoundError, match="there is no file"):
        banks.load_brief(tmp_path / "nowhere.toml")


@pytest.mark.parametrize("id_", ["..", "con", "a:b"])
def test_an_episode_that_could_be_no_file_is_not_saved(tmp_path: Path, id_: str) -> None:
    """Its id is the name of its file, on every system."""
    place = empty_place(tmp_path)
    with pytest.raises(BankError, match="cannot be the name of a file"):
        banks.save(place, Bank(episodes=(Episode(id=id_, title="A"),)), base=Bank(), command="x")


def test_comments_that_a_host_wrote_between_the_tables_are_the_hosts() -> None:
    """Only what is to the letter what once shipped goes."""
    mine = '# mine\n\n[kinds.loom]\nwords = ["loom"]\n\n# to be sorted\n\n[kinds.reed]\nwords = ["reed"]\n\n# the end\n'
    assert saving.own_words(mine) == mine
    once_shipped = mine.replace("# to be sorted", "# Watching systems")
    assert saving.own_words(once_shipped) == mine.replace("\n# to be sorted\n", "")


def test_elsewhere_than_on_linux_the_system_says_where_caches_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """A library knows the folders of the other systems."""
    asked = SimpleNamespace(user_cache_path=lambda name, appauthor: Path("/caches", name, str(appauthor)))
    monkeypatch.setattr(places, "sys", SimpleNamespace(platform="darwin"))
    monkeypatch.setitem(sys.modules, "platformdirs", asked)
    assert places.user_caches() == Path("/caches/qbank/False")
