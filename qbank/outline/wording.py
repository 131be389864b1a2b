"""How the chosen questions are said: for each the wording that fits its neighbours, so that a sheet sounds like one person."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from qbank.agreement import PLURAL
from qbank.model import Block, Template
from qbank.pattern import names, speak
from qbank.terms import words

MOST_OPENINGS = 2
"""How often a sheet may open a question with the same two words."""
DANGLING, NEIGHBOUR, REPEATED, NAMED_AGAIN, NOT_CANONICAL = 10.0, 4.0, 3.0, 1.0, 0.25
"""What it costs to say "it" of what was not named, to begin like the question before, to open in the same way too
often, to name the subject again in its block, and to leave the canonical wording."""
_IT = re.compile(r"\b(?:it|its)\b", re.IGNORECASE)
_PASSES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One way to say a question: whether it names the subject, and whether it needs the subject to be named before."""

    text: str
    opening: str
    names_subject: bool = False
    dangling: bool = False
    canonical: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A place on the sheet: its block and the wordings to choose from. A backup may be asked at any time.

    `turns` says that it is about something else than the subject, such as a fact: "it" would mean that afterwards. What is
    `optional` may be skipped: that it names the subject helps nobody.
    """

    block: Block
    wordings: tuple[Wording, ...]
    backup: bool = False
    turns: bool = False
    optional: bool = False


def opening(text: str) -> str:
    """Return the first two words of a question in lower case."""
    return " ".join(words(text)[:2])


def openings(template: Template, values: Mapping[str, str]) -> tuple[str, ...]:
    """Return the ways in which a question can begin; the lead-in, which comes before it, does not count."""
    return tuple(
        dict.fromkeys(opening(speak(source, values)) for source in _sayable(template, frozenset(values)))
    )


def wordings(template: Template, values: Mapping[str, str]) -> tuple[Wording, ...]:
    """Return the wordings of a template whose slots can be filled; its canonical text comes first."""
    named_before = "technology" in names(template.context)
    made = []
    for n, source in enumerate(_sayable(template, frozenset(values))):
        text, names_it = speak(source, values), "technology" in names(source)
        made.append(
            Wording(
                text=text, opening=opening(text), names_subject=names_it or named_before, canonical=n == 0,
                # A canonical "it" is seldom the subject: its writer had a lead-in in mind. Elsewhere it stands for the name.
                dangling=bool(_IT.search(source)) and not names_it and not named_before and not template.context and _named_elsewhere(template),
            )
        )  # fmt: skip
    # Several things are never "it".
    return tuple(w for w in made if not w.dangling) or tuple(made) if PLURAL in values else tuple(made)


def fixed(text: str, subject: str | None) -> tuple[Wording, ...]:
    """Return the one wording of a line that is said as it stands."""
    return (Wording(text=text, opening=opening(text), names_subject=bool(subject and subject in text)),)


@lru_cache(maxsize=4096)
def _sayable(template: Template, slots: frozenset[str]) -> tuple[str, ...]:
    sources = (template.text, *template.phrasings)
    return tuple(s for s in sources if slots.issuperset(names(s))) or (template.text,)


def _named_elsewhere(template: Template) -> bool:
    """Say whether some wording names the subject: then "it" in another one means the subject."""
    return any("technology" in names(source) for source in (template.text, *template.phrasings))


def best(places: Sequence[Spoken]) -> list[Wording]:
    """Choose a wording for every place, in the order of the sheet, so that together they sound best.

    From the best choice one after the other, single wordings are exchanged as long as that helps.
    """
    chosen: list[int] = []
    for n, place in enumerate(places):
        chosen.append(
            min(range(len(place.wordings)), key=lambda w: (_cost(places[: n + 1], [*chosen, w]), w))
        )
    for _ in range(_PASSES):
        before = list(chosen)
        for n, place in enumerate(places):
            if len(place.wordings) > 1:
                chosen[n] = min(
                    range(len(place.wordings)),
                    key=lambda w: (_cost(places, [*chosen[:n], w, *chosen[n + 1 :]]), w),
                )
        if chosen == before:
            break
    return [place.wordings[w] for place, w in zip(places, chosen, strict=True)]


def cost(places: Sequence[Spoken]) -> float:
    """Return what the best choice of wordings costs: 0 if there is nothing to wish for."""
    made = best(places)
    return _cost(places, [place.wordings.index(w) for place, w in zip(places, made, strict=True)])


def _still_named(place: Spoken, said: Wording, *, named: bool) -> bool:
    """Say whether "it" is the subject after a question, if that is asked and if it is skipped; never twice in a row."""
    if place.turns:
        return False
    return said.names_subject and (named or not place.optional)


def _cost(places: Sequence[Spoken], chosen: Sequence[int]) -> float:
    """Return what is against these wordings."""
    spent, last, named, block = 0.0, "", False, None
    count: Counter[str] = Counter()
    for place, n in zip(places, chosen, strict=True):
        said = place.wordings[n]
        spent += NOT_CANONICAL * (not said.canonical)
        if place.backup:
            spent += DANGLING * said.dangling
            continue
        if place.block != block:
            block, named = place.block, False
        spent += DANGLING * (said.dangling and not named) + NAMED_AGAIN * (said.names_subject and named)
        spent += NEIGHBOUR * (said.opening == last)
        count[said.opening] += 1
        named, last = _still_named(place, said, named=named), said.opening
    return spent + REPEATED * sum(n - MOST_OPENINGS for n in count.values() if n > MOST_OPENINGS)
