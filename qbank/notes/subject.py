"""What an interview is about: the name, the kind of thing it is, and other spellings of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_THING = (
    "project|framework|library|platform|newsletter|language|programming language|database|tool|toolkit|package|module|system|"
    "service|server|engine|interpreter|compiler|shell|editor|protocol|ecosystem|community|stack|api|podcast|book|conference|"
    "initiative|product|company|startup|organi[sz]ation|foundation|distribution|application|app|suite|runtime|standard"
)
_WORK = re.compile(
    r"^(?:(?:all )?(?:about |on )?(?:his|her|their|its|our) (?:\w+ ){0,3}?(?:work|experiences?|roles?|efforts?|adventures?|job|career|time|thoughts|contributions?|involvement|books?|talks?|journey|projects?)\b"
    r"(?:\s+(?:as an? [\w ]+?|at|on|with|in|of|for|to|behind|around|and|the|\w+ing))*\s+|"
    r"(?:the )?(?:creation|design|development|history|story|future|state|launch|release|evolution|work)(?: (?:and|&) \w+)? (?:of|behind|on)\s+|"
    r"(?:using|building|creating|maintaining|writing|developing|running|designing|scaling|founding|starting|being|how|why|what)\s+)",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:the|a|an|some|all)\s+", re.IGNORECASE)
_JOIN = frozenset("of for the and & in on de".split())
_SAYS_KIND = re.compile(
    r"^(?:\s*[,–—(:-]+\s*|\s+)(?:(?:which|that|who) (?:is|are|was)\s+|(?:it|this) is\s+)?(?:a|an|the|one of the|his|her|their|our)\s+(?P<kind>[^.;!?]+)",
    re.IGNORECASE,
)
_KIND_END = re.compile(
    r"\s+(?:that|which|who|where|when|from|by|in|of|to|on|at|with|without|used|using|providing|offering|built|written|made|designed|developed|created|"
    r"based|intended|aimed|meant|it|is|are|was|has|have|can|will|running|allowing|making|as|so|but|and (?:the|how|why|what|a)|\w+ed to)\b|[,;:()\"“”–—]|\.(?:\s|$)|\s+-\s+",
    re.IGNORECASE,
)
_PRAISE = re.compile(
    r"^(?:(?:open[- ]source(?:d)?(?: and \w+)?|free|new|modern|popular|powerful|great|very|really|simple|fast|lightweight|amazing|awesome|"
    r"innovative|next[- ]generation|hosted|python|pure[- ]python|software|leading|relatively|fairly|incredibly|highly|scalable|versatile)\s*,?\s+)+(?=\w)",
    re.IGNORECASE,
)
_INSIDE_PRAISE = re.compile(r"\b(?:open[- ]source|free|modern)\s+(?=\w)", re.IGNORECASE)
_AS_A_SERVICE = re.compile(r"^(?:\w+\s+)?company (?:providing|offering|selling|that (?:provides|offers))\s+(?P<what>[\w -]+?)s? as a service\b", re.IGNORECASE)
_FOR_ONE = re.compile(r"^(?P<thing>\w+(?: \w+)?) for (?P<use>[\w-]+)(?P<more> [\w-]+)?", re.IGNORECASE)
_TAIL = re.compile(
    rf"\s+(?:{_THING}|core developers?|core devs?|developers?|devs|core team|team|maintainers?|contributors?|creators?|in depth|deep dive|"
    r"internals|revisited|explained|\d+(?:\.\d+)*)$",
    re.IGNORECASE,
)
_SUFFIX = re.compile(r"^(?P<stem>\w{3,}?)(?: ?(?:DB|SQL|MQ|JS|FS|Lang)|\.js|\.io|lang|js|\d)$")
_VERBS = re.compile(r"^(?:(?:\w+ing|exploring|how|why|what|the|a|an|your|our)\s+)+", re.IGNORECASE)
_WORD = r"(?<![\w]){}(?![\w])"


@dataclass(frozen=True, slots=True)
class About:
    """The name and the kind that a sentence gives after "about"; either may be unknown."""

    name: str | None = None
    kind: str | None = None
    rest: str = ""


def read_about(text: str) -> About:
    """Return what "about X, a KIND that …" says of the subject; `text` is what comes after "about"."""
    rest = re.sub(r"^(?:about|on|regarding|discussing|to (?:discuss|talk about|learn about|explore))\s+", "", text.strip(), flags=re.IGNORECASE)
    while (work := _WORK.match(rest)) and work.end() < len(rest):
        rest = rest[work.end() :]
    rest = _ARTICLE.sub("", rest)
    name, after = _take_name(rest)
    if not name:
        return About(rest=rest)
    return About(name, _kind_after(after), rest)


def _take_name(text: str) -> tuple[str | None, str]:
    """Return the name that a text begins with, and what follows it."""
    taken = 0
    parts = list(re.finditer(r"\S+", text))
    for i, part in enumerate(parts):
        word = part[0].strip("\"“”'‘’(,.;:)")
        following = parts[i + 1][0].strip("\"“”(,.;:)") if i + 1 < len(parts) else ""
        if _is_proper(word) or (taken and word.casefold() in _JOIN - {"and", "&"} and _is_proper(following)):
            taken = i + 1
            if part[0][-1] in ",.;:)":
                break
            continue
        if not taken and _is_lower_name(parts, i):
            taken = 1
        break
    if not taken:
        return None, text
    end = parts[taken - 1].end()
    name = text[: end].rstrip(",.;:")
    return name.strip("\"“”()"), text[len(name) :]


def _is_lower_name(parts: list[re.Match[str]], i: int) -> bool:
    """Say whether a lower-case first word is a name: "attrs, a library", "pytest project", "dbt" alone."""
    word = parts[i][0]
    if not re.fullmatch(r"[a-z][\w.+-]{1,20},?\.?", word):
        return False
    following = [p[0].casefold().strip(",.") for p in parts[i + 1 : i + 3]]
    if not following:
        return True
    if word.endswith(","):
        return following[0] in {"a", "an", "the", "which", "his", "her", "their", "our"}
    return bool(re.fullmatch(_THING, following[0])) and not word.endswith("ing")


def _is_proper(word: str) -> bool:
    return bool(word) and (word[0].isupper() or any(c.isupper() for c in word[1:]) or word[0].isdigit() and len(word) > 1)


def _kind_after(after: str) -> str | None:
    """Return the kind from what follows a name: ", a modern KIND for …" or " KIND system, which …"."""
    said = _SAYS_KIND.match(after)
    if said:
        return tidy_kind(said["kind"])
    noun = re.match(rf"\s+(?P<noun>(?:[a-z][\w-]*\s+){{0,3}}?(?:{_THING}))\b(?P<more>.*)", after)
    if not noun:
        return None
    later = _SAYS_KIND.match(noun["more"])
    return tidy_kind(later["kind"]) if later else _plain(noun["noun"])


def _plain(noun: str) -> str | None:
    return None if noun in {"project", "community", "ecosystem", "book", "product"} else noun


def tidy_kind(phrase: str) -> str | None:
    """Return the noun phrase of "open source distributed file system that supports …"."""
    service = _AS_A_SERVICE.match(phrase)
    if service:
        return f"{service['what'].strip().lower()} service"
    whole = _INSIDE_PRAISE.sub("", _PRAISE.sub("", phrase.strip()))
    use = _FOR_ONE.match(whole)
    end = _KIND_END.search(whole)
    head = whole[: end.start()] if end else whole
    if use and not use["more"] or use and use["more"] and _KIND_END.match(use["more"] + " "):
        return f"{use['use']} {use['thing']}"
    head = re.split(r"\s+for\s+", head)[0].strip(" ,.-")
    return head if head and len(head.split()) <= 6 else None


def topic_names(topic: str) -> tuple[str, ...]:
    """Return the names that a title's topic may be about, the likeliest first."""
    topic = topic.strip(" -–—:\"“”")
    made: list[str] = []
    for part in (re.split(r"\s*[:–—|]\s+|\s+[-×]\s+|:\s*$", topic)[0], *re.split(r"\s*[:–—|]\s+|\s+[-×]\s+", topic)[1:]):
        bare = _strip_tail(_VERBS.sub("", part)) or part
        made += [bare, *(_strip_tail(p) for p in re.split(r",\s*(?:and\s+)?|\s+(?:and|&|at|for|in|of|on|from|to|using|@)\s+", bare) if p.strip())]
    return tuple(dict.fromkeys(m for m in made if m))


def _strip_tail(name: str) -> str:
    """Return a name without "project", "core developers", "in depth" … behind it and an article before it."""
    name = _ARTICLE.sub("", name.strip(" ,.-–—:\"“”"))
    while (tail := _TAIL.search(name)) and tail.start() > 0:
        name = name[: tail.start()].strip(" ,")
    return name


def choose(about: About, topic: str, texts: Iterable[str], known: Iterable[str] = ()) -> str | None:
    """Return the subject's name: what the intro says, held against the title and how the questions speak."""
    asked = [t for t in texts if t]
    for name in known:
        if name and (mentions(name, [about.rest, topic]) or mentions(name, asked) > len(asked) / 4):
            return name
    candidates = topic_names(topic)
    if about.name:
        return _settled(about.name, candidates, asked)
    return _from_title(candidates, asked)


def _settled(said: str, candidates: tuple[str, ...], asked: list[str]) -> str:
    """Return the intro's name in its shortest form that the title or the questions share."""
    bare = _shortest(said, asked)
    shared = [c for c in candidates if c.casefold() == bare.casefold() or c.casefold() == said.casefold()]
    if shared:
        return bare if shared[0].casefold() == bare.casefold() else said
    if asked and not mentions(bare, asked):
        inside = [c for c in candidates if mentions(c, asked) >= 2 and len(c.split()) <= 3]
        if inside:
            return inside[0]
    return bare or said


def _shortest(said: str, asked: list[str]) -> str:
    """Return a name without its common noun, unless the questions use it with the noun: "Elastic Stack"."""
    bare = _strip_tail(said) if len(said.split()) > 1 else said
    if bare == said or re.search(r"\bproject$", said, re.IGNORECASE):
        return bare
    return bare if mentions(bare, asked) > 2 * mentions(said, asked) else said


def _from_title(candidates: tuple[str, ...], asked: list[str]) -> str | None:
    """Return the title's candidate that the questions name most, else its first when that is short."""
    grown = dict.fromkeys(p for c in candidates for p in (c, *_beginnings(c)))
    counted = sorted(((mentions(c, asked), -i, c) for i, c in enumerate(grown)), reverse=True)
    if counted and counted[0][0]:
        best = counted[0]
        longer = [c for n, _, c in counted if n * 2 > best[0] and best[2].casefold() in c.casefold()]
        return max(longer, key=len, default=best[2])
    first = candidates[0] if candidates else None
    return first if first and len(first.split()) <= 5 else None


def _beginnings(name: str) -> list[str]:
    """Return the capitalised beginnings of a longer name: "Honeycomb Data" and "Honeycomb"."""
    parts = name.split()
    return [" ".join(parts[:n]) for n in range(len(parts) - 1, 0, -1) if _is_proper(parts[0]) and len(parts[0]) > 2]


def mentions(name: str, texts: Iterable[str]) -> int:
    """Return in how many texts a name stands as a word, ignoring case when it is long or not plain lower case."""
    if not name:
        return 0
    found = re.compile(_WORD.format(re.escape(name)) if len(name) > 2 else _WORD.format(re.escape(name)), 0 if len(name) < 4 else re.IGNORECASE)
    return sum(1 for t in texts if found.search(t))


def other_spellings(name: str, said: Iterable[str], asked: Iterable[str]) -> tuple[str, ...]:
    """Return the other spellings of a subject: the title's and intro's, and those that the questions use."""
    made = [s for s in said if s and (mentions(name, [s]) or mentions(s, [name]))]
    text = "\n".join(asked)
    made += re.findall(_WORD.format(re.escape(name)), text, re.IGNORECASE)
    joined = re.sub(r"(?<=[a-z])(?=[A-Z])", " ?", re.escape(name)) if name.isalnum() else ""
    if joined != name and joined:
        made += re.findall(_WORD.format(joined), text)
    stem = _SUFFIX.match(name)
    if stem:
        made += re.findall(_WORD.format(re.escape(stem["stem"])), text)
    return tuple(dict.fromkeys(m for m in made if m != name))
