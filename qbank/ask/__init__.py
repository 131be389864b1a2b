"""Prompts: the only import of questionary. Whatever is asked here can be said with a flag, too."""

from __future__ import annotations


def text(question: str) -> str | None:
    """Ask for a line of text; None when the line is left empty. KeyboardInterrupt when the host breaks off."""
    import questionary

    answer = questionary.text(question).unsafe_ask()
    return answer.strip() or None


def needed(question: str) -> str:
    """Ask until something is said; an empty line is no answer."""
    while True:
        answer = text(question)
        if answer:
            return answer


def guest_and_subject(guests: tuple[str, ...], technology: str | None) -> tuple[tuple[str, ...], str | None]:
    """Ask for what an outline cannot do without: who is interviewed, and about what."""
    guests = guests or tuple(
        name.strip() for name in needed("Who is the guest?").split(" and ") if name.strip()
    )
    return guests, technology or needed("What is the interview about?")
