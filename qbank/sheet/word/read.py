"""A .docx as paragraphs with their places: tracked changes taken as accepted, comments apart, nothing fetched."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from qbank.lazy import dataclass
from qbank.sheet.word.package import parse_xml, unpack
from qbank.sheet.word.trace import Trace, trace

if TYPE_CHECKING:
    from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_WANTED = ("word/document.xml", "word/styles.xml", "word/comments.xml", "docProps/core.xml", "docProps/custom.xml")
_GAP = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "\u2011"}
_PUT_IN, _TAKEN_OUT = (f"{W}ins", f"{W}moveTo"), (f"{W}del", f"{W}moveFrom")
_P, _R, _T, _TABLE, _ROW, _CELL, _BODY = (f"{W}{name}" for name in ("p", "r", "t", "tbl", "tr", "tc", "body"))
_SYMBOL, _DELETED, _BOOKMARK = f"{W}sym", f"{W}delText", f"{W}bookmarkStart"
_COMMENTED = (f"{W}commentRangeStart", f"{W}commentReference")

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

    def found(name: str, path: str) -> Iterator[etree._Element]:
        if name in parts:
            yield from parse_xml(parts[name], where=f"{where}: {name}").iterfind(path)

    styles = ((one.get(f"{W}styleId", ""), one.find(f"{W}name")) for one in found("word/styles.xml", f"{W}style"))
    names = {id: name.get(f"{W}val", "").lower() for id, name in styles if name is not None}
    custom = {one.get("name", ""): "".join(map(str, one.itertext())) for one in found("docProps/custom.xml", "*")}
    identifier = next((one.text or "" for one in found("docProps/core.xml", f"{_DC}identifier")), "")
    body = parse_xml(parts["word/document.xml"], where=f"{where}: word/document.xml")
    return Document(
        paragraphs=tuple(_paragraphs(body, names)),
        comments={
            one.get(f"{W}id", ""): Comment(
                author=one.get(f"{W}author", ""), text=" ".join(p.text for p in _paragraphs(one, names) if p.text)
            )
            for one in found("word/comments.xml", f"{W}comment")
        },
        trace=trace(custom, identifier, where=where),
    )


@dataclass(slots=True)
class _Read:
    """A paragraph that is being read; `holder` is the cell or body it stands in."""

    holder: etree._Element | None
    style: str
    marks: tuple[str, ...]
    tracked: bool
    runs: tuple[Run, ...] = ()
    comments: tuple[str, ...] = ()


def _paragraphs(root: etree._Element, names: Mapping[str, str]) -> Iterator[Paragraph]:
    """Yield the paragraphs below an element, a text box before the line that it hangs on.

    Nothing here goes down the markup by calling itself: however deep it is nested, it cannot run out of stack.
    """
    from lxml import etree

    # The same drawing again, for programs of before 2010.
    etree.strip_elements(root, "{*}Fallback", with_tail=False)
    places, taken_out = _places(root), _tracked(root, _TAKEN_OUT)
    read = _read(root, names, taken_out)
    gone = {p for row in root.iter(_ROW) if row in taken_out for p in row.iter(_P)}
    carried: _Read | None = None
    for _, p in etree.iterwalk(root, events=("end",), tag=_P):
        one = read[p]
        if carried is not None and carried.holder is one.holder:
            one.runs, one.marks = carried.runs + one.runs, carried.marks + one.marks
            one.comments, one.tracked = carried.comments + one.comments, True
        elif carried is not None:
            yield _made(carried, places)
        # What is left of a paragraph whose end was deleted belongs to the next one.
        carried = one if p in taken_out and p not in gone else None
        if carried is None and p not in gone:
            yield _made(one, places)
    if carried is not None:
        yield _made(carried, places)


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
) -> dict[etree._Element | None, _Read]:
    """Return what is read of each paragraph."""
    put_in = _tracked(root, _PUT_IN)
    # A style stands among the properties of its paragraph or run.
    styles = {_up(_up(one)): one.get(f"{W}val", "") for one in root.iter(f"{W}pStyle", f"{W}rStyle")}
    made: dict[etree._Element | None, _Read] = {}
    waiting: tuple[str, ...] = ()
    for element in root.iter(_P, _R, _BOOKMARK, *_COMMENTED):
        style = styles.get(element, "")
        style = names.get(style, style.lower())
        if element.tag == _P:
            made[element] = _Read(
                _above(element, _CELL, _BODY), style, waiting, element in put_in or element in taken_out
            )
            waiting = ()
            continue
        paragraph = made.get(_above(element, _P))
        if element.tag == _BOOKMARK:
            name = element.get(f"{W}name", "")
            if paragraph is None:
                waiting += (name,)
            else:
                paragraph.marks += (name,)
        elif paragraph is not None and element.tag == _R:
            text = "".join(map(_sign, element))
            gone = element in taken_out
            paragraph.tracked |= (gone or element in put_in) and (bool(text) or element.find(_DELETED) is not None)
            if text and not gone:
                paragraph.runs += (Run(text=text, style=style),)
        elif paragraph is not None:
            paragraph.comments += (element.get(f"{W}id", ""),)
    return made


def _sign(element: etree._Element) -> str:
    """Return what an element of a run says."""
    if element.tag == _T:
        return element.text or ""
    return _symbol(element.get(f"{W}char", "")) if element.tag == _SYMBOL else _GAP.get(_tag(element), "")


def _made(read: _Read, places: Mapping[etree._Element | None, Place]) -> Paragraph:
    return Paragraph(
        runs=read.runs, style=read.style, marks=read.marks, comments=tuple(dict.fromkeys(read.comments)),
        place=places.get(read.holder), tracked=read.tracked,
    )  # fmt: skip


def _tag(element: etree._Element | None) -> str:
    return "" if element is None else str(element.tag)


def _up(element: etree._Element | None) -> etree._Element | None:
    return None if element is None else element.getparent()


def _above(element: etree._Element, *names: str) -> etree._Element | None:
    """Return the nearest element of these names around an element: mostly its parent, which is found much quicker."""
    parent = element.getparent()
    return parent if _tag(parent) in names else next(element.iterancestors(*names), None)


def _symbol(code: str) -> str:
    # Word's symbol fonts stand at F000; their tick and cross signs are the ones a person puts into a box.
    signs = {"F0FC": "✓", "F0FE": "☒", "F0FD": "☒", "F052": "☒", "F051": "☒", "F0A8": "☐", "F0A3": "☐"}
    return signs.get(code.upper(), "")
