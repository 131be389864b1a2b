"""Shapes of hosts' files that programs and habits make: captions that roll, chats, outliners, cards, pages of fields, workbooks."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from qbank.model import Bank, Episode
from qbank.notes import Told, read
from qbank.tasks.transcripts import read as read_talk
from qbank.tasks.transcripts import talk_in

SHAPES = Path(__file__).parent / "shapes"
Q3 = ["How did you come to rope?", "Which rope is hardest to make?", "Who teaches the knots now?"]
WANTED: dict[str, tuple[list[str], dict[str, Any]]] = {
    "captions-brackets.srt": (Q3, {"guests": ["Ada Brand"], "hosts": ["Sam Hoste"]}),
    "meeting-otter.txt": (
        ["Ada, how did you come to rope?", "Which rope is hardest to make?", "Who teaches the knots now?"],
        {"guests": ["Ada Brand"], "hosts": ["Sam Hoste"], "date": "2026-02-03"},
    ),
    "video-text.txt": (Q3, {"guests": ["Ada Brand"], "hosts": ["Sam Hoste"]}),
    "press-qa.txt": (Q3, {"guests": ["Ada Brand"], "hosts": ["Sam Hoste"], "date": "2026-02-03"}),
    "phone-interview.txt": (
        ["How'd you get into rope?", "Hardest one to make??", "Who teaches now"],
        {"guests": ["Ada Brand"]},
    ),
    "phone-numbers.txt": (
        [
            "how did you come to rope",
            "which rope is hardest to make",
            "who teaches the knots now",
            "tell me about the fire",
        ],
        {"guests": ["Ada Brand"], "date": "2026-02-03"},
    ),
    "page-comments.html": (
        ["How did you come to rope?", "Which rope is hardest to make?", "Why that one?", "Who teaches the knots now?"],
        {"guests": ["Ada Brand"], "hosts": ["Sam Hoste"]},
    ),
    "mail-answers.txt": (Q3, {"guests": ["Ada Brand"], "hosts": ["Sam Hoste"], "date": "2026-02-03"}),
    "captions-marks-only.srt": (
        ["When did the wheel last turn?", "Why did he stop it?", "What would it take to start it again?"],
        {},
    ),
    "captions-roll.vtt": (
        ["How did you come to bees?", "What does a swarm sound like?", "Who buys your honey?"],
        {"guests": ["Otto Lind"], "hosts": ["Nell Harker"]},
    ),
    "cards-markdown.md": (Q3, {"guests": ["Ada Brand"], "hosts": ["Sam Hoste"]}),
    "cards-rules.txt": (
        [
            "How did you come to rope?",
            "Which rope is hardest to make?",
            "Tell me about the fire.",
            "Who teaches the knots now?",
        ],
        {"guests": ["Ada Brand"], "hosts": ["Sam Hoste"]},
    ),
    "chat-german.txt": (
        [
            "Was war dein erstes Gericht?",
            "Wer hat dir das Messer in die Hand gegeben?",
            "Was isst du, wenn keiner zusieht?",
        ],
        {"guests": ["Emre Kaya"], "hosts": ["Jana Wolff"]},
    ),
    "chat-phone.txt": (
        [
            "When did you first solder something?",
            "What broke that you still think about?",
            "Who do you fix things for?",
            "What should nobody try at home?",
        ],
        {"guests": ["Kit Ames"], "hosts": ["Dee Harlan"]},
    ),
    "chat-work.txt": (Q3, {"guests": ["Ada Brand"], "hosts": ["Sam Hoste"]}),
    "feed-chapters.atom": (
        ["How did you come to rope?", "Who teaches the knots now?"],
        {"guests": ["Ada Brand"], "date": "2026-02-03"},
    ),
    "fields-english.html": (
        ["How did you come to rope?", "Which rope is hardest to make?", "Tell us about the fire."],
        {"guests": ["Ada Brand"], "hosts": ["Sam Hoste"]},
    ),
    "fields-spanish.html": (
        ["¿Cómo empezó todo?", "¿Quién le enseñó los nudos?", "¿Qué queda por hacer?"],
        {"guests": ["Ofelia Duarte"], "hosts": ["Tomás Vidal"]},
    ),
    "folds.html": (Q3, {"guests": ["Ada Brand"], "hosts": ["Sam Hoste"]}),
    "footnotes.md": (
        ["How did you come to rope?", "You burned the first one. Why?", "Who teaches the knots now?"],
        {"guests": ["Ada Brand"], "hosts": ["Sam Hoste"], "number": 9},
    ),
    "head-attendees.md": (Q3, {"guests": ["Ada Brand"], "hosts": ["Sam Hoste"], "number": 14, "date": "2026-02-03"}),
    "head-bars.txt": (Q3, {"guests": ["Ada Brand"], "hosts": ["Sam Hoste"], "date": "2026-02-03"}),
    "head-table.md": (Q3, {"guests": ["Ada Brand"], "hosts": ["Sam Hoste"], "date": "2026-02-03"}),
    "meeting-notetaker.txt": (
        ["Ada, how long is the walk?", "Who walks it?", "What happens in winter?", "Which rope are you proudest of?"],
        {"guests": ["Ada Brand"], "hosts": ["Sam Hoste"], "date": "2026-01-09"},
    ),
    "meeting-surnames.txt": (
        [
            "Bea, how did the plant change in your first year?",
            "Who had the idea with the rubber wheels?",
            "What will you fix next?",
        ],
        {"guests": ["Bea Okafor"], "hosts": ["Marta Reyes"], "date": "2024-06-12"},
    ),
    "outliner-fields.md": (Q3, {"guests": ["Ada Brand"], "hosts": ["Sam Hoste"], "date": "2026-02-03"}),
    "outliner-page.md": (Q3, {"guests": ["Ada Brand"], "hosts": ["Sam Hoste"], "number": 12, "date": "2026-02-03"}),
    "outliner-todo.md": (Q3, {"guests": ["Ada Brand"], "hosts": ["Sam Hoste"], "date": "2026-02-03"}),
    "page-footnotes.html": (Q3, {"guests": ["Ada Brand"], "number": 9}),
    "page-popup.html": (Q3, {"guests": ["Ada Brand"]}),
    "pdf-guide.txt": (
        [
            "How did you come to rope, and why did you stay with it for forty years?",
            "Which rope is the hardest to make, and what do you do when it fails?",
            "Who teaches the knots now?",
            "What would you burn?",
        ],
        {"guests": ["Ada Brand"]},
    ),
    "pdf-talk.txt": (
        [
            "Where did the ferry land when you were a girl?",
            "Who ran it? I have heard that there were two brothers who did not speak to each other. Is that so?",
            "What did they say?",
        ],
        {"guests": ["June Alder"], "hosts": ["Ruth Bell"], "date": "1991-03-03"},
    ),
    "phone-interview-with.txt": (
        [
            "where did the ropewalk stand",
            "why did it burn",
            "who rebuilt it and what did they change",
            "how do you test a rope",
            "what is left to make by hand",
        ],
        {"guests": ["Ada Brand"]},
    ),
    "phone-questions-for.txt": (
        [
            "how did you come to rope",
            "which rope is hardest to make",
            "who taught you",
            "do you ever cut one on purpose",
            "what would you burn",
        ],
        {"guests": ["Ada Brand"]},
    ),
    "prompter-harbor.txt": (
        [
            "ADA, HOW DO YOU WALK A QUARTER OF A MILE BACKWARD EVERY DAY?",
            "WHO TAUGHT YOU, AND WHAT WAS THE FIRST THING YOU GOT WRONG?",
            "WHAT WOULD THE TOWN LOSE WITHOUT THE WALK?",
        ],
        {"guests": ["Ada Brand"], "hosts": ["Sam Hoste"]},
    ),
    "table-per-guest.csv": (
        [
            "How did you come to rope?",
            "Where were you that night?",
            "What burned first?",
            "Who called you?",
            "What did you save?",
            "What would you burn?",
        ],
        {"guests": ["Ada Brand", "Ben Carter"]},
    ),
    "table-per-guest.html": (
        [
            "How did you come to rope?",
            "Where were you that night?",
            "What burned first?",
            "Who called you?",
            "What would you burn?",
            "What did you save?",
        ],
        {"guests": ["Ada Brand", "Ben Carter"]},
    ),
    "table-per-guest.md": (
        [
            "How did you come to rope?",
            "Where were you that night?",
            "What burned first?",
            "What did you save?",
            "Who rebuilt it?",
            "What would you burn?",
        ],
        {"guests": ["Ada Brand", "Ben Carter"]},
    ),
    "table-report.csv": (Q3, {"guests": ["Ada Brand"]}),
}
"""What each file asks, word for word, and what it says beside: guests, hosts, number, date."""


def _episode(path: Path) -> Episode:
    """Read a file as an import does: a transcript with the notes on its page, or notes."""
    data, notes = path.read_bytes(), partial(read, source=str(path))
    talk = talk_in(data, str(path))
    heard = (
        read_talk(talk, source=str(path), beside=notes, bank=Bank(), told=Told(), speakers={}) if talk else notes(data)
    )
    (episode,) = heard.episodes
    return episode


def _read(path: Path) -> tuple[list[str], dict[str, Any]]:
    episode = _episode(path)
    said = {
        "guests": sorted(episode.guests),
        "hosts": sorted(episode.hosts),
        "number": episode.number,
        "date": episode.date,
    }
    return [i.text for i in episode.items if i.kind == "question"], said


@pytest.mark.parametrize("name", sorted(WANTED))
def test_questions_and_people_of_each_shape_are_read(name: str) -> None:
    """Each question stands once and clean, nothing else is one, and the file's plain statements say who and when."""
    asked, said = _read(SHAPES / name)
    wanted, facts = WANTED[name]
    assert asked == wanted
    assert {key: said[key] for key in facts} == facts


def test_captions_that_roll_keep_the_time_of_the_first_showing() -> None:
    """A line is shown again above the next one; the question begins where its first word is said, sounds before it aside."""
    items = _episode(SHAPES / "captions-roll.vtt").items
    assert [(i.at, i.asker) for i in items] == [
        ("0:09", "Nell Harker"),
        ("0:21", "Nell Harker"),
        ("0:42", "Nell Harker"),
    ]


def test_a_workbook_is_read_with_its_cover(tmp_path: Path) -> None:
    """Fields of the cover are the interview's; hidden sheets, what is to be done, and the row of sums hold no question."""
    import openpyxl

    book = openpyxl.Workbook()
    sheets: dict[str, list[tuple[Any, ...]]] = {
        "Info": [
            ("Show", "Ropes"),
            ("Ep", "9"),
            ("Guest", "Ada Brand"),
            ("Host", "Sam Hoste"),
            ("Taping", date(2026, 2, 3)),
        ],
        "Questions": [("#", "Question", "Min"), *((n, q, 3) for n, q in enumerate(Q3, 1)), (None, "Total: enough?", 9)],
        "To do": [("What", "Who"), ("Is the room booked?", "Pia"), ("Who has the key?", "Gene")],
        "Old": [("Question",), ("What is this?",), ("Why is this?",)],
    }
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.remove(book.worksheets[0])
    book["Old"].sheet_state = "hidden"
    book.save(tmp_path / "book.xlsx")
    asked, said = _read(tmp_path / "book.xlsx")
    assert asked == Q3
    assert said == {"guests": ["Ada Brand"], "hosts": ["Sam Hoste"], "number": 9, "date": "2026-02-03"}


def test_a_sheet_may_have_its_fields_above_the_questions(tmp_path: Path) -> None:
    """A title, fields with a colon, then the header: all on one sheet."""
    import openpyxl

    book = openpyxl.Workbook()
    head = [("Ropes ep 14", None), ("Guest:", "Ada Brand"), ("Host:", "Sam Hoste"), (None, None), ("#", "What to ask")]
    for row in [*head, *enumerate(Q3, 1), (None, "SUM")]:
        book.worksheets[0].append(row)
    book.save(tmp_path / "one.xlsx")
    asked, said = _read(tmp_path / "one.xlsx")
    assert asked == Q3
    assert (said["guests"], said["hosts"], said["number"]) == (["Ada Brand"], ["Sam Hoste"], 14)


@pytest.mark.parametrize("breaks", [1, 2])
def test_an_interview_typed_into_one_paragraph_of_word_is_read(tmp_path: Path, breaks: int) -> None:
    """Question and answer stand in one paragraph, parted by soft breaks; an answer that asks is none."""
    import docx

    document = docx.Document()
    document.add_heading("Interview with Ada Brand, rope maker", 0)
    paragraph = document.add_paragraph()
    for question, answer in zip(Q3, ("By my uncle. Would you believe it?", "The first.", "My niece."), strict=True):
        paragraph.add_run(f"{question}\n").bold = True
        paragraph.add_run(answer + "\n" * breaks)
    document.add_paragraph("Interview by Sam Hoste")
    document.save(str(tmp_path / "x.docx"))
    asked, said = _read(tmp_path / "x.docx")
    assert asked == Q3
    assert (said["guests"], said["hosts"]) == (["Ada Brand"], ["Sam Hoste"])


_FIELD = """<w:sdt xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:sdtPr>{}<w:text/></w:sdtPr>
<w:sdtContent><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:sdtContent></w:sdt>"""


@pytest.mark.parametrize("line", ["", "____________________"])
def test_a_form_in_word_holds_what_was_filled_in(tmp_path: Path, line: str) -> None:
    """Fields of a form hold questions; what an empty one shows, and lines to write on, are no text."""
    import docx
    from docx.oxml import parse_xml

    document = docx.Document()
    document.add_paragraph("Guest: Ada Brand")
    for text, sign in [*((q, "") for q in Q3), ("Click or tap here to ask?", "<w:showingPlcHdr/>")]:
        document.add_paragraph(line)
        document.element.body[-2].addnext(parse_xml(_FIELD.format(sign, text)))
    document.save(str(tmp_path / "x.docx"))
    asked, said = _read(tmp_path / "x.docx")
    assert asked == Q3
    assert said["guests"] == ["Ada Brand"]


def test_the_head_of_a_word_table_is_fields(tmp_path: Path) -> None:
    """A table with a name and a value in each row says who, when and which."""
    import docx

    document = docx.Document()
    table = document.add_table(rows=0, cols=2)
    for name, value in (
        ("Guest", "Ada Brand"),
        ("Host", "Sam Hoste"),
        ("Recording date", "3 February 2026"),
        ("Episode", "14"),
    ):
        for cell, text in zip(table.add_row().cells, (name, value), strict=True):
            cell.text = text
    for question in Q3:
        document.add_paragraph(question, style="List Number")
    document.save(str(tmp_path / "x.docx"))
    asked, said = _read(tmp_path / "x.docx")
    assert asked == Q3
    assert said == {"guests": ["Ada Brand"], "hosts": ["Sam Hoste"], "number": 14, "date": "2026-02-03"}


def test_answers_of_several_paragraphs_part_the_questions(tmp_path: Path) -> None:
    """In a section named after the interview each paragraph that asks is a question, however long the answers are."""
    lines = ["# Interview with Ada Brand", ""]
    for question in Q3:
        lines += [
            question,
            "",
            "By my uncle, who had it from his.",
            "",
            "It was not what I wanted.",
            "",
            "It is now.",
            "",
        ]
    path = tmp_path / "x.md"
    path.write_text("\n".join(lines), "utf-8")
    assert _read(path)[0] == Q3


def test_answers_below_the_questions_of_a_list_may_ask(tmp_path: Path) -> None:
    """A paragraph below a listed question is its answer, whether it asks in its end or not."""
    answers = ("By my uncle.", "The first.", "Would you not like to know?")
    pairs = zip(Q3, answers, strict=True)
    path = tmp_path / "x.md"
    path.write_text("## Interview\n\n" + "\n\n".join(f"* {q}\n\n{a}" for q, a in pairs) + "\n", "utf-8")
    assert _read(path)[0] == Q3
