"""Markdown, by markdown-it-py, turned into blocks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from qbank.errors import Problem
from qbank.lazy import dataclass, regex
from qbank.notes.formats.blocks import (
    EMOJI,
    REACTIONS,
    Block,
    Document,
    Links,
    bare_links,
    flat,
    is_marked,
    paragraphs,
    speaks_by_dashes,
)
from qbank.notes.formats.html import read_html
from qbank.notes.formats.source import bounded
from qbank.notes.formats.tables import Row, table_blocks

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

NESTING = 100
"""Levels of nesting that are read: fifty lists within lists."""
_LONGEST_BLOCK = 20_000
"""Blocks above this length are taken as they stand, marks and all."""
_MARKS = regex(r"[\\`*_\[\]<>&!]")
_WORDS_IN_HTML = regex(r"<[^<>]*>")
_NO_BLANK = regex(r"^( {0,3})(#{1,6})(?=[^\s#])(.*)$", re.MULTILINE)
_LETTERED = regex(r"^([ \t]+)(?:[a-h]\.[ \t]+|o\t)(?=\S)", re.MULTILINE)
"""Points below a point: "a.", or the "o" of a word processor."""
_ODD_BULLET = regex(r"^([ \t]*)[~•◦▪‣∙●○–—](?=[ \t]+\S)", re.MULTILINE)
_TIGHT_DASH = regex(r"^([ \t]*)[-–—](?=[^\W\d_]|[¿¡“«])", re.MULTILINE)
_PICTURE = regex(
    rf"^([ \t]*)(?:[{EMOJI}]\ufe0f?|\d\ufe0f?\u20e3)(?=[ \t]+\S)(?!(?:[ \t]+[^\s?]+){{1,4}}[ \t]*\n[ \t]*[^\s{EMOJI}-])",
    re.MULTILINE,
)
"""A picture as a bullet; right above other lines, before a few words, it decorates a heading."""
_WIKI_LINK = regex(r"\[\[(?:[^\[\]|\n]{1,200}\|)?([^\[\]|\n]{1,200})\]\]")
_TIGHT_NUMBER = regex(r"^([ \t]*\d{1,2}[.)])(?=[^\W\d_a-z]|[¿¡“«])", re.MULTILINE)
_COMMENT = regex(r"\{/\*.*?\*/\}", re.DOTALL)
"""A remark in MDX, which no page shows."""
_PROGRAM = regex(
    r"^(?:import\s[^\n]{1,300}\sfrom\s+['\"][^\n]*|export\s+(?:const|default|function)\s[^\n]*)$", re.MULTILINE
)
_CALLOUT = regex(r"^[ \t]*>[ \t]*\[!\w+\][+-]?[ \t]+(\S[^\n]*[?？؟])[ \t]*$", re.MULTILINE)
_QUESTION_BOX = regex(
    r"^>[ \t]*\[!(?:question|help|faq|quiz)\][+-]?(?P<title>[^\n]*)\n(?P<rest>(?:>[^\n]*(?:\n|$))+)",
    re.MULTILINE | re.IGNORECASE,
)
"""A box of questions in a note-taking program: its name is a heading, its lines are lines."""
_QUOTED_ASK = regex(r"^>[ \t]*(?:\*\*|__)?Q(?:uestion)?[ \t]*\d{0,3}[ \t]*[:.]", re.MULTILINE)
_SHORTCODES = regex(r"^[ \t]*:[a-z][^\n]*$", re.MULTILINE)
_QUOTE = regex(r"(?:^>[ \t]?\S[^\n]*(?:\n|\Z))+", re.MULTILINE)
_QUOTE_SIGN = regex(r"^>[ \t]?", re.MULTILINE)
_SHORTCODE = regex(r"\{\{[<%]\s*/?\s*[\w./-]+(?:\s[^{}\n]{0,200})?[>%]\}\}")
COMPONENT = regex(
    r"^[ \t]*<([A-Z]\w{0,40})(?:\s[^<>\n]{0,200})?>[ \t]*([^<>\n]{1,400}[?？؟])[ \t]*</\1>[ \t]*$", re.MULTILINE
)
"""A question in a component of the site's own: "<Question>How far?</Question>"."""
_OUTLINER = (
    (regex(r"^([\w-]{1,40}):: ", re.MULTILINE), r"\1: "),
    (regex(r"^[ \t]+(?:- )?[\w-]{1,40}:: [^\n]*$", re.MULTILINE), ""),
    (regex(r"^([ \t]*[-*] )(?:TODO|DOING|DONE|LATER|NOW|WAITING|IN-PROGRESS|CANCELL?ED)[ \t]+", re.MULTILINE), r"\1"),
    (
        regex(
            r"\(\([0-9a-f]{8}-[0-9a-f-]{27}\)\)|\{\{\[\[(?:TODO|DONE)\]\]\}\}[ \t]*|\{\{(?:query|embed|renderer)\b[^\n]*\}\}"
        ),
        "",
    ),
)
"""What an outliner's page has beside its words: properties of a block, the state of a task, references, queries."""
_HEADED_BULLET = regex(r"^[ \t]*- (?=#{1,6} )", re.MULTILINE)
_HARD_BLANK = regex(r"^([ \t\u00a0]*(?:[-*+~•◦▪‣∙●○–—]|\d{1,3}[.)])?)([ \t]*\u00a0[ \t\u00a0]*)", re.MULTILINE)


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    made = MarkdownIt("commonmark", {"maxNesting": NESTING})
    # Notes are indented in many ways, none of which means code. Marks inside lines are parsed block by block below,
    # because unclosed brackets take a time that grows with the square of a block's length.
    return made.disable(["code", "inline"]).enable("table")


def read_markdown(text: str, source: str, is_section: Callable[[str], bool], first_line: int = 1) -> Document:
    """Return the blocks of a Markdown text whose first line has the number `first_line`."""
    text, cut = bounded(text, source)
    known: dict[str, Any] = {}
    tokens = _parser().parse(_prepared(text, is_section), known)
    walk = _Walk(first_line - 1, source, is_section, known)
    blocks = tuple(walk.blocks(tokens))
    if deep := next((t for t in tokens if t.level >= NESTING - 2), None):
        where = f"{source}:{(deep.map[0] if deep.map else 0) + first_line}"
        what = f"lists are nested deeper than {NESTING // 2} levels; what is deeper was left out"
        cut = (*cut, Problem(where, what, "indent less"))
    return Document(blocks=blocks, problems=cut)


def _prepared(text: str, is_section: Callable[[str], bool]) -> str:
    """Return a text with the marks that Markdown does not know written its own way; no line moves."""
    if len(_TIGHT_NUMBER.findall(text)) > 1:
        text = _TIGHT_NUMBER.sub(r"\1 ", text)
    text = _SHORTCODES.sub(lambda m: "" if REACTIONS.fullmatch(m[0].strip()) else m[0], text)

    def spaced(found: re.Match[str]) -> str:
        if len(found[2]) == 1 and not is_section(found[3]):
            return found[0]
        return f"{found[1]}{found[2]} {found[3]}"

    text = _COMMENT.sub(lambda m: "\n" * m[0].count("\n"), _from_outliner(text))
    text = _PROGRAM.sub("", text)
    text = COMPONENT.sub(r"**\2**", _SHORTCODE.sub("", text))
    text = _CALLOUT.sub(r"- \1", text)
    text = _QUESTION_BOX.sub(
        lambda m: f"## {m['title'].strip() or 'Questions'}\n{_QUOTE_SIGN.sub('', m['rest'])}", text
    )
    if len(_QUOTED_ASK.findall(text)) > 1:
        text = _QUOTE_SIGN.sub("", text)
    text = _WIKI_LINK.sub(r"\1", _unquoted(text))
    if "\u00a0" in text:
        text = _HARD_BLANK.sub(lambda m: m[0].replace("\u00a0", " "), text)
    return _bulleted(_NO_BLANK.sub(spaced, text))


def _from_outliner(text: str) -> str:
    """Return a text without an outliner's marks, headings that were bullets as such and what stands below them a step out."""
    for sign, plain in _OUTLINER:
        text = sign.sub(plain, text)
    if _HEADED_BULLET.search(text):
        step = re.search(r"^([ \t]+)- ", text, re.MULTILINE)
        text = _HEADED_BULLET.sub("", re.sub(f"^{step[1]}", "", text, flags=re.MULTILINE) if step else text)
    return text


def _unquoted(text: str) -> str:
    """Return a text whose quotations all ask, and so are an interview's questions among its answers, with those set in bold."""
    quotes = [_QUOTE_SIGN.sub("", q).strip() for q in _QUOTE.findall(text)] if ">" in text else []
    if len(quotes) < 3 or not all(map(is_marked, quotes)):
        return text
    return _QUOTE.sub(lambda m: f"**{_QUOTE_SIGN.sub('', m[0]).strip()}**\n", text)


def _bulleted(text: str) -> str:
    """Return a text in which all that opens a line of a list is a bullet: odd signs, pictures, a dash without a blank."""
    if len(_PICTURE.findall(text)) > 1:
        text = _PICTURE.sub(r"\1-", text)
    if speaks_by_dashes(text):
        return text
    if len(_TIGHT_DASH.findall(text)) > 1:
        text = _TIGHT_DASH.sub(r"\1- ", text)
    if len(_LETTERED.findall(text)) > 1:
        text = _LETTERED.sub(r"\1- ", text)
    return _ODD_BULLET.sub(r"\1-", text)


_OF_TABLES = frozenset(
    f"{what}_{end}" for what in ("table", "thead", "tbody", "tr", "th", "td") for end in ("open", "close")
)


@dataclass(slots=True)
class _Walk:
    """The way through the tokens: where in lists and quotations we are."""

    offset: int
    source: str
    is_section: Callable[[str], bool]
    known: dict[str, Any]
    """What link references stand for, as the parser found them."""
    lists: list[bool] = field(default_factory=list)
    fresh: bool = False
    quotes: int = 0
    heading: int = 0
    rows: list[Row] = field(default_factory=list)
    cells: list[tuple[str, Links]] | None = None
    at: list[int] | None = None

    def blocks(self, tokens: Sequence[Token]) -> Iterator[Block]:
        for token in tokens:
            kind = token.type
            if kind in _OF_TABLES or self.cells is not None:
                yield from self._table(token)
            elif kind == "inline":
                yield from self._inline(token)
            elif kind in ("fence", "html_block"):
                yield from self._raw(token)
            else:
                self._move(token, kind)

    def _table(self, token: Token) -> Iterator[Block]:
        """Gather the cells of a table and yield its blocks when it ends."""
        if token.type == "tr_open":
            self.cells = []
        elif token.type == "inline" and self.cells is not None:
            text, links, _ = _inline_text(token.content, self.known)
            self.cells.append((flat(text), links))
        elif token.type == "tr_close" and self.cells is not None:
            line = (token.map or self.at or [0])[0] + self.offset + 1
            self.rows.append(Row(tuple(c for c, _ in self.cells), line, tuple(x for _, m in self.cells for x in m)))
            self.cells = None
        elif token.type == "table_close":
            yield from table_blocks(self.rows, aside=bool(self.quotes))
            self.rows = []
        self.at = token.map or self.at

    def _move(self, token: Token, kind: str) -> None:
        match kind:
            case "bullet_list_open" | "ordered_list_open":
                self.lists.append(kind[0] == "o")
            case "bullet_list_close" | "ordered_list_close":
                self.lists.pop()
                self.fresh = False
            case "list_item_open":
                self.fresh = True
            case "blockquote_open" | "blockquote_close":
                self.quotes += token.nesting
            case "heading_open":
                self.heading = int(token.tag[1])
            case "heading_close":
                self.heading = 0

    def _inline(self, token: Token) -> Iterator[Block]:
        text, links, strong = _inline_text(token.content, self.known)
        line = (token.map[0] if token.map else 0) + self.offset + 1
        depth = len(self.lists)
        if depth and self.fresh:
            self.fresh = False
            yield Block("item", text, line, depth, links, strong, ordered=self.lists[-1])
        elif self.heading and not depth:
            yield Block("heading", flat(text), line, self.heading, links, aside=bool(self.quotes))
        elif depth:
            yield Block("text", text, line, depth, links, strong, aside=bool(self.quotes))
        else:
            whole = Block("text", text, line, 0, links, strong, aside=bool(self.quotes))
            yield from paragraphs(whole, self.is_section)

    def _raw(self, token: Token) -> Iterator[Block]:
        line = (token.map[0] if token.map else 0) + self.offset + 1
        if token.type == "fence":
            yield Block("text", flat(token.content), line, len(self.lists), aside=True)
            return
        if _WORDS_IN_HTML.sub("", token.content).strip():
            yield from read_html(token.content, self.source, self.is_section, first_line=line).blocks


_BEFORE_BOLD = regex(r"\s*(?:\[[ xX]\])?\s*")
"""What may stand before the bold text that a line begins with: the box of a task."""


@dataclass(slots=True)
class _Inline:
    """The text of inline tokens so far, with links, and the bold text at the beginning."""

    parts: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    anchors: list[tuple[int, str]] = field(default_factory=list)
    strong: str = ""
    bold_from: int = -1

    def take(self, token: Token) -> None:
        kind = token.type
        if kind in ("text", "code_inline", "text_special"):
            self.parts.append(token.content)
        elif kind in ("softbreak", "hardbreak"):
            self.parts.append("\n")
        elif kind == "link_open":
            self.anchors.append((len(self.parts), str(token.attrs.get("href", ""))))
        elif kind == "link_close" and self.anchors:
            self._close_link(*self.anchors.pop())
        elif kind == "html_inline" and token.content[:3].lower() == "<br":
            self.parts.append("\n")
        else:
            self._mark(token)

    def _close_link(self, start: int, href: str) -> None:
        words = flat("".join(self.parts[start:]))
        if words:
            self.links.append((words, href))

    def _mark(self, token: Token) -> None:
        name = token.content.lower() if token.type == "html_inline" else token.type
        if self.bold_from < 0 and name in ("strong_open", "<b>", "<strong>"):
            self.bold_from = len(self.parts) if _BEFORE_BOLD.fullmatch("".join(self.parts)) else -1
        elif self.bold_from >= 0 and not self.strong and name in ("strong_close", "</b>", "</strong>"):
            self.strong = flat("".join(self.parts[self.bold_from :]))


def _inline_text(content: str, known: dict[str, Any]) -> tuple[str, Links, str]:
    """Return a block's text without marks, its links, and the bold text at the beginning."""
    if len(content) > _LONGEST_BLOCK or not _MARKS.search(content):
        return content.strip(), bare_links(content), ""
    parser = _parser()
    inline = _Inline()
    tokens: list[Token] = []
    parser.inline.parse(content, parser, known, tokens)
    for token in tokens:
        inline.take(token)
    text = "".join(inline.parts).strip()
    strong = inline.strong
    if not strong and content[:1] in "*_" and content[-1:] in "*_" and is_marked(text):
        strong = flat(text)  # a question set in italics as a whole stands out as one in bold does
    return text, tuple(inline.links) or bare_links(text), strong
