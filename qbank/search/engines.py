"""An index as a set of engines with lines beside them: its fields, and what an answer shows of an item.

Three engines stand side by side: `items` holds the questions; `templates` one document a template that was asked, so that a
query finds which questions are meant before it looks for them among all; `vocabulary` every word there is, for words
that are mistyped or not yet typed to the end. What an answer shows, a row an item and a row an episode in the order in which
they were indexed, and the words themselves, stand in lines beside them. Whoever changes what is indexed counts VERSION up.
"""

# No annotations from the future: a named tuple compiles each that is a text, and a search starts with twenty of them.

import json
import mmap
import os
import struct
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache, partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

import tantivy
from tantivy import Occur, Query, Schema, Searcher

from qbank.search.answer import Evidence, Hit, Source
from qbank.search.query import Themes, analyzer

if TYPE_CHECKING:
    from tantivy import DocAddress

    from qbank.model import Episode, Item

VERSION = 9
OWN = "own"
"""What the items of a bank's own show have in the field of this name; a bank without a show's name has none."""

_ROOM, _ROOM_FOR_TEXT = 1000, 30
"""Bytes a document, and a character of its text, that a writer may use: more than it needs, so that one segment holds all."""
_LEAST_ROOM, _MOST_ROOM = 20_000_000, 4_000_000_000
_NUMBER = struct.Struct("<Q")
_SPAN = struct.Struct("<QQ")


class Lines:
    """Lines written one after the other, then the place where each ends, then how many there are."""

    def __init__(self, data: bytes | mmap.mmap) -> None:
        """Take what `write_lines` wrote. ValueError: it is something else."""
        if len(data) < _SPAN.size:
            raise ValueError("no lines are kept here")
        (count,) = _NUMBER.unpack_from(data, len(data) - _NUMBER.size)
        self._data, self._count = data, int(count)
        self._places = len(data) - (count + 2) * _NUMBER.size
        if self._places < 0:
            raise ValueError("the lines that were kept here are cut short")

    def __len__(self) -> int:
        """Return how many lines there are."""
        return self._count

    def line(self, n: int) -> bytes:
        """Return line n, the first being 0."""
        start, end = _SPAN.unpack_from(self._data, self._places + 8 * n)
        return self._data[start:end]


def write_lines(lines: Iterable[bytes], path: Path | None = None) -> Lines:
    """Keep these lines in this file, or in memory."""
    if path is None:
        kept = BytesIO()
        _write(lines, kept)
        return Lines(kept.getvalue())
    with path.open("wb") as file:
        _write(lines, file)
        file.flush()
        os.fsync(file.fileno())
    return read_lines(path)


def read_lines(path: str | Path) -> Lines:
    """Return the lines that are kept in this file; ValueError or OSError when they cannot be read."""
    with open(path, "rb") as file:  # noqa: PTH123 (text or a Path)
        return Lines(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


def _write(lines: Iterable[bytes], file: BinaryIO) -> None:
    from array import array  # here, since a search that only reads takes hardly longer than this import

    at = 0
    places = array("Q", [at])
    for line in lines:
        at += file.write(line)
        places.append(at)
    if sys.byteorder == "big":
        places.byteswap()
    file.write(places.tobytes())
    file.write(_NUMBER.pack(len(places) - 1))


class Engines(NamedTuple):
    """The engines of an index, open for reading, and what is known beside them.

    `rows` and `episodes` are what answers show, `words` the vocabulary in the order of its documents, `themes` the lines of `Themes`.
    `facts` holds the themes' ids, categories and the labels of the rows; `names` returns technologies, guests, templates and episodes by field.
    """

    items: tantivy.Index
    templates: tantivy.Index
    vocabulary: tantivy.Index
    rows: Lines
    episodes: Lines
    words: Lines
    themes: Lines
    facts: Mapping[str, Any]
    names: Callable[[], Mapping[str, list[str]]]


SCHEMAS = {
    "items": {
        "text about": ("stems", "position"),
        "technology guest": ("words", "position"),
        "episode template category leaning own": ("raw", "basic"),
    },
    "templates": {"words": ("stems", "freq"), "theme": ("raw", "basic")},
    "vocabulary": {"word": ("raw", "basic")},
}
"""The engines by name, which is also the name of their folder: their fields of text, and how each is cut into words and what is kept of them."""
LINES = ("rows", "episodes", "words", "themes")
"""The lines beside the engines by name, which is also the name of their file."""


def new_engine(name: str, folder: str | None) -> tantivy.Index:
    """Return an empty engine: in this folder, which must exist and be empty, or in memory."""
    schema = tantivy.SchemaBuilder()
    for fields, (tokenizer, kept) in SCHEMAS[name].items():
        for field in fields.split():
            schema.add_text_field(field, tokenizer_name=tokenizer, index_option=kept)
    for field in ("number", "date") if name == "items" else ():
        schema.add_unsigned_field(field, indexed=True, fast=True)
    if name == "items":
        schema.add_unsigned_field("row", fast=True)
    return ready(tantivy.Index(schema.build(), path=folder, reuse=False))


def opened(folder: str) -> tantivy.Index:
    """Return the engine in this folder; ValueError or OSError when it cannot be read."""
    return ready(tantivy.Index.open(folder))


def ready(engine: tantivy.Index) -> tantivy.Index:
    """Return an engine with what takes texts apart for it."""
    engine.config_reader("manual")
    engine.register_tokenizer("stems", analyzer())
    engine.register_tokenizer("words", analyzer(stemmed=False))
    return engine


@contextmanager
def writing(engine: tantivy.Index, texts: Sequence[str]) -> Iterator[tantivy.IndexWriter]:
    """Yield what writes to an engine, then finish it; about these texts will be written."""
    needed = len(texts) * _ROOM + sum(map(len, texts)) * _ROOM_FOR_TEXT
    writer = engine.writer(heap_size=min(max(_LEAST_ROOM, needed), _MOST_ROOM), num_threads=1)
    yield writer
    writer.commit()
    writer.wait_merging_threads()
    engine.reload()


class View:
    """Three engines at one moment, and the facts beside them. What is looked up does not change.

    `known` are the words of the vocabulary, `template_ids` the templates, both in the order of their documents; `made` keeps the queries of themes once they are made.
    """

    def __init__(self, engines: Engines) -> None:
        facts = engines.facts
        self.items, self.item_schema = engines.items.searcher(), engines.items.schema
        self.templates, self.template_schema = engines.templates.searcher(), engines.templates.schema
        self.vocabulary, self.word_schema = engines.vocabulary.searcher(), engines.vocabulary.schema
        self.known, self.themes = engines.words, Themes(**facts["themes"], line=engines.themes.line)
        self.categories: Sequence[str] = facts["categories"]
        self.template_ids: Sequence[str] = facts["templates"]
        self.rituals = frozenset(facts["rituals"])
        self.made: dict[str, Query] = {}

    def says(self, stem: str) -> int:
        """Return in how many items, or in how many items' episode lines, a stem stands."""
        return max(self.items.doc_freq("text", stem), self.items.doc_freq("about", stem))

    def has(self, query: Query) -> bool:
        """Say whether there is an item that a query finds."""
        return bool(self.items.search(query, 1, count=False).hits)

    def knows(self, stem: str) -> bool:
        """Say whether a stem stands in any item, or in any wording that a template has or might have."""
        return bool(self.says(stem) or self.templates.doc_freq("words", stem))


def words(schema: Schema, field: str, stems: Sequence[str]) -> Query:
    """Return the query for a word, or for several in this order; at least one is needed."""
    if len(stems) > 1:
        return Query.phrase_query(schema, field, list(stems))
    return Query.term_query(schema, field, stems[0], index_option="freq")


def either(queries: Sequence[Query]) -> Query:
    """Return the query that any of these satisfies; of none of them, nothing does."""
    if not queries:
        return Query.empty_query()
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, query) for query in queries])


_EPISODES = 2000
"""So many episodes that were shown are remembered."""

_HEAD = struct.Struct("<qIIII")
"""What stands before an item's text: its number, its episode's place, and its kind, category and template as labels."""
_tuple: Any = tuple.__new__


class Labels(dict[str | None, int]):
    """Names that many items have in common, each with a number in the order in which they came; None is the first."""

    def __missing__(self, name: str | None) -> int:
        """Give a new name its number."""
        self[name] = len(self)
        return self[name]


def episode_row(episode: "Episode") -> bytes:
    """Return what is kept of an episode."""
    source = (episode.id, episode.number, episode.title, episode.date)
    return json.dumps([source, episode.technology, episode.guests], ensure_ascii=False).encode()


def item_row(item: "Item", episode: int, labels: Labels) -> bytes:
    """Return what is kept of an item; `episode` is the place of its episode among all."""
    category, template = labels[item.category or None], labels[item.template or None]
    head = _HEAD.pack(item.n, episode, labels[item.kind], category, template)
    return head + item.text.encode()


class Shown:
    """The rows of an index, made hits."""

    def __init__(self, searcher: Searcher, items: Lines, episodes: Lines, labels: Sequence[Any]) -> None:
        self._searcher, self._items, self._labels = searcher, items, labels
        self._episode = lru_cache(_EPISODES)(partial(_episode, episodes))

    def hits(self, found: "list[tuple[float, DocAddress]]", reasons: Iterable[Evidence]) -> tuple[Hit, ...]:
        """Return items that were found with their scores as hits, each with its reason."""
        line, episode, label = self._items.line, self._episode, self._labels
        rows = self.rows([address for _, address in found])
        hits = []
        for row, (score, _), evidence in zip(rows, found, reasons, strict=False):
            kept = line(row)
            n, at, kind, category, template = _HEAD.unpack_from(kept)
            source, guests, technology = episode(at)
            text = str(kept[_HEAD.size :], "utf-8")
            # As tuples, past the constructor of named tuples: twenty hits are most of a quick search.
            hits.append((f"{source[0]}/{n}", score, text, label[kind], source, guests, technology,
                         label[category], label[template], evidence))  # fmt: skip
        return tuple([_tuple(Hit, hit) for hit in hits])

    def rows(self, addresses: "list[DocAddress]") -> Sequence[int]:
        """Return the numbers of the rows of items at these addresses."""
        if self._searcher.num_segments == 1:
            return [address.doc for address in addresses]
        return self._searcher.fast_field_values("row", addresses)  # type: ignore[return-value]


def _episode(episodes: Lines, at: int) -> tuple[Source, tuple[str, ...], str | None]:
    source, technology, guests = json.loads(episodes.line(at))
    return Source(*source), tuple(guests), technology
