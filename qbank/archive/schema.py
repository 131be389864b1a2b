"""The archive's tables, as docs/ARCHIVE.md describes them. Whoever changes what they hold counts VERSION up."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from qbank.errors import QbankError

if TYPE_CHECKING:
    import pyarrow as pa

VERSION = 1
TABLES = ("episodes", "items", "problems")
"""What a shard is written to; `wordings` are counted over all of them."""


def arrow() -> None:
    """Raise QbankError, with the cure, where pyarrow is not installed."""
    from importlib.util import find_spec

    if find_spec("pyarrow") is None:
        raise QbankError(
            "an archive needs pyarrow, which is not installed", hint="pip install 'qbank[archive]'"
        )


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
