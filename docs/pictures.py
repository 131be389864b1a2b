"""The pictures of DESK.md, taken of the real desk: python docs/pictures.py. Needs the extra `browser` and Chromium."""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TOP / "tests"))

from desk_tools import bank_in, chromium, running  # noqa: E402
from playwright.sync_api import Page, sync_playwright  # noqa: E402

FOLDER = TOP / "docs" / "pictures"
NAME = "ledgerlake-mina-okafor"
PAGES = {
    "find": "/find?q=consensus",
    "plan": f"/plan/{NAME}",
    "live": f"/live/{NAME}?practice=1",
    "after": f"/after/{NAME}",
    "coverage": "/coverage",
}


def main() -> None:
    """Take every picture, light, of one size."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        place = bank_in(Path(folder) / "show")
        with running(place.root, Path(folder) / "state") as desk, sync_playwright() as play:
            browser = play.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
            page = browser.new_context(
                viewport={"width": 1120, "height": 720}, color_scheme="light"
            ).new_page()
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
