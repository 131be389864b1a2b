"""`qbank search`: past questions by theme, ranked."""

from __future__ import annotations

from typing import Annotated

import typer

from qbank.cli import complete, console, fast
from qbank.cli.found import Style
from qbank.errors import UsageError

app = typer.Typer(rich_markup_mode=None, add_completion=False)

_QUERY = 'A theme, words, "a phrase", -without, technology:ceph, category:scaling.'


@app.command()
def search(
    text: Annotated[
        list[str] | None, typer.Argument(metavar="TEXT…", help=_QUERY, autocompletion=complete.themes)
    ] = None,
    category: Annotated[
        str | None,
        typer.Option(
            "--category", metavar="ID", help="Only this category.", autocompletion=complete.categories
        ),
    ] = None,
    theme: Annotated[
        str | None,
        typer.Option("--theme", metavar="THEME", help="Only this theme.", autocompletion=complete.themes),
    ] = None,
    technology: Annotated[
        str | None,
        typer.Option(
            "--technology",
            "--subject",
            metavar="NAME",
            help="Only about this subject.",
            autocompletion=complete.technologies,
        ),
    ] = None,
    guest: Annotated[
        str | None,
        typer.Option(
            "--guest", metavar="NAME", help="Only put to this guest.", autocompletion=complete.guests
        ),
    ] = None,
    episode: Annotated[
        str | None,
        typer.Option(
            "--episode",
            metavar="EPISODE",
            help="Only this episode: 40 or 040-ceph.",
            autocompletion=complete.episodes,
        ),
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="WHEN", help="Only from this date or episode number on.")
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", min=1, metavar="N", help="Show so many at most.")
    ] = fast.LIMIT,
    flat: Annotated[bool, typer.Option("--flat", help="By rank alone, not grouped by template.")] = False,
    plain: Annotated[bool, typer.Option("--plain", help="One tab-separated line a hit.")] = False,
    bank: console.BankOption = None,
    as_json: console.JsonOption = False,
    no_input: console.NoInputOption = False,  # noqa: ARG001 (accepted after every command)
    debug: console.DebugOption = False,  # noqa: ARG001
) -> None:
    """Find past questions by theme, best first, with the reason for each.

    Example: qbank search split brain --category failure-modes
    """
    chosen: list[Style] = [style for style, on in _styles(flat=flat, plain=plain, as_json=as_json) if on]
    if len(chosen) > 1:
        raise UsageError(f"--{' and --'.join(chosen)} cannot go together", hint="leave one of them out")
    given = fast.Given(
        " ".join(text or ()),
        category,
        theme,
        technology,
        guest,
        episode,
        since,
        limit,
        bank,
        chosen[0] if chosen else "grouped",
    )
    if not any((given.text, category, theme, technology, guest, episode, since)):
        raise UsageError("there is nothing to look for", hint='name a theme: qbank search "split brain"')
    fast.search(given)


def _styles(*, flat: bool, plain: bool, as_json: bool) -> list[tuple[Style, bool]]:
    return [("flat", flat), ("plain", plain), ("json", as_json)]
