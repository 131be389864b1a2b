"""`qbank outline check`: what is to be mended in an outline before it is printed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qbank.cli import console, options
from qbank.cli.options import option

if TYPE_CHECKING:
    from collections.abc import Sequence


def check(
    file: str = options.OUTLINE,
    accept: list[str] | None = option("--accept RULE", "A rule to leave out. Repeatable."),
    bank: Path | None = options.BANK,
    as_json: bool = options.JSON,
) -> None:
    """Check an outline: its lines, its times, what is off limits, what it names that is not there.

    Exits 3 if there is something to mend. Example: qbank outline check kafka-jay-kreps
    """
    from qbank.errors import Findings, one_of
    from qbank.outline.check import RULES
    from qbank.tasks import outlines

    rules = [one_of(rule, RULES, "--accept") for rule in accept or ()]
    found, path = outlines.check(console.workspace(bank), file, accept=rules)
    if as_json:
        console.put_json({"file": str(path), "findings": found})
    else:
        _print(found, path)
    if found:
        raise Findings(f"{len(found)} findings")


def _print(found: Sequence[dict[str, str]], path: Path) -> None:
    for one in found:
        about = f"{one['id']} " if one["id"] else ""
        console.put(f"{one['where']}: {about}{one['what']}")
        if one["text"]:
            console.put(f"    {one['text']}")
        console.put(f"    {one['rule']}: {one['hint']}")
    count = f"{len(found)} thing{'' if len(found) == 1 else 's'} to mend."
    console.put(f"\n{count}" if found else f"Nothing to mend in {path.name}.")
