"""The brief: taken from an outline, and what is said on top of it."""

from __future__ import annotations

from dataclasses import replace

from outlines import full

from qbank.model.brief import Brief, Wishes, over
from qbank.outline import brief
from qbank.sheet.formats import FORMATS, Wanted

BASE = Brief(
    guest=("Ada",), technology="Kafka", relation=("Ada=made",), kind="messaging system", trait=("distributed",), role="maker",
    fact=("limit: one writer",), avoid=("wrong-choice",), minutes=45,
)  # fmt: skip


def test_an_outline_tells_its_brief() -> None:
    """Guest, subject, facts and box come from the outline itself, what it does not say from its wishes."""
    said = brief.of(replace(full(), wishes=Wishes(avoid=("a",), add=("Why?",), like="17")))
    assert (said.guest, said.technology, said.minutes) == (("Mina Okafor",), "LedgerLake", 45)
    assert said.relation == ("Mina Okafor=made",)
    assert said.fact == ("choice: The database runs inside the calling program.",)
    assert (said.trait, said.not_trait) == (("embedded",), ("distributed",))
    assert (said.avoid, said.add, said.like, said.pronouns) == (("a",), ("Why?",), "17", "she/her")


def test_a_count_of_questions_is_no_length() -> None:
    """An outline that was planned by a number of questions has no length of its own."""
    counted = replace(full(), minutes=40.0, planned_minutes=40.0, wishes=Wishes(questions=9))
    assert (brief.of(counted).questions, brief.of(counted).minutes) == (9, None)


def test_lists_grow_and_the_rest_is_replaced() -> None:
    """A fact more is a fact more; other minutes are other minutes; who it is about stays."""
    said = over(BASE, Brief(fact=("change: it is new",), minutes=20, relation=("uses",)))
    assert said == replace(BASE, fact=("limit: one writer", "change: it is new"), minutes=20, relation=("uses",))
    assert over(BASE, Brief()) == BASE


def test_a_trait_is_not_kept_both_ways() -> None:
    """What is said last counts."""
    said = over(BASE, Brief(not_trait=("distributed",)))
    assert (said.trait, said.not_trait) == ((), ("distributed",))


def test_another_guest_is_another_person() -> None:
    """Role and relation belong to the guest before; the subject and its facts stay."""
    said = over(BASE, Brief(guest=("Bo",)))
    assert said == replace(BASE, guest=("Bo",), relation=(), role=None)


def test_another_subject_or_kind_has_traits_of_its_own() -> None:
    """Facts and traits belong to the subject before; a new kind keeps the facts."""
    said = over(BASE, Brief(technology="Pulsar"))
    assert said == replace(BASE, technology="Pulsar", relation=(), kind=None, trait=(), fact=())
    said = over(BASE, Brief(kind="newsletter"))
    assert said == replace(BASE, kind="newsletter", trait=())


def test_no_guest_reads_what_the_host_wished_for() -> None:
    """What was to be avoided, what others have asked and what the host added is on no guest's copy as a wish."""
    wishes = Wishes(avoid=("layoffs",), heard=("Did you sell?",), focus=("scandal",), like="secret")
    outline = replace(full(), wishes=wishes)
    told = FORMATS["json"](outline, {}, Wanted(date="2026-11-22", copy="guest")).decode()
    assert told == FORMATS["json"](full(), {}, Wanted(date="2026-11-22", copy="guest")).decode()
    assert "layoffs" in FORMATS["json"](outline, {}, Wanted(date="2026-11-22")).decode()
