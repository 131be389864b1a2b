"""What "about X, a KIND that …" says: the name of the subject and the kind of thing it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

THING = (
    "project|framework|library|platform|newsletter|language|programming language|database|tool|toolkit|package|module|system|"
    "service|server|engine|interpreter|compiler|shell|editor|protocol|ecosystem|community|stack|api|podcast|book|conference|"
    "initiative|product|company|startup|organi[sz]ation|foundation|distribution|application|app|suite|runtime|standard"
)
_WORK = re.compile(
    r"^(?:(?:all )?(?:about |on )?(?:his|her|their|its|our) (?:\w+ ){0,3}?(?-i:work|experiences?|roles?|efforts?|adventures?|job|career|time|thoughts|contributions?|involvement|books?|talks?|journey|projects?|podcasts?|company|startup|newsletter|show)\b"
    r"(?:\s+(?:as an? [\w ]+?|at|on|with|in|of|for|to|behind|around|and|the|\w+ing))*\s+|"
    r"(?:the )?(?:creation|design|development|history|story|future|state|launch|release|evolution|work)(?: (?:and|&) \w+)? (?:of|behind|on)\s+|"
    r"(?:using|building|creating|maintaining|writing|developing|running|designing|scaling|founding|starting|being|how|why|what)\s+)",
    re.IGNORECASE,
)
ARTICLE = re.compile(r"^(?:the|a|an|some|all)\s+", re.IGNORECASE)
_JOIN = frozenset(["of", "for", "the", "and", "&", "in", "on", "de"])
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
    r"innovative|next[- ]generation|hosted|python|pure[- ]python|software|leading|relatively|fairly|incredibly|highly|scalable|versatile|sophisticated)\s*,?\s+(?:and\s+(?=\w+\s+\w))?)+(?=\w)",
    re.IGNORECASE,
)
_INSIDE_PRAISE = re.compile(r"\b(?:open[- ]source|free|modern)\s+(?=\w)", re.IGNORECASE)
_AS_A_SERVICE = re.compile(
    r"^(?:\w+\s+)?company (?:providing|offering|selling|that (?:provides|offers))\s+(?P<what>[\w -]+?)s? as a service\b",
    re.IGNORECASE,
)
_FOR_ONE = re.compile(r"^(?P<thing>\w+(?: \w+)?) for (?P<use>[\w-]+)(?P<more> [\w-]+)?", re.IGNORECASE)
_NO_KIND_WORDS = """project product subset way part thing alternative member one set collection example community lot new result
person guy man woman great friend book ecosystem fork successor replacement bit place number series topic concept"""
_NO_KIND = frozenset(_NO_KIND_WORDS.split())
_LONGEST = 300
_MOST_WORDS = 12
_WHOLE = re.compile(r"\s*(?:$|[,.;:!?()–—-]|(?:and|which|that|who|with|for|in|at|to|as|from|how|project)\b)")


@dataclass(frozen=True, slots=True)
class About:
    """The name and the kind that a sentence gives after "about"; either may be unknown.

    `sure` is False when the name only describes a noun behind it: "an AI analyst".
    """

    name: str | None = None
    kind: str | None = None
    rest: str = ""
    sure: bool = True


def read_about(text: str) -> About:
    """Return what "about X, a KIND that …" says of the subject; `text` is what comes after "about"."""
    rest = re.sub(
        r"^(?:about|on|regarding|discussing|to (?:discuss|talk about|learn about|explore))\s+",
        "",
        text.strip(),
        flags=re.IGNORECASE,
    )
    while (work := _WORK.match(rest)) and work.end() < len(rest):
        rest = rest[work.end() :]
    rest = ARTICLE.sub("", rest)
    name, after = _take_name(rest)
    if not name:
        return About(rest=rest)
    kind = _kind_after(after)
    return About(
        name,
        kind,
        rest,
        sure=bool(kind) or bool(_WHOLE.match(after)) or after.strip().split(" ")[0] in THING.split("|"),
    )


def _take_name(text: str) -> tuple[str | None, str]:
    """Return the name that a text begins with, and what follows it."""
    taken = 0
    parts = list(re.finditer(r"\S+", text[:_LONGEST]))[:_MOST_WORDS]
    for i, part in enumerate(parts):
        word = part[0].strip("\"“”'‘’(,.;:)")
        following = parts[i + 1][0].strip('"“”(,.;:)') if i + 1 < len(parts) else ""
        if is_proper(word) or (taken and word.casefold() in _JOIN - {"and", "&"} and is_proper(following)):
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
    name = text[:end].rstrip(",.;:")
    return name.strip('"“”()'), text[len(name) :]


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
    return bool(re.fullmatch(THING, following[0])) and not word.endswith("ing")


def is_proper(word: str) -> bool:
    """Say whether a word is written like a name: with a capital somewhere, or a digit first."""
    return bool(word) and (
        word[0].isupper() or any(c.isupper() for c in word[1:]) or (word[0].isdigit() and len(word) > 1)
    )


def _kind_after(after: str) -> str | None:
    """Return the kind from what follows a name: ", a modern KIND for …" or " KIND system, which …"."""
    said = _SAYS_KIND.match(after)
    if said:
        return tidy_kind(said["kind"])
    noun = re.match(rf"\s+(?P<noun>(?:[a-z][\w-]*\s+){{0,3}}?(?:{THING}))\b(?P<more>.*)", after)
    if not noun:
        return None
    later = _SAYS_KIND.match(noun["more"])
    return tidy_kind(later["kind"]) if later else _plain(noun["noun"])


def _plain(noun: str) -> str | None:
    return None if noun in _NO_KIND else noun


def as_word(name: str) -> str:
    """Return the pattern that finds a name as a whole word, outside addresses."""
    return rf"(?<![\w./@-]){re.escape(name)}(?![\w@/]|\.\w)"


def tidy_kind(phrase: str) -> str | None:
    """Return the noun phrase of "open source distributed file system that supports …"."""
    service = _AS_A_SERVICE.match(phrase)
    if service:
        return f"{service['what'].strip().lower()} service"
    whole = _INSIDE_PRAISE.sub("", _PRAISE.sub("", phrase.strip()))
    use = _FOR_ONE.match(whole)
    end = _KIND_END.search(whole)
    head = whole[: end.start()] if end else whole
    if (use and not use["more"]) or (use and use["more"] and _KIND_END.match(use["more"] + " ")):
        return f"{use['use']} {use['thing']}"
    head = re.split(r"\s+for\s+", head)[0].strip(" ,.-")
    return head if head and len(head.split()) <= 6 and head.split()[-1].casefold() not in _NO_KIND else None


def kind_in(name: str, lines: Iterable[str]) -> str | None:
    """Return the kind from a sentence "NAME is a KIND that …" in the notes."""
    says = re.compile(
        rf"{as_word(name)},? (?:is|are|was|which is|provides) (?=(?:a|an|the)\b)",
        re.IGNORECASE,
    )
    for line in lines:
        found = says.search(line)
        if found and (said := _SAYS_KIND.match(" " + line[found.end() : found.end() + 200])):
            return tidy_kind(said["kind"])
    return None
