"""The body of a sheet: the host's copy, and the guest's, which is drawn from the allow-list alone and never sees the outline.

The body of a book stands beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain

from qbank.english import words
from qbank.english.spoken import counted
from qbank.model import PlannedQuestion
from qbank.model.brief import BOX
from qbank.outline.log import ASKED_MARKS
from qbank.sheet.book import Asked, Book, Group
from qbank.sheet.copies import BoxLine, Entry, FormField, GuestCopy, HostCopy, Part, printable
from qbank.sheet.text import join, number
from qbank.sheet.word import markup as x
from qbank.sheet.word.layout import say
from qbank.sheet.word.markup import beside as beside_of
from qbank.sheet.word.styles import CHECK_LIST, FIRST_FREE_LIST, PLAIN_LIST, TICK_LIST

LABEL = 1040
"""The least width of a field's name, so that the longest stays on one line."""


def head(copy: HostCopy, setting: x.Setting, slots: Mapping[str, str]) -> Iterator[str]:
    """Yield what stands above the first block."""
    said = setting.layout.host
    yield setting.line("title", copy.title)
    yield setting.line("subtitle", " · ".join(filter(None, (say(text, **slots) for text in said.subtitle))))
    yield _top_box(copy, setting)
    if copy.preamble:
        yield setting.line("small", said.spoken, keep=True)
        yield setting.line("spoken", copy.preamble, mark=f"{x.SPOKEN_MARK}preamble")
    if copy.outline.checklist:
        yield setting.line("small", said.checklist, keep=True)
        yield _checklist(copy.outline.checklist, setting)
    yield setting.line("small", said.legend)
    if copy.outline.probes and not setting.own_footer:
        yield setting.line("small", probes_line(copy, setting, slots))


def probes_line(copy: HostCopy, setting: x.Setting, slots: Mapping[str, str]) -> str:
    """Return the line of questions that fit under any answer."""
    return say(setting.layout.host.probes, **slots, probes="  ·  ".join(copy.outline.probes))


def _top_box(copy: HostCopy, setting: x.Setting) -> str:
    known, width = {line.key for line in copy.box}, setting.width
    # A field that a layout adds is a blank to fill in by hand.
    own = (BoxLine(key, label, "") for key, label in setting.layout.host.fields.items() if key not in known)
    lines = (*copy.box, *own)
    narrow = [line for line in lines if not line.wide]
    label, half = max(width // 9, LABEL), width // 2
    widths = [label, half - label, label, width - half - label]
    rows = []
    for at in range(0, len(narrow), 2):
        pair = narrow[at : at + 2]
        if len(pair) == 2:
            both = (_field(line, setting, widths[2 * n :]) for n, line in enumerate(pair))
            rows.append(x.row(cell for one in both for cell in one))
        else:
            rows.append(x.row(_field(pair[0], setting, [label, width - label], span=3)))
    rows += [x.row(_field(line, setting, [label, width - label], span=3)) for line in lines if line.wide]
    about = words.say("Who, what, when: the top box", copy.language)
    return x.table(rows, widths, setting.table, title=copy.title, about=about)


def _field(line: BoxLine, setting: x.Setting, widths: Sequence[int], *, span: int = 1) -> list[str]:
    """Return the two cells of a line; a layout may call it otherwise. What is in the top box can be changed and read back."""
    label = setting.layout.host.fields.get(line.key, line.label)
    mark = f"{x.BOX_MARK}{line.key}" if line.key in BOX else ""
    return [
        x.cell(setting.line("label", label), widths[0], fill="F2F2F2"),
        x.cell(setting.line("field", line.text, mark=mark), widths[1], span=span),
    ]


def _checklist(checks: Sequence[str], setting: x.Setting) -> str:
    half = (len(checks) + 1) // 2
    columns = [column for column in (checks[:half], checks[half:]) if column]
    width = setting.width // len(columns)
    drawn = ("".join(setting.line("check", text, num=CHECK_LIST) for text in column) for column in columns)
    row, about = x.row(x.cell(column, width) for column in drawn), words.say("To tick off", setting.layout.language)
    heading = setting.layout.host.checklist
    return x.table([row], [width] * len(columns), setting.table, title=heading, about=about)


TICK_WIDTH = 580
CUE_GAP = x.run("  ")

Row = Callable[[PlannedQuestion, str], str]
"""A question and its lane -> the row's markup."""


def columns(setting: x.Setting) -> tuple[int, int, int]:
    """Return the widths of the columns: tick box, question, notes."""
    notes, tick = int(setting.width * setting.layout.notes), int(TICK_WIDTH * setting.layout.scale)
    return tick, setting.width - tick - notes, notes


def question_rows(setting: x.Setting, num: int, *, plain: bool = False) -> Row:
    """Return the function that makes the rows of one table; `num` is the number of its list.

    What the questions say is looked at for signs of XML, line breaks and scripts that run the other way, unless all of it is
    known to be `plain`.
    """
    start, second, third, end = x.frame(*columns(setting))
    run = x.plain_run if plain else x.run
    paragraph = setting.plain_paragraph if plain else setting.paragraph
    line = setting.plain_line if plain else setting.line
    marks, cue_style, no_note = setting.marks, setting.styles["cue"], setting.line("note", "")
    boxes = (f"{start}{setting.paragraph('tick', box, num=num)}{second}" for box in (x.BOX, x.TICKED, ""))
    open_box, ticked_box, no_box = boxes
    known: dict[tuple[tuple[str, ...], str | None, str], str] = {}

    def row(question: PlannedQuestion, lane: str) -> str:
        context, text = question.context, question.text
        box = ticked_box if question.mark in ASKED_MARKS else open_box if lane == "must" else no_box
        named = f"{run(question.cue, cue_style)}{CUE_GAP}" if question.cue else ""
        if question.to:
            named += setting.run("to", f"{say(setting.layout.host.to, guest=question.to)}  ")
        if context:
            led = paragraph("context", f"{named}{run(context, '', x.LEAD_IN)}", context)
            named, box = "", f"{box}{led}"
        sentence = x.bookmark(x.bookmark_name(question.id), next(marks), f"{named}{run(text) if text else ''}")
        below = "".join([line(f.role, f.text) for f in question.follow_ups if f.text])
        told = (question.asked, question.wording, question.check)
        if (asked := known.get(told)) is None:
            beside = beside_of(question, setting.layout)
            asked = known[told] = setting.line("asked", beside) if beside else ""
        note = setting.line("note", question.note) if question.note else no_note
        return f"{box}{paragraph(lane, sentence, text)}{below}{third}{asked}{note}{end}"

    return row


MOMENT_HEIGHT = 460


def host_body(copy: HostCopy, setting: x.Setting, *, plain: bool = False) -> x.Body:
    """Return the body of the host's copy; `plain` says that all texts of its questions are their own markup."""
    slots = _slots(copy)
    row = question_rows(setting, FIRST_FREE_LIST, plain=plain)
    blocks = (_block(part, setting, row, slots) for part in copy.parts)
    last = _last_page(copy, setting, FIRST_FREE_LIST, plain=plain)
    probes = setting.line("footer", probes_line(copy, setting, slots)) if copy.outline.probes else ""
    return x.Body(
        content=chain(head(copy, setting, slots), chain.from_iterable(blocks), last),
        footer=probes + x.footer_line(setting.layout.host.footer, setting, slots),
        counted=(TICK_LIST, PLAIN_LIST),
    )


def _slots(copy: HostCopy) -> dict[str, str]:
    outline = copy.outline
    return {
        "title": copy.title, "guest": copy.guest, "subject": copy.subject, "show": outline.show or "",
        "host": outline.host or "", "minutes": number(outline.minutes), "planned": number(outline.planned_minutes),
        "date": outline.box.recorded_at or outline.date,
    }  # fmt: skip


def _block(part: Part, setting: x.Setting, row: Row, slots: Mapping[str, str]) -> Iterator[str]:
    said = setting.layout.host
    slots = {**slots, "minutes": number(part.minutes), "title": part.title, "clock": part.mark}
    mark = x.run(f"{said.pause} ") if part.after_break else ""
    mark += x.run(say(said.mark if part.start else said.first_mark, **slots))
    if part.start and part.skip:
        mark += x.run(f" {say(said.skip, **slots)} ") + setting.run("cue", ", ".join(part.skip))
    elif part.start:
        mark += x.run(f" {say(said.keep, **slots)}")
    yield setting.line("section", say(said.section, **slots), mark=f"{x.PART_MARK}{part.index}")
    yield _table_start(mark, setting, part.title)
    asked = ((entry, entry.question) for entry in part.entries)
    yield from (_spoken_row(entry, setting) if q is None else row(q, q.lane) for entry, q in asked)
    yield x.TABLE_END


def _table_start(mark: str, setting: x.Setting, title: str) -> str:
    """Return what a table of questions begins with: its header is repeated on every page."""
    widths = columns(setting)
    left = setting.paragraph("mark", setting.run("cue", title) + x.run("  ") + mark)
    right = setting.line("mark", setting.layout.host.notes)
    header = x.row([x.cell(left, widths[0] + widths[1], span=2), x.cell(right, widths[2])], header=True)
    about = words.say("Questions, and room for notes", setting.layout.language)
    return x.table_start(widths, setting.table, title=title, about=about) + header


def _spoken_row(entry: Entry, setting: x.Setting) -> str:
    start, second, third, end = x.frame(*columns(setting))
    none = setting.line("note", "")
    said = setting.line("line", entry.spoken, mark=f"{x.SPOKEN_MARK}{entry.key}")
    return f"{start}{none}{second}{said}{third}{none}{end}"


def _last_page(copy: HostCopy, setting: x.Setting, num: int, *, plain: bool) -> Iterator[str]:
    said, outline = setting.layout.host, copy.outline
    parts: list[tuple[str, str]] = []
    # All of a part but its last line stays with what follows: where it does not fit on the page, it begins a new one.
    kept = setting.prepared(kept=True)
    if copy.backups:
        row, last_row = (question_rows(one, num, plain=plain) for one in (kept, setting))
        *before, last = copy.backups
        rows = "".join([*(row(question, "backup") for question in before), last_row(last, "backup")])
        start = _table_start(x.run(said.backup_mark), kept, said.backups)
        parts.append((said.backups, f"{start}{rows}{x.TABLE_END}"))
    if copy.reserve:
        parts.append((said.reserve, _together("check", copy.reserve, kept, setting)))
    if outline.look_up:
        look_ups = _together("item", outline.look_up, kept, setting, num=num + 1)
        parts.append((say(said.look_up, count=len(outline.look_up)), look_ups))
    if outline.problems:
        open_points = (setting.line("check", text, num=CHECK_LIST) for text in outline.problems)
        parts.append((said.problems, "".join(open_points)))
    if setting.layout.moments:
        parts.append((said.moments, _moments(setting, kept)))
    for n, (heading, content) in enumerate(parts):
        mark = x.SPARE if n == 0 and copy.backups else f"{x.OTHER}_{n}"
        yield setting.line("section", heading, keep=True, mark=f"{x.PART_MARK}{mark}") + content


def _together(role: str, texts: Sequence[str], kept: x.Setting, last: x.Setting, num: int = 0) -> str:
    """Return lines that stay on one page: all but the last are kept with the next."""
    drawn = zip([*[kept] * (len(texts) - 1), last], texts, strict=True)
    return "".join(setting.line(role, text, num=num) for setting, text in drawn)


def _moments(setting: x.Setting, kept: x.Setting) -> str:
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


def guest_body(copy: GuestCopy, setting: x.Setting) -> x.Body:
    """Return the body of the guest's copy: when and what, the lines of its level, a form to fill in."""
    said = setting.layout.guest
    slots = {
        "title": copy.title, "guest": copy.guest, "subject": copy.subject, "minutes": number(copy.minutes),
        "sender": ", ".join(filter(None, (copy.host, copy.show))), "recorded_at": copy.when or "",
    }  # fmt: skip
    meeting = said.meeting if copy.when else said.length
    content = [
        setting.line("title", say(said.title, **slots)),
        setting.line("subtitle", say(said.subtitle, **slots)),
        setting.line("field", say(meeting, **slots)),
    ]
    if copy.subject:
        content.append(setting.line("field", say(said.about, **slots)))
    if slots["sender"]:
        content.append(setting.line("field", say(said.sender, **slots)))
    for heading, texts in ((said.plug, copy.plug), (said.links, copy.links)):
        if texts:
            content.append(setting.line("field", f"{heading}: {join(texts, copy.language)}"))
    asked = (f"{line.context} {line.text}".strip() for line in copy.lines)
    content += [
        setting.line("section", copy.heading), setting.line("field", said.free),
        *(setting.line("guest-question", text, num=FIRST_FREE_LIST) for text in asked),
        setting.line("section", said.fill_in), _form(copy, setting),
    ]  # fmt: skip
    return x.Body(content=content, footer=x.footer_line(said.footer, setting, slots), counted=(PLAIN_LIST,))


def _form(copy: GuestCopy, setting: x.Setting) -> str:
    label = int(setting.width * 0.36)
    widths = [label, setting.width - label]

    def row(field: FormField) -> str:
        asked = x.cell(setting.line("form-label", field.ask, keep=True), widths[0], fill="F2F2F2")
        blank = x.cell(setting.line("form-answer", "", mark=f"{x.BOX_MARK}{field.key}"), widths[1])
        return x.row([asked, blank], height=560)

    heading, about = setting.layout.guest.fill_in, words.say("What we ask, and room for your answer", copy.language)
    return x.table(map(row, copy.form), widths, setting.table, title=heading, about=about)


def book_body(made: Book, setting: x.Setting) -> Iterator[str]:
    """Yield the body of a book: its chapters, their questions, where each was asked."""

    def line(role: str, text: str, *, keep: bool = False) -> str:
        return setting.line(role, printable(text), keep=keep)

    yield line("title", f"{made.title}: every question")
    told = [counted(made.questions, "question"), counted(made.episodes, "episode"), f"by {made.by}", made.date]
    yield line("subtitle", " · ".join(told))
    yield line("field", " · ".join(f"{chapter.title} {chapter.questions}" for chapter in made.chapters))
    for chapter in made.chapters:
        yield line("section", chapter.title)
        yield from (drawn for group in chapter.groups for drawn in _group(group, line))


def _group(group: Group, write: Callable[..., str]) -> Iterator[str]:
    several = len(group.asked) > 1
    if several or not group.asked:
        asked = f"asked {len(group.asked)} times" if several else "not asked yet"
        yield write("must", group.text, keep=True)
        yield write("small", asked, keep=several)
    by_wording: dict[str, list[Asked]] = {}  # what was asked ten times in the same words stands once
    for one in group.asked:
        by_wording.setdefault(one.item.text, []).append(one)
    for text, some in by_wording.items():
        yield write("nice" if several else "must", text, keep=True)
        for one in some:
            yield write("asked", one.where, keep=one is not some[-1] or bool(one.item.said))
            if one.item.said:
                yield write("line", f"“{one.item.said}”")
