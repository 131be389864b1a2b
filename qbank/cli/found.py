"""What was found, as text: for the screen, as plain lines, as JSON. Loads nothing that a quick search can do without."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from typing import Literal

from qbank.cli.screen import as_json, day, visible, write
from qbank.search import Answer, Hit

Style = Literal["grouped", "flat", "plain", "json"]

_BOLD, _NORMAL = "\x1b[1m", "\x1b[0m"


def show(answer: Answer, style: Style, *, note: str = "") -> None:
    """Print an answer on stdout, and on stderr what a person should know about it."""
    colored = sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    write(sys.stdout, as_text(answer, style, marks=(_BOLD, _NORMAL) if colored else ("*", "*")))
    told = [note] if note else []
    if style != "json":
        told += [*answer.notes, *offers(answer)]
    write(sys.stderr, "".join(f"{visible(line)}\n" for line in told))


def as_text(answer: Answer, style: Style, *, marks: tuple[str, str] = ("*", "*")) -> str:
    """Return an answer in a style; `marks` stand around what matched on a screen."""
    if style == "json":
        return as_json(answer.to_data(), stream=sys.stdout)
    if style == "plain":
        return "".join(f"{_plain(hit)}\n" for hit in answer.hits)
    lines = _flat(answer.hits, marks) if style == "flat" else _grouped(answer.hits, marks)
    if not answer.hits:
        return ""
    more = (
        "" if len(answer.hits) == answer.total else f", the best {len(answer.hits)} shown (--limit for more)"
    )
    return "".join(f"{line}\n" for line in lines) + f"\n{answer.total} found{more}\n"


def offers(answer: Answer) -> list[str]:
    """Return what to say when nothing was found: what to try instead."""
    if answer.hits or (answer.notes and not any(answer.near)):
        return []
    lines = ["Nothing found."]
    for label, values in zip(("Near themes", "Categories", "Did you mean"), answer.near, strict=True):
        if values:
            lines.append(f"{label}: {', '.join(values)}")
    return lines


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


def _flat(hits: Iterable[Hit], marks: tuple[str, str]) -> Iterator[str]:
    return (line for hit in hits for line in _lines(hit, marks))


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
