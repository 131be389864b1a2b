"""The search index over the wordings: built part by part, wherever a part is counted, and opened as one."""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qbank.errors import NotFoundError, QbankError
from qbank.lazy import dataclass
from qbank.search.query import STOP, analyzer, cut, plain

if TYPE_CHECKING:
    import tantivy

_ROOM, _ROOM_FOR_TEXT, _LEAST, _MOST = 1000, 30, 20_000_000, 1_000_000_000
"""Bytes of memory that a writer may use for a wording, for a character of it, at least and at most."""
_RANKED = 200
"""So many of the best by their words are ranked by how many shows ask them, too."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A wording found: its row (text, category, shows, times, first, last, some_shows, some_guests …) and how well it fits."""

    row: dict[str, Any]
    score: float


def _schema() -> tantivy.Schema:
    import tantivy

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
    import tantivy

    part = home / _PARTS / name
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    engine = tantivy.Index(_schema(), path=str(part), reuse=False)
    engine.register_tokenizer("stems", analyzer())
    needed = len(rows) * _ROOM + sum(len(row["text"]) for row in rows) * _ROOM_FOR_TEXT
    writer = engine.writer(heap_size=min(max(_LEAST, needed), _MOST), num_threads=1)
    for row in rows:
        writer.add_document(
            tantivy.Document(text=plain(row["text"]), row=json.dumps(row, ensure_ascii=False).encode())
        )
    writer.commit()
    writer.wait_merging_threads()


_PARTS, _WHOLE = ".index-parts", "index"


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


def opened(folder: str) -> tantivy.Index:
    """Return the index of an archive; NotFoundError if there is none."""
    home = _folder(folder)
    if home is None:
        raise QbankError(
            "an index cannot be opened in a bucket",
            hint="copy the archive's folder index/ to this machine and name its parent",
            where=folder,
        )
    if not (home / _WHOLE / "meta.json").is_file():
        raise NotFoundError(
            f"there is no archive in {folder}", hint="qbank archive build SOURCE… --to DIR", where=folder
        )
    import tantivy

    try:
        engine = tantivy.Index.open(str(home / _WHOLE))
    except ValueError as error:
        raise QbankError(
            f"the index of {folder} is damaged",
            hint="build the archive again: only the index is made anew",
            where=folder,
        ) from error
    engine.register_tokenizer("stems", analyzer())
    return engine


def search(
    engine: tantivy.Index, text: str, *, category: str | None = None, limit: int = 10
) -> tuple[int, list[Hit]]:
    """Return how many wordings have a word of the text, and the best: by their words first, then by how many shows ask them."""
    from tantivy import Occur, Query

    engine.reload()
    said = [stem for word, stem in cut(text) if word not in STOP] or [stem for _, stem in cut(text)]
    if not said:
        return 0, []
    schema, searcher = engine.schema, engine.searcher()
    query = Query.boolean_query(
        [
            (Occur.Should, Query.term_query(schema, "text", stem, index_option="freq"))
            for stem in dict.fromkeys(said)
        ]
    )
    found: Any = searcher.search(query, limit=max(limit, _RANKED), count=True)
    hits = []
    for score, address in found.hits:
        row = json.loads(searcher.doc(address)["row"][0])
        if category is None or row["category"] == category:
            hits.append(Hit(row, score * (1 + math.log1p(row["shows"]) / 10)))
    hits.sort(key=lambda hit: (-round(hit.score, 4), hit.row["text"], hit.row["wording"]))
    return found.count or 0, hits[:limit]
