"""Notes in JSON: a feed, a list of episodes, or one episode with its notes in a field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from qbank.notes.feed import MOST_ENTRIES, Entry

_BODIES = (
    "content_html",
    "content",
    "show_notes",
    "shownotes",
    "notes",
    "description",
    "body",
    "html",
    "content_text",
    "text",
    "markdown",
    "summary",
)
_LISTS = ("items", "episodes", "entries", "posts", "data", "results")


def entries_in(value: object) -> Iterator[Entry]:
    """Yield the entries of a JSON value; what holds no text yields none."""
    for number, part in enumerate(_parts(value)):
        if number >= MOST_ENTRIES:
            return
        if isinstance(part, str):
            yield Entry({}, ((part, _is_html(part)),), 1)
        elif isinstance(part, Mapping):
            bodies = tuple((_text(part[k]), _is_html(_text(part[k]))) for k in _BODIES if _text(part.get(k)))
            fields = {str(k).casefold(): v for k, v in part.items() if k not in _BODIES or k == "description"}
            if bodies:
                yield Entry(fields, bodies, 1)


def _parts(value: object) -> list[object]:
    if isinstance(value, list):
        return value
    if isinstance(value, Mapping):
        for key in _LISTS:
            inside = value.get(key)
            if isinstance(inside, list):
                return inside
    return [value]


def _text(value: object) -> str:
    if isinstance(value, Mapping):
        value = value.get("rendered") or value.get("value") or value.get("html") or value.get("text")
    return value if isinstance(value, str) and value.strip() else ""


def _is_html(text: str) -> bool:
    return bool(re.search(r"<(?:p|li|ul|br|h[1-6]|div)\b", text[:50_000], re.IGNORECASE))
