"""A question -> its cue: the words of it that a host reads at a glance, "challenges in testing" and not "challenges".

Each word is told by a list (`data/cue_words.txt`), by its ending and by what stands before it ("the change", "to change"), and stands for a
letter; phrases are then expressions over these letters. The first phrase that says enough is the cue. One that only says what
is wanted ("What was the motivation for that?") takes with it what the lead-in is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from qbank.english.terms import Parts, sentences, split, stem, words
from qbank.lazy import regex

_LISTS = Path(__file__).parent / "data" / "cue_words.txt"
LONGEST = 4
"""Words of a cue, what joins them included."""
_MOST_TELLING = 3
"""Words of a cue without what joins them; a thing of four words is one all the same."""
_LONGEST_TOPIC = 2
"""Words of what a lead-in is about that can stand before a stock word: "release manager responsibility"."""
_ENOUGH = 0.65
"""What a phrase says, from which nothing is looked for in the lead-in."""
_POINTS = regex(r"\b(?:this|that|these|those)\b", re.IGNORECASE)
_CLEAR = 0.5
"""What a phrase of a lead-in says, from which no earlier one is looked at."""
_LITTLE = 0.35
"""What a phrase says, from which no further ask is looked at."""

_READ = 600
"""Characters of an ask, or of what was said before it, that are read; nobody speaks a longer one."""
_GAP = "§"
"""What stands for a slot."""
_I = regex(r"i(?!\w)")
_SHORTENED = regex(r"(?:n't|'(?:m|re|ve|d|ll))$")
_SLOT = regex(r"\{\{ [^{}]* \}\}(?P<of>['’]s?(?!\w))?")
_WORD = regex(
    r"§|use cases?|problem domains?|first[- ]class citizens?|(?-i:[A-Z]{1,4}/[A-Z]{1,4})(?!\w)|[^\W_]\w*(?:[.+#'’&-][^\W_]\w*)*(?:[+#]+|\(e?s\))?|[^\w\s'\"“”‘’]",
    re.IGNORECASE,
)
_BOTH = frozenset(("table", "variable", "cable", "executable", "speed", "feed", "need", "seed", "embed"))
"""Words that end like a quality, or like something done, and are things."""
_QUALITY = ("able", "ible", "ful", "ous", "less")
_NOMINAL = regex(r"(?:ment|ion|er|or|ance|al|ity)s?$")
"""The endings of things that are made of deeds."""
_INVERTED = frozenset("do does did can could would will should has have might may".split())
_LEAD_IN = regex(
    r"^.{0,200}?(?:,| -) (?=(?:(?:and|so|but) )?(?:what|how|why|when|where|who|which|do|does|did|is|are|was|were|can|could|would|will|have|has|"
    r"should|i['’]m (?:curious|wondering)|i wonder)\b)",
    re.IGNORECASE,
)
_TOLD = regex(
    r"^(?:.*?\bI (?:\w+ )?(?:noticed?|see|saw|read|know|heard|imagine)\b|.*?\b(?:mention(?:s|ed)?|says?|describes?)\b)(?: that)? ?",
    re.IGNORECASE,
)
"""Who says what follows: "I noticed that", "the documentation says"."""

_DEEDS, _SMALL = "lv", "acdiopt&"
# n a thing or a name, s a stock word ("challenges"), e an empty one ("ways"), q a quality, v a deed, g the same in -ing, l one that
# says nothing ("use"), d what stands before a thing, i what points at one, o a p what joins, & and or, t who does it, x a slot, c any small word
_THING = "[qnse]*[nse]"
_TELLING = "(?=[qe]*[ns])[qnse]*[nse]"
_FORMS = (
    (regex(rf"(?<![qnse]){_THING}"), 0.0),
    (regex(rf"(?<=q){_TELLING}"), -0.2),
    (regex(rf"(?<![qnse])[qnse]*s[opa]+[di]?{_TELLING}"), 0.1),
    (regex(rf"(?<![qnse]){_TELLING}(?:[o&]|od?q*x){_TELLING}"), 0.05),
    (regex(rf"(?<![qnse])[qnse]*sp?g(?:d?{_TELLING}|(?=d?q*e|x(?![pa])))"), 0.1),
    (regex(rf"(?:(?<=[tax])v|g)[pa]?d?{_TELLING}"), -0.35),
    (regex(rf"(?:(?<=[ta])v|g)x[pa]{_TELLING}"), -0.1),
    (regex(r"[vg]"), -0.65),
)
"""Phrases, each with how much rather it is taken than a thing alone."""
_SAYS = {"n": 1.0, "s": 0.6, "e": 0.5, "q": 0.35, "v": 1.0, "g": 1.0}
_LATER = 0.35
"""What a phrase loses for each that stands before it."""
_LESS = 0.35
"""So much of it for a deed, and for the beginning of a clause."""
_CLAUSE = frozenset("that which because when while where since after if though".split())
"""What begins a clause that says less of what is asked."""
_ALSO = 0.4
"""What it loses right behind a slot ("{{ technology }} team"), behind "that", as an example, as who does it: something else is meant."""
_THINGS = frozenset("qnse")
_BESIDE = frozenset("qnseop&")


class _Said(NamedTuple):
    """A phrase, how much it says, its letters, and whether it is a thing that was said before: "that choice"."""

    words: list[str]
    says: float
    kinds: str
    pointed_at: bool = False


_NOTHING = _Said([], 0.0, "")


@cache
def _listed() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return the letters of the listed words: of deeds, by their stems and as they are written, and of all other words."""
    deeds, others = dict[str, str](), dict[str, str]()
    for line in _LISTS.read_text("utf-8").splitlines():
        letter, _, listed = line.partition(" ")
        made = deeds if letter in _DEEDS else others
        made.update((word.replace("_", " "), letter) for word in listed.split() if letter != "#")
    return {stem(word): letter for word, letter in deeds.items()} | deeds, others


def is_listed(word: str) -> bool:
    """Say whether a word is one that phrases are told by, and no deed, so that it is nobody's in particular."""
    return word in _listed()[1]


def is_small(word: str, *, deeds: bool = False) -> bool:
    """Say whether a word says nothing about what is asked; with `deeds`, neither does one that only says that something is done."""
    return _listed()[1].get(word, "n") in _SMALL or (deeds and _deed(word) == "l")


def is_empty(word: str) -> bool:
    """Say whether a word stands for what follows it and says nothing by itself: "ways", "areas", "kinds"."""
    return _listed()[1].get(word) == "e"


def cue(asked: str) -> str:
    """Return the cue of a slotted question, in up to four words."""
    parts = split(asked)
    telling = _telling(parts)
    if len(telling) == 1 and (second := _beside(telling[0], parts.ask)):
        return second
    return " ".join(telling or _plain(parts.ask))


def _beside(word: str, ask: str) -> str:
    """Return a word with what else the ask is about: "testing, other tools"; "" if there is nothing more."""
    before, found, after = ask.partition(word)
    if not found:
        return ""
    for text, first in ((after, True), (before, False)):
        fits = [
            one.words
            for one in sorted(_phrases(text), key=_weight, reverse=True)
            if len(one.words) < LONGEST
            and one.says > _LITTLE
            and set(one.kinds) <= _BESIDE
            and set(one.kinds) - set("qe")
            and stem(word.lower()) not in map(stem, one.words)
        ]
        if fits:
            said = " ".join(fits[0])
            return f"{word}, {said}" if first else f"{said}, {word}"
    return ""


def _plain(ask: str) -> list[str]:
    """Return a short question itself; of a longer one the words that say a little."""
    said = words(_SLOT.sub(" ", ask))
    telling = [w for w in said if _listed()[1].get(w, "n") not in _SMALL + "e"]
    return said[:LONGEST] if len(said) <= LONGEST or not telling else telling[:_MOST_TELLING]


def _telling(parts: Parts) -> list[str]:
    """Return the phrase of a question that says most, with what its lead-in is about if it only says what is wanted of that."""
    lead = found[0] if (found := _LEAD_IN.match(parts.ask)) else ""
    first = _best(parts.ask[len(lead) :])
    told = [_TOLD.sub("", one) for one in sentences((parts.context or lead)[-_READ:])]
    said = [one for text in reversed(told) for one in _phrases(text)]
    stock = set(first.kinds) == {"s"}
    if (first.says < _ENOUGH or (stock and _POINTS.search(parts.ask))) and (
        stock or (first.kinds == "n" and first.pointed_at)
    ):
        topics = (one for one in said if _is_topic(one, first))
        if topic := max(topics, key=_weight, default=None):
            return [*topic.words, *first.words]
    # What was said last is what "that" means; what began the talk was only the way there.
    clauses = [_best(clause) for text in reversed(told) for clause in reversed(text.split(", "))]
    nearest = next(
        (one for one in clauses if one.says >= _CLEAR and "n" in one.kinds), max(said, key=_weight, default=_NOTHING)
    )
    others = [first, nearest, *map(_best, parts.further)]
    return next((one for one in others if one.says >= _LITTLE), max(others, key=_weight)).words


def _is_topic(one: _Said, stock: _Said) -> bool:
    """Say whether a phrase can stand before a stock word: "cache" and "motivation"."""
    fits = len(one.words) + len(stock.words) <= LONGEST and set(map(stem, one.words)).isdisjoint(map(stem, stock.words))
    return (
        fits
        and len(one.words) <= _LONGEST_TOPIC
        and one.says > _LITTLE
        and set(one.kinds) <= set("nse")
        and "n" in one.kinds
    )


def _weight(one: _Said) -> float:
    return round(one.says, 6)


def _best(text: str) -> _Said:
    """Return the phrase of a text that says most, the earlier the rather."""
    return max(_phrases(text), key=_weight, default=_NOTHING)


def _phrases(text: str) -> Iterator[_Said]:
    said, kinds = _told(_WORD.findall(_SLOT.sub(lambda slot: f" {_GAP} {'its' if slot['of'] else ''} ", text[:_READ])))
    earlier, run = 0.0, ""
    for at, kind in enumerate(kinds):
        if kind in _THINGS:
            run += kind
        else:
            earlier += 0.0 if set(run).isdisjoint("ns") else 1.0
            run = ""
        for form, rather in _FORMS:
            if found := form.match(kinds, at):
                yield from _short(said, kinds, at, found.end(), rather - _LATER * earlier)
        earlier += _LESS if kind in "vg" or (at and said[at] in _CLAUSE) else 0.0


def _short(said: list[str], kinds: str, start: int, end: int, rather: float) -> Iterator[_Said]:
    """Yield a phrase that isn't too long; of a thing of many words, the last ones."""
    if end - start > LONGEST and set(kinds[start:end]) <= _THINGS:
        start = end - _MOST_TELLING
        while start < end - 1 and kinds[start] in "eq":
            start += 1
    kept = [(w, k) for w, k in zip(said[start:end], kinds[start:end], strict=True) if k != "x"]
    for dropped in ("", "di", "diq"):
        kept = [(w, k) for w, k in kept if k not in dropped]
        made = " ".join(w for w, _ in kept).split()
        if len(made) <= LONGEST:
            break
    letters = "".join(k for _, k in kept)
    telling = [k for k in letters if k in _SAYS]
    if len(made) > LONGEST or (len(telling) > _MOST_TELLING and not set(letters) <= _THINGS):
        return
    says = sum(map(_SAYS.__getitem__, telling)) if set(telling) - set("eq") else 0.1
    says = 0.8 * min(says, 1.5) + 0.15 * max(0.0, min(says - 1.5, 1.0)) + rather
    yield _Said(made, says - _behind(said[:start], kinds[:start], letters), letters, kinds[:start].endswith("i"))


def _behind(said: Sequence[str], kinds: str, letters: str) -> float:
    """Return what a phrase loses by what stands right before it."""
    example = not {"like", "e.g"}.isdisjoint(said[-2:]) or said[-2:] == ["such", "as"] or said[-2:-1] == ["as"]
    of_subject = kinds.endswith(("x", "i")) and letters[0] in _THINGS
    does_it = letters == "n" and bool(said) and said[-1] in _INVERTED
    return _ALSO if example or of_subject or does_it else 0.0


def _told(tokens: Iterable[str]) -> tuple[list[str], str]:
    """Return the words, in lower case but for names, and the letters that they stand for."""
    said, kinds, inverted = list[str](), "", False
    for word in tokens:
        plain = word.lower().replace("’", "'")
        kind = _kind(word, plain, said, kinds, inverted=inverted)
        inverted = inverted or plain in _INVERTED
        said.append(word if kind == "n" and _is_name(word, kinds) else plain)
        kinds += kind
    return said, kinds


def _is_name(word: str, kinds: str) -> bool:
    """Say whether a word is written like a name: large inside a sentence, large within, or a number after such a one."""
    begins = not kinds or kinds[-1] == "."
    return any(map(str.isupper, word[1:] if begins else word))


def _kind(word: str, plain: str, said: list[str], kinds: str, *, inverted: bool) -> str:
    """Return the letter of a word, in lower case `plain`, from the words before it and their letters."""
    before, listed = kinds[-1:], _listed()[1].get(plain, "n")
    if word == _GAP:
        return "x"
    if not word[0].isalnum():
        return "." if word in ".?!:" else ","
    if word.isdigit():
        return "n" if before == "n" and said[-1] != said[-1].lower() else "c"
    if _is_name(word, kinds) and not _I.match(plain):
        return "n"
    if listed in _SMALL or _SHORTENED.search(plain):
        return "c" if listed == "n" else listed
    if listed == "q" or plain.endswith("ly"):
        return "q" if listed == "q" else "c"
    alone = before in tuple("nse") and not said[-1].endswith("s")
    return _thing_or_deed(
        plain, listed, before, alone=alone, asked=before in tuple("ta") or (before == "x" and inverted)
    )


def _thing_or_deed(plain: str, listed: str, before: str, *, alone: bool, asked: bool) -> str:
    """Return the letter of a word that may be a thing, a quality or a deed.

    `alone` says that one thing stands before it ("build process"), `asked` that whoever does it does ("do you build").
    """
    deed = _deed(plain)
    if plain.endswith("ed") and plain not in _BOTH:
        return "l" if deed == "l" else "q"
    if plain.endswith(_QUALITY) and plain not in _BOTH:
        return "q"
    if plain.endswith("ing"):
        is_thing = before in tuple("dq") or (alone and deed != "l")
        return listed if is_thing or not deed else "g" if deed == "v" else "l"
    if asked and listed not in "eq":
        return deed or ("v" if listed == "n" else listed)
    listed_thing = listed != "n" and (alone or before in tuple("iopq"))
    is_thing = before == "d" or listed_thing or (deed != "l" and before in tuple("opq"))
    return listed if is_thing or not deed else deed


def _deed(word: str) -> str:
    """Return the letter of a deed; empty for any other word."""
    deeds, _ = _listed()
    return deeds.get(word) or ("" if _NOMINAL.search(word) else deeds.get(stem(word), ""))
