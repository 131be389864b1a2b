"""What every reader of notes produces: a flat list of blocks that one analyser understands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field, replace
from typing import Literal

from qbank.errors import Problem
from qbank.lazy import dataclass, regex
from qbank.notes.formats.source import bounded

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


_MARK_AT_END = regex(r"[?？؟][\"”’')\]*_!.…\s]*$")


def is_marked(text: str) -> bool:
    """Say whether a text ends in a question mark, quotes and brackets aside."""
    return _MARK_AT_END.search(text) is not None


EMOJI = "\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff"
BULLET = regex(
    rf"(?P<indent>[ \t\u00a0\u3000]*)(?P<mark>[•◦▪▫‣∙●○■□➢➤►✓✔·*+~\-–—・※]|\(?\d{{1,3}}[.)]|\d{{1,2}} [-–](?=[ \t]+[^\W\d_a-z])|\(?[a-z][)]|(?<=[ \t])(?:[a-h]\.|[A-H]\.(?=[ \t]+[A-Z][a-z]+ )|o(?=\t))|\[[ xX]\]|[{EMOJI}]\ufe0f?|\d\ufe0f?\u20e3)(?P<gap>[ \t\u00a0]+)(?=\S)"
)
_URL = regex(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]]")
_RULE = regex(r"[\s=_*~#\-–—]{3,}")
_RULED = regex(r"([=_*~#-])\1{2,} ?(?P<words>[^\W_](?:.{0,60}[^\W_])?[?!.:)]?) ?\1{3,}")
"""A line between two cards or parts that says which comes next: "===== CARD 2 of 5 =====". """
_DIRECTION = regex(r"\[[A-Z][^\[\]a-zß-ÿ]{2,40}\]")
"""What a prompter tells whoever speaks: "[TURN TO GUEST]"."""
_SPOKEN = regex(r"^[ \t]*[—―–][ \t]*(?=\S)(.*)$", re.MULTILINE)
_TIGHT_DASH = regex(r"^([ \t]*)([-–—•*·](?=[^\W\d_]|[¿¡“«])|\d{1,2}[.)](?=[^\W\d_a-z]|[¿¡“«]))", re.MULTILINE)
_BELOW = regex(
    r"(?P<indent>[ \t]+)(?P<mark>)(?P<gap>)(?=(?:[↳↪→]|[-–=]>|(?:follow[- ]?ups?|f/u|probe|prompt|nachfrage|relance|repregunta|vervolgvraag|följdfråga)[ ]?\d{0,2}[ ]?[:.)])[ \t]*\S)",
    re.IGNORECASE,
)
"""An indented line below a question that is a follow-up by its label or its arrow."""
REACTIONS = regex(r"(?::[a-z][a-z0-9_+-]*:(?:\s*\d+)?\s*)+")
"""What a chat program has below a message: ":thumbsup: 3 :eyes: 1"."""
_ENDS = regex(r"[.?!:;…？؟。！][\"”’')\]]*$")


def read_plain(text: str, source: str, is_section: Callable[[str], bool], first_line: int = 1) -> Document:
    """Return the blocks of a plain text; `is_section` says whether a line is the name of a section."""
    text, problems = bounded(text, source)
    reader = _Reader(is_section, dialogue=speaks_by_dashes(text), shouts=_is_in_capitals(text))
    if not reader.dialogue and len(_TIGHT_DASH.findall(text)) > 1:
        text = _TIGHT_DASH.sub(r"\1\2 ", text)
    return Document(blocks=tuple(reader.blocks(text.split("\n"), first_line)), problems=problems)


@dataclass(slots=True)
class _Reader:
    """The way through the lines: the block that is open and the indentations of the lists around."""

    is_section: Callable[[str], bool]
    dialogue: bool = False
    shouts: bool = False
    """Whether all is in capitals, so that they mark no heading."""
    kind: str = ""
    parts: list[str] = field(default_factory=list)
    line: int = 0
    level: int = 0
    ordered: bool = False
    closed: bool = True
    headed: bool = False
    """Whether what is closed now stands right above a line."""
    indents: list[int] = field(default_factory=list)
    first: bool = True
    """Whether no block has been closed yet."""

    def blocks(self, lines: Iterable[str], first_line: int) -> Iterator[Block]:
        for number, line in enumerate(lines, first_line):
            words = flat(line)
            if not words or _RULE.fullmatch(line) or REACTIONS.fullmatch(words):
                self.closed = True
                continue
            ruled = _RULED.fullmatch(words)
            if ruled or _DIRECTION.fullmatch(words):
                yield from self._close()
                yield Block("heading", ruled["words"], number, 3) if ruled else Block("text", words, number, aside=True)
                self.closed, self.first = True, False
                continue
            bullet = BULLET.match(line) or (_BELOW.match(line) if self.kind == "item" else None)
            if bullet and self.dialogue and bullet["mark"] in "—―–":
                bullet = None
            if not self.closed and not bullet and self._goes_on(line, words):
                self.parts.append(words)
                continue
            self.headed = not self.closed
            yield from self._close()
            self._open(number, line, words, bullet)
        yield from self._close()

    def _goes_on(self, line: str, words: str) -> bool:
        """Say whether a line belongs to the block before it: wrapped, indented or cut in mid-sentence."""
        if self.is_section(words) or (self.is_section(self.parts[-1]) and self.kind == "text"):
            return False
        if self.kind == "text":
            return len(self.parts) > 1 or not (self._is_heading(self.parts[0]) or self._is_title_of(words))
        return line[0].isspace() or (not _ENDS.search(self.parts[-1]) and words[0].islower())

    def _is_heading(self, line: str) -> bool:
        return not self.shouts and is_shouted(line)

    def _is_title_of(self, words: str) -> bool:
        """Say whether the open line is the title of a text, since what says who and what about stands right below it."""
        return self.first and _TOLD.match(words) is not None

    def _open(self, number: int, line: str, words: str, bullet: re.Match[str] | None) -> None:
        self.line, self.closed = number, False
        if bullet:
            self.kind, self.parts = "item", [flat(line[bullet.end() :])]
            if bullet["mark"]:
                self.level = self._depth(len(bullet["indent"].expandtabs(4)))
            self.ordered = bullet["mark"][-1:] in (".", ")")
        else:
            if not line[0].isspace():
                self.indents.clear()
            self.kind, self.parts, self.level, self.ordered = "text", [words], 0, False

    def _depth(self, width: int) -> int:
        """Return the depth of an item from its indentation, keeping the stack of open indentations."""
        while len(self.indents) > 1 and width <= self.indents[-2] + 1:
            self.indents.pop()
        if not self.indents or width > self.indents[-1] + 1:
            self.indents.append(width)
        return len(self.indents)

    def _close(self) -> Iterator[Block]:
        if not self.parts:
            return
        if self.kind == "item":
            text = flat(" ".join(self.parts))
            yield Block("item", text, self.line, self.level, bare_links(text), ordered=self.ordered)
        else:
            text = "\n".join(self.parts)
            kind: Literal["heading", "text"] = "heading" if self.headed and self._is_heading(text) else "text"
            yield Block(kind, text, self.line, 3 if kind == "heading" else 0, bare_links(text))
        self.parts, self.first = [], False


_TOLD = regex(r"(?:guests?|subject|topic|hosts?|title|date|recorded|episode|number)[ \t]*:[ \t]+\S", re.IGNORECASE)
_SHOUTED = regex(r"(?=.*[^\W\d_]{3})(?!.*[a-zß-öø-ÿ])[^?？!:;]{1,30}(?::\s*[^?？!:;]{0,40})?")


def _is_in_capitals(text: str) -> bool:
    """Say whether a text is written in capitals as a whole, as a prompter shows it."""
    letters = [c for c in text[:20_000] if c.isalpha()]
    return len(letters) > 200 and sum(map(str.isupper, letters)) * 5 > len(letters) * 4


def is_shouted(line: str) -> bool:
    """Say whether a line of plain text is a heading by its capitals: "BLOCK A: THE CABLE"."""
    return len(line) <= 60 and _SHOUTED.fullmatch(line) is not None and not line[0].isdigit()


def speaks_by_dashes(text: str) -> bool:
    """Say whether dashes open the turns of a dialogue, as in Spanish, French or Russian: some ask, some answer."""
    said = _SPOKEN.findall(text) if "—" in text or "―" in text or "–" in text else []
    asked = sum(map(is_marked, said))
    return asked >= 2 and len(said) >= 4 and len(said) - asked >= 2 and asked * 10 >= len(said) * 3


def bare_links(text: str) -> Links:
    """Return the bare URLs of a text as links onto themselves."""
    return tuple((url, url) for url in _URL.findall(text)) if "://" in text else ()


def split_lines(text: str, is_section: Callable[[str], bool]) -> Iterator[tuple[int, str]]:
    """Take a paragraph apart at blank lines and where a line is the name of a section; yield offset and part."""
    if "\n" not in text:
        yield 0, text
        return
    start, part = 0, list[str]()
    for i, words in enumerate([*map(flat, text.split("\n")), ""]):
        if part and (not words or is_section(words) or (len(part) == 1 and is_section(part[0]))):
            yield start, "\n".join(part)
            part = []
        if words:
            start = start if part else i
            part.append(words)


def paragraphs(whole: Block, is_section: Callable[[str], bool]) -> Iterator[Block]:
    """Yield a paragraph taken apart where a line of it is the name of a section, each part with the links that stand in it."""
    parts = list(split_lines(whole.text, is_section))
    for at, part in parts:
        links = whole.links if len(parts) == 1 else tuple(link for link in whole.links if link[0] in part)
        strong = whole.strong if flat(part).startswith(whole.strong) else ""
        yield replace(whole, text=part, line=whole.line + at, links=links, strong=strong)
