"""`qbank outline log`: what was asked, skipped, great or improvised."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from qbank.cli import console, options
from qbank.cli.options import ids, option, pairs

if TYPE_CHECKING:
    from qbank.model import Mark, Outline
    from qbank.tasks.outlines import Step
    from qbank.tasks.transcripts import Filled
    from qbank.tasks.workspace import Sorter, Workspace

SIGNS = {"asked": "✓", "great": "★", "improvised": "+", "skipped": "–", None: " "}


def log(
    file: str = options.OUTLINE,
    asked: list[str] | None = option("--asked ID,…", "Questions that were asked. Repeatable."),
    great: list[str] | None = option("--great ID,…", "Asked, and the answer was great. Repeatable."),
    skipped: list[str] | None = option("--skipped ID,…", "Not asked. Repeatable."),
    all_asked: bool = option("--all-asked", "Everything else on the sheet was asked, backups aside."),
    rest_skipped: bool = option("--rest-skipped", "Everything else on the sheet was skipped, backups aside."),
    clear: list[str] | None = option("--clear ID,…", "Take marks away again. Repeatable."),
    improvised: list[str] | None = option(
        "--improvised [ID=]TEXT", "A question that was on no sheet, asked after ID. Repeatable."
    ),
    order: str | None = option(
        "--order ID,ID,…", "Asked one right after the other; the first stays in its place."
    ),
    note: list[str] | None = option("--note ID=TEXT", "A note of yours to a question. Repeatable."),
    said: list[str] | None = option("--said ID=TEXT", "One line of what the guest answered. Repeatable."),
    at: list[str] | None = option("--at ID=TIME", "When it was asked, such as 23:10. Repeatable."),
    transcript: str | None = option(
        "--transcript FILE",
        "The transcript of the interview: fills the log with what was asked when, and what was answered.",
    ),
    speaker: list[str] | None = option(
        "--speaker LABEL=NAME", "Who a speaker of the transcript is. Repeatable."
    ),
    offset: str | None = option(
        "--offset TIME", "Moves every time, such as +0:35 for an intro of 35 seconds."
    ),
    marks: Path | None = option("--marks FILE", "The marks that a live page saved as a file (--to desk)."),
    bank: Path | None = options.BANK,
    as_json: bool = options.JSON,
    no_input: bool = options.NO_INPUT,
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
    if done.changed:
        name = done.path.stem
        console.say(
            f"Next: qbank export {name} --to notes, then import what it writes: the bank then knows what this guest was asked."
        )


def _from_transcript(
    workspace: Workspace, transcript: str | None, speaker: list[str] | None, offset: str | None, sort: Sorter,
    told: list[Filled],
) -> list[Step]:  # fmt: skip
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
    from qbank.cli.ask.outline import log_all

    return log_all(outline, sort)


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
