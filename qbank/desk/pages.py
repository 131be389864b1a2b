"""The pages of the desk on which a bank is found, planned with and looked at: each a function of a request, made of what `tasks` says."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse

from qbank import bank as banks
from qbank.errors import NotFoundError, Problem, QbankError, UsageError
from qbank.sheet.live import page, rendered
from qbank.tasks import live as hours
from qbank.tasks import outlines as revising
from qbank.tasks.find import named

if TYPE_CHECKING:
    from qbank.desk.server import Desk
    from qbank.model import Outline
    from qbank.tasks.workspace import Sorter, Workspace


SCREENS = (("Home", "/"), ("Find", "/find"), ("Plan", "/plan"), ("Coverage", "/coverage"))


def body_of(name: str, **given: object) -> str:
    """Return a page's body, filled."""
    return rendered(name, given)


def nav(here: str, *, name: str = "", title: str = "") -> list[dict[str, object]]:
    """Return the screens to go to, those of the open sheet last."""
    part = quote(name, safe="")
    own = (("Live", f"/live/{part}"), ("After", f"/after/{part}")) if name else ()
    plan = ((title or "Sheet", f"/plan/{part}"),) if name else ()
    return [{"name": text, "href": href, "here": href == here} for text, href in (*SCREENS, *plan, *own)]


def outline_file(workspace: Workspace, name: str) -> Path:
    """Return the file of the outline that a page names: one of those in exports/, by its exact name."""
    found = next((p for p in outlines(workspace) if p.stem == name), None)
    if found is None:
        raise NotFoundError(f"there is no sheet '{name}'", hint="the start page lists those there are")
    return found


def name_of(request: Request) -> str:
    """Return the name of the sheet that a request is about."""
    name: str = request.path_params["name"]
    return name


def seen_of(request: Request, workspace: Workspace, name: str = "") -> revising.Seen:
    """Return that sheet, or another one by its name, with the digest of its file."""
    return revising.see(outline_file(workspace, name or name_of(request)))


def digest(workspace: Workspace, name: str) -> str:
    """Return what tells an outline's file from another version of it."""
    return revising.digest(workspace.place.exports / f"{name}.toml")


def refused(title: str, message: str, hint: str, *, home: bool) -> str:
    """Return the page that says why there is no other one."""
    body = body_of("refused.jinja", title=title, message=message, hint=hint, home=home)
    return page(title, body)


def outlines(workspace: Workspace) -> Sequence[Path]:
    """Return the files of the sheets that there are."""
    return banks.outlines(workspace.place)


def sorter_of(workspace: Workspace, outline: Outline) -> Sorter:
    """Return what sorts a question that is added to a sheet."""
    return workspace.sorter(outline.technology, outline.guests)


# --- home, find, show -------------------------------------------------------------------------------------------------


def home(request: Request, workspace: Workspace) -> str:  # noqa: ARG001 (one signature for all pages)
    """Return the welcome: the sheets there are, and what to do first. What is in the bank the page asks for when it is there."""
    from qbank import bank as banks

    sheets, problems = [], list[Problem]()
    for path in outlines(workspace):
        try:
            sheets.append(_sheet_row(path))
        except QbankError as error:
            found = getattr(error, "problems", ()) or [Problem(where=path.name, what=error.message, hint=error.hint)]
            problems += found
    sheets.sort(key=lambda one: str(one["date"]), reverse=True)
    name = str(banks.load_table(workspace.place, "show.toml").get("name") or "")
    body = body_of(
        "home.jinja", show=name, shipped=workspace.place.shipped, outlines=sheets, problems=[str(p) for p in problems]
    )  # fmt: skip
    return page(name or "qbank", body, kind="home", module="home.js", nav=nav("/"))


def counts(request: Request, workspace: Workspace) -> dict[str, int]:  # noqa: ARG001
    """Return how much is in the bank; loading it takes longer than the welcome should."""
    bank = workspace.bank
    questions = sum(i.kind == "question" for e in bank.episodes for i in e.items)
    return {"episodes": len(bank.episodes), "questions": questions, "templates": len(bank.templates)}


def _sheet_row(path: Path) -> dict[str, object]:
    """Return a line of the list of sheets; `stage` says how far it has come."""
    from qbank.sheet.copies import title

    outline = revising.see(path).outline
    marks = sum(q.mark is not None for q in outline.questions)
    hour = hours.log_path(path).exists()
    stage = f"{marks} marked" if marks else "live marks to save" if hour else "planned"
    return {
        "href": quote(path.stem, safe=""), "title": title(outline), "date": outline.date, "minutes": outline.minutes,
        "questions": sum(q.lane != "backup" for q in outline.questions), "stage": stage,
    }  # fmt: skip


def find(request: Request, workspace: Workspace) -> str:  # noqa: ARG001
    """Return the page on which past questions and templates are found."""
    bank = workspace.bank
    names = [(p.stem, p.stem) for p in outlines(workspace)]
    technologies = sorted({e.technology for e in bank.episodes if e.technology}, key=str.casefold)
    guests = sorted({g for e in bank.episodes for g in e.guests}, key=str.casefold)
    body = body_of("find.jinja", technologies=technologies, guests=guests, outlines=names)
    data = {"categories": [(c.id, c.title) for c in bank.categories], "outlines": names}
    return page("Find", body, kind="find", module="find.js", data=data, nav=nav("/find"))


def found(request: Request, desk: Desk) -> dict[str, Any]:
    """Return what a search finds, grouped by template, and the templates that say the words."""
    asked = request.query_params
    return desk.finder.find(
        asked.get("q", ""), category=asked.get("category") or None, technology=asked.get("technology") or None,
        guest=asked.get("guest") or None, limit=_limit(asked.get("limit", "20")),
    )  # fmt: skip


def _limit(text: str) -> int:
    return min(max(int(text), 1), 500) if text.isdecimal() and len(text) < 6 else 20


def show(request: Request, workspace: Workspace) -> str:
    """Return everything about one template, or about one question with the template it has."""
    reference, bank = request.path_params["reference"], workspace.bank
    found = named(bank, reference)
    episode, item = found if isinstance(found, tuple) else (None, None)
    if episode is not None and item is None:
        raise NotFoundError(f"'{reference}' is a whole episode", hint="find its questions by their words")
    template = next((t for t in bank.templates if t.id == (item.template if item else reference)), None)
    asked = [
        {"ref": f"{e.id}/{i.n}", "text": i.text, "who": ", ".join(e.guests), "where": e.number if e.number is not None else e.id}
        for e in bank.episodes for i in e.items if template and i.template == template.id
    ]  # fmt: skip
    body = body_of(
        "show.jinja",
        item=item,
        episode=episode,
        template=template,
        asked=asked,
        reference=reference,
        category=next((c.title for c in bank.categories if template and c.id == template.category), ""),
    )
    return page(reference, body, kind="show", module="home.js", nav=nav("/find"))


# --- plan -------------------------------------------------------------------------------------------------------------


def start(request: Request, workspace: Workspace) -> str:
    """Return the page that starts a sheet, filled in from an earlier one with `?from=NAME`."""
    from qbank.model.brief import BOX
    from qbank.outline import brief, subjects
    from qbank.outline.plan import LOOK_UP
    from qbank.tasks.plan import FACT_TITLES, FAMILY_TITLES, RELATION_TITLES

    bank, name = workspace.bank, request.query_params.get("from", "")
    said = asdict(brief.of(seen_of(request, workspace, name).outline)) if name else {}
    known = {s.name for s in bank.lexicon.subjects} | {e.technology for e in bank.episodes if e.technology}
    body = body_of(
        "start.jinja", minutes=said.get("minutes") or bank.show.minutes, domain=bank.show.domain, look_up=LOOK_UP["software"],
        families=[(f, t) for f, t in FAMILY_TITLES.items() if f != "person"],
        traits=[{"id": t.id, "ask": t.ask} for t in bank.traits if t.id not in subjects.OF_THE_GUEST],
        categories=[(c.id, c.title) for c in bank.categories], kinds=sorted(bank.lexicon.kinds), templates=[t.id for t in bank.templates if not t.ritual],
        guests=sorted({g for e in bank.episodes for g in e.guests} | {m for s in bank.lexicon.subjects for m in s.makers}),
        subjects=sorted(known, key=str.casefold),
        box=[{"name": n, "title": one.title, "example": one.example, "many": one.many} for n, one in BOX.items()],
        episodes=[(e.id, f"{e.number} · {e.technology or e.title}" if e.number is not None else e.title) for e in reversed(bank.episodes)],
    )  # fmt: skip
    data = {
        "subjects": {s.name.lower(): {"kind": s.kind, "family": s.family, "known": True} for s in bank.lexicon.subjects},
        "relations": list(RELATION_TITLES.items()), "fact_types": list(FACT_TITLES.items()),
        "brief": {k: v for k, v in said.items() if v not in (None, (), "")},
    }  # fmt: skip
    return page("Start a sheet", body, kind="start", module="start.js", data=data, nav=nav("/plan"))


def planned(request: Request, workspace: Workspace) -> dict[str, Any]:
    """Plan a sheet and keep it; return where it is. What is missing or cannot be meant is told as on the command line."""
    from qbank.tasks import plan

    given = request.state.body.get("brief")
    if not isinstance(given, dict):
        raise UsageError("brief has to be an object with guest and technology")
    _, path = plan.keep(workspace, plan.Planner(workspace).plan(_brief(given)).outline)
    return {"name": path.stem, "href": f"/plan/{quote(path.stem, safe='')}"}


def _brief(given: Mapping[str, Any]) -> Any:  # noqa: ANN401 (outline.brief.Brief)
    """Return a brief made of what a page sent; UsageError names a field of the wrong kind."""
    from qbank.model.brief import Brief

    made: dict[str, Any] = {}
    for field in fields(Brief):
        value = given.get(field.name)
        if value is None:
            continue
        if field.default == () and isinstance(value, list) and all(isinstance(v, str) for v in value):
            made[field.name] = tuple(value)
        elif field.default is None and isinstance(value, str | int | float) and not isinstance(value, bool):
            number = field.name in ("minutes", "questions", "without_episode")
            if number != isinstance(value, int | float):
                raise UsageError(f"{field.name} has to be a {'number' if number else 'text'}")
            made[field.name] = value
        else:
            raise UsageError(f"{field.name} has the wrong form")
    if unknown := sorted(set(given) - {f.name for f in fields(Brief)}):
        raise UsageError(f"a brief has no {', '.join(unknown)}")
    return Brief(**made)


EXPORTS = (
    ("Word", "docx", "host"), ("Guest copy", "docx", "guest"), ("Mail", "email", "guest"), ("Web page", "html", "host"),
    ("Text notes", "txt", "host"), ("Markdown", "md", "host"), ("Calendar", "ics", "host"), ("Live page, one file", "desk", "host"),
)  # fmt: skip


def plan(request: Request, workspace: Workspace) -> str:
    """Return the page on which a sheet is arranged."""
    from qbank.model import BLOCKS
    from qbank.sheet.formats import FORMATS
    from qbank.tasks.plan import ROLE_TITLES

    name, seen = name_of(request), seen_of(request, workspace)
    view = _view(request, workspace, seen, name)
    part = quote(name, safe="")
    exports = [{"name": text, "href": f"/export/{part}?to={to}&copy={copy}"} for text, to, copy in EXPORTS if to in FORMATS]  # fmt: skip
    body = body_of("plan.jinja", title=view["title"], href=part, exports=exports)
    data = {"view": view, "roles": list(ROLE_TITLES.items()), "blocks": [(b, b) for b in BLOCKS]}
    return page(
        view["title"], body, kind="plan", module="plan.js", data=data,
        nav=nav(f"/plan/{part}", name=name, title=view["title"]),
    )  # fmt: skip


def _view(request: Request, workspace: Workspace, seen: revising.Seen, name: str) -> dict[str, Any]:
    return revising.view(seen, workspace.bank, name=name, writable=not request.app.state.desk.read_only)


def ending(to: str) -> str:
    """Return what the name of a file in a format ends with."""
    from qbank.tasks.export import ENDINGS

    return ENDINGS.get(to, to)


def changed(request: Request, desk: Desk) -> object:
    """Make changes in a sheet; 409 with the sheet as it is now if it is not the one that the page shows."""
    body, name, workspace = request.state.body, name_of(request), desk.workspace
    changes, expected = body.get("changes"), body.get("digest")
    if not isinstance(changes, list) or not all(isinstance(c, dict) for c in changes) or not isinstance(expected, str):
        raise UsageError("a change needs digest and changes")
    seen = seen_of(request, workspace)
    try:
        after = revising.change(
            workspace.place, workspace.bank, seen, changes, expected=expected, sort=sorter_of(workspace, seen.outline)
        )  # fmt: skip
    except revising.ConflictError as error:
        now = _view(request, workspace, seen_of(request, workspace), name)
        return JSONResponse({"message": error.message, "hint": error.hint, "view": now}, 409)
    return {"view": _view(request, workspace, after, name)}


def taken(request: Request, desk: Desk) -> object:
    """Add a question that was found to a sheet: in its words, or as the template says it for this guest."""
    workspace, body = desk.workspace, request.state.body
    seen = seen_of(request, workspace)
    change = (
        {"do": "take", "template": body["template"]}
        if body.get("template")
        else {"do": "add", "text": body.get("text", "")}
    )
    after = revising.change(
        workspace.place, workspace.bank, seen, [change], expected=seen.digest, sort=sorter_of(workspace, seen.outline)
    )  # fmt: skip
    return {"digest": after.digest}


def undone(request: Request, desk: Desk) -> object:
    """Take back the last change of the bank or a sheet, whoever made it, and say what it was."""
    from qbank import bank as banks

    workspace, name = desk.workspace, request.state.body.get("name")
    if not isinstance(name, str):
        raise UsageError("name has to be a sheet's")
    told = banks.undo(workspace.place)
    return {"undone": told, "view": _view(request, workspace, seen_of(request, workspace, name), name)}


def others(request: Request, workspace: Workspace) -> dict[str, Any]:
    """Return what could stand in a question's place."""
    return revising.others(seen_of(request, workspace).outline, request.query_params.get("id", ""), workspace.bank)


def exported(request: Request, workspace: Workspace) -> tuple[bytes, str, str]:
    """Return a sheet in a format, with the name of its file and its media type."""
    to, copy = request.query_params.get("to", "docx"), request.query_params.get("copy", "host")
    path = outline_file(workspace, name_of(request))
    data = base64.b64decode(workspace.done("export", str(path), to, copy))
    media = {
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "json": "application/json", "email": "message/rfc822",
    }.get(to, "application/octet-stream")  # fmt: skip
    tail = "-guest" if copy == "guest" else ""
    return data, f"{path.stem}{tail}.{ending(to)}", media


def coverage(request: Request, workspace: Workspace) -> str:  # noqa: ARG001
    """Return the pictures of what the bank covers, each with its table."""
    from qbank.tasks import stats

    body = stats.body(stats.of(workspace.bank))
    return page("Coverage", body, kind="coverage", module="home.js", nav=nav("/coverage"))
