"""Texts for the ear: articles, lists, and number: what is said of one thing, said of several ("What are CRDTs?").

Templates are written for one thing. Verbs that belong to the subject, and words that stand for it later in the sentence,
take their plural; what belongs to something else in the sentence is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from qbank.lazy import regex
from qbank.model.pattern import fill

PLURAL = "technology_number"
"""The name under which values say that the subject is several things; no template has a slot of that name."""

THE = "technology_article"
"""The name under which values say that the subject takes an article inside a sentence, as devices do: "the Raspberry Pi"."""
CLAUSE = "technology_clause"
"""The same, where the subject is a question itself: "why teams ignore flaky tests"."""

_SUBJECT = r"\{\{ technology \}\}"
_DEVICE = regex(
    rf"(?P<before>[\w'’-]+ )?{_SUBJECT}(?! (?:users?|clusters?|code|team|community|project|setup|notebooks?|deployments?|protocol|tests?|ecosystem|"
    r"api|docs|outages?|tables?|programs?|stores?|process)\b)"
)
"""The name of a device, where no other noun follows that it belongs to: "{{ technology }} users"."""
_DETERMINED = frozenset("a an the your our this that each every one another new first".split())
_VERBS = {
    "is": "are", "was": "were", "does": "do", "has": "have", "isn't": "aren't", "doesn't": "don't", "goes": "go",
    "did": "did", "had": "had", "wasn't": "weren't", "hasn't": "haven't",
}  # fmt: skip
_BEFORE = regex(rf"\b(is|was|does|has) (?={_SUBJECT}(?! (?:users|code|cluster|team)\b))", re.IGNORECASE)
_AFTER = regex(
    rf"(?:^|(?<=[.,!?:] )|\b(?:that|when|how|before|after|once|whether|what|which|why|where|until|if|because|than) )"
    rf"{_SUBJECT} (?:(?:still|never|usually|really|already|also|only|always|just) )?"
    r"(?P<verb>is|was|does|has|isn't|doesn't|[a-z]{2,}[^s\W]s)(?= |[?.,]|$)(?! (?:is|are|was|does|has)\b)",
    re.IGNORECASE,
)
_OWN = regex(r"\b(its|itself)\b")
_THEY = regex(r"\b(?P<before>what|before|that|once|because) it (?P<verb>is|was|does|has|did|had|[a-z]{2,}[^s\W]s)\b")
_MANY = {"its": "their", "itself": "themselves"}
_NAMES_MANY = regex(r"[A-Z]{2,}s")
_HEAD_ENDS = regex(
    r" (?:in|of|for|on|at|with|from|about|under|between|across|after|before|during|without|through|over|by|versus|while|when)\b"
)
_ENDS_LIKE_MANY = regex(r"(?:[A-Z]-)?[a-z-]{2,}(?<!s)(?<!u)(?<!i)(?<!ic)(?<!a)s")


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: "1 question", "2 questions"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def clock(seconds: float, *, hours: bool = False) -> str:
    """Return a time as notes write it: 4:05, 1:02:45; with `hours` always with them: 0:04:05."""
    minutes, second = divmod(max(0, int(seconds)), 60)
    if minutes < 60 and not hours:
        return f"{minutes}:{second:02}"
    return f"{minutes // 60}:{minutes % 60:02}:{second:02}"


def seconds(clock: str) -> float:
    """Return the seconds of a clock such as 1:02:03.5, 00:04 or 00:00:01,250; a fourth part are frames, and no matter."""
    total = 0.0
    for number in clock.replace(",", ".").split(":")[:3]:
        total = total * 60 + float(number)
    return total


def is_many(name: str, *, common: bool) -> bool:
    """Say whether a name is a plural: an acronym's (CRDTs), or a `common` noun's, as research is about (bloom filters)."""
    last = _HEAD_ENDS.split(name, maxsplit=1)[0].split()[-1:] or [""]
    if common and " " in name and name.split()[0].endswith("ing") and name.islower():
        return False  # "compressing bat calls" is one thing to do
    return bool(_NAMES_MANY.fullmatch(last[0]) or (common and _ENDS_LIKE_MANY.fullmatch(last[0])))


def plural(noun: str) -> str:
    """Return a noun phrase as it is said of many: "message broker" is "message brokers"; a plural stays."""
    if noun.endswith("s") and not noun.endswith(("ss", "us", "is")):
        return noun
    if re.search(r"(?:s|x|z|ch|sh)$", noun):
        return f"{noun}es"
    return f"{noun[:-1]}ies" if re.search(r"[^aeiou]y$", noun) else f"{noun}s"


@lru_cache(maxsize=4096)
def of_many(source: str) -> str:
    """Return a template's text as it is said of several things."""
    if "{{ technology }}" not in source:
        return source
    said = _BEFORE.sub(lambda m: f"{verb_of_many(m[1])} ", source)
    said = _AFTER.sub(lambda m: m[0][: m.start("verb") - m.start()] + verb_of_many(m["verb"]), said)
    head, subject, tail = said.partition("{{ technology }}")
    tail = _OWN.sub(lambda m: _MANY[m[1]], tail)
    tail = _THEY.sub(lambda m: f"{m['before']} they {verb_of_many(m['verb'])}", tail)
    return head.replace("heard of it", "heard of them") + subject + tail


def verb_of_many(verb: str) -> str:
    """Return a verb of one as a verb of several, which is that of "you" as well; a capital stays."""
    lower = verb.lower()
    if lower in _VERBS:
        made = _VERBS[lower]
    elif lower.endswith("ies"):
        made = f"{lower[:-3]}y"
    elif re.search(r"(?:ch|sh|x|z|ss)es$", lower):
        made = lower[:-2]
    else:
        made = lower[:-1]
    return made.capitalize() if verb[:1].isupper() else made


def with_article(source: str) -> str:
    """Return a template's text as it is said of a device: with an article before its name, where it has none."""

    def determined(found: re.Match[str]) -> str:
        before = found["before"] or ""
        if before.strip().lower() in _DETERMINED:
            return found[0]
        begins = not before and (found.start() == 0 or source[: found.start()].rstrip().endswith((".", "!", "?", ":")))
        return f"{before}{'The' if begins else 'the'} {{{{ technology }}}}"

    return _DEVICE.sub(determined, source)


_IS_A_CLAUSE = regex(r"(?:why|how|whether|what|when|where|who|which) \S+ \S")
_AS_A_NOUN = regex(
    r"\bwhat \{\{ technology \}\} is\b|\{\{ technology \}\}(?= (?:is|was|has|does|can|will|well)\b|['’]s)"
)
"""Where a subject stands that only a noun can."""


def is_clause(name: str) -> bool:
    """Say whether a name is a question: "how bus drivers listen to engines"; one that begins large is a title."""
    return bool(_IS_A_CLAUSE.match(name))


_FIELD = regex(
    r"(?:ing|ment|ics|ogy|ware|tion|ity|ance|ence|phy|ture|istry|law|medicine|data|software|systems?|languages?|networks?|infrastructure|databases?|tools|"
    r"computing|art|arts|music|history)$",
    re.IGNORECASE,
)


def is_field(name: str) -> bool:
    """Say whether a name sounds like a field of work: "data management" and "ceramics", but not "care homes"."""
    return bool(_FIELD.search(name.strip()))


_LIST_GOES_ON = "{{ alternatives }} and {{"
_ARTICLE = regex(r"\b([Aa])n? (\{\{ ([a-z][a-z0-9_]*) \}\})")
_VOWEL_SOUND = regex(r"[aeio]|u|h(?:our|onest|onou?r|eir)|8|11\b|18\b")
_CONSONANT_SOUND = regex(r"one\b|once\b|eu|ewe|u[bcfhjkqrst][aeiou]|un(?:i(?!n|m(?!o))|a(?:nim|ry))|ubi|uto")
"""How a word is spoken that begins with a vowel and still takes "a": a one-off, a European, a uranium mine, a unique, a unanimous
vote. The rules are Damian Conway's (An Algorithmic Approach to English Pluralization, 1998), as far as such words are met here."""
_SPELLED_OUT = regex(r"(?:[A-Z]|[A-Z](?=[A-Z\d])[A-Z\d]+)s?(?![A-Za-z])")
_SPOKEN_VOWELS = "AEFHILMNORSX"
_READ_AS_WORD = regex(r"(?:FJO|[HLMNS]Y.|RY[EO]|SQU|(?:F[LR]?|[HL]|MN?|N|RH?|S[CHKLMNPTVW]?|X(?:YL)?)[AEIOU])[A-Z]")
"""Capitals that are read as a word, not letter by letter: NASA, NATO, RAM, SAP, FIFO (Conway, the same place)."""
_LETTER_BY_LETTER = frozenset({"MIT", "FAQ", "LED", "SEC"})
"""Capitals that look like a word and are spelled out all the same."""


def takes_an(phrase: str) -> bool:
    """Say whether a phrase is spoken with "an" before it: an event store, an SQL database, a unikernel."""
    first = re.split(r"[\s/-]", phrase, maxsplit=1)[0]
    if _SPELLED_OUT.fullmatch(first) and (first in _LETTER_BY_LETTER or not _READ_AS_WORD.match(first)):
        return first[0] in _SPOKEN_VOWELS
    lowered = first.lower()
    return not _CONSONANT_SOUND.match(lowered) and bool(_VOWEL_SOUND.match(lowered))


def speak(source: str, values: Mapping[str, str]) -> str:
    """Fill a template's text for the ear. KeyError as in `fill`.

    "a {{ kind }}" becomes "an event store", a list that goes on has one "and": "Pulsar, Redpanda and Kafka", and where the
    values say that the subject is several things, verbs agree: "what are CRDTs"; a device has its article: "the Raspberry Pi".
    """

    def article(match: re.Match[str]) -> str:
        return f"{match[1]}{'n' if takes_an(values[match[3]]) else ''} {match[2]}"

    if PLURAL in values:
        source = of_many(source)
    elif THE in values:
        source = with_article(source)
    elif CLAUSE in values:
        source = _AS_A_NOUN.sub("the question of {{ technology }}", source)
    if _LIST_GOES_ON in source and "alternatives" in values:
        values = {**values, "alternatives": ", ".join(values["alternatives"].rsplit(" and ", 1))}
    return fill(_ARTICLE.sub(article, source), values)
