"""The arc: lines put in order, worded and numbered, block by block, with their places on the clock."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from qbank.english.spoken import PLURAL, speak
from qbank.english.terms import words
from qbank.model import BLOCKS, Bank, Block, Fact, PlannedFollowUp, PlannedQuestion, Section, Template
from qbank.outline import clock, history
from qbank.outline.history import Known, blocks, family_plan
from qbank.outline.lines import Line
from qbank.pattern import names

MOST_OPENINGS = 2
"""How often a sheet may open a question with the same two words."""
DANGLING, NEIGHBOUR, REPEATED, NAMED_AGAIN, NOT_CANONICAL = 10.0, 4.0, 3.0, 1.0, 0.25
"""What it costs to say "it" of what was not named, to begin like the question before, to open in the same way too
often, to name the subject again in its block, and to leave the canonical wording."""
_IT = re.compile(r"\b(?:it|its)\b", re.IGNORECASE)
_PASSES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One way to say a question: whether it names the subject, and whether it needs the subject to be named before."""

    text: str
    opening: str
    names_subject: bool = False
    dangling: bool = False
    canonical: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A place on the sheet: its block and the wordings to choose from. A backup may be asked at any time.

    `turns` says that it is about something else than the subject, such as a fact: "it" would mean that afterwards. What is
    `optional` may be skipped: that it names the subject helps nobody.
    """

    block: Block
    wordings: tuple[Wording, ...]
    backup: bool = False
    turns: bool = False
    optional: bool = False


def opening(text: str) -> str:
    """Return the first two words of a question in lower case."""
    return " ".join(words(text)[:2])


def openings(template: Template, values: Mapping[str, str]) -> tuple[str, ...]:
    """Return the ways in which a question can begin; the lead-in, which comes before it, does not count."""
    return tuple(
        dict.fromkeys(opening(speak(source, values)) for source in _sayable(template, frozenset(values)))
    )


def wordings(template: Template, values: Mapping[str, str]) -> tuple[Wording, ...]:
    """Return the wordings of a template whose slots can be filled; its canonical text comes first."""
    named_before = "technology" in names(template.context)
    made = []
    for n, source in enumerate(_sayable(template, frozenset(values))):
        text, names_it = speak(source, values), "technology" in names(source)
        made.append(
            Wording(
                text=text, opening=opening(text), names_subject=names_it or named_before, canonical=n == 0,
                # A canonical "it" is seldom the subject: its writer had a lead-in in mind. Elsewhere it stands for the name.
                dangling=bool(_IT.search(source)) and not names_it and not named_before and not template.context and _named_elsewhere(template),
            )
        )  # fmt: skip
    # Several things are never "it".
    return tuple(w for w in made if not w.dangling) or tuple(made) if PLURAL in values else tuple(made)


def fixed(text: str, subject: str | None) -> tuple[Wording, ...]:
    """Return the one wording of a line that is said as it stands."""
    return (Wording(text=text, opening=opening(text), names_subject=bool(subject and subject in text)),)


@lru_cache(maxsize=4096)
def _sayable(template: Template, slots: frozenset[str]) -> tuple[str, ...]:
    sources = (template.text, *template.phrasings)
    return tuple(s for s in sources if slots.issuperset(names(s))) or (template.text,)


def _named_elsewhere(template: Template) -> bool:
    """Say whether some wording names the subject: then "it" in another one means the subject."""
    return any("technology" in names(source) for source in (template.text, *template.phrasings))


def best(places: Sequence[Spoken]) -> list[Wording]:
    """Choose a wording for every place, in the order of the sheet, so that together they sound best.

    From the best choice one after the other, single wordings are exchanged as long as that helps.
    """
    chosen: list[int] = []
    for n, place in enumerate(places):
        chosen.append(
            min(range(len(place.wordings)), key=lambda w: (_cost(places[: n + 1], [*chosen, w]), w))
        )
    for _ in range(_PASSES):
        before = list(chosen)
        for n, place in enumerate(places):
            if len(place.wordings) > 1:
                chosen[n] = min(
                    range(len(place.wordings)),
                    key=lambda w: (_cost(places, [*chosen[:n], w, *chosen[n + 1 :]]), w),
                )
        if chosen == before:
            break
    return [place.wordings[w] for place, w in zip(places, chosen, strict=True)]


def cost(places: Sequence[Spoken]) -> float:
    """Return what the best choice of wordings costs: 0 if there is nothing to wish for."""
    made = best(places)
    return _cost(places, [place.wordings.index(w) for place, w in zip(places, made, strict=True)])


def _still_named(place: Spoken, said: Wording, *, named: bool) -> bool:
    """Say whether "it" is the subject after a question, if that is asked and if it is skipped; never twice in a row."""
    if place.turns:
        return False
    return said.names_subject and (named or not place.optional)


def _cost(places: Sequence[Spoken], chosen: Sequence[int]) -> float:
    """Return what is against these wordings."""
    spent, last, named, block = 0.0, "", False, None
    count: Counter[str] = Counter()
    for place, n in zip(places, chosen, strict=True):
        said = place.wordings[n]
        spent += NOT_CANONICAL * (not said.canonical)
        if place.backup:
            spent += DANGLING * said.dangling
            continue
        if place.block != block:
            block, named = place.block, False
        spent += DANGLING * (said.dangling and not named) + NAMED_AGAIN * (said.names_subject and named)
        spent += NEIGHBOUR * (said.opening == last)
        count[said.opening] += 1
        named, last = _still_named(place, said, named=named), said.opening
    return spent + REPEATED * sum(n - MOST_OPENINGS for n in count.values() if n > MOST_OPENINGS)


MOST_FOLLOW_UPS = 3
FRAMED = 0.75
"""Where in its category a question on a fact stands, from 0 to 1: what is general comes first."""
_ATTRIBUTED = re.compile(
    r"^(?:\S+ ){1,6}?(?:says?|said|complains?|calls?|called|argues?|claims?|claimed|thinks?|finds?|found|objects?|doubts?|"
    r"blames?|accuses?|criticizes?|criticises?|believes?|warns?|worry|worries|fears?|feels?|miss|misses|hates?|dislikes?)\b",
    re.IGNORECASE,
)
"""Says who criticizes: "Reviewers call your books too short"."""
_DEFAULT_TITLES: Mapping[str, str] = {
    "open": "Open", "why": "Why it exists", "inside": "Inside", "breaks": "What breaks", "in-use": "In use", "ahead": "Ahead",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    """A line in its block, with the values that its texts are filled with."""

    line: Line
    block: Block
    values: Mapping[str, str]


def sections(bank: Bank, known: Known, lines: Sequence[Line], minutes: float | None) -> tuple[Section, ...]:
    """Put the lines in the order of the arc, word them, number them, and set the clock.

    With `minutes` given, forced lines that take more than there is get less time each. Backups are said last.
    """
    placed = _coming_back(_swapped(_in_order(bank, known, lines), known), known)
    asked = [p for p in placed if p.line.lane != "backup"]
    worded = dict(zip(map(id, placed), best(_spoken(placed, known)), strict=True))
    questions = [_question(f"q{n:02}", p, worded[id(p)], known) for n, p in enumerate(placed, start=1)]
    faster = clock.pace(minutes) if minutes is not None else 0.0
    times = [clock.planned(p.line.minutes, p.line.lane, faster=faster) for p in placed]
    extra = _spoken_aside(asked)
    full = sum(t for t, p in zip(times, placed, strict=True) if p.line.lane != "backup") + sum(extra.values())
    share = min(1.0, minutes / full) if minutes is not None and full else 1.0
    titles: dict[str, str] = {**_DEFAULT_TITLES, **family_plan(bank, known).titles}
    made, at = [], 0.0
    for block in BLOCKS:
        here = tuple(
            replace(q, minutes=clock.squeezed(t, share) if q.lane != "backup" else t)
            for q, t, p in zip(questions, times, placed, strict=True)
            if p.block == block
        )
        if here:
            long = sum(map(clock.spoken_minutes, here)) + clock.squeezed(extra.get(block, 0.0), share)
            made.append(Section(block=block, title=titles[block], start=at, minutes=long, questions=here))
            at += long
    return tuple(made)


def _spoken_aside(asked: Sequence[_Placed]) -> dict[Block, float]:
    """Return the minutes of the spoken lines: the introduction in the first block, the contact in the last."""
    if not asked:
        return {}
    made: dict[Block, float] = {asked[0].block: clock.INTRODUCTION_MINUTES}
    made[asked[-1].block] = made.get(asked[-1].block, 0.0) + clock.CONTACT_MINUTES
    return made


def _in_order(bank: Bank, known: Known, lines: Sequence[Line]) -> list[_Placed]:
    """Return the lines block by block: rituals at the ends, backups last, categories in their order."""
    order = {c.id: i for i, c in enumerate(bank.categories)}
    usual: dict[str, Block] = {c.id: c.block for c in bank.categories}
    own = blocks(bank, known)
    middle = BLOCKS.index("in-use")

    def place(numbered: tuple[int, Line]) -> tuple[int, int, bool, int, float, str, int]:
        n, line = numbered
        block_of = usual if line.place else own
        block = BLOCKS.index(block_of[line.category]) if line.category in block_of else middle
        end = {"open": 0, "close": 3}.get(line.place, 2 if line.lane == "backup" else 1)
        name = line.template.id if line.template else ""
        usual_place = known.memory.places.get(name, FRAMED if line.fact else 0.5)
        # What it is and why it was made belong together: a fact waits until both are told.
        waits = line.fact is not None and BLOCKS[block] == "why"
        return (block, end, waits, order.get(line.category, 0), usual_place, name, n)

    ranked = sorted(enumerate(lines), key=place)
    return [
        _Placed(line=line, block=BLOCKS[place((n, line))[0]], values=_values(line, known))
        for n, line in ranked
    ]


def _swapped(placed: list[_Placed], known: Known) -> list[_Placed]:
    """Exchange neighbours of one category where the sheet sounds better for it."""
    best, least = placed, cost(_spoken(placed, known))
    for n in range(len(placed) - 1):
        one, other = best[n].line, best[n + 1].line
        if (
            least < NEIGHBOUR
            or one.category != other.category
            or one.place
            or other.place
            or one.lane != other.lane
        ):
            continue
        tried = [*best[:n], best[n + 1], best[n], *best[n + 2 :]]
        spent = cost(_spoken(tried, known))
        if spent < least - NAMED_AGAIN:
            best, least = tried, spent
    return best


def _coming_back(placed: Iterable[_Placed], known: Known) -> list[_Placed]:
    """Say of a fact that is told for the second time that it is; what may be skipped has not told it."""
    told_before: set[Fact] = set()
    made = []
    for one in placed:
        fact = one.line.fact
        if fact and fact in told_before:
            again = told(fact, known.values.get("technology"), again=True)
            made.append(replace(one, values={**one.values, "fact": again}))
        else:
            made.append(one)
        told_before |= {fact} if fact and one.line.lane == "must" else set()
    return made


def _spoken(placed: Sequence[_Placed], known: Known) -> list[Spoken]:
    subject = known.values.get("technology")
    return [
        Spoken(
            block=p.block,
            backup=p.line.lane == "backup",
            wordings=_wordings(p, subject),
            turns=p.line.fact is not None or p.line.template is None or p.line.template.turns,
            optional=p.line.lane == "nice",
        )
        for p in placed
    ]


def _wordings(placed: _Placed, subject: str | None) -> tuple[Wording, ...]:
    template = placed.line.template
    if template is None:
        return fixed(placed.line.text, subject)
    if placed.line.again:
        return fixed(speak(template.again, placed.values), subject)
    return wordings(template, placed.values)


def _values(line: Line, known: Known) -> dict[str, str]:
    """Return what a line's texts are filled with: what is known, its fact, what the guest said and where."""
    values = dict(known.values)
    if line.fact:
        values["fact"] = told(line.fact, known.values.get("technology"))
    if line.heard and line.template and history.is_callback(line.template):
        values["episode"] = str(line.heard.episode.number)
        values["said"] = f"You said: “{line.heard.item.said}”" if line.heard.item.said else ""
    return values


def _question(id_: str, placed: _Placed, said: Wording, known: Known) -> PlannedQuestion:
    line, template = placed.line, placed.line.template
    if template is None:
        return PlannedQuestion(
            id=id_, category=line.category, cue=own_cue(line.text), text=line.text, lane=line.lane, why=line.why, to=line.to
        )  # fmt: skip
    return PlannedQuestion(
        id=id_, template=template.id, category=template.category, cue=template.cue, context=_context(template, placed), text=said.text,
        lane=line.lane, why=line.why, to=line.to, asked=known.memory.asked.get(template.id, ()),
        follow_ups=_follow_ups(id_, placed), origin=said.text,
    )  # fmt: skip


def _context(template: Template, placed: _Placed) -> str:
    """Return the lead-in: for the second time what the guest said then, word for word, where it is written down."""
    line = placed.line
    if line.again:
        heard = line.heard
        return (
            f"In {history.named(heard.episode)} you said: “{heard.item.said}”"
            if heard and heard.item.said
            else ""
        )
    return (
        " ".join(speak(template.context, placed.values).split())
        if line.heard
        else speak(template.context, placed.values)
    )


def _follow_ups(id_: str, placed: _Placed) -> tuple[PlannedFollowUp, ...]:
    """Return the follow-ups that can be worded, if-brief last.

    A question asked for the second time has none: the template's ask about the answer to the first.
    """
    template = None if placed.line.again else placed.line.template
    found = [f for f in template.follow_ups if set(names(f.text)) <= set(placed.values)] if template else []
    brief_last = sorted(found, key=lambda f: f.role == "if-brief")
    kept = brief_last[: MOST_FOLLOW_UPS - 1] + brief_last[MOST_FOLLOW_UPS - 1 :][-1:]
    return tuple(
        PlannedFollowUp(id=f"{id_}{'abc'[i]}", role=f.role, text=speak(f.text, placed.values))
        for i, f in enumerate(kept)
    )


def told(fact: Fact, subject: str | None = None, *, again: bool = False) -> str:
    """Return a fact as a lead-in, for the first time or `again`.

    What others criticize is not said as one's own opinion; a text that names the critics needs nothing before it.
    """
    said = sentence(fact.text, subject)
    if fact.type == "criticism" and not _ATTRIBUTED.search(said):
        return f"Back to what some say: {said}" if again else f"Some say: {said}"
    return f"Back to this: {said}" if again else said


def sentence(fact: str, subject: str | None = None) -> str:
    """Return a fact as it is spoken: the first letter raised, a full stop added, nothing else touched.

    A subject that begins with a small letter keeps it: dbt is never Dbt.
    """
    fact = fact.strip()
    named = bool(subject) and fact.split(maxsplit=1)[:1] == [subject]
    raised = fact if named else fact[:1].upper() + fact[1:]
    return raised if raised.endswith((".", "!", "?", "…")) else raised + "."


def own_cue(text: str) -> str:
    """Return a cue for the host's own line: its two longest words, in order."""
    found = words(text)
    longest = sorted(sorted(range(len(found)), key=lambda i: (-len(found[i]), i))[:2])
    return " ".join(found[i] for i in longest) or "own line"
