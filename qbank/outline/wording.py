"""How the chosen questions are said: the phrasing that fits its neighbours, so that a sheet sounds like one person."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from qbank.model import Block, Template
from qbank.pattern import names, speak
from qbank.terms import words

_IT = re.compile(r"\b(?:it|its)\b")
MOST_OPENINGS = 2
"""How often a sheet may open a question with the same two words."""


@dataclass(slots=True)
class Voice:
    """What has been said so far on a sheet."""

    block: Block | None = None
    named: bool = False
    last: str = ""
    openings: Counter[str] = field(default_factory=Counter)

    def say(self, block: Block, text: str, subject: str | None) -> None:
        """Remember a question that is on the sheet."""
        if block != self.block:
            self.block, self.named = block, False
        self.named = self.named or bool(subject and subject in text)
        self.last = opening(text)
        self.openings[self.last] += 1


def opening(text: str) -> str:
    """Return the first two words of a question in lower case."""
    return " ".join(words(text)[:2])


def best_phrasing(template: Template, values: Mapping[str, str], block: Block, voice: Voice) -> str:
    """Return the wording of a template, slots filled, that sounds best after what was said; the canonical one if in doubt.

    A wording with "it" is taken only where the subject was named before in the same block.
    """
    named = voice.named and voice.block == block
    sayable = [s for s in (template.text, *template.phrasings) if set(names(s)) <= set(values)]
    scored = [(_penalty(source, values, named, voice, first=i == 0), i) for i, source in enumerate(sayable)]
    return speak(sayable[min(scored)[1]], values) if sayable else speak(template.text, values)


def _penalty(source: str, values: Mapping[str, str], named: bool, voice: Voice, *, first: bool) -> float:
    start = opening(speak(source, values))
    names_subject = "technology" in names(source)
    dangling = bool(_IT.search(source)) and not names_subject and not first and not named
    return (
        10.0 * dangling
        + 3.0 * (start == voice.last)
        + 2.0 * (voice.openings[start] >= MOST_OPENINGS)
        + 1.0 * (names_subject and named)
        + 0.5 * (not first)
    )


def spoken_list(names_: Sequence[str]) -> str:
    """Return names as one says them: "RabbitMQ, Redpanda and Pulsar"."""
    *before, last = names_
    return f"{', '.join(before)} and {last}" if before else last
