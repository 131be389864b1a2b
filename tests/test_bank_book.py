"""A whole bank as one document: every question once, in chapters, each with where it was asked, and back again."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import docx
import pytest
from commands import Run
from layouts import DAY, word_layout

from qbank.model import Bank, Category, Episode, Item, Show, Template, Theme
from qbank.sheet import book as books
from qbank.sheet.word import write_book
from qbank.tasks.export import themes_of

WHERE = "ep 7, 2026-02-03 · Ada Brand · Rope · 12:30 · asked by Sam"
TRICK = '=HYPERLINK("x")'


def bank() -> Bank:
    """Return a bank of two episodes, one template asked twice, one never, and a text that a spreadsheet would compute."""
    items = (
        Item(n=1, text="What is Rope?", category="overview", template="what-is-it", at="12:30", asker="Sam"),
        Item(n=2, text=TRICK, category="scaling"),
        Item(n=3, text="Music", kind="note"),
    )
    return Bank(
        show=Show(name="Rope Talk"),
        categories=(
            Category(id="overview", title="What it is", block="open", minutes=3),
            Category(id="scaling", title="Growth", block="inside", minutes=3),
        ),
        templates=(
            Template(id="what-is-it", category="overview", cue="what", text="What is {{ technology }}?"),
            Template(id="how-far", category="scaling", cue="how far", text="How far does {{ technology_2 }} scale?"),
        ),
        episodes=(
            Episode(id="a", title="Rope", number=7, date="2026-02-03", guests=("Ada Brand",), technology="Rope", items=items),
            Episode(
                id="b", title="Twine", guests=("Bo Reed",), technology="Twine",
                items=(Item(n=1, text="What is Twine? \x07", category="overview", template="what-is-it"),),
            ),
        ),
        themes=(Theme(id="definitions", words=("what is",)), Theme(id="growth", words=("scale", "grow"))),
    )  # fmt: skip


def made(by: books.By = "category", *, unasked: bool = False) -> books.Book:
    """Return the book of that bank."""
    return books.book(bank(), by, date=DAY, themes_of=themes_of(bank()), unasked=unasked)


@pytest.mark.parametrize("by", books.BYS)
def test_every_question_stands_once(by: books.By) -> None:
    """By category or by theme, each question that was asked has one place, and notes have none."""
    refs = [a.ref for c in made(by).chapters for g in c.groups for a in g.asked]
    assert sorted(refs) == ["a/1", "a/2", "b/1"]
    assert made(by).questions == 3


def test_chapters_are_categories_in_the_order_of_an_interview() -> None:
    """The chapters are the bank's categories; the most asked comes first, the latest wording of it on top."""
    first, second = made().chapters
    assert (first.title, second.title) == ("What it is", "Growth")
    assert [a.ref for a in first.groups[0].asked] == ["a/1", "b/1"]
    assert first.groups[0].text == "What is [technology]?"


def test_chapters_are_themes_and_the_rest_comes_last() -> None:
    """A question is in the theme that its words say most; what says none is in the last chapter."""
    assert [c.title for c in made("theme").chapters] == ["Definitions", books.OTHER]


def test_what_nobody_was_asked_is_there_on_request() -> None:
    """`unasked` adds reusable templates that were never asked, marked as such, with readable gaps."""
    assert [g.text for g in made().chapters[1].groups] == [TRICK]
    assert "How far does [technology] scale?" in [g.text for g in made(unasked=True).chapters[1].groups]


def test_word_book_says_where() -> None:
    """The Word book has a heading a chapter, each question with where it was asked, and no sign that Word refuses."""
    data = write_book(made(), word_layout())
    assert data == write_book(made(), word_layout())
    read = docx.Document(io.BytesIO(data))
    lines = [p.text for p in read.paragraphs]
    assert [
        p.text for p in read.paragraphs if p.style is not None and (p.style.name or "").casefold() == "heading 2"
    ] == ["What it is", "Growth"]
    assert lines[lines.index("What is Rope?") + 1] == WHERE
    assert "What is Twine? \ufffd" in lines
    assert read.core_properties.title == "Rope Talk"


def test_table_is_safe_to_open_and_whole() -> None:
    """The table has a row a question; nothing in it is computed by a spreadsheet."""
    table = list(csv.DictReader(io.StringIO(books.to_csv(made()).decode("utf-8-sig"))))
    assert [row["ref"] for row in table] == ["a/1", "b/1", "a/2"]
    assert table[0]["guests"] == "Ada Brand"
    assert table[2]["question"] == f"'{TRICK}"


def test_json_is_the_same_as_data() -> None:
    """JSON holds the texts to the letter, with where each was asked."""
    data = json.loads(books.to_json(made()))
    assert data["schema_version"] == 1
    assert [(q["ref"], q["episode"], q["number"]) for q in data["questions"]] == [("a/1", "a", 7), ("b/1", "b", None), ("a/2", "a", 7)]  # fmt: skip
    assert data["questions"][2]["question"] == TRICK


def test_shipped_bank_goes_out_and_comes_back(command: Run) -> None:
    """`qbank export --bank-book` writes all forms; the table that it wrote is read as the same questions of the same episodes."""
    code, _, said = command("export", "--bank-book", "--to", "docx", "--to", "csv", "--to", "json")
    assert code == 0, said
    written = [Path(name) for name in re.findall(r"Wrote (\S+)", said)]
    assert [p.suffix for p in written] == [".docx", ".csv", ".json"]
    asked = {q["question"] for q in json.loads(written[2].read_text("utf-8"))["questions"]}
    code, out, _ = command("import", "--dry-run", "--json", str(written[1]))
    back = json.loads(out)
    assert code == 0
    assert len(back["episodes"]) == 10
    assert {i["text"] for e in back["episodes"] for i in e["items"] if i["kind"] == "question"} == asked


def test_two_meanings_are_refused(command: Run) -> None:
    """An outline beside --bank-book, none without it, and an unknown kind of chapter are refused with a hint."""
    for arguments, words in (
        (["export", "x", "--bank-book"], "--bank-book is the whole bank"),
        (["export"], "no outline is named"),
        (["export", "--bank-book", "--by", "themes"], "did you mean 'theme'"),
    ):
        code, _, said = command(*arguments)
        assert code == 2
        assert words in said
