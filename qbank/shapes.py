"""The shape of an ask: how it is put, with what is private to it left open, and the themes that it touches.

"how garbage collection of X works" and "how parser of X works" have few words in common, but one shape: "how _ of X work".
A learner that has never heard of a garbage collector goes by that, and by what the theme lexicon knows of its words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from qbank.frames import first_line, stems
from qbank.model import Theme

SHARED_BY = 30
"""A word that the wordings of so many intents use belongs to how something is asked, not to what."""
_OPEN = "_"
"""Stands for one or more words that are private to an ask."""
_SHAPE_WEIGHT = 0.5
_THEME_WEIGHT = 0.5
"""What a piece of the shape, or a theme, counts beside a word."""
_LONGEST = 3
"""So many words of a theme's phrase are looked for; longer phrases are rare, and shorter ones stand beside them."""


@dataclass(frozen=True, slots=True)
class _Heard:
    """What follows once some words were heard: the themes whose phrase they are, and what more words may follow."""

    themes: list[str] = field(default_factory=list)
    then: dict[str, _Heard] = field(default_factory=dict)


class Shapes:
    """What the wordings of a bank say about which words are anybody's, and its themes."""

    def __init__(self, wordings: Iterable[tuple[str, str]], themes: Iterable[Theme]) -> None:
        """Learn from frames, each with the intent or category that it is a wording of."""
        users: dict[str, set[str]] = defaultdict(set)
        for frame, label in wordings:
            for word in stems(first_line(frame)):
                users[word].add(label)
        self._shared = frozenset(word for word, labels in users.items() if len(labels) >= SHARED_BY)
        self._themes = _Heard()
        for theme in themes:
            for phrase in theme.words:
                heard = self._themes
                for word in stems(phrase.lower()):
                    heard = heard.then.setdefault(word, _Heard())
                heard.themes.append(f"#{theme.id}")

    def features(self, frame: str) -> dict[str, float]:
        """Return the weighed themes of an ask, and the pieces of its shape that have something open or are its end.

        A bank that is too small to tell whose words are anybody's knows no shapes.
        """
        words = stems(first_line(frame))
        made = dict.fromkeys(self._touched(words), _THEME_WEIGHT)
        if not self._shared:
            return made
        shape = ["^", *self._shape(words), "$"]
        for one, two in pairwise(shape):
            if _OPEN in (one, two) or two == "$":
                made[f"~{one} {two}"] = _SHAPE_WEIGHT
        for one, two, three in zip(shape, shape[1:], shape[2:], strict=False):
            if _OPEN in (one, two, three) or three == "$":
                made[f"~{one} {two} {three}"] = _SHAPE_WEIGHT
        return made

    def _touched(self, words: Sequence[str]) -> Iterator[str]:
        """Yield the themes that words of an ask, or runs of them, belong to."""
        for at in range(len(words)):
            heard = self._themes
            for word in words[at : at + _LONGEST]:
                if word not in heard.then:
                    break
                heard = heard.then[word]
                yield from heard.themes

    def _shape(self, words: Iterable[str]) -> Iterator[str]:
        """Yield the words of an ask that are anybody's, and one mark for every run of others."""
        before = ""
        for word in words:
            mark = word if word in self._shared or (word.isupper() and word != "NAME") else _OPEN
            if mark != _OPEN or before != _OPEN:
                yield mark
            before = mark
