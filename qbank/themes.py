"""The theme lexicon: which themes somebody's words belong to, and which other words mean the same to a searcher.

Words are compared by their stems; the caller says how a text is stemmed, so that one lexicon serves any tokenizer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from qbank.model import Theme

Stems = Callable[[str], Sequence[str]]


class Group(NamedTuple):
    """One theme as a searcher needs it: every word or phrase as stems joined by blanks, with its spelling."""

    id: str
    category: str | None
    words: Mapping[str, str]


class Find(NamedTuple):
    """A word or phrase of a query, the tokens from `start` to `end`, that belongs to the theme `group`."""

    group: Group
    start: int
    end: int


class Themes:
    """All themes, ready to be looked up by stems. Nothing here changes after it is made."""

    def __init__(self, groups: Iterable[Group]) -> None:
        self.groups = {group.id: group for group in groups}
        self._by_words: dict[str, list[Group]] = {}
        self._longest = 1
        for group in self.groups.values():
            for stems in group.words:
                self._by_words.setdefault(stems, []).append(group)
                self._longest = max(self._longest, stems.count(" ") + 1)

    def find(self, tokens: Sequence[str]) -> list[Find]:
        """Return what of these stems belongs to a theme: longest phrases first, each stem used by one phrase."""
        found: list[Find] = []
        taken = [False] * len(tokens)
        for length in range(min(self._longest, len(tokens)), 0, -1):
            for start in range(len(tokens) - length + 1):
                groups = self._by_words.get(" ".join(tokens[start : start + length]))
                if groups and not any(taken[start : start + length]):
                    taken[start : start + length] = [True] * length
                    found += [Find(group, start, start + length) for group in groups]
        return found

    def knows(self, stem: str) -> bool:
        """Say whether a stem is, by itself, a word of a theme."""
        return stem in self._by_words

    def named(self, name: str, tokens: Sequence[str]) -> list[Group]:
        """Return the theme of this id, else those that a word or phrase, given as stems, belongs to."""
        if name in self.groups:
            return [self.groups[name]]
        return list(self._by_words.get(" ".join(tokens), ()))

    def to_data(self) -> list[Any]:
        """Return plain lists for a file; `from_data` makes the same themes of them again."""
        return [[group.id, group.category, dict(group.words)] for group in self.groups.values()]

    @classmethod
    def from_data(cls, data: Iterable[Any]) -> Themes:
        """Return the themes that `to_data` wrote."""
        return cls(Group(*row) for row in data)


def compile_themes(themes: Iterable[Theme], stems: Stems) -> Themes:
    """Return the themes of a bank, ready for look-up, in the order they stand in."""
    return Themes(Group(theme.id, theme.category, _stemmed(theme, stems)) for theme in themes)


def _stemmed(theme: Theme, stems: Stems) -> dict[str, str]:
    words: dict[str, str] = {}
    for word in (theme.id.replace("-", " "), *theme.words):
        key = " ".join(stems(word))
        if key:
            words.setdefault(key, word)
    return words
