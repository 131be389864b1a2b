"""`qbank lint`: read the questions as a strict interviewer would."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from qbank.cli import console, options
from qbank.cli.options import argument, option

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qbank.english.lint import Remark

Found = tuple[str, str, "Remark"]


def lint(
    outline: str | None = argument(
        "[OUTLINE]",
        "An outline's file or name, or - for questions on standard input, one a line; else the bank's questions.",
        default=None,
    ),
    accept: list[str] | None = option("--accept RULE", "A rule to leave out. Repeatable."),
    bank: Path | None = options.BANK,
    as_json: bool = options.JSON,
    no_input: bool = options.NO_INPUT,
) -> None:
    """Say what an experienced interviewer would mend in the questions.

    Exits 3 if there are remarks. What your show likes all the same stands under `accept` in show.toml.

    Example: qbank lint kafka-jay-kreps
    """
    from qbank.errors import Findings
    from qbank.tasks import as_data
    from qbank.tasks import lint as tasks

    workspace = console.workspace(bank)
    made = tasks.lint(workspace, outline, accept=accept or ())
    for fault in made.faults:
        console.say(f"note: {fault}")
    if as_json:
        console.put_json(as_data.of_lint(made))
    else:
        with console.paged(no_input):
            _print(made.remarks, made.read)
        if made.habits:
            listed = ", ".join(f'"{rule}"' for rule in (*workspace.bank.show.accept, *made.habits))
            console.say(
                f"note: that is how your show asks; to leave it alone, write accept = [{listed}] in show.toml"
            )
    if made.remarks:
        raise Findings(f"{len(made.remarks)} remarks")


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
