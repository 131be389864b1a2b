"""The desk as a person uses it: in Debian's Chromium, by keys, on two pages at once, with the server killed in between.

Where there is no Chromium, or no Playwright, these tests say that they are skipped.
"""

from __future__ import annotations

import json
import re
import socket
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from commands import Run
from desk_tools import bank_in, chromium, many, running, start, wait_for

from qbank import bank as banks
from qbank.bank.place import Place
from qbank.outline import log

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

playwright = pytest.importorskip(
    "playwright.sync_api", reason="Playwright is not installed: pip install -e '.[browser]'"
)
pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(chromium() is None, reason="there is no Chromium: apt-get install chromium"),
]

TOP = Path(__file__).resolve().parent.parent
TSC = TOP / ".node" / "node_modules" / ".bin" / "tsc"
AXE = TOP / ".node" / "node_modules" / "axe-core" / "axe.min.js"
NAME = "ledgerlake-mina-okafor"
FAILED: dict[Page, list[str]] = {}
"""What went wrong in the scripts of each page."""
BOUNCE = 230
"""Milliseconds between two presses that are meant."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start the system's Chromium once for all tests here."""
    with playwright.sync_playwright() as play:
        made = play.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield made
        made.close()


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Return a bank of one's own with one sheet of 45 minutes."""
    return bank_in(tmp_path / "show")


@pytest.fixture
def port() -> str:
    """Return a port that was free a moment ago, so that a desk started again has the same."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def _page(browser: Browser, link: str, path: str, *, width: int = 1280, height: int = 800, dark: bool = False) -> Page:
    """Open a page of the desk in a browser of its own; an error in a script fails the test."""
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light")
    page = context.new_page()
    page.set_default_timeout(60000)
    failures = FAILED.setdefault(page, [])
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.on(
        "console",
        lambda told: (
            failures.append(told.text) if "Content Security Policy" in told.text or "TrustedHTML" in told.text else None
        ),
    )
    page.goto(link)
    page.wait_for_url(re.compile(r"^(?!.*/join/)"))
    page.goto(link[: link.index("/join/")] + path)
    return page


def _press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)
        page.wait_for_timeout(BOUNCE)


def _cue(page: Page) -> str:
    return str(page.locator("#ask h1").inner_text())


def _marks(page: Page) -> dict[str, str]:
    """Return what a page believes, by question: what its own scripts make of the marks that it has."""
    found = page.evaluate("() => Object.fromEntries([...window.qbankHour().heard].map(([id, one]) => [id, one.mark]))")
    return dict(found)


def test_an_interview_by_keys_on_two_pages_with_the_server_killed(
    browser: Browser, place: Place, tmp_path: Path, port: str
) -> None:
    """A laptop and a phone go through an interview; the desk is killed and started again; nothing is lost, both agree."""
    desk = start(place.root, tmp_path / "state", "--port", port)
    try:
        laptop = _page(browser, desk.link, f"/live/{NAME}")
        share = _page(browser, desk.link, f"/share/{NAME}")
        cohost = share.locator("input").nth(1).input_value()
        phone = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True).new_page()
        phone.goto(cohost)
        phone.wait_for_url(re.compile("/live/"))
        _press(laptop, " ", " ", " ", " ")
        assert _cue(laptop) == "WHAT"
        phone.locator("#ask h1", has_text="what").wait_for()
        phone.locator("button", has_text="Great").tap()
        laptop.locator("#answering .star").wait_for()
        desk.kill()
        laptop.locator("#link[data-state=away]").wait_for()
        before = laptop.locator("#elapsed").inner_text()
        _press(laptop, " ", "s")
        _press(phone, "m")
        assert "kept here" in laptop.locator("#link").inner_text()
        desk = start(place.root, tmp_path / "state", "--port", port)
        for page in (laptop, phone):
            page.locator("#link[data-state=live]").wait_for()
            page.wait_for_function("() => document.querySelector('#link').textContent === 'in step'")
        assert laptop.locator("#elapsed").inner_text() > before
        phone.locator("#ask h1", has_text="first user").wait_for()
        assert _cue(laptop) == _cue(phone)
        late = _page(browser, desk.link, f"/live/{NAME}")
        late.locator("#ask h1", has_text="first user").wait_for()
        assert _marks(laptop) == _marks(phone) == _marks(late)
        for _ in range(40):
            if "LAST QUESTION" in _cue(laptop).upper():
                break
            _press(laptop, " ")
        laptop.get_by_role("button", name="End the hour").first.click()
        assert wait_for(lambda: not laptop.evaluate("window.qbankWaiting()"))
        laptop.get_by_role("link", name="Look it over and save").click()
        laptop.get_by_role("button", name="Save the log").click()
        laptop.get_by_text("as one change").wait_for()
        assert FAILED[laptop] == FAILED[late] == []
        wanted = {id_: mark for id_, mark in _marks(late).items() if id_.startswith("q")}
    finally:
        desk.kill()
    outline = banks.load_outline(place.exports / f"{NAME}.toml")
    assert {q.id: q.mark for q in outline.questions if q.mark} == wanted
    assert wanted["q01"] == "great"
    assert wanted["q03"] == "skipped"
    assert any("moment" in q.note for q in outline.questions)
    assert all(q.at for q in log.asked(outline))
    assert len((place.exports / f"{NAME}.desk.jsonl").read_text("utf-8").splitlines()) == len({*_ids(place)})


def _ids(place: Place) -> list[str]:
    lines = (place.exports / f"{NAME}.desk.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line)["id"] for line in lines]


def test_every_key_does_what_the_list_says(browser: Browser, place: Place, tmp_path: Path) -> None:
    """The keys that `?` shows are tried one after the other."""
    with running(place.root, tmp_path / "state") as desk:
        page = _page(browser, desk.link, f"/live/{NAME}?practice=1")
        _press(page, "?")
        shown = page.locator("dialog kbd").all_inner_texts()
        assert shown == ["Esc", "Space", "g", "s", "i", "n", "m", "←", "→", "o", "b", "/", "u", "e", "+", "−", "d", "?"]
        _press(page, "Escape", " ", " ", " ")
        first = _cue(page)
        _press(page, "PageDown")
        assert _cue(page) != first
        _press(page, "g")
        assert page.locator("#answering .star").count() == 1
        _press(page, "g")
        assert page.locator("#answering .star").count() == 0
        here = _cue(page)
        _press(page, "ArrowRight")
        assert page.locator("#ask .looking").count() == 1
        assert _cue(page) != here
        _press(page, "Escape")
        assert _cue(page) == here
        _press(page, "ArrowRight", "ArrowLeft")
        assert _cue(page) == here
        _press(page, "Escape", "s")
        assert _cue(page) != here
        _press(page, "u")
        assert _cue(page) == here
        _press(page, "n")
        page.locator("dialog textarea").fill("ask Lena")
        page.get_by_role("button", name="Keep").click()
        page.locator("#answering", has_text="ask Lena").wait_for()
        _press(page, "i")
        page.locator("dialog textarea").fill("Who paid for that?")
        page.keyboard.press("Tab")
        page.get_by_role("button", name="Keep").click()
        page.locator("#answering", has_text="Who paid for that?").wait_for()
        _press(page, "m")
        page.locator("#toast", has_text="Moment at").wait_for()
        _press(page, "b")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowUp")
        page.keyboard.press("Enter")
        page.locator("#ask .lane", has_text="backup").wait_for()
        assert _cue(page) == "SMALLEST"
        assert page.locator("#next li").count() == 3
        _press(page, "Escape", "/")
        page.keyboard.type("shortlist")
        page.keyboard.press("Enter")
        assert _cue(page) == "SHORTLIST"
        assert "still open" in page.locator("#ask .passed").inner_text()
        _press(page, "o")
        assert _cue(page) == here
        before = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--scale')")
        _press(page, "+")
        assert float(page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--scale')")) > float(
            before
        )
        _press(page, "-")
        assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--scale')") == before
        _press(page, "d")
        assert page.evaluate("document.documentElement.dataset.theme") == "dark"
        _press(page, "e")
        page.locator("#ask h1", has_text="Well done").wait_for()
        _press(page, "u")
        assert page.locator("body[data-stage='2']").count() == 1
        assert FAILED[page] == []
    assert not (place.exports / f"{NAME}.desk.jsonl").exists()


def test_what_was_passed_by_is_said_and_brought_back(browser: Browser, place: Place, tmp_path: Path) -> None:
    """A question found further on leaves some before it open: the page counts them, and `o` goes back to the first."""
    with running(place.root, tmp_path / "state") as desk:
        page = _page(browser, desk.link, f"/live/{NAME}?practice=1")
        _press(page, " ", " ", " ", " ", " ", " ", " ")
        assert _cue(page) == "ONE QUERY"
        assert page.locator("#ask .passed").count() == 0
        _press(page, "/")
        page.keyboard.type("crash")
        _press(page, "Enter", " ")
        assert _cue(page) == "ONE WRITER"
        assert page.locator("#ask .passed").inner_text().startswith("3 before this are still open, 2 must be asked:")
        _press(page, "o", " ")
        assert _cue(page) == "NO SERVER"
        _press(page, " ", " ")
        assert _cue(page) == "ONE WRITER"
        assert page.locator("#ask .passed").count() == 0
        _press(page, "o")
        page.locator("#toast", has_text="Nothing before this one is open").wait_for()
        assert FAILED[page] == []


def test_space_asks_whatever_has_the_focus(browser: Browser, place: Place, tmp_path: Path) -> None:
    """With More or a button of the foot in focus, by Tab or by a click, Space asks; Escape closes More."""
    with running(place.root, tmp_path / "state") as desk:
        page = _page(browser, desk.link, f"/live/{NAME}?practice=1")
        _press(page, " ", " ", " ")
        more = page.locator("summary")
        menu = page.locator("details.menu[open]")
        more.focus()
        _press(page, "Enter", " ")
        assert _cue(page) == "WHAT"
        _press(page, "Escape")
        assert menu.count() == 0
        more.click()
        _press(page, " ")
        assert _cue(page) == "NEW ENGINE"
        more.click()
        page.locator("[data-key=g]").focus()
        _press(page, " ")
        assert _cue(page) == "FIRST USER"
        assert page.locator("#answering .star").count() == 0
        page.locator("[data-key=g]").focus()
        _press(page, "Enter")
        assert page.locator("#answering .star").count() == 1


def test_the_way_into_the_questions_says_each_thing_once(browser: Browser, place: Place, tmp_path: Path) -> None:
    """The introduction is shown once; a complaint goes when it is no longer true; a note waits for an answer to go to."""
    with running(place.root, tmp_path / "state") as desk:
        page = _page(browser, desk.link, f"/live/{NAME}?practice=1")
        _press(page, " ", "g")
        assert page.locator("#toast").inner_text() == "Space starts the questions."
        assert "Your host is" not in page.locator("#ask").inner_text()
        assert page.locator("#ask .primary").inner_text().startswith("Begin: INTRODUCTION")
        _press(page, " ")
        assert page.locator("#toast").inner_text() == ""
        assert "Your host is" in page.locator("#ask").inner_text()
        _press(page, "n")
        assert page.locator("dialog").count() == 0
        assert page.locator("#toast").inner_text().startswith("Nothing was asked yet")
        _press(page, " ", " ")
        assert page.locator("#toast").inner_text() == ""
        assert _cue(page) == "WHAT"


def test_the_end_names_what_must_still_be_asked(browser: Browser, place: Place, tmp_path: Path) -> None:
    """Ended after the first question, all others that must be asked are counted as open, and `u` takes the end back."""
    must = sum(q.lane == "must" for q in banks.load_outline(place.exports / f"{NAME}.toml").questions)
    with running(place.root, tmp_path / "state") as desk:
        page = _page(browser, desk.link, f"/live/{NAME}?practice=1")
        _press(page, " ", " ", " ", " ", "e")
        assert (
            page.locator("#ask .passed").inner_text()
            == f"{must - 1} that must be asked are still open. u takes the end back."
        )
        _press(page, "u")
        assert _cue(page) == "WHAT"


def test_the_list_of_keys_explains_the_signs_and_says_that_it_goes_on(
    browser: Browser, place: Place, tmp_path: Path
) -> None:
    """Signs of follow-ups and of the strip stand below the keys; where the list is cut, it says so until its end is reached."""
    with running(place.root, tmp_path / "state") as desk:
        page = _page(browser, desk.link, f"/live/{NAME}?practice=1", height=500)
        _press(page, "?")
        told = page.locator(".over-body").inner_text()
        assert all(sign in told for sign in ("+\n", "!\n", "↔\n", "39:00\u00a0−8\n"))
        below = page.get_by_text("more below")
        below.wait_for()
        _press(page, "End")
        page.wait_for_function("() => document.querySelector('.below').matches('.nothing')")
        _press(page, "Escape")
        assert page.locator("dialog").count() == 0


def test_the_clock_says_how_far_behind_and_what_to_skip(browser: Browser, place: Place, tmp_path: Path) -> None:
    """Practice in fast motion: ahead at first, then behind, and the nice-to-haves that would help are named."""
    with running(place.root, tmp_path / "state") as desk:
        page = _page(browser, desk.link, f"/live/{NAME}?practice=1")
        _press(page, " ", " ", " ", " ")
        assert page.locator("#drift").inner_text() == "1 min ahead of plan"
        page.locator("#faster").click()
        page.locator("#faster").click()
        page.locator("#drift[data-state=behind]").wait_for()
        page.wait_for_function("() => /skip FIRST USER/.test(document.querySelector('#drift').textContent)")
        page.wait_for_function("() => [...document.querySelectorAll('#strip .mark')].at(-1).textContent.includes('+')")


def test_questions_are_reordered_by_dragging_and_by_keys(browser: Browser, place: Place, tmp_path: Path) -> None:
    """A dragged line stands before the one that it was dropped on; Alt and an arrow move it; the file says the same."""
    path = place.exports / f"{NAME}.toml"
    with running(place.root, tmp_path / "state") as desk:
        page = _page(browser, desk.link, f"/plan/{NAME}")
        page.locator("[data-id=q04]").drag_to(page.locator("[data-id=q02]"))
        assert wait_for(lambda: [q.id for q in banks.load_outline(path).sections[1].questions] == ["q04", "q02", "q03"])
        page.wait_for_function("() => !document.body.dataset.busy")
        page.locator("[data-id=q03]").focus()
        page.keyboard.press("Alt+ArrowUp")
        assert wait_for(lambda: [q.id for q in banks.load_outline(path).sections[1].questions] == ["q04", "q03", "q02"])
        page.wait_for_function("() => document.activeElement?.dataset.id === 'q03'")
        page.keyboard.press("u")
        assert wait_for(lambda: [q.id for q in banks.load_outline(path).sections[1].questions] == ["q04", "q02", "q03"])
        assert FAILED[page] == []


def test_a_conflict_with_an_edit_on_disk_is_resolved_without_loss(
    browser: Browser, place: Place, tmp_path: Path
) -> None:
    """Someone edits the file while a question is being reworded: both are shown, and both are kept."""
    path = place.exports / f"{NAME}.toml"
    with running(place.root, tmp_path / "state") as desk:
        page = _page(browser, desk.link, f"/plan/{NAME}")
        page.locator("[data-id=q04]").focus()
        page.keyboard.press("Enter")
        page.locator("#e-text").fill("Who relied on it first, and was not a friend?")
        path.write_text(
            path.read_text("utf-8").replace("Follow my query from the moment", "Follow one query from the moment"),
            "utf-8",
        )
        page.get_by_role("button", name="Keep", exact=True).click()
        merge = page.locator("dialog", has_text="changed on disk")
        assert "Follow one query from the moment" in merge.inner_text()
        assert "Who relied on it first" in merge.inner_text()
        merge.get_by_role("button", name="Make my change there, too").click()
        page.locator("[data-id=q04]", has_text="Who relied on it first").wait_for()
        assert FAILED[page] == []
    outline = banks.load_outline(path)
    assert log.question(outline, "q04").text == "Who relied on it first, and was not a friend?"
    assert log.question(outline, "q05").text.startswith("Follow one query")


def test_words_for_a_question_that_is_gone_are_kept(browser: Browser, place: Place, tmp_path: Path) -> None:
    """Where the question was dropped on disk meanwhile, its new words become a question of the host's own."""
    path = place.exports / f"{NAME}.toml"
    with running(place.root, tmp_path / "state") as desk:
        page = _page(browser, desk.link, f"/plan/{NAME}")
        page.locator("[data-id=q04]").focus()
        page.keyboard.press("Enter")
        page.locator("#e-text").fill("Who came first?")
        base = banks.load_outline(path)
        from qbank.outline import arrange

        banks.save_outline(place, arrange.drop(base, "q04", rituals=()), base=base, path=path)
        page.get_by_role("button", name="Keep", exact=True).click()
        page.get_by_role("button", name="Keep my words as a question of my own").click()
        page.locator(".line", has_text="Who came first?").wait_for()
    assert any(q.text == "Who came first?" and q.template is None for q in banks.load_outline(path).questions)


def test_found_questions_go_onto_the_open_sheet(browser: Browser, place: Place, tmp_path: Path) -> None:
    """Typing finds, an arrow chooses, `a` adds to the open sheet, Enter opens."""
    path = place.exports / f"{NAME}.toml"
    with running(place.root, tmp_path / "state") as desk:
        page = _page(browser, desk.link, "/find")
        page.locator("#words").press_sequentially("consensus")
        page.locator("#found .hit mark").first.wait_for()
        page.keyboard.press("ArrowDown")
        page.wait_for_timeout(100)
        text = page.evaluate("document.activeElement.dataset.text")
        page.keyboard.press("a")
        page.locator("#toast", has_text="Added").wait_for(timeout=60000)
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("/show/"))
        assert FAILED[page] == []
    assert any(q.text == text for q in banks.load_outline(path).questions)


def test_a_sheet_of_a_thousand_questions_stays_quick(browser: Browser, place: Place, tmp_path: Path) -> None:
    """A thousand questions on one sheet: a mark is drawn in a moment, and search in the sheet finds the last."""
    banks.save_outline(place, many(1000))
    with running(place.root, tmp_path / "state") as desk:
        page = _page(browser, desk.link, "/live/many")
        _press(page, " ", " ")
        for _ in range(5):
            _press(page, " ")
        assert _cue(page) == "CUE 5"
        _press(page, "/")
        page.keyboard.type("number 1000")
        page.keyboard.press("Enter")
        assert _cue(page) == "CUE 1000"
        assert FAILED[page] == []


def test_the_page_of_one_file_works_without_a_server(
    browser: Browser, place: Place, tmp_path: Path, command: Run
) -> None:
    """Exported, opened from the disk, used by keys, closed and opened again; its marks go into the outline."""
    assert command("export", NAME, "--to", "desk", "--bank", str(place.root), "-o", str(tmp_path / "live.html"))[0] == 0
    context = browser.new_context(accept_downloads=True)
    page = context.new_page()
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.on(
        "request",
        lambda request: (
            failures.append(request.url) if not request.url.startswith(("file:", "data:", "blob:")) else None
        ),
    )
    page.goto((tmp_path / "live.html").as_uri())
    _press(page, " ", " ", " ", " ", "g")
    page.reload()
    assert _cue(page) == "WHAT"
    _press(page, "s")
    page.locator("summary", has_text="More").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the marks as a file").click()
    download.value.save_as(tmp_path / "marks.jsonl")
    assert failures == []
    code, _, told = command("outline", "log", NAME, "--marks", str(tmp_path / "marks.jsonl"), "--bank", str(place.root))
    assert code == 0, told
    outline = banks.load_outline(place.exports / f"{NAME}.toml")
    assert {q.id: q.mark for q in outline.questions if q.mark} == {"q01": "great", "q02": "skipped"}


@pytest.mark.parametrize(
    ("day", "large", "small"),
    [(24, "stop in 41 min", "hard stop 17:55 CET"), (25, "not today", "the sheet is for Tue, Nov 24")],
)
def test_the_time_left_is_large_on_the_day_of_the_recording_alone(
    browser: Browser, place: Place, tmp_path: Path, command: Run, day: int, large: str, small: str
) -> None:
    """At 17:14 the guest's 17:55 is 41 minutes away, the time of day with its zone stands small; on another day nothing is counted."""
    file = tmp_path / "live.html"
    command("export", NAME, "--to", "desk", "--bank", str(place.root), "-o", str(file))
    page = browser.new_context(timezone_id="Europe/Berlin").new_page()
    page.clock.install(time=datetime(2026, 11, day, 16, 14, tzinfo=UTC))
    page.goto(file.as_uri())
    assert page.locator("#left").inner_text() == large
    assert page.locator("#stop").inner_text() == small
    assert page.locator("#wall").inner_text() == "now 17:14 CET"


SCREENS = {
    "home": "/", "find": "/find?q=consensus", "start": "/plan", "plan": f"/plan/{NAME}", "live": f"/live/{NAME}", "after": f"/after/{NAME}",
    "coverage": "/coverage", "share": f"/share/{NAME}", "show": "/show/040-ceph/7", "clock": f"/clock/{NAME}", "guest": f"/guest/{NAME}",
}  # fmt: skip


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: npm install --prefix .node axe-core")
@pytest.mark.parametrize(("width", "dark"), [(1280, False), (1280, True), (390, False), (390, True)])
def test_every_screen_is_accessible_by_measure(
    browser: Browser, place: Place, tmp_path: Path, width: int, dark: bool
) -> None:
    """Axe finds nothing wrong on any screen, nor in the dialogs and stages of the live page; nothing is cut off at the side."""
    found: list[str] = []
    with running(place.root, tmp_path / "state") as desk:
        page = _page(browser, desk.link, "/", width=width, height=844 if width < 500 else 800, dark=dark)
        for name, path in SCREENS.items():
            page.goto(desk.base + path)
            page.wait_for_timeout(250)
            if name == "guest":
                # No script may run on the guest's page, axe neither: it is measured in a frame of ours.
                html = page.content()
                page.goto("about:blank")
                page.set_content(html)
            if name == "find":
                page.locator("#found .hit").first.wait_for()
            found += _axe(page, name)
            if name == "plan":
                page.locator("[data-id=q04]").focus()
                page.keyboard.press("Enter")
                page.wait_for_timeout(200)
                found += _axe(page, "plan, a question")
                page.keyboard.press("Escape")
            if name == "live":
                for stage, keys in (
                    ("recording", [" "]),
                    ("questions", [" ", " ", " "]),
                    ("keys", ["?"]),
                    ("backups", ["Escape", "b"]),
                    ("search", ["Escape", "/"]),
                    ("passed by", ["Escape", "ArrowRight"]),
                    ("over", ["e"]),
                ):
                    _press(page, *keys)
                    found += _axe(page, f"live, {stage}")
    assert found == []


def _axe(page: Page, name: str) -> list[str]:
    page.evaluate(AXE.read_text("utf-8"))
    violations = page.evaluate(
        "async () => (await axe.run()).violations.map(v => v.id + ' at ' + v.nodes.map(n => n.target).slice(0, 3).join(' | '))"
    )
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1")
    return [f"{name}: {v}" for v in violations] + ([f"{name}: wider than the screen"] if wide else [])


@pytest.mark.skipif(not TSC.exists(), reason="TypeScript is not installed: npm install --prefix .node typescript")
def test_the_scripts_keep_to_their_types() -> None:
    """The types that stand in the comments of the desk's scripts are checked as strictly as the checker can."""
    done = subprocess.run([str(TSC), "-p", str(TOP / "tsconfig.json")], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
