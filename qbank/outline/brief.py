"""A brief as the planner takes it: every value checked and of its kind; and the host's own lines, taken apart.

An own line is one text: the question, before it perhaps the block that it belongs to, below it its follow-ups:

    inside: Your kiln burns wood all night. What do you think about at four in the morning?
    - Who is with you?

A list that someone wrote (a plain text, Markdown, what an assistant made) becomes such entries: headings are blocks, nested
bullets are follow-ups, the order stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace

from qbank.english.terms import common_words, is_ask, words
from qbank.lazy import dataclass, regex
from qbank.model import BLOCKS, Block, Fact, Family, Outline, Relation
from qbank.model.brief import BOX, Brief, TopBox, Voice


def of(outline: Outline) -> Brief:
    """Return the brief that an outline was planned from. What a host has changed in its file since counts."""
    wishes, box = outline.wishes, outline.box
    by_count = wishes.questions is not None and outline.minutes == outline.planned_minutes
    return Brief(
        guest=outline.guests, technology=outline.technology, relation=tuple(f"{g}={r}" for g, r in outline.relations.items()),
        family=outline.family, kind=outline.kind, company=None if "company" in wishes.looked_up else outline.company, domain=outline.domain,
        alternatives=() if "alternatives" in wishes.looked_up else outline.alternatives,
        trait=tuple(t for t, true in outline.traits.items() if true),
        not_trait=tuple(t for t, true in outline.traits.items() if not true),
        fact=tuple(f"{f.type}: {f.text}" for f in outline.facts), minutes=None if by_count else outline.minutes,
        questions=wishes.questions, without_episode=wishes.without_episode, like=wishes.like, focus=wishes.focus,
        must=wishes.must, avoid=wishes.avoid, add=wishes.add, heard=wishes.heard,
        voice=wishes.voice, part=wishes.parts, slot=tuple(f"{name}={value}" for name, value in wishes.slots.items()),
        **{name: getattr(box, name) for name in BOX}, date=outline.date,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The guest, the subject, the clock, and what the host wants in or out.

    With `questions` given, so many are planned (rituals counted, follow-ups and backups not) whatever the clock says.
    `like` is the id or the number of an episode whose sheet this one starts from; `heard` are questions that other
    shows asked this guest, one a text, and `heard_as` the intents that they are phrasings of. `parts` are "NAME: what it does",
    `slots` what the host fills slots with.
    """

    guests: tuple[str, ...]
    technology: str | None = None
    date: str
    relations: Mapping[str, Relation] = field(default_factory=dict)
    family: Family | None = None
    kind: str | None = None
    company: str | None = None
    domain: str | None = None
    alternatives: tuple[str, ...] = ()
    traits: tuple[str, ...] = ()
    not_traits: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    lines: tuple[str, ...] = ()
    minutes: float | None = None
    questions: int | None = None
    without_episode: int | None = None
    like: str | None = None
    heard: tuple[str, ...] = ()
    heard_as: frozenset[str] = frozenset()
    must: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    focus: tuple[str, ...] = ()
    voice: Voice | None = None
    parts: tuple[str, ...] = ()
    slots: Mapping[str, str] = field(default_factory=dict)
    box: TopBox = field(default_factory=TopBox)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLine:
    """A line of the host's own, with the category it was sorted into and the intent it makes superfluous.

    `given` is the entry as the host gave it, with its `block` and its `follow_ups`; `heading` is what stood above it.
    """

    text: str
    category: str
    instead_of: str | None = None
    given: str = ""
    block: Block | None = None
    cue: str = ""
    heading: str = ""
    follow_ups: tuple[str, ...] = ()


_BLOCK = regex(rf"^({'|'.join(BLOCKS)}):\s+", re.IGNORECASE)
_BULLET = regex(r"^(?P<indent>[ \t]*)(?:[-*+•–]|\(?(?P<number>\d+|[a-z])[.)])\s+(?:\[[ xX]\]\s+)?(?P<text>\S.*)$")
_HEADING = regex(r"^\s*(?:#{1,6}\s+(?P<hash>\S.*?)\s*#*|\*\*(?P<bold>[^*]+)\*\*:?|(?P<colon>[^?.!]{2,60}):)\s*$")
_LABEL = regex(r"^(?:\*\*|__)(?P<label>[^*_?]{2,40}?):?(?:\*\*|__):?\s+(?=\S)")
_EMPHASIS = regex(r"(?:\*\*|__)(?=\S)(.+?)(?<=\S)(?:\*\*|__)")
_NUMBERED = regex(r"^(?:\(?\d+[.)]|part \d+:?|section \d+:?)\s*", re.IGNORECASE)
_HEADINGS: tuple[tuple[Block, str], ...] = (
    ("open", r"open|intro|warm|guest|background|welcome|getting to know|personal|bio"),
    (
        "ahead",
        r"future|ahead|next|roadmap|clos|wrap|final|outro|vision|business|money|funding|community|team|looking forward|end",
    ),
    (
        "breaks",
        r"break|fail|problem|challeng|hard|incident|outage|wrong|risk|secur|pitfall|trade-?off|lesson|mistake|limit",
    ),
    (
        "in-use",
        r"us(?:e|er|age|ing)|adopt|operat|run|deploy|customer|practice|compar|alternative|compet|case|start|reader|audience",
    ),
    (
        "inside",
        r"inside|architect|technical|tech|deep|how it|intern|hood|design|build|built|scal|perform|implement|process|craft|made",
    ),
    ("why", r"why|origin|histor|motivat|begin|story|problem statement|what (?:it )?is|overview|context|idea|start"),
)
"""Words that tell which block a heading means; the first block that has one is meant."""
_MOST_CUE_WORDS = 3
_BEFORE_NOUNS = frozenset(
    """
    a an the your its our their this of in on at to for from with by and no
    """.split()
)
_NOT_A_NOUN = regex(r"(?:ing|ed|ly)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of the host's own as it was given, taken apart."""

    text: str
    block: Block | None = None
    cue: str = ""
    heading: str = ""
    follow_ups: tuple[str, ...] = ()


def entry(given: str) -> Entry:
    """Take an entry apart: its block, the question word for word, and its follow-ups. ValueError if it asks nothing."""
    first, *rest = [line.rstrip() for line in given.strip().splitlines()] or [""]
    heading, cue = "", ""
    while rest and (said := re.match(r"^(heading|cue)=(.*)$", rest[0])):
        heading, cue = (said[2], cue) if said[1] == "heading" else (heading, said[2])
        rest = rest[1:]
    block: Block | None = None
    if found := _BLOCK.match(first):
        block = next(b for b in BLOCKS if b == found[1].lower())
        first = first[found.end() :]
    if not first.strip():
        raise ValueError(given)
    below = tuple(_bare(line) for line in rest if line.strip())
    return Entry(text=first.strip(), block=block, heading=heading, cue=cue, follow_ups=below)


def given(own: Entry) -> str:
    """Return the entry as one text: `entry` takes it apart again."""
    head = f"{own.block}: {own.text}" if own.block else own.text
    marks = [f"{name}={value}" for name, value in (("heading", own.heading), ("cue", own.cue)) if value]
    return "\n".join([head, *marks, *(f"- {f}" for f in own.follow_ups)])


def question_of(text: str) -> str:
    """Return the question of an entry, without its block and its follow-ups."""
    return entry(text).text


def read_list(text: str) -> tuple[str, ...]:
    """Return the entries of a list of questions, in order.

    In a list with bullets or numbers, prose around them is left out. A heading that names no block leaves the place open.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    bulleted = any(_BULLET.match(line) for line in lines)
    made: list[Entry] = []
    block: Block | None = None
    heading, indent = "", 0
    for n, line in enumerate(lines):
        if title := _title(line, lines[n + 1 : n + 2]):
            heading, block = title, block_of(title)
            continue
        bullet = _BULLET.match(line)
        if bullet is None and bulleted and not is_ask(_plain(line)):
            continue
        deep = len(bullet["indent"].expandtabs(4)) if bullet else 0
        label, said = _labeled(bullet["text"] if bullet else line)
        if bullet and made and deep > indent:
            made[-1] = replace(made[-1], follow_ups=(*made[-1].follow_ups, said))
            continue
        indent = deep if bullet else -1
        made.append(Entry(text=said, block=block, heading=heading if block else "", cue=label))
    return tuple(given(e) for e in made)


def block_of(heading: str) -> Block | None:
    """Return the block that a heading names, or None: "Under the hood" is inside."""
    plain = _NUMBERED.sub("", heading).casefold()
    if exact := next((b for b in BLOCKS if plain == b), None):
        return exact
    return next((block for block, said in _HEADINGS if re.search(rf"\b(?:{said})", plain)), None)


def _title(line: str, following: Sequence[str]) -> str:
    """Return the heading that a line is; empty if it is none. A numbered line is one where bullets hang below it and it asks nothing."""
    if (found := _HEADING.match(line)) and not _BULLET.match(line):
        said = next(filter(None, found.groups()))
        return "" if is_ask(said) else _NUMBERED.sub("", _plain(said)).strip(" :")
    bullet = _BULLET.match(line)
    if bullet is None or bullet["number"] is None or is_ask(_plain(bullet["text"])):
        return ""
    below = _BULLET.match(following[0]) if following else None
    deeper = below is not None and len(below["indent"].expandtabs(4)) > len(bullet["indent"].expandtabs(4))
    return _plain(bullet["text"]).strip(" :*") if deeper else ""


def _labeled(text: str) -> tuple[str, str]:
    """Part a bold label from a question: "**The name:** What…" is a question with a cue. Other marks of emphasis go."""
    found = _LABEL.match(text)
    if found and len(found["label"].split()) <= _MOST_CUE_WORDS and is_ask(_plain(text[found.end() :])):
        return found["label"].strip().lower(), _plain(text[found.end() :])
    return "", _plain(text)


def _bare(line: str) -> str:
    found = _BULLET.match(line)
    return _plain(found["text"] if found else line)


def _plain(text: str) -> str:
    return _EMPHASIS.sub(r"\1", text).strip()


def own_cue(text: str) -> str:
    """Return a cue for the host's own line: a name or a rare noun in it; none if it has only words that any question has.

    Such a cue would help nobody to find the line again.
    """
    said = [w.strip(".,;:!?()“”\"'") for w in text.split()]
    ends = [w.endswith((".", "?", "!")) for w in text.split()]
    found = next((n for n in range(len(said)) if _is_noun(said, ends, n)), None)
    if found is None:
        return ""
    after = found + 1
    pair = after < len(said) and not ends[found] and _is_name(said, ends, found) and _is_name(said, ends, after)
    return " ".join(said[found : after + pair]).lower()


def _is_name(said: Sequence[str], ends: Sequence[bool], n: int) -> bool:
    """Say whether a word is a name: written large without beginning a sentence."""
    return said[n][:1].isupper() and len(said[n]) > 1 and n > 0 and not ends[n - 1]


def _is_noun(said: Sequence[str], ends: Sequence[bool], n: int) -> bool:
    """Say whether a word is a name, or rare and right behind one that a noun follows."""
    plain = words(said[n])
    if _is_name(said, ends, n):
        return True
    rare = len(plain) == 1 and len(plain[0]) > 3 and plain[0].isalpha() and plain[0] not in common_words()
    return rare and n > 0 and said[n - 1].casefold() in _BEFORE_NOUNS and not _NOT_A_NOUN.search(plain[0])


def in_order(wanted: Sequence[int]) -> list[int]:
    """Return places that never go back and move as few lines as can be from where each was wanted.

    A plain list keeps its order on a sheet whose blocks follow each other: what is meant for an earlier block than the line
    before it stays behind that line.
    """
    if not wanted:
        return []
    places = range(len(BLOCKS))
    cost = {p: abs(wanted[0] - p) for p in places}
    came: list[dict[int, int]] = []
    for want in wanted[1:]:
        best = {p: min(range(p + 1), key=lambda q: (cost[q], -q)) for p in places}
        came.append(best)
        cost = {p: cost[best[p]] + abs(want - p) for p in places}
    last = min(places, key=lambda p: (cost[p], p))
    made = [last]
    for best in reversed(came):
        made.append(best[made[-1]])
    return made[::-1]


def entries(texts: Iterable[str]) -> list[Entry]:
    """Take entries apart, those that ask nothing left out."""
    return [entry(t) for t in texts if t.strip()]
