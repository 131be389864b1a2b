"""A question that is a phrasing of nothing known -> a template in its own words, and whether anybody else can be asked it.

The text is the question as it was asked, names taken out; nothing generic ever takes its place. It is `reusable` when the
words that stay are anybody's: no name, no slot that only this subject fills, nothing that points back to another question, no
word that hardly any other question has. Any other question was asked once: kept, found, and nothing to decide about.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable

from qbank.english.asks import Parts, split
from qbank.english.terms import slug, stem, words
from qbank.model import Template
from qbank.normalize.wording_frame import plain
from qbank.pattern import BRACE
from qbank.regex import regex

OPEN_SLOTS = frozenset(("technology", "domain", "kind", "alternatives"))
"""Slots that any subject fills; what fills another is private to this one."""
ANYBODYS = 3
"""A word that stands in so many of the shipped wordings belongs to nobody's subject alone."""
_ID_WORDS = 4
_SLOT = regex(r"\{\{ (\w+) \}\}")
_POINTS_BACK = regex(
    r"\b(?:this|these|those|they|them|their|such|he|she|him|his|her)\b|"
    r"\b(?:do|does|did|is|was|are|were|about|for|of|around|in|like|with|than|beyond|before|after|to|from|on|at|by|and|why|what|how|"
    r"describe|explain|support\w*) that\b(?! (?:you|we|it|X|one|people|should|can|could|would|will|are|has|have)\b)|"
    r"\bthat(?: is|'s| was)?\W*$|\bthat (?:for|about|with|to|talk|popularity)\b",
    re.IGNORECASE,
)
_WORD = regex(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+")
_SMALL = frozenset(
    """
    a about all also an and any are as at be been being but by can could did do does each for from get gets give
    given had has have how i if in into is it its kind kinds like lot many me more most much of on one or other
    our out over particular please so some such talk tell than that the their them there these they thing things
    this those through to up us used using was way ways we were what when where which while who whom why will
    with would you your describe explain briefly bit s there's it's what's you've able e.g etc example examples
    """.split()
)
"""Words that say nothing about what is asked."""


class Vocabulary:
    """In how many shipped wordings each word stands."""

    def __init__(self, often: Counter[str]) -> None:
        self.often = often

    @classmethod
    def of(cls, texts: Iterable[str]) -> Vocabulary:
        """Count the words of texts."""
        often: Counter[str] = Counter()
        for text in texts:
            bare = _SLOT.sub(" ", text[:1].lower() + text[1:])
            often.update({stem(w) for w in _WORD.findall(bare) if w.islower()})
        return cls(often)

    def knows(self, word: str) -> bool:
        """Say whether a word stands in any wording, so that it is not a name."""
        return stem(word.lower()) in self.often

    def is_anybodys(self, word: str) -> bool:
        """Say whether a word can be said of any subject."""
        return self.often[stem(word.lower())] >= ANYBODYS

    def new_template(self, pattern: str, category: str, taken: Container[str]) -> Template:
        """Make the template of a wording, with an id that is not taken."""
        parts = split(pattern)
        asked = _without_lead_in(pattern, parts)
        reusable = self._is_reusable(asked)
        id_ = self.new_id(pattern, taken)
        return Template(
            id=id_, category=category, cue=" ".join(id_.split("-")[:3]), text=asked if reusable else pattern,
            reusable=reusable,
        )  # fmt: skip

    def new_id(self, pattern: str, taken: Container[str] = ()) -> str:
        """Make an id from the words of a wording's first ask, never from a name and never from a counter."""
        ask = [w for w in words(_bare(split(pattern).ask)) if self.knows(w)]
        telling = [w for w in ask if w not in _SMALL]
        everything = [w for w in words(_bare(pattern)) if self.knows(w)] or words(_bare(pattern))
        tries = [telling[:count] for count in range(_ID_WORDS, len(telling) + 1)]
        tries += [telling, ask, everything, [*everything, *dict.fromkeys(_SLOT.findall(pattern))]]
        for some in tries:
            made = slug(" ".join(some), longest=100) if some else ""
            if made and made not in taken:
                return made
        made = slug(" ".join([*everything, "again"]), longest=200)
        while made in taken:
            made += "-again"
        return made

    def _is_reusable(self, asked: str) -> bool:
        slots = _SLOT.findall(asked.replace(BRACE, " "))
        if any(slot not in OPEN_SLOTS for slot in slots) or BRACE in asked or _POINTS_BACK.search(asked):
            return False
        if "NAME" in plain(asked).split():
            return False
        bare = _bare(asked)
        said = _WORD.findall(bare[:1].lower() + bare[1:])
        return bool(said) and all(w.islower() and self.is_anybodys(w) for w in said if w.lower() != "i")


def _bare(pattern: str) -> str:
    return _SLOT.sub(" ", pattern.replace(BRACE, " "))


def _without_lead_in(pattern: str, parts: Parts) -> str:
    """Return a wording without the sentences before its first ask: they are about its own subject."""
    lead = parts.context
    if lead and lead[-1] in ".!?…" and pattern.startswith(lead):
        return pattern[len(lead) :].strip()
    return pattern
