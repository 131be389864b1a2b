"""Words that no question says: completed when they are the beginning of one, forgiven when they are nearly one."""

from __future__ import annotations

from collections.abc import Iterable

from tantivy import Query

from qbank.search.query import Ask, Word
from qbank.search.view import View
from qbank.search.words import stems

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
        stem = stems(word)
        if (
            len(stem) == 1
            and (stem[0] != typed.stem or typed.open)
            and (stem[0] not in best or len(word) < len(best[stem[0]][1]))
        ):
            best[stem[0]] = (-view.says(stem[0]), word)
    return tuple(word for _, word in sorted(best.values()))
