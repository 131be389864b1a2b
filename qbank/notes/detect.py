"""What format a text is in, from its content alone: names of files lie."""

from __future__ import annotations

import re
from typing import Literal, get_args

from qbank.notes.feed import looks_like_feed

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
