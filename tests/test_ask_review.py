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
from qbank.tasks.review import Doubt, doubts

DOWN, ENTER, BACK = "\x1b[B", "\r", "\x10"
MORE, KEEP, QUIT, REWORD = f"{DOWN * 8}{ENTER}", ENTER, f"{DOWN * 7}{ENTER}", f"{DOWN * 2}{ENTER}"
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
        return told(BANK, list(doubts(BANK)))


def told(bank: Bank, found: list[Doubt]) -> Bank:
    """Return the bank as it was saved last."""
    saved = [bank]
    ask_all(bank, found, saved.append)
    return saved[-1]


def test_a_slot_is_corrected() -> None:
    """The slot and its words are typed, and the pattern gives the text back."""
    item = asked(f"{MORE}{ENTER}technology=Reeds{ENTER}{QUIT}").episodes[0].items[0]
    assert (item.pattern, item.slots, item.by) == ("Who braids {{ technology }}?", {"technology": "Reeds"}, "hand")


def test_a_template_is_renamed_and_made_a_ritual() -> None:
    """Both may be done one after the other; the question is then kept."""
    bank = asked(f"{MORE}{DOWN}{ENTER}weavers{ENTER}{MORE}{DOWN * 2}{ENTER}{DOWN}{ENTER}{KEEP}{DOWN * 7}{ENTER}")
    assert [(t.id, t.ritual) for t in bank.templates] == [("weavers", True)]
    assert [(r.template, r.place) for r in bank.show.rituals] == [("weavers", "close")]
    assert (bank.episodes[0].items[0].template, bank.episodes[0].items[0].match) == ("weavers", "same")


def test_a_question_mark_explains_the_answers() -> None:
    """What each answer means is said, and the question is put again below."""
    assert asked(f"?{KEEP}{DOWN * 7}{ENTER}").episodes[0].items[0].match == "same"


def test_what_was_said_and_when_decides_nothing_else() -> None:
    """The answer and the time are written down, and the question is still in doubt."""
    bank = asked(f"{MORE}{DOWN * 3}{ENTER}My mother.{ENTER}{MORE}{DOWN * 4}{ENTER}2:10{ENTER}{QUIT}")
    item = bank.episodes[0].items[0]
    assert (item.said, item.at, item.by) == ("My mother.", "2:10", None)


@pytest.mark.parametrize(
    "keys",
    [
        f"{MORE}{ENTER}technology=Nowhere{ENTER}",
        f"{MORE}{ENTER}{ENTER}",
        f"{REWORD}{ENTER}",
        f"{REWORD}Who braids {{{{ nothing }}}}?{ENTER}",
        f"{MORE}{DOWN}{ENTER}who-braids{ENTER}",
        f"{MORE}{DOWN}{ENTER}{ENTER}",
        f"{MORE}{DOWN * 3}{ENTER}{ENTER}",
        f"{MORE}{DOWN * 4}{ENTER}noon{ENTER}",
        f"{MORE}{DOWN * 4}{ENTER}{ENTER}",
        f"{MORE}{DOWN * 5}{ENTER}",
    ],
)
def test_what_cannot_be_meant_or_is_left_empty_changes_nothing(keys: str) -> None:
    """A slot that is not there, a name that is taken, a time that is none: said, and the question is asked again."""
    assert asked(f"{keys}{QUIT}") == BANK


def test_going_back_takes_back_what_was_decided_of_the_question_before() -> None:
    """The bank is saved again as it was before that decision."""
    keys = f"{KEEP}{DOWN * 6}{ENTER}"
    assert asked(f"{keys}{QUIT}") == BANK


def test_a_fragment_has_no_template_to_name() -> None:
    """Where there is no template, neither a name nor a ritual is offered."""
    bank = asked(f"{KEEP}{DOWN * 8}{ENTER}{DOWN}{ENTER}Nobody.{ENTER}{DOWN * 7}{ENTER}")
    assert bank.episodes[0].items[1].said == "Nobody."


def test_a_likely_template_is_one_key_away() -> None:
    """What the bank takes it for stands among the answers; choosing it joins the question to it."""
    other = Template(id="who-weaves", category="usage", cue="weave", text="Who weaves it?", written=True)
    bank = replace(BANK, templates=(*BANK.templates, other))
    with typed(f"{DOWN}{ENTER}{DOWN * 8}{ENTER}"):
        near = ("who-braids", "nobody", "who-weaves")
        done = told(bank, [replace(doubt, likely=near) for doubt in doubts(bank)])
    item = done.episodes[0].items[0]
    assert (item.template, item.match, item.by) == ("who-weaves", "same", "hand")
    assert [t.id for t in done.templates] == ["who-weaves"]


def test_a_template_is_reworded() -> None:
    """The canonical text is the host's own from then on; the question is still to be decided."""
    bank = asked(f"{REWORD}Who braids {{{{ technology }}}}?{ENTER}{QUIT}")
    assert bank.templates[0].text == "Who braids {{ technology }}?"
    assert bank.episodes[0].items[0].by is None


@pytest.mark.parametrize("kind", ["note", "topic", "intro", "fragment"])
def test_what_is_no_question_is_named(kind: str) -> None:
    """It may be a note, a heading, the introduction or cut off; it has no template then."""
    at = ["note", "topic", "intro", "fragment"].index(kind)
    bank = asked(f"{DOWN * 4}{ENTER}{DOWN * at}{ENTER}{DOWN * 7}{ENTER}")
    item = bank.episodes[0].items[0]
    assert (item.kind, item.template, item.by) == (kind, None, "hand")
    assert asked(f"{DOWN * 4}{ENTER}{DOWN * 4}{ENTER}{QUIT}") == BANK


@pytest.mark.parametrize("downs", [1, 3, 4, 5, 8], ids=["template", "category", "kind", "split", "more"])
def test_going_back_from_what_is_asked_further_asks_the_question_again(downs: int) -> None:
    """Nothing is decided then, as everywhere where a host is asked."""
    assert asked(f"{DOWN * downs}{ENTER}{BACK}{QUIT}") == BANK


def test_a_doubt_is_shown_between_its_neighbours_in_eighty_columns() -> None:
    """Nothing is cut off: long lines go on below, and what the import made of it stands under the question."""
    long = "Who braids Reeds where the river is wide and the wind comes from the sea all year round, as it does here?"
    (episode,) = BANK.episodes
    first = replace(episode.items[0], text=long, slots={"technology": "Reeds"}, said="My mother.")
    bank = replace(BANK, episodes=(replace(episode, items=(Item(n=9, text="Introduction", kind="intro"), first, *episode.items[1:])),))  # fmt: skip
    doubt = next(doubts(bank))
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


def alike() -> tuple[Bank, list[Doubt]]:
    """Return a bank with two doubts that look alike and one that does not."""
    (episode,) = BANK.episodes
    other = Template(id="who-weaves", category="usage", cue="weave", text="Who weaves it?", written=True)
    more = Item(
        n=3,
        text="Who plaits Reeds?",
        category="usage",
        template="who-braids",
        match="review",
        pattern="Who plaits Reeds?",
    )
    items = (episode.items[0], more, episode.items[1])
    bank = replace(BANK, templates=(*BANK.templates, other), episodes=(replace(episode, items=items),))
    first, second, third = doubts(bank)
    near = ("who-weaves",)
    return bank, [
        replace(first, likely=near, alike=(second.ref,)), replace(second, likely=near, alike=(first.ref,)), third,
    ]  # fmt: skip


def test_questions_that_look_alike_are_decided_together() -> None:
    """One answer joins both; the second is not asked about any more."""
    bank, found = alike()
    with typed(f"{DOWN * 3}{ENTER}{DOWN * 7}{ENTER}"):
        done = told(bank, found)
    assert [i.template for i in done.episodes[0].items] == ["who-weaves", "who-weaves", None]
    assert [i.by for i in done.episodes[0].items] == ["hand", "hand", None]


def test_every_decision_is_saved_before_the_next_question_is_put() -> None:
    """Whoever presses Ctrl-C loses nothing that was answered."""
    saved: list[Bank] = []
    with typed(f"{KEEP}\x03"), pytest.raises(KeyboardInterrupt):
        ask_all(BANK, list(doubts(BANK)), saved.append)
    assert [bank.episodes[0].items[0].by for bank in saved] == ["hand"]


def test_teaching_asks_for_the_category_first() -> None:
    """The likely categories are one key away; the answer is the host's and no longer in doubt."""
    (episode,) = BANK.episodes
    unsure = replace(episode.items[0], likely=("origin", "usage"))
    bank = replace(BANK, episodes=(replace(episode, items=(unsure,)),))
    saved: list[Bank] = []
    with typed(f"{DOWN}{ENTER}"):
        assert ask_all(bank, list(doubts(bank)), saved.append, teaching=True)
    (item,) = saved[-1].episodes[0].items
    assert (item.category, item.likely, item.by) == ("usage", (), "hand")
