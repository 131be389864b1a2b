"""Hostile transcripts: time grows with their size and no faster, memory is bounded, and what is left out is said."""

from __future__ import annotations

import json
from collections.abc import Callable
from time import process_time

import pytest

from qbank.transcripts import find_talk, hear, read, reading

HOSTILE: dict[str, Callable[[int], str]] = {
    "arrows": lambda n: "-->" * n,
    "timings": lambda n: "00:00:00.000 --> 00:00:01.000\n" * n,
    "voices": lambda n: "WEBVTT\n\n00:00.000 --> 00:01.000\n" + "<v A>" * n + "x",
    "open tags": lambda n: "WEBVTT\n\n00:00.000 --> 00:01.000\n" + "<" * n,
    "labels": lambda n: "A: " * n,
    "names": lambda n: "Ada " * n + ":",
    "name lines": lambda n: "Ada Brand\nx\nSam Hoste\ny\n" * (n // 8),
    "clocks": lambda n: "00:00 " * n,
    "brackets": lambda n: "[" * n + "00:01]",
    "stars": lambda n: "**" * n + "A:** x",
    "underscores": lambda n: "_a" * n + ": x",
    "links": lambda n: "[a](" * n,
    "cites": lambda n: "<cite>" * n,
    "comments": lambda n: "<p>" * 6 + "<!--" * n,
    "json": lambda n: "[" * n,
    "json words": lambda n: json.dumps([{"word": "a", "start": i} for i in range(n // 20)]),
    "yaml": lambda n: "---\nline: x\n" + "- " * n + "\n---\n",
    "sentences": lambda n: "Sam: a? b. c\nAda: d.\n" * (n // 8),
    "commas": lambda n: "Sam: so, and, but, " * (n // 8) + "?\n" + "Ada: x.\nSam: y?\n" * 8,
    "one turn": lambda n: (
        "Sam: why? Ada: no.\n" * 2 + "Sam: " + "well, you know, like, " * n + "\nAda: x\n" * 8
    ),
    "question marks": lambda n: ("Sam: " + "?" * n + "\nAda: x\n") * 8,
    "table": lambda n: "Speaker,Start,Text\n" + "A,0:01,\n" * n,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_time_grows_with_the_size_and_no_faster(name: str) -> None:
    """Eight times the text takes at most about eight times as long: nothing is looked at again and again."""
    make = HOSTILE[name]

    def spent(n: int) -> float:
        text = make(n)
        start = process_time()
        read(text, source="x")
        return process_time() - start

    small, large = spent(2_000), spent(16_000)
    assert large < max(0.5, 24 * small), (small, large)


def test_far_too_many_cues_are_bounded_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a file with far too many cues the first are read, and a Problem says where it was cut."""
    monkeypatch.setattr(reading, "MOST_PIECES", 500)
    cue = "00:00:{:02}.000 --> 00:00:59.000\n<v {}>{} {}</v>\n\n"
    said = (("Sam", "Why is that so?"), ("Ada", "It is so."))
    text = "WEBVTT\n\n" + "".join(cue.format(n % 60, *said[n % 2], n) for n in range(700))
    found = find_talk(text)
    assert found
    heard = hear(found, source="big.vtt")
    assert len(heard.asks) <= 250
    assert any("more than 500 cues" in p.what and p.where.startswith("big.vtt:") for p in heard.problems)


def test_an_endless_line_is_not_chewed() -> None:
    """Megabytes on one line are cut before anything looks at them closely."""
    start = process_time()
    assert read("Sam: why? " * 500_000, source="x") == ((), ())
    assert process_time() - start < 2
