"""What a data file holds, by its name, and how it is kept: as plain values, which are read without pydantic and without TOML.

A record is written as a call of its maker, which is named by its kind. An episode is kept in two pieces, its head and its items;
read again, it makes its items when someone asks for them.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable, Mapping
from dataclasses import field, fields, is_dataclass
from functools import lru_cache
from operator import attrgetter
from typing import Any

from qbank import model, past
from qbank.kept import Plain
from qbank.lazy import dataclass
from qbank.model import Category, Episode, Family, FamilyPlan, Item, KindWords, Subject, Theme


@dataclass(frozen=True, slots=True, kw_only=True)
class Categories:
    """What categories.toml holds."""

    categories: tuple[Category, ...] = ()
    families: Mapping[Family, FamilyPlan] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What lexicon.toml holds."""

    subjects: Mapping[str, Subject] = field(default_factory=dict)
    kinds: Mapping[str, KindWords] = field(default_factory=dict)
    companies: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    protocols: tuple[str, ...] = ()
    heads: Mapping[Family, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Themes:
    """What themes.toml holds."""

    themes: Mapping[str, Theme] = field(default_factory=dict)


def group(name: str) -> str:
    """Return the kind of a data file by its name: "templates" for questions/templates/origin.toml."""
    return name.removeprefix("questions/").removesuffix(".toml").partition("/")[0]


def stem(name: str) -> str:
    """Return the last part of a data file's name, without its ending."""
    return name.rpartition("/")[2].removesuffix(".toml")


@lru_cache(maxsize=1)
def _makers() -> dict[str, Callable[..., object]]:
    """Return how each kind of record is made of its fields' values, by the kind's name."""
    every = (*vars(model).values(), *vars(past).values(), Categories, Words, Themes)
    return {kind.__name__: _maker(kind) for kind in every if isinstance(kind, type) and is_dataclass(kind)}


def _maker(kind: type) -> Callable[..., object]:
    """Return what makes a record without its slow constructor, which sets each field by name."""
    setters = [vars(kind)[field.name].__set__ for field in fields(kind)]
    new = object.__new__

    def make(*values: object) -> object:
        made: object = new(kind)
        for put, value in zip(setters, values, strict=True):
            put(made, value)
        return made

    return make


class _Kind:
    """Stands in a pickle for the maker of a kind of record."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self) -> None:
        """Do nothing: what is called when the pickle is read is the maker of this name."""


class _Pickler(pickle.Pickler):
    """Writes records as calls of their makers, which are named by kind."""

    def __init__(self, file: io.BytesIO) -> None:
        super().__init__(file, protocol=5)
        self._kinds = {name: _Kind(name) for name in _makers()}

    def persistent_id(self, obj: Any) -> str | None:  # noqa: ANN401 (pickle's)
        """Return the name of a kind of record, None for any value."""
        return obj.name if type(obj) is _Kind else None

    def reducer_override(self, obj: Any) -> Any:  # noqa: ANN401
        """Return how a record is made; pickle knows plain values itself, and anything else is a mistake."""
        kind = type(obj)
        if kind.__name__ not in self._kinds:
            raise pickle.PicklingError(f"a {kind.__name__} has no place in a cache")
        return self._kinds[kind.__name__], tuple(getattr(obj, field.name) for field in fields(kind))


class _Unpickler(Plain):
    """Reads plain values and records; whatever else is named is refused."""

    def persistent_load(self, pid: Any) -> Any:  # noqa: ANN401
        """Return the maker of a kind of record."""
        return _makers()[pid]


def dumped(records: object) -> bytes:
    """Return records, and plain values, as bytes."""
    made = io.BytesIO()
    _Pickler(made).dump(records)
    return made.getvalue()


def loaded(body: bytes) -> Any:  # noqa: ANN401 (what was kept)
    """Return what `dumped` was given; it raises what is `kept.WRONG` for anything else."""
    return _Unpickler(io.BytesIO(body)).load()


Head = tuple[Any, ...]
"""What an episode's fields hold, but its items."""


class _Later(Episode):
    """An episode whose items are made when they are first asked for; from then on it is an episode like any other."""

    __slots__ = ()

    def __init__(self, **given: Any) -> None:  # noqa: ANN401 (what `replace` gives, whose copy is an episode)
        _become(self)
        Episode.__init__(self, **given)

    @property
    def items(self) -> tuple[Item, ...]:
        """Its items, made now."""
        found = _items_of(self)
        # They may have been made by another thread in this very moment.
        made: tuple[Item, ...] = found if isinstance(found, tuple) else found()
        _put_items(self, made)
        _become(self)
        return made

    def __eq__(self, other: object) -> bool:
        """Compare it as an episode."""
        return _whole(self) == other

    def __hash__(self) -> int:
        """Return an episode's."""
        return hash(_whole(self))

    def __repr__(self) -> str:
        """Return an episode's."""
        return repr(_whole(self))

    def __reduce_ex__(self, protocol: Any) -> Any:  # noqa: ANN401 (pickle's)
        """Copy it as an episode."""
        return _whole(self).__reduce_ex__(protocol)


def _become(self: Episode) -> None:
    object.__setattr__(self, "__class__", Episode)


def _whole(self: Episode) -> Episode:
    _ = self.items
    return self


_HEAD = tuple(field.name for field in fields(Episode) if field.name != "items")
head_of: Callable[[Episode], Head] = attrgetter(*_HEAD)
_put_head = [vars(Episode)[name].__set__ for name in _HEAD]
_put_items, _items_of = vars(Episode)["items"].__set__, vars(Episode)["items"].__get__


def later(head: Head, items: Callable[[], tuple[Item, ...]]) -> Episode:
    """Return an episode with this head, whose items are made when they are first asked for."""
    made: Episode = object.__new__(_Later)
    for put, value in zip(_put_head, head, strict=True):
        put(made, value)
    _put_items(made, items)
    return made
