"""Facts found in documents: the sentences that make good ones, each with its type and its place.

A limit, a choice, a number with its unit, a claim, who pays: from a README, a changelog, a page of documentation or the notes of a talk.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from qbank.english.clauses import is_sentence
from qbank.english.terms import stems
from qbank.lazy import dataclass, regex
from qbank.model import FactType

SHORTEST, LONGEST = 5, 32
"""Words of a sentence that can be told as a lead-in."""
ALIKE = 0.7
_UNIT = (
    r"%|percent|ms|milliseconds?|seconds?|minutes?|hours?|days?|weeks?|months?|years?|[KMGTP]i?B|bytes?|lines of code|users|customers|"
    r"companies|teams|people|nodes|machines|servers|cores|requests|queries|rows|events|messages|contributors|maintainers|downloads|"
    r"stars|million|billion|thousand|times|versions|releases|dollars|euros"
)
_TYPES: tuple[tuple[FactType, str], ...] = (
    ("story", r"outages?|incidents?|post-?mortem|data loss|lost data|went down|was down|hard fork|forked|lawsuit|dispute|breach(?:es|ed)?"),
    ("change", r"deprecat\w+|no longer|breaking changes?|(?:was|were|has been|have been|is) (?:removed|renamed|replaced|dropped|relicensed|rewritten)|"
               r"(?:we|they) (?:removed|renamed|replaced|dropped|rewrote|relicensed|switched|moved)|(?:as of|since|starting with) (?:version )?v?\d|"
               r"now (?:requires?|defaults?|needs?)|changed its licen[sc]e|used to"),
    ("body", r"funded by|sponsored by|sponsors|donations?|grants?|foundation|venture|investors?|series [a-e]\b|owned by|acquired|"
             r"non-?profit|backed by|maintained by|steering committee|raised \$"),
    ("limit", r"(?:is|are|was|were) not (?:yet |currently )?(?:supported|implemented|possible|available|suitable|recommended|guaranteed|thread-safe)|unsupported|"
              r"(?:does|do) not (?:yet |currently )?(?:support|work|scale|handle|guarantee|provide)|doesn[’']t (?:yet )?(?:support|work|scale|handle)|"
              r"no support for|cannot|can[’']t|at most|maximum|limited to|only one|only works?|only supports?|limitations?|caveats?|known issues?|"
              r"(?:is|are) (?:still )?(?:experimental|not stable)"),
    ("criticism", r"critici[sz]\w+|complain\w*|controvers\w+|skeptic\w*|frustrat\w+|confus\w+|painful|notoriously|drawbacks?|downsides?"),
    ("choice", r"instead of|rather than|by design|on purpose|deliberately|intentionally|trade-?offs?|(?:we|they|i) (?:chose|decided|opted|deliberately)|"
               r"(?:is|was) (?:written|implemented) in|built (?:on top of|on|around)|based on"),
    ("number", rf"\d[\d,.]*\+?\s*(?:{_UNIT})(?!\w)|[$€£]\s?\d"),
    ("claim", r"fastest|faster than|the first|the only|the most|guarantees?|never|always|zero|unlimited|world[’']s|battle-tested|"
              r"production-ready|better than|orders? of magnitude|without any"),
)  # fmt: skip
_PATTERNS = tuple((kind, re.compile(rf"(?<!\w)(?:{said})(?!\w)", re.IGNORECASE)) for kind, said in _TYPES)
_POINTS_BACK = regex(
    r"^(?:this|these|that|those|it|they|he|she|here|there|however|but|and|also|therefore|otherwise|thus|so|then|such|both|for example|"
    r"in this|in that|if so|see|note|please|you can|you may|to |for more|as such|additionally|furthermore|moreover)\b",
    re.IGNORECASE,
)
_NOT_PROSE = regex(r"[`{}<>|=\\]|https?:|\$ |^\W|::|\(\)|\bTODO\b|[A-Za-z]_[A-Za-z]")
_IMPERATIVE = regex(
    r"^(?:run|use|add|install|set|open|click|make sure|ensure|check|create|download|clone|copy|read|try|avoid|call|pass|remember|"
    r"import|configure|build|start|stop|delete|remove|update|upgrade|edit|follow|visit|join|report|contact)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFact:
    """A sentence that makes a fact: its type, word for word, and where it stands (`README.md:12`)."""

    type: FactType
    text: str
    where: str


def find(sentences: Iterable[tuple[str, str]]) -> tuple[FoundFact, ...]:
    """Return the facts among sentences, each with its place, in the order of the document; of two alike the first."""
    made: list[FoundFact] = []
    seen: list[frozenset[str]] = []
    for where, text in sentences:
        kind = kind_of(text)
        own = frozenset(stems(text))
        if kind is None or any(len(own & other) >= ALIKE * min(len(own), len(other)) for other in seen):
            continue
        seen.append(own)
        made.append(FoundFact(type=kind, text=text.strip(), where=where))
    return tuple(made)


def kind_of(sentence: str) -> FactType | None:
    """Return the type of fact that a sentence makes, or None if it makes none."""
    said = sentence.strip()
    if not SHORTEST <= len(said.split()) <= LONGEST or not said.endswith((".", "!")) or not is_sentence(said):
        return None
    if not said[0].isupper() or _NOT_PROSE.search(said) or _POINTS_BACK.match(said) or _IMPERATIVE.match(said):
        return None
    return next((kind for kind, pattern in _PATTERNS if pattern.search(said)), None)
