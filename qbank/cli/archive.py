"""`qbank archive`: everybody's questions: build, search, asked, stats."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from qbank.cli import console

if TYPE_CHECKING:
    from qbank.archive.asked import Asked
    from qbank.archive.build import Built, Tell

HELP = """Collect the questions of any number of shows, and ask what everybody asks, and what nobody has.

Example: qbank archive build feeds/ notes.zip --to archive
"""
app = typer.Typer(rich_markup_mode=None, add_completion=False, help=HELP, no_args_is_help=True)

ArchiveOption = Annotated[
    str | None,
    typer.Option(
        "--archive", metavar="DIR", help="The archive's folder or bucket; else the one that show.toml names."
    ),
]
LimitOption = Annotated[int, typer.Option("--limit", metavar="N", min=1, help="How many.")]


@app.command()
def build(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE…",
            help="Files, folders, patterns, zip and tar; OPML beside saved feeds; JSON Lines and Parquet with a column of notes; s3:// too.",
        ),
    ],
    to: Annotated[
        str,
        typer.Option("--to", metavar="DIR", help="Where the archive is, or will be: a folder or a bucket."),
    ],
    engine: Annotated[
        str, typer.Option("--engine", metavar="local|ray", help="This machine, or a Ray cluster.")
    ] = "local",
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", metavar="N", min=1, help="Workers; as many as processors if not said."),
    ] = None,
    address: Annotated[
        str | None, typer.Option("--address", metavar="HOST:PORT", help="The Ray cluster to join.")
    ] = None,
    column: Annotated[
        str, typer.Option("--column", metavar="NAME", help="The column of notes in JSON Lines and Parquet.")
    ] = "",
    model: Annotated[
        bool,
        typer.Option(
            "--model", help="Ask the sentence model for categories, too: better, and several times slower."
        ),
    ] = False,
    add: Annotated[bool, typer.Option("--add", help="Keep what came from other sources.")] = False,
    as_json: console.JsonOption = False,
    bank: console.BankOption = None,  # noqa: ARG001 (accepted after every command)
    no_input: console.NoInputOption = False,  # noqa: ARG001
    debug: console.DebugOption = False,  # noqa: ARG001
) -> None:
    """Build an archive, or go on with one: only what is new is read. A source that cannot be read is a row in problems.

    Example: qbank archive build feeds/ --to archive --jobs 4
    """
    from qbank.tasks import archive as tasks

    how = tasks.BuildWith(engine=engine, jobs=jobs, address=address, column=column, model=model, add=add)
    with _progress() as tell:
        built = tasks.build(sources, to, how, tell)
    found = {k: v for k, v in asdict(built).items() if k not in {"names", "total"}}
    if as_json:
        console.put_json({"archive": to, **found})
        return
    console.put(
        f"{built.episodes} episodes, {built.items} items, {built.wordings} wordings; {built.problems} problems"
    )
    console.say(
        f"{built.shards - built.known} of {built.shards} shards were new; {built.removed} stale ones removed; the archive is in {to}"
    )


@app.command()
def search(
    text: Annotated[list[str], typer.Argument(metavar="TEXT…", help="What the question is about.")],
    archive: ArchiveOption = None,
    category: Annotated[
        str | None, typer.Option("--category", metavar="ID", help="Only of this category.")
    ] = None,
    limit: LimitOption = 10,
    as_json: console.JsonOption = False,
    bank: console.BankOption = None,
    no_input: console.NoInputOption = False,  # noqa: ARG001 (accepted after every command)
    debug: console.DebugOption = False,  # noqa: ARG001
) -> None:
    """Find what shows ask, each wording once, with how many ask it.

    Example: qbank archive search network partitions --archive archive
    """
    from qbank.tasks import archive as tasks

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


@app.command()
def asked(
    guest: Annotated[str | None, typer.Option("--guest", metavar="NAME", help="Of whom.")] = None,
    technology: Annotated[
        str | None, typer.Option("--technology", "--subject", metavar="NAME", help="About what.")
    ] = None,
    unasked: Annotated[
        bool, typer.Option("--not-asked", help="What many shows ask others, and none has asked here.")
    ] = False,
    archive: ArchiveOption = None,
    limit: LimitOption = 20,
    as_json: console.JsonOption = False,
    bank: console.BankOption = None,
    no_input: console.NoInputOption = False,  # noqa: ARG001 (accepted after every command)
    debug: console.DebugOption = False,  # noqa: ARG001
) -> None:
    """Show what a guest has been asked elsewhere, or what has been asked about a technology; or what has not.

    Example: qbank archive asked --guest "Jay Kreps" --not-asked --archive archive
    """
    from qbank.tasks import archive as tasks

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
        console.say(
            "The archive has nothing of that name; names count as they are written, whatever their case."
        )


def _list(found: Sequence[Asked]) -> None:
    for one in found:
        console.put(one.text)
        console.put(f"  {_in(len(one.shows), one.times)} · {one.category or '-'}{_when(one.first, one.last)}")


def _in(shows: int, times: int) -> str:
    return f"asked in {shows} show{'' if shows == 1 else 's'}, {times} time{'' if times == 1 else 's'}"


def _when(first: str | None, last: str | None) -> str:
    return "" if not first else f" · {first}" if first == last else f" · {first} to {last}"


@app.command()
def stats(
    archive: ArchiveOption = None,
    as_json: console.JsonOption = False,
    bank: console.BankOption = None,
    no_input: console.NoInputOption = False,  # noqa: ARG001 (accepted after every command)
    debug: console.DebugOption = False,  # noqa: ARG001
) -> None:
    """Show what an archive holds.

    Example: qbank archive stats --archive archive
    """
    from qbank.tasks import archive as tasks

    found = tasks.stats(tasks.folder_of(console.workspace(bank), archive))
    if as_json:
        console.put_json(asdict(found))
        return
    console.put(
        f"{found.episodes} episodes of {found.shows} shows with {found.guests} guests; {found.megabytes} MB"
    )
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
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=None, rate="")

        def tell(what: str, built: Built) -> None:
            elapsed = bar.tasks[0].elapsed or 0
            rate = f"{built.episodes / elapsed:.0f} episodes/s" if elapsed > 1 else ""
            bar.update(task, description=what, completed=built.shards, total=built.total, rate=rate)

        yield tell
