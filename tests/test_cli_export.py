"""`qbank export` and `qbank check --layout` through the entry point: layouts of the host's own, and what is said of them."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from commands import Run
from outlines import full
from test_word_base import document, logo, styles, tagged
from word_tools import edited, parts, reword, text_of

from qbank import bank as banks
from qbank.bank import place as places
from qbank.cli import run

HOUSE, SHEET = Path("house/house.docx"), Path("sheet.docx")


@pytest.fixture
def qbank(command: Run, tmp_path: Path) -> Run:
    """Return a function that runs a command in a folder with one outline and a document of the host's own."""
    banks.save_outline(places.shipped(cwd=tmp_path), full())
    HOUSE.parent.mkdir()
    HOUSE.write_bytes(document(logo, styles))

    return command


def exported(qbank: Run, *arguments: str) -> tuple[bytes, str]:
    """Return the Word sheet that was exported, and what was said."""
    code, _, said = qbank("export", "ledgerlake-mina-okafor", "-o", str(SHEET), *arguments)
    assert code == 0, said
    return SHEET.read_bytes(), said


def test_sheet_in_the_hosts_own_document(qbank: Run) -> None:
    """The logo and the styles stay; what the document lacks is named once, and is not a failure."""
    data, said = exported(qbank, "--layout", str(HOUSE))
    assert b"The Plumbing Hour" in parts(data)["word/header1.xml"]
    assert "note: house/house.docx: brings" in said
    assert "Nice to Have" in said
    assert "Must Ask" not in said


def test_sheet_in_the_hosts_own_document_is_read_back(qbank: Run) -> None:
    """A sheet in the host's design comes back like any other, the names of its styles with it."""
    Path("house/words.toml").write_text(
        'base = "house.docx"\n[styles]\nmust = "Quote"\nnice = "Quote"\nbackup = "Quote"\n'
        'deeper = "List Bullet"\nother-side = "List Bullet"\nif-brief = "List Bullet"\nline = "Quote"\n'
    )
    data, _ = exported(qbank, "--layout", "house/words.toml")
    assert qbank("edits", str(SHEET))[:2] == (0, "Nothing was changed on this sheet of 'ledgerlake-mina-okafor'.\n")
    SHEET.write_bytes(edited(data, reword("q08", "Tell me of a bug.")))
    _, out, _ = qbank("edits", str(SHEET))
    assert out.count("\n") == 1
    assert "Tell me of a bug." in out


def test_words_of_the_hosts_own(qbank: Run) -> None:
    """A TOML layout changes single words and measures; nothing else of the sheet changes."""
    Path("mine.toml").write_text('page = "letter"\n[host]\nbackups = "In reserve"\n')
    text = text_of(exported(qbank, "--layout", "mine.toml")[0])
    assert "In reserve" in text
    assert "Moments" in text


def test_bank_may_name_its_document_once(qbank: Run, tmp_path: Path) -> None:
    """With a document named in the bank's own word.toml, every sheet is set in it without a flag."""
    assert qbank("init", "bank", "--show", "S", "--host", "H", "--domain", "D", "--no-input")[0] == 0
    layouts = tmp_path / "bank" / "templates"
    layouts.mkdir(exist_ok=True)
    shipped = places.shipped(cwd=tmp_path).layouts / "word.toml"
    (layouts / "word.toml").write_text('base = "house.docx"\n' + shipped.read_text("utf-8"), "utf-8")
    (layouts / "house.docx").write_bytes(document(logo))
    banks.save_outline(places.find(tmp_path / "bank", cwd=tmp_path, env={}), full())
    data, _ = exported(qbank, "--bank", "bank")
    assert b"The Plumbing Hour" in parts(data)["word/header1.xml"]


def test_template_with_tags(qbank: Run) -> None:
    """A tagged document is filled in; a faulty one is refused, and `check` names every fault of it."""
    Path("mine.docx").write_bytes(
        tagged("{{ sheet.title }}", "{%p for q in sheet.backups %}", "{{ q.text }}", "{%p endfor %}")
    )
    assert "Mina Okafor on LedgerLake" in text_of(exported(qbank, "--layout", "mine.docx")[0])
    assert qbank("check", "--layout", "mine.docx") == (0, "Sound: mine.docx\n", "")
    Path("bad.docx").write_bytes(tagged("{{ sheet.titel }}", "fine", "{{ nobody }}"))
    code, out, said = qbank("export", "ledgerlake-mina-okafor", "-o", "bad-sheet.docx", "--layout", "bad.docx")
    assert (code, out) == (1, "")
    assert said.startswith("qbank: bad.docx: the template cannot be filled")
    assert not Path("bad-sheet.docx").exists()
    code, out, _ = qbank("check", "--layout", "bad.docx")
    assert code == 3
    assert [line.split(" (")[0] for line in out.splitlines()] == ["bad.docx: paragraph 1", "bad.docx: paragraph 3"]


def test_check_of_a_document_says_what_it_lacks(qbank: Run) -> None:
    """A document that can be used is sound, whatever styles it lacks; one that must not be used is a finding."""
    code, out, said = qbank("check", "--layout", str(HOUSE))
    assert (code, out) == (0, f"Sound: {HOUSE}\n")
    assert "brings" in said
    HOUSE.write_bytes(b"PK nothing")
    code, out, _ = qbank("check", "--layout", str(HOUSE))
    assert code == 3
    assert "not a Word file" in out


@pytest.mark.parametrize(
    ("layout", "to", "fitting"),
    [
        ("house/house.docx", "md", "--to docx"),
        ("mine.html.jinja", "docx", "--to html"),
        ("mine.jinja", "docx", "--to md"),
    ],
)
def test_layout_must_be_for_the_format(qbank: Run, layout: str, to: str, fitting: str) -> None:
    """A layout that no wanted format can use is a wrong call, and the message says what it is for."""
    code, out, said = qbank("export", "ledgerlake-mina-okafor", "--to", to, "--layout", layout)
    assert (code, out) == (2, "")
    assert fitting in said


def test_layout_is_used_where_it_fits(qbank: Run) -> None:
    """With several formats, the host's layout is for the one that it fits; the others are as ever."""
    Path("host.md.jinja").write_text("Mine: {{ sheet.title }}\n")
    code, _, _ = qbank("export", "ledgerlake-mina-okafor", "--to", "md", "--to", "html", "--layout", "host.md.jinja")
    assert code == 0
    assert Path("exports/ledgerlake-mina-okafor.md").read_text() == "Mine: Mina Okafor on LedgerLake\n"
    assert "<!doctype html>" in Path("exports/ledgerlake-mina-okafor.html").read_text("utf-8")


def test_missing_layout_is_said(qbank: Run) -> None:
    """A layout file that is not there is named."""
    code, _, said = qbank("export", "ledgerlake-mina-okafor", "--layout", "nowhere.docx")
    assert code == 1
    assert "nowhere.docx" in said


def test_one_file_is_for_one_format(qbank: Run) -> None:
    """`-o` with two formats is refused before anything is written."""
    code, out, err = qbank("export", "ledgerlake-mina-okafor", "--to", "md", "--to", "docx", "-o", "sheet")
    assert (code, out) == (2, "")
    assert "-o names one file, but there are several formats" in err
    assert not Path("sheet").exists()


def test_a_sheet_goes_to_standard_output(qbank: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """`-o -` gives the very bytes of the file, to be piped on, and says nothing else."""
    assert qbank("export", "ledgerlake-mina-okafor", "--to", "md", "-o", "sheet.md")[0] == 0
    piped = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    monkeypatch.setattr(sys, "stdout", piped)
    assert run(["export", "ledgerlake-mina-okafor", "--to", "md", "-o", "-"]) == 0
    piped.flush()
    assert piped.buffer.getvalue() == Path("sheet.md").read_bytes()
