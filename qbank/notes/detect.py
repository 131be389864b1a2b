"""What format a text is in, from its content alone: names of files lie."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Literal, get_args

from qbank.notes.formats.blocks import Block
from qbank.notes.formats.feed import looks_like_feed

Format = Literal["plain", "markdown", "html", "feed", "docx", "json"]
FORMATS: tuple[str, ...] = get_args(Format)

_SAMPLE = 200_000
_TAG = re.compile(r"<(?:li|p|br|h[1-6]|ul|ol|div|table|section|article|span)\b[^<>]{0,2000}>", re.IGNORECASE)
_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<!doctype html|<html|<head|<body)\b",
    re.IGNORECASE | re.DOTALL,
)
_MARKED_LINE = re.compile(r"^ {0,3}(?:[-*+] |\d{1,3}[.)] |#{1,6})", re.MULTILINE)
_MARKDOWN = re.compile(
    r"^ {0,3}#{1,6}[ \t]*\S|\]\([^)\s]|\*\*\S|__\S[^_\n]*__|^[ \t]*```|`[^`\n]+`|\\[_*#>\[\]-]|^[^\n]+\n(?:={3,}|-{3,})[ \t]*$|^>[ ]|^\[[^\]\n]+\]: \S|<https?://[^>\s]+>"
    r"|(?:^|\s)_[^_\n]+_(?=\W|$)|(?:^|\s)\*[^*\s][^*\n]*\*(?=\W|$)",
    re.MULTILINE,
)
_TEMPLATE = re.compile(
    r"\{%-?\s*(?:for|if|include|assign|liquid|extends|block)\b|\{\{[^{}]{0,200}\|\s*xml_escape|<%[=-]?\s"
)


def detect(text: str) -> Format:
    """Return the format of a text that has no front matter, or of what comes after it."""
    start = text[:_SAMPLE]
    first = start.lstrip()[:1]
    if first in ("{", "[", '"') and looks_like_json(start):
        return "json"
    if first == "<" and looks_like_feed(start):
        return "feed"
    tags = len(_TAG.findall(start))
    if _PAGE.match(start) or (tags and tags > len(_MARKED_LINE.findall(start))):
        return "html"
    return "markdown" if _MARKDOWN.search(start) else "plain"


def looks_like_json(start: str) -> bool:
    """Say whether a text begins like JSON and not like Markdown or a template."""
    body = start.lstrip()
    return bool(
        re.match(r'\{\s*(?:"|\})|\[\s*(?:\{\s*["}]|"|\[\s*["\[{\]]|\]\s*$)|"(?:[^"\\\n]|\\.)*"\s*$', body)
    ) and not re.match(r"\[[^\]\n]*\]\(", body)


def is_template(text: str) -> bool:
    """Say whether a text is the program that makes a page or feed, not one itself."""
    return len(_TEMPLATE.findall(text[:_SAMPLE])) >= 2


_ARROW = re.compile(
    r"^\s*(?:\d{1,2}:)?\d{1,2}:\d{2}[.,]\d{1,3}\s*-+>\s*(?:\d{1,2}:)?\d{1,2}:\d{2}[.,]\d{1,3}", re.MULTILINE
)
_SPEAKER = re.compile(
    r"^(?:\[?\(?(?:\d{1,2}:)?\d{1,2}:\d{2}\)?\]?\s*[-–—]?\s*)?(?P<who>Speaker ?\d+|[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,3})\s*(?:[(\[][^)\]\n]{0,30}[)\]])?\s*[:：](?=\s|$)"
)
_NAME_TIME = re.compile(
    r"^(?:[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,3}|Speaker ?\d+),?\s*[-–—]?\s*[(\[]?(?:\d{1,2}:)?\d{1,2}:\d{2}[)\]]?:?\s*$",
    re.MULTILINE,
)
_LABELS = frozenset(
    [
        "q",
        "a",
        "question",
        "answer",
        "note",
        "notes",
        "host",
        "guest",
        "hosts",
        "guests",
        "intro",
        "outro",
        "music",
        "links",
        "title",
        "date",
        "summary",
        "duration",
    ]
)


def is_transcript_text(text: str) -> bool:
    """Say whether a text is a transcript by its form: captions, cues, or speakers in cite elements."""
    start = text[:200_000]
    if re.match(r"\s*WEBVTT\b", start) or len(_ARROW.findall(start)) >= 3:
        return True
    if re.match(
        r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(?:\w+:)?(?:transcripts?|podcast-?transcript|tt)\b",
        start[:5000],
        re.DOTALL,
    ):
        return True
    cites = start.count("<cite")
    return cites >= 5 and cites > start.count("<li") and ("<time" in start or "</p>" in start)


def is_transcript(blocks: Iterable[Block]) -> bool:
    """Say whether most of the text is turns of two or more named speakers, eight turns or more."""
    turns: Counter[str] = Counter()
    lines = stamped = 0
    for block in blocks:
        if block.kind == "heading":
            continue
        for line in block.text.split("\n"):
            lines += 1
            found = _SPEAKER.match(line)
            if found and found["who"].casefold() not in _LABELS:
                turns[found["who"]] += 1
            elif _NAME_TIME.match(line):
                stamped += 1
    speakers = [n for n in turns.values() if n >= 3]
    spoken = sum(speakers)
    return (len(speakers) >= 2 and spoken >= 8 and spoken * 5 >= lines * 2) or (
        stamped >= 5 and stamped * 4 >= lines
    )
