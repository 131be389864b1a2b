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
from qbank import past
from qbank.bank import place as places
from qbank.cli import run
from qbank.english.lint import lint
from qbank.english.spoken import speak, takes_an
from qbank.english.terms import sentences
from qbank.model import FACT_TYPES, FAMILIES, Bank, Family, Template
from qbank.model.pattern import names, slot_type

UNSEEN = {
    "a database": {
        "technology": "Quillbase", "company": "Quill & Daughters", "guest": "Mina Okafor", "kind": "event store",
        "domain": "data management", "alternatives": "Inkwell, Blotter and Nibs", "component": "the page cache",
        "protocol": "Vellum", "language": "Oberon", "project": "Parchment", "target": "99.95%",
        "duration": "eleven years", "url": "https://quillbase.example", "kind_plural": "event stores", "rival": "Inkwell", "rival_2": "Blotter", "builds_on": "Vellum",
        "compatible_with": "Inkwell", "predecessor": "Pen", "unit": "append", "load": "data",
        "fact": "An index is written twice.", "said": "You wanted to drop the old format.", "episode": "812",
    },
    "a newsletter": {
        "technology": "The Ferry Letter", "company": "Harbour Press", "guest": "Ada Quill", "kind": "newsletter",
        "domain": "urban planning", "alternatives": "Tide Tables and The Quay", "component": "the Monday column",
        "protocol": "RSS", "language": "Danish", "project": "The Long Crossing", "target": "9 in 10",
        "duration": "an hour", "url": "https://ferry.example", "kind_plural": "newsletters", "rival": "Tide Tables", "rival_2": "The Quay", "builds_on": "RSS",
        "compatible_with": "Atom", "predecessor": "The Raft", "unit": "issue", "load": "subscribers",
        "fact": "A reader owns a third of it.", "said": "You wanted a second issue a week.", "episode": "8",
    },
    "a person": {
        "technology": "Ines Aurora Umbra", "company": "the Uhuru Institute", "guest": "Ines Aurora Umbra", "kind": "astronomer",
        "domain": "X-ray astronomy", "alternatives": "Eva Oduya", "component": "the survey", "protocol": "SETI",
        "language": "IDL", "project": "the Owl survey", "target": "one in a million", "duration": "8 years",
        "url": "https://umbra.example", "kind_plural": "astronomers", "rival": "Eva Oduya", "rival_2": "Io Lund", "builds_on": "SETI",
        "compatible_with": "FITS", "predecessor": "the Lark survey", "unit": "exposure", "load": "demand",
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


def _inside(source: str, kind: str) -> dict[str, str]:
    """Return a fact as it stands inside a question: a clause, without its full stop and capital."""
    fact = UNSEEN[kind]["fact"]
    inside = re.search(r"\w,? \{\{ fact \}\}", source)
    return {"fact": fact[:1].lower() + fact[1:].rstrip(".")} if inside else {}


@pytest.mark.parametrize("kind", UNSEEN)
def test_every_template_is_good_english_about(kind: str) -> None:
    """No wrong article, no doubled word, no dangling slot, no odd punctuation, whatever fills the slots."""
    wrong = {
        f"{template.id}: {said}": found
        for template in shipped_bank().templates
        for source in sources(template)
        if (found := faults(said := speak(source, UNSEEN[kind] | _inside(source, kind))))
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
    assert all(frames[kind] >= 2 for kind in FACT_TYPES if kind != "part")  # a part has its slot in many questions
    assert sum(frames.values()) >= 30
    assert families["publication"] >= 20
    assert families["research"] >= 20
    assert all(families[f] >= 15 for f in ("person", "company", "language"))
    assert sum(bool(t.again) for t in templates) >= 40


def test_the_commonest_can_be_said_in_several_ways() -> None:
    """The forty templates asked most often have two more wordings each, rituals aside: those stay word for word."""
    bank = shipped_bank()
    asked = past.of_bank(bank).refs
    sayable = [t for t in bank.templates if not t.ritual and t.id not in {r.template for r in bank.show.rituals}]
    commonest = sorted(sayable, key=lambda t: (-len(asked.get(t.id, ())), t.id))[:40]
    assert [t.id for t in commonest if len(t.phrasings) < 2] == []


def test_what_no_episode_asked_is_marked() -> None:
    """A template is marked as written for the bank, or some episode asked it."""
    bank = shipped_bank()
    asked = past.of_bank(bank).refs
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


MOST_SPOKEN = 30
"""As many words a wording has at most, with its lead-in."""


def asked_verbatim() -> set[str]:
    """Return the wordings of the show's own questions: what was really said needs no one's leave."""
    return {
        item.pattern or item.text
        for episode in shipped_bank().episodes
        for item in episode.items
        if item.kind == "question"
    }


def test_every_wording_is_as_long_as_its_thought_needs() -> None:
    """A wording has at most thirty words with its lead-in of at most two sentences; what the show asked stands as it was asked."""
    asked = asked_verbatim()
    long = {
        said: template.id
        for template in shipped_bank().templates
        for source in (template.text, *template.phrasings)
        if source not in asked
        and len((said := speak(f"{template.context} {source}".strip(), SHORT)).split()) > MOST_SPOKEN
    }
    led_in = {t.id for t in shipped_bank().templates if t.context and len(sentences(speak(t.context, SHORT))) > 2}
    assert long == {}
    assert led_in == set()


def test_the_lint_has_nothing_to_say_about_the_templates() -> None:
    """What was written for the bank is never closed, leading, overloaded or too long; the show's own wordings are the show's."""
    asked = asked_verbatim()
    wrong = {
        (template.id, source): rules
        for template in shipped_bank().templates
        for source in (
            template.text, *template.phrasings, *(f.text for f in template.follow_ups), *filter(None, [template.again])
        )
        if source not in asked and (rules := remarks(source) - {"two-questions"})
    }  # fmt: skip
    assert wrong == {}


def test_the_bank_asks_two_things_at_once_no_more_often_than_the_show() -> None:
    """The show asks "what is it, and why…" in one breath now and then; what is written for the bank does so less often."""
    asked = asked_verbatim()
    written = {s for t in shipped_bank().templates for s in (t.text, *t.phrasings)} - asked
    habit = sum("two-questions" in remarks(source) for source in asked) / len(asked)
    assert 0 < sum("two-questions" in remarks(source) for source in written) / len(written) < habit
    follow_ups = {f.text for t in shipped_bank().templates for f in t.follow_ups}
    assert [f for f in follow_ups if "two-questions" in remarks(f)] == []


def remarks(source: str) -> set[str]:
    """Return the rules that the lint would remind a host of, were the wording the host's."""
    values = {name: SHORT.get(slot_type(name), "Quill") for name in names(source)}
    return {remark.rule for remark in lint(speak(source, values))}


def test_what_an_episode_asked_is_asked_in_its_words() -> None:
    """The canonical text of a template that the show has asked keeps the words of one of its questions."""
    bank = shipped_bank()
    heard: dict[str, list[set[str]]] = {}
    for episode in bank.episodes:
        for item in episode.items:
            for id_ in filter(None, (item.template, *item.also_templates)):
                heard.setdefault(id_, []).append(content(item.pattern or item.text))
    strangers = {
        template.id: template.text
        for template in bank.templates
        if not template.written
        and not any(content(f"{template.context} {template.text}") & words for words in heard[template.id])
    }
    assert strangers == {}


def content(source: str) -> set[str]:
    """Return the stems of the words of a wording that carry its meaning."""
    plain = re.sub(r"\{\{ \w+ \}\}", " ", source).casefold()
    return {word[:5] for word in re.findall(r"[a-z]{4,}", plain)} - FORM


FORM = {
    "what",
    "when",
    "that",
    "this",
    "with",
    "have",
    "does",
    "some",
    "they",
    "your",
    "from",
    "been",
    "were",
    "which",
    "where",
    "there",
    "would",
}
"""Words that any question may have."""


def test_follow_ups_are_short_and_name_nothing() -> None:
    """A follow-up has at most twelve words and no slot: the answer before it has named the subject."""
    follow_ups = [f for t in shipped_bank().templates for f in t.follow_ups]
    assert [f.text for f in follow_ups if len(f.text.split()) > 12 or names(f.text)] == []
    assert {f.role for f in follow_ups} == {"deeper", "other-side", "if-brief"}
    without = [t.id for t in shipped_bank().templates if not t.follow_ups]
    assert without == ["contact-information"]


BRITISH = re.compile(
    r"\b(?:some|any|every)body\b|\bwhom\b|\b(?:behavi|col|fav|harb|hon|lab|neighb|rum)our|\blicence|\bsceptic|\bprogramme\b"
    r"|\b(?:organ|real|recogn|optim|special|apolog|categor|priorit|summar)is(?:e|ing|ation)",
    re.IGNORECASE,
)
"""What an American host does not say."""


def test_it_is_american_english() -> None:
    """A template says someone, license and neighbor, as the show does; no text has "someone" or "whom"."""
    said = {f"{t.id}: {found[0]}" for t in shipped_bank().templates for s in sources(t) if (found := BRITISH.search(s))}
    assert said == set()
    assert all(BRITISH.search(w) for w in ("Somebody left.", "a new licence", "its behaviour", "the organisation"))
    assert not BRITISH.search("Someone in our neighborhood specializes in licenses.")


ONE_WORD = re.compile(
    r"(?:who|when|which|since when|how (?:long|many|often)|is|are|do|does|did|was|were|has|have|had|can|could|would|will)\b",
    re.IGNORECASE,
)
"""How a question begins that one word may answer."""


def test_a_short_answer_is_drawn_out() -> None:
    """At most a third of the follow-ups for a guest who was brief can be answered by one word: the rest want a story or a why."""
    brief = [f.text for t in shipped_bank().templates for f in t.follow_ups if f.role == "if-brief"]
    assert len(brief) > 100
    assert sum(bool(ONE_WORD.match(text)) for text in brief) <= len(brief) / 3


def test_no_two_templates_say_the_same() -> None:
    """What may stand on one sheet never has the same words; within a template each wording is another."""
    said: dict[str, list[str]] = {}
    for template in shipped_bank().templates:
        for wording in wordings(template):
            # A fact is asked about once in a category: frames in two of them are for two kinds of facts or of subjects.
            of = template.category if template.takes else ""
            said.setdefault(f"{of} {speak(template.context, SHORT)} {wording}".casefold(), []).append(template.id)
    assert {words: ids for words, ids in said.items() if len(ids) > 1} == {}


SUBSTANCE = {
    "origin": r"motivation|originally meant to solve|get started|inspiration",
    "architecture": r"implemented|put together|walk us through|designed|architect",
    "scaling": r"scal|grow|limit|load|perform",
    "failure-modes": r"fail|break|goes? wrong|lose|edge case|incident",
    "future-plans": r"planned|plans|future|next|roadmap",
}
"""How the five questions sound that the show is built on."""


@pytest.mark.parametrize("category", SUBSTANCE)
@pytest.mark.parametrize("family", ["software", "service", "language"])
def test_the_five_core_categories_are_asked_in_substance(category: str, family: Family) -> None:
    """Of whatever is made, some plain template asks where it came from, how it is built, how far it goes, how it fails, what is next."""
    plain = [
        t.id
        for t in shipped_bank().templates
        if t.category == category
        and (not t.families or family in t.families)
        and not (t.kinds or t.needs or t.relation or t.takes)
        and names(t.text) in ((), ("technology",))
        and re.search(SUBSTANCE[category], t.text, re.IGNORECASE)
    ]
    assert plain


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
        and not (t.kinds or t.needs or t.takes or "only-users" in t.never)
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
