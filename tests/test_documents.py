"""The sheets as other programs take them: Markdown for Notion and Obsidian, HTML as a page, Word without what Google Docs drops."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token
from outlines import full

from qbank.model import Outline
from qbank.sheet.copies import host_copy
from qbank.sheet.formats import FORMATS, Wanted
from qbank.sheet.text import markdown

LAYOUTS = {path.name: path.read_bytes() for path in (Path(__file__).resolve().parent.parent / "templates").iterdir()}
WANTED = Wanted(date="2026-11-22", ours=frozenset(LAYOUTS.values()))


def made(name: str, outline: Outline | None = None) -> bytes:
    """Return the host's sheet in a format."""
    return FORMATS[name](outline or full(), LAYOUTS, WANTED)


def plain(tokens: list[Token]) -> str:
    """Return the text of tokens as it is read, markup gone."""
    return "".join(plain(t.children) if t.children else " " if t.type.endswith("break") else t.content for t in tokens)


def test_markdown_is_lists_and_boxes_that_a_note_program_reads() -> None:
    """Every question stands in a list, must-asks behind an empty box, follow-ups one level deeper, and each text reads as it was."""
    outline = full()
    tokens = MarkdownIt("commonmark").parse(made("md").decode())
    depth, lines = 0, []
    for at, token in enumerate(tokens):
        depth += {"bullet_list_open": 1, "bullet_list_close": -1}.get(token.type, 0)
        if token.type == "inline" and tokens[at - 1].type == "paragraph_open" and depth:
            lines.append((depth, plain([token])))
    for question in outline.questions:
        (found,) = [line for line in lines if question.text in line[1] and line[0] == 1]
        assert found[1].startswith("[ ] ") == (question.lane == "must")
        for follow_up in question.follow_ups:
            assert any(depth == 2 and follow_up.text in text for depth, text in lines)


@pytest.mark.parametrize(
    "text",
    [
        "What is the #1 reason?",
        "Why #databases?",
        "Was it $5 or $10?",
        "Is 50%%secret%% left?",
        "Is a ==b== c?",
        "See [[Other note]]?",
        "What of C# and F#?",
    ],
)
def test_what_note_programs_would_read_as_their_own_marks_is_text(text: str) -> None:
    """Tags, formulas, comments, marks and links of Obsidian and Notion are escaped, and read back as they were by plain Markdown."""
    said = markdown(text)
    assert plain(MarkdownIt("commonmark").parseInline(said)) == text
    bare = re.sub(r"\\[^\w\s]", "", said)
    assert not re.search(r"(?:^|[\s(])#\w|\$\S|%%|==|\[\[", bare)


def test_a_page_fetches_nothing() -> None:
    """The HTML sheet names no file, script, font or picture elsewhere, and forbids the browser to load any."""
    text = made("html").decode()
    assert "default-src 'none'" in text
    assert not re.search(r"<(?:script|link|img|iframe)|url\(|@import|\ssrc=", text)


def test_a_word_sheet_uses_nothing_that_google_docs_is_known_to_drop() -> None:
    """No text box, macro, linked picture, embedded object, form field or content control: the boxes are characters."""
    with zipfile.ZipFile(io.BytesIO(made("docx"))) as package:
        names = package.namelist()
        body = package.read("word/document.xml").decode()
    assert not any(name.startswith(("word/media", "word/embeddings")) or "vba" in name for name in names)
    assert not re.search(r"<w:(?:pict|object|drawing|fldSimple|ffData|altChunk)\b|txbxContent", body)
    assert "<w:sdt" not in body


def test_a_heading_is_a_heading_in_every_program() -> None:
    """Title and blocks are real headings: Word's outline, Markdown's levels, HTML's h1 and h2."""
    outline = full()
    title = host_copy(outline).title
    assert made("md").decode().startswith(f"# {title}\n")
    assert f'<h1 dir="auto">{title}</h1>' in made("html").decode()
    with zipfile.ZipFile(io.BytesIO(made("docx", replace(outline)))) as package:
        body = package.read("word/document.xml").decode()
    assert '<w:pStyle w:val="Heading1"/>' in body
    assert '<w:pStyle w:val="Heading2"/>' in body
