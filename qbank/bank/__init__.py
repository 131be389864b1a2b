"""A bank's files: read, checked, written as one change. The only package that touches data files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from qbank.bank import change
from qbank.bank.files import read_source, write_file
from qbank.bank.load import decoded, load, read, table, where
from qbank.bank.outlines import change_root, load_brief, load_outline, outlines, save_outline
from qbank.bank.place import Place, data_files
from qbank.bank.save import init, save
from qbank.errors import BankError

__all__ = [
    "init",
    "load",
    "load_brief",
    "load_outline",
    "load_table",
    "locked",
    "outlines",
    "read",
    "read_source",
    "save",
    "save_outline",
    "undo",
    "where",
    "write_file",
]


def load_table(place: Place, name: str) -> dict[str, Any]:
    """Return the data of a file such as `sections.toml`, the bank's own or the shipped one; empty if there is none."""
    path = data_files(place).get(f"questions/{name}")
    return table(f"questions/{name}", decoded(f"questions/{name}", path)) if path else {}


def undo(place: Place) -> str:
    """Take back the last change of the bank's data or outlines; return the command that had made it.

    BankError if no change is kept, or if one of its files was edited since.
    """
    root = change_root(place)
    if not root.is_dir():
        raise BankError("there is no change to take back", where=str(root))
    with change.locked(root):
        return change.undo(root)


@contextmanager
def locked(place: Place) -> Iterator[None]:
    """Hold the bank's lock from loading to saving, so that no other qbank command comes in between."""
    with change.locked(change_root(place)):
        yield
