"""The interviewer's lint: what an experienced colleague would say about a question before it is asked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from qbank.asks import is_ask, is_invitation, sentences, split

WORDS_PER_MINUTE = 150
"""An unhurried speaking rate."""
LONGEST_SECONDS = 25.0

Rule = Literal["two-questions", "closed", "overloaded", "leading", "no-question", "too-long"]
RULES: tuple[Rule, ...] = ("two-questions", "closed", "overloaded", "leading", "no-question", "too-long")

_CLOSED = re.compile(
    r"^(?:(?:so|and|but|now|well|then),? )*(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|"
    r"isn['’]t|aren['’]t|don['’]t|doesn['’]t|didn['’]t|won['’]t|wouldn['’]t) "
    r"(?!you (?:describe|explain|tell|talk|give|walk|share|speak|start|elaborate|discuss|provide|outline|go into|take us|recall|name))",
    re.IGNORECASE,
)
_CHOICE = re.compile(r"\b(?:or|versus|vs)\b", re.IGNORECASE)
_LEADING = re.compile(
    r"\b(?:isn['’]t (?:it|that|this)|aren['’]t (?:they|you)|don['’]t you (?:think|agree)|wouldn['’]t you|surely|obviously|clearly|"
    r"you must|right\?|correct\?|, no\?)",
    re.IGNORECASE,
)
_ELLIPSIS = re.compile(
    r"^(?:what|which|who|where|when) (?:in|on|at|for|to|from|by|with|not|of|behind|inside|outside) \w[^,]{0,40}$",
    re.IGNORECASE,
)
"""The other half of one question: "what belongs in the language and what in a library?"."""
_LISTING = re.compile(r",[^,?]+,[^,?]+,? (?:and|or)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What is wrong with a question: the rule, what it means here, and what to do instead."""

    rule: Rule
    what: str
    hint: str


def seconds(text: str) -> float:
    """Return how long a text takes to say, in seconds."""
    return len(text.split()) * 60 / WORDS_PER_MINUTE


def lint(text: str, *, accept: tuple[str, ...] = ()) -> tuple[Remark, ...]:
    """Return the remarks about a question, rules of the accept list aside."""
    parts = split(text)
    asks = any(is_ask(s) for s in sentences(text))
    made = [
        _no_question(asks),
        _two_questions(parts.ask, parts.further) if asks else None,
        _closed(parts.ask) if asks else None,
        _leading(text),
        _overloaded(parts.ask),
        _too_long(text),
    ]
    return tuple(r for r in made if r is not None and r.rule not in accept)


def _no_question(asks: bool) -> Remark | None:
    if asks:
        return None
    return Remark(
        rule="no-question", what="nothing is asked", hint='end on an ask, or begin with "Tell me about…"'
    )


def _two_questions(first: str, further: tuple[str, ...]) -> Remark | None:
    further = tuple(ask for ask in further if not _ELLIPSIS.match(ask))
    if not further:
        return None
    return Remark(
        rule="two-questions", what=f"asks {len(further) + 1} things at once; the guest will answer the last",
        hint=f'ask "{_ended(first)}" and keep the rest as a follow-up',
    )  # fmt: skip


def _ended(ask: str) -> str:
    return ask.rstrip("?.,; ") + "?"


def _closed(ask: str) -> Remark | None:
    if is_invitation(ask) or not _CLOSED.match(ask) or _CHOICE.search(ask):
        return None
    return Remark(
        rule="closed",
        what="can be answered with yes or no",
        hint="begin with how, what, where, or “Tell me about…”",
    )


def _leading(text: str) -> Remark | None:
    found = _LEADING.search(text)
    if not found:
        return None
    return Remark(
        rule="leading",
        what=f"“{found[0].strip()}” gives the answer away",
        hint="ask it as if you did not know",
    )


def _overloaded(ask: str) -> Remark | None:
    if not _LISTING.search(ask) or len(ask.split()) < 15:
        return None
    return Remark(
        rule="overloaded", what="asks about a whole list", hint="pick the one you most want to hear about"
    )


def _too_long(text: str) -> Remark | None:
    long = seconds(text)
    if long <= LONGEST_SECONDS:
        return None
    return Remark(
        rule="too-long",
        what=f"takes {long:.0f} seconds to say",
        hint=f"say the lead-in apart, and stay under {LONGEST_SECONDS:.0f} seconds",
    )
