"""The canonical templates: how many there are of what, and that they are good English whatever fills them."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from qbank import place, store
from qbank.model import FACT_TYPES, Bank, Template
from qbank.outline.offer import asked_where
from qbank.pattern import names, speak, takes_an

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
    return store.load(place.shipped(cwd=Path.cwd()))


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


def test_texts_keep_to_the_standard() -> None:
    """What was written for the bank has one ask of at most twenty words; follow-ups have at most twelve and no subject."""
    written = [t for t in shipped_bank().templates if t.written]
    long = [
        t.id
        for t in written
        if len(speak(t.text, UNSEEN["a database"]).split()) > 20 + 4 * len(names(t.text))
    ]
    follow_ups = [f for t in shipped_bank().templates for f in t.follow_ups]
    assert long == []
    assert [f.text for f in follow_ups if len(f.text.split()) > 12 or names(f.text)] == []
    banned = re.compile(r"\bsome of the\b|\binteresting\b|\baspects?\b", re.IGNORECASE)
    assert [t.id for t in written if any(banned.search(s) for s in sources(t))] == []
