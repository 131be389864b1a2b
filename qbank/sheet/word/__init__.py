"""Outline -> .docx bytes, and back: .docx -> change list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import count

from qbank.errors import Problem
from qbank.model import Outline
from qbank.sheet.copies import Copy, GuestCopy, Level, flat, guest_copy, host_copy, refuse_unprintable
from qbank.sheet.word.context import Body, Setting
from qbank.sheet.word.guest import guest_body
from qbank.sheet.word.host import host_body
from qbank.sheet.word.house_document import Base, open_base
from qbank.sheet.word.layout import Page, WordLayout, in_language, read_layout
from qbank.sheet.word.package import pack, unpack
from qbank.sheet.word.parts import house_parts, own_parts, tagged_parts, text_width
from qbank.sheet.word.styles import style_id
from qbank.sheet.word.tagged import fill_tagged, is_tagged, tag_faults

__all__ = ["WordLayout", "fallbacks", "layout_problems", "read_layout", "write"]


def write(
    outline: Outline,
    layout: WordLayout,
    *,
    date: str,
    copy: Copy = "host",
    level: Level = "questions",
    page: Page | None = None,
    large_print: bool | None = None,
    base: bytes | None = None,
    where: str = "the layout",
) -> bytes:
    """Return the Word sheet of an outline, dated on this day (ISO); the same input gives the same bytes.

    `base` is the host's own .docx or .dotx that the sheet is set in, `where` its name. SourceError names every place
    with a character that no document can hold, and everything for which a base cannot be used.
    """
    guest = copy == "guest"
    sheet = guest_copy(outline, level) if guest else host_copy(outline, proven=True)
    if base is not None and is_tagged(unpack(base, where=where), where=where):
        return pack(tagged_parts(outline, fill_tagged(base, sheet, where=where), copy, date), date)
    layout = replace(
        in_language(layout, outline.language),
        page=page or layout.page,
        large_print=layout.large_print if large_print is None else large_print,
    )
    house = None if base is None else open_base(base, layout, guest=guest, page=page, where=where)
    setting = _setting(layout, house)
    body = guest_body(sheet, setting) if isinstance(sheet, GuestCopy) else host_body(sheet, setting)
    if not _is_printable(outline, body):
        refuse_unprintable(outline)
    if house is None:
        return pack(own_parts(outline, body, layout, copy, date), date)
    return pack(house_parts(outline, body, house, layout, copy, date), date)


def _is_printable(outline: Outline, body: Body) -> bool:
    """Say whether nothing on a sheet can be a control code: quicker than to look through every record."""
    around = f"{flat(replace(outline, sections=()))}{[s.title for s in outline.sections]}"
    return all(map(str.isprintable, (*body.unproven, body.footer))) and "\\" not in around


def layout_problems(
    data: bytes, layout: WordLayout, outlines: Sequence[Outline], *, where: str
) -> tuple[Problem, ...]:
    """Return what is wrong with a host's own document: every fault of its tags.

    The tags are tried on these outlines, as the host's copy and, if they do not fit that, as the guest's.
    SourceError when the document must not be used at all.
    """
    if not is_tagged(unpack(data, where=where), where=where):
        open_base(data, layout, guest=False, page=None, where=where)
        return ()
    host = tag_faults(data, [host_copy(outline) for outline in outlines], where=where)
    guest = host and tag_faults(data, [guest_copy(outline) for outline in outlines], where=where)
    return guest and host


def fallbacks(data: bytes, layout: WordLayout, *, copy: Copy = "host", where: str) -> tuple[Problem, ...]:
    """Return which styles of the sheet a host's own document lacks; none for a template, which has its own design."""
    if is_tagged(unpack(data, where=where), where=where):
        return ()
    return open_base(data, layout, guest=copy == "guest", page=None, where=where).problems


def _setting(layout: WordLayout, house: Base | None) -> Setting:
    own = {role: style_id(name) for role, name in layout.styles.items()}
    setting = Setting(
        layout=layout,
        styles=own if house is None else house.styles,
        width=text_width(layout) if house is None else house.width,
        table="SheetTable" if house is None else house.table,
        marks=count(1),
        lists=0 if house is None else house.lists,
        bare=frozenset() if house is None else house.bare,
        own_footer=house is None or not house.footer,
    )
    return setting.prepared()
