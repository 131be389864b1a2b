"""Answers noted under questions become what the guest said; links, remarks to oneself and questions never do."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qbank.model import Bank, Episode, Item
from qbank.normalize.add_episodes import take_in
from qbank.notes import default_sections
from qbank.tasks.import_notes import answered

SECTIONS = default_sections()


def episode(*under: str, links: tuple[tuple[str, str], ...] = ()) -> Episode:
    """Return an episode with these lines, each under a question, and two sure answers at the end."""
    items: list[Item] = []
    for text in (*under, "We braid it twice. Then we rest.", "Nobody dared"):
        n = len(items)
        items.append(Item(n=n + 1, text=f"What happens in step {n}?"))
        items.append(Item(n=n + 2, text=text, kind="note", depth=2, links=links if text in under else ()))
    return Episode(id="007-reeds", title="Reeds", items=tuple(items))


def said(made: Episode) -> list[str | None]:
    """Return what was said to each question."""
    return [i.said for i in made.items if i.kind == "question"]


def test_the_first_sentence_of_an_answer_is_what_was_said() -> None:
    """Only the first sentence is taken, and the note itself stays an item, word for word."""
    before = episode()
    made = answered(before, SECTIONS)
    assert said(made) == ["We braid it twice.", "Nobody dared"]
    assert [(i.text, i.kind) for i in made.items] == [(i.text, i.kind) for i in before.items]


@pytest.mark.parametrize(
    "line",
    [
        "I want to get at the glue here",
        "Mention the second edition",
        "TODO: look at the loom first",
        "Don't forget to name the sponsor",
        "reeds.example.com",
        "See https://reeds.example for more",
        "Was that the plan?",
        "Tell me about the loom",
        "Further reading:",
        "Brought to you by Reed & Sons",
        "word " * 31 + "end",
    ],
)
def test_what_is_no_answer_is_not_taken(line: str) -> None:
    """Links, notes to oneself, questions, headings, sponsors and long stories are never what the guest said."""
    assert said(answered(episode(line), SECTIONS)) == [None, "We braid it twice.", "Nobody dared"]


def test_a_link_is_no_answer() -> None:
    """A note that carries a link is a reference, whatever its words."""
    assert said(answered(episode("The loom we used", links=(("The loom", "https://x.example"),)), SECTIONS))[0] is None


def test_one_remark_alone_is_not_taken_for_an_answer() -> None:
    """Notes in which a single line stands under a question may hold a remark of the host's."""
    made = episode()
    alone = replace(made, items=made.items[:2])
    assert answered(alone, SECTIONS) == alone


def test_a_note_at_the_same_depth_or_under_a_note_is_no_answer() -> None:
    """An answer hangs under its question, right below it."""
    made = episode("It was the reeds.")
    flat = replace(made, items=tuple(replace(i, depth=1) for i in made.items))
    assert answered(flat, SECTIONS) == flat
    twice = replace(made, items=(made.items[0], replace(made.items[1], text="See https://x.example"), *made.items[1:]))
    assert said(answered(twice, SECTIONS))[0] is None


def test_what_is_known_already_stays() -> None:
    """An answer that the log of an outline gave is not replaced by the note."""
    made = episode()
    known = replace(made, items=(replace(made.items[0], said="Ask me later."), *made.items[1:]))
    assert said(answered(known, SECTIONS))[0] == "Ask me later."


@given(st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=40), max_size=4))
@example(["\u2003"])
def test_nothing_but_said_is_ever_changed(lines: list[str]) -> None:
    """Whatever stands under the questions, the items stay as they were, and saying it twice changes nothing."""
    before = episode(*lines)
    made = answered(before, SECTIONS)
    assert tuple(replace(i, said=None) for i in made.items) == before.items
    assert answered(made, SECTIONS) == made


def brought_in(bank: Bank, made: Episode) -> Bank:
    """Return the bank with an episode's notes taken in."""
    return take_in(bank, [("notes", made)]).bank


def test_a_decision_by_hand_wins_over_the_notes() -> None:
    """What a person wrote down, or took away, is not overruled by the next import; what nobody touched follows the notes."""
    bank = brought_in(Bank(), replace(episode(), items=tuple(replace(i, at="1:00") for i in episode().items)))
    (known,) = bank.episodes
    first = replace(known.items[0], said=None, at="2:00", by="hand")
    bank = replace(bank, episodes=(replace(known, items=(first, *known.items[1:])),))
    again = brought_in(bank, answered(replace(episode(), title="Reeds"), SECTIONS))
    (item, _, other, _) = again.episodes[0].items
    assert (item.said, item.at, item.by) == (None, "2:00", "hand")
    assert (other.said, other.at) == ("Nobody dared", "1:00")
