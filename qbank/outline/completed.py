"""Facts as sentences: what a hurried host noted is completed, where there is one way to.

"no transactions" is "Lantern has no transactions", "was a nurse" is "You were a nurse". What stays a fragment is announced
(`facts.told`).
"""

from __future__ import annotations

import re
from dataclasses import replace

from qbank.english.clauses import FINITE, HAPPENED, MANY_DO, SPELLED, SURELY_FINITE
from qbank.english.spoken import is_clause, is_many, of_many, takes_an, verb_of_many
from qbank.errors import UsageError
from qbank.lazy import regex
from qbank.model import Fact, FactType
from qbank.outline.facts import TALK

_SUBJECT = "{{ technology }}"
_FINITE_BUT_PLURAL = regex(FINITE.pattern.replace(r"(?:ed|[^s\W]s)", "ed"), re.IGNORECASE)
"""The same without the plurals: what says "900 paying shows after two years" has no verb."""
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
_EVENT = regex(
    r"\b(?:outage|incident|crash|breach|leak|fire|flood|bug|lawsuit|dispute|fight|fork|failure|strike|recall|delay|attack|scandal|mistake|launch|storm|accident|"
    r"rewrite|migration|loss|collapse|bankruptcy|release|argument|deadlock)s?\b",
    re.IGNORECASE,
)
_SAID_OF_IT = regex(
    r"^((?:\S+ ){1,6}?(?:says?|said|writes?|wrote|claims?|claimed|argues?|complains?|promises?|promised|thinks?|finds?|believes?) (?:that )?)(?P<it>it)\b(?= (?!(?:is|was|gets|would be) \w+ to\b|takes\b))",
    re.IGNORECASE,
)
"""An "it" of which someone says something: the subject."""
_SO_MANY = regex(
    r"^(?:(?:about|over|under|almost|nearly|around|roughly|more than|less than) )?"
    r"(?:[$€£]?\d\S*|one|two|three|four|five|six|seven|eight|nine|ten|a dozen|half a million|a million) "
    r"(?:[\w-]+ ){1,2}(?:per|after|in total|at a time)\b",
    re.IGNORECASE,
)
"""Says how many there are and no more: "one writer per series"."""
_PARTICIPLE = regex(
    r"^(?:(?:written|built|based|made|designed|licensed|owned|funded|backed|run|hosted|released|implemented|maintained|sold|standardi[sz]ed|governed|published|recorded|printed|edited|filmed) "
    r"(?:by|at|in|on|under|with|from|through|as|for|out|to)|licensed|released|owned|backed|funded|implemented|maintained|designed|hosted|written|built)\b",
    re.IGNORECASE,
)
_DOES = regex(
    r"^(?:only |also |never |just |still |always )?"
    r"(?:is|has|was|does|can|cannot|will|runs|keeps|stores|supports|uses|needs|requires|works|writes|reads|ships|allows|costs|scales|"
    r"lacks|offers|treats|puts|lets|makes|takes|holds|speaks|stops|starts|comes|depends|relies|returns|sends|blocks|locks|copies|"
    r"(?:is|has|was|does|ca|wo|could|did)n['’]?t|must|may|should|would) \S",
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
    _IT_STARTS: frozenset({"criticism", "limit", "choice", "story"}), _REMEMBERED: frozenset({"claim", "criticism"}),
    _WITH_IT: frozenset({"claim", "criticism", "limit"}),
}  # fmt: skip
"""Where an "it" can only be the subject, and in which types of fact; in all where none is named."""
_NO_SUCH = regex(
    r"^no (?!one\b)(?:[\w-]+ ){1,2}(?:for|from|of|on|in|to|at|between|across|with|before|after|beyond|over|under|yet)\b",
    re.IGNORECASE,
)
"""What there is not, whatever follows: "no support for left recursion"."""
_TOO = regex(r"(?:too (?P<much>many|much|few|little)|too|hard|not) \w+", re.IGNORECASE)
"""What is said against a thing in short: "too many moving parts", "too slow", "hard to debug"."""
_NUMBER = regex(
    r"^(?:about |over |more than |less than |under |almost |nearly |around |roughly )?"
    rf"(?:[$€£]?\d|{SPELLED} (?!times )(?:[\w-]+ )?(?:[\w-]+s|people)(?:,? (?:and|no) (?:[\w,.-]+ ){{0,2}}(?:[\w-]+s|people))?\.?$)",
    re.IGNORECASE,
)
_VERB_FIRST = regex(r"^(?:is|are|was|has|does|can|\w+s)\b", re.IGNORECASE)
_IN_QUOTES = regex(r"['‘\"“](?P<said>[^\"“”]+)['’\"”]")
_ITS_A = regex(r"^its(?= (?:just|a|an|the|not|only|still|also|always|never|all)\b)", re.IGNORECASE)
_OF_THE_GUEST = frozenset({"past", "story", "change", "choice", "number", "limit", "claim", "body"})
"""Types of fact in which "she" may be the guest."""
_HE = regex(r"\b(?:he|she|him|his|her)\b", re.IGNORECASE)
_ANOTHER = regex(r"\b(?:an?|one|another|some|each|every) \w", re.IGNORECASE)
_SOMEONE = regex(rf"{_ANOTHER.pattern}|(?<=\w )(?-i:[A-Z])", re.IGNORECASE)
"""Someone or something else that a "he" or "his" may mean."""
_HE_DOES = regex(
    r"\b(?:he|she) (?P<how>(?:still|also|once|never|only|always|first|just|later|now|then|even) )?(?P<verb>[\w'’]+)",
    re.IGNORECASE,
)
_OWN = regex(r"\b(?:his|her) own\b")
_THEY = regex(r"^(?P<when>(?:in|since|last|until|after|before) [^,]{2,20}?,? )?they ", re.IGNORECASE)
"""The makers, where nobody else was named before."""
_BOTH = regex(r"^both (?=[a-z]+ed\b|were|built|wrote|left|made|ran|came|went)", re.IGNORECASE)
_A_TIME = regex(
    rf"^(?:about |over |almost |more than )?(?:\d+|{SPELLED})(?: and a half)? (?:years?|yrs?|months?|decades?|winters?|summers?|seasons?)\b"
    r"(?! (?:old|ago|of age)\b)",
    re.IGNORECASE,
)
_TRADE = regex(
    r"^(?:an? )?(?:[\w-]+ ){0,3}?(?!(?:number|water|paper|power|summer|winter|matter|letter|quarter|after|under|over|for|or|another)\b)"
    r"(?:[\w-]{2,}(?:er|or|ist|ian|ant|eer|yst)|nurse|chef|cook|pilot|clerk|judge|chemist|student|surgeon|priest|monk|intern|guide|vet)\b"
    r"(?= (?:at|in|for|on|of|with|until|till|from|by|under|to)\b|,|$)",
    re.IGNORECASE,
)
"""A trade, and perhaps where it was plied: "auditor at a distillery"."""
_IRREGULAR = frozenset(("was", "is", "has", "does", "wasn't", "isn't", "hasn't", "doesn't"))
_DOES_S = regex(r"[a-z]\w*[^\Wsui]s")
_DID = regex(
    r"^(?P<how>(?:still|also|once|never|only|always|first|just) )?(?P<verb>[a-z]+ed|[a-z]+[^\Wsui]s|was|were|has|is|grew|threw|took|got|had|became|began|lost|left|ran|"
    r"made|came|went|gave|wrote|kept|built|bought|sold|found|broke|chose|cut|fell|led|met|paid|put|quit|said|saw|set|shut|spent|taught|told|won|drove|flew|rewrote|"
    r"sang|drew|dug|fought|rode)(?= (?!of\b)\w)",
    re.IGNORECASE,
)
"""A text that begins with what someone did or does: "worked at Oculus before", "never voices on the day of a concert"."""
_DONE_TO = regex(
    r"^(?:renamed|relicensed|acquired|forked|rebranded|discontinued|bought|sold|spun|merged) (?:from|by|to|out|off|into|as|in)\b",
    re.IGNORECASE,
)
"""What was done to a thing."""
_OF_A_THING = frozenset("was were has is got had became began lost started grew gained came went fell ran".split())
"""What a thing may have done, too."""
_IS_A_NOUN = regex(r"(?:ers|ors|ions|ments|ings|ists|ants|ents|ies|news|people)$")
_DOES_SO = regex(
    r"^(?!\w+(?:ers|ors|ions|ments|ings|ists|ants|ents|ies)\b)[a-z]+[^\Wsui]s (?:the|an?|its|you|no|all|every|only|\d\S*|to|as|from|into|like|w|out|up|off|down|away|"
    r"back|\w+ly)\b"
)
_HAS_PEOPLE = regex(
    r"^(?:\S+ ){1,3}?(?:people|persons|customers|users|employees|engineers|developers|members|volunteers|contributors|maintainers|subscribers|"
    r"readers|listeners|students|stores|shops|offices|teams|companies|clients|partners|paying \w+|tenants|installations|stars|modules|plugins|lines)\b(?!.*\b(?:last|ago|at the peak|now|today|so far|when)\b)",
    re.IGNORECASE,
)
"""What a thing is said to have, so many of."""


def whole(
    fact: Fact,
    subject: str | None,
    *,
    by_a_user: bool = False,
    bare: bool = False,
    alone: bool = False,
    makers: bool = False,
) -> Fact:
    """Return a fact whose text is a sentence, where there is one way to it; else as it stands, to be announced.

    "no transactions" is "Lantern has no transactions", "written in Go" is "Lantern is written in Go", "Foxx: runs JavaScript" is
    "Foxx runs JavaScript". "900 dashboards" is what the guest has where all guests are users: "You have 900 dashboards". Nothing is
    made of the subject where it is `bare`: beekeeping has no hives; its guest has. "She was a nurse", or "was a nurse", is "You
    were a nurse" to a guest who is `alone`, and "they dropped it" is "you dropped it" to `makers`. A competitor is a name, with or
    without a reason to choose it. UsageError for a part that does not say what it does.
    """
    text = fact.text.strip()
    if fact.type == "part":
        return replace(fact, text=_of_a_part(text))
    if fact.type == "said" and (quoted := _IN_QUOTES.fullmatch(text)):
        text = quoted["said"]
    elif alone and fact.type in _OF_THE_GUEST:
        text = _to_you(text, fact.type)
    if makers and fact.type in {"change", "choice", "story"}:
        text = _THEY.sub(lambda found: f"{found['when'] or ''}you ", text)
    if subject and fact.type not in {"said", "rival"} and not is_clause(subject):
        text = _named(fact.type, _ITS_A.sub("it is", text), subject, many=is_many(subject, common=bare))
    if fact.type == "criticism" and subject and (too := _TOO.match(text)):
        text = f"{subject} {'has' if too['much'] else 'is'} {text}"
    if fact.type not in {"said", "criticism", "rival"} and not (fact.type == "number" and MANY_DO.match(text)):
        about = None if bare else subject or "it"
        text = (
            (_event(text) if fact.type == "story" else "")
            or (_of_a_life(text, alone=alone) if fact.type == "past" else "")
            or _done(fact.type, text, about, by_a_user=by_a_user)
            or (_completed(fact.type, text, about, by_a_user=by_a_user) if about else "")
            or text
        )
    return replace(fact, text=text)


def _of_a_life(text: str, *, alone: bool) -> str:
    """Return a time, or a trade, as what the guest did: "You spent eight years in a bank", "You were an auditor"; "" for anything else."""
    if found := _BOTH.match(text):
        return f"You both {text[found.end() :]}"
    if not alone:
        return ""
    if _A_TIME.match(text):
        return f"You spent {text}"
    if (trade := _TRADE.match(text)) and not SURELY_FINITE.search(trade[0]):
        return f"You were {'' if _NAMED.match(text) else 'an ' if takes_an(text) else 'a '}{text}"
    return ""


def _to_you(text: str, kind: FactType) -> str:
    """Return a text in which "he" or "she" is the guest as it is said to them; as it stands where it can be another one's."""
    another = {"past": _ANOTHER, "number": None}.get(kind, _SOMEONE)
    if (he := _HE.search(text)) is None or (another and another.search(text, 0, he.start())):
        return text
    said = _HE_DOES.sub(lambda m: f"you {m['how'] or ''}{_bare(m['verb'])}", text)
    said = re.sub(
        r"\b(?:[Hh]is|[Hh]er(?= [a-z]))\b",
        "your",
        re.sub(r"\b(?:him|her)(?= (?:in|to|on|with|twice|once|again|and|summer|last)\b|\W*$)", "you", said),
    )
    return re.sub(r"\b(?:[Hh]e|[Ss]he)\b", "you", said)


def _bare(verb: str) -> str:
    """Return what he does as what you do: was, has and works are were, have and work; what he did is what you did."""
    return verb_of_many(verb) if verb.lower() in _IRREGULAR or _DOES_S.fullmatch(verb) else verb


def _done(kind: FactType, text: str, about: str | None, *, by_a_user: bool) -> str:
    """Return what begins with its verb with who did it: the guest in a life or a craft, else the makers; "" if it does not so begin."""
    if not (found := _DID.match(text)) or _PARTICIPLE.match(text) or kind in {"number", "claim", "criticism"}:
        return ""
    how, verb, rest = found["how"] or "", found["verb"].lower(), text[found.end() :]
    present = bool(_DOES_S.fullmatch(verb)) and verb not in _IRREGULAR
    if present and (how == "only " or SURELY_FINITE.search(rest) or _IS_A_NOUN.search(verb) or (about and not how)):
        return ""
    if about and _DONE_TO.match(text):
        return f"{about} was {text}"
    if not about or (kind in {"past", "story"} and not rest.startswith((" as the ", " out of "))):
        return f"You {how}{_bare(found['verb'])}{_OWN.sub('your own', rest)}"
    if present or verb in _OF_A_THING:
        return f"{about} {how}{found['verb']}{rest}"
    return f"{'They' if by_a_user else 'You'} {how}{verb}{rest}"


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


def _completed(kind: FactType, text: str, about: str, *, by_a_user: bool) -> str:
    """Return a fragment as a sentence about something; "" where there is no one way to, or nothing is missing."""
    first = re.split(r"[.;!?] ", text, maxsplit=1)[0]
    verbless = not SURELY_FINITE.search(first)
    if _DOES.match(text) or (_DOES_SO.match(text) and not SURELY_FINITE.search(first.partition(" ")[2])):
        return f"{about} {text[:1].lower()}{text[1:]}"
    if _NO_SUCH.match(text):
        return f"{about} has {text}"
    if kind == "number":
        return _so_many(text, about, by_a_user=by_a_user, verbless=verbless)
    if kind == "limit" and not _FINITE_BUT_PLURAL.search(text):
        if _RATE.match(text):
            return f"{about} handles {text}"
        if _SO_MANY.match(text) or (verbless and _AT_MOST.match(text)):
            return f"{about} allows {text}"
    if verbless and _NONE.match(text):
        return f"{about} has {text.replace(', no ', ' and no ')}"
    return f"{about} is {text}" if verbless and _PARTICIPLE.match(text) else ""


def _so_many(text: str, about: str, *, by_a_user: bool, verbless: bool) -> str:
    """Return how many there are of something, as a sentence; "" where it is not clear who has them."""
    if _COSTS.match(text):
        return f"You pay {text}" if by_a_user else f"{about} costs {text}"
    if _SO_LONG.match(text) or _IN_A_TIME.search(text):
        return ""
    if _RATE.match(text) and not _FINITE_BUT_PLURAL.search(text):
        does = "get" if _COMES.search(text) else "handle"
        return f"You {does} {text}" if by_a_user else f"{about} {does}s {text}"
    if done := _SO_MANY_DONE.match(text):
        return f"{done[1]} were {text[done.end(1) + 1 :]}"
    several = text.replace(", no ", " and no ")
    if _PUT_OUT.search(text) and verbless:
        return f"{about} has put out {several}"
    if verbless and _NUMBER.match(text) and (by_a_user or _HAS_PEOPLE.match(text)):
        return f"You have {several}" if by_a_user else f"{about} has {several}"
    return ""


def _event(text: str) -> str:
    """Return how what happened is told where only its name is given: "a two-hour outage", "the week you lost the primary"."""
    head = _CLAUSE.split(text, maxsplit=1)[0]
    if _ONE_EVENT.match(text) and not _EVENT.search(head):
        return ""
    if not _KNOWN_EVENT.match(text) and (not _NAMED.match(text) or SURELY_FINITE.search(head) or HAPPENED.search(head)):
        return ""
    inside = text[:1].lower() + text[1:]
    return f"There was {inside}" if _ONE_EVENT.match(text) else f"{TALK}{inside}"


def _of_a_part(text: str) -> str:
    """Return what is said of a part that is given as "NAME: what it does"; a sentence stays."""
    name, colon, does = (piece.strip() for piece in text.partition(":"))
    if not colon:
        if FINITE.search(text) and " " in text:
            return text
        raise UsageError(f"the part “{text}” does not say what it does", hint='write it as "NAME: what it does"')
    several = name.islower() and _DOES_S.fullmatch(name.split()[-1])
    if name.islower() and not several and not _NAMED.match(name):
        name = f"the {name}"
    if several:
        return f"{name} {'are ' if _NAMED.match(does) else ''}{does}"
    return f"{name} {does}" if _VERB_FIRST.match(does) else f"{name} is {does}"
