"""The archive's folder: tables in Parquet as docs/ARCHIVE.md describes them, each file there whole or not at all.

Whoever changes what a table holds counts VERSION up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from qbank.archive.sources import opened
from qbank.errors import NotFoundError

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


def none_in(folder: str) -> NotFoundError:
    """Return the error of a folder without an archive."""
    return NotFoundError(f"there is no archive in {folder}", hint="qbank archive build SOURCE… --to DIR", where=folder)
