"""The lines that introduce: hosts, guests and subject in the sentence before the questions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from itertools import islice, pairwise

from qbank.errors import Problem
from qbank.lazy import dataclass, regex
from qbank.notes import people
from qbank.notes.formats.blocks import Block, flat
from qbank.notes.meta import Said, resolve
from qbank.notes.people import Title
from qbank.notes.sections import Placed
from qbank.notes.subject import About, mentions, read_about, topic_names

_INTRODUCES = regex(
    r"\b(?:interview(?:ing|ed|s)?(?: with)?|talk(?:ing|ed|s)? (?:to|with)|speak(?:ing|s)? (?:to|with)|spoke (?:to|with)|chat(?:ting|ted|s)? (?:to|with)|"
    r"joined (?:\w+ )?by|(?:recording|session|call|episode) with|(?:sits?|sat|sitting) down with|welcom(?:e|es|ed|ing)(?: back)?|conversation with|"
    r"(?:(?:our|the|my) (?:special )?)?guests? (?:today |this week )?(?:is|are)|guests?(?: today)?\s*[-–—:]|im gespräch mit|gespräch mit|conversamos com|conversa com|entrevista com|entrevista a|nous recevons|entretien avec|hablamos con|conversamos con|"
    r"in gesprek met|samtal med|spotlight(?: on| on:|:| -| –))\s+",
    re.IGNORECASE,
)
_HOSTED = regex(
    r"\b(?:your|our|the|and)?\s*hosts?(?: as (?:usual|always))?(?: today| this week)?(?:\s*[-–—:]|\s+(?:is|are)\b(?: (?:as (?:usual|always)|always|today),?)?)?\s+",
    re.IGNORECASE,
)
_INTERVIEWED_BY = regex(
    r"(?:^|[.!|·–—]\s*)(?:hosted by|interview(?:ed)? by|(?:interview )?conducted by|(?:das )?(?:gespräch|interview) führten?|(?:die )?fragen stellten?|"
    r"propos recueillis par|entretien (?:réalisé|mené) par|entrevista(?:do|da)? por|interview door|intervjuare?n?:?|intervista di)\s+",
    re.IGNORECASE,
)
_BY = regex(r"^(?:by|von|par|por|door|av|di)\s+(?P<who>[^,|·•–—]{3,40}?)\s*(?:[,|·•–—].*)?$", re.IGNORECASE)
_BYLINE = 80
_SHORT = 400
"""Characters of a paragraph in which whoever asked is named."""
_BARE = regex(r"(?:[:–—-]|^interviews?)\s*$", re.IGNORECASE)
"""A lead after which only a whole name is a guest's: "Interview guide" names nobody."""
_ABOUT = regex(
    r"(?:\W*(?:today|again|this week|back|here)\b)*\W*(?:to (?:talk|learn|hear|chat|discuss)\b\s*)?(?:about|on|regarding|discussing|(?:to )?(?:discuss|explore)|über|sobre)\b",
    re.IGNORECASE,
)
_IN_EPISODE = regex(
    r"(?:\b[Ii]n this (?:[\w ]{1,40} )?(?:episode|interview|show)(?: of [^,]{1,60})?,?\s+|\b(?:[Tt]oday|[Tt]his week),?\s+|^)(?=[^\W\d_a-z])"
)
_TELLING = regex(
    r"\b(?:discuss|explain|talk|shar|describ|join|tell|walk|speak|explor|giv|offer|recount|reflect|tak|go|drop|stop|is|sit)",
    re.IGNORECASE,
)
_TELLS = regex(
    r"^(?:,[^.?!]{1,160}?,)?\s*(?:\([^)]*\))?\s*(?:also |then )?(?:discuss|explain|talk|share|describ|join|tell|walk|speak|explor|give|offer|recount|reflect|take|goes over|go over|drops? by|stops? by|is (?:our|the) guest|sits? down)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Introduction:
    """What the lines around the questions say; `leftover` is a placeholder found where a guest should stand."""

    hosts: tuple[str, ...] = ()
    guests: tuple[str, ...] = ()
    about: About = field(default_factory=About)
    from_heading: tuple[str, ...] = ()
    from_section: tuple[str, ...] = ()
    from_summary: tuple[str, ...] = ()
    leftover: str | None = None
    lines: tuple[str, ...] = ()


_SPEAKS_OF_IT = regex(
    r"\b(?:interview\w*|entretien|entrevista\w*|intervista|intervju|gespräch|gesprek|vraaggesprek|conversation|conversa|spotlight|q ?& ?a|questions? (?:for|to)|talk(?:ing)? (?:with|to)|meet)\b",
    re.IGNORECASE,
)
_TALKED = regex(
    r"^(?P<who>[^,.:;!?]{3,60}?)\s+(?:talk(?:ed|s)|spoke|speaks|sat down|sits down|chat(?:ted|s)|interview(?:ed|s)|met|caught up)\s+(?:with |to )?(?=[^\W\d_a-z]|(?:her|him|them)\b)"
)


_DISCUSSED = regex(
    r"\b(?:discuss\w*|talk\w*|chat\w*|spoke|speak\w*|explor\w*|learn\w*)\b[^.?!]{1,160}?\bwith\s+(?-i:(?=[^\W\d_a-z][\w'’-]+ [^\W\d_a-z]))",
    re.IGNORECASE,
)
"""A talk about something with someone: "discuss the world of maps with Ada Brand"."""


def introduce(placed: Sequence[Placed], found: Sequence[Block], texts: Iterable[str]) -> Introduction:
    """Return what the notes say of hosts, guests and subject outside the questions."""
    lines = [*_opening(placed, found), *texts]
    named = [p.block for p in placed if p.title and p.role == "interview"]
    headings = [flat(b.text) for b in named if b.kind != "heading" or _SPEAKS_OF_IT.search(b.text)]
    said = list(_introducing([*_likeliest_first(lines), *headings]))
    hosts = _hosts(lines) or _in_sections(placed, "hosts") or _interviewers(placed)
    guests, about = _best(said, hosts)
    heading = _from_headings(headings) or _over_lists(placed, found, lines)
    listed = _in_sections(placed, "guests")
    return Introduction(
        hosts=hosts,
        guests=guests,
        about=about,
        from_heading=heading,
        from_section=listed,
        from_summary=() if guests or heading or listed else _from_summary(lines) or _in_contacts(placed),
        leftover=next((t for t in (*(line for line, *_ in said), *headings) if people.is_leftover(t)), None),
        lines=tuple(lines),
    )


_SAID = regex(r"(?:your|our) hosts? (?:is|are)\b", re.IGNORECASE)
"""How the introduction begins that is read aloud, even where it is set as a quotation."""


def _opening(placed: Sequence[Placed], found: Sequence[Block]) -> list[str]:
    """Return the lines outside the questions that may say who talks about what."""
    items = {(b.line, b.text) for b in found}
    here = [p.block for p in placed if p.role in ("opening", "summary", None) and not p.title]
    read = (b.text for b in here if (not b.aside or _SAID.match(b.text)) and (b.line, b.text) not in items)
    return [line for text in read if (line := flat(text)[:3000])]


def _likeliest_first(lines: Sequence[str]) -> list[str]:
    """Return lines with those first that say "today" and "interviewing": the show's own fixed sentence."""
    fixed = [line for line in lines if re.search(r"\binterview(?:ing)?\b", line, re.IGNORECASE) and len(line) < 700]
    return [*reversed(fixed), *(line for line in lines if line not in fixed)]


def _introducing(lines: Iterable[str]) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Yield (line, people, what follows them) for every introducing phrase."""
    for line in lines:
        for at in (*_INTRODUCES.finditer(line), *_DISCUSSED.finditer(line)):
            rest = line[at.end() :]
            if people.is_leftover(rest[:60]):
                yield rest[:60], (), ""
                continue
            names, tail = people.people_before(rest, least=2 if _BARE.search(at[0]) else 1)
            yield line, names, tail or rest


def _best(said: Sequence[tuple[str, tuple[str, ...], str]], hosts: Sequence[str]) -> tuple[tuple[str, ...], About]:
    """Return the people and the subject of the phrase that says most."""
    told = [(real, tail) for _, names, tail in said if (real := _without(names, hosts))]
    for real, tail in told:
        if about := _ABOUT.match(tail):
            return real, read_about(tail[about.end() :])
    return told[0][0] if told else (), About()


def _hosts(lines: Iterable[str]) -> tuple[str, ...]:
    for line in lines:
        for at in _HOSTED.finditer(line):
            if names := people.people_before(line[at.end() :], least=2)[0]:
                return names
    talked = (t["who"] for line in lines if (t := _TALKED.match(line)))
    return tuple(islice(filter(people.is_name, talked), 1))


def _interviewers(placed: Iterable[Placed]) -> tuple[str, ...]:
    """Return who a short paragraph anywhere says has asked: "Interview by NAME. Photos by …"."""
    for p in placed:
        text = flat(p.block.text) if p.block.kind == "text" and not p.block.aside else ""
        if len(text) <= _BYLINE and (by := _BY.match(text)) and people.is_name(by["who"]):
            return (by["who"],)
        at = _INTERVIEWED_BY.search(text[:_SHORT])
        if at and (names := people.people_before(text[at.end() :], least=2)[0]):
            return names
    return ()


def _from_headings(headings: Iterable[str]) -> tuple[str, ...]:
    """Return the people in "Interview with NAME" and "NAME Interview"."""
    titles = (people.split_title(re.sub(r"['’s\s]*\binterview$", "", h, flags=re.IGNORECASE)) for h in headings)
    return next((t.guests for t in titles if t.guests and all(" " in g for g in t.guests)), ())


def _over_lists(placed: Sequence[Placed], found: Sequence[Block], lines: Sequence[str]) -> tuple[str, ...]:
    """Return the people whose name, or first name, is the heading right above a list of questions."""
    asked = {(b.line, b.text) for b in found}
    over = (p.block for p, after in pairwise(placed) if (after.block.line, after.block.text) in asked)
    headings = dict.fromkeys(flat(b.text) for b in over if b.kind == "heading")
    above = [name for name in headings if people.is_name(name, least=1)]
    if not above:
        return ()
    named = [flat(p.block.text) for p in placed if p.role in ("guests", "hosts")]
    full = [n for text in [*named, *lines] for n in people.runs(text)]
    made = [next((n for n in full if people.same_person(n, name)), None) for name in above]
    return tuple(dict.fromkeys(n for n in made if n))


def _in_sections(placed: Sequence[Placed], role: str) -> tuple[str, ...]:
    """Return the people that a section's lines begin with: "Jane Doe, engineer at Company"."""
    made: list[str] = []
    for p in (p for p in placed if p.role == role and not p.block.aside):
        text = flat(p.block.text)
        after = re.sub(r"^[^:]{1,30}:\s*", "", text) if p.title else text
        made += _listed(after, one=p.block.kind == "item") if not p.title or after != text else ()
    return tuple(dict.fromkeys(made))


def _in_contacts(placed: Sequence[Placed]) -> tuple[str, ...]:
    """Return the people whose names are headings or bold lines in a section of contacts or of people."""
    made, inside = list[str](), 0
    for p in placed:
        text = flat(p.block.text)
        if p.block.kind == "heading" and _CONTACTS.search(text):
            inside = p.block.level
        elif p.block.kind == "heading" and p.block.level <= inside:
            inside = 0
        elif inside and (p.block.kind == "heading" or p.block.strong == text) and people.is_name(text):
            made.append(text)
    return tuple(dict.fromkeys(made))


_CONTACTS = regex(
    r"\b(?:contacts?|people|guests?|speakers?|about (?:the|our) guests?|bios?|kontakt|gäste|invités|invitados)\b",
    re.IGNORECASE,
)


def _listed(text: str, *, one: bool) -> tuple[str, ...]:
    """Return the people that a line of a list of guests names; an item names one, with rank and employer behind."""
    head = re.split(r"\s+[-–—|]\s+|\s*\(|:\s", text, maxsplit=1)[0]
    if one and not re.search(r"\s(?:and|&)\s", head):
        head = head.split(",")[0]
    return people.people_before(head, least=2)[0] if len(head) < 200 else ()


def _from_summary(lines: Iterable[str]) -> tuple[str, ...]:
    """Return the people of "In this episode NAME, the creator of X, explains …"."""
    for line in lines:
        for at in _IN_EPISODE.finditer(line) if _TELLING.search(line) else ():
            rest = line[at.end() :]
            names = re.match(r"[^,.;:?!(]{3,60}?(?:,? and [^,.;:?!(]{3,40}?)?(?=,| \(|\s+(?:and I\b|[a-z]))", rest)
            if names and (made := _leading_names(rest[: names.end() + 60])):
                return made
    return ()


def _leading_names(text: str) -> tuple[str, ...]:
    """Return the names that a sentence begins with, when a verb of telling follows them."""
    parts = text.split(" ")
    for n in range(min(9, len(parts)), 1, -1):
        head = " ".join(parts[:n]).rstrip(",")
        names = people.names_in(head)
        if names and head.endswith(names[-1].split()[-1]) and _TELLS.match(text[len(head) :]):
            return names
    return ()


def decide(
    taken: Title, said: Said, intro: Introduction, known: Iterable[str], asked: Sequence[str], where: str
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[Problem, ...]]:
    """Return guests, hosts and what is wrong with them; a name given twice in different ways is kept and told."""
    texts = [*said.texts, *intro.lines]
    listed = _without(resolve(said.host_handles, texts), intro.guests)
    hosts = people.merged(intro.hosts or said.hosts, listed)
    if len(intro.from_heading) > 1:
        # Two people or more with a list of questions each are the guests, whatever else they are.
        hosts = _without(hosts, intro.from_heading)
    named = people.merged(said.guests, resolve(said.handles, texts))
    titled = _confirmed(taken, named, intro, [*known], texts, asked)
    introduced = intro.guests or people.merged(intro.from_section, intro.from_heading)
    guests, problems = _together([titled, named, introduced], hosts, texts, where)
    if not guests:
        guests, problems = _without(intro.from_section or intro.from_heading or intro.from_summary, hosts), ()
    hosts = hosts or _without(said.authors, guests)
    left = said.leftover or intro.leftover
    if left:
        what = f"a guest's name is a placeholder that was left in the notes: {left[:60]!r}"
        problems = (*problems, Problem(where, what, "write the guest's name, or give it with the review"))
    return guests, hosts, problems


def _confirmed(
    taken: Title, named: Sequence[str], intro: Introduction, known: Sequence[str], texts: Sequence[str],
    asked: Sequence[str],
) -> tuple[str, ...]:  # fmt: skip
    """Return the title's guests that may be believed: after "with", or named somewhere else as well."""
    people_named = [*named, *intro.guests, *intro.from_heading, *intro.from_section, *intro.from_summary]
    text = "\n".join(texts)
    about_topic = any(mentions(name, asked) for name in topic_names(taken.topic))

    def is_backed(name: str) -> bool:
        if any(people.same_person(name, other) for other in [*people_named, *known]):
            return True
        if taken.sure or people_named:
            return taken.sure and len(name.split()) > 1
        stands = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None
        return stands or (about_topic and not mentions(name, asked)) or _asked_personally(name, asked)

    return tuple(filter(is_backed, taken.guests))


_YOU = regex(
    r"\b(?:you|your|yours|yourself|du|dich|dir|dein\w*|sie|ihnen|ihr\w*|tu|toi|ton|ta|tes|vous|votre|vos|tú|te|usted|vosotros|você|seu|sua|je|jij|jouw|u|uw|"
    r"din|ditt|dina|dig|lei|suo|sua|ti)\b",
    re.IGNORECASE,
)
_COMMON_END = regex(r"(?:ing|tion|tions|ers|ness|ity|ment|ware|works)$", re.IGNORECASE)


def _asked_personally(name: str, asked: Sequence[str]) -> bool:
    """Say whether a name in a title is that of the person who is asked: "you", and never the name's words."""
    words = [w for w in name.split() if len(w) > 2]
    told = " ".join(asked).casefold()
    named = any(re.search(rf"\b{re.escape(w.casefold())}\b", told) for w in words)
    if named or any(_COMMON_END.search(w) for w in words) or not 2 <= len(name.split()) <= 4:
        return False
    return len(asked) >= 2 and sum(bool(_YOU.search(q)) for q in asked) * 5 >= len(asked)


def _without(names: Iterable[str], hosts: Sequence[str]) -> tuple[str, ...]:
    return tuple(n for n in names if not any(people.same_person(n, h) for h in hosts))


def _together(
    sources: Sequence[tuple[str, ...]], hosts: Sequence[str], texts: Sequence[str], where: str
) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """Return the guests of all sources, each once in the spelling used most, and Problems where sources or spellings differ."""
    lists = [names for s in sources if (names := _without(s, hosts))]
    made: tuple[str, ...] = ()
    for names in lists:
        made = people.merged(made, names)
    missing = ((n, names) for n in made for names in lists if not any(people.same_person(n, other) for other in names))
    problems = []
    for name, others in islice(missing, 1):
        what = f"{name} is named as a guest in one place, {' and '.join(others)} in another; all are kept"
        problems.append(Problem(where, what, "correct the guests in the episode's file"))
    text = "\n".join(texts)
    best = []
    for name in made:
        forms = [n for names in lists for n in names if people.same_person(name, n) and n.count(" ") == name.count(" ")]
        chosen = max([*forms, name], key=lambda f: (text.count(f), f == name))
        if other := next((f for f in forms if f.casefold() != chosen.casefold()), None):
            what = f"a guest is spelt {chosen!r} and {other!r}"
            problems.append(Problem(where, what, "check the spelling in the episode's file"))
        best.append(chosen)
    return tuple(dict.fromkeys(best)), tuple(problems)
