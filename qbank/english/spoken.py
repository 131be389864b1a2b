"""Number: what is said of one thing, said of several ("What are CRDTs?").

Templates are written for one thing. Verbs that belong to the subject, and words that stand for it later in the sentence,
take their plural; what belongs to something else in the sentence is left as it is.
"""

from __future__ import annotations

import re
from functools import lru_cache

PLURAL = "technology_number"
"""The name under which values say that the subject is several things; no template has a slot of that name."""

_SUBJECT = r"\{\{ technology \}\}"
_VERBS = {
    "is": "are",
    "was": "were",
    "does": "do",
    "has": "have",
    "isn't": "aren't",
    "doesn't": "don't",
    "goes": "go",
    "did": "did",
    "had": "had",
}
_BEFORE = re.compile(rf"\b(is|was|does|has) (?={_SUBJECT}(?! (?:users|code|cluster|team)\b))", re.IGNORECASE)
_AFTER = re.compile(
    rf"(?:^|(?<=[.,!?:] )|\b(?:that|when|how|before|after|once|whether|what|which|why|where|until|if|because|than) )"
    rf"{_SUBJECT} (?:(?:still|never|usually|really|already|also) )?"
    r"(?P<verb>is|was|does|has|isn't|doesn't|[a-z]{2,}[^s\W]s)(?= |[?.,]|$)(?! (?:is|are|was|does|has)\b)",
    re.IGNORECASE,
)
_OWN = re.compile(r"\b(its|itself)\b")
_THEY = re.compile(
    r"\b(?P<before>what|before|that|once|because) it (?P<verb>is|was|does|has|did|had|[a-z]{2,}[^s\W]s)\b"
)
_MANY = {"its": "their", "itself": "themselves"}
_NAMES_MANY = re.compile(r"[A-Z]{2,}s")
_ENDS_LIKE_MANY = re.compile(r"(?:[A-Z]-)?[a-z-]{2,}(?<!s)(?<!u)(?<!i)(?<!ic)(?<!a)s")


def is_many(name: str, *, common: bool) -> bool:
    """Say whether a name is a plural: an acronym's (CRDTs), or a `common` noun's, as research is about (bloom filters)."""
    last = name.split()[-1:] or [""]
    return bool(_NAMES_MANY.fullmatch(last[0]) or (common and _ENDS_LIKE_MANY.fullmatch(last[0])))


def plural(noun: str) -> str:
    """Return a noun phrase as it is said of many: "message broker" is "message brokers"; a plural stays."""
    if noun.endswith("s") and not noun.endswith(("ss", "us", "is")):
        return noun
    if re.search(r"(?:s|x|z|ch|sh)$", noun):
        return f"{noun}es"
    return f"{noun[:-1]}ies" if re.search(r"[^aeiou]y$", noun) else f"{noun}s"


@lru_cache(maxsize=4096)
def of_many(source: str) -> str:
    """Return a template's text as it is said of several things."""
    if "{{ technology }}" not in source:
        return source
    said = _BEFORE.sub(lambda m: f"{_plural(m[1])} ", source)
    said = _AFTER.sub(lambda m: m[0][: m.start("verb") - m.start()] + _plural(m["verb"]), said)
    head, subject, tail = said.partition("{{ technology }}")
    tail = _OWN.sub(lambda m: _MANY[m[1]], tail)
    tail = _THEY.sub(lambda m: f"{m['before']} they {_plural(m['verb'])}", tail)
    return head.replace("heard of it", "heard of them") + subject + tail


def _plural(verb: str) -> str:
    """Return a verb of one as a verb of several; a capital stays."""
    lower = verb.lower()
    if lower in _VERBS:
        made = _VERBS[lower]
    elif lower.endswith("ies"):
        made = f"{lower[:-3]}y"
    elif re.search(r"(?:ch|sh|x|z|ss)es$", lower):
        made = lower[:-2]
    else:
        made = lower[:-1]
    return made.capitalize() if verb[:1].isupper() else made
