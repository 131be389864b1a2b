"""An outline -> .docx bytes, and back: .docx -> change list. A whole bank as a book, too."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import count

from qbank.english.spoken import counted
from qbank.errors import Problem
from qbank.model import Outline
from qbank.sheet.book import Asked, Book, Group, printable
from qbank.sheet.copies import Copy, GuestCopy, Level, flat, guest_copy, host_copy, refuse_unprintable
from qbank.sheet.word.body import guest_body, host_body
from qbank.sheet.word.context import Body, Setting, footer_line
from qbank.sheet.word.house_document import Base, fill_tagged, is_tagged, open_base, tag_faults
from qbank.sheet.word.layout import Page, WordLayout, in_language, read_layout
from qbank.sheet.word.package import pack, unpack
from qbank.sheet.word.parts import book_parts, house_parts, own_parts, tagged_parts, text_width
from qbank.sheet.word.styles import style_id

__all__ = ["WordLayout", "fallbacks", "layout_problems", "read_layout", "write", "write_book"]


def write(
    outline: Outline, layout: WordLayout, *, date: str, copy: Copy = "host", level: Level = "questions",
    page: Page | None = None, large_print: bool | None = None, base: bytes | None = None,
    where: str = "the layout",
) -> bytes:  # fmt: skip
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


FOOTER = "{{ title }}  ·  {{ date }}  ·  {{ page }} of {{ pages }}"


def write_book(made: Book, layout: WordLayout, *, page: Page | None = None) -> bytes:
    """Return a book as a Word document in the design of the sheets; the same book gives the same bytes."""
    layout = replace(layout, page=page or layout.page)
    setting = Setting(
        layout=layout,
        styles={role: style_id(name) for role, name in layout.styles.items()},
        width=text_width(layout),
        table="SheetTable",
        marks=count(1),
    ).prepared()
    content = tuple(_content(made, setting))
    slots = {"title": printable(made.title), "date": made.date}
    body = Body(content=content, unproven=(), footer=footer_line(FOOTER, setting, slots), counted=())
    return pack(book_parts(printable(made.title), body, layout, made.date), made.date)


def _content(made: Book, setting: Setting) -> Iterator[str]:
    def line(role: str, text: str, *, keep: bool = False) -> str:
        return setting.line(role, printable(text), keep=keep)

    yield line("title", f"{made.title}: every question")
    told = [
        counted(made.questions, "question"),
        counted(made.episodes, "episode"),
        f"by {made.by}",
        made.date,
    ]
    yield line("subtitle", " · ".join(told))
    yield line("field", " · ".join(f"{chapter.title} {chapter.questions}" for chapter in made.chapters))
    for chapter in made.chapters:
        yield line("section", chapter.title)
        for group in chapter.groups:
            yield from _group(group, line)


def _group(group: Group, write: Callable[..., str]) -> Iterator[str]:
    several = len(group.asked) > 1
    if several or not group.asked:
        asked = f"asked {len(group.asked)} times" if several else "not asked yet"
        yield write("must", group.text, keep=True)
        yield write("small", asked, keep=several)
    for text, some in _by_wording(group).items():
        yield write("nice" if several else "must", text, keep=True)
        for one in some:
            yield write("asked", one.where, keep=one is not some[-1] or bool(one.item.said))
            if one.item.said:
                yield write("line", f"“{one.item.said}”")


def _by_wording(group: Group) -> dict[str, list[Asked]]:
    """Return the questions of a group by their words: what was asked ten times in the same words stands once."""
    made: dict[str, list[Asked]] = {}
    for one in group.asked:
        made.setdefault(one.item.text, []).append(one)
    return made
