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
        load_outlines,
        locked,
        outline_file,
        outlines,
        save_outline,
        sheet_file,
        undo,
    )
    from qbank.bank.saving import init, save

__all__ = [
    "init", "load", "load_brief", "load_outline", "load_outlines", "load_table", "locked", "outline_file", "outlines", "read",
    "read_source", "save", "save_outline", "sheet_file", "undo", "where", "write_file",
]  # fmt: skip

_HOMES = {
    "disk": "read_source write_file", "loading": "load load_table read where", "saving": "init save",
    "outline_files": "load_brief load_outline load_outlines locked outline_file outlines save_outline sheet_file undo",
}  # fmt: skip


def __getattr__(name: str) -> Any:  # noqa: ANN401 (whatever the name stands for)
    """Load a public name's module when the name is first used."""
    for home, names in _HOMES.items():
        if name in names.split():
            return getattr(import_module(f"qbank.bank.{home}"), name)
    raise AttributeError(f"module 'qbank.bank' has no attribute {name!r}")
