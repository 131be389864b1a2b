"""A closed question, opened: the wording that a guest cannot answer with yes or no, where it can be made from the words."""

from __future__ import annotations

import re
from collections.abc import Callable

FILLER = r"(?:(?:so|and|but|or|now|well|then|okay|ok|also|finally|lastly|great|sure|alright|all right|yes|yeah)\b,? )*"
"""What hosts say before they begin."""
AUXILIARY = r"(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|wo|would|should|shall|may|might|must|ca)(?:n['’]t)?"
"""The verbs that come first in a question without a question word."""
SUBJECT = (
    r"(?:you|your|it|its|there|that|this|these|those|they|their|we|our|he|she|his|her|i|my|the|a|an|any|anyone|anybody|anything|"
    r"someone|somebody|something|everyone|everybody|every|each|people|users|developers|most|many|some|other|one|all|both|"
    r"\{\{ \w+ \}\}|(?-i:[A-Z])[\w.’'-]*)"
)
"""How the subject of a question begins: a pronoun, an article, a common plural, a name."""
WH = r"(?:what|how|why|when|where|which|who|whom|whose)"
"""The question words."""

_STOP = r"(?<! of)(?= (?:for|in|on|at|to|from|with|about|around|within|between|that|which|who|where|you|we|they|it|so|if|when|as|because)\b|$)"
_Rewrite = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]


def _rule(pattern: str, made: Callable[[re.Match[str]], str]) -> _Rewrite:
    return re.compile(rf"^{FILLER}{pattern}$", re.IGNORECASE), made


_STATES = r"(?:\w+ )+?(?:think|know|believe|feel|find|agree|have|need|own|exist|mean|require|contain|include|want|be|exist)\b"
"""What is so or not so: "how do you have a plan?" is no question."""
_RULES: tuple[_Rewrite, ...] = (
    _rule(
        r"(?:is|was) there (?:anything|something)(?P<else> else)? (?:that |which )?(?P<who>you|we|they|people|it|i) (?P<verb>would|could|should|will|can)(?P<rest> .+)",
        lambda m: f"what{m['else'] or ''} {m['verb']} {m['who']}{m['rest']}",
    ),
    _rule(
        r"(?:is|was) there (?:anything|something)(?P<else> else)? (?:that |which )?(?P<who>you|we|they|people|i)(?P<rest> (?:want|wish|need|like|have|know|think|feel) .+)",
        lambda m: f"what{m['else'] or ''} do {m['who']}{m['rest']}",
    ),
    _rule(
        rf"(?P<be>are|were|is|was) there (?:any|some)(?P<what> .+?){_STOP}(?P<rest>.*)",
        lambda m: f"what{m['what']} {m['be']} there{m['rest']}",
    ),
    _rule(
        rf"(?P<verb>(?:do|does|did|have|has|had|can|could|will|would|is|are) .+?) any(?P<what> .+?){_STOP}(?P<rest>.*)",
        lambda m: f"what{m['what']} {m['verb']}{m['rest']}",
    ),
    _rule(
        rf"(?P<verb>do|does|can|could)(?P<rest> (?!{_STATES}).+)",
        lambda m: f"how {m['verb']}{m['rest']}",
    ),
    _rule(
        r"(?P<verb>should|would|must)(?P<rest> (?:you (?:recommend|advise|use|choose|suggest|avoid)|(?!you|it be|there)(?!.*\bever\b).+).*)",
        lambda m: f"when {m['verb']}{m['rest']}",
    ),
)


def opened(ask: str) -> str | None:
    """Return a closed question as an open one, or None if the words do not give one."""
    plain = ask.strip().rstrip("?. ").removesuffix(" at all")
    for pattern, made in _RULES:
        if found := pattern.match(plain):
            return _sentence(made(found))
    return None


def without_tag(statement: str) -> str:
    """Return the statement that a tag question was hung on: "You wrote it in Go, right?" -> "You wrote it in Go."."""
    return statement.strip().rstrip(",. ") + "."


def _sentence(words: str) -> str:
    """Return the words as a question; the verb that stood first is inside now."""
    words = re.sub(rf"(?<= ){AUXILIARY}\b", lambda m: m[0].lower(), words, count=1, flags=re.IGNORECASE)
    return words[0].upper() + words[1:] + "?"
