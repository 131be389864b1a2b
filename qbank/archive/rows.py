"""Bytes -> rows: the one function that every engine runs. It knows no file, no clock, and nothing of what it was given before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from functools import cache
from hashlib import sha256
from importlib import resources
from typing import Any

from qbank.archive.schema import VERSION
from qbank.archive.sources import Document
from qbank.errors import QbankError
from qbank.lazy import dataclass
from qbank.model import Episode, Item
from qbank.normalize.normalizer import Normalizer, ask_frame, language
from qbank.notes import NO_QUESTIONS, read
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
            made.problems.append(
                _problem(
                    document.source,
                    f"broke its reader: {type(error).__name__}: {error}",
                    "report it, with the file",
                )
            )
    made.sort()
    return made


def _problem(source: str, what: str, hint: str = "") -> Row:
    return {"source": source, "what": what, "hint": hint}


def _take_in(made: Rows, document: Document, normalizer: Normalizer) -> None:
    reading = read(document.data, source=document.source)
    # What stands beside the notes says what they themselves lack.
    answered = {NO_TITLE} if "title" in document.beside else set[str]()
    answered |= {NO_QUESTIONS} if reading.episodes else set[str]()
    made.problems += [_problem(p.where, p.what, p.hint) for p in reading.problems if p.what not in answered]
    for read_episode in reading.episodes:
        episode = _completed(read_episode, document.beside)
        spoken = language(episode)
        items = normalizer.look(episode.items, normalizer.names(episode), language=spoken)
        about = _about(episode)
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


def _about(episode: Episode) -> Row:
    return {
        "show": episode.show,
        "date": episode.date,
        "guests": list(episode.guests),
        "technology": episode.technology,
    }


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


@cache
def version() -> str:
    """Return what tells this reading and normalizing from any other: a digest of its code and of what it learned from."""
    digest = sha256(f"archive {VERSION}".encode())
    for package in ("notes", "normalize", "english", "archive"):
        for path, data in sorted(_files(resources.files("qbank") / package)):
            digest.update(path.encode() + b"\0" + data)
    return digest.hexdigest()[:16]


def _files(folder: Any, inside: str = "") -> Iterable[tuple[str, bytes]]:  # noqa: ANN401 (importlib's Traversable)
    for entry in folder.iterdir():
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _files(entry, f"{inside}{entry.name}/")
        elif not entry.name.endswith(".pyc"):
            yield f"{inside}{entry.name}", entry.read_bytes()
