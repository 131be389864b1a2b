"""Bytes -> rows: `rows` is the one function that every engine runs, and knows no file, no clock, and nothing of what it was given before.

Around it is what a worker does with a shard: its files are named by what they are made of, and written last of all by the episodes'.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field, replace
from functools import cache, lru_cache, partial
from hashlib import sha256
from importlib import resources
from pathlib import Path
from typing import Any

from qbank.archive import tables
from qbank.archive.sources import Document, Shard, read
from qbank.bank import place
from qbank.errors import QbankError
from qbank.lazy import dataclass
from qbank.model import Episode, Item
from qbank.normalize.normalizer import Normalizer, ask_frame, language
from qbank.notes import NO_QUESTIONS
from qbank.notes import read as read_notes
from qbank.notes.dates import field_date
from qbank.notes.episodes import NO_TITLE

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
        from qbank.normalize.taught import Files

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
    tables.write(tables.path_of(folder, "items", name), "items", made.items)
    if made.problems:
        tables.write(tables.path_of(folder, "problems", name), "problems", made.problems)
    # Last: a shard whose episodes are there is done.
    tables.write(tables.path_of(folder, "episodes", name), "episodes", made.episodes)
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
    episodes = tables.count(folder, "episodes", name)
    if episodes is None:
        return None
    items, problems = (tables.count(folder, table, name) or 0 for table in ("items", "problems"))
    return Done(name=name, episodes=episodes, items=items, problems=problems, known=True)


@cache
def version() -> str:
    """Return what tells this reading and normalizing from any other: a digest of its code and of what it learned from."""
    learned = ((name, path.read_bytes()) for name, path in place.data_files(_shipped()).items())
    code = (
        file for package in ("notes", "normalize", "english", "archive") for file in _files(resources.files("qbank") / package)
    )  # fmt: skip
    made = sha256(f"archive {tables.VERSION}".encode())
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
