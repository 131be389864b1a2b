"""The canonical templates: how many there are of what, and that they are good English whatever fills them."""

from __future__ import annotations

import contextlib
import io
import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from qbank import bank as banks
from qbank.bank import place as places
from qbank.cli import run
from qbank.english.asks import sentences
from qbank.english.lint import lint
from qbank.english.spoken import speak, takes_an
from qbank.model import FACT_TYPES, FAMILIES, Bank, Family, Template
from qbank.outline.history import asked_where
from qbank.pattern import names

UNSEEN = {
    "a database": {
        "technology": "Quillbase", "company": "Quill & Daughters", "guest": "Mina Okafor", "kind": "event store",
        "domain": "data management", "alternatives": "Inkwell, Blotter and Nibs", "component": "the page cache",
        "protocol": "the Vellum protocol", "language": "Oberon", "project": "Parchment", "target": "99.95%",
        "duration": "eleven years", "url": "https://quillbase.example", "unit": "append", "load": "data",
        "fact": "An index is written twice.", "said": "You wanted to drop the old format.", "episode": "812",
    },
    "a newsletter": {
        "technology": "The Ferry Letter", "company": "Harbour Press", "guest": "Ada Quill", "kind": "newsletter",
        "domain": "urban planning", "alternatives": "Tide Tables and The Quay", "component": "the Monday column",
        "protocol": "RSS", "language": "Danish", "project": "The Long Crossing", "target": "9 in 10",
        "duration": "an hour", "url": "https://ferry.example", "unit": "issue", "load": "subscribers",
        "fact": "A reader owns a third of it.", "said": "You wanted a second issue a week.", "episode": "8",
    },
    "a person": {
        "technology": "Ines Aurora Umbra", "company": "the Uhuru Institute", "guest": "Ines Aurora Umbra", "kind": "astronomer",
        "domain": "X-ray astronomy", "alternatives": "Eva Oduya", "component": "the survey", "protocol": "the SETI protocol",
        "language": "IDL", "project": "the Owl survey", "target": "one in a million", "duration": "8 years",
        "url": "https://umbra.example", "unit": "exposure", "load": "demand",
        "fact": "She turned down the chair.", "said": "You wanted to learn the cello.", "episode": "11",
    },
}  # fmt: skip
"""What fills the slots, for subjects that the bank has never seen."""


@cache
def shipped_bank() -> Bank:
    """Return the bank that ships with qbank."""
    return banks.load(places.shipped(cwd=Path.cwd()))


def sources(template: Template) -> list[str]:
    """Return everything of a template that is said aloud, as Jinja source."""
    said = [template.text, *template.phrasings, template.context, template.again]
    return [s for s in (*said, *(f.text for f in template.follow_ups)) if s]


def faults(said: str) -> list[str]:
    """Return what is wrong with a spoken sentence by its letters alone."""
    found = []
    for article, word in re.findall(r"\b([Aa]n?) (\S+)", said):
        if (article.lower() == "an") != takes_an(word.strip("“”\"'(),.?!")):
            found.append(f"'{article} {word}'")
    found += [f"'{m[0]}' twice" for m in re.finditer(r"\b(\w+) \1\b", said, re.IGNORECASE)]
    found += [f"'{m[0]}'" for m in re.finditer(r"\{\{|\}\}|  |\s[?.,!]|[?.,!]{2}|'s's|^\s|\s$", said)]
    if not re.search(r"[?.!][”\"]?$", said):
        found.append("no full stop or question mark at its end")
    if not (said[0].isupper() or said[0].isdigit()):
        found.append("a small letter at its beginning")
    return found


@pytest.mark.parametrize("kind", UNSEEN)
def test_every_template_is_good_english_about(kind: str) -> None:
    """No wrong article, no doubled word, no dangling slot, no odd punctuation, whatever fills the slots."""
    wrong = {
        f"{template.id}: {said}": found
        for template in shipped_bank().templates
        for source in sources(template)
        if (found := faults(said := speak(source, UNSEEN[kind])))
    }
    assert wrong == {}


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("What is an database?", "'an database?'"),
        ("Is it a event store?", "'a event'"),
        ("Who pays for for it?", "'for for' twice"),
        ("Who is {{ guest }}?", "'{{'"),
        ("Who pays ?", "' ?'"),
        ("who pays?", "a small letter at its beginning"),
        ("Who pays", "no full stop or question mark at its end"),
    ],
)
def test_a_fault_is_found(said: str, fault: str) -> None:
    """The check above can fail, in every way that it looks for."""
    assert fault in faults(said)


def test_articles_follow_what_fills_the_slot() -> None:
    """'a {{ kind }}' is said with the article of what stands there."""
    assert speak("Take a {{ kind }}.", {"kind": "event store"}) == "Take an event store."
    assert speak("Take an {{ kind }}.", {"kind": "newsletter"}) == "Take a newsletter."


def test_the_bank_is_broad() -> None:
    """There are frames for every type of fact, and templates for every family, and for a guest who is back."""
    templates = shipped_bank().templates
    frames = Counter(t.takes for t in templates if t.takes)
    families = Counter(f for t in templates for f in t.families)
    assert len(templates) >= 150
    assert all(frames[kind] >= 4 for kind in FACT_TYPES)
    assert sum(frames.values()) >= 30
    assert families["publication"] >= 20
    assert families["research"] >= 20
    assert all(families[f] >= 15 for f in ("person", "company", "language"))
    assert sum(bool(t.again) for t in templates) >= 40


def test_the_commonest_can_be_said_in_several_ways() -> None:
    """The forty templates asked most often have two more wordings each, rituals aside: those stay word for word."""
    bank = shipped_bank()
    asked = asked_where(bank.episodes)
    sayable = [
        t for t in bank.templates if not t.ritual and t.id not in {r.template for r in bank.show.rituals}
    ]
    commonest = sorted(sayable, key=lambda t: (-len(asked.get(t.id, ())), t.id))[:40]
    assert [t.id for t in commonest if len(t.phrasings) < 2] == []


def test_what_no_episode_asked_is_marked() -> None:
    """A template is marked as written for the bank, or some episode asked it."""
    bank = shipped_bank()
    asked = asked_where(bank.episodes)
    assert [t.id for t in bank.templates if not t.written and t.id not in asked] == []


SHORT = {
    **UNSEEN["a database"],
    "technology": "Quill",
    "alternatives": "Inkwell",
    "component": "caching",
    "domain": "data",
}
"""What fills the slots where words are counted: a name is one word, however long the list of rivals."""


def wordings(template: Template) -> list[str]:
    """Return the questions that a template can be asked as, filled; a lead-in is apart."""
    return [speak(source, SHORT) for source in (template.text, *template.phrasings)]


def test_every_wording_has_one_ask_of_at_most_twenty_words() -> None:
    """A guest can answer one thing, and a host can say it in a breath; a lead-in adds a sentence at most."""
    templates = shipped_bank().templates
    long = {w: t.id for t in templates for w in wordings(t) if len(w.split()) > 20 and not t.ritual}
    led_in = {t.id for t in templates if t.context and len(sentences(speak(t.context, SHORT))) > 2}
    assert long == {}
    assert led_in == set()


def test_the_lint_has_nothing_to_say_about_the_templates() -> None:
    """No template is closed, leading, overloaded or two questions, whichever of its wordings is taken, nor is a follow-up."""
    wrong = {
        (template.id, said): [remark.what for remark in remarks]
        for template in shipped_bank().templates
        for said in (
            *wordings(template), *(f.text for f in template.follow_ups), *filter(None, [speak(template.again, SHORT)])
        )
        if (remarks := lint(said))
    }  # fmt: skip
    assert wrong == {}


def test_follow_ups_are_short_and_name_nothing() -> None:
    """A follow-up has at most twelve words and no slot: the answer before it has named the subject."""
    follow_ups = [f for t in shipped_bank().templates for f in t.follow_ups]
    assert [f.text for f in follow_ups if len(f.text.split()) > 12 or names(f.text)] == []
    assert {f.role for f in follow_ups} == {"deeper", "other-side", "if-brief"}
    without = [t.id for t in shipped_bank().templates if not t.follow_ups]
    assert without == ["contact-information"]


def test_no_empty_words_are_in_what_is_said() -> None:
    """Empty words ("some of the", "interesting", "aspects") stand nowhere, in no wording and in no ritual."""
    banned = re.compile(r"\bsome of the\b|\binteresting\b|\baspects?\b|\bvarious\b", re.IGNORECASE)
    assert [t.id for t in shipped_bank().templates if any(banned.search(s) for s in sources(t))] == []


def test_no_two_templates_say_the_same() -> None:
    """What may stand on one sheet never has the same words; within a template each wording is another."""
    said: dict[str, list[str]] = {}
    for template in shipped_bank().templates:
        for wording in wordings(template):
            said.setdefault(f"{speak(template.context, SHORT)} {wording}".casefold(), []).append(template.id)
    assert {words: ids for words, ids in said.items() if len(ids) > 1} == {}


FIFTEEN = """
choice-cost: {{ fact }} / What has that choice cost you?
follow-one: Follow one {{ unit }} through {{ technology }}, from the moment it arrives.
first-limit: As {{ load }} grows, what gives way first?
wrong-result: Tell me about a bug that gave a wrong result instead of an error.
worst-day: Tell me about the worst day somebody has had with {{ technology }}.
worst-day-publication: When did you last have to take something back?
admitted-limit: {{ fact }} / Who runs into that first?
send-away: Who comes to {{ technology }} and should go elsewhere?
shortlist: {{ alternatives }} and {{ technology }} are on somebody's shortlist. What should decide it?
never-planned: Where have you found {{ technology }} running that nobody planned for?
first-week: What does somebody's first week with {{ technology }} look like?
who-decides: {{ fact }} / When they want different things, who decides?
refuse: What do people keep asking for that you will not build?
found-it: {{ technology }} was already there when you joined. What surprised you about how it was built?
plans-kept: In episode {{ episode }} I asked what was next. {{ said }} / What became of it?
practice-gap: What do practitioners believe about {{ technology }} that the papers contradict?
practice-gap-publication: What do the people who follow you believe that you know to be wrong?
"""


@pytest.mark.parametrize("line", FIFTEEN.strip().splitlines())
def test_the_templates_that_set_the_tone_are_there(line: str) -> None:
    """The questions that the standard is described by are in the bank, word for word."""
    id_, words = line.split(": ", 1)
    template = next(t for t in shipped_bank().templates if t.id == id_)
    assert " / ".join(filter(None, (template.context, template.text))) == words


@pytest.mark.parametrize("family", FAMILIES)
def test_forty_five_minutes_use_no_intent_twice(family: Family) -> None:
    """A sheet for a subject that nobody has heard of, of any family, fills the time and asks nothing twice."""
    flags = ["--technology", "Quillbase"] if family != "person" else []
    code, outline = planned("--guest", "Ada Example", *flags, "--family", family, "--minutes", "45")
    by_id = {t.id: t for t in shipped_bank().templates}
    asked = [q for s in outline["sections"] for q in s["questions"]]
    intents = [by_id[q["template"]].intent or q["template"] for q in asked]
    assert code == 0
    assert len(intents) == len(set(intents)) >= 12
    assert 40 <= outline["planned_minutes"] <= 45


@pytest.mark.parametrize("family", ["software", "service", "language", "company"])
def test_a_guest_who_only_uses_it_can_be_asked_of_every_core_category(family: Family) -> None:
    """What takes inside knowledge is kept from a customer, and something is left to ask in each core category."""
    bank = shipped_bank()
    askable = {
        t.category
        for t in bank.templates
        if (not t.families or family in t.families)
        and not (t.needs or t.takes or "only-users" in t.never)
        and (not t.relation or "uses" in t.relation)
    }
    assert set(bank.families[family].core) <= askable


def test_a_book_is_not_asked_for_its_next_issue() -> None:
    """A sheet about a book takes nothing that comes again and again for granted, and is full all the same."""
    code, outline = planned(
        "--guest", "Ada Example", "--technology", "Quill on Ink", "--kind", "book", "--minutes", "45"
    )
    by_id = {t.id: t for t in shipped_bank().templates}
    asked = [by_id[q["template"]] for s in outline["sections"] for q in s["questions"]]
    assert code == 0
    assert [t.id for t in asked if "periodical" in t.needs] == []
    assert outline["planned_minutes"] >= 40


def planned(*flags: str) -> tuple[int, dict[str, Any]]:
    """Plan an outline with the shipped bank; return the exit code and the outline's JSON."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(io.StringIO()):
        code = run(["outline", *flags, "--date", "2026-11-22", "--no-save", "--no-input", "--json"])
    return code, json.loads(said.getvalue())
