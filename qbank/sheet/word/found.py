"""The paragraphs of a sheet that came back, as questions, fields and comments: what stands there now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from itertools import groupby

from qbank.lazy import dataclass
from qbank.model import ROLES, Lane, Role
from qbank.sheet.word.house_document import GAVE_WAY
from qbank.sheet.word.layout import WordLayout
from qbank.sheet.word.markup import BOX_MARK, OTHER, PART_MARK, SPARE, SPOKEN_MARK
from qbank.sheet.word.read import Document, Paragraph, flat

TICKS = frozenset("☒☑✓✔✗✘√✅")
CROSSES = frozenset("xX")
BOXES = frozenset("☐□▢◻")
STARS = frozenset("★⭐*")
LANES: tuple[Lane, ...] = ("must", "nice", "backup")
SOME_LANE, SOME_FOLLOW_UP = "some lane", "some follow-up"
"""What a style tells that several lanes, or several kinds of follow-ups, are set in."""
TICK, CONTENT = 0, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFollowUp:
    """A follow-up as it stands on the sheet; `role` is None where one style of the host's serves several."""

    role: Role | None
    text: str
    tracked: bool = False


@dataclass(slots=True, kw_only=True)
class FoundQuestion:
    """A question as it stands on the sheet. `part` is the index of its block, None among the backups.

    `cue` is None where nothing tells what it is now; `tick` is what stands in its tick box; `comments` are their ids.
    """

    marks: tuple[str, ...] = ()
    part: int | None = None
    cue: str | None = None
    context: str | None = None
    text: str = ""
    lane: Lane | None = None
    tick: str = ""
    follow_ups: list[FoundFollowUp] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    tracked: bool = False

    @property
    def ticked(self) -> bool:
        """Whether someone ticked it off, crossed or starred it."""
        letters = {sign for sign in self.tick if sign.isalpha()}
        return bool(set(self.tick) & (TICKS | STARS)) or (bool(letters) and letters <= CROSSES)

    @property
    def starred(self) -> bool:
        """Whether someone put a star beside it."""
        return bool(set(self.tick) & STARS)

    @property
    def boxed(self) -> bool:
        """Whether there is an empty tick box."""
        return bool(set(self.tick) & BOXES)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundSheet:
    """All that a sheet says now; fields of the top box and spoken lines by their names."""

    questions: tuple[FoundQuestion, ...] = ()
    box: Mapping[str, str] = field(default_factory=dict)
    spoken: Mapping[str, str] = field(default_factory=dict)
    comments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """Which role a style plays, and how headings and signs are told without their bookmarks."""

    by_style: Mapping[str, str]
    signs: Mapping[str, Role]
    headings: Mapping[str, str]
    bookmarks: frozenset[str]

    def of(self, paragraph: Paragraph) -> str:
        """Return the role of a paragraph's style; empty for a style that is none of the sheet's."""
        spoken = any(mark.startswith(SPOKEN_MARK) for mark in paragraph.marks)
        return "line" if spoken else self.named(paragraph.style)

    def named(self, style: str) -> str:
        """Return the role of a style's name; a style that had to give way to the host's of that name ends in `sheet`."""
        while style not in self.by_style and style.endswith(GAVE_WAY):
            style = style.removesuffix(GAVE_WAY)
        return self.by_style.get(style, "")


def roles(layout: WordLayout, headings: Mapping[str, str], bookmarks: Iterable[str]) -> Roles:
    """Return the roles of a layout; `headings` says which part a heading begins, `bookmarks` are the questions'."""
    by_style: dict[str, tuple[str, ...]] = {}
    for role, name in layout.styles.items():
        by_style[name.lower()] = (*by_style.get(name.lower(), ()), role)
    return Roles(
        by_style={style: _role_of(found) for style, found in by_style.items()},
        signs={layout.signs[role]: role for role in ROLES},
        headings=headings,
        bookmarks=frozenset(bookmarks),
    )


def _role_of(roles: Sequence[str]) -> str:
    """Return the role of a style that these roles are set in; where a host's style serves several, it does not tell which."""
    for several, one in ((LANES, SOME_LANE), (ROLES, SOME_FOLLOW_UP)):
        shared = [role for role in roles if role in several]
        if shared:
            return shared[0] if len(shared) == 1 else one
    return roles[0]


def find(document: Document, known: Roles) -> FoundSheet:
    """Return what stands on a sheet."""
    questions: list[FoundQuestion] = []
    loose: list[str] = []
    for part, group in _groups(document.paragraphs, known):
        if part is None:
            loose += [id for paragraph in group for id in paragraph.comments]
            continue
        row = _Row(known, int(part) if part != SPARE else None)
        for paragraph in group:
            row.take(paragraph)
        made, unplaced = row.questions()
        questions += made
        loose += unplaced
    box, spoken = (_fields(document.paragraphs, mark) for mark in (BOX_MARK, SPOKEN_MARK))
    return FoundSheet(questions=tuple(questions), box=box, spoken=spoken, comments=tuple(loose))


def _fields(paragraphs: Sequence[Paragraph], prefix: str) -> dict[str, str]:
    """Return the text of every field: all of its cell, for an answer may have several lines."""
    marked = [(p, mark) for p in paragraphs for mark in p.marks if mark.startswith(prefix)]
    cells: dict[object, list[str]] = {p.place: [] for p, _ in marked if p.place}
    for paragraph in paragraphs:
        if paragraph.place in cells:
            cells[paragraph.place].append(paragraph.text)
    lines = {mark: cells[p.place] if p.place else [p.text] for p, mark in marked}
    return {mark.removeprefix(prefix): "\n".join(filter(None, said)) for mark, said in lines.items()}


def _groups(paragraphs: Sequence[Paragraph], known: Roles) -> Iterator[tuple[str | None, Sequence[Paragraph]]]:
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
    marked = (mark.removeprefix(PART_MARK) for mark in paragraph.marks if mark.startswith(PART_MARK))
    named = known.headings.get(paragraph.text) if known.of(paragraph) == "section" else None
    return next(marked, named)


class _Row:
    """One row of the sheet, or a stretch of paragraphs between tables, while it is being read."""

    def __init__(self, known: Roles, part: int | None) -> None:
        self.known, self.part = known, part
        self.made: list[FoundQuestion] = []
        self.cue: str | None = None
        self.context: str | None = None
        self.tick = ""
        self.notes: list[str] = []
        self.early: list[str] = []

    def questions(self) -> tuple[list[FoundQuestion], list[str]]:
        """Return the questions of the row with its tick and notes, and comments that stand at none of them."""
        made = [q for q in self.made if q.text]
        if not made:
            return [], [*self.early, *(id for q in self.made for id in q.comments)]
        made[0].tick, made[0].comments = self.tick, self.early + made[0].comments
        made[0].notes += self.notes
        return made, []

    def take(self, paragraph: Paragraph) -> None:
        """Read one more paragraph of the row."""
        column = paragraph.place[2] if paragraph.place else CONTENT
        role = self.known.of(paragraph)
        if role in {"mark", "line", "spoken", "section"}:
            self.early += paragraph.comments
            return
        if column == TICK:
            self.tick += paragraph.text
        elif column == CONTENT:
            self._content(paragraph, role)
        elif paragraph.text:
            self.notes.append(paragraph.text)
        (self.made[-1].comments if self.made else self.early).extend(paragraph.comments)

    def _content(self, paragraph: Paragraph, role: str) -> None:
        text = self._without_cue(paragraph)
        if role == "context" or text.startswith("»"):
            # Pasted as plain text, the cue before the sign is no longer told by its style.
            before, _, said = text.partition("»")
            self.context = said.strip() or before.strip()
            self.cue = self.cue or (before.strip() if said else None) or None
        elif role in {*LANES, SOME_LANE} or self.known.bookmarks & set(paragraph.marks) or (text and not self.made):
            self._ask(paragraph, text, role)
        elif text:
            self._below(paragraph, text, role)

    def _below(self, paragraph: Paragraph, text: str, role: str) -> None:
        sign, _, rest = text.partition(" ")
        by_sign = self.known.signs.get(sign) if rest else None
        question = self.made[-1]
        if role in {*ROLES, SOME_FOLLOW_UP}:
            told = next((one for one in ROLES if one == role), None)
            question.follow_ups.append(FoundFollowUp(role=told, text=text, tracked=paragraph.tracked))
        elif by_sign:
            question.follow_ups.append(FoundFollowUp(role=by_sign, text=rest, tracked=paragraph.tracked))
        elif paragraph.place or role == "note":
            question.notes.append(text)
        else:
            self._ask(paragraph, text, role)

    def _ask(self, paragraph: Paragraph, text: str, role: str) -> None:
        lane = next((lane for lane in LANES if lane == role), None)
        asked = FoundQuestion(
            marks=paragraph.marks, part=self.part, cue=self.cue, context=self.context, text=text, lane=lane, tracked=paragraph.tracked
        )  # fmt: skip
        self.made.append(asked)
        self.cue = self.context = None

    def _without_cue(self, paragraph: Paragraph) -> str:
        roles = [(run, self.known.named(run.style)) for run in paragraph.runs]
        cue = flat(tuple(run for run, role in roles if role == "cue"))
        self.cue = cue or self.cue
        return flat(tuple(run for run, role in roles if role not in {"cue", "to"}))
