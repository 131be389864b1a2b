"""Bank -> index, and the index on disk: in the user's cache folder, one folder a bank, thrown away and rebuilt whenever in doubt.

A bank's folder holds indexes, each in a folder of its own, and the file `current`, which names the one that counts, says
which state of the bank's files it was made of, and carries checksums of the index's files and of itself. `current`
is replaced in one step when an index is complete: whatever stops a build, the one before stays whole.

Documents go in in the order of their references, by one writer with room enough to make one segment of them, because the
engine ranks documents of the same score by their place.
"""

from __future__ import annotations

import json
import os
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from itertools import islice
from json.encoder import encode_basestring as quoted
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tantivy import tantivy as engine

from qbank.bank.place import Place, cache_of, stamps
from qbank.lazy import regex
from qbank.search import engines
from qbank.search.engines import Engines
from qbank.search.index import Index
from qbank.search.query import Themes, cut, day_number, plain, theme_lines, tokens

if TYPE_CHECKING:
    import tantivy

    from qbank.model import Bank, Episode, Item, Template

_PATIENCE = 120.0
"""Seconds to wait for another build of the same index before making one in memory."""
_ALWAYS_SUMMED = 16_000_000
"""Up to so many bytes an index is summed at every opening (5 ms); a larger one when its files' times changed."""
_MOMENT = 100_000_000
"""Nanoseconds: a file changed so shortly ago may change once more and still show the same time."""
_NAMES = "names.json"
_VECTORS = "vectors"
"""The file beside the index that keeps the vectors of sentences that an import has read."""


def open_index(place: Place, load: Callable[[], Bank], *, caches: Path | None = None) -> Index:
    """Return the index of a bank's files as they are now; it is built when none is kept or the kept one does not fit.

    `load` reads the bank and is called only for that. `caches` is the folder of all indexes, the user's cache folder
    if it is not said. Where nothing can be kept the index is made in memory, and its `note` says so.
    """
    home = home_of(place, caches)
    kept = _kept(home, stamps(place))
    if kept:
        return Index(kept)
    with _locked(home) as refused:
        now = stamps(place)
        kept = None if refused else _kept(home, now)
        if kept:
            return Index(kept)
        bank, trouble = load(), refused
        if not refused:
            try:
                return Index(_keep(home, bank, now))
            except (OSError, ValueError) as error:
                trouble = str(error)
    return Index(build(bank), note=f"The search index was made in memory; it cannot be kept in {home}: {trouble}")


def is_kept(place: Place) -> bool:
    """Say whether an index of the bank's files as they are now is kept."""
    with suppress(OSError, ValueError):
        return _current(home_of(place), stamps(place)) is not None
    return False


def names(place: Place, *, caches: Path | None = None) -> dict[str, list[str]]:
    """Return technologies, guests, templates, episodes, themes and categories by field, from the index that is kept.

    Meant for completion on a command line: quick, perhaps a little out of date, empty when there is no index.
    """
    home = home_of(place, caches)
    with suppress(OSError, ValueError):
        if current := _current(home):
            themes, categories = current["facts"]["themes"]["ids"], current["facts"]["categories"]
            return _kept_names(home / current["folder"]) | {"theme": themes, "category": categories}
    return {}


def home_of(place: Place, caches: Path | None = None) -> Path:
    """Return the folder in which this bank's index is kept."""
    return cache_of(place.root, "search", caches)


def vectors_of(place: Place) -> Path:
    """Return the file that keeps what the optional extra has read of this bank."""
    return home_of(place) / _VECTORS


def _kept_names(folder: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = json.loads((folder / _NAMES).read_bytes())
    return found


def _kept(home: Path, now: str) -> Engines | None:
    """Return the index that is kept here if it is whole and of this state of the bank's files."""
    with suppress(OSError, ValueError):
        current = _current(home, now)
        if current and _is_whole(folder := home / current["folder"], current["files"]):
            items, templates, vocabulary = [engines.opened(f"{folder}/{name}") for name in engines.SCHEMAS]
            rows, episodes, words, themes = [engines.read_lines(f"{folder}/{name}") for name in engines.LINES]
            facts, tell = current["facts"], partial(_kept_names, folder)
            return Engines(items, templates, vocabulary, rows, episodes, words, themes, facts, tell)
    return None


def _current(home: Path, now: str | None = None) -> dict[str, Any] | None:
    """Return what `current` says; None if it is damaged, was written by another version, or is not of this state of the files."""
    body = (home / "current").read_bytes()
    at = body.index(b"\n") + 1
    if body[:at] != _head(memoryview(body)[at:]):
        return None
    start = body.index(b"\n", at) + 1
    end = start + int(body[at:start])
    found: dict[str, Any] = json.loads(body[end:])
    return found if now is None or (body[start:end] == _bytes(now) and not found["young"]) else None


def _head(body: bytes | memoryview) -> bytes:
    return f"qbank {engines.VERSION} tantivy {engine.__version__} {zlib.crc32(body):08x}\n".encode()


def _bytes(now: str) -> bytes:
    return now.encode("utf-8", "surrogateescape")


def _is_whole(folder: Path, files: dict[str, list[int]]) -> bool:
    always = sum(size for size, *_ in files.values()) <= _ALWAYS_SUMMED
    for name, (size, total, *times) in files.items():
        path = f"{folder}/{name}"  # text, not Path: thirty of them take as long as the search
        status = os.stat(path)  # noqa: PTH116
        if status.st_size != size:
            return False
        if (always or times != [status.st_mtime_ns, status.st_ctime_ns]) and _sum(path) != total:
            return False
    return True


def _sum(path: str | Path) -> int:
    total = 0
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123
        while block := file.read(1 << 20):
            total = zlib.crc32(block, total)
    return total


@contextmanager
def _locked(home: Path) -> Iterator[str]:
    """Hold the right to build here; what comes is an empty text, or the reason why that right cannot be had.

    The system itself lets go of the lock when the process that holds it dies.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(home / "lock", timeout=_PATIENCE)
    try:
        home.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except (OSError, NotImplementedError) as error:
        waited = f"another program has been building it for {_PATIENCE:.0f} seconds"
        yield waited if isinstance(error, Timeout) else str(error)
        return
    try:
        yield ""
    finally:
        lock.release()


def _keep(home: Path, bank: Bank, now: str) -> Engines:
    """Build the index in a folder of its own, then make it the one that counts. The lock must be held."""
    import tempfile

    kept = None
    with suppress(OSError, ValueError):
        kept = (_current(home) or {}).get("folder")
    _sweep(home, kept)
    young = _is_young(now)
    folder = Path(tempfile.mkdtemp(prefix="index-", dir=home))
    try:
        made = build(bank, folder)
        (folder / _NAMES).write_text(json.dumps(made.names()), "utf-8")
        said = {"folder": folder.name, "young": young, "files": _files(folder), "facts": made.facts}
        _point(home, said, _bytes(now))
        kept = folder.name
    finally:
        _sweep(home, kept)
    return made


def _is_young(now: str) -> bool:
    moment = time.time_ns()
    return any(abs(moment - int(one.split(" ", 2)[1])) < _MOMENT for one in now.split("\0")[:-1])


def _files(folder: Path) -> dict[str, list[int]]:
    """Return size, checksum and times of every file in the folder that an index needs."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".lock":
            status = path.stat()
            times = (status.st_mtime_ns, status.st_ctime_ns)
            found[path.relative_to(folder).as_posix()] = [status.st_size, _sum(path), *times]
    return found


def _point(home: Path, said: dict[str, Any], now: bytes) -> None:
    """Write `current`: how long the stamps are, the stamps, and the rest as JSON."""
    body = b"%d\n%b%b" % (len(now), now, json.dumps(said, separators=(",", ":")).encode())
    new = home / "current.new"
    with new.open("wb") as file:
        file.write(_head(body) + body)
        file.flush()
        os.fsync(file.fileno())
    new.replace(home / "current")


def _sweep(home: Path, keep: str | None) -> None:
    """Remove every index but this one: older ones, and what a build that was stopped has left."""
    import shutil

    for path in home.iterdir():
        if path.name.startswith("index-") and path.name != keep:
            shutil.rmtree(path, ignore_errors=True)


# ---- bank -> index

_MEMBERS = 12
"""So many wordings of a template are read beside its own texts."""
_BATCH = 5000
"""So many documents are made before they are handed over: making and handing over in turns takes a sixth longer."""

_SLOT = regex(r"\{[{%].*?[%}]\}")
_DIGITS = regex(r"(\d+)")


def build(bank: Bank, folder: Path | None = None) -> Engines:
    """Index a bank in this empty folder, or in memory. OSError or ValueError: the folder cannot be written to."""
    ids, longest, lines = theme_lines(bank.themes, cut)
    themes = Themes(ids, longest, lines.__getitem__)
    rituals = frozenset(template.id for template in bank.templates if template.ritual)
    episodes = sorted(bank.episodes, key=lambda episode: _natural(episode.id))
    noted = _Noted(
        {template.id: {} for template in bank.templates},
        {chunk for theme in bank.themes for word in theme.words for chunk in word.split()},
        engines.Labels({None: 0}),
    )
    with _filling("items", folder, [item.text for e in episodes for item in e.items]) as (items, writer):
        rows = engines.write_lines(
            _added(_items(episodes, rituals, noted, bank.show.name), writer), folder and folder / "rows"
        )
    asked = sorted((t for t in bank.templates if noted.members[t.id]), key=lambda template: template.id)
    examples = _examples()
    made = [_template(one, (*noted.members[one.id], *examples.get(one.id, ())), themes) for one in asked]
    with _filling("templates", folder, made) as (templates, writer):
        for document in made:
            writer.add_json(document)
    words = sorted(set(tokens(" ".join(noted.chunks))))
    with _filling("vocabulary", folder, words) as (vocabulary, writer):
        for word in words:
            writer.add_json(f'{{"word":{quoted(word)}}}')
    facts = {
        "themes": {"ids": ids, "longest": longest},
        "categories": [category.id for category in bank.categories],
        "templates": [template.id for template in asked],
        "rituals": sorted(rituals),
        "labels": list(noted.labels),
    }
    shown = engines.write_lines(map(engines.episode_row, episodes), folder and folder / "episodes")
    known = engines.write_lines(map(str.encode, words), folder and folder / "words")
    led = engines.write_lines(map(str.encode, lines), folder and folder / "themes")
    return Engines(items, templates, vocabulary, rows, shown, known, led, facts, partial(_names, bank))


class _Noted(NamedTuple):
    """What is noted while items go by: the wordings of each template, everything between blanks, the labels of the rows."""

    members: dict[str, dict[str, None]]
    chunks: set[str]
    labels: engines.Labels


@contextmanager
def _filling(
    name: str, folder: Path | None, texts: Sequence[str]
) -> Iterator[tuple[tantivy.Index, tantivy.IndexWriter]]:
    """Yield an engine and what writes to it, then finish it; about these texts will be written."""
    if folder:
        (folder / name).mkdir()
    engine = engines.new_engine(name, str(folder / name) if folder else None)
    with engines.writing(engine, texts) as writer:
        yield engine, writer


def _added(items: Iterator[tuple[str, bytes]], writer: tantivy.IndexWriter) -> Iterator[bytes]:
    """Add the documents of items to an engine and yield their rows."""
    while batch := list(islice(items, _BATCH)):
        for document, _ in batch:
            writer.add_json(document)
        yield from [row for _, row in batch]


def _items(
    episodes: Iterable[Episode], rituals: frozenset[str], noted: _Noted, show: str | None
) -> Iterator[tuple[str, bytes]]:
    """Yield an item's document and its row."""
    row = 0
    for at, episode in enumerate(episodes):
        items = sorted([item for item in episode.items if item.kind != "intro"], key=lambda item: item.n)
        about = " · ".join(filter(None, (episode.title, episode.technology, episode.kind, *episode.guests)))
        noted.chunks.update(" ".join([about, *[item.text for item in items]]).split())
        about, same = quoted(plain(about)), _same(episode, show)
        for item in items:
            wordings = noted.members.get(item.template or "")
            if wordings is not None and len(wordings) < _MEMBERS:
                wordings[_SLOT.sub(" ", item.pattern or item.text)] = None
            found_by = _found_by(item, about, ritual=item.template in rituals)
            yield f'{{"row":{row},{found_by},{same}', engines.item_row(item, at, noted.labels)
            row += 1


def _found_by(item: Item, about: str, *, ritual: bool) -> str:
    """Return the fields of an item by which it is found, beside those that all items of its episode have; `about` is JSON."""
    # A ritual is what every episode has, not what this one is about: its words count as little as the title's.
    text = quoted(plain(item.text))
    fields = f'"about":[{text},{about}]' if ritual else f'"text":{text},"about":{about}'
    if item.template:
        fields += f',"template":{quoted(item.template)}'
    if item.category:
        fields += f',"category":{quoted(item.category)}'
        if not ritual:
            fields += f',"leaning":{quoted(item.category)}'
    return fields


def _same(episode: Episode, show: str | None) -> str:
    """Return the fields that all items of an episode have in common, as the end of a JSON object; `show` is the bank's own."""
    named = [name for name in (episode.technology, *episode.aliases) if name]
    fields: dict[str, Any] = {"episode": [episode.id], "technology": named, "guest": episode.guests}
    if show is not None and episode.show in (None, show):
        fields["own"] = engines.OWN
    if episode.number is not None:
        fields["episode"].append(str(episode.number))
        fields["number"] = max(episode.number, 0)
    if episode.date and (day := day_number(episode.date)):
        fields["date"] = day
    return json.dumps(fields, ensure_ascii=False)[1:]


def _examples() -> dict[str, list[str]]:
    """Return by template how it might be worded: what the normalizer learns from knows more words than what was asked."""
    from qbank.normalize.wordings import shipped_wordings

    made: dict[str, list[str]] = {}
    for wording in shipped_wordings():
        if wording.template:
            made.setdefault(wording.template, []).append(_SLOT.sub(" ", wording.text))
    return made


def _template(template: Template, wordings: Iterable[str], themes: Themes) -> str:
    """Return a template's document: its own words, and how it was worded or might be."""
    own = plain(_SLOT.sub(" ", " · ".join((template.cue, template.text, *template.phrasings))))
    found = sorted({find.group.id for find in themes.find(cut(own))})
    return json.dumps({"words": [own, *map(plain, wordings)], "theme": found}, ensure_ascii=False)


def _names(bank: Bank) -> dict[str, list[str]]:
    technologies = {episode.technology for episode in bank.episodes if episode.technology}
    guests = {guest for episode in bank.episodes for guest in episode.guests}
    named = {"technology": sorted(technologies, key=str.casefold), "guest": sorted(guests, key=str.casefold)}
    episodes = sorted((episode.id for episode in bank.episodes), key=_natural)
    return named | {"template": sorted(template.id for template in bank.templates), "episode": episodes}


def _natural(name: str) -> list[Any]:
    return [int(part) if part.isdecimal() else part for part in _DIGITS.split(name)]
