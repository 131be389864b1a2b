"""`qbank archive`: everybody's questions: build, search, asked, stats."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from qbank.cli import console
from qbank.cli.options import DATA, Here, argument, option
from qbank.english.spoken import counted
from qbank.tasks import find as tasks

if TYPE_CHECKING:
    from qbank.archive.asked import Stats
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
    here: Here = DATA,
) -> None:
    """Build an archive, or go on with one: only what is new is read. A source that cannot be read is a row in problems.

    Example: qbank archive build feeds/ --to archive --jobs 4
    """
    with _progress() as tell:
        built = tasks.build(
            sources, to, tell, engine=engine, jobs=jobs, address=address, column=column, model=model, add=add
        )  # fmt: skip
    found = {k: v for k, v in asdict(built).items() if k not in {"names", "total"}}
    here.answer(lambda: {"archive": to, **found}, lambda: _built(built, to), paged=False)


def _built(built: Built, to: str) -> None:
    console.put(f"{built.episodes} episodes, {built.items} items, {built.wordings} wordings; {built.problems} problems")
    new = f"{built.shards - built.known} of {built.shards} shards were new"
    console.say(f"{new}; {built.removed} stale ones removed; the archive is in {to}")


def search(
    text: list[str] = argument("TEXT…", "What the question is about."),
    archive: str | None = ARCHIVE,
    category: str | None = option("--category ID", "Only of this category."),
    limit: int = option("--limit N", "How many.", default=10, min=1),
    here: Here = DATA,
) -> None:
    """Find what shows ask, each wording once, with how many ask it.

    Example: qbank archive search network partitions --archive archive
    """
    query = " ".join(text)
    total, hits = tasks.search(tasks.folder_of(here.workspace(), archive), query, category=category, limit=limit)

    def data() -> dict[str, object]:
        return {"query": query, "total": total, "hits": [{"score": round(h.score, 2), **h.row} for h in hits]}

    here.answer(data, lambda: _list([h.row for h in hits], "Nothing in the archive has these words."))


def asked(
    guest: str | None = option("--guest NAME", "Of whom."),
    technology: str | None = option("--technology --subject NAME", "About what."),
    unasked: bool = option("--not-asked", "What many shows ask others, and none has asked here."),
    archive: str | None = ARCHIVE,
    limit: int = option("--limit N", "How many.", default=20, min=1),
    here: Here = DATA,
) -> None:
    """Show what a guest has been asked elsewhere, or what has been asked about a technology; or what has not.

    Example: qbank archive asked --guest "Jay Kreps" --not-asked --archive archive
    """
    folder = tasks.folder_of(here.workspace(), archive)
    found = [asdict(a) for a in tasks.asked(folder, guest=guest, technology=technology, unasked=unasked, limit=limit)]
    nothing = "The archive has nothing of that name; names count as they are written, whatever their case."
    here.answer(
        lambda: {"guest": guest, "technology": technology, "not_asked": unasked, "asked": found},
        lambda: _list([{**one, "shows": len(one["shows"])} for one in found], nothing),
    )


def _list(found: Sequence[Mapping[str, Any]], nothing: str) -> None:
    """Print wordings, each with how many shows asked it, how often and when; `nothing` where there are none."""
    for one in found:
        first, last = one["first"], one["last"]
        when = "" if not first else f" · {first}" if first == last else f" · {first} to {last}"
        asked = f"asked in {counted(one['shows'], 'show')}, {counted(one['times'], 'time')}"
        console.put(f"{one['text']}\n  {asked} · {one['category'] or '-'}{when}")
    if not found:
        console.say(nothing)


def stats(archive: str | None = ARCHIVE, here: Here = DATA) -> None:
    """Show what an archive holds.

    Example: qbank archive stats --archive archive
    """
    found = tasks.stats(tasks.folder_of(here.workspace(), archive))
    here.answer(lambda: asdict(found), lambda: _counted(found))


def _counted(found: Stats) -> None:
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
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=None)

        def tell(what: str, built: Built) -> None:
            elapsed = bar.tasks[0].elapsed or 0
            rate = f", {built.episodes / elapsed:.0f} episodes/s" if elapsed > 1 else ""
            told = f"{what} {built.shards} of {built.total}{rate}"
            bar.update(task, description=told, completed=built.shards, total=built.total)

        yield tell
