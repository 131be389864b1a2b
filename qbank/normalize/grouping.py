"""Pattern -> the template it is a phrasing of, or a new one, or "ask a person".

Precision comes before recall: a wrong join hides a question, a missed one only repeats it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Sequence
from functools import lru_cache
from typing import NamedTuple

from qbank.english.asks import split
from qbank.english.terms import slug, words
from qbank.model import Match
from qbank.normalize.wording_frame import first_line, stems

SAME_FROM = 0.85
"""Share of the whole from which a wording is taken for a phrasing of a template."""
SAME_WITH_CUE = 0.75
"""The same, where a cue speaks for the template, too."""
REVIEW_FROM = 0.06
"""Share from which a person is asked; below, the wording is a template of its own."""
AS_TAUGHT = 0.75
"""Share of their words that a wording has in common with one that a person decided about, for the same to hold of it."""
_TELLING = 8
"""A word in more of those wordings says nothing about which of them is meant; neither does what stands for a name."""
_REMEMBERED = 32_768
"""Frames of which it is remembered what was decided about wordings like them."""
_CLEAR_CUE = 2.0
"""Weight of a cue that counts as speaking for a template."""
_COMMON = frozenset(
    [
        "a",
        "about",
        "all",
        "also",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "been",
        "being",
        "but",
        "by",
        "can",
        "could",
        "did",
        "do",
        "does",
        "each",
        "for",
        "from",
        "get",
        "gets",
        "give",
        "given",
        "had",
        "has",
        "have",
        "how",
        "i",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "kind",
        "kinds",
        "like",
        "lot",
        "many",
        "me",
        "more",
        "most",
        "much",
        "of",
        "on",
        "one",
        "or",
        "other",
        "our",
        "out",
        "over",
        "particular",
        "please",
        "so",
        "some",
        "such",
        "talk",
        "tell",
        "than",
        "that",
        "the",
        "their",
        "them",
        "there",
        "these",
        "they",
        "thing",
        "things",
        "this",
        "those",
        "through",
        "to",
        "up",
        "us",
        "used",
        "using",
        "was",
        "way",
        "ways",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "while",
        "who",
        "whom",
        "why",
        "will",
        "with",
        "would",
        "you",
        "your",
        "describe",
        "explain",
        "us",
        "briefly",
        "bit",
        "s",
        "there's",
        "it's",
        "what's",
        "you've",
        "any",
        "there",
        "been",
        "able",
        "e.g",
        "etc",
        "example",
        "examples",
    ]
)


class Placement(NamedTuple):
    """Where a wording belongs: its template's id, how that was found, how sure (0 to 1), and the runner-up."""

    template: str
    match: Match
    confidence: float
    runner_up: str | None = None


class Taught:
    """What a person decided about wordings, and what follows for wordings that are much like them."""

    def __init__(self) -> None:
        self._decided: list[tuple[frozenset[str], str]] = []
        self._with_word: dict[str, list[int]] = defaultdict(list)
        self._labels = lru_cache(maxsize=_REMEMBERED)(self._nearest)

    def add(self, frame: str, label: str) -> None:
        """Take a decision for an example."""
        asked = _words(frame)
        for word in asked:
            self._with_word[word].append(len(self._decided))
        self._decided.append((asked, label))
        self._labels.cache_clear()

    def label(self, frame: str) -> str | None:
        """Return what was decided about the wording that is most like this one, if any is like enough."""
        return self._labels(frame) if self._decided else None

    def _nearest(self, frame: str) -> str | None:
        asked = _words(frame)
        near: set[int] = set()
        for word in asked:
            at = self._with_word.get(word)
            if at is not None and len(at) <= _TELLING and not word.isupper():
                near.update(at)
        # Words in common are at most the fewer of the two: most are too few or too many to be compared at all.
        size, least = len(asked), AS_TAUGHT / (2 - AS_TAUGHT)
        likeness, label = max(
            (
                (2 * len(asked & known) / (size + len(known)), label)
                for known, label in (self._decided[n] for n in near)
                if least * size <= len(known) <= size / least
            ),
            default=(0.0, ""),
        )
        return label if likeness >= AS_TAUGHT else None


class Groups:
    """The frames of known wordings, each with its template: what was asked in these very words needs no judging."""

    def __init__(self) -> None:
        self._by_frame: dict[str, str] = {}
        self._joined = Taught()

    def add(self, template: str, frame: str, *, by_hand: bool = False) -> None:
        """Learn one more wording of a template; the first template that a frame was met with keeps it.

        What a person joined by hand goes first, and is taken for an example of wordings that are much like it.
        """
        if by_hand:
            self._by_frame[frame] = template
            self._joined.add(frame, template)
        else:
            self._by_frame.setdefault(frame, template)

    def known(self, frame: str) -> str | None:
        """Return the template of a frame that was met before, or that is much like one a person joined by hand."""
        return self._by_frame.get(frame) or self._joined.label(frame)


def _words(frame: str) -> frozenset[str]:
    return frozenset(stems(first_line(frame)))


def place(
    pattern: str,
    frame: str,
    likely: Sequence[tuple[str, float]],
    groups: Groups,
    *,
    cue: float = 0.0,
    taken: Container[str] = (),
) -> Placement:
    """Find the template of a wording.

    Args:
        pattern: the wording itself; a new template's id is made of its words.
        frame: the frame of its first ask.
        likely: the templates that it may be a phrasing of with their shares of the whole, best first.
        groups: what was met before.
        cue: the weight of the cue that speaks for the best of them.
        taken: ids that a new template may not get.
    """
    first, share = likely[0] if likely else ("", 0.0)
    second, behind = likely[1] if len(likely) > 1 else ("", 0.0)
    if known := groups.known(frame):
        other = first if first != known else second
        return Placement(template=known, match="same", confidence=1.0, runner_up=other or None)
    enough = SAME_WITH_CUE if cue >= _CLEAR_CUE else SAME_FROM
    if share >= enough:
        margin = round(share - behind, 3)
        return Placement(template=first, match="same", confidence=margin, runner_up=second or None)
    match: Match = "review" if share >= REVIEW_FROM else "new"
    sure = round(1 - share / enough, 3)
    return Placement(template=new_id(pattern, taken), match=match, confidence=sure, runner_up=first or None)


def new_id(pattern: str, taken: Container[str] = ()) -> str:
    """Make the id of a new template from the words of its first ask, never from a counter."""
    ask = re.sub(r"\{\{.*?\}\}", " ", split(pattern).ask)
    telling = [w for w in words(ask) if w not in _COMMON]
    everything = [w for w in words(pattern) if w != "technology"]
    for count in range(4, len(telling) + 1):
        made = slug(" ".join(telling[:count]))
        if made not in taken:
            return made
    made = slug(" ".join(telling)) if telling else slug(" ".join(everything))
    return made if made not in taken else slug(" ".join(everything), longest=120)
