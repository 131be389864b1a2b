"""The desk measured: first page, a key on the second screen, search as one types, memory, an hour in fast motion, kills, connections.

    python benchmarks/desk.py start|keys|find|memory|soak|kills|connections [--rounds N]

Needs the extra `browser` and the system's Chromium for what a browser measures. Every figure is a median or a percentile of many
rounds of the whole process; nothing here is a test.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import Request, urlopen
from uuid import uuid4

TOP = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TOP / "tests"), str(TOP / "benchmarks")]

from desk_tools import bank_in, chromium, running, start  # noqa: E402

from qbank import bank as banks  # noqa: E402
from qbank.tasks.workspace import PATIENCE  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from qbank.bank.place import Place

NAME = "ledgerlake-mina-okafor"
MEMBERS = 8
KEYS = [" ", "g", " ", "s", "m", " ", "u", "ArrowRight", "Escape"]


def told(what: str, values: list[float], unit: str) -> None:
    """Print the median, the 95th percentile and the largest of some figures."""
    ordered = sorted(values)
    p95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    print(
        f"{what}: median {statistics.median(ordered):.1f} {unit}, p95 {p95:.1f}, most {ordered[-1]:.1f}, of {len(ordered)}"
    )


@contextmanager
def browsers() -> Iterator[Browser]:
    """Start the system's Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        made = play.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield made
        made.close()


def opened(browser: Browser, link: str, path: str) -> Page:
    """Return a page of the desk, in a browser of its own."""
    page = browser.new_context().new_page()
    page.set_default_timeout(60000)
    page.goto(link)
    page.wait_for_url(re.compile(r"^(?!.*/join/)"))
    page.goto(link[: link.index("/join/")] + path)
    return page


def cookie(link: str) -> str:
    """Return the cookie that a link leaves."""
    with urlopen(link) as answer:
        return str(answer.headers["set-cookie"]).split(";")[0]


def first_page(work: Path, rounds: int) -> None:
    """Measure from the start of the process to the first page, and the processor time until then."""
    bank_in(work / "show")
    wall, spent = list[float](), list[float]()
    for _ in range(rounds):
        began = time.perf_counter()
        desk = start(work / "show", work / "state")
        base = desk.base
        with urlopen(Request(base + "/", headers={"cookie": cookie(desk.link)})) as answer:
            answer.read()
        wall.append((time.perf_counter() - began) * 1000)
        ticks = Path(f"/proc/{desk.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        spent.append((int(ticks[11]) + int(ticks[12])) * 1000 / os.sysconf("SC_CLK_TCK"))
        desk.kill()
    bare = [_timed(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True)) for _ in range(rounds)]
    told("first page, whole process", wall, "ms")
    told("processor time until then", spent, "ms")
    told("a bare Python start", bare, "ms")


def _timed(what: Callable[[], object]) -> float:
    began = time.perf_counter()
    what()
    return (time.perf_counter() - began) * 1000


def second_screen(work: Path, rounds: int) -> None:
    """Measure from a key on one page until the other page has drawn the mark."""
    place = bank_in(work / "show")
    with running(place.root, work / "state") as desk, browsers() as browser:
        one, other = (opened(browser, desk.link, f"/live/{NAME}") for _ in range(2))
        for _ in range(2):
            one.keyboard.press(" ")
            one.wait_for_timeout(400)
        other.evaluate(
            "() => { window.seen = 0; new MutationObserver(() => { window.seen = Date.now(); }).observe(document.querySelector('#ask'), {childList: true, subtree: true}); }"
        )
        one.evaluate("() => { document.addEventListener('keydown', () => { window.pressed = Date.now(); }, true); }")
        took = []
        for n in range(rounds):
            other.evaluate("() => { window.seen = 0; }")
            one.keyboard.press(" " if n % 2 == 0 else "u")
            other.wait_for_function("() => window.seen > 0", polling=5)
            took.append(float(other.evaluate("window.seen")) - float(one.evaluate("window.pressed")))
            one.wait_for_timeout(260)
        told("a key until it is drawn on the second screen", took, "ms")


WATCHED = """() => {
    const list = document.querySelector('#found'), field = document.querySelector('#words'), after = new MessageChannel();
    let typed = 0, drawn = 0, frame = 0;
    field.addEventListener('input', (event) => { typed = event.timeStamp; }, true);
    new MutationObserver(() => {
        if (list.dataset.text !== field.value) return;
        drawn = performance.now();
        requestAnimationFrame(() => { frame = performance.now(); after.port2.postMessage(0); });
    }).observe(list, {attributes: true, attributeFilter: ['data-text']});
    after.port1.onmessage = () => {
        const sent = performance.getEntriesByType('resource').filter((e) => e.name.includes('/api/find')).at(-1);
        window.told = {text: field.value, request: sent.requestStart - typed, answer: sent.responseEnd - typed, list: drawn - typed, frame: frame - typed, painted: performance.now() - typed};
        performance.clearResourceTimings();
    };
}"""
"""Notes, beside the page's own scripts, when the parts of an answer were there: counted from the event of the key, to the first task after the frame with the list in it."""


FRAME = """() => new Promise((done) => {
    const began = performance.now(), after = new MessageChannel();
    after.port1.onmessage = () => done(performance.now() - began);
    requestAnimationFrame(() => after.port2.postMessage(0));
})"""
"""How long a frame takes by itself: what no page can be quicker than."""


def large_bank(work: Path) -> tuple[Place, list[str]]:
    """Return the place of a bank of 10,000 questions, and the first words of some of them."""
    import search

    place = bank_in(work / "show")
    base = banks.load(place)
    made = [
        replace(e, items=tuple(replace(i, template=None, category=None) for i in e.items))
        for e in search.bank(10_000).episodes
    ]
    banks.save(place, replace(base, episodes=(*base.episodes, *made)), base=base, command="benchmark")
    return place, [" ".join(i.text.split()[:3]) for e in made for i in e.items[:1]]


def find(work: Path, rounds: int) -> None:
    """Measure each letter typed into Find from its event until its answer is painted, over 10,000 questions: alone, then 60 ms apart."""
    place, texts = large_bank(work)
    typed = random.Random(1).sample(texts, min(rounds, len(texts)))
    with running(place.root, work / "state") as desk, browsers() as browser:
        page = opened(browser, desk.link, "/find")
        page.locator("#words").fill("warm")
        page.wait_for_timeout(3000)
        page.evaluate(WATCHED)
        parts: dict[str, list[float]] = {}
        for text in typed:
            page.locator("#words").fill("")
            page.wait_for_timeout(100)
            for end in range(1, len(text) + 1):
                page.keyboard.type(text[end - 1])
                for part, took in _seen_answer(page, text[:end]).items():
                    parts.setdefault(part, []).append(took)
        for part, values in parts.items():
            told(f"a letter in Find until {part}", values, "ms")
        idle = [float(page.evaluate(FRAME)) for _ in parts["painted"]]
        told("a frame in which nothing is drawn, on this machine at this time", idle, "ms")
        last = []
        for text in typed:
            page.locator("#words").fill("")
            page.wait_for_timeout(100)
            page.keyboard.type(text, delay=60)
            last.append(_seen_answer(page, text)["painted"])
        told("the last of some letters 60 ms apart until painted", last, "ms")


def _seen_answer(page: Page, text: str) -> dict[str, float]:
    """Wait until the answer to a text is painted; return when its parts were there, in ms from the key's event."""
    page.wait_for_function("(text) => window.told?.text === text", arg=text, polling=5)
    found = page.evaluate("window.told")
    return {part: float(found[part]) for part in ("request", "answer", "list", "frame", "painted")}


def helpers_of(pid: int) -> list[int]:
    """Return the processes that a process has started."""
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def memory_of(pid: int) -> float:
    """Return the resident memory of a process in MB, its own part of shared pages counted once."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    found = re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


def memory(work: Path, rounds: int) -> None:
    """Measure the memory of the desk after its screens were used."""
    place = bank_in(work / "show")
    with running(place.root, work / "state") as desk:
        headers = {
            "cookie": cookie(desk.link), "content-type": "application/json", "sec-fetch-site": "same-origin",
        }  # fmt: skip
        line = json.dumps({"text": "What did the rewrite teach you?"}).encode()
        brief = json.dumps({"brief": {"guest": ["Ada Quist"], "technology": "Kafka"}}).encode()
        screens = [
            "/",
            "/find",
            f"/plan/{NAME}",
            "/plan",
            f"/after/{NAME}",
            f"/share/{NAME}",
            "/coverage",
            "/api/find?q=raft",
        ]
        sent: dict[str, list[tuple[str, bytes | None]]] = {
            "started": [],
            "live": [(f"/live/{NAME}", None)] * rounds,
            "all screens": [(path, None) for path in screens * rounds],
            "a sheet planned, an own line sorted, every copy made": [
                ("/api/plan", brief), (f"/api/plan/{NAME}/take", line),
                *((f"/export/{NAME}?to={to}", None) for to in ("docx", "docx&copy=guest", "html", "email&copy=guest", "ics", "desk")),
            ],
        }  # fmt: skip
        for step, requests in sent.items():
            for path, body in requests:
                with urlopen(Request(desk.base + path, data=body, headers=headers)) as answer:
                    answer.read()
            helpers = [memory_of(pid) for pid in helpers_of(desk.process.pid)]
            print(f"memory, {step}: {memory_of(desk.process.pid):.1f} MB; helpers: {helpers or 'none'}")
        time.sleep(PATIENCE + 2)
        print(
            f"memory, {PATIENCE + 2:.0f} s later: {memory_of(desk.process.pid):.1f} MB; helpers: {len(helpers_of(desk.process.pid))}"
        )


def soak(work: Path, rounds: int) -> None:
    """Open eight pages and go through hours of marks in fast motion; memory of the desk at each tenth."""
    place = bank_in(work / "show")
    with running(place.root, work / "state") as desk, browsers() as browser:
        pages = [opened(browser, desk.link, f"/live/{NAME}") for _ in range(MEMBERS)]
        for _ in range(2):
            pages[0].keyboard.press(" ")
            pages[0].wait_for_timeout(300)
        chance = random.Random(3)
        for n in range(rounds):
            page = pages[chance.randrange(MEMBERS)]
            page.keyboard.press(chance.choice(KEYS))
            page.wait_for_timeout(30)
            if n % max(1, rounds // 10) == 0:
                heap = pages[0].evaluate("performance.memory ? performance.memory.usedJSHeapSize / 1e6 : 0")
                print(f"after {n} keys: desk {memory_of(desk.process.pid):.1f} MB, page {float(heap):.1f} MB")
        pages[0].wait_for_timeout(2000)
        marks = [page.evaluate("() => JSON.stringify([...window.qbankHour().heard].sort())") for page in pages]
        print(f"pages that agree: {max(marks.count(m) for m in marks)} of {MEMBERS}")


def kills(work: Path, rounds: int) -> None:
    """Kill the desk with -9 while marks come in, start it again, send what was not acknowledged; count what is lost or doubled."""
    place = bank_in(work / "show")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    chance, sent, waiting = random.Random(5), list[dict[str, object]](), list[dict[str, object]]()
    for n in range(rounds):
        desk = start(place.root, work / "state", "--port", port)
        own = cookie(desk.link)
        end = time.monotonic() + chance.uniform(0.0, 0.25)
        killed = False
        while not killed:
            if len(waiting) < 40:
                one: dict[str, object] = {
                    "id": uuid4().hex,
                    "kind": "note",
                    "of": "q01",
                    "time": 1_795_000_000_000 + len(sent),
                    "text": f"note {len(sent)}",
                }
                sent.append(one)
                waiting.append(one)
            batch = waiting[: chance.randint(1, 8)]
            if time.monotonic() > end:
                desk.process.kill()
                killed = True
            try:
                body = json.dumps({"events": batch}).encode()
                headers = {"cookie": own, "content-type": "application/json", "sec-fetch-site": "same-origin"}
                with urlopen(
                    Request(f"{desk.base}/api/live/{NAME}/marks", data=body, headers=headers), timeout=10
                ) as answer:
                    answer.read()
                waiting = waiting[len(batch) :]
            except OSError:
                continue
        desk.process.wait()
        if n % 20 == 19:
            print(f"{n + 1} kills, {len(sent)} marks", flush=True)
    path = place.exports / f"{NAME}.desk.jsonl"
    from qbank.tasks.live import LiveLog

    kept = [e.id for e in LiveLog(path).events]
    lines = re.findall(r'"id": "([0-9a-f]{32})"', path.read_text("utf-8", errors="replace"))
    lost = {str(e["id"]) for e in sent} - {str(e["id"]) for e in waiting} - set(kept)
    print(
        f"{rounds} kills: {len(sent) - len(waiting)} marks acknowledged, {len(lost)} lost, {len(lines) - len(set(lines))} doubled"
    )


def connections(work: Path, rounds: int) -> None:
    """Open so many connections that say nothing or half a request, all at once as far as the system lets; ask in between."""
    place = bank_in(work / "show")
    with running(place.root, work / "state") as desk:
        host, port = desk.base.removeprefix("http://").split(":")
        own, held, took, refused = cookie(desk.link), list[socket.socket](), list[float](), 0
        for n in range(rounds):
            try:
                one = socket.create_connection((host, int(port)), timeout=5)
                if n % 2:
                    one.sendall(b"GET / HTTP/1.1\r\nHost: ")
                held.append(one)
            except OSError:
                refused += 1
            if len(held) > 800:
                held.pop(0).close()
            if n % (rounds // 20 or 1) == 0:
                took.append(
                    _timed(
                        lambda: urlopen(
                            Request(desk.base + "/static/core.js", headers={"cookie": own}), timeout=30
                        ).read()
                    )
                )
        told(f"an answer during {rounds} connections ({refused} refused)", took, "ms")
        print(f"memory then: {memory_of(desk.process.pid):.1f} MB; running: {desk.process.poll() is None}")


MEASURES: dict[str, tuple[Callable[[Path, int], None], int]] = {
    "start": (first_page, 20), "keys": (second_screen, 100), "find": (find, 20), "memory": (memory, 20), "soak": (soak, 3600),
    "kills": (kills, 200), "connections": (connections, 10_000),
}  # fmt: skip


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=[*MEASURES, "all"])
    parser.add_argument("--rounds", type=int)
    asked = parser.parse_args()
    for name in MEASURES if asked.what == "all" else [asked.what]:
        measure, rounds = MEASURES[name]
        with tempfile.TemporaryDirectory() as folder:
            measure(Path(folder), asked.rounds or rounds)


if __name__ == "__main__":
    main()
