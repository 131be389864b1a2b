"""A question as a row of the sheet: its tick box, its sentence with all that hangs under it, room for notes."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from qbank.model import PlannedQuestion
from qbank.sheet import ASKED_MARKS, asked_before
from qbank.word import ooxml as x
from qbank.word.layout import say
from qbank.word.setting import Setting, bookmark_name

TICK_WIDTH = 580
GAP = "|EPISODES|"
"""What stands for the episodes in a prepared line."""
CUE_GAP = x.run("  ")

Row = Callable[[PlannedQuestion, str], str]
"""A question and its lane -> the row's markup."""


def columns(width: int, share: float, scale: float) -> tuple[int, int, int]:
    """Return the widths of the columns: tick box, question, notes."""
    notes, tick = int(width * share), int(TICK_WIDTH * scale)
    return tick, width - tick - notes, notes


@lru_cache(maxsize=64)
def _frame(width: int, notes: float, scale: float) -> tuple[str, ...]:
    return x.frame(*columns(width, notes, scale))


def frame(setting: Setting) -> tuple[str, ...]:
    """Return the markup around the cells of a row: before each, and after the last."""
    return _frame(setting.width, setting.layout.notes, setting.scale)


def question_rows(setting: Setting, num: int, unproven: list[str]) -> Row:
    """Return the function that makes the rows of one table; `num` is the number of its list.

    Most questions are plain text: for them the markup around the texts is made once for all of a table's rows. All
    other rows are put on the list of those whose text is not proven to be printable.
    """
    start, second, third, end = frame(setting)
    plain, mark = setting.plain, setting.marks
    asked_begins, asked_ends = setting.line("asked", say(setting.layout.host.asked, episodes=GAP)).split(GAP)
    boxes = {
        ticked: f"{start}{setting.paragraph('tick', x.checkbox(ticked=ticked), num=num)}{second}"
        for ticked in (True, False)
    }
    unboxed = f"{start}{setting.paragraph('tick', '', num=num)}{second}"
    cue_begins = f'<w:r><w:rPr><w:rStyle w:val="{setting.styles["cue"]}"/></w:rPr>{x.TEXT}'
    said, cue_ends = f"<w:r>{x.TEXT}", f"</w:t></w:r>{CUE_GAP}"

    def row(question: PlannedQuestion, lane: str) -> str:
        follow_ups = question.follow_ups
        cue, context, text, note = question.cue, question.context, question.text, question.note
        if not _is_plain(question):
            unproven.append(_careful(question, lane, setting, num))
            return unproven[-1]
        ticked = question.mark in ASKED_MARKS
        began = boxes[ticked] if ticked or lane == "must" else unboxed
        named = f"{cue_begins}{cue}{cue_ends}" if cue else ""
        if context:
            began = f"{began}{plain['context']}{named}{said}{x.LEAD_IN}{context}</w:t></w:r></w:p>"
            named = ""
        number = next(mark)
        below = "".join([f"{plain[f.role]}{said}{f.text}</w:t></w:r></w:p>" for f in follow_ups if f.text])
        asked = ""
        if question.asked:
            asked = f"{asked_begins}{x.esc(asked_before(question.asked))}{asked_ends}"
        noted = f"{said}{note}</w:t></w:r>" if note else ""
        return (
            f'{began}{plain[lane]}<w:bookmarkStart w:id="{number}" w:name="{bookmark_name(question.id)}"/>{named}{said}'
            f'{text}</w:t></w:r><w:bookmarkEnd w:id="{number}"/></w:p>{below}{third}{asked}{plain["note"]}{noted}</w:p>{end}'
        )

    return row


def _is_plain(question: PlannedQuestion) -> bool:
    """Say whether all texts of a question are their own markup."""
    texts = [question.cue, question.context, question.text, question.note]
    texts += [f.text for f in question.follow_ups]
    return bool(question.text) and not question.to and x.is_plain("".join(texts))


def _careful(question: PlannedQuestion, lane: str, setting: Setting, num: int) -> str:
    """Return the row of a question whatever its texts hold: markup, line breaks, scripts that run the other way."""
    start, second, third, end = frame(setting)
    ticked = question.mark in ASKED_MARKS
    box = x.checkbox(ticked=ticked) if lane == "must" or ticked else ""
    content = _lead_in(question, setting) + _sentence(question, setting, lane)
    content += "".join([setting.line(f.role, f.text) for f in question.follow_ups])
    return f"{start}{setting.paragraph('tick', box, num=num)}{second}{content}{third}{_notes(question, setting)}{end}"


def _notes(question: PlannedQuestion, setting: Setting) -> str:
    note = setting.line("note", question.note)
    if not question.asked:
        return note
    said = say(setting.layout.host.asked, episodes=asked_before(question.asked))
    return setting.line("asked", said) + note


def _cue(question: PlannedQuestion, setting: Setting) -> str:
    to = f"{say(setting.layout.host.to, guest=question.to)}  " if question.to else ""
    gap = CUE_GAP if question.cue else ""
    return setting.run("cue", question.cue) + gap + (setting.run("to", to) if to else "")


def _lead_in(question: PlannedQuestion, setting: Setting) -> str:
    if not question.context:
        return ""
    content = _cue(question, setting) + x.run(question.context, before=x.LEAD_IN)
    return setting.paragraph("context", content, first=question.context)


def _sentence(question: PlannedQuestion, setting: Setting, lane: str) -> str:
    content = ("" if question.context else _cue(question, setting)) + x.run(question.text)
    marked = setting.bookmark(bookmark_name(question.id), content)
    return setting.paragraph(lane, marked, first=question.text)
