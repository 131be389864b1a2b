"""Tests with LibreOffice: sheets become pages that look right, and survive being saved by another program.

All sheets of a run are converted together: LibreOffice is started once for each step, not once for each sheet.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from docx.document import Document
from filelock import FileLock
from layouts import DAY, word_layout
from outlines import AWKWARD, awkward, full, small
from test_word_base import document, logo, styles
from word_tools import add, changes, drop, edited, move, note, packed, paragraph, parts, read_back, reword, sheet, tick

from qbank.sheet import word

OFFICE, PAGES = shutil.which("soffice"), shutil.which("pdftotext")
RANDOM = 8
"""Sheets with random edits: so many, that every kind of edit meets every other."""
WAYS = ["docx", "odt"]
"""What a sheet is saved as on its way: as it is, or as LibreOffice's own format in between."""

pytestmark = pytest.mark.skipif(
    OFFICE is None or PAGES is None, reason="LibreOffice or pdftotext is not installed: no sheet is laid out"
)

Office = Callable[[str, str], bytes]
"""What became of a sheet: its name, and the way it went (`pdf`, `docx`, `odt`)."""


def sheets() -> dict[str, bytes]:
    """Return every sheet of a run by its name."""
    return {
        "small": sheet(small()),
        "full": sheet(full()),
        "awkward": sheet(awkward()),
        "guest": sheet(full(), copy="guest"),
        "house": sheet(full(), base=document(logo, styles)),
        "letter": word.write(full(), word_layout(), date=DAY, page="letter"),
        "large": word.write(full(), word_layout(), date=DAY, large_print=True),
        "edited": edited_sheet(),
        "form": edited(sheet(full(), copy="guest"), lambda d: paragraph(d, "qbank_box_pronouns").add_run("they/them")),
        **{f"random{n}": edited(sheet(full()), *random_edits(n)[0]) for n in range(RANDOM)},
    }


def edited_sheet() -> bytes:
    """Return a sheet with one edit of every kind."""
    return edited(
        sheet(full()), reword("q08", "Tell me of a bug."), note("q03", "Said: slow."), tick("q02", "★"), drop("q07"),
        add("Who pays?", below="q06"), move("q10", before="q09"), move("q15", before="q13"),
    )  # fmt: skip


def random_edits(seed: int) -> tuple[list[Callable[[Document], object]], set[tuple[str, str, str]]]:
    """Return edits of five questions drawn by lot, and the changes that they are."""
    lot = random.Random(seed)
    ids = lot.sample([q.id for s in full().sections for q in s.questions if q.lane != "backup"], 5)
    said = [f"Why {''.join(lot.choices('abc é&<☃', k=9)).strip()}{n}?" for n in range(5)]
    text = [" ".join(one.split()) for one in said]
    made = [
        add(said[0], below=ids[0]), reword(ids[1], said[1]), drop(ids[2]), tick(ids[3]), note(ids[4], said[4]),
    ]  # fmt: skip
    return made, {
        ("added", "q21", text[0]), ("reworded", ids[1], text[1]), ("dropped", ids[2], ""), ("ticked", ids[3], "asked"),
        ("note", ids[4], text[4]),
    }  # fmt: skip


def convert(folder: Path, ending: str, names: list[str], source: str) -> None:
    """Convert these sheets at once, from one folder into another."""
    command = [str(OFFICE), f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", ending]
    files = [str(folder / source / name) for name in names]
    subprocess.run([*command, "--outdir", str(folder / ending), *files], check=True, capture_output=True, timeout=300)


def work(folder: Path) -> None:
    """Convert all sheets in every way."""
    (folder / "given").mkdir()
    for name, data in sheets().items():
        (folder / "given" / f"{name}.docx").write_bytes(data)
    names = [*sheets()]
    laid_out = ["small", "full", "awkward", "guest", "house", "letter", "large"]
    convert(folder, "pdf", [f"{name}.docx" for name in laid_out], "given")
    convert(folder, "odt", [f"{name}.docx" for name in names], "given")
    convert(folder, "docx", [f"{name}.docx" for name in names], "given")
    reworded = folder / "odt" / "reworded.odt"
    before, after = b"What did your colleagues say?", b"What did your colleagues do?"
    inner = parts((folder / "odt" / "full.odt").read_bytes())
    assert inner["content.xml"].count(before) == 1
    reworded.write_bytes(packed({**inner, "content.xml": inner["content.xml"].replace(before, after)}))
    (folder / "docx").rename(folder / "docx-docx")
    convert(folder, "docx", [f"{name}.odt" for name in [*names, "reworded"]], "odt")


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Return what LibreOffice made of the sheets; the workers of a run share it."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "office"
    with FileLock(f"{folder}.lock"):
        if not (folder / "done").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            work(folder)
            (folder / "done").touch()
    places = {"pdf": "pdf", "docx": "docx-docx", "odt": "docx"}

    def made(name: str, way: str) -> bytes:
        return (folder / places[way] / f"{name}.{'pdf' if way == 'pdf' else 'docx'}").read_bytes()

    return made


def pages(office: Office, name: str) -> list[str]:
    """Return the text of each page of a sheet."""
    text = subprocess.run(
        [str(PAGES), "-raw", "-", "-"], input=office(name, "pdf"), check=True, capture_output=True, timeout=60
    )
    return text.stdout.decode().split("\f")[:-1]


def said(text: str) -> str:
    """Return a text without white space, as it can be found on a page whatever the lines are."""
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("name", ["full", "letter"])
def test_forty_five_minutes_are_two_pages_and_the_backups(office: Office, name: str) -> None:
    """The interview fills two pages of either size, every field filled in; what is left of the rest is on a third."""
    first, second, third = pages(office, name)
    assert "00:00" in first
    assert "00:39" in second
    assert "Moments" in third
    for n, page in enumerate((first, second, third), start=1):
        assert f"page {n} of 3 · Mina Okafor · Tue 24 Nov 2026, 17:00 CET (UTC+1)" in page


@pytest.mark.parametrize("name", ["full", "letter", "large"])
def test_what_is_in_reserve_stands_together(office: Office, name: str) -> None:
    """Backups, look-ups and moments are each on one page, under their heading, and begin no page that they do not need."""
    found, outline = [said(page) for page in pages(office, name)], full()
    (page,) = (page for page in found if "Backups" in page)
    assert all(said(q.text) in page for s in outline.sections for q in s.questions if q.lane == "backup")
    (page,) = (page for page in found if said("Look-ups worth ten minutes") in page)
    assert all(said(text) in page for text in outline.look_up)
    assert sum(bool(re.search("Moments(?=.*Time)(?=.*orcut).*★.*What", page)) for page in found) == 1


def test_large_print_takes_no_more_than_a_page_more(office: Office) -> None:
    """Type that is a quarter larger needs one page more."""
    assert len(pages(office, "large")) in {3, 4}


def test_guest_copy_is_two_pages(office: Office) -> None:
    """What the guest gets is short: the questions, and the form."""
    found = pages(office, "guest")
    assert len(found) <= 2
    assert "How do we say your name?" in "".join(found)


@pytest.mark.parametrize("name", ["small", "full", "house", "letter", "large"])
def test_every_question_is_printed_once(office: Office, name: str) -> None:
    """Each question is on one page, whole, and in order; the backups follow."""
    outline = small() if name == "small" else full()
    found = [said(page) for page in pages(office, name)]
    questions = [q for s in outline.sections for q in s.questions]
    printed = [q for q in questions if q.lane != "backup"] + [q for q in questions if q.lane == "backup"]
    assert [sum(said(q.text) in page for page in found) for q in printed] == [1] * len(printed)
    places = ["".join(found).index(said(q.text)) for q in printed]
    assert places == sorted(places)


@pytest.mark.parametrize("name", ["full", "house", "letter", "large"])
def test_follow_ups_stay_with_their_question(office: Office, name: str) -> None:
    """A question and all that hangs under it are on the same page."""
    found = [said(page) for page in pages(office, name)]
    for question in (q for s in full().sections for q in s.questions):
        (page,) = (page for page in found if said(question.text) in page)
        assert all(said(f.text) in page for f in question.follow_ups)


def test_awkward_text_is_printed(office: Office) -> None:
    """A name of three hundred letters and other scripts still make pages."""
    text = said("".join(pages(office, "awkward")))
    assert said(AWKWARD) in text
    assert "N" * 300 in text


@pytest.mark.parametrize("name", ["full", "house", "letter", "large"])
def test_no_heading_is_left_alone_at_the_foot(office: Office, name: str) -> None:
    """No page ends with the heading of a block or its time mark."""
    for page in pages(office, name)[:-1]:
        lines = [line.strip() for line in page.splitlines() if line.strip()]
        foot = [line for line in lines if not line.startswith(("page ", "Under any answer", "disagreed?"))][-1]
        assert not re.match(r"\d\d:\d\d|Be here by", foot)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", ["full", "awkward", "house", "large"])
def test_saved_by_another_program_nothing_changed(office: Office, name: str, way: str) -> None:
    """A sheet that LibreOffice opened and saved, even as its own format in between, says nothing new."""
    outline = awkward() if name == "awkward" else full()
    back = read_back(office(name, way), outline)
    assert back.changes == ()
    assert back.outline == outline


@pytest.mark.parametrize("way", WAYS)
def test_bookmarks_survive_another_program(office: Office, way: str) -> None:
    """Every question keeps its bookmark: matching by words is for what a person pastes."""
    body = parts(office("full", way))["word/document.xml"].decode()
    for question in (q for s in full().sections for q in s.questions):
        assert body.count(f'w:name="{question.id}"') == 1


@pytest.mark.parametrize("way", WAYS)
def test_edits_survive_another_program(office: Office, way: str) -> None:
    """What a person changed is the same before and after LibreOffice saved the sheet."""
    expected = changes(edited_sheet(), full())
    assert len(expected) == 7
    assert changes(office("edited", way), full()) == expected


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("seed", range(RANDOM))
def test_random_edits_survive_another_program(office: Office, seed: int, way: str) -> None:
    """Whatever was added, reworded, dropped, ticked and noted, exactly that is read back after LibreOffice saved it."""
    assert changes(office(f"random{seed}", way), full()) == random_edits(seed)[1]


@pytest.mark.parametrize("way", WAYS)
def test_form_survives_another_program(office: Office, way: str) -> None:
    """The guest may fill in the form with LibreOffice."""
    assert changes(office("form", way), full()) == {("filled", "pronouns", "they/them")}


def test_edit_made_by_another_program(office: Office) -> None:
    """A sentence changed in the office program's own file comes back as that change."""
    assert changes(office("reworded", "odt"), full()) == {("reworded", "q03b", "What did your colleagues do?")}


@pytest.mark.parametrize("way", WAYS)
def test_sheet_saved_by_another_program_is_still_a_sheet_of_its_outline(office: Office, way: str) -> None:
    """Its trace outlives the re-save: a sheet of another outline is told apart from a stale one."""
    other = replace(full(), minutes=60.0)
    (problem,) = read_back(office("full", way), other).problems
    assert "changed after" in problem.what
