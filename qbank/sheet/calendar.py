"""A recording as an invitation that calendars take: when, how long, what about, which sheet to read, and two reminders.

It is the guest's as well as the host's, so it says only what a guest may see.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import datetime, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from qbank.english import words
from qbank.errors import UsageError, did_you_mean
from qbank.lazy import regex
from qbank.model import Outline
from qbank.sheet.copies import GuestCopy, Level, guest_copy
from qbank.sheet.text import join, number

if TYPE_CHECKING:
    from icalendar import Component

    _Part = TypeVar("_Part", bound=Component)

REMINDERS = (timedelta(days=-1), timedelta(minutes=-30))


def to_calendar(outline: Outline, *, level: Level = "questions") -> bytes:
    """Return the invitation as iCalendar (RFC 5545), with its time zone in it; UsageError where the time is not clear."""
    from icalendar import Alarm, Calendar, Event

    copy = guest_copy(outline, level)
    if not outline.box.recorded_at:
        hint = f"plan it again: qbank outline --from {outline.id} {EXAMPLE}"
        raise UsageError(f"'{outline.id}' does not say when it is recorded", hint=hint)
    begins = moment(outline.box.recorded_at, outline.date)
    summary = ": ".join(filter(None, (copy.show or words.say("Recording", copy.language), copy.title)))
    calendar = _filled(Calendar(), prodid="-//qbank//qbank//EN", version="2.0", method="PUBLISH")
    event = _filled(
        Event(), uid=f"{outline.id}@qbank.invalid", dtstamp=datetime.fromisoformat(f"{outline.date}T00:00:00+00:00"), dtstart=begins,
        duration=timedelta(minutes=outline.minutes), summary=summary, description=description(copy, outline.id),
    )  # fmt: skip
    for before in REMINDERS:
        event.add_component(_filled(Alarm(), action="DISPLAY", description=summary, trigger=before))
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical(sorted=True))


def _filled(part: _Part, **said: object) -> _Part:
    for name, value in said.items():
        part.add(name, value)
    return part


def description(copy: GuestCopy, name: str) -> str:
    """Return what stands in the invitation: how long, what about, which sheet to read, what it takes to be heard well."""
    language = copy.language
    topics = join(copy.topics, language)
    length = words.say("We talk for about {{ minutes }} minutes.", language, minutes=number(copy.minutes))
    about = words.say("We would like to talk about {{ topics }}.", language, topics=topics) if topics else ""
    file = f"{name}-guest.docx"
    sheet = words.say("The questions are in the sheet {{ file }}, which comes by mail.", language, file=file)
    heard = words.say(
        "Nothing is live, and any answer can be started again. A microphone near your mouth, headphones and a quiet room are all that it takes.",
        language,
    )
    sender = ", ".join(filter(None, (copy.host, copy.show)))
    return "\n".join(filter(None, (length, about, sheet if copy.level != "topics" else "", heard, sender)))


EXAMPLE = '--recorded-at "2026-12-01 16:00 Europe/Berlin"'
ABBREVIATED = {
    "CET": "Europe/Berlin", "CEST": "Europe/Berlin", "WET": "Europe/Lisbon", "WEST": "Europe/Lisbon", "EET": "Europe/Helsinki",
    "EEST": "Europe/Helsinki", "BST": "Europe/London", "ET": "America/New_York", "EST": "America/New_York", "EDT": "America/New_York",
    "CT": "America/Chicago", "CDT": "America/Chicago", "MT": "America/Denver", "MST": "America/Denver", "MDT": "America/Denver",
    "PT": "America/Los_Angeles", "PST": "America/Los_Angeles", "PDT": "America/Los_Angeles", "JST": "Asia/Tokyo", "UTC": "UTC", "GMT": "UTC",
}  # fmt: skip
"""What hosts write for a zone. Those that mean several places (IST, CST) are left out: they must be written whole."""
_ZONE = regex(
    r"[A-Z][A-Za-z]+(?:/[A-Za-z_+-]+)+|\b[A-Z]{2,4}\b(?![+-]\d)|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?\b(?!-)(?=\)?$)"
)
_TIME = regex(r"\d{1,2}[:.h]\d{2}|\d{1,2} ?[ap]\.?m\b|\d{1,2} (?:Uhr|h)\b", re.IGNORECASE)

_ISO = regex(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}", re.ASCII)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def in_words(said: str, day: str, language: str) -> str:
    """Return the moment that a host wrote as a guest reads it: weekday, date, time and zone; as it was written where it is not clear."""
    try:
        found = moment(said, day)
    except UsageError:
        return said
    return words.say(
        "{{ weekday }}, {{ month }} {{ day }}, {{ year }}, at {{ time }} ({{ zone }})", language,
        weekday=words.say(DAYS[found.weekday()], language), month=words.say(MONTHS[found.month - 1], language),
        day=found.day, year=found.year, time=f"{found:%H:%M}", zone=_zone_in_words(found, said, language),
    )  # fmt: skip


def _zone_in_words(found: datetime, said: str, language: str) -> str:
    """Return a zone by its city if the host named one, else by its short name, and how far it is from UTC on that day."""
    name, minutes = str(found.tzinfo), round((found.utcoffset() or timedelta()).total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    offset = f"UTC{'-' if minutes < 0 else '+'}{hours}{f':{rest:02}' if rest else ''}" if minutes else "UTC"
    place = found.tzname() or ""
    if "/" in name and name in said:
        place = words.say("{{ city }} time", language, city=name.rpartition("/")[2].replace("_", " "))
    return offset if place.startswith("UTC") else f"{place}, {offset}"


def moment(said: str, day: str) -> datetime:
    """Return the moment that a host wrote, in its zone; `day` is the outline's date, for words such as "next Tuesday".

    UsageError if there is no day, no time of day or no zone in it, or one that means several.
    """
    zone, bare = _zone(said)
    plain = re.sub(r"\s*[(),]\s*", " ", bare).strip()
    if not _TIME.search(plain):
        raise _unclear(said, "it names no time of day")
    if _ISO.fullmatch(plain):
        with suppress(ValueError):
            return datetime.fromisoformat(plain).replace(tzinfo=zone)
    import dateparser

    base = datetime.fromisoformat(day)
    settings = {"RELATIVE_BASE": base, "PREFER_DATES_FROM": "future", "RETURN_AS_TIMEZONE_AWARE": False}
    found = dateparser.parse(plain, settings=settings)
    if found is None:
        raise _unclear(said, "it is not a day and a time")
    if found.date() == base.date() and not re.search(r"\d.*\d.*\d{1,2}[:.h]", plain):
        raise _unclear(said, "it names no day")
    return found.replace(tzinfo=zone, second=0, microsecond=0)


def _zone(said: str) -> tuple[tzinfo, str]:
    """Return the zone that a text names, and the text without it."""
    for found in _ZONE.finditer(said):
        name, rest = found[0], f"{said[: found.start()]} {said[found.end() :]}"
        if name in ABBREVIATED:
            return ZoneInfo(ABBREVIATED[name]), rest
        if "/" in name:
            try:
                return ZoneInfo(name), rest
            except (ZoneInfoNotFoundError, ValueError) as error:
                hint = did_you_mean(name, sorted(available_timezones()), "zones are called like Europe/Berlin")
                raise UsageError(f"there is no time zone '{name}'", hint=hint) from error
        if re.search(r"\d", name):
            return _offset(name), rest
    raise _unclear(said, "it names no time zone")


def _offset(name: str) -> tzinfo:
    digits = re.sub(r"\D", "", name)
    hours = int(digits[0] if len(digits) == 3 else digits[:2])
    minutes = int(digits[-2:] if len(digits) > 2 else 0)
    sign = -1 if "-" in name else 1
    return timezone(sign * timedelta(hours=hours, minutes=minutes))


def _unclear(said: str, why: str) -> UsageError:
    return UsageError(f"the recording is at '{said}', and {why}", hint=f"write day, time and zone: {EXAMPLE}")
