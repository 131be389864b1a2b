"""What somebody typed -> what is asked for: words, quoted phrases, words to leave out, fields. Any text is a query."""

from __future__ import annotations

import re
from typing import NamedTuple

from qbank.search.words import STOP, cut

FIELDS = {
    "technology": "technology", "subject": "technology", "category": "category", "theme": "theme",
    "guest": "guest", "episode": "episode", "template": "template",
}  # fmt: skip
"""The names that may stand before a colon, and the field each means."""

LONGEST = 64
"""How many different words of a query are looked for."""

_PIECE = re.compile(
    r"""(?P<minus>(?<!\S)[-\u2212](?=[\w"“]))?
        (?:(?P<field>[A-Za-z]+):(?=[^\s:/]))?
        (?:["“”](?P<phrase>[^"“”]*)(?:["“”]|$)|(?P<word>[^\s"“”]+))""",
    re.VERBOSE,
)


class Word(NamedTuple):
    """One word of a query as it was typed, and its stem.

    `open` says that a star stands behind it and it may go on, `typed` what it replaces when it is a correction.
    """

    text: str
    stem: str
    open: bool = False
    typed: str = ""


class Ask(NamedTuple):
    """A query taken apart. `phrases` must stand in an answer, `without` must not, `fields` narrow it down.

    `said` are all words in order with their stems, stop words too: themes are found by them.
    """

    words: tuple[Word, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    without: tuple[tuple[str, ...], ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    without_fields: tuple[tuple[str, str], ...] = ()
    said: tuple[tuple[str, str], ...] = ()
    ignored: int = 0
    stop_words: int = 0

    @property
    def is_empty(self) -> bool:
        """Say whether there is nothing to look for."""
        return not (self.words or self.phrases or self.without or self.fields or self.without_fields)


def readable(text: str) -> str:
    """Return the text without what no text can hold: half characters from a shell, NUL."""
    return text.encode("utf-8", "replace").decode().replace("\0", " ")


def parse(text: str) -> Ask:
    """Return what a query asks for. Quotes left open end with the text; an unknown field is a plain word."""
    words: dict[str, Word] = {}
    phrases: list[tuple[str, ...]] = []
    without: list[tuple[str, ...]] = []
    fields: list[tuple[str, str]] = []
    without_fields: list[tuple[str, str]] = []
    said: list[tuple[str, str]] = []
    stop_words = 0
    for piece in _PIECE.finditer(readable(text)):
        name, value = (piece["field"] or "").lower(), piece["word"] or piece["phrase"] or ""
        if name in FIELDS:
            (without_fields if piece["minus"] else fields).append((FIELDS[name], value))
            continue
        if name:
            value = f"{name} {value}"
        found = cut(value)
        stems = tuple(stem for _, stem in found)
        if piece["minus"]:
            without += [stems] if stems else []
            continue
        said += found
        if piece["phrase"] is not None and len(found) > 1:
            phrases.append(stems)
            continue
        for word, stem in found:
            if word in STOP:
                stop_words += 1
            else:
                words.setdefault(stem, Word(word, stem, open=value.endswith("*")))
    kept = tuple(words.values())
    return Ask(
        words=kept[:LONGEST],
        phrases=tuple(dict.fromkeys(phrases)),
        without=tuple(dict.fromkeys(without)),
        fields=tuple(fields),
        without_fields=tuple(without_fields),
        said=tuple(said),
        ignored=len(kept[LONGEST:]),
        stop_words=stop_words,
    )
