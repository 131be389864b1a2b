"""reStructuredText, read by docutils, which is loaded here and only when needed."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from typing import Any

from qbank.errors import Problem
from qbank.notes.formats.blocks import Block, Document, Links, flat
from qbank.notes.formats.plain import bare_links
from qbank.notes.formats.source import bounded
from qbank.notes.formats.tables import Row, table_blocks

_HEAD = re.compile(r"^(={1,6})[ \t]+(\S.*?)(?:[ \t]+=+)?$")
_ATTRIBUTE = re.compile(r"^:!?([\w-]+)!?:(?:[ \t]+(.*))?$")
_BLOCK = re.compile(r"^(?:-{4,}|\.{4,}|\+{4,}|/{4,})$")
_QUOTE = re.compile(r"^(?:_{4,}|={4,}|\*{4,}|--)$")
_BULLET = re.compile(r"^[ \t]*(\*{1,6}|-)[ \t]+(?:\[([ xX*])\][ \t]+)?(?=\S)")
_NUMBER = re.compile(r"^[ \t]*(\.{1,6})[ \t]+(?=\S)")
_TERM = re.compile(r"^(?P<term>\S.*?)(?<!:):{2,4}(?:[ \t]+(?P<more>.*))?$")
_MACRO = re.compile(
    r"(?:link:)?((?:https?|mailto|ftp):[^\s\[\]]+|(?<=link:)[^\s\[\]]+)\[([^\]\n]*)\]|(?:xref|link):([^\s\[\]]+)\[([^\]\n]*)\]|<<[^,<>\n]+,([^<>\n]+)>>"
)
_MEDIA = re.compile(r"^(?:image|video|audio|include|toc|ifdef|ifndef|endif|ifeval)::?.*\[.*\]$")
_STRONG = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])")
_ATTRIBUTE_LIST = re.compile(r"^\[[^\[\]\n]*\]$")
_BY = re.compile(r"^[^\W\d_][^<>@,;:]{2,60}(?:\s+<[^<>]+>)?(?:;\s*[^\W\d_][^<>@,;:]{2,60}(?:\s+<[^<>]+>)?)*$")


def from_asciidoc(text: str) -> tuple[str, dict[str, object]]:
    """Return an AsciiDoc text as Markdown, line for line, and its title, author and attributes as fields."""
    fields: dict[str, object] = {}
    return "\n".join(_asciidoc_lines(text.split("\n"), fields)), fields


def _asciidoc_lines(lines: list[str], fields: dict[str, object]) -> Iterator[str]:
    closing = ""
    header = qanda = False
    for n, line in enumerate(lines):
        bare = line.strip()
        if closing:
            closing = "" if bare == closing else closing
            yield "```" if not closing else line
        elif _BLOCK.match(bare):
            closing = bare
            yield "```"
        elif (
            n < 40
            and (header or not fields.get("title"))
            and (said := _header_line(bare, fields, header=header)) is not None
        ):
            header = bool(bare)
            yield said
        else:
            header = False
            qanda = (qanda or bare == "[qanda]") and not bare.startswith("=")
            yield _asciidoc_line(line, bare, qanda=qanda)


def _header_line(bare: str, fields: dict[str, object], *, header: bool) -> str | None:
    """Return a line of a document's header as Markdown, and note what it says; None for a line of the text."""
    if (head := _HEAD.match(bare)) and len(head[1]) == 1:
        fields["title"] = head[2]
        return f"# {head[2]}"
    if found := _ATTRIBUTE.match(bare):
        if found[2]:
            fields.setdefault(found[1].casefold().replace("-", "_"), found[2])
        return ""
    if header and bare and _BY.match(bare) and "author" not in fields:
        fields["author"] = re.sub(r"\s*<[^<>]*>", "", bare)
        return ""
    return None


def _asciidoc_line(line: str, bare: str, *, qanda: bool) -> str:
    if (
        bare.startswith("//")
        or bare == "+"
        or _MEDIA.match(bare)
        or _ATTRIBUTE_LIST.match(bare)
        or _ATTRIBUTE.match(bare)
    ):
        return ""
    if _QUOTE.match(bare):
        return ""
    if head := _HEAD.match(bare):
        return f"{'#' * len(head[1])} {_inline(head[2])}"
    if bullet := _BULLET.match(line):
        box = f"[{bullet[2].replace('*', 'x')}] " if bullet[2] else ""
        return f"{'  ' * (len(bullet[1]) - 1)}- {box}{_inline(line[bullet.end() :])}"
    if number := _NUMBER.match(line):
        return f"{'   ' * (len(number[1]) - 1)}1. {_inline(line[number.end() :])}"
    if bare.startswith(".") and not bare.startswith("..") and bare[1:2].strip():
        return f"**{_inline(bare[1:])}**"
    if (term := _TERM.match(bare)) and "://" not in term["term"]:
        # A heading ends before the answer on the next line, as a list's item would not.
        if qanda or term["term"].endswith("?"):
            return f"###### {_inline(term['term'])}"
        return f"**{_inline(term['term'])}** {_inline(term['more'] or '')}".rstrip()
    return _inline(line.rstrip(" +") if line.endswith(" +") else line)


def _inline(text: str) -> str:
    if "[" in text or "<<" in text:
        text = _MACRO.sub(_link, text)
    return _STRONG.sub(r"**\1**", text)


def _link(found: re.Match[str]) -> str:
    if found[5]:
        return found[5]
    target, words = (found[1], found[2]) if found[1] else (found[3], found[4])
    words = words.split(",")[0].rstrip("^").strip('" ')
    return f"[{words or target}]({target})"


_STARS = re.compile(
    r"^(\*{1,8})[ \t]+(?:(?:TODO|DONE|NEXT|WAITING|STARTED|CANCELLED)[ \t]+)?(?:\[#[A-Z]\][ \t]+)?(.*?)(?:[ \t]+:[\w@#%:]+:)?[ \t]*$"
)
_KEYWORD = re.compile(r"^[ \t]*#\+(\w+):[ \t]*(.*)$")
_DRAWER = re.compile(r"^[ \t]*:(?:PROPERTIES|LOGBOOK|CLOCK):[ \t]*$", re.IGNORECASE)
_PROPERTY = re.compile(r"^[ \t]*:([\w-]+):[ \t]+(.+)$")
_ORG_LINK = re.compile(r"\[\[([^\[\]\n]+)\](?:\[([^\[\]\n]+)\])?\]")
_PLANNED = re.compile(r"^[ \t]*(?:SCHEDULED|DEADLINE|CLOSED):")
_ORG_BULLET = re.compile(r"^([ \t]*)(?:([-+])|(\d{1,3}[.)]))[ \t]+(?:\[@\d+\][ \t]*)?(?:\[([ xX-])\][ \t]+)?")
_STAMP = re.compile(r"[<\[]\d{4}-\d\d-\d\d(?: [^<>\[\]\n]*)?[>\]]")


def from_org(text: str) -> tuple[str, dict[str, object]]:
    """Return an Org text as Markdown, line for line, and its keywords and first properties as fields."""
    fields: dict[str, object] = {}
    return "\n".join(_org_lines(text.split("\n"), fields)), fields


def _org_lines(lines: list[str], fields: dict[str, object]) -> Iterator[str]:
    fenced = drawer = False
    for line in lines:
        keyword = _KEYWORD.match(line)
        if drawer:
            drawer = line.strip().casefold() != ":end:"
            if found := _PROPERTY.match(line):
                fields.setdefault(found[1].casefold(), found[2].strip())
            yield ""
        elif _DRAWER.match(line):
            drawer = True
            yield ""
        elif re.match(r"[ \t]*#\+(?:begin|end)_(?:src|example|comment|export)", line, re.IGNORECASE):
            fenced = not fenced
            yield "```"
        elif fenced:
            yield line
        elif keyword or re.match(r"[ \t]*#(?:[ \t]|$|\+)", line) or _PLANNED.match(line):
            if keyword:
                fields.setdefault(keyword[1].casefold(), keyword[2].strip())
            yield ""
        else:
            yield _org_line(line)


def _org_line(line: str) -> str:
    if head := _STARS.match(line):
        return f"{'#' * min(len(head[1]), 6)} {_org_inline(head[2])}"
    if bullet := _ORG_BULLET.match(line):
        box = f"[{'x' if bullet[4] in 'xX' else ' '}] " if bullet[4] else ""
        return f"{bullet[1]}{bullet[2] or bullet[3]} {box}{_org_inline(line[bullet.end() :])}".replace(
            " ::", ":"
        )
    return _org_inline(line)


def _org_inline(text: str) -> str:
    text = _ORG_LINK.sub(lambda m: f"[{m[2] or m[1]}]({m[1]})", text)
    return _STRONG.sub(r"**\1**", _STAMP.sub("", text) if text.lstrip().startswith(("<", "[")) else text)


Rewriter = Callable[[str], tuple[str, dict[str, object]]]
REWRITERS: dict[str, Rewriter] = {"asciidoc": from_asciidoc, "org": from_org}


Node = Any
"""A node of docutils, whose types do not say what a class's children are."""

MOST = 2_000_000
"""Characters that docutils is given; its time grows faster than its text."""
_ASIDE = (
    "block_quote",
    "literal_block",
    "system_message",
    "sidebar",
    "topic",
    "footer",
    "comment",
    "raw",
    "footnote",
    "citation",
)
_SETTINGS = {
    "report_level": 5,
    "halt_level": 5,
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "_disable_config": True,
    "doctitle_xform": False,
    "docinfo_xform": False,
    "smart_quotes": False,
    "syntax_highlight": "none",
    "line_length_limit": 50_000,
}


def read_rst(text: str, source: str, first_line: int = 1) -> Document:
    """Return the blocks of a reStructuredText document and the fields of its field list. Nothing is included or run."""
    from docutils import core
    from docutils.utils import SystemMessage

    text, problems = bounded(text[:MOST], source)
    try:
        tree = core.publish_doctree(text, settings_overrides={**_SETTINGS, "warning_stream": io.StringIO()})
    except (
        SystemMessage,
        RecursionError,
        ValueError,
        AssertionError,
        LookupError,
        AttributeError,
        TypeError,
    ) as error:
        what = f"the reStructuredText could not be read ({type(error).__name__})"
        return Document((), {}, (*problems, Problem(where=source, what=what, hint="give --format plain")))
    walk = _Walk(first_line - 1)
    blocks = tuple(walk.blocks(tree, 0, 0))
    return Document(blocks, walk.fields, problems)


class _Walk:
    """The way through a tree of docutils: the line of the last node that told one."""

    def __init__(self, offset: int) -> None:
        self.offset, self.line, self.fields = offset, 1, dict[str, object]()

    def blocks(self, node: Node, depth: int, section: int, *, aside: bool = False) -> Iterator[Block]:
        """Yield the blocks below a node that stands in so many lists and sections."""
        for child in node.children:
            name = child.__class__.__name__
            self.line = getattr(child, "line", None) or self.line
            if name == "title":
                yield Block(
                    "heading",
                    flat(child.astext()),
                    self._at(child) - 1,
                    max(1, section),
                    self._links(child),
                    aside=aside,
                )
            elif name == "field_list" and not depth:
                yield from self._field_list(child)
            elif name in ("paragraph", "line", "rubric", "caption", "attribution"):
                yield self._paragraph(child, depth, aside=aside)
            elif name == "list_item":
                yield from self._item(child, depth, section, aside=aside)
            elif name == "definition_list_item":
                yield from self._definition(child, depth, section, aside=aside)
            elif name == "table":
                yield from self._table(child, aside=aside)
            elif name in (
                "comment",
                "substitution_definition",
                "target",
                "image",
                "raw",
                "pending",
                "system_message",
            ):
                continue
            elif hasattr(child, "children") and name != "Text":
                inside = depth + (name in ("bullet_list", "enumerated_list"))
                yield from self.blocks(
                    child, inside, section + (name == "section"), aside=aside or name in _ASIDE
                )

    def _at(self, node: Node) -> int:
        return (getattr(node, "line", None) or self.line) + self.offset

    def _paragraph(self, node: Node, depth: int, *, aside: bool) -> Block:
        text = node.astext()
        return Block(
            "text",
            text,
            self._at(node),
            depth,
            self._links(node) or bare_links(text),
            self._strong(node),
            aside=aside,
        )

    def _item(self, node: Node, depth: int, section: int, *, aside: bool) -> Iterator[Block]:
        ordered = node.parent.__class__.__name__ == "enumerated_list"
        first = True
        for block in self.blocks(node, depth, section, aside=aside):
            if first and block.kind == "text":
                yield Block(
                    "item", flat(block.text), block.line, depth, block.links, block.strong, ordered, aside
                )
            else:
                yield block
            first = False

    def _definition(self, node: Node, depth: int, section: int, *, aside: bool) -> Iterator[Block]:
        for child in node.children:
            if child.__class__.__name__ == "term":
                text = flat(child.astext())
                yield Block("text", text, self._at(child), depth, self._links(child), text, aside=aside)
            elif child.__class__.__name__ == "definition":
                yield from self.blocks(child, depth, section, aside=aside)

    def _field_list(self, node: Node) -> Iterator[Block]:
        for field in node.children:
            name, body = (flat(part.astext()) for part in field.children[:2])
            self.fields.setdefault(name.casefold().replace(" ", "_").replace("-", "_"), body)
            yield Block("text", f"{name}: {body}", self._at(field), 0, aside=True)

    def _table(self, node: Node, *, aside: bool) -> Iterator[Block]:
        rows = []
        for row in node.findall(lambda n: n.__class__.__name__ == "row"):
            entries = [c for c in row.children if c.__class__.__name__ == "entry"]
            inner = next((getattr(n, "line", None) for n in row.findall() if getattr(n, "line", None)), None)
            cells = tuple(flat(c.astext()) for c in entries)
            rows.append(Row(cells, (inner or self.line) + self.offset, self._links(row)))
        yield from table_blocks(rows, aside=aside)

    def _links(self, node: Node) -> Links:
        found = node.findall(lambda n: n.__class__.__name__ == "reference")
        return tuple(
            (flat(n.astext()), n.get("refuri")) for n in found if n.get("refuri") and flat(n.astext())
        )

    def _strong(self, node: Node) -> str:
        first = node.children[0] if node.children else None
        return flat(first.astext()) if first is not None and first.__class__.__name__ == "strong" else ""
