"""A sheet that came back: its paragraphs with their places, and these as questions, fields and comments.

Tracked changes are taken as accepted, comments stand apart, nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from itertools import groupby
from typing import TYPE_CHECKING, TypeVar

from qbank.lazy import dataclass
from qbank.model import ROLES, Lane, Role
from qbank.sheet.word.house_document import GAVE_WAY, W
from qbank.sheet.word.layout import WordLayout
from qbank.sheet.word.markup import BOX_MARK, OTHER, PART_MARK, SPARE, SPOKEN_MARK
from qbank.sheet.word.package import parse_xml, unpack
from qbank.sheet.word.trace import Trace, trace

if TYPE_CHECKING:
    from lxml import etree

_DC = "{http://purl.org/dc/elements/1.1/}"
_WANTED = ("word/document.xml", "word/styles.xml", "word/comments.xml", "docProps/core.xml", "docProps/custom.xml")
_GAP = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "\u2011"}
_SIGNS = {"F0FC": "✓", "F0FE": "☒", "F0FD": "☒", "F052": "☒", "F051": "☒", "F0A8": "☐", "F0A3": "☐"}
"""The tick and cross signs of Word's symbol fonts, which stand at F000: those that a person puts into a box."""
_PUT_IN, _TAKEN_OUT = (f"{W}ins", f"{W}moveTo"), (f"{W}del", f"{W}moveFrom")
_P, _R, _TEXT, _TABLE, _ROW, _CELL, _BODY = (f"{W}{name}" for name in ("p", "r", "t", "tbl", "tr", "tc", "body"))
_SYMBOL, _DELETED, _BOOKMARK = f"{W}sym", f"{W}delText", f"{W}bookmarkStart"
_COMMENTED = (f"{W}commentRangeStart", f"{W}commentReference")

Place = tuple[int, int, int]
"""Table, row and cell, each counted from 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A stretch of text and the name of its character style, in lower case."""

    text: str
    style: str = ""


@dataclass(slots=True, kw_only=True)
class Paragraph:
    """A paragraph as it reads when every tracked change is accepted; `tracked` says that there were any.

    `holder` is the cell or the body that it stands in.
    """

    holder: etree._Element | None
    place: Place | None
    style: str
    tracked: bool
    marks: tuple[str, ...] = ()
    runs: tuple[Run, ...] = ()
    comments: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The text of all runs, white space collapsed."""
        return flat(self.runs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """What someone wrote beside the text."""

    author: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What a sheet holds when it comes back."""

    paragraphs: tuple[Paragraph, ...]
    comments: dict[str, Comment]
    trace: Trace


def flat(runs: tuple[Run, ...]) -> str:
    """Return the text of runs with white space collapsed."""
    return " ".join("".join(run.text for run in runs).split())


def read(data: bytes, *, where: str = "the sheet") -> Document:
    """Return what a .docx holds; SourceError when it cannot be read or is not a sheet of qbank's."""
    parts = unpack(data, where=where, wanted=lambda name: name in _WANTED)

    def found(name: str, path: str) -> Iterator[etree._Element]:
        if name in parts:
            yield from parse_xml(parts[name], where=f"{where}: {name}").iterfind(path)

    styles = ((one.get(f"{W}styleId", ""), one.find(f"{W}name")) for one in found("word/styles.xml", f"{W}style"))
    names = {id: name.get(f"{W}val", "").lower() for id, name in styles if name is not None}
    custom = {one.get("name", ""): "".join(map(str, one.itertext())) for one in found("docProps/custom.xml", "*")}
    identifier = next((one.text or "" for one in found("docProps/core.xml", f"{_DC}identifier")), "")
    body = parse_xml(parts["word/document.xml"], where=f"{where}: word/document.xml")
    comments = {}
    for one in found("word/comments.xml", f"{W}comment"):
        text = " ".join(p.text for p in _paragraphs(one, names) if p.text)
        comments[one.get(f"{W}id", "")] = Comment(author=one.get(f"{W}author", ""), text=text)
    paragraphs = tuple(_paragraphs(body, names))
    return Document(paragraphs=paragraphs, comments=comments, trace=trace(custom, identifier, where=where))


def _paragraphs(root: etree._Element, names: Mapping[str, str]) -> Iterator[Paragraph]:
    """Yield the paragraphs below an element, a text box before the line that it hangs on.

    Nothing here goes down the markup by calling itself: however deep it is nested, it cannot run out of stack.
    """
    from lxml import etree

    # The same drawing again, for programs of before 2010.
    etree.strip_elements(root, "{*}Fallback", with_tail=False)
    taken_out = _tracked(root, _TAKEN_OUT)
    read = _read(root, names, taken_out)
    gone = {p for row in root.iter(_ROW) if row in taken_out for p in row.iter(_P)}
    carried: Paragraph | None = None
    for _, p in etree.iterwalk(root, events=("end",), tag=_P):
        one = read[p]
        if carried is not None and carried.holder is one.holder:
            one.runs, one.marks = carried.runs + one.runs, carried.marks + one.marks
            one.comments, one.tracked = tuple(dict.fromkeys(carried.comments + one.comments)), True
        elif carried is not None:
            yield carried
        # What is left of a paragraph whose end was deleted belongs to the next one.
        carried = one if p in taken_out and p not in gone else None
        if carried is None and p not in gone:
            yield one
    if carried is not None:
        yield carried


def _places(root: etree._Element) -> dict[etree._Element | None, Place]:
    """Return where each cell stands in its table; what is nested in a cell stands in that cell."""
    outer = [table for table in root.iter(_TABLE) if _above(table, _TABLE) is None]
    return {
        inner: (n, at, column)
        for n, table in enumerate(outer)
        for at, row in enumerate(row for row in table.iter(_ROW) if _above(row, _TABLE) is table)
        for column, cell in enumerate(cell for cell in row.iter(_CELL) if _above(cell, _TABLE) is table)
        for inner in cell.iter(_CELL)
    }


def _tracked(root: etree._Element, kinds: Sequence[str]) -> set[etree._Element | None]:
    """Return what tracked changes of these kinds are about: runs, paragraphs for the mark at their end, and rows."""
    made: set[etree._Element | None] = set()
    for change in root.iter(*kinds):
        about = {f"{W}rPr": _P, f"{W}trPr": _ROW}.get(_tag(_up(change)))
        made |= {_above(change, about)} if about else set(change.iter(_R))
    return made


def _read(
    root: etree._Element, names: Mapping[str, str], taken_out: Container[etree._Element | None]
) -> dict[etree._Element | None, Paragraph]:
    """Return what is read of each paragraph."""
    put_in, places = _tracked(root, _PUT_IN), _places(root)
    # A style stands among the properties of its paragraph or run.
    styles = {_up(_up(one)): one.get(f"{W}val", "") for one in root.iter(f"{W}pStyle", f"{W}rStyle")}
    made: dict[etree._Element | None, Paragraph] = {}
    waiting: tuple[str, ...] = ()
    for element in root.iter(_P, _R, _BOOKMARK, *_COMMENTED):
        style = styles.get(element, "")
        style = names.get(style, style.lower())
        if element.tag == _P:
            holder, tracked = _above(element, _CELL, _BODY), element in put_in or element in taken_out
            made[element] = Paragraph(
                holder=holder, place=places.get(holder), style=style, marks=waiting, tracked=tracked
            )
            waiting = ()
            continue
        paragraph = made.get(_above(element, _P))
        if paragraph is None:
            waiting += (element.get(f"{W}name", ""),) if element.tag == _BOOKMARK else ()
        elif element.tag == _BOOKMARK:
            paragraph.marks += (element.get(f"{W}name", ""),)
        elif element.tag == _R:
            text = "".join(map(_sign, element))
            gone = element in taken_out
            paragraph.tracked |= (gone or element in put_in) and (bool(text) or element.find(_DELETED) is not None)
            if text and not gone:
                paragraph.runs += (Run(text=text, style=style),)
        else:
            paragraph.comments = tuple(dict.fromkeys((*paragraph.comments, element.get(f"{W}id", ""))))
    return made


def _sign(element: etree._Element) -> str:
    """Return what an element of a run says."""
    if element.tag == _TEXT:
        return element.text or ""
    if element.tag == _SYMBOL:
        return _SIGNS.get(element.get(f"{W}char", "").upper(), "")
    return _GAP.get(_tag(element), "")


def _tag(element: etree._Element | None) -> str:
    return "" if element is None else str(element.tag)


def _up(element: etree._Element | None) -> etree._Element | None:
    return None if element is None else element.getparent()


def _above(element: etree._Element, *names: str) -> etree._Element | None:
    """Return the nearest element of these names around an element: mostly its parent, which is found much quicker."""
    parent = element.getparent()
    return parent if _tag(parent) in names else next(element.iterancestors(*names), None)


# --- what the paragraphs are -------------------------------------------------------------------------------------------

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
        return self.shows(TICKS | STARS) or (bool(letters) and letters <= CROSSES)

    def shows(self, signs: frozenset[str]) -> bool:
        """Say whether one of these signs stands in its tick box."""
        return bool(signs.intersection(self.tick))


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
            marked = (mark.removeprefix(PART_MARK) for mark in paragraph.marks if mark.startswith(PART_MARK))
            named = known.headings.get(paragraph.text) if known.of(paragraph) == "section" else None
            heading = None if place else next(marked, named)
            if heading is not None:
                yield part, tuple(group)
                part, group = (None if heading.startswith(OTHER) else heading), []
            else:
                group.append(paragraph)
        yield part, tuple(group)


_T = TypeVar("_T", bound=str)


def _one(role: str, among: Sequence[_T]) -> _T | None:
    return next((one for one in among if one == role), None)


@dataclass(slots=True)
class _Row:
    """One row of the sheet, or a stretch of paragraphs between tables, while it is being read."""

    known: Roles
    part: int | None
    made: list[FoundQuestion] = field(default_factory=list)
    cue: str | None = None
    context: str | None = None
    tick: str = ""
    notes: list[str] = field(default_factory=list)
    early: list[str] = field(default_factory=list)

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
        by_style = role in {*ROLES, SOME_FOLLOW_UP}
        told = _one(role, ROLES) if by_style else self.known.signs.get(sign) if rest else None
        question = self.made[-1]
        if by_style or told:
            said = text if by_style else rest
            question.follow_ups.append(FoundFollowUp(role=told, text=said, tracked=paragraph.tracked))
        elif paragraph.place or role == "note":
            question.notes.append(text)
        else:
            self._ask(paragraph, text, role)

    def _ask(self, paragraph: Paragraph, text: str, role: str) -> None:
        asked = FoundQuestion(
            marks=paragraph.marks, part=self.part, cue=self.cue, context=self.context, text=text, lane=_one(role, LANES),
            tracked=paragraph.tracked,
        )  # fmt: skip
        self.made.append(asked)
        self.cue = self.context = None

    def _without_cue(self, paragraph: Paragraph) -> str:
        roles = [(run, self.known.named(run.style)) for run in paragraph.runs]
        cue = flat(tuple(run for run, role in roles if role == "cue"))
        self.cue = cue or self.cue
        return flat(tuple(run for run, role in roles if role not in {"cue", "to"}))
