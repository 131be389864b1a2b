"""What every reader of notes produces: a flat list of blocks that one analyser understands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from qbank.errors import Problem
from qbank.records import dataclass
from qbank.regex import regex

BlockKind = Literal["heading", "item", "text"]
Links = tuple[tuple[str, str], ...]

_UNSEEN = regex(
    "[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
"""Control characters, and those that show nothing and join or turn what stands around them."""


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a list item or a paragraph, as plain text.

    `level` is a heading's level from 1, an item's list depth from 1, and for a paragraph the depth of the item it
    stands in, 0 outside lists. Line breaks in the source of a paragraph stay as newlines. `strong` is the bold text
    it begins with. `aside` marks what stands in markup of menus, advertisements and quotations. `at` and `asker` are a
    line's time and who asks it where the source keeps them apart from its words, as the columns of a table do.
    """

    kind: BlockKind
    text: str
    line: int
    level: int = 0
    links: Links = ()
    strong: str = ""
    ordered: bool = False
    aside: bool = False
    at: str = ""
    asker: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One piece of notes, read: what its front matter says and its blocks in order."""

    blocks: tuple[Block, ...]
    meta: Mapping[str, object] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    front: str = ""
    """The source of the front matter, to tell where something in it stands."""


def flat(text: str) -> str:
    """Return a text on one line: white space collapsed, invisible and control characters gone."""
    made = " ".join(text.split())
    if made.isprintable():
        return made
    return " ".join(_UNSEEN.sub("", made).split())
