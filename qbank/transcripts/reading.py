"""From the text of a transcript to an episode: the talk in it, who talks, and what was asked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import PurePath

from qbank.english.spoken import clock
from qbank.english.terms import slug
from qbank.errors import Problem
from qbank.lazy import dataclass, regex
from qbank.model import Episode, Item
from qbank.transcripts import people as who
from qbank.transcripts.asking import Ask, Planned, align, find_asks
from qbank.transcripts.captions import as_lines, is_captions, is_page, read_captions
from qbank.transcripts.labels import read_labels
from qbank.transcripts.people import Cast, introduced, introduced_hosts, is_anonymous, named, same_person
from qbank.transcripts.records import as_title, read_json, read_table, read_yaml
from qbank.transcripts.sentences import Piece, Talk, Turn, tidy, to_turns

MOST_PIECES = 100_000
"""Cues or paragraphs of one talk that are read: eighty hours of captions."""
LEAST_STOPS = 1 / 90
"""Full stops and question marks a word, below which a text has no punctuation to tell questions by."""
_FEED = regex(r"(?:\s+|<\?[^>]*>|<!--.*?-->|<!DOCTYPE[^\[>]*>)*<(?:\w+:)?(?:rss|feed|rdf)\b", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Heard:
    """What a transcript says: who asked whom what, and what is wrong with it."""

    asks: tuple[Ask, ...]
    hosts: tuple[str, ...]
    guests: tuple[str, ...]
    problems: tuple[Problem, ...] = ()
    source: str = ""


def find_talk(text: str) -> Talk | None:
    """Return the talk in a text of any form; None if it is not a transcript."""
    text = text.lstrip("\ufeff")
    if _FEED.match(text[:20_000]):
        return None  # its entries may be talks, each for itself
    if is_captions(text):
        pieces, beside = read_captions(text, MOST_PIECES)
        return Talk("captions", tuple(pieces), beside) if pieces else None
    for read in (partial(read_json, inside=find_talk), read_yaml, read_table):
        if found := read(text):
            return found
    return _in_page(text) if is_page(text) else read_labels(text)


def _in_page(text: str) -> Talk | None:
    rows = list(as_lines(text))
    page = read_labels("\n".join(words for _, words in rows))
    if page is None:
        return None
    title = re.search(r"<title[^>]*>([^<]{1,300})</title>", text[:100_000], re.IGNORECASE)
    told = as_title(" ".join(title[1].split())) if title and not re.search(r"(?m)^# ", page.beside) else ""
    return Talk("page", tuple(replace(p, line=rows[p.line - 1][0]) for p in page.pieces), told + page.beside)


def hear(
    talk: Talk, *, source: str, hosts: Sequence[str] = (), guests: Sequence[str] = (), titles: Sequence[str] = (),
    speakers: Mapping[str, str] | None = None,
) -> Heard:  # fmt: skip
    """Return what was asked in a talk. `hosts` and `guests` are known from elsewhere, `speakers` says who a label is."""
    problems: list[Problem] = []
    pieces = talk.pieces
    if len(pieces) > MOST_PIECES:
        what = f"the transcript has more than {MOST_PIECES:,} cues; the rest was left out"
        problems.append(Problem(f"{source}:{pieces[MOST_PIECES].line}", what, "split the file"))
        pieces = pieces[:MOST_PIECES]
    if all(p.speaker is None for p in pieces) and not (pieces := tuple(who.voiced(pieces))):
        return _unnamed(talk.pieces, source, hosts, guests, problems)
    names = who.identify(to_turns(pieces), known=[*hosts, *guests], titles=titles, page=talk.beside, speakers=speakers)
    turns = to_turns(replace(p, speaker=names.get(p.speaker, p.speaker)) if p.speaker else p for p in pieces)
    people = who.cast(turns, hosts=hosts, guests=guests, titles=titles)
    if not _is_punctuated(turns):
        what = "the captions have no punctuation, so where a question begins and ends cannot be told; none were taken"
        hint = "make the transcript with a service that sets full stops and question marks"
        problems.append(Problem(source, what, hint))
        return Heard((), named(people.hosts), named(people.guests), tuple(problems), source)
    asks = find_asks(turns, people)
    problems += _doubts(people, source, asked=bool(asks))
    return Heard(tuple(asks), named(people.hosts), named(people.guests), tuple(problems), source)


def _unnamed(
    pieces: Sequence[Piece], source: str, hosts: Sequence[str], guests: Sequence[str], problems: list[Problem]
) -> Heard:
    """Return what a talk without names says of its people; what was asked cannot be told from what was answered."""
    start = " ".join(p.text for p in pieces[:60])[:3000]
    named_hosts = tuple(dict.fromkeys(introduced_hosts(start)))
    found = dict.fromkeys(n for n in introduced(start) if n not in named_hosts)
    what = "the transcript does not say who speaks, so questions cannot be told from answers; none were taken"
    problem = Problem(source, what, "export it with speaker names, or write them before the turns: `Sam: …`")
    known = named_hosts or tuple(h for h in hosts if h in start)
    return Heard((), known, tuple(guests) or tuple(found), (*problems, problem), source)


def _is_punctuated(turns: Sequence[Turn]) -> bool:
    said = [sentence.text for turn in turns for sentence in turn.sentences]
    words = sum(text.count(" ") + 1 for text in said)
    stops = sum(text.rstrip('"”’)')[-1:] in ".?!？。！…" for text in said)
    return words < 200 or stops / words >= LEAST_STOPS


def _doubts(people: Cast, source: str, *, asked: bool) -> list[Problem]:
    """Return what to tell of the people: a host that was only guessed, a speaker without a name."""
    made = []
    nameless = [n for n in (*people.hosts, *people.guests) if is_anonymous(n)]
    cure = f'--speaker "{nameless[0]}=NAME"' if nameless else "--host NAME"
    if people.guessed:
        what = f"nothing says who the host is; {people.guessed}, who asks the most, was taken for the host"
        made.append(Problem(source, what, f"if that is wrong, give {cure}"))
    elif nameless:
        has = "has" if len(nameless) == 1 else "have"
        made.append(Problem(source, f"{' and '.join(nameless)} {has} no name", f"give {cure}"))
    if not asked:
        what = "nothing that a host asks a guest was found in the transcript"
        made.append(Problem(source, what, "say who the host is: --host NAME"))
    return made


def episode(heard: Heard, *, about: Episode | None = None, tidied: bool = False) -> Episode:
    """Return what was heard as an episode; `about` is what the notes beside the transcript say of it."""
    asks = [replace(a, text=tidy(a.text)) for a in heard.asks] if tidied else heard.asks
    base = about or Episode(id="", title="")
    guests = _together(base.guests, heard.guests)
    title = base.title or (f"Interview with {' and '.join(guests)}" if guests else PurePath(heard.source).stem)
    title = title or "Untitled"
    hosts = _together([h for h in base.hosts if not any(same_person(h, g) for g in heard.guests)], heard.hosts)
    word = slug(base.technology or (guests[0] if guests else title))
    id_ = word if base.number is None else f"{base.number:03d}-{word}"
    made = replace(base, id=id_, title=title, source=heard.source, guests=guests, hosts=hosts, transcript=True)
    return replace(made, items=_items(base.items, asks))


def _together(known: Sequence[str], heard: Sequence[str]) -> tuple[str, ...]:
    """Return people known and heard, each once, the fuller spelling kept."""
    made = list(known)
    for name in heard:
        at = next((i for i, k in enumerate(made) if same_person(k, name)), None)
        if at is None:
            made.append(name)
        elif len(name) > len(made[at]):
            made[at] = name
    return tuple(made)


def clock_at(start: float | None, offset: float = 0.0) -> str | None:
    """Return when something was said, `offset` seconds later, as notes write it; None where nobody knows."""
    return None if start is None else clock(start + offset)


def _items(written: Sequence[Item], asks: Sequence[Ask]) -> tuple[Item, ...]:
    """Return the questions of the notes with who asked them when and what was answered, and what was asked beyond them in its place."""
    questions = {str(i): item for i, item in enumerate(written) if item.kind == "question"}
    found = {m.ask: int(m.planned) for m in align(asks, [Planned(k, (q.text,)) for k, q in questions.items()])}
    made: list[tuple[float, Item]] = [(float(i), item) for i, item in enumerate(written)]
    place = -1.0
    for n, ask in enumerate(asks):
        if n in found:
            place, heard = float(found[n]), spoken_item(ask)
            item = written[found[n]]
            asker = item.asker or ask.asker or None
            made[found[n]] = place, replace(item, asker=asker, at=item.at or heard.at, said=item.said or heard.said)
        else:
            place += 1e-4
            made.append((place, spoken_item(ask)))
    return tuple(replace(item, n=n) for n, (_, item) in enumerate(sorted(made, key=lambda one: one[0]), 1))


def spoken_item(ask: Ask) -> Item:
    """Return an ask as an item."""
    return Item(
        n=1, text=ask.text, line=ask.line or None, asker=None if is_anonymous(ask.asker) else ask.asker or None, at=clock_at(ask.start),
        lead_in=ask.lead_in or None, said=ask.quote or None, spoken=True,
    )  # fmt: skip
