"""Kinds with the lines around in view."""

from __future__ import annotations

from qbank.notes import default_sections
from qbank.notes.formats.blocks import Block
from qbank.notes.items import make_items, repeated_askers

SECTIONS = default_sections()


def _items(*lines: tuple[int, str], names: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    blocks = [Block("item", text, n, level) for n, (level, text) in enumerate(lines, 1)]
    return [(j.item.kind, j.item.text) for j in make_items(blocks, names, SECTIONS)]


def _kinds(*lines: tuple[int, str], names: tuple[str, ...] = ()) -> list[str]:
    return [kind for kind, _ in _items(*lines, names=names)]


def test_follow_ups_are_questions() -> None:
    """A question below a question is one, also beside a single note of the host."""
    assert _kinds((1, "What?"), (2, "I want to go into rafts here"), (2, "Why?")) == ["question", "note", "question"]


def test_answers_that_look_like_questions_are_notes() -> None:
    """Among more answers than questions, and below an answer, a question mark asks nothing."""
    assert _kinds((1, "What?"), (2, "Was it possible?"), (2, "Wood"), (2, "Tar"), (3, "Why tar?")) == [
        "question",
        "note",
        "note",
        "note",
        "note",
    ]


def test_headings_in_the_list_are_topics() -> None:
    """A short line is a topic, a line with questions below too; a long remark is a note."""
    assert _kinds(
        (1, "Rafts"), (2, "What is one?"), (1, "masts"), (1, "It took them three long winters to build the thing")
    ) == ["topic", "question", "topic", "note"]


def test_a_line_with_a_time_is_a_topic() -> None:
    """What stands in a list of times is a chapter."""
    assert _items((1, "0:10 It took them three long winters to build the thing")) == [
        ("topic", "It took them three long winters to build the thing")
    ]


def test_names_of_who_answers_are_notes() -> None:
    """A line that is a guest's name says who answers."""
    assert _kinds((1, "What?"), (2, "Ada:"), (3, "wood"), names=("Ada Quist",)) == ["question", "note", "note"]


def test_who_asks_again_and_again_is_an_asker() -> None:
    """A name that ends two questions is an asker without being known."""
    blocks = [Block("item", f"{q}? - Tove", n, 1) for n, q in enumerate("ab", 1)]
    assert repeated_askers(blocks) == ("Tove",)
    assert [j.item.asker for j in make_items(blocks, (), SECTIONS)] == ["Tove", "Tove"]


def test_time_and_asker_in_any_order() -> None:
    """Both are taken off, wherever they stand, and the link of the time goes with it."""
    block = Block("item", "What? (1:02) - Tove", 1, 1, links=(("1:02", "#t=62"), ("What?", "#a")))
    (judged,) = make_items([block], ("Tove Berg",), SECTIONS)
    assert (judged.item.text, judged.item.at, judged.item.asker) == ("What?", "1:02", "Tove")
    assert judged.item.links == (("What?", "#a"),)


def test_questions_to_the_listener_are_notes() -> None:
    """What is put to whoever listens is kept as a note."""
    (judged,) = make_items([Block("item", "What do you think?", 1, 1)], (), SECTIONS, listener=True)
    assert (judged.item.kind, judged.fate) == ("note", "listener")
