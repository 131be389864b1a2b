"""Prompts: the only import of questionary. Whatever is asked here can be said with a flag, too.

Esc (or Ctrl-P) goes back, Ctrl-C breaks off. Texts may come from strangers: what a terminal would obey is written out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Any, TypeVar

import questionary
from prompt_toolkit.application import get_app_session
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.key_binding import KeyBindings, merge_key_bindings
from questionary import Question

from qbank.errors import QbankError, visible

T = TypeVar("T")

HELP = "(Esc: back)"
SECONDS_TO_GO_BACK = 0.1
"""After Esc, the terminal may still be sending the rest of an arrow key for so long."""

MOST_OFFERED = 50
WIDEST = 100

Check = Callable[[str], bool | str]
"""Says whether a line will do, or what is wrong with it."""


class GoneBack(Exception):  # noqa: N818 (what a host wants is not an error)
    """The host wants to go back to the question before."""


def run(question: Question, *, keys: Mapping[str, Callable[[Any], None]] | None = None) -> Any:  # noqa: ANN401 (an answer)
    """Ask; GoneBack for Esc, KeyboardInterrupt for Ctrl-C, EOFError where the terminal was closed."""
    own = KeyBindings()

    def back(event: Any) -> None:  # noqa: ANN401 (prompt_toolkit's event)
        event.app.erase_when_done = True
        event.app.exit(exception=GoneBack())

    own.add("escape")(back)
    own.add("c-p", eager=True)(back)
    for key, do in (keys or {}).items():
        own.add(key, eager=True)(do)
    app = question.application
    app.key_bindings = merge_key_bindings([app.key_bindings, own] if app.key_bindings else [own])
    app.ttimeoutlen = app.timeoutlen = SECONDS_TO_GO_BACK
    return question.unsafe_ask()


def line(message: str, *, default: str = "", among: Sequence[str] = (), check: Check | None = None) -> str:
    """Ask for a line of text; the words `among` which it may be are offered while it is typed. Blanks are tidied."""
    tidy: Check | None = (lambda text: check(" ".join(text.split()))) if check else None
    if among:
        asked = questionary.autocomplete(
            visible(message, "\n"), choices=[], default=default, validate=tidy, completer=Offer(among), complete_while_typing=True
        )  # fmt: skip
    else:
        asked = questionary.text(visible(message, "\n"), default=default, validate=tidy)
    return " ".join(str(run(asked)).split())


class Offer(Completer):
    """What a line may be: what begins with the typed words comes first; behind "and" the next name begins."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = [(w, f" {w.casefold()}") for w in words]

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:  # noqa: ARG002 (one signature for all)
        """Yield what holds the typed words, as long as anything is typed."""
        before = document.text_before_cursor
        typed = before.rpartition(" and ")[2].casefold().lstrip()
        found = [(folded.find(typed), n) for n, (_, folded) in enumerate(self._words) if typed in folded]
        ranked = sorted(found, key=lambda f: (f[0] != 1, f" {typed}" not in self._words[f[1]][1], f[1]))
        for _, n in ranked[:MOST_OFFERED] if typed else ():
            yield Completion(self._words[n][0], start_position=-len(typed))


def needed(text: str) -> bool | str:
    """Say that an empty line is not an answer."""
    return bool(text) or "Please say something, or press Esc to go back."


def choice(
    message: str, choices: Sequence[tuple[str, T]], *, default: T | None = None, searched: bool = False, erased: bool = False
) -> T:  # fmt: skip
    """Ask for one of several answers, each with its wording; a `searched` list is narrowed down by typing.

    An `erased` one leaves nothing on the screen.
    """
    named = [questionary.Choice(visible(title), value=n) for n, (title, _) in enumerate(choices)]
    first = next((n for n, (_, value) in enumerate(choices) if value == default), 0)
    asked = questionary.select(
        visible(message, "\n"), choices=named, default=named[first], use_search_filter=searched, use_jk_keys=False, use_emacs_keys=False,
        instruction="(type to search, Esc: back)" if searched else HELP,
    )  # fmt: skip
    asked.application.erase_when_done = erased
    place: int = run(asked)
    return choices[place][1]


def several(message: str, choices: Sequence[tuple[str, T]], *, marked: Collection[T] = ()) -> tuple[T, ...]:
    """Ask for any number of answers, each with its wording, in their order."""
    named = [questionary.Choice(visible(title), value=n, checked=v in marked) for n, (title, v) in enumerate(choices)]
    asked = questionary.checkbox(
        visible(message, "\n"), choices=named, use_jk_keys=False, use_emacs_keys=False, instruction="(space: mark, Esc: back)"
    )  # fmt: skip
    return tuple(choices[n][1] for n in sorted(run(asked)))


def say(text: str) -> None:
    """Tell the host something between two prompts, line by line, no line wider than the screen."""
    width = min(get_app_session().output.get_size().columns, WIDEST)
    for told in visible(text, "\n").splitlines():
        indent = " " * (len(told) - len(told.lstrip()) + 2)
        questionary.print("\n".join(wrap(told, width - 1, subsequent_indent=indent)) or "")


def refuse(error: QbankError) -> None:
    """Tell the host what cannot be done, and how it can."""
    say(f"{error}: {error.hint}" if error.hint else str(error))
