"""A bank's files: read, checked, written as one change. The only package that touches data files.

The names below load their modules when they are first used, so that a quick search pays for none of them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qbank.bank.disk import read_source, write_file
    from qbank.bank.loading import load, load_table, read, where
    from qbank.bank.outline_files import (
        load_brief,
        load_outline,
        locked,
        outline_file,
        outlines,
        save_outline,
        sheet_file,
        undo,
    )
    from qbank.bank.saving import init, save

__all__ = [
    "init", "load", "load_brief", "load_outline", "load_table", "locked", "outline_file", "outlines", "read",
    "read_source", "save", "save_outline", "sheet_file", "undo", "where", "write_file",
]  # fmt: skip

_HOMES = {
    "read_source": "disk", "write_file": "disk", "load": "loading", "load_table": "loading", "read": "loading",
    "where": "loading", "load_brief": "outline_files", "load_outline": "outline_files", "outlines": "outline_files", "outline_file": "outline_files",
    "save_outline": "outline_files", "sheet_file": "outline_files", "init": "saving", "locked": "outline_files", "save": "saving", "undo": "outline_files",
}  # fmt: skip


def __getattr__(name: str) -> Any:  # noqa: ANN401 (whatever the name stands for)
    """Load a public name's module when the name is first used."""
    if name not in _HOMES:
        raise AttributeError(f"module 'qbank.bank' has no attribute {name!r}")
    return getattr(import_module(f"qbank.bank.{_HOMES[name]}"), name)
