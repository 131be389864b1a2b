"""Front matter: YAML, TOML, Pelican's lines, broken and hostile."""

from __future__ import annotations

from itertools import pairwise

import pytest

from qbank.notes.formats.data import split_front


def test_yaml_is_split_off() -> None:
    """Fields, rest and the number of the rest's first line come back."""
    front = split_front("---\nTitle: A\nguests: [Ada, Bo]\n---\nbody\n", "x")
    assert front.fields == {"title": "A", "guests": ["Ada", "Bo"]}
    assert front.body.strip() == "body"
    assert front.first_line == 4


def test_toml_is_split_off() -> None:
    """Plus signs fence TOML."""
    front = split_front('+++\ntitle = "A"\nepisode = "21"\n+++\nbody', "x")
    assert front.fields == {"title": "A", "episode": "21"}


def test_pelican_lines_are_split_off() -> None:
    """`Key: value` lines at the top are fields, in any order."""
    front = split_front("Date: 2020-01-02\nTitle: Episode 3: A\nsave_as: a.html\n\n### Interview\n- What?\n", "x")
    assert front.fields == {"date": "2020-01-02", "title": "Episode 3: A", "save_as": "a.html"}
    assert front.first_line == 4


@pytest.mark.parametrize(
    "text",
    [
        "### Interview\n- What?\n",
        "Hello: this is\nno header at all\n",
        "---\nonly a rule\n---\nbody\n",
        "--- unfinished\nTitle: x\n",
        "Notes: one\n\nbody",
        "Title: Tern\nDate: Monday, they said.\nAnd the sentence goes on here.\n",
    ],
)
def test_what_is_none_stays_in_the_text(text: str) -> None:
    """Text that only looks a little like front matter is left alone."""
    front = split_front(text, "x")
    assert front.fields == {}
    assert front.body == text


@pytest.mark.parametrize(
    "inside",
    ["title: A\nguest: [", "title: A\nx: {{ page.title }}\n- y", "title: A\n? [a]\n: 1", "title: A\nx: " + "[" * 3000],
)
def test_broken_yaml_gives_its_simple_lines(inside: str) -> None:
    """What can be read of broken YAML is read, and a Problem says so."""
    front = split_front(f"---\n{inside}\n---\nbody", "n.md")
    assert front.fields["title"] == "A"
    assert front.problems[0].where == "n.md:1"


def test_broken_toml_gives_its_simple_lines() -> None:
    """The same holds for TOML."""
    front = split_front('+++\ntitle = "A"\nx = [[[\n+++\nbody', "n.md")
    assert front.fields["title"] == "A"
    assert front.problems


def test_endless_references_are_harmless() -> None:
    """Front matter that refers to itself over and over is not followed."""
    names = ["a", *(f"b{i}" for i in range(40))]
    levels = (f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in pairwise(names))
    bomb = "a: &a [x, x]\n" + "".join(levels)
    front = split_front(f"---\ntitle: A\n{bomb}---\nbody", "x")
    assert front.fields["title"] == "A"
    assert front.problems


def test_front_matter_that_is_a_list_says_nothing() -> None:
    """Between its fences stands a list of fields and no record: it is front matter, and nothing is known from it."""
    front = split_front("---\n- title: A\n- guest: B\n---\nbody", "x")
    assert (front.fields, front.problems, front.body.strip()) == ({}, (), "body")
