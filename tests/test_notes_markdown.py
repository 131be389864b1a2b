"""Markdown to blocks."""

from __future__ import annotations

from qbank.notes.formats.blocks import Block
from qbank.notes.formats.markdown import NESTING, read_markdown


def _read(text: str) -> tuple[Block, ...]:
    return read_markdown(text, "x", lambda line: line == "Interview").blocks


def test_headings_items_and_paragraphs() -> None:
    """Each keeps its level, depth and line."""
    blocks = _read("## Head\n\ntext\nmore\n\n- a\n    - b\n\n1. c\n")
    assert [(b.kind, b.level, b.line, b.text) for b in blocks] == [
        ("heading", 2, 1, "Head"),
        ("text", 0, 3, "text\nmore"),
        ("item", 1, 6, "a"),
        ("item", 2, 7, "b"),
        ("item", 1, 9, "c"),
    ]
    assert blocks[-1].ordered
    assert not blocks[2].ordered


def test_marks_are_resolved() -> None:
    """Links, code, emphasis, escapes and entities become plain text; links are kept."""
    (block,) = _read("- **Is** [the *link*](http://e.org/a) `co_de` \\_x\\_ &amp; <http://e.org>?")
    assert block.text == "Is the link co_de _x_ & http://e.org?"
    assert block.links == (("the link", "http://e.org/a"), ("http://e.org", "http://e.org"))
    assert block.strong == "Is"


def test_reference_links_are_resolved() -> None:
    """A link whose target stands elsewhere is a link."""
    (block,) = _read("- See [this][1]\n\n[1]: http://e.org\n")
    assert block.links == (("this", "http://e.org"),)


def test_odd_marks_are_mended() -> None:
    """Headings without a blank, foreign bullets and hard blanks read as meant; hashtags stay."""
    blocks = _read("###Head\n• a\n~ b\n-\u00a0c\n\n#tag\n#Interview\n")
    assert [(b.kind, b.text) for b in blocks] == [
        ("heading", "Head"), ("item", "a"), ("item", "b"), ("item", "c"), ("text", "#tag"), ("heading", "Interview"),
    ]  # fmt: skip


def test_indentation_is_never_code() -> None:
    """Deeply indented lists are lists."""
    assert [b.kind for b in _read("        - a\n\n-     b\n")] == ["item", "item"]


def test_answers_in_items_are_text() -> None:
    """A second paragraph of an item is not an item, but knows its depth."""
    blocks = _read("1. a\n\n   answer\n\n   - link\n")
    assert [(b.kind, b.level) for b in blocks] == [("item", 1), ("text", 1), ("item", 2)]


def test_quotations_and_code_are_asides() -> None:
    """What is quoted or fenced is marked."""
    assert [b.aside for b in _read("> a\n\n```\n- b?\n```\n\nc\n")] == [True, True, False]


def test_html_inside_is_read() -> None:
    """A list in HTML is a list; one in an advertisement's box is an aside."""
    blocks = _read('<ul><li>a</li></ul>\n\n<div class="well"><ul><li>b</li></ul></div>\n')
    assert [(b.text, b.aside) for b in blocks] == [("a", False), ("b", True)]


def test_the_limit_of_nesting_is_told() -> None:
    """Lists of twenty levels are read; where the limit is met, a Problem says on which line."""
    text = "".join("  " * i + "- a\n" for i in range(20))
    deep = read_markdown(text, "x", lambda _: False)
    assert [b.level for b in deep.blocks] == list(range(1, 21))
    assert not deep.problems
    deeper = read_markdown("".join("  " * i + "- a\n" for i in range(NESTING)), "n.md", lambda _: False)
    assert "nested deeper" in deeper.problems[0].what
    assert deeper.problems[0].where.startswith("n.md:")


def test_html_without_words_is_nothing() -> None:
    """A mark of the page's layout between the lines makes no line of its own."""
    assert [b.text for b in _read("<div>\n\n- a?\n\n</div>\n\n<!-- more -->\n\n- b?\n")] == ["a?", "b?"]


def test_breaks_and_empty_links_inside_a_line() -> None:
    """`<br>` breaks a line; a link without words, as around a picture, is none."""
    (block,) = _read("Why *now*?<br>How? [](http://e.org/pixel)\n")
    assert block.text == "Why now?\nHow?"
    assert block.links == ()
