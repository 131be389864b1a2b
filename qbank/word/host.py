"""The body of the host's copy: top box, blocks on the clock, backups, look-ups, the strip of moments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from qbank.model import Outline, PlannedFollowUp, PlannedQuestion
from qbank.sheet import ASKED_MARKS, Entry, HostCopy, Part, asked_before, clock, number
from qbank.word import ooxml as x
from qbank.word.layout import WordLayout, say
from qbank.word.styles import CHECK_LIST, FIRST_FREE_LIST, PLAIN_LIST, TICK_LIST

TICK_WIDTH = 660


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What the parts of a body are drawn with: the layout, ids of styles, the width between the margins."""

    layout: WordLayout
    styles: Mapping[str, str]
    width: int
    table: str
    numbers: Mapping[str, int]

    def line(self, role: str, text: str, *, num: int = 0, keep: bool = False) -> str:
        """Return a paragraph in the style of a role."""
        return x.line(self.styles[role], text, num=num, keep=keep)

    def run(self, role: str, text: str) -> str:
        """Return a run in the character style of a role."""
        return x.run(text, self.styles[role])


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The markup of a body, its footer, and the kinds of the counted lists it uses, in order."""

    content: str
    footer: str
    counted: tuple[int, ...]


def host_body(copy: HostCopy, setting: Setting) -> Body:
    """Return the body of the host's copy."""
    words, slots = setting.layout.host, _slots(copy)
    blocks = [part for part in copy.parts if part.entries]
    count = len(blocks) + bool(copy.backups)
    content = [
        setting.line("title", copy.title),
        setting.line("subtitle", say(words.subtitle, **slots)),
        _top_box(copy, setting),
        *_opening(copy, setting),
        *(_block(part, setting, FIRST_FREE_LIST + n, slots) for n, part in enumerate(blocks)),
    ]
    if copy.backups:
        rows = (_question_row(q, setting, "backup", FIRST_FREE_LIST + count - 1) for q in copy.backups)
        content += [setting.line("section", words.backups), _sheet_table(rows, setting, words.backups)]
    content += _closing(copy.outline, setting, FIRST_FREE_LIST + count)
    counted = [TICK_LIST] * count + [PLAIN_LIST] * bool(copy.outline.look_up)
    return Body(content="".join(content), footer=_footer(copy, setting, slots), counted=tuple(counted))


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


def _top_box(copy: HostCopy, setting: Setting) -> str:
    shown = _box_fields(copy)
    wide = [key for key in ("links", "purpose") if key in setting.layout.host.fields]
    narrow = [key for key in setting.layout.host.fields if key not in wide]
    label, half = setting.width // 9, setting.width // 2
    widths = [label, half - label, label, setting.width - half - label]
    rows = []
    for left in range(0, len(narrow), 2):
        pair = narrow[left : left + 2]
        cells = [part for n, key in enumerate(pair) for part in _field(key, shown, setting, widths[2 * n :])]
        if len(pair) == 1:
            cells[-1] = _field(pair[0], shown, setting, [label, setting.width - label], span=3)[1]
        rows.append(x.row(cells))
    rows += [x.row(_field(key, shown, setting, [label, setting.width - label], span=3)) for key in wide]
    return x.table(rows, widths, setting.table, title=copy.title, about="Who, what, when: the top box")


def _field(
    key: str, shown: dict[str, str], setting: Setting, widths: Sequence[int], *, span: int = 1
) -> list[str]:
    return [
        x.cell(setting.line("label", setting.layout.host.fields[key]), widths[0], fill="F2F2F2"),
        x.cell(setting.line("field", shown.get(key, "")), widths[1], span=span),
    ]


def _box_fields(copy: HostCopy) -> dict[str, str]:
    outline, box = copy.outline, copy.outline.box
    return {
        "guest": copy.guest,
        "pronunciation": box.pronunciation or "",
        "pronouns": box.pronouns or "",
        "role": box.role or "",
        "technology": " · ".join(part for part in (outline.technology, outline.kind) if part),
        "company": outline.company or "",
        "recorded_at": box.recorded_at or "",
        "hard_stop": box.hard_stop or "",
        "plug": " · ".join(box.plug),
        "off_limits": " · ".join(box.off_limits),
        "links": " · ".join(box.links),
        "purpose": box.purpose or "",
    }


def _opening(copy: HostCopy, setting: Setting) -> Iterator[str]:
    words, outline = setting.layout.host, copy.outline
    preamble = outline.spoken.get("preamble", "")
    if preamble:
        yield setting.line("mark", words.spoken)
        yield setting.line("spoken", preamble)
    if outline.checklist:
        yield setting.line("mark", words.checklist)
        half = (len(outline.checklist) + 1) // 2
        columns = (outline.checklist[:half], outline.checklist[half:])
        cells = [
            x.cell(
                "".join(setting.line("check", text, num=CHECK_LIST) for text in column), setting.width // 2
            )
            for column in columns
            if column
        ]
        yield x.table(
            [x.row(cells)],
            [setting.width // 2] * len(cells),
            setting.table,
            title=words.checklist,
            about=words.checklist,
        )


def _block(part: Part, setting: Setting, num: int, slots: dict[str, str]) -> str:
    words, at = setting.layout.host, clock(part.start)
    slots = {**slots, "minutes": number(part.minutes), "title": part.title, "clock": at}
    later = say(words.skip, **slots, cues=", ".join(part.skip)) if part.skip else say(words.keep, **slots)
    mark = say(words.mark, **slots)
    rows = [_header(f"{mark}. {later}" if part.start else later, setting)]
    rows += [_entry_row(entry, setting, num) for entry in part.entries]
    return setting.line("section", say(words.section, **slots)) + _sheet_table(rows, setting, part.title)


def _widths(setting: Setting) -> list[int]:
    notes = int(setting.width * setting.layout.notes)
    return [TICK_WIDTH, setting.width - TICK_WIDTH - notes, notes]


def _sheet_table(rows: Iterable[str], setting: Setting, title: str) -> str:
    return x.table(rows, _widths(setting), setting.table, title=title, about="Questions, and room for notes")


def _header(mark: str, setting: Setting) -> str:
    widths = _widths(setting)
    left = x.cell(setting.line("mark", mark, keep=True), widths[0] + widths[1], span=2)
    right = x.cell(setting.line("mark", setting.layout.host.notes, keep=True), widths[2])
    return x.row([left, right], header=True)


def _entry_row(entry: Entry, setting: Setting, num: int) -> str:
    if entry.question is not None:
        return _question_row(entry.question, setting, entry.question.lane, num)
    return _row("", setting.line("spoken", entry.spoken), "", setting, num=0)


def _row(tick: str, content: str, note: str, setting: Setting, *, num: int) -> str:
    widths = _widths(setting)
    return x.row(
        [
            x.cell(x.paragraph(setting.styles["tick" if num else "note"], tick, num=num), widths[0]),
            x.cell(content, widths[1]),
            x.cell(setting.line("note", note), widths[2]),
        ]
    )


def _question_row(question: PlannedQuestion, setting: Setting, lane: str, num: int) -> str:
    ticked = question.mark in ASKED_MARKS
    tick = x.checkbox(ticked=ticked) if lane == "must" or ticked else ""
    content = _lead_in(question, setting) + _sentence(question, setting, lane)
    content += "".join(_follow_up(f, setting) for f in question.follow_ups)
    return _row(tick, content, question.note, setting, num=num)


def _cue(question: PlannedQuestion, setting: Setting) -> str:
    to = say(setting.layout.host.to, guest=question.to) if question.to else ""
    return setting.run("cue", question.cue) + x.run("  ") + (setting.run("asked", f"{to}  ") if to else "")


def _lead_in(question: PlannedQuestion, setting: Setting) -> str:
    if not question.context:
        return ""
    content = _cue(question, setting) + x.run(f"» {question.context}")
    return x.paragraph(setting.styles["context"], content, first=question.context)


def _sentence(question: PlannedQuestion, setting: Setting, lane: str) -> str:
    content = ("" if question.context else _cue(question, setting)) + x.run(question.text)
    if question.asked:
        said = say(setting.layout.host.asked, episodes=asked_before(question.asked))
        content += setting.run("asked", f"  {said}")
    marked = x.bookmark(bookmark_name(question.id), setting.numbers[question.id], content)
    return x.paragraph(setting.styles[lane], marked, first=question.text)


def bookmark_name(id: str) -> str:
    """Return the name of a question's bookmark: its id, as far as Word can hold it."""
    name = re.sub(r"[^A-Za-z0-9_]", "_", id)[:40]
    return name if name[:1].isalpha() else f"q{name}"[:40]


def _follow_up(follow_up: PlannedFollowUp, setting: Setting) -> str:
    return setting.line(follow_up.role, follow_up.text)


def _closing(outline: Outline, setting: Setting, num: int) -> list[str]:
    words = setting.layout.host
    content = []
    if outline.look_up:
        content.append(setting.line("section", words.look_up))
        content += [setting.line("item", text, num=num) for text in outline.look_up]
    if outline.problems:
        content.append(setting.line("section", words.problems))
        content += [setting.line("check", text, num=CHECK_LIST) for text in outline.problems]
    if setting.layout.moments:
        content += [setting.line("section", words.moments), _moments(setting)]
    return content


def _moments(setting: Setting) -> str:
    columns = setting.layout.host.moment_columns
    narrow = setting.width // 8
    widths = [narrow, narrow, setting.width - 2 * narrow]
    head = x.row(
        (x.cell(setting.line("mark", text), w) for text, w in zip(columns, widths, strict=True)), header=True
    )
    blank = x.row((x.cell(setting.line("note", ""), w) for w in widths), height=460)
    rows = [head, *[blank] * setting.layout.moments]
    return x.table(rows, widths, setting.table, title=setting.layout.host.moments, about=", ".join(columns))


def _footer(copy: HostCopy, setting: Setting, slots: Mapping[str, str]) -> str:
    words, probes = setting.layout.host, copy.outline.probes
    lines = [footer_line(words.footer, setting, slots)]
    if probes:
        lines.insert(0, setting.line("footer", say(words.probes, **slots, probes="  ·  ".join(probes))))
    return "".join(lines)


def footer_line(text: str, setting: Setting, slots: Mapping[str, str]) -> str:
    """Return the line with the number of the page, counted by Word."""
    mark = {"page": "\ue000", "pages": "\ue001"}
    fields = {mark["page"]: x.field("PAGE"), mark["pages"]: x.field("NUMPAGES")}
    said = re.split("([\ue000\ue001])", say(text, **{**slots, **mark}))
    content = "".join(fields[part] if part in fields else x.run(part) for part in said)
    return x.paragraph(setting.styles["footer"], content)
