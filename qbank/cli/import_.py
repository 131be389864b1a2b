"""`qbank import`: show notes into the bank, with a receipt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from qbank.cli import console
from qbank.cli.options import DATA, Here, argument, option
from qbank.english.spoken import counted
from qbank.lazy import regex
from qbank.notes import NAMES_SECTION, Reading
from qbank.notes.documents import LineFate
from qbank.tasks import as_data
from qbank.tasks.workspace import today

if TYPE_CHECKING:
    from qbank.normalize.add_episodes import Taken
    from qbank.tasks.import_notes import Imported, PassedOver


def import_notes(
    source: list[str] = argument("SOURCE...", "Files, folders or patterns of show notes, or - for standard input."),
    dry_run: bool = option("--dry-run", "Show what would change; write nothing."),
    format_: str | None = option(
        "--format FORMAT",
        "Read as plain, markdown, html, feed, docx, json, csv, xlsx, mail, asciidoc, org, rst, yaml or toml whatever it looks like.",
    ),
    date: str | None = option("--date DATE", "The date of episodes that name none."),
    show: str | None = option("--show NAME", "The show the notes are of; else the bank's own."),
    host: list[str] | None = option("--host [FILE=]NAME", "Who hosts, whatever the notes say; repeatable."),
    guest: list[str] | None = option("--guest [FILE=]NAME", "Who the guest is, whatever the notes say; repeatable."),
    subject: list[str] | None = option(
        "--subject --technology [FILE=]NAME", "What it is about, whatever the notes say."
    ),
    number: list[str] | None = option("--number [FILE=]N", "The episode's number, whatever the notes say."),
    speaker: list[str] | None = option("--speaker LABEL=NAME", "Who a speaker of the transcripts is; repeatable."),
    tidy: bool = option("--tidy", "Take fillers and false starts off what was said in a transcript."),
    strict: bool = option("--strict", "Stop when any document of a folder cannot be read."),
    again: bool = option("--again", "Re-decide everything except manual decisions."),
    verbose: bool = option("--verbose -v", "Print every file and the fate of every line."),
    here: Here = DATA,
) -> None:
    """Read show notes into the bank and print a receipt.

    Example: qbank import notes/episode-41.md
    """
    from qbank.tasks.import_notes import Wanted, import_notes

    wanted = Wanted(
        format=format_, date=today(date) if date else None, show=show, hosts=tuple(host or ()), guests=tuple(guest or ()),
        subjects=tuple(subject or ()), numbers=tuple(number or ()), speakers=tuple(speaker or ()), tidy=tidy, again=again, strict=strict, dry_run=dry_run,
    )  # fmt: skip
    made = import_notes(here.workspace(), source, wanted, lambda s: console.progress(s, "Reading"), tell=console.say)

    def receipt() -> None:
        if verbose or len(made.readings) <= _MOST_IN_FULL:
            _receipts(made, verbose=verbose)
        else:
            _summary(made)
        _totals(made, dry_run=dry_run)

    here.answer(lambda: as_data.of_import(made), receipt)
    if not here.as_json:
        console.notes(made.faults)


_MOST_IN_FULL = 3
"""Files whose receipts are printed whole; of more there is a summary, and the receipts with --verbose."""
_MOST_NAMED = 5
"""Files and lines of a kind that a summary names."""


def _receipts(made: Imported, *, verbose: bool) -> None:
    """Print what became of every source, episode and line."""
    by_source: dict[str, list[Taken]] = {}
    for one in made.taken.taken:
        by_source.setdefault(one.source, []).append(one)
    for reading in made.readings:
        console.put(f"{reading.source}  ({reading.format})")
        for one in by_source.get(reading.source, []):
            _receipt_of(one)
        if not by_source.get(reading.source):
            console.put("  no questions found: no episode was made of it")
        _fates(reading, verbose=verbose)
        for problem in reading.problems:
            console.put(f"  ! {problem}")
    for problem in made.unread:
        console.put(f"! {problem}")
    if verbose:
        for passed in made.passed_over:
            console.put(f"passed over: {passed.path} ({passed.kind})")
    elif made.passed_over:
        console.put(_passed_over(made.passed_over))


def _summary(made: Imported) -> None:
    """Print what an import of many files came to, for a person to read in ten seconds."""
    empty = [r.source for r in made.readings if not any(e.items for e in r.episodes)]
    count = counted(len(made.readings) + len(made.unread), "document")
    console.put(f"{count} read, {len(made.readings) - len(empty)} with questions.")
    if empty:
        console.put(f"  {len(empty)} without: {_some(empty)}")
    if made.passed_over:
        console.put("  " + _passed_over(made.passed_over))
    for problem in made.unread:
        console.put(f"  ! {problem}")
    episodes = [t.episode for t in made.taken.taken]
    for what, lacking in (
        ("guest", [e.id for e in episodes if not e.guests]), ("subject", [e.id for e in episodes if not e.technology])
    ):  # fmt: skip
        if lacking:
            console.put(f"  {counted(len(lacking), 'episode')} without a {what}: {_some(lacking)}")
    lost = [f"    ? {r.source}:{line.line}: {line.text}" for r in made.readings if r.episodes for line in _asking(r)]
    if lost:
        s = "s" if len(lost) == 1 else ""
        console.put(f"  {counted(len(lost), 'line')} ask{s} but stand{s} outside the questions:")
    told = [f"  ! {problem}" for r in made.readings if r.episodes for problem in r.problems]
    for line in (*lost[:_MOST_NAMED], *told[:_MOST_NAMED]):
        console.put(line)
    left = len(lost[_MOST_NAMED:]) + len(told[_MOST_NAMED:])
    if left:
        console.put(f"  and {left} more to look at: --verbose shows every file and line")


def _passed_over(passed: Sequence[PassedOver]) -> str:
    kinds = Counter(p.kind for p in passed)
    counts = (f"{n} {kind}" if n == 1 else f"{n} × {kind}" for kind, n in kinds.most_common())
    return f"{len(passed)} passed over: {', '.join(counts)}"


def _some(names: Sequence[str]) -> str:
    """Return the first of many names and how many there are besides."""
    left = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {left} more" if left > 0 else "")


def _totals(made: Imported, *, dry_run: bool) -> None:
    taken = made.taken.taken
    changed = sum(t.changed for t in taken)
    questions = sum(i.kind == "question" for t in taken for i in t.episode.items)
    coined = sum(len(t.coined) for t in taken)
    console.put(
        f"\n{counted(len(taken), 'episode')}, {counted(questions, 'question')}; {counted(changed, 'episode')} "
        f"{'would change' if dry_run else 'written'}, {counted(coined, 'new template')}."
    )
    doubtful = sum(i.match == "review" and i.by is None for t in taken for i in t.episode.items)
    if doubtful:
        console.put(f"{counted(doubtful, 'decision')} to look at: qbank review")


def _receipt_of(one: Taken) -> None:
    """Print an episode: who, what, and how many items of each kind."""
    e = one.episode
    kinds = Counter(i.kind for i in e.items)
    state = "new" if one.known is None else "changed" if one.changed else "unchanged"
    console.put(f"  {e.id}  {e.title}")
    kind = f" ({e.kind})" if e.kind else ""
    console.put(
        f"    {state}; guests: {', '.join(e.guests) or 'not found'}; about: {e.technology or 'not found'}{kind}"
    )
    counts = (counted(n, "introduction" if kind == "intro" else kind) for kind, n in kinds.items())
    console.put(f"    {', '.join(counts)}")
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


_ASKS = regex(r"(?:\S+ ){3,}\S+[?？؟][\"”’)]*$")
"""What looks like a question put to someone: four words or more, and a question mark at the end."""


def _asking(reading: Reading) -> list[LineFate]:
    """Return the lines that ask and were taken for no part of the interview."""
    return [line for line in reading.lines if line.fate == "skipped" and _ASKS.search(line.text)]


def _fates(reading: Reading, *, verbose: bool) -> None:
    """Print what was skipped and why, counted; line by line when asked."""
    if verbose:
        for line in reading.lines:
            console.put(f"    {line.line:>5} {line.fate:<9} {line.why:<42} {line.text[:80]}")
        return
    skipped = Counter(line.why for line in reading.lines if line.fate == "skipped" and line.why != NAMES_SECTION)
    if skipped:
        console.put("    skipped: " + ", ".join(f"{n} {why}" for why, n in skipped.most_common()))
    for line in _asking(reading):
        console.put(f"    ? line {line.line}: skipped, though it asks: {line.text}")
