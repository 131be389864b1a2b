"""Chats as messengers export them or as they are copied from a screen: the messages' words, line by line, without who wrote them when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from qbank.notes.titles import split_title
from qbank.regex import regex

_DATE = r"(?:\d{1,4}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{2}-\d{2}|[Tt]oday|[Yy]esterday)"
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?(?:[\s\u202f]?[AaPp]\.?[Mm]\.?)?"
_WHO = r"[^\W\d_][^:\n\[\]]{0,40}?"
_STAMPED = regex(
    rf"^[\u200e\u200f]?\[?{_DATE},?\s+{_CLOCK}\]?\s*(?:[-–—]\s*)?(?:(?P<who>[~@]?{_WHO}):\s(?P<words>.*)|(?P<system>[^:]*))$"
)
"""WhatsApp and Signal: "[14/01/2025, 21:04:11] Lena: words", "14.01.25, 21:04 - Lena: words"."""
_HEAD = regex(
    rf"^(?P<who>{_WHO})(?:\s+APP)?(?:,?\s+\[{_DATE},?\s+{_CLOCK}\]:?|\s+[-–—]\s+{_DATE}(?:,|\s+at)?\s+{_CLOCK}|\s{{1,4}}\[?(?:{_DATE},?\s+{_CLOCK}|{_CLOCK}(?<=[mM.]))\]?)$"
)
"""Slack, Telegram and Discord: who and when stand above the words."""
_LISTED = regex(r"(?:[-–•·*▪]|\(?\d{1,3}[.)]|Q\d{0,2}[:.)])\s+(?=\S)")
_LEAST = 4
_NOTHING = regex(
    r"^(?:[<\u200e]{0,2}(?:media omitted|image omitted|attached: .*|medien ausgeschlossen)>?|.{0,60}(?:end-to-end encrypted|joined|left|was added).{0,80})$",
    re.IGNORECASE,
)


def looks_like_chat(text: str) -> bool:
    """Say whether a text is a chat: messages with who wrote them and on which day and hour, again and again."""
    lines = [line for line in text[:50_000].split("\n") if line.strip()]
    stamped = sum(_STAMPED.match(line) is not None for line in lines)
    heads = [found for line in lines if (found := _HEAD.match(line))]
    again = len(heads) >= _LEAST - 1 and len({h["who"] for h in heads}) < len(heads)
    return (stamped >= _LEAST and stamped * 3 >= len(lines)) or (again and len(heads) * 8 >= len(lines))


def from_chat(text: str) -> tuple[str, dict[str, object]]:
    """Return the words of a chat as Markdown, line for line, and for whom it says the questions are as the title.

    Lines that are listed are items; where there are such, what is said between them is set aside.
    """
    messages = list(_messages(text))
    listed = sum(_LISTED.match(words) is not None for words in messages) >= _LEAST - 1
    guests = next((t.guests for w in messages[:20] if len(w) <= 100 and (t := split_title(w)).sure), ())
    fields: dict[str, object] = {"title": f"Questions for {' and '.join(guests)}"} if guests else {}
    return "\n".join(_lines(messages, listed=listed)), fields


def _messages(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        found = _STAMPED.match(line)
        words = (found["words"] or "") if found else "" if _HEAD.match(line) else line
        yield "" if _NOTHING.match(words.strip()) else words.strip()


def _lines(messages: Sequence[str], *, listed: bool) -> Iterator[str]:
    begun = False
    for words in messages:
        bullet = _LISTED.match(words)
        begun = begun or bullet is not None or (not listed and words.endswith(("?", "？")))
        if bullet or (begun and words and not listed):
            yield f"- {words[bullet.end() if bullet else 0 :]}"
        else:
            yield f"> {words}" if begun and words else words
