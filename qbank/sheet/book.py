"""A whole bank as one document: every question that was asked, by category or by theme, each with where it was asked."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from typing import Any, Literal, get_args

from qbank.lazy import dataclass, regex
from qbank.model import Bank, Episode, Item, Template, ref
from qbank.sheet.text import json_bytes

By = Literal["category", "theme"]
BYS: tuple[str, ...] = get_args(By)
FORMATS = ("docx", "csv", "json")
"""What a whole bank can be written as."""
SCHEMA_VERSION = 1

_SLOT = regex(r"\{\{\s*(\w+?)(?:_plural)?(?:_\d)?\s*\}\}")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a text begins with that a spreadsheet would compute."""
OTHER = "Other questions"
"""The chapter of what belongs to no theme, or whose category is not decided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question as it was asked, where, and the themes that its words belong to, the foremost first."""

    item: Item
    episode: Episode
    themes: tuple[str, ...] = ()

    @property
    def ref(self) -> str:
        """Return the reference of the item."""
        return ref(self.episode, self.item)

    @property
    def where(self) -> str:
        """Return where it was asked, as a person says it: `ep 40, 2018-07-16 · Ada Brand · Ceph · 12:30`."""
        e = self.episode
        named = f"ep {e.number}" if e.number is not None else e.title
        asker = f"asked by {self.item.asker}" if self.item.asker else None
        parts = (", ".join(filter(None, (named, e.date))), ", ".join(e.guests), e.technology, self.item.at, asker)
        return " · ".join(filter(None, parts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Questions that are phrasings of one template, the latest first; `template` is None for one that has none."""

    template: Template | None
    asked: tuple[Asked, ...]

    @property
    def text(self) -> str:
        """Return the question in its reusable form, gaps in brackets: "What is [technology]?"."""
        return without_slots(self.template.text) if self.template else self.asked[0].item.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """The questions of one category or theme, the most asked first."""

    title: str
    groups: tuple[Group, ...]

    @property
    def questions(self) -> int:
        """Return how many questions were asked."""
        return sum(len(g.asked) for g in self.groups)


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A bank's questions in chapters; each question stands once. `date` is its day (ISO)."""

    title: str
    date: str
    by: By
    episodes: int
    chapters: tuple[Chapter, ...]

    @property
    def questions(self) -> int:
        """Return how many questions were asked."""
        return sum(c.questions for c in self.chapters)


def without_slots(text: str) -> str:
    """Return a template's text for a reader, its gaps in brackets."""
    return _SLOT.sub(lambda m: f"[{m[1].replace('_', ' ')}]", text)


def book(bank: Bank, by: By, *, date: str, themes_of: Callable[[str], Sequence[str]], unasked: bool = False) -> Book:
    """Return all questions of a bank in chapters by category, or by the theme that their words say most.

    `themes_of` names the themes of a text, the foremost first. With `unasked`, reusable templates that nobody was
    asked yet have their place, too.
    """
    asked = [
        Asked(item=item, episode=episode, themes=tuple(themes_of(item.text)))
        for episode in bank.episodes
        for item in episode.items
        if item.kind == "question"
    ]
    templates = {t.id: t for t in bank.templates}
    groups: dict[str, list[Asked]] = {}
    for one in asked:
        groups.setdefault(one.item.template if one.item.template in templates else one.ref, []).append(one)
    latest = {key: sorted(some, key=_when, reverse=True) for key, some in groups.items()}
    made = [Group(template=templates.get(key), asked=tuple(some)) for key, some in latest.items()]
    if unasked:
        made += [Group(template=t, asked=()) for t in bank.templates if t.id not in groups and t.reusable]
    order, chapter_of = _chapters(bank, by, themes_of)
    chapters: dict[str | None, list[Group]] = {key: [] for key in order}
    for group in made:
        key = chapter_of(group)
        chapters[key if key in chapters else None].append(group)
    found = tuple(
        Chapter(title=order[key], groups=tuple(sorted(some, key=lambda g: (-len(g.asked), g.text.casefold()))))
        for key, some in chapters.items()
        if some
    )
    return Book(title=bank.show.name or "Question bank", date=date, by=by, episodes=len(bank.episodes), chapters=found)


def _when(asked: Asked) -> tuple[str, int, int]:
    return asked.episode.date or "", asked.episode.number or 0, -asked.item.n


def _chapters(
    bank: Bank, by: By, themes_of: Callable[[str], Sequence[str]]
) -> tuple[dict[str | None, str], Callable[[Group], str | None]]:
    """Return the chapters' titles in their order, and which one a group belongs to."""
    if by == "category":
        titles: dict[str | None, str] = {c.id: c.title for c in bank.categories}

        def category(group: Group) -> str | None:
            return group.template.category if group.template else group.asked[0].item.category

        return {**titles, None: OTHER}, category

    def theme(group: Group) -> str | None:
        said = [t for a in group.asked for t in a.themes[:1]] or list(themes_of(group.text))[:1]
        return max(dict.fromkeys(said), key=said.count) if said else None

    names = ((t.id, t.id.replace("-", " ")) for t in bank.themes)
    return {**{id_: name[:1].upper() + name[1:] for id_, name in names}, None: OTHER}, theme


def rows(made: Book) -> list[dict[str, Any]]:
    """Return every question of a book as plain data, in its order; lists are lists."""
    groups = [group for chapter in made.chapters for group in chapter.groups]
    return [_row(group.template, asked) for group in groups for asked in group.asked or (None,)]


def _row(template: Template | None, asked: Asked | None) -> dict[str, Any]:
    """Return a question, or a template that nobody was asked yet, as plain data."""

    def of(record: object, name: str) -> Any:  # noqa: ANN401 (the value of a field, None where there is no record)
        return getattr(record, name, None)

    item, episode = of(asked, "item"), of(asked, "episode")
    return {
        "ref": of(asked, "ref"), "question": of(item, "text"), "category": of(item, "category") or of(template, "category"),
        "themes": list(of(asked, "themes") or ()), "template": of(template, "id"), "template_text": of(template, "text"),
        "episode": of(episode, "id"), **{name: of(episode, name) for name in ("number", "title", "date")},
        "guests": list(of(episode, "guests") or ()), "technology": of(episode, "technology"),
        **{name: of(item, name) for name in ("asker", "at", "said")}, "spoken": bool(of(item, "spoken")),
    }  # fmt: skip


def to_json(made: Book) -> bytes:
    """Return a book as JSON: `schema_version`, the bank's title, and `questions`, each with where it was asked."""
    data = {
        "schema_version": SCHEMA_VERSION, "title": made.title, "date": made.date, "by": made.by,
        "episodes": made.episodes, "questions": rows(made),
    }  # fmt: skip
    return json_bytes(data)


def to_csv(made: Book) -> bytes:
    """Return a book as a table that spreadsheets open: UTF-8 with its mark, a row a question, lists joined by "; ".

    A text that a spreadsheet would take for a formula has an apostrophe before it.
    """
    table = [{key: value for key, value in row.items() if key != "template_text"} for row in rows(made)]
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(table[0]) if table else ["ref", "question"])
    writer.writeheader()
    writer.writerows({key: _cell(value) for key, value in row.items()} for row in table)
    return out.getvalue().encode("utf-8-sig", "replace")


def _cell(value: object) -> str:
    if isinstance(value, list):
        value = "; ".join(map(str, value))
    if isinstance(value, bool):
        value = "yes" if value else ""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
