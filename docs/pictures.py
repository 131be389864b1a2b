"""The pictures of the documentation, made of the real thing: `python docs/pictures.py [desk] [sheet] [terminal]`, all by default.

The desk needs the extra `browser` and Chromium, the sheet LibreOffice and pdftoppm, the terminal nothing.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

TOP = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TOP / "tests"))

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from qbank.model import Outline

FOLDER = TOP / "docs" / "pictures"
NAME = "ledgerlake-mina-okafor"
PAGES = {
    "find": "/find?q=consensus",
    "plan": f"/plan/{NAME}",
    "live": f"/live/{NAME}?practice=1",
    "after": f"/after/{NAME}",
    "coverage": "/coverage",
}


PLAN = [
    "outline", "--guest", "Ada Example", "--technology", "DuckDB", "--questions", "6", "--fact", "choice: the database runs inside the calling program",
    "--add", "What did the move to Amsterdam change?", "--date", "2026-11-22", "--no-input",
]  # fmt: skip
"""What is planned for the pictures of the sheet and of the terminal: the README's example."""
SHOWN = 26
"""Lines of the terminal's picture."""


def qbank(folder: Path, *words: str) -> str:
    """Return what a command prints, with the bank that ships."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(TOP),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "PYTHONIOENCODING": "utf-8",
    }
    command = [sys.executable, "-m", "qbank", *words]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", check=True
    ).stdout


def sheet() -> None:
    """Draw the first page of a Word sheet, as LibreOffice lays it out."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        qbank(folder, *PLAN, "--to", "docx", "-o", "sheet.docx")
        subprocess.run(
            ["soffice", "--headless", "--convert-to", "pdf", "sheet.docx"], cwd=folder, check=True, capture_output=True
        )
        target = str(FOLDER / "sheet")
        subprocess.run(
            ["pdftoppm", "-png", "-r", "80", "-singlefile", "-gray", "sheet.pdf", target], cwd=folder, check=True
        )


def terminal() -> None:
    """Draw a plan as a terminal shows it."""
    from rich.console import Console
    from rich.text import Text

    with tempfile.TemporaryDirectory() as name:
        said = qbank(Path(name), *PLAN, "--no-save")
    console = Console(record=True, width=100, file=io.StringIO())
    console.print(Text('$ qbank outline --guest "Ada Example" --technology DuckDB --questions 6'))
    for line in said.splitlines()[:SHOWN]:
        console.print(Text(line))
    (FOLDER / "terminal.svg").write_text(console.export_svg(title="qbank", unique_id="qbank"), "utf-8")


def main() -> None:
    """Make the pictures that are named, all by default."""
    FOLDER.mkdir(exist_ok=True)
    made = {"desk": desk, "sheet": sheet, "terminal": terminal}
    for name in sys.argv[1:] or made:
        made[name]()


def _own_lines(outline: Outline) -> Outline:
    """Return the outline with every question a line of the host's own."""
    sections = (
        replace(s, questions=tuple(replace(q, template=None, asked=()) for q in s.questions)) for s in outline.sections
    )  # fmt: skip
    return replace(outline, sections=tuple(sections))


def desk() -> None:
    """Take every picture of the desk, light, of one size."""
    from desk_tools import bank_in, chromium, full, running
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder:
        # What the bank does not have is remarked on beside a line; the pictures show a sheet that is in order.
        place = bank_in(Path(folder) / "show", _own_lines(full()))
        with running(place.root, Path(folder) / "state") as desk, sync_playwright() as play:
            browser = play.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
            page = browser.new_context(viewport={"width": 1120, "height": 720}, color_scheme="light").new_page()
            page.goto(desk.link)
            page.wait_for_url(re.compile(r"^(?!.*/join/)"))
            _an_hour(page, desk.base)
            for name, path in PAGES.items():
                page.goto(desk.base + path)
                page.wait_for_timeout(1500)
                if name == "live":
                    _some_marks(page)
                page.screenshot(path=FOLDER / f"desk-{name}.png")
            browser.close()


def _an_hour(page: Page, base: str) -> None:
    """Mark some questions, so that there is a log to look at."""
    page.goto(f"{base}/live/{NAME}")
    page.wait_for_timeout(800)
    for key in (" ", " ", " ", " ", "g", " ", " ", "s", "m", " "):
        page.keyboard.press(key)
        page.wait_for_timeout(400)


def _some_marks(page: Page) -> None:
    """Go some minutes into an interview, in fast motion."""
    for key in (" ", " ", " ", " ", "g"):
        page.keyboard.press(key)
        page.wait_for_timeout(400)
    for wait in (100, 6000, 100):
        page.locator("#faster").click()
        page.wait_for_timeout(wait)
    for key in (" ", " "):
        page.keyboard.press(key)
        page.wait_for_timeout(400)
    page.wait_for_timeout(5500)


if __name__ == "__main__":
    main()
