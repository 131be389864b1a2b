"""What a bank lacks: `qbank check`, `lint`, `stats`, and `doctor` for the program itself."""

from __future__ import annotations

import shutil
import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from qbank.cli import console
from qbank.cli.options import DATA, Here, argument, option
from qbank.english.spoken import counted
from qbank.errors import BankError, Findings, Problem
from qbank.tasks import as_data

if TYPE_CHECKING:
    from qbank.english.lint import Remark
    from qbank.tasks.health import Report
    from qbank.tasks.stats import Coverage
    from qbank.tasks.workspace import Workspace


def check(
    layout: Path | None = option("--layout FILE", "Prove one layout instead of the bank."),
    fix: bool = option(
        "--fix", "Take out copies of what ships with qbank, left by an older version; `qbank undo` puts them back."
    ),
    here: Here = DATA,
) -> None:
    """Prove the bank: every question lossless, no dangling reference, every template and layout renders.

    Exits 3 if something was found. Example: qbank check
    """
    from qbank.bank import saving
    from qbank.tasks import check as checks

    workspace = here.workspace()
    if fix:
        for file in saving.migrate(workspace.place):
            console.say(f"{'Removed' if file.after is None else 'Your own words are left in'} {file.name}")
    found = _found(workspace, layout)
    here.answer(lambda: {"problems": as_data.problems(found)}, lambda: _print_findings(found, workspace, layout))
    if not layout and checks.copies(workspace):
        console.say(
            "note: this bank holds copies of what ships with qbank, so later ones do not reach it: qbank check --fix"
        )
    if found:
        raise Findings(f"{len(found)} findings")


def _found(workspace: Workspace, layout: Path | None) -> list[Problem]:
    """Return what is wrong with the bank or with one layout; a bank that cannot be loaded is a finding, too."""
    from qbank.tasks import check as checks

    try:
        bank = workspace.bank
    except BankError as error:
        if not error.problems:
            raise
        return list(error.problems)
    place = workspace.place
    return list(checks.of_layout(layout, place) if layout else checks.of_bank(bank, place))


def _print_findings(found: Sequence[Problem], workspace: Workspace, layout: Path | None) -> None:
    from qbank.sheet.formats import takes, word_fallbacks
    from qbank.tasks.export import layouts_for

    for problem in found:
        console.put(str(problem))
    if found:
        return
    if layout:
        # Which styles of a sheet a Word document of the host's own lacks: no fault, but good to know.
        if takes("docx", layout.name):
            console.notes(word_fallbacks(layouts_for("docx", "host", workspace.place, layout), "host"))
        console.put(f"Sound: {layout}")
        return
    bank = workspace.bank
    items = sum(len(e.items) for e in bank.episodes)
    console.put(f"Sound: {len(bank.episodes)} episodes, {items} items, {len(bank.templates)} templates.")


Found = tuple[str, str, "Remark"]


def lint(
    outline: str | None = argument(
        "[OUTLINE]",
        "An outline's file or name, or - for questions on standard input, one a line; else the bank's questions.",
        default=None,
    ),
    accept: list[str] | None = option("--accept RULE", "A rule to leave out. Repeatable."),
    here: Here = DATA,
) -> None:
    """Say what an experienced interviewer would mend in the questions.

    Exits 3 if there are remarks. What your show likes all the same stands under `accept` in show.toml.

    Example: qbank lint kafka-jay-kreps
    """
    from qbank.tasks import health as tasks

    workspace = here.workspace()
    made = tasks.lint(workspace, outline, accept=accept or ())
    console.notes(made.faults)
    here.answer(lambda: as_data.of_lint(made), lambda: _print_remarks(made.remarks, made.read))
    if made.habits and not here.as_json:
        listed = ", ".join(f'"{rule}"' for rule in (*workspace.bank.show.accept, *made.habits))
        console.say(f"note: that is how your show asks; to leave it alone, write accept = [{listed}] in show.toml")
    if made.remarks:
        raise Findings(f"{len(made.remarks)} remarks")


def _print_remarks(found: Sequence[Found], count: int) -> None:
    before = None
    for where, text, remark in found:
        if where != before:
            console.put(f"{where}  {text}")
            before = where
        console.put(f"    {remark.rule}: {remark.what}")
        console.put(f"        {remark.hint}")
    rules, concerned = Counter(remark.rule for *_, remark in found), len({where for where, *_ in found})
    each = ", ".join(f"{n} {rule}" for rule, n in rules.most_common())
    read = f"{counted(count, 'question')} read"
    console.put(f"\n{read}, {concerned} to mend: {each}." if found else f"{read}, nothing to mend.")


SHOWN = 12
_JOINED = "\N{NO-BREAK SPACE}"
WIDEST, LONGEST_NAME = 100, 34
"""Bars and names grow no longer than this, however wide the terminal is."""


def stats(
    html: Path | None = option(
        "--html FILE", "Write it as pictures with their tables, one HTML file; - for standard output."
    ),
    force: bool = option("--force", "Replace a file that differs."),
    here: Here = DATA,
) -> None:
    """Show what the bank covers: categories, subjects, worn-out and never-asked templates.

    Example: qbank stats
    """
    from qbank.bank import write_file
    from qbank.tasks.stats import as_html, coverage

    base = here.workspace().bank
    if html is not None:
        data, path = as_html(base), None if str(html) == "-" else html
        console.wrote(path, data, written=path is not None and write_file(path, data, force=force))
        return
    found = coverage(base)
    here.answer(lambda: asdict(found), lambda: _print_coverage(found))


def _print_coverage(found: Coverage) -> None:
    width = min(shutil.get_terminal_size().columns, WIDEST)
    console.put(f"{found.episodes} episodes, {found.questions} questions, {found.templates} templates")
    heads = _heads(tuple(found.by_category))
    console.put("\nQuestions by category")
    _bars(found.by_category, width)
    console.put("\nQuestions by kind of subject")
    _bars({kind: sum(counts.values()) for kind, counts in found.by_kind.items()}, width)
    for title, table in (
        ("Categories by subject", found.by_technology),
        ("Categories by kind of subject", found.by_kind),
    ):
        console.put(f"\n{title}")
        _table(table, heads, width)
    _paragraph(", ".join(f"{head}{_JOINED}{name}" for name, head in heads.items()), width)
    console.put("\nRituals")
    _bars(found.rituals, width)
    _listed("Worn out: asked in each of the last three episodes", found.worn_out, width)
    _listed(f"Never asked: {len(found.never_asked)} of {found.templates} templates", found.never_asked, width)
    if found.to_review:
        console.put(f"\n{found.to_review} decisions to look at: qbank review")


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
    longest = min(max((len(name) for name in counts), default=0), max(12, width - 4 - 3 * len(heads)), LONGEST_NAME)
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


def doctor(here: Here = DATA) -> None:
    """Say what is installed, which bank is worked with and how it was found, and what is wrong. Nothing is changed.

    Exits 3 if something is wrong. Put its answer into a report of a bug.

    Example: qbank doctor
    """
    from qbank.tasks.health import examine

    made = examine(here.bank)
    here.answer(lambda: asdict(made) | {"problems": as_data.problems(made.problems)}, lambda: _print_report(made))
    if made.problems:
        raise Findings(f"{len(made.problems)} problems")


def _print_report(made: Report) -> None:
    for label, text in _lines(made):
        console.put(f"{label:<11}{text}")
    for problem in made.problems:
        console.put(f"! {problem}")
    count = f"{len(made.problems)} to mend."
    console.put(f"\n{count if made.problems else 'Nothing is wrong. What the bank itself lacks: qbank check'}")


def _lines(made: Report) -> Iterator[tuple[str, str]]:
    yield "qbank", f"{made.version}, in {made.package}"
    yield "Python", f"{made.python} on {made.system}"
    for name, there in made.extras.items():
        yield "extra", f"{name}: " + ("installed" if there else f"not installed (pip install 'qbank[{name}]')")
    yield "model", "installed" if made.sentence_model else "not installed: words alone decide categories"
    for group, names in made.plugins.items():
        if names:
            yield "plugins", f"{group.replace('_', ' ')}: {', '.join(names)}"
    yield "languages", ", ".join(made.languages)
    yield "cache", made.cache
    bank = made.bank
    if bank is None:
        return
    yield "bank", f"{bank.root} (found by {bank.found}{', read only' if bank.read_only else ''})"
    if bank.episodes is not None:
        held = f"{bank.episodes} episodes, {bank.templates} templates, {bank.outlines} outlines"
        yield "", f"{bank.show or 'no show named'}, {bank.language}; {held}"
