"""A data file's text changed block by block: what did not change keeps its very characters and its comments."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from functools import reduce
from itertools import takewhile, zip_longest
from operator import getitem
from typing import Any

import tomli

from qbank.bank import toml
from qbank.lazy import dataclass, regex


@dataclass(frozen=True, slots=True)
class _Node:
    """What moves as one: a block with the blocks of its inner tables, or loose lines (which have no key)."""

    pieces: tuple[toml.Piece, ...]
    key: str | None = None
    raw: Mapping[str, Any] | None = None
    fresh: bool = False

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def standing(text: str, doc: toml.Document) -> dict[str, str]:
    """Return each table of a text by its key, with its comments and inner tables, as it stands there."""
    body = text.removeprefix(toml.BOM).replace("\r\n", "\n")
    return {node.key: node.text.strip("\n") + "\n" for node in _nodes(body, doc) if node.key}


def edit(text: str, old: toml.Document, new: toml.Document, *, given: Mapping[str, str] | None = None) -> str:
    """Return the text with what differs between the two documents changed; the old one is what the text holds.

    A table that is new stands after the one before it in the new document, in the very words that are `given` for its key, if
    there are any. A table that goes takes the comment right above it along; comments within a table that changed stay, and so
    do those that stand alone.
    """
    body = text.removeprefix(toml.BOM)
    if body.count("\r\n") == body.count("\n") > 0:
        made = edit(body.replace("\r\n", "\n"), old, new, given=given)
        return text[: len(text) - len(body)] + made.replace("\n", "\r\n")
    nodes = _nodes(body, old)
    nodes[0] = _changed(nodes[0], old.top, new.top)
    tables = {t.key: t for t in old.tables}
    wanted = {t.key: t for t in new.tables}
    nodes = [_changed(n, tables[n.key], wanted[n.key]) if n.key and n.key in wanted else n for n in nodes]
    ordered = _ordered(nodes, [t.key for t in old.tables], new.tables, given or {})
    return text[: len(text) - len(body)] + _joined(ordered)


def _nodes(text: str, old: toml.Document) -> list[_Node]:
    """Return the text's nodes: its top first, then tables with their keys, and loose lines."""
    pieces: list[toml.Piece] = toml.scan(text)
    data: Any = tomli.loads(text)
    keys: dict[tuple[tuple[str, ...], bool], list[str]] = {}
    for t in reversed(old.tables):
        keys.setdefault((t.path, t.array), []).append(t.key)
    places = {id(piece): loc for piece, loc in toml.located(pieces)}
    nodes = [_Node((pieces[0],), raw=data)]
    for piece in pieces[1:]:
        known = keys.get((piece.path, piece.array)) if isinstance(piece, toml.Block) else None
        if isinstance(piece, toml.Block) and known:
            nodes.append(_Node((piece,), known.pop(), reduce(getitem, places[id(piece)], data)))
        elif isinstance(piece, toml.Block) and (owner := _owner(nodes, piece)):
            whole = (one for node in nodes[owner:] for one in node.pieces)
            nodes[owner:] = [replace(nodes[owner], pieces=(*whole, piece))]
        else:
            nodes.append(_Node((piece,)))
    return nodes


def _owner(nodes: Sequence[_Node], inner: toml.Block) -> int:
    """Return the place of the last node with a table if the block is one of that table's inner tables; else 0."""
    for n in range(len(nodes) - 1, 0, -1):
        head = nodes[n].pieces[0]
        if isinstance(head, toml.Block):
            return n if nodes[n].key and inner.path[: len(head.path)] == head.path else 0
    return 0


def _changed(node: _Node, old: toml.Table, new: toml.Table) -> _Node:
    """Return the node with the entries that differ replaced, added and removed."""
    head, raw = node.pieces[0], node.raw
    if old.values == new.values or not isinstance(head, toml.Block) or raw is None:
        return node
    stale = {name for name, value in raw.items() if value != new.values.get(name, new.implied.get(name))}
    inner, above = _inner_tables(node.pieces[1:], len(head.path), stale)
    parts: list[toml.Entry | toml.Loose] = []
    done = set(raw) - stale
    for part in head.parts:
        if isinstance(part, toml.Loose) or part.key[0] not in stale:
            parts.append(part)
        elif part.key[0] in new.values and part.key[0] not in done:
            done.add(part.key[0])
            parts.append(_replaced(part, raw[part.key[0]], new.values[part.key[0]]))
        elif part.lead:
            parts.append(toml.Loose(text=part.lead))
    for name in new.values:
        if name not in done:
            _insert(parts, name, new.values, above)
    return replace(node, pieces=(replace(head, parts=tuple(parts)), *inner))


def _inner_tables(pieces: Sequence[toml.Piece], depth: int, stale: set[str]) -> tuple[list[toml.Piece], dict[str, str]]:
    """Part the inner tables that stay from the comments above those that become entries."""
    kept: list[toml.Piece] = []
    above: dict[str, str] = {}
    for piece in pieces:
        if isinstance(piece, toml.Block) and piece.path[depth] in stale:
            above[piece.path[depth]] = above.get(piece.path[depth], "") + piece.lead.lstrip("\r\n")
        else:
            kept.append(piece)
    return kept, above


def _replaced(part: toml.Entry, was: object, value: object) -> toml.Entry:
    if len(part.key) > 1:
        return replace(part, key=part.key[:1], text=toml.entry(part.key[0], value))
    if isinstance(was, list) and isinstance(value, list) and "\n" in part.value:
        made = _edit_array(part.value, was, value)
    else:
        made = toml.block(value, room=toml.WIDTH - part.start)
    return replace(part, text=part.text[: part.start] + made + part.text[part.end :])


def _insert(
    parts: list[toml.Entry | toml.Loose], name: str, values: Mapping[str, object], above: Mapping[str, str]
) -> None:
    """Put a new entry behind the nearest one that goes before it in the record's order, else before the first."""
    earlier = set(takewhile(lambda other: other != name, values))
    entries = [(n, part.key[0]) for n, part in enumerate(parts) if isinstance(part, toml.Entry)]
    at = entries[0][0] if entries else len(parts)
    at = max((n + 1 for n, key in entries if key in earlier), default=at)
    lead = "\n" if parts and not entries and not parts[-1].text.endswith("\n\n") else ""
    made = toml.entry(name, values[name])
    parts.insert(at, toml.Entry(key=(name,), lead=lead + above.get(name, ""), text=made, start=0, end=0, line=0))


_REST_OF_LINE = regex(r"[ \t]*(?:#[^\n]*)?\n|")
_COMMA = regex(r"(?:\s|#[^\n]*)*,")


def _edit_array(value: str, was: list[Any], now: list[Any]) -> str:
    """Return an array's text with the elements changed; the others keep their lines and comments."""
    opening, chunks, closing = _chunks(value)
    made = opening
    matcher = SequenceMatcher(None, list(map(repr, was)), list(map(repr, now)), autojunk=False)
    for same, a, b, c, d in matcher.get_opcodes():
        if same == "equal":
            for chunk in chunks[a:b]:
                made += _after(made, "".join(chunk))
            continue
        for old, element in zip_longest(chunks[a:b], map(toml.inline, now[c:d])):
            if old is None:
                made += _after(made, _new_element(element, made, chunks))
            elif element is None:
                made += _after(made, _rest_without(old, made))
            else:
                made += _after(made, old[0] + element + old[2])
    return made + closing


def _after(before: str, text: str) -> str:
    """Return a text without the blanks that it begins with if those of an element that went stand there already."""
    return text.lstrip(" \t") if before[before.rfind("\n") + 1 :].isspace() else text


def _new_element(element: str, before: str, chunks: Sequence[tuple[str, str, str]]) -> str:
    if before.endswith("\n"):
        found = re.search(r"[ \t]*\Z", chunks[0][0]) if chunks else None
        return f"{found[0] if found and found[0] else '  '}{element},\n"
    return f"{'' if before == '[' else ' '}{element},"


def _rest_without(chunk: tuple[str, str, str], before: str) -> str:
    """Return what is left of a line when its element goes: the comments above it, its blanks or its end."""
    above, last = chunk[0][: chunk[0].rfind("\n") + 1], chunk[0][chunk[0].rfind("\n") + 1 :]
    comments = "".join(line for line in above.splitlines(keepends=True) if line.strip())
    ends, begins = chunk[2].endswith("\n"), (comments or before).endswith("\n")
    return comments + (last if begins and not ends else "\n" if ends and not begins else "")


def _chunks(value: str) -> tuple[str, list[tuple[str, str, str]], str]:
    """Return an array's opening, its elements as (before, element, comma and rest of the line), and its closing."""
    chunks: list[tuple[str, str, str]] = []
    at = opening = _line_end(value, 1)
    for start, end in toml.elements(value):
        comma = _COMMA.match(value, end)
        stop = _line_end(value, comma.end() if comma else end)
        rest = value[end:stop] if comma else "," + value[end:stop]
        chunks.append((value[at:start], value[start:end], rest))
        at = stop
    return value[:opening], chunks, value[at:]


def _line_end(value: str, at: int) -> int:
    """Return where the line ends if nothing but a comment is left of it, else the place itself."""
    found = _REST_OF_LINE.match(value, at)
    return found.end() if found else at


def _ordered(
    nodes: list[_Node], before: list[str], tables: Sequence[toml.Table], given: Mapping[str, str]
) -> list[_Node]:
    """Return the nodes in the new order, new ones added: what stands in one row in both stays."""
    here = {node.key: node for node in nodes if node.key}
    old, new = [key for key in before if key in here], [t.key for t in tables]
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    stay = {key for at, _, size in blocks for key in old[at : at + size]}
    placed = [node for node in nodes if node.key is None or node.key in stay]
    for n, t in enumerate(tables):
        if t.key in stay or (t.key in before and t.key not in here):
            continue
        text = given.get(t.key) or toml.table(t)
        node = here.get(t.key) or _Node((toml.Loose(text=text),), t.key)
        placed.insert(_place(placed, tables, n), replace(node, fresh=True))
    return placed


def _place(placed: Sequence[_Node], tables: Sequence[toml.Table], n: int) -> int:
    """Return where a table goes: behind the one before it, else in front of the one after it, else to the end."""
    at = {node.key: place for place, node in enumerate(placed) if node.key}
    if n and tables[n - 1].key in at:
        return at[tables[n - 1].key] + 1
    below = (at[lower.key] for lower in tables[1:] if lower.key in at)
    return len(placed) if n else next(below, len(placed))


def _joined(nodes: Sequence[_Node]) -> str:
    """Return the text of the nodes, with a blank line on either side of those that are new here."""
    text, after_fresh = "", False
    for node in nodes:
        said = node.text
        if not said:
            continue
        if not text:
            said = said.lstrip("\r\n") if node.key else said
        elif node.fresh or (after_fresh and node.key):
            said = "\n" + said.lstrip("\r\n")
        if text and not text.endswith("\n"):
            text += "\n"
        text += said
        after_fresh = node.fresh
    return text
