"""The spoken examples are our own: none shares six words in a row with a question by which the figures are measured."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from qbank.normalize.wordings import parsed

ROOT = Path(__file__).parent.parent
_SPEC = importlib.util.spec_from_file_location("six_word_runs", ROOT / "benchmarks" / "six_word_runs.py")
assert _SPEC is not None
assert _SPEC.loader is not None
six_word_runs = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(six_word_runs)


def test_no_spoken_example_is_someone_elses() -> None:
    """Of the wordings in spoken style none has a run of six words that a labeled question has."""
    others = six_word_runs.known()
    text = (ROOT / "qbank" / "normalize" / "data" / "spoken.txt").read_text("utf-8")
    wordings = [w.text for w in parsed(text)]
    assert len(others) > 1_000
    assert len(wordings) > 1_000
    assert [w for w in wordings if others & set(six_word_runs.runs(w))] == []


def test_a_shared_run_is_noticed() -> None:
    """Case, apostrophes and what stands around do not hide a run; a gap in the middle does."""
    mine = set(six_word_runs.runs("So, what’s the oldest rope you ever made?"))
    assert mine & set(six_word_runs.runs("Tell me: What's the oldest rope you ever saw"))
    assert not mine & set(six_word_runs.runs("what's the oldest {{ kind }} rope you ever"))
