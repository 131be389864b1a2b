"""The sheet on a screen: what the live page needs of an outline, and the page as one file that works without a server.

The page's scripts and styles are the desk's own; no layout of a bank has a say in what runs.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qbank.errors import UsageError
from qbank.lazy import regex
from qbank.model import Outline, PlannedQuestion
from qbank.model.brief import BOX
from qbank.outline import clock
from qbank.sheet.calendar import moment
from qbank.sheet.copies import host_copy
from qbank.sheet.formats import Layouts, Wanted
from qbank.sheet.text import SIGNS, asked_before, number, sign

if TYPE_CHECKING:
    from jinja2.sandbox import ImmutableSandboxedEnvironment

ASSETS = Path(__file__).resolve().parent.parent / "desk"
"""Where the desk's pages, scripts and styles lie."""
_IMPORT = regex(r'^import \{ [^}]+ \} from "\./(\w+)\.js";\n', re.MULTILINE)
_EXPORT = regex(r"^export (?=(?:async )?function|const|class)", re.MULTILINE)


def live_sheet(outline: Outline, *, name: str, digest: str = "", words: bool = True) -> dict[str, Any]:
    """Return what the live page shows, as plain data. Without `words` there are times and no texts: for a clock.

    `lines` are what is said and asked, in order, backups last; minutes are minutes, starts from the first question.
    """
    sheet = host_copy(outline)
    lines = [
        _question(e.question, part.index) if e.question else _spoken(e.key, e.spoken, part.index)
        for part in sheet.parts for e in part.entries
    ]  # fmt: skip
    block_of = {q.id: n for n, section in enumerate(outline.sections) for q in section.questions}
    lines += [_question(q, block_of[q.id]) for q in sheet.backups]
    stop = clock.moment(outline.box.hard_stop)
    data: dict[str, Any] = {
        "name": name, "title": sheet.title, "guest": sheet.guest, "subject": sheet.subject, "show": outline.show or "",
        "minutes": outline.minutes, "planned": outline.planned_minutes, "digest": digest, "begins": _begins(outline),
        "hard_stop": {"text": outline.box.hard_stop or "", "minute": stop.minute if stop else None, "zone": stop.zone if stop else ""},
        "preamble": sheet.preamble, "box": [(line.label, line.text) for line in sheet.box if line.key in BOX and line.text], "checklist": list(outline.checklist), "probes": list(outline.probes),
        "blocks": [
            {"title": s.title, "start": s.start, "minutes": s.minutes, "after_break": n in clock.breaks(outline)}
            for n, s in enumerate(outline.sections)
        ],
        "lines": lines,
    }  # fmt: skip
    return data if words else _wordless(data)


def _begins(outline: Outline) -> int | None:
    """Return when the recording is to begin, in milliseconds since 1970; None if the sheet doesn't say it clearly."""
    try:
        return round(moment(outline.box.recorded_at or "", outline.date).timestamp() * 1000)
    except UsageError:
        return None


def _wordless(data: dict[str, Any]) -> dict[str, Any]:
    """Return a live sheet without a word of the host's: what a clock on a second screen needs."""
    silent = {**dict.fromkeys(("cue", "context", "text", "to", "asked", "why", "note"), ""), "follow_ups": []}
    return data | {
        "title": "", "guest": "", "subject": "", "preamble": "", "box": [], "checklist": [], "probes": [],
        "blocks": [block | {"title": ""} for block in data["blocks"]], "lines": [line | silent for line in data["lines"]],
    }  # fmt: skip


def _spoken(key: str, text: str, block: int) -> dict[str, Any]:
    return {
        "id": key, "kind": "spoken", "block": block, "cue": "" if key != "introduction" else "introduction", "context": "", "text": text, "to": "",
        "minutes": 0, "lane": "must", "asked": "", "why": "", "follow_ups": [], "mark": "", "note": "",
    }  # fmt: skip


def _question(question: PlannedQuestion, block: int) -> dict[str, Any]:
    return {
        "id": question.id, "kind": "question", "block": block, "cue": question.cue, "context": question.context, "text": question.text,
        "to": question.to or "", "minutes": question.minutes, "lane": question.lane, "asked": asked_before(question.asked),
        "why": question.why, "mark": question.mark or "", "note": question.note,
        "follow_ups": [{"role": f.role, "sign": SIGNS[f.role], "text": f.text} for f in question.follow_ups],
    }  # fmt: skip


def page(
    title: str, body: str, *, kind: str = "", module: str = "", data: object = None,
    nav: Sequence[Mapping[str, object]] = (), alone: bool = False,
) -> str:  # fmt: skip
    """Return a page of the desk around a body that is HTML already.

    `module` is its script and `data` what that reads. `alone` puts script and style into the page, so that it is one file.
    """
    given: dict[str, Any] = {
        "title": title, "body": body, "kind": kind, "module": module, "nav": nav,
        "data": as_script_data(data) if data is not None else "", "style": "", "script": "", "policy": "",
    }  # fmt: skip
    if alone:
        style = (ASSETS / "static" / "desk.css").read_text("utf-8")
        script = bundle(module) if module else ""
        given |= {"style": style, "script": script, "policy": _policy(style, script)}
    return rendered("base.jinja", given)


def rendered(name: str, given: Mapping[str, object]) -> str:
    """Return one of the desk's page templates, filled; every text in it is escaped."""
    return str(_pages().get_template(name).render(given))


@lru_cache(maxsize=1)
def _pages() -> ImmutableSandboxedEnvironment:
    """Return what fills the desk's own templates: Jinja's sandbox, with no function but two of ours."""
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    made = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(ASSETS / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    made.filters.update({"number": number, "sign": sign})
    return made


def as_script_data(data: object) -> str:
    """Return data as JSON that can stand in a page: nothing in it ends a script or begins a comment."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def bundle(module: str) -> str:
    """Return a script with the scripts that it imports before it, each once: what a page of one file runs."""
    done: dict[str, str] = {}

    def take(name: str) -> None:
        if name in done:
            return
        text = (ASSETS / "static" / f"{name}.js").read_text("utf-8")
        for needed in _IMPORT.findall(text):
            take(needed)
        done[name] = _EXPORT.sub("", _IMPORT.sub("", text))

    take(module.removesuffix(".js"))
    return "\n".join(done.values()).replace("</", "<\\/")


def _policy(style: str, script: str) -> str:
    """Return the policy of a page of one file: its own script and style by their hashes, and nothing else."""

    def digest(text: str) -> str:
        return base64.b64encode(sha256(text.encode()).digest()).decode()

    return (
        f"default-src 'none'; script-src 'sha256-{digest(script)}'; style-src 'sha256-{digest(style)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def to_desk(outline: Outline, layouts: Layouts, wanted: Wanted) -> bytes:  # noqa: ARG001 (one signature for all)
    """Return the live page as one HTML file: clock, keys, and marks that the browser keeps and gives out as a file."""
    if wanted.copy == "guest":
        raise UsageError("--to desk is the host's live page", hint="for the guest: --to html --copy guest")
    sheet = live_sheet(outline, name=outline.id)
    data = {
        "sheet": sheet, "role": "host", "stream": None, "post": None, "reload": None, "after": None, "practice": False,
        "epoch": sha256(json.dumps(sheet, sort_keys=True).encode()).hexdigest()[:12],
    }  # fmt: skip
    body = rendered("live.jinja", {"practice": False, "links": []})
    return page(sheet["title"], body, kind="live", module="live.js", data=data, alone=True).encode()
