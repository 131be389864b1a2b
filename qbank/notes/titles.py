"""What a title says: the episode's number, the topic, and who the guest is."""

from __future__ import annotations

import re

from qbank.notes import people
from qbank.records import dataclass
from qbank.regex import regex

_LONGEST = 400
"""What a title has beyond this many characters is not looked at."""
_EPISODE = r"(?:episode|ep|epis[oó]dio|épisode|folge|show|aflevering|avsnitt|puntata|エピソード)\.?"
_COUNTED = r"(?:episode|ep|epis[oó]dio|épisode|folge|show|aflevering|avsnitt|puntata|ausgabe|edition|edición|edição|édition|issue|numéro|número|выпуск|episodes?|(?:no|nr|num)\.|n[°º])\.?"
_SEASON = regex(
    r"\s*[-–—|:(\[]*\s*\b(?:s(?:eason|taffel|aison)?\.?\s*\d{1,3}\s*[,.:·/–-]?\s*(?:e(?:p(?:isode)?)?|folge|épisode)\.?\s*|(?<![\dx])\d{1,2}x(?=\d\d))0*(\d{1,4})\b\s*[)\]]?\s*[-–—:|.]*\s*",
    re.IGNORECASE,
)
_NUMBER_END = regex(rf"\s*[-–—|:(\[]*\s*\b{_EPISODE}\s*#?\s*(\d{{1,5}})\s*[)\]]?\s*$", re.IGNORECASE)
_NUMBER_START = regex(
    rf"^\s*[(\[]?(?:[^\d:|]{{0,40}}?\b)?(?:{_EPISODE}\s*#?\s*|#)(\d{{1,5}})\s*[)\]]?\s*(?:[-–—:|.]+|$|(?=\s(?:w/|with\b|feat)))\s*",
    re.IGNORECASE,
)
_HASH_START = regex(r"^\s*[(\[]?#(\d{1,5})[)\]]?\s+")
_NUMBER_PLAIN = regex(
    r"^\s*(?:(?:[A-Z][\w.]*\s){1,4})?#?(\d{1,5})\s*[:|–—]\s+|^\s*(\d{1,5})\s+-\s+|^\s*[A-Z]{2,6}[ -]?(\d{1,4})\s*[-:–—|]\s+|^\s*(\d{1,4})\.\s+(?=\D)|^\s*[(\[](\d{1,4})[)\]]\s+"
    r"|^\s*(?:[A-Z][\w.]*\s){0,3}(?:Talk|Talks|Cast|Podcast|Show|Radio|FM|News|Weekly|Daily|Hour|Live)\s#?(\d{1,4})\s+-\s+",
)
_COUNTED_INSIDE = regex(
    rf"\s*[-–—|:(\[,]*\s*\b{_COUNTED}\s*#?\s*(\d{{1,5}})\b\s*[)\]]?(?:\s*[-–—:|]+\s*|\s*(?=\()|\s*$)",
    re.IGNORECASE,
)
_HASH_END = regex(r"\s*[-–—|:(\[]*\s*#(\d{1,5})\s*[)\]]?\s*$")
_JAPANESE = regex(r"^\s*第\s*(\d{1,5})\s*回\s*[:：]?\s*")
_PART = regex(r"^\s*(?:part|teil|parte)\s+(?:\d{1,3}|[ivx]+)\s*[:.–—-]\s*", re.IGNORECASE)
_WITH = regex(
    r"(?:^|\s*[-–—|,(\[:]?\s*)\b(?:guests?|gast|gäste|invitée?s?|invitad[oa]s?|convidad[oa]s?)\s*:\s+|(?:\s+[(\[]?|^)(?:with|w/|feat(?:uring|\.)?|ft\.|mit|com|con|avec|met|med|с)\s+|^(?:an\s+)?interview(?:ing|\s+with|\s*[:–—-])?\s+|\bquestions\s+(?:for|to|with)\s+"
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
    title = title[:_LONGEST]
    part = _PART.match(title)
    number, rest = (None, title[part.end() :].strip()) if part else take_number(title)
    for joint in reversed(list(_WITH.finditer(rest))):
        after = rest[joint.end() :]
        guests = people.names_in(after) or people.people_before(after, least=2 if _weak(joint[0]) else 1)[0]
        if guests:
            topic = _bare(rest[: joint.start()].strip(" -–—:,")) or _made_by(after)
            return Title(number, topic, guests, _bare(rest), sure=True)
    rest = _bare(rest)
    topic, guests = _guessed(rest)
    return Title(number, topic, guests, rest)


def _weak(joint: str) -> bool:
    """Say whether what follows is a guest only when it is a whole name: "Interview Filin" may be about a thing."""
    return not re.search(r"\b(?:with|w/|mit|com|con|avec|feat)", joint, re.IGNORECASE)


def _bare(topic: str) -> str:
    """Return a topic without the word interview before it: "Interview sur Filin" is about Filin."""
    lead = _INTERVIEW.match(topic)
    return topic[lead.end() :].strip(" -–—:,") if lead and lead.end() < len(topic) else topic


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
    bare = people.names_in(rest)
    if (
        bare
        and len(rest.split()) <= 9
        and not re.search(r"\d|:|\s(?:of|from|at)\s", rest)
        and _all_names(rest)
    ):
        return "", bare
    first = _GUEST_FIRST.match(rest)
    if first and (guests := people.names_in(first["who"])) and _all_names(first["who"]):
        return first["topic"].strip(), guests
    last = _GUEST_LAST.match(rest)
    if last and (guests := people.names_in(last["who"])) and _all_names(last["who"]):
        return last["topic"].strip(), guests
    return rest, ()


def topic_without(title: Title, guests: tuple[str, ...]) -> str:
    """Return a title's topic once it is known who the guests are: what was taken for a guest may be the topic."""
    mistaken = [g for g in title.guests if not any(people.same_person(g, real) for real in guests)]
    if not mistaken or title.sure:
        return title.topic if not mistaken or title.topic else title.whole
    if len(mistaken) == len(title.guests):
        return title.whole
    return title.topic or " and ".join(mistaken)


def _all_names(text: str) -> bool:
    """Say whether every part of a list is a person."""
    parts = [
        p
        for p in re.split(r",\s*(?:and\s+)?|\s+(?:and|&)\s+", re.sub(r"\s*\([^)]*\)", "", text))
        if p.strip()
    ]
    return all(people.is_name(people.clean_name(p)) for p in parts)


def take_number(title: str) -> tuple[int | None, str]:
    """Return the episode's number in a title, and the title without it."""
    title = _JAPANESE.sub(r"Episode \1: ", title)
    for pattern in (
        _SEASON,
        _NUMBER_END,
        _NUMBER_START,
        _HASH_START,
        _HASH_END,
        _NUMBER_PLAIN,
        _COUNTED_INSIDE,
    ):
        found = pattern.search(title)
        if found:
            digits = next(g for g in found.groups() if g)
            before, after = title[: found.start()], title[found.end() :]
            joint = " - " if before.strip() and after.strip() else ""
            return int(digits), (before + joint + after).strip() or title.strip()
    return None, title.strip()


def is_episode_title(line: str) -> bool:
    """Say whether a line of plain text is the title of an episode: short, with "Episode N" at an end."""
    return len(line) <= 200 and bool(_NUMBER_END.search(line) or _STARTS.match(line))


_STARTS = regex(rf"^[^\w#]*{_EPISODE}\s*#?\s*\d{{1,5}}\s*(?:[-–—:|.]|w/|with\b)", re.IGNORECASE)
