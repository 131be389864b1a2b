"""TOML text -> its tables and entries, each with its very characters, so that one can be changed and no other.

The text must be valid TOML: tomli judges that. A table, its lines and the comment right above its header are one
block; comments that stand alone, between blank lines, are pieces of their own and stay where they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from functools import lru_cache
from itertools import takewhile

import tomli
import tomli_w

from qbank.lazy import dataclass, regex

BOM = "\ufeff"

_BASIC, _LITERAL = r'"(?:\\.|[^"\\\n])*"', r"'[^'\n]*'"
_LONG = r'"""(?:\\.|[^\\])*?"""(?:"{0,2})' + r"|'''.*?'''(?:'{0,2})"
_MOMENT = r"\d{4}-\d\d-\d\d \d\d:[\d:.Zz+-]+"
_ATOM = regex(rf"""{_LONG}|{_BASIC}|{_LITERAL}|{_MOMENT}|#[^\n]*|[\[\]{{}},]|\s+|[^\s\[\]{{}},#"']+""", re.DOTALL)
_NAME = rf"(?:{_BASIC}|{_LITERAL}|[A-Za-z0-9_-]+)"
_KEY = regex(rf"[ \t]*({_NAME}(?:[ \t]*\.[ \t]*{_NAME})*)[ \t]*")
_ARRAY = 2
"""Brackets around the header of a list of tables."""
_BARE = regex(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Loose:
    """Blank and comment lines that belong to nobody."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """`key = value` with the comment lines right above; `line` counts from 1, `start` and `end` bound the value."""

    key: tuple[str, ...]
    lead: str
    text: str
    start: int
    end: int
    line: int

    @property
    def value(self) -> str:
        """The value as it stands in the text."""
        return self.text[self.start : self.end]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A table's blank lines and comment above, header and lines; the top of the file is the block without header."""

    path: tuple[str, ...] = ()
    array: bool = False
    lead: str = ""
    header: str = ""
    parts: tuple[Entry | Loose, ...] = ()
    line: int = 1

    @property
    def text(self) -> str:
        """The block as it stands in the file."""
        inner = (part.text if isinstance(part, Loose) else part.lead + part.text for part in self.parts)
        return self.lead + self.header + "".join(inner)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The block's entries."""
        return tuple(part for part in self.parts if isinstance(part, Entry))


Piece = Block | Loose


@dataclass(frozen=True, slots=True)
class _Statement:
    """A header or an entry, with the blank and comment lines before it."""

    trivia: str
    text: str
    key: tuple[str, ...]
    line: int
    start: int = 0
    end: int = 0
    array: bool = False


def scan(text: str) -> list[Piece]:
    """Return the pieces of a TOML text: the top first, then blocks and loose lines; joined they are the text."""
    pieces: list[Piece] = []
    block, parts = Block(), list[Entry | Loose]()
    for found in _statements(text):
        if found.start or not found.text:
            parts += _inner(found)
            continue
        tail, loose, lead = _between(found.trivia, first=not pieces and not parts)
        parts += [Loose(text=tail)] * bool(tail)
        if pieces:
            pieces += [replace(block, parts=tuple(parts)), *[Loose(text=loose)] * bool(loose)]
        else:
            pieces += [replace(block, parts=(*parts, *[Loose(text=loose)] * bool(loose)))]
        block = Block(path=found.key, array=found.array, lead=lead, header=found.text, line=found.line)
        parts = []
    return [*pieces, *_last(replace(block, parts=tuple(parts)))]


def _last(block: Block) -> list[Piece]:
    """Part the loose lines at the end of a file from its last block."""
    if not block.header or not block.parts or not isinstance(block.parts[-1], Loose):
        return [block]
    trivia = block.parts[-1].text
    tail = _comment_below(trivia)
    loose = trivia[len(tail) :]
    kept = [*block.parts[:-1], *[Loose(text=tail)] * bool(tail)]
    return [replace(block, parts=tuple(kept)), *[Loose(text=loose)] * bool(loose)]


def _inner(found: _Statement) -> Iterator[Entry | Loose]:
    """Yield an entry, or the lines at the end of the file, with the loose lines before it."""
    lead = _comment_above(found.trivia) if found.text else ""
    before = found.trivia[: len(found.trivia) - len(lead)]
    if before:
        yield Loose(text=before)
    if found.text:
        yield Entry(key=found.key, lead=lead, text=found.text, start=found.start, end=found.end, line=found.line)


def _between(trivia: str, *, first: bool) -> tuple[str, str, str]:
    """Part the lines between two tables: the upper one's tail, the loose ones, the lower one's lead."""
    comment = _comment_above(trivia)
    rest = trivia[: len(trivia) - len(comment)]
    said = rest.rstrip()
    cut = rest.find("\n", len(said)) + 1 if said else 0
    tail = "" if first else _comment_below(rest[:cut])
    return tail, rest[len(tail) : cut], rest[cut:] + comment


def _comment_above(trivia: str) -> str:
    return "".join(reversed(list(takewhile(str.strip, reversed(_lines(trivia))))))


def _comment_below(trivia: str) -> str:
    return "".join(takewhile(str.strip, _lines(trivia)))


def _lines(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _statements(text: str) -> Iterator[_Statement]:
    at, line = 0, 1
    while at < len(text):
        start = _after_trivia(text, at)
        trivia = text[at:start]
        line += trivia.count("\n")
        if start == len(text):
            yield _Statement(trivia, "", (), line)
            return
        found = _statement(text, start, trivia, line)
        yield found
        at = start + len(found.text)
        line += found.text.count("\n")


def _after_trivia(text: str, at: int) -> int:
    """Return where the first line that is neither blank nor a comment begins."""
    while at < len(text):
        end = text.find("\n", at) + 1 or len(text)
        said = text[at:end].strip()
        if said and not said.startswith("#"):
            return at
        at = end
    return at


def _statement(text: str, at: int, trivia: str, line: int) -> _Statement:
    start = _after_blanks(text, at)
    brackets = 2 if text.startswith("[[", start) else int(text.startswith("[", start))
    found = _KEY.match(text, start + brackets)
    if found is None:
        raise ValueError(f"line {line} is neither a table nor an entry")
    if brackets:
        end = _line_end(text, found.end())
        return _Statement(trivia, text[at:end], split_key(found[1]), line, array=brackets == _ARRAY)
    start = _after_blanks(text, found.end() + 1)
    stop = value_end(text, start)
    end = _line_end(text, stop)
    return _Statement(trivia, text[at:end], split_key(found[1]), line, start - at, stop - at)


def _after_blanks(text: str, at: int) -> int:
    while text[at] in " \t":
        at += 1
    return at


def _line_end(text: str, at: int) -> int:
    return text.find("\n", at) + 1 or len(text)


def split_key(written: str) -> tuple[str, ...]:
    """Return the parts of a dotted key."""
    if _BARE.fullmatch(written):
        return (written,)
    inner: object = tomli.loads(f"{written} = 0")
    parts: list[str] = []
    while isinstance(inner, dict):
        parts += inner
        inner = inner[parts[-1]]
    return tuple(parts)


def value_end(text: str, at: int) -> int:
    """Return where the value that begins at this place ends."""
    depth = 0
    for token in _tokens(text, at):
        depth += _depth(token[0])
        if depth == 0:
            return token.end()
    raise ValueError("the value has no end")


def elements(value: str) -> list[tuple[int, int]]:
    """Return where the elements of an array begin and end."""
    spans: list[tuple[int, int]] = []
    depth, start, end = 0, -1, -1
    for token in _tokens(value, 0):
        closing = depth == 1 and token[0] in {",", "]"}
        if closing and start >= 0:
            spans.append((start, end))
            start = -1
        if depth >= 1 and not closing and not token[0].isspace() and not token[0].startswith("#"):
            start, end = (token.start() if start < 0 else start), token.end()
        depth += _depth(token[0])
    return spans


def _tokens(text: str, at: int) -> Iterator[re.Match[str]]:
    while found := _ATOM.match(text, at):
        yield found
        at = found.end()


def _depth(token: str) -> int:
    return (token in {"[", "{"}) - (token in {"]", "}"})


Loc = tuple[str | int, ...]
"""Where a value stands in a file's data: keys and, within lists, places from 0."""


def located(pieces: Iterable[Piece]) -> Iterator[tuple[Block, Loc]]:
    """Yield each block with the place of its table in the data."""
    counts: dict[tuple[str, ...], int] = {}
    for block in pieces:
        if not isinstance(block, Block):
            continue
        if block.array:
            inner = len(block.path)
            counts = {p: n for p, n in counts.items() if p[:inner] != block.path or len(p) == inner}
            counts[block.path] = counts.get(block.path, -1) + 1
        loc: list[str | int] = []
        for n, name in enumerate(block.path, start=1):
            loc.append(name)
            if block.path[:n] in counts:
                loc.append(counts[block.path[:n]])
        yield block, tuple(loc)


@lru_cache(maxsize=16)
def _located(text: str) -> tuple[tuple[Block, Loc], ...]:
    return tuple(located(scan(text.removeprefix(BOM))))


def line_of(text: str, loc: Loc) -> int:
    """Return the line, from 1, of what stands at a place in the data, or of the nearest thing around it."""
    best, found = 0, 1
    for block, at in _located(text):
        if at == loc[: len(at)] and len(at) >= best and block.header:
            best, found = len(at), block.line
        for entry in block.entries:
            full = (*at, *entry.key)
            if full == loc[: len(full)] and len(full) > best:
                best, found = len(full), _element_line(entry, loc[len(full) :])
    return found


def _element_line(entry: Entry, rest: Loc) -> int:
    inside, at = entry.value, entry.start
    for step in rest:
        spans = elements(inside) if isinstance(step, int) and inside.startswith("[") else []
        if not isinstance(step, int) or step >= len(spans):
            break
        start, end = spans[step]
        inside, at = inside[start:end], at + start
    return entry.line + entry.text.count("\n", 0, at)


WIDTH = 110
_PLAIN = regex(r"[^\x00-\x1f\x7f\"\\]*")


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
