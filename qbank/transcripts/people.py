"""Who talks: labels to names, and which of them ask.

A host is whom someone named as one; else who says so ("I'm your host"), else who is not the guest that the title or the welcome names; only
where nothing says it, the one who speaks first and asks most, and that is told as a guess.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from qbank.records import dataclass
from qbank.regex import regex
from qbank.transcripts.sentences import kind
from qbank.transcripts.turns import Turn

OPENING_TURNS = 14
OPENING_SENTENCES = 40
"""What of a talk may introduce those who talk."""
MOST_BESIDE = 20_000
"""Characters beside a talk in which full names are looked for."""
ASKS_AT_LEAST = 0.12
"""Share of a speaker's turns with a question mark, from which they may be a second host."""

_N = r"(?-i:[^\W\d_a-z][\w’'-]*(?:\s(?:de|del|di|van|von|der|den|la|bin|al|el)|\s[A-Z]\.)?(?:\s[^\W\d_a-z][\w’'-]*){1,3})"
_HONOR = r"(?:(?:dr|prof|professor|doctor|mr|mrs|ms|sir|dame|herr|frau|captain|reverend)\b\.? )*"
_I_AM = regex(
    rf"\b(?:I['’]?m|I am|my name is|my name['’]s|this is|it['’]s|ich bin|mein name ist|hier ist|soy|me llamo|je suis|je m['’]appelle|sou|ik ben)\s+(?:your host,?\s+|the host,?\s+|me,?\s+)?({_N})",
    re.IGNORECASE,
)
_FIRST_NAME = regex(
    r"\b(?:I['’]m|I am|my name is|my name['’]s)\s+(?:your host,?\s+)?(?-i:([^\W\d_a-z][\w’'-]+))\b",
    re.IGNORECASE,
)
_NAME_ALONE = regex(rf"^And ({_N})[.!](?: |$)")
_HOST_SAYS = regex(
    rf"\b(?:your|the|my co-?)\s*-?hosts?(?: today)?,?\s+(?:is |are |as always,? )?({_N})|\bhosted by ({_N})|\bmy co-?hosts?\b[^.?!]{{0,40}}?({_N})",
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
    rf"(?:the (?:great|one and only|amazing) )?{_HONOR}({_N})(?:,? and {_HONOR}({_N}))?",
    re.IGNORECASE,
)
_TITLED = regex(
    rf"\b(?:with|w/|mit|met|con|com|avec|feat\.?|featuring|guests?:|interview(?:ing)?(?: with)?:?|entrevista (?:a|con|com))\s+{_HONOR}({_N})((?:,? (?:and|und|y|et|e|&) |, ){_HONOR}{_N})*",
    re.IGNORECASE,
)
_HONORED = regex(rf"^{_HONOR}", re.IGNORECASE)
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
    opening = [*_opening(turns), *((None, text) for text in (*titles, page[:MOST_BESIDE]) if text)]
    titled = [n for t in titles for n in titled_guests(t)]
    said = [
        n
        for _, text in opening
        for n in (*introduced(text), *introduced_hosts(text), *(f[1] for f in _I_AM.finditer(text)))
    ]
    labels = list(dict.fromkeys(t.speaker for t in turns if t.speaker is not None))
    return _names(labels, opening, [*known, *titled, *said], dict(speakers or {}), titled)


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
    opening = _opening(turns)
    titled = [*guests, *(n for t in titles for n in titled_guests(t))]
    said = [n for _, text in opening for n in introduced(text)]
    sure = _sure_hosts(people, hosts, opening, [*titled, *said])
    known = _known_guests(people, [*titled, *said], opening) - sure
    missing = len({n.casefold() for n in titled}) - len(known)
    found, guessed = _decided(people, sure, known, _askers(turns), turns, missing=missing)
    return Cast(tuple(w for w in people if w in found), tuple(w for w in people if w not in found), guessed)


def _opening(turns: Sequence[Turn]) -> list[tuple[str | None, str]]:
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
        for found in _GUEST_IS.finditer(text[:6000])
        for name in found.groups()
        if name and not _HOST_SAYS.search(found[0])
    ]


def introduced_hosts(text: str) -> list[str]:
    """Return the people that call themselves the host, or are called so."""
    own = [
        found[1]
        for found in re.finditer(
            rf"\b(?:I['’]?m|I am)\s+(?:your|the) host,?\s+({_N})|\b(?:I['’]?m|I am)\s+({_N}),? (?:and )?(?:I['’]?m |I am )?(?:your|the) host",
            text[:6000],
        )
        if found[1]
    ]
    return [*own, *(n for found in _HOST_SAYS.finditer(text[:6000]) for n in found.groups() if n)]


def _names(
    labels: Sequence[str],
    opening: Sequence[tuple[str | None, str]],
    known: Sequence[str],
    speakers: dict[str, str],
    titled: Sequence[str],
) -> dict[str, str]:
    """Return the fullest name of each label."""
    given = {k.casefold(): v for k, v in speakers.items()}
    made: dict[str, str] = {}
    full = [*known, *(w for w in labels if len(w.split()) >= 2 and not is_anonymous(w))]
    capitals = all(w.isupper() for w in labels)
    for label in labels:
        named = given.get(label.casefold())
        made[label] = named or _fuller(
            _cased(label, least=3 if capitals else 4), [*full, *_spelled_out(label, opening)]
        )
    for label in labels:
        if is_anonymous(label) and label.casefold() not in given:
            made[label] = _self_named(label, opening, full) or made[label]
    nameless = [w for w in labels if is_anonymous(made[w])]
    left = [n for n in dict.fromkeys(titled) if n not in made.values()]
    if (
        len(nameless) == 1
        and len(left) == 1
        and len(labels) >= 2
        and any(not is_anonymous(made[w]) for w in labels)
    ):
        made[nameless[0]] = left[0]
    return made


def _spelled_out(label: str, opening: Sequence[tuple[str | None, str]]) -> list[str]:
    """Return the full names in the welcome that begin with a first name: "and with me is Sol Vega" for "Sol"."""
    first = _cased(label, least=3)
    if " " in first or is_anonymous(first):
        return []
    full = re.compile(
        rf"(?<!\w){re.escape(first)}((?: (?:de|van|von|der|la|al|el))?(?: [^\W\d_a-z][\w’'-]+){{1,2}})"
    )
    return [first + found[1] for _, text in opening for found in full.finditer(text)]


def _self_named(label: str, opening: Sequence[tuple[str | None, str]], full: Sequence[str]) -> str | None:
    """Return the name that an unnamed speaker gives: "I'm Sam Hoste"."""
    for who, text in opening:
        if who == label and (found := _I_AM.search(text)):
            return found[1]
        if who == label and (found := _NAME_ALONE.match(text)):
            return found[1]
        if (
            who == label
            and (found := _FIRST_NAME.search(text))
            and (whole := _fuller(found[1], full)) != found[1]
        ):
            return whole
    return None


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
    found = dict.fromkeys(
        n for n in map(_bare, full) if len(n.split()) > len(words) and _stands_for(low, words, n)
    )
    return next(iter(found)) if len({n.casefold() for n in found}) == 1 else label


def _stands_for(low: str, words: Sequence[str], name: str) -> bool:
    parts = name.casefold().split()
    if len(words) > 1:
        return parts[0] == words[0] and parts[-1].startswith(words[-1].rstrip("."))
    initials = "".join(p[0] for p in parts)
    return low in (parts[0], parts[-1]) or (2 <= len(low) <= 4 and low.replace(".", "") == initials)


def _role(label: str) -> str | None:
    low = re.sub(r"[\s_#-]*\d+$", "", label.casefold().strip())
    return next((role for role, words in _ROLES.items() if low in words), None)


def _askers(turns: Sequence[Turn]) -> dict[str, float]:
    """Return the share of each speaker's turns that end in an ask."""
    asked: dict[str, list[bool]] = defaultdict(list)
    for turn in turns:
        if turn.speaker is not None and turn.sentences and not turn.is_backchannel:
            asked[turn.speaker].append(any(kind(s.text) in ("asks", "invites") for s in turn.sentences[-3:]))
    return {who: sum(some) / len(some) for who, some in asked.items()}


def _same(one: str, other: str) -> bool:
    """Say whether two names are of one person: equal, or one the first name of the other."""
    a, b = one.casefold().split(), other.casefold().split()
    return bool(a and b) and (a == b or (a[0] == b[0] and (len(a) == 1 or len(b) == 1 or a[-1] == b[-1])))


def _sure_hosts(
    people: Sequence[str],
    hosts: Sequence[str],
    opening: Sequence[tuple[str | None, str]],
    guests: Sequence[str],
) -> set[str]:
    """Return those who are hosts by what someone said."""
    sure = {w for w in people for h in hosts if _same(w, h)} | {w for w in people if _role(w) == "host"}
    called = [n for _, text in opening for n in introduced_hosts(text)]
    for who, text in opening:
        if (
            who is not None
            and who in people
            and _HOST_WORDS.search(text)
            and not _GUEST_WORDS.search(text)
            and not any(_same(who, g) for g in guests)
        ):
            sure.add(who)
    return sure | {w for w in people for n in called if _same(w, n) and not any(_same(n, g) for g in guests)}


def _known_guests(
    people: Sequence[str], guests: Sequence[str], opening: Sequence[tuple[str | None, str]]
) -> set[str]:
    known = {w for w in people for g in guests if _same(w, g)} | {w for w in people if _role(w) == "guest"}
    return known | {who for who, text in opening if who is not None and _GUEST_WORDS.search(text)}


def _decided(
    labels: Sequence[str],
    sure: set[str],
    guests: set[str],
    asking: Mapping[str, float],
    turns: Sequence[Turn],
    *,
    missing: int,
) -> tuple[set[str], str]:
    """Return who are the hosts, and what of it is a guess; so many guests are `missing` among those whose part is not known."""
    words: Counter[str] = Counter()
    for turn in turns:
        if turn.speaker is not None:
            words[turn.speaker] += sum(len(s.text) for s in turn.sentences)
    others = [w for w in labels if w not in sure and w not in guests]
    if sure:
        # Someone must answer: of those nobody introduced, the ones who ask least are guests.
        by_asking = sorted(others, key=lambda w: (asking.get(w, 0.0), -words[w]))
        rest = by_asking[max(missing, 0 if guests else 1) :]
        return sure | {w for w in rest if asking.get(w, 0.0) >= ASKS_AT_LEAST}, ""
    if guests and others:
        asked = {w for w in others if asking.get(w, 0.0) >= ASKS_AT_LEAST}
        return asked or {max(others, key=lambda w: asking.get(w, 0.0))}, ""
    if len(labels) < 2:
        return set(), ""
    free = others or list(labels)
    first = free[0]
    best = max(
        free,
        key=lambda w: (
            asking.get(w, 0.0) + (0.1 if w == first else 0.0) - words[w] / max(1, sum(words.values())),
            w == first,
        ),
    )
    return {best}, best
