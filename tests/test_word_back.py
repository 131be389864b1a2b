"""Tests for qbank.sheet.word.edits: what a person changed on a sheet comes back as exactly that."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from docx.document import Document
from hypothesis import example, given, settings
from hypothesis import strategies as st
from layouts import DAY, word_layout
from outlines import awkward, full, small
from word_tools import (
    Edit,
    add,
    below,
    brief,
    cell,
    changes,
    drop,
    edited,
    move,
    note,
    packed,
    paragraph,
    parts,
    read_back,
    reword,
    row,
    sheet,
    text_of,
    tick,
    track,
    with_part,
)

from qbank.errors import SourceError
from qbank.model import Outline, PlannedQuestion
from qbank.sheet.word.edits import edits, origin


def question(outline: Outline, id: str) -> PlannedQuestion:
    """Return a question of an outline by its id."""
    return next(q for s in outline.sections for q in s.questions if q.id == id)


@pytest.mark.parametrize("make", [small, full, awkward])
def test_untouched_sheet_has_no_changes(make: Callable[[], Outline]) -> None:
    """A sheet that nobody touched, or that python-docx only saved again, says nothing new."""
    outline = make()
    for data in (sheet(outline), edited(sheet(outline))):
        back = read_back(data, outline)
        assert back.changes == ()
        assert back.problems == ()
        assert back.outline == outline


def test_reworded_question() -> None:
    """A retyped sentence is a rewording; cue and context stay."""
    data = edited(sheet(full()), reword("q03", "Why not mend the old one?"))
    back = read_back(data, full())
    assert [brief(c) for c in back.changes] == [("reworded", "q03", "Why not mend the old one?")]
    assert question(back.outline, "q03") == replace(question(full(), "q03"), text="Why not mend the old one?")


def test_white_space_is_no_change() -> None:
    """Blanks that an office program moved about are not a rewording."""
    data = edited(sheet(full()), reword("q03", " Why start  a new one instead of mending that one? "))
    assert changes(data, full()) == set()


def test_reworded_context_and_cue() -> None:
    """The lead-in and the cue are read back each for itself."""

    def change(document: Document) -> None:
        lead_in = cell(document, "q03", 1).paragraphs[0]
        lead_in.runs[0].text = "start anew"
        lead_in.runs[-1].text = "» You came from somewhere."

    data = edited(sheet(full()), change)
    found = {(c.part, c.after) for c in read_back(data, full()).changes}
    assert found == {("cue", "start anew"), ("context", "You came from somewhere.")}


def test_dropped_question() -> None:
    """A deleted row is a dropped question; the clock gives its minutes back."""
    back = read_back(edited(sheet(full()), drop("q07")), full())
    assert [brief(c) for c in back.changes] == [("dropped", "q07", "")]
    assert back.outline.planned_minutes == full().planned_minutes - 3
    assert back.outline.sections[3].start == full().sections[3].start - 3


def test_added_question() -> None:
    """A row of one's own is an added question with the next free id, where it was put."""
    back = read_back(edited(sheet(full()), add("Who pays for the light?", below="q06")), full())
    assert [brief(c) for c in back.changes] == [("added", "q21", "Who pays for the light?")]
    inside = back.outline.sections[2].questions
    assert [q.id for q in inside] == ["q05", "q06", "q21", "q07"]
    assert (inside[2].template, inside[2].category, inside[2].lane) == (None, "tradeoffs", "nice")


def test_added_row_in_word_plain() -> None:
    """A row that a person added below the table's last, in no style of the sheet, is a question all the same."""

    def change(document: Document) -> None:
        document.tables[4].add_row().cells[1].text = "Who pays for the light?"  # type: ignore[no-untyped-call]

    assert changes(edited(sheet(full()), change), full()) == {("added", "q21", "Who pays for the light?")}


def test_line_between_tables_is_an_added_question() -> None:
    """A line typed below a heading, outside of any table, is a question of that block."""

    def change(document: Document) -> None:
        heading = next(p for p in document.paragraphs if p.text.endswith("What breaks"))
        heading._p.addnext(document.add_paragraph("Who is on call?")._p)

    back = read_back(edited(sheet(full()), change), full())
    assert [brief(c) for c in back.changes] == [("added", "q21", "Who is on call?")]
    assert [q.id for q in back.outline.sections[3].questions] == ["q21", "q08", "q09", "q10"]


def test_pasted_copy_is_an_added_question() -> None:
    """A copied row is a new question, whether or not its bookmark was copied too."""
    from copy import deepcopy

    def change(document: Document) -> None:
        row(document, "q06")._tr.addnext(deepcopy(row(document, "q06")._tr))

    kinds = [(c.kind, c.id) for c in read_back(edited(sheet(full()), change), full()).changes]
    assert kinds == [("added", "q21")]


def test_moved_question() -> None:
    """A row moved within its block is one move, however many it passed."""
    back = read_back(edited(sheet(full()), move("q10", before="q08")), full())
    assert [brief(c) for c in back.changes] == [("moved", "q10", "to What breaks, to the first place")]
    assert [q.id for q in back.outline.sections[3].questions] == ["q10", "q08", "q09"]


def test_moved_to_another_block() -> None:
    """A row moved to another block takes its minutes with it."""
    back = read_back(edited(sheet(full()), move("q07", before="q09")), full())
    assert [brief(c) for c in back.changes] == [("moved", "q07", "to What breaks, after q08")]
    assert back.outline.sections[2].minutes == 7
    assert back.outline.sections[3].minutes == 11
    assert back.outline.planned_minutes == full().planned_minutes


def test_moved_out_of_the_backups() -> None:
    """A backup moved into a block changes its lane; with a tick box it is a must-ask."""
    data = edited(sheet(full()), move("q15", before="q13"))
    assert changes(data, full()) == {("lane", "q15", "nice")}
    assert ("lane", "q15", "must") in changes(edited(data, tick("q15", "☐")), full())


def test_moved_to_the_backups() -> None:
    """A question moved to the backups is one, and keeps its block in the outline."""
    back = read_back(edited(sheet(full()), move("q13", before="q15")), full())
    assert [brief(c) for c in back.changes] == [("lane", "q13", "backup")]
    assert "q13" in {q.id for q in back.outline.sections[4].questions}


def test_lane_by_style_or_box() -> None:
    """Another style, a box put in or taken away: each moves a question to another lane."""

    def style(document: Document) -> None:
        paragraph(document, "q02").style = document.styles["Nice to Have"]

    assert changes(edited(sheet(full()), style), full()) == {("lane", "q02", "nice")}
    assert changes(edited(sheet(full()), tick("q02", "")), full()) == {("lane", "q02", "nice")}
    assert changes(edited(sheet(full()), tick("q04", "☐")), full()) == {("lane", "q04", "must")}


@pytest.mark.parametrize(
    ("sign", "mark"), [("☒", "asked"), ("x", "asked"), ("☐ X", "asked"), ("✓", "asked"), ("☐★", "great")]
)
def test_ticked(sign: str, mark: str) -> None:
    """Whatever sign a person puts into the box, the question was asked; a star says it was great."""
    back = read_back(edited(sheet(full()), tick("q02", sign)), full())
    assert [brief(c) for c in back.changes] == [("ticked", "q02", mark)]
    assert question(back.outline, "q02").mark == mark


def test_unticked() -> None:
    """A tick that was printed and taken away is no longer a mark."""
    ticked = read_back(edited(sheet(full()), tick("q02"), tick("q04", "x")), full()).outline
    data = sheet(ticked)
    assert changes(data, ticked) == set()
    assert changes(edited(data, tick("q02", "☐")), ticked) == {("unticked", "q02", "")}


def test_notes_beside_and_below() -> None:
    """What is written in the notes column or under a question, in no style of the sheet, is its note."""
    data = edited(sheet(full()), note("q03", "Said: too slow."), below("q09", "Ask Bo about it", "Normal"))
    back = read_back(data, full())
    assert {brief(c) for c in back.changes} == {("note", "q03", "Said: too slow."), ("note", "q09", "Ask Bo about it")}
    assert question(back.outline, "q03").note == "Said: too slow."


def test_an_empty_line_under_a_question_is_nothing() -> None:
    """Who presses Enter once too often has changed nothing."""
    assert changes(edited(sheet(full()), below("q09", "", "Normal"), note("q03", "")), full()) == set()


def test_note_after_the_asked_line() -> None:
    """A note typed right behind "asked: ep 35" is told from it."""

    def change(document: Document) -> None:
        cell(document, "q03", 2).paragraphs[0].add_run(" Good story.")

    assert changes(edited(sheet(full()), change), full()) == {("note", "q03", "Good story.")}


def test_follow_ups_come_back() -> None:
    """Follow-ups are reworded, added by style or by sign, dropped and put in another order."""

    def drop_first(document: Document) -> None:
        gone = cell(document, "q03", 1).paragraphs[2]
        gone._p.getparent().remove(gone._p)

    def swap(document: Document) -> None:
        lines = cell(document, "q08", 1).paragraphs
        lines[1]._p.addprevious(lines[2]._p)

    def retype(document: Document) -> None:
        cell(document, "q02", 1).paragraphs[1].runs[0].text = "What did those people do before?"

    data = edited(
        sheet(full()), drop_first, swap, retype, below("q05", "Where is it safe?", "Follow-up If Brief"),
        below("q06", "↔ Who gained?", "Normal"),
    )  # fmt: skip
    back = read_back(data, full())
    assert {(c.kind, c.part, c.id) for c in back.changes} == {
        ("dropped", "follow-up", "q03a"), ("moved", "follow-up", "q08b"), ("reworded", "follow-up", "q02a"),
        ("added", "follow-up", "q05c"), ("added", "follow-up", "q06c"),
    }  # fmt: skip
    made = question(back.outline, "q06").follow_ups[-1]
    assert (made.role, made.text) == ("other-side", "Who gained?")


def test_follow_up_in_another_role() -> None:
    """A follow-up set in another style plays another part."""

    def change(document: Document) -> None:
        cell(document, "q02", 1).paragraphs[1].style = document.styles["Follow-up If Brief"]

    (found,) = read_back(edited(sheet(full()), change), full()).changes
    assert (found.kind, found.id, found.before, found.after) == ("lane", "q02a", "deeper", "if-brief")


def test_comment() -> None:
    """A comment says who wrote it, stands at its question, and becomes a note of it when applied."""

    def change(document: Document) -> None:
        document.add_comment(paragraph(document, "q06").runs[-1], text="Too blunt?", author="Bo")
        document.add_comment(document.paragraphs[0].runs[0], text="Nice.", author="Cy")

    back = read_back(edited(sheet(full()), change), full())
    assert [(c.kind, c.part, c.id, c.by, c.after) for c in back.changes] == [
        ("comment", "question", "q06", "Bo", "Too blunt?"),
        ("comment", "sheet", "", "Cy", "Nice."),
    ]
    assert question(back.outline, "q06").note == "Bo: Too blunt?"


def test_tracked_change_counts_as_accepted() -> None:
    """A tracked deletion is gone, a tracked insertion is there, and the change says so."""
    data = track(sheet(full()), "q03", out="Why start a new one instead of mending that one?", put_in="Why a new one?")
    (found,) = read_back(data, full()).changes
    assert (found.kind, found.after, found.tracked) == ("reworded", "Why a new one?", True)


def test_row_deleted_with_tracked_changes_is_dropped() -> None:
    """A row that is only marked as deleted is a dropped question."""

    def change(document: Document) -> None:
        properties = row(document, "q07")._tr.get_or_add_trPr()
        properties.append(properties.makeelement(f"{{{properties.nsmap['w']}}}del"))

    assert changes(edited(sheet(full()), change), full()) == {("dropped", "q07", "")}


def test_top_box_and_spoken_lines_come_back() -> None:
    """Fields of the top box and spoken lines are read back under their names."""

    def change(document: Document) -> None:
        for name, text in {
            "qbank_box_plug": "a book · a talk",
            "qbank_box_role": "",
            "qbank_say_contact": "Where next?",
        }.items():
            for run in paragraph(document, name).runs:
                run.text = ""
            paragraph(document, name).add_run(text)

    back = read_back(edited(sheet(full()), change), full())
    assert {(c.part, c.id) for c in back.changes} == {("box", "plug"), ("box", "role"), ("spoken", "contact")}
    assert back.outline.box.plug == ("a book", "a talk")
    assert back.outline.box.role is None
    assert back.outline.spoken["contact"] == "Where next?"


def test_form_of_the_guest_comes_back() -> None:
    """What the guest filled in goes to the top box; what was left blank says nothing."""

    def change(document: Document) -> None:
        paragraph(document, "qbank_box_pronouns").add_run("they/them")
        field = paragraph(document, "qbank_box_off_limits")
        field.add_run("the merger")
        row(document, "qbank_box_off_limits").cells[1].add_paragraph("my family")

    data = edited(sheet(full(), copy="guest"), change)
    back = read_back(data, full())
    assert {(c.kind, c.part, c.id) for c in back.changes} == {
        ("filled", "box", "pronouns"),
        ("filled", "box", "off_limits"),
    }
    assert back.outline.box.pronouns == "they/them"
    assert back.outline.box.off_limits == ("the merger", "my family")
    assert back.outline.box.role == full().box.role
    assert back.outline.sections == full().sections


def without_bookmarks(data: bytes) -> bytes:
    """Return a sheet that lost every bookmark."""
    return with_part(data, "word/document.xml", lambda part: re.sub(r"<w:bookmark(?:Start|End)[^>]*/>", "", part))


def test_lost_bookmarks_do_no_harm() -> None:
    """Without a single bookmark, questions are told by their words and blocks by their headings."""
    assert changes(without_bookmarks(sheet(full())), full()) == set()
    data = without_bookmarks(edited(sheet(full()), reword("q08", "Tell me of a bug that gave a wrong result.")))
    assert changes(data, full()) == {("reworded", "q08", "Tell me of a bug that gave a wrong result.")}


def test_lost_character_styles_do_no_harm() -> None:
    """A cue pasted as plain text is still told from the sentence."""
    data = with_part(sheet(full()), "word/document.xml", lambda part: part.replace('<w:rStyle w:val="Cue"/>', ""))
    assert changes(data, full()) == set()


def test_sheet_of_another_outline_is_refused() -> None:
    """A sheet says whose it is, and is not read as another's."""
    with pytest.raises(SourceError, match="'ledgerlake-mina-okafor', not of 'lantern-ada-quill'"):
        read_back(sheet(full()), small())


def test_document_that_is_no_sheet_is_refused() -> None:
    """A Word file of anybody's is not a sheet."""
    import io

    import docx

    made = io.BytesIO()
    docx.Document().save(made)
    with pytest.raises(SourceError, match="not a sheet"):
        read_back(made.getvalue(), small())


def test_identifier_stands_in_for_lost_properties() -> None:
    """When the custom properties are gone, the core identifier still says whose the sheet is."""
    made = {n: p for n, p in parts(sheet(full())).items() if n != "docProps/custom.xml"}
    assert origin(packed(made)).outline == "ledgerlake-mina-okafor"
    assert read_back(packed(made), full()).changes == ()


def test_changes_of_the_outline_are_not_the_persons() -> None:
    """When the outline was changed after the export, only what a person changed on the sheet is listed."""
    data = edited(sheet(full()), reword("q08", "Tell me of a bug."), note("q09", "Later."))
    later = _later(full())
    back = read_back(data, later)
    assert {brief(c) for c in back.changes} == {("reworded", "q08", "Tell me of a bug."), ("note", "q09", "Later.")}
    assert [p.what for p in back.problems] == ["the outline was changed after this sheet was made"]
    assert question(back.outline, "q02").text == "What is it, in one sentence?"
    assert question(back.outline, "q30").text == "New here?"
    assert "q07" not in {q.id for s in back.outline.sections for q in s.questions}


def _later(outline: Outline) -> Outline:
    """Return the outline with a question reworded, one added, one dropped, one marked and the order changed."""
    why, inside = outline.sections[1], outline.sections[2]
    first = replace(why.questions[0], text="What is it, in one sentence?", mark="asked", lane="nice")
    new = replace(first, id="q30", text="New here?", follow_ups=(), mark=None)
    return replace(
        outline,
        sections=(
            outline.sections[0],
            replace(why, questions=(why.questions[1], first, new, why.questions[2])),
            replace(inside, questions=inside.questions[:2]),
            *outline.sections[3:],
        ),
    )


def test_a_sheet_that_forgot_what_it_said_warns() -> None:
    """When an office program lost what the sheet was made from and the outline has changed, both are listed, and that is said."""
    data = with_part(
        sheet(full()),
        "docProps/custom.xml",
        lambda part: re.sub(r'<property [^>]*"qbank questions".*?</property>', "", part),
    )
    back = read_back(data, _later(full()))
    assert ("reworded", "q02") in {(c.kind, c.id) for c in back.changes}
    (problem,) = back.problems
    assert problem.hint.startswith("what the sheet said at first is not known any more")
    assert read_back(data, full()).problems == ()


def test_a_follow_up_that_plays_another_part_since_is_not_the_persons() -> None:
    """A part that was changed in the outline after the export stays, and is not a change of the sheet."""
    first = question(full(), "q02")
    later = replace(first, follow_ups=(replace(first.follow_ups[0], role="if-brief"),))
    sections = tuple(
        replace(s, questions=tuple(later if q.id == "q02" else q for q in s.questions)) for s in full().sections
    )
    back = read_back(sheet(full()), replace(full(), sections=sections))
    assert back.changes == ()
    assert [p.what for p in back.problems] == ["the outline was changed after this sheet was made"]
    assert question(back.outline, "q02").follow_ups[0].role == "if-brief"

    def change(document: Document) -> None:
        cell(document, "q02", 1).paragraphs[1].style = document.styles["Follow-up Other Side"]

    back = read_back(edited(sheet(full()), change), replace(full(), sections=sections))
    assert [(c.kind, c.id, c.before, c.after) for c in back.changes] == [("lane", "q02a", "if-brief", "other-side")]

    def agree(document: Document) -> None:
        cell(document, "q02", 1).paragraphs[1].style = document.styles["Follow-up If Brief"]

    assert read_back(edited(sheet(full()), agree), replace(full(), sections=sections)).changes == ()


def test_a_sheet_without_questions_comes_back() -> None:
    """An outline that holds nothing yet has a sheet, too, on which the box can be filled in."""
    bare = Outline(id="bare", date=DAY, guests=("Ada",))
    assert read_back(sheet(bare), bare).outline == bare


def test_a_line_below_the_tables_is_a_question_of_its_own() -> None:
    """Among the backups, which stand in no table when a person moves them out, a plain line asks something new."""

    def typed(document: Document) -> None:
        last = row(document, "q19").table._tbl
        line = document.add_paragraph("Who pays for the tests?")
        again = document.add_paragraph("And who reads what they say?")
        last.addnext(line._p)
        line._p.addnext(again._p)

    back = read_back(edited(sheet(full()), typed), full())
    assert [(c.kind, c.after) for c in back.changes] == [
        ("added", "Who pays for the tests?"), ("added", "And who reads what they say?"),
    ]  # fmt: skip


def test_applying_twice_changes_nothing_more() -> None:
    """A sheet compared with the outline that its own changes made says nothing new."""
    data = edited(
        sheet(full()), reword("q08", "Tell me of a bug."), note("q03", "Said: slow."), tick("q02", "★"), drop("q07"),
        add("Who pays?", below="q06"), move("q10", before="q09"), below("q05", "Where is it safe?", "Follow-up If Brief"),
        move("q15", before="q13"), lambda d: d.add_comment(paragraph(d, "q06").runs[-1], text="Blunt?", author="Bo"),
    )  # fmt: skip
    applied = read_back(data, full()).outline
    assert applied != full()
    again = read_back(data, applied)
    assert again.changes == ()
    assert again.outline == applied


def test_change_reads_like_a_sentence() -> None:
    """Every change is a line that a person can read."""
    data = edited(sheet(full()), reword("q08", "Tell me."), drop("q07"), tick("q02"))
    assert [str(c) for c in read_back(data, full()).changes] == [
        "q02: ticked as asked",
        "q08: reworded from “Tell me about a bug that gave a wrong result instead of a crash.” to “Tell me.”",
        "q07: dropped “As data grows, what gives way first?”",
    ]


def test_sheet_of_an_own_template_is_not_read_back() -> None:
    """A sheet made with the host's own tags cannot be compared, and says so."""
    data = with_part(
        sheet(small()),
        "docProps/custom.xml",
        lambda part: part.replace(
            "</Properties>",
            '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="9" name="qbank layout">'
            "<vt:lpwstr>tagged</vt:lpwstr></property></Properties>",
        ),
    )
    with pytest.raises(SourceError, match="template of your own"):
        edits(data, small(), word_layout())


FRONT = [q.id for s in full().sections for q in s.questions if q.lane != "backup"]
FOLLOWED = [q.id for s in full().sections for q in s.questions if q.follow_ups]
WORDS = st.text(alphabet="abcdefg &<é☃", min_size=3, max_size=30).map(lambda t: f"Why {t.strip()}?")


@given(st.data())
def test_random_edits_come_back_as_they_were_made(data: st.DataObject) -> None:
    """Whatever is reworded, dropped, ticked, noted or added, exactly that is read back."""
    ids = data.draw(st.permutations(FRONT))[:5]
    made, expected = [], set()
    for id, kind in zip(ids, data.draw(st.permutations(["reword", "drop", "tick", "note", "add"])), strict=True):
        text = data.draw(WORDS)
        if kind == "reword":
            made.append(reword(id, text))
            expected.add(("reworded", id, " ".join(text.split())))
        elif kind == "drop":
            made.append(drop(id))
            expected.add(("dropped", id, ""))
        elif kind == "tick":
            made.append(tick(id))
            expected.add(("ticked", id, "asked"))
        elif kind == "note":
            made.append(note(id, text))
            expected.add(("note", id, " ".join(text.split())))
        else:
            made.insert(0, add(text, below=id))
            expected.add(("added", "q21", " ".join(text.split())))
    assert changes(edited(sheet(full()), *made), full()) == expected


@given(st.lists(st.lists(st.sampled_from(FRONT), min_size=2, max_size=2, unique=True), min_size=1, max_size=4))
def test_random_moves_come_back_as_the_order_they_make(moves: list[list[str]]) -> None:
    """However rows are moved, within a block or to another, the outline has the sheet's order; nothing else changed."""
    order = list(FRONT)
    for id, before in moves:
        order.remove(id)
        order.insert(order.index(before), id)
    data = edited(sheet(full()), *(move(id, before=before) for id, before in moves))
    back = read_back(data, full())
    asked = [q for s in back.outline.sections for q in s.questions if q.lane != "backup"]
    assert [q.id for q in asked] == order
    assert {c.kind for c in back.changes} <= {"moved"}
    assert len(back.changes) <= len({id for id, _ in moves})
    assert read_back(sheet(back.outline), back.outline).changes == ()


@settings(max_examples=20)
@given(st.sampled_from(FOLLOWED), st.permutations(["reword", "drop", "add"]), WORDS, WORDS)
@example("q12", ["reword", "drop", "add"], "Why <<<<<<<<<<<<<<<?", "Why <<<?")
def test_random_edits_of_follow_ups_come_back(id: str, kinds: list[str], said: str, more: str) -> None:
    """Whatever is done to what hangs under a question, exactly that is read back."""
    below_it = list(question(full(), id).follow_ups)
    made: list[Edit] = []
    expected = set()
    for kind in kinds:
        if kind == "add":
            made.append(below(id, more, "Follow-up Deeper"))
            letter = "abcd"[len(question(full(), id).follow_ups)]
            expected.add(("added", f"{id}{letter}", " ".join(more.split())))
        elif below_it:
            follow_up = below_it.pop()
            text = f"{follow_up.text} {said}"
            made.append(under(id, follow_up.text, text if kind == "reword" else ""))
            reworded = ("reworded", follow_up.id, " ".join(text.split()))
            expected.add(reworded if kind == "reword" else ("dropped", follow_up.id, ""))
    assert changes(edited(sheet(full()), *made), full()) == expected


def under(id: str, before: str, after: str) -> Edit:
    """Retype a follow-up of a question, or delete it."""

    def change(document: Document) -> None:
        (line,) = (p for p in cell(document, id, 1).paragraphs if p.text == before)
        if after:
            line.runs[0].text = after
        else:
            line._p.getparent().remove(line._p)

    return change


def test_everything_is_still_on_the_sheet_of_the_changed_outline() -> None:
    """The outline that came back can be exported again, with all that was changed."""
    back = read_back(edited(sheet(full()), reword("q08", "Tell me."), add("Who pays?", below="q06")), full())
    text = text_of(sheet(back.outline))
    assert "Tell me." in text
    assert "Who pays?" in text
