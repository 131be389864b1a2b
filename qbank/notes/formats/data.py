"""What notes say as data: front matter at their head, schema.org's words in a page (JSON-LD), lists of chapters as files of their own."""

from __future__ import annotations

import html
import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from qbank.english.spoken import clock
from qbank.english.terms import word_set
from qbank.errors import Problem
from qbank.lazy import dataclass, regex
from qbank.notes.formats.blocks import Block, Document, flat, is_marked

_MOST = 256 * 1024
"""Front matter above this size is not parsed."""
_FENCED = regex(r"\s*(?:---|\+\+\+|;;;)[ \t]*\n")
_HEADER = regex(r"([A-Za-z][\w -]{0,30}?)\s*::?(?:[ \t]+(.*)|[ \t]*)$")
_KNOWN = word_set("""title date category tags slug author authors url save_as summary status guest guests episode number subtitle
    published""")
_ASSIGNED = regex(r"""^\s*([\w-]{1,40})\s*[:=]\s*["']?(.*?)["']?,?\s*$""")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The fields, the text after them, and the line number of that text's first line."""

    fields: Mapping[str, object]
    body: str
    first_line: int = 1
    problems: tuple[Problem, ...] = ()
    raw: str = ""


def split_front(text: str, source: str) -> FrontMatter:
    """Return the front matter of a text and the rest; a text without any is all rest."""
    fence = _FENCED.match(text)
    return _fenced(text, fence, source) if fence else _header(text)


def _fenced(text: str, fence: re.Match[str], source: str) -> FrontMatter:
    mark = fence[0].strip()
    end = re.compile(rf"^(?:{re.escape(mark)}|\.\.\.)[ \t]*$", re.MULTILINE).search(text, fence.end())
    if not end or end.start() - fence.end() > _MOST:
        return FrontMatter({}, text)
    inside = text[fence.end() : end.start()]
    first = text.count("\n", 0, end.end()) + 1
    if mark == "---" and inside.strip() and ":" not in inside:
        return FrontMatter({}, text)
    fields, problem = (_toml if mark == "+++" else _yaml)(inside, f"{source}:1")
    return FrontMatter(_plain_keys(fields), text[end.end() :], first, (problem,) if problem else (), text[: end.end()])


def parsed_file(text: str, kind: str, source: str) -> tuple[object, Problem | None]:
    """Return what a whole file of YAML or TOML holds, and what is wrong with it."""
    if len(text) > _MOST:
        return {}, Problem(source, "the data file is longer than 256 kB; it was not read", "split it")
    fields, problem = _toml(text, source) if kind == "toml" else _yaml(text, source, whole=True)
    return (_plain_keys(fields) if isinstance(fields, Mapping) else fields), problem


def _yaml(text: str, where: str, *, whole: bool = False) -> tuple[Any, Problem | None]:
    import yaml

    if len(re.findall(r"(?:^|[\s\[,{:-])\*[\w-]", text)) > 200:
        return _by_lines(text), _broken(where, "the YAML front matter refers to itself too often")
    try:
        made = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 (both are safe loaders)
    except (yaml.YAMLError, ValueError, RuntimeError, ArithmeticError, TypeError, LookupError, AttributeError) as error:
        return _by_lines(text), _broken(where, f"the YAML front matter is broken ({type(error).__name__})")
    return (made, None) if whole or isinstance(made, Mapping) else ({}, None)


def _toml(text: str, where: str) -> tuple[Mapping[str, object], Problem | None]:
    try:
        return tomllib.loads(text), None
    except (ValueError, RecursionError) as error:
        return _by_lines(text), _broken(where, f"the TOML front matter is broken ({error})"[:200])


def _broken(where: str, what: str) -> Problem:
    return Problem(where, f"{what}; its simple lines were read", "mend it, so that title and guests are sure")


def _by_lines(text: str) -> dict[str, object]:
    """Return the `key: value` lines of broken front matter."""
    found = (_ASSIGNED.match(line) for line in text.split("\n")[:500])
    return {f[1]: f[2] for f in found if f and f[2]}


def _header(text: str) -> FrontMatter:
    """Return Pelican's `Title: …` lines at the top, or an outliner's `title:: …`; they end at the first line that is none of them."""
    fields: dict[str, object] = {}
    lines = text.split("\n", 60)
    at = next((i for i, line in enumerate(lines) if line.strip()), 0)
    while at < len(lines) and at < 60 and (found := _HEADER.match(lines[at])):
        fields[found[1].casefold()] = (found[2] or "").strip()
        at += 1
    if not fields.keys() & _KNOWN or (len(fields) < 2 and "title" not in fields):
        return FrontMatter({}, text)
    if at < len(lines) and lines[at].strip() and not re.match(r"\s*(?:#|<|---|[-*+] )", lines[at]):
        return FrontMatter({}, text)
    return FrontMatter(_plain_keys(fields), "\n".join(lines[at:]), at + 1)


def _plain_keys(fields: Mapping[str, object]) -> dict[str, object]:
    return {str(k).strip().casefold().replace("-", "_"): v for k, v in fields.items()}


MOST_RECORDS = 200
"""Records of one page that are looked at."""
_LIKELIEST = (
    "episode", "interview", "article", "posting", "report", "creativework", "audioobject", "videoobject",
    "webpage",
)  # fmt: skip
_HOSTS = ("host", "hosts", "interviewer", "presenter", "moderator")
_GUESTS = ("guest", "guests", "interviewee", "subjectOf", "performer", "actor")


def fields_in(text: str) -> dict[str, object]:
    """Return the fields of the record in a JSON-LD text that describes an episode or article; {} when there is none."""
    with suppress(ValueError, RecursionError):
        return fields_of(json.loads(text))
    return {}


def fields_of(value: object) -> dict[str, object]:
    """Return the fields of the record that describes an episode or article, in the names that front matter has."""
    records = list(_records(value))
    likeliest = (record for word in _LIKELIEST for record in records if word in _type(record).casefold())
    best = next(likeliest, None)
    return _fields(best) if best else {}


def _records(value: object) -> Iterator[Mapping[str, object]]:
    stack = [value]
    for _ in range(MOST_RECORDS):
        here = stack.pop(0) if stack else None
        if isinstance(here, list):
            stack = [*here[:MOST_RECORDS], *stack]
        elif isinstance(here, Mapping):
            yield here
            stack += [here[key] for key in ("@graph", "mainEntity", "hasPart", "associatedMedia") if key in here]


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
            made.append("" if "organization" in _type(person).casefold() else _text(person.get("name")))
        elif isinstance(one, str):
            made.append(flat(one))
    return list(filter(None, made))


MOST_CHAPTERS = 5_000
_PODLOVE = regex(r"<(?:psc:)?chapter\b([^<>]{0,2000})>", re.IGNORECASE)
_ATTRIBUTE = regex(r"""\b(start|title)\s*=\s*(?:"([^"]{0,1000})"|'([^']{0,1000})')""", re.IGNORECASE)
_LABEL = regex(r"^(\d+(?:\.\d+)?)\t\d+(?:\.\d+)?\t(.+)$", re.MULTILINE)


def chapters_in_json(value: object, source: str) -> Document | None:
    """Return the chapters of a JSON value as a document; None where it holds none, or more than chapters."""
    listed = value.get("chapters") if isinstance(value, Mapping) else None
    if not isinstance(value, Mapping) or not isinstance(listed, list) or not listed:
        return None
    said = value.keys() & {"content_html", "content", "notes", "description", "body"}
    if said or not all(isinstance(c, Mapping) for c in listed):
        return None
    made = ((c.get("startTime", c.get("start", c.get("start_time"))), c.get("title")) for c in listed)
    fields = {"title": "title", "author": "author", "podcastName": "show"}
    meta = {name: value[key] for key, name in fields.items() if isinstance(value.get(key), str)}
    return _document(((_time(start), title) for start, title in made if isinstance(title, str)), meta, source)


def chapters_in_text(text: str, source: str) -> Document | None:
    """Return the chapters of a text that is a chapter file of Podlove, ffmpeg or Audacity; None where it is none."""
    start = text.lstrip()[:2000]
    if start.startswith(";FFMETADATA"):
        return _ffmetadata(text, source)
    if re.match(r"(?:<\?xml[^>]*>\s*)?<(?:psc:)?chapters\b", start, re.IGNORECASE):
        tags = (_ATTRIBUTE.finditer(tag[1]) for tag in _PODLOVE.finditer(text))
        said = ({a[1].casefold(): html.unescape(a[2] or a[3] or "") for a in tag} for tag in tags)
        return _document(((one.get("start", ""), one.get("title", "")) for one in said), {}, source)
    labels = _LABEL.findall(text)
    if labels and len(labels) * 10 >= 9 * sum(bool(line.strip()) for line in text.split("\n")):
        return _document(((clock(float(start)), title) for start, title in labels), {}, source)
    return None


def _ffmetadata(text: str, source: str) -> Document:
    parts: list[dict[str, str]] = [{}]
    for line in text.split("\n"):
        key, _, value = line.partition("=")
        if line.strip().upper() == "[CHAPTER]":
            parts.append({})
        else:
            parts[-1][key.strip().casefold()] = value.strip()
    head, *chapters = parts
    named = {"title": "title", "artist": "author", "date": "date"}
    meta = {named[key]: value for key, value in head.items() if key in named}
    return _document(((_scaled(one), one.get("title", "")) for one in chapters), meta, source)


def _scaled(chapter: Mapping[str, str]) -> str:
    up, _, down = chapter.get("timebase", "1/1000000000").partition("/")
    try:
        return clock(int(chapter.get("start", "0")) * int(up) / int(down))
    except (ValueError, ZeroDivisionError, OverflowError):
        return ""


def _time(value: object) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e7:
        return clock(value)
    return value if isinstance(value, str) else ""


def chapter_items(pairs: Iterable[tuple[str, str]], line: int = 0) -> tuple[Block, ...]:
    """Return chapters, each as (when it begins, its title), as items; they stand on the lines from 1, or all on the one given."""
    return tuple(
        Block("item", flat(title), line or n, 1, at=re.sub(r"[.,]\d+$", "", at.strip()))
        for n, (at, title) in zip(range(1, MOST_CHAPTERS + 1), pairs, strict=False)
        if flat(title)
    )


def _document(pairs: Iterable[tuple[str, str]], meta: Mapping[str, object], source: str) -> Document:
    blocks = chapter_items(pairs)
    what = "these are chapters, not show notes; the titles that ask were read as questions"
    if not any(is_marked(b.text) for b in blocks):
        what = "these are chapters, not show notes, and none of their titles asks anything"
    return Document(blocks, meta, (Problem(source, what, "import the show notes or the transcript"),))
