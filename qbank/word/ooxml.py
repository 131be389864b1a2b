"""Small builders of WordprocessingML: text in, markup out. Strings, because a sheet is mostly text and must be quick."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = f'xmlns:w="{W}" xmlns:r="{R}"'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

BOX, TICKED = "☐", "☒"


def esc(text: str) -> str:
    """Return a text as it is written between tags or in an attribute."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def right_to_left(text: str) -> bool:
    """Say whether the first letter of a text is one of a script that runs from right to left."""
    if text.isascii():
        return False
    for char in text:
        strong = unicodedata.bidirectional(char)
        if strong in {"L", "R", "AL"}:
            return strong != "L"
    return False


def run(text: str, style: str = "", *, props: str = "") -> str:
    """Return a run of text; a line break or tab in the text stays one. `style` is the id of a character style."""
    if not text:
        return ""
    inner = (f'<w:rStyle w:val="{style}"/>' if style else "") + props
    if right_to_left(text):
        inner += "<w:rtl/>"
    written = f'<w:t xml:space="preserve">{esc(text)}</w:t>'
    if "\n" in text or "\t" in text:
        written = written.replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
        written = written.replace("\t", '</w:t><w:tab/><w:t xml:space="preserve">')
    return f"<w:r>{f'<w:rPr>{inner}</w:rPr>' if inner else ''}{written}</w:r>"


def paragraph(
    style: str, content: str, *, first: str = "", num: int = 0, keep: bool = False, new_page: bool = False
) -> str:
    """Return a paragraph in a style; `first` is the text that decides its direction, `num` its own numbering."""
    props = f'<w:pStyle w:val="{style}"/>'
    if keep:
        props += "<w:keepNext/>"
    if new_page:
        props += "<w:pageBreakBefore/>"
    if num:
        props += f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{num}"/></w:numPr>'
    if first and right_to_left(first):
        props += "<w:bidi/>"
    return f"<w:p><w:pPr>{props}</w:pPr>{content}</w:p>"


def bookmark(name: str, number: int, content: str) -> str:
    """Return content inside a bookmark; numbers are unique in a document, names have at most forty characters."""
    name = esc(name)
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{content}<w:bookmarkEnd w:id="{number}"/>'


def checkbox(*, ticked: bool = False) -> str:
    """Return a tick box, a plain sign.

    Word's own clickable box is a content control; LibreOffice 7.4 never finishes laying out a table that holds one.
    """
    return run(TICKED if ticked else BOX)


def field(code: str) -> str:
    """Return a field that Word computes, such as PAGE."""
    return f'<w:fldSimple w:instr=" {code} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'


def cell(content: str, width: int, *, span: int = 1, borders: str = "", fill: str = "") -> str:
    """Return a table cell of a width in twentieths of a point; its content must end with a paragraph."""
    props = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    if span > 1:
        props += f'<w:gridSpan w:val="{span}"/>'
    if borders:
        props += f"<w:tcBorders>{borders}</w:tcBorders>"
    if fill:
        props += f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>'
    return f"<w:tc><w:tcPr>{props}</w:tcPr>{content}</w:tc>"


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
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" '
        'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f'<w:tblCaption w:val="{esc(title)}"/><w:tblDescription w:val="{esc(about)}"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )
