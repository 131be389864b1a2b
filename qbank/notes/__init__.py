"""Show notes of any format, read into episodes with their items, and a fate for every line."""

from __future__ import annotations

from qbank.notes.documents import NAMES_SECTION, NO_QUESTIONS, LineFate, Reading, read
from qbank.notes.episodes import Told
from qbank.notes.sections import Sections, default_sections, parse_sections

__all__ = [
    "NAMES_SECTION", "NO_QUESTIONS", "LineFate", "Reading", "Sections", "Told", "default_sections",
    "parse_sections", "read",
]  # fmt: skip
