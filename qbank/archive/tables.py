"""The archive's tables: Parquet as docs/ARCHIVE.md describes them, each file there whole or not at all; and bytes -> their rows.

`rows` is the one function that every engine runs, and knows no file, no clock, and nothing of what it was given before. Around it is what a
worker does with a shard: its files are named by what they are made of, and written last of all by the episodes'.

Whoever changes what a table holds counts VERSION up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import field, replace
from functools import cache, lru_cache, partial
from hashlib import sha256
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from qbank.archive.sources import Document, Shard, opened, read
from qbank.bank import place
from qbank.errors import NotFoundError, QbankError
from qbank.lazy import dataclass
from qbank.model import Episode, Item
from qbank.normalize.normalizer import Normalizer, ask_frame, language
from qbank.normalize.taught import Files
from qbank.notes import NO_QUESTIONS
from qbank.notes import read as read_notes
from qbank.notes.dates import field_date
from qbank.notes.episodes import NO_TITLE

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow.dataset import Dataset

VERSION = 1
TABLES = ("episodes", "items", "problems")
"""What a shard is written to; `wordings` are counted over all of them."""
SPREAD = "spread"
"""The folder of the questions that are being counted; it goes when that is done."""


@cache
def schema_of(table: str) -> pa.Schema:
    """Return the schema of a table; its metadata says which version of the archive it is of."""
    import pyarrow as pa

    text, whole, names = pa.string(), pa.int32(), pa.list_(pa.string())
    about = [("show", text), ("date", text), ("guests", names), ("technology", text)]
    fields = {
        "episodes": [("episode", text), *about, ("title", text), ("number", whole), ("hosts", names), ("kind", text),
                     ("language", text), ("source", text), ("questions", whole)],
        "items": [("episode", text), ("n", whole), *about, ("kind", text), ("text", text), ("pattern", text), ("frame", text),
                  ("category", text), ("template", text), ("asker", text), ("at", text)],
        "problems": [("source", text), ("what", text), ("hint", text)],
        "wordings": [("wording", text), ("text", text), ("pattern", text), ("frame", text), ("category", text), ("template", text), ("shows", whole),
                     ("times", whole), ("phrasings", whole), ("first", text), ("last", text), ("some_shows", names), ("some_guests", names)],
    }[table]  # fmt: skip
    made: pa.Schema = pa.schema(fields, metadata={"qbank.archive": f"{table} {VERSION}"})
    return made


_ROWS = 65_536
"""Rows a group: what a reader holds at once."""


def path_of(folder: str, table: str, name: str) -> str:
    """Return the path, or URI, of a file of a table."""
    return f"{folder.rstrip('/')}/{table}/{name}{_ending(table)}"


def _ending(table: str) -> str:
    return ".arrow" if table == SPREAD else ".parquet"


def name_of(path: str) -> str:
    """Return the name of a table's file: that of its shard."""
    return path.rpartition("/")[2].partition(".")[0]


def write(path: str, table: str, rows: Sequence[dict[str, Any]]) -> None:
    """Write rows, in their order, as a file that is there whole or not at all."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with whole(path) as out:
        made = pa.Table.from_pylist(list(rows), schema=schema_of(table))
        pq.write_table(made, out, compression="zstd", row_group_size=_ROWS)


@contextmanager
def whole(path: str) -> Iterator[pa.NativeFile]:
    """Give a stream to a file that is there whole or not at all: it has another name first, which no reader looks at."""
    system, inside = opened(path)
    folder, _, name = inside.rpartition("/")
    system.create_dir(folder, recursive=True)
    staged = f"{folder}/.{name}.{uuid4().hex}"
    with system.open_output_stream(staged) as out:
        yield out
    system.move(staged, inside)


def names(folder: str, table: str) -> set[str]:
    """Return the names of a table's files; what a killed run left half written is not one of them."""
    from pyarrow.fs import FileSelector

    system, inside = opened(f"{folder.rstrip('/')}/{table}")
    found = (f.base_name for f in system.get_file_info(FileSelector(inside, allow_not_found=True)))
    return {name_of(name) for name in found if name.endswith(_ending(table)) and not name.startswith(".")}


def count(folder: str, table: str, name: str) -> int | None:
    """Return how many rows a file of a table has; None if it is not there."""
    import pyarrow.parquet as pq
    from pyarrow.fs import FileType

    system, inside = opened(path_of(folder, table, name))
    if system.get_file_info(inside).type != FileType.File:
        return None
    with system.open_input_file(inside) as file:
        return int(pq.ParquetFile(file).metadata.num_rows)


def delete(folder: str, table: str, stale: Iterable[str]) -> None:
    """Delete files of a table by their names."""
    for name in stale:
        system, inside = opened(path_of(folder, table, name))
        system.delete_file(inside)


def sweep(folder: str, tables: Iterable[str]) -> None:
    """Delete what killed runs left half written."""
    from pyarrow.fs import FileSelector

    for table in tables:
        system, inside = opened(f"{folder.rstrip('/')}/{table}")
        for f in system.get_file_info(FileSelector(inside, allow_not_found=True)):
            if f.base_name.startswith("."):
                system.delete_file(f.path)


def dataset(folder: str, table: str, only: Iterable[str] = ()) -> Dataset:
    """Return a table of the archive, of all its files or only those named so; NotFoundError if there is no archive."""
    import pyarrow.dataset as ds

    found = sorted(only or names(folder, table))
    if not found and (table != "problems" or not names(folder, "episodes")):
        raise none_in(folder)
    if not found:
        import pyarrow as pa

        return ds.dataset(pa.Table.from_pylist([], schema=schema_of(table)))
    system, _ = opened(folder)
    paths = [opened(path_of(folder, table, name))[1] for name in found]
    return ds.dataset(paths, filesystem=system, format="parquet", schema=schema_of(table))


def by_shows(wording: Row) -> tuple[int, int, str, str]:
    """Return by what wordings are sorted: those that most shows ask come first."""
    return -wording["shows"], -wording["times"], wording["frame"], wording["text"]


def none_in(folder: str) -> NotFoundError:
    """Return the error of a folder without an archive."""
    return NotFoundError(f"there is no archive in {folder}", hint="qbank archive build SOURCE… --to DIR", where=folder)


# ---- bytes -> rows

Row = dict[str, Any]


@dataclass(slots=True)
class Rows:
    """The rows of a shard's tables."""

    episodes: list[Row] = field(default_factory=list)
    items: list[Row] = field(default_factory=list)
    problems: list[Row] = field(default_factory=list)

    def sort(self) -> None:
        """Put the rows into the order in which they are written."""
        self.episodes.sort(key=lambda r: (r["episode"], r["source"]))
        self.items.sort(key=lambda r: (r["episode"], r["n"], r["text"]))
        self.problems.sort(key=lambda r: (r["source"], r["what"]))


def rows(documents: Iterable[Document], normalizer: Normalizer) -> Rows:
    """Return the rows of documents; one that cannot be read is a row in problems."""
    made = Rows()
    for document in documents:
        if document.problem:
            made.problems.append(_problem(document.source, document.problem))
            continue
        try:
            _take_in(made, document, normalizer)
        except QbankError as error:
            made.problems.append(_problem(document.source, error.message, error.hint))
        except Exception as error:  # noqa: BLE001 (of a million strangers' files one breaks a library: it is told, and the run goes on)
            what = f"broke its reader: {type(error).__name__}: {error}"
            made.problems.append(_problem(document.source, what, "report it, with the file"))
    made.sort()
    return made


def _problem(source: str, what: str, hint: str = "") -> Row:
    return {"source": source, "what": what, "hint": hint}


def _take_in(made: Rows, document: Document, normalizer: Normalizer) -> None:
    reading = read_notes(document.data, source=document.source)
    # What stands beside the notes says what they themselves lack.
    answered = {NO_TITLE} if "title" in document.beside else set[str]()
    answered |= {NO_QUESTIONS} if reading.episodes else set[str]()
    made.problems += [_problem(p.where, p.what, p.hint) for p in reading.problems if p.what not in answered]
    for read_episode in reading.episodes:
        episode = _completed(read_episode, document.beside)
        spoken = language(episode)
        items = normalizer.look(episode.items, normalizer.names(episode), language=spoken)
        about = {
            "show": episode.show,
            "date": episode.date,
            "guests": list(episode.guests),
            "technology": episode.technology,
        }
        id_ = _id(episode)
        made.episodes.append(
            {
                "episode": id_, **about, "title": episode.title, "number": episode.number, "hosts": list(episode.hosts), "kind": episode.kind,
                "language": spoken, "source": document.source, "questions": sum(i.kind == "question" for i in items),
            }
        )  # fmt: skip
        made.items += [_item(id_, about, item) for item in items if item.kind != "intro"]


def _completed(episode: Episode, beside: Mapping[str, str]) -> Episode:
    """Return an episode with what stands beside its notes, where the notes themselves do not say it."""
    guests = tuple(g.strip() for g in beside.get("guest", "").splitlines() if g.strip())
    number = beside.get("number", "")
    return replace(
        episode,
        show=episode.show or beside.get("show") or None,
        title=beside.get("title") or episode.title,
        date=episode.date or field_date(beside.get("date", "")),
        guests=episode.guests or guests,
        number=episode.number if episode.number is not None or not number.isdecimal() else int(number),
    )


def _id(episode: Episode) -> str:
    """Return what tells an episode from any other, wherever it was found: 16 hexadecimal digits."""
    told = (episode.show, episode.title, episode.number, episode.date, episode.guests)
    return sha256(repr(told).encode(errors="replace")).hexdigest()[:16]


def _item(id_: str, about: Row, item: Item) -> Row:
    frame = ask_frame(item.pattern) if item.kind == "question" and item.pattern else None
    return {
        "episode": id_, "n": item.n, **about, "kind": item.kind, "text": item.text, "pattern": item.pattern, "frame": frame,
        "category": item.category, "template": item.template, "asker": item.asker, "at": item.at,
    }  # fmt: skip


# ---- a worker's shards


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What became of a shard: its name, its rows, and whether it had been done before."""

    name: str
    episodes: int
    items: int
    problems: int
    known: bool = False


@dataclass(frozen=True, slots=True)
class MakeReader:
    """Makes a worker that reads shards: with the shipped bank's words, and the sentence model if it is wanted."""

    folder: str
    version: str
    model: bool = False

    def __call__(self) -> Callable[[Shard], Done]:
        """Return what reads, normalizes and writes one shard; its normalizer is made when something is new to it."""
        return partial(_one, normalizer=lru_cache(self.normalizer), folder=self.folder, version=self.version)

    def normalizer(self) -> Normalizer:
        """Make the normalizer; that takes seconds, unless what the shipped wordings teach is kept on this machine."""
        from qbank import bank as banks
        from qbank.normalize import meaning

        bank = banks.load(_shipped())
        keep = Files(shipped=place.user_caches() / "taught", own=place.user_caches() / "archive-read")
        return Normalizer(bank, meaning.load(bank, None, None) if self.model else None, keep=keep)


def _shipped() -> place.Place:
    """Return the bank whose words normalize everybody's notes, so that archives agree whoever builds them."""
    return place.shipped(cwd=Path())


def _one(shard: Shard, *, normalizer: Callable[[], Normalizer], folder: str, version: str) -> Done:
    """Read, normalize and write a shard, unless that was done."""
    documents = list(read(shard))
    name = digest(documents, version)
    if (known := _known(folder, name)) is not None:
        return known
    made = rows(documents, normalizer())
    del documents
    write(path_of(folder, "items", name), "items", made.items)
    if made.problems:
        write(path_of(folder, "problems", name), "problems", made.problems)
    # Last: a shard whose episodes are there is done.
    write(path_of(folder, "episodes", name), "episodes", made.episodes)
    return Done(name=name, episodes=len(made.episodes), items=len(made.items), problems=len(made.problems))


def digest(documents: Iterable[Document], version: str) -> str:
    """Return the name of a shard's files: what they are made of, and by which normalizer."""
    made = sha256(version.encode())
    for document in documents:
        told = repr((document.source, sorted(document.beside.items()), document.problem, len(document.data)))
        made.update(told.encode(errors="replace"))
        made.update(document.data)
    return made.hexdigest()[:24]


def _known(folder: str, name: str) -> Done | None:
    episodes = count(folder, "episodes", name)
    if episodes is None:
        return None
    items, problems = (count(folder, table, name) or 0 for table in ("items", "problems"))
    return Done(name=name, episodes=episodes, items=items, problems=problems, known=True)


@cache
def version() -> str:
    """Return what tells this reading and normalizing from any other: a digest of its code and of what it learned from."""
    learned = ((name, path.read_bytes()) for name, path in place.data_files(_shipped()).items())
    code = (
        file for package in ("notes", "normalize", "english", "archive") for file in _files(resources.files("qbank") / package)
    )  # fmt: skip
    made = sha256(f"archive {VERSION}".encode())
    for path, data in sorted([*learned, *code]):
        made.update(path.encode() + b"\0" + data)
    return made.hexdigest()[:16]


def _files(folder: Any, inside: str = "") -> Iterable[tuple[str, bytes]]:  # noqa: ANN401 (importlib's Traversable)
    for entry in folder.iterdir():
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _files(entry, f"{inside}{entry.name}/")
        elif not entry.name.endswith(".pyc"):
            yield f"{inside}{entry.name}", entry.read_bytes()
