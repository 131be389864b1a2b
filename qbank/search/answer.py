"""What a search returns: plain named tuples, because a search takes less time than making dataclasses does."""

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Any, NamedTuple

from qbank.search.query import Group, Phrase, Word, stems

# No annotations from the future: a named tuple compiles each that is a text, and a search starts with twenty of them.


_SHOWN = 3


class Clues(NamedTuple):
    """What a query was taken to ask for, to find out later why a text is a hit."""

    words: tuple[Word, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    groups: tuple[Group, ...] = ()
    lifted: frozenset[str] = frozenset()


_Found = tuple[dict[str, str], dict[str, str], dict[str, tuple[str, str]]]


class _Known(NamedTuple):
    words: dict[str, str]
    phrases: dict[str, str]
    themes: dict[str, tuple[str, str]]
    theme_phrases: dict[str, tuple[str, str]]


class Evidence:
    """A query's clues by their stems, compared with one text after the other. Nothing is done before it is asked."""

    def __init__(self, clues: Clues) -> None:
        self.clues = clues
        self._last: tuple[str, _Found] | None = None

    def __eq__(self, other: object) -> bool:
        """Say whether the clues are the same."""
        return isinstance(other, Evidence) and self.clues == other.clues

    def __hash__(self) -> int:
        """Return a number that is equal for equal words."""
        return hash(self.clues.words)

    def why(self, text: str, category: str | None, template: str | None) -> str:
        """Return the reason why a text of this category and template was found."""
        phrases, words, themes = self._in(text)
        said = [*phrases.values(), *words.values()]
        parts = [f"says {', '.join(said[:_SHOWN])}"] if said else []
        parts += _themes(themes.values())
        if not parts:
            parts.append(_around(category, template, self.clues))
        return "; ".join(parts)

    def matched(self, text: str) -> tuple[tuple[str, ...], ...]:
        """Return the words and phrases, as stems, that stand in a text and speak for it."""
        return tuple(tuple(run.split()) for found in self._in(text) for run in found)

    def _in(self, text: str) -> _Found:
        """Return the clues that stand in a text; the last text's are kept, as its reason and its marks are asked for in turn."""
        last = self._last
        if last and last[0] == text:
            return last[1]
        known = self._known
        found = stems(text)
        line = f" {' '.join(found)} "
        phrases = {run: name for run, name in known.phrases.items() if f" {run} " in line}
        words = {stem: known.words[stem] for stem in found if stem in known.words}
        themes = {stem: known.themes[stem] for stem in found if stem in known.themes}
        themes |= {run: name for run, name in known.theme_phrases.items() if f" {run} " in line}
        self._last = text, (phrases, words, themes)
        return phrases, words, themes

    @cached_property
    def _known(self) -> _Known:
        """What the query itself says does not count for a theme again."""
        words = {w.stem: f"“{w.text}”" + (f" (for “{w.typed}”)" if w.typed else "") for w in self.clues.words}
        known = _Known(words, {" ".join(phrase.stems): f"“{phrase.text}”" for phrase in self.clues.phrases}, {}, {})
        for group in self.clues.groups:
            for run, (word, *_) in group.words.items():
                if run not in known.words and run not in known.phrases:
                    themes = known.theme_phrases if " " in run else known.themes
                    themes.setdefault(run, (group.id, word))
        return known


def _themes(themed: Iterable[tuple[str, str]]) -> list[str]:
    by_theme: dict[str, list[str]] = {}
    for theme, word in themed:
        by_theme.setdefault(theme, []).append(word)
    return [
        f"theme {theme}: “{'”, “'.join(list(dict.fromkeys(words))[:_SHOWN])}”"
        for theme, words in list(by_theme.items())[:_SHOWN]
    ]


def _around(category: str | None, template: str | None, clues: Clues) -> str:
    if template in clues.lifted:
        return f"template {template} fits"
    themes = [group.id for group in clues.groups if group.category and group.category == category]
    if themes:
        return f"category {category}, as theme {themes[0]}"
    return "its episode fits" if clues.words or clues.phrases else "all that is asked for"


_WORD = r"(?:[^\W_]|[^\x00-\xbf\s\u2000-\u206f\u3000-\u303f\uff00-\uff0f])+(?:\+\+|#)?"
"""Beside letters and digits whatever is not punctuation: the engine takes marks and letters newer than Python for parts of words."""


class Source(NamedTuple):
    """The episode a hit comes from."""

    id: str
    number: int | None
    title: str
    date: str | None


class Near(NamedTuple):
    """What is offered when nothing was found: themes that have questions, categories, names like those typed."""

    themes: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


class Hit(NamedTuple):
    """One item that was found. Why it was, and where its matches stand, is worked out when it is asked for."""

    ref: str
    score: float
    text: str
    kind: str
    episode: Source
    guests: tuple[str, ...]
    technology: str | None
    category: str | None
    template: str | None
    evidence: Evidence

    @property
    def why(self) -> str:
        """Which words, phrases, themes or corrections matched, or what else speaks for the item."""
        return self.evidence.why(self.text, self.category, self.template)

    @property
    def marks(self) -> tuple[tuple[int, int], ...]:
        """Where in the text the matches stand: start and end of each, in order, none overlapping."""
        return marks(self.text, self.evidence.matched(self.text))


class Answer(NamedTuple):
    """A ranked answer. `total` counts all that match, not only the hits shown; `notes` are words for a person.

    `only_near`: nothing says what is asked for, in its words or a theme's; the hits share a template or a category with it.
    """

    query: str
    total: int
    hits: tuple[Hit, ...] = ()
    notes: tuple[str, ...] = ()
    near: Near = Near()
    only_near: bool = False

    @property
    def note(self) -> str:
        """All notes as one line, empty if there is nothing to say."""
        return " ".join(self.notes)

    def to_data(self) -> dict[str, Any]:
        """Return the answer as the JSON object that `qbank search --json` prints."""
        near = {name: list(values) for name, values in self.near._asdict().items()}
        return {
            "schema_version": 1, "query": self.query, "total": self.total, "hits": [_hit_data(hit) for hit in self.hits],
            "notes": list(self.notes), "only_near": self.only_near, "near": near,
        }  # fmt: skip


def _hit_data(hit: Hit) -> dict[str, Any]:
    data = hit._asdict()
    del data["evidence"]
    source, score = hit.episode._asdict(), round(hit.score, 3)
    return data | {"score": score, "episode": source, "guests": list(hit.guests), "why": hit.why}


def marks(text: str, matched: tuple[tuple[str, ...], ...]) -> tuple[tuple[int, int], ...]:
    """Return where in a text words or phrases of these stems stand; those that overlap or stand side by side are one."""
    if not matched:
        return ()
    placed = [(word.span(), stem) for word in re.finditer(_WORD, text) for stem in stems(word[0])]
    found = tuple(stem for _, stem in placed)
    marked = [
        (placed[at][0][0], placed[at + len(phrase) - 1][0][1])
        for phrase in matched
        for at in range(len(found) - len(phrase) + 1)
        if found[at : at + len(phrase)] == phrase
    ]
    return _joined(text, sorted(marked))


def _joined(text: str, spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and not text[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
