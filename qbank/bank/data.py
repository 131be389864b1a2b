"""Records <-> what a data file holds: which record stands in which file, under which header, and what is wrong with a file's data.

Data are checked by pydantic, which is slow to start: it is loaded when a file is checked.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, fields
from functools import cache
from types import GenericAlias
from typing import TYPE_CHECKING, Any, cast

from qbank.bank.contents import Categories, Themes, Words, group
from qbank.bank.toml import Document, Table
from qbank.model import Bank, Episode, Item, Lexicon, Outline, Show, Template, Trait
from qbank.model.brief import BOX, Brief
from qbank.model.pattern import escape

if TYPE_CHECKING:
    from pydantic import TypeAdapter
    from pydantic_core import ErrorDetails


def plain(value: Any) -> Any:  # noqa: ANN401 (a record, or plain TOML data)
    """Return records, tuples and numbers as TOML data; fields that hold their default are left out."""
    if isinstance(value, str | int) or value is None:
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < _LARGE else value
    if isinstance(value, tuple | list):
        return [plain(v) for v in value]
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    kind: Any = type(value)
    held = ((name, getattr(value, name), absent) for name, absent in _fields(kind))
    return {name: plain(v) for name, v, absent in held if v != absent}


@cache
def _fields(kind: Any) -> tuple[tuple[str, object], ...]:  # noqa: ANN401 (a record's class)
    """Return the fields of a record in order, each with what it holds when nothing is said."""
    return tuple((f.name, f.default_factory() if f.default_factory is not MISSING else f.default) for f in fields(kind))


_LARGE = 10**15


@cache
def defaults(kind: type) -> dict[str, object]:
    """Return the defaults of a record's fields as TOML data, None left out."""
    said = ((name, value) for name, value in _fields(kind) if value is not MISSING)
    return {name: plain(value) for name, value in said if value is not None}


def documents(bank: Bank) -> dict[str, Document]:
    """Return the bank as the contents of its data files, by name."""
    spoken = [as_table(("spoken",), bank.show.spoken, key="spoken")] if plain(bank.show.spoken) else []
    files = {
        "show.toml": Document(top=as_table((), bank.show, leave="spoken"), tables=tuple(spoken)),
        "categories.toml": Document(
            tables=(
                *(as_table(("categories",), c, key=c.id, array=True) for c in bank.categories),
                *(as_table(("families", f), p, key=f"families.{f}") for f, p in bank.families.items()),
            )
        ),
        "traits.toml": Document(tables=tuple(as_table((t.id,), t, leave="id") for t in bank.traits)),
        "lexicon.toml": _lexicon(bank.lexicon),
        "themes.toml": Document(tables=tuple(as_table(("themes", t.id), t, leave="id") for t in bank.themes)),
    }
    order = {category.id: n for n, category in enumerate(bank.categories)}
    grouped: dict[str, list[Template]] = {}
    for template in sorted(bank.templates, key=lambda t: (order.get(t.category, len(order)), t.category)):
        grouped.setdefault(template.category, []).append(template)
    for category, templates in grouped.items():
        tables = tuple(as_table((t.id,), t, leave="id") for t in templates)
        files[f"templates/{category}.toml"] = Document(tables=tables)
    for episode in bank.episodes:
        top = as_table((), episode, leave="items")
        files[f"episodes/{episode.id}.toml"] = Document(top=top, tables=tuple(map(_item, episode.items)))
    return {f"questions/{name}": doc for name, doc in files.items()}


def as_table(
    path: tuple[str, ...], record: object, *, key: str | None = None, array: bool = False, leave: str = ""
) -> Table:
    """Return a record as a table under this header, without the field that is to be left out."""
    values = {name: value for name, value in plain(record).items() if name != leave}
    key, kind = key if key is not None else repr(path) if path else "", cast(Any, type(record))
    return Table(path=path, array=array, key=key, values=values, implied=defaults(kind))


def _lexicon(lexicon: Lexicon) -> Document:
    names = ("companies", "languages", "protocols")
    top = {name: list(value) for name in names if (value := getattr(lexicon, name))}
    subjects = (as_table(("subjects", subject.name), subject, leave="name") for subject in lexicon.subjects)
    kinds = (as_table(("kinds", kind), words) for kind, words in lexicon.kinds.items())
    heads: dict[str, object] = {family: list(nouns) for family, nouns in lexicon.heads.items()}
    last = (Table(path=("heads",), key="heads", values=heads),) if heads else ()
    top_table = Table(values=top, implied={name: [] for name in names})
    return Document(top=top_table, tables=(*subjects, *kinds, *last))


def _item(item: Item) -> Table:
    values, literal = plain(item), escape(item.text)
    if not item.slots and item.pattern == literal:
        del values["pattern"]
    implied = {**defaults(Item), "pattern": literal}
    return Table(path=("items",), array=True, key=str(item.n), values=values, implied=implied)


def prepared(name: str, raw: dict[str, Any]) -> dict[str, Any]:
    """Return a file's data with what its headers imply filled in: ids of templates, names of subjects, patterns of plain texts."""
    match group(name), raw:
        case "traits" | "templates", _:
            return _with_keys(raw, "id")
        case "lexicon", {"subjects": dict(subjects)}:
            raw = raw | {"subjects": _with_keys(subjects, "name")}
        case "themes", {"themes": dict(themes)}:
            raw = raw | {"themes": _with_keys(themes, "id")}
        case "episodes", {"items": list(items)}:
            raw = raw | {"items": [_with_pattern(item) for item in items]}
    return {"": raw}


def _with_keys(raw: dict[str, Any], name: str) -> dict[str, Any]:
    return {k: {name: k} | v if isinstance(v, dict) else v for k, v in raw.items()}


def _with_pattern(item: object) -> object:
    if isinstance(item, dict) and isinstance(item.get("text"), str) and not item.get("slots"):
        return {"pattern": escape(item["text"])} | item
    return item


RECORDS: dict[str, Any] = {
    "show": Show, "categories": Categories, "traits": Trait, "lexicon": Words, "themes": Themes,
    "templates": Template, "episodes": Episode, "exports": Outline, "answers": Brief,
}  # fmt: skip
"""The record of each kind of data file; the tables of traits and templates are one record each."""


@cache
def _adapter(kind: str) -> TypeAdapter[dict[str, Any]]:
    from pydantic import ConfigDict, TypeAdapter

    # A record cannot be given a configuration of its own; inside a dictionary it takes on the dictionary's.
    config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)
    return TypeAdapter(cast(Any, GenericAlias(dict, (str, RECORDS[kind]))), config=config)


def validate(kind: str, data: Mapping[str, Any]) -> tuple[dict[str, Any], list[ErrorDetails]]:
    """Return a file's records by key, or every fault found in it.

    It goes by way of JSON, where a list is a tuple and nothing else is converted. TOML's dates become text.
    """
    from pydantic import ValidationError

    if kind == "answers":  # a file of answers calls the fields as the options do
        names = {one.option: name for name, one in BOX.items() if one.option}
        data = {file: {names.get(n, n): v for n, v in said.items()} for file, said in data.items()}
    try:
        return _adapter(kind).validate_json(json.dumps(data, default=str)), []
    except ValidationError as error:
        return {}, error.errors(include_url=False)
