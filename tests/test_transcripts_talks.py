"""Invented talks in every form of transcript: what is asked is found, who asked it and when; nothing of an answer is taken."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

import pytest
from talks import CUED, FORMS, NUMBERED, UNTIMED, Invented, Said, all_talks, ask_time

from qbank.transcripts import Ask, Heard, find_talk, hear

TALKS = all_talks()
LIKE = 0.7
"""Shared words from which what was found is the ask that was meant: its lead-in may be cut elsewhere."""


@cache
def heard(talk: Invented, form: str) -> Heard:
    """Return what is heard in a talk that is written down in a form."""
    found = find_talk(FORMS[form](talk))
    assert found is not None, f"{talk.name} as {form} is not taken for a transcript"
    return hear(found, source=form, titles=[talk.title])


def words(text: str) -> Counter[str]:
    """Return the words of a text, counted."""
    return Counter(re.findall(r"[^\W_]+", text.casefold()))


def likeness(one: str, other: str) -> float:
    """Return 0 to 1: the share of words that two texts have in common."""
    a, b = words(one), words(other)
    return 2 * (a & b).total() / max(1, a.total() + b.total())


def pairs(talk: Invented, form: str) -> list[tuple[Said, Ask]]:
    """Return the asks of a talk with what was found of them."""
    left = list(heard(talk, form).asks)
    made = []
    for said in talk.asks:
        found = next((a for a in left if likeness(a.text, said.ask or "") >= LIKE), None)
        if found:
            left.remove(found)
            made.append((said, found))
    return made


@pytest.mark.parametrize("form", FORMS)
def test_what_is_asked_is_found_and_little_else(form: str) -> None:
    """Of all asks of the talks at least nine in ten are found, and nine in ten of what is found are asks, in each form."""
    found = sum(len(pairs(t, form)) for t in TALKS)
    meant = sum(len(t.asks) for t in TALKS)
    taken = sum(len(heard(t, form).asks) for t in TALKS)
    assert meant >= 170
    assert found / meant >= 0.95
    assert found / taken >= 0.95


@pytest.mark.parametrize("form", sorted(FORMS.keys() - NUMBERED))
def test_who_asked_is_known(form: str) -> None:
    """The asker is the host who spoke, by the fullest name that the transcript or its title has."""
    both = [(t, said, ask) for t in TALKS for said, ask in pairs(t, form)]
    right = [ask.asker in (t.full(said.who), said.who) for t, said, ask in both]
    assert sum(right) / len(right) >= 0.98


@pytest.mark.parametrize("form", sorted(FORMS.keys() - UNTIMED))
def test_when_it_was_asked_is_known_to_a_second(form: str) -> None:
    """The time is that of the cue the ask begins in; where only turns have times, that of the turn."""
    slack = 1.0
    for talk in TALKS:
        for said, ask in pairs(talk, form):
            assert ask.start is not None
            assert said.start - slack <= ask.start <= ask_time(said) + slack, (talk.name, ask.text)
            if form not in CUED and form not in NUMBERED and form != "bold_times":
                assert abs(ask.start - said.start) <= slack


@pytest.mark.parametrize("form", FORMS)
def test_no_line_of_an_answer_is_taken(form: str) -> None:
    """Whatever a guest says, also where it has a question mark, is never taken for an ask."""
    for talk in TALKS:
        guests = {n.split()[0] for n in talk.guests} | set(talk.guests)
        answers = {" ".join(t.text.split()) for t in talk.turns if t.who in guests}
        for ask in heard(talk, form).asks:
            assert not any(ask.text in answer for answer in answers if len(ask.text.split()) > 3), (talk.name, ask.text)


@pytest.mark.parametrize("talk", TALKS, ids=lambda t: t.name)
def test_every_form_gives_the_same_questions(talk: Invented) -> None:
    """One talk written in 21 ways is asked the same in all of them."""
    plain = [re.sub(r"\W+", " ", a.text).strip() for a in heard(talk, "vtt_voices").asks]
    for form in FORMS:
        assert [re.sub(r"\W+", " ", a.text).strip() for a in heard(talk, form).asks] == plain, form


@pytest.mark.parametrize("form", sorted(FORMS.keys() - NUMBERED))
def test_hosts_and_guests_are_told_apart(form: str) -> None:
    """Nobody who answers is called a host, nobody who asks a guest."""
    for talk in TALKS:
        found = heard(talk, form)
        hosts = {n.split()[0] for n in found.hosts}
        assert hosts <= {n.split()[0] for n in talk.hosts}, talk.name
        assert set(found.guests) == set(talk.guests), talk.name


def test_the_answer_is_quoted_by_its_first_sentence() -> None:
    """`said` is what the guest begins with, what only shows surprise or thanks left out."""
    rope = next(t for t in TALKS if t.name == "rope")
    said = {a.text: a.said for a in heard(rope, "rev").asks}
    assert said["How did you come to rope?"] == "By my uncle, really."
    assert said["How long does it need to be, a walk?"] == "As long as the rope and a third."


def test_what_leads_to_an_ask_is_kept_beside_it() -> None:
    """What a host says before the ask in the same turn is its lead-in, and no part of it."""
    rope = next(t for t in TALKS if t.name == "rope")
    ask = next(a for a in heard(rope, "rev").asks if a.text.startswith("When somebody comes in"))
    assert ask.lead_in == "Okay, but seriously. You've got hemp, you've got sisal, you've got, I don't know, nettle."
