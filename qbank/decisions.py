"""What a person decides about an item or a template: each a function from a bank to a bank.

A decision marks its item `by = "hand"`; no later import overrules it, and the next import learns from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches

from qbank.coverage import doubtful
from qbank.errors import NotFoundError, UsageError
from qbank.model import Bank, Episode, Item, ItemKind, RitualPlace, Template, ref
from qbank.pattern import Mention, escape, slot_type, to_pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """An item that a person should look at, with its neighbours and the template it was given."""

    ref: str
    item: Item
    episode: Episode
    before: Item | None
    after: Item | None
    template: Template | None


def doubts(bank: Bank) -> Iterator[Doubt]:
    """Yield what should be looked at, in the order of the episodes."""
    by_id = {t.id: t for t in bank.templates}
    for episode in bank.episodes:
        for at, item in enumerate(episode.items):
            if doubtful(item):
                yield Doubt(
                    ref=ref(episode, item), item=item, episode=episode,
                    before=episode.items[at - 1] if at else None,
                    after=episode.items[at + 1] if at + 1 < len(episode.items) else None,
                    template=by_id.get(item.template or ""),
                )  # fmt: skip


def find(bank: Bank, reference: str) -> tuple[Episode, Item]:
    """Return the item that a reference names; NotFoundError if there is none."""
    for episode in bank.episodes:
        for item in episode.items:
            if ref(episode, item) == reference:
                return episode, item
    raise NotFoundError(
        f"there is no question '{reference}'",
        hint="references look like 040-ceph/7; qbank review lists those in doubt",
    )


def keep(bank: Bank, reference: str) -> Bank:
    """Confirm what the import decided."""
    _, item = find(bank, reference)
    return _put(bank, reference, replace(item, match="same" if item.template else item.match))


def join(bank: Bank, reference: str, template: str) -> Bank:
    """Make an item a phrasing of another template; a template that only this item had made goes."""
    _, item = find(bank, reference)
    found = _template(bank, template)
    if item.kind != "question":
        raise UsageError(
            f"{reference} is a {item.kind}, and only a question has a template", hint="add --kind question"
        )
    joined = _put(
        bank,
        reference,
        replace(
            item, template=found.id, category=item.category or found.category, match="same", confidence=1.0
        ),
    )
    return _without_orphan(joined, item.template)


def recategorize(bank: Bank, reference: str, category: str, also: tuple[str, ...] = ()) -> Bank:
    """Put an item into another category."""
    _, item = find(bank, reference)
    for name in (category, *also):
        _one_of(name, [c.id for c in bank.categories], "category")
    return _put(bank, reference, replace(item, category=category, also=also))


def change_kind(bank: Bank, reference: str, kind: ItemKind) -> Bank:
    """Say what an item is. What is no question loses its template."""
    _, item = find(bank, reference)
    if kind == "question" and item.template is None:
        raise UsageError(f"{reference} has no template yet", hint="say which with --join TEMPLATE")
    changed = (
        replace(item, kind=kind)
        if kind == "question"
        else replace(item, kind=kind, template=None, match=None, confidence=None)
    )
    return _without_orphan(_put(bank, reference, changed), item.template)


def correct_slots(bank: Bank, reference: str, values: Mapping[str, str]) -> Bank:
    """Say what stands in the slots of an item; the pattern is made anew and gives back the text as before."""
    _, item = find(bank, reference)
    mentions = [
        Mention(start=start, end=start + len(value), slot=slot_type(name))
        for name, value in values.items()
        if value
        for start in _places(item.text, name, value)
    ]
    kept = [
        Mention(start=start, end=start + len(value), slot=slot_type(name))
        for name, value in item.slots.items()
        if name not in values
        for start in _places(item.text, name, value)
    ]
    kept = [k for k in kept if all(k.end <= m.start or m.end <= k.start for m in mentions)]
    pattern, slots = to_pattern(item.text, [*mentions, *kept])
    return _put(bank, reference, replace(item, pattern=pattern, slots=slots))


def split(bank: Bank, reference: str, second: str) -> Bank:
    """Make two items of one bullet, the second beginning with the words given; both remember the whole."""
    episode, item = find(bank, reference)
    at = item.text.find(second)
    if at <= 0:
        raise UsageError(
            f"'{second}' does not stand inside {reference}",
            hint="give the first words of the second question, as they stand there",
        )
    whole = item.part_of or item.text
    number = max(episode.last_n, *(i.n for i in episode.items)) + 1
    halves = (item.text[:at].rstrip(" ,;"), item.text[at:].strip())
    first, last = (
        replace(item, text=t, pattern=escape(t), slots={}, part_of=whole, by="hand") for t in halves
    )
    items = tuple(
        x for i in episode.items for x in ((first, replace(last, n=number)) if i.n == item.n else (i,))
    )
    return _with_episode(bank, replace(episode, items=items))


def quote(bank: Bank, reference: str, said: str) -> Bank:
    """Note in one line what the guest answered."""
    _, item = find(bank, reference)
    return _put(bank, reference, replace(item, said=said or None))


def rename(bank: Bank, old: str, new: str) -> Bank:
    """Give a template another id, wherever it is named."""
    found = _template(bank, old)
    if any(t.id == new for t in bank.templates):
        raise UsageError(
            f"there is a template '{new}' already", hint=f"join the questions of '{old}' to it instead"
        )
    templates = tuple(
        replace(t, id=new if t is found else t.id, intent=new if t.intent == old else t.intent)
        for t in bank.templates
    )
    episodes = tuple(
        replace(e, items=tuple(replace(i, template=new) if i.template == old else i for i in e.items))
        for e in bank.episodes
    )
    rituals = tuple(replace(r, template=new) if r.template == old else r for r in bank.show.rituals)
    return replace(bank, templates=templates, episodes=episodes, show=replace(bank.show, rituals=rituals))


def make_ritual(bank: Bank, template: str, place: str) -> Bank:
    """Make a template a ritual of the show, at the opening or at the close."""
    found = _template(bank, template)
    _one_of(place, ["open", "close"], "place")
    if any(r.template == template for r in bank.show.rituals):
        raise UsageError(f"'{template}' is a ritual already")
    templates = tuple(replace(t, ritual=True) if t is found else t for t in bank.templates)
    ritual = RitualPlace(template=template, place="open" if place == "open" else "close")
    return replace(bank, templates=templates, show=replace(bank.show, rituals=(*bank.show.rituals, ritual)))


def _places(text: str, name: str, value: str) -> list[int]:
    made, at = [], text.find(value)
    while at >= 0:
        made.append(at)
        at = text.find(value, at + len(value))
    if not made:
        raise UsageError(
            f"'{value}' does not stand in the question", hint=f"give {name} as it is written there: {text}"
        )
    return made


def _put(bank: Bank, reference: str, item: Item) -> Bank:
    episode, old = find(bank, reference)
    items = tuple(replace(item, by="hand") if i is old else i for i in episode.items)
    return _with_episode(bank, replace(episode, items=items))


def _with_episode(bank: Bank, episode: Episode) -> Bank:
    return replace(bank, episodes=tuple(episode if e.id == episode.id else e for e in bank.episodes))


def _without_orphan(bank: Bank, template: str | None) -> Bank:
    """Take out a template that an import had coined and that no question is a phrasing of any more."""
    if template is None or any(i.template == template for e in bank.episodes for i in e.items):
        return bank
    rituals = {r.template for r in bank.show.rituals}
    named = {t.intent for t in bank.templates}
    return replace(
        bank,
        templates=tuple(
            t
            for t in bank.templates
            if t.id != template or t.written or t.id in rituals or t.follow_ups or t.id in named
        ),
    )


def _template(bank: Bank, name: str) -> Template:
    _one_of(name, [t.id for t in bank.templates], "template")
    return next(t for t in bank.templates if t.id == name)


def _one_of(name: str, allowed: list[str], what: str) -> None:
    if name in allowed:
        return
    near = get_close_matches(name, allowed, n=3)
    raise NotFoundError(
        f"there is no {what} '{name}'",
        hint=f"did you mean {' or '.join(near)}?" if near else f"see qbank templates for the {what} names",
    )


__all__ = [
    "Doubt", "change_kind", "correct_slots", "doubts", "find", "join", "keep", "make_ritual", "quote", "recategorize",
    "rename", "split",
]  # fmt: skip
