"""What a question is made of: the spoken lead-in, the first ask, and further asks."""

from __future__ import annotations

import re

from qbank.records import dataclass
from qbank.regex import regex

_SENTENCE_END = regex(r"(?<=[.!?？؟…])[\"”’)]*\s+(?=[\"“‘(]?[^\W_a-z])")
_ABBREVIATION = regex(r"(?:\b(?:e\.g|i\.e|etc|vs|cf|approx|Dr|Mr|Mrs|Ms|St|No|Inc|Jr)|\b[A-Z])\.$")
_INVITATION = regex(
    r"^(?:so,? |and |but |now,? |well,? |then,? |please |before [^,]+, |to (?:start|begin)[^,]*, )*"
    r"(?:(?:can|could|would|will) (?:you|we) |tell (?:us|me|our|the)|talk|describe|explain|walk|take (?:us|me|our)|"
    r"give|share|introduce|let'?s|follow|name|compare|show|list|help us|i(?:['’]d| would) (?:love|like)|"
    r"argue|summari[sz]e|outline|define|sketch|put (?:the|it|this|that|all)[^.?]* in(?:to)? (?:one|two|a|plain|simple|your)|make [^.?]+ case|"
    r"(?:pick|take|choose) [^.?]+ and (?:follow|go|walk|take|tell|describe|explain)|"
    r"i(?:['’]m| am) (?:curious|interested|wondering))\b",
    re.IGNORECASE,
)
_WH = r"what|how|why|when|where|which|who|whom|whose"
_INVERSION = (
    r"(?:do|does|did|is|are|was|were|can|could|would|will|have|has|should|isn['’]t|aren['’]t|don['’]t|doesn['’]t) "
    r"(?:you|your|it|its|there|that|this|these|those|they|we|he|she|the|a|an|any|people|users|developers|\{\{ \w+|(?-i:[A-Z])\w*)"
)
_JOINT = regex(
    rf",? (?:(?P<turn>but|so|yet)|and/or|and|or)(?: (?:also|then|if so|if not|in particular|specifically))?,? "
    rf"(?=(?:(?:in|at|to|for|from|on|by|with|under|of) )?(?:{_WH})\b|{_INVERSION}\b|(?:can|could|would) you\b)",
    re.IGNORECASE,
)
_COMMA = regex(rf", (?=(?:{_INVERSION}|(?:{_WH})\b))", re.IGNORECASE)
_STARTS_ASK = regex(
    rf"^(?:(?:in|at|to|for|from|on|by|with|under|of) )?(?:(?:{_WH})|{_INVERSION})\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """A question taken apart; context, first ask and further asks stand in the text in this order or mixed."""

    context: str
    ask: str
    further: tuple[str, ...] = ()


def sentences(text: str) -> list[str]:
    """Split a line of text into sentences, without stumbling over `e.g.` and initials."""
    made: list[str] = []
    start = 0
    for end in _SENTENCE_END.finditer(text):
        if not _ABBREVIATION.search(text[start : end.start()]):
            made.append(text[start : end.end()].strip())
            start = end.end()
    return [*made, text[start:].strip()] if text[start:].strip() else made


def is_ask(sentence: str) -> bool:
    """Say whether a sentence asks: by its question mark, or as an invitation to speak."""
    return sentence.rstrip('"”’)').endswith(("?", "？", "؟")) or bool(_INVITATION.match(sentence))


def is_invitation(sentence: str) -> bool:
    """Say whether a sentence invites the guest to speak ("Can you explain…", "Tell us about…")."""
    return bool(_INVITATION.match(sentence))


def split(text: str) -> Parts:
    """Take a question apart; a text without any ask is its own ask."""
    parts = sentences(text)
    asking = [s for s in parts if is_ask(s)]
    if not asking:
        return Parts(context="", ask=text)
    lead, *clauses = _clauses(asking[0])
    clauses += [c for s in asking[1:] for part in [_clauses(s)] for c in part if c]
    context = [*parts[: parts.index(asking[0])], *([lead] if lead else [])]
    return Parts(context=" ".join(context), ask=clauses[0], further=tuple(clauses[1:]))


def _clauses(sentence: str) -> list[str]:
    """Split one asking sentence where a second question begins; the first part is its lead-in, often empty.

    "I know that it is slow, so how do you use it, and why?" -> lead-in, "how do you use it", "why?".
    """
    made: list[str] = [""]
    start = 0
    for joint in _JOINT.finditer(sentence):
        before = sentence[start : joint.start()].strip()
        if _asks_already(before):
            made.append(before)
        elif joint["turn"] and not made[0] and len(made) == 1:
            made[0] = before + ","
        else:
            continue
        start = joint.end()
    return [*made, sentence[start:].strip()]


def _asks_already(clause: str) -> bool:
    """Say whether a clause is an ask by itself, perhaps after a lead-in of its own: "For X, what are Y"."""
    return bool(_STARTS_ASK.match(clause)) or is_invitation(clause) or bool(_COMMA.search(clause))
