"""Text with mentions <-> pattern with slots. The lossless law lives here: filling a pattern gives the text back.

A pattern is Jinja source of the plainest sort: literal text and `{{ name }}`. A literal `{` in the text is
written `{{ '{' }}`, so that no text, whatever braces it holds, is ever read as Jinja. Compiling a Jinja template costs
hundreds of microseconds; `fill` therefore reads this small subset with one regular expression, and a property
test shows that Jinja's own answer is the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qbank.lazy import dataclass, regex

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
_TOKEN = regex(r"\{\{ (?:'\{'|([a-z][a-z0-9_]*)) \}\}")
_SLOT = regex(r"[a-z][a-z0-9_]*")
_EXPRESSION = regex(r"\{\{\s*([A-Za-z_]\w*)")
_NUMBERED = regex(r"_(?:\d+|plural)$")
_RESERVED = frozenset(
    """
    self true false none not and or is in if else for loop range dict lipsum cycler joiner namespace
    """.split()
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
