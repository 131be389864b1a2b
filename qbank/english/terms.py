"""Words: one tokenizer, one stemmer, one slug for everybody."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from qbank.regex import regex

if TYPE_CHECKING:
    from tantivy import TextAnalyzer


ENGLISH = "en"
_SMALL_WORDS = {
    "en": "the of and to in is you that it for what how do does did are was with your this have why when can would be",
    "de": "der die das und ist nicht ein eine wie was du ihr wir sie mit für auf wenn von zu hat habt euch dir den dem warum wer kann",
    "fr": "le la les des est que qui vous avec pour dans une un sur pas votre quel quelle comment avez ce cette plus du au",
    "es": "el los las que es en un una por con para cómo qué cuál tu su del se al lo más has hay fue cuando cuáles",
    "pt": "o os as que é em um uma por com para como qual seu sua do da dos das no na mais você foi quando quais são",
    "it": "il lo gli che è di un una per con come quale tuo tua del della sono più hai cosa nel perché quando",
    "nl": "de het een en is niet van hoe wat je jullie met voor op dat die zijn te waarom wie kan wordt",
}
_ANY_WORD = regex(r"[^\W\d_]+")
_LEAD = 1.3
"""So many times as many of its small words as of English ones make a text another language's."""


def language_of(texts: Iterable[str]) -> str:
    """Return the language of texts taken together, as a two-letter code; English where nothing speaks against it."""
    heard, spoken_in = Counter[str](), _languages()
    for text in texts:
        for word in _ANY_WORD.findall(text.casefold()):
            for language in spoken_in.get(word, ()):
                heard[language] += 1
    best = max(_SMALL_WORDS, key=lambda language: (heard[language], language == ENGLISH))
    return best if heard[best] > _LEAD * heard[ENGLISH] else ENGLISH


@lru_cache(maxsize=1)
def _languages() -> dict[str, list[str]]:
    """Return for each small word the languages that it stands in."""
    made: dict[str, list[str]] = {}
    for language, words in _SMALL_WORDS.items():
        for word in words.split():
            made.setdefault(word, []).append(language)
    return made


_WORD = regex(r"[^\W_]+(?:['’.+#-][^\W_]+)*[+#]*")
_MOST_DIGITS = 12
_NOT_SLUG = regex(r"[^a-z0-9]+")


def words(text: str) -> list[str]:
    """Return the words of a text in lower case; `c++`, `don't` and `peer-to-peer` are one word each."""
    return [w.replace("’", "'") for w in _WORD.findall(text.casefold())]


def whole_number(text: str) -> int | None:
    """Return the number that a text is in digits; None for anything else, and for more digits than anybody means."""
    bare = text.strip()
    return int(bare) if bare.isdecimal() and len(bare) <= _MOST_DIGITS else None


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return the stem of an English word (Snowball's Porter2), as the search engine makes it."""
    return _stemmer().analyze(word)[0]


@lru_cache(maxsize=1)
def _stemmer() -> TextAnalyzer:
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    return TextAnalyzerBuilder(Tokenizer.raw()).filter(Filter.stemmer("english")).build()


def stems(text: str) -> list[str]:
    """Return the stems of a text's words, in order."""
    return [stem(w) for w in words(text)]


def slug(text: str, *, longest: int = 60) -> str:
    """Return a name for files and references: lower-case ASCII letters, digits and single hyphens.

    A text without any Latin letter or digit gives its code points in hexadecimal, so that no two names fall together.
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower().replace("'", "")
    made = _NOT_SLUG.sub("-", plain).strip("-")
    if not made:
        made = "-".join(f"{ord(c):x}" for c in text if c.isalnum())[:longest] or "untitled"
    return made[:longest].strip("-")


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """Return words that interviews about anything use: what is none of them may be private to one subject."""
    return frozenset(files("qbank.english").joinpath("common_words.txt").read_text("utf-8").split())


def even(text: str) -> str:
    """Return a text with case, quotes, dashes and white space evened out, to tell whether it is the same."""
    return plain_signs(unicodedata.normalize("NFKC", text).casefold())


def plain_signs(text: str) -> str:
    """Return a text with quotes, dashes and white space evened out, its case kept."""
    return " ".join(text.translate(_SIGNS).split())


_SIGNS = str.maketrans("’‘“”-–—", "''\"\"   ")
