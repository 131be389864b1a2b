"""The words around a name that give it away: "compared to X", "the X framework". Few texts have any of them.

Searching is dear, so that a pattern is tried only where all that it needs stands in the text. That is known from the words
of the text, and what a word may be part of is found out once a word: see `Signs`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache, reduce
from operator import or_

from qbank.lazy import regex
from qbank.model.pattern import Mention

TOKEN = regex(r"[^\W_][\w+#]*(?:[./'’&-][^\W_][\w+#]*)*")
"""What names are made of: `C++`, `Ren'Py`, `d3.js` and `peer-to-peer` are one each."""
_URL = regex(r"https?://[^\s<>\"')\]]*[^\s<>\"')\].,;:!?]")
_NAME = r"(?-i:[A-Z][\w+#]*(?:[./-][\w+#]+)*|[a-z]+[A-Z][\w+#]*|[a-z]\w*\.(?:py|js|io|gov|com|org|net))"
_NAMES = rf"{_NAME}(?: {_NAME})*"
_LIST = rf"{_NAMES}(?:(?:, | / |/|,? and | or |,? or |, and )(?:the )?{_NAMES})*(?:,? (?:and so on|etc\.?(?=\W|$)))?"
_ALTERNATIVES = regex(
    rf"\b(?:compared? (?:it )?(?:to|with|against)|comparison (?:to|with)|versus|vs\.?|e\.g\.,?|such as|options like|tools like|"
    rf"systems like|projects like|alternatives? (?:to|like)|(?:similar|compatible|compatibility) (?:to|with)|"
    rf"different from|differs? from|apart from|over|instead of|competitors? (?:like|such as)|like) (?:(?<=such as )the |(?<=like )the )?(?P<names>{_LIST})",
    re.IGNORECASE,
)
_BEFORE_COMPATIBLE = regex(rf"(?P<names>{_NAMES})(?:[ -](?:API[ -])?compatib)")
_PART = (
    r"(?:frameworks?|modules?|engine|components?|product|subsystem|layer|"
    r"libraries|library|daemon|scheduler|optimizer|sub-?project|code|API|console|plug-?in)\b"
)
_COMPONENT = regex(rf"\b(?i:the|your|its|their) (?P<names>{_NAME}) {_PART}")
_PROTOCOL = regex(rf"\bthe (?P<names>{_NAME}) (?:protocol|consensus algorithm|spec(?:ification)?|standard(?! lib))\b")
_COMPANY = regex(
    rf"(?:\b(?:at|company|work(?:ing)? (?:for|at)) (?:the )?(?P<at>{_NAME})(?= (?:as|when|you|where|and|on|have|before)\b|[?.,]))"
)
_BUSINESS = r"(?:company|business|organi[sz]ation|start-?up|employer)"
_AS_COMPANY = regex(rf"(?P<names>{_NAMES}) as an? {_BUSINESS}")
_THING = r"(?:projects?|tools?|librar(?:y|ies)|packages?)\b"
_PROJECT = regex(
    rf"\b{_THING}[^.?!]{{0,90}} (?:is|called|named) (?P<names>{_NAME})(?=[.,?]| and )|"
    rf"\bworking on (?:the )?(?P<on>{_NAMES}(?: and {_NAMES}| and [a-z]+)?) (?:systems?|projects?|sites?)\b|"
    r"(?P<site>\b[A-Za-z][\w-]*\.(?:gov|com|org|net|io|dev))\b(?!/)"
)
_DOMAIN = regex(
    r"\b(?:area|field|world|realm) of (?P<a>[a-z][\w-]*(?: (?:and )?[a-z][\w-]*){0,4}?)"
    r"(?=[?.,]| and (?:how|what|why)\b|$)|"
    r"\btechnology for (?P<b>[a-z][\w-]*(?: (?:and )?[a-z][\w-]*){0,3}?) today\b|"
    r"\btrends in (?P<c>[a-z][\w-]*(?: (?:and )?[a-z][\w-]*){0,4}?) (?=what|how|which|where)|"
    r"\btechnologies in (?P<e>[a-z][\w-]* [a-z][\w-]*) (?=have|has|emerge)|"
    r"\bthe (?P<d>[A-Z][\w-]*(?: [\w-]+)?) (?:space|ecosystem|field)\b|"
    r"\bin the (?P<f>(?!same|real|whole|entire|wider|broader|problem|outside|open)[a-z][\w-]*(?: (?:and )?[a-z][\w-]*){0,4}) (?:space|field)\b"
)
_DURATION = regex(
    r"\b(?:(?:over|more than|about|almost|nearly|around|some) )?(?:\d+|two|three|four|five|six|seven|eight|nine|ten|"
    r"fifteen|twenty|thirty)(?:\+| or so)? (?:years|months|weeks|decades)\b",
    re.IGNORECASE,
)
_TARGET = regex(r"\b(?:\d+|three|four|five|six) nines\b|\b99\.\d+ ?%", re.IGNORECASE)

_Needs = tuple[tuple[str, ...], ...]

_CLUES: tuple[tuple[re.Pattern[str], str, _Needs], ...] = (
    (_URL, "url", (("http",),)),
    (
        _ALTERNATIVES,
        "alternatives",
        ((r"\b(?:compar|alternativ|similar|compatib|differ)|\b(?:versus|vs|such|like|apart|over|instead)\b|e\.g",),),
    ),
    (_BEFORE_COMPATIBLE, "alternatives", (("compatib",),)),
    (_COMPONENT, "component", ((rf"^{_PART.lower()}",),)),
    (_PROTOCOL, "protocol", ((r"^(?:protocol|consensus|spec|standard)",),)),
    (_AS_COMPANY, "as-company", ((rf"^{_BUSINESS}", r"^as$"),)),
    (_COMPANY, "company", ((r"\b(?:at|company)$",), (r"\bwork(?:ing)?$", r"^for$"))),
    (
        _DOMAIN,
        "domain",
        (
            (r"\b(?:area|field|world|realm)$", r"^of$"),
            (r"\btechnology$", r"^today\b"),
            (r"\btrends$", r"^in$"),
            (r"\btechnologies$", r"^in$"),
            (r"^(?:space|ecosystem|field)\b",),
        ),
    ),
    (
        _PROJECT,
        "project",
        (
            (rf"\b{_THING}", r"^(?:is|called|named)$"),
            (r"\bworking$", r"^on$"),
            (r"\.(?:gov|com|org|net|io|dev)\b",),
        ),
    ),
    (_TARGET, "target", (("nines|%",),)),
    (_DURATION, "duration", (("years|months|weeks|decades",),)),
)  # fmt: skip
"""What to look for, its slot, and what it needs: any of these lists, each of what must be found in words of the text.

A word is what stands between spaces, folded.
"""
_BITS = {
    sign: 1 << at
    for at, sign in enumerate(dict.fromkeys(sign for _, _, needs in _CLUES for need in needs for sign in need))
}
NAME = 1 << len(_BITS)
"""Bit of a word that stands in a known name, the word of it that tells most."""
LANGUAGE = NAME << 1
"""Bit of a word that may be, or begin, the name of a programming language."""
_MASKS = tuple(
    [(pattern, slot, [sum(map(_BITS.__getitem__, need)) for need in needs]) for pattern, slot, needs in _CLUES]
)
_SIGNS = tuple([(re.compile(sign), bit) for sign, bit in _BITS.items()])
_REMEMBERED = 50_000
"""Words of which it is remembered what they may be part of."""
_LONGEST = 40
"""Characters of a word that is remembered; hardly any is longer but addresses, which do not come again."""


class Signs(dict[str, int]):
    """What a word of a text may be part of, as bits; looked up once a word, since few words of a text are new."""

    def __init__(self, names: Iterable[str] = (), languages: Iterable[str] = ()) -> None:
        """Take the known names of subjects, companies …, and of programming languages."""
        super().__init__()
        self._telling = frozenset(_telling(tokens) for tokens in map(TOKEN.findall, names) if tokens)
        first = sorted({re.escape(word) for name in languages for word in name.split()[:1]})
        self._language = re.compile(rf"(?:{'|'.join(first)})(?!\w)") if first else None

    def of(self, text: str) -> int:
        """Return what the words of a text, all together, may be parts of."""
        return reduce(or_, map(self.__getitem__, text.split()), 0)

    def __missing__(self, word: str) -> int:
        """Find out what a word may be part of."""
        folded = word.casefold()
        made = sum(bit for sign, bit in _SIGNS if sign.search(folded))
        tokens = TOKEN.findall(word)
        if not self._telling.isdisjoint((*tokens, *map(bare, tokens))):
            made |= NAME
        if self._language and self._language.search(word):
            made |= LANGUAGE
        if len(word) <= _LONGEST:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[word] = made
        return made


def _telling(tokens: list[str]) -> str:
    """Return the word of a name that is rarest in texts, as far as its length shows."""
    return max(reversed(tokens), key=len)


def bare(token: str) -> str:
    """Return a word without the ending of a possessive."""
    return re.sub(r"['’]s?$", "", token) if "'" in token or "’" in token else token


def by_context(text: str, signs: int) -> Iterator[Mention]:
    """Find names by the words around them; `signs` is what the words of the text may be parts of."""
    for pattern, slot in _worth_trying(signs):
        yield from named(pattern, slot, text)


@lru_cache(maxsize=4096)
def _worth_trying(signs: int) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return what can be found in a text with these signs, with its slot."""
    return tuple([(pattern, slot) for pattern, slot, masks in _MASKS if any(signs & mask == mask for mask in masks)])


def named(pattern: re.Pattern[str], slot: str, text: str) -> Iterator[Mention]:
    """Find what the groups of a pattern match, or the pattern itself if it has none."""
    groups = range(1, pattern.groups + 1) or (0,)
    for match in pattern.finditer(text):
        for group in groups:
            start, end = match.span(group)
            if start < end:
                yield Mention(start=start, end=end, slot=slot)
