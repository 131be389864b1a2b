"""A plain prompt, driven through a pipe."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from qbank.cli import ask

BREAK = "\x03"


@contextmanager
def typed(text: str) -> Iterator[None]:
    """Let a host type these keys."""
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        keys.send_text(text)
        yield


def test_breaking_off_is_an_interrupt() -> None:
    """Ctrl-C at a prompt ends the command; nothing is taken for an answer."""
    with typed(BREAK), pytest.raises(KeyboardInterrupt):
        ask.line("Who is the guest?")
