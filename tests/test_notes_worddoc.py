"""Word documents: headings, nested lists, links, changes, and bombs."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from qbank.errors import SourceError
from qbank.notes import read
from qbank.notes.formats.worddoc import read_word

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
    document.add_paragraph("Your host is Bo Aster and today I'm interviewing Ada Quist about Tern, a bird counter")
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


def _runs(paragraph: Any, markup: str) -> None:  # noqa: ANN401 (python-docx has no types)
    """Append runs, written in WordprocessingML, to a paragraph."""
    for run in parse_xml(f"<w:p {nsdecls('w', 'r')}>{markup}</w:p>"):
        paragraph._p.append(run)


def test_the_bold_words_that_a_paragraph_begins_with_are_kept() -> None:
    """A label set in bold is told from what follows it; bold that is switched off, or further on, is none."""
    document = docx.Document()
    label = document.add_paragraph()
    label.add_run("Guest: ").bold = True
    label.add_run("Ada Quist, who is ")
    label.add_run("not").bold = True
    label.add_run(" late")
    document.add_paragraph().add_run("Plain words").bold = False
    bold, plain = read_word(_saved(document), "x").blocks
    assert (bold.text, bold.strong) == ("Guest: Ada Quist, who is not late", "Guest:")
    assert (plain.text, plain.strong) == ("Plain words", "")


def test_breaks_tabs_and_hyphens_are_read_as_such() -> None:
    """A line broken by hand is two lines, a tab is a blank, a hyphen that must not break is a hyphen."""
    document = docx.Document()
    _runs(
        document.add_paragraph(),
        "<w:r><w:t>What is</w:t><w:tab/><w:t>e</w:t><w:noBreakHyphen/><w:t>mail?</w:t><w:br/><w:t>Why?</w:t>"
        "<w:cr/><w:lastRenderedPageBreak/><w:t>How?</w:t></w:r>",
    )
    assert [b.text for b in read_word(_saved(document), "x").blocks] == ["What is e-mail?\nWhy?\nHow?"]


def test_a_link_inside_the_document_or_without_words_is_no_link() -> None:
    """Only what leads out of the document, under some words, is a link; the words stay in either case."""
    document = docx.Document()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
    out = document.part.relate_to("https://e.org", kind, is_external=True)
    _runs(
        document.add_paragraph(),
        '<w:hyperlink w:anchor="below"><w:r><w:t>See below</w:t></w:r></w:hyperlink>'
        f'<w:hyperlink r:id="{out}"><w:r><w:t> </w:t></w:r></w:hyperlink>',
    )
    document.add_paragraph(" ")
    (block,) = read_word(_saved(document), "x").blocks
    assert (block.text.strip(), block.links) == ("See below", ())


def test_a_style_of_ones_own_is_the_list_that_it_is_based_on() -> None:
    """Bullets come down from style to style, however the host calls his own; a circle of styles ends."""
    document = docx.Document()
    for name, base in (("Question", "List Bullet"), ("Ours", "Question"), ("Ring", "Normal"), ("Round", "Ring")):
        document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = document.styles[base]
    document.styles["Ring"].base_style = document.styles["Round"]
    document.add_paragraph("What is Tern?", style="Ours")
    document.add_paragraph("Not a question", style="Round")
    assert [b.kind for b in read_word(_saved(document), "x").blocks] == ["item", "text"]


def test_lists_by_the_name_of_their_style_alone() -> None:
    """A document without any numbering still says by its styles what is a list, how deep, and whether it is counted."""
    data = _saved(_notes())
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "word/_rels/document.xml.rels":
                part = re.sub(rb'<Relationship [^>]*relationships/numbering"[^>]*/>', b"", part)
            if name == "word/styles.xml":
                part = re.sub(rb"<w:numPr>.*?</w:numPr>", b"", part, flags=re.DOTALL)
            new.writestr(name, part)
    found = read_word(out.getvalue(), "n.docx").blocks
    assert [(b.level, b.ordered, b.text) for b in found if b.kind == "item"] == [
        (1, False, "Introduction"), (1, False, "What is Tern?"), (2, False, "Who counts?"), (1, True, "Why birds?"), (1, False, "Where is it?"),
    ]  # fmt: skip


def _zip(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in parts.items():
            packed.writestr(name, data)
    return out.getvalue()


def _without_body() -> bytes:
    with zipfile.ZipFile(io.BytesIO(_saved(_notes()))) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    empty = f"<w:document {nsdecls('w')}/>".encode()
    return _zip({**parts, "word/document.xml": empty})


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (_zip({"a.txt": b"x"}), "no Word document"),
        (_zip({"[Content_Types].xml": b"x", "word/document.xml": b"<x"}), "broken"),
        (_zip({"[Content_Types].xml": b"x", "word/document.xml": b"0" * 70_000_000}), "64 MB"),
        (_zip({"word/document.xml": b"x"}), "broken"),
        (_without_body(), "broken"),
        (b"PK\x03\x04junk", "broken"),
        (_saved(_notes())[:3000], "broken"),
    ],
)
def test_what_is_no_document_is_refused(data: bytes, word: str) -> None:
    """Other zip files, broken ones and bombs are refused in plain words."""
    with pytest.raises(SourceError, match=word):
        read(data, source="n.docx")
