"""Text as the index sees it: the same folding, splitting and stemming for questions, themes and queries."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

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
def analyzer(*, stemmed: bool = True) -> TextAnalyzer:
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
