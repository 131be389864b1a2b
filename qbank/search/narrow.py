"""What narrows an answer down: fields, a since, phrases that must stand there, words that must not."""

from __future__ import annotations

from collections.abc import Callable

from tantivy import FieldType, Occur, Query

from qbank.errors import UsageError
from qbank.search.query import Ask
from qbank.search.view import View, either, words
from qbank.search.words import cut, day_number, tokens

Condition = tuple[Occur, Query]
_TEMPLATES = 500


def conditions(ask: Ask, since: str | None, view: View) -> list[Condition]:
    """Return what every hit must or must not satisfy; none of it counts for the rank but phrases."""
    if not since and ask.only_words:
        return []
    found = [(Occur.Must, _phrase(view, phrase.stems)) for phrase in ask.phrases]
    if not (since or ask.without or ask.fields or ask.without_fields):
        return found
    found += [(Occur.MustNot, words(view.item_schema, "text", stems)) for stems in ask.without]
    found += [(Occur.Must, unranked(field_query(name, value, view))) for name, value in ask.fields]
    found += [(Occur.MustNot, field_query(name, value, view)) for name, value in ask.without_fields]
    if since:
        found.append((Occur.Must, unranked(_since(since, view))))
    return found


def unranked(query: Query) -> Query:
    """Return the query with no say in the order of the hits."""
    return Query.const_score_query(query, 0.0)


def field_query(name: str, value: str, view: View) -> Query:
    """Return the query for `name:value`; a value that nothing has gives an empty answer."""
    return _FIELDS[name](value.strip(), view)


def _phrase(view: View, phrase: tuple[str, ...]) -> Query:
    said = words(view.item_schema, "text", phrase)
    if all(view.items.doc_freq("about", stem) for stem in phrase):
        return either([said, words(view.item_schema, "about", phrase)])
    return said


def _named(field: str) -> Callable[[str, View], Query]:
    def query(value: str, view: View) -> Query:
        found = tokens(value)
        return words(view.item_schema, field, found) if found else Query.empty_query()

    return query


def _exact(field: str) -> Callable[[str, View], Query]:
    def query(value: str, view: View) -> Query:
        return Query.term_query(view.item_schema, field, value.lower(), index_option="basic")

    return query


def _category(value: str, view: View) -> Query:
    name = value.lower()
    begun = [category for category in view.categories if category.startswith(name)] if name else []
    return _exact("category")(name if name in view.categories or len(begun) != 1 else begun[0], view)


def _episode(value: str, view: View) -> Query:
    return _exact("episode")(str(int(value)) if value.isdecimal() else value, view)


def _theme(value: str, view: View) -> Query:
    groups = view.themes.named(value.lower(), cut(value))
    found = [words(view.item_schema, "text", phrase.split()) for group in groups for phrase in group.words]
    for group in groups:
        themed = Query.term_query(view.template_schema, "theme", group.id, index_option="basic")
        hits = view.templates.search(themed, _TEMPLATES, count=False).hits
        names = [view.template_ids[at.doc] for _, at in hits]
        if names:
            found.append(Query.term_set_query(view.item_schema, "template", names))
    return either(found)


def _since(value: str, view: View) -> Query:
    if value.isdecimal():
        field, least = "number", int(value)
    else:
        field, least = "date", day_number(value) or 0
    if not least and field == "date":
        raise UsageError(
            f"{value!r} is neither a date nor the number of an episode",
            hint="write 2017-05-03, 2017-05 or 40",
        )
    return Query.range_query(view.item_schema, field, FieldType.Unsigned, lower_bound=least)


_FIELDS: dict[str, Callable[[str, View], Query]] = {
    "technology": _named("technology"),
    "guest": _named("guest"),
    "episode": _episode,
    "template": _exact("template"),
    "category": _category,
    "theme": _theme,
}
