"""A query, and text as the index sees it: the same folding, splitting and stemming for questions, themes and queries."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tantivy import TextAnalyzer

_STOP_WORDS = """
    a about all am an and any are as asked asking ask at be been being but by can could did do does doing for from
    get had has have he her him his how i if in into is it its just ll me my no nor not of on or our past question
    questions re s she should so some t tell than that the their them then there these they this those to too up us ve versus vs
    very was we were what when where which while who whom whose why will with would you your
"""
STOP = frozenset(_STOP_WORDS.split())
"""Words that say nothing about a theme: they are left out of a query's words, not of its phrases."""

# Compiled when they are first needed: most searches need none of them.
_SYMBOLS = r"(?i)(?<![^\W_])(c|f|j|x)(\+\+|#)(?![^\W_])"
_IDEOGRAPH = "[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
_DATE = r"(\d{4})-(\d\d)(?:-(\d\d))?(?![\d-])"
_LONG = 60
"""Bytes: a longer word is not a word."""
_SPELLED = {"++": "plusplus", "#": "sharp"}


def plain(text: str) -> str:
    """Return the text ready for the tokenizer: C++ and C# as words of their own, one word an ideograph."""
    if "#" in text or "++" in text:
        text = re.sub(_SYMBOLS, lambda m: m[1] + _SPELLED[m[2]], text)
    if text.isascii():
        return text
    return re.sub(_IDEOGRAPH, r" \g<0> ", unicodedata.normalize("NFKC", text))


@cache
def analyzer(*, stemmed: bool = True) -> "TextAnalyzer":
    """Return the tokenizer of stems, or of whole words: lower case, accents off, less than 60 bytes a word."""
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    built = (
        TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(_LONG)).filter(Filter.lowercase())
    )
    built = built.filter(Filter.ascii_fold())
    return (built.filter(Filter.stemmer("english")) if stemmed else built).build()


def stems(text: str) -> list[str]:
    """Return the stems of a text's words, in order."""
    return list(analyzer().analyze(plain(text)))


def cut(text: str) -> list[tuple[str, str]]:
    """Return a text's words in order, each in lower case without accents, with its stem."""
    text = plain(text)
    words = (
        text.lower().split()
        if text.isascii() and text.replace(" ", "").isalnum() and len(text) < _LONG
        else None
    )
    return list(zip(words or analyzer(stemmed=False).analyze(text), analyzer().analyze(text), strict=True))


def tokens(text: str) -> list[str]:
    """Return a text's words in lower case without accents, in order, as many as `stems` returns."""
    return list(analyzer(stemmed=False).analyze(plain(text)))


def day_number(date: str) -> int | None:
    """Return a date like 2017-05-03 as 20170503, 2017-05 as its day 0; None if it is not a date."""
    found = re.match(_DATE, date)
    return int(found[1] + found[2] + (found[3] or "00")) if found else None


# No annotations from the future: a named tuple compiles each that is a text, and a search starts with twenty of them.


FIELDS = {
    "technology": "technology", "subject": "technology", "category": "category", "theme": "theme",
    "guest": "guest", "episode": "episode", "template": "template",
}  # fmt: skip
"""The names that may stand before a colon, and the field each means."""

LONGEST = 64
"""How many different words of a query are looked for."""

# Compiled when a query has more than plain words.
_PIECE = (
    r"(?P<minus>(?<!\S)[-\u2212](?=[\w\"“]))?"
    r"(?:(?P<field>[A-Za-z]+):(?=[^\s:/]))?"
    r"(?:[\"“”](?P<phrase>[^\"“”]*)(?:[\"“”]|$)|(?P<word>[^\s\"“”]+))"
)


class Word(NamedTuple):
    """One word of a query as it was typed, and its stem.

    `open` says that a star stands behind it and it may go on, `typed` what it replaces when it is a correction.
    """

    text: str
    stem: str
    open: bool = False
    typed: str = ""


class Phrase(NamedTuple):
    """Words that must stand side by side: as they were typed, and their stems."""

    text: str
    stems: tuple[str, ...]


class Ask(NamedTuple):
    """A query taken apart. `phrases` must stand in an answer, `without` must not, `fields` narrow it down.

    `said` are all words in order with their stems, stop words too: themes are found by them.
    """

    words: tuple[Word, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    without: tuple[tuple[str, ...], ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    without_fields: tuple[tuple[str, str], ...] = ()
    said: tuple[tuple[str, str], ...] = ()
    ignored: int = 0
    stop_words: int = 0

    @property
    def only_words(self) -> bool:
        """Say whether nothing narrows the answer down."""
        return not (self.phrases or self.without or self.fields or self.without_fields)

    @property
    def is_empty(self) -> bool:
        """Say whether there is nothing to look for."""
        return not self.words and self.only_words


def readable(text: str) -> str:
    """Return the text without what no text can hold: half characters from a shell, NUL."""
    if text.isascii() and "\0" not in text:
        return text
    return text.encode("utf-8", "replace").decode().replace("\0", " ")


class _Piece(NamedTuple):
    """A word or a quoted phrase as it stands in a query, with the field before it and whether a minus is."""

    value: str
    quoted: bool = False
    field: str = ""
    minus: bool = False


def parse(text: str) -> Ask:
    """Return what a query asks for. Quotes left open end with the text; an unknown field is a plain word."""
    text = readable(text)
    if text.replace(" ", "").isalnum():  # most queries: nothing but words
        said = cut(text)
        words, stop_words = _words([(pair, False) for pair in said])
        return Ask(words[:LONGEST], said=tuple(said), ignored=len(words[LONGEST:]), stop_words=stop_words)
    if (
        text[:1] == text[-1:] == '"' and text[1:-1].replace(" ", "").isalnum()
    ):  # or one phrase and nothing else
        said = cut(text[1:-1])
        if len(said) > 1:
            return Ask(phrases=(_phrase(said),), said=tuple(said))
    return _taken_apart(list(_pieces(text)))


def _taken_apart(pieces: list["_Piece"]) -> Ask:
    plain = [(piece, cut(piece.value)) for piece in pieces if not piece.field and not piece.minus]
    alone = [(piece, found) for piece, found in plain if len(found) == 1 or not piece.quoted]
    words, stop_words = _words(
        [(pair, piece.value.endswith("*")) for piece, found in alone for pair in found]
    )
    return Ask(
        words[:LONGEST],
        tuple(dict.fromkeys([_phrase(found) for piece, found in plain if piece.quoted and len(found) > 1])),
        _distinct([_stems(cut(piece.value)) for piece in pieces if piece.minus and not piece.field]),
        tuple([(piece.field, piece.value) for piece in pieces if piece.field and not piece.minus]),
        tuple([(piece.field, piece.value) for piece in pieces if piece.field and piece.minus]),
        tuple([pair for _, found in plain for pair in found]),
        len(words[LONGEST:]),
        stop_words,
    )


def _words(said: Iterable[tuple[tuple[str, str], bool]]) -> tuple[tuple[Word, ...], int]:
    """Return the words to look for, each stem once, and how many stop words were left out; `said` tells which are open."""
    words: dict[str, Word] = {}
    stop_words = 0
    for (word, stem), is_open in said:
        if word in STOP:
            stop_words += 1
        else:
            words.setdefault(stem, Word(word, stem, is_open))
    return tuple(words.values()), stop_words


def _pieces(text: str) -> Iterator[_Piece]:
    for found in re.finditer(_PIECE, text):
        name, quoted = (found["field"] or "").lower(), found["phrase"] is not None
        value = (found["phrase"] if quoted else found["word"]) or ""
        field = FIELDS.get(name, "")
        if name and not field:
            value = f"{name} {value}"
        yield _Piece(value, quoted, field, bool(found["minus"]))


def _phrase(found: list[tuple[str, str]]) -> Phrase:
    return Phrase(" ".join([word for word, _ in found]), _stems(found))


def _stems(found: list[tuple[str, str]]) -> tuple[str, ...]:
    return tuple([stem for _, stem in found])


def _distinct(found: Iterable[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    return tuple(dict.fromkeys(stems for stems in found if stems))
