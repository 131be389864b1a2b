"""What was found useful flows into the next sheets: a great answer lifts a question, being skipped twice lowers it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from qbank import bank as banks
from qbank.bank.place import find
from qbank.model import Bank, Mark, Outline, Section
from qbank.outline import log
from qbank.outline.brief import Request
from qbank.outline.plan import plan

TEMPLATE = "thrown-away"


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    """Return the bank that ships."""
    return banks.load(find(None, cwd=Path(tmp_path_factory.mktemp("empty")), env={}))


def _logged(date: str, mark: Mark | None, *, guest: str = "Ada Example", template: str = TEMPLATE) -> Outline:
    """Return an outline of one question with this mark."""
    from outlines import ask

    question = replace(ask("q01", "nice", "architecture", "cue", "What was thrown away?"), template=template, mark=mark)
    section = Section(block="inside", title="Inside", start=0, minutes=3, questions=(question,))
    return Outline(
        id=f"o-{date}", date=date, guests=(guest,), technology="Lantern", family="software", sections=(section,)
    )


def _why(bank: Bank, earlier: list[Outline]) -> tuple[str, float]:
    """Return what a plan says of the template, on the sheet or left out, and what it was worth when left out."""
    request = Request(guests=("Jay Kreps",), technology="Kafka", date="2026-11-22", minutes=45.0)
    made = plan(bank, request, (), earlier)
    on_sheet = [q.why for q in made.outline.questions if q.template == TEMPLATE]
    left = {r.template: r for r in made.refusals}
    return (on_sheet[0], 99.0) if on_sheet else (left[TEMPLATE].why, left[TEMPLATE].value)


def test_marks_are_judged_by_the_last_two_interviews() -> None:
    """Skipped twice in a row counts, in the order of the dates; once, or asked since, does not."""
    assert log.judged([_logged("2026-01-01", "skipped")])[1] == frozenset()
    assert log.judged([_logged("2026-02-01", "skipped"), _logged("2026-01-01", "skipped")])[1] == {TEMPLATE}
    assert (
        log.judged(
            [_logged("2026-02-01", "skipped"), _logged("2026-01-01", "skipped"), _logged("2026-03-01", "asked")]
        )[1]
        == frozenset()
    )
    assert log.judged([_logged("2026-02-01", "great"), _logged("2026-01-01", "great", guest="Bo")])[0] == {
        TEMPLATE: ("Bo", "Ada Example")
    }
    assert log.judged([_logged("2026-02-01", None)]) == ({}, frozenset())


def test_a_great_answer_lifts_a_question_and_the_sheet_says_so(bank: Bank) -> None:
    """What two guests answered well is worth more than before; on the sheet its reason names them."""
    _, before = _why(bank, [])
    told, after = _why(bank, [_logged("2026-01-01", "great"), _logged("2026-02-01", "great", guest="Bo Example")])
    assert after > before
    assert after != 99.0 or "a great answer from Ada Example and Bo Example" in told


def test_what_was_skipped_twice_is_worth_less(bank: Bank) -> None:
    """A question that two guests in a row were not asked gives way to others."""
    _, before = _why(bank, [])
    _, after = _why(bank, [_logged("2026-01-01", "skipped"), _logged("2026-02-01", "skipped")])
    assert after < before
