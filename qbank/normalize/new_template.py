"""A question that is a phrasing of nothing known -> a template in its own words, and whether anybody else can be asked it.

The text is the question as it was asked, names and asides taken out; nothing generic ever takes its place, and a lead-in stays
with its question. A question about one other thing by name ("Did Harrow begin as open source?") is a question about any thing.
It is `reusable` when the words that stay are anybody's: no name, no slot that only this subject fills, nothing that points back to
another question, no word that is rare or ties it to one kind of subject (`data/tied_words.txt`). Any other question was asked
once: kept, found, and nothing to decide about. Its id is made of its cue (see `cues`), names left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from zlib import crc32

from qbank.english.terms import is_ask, sentences, slug, split, stem, words
from qbank.lazy import regex
from qbank.model import Template
from qbank.model.pattern import BRACE, escape
from qbank.normalize.cues import cue, is_empty, is_listed, is_small
from qbank.normalize.sentence_model import vocabulary as word_pieces

OPEN_SLOTS = frozenset(
    ("technology", "technology_plural", "company", "guest", "domain", "kind", "language", "alternatives")
)
"""Slots that any subject fills; what fills another is private to this one."""
ANYBODYS = 3
"""A word that stands in so many of the shipped wordings belongs to nobody's subject alone."""
RARE = 11_000
"""The sentence model's words are in the order of how common they are in English; from this one on, "the" before it means one thing."""
_TIED = Path(__file__).parent / "data" / "tied_words.txt"
_ANYBODYS_NAMES = frozenset(
    ("I", "i", "OSS", "FOSS", "UI", "UX", "API", "APIs", "SaaS", "SAAS", "CLI", "IDE", "IDEs", "OK")
)
"""Abbreviations that any software's maker may be asked about."""
_ORDINARY = regex(r"\w{3,}(?:ly|ful|ous|able|ible|ive|ed|ing|i[sz]e)")
"""The endings of words that name no thing, however rare."""
_SLOT = regex(r"\{\{ (\w+) \}\}")
_POINTS_BACK = regex(
    r"\b(?:this(?! (?:project|tool|software|show|podcast|episode)\b)|these|such(?! as\b)|he|she|him|his|her|yours)\b|"
    r"\b(?:do|does|did|is|was|are|were|about|for|of|around|in|like|with|than|beyond|before|after|to|from|on|at|by|and|why|what|how|"
    r"describe|explain|support\w*) that\b(?! (?:you|we|it|X|one|people|should|can|could|would|will|are|has|have)\b)|"
    r"\bthat(?: is|'s| was)?\W*$|\bthat (?:for|about|with|to|talk|popularity)\b|"
    r"^(?:or|and|which (?:do|does|did|is|are|was|were|has|have|can|would|will)|more specifically)\b|\bthere\W*$|"
    r"\bthe (?:current |other |additional |same )?(?:situation|others|other(?=\W*$)|latter|former|switch|reasoning|effort)\b(?! (?:of|for|in|to|with|you|between|behind)\b)",
    re.IGNORECASE,
)
_OF_A_FEATURE = regex(
    r"^(?:does|do|can|could|is|are|has|have|will) (?:(?:\{\{ technology \}\}|it|you) (?:[a-z]+ly )?(?:ha(?:ve|s)|support|provide|offer|allow|"
    r"include|handle|do|integrate|come with|ship with)\b|.*\bsupported\b|.*\bpossible (?:to|with)\b)|\bwhat does [\w-]+ mean\b|"
    r"\bgiven (?:that|how)\b|\bbecause of its\b|"
    r"\b(?:I|we) (?:noticed?|know|knew|see|saw|read|heard|understand)\b|"
    r"\bare \{\{ technology \}\}(?= and\b|\?|,)|"
    r"\b(?:concept|notion) of\b|\byou \w+ (?:folks|guys|people)\b|"
    r"\blike \{\{ company|\}\} (?:library|framework|database|language|engine|server|site|service|conference|book|standard|protocol|test|module|board|shell|"
    r"interpreter|compiler|package|notebook|script|plugin|theme|cluster|runtime|repl)s?\b",
    re.IGNORECASE,
)
"""What asks whether one thing can be done, what one word means, or takes for granted what was said of this very subject."""
_THEY = regex(r"\b(?:those|they|them|their)\b", re.IGNORECASE)
_THOSE = regex(r"\bthose (\w+?)s?\b", re.IGNORECASE)
_SEVERAL = regex(r"\b(?:people|someone|anyone|everyone|(?!is\b|was\b|has\b|does\b|this\b|its\b|as\b|us\b)[a-z]{2,}s)\b")
"""Whom "they" may be, said before it."""
_ASKS = regex(
    r"\b(?:what|how|why|when|where|which|who|whom|whose|do|does|did|is|are|was|were|can|could|would|will|have|has|should|tell|"
    r"describe|explain|walk|talk|share|give|name)\b|^\W*(?:ha[ds]|may|might)\b",
    re.IGNORECASE,
)
"""What a question has; a line without it is a heading, or a remark."""
_WH = regex(r"(?:what|how|why|when|where|which|who)\b", re.IGNORECASE)
_SHORTENED = regex(r"(?:n['’]t|['’](?:m|re|ve|d|ll|s|t))$")
_WORD = regex(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+")
_OWNER = regex(r"(?<=\}\})['’]s?\b")
_STARTS = regex(r"(?:^|(?<=[.?!]) +)\W*[^\W\d_]+")
_INSIDE = regex(r"(?<=[\w,;:)] )[A-Z]\w*")
_NAMED_INSIDE = regex(r"(?<=[\w,;:)/] )[A-Z][\w.+#]*(?<![.])")
_TERM = regex(r"[A-Z]{2,5}s?")
"""A term of the trade rather than a name: "AST", "MUDs"."""
_THING = r"[A-Z]\w*(?:[.+#'’-]\w+)*[+#]*"
_NAME = regex(rf"(?<=[\w,;:)/–-] ){_THING}(?: (?:/ )?{_THING})*(?!\w)(?: \d+\b)?")
_ARTICLE = regex(
    r"\bthe (\{\{ technology \}\})(?! (?!is|are|was|were|has|have|had|does|do|did|and|or|to|in|on|at|as|for|with|from|look)[a-z])"
)
"""What a name of several words has in front of it, and another name hasn't."""
_GATHERING = regex(r"\w*(?:Con|Conf|Conference|Summit|Fest|Day|Days)\b|\d")
_LONGER = regex(r"\{\{ technology \}\}(?= (?!(?:API|APIs|SQL|CLI|UI|I|IDEs?|REPL|OSS)\b)[A-Z]\w)")
"""A subject's name within the name of another thing: "Harrow Tools"."""
_FOR_EXAMPLE = regex(
    r"\b(?:like|as|an?|different|others?|another|e\.g\.,?|versus|vs\.?|including|than|via) (?:the )?$", re.IGNORECASE
)
_PEOPLE = regex(
    r"(?:[A-Z]\w+(?:[ei]an|ese|ish)|French|German|Dutch|Greek|Swiss|Welsh|Czech|African|American|Mexican)s?"
)
"""Whose a thing is, not what it is called: "the Belgian one"."""
_IS_I = regex(r"I\b")
_OWNER_OF = regex(r"['’]s?$")
_BESIDE_A_NAME = frozenset(("alternatives", "guest", "domain"))
"""Slots that a question about one thing by name may have beside it."""
_LEAST_ASKED = 5
"""Words of a question about one thing by name: fewer may mean anything."""
_WORKS_AT = regex(r"\b(?:at|join(?:ed|ing)?|left|leave|founded) (?:the )?$")
_EMPHASIS = regex(r"(?<!\w)(?P<mark>[_*]{1,2})(?P<said>\S(?:[^_*]*\S)?)(?P=mark)(?!\w)")
_ASIDE = regex(r" ?[(\[](?!s\)|es\)|\w+\)\w)[^()\[\]{}]*(?:\{\{ \w+ \}\}[^()\[\]{}]*)*[)\]]")
"""What stands in brackets: said to the reader of the notes, or left out by a voice. A plural in brackets stays."""
_DIRECTION = regex(
    r"^\W*(?:(?:only )?if (?:there(?: is|['’]s) |we (?:have|['’]ve got) |you have )?(?:enough |any )?time(?: left| permits| allows)?|"
    r"(?:bonus|optional|extra|last|final|closing|opening|next|backup|spare)(?: question| one)?|time permitting)\s*[:–—-]\s*",
    re.IGNORECASE,
)
"""What the host told himself."""
_ANNOUNCED = regex(
    r"^(?:so,? )?(?:let['’]?s (?:talk|turn|move on|go|get|start|switch)(?: a (?:little|bit|little bit))?(?: about| to| into| on| with)+ |"
    r"speaking (?:about|of) )(?P<on>[^.?!:,–—-]{2,60}?) ?(?:[:.,–—]| -) ?(?=\S)",
    re.IGNORECASE,
)
_ONE = "{{ technology }}"
_ITS_OWN = frozenset(("technology", "technology_plural", "technology_2", "guest"))
"""Slots that stay in a question that was asked once: any other name was said of this very subject, and is said again."""
_LEAST_TELLING = 4
"""Words of an id, where its cue is one word."""
_LEAST_SAID = 2
"""Words that stay beside what stands in brackets; with fewer, the brackets hold the question itself."""


class Vocabulary:
    """In how many shipped wordings each word stands."""

    def __init__(self, often: Counter[str]) -> None:
        self.often = often

    @classmethod
    def of(cls, texts: Iterable[str]) -> Vocabulary:
        """Count the words of texts."""
        often: Counter[str] = Counter()
        for text in texts:
            bare = _SLOT.sub(" ", text[:1].lower() + text[1:])
            often.update({stem(w) for w in _WORD.findall(bare) if w.islower()})
        return cls(often)

    def knows(self, word: str) -> bool:
        """Say whether a word stands in any wording, so that it is not a name."""
        return stem(word.lower()) in self.often

    def is_anybodys(self, word: str) -> bool:
        """Say whether a word can be said of any subject."""
        folded = word.lower()
        forms = (folded, folded.removesuffix("s"), folded.removesuffix("est") if len(folded) > 7 else folded)
        common = any(form in word_pieces() or is_listed(form) for form in forms)
        return common or self.often[stem(word.lower())] >= ANYBODYS or bool(_ORDINARY.fullmatch(word))

    def new_template(
        self,
        pattern: str,
        category: str,
        taken: Container[str],
        slots: Mapping[str, str] = MappingProxyType({}),
        languages: Container[str] = (),
        public: Container[str] = (),
    ) -> Template:
        """Make the template of a wording, with an id that is not taken.

        `slots` are the names that the wording had, `languages` what programs are written in, `public` names that everyone knows.
        """
        subject = slots.get("technology", "")
        text, first = tidied(pattern), subject.casefold()
        if first:
            # One thing has one slot in the template, however its name was spelled the second time.
            text = _SLOT.sub(lambda m: _ONE if slots.get(m[1], "").casefold() == first else m[0], text)
        whole = _LONGER.sub(lambda _: escape(subject) or _ONE, text)
        offered = next(filter(self._is_reusable, (text, self._of_any(whole, languages))), None)
        once = _SLOT.sub(lambda m: m[0] if _stays(m[1], slots, first) else escape(slots[m[1]]), text)
        said = offered or once
        shown = cue(said.replace(BRACE, " ")) or slug(_unnamed(pattern))
        return Template(
            id=self.new_id(said.replace(BRACE, " "), taken, shown, public), category=category, cue=shown, text=said, reusable=offered is not None
        )  # fmt: skip

    def _of_any(self, text: str, languages: Container[str]) -> str:
        """Return a text about one thing, by a name that is not its subject's, with that name taken out; empty if it is about more."""
        found = [m for m in _NAME.finditer(text) if m[0] not in _ANYBODYS_NAMES and not _IS_I.match(m[0])]
        named = {_OWNER_OF.sub("", m[0]) for m in found}
        about_more = len(named) != 1 or BRACE in text or set(_SLOT.findall(text)) - _BESIDE_A_NAME
        if about_more or len(_WORD.findall(text)) < _LEAST_ASKED or "?" not in text:
            return ""
        (name,) = named
        before = text[: found[0].start()]
        shouted = name.isupper() and self.is_anybodys(name.lower())
        if shouted or _PEOPLE.fullmatch(name) or _GATHERING.search(name) or _FOR_EXAMPLE.search(before):
            return ""
        slot = "company" if _WORKS_AT.search(before) else "language" if name in languages else "technology"
        return _ARTICLE.sub(r"\1", text.replace(name, f"{{{{ {slot} }}}}"))

    def _is_english(self, word: str) -> bool:
        return all(self.knows(part) or part in word_pieces() for part in word.split("-"))

    def new_id(self, pattern: str, taken: Container[str] = (), shown: str = "", public: Container[str] = ()) -> str:
        """Make an id from the words of a wording's cue and first ask, never from a counter, and of no name but those in `public` and abbreviations."""
        plain = _words(pattern, public)
        known = {w.lower() for w in _WORD.findall(pattern) if w in public or _TERM.fullmatch(w)}
        everything = [w for w in plain if w in known or self._is_english(w)] or plain
        shown = shown or cue(tidied(pattern).replace(BRACE, " "))
        told = [w for w in words(shown) if w in plain and not is_small(w) and not w.isdigit()]
        short = [w for w in told if w in everything] or [w for w in told if w in pattern]
        parts = split(pattern)
        asked = [w for w in _words(" ".join((parts.ask, *parts.further)), public) if w in known or self._is_english(w)]
        telling = [w for w in asked if not (w.isdigit() or is_small(w, deeds=True) or is_empty(w) or "'" in w)]
        # A short cue is said with the words that follow it, or else with those before it; one word alone with any other.
        behind = max((at for at, w in enumerate(telling, 1) if w in short), default=0)
        near = [w for w in dict.fromkeys((*telling[behind:], *reversed(telling[:behind]))) if w not in short]
        beside = min(_LEAST_TELLING - len(short), len(near))
        near += [
            w
            for w in dict.fromkeys((*everything, *asked))
            if w not in {*short, *near} and not (w.isdigit() or is_small(w))
        ]
        least = min(max(beside, 2 - len(short), 0), len(near))
        tries = [_in_order([*short, *near[:count]], asked) for count in range(least, len(near) + 1)]
        tries += [asked, everything, [*everything, *dict.fromkeys(_SLOT.findall(pattern))]]
        for some in tries:
            made = slug(" ".join(w.removesuffix("'s") for w in some), longest=100) if some else ""
            if made and made not in taken:
                return made
        again = slug(" ".join([*everything, "again"]), longest=180)
        # Thousands may have these words and differ in others: what tells them apart is found at once, not tried one by one.
        made = again if again not in taken else f"{again}-{crc32(pattern.encode()):08x}"
        while made in taken:
            made += "-again"
        return made

    def _is_reusable(self, asked: str) -> bool:
        slots = _SLOT.findall(asked.replace(BRACE, " "))
        lonely = "alternatives" in slots and "technology" not in slots
        if lonely or any(slot not in OPEN_SLOTS for slot in slots) or BRACE in asked or _points_back(asked):
            return False
        each = sentences(asked)
        if any(map(_OF_A_FEATURE.search, each)) or not all(
            _ASKS.search(s) and (is_ask(s) or _WH.match(s)) for s in each
        ):
            return False
        said = _said(asked)
        ordinary = all(w in _ANYBODYS_NAMES or (w.islower() and self.is_anybodys(w)) for w in said)
        return bool(said) and ordinary and not _ties(said) and not self._means_one(said)

    def _means_one(self, said: Sequence[str]) -> bool:
        """Say whether "the" stands before a word that interviews hardly know: one thing is meant that the listener has heard of."""
        rarely = (w for before, w in pairwise(said) if before == "the" and self.often[stem(w)] < ANYBODYS)
        return any(word_pieces().get(w, RARE) >= RARE and not _ORDINARY.fullmatch(w) for w in rarely)


def tidied(pattern: str) -> str:
    """Return a question as it is said: without asides, marks of emphasis, what the host told himself, and what follows the last ask."""
    text = _EMPHASIS.sub(lambda m: m["said"], _DIRECTION.sub("", pattern))
    if (announced := _ANNOUNCED.match(text)) and announced["on"] in text[announced.end() :]:
        text = text[announced.end() :]
    bare = _ASIDE.sub("", text)
    text = " ".join(bare.split()) if len(_WORD.findall(bare)) > _LEAST_SAID else text
    each = sentences(text)
    asks = [at for at, sentence in enumerate(each) if is_ask(sentence)]
    text = " ".join(each[: asks[-1] + 1]) if asks else text
    return text[:1].upper() + text[1:] if pattern[:1].isupper() else text


def _in_order(some: list[str], asked: list[str]) -> list[str]:
    """Return words in the order in which they were asked; as they stand if one of them was not."""
    return sorted(some, key=asked.index) if set(some) <= set(asked) else some


def _stays(slot: str, slots: Mapping[str, str], subject: str) -> bool:
    """Say whether a slot stays in a question that was asked once: its subject's, and what has the subject's name in it."""
    return slot in _ITS_OWN or slot not in slots or bool(subject and subject in slots[slot].casefold())


def _points_back(asked: str) -> bool:
    """Say whether a text means something that was said before it; "they" may be people or things of its own.

    Only the first sentence can: a further one may mean the first.
    """
    asked = next(iter(sentences(asked)), "")
    they, those = _THEY.search(asked), _THOSE.search(asked)
    return bool(
        _POINTS_BACK.search(asked)
        or (they and not _SEVERAL.search(asked, 0, they.start()))
        or (those and those[1] not in asked[: those.start()])
    )


def _said(asked: str) -> list[str]:
    """Return the words of a text, without the capitals of sentences."""
    text = _STARTS.sub(lambda start: start[0] if start[0].isupper() else start[0].lower(), _bare(_OWNER.sub("", asked)))
    return [_SHORTENED.sub("", w) for w in _WORD.findall(text)]


@cache
def _tied() -> frozenset[tuple[str, ...]]:
    """Return the stems of the words and phrases that tie a question to one kind of subject."""
    lines = (line for line in _TIED.read_text("utf-8").splitlines() if not line.startswith("#"))
    return frozenset(tuple(map(stem, phrase.split())) for line in lines for phrase in line.split("|"))


def _ties(said: list[str]) -> bool:
    """Say whether words tie a question to one kind of subject."""
    stems = [stem(w.lower()) for w in said]
    return not _tied().isdisjoint(_runs(stems))


def _runs(stems: list[str]) -> Iterator[tuple[str, ...]]:
    for size in (1, 2, 3):
        for at in range(len(stems) - size + 1):
            yield tuple(stems[at : at + size])


def _bare(pattern: str) -> str:
    return _SLOT.sub(" ", pattern.replace(BRACE, " "))


def _words(text: str, public: Container[str]) -> list[str]:
    return words(_unnamed(text, public))


def _unnamed(pattern: str, public: Container[str] = ()) -> str:
    """Return a pattern without slots and without capitalized words inside its sentences, but for `public` names."""
    return _NAMED_INSIDE.sub(
        lambda name: name[0] if name[0] in public or _TERM.fullmatch(name[0]) else " ", _bare(_OWNER.sub("", pattern))
    )
