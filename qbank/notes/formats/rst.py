"""reStructuredText, read by docutils, which is loaded here and only when needed."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from qbank.errors import Problem
from qbank.notes.formats.blocks import Block, Document, Links, flat
from qbank.notes.formats.plain import bare_links
from qbank.notes.formats.source import bounded
from qbank.notes.formats.tables import Row, table_blocks

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
