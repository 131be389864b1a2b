"""Text -> word pieces, as the sentence model was taught to read: lower case, no accents, the longest known pieces first."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

VOCABULARY = Path(__file__).parent / "data" / "word_pieces.txt"
LONGEST = 256
"""So many pieces of a text are read, the two at its ends included: the model knows no longer ones."""

_LONGEST_WORD = 100
_UNKNOWN, _START, _END = "[UNK]", "[CLS]", "[SEP]"
_UNSEEN = frozenset(("Cc", "Cf", "Co", "Cs"))
_IDEOGRAPHS = (
    (0x4E00, 0x9FFF),
    (0x3400, 0x4DBF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F),
    (0x2B820, 0x2CEAF),
    (0xF900, 0xFAFF),
    (0x2F800, 0x2FA1F),
)


@cache
def vocabulary() -> Mapping[str, int]:
    """Return every piece that the model knows, with its number."""
    return {piece: n for n, piece in enumerate(VOCABULARY.read_text("utf-8").split("\n")) if piece}


def numbers(text: str) -> list[int]:
    """Return the numbers of a text's pieces, from its start mark to its end mark."""
    known = vocabulary()
    found: list[int] = []
    for word in words(text):
        found += pieces(word, known)
        if len(found) >= LONGEST - 2:
            break
    return [known[_START], *found[: LONGEST - 2], known[_END]]


def words(text: str) -> Iterator[str]:
    """Yield a text's words in lower case without accents; a punctuation mark or an ideograph is a word of its own."""
    word = ""
    for character in unicodedata.normalize("NFD", _clean(text).lower()):
        category = unicodedata.category(character)
        if category == "Mn":
            continue
        alone = _is_mark(character, category) or _is_ideograph(character)
        if (alone or character.isspace()) and word:
            yield word
            word = ""
        if alone:
            yield character
        elif not character.isspace():
            word += character
    if word:
        yield word


def pieces(word: str, known: Mapping[str, int]) -> list[int]:
    """Return the numbers of a word's pieces, the longest known one first; a word that has none is unknown."""
    found: list[int] = []
    start = 0
    while start < len(word) <= _LONGEST_WORD:
        begun = "##" if start else ""
        end = next((end for end in range(len(word), start, -1) if begun + word[start:end] in known), start)
        if end == start:
            break
        found.append(known[begun + word[start:end]])
        start = end
    return found if start == len(word) else [known[_UNKNOWN]]


def _clean(text: str) -> str:
    """Return the text without control characters; every kind of blank is a blank."""
    return "".join(
        " " if character in "\t\n\r" or character.isspace() else character
        for character in text
        if character in "\t\n\r"
        or not (character in "\0\ufffd" or unicodedata.category(character) in _UNSEEN)
    )


def _is_mark(character: str, category: str) -> bool:
    return category[0] == "P" or (
        character.isascii() and character.isprintable() and not character.isalnum() and character != " "
    )


def _is_ideograph(character: str) -> bool:
    code = ord(character)
    return code >= 0x3400 and any(first <= code <= last for first, last in _IDEOGRAPHS)
