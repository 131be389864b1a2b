"""`qbank lint`: read the questions as a strict interviewer would."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from qbank.cli import console

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from qbank.english.lint import Remark
    from qbank.model import Bank, Outline

app = typer.Typer(rich_markup_mode=None, add_completion=False)

Found = tuple[str, str, "Remark"]


@app.command()
def lint(
    outline: Annotated[
        str | None,
        typer.Argument(
            metavar="[OUTLINE]",
            help="An outline's file or name, or - for questions on standard input, one a line; else the bank's questions.",
        ),
    ] = None,
    accept: Annotated[
        list[str] | None, typer.Option("--accept", metavar="RULE", help="A rule to leave out. Repeatable.")
    ] = None,
    bank: console.BankOption = None,
    as_json: console.JsonOption = False,
    no_input: console.NoInputOption = False,  # noqa: ARG001 (accepted after every command)
    debug: console.DebugOption = False,  # noqa: ARG001
) -> None:
    """Say what an experienced interviewer would mend in the questions.

    Exits 3 if there are remarks. What your show likes all the same stands under `accept` in show.toml.

    Example: qbank lint kafka-jay-kreps
    """
    from qbank import bank as banks
    from qbank.english.lint import RULES, habits
    from qbank.english.lint import lint as read
    from qbank.errors import Findings, one_of

    workspace = console.workspace(bank)
    base = workspace.bank
    accepted = (*base.show.accept, *(one_of(rule, RULES, "--accept") for rule in accept or ()))
    if outline == "-":
        texts = list(_of_lines(banks.read_source("-")))
    elif outline:
        texts = list(_of_outline(banks.load_outline(workspace.outline_path(outline)), base))
    else:
        texts = list(_of_bank(base))
    found = [(where, text, remark) for where, text in texts for remark in read(text, accept=accepted)]
    usual = habits((remark.rule for *_, remark in found), len(texts)) if outline is None else ()
    if as_json:
        console.put_json(
            {"read": len(texts), "remarks": [_as_data(*one) for one in found], "habits": list(usual)}
        )
    else:
        _print(found, len(texts))
        if usual:
            listed = ", ".join(f'"{rule}"' for rule in (*base.show.accept, *usual))
            console.say(
                f"note: that is how your show asks; to leave it alone, write accept = [{listed}] in show.toml"
            )
    if found:
        raise Findings(f"{len(found)} remarks")


def _of_bank(bank: Bank) -> Iterator[tuple[str, str]]:
    """Yield the questions that were asked, rituals aside: those are said word for word."""
    from qbank.model import ref

    rituals = _rituals(bank)
    for episode in bank.episodes:
        for item in episode.items:
            if item.kind == "question" and item.template not in rituals:
                yield ref(episode, item), item.text


def _of_outline(outline: Outline, bank: Bank) -> Iterator[tuple[str, str]]:
    """Yield the questions that are planned, each with its lead-in, rituals aside, and what still stands as the bank has it."""
    rituals = _rituals(bank)
    for question in outline.questions:
        as_given = question.origin is not None and question.text == question.origin
        if not as_given and (question.template is None or question.template not in rituals):
            yield question.id, " ".join(filter(None, (question.context, question.text)))


def _of_lines(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield the lines that were typed or piped in."""
    for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
        if line.strip():
            yield f"line {number}", line.strip()


def _rituals(bank: Bank) -> set[str]:
    return {t.id for t in bank.templates if t.ritual} | {place.template for place in bank.show.rituals}


def _as_data(where: str, text: str, remark: Remark) -> dict[str, object]:
    from qbank.english.asks import split
    from qbank.english.lint import seconds

    parts = split(text)
    return {
        "where": where, "text": text, "context": parts.context, "ask": parts.ask, "further": list(parts.further),
        "seconds": round(seconds(text), 1), "rule": remark.rule, "what": remark.what, "hint": remark.hint,
    }  # fmt: skip


def _print(found: Sequence[Found], count: int) -> None:
    before = None
    for where, text, remark in found:
        if where != before:
            console.put(f"{where}  {text}")
            before = where
        console.put(f"    {remark.rule}: {remark.what}")
        console.put(f"        {remark.hint}")
    console.put(f"\n{_summary(found, count)}" if found else f"{_read(count)}, nothing to mend.")


def _summary(found: Iterable[Found], count: int) -> str:
    rules = Counter(remark.rule for _, _, remark in found)
    concerned = len({where for where, _, _ in found})
    each = ", ".join(f"{n} {rule}" for rule, n in rules.most_common())
    return f"{_read(count)}, {concerned} to mend: {each}."


def _read(count: int) -> str:
    return f"{count} question{'' if count == 1 else 's'} read"
