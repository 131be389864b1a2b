"""Transcripts are recognized in their many forms; notes are not taken for them."""

from __future__ import annotations

import pytest

from qbank.notes import read
from qbank.notes.detect import is_transcript_text

TURNS = [
    ("Nora", "How are you?"),
    ("Ben", "Well."),
    ("Nora", "What is it?"),
    ("Ben", "A fire."),
    ("Nora", "Why?"),
    ("Ben", "Cold."),
    ("Nora", "And then?"),
    ("Ben", "Rain."),
]


@pytest.mark.parametrize("form", ["**{}:** {}", "{}: {}", "[00:01] {}: {}", "{} (00:01): {}"])
def test_turns_of_speakers(form: str) -> None:
    """Names with colons before most paragraphs make a transcript."""
    text = "\n\n".join(form.format(*turn) for turn in TURNS)
    reading = read(text.encode(), source="x")
    assert reading.episodes == ()
    assert any("transcript" in p.what for p in reading.problems)


def test_capitals_and_numbered_speakers() -> None:
    """KENT: and Speaker 1: are speakers too."""
    for a, b in (("KENT", "ANN"), ("Speaker 1", "Speaker 2")):
        text = "\n".join(f"{a if name == 'Nora' else b}: {words}" for name, words in TURNS)
        assert read(text.encode(), source="x").episodes == ()


@pytest.mark.parametrize(
    "text",
    [
        "WEBVTT\n\n00:01.000 --> 00:02.000\nHi",
        "1\n00:00:01,000 --> 00:00:02,000\na\n\n2\n00:00:02,000 --> 00:00:03,000\nb\n\n3\n00:00:03,000 --> 00:00:04,000\nc",
        "<?xml version='1.0'?><transcript><line/></transcript>",
        "<p><cite>A:</cite> <time>1</time> x</p>" * 6,
    ],
)
def test_captions(text: str) -> None:
    """Captions, subtitles and speakers in cite elements are transcripts by their form."""
    assert is_transcript_text(text)


def test_questions_and_answers_are_no_transcript() -> None:
    """Q: and A: are labels, not speakers; credits with colons are not speech."""
    text = "\n\n".join("Q: What is it?\n\nA: That." for _ in range(6))
    assert len(read(text.encode(), source="x").episodes[0].items) == 6


def test_notes_above_a_transcript_are_read() -> None:
    """A list of questions counts, also when the transcript follows below."""
    turns = "\n\n".join(f"**{name}:** {words}" for name, words in TURNS * 3)
    reading = read(f"# T\n\n## Interview\n\n- What is it?\n- Why?\n\n## Transcript\n\n{turns}".encode(), source="x")
    assert [i.text for i in reading.episodes[0].items] == ["What is it?", "Why?"]
