"""The review on a terminal: one doubtful thing at a time, its neighbours shown; going back works."""

from __future__ import annotations

from collections.abc import Sequence

from qbank import decisions
from qbank.decisions import Doubt
from qbank.model import Bank

KEEP, JOIN, CATEGORY, NOTE, SPLIT, SKIP, BACK, QUIT = (
    "Keep it as it is", "It is a phrasing of another template", "Another category", "It is a note, not a question",
    "Split it in two", "Skip", "Go back", "Stop here",
)  # fmt: skip


def ask_all(bank: Bank, doubts: Sequence[Doubt]) -> Bank:
    """Ask about each doubt in turn; return the bank as decided. KeyboardInterrupt leaves everything as it was."""
    history = [bank]
    at = 0
    while at < len(doubts):
        answer = _ask(doubts[at], at, len(doubts))
        if answer == QUIT:
            break
        if answer == BACK:
            at = max(0, at - 1)
            history = history[: at + 1]
            continue
        decided = _decide(history[-1], doubts[at], answer)
        if decided is not None:
            history.append(decided)
            at += 1
    return history[-1]


def _ask(doubt: Doubt, at: int, count: int) -> str:
    import questionary

    lines = [f"{at + 1} of {count} · {doubt.ref} · {doubt.episode.title}"]
    lines += [f"    before: {doubt.before.text}"] if doubt.before else []
    lines += [f"  > {doubt.item.text}"]
    lines += [f"    after:  {doubt.after.text}"] if doubt.after else []
    lines += [f"    {doubt.item.category or 'no category'}; {doubt.item.template or 'no template'}"]
    lines += [f"    canonical: {doubt.template.text}"] if doubt.template else []
    choices = [KEEP, JOIN, CATEGORY, NOTE, SPLIT, SKIP, *([BACK] if at else []), QUIT]
    return str(questionary.select("\n".join(lines), choices=choices).unsafe_ask())


def _decide(bank: Bank, doubt: Doubt, answer: str) -> Bank | None:
    """Carry out an answer; None when a further question was left empty, and the doubt is to be asked again."""
    import questionary

    if answer == KEEP:
        return decisions.keep(bank, doubt.ref)
    if answer == NOTE:
        return decisions.change_kind(bank, doubt.ref, "note")
    if answer == JOIN:
        ids = [t.id for t in bank.templates]
        template = questionary.autocomplete(
            "Which template?", choices=ids, validate=lambda t: t == "" or t in ids
        ).unsafe_ask()
        return decisions.join(bank, doubt.ref, template) if template else None
    if answer == CATEGORY:
        category = questionary.select("Which category?", choices=[c.id for c in bank.categories]).unsafe_ask()
        return decisions.recategorize(bank, doubt.ref, category)
    if answer == SPLIT:
        second = questionary.text(
            "How does the second question begin?", validate=lambda t: t == "" or doubt.item.text.find(t) > 0
        ).unsafe_ask()
        return decisions.split(bank, doubt.ref, second) if second else None
    return bank
