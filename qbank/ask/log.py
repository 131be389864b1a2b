"""The log on a terminal: one question at a time, in the order of the sheet; going back works."""

from __future__ import annotations

from collections.abc import Callable

from qbank.errors import visible
from qbank.model import Mark, Outline, PlannedQuestion
from qbank.outline import logged

ASKED, GREAT, SKIPPED, OPEN, THEN, SAID, NOTE, BACK, QUIT = (
    "It was asked", "It was asked, and the answer was great", "It was skipped", "Leave it as it is",
    "After it I asked something that was not on the sheet", "Write down what the guest said", "Write a note", "Go back", "Stop here",
)  # fmt: skip
_MARKS: dict[str, Mark] = {ASKED: "asked", GREAT: "great", SKIPPED: "skipped"}

Sorter = Callable[[str], tuple[str, str | None]]
"""What finds the category, and perhaps the template, of a question that was improvised."""


def ask_all(outline: Outline, sort: Sorter) -> Outline:
    """Ask about each question in turn; return the outline as logged. KeyboardInterrupt leaves everything as it was.

    Stopping keeps what was said up to then; going back takes back what was said of the question before.
    """
    history: list[tuple[Outline, int]] = []
    at = 0
    while at < len(questions := logged.planned(outline)):
        here = questions[at]
        answer = _ask(here, at, len(questions))
        if answer == QUIT:
            break
        if answer == BACK:
            outline, at = history.pop()
            continue
        if answer in (THEN, SAID, NOTE):
            outline = _write(outline, here, answer, sort)
            continue
        history.append((outline, at))
        if answer in _MARKS:
            outline = logged.mark(outline, [here.id], _MARKS[answer])
        at += 1
    return outline


def _ask(question: PlannedQuestion, at: int, count: int) -> str:
    import questionary

    lines = [f"{at + 1} of {count} · {question.id} · {question.cue.upper()}"]
    lines += [f"    » {question.context}"] if question.context else []
    lines += [f"  > {question.text}"]
    lines += [f"    so far: {question.mark}"] if question.mark else []
    lines += [f"    said: {question.said}"] if question.said else []
    lines += [f"    note: {line}" for line in question.note.splitlines()]
    choices = [ASKED, GREAT, SKIPPED, OPEN, THEN, SAID, NOTE, *([BACK] if at else []), QUIT]
    return str(questionary.select("\n".join(map(visible, lines)), choices=choices).unsafe_ask())


def _write(outline: Outline, question: PlannedQuestion, answer: str, sort: Sorter) -> Outline:
    """Ask for the words and put them into the log; an empty line changes nothing."""
    from qbank.ask import text

    if answer == SAID:
        return logged.annotate(outline, question.id, said=text("What did the guest say, in one line?"))
    if answer == NOTE:
        return logged.annotate(outline, question.id, note=text("Your note?"))
    words = text("What did you ask?")
    if words is None:
        return outline
    category, template = sort(words)
    return logged.improvise(outline, words, after=question.id, category=category, template=template)
