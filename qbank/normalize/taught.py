"""What the wordings that ship teach, counted once and kept in a file: to read eight thousand of them takes seconds.

The file is a cache: thrown away when the program or its data has changed, or when anything in it is wrong.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from qbank import kept
from qbank.english.terms import split
from qbank.lazy import dataclass
from qbank.normalize import categories as words_of
from qbank.normalize.categories import Lesson, LessonKind, Lessons
from qbank.normalize.intent_rules import DATA, RuleTable, Wording, shipped_rules, shipped_wordings
from qbank.normalize.new_template import Vocabulary
from qbank.normalize.wording_frame import first_line, frame, stems

_FORMAT = 1
_REMEMBERED = 20_000
"""Labelled wordings whose frames are kept in memory: more than ship."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipped:
    """What the wordings that ship teach.

    `frames` has the template of each frame, `words` the stems of each template's wordings with spaces between, `everyday` the
    words that are not names.
    """

    lessons: Lessons
    frames: Mapping[str, str]
    words: Mapping[str, str]
    everyday: frozenset[str]
    vocabulary: Vocabulary


@lru_cache(maxsize=_REMEMBERED)
def read(text: str) -> tuple[str, words_of.Features]:
    """Return the frame of a labeled wording, and what is counted of it."""
    parts = split(text)
    asked = frame(parts.ask, parts.context)
    return asked, MappingProxyType(counted(asked, words_of.beside(parts)))


def counted(asked: str, beside: Iterable[str]) -> dict[str, float]:
    """Return what is counted of a frame: its words, and the intent rules that match it."""
    return {**words_of.features(asked, beside), **dict.fromkeys(_rules().heard(asked), 1.0)}


def lesson(wording: Wording, document: words_of.Features) -> Lesson:
    """Return a labeled wording as it is learned."""
    return Lesson(document, wording.category, wording.template, wording.weight)


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


@cache
def _rules() -> RuleTable:
    return RuleTable(shipped_rules())


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
    said: dict[str, set[str]] = defaultdict(set)
    for wording in wordings:
        if wording.template:
            asked, _ = read(wording.text)
            frames.setdefault(asked, wording.template)
            said[wording.template].update(stems(first_line(asked)))
    # A bank without some categories knows the words of all wordings nevertheless.
    grams = (gram for wording in shipped_wordings() for gram in read(wording.text)[1])
    return Shipped(
        lessons=Lessons.of(lesson(w, read(w.text)[1]) for w in wordings), frames=frames,
        words={template: " ".join(sorted(words)) for template, words in said.items()},
        everyday=frozenset(gram for gram in grams if gram.isalpha() and gram.islower()), vocabulary=vocabulary(),
    )  # fmt: skip


@cache
def vocabulary() -> Vocabulary:
    """Return the words of the shipped wordings."""
    return Vocabulary.of(wording.text for wording in shipped_wordings())


def _made_by() -> str:
    return f"taught {_FORMAT} {_program()}"


@cache
def _program() -> str:
    here = Path(__file__).parent
    below = (
        *(here.parent / "english").glob("*.py"),
        here.parent / "model" / "pattern.py",
        here.parent / "kept.py",
    )
    return kept.program(sorted((*here.glob("*.py"), *DATA.iterdir(), *below)))


# ---- as it is kept


class _Packed:
    """Counts whose rows are texts, `0:10 7:3` (the number of a kind and how often), each taken apart when it is asked for."""

    def __init__(self, rows: Mapping[str, str], kinds: Sequence[LessonKind], totals: Sequence[int]) -> None:
        self.rows, self.totals = rows, dict(zip(kinds, totals, strict=True))
        self._kinds = kinds

    def row(self, gram: str) -> dict[LessonKind, int]:
        """Return in wordings of which kinds a word stood, and how often."""
        row = self.rows.get(gram)
        return {} if row is None else dict(self._parted(row))

    def _parted(self, row: str) -> Iterator[tuple[LessonKind, int]]:
        for one in row.split(" "):
            kind, _, often = one.partition(":")
            yield self._kinds[int(kind)], int(often)


def _plain(made: Shipped, categories: frozenset[str]) -> dict[str, Any]:
    """Return what is kept, as plain values."""
    kinds = list(made.lessons.times)
    place = {kind: at for at, kind in enumerate(kinds)}
    words = made.lessons.words
    rows = {gram: " ".join(f"{place[k]}:{n}" for k, n in words.row(gram).items()) for gram in words.rows}
    return {
        "categories": sorted(categories), "rows": rows, "kinds": [tuple(kind) for kind in kinds],
        "totals": [words.totals[kind] for kind in kinds], "times": [made.lessons.times[kind] for kind in kinds],
        "often": dict(made.lessons.often), "frames": dict(made.frames), "words": dict(made.words),
        "everyday": sorted(made.everyday), "vocabulary": dict(made.vocabulary.often),
    }  # fmt: skip


def _restored(given: Any, categories: frozenset[str]) -> Shipped | None:  # noqa: ANN401 (plain values)
    if not isinstance(given, dict) or given["categories"] != sorted(categories):
        return None
    kinds = [LessonKind(*kind) for kind in given["kinds"]]
    words = _Packed(given["rows"], kinds, given["totals"])
    lessons = Lessons(words, Counter(dict(zip(kinds, given["times"], strict=True))), Counter(given["often"]))
    return Shipped(
        lessons=lessons, frames=given["frames"], words=given["words"], everyday=frozenset(given["everyday"]),
        vocabulary=Vocabulary(Counter(given["vocabulary"])),
    )  # fmt: skip
