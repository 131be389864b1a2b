"""A recording as an invitation that calendars take: when, how long, what about, which sheet to read, and two reminders.

It is the guest's as well as the host's, so it says only what a guest may see.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from qbank import words
from qbank.errors import UsageError
from qbank.model import Outline
from qbank.sheet.copies import guest_copy
from qbank.sheet.text import join, number
from qbank.sheet.when import EXAMPLE, moment

if TYPE_CHECKING:
    from qbank.sheet.copies import GuestCopy

REMINDERS = (timedelta(days=-1), timedelta(minutes=-30))


def to_calendar(outline: Outline, *, level: str = "questions") -> bytes:
    """Return the invitation as iCalendar (RFC 5545), with its time zone in it; UsageError where the time is not clear."""
    from icalendar import Alarm, Calendar, Event

    copy = guest_copy(outline, "topics" if level == "topics" else "crux" if level == "crux" else "questions")
    if not outline.box.recorded_at:
        raise UsageError(
            f"'{outline.id}' does not say when it is recorded",
            hint=f"plan it again: qbank outline --from {outline.id} {EXAMPLE}",
        )
    begins = moment(outline.box.recorded_at, outline.date)
    calendar, event = Calendar(), Event()
    calendar.add("prodid", "-//qbank//qbank//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    event.add("uid", f"{outline.id}@qbank.invalid")
    event.add("dtstamp", datetime.fromisoformat(f"{outline.date}T00:00:00+00:00"))
    event.add("dtstart", begins)
    event.add("duration", timedelta(minutes=outline.minutes))
    event.add("summary", _summary(copy))
    event.add("description", description(copy, outline.id))
    for before in REMINDERS:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", _summary(copy))
        alarm.add("trigger", before)
        event.add_component(alarm)
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical(sorted=True))


def _summary(copy: GuestCopy) -> str:
    return ": ".join(filter(None, (copy.show or words.say("Recording", copy.language), copy.title)))


def description(copy: GuestCopy, name: str) -> str:
    """Return what stands in the invitation: how long, what about, which sheet to read, what it takes to be heard well."""
    language = copy.language
    lines = [words.say("We talk for about {{ minutes }} minutes.", language, minutes=number(copy.minutes))]
    if copy.topics:
        lines.append(
            words.say(
                "We would like to talk about {{ topics }}.", language, topics=join(copy.topics, language)
            )
        )
    if copy.level != "topics":
        lines.append(
            words.say(
                "The questions are in the sheet {{ file }}, which comes by mail.",
                language,
                file=f"{name}-guest.docx",
            )
        )
    lines.append(
        words.say(
            "Nothing is live, and any answer can be started again. A microphone near your mouth, headphones and a quiet room are all that it takes.",
            language,
        )
    )
    if sender := ", ".join(filter(None, (copy.host, copy.show))):
        lines.append(sender)
    return "\n".join(lines)
