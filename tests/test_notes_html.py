"""HTML to blocks."""

from __future__ import annotations

from qbank.notes.formats.blocks import Block
from qbank.notes.formats.html import read_html, readable


def _read(text: str) -> tuple[Block, ...]:
    return read_html(text, "x", lambda line: line == "Interview").blocks


def test_lists_keep_their_depth() -> None:
    """Nested lists are nested; the text of an item ends where the nested list begins."""
    blocks = _read("<ul><li>a <b>b</b><ol><li>c</li></ol> rest</li><li>d</li></ul>")
    assert [(b.kind, b.level, b.text) for b in blocks] == [
        ("item", 1, "a b"),
        ("item", 2, "c"),
        ("text", 1, "rest"),
        ("item", 1, "d"),
    ]


def test_unclosed_items_are_items() -> None:
    """Old pages do not close their items."""
    assert [b.text for b in _read("<ul><li>a<li>b<li>c</ul>")] == ["a", "b", "c"]


def test_lines_with_breaks_are_parted_at_names() -> None:
    """Names of sections before `<br>` stand alone; two breaks part paragraphs."""
    blocks = _read("Summary<br>One.<br/><br/>Interview<br /><ul><li>a</li></ul>")
    assert [b.text for b in blocks] == ["Summary\nOne.", "Interview", "a"]


def test_entities_and_links() -> None:
    """Entities are resolved; links keep text and target, made absolute."""
    document = read_html("<p>a &amp; b&nbsp;<a href='/c'>c</a></p>", "x", lambda _: False, base="https://e.org/x/")
    assert document.blocks[0].text == "a & b c"
    assert document.blocks[0].links == (("c", "https://e.org/c"),)


def test_scripts_go_and_menus_are_asides() -> None:
    """Scripts and styles leave nothing; menus, footers and advertisements are marked."""
    blocks = _read(
        "<script>x?</script><style>y</style><nav>a</nav><div class='my-sponsor box'>b</div><div class='loads'>c</div><footer>d</footer>"
    )
    assert [(b.text, b.aside) for b in blocks] == [("a", True), ("b", True), ("c", False), ("d", True)]


def test_lines_in_the_source() -> None:
    """Each block knows the line on which its text begins."""
    assert [b.line for b in _read("<ul>\n<li>a?</li>\n<li>\n  b &amp; c?\n</li>\n</ul>")] == [2, 4]


def test_bold_beginnings() -> None:
    """The bold words that a paragraph begins with are known."""
    assert _read("<p><strong>Q: What?</strong> That.</p>")[0].strong == "Q: What?"


def test_title_and_description_of_a_page() -> None:
    """The head of a page gives title and description."""
    page = "<html><head><title>T | Show</title><meta property='og:title' content='T'><meta name='description' content='D'></head><body>x</body></html>"
    meta = read_html(page, "x", lambda _: False).meta
    assert (meta["title"], meta["description"]) == ("T", "D")


def test_depth_is_bounded() -> None:
    """A page that nests without end is cut, with a Problem; thousands of open items are none."""
    document = read_html("<div>" * 5000 + "<ul><li>x", "x", lambda _: False)
    assert "nested too deep" in document.problems[0].what
    assert readable("<ul>" + "<li>x" * 5000) == len("<ul>" + "<li>x" * 5000)


def test_text_that_is_not_in_the_source_has_the_line_before() -> None:
    """Words written as numbers of letters are found nowhere: they stand on the line where the search was."""
    assert [(b.text, b.line) for b in _read("<p>a</p>\n<p>b</p><p>&#67;&#68;</p>")] == [("a", 1), ("b", 2), ("CD", 2)]


def test_a_citation_inside_a_sentence_is_an_aside() -> None:
    """The title of a book, cited among the lines, is nobody's question; what comes after it is asked again."""
    blocks = _read("<cite><p>What Is Life?</p></cite><p>What is it?</p>")
    assert [(b.text, b.aside) for b in blocks] == [("What Is Life?", True), ("What is it?", False)]


def test_links_that_lead_nowhere_do_no_harm() -> None:
    """An address that is none is kept as it stands; a link around a picture has no words and is left out."""
    document = read_html(
        "<p><a href='http://[x'>w</a> <a href='/y'><img src='q'></a></p>", "x", lambda _: False, base="https://e.org/"
    )
    assert document.blocks[0].links == (("w", "http://[x"),)
