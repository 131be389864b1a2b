"""Word documents, turned into blocks by python-docx, which is loaded here and only when needed."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

from qbank.english.terms import whole_number
from qbank.errors import SourceError
from qbank.lazy import regex
from qbank.notes.formats.blocks import Block, Document, Links, bare_links, flat
from qbank.notes.formats.source import refuse_bomb, whole
from qbank.notes.formats.tables import Row, is_read, table_blocks

_MOST_PARTS = 2000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_HEADING = regex(r"(?:heading|überschrift|título|titre|rubrik)\s*(\d)", re.IGNORECASE)
_LIST_STYLE = regex(r"^list\b(?:\s+(?:bullet|number|paragraph|continue))?\s*(\d)?", re.IGNORECASE)
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_OTHER_MAINS = (
    b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
    b"application/vnd.ms-word.document.macroEnabled.main+xml",
    b"application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
)


def read_word(data: bytes, source: str) -> Document:
    """Return the blocks of a Word document, with lists nested as in Word. SourceError when it is none."""
    import docx
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    with whole(source, "Word document", OpcError, LxmlError):
        document = docx.Document(io.BytesIO(_checked(data, source)))
        if document.element.body is None:
            raise ValueError("it has no body")
        blocks = tuple(_blocks(document.element.body, document))
    title = flat(_title(document))
    return Document(blocks=blocks, meta={"title": title} if title and not title.lower().startswith("word doc") else {})


def _checked(data: bytes, source: str) -> bytes:
    """Return the file with the content type of a document; SourceError for a bomb or another kind of zip."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts = packed.infolist()
        refuse_bomb(source, parts)
        if len(parts) > _MOST_PARTS:
            raise ValueError("no document has so many parts")
        if not any(p.filename.casefold() == "word/document.xml" for p in parts):
            hint = "unpack it first, or save it as .docx"
            raise SourceError(f"{source} is a zip file, but no Word document", where=source, hint=hint)
        types = packed.read("[Content_Types].xml")
        return _as_document(packed, types) if any(other in types for other in _OTHER_MAINS) else data


def _as_document(packed: zipfile.ZipFile, types: bytes) -> bytes:
    """Return a template or a document with macros as a plain document, which is all that python-docx opens."""
    for other in _OTHER_MAINS:
        types = types.replace(other, _MAIN.encode())
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        for part in packed.infolist():
            out.writestr(part.filename, types if part.filename == "[Content_Types].xml" else packed.read(part.filename))
    return made.getvalue()


def _title(document: Any) -> str:  # noqa: ANN401
    """Return the title among a document's properties; empty if that part is missing or holds something else."""
    try:
        return document.core_properties.title or ""
    except (AttributeError, ValueError, TypeError, KeyError):
        return ""


def _blocks(body: Any, document: Any) -> Iterator[Block]:  # noqa: ANN401
    styles = _Styles(document)
    if {"MustAsk", "Cue"} <= styles.names.keys():
        yield from _own_sheet(body)
        return
    links = {r: rel.target_ref for r, rel in document.part.rels.items() if rel.is_external}
    number = 0
    asked: set[Any] = set()
    for element in body.iter(f"{_W}p", f"{_W}tbl"):
        if element.tag == f"{_W}tbl":
            rows = _rows(element, links, number)
            if is_read(rows):
                asked.update(element.iter(f"{_W}p"), element.iter(f"{_W}tbl"))
                yield from table_blocks(rows)
            continue
        number += 1
        if element not in asked:
            yield from _told(*_content(element, links), number, styles.of(element))


def _told(parts: Sequence[tuple[str, str]], links: Links, number: int, kind: tuple[int, int, bool]) -> Iterator[Block]:
    """Yield the blocks of a paragraph: one, but for text in which bold begins again. `kind` is as `_Styles.of` has it."""
    heading, depth, ordered = kind
    if heading or depth:
        parts = [("".join(text for text, _ in parts), parts[0][1])]
    for text, strong in parts:
        if heading and flat(text):
            yield Block("heading", flat(text), number, heading, links)
        elif depth and flat(text):
            yield Block("item", text, number, depth, links or bare_links(text), flat(strong), ordered)
        elif flat(text):
            yield Block("text", text.strip(), number, 0, links or bare_links(text), flat(strong))


_ASKED = {"MustAsk": 1, "NiceToHave": 1, "BackupQuestion": 1, "SpokenLine": 1, "Lead-in": 1}
"""Paragraph styles of the Word sheets that qbank writes, by list depth; follow-ups are one deeper."""


def _own_sheet(body: Any) -> Iterator[Block]:  # noqa: ANN401
    """Yield the blocks of a sheet that qbank wrote: questions without cues and signs, what is for the host's eye set aside."""
    lead, label = "", ""
    for number, paragraph in enumerate(body.iter(f"{_W}p"), 1):
        style = _value(paragraph.find(f"{_W}pPr"), "pStyle")
        text = flat(_uncued(paragraph))
        if not text:
            continue
        depth = 2 if style.startswith("Follow-up") else _ASKED.get(style, 0)
        if style == "Lead-in":
            lead = text.lstrip("» ")
        elif depth:
            yield Block("item", f"{lead} {text}".strip() if depth == 1 else text, number, depth)
            lead = ""
        elif style.startswith("Heading"):
            yield Block("heading", text, number, whole_number(style[7:8]) or 1)
        elif style == "BoxLabel":
            label = text
        elif style in ("BoxText", "SpokenIntroduction", "Subtitle", ""):
            yield Block("text", f"{label}: {text}" if style == "BoxText" else text, number)
        else:
            yield Block("text", text, number, aside=True)


def _uncued(paragraph: Any) -> str:  # noqa: ANN401
    """Return a paragraph's text without its cue, with insertions and without deletions."""
    runs = (run for run in _runs(paragraph) if _value(run.find(f"{_W}rPr"), "rStyle") != "Cue")
    return "".join(map(_run_text, runs))


def _runs(paragraph: Any) -> Iterator[Any]:  # noqa: ANN401
    """Yield a paragraph's own runs, with insertions; neither what is deleted nor what an empty field of a form shows."""
    for run in paragraph.iter(f"{_W}r"):
        gone = any(
            a.tag in (f"{_W}del", f"{_W}moveFrom")
            or (a.tag == f"{_W}sdt" and a.find(f"{_W}sdtPr/{_W}showingPlcHdr") is not None)
            for a in run.iterancestors()
        )
        if not gone and next(run.iterancestors(f"{_W}p"), None) is paragraph:
            yield run


def _rows(table: Any, links: dict[str, str], number: int) -> list[Row]:  # noqa: ANN401
    """Return a table's rows; the line of a row is the number of its first paragraph in the document."""
    made = []
    for row in table.iterchildren(f"{_W}tr"):
        cells, found = [], list[tuple[str, str]]()
        for cell in row.iterchildren(f"{_W}tc"):
            parts = [_content(p, links) for p in cell.iter(f"{_W}p")]
            cells.append(flat(" ".join(text for told, _ in parts for text, _ in told)))
            found += [link for _, more in parts for link in more]
        made.append(Row(tuple(cells), number + 1, tuple(found)))
        number += sum(1 for _ in row.iter(f"{_W}p"))
    return made


def _content(paragraph: Any, links: dict[str, str]) -> tuple[list[tuple[str, str]], Links]:  # noqa: ANN401
    """Return a paragraph's text with insertions and without deletions, the bold text it begins with, and its links.

    Where bold begins again on a new line, as question and answer do that are typed into one paragraph, the text has several parts.
    """
    parts = [("", "")]
    leading = True
    for run in _runs(paragraph):
        words, bold = _run_text(run), _is_bold(run)
        if bold and words.strip() and not leading and parts[-1][0].endswith("\n"):
            parts.append(("", ""))
            leading = True
        leading = leading and (bold or not words.strip())
        text, strong = parts[-1]
        parts[-1] = (text + words, strong + words if leading else strong)
    found = [
        (flat("".join(t.text or "" for t in link.iter(f"{_W}t"))), links.get(link.get(f"{_R}id") or "", ""))
        for link in paragraph.iter(f"{_W}hyperlink")
    ]
    return parts, tuple((words, target) for words, target in found if words and target)


_SHOWN = {f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}tab": " ", f"{_W}noBreakHyphen": "-"}


def _run_text(run: Any) -> str:  # noqa: ANN401
    return "".join(child.text or "" if child.tag == f"{_W}t" else _SHOWN.get(child.tag, "") for child in run)


def _is_bold(run: Any) -> bool:  # noqa: ANN401
    bold = run.find(f"{_W}rPr/{_W}b")
    return bold is not None and bold.get(f"{_W}val") not in ("0", "false")


class _Styles:
    """What a paragraph is: a heading, a list item of some depth, or neither. Styles are looked up once."""

    def __init__(self, document: Any) -> None:  # noqa: ANN401
        styles = {style.get(f"{_W}styleId") or "": style for style in document.styles.element.iter(f"{_W}style")}
        self.names = {key: _value(style, "name") for key, style in styles.items()}
        self.numbering = {key: style.find(f"{_W}pPr/{_W}numPr") for key, style in styles.items()}
        self.bases = {key: _value(style, "basedOn") for key, style in styles.items()}

    def of(self, paragraph: Any) -> tuple[int, int, bool]:  # noqa: ANN401
        """Return the heading level, the list depth (0 for none) and whether the list is numbered."""
        key = _value(paragraph.find(f"{_W}pPr"), "pStyle")
        name = self.names.get(key, key)
        heading = _HEADING.match(name)
        if heading or name.casefold() == "title":
            return (int(heading[1]) if heading else 1), 0, False
        own = paragraph.find(f"{_W}pPr/{_W}numPr")
        numbering = own if own is not None else self._inherited(key)
        listed = _LIST_STYLE.match(name)
        level = _value(numbering, "ilvl")
        number = _value(numbering, "numId")
        if numbering is not None and number != "0":
            depth = (whole_number(level) or 0) + 1
            if own is None and listed and listed[1]:
                depth = max(depth, int(listed[1]))
            return 0, min(depth, 20), "number" in name.casefold()
        if listed and "continue" not in name.casefold() and "paragraph" not in name.casefold():
            return 0, int(listed[1] or 1), "number" in name.casefold()
        return 0, 0, False

    def _inherited(self, key: str) -> Any:  # noqa: ANN401
        for _ in range(10):
            if (found := self.numbering.get(key)) is not None:
                return found
            key = self.bases.get(key, "")
        return None


def _value(element: Any, name: str) -> str:  # noqa: ANN401
    child = element.find(f"{_W}{name}") if element is not None else None
    return (child.get(f"{_W}val") or "") if child is not None else ""
