"""A Word layout: the measures, style names and words of the sheet, read from TOML files that a host may edit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, field, fields, replace
from functools import lru_cache
from typing import Any, Literal

from qbank.english import words
from qbank.errors import Problem, SourceError
from qbank.lazy import dataclass, regex
from qbank.model import is_file_name
from qbank.model.pattern import names
from qbank.sheet.word.styles import CHARACTERS, LARGE, PARAGRAPHS, SIGN_LISTS

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

    @property
    def scale(self) -> float:
        """How much larger than usual everything is."""
        return LARGE if self.large_print else 1.0


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
    problems: list[Problem] = []
    layout: WordLayout = _record(WordLayout, {**merged, "where": where}, f"{where}: ", problems)
    if not problems:
        problems += (*_unnamed(layout), *_other_place(layout), *_beyond_the_page(layout), *_unknown_slots(layout))
    if problems:
        raise SourceError(str(problems[0]), problems=tuple(problems), where=where)
    return layout


def in_language(layout: WordLayout, language: str) -> WordLayout:
    """Return the layout with the shipped words in a language; words that a host has changed stay the host's."""
    if words.known(language) == layout.language:
        return layout

    def said(value: Any) -> Any:  # noqa: ANN401 (a text, texts in order, or texts by name)
        if isinstance(value, str):
            return words.say(value, language)
        if isinstance(value, Mapping):
            return {key: said(inner) for key, inner in value.items()}
        return tuple(map(said, value))

    def all_of(part: Any) -> Any:  # noqa: ANN401 (the words of one of the two copies)
        return replace(part, **{f.name: said(getattr(part, f.name)) for f in fields(part)})

    return replace(layout, language=language, host=all_of(layout.host), guest=all_of(layout.guest))


def _lay_over(below: dict[str, Any], above: Mapping[str, Any]) -> None:
    for key, value in above.items():
        if isinstance(value, dict) and isinstance(below.get(key), dict):
            _lay_over(below[key], value)
        else:
            below[key] = value


def _record(kind: Any, data: object, place: str, problems: list[Problem]) -> Any:  # noqa: ANN401 (a record of this kind)
    """Return the record of a kind that data make; None, and all that is wrong on the list, where they make none."""
    if not isinstance(data, dict):
        return problems.append(Problem(where=place, what="is not a table"))
    before, made = len(problems), {}
    known = {f.name: f for f in fields(kind)}
    needed = [name for name, f in known.items() if f.default is MISSING]
    for name in dict.fromkeys([*data, *needed]):
        if name not in known or name not in data:
            what = "is missing" if name in known else f"is not known here: there are {', '.join(known)}"
            problems.append(Problem(where=f"{place}{name}", what=what))
        elif (inner := _RECORDS.get(str(known[name].type))) is not None:
            made[name] = _record(inner, data[name], f"{place}{name}.", problems)
        else:
            said, fits = _TYPES[str(known[name].type)]
            made[name] = tuple(data[name]) if isinstance(data[name], list) else data[name]
            if not fits(data[name]):
                problems.append(Problem(where=f"{place}{name}", what=f"is not {said}"))
    return kind(**made) if len(problems) == before else None


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


_RECORDS = {"HostWords": HostWords, "GuestWords": GuestWords}
_TYPES: Mapping[str, tuple[str, Callable[[Any], bool]]] = {
    "str": ("a text", lambda value: isinstance(value, str)),
    "bool": ("true or false", lambda value: isinstance(value, bool)),
    "int": ("a whole number", lambda value: type(value) is int),
    "float": ("a number", lambda value: type(value) in (int, float)),
    "Page": (f"one of {', '.join(PAGES)}", lambda value: value in (*PAGES,)),
    "tuple[str, ...]": ("a list of texts", _texts),
    "tuple[str, str, str]": ("a list of three texts", lambda value: _texts(value) and len(value) == 3),
    "Mapping[str, str]": ("a table of texts", lambda value: isinstance(value, dict) and _texts([*value.values()])),
}
"""By the type of a field, as it is written: what it takes, in words, and whether a value is that."""


def _unnamed(layout: WordLayout) -> Iterator[Problem]:
    """Yield the fault of every role that has no style, every follow-up that has no sign."""
    roles = [style.role for style in (*PARAGRAPHS, *CHARACTERS)]
    for table, said, needed in (("styles", layout.styles, roles), ("signs", layout.signs, SIGN_LISTS)):
        for name in needed:
            if name not in said:
                yield Problem(where=f"{layout.where}: {table}.{name}", what="is missing")


def _other_place(layout: WordLayout) -> Iterator[Problem]:
    """Yield the fault of a layout that names a document elsewhere: it may come from a stranger."""
    house = layout.base
    if house and not (is_file_name(house) and house.lower().endswith((".docx", ".dotx"))):
        what = f"{house[:60]!r} is not a Word document beside this file"
        yield Problem(f"{layout.where}: base", what, "name a .docx or .dotx in the same folder")


def _beyond_the_page(layout: WordLayout) -> Iterator[Problem]:
    """Yield the fault of every measure that no page has room for."""
    for name, value, most in (("notes", layout.notes, MOST_NOTES), ("moments", layout.moments, MOST_MOMENTS)):
        if not 0 <= value <= most:  # nor is it so of what is not a number
            what = f"{value} is not between 0 and {most}"
            yield Problem(f"{layout.where}: {name}", what, "the shipped file says what it measures")


def _unknown_slots(layout: WordLayout) -> Iterator[Problem]:
    for part, said, slots in (("host", layout.host, HOST_SLOTS), ("guest", layout.guest, GUEST_SLOTS)):
        for key in said.__slots__:
            text, known = getattr(said, key), slots.get(key, frozenset())
            used = {slot for one in ([text] if isinstance(text, str) else text) for slot in names(one)}
            for slot in sorted(used - known):
                hint = f"use {', '.join(sorted(known))}" if known else "this text has no slots"
                yield Problem(f"{layout.where}: {part}.{key}", f"there is no {slot!r} to fill in here", hint)


def say(text: str, **slots: object) -> str:
    """Return a text of the layout with its slots filled in."""
    parts = pieces(text)
    return "".join([str(slots[part]) if n % 2 else part for n, part in enumerate(parts)])


@lru_cache(maxsize=256)
def pieces(text: str) -> tuple[str, ...]:
    """Return a text taken apart at its slots: plain text, a slot's name, plain text, and so on."""
    return tuple(_SLOT.split(text))
