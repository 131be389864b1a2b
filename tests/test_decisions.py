"""What a person decides: bank to bank, marked as decided by hand, and taken back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from qbank import bank as banks
from qbank.bank import place as places
from qbank.errors import NotFoundError, UsageError
from qbank.model import Bank, Episode, Item
from qbank.model.pattern import is_lossless
from qbank.normalize import meaning
from qbank.normalize.add_episodes import take_in
from qbank.tasks import review as review_tasks

_LOADED = banks.load(places.shipped(cwd=Path(__file__).parent))
SHIPPED = replace(_LOADED, episodes=(), show=replace(_LOADED.show, model="none"))
"""What ships, without episodes and without the sentence model: imports and decisions go by words alone."""
TEXTS = (
    "What is Wickerwork and what was your motivation for creating it?",
    "How does Wickerwork braid a plan out of Quipu and Withies?",
    "When is Wickerwork the wrong choice?",
)


def read(number: int, *texts: str) -> Episode:
    """Return an episode as the notes have it."""
    items = tuple(Item(n=n, text=text, line=n) for n, text in enumerate(texts, 1))
    return Episode(
        id=f"{number:03}-wickerwork", title=f"Wickerwork {number}", number=number, technology="Wickerwork", guests=("Ada",), items=items
    )  # fmt: skip


def imported(bank: Bank, *episodes: Episode, again: bool = False) -> Bank:
    """Return the bank with these notes taken in."""
    return take_in(bank, [("notes", e) for e in episodes], again=again).bank


BANK = imported(SHIPPED, read(7, *TEXTS))


def item(bank: Bank, n: int, episode: str = "007-wickerwork") -> Item:
    """Return an item by its number."""
    return review_tasks.find(bank, f"{episode}/{n}")[1]


def test_an_episode_is_not_about_its_own_show() -> None:
    """What a title calls the show is not the subject, unless a person says that it is."""
    notes = [("notes", replace(read(7, *TEXTS), show="wickerwork"))]
    (guessed,) = take_in(SHIPPED, notes).bank.episodes
    (told,) = take_in(SHIPPED, notes, said={"notes": ("technology",)}).bank.episodes
    assert (guessed.technology, told.technology) == (None, "Wickerwork")


def test_halves_of_a_bullet_are_decided_each_by_itself() -> None:
    """Each half gets its own slots and template, gives its text back, and the split survives every import."""
    bank = review_tasks.split(BANK, "007-wickerwork/1", "what was your motivation for creating it?")
    first, second = item(bank, 1), item(bank, 4)
    assert (first.text, second.text) == ("What is Wickerwork and", "what was your motivation for creating it?")
    assert (first.slots, second.slots) == ({"technology": "Wickerwork"}, {})
    assert second.template == "motivation-for-creation"
    assert {i.by for i in (first, second)} == {"hand"}
    for again in (False, True):
        after = imported(bank, read(7, *TEXTS), again=again)
        assert [item(after, n) for n in (1, 4)] == [first, second]


def test_undo_makes_a_split_bullet_whole() -> None:
    """The halves are one item again, decided as the import had decided it; the number of the other is not used again."""
    bank = review_tasks.undo(
        review_tasks.split(BANK, "007-wickerwork/1", "what was your motivation for creating it?"), "007-wickerwork/4"
    )
    assert [i.text for i in bank.episodes[0].items] == list(TEXTS)
    assert item(bank, 1) == item(BANK, 1)
    assert bank.episodes[0].last_n == 4


def test_undo_takes_back_every_kind_of_decision() -> None:
    """Joined, recategorized, no question at all: all is decided anew, and what the guest said stays."""
    bank = review_tasks.quote(
        review_tasks.join(BANK, "007-wickerwork/2", "wrong-choice"), "007-wickerwork/2", "With care."
    )
    bank = review_tasks.recategorize(bank, "007-wickerwork/2", "usage")
    bank = review_tasks.change_kind(bank, "007-wickerwork/2", "note")
    back = item(review_tasks.undo(bank, "007-wickerwork/2"), 2)
    assert back == replace(item(BANK, 2), said="With care.")
    with pytest.raises(UsageError, match="nothing was decided about 007-wickerwork/2"):
        review_tasks.undo(BANK, "007-wickerwork/2")


def test_what_was_said_says_nothing_about_the_template() -> None:
    """Writing an answer down decides nothing else; an answer corrected or taken away stays so through every import."""
    bank = review_tasks.quote(BANK, "007-wickerwork/2", " By\nhand. ")
    assert (item(bank, 2).said, item(bank, 2).by) == ("By hand.", None)
    assert item(imported(bank, read(7, *TEXTS), again=True), 2).said == "By hand."
    gone = review_tasks.quote(bank, "007-wickerwork/2", "")
    assert (item(gone, 2).said, item(gone, 2).by) == (None, "hand")
    assert review_tasks.quote(gone, "007-wickerwork/2", "") == gone


def test_a_time_is_a_clock() -> None:
    """A time is kept as it was written, corrected by hand for good; what is none is refused."""
    bank = review_tasks.time(BANK, "007-wickerwork/2", "1:02:45")
    assert (item(bank, 2).at, item(bank, 2).by) == ("1:02:45", None)
    assert item(review_tasks.time(bank, "007-wickerwork/2", "2:00"), 2).by == "hand"
    assert review_tasks.time(bank, "007-wickerwork/2", "1:02:45") == bank
    with pytest.raises(UsageError, match="'noon' is not a time"):
        review_tasks.time(BANK, "007-wickerwork/2", "noon")
    with pytest.raises(NotFoundError):
        review_tasks.time(BANK, "007-wickerwork/99", "2:00")


def test_a_join_and_a_category_teach_the_next_import() -> None:
    """A question of the next episode in the same words finds the template and the category that a person chose."""
    text = "How does Wickerwork braid a plan out of Quipu and Withies?"
    before = item(imported(BANK, read(8, text)), 1, "008-wickerwork")
    bank = review_tasks.join(BANK, "007-wickerwork/2", "never-planned")
    bank = review_tasks.recategorize(bank, "007-wickerwork/2", "usage")
    after = item(imported(bank, read(8, text)), 1, "008-wickerwork")
    assert before.template != "never-planned"
    assert (after.template, after.category, after.match, after.by) == ("never-planned", "usage", "same", None)


def test_a_kind_decided_by_hand_survives() -> None:
    """A note stays a note, and a corrected slot a slot, when the notes are read and decided again."""
    bank = review_tasks.change_kind(BANK, "007-wickerwork/3", "note")
    bank = review_tasks.correct_slots(bank, "007-wickerwork/2", {"component": "plan"})
    again = imported(bank, read(7, *TEXTS), again=True)
    assert (item(again, 3).kind, item(again, 3).template) == ("note", None)
    assert item(again, 2).slots["component"] == "plan"
    assert all(is_lossless(i.text, i.pattern or "", i.slots) for i in again.episodes[0].items)


def test_a_reworded_bullet_keeps_what_was_decided() -> None:
    """A typo mended in the notes does not undo a decision."""
    bank = review_tasks.join(BANK, "007-wickerwork/2", "never-planned")
    texts = (TEXTS[0], TEXTS[1].replace("so many", "that many"), TEXTS[2])
    changed = item(imported(bank, read(7, *texts)), 2)
    assert (changed.text, changed.template, changed.by) == (texts[1], "never-planned", "hand")


def test_a_cut_off_line_can_be_made_a_question() -> None:
    """What the import took for a fragment becomes a question when it is joined to a template as one."""
    bank = review_tasks.change_kind(BANK, "007-wickerwork/3", "fragment")
    with pytest.raises(UsageError, match="only a question has a template"):
        review_tasks.join(bank, "007-wickerwork/3", "wrong-choice")
    made = item(review_tasks.join(bank, "007-wickerwork/3", "wrong-choice", as_question=True), 3)
    assert (made.kind, made.template, made.match) == ("question", "wrong-choice", "same")


def test_a_text_makes_a_question_reusable() -> None:
    """What was asked once can be asked of others when a person says how; it is moved with its text as it stands."""
    coined = item(BANK, 2).template or ""
    assert not next(t for t in BANK.templates if t.id == coined).reusable
    bank = review_tasks.reword(BANK, coined, "How does {{ technology }} braid?")
    bank = review_tasks.recategorize(bank, "007-wickerwork/2", "failure-modes")
    (made,) = (t for t in bank.templates if t.id == coined)
    assert (made.category, made.text, made.reusable) == ("failure-modes", "How does {{ technology }} braid?", True)


def test_what_an_assistant_decides_stands_below_a_person_and_above_an_import() -> None:
    """An import, again or not, leaves an assistant's decision alone; a person's replaces it, and is not replaced by it."""
    reference = "007-wickerwork/3"
    decided = review_tasks.by_assistant(BANK, review_tasks.recategorize(BANK, reference, "usage"))
    assert (item(decided, 3).by, item(decided, 3).category) == ("assistant", "usage")
    for again in (False, True):
        assert item(imported(decided, read(7, *TEXTS), again=again), 3) == item(decided, 3)
    corrected = review_tasks.recategorize(decided, reference, "community")
    assert (item(corrected, 3).by, item(corrected, 3).category) == ("hand", "community")
    with pytest.raises(UsageError, match=f"a person has decided about {reference}"):
        review_tasks.by_assistant(corrected, review_tasks.recategorize(corrected, reference, "usage"))


def test_nothing_is_learned_from_an_assistant() -> None:
    """A person's decision is an example for the next import; an assistant's is not, and a person may still be asked about it."""
    step = review_tasks.recategorize(BANK, "007-wickerwork/3", "usage")
    assert [w.text for w in meaning.decided(step)] == [item(step, 3).pattern]
    assert list(meaning.decided(review_tasks.by_assistant(BANK, step))) == []
