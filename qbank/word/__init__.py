"""Outline -> .docx bytes, and back: .docx -> change list. python-docx and docxtpl are loaded only where used."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

from qbank.model import Outline
from qbank.sheet import Copy, Level, guest_copy, host_copy
from qbank.word.back import edits, origin
from qbank.word.changes import Change, Edits
from qbank.word.guest import guest_body
from qbank.word.host import host_body
from qbank.word.layout import Page, WordLayout, read_layout
from qbank.word.package import pack
from qbank.word.parts import sheet_parts, text_width
from qbank.word.setting import Setting
from qbank.word.styles import style_id
from qbank.word.trace import Trace

__all__ = ["Change", "Edits", "Trace", "WordLayout", "edits", "origin", "read_layout", "write"]


def write(
    outline: Outline,
    layout: WordLayout,
    *,
    copy: Copy = "host",
    level: Level = "questions",
    date: str,
    page: Page | None = None,
    large_print: bool | None = None,
) -> bytes:
    """Return the Word sheet of an outline, dated on this day (ISO); the same input gives the same bytes.

    SourceError names every place with a character that no document can hold.
    """
    layout = replace(
        layout,
        page=page or layout.page,
        large_print=layout.large_print if large_print is None else large_print,
    )
    setting = Setting(
        layout=layout,
        styles={role: style_id(name) for role, name in layout.styles.items()},
        width=text_width(layout),
        table="SheetTable",
        marks=count(1),
    )
    if copy == "guest":
        body = guest_body(guest_copy(outline, level), setting)
    else:
        body = host_body(host_copy(outline), setting)
    return pack(sheet_parts(outline, body, layout, copy, date), date)
