"""What every form of transcript is read into: pieces with a speaker and a time, joined to turns, cut into sentences."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field, replace
from itertools import accumulate
from typing import Literal

from qbank.lazy import dataclass, regex

LONGEST_TURN = 20_000
"""Characters of one turn that are looked at: two hours of one person talking; the rest of it holds no ask of a host's."""

_END = regex(r"[.!?？؟。！…]+[\"”’)\]]*(?=\s|$)|[？。！]+")
_ABBREVIATION = regex(
    r"(?:\b(?:e\.g|i\.e|etc|vs|cf|approx|Dr|Mr|Mrs|Ms|Prof|St|No|Inc|Jr|Sr|ca|z\.B|Nr|Sra?)|\b[A-Z])\.$"
)
_SOUND = regex(
    r"[\[(](?:[^\W\d_]+ )?(?:laugh(?:s|ter|ing)?|laughs? \w+|chuckl\w*|crosstalk|cross[- ]talk|inaudible|music|applause|sighs?|pause|"
    r"silence|foreign|unintelligible|coughs?|taps?|noise|lacht|risas|rires)[^\])]{0,40}[\])]",
    re.IGNORECASE,
)
BACKCHANNEL = regex(
    r"(?:\W|\b(?>m+(?:[-\s]?h+m+)?|u+h+[-\s]?h+u+h+|hm+|huh|ah+|oh+|wow|yeah|yep|yup|yes|ja|sí|oui|no|nope|right|okay|ok|sure|exactly|totally|absolutely|"
    r"definitely|true|indeed|great|nice|cool|interesting|got it|i see|of course|go on|gotcha|fair enough|amazing|um+|uh+|er+|genau|claro|verstehe|d'accord)\b)*+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A cue, a paragraph or a segment: who spoke (as the file says), when it began in seconds, and its line.

    `fresh` begins a new turn although the speaker is not named: a ">>" in captions, a blank line between two voices.
    """

    text: str
    speaker: str | None = None
    start: float | None = None
    line: int = 0
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Talk:
    """The talk in a text, in pieces, with what stands beside it on the page as notes: same lines, the talk's own left blank."""

    form: str
    pieces: tuple[Piece, ...]
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with the time and line of the piece that it begins in."""

    text: str
    start: float | None
    line: int


@dataclass(frozen=True, slots=True)
class Turn:
    """What one person says until another one speaks."""

    speaker: str | None
    sentences: tuple[Sentence, ...] = field(default=())

    @property
    def text(self) -> str:
        """Return all that is said in the turn."""
        return " ".join(s.text for s in self.sentences)

    @property
    def is_backchannel(self) -> bool:
        """Say whether the turn only shows that someone listens: "Mm-hmm.", "Right, right.", "[laughs]"."""
        return all(is_backchannel(s.text) for s in self.sentences)


def is_backchannel(text: str) -> bool:
    """Say whether a sentence says nothing but "I am listening"."""
    return len(text) < 80 and BACKCHANNEL.fullmatch(_SOUND.sub("", text)) is not None


def without_sounds(text: str) -> str:
    """Return a sentence without what a transcriber heard beside the words: "[laughs]"."""
    return " ".join(_SOUND.sub("", text).split()) if "[" in text or "(" in text else text


def to_turns(pieces: Iterable[Piece]) -> list[Turn]:
    """Join pieces to turns; a turn that someone's "mm-hmm" cuts in the middle of a sentence goes on behind it."""
    return list(_mended([Turn(group[0].speaker, tuple(_sentences(group))) for group in _grouped(pieces)]))


def _grouped(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    group: list[Piece] = []
    for piece in pieces:
        if not piece.text:
            continue
        other = piece.speaker is not None and bool(group) and piece.speaker != group[-1].speaker
        if group and (other or (piece.fresh and not _is_cut_off(group[-1], piece))):
            yield group
            group = []
        group.append(replace(piece, speaker=group[-1].speaker) if group and piece.speaker is None else piece)
    if group:
        yield group


def _is_cut_off(last: Piece, piece: Piece) -> bool:
    """Say whether a cue with the same label goes on in mid-sentence, as meetings are written down that name everyone in every cue."""
    same = piece.speaker == last.speaker is not None
    return same and piece.text[:1].islower() and last.text.rstrip()[-1:] not in ".?!…:"


def _sentences(group: Sequence[Piece]) -> Iterator[Sentence]:
    """Cut what a group of pieces says into sentences, each with the time and line of the piece it begins in."""
    *places, _ = accumulate((len(piece.text) + 1 for piece in group), initial=0)
    text = " ".join(piece.text for piece in group)[:LONGEST_TURN]
    for start, end in _cut(text):
        if words := " ".join(text[start:end].split()):
            spoken = sound.end() + 1 if (sound := _SOUND.match(text, start)) else start
            piece = group[bisect_right(places, spoken) - 1]
            yield Sentence(words, piece.start, piece.line)


def _cut(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each sentence begins and ends; a question mark always ends one, "e.g." and initials never do."""
    start = 0
    for end in _END.finditer(text):
        if "." in end[0] and "?" not in end[0] and _goes_on(text, start, end):
            continue
        yield start, end.end()
        start = end.end()
        start += len(text[start:]) - len(text[start:].lstrip(" "))
    if text[start:].strip():
        yield start, len(text)


def _goes_on(text: str, start: int, end: re.Match[str]) -> bool:
    """Say whether a full stop does not end the sentence: an abbreviation, or "..." with a small letter behind it."""
    if _ABBREVIATION.search(text[max(start, end.end() - 12) : end.end()]):
        return True
    return end[0].startswith("..") and text[end.end() : end.end() + 2].strip()[:1].islower()


def _mended(turns: Sequence[Turn]) -> Iterator[Turn]:
    """Join "So how did you —", "Yeah.", "— come to rope?" to one turn, the backchannel before it."""
    at = 0
    while at < len(turns):
        turn = turns[at]
        while (
            at + 2 < len(turns)
            and turn.speaker is not None
            and turns[at + 2].speaker == turn.speaker
            and turn.sentences
            and not re.search(r"[.!?？؟。！…][\"”’)\]]*$", turn.sentences[-1].text)
            and turns[at + 1].is_backchannel
        ):
            yield turns[at + 1]
            turn = _joined(turn, turns[at + 2])
            at += 2
        yield turn
        at += 1


def _joined(turn: Turn, more: Turn) -> Turn:
    """Return a turn with what its speaker went on to say; the sentence that was broken off is made whole."""
    last, first = turn.sentences[-1], more.sentences[0]
    cut = last.text.rstrip().endswith(("—", "–", "-", ",", "…"))
    if cut or first.text[:1].islower() or first.text[:1] in "—–-":
        whole = Sentence(f"{last.text} {first.text}", last.start, last.line)
        return Turn(turn.speaker, (*turn.sentences[:-1], whole, *more.sentences[1:]))
    return Turn(turn.speaker, (*turn.sentences, *more.sentences))


Kind = Literal["asks", "invites", "tag", "advert", "says"]
ASKING: tuple[Kind, ...] = ("asks", "invites")

LONGEST_SENTENCE = 600
"""Characters of a sentence that are looked at."""

_WH = r"what|how|why|when|where|which|who|whom|whose|wanna|what's|how's|who's|where's|why's|what're|how'd|what'd|why'd|where'd"
_AUX = (
    r"do|does|did|is|are|was|were|am|can|could|would|will|have|has|had|should|shall|may|might|isn['’]t|aren['’]t|wasn['’]t|weren['’]t|don['’]t|"
    r"doesn['’]t|didn['’]t|can['’]t|couldn['’]t|won['’]t|wouldn['’]t|shouldn['’]t|haven['’]t|hasn['’]t"
)
_SUBJECT = r"you|your|it|its|there|that|this|these|those|they|their|we|our|he|she|his|her|i|the|a|an|any|anybody|anyone|people|someone|somebody|everybody|everyone|all|most|some|other|folks|users|[^\W\d_]+"
_FILLER = r"(?:so|and|but|or|now|well|okay|ok|oh|ah|right|alright|all right|yeah|yes|no|um+|uh+|er+|hm+|mm+|like|i mean|you know|also|then|because|just|actually|great|cool|great|wow|sure|anyway|again|first|finally|lastly|i guess|hey|man|dude|go on(?: then)?|come on)"
_LEAD = (
    rf"\W*(?:{_FILLER}\b\W*)*(?:(?-i:[^\W\d_a-z])[\w’'-]*\.?(?: (?-i:[^\W\d_a-z])[\w’'-]*)?,\s+(?:{_FILLER}\b\W*)*)?"
)
OPENS = regex(
    rf"^{_LEAD}(?:(?:in|at|to|for|from|on|by|with|under|of|about) )?(?:(?:{_WH})\b|(?:{_AUX}) (?:{_SUBJECT})\b)",
    re.IGNORECASE,
)
_BARE_OPENS = regex(
    rf"^{_LEAD}(?:(?:in|at|to|for|from|on|by|with|about) )?(?:(?:what|how|why|when|where|which|who|whose)(?:['’](?:s|re|d))?\b[^.?!]{{0,90}}?\b(?:{_AUX}|drove|made|led|got|happens|happened|inspired|brought|comes|goes|changed|changes)\b|(?:what|how|who|where|why)['’](?:s|re|d)\b|(?:do|does|did|can|could|would|will|have|are|is|was|were) (?:you|there|people|they|we|it)\b)",
    re.IGNORECASE,
)
_CONDITION_ASKS = regex(
    rf"^{_LEAD}(?:if|when|for|as|given|since|with|after|before|in|on|looking)\b[^,]{{3,90}},\s+(?:so |then )?(?:what|how|why|where|who|which|when)(?:['’]s\b| (?:\w+ ){{0,2}}(?:{_AUX})\b)",
    re.IGNORECASE,
)
_AUX_FIRST = regex(
    rf"^{_LEAD}(?:is|are|was|were|does|do|did|has|have|had|can|could|would|will|should|isn['’]t|aren['’]t|wasn['’]t|doesn['’]t|don['’]t|didn['’]t|hasn['’]t|haven['’]t) (?:you|it|he|she|they|we|there|that|this|these|those|your|his|her|their|the|any|anyone|anybody|people) \w",
    re.IGNORECASE,
)
_SUPPOSES = regex(
    rf"^{_LEAD}(?:you|say|let['’]s say|suppose|imagine|looking|thinking|knowing|after|before|back)\b(?! (?:know|mean|see)\b)[^,.?!]{{2,90}},\s+(?:so |and |then )?(?:what|how|who|where|why|when)(?:['’]s| (?:\w+ )?(?:{_AUX}))\b",
    re.IGNORECASE,
)
_CONCLUDES = regex(
    rf"^{_LEAD}(?:(?:what )?(?:you['’]re|you are) (?:saying|suggesting)\b(?!,)|you mean\b(?!,)|(?:do )?i take it (?:that |you)|(?:and|so|but) i (?:assume|suppose|imagine|presume|guess) (?:you|that|it|there|they)\b)",
    re.IGNORECASE,
)
_NOT_BARE = regex(
    rf"^{_LEAD}(?:which\W*,|what['’]s (?:up|good|new)\b|what (?:i|we|you|they|he|she|it|people|that|this)\b|when (?:i|we|you|they|he|she|it|the|a|my|your|people)\b|how (?:cool|great|nice|wonderful|funny|lovely|interesting|beautiful|awful) (?:is|was) |which (?:is|was|are|were|i|we|makes|means)\b|who (?:is|was|are|were|has|have)\b[^.]*,|why (?:i|we|you)\b|where (?:i|we|you)\b|how (?:i|we|you|they)\b)",
    re.IGNORECASE,
)
INVITES = regex(
    rf"^{_LEAD}(?:before [^,]+, |to (?:start|begin|kick)[^,]*, |for (?:people|those|folks|anyone|listeners|our listeners|the audience)[^,]*, |maybe |perhaps |just |please |go ahead and |go ahead,? |let['’]s (?:start|begin)[^,]*, |if you (?:can|could|would|don['’]t mind),? )*"
    r"(?:(?:can|could|would|will|if|maybe|perhaps) you (?:could |can |would |might |maybe |please |just |briefly |also |give|tell|talk|describe|explain|share|walk|take|introduce|start|speak|say|expand|elaborate|mind|paint|help|sketch|define|go)|"
    r"(?:please )?(?:tell (?:us|me|our|everyone|everybody|people|the)|talk (?:to|us|me|about|a (?:bit|little)|more)|walk (?:us|me)|take (?:us|me)|describe|explain|introduce yoursel|help (?:us|me) (?:understand|picture|see|out)|paint (?:us|me)|"
    r"give (?:us|me)|share (?:with|a|some|your)|say (?:more|a (?:bit|little|few)|something)|speak (?:to|about)|expand on|elaborate|remind (?:us|me)|define|sketch|"
    r"unpack|break (?:that|it|this) down|finish (?:this|the) sentence|pick (?:one|a)|name (?:one|a|some|three|two)|bring (?:us|me)|catch (?:us|me) up|compare)\b)",
    re.IGNORECASE,
)
INDIRECT = regex(
    r"\b(?:i(?:['’]d| would) (?:love|like|be curious|be interested)(?: for [^.?!,]{2,40}?)? to (?:hear|know|ask|understand|learn|talk|get|dig|go back|start|touch|explore|see)|i(?:['’]d| would) (?:love|like)(?: it if)?(?: for)? (?:you|each of you|both of you|all of you)(?: all| both)? (?:to|would|could) |i(?:['’]d| would) be (?:so |very |really )?(?:glad|grateful|happy|delighted|curious|interested|keen)(?: if you| to (?:hear|know|learn))|i(?:['’]m| am| was|['’]ve been| have been) (?:really |very |so |also |just |always |kind of |super |quite |a little )?(?:curious|interested|wondering|fascinated)|"
    r"i (?:also |just |really |kind of |did |do )?want(?:ed)? to (?:ask|know|hear|talk (?:to you )?about|get into|touch on|go back|come back|circle back|dig|understand|pick up|start with|learn)|i (?:have|gotta|got to|need) to (?:ask|know)|i['’]ve got to (?:ask|know)|my (?:next |last |first |final |other )?question (?:is|for you|would be)|(?:the|one|another) question (?:i have|is|i['’]d)|"
    r"i['’]m gonna ask|let me ask|can i ask|i wonder (?:if|whether|how|what|why|where|who)|what i (?:want|wanted|['’]d like|would like|meant) to (?:know|ask|hear)|we['’]d (?:love|like) to (?:hear|know)|i guess (?:my question|what i['’]m asking)|"
    r"let['’]s (?:talk|hear|get into|go back|start with|turn|move on|switch|dig)\b)",
    re.IGNORECASE,
)
_ELSEWHERE = regex(
    r"^(?:erzähl(?:en sie|t)?|beschreib(?:en sie)?|erklär(?:en sie|t)?|schilder|nenn(?:en sie)?|verrat|cu[eé]nt[ae](?:me|nos|nme|nnos)|h[aá]ble(?:me|nos)|h[aá]blan?os|expl[ií]que(?:me|nos)|expl[ií]canos|descr[ií]ba|racont(?:e|ez)|parl(?:e|ez)[- ]|décri(?:s|vez)|expliqu(?:e|ez)|"
    r"cont[ea]|fale|explique|descreva|vertel|beschrijf|leg uit|berätta|beskriv)\b",
    re.IGNORECASE,
)
_TAG = (
    r"(?:right|yeah|yes|no|okay|ok|huh|eh|hm+|you know|really|seriously|correct|true|sorry|pardon|what|wow|see|ready|no way|is it|isn['’]t it|"
    r"isn['’]t (?:that|this|he|she)|aren['’]t (?:they|you|we)|don['’]t (?:you|they|we)|doesn['’]t (?:it|he|she|that)|didn['’]t (?:you|it|they|we|he|she)|do (?:you|they)|does it|did (?:you|it|they|he|she)|"
    r"wasn['’]t it|weren['’]t (?:you|they)|will you|won['’]t (?:it|you)|can['’]t (?:you|it)|wouldn['’]t (?:you|it)|would(?:n['’]t)? you|hasn['’]t (?:it|there)|haven['’]t (?:you|they)|hasn['’]t (?:he|she)|oder|ne|nicht wahr|gell|verdad|no es así|n['’]est-ce pas|hein|né|não é|toch|eller hur|"
    r"am i right|or (?:no|not|what|something)|are you kidding(?: me)?|are you serious|you (?:see|know) what i mean|(?:do )?you know what i['’]m saying|if that makes sense|fair|fair enough|agreed|got it|(?:are )?you (?:guys |both )?ready)"
)
_ONLY_TAG = regex(rf"^\W*(?:{_FILLER}\b\W*)*{_TAG}\W*$", re.IGNORECASE)
_ENDS_IN_TAG = regex(rf"[,;—–-]\s*¿?{_TAG}\s*[?？؟][\"”’)]*$", re.IGNORECASE)
_CHECKS = regex(
    rf"^{_LEAD}(?:(?:does|did|do|would) (?:that|this|it|any of that) (?:make (?:any )?sense|track|sound|help|answer)\b.*|do you (?:follow|see|get it|get that|agree)\b[^,]{{0,20}}|(?:can|could) (?:you(?: both| all| guys| still)?|everyone|people|they) (?:hear|see|imagine|believe|bear)\b.*|"
    r"(?:are|is) (?:we|you|this|that|it) (?:\w+ )?(?:listening|following|with me|recording|rolling|live|ready|on|still there|there|back|fair|right|correct|accurate|okay|good to go|a fair \w+)\b[^,]{0,40}|did i (?:get|say|pronounce|hear|miss)\b.*|am i (?:right|wrong|getting|saying|pronouncing|understanding|hearing|crazy)\b.*|"
    r"(?:shall|should) (?:we|i) (?:start|begin|get|go|jump|dive|move|do|take)\b.*|(?:do|would) you mind\b.*|(?:may|can|could) i (?:ask|say|just|interrupt|stop|jump|go back|push back|add)\b[^,]{0,40}|you know (?:what|how|when|that|the)\b.*|(?:do )?you (?:remember|know) (?:that|this|the|when|how)\b.*(?:thing|one|line|meme|quote)\W*|make(?:s)? sense|sounds? good|"
    r"(?:what|how) (?:do|did|would|am|can|should) (?:you|i|we) (?:call|say|put|phrase|pronounce|describe) (?:it|that|this)\b[^,]{0,20}|what(?:['’]s| is) the (?:word|term)\b.*|what (?:was it(?: called)?|is it called)|where (?:was|were) (?:i|we)|who knows\b.*|who cares|guess what|how (?:about|cool|great|crazy|awesome|amazing|funny|wild|nice|beautiful|lovely) (?:is|was|that|are)\b.*|isn['’]t (?:that|it|this) (?:\w+ ){0,2}(?:great|amazing|something|crazy|funny|wild|cool|wonderful|beautiful|interesting|incredible|nice|lovely|ironic|weird|sad)\b.*|"
    r"say (?:that|it) again|come again|excuse me|you (?:want|wanna) (?:to )?(?:introduce|go first|tell|start|take)\b.*|what do i know|who (?:wouldn['’]t|doesn['’]t|hasn['’]t)\b.*|why not|you follow|you with me|(?:are )?(?:you|we|y['’]all) (?:guys |both |all )?ready\b[^,]{0,30}|you don['’]t mind (?:if|the|being|me)\b.*|(?:would|do) you (?:like|want|need) (?:a|some|another|to take a|to have a)(?: \w+)? ?(?:cup|glass|tea|coffee|water|break|minute|moment|biscuit|drink|tissue)\b.*|is (?:that|it) me\b.*|any last words)\W*[?？؟][\"”’)]*$",
    re.IGNORECASE,
)
_GREETS = regex(
    rf"^{_LEAD}(?:[\w’' ,-]{{0,40}}?[,—–-] ?)?(?:how (?:are|is|have|was|were|['’]s|['’]re) (?:you|it|things|life|everything|everyone|everybody|your (?:week|day|weekend|morning|evening|summer|trip|flight)|ya|yourself|we)\b[\w ,’'-]{{0,40}}|how['’]s (?:it|things|life|everything|your)\b[\w ,’'-]{{0,30}}|how (?:are|you) (?:you )?doing\b[\w ,]{{0,30}}|what['’]s (?:up|good|new|happening|going on)(?:,? \w+)?|how do you do|how goes it|"
    r"wie geht['’]?s?(?: es)?(?: dir| ihnen| euch)?|alles gut|¿?(?:qué tal|cómo está[sn]?|cómo estás)|(?:comment )?(?:ça|ca) va|tudo bem|hoe gaat het)\W*[?？؟][\"”’)]*$",
    re.IGNORECASE,
)
_ADVERT = regex(
    r"\bsponsor(?:ed|s|ing)?\b|\bbrought to you by\b|\bsupported by\b|\bmade possible by\b|\bpromo(?:tion)? code\b|\bdiscount code\b|\bcoupon\b|\buse (?:the |our )?code\b|\bpercent off\b|\d ?% off\b|\bfree trial\b|\b(?:first|one|two) months? free\b|"
    r"\b(?:go|head|hop|get|sign up|visit)(?: on)?(?: over)?(?: to| at)? [\w .-]{1,40}? ?(?:dot|\.) ?(?:com|org|net|io|dev|co|fm|example|ai|app|de|fr|es)\b|\b\w+ dot (?:com|example|io|org|net|fm|dev|co|app)\b|\bsign up (?:today|now|for free)\b|\bbecome a (?:member|patron|supporter|subscriber)\b|\bpatreon\b|\bsupport (?:us|the show)\b|"
    r"\b(?:word|message) from our\b|\bquick (?:word|break)\b|\b(?:rate|review|subscribe|five[- ]star)\b.{0,30}\b(?:podcast|show|us|apple|spotify|youtube|review)\b|\bterms (?:and conditions )?apply\b|\bmoney[- ]back\b|\bjoin at\b|\bthank our\b|\bthanks to our\b|\bdiese folge wird\b|\bpräsentiert von\b|\brabatt|\bpatrocin|\bcódigo de descuento\b",
    re.IGNORECASE,
)
REPORTS = regex(
    r"\b(?:(?:i|we|he|she|they|you|people|everyone|everybody|someone|somebody|folks|he['’]s|she['’]s|i['’]m|they['’]re|we['’]re|you['’]re|people are|was|were|am|is|just)\s+(?:just |always |kind of |sort of |all )?(?:like|thought|think(?:ing)?|said|says?|saying|asked?|asking|asks|goes?|went|wondered|tell(?:s|ing)? (?:me|us|myself|yourself))"
    r"(?: (?:to )?(?:me|myself|him|her|them|us|yourself|themselves))?(?: the other day)?|asks? (?:me|myself|yourself|us|him|her))\s*[,:—–-]\s*[\"“‘]?",
    re.IGNORECASE,
)
ANSWERS_ITSELF = regex(
    r"^(?:\W*(?:um+|uh+|well|so),?\s+)?(?:i have no idea|i don['’]t know|no idea|nobody\b|nothing\b|who knows|well\b|yes\b|yeah\b|no[,.!]|nope|of course|exactly|it['’]s (?:the|a|because|not|about)\b|"
    r"it (?:is|was|does|did|isn['’]t|turns)\b|turns out|the answer|they (?:do|did|don['’]t)\b|that['’]s (?:what|why|how|the)\b|you (?:just|simply)\b)",
    re.IGNORECASE,
)
WHY_ASKED = regex(
    r"^\W*(?:because|['’]?cause|cuz|i mean|like|for example|for instance|i know|i remember|i feel like|i ask|i['’]m asking|you (?:mentioned|said|wrote|talk)|is it|and i|or )\b",
    re.IGNORECASE,
)
_OWN_STORY = regex(
    r"^\W*(?:(?:so|and|but|well|because|yeah|no|um+|uh+)\b\W*)*(?:i|we|my|he|she)\b(?! (?:wonder|guess my|mean)\b)",
    re.IGNORECASE,
)
_ASKS_LATER = regex(
    rf"[,;:—–-]\s*(?:(?:so |and |but |then )?(?:in |on |at )?(?!wh(?:o|ich|ere) (?!(?:would|will|should|did|do|does|can|could)\b))(?:{_WH})\b(?!,)|(?:so |and |but |then )?(?:{_AUX}) (?:you|it|there|that|this|they|we|he|she|the)\b)",
    re.IGNORECASE,
)
_CONFIRMS = regex(r"^[^?]{0,40}\bcorrect me if i['’]m\b", re.IGNORECASE)
_SOUND_CHECK = regex(
    rf"^{_LEAD}(?:{_AUX}) [^?]{{0,40}}\b(?:crackl\w*|echo(?:ing|es)?|mic|microphone|muted|on mute|breaking up|cutting out|lagging|frozen|recording)\b[^?]{{0,25}}[?]",
    re.IGNORECASE,
)
_GOES_ON = regex(
    r"^\W*(?:(?:so|and|but|um+|uh+)\b\W*)*which (?:is|was|means|meant|makes|made|i|we|they|he|she|kind of|sort of|of course)\b",
    re.IGNORECASE,
)
_SEARCHES_A_WORD = regex(
    r",\s*(?:like,? )?(?:what|what was it|what is it|what['’]s it called|what do you call it),\s", re.IGNORECASE
)
_ORDERS = regex(
    r"^\W*(?:(?:so|and|just|please)\b\W*)*(?:do|have) (?:it|that|this|a)\b(?! \w+ (?:ever|really))", re.IGNORECASE
)
INTRODUCES = regex(
    r"^\W*(?:(?:um+|well|so|today|hello|hi|hey)\b\W*)*(?:this is|welcome|my name|i['’]m|my guest|our guest|you['’]re listening|today|in this episode|joining|with me|i am)\b",
    re.IGNORECASE,
)
WELCOMES = regex(
    r"\b(?:my guests?|our guests?|i['’]m your host|welcome to|great to have you|you['’]re listening to|today we|with me today|joining me|joined by)\b",
    re.IGNORECASE,
)
TO_LISTENERS = regex(
    r"\b(?:let us know|lines are (?:now )?open|you know the number|(?:keep|send|get) (?:your|those|us your) (?:calls|texts|messages|questions|emails|e-mails|letters)|(?:give us|drop us) a (?:ring|call|line)|(?:text|call|ring|email|e-mail|tweet) us\b|call in\b|listeners?\b[,:]? (?:do|did|have|what|how|would|if)|you at home|in the comments|(?:do |please |to )write in\b|write in (?:to|with|and tell)|leave a comment|drop us|dear listeners?|those of you|our audience)\b",
    re.IGNORECASE,
)
YOU = regex(r"\b(?:you|your|yours|yourself|you['’](?:re|ve|d|ll))\b", re.IGNORECASE)
_ECHO = regex(r"^\W*(?:(?:oh|so|and|but|wait|no|really|okay)\b\W*)*", re.IGNORECASE)
_SHORT_ASK = regex(
    rf"^{_LEAD}(?:(?:saying|meaning|such as|like what|as in|for example|in what way|how so|since when|(?!to\b|from\b)[\w’'-]+ (?:how|why|where|when))|any (?!questions?\b|chance\b)[\w’'-]+\b.*|(?:lieblings|schlimmst|größt|schönst|best)\w+(?: \w+)?|(?:la |el |le |o |a |tu |ton |ta |dein[e]? )?(?:mejor|peor|pire|meilleure?|melhor|pior)\b[^?]*|[^?]*\b(?:favorit[oa]|préférée?)|(?:your |the )?(?:favou?rite|least favou?rite|best|worst|biggest|first|last|hardest|one) [\w ,’'-]+|[\w’' -]+,? or [\w’' -]+|why\b(?! not\W*$).*|how (?:so|come|much|many|long|often|old|far|big)\b.*|what (?:happened|changed|happens|changes|comes|came|else|then|next|broke)\b.*|what (?:for|about|went|is|are|was|were|do|did|would|had|has|kind|else)\b.+|what['’]s [\w ]+|where (?:is|was|are|did|do)\b.+|(?:what )?if \w+ .+|how['’]s (?!it\b|everything\b|life\b).+|who['’]s (?!there)[\w ]+|and (?:{_AUX}) (?:you|he|she|it|they|there|we|that)|(?:is|are|was|were|do|does|did|will|can|has|have) (?:yours|mine|his|hers|ours|theirs) \w+|who (?:is|was|are|did|does|pays|made)\b.+|(?:what|who) (?!was\b|is\b|does\b|has\b)[a-z]+s (?:it|them|that|this|him|her|you|there|then|first|next|most|best)\b.*|when (?:was|did|is)\b.+|(?:{_AUX}) (?:you|he|she|it|they|there|we|that|people|this|your) (?!really\W|though\W|still\W|now\W).+)[?？؟]",
    re.IGNORECASE,
)
MARKED = regex(r"[?？؟][\"”’)\]]*$")


def kind(text: str) -> Kind:
    """Return what a sentence does by its own words; of one that does not end, its last words tell."""
    if len(text) > LONGEST_SENTENCE:
        text = text[text.find(" ", len(text) - LONGEST_SENTENCE) + 1 :]
    if is_backchannel(text):
        return "tag"
    if _ADVERT.search(text) and not MARKED.search(text):
        return "advert"
    if MARKED.search(text):
        return "asks" if _really_asks(text) else "tag"
    if _is_invitation(text):
        return "invites"
    return "asks" if _asks_without_mark(text) else "says"


def _really_asks(text: str) -> bool:
    """Say whether a sentence with a question mark wants an answer."""
    if _ONLY_TAG.match(text) or _GREETS.match(text) or _CHECKS.match(text):
        return False
    if _ENDS_IN_TAG.search(text) and not OPENS.match(text):
        return False
    own = _OWN_STORY.match(text) and not YOU.search(text) and not INDIRECT.search(text)
    if (own and not _ASKS_LATER.search(text)) or _ORDERS.match(text):
        return False
    if _GOES_ON.match(text) or _CONFIRMS.match(text) or _SOUND_CHECK.match(text):
        return False
    bare = _SEARCHES_A_WORD.sub(" ", text)
    if bare != text and not OPENS.match(text) and not _ASKS_LATER.search(bare):
        return False
    words = len(_ECHO.sub("", text).split())
    return words > 3 or _SHORT_ASK.match(text) is not None or (text.startswith("¿") and words > 1)


def _is_invitation(text: str) -> bool:
    return bool(
        INVITES.match(text)
        or _CONCLUDES.match(text)
        or INDIRECT.search(text)
        or _ELSEWHERE.match(re.sub(r"^\W*(?:und|also|ja|dann|y|bueno|et|alors|e)\b\W*", "", text, flags=re.IGNORECASE))
    )


def _asks_without_mark(text: str) -> bool:
    """Say whether a sentence asks by the order of its words, where the mark is missing."""
    least = 4 if text.rstrip('"”’)')[-1:] in ".!" else 7
    return (
        len(text.split()) >= least
        and any(form.match(text) for form in (_BARE_OPENS, _CONDITION_ASKS, _AUX_FIRST, _SUPPOSES))
        and _NOT_BARE.match(text) is None
    )


_HESITATION = r"(?:u+m+|u+h+|e+r+m?|a+h+m|h+m+|you know|i mean|like|sort of|kind of|i guess|okay|ok|right|well|basically|actually)"
_INSIDE = regex(
    rf",\s*{_HESITATION}(?=\s*,)|,\s*(?:u+m+|u+h+|e+r+m?|you know|i mean)(?=[\s?!.])|(?<![\w,])\b(?:u+m+|u+h+|e+r+m?)\b,?\s*",
    re.IGNORECASE,
)
_BETWEEN = regex(r",\s*(?:u+m+|u+h+|e+r+m?)\s*,", re.IGNORECASE)
_LEADING = regex(
    rf"^(?:(?:so|and|but|or|now|yeah|yes|no|oh|alright|all right|{_HESITATION})\b(?:,\s*|\.\s+|\s*[—–]\s*|(?<=so)\s+|(?<=and)\s+|(?<=but)\s+))+",
    re.IGNORECASE,
)
_TWICE = regex(r"\b([\w'’]+(?: [\w'’]+){0,3}?)(?:\s*(?:,|—|–|-{1,2}|\.\.\.|…)\s*|\s+)\1\b(?![’'])", re.IGNORECASE)
_KEPT_TWICE = frozenset(["that", "had", "very", "really", "no", "bye", "is", "do", "her"])


def tidy(text: str) -> str:
    """Return a spoken question as one would write it down; the words that are left are the speaker's own."""
    made = _INSIDE.sub("", _BETWEEN.sub("", without_sounds(text)))
    made = _TWICE.sub(lambda m: m[0] if m[1].casefold() in _KEPT_TWICE and "," not in m[0] else m[1], made)
    made = re.sub(r"\s+([,.?!])", r"\1", re.sub(r"(?:,\s*){2,}", ", ", made))
    bare = " ".join(_LEADING.sub("", made.lstrip(" ,")).split())
    return bare[:1].upper() + bare[1:] if bare else text
