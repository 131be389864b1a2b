"""What a page says of itself in schema.org's words (JSON-LD): title, date, number, people."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from qbank.notes.formats.blocks import flat
from qbank.regex import regex

_MOST = 200
"""Records of one page that are looked at."""
_TYPES = regex(
    r"episode|article|posting|interview|creativework|report|webpage|audioobject|videoobject", re.IGNORECASE
)
_LIKELIEST = (
    "episode", "interview", "article", "posting", "report", "creativework", "audioobject", "videoobject",
    "webpage",
)  # fmt: skip
_HOSTS = ("host", "hosts", "interviewer", "presenter", "moderator")
_GUESTS = ("guest", "guests", "interviewee", "subjectOf", "performer", "actor")


def fields_in(text: str) -> dict[str, object]:
    """Return the fields of the record in a JSON-LD text that describes an episode or article; {} when there is none."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return fields_of(value)


def fields_of(value: object) -> dict[str, object]:
    """Return the fields of the record that describes an episode or article, in the names that front matter has."""
    best: Mapping[str, object] | None = None
    rank = len(_LIKELIEST)
    for record in _records(value):
        mine = next((n for n, word in enumerate(_LIKELIEST) if word in _type(record).casefold()), rank)
        if mine < rank:
            best, rank = record, mine
    return _fields(best) if best else {}


def is_linked_data(value: object) -> bool:
    """Say whether a JSON value is a page's description in schema.org's words."""
    first = value[0] if isinstance(value, list) and value else value
    return isinstance(first, Mapping) and ("@context" in first or "@graph" in first)


def _records(value: object) -> Iterator[Mapping[str, object]]:
    stack, seen = [value], 0
    while stack and seen < _MOST:
        here = stack.pop(0)
        seen += 1
        if isinstance(here, list):
            stack = [*here[:_MOST], *stack]
        elif isinstance(here, Mapping):
            if _TYPES.search(_type(here)):
                yield here
            stack += [
                here[key] for key in ("@graph", "mainEntity", "hasPart", "associatedMedia") if key in here
            ]


def _type(record: Mapping[str, object]) -> str:
    kind = record.get("@type")
    return " ".join(map(str, kind)) if isinstance(kind, list) else str(kind or "")


def _fields(record: Mapping[str, object]) -> dict[str, object]:
    series = record.get("partOfSeries") or record.get("isPartOf")
    made: dict[str, object] = {
        "title": _text(record.get("name")) or _text(record.get("headline")),
        "date": _text(record.get("datePublished")) or _text(record.get("dateCreated")),
        "number": record.get("episodeNumber"),
        "description": _text(record.get("description")) or _text(record.get("abstract")),
        "show": _text(series.get("name")) if isinstance(series, Mapping) else None,
        "hosts": [n for key in _HOSTS for n in _names(record.get(key))],
        "guests": [n for key in _GUESTS for n in _names(record.get(key))],
        "authors": [n for key in ("author", "creator") for n in _names(record.get(key))],
        "contributors": _with_roles(record.get("contributor")),
    }
    return {key: value for key, value in made.items() if value}


def _text(value: object) -> str:
    if isinstance(value, Mapping):
        value = value.get("@value")
    return flat(value) if isinstance(value, str) else ""


def _names(value: object) -> list[str]:
    """Return the names of persons; an organization that made a page is nobody."""
    made = []
    for one in (value if isinstance(value, list) else [value])[:50]:
        if isinstance(one, Mapping):
            inner = next((v for v in one.values() if isinstance(v, Mapping)), None)
            person = inner if _type(one) == "Role" and inner else one
            if "organization" not in _type(person).casefold() and (name := _text(person.get("name"))):
                made.append(name)
        elif isinstance(one, str) and flat(one):
            made.append(flat(one))
    return made


def _with_roles(value: object) -> list[dict[str, str]]:
    made = []
    for one in (value if isinstance(value, list) else [value])[:50]:
        if isinstance(one, Mapping) and (names := _names(one)):
            role = _text(one.get("roleName")) or _text(one.get("jobTitle"))
            made.append({"name": names[0], "role": role})
    return made
