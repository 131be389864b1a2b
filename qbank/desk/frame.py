"""What all pages of the desk share: the frame with the screens to go to, and the sheet that a request names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.requests import Request

from qbank import bank as banks
from qbank.errors import NotFoundError
from qbank.sheet.live import page, rendered
from qbank.tasks import arrange

if TYPE_CHECKING:
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


def seen_of(request: Request, workspace: Workspace, name: str = "") -> arrange.Seen:
    """Return that sheet, or another one by its name, with the digest of its file."""
    return arrange.see(outline_file(workspace, name or name_of(request)))


def digest(workspace: Workspace, name: str) -> str:
    """Return what tells an outline's file from another version of it."""
    return arrange.digest(workspace.place.exports / f"{name}.toml")


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


def in_format(workspace: Workspace, outline: Outline, to: str, *, copy: str = "host") -> bytes:
    """Return a sheet in a format; UsageError for none that there is."""
    from qbank.tasks.export import Order, export

    order = Order(formats=(to,), copy=copy, output=Path("-"))
    return export(workspace.place, outline, order, date=outline.date)[0].data
