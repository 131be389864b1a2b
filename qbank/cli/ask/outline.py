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
_LANE_SIGNS: dict[Lane, str] = {"must": "☐", "nice": "·", "backup": "…"}
LANES: dict[Lane, str] = {"must": "must-ask", "nice": "nice to have", "backup": "in reserve"}
_TO_LANES: dict[Lane, str] = {
    "must": "Make it a must-ask",
    "nice": "Make it nice to have",
    "backup": "Keep it in reserve",
}
KEYS = {
    "w": ACCEPT, "u": UNDO, "a": ADD, "t": TAKE, "o": "other", "f": "follow-ups", "d": "drop", "s": "swap", "m": "must", "n": "nice", "b": "backup", "[": "up", "]": "down", "+": "longer", "-": "shorter",
}  # fmt: skip
HELP = (
    "Enter: change a line · [ ] move it up, down · m n b must, nice, backup\n"
    "  s other wording · o other question · f follow-ups · + - minutes · d drop\n"
    "  a add your own · t take one of the bank's · u undo · w write · Esc back"
)
HALF_A_MINUTE = 0.5
_MARGIN = 4


@dataclass(frozen=True, slots=True)
class _Desk:
    """What a review works with: the bank, and what sorts a question."""

    bank: Bank
    sort: Sorter

    def do(self, what: str, outline: Outline, id_: str = "", **said: object) -> Outline:
        """Return the outline with one change. QbankError if it cannot be made."""
        return changed(outline, {"do": what, "id": id_, **said}, self.bank, self.sort)


def arrange_all(outline: Outline, bank: Bank, sort: Sorter) -> tuple[bool, Outline]:
    """Let the host arrange an outline; return whether it is to be written (or the host went back), and how it is now.

    KeyboardInterrupt and EOFError leave everything as it was.
    """
    desk = _Desk(bank, sort)
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
            outline, at = _done(outline, todo, at, desk)
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
    told = (
        f"{outline.planned_minutes:g} of {outline.minutes:g} minutes{late} · {must} must, {len(asked) - must} nice · "
        f"{' and '.join(outline.guests)}{about}"
    )
    return fitted(visible(told), _width())


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
    return visible(f"{question.id} {_LANE_SIGNS[question.lane]} {question.minutes:>3g}  {question.cue.upper()}  {said}")


def fitted(text: str, width: int) -> str:
    """Return a text that is no wider than so many columns of a screen."""
    if get_cwidth(text) <= width:
        return text
    while text and get_cwidth(text) >= width:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _done(outline: Outline, todo: str, at: str, desk: _Desk) -> tuple[Outline, str]:
    """Do what the host picked; return the outline and the line to go on from."""
    if todo == ADD:
        return _added(outline, at, desk)
    if todo == TAKE:
        return _taken(outline, desk)
    if at in (ACCEPT, ADD, TAKE, UNDO):
        return outline, at
    question = log.question(outline, at)
    if todo == "look":
        todo = _looked_at(outline, question, desk)
    if todo == "drop":
        return _dropped(outline, at, desk)
    asked: dict[str, Callable[[Outline, PlannedQuestion, _Desk], Outline]] = {
        "other": _replaced, "follow-ups": _followed, "wording": _worded, "reword": _reworded, "move": _moved, "minutes": _timed
    }  # fmt: skip
    if todo in asked:
        return asked[todo](outline, question, desk), at
    return desk.do(outline=outline, id_=at, **_change(todo, question)), at


def _change(todo: str, question: PlannedQuestion) -> dict[str, Any]:
    """Return the change that a key stands for."""
    minutes = question.minutes
    changes: dict[str, dict[str, Any]] = {
        "up": {"what": "step", "by": -1},
        "down": {"what": "step", "by": 1},
        "swap": {"what": "swap"},
        "longer": {"what": "minutes", "minutes": minutes + HALF_A_MINUTE},
        "shorter": {"what": "minutes", "minutes": max(HALF_A_MINUTE, minutes - HALF_A_MINUTE)},
        **{lane: {"what": "lane", "lane": lane} for lane in LANES},
    }
    return changes[todo]


def _dropped(outline: Outline, at: str, desk: _Desk) -> tuple[Outline, str]:
    """Drop a question; go on from the one behind it."""
    ids = [q.id for q in arrange.shown(outline)]
    place = ids.index(at)
    made = desk.do("drop", outline, at)
    return made, (ids[place + 1 :] or ids[place - 1 : place])[0]


def _added(outline: Outline, at: str, desk: _Desk) -> tuple[Outline, str]:
    """Ask for a question of the host's own; say if the sheet asks the same already."""
    text = more.asked("Your question, word for word? (Enter: none)", accept=desk.bank.show.accept)
    if not text:
        return outline, at
    category, template = desk.sort(text)
    same = next((q for q in outline.questions if template and q.template == template), None)
    if same:
        say(f"  The sheet asks that as {same.id} already: {same.text}")
    made = arrange.add(outline, text, category, categories=desk.bank.categories, rituals=arrange.rituals_of(desk.bank))
    new = {q.id for q in made.questions} - {q.id for q in outline.questions}
    return made, new.pop()


def _taken(outline: Outline, desk: _Desk) -> tuple[Outline, str]:
    """Let the host find a question of the bank by typing, and put it at the end of its block."""
    offered = refresh.on_offer(outline, desk.bank)
    named = [(f"{offer.category}: {offer.said}", offer.template.id) for offer in offered if offer.template]
    found = choice("Which question? Type a word of it.", named, searched=True, erased=True)
    made = desk.do("take", outline, template=found)
    new = {q.id for q in made.questions} - {q.id for q in outline.questions}
    return made, new.pop()


def _replaced(outline: Outline, question: PlannedQuestion, desk: _Desk) -> Outline:
    """Let the host pick another question of the bank for the place of one, the best first, each with what speaks for it."""
    others = refresh.others(outline, question.id, desk.bank)
    if not others:
        say("  The bank has nothing else for this place: write one in your own words.")
        return outline
    named = [(f"{q.cue.upper()}  {q.text}  ({q.why})", q) for q in others]
    picked = choice(f"Instead of: {question.text}", named, erased=True)
    return arrange.put(outline, question.id, picked, rituals=arrange.rituals_of(desk.bank))


def _followed(outline: Outline, question: PlannedQuestion, desk: _Desk) -> Outline:
    """Let the host reword a question's follow-ups one by one, empty one to drop it, and add one."""
    desk.do("follow_ups", outline, question.id, follow_ups=[])
    made: list[dict[str, str]] = []
    for follow_up in question.follow_ups:
        text = line(f"{SIGNS[follow_up.role]} (empty: drop it)", default=follow_up.text)
        made.append({"id": follow_up.id, "role": follow_up.role, "text": text})
    if more_text := line("+ One more? (Enter: none)"):
        made.append({"role": "deeper", "text": more_text})
    return desk.do("follow_ups", outline, question.id, follow_ups=made)


def _looked_at(outline: Outline, question: PlannedQuestion, desk: _Desk) -> str:
    """Show a question whole, and return what is to be done with it. GoneBack for nothing."""
    others = len(_others(outline, question, desk))
    lanes: list[tuple[str, str]] = [(title, lane) for lane, title in _TO_LANES.items() if lane != question.lane]
    todo = choice(
        _whole(outline, question),
        [
            ("Back to the list", "back"), *([(f"Another wording ({others})", "wording")] if others else []),
            ("In your own words", "reword"), ("Another question for this place", "other"), ("Its follow-ups", "follow-ups"),
            ("Move it", "move"), *lanes, ("Minutes", "minutes"), ("Drop it", "drop"),
        ],
        erased=True,
    )  # fmt: skip
    if todo == "back":
        raise GoneBack
    return todo


def _others(outline: Outline, question: PlannedQuestion, desk: _Desk) -> list[str]:
    return [w for w in refresh.wordings(question, outline, desk.bank) if w != question.text]


def _worded(outline: Outline, question: PlannedQuestion, desk: _Desk) -> Outline:
    wording = choice("Which wording?", [(w, w) for w in _others(outline, question, desk)], erased=True)
    return desk.do("wording", outline, question.id, text=wording)


def _reworded(outline: Outline, question: PlannedQuestion, desk: _Desk) -> Outline:
    desk.do(
        "text", outline, question.id, text=question.text
    )  # what cannot be reworded is said before anything is typed
    text = more.asked("How do you say it?", question.text, accept=desk.bank.show.accept)
    return desk.do("text", outline, question.id, text=text) if text else outline


def _timed(outline: Outline, question: PlannedQuestion, desk: _Desk) -> Outline:
    text = line("How many minutes?", default=f"{question.minutes:g}", check=positive)
    return desk.do("minutes", outline, question.id, minutes=float(text))


def _moved(outline: Outline, question: PlannedQuestion, desk: _Desk) -> Outline:
    """Put a question behind another one, or at the top of a block."""
    places: list[tuple[str, str]] = []
    for section in outline.sections:
        places.append((f"First in {section.title.upper()}", section.block))
        asked = (q for q in section.questions if q.id != question.id and q.lane != "backup")
        places += [(f"Behind {q.id} {q.cue.upper()}", q.id) for q in asked]
    return desk.do("move", outline, question.id, to=choice("Where to?", places, searched=True, erased=True))


def _whole(outline: Outline, question: PlannedQuestion) -> str:
    """Return a question as it stands on the sheet, and why it is there."""
    section = next(s for s in outline.sections if question in s.questions)
    lines = [f"{question.id} · {section.title} · {LANES[question.lane]} · {question.minutes:g} minutes"]
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
        refuse(error)
        return outline
