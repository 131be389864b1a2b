"""Answers as text."""

from __future__ import annotations

import json
from dataclasses import replace

from search_bank import EPISODES, bank

from qbank.cli.fast import as_text, offers
from qbank.search import index, search

INDEX = index(bank())


def test_grouped_by_template() -> None:
    """On the screen hits stand under their template, the best one first, with what matched marked, and the total."""
    assert as_text(INDEX.search("network partition", limit=2), "grouped").splitlines() == [
        "partitions  (failure-modes)",
        "  012-kelp/3  What does Kelp do during a *network partition*?",
        "    Kelp · Ada Moreno · 5 Mar 2019 · says “network”, “partition”; theme split-brain: “network partition”",
        "  100-kelp/2  What does Kelp do during a *network partition*?",
        "    Kelp · Ada Moreno · 9 Jan 2021 · says “network”, “partition”; theme split-brain: “network partition”",
        "",
        "4 found, the best 2 shown (--limit for more)",
    ]


def test_flat_is_by_rank() -> None:
    """Flat, hits stand in the order of their rank, whatever their template."""
    answer = INDEX.search("kelp partition")
    lines = as_text(answer, "flat").splitlines()
    assert [line.split()[0] for line in lines if line.startswith("  ") and not line.startswith("   ")] == [
        hit.ref for hit in answer.hits
    ]


def test_items_without_a_template_stand_together() -> None:
    """Notes and topics have no template; their kind is said."""
    text = as_text(INDEX.search("client library"), "grouped")
    assert "without a template" in text
    assert "7-mole/4  [note] say more about the C++ *client library*" in text


def test_plain_is_one_line_a_hit() -> None:
    """Plain output has nine fields between tabs, whatever the text holds."""
    item = replace(EPISODES[0].items[2], text="tab\tand\nline \x1b[31mred network")
    answer = search(bank(episodes=(replace(EPISODES[0], items=(item,)),)), "network")
    (line,) = as_text(answer, "plain").splitlines()
    fields = line.split("\t")
    assert fields[0] == "012-kelp/3"
    assert fields[2:8] == ["failure-modes", "partitions", "Kelp", "Ada Moreno", "12", "2019-03-05"]
    assert fields[8] == "tab and line \\x1b[31mred network"


def test_control_characters_never_reach_a_terminal() -> None:
    """What a text could do to a terminal is shown, not done; what is marked is still marked."""
    item = replace(EPISODES[0].items[2], text="\x1b]0;title\x07 network")
    answer = search(bank(episodes=(replace(EPISODES[0], items=(item,)),)), "network")
    assert "\\x1b]0;title\\x07 *network*" in as_text(answer, "flat")


def test_json_is_the_answer_s() -> None:
    """The JSON text is the answer's own data."""
    answer = INDEX.search("raft")
    assert json.loads(as_text(answer, "json")) == answer.to_data()


def test_near_misses_are_not_called_found() -> None:
    """What says nothing of what is asked stands below a line that says so, and is not counted as found."""
    text = as_text(INDEX.search("when nodes cannot hear each other"), "grouped")
    assert text.startswith("Nothing asks that; near to it:\n\npartitions")
    assert text.endswith(" near to it\n")


def test_nothing_found_prints_nothing() -> None:
    """An empty answer has no text but in JSON; what is offered instead is for the other stream."""
    answer = INDEX.search("technology:klep")
    assert as_text(answer, "grouped") == as_text(answer, "plain") == ""
    assert offers(answer) == [
        "Nothing found.",
        "Categories: background, scaling, failure-modes, comparison, community",
        "Did you mean: technology:Kelp",
    ]
    assert offers(INDEX.search("raft")) == []
