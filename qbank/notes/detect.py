"""What format a text is in, from its content alone: names of files lie."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import PurePath

from qbank.english.terms import word_set
from qbank.lazy import regex
from qbank.notes.formats.blocks import Block
from qbank.notes.formats.feed import looks_like_feed
from qbank.notes.formats.markdown import COMPONENT
from qbank.notes.formats.office import is_open_document, is_rich_text, looks_like_chat
from qbank.notes.formats.tables import looks_like_csv

FORMATS = tuple(
    """plain markdown html feed docx json csv xlsx mail asciidoc org rst yaml toml tex mediawiki opml rtf odt chat""".split()
)

_SAMPLE = 200_000
_TAG = regex(
    r"<(?:li|p|br|h[1-6]|ul|ol|dl|d[td]|div|table|t[rdh]|section|article|span|details|summary)\b[^<>]{0,2000}>",
    re.IGNORECASE,
)
_PROLOGUE = r"\s*(?:<\?xml[^>]*>\s*)?(?:<!DOCTYPE (?!html)[^>]*>\s*)?(?:<!--.*?-->\s*)*"
"""What may stand above the first element of a page or a file of XML."""


def _begins(elements: str) -> re.Pattern[str]:
    return regex(rf"{_PROLOGUE}<(?:{elements})\b", re.IGNORECASE | re.DOTALL)


_PAGE = _begins("!doctype html|html|head|body")
_TALK = _begins(r"(?:\w+:)?(?:transcripts?|podcast-?transcript|tt)")
_MARKED_LINE = regex(r"^ {0,3}(?:[-*+] |\d{1,3}[.)] |#{1,6})", re.MULTILINE)
_MARKDOWN = regex(
    r"^ {0,3}#{1,6}[ \t]*\S|^[ \t]*- #{1,6} \S|^[ \t]*(?:- )?[\w-]{2,40}:: \S|\]\([^)\s]|\*\*\S|__[^\s_][^_\n]*__|^[ \t]*```|`[^`\n]+`|\\[_*#>\[\]-]|^[^\n]+\n(?:={3,}|-{3,})[ \t]*$|^>[ ]|^\[[^\]\n]+\]: \S|<https?://[^>\s]+>"
    r"|^[^\n|]*\|[^\n]*\n[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*\|"
    r"|(?:^|\s)_[^_\n]+_(?=\W|$)|(?:^|\s)\*[^*\s][^*\n]*\*(?=\W|$)",
    re.MULTILINE,
)
_TEMPLATE = regex(r"\{%-?\s*(?:for|if|include|assign|liquid|extends|block)\b|\{\{[^{}]{0,200}\|\s*xml_escape|<%[=-]?\s")


_BY_NAME: Mapping[str, str] = {
    ".adoc": "asciidoc", ".asciidoc": "asciidoc", ".asc": "asciidoc", ".org": "org", ".rst": "rst", ".rest": "rst", ".csv": "csv",
    ".tsv": "csv", ".yaml": "yaml", ".yml": "yaml", ".toml": "toml",
}  # fmt: skip
_UNLIKE: Mapping[str, re.Pattern[str]] = {
    "asciidoc": regex(r"^#{1,6} |^-----BEGIN ", re.MULTILINE),
    "csv": regex(r"\A(?![^\n]*[,;\t|])"),
    "yaml": regex(r"\A(?!(?:\s*#[^\n]*\n|\s*\n)*(?:---|[\"'\w-][^:\n]*:(?:\s|$)|- ))"),
    "toml": regex(r"\A(?!(?:\s*#[^\n]*\n|\s*\n)*(?:\[|[\"\w.-]+\s*=))"),
}
"""What a file of such a name holds when its name lies."""
_ASCIIDOC = regex(r"\A\s*(?:(?:://|//|:[\w-]+:)[^\n]*\n)*= \S|^==+ \S[^\n]*\n(?:.*\n)*?==+ \S", re.MULTILINE)
_ORG = regex(r"\A(?:\s*#\+\w+:|\s*\*+ \S[^\n]*\n\s*:PROPERTIES:)", re.IGNORECASE)
_RST = regex(r"^\S[^\n]*\n([=\-~^\"'#*+])\1{2,}[ \t]*$", re.MULTILINE)
_RST_SIGN = regex(r"^\.\. [\w-]+::|^:[\w -]+: \S|`[^`\n]+ <https?://[^>\n]+>`_|^\#\. ", re.MULTILINE)


def detect(text: str, source: str = "") -> str:
    """Return the format of a text that has no front matter, or of what comes after it; a file's name is but a hint."""
    start = text[:_SAMPLE]
    first = start.lstrip()[:1]
    named = _BY_NAME.get(PurePath(source).suffix.casefold())
    if named and not (named in _UNLIKE and _UNLIKE[named].search(start)) and first not in "<{":
        return named
    if written := _written(start):
        return written
    if first in ("{", "[", '"') and looks_like_json(start):
        return "json"
    if first == "<" and looks_like_feed(start):
        return "feed"
    if _PAGE.match(start) or _is_fragment(start):
        return "html"
    return "markdown" if _MARKDOWN.search(start) or COMPONENT.search(start) else "plain"


def _written(start: str) -> str | None:
    """Return which of the lesser markup languages or tables a text is written in."""
    head = start[:5000]
    if _ORG.match(head):
        return "org"
    if _OPML.match(head) and "xmlUrl" not in start:
        return "opml"
    if _TEX.search(head):
        return "tex"
    if _WIKI.search(head) and not _ATX.search(head):
        return "mediawiki"
    if head.lstrip()[:2] in ("= ", "==", "//", ":a", ":t", ":d") and _ASCIIDOC.search(head) and "\n#" not in head:
        return "asciidoc"
    if _RST.search(head) and _RST_SIGN.search(head) and not _ATX.search(head):
        return "rst"
    if looks_like_chat(start):
        return "chat"
    return "csv" if looks_like_csv(head) else None


_OPML = _begins("opml")
_TEX = regex(r"^\\(?:documentclass|begin\{(?:document|itemize|enumerate)\})", re.MULTILINE)
_WIKI = regex(r"^(={2,6}) ?[^=\n]+?\1[ \t]*$", re.MULTILINE)
_ATX = regex(r"^#{1,6} \S|\]\(https?:", re.MULTILINE)
_OTHER: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (regex(r"\s*BEGIN:VCALENDAR", re.IGNORECASE), "a calendar", "import the notes of the interview"),
    (regex(r"\s*BEGIN:VCARD", re.IGNORECASE), "an address card", "import the notes of the interview"),
    (_OPML, "a list of feeds (OPML)", "import the feed of one show"),
    (_begins("svg"), "a picture", "import the notes"),
    (_begins("urlset|sitemapindex"), "a map of a site", "import its pages or its feed"),
    (regex(r"\s*#EXTM3U"), "a playlist", "import the show notes"),
    (regex(r"\s*-----BEGIN [A-Z ]+-----"), "a key or certificate", "import the show notes"),
    (regex(r"\s*#!\s*/"), "a program", "import the show notes"),
)


def known_otherwise(text: str) -> tuple[str, str] | None:
    """Return what a text is that is known not to be show notes, and what to import instead."""
    start = text[:5000]
    if _OPML.match(start) and "xmlUrl" not in text:
        return None  # an outliner's file, not a list of feeds
    return next(((what, hint) for sign, what, hint in _OTHER if sign.match(start)), None)


def packed_kind(data: bytes) -> str | None:
    """Return which document a file is that is no plain text, by its first bytes and the names of its parts; None for any other."""
    if is_rich_text(data):
        return "rtf"
    if data[:4] != b"PK\x03\x04":
        return None
    if is_open_document(data):
        return "odt"
    return "xlsx" if b"xl/workbook.xml" in data and b"word/document.xml" not in data else "docx"


def spoken_json(value: object) -> bool:
    """Say whether a JSON value is a transcript: segments or utterances with their words and times."""
    if not isinstance(value, Mapping):
        return False
    lists = (value.get(k) for k in ("segments", "utterances", "monologues", "transcription", "results", "words"))
    said = next((s[:20] for s in lists if isinstance(s, list) and s), ())
    return bool(said) and all(isinstance(s, Mapping) and s.keys() & _SPOKEN_AT for s in said)


_SPOKEN_AT = {"start", "startTime", "start_time", "offsets", "timestamps", "elements", "ts"}


def _is_fragment(text: str) -> bool:
    """Say whether a text is a piece of a page: tags, and outside of the paragraphs that they open no marks of Markdown."""
    tags = len(_TAG.findall(text))
    outside = [p for p in re.split(r"\n[ \t]*\n", text) if p.strip() and not p.lstrip().startswith("<")] if tags else []
    marks = sum(len(_MARKED_LINE.findall(p)) for p in outside)
    bold = sum(p.lstrip().startswith(("**", "__")) for p in outside)
    return tags > marks and not (marks + bold and (marks + bold) * 3 >= len(outside))


def looks_like_json(start: str) -> bool:
    """Say whether a text begins like JSON and not like Markdown or a template."""
    body = start.lstrip()
    begins = re.match(r'\{\s*(?:"|\})|\[\s*(?:\{\s*["}]|"|\[\s*["\[{\]]|\]\s*$)|"(?:[^"\\\n]|\\.)*"\s*$', body)
    return begins is not None and not re.match(r"\[[^\]\n]*\]\(", body)


def is_template(text: str) -> bool:
    """Say whether a text is the program that makes a page or feed, not one itself."""
    return len(_TEMPLATE.findall(text[:_SAMPLE])) >= 2


_ARROW = regex(
    r"^[ \t]*(?:\d{1,2}:)?\d{1,2}:\d{2}[.,]\d{1,3}\s*-+>\s*(?:\d{1,2}:)?\d{1,2}:\d{2}[.,]\d{1,3}", re.MULTILINE
)
_SPEAKER = regex(
    r"^(?:\[?\(?(?:\d{1,2}:)?\d{1,2}:\d{2}\)?\]?\s*[-–—]?\s*)?(?P<who>Speaker ?\d+|[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,3})\s*(?:[(\[][^)\]\n]{0,30}[)\]])?\s*[:：](?=\s|$)"
)
_NAME_TIME = regex(
    r"^(?:[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,3}|Speaker ?\d+),?\s*[-–—]?\s*[(\[]?(?:\d{1,2}:)?\d{1,2}:\d{2}[)\]]?:?\s*$",
    re.MULTILINE,
)
_LABELS = word_set(
    "q a question answer note notes host guest hosts guests intro outro music links title date summary duration"
)


def is_transcript_text(text: str) -> bool:
    """Say whether a text is a transcript by its form: captions, cues, or speakers in cite elements."""
    start = text[:200_000]
    if re.match(r"\s*WEBVTT\b", start) or len(_ARROW.findall(start)) >= 3 or _TALK.match(start[:5000]):
        return True
    cites = start.count("<cite")
    return cites >= 5 and cites > start.count("<li") and ("<time" in start or "</p>" in start)


def is_transcript(blocks: Iterable[Block]) -> bool:
    """Say whether most of the text is turns of two or more named speakers, eight turns or more."""
    turns: Counter[str] = Counter()
    stamped = 0
    lines = [line for block in blocks if block.kind != "heading" for line in block.text.split("\n")]
    for line in lines:
        found = _SPEAKER.match(line)
        if found and found["who"].casefold() not in _LABELS:
            turns[found["who"]] += 1
        elif _NAME_TIME.match(line):
            stamped += 1
    again = [n for n in turns.values() if n >= 3]
    is_talk = len(again) >= 2 and sum(again) >= 8 and sum(again) * 5 >= len(lines) * 2
    return is_talk or (stamped >= 5 and stamped * 4 >= len(lines))
