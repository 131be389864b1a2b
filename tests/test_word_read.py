"""Tests for qbank.sheet.word.read and qbank.sheet.word.trace: a document as it reads when every change is accepted."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from outlines import full, small
from word_tools import packed, parts, read_back, sheet, with_part

from qbank.errors import SourceError
from qbank.sheet.word.read import Document, read
from qbank.sheet.word.trace import as_before, digest, fingerprint, known, said, trace

WHO = 'w:id="1" w:author="Bo" w:date="2026-11-22T00:00:00Z"'


def run(text: str) -> str:
    """Return a run."""
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def taken_out(text: str) -> str:
    """Return a tracked deletion."""
    return f"<w:del {WHO}><w:r><w:delText>{text}</w:delText></w:r></w:del>"


def put_in(text: str) -> str:
    """Return a tracked insertion."""
    return f"<w:ins {WHO}>{run(text)}</w:ins>"


def body(markup: str) -> Document:
    """Return what is read from a document with this body."""

    def change(part: str) -> str:
        begin, end = part.index("<w:body>") + len("<w:body>"), part.index("</w:body>")
        return part[:begin] + markup + part[end:]

    return read(with_part(sheet(small()), "word/document.xml", change))


def texts(markup: str) -> list[str]:
    """Return the texts of the paragraphs of a body."""
    return [paragraph.text for paragraph in body(markup).paragraphs]


def test_tracked_changes_read_as_accepted() -> None:
    """What was taken out is gone, what was put in or moved here is there."""
    moved = f"<w:moveTo {WHO}>{run('here')}</w:moveTo><w:moveFrom {WHO}>{run('there')}</w:moveFrom>"
    (paragraph,) = body(f"<w:p>{run('a ')}{taken_out('b')}{put_in('c ')}{moved}</w:p>").paragraphs
    assert (paragraph.text, paragraph.tracked) == ("a c here", True)


def test_deleted_end_of_a_paragraph_joins_it_to_the_next() -> None:
    """When the mark at its end was deleted, a paragraph goes on in the next one."""
    gone = f"<w:pPr><w:rPr><w:del {WHO}/></w:rPr></w:pPr>"
    assert texts(f"<w:p>{gone}{run('one ')}</w:p><w:p>{run('two')}</w:p>") == ["one two"]
    assert texts(f"<w:p>{run('zero')}</w:p><w:p>{gone}{run('one')}</w:p>") == ["zero", "one"]


def test_rows_and_cells_of_no_table_are_read_for_what_they_say() -> None:
    """A row or cell that stands outside of a table is only a wrapper."""
    (paragraph,) = body(f"<w:tr><w:tc><w:p>{run('one')}</w:p></w:tc></w:tr>").paragraphs
    assert (paragraph.text, paragraph.place) == ("one", None)


def test_text_inside_wrappers_is_read() -> None:
    """Content controls, links, smart tags and fields hold text like any other."""
    wrapped = (
        f"<w:sdt><w:sdtContent><w:p>{run('a')}<w:hyperlink>{run('b')}</w:hyperlink>"
        f'<w:sdt><w:sdtContent>{run("c")}</w:sdtContent></w:sdt><w:fldSimple w:instr="X">{run("d")}</w:fldSimple>'
        "</w:p></w:sdtContent></w:sdt>"
    )
    assert texts(wrapped) == ["abcd"]


def test_signs_that_are_no_text_are_read() -> None:
    """Tabs, breaks and signs of symbol fonts are signs; a tab stop is none."""
    tabs = '<w:pPr><w:tabs><w:tab w:val="left" w:pos="1"/></w:tabs></w:pPr>'
    marks = '<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>'
    assert texts(f"<w:p>{tabs}{marks}</w:p>") == ["a b c☒"]


def test_tables_inside_tables_belong_to_the_outer_one() -> None:
    """Whatever is nested in a cell stands in that cell."""
    inner = f"<w:tbl><w:tr><w:tc><w:p>{run('x')}</w:p></w:tc></w:tr></w:tbl>"
    outer = f"<w:tbl><w:tr><w:tc><w:p/></w:tc><w:tc>{inner}<w:p>{run('y')}</w:p></w:tc></w:tr></w:tbl>"
    found = [(p.text, p.place) for p in body(outer).paragraphs]
    assert found == [("", (0, 0, 0)), ("x", (0, 0, 1)), ("y", (0, 0, 1))]


def test_drawing_is_read_once() -> None:
    """The same text box for older programs is not read again."""
    space = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    box = f"<mc:AlternateContent {space}><mc:Choice Requires='x'><w:p>{run('box')}</w:p></mc:Choice><mc:Fallback><w:p>{run('box')}</w:p></mc:Fallback></mc:AlternateContent>"
    assert texts(f"<w:p><w:r>{box}</w:r>{run('line')}</w:p>") == ["box", "line"]


def test_nesting_however_deep_is_no_crash() -> None:
    """A document nested as deep as the parser allows is read without recursion."""
    depth = 60
    assert texts("<w:tbl><w:tr><w:tc>" * depth + f"<w:p>{run('x')}</w:p>" + "</w:tc></w:tr></w:tbl>" * depth) == ["x"]


def test_bookmark_between_paragraphs_belongs_to_the_next() -> None:
    """A bookmark that begins outside of any paragraph stands at the one that follows."""
    (paragraph,) = body(f'<w:bookmarkStart w:id="9" w:name="q01"/><w:p>{run("a")}</w:p>').paragraphs
    assert paragraph.marks == ("q01",)


def test_a_document_may_lack_what_it_does_not_need() -> None:
    """Without styles and properties, with comments of XML's own and a cell that stands in no table, the text is read."""

    def loosened(part: str) -> str:
        end = part.index("</w:body>")
        return f"{part[:end]}<!-- by hand --><?by hand?><w:tc><w:p>{run('loose')}</w:p></w:tc>{part[end:]}"

    made = parts(with_part(sheet(small()), "word/document.xml", loosened))
    for name in ("word/styles.xml", "docProps/core.xml"):
        del made[name]
    found = read(packed(made))
    assert found.paragraphs[-1].text == "loose"
    assert found.trace.outline == small().id
    whole = [p.text for p in read(sheet(small())).paragraphs]
    assert [p.text for p in found.paragraphs][: len(whole)] == whole


def test_a_style_without_a_name_is_passed_over() -> None:
    """A style that has lost its name hides none of the others."""
    data = with_part(
        sheet(small()),
        "word/styles.xml",
        lambda part: part.replace("</w:styles>", '<w:style w:styleId="Odd"/></w:styles>'),
    )
    assert read_back(data, small()).changes == ()


def test_trace_says_whose_the_sheet_is() -> None:
    """The properties tell the outline, its state, the copy and what the questions were."""
    found = read(sheet(full())).trace
    assert (found.outline, found.copy, found.fingerprint) == (
        full().id,
        "host",
        fingerprint(full(), said(full()).written),
    )
    assert found.known == known(said(full()).written)
    assert read(sheet(full(), copy="guest")).trace.known is None


def test_what_an_older_sheet_knows_is_read() -> None:
    """Until December 2026 a sheet held the same as one JSON object."""
    now = known(said(full()).written)
    assert now
    assert known(json.dumps({id: [*told] for id, told in now.items()})) == now
    written = said(full()).written
    mark, before = (fingerprint(full(), one) for one in (written, as_before(written)))
    older = with_part(sheet(full()), "docProps/custom.xml", lambda part: part.replace(mark, before))
    assert (read_back(older, full()).changes, read_back(older, full()).problems) == ((), ())
    assert known(said(replace(full(), sections=())).written) == {}


@pytest.mark.parametrize(
    "cut",
    [
        "00000001",
        '00 ["a", "must"]',
        '00000001 ["a", "must\\nmust"]',
        "00000001 [1, 2]",
        "[[], [], []]",
        "",
        "{",
        "[]",
        "3",
        '{"q01": 1}',
        '{"q01": ["a"]}',
    ],
)
def test_cut_property_is_no_error(cut: str) -> None:
    """A property that a program cut off is taken as missing."""
    custom = {"qbank outline": "x", "qbank questions": cut}
    assert trace(custom, "", where="it").known in (None, {})


def test_identifier_alone_is_enough() -> None:
    """The core property tells the outline when nothing else does; an id may hold a colon."""
    assert trace({}, "qbank:a-b:0123", where="it").outline == "a-b"
    with pytest.raises(SourceError, match="not a sheet"):
        trace({}, "isbn:1", where="it")


def test_digest_looks_past_white_space() -> None:
    """A wording is the same whatever blanks an office program put in."""
    question = full().sections[0].questions[0]
    assert digest(question) == digest(replace(question, text=question.text.replace(" ", "  ")))
    assert digest(question) != digest(replace(question, cue="other"))
