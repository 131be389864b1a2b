"""Wordings: the labeled ones that ship, and the frame of any: what is wanted, without what is private to its subject.

"Can you explain a bit about how the planner of {{ technology }} works?" -> "how planner of X works". A frame is in
lower case; capitals stand for slots (X is the subject, LANG a language, OTHER the alternatives) and NAME for any
other proper name. Articles, fillers and invitations to speak are gone; so is "do" after a question word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from qbank.english.terms import stem
from qbank.lazy import regex
from qbank.model.pattern import BRACE

_SLOT = regex(r"\{\{ ([a-z]+)(?:_\d+|_plural)? \}\}")
_CAPITALS = {
    "technology": "X", "alternatives": "OTHER", "language": "LANG", "company": "COMPANY", "component": "PART",
    "protocol": "PART", "project": "PROJECT", "domain": "FIELD", "kind": "KIND", "guest": "GUEST", "url": "URL",
    "duration": "TIME", "target": "TARGET",
}  # fmt: skip
_STANDING = frozenset(_CAPITALS.values())
_PROPER = regex(r"(?<!^)\b[A-Z][\w'’]*(?:[.+#/-]+\w+)*[+#]*|\b[a-z]+[A-Z]\w*")
_ACRONYMS = frozenset(
    """
    API APIs SQL CLI GUI UI UX REST HTTP JSON XML YAML CSV CPU CPUs GPU GPUs RAM SLA SLAs IDE IDEs REPL ORM ORMs
    ACID CAP CI CD OS VM VMs SDK SDKs DSL DSLs ETL OLAP OLTP ML AI NLP SaaS BI IoT OAuth PDF RPC GDPR HIPAA
    """.split()
)
"""Capitals that name nothing in particular."""
_NAMES = regex(r"\bNAME(?:(?:,? (?:and|or)|,|/)? ?NAME)+")
_SHORT = (
    (regex(r"\b(what|how|where|who|when|why|that|there|it|here|he|she|let)'s\b"), r"\1 is"),
    (regex(r"'ve\b"), " have"), (regex(r"'re\b"), " are"), (regex(r"'d\b"), " would"),
    (regex(r"'ll\b"), " will"), (regex(r"\bi'm\b"), "i am"), (regex(r"\bcan't\b"), "can not"),
    (regex(r"n't\b"), " not"),
)  # fmt: skip
_I = regex(r"\bI\b")
_SPACES = regex(r"\s+")
_MARKS = str.maketrans(dict.fromkeys('?!."“”()…:;', " "))
_FILLER = regex(
    r"\b(?:(?:some|(?:a )?few|any|many|all|one) of (?:the|your|its|those|these)?|the|an?|any|some|really|actually|just|"
    r"also|perhaps|maybe|please|currently|basically|exactly|specifically|particularly|generally|typically|usually|"
    r"ultimately|initially|originally|personally|potentially|primarily|mostly|mainly|briefly|quickly|quite|very|pretty|"
    r"(?:little )?bit(?: more)?(?: about| of)?|little more|more detail about|"
    r"for (?:us|me|our listeners|our audience|listeners)|in your (?:opinion|view|mind|experience)|"
    r"(?:do|would|did|are) you (?:think|say|believe|feel|find|consider|see)(?: that)?"
    r"(?= (?:is|are|was|were|will|would|has|have|makes?|made|to be|should|can|could)\b))(?!\w) ?"
)
_KINDS = regex(r"\b(?:kinds?|sorts?|types?|forms?) of\b")
_WHICH = regex(r"\bwhich\b(?! (?:is|are|was|were|has|have|can|you|i)\b)")
_THING = (
    r"(?:projects?|platform|framework|library|tools?|system|product|service|software|package|site|website|app|"
    r"application|engine|database|module|KIND)"
)
_SUBJECT = regex(
    rf"\b(?:(?:your|this|our) )?X {_THING}\b(?! (?:of|for|in)\b)|\b(?:the|your|this|that) {_THING}(?: itself| as a whole)?\b"
    r"(?! (?:of|for|in|manager|design|architecture|state|used|requirements|calls?)\b)"
)
_LEAD = regex(
    r"^(?:and|so|but|then|well|now|okay|ok|also|next|finally|lastly|first|alternatively|similarly|conversely|"
    r"to (?:start|begin)(?: with| off)?|before we .{3,40}?,? (?=can|could|would|what|how))[ ,]+"
)
_CURIOUS = regex(
    r"^.*\b(?:(?:i am|i was|i would be|we are) (?:curious|wondering|interested)"
    r"(?: to (?:know|hear|learn))?(?: about| as to| if| whether| in (?:knowing|hearing|learning)(?: about)?| in)?,? |"
    r"i (?:was wondering|wonder|would (?:like|love) to (?:know|hear|learn|ask|talk|discuss)|want to (?:know|hear|ask|talk|discuss))"
    r"(?: you)?(?: about| if| whether)? )"
)
_INVITATION = regex(
    r"^(?:(?:(?:can|could|would|will|might|may) (?:you|we|i) (?:like to |be able to |be willing to |mind |start by |begin by |"
    r"start off by |each |both )*)?"
    r"(?:tell|talk|speak|explain|describe|describing|discuss|walk|tak(?=ing)|take|give|giv(?=ing)|share|shar(?=ing)|outline|outlin(?=ing)|"
    r"elaborate|expand|comment|summari[sz]e|provide|provid(?=ing)|offer|dig in|dig|go|get|touch|help|enumerate|identify|list|detail|"
    r"let (?:us|is) (?:talk|discuss))(?:ing)?"
    r"(?: (?:us|me|our listeners|listeners|our audience|folks|with us|into detail|in detail|deeper|understand|"
    r"your (?:thoughts|views?|perspective|take|opinions?|experiences?)))*"
    r"(?: (?:about|on|upon|through|into|of|to|with|in|over|around))* |"
    r"do you (?:want|care|mind) to (?:talk|tell|explain|describe|share|discuss)(?:ing)?(?: us)?(?: about)? |"
    r"(?:do you )?(?:know|remember|recall) (?=what|how|why|when|where|who))"
)
_LEADIN = regex(
    r"^(?:.{0,160}?, |(?:for|given|in|with|when|if|as|since|while|because|other|besides|beyond|aside|apart|looking|now|having|on|"
    r"at|from|after|before|under|among|of|being|knowing)\b.{3,160}? )(?:and |so |but |then )?"
    r"(?=(?:what|how|why|when|where|who|which|whom) (?!i\b|we\b)\w|(?:do|does|did|is|are|was|were|can|could|would|will|have|has|should) "
    r"(?:you|X|it|there|they|one|people|we|this|that|he|she|someone|users|NAME|LANG)\b)"
)
_DO = regex(r"\b(how|why|what|where|when|who|which) (?:do|does|did) ")
_BACK = regex(r"\b(?:that|this|these|those|there|such|so|they|them|their|same)\b|^(?:\w+ ){0,5}\w+$")
"""What points back to what was said before; so does an ask of a few words."""
_WORD = regex(r"[\w'-]+")
_LONGEST = 600
"""Characters of an ask that are read; nobody speaks a longer one, and some patterns look far ahead."""
_LATELY = 1024
"""Texts whose stems are kept: each frame is read several times, by one reader of frames after another."""


def frame(ask: str, context: str = "") -> str:
    """Return the frame of a slotted ask.

    Further lines, begun by `…`, repeat it with its lead-in, if it has one, and give what was said before it, if the
    ask points back ("Does it tackle that?").
    """
    core = plain(ask[:_LONGEST])
    leads: list[str] = []
    for _ in range(3):
        before = core
        core = _LEAD.sub("", core, count=1)
        if "i " in core:
            core = _CURIOUS.sub("", core, count=1)
        core = _INVITATION.sub("", core, count=1)
        if lead := _LEADIN.match(core):
            leads.append(lead[0])
            core = core[lead.end() :]
        if core == before:
            break
    core = _DO.sub(r"\1 ", core) if " d" in core else core
    lines = [core, f"… {''.join(leads)}{core}"] if leads else [core]
    if context and _BACK.search(core):
        lines.append(f"… {plain(context[-_LONGEST:])}")
    return "\n".join(lines)


@lru_cache(maxsize=_LATELY)
def stems(text: str) -> tuple[str, ...]:
    """Return the words of a frame, or of a line of it, as stems; capitals stay what they are."""
    return tuple([word if word.isupper() else stem(word) for word in _WORD.findall(text)])


def first_line(frame: str) -> str:
    """Return the ask itself of a frame."""
    return frame.partition("\n")[0]


def plain(ask: str) -> str:
    """Return a slotted text in the words of frames, nothing cut off: lower the case, name what is proper, spell out what is shortened, leave out what says nothing."""
    text = _SLOT.sub(_capital, ask.replace(BRACE, " ").strip()).replace("’", "'")
    # Most expressions are tried only where a letter or word that they need stands in the text: looking for that is far faster.
    if not text[1:].islower():
        text = _PROPER.sub(_proper, text)
        text = _NAMES.sub("NAME", text) if "NAME" in text else text
    text = text if text.startswith(("NAME", "X", *_STANDING)) else text[:1].lower() + text[1:]
    text = _I.sub("i", text) if "I" in text else text
    if "'" in text:
        for short, full in _SHORT:
            text = short.sub(full, text)
    text = text.translate(_MARKS)
    if "  " in text or not text.isprintable():  # more than one space, or spaces of another kind
        text = _SPACES.sub(" ", text)
    text = _FILLER.sub("", _SUBJECT.sub("X", text))
    text = _KINDS.sub("kind of", text) if " of" in text else text
    text = _WHICH.sub("what", text) if "which" in text else text
    return " ".join(text.split()).strip(" ,-")


def _proper(word: re.Match[str]) -> str:
    """Return what stands for a capitalized word."""
    bare = word[0].removesuffix("'s")
    if bare in _STANDING or bare == "I" or bare[:2] == "I'":
        return word[0]
    return word[0].lower() if bare in _ACRONYMS else "NAME"


def _capital(slot: re.Match[str]) -> str:
    return _CAPITALS.get(slot[1], "NAME")


# ---- those that ship

DATA = Path(__file__).parent / "data"
WORDINGS = {"examples.txt": 1, "spoken.txt": 2}
"""The files of labeled wordings, each with what one of its wordings counts."""
HOST_COUNTS = 3
"""What a decision of the host's counts beside a wording that ships."""


class Wording(NamedTuple):
    """A slotted question with its labels; it counts `weight` times."""

    text: str
    category: str
    also: tuple[str, ...] = ()
    template: str | None = None
    weight: int = 1


@cache
def shipped_wordings() -> tuple[Wording, ...]:
    """Return the labeled wordings that ship, in the order of their files."""
    return tuple(w for name, weight in WORDINGS.items() for w in parsed((DATA / name).read_text("utf-8"), weight))


def parsed(text: str, weight: int = 1) -> Iterator[Wording]:
    """Yield the wordings of a text with a line `category|also|template|text` each; `#` begins a remark, `-` is none."""
    for line in text.splitlines():
        if line and not line.startswith("#"):
            category, also, template, wording = line.split("|", 3)
            further = () if also == "-" else tuple(also.split(","))
            yield Wording(wording, category, further, None if template == "-" else template, weight)
