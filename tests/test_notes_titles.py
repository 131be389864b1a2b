"""What titles say: number, topic, guests."""

from __future__ import annotations

import pytest

from qbank.notes.people import is_episode_title, split_title, topic_without


@pytest.mark.parametrize(
    ("title", "number", "topic", "guests"),
    [
        ("Ceph: A Filesystem with Ada Quist - Episode 40", 40, "Ceph: A Filesystem", ("Ada Quist",)),
        ("Episode 41 - Tern with Ada Quist and Bo Aster", 41, "Tern", ("Ada Quist", "Bo Aster")),
        ("The Tern Pipeline With CTO Ada Quist - Episode 3", 3, "The Tern Pipeline", ("Ada Quist",)),
        ("Episode 9 - Ada Quist on Tern", 9, "Tern", ("Ada Quist",)),
        ("Episode 9 - Ada Quist of Tern", 9, "Tern", ("Ada Quist",)),
        ("Ada Quist Talks About Tern", None, "Tern", ("Ada Quist",)),
        ("Episode 9 - Ada Quist", 9, "", ("Ada Quist",)),
        ("WTK Episode 11: Tern with Ada Quist", 11, "Tern", ("Ada Quist",)),
        ("58: The past of Terns", 58, "The past of Terns", ()),
        ("Low Tide 56: Tern with Ada Quist", 56, "Tern", ("Ada Quist",)),
        ("#12 Tern with Ada Quist", 12, "Tern", ("Ada Quist",)),
        ("Tern #12", 12, "Tern", ()),
        ("Tern w/ Ada Quist", None, "Tern", ("Ada Quist",)),
        ("Part 2: Tern w/ Ada Quist", None, "Tern", ("Ada Quist",)),
        (
            "Tern with Ada Quist (Reef Labs), Bo Aster & K Lars Lohse",
            None,
            "Tern",
            ("Ada Quist", "Bo Aster", "K Lars Lohse"),
        ),
        ("Tern with Jan van der Meer of Reef", None, "Tern", ("Jan van der Meer",)),
        ("Interview: Ada Quist, maker of Tern", None, "Tern", ("Ada Quist",)),
        ("Five questions for Ada Quist", None, "Five", ("Ada Quist",)),
        ("Terns | Ada Quist and Bo Aster", None, "Terns", ("Ada Quist", "Bo Aster")),
        ("Episode 3: Counting Terns by Ada Quist", 3, "Counting Terns", ("Ada Quist",)),
        ("Deichbau mit Jörg Harms - Folge 3", 3, "Deichbau", ("Jörg Harms",)),
        ("第12回 灯台の話", 12, "灯台の話", ()),
        ("Introductory Episode", None, "Introductory Episode", ()),
    ],
)
def test_titles_are_taken_apart(title: str, number: int | None, topic: str, guests: tuple[str, ...]) -> None:
    """Number, topic and guests are found in the many forms of titles."""
    taken = split_title(title)
    assert (taken.number, taken.topic, taken.guests) == (number, topic, guests)


def test_what_is_no_guest_is_topic_again() -> None:
    """When a guess at a guest turns out wrong, the words go back to the topic."""
    taken = split_title("Ada Quist and Slow Queues")
    assert taken.guests == ("Ada Quist", "Slow Queues")
    assert topic_without(taken, ("Ada Quist",)) == "Slow Queues"
    assert topic_without(taken, ()) == "Ada Quist and Slow Queues"


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("Tern with Ada Quist - Episode 40", True),
        ("Episode 40: Tern", True),
        ("In this episode we talk about 40 things", False),
        ("word " * 60 + "- Episode 3", False),
    ],
)
def test_lines_that_begin_an_episode(line: str, title: bool) -> None:
    """A short line with "Episode N" at an end is the title of an episode."""
    assert is_episode_title(line) is title
