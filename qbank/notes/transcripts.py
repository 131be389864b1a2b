"""Transcripts: recognized, so that they can be refused; what was said is not show notes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from qbank.notes.blocks import Block

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
