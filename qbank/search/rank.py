"""What is asked for -> what the engine looks for: words first, then themes, templates that fit, and categories."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from tantivy import FieldType, Occur, Query

from qbank.errors import UsageError
from qbank.search.answer import Clues
from qbank.search.engines import OWN, View, either, words
from qbank.search.query import Ask, Group, cut, day_number, tokens

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


def _named(field: str, value: str, view: View) -> Query:
    found = tokens(value)
    return words(view.item_schema, field, found) if found else Query.empty_query()


def _exact(field: str, value: str, view: View) -> Query:
    return Query.term_query(view.item_schema, field, value.lower(), index_option="basic")


def _category(value: str, view: View) -> Query:
    name = value.lower()
    begun = [category for category in view.categories if category.startswith(name)] if name else []
    return _exact("category", name if name in view.categories or len(begun) != 1 else begun[0], view)


def _episode(value: str, view: View) -> Query:
    return _exact("episode", str(int(value)) if value.isdecimal() else value, view)


def _of_theme(value: str, view: View) -> Query:
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
    field = "number" if value.isdecimal() else "date"
    least = int(value) if value.isdecimal() else day_number(value)
    if least is None:
        hint = "write 2017-05-03, 2017-05 or 40"
        raise UsageError(f"{value!r} is neither a date nor the number of an episode", hint=hint)
    return Query.range_query(view.item_schema, field, FieldType.Unsigned, lower_bound=least)


_FIELDS: dict[str, Callable[[str, View], Query]] = {
    "technology": partial(_named, "technology"), "guest": partial(_named, "guest"), "episode": _episode,
    "template": partial(_exact, "template"), "category": _category, "theme": _of_theme,
}  # fmt: skip


# How much each kind of evidence counts beside a query's word in a question's own text, which counts 1.
_ABOUT = 0.3
_PART = 0.4
"""A word that is only a part of a theme's phrase."""
_THEME, _FURTHER = 0.7, 0.3
"""A theme's best word; the share that further words of the theme add to it."""
_LIFT, _LIFT_RITUAL, _TEMPLATE_THEME = 0.5, 0.3, 0.6
_LIFTED, _SHARE = 3, 0.4
"""At most so many templates are lifted, those with at least this share of the best one's score."""
_CATEGORY = 1.5
_OWN = 1.5
"""The lead of what the bank's own show asked before what other shows did."""


def plan(ask: Ask, view: View, conditions: list[Condition]) -> tuple[Query, Clues]:
    """Return what to look for in the items under these conditions, and the clues to explain the hits by."""
    if ask.phrases and not ask.words:  # nothing but a phrase: it says exactly what is meant
        return _own_first(under(conditions, [], required=False), view), Clues(phrases=ask.phrases)
    finds = view.themes.find(ask.said)
    groups = tuple({find.group.id: find.group for find in finds}.values())
    parts = {ask.said[at][1] for find in finds if len(find.places) > 1 for at in find.places}
    lifted = _lifted(ask, groups, view)
    wanted = [*_said(ask, parts, view), *(_theme(group, view) for group in groups)]
    for template, score in lifted.items():
        lift = _LIFT_RITUAL if template in view.rituals else _LIFT
        wanted.append(_worth("template", template, score * lift, view))
    leaning = dict.fromkeys(group.category for group in groups if group.category)
    wanted += [_worth("leaning", category, _CATEGORY, view) for category in leaning]
    query = under(conditions, wanted, required=not ask.phrases)
    return _own_first(query, view), Clues(ask.words, ask.phrases, groups, frozenset(lifted))


def is_said(ask: Ask, clues: Clues, view: View, conditions: list[Condition]) -> bool:
    """Say whether an item says what is asked for, in its words or those of a theme.

    What has no more than a template or a category that fits is near to it.
    """
    if ask.phrases or not (clues.words or clues.groups):
        return True
    if not conditions and any(view.says(word.stem) for word in clues.words):
        return True
    said = [*_said(ask, set(), view), *(_theme(group, view) for group in clues.groups)]
    return view.has(under(conditions, said, required=True))


def _own_first(query: Query, view: View) -> Query:
    if not view.items.doc_freq("own", OWN):
        return query
    return Query.boolean_query([(Occur.Must, query), (Occur.Should, _worth("own", OWN, _OWN, view))])


def _worth(field: str, value: str, score: float, view: View) -> Query:
    """Return the query for what has this in a field, whose hits all count as much."""
    return Query.const_score_query(words(view.item_schema, field, [value]), score)


def under(conditions: list[Condition], wanted: list[Query], *, required: bool) -> Query:
    """Return the query for what is wanted under conditions; `required`: something of what is wanted must be there."""
    if not conditions:
        return either(wanted)
    if not wanted and len(conditions) == 1 and conditions[0][0] == Occur.Must:
        return conditions[0][1]
    parts = list(conditions)
    if wanted:
        parts.append((Occur.Must if required else Occur.Should, either(wanted)))
    if not any(occur == Occur.Must for occur, _ in parts):
        parts.append((Occur.Must, unranked(Query.all_query())))
    return Query.boolean_query(parts)


def _said(ask: Ask, parts: set[str], view: View) -> Iterable[Query]:
    """Yield a query for each word; one that is only a part of a theme's phrase counts less."""
    for word in ask.words:
        said = words(view.item_schema, "text", [word.stem])
        yield Query.boost_query(said, _PART) if word.stem in parts else said
        if view.items.doc_freq("about", word.stem):
            yield Query.boost_query(words(view.item_schema, "about", [word.stem]), _ABOUT)


def _theme(group: Group, view: View) -> Query:
    """Return the query for any word of a theme; it is made once, as putting it together takes longer than asking it."""
    made = view.made.get(group.id)
    if made is None:
        said = [words(view.item_schema, "text", stems) for stems in _heard(group, view)]
        made = Query.boost_query(Query.disjunction_max_query(said, _FURTHER), _THEME)
        view.made[group.id] = made
    return made


def _heard(group: Group, view: View) -> Iterator[list[str]]:
    """Yield a theme's words and phrases of which an item says every word: the others would cost time and find nothing."""
    for key in group.words:
        stems = key.split()
        if all(view.items.doc_freq("text", stem) for stem in stems):
            yield stems


def _lifted(ask: Ask, groups: Iterable[Group], view: View) -> dict[str, float]:
    schema = view.template_schema
    wanted = [words(schema, "words", [word.stem]) for word in ask.words]
    wanted += [Query.boost_query(words(schema, "theme", [group.id]), _TEMPLATE_THEME) for group in groups]
    if not wanted:
        return {}
    hits = view.templates.search(either(wanted), _LIFTED, count=False).hits
    best = hits[0][0] if hits else 0.0
    return {view.template_ids[at.doc]: score for score, at in hits if score >= best * _SHARE}
