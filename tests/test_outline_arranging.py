"""An outline rearranged: whatever a host does to it, nothing is lost, rituals stay, and the clock is right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from outlines import full, small

from qbank.errors import NotFoundError, QbankError, UsageError
from qbank.model import BLOCKS, Bank, Category, Outline, RitualPlace, Show, Template
from qbank.model.brief import Wishes
from qbank.outline import arrange, log

RITUALS = frozenset({"template-q01", "template-q20"})
"""The first and the last question of the full outline."""
IDS = [q.id for q in (full()).questions]
CATEGORIES = tuple(
    Category(id=c, title=c, block=b, minutes=3)
    for c, b in (("origin", BLOCKS[1]), ("scaling", BLOCKS[2]), ("usage", BLOCKS[4]), ("closing", BLOCKS[5]))
)

Change = Callable[[Outline], Outline]
_ids = st.sampled_from([*IDS, "q21", "q99"])
_changes: st.SearchStrategy[Change] = st.one_of(
    st.builds(lambda i, to: partial(arrange.move, id_=i, to=to, rituals=RITUALS), _ids, st.one_of(_ids, st.sampled_from(BLOCKS))),
    st.builds(lambda i, by: partial(arrange.step, id_=i, by=by, rituals=RITUALS), _ids, st.sampled_from([-1, 1])),
    st.builds(lambda i, to: partial(arrange.into, id_=i, lane=to, rituals=RITUALS), _ids, st.sampled_from(arrange.LANES)),
    st.builds(lambda i, n: partial(arrange.retime, id_=i, minutes=n), _ids, st.integers(-1, 20).map(lambda n: n / 2)),
    st.builds(lambda i, t: partial(arrange.reword, id_=i, text=t, rituals=RITUALS), _ids, st.text(max_size=9)),
    st.builds(lambda i: partial(arrange.drop, id_=i, rituals=RITUALS), _ids),
    st.builds(
        lambda t, c: partial(arrange.add, text=t, category=c, categories=CATEGORIES, rituals=RITUALS),
        st.text(max_size=9), st.sampled_from(["origin", "scaling", "usage", "closing", "unheard-of"]),
    ),
)  # fmt: skip


def aside(outline: Outline) -> list[float]:
    """Return what each block has beyond its questions: minutes in which something is spoken."""
    return [s.minutes - sum(q.minutes for q in s.questions if q.lane != "backup") for s in outline.sections]


@given(st.lists(_changes, max_size=12))
@example(
    [
        partial(arrange.drop, id_="q08", rituals=RITUALS),
        partial(arrange.move, id_="q09", to="q01", rituals=RITUALS),
        partial(arrange.move, id_="q10", to="q01", rituals=RITUALS),
    ]
)
def test_whatever_is_changed_the_clock_is_right_and_nothing_is_lost(changes: list[Change]) -> None:
    """Blocks meet, add up and keep what is spoken aside; ids stay apart; rituals stay where they are; a refusal changes nothing."""
    outline, dropped, added = full(), 0, 0
    for change in changes:
        before = len(outline.questions)
        try:
            outline = change(outline)
        except QbankError:
            continue
        dropped += len(outline.questions) < before
        added += len(outline.questions) > before
    questions = outline.questions
    assert len({q.id for q in questions}) == len(questions) == len(IDS) + added - dropped
    assert [s.block for s in outline.sections] == [s.block for s in full().sections]
    for now, then in zip(aside(outline), aside(full()), strict=True):
        # A block too short for its questions cannot stay so when they are gone.
        assert now == pytest.approx(then) or then < now <= 0
    at = outline.sections[0].start
    for section in outline.sections:
        assert section.start == pytest.approx(at)
        at += section.minutes
    shift = outline.planned_minutes - full().planned_minutes
    assert shift == pytest.approx(sum(s.minutes for s in outline.sections) - sum(s.minutes for s in full().sections))
    assert (questions[0].id, questions[-1].id) == ("q01", "q20")
    assert outline.minutes == full().minutes
    assert set(outline.wishes.avoid) == {q.template for q in (full()).questions} - {q.template for q in questions}


@given(_ids, st.sampled_from(arrange.LANES))
def test_there_and_back_is_where_it_was(id_: str, lane: str) -> None:
    """Another lane and back again, a step down and up again within a block: the outline is as it was."""
    try:
        found = log.question(full(), id_)
        changed = arrange.into(full(), id_, lane, rituals=RITUALS)  # type: ignore[arg-type]
    except QbankError:
        return
    assert arrange.into(changed, id_, found.lane, rituals=RITUALS) == full()
    down = arrange.step(full(), id_, 1, rituals=RITUALS)
    block = [next(s.block for s in o.sections if any(q.id == id_ for q in s.questions)) for o in (full(), down)]
    if block[0] == block[1] and down != full():
        shown = [q.id for q in arrange.shown(arrange.step(down, id_, -1, rituals=RITUALS))]
        assert shown == [q.id for q in arrange.shown(full())]


def order(outline: Outline) -> list[str]:
    """Return the ids in the order of the sheet."""
    return [q.id for q in outline.questions]


def test_a_question_is_moved_behind_another_one_or_to_the_top_of_a_block() -> None:
    """The first block opens with its ritual, the last closes with it; everything goes between."""
    none: frozenset[str] = frozenset({"template-q01", "template-q03"})
    assert order(arrange.move(small(), "q02", "q01", rituals=none)) == ["q01", "q02", "q03"]
    assert arrange.move(small(), "q02", "q01", rituals=none).sections[0].minutes == 8
    assert order(arrange.move(small(), "q02", "open", rituals=none)) == ["q01", "q02", "q03"]
    assert order(arrange.move(small(), "q02", "q03", rituals=none)) == ["q01", "q02", "q03"]
    assert order(arrange.move(small(), "q01", "q03", rituals=frozenset())) == ["q02", "q03", "q01"]
    assert arrange.move(small(), "q02", "q02", rituals=none) == small()


def test_a_step_leads_into_the_next_block_and_stops_at_the_end() -> None:
    """One up from the top of a block is the end of the block before."""
    rituals = frozenset({"template-q01", "template-q03"})
    up = arrange.step(small(), "q02", -1, rituals=rituals)
    assert [len(s.questions) for s in up.sections] == [2, 1]
    assert arrange.step(up, "q02", -1, rituals=rituals) == up
    assert arrange.step(up, "q02", 1, rituals=rituals) == small()


def test_a_backup_takes_no_time_and_the_time_comes_back() -> None:
    """What is kept in reserve leaves its minutes to others."""
    changed = arrange.into(small(), "q02", "backup", rituals=frozenset())
    assert (changed.planned_minutes, changed.sections[1].minutes) == (8, 3)
    assert arrange.retime(changed, "q02", 9).planned_minutes == 8


def test_own_words_leave_the_banks_wording_to_be_seen() -> None:
    """A reworded line keeps its origin, so that a refresh leaves it alone; another wording of the bank takes its place."""
    outline = replace(small(), sections=tuple(
        replace(s, questions=tuple(replace(q, origin=q.text) for q in s.questions)) for s in small().sections
    ))  # fmt: skip
    own = log.question(arrange.reword(outline, "q02", " Never,\n ever? ", rituals=frozenset()), "q02")
    assert (own.text, own.origin, own.cue) == ("Never, ever?", "What will you never build?", "refuse")
    banks = log.question(arrange.rephrase(outline, "q02", "What not?", rituals=frozenset()), "q02")
    assert (banks.text, banks.origin) == ("What not?", "What not?")


BANK = Bank(
    show=Show(rituals=(RitualPlace(template="template-q03", place="close"),)),
    templates=(
        Template(id="template-q01", category="origin", cue="path", text="How?", ritual=True),
        Template(id="template-q02", category="usage", cue="refuse", text="What will you never build?",
                 phrasings=("What is {{ technology }} never going to be?", "What will {{ company }} never do?")),
    ),
)  # fmt: skip


def test_wordings_are_swapped_round() -> None:
    """The next wording whose slots are known, and after the last the first again; a ritual has only one."""
    assert arrange.rituals_of(BANK) == {"template-q01", "template-q03"}
    once = arrange.swap(small(), "q02", bank=BANK)
    assert log.question(once, "q02").text == "What is Lantern never going to be?"
    assert log.question(arrange.swap(once, "q02", bank=BANK), "q02").text == "What will you never build?"
    with pytest.raises(UsageError, match="ritual"):
        arrange.swap(small(), "q03", bank=BANK)
    with pytest.raises(UsageError, match="no other wording"):
        arrange.swap(small(), "q02", bank=replace(BANK, templates=BANK.templates[:1]))


def test_what_is_added_and_dropped_is_wished_for_again() -> None:
    """A question of one's own is remembered in its newest wording, and forgotten when it is dropped; a dropped template is avoided."""
    rituals = frozenset({"template-q03"})
    outline = arrange.add(small(), "Who pays?", "origin", categories=CATEGORIES, rituals=rituals)
    made = log.question(outline, "q04")
    assert (made.template, made.lane, made.minutes, made.cue, made.why) == (None, "must", 3, "", "your own line")
    assert order(outline) == ["q01", "q04", "q02", "q03"]
    assert outline.wishes == Wishes(add=("Who pays?",))
    outline = arrange.reword(outline, "q04", "Who owns it?", rituals=rituals)
    assert (outline.wishes.add, log.question(outline, "q04").cue) == (("Who owns it?",), "")
    outline = arrange.drop(outline, "q04", rituals=rituals)
    assert (outline.wishes, order(outline)) == (Wishes(), ["q01", "q02", "q03"])
    wanted = replace(small(), wishes=Wishes(must=("template-q02", "other")))
    assert arrange.drop(wanted, "q02", rituals=rituals).wishes == Wishes(must=("other",), avoid=("template-q02",))


def test_a_plan_by_number_is_as_long_as_its_questions() -> None:
    """Where questions were counted, not minutes, the length follows."""
    counted = replace(small(), minutes=11.0, wishes=Wishes(questions=3))
    assert arrange.retime(counted, "q02", 5).minutes == 13
    assert arrange.retime(small(), "q02", 5).minutes == 15


@pytest.mark.parametrize(
    ("change", "error", "says"),
    [
        (lambda o: arrange.move(o, "q01", "q02", rituals={"template-q01"}), UsageError, "stays as it is"),
        (lambda o: arrange.move(o, "q02", "q77", rituals=()), NotFoundError, "no question 'q77'"),
        (lambda o: arrange.move(o, "q02", "breaks", rituals=()), NotFoundError, "no block 'breaks'"),
        (lambda o: arrange.into(o, "q77", "nice", rituals=()), NotFoundError, "'q77' in 'lantern"),
        (lambda o: arrange.retime(o, "q02", 0), UsageError, "0 minutes"),
        (lambda o: arrange.reword(o, "q02", " \n", rituals=()), UsageError, "would have no text"),
        (lambda o: arrange.add(o, " ", "origin", categories=(), rituals=()), UsageError, "has no text"),
        (lambda o: arrange.add(replace(o, sections=()), "Why?", "origin", categories=(), rituals=()), UsageError, "no sections"),
        (lambda o: arrange.drop(log.mark(o, ["q02"], "great"), "q02", rituals=()), UsageError, "belongs to the log"),
        (lambda o: arrange.drop(arrange.drop(arrange.drop(o, "q01", rituals=()), "q02", rituals=()), "q03", rituals=()), UsageError, "only question"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said(change: Change, error: type[QbankError], says: str) -> None:
    """A ritual, a wrong id, no words, no time, what was asked, the last question: refused with the reason."""
    with pytest.raises(error, match=says):
        change(small())
