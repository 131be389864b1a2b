"""Where in a sentence a technology, a company, a list of alternatives … stands. Precision comes before recall.

What is known (the episode's own names, the lexicon's) is looked up word by word; what is not known is found by the
words around it (see `clues`). Overlaps are settled by rank, then by length.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import field

from qbank.lazy import dataclass, regex
from qbank.model import Episode, Lexicon, Show
from qbank.model.pattern import Mention
from qbank.normalize.name_context import TOKEN, bare, by_context, named

_LANGUAGE = regex(
    r"(?P<name>%s)(?= (?:is an? |as an? |as the )(?:[a-z-]+ ){0,3}language| language\b| programming\b)|"
    r"\b(?:written|implemented|built|developed|code|coding|rewrit\w+|choos\w+|chose|us\w+|introduced|port\w*) "
    r"(?:(?:it|this|that|the project) )?(?:in|to|from|into)? ?(?P<in>%s)(?=\W|$)"
)
_GENERIC_HEADS = frozenset(
    """
    system systems platform platforms service services tool tools framework frameworks library libraries project
    projects stack language languages engine engines protocol protocols type types format formats software
    technology technologies server servers company companies product products application applications
    environment environments cluster clusters infrastructure
    """.split()
)
_RANKS = {
    name: rank
    for rank, name in enumerate(
        """
        url technology guest project company component protocol language alternatives target duration
        domain kind
        """.split()
    )
}


_OF_A_CLASS = frozenset(("company", "component", "protocol", "language", "alternatives"))
"""Slots whose names are told by a list or by the words around them, so that they may be less than they seem."""
_FAR = 80
"""So many characters before a mention are looked at."""
_LONGER_AFTER = regex(r" (?!(?:API|APIs|SQL|CLI|UI|I|IDEs?)\b)[A-Z]\w*(?!\S*[.]\w)")
_LONGER_BEFORE = regex(r"[A-Z][\w’']* $")
_BEGINS = regex(r"(?:^|[.?!…:;] |[(“\"])$")
_PAIRED_AFTER = regex(r"(?: ?/ ?|,? (?:and|or|vs\.?|versus|&) (?:the )?)(?=[A-Z])")
_PAIRED_BEFORE = regex(r"(?P<name>[A-Z][\w.+#-]*)(?: ?/ ?|,? (?:and|or|vs\.?|versus|&) (?:the )?)$")
_LIST_GOES_ON = regex(
    r", (?!(?:what|how|why|when|where|which|who|do|does|did|is|are|can|could|would|and|but|or|so|etc|you)\b)[a-z][\w -]{0,60}?(?:,| and | or )|(?:,? and|,? or) [a-z][\w-]{0,40}(?=[.,?;])"
)
_CAPITAL, _JOINED = regex(r"\b[A-Z]"), regex(r",|/|\b(?:and|or)\b")
_AGAINST = regex(
    r"\b(?:compar\w+|versus|vs|instead|rather|oppos\w+|differ\w*|alternativ\w+|similar\w*|compet\w+|compatib\w+|over|like(?= (?:an? |the )?(?-i:[A-Z]))|such as|"
    r"e\.g|than|switch\w*|migrat\w+|replac\w+|apart from|between|against|relative|equivalent|choos\w+|chose|prefer\w*|rival\w*|unlike|"
    r"others?|stacks? up)\b",
    re.IGNORECASE,
)


_Entry = tuple[int, str, str, bool]
Table = Mapping[str, list[_Entry]]
"""Names by their first word: (number of words of the name, the name, slot, must the case agree)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the lexicon names, for all episodes; built once by `known_of`. `exact` has first words as they are written."""

    exact: Table = field(default_factory=dict)
    language: re.Pattern[str] | None = None
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What may be named in an episode's questions: its own names, those of the lexicon, and which of these are its own.

    `own` has first words folded.
    """

    own: Table = field(default_factory=dict)
    known: Known = field(default_factory=Known)
    taken: frozenset[str] = frozenset()
    kinds: re.Pattern[str] | None = None
    noun: str = ""
    domain: str = ""


def known_of(lexicon: Lexicon) -> Known:
    """Gather the names of the lexicon."""
    slots = (
        ("company", lexicon.companies), ("language", lexicon.languages), ("protocol", lexicon.protocols),
        ("alternatives", (n for s in lexicon.subjects for n in (s.name, *s.aliases))),
    )  # fmt: skip
    named = [(name, slot, True) for slot, names in slots for name in names]
    return Known(exact=_table(named, key=str), language=_language_matcher(lexicon), languages=tuple(lexicon.languages))


def _table(named: Iterable[tuple[str, str, bool]], *, key: Callable[[str], str]) -> Table:
    """Arrange names, each with its slot and whether its case must agree, by their first words."""
    exact: dict[str, list[_Entry]] = {}
    for name, slot, case in named:
        if tokens := TOKEN.findall(name):
            exact.setdefault(key(tokens[0]), []).append((len(tokens), name, slot, case))
    return exact


def names_of(
    episode: Episode, lexicon: Lexicon, show: Show, *, common: Container[str] = frozenset(), known: Known | None = None
) -> Names:
    """Gather the names to look for in one episode: its subject, people and kind, then the lexicon's.

    `common` holds words of everyday English in lower case; a subject that is such a word ("Click") counts only as written.
    `known` is what `known_of` gathers from the lexicon, where it is at hand.
    """
    own = list(_subject_names(episode)) if episode.technology else _titled(episode.title, common)
    company, siblings = _family_of(episode, lexicon)
    slot = "company" if _is_employer(episode) else "technology"
    named = [(name, "company" if name == company else slot, name.lower() in common or len(name) < 3) for name in own]
    taken = {name.lower() for name in own}
    named += [(name, "component", True) for name in siblings - taken]
    taken |= {name.lower() for name in siblings}
    named += [(guest, "guest", True) for guest in episode.guests if guest.lower() not in taken]
    return Names(
        own=_table(named, key=_squeezed), known=known or known_of(lexicon), taken=frozenset(taken),
        kinds=_kind_matcher(episode.kind), noun="".join((episode.kind or "").casefold().split()[-1:]),
        domain=show.domain,
    )  # fmt: skip


def find(text: str, names: Names) -> tuple[Mention, ...]:
    """Return the mentions in a one-line text, in order and without overlaps."""
    folded = text.casefold()
    found = [*_by_name(text, names), *by_context(text, folded)]
    if names.kinds and names.noun in folded:
        found += named(names.kinds, "kind", text)
    if names.known.language and any(map(text.__contains__, names.known.languages)):
        found += named(names.known.language, "language", text)
    return _plurals(text, _alone(text, _settled(text, [*found, *_again(text, found)]))) if found else ()


def _squeezed(name: str) -> str:
    """Return a name as it is looked up: "py.test" and "pytest" are the same one."""
    folded = name.casefold()
    return folded if folded.isalnum() else _unjoined(folded)


def _unjoined(name: str) -> str:
    """Return a name without the marks that stand inside some spellings of it."""
    return name.replace(".", "").replace("'", "").replace("’", "")


def _alone(text: str, mentions: list[Mention]) -> list[Mention]:
    """Leave out what may not be one of a class: a piece of a longer name, one of a pair whose other stays, a list cut short.

    An alternative is none unless the question sets it against something.
    """
    if all(m.slot not in _OF_A_CLASS for m in mentions):
        return mentions
    against = bool(_AGAINST.search(text))
    kept = [
        m
        for m in mentions
        if m.slot not in _OF_A_CLASS
        or ((against or m.slot != "alternatives") and not _LONGER_AFTER.match(text, m.end) and not _longer_before(text, m.start))
    ]  # fmt: skip
    starts, ends = {m.start for m in kept}, {m.end for m in kept}
    return [m for m in kept if m.slot not in _OF_A_CLASS or not _is_half(text, m, starts, ends)]


def _longer_before(text: str, start: int) -> bool:
    """Say whether a name goes on to the left: a capitalized word that does not begin the sentence."""
    before = _LONGER_BEFORE.search(_before(text, start))
    return before is not None and not _BEGINS.search(before.string[: before.start()])


def _is_half(text: str, mention: Mention, starts: Container[int], ends: Container[int]) -> bool:
    """Say whether a mention is paired with a name, or continued by a list, that is no mention."""
    if (after := _PAIRED_AFTER.match(text, mention.end)) and after.end() not in starts:
        return True
    if mention.slot == "alternatives" and _LIST_GOES_ON.match(text, mention.end):
        return True
    before = _PAIRED_BEFORE.search(_before(text, mention.start))
    if before is None or _BEGINS.search(before.string[: before.start()]):
        return False
    return mention.start - len(before.string) + before.end("name") not in ends


def _before(text: str, at: int) -> str:
    """Return what stands right before a place, as far as a name may be long."""
    return text[max(0, at - _FAR) : at]


def _settled(text: str, found: list[Mention]) -> list[Mention]:
    """Choose among mentions that overlap; return those that stay, in order."""
    listed = _mixed(text, [m for m in found if m.slot == "alternatives"], found)
    found = [m for m in found if m.slot != "language" or m.start not in listed]
    chosen: list[Mention] = []
    for mention in sorted(found, key=lambda m: (_RANKS[m.slot], m.start - m.end, m.start)):
        if all(mention.end <= other.start or other.end <= mention.start for other in chosen):
            chosen.append(mention)
    return sorted(chosen, key=lambda m: m.start)


def _mixed(text: str, lists: Iterable[Mention], found: Iterable[Mention]) -> frozenset[int]:
    """Return the places in lists that name languages beside what is none ("projects like Numba or Cython")."""
    spoken = {at for m in found if m.slot == "language" for at in range(m.start, m.end)}
    return frozenset(
        at
        for some in lists
        if _JOINED.search(text, some.start, some.end)
        and any(capital.start() not in spoken for capital in _CAPITAL.finditer(text, some.start, some.end))
        for at in range(some.start, some.end)
    )


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
        for form in (short, *_spellings(short), short[:1].upper() + short[1:]):
            if form not in seen and len(form) > 1:
                seen.add(form)
                yield form


def _titled(title: str, common: Container[str]) -> list[str]:
    """Return the names that a title says a talk is on, for want of one subject ("Ada Holm on Marrow, Quillon and Foo")."""
    _, on, said = title.partition(" on ")
    named = (part.strip() for part in re.split(r",| and | & ", said) if on)
    return [name for name in named if _CAPITAL.match(name) and any(w.lower() not in common for w in name.split())]


def _family_of(episode: Episode, lexicon: Lexicon) -> tuple[str | None, set[str]]:
    """Return the company whose name is not the subject's own, and the other things that company makes."""
    names = {n.lower() for n in (episode.technology, *episode.aliases) if n}
    entry = next((s for s in lexicon.subjects if s.name == episode.technology), None)
    if entry is None or not entry.company or entry.company.lower() == (episode.technology or "").lower():
        return None, set()
    made = {s.name for s in lexicon.subjects if s.company == entry.company and s.name.lower() not in names}
    return entry.company, made


def _is_employer(episode: Episode) -> bool:
    """Say whether the subject is a company: somebody works at it, as the title or a question says."""
    if not episode.technology:
        return False
    at = re.compile(
        rf"(?<!look )(?<!looking )\b(?:at|working for|works for) {re.escape(episode.technology)}\b(?!['’]| [A-Z])"
    )
    return any(map(at.search, (episode.title, *(item.text for item in episode.items))))


def _spellings(name: str) -> Iterator[str]:
    yield re.sub(r"(?<=[a-z]{3})[ -]?DB$", "", name)
    yield re.sub(r"(?<=[a-z])(?=DB$)", " ", name)
    yield name.replace(" ", "")
    yield re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    yield name.replace("-", " ")
    yield re.sub(r"(?<=\w{2})lang$", "", name)
    if " " in name:
        yield re.sub(r"(?<=[a-z]{2}[^\Ws])s$", "", name)
        yield "".join(word[0].upper() for word in name.split())
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
        rf"\b(?:a|an|the|your|this|that|final|of|other|another|their) (?P<kind>{'|'.join(forms)})\b", re.IGNORECASE
    )


def _language_matcher(lexicon: Lexicon) -> re.Pattern[str] | None:
    if not lexicon.languages:
        return None
    either = "|".join(sorted(map(re.escape, lexicon.languages), key=len, reverse=True))
    return re.compile(_LANGUAGE.pattern % (rf"\b(?:{either})", f"(?:{either})"))


def _by_name(text: str, names: Names) -> Iterator[Mention]:
    """Look up every word of the text among the first words of the known names."""
    tokens = list(TOKEN.finditer(text))
    for at, token in enumerate(tokens):
        first = bare(token[0])
        own, known = names.own.get(_squeezed(first)), names.known.exact.get(first)
        if own or known:
            start = token.start()
            for size, name, slot, case in (*(own or ()), *_others(known or (), names.taken)):
                if at + size <= len(tokens):
                    last = tokens[at + size - 1]
                    surface = text[start : last.start() + len(bare(last[0]))]
                    even = _unjoined if case else _squeezed
                    if surface == name or even(surface) == even(name):
                        yield Mention(start=start, end=start + len(surface), slot=slot)


def _others(entries: Iterable[_Entry], taken: frozenset[str]) -> Iterator[_Entry]:
    """Leave out the names that are the episode's own."""
    return (entry for entry in entries if entry[1].lower() not in taken)


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
