"""The live hour and after: the sheet on a live page, the log to correct and save, and what others may look at."""

from __future__ import annotations

from typing import Any

from qbank.desk.guard import Role
from qbank.desk.pages import Call
from qbank.errors import UsageError
from qbank.sheet.live import live_sheet
from qbank.tasks import live as hours
from qbank.tasks import outlines
from qbank.tasks.as_data import of

AFTERWARDS = (("Show notes", "txt"), ("Chapters", "youtube"))
"""What comes out of a log, by the names of formats; of those that there are."""


def sheet(call: Call) -> dict[str, Any]:
    """Return the sheet that a live page shows."""
    seen = call.seen()
    return live_sheet(seen.outline, name=call.name, digest=seen.digest)


def _streamed(call: Call, sheet: dict[str, Any]) -> dict[str, Any]:
    """Return what the script of a page that follows the hour reads: the sheet, and where its marks come from and go to."""
    at = f"/api/live/{call.part}"
    return {"sheet": sheet, "stream": f"{at}/events", "post": f"{at}/marks", "role": call.role, "epoch": "desk"}


def live(call: Call) -> str:
    """Return the live page of a sheet; with `?practice=1` nothing of it is kept."""
    data, part, host = sheet(call), call.part, call.role == "host"
    practice = bool(call.query.get("practice")) or call.desk.read_only
    links = (("Plan", f"/plan/{part}"), ("Other screens", f"/share/{part}"), ("Home", "/"))
    given = _streamed(call, data) | {
        "practice": practice, "reload": f"/api/live/{part}/sheet", "after": f"/after/{part}" if host else None,
    }  # fmt: skip
    shown = [{"name": name, "href": href} for name, href in links if host]
    return call.page("live", data["title"], data=given, practice=practice, links=shown)


def after(call: Call) -> str:
    """Return the page on which the log is corrected and saved."""
    data = sheet(call)
    title, given = data["title"], _streamed(call, data) | {"logged": _logged(call.seen())}
    return call.page("after", f"After: {title}", nav=f"/after/{call.part}", of=title, data=given)


def _logged(seen: outlines.Seen) -> dict[str, dict[str, Any]]:
    """Return what the outline's file itself says of each question."""
    from qbank.outline import log

    return {
        q.id: {
            **of(q, "id cue text lane said note"), "mark": q.mark or "", "at": q.at or "", "improvised": q.cue == log.IMPROVISED_CUE
        }
        for q in seen.outline.questions
    }  # fmt: skip


def saved(call: Call) -> dict[str, Any]:
    """Write the log into the sheet's file, as one change."""
    seen, marks = call.seen(), call.desk.hour(call.name).log
    done = hours.save(call.workspace.place, seen.path, marks, call.sorter(seen.outline))
    return {
        "changed": done.changed, "file": f"exports/{seen.path.name}", "problems": [str(p) for p in done.problems],
        "logged": _logged(call.seen()),
    }  # fmt: skip


def times(call: Call) -> dict[str, Any]:
    """Return when each question was asked by a transcript that the host has given as text; nothing of it is kept."""
    from qbank.tasks import transcripts

    name, text = call.body.get("name"), call.body.get("text")
    if not isinstance(name, str) or not isinstance(text, str):
        raise UsageError("a transcript needs name and text")
    return {"at": transcripts.times(call.workspace, call.seen().outline, text, name)}


def outputs(call: Call) -> dict[str, Any]:
    """Return what comes out of a log: show notes and chapters, as text."""
    from qbank.outline import log
    from qbank.tasks.export import in_format

    outline = call.seen().outline
    if not log.is_logged(outline):
        return {"outputs": []}
    made = [
        {"name": name, "file": f"/export/{call.part}?to={to}", "text": in_format(call.workspace.place, outline, to).decode()}
        for name, to in AFTERWARDS
    ]  # fmt: skip
    return {"outputs": [one for one in made if one["text"].strip()]}


def guest(call: Call) -> str:
    """Return the guest's copy; the host's never comes this way."""
    from qbank.tasks.export import in_format

    return in_format(call.workspace.place, call.seen().outline, "html", copy="guest").decode()


def clock(call: Call) -> str:
    """Return the clock for a second screen; it holds no word of the sheet."""
    seen = call.seen()
    data = _streamed(call, live_sheet(seen.outline, name=call.name, digest=seen.digest, words=False))
    return call.page("wall", "Clock", data=data)


def share(call: Call) -> str:
    """Return the links for other screens and people, each as a QR code, too."""
    import segno

    desk, name, title = call.desk, call.name, sheet(call)["title"]
    roles: tuple[tuple[str, str, Role, str], ...] = (
        ("Your second screen", "Everything you may do, on your phone or tablet.", "host", ""),
        ("Co-host", "Sees the live page of this sheet, and marks.", "cohost", name),
        ("Guest", "Sees the guest's copy of this sheet, and nothing else.", "guest", name),
        ("Clock", "Time, drift and hard stop; no question is on it.", "clock", name),
    )  # fmt: skip
    links = []
    for text, what, role, named in roles:
        to = f"http://{desk.lan or call.request.headers['host']}{desk.keys.link(role, named)}"
        picture = segno.make(to, error="m", micro=False).svg_data_uri(scale=4, border=2)
        links.append({"name": text, "what": what, "link": to, "picture": picture})
    return call.page(
        "share", "Other screens", nav=f"/share/{call.part}", of=title, lan=bool(desk.lan), links=links
    )  # fmt: skip
