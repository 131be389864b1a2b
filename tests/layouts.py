"""The layouts that ship, read once."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from qbank.sheet.word.layout import WordLayout, read_layout

FOLDER = Path(__file__).parent.parent / "templates"
DAY = "2026-11-22"


@lru_cache(maxsize=1)
def shipped() -> dict[str, bytes]:
    """Return every shipped layout by its name."""
    return {path.name: path.read_bytes() for path in sorted(FOLDER.iterdir()) if path.is_file()}


def word_layout(*more: str) -> WordLayout:
    """Return the shipped layout of the Word sheet, with more TOML laid over it."""
    return read_layout(shipped()["word.toml"].decode(), *more)
