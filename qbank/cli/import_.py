"""`qbank import`: show notes into the bank, with a receipt."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from qbank.cli import console, session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qbank.model import Episode, Item, Outline
    from qbank.normalize.add_episodes import Intake, Taken
    from qbank.notes import Reading, Sections
    from qbank.tasks.workspace import Workspace

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def import_notes(
    source: Annotated[
        list[str],
        typer.Argument(metavar="SOURCE...", help="Files or folders of show notes, or - for standard input."),
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change; write nothing.")
    ] = False,
    format_: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="Read as text, markdown, html, feed or docx whatever it looks like.",
        ),
    ] = None,
    date: Annotated[
        str | None, typer.Option("--date", metavar="DATE", help="The date of episodes that name none.")
    ] = None,
    show: Annotated[
        str | None,
        typer.Option("--show", metavar="NAME", help="The show the notes are of; else the bank's own."),
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Re-decide everything except manual decisions.")
    ] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Print the fate of every line.")] = False,
    bank: console.BankOption = None,
    as_json: console.JsonOption = False,
    no_input: console.NoInputOption = False,  # noqa: ARG001 (accepted after every command)
    debug: console.DebugOption = False,  # noqa: ARG001
) -> None:
    """Read show notes into the bank and print a receipt for every line.

    Example: qbank import notes/episode-41.md
    """
    from qbank import bank as banks
    from qbank.errors import ReadOnlyError
    from qbank.normalize import add_episodes
    from qbank.tasks import as_data
    from qbank.tasks.workspace import today

    workspace = session.workspace(bank)
    place = workspace.place
    if place.shipped and not dry_run:
        raise ReadOnlyError(
            "the bank that ships with qbank is read only", hint="run `qbank init DIR` first, or add --dry-run"
        )
    base = workspace.bank
    readings = _read_all(source, format_, workspace)
    day = today(date) if date else None
    (outlines, faults), sections = workspace.outlines(), workspace.sections
    episodes = [(r.source, _told(e, day, outlines, sections)) for r in readings for e in r.episodes]
    taken = add_episodes.take_in(
        base,
        episodes,
        again=again,
        show=show or base.show.name,
        normalizer=lambda: workspace.reader(console.say),
    )
    if not dry_run:
        banks.save(place, taken.bank, base=base, command=f"import {' '.join(source)}")
    if as_json:
        console.put_json(as_data.of_import(readings, taken, faults))
    else:
        _receipt(readings, taken, dry_run=dry_run, verbose=verbose)
        for fault in faults:
            console.say(f"note: {fault}")


def _read_all(given: Sequence[str], format_: str | None, workspace: Workspace) -> list[Reading]:
    """Read every source, or name all that cannot be read."""
    from qbank import notes
    from qbank.errors import SourceError

    bank, sections = workspace.bank, workspace.sections
    people = tuple(dict.fromkeys(p for e in bank.episodes for p in (*e.hosts, *e.guests)))
    known = tuple(s.name for s in bank.lexicon.subjects)
    made, problems = [], []
    paths = list(session.sources(list(given)))
    for path in session.progress(paths, "Reading"):
        try:
            made.append(
                notes.read(
                    session.read_bytes(path),
                    source=path,
                    format=format_,
                    people=people,
                    subjects=known,
                    sections=sections,
                )
            )
        except SourceError as error:
            problems += [*error.problems] or [session.as_problem(error, path)]
    if problems:
        count = f"{len(problems)} source{'s' if len(problems) > 1 else ''}"
        raise SourceError(f"{count} cannot be read; nothing was written", problems=tuple(problems))
    return made


def _told(episode: Episode, day: str | None, outlines: Sequence[Outline], sections: Sections) -> Episode:
    """Return an episode as it was read, with its date, and with answers and times from the logs and the notes."""
    from qbank.outline.log import is_logged, recalled
    from qbank.tasks.import_notes import answered

    logs = [outline for outline in outlines if is_logged(outline)]
    return answered(recalled(replace(episode, date=episode.date or day), logs), sections)


def _receipt(readings: Sequence[Reading], taken: Intake, *, dry_run: bool, verbose: bool) -> None:
    """Print what became of every source, episode and line."""
    by_source: dict[str, list[Taken]] = {}
    for one in taken.taken:
        by_source.setdefault(one.source, []).append(one)
    for reading in readings:
        console.put(f"{reading.source}  ({reading.format})")
        for one in by_source.get(reading.source, []):
            _receipt_of(one)
        if not by_source.get(reading.source):
            console.put("  no questions found")
        _fates(reading, verbose=verbose)
        for problem in reading.problems:
            console.put(f"  ! {problem}")
    changed = [t for t in taken.taken if t.changed]
    questions = sum(i.kind == "question" for t in taken.taken for i in t.episode.items)
    console.put(
        f"\n{_count(len(taken.taken), 'episode')}, {_count(questions, 'question')}; {_count(len(changed), 'episode')} "
        f"{'would change' if dry_run else 'written'}, {_count(sum(len(t.coined) for t in taken.taken), 'new template')}."
    )
    asked = [i for t in taken.taken for i in t.episode.items if i.kind == "question"]
    if asked:
        console.put(_sum(asked, {t.id for t in taken.bank.templates if not t.reusable}))


def _sum(asked: Sequence[Item], once: set[str]) -> str:
    """Return in one line what the questions are: known, new, asked once, to be looked at."""
    doubtful = sum(i.match == "review" and i.by is None for i in asked)
    known = sum(i.match == "same" for i in asked)
    only = sum(i.match == "new" and i.template in once for i in asked)
    new = sum(i.match == "new" for i in asked) - only
    unread = sum(i.match is None and i.template is None for i in asked)
    parts = [
        (known, "known"),
        (new, "new"),
        (only, "asked once"),
        (unread, "in a language that is not understood"),
    ]
    said = [f"{n} {what}" for n, what in parts if n] + (
        [f"{doubtful} to look at (qbank review)"] if doubtful else []
    )
    return f"{_count(len(asked), 'question')}: {', '.join(said)}."


def _receipt_of(one: Taken) -> None:
    """Print an episode: who, what, and how many items of each kind."""
    e = one.episode
    kinds = Counter(i.kind for i in e.items)
    state = "new" if one.known is None else "changed" if one.changed else "unchanged"
    console.put(f"  {e.id}  {e.title}")
    console.put(
        f"    {state}; guests: {', '.join(e.guests) or 'not found'}; about: {e.technology or 'not found'}{f' ({e.kind})' if e.kind else ''}"
    )
    console.put("    " + ", ".join(_count(n, kind) for kind, n in kinds.items()))
    for item in e.items:
        if one.known is not None and item.n in one.new:
            console.put(f"    + {e.id}/{item.n} {item.text}")
        elif item.n in one.reworded:
            console.put(f"    ~ {e.id}/{item.n} {item.text}")
        if item.kind == "fragment":
            console.put(f"    ? line {item.line}: cut off: {item.text}")
        elif item.match == "review" and item.by is None:
            console.put(f"    ? line {item.line}: {item.category}, perhaps '{item.template}': {item.text}")
    for item in one.gone:
        console.put(f"    - {e.id}/{item.n} {item.text}")


_ASKS = re.compile(r"(?:\S+ ){3,}\S+[?？][\"”’)]*$")
"""What looks like a question put to somebody: four words or more, and a question mark at the end."""
_MOST_SHOWN = 3


def _fates(reading: Reading, *, verbose: bool) -> None:
    """Print what was skipped and why, counted; line by line when asked."""
    from qbank.notes import NAMES_SECTION

    if verbose:
        for line in reading.lines:
            console.put(f"    {line.line:>5} {line.fate:<9} {line.why:<42} {line.text[:80]}")
        return
    skipped = Counter(
        line.why for line in reading.lines if line.fate == "skipped" and line.why != NAMES_SECTION
    )
    if skipped:
        console.put("    skipped: " + ", ".join(f"{n} {why}" for why, n in skipped.most_common()))
    asking = [line for line in reading.lines if line.fate == "skipped" and _ASKS.search(line.text)]
    for line in asking[:_MOST_SHOWN]:
        console.put(f"    ? line {line.line}: skipped, though it asks: {line.text}")
    if len(asking) > _MOST_SHOWN:
        console.put(f"    ? and {len(asking) - _MOST_SHOWN} more that ask: --verbose shows every line")


def _count(n: int, word: str) -> str:
    plain = {"intro": "introduction"}.get(word, word)
    return f"{n} {plain}{'' if n == 1 else 's'}"
