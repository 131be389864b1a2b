"""RSS and Atom feeds: one document per entry."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from html import unescape
from itertools import islice, zip_longest
from typing import Any

from qbank.errors import Problem
from qbank.lazy import dataclass, regex
from qbank.notes.formats.html import readable

MOST_TEXT = 16_000_000
MOST_ENTRIES = 5000
_DOCTYPE = regex(r"<!DOCTYPE[^\[>]{0,2000}(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
_DECLARATION = regex(r"^\s*<\?xml[^>]{0,500}\?>")
_ITEM = regex(r"<(?:\w+:)?(?:item|entry)[\s>]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed: its fields, its bodies as (text, is HTML) with the likeliest first, its line, its chapters as (time, title)."""

    fields: dict[str, object]
    bodies: tuple[tuple[str, bool], ...]
    line: int
    base: str = ""
    chapters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed's name and entries."""

    title: str | None
    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...] = ()


def read_feed(text: str, source: str) -> Feed:
    """Return the entries of a feed; nothing is ever fetched and no entity of its own is expanded."""
    end = readable(text, MOST_TEXT)
    problems: list[Problem] = []
    if "<!ENTITY" in text[:1_000_000].upper():
        what = "the feed defines entities of its own; they were left as they stand"
        problems.append(Problem(source, what, "remove its DOCTYPE"))
    if end < len(text):
        what = "the feed is too large or nested too deep; its end was not read"
        problems.append(Problem(source, what, "cut it in parts"))
        text = text[:end]
    bare = _DECLARATION.sub("", _DOCTYPE.sub("", text, count=1), count=1)
    made = _parsed(bare)
    if made is None:
        problems.append(Problem(source, "the feed is broken beyond reading", "open it in a browser to see where"))
        return Feed(None, (), tuple(problems))
    items = islice(_ITEM.finditer(text), MOST_ENTRIES if text.count("\n") < 200_000 else 0)
    lines = [text.count("\n", 0, m.start()) + 1 for m in items]
    found = list(made.entries)
    if len(found) > MOST_ENTRIES:
        what = f"the feed has {len(found)} entries; the first {MOST_ENTRIES} were read"
        problems.append(Problem(source, what, "cut it in parts"))
        found = found[:MOST_ENTRIES]
    channel, inside = _cast(bare)
    told = zip_longest(found, lines[: len(found)], inside[: len(found)])
    entries = tuple(_with_cast(_entry(e, line or 1), cast or [], channel) for e, line, cast in told)
    return Feed(_text(made.feed.get("title")), entries, tuple(problems))


Person = dict[str, str]
"""Who is in a show or an entry by `podcast:person`: name and role."""


def _cast(text: str) -> tuple[list[Person], list[list[Person]]]:
    """Return the people that the podcast namespace names, of the show and of each entry. feedparser keeps only the last of several."""
    if ":person" not in text:
        return [], []
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
    root = etree.fromstring(text.strip().encode("utf-8", "replace"), parser)
    if root is None:
        return [], []
    entries = [e for e in root.iter() if _tag(e) in ("item", "entry")]
    ours = [p for p in root.iter() if not any(_tag(above) in ("item", "entry") for above in p.iterancestors())]
    return _persons(ours), [_persons(e.iter()) for e in entries]


def _tag(element: Any) -> str:  # noqa: ANN401 (lxml's elements have no types)
    """Return an element's name without its prefix; one that nobody declared stands in the tag as it is written; `QName` refuses such a tag."""
    return re.split("[}:]", element.tag)[-1] if isinstance(element.tag, str) else ""


def _persons(elements: Iterable[Any]) -> list[Person]:
    # The namespace says that who has no role is a host.
    named = [p for p in elements if _tag(p) == "person" and _tag(p) != p.tag and (p.text or "").strip()]
    return [{"name": p.text.strip(), "role": p.get("role") or "host"} for p in named]


def _with_cast(entry: Entry, mine: list[Person], channel: list[Person]) -> Entry:
    """Return an entry with its people: an entry's own replace the channel's hosts only where it names hosts itself."""
    hosted = any("host" in p["role"].casefold() for p in mine)
    people = [*mine, *([] if hosted else channel)]
    return replace(entry, fields={**entry.fields, "persons": people}) if people else entry


def _parsed(text: str):  # type: ignore[no-untyped-def]  # noqa: ANN202 (the library has no types)
    from feedparser import api

    # The hardened driver refuses entities even where the pattern above did not see them.
    api.PREFERRED_XML_PARSERS = ["defusedxml.expatreader"]
    data = ("<?xml version='1.0' encoding='utf-8'?>\n" + text.lstrip()).encode("utf-8", "replace")
    try:
        # A stream, never text or bytes: those could name a file or an address.
        return api.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)  # type: ignore[no-untyped-call]
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError):
        return None


def _entry(entry, line: int) -> Entry:  # type: ignore[no-untyped-def]  # noqa: ANN001
    title, author = _text(entry.get("title")), _text(entry.get("author"))
    fields = {"title": title, "number": entry.get("itunes_episode"), "date": _date(entry), "author": author}
    bodies = [(c.get("value"), c.get("type") != "text/plain") for c in entry.get("content", [])]
    detail = entry.get("summary_detail") or {}
    bodies += [(entry.get("summary"), detail.get("type") != "text/plain"), (entry.get("subtitle"), False)]
    filled = ((b, html or "</" in b or "<br" in b) for b, html in bodies if isinstance(b, str) and b.strip())
    chapters = (entry.get("psc_chapters") or {}).get("chapters", [])
    return Entry(
        {k: v for k, v in fields.items() if v},
        tuple(dict.fromkeys(filled)),
        line,
        str(entry.get("link") or ""),
        tuple((str(c.get("start") or ""), unescape(str(c.get("title") or ""))) for c in chapters),
    )


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _date(entry) -> str | None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    for key in ("published_parsed", "updated_parsed", "created_parsed"):
        if when := entry.get(key):
            return time.strftime("%Y-%m-%d", when)
    return None


def looks_like_feed(start: str) -> bool:
    """Say whether a text begins like a feed: the root element is rss, feed or RDF."""
    return _FEED.match(_PROLOGUE.sub("", start[:20_000])) is not None


_PROLOGUE = regex(r"^(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>)+", re.DOTALL | re.IGNORECASE)
_FEED = regex(r"<(?:\w+:)?(?:rss|feed|rdf)\b", re.IGNORECASE)
_BODIES = (
    "content_html", "content", "show_notes", "shownotes", "notes", "description", "body", "html", "content_text",
    "text", "markdown", "summary",
)  # fmt: skip
_LISTS = ("items", "episodes", "entries", "posts", "data", "results")


def entries_in(value: object) -> Iterator[Entry]:
    """Yield the entries of a JSON value; what holds no text yields none."""
    for part in _parts(value)[:MOST_ENTRIES]:
        if isinstance(part, str):
            yield Entry({}, ((part, _is_html(part)),), 1)
        elif isinstance(part, Mapping):
            bodies = tuple((_string(part[k]), _is_html(_string(part[k]))) for k in _BODIES if _string(part.get(k)))
            fields = {str(k).casefold(): v for k, v in part.items() if k not in _BODIES or k == "description"}
            if bodies or any(isinstance(v, list) for v in part.values()):
                yield Entry(fields, bodies, 1)


def _parts(value: object) -> list[object]:
    inside = (value.get(key) for key in _LISTS) if isinstance(value, Mapping) else [value]
    return next((some for some in inside if isinstance(some, list)), [value])


def _string(value: object) -> str:
    if isinstance(value, Mapping):
        value = value.get("rendered") or value.get("value") or value.get("html") or value.get("text")
    return value if isinstance(value, str) and value.strip() else ""


def _is_html(text: str) -> bool:
    return bool(re.search(r"<(?:p|li|ul|br|h[1-6]|div)\b", text[:50_000], re.IGNORECASE))
