"""`qbank outline arrange`: an outline put in the order its host wants it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from qbank.cli import console, options, session

if TYPE_CHECKING:
    from qbank.model import Bank, Outline, PlannedQuestion

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def arrange(
    file: options.OutlineArgument,
    move: Annotated[
        list[str] | None,
        typer.Option(
            "--move",
            metavar="ID=ID|BLOCK",
            help="Put a question behind another one, or first in a block. Repeatable.",
        ),
    ] = None,
    lane: Annotated[
        list[str] | None,
        typer.Option("--lane", metavar="ID=LANE", help="Make a question must, nice or backup. Repeatable."),
    ] = None,
    swap: Annotated[
        list[str] | None,
        typer.Option(
            "--swap", metavar="ID,…", help="Take the bank's next wording of a question. Repeatable."
        ),
    ] = None,
    say: Annotated[
        list[str] | None,
        typer.Option("--say", metavar="ID=TEXT", help="Put a question in your own words. Repeatable."),
    ] = None,
    minutes: Annotated[
        list[str] | None,
        typer.Option("--minutes", metavar="ID=N", help="Give a question so many minutes. Repeatable."),
    ] = None,
    add: Annotated[
        list[str] | None,
        typer.Option("--add", metavar="TEXT", help="Add a question of your own, word for word. Repeatable."),
    ] = None,
    drop: Annotated[
        list[str] | None, typer.Option("--drop", metavar="ID,…", help="Drop a question. Repeatable.")
    ] = None,
    bank: console.BankOption = None,
    as_json: console.JsonOption = False,
    no_input: console.NoInputOption = False,
    debug: console.DebugOption = False,  # noqa: ARG001 (read by the boundary)
) -> None:
    """Arrange an outline that is there: by options, or line by line on a terminal.

    Example: qbank outline arrange kafka-jay-kreps --move q07=q03 --lane q11=backup
    """
    from qbank import bank as banks
    from qbank.cli.export import outline_path

    place = session.bank_place(bank)
    base, path = banks.load(place), outline_path(file, place)
    before = banks.load_outline(path)
    steps = _steps(
        base, before, move=move, lane=lane, swap=swap, say=say, minutes=minutes, add=add, drop=drop
    )
    after = before
    if not steps and console.interactive(no_input) and not as_json:
        after = _asked(before, base)
    for step in steps:
        after = step(after)
    if after != before:
        banks.save_outline(place, after, base=before, path=path)
        console.say(f"Written into {path}")
    if as_json:
        from qbank.sheet.formats import to_data

        console.put_json(to_data(after))
    else:
        show(after)


def _asked(outline: Outline, bank: Bank) -> Outline:
    """Let the host arrange it on the terminal; going back leaves it as it was."""
    from qbank.cli.ask.arrange import ask_all
    from qbank.cli.outline_options import sorter

    done, arranged = ask_all(outline, bank, sorter(bank, outline.technology, outline.guests))
    return arranged if done else outline


def _steps(
    bank: Bank, outline: Outline, *, move: list[str] | None, lane: list[str] | None, swap: list[str] | None, say: list[str] | None,
    minutes: list[str] | None, add: list[str] | None, drop: list[str] | None,
) -> list[Callable[[Outline], Outline]]:  # fmt: skip
    """Return what the options ask for, as steps: what is dropped and added, where it stands, how it is said."""
    from qbank.cli.outline_options import one_of, sorter
    from qbank.outline import arrange as arranging

    rituals, sort = arranging.rituals_of(bank), sorter(bank, outline.technology, outline.guests)
    steps: list[Callable[[Outline], Outline]] = []
    steps += [partial(arranging.drop, id_=id_, rituals=rituals) for id_ in _ids(drop)]
    for text in add or ():
        category = sort(text)[0]
        steps.append(
            partial(arranging.add, text=text, category=category, categories=bank.categories, rituals=rituals)
        )
    steps += [
        partial(arranging.into, id_=id_, lane=one_of(to, arranging.LANES, "--lane"), rituals=rituals)
        for id_, to in pairs(lane, "--lane", "backup")
    ]
    steps += [
        partial(arranging.move, id_=id_, to=to, rituals=rituals) for id_, to in pairs(move, "--move", "q03")
    ]
    steps += [partial(arranging.swap, id_=id_, bank=bank) for id_ in _ids(swap)]
    steps += [
        partial(arranging.reword, id_=id_, text=text, rituals=rituals)
        for id_, text in pairs(say, "--say", "TEXT")
    ]
    steps += [
        partial(arranging.retime, id_=id_, minutes=_number(n)) for id_, n in pairs(minutes, "--minutes", "4")
    ]
    return steps


def _ids(given: Iterable[str] | None) -> list[str]:
    return [part.strip() for text in given or () for part in text.split(",") if part.strip()]


def pairs(given: Iterable[str] | None, flag: str, example: str) -> list[tuple[str, str]]:
    """Return what stands before and behind the equals signs; UsageError where a question is not named."""
    from qbank.errors import UsageError

    made = []
    for text in given or ():
        id_, equals, value = text.partition("=")
        if not equals or not id_.strip():
            raise UsageError(f"{flag} '{text}' names no question", hint=f"write it as {flag} q07={example}")
        made.append((id_.strip(), value.strip()))
    return made


def _number(text: str) -> float:
    from qbank.errors import UsageError

    try:
        return float(text)
    except ValueError:
        raise UsageError(f"'{text}' is no number of minutes", hint="write it as --minutes q07=4") from None


def show(outline: Outline) -> None:
    """Print the outline with the ids of its questions."""
    from qbank.outline import arrange as arranging

    console.put(f"{outline.planned_minutes:g} of {outline.minutes:g} minutes")
    for section in outline.sections:
        asked = [q for q in section.questions if q.lane != "backup"]
        if asked:
            console.put(f"\n{section.block}: {section.title} ({section.minutes:g})")
        for question in asked:
            _show_question(question)
    backups = [q for q in arranging.shown(outline) if q.lane == "backup"]
    if backups:
        console.put("\nIf the guest is brief")
    for question in backups:
        _show_question(question)


def _show_question(question: PlannedQuestion) -> None:
    box = "☐" if question.lane == "must" else " "
    console.put(f"{question.id} {box} {question.minutes:>3g}  {question.cue.upper()}  {question.text}")
