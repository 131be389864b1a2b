"""The body of the host's copy: the head, blocks on the clock, and a last page of backups, look-ups and moments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from qbank.model import PlannedQuestion
from qbank.sheet import ASKED_MARKS, Entry, HostCopy, Part, asked_before, clock, number
from qbank.word import ooxml as x
from qbank.word.box import head, probes_line
from qbank.word.layout import say
from qbank.word.setting import OTHER, PART_MARK, SPARE, SPOKEN_MARK, Body, Setting, bookmark_name, footer_line
from qbank.word.styles import CHECK_LIST, FIRST_FREE_LIST, PLAIN_LIST, TICK_LIST

TICK_WIDTH = 580
CUE_GAP = x.run("  ")
MOMENT_HEIGHT = 460


def host_body(copy: HostCopy, setting: Setting) -> Body:
    """Return the body of the host's copy."""
    slots, count = _slots(copy), len(copy.parts)
    blocks = (_block(part, setting, FIRST_FREE_LIST + n, slots) for n, part in enumerate(copy.parts))
    content = "".join(
        (*head(copy, setting, slots), *blocks, *_last_page(copy, setting, FIRST_FREE_LIST + count))
    )
    return Body(
        content=content,
        footer=_footer(copy, setting, slots),
        counted=(*[TICK_LIST] * (count + 1), PLAIN_LIST),
    )


def _slots(copy: HostCopy) -> dict[str, str]:
    outline = copy.outline
    return {
        "title": copy.title,
        "guest": copy.guest,
        "subject": copy.subject,
        "show": outline.show or "",
        "host": outline.host or "",
        "minutes": number(outline.minutes),
        "planned": number(outline.planned_minutes),
        "date": outline.date,
    }


def _block(part: Part, setting: Setting, num: int, slots: Mapping[str, str]) -> str:
    words = setting.layout.host
    slots = {**slots, "minutes": number(part.minutes), "title": part.title, "clock": clock(part.start)}
    mark = x.run(say(words.mark if part.start else words.first_mark, **slots))
    if part.start and part.skip:
        mark += x.run(f" {say(words.skip, **slots)} ") + setting.run("cue", ", ".join(part.skip))
    elif part.start:
        mark += x.run(f" {say(words.keep, **slots)}")
    rows = (_entry_row(entry, setting, num) for entry in part.entries)
    heading = setting.line("section", say(words.section, **slots), mark=f"{PART_MARK}{part.index}")
    return heading + _sheet_table(rows, mark, setting, part.title)


def _columns(width: int, share: float, scale: float) -> tuple[int, int, int]:
    """Return the widths of the columns: tick box, question, notes."""
    notes, tick = int(width * share), int(TICK_WIDTH * scale)
    return tick, width - tick - notes, notes


def _sheet_table(rows: Iterable[str], mark: str, setting: Setting, title: str) -> str:
    widths = _columns(setting.width, setting.layout.notes, setting.scale)
    left = setting.paragraph("mark", mark)
    right = setting.line("mark", setting.layout.host.notes)
    header = x.row([x.cell(left, widths[0] + widths[1], span=2), x.cell(right, widths[2])], header=True)
    return x.table((header, *rows), widths, setting.table, title=title, about="Questions, and room for notes")


def _entry_row(entry: Entry, setting: Setting, num: int) -> str:
    if entry.question is not None:
        return _question_row(entry.question, setting, entry.question.lane, num)
    none = setting.line("note", "")
    return _row(none, setting.line("line", entry.spoken, mark=f"{SPOKEN_MARK}{entry.key}"), none, setting)


@lru_cache(maxsize=64)
def _frame(width: int, notes: float, scale: float) -> tuple[str, ...]:
    return x.frame(*_columns(width, notes, scale))


def _row(tick: str, content: str, note: str, setting: Setting) -> str:
    start, second, third, end = _frame(setting.width, setting.layout.notes, setting.scale)
    return f"{start}{tick}{second}{content}{third}{note}{end}"


def _question_row(question: PlannedQuestion, setting: Setting, lane: str, num: int) -> str:
    ticked = question.mark in ASKED_MARKS
    box = x.checkbox(ticked=ticked) if lane == "must" or ticked else ""
    content = _lead_in(question, setting) + _sentence(question, setting, lane)
    content += "".join([setting.line(f.role, f.text) for f in question.follow_ups])
    return _row(setting.paragraph("tick", box, num=num), content, _notes(question, setting), setting)


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


def _last_page(copy: HostCopy, setting: Setting, num: int) -> Iterator[str]:
    words, outline = setting.layout.host, copy.outline
    parts: list[tuple[str, str]] = []
    if copy.backups:
        rows = (_question_row(q, setting, "backup", num) for q in copy.backups)
        parts.append((words.backups, _sheet_table(rows, x.run(words.backup_mark), setting, words.backups)))
    if outline.look_up:
        look_ups = (setting.line("item", text, num=num + 1) for text in outline.look_up)
        parts.append((say(words.look_up, count=len(outline.look_up)), "".join(look_ups)))
    if outline.problems:
        open_points = (setting.line("check", text, num=CHECK_LIST) for text in outline.problems)
        parts.append((words.problems, "".join(open_points)))
    if setting.layout.moments:
        parts.append((words.moments, _moments(setting)))
    for n, (heading, content) in enumerate(parts):
        mark = SPARE if n == 0 and copy.backups else f"{OTHER}_{n}"
        yield setting.line("section", heading, new_page=n == 0, mark=f"{PART_MARK}{mark}") + content


def _moments(setting: Setting) -> str:
    columns = setting.layout.host.moment_columns
    narrow = setting.width // 8
    widths = [narrow, narrow, setting.width - 2 * narrow]
    names = zip(columns, widths, strict=True)
    head = x.row((x.cell(setting.line("mark", name), width) for name, width in names), header=True)
    blank = x.row((x.cell(setting.line("note", ""), width) for width in widths), height=MOMENT_HEIGHT)
    rows = [head, *[blank] * setting.layout.moments]
    return x.table(rows, widths, setting.table, title=setting.layout.host.moments, about=", ".join(columns))


def _footer(copy: HostCopy, setting: Setting, slots: Mapping[str, str]) -> str:
    line = footer_line(setting.layout.host.footer, setting, slots)
    probes = setting.line("footer", probes_line(copy, setting, slots)) if copy.outline.probes else ""
    return probes + line
