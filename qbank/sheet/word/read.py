"""A .docx as paragraphs with their places: tracked changes taken as accepted, comments apart, nothing fetched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import field
from typing import TYPE_CHECKING

from qbank.lazy import dataclass
from qbank.sheet.word.package import Parts, parse_xml, unpack
from qbank.sheet.word.trace import Trace, trace

if TYPE_CHECKING:
    from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_WANTED = (
    "word/document.xml",
    "word/styles.xml",
    "word/comments.xml",
    "docProps/core.xml",
    "docProps/custom.xml",
)
_GAP = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "\u2011"}
_PUT_IN, _TAKEN_OUT = (f"{W}ins", f"{W}moveTo"), (f"{W}del", f"{W}moveFrom")
_P, _R, _T, _TABLE, _ROW, _CELL, _BODY = (f"{W}{name}" for name in ("p", "r", "t", "tbl", "tr", "tc", "body"))
_P_PROPERTIES, _R_PROPERTIES, _P_STYLE, _R_STYLE = (f"{W}{name}" for name in ("pPr", "rPr", "pStyle", "rStyle"))
_SYMBOL, _DELETED, _BOOKMARK = f"{W}sym", f"{W}delText", f"{W}bookmarkStart"
_COMMENTED = (f"{W}commentRangeStart", f"{W}commentReference")
_LOOKED_AT = (
    "{*}Fallback", _P, _R, _T, _TABLE, _ROW, _CELL, _BODY, _SYMBOL, _DELETED, _BOOKMARK, *_COMMENTED, *_GAP, *_PUT_IN, *_TAKEN_OUT,
)  # fmt: skip
"""What is walked through: half of a sheet's elements say how things look."""

_ENDINGS = frozenset({_TABLE, _CELL, _BODY, *_PUT_IN, *_TAKEN_OUT})
"""Where it counts that an element ends, beside paragraphs."""

Place = tuple[int, int, int]
"""Table, row and cell, each counted from 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A stretch of text and the name of its character style, in lower case."""

    text: str
    style: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph as it reads when every tracked change is accepted; `tracked` says that there were any."""

    runs: tuple[Run, ...]
    style: str
    marks: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    place: Place | None = None
    tracked: bool = False

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
    custom, identifier = _properties(parts, where)
    names = _style_names(parts, where)
    body = parse_xml(parts["word/document.xml"], where=f"{where}: word/document.xml")
    return Document(
        paragraphs=tuple(_Walk(names).paragraphs(body)),
        comments=_comments(parts, names, where),
        trace=trace(custom, identifier, where=where),
    )


def _properties(parts: Parts, where: str) -> tuple[dict[str, str], str]:
    custom: dict[str, str] = {}
    if "docProps/custom.xml" in parts:
        for one in parse_xml(parts["docProps/custom.xml"], where=f"{where}: docProps/custom.xml"):
            custom[one.get("name", "")] = "".join(str(text) for text in one.itertext())
    identifier = ""
    if "docProps/core.xml" in parts:
        core = parse_xml(parts["docProps/core.xml"], where=f"{where}: docProps/core.xml")
        identifier = core.findtext(f"{_DC}identifier") or ""
    return custom, identifier


def _style_names(parts: Parts, where: str) -> dict[str, str]:
    if "word/styles.xml" not in parts:
        return {}
    names = {}
    for style in parse_xml(parts["word/styles.xml"], where=f"{where}: word/styles.xml").iterfind(f"{W}style"):
        name = style.find(f"{W}name")
        if name is not None:
            names[style.get(f"{W}styleId", "")] = name.get(f"{W}val", "").lower()
    return names


def _comments(parts: Parts, names: dict[str, str], where: str) -> dict[str, Comment]:
    if "word/comments.xml" not in parts:
        return {}
    root = parse_xml(parts["word/comments.xml"], where=f"{where}: word/comments.xml")
    return {
        one.get(f"{W}id", ""): Comment(
            author=one.get(f"{W}author", ""),
            text=" ".join(p.text for p in _Walk(names).paragraphs(one) if p.text),
        )
        for one in root.iterfind(f"{W}comment")
    }


@dataclass(slots=True)
class _Open:
    """A paragraph that is being read."""

    runs: list[Run] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    style: str = ""
    tracked: bool = False
    joined: bool = False


@dataclass(slots=True)
class _Table:
    """A table that is being read: where in it the reader stands."""

    number: int
    row: int = -1
    cell: int = -1
    gone: bool = False


class _Walk:
    """One walk over a part, without recursion: however deep the markup is nested, it cannot run out of stack."""

    def __init__(self, names: dict[str, str]) -> None:
        self.names = names
        self.open: list[_Open] = []
        self.tables: list[_Table] = []
        self.seen_tables = 0
        self.put_in = self.taken_out = 0
        self.run_style = ""
        self.waiting: list[str] = []
        self.carried: _Open | None = None

    def paragraphs(self, root: etree._Element) -> Iterator[Paragraph]:
        """Yield the paragraphs below an element, in order."""
        from lxml import etree

        walk = etree.iterwalk(root, events=("start", "end"), tag=_LOOKED_AT)
        starts = self._starts()
        for event, element in walk:
            # At these events there are elements alone: no comment, nothing without a name.
            tag = str(element.tag)
            if event == "start":
                if tag in starts:
                    starts[tag](element)
                elif tag.endswith("}Fallback"):
                    # The same drawing again, for programs of before 2010.
                    walk.skip_subtree()
                elif self.open:
                    self._text(tag, element)
            elif tag == _P:
                made = self._end_paragraph()
                if made is not None:
                    yield made
            elif tag in _ENDINGS:
                if tag in {_CELL, _BODY} and self.carried is not None:
                    yield self._made(self.carried)
                    self.carried = None
                self._end(tag)

    def _starts(self) -> dict[str, Callable[[etree._Element], None]]:
        """Return what is done where an element of a name begins; all others that are looked at stand for text."""
        return {
            _P: self._start_paragraph, _R: self._start_run, _TABLE: self._start_table, _ROW: self._start_row, _CELL: self._start_cell,
            _BOOKMARK: self._bookmark, **dict.fromkeys(_COMMENTED, self._comment), **dict.fromkeys(_PUT_IN, self._start_put_in),
            **dict.fromkeys(_TAKEN_OUT, self._start_taken_out),
        }  # fmt: skip

    def _start_table(self, _: etree._Element) -> None:
        self.tables.append(_Table(self.seen_tables))
        self.seen_tables += 1

    def _start_row(self, element: etree._Element) -> None:
        if self.tables:
            table = self.tables[-1]
            table.row, table.cell = table.row + 1, -1
            table.gone = element.find(f"{W}trPr/{W}del") is not None

    def _start_cell(self, _: etree._Element) -> None:
        if self.tables:
            self.tables[-1].cell += 1

    def _start_paragraph(self, element: etree._Element) -> None:
        own = _child(element, _P_PROPERTIES)
        made = _Open(style="" if own is None else self._name(_child(own, _P_STYLE)))
        made.marks, self.waiting = self.waiting, []
        mark = None if own is None else _child(own, _R_PROPERTIES)
        if mark is not None:
            made.joined = _child(mark, f"{W}del") is not None
            made.tracked = made.joined or _child(mark, f"{W}ins") is not None
        self.open.append(made)

    def _start_run(self, element: etree._Element) -> None:
        own = _child(element, _R_PROPERTIES)
        self.run_style = "" if own is None else self._name(_child(own, _R_STYLE))

    def _bookmark(self, element: etree._Element) -> None:
        (self.open[-1].marks if self.open else self.waiting).append(element.get(f"{W}name", ""))

    def _comment(self, element: etree._Element) -> None:
        if self.open:
            self.open[-1].comments.append(element.get(f"{W}id", ""))

    def _start_put_in(self, _: etree._Element) -> None:
        self.put_in += 1

    def _start_taken_out(self, _: etree._Element) -> None:
        self.taken_out += 1

    def _text(self, tag: str, element: etree._Element) -> None:
        text = (element.text or "") if tag == _T else _GAP.get(tag, "")
        if tag == _SYMBOL:
            text = _symbol(element.get(f"{W}char", ""))
        if tag == _DELETED or (text and (self.put_in or self.taken_out)):
            self.open[-1].tracked = True
        # A tab among the paragraph's properties is a tab stop, not a sign.
        inside_run = (parent := element.getparent()) is not None and parent.tag == _R
        if text and inside_run and not self.taken_out:
            self.open[-1].runs.append(Run(text=text, style=self.run_style))

    def _end(self, tag: str) -> None:
        if tag in _PUT_IN:
            self.put_in -= 1
        elif tag in _TAKEN_OUT:
            self.taken_out -= 1
        elif tag == _TABLE:
            self.tables.pop()

    def _end_paragraph(self) -> Paragraph | None:
        made = self.open.pop()
        if self.carried is not None:
            made.runs[:0], made.marks[:0] = self.carried.runs, self.carried.marks
            made.comments[:0], made.tracked = self.carried.comments, True
            self.carried = None
        if self.tables and any(table.gone for table in self.tables):
            return None
        if made.joined:
            # The mark at its end was deleted: what is left of it belongs to the next paragraph.
            self.carried = made
            return None
        return self._made(made)

    def _made(self, made: _Open) -> Paragraph:
        return Paragraph(
            runs=tuple(made.runs),
            style=made.style,
            marks=tuple(made.marks),
            comments=tuple(dict.fromkeys(made.comments)),
            place=(self.tables[0].number, self.tables[0].row, self.tables[0].cell) if self.tables else None,
            tracked=made.tracked,
        )

    def _name(self, reference: etree._Element | None) -> str:
        id = "" if reference is None else reference.get(f"{W}val", "")
        return self.names.get(id, id.lower())


def _child(element: etree._Element, name: str) -> etree._Element | None:
    """Return the first child of a name; quicker than `find`, which takes a path."""
    return next(element.iterchildren(name), None)


def _symbol(code: str) -> str:
    # Word's symbol fonts stand at F000; their tick and cross signs are the ones a person puts into a box.
    signs = {"F0FC": "✓", "F0FE": "☒", "F0FD": "☒", "F052": "☒", "F051": "☒", "F0A8": "☐", "F0A3": "☐"}
    return signs.get(code.upper(), "")
