"""`qbank outline log`: what was asked, skipped, great or improvised."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qbank.cli import console, options
from qbank.cli.options import ids, pairs

if TYPE_CHECKING:
    from qbank.model import Mark, Outline
    from qbank.tasks.outlines import Step
    from qbank.tasks.transcripts import Filled
    from qbank.tasks.workspace import Sorter, Workspace

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
    transcript: Annotated[
        str | None,
        typer.Option(
            "--transcript",
            metavar="FILE",
            help="The transcript of the interview: fills the log with what was asked when, and what was answered.",
        ),
    ] = None,
    speaker: Annotated[
        list[str] | None,
        typer.Option(
            "--speaker", metavar="LABEL=NAME", help="Who a speaker of the transcript is. Repeatable."
        ),
    ] = None,
    offset: Annotated[
        str | None,
        typer.Option(
            "--offset", metavar="TIME", help="Moves every time, such as +0:35 for an intro of 35 seconds."
        ),
    ] = None,
    marks: Annotated[
        Path | None,
        typer.Option(
            "--marks", metavar="FILE", help="The marks that a live page saved as a file (--to desk)."
        ),
    ] = None,
    bank: console.BankOption = None,
    as_json: console.JsonOption = False,
    no_input: console.NoInputOption = False,
    debug: console.DebugOption = False,  # noqa: ARG001 (read by the boundary)
) -> None:
    """Note what became of an outline's questions: by options, from a transcript, or one at a time on a terminal.

    Example: qbank outline log kafka-jay-kreps --transcript kafka.vtt
    """
    from qbank.cli import print_outline
    from qbank.tasks import as_data
    from qbank.tasks.outlines import revise

    told: list[Filled] = []
    workspace = console.workspace(bank)
    asking = console.interactive(no_input) and not as_json and marks is None
    if marks is not None:
        from qbank.tasks.live import take

        for problem in take(workspace, file, marks).problems:
            console.say(f"note: {problem}")

    def steps(outline: Outline) -> list[Step]:
        sort = workspace.sorter(outline.technology, outline.guests)
        made = _steps(
            asked=asked, great=great, skipped=skipped, all_asked=all_asked, rest_skipped=rest_skipped, clear=clear,
            improvised=improvised, order=order, note=note, said=said, at=at, sort=sort,
        )  # fmt: skip
        made = [*_from_transcript(workspace, transcript, speaker, offset, sort, told), *made]
        return made or ([partial(_asked, sort=sort)] if asking else [])

    done = revise(workspace, file, steps, asking=asking)
    if done.changed:
        console.say(f"Written into {done.path}")
    if as_json:
        console.put_json(as_data.of_log(done.outline, done.path, *told))
        return
    for one in told:
        print_outline.told(one)
    print_outline.logged(done.outline)


def _from_transcript(
    workspace: Workspace,
    transcript: str | None,
    speaker: list[str] | None,
    offset: str | None,
    sort: Sorter,
    told: list[Filled],
) -> list[Step]:
    """Return what fills the log from a transcript, or moves the times that are there; `told` gets what came of it."""
    from qbank.errors import UsageError
    from qbank.tasks import transcripts

    seconds = transcripts.offset_of(offset) if offset else 0.0
    if transcript is None:
        if speaker:
            raise UsageError("--speaker is about a transcript", hint="give --transcript FILE, too")
        return [partial(transcripts.shifted, offset=seconds)] if seconds else []
    names = transcripts.speaker_names(speaker)

    def filled(outline: Outline) -> Outline:
        heard = transcripts.recorded(workspace, outline, transcript, names)
        made, report = transcripts.fill(outline, heard, workspace.bank, sort, offset=seconds)
        told.append(report)
        return made

    return [filled]


def _asked(outline: Outline, sort: Sorter) -> Outline:
    """Log one question at a time on the terminal."""
    from qbank.cli.ask.log import ask_all

    return ask_all(outline, sort)


def _steps(
    *, asked: list[str] | None, great: list[str] | None, skipped: list[str] | None, all_asked: bool, rest_skipped: bool,
    clear: list[str] | None, improvised: list[str] | None, order: str | None, note: list[str] | None,
    said: list[str] | None, at: list[str] | None, sort: Sorter,
) -> list[Step]:  # fmt: skip
    """Return what the options ask for, as steps: marks first, then what was improvised, the order, and the words."""
    from qbank.errors import UsageError
    from qbank.outline import log as logged

    _refuse_doubles({"--asked": asked, "--great": great, "--skipped": skipped, "--clear": clear})
    if all_asked and rest_skipped:
        raise UsageError("--all-asked and --rest-skipped cannot both be", hint="leave one of them out")
    steps: list[Step] = []
    marks: tuple[tuple[list[str] | None, Mark | None], ...] = (
        (clear, None), (asked, "asked"), (great, "great"), (skipped, "skipped"),
    )  # fmt: skip
    steps += [partial(logged.mark, ids=named, as_=mark) for given, mark in marks if (named := ids(given))]
    if all_asked or rest_skipped:
        rest: Mark = "asked" if all_asked else "skipped"
        steps.append(partial(logged.mark_rest, as_=rest, lanes=("must", "nice")))
    steps += [partial(_improvised, text=text, sort=sort) for text in improvised or ()]
    if order:
        steps.append(partial(logged.reorder, ids=ids([order])))
    steps += [partial(logged.annotate, id_=id_, note=text) for id_, text in pairs(note, "--note", "TEXT")]
    steps += [partial(logged.annotate, id_=id_, said=text) for id_, text in pairs(said, "--said", "TEXT")]
    steps += [partial(logged.annotate, id_=id_, at=text) for id_, text in pairs(at, "--at", "TIME")]
    return steps


def _refuse_doubles(given: dict[str, list[str] | None]) -> None:
    from qbank.errors import UsageError

    seen: dict[str, str] = {}
    for flag, texts in given.items():
        for id_ in ids(texts):
            if seen.setdefault(id_, flag) != flag:
                raise UsageError(
                    f"{id_} cannot be both {seen[id_]} and {flag}", hint="a great question was asked"
                )


def _improvised(outline: Outline, text: str, sort: Sorter) -> Outline:
    """Add an improvised question; what stands before an equals sign is its place only if it is an id."""
    from qbank.outline import log as logged

    id_, equals, rest = text.partition("=")
    after = id_.strip() if equals and any(q.id == id_.strip() for q in outline.questions) else None
    words = rest if after else text
    category, template = sort(words)
    return logged.improvise(outline, words, after=after, category=category, template=template)
