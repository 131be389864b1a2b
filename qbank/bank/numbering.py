"""What two people added under one number is two records, and under two numbers perhaps one: numbers that both copies agree on.

An episode's items are numbered, and so are an outline's questions. What the base has keeps its number; what is new is recognized by its
text, and where two new records claim one number, one of them takes the next that is free. The same both ways round.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Any

from qbank.bank.toml import Document, Table

ALIKE = 0.6
"""Similarity (difflib's ratio) from which two texts under one number are one question, reworded."""
SAME = 0.5
"""Share of equal texts from which two files of one name are one interview, or one plan."""
_QUESTION = re.compile(r"q(\d+)")

Numbers = dict[int, int]
"""Old number -> new number, where they differ."""


def texts(document: Document) -> dict[int, str]:
    """Return the texts of a document's numbered records by their numbers."""
    numbered = ((number(table), table) for table in document.tables)
    return {n: str(table.values.get("text", "")) for n, table in numbered if n is not None}


def number(table: Table) -> int | None:
    """Return the number of an item or of a planned question; None if it has none."""
    if table.path == ("items",):
        return int(table.values["n"])  # type: ignore[call-overload,no-any-return]
    found = (
        _QUESTION.fullmatch(str(table.values.get("id", ""))) if table.path[-1:] == ("questions",) else None
    )
    return int(found[1]) if found else None


def is_one(ours: Document, theirs: Document) -> bool:
    """Say whether two files of one name are about one interview, or one plan: half of their questions are the same."""
    mine, others = set(texts(ours).values()), set(texts(theirs).values())
    if not mine or not others:
        return ours.top.values.get("title") == theirs.top.values.get("title")
    return len(mine & others) >= SAME * min(len(mine), len(others))


def agreed(base: Document | None, ours: Document, theirs: Document) -> tuple[Numbers, Numbers]:
    """Return the new numbers of our records and of theirs, so that a number means one record in both."""
    fixed = set(texts(base)) if base else set[int]()
    mine, others = ({n: t for n, t in texts(d).items() if n not in fixed} for d in (ours, theirs))
    highest = max([0, *fixed, *mine, *others, *map(_last, filter(None, (base, ours, theirs)))])
    taken, moved = set(fixed), (Numbers(), Numbers())
    for pair in sorted(_pairs(mine, others), key=lambda p: _rank(p, mine, others)):
        wanted = min(n for n in pair if n is not None)
        if wanted in taken:
            highest += 1
            wanted = highest
        taken.add(wanted)
        for numbers, n in zip(moved, pair, strict=True):
            if n is not None and n != wanted:
                numbers[n] = wanted
    return moved


def _last(document: Document) -> int:
    last = document.top.values.get("last_n", 0)
    return last if isinstance(last, int) else 0


def _rank(
    pair: tuple[int | None, int | None], mine: Mapping[int, str], others: Mapping[int, str]
) -> tuple[int, str]:
    said = [side[n] for n, side in zip(pair, (mine, others), strict=True) if n is not None]
    return min(n for n in pair if n is not None), min(said)


def _pairs(mine: Mapping[int, str], others: Mapping[int, str]) -> list[tuple[int | None, int | None]]:
    """Return our new records beside theirs: those of one text, then those of one number that are much alike; None for none."""
    made: list[tuple[int | None, int | None]] = [(n, n) for n in mine if others.get(n) == mine[n]]
    left, right = ({n: t for n, t in side.items() if (n, n) not in made} for side in (mine, others))
    by_text: dict[str, list[int]] = defaultdict(list)
    for n in sorted(right):
        by_text[right[n]].append(n)
    made += [(n, by_text[left[n]].pop(0)) for n in sorted(left) if by_text[left[n]]]
    for paired in made:
        left.pop(paired[0] or 0, None)
        right.pop(paired[1] or 0, None)
    alike = [n for n in left if n in right and _alike(left[n], right[n])]
    made += [(n, n) for n in alike]
    made += [(n, None) for n in left if n not in alike]
    made += [(None, n) for n in right if n not in alike]
    return made


def _alike(one: str, other: str) -> bool:
    first, second = sorted((one, other))
    return SequenceMatcher(None, first, second, autojunk=False).ratio() >= ALIKE


def renumbered(document: Document, numbers: Numbers) -> Document:
    """Return the document with its records under their new numbers."""
    if not numbers:
        return document
    top = document.top
    if isinstance(order := top.values.get("order"), list):
        names = {f"q{old:02}": f"q{new:02}" for old, new in numbers.items()}
        top = replace(top, values={**top.values, "order": [names.get(id_, id_) for id_ in order]})
    return Document(
        top=top, tables=tuple(_renumbered(t, numbers.get(number(t) or 0)) for t in document.tables)
    )


def _renumbered(table: Table, new: int | None) -> Table:
    if new is None:
        return table
    if table.path == ("items",):
        return replace(table, key=str(new), values={**table.values, "n": new})
    old, id_ = str(table.values["id"]), f"q{new:02}"
    values: dict[str, Any] = {**table.values, "id": id_}
    for name in ("follow_ups", "reserve"):
        if name in values:
            values[name] = [{**one, "id": id_ + str(one["id"]).removeprefix(old)} for one in values[name]]
    return replace(table, key=f"question {id_} 1", values=values)


def with_last(document: Document, *copies: Document | None) -> Document:
    """Return an episode with the highest number that an item ever had, if that item is gone."""
    seen = max([0, *(n for copy in copies if copy for n in (*texts(copy), _last(copy)))])
    values = {k: v for k, v in document.top.values.items() if k != "last_n"}
    if seen > max([0, *texts(document)]):
        values["last_n"] = seen
    return replace(document, top=replace(document.top, values=values))


def with_references(document: Document, moved: Mapping[str, str]) -> Document:
    """Return an outline that names items and episodes as they are called now; `moved` says old reference -> new one."""
    if not moved:
        return document
    tables = tuple(
        replace(t, values={k: _moved(k, v, moved) for k, v in t.values.items()}) for t in document.tables
    )
    return replace(document, tables=tables)


def _moved(field: str, value: Any, moved: Mapping[str, str]) -> Any:  # noqa: ANN401 (plain TOML data)
    if field == "asked":
        return [moved.get(one, one) for one in value]
    return moved.get(value, value) if field in {"words_from", "like"} else value
