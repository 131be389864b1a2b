"""`qbank stats`: what the bank covers and what it lacks."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from qbank.cli import console, options
from qbank.cli.options import option

if TYPE_CHECKING:
    from qbank.model import Bank
    from qbank.tasks.stats import Coverage

SHOWN = 12
_JOINED = "\N{NO-BREAK SPACE}"
WIDEST, LONGEST_NAME = 100, 34
"""Bars and names grow no longer than this, however wide the terminal is."""


def stats(
    html: Path | None = option(
        "--html FILE", "Write it as pictures with their tables, one HTML file; - for standard output."
    ),
    force: bool = option("--force", "Replace a file that differs."),
    bank: Path | None = options.BANK,
    as_json: bool = options.JSON,
    no_input: bool = options.NO_INPUT,
) -> None:
    """Show what the bank covers: categories, subjects, worn-out and never-asked templates.

    Example: qbank stats
    """
    from qbank.tasks.stats import coverage

    base = console.workspace(bank).bank
    if html is not None:
        _as_pictures(base, html, force=force)
        return
    found = coverage(base)
    if as_json:
        console.put_json(asdict(found))
        return
    with console.paged(no_input):
        _print(found)


def _print(found: Coverage) -> None:
    width = min(shutil.get_terminal_size().columns, WIDEST)
    console.put(f"{found.episodes} episodes, {found.questions} questions, {found.templates} templates")
    console.put("\nQuestions by category")
    _bars(found.by_category, width)
    console.put("\nQuestions by kind of subject")
    _bars({kind: sum(counts.values()) for kind, counts in found.by_kind.items()}, width)
    heads = _heads(tuple(found.by_category))
    console.put("\nCategories by subject")
    _table(found.by_technology, heads, width)
    console.put("\nCategories by kind of subject")
    _table(found.by_kind, heads, width)
    _paragraph(", ".join(f"{head}{_JOINED}{name}" for name, head in heads.items()), width)
    console.put("\nRituals")
    _bars(found.rituals, width)
    _listed("Worn out: asked in each of the last three episodes", found.worn_out, width)
    _listed(f"Never asked: {len(found.never_asked)} of {found.templates} templates", found.never_asked, width)
    if found.to_review:
        console.put(f"\n{found.to_review} decisions to look at: qbank review")


def _as_pictures(bank: Bank, path: Path, *, force: bool) -> None:
    """Write the pictures, or put them out."""
    from qbank.bank import write_file
    from qbank.tasks.stats import as_html

    data = as_html(bank)
    if str(path) == "-":
        console.put_bytes(data)
        return
    written = write_file(path, data, force=force)
    console.say(f"{'Wrote' if written else 'Unchanged:'} {path}")


def _bars(counts: Mapping[str, int], width: int) -> None:
    """Print a bar for each count, scaled to the terminal; what there is one of has a bar, too."""
    longest = min(max((len(name) for name in counts), default=0), LONGEST_NAME)
    room = max(10, width - longest - 10)
    most = max(counts.values(), default=0) or 1
    for name, count in counts.items():
        bar = "█" * max(round(count * room / most), bool(count))
        console.put(f"  {_shortened(name, longest):<{longest}} {count:>4} {bar}".rstrip())
    if not counts:
        console.put("  none")


def _heads(categories: Sequence[str]) -> dict[str, str]:
    """Return two letters for each category, no two the same: the first and the first later one that is free."""
    made: dict[str, str] = {}
    for name in categories:
        letters = [c for c in name if c.isalpha()] or ["-"]
        tried = [letters[0] + c for c in (*letters[1:], *"abcdefghijklmnopqrstuvwxyz")]
        made[name] = next((two for two in tried if two not in made.values()), letters[0] * 2)
    return made


def _table(counts: Mapping[str, Mapping[str, int]], heads: Mapping[str, str], width: int) -> None:
    """Print a line for each subject with its questions in each category; a dot is none."""
    longest = min(
        max((len(name) for name in counts), default=0), max(12, width - 4 - 3 * len(heads)), LONGEST_NAME
    )
    console.put(f"  {'':<{longest}} {''.join(f'{head:>3}' for head in heads.values())}")
    for name, row in counts.items():
        cells = "".join(f"{row.get(category) or '·':>3}" for category in heads)
        console.put(f"  {_shortened(name, longest):<{longest}} {cells}")


def _listed(title: str, names: tuple[str, ...], width: int) -> None:
    """Print a title and the first of the names; all of them are in the JSON."""
    console.put(f"\n{title}" + ("" if names else ": none"))
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    if names:
        _paragraph(f"{', '.join(names[:SHOWN])}{more}", width)


def _paragraph(text: str, width: int) -> None:
    for line in textwrap.wrap(text, width=max(width - 2, 30), break_on_hyphens=False):
        console.put(f"  {line}".replace(_JOINED, " "))


def _shortened(name: str, longest: int) -> str:
    return name if len(name) <= longest else f"{name[: longest - 1]}…"
