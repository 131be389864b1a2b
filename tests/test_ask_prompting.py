"""The prompts themselves: what is shown, what is offered, what an answer becomes."""

from __future__ import annotations

import pytest
from keys import CLEAR, DOWN, ENTER, SPACE, typed
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from qbank.cli import ask
from qbank.errors import visible


def test_lines_stay_lines_and_nothing_is_sent_to_the_terminal() -> None:
    """A message of two lines is two lines; what a terminal would obey is written out."""
    assert visible("1 of 2\n  > Why?\x1b[2J\u202e", "\n") == "1 of 2\n  > Why?\\x1b[2J\\u202e"


@pytest.mark.parametrize(
    ("typed_so_far", "offered"),
    [
        ("jay", ["Jay Kreps", "Ajay Kulkarni"]),
        ("KUL", ["Ajay Kulkarni"]),
        ("Bo and j", ["Jay Kreps", "Ajay Kulkarni"]),
        ("nobody", []),
        ("", []),
    ],
)
def test_names_are_offered_while_they_are_typed(typed_so_far: str, offered: list[str]) -> None:
    """Whose name begins with the typed words comes first; behind "and" the next name begins; nothing is offered for nothing."""
    names = ask.Offer(["Ajay Kulkarni", "Jay Kreps"])
    found = names.get_completions(Document(typed_so_far), CompleteEvent())
    assert [c.text for c in found] == offered


def test_a_line_is_tidied_and_checked_until_it_will_do() -> None:
    """Blanks at the ends and in between do not count, neither in the answer nor in its check."""
    with typed(f"  {ENTER}{CLEAR} a   b {ENTER}"):
        assert ask.line("What?", check=ask.needed) == "a b"


def test_a_list_is_searched_by_typing() -> None:
    """What is typed narrows the list down; what is not found leaves it whole."""
    colors = [("Red", 1), ("Dark green", 2), ("Blue", 3)]
    with typed(f"gree{ENTER}"):
        assert ask.choice("Which?", colors, searched=True) == 2
    with typed(f"xyz{DOWN}{ENTER}"):
        assert ask.choice("Which?", colors, searched=True) == 2
    with typed(ENTER):
        assert ask.choice("Which?", colors, default=3) == 3


def test_several_are_marked_in_their_own_order() -> None:
    """What is marked already can be taken off; the answers stand in the order of the list."""
    with typed(f"{SPACE}{DOWN}{SPACE}{DOWN}{SPACE}{ENTER}"):
        assert ask.several("Which?", [("A", "a"), ("B", "b"), ("C", "c")], marked=["b"]) == ("a", "c")
