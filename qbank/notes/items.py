"""From blocks to items: time and asker taken off, and the kind decided with an eye on the lines around."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qbank.model import Item, ItemKind
from qbank.notes.blocks import Block, flat
from qbank.notes.lines import Fate, asker_names, is_marked, is_topic, judge, take_asker, take_time
from qbank.notes.people import is_name
from qbank.notes.sections import Sections

_SUFFIX = re.compile(r"(?:[?.!…]\s+[-–—]\s*|[?.!…]\s*\(|\s[-–—]\s?)([^\W\d_a-z][^\W\d_]+)\)?$")
_KINDS: dict[str, ItemKind] = {
    "question": "question",
    "intro": "intro",
    "topic": "topic",
    "fragment": "fragment",
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A block of the interview with what it turned out to be."""

    block: Block
    item: Item
    fate: Fate
    why: str


def repeated_askers(blocks: Iterable[Block]) -> tuple[str, ...]:
    """Return the names that end two or more lines like an asker does: "…? - Chris"."""
    ends = (_SUFFIX.search(flat(b.text)) for b in blocks)
    count = Counter(e[1] for e in ends if e)
    return tuple(name for name, n in count.items() if n >= 2 and is_name(name, least=1))


def make_items(
    blocks: Sequence[Block], names: Iterable[str], sections: Sections, *, listener: bool = False
) -> list[Judged]:
    """Return the items of an interview, numbered from 1; `names` are those who may have asked.

    `listener` says that all of them are put to whoever listens, so that none is a question to the guest.
    """
    names = [*names, *repeated_askers(blocks)]
    askers = asker_names(names)
    raw = [_first_look(b, askers, sections) for b in blocks]
    fates: list[tuple[Fate, str]] = (
        [("listener", "put to the listener")] * len(raw) if listener else _in_context(raw)
    )
    made = []
    for n, (look, (fate, why)) in enumerate(zip(raw, fates, strict=True), 1):
        block = look.block
        item = Item(
            n=n,
            kind=_KINDS.get(fate, "note"),
            text=look.text,
            line=block.line,
            depth=max(1, block.level),
            asker=look.asker,
            at=look.at,
            links=tuple(link for link in block.links if link[0] != look.at),
        )
        made.append(Judged(block, item, fate, why))
    return made


@dataclass(frozen=True, slots=True)
class _Look:
    block: Block
    text: str
    at: str | None
    asker: str | None
    fate: Fate
    why: str


def _first_look(block: Block, askers: frozenset[str], sections: Sections) -> _Look:
    text, at = take_time(flat(block.text))
    text, asker = take_asker(text, askers)
    if at is None:
        text, at = take_time(text)
    links = tuple(link for link in block.links if link[0] != at)
    fate, why = judge(text, links, sections)
    if fate in ("statement", "topic") and text.rstrip(":") in askers:
        fate, why = "person", "names who answers"
    return _Look(block, text, at, asker, fate, why)


def _in_context(looks: Sequence[_Look]) -> list[tuple[Fate, str]]:
    """Decide each line's fate with its parent and its sisters in view."""
    parents = _parents([look.block.level for look in looks])
    children: dict[int, list[int]] = {}
    for i, parent in enumerate(parents):
        children.setdefault(parent, []).append(i)
    fates: list[tuple[Fate, str]] = [(look.fate, look.why) for look in looks]
    answered = _answered(looks, parents)
    for i, look in enumerate(looks):
        if look.fate == "statement":
            fates[i] = _statement(look, [looks[c].fate for c in children.get(i, [])], answered=answered)
        elif look.fate == "question" and parents[i] >= 0:
            fates[i] = _nested(i, looks, fates, parents, children)
    return fates


def _answered(looks: Sequence[_Look], parents: Sequence[int]) -> bool:
    """Say whether the guest's answers were noted down below the questions."""
    return (
        sum(
            p >= 0 and looks[p].fate == "question" and look.fate == "statement"
            for look, p in zip(looks, parents, strict=True)
        )
        > 1
    )


def _statement(look: _Look, below: Sequence[Fate], *, answered: bool) -> tuple[Fate, str]:
    """Tell a topic from a note: a topic is short, or carries a time, or has questions below."""
    if answered and look.block.level > 1:
        return "note", "an answer or a remark"
    if "question" in below:
        return "topic", "a heading in the list"
    if look.block.level > 1 or (below and answered):
        return "note", "an answer or a remark"
    if look.at or is_topic(look.text):
        return "topic", "no question"
    return "note", "an answer or a remark"


def _nested(
    i: int,
    looks: Sequence[_Look],
    fates: Sequence[tuple[Fate, str]],
    parents: Sequence[int],
    children: dict[int, list[int]],
) -> tuple[Fate, str]:
    """Tell a follow-up from an answer that looks like a question, by the lines beside it."""
    parent = parents[i]
    if fates[parent][0] == "note" and fates[parent][1] != "the host's note":
        return "note", "below an answer"
    sisters = [looks[c].fate for c in children[parent]]
    others = sum(f in ("statement", "fragment") for f in sisters)
    if looks[parent].fate == "question" and others > sisters.count("question"):
        return "note", "among answers"
    return looks[i].fate, looks[i].why


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


def doubtful(judged: Judged) -> bool:
    """Say whether a person should look at what became of a line."""
    return judged.fate == "fragment" or (judged.fate == "note" and is_marked(judged.item.text))
