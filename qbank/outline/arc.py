"""The arc: lines put in order, worded and numbered, block by block, with their places on the clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from string import ascii_lowercase

from qbank.english.spoken import speak
from qbank.lazy import dataclass
from qbank.model import BLOCKS, Bank, Block, PlannedFollowUp, PlannedQuestion, Section, Template, WordingKind
from qbank.model.pattern import names
from qbank.outline import clock, history, sound
from qbank.outline.brief import in_order, own_cue
from qbank.outline.facts import to_face, told, woven
from qbank.outline.known import Known, blocks, family_plan
from qbank.outline.lines import Line
from qbank.outline.sound import Said, Spoken
from qbank.outline.wordings import PRINTED, filled_with, follow_ups

_HARD_FACTS = {"criticism": 4, "story": 3, "claim": 1, "limit": 1}
_WALKS = frozenset({"architecture-overview", "curation-workflow", "follow-one"})
"""Walks through how a thing is built, or a work gets done: nobody can follow what else is asked of the inside before them."""
_RIVALS = frozenset({"rival", "rival_2"})
FRAMED = 0.0
"""Where in its category a question on a fact stands, from 0 to 1: right after the category's own question, the best material first."""
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
    placed = _peaked(_swapped(_in_order(bank, known, lines), known))
    asked = [p for p in placed if p.line.lane != "backup"]
    worded = dict(zip(map(id, placed), sound.best(_spoken(placed, known)), strict=True))
    there = known.aside.union(*(p.line.asks for p in placed))
    # Numbers follow the order in which questions are asked; what is in reserve comes after them.
    numbers = {id(p): n for n, p in enumerate(sorted(placed, key=lambda p: p.line.lane == "backup"), start=1)}
    questions = _said_once([_question(f"q{numbers[id(p)]:02}", p, worded[id(p)], known, there) for p in placed])
    faster = clock.pace(minutes) if minutes is not None else 0.0
    times = [clock.planned(p.line.minutes, p.line.lane, faster=faster) for p in placed]
    extra = _spoken_aside(asked)
    full = sum(t for t, p in zip(times, placed, strict=True) if p.line.lane != "backup") + sum(extra.values())
    share = min(1.0, minutes / full) if minutes is not None and full else 1.0
    titles: dict[str, str] = {**_DEFAULT_TITLES, **family_plan(bank, known).titles, **_headings(placed)}
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


def _said_once(questions: Sequence[PlannedQuestion]) -> list[PlannedQuestion]:
    """Leave out the bank's follow-ups in words that the sheet says already, as a question or below another one."""
    said, made = {q.text for q in questions}, list[PlannedQuestion]()
    for question in questions:
        below = (*question.follow_ups, *question.reserve)
        kept = tuple(f for f in below if f.text not in said)
        twice = question.template and len(kept) < len(below)
        made.append(replace(question, follow_ups=kept[:PRINTED], reserve=kept[PRINTED:]) if twice else question)
        said |= {f.text for f in below}
    return made


def _headings(placed: Iterable[_Placed]) -> dict[str, str]:
    """Return what the host's own list calls a block: the first heading that stands for it."""
    made: dict[str, str] = {}
    for one in placed:
        if one.line.own and one.line.own.heading:
            made.setdefault(one.block, one.line.own.heading)
    return made


def _spoken_aside(asked: Sequence[_Placed]) -> dict[Block, float]:
    """Return the minutes of the spoken lines: the introduction in the first block, the contact in the last."""
    if not asked:
        return {}
    made: dict[Block, float] = {asked[0].block: clock.INTRODUCTION_MINUTES}
    made[asked[-1].block] = made.get(asked[-1].block, 0.0) + clock.CONTACT_MINUTES
    return made


def _in_order(bank: Bank, known: Known, lines: Sequence[Line]) -> list[_Placed]:
    """Return the lines block by block: rituals at the ends, backups last, categories in their order, each its own question first.

    The host's own lines keep their order among themselves.
    """
    order = {c.id: i for i, c in enumerate(bank.categories)}
    usual: dict[str, Block] = {c.id: c.block for c in bank.categories}
    own = blocks(bank, known)
    placed = _own_places(lines, own)

    first = family_plan(bank, known).first

    def place(numbered: tuple[int, Line]) -> tuple[int, int, bool, bool, int, bool, float, str, int]:
        n, line = numbered
        block = placed.get(n, _block_of(line.category, usual if line.place else own))
        end = {"open": 0, "close": 3}.get(line.place, 2 if line.lane == "backup" else 1)
        name = line.template.id if line.template else ""
        usual_place = known.memory.places.get(name, FRAMED if line.fact else 0.5)
        # What it is and why it was made belong together: a fact waits until both are told. One competitor is spoken of after all are named.
        waits = (line.fact is not None and BLOCKS[block] == "why") or _is_about_a_rival(line)
        leads = name == first or (line.core and line.intent in _WALKS)
        return (block, end, not leads, waits, order.get(line.category, 0), not line.core, usual_place, name, n)

    ranked = sorted(enumerate(lines), key=place)
    mine = iter(sorted((r for r in ranked if r[1].own), key=lambda r: (place(r)[0], r[0])))
    kept = [next(mine) if line.own else (n, line) for n, line in ranked]
    return [_Placed(line=line, block=BLOCKS[place((n, line))[0]], values=_values(line, known)) for n, line in kept]


def _is_about_a_rival(line: Line) -> bool:
    """Say whether a line asks about one competitor by its name."""
    if line.fact is not None:
        return line.fact.type == "rival"
    return line.template is not None and not _RIVALS.isdisjoint(names(line.template.text))


def _block_of(category: str, blocks: Mapping[str, Block]) -> int:
    return BLOCKS.index(blocks.get(category, "in-use"))


def _own_places(lines: Sequence[Line], blocks: Mapping[str, Block]) -> dict[int, int]:
    """Return the block of each of the host's own lines: the one that was said, else one that keeps the lines in their order."""
    mine = [(n, line) for n, line in enumerate(lines) if line.own]
    wanted = [BLOCKS.index(line.block) if line.block else _block_of(line.category, blocks) for _, line in mine]
    kept = wanted if any(line.block for _, line in mine) else in_order(wanted)
    return {n: block for (n, _), block in zip(mine, kept, strict=True)}


def _swapped(placed: list[_Placed], known: Known) -> list[_Placed]:
    """Exchange neighbours of one category where the sheet sounds better for it."""
    best, least = placed, sound.cost(_spoken(placed, known))
    for n in range(len(placed) - 1):
        one, other = best[n].line, best[n + 1].line
        if (
            least < sound.NEIGHBOUR
            or one.category != other.category
            or one.place
            or other.place
            or one.lane != other.lane
        ):
            continue
        tried = [*best[:n], best[n + 1], best[n], *best[n + 2 :]]
        spent = sound.cost(_spoken(tried, known))
        if spent < least - sound.NAMED_AGAIN:
            best, least = tried, spent
    return best


def _peaked(placed: list[_Placed]) -> list[_Placed]:
    """Put the hardest question last in the block on what breaks: an interview has one peak, near two thirds of its time."""
    here = [n for n, p in enumerate(placed) if p.block == "breaks" and p.line.lane != "backup"]
    hardest = max(here, key=lambda n: (_hardness(placed[n].line), -n), default=None)
    if hardest is None or not _hardness(placed[hardest].line):
        return placed
    rest = [*placed[:hardest], *placed[hardest + 1 :]]
    return [*rest[: here[-1]], placed[hardest], *rest[here[-1] :]]


def _hardness(line: Line) -> int:
    """Return how hard a question is to answer: what others hold against the subject most, then what went wrong."""
    if line.own:
        return 0
    hard = line.template is not None and line.template.hard
    return _HARD_FACTS.get(line.fact.type, 0) if line.fact else 2 * hard


def _spoken(placed: Sequence[_Placed], known: Known) -> list[Spoken]:
    subject = known.values.get("technology")
    return [
        Spoken(
            block=p.block,
            backup=p.line.lane == "backup",
            wordings=_wordings(p, subject),
            to=p.line.to,
            turns=p.line.fact is not None
            or p.line.template is None
            or p.line.template.turns
            or bool(p.line.template.kinds),
            optional=p.line.lane == "nice",
        )
        for p in placed
    ]


def _wordings(placed: _Placed, subject: str | None) -> tuple[Said, ...]:
    template = placed.line.template
    if template is None:
        return sound.fixed(placed.line.text, subject)
    if placed.line.again:
        return sound.fixed(speak(template.again, placed.values), subject)
    return sound.wordings(template, placed.values, placed.line.sayings)


def _values(line: Line, known: Known) -> dict[str, str]:
    """Return what a line's texts are filled with: what is known, its fact, what the guest said and where."""
    values = dict(known.values)
    if line.fact and line.template:
        say = woven if "fact" in names(line.template.text) else told
        values["fact"] = say(to_face(line.fact, line.to), known.values.get("technology"))
    if line.heard and line.template and history.is_callback(line.template):
        values["episode"] = str(line.heard.episode.number)
        values["said"] = f"You said: “{line.heard.item.said}”" if line.heard.item.said else ""
    return values


def _question(id_: str, placed: _Placed, said: Said, known: Known, there: frozenset[str]) -> PlannedQuestion:
    line, template = placed.line, placed.line.template
    if template is None:
        return PlannedQuestion(
            id=id_, category=line.category, cue=(line.own.cue if line.own else "") or own_cue(line.text), text=line.text,
            lane=line.lane, why=line.why, to=line.to, wording="own", covers=tuple(sorted(line.asks)),
            follow_ups=tuple(
                PlannedFollowUp(id=f"{id_}{letter}", role="deeper", text=text)
                for letter, text in zip(ascii_lowercase, line.own.follow_ups if line.own else (), strict=False)
            ),
        )  # fmt: skip
    asked, context = known.memory.asked.get(template.id, ()), _context(template, placed, said)
    in_these = _asked_in_these(template, context, placed, said, known)
    kind: WordingKind = "asked" if in_these else "asked-otherwise" if asked else "written"
    where = history.heard_in(kind, in_these or asked, known.memory.common.get(template.id, 0))
    below = _follow_ups(id_, placed, said, known, there)
    if line.place and line.to and len(known.guests) > 1:
        below = (*_to_the_others(id_, known.guests, opens=line.place == "open"), *below)
    return PlannedQuestion(
        id=id_, template=template.id, category=template.category, cue=template.cue, context=context, text=said.text,
        lane=line.lane, why=f"{line.why}; {where}" if line.tells else line.why, to=line.to, asked=asked,
        follow_ups=below[:PRINTED], reserve=below[PRINTED:], origin=said.text, wording=kind,
        words_from=in_these[-1] if in_these else None, check=_to_check(template, placed, said, known),
        covers=tuple(sorted(line.covers)),
    )  # fmt: skip


def _to_the_others(id_: str, guests: Sequence[str], *, opens: bool) -> tuple[PlannedFollowUp, ...]:
    """Return what hands a ritual on to the other guests, each in turn."""
    asks = "how about you" if opens else "what would you say"
    return tuple(
        PlannedFollowUp(id=f"{id_}-{n}", role="deeper", text=f"And {guest.split()[0]}, {asks}?")
        for n, guest in enumerate(guests[1:], start=2)
    )


def _asked_in_these(template: Template, context: str, placed: _Placed, said: Said, known: Known) -> tuple[str, ...]:
    """Return the references of what was asked in just these words, also where the sheet speaks with the bank's voice."""
    if said.source:
        return said.source.asked
    spoken, filled = f"{context} {said.text}".strip(), filled_with(template, placed.values)
    asked = (w for w in known.repertoire.wordings(template) if w.asked and {*names(w.text)} <= {*filled})
    return next((w.asked for w in asked if speak(w.text, filled) == spoken), ())


def _to_check(template: Template, placed: _Placed, said: Said, known: Known) -> str:
    """Return what a question says that only the lexicon knows: "language: Java"."""
    sources = [said.source.text] if said.source else [template.context, template.text, *template.phrasings]
    used = dict.fromkeys(name for source in sources for name in names(source))
    spoken = f"{_context(template, placed, said)} {said.text}"
    taken = {template.fills.get(slot, slot) for slot in used} if said.source else used
    return "; ".join(
        f"{slot.replace('_', ' ')}: {known.unsure[slot]}"
        for slot in sorted(taken)
        if slot in known.unsure and known.unsure[slot] in spoken
    )


def _context(template: Template, placed: _Placed, said: Said) -> str:
    """Return the lead-in: for the second time what the guest said then, word for word, where it is written down."""
    line = placed.line
    if line.again:
        heard = line.heard
        return f"In {history.named(heard.episode)} you said: “{heard.item.said}”" if heard and heard.item.said else ""
    if said.source:
        return said.lead_in
    return (
        " ".join(speak(template.context, placed.values).split())
        if line.heard
        else speak(template.context, placed.values)
    )


def _follow_ups(
    id_: str, placed: _Placed, said: Said, known: Known, there: frozenset[str]
) -> tuple[PlannedFollowUp, ...]:
    """Return the follow-ups of a question; one that is asked for the second time has none: they ask about the first answer."""
    template = None if placed.line.again else placed.line.template
    found = follow_ups(template, said.source, known, placed.values, there) if template else ()
    return tuple(
        PlannedFollowUp(id=f"{id_}{letter}", role=role, text=text)
        for letter, (role, text) in zip(ascii_lowercase, found, strict=False)
    )
