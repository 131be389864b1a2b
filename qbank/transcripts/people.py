"""Who talks: labels to names, and which of them ask.

A host is whom someone named as one; else who says so ("I'm your host"), else who is not the guest that the title or the welcome names; only
where nothing says it, the one who speaks first and asks most, and that is told as a guess.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from qbank.records import dataclass
from qbank.regex import regex
from qbank.transcripts.sentences import kind
from qbank.transcripts.turns import Turn

OPENING_TURNS = 14
OPENING_SENTENCES = 40
"""What of a talk may introduce those who talk."""
MOST_BESIDE = 20_000
"""Characters beside a talk in which full names are looked for."""
SURE, NAMED, TITLED, WELCOMES, THANKS, OPENED = 100.0, 3.0, 2.0, 2.0, 3.0, 1.0
"""Points for a host: given from outside, called one in the welcome, not the one the title is about, who welcomes, is not thankful to be here, opens the talk."""
ASKED, ANSWERED, MOST_HEARD = 0.55, -0.22, 3.0
"""Points of a turn that ends in an ask and of one that does not, a third of the logarithm of how much oftener hosts have it than guests; and what
they come to at most."""
PASSING, PASSING_TURNS = 0.08, 3
"""Share of all that is said, and turns, up to which someone nobody introduced only passes."""

NAME = r"(?-i:[^\W\d_a-z][\w’'-]*(?:\s(?:de|del|di|van|von|der|den|la|bin|al|el)|\s[A-Z]\.)?(?:\s[^\W\d_a-z][\w’'-]*){1,3})"
HONOR = r"(?:(?:dr|prof|professor|doctor|mr|mrs|ms|sir|dame|herr|frau|captain|reverend)\b\.? )*"
_HOST_SAYS = regex(
    rf"\b(?:your|the|my co-?)\s*-?hosts?(?: today)?,?\s+(?:is |are |as always,? )?({NAME})|\bhosted by ({NAME})|\bmy co-?hosts?\b[^.?!]{{0,40}}?({NAME})",
    re.IGNORECASE,
)
_HOST_WORDS = regex(
    r"\byour hosts?\b|\bco-?host|\bwelcome (?:back )?to\b|\b(?:my|our) (?:special )?guests?\b|\byou['’]re listening to\b|\bthis is the [\w ]+ (?:show|podcast)\b|"
    r"\bthanks? (?:you )?(?:so much |very much )?for (?:coming|joining|being)\b|\bwillkommen (?:zu|bei)\b|\bbienvenid[oa]s\b|\bbienvenue\b|\b(?:mein|unser) gast\b|\bheute (?:sitzt|ist)\b",
    re.IGNORECASE,
)
_GUEST_WORDS = regex(
    r"\bthanks? (?:you )?(?:so much |very much |a lot )?for (?:having|inviting)\b|\b(?:good|great|happy|glad|nice|pleasure|pleased|honou?red|excited) to be (?:here|on)\b|\bfor having me\b|"
    r"\bdanke für die einladung\b|\bgracias por (?:invitar|la invitación)\b|\bmerci de (?:m['’])?inviter\b",
    re.IGNORECASE,
)
_GUEST_IS = regex(
    rf"\b(?:(?:my|our|today['’]s|this week['’]s) (?:special )?guests?(?: (?:today|this week))?(?: is| are|,)?|joined (?:today )?by|joining (?:me|us)(?: today)?(?: is| are)?|(?:i['’]m |we['’]re )?(?:here|talking|speaking|sitting|chatting) "
    rf"(?:down )?(?:today )?(?:with|to)|with (?:me|us)(?: today| here)?(?: is| are)?|(?:today|now) (?:we (?:have|['’]?ve got)|i have|it['’]s|with)|we have|please welcome|welcome(?:,| back,?)?(?: to the show,?)?|i have|"
    rf"episode \w+,? with|(?:our|my) conversation with|interview with|heute (?:sitzt mir|ist|habe ich)|zu gast(?: ist)?|hablamos (?:de \w+ )?con|con nosotros(?: está)?)\s*,?\s+"
    rf"(?:the (?:great|one and only|amazing) )?{HONOR}({NAME})(?:,? and {HONOR}({NAME}))?",
    re.IGNORECASE,
)
_GREETED = regex(
    rf"({NAME})[,.!] (?i:good (?:morning|evening|afternoon)|everybody|everyone|ladies and|folks|(?:a (?:very )?warm )?welcome|hello|hi|(?:thanks|thank you)(?: so much| very much)? for (?:coming|joining|being|doing|taking|your))\b"
)
_TITLED = regex(
    rf"\b(?:with|w/|mit|met|con|com|avec|feat\.?|featuring|guests?:|interview(?:ing)?(?: with)?:?|entrevista (?:a|con|com))\s+{HONOR}({NAME})((?:,? (?:and|und|y|et|e|&) |, ){HONOR}{NAME})*",
    re.IGNORECASE,
)
_HONORED = regex(rf"^{HONOR}", re.IGNORECASE)
_AND = regex(r"\s*(?:,\s*(?:and|und|y|et|e|&)\s+|,\s+|\s(?:and|und|y|et|e|&)\s)")
_ANONYMOUS = regex(
    r"(?:(?:speaker|sprecher(?:in)?|participant|person|voice|unknown|hablante)[ _#-]*(?:\d{1,3}|[a-z])?(?: speaker)?|[A-Z]|spk_\d+)",
    re.IGNORECASE,
)
_ASKS_WORDS = """host hosts interviewer moderator presenter co-host cohost gastgeber moderatorin interviewerin
entrevistador entrevistadora"""
_ANSWERS_WORDS = "guest guests interviewee respondent gast entrevistado entrevistada invitado"
_ROLES = {"host": frozenset(_ASKS_WORDS.split()), "guest": frozenset(_ANSWERS_WORDS.split())}
_NOISE_WORDS = """advertisement advertisements ad ads announcer music narrator voiceover voice-over sponsor commercial
audience all both everyone crosstalk intro outro jingle"""
_NOISE = frozenset(_NOISE_WORDS.split())


@dataclass(frozen=True, slots=True)
class Cast:
    """Who asks and who answers, in the order they speak; `guessed` is the host that nothing but the asking points to."""

    hosts: tuple[str, ...]
    guests: tuple[str, ...]
    guessed: str = ""


def named(people: Iterable[str]) -> tuple[str, ...]:
    """Return those of some people who have a name, not just a number or a part."""
    return tuple(n for n in people if not is_anonymous(n) and not _role(n))


def is_anonymous(label: str) -> bool:
    """Say whether a label is not a name: "Speaker 1", "A"."""
    return _ANONYMOUS.fullmatch(label.strip()) is not None


def cast(
    turns: Sequence[Turn],
    *,
    hosts: Sequence[str] = (),
    guests: Sequence[str] = (),
    titles: Sequence[str] = (),
) -> Cast:
    """Return who of those who talk asks and who answers; the turns' speakers are names as `identify` gives them."""
    people = [
        w
        for w in dict.fromkeys(t.speaker for t in turns if t.speaker is not None)
        if w.casefold() not in _NOISE
    ]
    told = _told(people, turns, hosts, guests, titles)
    heard = _heard_asking(people, turns)
    points = {w: told.get(w, 0.0) + heard[w] for w in people}
    passing = _passing(people, turns) - told.keys()
    staying = [w for w in people if w not in passing] if len(people) - len(passing) >= 2 else people
    found = {w for w in staying if points[w] > 0}
    if len(staying) < 2:
        found = {w for w in staying if told.get(w, 0.0) > 0}
    elif not found:
        found = {max(staying, key=points.__getitem__)}
    elif len(found) == len(staying):
        found -= {min(reversed(staying), key=points.__getitem__)}
    others = {w for w in people if w not in staying and (points[w] <= 0 or w in passing)}
    guessed = next((w for w in staying if w in found), "") if not any(told.get(w) for w in staying) else ""
    return Cast(
        tuple(w for w in people if w in found),
        tuple(w for w in people if w not in found and w not in others),
        guessed,
    )


def opening_of(turns: Sequence[Turn]) -> list[tuple[str | None, str]]:
    """Return who says what at the beginning."""
    made: list[tuple[str | None, str]] = []
    left = OPENING_SENTENCES
    for turn in turns[:OPENING_TURNS]:
        made.append((turn.speaker, " ".join(s.text for s in turn.sentences[:left])))
        left -= len(turn.sentences)
        if left <= 0:
            break
    return made


def titled_guests(title: str) -> tuple[str, ...]:
    """Return the people that a title names behind "with" and the like."""
    made: list[str] = []
    for found in _TITLED.finditer(title[:400]):
        people = (_HONORED.sub("", n) for n in _AND.split(title[found.start(1) : found.end()]))
        made += [n for n in people if len(n.split()) >= 2]
    return tuple(dict.fromkeys(made))


def introduced(text: str) -> list[str]:
    """Return the people that a welcome introduces as guests."""
    return [
        name
        for form in (_GUEST_IS, _GREETED)
        for found in form.finditer(text[:6000])
        for name in found.groups()
        if name and not _HOST_SAYS.search(found[0])
    ]


def introduced_hosts(text: str) -> list[str]:
    """Return the people that call themselves the host, or are called so."""
    own = [
        found[1]
        for found in re.finditer(
            rf"\b(?:I['’]?m|I am)\s+(?:your|the) host,?\s+({NAME})|\b(?:I['’]?m|I am)\s+({NAME}),? (?:and )?(?:I['’]?m |I am )?(?:your|the) host",
            text[:6000],
        )
        if found[1]
    ]
    return [*own, *(n for found in _HOST_SAYS.finditer(text[:6000]) for n in found.groups() if n)]


def _role(label: str) -> str | None:
    low = re.sub(r"[\s_#-]*\d+$", "", label.casefold().strip())
    return next((role for role, words in _ROLES.items() if low in words), None)


def same_person(one: str, other: str) -> bool:
    """Say whether two names are of one person: equal, or one the first name of the other."""
    a, b = one.casefold().split(), other.casefold().split()
    return bool(a and b) and (a == b or (a[0] == b[0] and (len(a) == 1 or len(b) == 1 or a[-1] == b[-1])))


def _told(
    people: Sequence[str],
    turns: Sequence[Turn],
    hosts: Sequence[str],
    guests: Sequence[str],
    titles: Sequence[str],
) -> dict[str, float]:
    """Return what was said of each one's part, in points: above 0 a host, below a guest; only of those something was said of."""
    opening = opening_of(turns)
    titled = [n for t in titles for n in titled_guests(t)]
    made: dict[str, float] = defaultdict(float)
    for who in people:
        role = _role(who)
        if role == "host" or any(same_person(who, h) for h in hosts):
            made[who] += SURE
        elif role == "guest" or any(same_person(who, g) for g in guests):
            made[who] -= SURE
        if any(same_person(who, n) for n in titled):
            made[who] -= TITLED
    for speaker, text in opening:
        for who in people:
            if any(same_person(who, n) for n in introduced_hosts(text)):
                made[who] += NAMED
            if speaker != who and any(same_person(who, n) for n in introduced(text)):
                made[who] -= NAMED
        if speaker is not None and speaker in people:
            made[speaker] += WELCOMES * bool(_HOST_WORDS.search(text) or introduced(text))
            made[speaker] -= THANKS * bool(_GUEST_WORDS.search(text))
    return {who: points for who, points in made.items() if points}


def _heard_asking(people: Sequence[str], turns: Sequence[Turn]) -> dict[str, float]:
    """Return what each one's turns say of their part, in points: hosts end every second turn asking, guests one in nine."""
    made = dict.fromkeys(people, 0.0)
    for turn in turns:
        if turn.speaker in made and turn.sentences and not turn.is_backchannel:
            made[turn.speaker] += ASKED if kind(turn.sentences[-1].text) in ("asks", "invites") else ANSWERED
    made = {w: max(-MOST_HEARD, min(MOST_HEARD, points)) for w, points in made.items()}
    if people:
        made[people[0]] += OPENED
    return made


def _passing(people: Sequence[str], turns: Sequence[Turn]) -> set[str]:
    """Return those who say a word in passing: a caller, a clip that is played, someone with the traffic."""
    words: Counter[str] = Counter()
    count: Counter[str] = Counter()
    for turn in turns:
        if turn.speaker is not None:
            words[turn.speaker] += len(turn.text)
            count[turn.speaker] += 1
    most = words.total() * PASSING
    return {w for w in people if count[w] <= PASSING_TURNS and words[w] <= most} if len(people) > 2 else set()


def calls(text: str, name: str) -> bool:
    """Say whether someone is called by name: "Lea, who …", "…, Lea?" or "Mrs. Petrie, …"."""
    words = name.split(" ")
    called = rf"(?:{re.escape(words[0])}(?: [^\W\d_a-z][\w’'-]*)?|(?:Dr|Prof|Professor|Doctor|Mrs|Mr|Ms|Miss|Sir|Herr|Frau)\b\.? {re.escape(words[-1])})"
    return (
        re.search(
            rf"(?:^|[.!?,]\s+|\b(?:and|so|but|okay|now|hey|hi|hello|well|welcome|thanks|thank you) ){called},(?! (?:who|whose|whom)\b)"
            rf"|,\s*{called}\s*[?.!,？]|^{called}[?.!]|\b(?:[Hh]i|[Hh]ello|[Hh]iya|[Tt]hanks|[Tt]hank you|[Ww]elcome|[Gg]ood (?:morning|evening|afternoon)) {called}\b",
            text,
        )
        is not None
    )
