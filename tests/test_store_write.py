"""Values written as TOML."""

from __future__ import annotations

import tomllib

from banks import awkward
from hypothesis import given
from hypothesis import strategies as st

from qbank.bank.toml import WIDTH, Document, Table, document, entry

_values = st.recursive(
    awkward | st.integers() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(awkward, inner, max_size=4),
    max_leaves=8,
)


@given(awkward, _values)
def test_a_written_entry_reads_back(name: str, value: object) -> None:
    """Whatever the name and the value, TOML's own reader gives them back."""
    assert tomllib.loads(entry(name, value)) == {name: value}


def test_a_long_list_gets_a_line_for_each_element() -> None:
    """A list that is too long for a line has an element a line, each with a comma."""
    written = entry("probes", ["a" * 60, "b" * 60])
    assert written == f'probes = [\n  "{"a" * 60}",\n  "{"b" * 60}",\n]\n'
    assert max(map(len, entry("probes", ["a"] * 20).splitlines())) <= WIDTH


def test_a_new_file_reads_like_one_written_by_hand() -> None:
    """Tables stand apart by a blank line, small tables within a line."""
    item = Table(path=("items",), array=True, values={"n": 1, "slots": {"technology": "Ceph"}})
    made = document(Document(top=Table(values={"id": "x"}), tables=(item, Table(path=("a b", "c")))))
    assert made == 'id = "x"\n\n[[items]]\nn = 1\nslots = { technology = "Ceph" }\n\n["a b".c]\n'
