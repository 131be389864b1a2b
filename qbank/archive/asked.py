"""What an archive says of one guest or one subject: asked in how many shows, when, in which words; and what nobody has asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from qbank.archive import tables
from qbank.archive.sources import opened
from qbank.lazy import dataclass
from qbank.model.pattern import fill, names
from qbank.normalize.grouping import AS_TAUGHT, likeness
from qbank.normalize.wordings import stems

_MINE = ("episode", "show", "date", "text", "frame", "template", "category")
_PLAIN = frozenset({"X", "I"})
"""Capitals of a frame that can be said of anybody's subject."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One thing that was asked: in the words of most, of how many shows and episodes, and when first and last."""

    text: str
    category: str | None
    template: str | None
    frame: str
    shows: tuple[str, ...]
    times: int
    first: str | None
    last: str | None


def asked(folder: str, *, guest: str | None = None, technology: str | None = None) -> list[Asked]:
    """Return what was asked of a guest, about a technology, or both: what most shows ask first. NotFoundError if there is no archive."""
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in _rows(folder, guest, technology):
        groups.setdefault(_key(row), []).append(row)
    made = [_asked(rows) for rows in groups.values()]
    return sorted(made, key=lambda a: (-len(a.shows), -a.times, a.text))


def _key(row: dict[str, Any]) -> tuple[str, str]:
    return ("template", row["template"]) if row["template"] else ("frame", row["frame"])


def _rows(folder: str, guest: str | None, technology: str | None) -> Iterator[dict[str, Any]]:
    import pyarrow as pa
    import pyarrow.compute as pc

    # A shard's tables have one name: which shards hold such episodes is told by far fewer rows than there are questions.
    about = pc.utf8_lower(pc.field("technology")) == technology.lower() if technology else None
    wanted = ["episode", "guests", "__filename"]
    episodes: list[str] = []
    shards: set[str] = set()
    for held in tables.dataset(folder, "episodes").to_batches(filter=about, columns=wanted):
        if guest:
            lists = held["guests"]
            same = pc.equal(pc.utf8_lower(pc.list_flatten(lists)), guest.lower())
            held = held.take(pc.unique(pc.list_parent_indices(lists).filter(same)).cast(pa.int64()))  # noqa: PLW2901
        episodes += held["episode"].to_pylist()
        shards.update(tables.name_of(path) for path in pc.unique(held["__filename"]).to_pylist())
    if not episodes:
        return
    asked = (pc.field("kind") == "question") & pc.is_valid(pc.field("frame")) & pc.field("episode").isin(episodes)
    for batch in tables.dataset(folder, "items", shards).to_batches(filter=asked, columns=list(_MINE)):
        yield from batch.to_pylist()


def _asked(rows: Sequence[dict[str, Any]]) -> Asked:
    texts: dict[str, set[str]] = {}
    for row in rows:
        texts.setdefault(row["text"], set()).add(row["episode"])
    text = min(texts, key=lambda t: (-len(texts[t]), len(t), t))
    first = next(row for row in rows if row["text"] == text)
    dates = sorted({row["date"] for row in rows if row["date"]})
    return Asked(
        text=text, category=first["category"], template=first["template"], frame=min(row["frame"] for row in rows),
        shows=tuple(sorted({row["show"] for row in rows if row["show"]})), times=len({row["episode"] for row in rows}),
        first=dates[0] if dates else None, last=dates[-1] if dates else None,
    )  # fmt: skip


def not_asked(folder: str, *, guest: str | None = None, technology: str | None = None, limit: int = 10) -> list[Asked]:
    """Return what many shows ask others and none has asked this guest, or about this technology: what most ask first.

    Only what can be said of any subject, or of the technology that is named; its name stands in it then.
    """
    mine = asked(folder, guest=guest, technology=technology)
    keys = {_key({"template": a.template, "frame": a.frame}) for a in mine}
    known = [frozenset(stems(a.frame)) for a in mine]
    made: list[Asked] = []
    for row in _wordings(folder):
        if len(made) == limit:
            break
        words = frozenset(stems(row["frame"]))
        if _key(row) in keys or any(likeness(words, one) >= AS_TAUGHT for one in known):
            continue
        text = _of_anybody(row, technology)
        if text is not None:
            known.append(words)
            same = {name: row[name] for name in ("category", "template", "frame", "times", "first", "last")}
            made.append(Asked(text=text, shows=tuple(row["some_shows"]), **same))
    return made


def _of_anybody(row: dict[str, Any], technology: str | None) -> str | None:
    """Return a wording as it can be put to any guest; None if it is private to its own subject."""
    pattern = row["pattern"] or ""
    slots = set(names(pattern))
    capitals = {word for word in row["frame"].split() if word.isupper()}
    if slots - {"technology"} or capitals - _PLAIN or (slots and not technology):
        return None
    if not slots and not technology and "X" in capitals:
        return None
    return fill(pattern, {"technology": technology} if slots and technology else {})


def _wordings(folder: str) -> Iterator[dict[str, Any]]:
    """Yield wordings, those that most shows ask first: each part is sorted so, and no more is read of it than is needed."""
    import heapq

    def part(fragment: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 (pyarrow's)
        for batch in fragment.to_batches(batch_size=256):
            yield from batch.to_pylist()

    parts = [part(f) for f in tables.dataset(folder, "wordings").get_fragments()]
    return heapq.merge(*parts, key=tables.by_shows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """What an archive holds, in numbers; years from the first to the last."""

    episodes: int
    shows: int
    guests: int
    items: int
    questions: int
    wordings: int
    problems: int
    by_category: dict[str, int]
    by_year: dict[str, int]
    asked_most: tuple[tuple[str, int, int], ...]
    """Text, shows, times."""
    megabytes: float


def stats(folder: str, *, most: int = 10) -> Stats:
    """Return what an archive holds. NotFoundError if there is none."""
    import pyarrow.compute as pc
    from pyarrow.fs import FileSelector

    shows: set[str | None] = set()
    guests: set[str] = set()
    years: Counter[str] = Counter()
    for batch in tables.dataset(folder, "episodes").to_batches(columns=["show", "guests", "date"]):
        shows.update(pc.unique(batch["show"]).to_pylist())
        guests.update(pc.unique(pc.list_flatten(batch["guests"])).to_pylist())
        years.update(d[:4] for d in batch["date"].to_pylist() if d)
    categories: Counter[str] = Counter()
    questions = 0
    items = tables.dataset(folder, "items")
    for batch in items.to_batches(columns=["category"], filter=pc.field("kind") == "question"):
        questions += batch.num_rows
        categories.update(c for c in batch["category"].to_pylist() if c)
    system, path = opened(folder)
    size = sum(f.size or 0 for f in system.get_file_info(FileSelector(path, recursive=True)))
    top = tuple((r["text"], r["shows"], r["times"]) for r in islice(_wordings(folder), most))
    return Stats(
        episodes=tables.dataset(folder, "episodes").count_rows(), shows=len(shows - {None}), guests=len(guests), items=items.count_rows(),
        questions=questions, wordings=tables.dataset(folder, "wordings").count_rows(), problems=tables.dataset(folder, "problems").count_rows(),
        by_category=dict(categories.most_common()), by_year=dict(sorted(years.items())), asked_most=top, megabytes=round(size / 1e6, 1),
    )  # fmt: skip
