"""What is named -> shards of documents to read: small descriptions that any machine can open, cut so that most stay what they were.

Paths are pyarrow's: a folder, or a bucket as `s3://…`. A shard ends where the digest of a name says so, and not at a count: a file that
comes or goes changes its own shard and no other.
"""

from __future__ import annotations

import fnmatch
import gzip
import io
import json
import re
import tarfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from itertools import chain, count
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from qbank.english.terms import slug
from qbank.errors import SourceError
from qbank.lazy import dataclass

if TYPE_CHECKING:
    from pyarrow.fs import FileSystem

MOST, LARGEST = 256, 8 << 20
"""Documents, and bytes, that a shard holds at most; on average it is cut after CUT documents."""
CUT = 128
LINES = 1 << 18
"""Bytes of a file of JSON Lines that make a shard, to the end of the line."""
HUGE = 64 << 20
"""A document of more bytes is not read; it is a row in problems."""
_TOO_LONG = f"has more than {HUGE >> 20} MB, and no notes are that long"
NOTES = frozenset(
    ["xml", "rss", "atom", "md", "markdown", "txt", "text", "html", "htm", "json", "yaml", "yml", "rst", "adoc", "org", "eml", "docx", "csv", "xlsx"]
)  # fmt: skip
"""Endings of documents; other files of a folder are passed over."""
COLUMNS = ("notes", "show_notes", "shownotes", "description", "content", "summary", "text", "body")
"""Columns that notes are looked for in, in this order."""
_FIELDS = {
    "show": ("show", "podcast", "feed_title", "show_title"), "title": ("title", "episode_title"), "date": ("date", "published", "pub_date", "pubDate"),
    "guest": ("guest", "guests"), "number": ("number", "episode_number", "episode"),
}  # fmt: skip

How = Literal["file", "zip", "tar", "lines", "rows", "inline"]


class Document(NamedTuple):
    """Notes as they lie there: where, what, and what stands beside them; `problem` says why they cannot be read."""

    source: str
    data: bytes = b""
    beside: Mapping[str, str] = MappingProxyType({})
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One document, or several within one file, and how to open it; `name` is what its rows call it.

    `part` is a member's name, a place and a length in bytes, or a row group's number.
    """

    path: str
    name: str
    how: How = "file"
    part: str | tuple[int, int] | int = 0
    data: bytes = b""
    column: str = ""
    show: str = ""


Shard = tuple[Piece, ...]


@dataclass(slots=True)
class Listing:
    """What was named, and what is wrong with it; filled while the shards are listed."""

    problems: list[tuple[str, str, str]] = field(default_factory=list)
    documents: int = 0
    passed_over: int = 0


def opened(path: str) -> tuple[FileSystem, str]:
    """Return the file system of a path or a URI, and the path in it. SourceError if there is no such kind of place."""
    from pyarrow import ArrowException
    from pyarrow.fs import FileSystem, LocalFileSystem

    if "://" not in path:
        return LocalFileSystem(), str(Path(path).absolute())
    try:
        found: tuple[FileSystem, str] = FileSystem.from_uri(path)
    except (ArrowException, ValueError, OSError) as error:
        hint = "see docs/ARCHIVE.md for buckets"
        raise SourceError(f"{path} cannot be opened: {error}", hint=hint, where=path) from error
    return found


def _scheme(path: str) -> str:
    """Return what stands before a path of pyarrow's to make it a URI again; nothing for a disk's."""
    return path.partition("://")[0] + "://" if "://" in path and not path.startswith("file://") else ""


def shards(sources: Sequence[str], column: str, listing: Listing) -> Iterator[Shard]:
    """Yield the shards of all that was named, in order; what cannot be listed goes into the listing's problems.

    SourceError if something that was named is not there.
    """
    for source in sources:
        held: list[Piece] = []
        size = 0
        for piece, weight, alone in _pieces(source, column, listing):
            listing.documents += 1
            if alone:
                yield (piece,)
                continue
            held.append(piece)
            size += weight
            if len(held) >= MOST or size >= LARGEST or zlib.crc32(f"{piece.name}{piece.part}".encode()) % CUT == 0:
                yield tuple(held)
                held, size = [], 0
        if held:
            yield tuple(held)


_Found = tuple[Piece, int, bool]
"""A piece, its weight in bytes, and whether it is a shard by itself."""


def _pieces(source: str, column: str, listing: Listing) -> Iterator[_Found]:
    files, root = _files(source)
    if not files:
        raise SourceError(f"{source}: there is nothing there", hint="name a file, a folder or a pattern", where=source)
    for path, size in files:
        name = path.removeprefix(root).lstrip("/") if path != root else PurePosixPath(path).name
        try:
            yield from _of_file(
                _scheme(source) + path, name, size, column, listing, named=len(files) == 1 and path == root
            )
        except (OSError, ValueError, tarfile.TarError, zipfile.BadZipFile, EOFError, zlib.error) as error:
            listing.problems.append((name, f"cannot be read: {error}", "see whether it is damaged"))


def _files(source: str) -> tuple[list[tuple[str, int]], str]:
    """Return the files that a source stands for, sorted, with their sizes, and the folder that their names are told from."""
    from pyarrow.fs import FileSelector, FileType

    starred = re.search(r"[*?\[]", source)
    base = source[: starred.start()].rpartition("/")[0] or "." if starred else source
    system, path = opened(base)
    info = system.get_file_info(path)
    if info.type == FileType.File:
        return [(path, info.size or 0)], path
    if info.type != FileType.Directory:
        return [], path
    found = system.get_file_info(FileSelector(path, recursive=True))
    pattern = f"{path.rstrip('/')}/{source[len(base) :].lstrip('/')}" if starred and base != "." else f"{path}/{source}"
    made = [(f.path, f.size or 0) for f in found if f.type == FileType.File and not _is_hidden(f.path[len(path) :])]
    if starred:
        made = [f for f in made if fnmatch.fnmatch(f[0], pattern)]
    return sorted(made), path


def _is_hidden(path: str) -> bool:
    return any(part.startswith(".") for part in path.split("/"))


def _of_file(path: str, name: str, size: int, column: str, listing: Listing, *, named: bool) -> Iterator[_Found]:
    """Yield what one file holds, by its ending."""
    ending = PurePosixPath(name.lower().removesuffix(".gz")).suffix.lstrip(".")
    packed = name.lower().endswith(".gz")
    if ending == "zip":
        yield from _of_zip(path, name, listing)
    elif ending in {"tar", "tgz"}:
        yield from _of_tar(path, name, listing, packed=packed or ending == "tgz")
    elif ending in {"jsonl", "ndjson"}:
        yield from _packed_lines(path, name, column, listing) if packed else _lines(path, name, size, column)
    elif ending == "parquet":
        yield from _row_groups(path, name, column)
    elif ending == "opml":
        if named:
            yield from _of_opml(path, name, listing)
    elif ending in NOTES or named:
        folder = PurePosixPath(path).parent.name
        yield Piece(path=path, name=name, show=folder), size, False
    else:
        listing.passed_over += 1


def _of_zip(path: str, name: str, listing: Listing) -> Iterator[_Found]:
    with _stream(path) as file, zipfile.ZipFile(file) as held:
        for member in sorted(held.infolist(), key=lambda m: m.filename):
            if _is_notes(member.filename, listing):
                piece = Piece(path=path, name=f"{name}/{member.filename}", how="zip", part=member.filename)
                yield piece, member.file_size, False


def _of_tar(path: str, name: str, listing: Listing, *, packed: bool) -> Iterator[_Found]:
    """Yield a tar's documents: by their place in it, or read on the way if it is packed, for then nobody can go to a place."""
    with _stream(path) as file, tarfile.open(fileobj=file, mode="r|gz" if packed else "r:") as held:
        for member in held:
            if not member.isfile() or not _is_notes(member.name, listing):
                continue
            called = f"{name}/{member.name}"
            if not packed:
                place = (member.offset_data, member.size)
                yield Piece(path=path, name=called, how="tar", part=place), member.size, False
            elif member.size > HUGE:
                listing.problems.append((called, _TOO_LONG, "leave it out"))
            elif (inner := held.extractfile(member)) is not None:
                yield Piece(path=path, name=called, how="inline", data=inner.read()), member.size, False


def _is_notes(name: str, listing: Listing) -> bool:
    good = PurePosixPath(name.lower()).suffix.lstrip(".") in NOTES and not _is_hidden(name)
    listing.passed_over += not good and not name.endswith("/")
    return good


def _lines(path: str, name: str, size: int, column: str) -> Iterator[_Found]:
    """Yield a file of JSON Lines in parts: each begins behind the line end that comes first at or after its place."""
    for start in range(0, max(size, 1), LINES):
        yield Piece(path=path, name=name, how="lines", part=(start, LINES), column=column), LINES, True


def _packed_lines(path: str, name: str, column: str, listing: Listing) -> Iterator[_Found]:
    with _stream(path) as file, gzip.open(file) as lines:
        for n in count(1):
            line = lines.readline(HUGE + 1)
            if not line:
                return
            if len(line) > HUGE:
                listing.problems.append((f"{name}:{n}", _TOO_LONG, "leave it out"))
                return
            piece = Piece(path=path, name=f"{name}:{n}", how="inline", data=line, column=column or "?")
            yield piece, len(line), False


def _row_groups(path: str, name: str, column: str) -> Iterator[_Found]:
    import pyarrow.parquet as pq

    system, inside = opened(path)
    with system.open_input_file(inside) as file:
        groups = pq.ParquetFile(file).metadata.num_row_groups
    for n in range(groups):
        yield Piece(path=path, name=name, how="rows", part=n, column=column), 0, True


def _of_opml(path: str, name: str, listing: Listing) -> Iterator[_Found]:
    """Yield the saved feeds that a list of feeds names, from the folder that it lies in; one that is not saved is a problem."""
    from defusedxml.ElementTree import ParseError, fromstring

    system, inside = opened(path)
    with system.open_input_stream(inside) as file:
        data = file.read()
    try:
        root = fromstring(data)
    except (ParseError, ValueError) as error:
        raise ValueError(f"it is not OPML: {error}") from error
    folder = path.rpartition("/")[0]
    saved = {_stem(p): (p, s) for p, s in _files(folder)[0] if not p.lower().endswith(".opml")}
    for entry in root.iter("outline"):
        url, title = entry.get("xmlUrl"), entry.get("title") or entry.get("text") or ""
        if not url:
            continue
        bare = re.sub(r"^\w+://", "", url)
        keys = (slug(title), slug(bare), _stem(url.rstrip("/")), slug(bare.partition("/")[0]))
        found, size = next((saved[key] for key in keys if key in saved), ("", 0))
        if found:
            yield Piece(path=_scheme(path) + found, name=PurePosixPath(found).name, show=title), size, False
        else:
            hint = f"save it as {slug(title) or 'NAME'}.xml beside the list"
            listing.problems.append((f"{name}: {title or url}", "is listed, and no saved feed has its name", hint))


def _stem(path: str) -> str:
    return slug(PurePosixPath(path).stem)


def _stream(path: str) -> io.BufferedReader:
    system, inside = opened(path)
    return io.BufferedReader(system.open_input_file(inside), 1 << 18)


def read(shard: Shard) -> Iterator[Document]:
    """Yield the documents of a shard, one after the other; one that cannot be read says why."""
    for piece in shard:
        try:
            yield from _READERS[piece.how](piece)
        except (OSError, ValueError, KeyError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
            yield Document(piece.name, problem=f"cannot be read: {error}")


def _read_file(piece: Piece) -> Iterator[Document]:
    system, inside = opened(piece.path)
    with system.open_input_file(inside) as file:
        yield _document(piece, file.size(), file.read)


def _read_zip(piece: Piece) -> Iterator[Document]:
    with _stream(piece.path) as file, zipfile.ZipFile(file) as held:
        member = held.getinfo(str(piece.part))
        yield _document(piece, member.file_size, lambda: held.read(member))


def _read_tar(piece: Piece) -> Iterator[Document]:
    assert isinstance(piece.part, tuple)
    start, size = piece.part
    with _stream(piece.path) as file:
        file.seek(start)
        yield _document(piece, size, lambda: file.read(size))


def _document(piece: Piece, size: int, data: Any) -> Document:  # noqa: ANN401 (what reads it)
    if size > HUGE:
        return Document(piece.name, problem=_TOO_LONG)
    return Document(piece.name, bytes(data()), {"show": piece.show} if piece.show else {})


def _read_lines(piece: Piece) -> Iterator[Document]:
    assert isinstance(piece.part, tuple)
    start, length = piece.part
    with _stream(piece.path) as file:
        place = file.seek(max(start - 1, 0))
        if start:
            place += len(file.readline())
        while place < start + length:
            line = file.readline(HUGE + 1)
            if not line:
                return
            if len(line) > HUGE:
                yield Document(f"{piece.name}@{place}", problem=_TOO_LONG)
                return
            if line.strip():
                yield _of_json(line, f"{piece.name}@{place}", piece.column)
            place += len(line)


def _of_json(line: bytes, name: str, column: str) -> Document:
    try:
        record = json.loads(line)
    except ValueError as error:
        return Document(name, problem=f"is not JSON: {error}")
    known = isinstance(record, dict)
    return _of_record(record, name, column) if known else Document(name, problem="is not a record with fields")


def _of_record(record: Mapping[str, Any], name: str, column: str) -> Document:
    wanted = [column] if column and column != "?" else COLUMNS
    found = next((c for c in wanted if isinstance(record.get(c), str)), None)
    if found is None:
        return Document(name, problem=f"has no column of notes ({', '.join(wanted)})")
    beside = {field: _said(record, keys) for field, keys in _FIELDS.items()}
    return Document(name, record[found].encode(errors="replace"), {k: v for k, v in beside.items() if v})


def _said(record: Mapping[str, Any], keys: Iterable[str]) -> str:
    value = next((value for key in keys if (value := record.get(key)) not in (None, "")), "")
    return "\n".join(str(v) for v in value if v) if isinstance(value, list | tuple) else str(value)


def _read_rows(piece: Piece) -> Iterator[Document]:
    import pyarrow.parquet as pq

    assert isinstance(piece.part, int)
    with _stream(piece.path) as file:
        held = pq.ParquetFile(file)
        wanted = {piece.column, *COLUMNS, *chain(*_FIELDS.values())}
        columns = [c for c in held.schema_arrow.names if c in wanted]
        batches = held.iter_batches(batch_size=MOST, row_groups=[piece.part], columns=columns)
        for n, record in enumerate(record for batch in batches for record in batch.to_pylist()):
            yield _of_record(record, f"{piece.name}#{piece.part}.{n}", piece.column)


def _read_inline(piece: Piece) -> Iterator[Document]:
    if piece.column:
        yield _of_json(piece.data, piece.name, piece.column)
    else:
        yield Document(piece.name, piece.data)


_READERS = {
    "file": _read_file, "zip": _read_zip, "tar": _read_tar, "lines": _read_lines, "rows": _read_rows, "inline": _read_inline,
}  # fmt: skip
