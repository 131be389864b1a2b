"""Transcripts in tags: a page with `<cite>` and `<time>`, a saved page of turns, TTML and what else XML has for captions.

The page becomes lines that `labels` reads, each with the number of the line it comes from; nothing of the tags' structure is needed beyond that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from qbank.english.terms import whole_number
from qbank.regex import regex

_TAG = regex(r"<(!--|/?[a-zA-Z][\w:.-]*)([^<>]*)>")
_BREAKS_WORDS = """p br div li tr h1 h2 h3 h4 h5 h6 section article blockquote dt dd cite text tt:p"""
_BREAKS = frozenset(_BREAKS_WORDS.split())
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_UNREAD = ("script", "style", "head", "nav", "footer", "svg", "form", "button")
_BEGIN = regex(r"""\b(?:begin|start|data-start|data-time)\s*=\s*["']([\d:.,]+)(?:s)?["']""")
_AGENT = regex(r"""\b(?:ttm:agent|speaker|data-speaker)\s*=\s*["']([^"']{1,60})["']""")
_KNOWN = regex(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(?:\w+:)?(?:transcripts?|podcast-?transcript|tt|timedtext)\b",
    re.DOTALL,
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

    Headings get a `#`, a speaker in `<cite>` a colon, a time in an attribute stands before the line.
    """
    line, at, shown, begun, skip = 1, 0, "", 1, ""
    cite = time = heading = False
    for tag in _TAG.finditer(text):
        words = text[at : tag.start()]
        name, inside = tag[1].casefold(), tag[2]
        if not skip:
            shown += _words(words, cite=cite, time=time)
        line += words.count("\n")
        at = tag.end()
        bare = name.lstrip("/")
        if bare in _UNREAD:
            skip = (
                ""
                if name.startswith("/") and bare == skip
                else skip or ("" if name.startswith("/") else bare)
            )
        elif not skip:
            if bare in _BREAKS and (bare != "cite" or not name.startswith("/")):
                if shown.strip():
                    yield begun, ("# " if heading else "") + shown.strip()
                shown, begun = _led(inside), line
            if bare == "td" and not name.startswith("/"):
                shown += " | "
            if bare == "cite":
                cite = not name.startswith("/")
                shown += "" if cite else ":"
            time = not name.startswith("/") if bare == "time" else time
            heading = not name.startswith("/") if bare in _HEADINGS else heading
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


def _led(inside: str) -> str:
    """Return what an element's attributes say before its words: when, and who."""
    begin, agent = _BEGIN.search(inside), _AGENT.search(inside)
    when = f"[{_clock(begin[1])}] " if begin else ""
    return when + (f"{agent[1]}: " if agent else "")


def _clock(value: str) -> str:
    """Return seconds as a clock; a clock stays."""
    whole = whole_number(value.partition(".")[0])
    if whole is None:
        return value
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
