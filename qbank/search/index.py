"""The index as a program uses it: opened once, asked often. Asking never changes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice, repeat

from tantivy import Query

from qbank.errors import UsageError
from qbank.search.answer import Answer, Evidence, Near
from qbank.search.engines import Engines, Shown, View
from qbank.search.query import LONGEST, Ask, Word, cut, parse, readable, stems
from qbank.search.rank import conditions, field_query, is_said, plan

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
