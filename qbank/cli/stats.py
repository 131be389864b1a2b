"""`qbank stats`: what the bank covers and what it lacks."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import asdict

import typer

from qbank.cli import console, session

app = typer.Typer(rich_markup_mode=None, add_completion=False)

SHOWN = 12


@app.command()
def stats(
    bank: console.BankOption = None,
    as_json: console.JsonOption = False,
    no_input: console.NoInputOption = False,  # noqa: ARG001 (accepted after every command)
    debug: console.DebugOption = False,  # noqa: ARG001
) -> None:
    """Show what the bank covers: categories, subjects, worn-out and never-asked templates.

    Example: qbank stats
    """
    from qbank import store
    from qbank.coverage import coverage

    base = store.load(session.bank_place(bank))
    found = coverage(base)
    if as_json:
        console.put_json(asdict(found))
        return
    console.put(f"{found.episodes} episodes, {found.questions} questions, {found.templates} templates")
    console.put("\nQuestions by category")
    _bars(found.by_category)
    console.put("\nQuestions by kind of subject")
    _bars({kind: sum(counts.values()) for kind, counts in found.by_kind.items()})
    console.put("\nQuestions by subject, and where nothing was asked")
    for name, counts in found.by_technology.items():
        console.put(
            f"  {sum(counts.values()):>3}  {name}: nothing on {', '.join(found.missing[name]) or 'no category'}"
        )
    console.put("\nRituals: " + (", ".join(f"{name} {n} ×" for name, n in found.rituals.items()) or "none"))
    _listed("Worn out (asked in each of the last three episodes)", found.worn_out)
    _listed("Never asked", found.never_asked)
    if found.to_review:
        console.put(f"\n{found.to_review} decisions to look at: qbank review")


def _bars(counts: Mapping[str, int]) -> None:
    """Print a bar for each count, scaled to the terminal."""
    longest = max((len(name) for name in counts), default=0)
    room = max(10, shutil.get_terminal_size().columns - longest - 10)
    most = max(counts.values(), default=0) or 1
    for name, count in counts.items():
        console.put(f"  {name:<{longest}} {count:>4} {'█' * round(count * room / most)}".rstrip())


def _listed(title: str, names: tuple[str, ...]) -> None:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    console.put(f"{title}: {len(names)}" + (f": {', '.join(names[:SHOWN])}{more}" if names else ""))
