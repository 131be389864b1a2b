"""A whole bank as a Word document: chapters, reusable questions, and below each where it was asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count

from qbank.sheet.book import Asked, Book, Group, printable
from qbank.sheet.word.context import Body, Setting, footer_line
from qbank.sheet.word.layout import Page, WordLayout
from qbank.sheet.word.package import pack
from qbank.sheet.word.parts import book_parts, text_width
from qbank.sheet.word.styles import style_id

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
        _counted(made.questions, "question"),
        _counted(made.episodes, "episode"),
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


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
