"""The review of a sheet on a terminal, driven through a pipe: every key, every entry, undo, going back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from keys import BACK, BREAK, CLEAR, DOWN, ENTER, UP, typed
from outlines import full, small

from qbank.cli.ask.outline import arrange_all, fitted, heading, row
from qbank.model import Bank, Category, Outline, RitualPlace, Show, Template
from qbank.outline import log

BANK = Bank(
    show=Show(rituals=(RitualPlace(template="template-q01", place="open"), RitualPlace(template="template-q03", place="close"))),
    categories=(Category(id="future-plans", title="Ahead", block="ahead", minutes=3), Category(id="origin", title="Why", block="open", minutes=3)),
    templates=(
        Template(id="template-q02", category="future-plans", cue="refuse", text="What will you never build?", phrasings=("What is {{ technology }} never to be?",)),
        Template(id="own-path", category="origin", cue="path", text="Whose idea was it?"),
    ),
)  # fmt: skip
Q02 = DOWN * 4
"""From the first entry to the second question: writing, adding and taking come first."""


def review(keys: str, outline: Outline | None = None, bank: Bank = BANK) -> tuple[bool, Outline]:
    """Return whether the outline is to be written after these keys, and the outline."""
    with typed(keys):
        return arrange_all(
            outline or small(), bank, lambda text: ("origin", "template-q02" if "never" in text else None)
        )


def written(keys: str) -> Outline:
    """Return the outline as it is written after these keys."""
    done, outline = review(keys)
    assert done
    return outline


def test_enter_writes_the_sheet_as_it_is() -> None:
    """The first entry is to write: who is content presses one key."""
    assert review(ENTER) == (True, small())


def test_going_back_keeps_what_was_arranged() -> None:
    """Esc leads back to the questions before, with the outline as it is by now."""
    done, outline = review(f"{Q02}d{BACK}")
    assert (done, [q.id for q in outline.questions]) == (False, ["q01", "q03"])


@pytest.mark.parametrize(
    ("keys", "field", "value"),
    [
        ("s", "text", "What is Lantern never to be?"),
        ("ss", "text", "What will you never build?"),
        ("m", "lane", "must"),
        ("b", "lane", "backup"),
        ("bn", "lane", "nice"),
        ("+", "minutes", 3.5),
        ("--", "minutes", 2.0),
        ("-----------", "minutes", 0.5),
        (f"{ENTER}{DOWN}{ENTER}{ENTER}", "text", "What is Lantern never to be?"),
        (f"{ENTER}{DOWN * 2}{ENTER}{CLEAR}What must it never be?{ENTER}", "text", "What must it never be?"),
        (f"{ENTER}{DOWN * 2}{ENTER}{CLEAR}Is it?{ENTER}{DOWN}{ENTER}", "text", "Is it?"),
        (f"{ENTER}{DOWN * 2}{ENTER}{CLEAR}{ENTER}", "text", "What will you never build?"),
        (f"{ENTER}{DOWN * 6}{ENTER}", "lane", "must"),
        (f"{ENTER}{DOWN * 7}{ENTER}", "lane", "backup"),
        (f"{ENTER}{DOWN * 8}{ENTER}{CLEAR}x{ENTER}{CLEAR}0{ENTER}{CLEAR}4{ENTER}", "minutes", 4.0),
        (f"{ENTER}{ENTER}", "lane", "nice"),
        (f"{ENTER}{BACK}", "lane", "nice"),
        (f"{ENTER}{DOWN}{ENTER}{BACK}", "text", "What will you never build?"),
    ],
)  # fmt: skip
def test_a_line_is_changed_where_it_stands(keys: str, field: str, value: object) -> None:
    """Wording, own words, lane, minutes: by a key or by the line's own list; going back from either leaves it."""
    _, outline = review(f"{Q02}{keys}{BACK}")
    assert getattr(log.question(outline, "q02"), field) == value


def ids(outline: Outline) -> list[list[str]]:
    """Return the ids block by block."""
    return [[q.id for q in s.questions] for s in outline.sections]


@pytest.mark.parametrize(
    ("keys", "blocks"),
    [
        ("[", [["q01", "q02"], ["q03"]]),
        ("[]", [["q01"], ["q02", "q03"]]),
        ("d", [["q01"], ["q03"]]),
        (f"{ENTER}{UP}{ENTER}", [["q01"], ["q03"]]),
        (f"{ENTER}{DOWN * 5}{ENTER}first in open{ENTER}", [["q01", "q02"], ["q03"]]),
        (f"{ENTER}{DOWN * 5}{ENTER}behind q01{ENTER}", [["q01", "q02"], ["q03"]]),
        (f"{ENTER}{DOWN * 5}{ENTER}{BACK}", [["q01"], ["q02", "q03"]]),
    ],
)  # fmt: skip
def test_a_line_is_moved_or_dropped(keys: str, blocks: list[list[str]]) -> None:
    """A step, a place found by typing, gone; never before the opening ritual or behind the closing one."""
    assert ids(review(f"{Q02}{keys}{BACK}")[1]) == blocks


@pytest.mark.parametrize("keys", ["d", "s", "[", "]", "m", "b", f"{ENTER}{DOWN}{ENTER}", f"{ENTER}{UP}{ENTER}"])
def test_a_ritual_stays(keys: str) -> None:
    """Whatever key is pressed on a ritual, it stays as it is, and the review goes on."""
    assert review(f"{DOWN * 3}{keys}{BACK}")[1] == small()


def test_a_question_of_ones_own_is_added_where_it_belongs() -> None:
    """It goes into the block of its category; one that is left empty or left out is none; the same question twice is said."""
    outline = written(f"aWho had the idea?{ENTER}w")
    assert (ids(outline), log.question(outline, "q04").text) == ([["q01", "q04"], ["q02", "q03"]], "Who had the idea?")
    outline = review(f"{DOWN}{ENTER}Why never?{ENTER}{BACK}")[1]
    assert log.question(outline, "q04").text == "Why never?"
    assert review(f"a{ENTER}aIs it?{ENTER}{DOWN * 2}{ENTER}a{BACK}{BACK}")[1] == small()


RIVAL = replace(
    BANK,
    templates=(*BANK.templates, Template(id="own-dream", category="future-plans", cue="dream", text="What do you dream of?")),
)  # fmt: skip


@pytest.mark.parametrize("keys", [f"o{ENTER}", f"{ENTER}{DOWN * 3}{ENTER}{ENTER}"])
def test_another_question_takes_a_place(keys: str) -> None:
    """By key or by the line's own list the bank's next best of that block is asked instead; the id and the lane stay."""
    found = log.question(review(f"{Q02}{keys}{BACK}", bank=RIVAL)[1], "q02")
    assert (found.template, found.text, found.lane) == ("own-dream", "What do you dream of?", "nice")


def test_nothing_else_for_a_place_is_said() -> None:
    """Where the bank has no other question for a block, the sheet stays as it is."""
    assert review(f"{Q02}o{BACK}")[1] == small()


def test_a_question_of_the_bank_is_found_by_typing() -> None:
    """What fits this guest and is not on the sheet is narrowed down by a word of it, and stands last in its block."""
    outline = written(f"tidea{ENTER}w")
    assert ids(outline) == [["q01", "q04"], ["q02", "q03"]]
    assert log.question(outline, "q04").template == "own-path"


def test_follow_ups_are_reworded_dropped_and_added() -> None:
    """One after the other, each under its sign: typed over it is reworded, emptied it goes; one more may follow."""
    before = log.question(full(), "q05").follow_ups
    assert len(before) == 2
    at = DOWN * (3 + [q.id for q in full().questions if q.lane != "backup"].index("q05"))
    outline = review(
        f"{at}f{CLEAR}Who said so?{ENTER}{CLEAR}{ENTER}And then?{ENTER}{BACK}", full(), replace(BANK, show=Show())
    )[1]
    after = log.question(outline, "q05").follow_ups
    assert [(f.role, f.text) for f in after] == [(before[0].role, "Who said so?"), ("deeper", "And then?")]


def test_undo_takes_back_one_change_after_the_other() -> None:
    """By key or by its entry, until the sheet is as it was; what changed nothing is not a change."""
    assert review(f"{Q02}dm{BACK}")[1] != small()
    assert review(f"u{Q02}[mduuuu{BACK}")[1] == small()
    assert review(f"{Q02}+{UP * 2}{ENTER}{BACK}")[1] == small()


def test_keys_on_no_line_do_nothing() -> None:
    """Writing and adding are not lines of the sheet."""
    assert written(f"dsmnb[]+-{DOWN}d{UP}{ENTER}") == small()


@pytest.mark.parametrize("keys", ["", Q02, f"{Q02}d", f"{Q02}{ENTER}", f"{Q02}{ENTER}{DOWN * 2}{ENTER}", "a"])
def test_breaking_off_is_an_interrupt(keys: str) -> None:
    """Ctrl-C and a closed terminal end the review at every prompt; nothing is returned that could be written."""
    with pytest.raises(KeyboardInterrupt):
        review(keys + BREAK)
    with pytest.raises(EOFError):
        review(keys)


def test_a_line_fits_the_screen() -> None:
    """A row says id, lane, minutes, cue and question, is cut where the screen ends, and wide letters count twice."""
    question = replace(log.question(small(), "q02"), context="It was said.")
    assert row(question) == "q02 ·   3  REFUSE  » What will you never build?"
    assert fitted("What will you never build?", 10) == "What will…"
    assert fitted("短い", 4) == "短い"
    assert fitted("短い質問", 6) == "短い…"


def test_a_block_says_when_it_is_due() -> None:
    """Above its questions stands when a block begins, and what the clock on the wall says then where that is known."""
    assert heading(full(), full().sections[1]) == "00:05 · 17:05 WHY IT EXISTS (8)"
    assert heading(small(), small().sections[0]).startswith("00:00 OPEN")


def test_a_whole_sheet_is_walked() -> None:
    """Forty-five minutes, backups and all: each line can be reached and looked at."""
    bank = replace(BANK, show=Show())
    lines = len((full()).questions)
    _, outline = review(
        DOWN * 2 + "".join(f"{DOWN}{ENTER}{ENTER}" for _ in range(lines)) + f"{DOWN}{BACK}", full(), bank
    )
    assert outline == full()


def test_a_block_of_backups_alone_has_no_heading_of_its_own() -> None:
    """What is kept in reserve is listed at the end: a block without anything else is passed over."""
    first, *rest = small().sections
    spare = replace(first, questions=tuple(replace(q, lane="backup") for q in first.questions))
    done, outline = review(f"{DOWN * 2}{BACK}", replace(small(), sections=(spare, *rest)), replace(BANK, show=Show()))
    assert (done, outline.sections[0]) == (False, spare)
