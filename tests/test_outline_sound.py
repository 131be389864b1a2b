"""How questions are said beside each other: names where "it" would mean something else, openings that vary."""

from __future__ import annotations

from qbank.model import Template
from qbank.outline import sound
from qbank.outline.sound import Spoken

VALUES = {"technology": "Lantern"}
NAMED = Template(id="start", category="origin", cue="start", text="Why was {{ technology }} started?")
FAILS = Template(
    id="fails", category="failure-modes", cue="fails", text="How does {{ technology }} fail?", phrasings=("How does it fail?",)
)  # fmt: skip
COST = Template(
    id="cost", category="tradeoffs", cue="cost", text="What did speed cost {{ technology }}?", phrasings=("What did speed cost it?",)
)  # fmt: skip
FACT = sound.fixed("What follows from that?", "Lantern")


def place(template: Template, *, block: str = "why", backup: bool = False) -> Spoken:
    """Return the place of a question."""
    return Spoken(block=block, wordings=sound.wordings(template, VALUES), backup=backup)  # type: ignore[arg-type]


def said(*places: Spoken) -> list[str]:
    """Return the questions as they are said."""
    return [made.text for made in sound.best(places)]


def test_what_was_named_is_it_afterwards() -> None:
    """The subject is named once in a block, and is "it" from then on."""
    assert said(place(NAMED), place(FAILS)) == ["Why was Lantern started?", "How does it fail?"]


def test_it_is_not_said_of_what_another_block_named() -> None:
    """A new block names the subject anew."""
    assert said(place(NAMED), place(FAILS, block="breaks"))[1] == "How does Lantern fail?"


def test_after_a_fact_the_subject_is_named_again() -> None:
    """Where a question stood on a fact, "it" would be that fact."""
    turn = Spoken(block="why", wordings=FACT, turns=True)
    assert said(place(NAMED), turn, place(FAILS))[2] == "How does Lantern fail?"
    assert said(place(NAMED), turn, place(FAILS), place(COST))[3] == "What did speed cost it?"


def test_what_may_be_skipped_names_the_subject_for_nobody() -> None:
    """Who says "it" needs a subject that was named for certain: not in a question that the host may leave out, nor two before."""
    maybe = Spoken(block="why", wordings=sound.wordings(NAMED, VALUES), optional=True)
    assert said(maybe, place(FAILS))[1] == "How does Lantern fail?"
    assert said(place(NAMED), maybe, place(FAILS))[2] == "How does it fail?"
    other = Spoken(block="why", wordings=sound.fixed("What do people ask for most?", "Lantern"))
    assert said(place(NAMED), other, place(FAILS))[2] == "How does Lantern fail?"


def test_a_backup_can_be_said_at_any_time() -> None:
    """What is kept in reserve names its subject, whatever stands before it."""
    assert said(place(NAMED), place(FAILS, backup=True))[1] == "How does Lantern fail?"


def test_two_in_a_row_do_not_begin_alike() -> None:
    """Of two wordings the one is taken that does not begin like the question before."""
    two = Template(
        id="two", category="usage", cue="two", text="Why was {{ technology }} kept?", phrasings=("Who kept {{ technology }}?",)
    )  # fmt: skip
    assert said(place(NAMED), place(two, block="in-use"))[1] == "Who kept Lantern?"


def test_a_wording_that_cannot_be_filled_is_not_said() -> None:
    """A phrasing with a slot of which nothing is known is not a choice; the best there is costs nothing."""
    template = Template(
        id="x", category="usage", cue="x", text="Who uses {{ technology }}?", phrasings=("Who at {{ company }} uses it?",)
    )  # fmt: skip
    made = sound.wordings(template, VALUES)
    assert [w.text for w in made] == ["Who uses Lantern?"]
    assert sound.openings(template, VALUES) == ("who uses",)
    assert sound.cost([place(template)]) == 0
