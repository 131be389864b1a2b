"""Input of any size and shape takes bounded time; odd characters and encodings do no harm."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbank.errors import QbankError
from qbank.notes import Reading, read

FOLDER = Path(__file__).parent / "notes"
SAMPLES = [p.read_bytes() for p in sorted(FOLDER.iterdir()) if p.is_file()]
SECONDS = 20.0
"""Far above what any of these takes; what grows with the square of the size would take minutes."""


def _read(data: bytes) -> Reading | None:
    try:
        return read(data, source="x")
    except QbankError:
        return None


CASES = {
    "an endless line": b"What is it? " * 400_000,
    "an endless line of Markdown": b"# x\n- " + b"[a](b) **c** " * 100_000,
    "open brackets": b"# Interview\n- " + b"[" * 200_000,
    "open brackets over many lines": b"# Interview\n" + (b"[" * 1_000 + b"\n") * 200,
    "stars": b"# x\n" + b"*" * 50_000 + b"a" + b"*" * 50_000,
    "quotations": b"# x\n" + b">" * 20_000 + b" What?",
    "thirty thousand bullets": b"# Interview\n" + b"- What is it?\n" * 30_000,
    "a deep list in Markdown": b"# Interview\n" + "".join("  " * i + "- What?\n" for i in range(500)).encode(),
    "a deep list in one line": b"# Interview\n" + b"- " * 5_000 + b"What?",
    "a deep list of text": b"Interview\n" + "".join("  " * i + "• What?\n" for i in range(500)).encode(),
    "a deep list in HTML": b"<ul><li>What?" * 5_000,
    "boxes without end": b"<div>" * 100_000 + b"<li>x",
    "tables without end": b"<p>" + b"<table>" * 30_000,
    "attributes without end": b"<p " + b"a=b " * 200_000 + b">x</p><ul><li>a?</ul>",
    "elements without end in a feed": b"<rss><channel>" + b"<a>" * 100_000,
    "less-than signs in a feed": b"<rss>" + b"<" * 300_000,
    "sections of text without end": b"<rss>" + b"<![CDATA[" * 50_000,
    "lists of lists in JSON": b"[[" * 100_000,
    "a long list of people": b"# x\n\nToday we are interviewing " + b"Ada Quist, " * 20_000,
    "a title without end": b"# " + b"Tern with Ada Quist " * 3_000 + b"\n\n## Interview\n- What is Tern?\n",
    "introductions without end": b"# x\n" + b"In this episode Ada Quist, who " * 3_000,
    "headings": b"## What is it?\n\nx\n\n" * 5_000,
    "episodes": b"A with Ada Quist - Episode 3\n\nInterview\n\n- What?\n\n" * 2_000,
    "speakers": b"Ada Quist: hi\n" * 30_000,
    "zeros": b"\0" * 100_000,
}


@pytest.mark.parametrize("name", CASES)
def test_hostile_input_takes_bounded_time(name: str) -> None:
    """Each case is read or refused, and soon."""
    started = time.process_time()
    _read(CASES[name])
    assert time.process_time() - started < SECONDS


@given(
    st.sampled_from(SAMPLES),
    st.data(),
    st.sampled_from(["\u00a0", "\u200b", "\ufeff", "â€™", "\x00", "\u2028", "{{", "]]>", "&#0;", "<li>"]),
)
def test_notes_with_junk_anywhere(sample: bytes, data: st.DataObject, junk: str) -> None:
    """Odd characters in any place do no harm."""
    at = data.draw(st.integers(0, len(sample)))
    reading = _read(sample[:at] + junk.encode() + sample[at:])
    for episode in reading.episodes if reading else ():
        assert all(item.text == " ".join(item.text.split()) for item in episode.items)


@given(
    st.sampled_from(SAMPLES), st.sampled_from(["utf-16", "utf-32-be", "latin-1", "cp1252", "big5", "koi8-r", "utf-7"])
)
def test_notes_in_any_encoding(sample: bytes, encoding: str) -> None:
    """Notes saved in another encoding are read, if perhaps not well."""
    _read(sample.decode("utf-8-sig", "replace").encode(encoding, "replace"))
