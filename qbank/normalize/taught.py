"""What the wordings that ship teach, counted once and kept in a file: to read eight thousand of them takes seconds.

The file is a cache: thrown away when the program or its data has changed, or when anything in it is wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from qbank import kept
from qbank.english.terms import split
from qbank.lazy import dataclass
from qbank.normalize import categories as words_of
from qbank.normalize.categories import Counts, Lesson, LessonKind, Lessons
from qbank.normalize.new_template import Vocabulary
from qbank.normalize.wordings import DATA, Wording, frame, shipped_wordings

_FORMAT = 2
_REMEMBERED = 20_000
"""Labelled wordings whose frames are kept in memory: more than ship."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipped:
    """What the wordings that ship teach; `frames` has the template of each frame."""

    lessons: Lessons
    frames: Mapping[str, str]
    vocabulary: Vocabulary


@lru_cache(maxsize=_REMEMBERED)
def read(text: str) -> tuple[str, words_of.Features]:
    """Return the frame of a labeled wording, and what is counted of it."""
    parts = split(text)
    asked = frame(parts.ask, parts.context)
    return asked, MappingProxyType(words_of.features(asked, words_of.beside(parts)))


def lesson(wording: Wording, document: words_of.Features, times: int = 1) -> Lesson:
    """Return a labeled wording as it is learned, said so often."""
    return Lesson(document, wording.category, wording.template, wording.weight, times)


class Files(NamedTuple):
    """Where what was learned is kept: what ships teaches, one for all banks, and how a bank's own wordings read."""

    shipped: Path
    own: Path


def own_read(texts: Sequence[str], keep: Files | None) -> list[tuple[str, words_of.Features]]:
    """Return the frame of each of a bank's own wordings and what is counted of it; what was read before comes from the file."""
    if keep is None:
        return [read(text) for text in texts]
    made_by = f"read {_FORMAT} {_program()}"
    found = kept.values(keep.own, made_by)
    known: dict[str, Any] = found if isinstance(found, dict) else {}
    made = [known.get(text) or read(text) for text in texts]
    if any(text not in known for text in texts):
        kept.keep(keep.own, made_by, {text: (asked, dict(said)) for text, (asked, said) in zip(texts, made, strict=True)})  # fmt: skip
    return made


def is_kept(keep: Files) -> bool:
    """Say whether what the shipped wordings teach is kept."""
    with suppress(OSError, ValueError):
        return bool(kept.read(keep.shipped, _made_by()))
    return False


@cache
def by_what_ships(keep: Files | None, categories: frozenset[str]) -> Shipped:
    """Return what the shipped wordings of these categories teach, of all if there are none; read from a file if one is kept."""
    made_by = _made_by()
    if keep is not None:
        with suppress(*kept.WRONG):
            if known := _restored(kept.values(keep.shipped, made_by), categories):
                return known
    made = _learned([w for w in shipped_wordings() if w.category in categories or not categories])
    if keep is not None:
        kept.keep(keep.shipped, made_by, _plain(made, categories))
    return made


def _learned(wordings: Sequence[Wording]) -> Shipped:
    frames: dict[str, str] = {}
    for wording in wordings:
        if wording.template:
            asked, _ = read(wording.text)
            frames.setdefault(asked, wording.template)
    lessons = Lessons.of(lesson(w, read(w.text)[1]) for w in wordings)
    # A bank without some categories knows the words of all wordings nevertheless.
    return Shipped(lessons=lessons, frames=frames, vocabulary=vocabulary())


@cache
def vocabulary() -> Vocabulary:
    """Return the words of the shipped wordings."""
    return Vocabulary.of(wording.text for wording in shipped_wordings())


def _made_by() -> str:
    return f"taught {_FORMAT} {_program()}"


@cache
def _program() -> str:
    here = Path(__file__).parent
    below = (*(here.parent / "english").glob("*.py"), here.parent / "model" / "pattern.py", here.parent / "kept.py")
    return kept.program(sorted((*here.glob("*.py"), *DATA.iterdir(), *below)))


# ---- as it is kept


def _plain(made: Shipped, categories: frozenset[str]) -> dict[str, Any]:
    """Return what is kept, as plain values."""
    lessons = made.lessons
    return {
        "categories": sorted(categories), "rows": lessons.words.rows, "totals": lessons.words.totals, "times": dict(lessons.times),
        "often": dict(lessons.often), "frames": dict(made.frames), "vocabulary": dict(made.vocabulary.often),
    }  # fmt: skip


def _restored(given: Any, categories: frozenset[str]) -> Shipped | None:  # noqa: ANN401 (plain values)
    if not isinstance(given, dict) or given["categories"] != sorted(categories):
        return None
    words = Counts[LessonKind].kept(given["rows"], given["totals"])
    lessons = Lessons(words, Counter(given["times"]), Counter(given["often"]))
    return Shipped(lessons=lessons, frames=given["frames"], vocabulary=Vocabulary(Counter(given["vocabulary"])))
