"""What is done to an outline that exists: revised by steps, refreshed, checked, changed line by line on the version that its host has seen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_args

from qbank import bank as banks
from qbank.bank.place import Place
from qbank.bank.toml import line_of
from qbank.errors import BankError, NotFoundError, UsageError
from qbank.lazy import dataclass
from qbank.model import ROLES, Bank, Lane, Outline, PlannedQuestion, Role
from qbank.outline import arrange, clock, log
from qbank.outline import check as checking
from qbank.outline import refresh as refreshing
from qbank.sheet.copies import time_mark, title
from qbank.sheet.text import SIGNS, asked_before
from qbank.tasks.as_data import of
from qbank.tasks.export import word_layout
from qbank.tasks.workspace import Sorter, Workspace

if TYPE_CHECKING:
    from qbank.sheet.word.compare import Edits

Step = Callable[["Outline"], "Outline"]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Revised:
    """An outline as it is now, its file, and whether this call changed the file."""

    outline: Outline
    path: Path
    changed: bool


def revise(
    workspace: Workspace, name: str, steps: Iterable[Step] | Callable[[Outline], Iterable[Step]], *, asking: bool = False,
    write: bool = True,
) -> Revised:  # fmt: skip
    """Take an outline through steps and `write` it as one change; nothing is written where nothing changed.

    `steps` may be a function of the outline as it was read; `asking` says that they may ask a person, for whom no other
    command is kept waiting. NotFoundError names what the steps look for in vain.
    """
    path = workspace.outline_path(name)
    with workspace.writing() if write and not asking else nullcontext():
        base = banks.load_outline(path)
        made = base
        for step in steps(base) if callable(steps) else steps:
            made = step(made)
        if made != base and write:
            banks.save_outline(workspace.place, made, base=base, path=path)
    return Revised(outline=made, path=path, changed=made != base)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """What the bank says otherwise by now, the outline's file, and whether the outline differs from it."""

    id: str
    news: tuple[refreshing.News, ...]
    path: Path
    changed: bool


def refresh(workspace: Workspace, name: str, *, dry_run: bool = False) -> Refreshed:
    """Take the bank's new wording into an outline where the host has not touched a line."""
    news: list[refreshing.News] = []

    def step(outline: Outline) -> Outline:
        made = refreshing.refresh(outline, workspace.bank)
        news.extend(made.news)
        return made.outline

    done = revise(workspace, name, [step], write=not dry_run)
    return Refreshed(id=done.outline.id, news=tuple(news), path=done.path, changed=done.changed)


def check(workspace: Workspace, name: str, *, accept: Sequence[str] = ()) -> tuple[list[dict[str, str]], Path]:
    """Return what is to be mended in an outline, in the order of its file's lines, and the file.

    A file that cannot be read is a finding, too. `accept` names rules that are left out, beside the show's own.
    """
    bank, path = workspace.bank, workspace.outline_path(name)
    try:
        outline = banks.load_outline(path)
    except BankError as error:
        file = {"rule": "file", "id": "", "text": ""}
        return [{**file, **of(p, "where what hint")} for p in error.as_problems(str(path))], path
    text = banks.read_source(path).decode("utf-8-sig")
    found = checking.check(outline, bank, accept=(*bank.show.accept, *accept))
    lines = sorted(((line_of(text, f.loc) if f.loc else 1, f) for f in found), key=lambda pair: pair[0])
    return [{"where": f"{path}:{n}", **of(f, "rule id text what hint")} for n, f in lines], path


def edits(workspace: Workspace, file: Path, *, outline: str | None = None, apply: bool = False) -> tuple[Edits, Path]:
    """Return what was changed in a sheet, and the file of its outline; with `apply` the outline takes it over.

    SourceError if the file is not a sheet that qbank made, NotFoundError if its outline is missing.
    """
    from qbank.sheet.word import edits as word_edits

    data = banks.read_source(str(file))
    made_from = word_edits.origin(data, where=file.name).outline
    # The sheet may be a stranger's: it names an outline by id, and no file anywhere else.
    path = workspace.outline_path(outline) if outline else banks.outline_file(workspace.place, made_from)
    if path is None:
        raise NotFoundError(
            f"{file.name} is a sheet of the outline '{made_from}', which is not in {workspace.place.exports}",
            hint="name its file with --outline, or the bank that has it with --bank", where=str(file),
        )  # fmt: skip
    with workspace.writing() if apply else nullcontext():
        base = banks.load_outline(path)
        found = word_edits.edits(data, base, word_layout(workspace.place), where=file.name)
        if apply and found.changes:
            banks.save_outline(workspace.place, log.tidied(found.outline), base=base, path=path)
    return found, path


LANES: tuple[Lane, ...] = get_args(Lane)
MOST_CHANGES = 50


class ConflictError(BankError):
    """An outline's file is not what its reader has seen: someone has changed it meanwhile."""

    code = "conflict"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An outline as it stands in its file, and the digest that says so."""

    path: Path
    outline: Outline
    digest: str


def see(path: Path) -> Seen:
    """Return an outline and the digest of its file; NotFoundError if there is none, BankError if it cannot be read."""
    for _ in range(3):
        before = digest(path)
        outline = banks.load_outline(path)
        if digest(path) == before:
            return Seen(path=path, outline=outline, digest=before)
    raise BankError(f"{path.name} is being written again and again", hint="try again", where=str(path))


def digest(path: Path) -> str:
    """Return what tells a file's content from any other; empty if there is no file."""
    try:
        return sha256(path.read_bytes()).hexdigest()[:32]
    except FileNotFoundError:
        return ""


def change(
    place: Place, bank: Bank, seen: Seen, changes: Sequence[Mapping[str, Any]], *, expected: str, sort: Sorter
) -> Seen:
    """Make changes in an outline's file, all or none, and return it as it is then.

    `expected` is the digest of the version that the host looked at: ConflictError if the file is another one by now.
    """
    if seen.digest != expected:
        raise _conflict(seen.path)
    if len(changes) > MOST_CHANGES:
        raise UsageError(f"{len(changes)} changes at once are too many", hint=f"send at most {MOST_CHANGES}")
    outline = seen.outline
    for one in changes:
        outline = changed(outline, one, bank, sort)
    if outline != seen.outline:
        try:
            banks.save_outline(place, outline, base=seen.outline, path=seen.path)
        except BankError as error:
            if digest(seen.path) != expected:
                raise _conflict(seen.path) from error
            raise
    return see(seen.path)


def _conflict(path: Path) -> ConflictError:
    return ConflictError(f"{path.name} was changed meanwhile", hint="look at what is there now", where=str(path))


def changed(outline: Outline, change: Mapping[str, Any], bank: Bank, sort: Sorter) -> Outline:
    """Return the outline with one change, as a page, a terminal or a command line says it; UsageError if it is not one."""
    what, id_ = change.get("do"), _text(change, "id")
    rituals, categories = arrange.rituals_of(bank), bank.categories

    def text(field: str = "text") -> str:
        return _text(change, field)

    def taken() -> Outline:
        question = refreshing.worded(outline, text("template"), bank)
        return arrange.take(outline, question, categories=categories, rituals=rituals)

    steps: Mapping[object, Callable[[], Outline]] = {
        "move": lambda: arrange.move(outline, id_, text("to"), rituals=rituals),
        "before": lambda: arrange.before(outline, id_, text("to"), rituals=rituals),
        "step": lambda: arrange.step(outline, id_, -1 if _number(change, "by") < 0 else 1, rituals=rituals),
        "lane": lambda: arrange.into(outline, id_, _among(change, "lane", LANES), rituals=rituals),
        "minutes": lambda: arrange.retime(outline, id_, _number(change, "minutes")),
        "text": lambda: arrange.reword(outline, id_, text(), rituals=rituals),
        "wording": lambda: _worded(outline, id_, text(), bank),
        "swap": lambda: arrange.swap(outline, id_, bank=bank),
        "replace": lambda: _replaced(outline, id_, text("template"), bank),
        "context": lambda: arrange.lead_in(outline, id_, text("context"), rituals=rituals),
        "cue": lambda: arrange.name(outline, id_, text("cue"), rituals=rituals),
        "follow_up": lambda: arrange.one_more(outline, id_, text(), rituals=rituals),
        "follow_ups": lambda: arrange.follow_up(outline, id_, _follow_ups(change.get("follow_ups")), rituals=rituals),
        "private": lambda: arrange.hide(outline, id_, bool(change.get("private"))),
        "drop": lambda: arrange.drop(outline, id_, rituals=rituals),
        "take": taken,
        "add": lambda: arrange.add(outline, text(), sort(text())[0], categories=categories, rituals=rituals),
    }
    if what not in steps:
        raise UsageError(f"there is no change '{what}'", hint=f"there are {', '.join(map(str, steps))}")
    return steps[what]()


def _text(change: Mapping[str, Any], field: str) -> str:
    found = change.get(field, "")
    if not isinstance(found, str) or len(found) > 4000:
        raise UsageError(f"{field} has to be a text of at most 4000 characters")
    return found


def _number(change: Mapping[str, Any], field: str) -> float:
    found = change.get(field)
    if isinstance(found, bool) or not isinstance(found, int | float):
        raise UsageError(f"{field} has to be a number")
    return float(found)


def _among(given: Mapping[str, Any], field: str, known: Sequence[T]) -> T:
    found = next((one for one in known if one == given.get(field)), None)
    if found is None:
        raise UsageError(f"there is no {field} '{given.get(field)}'", hint=f"there are {', '.join(map(str, known))}")
    return found


def _worded(outline: Outline, id_: str, text: str, bank: Bank) -> Outline:
    """Take one of the bank's own wordings, which a refresh keeps up to date."""
    if text not in refreshing.wordings(log.question(outline, id_), outline, bank):
        raise UsageError("the bank does not word it so", hint="put it in your own words")
    return arrange.rephrase(outline, id_, text, rituals=arrange.rituals_of(bank))


def _replaced(outline: Outline, id_: str, template: str, bank: Bank) -> Outline:
    """Return the outline with another of the bank's questions in the place of one. NotFoundError if it cannot stand there."""
    found = next((q for q in refreshing.others(outline, id_, bank, most=200) if q.template == template), None)
    if found is None:
        raise NotFoundError(f"'{template}' cannot be asked in the place of {id_}", hint="look at what can")
    return arrange.put(outline, id_, found, rituals=arrange.rituals_of(bank))


def _follow_ups(given: object) -> list[tuple[str, Role, str]]:
    """Return follow-ups as they were typed: id, role, text."""
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise UsageError("follow_ups has to be a list of objects with role and text")
    return [(_text(one, "id"), _among(one, "role", ROLES), _text(one, "text")) for one in given]


def others(outline: Outline, id_: str, bank: Bank) -> dict[str, Any]:
    """Return what could stand in a question's place: its other wordings, and other questions with the reason."""
    question = log.question(outline, id_)
    return {
        "wordings": [w for w in refreshing.wordings(question, outline, bank) if w != question.text],
        "questions": [of(q, "template cue text context why") for q in refreshing.others(outline, id_, bank)],
    }


def view(seen: Seen, bank: Bank, *, writable: bool) -> dict[str, Any]:
    """Return an outline as a page shows it, as plain data: blocks with their times, backups apart, what is to be mended."""
    outline = seen.outline
    findings = checking.check(outline, bank, accept=bank.show.accept)
    row = partial(_row, rituals=arrange.rituals_of(bank), findings=findings)
    return {
        **of(outline, "minutes problems look_up"), "name": seen.path.stem, "title": title(outline), "digest": seen.digest,
        "planned": outline.planned_minutes, "writable": writable,
        "blocks": [
            {
                **of(s, "block title start minutes"), "mark": time_mark(outline, s.start),
                "after_break": n in clock.breaks(outline), "questions": [row(q) for q in s.questions if q.lane != "backup"],
            }
            for n, s in enumerate(outline.sections)
        ],
        "backups": [row(q) for q in outline.questions if q.lane == "backup"],
        "findings": [of(f, "what hint") for f in findings if not f.id], "facts": [of(f, "type text") for f in outline.facts],
    }  # fmt: skip


def _row(question: PlannedQuestion, *, rituals: frozenset[str], findings: Sequence[checking.Finding]) -> dict[str, Any]:
    return {
        **of(question, "id template category cue context text to minutes lane why private mark"), "asked": asked_before(question.asked),
        "ritual": question.template in rituals,
        "follow_ups": [{"id": f.id, "role": f.role, "sign": SIGNS[f.role], "text": f.text} for f in question.follow_ups],
        "lint": [{"what": f.what, "hint": f.hint} for f in findings if f.id == question.id or f.id in {u.id for u in question.follow_ups}],
    }  # fmt: skip
