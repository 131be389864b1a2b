"""Word documents: headings, nested lists, links, changes, and bombs."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from qbank.errors import SourceError
from qbank.notes import read
from qbank.notes.worddoc import read_word

if TYPE_CHECKING:
    from docx.document import Document as DocxDocument


def _saved(document: DocxDocument) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _notes() -> DocxDocument:
    document = docx.Document()
    document.core_properties.title = ""
    document.add_heading("Tern with Ada Quist - Episode 3", 0)
    document.add_paragraph(
        "Your host is Bo Aster and today I'm interviewing Ada Quist about Tern, a bird counter"
    )
    document.add_heading("Interview", 1)
    document.add_paragraph("Introduction", style="List Bullet")
    document.add_paragraph("What is Tern?", style="List Bullet")
    document.add_paragraph("Who counts?", style="List Bullet 2")
    document.add_paragraph("Why birds?", style="List Number")
    document.add_heading("Links", 1)
    document.add_paragraph("Where is it?", style="List Bullet")
    return document


def test_notes_in_word() -> None:
    """Headings, bullets and nesting come out as in any other format."""
    (episode,) = read(_saved(_notes()), source="n.docx").episodes
    assert (episode.number, episode.guests, episode.technology, episode.kind) == (
        3,
        ("Ada Quist",),
        "Tern",
        "bird counter",
    )
    assert [(i.kind, i.depth, i.text) for i in episode.items] == [
        ("intro", 1, "Introduction"), ("question", 1, "What is Tern?"), ("question", 2, "Who counts?"), ("question", 1, "Why birds?"),
    ]  # fmt: skip


def test_numbering_of_paragraphs_counts() -> None:
    """The level that Word itself writes into a paragraph is its depth."""
    document = docx.Document()
    for level, text in enumerate(["a?", "b?", "c?"]):
        paragraph = document.add_paragraph(text)
        paragraph._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>')
        )
    assert [(b.kind, b.level) for b in read_word(_saved(document), "x").blocks] == [
        ("item", 1),
        ("item", 2),
        ("item", 3),
    ]


def test_changes_and_links() -> None:
    """Inserted text counts, deleted text does not, and a link keeps its target."""
    document = docx.Document()
    paragraph = document.add_paragraph("What ")._p
    paragraph.append(parse_xml(f"<w:ins {nsdecls('w')}><w:r><w:t>is </w:t></w:r></w:ins>"))
    paragraph.append(parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>was </w:delText></w:r></w:del>"))
    target = document.part.relate_to(
        "https://e.org",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink",
        is_external=True,
    )
    paragraph.append(
        parse_xml(f'<w:hyperlink {nsdecls("w", "r")} r:id="{target}"><w:r><w:t>it?</w:t></w:r></w:hyperlink>')
    )
    (block,) = read_word(_saved(document), "x").blocks
    assert block.text == "What is it?"
    assert block.links == (("it?", "https://e.org"),)


def test_templates_are_documents() -> None:
    """A .dotx differs in one word of its content types only."""
    data = _saved(_notes())
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(
                name,
                old.read(name).replace(b"document.main+xml", b"template.main+xml")
                if name == "[Content_Types].xml"
                else old.read(name),
            )
    assert read_word(out.getvalue(), "n.dotx").blocks == read_word(data, "n.docx").blocks


def _zip(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in parts.items():
            packed.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (_zip({"a.txt": b"x"}), "no Word document"),
        (_zip({"[Content_Types].xml": b"x", "word/document.xml": b"<x"}), "broken"),
        (_zip({"[Content_Types].xml": b"x", "word/document.xml": b"0" * 70_000_000}), "64 MB"),
        (_zip({"word/document.xml": b"x"}), "broken"),
        (b"PK\x03\x04junk", "broken"),
        (_saved(_notes())[:3000], "broken"),
    ],
)
def test_what_is_no_document_is_refused(data: bytes, word: str) -> None:
    """Other zip files, broken ones and bombs are refused in plain words."""
    with pytest.raises(SourceError, match=word):
        read(data, source="n.docx")
