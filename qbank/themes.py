"""The theme lexicon: which themes somebody's words belong to, and which other words mean the same to a searcher.

Words are compared by their stems. The caller says how a text is cut into words and their stems, so that one lexicon serves any
tokenizer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from qbank.model import Theme

Cut = Callable[[str], Sequence[tuple[str, str]]]
"""Cuts a text into its words in lower case, each with its stem."""

_LIGHT_WORDS = """
    a an the i you he she it we they me him her us them my your his its our their this that these those to of for
    in on at by with is are was were be been being do does did have has had should would could can will shall may
    might must s t d m ll ve re
"""
_LIGHT = frozenset(_LIGHT_WORDS.split())
"""Words that a phrase may have or lack and still be the same: "why was it created", "why it is created"."""
_HOLLOW = frozenset(("what", "when", "why", "who", "how", "where", "which", "not", "no", "and", "or"))
"""Words that make no phrase by themselves."""


class Group(NamedTuple):
    """One theme as a searcher needs it: its words and phrases as stems joined by blanks, with their spelling."""

    id: str
    category: str | None
    words: Mapping[str, str]


class Find(NamedTuple):
    """Words of a text, by their places in it, that belong to the theme `group`."""

    group: Group
    places: tuple[int, ...]


class _Entry(NamedTuple):
    group: Group
    word: str


class Themes:
    """All themes, ready to be looked up. Nothing here changes after it is made."""

    def __init__(self, rows: Iterable[Sequence[Any]]) -> None:
        """Take rows of id, category and entries, an entry being a word's stems, its reduced stems, its spelling."""
        self.rows = [list(row) for row in rows]
        self.groups: dict[str, Group] = {}
        self._by_stems: dict[str, list[_Entry]] = {}
        self._longest = 1
        for name, category, entries in self.rows:
            group = Group(name, category, {stems: word for stems, _, word in reversed(entries)})
            self.groups[name] = group
            for stems, reduced, word in entries:
                for key in dict.fromkeys((stems, reduced)):
                    self._by_stems.setdefault(key, []).append(_Entry(group, word))
                    self._longest = max(self._longest, key.count(" ") + 1)

    def find(self, words: Sequence[tuple[str, str]]) -> list[Find]:
        """Return what of these words, each with its stem, belongs to a theme: long phrases first, no word twice.

        A phrase is found with or without its light words. A word that stands in a theme as it is spelt is not taken for another
        theme's word of the same stem: a customer is no customization.
        """
        found: list[Find] = []
        taken: set[int] = set()
        heavy = [at for at, (word, _) in enumerate(words) if word not in _LIGHT]
        for places in (
            *self._runs(heavy),
            *self._runs(range(len(words))),
            *((at,) for at in range(len(words))),
        ):
            entries = self._by_stems.get(" ".join([words[at][1] for at in places]))
            if entries and taken.isdisjoint(places):
                taken.update(places)
                groups = {entry.group.id: entry.group for entry in _as_spelt(entries, words, places)}
                found += [Find(group, places) for group in groups.values()]
        return found

    def _runs(self, places: Sequence[int]) -> Iterator[tuple[int, ...]]:
        for length in range(min(self._longest, len(places)), 1, -1):
            for start in range(len(places) - length + 1):
                yield tuple(places[start : start + length])

    def named(self, name: str, words: Sequence[tuple[str, str]]) -> list[Group]:
        """Return the theme of this id, else those that these words, each with its stem, are an entry of."""
        if name in self.groups:
            return [self.groups[name]]
        entries = self._by_stems.get(" ".join(stem for _, stem in words), [])
        return list({entry.group.id: entry.group for entry in entries}.values())


def _as_spelt(
    entries: list[_Entry], words: Sequence[tuple[str, str]], places: tuple[int, ...]
) -> list[_Entry]:
    if len(places) > 1:
        return entries
    typed = words[places[0]][0].removesuffix("s")
    return [entry for entry in entries if entry.word.lower().removesuffix("s") == typed] or entries


def compile_themes(themes: Iterable[Theme], cut: Cut) -> Themes:
    """Return the themes of a bank, ready for look-up, in the order they stand in."""
    return Themes((theme.id, theme.category, _entries(theme, cut)) for theme in themes)


def _entries(theme: Theme, cut: Cut) -> list[tuple[str, str, str]]:
    entries: dict[tuple[str, str], tuple[str, str, str]] = {}
    for word in (*theme.words, theme.id.replace("-", " ")):
        parts = cut(word)
        stems = " ".join(stem for _, stem in parts)
        heavy = [(word, stem) for word, stem in parts if word not in _LIGHT]
        telling = len(heavy) > 1 and any(word not in _HOLLOW for word, _ in heavy)
        reduced = " ".join(stem for _, stem in heavy) if telling else stems
        if stems:
            entries.setdefault((stems, word.lower()), (stems, reduced, word))
    return list(entries.values())
