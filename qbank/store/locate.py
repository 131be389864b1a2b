"""Where a record stands in the data files: `questions/templates/origin.toml:14`."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from qbank.errors import BankError
from qbank.place import Place, data_files
from qbank.store.data import group
from qbank.store.load import decoded, table
from qbank.store.scan import Loc, line_of

_FILES = {
    "category": "categories",
    "family": "categories",
    "trait": "traits",
    "subject": "lexicon",
    "kind": "lexicon",
    "theme": "themes",
    "cue": "cues",
    "show": "show",
}
_HEADERS: dict[str, tuple[str, ...]] = {
    "subject": ("subjects",),
    "kind": ("kinds",),
    "family": ("families",),
    "theme": ("themes",),
}
_LISTS = {"item": ("items", "n"), "category": ("categories", "id")}


def where(place: Place, kind: str, id_: str, field: str = "") -> str:
    """Return file and line of a record, or of one of its fields; the id alone if no file has it.

    Kinds: template, episode, item (its ref), category, family, trait, subject, kind, theme, show (a key), and by number
    from 0 cue and example (`origin/3`).
    """
    files = data_files(place)
    owner, _, number = id_.rpartition("/")
    for name in _names(files, kind, id_ if kind == "episode" else owner):
        if name in files and (found := _file(name, files[name])):
            text, data = found
            loc = _loc(kind, number if kind in {"item", "example"} else id_, data)
            if loc is not None:
                return f"{name}:{line_of(text, (*loc, field) if field else loc)}"
    return id_


def _names(files: dict[str, Path], kind: str, owner: str) -> list[str]:
    """Return the files that a record of this kind may be in."""
    if kind == "template":
        return [name for name in files if group(name) == "templates"]
    if kind in {"episode", "item"}:
        return [f"questions/episodes/{owner}.toml"]
    if kind == "example":
        return [f"questions/examples/{owner}.toml"]
    return [f"questions/{_FILES[kind]}.toml"]


def _loc(kind: str, id_: str, data: dict[str, Any]) -> Loc | None:
    """Return where a record is in a file's data, None if it is not there."""
    if kind == "episode":
        return ()
    if kind in {"cue", "example"}:
        listed = data.get(f"{kind}s", [])
        return (f"{kind}s", int(id_)) if int(id_) < len(listed) else None
    if kind in _LISTS:
        part, name = _LISTS[kind]
        places = (n for n, one in enumerate(data.get(part, [])) if str(one.get(name)) == id_)
        n = next(places, None)
        return None if n is None else (part, n)
    header = _HEADERS.get(kind, ())
    for step in header:
        data = data.get(step, {})
    return (*header, id_) if id_ in data else None


def _file(name: str, path: Path) -> tuple[str, dict[str, Any]] | None:
    """Return a file's text and data, None if it cannot be read: loading the bank says why."""
    try:
        status = path.stat()
        return _read(name, path, status.st_mtime_ns, status.st_size)
    except (OSError, BankError):
        return None


@lru_cache(maxsize=256)
def _read(name: str, path: Path, time: int, size: int) -> tuple[str, dict[str, Any]]:  # noqa: ARG001 (part of the key)
    text = decoded(name, path)
    return text, table(name, text)
