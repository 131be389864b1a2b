"""The pages of the desk: find, plan, the live hour and after: each a function of a request, made of what `tasks` says."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from qbank import bank as banks
from qbank.english.terms import whole_number
from qbank.errors import NotFoundError, Problem, QbankError, UsageError
from qbank.model import BLOCKS, Bank, Outline
from qbank.model.brief import BOX, Brief
from qbank.outline import brief, log, subjects
from qbank.sheet.copies import title
from qbank.sheet.formats import FORMATS
from qbank.sheet.live import live_sheet, page, rendered
from qbank.tasks import live as hours
from qbank.tasks import outlines as revising
from qbank.tasks.as_data import of
from qbank.tasks.export import ENDINGS, in_format
from qbank.tasks.find import named
from qbank.tasks.workspace import Sorter, Workspace

if TYPE_CHECKING:
    from qbank.desk.guard import Role
    from qbank.desk.server import Desk


SCREENS = (("Home", "/"), ("Find", "/find"), ("Plan", "/plan"), ("Coverage", "/coverage"))
SCRIPTS = ("find", "start", "plan", "live", "after", "wall")
"""The kinds of pages that have a script of their own."""


class Call:
    """What is asked of the desk, by whom, and what its answer is made of."""

    def __init__(self, request: Request, desk: Desk, role: Role, body: Mapping[str, Any]) -> None:
        """Take a request that was let through, and the object it holds."""
        self.request, self.desk, self.workspace, self.role, self.body = request, desk, desk.workspace, role, body
        self.query = request.query_params
        self.name: str = request.path_params.get("name") or ""
        """The sheet that it is about."""
        self.part = quote(self.name, safe="")

    @property
    def bank(self) -> Bank:
        """The bank as its files are now."""
        return self.workspace.bank

    def seen(self, name: str = "") -> revising.Seen:
        """Return the sheet that this is about, or another one by its name, with the digest of its file."""
        return revising.see(outline_file(self.workspace, name or self.name))

    def view(self, seen: revising.Seen) -> dict[str, Any]:
        """Return a sheet as the page shows it on which it is arranged."""
        return revising.view(seen, self.bank, writable=not self.desk.read_only)

    def change(self, changes: Sequence[Mapping[str, Any]], expected: str = "") -> revising.Seen:
        """Make changes in the sheet as it was when its digest was the one `expected`, else as it is now."""
        seen = self.seen()
        return revising.change(
            self.workspace.place, self.bank, seen, changes, expected=expected or seen.digest, sort=self.sorter(seen.outline)
        )  # fmt: skip

    def sorter(self, outline: Outline) -> Sorter:
        """Return what sorts a question that is added to a sheet."""
        return self.workspace.sorter(outline.technology, outline.guests)

    def page(self, kind: str, title: str, *, nav: str = "", of: str = "", data: object = None, **given: object) -> str:
        """Return the page of a kind, its body filled; `nav` is the address at which it stands among the screens, `of` a sheet's title."""
        module = f"{kind if kind in SCRIPTS else 'home'}.js"
        body = rendered(f"{'clock' if kind == 'wall' else kind}.jinja", given | {"title": of})
        sheet = (
            ((of, f"/plan/{self.part}"), ("Live", f"/live/{self.part}"), ("After", f"/after/{self.part}")) if of else ()
        )
        screens = [{"name": text, "href": href, "here": href == nav} for text, href in (*SCREENS, *sheet)]
        return page(title, body, kind=kind, module=module, data=data, nav=screens if nav else ())


def outline_file(workspace: Workspace, name: str) -> Path:
    """Return the file of the outline that a page names: one of those in exports/, by its exact name."""
    found = next((p for p in banks.outlines(workspace.place) if p.stem == name), None)
    if found is None:
        raise NotFoundError(f"there is no sheet '{name}'", hint="the start page lists those there are")
    return found


def digest(workspace: Workspace, name: str) -> str:
    """Return what tells an outline's file from another version of it."""
    return revising.digest(workspace.place.exports / f"{name}.toml")


def refused(title: str, message: str, hint: str, *, home: bool) -> str:
    """Return the page that says why there is no other one."""
    body = rendered("refused.jinja", {"title": title, "message": message, "hint": hint, "home": home})
    return page(title, body)


# --- home, find, show -------------------------------------------------------------------------------------------------


def home(call: Call) -> str:
    """Return the welcome: the sheets there are, and what to do first. What is in the bank the page asks for when it is there."""
    sheets, problems, place = [], list[Problem](), call.workspace.place
    for path in banks.outlines(place):
        try:
            sheets.append(_sheet_row(path))
        except QbankError as error:
            problems += error.as_problems(path.name)
    sheets.sort(key=lambda one: str(one["date"]), reverse=True)
    name = str(banks.load_table(place, "show.toml").get("name") or "")
    told = [str(p) for p in problems]
    return call.page(
        "home", name or "qbank", nav="/", show=name, shipped=place.shipped, outlines=sheets, problems=told
    )  # fmt: skip


def counts(call: Call) -> dict[str, int]:
    """Return how much is in the bank; loading it takes longer than the welcome should."""
    bank = call.bank
    questions = sum(i.kind == "question" for e in bank.episodes for i in e.items)
    return {"episodes": len(bank.episodes), "questions": questions, "templates": len(bank.templates)}


def _sheet_row(path: Path) -> dict[str, object]:
    """Return a line of the list of sheets; `stage` says how far it has come."""
    outline = revising.see(path).outline
    marks = sum(q.mark is not None for q in outline.questions)
    hour = hours.log_path(path).exists()
    stage = f"{marks} marked" if marks else "live marks to save" if hour else "planned"
    return {
        "href": quote(path.stem, safe=""), "title": title(outline), "date": outline.date, "minutes": outline.minutes,
        "questions": sum(q.lane != "backup" for q in outline.questions), "stage": stage,
    }  # fmt: skip


def find(call: Call) -> str:
    """Return the page on which past questions and templates are found."""
    bank = call.bank
    names = [(p.stem, p.stem) for p in banks.outlines(call.workspace.place)]
    technologies = sorted({e.technology for e in bank.episodes if e.technology}, key=str.casefold)
    guests = sorted({g for e in bank.episodes for g in e.guests}, key=str.casefold)
    data = {"categories": [(c.id, c.title) for c in bank.categories], "outlines": names}
    return call.page(
        "find", "Find", nav="/find", data=data, technologies=technologies, guests=guests, outlines=names
    )  # fmt: skip


def found(call: Call) -> dict[str, Any]:
    """Return what a search finds, grouped by template, and the templates that say the words."""
    asked = call.query
    return call.desk.finder.find(
        asked.get("q", ""), category=asked.get("category") or None, technology=asked.get("technology") or None,
        guest=asked.get("guest") or None, limit=min(max(whole_number(asked.get("limit", "")) or 20, 1), 500),
    )  # fmt: skip


def show(call: Call) -> str:
    """Return everything about one template, or about one question with the template it has."""
    reference, bank = call.request.path_params["reference"], call.bank
    found = named(bank, reference)
    episode, item = found if isinstance(found, tuple) else (None, None)
    if episode is not None and item is None:
        raise NotFoundError(f"'{reference}' is a whole episode", hint="find its questions by their words")
    template = next((t for t in bank.templates if t.id == (item.template if item else reference)), None)
    asked = [
        {"ref": f"{e.id}/{i.n}", "text": i.text, "who": ", ".join(e.guests), "where": e.number if e.number is not None else e.id}
        for e in bank.episodes for i in e.items if template and i.template == template.id
    ]  # fmt: skip
    category = next((c.title for c in bank.categories if template and c.id == template.category), "")
    return call.page(
        "show", reference, nav="/find", item=item, episode=episode, template=template, asked=asked, reference=reference,
        category=category,
    )  # fmt: skip


# --- plan -------------------------------------------------------------------------------------------------------------


def start(call: Call) -> str:
    """Return the page that starts a sheet, filled in from an earlier one with `?from=NAME`."""
    from qbank.outline.plan import LOOK_UP
    from qbank.tasks.plan import FACT_TITLES, FAMILY_TITLES, RELATION_TITLES

    bank, name = call.bank, call.query.get("from", "")
    said = asdict(brief.of(call.seen(name).outline)) if name else {}
    known = {s.name for s in bank.lexicon.subjects} | {e.technology for e in bank.episodes if e.technology}
    data = {
        "subjects": {s.name.lower(): {"kind": s.kind, "family": s.family, "known": True} for s in bank.lexicon.subjects},
        "relations": list(RELATION_TITLES.items()), "fact_types": list(FACT_TITLES.items()),
        "brief": {k: v for k, v in said.items() if v not in (None, (), "")},
    }  # fmt: skip
    return call.page(
        "start", "Start a sheet", nav="/plan", data=data, minutes=said.get("minutes") or bank.show.minutes, domain=bank.show.domain, look_up=LOOK_UP["software"],
        families=[(f, t) for f, t in FAMILY_TITLES.items() if f != "person"],
        traits=[{"id": t.id, "ask": t.ask} for t in bank.traits if t.id not in subjects.OF_THE_GUEST],
        categories=[(c.id, c.title) for c in bank.categories], kinds=sorted(bank.lexicon.kinds), templates=[t.id for t in bank.templates if not t.ritual],
        guests=sorted({g for e in bank.episodes for g in e.guests} | {m for s in bank.lexicon.subjects for m in s.makers}),
        subjects=sorted(known, key=str.casefold),
        box=[{"name": n, "title": one.title, "example": one.example, "many": one.many} for n, one in BOX.items()],
        episodes=[(e.id, f"{e.number} · {e.technology or e.title}" if e.number is not None else e.title) for e in reversed(bank.episodes)],
    )  # fmt: skip


def planned(call: Call) -> dict[str, Any]:
    """Plan a sheet and keep it; return where it is. What is missing or cannot be meant is told as on the command line."""
    from qbank.tasks import plan

    given = call.body.get("brief")
    if not isinstance(given, dict):
        raise UsageError("brief has to be an object with guest and technology")
    _, path = plan.keep(call.workspace, plan.Planner(call.workspace).plan(_brief(given)).outline)
    return {"name": path.stem, "href": f"/plan/{quote(path.stem, safe='')}"}


def _brief(given: Mapping[str, Any]) -> Brief:
    """Return a brief made of what a page sent; UsageError names the fields that are wrong."""
    from qbank.bank.data import validate

    made, errors = validate("answers", {"": {name: value for name, value in given.items() if value is not None}})
    if errors:
        raise UsageError("; ".join(f"{'.'.join(map(str, one['loc'][1:]))}: {one['msg']}" for one in errors))
    found: Brief = made[""]
    return found


EXPORTS = (
    ("Word", "docx", "host"), ("Guest copy", "docx", "guest"), ("Mail", "email", "guest"), ("Web page", "html", "host"),
    ("Text notes", "txt", "host"), ("Markdown", "md", "host"), ("Calendar", "ics", "host"), ("Live page, one file", "desk", "host"),
)  # fmt: skip


def plan(call: Call) -> str:
    """Return the page on which a sheet is arranged."""
    from qbank.tasks.plan import ROLE_TITLES

    view = call.view(call.seen())
    exports = [{"name": text, "href": f"/export/{call.part}?to={to}&copy={copy}"} for text, to, copy in EXPORTS if to in FORMATS]  # fmt: skip
    data = {"view": view, "roles": list(ROLE_TITLES.items()), "blocks": [(b, b) for b in BLOCKS]}
    return call.page(
        "plan", view["title"], nav=f"/plan/{call.part}", of=view["title"], data=data, href=call.part, exports=exports
    )  # fmt: skip


def changed(call: Call) -> object:
    """Make changes in a sheet; 409 with the sheet as it is now if it is not the one that the page shows."""
    changes, expected = call.body.get("changes"), call.body.get("digest")
    if not isinstance(changes, list) or not all(isinstance(c, dict) for c in changes) or not isinstance(expected, str):
        raise UsageError("a change needs digest and changes")
    try:
        return {"view": call.view(call.change(changes, expected))}
    except revising.ConflictError as error:
        return JSONResponse({"message": error.message, "hint": error.hint, "view": call.view(call.seen())}, 409)


def taken(call: Call) -> dict[str, str]:
    """Add a question that was found to a sheet: in its words, or as the template says it for this guest."""
    template = call.body.get("template")
    change = {"do": "take", "template": template} if template else {"do": "add", "text": call.body.get("text", "")}
    return {"digest": call.change([change]).digest}


def undone(call: Call) -> dict[str, Any]:
    """Take back the last change of the bank or a sheet, whoever made it, and say what it was."""
    name = call.body.get("name")
    if not isinstance(name, str):
        raise UsageError("name has to be a sheet's")
    return {"undone": banks.undo(call.workspace.place), "view": call.view(call.seen(name))}


def others(call: Call) -> dict[str, Any]:
    """Return what could stand in a question's place."""
    return revising.others(call.seen().outline, call.query.get("id", ""), call.bank)


def exported(call: Call) -> Response:
    """Return a sheet in a format as a file to keep."""
    to, copy = call.query.get("to", "docx"), call.query.get("copy", "host")
    path = outline_file(call.workspace, call.name)
    data = base64.b64decode(call.workspace.done("export", str(path), to, copy))
    media = {
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "json": "application/json", "email": "message/rfc822",
    }.get(to, "application/octet-stream")  # fmt: skip
    name = quote(f"{path.stem}{'-guest' if copy == 'guest' else ''}.{ENDINGS.get(to, to)}")
    return Response(data, media_type=media, headers={"content-disposition": f"attachment; filename*=UTF-8''{name}"})


def coverage(call: Call) -> str:
    """Return the pictures of what the bank covers, each with its table."""
    from qbank.tasks import stats

    return call.page("coverage", "Coverage", nav="/coverage", pictures=stats.of(call.bank))


# --- the live hour, and after -------------------------------------------------------------------------------------------


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


def _logged(seen: revising.Seen) -> dict[str, dict[str, Any]]:
    """Return what the outline's file itself says of each question."""
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
    for text, what, role, sheet_name in roles:
        to = f"http://{desk.lan or call.request.headers['host']}{desk.keys.link(role, sheet_name)}"
        picture = segno.make(to, error="m", micro=False).svg_data_uri(scale=4, border=2)
        links.append({"name": text, "what": what, "link": to, "picture": picture})
    return call.page(
        "share", "Other screens", nav=f"/share/{call.part}", of=title, lan=bool(desk.lan), links=links
    )  # fmt: skip
