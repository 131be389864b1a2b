"""The interviewer's lint: what an experienced colleague would say about a question before it is asked.

Precision comes before recall: nobody listens to a colleague who complains about good questions.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Literal

from qbank.english.terms import Parts, is_ask, is_invitation, sentences, split
from qbank.english.words import ENGLISH, say, table
from qbank.lazy import dataclass, regex

FILLER = r"(?:(?:so|and|but|or|now|well|then|okay|ok|also|finally|lastly|great|sure|alright|all right|yes|yeah)\b,? )*"
"""What hosts say before they begin."""
AUXILIARY = (
    r"(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|wo|would|should|shall|may|might|must|ca)(?:n['’]t)?"
)
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
    return regex(rf"^{FILLER}{pattern}$", re.IGNORECASE), made


_STATES = (
    r"(?:\w+ )+?(?:think|know|believe|feel|find|agree|have|need|own|exist|mean|require|contain|include|want|be|exist)\b"
)
"""What is so or not so: "how do you have a plan?" is not a question."""
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
    _rule(rf"(?P<verb>do|does|can|could)(?P<rest> (?!{_STATES}).+)", lambda m: f"how {m['verb']}{m['rest']}"),
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


WORDS_PER_MINUTE = 150
"""An unhurried speaking rate."""
LONGEST_SECONDS = 20.0
"""A guest who listens for longer has begun to think about an answer."""
MOST_WORDS = 35
"""Words that one ask may have, its lead-in not counted."""

HABIT, ENOUGH_QUESTIONS = 0.1, 30
"""A rule that this share of so many questions breaks is a habit of the show."""

Rule = Literal["two-questions", "closed", "overloaded", "leading", "no-question", "too-long"]
RULES: tuple[Rule, ...] = ("two-questions", "closed", "overloaded", "leading", "no-question", "too-long")

_SPEECH = (
    "add|begin|break|clarif|comment|compar|contrast|defin|describ|dig|discuss|dive|draw|elaborate|expand|explain|get into|giv|"
    "go (?:into|through|back|over)|help|introduc|lay|list|nam|outlin|paint|point|provid|recall|reflect|remember|run (?:us|me)|say|"
    "shar|shed|show (?:us|me)|sketch|speak|start|step|summar|tak|talk|tell|think (?:of|back)|touch|unpack|walk"
)
"""How the verbs begin that ask someone to speak."""
_ADVERBS = r"(?:(?:please|maybe|perhaps|just|also|first|then|again|each|both|\w+ly) )*"
_REQUEST = regex(
    rf"^{FILLER}(?:(?:before|to|as|since|if|for) [^,]+, )?(?:please )?(?:(?:can|could|may|might) i ask|"
    rf"(?:(?:can|could|would|will|may|might|shall) (?:you|we|i) {_ADVERBS}"
    r"(?:be (?:able|willing|happy|so kind as) to |(?:like|love|care|want|try) to |mind )?|"
    rf"do you (?:mind|want to|care to) |are you able to ){_ADVERBS}(?:{_SPEECH}))",
    re.IGNORECASE,
)
"""A request in the form of a question: nobody answers "Can you explain…?" with yes."""
_SIGNPOST = regex(
    rf"^{FILLER}(?:let['’]?s|let us|i(?:['’]d| would) (?:like|love) to|i want to) (?:talk|turn|move|go|switch|come|ask|speak|start)\b",
    re.IGNORECASE,
)
"""Says what comes next: "Let's talk about money. Who pays?" asks one thing."""
_ABILITY = regex(rf"^{FILLER}(?:can|could|would|will) (?:you|we) ", re.IGNORECASE)
_CLOSED = regex(
    rf"^{FILLER}(?:(?:in|at|on|from|for|with|as|since|after|before|once|if|given|looking|having|now|over|among|apart|besides|"
    rf"because|while|when(?! {AUXILIARY} )|of) [^?]*?, )?{AUXILIARY} (?:not )?{SUBJECT}\b",
    re.IGNORECASE,
)
_STATEMENT = regex(
    rf"^{FILLER}(?:you|it|they|he|she|we|this|that|there|i)(?:['’](?:ve|re|s|d|ll))? [^?]*\?$", re.IGNORECASE
)
"""A statement with a question mark: "You wrote it in Go?"."""
_WONDERS = regex(rf"\b{WH}\b", re.IGNORECASE)
_WHETHER_OR = regex(r"\b(?:or|versus|vs)\b(?! not\b)", re.IGNORECASE)
_ANY = regex(r"\b(?:any|anything|anyone|anybody|ever)\b", re.IGNORECASE)

_TAG = regex(
    rf"[,.] (?:right|correct|no|yes)\?$|, {AUXILIARY} (?:not )?(?:it|they|you|that|he|she|we|there)\?$", re.IGNORECASE
)
_LEADING = regex(
    rf"^{FILLER}(?:surely|obviously|clearly|of course|naturally|everybody knows|everyone knows)\b|"
    rf"^{FILLER}(?:is|are|was|were|do|does|did|has|have|had|wo|would|could|should|ca)n['’]t {SUBJECT}\b|"
    r"\b(?:would you(?: not)? (?:agree|say that)|do you(?: not)? agree|do you not think|"
    r"is it (?:fair|safe|true|correct|right) to (?:say|assume)|you must (?:have|be|feel|find|think))\b|"
    rf"\bwhy (?:is|are|was|were) [^?,]{{1,40}}? (?:so|such an?) (?:\w+ly )?(?:much )?(?:bad|terrible|awful|great|amazing|horrible|brilliant|"
    r"wonderful|better|superior|successful|good|poor|broken|beautiful|elegant|ugly)\b",
    re.IGNORECASE,
)
_BARE = regex(
    r"^(?:and |or )?(?:why|why not|how so|how|since when|who else|where|when|for whom|to what end)\??$", re.IGNORECASE
)
"""A bare word behind an ask: "What did you drop, and why?"."""
_OTHER_HALF = regex(
    rf"^{WH}(?: \w+)? (?:in|on|at|for|to|from|by|with|not|of|behind|inside|outside|over) \w[^,]{{0,40}}$", re.IGNORECASE
)
"""The second half of one question: "what belongs in the language and what in a library?"."""
_HALF_WORDS = 6
_RELATIVE = frozenset({"who", "which", "whose", "where"})
"""Words that go on with a relative clause: "someone who left and who came back"."""
_NAME = regex(r"^(?:(?:and|or|like|as|to|with) )?(?:\{\{ \w+ \}\}|[A-Z\d][\w.+#/’'-]*)(?: [A-Z\d][\w.+#/’'-]*)*$")
_THINGS, _THING_WORDS = 4, 5
"""From so many things, each of at most so many words, an enumeration asks for too much at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What is wrong with a question: the rule (one of RULES, or a plugin's), what it means here, and what to do instead."""

    rule: str
    what: str
    hint: str


def seconds(text: str) -> float:
    """Return how long a text takes to say, in seconds."""
    return len(text.split()) * 60 / WORDS_PER_MINUTE


def lint(text: str, *, accept: tuple[str, ...] = (), language: str = ENGLISH) -> tuple[Remark, ...]:
    """Return the remarks about a question; what is on the accept list, a rule or the question itself, is left alone.

    In another `language` than English fewer rules are known, and the remarks are in that language.
    """
    if text in accept:
        return ()
    if language != ENGLISH:
        found = [*_remarks(text, language), _too_long(text, language)]
        return tuple(r for r in found if r is not None and r.rule not in accept)
    parts = split(text)
    made = [_too_long(text)]
    if any(is_ask(s) for s in sentences(text)):
        asks = _asks(text, parts)
        leading = _leading(text, asks)
        closed = None if leading or len(asks) > 1 else _closed(text, parts, asks[0])
        whole = parts.ask if len(asks) > 1 else " and ".join((parts.ask, *parts.further))
        made = [_two_questions(asks), closed, leading, _overloaded(whole), *made]
    else:
        made = [_no_question(text), *made]
    return tuple(r for r in made if r is not None and r.rule not in accept)


def habits(rules: Iterable[str], questions: int) -> tuple[Rule, ...]:
    """Return the rules that a show breaks so often that they are a habit of it, given what it broke in so many questions.

    A rule that every tenth question breaks is a way to ask, not a slip; of a handful of questions nothing is said.
    """
    broken = Counter(rules)
    if questions < ENOUGH_QUESTIONS:
        return ()
    return tuple(rule for rule in RULES if broken[rule] >= HABIT * questions)


def is_closed(ask: str) -> bool:
    """Say whether an ask can be answered with yes or no: no request, no choice between two."""
    if _REQUEST.match(ask) or (is_invitation(ask) and not _ABILITY.match(ask)):
        return False
    if _WHETHER_OR.search(ask) and not _ANY.search(ask):
        return False
    return bool(_CLOSED.match(ask) or (_STATEMENT.match(ask) and not _WONDERS.search(ask)))


def _asks(text: str, parts: Parts) -> list[str]:
    """Return what is asked, each thing once: bare words, second halves and alternatives belong to the ask before."""
    first, *others = (parts.ask, *parts.further)
    asks = [] if others and _SIGNPOST.match(first) else [first]
    for further in others:
        if not asks or not _belongs(text, asks[-1], further):
            asks.append(further)
    return asks


def _belongs(text: str, ask: str, further: str) -> bool:
    """Say whether a further ask is a part of the one before it."""
    plain = further.rstrip("?. ")
    if _BARE.match(further) or _OTHER_HALF.match(plain):
        return True
    if re.search(rf"\b(?:if so|if not|if yes),? {re.escape(further)}", text, re.IGNORECASE):
        return True
    if _alternative(text, further):
        return bool(_CLOSED.match(ask) and _CLOSED.match(further))
    first = plain.split(maxsplit=1)[0].lower() if plain else ""
    if not re.fullmatch(WH, first) or not re.search(rf"\b{first} ", ask, re.IGNORECASE):
        return False
    inside = not ask.lower().startswith(first)
    # Two clauses with the same question word make one contrast: "what goes in and what stays out".
    contrasts = len(plain.split()) <= _HALF_WORDS and (inside or re.search(r"\bnot\b|n['’]t\b", plain))
    return (inside and first in _RELATIVE) or bool(contrasts)


def _alternative(text: str, further: str) -> bool:
    return bool(re.search(rf"\bor,? {re.escape(further)}", text, re.IGNORECASE))


def _no_question(text: str) -> Remark:
    what = "nothing is asked" if text.strip() else "there is nothing to say"
    return Remark(rule="no-question", what=what, hint="end on a question, or begin with “Tell me about…”")


def _two_questions(asks: list[str]) -> Remark | None:
    if len(asks) < 2:
        return None
    best = next((a for a in asks if _WONDERS.search(a) or _REQUEST.match(a)), asks[0])
    what = f"asks {len(asks)} things at once; the guest will answer the last"
    return Remark(rule="two-questions", what=what, hint=f"ask “{_ended(best)}” and keep the rest as a follow-up")


def _ended(ask: str) -> str:
    ask = ask.strip().rstrip("?.,; ")
    return ask[:1].upper() + ask[1:] + "?"


def _closed(text: str, parts: Parts, ask: str) -> Remark | None:
    chosen = any(_alternative(text, f) or re.match(WH, f, re.IGNORECASE) for f in parts.further)
    if chosen or not is_closed(ask):
        return None
    better = opened(ask)
    hint = f"ask “{better}”" if better else "begin with how, what, where, or “Tell me about…”"
    return Remark(rule="closed", what="can be answered with yes or no", hint=hint)


def _leading(text: str, asks: list[str]) -> Remark | None:
    if tag := _TAG.search(text.strip()):
        said, plain = tag[0].strip(" ,.?"), without_tag(text.strip()[: tag.start()])
        hint = f"say “{plain}” and ask how or why, without the “{said}”"
        return Remark(rule="leading", what=f"“{said}?” asks for a yes", hint=hint)
    if found := next(filter(None, map(_LEADING.search, asks)), None):
        return Remark(
            rule="leading",
            what=f"“{found[0].strip()}” gives the answer away",
            hint="ask it as if you did not know: how, what, where",
        )
    return None


def _overloaded(ask: str) -> Remark | None:
    count = len(ask.split())
    if count > MOST_WORDS:
        hint = "say what you know first, in a sentence of its own, and ask in at most twenty words"
        return Remark(rule="overloaded", what=f"is one question of {count} words", hint=hint)
    things = [part.strip() for part in re.split(r",|\band\b|\bor\b", ask)]
    inner = [t for t in things[1:-1] if t and len(t.split()) <= _THING_WORDS and not _NAME.match(t)]
    if "," not in ask or len(inner) < _THINGS - 1:
        return None
    return Remark(rule="overloaded", what="asks about a whole list", hint="pick the one you most want to hear about")


def _too_long(text: str, language: str = ENGLISH) -> Remark | None:
    long = seconds(text)
    if long <= LONGEST_SECONDS:
        return None
    what = say("takes {{ seconds }} seconds to say", language, seconds=f"{long:.0f}")
    most = f"{LONGEST_SECONDS:.0f}"
    hint = say("shorten the lead-in: the whole should take at most {{ seconds }} seconds", language, seconds=most)
    return Remark(rule="too-long", what=what, hint=hint)


_SENTENCE = regex(r"[^.!?…]+[.!?…]*")
_END = r"(?!\w)"
_EDGE = " ¿¡«»“”\"'"


@lru_cache(maxsize=64)
def _any(words: tuple[str, ...], *, whole: bool = True) -> str:
    """Return the expression for any of these words, or for any word that begins with one."""
    return rf"(?:{'|'.join(map(re.escape, words))}){_END if whole else ''}"


class Sentences:
    """A text taken apart in a language: which of its sentences ask, and how they begin."""

    def __init__(self, text: str, words: Mapping[str, Sequence[str]]) -> None:
        self._words = {kind: tuple(said) for kind, said in words.items()}
        said = [found.strip(_EDGE) for found in _SENTENCE.findall(text)]
        self.questions = [s for s in said if s.endswith("?")]
        self.invites = any(map(self.is_request, said))

    def is_request(self, sentence: str) -> bool:
        """Say whether a sentence asks someone to tell or explain: a word begins like one of the verbs."""
        return bool(re.search(rf"(?<!\w){_any(self._words['invites'], whole=False)}", sentence, re.IGNORECASE))

    def is_closed(self, sentence: str) -> bool:
        """Say whether a question can be answered with yes or no: neither a request nor a choice ("… oder …?")."""
        chosen = re.search(rf"(?<!\w){_any(self._words['choice'])}", sentence, re.IGNORECASE)
        return self.begins("closed", sentence) and not self.is_request(sentence) and not chosen

    def begins(self, kind: str, sentence: str) -> bool:
        """Say whether a sentence begins with a word of a kind, words like "and" and "so" aside."""
        while found := re.match(_any(self._words["filler"]), sentence, re.IGNORECASE):
            sentence = sentence[found.end() :].lstrip(f",{_EDGE}")
        return bool(re.match(_any(self._words[kind]), sentence, re.IGNORECASE))

    def tag(self, sentence: str) -> str:
        """Return the tag that a question ends with, such as "oder" in "Das war Absicht, oder?"; empty for none."""
        found = re.search(rf",[\s¿]*({_any(self._words['tags'])})\s*\?$", sentence, re.IGNORECASE)
        return found[1] if found else ""


def _remarks(text: str, language: str) -> Iterator[Remark]:
    """Yield the remarks about a question, one a rule, the sentences in that language."""
    found = Sentences(text, table(language)["lint"])
    count, as_if = len(found.questions), say("ask it as if you did not know: how, what, where", language)
    if not count and not found.invites:
        hint = say("end on a question, or begin with an invitation to tell", language)
        yield Remark(rule="no-question", what=say("nothing is asked", language), hint=hint)
    if count > 1:
        what = say("asks {{ count }} things at once; the guest will answer the last", language, count=count)
        yield Remark(rule="two-questions", what=what, hint=say("ask one, and keep the rest as a follow-up", language))
    for question in found.questions:
        if tag := found.tag(question):
            yield Remark(rule="leading", what=say("“{{ said }}?” asks for a yes", language, said=tag), hint=as_if)
        elif found.begins("leading", question):
            yield Remark(rule="leading", what=say("gives the answer away", language), hint=as_if)
        elif count == 1 and found.is_closed(question):
            hint = say("begin with how, what, or where", language)
            yield Remark(rule="closed", what=say("can be answered with yes or no", language), hint=hint)
        else:
            continue
        return
