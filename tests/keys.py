"""Keys for prompts: what a host types, sent through a pipe to the real prompts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

DOWN, UP, ENTER, BREAK, BACK, ESCAPE, SPACE, CLEAR, CLOSE = (
    "\x1b[B",
    "\x1b[A",
    "\r",
    "\x03",
    "\x10",
    "\x1b",
    " ",
    "\x15",
    "\x04",
)
"""BACK is Ctrl-P, which goes back as Esc does, but needs no pause behind it; CLEAR empties a line, CLOSE is Ctrl-D."""


@contextmanager
def typed(text: str, *, closed: bool = True) -> Iterator[None]:
    """Let a host type these keys; then the terminal is closed, so that a test that types too little ends, too.

    After a lone Esc more may come: only a terminal that stays open tells that it was one.
    """
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        keys.send_text(text)
        if closed:
            keys.close()
        yield
