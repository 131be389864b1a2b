"""The log on a terminal: one question at a time, in the order of the sheet; going back works."""

from __future__ import annotations

from collections.abc import Callable

from qbank.cli.ask.prompting import GoneBack, choice, line, say
from qbank.errors import QbankError
from qbank.model import Mark, Outline, PlannedQuestion
from qbank.outline import log

ASKED, GREAT, SKIPPED, OPEN, THEN, SAID, AT, NOTE, BACK, QUIT = (
    "It was asked", "It was asked, and the answer was great", "It was skipped", "Leave it as it is",
    "After it I asked something that was not on the sheet", "Write down what the guest said", "Write down when it was",
    "Write a note", "Go back", "Stop here",
)  # fmt: skip
CHOICES = (ASKED, GREAT, SKIPPED, OPEN, THEN, SAID, AT, NOTE, BACK, QUIT)
_MARKS: dict[str, Mark] = {ASKED: "asked", GREAT: "great", SKIPPED: "skipped"}

Sorter = Callable[[str], tuple[str, str | None]]
"""What finds the category, and perhaps the template, of a question that was improvised."""


def ask_all(outline: Outline, sort: Sorter) -> Outline:
    """Ask about each question in turn; return the outline as logged. KeyboardInterrupt leaves everything as it was.

    Stopping keeps what was said up to then; going back takes back what was said of the question before.
    """
    history: list[tuple[Outline, int]] = []
    at = 0
    while at < len(questions := outline.questions):
        here = questions[at]
        answer = _ask(here, at, len(questions))
        if answer == QUIT:
            break
        if answer == BACK:
            outline, at = history.pop() if history else (outline, at)
            continue
        if answer in (THEN, SAID, AT, NOTE):
            outline = _write(outline, here, answer, sort)
            continue
        history.append((outline, at))
        if answer in _MARKS:
            outline = log.mark(outline, [here.id], _MARKS[answer])
        at += 1
    return outline


def _ask(question: PlannedQuestion, at: int, count: int) -> str:
    lines = [f"{at + 1} of {count} · {question.id} · {question.cue.upper()}"]
    lines += [f"    » {question.context}"] if question.context else []
    lines += [f"  > {question.text}"]
    lines += [f"    so far: {question.mark}"] if question.mark else []
    lines += [f"    at: {question.at}"] if question.at else []
    lines += [f"    said: {question.said}"] if question.said else []
    lines += [f"    note: {said}" for said in question.note.splitlines()]
    choices = [c for c in CHOICES if at or c != BACK]
    try:
        return choice("\n".join([*lines, " "]), [(c, c) for c in choices])
    except GoneBack:
        return BACK


def _write(outline: Outline, question: PlannedQuestion, answer: str, sort: Sorter) -> Outline:
    """Ask for the words and put them into the log; going back changes nothing, an emptied line takes its words away."""
    try:
        if answer == SAID:
            said = line("What did the guest say, in one line?", default=question.said)
            return log.annotate(outline, question.id, said=said)
        if answer == AT:
            at = line("When was it? (23:10)", default=question.at or "")
            return log.annotate(outline, question.id, at=at)
        if answer == NOTE:
            return log.annotate(outline, question.id, note=line("Your note?", default=question.note) or None)
        words = line("What did you ask?")
        if not words:
            return outline
        category, template = sort(words)
        return log.improvise(outline, words, after=question.id, category=category, template=template)
    except GoneBack:
        return outline
    except QbankError as error:
        say(f"{error}: {error.hint}")
        return outline
