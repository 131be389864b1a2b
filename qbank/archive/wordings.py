"""Questions of all shards -> wordings, each counted once over every show, and an index over them.

Questions are spread over parts by what they ask, then counted part by part. What is a phrasing of a known template counts as
that template. Other questions count by their frame, names taken out, and a frame that is much like one more often asked (the normalizer's own
measure for "the same") counts with it.

A part is read in slices of other episodes, so what is counted of episodes is added up, and however often one thing is asked, no more of it
than a slice is in memory; of a wording there stay its different texts and shows.
"""

from __future__ import annotations

import json
import math
import shutil
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import lru_cache, partial
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tantivy

from qbank.archive import tables
from qbank.archive.sources import opened
from qbank.errors import QbankError
from qbank.lazy import dataclass
from qbank.normalize.grouping import AS_TAUGHT, likeness, telling
from qbank.normalize.wordings import stems
from qbank.search.engines import either, ready, words, writing
from qbank.search.engines import opened as opened_engine
from qbank.search.query import STOP, cut, plain

if TYPE_CHECKING:
    import pyarrow as pa

PARTITION = 1 << 16
"""Questions that are counted together: what a worker holds in memory."""
SOME = 20
"""So many names of shows and guests stand in a wording's row; the counts are of all."""
_NEIGHBOURS = 64
"""So many frames, those asked most, a frame is compared with."""
_GROUP = 16
"""Shards that are spread together."""
_COUNTED = ("text", "pattern", "category", "show", "episode", "date", "guests")
_SPREAD = ("asks", "frame", *_COUNTED)
"""The columns of what is spread."""
_TEMPLATE, _FRAME = "T", "F"
"""What the column `asks` begins with: a template's id follows, or a frame."""


def parts_for(items: int) -> int:
    """Return in how many parts the questions of an archive are counted: such that a part is PARTITION questions at most, on average."""
    return 1 << max(0, (items - 1) // PARTITION).bit_length()


def part_name(part: int) -> str:
    """Return the name of a part's file of wordings, and of its index."""
    return f"part-{part:05}"


def groups_of(shards: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield the names of shards in groups that are spread together."""
    for start in range(0, len(shards), _GROUP):
        yield tuple(shards[start : start + _GROUP])


def spread(folder: str, parts: int, shards: tuple[str, ...]) -> dict[int, int]:
    """Write the questions of some shards into one file, a batch for each of so many parts; return how many questions each has."""
    import pyarrow as pa
    import pyarrow.compute as pc

    made = pa.concat_tables([_questions(folder, name) for name in shards]).combine_chunks()
    if not made.num_rows:
        return {}
    asks = made["asks"].combine_chunks().dictionary_encode()
    part = pa.array([_part(one, parts) for one in asks.dictionary.to_pylist()], pa.int32()).take(asks.indices)
    counts = {row["values"]: row["counts"] for row in pc.value_counts(part).to_pylist()}
    (batch,) = made.take(pc.sort_indices(part)).combine_chunks().to_batches()
    name = sha256("\n".join(shards).encode()).hexdigest()[:24]
    with (
        tables.whole(tables.path_of(folder, tables.SPREAD, name)) as out,
        pa.ipc.new_file(out, made.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as file,
    ):
        start = 0
        for n in range(parts):
            file.write_batch(batch.slice(start, counts.get(n, 0)))
            start += counts.get(n, 0)
    return counts


def _questions(folder: str, shard: str) -> pa.Table:
    """Return a shard's questions, with what each asks."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    system, path = opened(tables.path_of(folder, "items", shard))
    with system.open_input_file(path) as file:
        read = pq.read_table(file, columns=["kind", "template", "frame", *_COUNTED], use_threads=False)
    read = read.filter(pc.and_(pc.equal(read["kind"], "question"), pc.is_valid(read["frame"])))
    asks = pc.coalesce(
        pc.binary_join_element_wise(_TEMPLATE, read["template"], ""),
        pc.binary_join_element_wise(_FRAME, read["frame"], ""),
    )
    return read.append_column("asks", asks).select(_SPREAD)


def _part(asks: str, parts: int) -> int:
    what = asks[1:]
    return zlib.crc32((what if asks[0] == _TEMPLATE else longest(what)).encode()) % parts


@lru_cache(maxsize=8192)
def longest(frame: str) -> str:
    """Return the longest of the stems that tell what a frame asks: frames that are much alike have it in common."""
    return max(telling(stems(frame)) or stems(frame) or (frame,), key=lambda stem: (len(stem), stem))


def count_wordings(folder: str, part: tuple[int, int]) -> int:
    """Count the wordings of one part, given how many questions were spread and its number, write and index them; return how many there are."""
    questions, number = part
    read = partial(_slices, folder, number, -(-questions // PARTITION))
    frames, leaders = _frames(read(("asks", "frame", "episode")))
    counted: dict[str, _Wording] = defaultdict(_Wording)
    for table in read(("asks", *_COUNTED)):
        _count(_led(table, leaders), counted)
    made = sorted((wording.row(asks, frames[asks]) for asks, wording in counted.items()), key=tables.by_shows)
    name = part_name(number)
    tables.write(tables.path_of(folder, "wordings", name), "wordings", made)
    write_part(folder, name, made)
    return len(made)


def _slices(folder: str, part: int, slices: int, columns: Sequence[str]) -> Iterator[pa.Table]:
    """Yield the questions of a part in so many tables of about one size, each those of other episodes."""
    import pyarrow as pa
    import pyarrow.compute as pc

    names = sorted(tables.names(folder, tables.SPREAD))
    # An episode's id is a digest: its first digits cut the episodes evenly.
    cuts = [f"{n * 0x10000 // slices:04x}" for n in range(slices)]
    for low, high in zip_longest(cuts, cuts[1:], fillvalue="g"):
        held = []
        for name in names:
            batch = _batch(tables.path_of(folder, tables.SPREAD, name), part, columns)
            episode = batch["episode"]
            held.append(batch.filter(pc.and_(pc.greater_equal(episode, low), pc.less(episode, high))))
        yield pa.Table.from_batches(held)


def _batch(path: str, part: int, columns: Sequence[str]) -> pa.RecordBatch:
    """Return some columns of the questions of a part from one file of what is spread."""
    import pyarrow as pa

    system, inside = opened(path)
    wanted = pa.ipc.IpcReadOptions(included_fields=[_SPREAD.index(column) for column in columns], use_threads=False)
    with system.open_input_file(inside) as file:
        return pa.ipc.open_file(file, options=wanted).get_batch(part)


def _frames(slices: Iterable[pa.Table]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the frame of all that is asked in a part, the first by the alphabet, and what counts with what."""
    frames: dict[str, str] = {}
    times: Counter[str] = Counter()
    for table in slices:
        for row in _grouped(table, ["asks"], _EPISODES, ("frame", "min")):
            asks, frame = row["asks"], row["frame_min"]
            frames[asks] = min(frames.get(asks, frame), frame)
            if asks[0] == _FRAME:
                times[asks] += row["episode_count_distinct"]
    return frames, _leaders(times)


_EPISODES = ("episode", "count_distinct")


def _grouped(table: pa.Table, by: list[str], *of: tuple[str, str]) -> Iterator[dict[str, Any]]:
    """Yield a row for each group of rows; few of them are there at once."""
    for batch in table.group_by(by, use_threads=False).aggregate([*of]).to_batches(1024):
        yield from batch.to_pylist()


def _leaders(times: Mapping[str, int]) -> dict[str, str]:
    """Return, for each frame that is much like one that is asked more, the one that it counts with."""
    made: dict[str, str] = {}
    leaders: dict[str, list[tuple[frozenset[str], str]]] = defaultdict(list)
    for asks in sorted(times, key=lambda asks: (-times[asks], asks)):
        frame = asks[1:]
        words, near = frozenset(stems(frame)), leaders[longest(frame)]
        same = next((leader for known, leader in near if likeness(words, known) >= AS_TAUGHT), None)
        if same is not None:
            made[asks] = same
        elif len(near) < _NEIGHBOURS:
            near.append((words, asks))
    return made


def _led(table: pa.Table, leaders: Mapping[str, str]) -> pa.Table:
    """Return questions with what they count with as what they ask."""
    import pyarrow as pa
    import pyarrow.compute as pc

    own = table["asks"]
    at = pc.index_in(own, pa.array([*leaders], pa.string()))
    led = pc.take(pa.array([*leaders.values()], pa.string()), at)
    return table.set_column(0, "asks", pc.coalesce(led, own))


@dataclass(slots=True)
class _Wording:
    """All that asks one thing: episodes, and what tells most about them."""

    times: int = 0
    texts: dict[str, tuple[int, str | None]] = field(default_factory=dict)
    """Each text, in how many episodes it stands, and its pattern."""
    categories: Counter[str] = field(default_factory=Counter)
    shows: set[str] = field(default_factory=set)
    guests: list[str] = field(default_factory=list)
    first: str | None = None
    last: str | None = None

    def row(self, asks: str, frame: str) -> dict[str, Any]:
        """Return the wording's row; its text is the one that most episodes have."""
        text = min(self.texts, key=lambda t: (-self.texts[t][0], len(t), t))
        category = min(self.categories, key=lambda c: (-self.categories[c], c)) if self.categories else None
        return {
            "wording": sha256(asks[1:].encode()).hexdigest()[:16], "text": text, "pattern": self.texts[text][1], "frame": frame,
            "category": category, "template": asks[1:] if asks[0] == _TEMPLATE else None, "shows": len(self.shows), "times": self.times,
            "phrasings": len(self.texts), "first": self.first, "last": self.last, "some_shows": sorted(self.shows)[:SOME],
            "some_guests": self.guests,
        }  # fmt: skip


def _count(table: pa.Table, counted: dict[str, _Wording]) -> None:
    """Add what questions say of episodes that nothing has been counted of."""
    import pyarrow as pa
    import pyarrow.compute as pc

    for row in _grouped(table, ["asks"], _EPISODES, ("date", "min"), ("date", "max"), ("show", "distinct")):
        one = counted[row["asks"]]
        one.times += row["episode_count_distinct"]
        one.shows.update(filter(None, row["show_distinct"]))
        one.first = min(filter(None, (one.first, row["date_min"])), default=None)
        one.last = max(filter(None, (one.last, row["date_max"])), default=None)
    for row in _grouped(table, ["asks", "text"], _EPISODES, ("pattern", "min")):
        texts = counted[row["asks"]].texts
        times, pattern = texts.get(row["text"], (0, None))
        first = min(filter(None, (pattern, row["pattern_min"])), default=None)
        texts[row["text"]] = times + row["episode_count_distinct"], first
    for row in _grouped(table, ["asks", "category"], ("episode", "count")):
        if row["category"]:
            counted[row["asks"]].categories[row["category"]] += row["episode_count"]
    lists = table["guests"].combine_chunks()
    asks = table["asks"].combine_chunks().take(pc.list_parent_indices(lists))
    guests = pa.table({"asks": asks, "guest": pc.list_flatten(lists)})
    for row in _grouped(guests, ["asks"], ("guest", "distinct")):
        one = counted[row["asks"]]
        one.guests = sorted({*one.guests, *row["guest_distinct"]})[:SOME]


# ---- the index over them: built part by part, wherever a part is counted, and opened as one

_PARTS, _WHOLE = ".index-parts", "index"
_RANKED = 200
"""So many of the best by their words are ranked by how many shows ask them, too."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A wording found: its row (text, category, shows, times, first, last, some_shows, some_guests …) and how well it fits."""

    row: dict[str, Any]
    score: float


def _schema() -> tantivy.Schema:
    made = tantivy.SchemaBuilder()
    made.add_text_field("text", tokenizer_name="stems", index_option="position")
    made.add_bytes_field("row", stored=True)
    return made.build()


def _folder(folder: str) -> Path | None:
    """Return the archive's folder if it is one of this machine: an index cannot be opened in a bucket."""
    if "://" in folder:
        return Path(folder.removeprefix("file://")) if folder.startswith("file://") else None
    return Path(folder)


def write_part(folder: str, name: str, rows: Sequence[dict[str, Any]]) -> None:
    """Index the wordings of one part in a folder of its own."""
    home = _folder(folder)
    if home is None:
        return
    part = home / _PARTS / name
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    engine = ready(tantivy.Index(_schema(), path=str(part), reuse=False))
    with writing(engine, [row["text"] for row in rows]) as writer:
        for row in rows:
            stored = json.dumps(row, ensure_ascii=False).encode()
            writer.add_document(tantivy.Document(text=plain(row["text"]), row=stored))


def join(folder: str, names: Sequence[str]) -> None:
    """Put the parts' segments into one folder with one list of them: an index of them all, without a copy of a byte."""
    home = _folder(folder)
    if home is None:
        return
    made = home / f".{_WHOLE}-new"
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir()
    whole: dict[str, Any] = {}
    managed: list[str] = []
    for name in names:
        part = home / _PARTS / name
        meta = json.loads((part / "meta.json").read_bytes())
        whole = whole or {**meta, "segments": []}
        whole["segments"] += meta["segments"]
        for file in part.iterdir():
            if not file.name.startswith((".", "meta.json")):
                file.replace(made / file.name)
                managed.append(file.name)
    (made / "meta.json").write_text(json.dumps(whole))
    (made / ".managed.json").write_text(json.dumps([*managed, "meta.json"]))
    shutil.rmtree(home / _WHOLE, ignore_errors=True)
    made.replace(home / _WHOLE)
    shutil.rmtree(home / _PARTS, ignore_errors=True)


def opened_index(folder: str) -> tantivy.Index:
    """Return the index of an archive; NotFoundError if there is none."""
    home = _folder(folder)
    if home is None:
        hint = "copy the archive's folder index/ to this machine and name its parent"
        raise QbankError("an index cannot be opened in a bucket", hint=hint, where=folder)
    if not (home / _WHOLE / "meta.json").is_file():
        raise tables.none_in(folder)
    try:
        return opened_engine(str(home / _WHOLE))
    except ValueError as error:
        hint = "build the archive again: only the index is made anew"
        raise QbankError(f"the index of {folder} is damaged", hint=hint, where=folder) from error


def search(engine: tantivy.Index, text: str, *, category: str | None = None, limit: int = 10) -> tuple[int, list[Hit]]:
    """Return how many wordings have a word of the text, and the best: by their words first, then by how many shows ask them."""
    engine.reload()
    said = [stem for word, stem in cut(text) if word not in STOP] or [stem for _, stem in cut(text)]
    if not said:
        return 0, []
    schema, searcher = engine.schema, engine.searcher()
    query = either([words(schema, "text", [stem]) for stem in dict.fromkeys(said)])
    found: Any = searcher.search(query, limit=max(limit, _RANKED), count=True)
    hits = []
    for score, address in found.hits:
        row = json.loads(searcher.doc(address)["row"][0])
        if category is None or row["category"] == category:
            hits.append(Hit(row, score * (1 + math.log1p(row["shows"]) / 10)))
    hits.sort(key=lambda hit: (-round(hit.score, 4), hit.row["text"], hit.row["wording"]))
    return found.count or 0, hits[:limit]
