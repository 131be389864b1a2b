"""The public way in."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbank.errors import QbankError, UsageError
from qbank.notes import parse_sections, read

NOTES = (
    b"# Tern with Ada Quist - Episode 3\n\n## Interview\n\n- Introduction\n- What is Tern?\n\n## Links\n\n- [Why?](x)\n"
)


def test_a_reading() -> None:
    """Format, episodes and the fate of every line come back."""
    reading = read(NOTES, source="n.md")
    assert (reading.source, reading.format, reading.problems) == ("n.md", "markdown", ())
    assert reading.episodes[0].id == "003-tern"
    assert [(f.line, f.fate) for f in reading.lines] == [
        (1, "skipped"), (3, "skipped"), (5, "intro"), (6, "question"), (8, "skipped"), (10, "skipped"),
    ]  # fmt: skip


def test_the_format_can_be_given() -> None:
    """A given format is used whatever the content looks like; an unknown one is refused."""
    assert read(NOTES, source="x", format="plain").format == "plain"
    with pytest.raises(UsageError, match="unknown format"):
        read(NOTES, source="x", format="pdf")


def test_names_of_ones_own() -> None:
    """A show's own names of sections are used."""
    own = parse_sections({"roles": {"interview": ["links"], "skip": ["interview"]}, "lines": {}})
    assert [
        i.text for i in read(b"# Links\n- What?\n# Interview\n- Why?\n", source="x", sections=own).episodes[0].items
    ] == ["What?"]


@pytest.mark.parametrize("data", [b"", b"   \n\n", b"\xef\xbb\xbf", b"Just a line of prose.", b"# Only a title\n"])
def test_no_questions_are_no_error(data: bytes) -> None:
    """Notes without a question give no items and a Problem."""
    reading = read(data, source="x")
    assert not any(e.items for e in reading.episodes)
    assert reading.problems


def test_word_is_loaded_only_for_word() -> None:
    """Reading Markdown does not load python-docx, nor a feed's parser."""
    import subprocess

    code = "import sys; from qbank.notes import read; read(b'# T\\n- a?\\n- b?\\n', source='x'); print([m for m in ('docx', 'feedparser', 'selectolax') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """No byte string makes the reader stumble; reading twice gives the same."""
    try:
        reading = read(data, source="x")
    except QbankError:
        return
    assert reading == read(data, source="x")


@given(
    st.text(alphabet="-#*•?[]()<>:12 \n\tabWhy&;`_~|\\\"'{}%", max_size=200),
    st.sampled_from(["plain", "markdown", "html", "feed", "json"]),
)
def test_any_text_in_any_format(text: str, kind: str) -> None:
    """Whatever the marks, items are numbered, flat and on a line of the source."""
    for episode in read(text.encode(), source="x", format=kind).episodes:
        assert [i.n for i in episode.items] == list(range(1, len(episode.items) + 1))
        for item in episode.items:
            assert item.text == " ".join(item.text.split())
            assert item.line is not None
            assert 1 <= item.line <= text.count("\n") + 1
