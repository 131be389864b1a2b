"""A Word file is a zip of parts: written with fixed dates, so that the same sheet is the same bytes; read with suspicion."""

from __future__ import annotations

import datetime
import io
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from qbank.errors import SourceError, UsageError

if TYPE_CHECKING:
    from lxml import etree


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = f'xmlns:w="{W}" xmlns:r="{R}"'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

# References, not signs: a text of plain ASCII is joined and encoded several times faster.
TEXT = '<w:t xml:space="preserve">'
PLAIN = bytes(code for code in range(0x20, 0x7F) if chr(code) not in "&<>")
"""The signs that are their own markup. Deleting them from a text is the quickest way to see that there are no others."""
TABLE_END = "</w:tbl>"
BOX, TICKED, LEAD_IN = "&#9744;", "&#9746;", "&#187; "


def esc(text: str) -> str:
    """Return a text as it is written in an attribute."""
    if "&" in text or "<" in text or ">" in text or '"' in text:
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    return text


def right_to_left(text: str) -> bool:
    """Say whether the first letter of a text is one of a script that runs from right to left."""
    for char in text:
        strong = unicodedata.bidirectional(char)
        if strong in {"L", "R", "AL"}:
            return strong != "L"
    return False


def is_usual(text: str) -> bool:
    """Say whether a text has usual characters alone, which are their own markup; quick for the longest text."""
    return not text.encode("utf-8", "surrogatepass").translate(None, PLAIN)


def is_plain(text: str) -> bool:
    """Say whether a text is its own markup: no sign of XML's, no line break, nothing that runs from right to left."""
    if is_usual(text):
        return True
    if "&" in text or "<" in text or ">" in text or not text.isprintable():
        return False
    return text.isascii() or not any(unicodedata.bidirectional(char) in {"R", "AL"} for char in text)


def run(text: str, style: str = "", before: str = "") -> str:
    """Return a run of text; a line break or tab in it stays one. `style` is the id of a character style.

    `before` is markup that stands before the text, in the same run.
    """
    if not text:
        return ""
    written = text
    if "&" in text or "<" in text or ">" in text:
        written = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if "\n" in written or "\t" in written:
        written = written.replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
        written = written.replace("\t", '</w:t><w:tab/><w:t xml:space="preserve">')
    props = f'<w:rStyle w:val="{style}"/>' if style else ""
    if not text.isascii() and right_to_left(text):
        props += "<w:rtl/>"
    return f"{f'<w:r><w:rPr>{props}</w:rPr>' if props else '<w:r>'}{TEXT}{before}{written}</w:t></w:r>"


@lru_cache(maxsize=1024)
def opening(style: str, num: int, keep: bool, turned: bool) -> str:
    """Return the markup that a paragraph begins with; `turned` is one that runs from right to left."""
    props = f'<w:pStyle w:val="{style}"/>'
    if keep:
        props += "<w:keepNext/>"
    if num:
        props += f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{num}"/></w:numPr>'
    if turned:
        props += "<w:bidi/>"
    return f"<w:p><w:pPr>{props}</w:pPr>"


def bookmark(name: str, number: int, content: str) -> str:
    """Return content inside a bookmark; numbers are unique in a document, names have at most forty characters."""
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{content}<w:bookmarkEnd w:id="{number}"/>'


def checkbox(*, ticked: bool = False) -> str:
    """Return a tick box, a plain sign.

    Word's own clickable box is a content control; LibreOffice 7.4 never finishes laying out a table that holds one.
    """
    return f"<w:r><w:t>{TICKED if ticked else BOX}</w:t></w:r>"


def field(code: str) -> str:
    """Return a field that Word computes, such as PAGE."""
    return f'<w:fldSimple w:instr=" {code} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'


def cell(content: str, width: int, *, span: int = 1, fill: str = "") -> str:
    """Return a table cell of a width in twentieths of a point; its content must end with a paragraph."""
    return f"{_cell(width, span, fill)}{content}</w:tc>"


@lru_cache(maxsize=256)
def _cell(width: int, span: int, fill: str) -> str:
    props = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    if span > 1:
        props += f'<w:gridSpan w:val="{span}"/>'
    if fill:
        props += f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>'
    return f"<w:tc><w:tcPr>{props}</w:tcPr>"


def frame(*widths: int) -> tuple[str, ...]:
    """Return the markup around the cells of a plain row of these widths: before each, and after the last."""
    opened = [_cell(width, 1, "") for width in widths]
    start = f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{opened[0]}"
    return (start, *(f"</w:tc>{one}" for one in opened[1:]), "</w:tc></w:tr>")


def row(cells: Iterable[str], *, header: bool = False, height: int = 0) -> str:
    """Return a table row that is never split over two pages; a header row is repeated on each."""
    props = "<w:cantSplit/>"
    if height:
        props += f'<w:trHeight w:val="{height}" w:hRule="atLeast"/>'
    if header:
        props += "<w:tblHeader/>"
    return f"<w:tr><w:trPr>{props}</w:trPr>{''.join(cells)}</w:tr>"


def table(rows: Iterable[str], widths: Sequence[int], style: str, *, title: str, about: str) -> str:
    """Return a table of fixed column widths; `title` and `about` are read aloud to those who cannot see it."""
    return f"{table_start(widths, style, title=title, about=about)}{''.join(rows)}{TABLE_END}"


def table_start(widths: Sequence[int], style: str, *, title: str, about: str) -> str:
    """Return what a table begins with, up to its first row."""
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" '
        'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f'<w:tblCaption w:val="{esc(title)}"/><w:tblDescription w:val="{esc(about)}"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>"
    )


Parts = Mapping[str, bytes]
"""The parts of a package by their names in the zip, in the order in which they are written."""

LEVEL = 1
PIECES = 64
"""So many pieces of a part are encoded and packed together."""
EARLIEST = datetime.date(1980, 1, 1)
MOST_PARTS = 5_000
LARGEST_PACKAGE = 128_000_000
LARGEST_PART = 64_000_000
OLD_OR_ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def pack(parts: Mapping[str, bytes | tuple[str, ...]], day: str) -> bytes:
    """Return the zip of these parts, every one dated on this day (ISO); a long part may come in pieces."""
    stamp = max(parse_day(day), EARLIEST)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            info = zipfile.ZipInfo(name, (stamp.year, stamp.month, stamp.day, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            # The default depends on the system that writes the file.
            info.create_system = 3
            # The text repeats itself so much that more effort saves next to nothing.
            # Written piece by piece, a part takes its level from here; Python has no public name for it before 3.13.
            setattr(info, "_compresslevel", LEVEL)  # noqa: B010
            with package.open(info, "w") as part:
                for piece in [data] if isinstance(data, bytes) else _pieces(data):
                    part.write(piece)
    return made.getvalue()


def _pieces(texts: Sequence[str]) -> Iterator[bytes]:
    """Yield texts encoded, many at once, but never all of them: a large part is never in memory as a whole."""
    for at in range(0, len(texts), PIECES):
        yield "".join(texts[at : at + PIECES]).encode("utf-8")


def parse_day(day: str) -> datetime.date:
    """Return the day that an ISO date or date and time names; UsageError when it names none."""
    try:
        return datetime.datetime.fromisoformat(day).date()
    except ValueError as error:
        raise UsageError(f"{day!r} is not a date", hint="write it as 2026-11-22") from error


def unpack(
    data: bytes, *, where: str, wanted: Callable[[str], bool] = lambda _name: True
) -> dict[str, bytes]:
    """Return the wanted parts of a Word file in bounded time and memory; nothing is written, nothing outside is read.

    SourceError for what is not a Word file, is damaged or encrypted, carries macros, or is built to do harm.
    """
    if data.startswith(OLD_OR_ENCRYPTED):
        raise _refused(
            where, "is locked with a password or in the old .doc format", "save it as .docx without one"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _prove_names(package.namelist(), where)
            parts, left = {}, LARGEST_PACKAGE
            for info in package.infolist():
                if wanted(info.filename) and not info.is_dir():
                    parts[info.filename] = _part(package, info, min(left, LARGEST_PART), where)
                    left -= len(parts[info.filename])
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise _refused(
            where, "is not a Word file, or it is damaged or cut off", "save it again as .docx"
        ) from error
    return parts


def _prove_names(names: Sequence[str], where: str) -> None:
    if not {"[Content_Types].xml", "word/document.xml"} <= set(names):
        raise _refused(where, "is a zip, but not a Word file", "give a .docx")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise _refused(where, "carries macros", "save it as .docx, which holds none")
    if len(names) > MOST_PARTS:
        raise _refused(where, f"has {len(names)} parts, more than any Word file", "save it again as .docx")
    if len({name.lower() for name in names}) < len(names):
        raise _refused(where, "holds two parts of the same name", "save it again as .docx")
    for name in names:
        if name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or ":" in name:
            raise _refused(where, f"holds a part that points out of it: {name!r}", "do not use this file")


def _part(package: zipfile.ZipFile, info: zipfile.ZipInfo, most: int, where: str) -> bytes:
    if info.flag_bits & 1:
        raise _refused(where, "is locked with a password", "save it without one")
    # What the header says about the size may be a lie: reading stops on its own.
    with package.open(info) as part:
        data = part.read(most + 1)
    if len(data) > most:
        raise _refused(where, "unpacks to more than any Word file holds", "do not use this file")
    return data


def _refused(where: str, what: str, hint: str) -> SourceError:
    return SourceError(f"{where} {what}", hint=hint, where=where)


def parse_xml(part: bytes, *, where: str) -> etree._Element:
    """Return a part as a tree; SourceError for broken XML and for a document type, which no Word file has."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(part, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _refused(where, f"is damaged: {error}", "save it again as .docx") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise _refused(where, "declares a document type, as no Word file does", "do not use this file")
    return root
