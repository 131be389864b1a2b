"""The desk in tests: called as an ASGI application, without a socket, or run as a process of its own."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import outlines as sheets

from qbank import bank as banks
from qbank.bank.place import Place
from qbank.desk.guard import Guard, Keys, Role
from qbank.desk.server import Desk, app
from qbank.model import Outline
from qbank.outline import arrange
from qbank.tasks.workspace import Workspace

PORT = 4747
HOST = f"127.0.0.1:{PORT}"
SECRET = bytes(range(32))


@dataclass(slots=True)
class Answer:
    """What came back: the status, the headers by lower-case name, and the body."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8")

    @property
    def json(self) -> Any:  # noqa: ANN401 (whatever was answered)
        """The body as JSON."""
        return json.loads(self.body)


def bank_in(folder: Path, outline: Outline | None = None) -> Place:
    """Start a bank in a folder and keep an outline in it, by default one of 45 minutes about LedgerLake."""
    place = Place(root=folder, exports=folder / "exports")
    _start(folder)
    banks.save_outline(place, outline or full())
    return place


def _start(folder: Path) -> None:
    from qbank.cli import run

    code = run(
        [
            "init",
            str(folder),
            "--show",
            "The Plumbing Hour",
            "--host",
            "Robin Field",
            "--domain",
            "data management",
            "--no-input",
        ]
    )
    assert code == 0


def full() -> Outline:
    """Return the outline of 45 minutes, its clock as long as its questions."""
    return arrange.retime(sheets.full(), "q02", 3.0)


@dataclass(slots=True)
class Client:
    """Someone who asks the desk, with the cookies of a role."""

    application: Guard
    keys: Keys
    cookies: dict[str, str] = field(default_factory=dict)
    host: str = HOST

    def get(self, path: str, **headers: str) -> Answer:
        """Ask for a page."""
        return self.ask("GET", path, headers=headers)

    def post(self, path: str, body: object, **headers: str) -> Answer:
        """Send JSON as one of the desk's own pages does."""
        own = {"content-type": "application/json", "sec-fetch-site": "same-origin", "origin": f"http://{self.host}"}
        return self.ask("POST", path, headers=own | headers, body=json.dumps(body).encode())

    def ask(
        self, method: str, path: str, *, headers: Mapping[str, str] | Sequence[tuple[str, str]] = (), body: bytes = b"",
        parts: Sequence[bytes] | None = None,
    ) -> Answer:  # fmt: skip
        """Send any request; headers are as they are given, Host and the cookies beside them."""
        listed = list(headers.items()) if isinstance(headers, Mapping) else list(headers)
        listed = [(name.replace("_", "-"), value) for name, value in listed]
        names = {name.lower() for name, _ in listed}
        if "host" not in names:
            listed.append(("host", self.host))
        if self.cookies and "cookie" not in names:
            listed.append(("cookie", "; ".join(f"{n}={v}" for n, v in self.cookies.items())))
        raw, _, query = path.partition("?")
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http", "path": _decoded(raw),
            "raw_path": raw.encode(), "query_string": query.encode(), "root_path": "", "client": ("127.0.0.1", 50000),
            "server": ("127.0.0.1", PORT), "headers": [(n.lower().encode("latin-1"), v.encode("latin-1")) for n, v in listed],
        }  # fmt: skip
        return asyncio.run(_called(self.application, scope, [body] if parts is None else parts))


def _decoded(path: str) -> str:
    from urllib.parse import unquote

    return unquote(path)


async def _called(application: Guard, scope: dict[str, Any], parts: Sequence[bytes]) -> Answer:
    left = [{"type": "http.request", "body": part, "more_body": n + 1 < len(parts)} for n, part in enumerate(parts)]
    answer = Answer()

    async def receive() -> dict[str, Any]:
        return left.pop(0) if left else {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = {n.decode().lower(): v.decode("latin-1") for n, v in message["headers"]}
        else:
            answer.body += message.get("body", b"")

    await application(scope, receive, send)  # type: ignore[arg-type]
    return answer


def desk_of(place: Place, *, read_only: bool = False) -> tuple[Desk, Keys]:
    """Return a desk over a bank, and its keys."""
    keys = Keys(SECRET, PORT)
    return Desk(Workspace(place), keys, read_only=read_only), keys


def client(desk: Desk, role: Role | None = "host", name: str = "") -> Client:
    """Return someone with a role's cookie; None for someone without."""
    made = Client(app(desk, hosts={HOST, f"localhost:{PORT}"}), desk.keys)
    if role is not None:
        made.cookies[desk.keys.cookie(role, name)] = desk.keys.token(role, name)
    return made


def mark(kind: str, of: str = "", *, at: float = 0.0, text: str = "", id_: str = "") -> dict[str, Any]:
    """Return an event as a page sends it, `at` seconds after the recording began."""
    time_ = 1_795_000_000_000 + round(at * 1000)
    return {"id": id_ or uuid4().hex, "kind": kind, "of": of, "time": time_, "text": text}


@dataclass(slots=True)
class Running:
    """A desk that runs as a process: its link, and how to end it."""

    bank: Path
    state: Path
    process: subprocess.Popen[str]
    link: str

    @property
    def base(self) -> str:
        """The address before the path."""
        return self.link[: self.link.index("/join/")]

    def kill(self) -> None:
        """End the process as the system does when it runs out of memory: at once, without a word."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)


def start(bank: Path, state: Path, *options: str) -> Running:
    """Run `qbank desk` on a bank and wait until it has printed its link."""
    environment = {
        **os.environ,
        "XDG_STATE_HOME": str(state),
        "XDG_CACHE_HOME": str(state / "cache"),
        "PYTHONUNBUFFERED": "1",
    }
    argv = [sys.executable, "-m", "qbank", "desk", "--bank", str(bank), "--no-open", *options]
    process = subprocess.Popen(
        argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, cwd=bank
    )
    assert process.stdout is not None
    link = process.stdout.readline().strip()
    if not link:
        assert process.stderr is not None
        raise AssertionError(process.stderr.read())
    return Running(bank=bank, state=state, process=process, link=link)


@contextmanager
def running(bank: Path, state: Path, *options: str) -> Iterator[Running]:
    """Run a desk for the time of a test."""
    made = start(bank, state, *options)
    try:
        yield made
    finally:
        made.process.terminate()
        try:
            made.process.wait(10)
        except subprocess.TimeoutExpired:
            made.kill()
        for stream in (made.process.stdout, made.process.stderr):
            if stream:
                stream.close()


def chromium() -> str | None:
    """Return the browser that the system has; None if it has none."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def wait_for(said: Any, seconds: float = 10.0) -> bool:  # noqa: ANN401 (a function without arguments)
    """Say whether something becomes true in so many seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if said():
            return True
        time.sleep(0.02)
    return bool(said())


def many(count: int) -> Outline:
    """Return an outline of so many questions."""
    base = full()
    first = base.sections[0]
    questions = tuple(
        replace(first.questions[0], id=f"q{n:04d}", template=None, cue=f"cue {n}", text=f"What about number {n}?")
        for n in range(1, count + 1)
    )
    long = sum(q.minutes for q in questions)
    return replace(
        base,
        id="many",
        minutes=long,
        planned_minutes=long,
        sections=(replace(first, minutes=long, questions=questions),),
    )
