"""Who talks: labels to names, and which of them ask.

A host is whom someone named as one; else who says so ("I'm your host"), else who is not the guest that the title or the welcome names; only
where nothing says it, the one who speaks first and asks most, and that is told as a guess.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from qbank.english.terms import word_set
from qbank.lazy import dataclass, regex
from qbank.transcripts.sentences import ASKING, Piece, Turn, kind, to_turns

OPENING_TURNS = 14
OPENING_SENTENCES = 40
"""What of a talk may introduce those who talk."""
SURE, NAMED, TITLED, WELCOMES, THANKS, OPENED = 100.0, 3.0, 2.0, 2.0, 3.0, 1.0
"""Points for a host: given from outside, called one in the welcome, not the one the title is about, who welcomes, is not thankful to be here, opens the talk."""
ASKED, ANSWERED, MOST_HEARD = 0.55, -0.22, 3.0
"""Points of a turn that ends in an ask and of one that does not, a third of the logarithm of how much oftener hosts have it than guests; and what
they come to at most."""
PASSING, PASSING_TURNS = 0.08, 3
"""Share of all that is said, and turns, up to which someone nobody introduced only passes."""

LEAST_CHANGES, SLIP = 4, -1.5
"""Changes of speaker that make turns of captions without names; points of two turns in a row by one person, a change missed or made up."""

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
_DESCRIBED = regex(
    rf"\b(?:(?:my|our|today['’]s|this week['’]s) (?:special )?guests?(?: today)? (?:is|are)|joined (?:today )?by|joining me(?: today)? is|with me(?: today| here)? is|please welcome|(?:i['’]m|we['’]re) (?:here|talking|speaking|sitting|chatting) (?:down )?(?:with|to)),?\s+"
    rf"(?-i:(?:(?!(?:who|that|which|about|from|by|with|and|to|in|on|of|for|at|not|here|behind|like|as)\b)[a-zß-ÿ][\w’'-]*,? ){{1,4}})({NAME})",
    re.IGNORECASE,
)
"""A guest with what they are before the name: "with me is tree ring scientist Ada Brand"."""
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
_ROLES = {
    "host": word_set("""host hosts interviewer moderator presenter co-host cohost gastgeber moderatorin interviewerin
entrevistador entrevistadora"""),
    "guest": word_set("guest guests interviewee respondent gast entrevistado entrevistada invitado"),
}
_NOISE = word_set("""advertisement advertisements ad ads announcer music narrator voiceover voice-over sponsor commercial
audience all both everyone crosstalk intro outro jingle""")


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
    turns: Sequence[Turn], *, hosts: Sequence[str] = (), guests: Sequence[str] = (), titles: Sequence[str] = ()
) -> Cast:
    """Return who of those who talk asks and who answers; the turns' speakers are names as `identify` gives them."""
    people = [w for w in dict.fromkeys(t.speaker for t in turns if t.speaker is not None) if w.casefold() not in _NOISE]
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
        tuple(w for w in people if w in found), tuple(w for w in people if w not in found and w not in others), guessed
    )


def opening_of(turns: Sequence[Turn]) -> list[tuple[str | None, str]]:
    """Return who says what at the beginning."""
    made: list[tuple[str | None, str]] = []
    left = OPENING_SENTENCES
    for turn in turns[:OPENING_TURNS]:
        if left > 0:
            made.append((turn.speaker, " ".join(s.text for s in turn.sentences[:left])))
        left -= len(turn.sentences)
    return made


def titled_guests(title: str) -> tuple[str, ...]:
    """Return the people that a title names behind "with" and the like."""
    lists = (title[found.start(1) : found.end()] for found in _TITLED.finditer(title[:400]))
    people = (_HONORED.sub("", name) for listed in lists for name in _AND.split(listed))
    return tuple(dict.fromkeys(name for name in people if len(name.split()) >= 2))


def introduced(text: str) -> list[str]:
    """Return the people that a welcome introduces as guests."""
    every = (found for form in (_GUEST_IS, _DESCRIBED, _GREETED) for found in form.finditer(text[:6000]))
    return [name for found in every if not _HOST_SAYS.search(found[0]) for name in found.groups() if name]


def introduced_hosts(text: str) -> list[str]:
    """Return the people that call themselves the host, or are called so."""
    return [n for found in _HOST_SAYS.finditer(text[:6000]) for n in found.groups() if n]


def _role(label: str) -> str | None:
    low = re.sub(r"[\s_#-]*\d+$", "", label.casefold().strip())
    return next((role for role, words in _ROLES.items() if low in words), None)


def same_person(one: str, other: str) -> bool:
    """Say whether two names are of one person: equal, or one the first name of the other."""
    a, b = one.casefold().split(), other.casefold().split()
    return bool(a and b) and (a == b or (a[0] == b[0] and (len(a) == 1 or len(b) == 1 or a[-1] == b[-1])))


def _told(
    people: Sequence[str], turns: Sequence[Turn], hosts: Sequence[str], guests: Sequence[str], titles: Sequence[str]
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
    made = {who: sum(_points(turn) for turn in turns if turn.speaker == who) for who in people}
    made = {who: max(-MOST_HEARD, min(MOST_HEARD, points)) for who, points in made.items()}
    if people:
        made[people[0]] += OPENED
    return made


def _points(turn: Turn) -> float:
    """Return how much rather a turn is a host's than a guest's."""
    if not turn.sentences or turn.is_backchannel:
        return 0.0
    return ASKED if kind(turn.sentences[-1].text) in ASKING else ANSWERED


def voiced(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Yield pieces that only mark where the speaker changes as those of two people, one of whom asks; none where few are marked.

    They take turns, unless what is asked and what is answered says otherwise for longer: captions miss a change or make one up.
    """
    turns = to_turns(pieces)
    if len(turns) <= LEAST_CHANGES:
        return
    best = (-OPENED, OPENED)  # as if a guest had spoken before the first turn
    came: list[tuple[int, int]] = []
    for turn in turns:
        told = [[best[before] + (SLIP if before == now else 0.0) for before in (0, 1)] for now in (0, 1)]
        came.append((int(told[0][1] >= told[0][0]), int(told[1][1] > told[1][0])))
        best = (max(told[0]) + _points(turn), max(told[1]) - _points(turn))
    parts = [int(best[1] > best[0])]
    for back in reversed(came[1:]):
        parts.append(back[parts[-1]])
    for n, piece in enumerate(p for p in pieces if p.text):
        if n and piece.fresh:
            parts.pop()
        yield replace(piece, speaker=f"Speaker {parts[-1] + 1}")


def _passing(people: Sequence[str], turns: Sequence[Turn]) -> set[str]:
    """Return those who say a word in passing: a caller, a clip that is played, someone with the traffic."""
    count = Counter(turn.speaker for turn in turns)
    words: Counter[str] = Counter()
    for turn in turns:
        if turn.speaker is not None:
            words[turn.speaker] += len(turn.text)
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


MOST_NAMES_BESIDE = 20_000
"""Characters beside a talk in which full names are looked for."""
MOST_NAMES = 24
"""Full names that are tried for labels without one."""
_I_AM = regex(
    rf"\b(?:I['’]?m|I am|my name is|my name['’]s|ich bin|mein name ist|soy|me llamo|je suis|je m['’]appelle|sou|ik ben)\s+(?:your host,?\s+|the host,?\s+|me,?\s+)?({NAME})",
    re.IGNORECASE,
)
_THIS_IS = regex(rf"\b(?:this is|it['’]s|hier ist)\s+(?:your host,?\s+|me,?\s+)?({NAME})(?!\s+from\b)", re.IGNORECASE)
_FULL = regex(rf"{HONOR}({NAME})")
_FIRST_NAME = regex(
    r"\b(?:I['’]m|I am|my name is|my name['’]s)\s+(?:your host,?\s+)?(?-i:([^\W\d_a-z][\w’'-]+))\b", re.IGNORECASE
)
_NAME_ALONE = regex(rf"^And ({NAME})[.!](?: |$)")


def identify(
    turns: Sequence[Turn],
    *,
    known: Sequence[str] = (),
    titles: Sequence[str] = (),
    page: str = "",
    speakers: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Return the fullest name of each label.

    `known` are people known from elsewhere, `page` is what stands beside the talk, `speakers` says who a label is.
    """
    opening = [*opening_of(turns), *((None, text) for text in (*titles, page[:MOST_NAMES_BESIDE]) if text)]
    titled = [n for t in titles for n in titled_guests(t)]
    welcomed = [n for _, text in opening for n in introduced(text)]
    said = [n for _, text in opening for n in (*introduced_hosts(text), *_I_AM.findall(text), *_THIS_IS.findall(text))]
    labels = list(dict.fromkeys(t.speaker for t in turns if t.speaker is not None))
    made = _names(labels, opening, [*known, *titled, *welcomed, *said], dict(speakers or {}))
    if any(is_anonymous(n) for n in made.values()):
        pool = [*known, *titled, *welcomed, *(n for text in titles for n in _FULL.findall(text))]
        made.update(_called(turns, made, list(dict.fromkeys(pool))[:MOST_NAMES]))
        made.update(_left(labels, made, [*titled, *welcomed]))
    return made


def _called(turns: Sequence[Turn], made: Mapping[str, str], pool: Sequence[str]) -> dict[str, str]:
    """Return the names of labels without one, by what the others call them right before or after they speak."""
    count: Counter[tuple[str, str]] = Counter()
    own: set[tuple[str, str]] = set()
    free = [n for n in pool if n not in made.values()]
    for at, turn in enumerate(turns):
        for name in free:
            if turn.speaker is None or not calls(turn.text.replace(name, ""), name):
                continue
            own.add((turn.speaker, name))
            for near, weight in ((at + 1, 2), (at - 1, 1)):
                who = turns[near].speaker if 0 <= near < len(turns) else None
                if who is not None and who != turn.speaker and is_anonymous(made[who]):
                    count[who, name] += weight
    found: dict[str, str] = {}
    for (who, name), _ in count.most_common():
        if who not in found and name not in found.values() and (who, name) not in own:
            found[who] = name
    return found


def _left(labels: Sequence[str], made: Mapping[str, str], names: Sequence[str]) -> dict[str, str]:
    """Return the one name that is left for the one label without any."""
    nameless = [w for w in labels if is_anonymous(made[w])]
    left = {n.casefold(): n for n in reversed(names) if n not in made.values()}
    if len(nameless) == len(left) == 1 and len(labels) >= 2 and len(nameless) < len(labels):
        return {nameless[0]: next(iter(left.values()))}
    return {}


def _names(
    labels: Sequence[str], opening: Sequence[tuple[str | None, str]], known: Sequence[str], speakers: dict[str, str]
) -> dict[str, str]:
    """Return the fullest name of each label."""
    given = {k.casefold(): v for k, v in speakers.items()}
    made: dict[str, str] = {}
    full = [*known, *(w for w in labels if len(w.split()) >= 2 and not is_anonymous(w))]
    capitals = all(w.isupper() for w in labels)
    for label in labels:
        bare = _cased(label, least=3 if capitals else 4)
        made[label] = given.get(label.casefold()) or _fuller(bare, [*full, *_spelled_out(label, opening)])
    for label in labels:
        if is_anonymous(label) and label.casefold() not in given:
            made[label] = _self_named(label, opening, full) or made[label]
    return made


def _spelled_out(label: str, opening: Sequence[tuple[str | None, str]]) -> list[str]:
    """Return the full names in the welcome that begin with a first name: "and with me is Sol Vega" for "Sol"."""
    first = _cased(label, least=3)
    if " " in first or is_anonymous(first):
        return []
    full = re.compile(rf"(?<!\w){re.escape(first)}((?: (?:de|van|von|der|la|al|el))?(?: [^\W\d_a-z][\w’'-]+){{1,2}})")
    return [first + found[1] for _, text in opening for found in full.finditer(text)]


def _self_named(label: str, opening: Sequence[tuple[str | None, str]], full: Sequence[str]) -> str | None:
    """Return the name that an unnamed speaker gives: "I'm Sam Hoste"."""
    mine = [text for who, text in opening if who == label]
    for text in mine:
        if found := _I_AM.search(text) or _NAME_ALONE.match(text):
            return found[1]
    for text in mine:
        if found := _FIRST_NAME.search(text):
            whole = _fuller(found[1], full)
            if whole != found[1] or any(who != label and calls(said, whole) for who, said in opening):
                return whole
    titles = tuple(said for who, said in opening if who is None)
    return next((f[1] for f in map(_THIS_IS.search, mine) if f and not any(t.startswith(f[1]) for t in titles)), None)


def _cased(label: str, *, least: int) -> str:
    """Return a label written in capitals as a name is."""
    plain = re.sub(r"\s*\([^()]*\)", "", label).strip()
    letters = [c for c in plain if c.isalpha()]
    if len(letters) >= least and all(c.isupper() for c in letters) and "_" not in plain:
        return " ".join(w.capitalize() if not re.search(r"['’-]", w) else w.title() for w in plain.split())
    return plain or label


def _bare(name: str) -> str:
    """Return a name without the quotation mark or the "'s" behind it."""
    return re.sub(r"(?:['’]s|['’-]+)$", "", name)


def _fuller(label: str, full: Sequence[str]) -> str:
    """Return the one longer name that a first name, a surname or initials stand for; else the label."""
    low = label.casefold().strip(".")
    words = low.split()
    found = dict.fromkeys(n for n in map(_bare, full) if len(n.split()) > len(words) and _stands_for(low, words, n))
    return next(iter(found)) if len({n.casefold() for n in found}) == 1 else label


def _stands_for(low: str, words: Sequence[str], name: str) -> bool:
    parts = name.casefold().split()
    if len(words) > 1:
        return parts[0] == words[0] and parts[-1].startswith(words[-1].rstrip("."))
    initials = "".join(p[0] for p in parts)
    return low in (parts[0], parts[-1]) or (2 <= len(low) <= 4 and low.replace(".", "") == initials)
