"""`qbank outline check`: what is to be mended in an outline before it is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from qbank.cli import console, options, session

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from qbank.outline.check import Finding

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def check(
    file: options.OutlineArgument,
    accept: Annotated[
        list[str] | None, typer.Option("--accept", metavar="RULE", help="A rule to leave out. Repeatable.")
    ] = None,
    bank: console.BankOption = None,
    as_json: console.JsonOption = False,
    no_input: console.NoInputOption = False,  # noqa: ARG001 (accepted after every command)
    debug: console.DebugOption = False,  # noqa: ARG001
) -> None:
    """Check an outline: its lines, its times, what is off limits, what it names that is not there.

    Exits 3 if there is something to mend. Example: qbank outline check kafka-jay-kreps
    """
    from qbank import bank as banks
    from qbank.cli.export import outline_path
    from qbank.cli.outline_options import one_of
    from qbank.errors import BankError, Findings
    from qbank.outline import check as checking

    place = session.bank_place(bank)
    base = banks.load(place)
    rules = (*base.show.accept, *(one_of(rule, checking.RULES, "--accept") for rule in accept or ()))
    path = outline_path(file, place)
    try:
        outline = banks.load_outline(path)
    except BankError as error:
        broken = [
            {"where": p.where, "rule": "file", "id": "", "text": "", "what": p.what, "hint": p.hint}
            for p in error.problems
        ]
        found = broken or [
            {
                "where": error.where or str(path),
                "rule": "file",
                "id": "",
                "text": "",
                "what": str(error),
                "hint": error.hint,
            }
        ]
    else:
        found = _located(checking.check(outline, base, accept=rules), path)
    if as_json:
        console.put_json({"file": str(path), "findings": found})
    else:
        _print(found, path)
    if found:
        raise Findings(f"{len(found)} findings")


def _located(found: Sequence[Finding], path: Path) -> list[dict[str, str]]:
    """Return the findings as plain data, each with its file and line, in the order of the lines."""
    from qbank.bank.toml import line_of

    text = session.read_bytes(str(path)).decode("utf-8-sig")
    lines = [(line_of(text, f.loc) if f.loc else 1, f) for f in found]
    return [
        {
            "where": f"{path}:{line}",
            "rule": f.rule,
            "id": f.id,
            "text": f.text,
            "what": f.what,
            "hint": f.hint,
        }
        for line, f in sorted(lines, key=lambda pair: pair[0])
    ]


def _print(found: Sequence[dict[str, str]], path: Path) -> None:
    for one in found:
        about = f"{one['id']} " if one["id"] else ""
        console.put(f"{one['where']}: {about}{one['what']}")
        if one["text"]:
            console.put(f"    {one['text']}")
        console.put(f"    {one['rule']}: {one['hint']}")
    count = f"{len(found)} thing{'' if len(found) == 1 else 's'} to mend."
    console.put(f"\n{count}" if found else f"Nothing to mend in {path.name}.")
