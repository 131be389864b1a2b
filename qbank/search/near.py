"""Nothing was found: themes that have questions, categories, and names like those that were typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from tantivy import Occur, Query

from qbank.search.answer import Near
from qbank.search.narrow import field_query
from qbank.search.query import Ask
from qbank.search.view import View
from qbank.themes import Group

Names = Callable[[], Mapping[str, list[str]]]
_OFFERED = 5
_LIKE = 0.72


def near(ask: Ask, view: View, names: Names) -> tuple[Near, list[str]]:
    """Return what to try instead of a query that found nothing, and which of its fields no item has.

    Only themes and categories that have items are offered.
    """
    missing = [(name, value) for name, value in ask.fields if not _has(view, field_query(name, value, view))]
    notes = [f"Nothing has {name} “{value}”." for name, value in missing]
    themes: list[str] = []
    for group in dict.fromkeys(_close(ask, view)):
        if len(themes) < _OFFERED and _has(view, field_query("theme", group, view)):
            themes.append(group)
    of_themes = dict.fromkeys(category for name in themes if (category := view.themes.groups[name].category))
    categories = [
        name for name in of_themes or view.categories if _has(view, field_query("category", name, view))
    ]
    return Near(tuple(themes), tuple(categories), tuple(_names(missing, view, names))), notes


def _has(view: View, query: Query) -> bool:
    return bool(view.items.search(Query.boolean_query([(Occur.Must, query)]), 1, count=False).hits)


def _close(ask: Ask, view: View) -> Iterator[str]:
    """Yield themes, nearest first: those the words are part of, those of the same category, those spelt like them."""
    stems = {word.stem for word in ask.words}.union(*(phrase.stems for phrase in ask.phrases))
    groups = view.themes.groups.values()
    yield from (group.id for group in groups if stems & set(" ".join(group.words).split()))
    found = {find.group.category for find in view.themes.find(ask.said)} - {None}
    yield from (group.id for group in groups if group.category in found)
    yield from _spelt_like([word.text for word in ask.words], groups)


def _spelt_like(typed: Iterable[str], groups: Iterable[Group]) -> list[str]:
    from difflib import get_close_matches

    by_word: dict[str, list[str]] = {}
    for group in groups:
        for word in (word for words in group.words.values() for word in words):
            by_word.setdefault(word, []).append(group.id)
    return [
        name
        for text in typed
        for word in get_close_matches(text, by_word, _OFFERED, _LIKE)
        for name in by_word[word]
    ]


def _names(missing: Iterable[tuple[str, str]], view: View, names: Names) -> list[str]:
    """Return names like those that no item has: technologies, guests, episodes, templates, themes, categories."""
    from difflib import get_close_matches

    found: list[str] = []
    for field, value in missing:
        known = {"theme": list(view.themes.groups), "category": list(view.categories)}.get(
            field
        ) or names().get(field, [])
        by_fold = {name.casefold(): name for name in known}
        found += [f"{field}:{by_fold[like]}" for like in get_close_matches(value.casefold(), by_fold, 3, 0.6)]
    return found
