"""Why a hit is a hit, in words: what the query says that the question says too, or what stands in for it."""

# No annotations from the future: a named tuple compiles each that is a text, and a search starts with twenty of them.

from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from qbank.search.query import Phrase, Word
from qbank.search.words import stems as stems_of
from qbank.themes import Group

_SHOWN = 3


class Clues(NamedTuple):
    """What a query was taken to ask for, to find out later why a text is a hit."""

    words: tuple[Word, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    groups: tuple[Group, ...] = ()
    lifted: frozenset[str] = frozenset()


class Evidence:
    """A query's clues by their stems, compared with one text after the other. Nothing is done before it is asked."""

    def __init__(self, clues: Clues, closeness: float | None = None, *, said: bool = True) -> None:
        self.clues, self.closeness, self.said = clues, closeness, said

    def with_meaning(self, closeness: float | None, *, said: bool) -> "Evidence":
        """Return the evidence for one item: how close in meaning it is, if it is, and whether words found it."""
        return self if closeness is None else Evidence(self.clues, closeness, said=said)

    def __eq__(self, other: object) -> bool:
        """Say whether the clues are the same."""
        return isinstance(other, Evidence) and (self.clues, self.closeness) == (other.clues, other.closeness)

    def __hash__(self) -> int:
        """Return a number that is equal for equal words."""
        return hash(self.clues.words)

    def why(self, text: str, category: str | None, template: str | None) -> str:
        """Return the reason why a text of this category and template was found."""
        phrases, words, themes = self._in(text)
        said = [*phrases.values(), *words.values()]
        parts = [f"says {', '.join(said[:_SHOWN])}"] if said else []
        parts += _themes(themes.values())
        if not parts and self.said:
            parts.append(_around(category, template, self.clues))
        if self.closeness is not None:
            parts.append(f"close in meaning ({self.closeness:.2f})")
        return "; ".join(parts)

    def matched(self, text: str) -> tuple[tuple[str, ...], ...]:
        """Return the words and phrases, as stems, that stand in a text and speak for it."""
        return tuple(tuple(stems.split()) for found in self._in(text) for stems in found)

    def _in(self, text: str) -> tuple[dict[str, str], dict[str, str], dict[str, tuple[str, str]]]:
        known = self._known
        found = stems_of(text)
        line = f" {' '.join(found)} "
        phrases = {stems: name for stems, name in known.phrases.items() if f" {stems} " in line}
        words = {stem: known.words[stem] for stem in found if stem in known.words}
        themes = {stem: known.themes[stem] for stem in found if stem in known.themes}
        themes |= {stems: name for stems, name in known.theme_phrases.items() if f" {stems} " in line}
        return phrases, words, themes

    @cached_property
    def _known(self) -> "_Known":
        """What the query itself says does not count for a theme again."""
        words = {w.stem: f"“{w.text}”" + (f" (for “{w.typed}”)" if w.typed else "") for w in self.clues.words}
        known = _Known(
            words, {" ".join(phrase.stems): f"“{phrase.text}”" for phrase in self.clues.phrases}, {}, {}
        )
        for group in self.clues.groups:
            for stems, (word, *_) in group.words.items():
                if stems not in known.words and stems not in known.phrases:
                    (known.theme_phrases if " " in stems else known.themes).setdefault(
                        stems, (group.id, word)
                    )
        return known


class _Known(NamedTuple):
    words: dict[str, str]
    phrases: dict[str, str]
    themes: dict[str, tuple[str, str]]
    theme_phrases: dict[str, tuple[str, str]]


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
