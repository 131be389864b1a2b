"""Chapter lists as files of their own: Podcasting 2.0's JSON, Podlove's XML, ffmpeg's metadata, Audacity's labels."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping

from qbank.errors import Problem
from qbank.notes.formats.blocks import Block, Document, flat
from qbank.regex import regex

MOST_CHAPTERS = 5_000
_PODLOVE = regex(r"<(?:psc:)?chapter\b([^<>]{0,2000})>", re.IGNORECASE)
_ATTRIBUTE = regex(r"""\b(start|title)\s*=\s*(?:"([^"]{0,1000})"|'([^']{0,1000})')""", re.IGNORECASE)
_LABEL = regex(r"^(\d+(?:\.\d+)?)\t\d+(?:\.\d+)?\t(.+)$", re.MULTILINE)


def clock(seconds: float) -> str:
    """Return a time in seconds as "3:24" or "1:02:10"."""
    whole = int(seconds)
    hours, minutes, left = whole // 3600, whole % 3600 // 60, whole % 60
    return f"{hours}:{minutes:02d}:{left:02d}" if hours else f"{minutes}:{left:02d}"


def in_json(value: object, source: str) -> Document | None:
    """Return the chapters of a JSON value as a document; None where it holds none, or more than chapters."""
    listed = value.get("chapters") if isinstance(value, Mapping) else None
    if not isinstance(value, Mapping) or not isinstance(listed, list) or not listed:
        return None
    made = [
        (c.get("startTime", c.get("start", c.get("start_time"))), c.get("title"))
        for c in listed
        if isinstance(c, Mapping)
    ]
    if len(made) < len(listed) or value.keys() & {"content_html", "content", "notes", "description", "body"}:
        return None
    meta = {
        key: value[key]
        for key in ("title", "author", "podcastName", "description")
        if isinstance(value.get(key), str)
    }
    if "podcastName" in meta:
        meta["show"] = meta.pop("podcastName")
    return _document(((_time(start), title) for start, title in made if isinstance(title, str)), meta, source)


def in_text(text: str, source: str) -> Document | None:
    """Return the chapters of a text that is a chapter file of Podlove, ffmpeg or Audacity; None where it is none."""
    start = text.lstrip()[:2000]
    if start.startswith(";FFMETADATA"):
        return _ffmetadata(text, source)
    if re.match(r"(?:<\?xml[^>]*>\s*)?<(?:psc:)?chapters\b", start, re.IGNORECASE):
        pairs = []
        for tag in _PODLOVE.finditer(text):
            said = {a[1].casefold(): html.unescape(a[2] or a[3] or "") for a in _ATTRIBUTE.finditer(tag[1])}
            pairs.append((said.get("start", ""), said.get("title", "")))
        return _document(pairs, {}, source)
    labels = _LABEL.findall(text)
    if labels and len(labels) * 10 >= 9 * sum(bool(line.strip()) for line in text.split("\n")):
        return _document(((clock(float(start)), title) for start, title in labels), {}, source)
    return None


def _ffmetadata(text: str, source: str) -> Document:
    meta: dict[str, object] = {}
    pairs: list[tuple[str, str]] = []
    here: dict[str, str] | None = None
    for line in [*text.split("\n"), "[CHAPTER]"]:
        key, _, value = line.partition("=")
        if line.strip().upper() == "[CHAPTER]":
            if here is not None:
                pairs.append((_scaled(here), here.get("title", "")))
            here = {}
        elif here is not None:
            here[key.strip().casefold()] = value.strip()
        elif key.strip().casefold() in ("title", "artist", "date"):
            meta[key.strip().casefold().replace("artist", "author")] = value.strip()
    return _document(pairs, meta, source)


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


def _document(pairs: Iterable[tuple[str, str]], meta: Mapping[str, object], source: str) -> Document:
    blocks = tuple(
        Block("item", flat(title), n, 1, at=re.sub(r"[.,]\d+$", "", at.strip()))
        for n, (at, title) in zip(range(1, MOST_CHAPTERS + 1), pairs, strict=False)
        if flat(title)
    )
    what = "these are chapters, not show notes; the titles that ask were read as questions"
    if not any(b.text.endswith(("?", "？", "؟")) for b in blocks):
        what = "these are chapters, not show notes, and none of their titles asks anything"
    return Document(
        blocks, meta, (Problem(where=source, what=what, hint="import the show notes or the transcript"),)
    )
