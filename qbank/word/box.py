"""The head of the host's copy: title, top box, spoken introduction, what to check before recording."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields

from qbank.model import TopBox
from qbank.sheet import HostCopy
from qbank.word import ooxml as x
from qbank.word.layout import say
from qbank.word.setting import BOX_MARK, SPOKEN_MARK, Setting
from qbank.word.styles import CHECK_LIST

EDITABLE = frozenset(field.name for field in fields(TopBox))
"""What a person may change on the sheet and have read back."""
LABEL = 1040
"""The least width of a field's name, so that the longest stays on one line."""
WIDE = ("links", "purpose")
"""Fields of the top box that take the whole width."""


def head(copy: HostCopy, setting: Setting, slots: Mapping[str, str]) -> Iterator[str]:
    """Yield what stands above the first block."""
    words = setting.layout.host
    yield setting.line("title", copy.title)
    yield setting.line("subtitle", " · ".join(filter(None, (say(text, **slots) for text in words.subtitle))))
    yield _top_box(copy, setting)
    if copy.preamble:
        yield setting.line("small", words.spoken, keep=True)
        yield setting.line("spoken", copy.preamble, mark=f"{SPOKEN_MARK}preamble")
    if copy.outline.checklist:
        yield setting.line("small", words.checklist, keep=True)
        yield _checklist(copy.outline.checklist, setting)
    yield setting.line("small", words.legend)
    if copy.outline.probes and not setting.own_footer:
        yield setting.line("small", probes_line(copy, setting, slots))


def probes_line(copy: HostCopy, setting: Setting, slots: Mapping[str, str]) -> str:
    """Return the line of questions that fit under any answer."""
    return say(setting.layout.host.probes, **slots, probes="  ·  ".join(copy.outline.probes))


def _top_box(copy: HostCopy, setting: Setting) -> str:
    shown, labels, width = _shown(copy), setting.layout.host.fields, setting.width
    narrow = [key for key in labels if key not in WIDE]
    label, half = max(width // 9, LABEL), width // 2
    widths = [label, half - label, label, width - half - label]
    rows = []
    for at in range(0, len(narrow), 2):
        pair = narrow[at : at + 2]
        if len(pair) == 2:
            both = (_field(key, shown, setting, widths[2 * n :]) for n, key in enumerate(pair))
            rows.append(x.row(cell for one in both for cell in one))
        else:
            rows.append(x.row(_field(pair[0], shown, setting, [label, width - label], span=3)))
    rows += [
        x.row(_field(key, shown, setting, [label, width - label], span=3)) for key in WIDE if key in labels
    ]
    return x.table(rows, widths, setting.table, title=copy.title, about="Who, what, when: the top box")


def _field(
    key: str, shown: Mapping[str, str], setting: Setting, widths: Sequence[int], *, span: int = 1
) -> list[str]:
    mark = f"{BOX_MARK}{key}" if key in EDITABLE else ""
    return [
        x.cell(setting.line("label", setting.layout.host.fields[key]), widths[0], fill="F2F2F2"),
        x.cell(setting.line("field", shown.get(key, ""), mark=mark), widths[1], span=span),
    ]


def _shown(copy: HostCopy) -> dict[str, str]:
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


def _checklist(checks: Sequence[str], setting: Setting) -> str:
    half = (len(checks) + 1) // 2
    columns = [column for column in (checks[:half], checks[half:]) if column]
    width = setting.width // len(columns)
    cells = (
        x.cell("".join(setting.line("check", text, num=CHECK_LIST) for text in column), width)
        for column in columns
    )
    heading = setting.layout.host.checklist
    return x.table([x.row(cells)], [width] * len(columns), setting.table, title=heading, about="To tick off")
