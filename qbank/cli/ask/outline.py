"""An outline on a terminal: arranged line by line, and logged one question at a time; going back works."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import questionary
from prompt_toolkit.application import get_app_session
from prompt_toolkit.utils import get_cwidth
from questionary.prompts.common import InquirerControl

from qbank.cli.ask import GoneBack, choice, line, more, refuse, run, say
from qbank.cli.ask.more import positive
from qbank.errors import QbankError, visible
from qbank.lazy import dataclass
from qbank.model import Bank, Lane, Mark, Outline, PlannedQuestion, Section
from qbank.outline import arrange, log, refresh
from qbank.sheet.copies import time_mark
from qbank.sheet.text import SIGNS
from qbank.tasks.outlines import changed
from qbank.tasks.workspace import Sorter

ACCEPT, ADD, TAKE, UNDO = "accept", "add", "take", "undo"
LANES: dict[Lane, tuple[str, str, str]] = {
    "must": ("☐", "must-ask", "Make it a must-ask"), "nice": ("·", "nice to have", "Make it nice to have"),
    "backup": ("…", "in reserve", "Keep it in reserve"),
}  # fmt: skip
"""The lanes: the sign before a line, the name, and the entry that puts a question there."""
KEYS = {
    "w": ACCEPT, "u": UNDO, "a": ADD, "t": TAKE, "o": "other", "f": "follow-ups", "d": "drop", "s": "swap", "m": "must", "n": "nice",
    "b": "backup", "[": "up", "]": "down", "+": "longer", "-": "shorter",
}  # fmt: skip
HELP = (
    "Enter: change a line · [ ] move it up, down · m n b must, nice, backup\n"
    "  s other wording · o other question · f follow-ups · + - minutes · d drop\n"
    "  a add your own · t take one of the bank's · u undo · w write · Esc back"
)
HALF_A_MINUTE = 0.5
_MARGIN = 4


def arrange_all(outline: Outline, bank: Bank, sort: Sorter) -> tuple[bool, Outline]:
    """Let the host arrange an outline; return whether it is to be written (or the host went back), and how it is now.

    KeyboardInterrupt and EOFError leave everything as it was.
    """
    past: list[Outline] = []
    at = ACCEPT
    while True:
        try:
            todo, at = _pick(outline, at, undo=bool(past))
        except GoneBack:
            return False, outline
        if todo == ACCEPT:
            return True, outline
        if todo == UNDO:
            outline = past.pop() if past else outline
            at = at if any(q.id == at for q in outline.questions) else ACCEPT
            continue
        before = outline
        try:
            outline, at = _Arranged(outline, bank, sort, at).after(todo)
        except GoneBack:
            continue
        except QbankError as error:
            refuse(error)
            continue
        if outline != before:
            past.append(before)


def _pick(outline: Outline, at: str, *, undo: bool) -> tuple[str, str]:
    """Show the outline and let the host pick what to do, and at which line; without a key it is to be looked at."""
    choices = list(_rows(outline, undo=undo))
    values = [c.value for c in choices if not isinstance(c, questionary.Separator)]
    asked = questionary.select(
        _headline(outline), choices=choices, default=at if at in values else ACCEPT, use_jk_keys=False, use_emacs_keys=False,
        instruction=f"\n  {HELP}",
    )  # fmt: skip
    shown = next(c for c in asked.application.layout.find_all_controls() if isinstance(c, InquirerControl))

    def press(todo: str, event: Any) -> None:  # noqa: ANN401 (prompt_toolkit's event)
        event.app.exit(result=(todo, shown.get_pointed_at().value))

    asked.application.erase_when_done = True
    found = run(asked, keys={key: partial(press, todo) for key, todo in KEYS.items()})
    if isinstance(found, str):
        return (found, found) if found in (ACCEPT, ADD, TAKE, UNDO) else ("look", found)
    todo, at = found
    return str(todo), str(at)


def _headline(outline: Outline) -> str:
    """Return the time and the count of the sheet, then whose it is, as far as the line reaches."""
    about = f" on {outline.technology}" if outline.technology else ""
    asked = [q for q in outline.questions if q.lane != "backup"]
    must = sum(q.lane == "must" for q in asked)
    over = outline.planned_minutes - outline.minutes
    late = f", {over:g} TOO MANY" if over > 0 else ""
    minutes = f"{outline.planned_minutes:g} of {outline.minutes:g} minutes{late}"
    who = f"{' and '.join(outline.guests)}{about}"
    return fitted(visible(f"{minutes} · {must} must, {len(asked) - must} nice · {who}"), _width())


def _width() -> int:
    return get_app_session().output.get_size().columns - _MARGIN


def _rows(outline: Outline, *, undo: bool) -> Iterator[questionary.Choice]:
    """Yield the lines of the screen: what to do with the whole, then block by block, then what is in reserve."""
    width = _width()
    yield questionary.Choice("Write the outline", value=ACCEPT)
    yield questionary.Choice("Add a question of your own", value=ADD)
    yield questionary.Choice("Take a question of the bank", value=TAKE)
    if undo:
        yield questionary.Choice("Undo the last change", value=UNDO)
    for section in outline.sections:
        asked = [q for q in section.questions if q.lane != "backup"]
        if asked:
            yield questionary.Separator(visible(heading(outline, section)))
            yield from (questionary.Choice(fitted(row(q), width), value=q.id) for q in asked)
    backups = [q for q in outline.questions if q.lane == "backup"]
    if backups:
        yield questionary.Separator("IF THE GUEST IS BRIEF")
        yield from (questionary.Choice(fitted(row(q), width), value=q.id) for q in backups)


def heading(outline: Outline, section: Section) -> str:
    """Return the line above the questions of a block: when it is due, on the wall, too, its name, its minutes."""
    return f"{time_mark(outline, section.start)} {section.title.upper()} ({section.minutes:g})"


def row(question: PlannedQuestion) -> str:
    """Return a question as a line: its id, its lane, its minutes, its cue, what is asked; » says that there is a lead-in."""
    said = f"» {question.text}" if question.context else question.text
    return visible(f"{question.id} {LANES[question.lane][0]} {question.minutes:>3g}  {question.cue.upper()}  {said}")


def fitted(text: str, width: int) -> str:
    """Return a text that is no wider than so many columns of a screen."""
    if get_cwidth(text) <= width:
        return text
    while text and get_cwidth(text) >= width:
        text = text[:-1]
    return f"{text.rstrip()}…"


@dataclass(frozen=True, slots=True)
class _Arranged:
    """An outline that is arranged, the bank, what sorts a question, and the line that the host is at."""

    outline: Outline
    bank: Bank
    sort: Sorter
    at: str

    def after(self, todo: str) -> tuple[Outline, str]:
        """Do what the host picked; return the outline and the line to go on from. QbankError if it cannot be done."""
        if todo in (ADD, TAKE):
            before = {q.id for q in self.outline.questions}
            made = self._added() if todo == ADD else self._taken()
            return made, next((q.id for q in made.questions if q.id not in before), self.at)
        if self.at in (ACCEPT, ADD, TAKE, UNDO):
            return self.outline, self.at
        question = log.question(self.outline, self.at)
        if todo == "look":
            todo = self._chosen(question)
        if todo == "drop":  # and go on from the one behind it
            ids = [q.id for q in arrange.shown(self.outline)]
            place = ids.index(self.at)
            return self._do("drop"), (ids[place + 1 :] or ids[place - 1 : place])[0]
        minutes = question.minutes
        changes: dict[str, Callable[[], Outline]] = {
            "up": lambda: self._do("step", by=-1),
            "down": lambda: self._do("step", by=1),
            "swap": lambda: self._do("swap"),
            "longer": lambda: self._do("minutes", minutes=minutes + HALF_A_MINUTE),
            "shorter": lambda: self._do("minutes", minutes=max(HALF_A_MINUTE, minutes - HALF_A_MINUTE)),
            "other": lambda: self._replaced(question),
            "follow-ups": lambda: self._followed(question),
            "wording": lambda: self._do(
                "wording", text=choice("Which wording?", self._wordings(question), erased=True)
            ),
            "reword": lambda: self._reworded(question),
            "move": lambda: self._do("move", to=self._place()),
            "minutes": lambda: self._do(
                "minutes", minutes=float(line("How many minutes?", default=f"{minutes:g}", check=positive))
            ),
            **{lane: partial(self._do, "lane", lane=lane) for lane in LANES},
        }
        return changes[todo](), self.at

    def _do(self, what: str, **said: object) -> Outline:
        """Return the outline with one change of the line. QbankError if it cannot be made."""
        return changed(self.outline, {"do": what, "id": self.at, **said}, self.bank, self.sort)

    def _added(self) -> Outline:
        """Ask for a question of the host's own; say if the sheet asks the same already."""
        text = more.asked("Your question, word for word? (Enter: none)", accept=self.bank.show.accept)
        if not text:
            return self.outline
        _, template = self.sort(text)
        same = next((q for q in self.outline.questions if template and q.template == template), None)
        if same:
            say(f"  The sheet asks that as {same.id} already: {same.text}")
        return self._do("add", text=text)

    def _taken(self) -> Outline:
        """Let the host find a question of the bank by typing, and put it at the end of its block."""
        offered = refresh.on_offer(self.outline, self.bank)
        named = [(f"{offer.category}: {offer.said}", offer.template.id) for offer in offered if offer.template]
        found = choice("Which question? Type a word of it.", named, searched=True, erased=True)
        return self._do("take", template=found)

    def _replaced(self, question: PlannedQuestion) -> Outline:
        """Let the host pick another question of the bank for the place of one, the best first, each with what speaks for it."""
        others = refresh.others(self.outline, self.at, self.bank)
        if not others:
            say("  The bank has nothing else for this place: write one in your own words.")
            return self.outline
        named = [(f"{q.cue.upper()}  {q.text}  ({q.why})", q) for q in others]
        picked = choice(f"Instead of: {question.text}", named, erased=True)
        return arrange.put(self.outline, self.at, picked, rituals=arrange.rituals_of(self.bank))

    def _followed(self, question: PlannedQuestion) -> Outline:
        """Let the host reword a question's follow-ups one by one, empty one to drop it, and add one."""
        self._do("follow_ups", follow_ups=[])  # where there can be none is said before anything is typed
        made: list[dict[str, str]] = []
        for follow_up in question.follow_ups:
            text = line(f"{SIGNS[follow_up.role]} (empty: drop it)", default=follow_up.text)
            made.append({"id": follow_up.id, "role": follow_up.role, "text": text})
        if more_text := line("+ One more? (Enter: none)"):
            made.append({"role": "deeper", "text": more_text})
        return self._do("follow_ups", follow_ups=made)

    def _chosen(self, question: PlannedQuestion) -> str:
        """Show a question whole, and return what is to be done with it. GoneBack for nothing."""
        others = len(self._wordings(question))
        entries = [
            ("Back to the list", ""), *([(f"Another wording ({others})", "wording")] if others else []),
            ("In your own words", "reword"), ("Another question for this place", "other"), ("Its follow-ups", "follow-ups"),
            ("Move it", "move"), *((title, lane) for lane, (*_, title) in LANES.items() if lane != question.lane),
            ("Minutes", "minutes"), ("Drop it", "drop"),
        ]  # fmt: skip
        todo = choice(_whole(self.outline, question), entries, erased=True)
        if not todo:
            raise GoneBack
        return todo

    def _wordings(self, question: PlannedQuestion) -> list[tuple[str, str]]:
        return [(w, w) for w in refresh.wordings(question, self.outline, self.bank) if w != question.text]

    def _reworded(self, question: PlannedQuestion) -> Outline:
        self._do("text", text=question.text)  # what cannot be reworded is said before anything is typed
        text = more.asked("How do you say it?", question.text, accept=self.bank.show.accept)
        return self._do("text", text=text) if text else self.outline

    def _place(self) -> str:
        """Ask behind which question one is to go, or at the top of which block."""
        places: list[tuple[str, str]] = []
        for section in self.outline.sections:
            asked = (q for q in section.questions if q.id != self.at and q.lane != "backup")
            places.append((f"First in {section.title.upper()}", section.block))
            places += [(f"Behind {q.id} {q.cue.upper()}", q.id) for q in asked]
        return choice("Where to?", places, searched=True, erased=True)


def _whole(outline: Outline, question: PlannedQuestion) -> str:
    """Return a question as it stands on the sheet, and why it is there."""
    section = next(s for s in outline.sections if question in s.questions)
    lines = [f"{question.id} · {section.title} · {LANES[question.lane][1]} · {question.minutes:g} minutes"]
    lines += [f"    » {question.context}"] if question.context else []
    lines += [f"    {question.text}"]
    lines += [f"      {SIGNS[f.role]} {f.text}" for f in question.follow_ups]
    lines += [f"    Why: {question.why}\n "] if question.why else []
    return "\n".join(lines)


ASKED, GREAT, SKIPPED, OPEN, THEN, SAID, AT, NOTE, BACK, QUIT = (
    "It was asked", "It was asked, and the answer was great", "It was skipped", "Leave it as it is",
    "After it I asked something that was not on the sheet", "Write down what the guest said", "Write down when it was",
    "Write a note", "Go back", "Stop here",
)  # fmt: skip
CHOICES = (ASKED, GREAT, SKIPPED, OPEN, THEN, SAID, AT, NOTE, BACK, QUIT)
_MARKS: dict[str, Mark] = {ASKED: "asked", GREAT: "great", SKIPPED: "skipped"}


def log_all(outline: Outline, sort: Sorter) -> Outline:
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
    said = (("so far", question.mark), ("at", question.at), ("said", question.said))
    lines += [f"    {label}: {value}" for label, value in said if value]
    lines += [f"    note: {note}" for note in question.note.splitlines()]
    choices = [c for c in CHOICES if at or c != BACK]
    try:
        return choice("\n".join([*lines, " "]), [(c, c) for c in choices])
    except GoneBack:
        return BACK


def _write(outline: Outline, question: PlannedQuestion, answer: str, sort: Sorter) -> Outline:
    """Ask for the words and put them into the log; going back changes nothing, an emptied line takes its words away."""
    try:
        if answer == SAID:
            text = line("What did the guest say, in one line?", default=question.said)
            return log.annotate(outline, question.id, said=text)
        if answer == AT:
            text = line("When was it? (23:10)", default=question.at or "")
            return log.annotate(outline, question.id, at=text)
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
        refuse(error)
        return outline
