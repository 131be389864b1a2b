"""What is wrong in data files, said so that a person can mend it: where, what, and how."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from difflib import get_close_matches
from typing import Any, get_args, get_origin, get_type_hints

from qbank.bank.toml import Loc, line_of
from qbank.errors import Problem, visible
from qbank.lazy import dataclass
from qbank.model import Bank, Episode, Item, is_file_name, pattern

_A_DAY = 1440
_HINTS = {
    "string_type": "it must be text in quotes",
    "int_type": "it must be a whole number, without quotes",
    "float_type": "it must be a number, without quotes",
    "bool_type": "it must be true or false, without quotes",
    "tuple_type": "it must be a list in brackets",
    "mapping_type": "it must be a table",
    "dict_type": "it must be a table",
    "dataclass_type": "it must be a table",
    "finite_number": "write a number",
    "too_long": "it has too many elements",
}
"""How to mend what pydantic finds, by its own names for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something wrong at a place in the data of a file."""

    name: str
    loc: Loc
    what: str
    hint: str = ""


def problem(fault: Fault, text: str | None) -> Problem:
    """Return a fault as a problem; with the file's text, `where` says the line."""
    where = fault.name if text is None else f"{fault.name}:{line_of(text, fault.loc)}"
    # Which table it is in, as its header or its place in a list has it.
    steps = "".join(f" {step + 1}" if isinstance(step, int) else f".{step}" for step in fault.loc[:-1])
    what = f"{steps.removeprefix('.')}: {fault.what}" if steps else fault.what
    return Problem(where=visible(where), what=visible(what), hint=visible(fault.hint))


def of_shape(name: str, record: type, errors: Iterable[Mapping[str, Any]], *, keyed: bool) -> Iterator[Fault]:
    """Yield what does not fit the record that a file is to hold; errors are pydantic's, their places begin with a key.

    `keyed` says that the key is a table's header and not an empty one.
    """
    for full, error in _merged(errors).items():
        yield _shape_fault(name, full if keyed else full[1:], _known(record, full[1:-1]), error)


def _merged(errors: Iterable[Mapping[str, Any]]) -> dict[Loc, Mapping[str, Any]]:
    """Return one error a place: a field that may be of several types has one for each, told apart by a last step."""
    made: dict[Loc, Mapping[str, Any]] = {}
    for error in errors:
        loc: Loc = tuple(error["loc"])
        if error["type"] == "literal_error" and str(loc[-1]).startswith("literal["):
            loc = loc[:-1]
        known = made.get(loc, error)
        if known is not error and "expected" in error.get("ctx", {}) and "ctx" in known:
            known = {**known, "ctx": {"expected": known["ctx"]["expected"] + error["ctx"]["expected"]}}
        made[loc] = known
    return made


def _shape_fault(name: str, loc: Loc, known: list[str], error: Mapping[str, Any]) -> Fault:
    kind, given, last = error["type"], error["input"], loc[-1] if loc else ""
    field = f"element {last + 1}" if isinstance(last, int) else f"`{last}`"
    allowed = re.findall(r"'([^']+)'", error.get("ctx", {}).get("expected", ""))
    what, hint = f"{field} is {_shown(given)}", error["msg"].lower()
    if kind == "json_invalid":
        what, hint = "there are too many tables or lists within one another", "write it flatter"
    elif last == "[key]":
        loc, what, hint = loc[:-1], f"unknown name `{given}`", near(str(given), allowed)
    elif kind == "unexpected_keyword_argument":
        what, hint = f"unknown key {field}", near(str(last), known)
    elif kind.startswith("missing"):
        what, hint = f"{field} is missing", "add it"
    elif kind == "literal_error":
        hint = near(str(given), allowed)
    else:
        hint = _HINTS.get(kind, hint)
    return Fault(name=name, loc=loc, what=what, hint=hint)


def _shown(value: object) -> str:
    if isinstance(value, Mapping):
        return "a table"
    said = repr(value) if not isinstance(value, bool) else str(value).lower()
    return said if len(said) <= 60 else said[:57] + "…"


def near(word: str, known: Iterable[str]) -> str:
    """Return the hint that names what may have been meant, or what there is."""
    listed = sorted(set(known))
    if close := get_close_matches(word, listed, n=1, cutoff=0.5):
        return f"did you mean `{close[0]}`?"
    return f"known are: {', '.join(listed[:40])}" if listed else "there is none: add it, or take this out"


def _known(kind: Any, loc: Iterable[str | int]) -> list[str]:  # noqa: ANN401 (a type, parametrized or not)
    """Return the names of the fields that the record at this place may have."""
    for step in loc:
        if is_dataclass(kind):
            kind = get_type_hints(kind).get(str(step))
        elif get_origin(kind) is not None and get_args(kind):
            kind = get_args(kind)[0 if get_origin(kind) is tuple else -1]
    return [f.name for f in fields(kind)] if is_dataclass(kind) else []


def names(bank: Bank) -> frozenset[str]:
    """Return what episodes may refer to: where nothing of it is gone, those that were sound are."""
    return frozenset((*(f"category {c.id}" for c in bank.categories), *(f"template {t.id}" for t in bank.templates)))


def references(bank: Bank, episodes: Iterable[Episode]) -> Iterator[Fault]:
    """Yield what in a bank names something that is not there, and what is there twice; of its episodes these are looked at."""
    ids: Iterator[tuple[Loc, str]] = ((("categories", n, "id"), c.id) for n, c in enumerate(bank.categories))
    yield from _double("questions/categories.toml", ids)
    records: dict[str, Iterable[Any]] = {"category": bank.categories, "trait": bank.traits, "template": bank.templates}
    known = {what: {one.id for one in listed} for what, listed in records.items()} | {"kind": {*bank.lexicon.kinds}}
    yield from _beyond_a_day(bank)
    yield from _in_lists(bank, known)
    yield from _in_templates(bank, known)
    for episode in episodes:
        name = f"questions/episodes/{episode.id}.toml"
        yield from _double(name, ((("items", n, "n"), item.n) for n, item in enumerate(episode.items)))
        for n, item in enumerate(episode.items):
            yield from _missing(name, ("items", n), item, _ITEM, known)
            yield from _in_item(name, n, item)


def _beyond_a_day(bank: Bank) -> Iterator[Fault]:
    """Yield minutes below zero, and those of more than a day."""
    timed: list[tuple[str, Loc, float]] = [("show", ("minutes",), bank.show.minutes)]
    timed += [("show", ("breaks", n), at) for n, at in enumerate(bank.show.breaks)]
    timed += [("categories", ("categories", n, "minutes"), c.minutes) for n, c in enumerate(bank.categories)]
    timed += [(f"templates/{t.category}", (t.id, "minutes"), t.minutes) for t in bank.templates]
    for name, loc, minutes in timed:
        if not 0 <= minutes <= _A_DAY:
            field = f"element {loc[-1] + 1}" if isinstance(loc[-1], int) else "`minutes`"
            what, hint = f"{field} is {minutes:g}", f"minutes are from 0 to {_A_DAY}, a day"
            yield Fault(name=f"questions/{name}.toml", loc=loc, what=what, hint=hint)


_Known = Mapping[str, set[str]]
"""The names that may be referred to, by what they are names of."""
_PLAN, _THEME, _KIND = {"core": "category"}, {"category": "category"}, {"is_a": "kind"}
_WORD = {"traits": "trait", "not_traits": "trait"}
_TEMPLATE = {"category": "category", "also": "category", "kinds": "kind", "needs": "trait", "never": "trait"}
_ITEM = {"category": "category", "also": "category", "template": "template", "also_templates": "template"}
"""What the fields of each record refer to."""


def _missing(name: str, loc: Loc, record: object, fields: Mapping[str, str], known: _Known) -> Iterator[Fault]:
    """Yield what fields of the record at this place refer to and nothing is named."""
    for field, what in fields.items():
        given = getattr(record, field)
        for word in given if isinstance(given, tuple) else [given]:
            if word is not None and word not in known[what]:
                hint = near(word, known[what])
                yield Fault(name=name, loc=(*loc, field), what=f"no such {what}: `{word}`", hint=hint)


def _double(name: str, given: Iterable[tuple[Loc, object]]) -> Iterator[Fault]:
    seen: set[object] = set()
    for loc, value in given:
        if value in seen:
            what = f"`{loc[-1]}` {value!r} is there twice"
            yield Fault(name=name, loc=loc, what=what, hint="give one of them another")
        seen.add(value)


def _in_lists(bank: Bank, known: _Known) -> Iterator[Fault]:
    """Yield the faults of what reads and sorts questions: families, words, themes."""
    for family, plan in bank.families.items():
        yield from _missing("questions/categories.toml", ("families", family), plan, _PLAN, known)
    for theme in bank.themes:
        yield from _missing("questions/themes.toml", ("themes", theme.id), theme, _THEME, known)
    name = "questions/lexicon.toml"
    for subject in bank.lexicon.subjects:
        yield from _missing(name, ("subjects", subject.name), subject, _WORD, known)
    for kind, word in bank.lexicon.kinds.items():
        yield from _missing(name, ("kinds", kind), word, _WORD, known)
        yield from _missing(name, ("kinds", kind), word, _KIND, {"kind": known["kind"] - {kind}})


def _in_templates(bank: Bank, known: _Known) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for template in bank.templates:
        name = f"questions/templates/{template.category}.toml"
        if seen.setdefault(template.id, name) != name:
            what, hint = f"template `{template.id}` is in {seen[template.id]} too", "keep one of them"
            yield Fault(name=name, loc=(template.id, "id"), what=what, hint=hint)
        yield from _missing(name, (template.id,), template, _TEMPLATE, known)


def _in_item(name: str, n: int, item: Item) -> Iterator[Fault]:
    for field in ("n", "depth"):
        if getattr(item, field) < 1:
            what = f"`{field}` is {getattr(item, field)}"
            yield Fault(name=name, loc=("items", n, field), what=what, hint="it counts from 1")
    wanted = set(pattern.names(item.pattern or ""))
    lacking = [
        (f"`pattern` has the slot `{s}`, `slots` has not", "add its value") for s in sorted(wanted - set(item.slots))
    ]
    spare = sorted(set(item.slots) - wanted)
    lacking += [(f"`slots` has `{s}`, `pattern` has not", "take it out, or use it in the pattern") for s in spare]
    for what, hint in lacking:
        yield Fault(name=name, loc=("items", n, "slots"), what=what, hint=hint)


def misplaced(name: str, kind: str, stem: str, records: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield records whose id or category is not the one that their header or their file's name gives them, or no name of a file."""
    for key, record in records.items():
        if kind in {"traits", "templates"} and record.id != key:
            yield _not_as(name, (key, "id"), record.id, key, "the header")
        if kind == "templates" and record.category != stem:
            yield _not_as(name, (key, "category"), record.category, stem, "the file's name")
        if kind == "episodes" and record.id != stem:
            yield _not_as(name, ("id",), record.id, stem, "the file's name")
        if kind == "exports":
            yield from _not_a_file(name, ("id",), record.id)
            yield from _not_a_day(name, ("date",), record.date)
        for n, category in enumerate(record.categories if kind == "categories" else ()):
            yield from _not_a_file(name, ("categories", n, "id"), category.id)
        yield from _inner_misplaced(name, kind, record)


def _inner_misplaced(name: str, kind: str, record: Any) -> Iterator[Fault]:  # noqa: ANN401 (a file's record)
    for part, field in (("subjects", "name"), ("themes", "id")):
        for header, inner in getattr(record, part, {}).items():
            if kind in {"lexicon", "themes"} and getattr(inner, field) != header:
                yield _not_as(name, (part, header, field), getattr(inner, field), header, "the header")


def _not_a_file(name: str, loc: Loc, given: str) -> Iterator[Fault]:
    """Yield the fault of an id that files are named by, and that could name a place elsewhere."""
    if not is_file_name(given):
        what = f"`id` is {given[:60]!r}, which cannot be the name of a file"
        yield Fault(name=name, loc=loc, what=what, hint="use letters, digits and hyphens")


def _not_a_day(name: str, loc: Loc, given: str) -> Iterator[Fault]:
    """Yield the fault of a day that no calendar has: files are dated by it."""
    try:
        datetime.fromisoformat(given)
    except ValueError:
        what = f"`date` is {_shown(given)}, which is not a day"
        yield Fault(name=name, loc=loc, what=what, hint="write it as 2026-11-22")


def _not_as(name: str, loc: Loc, given: str, wanted: str, where: str) -> Fault:
    mend = f"take `{loc[-1]}` out, or write {wanted!r}"
    hint = f"move it to the file {given}.toml" if loc[-1] == "category" else mend
    return Fault(name=name, loc=loc, what=f"`{loc[-1]}` is {given!r}, but {where} says {wanted!r}", hint=hint)
