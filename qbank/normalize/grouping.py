"""To which template does a wording belong? To that whose own sentence it is; else to that which it is a phrasing of, if that is sure.

Else it is a template of its own, or a person is asked. Precision comes before recall: a wrong join hides a question, a missed
one only repeats it.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from qbank.english.spoken import of_many
from qbank.english.terms import even, plain_signs
from qbank.lazy import regex
from qbank.model import Match, Outline, Role, Template
from qbank.normalize.wordings import DATA, first_line, stems

SAME_FROM = 0.62
"""Share of the whole from which a wording is taken for a phrasing of a template."""
SAME_BY_WORDS = 0.8
"""The same, where no sentence model was asked."""
REVIEW_FROM = 0.5
"""Share, of what makes it the same, from which a person is asked; below, the wording is a template of its own."""
AS_TAUGHT = 0.75
"""Share of their words that a wording has in common with one that a person decided about, for the same to hold of it."""
_TELLING_ALIKE = 0.6
"""Share of their telling words, too."""
_TELLING = 8
"""A word in more of those wordings says nothing about which of them is meant; neither does what stands for a name."""
_REMEMBERED = 8192
"""Frames of which it is remembered what was decided about wordings like them."""
_SMALL = frozenset(
    """
    what how why when where who is are was were do does did you your it its the a an of to in for on with and or
    that this there have has had can could would will be been so at from by most some ani peopl make use get go
    thing about more than them they one not if we our i us
    """.split()
)
"""Stems that say nothing about what is asked."""


class Placement(NamedTuple):
    """Where a wording belongs: its template's id, how that was found, and how sure (0 to 1)."""

    template: str
    match: Match
    confidence: float


class Taught:
    """What a person decided about wordings, and what follows for wordings that are much like them."""

    def __init__(self) -> None:
        self._decided: list[tuple[frozenset[str], str]] = []
        self._with_word: dict[str, list[int]] = defaultdict(list)
        self._often: Counter[str] = Counter()
        self._labels = lru_cache(maxsize=_REMEMBERED)(self._nearest)

    def add(self, frame: str, label: str, times: int = 1) -> None:
        """Take a decision for an example, as often as it was taken."""
        asked = _words(frame)
        for word in asked:
            self._with_word[word].append(len(self._decided))
            self._often[word] += times
        self._decided.append((asked, label))
        self._labels.cache_clear()

    def label(self, frame: str) -> str | None:
        """Return what was decided about the wording that is most like this one, if any is like enough."""
        return self._labels(frame) if self._decided else None

    def _nearest(self, frame: str) -> str | None:
        asked = _words(frame)
        known = sorted((self._often[w], w) for w in telling(asked) if w in self._with_word)
        rare = [w for n, (often, w) in enumerate(known) if not n or often <= _TELLING]
        near = {n for w in rare for n in self._with_word[w]}
        # Words in common are at most the fewer of the two: most are too few or too many to be compared at all.
        size, least = len(asked), AS_TAUGHT / (2 - AS_TAUGHT)
        likeness, label = max(
            (
                (2 * len(asked & known) / (size + len(known)), label)
                for known, label in (self._decided[n] for n in near)
                if least * size <= len(known) <= size / least and _about_the_same(asked, known)
            ),
            default=(0.0, ""),
        )
        return label if likeness >= AS_TAUGHT else None


class Groups:
    """The frames of known wordings, each with its template: what was asked in these very words needs no judging."""

    def __init__(self, beneath: Mapping[str, str] | None = None) -> None:
        """Know some frames and their templates from the start."""
        self._by_frame: dict[str, str] = {}
        self._joined = Taught()
        self._beneath = beneath or {}

    def add(self, template: str, frame: str, *, by_hand: int = 0) -> None:
        """Learn one more wording of a template; the first template that a frame was met with keeps it.

        What a person joined by hand, so often, goes first, and is taken for an example of wordings that are much like it.
        """
        if by_hand:
            self._by_frame[frame] = template
            self._joined.add(frame, template, by_hand)
        else:
            self._by_frame.setdefault(frame, template)

    def known(self, frame: str) -> str | None:
        """Return the template of a frame that was met before, or that is much like one a person joined by hand."""
        if found := self._by_frame.get(frame):
            return found
        found = self._beneath.get(frame) or self._joined.label(frame)
        return found if found and may_join(found, frame) else None


def telling(said: Iterable[str]) -> list[str]:
    """Return the stems that say something about what is asked, once each; what stands for a name does not."""
    return [w for w in dict.fromkeys(said) if w not in _SMALL and not w.isupper()]


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of their words, 0 to 1, that two wordings have in common; from AS_TAUGHT on they ask the same."""
    return 2 * len(one & other) / ((len(one) + len(other)) or 1)


def _about_the_same(one: frozenset[str], other: frozenset[str]) -> bool:
    """Say whether two wordings have most of their telling words in common: "how do you test it" isn't "how do you ship it"."""
    return likeness(frozenset(telling(one)), frozenset(telling(other))) >= _TELLING_ALIKE


def _words(frame: str) -> frozenset[str]:
    return frozenset(stems(first_line(frame)))


def place(frame: str, likely: Sequence[tuple[str, float]], groups: Groups, *, same_from: float) -> Placement:
    """Find the template of a wording; an empty one means that it is a template of its own.

    Args:
        frame: the frame of its first ask.
        likely: the templates that it may be a phrasing of with their shares of the whole, best first.
        groups: what was met before.
        same_from: the share from which it is one.
    """
    first, share = likely[0] if likely else ("", 0.0)
    if known := groups.known(frame):
        return Placement(known, "same", 1.0)
    allowed = bool(first) and may_join(first, frame)
    if allowed and share >= same_from:
        return Placement(first, "same", round(share, 2))
    doubtful = allowed and share >= same_from * REVIEW_FROM / SAME_FROM
    return Placement("", "review" if doubtful else "new", round(1 - share, 2))


class _JoinRule(NamedTuple):
    """What a frame needs, and what it must not have, to be joined; None is anything."""

    needs: re.Pattern[str] | None
    never: re.Pattern[str] | None


@cache
def _join_rules() -> Mapping[str, list[_JoinRule]]:
    """Return the conditions on joins by template; `*` is every template."""
    with (DATA / "join_rules.toml").open("rb") as file:
        rules = tomllib.load(file)["rules"]
    made: dict[str, list[_JoinRule]] = {}
    for rule in rules:
        needs, never = (re.compile(rule[key]) if key in rule else None for key in ("needs", "never"))
        made.setdefault(rule["template"], []).append(_JoinRule(needs, never))
    return made


def may_join(template: str, frame: str) -> bool:
    """Say whether a frame may be joined to a template without asking: words that are much alike may ask something else."""
    rules = [*_join_rules()["*"], *_join_rules().get(template, ())]
    return all(
        (rule.needs is None or rule.needs.search(frame)) and not (rule.never and rule.never.search(frame))
        for rule in rules
    )


# ---- the bank's own sentences

# "How does {{ technology }} store its data?" is looked for as an expression with a gap; so are phrasings, `again`, texts with
# their lead-in, and follow-ups. The lines of outlines that were kept are looked up as they were spoken. A line with a mark of a
# sheet in front of it (a cue in bold and a colon, a box to tick) is that line.

_SLOT = regex(r"\{\{ ?(\w+) ?\}\}")
_SENTENCES = frozenset(("fact", "said", "episode"))
"""Slots that hold whole sentences."""
_ANY = r"\S.{0,400}?"
_FEW_WORDS = r"[^\s?.!]+(?: [^\s?!]+){0,7}?"
_NAME = r"(?-i:(?=[^?!]{0,40}[A-Z0-9])[^\s?!]+(?: (?!(?:for|in|to|with|over|than|from|when)\b)[^\s?!]+){0,4}?)"
_TELLING = 5
"""So many words of its own let a sentence be recognized whatever its gap holds; with fewer, a name must stand in it."""
_MARK = regex(r"^(?:[\[(][ xX]?[\])] ?|[☐☑☒□■▢] ?|[-+*•»↔!] )+")
_LONGEST_CUE = 5
_WORD = regex(r"\w+")


class Known(NamedTuple):
    """What a sentence is: a phrasing of a template, or its follow-up of this role."""

    template: str
    follow_up: Role | None = None


class _Gapped(NamedTuple):
    """A sentence with gaps, of so many words of its own."""

    sentence: str
    size: int
    known: Known

    def is_in(self, spoken: str) -> bool:
        return _compiled(self.sentence, self.size).fullmatch(spoken) is not None


@lru_cache(maxsize=_REMEMBERED)
def _compiled(sentence: str, size: int) -> re.Pattern[str]:
    """Return the expression of a sentence with gaps, when it is first tried: few ever are."""
    return re.compile(_expression(sentence, size), re.IGNORECASE)


class KnownSentences:
    """The sentences of templates and outlines, ready to be recognized."""

    def __init__(self, templates: Iterable[Template], outlines: Iterable[Outline] = ()) -> None:
        self._exact: dict[str, Known] = {}
        self._gapped: dict[str, list[_Gapped]] = defaultdict(list)
        kept = list(templates)
        ids = {template.id for template in kept}
        self._cues = {even(template.cue) for template in kept if template.cue}
        for outline in outlines:
            for sentence, known in _of_outline(outline):
                if known.template in ids:
                    self._exact.setdefault(even(sentence), known)
            self._cues.update(even(q.cue) for q in outline.questions if q.cue)
        self._cue_words = {cue.split(" ")[0] for cue in self._cues}
        for template in kept:
            for sentence, known in _of_template(template):
                self.add(sentence, known)

    def add(self, sentence: str, known: Known) -> None:
        """Know one more sentence: Jinja source."""
        if not _SLOT.search(sentence):
            self._exact.setdefault(even(sentence), known)
            return
        words = _WORD.findall(even(_SLOT.sub(" ", sentence)))
        if len(words) > 1:
            for said in dict.fromkeys((sentence, of_many(sentence))):
                own = words if said is sentence else _WORD.findall(even(_SLOT.sub(" ", said)))
                key = max(own, key=lambda word: (len(word), word))
                self._gapped[key].append(_Gapped(said, len(own), known))

    def find(self, text: str) -> Known | None:
        """Return what a line is, if it is one of these sentences; of several the one with the most words of its own."""
        text = _MARK.sub("", text)
        return self._plain(text) or next(filter(None, map(self._plain, self._without_cue(text))), None)

    def _without_cue(self, text: str) -> Iterator[str]:
        """Yield what follows a template's cue, where a line begins with one."""
        words = text.split(" ")
        if self._cue_words.isdisjoint(even(w).split(" ")[0] for w in (words[0], words[0].rstrip(":."))):
            return
        for count in range(1, min(_LONGEST_CUE, len(words) - 1) + 1):
            if even(" ".join(words[:count]).rstrip(":.")) in self._cues:
                yield " ".join(words[count:])

    def _plain(self, text: str) -> Known | None:
        line = even(text)
        if known := self._exact.get(line):
            return known
        spoken = plain_signs(text)
        found = [
            (sought.size, sought.known)
            for word in set(_WORD.findall(line))
            for sought in self._gapped.get(word, ())
            if sought.is_in(spoken)
        ]
        return max(found, key=lambda pair: (pair[0], pair[1].template))[1] if found else None


def _expression(sentence: str, words: int) -> str:
    """Return the expression of a sentence with gaps; an article before a gap may be another."""
    made, at = "", 0
    for slot in _SLOT.finditer(sentence):
        literal = plain_signs(sentence[at : slot.start()])
        article = re.search(r"(?:^|\s)([Aa]n?)$", literal)
        if article:
            literal = literal[: article.start(1)].rstrip()
        before = r"\s*" if made else ""
        made += (rf"{before}{re.escape(literal)}\s*" if literal else before) + ("an? " if article else "")
        made += _ANY if slot[1] in _SENTENCES else _FEW_WORDS if words >= _TELLING else _NAME
        at = slot.end()
    rest = plain_signs(sentence[at:])
    return made + (rf"\s*{re.escape(rest)}" if rest else "")


def _of_template(template: Template) -> Iterator[tuple[str, Known]]:
    own = Known(template.id)
    for text in filter(None, (template.text, *template.phrasings, template.again)):
        yield text, own
        if template.context:
            yield f"{template.context} {text}", own
    for follow_up in template.follow_ups:
        yield follow_up.text, Known(template.id, follow_up.role)


def _of_outline(outline: Outline) -> Iterator[tuple[str, Known]]:
    for section in outline.sections:
        for question in section.questions:
            if question.template is None:
                continue
            own = Known(question.template)
            yield question.text, own
            if question.context:
                yield f"{question.context} {question.text}", own
            for follow_up in question.follow_ups:
                yield follow_up.text, Known(question.template, follow_up.role)
