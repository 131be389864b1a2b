"""One question as it stands on the sheet against the same question of the outline."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Any, Literal, NamedTuple

from qbank.errors import Problem
from qbank.lazy import dataclass
from qbank.model import Lane, Mark, Outline, PlannedFollowUp, PlannedQuestion, Role
from qbank.outline import log
from qbank.outline.log import ASKED_MARKS
from qbank.sheet.copies import Copy
from qbank.sheet.word.layout import WordLayout
from qbank.sheet.word.markup import beside
from qbank.sheet.word.read import BOXES, STARS, Comment, FoundFollowUp, FoundQuestion
from qbank.sheet.word.trace import Known, digest

ALIKE = 0.6
"""How much of two texts must agree before one is taken for a rewording of the other."""
MOST_PAIRS = 40_000
"""Likeness is looked at for every pair of what is left: beyond so many, it would take minutes and is left out."""


class Named(NamedTuple):
    """A text and the names it goes by."""

    names: tuple[str, ...]
    text: str


def pair(new: Sequence[Named], old: Sequence[Named]) -> dict[int, int]:
    """Return for each place in `new` the place in `old` of the same thing; what has no partner is left out.

    Names count first (of two with one name: the one with the same text), then equal texts, then texts of which
    one holds the other whole, then like ones.
    """
    made: dict[int, int] = {}
    taken: set[int] = set()
    texts = [plain(one.text) for one in old]
    by_name = {name: at for at, one in enumerate(old) for name in one.names}
    by_text: dict[str, list[int]] = defaultdict(list)
    for at, text in enumerate(texts):
        by_text[text].append(at)

    def join(at: int, candidates: Sequence[int]) -> None:
        free = [] if at in made else [one for one in candidates if one not in taken]
        if free:
            made[at] = free[0]
            taken.add(free[0])

    named = [[by_name[name] for name in one.names if name in by_name] for one in new]
    for at, one in enumerate(new):
        join(at, [n for n in named[at] if texts[n] == plain(one.text)])
    for at in range(len(new)):
        join(at, named[at])
    for at, one in enumerate(new):
        join(at, by_text[plain(one.text)])
    for at, candidate in _alike(new, texts, made, taken):
        join(at, [candidate])
    return made


def _alike(new: Sequence[Named], texts: Sequence[str], made: dict[int, int], taken: set[int]) -> list[tuple[int, int]]:
    lost = [at for at in range(len(new)) if at not in made]
    free = [at for at in range(len(texts)) if at not in taken]
    if len(lost) * len(free) > MOST_PAIRS:
        return []
    found = []
    for at in lost:
        text = plain(new[at].text)
        judge = SequenceMatcher(a=text, autojunk=False)
        for candidate in free:
            judge.set_seq2(texts[candidate])
            held = _one_holds_the_other(text, texts[candidate])
            if (held or judge.quick_ratio() >= ALIKE) and ((likeness := judge.ratio()) >= ALIKE or held):
                found.append((not held, -likeness, at, candidate))
    return [(at, candidate) for _, _, at, candidate in sorted(found)]


def _one_holds_the_other(one: str, other: str) -> bool:
    """Say whether something was only put before or after a text, or cut off from it.

    The shorter has to end where a sentence or a clause of the longer does: "What is Kafka?" is not part of
    "What is Kafka Connect good for?". A lone word ("Why?") stands in too many texts to tell anything.
    """
    short, long = sorted((one, other), key=len)
    short = short.rstrip(" ?.!…")
    if " " not in short or short not in long:
        return False
    return bool(re.search(rf"(?<!\w){re.escape(short)}(?!\s*\w)", long))


def plain(text: str) -> str:
    """Return a text for comparing: white space collapsed, upper case gone."""
    return " ".join(text.split()).casefold()


def places(names: Iterable[str]) -> dict[str, int]:
    """Return the place of each name in an order."""
    return {name: at for at, name in enumerate(names)}


def moved(order: Sequence[str], place: Mapping[str, int]) -> frozenset[str]:
    """Return the fewest names that must have been moved to bring names from their old places into this order.

    Names without an old place do not count.
    """
    names = [name for name in order if name in place]
    tails: list[int] = []
    ends: list[int] = []
    back: list[int] = []
    for at, name in enumerate(names):
        length = bisect_left(tails, place[name])
        back.append(ends[length - 1] if length else -1)
        tails[length : length + 1] = [place[name]]
        ends[length : length + 1] = [at]
    kept, at = set(), ends[-1] if ends else -1
    while at >= 0:
        kept.add(names[at])
        at = back[at]
    return frozenset(names) - kept


Kind = Literal["reworded", "added", "dropped", "moved", "lane", "ticked", "unticked", "note", "comment", "filled"]
Part = Literal["question", "follow-up", "context", "cue", "box", "spoken", "sheet"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that a person changed. `id` is the question's, the follow-up's, or the name of a field.

    `before` and `after` are texts, lanes or places, whatever the kind is about; `by` is who commented; `tracked`
    says that Word kept the change as a tracked one.
    """

    kind: Kind
    part: Part = "question"
    id: str = ""
    before: str = ""
    after: str = ""
    by: str = ""
    tracked: bool = False

    def __str__(self) -> str:
        """Return the change as a line for a person."""
        thing = f"{self.part} {self.id}".strip() if self.part != "question" else self.id
        return f"{thing}: {_SAID[self.kind].format(before=self.before, after=self.after, by=self.by)}"


_SAID: dict[Kind, str] = {
    "reworded": "reworded from “{before}” to “{after}”", "added": "added “{after}”",
    "dropped": "dropped “{before}”", "moved": "moved {after}", "lane": "moved from {before} to {after}",
    "ticked": "ticked as {after}", "unticked": "no longer ticked", "note": "noted “{after}”",
    "comment": "comment by {by}: “{after}”", "filled": "filled in “{after}”",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Edits:
    """What a sheet that came back says: the changes, what to know about them, and the outline that they make."""

    outline_id: str
    copy: Copy
    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]
    outline: Outline


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a sheet is compared on: how its questions were when it was made, and whether the outline changed since."""

    known: Known
    places: Mapping[str, int]
    stale: bool
    layout: WordLayout
    comments: Mapping[str, Comment]


Told = tuple[PlannedQuestion, list[Change]]


def compare(found: FoundQuestion, question: PlannedQuestion, ground: Ground, *, new: bool = False) -> Told:
    """Return the question as the sheet has it, and what a person changed in it; of a `new` one, what was marked and noted."""
    made, changes = question, []
    for step in (_mark, _note, _comments) if new else (_words, _lane, _mark, _follow_ups, _note, _comments):
        made, told = step(found, made, ground)
        changes += told
    return made, changes


def same(one: str, other: str) -> bool:
    """Say whether two texts differ in white space only, which office programs change as they like."""
    return one.split() == other.split()


def _words(found: FoundQuestion, question: PlannedQuestion, ground: Ground) -> Told:
    cue = question.cue if found.cue is None else found.cue
    text = found.text
    # Pasted as plain text, the cue is no longer told from the sentence by its style.
    if cue and not found.cue and text != question.text and text.casefold().startswith(f"{cue.casefold()} "):
        text = text[len(cue) :].strip()
    if (cue, found.context or "", text) == (question.cue, question.context, question.text):
        return question, []
    said: dict[str, Any] = {"cue": cue, "context": found.context or "", "text": text}
    if digest(replace(question, **said)) == ground.known.get(question.id, ("", None))[1]:
        return question, []
    changed = {name: now for name, now in said.items() if not same(getattr(question, name), now)}
    reworded: Any = {"kind": "reworded", "id": question.id, "tracked": found.tracked}
    changes = [
        Change(**reworded, part=_PARTS[name], before=getattr(question, name), after=now) for name, now in changed.items()
    ]  # fmt: skip
    return replace(question, **changed), changes


_PARTS: Mapping[str, Part] = {"cue": "cue", "context": "context", "text": "question"}


def _lane(found: FoundQuestion, question: PlannedQuestion, ground: Ground) -> Told:
    lane = lane_of(found, question.lane)
    if lane in {question.lane, ground.known.get(question.id, (question.lane, 0))[0]}:
        return question, []
    change = Change(kind="lane", id=question.id, before=question.lane, after=lane)
    return replace(question, lane=lane), [change]


def lane_of(found: FoundQuestion, before: Lane | None) -> Lane:
    """Return the lane that a question stands in: by its place, then its style, then its tick box.

    `before` is the lane it had; None for a question that is new on the sheet.
    """
    if found.part is None:
        return "backup"
    if found.lane in {None, "backup"}:
        return "must" if found.shows(BOXES) or before == "must" else "nice"
    if found.lane == "must" == before and not found.tick:
        return "nice"
    if found.lane == "nice" == before and found.shows(BOXES):
        return "must"
    return "must" if found.lane == "must" else "nice"


def _mark(found: FoundQuestion, question: PlannedQuestion, ground: Ground) -> Told:
    if found.ticked:
        mark: Mark = "great" if found.shows(STARS) else "asked"
        if question.mark not in ASKED_MARKS or (mark == "great" and question.mark != "great"):
            return replace(question, mark=mark), [Change(kind="ticked", id=question.id, after=mark)]
    elif question.mark in ASKED_MARKS and not ground.stale:
        return replace(question, mark=None), [Change(kind="unticked", id=question.id, before=question.mark or "")]
    return question, []


def _follow_ups(found: FoundQuestion, question: PlannedQuestion, ground: Ground) -> Told:
    old = question.follow_ups
    if [(f.text, f.role) for f in found.follow_ups] == [(f.text, f.role) for f in old]:
        return question, []
    pairs = pair([Named((), f.text) for f in found.follow_ups], [Named((), f.text) for f in old])
    made: list[PlannedFollowUp] = []
    changes: list[Change] = []
    taken = {f.id for f in old}
    for at, follow_up in enumerate(found.follow_ups):
        if at in pairs:
            new, told = _follow_up(follow_up, old[pairs[at]], ground)
            changes += told
        else:
            id = next(log.ids_below(question.id, taken))
            taken.add(id)
            new = PlannedFollowUp(id=id, role=follow_up.role or "deeper", text=follow_up.text)
            changes.append(Change(kind="added", part="follow-up", id=id, after=new.text, tracked=follow_up.tracked))
        made.append(new)
    return _with_dropped(question, made, changes, ground)


def _follow_up(found: FoundFollowUp, old: PlannedFollowUp, ground: Ground) -> tuple[PlannedFollowUp, list[Change]]:
    role: Role = found.role or old.role
    new = replace(old, text=found.text, role=role)
    then, mark = ground.known.get(old.id, (old.role, None))
    changes = []
    if digest(new) == mark or same(old.text, new.text):
        new = replace(new, text=old.text)
    else:
        said: Any = {"before": old.text, "after": new.text, "tracked": found.tracked}
        changes.append(Change(kind="reworded", part="follow-up", id=old.id, **said))
    if role == then:
        new = replace(new, role=old.role)
    elif role != old.role:
        changes.append(Change(kind="lane", part="follow-up", id=old.id, before=old.role, after=role))
    return new, changes


def _with_dropped(
    question: PlannedQuestion, made: list[PlannedFollowUp], changes: list[Change], ground: Ground
) -> Told:
    ids = {f.id for f in made}
    gone = [f for f in question.follow_ups if f.id not in ids]
    kept = [f for f in gone if f.id not in ground.known]
    changes += [Change(kind="dropped", part="follow-up", id=f.id, before=f.text) for f in gone if f.id in ground.known]
    order, before = [f.id for f in made], places(f.id for f in question.follow_ups)
    for id in sorted(moved(order, before) & moved(order, ground.places)):
        at = order.index(id)
        after = f"after {order[at - 1]}" if at else "to the first place"
        changes.append(Change(kind="moved", part="follow-up", id=id, after=after))
    return replace(question, follow_ups=(*made, *kept)), changes


def _note(found: FoundQuestion, question: PlannedQuestion, ground: Ground) -> Told:
    label = " ".join(beside(question, ground.layout).split())  # as the lines were read: every space is a plain one
    lines = [line.removeprefix(label).strip() for line in found.notes]
    note = "\n".join(filter(None, lines))
    if same(note, question.note) or (ground.stale and _holds(question.note, note)):
        return question, []
    change = Change(kind="note", id=question.id, before=question.note, after=note)
    return replace(question, note=note), [change]


def _comments(found: FoundQuestion, question: PlannedQuestion, ground: Ground) -> Told:
    changes = []
    for comment in comments(found.comments, ground):
        line = f"{comment.author}: {comment.text}" if comment.author else comment.text
        if not _holds(question.note, line):
            question = replace(question, note="\n".join(filter(None, (question.note, line))))
            changes.append(Change(kind="comment", id=question.id, after=comment.text, by=comment.author))
    return question, changes


def comments(ids: Sequence[str], ground: Ground) -> list[Comment]:
    """Return the comments of these ids, each once; an id without a comment is left out."""
    return [ground.comments[id] for id in dict.fromkeys(ids) if id in ground.comments]


def _holds(text: str, lines: str) -> bool:
    return " ".join(lines.split()) in " ".join(text.split())
