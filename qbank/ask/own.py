"""A question of the host's own: the interviewer's lint says what it has to say, and the host has the last word."""

from __future__ import annotations

from dataclasses import replace

from qbank.ask.prompting import GoneBack, choice, line, say
from qbank.brief import Brief
from qbank.lint import lint

_KEEP, _REWORD, _LEAVE = "keep", "reword", "leave"


def ask(said: Brief, last: Brief) -> Brief:
    """Ask for one more question of the host's own; an empty line is none."""
    n = len(said.add)
    before = last.add[n] if n < len(last.add) else ""
    message = (
        "Another one? (Enter: that is all)" if n else "A question of your own, word for word? (Enter: none)"
    )
    text = asked(message, before)
    return replace(said, add=(*said.add, text)) if text else said


def asked(message: str, default: str = "", *, accept: tuple[str, ...] = ()) -> str:
    """Ask for a question; what the lint finds is said, and the host keeps it, rewords it, or leaves it out (empty)."""
    while text := line(message, default=default):
        remarks = lint(text, accept=accept)
        if not remarks:
            return text
        for remark in remarks:
            say(f"  Lint: {remark.what} → {remark.hint}")
        try:
            todo = choice(
                "What now?", [("Reword it", _REWORD), ("Keep it as it is", _KEEP), ("Leave it out", _LEAVE)]
            )
        except GoneBack:
            todo = _REWORD
        if todo == _KEEP:
            return text
        default = text if todo == _REWORD else ""
    return ""
