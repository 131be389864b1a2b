"""The real prompts, driven through a pipe: answers, empty lines, going back, and breaking off."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from qbank import bank as banks
from qbank.bank import place as places
from qbank.cli import ask
from qbank.cli.ask.review import ask_all
from qbank.model import Bank, Episode, Item
from qbank.normalize.add_episodes import take_in
from qbank.tasks import review as review_tasks

DOWN, ENTER, BREAK = "\x1b[B", "\r", "\x03"


@contextmanager
def typed(text: str) -> Iterator[None]:
    """Let a host type these keys."""
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        keys.send_text(text)
        yield


def doubtful_bank() -> Bank:
    """Return a small bank with two questions in doubt."""
    base = banks.load(places.shipped(cwd=Path.cwd()))
    asked = tuple(
        Item(n=n, text=t, line=n)
        for n, t in enumerate(("Who braids it? Who pays?", "Where does it fray?"), start=1)
    )
    episode = Episode(
        id="007-made-up", title="Made up - Episode 7", number=7, technology="Made up", items=asked
    )
    bank = take_in(replace(base, episodes=()), [("a", episode)]).bank
    (only,) = bank.episodes
    return replace(
        bank,
        episodes=(
            replace(only, items=tuple(replace(i, kind="question", match="review") for i in only.items)),
        ),
    )


def test_a_line_that_is_needed_is_asked_for_again() -> None:
    """An empty line is no answer where one is needed."""
    with typed(f"{ENTER}  {ENTER}Kafka{ENTER}"):
        assert ask.needed("What is it about?") == "Kafka"


def test_breaking_off_is_an_interrupt() -> None:
    """Ctrl-C at a prompt ends the command; nothing is taken for an answer."""
    with typed(BREAK), pytest.raises(KeyboardInterrupt):
        ask.needed("Who is the guest?")


def test_review_keeps_joins_and_stops() -> None:
    """The first is kept, the second joined to a template; both are decided by hand."""
    bank = doubtful_bank()
    with typed(f"{ENTER}{DOWN}{ENTER}wrong-choice{ENTER}"):
        done = ask_all(bank, list(review_tasks.doubts(bank)))
    assert [(i.by, i.match) for i in done.episodes[0].items] == [("hand", "same")] * 2
    assert done.episodes[0].items[1].template == "wrong-choice"


def test_review_goes_back() -> None:
    """Going back from the second takes back what was decided of the first."""
    bank = doubtful_bank()
    with typed(f"{ENTER}{DOWN * 6}{ENTER}{DOWN * 5}{ENTER}{DOWN * 7}{ENTER}"):
        assert ask_all(bank, list(review_tasks.doubts(bank))) == bank


def test_review_splits_at_the_words_given() -> None:
    """A bullet with two questions becomes two items that remember it."""
    bank = doubtful_bank()
    with typed(f"{DOWN * 4}{ENTER}Who pays?{ENTER}{DOWN * 7}{ENTER}"):
        done = ask_all(bank, list(review_tasks.doubts(bank)))
    assert [i.text for i in done.episodes[0].items] == ["Who braids it?", "Who pays?", "Where does it fray?"]
    assert {i.part_of for i in done.episodes[0].items[:2]} == {"Who braids it? Who pays?"}


def test_review_recategorizes_and_takes_a_note_for_a_note() -> None:
    """Another category is chosen from the list; what is no question becomes a note without template."""
    bank = doubtful_bank()
    with typed(f"{DOWN * 2}{ENTER}{DOWN}{ENTER}{DOWN * 3}{ENTER}{ENTER}"):
        done = ask_all(bank, list(review_tasks.doubts(bank)))
    first, second = done.episodes[0].items
    assert (first.category, first.by) == ("overview", "hand")
    assert (second.kind, second.template) == ("note", None)


def test_review_broken_off_changes_nothing() -> None:
    """Ctrl-C in the middle of a review is an interrupt; what was decided is not written by anybody."""
    bank = doubtful_bank()
    with typed(f"{ENTER}{BREAK}"), pytest.raises(KeyboardInterrupt):
        ask_all(bank, list(review_tasks.doubts(bank)))
