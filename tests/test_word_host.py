"""Tests for qbank.sheet.word.body and its neighbours: what the host's Word sheet holds, and that it is sound."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from layouts import DAY, word_layout
from lxml import etree
from openxml_audit import OpenXmlValidator
from outlines import AWKWARD, ask, awkward, full, small
from word_tools import parts, sheet, text_of

from qbank.errors import SourceError, UsageError
from qbank.model import Outline, Section
from qbank.sheet import word
from qbank.sheet.copies import COPIES, Copy

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def tree(data: bytes, part: str = "word/document.xml") -> etree._Element:
    """Return a part of a Word file as a tree."""
    return etree.fromstring(parts(data)[part])


def styled(data: bytes) -> list[tuple[str, str]]:
    """Return the style's name and the text of every paragraph that has any."""
    document = docx.Document(io.BytesIO(data))
    names = {style.style_id: style.name for style in document.styles}
    found = []
    for p in document.element.body.iter(qn("w:p")):
        text = "".join(t.text or "" for t in p.iter(qn("w:t")))
        if text:
            found.append((str(names[p.pPr.pStyle.val]), text))
    return found


def test_sheet_reads_in_order() -> None:
    """Styles and text of the small sheet, from the title to the strip of moments."""
    assert [line for line in styled(sheet(small())) if line[0] not in {"Box Label", "Box Text"}] == [
        ("Heading 1", "Ada Quill on Lantern"),
        ("Subtitle", "Host copy · 15 minutes, 11 planned"),
        ("Small Print", word_layout().host.legend),
        ("Heading 2", "00:00  Open"),
        ("Time Mark", "Open  5 minutes."),
        ("Time Mark", "Notes"),
        ("Spoken Line", "Introduction"),
        ("Tick Box", "☐"),
        ("Must Ask", "path  How did you get involved in the area of search?"),
        ("Heading 2", "00:05  Ahead"),
        ("Time Mark", "Ahead  Be here by 00:05; 6 minutes. Later? Skip refuse"),
        ("Time Mark", "Notes"),
        ("Nice to Have", "refuse  What will you never build?"),
        ("Follow-up Deeper", "Who asks for it?"),
        ("Spoken Line", "Where can people find you?"),
        ("Tick Box", "☐"),
        ("Must Ask", "gap  What is the biggest gap in the tooling today?"),
        ("Heading 2", "Moments"),
        ("Time Mark", "Time"),
        ("Time Mark", "★ or cut"),
        ("Time Mark", "What"),
    ]  # fmt: skip


def test_full_sheet_holds_everything_a_host_wants() -> None:
    """The top box, the rituals, the look-ups, the probes, the backups, the clock on the wall: all of it is there."""
    outline = full()
    made = sheet(outline)
    text = text_of(made) + parts(made)["word/footer_qbank.xml"].decode()
    wanted = [
        outline.box.pronunciation, outline.box.pronouns, outline.box.role, outline.company, outline.box.purpose,
        outline.box.recorded_at, outline.box.hard_stop, *outline.box.plug, *outline.box.off_limits, *outline.box.links,
        *outline.spoken.values(), *outline.look_up, *outline.probes, *outline.checklist, "asked: ep 35, ep 40, +7",
        "» The database runs inside the calling program.", "Backups", "Look-ups worth ten minutes (5)",
        "00:23 · 17:23  What breaks", "Be here by 00:23 · 17:23; 8 minutes.",
    ]  # fmt: skip
    assert [one for one in wanted if one and one.replace("'", "&#x27;") not in text and one not in text] == []


def test_every_question_has_its_bookmark_once() -> None:
    """One bookmark for each question, named by its id, all with different numbers."""
    marks = tree(sheet(full())).findall(f".//{W}bookmarkStart")
    names = [mark.get(f"{W}name") for mark in marks]
    assert [n for n in names if n and not n.startswith("qbank_")] == [
        f"q{n:02d}" for n in (*range(1, 14), 16, 17, 20, 14, 15, 18, 19)
    ]
    assert len({mark.get(f"{W}id") for mark in marks}) == len(marks) == len(set(names))


def test_odd_ids_make_bookmarks_that_word_takes() -> None:
    """A bookmark's name has letters, digits and underscores only, and at most forty signs."""
    odd = [ask(id, "must", "usage", "x", f"Why {id}?") for id in ("my-own line", "7", "x" * 60, "né")]
    outline = replace(small(), sections=(Section(block="open", title="O", start=0, minutes=5, questions=tuple(odd)),))
    names = [m.get(f"{W}name") or "" for m in tree(sheet(outline)).iter(f"{W}bookmarkStart")]
    assert all(re.fullmatch(r"[A-Za-z]\w{0,39}", name, re.ASCII) for name in names)


def test_one_number_goes_through_the_sheet() -> None:
    """All blocks and the backups share one list that starts at one: question 7 is the seventh."""
    made = sheet(full())
    restarts = tree(made, "word/numbering.xml").findall(f".//{W}startOverride")
    assert {r.get(f"{W}val") for r in restarts} == {"1"}
    used = [
        p.find(f"{W}pPr/{W}numPr/{W}numId").get(f"{W}val")  # type: ignore[union-attr]
        for p in tree(made).iter(f"{W}p")
        if p.find(f"{W}pPr/{W}pStyle").get(f"{W}val") == "TickBox"  # type: ignore[union-attr]
    ]
    assert len(used) == 20
    assert len(set(used)) == 1


def test_no_row_is_split_and_headers_repeat() -> None:
    """A question stays with its follow-ups on one page; the first row of each block is repeated on the next."""
    root = tree(sheet(full()))
    rows = root.findall(f".//{W}tr")
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
    assert len(root.findall(f".//{W}tblHeader")) == 8


def test_headings_go_down_one_step_at_a_time() -> None:
    """One heading of the first level, then only the second: nothing is skipped."""
    levels = [style for style, _ in styled(sheet(full())) if style.startswith("Heading")]
    assert levels == ["Heading 1"] + ["Heading 2"] * 9
    styles = tree(sheet(full()), "word/styles.xml")
    assert {o.get(f"{W}val") for o in styles.iter(f"{W}outlineLvl")} == {"0", "1"}


def test_no_empty_paragraph_makes_space() -> None:
    """Outside of tables, where a cell must hold a paragraph, none is empty."""
    body = docx.Document(io.BytesIO(sheet(full())))
    assert all(paragraph.text for paragraph in body.paragraphs)


def test_tables_say_what_they_are() -> None:
    """Each table has a title and a description for those who hear the sheet."""
    root = tree(sheet(full()))
    assert len(root.findall(f".//{W}tblCaption")) == len(root.findall(f".//{W}tblDescription")) == 10


def test_sheet_is_black_and_white() -> None:
    """Every color is a grey."""
    made = b"".join(parts(sheet(full())).values()).decode()
    colors = set(re.findall(r'(?:w:color|w:fill|val)="([0-9A-F]{6})"', made))
    assert all(c[:2] == c[2:4] == c[4:] for c in colors)


def test_properties_are_the_shows() -> None:
    """Title, author, subject, language and dates are those of the sheet; no trace of a library's defaults."""
    document = docx.Document(io.BytesIO(sheet(full())))
    core = document.core_properties
    assert (core.title, core.author, core.subject, core.language) == (
        "Mina Okafor on LedgerLake", "The Plumbing Hour", "LedgerLake", "en-US",
    )  # fmt: skip
    assert str(core.created) == "2026-11-22 00:00:00+00:00"
    assert core.identifier.startswith("qbank:ledgerlake-mina-okafor:")
    assert not any("thumbnail" in name for name in parts(sheet(full())))
    assert b"python-docx" not in b"".join(parts(sheet(full())).values())


def test_long_title_fits_the_property() -> None:
    """A title is cut in the property, where Word takes 255 signs, and whole on the page."""
    outline = replace(small(), guests=("N" * 300,))
    document = docx.Document(io.BytesIO(sheet(outline)))
    assert len(document.core_properties.title) == 255
    assert "N" * 300 in document.paragraphs[0].text


def test_footer_counts_pages() -> None:
    """The footer says page, pages, guest and when it is recorded, with fields that Word counts."""
    footer = tree(sheet(full()), "word/footer_qbank.xml")
    assert [f.get(f"{W}instr") for f in footer.iter(f"{W}fldSimple")] == [" PAGE ", " NUMPAGES "]
    assert "".join(t.text or "" for t in footer.iter(f"{W}t")).endswith(
        "page 1 of 1 · Mina Okafor · Tue 24 Nov 2026, 17:00 CET (UTC+1)"
    )


def test_page_and_type_can_be_chosen() -> None:
    """Letter paper and large print change the page and every size of type."""
    size = tree(word.write(small(), word_layout(), date=DAY, page="letter")).find(f".//{W}pgSz")
    assert size is not None
    assert {str(k): str(v) for k, v in size.items()} == {f"{W}w": "12240", f"{W}h": "15840"}
    usual = tree(word.write(small(), word_layout(), date=DAY), "word/styles.xml")
    large = tree(word.write(small(), word_layout(), date=DAY, large_print=True), "word/styles.xml")
    for one, other in zip(usual.iter(f"{W}sz"), large.iter(f"{W}sz"), strict=True):
        assert int(other.get(f"{W}val", "")) > int(one.get(f"{W}val", ""))


@pytest.mark.parametrize("text", ["مرحبا بالعالم", "שלום עולם"])
def test_right_to_left_text_runs_so(text: str) -> None:
    """A question in a script from right to left is set in that direction; others are not."""
    outline = replace(small(), sections=(Section(block="open", title="O", start=0, minutes=5, questions=(
        ask("q01", "must", "usage", "x", text), ask("q02", "must", "usage", "y", "Why?"))),))  # fmt: skip
    lines = tree(sheet(outline)).iter(f"{W}p")
    turned = ["".join(t.text or "" for t in p.iter(f"{W}t")) for p in lines if p.find(f"{W}pPr/{W}bidi") is not None]
    assert turned == [f"x  {text}"]


def test_awkward_text_is_unchanged() -> None:
    """Signs that are markup elsewhere are plain text here."""
    assert text_of(sheet(awkward())).count(AWKWARD) >= 8


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=40))
def test_any_printable_text_is_kept(text: str) -> None:
    """Every printable text comes out of the document as it went in."""
    question = ask("q01", "must", "usage", "", f"{text}?")
    outline = replace(small(), sections=(Section(block="open", title="O", start=0, minutes=5, questions=(question,)),))
    assert f"{text}?" in text_of(sheet(outline)).split("\n")


def test_line_break_and_tab_are_kept() -> None:
    """A line break in a note is one in the document."""
    outline = replace(small(), box=replace(small().box, purpose="one\ntwo\tthree"))
    assert b"<w:br/>" in parts(sheet(outline))["word/document.xml"]
    assert b"<w:tab/>" in parts(sheet(outline))["word/document.xml"]


def test_control_character_is_refused_with_its_place() -> None:
    """What no document can hold is refused, with the place."""
    with pytest.raises(SourceError, match=r"box\.purpose holds the unprintable character U\+0000"):
        sheet(replace(small(), box=replace(small().box, purpose="a\0b")))


def test_date_must_be_one() -> None:
    """A date that is none is refused."""
    with pytest.raises(UsageError, match="'soon'"):
        word.write(small(), word_layout(), date="soon")


@pytest.mark.parametrize("copy", COPIES)
@pytest.mark.parametrize("make", [small, full, awkward], ids=["small", "full", "awkward"])
def test_document_is_valid(make: Callable[[], Outline], copy: Copy) -> None:
    """A strict reader of the format finds nothing to object to."""
    assert faults(sheet(make(), copy=copy)) == []


def faults(data: bytes) -> list[str]:
    """Return what a strict reader of the format objects to."""
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "sheet.docx"
        file.write_bytes(data)
        return [str(error) for error in OpenXmlValidator().validate(str(file)).errors]


def test_same_bytes_whatever_the_day_is_now() -> None:
    """Every date in the zip is the one given."""
    import zipfile

    assert sheet(full()) == sheet(full())
    with zipfile.ZipFile(io.BytesIO(sheet(full()))) as package:
        assert {info.date_time for info in package.infolist()} == {(2026, 11, 22, 0, 0, 0)}


def test_empty_outline_makes_a_sheet() -> None:
    """An outline without any question still makes a sheet with a top box."""
    bare = Outline(id="bare", date=DAY, guests=("A",))
    assert styled(sheet(bare))[0] == ("Heading 1", "A")
    assert faults(sheet(bare)) == []


def test_notes_and_marks_are_printed() -> None:
    """What was ticked and noted before stands on the next sheet."""
    first = small().sections[0]
    marked = replace(first, questions=(replace(first.questions[0], mark="great", note="Said: long ago."),))
    made = styled(sheet(replace(small(), sections=(marked, *small().sections[1:]))))
    assert ("Tick Box", "☒") in made
    assert ("Note Line", "Said: long ago.") in made


def test_whom_a_question_is_for() -> None:
    """With several guests, a question says whom it is for."""
    first = small().sections[0]
    to = replace(first, questions=(replace(first.questions[0], to="Bo"),))
    assert "path  to Bo  How did you" in text_of(sheet(replace(small(), sections=(to,))))
