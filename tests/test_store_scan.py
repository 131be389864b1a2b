"""TOML text taken apart and put together again."""

from __future__ import annotations

import tomllib

import pytest
from banks import sound_banks
from hypothesis import given

from qbank.bank.data import documents
from qbank.bank.toml import Block, document, elements, line_of, scan
from qbank.model import Bank

TEXT = '''# The file.

# about a
a = 1 # one
# alone

b = [ # list
  "x", # "y"
  { a = "]", b = [1, 2] },
] # end
# tail

# loose

# lead
[t."x y".z]   # header
d = 1979-05-27 07:32:00 # a moment
s = """a"b""\\"""\\n"""""
l = \'\'\'[\'\'\'

# inner

k.v = { x = 1 }
# last

[[list]]
n = 1
[[list.inner]]
m = 2
[[list]]
n = 3
[[list.inner]]
m = 4
# end'''


def _blocks(text: str) -> list[Block]:
    return [piece for piece in scan(text) if isinstance(piece, Block)]


def test_the_pieces_of_a_text_are_the_text() -> None:
    """Nothing is lost and nothing added when a text is taken apart."""
    tomllib.loads(TEXT)
    assert "".join(piece.text for piece in scan(TEXT)) == TEXT


@given(sound_banks())
def test_any_file_can_be_taken_apart(bank: Bank) -> None:
    """Every file of every bank is the sum of its pieces, and each entry's value is its own."""
    for made in documents(bank).values():
        text = document(made)
        assert "".join(piece.text for piece in scan(text)) == text
        for block in _blocks(text):
            for entry in block.entries:
                assert tomllib.loads(f"v = {entry.value}") is not None


def test_values_end_where_toml_says() -> None:
    """Strings, moments and lists end where they end, whatever brackets and quotes they hold."""
    values = [entry.value for block in _blocks(TEXT) for entry in block.entries]
    assert values[2:6] == ["1979-05-27 07:32:00", '"""a"b""\\"""\\n"""""', "'''['''", "{ x = 1 }"]
    assert [values[1][a:b] for a, b in elements(values[1])] == ['"x"', '{ a = "]", b = [1, 2] }']


def test_the_loose_end_of_a_file_leaves_its_last_table_whole() -> None:
    """A comment that stands alone at the end is a piece of its own; the last table keeps all its lines and its tail."""
    table = "[t]\na = 1\nb = 2\nc = 3\n# tail\n"
    assert [piece.text for piece in scan(table + "\n# loose\n")] == ["", table, "\n# loose\n"]


def test_the_comment_right_above_a_table_belongs_to_it() -> None:
    """A comment that touches a header is the table's; one that touches the table's end is its tail; others are loose."""
    table = _blocks(TEXT)[1]
    assert table.path == ("t", "x y", "z")
    assert table.lead == "\n# lead\n"
    assert table.text.endswith("# last\n")
    assert "# loose" not in table.text


@pytest.mark.parametrize(
    ("loc", "line"),
    [
        (("a",), 4),
        (("b", 0), 8),
        (("b", 1), 9),
        (("t", "x y", "z", "l"), 19),
        (("t", "x y", "z", "nothing"), 16),
        (("list", 1, "n"), 31),
        (("list", 1, "inner", 0, "m"), 33),
        (("nothing",), 1),
    ],
)
def test_every_value_has_a_line(loc: tuple[str | int, ...], line: int) -> None:
    """The line of a value is found, or that of the nearest thing around it."""
    assert line_of(TEXT, loc) == line


@pytest.mark.parametrize("text", ["= 1", "[", "a = [1"])
def test_what_is_no_toml_is_an_error(text: str) -> None:
    """The scanner trusts that its text is TOML; if it is not, it says so instead of guessing."""
    with pytest.raises((ValueError, IndexError)):
        scan(text)
