"""The desk's server: one process on the host's machine, one stream for each open page, the marks on disk before anything else."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import asdict, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from qbank.desk import pages
from qbank.desk.guard import GUEST_POLICY, ROLES, Guard, Keys, Role, joined, refuse
from qbank.desk.pages import Call
from qbank.english.terms import whole_number
from qbank.errors import NotFoundError, QbankError, SourceError, UsageError
from qbank.lazy import dataclass
from qbank.outline.live import CLOCK_KINDS, Event
from qbank.tasks import live
from qbank.tasks.find import Finder
from qbank.tasks.workspace import Workspace

MOST_STREAMS = 64
"""So many pages may listen at once; a browser opens six to one address."""
BEAT = 15.0
"""Seconds between signs of life on a stream: what has been cut off is noticed."""
MOST_AT_ONCE = 500
"""So many marks may come in one request."""
_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
_STATIC = Path(__file__).parent / "static"


@dataclass(slots=True)
class Hour:
    """The live hour of one outline: its marks, and the pages that wait for the next one."""

    log: live.LiveLog
    waiting: set[asyncio.Event] = field(default_factory=set)

    def wake(self) -> None:
        """Tell every page that there is something new."""
        for event in self.waiting:
            event.set()


class Desk:
    """What the server holds: the workspace, the keys, and the hours that were opened."""

    def __init__(self, workspace: Workspace, keys: Keys, *, lan: str = "", read_only: bool = False) -> None:
        """Serve a workspace; `lan` is the address that others reach the desk at, as host and port."""
        self.workspace, self.keys, self.lan, self.read_only = workspace, keys, lan, read_only
        self.finder = Finder(workspace)
        self._hours: dict[str, Hour] = {}
        self.streams = 0

    def wake(self, name: str) -> None:
        """Tell the pages that show an outline's hour that it may have another sheet."""
        if name in self._hours:
            self._hours[name].wake()

    def hour(self, name: str) -> Hour:
        """Return the live hour of an outline; NotFoundError if there is no such outline."""
        path = pages.outline_file(self.workspace, name)
        found = self._hours.get(name)
        if found is None:
            found = self._hours[name] = Hour(live.LiveLog(live.log_path(path)))
        return found


def app(desk: Desk, *, hosts: Collection[str]) -> Guard:
    """Return the desk as an ASGI application that answers to exactly these values of Host."""
    made = Starlette(routes=list(_routes()), exception_handlers={QbankError: _told, 404: _missing, 405: _missing})
    made.state.desk = desk
    made.router.redirect_slashes = False
    return Guard(made, hosts=hosts, read_only=desk.read_only)


Handler = Callable[[Call], Awaitable[Response]]


def _routes() -> list[Route]:
    host: tuple[Role, ...] = ("host",)
    marks: tuple[Role, ...] = ("host", "cohost")
    clock: tuple[Role, ...] = ("host", "cohost", "clock")
    return [
        Route("/static/{file}", _static),
        Route("/join/{role}/{name}/{token}", _join),
        _route("/", _page(pages.home), host),
        _route("/find", _page(pages.find), host),
        _route("/plan", _page(pages.start), host),
        _route("/plan/{name}", _page(pages.plan), host),
        _route("/live/{name}", _page(pages.live), marks),
        _route("/after/{name}", _page(pages.after), host),
        _route("/coverage", _page(pages.coverage), host),
        _route("/share/{name}", _page(pages.share), host),
        _route("/show/{reference:path}", _page(pages.show), host),
        _route("/clock/{name}", _page(pages.clock), clock),
        _route("/guest/{name}", _page(pages.guest, GUEST_POLICY), ("host", "guest")),
        _route("/export/{name}", _data(pages.exported), host),
        _route("/api/bank", _data(pages.counts), host),
        _route("/api/find", _data(pages.found), host),
        _route("/api/plan", _data(pages.planned), host, "POST"),
        _route("/api/plan/{name}", _data(pages.changed), host, "POST"),
        _route("/api/plan/{name}/others", _data(pages.others), host),
        _route("/api/plan/{name}/take", _data(pages.taken), host, "POST"),
        _route("/api/undo", _data(pages.undone), host, "POST"),
        _route("/api/live/{name}/events", _stream, clock),
        _route("/api/live/{name}/marks", _marks, marks, "POST"),
        _route("/api/live/{name}/sheet", _data(pages.sheet), marks),
        _route("/api/after/{name}/save", _data(pages.saved), host, "POST"),
        _route("/api/after/{name}/transcript", _data(pages.times), host, "POST"),
        _route("/api/after/{name}/outputs", _data(pages.outputs), host),
    ]


# --- getting in -------------------------------------------------------------------------------------------------------


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


def _route(path: str, handler: Handler, roles: Collection[Role], method: str = "GET") -> Route:
    """Return a route that answers only those who may; a role's link is for one outline."""

    async def answer(request: Request) -> Response:
        desk = _desk(request)
        role = desk.keys.allowed(request.cookies, roles, request.path_params.get("name", ""))
        if role is None:
            return _refused(request)
        return await handler(Call(request, desk, role, await _body(request) if method == "POST" else {}))

    return Route(path, answer, methods=[method])


def _refused(request: Request) -> Response:
    return _said(
        request, 401, "Not with this link", "This page needs a link that lets you in.",
        "Open the link that qbank desk printed, or ask the host for yours.", home=False,
    )  # fmt: skip


def _said(request: Request, status: int, title: str, message: str, hint: str = "", *, home: bool = True) -> Response:
    """Return what is wrong: to a script as data, to a person as a page."""
    if request.url.path.startswith("/api/"):
        return refuse(status, message, hint)
    return HTMLResponse(pages.refused(title, message, hint, home=home), status)


def _page(made: Callable[[Call], str], policy: str = "") -> Handler:
    """Return what answers with a page, made in a thread so that marks of others go through meanwhile."""

    async def answer(call: Call) -> Response:
        html = await run_in_threadpool(made, call)
        return HTMLResponse(html, headers={"content-security-policy": policy} if policy else None)

    return answer


def _data(made: Callable[[Call], object]) -> Handler:
    """Return what answers with data, made in a thread; pages that show a sheet's hour are told if it was changed."""

    async def answer(call: Call) -> Response:
        result = await run_in_threadpool(made, call)
        if call.request.method == "POST":
            call.desk.wake(call.name or str(call.body.get("name")))
        return result if isinstance(result, Response) else JSONResponse(result)

    return answer


async def _body(request: Request) -> dict[str, Any]:
    """Return the object that a request holds; UsageError if it holds none."""
    try:
        found = json.loads(await request.body())
    except (ValueError, RecursionError) as error:
        raise UsageError("this is not JSON") from error
    if not isinstance(found, dict):
        raise UsageError("this has to be a JSON object")
    return found


async def _told(request: Request, error: Exception) -> Response:
    """Answer an error as help: the same words that a command would print."""
    assert isinstance(error, QbankError)
    status = 404 if isinstance(error, NotFoundError) else 422 if isinstance(error, UsageError | SourceError) else 500
    if request.url.path.startswith("/api/"):
        problems = [str(p) for p in error.problems]
        return JSONResponse({"message": error.message, "hint": error.hint, "problems": problems}, status)
    return _said(request, status, "This cannot be shown", error.message, error.hint)


async def _missing(request: Request, error: Exception) -> Response:  # noqa: ARG001 (Starlette's signature)
    return _said(request, 404, "There is no such page", "The desk has nothing at this address.")


async def _static(request: Request) -> Response:
    """Return one of the desk's own scripts or styles, by its exact name."""
    files = {path.name: path for path in _STATIC.iterdir() if path.suffix in _TYPES}
    found = files.get(request.path_params["file"])
    if found is None:
        return refuse(404, "There is no such file.")
    status = found.stat()
    tag = f'"{status.st_mtime_ns:x}-{status.st_size:x}"'
    headers = {"cache-control": "no-cache", "etag": tag}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(found.read_bytes(), media_type=_TYPES[found.suffix], headers=headers)


async def _join(request: Request) -> Response:
    """Leave the cookie of a role and go on to its page; a wrong token gets nothing, not even a word on what is wrong."""
    desk, params = _desk(request), request.path_params
    name = "" if params["name"] == "-" else params["name"]
    role = next((r for r in ROLES if r == params["role"]), None)
    if role is None or (role == "host" and name) or not desk.keys.fits(params["token"], role, name):
        return _refused(request)
    part = quote(name, safe="")
    opened = quote(request.query_params.get("go", ""), safe="")
    target = f"/{'live' if role == 'cohost' else role}/{part}"
    if role == "host":
        target = f"/plan/{opened}" if opened else "/"
    return joined(desk.keys, role, name, target)


# --- the live hour ----------------------------------------------------------------------------------------------------


async def _marks(call: Call) -> Response:
    """Keep marks; whoever is answered 200 may forget them."""
    given = call.body.get("events")
    if not isinstance(given, list) or len(given) > MOST_AT_ONCE:
        raise UsageError(f"events has to be a list of at most {MOST_AT_ONCE}")
    events = [live.event(one, by=call.role) for one in given]
    if any(e.kind == "saved" for e in events):
        raise UsageError("only the desk itself says that a log was saved")
    hour = call.desk.hour(call.name)
    total = await run_in_threadpool(hour.log.add, events)
    hour.wake()
    return JSONResponse({"n": total})


async def _stream(call: Call) -> Response:
    """Send the marks of an hour as they come, from the one after `Last-Event-ID`."""
    if call.desk.streams >= MOST_STREAMS:
        return refuse(503, "Too many pages are open.", "Close some of them.")
    hour = call.desk.hour(call.name)
    start = whole_number(call.request.headers.get("last-event-id", "")) or 0
    lines = _lines(call, hour, start)
    return StreamingResponse(lines, media_type="text/event-stream", headers={"x-accel-buffering": "no"})


async def _lines(call: Call, hour: Hour, n: int) -> AsyncIterator[str]:
    desk, name, silent = call.desk, call.name, call.role == "clock"
    woken = asyncio.Event()
    hour.waiting.add(woken)
    desk.streams += 1
    digest = pages.digest(desk.workspace, name)
    try:
        hello = {"now": time.time_ns() // 1_000_000, "digest": digest}
        yield f"retry: 1000\nevent: hello\ndata: {json.dumps(hello)}\n\n"
        while True:
            woken.clear()
            fresh = hour.log.since(n)
            if fresh:
                n = fresh[-1][0]
                data = json.dumps([_seen(e, i, silent=silent) for i, e in fresh], ensure_ascii=False)
                yield f"id: {n}\nevent: marks\ndata: {data}\n\n"
            now = pages.digest(desk.workspace, name)
            if now != digest:
                digest = now
                yield f"event: sheet\ndata: {json.dumps({'digest': digest})}\n\n"
            with suppress(TimeoutError):
                async with asyncio.timeout(BEAT):
                    await woken.wait()
                continue
            yield ": alive\n\n"
    finally:
        desk.streams -= 1
        hour.waiting.discard(woken)


def _seen(event: Event, n: int, *, silent: bool) -> Mapping[str, Any]:
    """Return an event as a page sees it; a clock sees times and no words."""
    data = {**asdict(event), "n": n}
    if silent and event.kind not in CLOCK_KINDS and event.kind != "offset":
        data["text"] = ""
    return data
