"""The index as a program uses it: opened once, asked often. Asking never changes it.

What is asked for becomes what the engine looks for: words first, then themes, templates that fit, and categories.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import islice, repeat

from tantivy import FieldType, Occur, Query

from qbank.errors import UsageError
from qbank.search.answer import Answer, Clues, Evidence, Near
from qbank.search.engines import OWN, Engines, Shown, View, either, words
from qbank.search.query import LONGEST, Ask, Group, Word, cut, day_number, parse, readable, stems, tokens

_NOTHING_NEAR = Near()


class Index:
    """All items of one state of a bank, ready to be searched. `note` says what was odd about opening it."""

    def __init__(self, engines: Engines, *, note: str = "") -> None:
        self.note = note
        self.names = engines.names
        self.view = View(engines)
        self._shown = Shown(self.view.items, engines.rows, engines.episodes, engines.facts["labels"])

    def search(
        self, text: str, *, category: str | None = None, theme: str | None = None, technology: str | None = None,
        guest: str | None = None, episode: str | None = None, since: str | None = None, limit: int = 20,
    ) -> Answer:  # fmt: skip
        """Return the items that words, themes or fields ask for, best first; equal ones in order of reference.

        `since` is a date (2017-05 or 2017-05-03) or an episode's number. UsageError: a category or theme that does not
        exist, a `since` that is neither, a limit below 1.
        """
        if limit < 1:
            raise UsageError(f"the limit is {limit}, but at least one hit must be allowed")
        self._check(category, theme)
        named = {"category": category, "theme": theme, "technology": technology, "guest": guest, "episode": episode}
        asked = parse(text)
        asked = asked._replace(fields=(*asked.fields, *((name, readable(v)) for name, v in named.items() if v)))
        if asked.is_empty and not since and not self.view.themes.find(asked.said):
            return Answer(text, 0, notes=(_empty(asked),))
        asked, notes = corrected(asked, self.view)
        narrowed = conditions(asked, since, self.view)
        query, clues = plan(asked, self.view, narrowed)
        found = self.view.items.search(query, limit)
        total = found.count  # type: ignore[attr-defined]  # missing in the engine's stubs
        hits = self._shown.hits(found.hits, repeat(Evidence(clues)))
        offered, missing = (_NOTHING_NEAR, []) if total else near(asked, self.view, self.names)
        only_near = bool(hits) and not (
            hits[0].evidence.matched(hits[0].text) or is_said(asked, clues, self.view, narrowed)
        )
        return Answer(text, total, hits, (*_cut(asked), *notes, *missing), offered, only_near)

    def _check(self, category: str | None, theme: str | None) -> None:
        known = self.view.categories
        if category and category not in known:
            raise UsageError(f"there is no category {category!r}", hint=f"there are: {', '.join(known)}")
        if theme and not self.view.themes.named(theme.lower(), cut(theme)):
            raise UsageError(f"there is no theme {theme!r}", hint="a theme is a table in questions/themes.toml")


def _empty(asked: Ask) -> str:
    if asked.stop_words:
        return "Nothing to look for: these are words that nearly every question has. Put them in quotes to look for them as they stand."
    return "Nothing to look for: there is no word in the query."


def _cut(asked: Ask) -> tuple[str, ...]:
    return (f"Searched for the first {LONGEST} words; {asked.ignored} more were left out.",) if asked.ignored else ()


_SHORTEST = 3
"""So many letters a word's beginning must have to be completed."""
_SHORT, _MIDDLE, _LONG = 4, 5, 6
"""So many letters a word must have to be forgiven one wrong letter; beside words that are right; or two."""
_TRIED = 200
_COMPLETIONS = 6


def corrected(ask: Ask, view: View) -> tuple[Ask, list[str]]:
    """Return the query with unknown words replaced by what they may mean, and what to tell about it."""
    unknown = {word.stem for word in ask.words if word.open or not view.knows(word.stem)}
    if not unknown:
        return ask, []
    for find in view.themes.find(ask.said):
        unknown.difference_update(ask.said[at][1] for at in find.places)
    notes: list[str] = []
    words: dict[str, Word] = {}
    instead: dict[str, tuple[str, str]] = {}
    for word in ask.words:
        meant: tuple[str, ...] = ()
        if word.stem in unknown:
            meant = _completed(word, view) if word.open or word is ask.words[-1] else ()
            meant = meant or _nearly(word, view, strict=len(unknown) < len(ask.words))
        if meant:
            said = ", ".join(f"“{found}”" for found in meant)
            notes.append(f"Nothing says “{word.text}”: searched for {said}.")
            instead[word.stem] = (meant[0], stems(meant[0])[0])
        for found in meant or (word.text,):
            stem = stems(found)[0] if meant else word.stem
            words.setdefault(stem, Word(found, stem, typed=word.text if meant else ""))
    if not notes:
        return ask, notes
    heard = tuple(instead.get(stem, (spelt, stem)) for spelt, stem in ask.said)
    return ask._replace(words=tuple(words.values()), said=heard), notes


def _completed(word: Word, view: View) -> tuple[str, ...]:
    if len(word.text) < _SHORTEST:
        return ()
    begun = view.vocabulary.terms_with_prefix("word", word.text, limit=_TRIED)
    return _ranked((found for found, _ in begun), word, view)[:_COMPLETIONS]


def _nearly(word: Word, view: View, *, strict: bool) -> tuple[str, ...]:
    """Return the word that was probably meant; strictly, beside words that are right, one letter but the first of a longer word."""
    if word.open or len(word.text) < (_MIDDLE if strict else _SHORT):
        return ()
    for distance in (1,) if strict or len(word.text) < _LONG else (1, 2):
        close = Query.fuzzy_term_query(view.word_schema, "word", word.text, distance)
        hits = view.vocabulary.search(close, _TRIED, count=False).hits
        found = [view.known.line(at.doc).decode() for _, at in hits]
        if strict:
            found = [other for other in found if other[0] == word.text[0]]
        ranked = _ranked(found, word, view)
        if ranked:
            return ranked[:1]
    return ()


def _ranked(found: Iterable[str], typed: Word, view: View) -> tuple[str, ...]:
    """Return one word a stem, those that most items say first; words that only the lexicon knows come last."""
    best: dict[str, tuple[int, str]] = {}
    for word in found:
        stem, *more = stems(word)
        if more or (stem == typed.stem and not typed.open):
            continue
        if stem not in best or len(word) < len(best[stem][1]):
            best[stem] = (-view.says(stem), word)
    return tuple(word for _, word in sorted(best.values()))


Names = Callable[[], Mapping[str, list[str]]]
_OFFERED = 5


def near(ask: Ask, view: View, names: Names) -> tuple[Near, list[str]]:
    """Return what to try instead of a query that found nothing, and which of its fields no item has.

    Only themes and categories that have items are offered.
    """
    missing = [(name, value) for name, value in ask.fields if not view.has(field_query(name, value, view))]
    notes = [f"Nothing has {name} “{value}”." for name, value in missing]
    close = dict.fromkeys(_close(ask, view))
    themes = list(islice((name for name in close if view.has(field_query("theme", name, view))), _OFFERED))
    of_themes = dict.fromkeys(category for name in themes if (category := view.themes.groups[name].category))
    categories = [name for name in of_themes or view.categories if view.has(field_query("category", name, view))]
    return Near(tuple(themes), tuple(categories), tuple(_names(missing, view, names))), notes


def _close(ask: Ask, view: View) -> Iterator[str]:
    """Yield themes, nearest first: those the words are part of, those of the same category, those spelt like them."""
    stems = {word.stem for word in ask.words}.union(*(phrase.stems for phrase in ask.phrases))
    groups = view.themes.groups.values()
    yield from (group.id for group in groups if stems & set(" ".join(group.words).split()))
    found = {find.group.category for find in view.themes.find(ask.said)} - {None}
    yield from (group.id for group in groups if group.category in found)
    for word in ask.words:
        yield from view.themes.spelt_like(word.text)


def _names(missing: Iterable[tuple[str, str]], view: View, names: Names) -> list[str]:
    """Return names like those that no item has: technologies, guests, episodes, templates, themes, categories."""
    from difflib import get_close_matches

    found: list[str] = []
    for field, value in missing:
        known = {**names(), "theme": [*view.themes.groups], "category": [*view.categories]}[field]
        by_fold = {name.casefold(): name for name in known}
        found += [f"{field}:{by_fold[like]}" for like in get_close_matches(value.casefold(), by_fold, 3, 0.6)]
    return found


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
