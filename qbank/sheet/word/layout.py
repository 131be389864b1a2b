"""A Word layout: the measures, style names and words of the sheet, read from TOML files that a host may edit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field, fields, replace
from functools import lru_cache
from typing import Any, Literal

from qbank.english import words
from qbank.errors import Problem, SourceError
from qbank.lazy import dataclass, regex
from qbank.model import is_file_name
from qbank.model.pattern import names

Page = Literal["a4", "letter"]

PAGES: dict[Page, tuple[int, int]] = {"a4": (11906, 16838), "letter": (12240, 15840)}
"""Width and height of a page in twentieths of a point."""

MOST_NOTES, MOST_MOMENTS = 0.7, 200
"""The share of a page that may stay blank for notes, and the lines of the strip of moments: ten pages of them."""

_SLOT = regex(r"\{\{\s*([A-Za-z_]\w*)\s*\}\}")
_HOST = frozenset({"title", "guest", "subject", "show", "host", "minutes", "date"})
_GUEST = frozenset({"title", "guest", "subject", "sender", "minutes", "recorded_at"})
_BLOCK = _HOST | {"clock"}
HOST_SLOTS: Mapping[str, frozenset[str]] = {
    "subtitle": _HOST | {"planned"}, "section": _BLOCK, "first_mark": _BLOCK, "mark": _BLOCK, "skip": _BLOCK,
    "keep": _BLOCK, "look_up": frozenset({"count"}), "probes": _HOST | {"planned", "probes"},
    "footer": _HOST | {"planned", "page", "pages"}, "asked": frozenset({"episodes"}), "to": frozenset({"guest"}),
}  # fmt: skip
GUEST_SLOTS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("title", "subtitle", "meeting", "length", "about", "sender"), _GUEST),
    "footer": _GUEST | {"page", "pages"},
}
"""The slots that each text may use; a text that is not named here is printed as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostWords:
    """The words of the host's copy; each may hold the slots named beside it in the shipped file."""

    subtitle: tuple[str, ...]
    spoken: str
    checklist: str
    legend: str
    section: str
    mark: str
    first_mark: str
    pause: str
    skip: str
    keep: str
    notes: str
    backups: str
    backup_mark: str
    reserve: str
    look_up: str
    moments: str
    moment_columns: tuple[str, str, str]
    problems: str
    probes: str
    footer: str
    asked: str
    to: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestWords:
    """The words of the guest's copy."""

    title: str
    subtitle: str
    meeting: str
    length: str
    about: str
    sender: str
    plug: str
    links: str
    free: str
    fill_in: str
    footer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WordLayout:
    """All that a Word sheet takes from its layout file."""

    page: Page
    large_print: bool
    font: str
    notes: float
    moments: int
    styles: Mapping[str, str]
    signs: Mapping[str, str]
    host: HostWords
    guest: GuestWords
    base: str = ""
    language: str = words.ENGLISH
    where: str = field(default="word.toml", compare=False)


@lru_cache(maxsize=16)
def read_layout(*texts: str, where: str = "word.toml") -> WordLayout:
    """Return the layout that these TOML texts make, a later text changing single lines of an earlier one.

    SourceError names every unknown key, wrong value and unknown slot.
    """
    import tomli

    merged: dict[str, Any] = {}
    for text in texts:
        try:
            _lay_over(merged, tomli.loads(text))
        except tomli.TOMLDecodeError as error:
            raise SourceError(f"{where}: {error}", hint="mend the TOML there", where=where) from error
    layout = _checked(merged, where)
    problems = (*_other_place(layout), *_beyond_the_page(layout), *_unknown_slots(layout))
    if problems:
        raise SourceError(str(problems[0]), problems=problems, where=where)
    return layout


def _in(layout: WordLayout, language: str) -> WordLayout:
    def said(value: Any) -> Any:  # noqa: ANN401 (a text, texts in order, or texts by name)
        if isinstance(value, str):
            return words.say(value, language)
        if isinstance(value, Mapping):
            return {key: said(inner) for key, inner in value.items()}
        return tuple(map(said, value))

    def all_of(part: Any) -> Any:  # noqa: ANN401 (the words of one of the two copies)
        return replace(part, **{f.name: said(getattr(part, f.name)) for f in fields(part)})

    return replace(layout, language=language, host=all_of(layout.host), guest=all_of(layout.guest))


def in_language(layout: WordLayout, language: str) -> WordLayout:
    """Return the layout with the shipped words in a language; words that a host has changed stay the host's."""
    return layout if words.known(language) == layout.language else _in(layout, language)


def _lay_over(below: dict[str, Any], above: Mapping[str, Any]) -> None:
    for key, value in above.items():
        if isinstance(value, dict) and isinstance(below.get(key), dict):
            _lay_over(below[key], value)
        else:
            below[key] = value


def _checked(data: dict[str, Any], where: str) -> WordLayout:
    """Return the layout that data make. Pydantic, slow to start, is asked only where something does not fit as it stands."""
    plain = _as_it_stands(WordLayout, {**data, "where": where})
    return _told_by_pydantic(data, where) if plain is None else plain


def _as_it_stands(kind: Any, data: Mapping[str, Any]) -> Any:  # noqa: ANN401 (a record of this kind)
    """Return the record of a kind that data make, if each value is of its field's type already; else None."""
    types = {f.name: str(f.type) for f in fields(kind)}
    made = {name: _FITTING[types[name]](value) for name, value in data.items() if name in types}
    if len(made) < len(data) or None in made.values():
        return None
    try:
        return kind(**made)
    except TypeError:  # a field is missing
        return None


def _one_of(kind: type) -> Callable[[object], object | None]:
    return lambda value: value if type(value) is kind else None


def _texts(value: object) -> tuple[str, ...] | None:
    if not isinstance(value, list):
        return None
    return tuple(value) if all(isinstance(one, str) for one in value) else None


def _texts_by_name(value: object) -> Mapping[str, str] | None:
    if not isinstance(value, dict):
        return None
    return value if all(isinstance(one, str) for one in value.values()) else None


_FITTING: Mapping[str, Callable[[Any], object | None]] = {
    **{kind.__name__: _one_of(kind) for kind in (str, bool, int, float)},
    "Page": lambda value: value if value in (*PAGES,) else None,
    "tuple[str, ...]": _texts,
    "tuple[str, str, str]": lambda value: said if len(said := _texts(value) or ()) == 3 else None,
    "Mapping[str, str]": _texts_by_name,
    "HostWords": lambda value: _as_it_stands(HostWords, value) if isinstance(value, dict) else None,
    "GuestWords": lambda value: _as_it_stands(GuestWords, value) if isinstance(value, dict) else None,
}
"""By the type of a field, as it is written: what gives a value that is of this type back, and None for another."""


def _told_by_pydantic(data: dict[str, Any], where: str) -> WordLayout:
    """Return the layout that data make, values converted where that is safe; SourceError names everything that is wrong."""
    from pydantic import ConfigDict, TypeAdapter, ValidationError, with_config

    strict = with_config(ConfigDict(extra="forbid"))
    try:
        return TypeAdapter(strict(WordLayout)).validate_python({**data, "where": where})
    except ValidationError as error:
        problems = tuple(
            Problem(where=f"{where}: {'.'.join(map(str, e['loc']))}", what=e["msg"].lower()) for e in error.errors()
        )
        raise SourceError(str(problems[0]), problems=problems, where=where) from error


def _other_place(layout: WordLayout) -> Iterator[Problem]:
    """Yield the fault of a layout that names a document elsewhere: it may come from a stranger."""
    house = layout.base
    if house and not (is_file_name(house) and house.lower().endswith((".docx", ".dotx"))):
        yield Problem(
            where=f"{layout.where}: base",
            what=f"{house[:60]!r} is not a Word document beside this file",
            hint="name a .docx or .dotx in the same folder",
        )


def _beyond_the_page(layout: WordLayout) -> Iterator[Problem]:
    """Yield the fault of every measure that no page has room for."""
    for name, value, most in (("notes", layout.notes, MOST_NOTES), ("moments", layout.moments, MOST_MOMENTS)):
        if not 0 <= value <= most:  # nor is it so of what is not a number
            yield Problem(
                where=f"{layout.where}: {name}",
                what=f"{value} is not between 0 and {most}",
                hint="the shipped file says what it measures",
            )


def _unknown_slots(layout: WordLayout) -> Iterator[Problem]:
    for part, said, slots in (("host", layout.host, HOST_SLOTS), ("guest", layout.guest, GUEST_SLOTS)):
        for key in said.__slots__:
            text, known = getattr(said, key), slots.get(key, frozenset())
            used = {slot for one in ([text] if isinstance(text, str) else text) for slot in names(one)}
            for slot in sorted(used - known):
                yield Problem(
                    where=f"{layout.where}: {part}.{key}",
                    what=f"there is no {slot!r} to fill in here",
                    hint=f"use {', '.join(sorted(known))}" if known else "this text has no slots",
                )


def say(text: str, **slots: object) -> str:
    """Return a text of the layout with its slots filled in."""
    parts = pieces(text)
    return "".join([str(slots[part]) if n % 2 else part for n, part in enumerate(parts)])


@lru_cache(maxsize=256)
def pieces(text: str) -> tuple[str, ...]:
    """Return a text taken apart at its slots: plain text, a slot's name, plain text, and so on."""
    return tuple(_SLOT.split(text))
