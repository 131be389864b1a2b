"""The wizard: who, about what, and what else makes the sheet this guest's. What is known already is not asked.

Six things at most are asked, everything else waits behind "say more". Each answer is a step: going back takes it back,
and offers it again. Nothing is written here.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, replace
from functools import lru_cache
from typing import Any

from qbank.cli.ask import GoneBack, choice, line, more, needed, refuse, say
from qbank.cli.ask.outline import arrange_all
from qbank.errors import QbankError
from qbank.lazy import dataclass, regex
from qbank.model import FAMILIES, RELATIONS, Bank, Outline, Subject
from qbank.model.brief import Brief
from qbank.outline import history, subjects
from qbank.outline.candidates import would_bring
from qbank.outline.plan import LOOK_UP, Planned
from qbank.outline.subjects import telling
from qbank.tasks.plan import FAMILY_TITLES, RELATION_TITLES
from qbank.tasks.workspace import Sorter

MOST_FACTS = 3
LONGEST_NAME = 300
_NOT_SURE = "I am not sure: keep the questions neutral"
_TITLES = regex(r"^(?:jr|sr|ph\.?d|md|esq|[ivx]+)\.?$", re.IGNORECASE)
_AND = regex(r"\s*(?:;|&|,|\band\b)\s*", re.IGNORECASE)

Plan = Callable[[Brief], Planned]
Read = Callable[[str], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Tools:
    """What the wizard cannot do itself: plan a brief, read the lines of a file, sort a question into its category."""

    plan: Plan
    read: Read
    sort: Sorter


@dataclass(frozen=True, slots=True)
class _Step:
    """A question: its name, which begins with the option that it is for, and what asks it.

    It is given the brief so far, and what was said before the host went back.
    """

    name: str
    ask: Callable[[Brief, Brief], Brief]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What was last planned, and how the host has arranged it since."""

    planned: Planned | None = None
    outline: Outline | None = None


def ask_all(given: Brief, bank: Bank, tools: Tools) -> Planned:
    """Ask for what is not given, plan, and let the host arrange the sheet; return what is to be written.

    KeyboardInterrupt and EOFError (a closed terminal) leave everything as it was.
    """
    say("Esc goes back a step, Ctrl-C stops and writes nothing.")
    tools = replace(tools, plan=lru_cache(maxsize=1)(tools.plan))
    trail: list[tuple[Brief, tuple[str, ...]]] = []
    said, asked, last = given, tuple[str, ...](), given
    sheet = _Sheet()
    while True:
        step = next((s for s in steps(given, said, bank) if s.name not in asked), None)
        if step is None:
            sheet, then, done = _ready(sheet, said, bank, tools)
            if done and sheet.planned and sheet.outline:
                return replace(sheet.planned, outline=sheet.outline)
            trail = [(_with_more(before, said, then, asked), names) for before, names in trail]
            last = _later(last, then)
        try:
            answered = step.ask(said, last) if step else None
        except GoneBack:
            answered = None
        if step is None or answered is None:
            if trail:
                said, asked = trail.pop()
            continue
        trail.append((said, asked))
        said, last, asked = answered, _later(last, answered), (*asked, step.name)


def _later(last: Brief, answered: Brief) -> Brief:
    """Return what to offer when a question comes up again: the answer of today, else the one of before."""
    return replace(last, **_changes(Brief(), answered))


def _changes(before: Brief, after: Brief) -> dict[str, Any]:
    return {f.name: value for f in fields(Brief) if (value := getattr(after, f.name)) != getattr(before, f.name)}


def _with_more(earlier: Brief, before: Brief, after: Brief, asked: Sequence[str]) -> Brief:
    """Return an earlier brief with what was said behind "say more" since, as far as no step asks for it."""
    stepwise = {name.partition(" ")[0] for name in asked}
    return replace(earlier, **{n: v for n, v in _changes(before, after).items() if n not in stepwise})


def steps(given: Brief, said: Brief, bank: Bank) -> Iterator[_Step]:
    """Yield what is to be asked, in order, as far as it can be told by now."""
    if not given.guest:
        yield _Step("guest", lambda said, last: _guest(said, last, bank))
    if given.technology is None and given.family != "person":
        yield _Step("technology", lambda said, last: _technology(said, last, bank))
    if said.family != "person":
        subject = _subject(said, bank)
        yield from _about_unknown(given, said, subject, bank)
        named = {r.rpartition("=")[0].strip() for r in given.relation}  # one that names nobody is everybody's
        yield from (_Step(f"relation {g}", _relation(g, subject)) for g in said.guest if not named & {"", g})
    if given.minutes is None and given.questions is None:
        yield _Step("minutes", lambda said, last: _minutes(said, last, bank))
    yield from _one_by_one("fact", given, said, lambda said, last: _fact(said, last, bank), most=MOST_FACTS)
    yield from _one_by_one("add", given, said, more.ask)


def _one_by_one(
    name: str, given: Brief, said: Brief, ask: Callable[[Brief, Brief], Brief], *, most: int = sys.maxsize
) -> Iterator[_Step]:
    """Yield a step for each that was said, and one more."""
    if not getattr(given, name):
        yield from (_Step(f"{name} {n}", ask) for n in range(min(len(getattr(said, name)) + 1, most)))


def _about_unknown(given: Brief, said: Brief, subject: Subject, bank: Bank) -> Iterator[_Step]:
    """Yield what is asked about a subject that the lexicon does not know."""
    if said.technology is None or subjects.find(bank.lexicon, said.technology):
        return
    if given.kind is None:
        yield _Step("kind", lambda said, last: _kind(said, last, bank))
    if given.family is None and (said.kind is None or subjects.words_of(bank.lexicon, said.kind).family is None):
        yield _Step("family", _family)
    if not given.trait and not given.not_trait and telling(bank, subject):
        yield _Step("trait", lambda said, last: _traits(said, last, bank))


def _subject(said: Brief, bank: Bank) -> Subject:
    family = next((f for f in FAMILIES if f == said.family), None)
    return subjects.known(bank.lexicon, said.technology or "", known_traits=bank.traits, family=family, kind=said.kind)


def names(text: str) -> tuple[str, ...]:
    """Return the guests that a line names: "Ada, Bo and Cy" are three; "Jr." and "PhD" belong to the name before."""
    found: list[str] = []
    for part in filter(None, _AND.split(text.strip())):
        if found and _TITLES.match(part):
            found[-1] += f", {part}"
        else:
            found.append(part)
    return tuple(dict.fromkeys(found))


def _guest(said: Brief, last: Brief, bank: Bank) -> Brief:
    met = {g for e in bank.episodes for g in e.guests} | {m for s in bank.lexicon.subjects for m in s.makers}

    def check(text: str) -> bool | str:
        if any(len(n) > LONGEST_NAME for n in names(text)):
            return f"A name has at most {LONGEST_NAME} characters."
        return bool(names(text)) or "An interview needs a guest."

    message, before = "Who is the guest? (several: Ada and Bo)", " and ".join(last.guest)
    return replace(said, guest=names(line(message, default=before, among=sorted(met), check=check)))


def _technology(said: Brief, last: Brief, bank: Bank) -> Brief:
    """Ask for the subject; the guest's own name makes it an interview about the person."""
    made = [s.name for s in bank.lexicon.subjects if history.same_people(s.makers, said.guest)]
    default = last.technology or (made[0] if len(made) == 1 else "")
    known = {s.name for s in bank.lexicon.subjects} | {e.technology for e in bank.episodes if e.technology}
    text = line(
        "What is the interview about? (the guest's own name for a portrait)", default=default,
        among=[*said.guest, *sorted(known, key=str.casefold)], check=needed,
    )  # fmt: skip
    if history.same_people([text], said.guest):
        return replace(said, family="person", technology=None)
    return replace(said, technology=text)


def _kind(said: Brief, last: Brief, bank: Bank) -> Brief:
    say(f"{said.technology} is not in qbank's lexicon.")
    message, known = "What is it? (such as message queue; Enter: not sure)", sorted(bank.lexicon.kinds)
    return replace(said, kind=line(message, default=last.kind or "", among=known) or None)


def _family(said: Brief, last: Brief) -> Brief:
    titles: list[tuple[str, str | None]] = [(t, f) for f, t in FAMILY_TITLES.items() if f != "person"]
    found = choice(f"What sort of thing is {said.technology}?", [*titles, (_NOT_SURE, None)], default=last.family)
    return replace(said, family=found)


def _traits(said: Brief, last: Brief, bank: Bank) -> Brief:
    """Ask which of the traits that decide most are true; what is not marked stays unknown."""
    listed = [(t.ask, t.id) for t in telling(bank, _subject(replace(said, trait=()), bank))]
    message = f"What is true of {said.technology}? Mark only what you are sure of."
    return more.marked("trait", message, listed)(replace(said, trait=last.trait))


def _relation(guest: str, subject: Subject) -> Callable[[Brief, Brief], Brief]:
    def ask(said: Brief, last: Brief) -> Brief:
        before = next((r.rpartition("=")[2] for r in last.relation if r.startswith(f"{guest}=")), None)
        maker = "made" if history.same_people(subject.makers, [guest]) else None
        titles: list[tuple[str, str | None]] = [(RELATION_TITLES[r], r) for r in RELATIONS]
        found = choice(f"What is {guest} to {said.technology}?", [*titles, (_NOT_SURE, None)], default=before or maker)
        return replace(said, relation=(*said.relation, f"{guest}={found}")) if found else said

    return ask


def _minutes(said: Brief, last: Brief, bank: Bank) -> Brief:
    text = line("How many minutes?", default=f"{last.minutes or bank.show.minutes:g}", check=more.positive)
    return replace(said, minutes=float(text))


def _fact(said: Brief, last: Brief, bank: Bank) -> Brief:
    """Ask for a fact and its type; an empty line is none."""
    n = len(said.fact)
    if not n:
        say("\nFacts that you looked up make the best questions. Worth ten minutes:")
        for look_up in LOOK_UP[_subject(said, bank).family or "software"]:
            say(f"  · {look_up}")
    message = "A fact? (Enter: none)" if not n else "Another fact? (Enter: that is all)"
    found = more.fact(message, last.fact[n] if n < len(last.fact) else "")
    return replace(said, fact=(*said.fact, found)) if found else said


def _ready(sheet: _Sheet, said: Brief, bank: Bank, tools: Tools) -> tuple[_Sheet, Brief, bool]:
    """Ask whether there is more to say, plan, and let the host arrange the sheet; return it, what was said, and whether it is done.

    A sheet whose brief is still the same is kept as it was arranged.
    """
    while True:
        for hint in _bringing(said, bank, tools):
            say(hint)
        try:
            more_to_say = ("Say more: role, links, off limits, focus, must-asks …", True)
            wants_more = choice("Ready?", [("Plan the outline", False), more_to_say])
        except GoneBack:
            return sheet, said, False
        if wants_more:
            said = more.ask_all(said, bank, tools.read)
            continue
        try:
            sheet = _planned(sheet, said, tools)
        except QbankError as error:
            refuse(error)
            continue
        assert sheet.outline is not None
        done, outline = arrange_all(sheet.outline, bank, tools.sort)
        sheet = replace(sheet, outline=outline)
        if done:
            return sheet, said, True


def _bringing(said: Brief, bank: Bank, tools: Tools) -> Iterator[str]:
    """Yield what else the host may know, each with how many questions it would bring; nothing where the brief cannot be planned yet."""
    try:
        brings = would_bring(tools.plan(said).refusals)
    except QbankError:
        return
    listed = more.entries(bank, tools.read)
    for field, count in brings.items():
        yield f"  · {listed[field][0]}? It would bring {count} more question{'s' * (count > 1)} (under Say more)."


def _planned(sheet: _Sheet, said: Brief, tools: Tools) -> _Sheet:
    """Return the sheet for this brief: the one that is there if nothing else was said since."""
    planned = tools.plan(said)
    if sheet.planned is planned:
        return sheet
    if sheet.planned and sheet.outline != sheet.planned.outline:
        say("The sheet is planned anew: what you had arranged before is gone.")
    return _Sheet(planned, planned.outline)
