"""A wording that is a phrasing of no template -> a text that another guest could be asked, without what is private to this one.

A wording whose every word the bank's own templates use, too, may stand as it is, without its politeness. Any other is
about a part of its subject that no other subject has: then the proposal is what can be asked of any part, in that
category, and it shares the intent of the template that says so. A person has the last word (`qbank review`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from qbank.english.asks import split
from qbank.english.lint import FILLER, WH, lint, opened
from qbank.english.terms import stem

MOST_WORDS = 20
OF_ANY_PART: Mapping[str, str] = {
    "background": "How did you come to work on {{ component }}?",
    "overview": "Give us a short tour of {{ component }}.",
    "origin": "Where did the idea for {{ component }} come from?",
    "architecture": "How does {{ component }} work on the inside?",
    "scaling": "As {{ technology }} grows, how does {{ component }} hold up?",
    "failure-modes": "What goes wrong most often with {{ component }}?",
    "usage": "How well does {{ technology }} support {{ component }}?",
    "operations": "What does somebody need to know to run {{ component }} well?",
    "comparison": "How do others handle {{ component }}?",
    "tradeoffs": "What would be missing without {{ component }}?",
    "challenges": "What made {{ component }} hard to build?",
    "community": "Who asked for {{ component }}?",
    "future-plans": "What stands between {{ technology }} and support for {{ component }}?",
    "closing": "What should people know about {{ component }}?",
}
"""What can be asked of any part of a subject, by category."""

_OPEN_SLOTS = frozenset({"technology", "domain"})
"""Slots that any subject fills; what fills another was private to this one."""
_POLITE = re.compile(
    rf"^{FILLER}(?:can|could|would|will|may) (?:you|we) (?:please |maybe |perhaps |briefly |quickly |just |also |start by |begin by )*"
    r"(?:explain(?:ing)?|describ(?:e|ing)|discuss(?:ing)?|shar(?:e|ing)|outlin(?:e|ing)|talk(?:ing)?(?: a (?:little )?bit)?(?: about| through)?|"
    r"tell(?:ing)? (?:us|me)(?: a (?:little )?bit)?(?: about)?|giv(?:e|ing)(?: us| me)? an? (?:brief |short |quick )?(?:overview|explanation|idea) of) ",
    re.IGNORECASE,
)
_PLAINER = (
    (re.compile(r"\b(?:some|a few|many|any) of (the|your|its)\b"), r"\1"),
    (re.compile(r"\b(what|which) (?:kinds?|sorts?|types?) of\b", re.IGNORECASE), r"\1"),
    (re.compile(r"\b(are|were|is|was) some (?=\w)"), r"\1 the "),
    (re.compile(r"\b(?:particular|notable|interesting|specific|certain|various|different) (?=\w)"), ""),
    (re.compile(r"\{\{ ([a-z]+)_\d+ \}\}"), r"{{ \1 }}"),
)
_POINTS_BACK = re.compile(
    r"\b(?:this|these|those|they|them|such)\b|\b(?:do|does|did|is|was|about|for|of|around|in|like|with) that\b|\bthat$",
    re.IGNORECASE,
)
_SLOT = re.compile(r"\{\{ (\w+) \}\}")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A text for a new template, and the template that asks the same of any part, whose intent it shares."""

    text: str
    intent: str = ""


class Vocabulary:
    """The words that a bank's own templates use: they can be said of any subject."""

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        """Take in pairs of a template's id and one of its texts."""
        self._by_text: dict[str, str] = {}
        self._stems: set[str] = set()
        for id_, text in texts:
            self._by_text.setdefault(text, id_)
            self._stems.update(stem(w.lower()) for w in _WORD.findall(_SLOT.sub(" ", text)))

    def propose(self, pattern: str, category: str) -> Proposal:
        """Return a text that another guest could be asked in place of this wording."""
        text = self._as_it_is(pattern) or OF_ANY_PART.get(category, OF_ANY_PART["overview"])
        return Proposal(text=text, intent=self._by_text.get(text, ""))

    def _as_it_is(self, pattern: str) -> str | None:
        """Return the first ask if it holds of any subject and is good to say, else None."""
        ask = _plain(split(pattern).ask)
        if "{{ technology }}" not in ask or not self._is_common(ask) or _POINTS_BACK.search(ask):
            return None
        text = _sentence(ask)
        if any(remark.rule == "closed" for remark in lint(text)):
            text = opened(text) or text
        return None if lint(text) or len(_SLOT.sub("X", text).split()) > MOST_WORDS else text

    def _is_common(self, ask: str) -> bool:
        """Say whether nothing in an ask is private to its subject: no slot, no name and no word of its own."""
        if any(slot not in _OPEN_SLOTS for slot in _SLOT.findall(ask)):
            return False
        words = _WORD.findall(_SLOT.sub(" ", ask[:1].lower() + ask[1:]))
        return bool(words) and all(w[0].islower() and stem(w) in self._stems for w in words)


def _plain(ask: str) -> str:
    """Return an ask without politeness and fillers."""
    ask = ask.strip().rstrip("?.,; ")
    if polite := _POLITE.match(ask):
        rest = ask[polite.end() :]
        ask = f"tell me {rest}" if re.match(WH, rest, re.IGNORECASE) else f"tell me about {rest}"
    for pattern, better in _PLAINER:
        ask = pattern.sub(better, ask)
    return ask


def _sentence(ask: str) -> str:
    return f"{ask[0].upper()}{ask[1:]}{'.' if ask.lower().startswith('tell ') else '?'}"
