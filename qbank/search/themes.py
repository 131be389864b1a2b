"""The theme lexicon: which themes someone's words belong to, and which other words mean the same to a searcher.

Words are compared by their stems. The caller says how a text is cut into words and their stems, so that one lexicon serves any
tokenizer.
"""

# No annotations from the future: a named tuple compiles each that is a text, and a search starts with twenty of them.

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple
from zlib import crc32

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
_SHELVES = 256
"""So many shelves hold the entries; a search opens one for each word or run of words that it looks up."""
_HOLLOW = frozenset(("what", "when", "why", "who", "how", "where", "which", "not", "no", "and", "or"))
"""Words that make no phrase by themselves."""


class Group(NamedTuple):
    """One theme as a searcher needs it: its words and phrases as stems joined by blanks, with their spellings."""

    id: str
    category: str | None
    words: Mapping[str, Sequence[str]]


class Find(NamedTuple):
    """Words of a text, by their places in it, that belong to the theme `group`."""

    group: Group
    places: tuple[int, ...]


class Themes:
    """All themes, ready to be looked up. Nothing here changes after it is made.

    `data` is plain and can be kept in a file: reading it back must cost less than compiling the themes again, so every theme is a
    text that is taken apart when it is first found, and so is every shelf of the words and phrases that lead to themes.
    """

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        self.ids: Sequence[str] = data["ids"]
        self._rows: Sequence[str | bytes] = data["rows"]
        self._shelves: Sequence[str | bytes] = data["shelves"]
        self._longest: int = data["longest"]
        self._read: dict[int, Group] = {}
        self._opened: dict[int, Mapping[str, Sequence[int]]] = {}

    @property
    def groups(self) -> dict[str, Group]:
        """All themes by id."""
        return {name: self._group(n) for n, name in enumerate(self.ids)}

    def _group(self, n: int) -> Group:
        if n not in self._read:
            self._read[n] = Group(self.ids[n], *json.loads(self._rows[n]))
        return self._read[n]

    def _led_to(self, stems: str) -> Sequence[int]:
        """Return the places of the themes that these stems, joined by blanks, are an entry of."""
        at = _shelf(stems)
        shelf = self._opened.get(at)
        if shelf is None:
            shelf = self._opened[at] = json.loads(self._shelves[at])
        return shelf.get(stems, ())

    def find(self, words: Sequence[tuple[str, str]]) -> list[Find]:
        """Return what of these words, each with its stem, belongs to a theme: long phrases first, no word twice.

        A phrase is found with or without its light words. A word that stands in a theme as it is spelt is not taken for another
        theme's word of the same stem: a customer is not a customization.
        """
        found: list[Find] = []
        taken: set[int] = set()
        heavy = [at for at, (word, _) in enumerate(words) if word not in _LIGHT]
        for places in (
            *self._runs(heavy),
            *self._runs(range(len(words))),
            *((at,) for at in range(len(words))),
        ):
            entries = self._led_to(" ".join([words[at][1] for at in places]))
            if entries and taken.isdisjoint(places):
                taken.update(places)
                groups = [self._group(n) for n in entries]
                found += [Find(group, places) for group in _as_spelt(groups, words, places)]
        return found

    def _runs(self, places: Sequence[int]) -> Iterator[tuple[int, ...]]:
        for length in range(min(self._longest, len(places)), 1, -1):
            for start in range(len(places) - length + 1):
                yield tuple(places[start : start + length])

    def named(self, name: str, words: Sequence[tuple[str, str]]) -> list[Group]:
        """Return the theme of this id, else those that these words, each with its stem, are an entry of."""
        if name in self.ids:
            return [self._group(self.ids.index(name))]
        return [self._group(n) for n in self._led_to(" ".join(stem for _, stem in words))]


def _as_spelt(groups: list[Group], words: Sequence[tuple[str, str]], places: tuple[int, ...]) -> list[Group]:
    if len(places) > 1 or len(groups) == 1:
        return groups
    word, stem = words[places[0]]
    typed = word.removesuffix("s")
    return [
        g for g in groups if any(w.lower().removesuffix("s") == typed for w in g.words.get(stem, ()))
    ] or groups


def compile_themes(themes: "Iterable[Theme]", cut: Cut) -> Themes:
    """Return the themes of a bank, ready for look-up, in the order they stand in."""
    ids: list[str] = []
    rows: list[str] = []
    entries: dict[str, list[int]] = {}
    for n, theme in enumerate(themes):
        words: dict[str, list[str]] = {}
        for word in (*theme.words, theme.id.replace("-", " ")):
            for key in dict.fromkeys(_keys(cut(word))):
                words.setdefault(key, []).append(word)
        for key in words:
            entries.setdefault(key, []).append(n)
        ids.append(theme.id)
        rows.append(json.dumps([theme.category, words], separators=(",", ":")))
    longest = max((key.count(" ") + 1 for key in entries), default=1)
    shelves: list[dict[str, list[int]]] = [{} for _ in range(_SHELVES)]
    for key, led_to in entries.items():
        shelves[_shelf(key)][key] = led_to
    kept = [json.dumps(shelf, separators=(",", ":")) for shelf in shelves]
    return Themes({"ids": ids, "shelves": kept, "longest": longest, "rows": rows})


def _shelf(stems: str) -> int:
    """Return the shelf on which an entry stands."""
    return crc32(stems.encode("utf-8", "replace")) % _SHELVES


def _keys(parts: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Yield a phrase's stems, then those without its light words if they still say something."""
    if not parts:
        return
    yield " ".join(stem for _, stem in parts)
    heavy = [(word, stem) for word, stem in parts if word not in _LIGHT]
    if len(heavy) > 1 and any(word not in _HOLLOW for word, _ in heavy):
        yield " ".join(stem for _, stem in heavy)
