"""Plain values -> TOML text, the way a person would write it. Scalars and their escapes are tomli_w's."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import tomli_w

WIDTH = 110
_PLAIN = re.compile(r"[^\x00-\x1f\x7f\"\\]*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of a file: its header, its values in the order to write them, and what its absent keys mean.

    `key` tells it from the file's other tables; the top of the file is the table with an empty path.
    """

    path: tuple[str, ...] = ()
    array: bool = False
    key: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    implied: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What a data file holds: the values at its top, then its tables in order."""

    top: Table = field(default_factory=Table)
    tables: tuple[Table, ...] = ()


def document(doc: Document) -> str:
    """Return the document as the text of a new file."""
    parts = ["".join(entry(k, v) for k, v in doc.top.values.items())] if doc.top.values else []
    return "\n".join([*parts, *map(table, doc.tables)])


def table(made: Table) -> str:
    """Return the lines of a table: its header, then one entry a value."""
    return header(made) + "".join(entry(k, v) for k, v in made.values.items())


def header(made: Table) -> str:
    """Return a table's header line."""
    path = ".".join(map(key, made.path))
    return f"[[{path}]]\n" if made.array else f"[{path}]\n"


def entry(name: str, value: object) -> str:
    """Return `name = value` with its line end; a list too long for a line gets a line for each element."""
    return f"{key(name)} = {block(value, room=WIDTH - len(name) - 3)}\n"


def block(value: object, *, room: int) -> str:
    """Return a value that fits into the room (characters), or a list with a line for each element."""
    line = inline(value)
    if len(line) <= room or not isinstance(value, list) or not value:
        return line
    return "[\n" + "".join(f"  {inline(element)},\n" for element in value) + "]"


def inline(value: object) -> str:
    """Return a value on one line."""
    if isinstance(value, Mapping):
        inner = ", ".join(f"{key(k)} = {inline(v)}" for k, v in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(map(inline, value)) + "]"
    if isinstance(value, str) and _PLAIN.fullmatch(value):
        return f'"{value}"'
    return tomli_w.dumps({"v": value}).removeprefix("v = ").removesuffix("\n")


def key(name: str) -> str:
    """Return a key, in quotes if it needs them."""
    return name if _BARE.fullmatch(name) else inline(name)
