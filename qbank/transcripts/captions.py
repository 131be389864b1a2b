"""Captions and subtitles: WebVTT, SRT and SBV, whatever the file's name says and however they are written by hand; and transcripts in tags.

Read here and not by webvtt-py: that gives no line numbers, drops cues with a comma in their time or without a number, and takes
75 microseconds a cue. The tests hold this reader against it on well-formed files. A page with `<cite>` and `<time>` or a saved page of turns
becomes lines that `labels` reads, each with the number of the line it comes from.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import islice

from qbank.english.spoken import seconds
from qbank.english.terms import word_set
from qbank.lazy import regex
from qbank.transcripts.sentences import Piece, without_sounds

_CLOCK = r"(?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,:]\d{1,6})?"
_TIMING = regex(rf"[ \t]*({_CLOCK})[ \t]*(?:-{{1,2}}>|→)[ \t]*({_CLOCK})(?:[ \t]|$)|({_CLOCK}),({_CLOCK})[ \t]*$")
_VOICE = regex(r"<v(?:\.[^\s>]*)?[ \t]+([^>]{1,80})>")
_TAG = regex(r"<[^<>]{0,200}>|\{\\[^{}]{0,40}\}")
_NAMED = regex(
    r"(?P<mark>(?:>>|&gt;&gt;|»)[ \t]*)?(?:[-–][ \t]*)?"
    r"(?P<who>\[?(?:[A-ZÀ-Þ][\w.'’-]*|SPEAKER_\d+)(?:[ ][A-ZÀ-Þ0-9][\w.'’-]*){0,3}(?:[ ]\([^()]{1,30}\))?\]?)(?::(?:[ \t]+|$)|(?<=[^\W\d_A-Z]\])[ \t]+(?=\S))(?P<text>.*)"
)
_MARK = regex(r"(?:>>+|&gt;&gt;|»)[ \t]*")
_ROLLS = regex(r"<\d{1,2}:\d{2}[\d:.]*><c>")
"""The times of single words, which captions have that roll: each line is shown again above the next one, the shortest, too."""
_DASH = regex(r"[-–—][ \t]*(?=\S)")


def is_captions(text: str) -> bool:
    """Say whether a text is captions: it says so, or has three timing lines or more."""
    start = text[:100_000]
    if re.match(r"\s*WEBVTT(?:\s|$)", start) or len(_ASS.findall(start)) >= 3:
        return True
    timings = filter(_TIMING.match, start.split("\n"))
    return len(list(islice(timings, 3))) == 3


def read_captions(text: str, most: int = sys.maxsize) -> tuple[list[Piece], str]:
    """Return the pieces of captions, and what stands beside the cues: comments, and lines of the header.

    Of more pieces than `most` only the one that follows is read, so that the caller sees that there are more.
    """
    if _ASS.search(text):
        return list(islice(_dialogue(text), most + 1)), ""
    pieces: list[Piece] = []
    beside: list[str] = []
    before: tuple[str, ...] = ()
    least = 1 if _ROLLS.search(text) else 3
    for start, line, payload in _cues(text.split("\n"), beside):
        told = _without_repeats(before, payload, least)
        before = tuple(payload)
        pieces += _voices(told, start, line)
        if len(pieces) > most:
            break
    return pieces, "\n".join(beside).strip()


_ASS = regex(
    r"^Dialogue:[ \t]*[^,\n]*,(\d+:\d\d:\d\d[.:]\d+),[^,\n]*,[^,\n]*,([^,\n]*),(?:[^,\n]*,){4}([^\n]*)", re.MULTILINE
)
"""A line of SubStation Alpha: its start, who speaks, and the words."""


def _dialogue(text: str) -> Iterator[Piece]:
    line = at = 0
    for found in _ASS.finditer(text):
        line, at = line + text.count("\n", at, found.start()), found.start()
        who, words = found[2].strip() or None, " ".join(_TAG.sub("", re.sub(r"\\[Nnh]", " ", found[3])).split())
        if not who and (named := _NAMED.fullmatch(words)):
            who, words = named["who"], named["text"]
        if words:
            yield Piece(words, who, seconds(found[1]), line + 1)


def _cues(lines: Sequence[str], beside: list[str]) -> Iterator[tuple[float, int, list[str]]]:
    """Yield start, line number of the first words, and the words' lines of each cue."""
    at, total = 0, len(lines)
    outside = True
    while at < total:
        timing = _TIMING.match(lines[at])
        if not timing:
            if outside and not _is_number(lines, at):
                _keep(lines[at], beside)
            outside = outside or not lines[at].strip()
            at += 1
            continue
        start, at = seconds(timing[1] or timing[3]), at + 1
        while at < total and lines[at].isspace():  # captions that roll: what ends a cue has not even a blank
            at += 1
        first = at + 1
        payload: list[str] = []
        while at < total and lines[at].strip() and not _TIMING.match(lines[at]) and not _is_number(lines, at):
            payload.append(lines[at])
            at += 1
        outside = False
        yield start, first, payload


def _is_number(lines: Sequence[str], at: int) -> bool:
    """Say whether a line is the name of the cue that begins on the next one."""
    return at + 1 < len(lines) and "->" in lines[at + 1] and _TIMING.match(lines[at + 1]) is not None


def _keep(line: str, beside: list[str]) -> None:
    """Keep a line that is not a cue, without the words of the format."""
    if re.match(r"(?:STYLE|REGION|X-TIMESTAMP|Kind:|Language:|::cue|\}|\s*[\w-]+:[^\s].*;$)", line):
        return
    header = r"^(?:WEBVTT(?:[ \t]+FILE)?[ \t]*(?:[-–—:][ \t]*)?|NOTE(?:[ \t]+|$))"
    kept = re.sub(header, "", line.lstrip("\ufeff")).strip()
    if kept or (beside and beside[-1]):
        beside.append(kept)


def _without_repeats(before: tuple[str, ...], payload: list[str], least: int) -> list[str]:
    """Return a cue without the lines, of so many words at least, that roll on from the cue before it."""
    shown = [_TAG.sub("", line).strip() for line in before[-2:]]
    bare = (_TAG.sub("", line).strip() for line in payload)
    fresh = (n for n, line in enumerate(bare) if line not in shown or line.count(" ") + 1 < least)
    return payload[next(fresh, len(payload)) :]


def _voices(payload: Sequence[str], start: float, line: int) -> Iterator[Piece]:
    """Yield what each voice of a cue says."""
    who: str | None = None
    dashed = sum(_DASH.match(row) is not None for row in payload) >= 2
    for at, row in enumerate(payload):
        for voice, words in _split_voices(row):
            who = voice or who
            text, fresh = words, False
            if voice is None:
                text, named, fresh = _named(words, dashed=dashed)
                who = named or (None if fresh else who)
            text = " ".join(unescape(_TAG.sub("", text)).split())
            if text:
                yield Piece(text, who, start, line + at, fresh)


def _split_voices(row: str) -> Iterator[tuple[str | None, str]]:
    """Split a line of a cue at its voice tags."""
    parts = _VOICE.split(row)
    if parts[0].strip():
        yield None, parts[0]
    for at in range(1, len(parts), 2):
        yield " ".join(unescape(parts[at]).split()), parts[at + 1]


def _named(words: str, *, dashed: bool) -> tuple[str, str | None, bool]:
    """Return the words without "NAME:", ">>" or a dash before them, who that is, and whether someone new speaks."""
    bare = _TAG.sub("", words).strip()
    found = _NAMED.match(bare)
    if found and not (found["who"][0] == "[" and bare[found.end("who")] != ":" and _is_sound(found["who"])):
        return found["text"], found["who"].strip("[]"), True
    mark = _MARK.match(bare) or (_DASH.match(bare) if dashed else None)
    return (bare[mark.end() :], None, True) if mark else (words, None, False)


def _is_sound(label: str) -> bool:
    """Say whether what stands in brackets before words is no one's full name: "[Music]"."""
    return " " not in label or without_sounds(label) != label


_ANY_TAG = regex(r"<(!--|/?[a-zA-Z][\w:.-]*)([^<>]*)>")
_BREAKS = word_set("""p br div li tr h1 h2 h3 h4 h5 h6 section article blockquote dt dd cite text tt:p""")
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_UNREAD = ("script", "style", "head", "nav", "footer", "svg", "form", "button")
_KNOWN = regex(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(?:\w+:)?(?:transcripts?|podcast-?transcript|tt|timedtext)\b", re.DOTALL
)


def is_page(text: str) -> bool:
    """Say whether a text is made of tags: HTML, or XML that holds talk."""
    start = text[:200_000]
    if _KNOWN.match(start[:5000]):
        return True
    if not start.lstrip().startswith("<"):
        return False  # tags in text or Markdown: its lines are lines
    return len(re.findall(r"<(?:p|cite|br|li|div|time|dt|td)\b", start)) >= 5 and not re.match(
        r"\s*<\?xml[^>]*>\s*<(?:rss|feed)\b|\s*<(?:rss|feed)\b", start
    )


def as_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines that a page shows, with the number of the line on which each begins in the source.

    Headings get a `#`, a speaker in `<cite>` a colon.
    """
    line, at, shown, begun, skip = 1, 0, "", 1, ""
    cite = time = heading = False
    for tag in _ANY_TAG.finditer(text):
        words = text[at : tag.start()]
        opens, name = tag[1][0] != "/", tag[1].casefold().lstrip("/")
        if not skip:
            shown += _words(words, cite=cite, time=time)
        line += words.count("\n")
        at = tag.end()
        if name in _UNREAD:
            skip = (skip or name) if opens else "" if name == skip else skip
        elif not skip:
            if name in _BREAKS and (name != "cite" or opens):
                if shown.strip():
                    yield begun, ("# " if heading else "") + shown.strip()
                shown, begun = "", line
            if name == "td" and opens:
                shown += " | "
            if name == "cite":
                cite = opens
                shown += "" if cite else ":"
            time = opens if name == "time" else time
            heading = opens if name in _HEADINGS else heading
        line += tag[0].count("\n")
    rest = shown + ("" if skip else _words(text[at:], cite=False, time=False))
    if rest.strip():
        yield begun, rest.strip()


def _words(text: str, *, cite: bool, time: bool) -> str:
    """Return the words between two tags as a line has them."""
    plain = re.sub(r"\s+", " ", unescape(text))
    if cite:
        return plain.strip().rstrip(":")
    return f" [{plain.strip()}] " if time and plain.strip() else plain
