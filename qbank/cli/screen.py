"""Text as it may go out: nothing that a terminal would obey, and JSON that is UTF-8 whatever the locale.

Standard library only: a quick search prints through here, too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, TextIO

_KEPT = {"\n", "\t"}
_BEYOND_ASCII = re.compile("[^\x00-\x7e]+")


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


def day(iso: str) -> str:
    """Return a date of the data (2018-07-16) as it is read by a person: 16 Jul 2018. What is no such date stays as it is."""
    found = _DAY.fullmatch(iso)
    if found is None or not 1 <= int(found[2]) <= len(_MONTHS):
        return iso
    return f"{int(found[3])} {_MONTHS[int(found[2]) - 1]} {found[1]}"


def visible(text: str) -> str:
    """Return the text with control and direction characters shown as escapes, so that none reaches a terminal."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in _KEPT else _escaped(c) for c in text)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def as_json(data: Mapping[str, Any], *, stream: TextIO | None = None, indent: int | None = 1) -> str:
    """Return data as one JSON object with its line end: the same object, but no character in it that a terminal obeys.

    For a stream that is not UTF-8 it is plain ASCII, which is UTF-8 as well.
    """
    encoding = (getattr(stream, "encoding", None) or "utf-8").lower().replace("-", "").replace("_", "")
    text = json.dumps(data, ensure_ascii=encoding != "utf8", indent=indent)
    return _BEYOND_ASCII.sub(lambda found: _printable(found[0]), text) + "\n"


def _printable(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in text)


def write(stream: TextIO, text: str) -> None:
    """Write text to a stream; what its encoding cannot say is shown as an escape."""
    if not text:
        return
    encoding = getattr(stream, "encoding", None) or "utf-8"
    stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
    stream.flush()
