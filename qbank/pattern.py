"""Text with mentions <-> pattern with slots. The lossless law lives here: filling a pattern gives the text back.

A pattern is Jinja source of the plainest sort: literal text and `{{ name }}`. A literal `{` in the text is
written `{{ '{' }}`, so that no text, whatever braces it holds, is ever read as Jinja. Compiling a Jinja template costs
hundreds of microseconds; `fill` therefore reads this small subset with one regular expression, and a property
test shows that Jinja's own answer is the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qbank.english.spoken import PLURAL, of_many

SLOT_TYPES: tuple[str, ...] = (
    "technology", "company", "guest", "component", "alternatives", "kind", "domain", "protocol", "language",
    "project", "target", "duration", "url",
)  # fmt: skip
"""Slots that stand for something said in a question."""

TEMPLATE_SLOTS: tuple[str, ...] = (
    *SLOT_TYPES, "fact", "said", "episode", "unit", "load", "builds_on", "compatible_with", "predecessor", "rival",
)  # fmt: skip
"""Slots that a template's texts may use: the above and what an outline fills in."""

BRACE = "{{ '{' }}"
_TOKEN = re.compile(r"\{\{ (?:'\{'|([a-z][a-z0-9_]*)) \}\}")
_SLOT = re.compile(r"[a-z][a-z0-9_]*")
_EXPRESSION = re.compile(r"\{\{\s*([A-Za-z_]\w*)")
_NUMBERED = re.compile(r"_(?:\d+|plural)$")
_RESERVED = frozenset(
    [
        "self",
        "true",
        "false",
        "none",
        "not",
        "and",
        "or",
        "is",
        "in",
        "if",
        "else",
        "for",
        "loop",
        "range",
        "dict",
        "lipsum",
        "cycler",
        "joiner",
        "namespace",
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A stretch of a text, from `start` to `end`, that names something a slot of this type stands for."""

    start: int
    end: int
    slot: str


def escape(text: str) -> str:
    """Return the pattern that stands for this very text."""
    return text.replace("{", BRACE)


def to_pattern(text: str, mentions: Sequence[Mention]) -> tuple[str, dict[str, str]]:
    """Replace the mentions of a one-line text by slots; return the pattern and the slots' values.

    A second value of a slot type gets the name with `_2`, the same value the same name again. Mentions must not
    overlap and their slots must be plain names; ValueError otherwise.
    """
    if not mentions:
        return escape(text), {}
    parts: list[str] = []
    slots: dict[str, str] = {}
    at = 0
    for mention in sorted(mentions, key=lambda m: m.start):
        if not at <= mention.start < mention.end <= len(text):
            raise ValueError(f"mention {mention} overlaps another or leaves the text")
        value = text[mention.start : mention.end]
        parts += [escape(text[at : mention.start]), "{{ ", _name(mention.slot, value, slots), " }}"]
        at = mention.end
    return "".join([*parts, escape(text[at:])]), slots


def _name(slot: str, value: str, slots: dict[str, str]) -> str:
    if not _SLOT.fullmatch(slot) or slot in _RESERVED:
        raise ValueError(f"{slot!r} cannot be the name of a slot")
    name, count = slot, 1
    while slots.setdefault(name, value) != value:
        count += 1
        name = f"{slot}_{count}"
    return name


def fill(pattern: str, slots: Mapping[str, str]) -> str:
    """Return the pattern with its slots filled in; KeyError names a slot without a value."""
    return _TOKEN.sub(lambda m: "{" if m[1] is None else slots[m[1]], pattern)


def names(source: str) -> tuple[str, ...]:
    """Return the names that a pattern or a template's text asks for, each once, in order."""
    return tuple(dict.fromkeys(_EXPRESSION.findall(source)))


def slot_type(name: str) -> str:
    """Return the type of a slot's name: `alternatives_2` is an `alternatives`."""
    return _NUMBERED.sub("", name)


def is_lossless(text: str, pattern: str, slots: Mapping[str, str]) -> bool:
    """Say whether the pattern and its slots give back the text, character for character."""
    try:
        return fill(pattern, slots) == text
    except KeyError:
        return False


_LIST_GOES_ON = "{{ alternatives }} and {{"
_ARTICLE = re.compile(r"\b([Aa])n? (\{\{ ([a-z][a-z0-9_]*) \}\})")
_VOWEL_SOUND = re.compile(r"[aeio]|u(?!ni(?!n|m)|s[aeu]|bi|ti|k|topi)|h(?:our|onest|onou?r|eir)|8|11\b|18\b")
_CONSONANT_SOUND = re.compile(r"one\b|once\b|eu|ewe")
_SPELT_OUT = re.compile(r"(?:[A-Z]|[A-Z](?=[A-Z\d])[A-Z\d]+)s?(?![A-Za-z])")
_SPOKEN_VOWELS = "AEFHILMNORSX"
_READ_AS_WORDS = frozenset(
    [
        "RAM",
        "ROM",
        "SAP",
        "SAN",
        "LAN",
        "SaaS",
        "REST",
        "RAFT",
        "SIMD",
        "NAS",
        "NATO",
        "LISP",
        "FIFO",
        "LIFO",
        "NUMA",
    ]
)


def takes_an(phrase: str) -> bool:
    """Say whether a phrase is spoken with "an" before it: an event store, an SQL database, a unikernel."""
    first = re.split(r"[\s/-]", phrase, maxsplit=1)[0]
    if _SPELT_OUT.fullmatch(first) and first not in _READ_AS_WORDS:
        return first[0] in _SPOKEN_VOWELS
    lowered = first.lower()
    return not _CONSONANT_SOUND.match(lowered) and bool(_VOWEL_SOUND.match(lowered))


def speak(source: str, values: Mapping[str, str]) -> str:
    """Fill a template's text for the ear. KeyError as in `fill`.

    "a {{ kind }}" becomes "an event store", a list that goes on has one "and": "Pulsar, Redpanda and Kafka", and where the
    values say that the subject is several things, verbs agree: "what are CRDTs".
    """

    def article(match: re.Match[str]) -> str:
        return f"{match[1]}{'n' if takes_an(values[match[3]]) else ''} {match[2]}"

    if PLURAL in values:
        source = of_many(source)
    if _LIST_GOES_ON in source and "alternatives" in values:
        values = {**values, "alternatives": ", ".join(values["alternatives"].rsplit(" and ", 1))}
    return fill(_ARTICLE.sub(article, source), values)
