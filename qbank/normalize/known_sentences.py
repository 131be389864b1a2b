"""The bank's own sentences, recognized word for word: a template's texts, whatever their slots hold, and follow-ups.

"How does {{ technology }} store its data?" is looked for as an expression with a gap; so are phrasings, `again`, texts
with their lead-in, and follow-ups. The lines of outlines that were kept are looked up as they were spoken. A line with a mark
of a sheet in front of it (a cue in bold and a colon, a box to tick) is that line.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from qbank.english.spoken import of_many
from qbank.english.terms import even, plain_signs
from qbank.lazy import regex
from qbank.model import Outline, Role, Template

_SLOT = regex(r"\{\{ ?(\w+) ?\}\}")
_SENTENCES = frozenset(("fact", "said", "episode"))
"""Slots that hold whole sentences."""
_ANY = r"\S.{0,400}?"
_FEW_WORDS = r"[^\s?.!]+(?: [^\s?!]+){0,7}?"
_NAME = r"(?-i:(?=[^?!]{0,40}[A-Z0-9])[^\s?!]+(?: [^\s?!]+){0,4}?)"
_TELLING = 5
"""So many words of its own let a sentence be recognized whatever its gap holds; with fewer, a name must stand in it."""
_MARK = regex(r"^(?:[\[(][ xX]?[\])] ?|[☐☑☒□■▢] ?|[-+*•»↔!] )+")
_LONGEST_CUE = 5
_WORD = regex(r"\w+")


class Known(NamedTuple):
    """What a sentence is: a phrasing of a template, or its follow-up of this role."""

    template: str
    follow_up: Role | None = None


class _Gapped:
    """A sentence with gaps, of so many words of its own; its expression is compiled when it is first tried: few ever are."""

    def __init__(self, sentence: str, size: int, known: Known) -> None:
        self.sentence, self.size, self.known = sentence, size, known
        self._pattern: re.Pattern[str] | None = None

    def is_in(self, spoken: str) -> bool:
        if self._pattern is None:
            self._pattern = re.compile(_expression(self.sentence, self.size), re.IGNORECASE)
        return self._pattern.fullmatch(spoken) is not None


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
