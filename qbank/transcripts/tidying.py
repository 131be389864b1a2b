"""What was said, without what nobody means to say: fillers, false starts, words said twice. Only where it is asked for."""

from __future__ import annotations

import re

from qbank.regex import regex

_FILLER = r"(?:u+m+|u+h+|e+r+m?|a+h+m|h+m+|you know|i mean|like|sort of|kind of|i guess|okay|ok|right|well|basically|actually)"
_INSIDE = regex(
    rf",\s*{_FILLER}(?=\s*,)|,\s*(?:u+m+|u+h+|e+r+m?|you know|i mean)(?=[\s?!.])|(?<![\w,])\b(?:u+m+|u+h+|e+r+m?)\b,?\s*",
    re.IGNORECASE,
)
_BETWEEN = regex(r",\s*(?:u+m+|u+h+|e+r+m?)\s*,", re.IGNORECASE)
_LEADING = regex(
    rf"^(?:(?:so|and|but|or|now|yeah|yes|no|oh|alright|all right|{_FILLER})\b(?:,\s*|\.\s+|\s*[—–]\s*|(?<=so)\s+|(?<=and)\s+|(?<=but)\s+))+",
    re.IGNORECASE,
)
_TWICE = regex(
    r"\b([\w'’]+(?: [\w'’]+){0,3}?)(?:\s*(?:,|—|–|-{1,2}|\.\.\.|…)\s*|\s+)\1\b(?![’'])", re.IGNORECASE
)
_SOUNDS = regex(
    r"\s*[\[(](?:laughs?|laughter|laughing|chuckles?|crosstalk|inaudible|sighs?)[^\])]*[\])]", re.IGNORECASE
)
_KEPT_TWICE = frozenset(["that", "had", "very", "really", "no", "bye", "is", "do", "her"])


def tidy(text: str) -> str:
    """Return a spoken question as one would write it down; the words that are left are the speaker's own."""
    made = _SOUNDS.sub("", text)
    made = _INSIDE.sub("", _BETWEEN.sub("", made))
    made = _TWICE.sub(lambda m: m[0] if m[1].casefold() in _KEPT_TWICE and "," not in m[0] else m[1], made)
    made = re.sub(r"\s+([,.?!])", r"\1", re.sub(r"(?:,\s*){2,}", ", ", made))
    bare = " ".join(_LEADING.sub("", made.lstrip(" ,")).split())
    return bare[:1].upper() + bare[1:] if bare else text
