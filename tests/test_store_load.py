"""A bank's files read: what they hold, and every fault in them at once."""

from __future__ import annotations

import re
import sys
import tomllib
from datetime import date
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent
from typing import cast

import pytest
import tomli_w
from banks import empty_place
from hypothesis import assume, given
from hypothesis import strategies as st

from qbank import bank as banks
from qbank.bank.place import Place
from qbank.errors import BankError

CATEGORIES = """
[[categories]]
id = "origin"
title = "Origin"
block = "why"
minutes = 5

[families.software]
core = ["origin"]
"""
TEMPLATE = '[motivation]\ncategory = "origin"\ncue = "why"\ntext = "Why {{ technology }}?"\n'
EPISODE = dedent("""\
    id = "001-ceph"
    title = "Ceph"

    [[items]]
    n = 1
    text = "Why Ceph?"
    category = "origin"
    template = "motivation"
    pattern = "Why {{ technology }}?"
    slots = { technology = "Ceph" }

    [[items]]
    n = 2
    kind = "note"
    text = "Braces {"
    """)


def _bank(folder: Path, **files: str) -> Place:
    place = empty_place(folder)
    made = {"categories": CATEGORIES, "traits": '[distributed]\nask = "?"\nmeans = "!"\n'} | {
        "templates/origin": TEMPLATE,
        "episodes/001-ceph": EPISODE,
        **{name.replace("__", "/").replace("_", "-"): text for name, text in files.items()},
    }
    for name, text in made.items():
        path = place.questions / f"{name}.toml"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode())
    return place


def test_a_bank_is_read(tmp_path: Path) -> None:
    """Records come from headers and names; a pattern that is left out stands for the very text."""
    bank = banks.load(_bank(tmp_path, lexicon='companies = ["A"]\n[subjects."Dat x"]\nkind = "protocol"\n'))
    assert [template.id for template in bank.templates] == ["motivation"]
    assert bank.episodes[0].items[0].slots == {"technology": "Ceph"}
    assert bank.episodes[0].items[1].pattern == "Braces {{ '{' }}"
    assert bank.families["software"].core == ("origin",)
    assert bank.lexicon.subjects[0].name == "Dat x"
    assert bank.categories[0].minutes == 5.0


def test_dates_need_no_quotes(tmp_path: Path) -> None:
    """A date that a host wrote the way TOML does is the same as one in quotes."""
    place = _bank(tmp_path, episodes__001_ceph=EPISODE.replace("title", "date = 2018-07-01\ntitle"))
    assert banks.load(place).episodes[0].date == "2018-07-01"


def test_a_windows_editor_does_no_harm(tmp_path: Path) -> None:
    """A byte order mark and carriage returns change nothing."""
    plain = banks.load(_bank(tmp_path / "a"))
    text = "\ufeff" + EPISODE.replace("\n", "\r\n")
    assert banks.load(_bank(tmp_path / "b", episodes__001_ceph=text)) == plain


BAD = [
    ("episodes/001-ceph", EPISODE + 'links = [["a", "b", "c"]]\n', 16, "items 2.links: element 1 is ['a', 'b', 'c']", "it has too many elements"),
    ("episodes/001-ceph", EPISODE + 'links = [["a"]]\n', 16, "items 2.links 1: element 2 is missing", "add it"),
    ("episodes/001-ceph", EPISODE + 'also_templates = ["nowhere"]\n', 16, "items 2: no such template: `nowhere`", "known are: motivation"),
    ("episodes/001-ceph", EPISODE + "also = [1]\n", 16, "items 2.also: element 1 is 1", "it must be text in quotes"),
    ("episodes/001-ceph", EPISODE + 'slots = { x = "y" }\n', 16, "`slots` has `x`, `pattern` has not", None),
    ("episodes/001-ceph", EPISODE + "line = 1.5\n", 16, "`line` is 1.5", "it must be a whole number, without quotes"),
    ("episodes/001-ceph", 'id = "001-ceph"\ntitle = "x"\nitems = 5\n', 3, "`items` is 5", "it must be a list in brackets"),
    ("themes", "themes = 5\n", 1, "`themes` is 5", "it must be a table"),
    ("episodes/001-ceph", EPISODE.replace("n = 2", "m = 2"), 12, "items 2: `n` is missing", "add it"),
    ("episodes/001-ceph", EPISODE.replace('kind = "note"', 'kid = "note"'), 14, "unknown key `kid`", "did you mean `kind`?"),
    ("episodes/001-ceph", EPISODE.replace('"note"', '"nose"'), 14, "`kind` is 'nose'", "did you mean `note`?"),
    ("episodes/001-ceph", EPISODE.replace("n = 2", 'n = "2"'), 13, "`n` is '2'", "it must be a whole number, without quotes"),
    ("episodes/001-ceph", EPISODE.replace("n = 2", "n = 1"), 13, "`n` 1 is there twice", "give one of them another"),
    ("episodes/001-ceph", EPISODE.replace("n = 2", "n = 0"), 13, "`n` is 0", "it counts from 1"),
    ("episodes/001-ceph", EPISODE.replace('"origin"', '"orogin"'), 7, "no such category: `orogin`", "did you mean `origin`?"),
    ("episodes/001-ceph", EPISODE.replace('"motivation"', '"motive"'), 8, "no such template: `motive`", "did you mean `motivation`?"),
    ("episodes/001-ceph", EPISODE.replace("{ technology =", "{ tech ="), 10, "`pattern` has the slot `technology`, `slots` has not", "add its value"),
    ("episodes/001-ceph", EPISODE.replace("{ technology =", "{ tech ="), 10, "`slots` has `tech`, `pattern` has not", "take it out, or use it in the pattern"),
    ("episodes/001-ceph", EPISODE.replace("001", "002"), 1, "`id` is '002-ceph', but the file's name says '001-ceph'", "take `id` out, or write '001-ceph'"),
    ("episodes/001-ceph", EPISODE.replace('"Ceph"\n\n', '"Ceph\n\n'), 2, "broken TOML: Illegal character '\\n' in `title = \"Ceph`", "text stands in quotes, a quote or backslash in it has a backslash before it; a name is given once"),
    ("templates/origin", TEMPLATE.replace("[motivation]", "[motivation"), 1, "broken TOML: Expected ']' at the end of a table declaration in `[motivation`", None),
    ("templates/origin", TEMPLATE + TEMPLATE, 5, "broken TOML: Cannot declare ('motivation',) twice in `[motivation]`", None),
    ("templates/origin", TEMPLATE + 'takes = "chice"\n', 5, "motivation: `takes` is 'chice'", "did you mean `choice`?"),
    ("templates/origin", TEMPLATE + 'needs = ["distribute"]\n', 5, "motivation: no such trait: `distribute`", "did you mean `distributed`?"),
    ("templates/origin", TEMPLATE + 'kinds = ["databaze"]\n', 5, "motivation: no such kind: `databaze`", None),
    ("lexicon", '[kinds.queue]\nis_a = ["brokr"]\n[kinds.broker]\n', 2, "kinds.queue: no such kind: `brokr`", "did you mean `broker`?"),
    ("lexicon", '[kinds.queue]\nis_a = ["queue"]\n', 2, "kinds.queue: no such kind: `queue`", "there is none: add it, or take this out"),
    ("templates/origin", TEMPLATE + "ritual = 1\n", 5, "motivation: `ritual` is 1", "it must be true or false, without quotes"),
    ("templates/origin", TEMPLATE + 'also = "scaling"\n', 5, "motivation: `also` is 'scaling'", "it must be a list in brackets"),
    ("templates/origin", TEMPLATE + 'follow_ups = [{ role = "deepr", text = "?" }]\n', 5, "motivation.follow_ups 1: `role` is 'deepr'", "did you mean `deeper`?"),
    ("templates/origin", TEMPLATE + 'follow_ups = [{ rule = "deeper", text = "?", role = "deeper" }]\n', 5, "motivation.follow_ups 1: unknown key `rule`", "did you mean `role`?"),
    ("templates/origin", "motivation = 5\n", 1, "`motivation` is 5", "it must be a table"),
    ("templates/origin", TEMPLATE.replace('category = "origin"', 'category = "end"'), 2, "motivation: `category` is 'end', but the file's name says 'origin'", "move it to the file end.toml"),
    ("templates/other", TEMPLATE.replace('"origin"', '"other"').replace("motivation", "x"), 2, "x: no such category: `other`", "known are: origin"),
    ("templates/origin", TEMPLATE + 'id = "x"\n', 5, "motivation: `id` is 'x', but the header says 'motivation'", "take `id` out, or write 'motivation'"),
    ("themes", '[themes.raft]\nwords = ["raft"]\ncategory = "x"\n', 3, "themes.raft: no such category: `x`", "known are: origin"),
    ("lexicon", '[subjects.Dat]\ntraits = ["y"]\n', 2, "subjects.Dat: no such trait: `y`", "known are: distributed"),
    ("lexicon", '[subjects.Dat]\nname = "Dot"\n', 2, "subjects.Dat: `name` is 'Dot', but the header says 'Dat'", None),
    ("show", "minutes = 45\n[spoken]\nintro = 1\n", 3, "spoken: unknown key `intro`", "did you mean `introduction`?"),
    ("categories", CATEGORIES.replace('["origin"]', '["end"]'), 9, "families.software: no such category: `end`", "known are: origin"),
    ("categories", CATEGORIES + '[[categories]]\nid = "origin"\ntitle = ""\nblock = "why"\nminutes = 1\n', 11, "categories 2: `id` 'origin' is there twice", None),
    ("categories", CATEGORIES.replace("families.software", "families.softwear"), 8, "unknown name `softwear`", "did you mean `software`?"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "line", "what", "hint"), BAD)
def test_each_fault_says_where_what_and_how_to_mend_it(
    tmp_path: Path, name: str, text: str, line: int, what: str, hint: str | None
) -> None:
    """A bad file is named with its line, the field, the offending text and the cure."""
    with pytest.raises(BankError) as caught:
        banks.load(_bank(tmp_path, **{name.replace("/", "__").replace("-", "_"): text}))
    found = [p for p in caught.value.problems if what in p.what]
    assert found, caught.value.problems
    assert found[0].where == f"questions/{name}.toml:{line}"
    assert hint is None or found[0].hint == hint


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    """Reading goes on behind a fault: every file's faults are in one error."""
    place = _bank(
        tmp_path,
        show="nme = 1\n",
        templates__origin=TEMPLATE.replace("cue", "que").replace("text", "txt"),
        episodes__001_ceph=EPISODE + "[[items",
    )
    with pytest.raises(BankError) as caught:
        banks.load(place)
    assert len(caught.value.problems) == 6
    bank, problems = banks.read(place)
    assert problems == caught.value.problems
    assert bank.categories
    assert not bank.episodes


def test_a_template_can_be_in_one_file_only(tmp_path: Path) -> None:
    """An id that two files use is a fault of the second."""
    categories = CATEGORIES + '[[categories]]\nid = "end"\ntitle = ""\nblock = "why"\nminutes = 1\n'
    place = _bank(tmp_path, categories=categories, templates__end=TEMPLATE.replace('"origin"', '"end"'))
    with pytest.raises(BankError) as caught:
        banks.load(place)
    (problem,) = caught.value.problems
    assert problem.where == "questions/templates/end.toml:1"
    assert "is in questions/templates/origin.toml too" in problem.what


@pytest.mark.parametrize(
    ("data", "where", "what"),
    [
        (b"a = 1\nb = '\xff'\n", ":2", "byte 0xff is not UTF-8"),
        (b"a = " + b"[" * 5000 + b"\n", "", "brackets within brackets"),
        (b"\x00", ":1", "broken TOML"),
        (b"minutes = " + b"9" * 5000 + b"\n", ":1", "broken TOML"),
        (b"x = " + b"[" * 250 + b"]" * 250 + b"\n", ":1", "within one another"),
        (b"'\xe2\x80\xae \xc2\x9b2J' = 1\n", ":1", "unknown key `\\u202e \\x9b2J`"),
        (b"a = '\x1b[2J'\n", ":1", "`a = '\\x1b[2J'`"),
    ],
)
def test_bytes_that_are_no_toml_are_a_fault(tmp_path: Path, data: bytes, where: str, what: str) -> None:
    """Whatever stands in a file, the answer is a fault with a place and never a traceback."""
    place = _bank(tmp_path)
    (place.questions / "show.toml").write_bytes(data)
    with pytest.raises(BankError) as caught:
        banks.load(place)
    (problem,) = caught.value.problems
    assert problem.where == f"questions/show.toml{where}"
    assert what in problem.what


def test_a_link_that_leads_nowhere_is_a_fault(tmp_path: Path) -> None:
    """A dangling link is named, not skipped."""
    place = _bank(tmp_path)
    (place.questions / "episodes" / "x.toml").symlink_to(tmp_path / "gone")
    with pytest.raises(BankError, match="a fault") as caught:
        banks.load(place)
    assert caught.value.problems[0].where == "questions/episodes/x.toml"


def test_a_bank_borrows_what_it_leaves_out(tmp_path: Path) -> None:
    """Themes, cues and the like that a bank does not have are the shipped bank's; templates and episodes never are."""
    (tmp_path / "questions").mkdir()
    (tmp_path / "questions" / "show.toml").write_text('name = "Mine"\n')
    bank = banks.load(Place(root=tmp_path, exports=tmp_path / "exports"))
    assert bank.show.name == "Mine"
    assert len(bank.categories) == 14
    assert bank.themes
    assert not bank.templates
    assert not bank.episodes


def test_what_is_borrowed_fits_the_bank(tmp_path: Path) -> None:
    """A bank with categories and traits of its own borrows only what speaks of them."""
    (tmp_path / "questions").mkdir()
    for name, text in {"show": "", "categories": CATEGORIES, "traits": ""}.items():
        (tmp_path / "questions" / f"{name}.toml").write_text(text)
    bank = banks.load(Place(root=tmp_path, exports=tmp_path / "exports"))
    assert {theme.category for theme in bank.themes} <= {None, "origin"}
    assert not any(subject.traits for subject in bank.lexicon.subjects)


def test_a_file_that_may_not_be_read_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system's refusal is a fault of the file, beside all others."""
    place = _bank(tmp_path)

    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    _, problems = banks.read(place)
    assert {problem.what for problem in problems} == {"cannot be read: Permission denied"}


def test_a_bank_that_never_keeps_still_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the files change whenever they are read, reading gives up with words."""
    times = count()
    monkeypatch.setattr(sys.modules["qbank.bank.loading"], "stamps", lambda _: f"1 1 1 {next(times)} x\0")
    with pytest.raises(BankError, match="keep changing"):
        banks.load(_bank(tmp_path))


def test_load_table_reads_the_bank_s_own_before_the_shipped(tmp_path: Path) -> None:
    """A table of any name is the bank's own, else the shipped one, else empty."""
    place = _bank(tmp_path, sections='[roles]\nskip = ["x"]\n')
    assert banks.load_table(place, "sections.toml") == {"roles": {"skip": ["x"]}}
    assert "categories" in banks.load_table(place._replace(over=None), "categories.toml")
    assert banks.load_table(place, "nothing.toml") == {}


@pytest.mark.parametrize(
    ("kind", "id_", "field", "expected"),
    [
        ("template", "motivation", "", "questions/templates/origin.toml:1"),
        ("template", "motivation", "cue", "questions/templates/origin.toml:3"),
        ("item", "001-ceph/2", "", "questions/episodes/001-ceph.toml:12"),
        ("item", "001-ceph/1", "slots", "questions/episodes/001-ceph.toml:10"),
        ("episode", "001-ceph", "title", "questions/episodes/001-ceph.toml:2"),
        ("category", "origin", "", "questions/categories.toml:2"),
        ("family", "software", "core", "questions/categories.toml:9"),
        ("trait", "distributed", "", "questions/traits.toml:1"),
        ("category", "nothing", "", "nothing"),
        ("show", "minutes", "", "minutes"),
        ("template", "nothing", "", "nothing"),
        ("item", "001-ceph/9", "", "001-ceph/9"),
    ],
)
def test_every_record_has_a_place(tmp_path: Path, kind: str, id_: str, field: str, expected: str) -> None:
    """`where` names file and line of a record and of its fields, and gives the id back if there is none."""
    place = _bank(tmp_path, show="minutes = \n")
    assert banks.where(place, kind, id_, field) == expected


def test_importing_the_store_is_cheap() -> None:
    """Nothing slow is loaded before a file is read."""
    import subprocess

    code = "import sys, qbank.bank; print(sorted({'pydantic', 'jinja2', 'filelock'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr


FILES = {
    "categories": CATEGORIES,
    "templates/origin": TEMPLATE + 'follow_ups = [{ role = "deeper", text = "?" }]\n',
    "episodes/001-ceph": EPISODE,
    "show": 'breaks = [1.5]\nrituals = [{ template = "motivation", place = "open" }]\n[spoken]\npreamble = "x"\n',
    "lexicon": 'companies = ["A"]\n[subjects.Dat]\naliases = ["dat"]\n[kinds.protocol]\nunit = "message"\n',
    "themes": '[themes.raft]\nwords = ["raft"]\n',
}
_junk = st.recursive(
    st.text(max_size=5) | st.integers() | st.floats() | st.booleans() | st.just(date(2018, 7, 1)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=4,
)


def _wrong(draws: st.DataObject, data: object) -> object:
    """Return plain data with something, somewhere in it, replaced or added."""
    steps = list(data) if isinstance(data, dict) else list(range(len(data))) if isinstance(data, list) else []
    step = draws.draw(st.sampled_from([None, *steps]))
    if isinstance(data, dict) and step is not None:
        return {**data, step: _wrong(draws, data[step])}
    if isinstance(data, list) and step is not None:
        return [*data[:step], _wrong(draws, data[step]), *data[step + 1 :]]
    if isinstance(data, dict) and draws.draw(st.booleans()):
        return {**data, draws.draw(st.text(max_size=5)): draws.draw(_junk)}
    return draws.draw(_junk)


@given(st.sampled_from(sorted(FILES)), st.data())
def test_any_field_wrong_in_any_way_is_a_fault_with_a_place(name: str, data: st.DataObject) -> None:
    """Whatever stands in whichever field, the bank loads or every fault has a file, a line and words."""
    bad = _wrong(data, tomllib.loads(FILES[name]))
    assume(isinstance(bad, dict))
    _loads_or_says_why(name, tomli_w.dumps(cast(dict[str, object], bad)).encode())


@given(st.sampled_from(sorted(FILES)), st.data())
def test_any_byte_changed_is_a_fault_with_a_place(name: str, data: st.DataObject) -> None:
    """A file with any bytes replaced, cut out or put in loads, or its faults are named."""
    good = FILES[name].encode()
    start = data.draw(st.integers(0, len(good)))
    end = data.draw(st.integers(start, min(len(good), start + 3)))
    _loads_or_says_why(name, good[:start] + data.draw(st.binary(max_size=3)) + good[end:])


def _loads_or_says_why(name: str, data: bytes) -> None:
    with TemporaryDirectory() as folder:
        place = _bank(Path(folder), **{n.replace("/", "__").replace("-", "_"): t for n, t in FILES.items()})
        (place.questions / f"{name}.toml").write_bytes(data)
        _, problems = banks.read(place)
    for problem in problems:
        assert re.fullmatch(r"questions/[\w/-]+\.toml(:\d+)?", problem.where)
        assert problem.what


@pytest.mark.parametrize(
    ("name", "old", "new", "what"),
    [
        ("categories", "minutes = 5", "minutes = -5", "`minutes` is -5"),
        ("templates/origin", 'cue = "why"', 'cue = "why"\nminutes = -1', "`minutes` is -1"),
        ("templates/origin", 'cue = "why"', 'cue = "why"\nminutes = 1e308', "`minutes` is 1e+308"),
        ("show", "", "minutes = -45\n", "`minutes` is -45"),
        ("show", "", "breaks = [10, -3]\n", "breaks: element 2 is -3"),
    ],
)
def test_minutes_are_those_of_a_day(tmp_path: Path, name: str, old: str, new: str, what: str) -> None:
    """Time that runs backwards, or never ends, is a fault of the file that says so."""
    place = _bank(tmp_path)
    path = place.questions / f"{name}.toml"
    path.write_text(path.read_text().replace(old, new, 1) if old else new)
    with pytest.raises(BankError) as caught:
        banks.load(place)
    assert [p.what.endswith(what) for p in caught.value.problems] == [True]
    assert caught.value.problems[0].where.startswith(f"questions/{name}.toml:")
    assert caught.value.problems[0].hint == "minutes are from 0 to 1440, a day"


def test_a_garbage_collector_that_was_off_stays_off(tmp_path: Path) -> None:
    """Loading switches it off for a while, and leaves it as it was."""
    import gc

    place = _bank(tmp_path)
    gc.disable()
    try:
        banks.load(place)
        assert not gc.isenabled()
    finally:
        gc.enable()
    banks.load(place)
    assert gc.isenabled()


def test_below_a_plain_value_no_field_is_known() -> None:
    """A fault inside something that holds no fields has no names to offer."""
    from qbank.bank.faults import _known

    assert _known(str, ("x", 1)) == []
