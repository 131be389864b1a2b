"""Two copies of one file's records, and the one they came from if it is known -> one, record by record.

Pure, and the same both ways round: whoever merges whom, the records that come out are equal. What one copy changed is taken; what
both changed in two ways is a Conflict, unless one of them was decided by hand and the other by the program.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from enum import Enum
from typing import Any, Final, Literal

from qbank.bank.toml import Document, Table
from qbank.lazy import dataclass, regex

Side = Literal["ours", "theirs"]
Values = Mapping[str, Any]


class _Absent(Enum):
    ABSENT = "absent"


ABSENT: Final = _Absent.ABSENT
"""Stands for a value, or a record, that a copy does not have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """What both copies changed, each in its own way; a value is None where a copy has none, or has taken it out.

    `record` is empty for the top of a file, `field` for a whole record.
    """

    file: str
    record: str = ""
    field: str = ""
    base: Any = None
    ours: Any = None
    theirs: Any = None

    @property
    def where(self) -> str:
        """Where it is, in words: the same whoever merges whom."""
        return " · ".join(filter(None, (self.file, self.record, self.field)))


Choose = Callable[[Conflict], Side]
"""Says whose way is taken."""

DECIDED = (
    "kind", "category", "also", "template", "also_templates", "match", "confidence", "likely", "follow_up", "by",
)  # fmt: skip
"""What is decided about an item, by an import or by hand: it is taken as a whole."""
FILLED = ("pattern", "slots")
"""An item's text taken apart: it belongs to that text."""
MADE = frozenset(
    {"line", "depth", "source", "match", "confidence", "likely", "last_n", "planned_minutes", "start", "origin", "seal", "problems"}
)  # fmt: skip
"""What programs write and no person decides: of two values the greater is as good as the other."""


def merged(file: str, base: Document | None, ours: Document, theirs: Document, choose: Choose) -> Document:
    """Return the document that two copies of a file make; `base` is what both came from, None if nobody knows."""
    if ours == theirs:
        return ours
    merger = _Merger(file, choose)
    known = {t.key: t for t in base.tables} if base else {}
    mine, others = {t.key: t for t in ours.tables}, {t.key: t for t in theirs.tables}
    tables = []
    for key in ordered(list(known) if base else None, list(mine), list(others)):
        table = merger.record(known.get(key), mine.get(key), others.get(key))
        if table is not None:
            tables.append(table)
    tables = [t for n, t in enumerate(tables) if not _is_emptied(t, tables[n + 1 : n + 2], mine, others, known)]
    if not file.startswith(_BY_ID):
        tables.sort(key=lambda t: _GROUPS.index(t.path[0]) if t.path[0] in _GROUPS else 0)
    top = merger.table(base.top if base else None, ours.top, theirs.top)
    return Document(top=top, tables=tuple(tables))


_GROUPS = (
    "", "categories", "families", "subjects", "kinds", "themes", "facts", "box", "wishes", "spoken", "sections", "items", "heads",
)  # fmt: skip
"""The kinds of tables in a file, in the order in which they are written."""
_BY_ID = ("questions/templates", "questions/traits")
"""Files whose tables are named by an id alone."""
_SECTION = ("sections",)


def _is_emptied(table: Table, below: Sequence[Table], *copies: Mapping[str, Table]) -> bool:
    """Say whether this is a section that a copy has taken out, and that no question stands in any more."""
    taken_out = table.path == _SECTION and table.key in copies[2] and not all(table.key in c for c in copies)
    return taken_out and not any(t.path[:1] == _SECTION and len(t.path) > 1 for t in below)


@dataclass(frozen=True, slots=True)
class _Merger:
    """Merges the records of one file."""

    file: str
    choose: Choose

    def record(self, base: Table | None, ours: Table | None, theirs: Table | None) -> Table | None:
        """Return one record of both, None if it is to go."""
        if ours is not None and theirs is not None:
            return self.table(base, ours, theirs)
        left = ours or theirs
        if left is None or base is None:
            return left
        if left.path == _SECTION:
            return left
        if left.values == base.values:
            return None
        return (
            ours
            if self.keeps_ours(label(left), "", base.values, ours and ours.values, theirs and theirs.values)
            else theirs
        )

    def keeps_ours(self, record: str, field: str, base: Any, ours: Any, theirs: Any) -> bool:  # noqa: ANN401 (plain TOML data)
        """Say whose way is taken where both copies changed one thing, each in its own way."""
        base, ours, theirs = (None if value is ABSENT else value for value in (base, ours, theirs))
        both = Conflict(file=self.file, record=record, field=field, base=base, ours=ours, theirs=theirs)
        return self.choose(both) == "ours"

    def table(self, base: Table | None, ours: Table, theirs: Table) -> Table:
        """Return one table of both."""
        if ours.values == theirs.values:
            return ours
        known = base.values if base is not None else None
        if ours.path == ("items",):
            values = self.item(label(ours), known, ours.values, theirs.values)
            implied = ours.implied if values["text"] == ours.values["text"] else theirs.implied
            return replace(ours, values=values, implied=implied)
        return replace(ours, values=self.fields(label(ours), known, ours.values, theirs.values))

    def fields(
        self, record: str, base: Values | None, ours: Values, theirs: Values, names: Iterable[str] | None = None,
    ) -> dict[str, Any]:  # fmt: skip
        """Return the fields (`names`, else all of them) of one record of both."""
        keys = ordered(list(base) if base is not None else None, list(ours), list(theirs))
        made = {}
        for name in keys if names is None else (key for key in keys if key in set(names)):
            was = ABSENT if base is None else base.get(name, ABSENT)
            value = self.value(
                record, name, was, ours.get(name, ABSENT), theirs.get(name, ABSENT), known=base is not None
            )
            if value is not ABSENT:
                made[name] = value
        return made

    def value(self, record: str, field: str, base: Any, ours: Any, theirs: Any, *, known: bool) -> Any:  # noqa: ANN401 (plain TOML data)
        """Return one value of both, ABSENT if it is to go; where nothing is `known` of a base what is said counts."""
        given = [v for v in (ours, theirs) if v is not ABSENT]
        if ours == theirs:
            return ours
        if known and base in (ours, theirs):
            return theirs if ours == base else ours
        if not known and len(given) == 1:
            return given[0]
        if field in MADE:
            return max(given, key=_rank)
        if all(isinstance(v, list) for v in given):
            return union(base, ours, theirs, known=known)
        if all(isinstance(v, Mapping) for v in given) and len(given) > 1:
            was = base if isinstance(base, Mapping) else ({} if known else None)
            named = [m if m is None else {f"{field}.{k}": v for k, v in m.items()} for m in (was, ours, theirs)]
            made = self.fields(record, named[0], named[1] or {}, named[2] or {})
            return {name.removeprefix(f"{field}."): v for name, v in made.items()}
        return ours if self.keeps_ours(record, field, base, ours, theirs) else theirs

    def item(self, record: str, base: Values | None, ours: Values, theirs: Values) -> dict[str, Any]:
        """Return one item of both: its words, what was decided about them, and the rest."""
        decided: tuple[str, ...] = DECIDED
        text = self.fields(record, base, ours, theirs, ["text"])["text"]
        words = _only(ours if text == ours["text"] else theirs, ("text", *FILLED))
        if ours["text"] == theirs["text"]:
            decided, words = (*DECIDED, *FILLED), {"text": text}
        made = words | self.decision(record, decided, base, ours, theirs)
        rest = self.fields(record, base, ours, theirs, {*ours, *theirs} - {*DECIDED, *FILLED, "text"})
        keys = ordered(None, list(ours), list(theirs))
        return {name: (made | rest)[name] for name in keys if name in made or name in rest}

    def decision(
        self, record: str, names: Sequence[str], base: Values | None, ours: Values, theirs: Values
    ) -> dict[str, Any]:
        """Return what is decided about an item: what one copy changed, else what was decided by hand, else what is surer."""
        was, mine, others = (None if v is None else _only(v, names) for v in (base, ours, theirs))
        assert mine is not None
        assert others is not None
        if mine in (others, was):
            return others
        if others == was:
            return mine
        by_hand = [one for one in (mine, others) if one.get("by") == "hand"]
        if len(by_hand) == 1:
            return by_hand[0]
        if not by_hand:
            return max(mine, others, key=lambda d: (d.get("match") == "same", d.get("confidence", 0), _rank(d)))
        made = self.fields(record, was, mine, others, set(names) - set(FILLED))
        if "pattern" in names or "slots" in names:
            made |= self.filling(record, was, mine, others)
        return made

    def filling(self, record: str, base: Values | None, ours: Values, theirs: Values) -> dict[str, Any]:
        """Return the pattern and the slots of an item whose text is the same in both: they go together."""
        was, mine, others = (_only(v or {}, FILLED) for v in (base, ours, theirs))
        if mine == others or (base is not None and mine == was):
            return others
        if base is not None and others == was:
            return mine
        slots = (one.get("slots") for one in (was, mine, others))
        return mine if self.keeps_ours(record, "slots", *slots) else others


def _only(values: Values, names: Iterable[str]) -> dict[str, Any]:
    return {name: values[name] for name in names if name in values}


def label(table: Table) -> str:
    """Return what a record is called for a person: a template's id, an item's number, a question's id."""
    if table.path == ("items",):
        return f"item {table.values['n']}"
    return " ".join(table.path) if not table.array else table.key


def _rank(value: Any) -> tuple[bool, float, str]:  # noqa: ANN401 (plain TOML data)
    """Return what plain values are sorted by, whatever they are."""
    number = isinstance(value, int | float)
    return number, value if number else 0, canonical(value)


def canonical(value: object) -> str:
    """Return a plain value as a text that tells it from every other."""
    return json.dumps(value, sort_keys=True, default=str)


def union(base: Any, ours: Any, theirs: Any, *, known: bool) -> Any:  # noqa: ANN401 (plain lists, or ABSENT)
    """Return the list with what either copy added and without what either took out; ABSENT if nothing is left."""
    was, mine, others = ({canonical(v): v for v in (() if one is ABSENT else one)} for one in (base, ours, theirs))
    kept = {k: v for k, v in (mine | others).items() if (k in mine and k in others) or not known or k not in was}
    made = [kept[k] for k in ordered(list(was) if known else None, list(mine), list(others)) if k in kept]
    return made or ABSENT


def ordered(base: list[str] | None, ours: list[str], theirs: list[str]) -> list[str]:
    """Return the keys of both lists in one order, the same whichever comes first.

    It is the order of the copy that moved something, of either if both did or neither; what only the other has stands behind what it
    stands behind there.
    """
    first, second = sorted((ours, theirs), key=lambda keys: (-len(keys), keys))
    if base is not None:
        moved = [keys for keys in (ours, theirs) if _moved(base, keys)]
        if len(moved) == 1:
            first, second = moved[0], theirs if moved[0] is ours else ours
    here, behind = set(first), dict[str | None, list[str]]()
    last: str | None = None
    for key in second:
        if key in here:
            last = key
        else:
            behind.setdefault(last, []).append(key)
    made = list(behind.get(None, ()))
    for key in first:
        made += [key, *behind.get(key, ())]
    return made


def _moved(base: Sequence[str], keys: Sequence[str]) -> bool:
    here, known = set(keys), set(base)
    return [k for k in base if k in here] != [k for k in keys if k in known]


ALIKE = 0.6
"""Similarity (difflib's ratio) from which two texts under one number are one question, reworded."""
SAME = 0.5
"""Share of equal texts from which two files of one name are one interview, or one plan."""
_QUESTION = regex(r"q(\d+)")

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
    found = _QUESTION.fullmatch(str(table.values.get("id", ""))) if table.path[-1:] == ("questions",) else None
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

    def rank(pair: tuple[int | None, int | None]) -> tuple[int, str]:
        said = [side[n] for n, side in zip(pair, (mine, others), strict=True) if n is not None]
        return min(n for n in pair if n is not None), min(said)

    for pair in sorted(_pairs(mine, others), key=rank):
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
    alone = [(n, None) for n in left if n not in alike] + [(None, n) for n in right if n not in alike]
    return [*made, *((n, n) for n in alike), *alone]


def _alike(one: str, other: str) -> bool:
    first, second = sorted((one, other))
    return SequenceMatcher(None, first, second, autojunk=False).ratio() >= ALIKE


def renumbered(document: Document, numbers: Numbers) -> Document:
    """Return the document with its records under their new numbers."""
    top = document.top
    if isinstance(order := top.values.get("order"), list):
        names = {f"q{old:02}": f"q{new:02}" for old, new in numbers.items()}
        top = replace(top, values={**top.values, "order": [names.get(id_, id_) for id_ in order]})
    return Document(top=top, tables=tuple(_renumbered(t, numbers.get(number(t) or 0)) for t in document.tables))


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

    def now(field: str, value: Any) -> Any:  # noqa: ANN401 (plain TOML data)
        if field == "asked":
            return [moved.get(one, one) for one in value]
        return moved.get(value, value) if field in {"words_from", "like"} else value

    tables = (replace(t, values={k: now(k, v) for k, v in t.values.items()}) for t in document.tables)
    return replace(document, tables=tuple(tables)) if moved else document
