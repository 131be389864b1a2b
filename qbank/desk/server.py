"""The desk's server: one process on the host's machine, one stream for each open page, the marks on disk before anything else."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from qbank.desk import hour as hours
from qbank.desk import pages
from qbank.desk.guard import GUEST_POLICY, ROLES, Guard, Keys, Role, joined, refuse
from qbank.errors import NotFoundError, QbankError, SourceError, UsageError
from qbank.lazy import dataclass
from qbank.outline.live import CLOCK_KINDS, Event
from qbank.tasks import live
from qbank.tasks.find import Finder

if TYPE_CHECKING:
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

    def hour(self, name: str) -> Hour:
        """Return the live hour of an outline; NotFoundError if there is no such outline."""
        path = pages.outline_file(self.workspace, name)
        found = self._hours.get(name)
        if found is None:
            found = self._hours[name] = Hour(live.LiveLog(live.log_path(path)))
        return found


def app(desk: Desk, *, hosts: Collection[str]) -> Guard:
    """Return the desk as an ASGI application that answers to exactly these values of Host."""
    made = Starlette(
        routes=list(_routes()),
        exception_handlers={QbankError: _told, 404: _missing, 405: _missing},
    )
    made.state.desk = desk
    made.router.redirect_slashes = False
    return Guard(made, hosts=hosts, read_only=desk.read_only)


Handler = Callable[[Request, Desk], Awaitable[Response]]
T = TypeVar("T")


def _routes() -> list[Route]:
    host: tuple[Role, ...] = ("host",)
    marks: tuple[Role, ...] = ("host", "cohost")
    return [
        Route("/static/{file}", _static),
        Route("/join/{role}/{name}/{token}", _join),
        _page("/", _of(pages.home), host),
        _page("/find", _of(pages.find), host),
        _page("/plan", _of(pages.start), host),
        _page("/plan/{name}", _of(pages.plan), host),
        _page("/live/{name}", _live, marks),
        _page("/after/{name}", _after, host),
        _page("/coverage", _of(pages.coverage), host),
        _page("/share/{name}", _share, host),
        _page("/show/{reference:path}", _of(pages.show), host),
        _page("/clock/{name}", _clock, ("host", "cohost", "clock")),
        Route("/guest/{name}", _allowed(_guest, ("host", "guest"))),
        Route("/export/{name}", _allowed(_export, host)),
        Route("/api/bank", _allowed(_json(pages.counts), host)),
        Route("/api/find", _allowed(_found, host)),
        Route("/api/plan", _allowed(_json(pages.planned), host), methods=["POST"]),
        Route("/api/plan/{name}", _allowed(_changed_by(pages.changed), host), methods=["POST"]),
        Route("/api/plan/{name}/others", _allowed(_json(pages.others), host)),
        Route("/api/plan/{name}/take", _allowed(_changed_by(pages.taken), host), methods=["POST"]),
        Route("/api/undo", _allowed(_changed_by(pages.undone), host), methods=["POST"]),
        Route("/api/live/{name}/events", _allowed(_stream, ("host", "cohost", "clock"))),
        Route("/api/live/{name}/marks", _allowed(_marks, marks), methods=["POST"]),
        Route("/api/live/{name}/sheet", _allowed(_json(hours.sheet), marks)),
        Route("/api/after/{name}/save", _allowed(_changed_by(_save), host), methods=["POST"]),
        Route("/api/after/{name}/transcript", _allowed(_json(hours.times), host), methods=["POST"]),
        Route("/api/after/{name}/outputs", _allowed(_json(hours.outputs), host)),
    ]


# --- getting in -------------------------------------------------------------------------------------------------------


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


def _allowed(handler: Handler, roles: Collection[Role]) -> Callable[[Request], Awaitable[Response]]:
    """Return a handler that answers only those who may; a role's link is for one outline."""

    async def answer(request: Request) -> Response:
        desk = _desk(request)
        role = desk.keys.allowed(request.cookies, roles, request.path_params.get("name", ""))
        if role is None:
            return _refused(request)
        request.state.role = role
        return await handler(request, desk)

    return answer


def _refused(request: Request) -> Response:
    message, hint = (
        "This page needs a link that lets you in.",
        "Open the link that qbank desk printed, or ask the host for yours.",
    )
    if request.url.path.startswith("/api/"):
        return refuse(401, message, hint)
    return HTMLResponse(pages.refused("Not with this link", message, hint, home=False), 401)


def _page(path: str, made: Callable[[Request, Desk], str], roles: Collection[Role]) -> Route:
    """Return the route of a page, made in a thread so that marks of others go through meanwhile."""

    async def answer(request: Request, desk: Desk) -> Response:
        return HTMLResponse(await run_in_threadpool(made, request, desk))

    return Route(path, _allowed(answer, roles))


def _of(made: Callable[[Request, Workspace], T]) -> Callable[[Request, Desk], T]:
    """Return what makes the same of a desk that something makes of its workspace."""
    return lambda request, desk: made(request, desk.workspace)


def _json(made: Callable[[Request, Workspace], object]) -> Handler:
    """Return a handler whose answer is data, made in a thread."""

    async def answer(request: Request, desk: Desk) -> Response:
        request.state.body = await _body(request) if request.method == "POST" else {}
        return JSONResponse(await run_in_threadpool(made, request, desk.workspace))

    return answer


def _changed_by(made: Callable[[Request, Desk], object]) -> Handler:
    """Return a handler that changes something; pages that show an outline's hour are told that it has another sheet."""

    async def answer(request: Request, desk: Desk) -> Response:
        request.state.body = await _body(request)
        result = await run_in_threadpool(made, request, desk)
        name = request.path_params.get("name") or request.state.body.get("name") or ""
        if name in desk._hours:
            desk.hour(name).wake()
        return result if isinstance(result, Response) else JSONResponse(result)

    return answer


async def _found(request: Request, desk: Desk) -> Response:
    return JSONResponse(await run_in_threadpool(pages.found, request, desk))


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
        problems = [str(p) for p in getattr(error, "problems", ())]
        return JSONResponse({"message": error.message, "hint": error.hint, "problems": problems}, status)
    return HTMLResponse(pages.refused("This cannot be shown", error.message, error.hint, home=True), status)


async def _missing(request: Request, error: Exception) -> Response:  # noqa: ARG001 (Starlette's signature)
    if request.url.path.startswith("/api/"):
        return refuse(404, "The desk has nothing here.")
    return HTMLResponse(
        pages.refused("There is no such page", "The desk has nothing at this address.", "", home=True), 404
    )


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
    target = {
        "host": f"/plan/{opened}" if opened else "/",
        "cohost": f"/live/{part}",
        "guest": f"/guest/{part}",
        "clock": f"/clock/{part}",
    }
    return joined(desk.keys, role, name, target[role])


# --- the live hour ----------------------------------------------------------------------------------------------------


def _live(request: Request, desk: Desk) -> str:
    name = request.path_params["name"]
    desk.hour(name)
    return hours.live(request, desk.workspace, read_only=desk.read_only)


def _after(request: Request, desk: Desk) -> str:
    name = request.path_params["name"]
    desk.hour(name)
    return hours.after(request, desk.workspace)


def _share(request: Request, desk: Desk) -> str:
    base = f"http://{desk.lan or request.headers['host']}"
    return hours.share(
        request, desk.workspace, lan=bool(desk.lan), link=lambda role, name: base + desk.keys.link(role, name)
    )


def _clock(request: Request, desk: Desk) -> str:
    return hours.clock(request, desk.workspace)


async def _guest(request: Request, desk: Desk) -> Response:
    html = await run_in_threadpool(hours.guest, request, desk.workspace)
    return HTMLResponse(html, headers={"content-security-policy": GUEST_POLICY})


async def _export(request: Request, desk: Desk) -> Response:
    data, name, media = await run_in_threadpool(pages.exported, request, desk.workspace)
    disposition = f"attachment; filename*=UTF-8''{quote(name)}"
    return Response(data, media_type=media, headers={"content-disposition": disposition})


async def _marks(request: Request, desk: Desk) -> Response:
    """Keep marks; whoever is answered 200 may forget them."""
    given = (await _body(request)).get("events")
    if not isinstance(given, list) or len(given) > MOST_AT_ONCE:
        raise UsageError(f"events has to be a list of at most {MOST_AT_ONCE}")
    events = [live.event(one, by=request.state.role) for one in given]
    if any(e.kind == "saved" for e in events):
        raise UsageError("only the desk itself says that a log was saved")
    hour = desk.hour(request.path_params["name"])
    total = await run_in_threadpool(hour.log.add, events)
    hour.wake()
    return JSONResponse({"n": total})


async def _stream(request: Request, desk: Desk) -> Response:
    """Send the marks of an hour as they come, from the one after `Last-Event-ID`."""
    if desk.streams >= MOST_STREAMS:
        return refuse(503, "Too many pages are open.", "Close some of them.")
    name = request.path_params["name"]
    hour = desk.hour(name)
    last = request.headers.get("last-event-id", "")
    start = int(last) if last.isdecimal() and len(last) < 10 else 0
    lines = _lines(request, desk, hour, start)
    return StreamingResponse(lines, media_type="text/event-stream", headers={"x-accel-buffering": "no"})


async def _lines(request: Request, desk: Desk, hour: Hour, n: int) -> AsyncIterator[str]:
    silent = request.state.role == "clock"
    name = request.path_params["name"]
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
    data = {
        "id": event.id, "kind": event.kind, "time": event.time, "of": event.of, "text": event.text, "by": event.by,
        "n": n,
    }  # fmt: skip
    if silent and event.kind not in CLOCK_KINDS:
        data["text"] = event.text if event.kind == "offset" else ""
    return data


def _save(request: Request, desk: Desk) -> object:
    hour = desk.hour(request.path_params["name"])
    return hours.saved(request, desk.workspace, hour.log)
