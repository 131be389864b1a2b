"""HTML, a fragment or a whole saved page, turned into blocks by selectolax."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import field, replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from qbank.english.terms import word_set
from qbank.errors import Problem
from qbank.lazy import dataclass, regex
from qbank.notes.formats.blocks import Block, Document, Links, bare_links, flat, paragraphs
from qbank.notes.formats.data import fields_in
from qbank.notes.formats.tables import Row, is_read, table_blocks

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_GONE = word_set("""script style noscript template svg math iframe object embed select option textarea button canvas audio video
    map head""")
_ASIDE = frozenset(["nav", "aside", "footer", "form", "blockquote", "figure", "dialog", "menu", "cite"])
_ASIDE_ROLES = ("dialog", "alertdialog", "navigation", "complementary", "contentinfo", "search", "menu")
_BREAKS = word_set("""html body div p ul ol li dl dt dd h1 h2 h3 h4 h5 h6 table thead tbody tr td th section article main header
    footer nav aside form blockquote figure figcaption pre hr address details summary center fieldset menu
    dialog""")
_AD = regex(
    r"(?:^|[\s_-])(?:well|ads?|advert\w*|sponsor\w*|promo\w*|banner|nav\w*|menu\w*|sidebar|widget\w*|footer|social|share|sharing|comments?|breadcrumb\w*|"
    r"related|footnotes?|endnotes?|cookie\w*|newsletter|subscribe|pagination|pager|(?<!visually[_-])hidden|sr-only|player)(?:$|[\s_-])",
    re.IGNORECASE,
)
_HEADING = regex(r"h[1-6]$")
_MOST_NODES = 400_000
_MOST_TEXT = 8_000_000
_MOST_OPEN = 1_000
"""Elements open inside each other; the parser's time grows with the square of that."""
_TAG = regex(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_CLOSES_ITSELF = word_set(
    """li p br img hr input meta link td th tr dt dd option wbr source col area base embed param track"""
)
_DEEPEST = 60
"""Lists nested deeper than this count as this deep."""
_WINDOW = 200_000


def read_html(
    text: str, source: str, is_section: Callable[[str], bool], *, first_line: int = 1, base: str = "", shown: str = ""
) -> Document:
    """Return the blocks of an HTML text; `base` is what relative links are relative to, `shown` what it was made from."""
    from selectolax.lexbor import LexborHTMLParser

    # A lone surrogate or NUL would end the text for the parser.
    end = readable(text)
    tree = LexborHTMLParser(text[:end].replace("\x00", " ").encode("utf-8", "replace").decode("utf-8"))
    walk = _Walk(_Lines(shown or text, first_line), is_section, base)
    blocks = tuple(walk.blocks(tree.root)) if tree.root is not None else ()
    head = text[:100_000]
    meta = _meta(tree) if "<head" in head or "<title" in head or "ld+json" in head else {}
    whole = walk.nodes < _MOST_NODES and end == len(text)
    what = "the page is too large or nested too deep; its end was not read"
    return Document(blocks, meta, () if whole else (Problem(source, what, "save the notes alone"),))


def readable(text: str, most: int = _MOST_TEXT) -> int:
    """Return how much of a page or feed can be parsed in bounded time: up to a size and a depth of open elements."""
    end = min(len(text), most)
    if text.count("<", 0, end) <= _MOST_OPEN:
        return end
    depth = 0
    for tag in _TAG.finditer(text, 0, end):
        if tag[2].lower() in _CLOSES_ITSELF:
            continue
        depth = max(0, depth + (-1 if tag[1] else 1))
        if depth > _MOST_OPEN:
            return tag.start()
    return end


def _meta(tree: LexborHTMLParser) -> dict[str, object]:
    """Return title and description from a page's head."""
    made: dict[str, object] = {}
    for key, selector, attribute in (
        ("title", "meta[property='og:title']", "content"),
        ("page_title", "title", ""),
        ("description", "meta[name='description']", "content"),
        ("description", "meta[property='og:description']", "content"),
        ("date", "meta[property='article:published_time']", "content"),
        ("date", "time[datetime]", "datetime"),
    ):
        node = tree.css_first(selector)
        value = (node.attributes.get(attribute) if attribute else node.text()) if node is not None else None
        if value and flat(value):
            made.setdefault(key, flat(value))
    word = tree.css_first(".MsoTitle, p.title")
    if word is not None and flat(word.text()) and "title" not in made:
        # What Word has in a page's head is the file's first name, often long forgotten.
        made["title"] = flat(word.text())
    titled = str(made.get("title") or made.get("page_title") or "")
    heads = [flat(head.text()) for head in tree.css("h1")]
    if len(heads) == 1 and heads[0] and heads[0] in titled:
        # The rest of a page's title is the site's name.
        made["title"] = heads[0]
    for script in tree.css("script[type='application/ld+json']"):
        made = {**made, **fields_in(script.text() or "")}
    return made


class _Lines:
    """Where in the source a text stands: looked for from the place of the one before."""

    def __init__(self, source: str, first_line: int) -> None:
        self.source, self.first, self.at = source, first_line, 0
        self.starts = [m.start() for m in re.finditer("\n", source)] if "\n" in source else []

    def find(self, text: str) -> int:
        """Return the number of the line on which the next occurrence of a text's beginning stands."""
        line = text.strip().split("\n", 1)[0][:40]
        words = re.match(r"\w+", line)
        place = self.at
        for key in (line, words[0] if words else ""):
            found = self.source.find(key, self.at, self.at + _WINDOW) if key else -1
            if found >= 0:
                place, self.at = found, found + len(key)
                break
        return bisect_right(self.starts, place) + self.first


@dataclass(slots=True)
class _Walk:
    """The way through a page: the text gathered since the last break, and what it stands in."""

    lines: _Lines
    is_section: Callable[[str], bool]
    base: str
    nodes: int = 0
    orders: list[bool] = field(default_factory=list)
    levels: list[int] = field(default_factory=list)
    """How deep each open list says that it is, as Google Docs and Word do; 0 where its place in others tells."""
    word: int = 0
    remark: bool = False
    fresh: list[bool] = field(default_factory=list)
    asides: int = 0
    heading: int = 0
    parts: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    anchors: list[tuple[int, str]] = field(default_factory=list)
    bold_from: int = -1
    strong: str = ""
    line: int = 0

    def blocks(self, root: LexborNode) -> Iterator[Block]:
        """Walk the tree without recursion and yield its blocks in order."""
        node: LexborNode | None = root
        while node is not None and self.nodes < _MOST_NODES:
            self.nodes += 1
            tag = node.tag or ""
            inside = node.child if tag not in _GONE and not _is_mark(node, tag) else None
            if tag == "table" and (rows := self._asked_table(node)):
                yield from self._flush()
                yield from table_blocks(rows, aside=self.asides > 0)
                inside = None
            yield from self._enter(node, tag)
            if inside is not None:
                node = inside
                continue
            while node is not None:
                yield from self._leave(node, node.tag or "")
                if node.next is not None:
                    node = node.next
                    break
                node = node.parent
        yield from self._flush()

    def _asked_table(self, table: LexborNode) -> list[Row]:
        """Return the rows of a table that asks or gives fields; of one that only lays out a page none."""
        if table.css_first("td ul, td ol, td table, td h1, td h2, td h3, td h4") is not None:
            return []
        rows = []
        for tr in table.css("tr"):
            cells = [flat(c.text(deep=True, separator=" ")) for c in tr.css("td, th")]
            found = tuple((flat(a.text()), a.attributes.get("href") or "") for a in tr.css("a") if flat(a.text()))
            rows.append(Row(tuple(cells), 0, tuple((w, _joined(self.base, h)) for w, h in found)))
        if not is_read(rows):
            return []
        return [replace(r, line=self.lines.find(max(r.cells, key=len, default=""))) for r in rows]

    def _enter(self, node: LexborNode, tag: str) -> Iterator[Block]:
        if tag == "-text":
            self._text(node.text_content or "")
        elif tag == "br":
            self.parts.append("\n")
        elif tag in _BREAKS:
            yield from self._flush()
            self._open(node, tag)
        elif tag == "a":
            self.remark = self.remark or (node.attributes.get("href") or "").startswith("#cmnt_ref")
            self.anchors.append((len(self.parts), node.attributes.get("href") or ""))
        elif tag in ("b", "strong") and not "".join(self.parts).strip():
            self.bold_from = len(self.parts)
        elif tag in _ASIDE:
            self.asides += 1

    def _open(self, node: LexborNode, tag: str) -> None:
        if tag in ("ul", "ol"):
            self.orders.append(tag == "ol")
            self.levels.append(_listed_level(node))
        elif tag == "li":
            self.fresh.append(True)
        elif _HEADING.match(tag):
            self.heading = int(tag[1])
        elif tag in ("dt", "summary"):
            self.bold_from = 0
        elif tag == "p":
            self.word = _word_list_level(node)
        if _is_aside(node, tag):
            self.asides += 1

    def _leave(self, node: LexborNode, tag: str) -> Iterator[Block]:
        if tag == "a" and self.anchors:
            self._close_link(*self.anchors.pop())
        elif tag in ("b", "strong") and self.bold_from >= 0:
            self.strong, self.bold_from = self.strong or flat("".join(self.parts[self.bold_from :])), -1
        elif tag in _BREAKS:
            yield from self._flush()
            self.word = 0
            if tag in ("ul", "ol") and self.orders:
                self.orders.pop()
                self.levels.pop()
            elif tag == "li" and self.fresh:
                self.fresh.pop()
            elif _HEADING.match(tag):
                self.heading = 0
            if _is_aside(node, tag):
                self.asides -= 1
        elif tag in _ASIDE:
            self.asides -= 1

    def _text(self, text: str) -> None:
        if text.strip() and not self.line:
            self.line = self.lines.find(text)
        self.parts.append(text.replace("\n", " ") if text.strip() else " ")

    def _close_link(self, start: int, href: str) -> None:
        words = flat("".join(self.parts[start:]))
        if words and href:
            self.links.append((words, _joined(self.base, href)))

    def _flush(self) -> Iterator[Block]:
        text = "\n".join(map(flat, "".join(self.parts).split("\n"))).strip("\n")
        links: Links = tuple(self.links) or bare_links(text)
        if self.bold_from >= 0:
            self.strong = self.strong or flat("".join(self.parts[self.bold_from :]))
        line, strong, aside = self.line, self.strong, self.asides > 0 or self.remark
        self.remark = False
        self.parts, self.links, self.anchors, self.bold_from, self.strong, self.line = [], [], [], -1, "", 0
        if not text:
            return
        stated = self.levels[-1] if self.levels else 0
        depth = min(stated or max(len(self.orders), len(self.fresh)), _DEEPEST)
        if self.heading:
            yield Block("heading", flat(text), line, self.heading, links, aside=aside)
        elif self.word:
            words = _WORD_BULLET.sub("", text)
            yield Block("item", words, line, self.word, links, strong, text[:1].isdigit(), aside)
        elif self.fresh and self.fresh[-1]:
            self.fresh[-1] = False
            ordered = bool(self.orders) and self.orders[-1]
            yield Block("item", text, line, depth, links, strong, ordered, aside)
        elif self.fresh:
            yield Block("text", text, line, depth, links, strong, aside=aside)
        else:
            strong = strong if text.startswith(strong) else ""
            whole = Block("text", text, line, 0, links, strong, aside=aside)
            # A break in a page is no line of its source.
            yield from (replace(part, line=line) for part in paragraphs(whole, self.is_section))


_GOOGLE_LIST = regex(r"\blst-\w+-(\d)\b")
_WORD_LEVEL = regex(r"mso-list:\s*\w+\s+level(\d)", re.IGNORECASE)
_WORD_BULLET = regex(r"^(?:[·•▪§oØ‣-]|\(?\w{1,3}[.)])\s+")


def _listed_level(node: LexborNode) -> int:
    """Return the depth that a list of a Google document gives in its class, which writes nested lists one after the other."""
    found = _GOOGLE_LIST.search(node.attributes.get("class") or "")
    return int(found[1]) + 1 if found else 0


def _word_list_level(node: LexborNode) -> int:
    """Return the depth of a paragraph that Word saved as one of a list; 0 for any other."""
    if "MsoListParagraph" not in (node.attributes.get("class") or ""):
        return 0
    found = _WORD_LEVEL.search(node.attributes.get("style") or "")
    return int(found[1]) if found else 1


def _is_mark(node: LexborNode, tag: str) -> bool:
    """Say whether an element is but the mark of a comment or footnote that hangs on a text."""
    if tag == "a":
        href = node.attributes.get("href") or ""
        return (href.startswith("#cmnt") and not href.startswith("#cmnt_ref")) or href.startswith(("#_msocom", "#_ftn"))
    if tag in ("b", "span"):
        # What a sheet of qbank's own shows beside a question.
        return (node.attributes.get("class") or "") in ("cue", "sign")
    if tag != "sup":
        return False
    link = node.css_first("a")
    return link is not None and (link.attributes.get("href") or "").startswith(("#cmnt", "#fn", "#footnote", "#ftn"))


def _joined(base: str, href: str) -> str:
    try:
        return urljoin(base, href) if base else href
    except ValueError:
        return href


def _is_aside(node: LexborNode, tag: str) -> bool:
    """Say whether an element holds no part of the talk; the foot of a sheet that qbank wrote holds its backups."""
    if tag == "footer" and node.css_first("li.backup") is not None:
        return False
    return tag in _ASIDE or _is_ad(node, tag)


def _is_ad(node: LexborNode, tag: str) -> bool:
    """Say whether an element's class or id says that it is an advertisement, a menu or the like."""
    if tag in ("html", "body", "main", "article"):
        return False
    names = node.attributes
    said = f"{names.get('class') or ''} {names.get('id') or ''}".strip()
    if "hidden" in names or names.get("aria-hidden") == "true" or names.get("role") in _ASIDE_ROLES:
        return True
    return bool(said and _AD.search(said))
