"""Notes in JSON."""

from __future__ import annotations

import pytest

from qbank.notes import read
from qbank.notes.jsontext import entries_in


def test_bodies_under_many_names() -> None:
    """The field that holds the notes is found, HTML or not."""
    assert [
        e.bodies
        for e in entries_in([{"title": "a", "notes": "x"}, {"content": {"rendered": "<p>y</p>"}}, "z"])
    ] == [
        (("x", False),),
        (("<p>y</p>", True),),
        (("z", False),),
    ]


def test_nothing_to_read_gives_nothing() -> None:
    """Numbers, empty records and null hold no notes."""
    assert list(entries_in([1, {}, None, {"title": "a"}])) == []


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a": ', '[{"a": 1}'])
def test_broken_json_is_told(text: str) -> None:
    """Broken or endless JSON is a Problem."""
    reading = read(text.encode(), source="x", format="json")
    assert reading.episodes == ()
    assert "JSON is broken" in reading.problems[0].what
