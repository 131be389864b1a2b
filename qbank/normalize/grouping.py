"""Pattern -> the template it is a phrasing of, or a new one, or "ask a person".

Precision comes before recall: a wrong join hides a question, a missed one only repeats it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from qbank.model import Match
from qbank.normalize.intent_rules import may_join
from qbank.normalize.wording_frame import first_line, stems

SAME_FROM = 0.62
"""Share of the whole from which a wording is taken for a phrasing of a template."""
SAME_BY_WORDS = 0.8
"""The same, where no sentence model was asked."""
REVIEW_FROM = 0.5
"""Share, of what makes it the same, from which a person is asked; below, the wording is a template of its own."""
COVERED = ((0.9, 0.25), (0.75, 0.34), (0.0, 0.5))
"""From which share of the whole on which share of its telling words must stand in some wording of the template: others are about something else."""
AS_TAUGHT = 0.75
"""Share of their words that a wording has in common with one that a person decided about, for the same to hold of it."""
_TELLING = 8
"""A word in more of those wordings says nothing about which of them is meant; neither does what stands for a name."""
_REMEMBERED = 8192
"""Frames of which it is remembered what was decided about wordings like them."""
_SMALL = frozenset(
    """
    what how why when where who is are was were do does did you your it its the a an of to in for on with and or
    that this there have has had can could would will be been so at from by most some ani peopl make use get go
    thing about more than them they one not if we our i us
    """.split()
)
"""Stems that say nothing about what is asked."""


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
        self._often: Counter[str] = Counter()
        self._labels = lru_cache(maxsize=_REMEMBERED)(self._nearest)

    def add(self, frame: str, label: str, times: int = 1) -> None:
        """Take a decision for an example, as often as it was taken."""
        asked = _words(frame)
        for word in asked:
            self._with_word[word].append(len(self._decided))
            self._often[word] += times
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
            if at is not None and self._often[word] <= _TELLING and not word.isupper():
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

    def __init__(
        self, beneath: Mapping[str, str] | None = None, words: Mapping[str, str] | None = None
    ) -> None:
        """Know some frames and their templates from the start, and the words of templates' wordings, with spaces between."""
        self._by_frame: dict[str, str] = {}
        self._words: dict[str, set[str]] = {}
        self._joined = Taught()
        self._beneath, self._words_beneath = beneath or {}, words or {}

    def add(self, template: str, frame: str, *, by_hand: int = 0) -> None:
        """Learn one more wording of a template; the first template that a frame was met with keeps it.

        What a person joined by hand, so often, goes first, and is taken for an example of wordings that are much like it.
        """
        self._said(template).update(stems(first_line(frame)))
        if by_hand:
            self._by_frame[frame] = template
            self._joined.add(frame, template, by_hand)
        else:
            self._by_frame.setdefault(frame, template)

    def known(self, frame: str) -> str | None:
        """Return the template of a frame that was met before, or that is much like one a person joined by hand."""
        if found := self._by_frame.get(frame):
            return found
        beneath = self._beneath.get(frame)
        return beneath if beneath and may_join(beneath, frame) else self._joined.label(frame)

    def covers(self, template: str, frame: str, share: float) -> bool:
        """Say whether wordings of a template know enough of a frame's telling words; the surer it is, the fewer are enough."""
        said = telling(stems(first_line(frame)))
        known = self._said(template)
        least = next(part for sure, part in COVERED if share >= sure)
        return sum(word in known for word in said) >= least * len(said)

    def _said(self, template: str) -> set[str]:
        """Return the words of a template's wordings: at first those that were known from the start."""
        if template not in self._words:
            self._words[template] = set(self._words_beneath.get(template, "").split(" "))
        return self._words[template]


def telling(said: Sequence[str]) -> list[str]:
    """Return the stems that say something about what is asked, once each; what stands for a name does not."""
    return [w for w in dict.fromkeys(said) if w not in _SMALL and not w.isupper()]


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of their words, 0 to 1, that two wordings have in common; from AS_TAUGHT on they ask the same."""
    return 2 * len(one & other) / ((len(one) + len(other)) or 1)


def _words(frame: str) -> frozenset[str]:
    return frozenset(stems(first_line(frame)))


def place(frame: str, likely: Sequence[tuple[str, float]], groups: Groups, *, same_from: float) -> Placement:
    """Find the template of a wording; an empty one means that it is a template of its own.

    Args:
        frame: the frame of its first ask.
        likely: the templates that it may be a phrasing of with their shares of the whole, best first.
        groups: what was met before.
        same_from: the share from which it is one.
    """
    first, share = likely[0] if likely else ("", 0.0)
    second = likely[1][0] if len(likely) > 1 else None
    if known := groups.known(frame):
        other = first if first != known else second
        return Placement(template=known, match="same", confidence=1.0, runner_up=other or None)
    covered = bool(first) and groups.covers(first, frame, share) and may_join(first, frame)
    if covered and share >= same_from:
        return Placement(template=first, match="same", confidence=round(share, 2), runner_up=second)
    doubtful = covered and share >= same_from * REVIEW_FROM / SAME_FROM
    match: Match = "review" if doubtful else "new"
    return Placement(template="", match=match, confidence=round(1 - share, 2), runner_up=first or None)
