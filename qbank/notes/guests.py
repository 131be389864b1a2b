"""Who the guests are, held against all that the notes say: title, front matter, intro, headings, summary."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from qbank.errors import Problem
from qbank.notes import people
from qbank.notes.intro import Introduction
from qbank.notes.meta import Said, resolve
from qbank.notes.subject import mentions, topic_names
from qbank.notes.titles import Title
from qbank.regex import regex

_LEFT_OVER = "a guest's name is a placeholder that was left in the notes"


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
    elif intro.from_section and not named and not titled:
        guests = people.merged(guests, _without(intro.from_section, hosts))
    hosts = hosts or _without(said.authors, guests)
    left = said.leftover or intro.leftover
    if left:
        hint = "write the guest's name, or give it with the review"
        problems = (*problems, Problem(where=where, what=f"{_LEFT_OVER}: {left[:60]!r}", hint=hint))
    return guests, hosts, problems


def _confirmed(
    taken: Title, named: Sequence[str], intro: Introduction, known: Sequence[str], texts: Sequence[str],
    asked: Sequence[str],
) -> tuple[str, ...]:  # fmt: skip
    """Return the title's guests that may be believed: after "with", or named somewhere else as well."""
    people_named = [*named, *intro.guests, *intro.from_heading, *intro.from_section, *intro.from_summary]
    elsewhere = [*people_named, *known]
    text = "\n".join(texts)
    about_topic = any(mentions(name, asked) for name in topic_names(taken.topic))
    sure = []
    for name in taken.guests:
        backed = any(people.same_person(name, other) for other in elsewhere)
        if taken.sure:
            backed = backed or (len(name.split()) > 1 and not _is_topic(name, people_named, intro))
        elif not people_named:
            backed = backed or re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None
            backed = backed or (about_topic and not mentions(name, asked))
            backed = backed or _asked_personally(name, asked)
        if backed:
            sure.append(name)
    return tuple(sure)


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


def _is_topic(name: str, elsewhere: Sequence[str], intro: Introduction) -> bool:
    """Say whether what stands after "with" in a title is a thing: others are the guests, and it is talked about."""
    return bool(elsewhere) and bool(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", intro.about.rest))


def _without(names: Iterable[str], hosts: Sequence[str]) -> tuple[str, ...]:
    return tuple(n for n in names if not any(people.same_person(n, h) for h in hosts))


def _together(
    sources: Sequence[tuple[str, ...]], hosts: Sequence[str], texts: Sequence[str], where: str
) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """Return the guests of all sources, each person once, and a Problem when the sources disagree."""
    lists = [list(_without(s, hosts)) or list(s if len(s) > len(hosts) else ()) for s in sources]
    lists = [names for names in lists if names]
    if not lists:
        return (), ()
    made: tuple[str, ...] = ()
    for names in lists:
        made = people.merged(made, names)
    problems = []
    for name in made:
        missing = [names for names in lists if not any(people.same_person(name, n) for n in names)]
        if missing:
            others = " and ".join(missing[0])
            problems.append(
                Problem(
                    where=where,
                    what=f"{name} is named as a guest in one place, {others} in another; all are kept",
                    hint="correct the guests in the episode's file",
                )
            )
            break
    return _spelt(made, lists, texts, where, problems)


def _spelt(
    made: Sequence[str],
    lists: Sequence[Sequence[str]],
    texts: Sequence[str],
    where: str,
    problems: list[Problem],
) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """Return the guests in the spelling that is used most, telling where spellings differ."""
    text = "\n".join(texts)
    best = []
    for name in made:
        forms = dict.fromkeys(
            n
            for names in lists
            for n in names
            if people.same_person(name, n) and len(n.split()) == len(name.split())
        )
        forms.setdefault(name)
        chosen = max(forms, key=lambda f: (text.count(f), f == name))
        other = next((f for f in forms if f.casefold() != chosen.casefold()), None)
        if other:
            problems.append(
                Problem(
                    where=where,
                    what=f"a guest is spelt {chosen!r} and {other!r}",
                    hint="check the spelling in the episode's file",
                )
            )
        best.append(chosen)
    return tuple(dict.fromkeys(best)), tuple(problems)
