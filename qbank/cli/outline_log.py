"""`qbank outline log`: what was asked, skipped, great or improvised."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qbank.cli import console, options, session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from qbank.bank.place import Place
    from qbank.model import Mark, Outline, PlannedQuestion

app = typer.Typer(rich_markup_mode=None, add_completion=False)

SIGNS = {"asked": "✓", "great": "★", "improvised": "+", "skipped": "–", None: " "}


@app.command()
def log(
    file: options.OutlineArgument,
    asked: Annotated[
        list[str] | None,
        typer.Option("--asked", metavar="ID,…", help="Questions that were asked. Repeatable."),
    ] = None,
    great: Annotated[
        list[str] | None,
        typer.Option("--great", metavar="ID,…", help="Asked, and the answer was great. Repeatable."),
    ] = None,
    skipped: Annotated[
        list[str] | None, typer.Option("--skipped", metavar="ID,…", help="Not asked. Repeatable.")
    ] = None,
    all_asked: Annotated[
        bool, typer.Option("--all-asked", help="Everything else on the sheet was asked, backups aside.")
    ] = False,
    rest_skipped: Annotated[
        bool, typer.Option("--rest-skipped", help="Everything else on the sheet was skipped, backups aside.")
    ] = False,
    clear: Annotated[
        list[str] | None, typer.Option("--clear", metavar="ID,…", help="Take marks away again. Repeatable.")
    ] = None,
    improvised: Annotated[
        list[str] | None,
        typer.Option(
            "--improvised",
            metavar="[ID=]TEXT",
            help="A question that was on no sheet, asked after ID. Repeatable.",
        ),
    ] = None,
    order: Annotated[
        str | None,
        typer.Option(
            "--order",
            metavar="ID,ID,…",
            help="Asked one right after the other; the first stays in its place.",
        ),
    ] = None,
    note: Annotated[
        list[str] | None,
        typer.Option("--note", metavar="ID=TEXT", help="A note of yours to a question. Repeatable."),
    ] = None,
    said: Annotated[
        list[str] | None,
        typer.Option("--said", metavar="ID=TEXT", help="One line of what the guest answered. Repeatable."),
    ] = None,
    at: Annotated[
        list[str] | None,
        typer.Option("--at", metavar="ID=TIME", help="When it was asked, such as 23:10. Repeatable."),
    ] = None,
    bank: console.BankOption = None,
    as_json: console.JsonOption = False,
    no_input: console.NoInputOption = False,
    debug: console.DebugOption = False,  # noqa: ARG001 (read by the boundary)
) -> None:
    """Note what became of an outline's questions: by options, or one question at a time on a terminal.

    Example: qbank outline log kafka-jay-kreps --great q05 --skipped q07 --all-asked
    """
    from qbank import bank as banks
    from qbank.cli.export import outline_path

    place = session.bank_place(bank)
    path = outline_path(file, place)
    base = banks.load_outline(path)
    steps = _steps(
        asked=asked, great=great, skipped=skipped, all_asked=all_asked, rest_skipped=rest_skipped, clear=clear,
        improvised=improvised, order=order, note=note, said=said, at=at, sort=_sorter(place, base),
    )  # fmt: skip
    changed = base
    if not steps and console.interactive(no_input) and not as_json:
        from qbank.cli.ask.log import ask_all

        changed = ask_all(base, _sorter(place, base))
    for step in steps:
        changed = step(changed)
    if changed != base:
        banks.save_outline(place, changed, base=base, path=path)
        console.say(f"Written into {path}")
    if as_json:
        console.put_json(as_data(changed, path))
    else:
        show(changed)


def _steps(
    *, asked: list[str] | None, great: list[str] | None, skipped: list[str] | None, all_asked: bool, rest_skipped: bool,
    clear: list[str] | None, improvised: list[str] | None, order: str | None, note: list[str] | None,
    said: list[str] | None, at: list[str] | None, sort: Callable[[str], tuple[str, str | None]],
) -> list[Callable[[Outline], Outline]]:  # fmt: skip
    """Return what the options ask for, as steps: marks first, then what was improvised, the order, and the words."""
    from qbank.cli.outline_arrange import pairs
    from qbank.errors import UsageError
    from qbank.outline import log as logged

    _refuse_doubles({"--asked": asked, "--great": great, "--skipped": skipped, "--clear": clear})
    if all_asked and rest_skipped:
        raise UsageError("--all-asked and --rest-skipped cannot both be", hint="leave one of them out")
    steps: list[Callable[[Outline], Outline]] = []
    marks: tuple[tuple[list[str] | None, Mark | None], ...] = (
        (clear, None), (asked, "asked"), (great, "great"), (skipped, "skipped"),
    )  # fmt: skip
    steps += [partial(logged.mark, ids=ids, as_=mark) for given, mark in marks if (ids := _ids(given))]
    if all_asked or rest_skipped:
        rest: Mark = "asked" if all_asked else "skipped"
        steps.append(partial(logged.mark_rest, as_=rest, lanes=("must", "nice")))
    steps += [partial(_improvised, text=text, sort=sort) for text in improvised or ()]
    if order:
        steps.append(partial(logged.reorder, ids=_ids([order])))
    steps += [partial(logged.annotate, id_=id_, note=text) for id_, text in pairs(note, "--note", "TEXT")]
    steps += [partial(logged.annotate, id_=id_, said=text) for id_, text in pairs(said, "--said", "TEXT")]
    steps += [partial(logged.annotate, id_=id_, at=text) for id_, text in pairs(at, "--at", "TIME")]
    return steps


def _refuse_doubles(given: dict[str, list[str] | None]) -> None:
    from qbank.errors import UsageError

    seen: dict[str, str] = {}
    for flag, texts in given.items():
        for id_ in _ids(texts):
            if seen.setdefault(id_, flag) != flag:
                raise UsageError(
                    f"{id_} cannot be both {seen[id_]} and {flag}", hint="a great question was asked"
                )


def _ids(given: Iterable[str] | None) -> list[str]:
    return [part.strip() for text in given or () for part in text.split(",") if part.strip()]


def _improvised(outline: Outline, text: str, sort: Callable[[str], tuple[str, str | None]]) -> Outline:
    """Add an improvised question; what stands before an equals sign is its place only if it is an id."""
    from qbank.outline import log as logged

    id_, equals, rest = text.partition("=")
    after = id_.strip() if equals and any(q.id == id_.strip() for q in logged.planned(outline)) else None
    words = rest if after else text
    category, template = sort(words)
    return logged.improvise(outline, words, after=after, category=category, template=template)


def _sorter(place: Place, outline: Outline) -> Callable[[str], tuple[str, str | None]]:
    """Return what sorts a question into a category and, if the bank knows it for sure, to its template."""

    def sort(text: str) -> tuple[str, str | None]:
        from qbank import bank as banks
        from qbank.cli.outline_options import sorter

        return sorter(banks.load(place), outline.technology, outline.guests)(text)

    return sort


def as_data(outline: Outline, path: Path) -> dict[str, Any]:
    """Return the log as plain data: what was asked in the order asked, then the rest in the order of the sheet."""
    from qbank.outline import log as logged

    asked = logged.asked(outline)
    rest = [q for q in logged.planned(outline) if q.mark not in logged.ASKED_MARKS]
    return {
        "outline": outline.id, "file": str(path),
        **{mark: sum(q.mark == mark for q in [*asked, *rest]) for mark in ("asked", "great", "improvised", "skipped")},
        "questions": [
            {"id": q.id, "mark": q.mark, "lane": q.lane, "category": q.category, "template": q.template, "cue": q.cue,
             "context": q.context, "text": q.text, "note": q.note, "said": q.said, "at": q.at}
            for q in (*asked, *rest)
        ],
    }  # fmt: skip


def show(outline: Outline) -> None:
    """Print the log for a person."""
    from qbank.outline import log as logged

    asked = logged.asked(outline)
    rest = [q for q in logged.planned(outline) if q.mark not in logged.ASKED_MARKS]
    if not logged.is_logged(outline):
        console.put(f"Nothing is logged in '{outline.id}' yet: {len(rest)} questions.")
    for question in asked:
        _show_question(question)
    for title, mark in (("\nSkipped", "skipped"), ("\nWithout a mark", None)):
        listed = [q for q in rest if q.mark == mark]
        if listed:
            console.put(title)
        for question in listed:
            _show_question(question)


def _show_question(question: PlannedQuestion) -> None:
    at = f"{question.at}  " if question.at else ""
    backup = " (backup)" if question.lane == "backup" else ""
    console.put(f"{SIGNS[question.mark]} {question.id}  {at}{question.cue.upper()}  {question.text}{backup}")
    if question.said:
        console.put(f"       said: {question.said}")
    for line in question.note.splitlines():
        console.put(f"       note: {line}")
