"""Dates as notes write them, to the form YYYY-MM-DD."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan",
            "feb fev",
            "mar mär abr",
            "apr",
            "may mai",
            "jun",
            "jul",
            "aug ago",
            "sep set",
            "oct okt out",
            "nov",
            "dec dez",
        ),
        1,
    )
    for name in names.split()
} | {"abr": 4}
_ISO = re.compile(r"\b(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})")
_WORDS = re.compile(r"\b([A-Za-zä]{3,9})\.?,?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b")
_DAY_FIRST = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th)?\.?(?:\s+(?:of|de))?\s+([A-Za-zä]{3,9})\.?,?(?:\s+de)?\s+(\d{4})\b"
)


def iso_date(value: object) -> str | None:
    """Return a date, a time, seconds or milliseconds since 1970, or a text that holds a date, as YYYY-MM-DD."""
    if isinstance(value, datetime | date):
        return f"{value.year:04d}-{value.month:02d}-{value.day:02d}"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_epoch(float(value))
    return _from_text(value) if isinstance(value, str) else None


def _from_epoch(value: float) -> str | None:
    seconds = value / 1000 if value > 1e11 else value
    if not 5e8 < seconds < 5e9:
        return None
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d")


def _from_text(text: str) -> str | None:
    text = text[:500]
    if found := _ISO.search(text):
        return _valid(int(found[1]), int(found[2]), int(found[3]))
    if found := _WORDS.search(text):
        return _valid(int(found[3]), _month(found[1]), int(found[2]))
    if found := _DAY_FIRST.search(text):
        return _valid(int(found[3]), _month(found[2]), int(found[1]))
    return None


def _month(name: str) -> int:
    return _MONTHS.get(name[:3].casefold(), 0)


def _valid(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
