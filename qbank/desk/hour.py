"""The live hour and after: the sheet on a live page, the log to correct and save, and what others may look at."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.requests import Request

from qbank.desk.pages import body_of, name_of, nav, seen_of, sorter_of
from qbank.errors import UsageError
from qbank.sheet.live import live_sheet, page
from qbank.tasks import live as hours
from qbank.tasks import outlines

if TYPE_CHECKING:
    from qbank.desk.guard import Role
    from qbank.tasks.workspace import Workspace

AFTERWARDS = (("Show notes", "txt"), ("Chapters", "youtube"))
"""What comes out of a log, by the names of formats; of those that there are."""


def sheet(request: Request, workspace: Workspace) -> dict[str, Any]:
    """Return the sheet that a live page shows."""
    seen = seen_of(request, workspace)
    return live_sheet(seen.outline, name=name_of(request), digest=seen.digest)


def live(request: Request, workspace: Workspace, *, read_only: bool) -> str:
    """Return the live page of a sheet; with `?practice=1` nothing of it is kept."""
    name, role, data = name_of(request), request.state.role, sheet(request, workspace)
    part = quote(name, safe="")
    practice = bool(request.query_params.get("practice")) or read_only
    hosts = [
        {"name": "Plan", "href": f"/plan/{part}"},
        {"name": "Other screens", "href": f"/share/{part}"},
        {"name": "Home", "href": "/"},
    ]
    body = body_of("live.jinja", practice=practice, links=hosts if role == "host" else [])
    given = {
        "sheet": data, "role": role, "stream": f"/api/live/{part}/events", "post": f"/api/live/{part}/marks", "practice": practice,
        "reload": f"/api/live/{part}/sheet", "after": f"/after/{part}" if role == "host" else None, "epoch": "desk",
    }  # fmt: skip
    return page(data["title"], body, kind="live", module="live.js", data=given)


def after(request: Request, workspace: Workspace) -> str:
    """Return the page on which the log is corrected and saved."""
    name, data = name_of(request), sheet(request, workspace)
    part = quote(name, safe="")
    body = body_of("after.jinja", title=data["title"])
    given = {
        "sheet": data, "role": "host", "stream": f"/api/live/{part}/events", "post": f"/api/live/{part}/marks", "epoch": "desk",
        "logged": _logged(seen_of(request, workspace)),
    }  # fmt: skip
    return page(
        f"After: {data['title']}", body, kind="after", module="after.js", data=given,
        nav=nav(f"/after/{part}", name=name, title=data["title"]),
    )  # fmt: skip


def _logged(seen: outlines.Seen) -> dict[str, dict[str, Any]]:
    """Return what the outline's file itself says of each question."""
    from qbank.outline import log

    return {
        q.id: {
            "id": q.id, "cue": q.cue, "text": q.text, "lane": q.lane, "mark": q.mark or "", "at": q.at or "", "said": q.said, "note": q.note,
            "improvised": q.cue == log.IMPROVISED_CUE,
        }
        for q in seen.outline.questions
    }  # fmt: skip


def saved(request: Request, workspace: Workspace, marks: hours.LiveLog) -> dict[str, Any]:
    """Write the log into the sheet's file, as one change."""
    seen = seen_of(request, workspace)
    done = hours.save(workspace.place, seen.path, marks, sorter_of(workspace, seen.outline))
    return {
        "changed": done.changed, "file": f"exports/{seen.path.name}", "problems": [str(p) for p in done.problems],
        "logged": _logged(seen_of(request, workspace)),
    }  # fmt: skip


def times(request: Request, workspace: Workspace) -> dict[str, Any]:
    """Return when each question was asked by a transcript that the host has given as text; nothing of it is kept."""
    from qbank.tasks import transcripts

    body = request.state.body
    name, text = body.get("name"), body.get("text")
    if not isinstance(name, str) or not isinstance(text, str):
        raise UsageError("a transcript needs name and text")
    return {"at": transcripts.times(workspace, seen_of(request, workspace).outline, text, name)}


def outputs(request: Request, workspace: Workspace) -> dict[str, Any]:
    """Return what comes out of a log: show notes and chapters, as text."""
    from qbank.outline import log
    from qbank.sheet.formats import FORMATS
    from qbank.tasks.export import in_format

    seen = seen_of(request, workspace)
    if not log.is_logged(seen.outline):
        return {"outputs": []}
    part = quote(name_of(request), safe="")
    made = [
        {
            "name": title,
            "file": f"/export/{part}?to={to}",
            "text": in_format(workspace.place, seen.outline, to).decode(),
        }
        for title, to in AFTERWARDS
        if to in FORMATS
    ]
    return {"outputs": [one for one in made if one["text"].strip()]}


def guest(request: Request, workspace: Workspace) -> str:
    """Return the guest's copy; the host's never comes this way."""
    from qbank.tasks.export import in_format

    return in_format(workspace.place, seen_of(request, workspace).outline, "html", copy="guest").decode()


def clock(request: Request, workspace: Workspace) -> str:
    """Return the clock for a second screen; it holds no word of the sheet."""
    name, seen = name_of(request), seen_of(request, workspace)
    data = {
        "sheet": live_sheet(seen.outline, name=name, digest=seen.digest, words=False), "epoch": "desk",
        "stream": f"/api/live/{quote(name, safe='')}/events",
    }  # fmt: skip
    return page("Clock", body_of("clock.jinja"), kind="wall", module="wall.js", data=data)


def share(request: Request, workspace: Workspace, *, lan: bool, link: Callable[[Role, str], str]) -> str:
    """Return the links for other screens and people, each as a QR code, too."""
    import segno

    name = name_of(request)
    title = sheet(request, workspace)["title"]
    roles: tuple[tuple[str, str, Role, str], ...] = (
        ("Your second screen", "Everything you may do, on your phone or tablet.", "host", ""),
        ("Co-host", "Sees the live page of this sheet, and marks.", "cohost", name),
        ("Guest", "Sees the guest's copy of this sheet, and nothing else.", "guest", name),
        ("Clock", "Time, drift and hard stop; no question is on it.", "clock", name),
    )  # fmt: skip
    links = []
    for text, what, role, of in roles:
        to = link(role, of)
        picture = segno.make(to, error="m", micro=False).svg_data_uri(scale=4, border=2)
        links.append({"name": text, "what": what, "link": to, "picture": picture})
    part = quote(name, safe="")
    body = body_of("share.jinja", title=title, lan=lan, links=links)
    return page(
        "Other screens", body, kind="share", module="home.js", nav=nav(f"/share/{part}", name=name, title=title),
    )  # fmt: skip
