"""`qbank archive`: everybody's questions: build, search, asked, stats."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from qbank.cli import console, options
from qbank.cli.options import argument, option
from qbank.english.spoken import counted

if TYPE_CHECKING:
    from qbank.archive.asked import Asked
    from qbank.archive.build import Built, Tell

ARCHIVE = option("--archive DIR", "The archive's folder or bucket; else the one that show.toml names.")


def archive() -> None:
    """Collect the questions of any number of shows, and ask what everybody asks, and what nobody has.

    Example: qbank archive build feeds/ notes.zip --to archive
    """


def build(
    sources: list[str] = argument(
        "SOURCE…",
        "Files, folders, patterns, zip and tar; OPML beside saved feeds; JSON Lines and Parquet with a column of notes; s3:// too.",
    ),
    to: str = option("--to DIR", "Where the archive is, or will be: a folder or a bucket."),
    engine: str = option("--engine local|ray", "This machine, or a Ray cluster.", default="local"),
    jobs: int | None = option("--jobs N", "Workers; as many as processors if not said.", min=1),
    address: str | None = option("--address HOST:PORT", "The Ray cluster to join."),
    column: str = option("--column NAME", "The column of notes in JSON Lines and Parquet.", default=""),
    model: bool = option("--model", "Ask the sentence model for categories, too: better, and several times slower."),
    add: bool = option("--add", "Keep what came from other sources."),
    as_json: bool = options.JSON,
) -> None:
    """Build an archive, or go on with one: only what is new is read. A source that cannot be read is a row in problems.

    Example: qbank archive build feeds/ --to archive --jobs 4
    """
    from qbank.tasks import find as tasks

    how = tasks.BuildWith(engine=engine, jobs=jobs, address=address, column=column, model=model, add=add)
    with _progress() as tell:
        built = tasks.build(sources, to, how, tell)
    found = {k: v for k, v in asdict(built).items() if k not in {"names", "total"}}
    if as_json:
        console.put_json({"archive": to, **found})
        return
    console.put(f"{built.episodes} episodes, {built.items} items, {built.wordings} wordings; {built.problems} problems")
    console.say(
        f"{built.shards - built.known} of {built.shards} shards were new; {built.removed} stale ones removed; the archive is in {to}"
    )


def search(
    text: list[str] = argument("TEXT…", "What the question is about."),
    archive: str | None = ARCHIVE,
    category: str | None = option("--category ID", "Only of this category."),
    limit: int = option("--limit N", "How many.", default=10, min=1),
    as_json: bool = options.JSON,
    bank: Path | None = options.BANK,
) -> None:
    """Find what shows ask, each wording once, with how many ask it.

    Example: qbank archive search network partitions --archive archive
    """
    from qbank.tasks import find as tasks

    total, hits = tasks.search(
        tasks.folder_of(console.workspace(bank), archive), " ".join(text), category=category, limit=limit
    )
    if as_json:
        console.put_json(
            {
                "query": " ".join(text),
                "total": total,
                "hits": [{"score": round(h.score, 2), **h.row} for h in hits],
            }
        )
        return
    for hit in hits:
        console.put(hit.row["text"])
        console.put(
            f"  {_in(hit.row['shows'], hit.row['times'])} · {hit.row['category'] or '-'}{_when(hit.row['first'], hit.row['last'])}"
        )
    if not hits:
        console.say("Nothing in the archive has these words.")


def asked(
    guest: str | None = option("--guest NAME", "Of whom."),
    technology: str | None = option("--technology --subject NAME", "About what."),
    unasked: bool = option("--not-asked", "What many shows ask others, and none has asked here."),
    archive: str | None = ARCHIVE,
    limit: int = option("--limit N", "How many.", default=20, min=1),
    as_json: bool = options.JSON,
    bank: Path | None = options.BANK,
) -> None:
    """Show what a guest has been asked elsewhere, or what has been asked about a technology; or what has not.

    Example: qbank archive asked --guest "Jay Kreps" --not-asked --archive archive
    """
    from qbank.tasks import find as tasks

    folder = tasks.folder_of(console.workspace(bank), archive)
    found = tasks.asked(folder, guest=guest, technology=technology, unasked=unasked, limit=limit)
    if as_json:
        console.put_json(
            {
                "guest": guest,
                "technology": technology,
                "not_asked": unasked,
                "asked": [asdict(a) for a in found],
            }
        )
        return
    _list(found)
    if not found:
        console.say("The archive has nothing of that name; names count as they are written, whatever their case.")


def _list(found: Sequence[Asked]) -> None:
    for one in found:
        console.put(one.text)
        console.put(f"  {_in(len(one.shows), one.times)} · {one.category or '-'}{_when(one.first, one.last)}")


def _in(shows: int, times: int) -> str:
    return f"asked in {counted(shows, 'show')}, {counted(times, 'time')}"


def _when(first: str | None, last: str | None) -> str:
    return "" if not first else f" · {first}" if first == last else f" · {first} to {last}"


def stats(
    archive: str | None = ARCHIVE,
    as_json: bool = options.JSON,
    bank: Path | None = options.BANK,
) -> None:
    """Show what an archive holds.

    Example: qbank archive stats --archive archive
    """
    from qbank.tasks import find as tasks

    found = tasks.stats(tasks.folder_of(console.workspace(bank), archive))
    if as_json:
        console.put_json(asdict(found))
        return
    console.put(f"{found.episodes} episodes of {found.shows} shows with {found.guests} guests; {found.megabytes} MB")
    console.put(
        f"{found.questions} questions in {found.items} items; {found.wordings} wordings; {found.problems} problems"
    )
    for title, counts in (("By category", found.by_category), ("By year", found.by_year)):
        console.put(f"\n{title}")
        for name, count in counts.items():
            console.put(f"  {name:<16} {count:>9}")
    console.put("\nAsked by most shows")
    for text, shows, times in found.asked_most:
        console.put(f"  {shows:>6} shows {times:>7} times  {text}")


@contextmanager
def _progress() -> Iterator[Tell]:
    """Show on a terminal how far a build is: shards, episodes a second, time left; elsewhere nothing."""
    if not sys.stderr.isatty():
        yield lambda _what, _built: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=None, rate="")

        def tell(what: str, built: Built) -> None:
            elapsed = bar.tasks[0].elapsed or 0
            rate = f"{built.episodes / elapsed:.0f} episodes/s" if elapsed > 1 else ""
            bar.update(task, description=what, completed=built.shards, total=built.total, rate=rate)

        yield tell
