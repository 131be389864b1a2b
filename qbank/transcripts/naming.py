"""Which name a label stands for: what speakers call themselves, what others call them, and the full names that the title and the welcome have."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from qbank.regex import regex
from qbank.transcripts.people import (
    HONOR,
    NAME,
    calls,
    introduced,
    introduced_hosts,
    is_anonymous,
    opening_of,
    titled_guests,
)
from qbank.transcripts.turns import Turn

MOST_BESIDE = 20_000
"""Characters beside a talk in which full names are looked for."""
MOST_NAMES = 24
"""Full names that are tried for labels without one."""
_I_AM = regex(
    rf"\b(?:I['’]?m|I am|my name is|my name['’]s|ich bin|mein name ist|soy|me llamo|je suis|je m['’]appelle|sou|ik ben)\s+(?:your host,?\s+|the host,?\s+|me,?\s+)?({NAME})",
    re.IGNORECASE,
)
_THIS_IS = regex(
    rf"\b(?:this is|it['’]s|hier ist)\s+(?:your host,?\s+|me,?\s+)?({NAME})(?!\s+from\b)", re.IGNORECASE
)
_FULL = regex(rf"{HONOR}({NAME})")
_FIRST_NAME = regex(
    r"\b(?:I['’]m|I am|my name is|my name['’]s)\s+(?:your host,?\s+)?(?-i:([^\W\d_a-z][\w’'-]+))\b",
    re.IGNORECASE,
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
    opening = [*opening_of(turns), *((None, text) for text in (*titles, page[:MOST_BESIDE]) if text)]
    titled = [n for t in titles for n in titled_guests(t)]
    welcomed = [n for _, text in opening for n in introduced(text)]
    said = [
        n
        for _, text in opening
        for n in (*introduced_hosts(text), *(f[1] for f in (*_I_AM.finditer(text), *_THIS_IS.finditer(text))))
    ]
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
    labels: Sequence[str],
    opening: Sequence[tuple[str | None, str]],
    known: Sequence[str],
    speakers: dict[str, str],
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
    mine = [text for who, text in opening if who == label]
    for text in mine:
        if found := _I_AM.search(text) or _NAME_ALONE.match(text):
            return found[1]
    for text in mine:
        if found := _FIRST_NAME.search(text):
            whole = _fuller(found[1], full)
            if whole != found[1] or any(who != label and calls(said, whole) for who, said in opening):
                return whole
    for text in mine:
        if (found := _THIS_IS.search(text)) and not any(
            said.startswith(found[1]) for who, said in opening if who is None
        ):
            return found[1]
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
