"""The live hour folded into an outline: laws over any events, and what each kind of event does."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from uuid import NAMESPACE_OID, uuid5

import outlines as sheets
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qbank.model import Outline
from qbank.outline import live, log
from qbank.outline.live import KINDS, Event

CORE = Path(__file__).resolve().parent.parent / "qbank" / "desk" / "static" / "core.js"
QUESTIONS = ("q01", "q02", "q03", "q14", "q20", "introduction", "gone")
IDS = tuple(f"{n:032x}" for n in range(12))
TEXTS = ("", "  two  words ", "1:02", "23:10", "-35.5", "q02,q01", "q01", "x", "שם ☃")


def sort(text: str) -> tuple[str, str | None]:
    """Sort every question into one category."""
    return ("origin", None) if text else ("overview", None)


def events(most: int = 14) -> st.SearchStrategy[list[Event]]:
    """Any events: of any kind, about questions and about each other, in any order."""
    one = st.builds(
        Event, id=st.sampled_from(IDS), kind=st.sampled_from(tuple(k for k in KINDS if k != "saved")), time=st.integers(0, 40).map(lambda n: 1_000_000 + n * 700),
        of=st.sampled_from((*QUESTIONS, *IDS[:4], "")), text=st.sampled_from(TEXTS),
    )  # fmt: skip
    return st.lists(one, max_size=most, unique_by=lambda e: e.id)


def at(kind: live.Kind, seconds: float, of: str = "", text: str = "", id_: str = "") -> Event:
    """Return an event so many seconds after the recording began."""
    return Event(
        id=id_ or uuid5(NAMESPACE_OID, f"{kind} {seconds} {of} {text}").hex,
        kind=kind,
        time=round(seconds * 1000),
        of=of,
        text=text,
    )


@given(events(), st.randoms(use_true_random=False))
def test_the_order_in_which_events_come_in_does_not_matter(told: list[Event], shuffle: object) -> None:
    """Two pages that have the same events believe the same, whichever came first."""
    mixed = list(told)
    shuffle.shuffle(mixed)  # type: ignore[attr-defined]
    assert live.live(mixed) == live.live(told)
    assert live.live([*told, *mixed]) == live.live(told)


@given(events())
def test_saving_twice_changes_nothing(told: list[Event]) -> None:
    """Once the log is written into the outline, writing it again gives the same outline."""
    outline = sheets.full()
    once = live.folded(outline, told, sort)
    saved = [
        *told,
        Event(id="f" * 32, kind="saved", time=2_000_000, text=live.saved_text(once.made, before="a", after="b")),
    ]
    again = live.folded(once.outline, saved, sort)
    assert again.outline == once.outline
    assert live.folded(outline, told, sort) == once


@given(events(), events(6))
def test_saving_in_between_makes_no_difference_to_marks(first: list[Event], then: list[Event]) -> None:
    """Saved half-way and at the end, the sheet has the marks, times and answers that it has when saved at the end alone."""
    then = [e for e in then if e.id not in {f.id for f in first} and e.kind not in ("undo", "word")]
    outline = sheets.full()
    half = live.folded(outline, first, sort)
    told = [
        *first,
        Event(id="f" * 32, kind="saved", time=2_000_000, text=live.saved_text(half.made, before="a", after="b")),
        *then,
    ]
    both, straight = (
        live.folded(half.outline, told, sort).outline,
        live.folded(outline, [*first, *then], sort).outline,
    )
    wanted = {q.id: (q.mark, q.said) for q in straight.questions if q.cue != log.IMPROVISED_CUE}
    assert {q.id: (q.mark, q.said) for q in both.questions if q.id in wanted and q.cue != log.IMPROVISED_CUE} == wanted


@given(events())
def test_the_sheet_itself_is_untouched(told: list[Event]) -> None:
    """A log changes marks, times, notes and answers, and adds what was improvised; no word of a question, no minute."""
    before, after = sheets.full(), live.folded(sheets.full(), told, sort).outline

    def plain(outline: Outline) -> list[tuple[object, ...]]:
        known = {q.id for q in before.questions}
        return [(q.id, q.text, q.context, q.cue, q.minutes, q.lane) for q in outline.questions if q.id in known]

    assert plain(after) == plain(before)
    assert after.planned_minutes == before.planned_minutes


@pytest.mark.skipif(shutil.which("node") is None, reason="there is no node: the page's own scripts cannot be run here")
@settings(max_examples=3, deadline=None)
@given(st.lists(events(), min_size=40, max_size=40))
def test_the_page_and_the_library_hear_the_same(many: list[list[Event]]) -> None:
    """What the page's script makes of events is what the library writes into the outline: marks, times, order, moments."""
    node = shutil.which("node")
    assert node
    script = (
        f"import {{ live }} from {json.dumps(CORE.as_uri())}; import fs from 'fs';"
        "const all = JSON.parse(fs.readFileSync(0, 'utf-8'));"
        "console.log(JSON.stringify(all.map((events) => { const l = live(events); return {record: l.record, begin: l.begin, end: l.end,"
        " order: l.order, moments: l.moments.map((m) => [m.at, m.text, m.of]), heard: Object.fromEntries([...l.heard].map(([k, h]) =>"
        " [k, [h.mark, h.at, h.said, h.notes, h.text, h.after, h.improvised]]))}; })));"
    )
    given_ = json.dumps(
        [
            [{"id": e.id, "kind": e.kind, "time": e.time, "of": e.of, "text": e.text, "by": e.by} for e in one]
            for one in many
        ]
    )
    done = subprocess.run(
        [node, "--input-type=module", "-e", script],
        input=given_,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for told, page in zip(many, json.loads(done.stdout), strict=True):
        own = live.live(told)
        assert page["heard"] == {
            id_: [h.mark or "", h.at, h.said, list(h.notes), h.text, h.after, h.improvised]
            for id_, h in own.heard.items()
        }
        assert page["order"] == list(own.order)
        assert page["moments"] == [list(m) for m in own.moments]
        assert (page["record"], page["begin"], page["end"]) == (own.record, own.begin, own.end)


def test_times_count_from_the_recording() -> None:
    """A question's time is where it stands in the recording; one offset moves all, a typed time stays."""
    told = [
        at("record", 10),
        at("begin", 60),
        at("asked", 75, "q01"),
        at("asked", 200, "q02"),
        at("offset", 900, text="-30"),
        at("at", 901, "q02", "1:00"),
    ]
    outline = live.folded(sheets.full(), told, sort).outline
    assert [(q.id, q.at) for q in outline.questions if q.at] == [("q01", "00:35"), ("q02", "01:00")]


def test_what_was_asked_out_of_order_is_told_in_the_order_asked() -> None:
    """The log has the order of the hour, not that of the sheet."""
    told = [
        at("record", 0),
        at("asked", 5, "q03"),
        at("asked", 9, "q01"),
        at("improvised", 11, "q01", "And then?", "e" * 32),
        at("asked", 20, "q02"),
    ]
    outline = live.folded(sheets.full(), told, sort).outline
    new = next(q.id for q in outline.questions if q.text == "And then?")
    assert [q.id for q in log.asked(outline)] == ["q03", "q01", new, "q02"]


def test_a_star_is_not_lowered_by_a_mark_that_was_waiting() -> None:
    """A page that was cut off says "asked" late: what another page has starred stays great."""
    assert live.live([at("great", 5, "q01"), at("asked", 9, "q01")]).heard["q01"].mark == "great"
    assert live.live([at("great", 5, "q01"), at("skipped", 9, "q01")]).heard["q01"].mark == "skipped"


def test_what_is_taken_back_never_was() -> None:
    """An undone mark leaves no trace; undone after it was saved, it goes from the outline, too."""
    star = at("great", 5, "q01")
    assert live.live([star, at("undo", 6, star.id)]).heard == {}
    saved = live.folded(sheets.full(), [star], sort)
    told = [star, Event(id="f" * 32, kind="saved", time=9000), at("undo", 10, star.id)]
    assert log.question(live.folded(saved.outline, told, sort).outline, "q01").mark is None


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("23:10", 1390), ("1:02:45", 3765), ("x", None), ("1:2:3:4", None), ("-1:00", None), ("", None)],
)
def test_a_clock_is_read(text: str, seconds: float | None) -> None:
    """Minutes and seconds, hours before them; anything else is not a clock."""
    assert live.seconds(text) == seconds
