"""Dates as notes write them, in the languages of the shows that write them, to the form YYYY-MM-DD."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import lru_cache

from qbank.lazy import regex

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar janvier janv enero ene janeiro januari gennaio gen январь января",
            "february feb februar février févr fév fevrier febrero fevereiro fev februari febbraio февраля",
            "march mar märz mär maerz mars marzo março marco maart mrt марта",
            "april apr avril avr abril abr aprile апреля",
            "may mai mayo maio mei maj maggio mag мая",
            "june jun juni juin junio junho giugno giu июня",
            "july jul juli juillet juil julio julho luglio lug июля",
            "august aug août aout agosto ago augustus augusti августа",
            "september sep sept septembre septiembre setembro set settembre сентября",
            "october oct oktober okt octobre octubre outubro out ottobre ott октября",
            "november nov novembre noviembre novembro ноября",
            "december dec dezember dez décembre déc decembre diciembre dic dezembro dicembre декабря",
        ),
        1,
    )
    for name in names.split()
}
_MONTH = r"(?P<month>[^\W\d_]{3,10})\.?"
_ISO = regex(r"(?<!\d)(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})(?!\d)")
_MONTH_FIRST = regex(rf"\b{_MONTH},?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})\b")
_DAY_FIRST = regex(
    rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º|ª)?\.?\s+(?:of\s+|de\s+|d['’])?{_MONTH},?\s+(?:de\s+|del\s+)?(?P<year>\d{{4}})\b"
)
_NUMBERS = regex(r"(?<!\d)(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?!\d)")
_IN_NAME = regex(r"(?<!\d)((?:19|20)\d{2})[-_.]?([01]\d)[-_.]?([0-3]\d)(?!\d)")
_BESIDE = regex(
    r"^[^\W\d_]{2,11}\.?,\s+(?=\d|[^\W\d_]+\.? \d)|[,·|@]?\s+(?:at\s+|um\s+|à\s+|a las\s+)?\d{1,2}[:.h]\d{2}\s*(?:[ap]\.?m\.?|uhr)?(?:\s[A-Z]{2,4})?(?:\s*[•·|]\s*\d[\d:hms ]*)?$",
    re.IGNORECASE,
)
"""The day of the week before a date, and behind it the time and how long it took."""
_LONGEST = 500
_LONGEST_FIELD = 40


def iso_date(value: object) -> str | None:
    """Return a date, a time, seconds or milliseconds since 1970, or a text that holds a date, as YYYY-MM-DD.

    A date that can be read in two ways ("03/04/2026") is none.
    """
    if isinstance(value, datetime | date):
        return f"{value.year:04d}-{value.month:02d}-{value.day:02d}"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_epoch(float(value)) or date_in_name(str(int(value)))
    return _from_text(value[:_LONGEST]) if isinstance(value, str) else None


def field_date(value: object) -> str | None:
    """Return the date in a field that holds nothing else, in any language that dateparser knows."""
    found = iso_date(value)
    if found or not isinstance(value, str) or in_two_ways(value):
        return found
    return date_in_name(value) or _by_library(value.strip())


def line_date(line: str) -> str | None:
    """Return the date of a line that holds nothing but a date, its day of the week and a time: "March 6, 2025, 3:03 PM"."""
    bare = _BESIDE.sub("", line[:_LONGEST_FIELD]) if len(line) <= _LONGEST_FIELD else ""
    forms = (_ISO, _MONTH_FIRST, _DAY_FIRST, _NUMBERS) if bare else ()
    return _from_text(bare) if any(form.fullmatch(bare) for form in forms) else None


def in_two_ways(value: object) -> bool:
    """Say whether a text gives a date of which nobody can tell the day from the month: "03/04/2026"."""
    found = _NUMBERS.search(value[:_LONGEST]) if isinstance(value, str) and not _ISO.search(value[:_LONGEST]) else None
    if not found or found[2] == ".":
        return False
    first, second = int(found[1]), int(found[3])
    return first != second and 1 <= first <= 12 and 1 <= second <= 12


def date_in_name(name: str) -> str | None:
    """Return the date in a file's name: "2021-05-06-rope.md", "20210506_rope"."""
    found = _IN_NAME.search(name)
    return _valid(*found.groups()) if found else None


def _from_epoch(value: float) -> str | None:
    seconds = value / 1000 if value > 1e11 else value
    if not 5e8 < seconds < 5e9:
        return None
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d")


def _from_text(text: str) -> str | None:
    if found := _ISO.search(text):
        return _valid(*found.groups())
    for pattern in (_MONTH_FIRST, _DAY_FIRST):
        for found in pattern.finditer(text):
            if (month := _month(found["month"])) and (day := _valid(found["year"], month, found["day"])):
                return day
    if (found := _NUMBERS.search(text)) and not in_two_ways(text):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        return _valid(year, second, first) if found[2] == "." or first > 12 else _valid(year, first, second)
    return None


def _month(name: str) -> int:
    name = name.casefold()
    return _MONTHS.get(name) or (_MONTHS.get(name[:3], 0) if len(name) > 4 else 0)


def _valid(year: str | int, month: str | int, day: str | int) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


@lru_cache(maxsize=512)
def _by_library(text: str) -> str | None:
    if len(text) > _LONGEST_FIELD or not any(map(str.isdigit, text)) or not any(map(str.isalpha, text)):
        return None
    import dateparser

    found = dateparser.parse(
        text, settings={"STRICT_PARSING": True, "PARSERS": ["absolute-time"], "RETURN_AS_TIMEZONE_AWARE": False}
    )
    return found.date().isoformat() if found else None
