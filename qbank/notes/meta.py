"""What front matter, a feed's fields or a page's head say about an episode."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice

from qbank.notes import people
from qbank.notes.formats.blocks import flat
from qbank.notes.items import is_marked

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan",
            "feb fev",
            "mar mär abr",
            "apr",
            "may mai",
            "jun",
            "jul",
            "aug ago",
            "sep set",
            "oct okt out",
            "nov",
            "dec dez",
        ),
        1,
    )
    for name in names.split()
} | {"abr": 4}
_ISO = re.compile(r"\b(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})")
_WORDS = re.compile(r"\b([A-Za-zä]{3,9})\.?,?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b")
_DAY_FIRST = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th)?\.?(?:\s+(?:of|de))?\s+([A-Za-zä]{3,9})\.?,?(?:\s+de)?\s+(\d{4})\b"
)


def iso_date(value: object) -> str | None:
    """Return a date, a time, seconds or milliseconds since 1970, or a text that holds a date, as YYYY-MM-DD."""
    if isinstance(value, datetime | date):
        return f"{value.year:04d}-{value.month:02d}-{value.day:02d}"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_epoch(float(value))
    return _from_text(value) if isinstance(value, str) else None


def _from_epoch(value: float) -> str | None:
    seconds = value / 1000 if value > 1e11 else value
    if not 5e8 < seconds < 5e9:
        return None
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d")


def _from_text(text: str) -> str | None:
    text = text[:500]
    if found := _ISO.search(text):
        return _valid(int(found[1]), int(found[2]), int(found[3]))
    if found := _WORDS.search(text):
        return _valid(int(found[3]), _month(found[1]), int(found[2]))
    if found := _DAY_FIRST.search(text):
        return _valid(int(found[3]), _month(found[2]), int(found[1]))
    return None


def _month(name: str) -> int:
    return _MONTHS.get(name[:3].casefold(), 0)


def _valid(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


_MOST = 5000
"""Values looked at: front matter that refers to itself can be endless."""
_TITLES = ("title", "name", "page_title")
_NUMBERS = ("number", "episode", "episode_number", "ep", "itunes_episode", "episodenumber", "no", "num")
_DATES = (
    "date",
    "published",
    "publishdate",
    "pubdate",
    "publish_date",
    "recorded",
    "released",
    "date_published",
)
_GUESTS = ("guest", "guests", "interviewee", "interviewees", "speakers", "featuring")
_HOSTS = ("host", "hosts", "interviewer", "interviewers", "moderator")
_TEXTS = ("seo_title", "description", "summary", "subtitle", "excerpt", "intro", "page_title")
_NAMES = ("name", "full_name", "fullname", "title", "display_name")


@dataclass(frozen=True, slots=True)
class Said:
    """The fields that matter; `handles` are guests given by an account's name only."""

    title: str | None = None
    number: int | None = None
    date: str | None = None
    guests: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    host_handles: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    show: str | None = None
    leftover: str | None = None
    """A guest's name that is a template's placeholder."""


def understand(meta: Mapping[str, object]) -> Said:
    """Return what the fields of front matter say, under whatever names."""
    guests = [n for key in _GUESTS for n in _names(meta.get(key))]
    hosts = [n for key in _HOSTS for n in _names(meta.get(key))]
    real = [n for g in guests for n in _people(g)]
    return Said(
        title=_first_text(meta, _TITLES),
        number=_number(meta),
        date=next((d for key in _DATES if (d := iso_date(meta.get(key)))), None),
        guests=tuple(dict.fromkeys(real)),
        hosts=tuple(dict.fromkeys(n for h in hosts for n in _people(h))),
        handles=tuple(g for g in guests if _is_handle(g)),
        host_handles=tuple(h for h in hosts if _is_handle(h)),
        texts=tuple(flat(v) for key in _TEXTS if isinstance(v := meta.get(key), str) and v.strip()),
        show=_first_text(meta, ("show", "podcast", "feed_title")),
        leftover=next((g for g in guests if people.is_leftover(g)), None),
    )


def questions_in(meta: Mapping[str, object]) -> tuple[str, ...]:
    """Return the texts in front matter that ask, in order; a title like "Past: What was it?" loses its label."""
    made = []
    for text in _texts(meta):
        bare = re.sub(
            r"^(?:past|present|future|intro|q\d{0,2}|question(?: of the \w+)?|[\w ]{1,20})\s*:\s+",
            "",
            flat(text),
            flags=re.IGNORECASE,
        )
        if is_marked(bare) and len(bare) <= 500:
            made.append(bare)
    return tuple(made)


def _texts(value: object) -> Iterator[str]:
    """Return the texts in lists of front matter, without following it forever."""
    stack: list[tuple[object, bool]] = [(value, False)]
    for _ in range(_MOST):
        if not stack:
            return
        here, listed = stack.pop()
        if isinstance(here, str) and listed:
            yield here
        elif isinstance(here, Mapping):
            stack += [(v, listed) for v in islice(reversed(list(islice(here.values(), _MOST))), _MOST)]
        elif isinstance(here, list | tuple):
            stack += [(v, True) for v in reversed(here[:_MOST])]


def _first_text(meta: Mapping[str, object], keys: Iterable[str]) -> str | None:
    for key in keys:
        value = meta.get(key)
        if isinstance(value, str | int | float) and not isinstance(value, bool) and flat(str(value)):
            return flat(str(value))
    return None


def _number(meta: Mapping[str, object]) -> int | None:
    for key in _NUMBERS:
        value = meta.get(key)
        if isinstance(value, bool):
            continue
        if isinstance(value, int) and 0 <= value < 100_000:
            return value
        if isinstance(value, str) and (
            found := re.fullmatch(r"\s*(?:#|ep(?:isode)?\.?)?\s*(\d{1,5})\s*", value, re.IGNORECASE)
        ):
            return int(found[1])
    return None


def _names(value: object, depth: int = 0) -> list[str]:
    """Return the names in a field that is a text, a list, a record with a name, or a list of records."""
    if isinstance(value, str):
        return [flat(value)] if flat(value) else []
    if isinstance(value, Mapping):
        return next(([flat(v)] for key in _NAMES if isinstance(v := value.get(key), str) and flat(v)), [])
    if isinstance(value, list | tuple) and depth == 0:
        return [n for v in value[:50] for n in _names(v, 1)]
    return []


def _people(text: str) -> tuple[str, ...]:
    return people.names_in(text) or people.names_in(text, least=1)


def _is_handle(text: str) -> bool:
    return bool(re.fullmatch(r"@?[a-z][\w.-]{2,40}", text)) and not people.is_leftover(text)


def resolve(handles: Iterable[str], texts: Iterable[str]) -> tuple[str, ...]:
    """Return the full names in texts that account names stand for: `jdixon` is Jason Dixon."""
    handles = list(handles)
    names = list(dict.fromkeys(n for t in texts for n in people.runs(t))) if handles else []
    return tuple(dict.fromkeys(n for h in handles for n in names if _stands_for(h.strip("@"), n)))


def _stands_for(handle: str, name: str) -> bool:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    parts = re.findall(r"[a-z]+", plain)
    bare = re.sub(r"[^a-z]", "", handle.casefold())
    if len(parts) < 2:
        return False
    first, last = parts[0], parts[-1]
    return bare in (
        first[0] + last,
        first + last,
        last + first,
        first + last[0],
        last + first[0],
        "".join(parts),
    )
