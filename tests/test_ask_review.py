"""The rarer answers of the review prompt: slots, names, rituals, answers and times; the question stays to be decided."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from qbank.cli.ask.review import ask_all, shown
from qbank.model import Bank, Category, Episode, Item, Template
from qbank.tasks import review as review_tasks

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
        return ask_all(BANK, list(review_tasks.doubts(BANK)))


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
        f"{MORE}{DOWN * 2}{ENTER}weavers{ENTER}{MORE}{DOWN * 3}{ENTER}{DOWN}{ENTER}{KEEP}{DOWN * 7}{ENTER}"
    )
    assert [(t.id, t.ritual) for t in bank.templates] == [("weavers", True)]
    assert [(r.template, r.place) for r in bank.show.rituals] == [("weavers", "close")]
    assert (bank.episodes[0].items[0].template, bank.episodes[0].items[0].match) == ("weavers", "same")


def test_what_was_said_and_when_decides_nothing_else() -> None:
    """The answer and the time are written down, and the question is still in doubt."""
    bank = asked(f"{MORE}{DOWN * 4}{ENTER}My mother.{ENTER}{MORE}{DOWN * 5}{ENTER}2:10{ENTER}{QUIT}")
    item = bank.episodes[0].items[0]
    assert (item.said, item.at, item.by) == ("My mother.", "2:10", None)


@pytest.mark.parametrize(
    "keys",
    [
        f"{ENTER}technology=Nowhere{ENTER}",
        f"{ENTER}{ENTER}",
        f"{DOWN}{ENTER}{ENTER}",
        f"{DOWN}{ENTER}Who braids {{{{ nothing }}}}?{ENTER}",
        f"{DOWN * 2}{ENTER}who-braids{ENTER}",
        f"{DOWN * 2}{ENTER}{ENTER}",
        f"{DOWN * 4}{ENTER}{ENTER}",
        f"{DOWN * 5}{ENTER}noon{ENTER}",
        f"{DOWN * 5}{ENTER}{ENTER}",
        f"{DOWN * 6}{ENTER}",
    ],
)
def test_what_cannot_be_meant_or_is_left_empty_changes_nothing(keys: str) -> None:
    """A slot that is not there, a name that is taken, a time that is none: said, and the question is asked again."""
    assert asked(f"{MORE}{keys}{QUIT}") == BANK


def test_going_back_takes_the_rarer_answers_back_too() -> None:
    """What was done about the question before is undone when the host goes back to it."""
    keys = f"{MORE}{DOWN * 4}{ENTER}My mother.{ENTER}{KEEP}{DOWN * 6}{ENTER}"
    assert asked(f"{keys}{QUIT}") == BANK


def test_a_fragment_has_no_template_to_name() -> None:
    """Where there is no template, neither a name nor a ritual is offered."""
    bank = asked(f"{KEEP}{DOWN * 8}{ENTER}{DOWN}{ENTER}Nobody.{ENTER}{DOWN * 7}{ENTER}")
    assert bank.episodes[0].items[1].said == "Nobody."


def test_a_likely_template_is_one_key_away() -> None:
    """What the bank takes it for stands among the answers; choosing it joins the question to it."""
    other = Template(id="who-weaves", category="usage", cue="weave", text="Who weaves it?", written=True)
    bank = replace(BANK, templates=(*BANK.templates, other))
    with typed(f"{DOWN}{ENTER}{QUIT}{DOWN}{ENTER}"):
        done = ask_all(
            bank, list(review_tasks.doubts(bank)), lambda _: ("who-braids", "nobody", "who-weaves")
        )
    item = done.episodes[0].items[0]
    assert (item.template, item.match, item.by) == ("who-weaves", "same", "hand")
    assert [t.id for t in done.templates] == ["who-weaves"]


def test_a_template_is_reworded() -> None:
    """The canonical text is the host's own from then on; the question is still to be decided."""
    bank = asked(f"{MORE}{DOWN}{ENTER}Who braids {{{{ technology }}}}?{ENTER}{QUIT}")
    assert bank.templates[0].text == "Who braids {{ technology }}?"
    assert bank.episodes[0].items[0].by is None


@pytest.mark.parametrize("kind", ["note", "topic", "intro", "fragment"])
def test_what_is_no_question_is_named(kind: str) -> None:
    """It may be a note, a heading, the introduction or cut off; it has no template then."""
    at = ["note", "topic", "intro", "fragment"].index(kind)
    bank = asked(f"{DOWN * 3}{ENTER}{DOWN * at}{ENTER}{DOWN * 7}{ENTER}")
    item = bank.episodes[0].items[0]
    assert (item.kind, item.template, item.by) == (kind, None, "hand")
    assert asked(f"{DOWN * 3}{ENTER}{DOWN * 4}{ENTER}{QUIT}") == BANK


def test_a_doubt_is_shown_between_its_neighbours_in_eighty_columns() -> None:
    """Nothing is cut off: long lines go on below, and what the import made of it stands under the question."""
    long = "Who braids Reeds where the river is wide and the wind comes from the sea all year round, as it does here?"
    (episode,) = BANK.episodes
    first = replace(episode.items[0], text=long, slots={"technology": "Reeds"}, said="My mother.")
    bank = replace(BANK, episodes=(replace(episode, items=(Item(n=9, text="Introduction", kind="intro"), first, *episode.items[1:])),))  # fmt: skip
    doubt = next(review_tasks.doubts(bank))
    assert shown(doubt, 0, 2, 79).splitlines() == [
        "1 of 2 · 007-reeds/1",
        "            Reeds",
        "",
        "  before    Introduction",
        "  asked     Who braids Reeds where the river is wide and the wind comes from",
        "            the sea all year round, as it does here?",
        "  after     Who",
        "",
        "  category  usage",
        "  template  who-braids",
        "            “Who braids it?”",
        "  slots     technology = Reeds",
        "  said      My mother.",
    ]
