"""The laws that hold across modules: lossless, placed once, the same bytes twice, order does not matter."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from qbank import bank as banks
from qbank.bank import place as places
from qbank.model import Bank, Episode, Item
from qbank.model.pattern import fill
from qbank.normalize.add_episodes import take_in
from qbank.normalize.normalizer import Normalizer
from qbank.outline.brief import Request
from qbank.outline.plan import plan
from qbank.sheet.formats import to_data

JINJA = ImmutableSandboxedEnvironment(undefined=StrictUndefined, keep_trailing_newline=True)

LINES = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=80)
ASKS = st.lists(
    st.sampled_from(
        ["How", "does", "Ceph", "Kafka's", "compare to", "HDFS, S3 and Go", "the Dat project", "{{", "{%", "}", "“quoted”", "?", "a database",
         "https://example.org/x", "99.9 %", "over 5 years", "ARANGO", "what", "is", "{", "للعربية"]
    ),
    min_size=1, max_size=9,
).map(" ".join)  # fmt: skip


@cache
def shipped_bank() -> Bank:
    """Return the bank that ships with qbank, loaded once."""
    return banks.load(places.shipped(cwd=Path.cwd()))


@cache
def normalizer() -> Normalizer:
    """Return what the shipped bank teaches; what a test coins stays known to the next, which no law minds."""
    return Normalizer(shipped_bank())


def episode(*texts: str, number: int = 900, subject: str = "Ceph") -> Episode:
    """Make the notes of an episode that the bank does not know."""
    return Episode(
        id=f"{number}-made-up", title=f"{subject} with Ada Example - Episode {number}", number=number, guests=("Ada Example",),
        technology=subject, items=tuple(Item(n=n, text=text, line=n) for n, text in enumerate(texts, start=1)),
    )  # fmt: skip


@given(st.one_of(LINES, ASKS))
def test_every_line_is_given_back_by_its_pattern(text: str) -> None:
    """Whatever a line holds, Jinja gives it back from its pattern and slots, and so does the quick way."""
    maker = normalizer()
    names = maker.names(replace(episode(text), aliases=("Arango", "the Dat project")))
    item = maker.item(Item(n=1, text=text), names).item
    assert item.pattern is not None
    assert fill(item.pattern, item.slots) == text
    assert JINJA.from_string(item.pattern).render(item.slots) == text


def test_every_item_that_ships_is_lossless() -> None:
    """All 140 items of the first bank are given back by Jinja, character for character."""
    items = [i for e in shipped_bank().episodes for i in e.items]
    assert len(items) == 140
    assert sum(i.kind == "question" for i in items) == 127
    for item in items:
        assert JINJA.from_string(item.pattern or "").render(item.slots) == item.text


def test_what_the_bank_has_is_placed_where_it_is() -> None:
    """Taking in the ten episodes again, bare as their notes give them, changes nothing in the bank."""
    bank = shipped_bank()
    bare = [
        (
            "notes.txt",
            replace(
                e,
                items=tuple(
                    Item(n=i.n, kind=i.kind, text=i.text, line=i.line, depth=i.depth, links=i.links) for i in e.items
                ),
            ),
        )
        for e in bank.episodes
    ]
    done = take_in(bank, bare)
    assert not any(t.changed for t in done.taken)
    assert done.bank.episodes == bank.episodes
    assert done.bank.templates == bank.templates


@given(st.lists(ASKS, min_size=1, max_size=5, unique=True))
def test_taking_in_twice_is_taking_in_once(texts: list[str]) -> None:
    """The second import of the same notes changes nothing, whatever was asked."""
    small = replace(shipped_bank(), episodes=())
    once = take_in(small, [("a.md", episode(*texts))]).bank
    again = take_in(once, [("b.html", episode(*texts))])
    assert not again.taken[0].changed
    assert again.bank == once


def test_decisions_by_hand_survive_edited_notes() -> None:
    """A reworded question keeps its number and what a person decided; a removed one's number is never used again."""
    small = shipped_bank()
    first = take_in(
        small,
        [("a.md", episode("How is Ceph built?", "What scares you about Ceph?", "When is Ceph the wrong choice?"))],
    ).bank
    made = next(e for e in first.episodes if e.number == 900)
    decided = replace(made.items[0], category="challenges", template="challenging-aspects", by="hand")
    first = replace(
        first,
        episodes=tuple(replace(e, items=(decided, *e.items[1:])) if e.id == made.id else e for e in first.episodes),
    )
    notes = episode("How is Ceph built today?", "What scares you about Ceph?", "Who pays for Ceph?")
    second = take_in(first, [("a.md", notes)]).taken[0]
    assert [i.n for i in second.episode.items] == [1, 2, 4]
    assert (second.episode.items[0].template, second.episode.items[0].by) == ("challenging-aspects", "hand")
    assert [i.text for i in second.gone] == ["When is Ceph the wrong choice?"]
    third = take_in(
        replace(first, episodes=(second.episode,)),
        [("a.md", episode("How is Ceph built today?", "What scares you about Ceph?"))],
    )
    fourth = take_in(third.bank, [("a.md", notes)]).taken[0]
    assert [i.n for i in fourth.episode.items] == [1, 2, 5]


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_the_bank_does_not_matter_to_an_outline(seed: int) -> None:
    """Templates and episodes in another order give the same outline."""
    import random

    bank = shipped_bank()
    templates, episodes = list(bank.templates), list(bank.episodes)
    random.Random(seed).shuffle(templates)
    random.Random(seed).shuffle(episodes)
    request = Request(guests=("Jay Kreps",), technology="Kafka", date="2026-11-22")
    shuffled = replace(bank, templates=tuple(templates), episodes=tuple(sorted(episodes, key=lambda e: e.id)))
    assert to_data(plan(shuffled, request).outline) == to_data(plan(bank, request).outline)


def test_the_tests_run_without_the_network() -> None:
    """A socket cannot be opened while the tests run."""
    import socket

    with pytest.raises(Exception, match="socket"):
        socket.socket()
    assert "QBANK_BANK" not in os.environ
