"""Prompts: the only import of questionary. Whatever is asked here can be said with a flag, too."""

from __future__ import annotations


def text(question: str) -> str | None:
    """Ask for a line of text; None when the line is left empty. KeyboardInterrupt when the host breaks off."""
    import questionary

    answer = questionary.text(question).unsafe_ask()
    return answer.strip() or None


def needed(question: str) -> str:
    """Ask until something is said; an empty line is not an answer."""
    while True:
        answer = text(question)
        if answer:
            return answer
