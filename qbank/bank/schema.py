"""Data files checked against the records, by pydantic. Import it where a file is read: pydantic is slow to start."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from types import GenericAlias
from typing import Any, cast

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from qbank.bank.contents import Categories, Themes, Words
from qbank.model import BOX, Episode, Outline, Show, Template, Trait
from qbank.outline.brief import Brief

RECORDS: dict[str, Any] = {
    "show": Show,
    "categories": Categories,
    "traits": Trait,
    "lexicon": Words,
    "themes": Themes,
    "templates": Template,
    "episodes": Episode,
    "exports": Outline,
    "answers": Brief,
}
"""The record of each kind of data file; the tables of traits and templates are one record each."""


@cache
def _adapter(kind: str) -> TypeAdapter[dict[str, Any]]:
    # A record cannot be given a configuration of its own; inside a dictionary it takes on the dictionary's.
    config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)
    return TypeAdapter(cast(Any, GenericAlias(dict, (str, RECORDS[kind]))), config=config)


def validate(kind: str, data: Mapping[str, Any]) -> tuple[dict[str, Any], list[ErrorDetails]]:
    """Return a file's records by key, or every fault found in it.

    It goes by way of JSON, where a list is a tuple and nothing else is converted. TOML's dates become text.
    """
    try:
        return _adapter(kind).validate_json(json.dumps(_by_field(kind, data), default=str)), []
    except ValidationError as error:
        return {}, error.errors(include_url=False)


def _by_field(kind: str, data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return data by the names of fields: a file of answers calls them as the options do."""
    if kind != "answers":
        return data
    names = {one.option: name for name, one in BOX.items() if one.option}
    return {file: {names.get(n, n): v for n, v in said.items()} for file, said in data.items()}
