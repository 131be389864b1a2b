"""Notes in JSON."""

from __future__ import annotations

import pytest

from qbank.notes import read
from qbank.notes.formats.feed import entries_in


def test_bodies_under_many_names() -> None:
    """The field that holds the notes is found, HTML or not."""
    assert [
        e.bodies for e in entries_in([{"title": "a", "notes": "x"}, {"content": {"rendered": "<p>y</p>"}}, "z"])
    ] == [(("x", False),), (("<p>y</p>", True),), (("z", False),)]


def test_nothing_to_read_gives_nothing() -> None:
    """Numbers, empty records and null hold no notes."""
    assert list(entries_in([1, {}, None, {"title": "a"}])) == []


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a": ', '[{"a": 1}'])
def test_broken_json_is_told(text: str) -> None:
    """Broken or endless JSON is a Problem."""
    reading = read(text.encode(), source="x", format="json")
    assert reading.episodes == ()
    assert "JSON is broken" in reading.problems[0].what


def test_one_episode_is_a_record_or_a_bare_text() -> None:
    """A record that holds no list of episodes is an episode itself; so is a text alone."""
    (one,) = entries_in({"title": "Tern", "number": 3, "notes": "What is Tern?"})
    assert (one.fields, one.bodies) == ({"title": "Tern", "number": 3}, (("What is Tern?", False),))
    (text,) = entries_in("<p>What is Tern?</p>")
    assert text.bodies == (("<p>What is Tern?</p>", True),)
    notes = '{"title": "Tern with Ada Quist", "notes": "## Interview\\n- What is Tern?\\n- Why?"}'
    (episode,) = read(notes.encode(), source="x.json").episodes
    assert [i.text for i in episode.items] == ["What is Tern?", "Why?"]


def test_the_number_of_episodes_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A list without end is read as far as a feed would be."""
    monkeypatch.setattr("qbank.notes.formats.feed.MOST_ENTRIES", 2)
    assert [e.bodies[0][0] for e in entries_in({"episodes": ["a?", "b?", "c?"]})] == ["a?", "b?"]
