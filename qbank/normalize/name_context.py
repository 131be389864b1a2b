"""The words around a name that give it away: "compared to X", "the X framework". Few texts have any of them.

Searching is dear, so that a pattern is tried only where something that it needs stands in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

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
_PART = (
    r"(?:frameworks?|modules?|engine|components?|product|subsystem|layer|"
    r"libraries|library|daemon|scheduler|optimizer|sub-?project|code|API|console|plug-?in)\b"
)
_COMPONENT = regex(rf"\b(?i:the|your|its|their) (?P<names>{_NAME}) {_PART}")
_PROTOCOL = regex(rf"\bthe (?P<names>{_NAME}) (?:protocol|consensus algorithm|spec(?:ification)?|standard(?! lib))\b")
_COMPANY = regex(
    rf"(?:\b(?:at|company|work(?:ing)? (?:for|at)) (?:the )?(?P<at>{_NAME})(?= (?:as|when|you|where|and|on|have|before)\b|[?.,]))"
)
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

_CLUES: tuple[tuple[re.Pattern[str], str, tuple[str, ...]], ...] = (
    (_URL, "url", ("http",)),
    (
        _ALTERNATIVES, "alternatives",
        ("compar", "alternativ", "similar", "compatib", "differ", "versus", "vs", "e.g", "such as", "like", "apart", "over", "instead", "compet"),
    ),
    (
        _COMPONENT, "component",
        ("framework", "module", "engine", "component", "product", "subsystem", "layer", "librar", "daemon", "scheduler", "optimizer", "project", "code", "api", "console", "plug"),
    ),
    (_PROTOCOL, "protocol", ("protocol", "consensus", "spec", "standard")),
    (_COMPANY, "company", ("at ", "company ", "working for", "work for")),
    (
        _DOMAIN, "domain",
        ("area of", "field of", "world of", "realm of", "technology for", "trends in", "technologies in", " space", " ecosystem", " field"),
    ),
    (_PROJECT, "project", ("project", "tool", "librar", "package", "working on", ".gov", ".com", ".org", ".net", ".io", ".dev")),
    (_TARGET, "target", ("nines", "%")),
    (_DURATION, "duration", ("years", "months", "weeks", "decades")),
)  # fmt: skip
"""What to look for, its slot, and what of it must stand in the folded text: any of these."""


def bare(token: str) -> str:
    """Return a word without the ending of a possessive."""
    return re.sub(r"['’]s?$", "", token) if "'" in token or "’" in token else token


def by_context(text: str, folded: str) -> Iterator[Mention]:
    """Find names by the words around them; `folded` is the text with its case folded."""
    for pattern, slot, needs in _CLUES:
        if any(map(folded.__contains__, needs)):
            yield from named(pattern, slot, text)


def named(pattern: re.Pattern[str], slot: str, text: str) -> Iterator[Mention]:
    """Find what the groups of a pattern match, or the pattern itself if it has none."""
    groups = range(1, pattern.groups + 1) or (0,)
    for match in pattern.finditer(text):
        for group in groups:
            start, end = match.span(group)
            if start < end:
                yield Mention(start=start, end=end, slot=slot)
