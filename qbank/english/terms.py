"""Words: one tokenizer, one stemmer, one slug for everybody."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from qbank.lazy import dataclass, regex

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


def word_set(text: str) -> frozenset[str]:
    """Return the words of a list that is written as a text."""
    return frozenset(text.split())


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


_SENTENCE_END = regex(r"(?<=[.!?？؟…])[\"”’)]*\s+(?=[\"“‘(]?[^\W_a-z])")
_ABBREVIATION = regex(r"(?:\b(?:e\.g|i\.e|etc|vs|cf|approx|Dr|Mr|Mrs|Ms|St|No|Inc|Jr)|\b[A-Z])\.$")
_INVITATION = regex(
    r"^(?:so,? |and |but |now,? |well,? |then,? |please |before [^,]+, |to (?:start|begin)[^,]*, )*"
    r"(?:(?:can|could|would|will) (?:you|we) |tell (?:us|me|our|the)|talk|describe|explain|walk|take (?:us|me|our)|"
    r"give|share|introduce|let'?s|follow|name|compare|show|list|help us|i(?:['’]d| would) (?:love|like)|"
    r"argue|summari[sz]e|outline|define|sketch|put (?:the|it|this|that|all)[^.?]* in(?:to)? (?:one|two|a|plain|simple|your)|make [^.?]+ case|"
    r"(?:pick|take|choose) [^.?]+ and (?:follow|go|walk|take|tell|describe|explain)|"
    r"i(?:['’]m| am) (?:curious|interested|wondering))\b",
    re.IGNORECASE,
)
_WH = r"what|how|why|when|where|which|who|whom|whose"
_INVERSION = (
    r"(?:do|does|did|is|are|was|were|can|could|would|will|have|has|should|isn['’]t|aren['’]t|don['’]t|doesn['’]t) "
    r"(?:you|your|it|its|there|that|this|these|those|they|we|he|she|the|a|an|any|people|users|developers|\{\{ \w+|(?-i:[A-Z])\w*)"
)
_JOINT = regex(
    rf",? (?:(?P<turn>but|so|yet)|and/or|and|or)(?: (?:also|then|if so|if not|in particular|specifically))?,? "
    rf"(?=(?:(?:in|at|to|for|from|on|by|with|under|of) )?(?:{_WH})\b|{_INVERSION}\b|(?:can|could|would) you\b)",
    re.IGNORECASE,
)
_COMMA = regex(rf", (?=(?:{_INVERSION}|(?:{_WH})\b))", re.IGNORECASE)
_STARTS_ASK = regex(rf"^(?:(?:in|at|to|for|from|on|by|with|under|of) )?(?:(?:{_WH})|{_INVERSION})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """A question taken apart; context, first ask and further asks stand in the text in this order or mixed."""

    context: str
    ask: str
    further: tuple[str, ...] = ()


def sentences(text: str) -> list[str]:
    """Split a line of text into sentences, without stumbling over `e.g.` and initials."""
    made: list[str] = []
    start = 0
    for end in _SENTENCE_END.finditer(text):
        if not _ABBREVIATION.search(text[start : end.start()]):
            made.append(text[start : end.end()].strip())
            start = end.end()
    return [*made, text[start:].strip()] if text[start:].strip() else made


def is_ask(sentence: str) -> bool:
    """Say whether a sentence asks: by its question mark, or as an invitation to speak."""
    return sentence.rstrip('"”’)').endswith(("?", "？", "؟")) or bool(_INVITATION.match(sentence))


def is_invitation(sentence: str) -> bool:
    """Say whether a sentence invites the guest to speak ("Can you explain…", "Tell us about…")."""
    return bool(_INVITATION.match(sentence))


def split(text: str) -> Parts:
    """Take a question apart; a text without any ask is its own ask."""
    parts = sentences(text)
    asking = [s for s in parts if is_ask(s)]
    if not asking:
        return Parts(context="", ask=text)
    lead, *clauses = _clauses(asking[0])
    clauses += [c for s in asking[1:] for part in [_clauses(s)] for c in part if c]
    context = [*parts[: parts.index(asking[0])], *([lead] if lead else [])]
    return Parts(context=" ".join(context), ask=clauses[0], further=tuple(clauses[1:]))


def _clauses(sentence: str) -> list[str]:
    """Split one asking sentence where a second question begins; the first part is its lead-in, often empty.

    "I know that it is slow, so how do you use it, and why?" -> lead-in, "how do you use it", "why?".
    """
    made: list[str] = [""]
    start = 0
    for joint in _JOINT.finditer(sentence):
        before = sentence[start : joint.start()].strip()
        if _asks_already(before):
            made.append(before)
        elif joint["turn"] and not made[0] and len(made) == 1:
            made[0] = before + ","
        else:
            continue
        start = joint.end()
    return [*made, sentence[start:].strip()]


def _asks_already(clause: str) -> bool:
    """Say whether a clause is an ask by itself, perhaps after a lead-in of its own: "For X, what are Y"."""
    return bool(_STARTS_ASK.match(clause)) or is_invitation(clause) or bool(_COMMA.search(clause))
