"""`qbank search` without the parser: a search takes less time than loading Typer does.

Only what is plainly a search is done here. Whatever else is asked for, help, a mistake, an error, is left to the full
command, which calls the same `search` and says it properly.
"""

# No annotations from the future: a named tuple compiles each that is a text, and a search starts with twenty of them.

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from qbank.cli.found import Style, show

LIMIT = 20

_VALUES = {
    "--category": "category", "--theme": "theme", "--technology": "technology", "--subject": "technology",
    "--guest": "guest", "--episode": "episode", "--since": "since", "--limit": "limit", "--bank": "bank",
}  # fmt: skip
_FLAGS: dict[str, Style | None] = {
    "--json": "json",
    "--plain": "plain",
    "--flat": "flat",
    "--no-input": None,
    "--debug": None,
}


class Given(NamedTuple):
    """What a search was asked with."""

    text: str = ""
    category: str | None = None
    theme: str | None = None
    technology: str | None = None
    guest: str | None = None
    episode: str | None = None
    since: str | None = None
    limit: int = LIMIT
    bank: Path | None = None
    style: Style = "grouped"


def run(argv: Sequence[str]) -> int | None:
    """Do a plain search and return the exit code; None when the arguments need the full command."""
    given = read(argv)
    if given is None:
        return None
    try:
        search(given)
    except KeyboardInterrupt:
        from qbank.cli import INTERRUPTED

        return INTERRUPTED
    except Exception:  # noqa: BLE001 (the full command meets the same error and has the words for it)
        return None
    return 0


def read(argv: Sequence[str]) -> Given | None:
    """Return what a search was asked with; None if these arguments are not plainly a search."""
    if not argv or argv[0] != "search":
        return None
    words: list[str] = []
    options: dict[str, Any] = {}
    styles: list[Style] = []
    rest = iter(argv[1:])
    for argument in rest:
        name, equals, value = argument.partition("=")
        if argument == "--":
            words += rest
        elif not argument.startswith("-"):
            words.append(argument)
        elif argument in _FLAGS:
            styles += filter(None, [_FLAGS[argument]])
        elif name in _VALUES and _VALUES[name] not in options:
            taken = value if equals else next(rest, None)
            if taken is None:
                return None
            options[_VALUES[name]] = taken
        else:
            return None
    limit = options.pop("limit", str(LIMIT))
    if (
        len(set(styles)) > 1
        or not (words or options.keys() - {"bank"})
        or not (limit.isascii() and limit.isdecimal())
    ):
        return None
    bank = options.pop("bank", None)
    return Given(
        " ".join(words),
        limit=int(limit),
        bank=Path(bank) if bank else None,
        style=styles[0] if styles else "grouped",
        **options,
    )


def search(given: Given) -> None:
    """Search the bank and print the answer."""
    from qbank.bank import place as places
    from qbank.search import open_index

    place = places.find(given.bank, cwd=Path.cwd(), env=os.environ)
    index = open_index(place, lambda: _load(place))
    answer = index.search(
        given.text,
        category=given.category,
        theme=given.theme,
        technology=given.technology,
        guest=given.guest,
        episode=given.episode,
        since=given.since,
        limit=given.limit,
    )
    show(answer, given.style, note=index.note)


def _load(place: Any) -> Any:  # noqa: ANN401 (their modules are loaded only when the index must be built)
    from qbank import bank as banks

    return banks.load(place)
