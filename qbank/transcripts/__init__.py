"""Transcripts, in any form, into what was asked: who asked whom what, when, and how the answer begins."""

from qbank.transcripts.alignment import Match, Planned, align
from qbank.transcripts.asking import Ask
from qbank.transcripts.reading import Heard, Talk, clock, find_talk, hear, read, sniff

__all__ = ["Ask", "Heard", "Match", "Planned", "Talk", "align", "clock", "find_talk", "hear", "read", "sniff"]
