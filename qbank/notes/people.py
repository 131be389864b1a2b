"""Who: names of guests and hosts in titles, headings and the sentence that introduces them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial
from itertools import takewhile

from qbank.english.terms import word_set
from qbank.lazy import dataclass, regex

_SPLIT = regex(
    r"\s*(?:,\s*(?:and|&|und|e|et|y|en|och|og)\s+|,|;|\s+(?:and|&|und|plus|y|et|och|og)\s+|\s+(?:e|en|i|и)\s+(?=[A-ZÀ-ÝА-Я])|/)\s*"
)
_PAREN = regex(r"\s*[(\[][^()\[\]]*[)\]]")
_IN_PAREN = regex(r"[(\[]([^()\[\]]+)[)\]]")
_SURNAMES = frozenset(["Host", "Guest", "Head", "Page", "Welcome"])
"""Words that are surnames, too."""
_WORK = regex(
    r"\w*(?:ician|ologist|ographer|brarian|storian|chivist|ysicist|onomist|rnalist|ovelist|ctivist)|(?:\w+-)?(?:engineer|scientist|designer|director|"
    r"professor|developer|researcher|teacher|lecturer|consultant|analyst|manager|officer|president|founder|owner|producer|reporter|editor|author|"
    r"curator|architect|inventor|maker|keeper)|devices|systems|labs?|laborator(?:y|ies)|university|college|institute|museum|hospital|department|"
    r"association|society|studios?|records|technologies|solutions|partners|holdings|corporation|company|industries",
    re.IGNORECASE,
)
"""Last words that say what someone is or where they work, and are nobody's surname."""
_PARTICLES = word_set("de di da del della dos du van von der den des la le bin ibn al el ten ter zu y af av 't")
_NOT_NAMES = word_set("""the a an our your my his her their this that these those today episode part interview core developers
developer devs team maintainers maintainer creator creators author authors founder founders co-founder cofounder host
hosts guest guests live conference show podcast questions python open source project projects data with about and or
for from at in on of to we i you it is are also introduction introductions summary overview special bonus welcome
introducing hello what how why when where who senior junior software engineer engineering developer director manager
chief head lead company links picks episodes report event webinar transcript cards worksheet rundown script""")
_TITLES = regex(
    r"^(?:(?:(?:co-?)?(?:founder|creator|author|host|maintainer|developer|engineer|director|guest|scientist|lead|professor)s?"
    r"|C[A-Z]O|VP(?: of \w+)?|SVP|Dr|Prof|Professor|Mr|Mrs|Ms|Sir|PhD|core developers?|special guests?|our guests?|"
    r"my (?:good )?friends?|our (?:good )?friends?|guests?)\b\.?,?\s+(?:and\s+)?)+",
    re.IGNORECASE,
)
_LEFTOVER = regex(
    r"\b(?:first ?name|last ?name|guest ?name|guest names?|name ?here|your name|insert name|guest \d|tbd|tba|xxx+|lorem|someone|first last|no response|to be (?:confirmed|announced)|anonymous|unknown)\b|\[bot\]|-bot$|\{\{|^n/?a$",
    re.IGNORECASE,
)
_STOP = regex(
    r"\s+(?:about|on|regarding|to (?:discuss|talk|learn|hear|explore|find|tell|share|explain)|discuss\w*|talk\w*|explain\w*|describ\w*|"
    r"shar(?:e|es|ed|ing)|speak\w*|chat\w*|welcom\w*|interview\w*|sits?|sat|invit\w*|hosts?|explor\w*|who|which|where|as (?:we|he|she|they)|"
    r"in (?:this|order|our)|today|again|back|here|for (?:a|an|the|our)|join\w*|tell\w*|is|are|was|were|has|have|"
    r"and (?:we|I|his|her|their|the)|(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?|tomorrow|\d{1,2}(?::\d\d)?\s?[ap]m)\b|(?<=[\w)]{3})\.(?:\s|$)|[!?:;](?:\s|$)|\s+[-–—]+\s+",
    re.IGNORECASE,
)
_OWNED = regex(r"^(?:\S+\s){0,2}\S+['’]s\s+(?=\S+\s\S)")
_LONGEST = 2000
"""Characters of a list of people that are looked at."""
_JOINT_END = regex(r"[\s,]+(?:and|&|und)?\s*$", re.IGNORECASE)
_FROM = regex(r"\s+(?:from|of|at)\s+(?:the\s+)?", re.IGNORECASE)


def is_leftover(text: str) -> bool:
    """Say whether a name is a template's placeholder, such as "Firstname Lastname"."""
    return bool(_LEFTOVER.search(text))


def is_name(text: str, *, least: int = 2) -> bool:
    """Say whether a text looks like a person's name of at least `least` words."""
    parts = text.split()
    if not parts or not least <= len(parts) <= 5 or is_leftover(text):
        return False
    if len(parts) > 1 and _WORK.fullmatch(parts[-1].strip(".,")):
        return False
    capital = [p for p in parts if p.casefold() not in _PARTICLES]
    if len(parts) == 2 and parts[1] in _SURNAMES:
        return _is_name_word(parts[0])
    return bool(capital) and parts[-1] in capital and all(_is_name_word(p) for p in capital)


_ARABIC = regex(r"^(?:al|el|ad|as|ash|ar|an|az|at)-(?=[^\W\d_a-z])")


def _is_name_word(word: str) -> bool:
    bare = _ARABIC.sub("", word.strip("\"'“”‘’.,"))
    return (
        bool(bare)
        and (bare[0].isupper() or (not bare[0].isascii() and bare[0].isalpha()))
        and not any(c.isdigit() or c in "@#_:+=<>{}|&" for c in bare)
        and bare.casefold() not in _NOT_NAMES
    )


def is_stated_name(text: str) -> bool:
    """Say whether a field for people that holds just this holds one person's name, whatever words it is made of."""
    parts = text.split()
    return (
        2 <= len(parts) <= 4
        and not is_leftover(text)
        and all(re.fullmatch(r"[^\W\d_][\w.'’-]*", p) for p in parts)
        and all(p[0].isupper() or p in _PARTICLES for p in parts)
        and parts[0].casefold() not in _NOT_NAMES
    )


def names_in(text: str, *, least: int = 2) -> tuple[str, ...]:
    """Return the people named in a list like "A, B, and CTO C (Company)"; empty when a part is nobody."""
    text = text.split(" | ", 1)[0]
    outside = _PAREN.sub("", text).strip(" -–—,.:;")
    return _named(outside, least) or next(filter(None, (_named(inside, 2) for inside in _IN_PAREN.findall(text))), ())


def _named(text: str, least: int) -> tuple[str, ...]:
    parts = filter(None, map(clean_name, _SPLIT.split(text[:_LONGEST])))
    return tuple(dict.fromkeys(takewhile(partial(is_name, least=least), parts)))


def clean_name(part: str) -> str:
    """Return a part of a list of people without title, rank, employer and affiliation."""
    name = _OWNED.sub("", _TITLES.sub("", part.strip(' "“”') + " ").strip())
    name = _FROM.split(name, maxsplit=1)[0]
    name = name.strip(" -–—,.:;\"“”'’()")
    return name.title() if name.isupper() and len(name) > 5 and " " in name else name


def people_before(text: str, *, least: int = 1) -> tuple[tuple[str, ...], str]:
    """Return the people that a sentence's rest begins with, and what comes after them ("about X, a …")."""
    text = _TITLES.sub("", text)
    stop = _STOP.search(text)
    head, tail = (text[: stop.start()], text[stop.start() :]) if stop else (text, "")
    head = _JOINT_END.sub("", head)
    made = names_in(head, least=2) or names_in(head, least=least)
    return made, tail.strip()


def same_person(one: str, other: str) -> bool:
    """Say whether two spellings mean the same person: equal but for case, one letter, or a first name alone."""
    a, b = one.casefold(), other.casefold()
    if a == b or a.split()[0] == b or b.split()[0] == a:
        return True
    return abs(len(a) - len(b)) <= 1 and _distance_one(a, b)


def _distance_one(a: str, b: str) -> bool:
    """Say whether one insertion, deletion or change turns one word into the other."""
    if len(a) > len(b):
        a, b = b, a
    at = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    return a[at:] == b[at + 1 :] or a[at + 1 :] == b[at + 1 :]


def merged(first: Iterable[str], second: Iterable[str]) -> tuple[str, ...]:
    """Return two lists of people as one, each person once, the fuller spelling kept."""
    made = list(first)
    for name in second:
        twin = next((i for i, known in enumerate(made) if same_person(known, name)), None)
        if twin is None:
            made.append(name)
        elif len(name.split()) > len(made[twin].split()):
            made[twin] = name
    return tuple(made)


_RUN = regex(
    r"(?<!\w)[^\W\d_a-z][^\W\d_]*(?:[-'’][^\W\d_]+)?(?: (?:(?:de|van|von|di|la|der|den) )?[^\W\d_a-z][\w'’-]*){1,3}"
)


def runs(text: str) -> list[str]:
    """Return the runs of capitalized words in a text that may be people."""
    return [found for found in _RUN.findall(text[:20_000]) if is_name(found)]


_LONGEST_TITLE = 400
"""What a title has beyond this many characters is not looked at."""
_EPISODE = r"(?:episode|ep|epis[oó]dio|épisode|folge|show|aflevering|avsnitt|puntata|エピソード)\.?"
_COUNTED = r"(?:episode|ep|epis[oó]dio|épisode|folge|show|aflevering|avsnitt|puntata|ausgabe|edition|edición|edição|édition|issue|number|numéro|número|выпуск|episodes?|(?:no|nr|num)\.|n[°º])\.?"
_SHEET = r"(?:run of show|run ?sheet|run ?down|question list|questions|interview|show ?notes|notes|plan|prep|outline|script|guide|brief|leitfaden|ablauf|guion|roteiro|conducteur)"
"""What a host calls the paper on which the questions stand."""
_SEASON = regex(
    r"\s*[-–—|:(\[]*\s*\b(?:s(?:eason|taffel|aison)?\.?\s*\d{1,3}\s*[,.:·/–-]?\s*(?:e(?:p(?:isode)?)?|folge|épisode)\.?\s*|(?<![\dx])\d{1,2}x(?=\d\d))0*(\d{1,4})\b\s*[)\]]?\s*[-–—:|.]*\s*",
    re.IGNORECASE,
)
_NUMBER_END = regex(rf"\s*[-–—|:(\[]*\s*\b{_EPISODE}\s*#?\s*(\d{{1,5}})\s*[)\]]?\s*$", re.IGNORECASE)
_NUMBER_START = regex(
    rf"^\s*[(\[]?(?:[^\d:|]{{0,40}}?(?:\b|\s))?(?:(?:{_EPISODE}|{_SHEET})\s*#?\s*|#)(\d{{1,5}})\s*[)\]]?(?:\s+{_SHEET})?\s*(?:[-–—:|./·]+|$|(?=\s(?:w/|with\b|feat)))\s*",
    re.IGNORECASE,
)
_HASH_START = regex(r"^\s*[(\[]?#(\d{1,5})[)\]]?\s+")
_NUMBER_PLAIN = regex(
    r"^\s*(?:(?:[A-Z][\w.]*\s){1,4})?#?(\d{1,5})\s*[:|–—]\s+|^\s*(\d{1,5})\s+-\s+|^\s*[A-Z]{2,6}[ -]?(\d{1,4})\s*[-:–—|]\s+|^\s*(\d{1,4})\.\s+(?=\D)|^\s*[(\[](\d{1,4})[)\]]\s+"
    r"|^\s*(?:[A-Z][\w.]*\s){0,3}(?:Talk|Talks|Cast|Podcast|Show|Radio|FM|News|Weekly|Daily|Hour|Live)\s#?(\d{1,4})\s*(?:(?:\s[-–—/|·]|:)\s+|$)"
)
_COUNTED_INSIDE = regex(
    rf"\s*[-–—|:(\[,]*\s*\b{_COUNTED}\s*#?\s*(\d{{1,5}})\b\s*[)\]]?(?:\s*[-–—:|]+\s*|\s*(?=\()|\s*$)", re.IGNORECASE
)
_HASH_END = regex(r"\s*[-–—|:(\[]*\s*#(\d{1,5})\s*[)\]]?\s*$")
_NUMBERS = (_SEASON, _NUMBER_END, _NUMBER_START, _HASH_START, _HASH_END, _NUMBER_PLAIN, _COUNTED_INSIDE)
"""Ways to write an episode's number, the surest first; one that leaves something of the title goes before one that does not."""
_JAPANESE = regex(r"^\s*第\s*(\d{1,5})\s*回\s*[:：]?\s*")
_PART = regex(r"^\s*(?:part|teil|parte)\s+(?:\d{1,3}|[ivx]+)\s*[:.–—-]\s*", re.IGNORECASE)
_WITH = regex(
    r"(?:^|\s*[-–—|,(\[:]?\s*)\b(?:guests?|(?:zu )?gast|gäste|invitée?s?|invitad[oa]s?|convidad[oa]s?)\s*:\s+|(?:\s+[(\[]?|^)(?:with|w/|feat(?:uring|\.)?|ft\.|mit|com|con|avec|met|med|с)\s+|^(?:ask me anything|ama)\s*[:–—-]\s+(?:with\s+)?|^(?:(?:hi|hello),?\s+)?i(?:['’]m|\s+am)\s+(?=\S+\s\S)|^(?:an\s+)?interview(?:ing|\s+with|\s+w/|\s*[:–—-])?\s+(?!(?:mit|con|com|avec|met|med|plan|prep|notes|script|guide|outline|questions)\b)|\b(?:questions|(?:cue |index )?cards|prompts|(?:interview|episode) (?:prep|notes|script|guide|outline))\s+(?:for|to|with)\s+"
    r"|\b(?:entrevista(?:mos)?|intervista)\s+a\s+|^(?:preguntas\s+para|perguntas\s+para|fragen\s+an|vragen\s+(?:aan|voor)|frågor\s+till|questions\s+(?:pour|à)|domande\s+(?:per|a))\s+"
    r"|^(?:[\w-]+\s+){0,2}(?:plan|prep|preparation|outline|run ?sheet|run ?down|notes|script|questions|brief|agenda|conducteur|ablauf|ablaufplan|guion|guión|pauta)\s*[:–—-]\s+"
    r"|^(?:[\w-]+\s+){0,2}(?:spotlight|portrait|profile)\s*(?:on\s+|[:–—-]\s*)|^(?:meet|introducing)\s+|^(?:in\s+|an?\s+)?conversation\s*[:–—-]\s+|^(?:talking|speaking|chatting)\s+to\s+",
    re.IGNORECASE,
)
_MAKER = regex(
    r",\s*(?:the )?(?:[\w-]+ ){0,3}?(?:creator|maker|author|founder|co-?founder|maintainer|developer|lead|CTO|CEO|inventor)s?\b[^,]*? (?:of|behind|at) (?P<what>.+)$",
    re.IGNORECASE,
)
_GUEST_FIRST = regex(
    r"^(?P<who>.+?)(?:\s*[:–—]\s+|\s+-\s+|['’]s\s+|\s+(?P<joint>on|of|from|at|and|talks?(?: about)?|speaks? (?:about|on)|discuss(?:es)?|explains?|about)\s+)(?P<topic>.+)$",
    re.IGNORECASE,
)
_GUEST_LAST = regex(r"^(?P<topic>.+?)(?:\s*[:–—|]\s+|\s+-\s+|\s+(?:by|from)\s+)(?P<who>[^:–—|]+)$")


@dataclass(frozen=True, slots=True)
class Title:
    """A title taken apart: number, topic without number and guests, the guests named, and how sure that is.

    `whole` is the title without its number alone: the topic when the guests turn out to be none.
    """

    number: int | None
    topic: str
    guests: tuple[str, ...]
    whole: str
    sure: bool = False


def split_title(title: str) -> Title:
    """Return what a title says; guests named without "with" are only a guess (`sure` is False)."""
    title = title[:_LONGEST_TITLE]
    part = _PART.match(title)
    number, rest = (None, title[part.end() :].strip()) if part else take_number(title)
    for joint in reversed(list(_WITH.finditer(rest))):
        after = rest[joint.end() :]
        if guests := names_in(after) or people_before(after)[0]:
            topic = _bare(rest[: joint.start()].strip(" -–—:,/|·")) or _made_by(after) or _topic_behind(after)
            return Title(number, topic, guests, _bare(rest), sure=True)
    rest = _bare(rest)
    topic, guests = _guessed(rest)
    return Title(number, topic, guests, rest)


def _topic_behind(after: str) -> str:
    """Return what a guest is to speak about where it stands behind the name: "Prep - Jane Doe on X"."""
    found = _GUEST_FIRST.match(after)
    return found["topic"].strip() if found and found["joint"] in ("on", "about") else ""


def _bare(topic: str) -> str:
    """Return a topic without the word interview before it: "Interview sur Filin" is about Filin."""
    if paper := _PAPER.match(topic):
        return topic[paper.end() :].strip(" -–—:,()")
    lead = _INTERVIEW.match(topic)
    return topic[lead.end() :].strip(" -–—:,") if lead and lead.end() < len(topic) else topic


_PAPER = regex(
    r"^(?:(?:interview |recording )?questions\s*(?:[:–—-]\s+|\((?=[^()]+\)$))|questions? for (?:our|the|your) (?:recording|interview|conversation|chat|talk|episode|podcast) (?:on|about)|(?:talking|chatting)(?: about)?)\s*(?=\S)",
    re.IGNORECASE,
)
_INTERVIEW = regex(
    r"^(?:(?:an?|ein|eine|une?|una?|um|uma|en|ett|het|the|das|die|la|el|l['’])\s*)?(?:interview|entretien|entrevista|intervista|intervju|vraaggesprek|gesprek|gespräch|samtal)\b"
    r"(?!\s+(?:with|mit|avec|con|com|met|med|a)\b)\s*(?:[:–—-]|(?:sur|about|on|über|zu|sobre|over|om|su|zum thema|à propos de)\b)?\s*(?=\S)",
    re.IGNORECASE,
)


def _made_by(after: str) -> str:
    """Return what a guest is the maker of: "Jane Doe, creator of X"."""
    found = _MAKER.search(after)
    return found["what"].strip() if found else ""


def _guessed(rest: str) -> tuple[str, tuple[str, ...]]:
    """Split "Guest on Topic", "Guest: Topic", "Topic - Guest" or a bare name into topic and guests."""
    rest = re.sub(r"\s+(?:interview|q ?& ?a)$", "", rest, flags=re.IGNORECASE)
    bare = names_in(rest)
    if bare and len(rest.split()) <= 9 and not re.search(r"\d|:|\s(?:of|from|at)\s", rest) and _all_names(rest):
        return "", bare
    later = (_GUEST_FIRST.match(rest[joint.end() :]) for joint in re.finditer(r"\s*[:–—|]\s+|\s-\s", rest))
    behind = (found for found in later if found and found["joint"] in ("on", "about"))
    for found in (_GUEST_FIRST.match(rest), *behind, _GUEST_LAST.match(rest)):
        if found and (guests := names_in(found["who"])) and _all_names(found["who"]):
            return found["topic"].strip(), guests
    return rest, ()


def topic_without(title: Title, guests: tuple[str, ...]) -> str:
    """Return a title's topic once it is known who the guests are: what was taken for a guest may be the topic."""
    mistaken = [g for g in title.guests if not any(same_person(g, real) for real in guests)]
    if not mistaken or title.sure:
        return title.topic if not mistaken or title.topic else title.whole
    if len(mistaken) == len(title.guests):
        return title.whole
    return title.topic or " and ".join(mistaken)


def _all_names(text: str) -> bool:
    """Say whether every part of a list is a person, or what the one before it is."""
    parts = [p for p in re.split(r",\s*(?:and\s+)?|\s+(?:and|&)\s+", re.sub(r"\s*\([^)]*\)", "", text)) if p.strip()]
    return all(is_name(clean_name(p)) or (n > 0 and _WORK.fullmatch(p.split()[-1])) for n, p in enumerate(parts))


def take_number(title: str) -> tuple[int | None, str]:
    """Return the episode's number in a title, and the title without it."""
    title = _JAPANESE.sub(r"Episode \1: ", title)
    found = [f for pattern in _NUMBERS if (f := pattern.search(title))]
    best = next((f for f in found if f.end() - f.start() < len(title)), next(iter(found), None))
    if not best:
        return None, title.strip()
    before, after = title[: best.start()], title[best.end() :]
    joint = " - " if before.strip() and after.strip() else ""
    number = next(g for g in best.groups() if g)
    if joint and best[0].rstrip().endswith(":") and len(before.split()) > 1 and not is_name(before.strip()):
        return int(number), after.strip()  # before the number stands the show
    return int(number), (before + joint + after).strip() or title.strip()


def is_episode_title(line: str) -> bool:
    """Say whether a line of plain text is the title of an episode: short, with "Episode N" at an end."""
    return len(line) <= 200 and bool(_NUMBER_END.search(line) or _STARTS.match(line))


_STARTS = regex(rf"^[^\w#]*{_EPISODE}\s*#?\s*\d{{1,5}}\s*(?:[-–—:|.]|w/|with\b)", re.IGNORECASE)
