"""From blocks to items: time and asker taken off, and the kind decided with an eye on the lines around."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Literal

from qbank.english.terms import word_set
from qbank.lazy import dataclass, regex
from qbank.model import Item, ItemKind
from qbank.notes.formats.blocks import Block, Links, flat, is_marked
from qbank.notes.people import is_name
from qbank.notes.sections import REMARK, Sections, has_cue, without_label

Fate = Literal["question", "intro", "note", "topic", "fragment", "link", "sponsor", "listener", "person", "statement"]

_CLOCK = r"\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?"
_LEAD_TIME = regex(
    rf"^(?:[\[(<]\s*@?|@)?({_CLOCK})(?:\s?[-–—]\s?{_CLOCK}(?=\s?[\])>]))?\s*[\])>]?(?=\W|$)\s*(?:[-–—:|•·]+(?=\s|$)\s*)?"
)
_TRAIL_TIME = regex(rf"\s*(?:[-–—|@]\s*)?[\[(]\s*@?({_CLOCK})\s*[\])]$")
_BARE_TRAIL_TIME = regex(
    rf"(?<!\bat)(?<!\bby)(?<!\bto)(?<!\bfrom)(?<!\buntil)(?<!\baround)\s+(?:[-–—|@]\s*)?({_CLOCK})$"
)
_MARKED = regex(r"[?？؟](?=[\s\"”’')\]*_!.…,;:\-–—?]|$)")
_LEAD_IN = r"(?:(?:[^?]{0,400}?[,.:;–—-] +)?(?:so|and|but|then|also|now|ok|okay|well),? +)?"
_BE = (
    r"is|are|was|were|am|do|does|did|can|could|would|will|has|have|had|should|shall|might|may|isn['’]t|aren['’]t|don['’]t|"
    r"doesn['’]t|didn['’]t|can['’]t|won['’]t|wouldn['’]t"
)
_WHO = (
    r"you|your|it|its|there|that|this|these|those|they|their|we|our|he|she|his|her|i|the|a|an|any|people|users|developers|"
    r"listeners|someone|anyone|everyone|one|other|some|most"
)
_WH = r"what|how|why|when|where|which|who|whom|whose"
_HOW = r"how (?:much|many|often|well|far|long|big|hard|easy|difficult|important|complete)"
_UNMARKED = regex(
    rf"^{_LEAD_IN}(?:(?:in|at|to|for|from|on|by|with|under|of) )?(?:"
    rf"(?:{_WH})(?:['’]s|['’]re| (?:else |exactly |then )?(?:{_BE}))\b(?!:)"
    rf"|(?:what|who) (?:motivated|inspired|made|led|prompted|brought|drove|happen(?:s|ed)|caused|got|makes|sets|keeps|drives|comes)\b"
    rf"|which [^?,:]{{1,60}}? (?:is|are|was|were|has|have)\b"
    rf"|who (?:else )?(?-i:[a-z]{{2,}}) (?:{_WHO}|the|to|now|next|first|then|here|there)\b|{_HOW} (?:{_BE}) (?:{_WHO})\b"
    rf"|(?:what|which|whose|{_HOW}) [^?]{{1,120}}? (?:{_BE}) (?:{_WHO})\b"
    rf"|(?:{_BE}) (?:you|there|they|we|people|users|anyone|someone)\b"
    rf"|(?:is|was|does|did|can|could|will|would|has|should) it\b)",
    re.IGNORECASE,
)
_AFTER_LEAD = regex(
    rf"^[^?]{{3,300}}, (?:(?:what|how|why) (?:{_BE}) (?:{_WHO})\b|what (?:is|are|was|were) |(?:is|are|do|does|did|can|could|would|will) you\b)[^?]*[^.!?]$",
    re.IGNORECASE,
)
_JAPANESE = regex(r"(?:です|ます|でしょう|ました|ません)か[。．]?$")
_DANGLING = regex(
    r"\b(?:the|a|an|of|and|or|your|their|its|our|that|than|if|because|does|do|did|would|will)$", re.IGNORECASE
)
_RESOURCE = word_set("""site website web video videos docs documentation blog article post paper papers podcast slides github repo code book link pdf talk
    tweet thread demo news announcement release""")
"""What the words of a link at the end of a line say when the line is not a question but its title."""
_CUT = regex(r"(?:…|\.\.\.)$")
_TOPIC_LINK = regex(r"^[^:]{3,120}: https?://\S+$")
_ANSWER = regex(r"^(?:i|we|he|she|they|yes|no|yep|nope|it|it's|my|there|just|not|well|because)\b", re.IGNORECASE)
_SENTENCE_END = regex(r"[.!;。！]$")
_INTO_RECORDING = regex(r"^#|[?&#]t=\d|[?&]start=\d")
_ONE = r"[^\W\d_][\w.'’-]*(?<![.-])(?: [^\W\d_][\w.'’-]*(?<![.-])){0,3}"
_PEOPLE = rf"{_ONE}(?:(?:,| and| &|/) ?{_ONE})?"
_ASKER = regex(
    rf"(?:(?:\s+[-–—]+\s*|[-–—]+\s+|(?<=[?.!])[-–—]+)(?P<dash>{_PEOPLE})(?P<note> \([^()]{{1,200}}\))?"
    rf"|\s*[(\[](?P<paren>{_PEOPLE})[)\]]|(?<=[?.!…？؟])\s*(?P<end>{_PEOPLE}))\.?$"
)
_IN_FRONT = regex(rf"^(?:[\[(]?(?P<who>{_ONE})[\])]?\s?:|[\[(](?P<bracketed>{_ONE})[\])])\s+(?=\S)")
_TWO_ASKERS = regex(r"(?:,| and| &|/) ?")


def take_time(text: str) -> tuple[str, str | None]:
    """Return a line without the time stamp at its beginning or end, and that time as written."""
    if ":" not in text:
        return text, None
    lead = _LEAD_TIME.match(text)
    if lead and lead.end() < len(text):
        return text[lead.end() :].strip(), lead[1]
    trail = _TRAIL_TIME.search(text[-40:]) or _BARE_TRAIL_TIME.search(text[-40:])
    if trail:
        return text[: len(text) - len(text[-40:]) + trail.start()].rstrip(" -–—|"), trail[1]
    return text, None


def asker_names(names: Iterable[str]) -> frozenset[str]:
    """Return the forms by which people may be named as askers: their full and their first names."""
    return frozenset(form for name in names for form in (name, name.split(" ")[0]) if len(form) > 1)


def take_asker(text: str, names: Collection[str]) -> tuple[str, str | None]:
    """Return a line without the asker at its beginning or end, and who that is; only those in `names` may have asked."""
    front = _IN_FRONT.match(text) if names else None
    said = (front["who"] or front["bracketed"]) if front else ""
    if front and said in names and asks(text[front.end() :]):
        return text[front.end() :], said
    found = _ASKER.search(text) if names else None
    who = (found["dash"] or found["paren"] or found["end"]) if found else ""
    if not found or not found.start() or not all(name in names for name in _TWO_ASKERS.split(who)):
        return text, None
    return (text[: found.start()] + (found["note"] or "")).rstrip(), who


def asks(text: str) -> bool:
    """Say whether a line asks something by its question mark or by the order of its words."""
    return bool(_MARKED.search(text)) or _asks_unmarked(text)


def _asks_unmarked(text: str) -> bool:
    return bool(_UNMARKED.match(text) or _AFTER_LEAD.match(text) or _JAPANESE.search(text))


@lru_cache(maxsize=2048)
def judge(text: str, links: Links, sections: Sections) -> tuple[Fate, str]:
    """Return what a line is by its own words, and why; `statement` when nothing gives it away."""
    if given := _given_away(text, sections):
        return given
    if not text or _is_link(text, links):
        return "link", "nothing but a link"
    if _MARKED.search(text):
        return "question", "asks"
    if has_cue(text, sections.lines.get("note", ())):
        return "note", "the host's note"
    if _CUT.search(text) or _DANGLING.search(text):
        return "fragment", "cut off"
    if _asks_unmarked(text):
        return "question", "asks, without a question mark"
    if has_cue(text, sections.lines.get("prompt", ())) or _INVITES_AT_LAST.search(text):
        return "question", "invites to speak"
    return _unasked(text)


_INVITES_AT_LAST = regex(
    r"[.!…][\"”’)]* (?:please )?(?:tell (?:me|us)|talk (?:me|us) through|walk (?:me|us) through|describe|explain)\b[^.!?]{0,60}[.!]?$",
    re.IGNORECASE,
)
"""What ends a line that tells something and then asks to speak of it: "You stopped it on purpose. Tell me about that."."""


def _given_away(text: str, sections: Sections) -> tuple[Fate, str] | None:
    """Return what the words of a cue list give away, whether the line asks or not."""
    for fate, why in _GIVEN_AWAY:
        if has_cue(text, sections.lines.get(fate, ())):
            return fate, why
    if REMARK.match(text):
        return "note", "the host's note"
    if not is_marked(text) and has_cue(text, sections.lines.get("advert", ())):
        return "sponsor", "an advertisement"
    return None


_GIVEN_AWAY: tuple[tuple[Fate, str], ...] = (
    ("intro", "opens the interview"),
    ("sponsor", "a sponsor's line"),
    ("listener", "put to the listener"),
)


def _unasked(text: str) -> tuple[Fate, str]:
    """Judge a line that neither asks nor invites."""
    if _TOPIC_LINK.match(text):
        return "topic", "a topic with its link"
    if text.endswith((":", "：")):
        return "topic", "a heading in the list"
    return "statement", "no question"


def is_topic(text: str) -> bool:
    """Say whether a statement reads like a heading: short, no sentence, nobody's answer."""
    return len(text.split()) <= 7 and not _SENTENCE_END.search(text) and not _ANSWER.match(text)


def _is_link(text: str, links: Links) -> bool:
    """Say whether a line is nothing but links, or a link whose words ask with a remark behind it.

    A link into the recording ("#t=83") is a question's time mark, not a reference.
    """
    if not links or all(_INTO_RECORDING.search(target) for _, target in links):
        return False
    if links[-1][0].casefold() in _RESOURCE and text.endswith(links[-1][0]) and text != links[-1][0]:
        return True
    left = text
    for words, _ in links:
        left = left.replace(words, "", 1)
    asked = text.startswith(links[0][0]) and not _MARKED.search(left) and asks(links[0][0])
    return asked or not re.search(r"\w", left)


_SUFFIX = regex(r"(?:[?.!…]\s+[-–—]\s*|[?.!…]\s*\(|\s[-–—]\s?)([^\W\d_a-z][^\W\d_]+)\)?$")
_MOST_ASKERS = 3
"""Names before the questions of one interview; more are what the questions are about."""
_KINDS: dict[str, ItemKind] = {"question": "question", "intro": "intro", "topic": "topic", "fragment": "fragment"}


@dataclass(frozen=True, slots=True)
class Judged:
    """A block of the interview with what it turned out to be."""

    block: Block
    item: Item
    fate: Fate
    why: str


def repeated_askers(blocks: Iterable[Block]) -> tuple[str, ...]:
    """Return the names that end two or more lines like an asker does, or begin most of them: "…? - Chris", "Chris: …"."""
    blocks = list(blocks)
    ends = (_SUFFIX.search(flat(b.text)) for b in blocks)
    count = Counter(e[1] for e in ends if e)
    fronts = Counter(
        f["who"] or f["bracketed"] for b in blocks if is_marked(b.text) and (f := _IN_FRONT.match(flat(b.text)))
    )
    asked = sum(is_marked(b.text) for b in blocks)
    if sum(fronts.values()) * 5 >= asked * 4 and len(fronts) <= _MOST_ASKERS:
        count.update(fronts)
    return tuple(name for name, n in count.items() if n >= 2 and is_name(name, least=1))


def make_items(
    blocks: Sequence[Block], names: Iterable[str], sections: Sections, *, listener: bool = False
) -> list[Judged]:
    """Return the items of an interview, numbered from 1; `names` are those who may have asked.

    `listener` says that all of them are put to whoever listens, so that none is a question to the guest.
    """
    names = [*names, *repeated_askers(blocks)]
    askers = asker_names(names)
    blocks = _without_topics(blocks)
    raw = [look for b in blocks if (look := _first_look(b, askers, sections)).item.text]
    fates: list[tuple[Fate, str]] = [("listener", "put to the listener")] * len(raw) if listener else _in_context(raw)
    return [
        Judged(look.block, replace(look.item, n=n, kind=_KINDS.get(fate, "note")), fate, why)
        for n, (look, (fate, why)) in enumerate(zip(raw, fates, strict=True), 1)
    ]


_TOPIC = regex(r"^(?:\*\*)?[^\W\d_a-z][\w’'&/-]*(?: [\w’'&/-]+){0,2}:(?:\*\*)? +(?=[^\W\d_a-z¿¡])")


def _without_topics(blocks: Sequence[Block]) -> Sequence[Block]:
    """Return items without the topic before each question where most have one, each its own: "Money: Who pays?"."""
    asked = [b for b in blocks if is_marked(b.text) and not b.links]
    labels = [found[0] for b in asked if (found := _TOPIC.match(flat(b.text)))]
    if len(labels) < 3 or len(labels) * 3 < len(asked) * 2 or len(set(labels)) * 4 < len(labels) * 3:
        return blocks
    return [
        replace(b, text=_TOPIC.sub("", flat(b.text)), strong="") if _TOPIC.match(flat(b.text)) else b for b in blocks
    ]


def _first_look(block: Block, askers: frozenset[str], sections: Sections) -> Judged:
    text, at = (flat(block.text), block.at) if block.at else take_time(flat(block.text))
    text, asker = (text, block.asker) if block.asker else take_asker(text, askers)
    if at is None:
        text, at = take_time(text)
    text = without_label(text) if at else text
    links = tuple(link for link in block.links if link[0] != at)
    fate, why = judge(text, links, sections) if not block.aside else ("note", "below an answer")
    if fate in ("statement", "topic") and text.rstrip(":") in askers:
        fate, why = "person", "names who answers"
    item = Item(n=0, text=text, line=block.line, depth=max(1, block.level), asker=asker, at=at, links=links)
    return Judged(block, item, fate, why)


def _in_context(looks: Sequence[Judged]) -> list[tuple[Fate, str]]:
    """Decide each line's fate with its parent and its sisters in view."""
    parents = _parents([look.block.level for look in looks])
    children: dict[int, list[int]] = defaultdict(list)
    for i, parent in enumerate(parents):
        children[parent].append(i)
    fates: list[tuple[Fate, str]] = [(look.fate, look.why) for look in looks]
    answered = _answered(looks, parents)
    for i, look in enumerate(looks):
        above = parents[i]
        if look.fate == "statement":
            fates[i] = _statement(look, [looks[c].fate for c in children[i]], answered=answered)
        elif look.fate == "question" and above >= 0:
            fates[i] = _nested(look, looks[above], fates[above], [looks[c].fate for c in children[above]])
    return fates


def _answered(looks: Sequence[Judged], parents: Sequence[int]) -> bool:
    """Say whether the guest's answers were noted down below the questions."""
    below = (look for look, p in zip(looks, parents, strict=True) if p >= 0 and looks[p].fate == "question")
    return sum(look.fate == "statement" for look in below) > 1


def _statement(look: Judged, below: Sequence[Fate], *, answered: bool) -> tuple[Fate, str]:
    """Tell a topic from a note: a topic is short, or carries a time, or has questions below."""
    if answered and look.block.level > 1:
        return "note", "an answer or a remark"
    if "question" in below:
        return "topic", "a heading in the list"
    if look.block.level > 1 or (below and answered):
        return "note", "an answer or a remark"
    if look.item.at or is_topic(look.item.text):
        return "topic", "no question"
    return "note", "an answer or a remark"


def _nested(look: Judged, above: Judged, fate_above: tuple[Fate, str], sisters: Sequence[Fate]) -> tuple[Fate, str]:
    """Tell a follow-up from an answer that looks like a question, by what it hangs under and the lines beside it."""
    fate, why = fate_above
    if fate == "note" and why != "the host's note":
        return "note", "below an answer"
    others = sum(f in ("statement", "fragment") for f in sisters)
    if above.fate == "question" and others > sisters.count("question"):
        return "note", "among answers"
    return look.fate, look.why


def _parents(levels: Sequence[int]) -> list[int]:
    """Return for each level in order the index of the line it hangs under, -1 for none."""
    made: list[int] = []
    stack: list[int] = []
    for i, level in enumerate(levels):
        while stack and levels[stack[-1]] >= level:
            stack.pop()
        made.append(stack[-1] if stack else -1)
        stack.append(i)
    return made


def split_lines(blocks: Sequence[Block]) -> list[Block]:
    """Return the lines of paragraphs as items; a line that goes on in the next is one with it."""
    return [
        replace(b, kind="item", level=1, text=text, line=b.line + at, strong=b.strong if not at else "")
        for b in blocks
        if b.kind == "text" and not b.level
        for at, text in _logical_lines(b.text)
    ]


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines of a paragraph with their place, one that was broken in mid-sentence as one."""
    start, parts = 0, list[str]()
    each = asks_by_lines(text)
    for i, words in enumerate([*map(flat, text.split("\n")), ""]):
        if parts and (each or not _goes_on(parts[-1], words)):
            yield start, " ".join(parts)
            parts = []
        if words:
            start = start if parts else i
            parts.append(words)


def asks_by_lines(text: str) -> bool:
    """Say whether each line of a paragraph is a question of its own: none has a sign at its end, and two of three begin as one does."""
    lines = [line for line in map(flat, text.split("\n")) if line]
    begun = sum(_BEGINS.match(line) is not None for line in lines)
    return len(lines) > 2 and all(line[-1].isalnum() for line in lines) and begun * 3 >= len(lines) * 2


_BEGINS = regex(rf"(?:and |so |then )?(?:{_WH}|{_BE}|tell (?:me|us)|describe)\b", re.IGNORECASE)


def _goes_on(line: str, more: str) -> bool:
    if not more or line[-1] in '.?!:;…？؟。！"”»' or take_time(more)[1]:
        return False
    return more[0].islower() or len(line) > 60 or (line.isupper() and more.isupper())
