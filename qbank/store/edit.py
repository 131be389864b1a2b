"""A data file's text changed block by block: what did not change keeps its very characters and its comments."""

from __future__ import annotations

import tomllib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any

from qbank.store.scan import Block, Entry, Loose, Piece, elements, located, scan
from qbank.store.write import WIDTH, Document, Table, block, entry, inline, table

BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class _Node:
    """What moves as one: a block with the blocks of its inner tables, or loose lines (which have no key)."""

    pieces: tuple[Piece, ...]
    key: str | None = None
    raw: Mapping[str, Any] | None = None
    fresh: bool = False

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def edit(text: str, old: Document, new: Document) -> str:
    """Return the text with what differs between the two documents changed; the old one is what the text holds.

    A table that is new stands after the one before it in the new document. A table that goes takes the comment right
    above it along; comments within a table that changed stay, and so do those that stand alone.
    """
    body = text.removeprefix(BOM)
    newline = "\r\n" if "\r\n" in body else "\n"
    nodes = _nodes(body, old)
    nodes[0] = _changed(nodes[0], old.top, new.top)
    tables = {t.key: t for t in old.tables}
    wanted = {t.key: t for t in new.tables}
    nodes = [_changed(n, tables[n.key], wanted[n.key]) if n.key and n.key in wanted else n for n in nodes]
    ordered = _ordered(nodes, [t.key for t in old.tables], new.tables)
    return text[: len(text) - len(body)] + _joined(ordered, newline)


def _nodes(text: str, old: Document) -> list[_Node]:
    """Return the text's nodes: its top first, then tables with their keys, and loose lines."""
    pieces, data = scan(text), tomllib.loads(text)
    keys: dict[tuple[tuple[str, ...], bool], list[str]] = {}
    for t in reversed(old.tables):
        keys.setdefault((t.path, t.array), []).append(t.key)
    places = {id(piece): loc for piece, loc in located(pieces)}
    nodes = [_Node((pieces[0],), raw=data)]
    for piece in pieces[1:]:
        known = keys.get((piece.path, piece.array)) if isinstance(piece, Block) else None
        if isinstance(piece, Block) and known:
            nodes.append(_Node((piece,), known.pop(), _at(data, places[id(piece)])))
        elif isinstance(piece, Block) and (owner := _owner(nodes, piece)):
            nodes[owner:] = [replace(nodes[owner], pieces=(*_flat(nodes[owner:]), piece))]
        else:
            nodes.append(_Node((piece,)))
    return nodes


def _at(data: Any, loc: Iterable[str | int]) -> Any:  # noqa: ANN401 (plain TOML data)
    for step in loc:
        data = data[step]
    return data


def _owner(nodes: Sequence[_Node], inner: Block) -> int:
    """Return the place of the last node with a table if the block is one of that table's inner tables; else 0."""
    for n in range(len(nodes) - 1, 0, -1):
        head = nodes[n].pieces[0]
        if isinstance(head, Block):
            return n if nodes[n].key and inner.path[: len(head.path)] == head.path else 0
    return 0


def _flat(nodes: Iterable[_Node]) -> Iterator[Piece]:
    return (piece for node in nodes for piece in node.pieces)


def _changed(node: _Node, old: Table, new: Table) -> _Node:
    """Return the node with the entries that differ replaced, added and removed."""
    head, raw = node.pieces[0], node.raw
    if old.values == new.values or not isinstance(head, Block) or raw is None:
        return node
    stale = {name for name in raw if not _same(raw, new, name)}
    inner, above = _inner_tables(node.pieces[1:], len(head.path), stale)
    parts: list[Entry | Loose] = []
    done = set(raw) - stale
    for part in head.parts:
        if isinstance(part, Loose) or part.key[0] not in stale:
            parts.append(part)
        elif part.key[0] in new.values and part.key[0] not in done:
            done.add(part.key[0])
            parts.append(_replaced(part, raw[part.key[0]], new.values[part.key[0]]))
        elif part.lead:
            parts.append(Loose(text=part.lead))
    for name in new.values:
        if name not in done:
            _insert(parts, name, new.values, above)
    return replace(node, pieces=(replace(head, parts=tuple(parts)), *inner))


def _same(raw: Mapping[str, Any], new: Table, name: str) -> bool:
    if name in new.values:
        return bool(raw[name] == new.values[name])
    return name in new.implied and bool(raw[name] == new.implied[name])


def _inner_tables(pieces: Sequence[Piece], depth: int, stale: set[str]) -> tuple[list[Piece], dict[str, str]]:
    """Part the inner tables that stay from the comments above those that become entries."""
    kept: list[Piece] = []
    above: dict[str, str] = {}
    for piece in pieces:
        if isinstance(piece, Block) and piece.path[depth] in stale:
            above[piece.path[depth]] = above.get(piece.path[depth], "") + piece.lead.lstrip("\r\n")
        else:
            kept.append(piece)
    return kept, above


def _replaced(part: Entry, was: object, value: object) -> Entry:
    if len(part.key) > 1:
        return replace(part, key=part.key[:1], text=entry(part.key[0], value))
    if isinstance(was, list) and isinstance(value, list) and "\n" in part.value:
        made = _edit_array(part.value, was, value)
    else:
        made = block(value, room=WIDTH - part.start)
    return replace(part, text=part.text[: part.start] + made + part.text[part.end :])


def _insert(
    parts: list[Entry | Loose], name: str, values: Mapping[str, object], above: Mapping[str, str]
) -> None:
    """Put a new entry behind the nearest one that goes before it in the record's order."""
    names = list(values)
    earlier = set(names[: names.index(name)])
    at = 0
    for n, part in enumerate(parts, start=1):
        if isinstance(part, Entry) and part.key[0] in earlier:
            at = n
    if not at and parts and isinstance(parts[0], Loose) and not any(isinstance(p, Entry) for p in parts):
        at = len(parts)
        parts.append(Loose(text="\n"))
        at += 1
    made = Entry(
        key=(name,), lead=above.get(name, ""), text=entry(name, values[name]), start=0, end=0, line=0
    )
    parts.insert(at, made)


def _edit_array(value: str, was: list[Any], now: list[Any]) -> str:
    """Return an array's text with the elements changed, line by line if it has a line for each."""
    chunks = _chunks(value)
    if chunks is None or len(chunks) != len(was) + 2:
        return block(now, room=0)
    opening, *lines, closing = chunks
    made = [opening]
    matcher = SequenceMatcher(None, list(map(repr, was)), list(map(repr, now)), autojunk=False)
    for same, a, b, c, d in matcher.get_opcodes():
        if same == "equal":
            made += [lead + said + rest for lead, said, rest in lines[a:b]]
            continue
        for n in range(max(b - a, d - c)):
            lead, _, rest = lines[a + n] if a + n < b else ("", "", ",\n")
            if c + n < d:
                made.append((lead or "  ") + inline(now[c + n]) + rest)
            else:
                made.append("".join(_comments(lead)))
    return "".join([*made, closing])


def _comments(lead: str) -> Iterator[str]:
    return (line for line in lead.splitlines(keepends=True) if line.lstrip().startswith("#"))


def _chunks(value: str) -> list[Any] | None:
    """Return an array's opening, its elements as (before, element, rest of the line) and its closing.

    None when an element shares its line with another or with the array's brackets.
    """
    opening = value.find("\n") + 1
    made: list[Any] = [value[:opening]]
    at = opening
    for start, end in elements(value):
        line_end = value.find("\n", end) + 1
        lead, rest = value[at:start], value[end:line_end]
        if start < at or not line_end or not lead.rpartition("\n")[2].isspace():
            return None
        if not rest.lstrip().startswith(","):
            rest = "," + rest
        made.append((lead, value[start:end], rest))
        at = line_end
    return [*made, value[at:]]


def _ordered(nodes: list[_Node], before: list[str], tables: Sequence[Table]) -> list[_Node]:
    """Return the nodes in the new order, new ones added: as few as possible leave their place."""
    here = {node.key: node for node in nodes if node.key}
    places = {key: n for n, key in enumerate(before) if key in here}
    stay = _longest_rise([(t.key, places[t.key]) for t in tables if t.key in places])
    placed = [node for node in nodes if node.key is None or node.key in stay]
    for n, t in enumerate(tables):
        if t.key in stay:
            continue
        if t.key not in here and t.key in before:
            continue
        found = here.get(t.key)
        node = replace(found, fresh=True) if found else _made(t)
        placed.insert(_place(placed, tables, n), node)
    return placed


def _made(t: Table) -> _Node:
    return _Node((Loose(text=table(t)),), t.key, fresh=True)


def _longest_rise(keys: Sequence[tuple[str, int]]) -> set[str]:
    """Return the keys of the longest run of places that rise."""
    ends: list[int] = []
    tails: list[int] = []
    links: list[int] = []
    for n, (_, place) in enumerate(keys):
        at = bisect_left(ends, place)
        ends[at:] = [place, *ends[at + 1 :]]
        tails[at:] = [n, *tails[at + 1 :]]
        links.append(tails[at - 1] if at else -1)
    rise: set[str] = set()
    n = tails[-1] if tails else -1
    while n >= 0:
        rise.add(keys[n][0])
        n = links[n]
    return rise


def _place(placed: Sequence[_Node], tables: Sequence[Table], n: int) -> int:
    """Return where a table goes: behind the one before it, else in front of the one after it, else to the end."""
    at = {node.key: place for place, node in enumerate(placed) if node.key}
    upper = tables[n - 1] if n else None
    if upper and upper.key in at:
        return at[upper.key] + 1
    for lower in tables[n + 1 :]:
        if lower.key in at and not n:
            return at[lower.key]
    return len(placed)


def _joined(nodes: Sequence[_Node], newline: str) -> str:
    """Return the text of the nodes, with a blank line on either side of those that are new here."""
    text, after_fresh = "", False
    for node in nodes:
        said = node.text
        if not said:
            continue
        if not text:
            said = said.lstrip("\r\n") if node.key else said
        elif node.fresh or (after_fresh and node.key):
            said = newline + said.lstrip("\r\n")
        if text and not text.endswith("\n"):
            text += newline
        text += said
        after_fresh = node.fresh
    if newline == "\r\n":
        text = text.replace("\r\n", "\n").replace("\n", "\r\n")
    return text
