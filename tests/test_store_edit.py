"""Files changed block by block: what did not change keeps its characters, comments stay where they belong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from textwrap import dedent

import pytest
import tomli
from banks import sound_banks
from hypothesis import assume, given
from hypothesis import strategies as st

from qbank.bank.data import documents
from qbank.bank.edit import edit
from qbank.bank.loading import assemble, parse
from qbank.bank.toml import Document, Table, document, header
from qbank.model import Bank


def _doc(top: Mapping[str, object] | None = None, **tables: Mapping[str, object]) -> Document:
    made = (Table(path=(name,), key=name, values=values) for name, values in tables.items())
    return Document(top=Table(values=top or {}), tables=tuple(made))


OLD = dedent("""\
    # The file.

    # about a
    [a]
    x = 1  # one

    # about b
    # and more
    [b]
    # about y
    y = 2

    # alone

    [c]
    z = 3
    """)
A, B, C = {"x": 1}, {"y": 2}, {"z": 3}


def test_nothing_changed_means_no_character_changed() -> None:
    """A text whose document did not change comes back as it was."""
    assert edit(OLD, _doc(a=A, b=B, c=C), _doc(a=A, b=B, c=C)) == OLD


def test_a_table_takes_its_comment_along_when_it_goes() -> None:
    """The comment above a deleted table goes with it and does not wander to its neighbour."""
    after = edit(OLD, _doc(a=A, b=B, c=C), _doc(a=A, c=C))
    assert after == OLD.replace("# about b\n# and more\n[b]\n# about y\ny = 2\n\n", "")


def test_the_first_table_can_go() -> None:
    """What stood second then stands first, behind the file's own comment."""
    after = edit(OLD, _doc(a=A, b=B, c=C), _doc(b=B, c=C))
    assert after.startswith("# The file.\n\n# about b\n# and more\n[b]\n")


def test_a_table_takes_its_comment_along_when_it_moves() -> None:
    """A moved table keeps its lines and its comment; nobody else's line changes."""
    after = edit(OLD, _doc(a=A, b=B, c=C), _doc(b=B, c=C, a=A))
    moved = "\n# about a\n[a]\nx = 1  # one\n"
    assert after == OLD.replace(moved, "", 1) + moved


def test_a_new_table_stands_behind_the_one_before_it() -> None:
    """An inserted table has a blank line on either side and leaves the comments to their owners."""
    after = edit(OLD, _doc(a=A, b=B, c=C), _doc(a=A, n={"v": 1}, b=B, c=C))
    assert after == OLD.replace("x = 1  # one\n", "x = 1  # one\n\n[n]\nv = 1\n")
    after = edit(OLD, _doc(a=A, b=B, c=C), _doc(n={"v": 1}, a=A, b=B, c=C))
    assert after == OLD.replace("# about a\n", "[n]\nv = 1\n\n# about a\n")


def test_a_changed_value_leaves_its_line_alone() -> None:
    """Only the value changes: the comments above and behind it stay."""
    after = edit(OLD, _doc(a=A, b=B, c=C), _doc(a={"x": 7}, b={"y": 2, "v": 3}, c=C))
    assert after == OLD.replace("x = 1  # one", "x = 7  # one").replace("y = 2\n", "y = 2\nv = 3\n")


def test_the_comment_of_a_removed_entry_stays() -> None:
    """A person's words within a table are never lost."""
    after = edit(OLD, _doc(a=A, b=B, c=C), _doc(a=A, b={}, c=C))
    assert after == OLD.replace("y = 2\n", "")


def test_defaults_that_someone_wrote_down_stay() -> None:
    """An entry that says what its absence would mean is left alone, until its value is another."""
    table = Table(path=("t",), key="t", values={"a": 1}, implied={"needs": [], "n": 0})
    new = Table(path=("t",), key="t", values={"a": 2}, implied={"needs": [], "n": 0})
    text = "[t]\nneeds = []\na = 1\nn = 1\n"
    assert edit(text, Document(tables=(table,)), Document(tables=(new,))) == "[t]\nneeds = []\na = 2\n"


LIST = dedent("""\
    # head

    words = [ # some
      # first
      "a", # A
      "b", "c",

      # last
      "d"
    ]
    """)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["a", "b", "c", "d"], LIST),
        (["a", "c", "d"], LIST.replace('"b", "c"', '"c"')),
        (["b", "c", "d"], LIST.replace('  "a", # A\n', "")),
        (["a", "b", "c", "d", "e"], LIST.replace('"d"\n', '"d",\n  "e",\n')),
        (["z", "a", "b", "c", "d"], LIST.replace("  # first", '  "z",\n  # first')),
        (["a", "B", "c", "d"], LIST.replace('"b"', '"B"')),
        (["a", "b", "x", "c", "d"], LIST.replace('"b", "c"', '"b", "x", "c"')),
    ],
)
def test_a_list_keeps_its_lines_and_comments(words: list[str], expected: str) -> None:
    """An element that is added, changed or removed leaves the other elements' lines alone."""
    after = edit(LIST, _doc({"words": ["a", "b", "c", "d"]}), _doc({"words": words}))
    assert tomli.loads(after) == {"words": words}
    assert after.replace('"d",\n', '"d"\n') == expected.replace('"d",\n', '"d"\n')


def test_a_list_of_one_grows_with_its_own_indentation() -> None:
    """What is added goes to a line of its own, set in like the first element."""
    text = 'words = [\n    "a",\n]\n'
    after = edit(text, _doc({"words": ["a"]}), _doc({"words": ["a", "b"]}))
    assert after == 'words = [\n    "a",\n    "b",\n]\n'


def test_inner_tables_and_dotted_keys_can_be_edited() -> None:
    """What a person wrote as a table of its own becomes an entry when it changes, and stays as it is otherwise."""
    text = '[[items]]\nn = 1\nmore.x = 1\n\n# the slots\n[items.slots]\na = "b"\n\n[[items]]\nn = 2\n'
    one = {"n": 1, "more": {"x": 1}, "slots": {"a": "b"}}

    def docs(first: dict[str, object]) -> Document:
        rows: list[tuple[str, Mapping[str, object]]] = [("1", first), ("2", {"n": 2})]
        return Document(tables=tuple(Table(path=("items",), array=True, key=k, values=v) for k, v in rows))

    assert edit(text, docs(one), docs(one)) == text
    after = edit(text, docs(one), docs({"n": 1, "more": {"x": 2}, "slots": {"a": "c"}}))
    assert after == ('[[items]]\nn = 1\nmore = { x = 2 }\n# the slots\nslots = { a = "c" }\n\n[[items]]\nn = 2\n')
    after = edit(text, docs(one), docs({**one, "more": {"x": 2}}))
    assert after == text.replace("more.x = 1", "more = { x = 2 }")


@pytest.mark.parametrize("other", ["a", "t2", "z.t"])
def test_a_table_of_another_name_does_not_go_with_the_one_before_it(other: str) -> None:
    """Only a table's own inner tables leave the file with it."""
    text = f"[t]\nx = 1\n\n[t.inner]\ny = 2\n\n[{other}]\nz = 3\n"
    table = Table(path=("t",), key="t", values={"x": 1, "inner": {"y": 2}})
    after = edit(text, Document(tables=(table,)), Document())
    assert tomli.loads(after) == tomli.loads(f"[{other}]\nz = 3\n")


def test_tables_that_no_record_is_made_of_stay() -> None:
    """A header that only groups others, and records written within a line, stay where they are."""
    text = '[kinds]\nqueue = { unit = "message" }\n\n# mine\n\n[kinds.store]\nunit = "query"\n\n[[kinds.store.more]]\nx = 1\n'
    store_ = Table(path=("kinds", "store"), key="store", values={"unit": "query", "more": [{"x": 1}]})
    queue = Table(path=("kinds", "queue"), key="queue", values={"unit": "message"})
    new = Table(path=("kinds", "mail"), key="mail", values={"unit": "letter"})
    after = edit(text, Document(tables=(queue, store_)), Document(tables=(queue, store_, new)))
    assert after == text + '\n[kinds.mail]\nunit = "letter"\n'
    after = edit(text, Document(tables=(queue, store_)), Document(tables=(new, queue, store_)))
    assert tomli.loads(after)["kinds"].keys() == {"mail", "queue", "store"}


def test_line_ends_and_byte_order_mark_stay() -> None:
    """A file written on Windows stays one."""
    text = "\ufeff" + OLD.replace("\n", "\r\n")
    after = edit(text, _doc(a=A, b=B, c=C), _doc(a={"x": 7}, b=B, c=C, d={"v": 1}))
    assert after == "\ufeff" + (OLD.replace("x = 1", "x = 7") + "\n[d]\nv = 1\n").replace("\n", "\r\n")


def test_a_file_without_a_last_line_end_can_grow() -> None:
    """A table behind a last line without its end begins on a line of its own."""
    assert edit("[a]\nx = 1", _doc(a=A), _doc(a=A, b=B)) == "[a]\nx = 1\n\n[b]\ny = 2\n"
    assert edit("", _doc(), _doc({"k": 1}, b=B)) == "k = 1\n\n[b]\ny = 2\n"
    assert edit("# mine\n", _doc(), _doc({"k": 1}, b=B)) == "# mine\n\nk = 1\n\n[b]\ny = 2\n"


def _commented(doc: Document) -> str:
    """Return the document's text with a comment above every table and one that stands alone before it."""
    text = document(doc)
    parts, rest = [], text
    for n, table in enumerate(doc.tables):
        found = re.search(f"^{re.escape(header(table))}", rest, re.MULTILINE)
        assert found
        parts.append(f"{rest[: found.start()]}# alone {n}\n\n# about {table.key!r}\n{found[0]}")
        rest = rest[found.end() :]
    return "".join([*parts, rest])


@given(sound_banks(), sound_banks())
def test_every_file_becomes_what_it_should(old: Bank, new: Bank) -> None:
    """Any file edited into any other holds what that one holds, and each table that is still there its comment."""
    before, after = documents(old), documents(new)
    for name in before.keys() & after.keys():
        _check_edit(before[name], after[name])


def _check_edit(old: Document, new: Document) -> None:
    text = _commented(old)
    assume(tomli.loads(text) == tomli.loads(document(old)))
    made = edit(text, old, new)
    assert tomli.loads(made) == tomli.loads(document(new))
    kept = {table.key for table in new.tables}
    for n, table in enumerate(old.tables):
        comment = f"# about {table.key!r}\n"
        assert (comment + header(table) in made) == (table.key in kept)
        assert f"# alone {n}\n" in made
        assert made.count(comment) == (table.key in kept)


@given(sound_banks(), st.data())
def test_comments_stay_on_insert_delete_and_move(bank: Bank, data: st.DataObject) -> None:
    """Shuffling, dropping and adding records moves each comment with its own table and no other."""
    for doc in documents(bank).values():
        order = data.draw(st.permutations(range(len(doc.tables))))
        kept = order[: data.draw(st.integers(0, len(order)))]
        _check_edit(doc, Document(top=doc.top, tables=tuple(doc.tables[n] for n in kept)))
        _check_edit(Document(top=doc.top, tables=tuple(doc.tables[n] for n in sorted(kept))), doc)


def test_a_loose_comment_above_an_inner_table_stays() -> None:
    """A remark that stands by itself between a table and its inner table parts them for nobody."""
    text = dedent("""\
        id = "001-a"
        title = "A"

        [[items]]
        n = 1
        text = "Why Ceph?"
        pattern = "Why {{ technology }}?"

        # by itself

        [items.slots]
        technology = "Ceph"
        """)
    name = "questions/episodes/001-a.toml"
    bank = assemble({name: parse(name, text)})
    (episode,) = bank.episodes
    assert episode.items[0].slots == {"technology": "Ceph"}
    renamed = replace(bank, episodes=(replace(episode, title="B"),))
    old, new = (documents(one)[name] for one in (bank, renamed))
    assert edit(text, old, new) == text.replace('title = "A"', 'title = "B"')
