"""Words that no question says: completed when they are the beginning of one, forgiven when they are nearly one."""

from __future__ import annotations

from collections.abc import Iterable

from tantivy import Query

from qbank.search.query import Ask, Word
from qbank.search.view import View
from qbank.search.words import stems

_SHORTEST = 3
_TRIED = 200
_COMPLETIONS = 6
_LONG_ENOUGH_FOR_TWO = 5


def corrected(ask: Ask, view: View) -> tuple[Ask, list[str]]:
    """Return the query with unknown words replaced by what they may mean, and what to tell about it."""
    notes: list[str] = []
    words: dict[str, Word] = {}
    instead: dict[str, str] = {}
    for word in ask.words:
        meant = () if _known(word, view) else _meant(word, view)
        if meant:
            said = ", ".join(f"“{found}”" for found in meant)
            notes.append(f"Nothing says “{word.text}”: searched for {said}.")
            instead[word.stem] = stems(meant[0])[0]
        for found in meant or (word.text,):
            stem = stems(found)[0] if meant else word.stem
            words.setdefault(stem, Word(found, stem, typed=word.text if meant else ""))
    if not notes:
        return ask, notes
    tokens = tuple(instead.get(stem, stem) for stem in ask.tokens)
    return ask._replace(words=tuple(words.values()), tokens=tokens), notes


def _known(word: Word, view: View) -> bool:
    return not word.open and (view.says(word.stem) > 0 or view.themes.knows(word.stem))


def _meant(word: Word, view: View) -> tuple[str, ...]:
    if len(word.text) < _SHORTEST:
        return ()
    begun = view.vocabulary.terms_with_prefix("word", word.text, limit=_TRIED)
    ranked = _ranked((found for found, _ in begun), view)[:_COMPLETIONS]
    if ranked or word.open:
        return ranked
    for distance in (1, 2) if len(word.text) >= _LONG_ENOUGH_FOR_TWO else (1,):
        close = Query.fuzzy_term_query(view.word_schema, "word", word.text, distance)
        hits = view.vocabulary.search(close, _TRIED, count=False).hits
        ranked = _ranked((view.vocabulary.doc(at)["word"][0] for _, at in hits), view)[:1]
        if ranked:
            return ranked
    return ()


def _ranked(found: Iterable[str], view: View) -> tuple[str, ...]:
    """Return one word a stem, those that most items say first; words that only the lexicon knows come last."""
    best: dict[str, tuple[int, str]] = {}
    for word in found:
        stem = stems(word)
        if len(stem) == 1 and (stem[0] not in best or len(word) < len(best[stem[0]][1])):
            best[stem[0]] = (-view.says(stem[0]), word)
    return tuple(word for _, word in sorted(best.values()))
