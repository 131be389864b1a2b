"""Plain text: section names on lines of their own, bullets of many sorts, or one question a line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from qbank.notes.blocks import Block, Document, Links, flat

BULLET = re.compile(r"(?P<indent>[ \t\u00a0\u3000]*)(?P<mark>[•◦▪▫‣∙●○■□➢➤►✓✔·*+~\-–—]|\(?(?:\d{1,3}|[a-z])[.)])(?P<gap>[ \t\u00a0]+)(?=\S)")
_URL = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]]")
_RULE = re.compile(r"[\s=_*~#\-–—]{3,}")
_ENDS = re.compile(r"[.?!:;…？。！][\"”’')\]]*$")


def read_plain(text: str, is_section: Callable[[str], bool]) -> Document:
    """Return the blocks of a plain text; `is_section` says whether a line is the name of a section."""
    return Document(blocks=tuple(_blocks(text.split("\n"), is_section)))


def _blocks(lines: Iterable[str], is_section: Callable[[str], bool]) -> Iterable[Block]:
    open_block: tuple[str, list[str], int, int, bool] | None = None
    indents: list[int] = []
    for number, line in enumerate(lines, 1):
        bullet = BULLET.match(line)
        words = flat(line)
        if open_block and _continues(open_block, line, words, bullet is not None, is_section):
            open_block[1].append(words)
            continue
        if open_block:
            yield _close(open_block)
            open_block = None
        if not words or _RULE.fullmatch(line):
            continue
        if bullet:
            depth = _depth(indents, _width(bullet["indent"]))
            marker = bullet["mark"]
            open_block = ("item", [flat(line[bullet.end() :])], number, depth, marker[-1] in ".)")
        else:
            if not line[0].isspace():
                indents.clear()
            open_block = ("text", [words], number, 0, False)
    if open_block:
        yield _close(open_block)


def _continues(
    block: tuple[str, list[str], int, int, bool],
    line: str,
    words: str,
    is_bullet: bool,
    is_section: Callable[[str], bool],
) -> bool:
    """Say whether a line goes on with the item before it: wrapped text, indented or cut in mid-sentence."""
    kind, so_far, _, _, _ = block
    if is_bullet or not words or kind != "item" or is_section(words):
        return False
    return line[0].isspace() or not _ENDS.search(so_far[-1]) and words[0].islower()


def _close(block: tuple[str, list[str], int, int, bool]) -> Block:
    kind, parts, line, depth, ordered = block
    text = flat(" ".join(parts))
    made = "item" if kind == "item" else "text"
    return Block(made, text, line, level=depth, links=bare_links(text), ordered=ordered)  # type: ignore[arg-type]


def bare_links(text: str) -> Links:
    """Return the bare URLs of a text as links onto themselves."""
    return tuple((url, url) for url in _URL.findall(text)) if "://" in text else ()


def _width(indent: str) -> int:
    return len(indent.expandtabs(4))


def _depth(indents: list[int], width: int) -> int:
    """Return the depth of an item from its indentation, keeping the stack of open indentations."""
    while indents and width < indents[-1]:
        indents.pop()
    if not indents or width > indents[-1]:
        indents.append(width)
    return len(indents)
