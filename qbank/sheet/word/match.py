"""Which question of the outline a line of the sheet is: by its bookmark, by its words, by likeness; and what moved."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher

from qbank.records import dataclass

ALIKE = 0.6
"""How much of two texts must agree before one is taken for a rewording of the other."""
MOST_PAIRS = 40_000
"""Likeness is looked at for every pair of what is left: beyond so many, it would take minutes and is left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A text and the names it goes by."""

    names: tuple[str, ...]
    text: str


def pair(new: Sequence[Named], old: Sequence[Named]) -> dict[int, int]:
    """Return for each place in `new` the place in `old` of the same thing; what has no partner is left out.

    Names count first (of two with one name: the one with the same text), then equal texts, then texts of which
    one holds the other whole, then like ones.
    """
    made: dict[int, int] = {}
    taken: set[int] = set()
    texts = [plain(one.text) for one in old]
    by_name = {name: at for at, one in enumerate(old) for name in one.names}
    by_text: dict[str, list[int]] = defaultdict(list)
    for at, text in enumerate(texts):
        by_text[text].append(at)

    def join(at: int, candidates: Sequence[int]) -> None:
        free = [] if at in made else [one for one in candidates if one not in taken]
        if free:
            made[at] = free[0]
            taken.add(free[0])

    named = [[by_name[name] for name in one.names if name in by_name] for one in new]
    for at, one in enumerate(new):
        join(at, [n for n in named[at] if texts[n] == plain(one.text)])
    for at in range(len(new)):
        join(at, named[at])
    for at, one in enumerate(new):
        join(at, by_text[plain(one.text)])
    for at, candidate in _alike(new, texts, made, taken):
        join(at, [candidate])
    return made


def _alike(
    new: Sequence[Named], texts: Sequence[str], made: dict[int, int], taken: set[int]
) -> list[tuple[int, int]]:
    lost = [at for at in range(len(new)) if at not in made]
    free = [at for at in range(len(texts)) if at not in taken]
    if len(lost) * len(free) > MOST_PAIRS:
        return []
    found = []
    for at in lost:
        text = plain(new[at].text)
        judge = SequenceMatcher(a=text, autojunk=False)
        for candidate in free:
            judge.set_seq2(texts[candidate])
            held = _one_holds_the_other(text, texts[candidate])
            if (held or judge.quick_ratio() >= ALIKE) and ((likeness := judge.ratio()) >= ALIKE or held):
                found.append((not held, -likeness, at, candidate))
    return [(at, candidate) for _, _, at, candidate in sorted(found)]


def _one_holds_the_other(one: str, other: str) -> bool:
    """Say whether something was only put before or after a text, or cut off from it.

    The shorter has to end where a sentence or a clause of the longer does: "What is Kafka?" is no part of
    "What is Kafka Connect good for?". A lone word ("Why?") stands in too many texts to tell anything.
    """
    short, long = sorted((one, other), key=len)
    short = short.rstrip(" ?.!…")
    if " " not in short or short not in long:
        return False
    return bool(re.search(rf"(?<!\w){re.escape(short)}(?!\s*\w)", long))


def plain(text: str) -> str:
    """Return a text for comparing: white space collapsed, upper case gone."""
    return " ".join(text.split()).casefold()


def places(names: Iterable[str]) -> dict[str, int]:
    """Return the place of each name in an order."""
    return {name: at for at, name in enumerate(names)}


def moved(order: Sequence[str], place: Mapping[str, int]) -> frozenset[str]:
    """Return the fewest names that must have been moved to bring names from their old places into this order.

    Names without an old place do not count.
    """
    names = [name for name in order if name in place]
    tails: list[int] = []
    ends: list[int] = []
    back: list[int] = []
    for at, name in enumerate(names):
        length = bisect_left(tails, place[name])
        back.append(ends[length - 1] if length else -1)
        tails[length : length + 1] = [place[name]]
        ends[length : length + 1] = [at]
    kept, at = set(), ends[-1] if ends else -1
    while at >= 0:
        kept.add(names[at])
        at = back[at]
    return frozenset(names) - kept
