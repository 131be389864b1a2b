"""What counts how much: on a small bank, and on the ten episodes that ship."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from search_bank import bank

from qbank import bank as banks
from qbank.bank import place as places
from qbank.model import Theme
from qbank.search import Index, index
from qbank.search.index import plan
from qbank.search.query import parse

SMALL = index(bank())


@cache
def shipped() -> Index:
    """Return the index of the bank that ships, made once."""
    return index(banks.load(places.shipped(cwd=Path.cwd())))


SAID = [
    ("keeping old messages", "017-pulsar/9"),
    ("protecting personal data", "027-data-engineering-weekly/4"),
    ("rivals in the market", "040-ceph/6"),
    ("beginners", "033-alooma/13"),
    ("editorial process", "027-data-engineering-weekly/11"),
    ("offline sync", "016-dat/7"),
    ("traffic spikes", "027-data-engineering-weekly/5"),
    ("hostile plug-in code", "033-alooma/9"),
    ("five nines", "033-alooma/7"),
    ("thesis and academic work", "014-crdts/8"),
    ("writing it in Go", "035-cockroachdb/7"),
    ("what breaks", "035-cockroachdb/9"),
    ("non-profit", "016-dat/5"),
    ("moving from Postgres", "034-arangodb/9"),
    ("telemetry", "020-honeycomb/7"),
]


@pytest.mark.parametrize(("text", "ref"), SAID)
def test_a_host_s_own_words_find_the_question(text: str, ref: str) -> None:
    """A theme in words that the question does not have leads to it, among the first five."""
    assert ref in [hit.ref for hit in shipped().search(text, limit=5).hits]


def test_rituals_do_not_crowd_out_the_rest() -> None:
    """Ten equal questions that every episode has do not stand above what was asked once."""
    hits = shipped().search("the guest's own background", limit=4).hits
    assert all(hit.template != "guest-involvement" for hit in hits)


def test_themes_templates_and_categories_are_clues() -> None:
    """A plan tells which words, themes and templates it looks for."""
    _, clues = plan(parse("network partition, who pays"), SMALL.view, [])
    assert [word.text for word in clues.words] == ["network", "partition", "pays"]
    assert [group.id for group in clues.groups] == ["split-brain", "money"]
    assert {"partitions", "who-pays"} <= clues.lifted


def test_a_theme_that_no_item_is_of_finds_nothing_and_breaks_nothing() -> None:
    """A theme's words that nobody says are left aside, all of them if need be."""
    alone = index(replace(bank(), themes=(Theme(id="far", words=("zebra", "wild horse")),)))
    assert alone.search("wild horse").hits == ()
    themes = (Theme(id="far", words=("zebra", "wild horse")), Theme(id="near", words=("zebra", "quorum")))
    assert [h.ref for h in index(replace(bank(), themes=themes)).search("zebra").hits] == [
        h.ref for h in index(replace(bank(), themes=())).search("quorum").hits
    ]


def test_the_same_query_gives_the_same_answer() -> None:
    """What is kept between two searches does not change the second one."""
    assert SMALL.search("money") == SMALL.search("money") == index(bank()).search("money")


def test_what_the_own_show_asked_stands_before_the_same_of_others() -> None:
    """A bank of one's own begins with another show's questions; of two that fit as well, the host's own comes first."""
    made = bank()
    first, *others = [replace(e, show="Theirs") for e in made.episodes]
    twin = replace(first, id=f"z-{first.id}", show="Ours")
    mixed = replace(made, show=replace(made.show, name="Ours"), episodes=(first, *others, twin))
    text = next(i.text for i in first.items if i.template == "partitions")
    found = index(mixed).search(text).hits
    assert found[0].episode.id == twin.id
    assert {h.episode.id: h.score for h in found}[twin.id] > {h.episode.id: h.score for h in found}[first.id]
