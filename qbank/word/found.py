"""The paragraphs of a sheet that came back, as questions, fields and comments: what stands there now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from qbank.model import ROLES, Lane, Role
from qbank.word.layout import WordLayout
from qbank.word.read import Comment, Document, Paragraph, flat
from qbank.word.setting import BOX_MARK, OTHER, PART_MARK, SPARE, SPOKEN_MARK

TICKS = frozenset("☒☑✓✔✗✘√✅xX")
BOXES = frozenset("☐□▢◻")
STARS = frozenset("★⭐*")
LANES: tuple[Lane, ...] = ("must", "nice", "backup")
TICK, CONTENT = 0, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFollowUp:
    """A follow-up as it stands on the sheet."""

    role: Role
    text: str
    tracked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundQuestion:
    """A question as it stands on the sheet. `part` is the index of its block, None among the backups.

    `cue` and `context` are None where nothing tells what they are now; `tick` is what stands in its tick box.
    """

    marks: tuple[str, ...] = ()
    part: int | None = None
    cue: str | None = None
    context: str | None = None
    text: str = ""
    lane: Lane | None = None
    tick: str = ""
    follow_ups: tuple[FoundFollowUp, ...] = ()
    notes: tuple[str, ...] = ()
    comments: tuple[Comment, ...] = ()
    tracked: bool = False

    @property
    def ticked(self) -> bool:
        """Whether somebody ticked it off, starred or crossed it."""
        return bool(set(self.tick) & (TICKS | STARS))

    @property
    def starred(self) -> bool:
        """Whether somebody put a star beside it."""
        return bool(set(self.tick) & STARS)

    @property
    def boxed(self) -> bool:
        """Whether there is a tick box, ticked or not."""
        return bool(set(self.tick) & (TICKS | BOXES))


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundSheet:
    """All that a sheet says now; fields of the top box and spoken lines by their names."""

    questions: tuple[FoundQuestion, ...] = ()
    box: Mapping[str, str] = field(default_factory=dict)
    spoken: Mapping[str, str] = field(default_factory=dict)
    comments: tuple[Comment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """Which role a style plays, and how headings and signs are told without their bookmarks."""

    by_style: Mapping[str, str]
    signs: Mapping[str, Role]
    headings: Mapping[str, str]

    def of(self, paragraph: Paragraph) -> str:
        """Return the role of a paragraph's style; empty for a style that is none of the sheet's."""
        return self.by_style.get(paragraph.style, "")


def roles(layout: WordLayout, headings: Mapping[str, str]) -> Roles:
    """Return the roles of a layout; `headings` says which part a heading's text begins."""
    return Roles(
        by_style={name.lower(): role for role, name in layout.styles.items()},
        signs={layout.signs[role]: role for role in ROLES},
        headings=headings,
    )


def find(document: Document, known: Roles) -> FoundSheet:
    """Return what stands on a sheet."""
    box, spoken = _fields(document.paragraphs, BOX_MARK), _fields(document.paragraphs, SPOKEN_MARK)
    questions: list[FoundQuestion] = []
    loose: list[str] = []
    for part, group in _groups(document.paragraphs, known):
        if part is None:
            loose += [id for paragraph in group for id in paragraph.comments]
        else:
            questions += _Group(group, known, document.comments, int(part) if part != SPARE else None).questions()
    return FoundSheet(
        questions=tuple(q for q in questions if q.text),
        box=box,
        spoken=spoken,
        comments=tuple(document.comments[id] for id in loose if id in document.comments),
    )


def _fields(paragraphs: Sequence[Paragraph], prefix: str) -> dict[str, str]:
    """Return the text of every field: all of its cell, for an answer may have several lines."""
    cells: dict[object, list[str]] = {}
    for paragraph in paragraphs:
        cells.setdefault(paragraph.place, []).append(paragraph.text)
    found = {}
    for paragraph in paragraphs:
        for mark in paragraph.marks:
            if mark.startswith(prefix):
                lines = cells[paragraph.place] if paragraph.place else [paragraph.text]
                found[mark.removeprefix(prefix)] = "\n".join(filter(None, lines))
    return found


def _groups(
    paragraphs: Sequence[Paragraph], known: Roles
) -> Iterator[tuple[str | None, Sequence[Paragraph]]]:
    """Yield the rows (and stretches between tables) of the sheet, each with the part that it stands in."""
    part: str | None = None
    for place, run in groupby(paragraphs, key=lambda p: p.place and p.place[:2]):
        group: list[Paragraph] = []
        for paragraph in run:
            heading = None if place else _heading(paragraph, known)
            if heading is not None:
                yield part, tuple(group)
                part, group = (None if heading.startswith(OTHER) else heading), []
            else:
                group.append(paragraph)
        yield part, tuple(group)


def _heading(paragraph: Paragraph, known: Roles) -> str | None:
    for mark in paragraph.marks:
        if mark.startswith(PART_MARK):
            return mark.removeprefix(PART_MARK)
    return known.headings.get(paragraph.text) if known.of(paragraph) == "section" else None


class _Group:
    """One row of the sheet, or a stretch of paragraphs between tables, taken apart."""

    def __init__(
        self, group: Iterable[Paragraph], known: Roles, comments: Mapping[str, Comment], part: int | None
    ) -> None:
        self.known, self.comments, self.part = known, comments, part
        self.made: list[FoundQuestion] = []
        self.cue: str | None = None
        self.context: str | None = None
        self.tick, self.notes = "", []  # type: str, list[str]
        self.group = tuple(group)

    def questions(self) -> list[FoundQuestion]:
        """Return the questions of the row, with its tick and its notes."""
        for paragraph in self.group:
            column = paragraph.place[2] if paragraph.place else CONTENT
            role = self.known.of(paragraph)
            if role in {"mark", "line", "spoken", "section"}:
                continue
            if column == TICK:
                self.tick += paragraph.text
            elif column == CONTENT:
                self._content(paragraph, role)
            elif role != "asked" and paragraph.text:
                self.notes.append(paragraph.text)
            self._comment(paragraph)
        if self.made:
            first = self.made[0]
            self.made[0] = replace(first, tick=self.tick, notes=(*first.notes, *self.notes))
        return self.made

    def _content(self, paragraph: Paragraph, role: str) -> None:
        text = self._without_cue(paragraph)
        sign, _, rest = text.partition(" ")
        if role == "context" or text.startswith("»"):
            self.context = text.removeprefix("»").strip()
        elif role in LANES or any(not m.startswith(("qbank_", "_")) for m in paragraph.marks):
            self._ask(paragraph, text, role)
        elif not text:
            return
        elif self.made and role in ROLES:
            self._follow(paragraph, role, text)
        elif self.made and sign in self.known.signs and rest:
            self._follow(paragraph, self.known.signs[sign], rest)
        elif self.made and paragraph.place:
            self.made[-1] = replace(self.made[-1], notes=(*self.made[-1].notes, text))
        else:
            self._ask(paragraph, text, role)

    def _ask(self, paragraph: Paragraph, text: str, role: str) -> None:
        self.made.append(
            FoundQuestion(
                marks=paragraph.marks,
                part=self.part,
                cue=self.cue,
                context=self.context,
                text=text,
                lane=next((lane for lane in LANES if lane == role), None),
                tracked=paragraph.tracked,
            )
        )
        self.cue = self.context = None

    def _follow(self, paragraph: Paragraph, role: str, text: str) -> None:
        made = FoundFollowUp(
            role=next(r for r in ROLES if r == role), text=text, tracked=paragraph.tracked
        )
        self.made[-1] = replace(self.made[-1], follow_ups=(*self.made[-1].follow_ups, made))

    def _without_cue(self, paragraph: Paragraph) -> str:
        styles = {self.known.by_style.get(run.style, "") for run in paragraph.runs}
        if "cue" in styles:
            self.cue = flat(tuple(r for r in paragraph.runs if self.known.by_style.get(r.style) == "cue"))
        return flat(tuple(r for r in paragraph.runs if self.known.by_style.get(r.style) not in {"cue", "to"}))

    def _comment(self, paragraph: Paragraph) -> None:
        told = tuple(self.comments[id] for id in paragraph.comments if id in self.comments)
        if told and self.made:
            self.made[-1] = replace(self.made[-1], comments=tuple(dict.fromkeys((*self.made[-1].comments, *told))))
