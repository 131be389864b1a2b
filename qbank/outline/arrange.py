"""An outline rearranged by its host: each change a function from an outline to an outline, with the clock kept right.

What the host drops or adds goes into the wishes, too, so that an outline planned again from this one has it so.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from qbank.errors import NotFoundError, UsageError
from qbank.model import BLOCKS, Bank, Block, Category, Lane, Outline, PlannedFollowUp, PlannedQuestion, Role, Section
from qbank.outline import log, refresh, wordings
from qbank.outline.brief import own_cue, question_of
from qbank.outline.clock import on_the_clock
from qbank.outline.lines import OWN_MINUTES

LONGEST = 1000.0
OWN_WHY = "your own line"
LANES: tuple[Lane, ...] = ("must", "nice", "backup")


def rituals_of(bank: Bank) -> frozenset[str]:
    """Return the templates that are rituals of the show: their questions stay where they are."""
    return frozenset({t.id for t in bank.templates if t.ritual} | {r.template for r in bank.show.rituals})


def shown(outline: Outline) -> list[PlannedQuestion]:
    """Return the questions as a host reads them: those on the clock, then those in reserve."""
    return sorted(outline.questions, key=lambda q: q.lane == "backup")


def move(outline: Outline, id_: str, to: str, *, rituals: Collection[str]) -> Outline:
    """Return the outline with a question right behind another one, or first in a block, if `to` names a block.

    Rituals, named by their templates, stay where they are: nothing goes before those that open a block or behind those
    that close one. UsageError for a ritual, NotFoundError for an id or a block that is not there.
    """
    if to in BLOCKS:
        moved, at = _free(outline, id_, rituals), _section(outline, to)
        sections = [_without(s, id_) for s in outline.sections]
        sections[at] = _with(sections[at], moved, 0, rituals)
        return on_the_clock(outline, sections)
    return _beside(outline, id_, to, rituals, behind=1)


def before(outline: Outline, id_: str, to: str, *, rituals: Collection[str]) -> Outline:
    """Return the outline with a question right before another one, as when it is dragged there.

    UsageError for a ritual, NotFoundError for an id that is not there.
    """
    return _beside(outline, id_, to, rituals, behind=0)


def _beside(outline: Outline, id_: str, to: str, rituals: Collection[str], *, behind: int) -> Outline:
    moved = _free(outline, id_, rituals)
    log.question(outline, to)
    if to == id_:
        return outline
    left = replace(outline, sections=tuple(_without(s, id_) for s in outline.sections))
    at, place = log.place(left, to)
    sections = list(left.sections)
    sections[at] = _with(sections[at], moved, place + behind, rituals)
    return on_the_clock(outline, sections)


def step(outline: Outline, id_: str, by: int, *, rituals: Collection[str]) -> Outline:
    """Return the outline with a question one place further up (-1) or down (1) among those of its kind, backups or not.

    At the end of its block it goes on to the next one; at the end of the sheet it stays. UsageError for a ritual.
    """
    moved, (at, mine) = _free(outline, id_, rituals), log.place(outline, id_)
    here = outline.sections[at].questions
    places = range(mine + by, len(here) if by > 0 else -1, by)
    backup = moved.lane == "backup"
    peers = (n for n in places if (here[n].lane == "backup") == backup and here[n].template not in rituals)
    peer = next(peers, None)
    sections = [_without(s, id_) for s in outline.sections]
    if peer is not None:
        sections[at] = _with(sections[at], moved, peer, rituals)
    elif 0 <= at + by < len(sections):
        place = 0 if by > 0 else len(sections[at + by].questions)
        sections[at + by] = _with(sections[at + by], moved, place, rituals)
    else:
        return outline
    return on_the_clock(outline, sections)


def into(outline: Outline, id_: str, lane: Lane, *, rituals: Collection[str]) -> Outline:
    """Return the outline with a question in another lane; its minutes stay its own. UsageError for a ritual."""
    return _changed(outline, replace(_free(outline, id_, rituals), lane=lane))


def retime(outline: Outline, id_: str, minutes: float) -> Outline:
    """Return the outline with so many minutes for a question; UsageError for a time that no question can take."""
    if not 0 < minutes < LONGEST:
        raise UsageError(f"a question cannot take {minutes:g} minutes", hint="most take 3, a walk-through 5")
    return _changed(outline, replace(log.question(outline, id_), minutes=minutes))


def reword(outline: Outline, id_: str, text: str, *, rituals: Collection[str]) -> Outline:
    """Return the outline with a question in the host's own words; UsageError for no words, and for a ritual."""
    found, said = _free(outline, id_, rituals), log.one_line(text)
    if not said:
        raise UsageError(f"{id_} would have no text", hint="write it, or drop it")
    cue = own_cue(said) if found.template is None and found.cue == own_cue(found.text) else found.cue
    added = tuple(said if found.template is None and question_of(t) == found.text else t for t in outline.wishes.add)
    outline = replace(outline, wishes=replace(outline.wishes, add=added))
    return _changed(outline, replace(found, text=said, cue=cue))


def rephrase(outline: Outline, id_: str, wording: str, *, rituals: Collection[str]) -> Outline:
    """Return the outline with a question in another wording of the bank's, which a refresh keeps up to date."""
    return _changed(outline, replace(_free(outline, id_, rituals), text=wording, origin=wording))


def swap(outline: Outline, id_: str, *, bank: Bank) -> Outline:
    """Return the outline with the bank's next wording of a question; UsageError for a ritual, and where there is no other."""
    found = _free(outline, id_, rituals_of(bank))
    wordings = refresh.wordings(found, outline, bank)
    if not any(w != found.text for w in wordings):
        raise UsageError(f"the bank has no other wording for {id_}", hint="put it in your own words")
    place = wordings.index(found.text) + 1 if found.text in wordings else 0
    return rephrase(outline, id_, wordings[place % len(wordings)], rituals=rituals_of(bank))


def lead_in(outline: Outline, id_: str, context: str, *, rituals: Collection[str]) -> Outline:
    """Return the outline with another lead-in before a question; an empty text takes it away. UsageError for a ritual."""
    return _changed(outline, replace(_free(outline, id_, rituals), context=log.one_line(context)))


def name(outline: Outline, id_: str, cue: str, *, rituals: Collection[str]) -> Outline:
    """Return the outline with another cue for a question; UsageError for an empty one, and for a ritual."""
    if not log.one_line(cue):
        raise UsageError(f"{id_} would have no cue", hint="one to three words that you read while someone talks")
    return _changed(outline, replace(_free(outline, id_, rituals), cue=log.one_line(cue)))


def follow_up(
    outline: Outline, id_: str, follow_ups: Sequence[tuple[str, Role, str]], *, rituals: Collection[str]
) -> Outline:
    """Return the outline with these follow-ups under a question, each an id (empty: a new one), a role and a text.

    UsageError for a ritual, and for more follow-ups than a sheet has.
    """
    found = _free(outline, id_, rituals)
    kept = [(i, role, log.one_line(text)) for i, role, text in follow_ups if text.strip()]
    if len(kept) > wordings.MOST_FOLLOW_UPS:
        raise UsageError(f"{id_} would have {len(kept)} follow-ups", hint=f"keep the best {wordings.MOST_FOLLOW_UPS}")
    known = {f.id for f in found.follow_ups}
    free = log.ids_below(id_, {i for i, _, _ in kept if i in known})
    made = tuple(PlannedFollowUp(id=i if i in known else next(free), role=role, text=text) for i, role, text in kept)
    return _changed(outline, replace(found, follow_ups=made))


def one_more(outline: Outline, id_: str, text: str, *, rituals: Collection[str]) -> Outline:
    """Return the outline with one more follow-up under a question, or, without a text, with none left. UsageError as `follow_up`."""
    there = [(f.id, f.role, f.text) for f in log.question(outline, id_).follow_ups]
    more: list[tuple[str, Role, str]] = [*there, ("", "deeper", text)]
    return follow_up(outline, id_, more if text else [], rituals=rituals)


def hide(outline: Outline, id_: str, private: bool) -> Outline:
    """Return the outline with a question kept off the guest's copy, or shown there again."""
    return _changed(outline, replace(log.question(outline, id_), private=private))


def put(outline: Outline, id_: str, by: PlannedQuestion, *, rituals: Collection[str]) -> Outline:
    """Return the outline with another of the bank's questions in the place of one; it takes over its id and its lane.

    The wishes say so, too, so that the sheet planned again has it. UsageError for a ritual, and for one that was asked.
    """
    gone = _free(outline, id_, rituals)
    if gone.mark in log.ASKED_MARKS:
        raise UsageError(f"{id_} was asked: it belongs to the log", hint="add the other one beside it")
    return _changed(_wished(outline, there=by, gone=gone), _chosen(by, id_, gone.lane))


def _chosen(question: PlannedQuestion, id_: str, lane: Lane) -> PlannedQuestion:
    """Return one of the bank's questions as its host chose it, with an id of its own for each follow-up."""
    below = tuple(replace(f, id=i) for f, i in zip(question.follow_ups, log.ids_below(id_), strict=False))
    made = replace(question, id=id_, lane=lane, why="you chose it", follow_ups=below)
    return replace(made, seal=refresh.seal(made))


def _wished(outline: Outline, *, there: PlannedQuestion | None = None, gone: PlannedQuestion | None = None) -> Outline:
    """Return the outline with wishes that say what its host put there and took away."""
    wishes, own = outline.wishes, gone.text if gone and gone.template is None else None
    new, old = (None if q is None else q.template for q in (there, gone))
    must = dict.fromkeys(t for t in (*wishes.must, new) if t is not None and (t == new or t != old))
    avoid = dict.fromkeys(t for t in (*wishes.avoid, old) if t is not None and t != new)
    add = tuple(t for t in wishes.add if question_of(t) != own)
    return replace(outline, wishes=replace(wishes, add=add, must=tuple(must), avoid=tuple(avoid)))


def drop(outline: Outline, id_: str, *, rituals: Collection[str]) -> Outline:
    """Return the outline without a question. UsageError for a ritual, for the last one, and for one that was asked."""
    gone = _free(outline, id_, rituals)
    if gone.mark in log.ASKED_MARKS:
        raise UsageError(
            f"{id_} was asked: it belongs to the log", hint=f"qbank outline log {outline.id} --clear {id_}"
        )
    if len(outline.questions) == 1:
        raise UsageError(f"{id_} is the only question", hint="reword it, or add another one first")
    sections = [_without(s, id_) for s in outline.sections]
    return log.tidied(on_the_clock(_wished(outline, gone=gone), sections))


def add(
    outline: Outline, text: str, category: str, *, categories: Sequence[Category], rituals: Collection[str]
) -> Outline:
    """Return the outline with a question of the host's own, a must-ask, last in the block of its category.

    Where that block is not on the sheet, the one before it takes it. UsageError for no words.
    """
    said = log.one_line(text)
    if not said:
        raise UsageError("a question of your own has no text", hint='write it as --add "TEXT"')
    if not outline.sections:
        raise UsageError(f"the outline '{outline.id}' has no sections", hint="plan it anew with qbank outline")
    made = PlannedQuestion(
        id=next(log.free_ids(q.id for q in outline.questions)), category=category, cue=own_cue(said), text=said,
        minutes=OWN_MINUTES, why=OWN_WHY,
    )  # fmt: skip
    wishes = outline.wishes
    wishes = replace(wishes, add=(*wishes.add, said))
    return _at_its_place(replace(outline, wishes=wishes), made, categories, rituals)


def take(
    outline: Outline, question: PlannedQuestion, *, categories: Sequence[Category], rituals: Collection[str]
) -> Outline:
    """Return the outline with one more of the bank's questions, a must-ask, last in the block of its category.

    UsageError if the sheet asks it already.
    """
    same = next((q for q in outline.questions if question.template and q.template == question.template), None)
    if same:
        raise UsageError(
            f"the sheet asks that as {same.id} already: {same.text}", hint="move it, or make it a must-ask"
        )
    made = _chosen(question, next(log.free_ids(q.id for q in outline.questions)), "must")
    return _at_its_place(_wished(outline, there=made), made, categories, rituals)


def _at_its_place(
    outline: Outline, made: PlannedQuestion, categories: Sequence[Category], rituals: Collection[str]
) -> Outline:
    """Put a question last among what is asked in the block of its category, or of the block before that is on the sheet."""
    block = next((c.block for c in categories if c.id == made.category), "in-use")
    before = [n for n, s in enumerate(outline.sections) if BLOCKS.index(s.block) <= BLOCKS.index(block)]
    at = before[-1] if before else 0
    sections = list(outline.sections)
    front = [n for n, q in enumerate(sections[at].questions, start=1) if q.lane != "backup"]
    sections[at] = _with(sections[at], made, front[-1] if front else 0, rituals)
    return on_the_clock(outline, sections)


def _free(outline: Outline, id_: str, rituals: Collection[str]) -> PlannedQuestion:
    """Return a question that its host may do with as they please; UsageError for a ritual, NotFoundError for a wrong id."""
    found = log.question(outline, id_)
    if found.template in rituals:
        raise UsageError(
            f"{id_} is a ritual of the show: it stays as it is, where it is",
            hint=f"rituals are listed in questions/show.toml; qbank review --reword {found.template} TEXT says it otherwise, on every sheet",
        )
    return found


def _section(outline: Outline, block: str) -> int:
    there: list[Block] = [s.block for s in outline.sections]
    found = next((n for n, b in enumerate(there) if b == block), None)
    if found is None:
        raise NotFoundError(f"there is no block '{block}' in '{outline.id}'", hint=f"its blocks are {', '.join(there)}")
    return found


def _without(section: Section, id_: str) -> Section:
    return replace(section, questions=tuple(q for q in section.questions if q.id != id_))


def _with(section: Section, question: PlannedQuestion, place: int, rituals: Collection[str]) -> Section:
    """Put a question into a block, between the rituals that open it and those that close it."""
    here = list(section.questions)
    closing = len(here)
    while closing and here[closing - 1].template in rituals and here[closing - 1].category == "closing":
        closing -= 1
    opening = 0
    while opening < closing and here[opening].template in rituals:
        opening += 1
    here.insert(max(opening, min(place, closing)), question)
    return replace(section, questions=tuple(here))


def _changed(outline: Outline, question: PlannedQuestion) -> Outline:
    return on_the_clock(outline, log.exchanged(outline, question).sections)
