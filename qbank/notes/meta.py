"""What front matter, a feed's fields or a page's head say about an episode."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from qbank.english.spoken import clock
from qbank.lazy import dataclass, regex
from qbank.notes import people
from qbank.notes.dates import field_date, in_two_ways, line_date
from qbank.notes.formats.blocks import Block, flat, is_marked
from qbank.notes.people import is_leftover

_FIELD_NAMES: Mapping[str, str] = {
    "guest": """guest, guests, guest name, guest names, guest(s), interview with, interviewee name, narrator, name of the guest, name of guest, interviewee, interviewees, gast, gäste, featuring, invité, invitée,
        invités, invitado, invitada, invitados, invitadas, convidado, convidada, convidados, gasten, gäst, gäster, ospite, ospiti, гость""",
    "host": """host, hosts, cohost, cohosts, co host, co hosts, presenter, presenters, anchor, host name, hosted by, conducted by, interviewed by, interview by, presented by, host(s), interviewer,
        interviewers, moderator, moderators, moderation, gastgeber, gastgeberin, animateur, animatrice, présenté par, presenta, presentador, presentadora, apresentador, apresentadora, presentator, gastheer, värd,
        conduce, ведущий, your host, your hosts""",
    "subject": """topic, topics, subject, technology, episode topic, main topic, theme, thema, sujet, tema, onderwerp, ämne, argomento, тема,
        topic of the interview, interview topic""",
    "date": """date, event date, taping, taping date, tape date, interview date, date of interview, recording date, recorded, recorded on, date of recording, publish date, date published, published, publishdate,
        pubdate, released, published on, recording, publication date, air date, release date, datum, aufnahme, aufnahmedatum, aufgenommen am, date d'enregistrement, fecha, fecha de grabación, data, data de gravação, opnamedatum,
        inspelningsdatum""",
    "title": "title, episode title, event name, event title, webinar name, webinar title, titel, titre, título, titolo",
    "number": "episode number, episode no, episode #, number, folge, aflevering, avsnitt, nummer, episode, ep, n°, numéro, número",
    "show": "show, podcast, show name, podcast name",
    "participants": "attendees, participants, present, people, speakers, teilnehmer, teilnehmende, participantes, deelnemers, deltagare",
}
"""What fields are called, by what they say."""
FIELDS: Mapping[str, str] = {" ".join(n.split()): key for key, names in _FIELD_NAMES.items() for n in names.split(",")}
_LINE = regex(r"^(?P<name>[^\W\d_][^:：?？\n]{0,38}?)(?:\s*[:：]|\s\|(?=\s))\s*(?P<value>.*)$")
_EMPTY = regex(
    r"^(?:_?no response_?|n/?a|none|tbd|tba|todo|[-–—_.…?\s]*|\(.*\)|<.*>|\[.*\]|\{\{.*\}\})$", re.IGNORECASE
)
_LONGEST = 200


def take_fields(blocks: Sequence[Block]) -> tuple[dict[str, object], list[Block]]:
    """Return the fields that a text gives, and its blocks with those that hold nothing else set aside.

    What stands below the first question is left alone, but for fields with names: there a label belongs to someone's words.
    """
    said: dict[str, object] = {}
    made = list(blocks)
    for i, after in _headings(made):
        name = FIELDS.get(_plain(made[i].text))
        if name and _is_value(flat(after.text), name):
            _note(said, name, flat(after.text))
            made[i], made[i + 1] = replace(made[i], aside=True), replace(after, aside=True)
    asked = next((i for i, b in enumerate(made) if b.kind != "heading" and is_marked(b.text)), len(made))
    for i, block in enumerate(made):
        if i >= asked and not _names_people(block):
            continue
        if block.kind == "heading" or block.aside or block.level > 1:
            continue
        if (fields := _fields_of(block)) is not None:
            made[i] = replace(block, aside=True)
        else:
            fields = list(_told_among(block, first=not i))
            days = [day for line in _lines(block)[:_MOST_LINES] if (day := line_date(line))]
            made[i] = replace(block, aside=len(fields) > 1 or (len(days) > 0 and "\n" not in block.text))
            fields += [("date", day) for day in days]
        for name, value in fields:
            _note(said, name, value)
    return said, made


def _names_people(block: Block) -> bool:
    """Say whether all lines of a paragraph, two or more, are fields with people's names: "Guest: Ada Brand", "Host: Sam Hoste"."""
    told = [_told(flat(line)) for line in block.text.split("\n")] if block.kind == "text" else []
    return len(told) > 1 and all(f and FIELDS.get(f[0]) in ("guest", "host") and people.is_name(f[1]) for f in told)


def _told(line: str) -> tuple[str, str] | None:
    """Return a field's name, as names are compared, and its value; None for a line that is none."""
    found = _LINE.match(line)
    return (_plain(found["name"]), found["value"].strip()) if found else None


_BESIDE = regex(r"\s+[/|·•]\s+|\.\s+(?=[^\W\d_a-z][\w ]{2,20}:\s)")
_NUMBERED = regex(r"(?:no|nr|number|episode|ep|folge)\b\.?\s*#?\s*\d{1,5}", re.IGNORECASE)
_MOST_LINES = 8
_TOLD_BESIDE = ("guest", "host", "subject", "date")


def _lines(block: Block) -> list[str]:
    """Return a block's lines, one of them in parts where two of these or more are fields: "guest: Ada Brand / subject: rope"."""
    made: list[str] = []
    for line in map(flat, block.text.split("\n")):
        parts = _BESIDE.split(line)
        fields = sum(f is not None and f[0] in FIELDS for f in map(_told, parts))
        made += parts if fields > 1 else [line]
    return made


def _told_among(block: Block, *, first: bool) -> Iterator[tuple[str, str]]:
    """Yield what is given by name among other short lines; above it the title may stand."""
    lines = _lines(block)
    short = 1 < len(lines) <= _MOST_LINES and not any(len(line) > _LONGEST or is_marked(line) for line in lines)
    if block.kind != "text" or not short:
        return
    told = [(FIELDS.get(f[0], ""), f[1]) for f in map(_told, lines) if f]
    known = [(n, v) for n, v in told if n in _TOLD_BESIDE and _is_value(v, n)]
    known += [("number", line) for line in lines if _NUMBERED.fullmatch(line)]
    if len(known) < 2 and not any(n == "guest" for n, _ in known):
        return
    yield from known
    if first and len(known) > 1 and not _LINE.match(lines[0]):
        yield "title", lines[0]


def _headings(blocks: Sequence[Block]) -> Iterator[tuple[int, Block]]:
    """Yield the place of each heading that one paragraph stands below and nothing else, and that paragraph."""
    for i in range(len(blocks) - 1):
        ends = i + 2 >= len(blocks) or blocks[i + 2].kind == "heading"
        if blocks[i].kind == "heading" and blocks[i + 1].kind == "text" and ends:
            yield i, blocks[i + 1]


def _is_value(text: str, name: str) -> bool:
    return len(text) <= (80 if name == "subject" else _LONGEST) and not text.endswith(".") and not is_marked(text)


def _fields_of(block: Block) -> list[tuple[str, str]] | None:
    """Return the fields in a paragraph or item all of whose lines are fields; None when it says something else.

    Two fields that are known make a paragraph of them, whatever else it has: "Created: …", "Status: …".
    """
    lines = _lines(block)
    told = [_told(line) for line in lines]
    if len(told) > 2 and told[0] is None and len(lines[0]) <= 40:
        told = told[1:]  # what the sheet is, above its fields: "Interview prep"
    fields = [one for one in told if one and len(one[1]) <= _LONGEST]
    if any(map(is_marked, lines)) or len(fields) < len(told):
        return None
    known = {name for name, _ in fields} & FIELDS.keys()
    enough = len(known) + any(FIELDS[name] == "guest" for name in known) >= 2
    if not enough and any(value for name, value in fields if name not in FIELDS):
        return None
    return [(FIELDS[name], value) for name, value in fields if name in FIELDS] or None


def _plain(name: str) -> str:
    return flat(name).casefold().strip(" *_:：#").replace("’", "'")


def _note(said: dict[str, object], name: str, value: str) -> None:
    value = value.strip(" *_").split(" · ")[0]
    if value and not _EMPTY.match(value) and not is_leftover(value):
        said.setdefault(name, value)


def _keys(name: str) -> tuple[str, ...]:
    """Return what front matter calls a field, from what a line of text calls it."""
    return tuple(n.replace(" ", "_") for n, key in FIELDS.items() if key == name)


_NUMBER = regex(
    r"\s*(?:(?:#|ep(?:isode)?\.?|folge|no\.?|nr\.?|n[°º])?\s*#?\s*(\d{1,5})(?:\.0)?|s(?:eason)?\s*\d{1,3}\s*[,.:x/-]?\s*e(?:p(?:isode)?)?\.?\s*(\d{1,5})|\d{1,2}\s?x\s?(\d{1,4}))\s*",
    re.IGNORECASE,
)
_MOST = 5000
"""Values looked at: front matter that refers to itself can be endless."""
_TITLES = ("title", "name", "page_title")
_NUMBERS = ("number", "episode", "episode_number", "ep", "itunes_episode", "episodenumber", "no", "num")
_CAST = (
    "speakers", "speaker", "people", "persons", "person", "participants", "team", "cast", "contributors", "crew",
    "contributor",
)  # fmt: skip
"""Fields with everybody in them, each with a role of their own; who has none is a guest where the field says speakers."""
_AUTHORS = ("authors", "author", "postauthors", "byline", "by", "creator", "writer")
"""Who made the page: its hosts, when nobody else is named as such."""
_ROLES = ("role", "roles", "type", "group", "rolename", "as")
_TEXTS = ("seo_title", "description", "summary", "subtitle", "excerpt", "intro", "page_title")
_NAMES = ("name", "full_name", "fullname", "title", "display_name")


@dataclass(frozen=True, slots=True)
class Said:
    """The fields that matter; `handles` are guests given by an account's name only."""

    title: str | None = None
    number: int | None = None
    date: str | None = None
    guests: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    subject: str | None = None
    unclear_date: str | None = None
    """A date of which nobody can tell the day from the month."""
    handles: tuple[str, ...] = ()
    host_handles: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    show: str | None = None
    leftover: str | None = None
    """A guest's name that is a template's placeholder."""


def understand(meta: Mapping[str, object]) -> Said:
    """Return what the fields of front matter say, under whatever names."""
    cast = [pair for key in _CAST for pair in _with_roles(meta.get(key), "guest" if key.startswith("speaker") else "")]
    cast = [*((n, role) for role in ("guest", "host") for key in _keys(role) for n in _names(meta.get(key))), *cast]
    guests, hosts = ([name for name, role in cast if role == wanted] for wanted in ("guest", "host"))
    title = _first_text(meta, _TITLES)
    subject = _first_text(meta, ("subject", "technology", "topic")) or _only_one(meta.get("topics"))
    if subject and not title and people.split_title(subject).sure:
        title, subject = subject, None  # a webinar's topic is its title
    return Said(
        title=title,
        number=_number(meta),
        date=next((d for key in _keys("date") if (d := field_date(meta.get(key)))), None),
        unclear_date=next((str(meta[key]) for key in _keys("date") if in_two_ways(meta.get(key))), None),
        guests=_all_people(guests),
        hosts=_all_people(hosts),
        authors=_all_people(n for key in _AUTHORS for n in _names(meta.get(key))),
        subject=subject,
        handles=tuple(g for g in guests if _is_handle(g)),
        host_handles=tuple(h for h in hosts if _is_handle(h)),
        texts=tuple(flat(v) for key in _TEXTS if isinstance(v := meta.get(key), str) and v.strip()),
        show=_first_text(meta, ("show", "podcast", "feed_title")),
        leftover=next((g for g in guests if people.is_leftover(g)), None),
    )


def _with_roles(value: object, otherwise: str) -> list[tuple[str, str]]:
    """Return the people in a field with what they are to the show: `guest`, `host`, or nothing that is known."""
    listed = re.split(r"[,;]\s+", value) if isinstance(value, str) else value
    made = []
    for one in listed[:50] if isinstance(listed, list | tuple) else [listed]:
        said = " ".join(flat(str(one[key])) for key in _ROLES if one.get(key)) if isinstance(one, Mapping) else ""
        said = _IN_BRACKETS.sub(r"\1", one) if isinstance(one, str) and "(" in one else said
        role = role_in(said) or (otherwise if not said else "")
        made += [(name, role) for name in _names(one, 1)]
    return made


_IN_BRACKETS = regex(r"^[^()]*\(([^()]*)\).*$")


def role_in(text: str) -> str:
    """Return what a person is to the show by the name of their role: `guest`, `host` or ``."""
    return next((role for role, words in _ROLE_WORDS.items() if words.search(text.casefold())), "")


_ROLE_WORDS = {
    "guest": regex(r"\b(?:guest|interviewee|featur\w*|subject|gast|invit\w+|convidad[oa]|gäst)\b"),
    "host": regex(r"\b(?:co-?)?(?:hosts?|interviewer|moderator|presenter|anchor|gastgeber\w*|animat\w+)\b"),
}


def _all_people(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(n for t in texts for n in _people(t)))


def questions_in(meta: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """Return the texts in front matter that ask, with their times, in order; "Past: What was it?" loses its label."""
    texts = _texts({key: value for key, value in meta.items() if key not in _SPOKEN})
    bare = ((_LABEL.sub("", flat(text)), at) for text, at in texts)
    return tuple((text, at) for text, at in bare if is_marked(text) and len(text) <= 500)


_LABEL = regex(r"^(?:question of the \w+|[\w ]{1,20})\s*:\s+", re.IGNORECASE)
_SPOKEN = ("transcript", "transcription", "captions", "subtitles")
"""Fields that hold what was said, not what the notes say."""
_TIMES = ("time", "start", "starttime", "start_time", "at", "timestamp", "timecode", "begin", "sec", "seconds")


def _texts(value: object) -> Iterator[tuple[str, str]]:
    """Return the texts in lists of front matter with the time beside each, without following it forever."""
    stack: list[tuple[object, bool, str]] = [(value, False, "")]
    for _ in range(_MOST):
        if not stack:
            return
        here, listed, at = stack.pop()
        if isinstance(here, str) and listed:
            yield here, at
        elif isinstance(here, Mapping):
            at = _time_beside(here) if listed else ""
            stack += [(v, listed, at) for v in reversed(list(islice(here.values(), _MOST)))]
        elif isinstance(here, list | tuple):
            stack += [(v, True, "") for v in reversed(here[:_MOST])]


def _time_beside(record: Mapping[object, object]) -> str:
    """Return the time in a record of front matter, as a clock shows it: 204 and "00:03:24" are the same."""
    for key, value in islice(record.items(), 50):
        if str(key).casefold().replace("-", "_") not in _TIMES or isinstance(value, bool):
            continue
        if isinstance(value, int | float) and 0 <= value < 1e7:
            return clock(value)
        if isinstance(value, str) and (found := re.match(r"\s*((?:\d{1,3}:)?\d{1,3}:\d{2})(?:[.,]\d+)?\s*$", value)):
            return found[1]
    return ""


def _first_text(meta: Mapping[str, object], keys: Iterable[str]) -> str | None:
    for key in keys:
        value = meta.get(key)
        if isinstance(value, str | int | float) and not isinstance(value, bool) and flat(str(value)):
            return _WIKI.sub(r"\1", flat(str(value)))
    return None


_WIKI = regex(r"\[\[(?:[^\[\]|]{1,200}\|)?([^\[\]|]{1,200})\]\]")
"""A link as note-taking programs write it: "[[Peat]]"."""


def _only_one(value: object) -> str | None:
    """Return the one text of a list; several are tags."""
    texts = value if isinstance(value, list | tuple) else [value]
    return flat(texts[0]) or None if len(texts) == 1 and isinstance(texts[0], str) and "," not in texts[0] else None


def _number(meta: Mapping[str, object]) -> int | None:
    for key in _NUMBERS:
        value = meta.get(key)
        if isinstance(value, bool):
            continue
        if isinstance(value, Mapping):
            value = next((value[k] for k in ("number", "no", "id", "episode") if k in value), None)
        if isinstance(value, int | float) and 0 <= value < 100_000 and value == int(value):
            return int(value)
        if isinstance(value, str) and (found := _NUMBER.fullmatch(value)):
            return int(next(g for g in found.groups() if g))
    return None


def _names(value: object, depth: int = 0) -> list[str]:
    """Return the names in a field that is a text, a list, a record with a name, or a list of records."""
    if isinstance(value, str):
        return [_WIKI.sub(r"\1", flat(value))] if flat(value) else []
    if isinstance(value, Mapping) and not any(key in value for key in _NAMES) and depth == 0:
        return [n for v in islice(value.values(), 50) if isinstance(v, Mapping) for n in _names(v, 1)]
    if isinstance(value, Mapping):
        return next(([flat(v)] for key in _NAMES if isinstance(v := value.get(key), str) and flat(v)), [])
    if isinstance(value, list | tuple) and depth == 0:
        return [n for v in value[:50] for n in _names(v, 1)]
    return []


def _people(text: str) -> tuple[str, ...]:
    if people.is_stated_name(text):
        return (text,)
    return people.names_in(text) or people.names_in(text, least=1)


def _is_handle(text: str) -> bool:
    return bool(re.fullmatch(r"@?[a-z][\w.-]{2,40}", text)) and not people.is_leftover(text)


def resolve(handles: Iterable[str], texts: Iterable[str]) -> tuple[str, ...]:
    """Return the full names in texts that account names stand for: `jdixon` is Jason Dixon."""
    handles = list(handles)
    names = list(dict.fromkeys(n for t in texts for n in people.runs(t))) if handles else []
    return tuple(dict.fromkeys(n for h in handles for n in names if _stands_for(h.strip("@"), n)))


def _stands_for(handle: str, name: str) -> bool:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    parts = re.findall(r"[a-z]+", plain)
    if len(parts) < 2:
        return False
    bare, first, last = re.sub(r"[^a-z]", "", handle.casefold()), parts[0], parts[-1]
    return bare in (first[0] + last, first + last, last + first, first + last[0], last + first[0], "".join(parts))
