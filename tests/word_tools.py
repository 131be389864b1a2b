"""Word sheets for tests: made, looked into, and edited as a person would with python-docx."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from copy import deepcopy

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph
from layouts import DAY, word_layout

from qbank.model import Outline
from qbank.sheet import word
from qbank.sheet.copies import Copy
from qbank.sheet.word.compare import Change, Edits
from qbank.sheet.word.edits import edits
from qbank.sheet.word.layout import WordLayout

Edit = Callable[[Document], object]


def sheet(
    outline: Outline, layout: WordLayout | None = None, *, copy: Copy = "host", base: bytes | None = None
) -> bytes:
    """Return the Word sheet of an outline, by default in the shipped layout."""
    return word.write(outline, layout or word_layout(), date=DAY, copy=copy, base=base)


def parts(data: bytes) -> dict[str, bytes]:
    """Return the parts of a Word file, unpacked."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(made: Mapping[str, bytes]) -> bytes:
    """Return a zip of parts."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in made.items():
            package.writestr(name, part)
    return data.getvalue()


def with_part(data: bytes, name: str, change: Callable[[str], str]) -> bytes:
    """Return a Word file with one of its parts changed as text."""
    made = parts(data)
    return packed({**made, name: change(made.get(name, b"").decode()).encode()})


def edited(data: bytes, *changes: Edit) -> bytes:
    """Return a sheet opened by python-docx, changed, and saved."""
    document = docx.Document(io.BytesIO(data))
    for change in changes:
        change(document)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def paragraph(document: Document, id: str) -> Paragraph:
    """Return the paragraph with the bookmark of a question."""
    (start,) = document.element.body.xpath(f".//w:bookmarkStart[@w:name='{id}']")
    return Paragraph(start.getparent(), document)


def row(document: Document, id: str) -> _Row:
    """Return the row that a question stands in."""
    line = paragraph(document, id)._p.xpath("ancestor::w:tr[1]")[0]
    return _Row(line, Table(line.getparent(), document))


def cell(document: Document, id: str, column: int) -> _Cell:
    """Return a cell of a question's row: 0 tick box, 1 question, 2 notes."""
    return row(document, id).cells[column]


def reword(id: str, text: str) -> Edit:
    """Retype a question's sentence, its cue left in place."""

    def change(document: Document) -> None:
        last = [run for run in paragraph(document, id).runs if run.style.name != "Cue" and run.text.strip()]
        for run in last:
            run.text = ""
        last[-1].text = text

    return change


def drop(id: str) -> Edit:
    """Delete a question's row."""

    def change(document: Document) -> None:
        found = row(document, id)._tr
        parent = found.getparent()
        assert parent is not None
        parent.remove(found)

    return change


def move(id: str, *, before: str) -> Edit:
    """Move a question's row before another's."""

    def change(document: Document) -> None:
        row(document, before)._tr.addprevious(row(document, id)._tr)

    return change


def tick(id: str, sign: str = "☒") -> Edit:
    """Put a sign into a question's tick box."""

    def change(document: Document) -> None:
        line = cell(document, id, 0).paragraphs[0]
        for run in line.runs:
            run.text = ""
        line.add_run(sign)

    return change


def note(id: str, text: str) -> Edit:
    """Write into the notes beside a question."""
    return lambda document: cell(document, id, 2).add_paragraph(text)


def add(text: str, *, below: str, style: str = "Nice to Have") -> Edit:
    """Add a row with a question of one's own."""

    def change(document: Document) -> None:
        new = deepcopy(row(document, below)._tr)
        for mark in new.xpath(".//w:bookmarkStart | .//w:bookmarkEnd"):
            mark.getparent().remove(mark)
        row(document, below)._tr.addnext(new)
        made = _Row(new, row(document, below).table)
        for column in made.cells:
            for extra in column.paragraphs[1:]:
                extra._p.getparent().remove(extra._p)
            column.paragraphs[0].text = ""
        made.cells[1].paragraphs[0].text = text
        made.cells[1].paragraphs[0].style = document.styles[style]

    return change


def below(id: str, text: str, style: str) -> Edit:
    """Type a paragraph under a question, in a style."""

    def change(document: Document) -> None:
        cell(document, id, 1).add_paragraph(text, style=document.styles[style])

    return change


def track(data: bytes, id: str, *, out: str, put_in: str) -> bytes:
    """Return a sheet in which a sentence was replaced with tracked changes, neither accepted nor refused."""

    def change(part: str) -> str:
        pattern = re.compile(rf'(<w:bookmarkStart[^>]*w:name="{id}"/>.*?)(<w:r>(?:<w:rPr>.*?</w:rPr>)?<w:t[^>]*>{re.escape(out)}</w:t></w:r>)')  # fmt: skip
        who = 'w:id="900" w:author="Bo" w:date="2026-11-22T00:00:00Z"'
        gone = rf'\1<w:del {who}><w:r><w:delText xml:space="preserve">{out}</w:delText></w:r></w:del>'
        new, count = pattern.subn(rf"{gone}<w:ins {who}><w:r><w:t>{put_in}</w:t></w:r></w:ins>", part)
        assert count == 1
        return new

    return with_part(data, "word/document.xml", change)


def read_back(data: bytes, outline: Outline) -> Edits:
    """Return what a sheet says now."""
    return edits(data, outline, word_layout())


def changes(data: bytes, outline: Outline) -> set[tuple[str, str, str]]:
    """Return the kinds, ids and outcomes of what changed on a sheet."""
    return {brief(change) for change in read_back(data, outline).changes}


def brief(change: Change) -> tuple[str, str, str]:
    """Return a change in three words."""
    return (change.kind, change.id, change.after)


def text_of(data: bytes) -> str:
    """Return all text of the main part, paragraph by paragraph."""
    body = docx.Document(io.BytesIO(data)).element.body
    return "\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p")))
