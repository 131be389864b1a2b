"""Data files -> Bank, or every fault found in them at once."""

from __future__ import annotations

import gc
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qbank.errors import BankError, Problem
from qbank.model import Bank, Lexicon, Show
from qbank.place import Place, data_files
from qbank.store.data import group, prepared, stem


def load(place: Place) -> Bank:
    """Return the bank; BankError names every fault found in its files."""
    with _no_garbage_collection():
        bank, problems = read(place)
    if problems:
        raise BankError(
            f"the bank has {len(problems)} faults", problems=tuple(problems), where=str(place.root)
        )
    return bank


def read(place: Place) -> tuple[Bank, list[Problem]]:
    """Return what can be read of the bank, and every fault found in its files."""
    found: dict[str, dict[str, Any]] = {}
    problems: list[Problem] = []
    for name, path in data_files(place).items():
        records, faults = read_file(name, path)
        found[name] = records
        problems += faults
    return assemble(found), problems


def read_file(name: str, path: Path) -> tuple[dict[str, Any], list[Problem]]:
    from qbank.store.schema import RECORDS, validate

    kind = group(name)
    if kind not in RECORDS:
        return {}, []
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    records, errors = validate(kind, prepared(name, raw))
    return records, [Problem(where=name, what=f"{'.'.join(map(str, e['loc']))}: {e['msg']}") for e in errors]


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Switch the garbage collector off: reading makes many records and no garbage, and is twice as fast."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def assemble(found: dict[str, dict[str, Any]]) -> Bank:
    """Return the bank that the files' records make up, in the order of the categories and of the files' names."""

    def only(name: str) -> Any:  # noqa: ANN401 (a file's record)
        return found.get(f"questions/{name}.toml", {}).get("")

    categories, words = only("categories"), only("lexicon")
    listed = categories.categories if categories else ()
    order = {category.id: n for n, category in enumerate(listed)}
    names = sorted(found, key=lambda name: (order.get(stem(name), len(order)), stem(name)))

    def every(kind: str) -> Iterator[Any]:
        return (record for name in names if group(name) == kind for record in found[name].values())

    return Bank(
        show=only("show") or Show(),
        categories=listed,
        families=categories.families if categories else {},
        traits=tuple(every("traits")),
        templates=tuple(every("templates")),
        episodes=tuple(sorted(every("episodes"), key=lambda episode: episode.id)),
        lexicon=Lexicon(
            subjects=tuple(words.subjects.values()),
            kinds=words.kinds,
            companies=words.companies,
            languages=words.languages,
            protocols=words.protocols,
        )
        if words
        else Lexicon(),
        themes=tuple(themes.themes.values()) if (themes := only("themes")) else (),
        cues=cues.cues if (cues := only("cues")) else (),
        examples=tuple(example for file in every("examples") for example in file.examples),
    )
