"""The clock on the wall, and the breaks: what the host's sheet shows at each block, and when it is too late."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from banks import shipped_bank
from layouts import shipped
from outlines import full, small

from qbank.cli import run
from qbank.model import Outline
from qbank.model.brief import TopBox
from qbank.outline import check, clock
from qbank.outline.brief import Request
from qbank.outline.clock import Moment, moment
from qbank.outline.plan import plan
from qbank.sheet.copies import COPIES, guest_copy, host_copy
from qbank.sheet.formats import FORMATS, Wanted


def timed(recorded_at: str | None = None, hard_stop: str | None = None, outline: Outline | None = None) -> Outline:
    """Return an outline of 15 minutes, 11 of them planned, with these times."""
    return replace(outline or small(), box=TopBox(recorded_at=recorded_at, hard_stop=hard_stop))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2026-12-01 16:00 CET", Moment(960, "CET")),
        ("Tue 24 Nov 2026, 17:00 CET (UTC+1)", Moment(1020, "CET")),
        ("2026-12-01T16:05:30+01:00", Moment(965, "+01:00")),
        ("9:00 UTC+1", Moment(540, "UTC+1")),
        ("16:00-17:00", Moment(960)),
        ("4:30 p.m. PST", Moment(990, "PST")),
        ("5 pm, sharp", Moment(1020)),
        ("12 am", Moment(0)),
        ("12pm", Moment(720)),
        ("1 December, time to be agreed", None),
        ("in the zone UTC+01:00", None),
        ("2026-12-01", None),
        ("25:00", None),
        ("13 pm", None),
        ("", None),
        (None, None),
    ],
)
def test_the_first_time_of_day_is_found(text: str | None, found: Moment | None) -> None:
    """Dates, zones and offsets are not times of day."""
    assert moment(text) == found


def test_blocks_show_the_wall_clock_once_the_start_is_known() -> None:
    """The recording's time is the start; with a hard stop alone the interview begins so early that it fits."""
    both = [
        [p.mark for p in host_copy(timed(start, end)).parts]
        for start, end in [(None, None), ("16:00 CET", None), (None, "17:00")]
    ]
    assert both == [["00:00", "00:05"], ["00:00 · 16:00", "00:05 · 16:05"], ["00:00 · 16:45", "00:05 · 16:50"]]


def test_midnight_begins_the_clock_anew() -> None:
    """An interview may go on into the next day, and may have begun on the day before."""
    assert clock.at(timed("23:58"), 5) == "00:03"
    assert clock.at(timed(hard_stop="0:05"), 0) == "23:50"
    assert clock.overrun(timed("23:58", "0:10")) == ""


@pytest.mark.parametrize(
    ("recorded_at", "hard_stop", "said"),
    [
        ("16:00 CET", "16:11 CET", ""),
        ("16:00 CET", "16:10", "the plan ends at 16:11, and the guest has to leave at 16:10"),
        ("16:00", "15:00", "the guest has to leave at 15:00, before the recording begins at 16:00"),
        ("16:00 CET", "15:05 GMT", ""),
        ("16:00", None, ""),
        (None, "16:05", ""),
    ],
)
def test_a_plan_that_ends_too_late_is_found(recorded_at: str | None, hard_stop: str | None, said: str) -> None:
    """Eleven planned minutes have to fit before the guest leaves; times in two zones are not compared."""
    outline = timed(recorded_at, hard_stop)
    assert clock.overrun(outline) == said
    found = [f for f in check.check(outline, shipped_bank()) if f.loc == ("box", "hard_stop")]
    assert [(f.rule, f.what) for f in found] == ([("times", said)] if said else [])


@pytest.mark.parametrize(
    ("breaks", "before"),
    [((), []), ((15, 30), [2, 4]), ((14.5, 15.5), [2]), ((0, 45, 90), []), ((1,), [1]), ((44,), [5])],
)
def test_breaks_stand_before_the_block_that_begins_nearest(breaks: tuple[float, ...], before: list[int]) -> None:
    """No block is interrupted, and nothing breaks before the start or after the end; a show without breaks has none."""
    outline = replace(full(), breaks=breaks)
    assert [p.index for p in host_copy(outline).parts if p.after_break] == before
    for form in ("md", "html"):
        made = FORMATS[form](outline, shipped(), Wanted(date="2026-11-24")).decode()
        assert made.count("Break first. Be here by") == len(before)


def test_breaks_come_from_the_show_and_stand_in_the_word_sheet() -> None:
    """A plan takes the breaks of show.toml; the Word sheet says them in the words of its layout."""
    bank = shipped_bank()
    bank = replace(bank, show=replace(bank.show, breaks=(20,)))
    made = plan(bank, Request(guests=("Ada Quill",), technology="Kafka", date="2026-11-22")).outline
    assert made.breaks == (20,)
    sheet = FORMATS["docx"](made, shipped(), Wanted(date="2026-11-22"))
    said = [c.text for t in docx.Document(io.BytesIO(sheet)).tables for r in t.rows for c in r.cells]
    assert len({text for text in said if "Break first. Be here by 00:" in text}) == 1


@pytest.mark.parametrize("form", ["md", "html"])
def test_the_wall_clock_is_the_hosts_alone(form: str) -> None:
    """The host's sheet has it beside the mark from the start, the guest's nowhere."""
    outline = timed("24 Nov 2026, 16:00 CET", "17:00 CET", full())
    host, guest = (FORMATS[form](outline, shipped(), Wanted(date="2026-11-24", copy=copy)).decode() for copy in COPIES)
    assert "00:23 · 16:23 What breaks" in host
    assert "16:23" not in guest
    assert "17:00" not in str(guest_copy(outline))


def test_a_break_stands_in_the_printed_plan(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """`qbank outline` prints the break of the show once, between two blocks."""
    bank = shipped_bank()
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("QBANK_BANK", raising=False)
    monkeypatch.setattr("qbank.bank.load", lambda *_: replace(bank, show=replace(bank.show, breaks=(20,))))
    asked = ["outline", "--guest", "Ada", "--technology", "Kafka", "--no-save", "--no-input", "--date", "2026-11-22"]
    assert run(asked) == 0
    out = capsys.readouterr().out
    assert out.count("\n— break —\n") == 1
    assert 0 < out.index("— break —") < out.index("IF THE GUEST IS BRIEF")
