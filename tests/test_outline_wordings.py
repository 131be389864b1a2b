"""A sheet speaks in the show's own words: what it asked before goes before what is written, where it can be said again."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from qbank import bank as banks
from qbank.bank import place as places
from qbank.cli import run
from qbank.model import Bank, Episode, Item, Outline, PlannedQuestion, Section, Show, Template, ref
from qbank.model.pattern import is_lossless
from qbank.outline import wordings
from qbank.outline.brief import Request
from qbank.outline.known import known_subject, what_is_known
from qbank.outline.plan import plan
from qbank.outline.wordings import Repertoire

DAY = "2026-11-22"
FAILS = Template(id="fails", category="failure-modes", cue="fails", text="How does {{ technology }} fail?")
NEXT = Template(id="next", category="future-plans", cue="next", text="What comes next for {{ technology }}?")


@cache
def shipped() -> Bank:
    """Return the bank that ships with qbank."""
    return banks.load(places.shipped(cwd=Path(__file__).parent))


def asked(number: int, *items: Item, technology: str = "Reed", kind: str = "message broker") -> Episode:
    """Return an episode of a show; an item without a number gets its place."""
    return Episode(
        id=f"{number:03}-{technology.lower()}", title="", number=number, date=f"2026-01-{number:02}", show="Depth",
        technology=technology, kind=kind, guests=("Mira Stolz",), items=tuple(replace(i, n=n) for n, i in enumerate(items, start=1)),
    )  # fmt: skip


def item(text: str, template: str, pattern: str | None = None, **more: object) -> Item:
    """Return a question; its pattern is its text unless another is given."""
    return Item(n=1, text=text, pattern=pattern or text, template=template, **more)  # type: ignore[arg-type]


def show(*episodes: Episode, templates: tuple[Template, ...] = (FAILS, NEXT)) -> Bank:
    """Return a bank of a show of its own."""
    return replace(shipped(), show=Show(name="Depth"), templates=templates, episodes=episodes)


def said(bank: Bank, template: str, **request: object) -> PlannedQuestion:
    """Return the question of a template on a sheet about a message broker called Oxia."""
    base: dict[str, object] = {"guests": ("Ada Quill",), "technology": "Oxia", "kind": "message broker", "date": DAY}
    made = plan(bank, Request(**{**base, **request})).outline  # type: ignore[arg-type]
    return next(q for q in made.questions if q.template == template)


THREE = (
    asked(1, item("How do people lose messages with Reed?", "fails", "How do people lose messages with {{ technology }}?")),
    asked(2, item("What goes wrong with Reed, and how do you find out?", "fails", "What goes wrong with {{ technology }}, and how do you find out?")),
    asked(3, item("Where does Reed break first?", "fails", "Where does {{ technology }} break first?")),
)  # fmt: skip


def test_a_show_with_three_episodes_speaks_for_itself() -> None:
    """From the third episode on a sheet says what the show has asked; before, and with the bank's voice, what is written."""
    assert said(show(*THREE), "fails").wording == "asked"
    assert said(show(*THREE[:2]), "fails").text == "How does Oxia fail?"
    assert said(show(*THREE), "fails", voice="bank").text == "How does Oxia fail?"
    assert said(show(*THREE[:2]), "fails", voice="show").wording == "asked"


def test_the_wording_longest_not_used_is_said() -> None:
    """Of several the one that was said longest ago; a planned outline counts as much as an episode."""
    first = said(show(*THREE), "fails")
    assert (first.text, first.words_from) == ("How do people lose messages with Oxia?", "001-reed/1")
    planned = Outline(
        id="sedge", date="2026-10-01", guests=("Bo Lind",), technology="Sedge",
        sections=(Section(block="breaks", title="", start=0, minutes=3, questions=(replace(first, id="q01"),)),),
    )  # fmt: skip
    request = Request(guests=("Ada Quill",), technology="Oxia", kind="message broker", date=DAY)
    later = plan(show(*THREE), request, earlier=[planned]).outline
    assert next(q.text for q in later.questions if q.template == "fails") != first.text


def test_a_reason_says_no_more_than_is_true() -> None:
    """In these words, in other words, or written: nothing claims to be asked that nobody said."""
    assert said(show(*THREE), "fails").why.endswith("asked in 1, in these words")
    otherwise = said(show(*THREE), "fails", voice="bank")
    assert (otherwise.wording, otherwise.why.rsplit("; ", 1)[1]) == (
        "asked-otherwise",
        "asked in 1, 2, 3, in other words",
    )
    written = said(show(*THREE), "next")
    assert (written.wording, written.why.rsplit("; ", 1)[1]) == ("written", "written for the bank")


@pytest.mark.parametrize(
    ("pattern", "why_not"),
    [
        ("How does {{ technology }} fail when the georeplicated shards disagree?", "“georeplicated” belongs to its old subject"),
        ("How have you approached that effort with {{ technology }}?", "it points back: “that effort”"),
        ("And how does this fail with {{ technology }}?", "it points back: “And how”"),
        ("Where does {{ technology }} break first?", ""),
        ("{{ language }} is an old language. What are the pros and cons of that choice?", ""),
    ],
)  # fmt: skip
def test_a_wording_can_be_said_again_unless_it_is_private_or_points_back(pattern: str, why_not: str) -> None:
    """A word of one subject and a pointer to another question keep a wording where it is; its own lead-in may be meant."""
    bank = show(asked(1, item("…", "fails", pattern)))
    (wording, *_) = Repertoire(bank, bank.episodes).wordings(FAILS)
    assert wording.why_not.startswith(why_not) if why_not else not wording.why_not


def test_what_a_person_has_marked_stands() -> None:
    """A mark on the item goes before what words tell, both ways."""
    yes = item("…", "fails", "How does the georeplicated {{ technology }} fail?", speakable=True)
    no = item("…", "fails", "Where does {{ technology }} break?", speakable=False, why_not="it was a joke")
    bank = show(asked(1, yes, no))
    assert [w.why_not for w in Repertoire(bank, bank.episodes).wordings(FAILS) if w.asked] == ["", "it was a joke"]


def test_words_take_traits_for_granted() -> None:
    """What speaks of a cluster is asked only about what has one; what speaks of plans only to someone who makes them."""
    items = [
        item("…", "fails", "How does a {{ technology }} cluster fail?", speakable=True),
        item("…", "next", "What are your plans for {{ technology }}?", speakable=True),
    ]
    bank = show(asked(1, *items), asked(2), asked(3))
    assert said(bank, "fails", not_traits=("distributed",)).wording == "asked-otherwise"
    assert said(bank, "fails", traits=("distributed",)).text == "How does a Oxia cluster fail?".replace(
        "a Oxia", "an Oxia"
    )
    assert said(bank, "next").text == "What comes next for Oxia?"
    assert said(bank, "next", relations={"Ada Quill": "made"}).text == "What are your plans for Oxia?"


def test_a_question_keeps_its_lead_in_apart() -> None:
    """The sentence before the one that asks is the lead-in of the sheet; both together are the show's words."""
    text = "{{ language }} is an unconventional language for building a {{ kind }}. What are the pros and cons of that choice?"
    bank = show(asked(1, item("…", "fails", text, speakable=True)), asked(2), asked(3))
    question = said(bank, "fails", slots={"language": "Go"})
    assert question.context == "Go is an unconventional language for building a message broker."
    assert question.text == "What are the pros and cons of that choice?"


def test_what_was_asked_below_is_a_follow_up_first() -> None:
    """A nested question of the show comes before the bank's; one that stands on the sheet itself does not come twice."""
    below = item("How do you notice?", "", "How do you notice?", depth=2)
    also = item("What comes next for Reed?", "next", "What comes next for {{ technology }}?", depth=2)
    bank = show(
        asked(1, item("…", "fails", "Where does {{ technology }} break first?"), below, also), asked(2), asked(3)
    )
    made = said(bank, "fails", relations={"Ada Quill": "made"})
    assert [f.text for f in made.follow_ups] == ["How do you notice?"]


def test_what_is_for_others_is_no_follow_up() -> None:
    """A question for another family, or for those who made the subject, is not asked below another one either."""
    below = item("Who pays for it?", "next", "Who pays for it?", depth=2)
    above = item("…", "fails", "Where does {{ technology }} break first?")

    def under(template: Template, **request: object) -> list[str]:
        bank = show(asked(1, above, below), asked(2), asked(3), templates=(FAILS, template))
        return [f.text for f in said(bank, "fails", avoid=("next",), **request).follow_ups]

    assert under(NEXT) == ["Who pays for it?"]
    assert under(replace(NEXT, families=("company",))) == []
    users = {"relations": {"Ada Quill": "uses"}}
    assert under(replace(NEXT, never=("only-users",))) == ["Who pays for it?"]
    assert under(replace(NEXT, never=("only-users",)), **users) == []
    assert under(replace(NEXT, relation=("made",)), **users) == []


def test_the_reserve_asks_nothing_twice() -> None:
    """What a question in reserve asks along with its own has no question to itself there."""
    both = item(
        "…", "fails", "How does {{ technology }} fail, and what comes next?", also_templates=("next",), speakable=True
    )
    first = Template(id="first", category="origin", cue="first", text="Who started it?", favourite=True, core=True)
    bank = show(asked(1, both), asked(2), asked(3), templates=(first, FAILS, NEXT))
    wanted = Request(guests=("Ada Quill",), technology="Oxia", kind="message broker", date=DAY, questions=1)
    reserve = [q for q in plan(bank, replace(wanted, must=("first",))).outline.questions if q.lane == "backup"]
    assert [q.text for q in reserve] == ["How does Oxia fail, and what comes next?"]


def test_what_asks_two_core_questions_is_no_wording_of_one() -> None:
    """A question that asks along with its own what has a question to itself would have it asked twice."""
    core = replace(NEXT, core=True)
    both = item(
        "…", "fails", "How does {{ technology }} fail, and what comes next?", also_templates=("next",), speakable=True
    )
    bank = show(asked(1, both), asked(2), asked(3), templates=(FAILS, core))
    assert said(bank, "fails").wording == "asked-otherwise"


def test_every_question_of_the_ten_episodes_is_a_wording_of_its_template() -> None:
    """127 of 127: each stands in its template's wordings, speakable or with a reason, and its pattern gives it back."""
    repertoire = Repertoire(shipped(), shipped().episodes)
    by_ref = {r: w for t in shipped().templates for w in repertoire.wordings(t) for r in w.asked}
    questions = [(e, i) for e in shipped().episodes for i in e.items if i.kind == "question"]
    assert len(questions) == 127
    for episode, one in questions:
        wording = by_ref[ref(episode, one)]
        assert one.speakable is not None
        assert wording.speakable or wording.why_not
        assert is_lossless(one.text, one.pattern or "", one.slots)


def test_a_bare_sheet_is_mostly_in_the_shows_words() -> None:
    """On sheets about known software at least half of the main questions, rituals aside, were asked so before."""
    for technology, guest in (
        ("Kafka", "Jay Kreps"),
        ("Kubernetes", "Ada Quill"),
        ("PostgreSQL", "Ada Quill"),
        ("Redis", "Ada Quill"),
    ):
        made = plan(shipped(), Request(guests=(guest,), technology=technology, date=DAY)).outline
        main = [q for q in made.questions if q.lane != "backup" and q.why != "ritual of the show"]
        assert sum(q.wording == "asked" for q in main) >= len(main) / 2, technology


def test_templates_tell_their_wordings(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The JSON of a template lists the show's own wordings, then the bank's; `show` says of a question whether it can come back."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("QBANK_BANK", raising=False)
    assert run(["templates", "--category", "tradeoffs", "--json"]) == 0
    found = {t["id"]: t for t in json.loads(capsys.readouterr().out)["templates"]}
    own = found["wrong-choice"]
    assert own["reusable"]
    assert {
        "text": "When is {{ technology }} the wrong choice?",
        "asked": "035-cockroachdb/13",
        "speakable": True,
        "why_not": "",
    } in own["wordings"]
    assert run(["show", "034-arangodb/15"]) == 0
    assert re.search(r"can be asked of others: no: points back", capsys.readouterr().out)


def test_slots_are_filled_by_what_fills_them() -> None:
    """What the show called an alternative is, in a question on compatibility, what the subject can stand in for."""
    template = replace(FAILS, fills={"alternatives": "compatible_with"})
    filled = wordings.filled_with(template, {"alternatives": "Kafka", "compatible_with": "Pulsar", "kind": "broker"})
    assert filled == {"alternatives": "Pulsar", "compatible_with": "Pulsar", "kind": "broker"}
    assert wordings.filled_with(template, {"alternatives": "Kafka"}) == {}


def test_a_language_is_unconventional_only_where_it_is() -> None:
    """Go is an unusual language for a database, C++ is not; of what keeps no data nobody says so."""

    def truth(language: str, kind: str) -> bool | None:
        request = Request(guests=("Ada",), technology="Oxia", kind=kind, date=DAY, slots={"language": language})
        return what_is_known(shipped(), request, known_subject(shipped(), request)).truth.get("unusual-language")

    assert truth("Go", "document database") is True
    assert truth("C++", "document database") is None
    assert truth("Go", "web framework") is None
