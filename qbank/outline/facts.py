"""Facts that the host looked up: how each is said, whom it is about, and the questions that it brings.

"change: you left in 2022, after seven years" is about the guest: it is asked what led up to that, not what else changed. A choice
or a change is first asked why, with the fact as a sentence of its own before it. Where a second question comes back to it, the fact
is a clause of that question: "How did people react when you doubled your prices?" A third question on one fact is never asked.
"""

from __future__ import annotations

import re
from dataclasses import replace

from qbank.english.clauses import FINITE, is_surely_sentence
from qbank.english.spoken import of_many
from qbank.english.terms import common_words
from qbank.lazy import regex
from qbank.model import Fact, FactType

SMALL_INSIDE = frozenset({
    "a", "an", "the", "it", "its", "you", "your", "they", "their", "there", "this", "these", "that", "some", "people", "users",
    "critics", "reviewers", "customers", "developers", "only", "no", "none", "nobody", "most", "many", "all", "every", "each",
    "one", "two", "three", "than", "in", "at", "on", "after", "before", "since", "until", "last", "when", "while", "if", "as",
})  # fmt: skip
"""A first word that is small inside a sentence; another one may be a name."""
MOST_WOVEN = 14
"""So many words of a fact can stand inside a question."""
_NO_CLAUSE = regex(r"[.!?;:,] |[?!“”\"]")
_WHEN = regex(
    r"^((?:In|On|Last|This|During|Over|Around|Early in|Late in|At the (?:end|start|beginning) of) [^,]{2,25}?),? "
    r"(?=(?:you|we|they|it|the|your|its|one|a|an|all|every|most|some|no)\b(?! (?:of|last|first)\b))",
    re.IGNORECASE,
)
_STILL = regex(r"\b(?:now|no longer|since|is|are|has|have|will|comes?|runs?|needs?|requires?|uses?)\b", re.IGNORECASE)
"""Says how something is, rather than what happened."""
_PAST = regex(
    r"\b(?:\w+ed|was|were|went|gave|took|made|came|ran|wrote|left|kept|built|bought|sold|lost|found|grew|began|broke|chose|cut|fell|got|held|met|paid|put|rose|"
    r"said|saw|sent|set|shut|spent|split|stood|taught|told|thought|won|became|quit|hit|burned|leaked|forgot|drove|flew|sank|froze|rewrote|outgrew)\b",
    re.IGNORECASE,
)
_CLAIMED = regex(
    r"^(?:\S+ ){1,5}?(?:says?|said|have said|writes?|wrote|claims?|claimed|argues?|argued|complains?|promises?|promised|states?|thinks?|believes?) that ",
    re.IGNORECASE,
)
"""Names who claims or criticizes, and no more than that they say it."""
_ATTRIBUTED = regex(
    r"^(?:\S+ ){1,6}?(?:says?|said|complains?|calls?|called|argues?|claims?|claimed|thinks?|finds?|found|objects?|doubts?|"
    r"blogged|complained|tweeted|wants?|wanted|blames?|accuses?|criticizes?|criticises?|believes?|warns?|wrote|writes|asked|asks|filed|sued|published|signed|refused|posted|petitioned|worry|worries|fears?|feels?|miss|misses|hates?|dislikes?)\b",
    re.IGNORECASE,
)
"""Says who criticizes: "Reviewers call your books too short"."""
_OF_PEOPLE = regex(
    r"^(?:(?:some|many|most) )?(?:people|critics|skeptics|analysts|everyone|everybody|many|some)\b", re.IGNORECASE
)
"""Says what people do or feel: "people remember the years when it lost writes" is no one's opinion but theirs."""
_THEY_SAY = regex(
    r"^(?:people|critics|some|many|most|others|users|customers|reviewers|developers|they|skeptics)(?: people| of them)? (?:say|claim|argue|think|complain|object|"
    r"believe|find|worry|feel) (?:that )?(?=\S+ \S)",
    re.IGNORECASE,
)
"""Names the critics and no more than that they say it."""
_OF_A_LIFE = regex(
    r"^(?:\S+ ){0,4}?you(?:'ve|’ve| have| had)? (?:once |first |later |then |never |also )?"
    r"(?:left(?! out\b)|leave|quit|joined|resigned|retired|came|went (?:to|into|back|through)|became|stud(?:y|ied)|grew|taught|turned down|gave up|stopped|"
    r"worked|started (?:at|out|as)|moved (?:away|(?:to|from|into) (?:(?:a|the) )?(?-i:[A-Z]))|switched (?:to|from|jobs|careers)|took (?:over|(?:a|the) (?:job|role|break|year|leave|position|lead))|were (?:a|an|the|at|with|part)|"
    r"spent|dropped out|learned|trained|wrote your|returned)\b",
    re.IGNORECASE,
)
"""Says something that the guest has done with their own life."""
_BUSINESS = regex(
    r"\b(?:pric(?:e|es|ed|ing)|licen[cs]e\w*|relicen\w+|open[- ]sourc\w+|source-available|foundation|company|companies|investors?|funding|venture|sold|bought|acquired|"
    r"acquisition|merged|free|paid|paying|customers?|(?:source|free|paid|community|enterprise) edition|charg\w+|subscriptions?|business|enterprise|hired|fired|laid off|layoffs?|team|ceo|founders?|non-?profit|"
    r"sponsors?|donat\w+|revenue|profit\w*|trademark|governance|committee|owner\w*|maintainers?|brand\w*|renamed)\b",
    re.IGNORECASE,
)
"""Speaks of people, money or a license."""
_TOLD_SOMEONE = regex(r"you (?:\w+ )?told (?!.*\bthat\b)", re.IGNORECASE)
_BEGINNING = regex(
    r"\b(?:first (?:version|draft|prototype)|(?:start|found)ed|began|begun|born|came about|forked|idea for)\b",
    re.IGNORECASE,
)
_QUOTED = regex(
    r"[“\"]|\byou(?:'ve|’ve| have)? (?:once |often |also |recently )?"
    r"(?:said|say|wrote|written|write|argued?|claim(?:ed)?|called|call|described?|compared?|told|tell|warn(?:ed)?)\b",
    re.IGNORECASE,
)
"""Tells what the guest has said instead of saying it."""
TALK = "Let's talk about "
_SUBJECT = "{{ technology }}"
_COMPARED = regex(
    r"\b(?:(?:a|one) (?:half|third|quarter|fifth|tenth|hundredth|thousandth) of the(?: [\w-]+){1,2}\.?$|half the [\w-]+\.?$|"
    r"(?:times|%|percent|x) (?:less|fewer|more|faster|slower|smaller|larger|bigger|cheaper|better|as))\b(?!.*\b(?:than|that of|compared)\b)",
    re.IGNORECASE,
)
_NAME = regex(r"\S+|(?:the |The )?[A-Z0-9]\S*(?: (?:of|for|and|the|on|[A-Z0-9]\S*))*")
"""A competitor's name and nothing else."""
_ONE_NUMBER = regex(r"^[^\d,]{0,20}[\d.,]*\d?[^\d]*$")
"""A text with one number in it, near its beginning."""
_ACCOUNT = regex(
    r"^[“\"']?(?:I|we|you) (?:was|were|cut|lost|wrote|rewrote|found|went|came|left|had|got|made|spent|\w+ed)\b",
    re.IGNORECASE,
)
_TWO_CLAUSES = regex(r"\. \w|; \w|, .*\b(?:anyway|kept|keeps|is|are|was|were|gives?|less if)\b", re.IGNORECASE)
"""A second clause, which mostly says why."""
_REASON = regex(
    r"\b(?:because|on purpose|by design|deliberately|intentionally|so that|too (?:late|early|slow|expensive))\b",
    re.IGNORECASE,
)
_AFTER = regex(r"\b(?:because|after (?!(?:\S+ ){0,2}(?:years?|months?|weeks?|days?)\b))", re.IGNORECASE)
_FIRST_WORDS = 4
"""Who claims something is said in so many words, with the verb."""
_ANNOUNCED: dict[FactType, str] = {
    "choice": "One choice stands out", "limit": "One limit stands out", "change": "One thing has changed",
    "number": "Here's a number that stood out to me", "claim": "One claim stands out", "body": "Here's what stood out to me",
    "story": "I heard a story", "past": "Here's something from your past",
}  # fmt: skip
"""What is said before a fact that is no sentence."""
_OF_OTHERS = regex(r"(?:most|many|all|some|few|the|nobody|everyone|people)\b", re.IGNORECASE)
_TO_YOU = regex(r"\b(?:you|your|we|our)\b", re.IGNORECASE)


def told(fact: Fact, subject: str | None = None) -> str:
    """Return a fact as a lead-in.

    What others criticize, or anybody claims, is not said as one's own opinion; a text that names them needs nothing before it.
    What the guest has said is quoted, a competitor is one whom some people choose. What is no sentence is announced:
    "One choice stands out: paper only, no app."
    """
    said, typed = sentence(fact.text, subject), fact.text.strip().rstrip(".")
    if fact.type == "rival":
        return _of_a_rival(fact, subject)
    if fact.type == "said":
        return said if _QUOTED.search(said) else f"You have said: “{said}”"
    by_nobody = _is_named(said, subject) or not _ATTRIBUTED.search(said)
    if fact.type == "criticism" and by_nobody and not _OF_PEOPLE.match(said):
        inside = woven(fact, subject)
        return f"Some people say that {inside}." if inside else f"Some say: {said}"
    says = fact.type == "claim" and (by := _ATTRIBUTED.match(said)) and len(by[0].split()) <= _FIRST_WORDS
    claimed = fact.type == "claim" and not says and not _TO_YOU.search(said)
    if fact.type in _ANNOUNCED and (claimed or not (says or _is_whole(said, subject))):
        several = fact.type == "number" and not _ONE_NUMBER.match(typed)
        of_others = fact.type == "past" and _OF_OTHERS.match(typed) and not _TO_YOU.search(typed)
        return f"{_ANNOUNCED['body' if several or of_others else fact.type]}: {typed}."
    return said


def _is_whole(said: str, subject: str | None) -> bool:
    """Say whether a fact is a sentence as it stands: one that begins with its subject has been completed, if it was none."""
    return _is_named(said, subject) or said.startswith(TALK) or is_surely_sentence(said)


def _is_named(said: str, subject: str | None) -> bool:
    return bool(subject) and f"{said} ".casefold().startswith(f"{subject} ".casefold())


def _inside(said: str, subject: str | None) -> str:
    """Return a text as it stands inside a sentence: its first letter is small unless it is a name's."""
    first = re.split(r"[\s'’,]", said, maxsplit=1)[0]
    small = first.lower() in SMALL_INSIDE or first.lower() in common_words()
    return said if _is_named(said, subject) or not small or first == "I" else said[:1].lower() + said[1:]


def woven(fact: Fact, subject: str | None = None) -> str:
    """Return a fact as a clause of a question, without its full stop; "" if it cannot be one, or would be too long for the ear.

    Who claims or criticizes is left out: "Critics say that it's slow" is "it's slow". When it happened comes last: "In May you moved" is
    "you moved in May". A first letter that is not of a name is small.
    """
    said = fact.text.strip().rstrip(".…")
    if fact.type in {"criticism", "claim"}:
        said = _THEY_SAY.sub("", said) if _THEY_SAY.match(said) else _CLAIMED.sub("", said)
    if found := _WHEN.match(said):
        said = f"{said[found.end() :]} {found[1][:1].lower()}{found[1][1:]}"
    if fact.type == "claim" and (_TO_YOU.search(said) or (subject and subject in said)):
        return ""
    if fact.type == "change" and (_STILL.search(said) or not _PAST.search(said)):
        return ""
    if fact.type == "said" or len(said.split()) > MOST_WOVEN or _NO_CLAUSE.search(said):
        return ""
    if fact.type not in {"criticism", "claim", "rival"} and not _is_whole(said, subject):
        return ""
    return _inside(said, subject)


def sentence(fact: str, subject: str | None = None) -> str:
    """Return a fact as it is spoken: the first letter raised, a full stop added, nothing else touched.

    A subject that begins with a small letter keeps it: dbt is never Dbt.
    """
    fact = fact.strip()
    named = bool(subject) and fact.split(maxsplit=1)[:1] == [subject]
    raised = fact if named else fact[:1].upper() + fact[1:]
    return raised if raised.endswith((".", "!", "?", "…")) else raised + "."


def to_face(fact: Fact, guest: str | None) -> Fact:
    """Return a fact as the guest whom it names is told it: "Tom's team runs 200 instances" is "your team runs 200 instances"."""
    if not guest:
        return fact
    name = rf"\b(?:{re.escape(guest)}|{re.escape(guest.split()[0])})"
    told = re.sub(rf"{name}['’]s?\b", "your", fact.text)
    if re.search(rf"{name}\b", told):
        told = re.sub(r"\b(?:he|she)\b", _SUBJECT, re.sub(r"\b(?:his|her)\b", "your", told))
    return replace(fact, text=of_many(re.sub(rf"{name}\b", _SUBJECT, told)).replace(_SUBJECT, "you"))


def _of_a_rival(fact: Fact, subject: str | None) -> str:
    """Return what is said of a competitor: that some choose it, and why where the fact says so."""
    text = fact.text.strip().removeprefix(TALK).rstrip(".…")
    name, colon, reason = (piece.strip() for piece in text.partition(":"))
    instead = f"over {subject}" if subject else "instead"
    if colon and reason:
        return f"People who choose {name} {instead} give one reason: {reason}."
    if _NAME.fullmatch(text) or not FINITE.search(text):
        return f"Some people choose {text} {instead}."
    return sentence(text, subject)


def is_about_the_guest(fact: Fact) -> bool:
    """Say whether a fact is of the guest's own life: "you left in 2022"; what the makers did to the subject is not.

    Nor is what became of a thing ("it began as a zip of text files"), or what the guest only thinks.
    """
    if fact.type == "said":
        said = _QUOTED.sub("", fact.text, count=1).removeprefix(" that").lstrip()
        return bool(_ACCOUNT.match(said) or _TOLD_SOMEONE.match(fact.text))
    if fact.type == "past":
        return bool(_TO_YOU.search(told(fact)))
    return bool(_OF_A_LIFE.search(fact.text))


def compares(fact: Fact) -> bool:
    """Say whether a number is one beside another that is not named: "a tenth of the memory"."""
    return fact.type == "number" and bool(_COMPARED.search(fact.text))


def gives_a_reason(fact: Fact) -> bool:
    """Say whether a fact says why it is so, or that it was meant: "gravestones, because they carry a date"."""
    twice = fact.type in {"limit", "choice"} and _TWO_CLAUSES.search(fact.text)
    after = fact.type == "change" and _AFTER.search(fact.text)
    return bool(twice or after or (fact.type in {"limit", "choice", "claim"} and _REASON.search(fact.text)))


def home(fact: Fact, *, by_a_user: bool = False, lived: bool = False) -> str:
    """Return the only category that a fact is told in, or "": money with the community; a beginning, and what changed a user or a life, with it."""
    if fact.type == "change" and (by_a_user or lived):
        return "origin" if _TO_YOU.search(fact.text) else ""
    if fact.type == "change" and _BUSINESS.search(fact.text):
        return "community"
    return "origin" if fact.type == "story" and (lived or _BEGINNING.search(fact.text)) else ""
