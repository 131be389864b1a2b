"""What holds of every outline, whoever the guest, whatever the subject and however long the interview."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qbank import bank as banks
from qbank.bank import place
from qbank.errors import UsageError
from qbank.model import Bank, Episode, Fact, FactType, Item, Outline, PlannedQuestion, Template
from qbank.model.brief import Brief
from qbank.outline import clock, completed, facts
from qbank.outline.brief import OwnLine, Request
from qbank.outline.candidates import changed_since, refusal
from qbank.outline.choice import rituals
from qbank.outline.known import family_plan, known_subject, what_is_known
from qbank.outline.plan import plan
from qbank.outline.request import request as asked_for
from qbank.outline.select import shortlist
from qbank.tasks.plan import Planner
from qbank.tasks.workspace import Workspace

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
    return banks.load(place.shipped(cwd=Path(__file__).parent))


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
    assert told or musts <= clock.MUST_SHARE * outline.minutes


@settings(max_examples=10, deadline=None)
@given(requests(), st.integers(min_value=1, max_value=20))
def test_so_many_questions_are_planned_as_are_asked_for(request: Request, count: int) -> None:
    """A number of questions is reached and not exceeded, unless what has to be in is more."""
    made = plan(shipped(), replace(request, minutes=None, questions=count)).outline
    asked = [q for q in questions(made) if q.lane != "backup"]
    fixed = len(request.facts) + 4  # two rituals, the opening question, the callback of a guest who comes back
    assert count <= len(asked) <= max(count, fixed)


@settings(max_examples=10, deadline=None)
@given(requests(), st.randoms(use_true_random=False))
def test_everything_that_must_be_in_is_in(request: Request, dice: random.Random) -> None:
    """Rituals, the host's own lines word for word, every fact, and the templates that were asked for: all are must-asks."""
    bank = shipped()
    plain = [t for t in bank.templates if not (t.kinds or t.needs or t.relation or t.takes or t.ritual or t.families)]
    wanted = {t.intent or t.id: t.id for t in dice.sample(plain, 2) if "{{" not in t.text}
    own = [OwnLine(text="What did the move to Lisbon change?", category="origin")]
    asked = replace(request, must=tuple(wanted.values()))
    outline = plan(bank, asked, own).outline
    musts = [q for q in questions(outline) if q.lane == "must"]
    known = what_is_known(bank, asked, known_subject(bank, asked))
    suited = {one.template.id for one in rituals(bank, known) if one.template}
    assert suited
    assert suited | set(wanted.values()) <= {q.template for q in musts}
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
    for several in ([q.id for q in asked], [q.text for q in asked], [intents[q.template or ""] for q in asked]):
        assert len(set(several)) == len(several)


def test_a_wording_that_needs_nothing_unknown_stands_in() -> None:
    """A template is offered if one of its wordings can be filled; without one it is refused, and what is missing is named."""
    request = Request(guests=("Ada Quill",), technology="The Ferry Letter", family="publication", date="2026-11-22")  # fmt: skip
    known = what_is_known(shipped(), request, known_subject(shipped(), request))
    template = Template(
        id="two-ways",
        category="origin",
        cue="two ways",
        text="Why did you write your {{ kind }}?",
        phrasings=("Why did you write {{ technology }}?",),
    )
    assert "kind" not in known.values
    assert refusal(template, known) is None
    assert refusal(replace(template, phrasings=()), known) == "nothing is known to fill kind with"
    assert refusal(replace(template, context="In {{ protocol }}."), known) == "nothing is known to fill protocol with"  # fmt: skip


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


@st.composite
def returning(draw: st.DrawFn) -> Request:
    """Draw a request for someone who was a guest before, on the same subject or another."""
    episode = draw(st.sampled_from([e for e in shipped().episodes if e.guests]))
    facts = draw(st.lists(st.sampled_from(FACTS), max_size=4, unique=True))
    return Request(
        guests=(draw(st.sampled_from(episode.guests)),), date="2026-11-22", facts=tuple(facts),
        technology=draw(st.sampled_from((episode.technology or "Kafka", "Kafka"))), minutes=float(draw(st.integers(10, 120))),
    )  # fmt: skip


@settings(max_examples=12, deadline=None)
@given(returning())
def test_half_of_a_returning_guest_s_sheet_asks_what_has_changed(request: Request) -> None:
    """Half the time of what is chosen, to the nearest question; only the core goes before it."""
    bank = shipped()
    asked = [q for q in questions(plan(bank, request).outline) if q.lane != "backup"]
    known = what_is_known(bank, request, known_subject(bank, request))
    of_changes = {t.id for t in bank.templates if changed_since(t, known) and not refusal(t, known)}
    by_id = {t.id: t for t in bank.templates}
    chosen = [q for q in asked if q.template and not by_id[q.template].ritual and not by_id[q.template].takes]
    core = set(family_plan(bank, known).core)
    covering = {q.category: q.minutes for q in reversed(chosen) if q.category in core}
    changes = sum(q.minutes for q in chosen if q.template in of_changes)
    there = {by_id[q.template].purpose for q in asked if q.template in by_id} | {i for q in asked for i in q.covers}
    free = (by_id[t] for t in of_changes)
    missing = {t.id for t in free if t.purpose not in there and not t.ritual and t.category != "closing"}
    faster = clock.pace(request.minutes or 0)
    more = min((clock.planned(by_id[t].minutes, "nice", faster=faster) for t in missing), default=math.inf)
    minutes = sum(q.minutes for q in chosen)
    assert 2 * (changes + more) >= minutes or changes + more >= minutes - sum(covering.values())


def test_what_another_show_asked_is_left_to_it() -> None:
    """A chapter list with times, in its own words: what stands there is not asked again, or is marked."""
    heard = ("0:00 Intro", "- [03:10] What is DuckDB?", "7:45 What was the motivation for creating DuckDB?")
    request = Request(guests=("Ada Quill",), technology="DuckDB", date="2026-11-22")
    before = {q.template: q for q in questions(plan(shipped(), request).outline) if q.lane != "backup"}
    planner = Planner(Workspace(place.shipped(cwd=Path(__file__).parent)))
    after = {
        q.template: q
        for q in questions(
            planner.plan(Brief(guest=request.guests, technology="DuckDB", date=request.date, heard=heard)).outline
        )
        if q.lane != "backup"
    }
    assert "motivation-for-creation" in before
    assert "another show has asked it" in getattr(
        after.get("motivation-for-creation"), "why", "another show has asked it"
    )
    assert "another show has asked it" in after["what-is-it"].why


def test_a_question_is_addressed_to_the_one_it_fits() -> None:
    """Of two guests, one made it and one uses it: what only one can answer is put to that one, the rest to both.

    What makes no sense for those who only use a thing is put to the one who made it.
    """
    request = Request(
        guests=("Ada Quill", "Bo Lind"), technology="DuckDB", date="2026-11-22", minutes=60,
        relations={"Ada Quill": "made", "Bo Lind": "uses"},
    )  # fmt: skip
    templates = {t.id: t for t in shipped().templates}
    asked = questions(plan(shipped(), request).outline)
    for question in asked:
        template = templates[question.template or ""]
        fits = [g for g, r in request.relations.items() if not template.relation or r in template.relation]
        if "only-users" in template.never:
            fits = [g for g in fits if request.relations[g] != "uses"]
        assert question.to is None or template.ritual or question.to in fits
        assert question.to == fits[0] or len(fits) > 1
    assert {q.to for q in asked} >= {None, "Ada Quill", "Bo Lind"}


@pytest.mark.parametrize("name", ["Zorblax", "Quentin's Thing", "日本語"])
def test_an_unknown_subject_gets_a_sheet(name: str) -> None:
    """Nothing is known, nothing is taken for granted, and there is enough to ask."""
    outline = plan(shipped(), Request(guests=("Ada Quill",), technology=name, date="2026-11-22")).outline
    templates = {t.id: t for t in shipped().templates}
    asked = [q for q in questions(outline) if q.lane != "backup"]
    assert len(asked) >= 12
    assert not any(templates[q.template or ""].needs for q in questions(outline))
    assert {"origin", "architecture", "scaling", "failure-modes", "future-plans"} <= {q.category for q in asked}
    assert any("not in the lexicon" in p for p in outline.problems)


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ({"must": ("body-came-about",)}, "body-came-about cannot be asked: it stands on a body, and none was given"),
        ({"must": ("plans-kept",)}, "plans-kept cannot be asked: it goes back to what the guest said on future-plans"),
        ({"must": ("why-new",), "avoid": ("why-new",)}, "why-new is to be in and to be left out"),
        ({"must": ("why-new", "motivation-for-creation")}, "why-new and motivation-for-creation are one question in two wordings"),
        (
            {"must": ("body-came-about", "body-otherwise"), "facts": (FACTS[-1],)},
            "stands on a body, and another frame has the one that you gave",
        ),
    ],
)  # fmt: skip
def test_wishes_that_contradict_or_cannot_be_worded_are_refused(wanted: dict[str, object], says: str) -> None:
    """What has to be in must have its words: the host is told what it lacks, or which two wishes do not go together."""
    with pytest.raises(UsageError, match=says):
        plan(shipped(), Request(guests=("Ada Quill",), technology="Kafka", date="2026-11-22", **wanted))  # type: ignore[arg-type]


def test_a_host_may_overrule_what_a_question_takes_for_granted() -> None:
    """A question that fits the subject badly is in all the same when the host wants it, and the outline says why it would not be."""
    request = Request(guests=("Ada Quill",), technology="Kafka", date="2026-11-22", must=("first-piece",))
    outline = plan(shipped(), request).outline
    assert "first-piece" in {q.template for q in questions(outline) if q.lane == "must"}
    assert any(p.startswith("first-piece is in because you asked for it, though") for p in outline.problems)


def test_a_fact_too_many_is_told() -> None:
    """There are so many frames for a type of fact: what none is left for is named, to be asked in the host's own words."""
    facts = tuple(Fact(type="body", text=f"foundation {name} owns the name") for name in "ABCDEFGHIJKL")
    request = Request(guests=("Ada Quill",), technology="Kafka", date="2026-11-22", facts=facts)
    frames = {t.intent or t.id for t in shipped().templates if t.takes == "body"}
    problems = [p for p in plan(shipped(), request).outline.problems if "No question is left" in p]
    assert 0 < len(facts) - len(frames) <= len(problems) < len(facts)
    assert "“foundation L owns the name”" in problems[-1]


def test_what_only_one_of_two_guests_was_asked_is_asked_again_of_that_one() -> None:
    """Of two guests one was here before: what goes back to that visit is put to that one."""
    request = Request(guests=("Sage Weil", "Bo Lind"), technology="Ceph", date="2026-11-22")
    to = {q.template: q.to for q in questions(plan(shipped(), request).outline)}
    assert to["plans-kept"] == "Sage Weil"
    assert "Bo Lind" not in to.values()


def test_the_banks_question_gives_way_to_one_in_the_same_words() -> None:
    """A line of the host's own that says what a question of the bank says leaves no room for it on the sheet, however long."""
    request = Request(guests=("Ada Quill",), technology="Kafka", date="2026-11-22", minutes=120)
    templates = {t.id: t for t in shipped().templates}
    before = [q for q in questions(plan(shipped(), request).outline) if q.lane != "backup"]
    (*_, same) = (
        q for q in before if q.template and q.text == templates[q.template].text and not templates[q.template].ritual
    )
    made = questions(plan(shipped(), request, [OwnLine(text=same.text, category="usage")]).outline)
    assert same.template not in {q.template for q in made if q.lane != "backup"}
    assert [q.template for q in made if q.text == same.text and q.lane == "must"] == [None]


def test_an_episode_that_is_left_out_was_never_made() -> None:
    """A sheet as it would be without an episode: its guest is new, and only what others were asked too is offered."""
    request = Request(guests=("Sage Weil",), technology="Ceph", date="2026-11-22", without_episode=40)
    planned = plan(shipped(), request)
    elsewhere = {i.template for e in shipped().episodes if e.number != 40 for i in e.items if i.kind == "question"}
    written = {t.id for t in shipped().templates if t.written}
    assert {q.template for q in questions(planned.outline)} <= elsewhere | written
    assert not any(ref.startswith("040") for q in questions(planned.outline) for ref in q.asked)
    assert "it was asked in no other episode" in {r.why for r in planned.refusals}


def test_a_bank_without_a_template_gives_an_empty_sheet() -> None:
    """Where nothing can be asked nothing is planned, not even the minutes of the introduction."""
    bare = replace(shipped(), templates=(), show=replace(shipped().show, rituals=()))
    outline = plan(bare, Request(guests=("Ada Quill",), technology="Kafka", date="2026-11-22")).outline
    assert (outline.sections, outline.planned_minutes) == ((), 0)


def test_of_very_many_alike_only_the_best_are_looked_at() -> None:
    """A category with more questions of one length than any sheet holds is searched among its best, whatever their order."""
    (one,) = (t for t in shipped().templates if t.id == "wrong-choice")
    many = [replace(one, id=f"n{n}") for n in range(60)]
    values = {t.id: float(n % 40) for n, t in enumerate(many)}
    kept = shortlist(many, values)
    assert len(kept) == len({t.id for t in kept}) < len(many)
    assert min(values[t.id] for t in kept) >= max(values[t.id] for t in many if t not in kept)
    assert kept == shortlist(many[::-1], values)
    assert shortlist(many[:5], values) == many[:5]


def test_a_question_that_quotes_the_guest_needs_the_words() -> None:
    """A show's own call-back that says what the guest said is offered only where that is written down."""
    (kept,) = (t for t in shipped().templates if t.id == "plans-kept")
    quoting = replace(kept, text="{{ said }} How did that go?", phrasings=())
    bank = replace(shipped(), templates=tuple(quoting if t is kept else t for t in shipped().templates))
    request = Request(guests=("Sage Weil",), technology="Ceph", date="2026-11-22")
    refused = {r.template: r.why for r in plan(bank, request).refusals}
    assert refused["plans-kept"] == "it quotes the guest, and what was said is not written down"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("bills are hard to predict", "Some people say that bills are hard to predict."),
        ("people say that it's slow", "People say that it's slow."),
        ("reviewers call it short", "Reviewers call it short."),
    ],
)
def test_a_criticism_is_said_as_someone_elses(text: str, told: str) -> None:
    """What others criticize is not told as if the host meant it; who is named as the critic is named once."""
    fact = Fact(type="criticism", text=text)
    assert facts.told(fact) == told
    assert facts.told(replace(fact, type="limit")) == facts.sentence(text)


@pytest.mark.parametrize(
    ("type_", "text", "told"),
    [
        ("limit", "one writer per series", "Ferrule allows one writer per series."),
        ("number", "900 paying shows after two years", "Ferrule has 900 paying shows after two years."),
        ("number", "nine people moved after two years", "Nine people moved after two years."),
        ("limit", "two nodes per rack can fail", "Two nodes per rack can fail."),
        ("limit", "it has 256 kilobytes of memory", "Ferrule has 256 kilobytes of memory."),
        ("limit", "it is hard to delete a series", "It is hard to delete a series."),
        ("criticism", "readers say that it got too long", "Readers say that Ferrule got too long."),
        ("criticism", "users say it is hard to find help", "Users say it is hard to find help."),
        ("said", "it has to be boring", "You have said: “It has to be boring.”"),
    ],
)
def test_a_lead_in_is_a_sentence_about_a_name(type_: FactType, text: str, told: str) -> None:
    """A bare count gets a verb, and an "it" that can only be the subject its name; a quotation and any other "it" stay."""
    assert facts.told(completed.whole(Fact(type=type_, text=text), "Ferrule")) == told


@settings(max_examples=12, deadline=None)
@given(requests() | returning())
def test_a_fact_is_told_before_it_is_come_back_to(request: Request) -> None:
    """The first question on a fact must be in and stands before the second."""
    spoken = [q for q in questions(plan(shipped(), request).outline) if q.lane != "backup"]
    for fact in request.facts:
        told, inside = facts.told(fact, request.technology), facts.woven(fact, request.technology)
        first = [n for n, q in enumerate(spoken) if q.context == told]
        back = [n for n, q in enumerate(spoken) if inside and inside in q.text]
        assert not back or min(first) < min(back)


def test_a_device_is_introduced_with_its_article() -> None:
    """The questions say "the Tern 3", and so does who opens the show."""
    request = Request(
        guests=("Mira Hale",), technology="Tern 3", family="hardware", kind="wind gauge", date="2026-11-22"
    )
    assert "about the Tern 3, a wind gauge." in plan(shipped(), request).outline.spoken["preamble"]


def test_a_person_is_not_interviewed_about_their_own_name() -> None:
    """Where the subject is the guest, the spoken introduction says what it is about: their work."""
    request = Request(guests=("Ada Quill",), technology="Ada Quill", family="person", date="2026-11-22")
    outline = plan(shipped(), request).outline
    assert "Ada Quill about their work" in outline.spoken["preamble"]
    assert "Something that they changed their mind about in public." in outline.look_up


def test_a_sheet_about_a_person_who_is_no_guest_is_told() -> None:
    """Questions for a person ask the guest about themselves: who is asked about someone else is told."""
    request = Request(guests=("Ada Quill",), technology="Jim Example", family="person", date="2026-11-22")
    assert any("Jim Example is not a guest here" in p for p in plan(shipped(), request).outline.problems)
    own = replace(request, technology="Ada Quill")
    assert not any("is not a guest here" in p for p in plan(shipped(), own).outline.problems)


def test_a_namesake_in_the_lexicon_is_told() -> None:
    """What the lexicon knows by the same name may be another thing: where the kinds share no word, the host is told."""
    request = Request(guests=("Ada Quill",), technology="Heron", kind="tile server", date="2026-11-22")
    (told,) = (p for p in plan(shipped(), request).outline.problems if "The lexicon's Heron" in p)
    assert "yours a tile server" in told
    for other in (replace(request, kind=None), replace(request, technology="Kafka", kind="messaging platform")):
        assert not any("The lexicon's" in p for p in plan(shipped(), other).outline.problems)


def test_a_namesake_of_another_kind_lends_nothing() -> None:
    """Where neither a word nor a trait of the kinds is shared, the entry is another thing's: its rivals are not named, and that is told."""
    request = Request(guests=("Ada Quill",), technology="Haystack", kind="data catalog", date="2026-11-22")
    planned = plan(shipped(), request).outline
    assert any("nothing of its entry is used" in p for p in planned.problems)
    assert not any("LangChain" in q.text for q in questions(planned))


def test_a_fact_on_a_device_has_the_article_of_its_name() -> None:
    """What is said of the device in a lead-in is said as in the questions around it."""
    said = Brief(guest=("Ada Quill",), technology="Tern 3", family="hardware", fact=("choice: it has no electronics",))
    (choice,) = asked_for(said, shipped(), "2026-11-22").facts
    assert choice.text == "the Tern 3 has no electronics"


def test_an_article_that_belongs_to_a_name_is_spoken() -> None:
    """A name that the lexicon has with its article is said with it, however the host gave it."""
    request = Request(guests=("Ada Quill",), technology="Data Engineering Podcast", date="2026-11-22")
    (first,) = (q for q in questions(plan(shipped(), request).outline) if q.template == "what-is-it")
    assert "The Data Engineering Podcast" in first.text


def test_a_mere_user_is_not_asked_what_only_makers_know() -> None:
    """Where every guest only uses the subject, what makes no sense for such a guest is refused, and it is said."""
    bank = shipped()
    (known,) = (t for t in bank.templates if t.id == "thrown-away")
    never = replace(known, never=("only-users",))
    bank = replace(bank, templates=tuple(never if t is known else t for t in bank.templates))
    uses = Request(guests=("Ada Quill",), technology="Kafka", date="2026-11-22", relations={"Ada Quill": "uses"})
    refused = {r.template: r for r in plan(bank, uses).refusals}
    assert refused["thrown-away"].why == "it is for a guest who made or joined the subject"
    assert refused["thrown-away"].for_others
    both = replace(uses, guests=("Ada Quill", "Bo Lind"), relations={"Ada Quill": "uses", "Bo Lind": "made"})
    assert "only-users" not in plan(bank, both).outline.traits


def test_a_callback_goes_back_only_to_what_was_asked() -> None:
    """What says "I asked what was next" needs a guest who was asked that, not merely something of the same category."""
    (episode,) = (e for e in shipped().episodes if "Sage Weil" in e.guests)
    request = Request(guests=("Sage Weil",), technology="Ceph", date="2026-11-22")
    asked = {i.template for i in episode.items}
    assert "future-plans" in asked

    def with_question(template: str) -> Bank:
        items = tuple(replace(i, template=template) if i.template == "future-plans" else i for i in episode.items)
        return replace(
            shipped(), episodes=tuple(replace(e, items=items) if e is episode else e for e in shipped().episodes)
        )

    kept = {q.template: q for q in questions(plan(shipped(), request).outline)}
    assert kept["plans-kept"].context == "In episode 40 I asked what was next."
    without = plan(with_question("refuse"), request)
    assert "plans-kept" not in {q.template for q in questions(without.outline)}
    refused = {r.template: r.why for r in without.refusals}
    assert refused["plans-kept"] == (
        "it goes back to what the guest said on future-plans, and there is nothing to go back to"
    )
    variant = plan(with_question("future-plans-person"), request)
    assert "plans-kept" not in {r.template: r.why for r in variant.refusals if "go back" in r.why}


def test_what_is_not_wanted_is_left_out_and_said() -> None:
    """A question on the avoid list is on no sheet, and is named among what was left out with the host's own reason."""
    request = Request(guests=("Ada Quill",), technology="Kafka", date="2026-11-22", relations={"Ada Quill": "made"})
    assert "future-plans" in {q.template for q in questions(plan(shipped(), request).outline)}
    planned = plan(shipped(), replace(request, avoid=("future-plans",)))
    assert "future-plans" not in {q.template for q in questions(planned.outline)}
    assert {r.why for r in planned.refusals if r.template == "future-plans"} == {"you asked to leave it out"}


def test_words_that_only_their_own_subject_has_are_put_to_nobody_else() -> None:
    """A template that has nothing but the words it was asked in is not asked of another subject where those are private to theirs."""
    text = "Tell me about the worst chair you ever made."
    chair = Template(id="worst-chair", category="failure-modes", cue="worst chair", text=text, families=("craft",))
    item = Item(
        n=1,
        text=text,
        line=1,
        category="failure-modes",
        template="worst-chair",
        speakable=False,
        why_not="“chair” belongs to its old subject",
    )
    episode = Episode(
        id="901-chairs", title="Chairs", number=901, technology="Windsor chairs", guests=("Bo Weaver",), items=(item,)
    )
    bank = replace(shipped(), templates=(*shipped().templates, chair), episodes=(*shipped().episodes, episode))
    asked = Request(guests=("Ada Quill",), technology="plane making", family="craft", date="2026-11-30")
    made = plan(bank, asked)
    assert {r.template: r.why for r in made.refusals}[
        "worst-chair"
    ] == "it was asked in words that only its own subject has"
    assert text not in [q.text for q in made.outline.questions]


def test_a_small_bank_says_what_stays_with_its_subject_and_ends_as_its_show_does() -> None:
    """Of one episode's three questions one is for organs only, which is said; a contraction is no private word; the last is the end."""
    asked = {
        "worst-night": ("challenges", "What was the worst night you've had?"),
        "stops": ("architecture", "Which of the stops wheezes?"),
        "missed": ("closing", "Anything I should have asked?"),
    }
    templates = tuple(Template(id=i, category=c, cue=i, text=t) for i, (c, t) in asked.items())
    items = tuple(Item(n=n, text=t, line=n, category=c, template=i) for n, (i, (c, t)) in enumerate(asked.items(), 1))
    organs = Episode(id="1-organs", title="Organs", number=1, technology="organs", items=items)
    show = replace(shipped().show, rituals=())
    bank = replace(shipped(), templates=templates, episodes=(organs,), show=show)
    made = plan(
        bank, Request(guests=("Ada Quill",), technology="bell ringing", family="craft", date="2026-11-30")
    ).outline
    assert [q.template for q in made.questions] == ["worst-night", "missed"]
    assert any("1 of its questions" in p and "--reword" in p for p in made.problems)
