"""What a search returns: plain named tuples, because a search takes less time than making dataclasses does."""

# No annotations from the future: a named tuple compiles each that is a text, and a search starts with twenty of them.

import re
from typing import Any, NamedTuple

from qbank.search.why import Evidence
from qbank.search.words import stems

_WORD = r"(?:[^\W_]|[^\x00-\xbf\s\u2000-\u206f\u3000-\u303f\uff00-\uff0f])+(?:\+\+|#)?"
"""Beside letters and digits whatever is no punctuation: the engine takes marks and letters newer than Python for parts of words."""


class Source(NamedTuple):
    """The episode a hit comes from."""

    id: str
    number: int | None
    title: str
    date: str | None


class Near(NamedTuple):
    """What is offered when nothing was found: themes that have questions, categories, names like those typed."""

    themes: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


class Hit(NamedTuple):
    """One item that was found. Why it was, and where its matches stand, is worked out when it is asked for."""

    ref: str
    score: float
    text: str
    kind: str
    episode: Source
    guests: tuple[str, ...]
    technology: str | None
    category: str | None
    template: str | None
    evidence: Evidence

    @property
    def why(self) -> str:
        """Which words, phrases, themes or corrections matched, or what else speaks for the item."""
        return self.evidence.why(self.text, self.category, self.template)

    @property
    def marks(self) -> tuple[tuple[int, int], ...]:
        """Where in the text the matches stand: start and end of each, in order, none overlapping."""
        return marks(self.text, self.evidence.matched(self.text))


class Answer(NamedTuple):
    """A ranked answer. `total` counts all that match, not only the hits shown; `notes` are words for a person."""

    query: str
    total: int
    hits: tuple[Hit, ...] = ()
    notes: tuple[str, ...] = ()
    near: Near = Near()

    @property
    def note(self) -> str:
        """All notes as one line, empty if there is nothing to say."""
        return " ".join(self.notes)

    def to_data(self) -> dict[str, Any]:
        """Return the answer as the JSON object that `qbank search --json` prints."""
        data: dict[str, Any] = {"schema_version": 1, "query": self.query, "total": self.total}
        data["hits"] = [_hit_data(hit) for hit in self.hits]
        data["notes"] = list(self.notes)
        data["near"] = {name: list(values) for name, values in self.near._asdict().items()}
        return data


def _hit_data(hit: Hit) -> dict[str, Any]:
    data = hit._asdict()
    del data["evidence"]
    return data | {
        "score": round(hit.score, 3),
        "episode": hit.episode._asdict(),
        "guests": list(hit.guests),
        "why": hit.why,
    }


def marks(text: str, matched: tuple[tuple[str, ...], ...]) -> tuple[tuple[int, int], ...]:
    """Return where in a text words or phrases of these stems stand; those that overlap or stand side by side are one."""
    if not matched:
        return ()
    spans: list[tuple[int, int]] = []
    found: list[str] = []
    for word in re.finditer(_WORD, text):
        for stem in stems(word[0]):
            spans.append(word.span())
            found.append(stem)
    marked = [
        (spans[at][0], spans[at + len(phrase) - 1][1])
        for phrase in matched
        for at in range(len(found) - len(phrase) + 1)
        if tuple(found[at : at + len(phrase)]) == phrase
    ]
    return _joined(text, sorted(marked))


def _joined(text: str, spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and not text[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
