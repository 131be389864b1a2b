"""Tests with LibreOffice: sheets become pages that look right, and survive being saved by another program."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from outlines import AWKWARD, awkward, full, small
from word_tools import add, changes, drop, edited, move, note, read_back, reword, sheet, tick

from qbank.model import Outline

OFFICE, PAGES = shutil.which("soffice"), shutil.which("pdftotext")

pytestmark = pytest.mark.skipif(
    OFFICE is None or PAGES is None, reason="LibreOffice or pdftotext is not installed: no sheet is laid out"
)


@pytest.fixture(scope="session")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder for LibreOffice's settings, apart from anybody's own."""
    return tmp_path_factory.mktemp("office")


def convert(data: bytes, profile: Path, folder: Path, *, ways: tuple[str, ...]) -> bytes:
    """Return a sheet converted once or several times by LibreOffice."""
    source = folder / "sheet.docx"
    source.write_bytes(data)
    for n, ending in enumerate(ways):
        out = folder / f"{n}"
        command = [
            str(OFFICE),
            f"-env:UserInstallation=file://{profile}",
            "--headless",
            "--convert-to",
            ending,
        ]
        subprocess.run(
            [*command, "--outdir", str(out), str(source)], check=True, capture_output=True, timeout=120
        )
        source = out / f"sheet.{ending}"
    return source.read_bytes()


def pages(data: bytes, profile: Path, folder: Path) -> list[str]:
    """Return the text of each page of a sheet."""
    pdf = folder / "sheet.pdf"
    pdf.write_bytes(convert(data, profile, folder, ways=("pdf",)))
    text = subprocess.run([str(PAGES), "-raw", str(pdf), "-"], check=True, capture_output=True, timeout=60)
    return text.stdout.decode().split("\f")[:-1]


def said(text: str) -> str:
    """Return a text without white space, as it can be found on a page whatever the lines are."""
    return re.sub(r"\s", "", text)


def test_forty_five_minutes_are_two_pages_and_the_backups(profile: Path, tmp_path: Path) -> None:
    """The interview fills two pages; the third has backups, look-ups and moments."""
    first, second, third = pages(sheet(full()), profile, tmp_path)
    assert "00:00" in first
    assert "00:39" in second
    assert third.lstrip().startswith("Backups")
    assert "Moments" in third
    for n, page in enumerate((first, second, third), start=1):
        assert f"page {n} of 3 · Mina Okafor · 2026-11-22" in page


@pytest.mark.parametrize("make", [small, full])
def test_every_question_is_printed_once(make: Callable[[], Outline], profile: Path, tmp_path: Path) -> None:
    """Each question is on one page, whole, and in order; the backups follow."""
    outline = make()
    found = [said(page) for page in pages(sheet(outline), profile, tmp_path)]
    questions = [q for s in outline.sections for q in s.questions]
    printed = [q for q in questions if q.lane != "backup"] + [q for q in questions if q.lane == "backup"]
    assert [sum(said(q.text) in page for page in found) for q in printed] == [1] * len(printed)
    places = ["".join(found).index(said(q.text)) for q in printed]
    assert places == sorted(places)


def test_awkward_text_is_printed(profile: Path, tmp_path: Path) -> None:
    """A name of three hundred letters and other scripts still make pages."""
    text = said("".join(pages(sheet(awkward()), profile, tmp_path)))
    assert said(AWKWARD) in text
    assert "N" * 300 in text


def test_no_heading_is_left_alone_at_the_foot(profile: Path, tmp_path: Path) -> None:
    """No page ends with the heading of a block or its time mark."""
    for page in pages(sheet(full()), profile, tmp_path)[:-1]:
        lines = [line.strip() for line in page.splitlines() if line.strip()]
        foot = [line for line in lines if not line.startswith(("page ", "Under any answer"))][-1]
        assert not re.match(r"\d\d:\d\d|Be here by", foot)


WAYS = [("docx",), ("odt", "docx")]


@pytest.mark.parametrize("ways", WAYS, ids=["docx", "odt"])
@pytest.mark.parametrize("make", [full, awkward])
def test_saved_by_another_program_nothing_changed(
    make: Callable[[], Outline], ways: tuple[str, ...], profile: Path, tmp_path: Path
) -> None:
    """A sheet that LibreOffice opened and saved, even as its own format in between, says nothing new."""
    outline = make()
    back = read_back(convert(sheet(outline), profile, tmp_path, ways=ways), outline)
    assert back.changes == ()
    assert back.outline == outline


@pytest.mark.parametrize("ways", WAYS, ids=["docx", "odt"])
def test_edits_survive_another_program(ways: tuple[str, ...], profile: Path, tmp_path: Path) -> None:
    """What a person changed is the same before and after LibreOffice saved the sheet."""
    data = edited(
        sheet(full()), reword("q08", "Tell me of a bug."), note("q03", "Said: slow."), tick("q02", "★"), drop("q07"),
        add("Who pays?", below="q06"), move("q10", before="q09"), move("q15", before="q13"),
    )  # fmt: skip
    expected = changes(data, full())
    assert len(expected) == 7
    assert changes(convert(data, profile, tmp_path, ways=ways), full()) == expected


@pytest.mark.parametrize("ways", WAYS, ids=["docx", "odt"])
def test_form_survives_another_program(ways: tuple[str, ...], profile: Path, tmp_path: Path) -> None:
    """The guest may fill in the form with LibreOffice."""
    from word_tools import paragraph

    data = edited(
        sheet(full(), copy="guest"), lambda d: paragraph(d, "qbank_box_pronouns").add_run("they/them")
    )
    assert changes(convert(data, profile, tmp_path, ways=ways), full()) == {
        ("filled", "pronouns", "they/them")
    }


def test_edit_made_by_another_program(profile: Path, tmp_path: Path) -> None:
    """A sentence changed in the office program's own file comes back as that change."""
    folder = tmp_path / "flat"
    folder.mkdir()
    flat = convert(sheet(full()), profile, folder, ways=("fodt",)).decode()
    assert flat.count("What did your colleagues say?") == 1
    changed = flat.replace("What did your colleagues say?", "What did your colleagues do?")
    source = folder / "sheet.fodt"
    source.write_text(changed)
    command = [str(OFFICE), f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", "docx"]
    subprocess.run(
        [*command, "--outdir", str(folder / "x"), str(source)], check=True, capture_output=True, timeout=120
    )
    made = (folder / "x" / "sheet.docx").read_bytes()
    assert changes(made, full()) == {("reworded", "q03b", "What did your colleagues do?")}
