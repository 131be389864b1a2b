"""The body of the host's copy: the head, blocks on the clock, and what is in reserve: backups, look-ups, moments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from qbank.sheet import Entry, HostCopy, Part, number
from qbank.word import ooxml as x
from qbank.word.box import head, probes_line
from qbank.word.layout import say
from qbank.word.rows import columns, frame, question_rows
from qbank.word.setting import OTHER, PART_MARK, SPARE, SPOKEN_MARK, Body, Setting, footer_line
from qbank.word.styles import CHECK_LIST, FIRST_FREE_LIST, PLAIN_LIST, TICK_LIST

MOMENT_HEIGHT = 460


def host_body(copy: HostCopy, setting: Setting) -> Body:
    """Return the body of the host's copy."""
    slots, count = _slots(copy), len(copy.parts)
    unproven: list[str] = []
    blocks = (
        _block(part, setting, FIRST_FREE_LIST + n, slots, unproven) for n, part in enumerate(copy.parts)
    )
    return Body(
        content=(
            *head(copy, setting, slots),
            *chain.from_iterable(blocks),
            *_last_page(copy, setting, FIRST_FREE_LIST + count, unproven),
        ),
        unproven=unproven,
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


def _block(
    part: Part, setting: Setting, num: int, slots: Mapping[str, str], unproven: list[str]
) -> Iterator[str]:
    words = setting.layout.host
    slots = {**slots, "minutes": number(part.minutes), "title": part.title, "clock": part.mark}
    mark = x.run(f"{words.pause} ") if part.after_break else ""
    mark += x.run(say(words.mark if part.start else words.first_mark, **slots))
    if part.start and part.skip:
        mark += x.run(f" {say(words.skip, **slots)} ") + setting.run("cue", ", ".join(part.skip))
    elif part.start:
        mark += x.run(f" {say(words.keep, **slots)}")
    row = question_rows(setting, num, unproven)
    yield setting.line("section", say(words.section, **slots), mark=f"{PART_MARK}{part.index}")
    yield _table_start(mark, setting, part.title)
    for entry in part.entries:
        asked = entry.question
        yield _spoken_row(entry, setting) if asked is None else row(asked, asked.lane)
    yield x.TABLE_END


def _table_start(mark: str, setting: Setting, title: str) -> str:
    """Return what a table of questions begins with: its header is repeated on every page."""
    widths = columns(setting.width, setting.layout.notes, setting.scale)
    left = setting.paragraph("mark", mark)
    right = setting.line("mark", setting.layout.host.notes)
    header = x.row([x.cell(left, widths[0] + widths[1], span=2), x.cell(right, widths[2])], header=True)
    about = "Questions, and room for notes"
    return x.table_start(widths, setting.table, title=title, about=about) + header


def _spoken_row(entry: Entry, setting: Setting) -> str:
    start, second, third, end = frame(setting)
    none = setting.line("note", "")
    said = setting.line("line", entry.spoken, mark=f"{SPOKEN_MARK}{entry.key}")
    return f"{start}{none}{second}{said}{third}{none}{end}"


def _last_page(copy: HostCopy, setting: Setting, num: int, unproven: list[str]) -> Iterator[str]:
    words, outline = setting.layout.host, copy.outline
    parts: list[tuple[str, str]] = []
    # All of a part but its last line stays with what follows: where it does not fit on the page, it begins a new one.
    kept = setting.prepared(kept=True)
    if copy.backups:
        row, last_row = question_rows(kept, num, unproven), question_rows(setting, num, unproven)
        *before, last = copy.backups
        rows = "".join([*(row(question, "backup") for question in before), last_row(last, "backup")])
        start = _table_start(x.run(words.backup_mark), kept, words.backups)
        parts.append((words.backups, f"{start}{rows}{x.TABLE_END}"))
    if outline.look_up:
        drawn_with = [*[kept] * (len(outline.look_up) - 1), setting]
        look_ups = (
            s.line("item", text, num=num + 1) for s, text in zip(drawn_with, outline.look_up, strict=True)
        )
        parts.append((say(words.look_up, count=len(outline.look_up)), "".join(look_ups)))
    if outline.problems:
        open_points = (setting.line("check", text, num=CHECK_LIST) for text in outline.problems)
        parts.append((words.problems, "".join(open_points)))
    if setting.layout.moments:
        parts.append((words.moments, _moments(setting, kept)))
    for n, (heading, content) in enumerate(parts):
        mark = SPARE if n == 0 and copy.backups else f"{OTHER}_{n}"
        yield setting.line("section", heading, keep=True, mark=f"{PART_MARK}{mark}") + content


def _moments(setting: Setting, kept: Setting) -> str:
    columns = setting.layout.host.moment_columns
    narrow = setting.width // 8
    widths = [narrow, narrow, setting.width - 2 * narrow]
    names = zip(columns, widths, strict=True)
    head = x.row((x.cell(kept.line("mark", name), width) for name, width in names), header=True)
    blank, last = (
        x.row((x.cell(one.line("note", ""), width) for width in widths), height=MOMENT_HEIGHT)
        for one in (kept, setting)
    )
    rows = [head, *[blank] * (setting.layout.moments - 1), last]
    return x.table(rows, widths, setting.table, title=setting.layout.host.moments, about=", ".join(columns))


def _footer(copy: HostCopy, setting: Setting, slots: Mapping[str, str]) -> str:
    line = footer_line(setting.layout.host.footer, setting, slots)
    probes = setting.line("footer", probes_line(copy, setting, slots)) if copy.outline.probes else ""
    return probes + line
