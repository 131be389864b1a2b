"""Transcripts, in any form, into what was asked: who asked whom what, when, and how the answer begins."""

from qbank.transcripts.asking import Ask, Match, Planned, align
from qbank.transcripts.reading import Heard, clock_at, episode, find_talk, hear
from qbank.transcripts.sentences import Talk

__all__ = [
    "Ask", "Heard", "Match", "Planned", "Talk", "align", "clock_at", "episode", "find_talk", "hear",
]  # fmt: skip
