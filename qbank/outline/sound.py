"""How the chosen questions are said: for each the wording that fits its neighbours, so that a sheet sounds like one person."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from qbank.english.spoken import CLAUSE, PLURAL, speak
from qbank.english.terms import words
from qbank.lazy import dataclass, regex
from qbank.model import Block, Template
from qbank.model.pattern import names
from qbank.outline.wordings import BEGAN_IT, Wording, filled_with, split

OWN_OPENING = 3
"""A host asks "What are some…" and "What are your…" in one breath: of the show's own words three tell an opening."""
MOST_OPENINGS = 2
"""How often a sheet may open a question with the same two words."""
DANGLING, NEIGHBOUR, REPEATED, NAMED_AGAIN, LATER = 10.0, 4.0, 3.0, 1.0, 0.25
"""What it costs to say "it" of what was not named, to begin like the question before, to open in the same way too
often, to name the subject again in its block, and to take a wording that comes later in the list."""
NOT_THE_SHOWS = 8.0
"""What it costs to say the bank's words where the show's own can be said: no more than an "it" of something not named."""
_BEGAN_IT = regex(r"\byou to create (?:\{\{ technology|it\b)")
_IT = regex(r"\b(?:it|its)\b", re.IGNORECASE)
_PASSES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One way to say a question: whether it names the subject, and whether it needs the subject to be named before.

    `source` is the show's own wording that it is, None where the words are the bank's or the host's; such a one brings its own
    `lead_in`. `penalty` is what it costs to say it rather than the best.
    """

    text: str
    opening: str
    names_subject: bool = False
    dangling: bool = False
    penalty: float = 0.0
    lead_in: str = ""
    source: Wording | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A place on the sheet: its block and the wordings to choose from. A backup may be asked at any time.

    `turns` says that it is about something else than the subject, such as a fact: "it" would mean that afterwards. What is
    `optional` may be skipped: that it names the subject helps nobody. After a question `to` another guest that turns to something
    of theirs, the subject has to be named: "What is hard to scale?" would be asked of their stack.
    """

    block: Block
    wordings: tuple[Said, ...]
    to: str | None = None
    backup: bool = False
    turns: bool = False
    optional: bool = False


def opening(text: str, *, length: int = 2) -> str:
    """Return the first words of a question in lower case."""
    return " ".join(words(text)[:length])


def openings(template: Template, values: Mapping[str, str], said: Sequence[Wording] = ()) -> tuple[str, ...]:
    """Return the ways in which a question can begin; the lead-in, which comes before it, does not count."""
    if said:
        return tuple(dict.fromkeys(s.opening for s in asked(template, values, said)))
    filled = {"fact": "", **values}
    return tuple(dict.fromkeys(opening(speak(source, filled)) for source in _sayable(template, frozenset(filled))))


def wordings(template: Template, values: Mapping[str, str], said: Sequence[Wording] = ()) -> tuple[Said, ...]:
    """Return the wordings of a template whose slots can be filled: what the show has `said` first, then the canonical text."""
    mine = asked(template, values, said)
    there = {a.text for a in mine}
    written = (w for w in _written(template, values) if w.text not in there)
    return (*mine, *(replace(w, penalty=w.penalty + NOT_THE_SHOWS * bool(mine)) for w in written))


def asked(template: Template, values: Mapping[str, str], said: Sequence[Wording]) -> tuple[Said, ...]:
    """Return wordings of the show's own, filled: the first is the best."""
    made, filled = [], filled_with(template, values)
    for n, wording in enumerate(said):
        lead_in, ask = split(wording.text)
        text, names_it = speak(ask, filled), "technology" in names(wording.text)
        made.append(
            Said(
                text=text, opening=opening(text, length=OWN_OPENING), names_subject=names_it, penalty=LATER * n, source=wording,
                dangling=wording.dangles, lead_in=speak(lead_in, filled),
            )
        )  # fmt: skip
    return tuple(w for w in made if not w.dangling) if PLURAL in values else tuple(made)


def _written(template: Template, values: Mapping[str, str]) -> tuple[Said, ...]:
    named_before = "technology" in names(template.context)
    made = []
    for n, source in enumerate(_sayable(template, frozenset(values))):
        text, names_it = speak(source, values), "technology" in names(source)
        made.append(
            Said(
                text=text, opening=opening(text), names_subject=names_it or named_before, penalty=LATER * (n > 0),
                # A canonical "it" is seldom the subject: its writer had a lead-in in mind. Elsewhere it stands for the name.
                dangling=bool(_IT.search(source)) and not names_it and not named_before and not template.context and _named_elsewhere(template),
            )
        )  # fmt: skip
    if CLAUSE in values:
        return tuple(w for w in made if not w.names_subject) or tuple(made)
    # Several things are never "it".
    return tuple(w for w in made if not w.dangling) or tuple(made) if PLURAL in values else tuple(made)


def fixed(text: str, subject: str | None) -> tuple[Said, ...]:
    """Return the one wording of a line that is said as it stands."""
    return (Said(text=text, opening=opening(text), names_subject=bool(subject and subject in text)),)


@lru_cache(maxsize=4096)
def _sayable(template: Template, slots: frozenset[str]) -> tuple[str, ...]:
    sources = tuple(s for s in (template.text, *template.phrasings) if slots.issuperset(names(s))) or (template.text,)
    # Who began it is asked why they did, and nobody else is.
    begun = tuple(s for s in sources if _BEGAN_IT.search(s))
    return (begun if BEGAN_IT in slots else tuple(s for s in sources if s not in begun)) or sources


def _named_elsewhere(template: Template) -> bool:
    """Say whether some wording names the subject: then "it" in another one means the subject."""
    return any("technology" in names(source) for source in (template.text, *template.phrasings))


def best(places: Sequence[Spoken]) -> list[Said]:
    """Choose a wording for every place, in the order of the sheet, so that together they sound best.

    From the best choice one after the other, single wordings are exchanged as long as that helps.
    """
    chosen: list[int] = []
    for n, place in enumerate(places):
        chosen.append(min(range(len(place.wordings)), key=lambda w: (_cost(places[: n + 1], [*chosen, w]), w)))
    for _ in range(_PASSES):
        before = list(chosen)
        for n, place in enumerate(places):
            if len(place.wordings) > 1:
                chosen[n] = min(
                    range(len(place.wordings)), key=lambda w: (_cost(places, [*chosen[:n], w, *chosen[n + 1 :]]), w)
                )
        if chosen == before:
            break
    return [place.wordings[w] for place, w in zip(places, chosen, strict=True)]


def cost(places: Sequence[Spoken]) -> float:
    """Return what the best choice of wordings costs: 0 if there is nothing to wish for."""
    made = best(places)
    return _cost(places, [place.wordings.index(w) for place, w in zip(places, made, strict=True)])


def _still_named(place: Spoken, said: Said, *, named: bool) -> bool:
    """Say whether "it" is the subject after a question, if that is asked and if it is skipped; never twice in a row."""
    if place.turns:
        return False
    return said.names_subject and (named or not place.optional)


def _cost(places: Sequence[Spoken], chosen: Sequence[int]) -> float:
    """Return what is against these wordings."""
    spent, last, named, block, before = 0.0, "", False, None, None
    count: Counter[str] = Counter()
    for place, n in zip(places, chosen, strict=True):
        said = place.wordings[n]
        spent += said.penalty
        if place.backup:
            spent += DANGLING * said.dangling
            continue
        if place.block != block:
            block, named = place.block, False
        away = before is not None and before.turns and before.to != place.to
        spent += DANGLING * ((said.dangling and not named) or (away and not said.names_subject)) + NAMED_AGAIN * (
            said.names_subject and named
        )
        spent += NEIGHBOUR * (said.opening == last)
        count[said.opening] += 1
        named, last, before = _still_named(place, said, named=named), said.opening, place
    return spent + REPEATED * sum(n - MOST_OPENINGS for n in count.values() if n > MOST_OPENINGS)
