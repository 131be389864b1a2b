"""The review on a terminal: one doubtful thing at a time, its neighbours shown; going back works."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qbank import decisions
from qbank.decisions import Doubt
from qbank.errors import QbankError, visible
from qbank.model import Bank

KEEP, JOIN, CATEGORY, NOTE, SPLIT, SKIP, BACK, QUIT, MORE = (
    "Keep it as it is", "It is a phrasing of another template", "Another category", "It is a note, not a question",
    "Split it in two", "Skip", "Go back", "Stop here", "Something else …",
)  # fmt: skip
SLOT, RENAME, RITUAL, SAID, AT, NOTHING = (
    "Correct a slot", "Give its template another name", "Its template is a ritual of the show", "Write down what the guest said",
    "Write down when it was asked", "Back to the question",
)  # fmt: skip
OPEN, CLOSE = "At the opening", "At the close"


def ask_all(bank: Bank, doubts: Sequence[Doubt]) -> Bank:
    """Ask about each doubt in turn; return the bank as decided. KeyboardInterrupt leaves everything as it was.

    Going back takes back what was decided of the question before.
    """
    starts = [bank]
    while (at := len(starts) - 1) < len(doubts):
        doubt = _today(bank, doubts[at])
        answer = _ask(doubt, at, len(doubts))
        if answer == QUIT:
            break
        if answer == BACK:
            starts.pop()
            bank = starts[-1]
            continue
        if answer == MORE:
            bank = _more(bank, doubt)
            continue
        decided = _decide(bank, doubt, answer)
        if decided is not None:
            bank = decided
            starts.append(bank)
    return bank


def _today(bank: Bank, doubt: Doubt) -> Doubt:
    """Return the doubt with the item and the template as they are by now."""
    _, item = decisions.find(bank, doubt.ref)
    return replace(
        doubt, item=item, template=next((t for t in bank.templates if t.id == item.template), None)
    )


def _ask(doubt: Doubt, at: int, count: int) -> str:
    import questionary

    lines = [f"{at + 1} of {count} · {doubt.ref} · {doubt.episode.title}"]
    lines += [f"    before: {doubt.before.text}"] if doubt.before else []
    lines += [f"  > {doubt.item.text}"]
    lines += [f"    after:  {doubt.after.text}"] if doubt.after else []
    lines += [f"    {doubt.item.category or 'no category'}; {doubt.item.template or 'no template'}"]
    lines += [f"    canonical: {doubt.template.text}"] if doubt.template else []
    lines += [f"    {name} = {value}" for name, value in doubt.item.slots.items()]
    lines += [f"    said: {doubt.item.said}"] if doubt.item.said else []
    choices = [KEEP, JOIN, CATEGORY, NOTE, SPLIT, SKIP, *([BACK] if at else []), QUIT, MORE]
    return str(questionary.select("\n".join(map(visible, lines)), choices=choices).unsafe_ask())


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
        return decisions.join(bank, doubt.ref, template, as_question=True) if template else None
    if answer == CATEGORY:
        category = questionary.select("Which category?", choices=[c.id for c in bank.categories]).unsafe_ask()
        return decisions.recategorize(bank, doubt.ref, category)
    if answer == SPLIT:
        second = questionary.text(
            "How does the second question begin?", validate=lambda t: t == "" or doubt.item.text.find(t) > 0
        ).unsafe_ask()
        return decisions.split(bank, doubt.ref, second) if second else None
    return bank


def _more(bank: Bank, doubt: Doubt) -> Bank:
    """Do what is asked for more rarely; the question stays to be decided. What cannot be meant is said, and nothing done."""
    import questionary

    named = [RENAME, RITUAL] if doubt.template else []
    answer = str(questionary.select("What is it?", choices=[SLOT, *named, SAID, AT, NOTHING]).unsafe_ask())
    try:
        return _written(bank, doubt, answer)
    except QbankError as error:
        questionary.print(f"{error}: {error.hint}" if error.hint else str(error))
        return bank


def _written(bank: Bank, doubt: Doubt, answer: str) -> Bank:
    """Ask for the words that an answer needs and carry it out; an empty line changes nothing."""
    import questionary

    from qbank.ask import text

    template = doubt.template.id if doubt.template else ""
    if answer == SLOT:
        name, _, value = (text("Which slot holds which words? technology=Ceph") or "").partition("=")
        return (
            decisions.correct_slots(bank, doubt.ref, {name.strip(): value.strip()}) if name.strip() else bank
        )
    if answer == RENAME:
        name = text(f"What shall '{template}' be called?") or ""
        return decisions.rename(bank, template, name) if name else bank
    if answer == RITUAL:
        place = questionary.select("Where is it asked?", choices=[OPEN, CLOSE]).unsafe_ask()
        return decisions.make_ritual(bank, template, "open" if place == OPEN else "close")
    if answer == SAID:
        said = text("What did the guest say, in one line?")
        return decisions.quote(bank, doubt.ref, said) if said else bank
    if answer == AT:
        at = text("When was it asked? 23:10")
        return decisions.time(bank, doubt.ref, at) if at else bank
    return bank
