"""Where in a sentence a technology, a company, a list of alternatives … stands. Precision comes before recall.

What is known (the episode's own names, the lexicon's) is looked up word by word; what is not known is found by the
words around it ("compared to X", "the X framework"). Overlaps are settled by rank, then by length.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from qbank.model import Episode, Lexicon, Show
from qbank.pattern import Mention

_TOKEN = re.compile(r"[^\W_][\w+#]*(?:[./'’&-][^\W_][\w+#]*)*")
_URL = re.compile(r"https?://[^\s<>\"')\]]*[^\s<>\"')\].,;:!?]")
_NAME = r"(?-i:[A-Z][\w+#]*(?:[./-][\w+#]+)*|[a-z]+[A-Z][\w+#]*|[a-z]\w*\.(?:py|js|io|gov|com|org|net))"
_NAMES = rf"{_NAME}(?: {_NAME})*"
_LIST = rf"{_NAMES}(?:(?:, | / |/|,? and | or |,? or |, and )(?:the )?{_NAMES})*(?:,? (?:and so on|etc\.?(?=\W|$)))?"
_ALTERNATIVES = re.compile(
    rf"\b(?:compared? (?:it )?(?:to|with|against)|comparison (?:to|with)|versus|vs\.?|e\.g\.,?|such as|options like|tools like|"
    rf"systems like|projects like|alternatives? (?:to|like)|(?:similar|compatible|compatibility) (?:to|with)|"
    rf"different from|differs? from|apart from|over|instead of|competitors? (?:like|such as)|like) (?P<names>{_LIST})",
    re.IGNORECASE,
)
_BEFORE_COMPATIBLE = re.compile(rf"(?P<names>{_NAMES})(?:[ -](?:API[ -])?compatib)")
_COMPONENT = re.compile(
    rf"\b(?i:the|your|its|their) (?P<names>{_NAME}) (?:frameworks?|modules?|engine|components?|product|subsystem|layer|"
    rf"libraries|library|daemon|scheduler|optimizer|sub-?project|code|API|console|plug-?in)\b"
)
_PROTOCOL = re.compile(
    rf"\bthe (?P<names>{_NAME}) (?:protocol|consensus algorithm|spec(?:ification)?|standard(?! lib))\b"
)
_COMPANY = re.compile(
    rf"(?:\b(?:at|company|work(?:ing)? (?:for|at)) (?:the )?(?P<at>{_NAME})(?= (?:as|when|you|where|and|on|have|before)\b|[?.,]))"
)
_AS_COMPANY = re.compile(
    rf"(?P<names>{_NAMES}) as an? (?:company|business|organi[sz]ation|start-?up|employer)"
)
_PROJECT = re.compile(
    rf"\b(?:projects?|tools?|librar(?:y|ies)|packages?)\b[^.?!]{{0,90}} (?:is|called|named) (?P<names>{_NAME})(?=[.,?]| and )|"
    rf"\bworking on (?:the )?(?P<on>{_NAMES}(?: and {_NAMES}| and [a-z]+)?) (?:systems?|projects?|sites?)\b|"
    r"(?P<site>\b[A-Za-z][\w-]*\.(?:gov|com|org|net|io|dev))\b(?!/)"
)
_DOMAIN = re.compile(
    r"\b(?:area|field|world|realm) of (?P<a>[a-z][\w-]*(?: (?:and )?[a-z][\w-]*){0,4}?)"
    r"(?=[?.,]| and (?:how|what|why)\b|$)|"
    r"\btechnology for (?P<b>[a-z][\w-]*(?: (?:and )?[a-z][\w-]*){0,3}?) today\b|"
    r"\btrends in (?P<c>[a-z][\w-]*(?: (?:and )?[a-z][\w-]*){0,4}?) (?=what|how|which|where)|"
    r"\btechnologies in (?P<e>[a-z][\w-]* [a-z][\w-]*) (?=have|has|emerge)|"
    r"\bthe (?P<d>[A-Z][\w-]*(?: [\w-]+)?) (?:space|ecosystem|field)\b"
)
_DURATION = re.compile(
    r"\b(?:(?:over|more than|about|almost|nearly|around|some) )?(?:\d+|two|three|four|five|six|seven|eight|nine|ten|"
    r"fifteen|twenty|thirty)(?:\+| or so)? (?:years|months|weeks|decades)\b",
    re.IGNORECASE,
)
_TARGET = re.compile(r"\b(?:\d+|three|four|five|six) nines\b|\b99\.\d+ ?%", re.IGNORECASE)
_LANGUAGE = re.compile(
    r"(?P<name>%s)(?= (?:is an? |as an? |as the )(?:[a-z-]+ ){0,3}language| language\b| programming\b)|"
    r"\b(?:written|implemented|built|developed|code|coding|rewrit\w+|choos\w+|chose|us\w+|introduced|port\w*) "
    r"(?:(?:it|this|that|the project) )?(?:in|to|from|into)? ?(?P<in>%s)(?=\W|$)"
)
_GENERIC_HEADS = frozenset(
    [
        "system",
        "systems",
        "platform",
        "platforms",
        "service",
        "services",
        "tool",
        "tools",
        "framework",
        "frameworks",
        "library",
        "libraries",
        "project",
        "projects",
        "stack",
        "language",
        "languages",
        "engine",
        "engines",
        "protocol",
        "protocols",
        "type",
        "types",
        "format",
        "formats",
        "software",
        "technology",
        "technologies",
        "server",
        "servers",
        "company",
        "companies",
        "product",
        "products",
        "application",
        "applications",
        "environment",
        "environments",
        "cluster",
        "clusters",
        "infrastructure",
    ]
)
_RANKS = {
    name: rank
    for rank, name in enumerate(
        [
            "url",
            "as-company",
            "technology",
            "guest",
            "project",
            "company",
            "component",
            "protocol",
            "language",
            "alternatives",
            "target",
            "duration",
            "domain",
            "kind",
        ]
    )
}


Table = Mapping[str, list[tuple[tuple[str, ...], str, str, bool]]]
"""Names by their first word: (words of the name, the name, slot, must the case agree)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the lexicon names, for all episodes; built once by `known_of`. `exact` has first words as they are written."""

    exact: Table = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    language: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What may be named in an episode's questions: its own names, those of the lexicon, and which of these are its own.

    `own` has first words in lower case.
    """

    own: Table = field(default_factory=dict)
    known: Known = field(default_factory=Known)
    taken: frozenset[str] = frozenset()
    kinds: re.Pattern[str] | None = None
    noun: str = ""
    domain: str = ""


def known_of(lexicon: Lexicon) -> Known:
    """Gather the names of the lexicon."""
    named = (
        ("company", lexicon.companies), ("language", lexicon.languages), ("protocol", lexicon.protocols),
        ("alternatives", (n for s in lexicon.subjects for n in (s.name, *s.aliases))),
    )  # fmt: skip
    return Known(
        exact=_table(((name, slot, True) for slot, names in named for name in names), key=str),
        languages=lexicon.languages,
        language=_language_matcher(lexicon),
    )


def _table(named: Iterable[tuple[str, str, bool]], *, key: Callable[[str], str]) -> Table:
    """Arrange names, each with its slot and whether its case must agree, by their first words."""
    exact: dict[str, list[tuple[tuple[str, ...], str, str, bool]]] = {}
    for name, slot, case in named:
        if tokens := tuple(_TOKEN.findall(name)):
            exact.setdefault(key(tokens[0]), []).append((tokens, name, slot, case))
    return exact


def names_of(
    episode: Episode,
    lexicon: Lexicon,
    show: Show,
    *,
    common: frozenset[str] = frozenset(),
    known: Known | None = None,
) -> Names:
    """Gather the names to look for in one episode: its subject, people and kind, then the lexicon's.

    `common` holds words of everyday English in lower case; a subject that is such a word ("Click") counts only as written.
    `known` is what `known_of` gathers from the lexicon, where it is at hand.
    """
    own = list(_subject_names(episode))
    company, siblings = _family_of(episode, lexicon)
    named = [
        (name, "company" if name == company else "technology", name.lower() in common or len(name) < 3)
        for name in own
    ]
    taken = {name.lower() for name in own}
    named += [(name, "component", True) for name in siblings - taken]
    taken |= {name.lower() for name in siblings}
    named += [(guest, "guest", True) for guest in episode.guests if guest.lower() not in taken]
    return Names(
        own=_table(named, key=str.lower),
        known=known or known_of(lexicon),
        taken=frozenset(taken),
        kinds=_kind_matcher(episode.kind),
        noun="".join((episode.kind or "").casefold().split()[-1:]),
        domain=show.domain,
    )


def find(text: str, names: Names) -> tuple[Mention, ...]:
    """Return the mentions in a one-line text, in order and without overlaps."""
    found = [*_by_name(text, names), *_by_context(text, names)]
    found += _again(text, found)
    alternatives = [m for m in found if m.slot == "alternatives"]
    found = [m for m in found if m.slot != "alternatives"] + _widest(alternatives)
    chosen: list[Mention] = []
    for mention in sorted(found, key=lambda m: (_RANKS[m.slot], m.start - m.end, m.start)):
        if all(mention.end <= other.start or other.end <= mention.start for other in chosen):
            chosen.append(mention)
    chosen.sort(key=lambda m: m.start)
    return _plurals(text, [replace(m, slot="company") if m.slot == "as-company" else m for m in chosen])


def _again(text: str, found: list[Mention]) -> list[Mention]:
    """Find the names that the words around them gave away wherever else they stand in the text."""
    names = {text[m.start : m.end]: m.slot for m in found if m.slot in ("project", "component")}
    return [
        Mention(start=m.start(), end=m.end(), slot=slot)
        for name, slot in names.items()
        for m in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text)
    ]


def _subject_names(episode: Episode) -> Iterator[str]:
    """Yield the subject's names: as given, without an article, a trailing "Project" or "DB", joined and split."""
    seen: set[str] = set()
    for name in filter(None, (episode.technology, *episode.aliases)):
        base = re.sub(r"^(?:the|an?) ", "", name, flags=re.IGNORECASE)
        short = re.sub(
            r" (?:project|protocol|platform|framework|language|library|database|data pipeline)$",
            "",
            base,
            flags=re.IGNORECASE,
        )
        for form in (short, *_spellings(short)):
            if form.lower() not in seen and len(form) > 1:
                seen.add(form.lower())
                yield form


def _family_of(episode: Episode, lexicon: Lexicon) -> tuple[str | None, set[str]]:
    """Return the company whose name is not the subject's own, and the other things that company makes."""
    names = {n.lower() for n in (episode.technology, *episode.aliases) if n}
    entry = next((s for s in lexicon.subjects if s.name == episode.technology), None)
    if entry is None or not entry.company or entry.company.lower() == (episode.technology or "").lower():
        return None, set()
    made = {s.name for s in lexicon.subjects if s.company == entry.company and s.name.lower() not in names}
    return entry.company, made


def _spellings(name: str) -> Iterator[str]:
    yield re.sub(r"(?<=[a-z]{3})[ -]?DB$", "", name)
    yield re.sub(r"(?<=[a-z])(?=DB$)", " ", name)
    yield name.replace(" ", "")
    yield re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    yield name.replace("-", " ")
    if name.endswith("s") and name[:-1].isupper():
        yield name[:-1]
    elif name.isupper() and len(name) > 1:
        yield name + "s"


def _kind_matcher(kind: str | None) -> re.Pattern[str] | None:
    """Match the subject's own kind noun, its shorter tails ("SQL database", "database") and their plurals."""
    if not kind:
        return None
    words = kind.split()
    tails = [" ".join(words[i:]) for i in range(len(words))]
    tails = [t for t in tails if " " in t or t.lower() not in _GENERIC_HEADS]
    forms = [re.escape(t) + "s?" for t in tails if len(t) > 2]
    if not forms:
        return None
    return re.compile(
        rf"\b(?:a|an|the|your|this|that|final|of|other|another|their) (?P<kind>{'|'.join(forms)})\b",
        re.IGNORECASE,
    )


def _language_matcher(lexicon: Lexicon) -> re.Pattern[str] | None:
    if not lexicon.languages:
        return None
    either = "|".join(sorted(map(re.escape, lexicon.languages), key=len, reverse=True))
    return re.compile(_LANGUAGE.pattern % (rf"\b(?:{either})", f"(?:{either})"))


def _by_name(text: str, names: Names) -> Iterator[Mention]:
    """Look up every word of the text among the first words of the known names."""
    own, known = names.own, names.known.exact
    beginnings = [
        at
        for at, token in enumerate(_TOKEN.findall(text))
        if token in known or token.lower() in own or "'" in token or "’" in token
    ]
    if not beginnings:
        return
    tokens = [(m.start(), m.end(), m[0]) for m in _TOKEN.finditer(text)]
    for i in beginnings:
        start, end, token = tokens[i]
        bare, bare_end = _without_possessive(token, end)
        mine, others = own.get(bare.lower(), ()), known.get(bare, ())
        for words, name, slot, case in (*mine, *(o for o in others if o[1].lower() not in names.taken)):
            last = bare_end
            if len(words) > 1:
                if i + len(words) > len(tokens):
                    continue
                last = _without_possessive(tokens[i + len(words) - 1][2], tokens[i + len(words) - 1][1])[1]
            surface = text[start:last]
            if surface == name or (not case and surface.lower() == name.lower()):
                yield Mention(start=start, end=last, slot=slot)


def _without_possessive(token: str, end: int) -> tuple[str, int]:
    if "'" not in token and "’" not in token:
        return token, end
    bare = re.sub(r"['’]s?$", "", token)
    return bare, end - (len(token) - len(bare))


def _by_context(text: str, names: Names) -> Iterator[Mention]:
    """Find names by the words around them; a pattern is tried only where its hints stand in the text."""
    folded = text.casefold()
    if "http" in text:
        yield from (Mention(start=m.start(), end=m.end(), slot="url") for m in _URL.finditer(text))
    for pattern, slot, hints in _CLUES:
        if any(map(folded.__contains__, hints)):
            yield from _groups(pattern.finditer(text), slot)
    if any(map(folded.__contains__, _QUANTITIES)):
        yield from (Mention(start=m.start(), end=m.end(), slot="target") for m in _TARGET.finditer(text))
        yield from (Mention(start=m.start(), end=m.end(), slot="duration") for m in _DURATION.finditer(text))
    if names.kinds and names.noun in folded:
        yield from _groups(names.kinds.finditer(text), "kind")
    if names.known.language and any(map(text.__contains__, names.known.languages)):
        yield from _groups(names.known.language.finditer(text), "language")


_CLUES = (
    (
        _ALTERNATIVES,
        "alternatives",
        (
            "compar", "versus", "vs", "e.g", "such as", "like", "alternative", "similar", "compatib", "differ", "apart from",
            "over ", "instead of",
        ),
    ),
    (_BEFORE_COMPATIBLE, "alternatives", ("compatib",)),
    (_COMPONENT, "component", ("the ", "your ", "its ", "their ")),
    (_PROTOCOL, "protocol", (" protocol", " consensus algorithm", " spec", " standard")),
    (_AS_COMPANY, "as-company", ("as a",)),
    (_COMPANY, "company", ("at ", "company ", "for ")),
    (
        _DOMAIN,
        "domain",
        (" of ", "technology for ", "trends in ", "technologies in ", "space", "ecosystem", "field"),
    ),
    (_PROJECT, "project", (".", " is ", "called ", "named ", "working on ")),
)  # fmt: skip
"""What to look for by context, with folded words one of which must stand in the text: most texts need few of the patterns."""
_QUANTITIES = ("nines", "%", "years", "months", "weeks", "decades")


def _groups(matches: Iterable[re.Match[str]], slot: str) -> Iterator[Mention]:
    for match in matches:
        for i, value in enumerate(match.groups(), start=1):
            if value:
                yield Mention(start=match.start(i), end=match.end(i), slot=slot)


def _widest(mentions: list[Mention]) -> list[Mention]:
    """Keep a list of alternatives whole: a name inside a longer list is no mention of its own."""
    return [
        m for m in mentions if not any(o.start <= m.start and m.end <= o.end and o != m for o in mentions)
    ]


def _plurals(text: str, mentions: list[Mention]) -> tuple[Mention, ...]:
    """Name the plural apart where a subject stands in both numbers in one text ("CRDTs … a CRDT")."""
    forms = {text[m.start : m.end] for m in mentions if m.slot == "technology"}
    plural = {f for f in forms if f.endswith("s") and f[:-1] in forms}
    return tuple(
        Mention(start=m.start, end=m.end, slot="technology_plural")
        if m.slot == "technology" and text[m.start : m.end] in plural
        else m
        for m in mentions
    )
