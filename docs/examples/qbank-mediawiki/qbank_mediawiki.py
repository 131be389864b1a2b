"""A reader for qbank: a page of a MediaWiki (`== Interview ==`, `* a question`) becomes show notes.

A reader gets a file's bytes and its name. It returns the notes as Markdown, from which qbank reads the episode as from any other
notes, or None for a file that is not its kind.
"""

import re

_HEADING = re.compile(r"^(={1,6}) *(.+?) *\1 *$", re.MULTILINE)
_BULLET = re.compile(r"^(\*+) *", re.MULTILINE)
_LINK = re.compile(r"\[\[(?:[^|\]]*\|)?([^\]]*)\]\]|\[(https?://\S+) ([^\]]*)\]")
_EMPHASIS = re.compile(r"'{2,5}")


def read(data: bytes, source: str) -> str | None:
    """Return a wiki page as Markdown; None if it is not one."""
    if not source.endswith((".wiki", ".mediawiki")):
        return None
    text = data.decode("utf-8", "replace")
    text = _LINK.sub(lambda m: m[1] if m[1] is not None else f"[{m[3]}]({m[2]})", text)
    text = _EMPHASIS.sub("", text)
    text = _BULLET.sub(lambda m: "  " * (len(m[1]) - 1) + "- ", text)
    return _HEADING.sub(lambda m: f"{'#' * len(m[1])} {m[2]}", text)
