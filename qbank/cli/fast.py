"""`qbank search` without the parser: a search takes less time than loading Typer does.

Only what is plainly a search is done here. Whatever else is asked for, help, a mistake, an error, is left to the full
command, which calls the same `search` and says it properly.
"""

# No annotations from the future: a named tuple compiles each that is a text, and a search starts with twenty of them.

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

from qbank.bank import place as places
from qbank.cli.console import colorful, day, json_text, write
from qbank.errors import visible
from qbank.search import Answer, Hit, open_index

Style = Literal["grouped", "flat", "plain", "json"]
LIMIT = 20

_VALUES = {
    "--category": "category", "--theme": "theme", "--technology": "technology", "--subject": "technology",
    "--guest": "guest", "--episode": "episode", "--since": "since", "--limit": "limit", "--bank": "bank",
}  # fmt: skip
_FLAGS: dict[str, Style | None] = {
    "--json": "json", "--plain": "plain", "--flat": "flat", "--no-input": None, "--debug": None
}  # fmt: skip


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
    if len(set(styles)) > 1 or not (words or options.keys() - {"bank"}) or not (limit.isascii() and limit.isdecimal()):
        return None
    bank = options.pop("bank", None)
    return Given(
        " ".join(words), limit=int(limit), bank=Path(bank) if bank else None,
        style=styles[0] if styles else "grouped", **options,
    )  # fmt: skip


def search(given: Given) -> None:
    """Search the bank and print the answer."""
    place = places.find(given.bank, cwd=Path.cwd(), env=os.environ)
    index = open_index(place, lambda: _load(place))
    answer = index.search(
        given.text, category=given.category, theme=given.theme, technology=given.technology, guest=given.guest,
        episode=given.episode, since=given.since, limit=given.limit,
    )  # fmt: skip
    show(answer, given.style, note=index.note)


def _load(place: Any) -> Any:  # noqa: ANN401 (their modules are loaded only when the index must be built)
    from qbank import bank as banks

    return banks.load(place)


NEAR = "Nothing asks that; near to it:"
"""What stands before hits that only share a template or a category with what is asked for."""
_BOLD, _NORMAL = "\x1b[1m", "\x1b[0m"


def show(answer: Answer, style: Style, *, note: str = "") -> None:
    """Print an answer on stdout, and on stderr what a person should know about it."""
    write(sys.stdout, as_text(answer, style, marks=(_BOLD, _NORMAL) if colorful() else ("*", "*")))
    told = [note] if note else []
    if style == "plain" and answer.only_near:
        told.append(NEAR)
    if style != "json":
        told += [*answer.notes, *offers(answer)]
    write(sys.stderr, "".join(f"{visible(line)}\n" for line in told))


def as_text(answer: Answer, style: Style, *, marks: tuple[str, str] = ("*", "*")) -> str:
    """Return an answer in a style; `marks` stand around what matched on a screen."""
    if style == "json":
        return json_text(answer.to_data(), stream=sys.stdout)
    if style == "plain":
        return "".join(f"{_plain(hit)}\n" for hit in answer.hits)
    flat = (line for hit in answer.hits for line in _lines(hit, marks))
    lines = flat if style == "flat" else _grouped(answer.hits, marks)
    if not answer.hits:
        return ""
    more = "" if len(answer.hits) == answer.total else f", the best {len(answer.hits)} shown (--limit for more)"
    said, count = (f"{NEAR}\n\n", "near to it") if answer.only_near else ("", "found")
    return said + "".join(f"{line}\n" for line in lines) + f"\n{answer.total} {count}{more}\n"


def offers(answer: Answer) -> list[str]:
    """Return what to say when nothing was found: what to try instead."""
    if answer.hits or (answer.notes and not any(answer.near)):
        return []
    near = zip(("Near themes", "Categories", "Did you mean"), answer.near, strict=True)
    return ["Nothing found.", *(f"{label}: {', '.join(values)}" for label, values in near if values)]


def _grouped(hits: Iterable[Hit], marks: tuple[str, str]) -> Iterator[str]:
    groups: dict[str, list[Hit]] = {}
    for hit in hits:
        groups.setdefault(hit.template or "", []).append(hit)
    between = ""
    for template, members in groups.items():
        category = f"  ({members[0].category})" if template and members[0].category else ""
        yield between + visible(f"{template or 'without a template'}{category}")
        yield from (line for hit in members for line in _lines(hit, marks))
        between = "\n"


def _lines(hit: Hit, marks: tuple[str, str]) -> Iterator[str]:
    yield f"  {visible(hit.ref)}  {'' if hit.kind == 'question' else f'[{hit.kind}] '}{_marked(hit, marks)}"
    about = (hit.technology or "", ", ".join(hit.guests), day(hit.episode.date or ""), hit.why)
    yield f"    {' · '.join(visible(part) for part in about if part)}"


def _marked(hit: Hit, marks: tuple[str, str]) -> str:
    parts, at = [], 0
    for start, end in hit.marks:
        parts += [visible(hit.text[at:start]), marks[0], visible(hit.text[start:end]), marks[1]]
        at = end
    return "".join(parts) + visible(hit.text[at:])


def _plain(hit: Hit) -> str:
    number = "" if hit.episode.number is None else str(hit.episode.number)
    fields = (
        hit.ref, f"{hit.score:.3f}", hit.category or "", hit.template or "", hit.technology or "", ", ".join(hit.guests),
        number, hit.episode.date or "", hit.text,
    )  # fmt: skip
    return "\t".join(_field(field) for field in fields)


def _field(text: str) -> str:
    """Return a text on one line; one that a spreadsheet would take for a formula has an apostrophe before it."""
    line = visible(" ".join(text.split()))
    return f"'{line}" if line.startswith(("=", "+", "-", "@")) else line
