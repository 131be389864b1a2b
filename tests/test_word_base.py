"""Tests for qbank.sheet.word.house_document and its neighbours: a sheet in the host's own document, and in a tagged template."""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Callable

import docx
import pytest
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.shared import Cm
from layouts import DAY, shipped, word_layout
from outlines import AWKWARD, awkward, full, small
from test_word_host import faults, styled, tree
from word_tools import edited, packed, parts, read_back, reword, sheet, text_of, with_part

from qbank.errors import SourceError
from qbank.sheet import word
from qbank.sheet.formats import FORMATS, Wanted, layout_problems, word_fallbacks

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def picture() -> bytes:
    """Return a small PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 2, 1, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" + b"\x20\x60\xa0" * 2)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def document(*changes: Callable[[Document], object]) -> bytes:
    """Return a Word document made by python-docx and changed."""
    made = io.BytesIO()
    docx.Document().save(made)
    return edited(made.getvalue(), *changes)


def logo(house: Document) -> None:
    """Put a picture and a name into the header."""
    line = house.sections[0].header.paragraphs[0]
    line.add_run().add_picture(io.BytesIO(picture()))
    line.add_run("The Plumbing Hour")


def styles(house: Document) -> None:
    """Add styles of the host's own: one that fits, one of another type, one that brings no list."""
    house.styles.add_style("Must Ask", WD_STYLE_TYPE.PARAGRAPH).font.italic = True
    house.styles.add_style("Cue", WD_STYLE_TYPE.PARAGRAPH)
    house.styles.add_style("Follow-up Deeper", WD_STYLE_TYPE.PARAGRAPH)


def test_design_stays_and_text_makes_room() -> None:
    """Header, picture, fonts and page of the host's document are kept; its own text is not."""
    base = document(logo, styles, lambda house: house.add_paragraph("An old letter."))
    made = sheet(full(), base=base)
    kept = parts(made)
    assert b"The Plumbing Hour" in kept["word/header1.xml"]
    assert kept["word/media/image1.png"] == picture()
    assert "An old letter." not in text_of(made)
    assert "Mina Okafor on LedgerLake" in text_of(made)
    size = tree(made).find(f".//{W}pgSz")
    assert size is not None
    assert size.get(f"{W}w") == "12240"


def test_style_of_the_host_is_used() -> None:
    """A style that the document has is used as it is, with a list put to it where it brings none."""
    made = sheet(full(), base=document(styles))
    (own,) = [s for s in docx.Document(io.BytesIO(made)).styles if s.name == "Must Ask"]
    assert own.font.italic
    lines = [
        p
        for p in tree(made).iter(f"{W}p")
        if (s := p.find(f"{W}pPr/{W}pStyle")) is not None and s.get(f"{W}val") == "Follow-upDeeper"
    ]
    assert lines
    assert all(p.find(f"{W}pPr/{W}numPr") is not None for p in lines)


def test_missing_styles_are_reported_together() -> None:
    """What the document lacks comes from qbank's design, and is named in one message."""
    layouts = {**shipped(), "house.docx": document(styles)}
    assert layout_problems("house.docx", layouts, [small()]) == ()
    (problem,) = word_fallbacks(layouts, "host")
    assert problem.where == "house.docx"
    assert "Nice to Have" in problem.what
    assert "Must Ask" not in problem.what
    assert "Cue" in problem.what
    (told,) = word_fallbacks(layouts, "guest")
    assert "Nice to Have" not in told.what


@pytest.mark.parametrize("copy", ["host", "guest"])
@pytest.mark.parametrize("footer", [True, False])
def test_sheet_in_a_house_is_valid(copy: str, footer: bool) -> None:
    """The sheet is sound, with the host's footer or with ours."""

    def own_footer(house: Document) -> None:
        if footer:
            house.sections[0].footer.paragraphs[0].text = "Ours since 2019"

    made = sheet(full(), base=document(logo, styles, own_footer), copy="guest" if copy == "guest" else "host")
    assert faults(made) == []
    assert ("word/footer_qbank.xml" in parts(made)) is not footer
    if footer and copy == "host":
        assert "Under any answer" in text_of(made)


def test_sheet_in_a_house_is_read_back() -> None:
    """Changes on a sheet in the host's design come back as on any other."""
    made = sheet(full(), base=document(logo, styles))
    assert read_back(made, full()).changes == ()
    (change,) = read_back(edited(made, reword("q08", "Tell me.")), full()).changes
    assert change.after == "Tell me."


def test_sheet_of_ours_is_a_base_too() -> None:
    """A sheet that was exported and restyled in Word is a house document like any other."""
    base = edited(sheet(small()), lambda d: setattr(d.styles["Must Ask"].font, "italic", True))
    made = sheet(full(), base=base)
    assert word_fallbacks({**shipped(), "s.docx": base}, "host") == ()
    assert styled(made)[0] == ("Heading 1", "Mina Okafor on LedgerLake")
    assert "Ada Quill" not in b"".join(parts(made).values()).decode()
    assert faults(made) == []


def test_footer_of_a_sheet_is_told_by_its_bookmark() -> None:
    """A program that saves a sheet gives its footer another name: the guest of that sheet is not passed on."""
    base = parts(sheet(small()))
    base["word/footer7.xml"] = base.pop("word/footer_qbank.xml")
    for name in ("[Content_Types].xml", "word/_rels/document.xml.rels"):
        base[name] = base[name].replace(b"footer_qbank.xml", b"footer7.xml").replace(b"rIdQbankfooter", b"rId7")
    base["word/document.xml"] = base["word/document.xml"].replace(b"rIdQbankfooter", b"rId7")
    made = parts(sheet(full(), base=packed(base)))
    assert not any(b"Ada Quill" in part for part in made.values())
    assert b"Mina Okafor" in made["word/footer_qbank.xml"]


def test_document_without_default_styles_is_a_base() -> None:
    """LibreOffice writes no default style of characters and tables: then ours stand on their own."""

    def without(part: str) -> str:
        part = re.sub(
            r'<w:style [^>]*w:styleId="(?:DefaultParagraphFont|TableNormal)">.*?</w:style>', "", part, flags=re.DOTALL
        )
        return re.sub(r'<w:basedOn w:val="(?:DefaultParagraphFont|TableNormal)"/>', "", part)

    base = with_part(document(logo), "word/styles.xml", without)
    assert b"TableNormal" not in parts(base)["word/styles.xml"]
    assert faults(sheet(small(), base=base)) == []


def test_a_document_without_lists_or_page_is_a_base() -> None:
    """A document that says nothing of lists, margins or paper gets the sheet's lists and Word's own page."""
    bare = parts(document())
    bare.pop("word/numbering.xml", None)
    for name, pattern in (
        ("word/_rels/document.xml.rels", rb'<Relationship [^>]*relationships/numbering"[^>]*/>'),
        ("[Content_Types].xml", rb'<Override [^>]*"/word/numbering.xml"[^>]*/>'),
        ("word/document.xml", rb"<w:sectPr.*?</w:sectPr>"),
    ):
        bare[name] = re.sub(pattern, b"", bare[name], flags=re.DOTALL)
    made = sheet(full(), base=packed(bare))
    assert faults(made) == []
    assert read_back(made, full()).changes == ()
    assert tree(made, "word/numbering.xml").find(f"{W}abstractNum") is not None


def test_the_page_may_be_chosen_for_a_house() -> None:
    """Paper that was asked for goes before the document's own, upright; its margins stay."""

    def lying(house: Document) -> None:
        section = house.sections[0]
        section.orientation, section.left_margin = WD_ORIENT.LANDSCAPE, Cm(1)

    made = word.write(small(), word_layout(), date=DAY, base=document(lying), page="a4")
    size, margins = (tree(made).find(f".//{W}{name}") for name in ("pgSz", "pgMar"))
    assert size is not None
    assert margins is not None
    assert {str(k): str(v) for k, v in size.items()} == {f"{W}w": "11906", f"{W}h": "16838"}
    assert margins.get(f"{W}left") == "567"


def test_template_of_word_is_taken() -> None:
    """A .dotx, which python-docx refuses, is a base like a .docx, and the sheet is a document again."""
    dotx = with_part(
        document(logo), "[Content_Types].xml", lambda p: p.replace("document.main+xml", "template.main+xml")
    )
    made = parts(sheet(full(), base=dotx))
    assert b"template.main" not in made["[Content_Types].xml"]
    assert b"The Plumbing Hour" in made["word/header1.xml"]


def test_export_takes_the_document_among_the_layouts() -> None:
    """The format docx sets the sheet in the document that is among its layouts."""
    layouts = {**shipped(), "house.docx": document(logo)}
    made = FORMATS["docx"](full(), layouts, Wanted(date=DAY))
    assert b"The Plumbing Hour" in parts(made)["word/header1.xml"]


def test_german_word_names_its_styles_otherwise() -> None:
    """Where everything is based on `Standard`, so are the styles that are added."""
    base = with_part(
        document(), "word/styles.xml",
        lambda p: p.replace('w:styleId="Normal"', 'w:styleId="Standard"').replace('w:val="Normal"/>', 'w:val="Standard"/>')
        .replace('<w:name w:val="Standard"/>', '<w:name w:val="Normal"/>'),
    )  # fmt: skip
    added = tree(sheet(small(), base=base), "word/styles.xml").find(f"{W}style[@{W}styleId='NicetoHave']")
    added = (
        added
        if added is not None
        else tree(sheet(small(), base=base), "word/styles.xml").find(f"{W}style[@{W}styleId='NiceToHave']")
    )
    assert added is not None
    assert added.find(f"{W}basedOn").get(f"{W}val") == "Standard"  # type: ignore[union-attr]


def relation(kind: str, target: str, *, outside: bool = True) -> Callable[[str], str]:
    """Return a change of a .rels part that adds one relation."""
    mode = ' TargetMode="External"' if outside else ""
    kind = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"
    added = f'<Relationship Id="rIdX" Type="{kind}" Target="{target}"{mode}/></Relationships>'
    return lambda part: part.replace("</Relationships>", added)


def test_outside_of_a_house_is_refused() -> None:
    """A header that loads a picture from the network is refused, and named."""
    base = with_part(document(logo), "word/_rels/header1.xml.rels", relation("image", "http://example.org/spy.png"))
    with pytest.raises(SourceError, match=r"points to something outside the document: http://example\.org/spy\.png"):
        sheet(small(), base=base)


def test_object_in_a_house_is_refused() -> None:
    """An embedded object could run: it is refused."""
    base = with_part(document(logo), "word/_rels/header1.xml.rels", relation("oleObject", "x.bin", outside=False))
    with pytest.raises(SourceError, match="embeds an object"):
        sheet(small(), base=base)


def test_path_of_the_template_is_taken_out() -> None:
    """The path of the template that a document was made from names someone's machine: it is not passed on."""
    rels = '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
    made = parts(document(logo))
    made["word/_rels/settings.xml.rels"] = relation("attachedTemplate", "file:///C:/Users/ann/x.dotx")(rels).encode()
    made["word/settings.xml"] = made["word/settings.xml"].replace(
        b"</w:settings>", b'<w:attachedTemplate xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rIdX"/></w:settings>',
    )  # fmt: skip
    got = parts(sheet(small(), base=packed(made)))
    assert not any(b"ann/x.dotx" in part or b"attachedTemplate" in part for part in got.values())


def test_strict_document_is_refused() -> None:
    """The Strict form of the format is another language: a person is told how to save it."""
    base = with_part(document(), "word/document.xml", lambda _: "<document/>")
    with pytest.raises(SourceError, match="Strict"):
        sheet(small(), base=base)


# --- tagged templates ---


def tagged(*lines: str, footer: str = "") -> bytes:
    """Return a Word document whose paragraphs hold Jinja tags."""

    def write(made: Document) -> None:
        for text in lines:
            half = len(text) // 2
            line = made.add_paragraph(text[:half])
            line.add_run(text[half:])
        made.sections[0].footer.paragraphs[0].text = footer

    return document(write)


LOOP = (
    "{{ sheet.title }}",
    "{%p for part in sheet.parts %}",
    "{%p for entry in part.entries %}",
    "{{ part.start | clock }} {{ entry.question.text if entry.question else entry.spoken }}",
    "{%p endfor %}",
    "{%p endfor %}",
)


def test_tags_are_filled() -> None:
    """Tags in the text and in the footer are filled, torn into runs or not, with every sign unchanged."""
    made = sheet(awkward(), base=tagged(*LOOP, footer="{{ sheet.outline.show }}"))
    assert f"00:00 {AWKWARD}?" in text_of(made).split("\n")
    assert docx.Document(io.BytesIO(made)).sections[0].footer.paragraphs[0].text == AWKWARD
    assert (
        docx.Document(io.BytesIO(made)).core_properties.title
        == docx.Document(io.BytesIO(sheet(awkward()))).core_properties.title
    )


def test_tagged_sheet_is_the_same_each_time() -> None:
    """The same template and outline give the same bytes."""
    assert sheet(full(), base=tagged(*LOOP)) == sheet(full(), base=tagged(*LOOP))


def test_tagged_template_of_the_guest_sees_the_allow_list() -> None:
    """In the guest's copy a template cannot ask for the outline."""
    assert "Wants" not in text_of(sheet(full(), base=tagged("{{ sheet.guest }}"), copy="guest"))
    with pytest.raises(SourceError, match="outline"):
        sheet(full(), base=tagged("{{ sheet.outline.box.off_limits }}"), copy="guest")


@pytest.mark.parametrize(
    "trick",
    ["{{ ''.__class__.__mro__ }}", "{% include '/etc/passwd' %}", "{{ nothing }}", "{{ 'a' * 99999999 }}", "{% if %}"],
)
def test_trick_in_a_template_is_refused(trick: str) -> None:
    """A template can say things and do nothing."""
    with pytest.raises(SourceError, match="cannot be filled"):
        sheet(small(), base=tagged(trick))


def test_every_fault_of_a_template_is_named() -> None:
    """Each fault comes with its paragraph and its words, all at once."""
    data = tagged("{{ sheet.title }}", "{{ sheet.titel }}", "plain", "{{ nope", "{{ ''.__class__ }}", "{%p if sheet.backups %}",
                  footer="{{ sheet.fuss }}")  # fmt: skip
    found = [str(p) for p in layout_problems("mine.docx", {**shipped(), "mine.docx": data}, [full()])]
    assert [line.split(" (")[0] for line in found] == [
        "mine.docx: paragraph 2", "mine.docx: paragraph 4", "mine.docx: paragraph 5", "mine.docx: paragraph 6",
        "mine.docx: paragraph 1 of footer1",
    ]  # fmt: skip
    assert "“{{ sheet.titel }}”" in found[0]


def test_sound_templates_have_no_faults() -> None:
    """A template for either copy that fills has nothing to name."""
    for data in (tagged(*LOOP), tagged("{%p for line in sheet.lines %}", "{{ line.text }}", "{%p endfor %}")):
        assert layout_problems("mine.docx", {**shipped(), "mine.docx": data}, [full(), small()]) == ()


def test_template_with_comments_is_refused() -> None:
    """Comments in a template would be sent along."""

    def comment(made: Document) -> None:
        made.add_comment(made.paragraphs[0].runs[0], text="psst", author="Bo")

    with pytest.raises(SourceError, match="holds comments"):
        sheet(small(), base=edited(tagged("{{ sheet.title }}"), comment))


def test_layout_that_must_not_be_used_is_a_problem() -> None:
    """A hostile layout is reported like any other fault."""
    layouts = {**shipped(), "bad.docx": b"no zip"}
    (problem,) = layout_problems("bad.docx", layouts, [small()])
    assert "not a Word file" in problem.what


def test_tagged_layout_ignores_measures() -> None:
    """A template of the host's own has its own page."""
    made = word.write(small(), word_layout(), date=DAY, base=tagged("{{ sheet.title }}"), page="letter")
    assert "Ada Quill on Lantern" in text_of(made)
