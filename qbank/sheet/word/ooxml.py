"""Small builders of WordprocessingML: text in, markup out. Strings, because a sheet is mostly text and must be quick."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

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


def is_plain(text: str) -> bool:
    """Say whether a text is its own markup: no sign of XML's, no line break, nothing that runs from right to left."""
    if not text.encode("utf-8", "surrogatepass").translate(None, PLAIN):
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
