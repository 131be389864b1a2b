"""A recording goes into the guest's calendar, and three mails are drafted: the invitation, one a week before, the thanks with chapters."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from commands import Run
from icalendar import Calendar
from outlines import full

from qbank.errors import UsageError
from qbank.model import Outline
from qbank.outline import log
from qbank.sheet.calendar import in_words, moment
from qbank.sheet.formats import FORMATS, MAILS, Wanted

LAYOUTS = {path.name: path.read_bytes() for path in (Path(__file__).resolve().parent.parent / "templates").iterdir()}
DAY = "2026-11-22"


def recorded(at: str = "2026-12-01 16:00 Europe/Berlin") -> Outline:
    """Return an outline that says when it is recorded."""
    outline = full()
    return replace(outline, box=replace(outline.box, recorded_at=at))


def event(outline: Outline) -> tuple[Any, Any]:
    """Return the calendar of an outline and the one event in it."""
    calendar: Any = Calendar.from_ical(FORMATS["ics"](outline, {}, Wanted(date=DAY)))
    (made,) = calendar.walk("VEVENT")
    return calendar, made


def mail(name: str, outline: Outline) -> EmailMessage:
    """Return a mail as a mail program reads it."""
    made = message_from_bytes(
        FORMATS[name](outline, LAYOUTS, Wanted(date=DAY, ours=frozenset(LAYOUTS.values()))), policy=default
    )
    assert isinstance(made, EmailMessage)
    return made


def test_an_invitation_says_when_where_on_earth_how_long_and_which_sheet() -> None:
    """The event begins at the time in its zone, which is spelled out in the file, lasts as long as planned, and names the guest's copy."""
    outline = recorded()
    calendar, made = event(outline)
    assert made["dtstart"].dt.isoformat() == "2026-12-01T16:00:00+01:00"
    assert made["dtstart"].params["TZID"] == "Europe/Berlin"
    assert [zone["tzid"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/Berlin"]
    assert made["duration"].dt == timedelta(minutes=outline.minutes)
    assert f"{outline.id}-guest.docx" in made["description"]
    assert "We would like to talk about how it began" in made["description"]
    assert outline.guests[0] in made["summary"]


def test_an_invitation_reminds_the_day_before_and_half_an_hour_before() -> None:
    """Two reminders, whatever the calendar's own habit is."""
    _, made = event(recorded())
    assert sorted(alarm["trigger"].dt for alarm in made.walk("VALARM")) == [timedelta(days=-1), timedelta(minutes=-30)]


def test_an_invitation_is_the_same_twice_and_holds_nothing_of_the_hosts() -> None:
    """The same outline gives the same bytes; off-limits topics, the purpose, backups and notes are not in them."""
    outline = recorded()
    secret = replace(
        outline, box=replace(outline.box, off_limits=("SECRET-A",), purpose="SECRET-B"), problems=("SECRET-C",)
    )
    made = FORMATS["ics"](secret, {}, Wanted(date=DAY))
    assert made == FORMATS["ics"](secret, {}, Wanted(date=DAY))
    assert b"SECRET" not in made
    backups = [q.text for q in outline.questions if q.lane == "backup"]
    assert not any(text.encode() in made.replace(b"\r\n ", b"") for text in backups)


@pytest.mark.parametrize(
    ("said", "moment_"),
    [
        ("2026-12-01 16:00 Europe/Berlin", "2026-12-01T16:00:00+01:00"),
        ("Tue 1 Dec 2026, 16:00 CET", "2026-12-01T16:00:00+01:00"),
        ("Tuesday, December 1, 2026 at 4:00 pm America/New_York", "2026-12-01T16:00:00-05:00"),
        ("1 July 2026, 4 pm ET", "2026-07-01T16:00:00-04:00"),
        ("Dec 1, 2026 16:00 UTC+2", "2026-12-01T16:00:00+02:00"),
        ("1. Dezember 2026, 16:00 Europe/Berlin", "2026-12-01T16:00:00+01:00"),
        ("2026-12-01 16:00 +05:30", "2026-12-01T16:00:00+05:30"),
        ("2026-12-01 15:00 UTC", "2026-12-01T15:00:00+00:00"),
        ("Tue 24 Nov 2026, 17:00 CET (UTC+1)", "2026-11-24T17:00:00+01:00"),
    ],
)  # fmt: skip
def test_a_time_is_read_as_hosts_write_it(said: str, moment_: str) -> None:
    """Day, time and zone in the orders and with the zones that hosts use; a short zone name means summer or winter by the day."""
    assert moment(said, DAY).isoformat() == moment_


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("2026-12-01 16:00", "it names no time zone"),
        ("16:00 Europe/Berlin", "it names no day"),
        ("2026-12-01 Europe/Berlin", "it names no time of day"),
        ("some day soon, 16:00 CET", "it is not a day and a time"),
        ("2026-12-01 16:00 Europe/Belrin", "there is no time zone 'Europe/Belrin'"),
        ("2026-12-01 16:00 IST", "it names no time zone"),
    ],
)
def test_an_unclear_time_is_never_guessed(said: str, why: str) -> None:
    """What is missing in the time, or would mean several places, is named, with how to write it."""
    with pytest.raises(UsageError, match=why) as caught:
        moment(said, DAY)
    assert "Europe/Berlin" in caught.value.hint


def test_all_three_mails_are_drafts_in_the_order_in_which_they_are_sent(command: Run) -> None:
    """`--to mails` writes three drafts beside each other, `--to ics` the invitation; `-o` for several files is refused."""
    plan = [
        "outline",
        "--guest",
        "Ada Brand",
        "--technology",
        "Quillmark",
        "--date",
        DAY,
        "--recorded-at",
        "2026-12-01 16:00 Europe/Berlin",
    ]
    code, _, told = command(*plan, "--to", "mails", "--to", "ics")
    assert code == 0, told
    written = sorted(path.name for path in Path("exports").glob("quillmark-ada-brand.*"))
    assert written == [
        "quillmark-ada-brand.eml", "quillmark-ada-brand.ics", "quillmark-ada-brand.thanks.eml", "quillmark-ada-brand.toml",
        "quillmark-ada-brand.week-before.eml",
    ]  # fmt: skip
    for path in Path("exports").glob("*.eml"):
        made = message_from_bytes(path.read_bytes(), policy=default)
        assert made["X-Unsent"] == "1"
        assert "Dear Ada," in made.get_content()
    code, _, told = command("export", "quillmark-ada-brand", "--to", "mails", "-o", "one.eml")
    assert code == 2
    assert "-o names one file" in told


def test_the_mail_of_a_week_before_asks_what_has_changed() -> None:
    """It says when it is, and names the topics in plain words."""
    outline = recorded()
    text = mail("mail-week-before", outline).get_content()
    assert "on Tuesday, December 1, 2026, at 16:00 (Berlin time, UTC+1), we record" in text
    assert "how it began" in text


@pytest.mark.parametrize(
    ("said", "language", "read"),
    [
        ("2026-12-01 16:00 Europe/Berlin", "en", "Tuesday, December 1, 2026, at 16:00 (Berlin time, UTC+1)"),
        ("Dec 1, 2026, 5 pm ET", "en", "Tuesday, December 1, 2026, at 17:00 (EST, UTC-5)"),
        ("2026-07-01 09:30 UTC+5:30", "en", "Wednesday, July 1, 2026, at 09:30 (UTC+5:30)"),
        ("2026-07-01 09:30 America/New_York", "de", "Mittwoch, 1. Juli 2026, um 09:30 Uhr (Zeit in New York, UTC-4)"),
        ("next Tuesday, after lunch", "en", "next Tuesday, after lunch"),
    ],
)  # fmt: skip
def test_a_guest_reads_weekday_date_time_and_zone(said: str, language: str, read: str) -> None:
    """Whatever way the host wrote it; what is not clear stays as it was written."""
    assert in_words(said, DAY, language) == read


def test_the_thanks_name_the_chapters_once_there_are_any() -> None:
    """Before the log has times there is no list; then each chapter stands with its time, and a private question makes none."""
    outline = recorded()
    assert "chapters" not in mail("mail-thanks", outline).get_content()
    first, second, third = [q.id for q in outline.questions if q.lane != "backup"][:3]
    for id_, at in ((first, "00:12"), (second, "04:10"), (third, "09:00")):
        outline = log.annotate(log.mark(outline, [id_], "asked"), id_, at=at)
    sections = tuple(
        replace(
            s,
            questions=tuple(
                replace(q, private=True, text="What of the lawsuit?") if q.id == third else q for q in s.questions
            ),
        )
        for s in outline.sections
    )
    text = mail("mail-thanks", replace(outline, sections=sections)).get_content()
    assert "00:04:10" in text
    assert "lawsuit" not in text


@pytest.mark.parametrize("name", MAILS)
def test_a_mail_says_nothing_of_the_hosts(name: str) -> None:
    """No mail holds what is off limits, the purpose, a reason or a backup."""
    outline = recorded()
    secret = replace(
        outline,
        box=replace(outline.box, off_limits=("SECRET-A",), purpose="SECRET-B"),
        problems=("SECRET-C",),
        look_up=("SECRET-D",),
    )
    assert "SECRET" not in mail(name, secret).get_content()
