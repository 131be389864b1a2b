"""Facts that the host looked up: how each is said, whom it is about, and the questions that it brings.

"change: you left in 2022, after seven years" is about the guest: it is asked what led up to that, not what else changed. A choice
or a change is first asked why, with the fact as a sentence of its own before it. Where a second question comes back to it, the fact
is a clause of that question: "How did people react when you doubled your prices?" A third question on one fact is never asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from qbank.english.spoken import is_many, of_many
from qbank.english.terms import common_words, stems, words
from qbank.errors import UsageError
from qbank.lazy import regex
from qbank.model import Fact, FactType

_SMALL_INSIDE = frozenset({
    "a", "an", "the", "it", "its", "you", "your", "they", "their", "there", "this", "these", "that", "some", "people", "users",
    "critics", "reviewers", "customers", "developers", "only", "no", "none", "nobody", "most", "many", "all", "every", "each",
    "one", "two", "three", "than", "in", "at", "on", "after", "before", "since", "until", "last", "when", "while", "if", "as",
})  # fmt: skip
"""A first word that is small inside a sentence; another one may be a name."""
MOST_WOVEN = 18
"""So many words of a fact can stand inside a question."""
_NO_CLAUSE = regex(r"[.!?;:] |[?!“”\"]")
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
    r"blames?|accuses?|criticizes?|criticises?|believes?|warns?|worry|worries|fears?|feels?|miss|misses|hates?|dislikes?)\b",
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
    r"worked|started (?:at|out|as)|moved (?:away|(?:to|from|into) (?:(?:a|the) )?(?-i:[A-Z]))|switched (?:to|from|jobs|careers)|took (?:a|the|over)|were (?:a|an|the|at|with|part)|"
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
_QUOTED = regex(
    r"[“\"]|\byou(?:'ve|’ve| have)? (?:said|once said|wrote|write|argued?|claim(?:ed)?|say)\b", re.IGNORECASE
)
_FINITE = regex(
    r"\b(?:is|are|was|were|am|be|has|have|had|does|do|did|can|could|will|would|may|might|must|should|cannot|let's|goes|went|"
    r"\w+n['’]t|(?:i|you|it|he|she|they|we|who|that|there|nobody|someone|everyone|people|users|critics)(?:['’]\w+)? (?!(?:and|or|in|on|at|of|for|with|per|from)\b)\w+|"
    r"\w{2,}(?:ed|[^s\W]s)|gave|took|made|came|ran|wrote|left|kept|built|bought|sold|lost|found|grew|began|broke|chose|cost|"
    r"cut|fell|got|held|knew|led|met|paid|put|read|rose|said|saw|sent|set|shut|spent|stood|took|taught|told|thought|won)\b",
    re.IGNORECASE,
)  # fmt: skip
"""A word by which a text may be a sentence; a plural passes for one, because a sentence must never be refused."""
_FINITE_BUT_PLURAL = regex(_FINITE.pattern.replace(r"(?:ed|[^s\W]s)", "ed"), re.IGNORECASE)
"""The same without the plurals: what says "900 paying shows after two years" has no verb."""
_MANY_DO = regex(
    r"^(?:[\w-]+ )?[$€£]?\d[\d,.]*(?:\+|[kKmM]\b)? (?:[\w-]+ ){1,3}?"
    r"(?:run|use|work|share|depend|rely|live|come|go|sit|write|read|pay|ship|deploy|query|need|want|fail|wait|contribute|maintain|"
    r"arrive|pass|move|make|take|hold|cost|serve|store|keep|land|flow|start|join|subscribe|listen|follow|build|send|get)\b",
    re.IGNORECASE,
)
"""A number of things, and what they do: "4,000 DAGs run every night" is a sentence."""
_RATE = regex(
    r"^(?:at most |up to |about |over |around )?\d(?:(?!dollar|euro|percent|%).)* (?:per|a|an|every) (?:second|minute|hour|day|night|week|month)$",
    re.IGNORECASE,
)
_COSTS = regex(r"^(?:about |over )?[$€£]\d[\d,.]*[kKmM]?(?: (?:thousand|million|billion))? (?:per|a|an|every) \w+$")
_COMES = regex(
    r"\b(?:downloads|installs|visits|visitors|views|listens|listeners|plays|readers|signups|questions|clicks|orders|hits)\b",
    re.IGNORECASE,
)
"""What reaches something, rather than being worked on by it."""
_SO_LONG = regex(r"^(?:\w+ )?[\d,.]+ (?:seconds?|minutes?|hours?|days?|weeks?|months?|years?)\b", re.IGNORECASE)
"""How long something takes or lasts: nothing has so many minutes."""
_IN_A_TIME = regex(r"\bin (?:[\w-]+ )?(?:hours?|days?|weeks?|months?|years?)$", re.IGNORECASE)
"""What came in a time is not what there is: "8,000 subscribers in three years"."""
_PUT_OUT = regex(r"^(?:\w+ )?[\d,.]+ (?:episodes|issues|posts|articles|columns)\b", re.IGNORECASE)
_SO_MANY_DONE = regex(
    r"^((?:about |over |more than |almost |nearly |around )?[$€£]?\d[\d,.]*(?: (?:thousand|million|billion))?(?: (?:[\w-]+ ){0,2}?[\w-]+s)?) "
    r"(?:sold|shipped|built|installed|deployed|hired|served|raised|published|recorded|answered|processed|downloaded|printed|delivered|trained)\b",
    re.IGNORECASE,
)
"""Says how many of something were sold, shipped, served."""
_ONE_EVENT = regex(r"^an? ", re.IGNORECASE)
_NAMED = regex(r"^(?:an?|the|that|your) ", re.IGNORECASE)
_KNOWN_EVENT = regex(
    r"^(?:the|that|your) (?:[\w-]+ ){0,2}?(?:day|week|weekend|night|morning|month|summer|winter|spring|fall|year|time|moment|outage|incident|"
    r"breach|leak|dispute|release|launch|fire|storm) (?:you|we|that|when|they|in which)\b",
    re.IGNORECASE,
)
_CLAUSE = regex(r" (?:that|which|who|when|where|you|we|they|while|after|before|because)\b", re.IGNORECASE)
"""What says more of an event than its name: "an outage that took down half the site" is a name."""
_OBJECT = r"(?:the|an?|your|our|its|their|his|her|all|every|some|no|half|most|us|you|them|it|every\w+|\d\S*)\b"
_HAPPENED = regex(
    r"\b(?:went|gave|took|came|ran|wrote|began|broke|chose|fell|rose|saw|grew|drove|flew|sank|froze|rewrote|ate|forgot|became|blew|threw|stole|shook|"
    rf"spoke|knew|shipped|failed|crashed|leaked|happened|slipped|stopped|spread)\b(?! by\b)|\b(?:\w+ed|lost|left|hit|cost|cut|shut|sent|made|kept|"
    rf"held|brought|built|sold|caught|found|led|paid|met|set|put|split) {_OBJECT}|^(?:the|that|your) (?:[\w-]+ ){{1,6}}?\w+ed\b(?! by\b)",
    re.IGNORECASE,
)
"""What something did, said with a verb: "a flood ruined your workshop" is a sentence, "an outage caused by a typo" is not."""
_SAID_OF_IT = regex(
    r"^((?:\S+ ){1,6}?(?:says?|said|writes?|wrote|claims?|claimed|argues?|complains?|promises?|promised|thinks?|finds?|believes?) (?:that )?)(?P<it>it)\b(?= (?!(?:is|was|gets|would be) \w+ to\b|takes\b))",
    re.IGNORECASE,
)
"""An "it" of which someone says something: the subject."""
_TALK = "Let's talk about "
_SUBJECT = "{{ technology }}"
_SO_MANY = regex(
    r"^(?:(?:about|over|under|almost|nearly|around|roughly|more than|less than) )?"
    r"(?:[$€£]?\d\S*|one|two|three|four|five|six|seven|eight|nine|ten|a dozen|half a million|a million) "
    r"(?:[\w-]+ ){1,2}(?:per|after|in total|at a time)\b",
    re.IGNORECASE,
)
"""Says how many there are and no more: "one writer per series"."""
_SURELY_FINITE = regex(
    r"\b(?:is|are|was|were|be|has|have|had|does|do|did|can|could|will|would|may|might|must|should|cannot|\w+n['’]t|"
    r"(?:i|you|it|he|she|they|we|who|that)\b|gave|took|made|came|ran|wrote|left|kept|lost|found|grew|"
    r"\w+[^s\W]s (?:the|a|an|its|their|your|it|them|you|no|every|each|all|most|more|\w+ly)\b)",
    re.IGNORECASE,
)  # fmt: skip
"""A word that no bare noun phrase has: "no single company owns the project" is a sentence, "no transactions" is not."""
_PARTICIPLE = regex(
    r"^(?:written|built|based|made|designed|licensed|owned|funded|backed|run|hosted|released|implemented|maintained|sold)\b",
    re.IGNORECASE,
)
_DOES = regex(
    r"^(?:only |also |never |just |still |always )?"
    r"(?:is|has|was|does|can|cannot|will|runs|keeps|stores|supports|uses|needs|requires|works|writes|reads|ships|allows|costs|scales|"
    r"lacks|offers|treats|puts|lets|makes|takes|holds|speaks|stops|starts|comes|depends|relies|returns|sends|blocks|locks|copies|"
    r"(?:is|has|was|does|ca|wo|could|did)n['’]t|must|may|should|would) \S",
    re.IGNORECASE,
)
"""What something does, without saying what: "only runs on one GPU", "doesn't support joins"."""
_AT_MOST = regex(r"^(?:no more than|at most|up to|only (?:one|two|three|a|\d)|one|two|three|\d)", re.IGNORECASE)
_NONE = regex(r"^(?:no|only|just|at most|up to|limited to) \S", re.IGNORECASE)
_THERE_IS_NO = regex(r"there (?:is|are) no \w+", re.IGNORECASE)
_WITH_IT = regex(r"\b(with|about|for|on|to|of|by|from|in|into|without) (?P<it>it)\.?$", re.IGNORECASE)
_DONE_TO_IT = regex(
    r"^((?:you|we|they) (?:\w+ed|gave|took|sold|built|wrote|left|rewrote|made|put|brought|split|kept|run|use|host|keep|call|ship|sell)"
    r"(?: \w+ing(?: for| on| with| about)?| up| away| back)?) (?P<it>it)\b",
    re.IGNORECASE,
)
"""An "it" that can only be the subject, as what someone has done something to."""
_IT_DOES = regex(
    r"^(?P<it>it) (?:can|cannot|(?:ca|does|wo)n['’]t|does|will|has|runs|keeps|stores|supports|uses|needs|only|never|always|samples|writes|reads|works|says|lets|treats)\b",
    re.IGNORECASE,
)
"""An "it" that can only be the subject, as that of "it takes a week to learn" is not."""
_REMEMBERED = regex(
    r"^(?:people|users|customers|critics|developers|engineers|readers|analysts|teams|you|many|some)(?: (?!(?:an?|one|every|each|this|your|our|no)\b|the \S+[^s\s]\b)[\w'’-]+){1,6}? "
    r"(?:when|where|because|since|after|before|until|that|how|why|if|as) (?P<it>it)\b(?! (?:is|was|gets|would be|takes) \w+ to\b)",
    re.IGNORECASE,
)
"""An "it" after nothing but people and things of many: "people remember the years when it lost writes"."""
_IT_IS = regex(r"\b(it)['’]s\b(?! (?:been|got|had)\b)", re.IGNORECASE)
_IT_STARTS = regex(
    r"^(?P<it>it) (?!(?:takes|took|is|was|seems|turned|turns|gets|got|would be) (?:\S+ ){1,3}?(?:to \w+ \w|that\b|for\b))",
    re.IGNORECASE,
)
"""An "it" that begins a fact on the subject, unless it stands for what comes later: "it takes a week to learn the tools"."""
_OF_THEM = regex(r"\b(?:most|many|some|few|half) (?P<it>of them)\b", re.IGNORECASE)
_THEM = regex(r"^(?:\S+ ){1,4}?(?P<it>them|(?<=that )they)\b", re.IGNORECASE)
"""What can only be the subject where that is several: "most of them are theater", "people call them a fad"."""
_ITS = {
    _IT_DOES: frozenset[str](), _DONE_TO_IT: frozenset[str](), _SAID_OF_IT: frozenset({"claim", "criticism"}),
    _IT_STARTS: frozenset({"criticism", "limit", "choice"}), _REMEMBERED: frozenset({"claim", "criticism"}),
    _WITH_IT: frozenset({"claim", "criticism", "limit"}),
}  # fmt: skip
"""Where an "it" can only be the subject, and in which types of fact; in all where none is named."""
_NO_SUCH = regex(
    r"^no (?!one\b)(?:[\w-]+ ){1,2}(?:for|from|of|on|in|to|at|between|across|with|before|after|beyond|over|under|yet)\b",
    re.IGNORECASE,
)
"""What there is not, whatever follows: "no support for left recursion"."""
_SPELLED = r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|a dozen|half a million|a million)"
_NUMBER = regex(
    r"^(?:about |over |more than |less than |under |almost |nearly |around |roughly )?"
    rf"(?:[$€£]?\d|{_SPELLED} (?!times )(?:[\w-]+ )?(?:[\w-]+s|people)(?:,? (?:and|no) (?:[\w,.-]+ ){{0,2}}(?:[\w-]+s|people))?\.?$)",
    re.IGNORECASE,
)
_SO_MUCH = regex(
    rf"^(?:[a-z]+ (?:than )?)?(?:[$€£]?\d|{_SPELLED}\b|half\b|(?:a|one) (?:third|quarter|fifth|tenth|hundredth|thousandth)\b)",
    re.IGNORECASE,
)
"""Begins with how much or how many."""
_ONE_MACHINE = regex(
    r"\b(?:one|(?:a )?single) (?:[\w-]+ )?(?:machine|node|server|disk|drive|computer|host|box|card|gpu|device)\b",
    re.IGNORECASE,
)
_AGAINST = regex(r"\b(?:no|never|not|without|cannot|\w+n['’]t)\b", re.IGNORECASE)
_SHORT, RARE = 3, 0.02
"""A word of so few letters says little, and one that more than this share of all questions has."""
_COMPARED = regex(
    r"\b(?:(?:a|one) (?:half|third|quarter|fifth|tenth|hundredth|thousandth) of the(?: [\w-]+){1,2}\.?$|half the [\w-]+\.?$|"
    r"(?:times|%|percent|x) (?:less|fewer|more|faster|slower|smaller|larger|bigger|cheaper|better|as))\b(?!.*\b(?:than|that of|compared)\b)",
    re.IGNORECASE,
)
_VERB_FIRST = regex(r"^(?:is|are|was|has|does|can|\w+s)\b", re.IGNORECASE)
_NAME = regex(r"\S+|(?:the |The )?[A-Z0-9]\S*(?: (?:of|for|and|the|on|[A-Z0-9]\S*))*")
"""A competitor's name and nothing else."""
_HINT = "write it as a whole sentence, as you would say it to the guest"


def told(fact: Fact, subject: str | None = None) -> str:
    """Return a fact as a lead-in.

    What others criticize is not said as one's own opinion; a text that names the critics needs nothing before it. What the
    guest has said is quoted, a competitor is one whom some people choose, a number that is no sentence is announced.
    """
    said = sentence(fact.text, subject)
    named = bool(subject) and said.casefold().startswith(f"{subject} ".casefold())
    if fact.type == "criticism" and (named or not _ATTRIBUTED.search(said)) and not _OF_PEOPLE.match(said):
        inside = woven(fact, subject)
        return f"Some people say that {inside}." if inside else f"Some say: {said}"
    if fact.type == "rival":
        return _of_a_rival(fact, subject)
    so_much = _SO_MUCH.match(said) and not _FINITE_BUT_PLURAL.search(said) and not _MANY_DO.match(said)
    if fact.type == "number" and (so_much or not is_sentence(said)):
        return f"Here's what stood out to me: {said[:1].lower()}{said[1:]}"
    if fact.type == "said" and not _QUOTED.search(said):
        return f"You have said: “{said}”"
    return said


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
    if fact.type == "claim" and (re.search(r"\b(?:you|we|our|your)\b", said) or (subject and subject in said)):
        return ""
    if fact.type == "change" and (_STILL.search(said) or not _PAST.search(said)):
        return ""
    if fact.type == "said" or len(said.split()) > MOST_WOVEN or _NO_CLAUSE.search(said):
        return ""
    first = re.split(r"[\s'’,]", said, maxsplit=1)[0]
    small = first.lower() in _SMALL_INSIDE or first.lower() in common_words()
    named = bool(subject) and f"{said} ".startswith(f"{subject} ")
    return said if named or not small or first == "I" else said[:1].lower() + said[1:]


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
    return replace(fact, text=of_many(re.sub(rf"{name}\b", _SUBJECT, told)).replace(_SUBJECT, "you"))


def is_sentence(text: str) -> bool:
    """Say whether a text may be a sentence: it has a word that can be a verb."""
    return bool(_FINITE.search(text))


def whole(fact: Fact, subject: str | None, *, by_a_user: bool = False, bare: bool = False) -> Fact:
    """Return a fact whose text is a sentence: a fragment is completed where there is one way to; UsageError where there is none.

    "no transactions" is "Lantern has no transactions", "written in Go" is "Lantern is written in Go", "Foxx: runs JavaScript" is
    "Foxx runs JavaScript". "900 dashboards" is what the guest has where all guests are users: "You have 900 dashboards". A number
    stays `bare` where nothing has it: beekeeping has no hives. A competitor is a name, with or without a reason to choose it.
    """
    text = fact.text.strip()
    if fact.type == "part":
        return replace(fact, text=_of_a_part(text))
    if subject and fact.type not in {"said", "rival"}:
        text = _named(fact.type, text, subject, many=is_many(subject, common=bare))
        fact = replace(fact, text=text)
    if fact.type in {"said", "criticism", "rival"} or (fact.type == "number" and (bare or _MANY_DO.match(text))):
        return fact
    told_of = (
        _event(text) if fact.type == "story" else _completed(fact.type, text, subject or "it", by_a_user=by_a_user)
    )
    if told_of:
        return replace(fact, text=told_of)
    if _FINITE.search(text) or _PAST.search(text) or fact.type == "number":
        return fact
    raise UsageError(f"the {fact.type} “{text}” is not a sentence", hint=_HINT)


def _named(kind: FactType, text: str, subject: str, *, many: bool) -> str:
    """Return a fact in which an "it" or a "them" that can only be the subject is its name: a lead-in is said cold."""
    if many and (found := _OF_THEM.search(text) or _THEM.match(text)):
        return f"{text[: found.start('it')]}{subject}{text[found.end('it') :]}"
    plain = _IT_IS.sub(lambda m: f"{m[1]} is", text)
    for pattern, types in _ITS.items():
        if (not types or kind in types) and (it := pattern.search(plain)):
            named = f"{plain[: it.start('it')]}{_SUBJECT}{plain[it.end('it') :]}"
            return (of_many(named) if many else named).replace(_SUBJECT, subject, 1)
    return f"{text} in {subject}" if _THERE_IS_NO.fullmatch(text) else text


def _of_a_rival(fact: Fact, subject: str | None) -> str:
    """Return what is said of a competitor: that some choose it, and why where the fact says so; what it does is pointed out."""
    text = fact.text.strip().removeprefix(_TALK).rstrip(".…")
    name, colon, reason = (piece.strip() for piece in text.partition(":"))
    instead = f"over {subject}" if subject else "instead"
    if colon and reason:
        return f"People who choose {name} {instead} give one reason: {reason}."
    if _NAME.fullmatch(text) or not _FINITE.search(text):
        return f"Some people choose {text} {instead}."
    inside = woven(fact, subject)
    return f"People like to point out that {inside}." if inside else sentence(text, subject)


def _completed(kind: FactType, text: str, about: str, *, by_a_user: bool) -> str:
    """Return a fragment as a sentence about something; "" where there is no one way to, or nothing is missing."""
    verbless = not _SURELY_FINITE.search(text)
    if _DOES.match(text):
        return f"{about} {text[:1].lower()}{text[1:]}"
    if _NO_SUCH.match(text):
        return f"{about} has {text}"
    if kind == "number" and _COSTS.match(text):
        return f"You pay {text}" if by_a_user else f"{about} costs {text}"
    if kind == "number" and (_SO_LONG.match(text) or _IN_A_TIME.search(text)):
        return ""
    so_many = kind in {"limit", "number"} and _SO_MANY.match(text) and not _FINITE_BUT_PLURAL.search(text)
    if kind in {"limit", "number"} and _RATE.match(text) and not _FINITE_BUT_PLURAL.search(text):
        does = "get" if _COMES.search(text) else "handle"
        return f"You {does} {text}" if by_a_user else f"{about} {does}s {text}"
    if kind == "number" and (done := _SO_MANY_DONE.match(text)):
        return f"{done[1]} were {text[done.end(1) + 1 :]}"
    if kind == "limit" and (so_many or (verbless and _AT_MOST.match(text))):
        return f"{about} allows {text}"
    if so_many or (verbless and (_NONE.match(text) or (kind == "number" and _NUMBER.match(text)))):
        several = text.replace(", no ", " and no ")
        if _PUT_OUT.search(text):
            return f"{about} has put out {several}"
        return f"You have {several}" if by_a_user and kind == "number" else f"{about} has {several}"
    return f"{about} is {text}" if verbless and _PARTICIPLE.match(text) else ""


def _event(text: str) -> str:
    """Return how what happened is told where only its name is given: "a two-hour outage", "the week you lost the primary"."""
    head = _CLAUSE.split(text, maxsplit=1)[0]
    if not _KNOWN_EVENT.match(text) and (
        not _NAMED.match(text) or _SURELY_FINITE.search(head) or _HAPPENED.search(head)
    ):
        return ""
    inside = text[:1].lower() + text[1:]
    return f"There was {inside}" if _ONE_EVENT.match(text) else f"{_TALK}{inside}"


def _of_a_part(text: str) -> str:
    """Return what is said of a part that is given as "NAME: what it does"; a sentence stays."""
    name, colon, does = (piece.strip() for piece in text.partition(":"))
    if not colon:
        if _FINITE.search(text) and " " in text:
            return text
        raise UsageError(f"the part “{text}” does not say what it does", hint='write it as "NAME: what it does"')
    return f"{name} {does}" if _VERB_FIRST.match(does) else f"{name} is {does}"


def part_name(text: str) -> str:
    """Return the name of a part: what stands before the colon."""
    return text.partition(":")[0].strip()


def is_about_the_guest(fact: Fact) -> bool:
    """Say whether a fact is of the guest's own life: "you left in 2022"; what the makers did to the subject is not."""
    return fact.type == "past" or bool(_OF_A_LIFE.search(fact.text))


def compares(fact: Fact) -> bool:
    """Say whether a number is one beside another that is not named: "a tenth of the memory"."""
    return fact.type == "number" and bool(_COMPARED.search(fact.text))


def denied(facts: Iterable[Fact], asked: Iterable[str], *, besides: str) -> frozenset[str]:
    """Return the stems of what facts say there is not, or not enough of: a question on just that would know better.

    A word that many of the questions `asked` have says nothing, nor do those `besides`, such as the subject's own. What runs on one
    card is not asked about many devices.
    """
    told = [f.text for f in facts if f.type == "limit" or (f.type == "choice" and _AGAINST.search(f.text))]
    found = {
        s
        for text in told
        for w in words(text)
        if len(w) > _SHORT and w.isalpha() and w not in _SMALL_INSIDE
        for s in stems(w)
    }
    found -= {*stems(besides)}
    if not found:
        return frozenset()
    texts = [found.intersection(stems(text)) for text in asked]
    rare = frozenset(s for s in found if sum(s in text for text in texts) <= RARE * len(texts))
    return rare.union(stems("machine device") if any(map(_ONE_MACHINE.search, told)) else ())


def is_about_business(fact: Fact) -> bool:
    """Say whether a change is one of people, money or license: it is spoken of with those, not between two questions on the design."""
    return fact.type == "change" and bool(_BUSINESS.search(fact.text))
