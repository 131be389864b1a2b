"""What an interview is about: the intro's name held against the title and the questions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from qbank.notes.about import ARTICLE, THING, About, as_word, is_proper

_TAIL = re.compile(
    rf"\s+(?:{THING}|core developers?|core devs?|developers?|devs|core team|team|maintainers?|contributors?|creators?|in depth|deep dive|"
    r"internals|revisited|explained|\d+(?:\.\d+)*)$",
    re.IGNORECASE,
)
_SUFFIX = re.compile(r"^(?P<stem>\w{3,}?)(?: ?(?:DB|SQL|MQ|JS|FS|Lang)|\.js|\.io|lang|js|\d)$")
_LEAD = re.compile(
    r"^(?:(?:\w+ing|how|why|what|meet|introducing|inside|the|a|an|your|our|new)\s+)+", re.IGNORECASE
)
_PARTS = re.compile(r"\s*[:–—|]\s+|\s+[-×]\s+|:\s*$|\s+(?:is|are)\s+(?=(?:a|an|the)\b)", re.IGNORECASE)
_JOINTS = re.compile(
    r",\s*(?:and\s+)?|\s+(?:and|&|at|for|in|of|on|from|to|using|with|behind|@)\s+", re.IGNORECASE
)
_RUN = re.compile(
    r"(?<![\w.])(?:[A-Z][\w+#.-]*[\w+#]|[a-z]+[A-Z]\w+)(?: (?:[A-Z][\w+#.-]*[\w+#]|\d+(?=\W|$)))*"
)
_AT = re.compile(rf"\b(?:at|inside) (?P<name>{_RUN.pattern})")
_NOTHING = re.compile(
    r"^(?:the |an? |our )?(?:(?:introductory|introduction|interviews?|questions?|q ?& ?a|bonus|special|conversation|chat|first|pilot|trailer|episode|show|live|"
    r"part|season|one|two|three|four|five|six|seven|eight|nine|ten|twenty|notes|show notes|podcast|untitled|test|\d+|and|with)\b[\s:.-]*)+$",
    re.IGNORECASE,
)
_COMMON_WORDS = """python java javascript ruby go rust api apis sql http html css json xml ci cd ui ux os ai ml it i url cpu gpu ide sdk cli
github twitter google amazon aws linux windows mac open source english data what how why when can could would do does is are in for you your
if given since as after before with one some there while other looking beyond aside besides tell please introduction"""
_LONGEST_NAME = 80
_MOST_NAMES = 30
_COMMON = frozenset(_COMMON_WORDS.split())


def choose(about: About, topic: str, texts: Iterable[str], known: Iterable[str] = ()) -> str | None:
    """Return the subject's name: what the intro says, held against the title and how the questions speak."""
    asked = [t for t in texts if t]
    candidates = topic_names(topic)
    if workplace := _workplace(about, topic, asked):
        return workplace
    said = {c.casefold() for c in (about.name or "", *candidates)}
    for name in known:
        if name.casefold() in said:
            return name
    if about.name and about.sure:
        return _settled(about.name, candidates, asked)
    if not about.name and _is_list(topic):
        return None
    return _by_mentions(about.name, candidates, asked)


def _workplace(about: About, topic: str, asked: list[str]) -> str | None:
    """Return where a thing that has no name of its own is at work: "the data platform at Acme", "how Python is used at Acme"."""
    if about.name and about.name.casefold() not in _COMMON:
        return None
    found = _AT.search(about.rest) or _AT.search(topic)
    return found["name"] if found and mentions(found["name"], asked) else None


def topic_names(topic: str) -> tuple[str, ...]:
    """Return the names that a title's topic may be about, the likeliest first."""
    made: list[str] = []
    topic = re.sub(r"\\([_*#`\[\]-])", r"\1", topic)
    for part in _PARTS.split(topic.strip(' -–—:"“”')):
        lead = _LEAD.match(part)
        bare = strip_tail(part[lead.end() :] if lead else part)
        whole = strip_tail(part)
        first = (
            [whole, bare]
            if lead and not re.search(r"\b(?:the|an?|your|our)\s*$", lead[0], re.IGNORECASE)
            else [bare, whole]
        )
        made += [*first, *(strip_tail(p) for p in _JOINTS.split(bare) if p.strip()), *_RUN.findall(bare)]
    return tuple(dict.fromkeys(m for m in made if m and len(m) <= _LONGEST_NAME and not _NOTHING.match(m)))[
        :_MOST_NAMES
    ]


def strip_tail(name: str) -> str:
    """Return a name without "project", "core developers", "in depth" … behind it and an article before it."""
    name = ARTICLE.sub("", name.strip(' ,.-–—:"“”'))
    while (tail := _TAIL.search(name)) and tail.start() > 0:
        name = name[: tail.start()].strip(" ,")
    return name


def _is_list(topic: str) -> bool:
    """Say whether a topic lists three names or more, of which none is the subject."""
    parts = [p for p in re.split(r",\s*(?:and\s+)?|\s+(?:and|&)\s+", topic) if p]
    return len(parts) >= 3 and all(is_proper(p.split()[0]) and len(p.split()) <= 3 for p in parts)


def _settled(said: str, candidates: tuple[str, ...], asked: list[str]) -> str:
    """Return the intro's name in the form that the title or the questions share."""
    bare = _shortest(said, asked)
    if asked and " " in bare and not mentions(bare, asked):
        inside = [w for w in bare.split() if is_proper(w) and w.casefold() not in _COMMON]
        often = next((w for w in inside if mentions(w, asked) >= 2), None)
        if often:
            return often
    if any(c.casefold() == bare.casefold() for c in candidates):
        return bare
    if any(c.casefold() == said.casefold() for c in candidates) and mentions(said, asked):
        return said
    if not asked or mentions(bare, asked):
        return bare
    return next((c for c in candidates if len(c.split()) <= 3 and mentions(c, asked) >= 2), bare)


def _shortest(said: str, asked: list[str]) -> str:
    """Return a name without its common noun, unless the questions use it with the noun: "Elastic Stack"."""
    bare = strip_tail(said) if len(said.split()) > 1 else said
    if bare == said or re.search(r"\bproject$", said, re.IGNORECASE):
        return bare
    return bare if mentions(bare, asked) > 2 * mentions(said, asked) else said


def _by_mentions(weak: str | None, candidates: tuple[str, ...], asked: list[str]) -> str | None:
    """Return the title's candidate that the questions name most; else what they name most; else the title's first."""
    candidates = tuple(c for c in candidates if c.casefold() not in _COMMON) or candidates
    grown = dict.fromkeys(p for c in candidates for p in (c, *_beginnings(c)))
    counted = sorted(((mentions(c, asked), -i, c) for i, c in enumerate(grown)), reverse=True)
    if counted and counted[0][0]:
        best = counted[0]
        longer = [c for n, _, c in counted if n * 2 > best[0] and best[2].casefold() in c.casefold()]
        return max(longer, key=len, default=best[2])
    often = named_most(asked)
    if often:
        return often
    first = candidates[0] if candidates else weak
    return first if first and len(first.split()) <= 5 else None


def _beginnings(name: str) -> list[str]:
    """Return the capitalised beginnings of a longer name: "Honeycomb Data" and "Honeycomb"."""
    parts = name.split()
    if not is_proper(parts[0]) or len(parts[0]) < 3 or parts[0].casefold() in _COMMON:
        return []
    return [" ".join(parts[:n]) for n in range(len(parts) - 1, 0, -1)]


def named_most(asked: list[str]) -> str | None:
    """Return the proper name that at least three questions and a quarter of them mention, if there is one."""
    count: Counter[str] = Counter()
    for text in asked:
        count.update(
            {
                r
                for run in _RUN.findall(text)
                for r in (run, *run.split())
                if r.casefold() not in _COMMON and len(r) > 1
            }
        )
    best = max(count, key=lambda r: (count[r], len(r)), default=None)
    return best if best and count[best] >= 3 and count[best] * 4 >= len(asked) else None


def mentions(name: str, texts: Iterable[str]) -> int:
    """Return in how many texts a name stands as a word; a plain capitalised word counts only with its capital."""
    if not name or len(name) > _LONGEST_NAME:
        return 0
    plain = name[0].isupper() and name[1:].islower() and " " not in name
    found = re.compile(as_word(name), 0 if plain or len(name) < 4 else re.IGNORECASE)
    return sum(1 for t in texts if found.search(t))


def other_spellings(name: str, said: Iterable[str], asked: Iterable[str]) -> tuple[str, ...]:
    """Return the other spellings of a subject: the title's and intro's, and those that the questions use."""
    asked = list(asked)
    made = [s for s in said if s and _is_alias(s, name, asked)]
    text = "\n".join(asked)
    made += re.findall(as_word(name), text, re.IGNORECASE)
    if name.isalnum():
        joined = re.sub(r"(?<=[a-z])(?=[A-Z])", " ?", name)
        made += re.findall(as_word("\0").replace(re.escape("\0"), joined), text) if joined != name else []
    stem = _SUFFIX.match(name)
    if stem:
        made += re.findall(as_word(stem["stem"]), text)
    return tuple(dict.fromkeys(m for m in made if m != name))


def _is_alias(said: str, name: str, asked: Iterable[str]) -> bool:
    """Say whether a name that was said is another form of a subject's name, one word longer or shorter at most."""
    near = abs(len(said.split()) - len(name.split())) <= 1
    return (
        near
        and (is_proper(said) or said.casefold() == name.casefold())
        and (_holds(said, name) or (_holds(name, said) and mentions(said, asked) > 0))
    )


def _holds(long: str, short: str) -> bool:
    """Say whether one name stands in another as a word, digits behind it aside."""
    return re.search(rf"(?<!\w){re.escape(short)}(?![^\W\d])", long, re.IGNORECASE) is not None
