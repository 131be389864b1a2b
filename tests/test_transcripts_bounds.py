"""Hostile transcripts: time grows with their size and no faster, memory is bounded, and what is left out is said."""

from __future__ import annotations

import sys

import pytest

from qbank.transcripts import find_talk, hear, reading


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
    """Megabytes on one line are cut before anything looks at them closely: half a million asks cost few calls."""
    calls = 0

    def called(_frame: object, event: str, _arg: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(called)
    try:
        found = find_talk("Sam: why? " * 500_000)
    finally:
        sys.setprofile(None)
    assert found is None
    assert calls < 50_000
