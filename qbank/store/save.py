"""Bank -> data files: what differs is written."""

from __future__ import annotations

import os
from pathlib import Path

from qbank.errors import ReadOnlyError
from qbank.model import Bank
from qbank.place import Place
from qbank.store.data import documents
from qbank.store.write import document


def save(place: Place, bank: Bank, *, base: Bank, command: str) -> tuple[Path, ...]:
    """Write what differs between the bank as it was loaded and as it is now; return the files written."""
    if place.shipped:
        raise ReadOnlyError("the shipped bank cannot be changed", hint="run `qbank init DIR` first")
    old, new = documents(base), documents(bank)
    written = []
    for name, doc in new.items():
        if old.get(name) == doc or (name not in old and not doc.top.values and not doc.tables):
            continue
        path = place.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        tmp = path.with_name(f".{path.name}.qbank-new")
        tmp.write_text(document(doc), encoding="utf-8", newline="")
        os.replace(tmp, path)
        written.append(path)
    for name in old.keys() - new.keys():
        (place.root / name).unlink(missing_ok=True)
        written.append(place.root / name)
    return tuple(written)
