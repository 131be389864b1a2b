"""`qbank lint`: read the questions as a strict interviewer would."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from qbank.cli import console, session

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qbank.model import Bank, Outline

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def lint(
    outline: Annotated[
        str | None,
        typer.Argument(
            metavar="[OUTLINE]", help="An outline's file or name; the bank's questions by default."
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

    Exits 3 if there are remarks. Example: qbank lint kafka-jay-kreps
    """
    from qbank import store
    from qbank.cli.export_sheet import outline_path
    from qbank.cli.outline_options import one_of
    from qbank.errors import Findings
    from qbank.lint import RULES
    from qbank.lint import lint as read

    place = session.bank_place(bank)
    base = store.load(place)
    rules = (*base.show.accept, *(one_of(rule, RULES, "--accept") for rule in accept or ()))
    texts = _of_outline(store.load_outline(outline_path(outline, place))) if outline else _of_bank(base)
    found = [(where, text, remark) for where, text in texts for remark in read(text, accept=rules)]
    if as_json:
        console.put_json(
            {
                "remarks": [
                    {"where": w, "text": t, "rule": r.rule, "what": r.what, "hint": r.hint}
                    for w, t, r in found
                ]
            }
        )
    else:
        _print(found)
    if found:
        raise Findings(f"{len(found)} remarks")


def _of_bank(bank: Bank) -> Iterable[tuple[str, str]]:
    from qbank.model import ref

    return ((ref(e, i), i.text) for e in bank.episodes for i in e.items if i.kind == "question")


def _of_outline(outline: Outline) -> Iterable[tuple[str, str]]:
    return (
        (q.id, " ".join(filter(None, (q.context, q.text)))) for s in outline.sections for q in s.questions
    )


def _print(found: list) -> None:  # type: ignore[type-arg]
    before = None
    for where, text, remark in found:
        if where != before:
            console.put(f"{where}  {text}")
            before = where
        console.put(f"    {remark.rule}: {remark.what}; {remark.hint}")
    console.put(f"\n{len(found)} remarks." if found else "Nothing to mend.")
