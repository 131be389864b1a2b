"""The rarer answers of the review prompt: slots, names, rituals, answers and times; the question stays to be decided."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from qbank import decisions
from qbank.ask.review import ask_all
from qbank.model import Bank, Category, Episode, Item, Template

DOWN, ENTER = "\x1b[B", "\r"
MORE, KEEP, QUIT = f"{DOWN * 7}{ENTER}", ENTER, f"{DOWN * 6}{ENTER}"
"""Keys at the first doubt, where there is no going back."""

BANK = Bank(
    categories=(Category(id="usage", title="Usage", block="in-use", minutes=3),),
    templates=(Template(id="who-braids", category="usage", cue="who", text="Who braids it?"),),
    episodes=(
        Episode(
            id="007-reeds",
            title="Reeds",
            items=(
                Item(n=1, text="Who braids Reeds?", category="usage", template="who-braids", match="review", pattern="Who braids Reeds?"),
                Item(n=2, text="Who", kind="fragment", pattern="Who"),
            ),
        ),
    ),
)  # fmt: skip


@contextmanager
def typed(text: str) -> Iterator[None]:
    """Let a host type these keys."""
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        keys.send_text(text)
        yield


def asked(keys: str) -> Bank:
    """Return the bank as it is after these keys."""
    with typed(keys):
        return ask_all(BANK, list(decisions.doubts(BANK)))


def test_a_slot_is_corrected() -> None:
    """The slot and its words are typed, and the pattern gives the text back."""
    item = asked(f"{MORE}{ENTER}technology=Reeds{ENTER}{QUIT}").episodes[0].items[0]
    assert (item.pattern, item.slots, item.by) == (
        "Who braids {{ technology }}?",
        {"technology": "Reeds"},
        "hand",
    )


def test_a_template_is_renamed_and_made_a_ritual() -> None:
    """Both may be done one after the other; the question is then kept."""
    bank = asked(
        f"{MORE}{DOWN}{ENTER}weavers{ENTER}{MORE}{DOWN * 2}{ENTER}{DOWN}{ENTER}{KEEP}{DOWN * 7}{ENTER}"
    )
    assert [(t.id, t.ritual) for t in bank.templates] == [("weavers", True)]
    assert [(r.template, r.place) for r in bank.show.rituals] == [("weavers", "close")]
    assert (bank.episodes[0].items[0].template, bank.episodes[0].items[0].match) == ("weavers", "same")


def test_what_was_said_and_when_decides_nothing_else() -> None:
    """The answer and the time are written down, and the question is still in doubt."""
    bank = asked(f"{MORE}{DOWN * 3}{ENTER}My mother.{ENTER}{MORE}{DOWN * 4}{ENTER}2:10{ENTER}{QUIT}")
    item = bank.episodes[0].items[0]
    assert (item.said, item.at, item.by) == ("My mother.", "2:10", None)


@pytest.mark.parametrize(
    "keys",
    [
        f"{ENTER}technology=Nowhere{ENTER}",
        f"{ENTER}{ENTER}",
        f"{DOWN}{ENTER}who-braids{ENTER}",
        f"{DOWN}{ENTER}{ENTER}",
        f"{DOWN * 3}{ENTER}{ENTER}",
        f"{DOWN * 4}{ENTER}noon{ENTER}",
        f"{DOWN * 4}{ENTER}{ENTER}",
        f"{DOWN * 5}{ENTER}",
    ],
)
def test_what_cannot_be_meant_or_is_left_empty_changes_nothing(keys: str) -> None:
    """A slot that is not there, a name that is taken, a time that is none: said, and the question is asked again."""
    assert asked(f"{MORE}{keys}{QUIT}") == BANK


def test_going_back_takes_the_rarer_answers_back_too() -> None:
    """What was done about the question before is undone when the host goes back to it."""
    keys = f"{MORE}{DOWN * 3}{ENTER}My mother.{ENTER}{KEEP}{DOWN * 6}{ENTER}"
    assert asked(f"{keys}{QUIT}") == BANK


def test_a_fragment_has_no_template_to_name() -> None:
    """Where there is no template, neither a name nor a ritual is offered."""
    bank = asked(f"{KEEP}{DOWN * 8}{ENTER}{DOWN}{ENTER}Nobody.{ENTER}{DOWN * 7}{ENTER}")
    assert bank.episodes[0].items[1].said == "Nobody."
