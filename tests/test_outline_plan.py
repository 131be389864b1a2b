"""What holds of every outline, whoever the guest, whatever the subject and however long the interview."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from qbank import place, store
from qbank.model import Bank, Fact, Outline, PlannedQuestion
from qbank.outline import OwnLine, Request, plan
from qbank.outline.clock import MUST_SHARE

SUBJECTS: tuple[dict[str, object], ...] = (
    {"technology": "Kafka"},
    {"technology": "DuckDB", "relations": {"Ada Quill": "made"}},
    {"technology": "Rust", "relations": {"Ada Quill": "uses"}},
    {"technology": "Zorblax"},
    {"technology": "The Ferry Letter", "family": "publication", "kind": "newsletter"},
    {"technology": "differential privacy", "relations": {"Ada Quill": "studies"}},
    {"technology": "Sickbed", "family": "company"},
    {"family": "person"},
    {"technology": "Ceph", "guests": ("Sage Weil",)},
)
FACTS = (
    Fact(type="choice", text="it runs inside the calling program"),
    Fact(type="limit", text="only one process may write"),
    Fact(type="limit", text="nothing is kept for more than a week"),
    Fact(type="change", text="the old format is gone"),
    Fact(type="number", text="nine people wrote half of it"),
    Fact(type="claim", text="nobody has ever lost a byte"),
    Fact(type="criticism", text="people call it slow"),
    Fact(type="body", text="a foundation owns the name"),
)


@cache
def shipped() -> Bank:
    """Return the bank that ships with qbank."""
    return store.load(place.shipped(cwd=Path(__file__).parent))


@st.composite
def requests(draw: st.DrawFn) -> Request:
    """Draw a request: one of the subjects, a length, and some facts."""
    subject = draw(st.sampled_from(SUBJECTS))
    facts = draw(st.lists(st.sampled_from(FACTS), max_size=4, unique=True))
    minutes = draw(st.integers(min_value=10, max_value=120))
    base = {"guests": ("Ada Quill",), "date": "2026-11-22", "minutes": float(minutes), "facts": tuple(facts)}
    return Request(**{**base, **subject})  # type: ignore[arg-type]


def questions(outline: Outline) -> list[PlannedQuestion]:
    """Return all questions of an outline, backups too."""
    return [q for s in outline.sections for q in s.questions]


def places(outline: Outline) -> list[tuple[str | None, str, str]]:
    """Return what stands on the sheet, line by line: template, lane, and what is said."""
    return [(q.template, q.lane, f"{q.context} {q.text}") for q in questions(outline)]


@settings(max_examples=15, deadline=None)
@given(requests())
def test_an_outline_is_never_over_its_time(request: Request) -> None:
    """What is planned fits, block after block; must-asks leave a fifth free or the host is told that they do not."""
    outline = plan(shipped(), request).outline
    assert outline.planned_minutes <= outline.minutes
    at = 0.0
    for section in outline.sections:
        assert section.start == at
        at += section.minutes
    musts = sum(q.minutes for q in questions(outline) if q.lane == "must")
    told = any("more than is good" in p for p in outline.problems)
    assert told or musts <= MUST_SHARE * outline.minutes


@settings(max_examples=10, deadline=None)
@given(requests(), st.integers(min_value=1, max_value=20))
def test_so_many_questions_are_planned_as_are_asked_for(request: Request, count: int) -> None:
    """A number of questions is reached and not exceeded, unless what has to be in is more."""
    made = plan(shipped(), replace(request, minutes=None, questions=count)).outline
    asked = [q for q in questions(made) if q.lane != "backup"]
    fixed = len(request.facts) + 3
    assert count <= len(asked) <= max(count, fixed)


@settings(max_examples=10, deadline=None)
@given(requests(), st.randoms(use_true_random=False))
def test_everything_that_must_be_in_is_in(request: Request, dice: random.Random) -> None:
    """Rituals, the host's own lines word for word, every fact, and the templates that were asked for: all are must-asks."""
    bank = shipped()
    plain = [t for t in bank.templates if not (t.needs or t.relation or t.takes or t.ritual or t.families)]
    wanted = {t.intent or t.id: t.id for t in dice.sample(plain, 2) if "{{" not in t.text}
    own = [OwnLine(text="What did the move to Lisbon change?", category="origin")]
    asked = replace(request, must=tuple(wanted.values()))
    outline = plan(bank, asked, own).outline
    musts = [q for q in questions(outline) if q.lane == "must"]
    assert {r.template for r in bank.show.rituals} | set(wanted.values()) <= {q.template for q in musts}
    assert "What did the move to Lisbon change?" in [q.text for q in musts]
    for fact in request.facts:
        said = any(fact.text[1:] in q.context for q in musts)
        assert said or any(fact.text in p for p in outline.problems)


@settings(max_examples=15, deadline=None)
@given(requests())
def test_nothing_stands_twice(request: Request) -> None:
    """No template, no variant of a question, no text and no id comes twice."""
    bank = shipped()
    intents = {t.id: t.intent or t.id for t in bank.templates}
    asked = questions(plan(bank, request).outline)
    for several in (
        [q.id for q in asked],
        [q.text for q in asked],
        [intents[q.template or ""] for q in asked],
    ):
        assert len(set(several)) == len(several)


@settings(max_examples=10, deadline=None)
@given(requests(), st.randoms(use_true_random=False))
def test_the_order_of_the_files_does_not_matter(request: Request, dice: random.Random) -> None:
    """Templates, episodes and subjects in another order give the same outline; so does asking twice."""
    bank = shipped()
    templates, episodes = list(bank.templates), list(bank.episodes)
    dice.shuffle(templates)
    dice.shuffle(episodes)
    once = plan(bank, request).outline
    assert plan(replace(bank, templates=tuple(templates), episodes=tuple(episodes)), request).outline == once
    assert plan(bank, request).outline == once


@settings(max_examples=8, deadline=None, phases=(Phase.generate,))
@given(requests(), st.randoms(use_true_random=False))
def test_a_template_that_was_not_used_can_go(request: Request, dice: random.Random) -> None:
    """Without some templates that are not on the sheet, or without any of them, the outline is the very same."""
    bank = shipped()
    once = plan(bank, request).outline
    used = {q.template for q in questions(once)}
    unused = [t.id for t in bank.templates if t.id not in used]
    for count in (1, len(unused) // 2, len(unused)):
        gone = set(dice.sample(unused, count))
        kept = tuple(t for t in bank.templates if t.id not in gone)
        assert places(plan(replace(bank, templates=kept), request).outline) == places(once)


def test_what_another_show_asked_is_left_to_it() -> None:
    """A chapter list with times, in its own words: what stands there is not asked again, or is marked."""
    heard = (
        "0:00 Intro",
        "- [03:10] What is DuckDB, for somebody who has never heard of it?",
        "7:45 Why was DuckDB started?",
    )
    request = Request(guests=("Ada Quill",), technology="DuckDB", date="2026-11-22")
    before = {q.template: q for q in questions(plan(shipped(), request).outline) if q.lane != "backup"}
    after = {
        q.template: q
        for q in questions(plan(shipped(), replace(request, heard=heard)).outline)
        if q.lane != "backup"
    }
    assert "motivation-for-creation" in before
    assert "motivation-for-creation" not in after
    assert "another show has asked it" in after["what-is-it"].why


def test_a_question_is_addressed_to_the_one_it_fits() -> None:
    """Of two guests, one made it and one uses it: what only one can answer is put to that one, the rest to both."""
    request = Request(
        guests=("Ada Quill", "Bo Lind"), technology="DuckDB", date="2026-11-22", minutes=60,
        relations={"Ada Quill": "made", "Bo Lind": "uses"},
    )  # fmt: skip
    templates = {t.id: t for t in shipped().templates}
    asked = questions(plan(shipped(), request).outline)
    for question in asked:
        relation = templates[question.template or ""].relation
        fits = [g for g, r in request.relations.items() if r in relation] if relation else []
        assert question.to == (fits[0] if len(fits) == 1 else None)
    assert {q.to for q in asked} >= {None, "Ada Quill", "Bo Lind"}


@pytest.mark.parametrize("name", ["Zorblax", "Quentin's Thing", "日本語"])
def test_an_unknown_subject_gets_a_sheet(name: str) -> None:
    """Nothing is known, nothing is taken for granted, and there is enough to ask."""
    outline = plan(shipped(), Request(guests=("Ada Quill",), technology=name, date="2026-11-22")).outline
    templates = {t.id: t for t in shipped().templates}
    asked = [q for q in questions(outline) if q.lane != "backup"]
    assert len(asked) >= 12
    assert not any(templates[q.template or ""].needs for q in questions(outline))
    assert {"origin", "architecture", "scaling", "failure-modes", "future-plans"} <= {
        q.category for q in asked
    }
    assert any("not in the lexicon" in p for p in outline.problems)
