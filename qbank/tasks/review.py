"""What a person decides about an item or a template: each a function from a bank to a bank.

A decision marks its item `by = "hand"`; no later import overrules it, and the next import learns from it. One that an assistant
took is marked `by = "assistant"`: an import leaves it alone as well, but nothing is learned from it, and it never changes what a
person has decided.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

from qbank import bank as banks
from qbank.errors import NotFoundError, UsageError, did_you_mean
from qbank.lazy import regex
from qbank.model import Bank, By, Episode, Item, ItemKind, RitualPlace, Template, ref
from qbank.model.pattern import TEMPLATE_SLOTS, Mention, names, slot_type, to_pattern
from qbank.normalize import meaning
from qbank.normalize.normalizer import Normalizer
from qbank.notes import default_sections
from qbank.notes.items import judge
from qbank.tasks.workspace import Workspace

_CLOCK = regex(r"\d{1,3}:[0-5]\d(?::[0-5]\d)?")


def decide(
    workspace: Workspace, steps: Sequence[Callable[[Bank], Bank]], references: Sequence[str] = (), *, by: By = "hand"
) -> tuple[Bank, tuple[Path, ...]]:
    """Take the bank through steps and write it as one change; return the bank as it is then, and the files that changed.

    `references` are the questions that the steps are about, `by` says who decides. NotFoundError names what is not there,
    UsageError what an assistant would change although a person has decided it.
    """
    with workspace.writing() if steps and not workspace.place.shipped else nullcontext():
        base = changed = workspace.bank
        for reference in references:
            find(base, reference)
        for step in steps:
            changed = step(changed) if by == "hand" else by_assistant(changed, step(changed))
        if changed == base:
            return base, ()
        return changed, banks.save(workspace.place, changed, base=base, command=named(references, by))


def named(references: Sequence[str], by: By = "hand") -> str:
    """Return what a review is called among the changes that can be taken back."""
    return " ".join(["review", *references, *(() if by == "hand" else ("(by an assistant)",))])


def by_assistant(before: Bank, after: Bank) -> Bank:
    """Return the bank after a decision with every changed item marked as an assistant's. UsageError where a person had decided."""
    known = {ref(e, i): i for e in before.episodes for i in e.items}
    changed = {ref(e, i): i for e in after.episodes for i in e.items if known.get(ref(e, i)) != i}
    for reference, item in changed.items():
        if reference in known and known[reference].by == "hand":
            hint = "only a person can change that: qbank review"
            raise UsageError(f"a person has decided about {reference}", hint=hint)
        after = _put(after, reference, item, by="assistant")
    return after


def find(bank: Bank, reference: str) -> tuple[Episode, Item]:
    """Return the item that a reference names; NotFoundError if there is none."""
    for episode in bank.episodes:
        for item in episode.items:
            if ref(episode, item) == reference:
                return episode, item
    raise NotFoundError(
        f"there is no question '{reference}'",
        hint="a question is named by its episode and its number, such as 040-ceph/7 or 40/7; qbank show EPISODE lists them",
    )


def keep(bank: Bank, reference: str) -> Bank:
    """Confirm what the import decided."""
    _, item = find(bank, reference)
    return _put(bank, reference, replace(item, match="same" if item.template else item.match, likely=()))


def join(bank: Bank, reference: str, template: str, *, as_question: bool = False) -> Bank:
    """Make an item a phrasing of another template; a template that only this item had made goes.

    The item takes over the template's category, unless a person has decided about the item before.

    UsageError for what is not a question, unless it is to be taken `as_question` from now on.
    """
    _, item = find(bank, reference)
    found = _template(bank, template)
    if item.kind != "question" and not as_question:
        raise UsageError(
            f"{reference} is a {item.kind}, and only a question has a template", hint="add --kind question"
        )
    category = item.category if item.category and item.by == "hand" else found.category
    made = replace(item, kind="question", template=found.id, category=category, match="same", confidence=1.0, likely=())
    return _without_orphan(_put(bank, reference, made), item.template)


def recategorize(bank: Bank, reference: str, category: str, also: tuple[str, ...] = ()) -> Bank:
    """Put an item into another category."""
    _, item = find(bank, reference)
    for name in (category, *also):
        _one_of(name, [c.id for c in bank.categories], "category")
    bank = _put(bank, reference, replace(item, category=category, also=also, likely=()))
    return moved(bank, item.template, category)


def moved(bank: Bank, template: str | None, category: str) -> Bank:
    """Return the bank with a template that one question alone had made in that question's category."""
    found = next((t for t in bank.templates if t.id == template), None)
    asked = sum(i.template == template for e in bank.episodes for i in e.items)
    if found is None or found.written or found.follow_ups or asked > 1:
        return bank
    moved = replace(found, category=category)
    return replace(bank, templates=tuple(moved if t is found else t for t in bank.templates))


def change_kind(bank: Bank, reference: str, kind: ItemKind) -> Bank:
    """Say what an item is. What is not a question loses its template."""
    _, item = find(bank, reference)
    if kind == "question" and item.template is None:
        raise UsageError(f"{reference} has no template yet", hint="say which with --join TEMPLATE")
    changed = replace(item, kind=kind)
    if kind != "question":
        changed = replace(changed, template=None, match=None, confidence=None)
    return _without_orphan(_put(bank, reference, changed), item.template)


def correct_slots(bank: Bank, reference: str, values: Mapping[str, str]) -> Bank:
    """Say what stands in the slots of an item; the pattern is made anew and gives back the text as before."""
    _, item = find(bank, reference)
    mentions = _mentions(item.text, {name: value for name, value in values.items() if value})
    kept = _mentions(item.text, {name: value for name, value in item.slots.items() if name not in values})
    kept = [k for k in kept if all(k.end <= m.start or m.end <= k.start for m in mentions)]
    pattern, slots = to_pattern(item.text, [*mentions, *kept])
    return _put(bank, reference, replace(item, pattern=pattern, slots=slots))


def _mentions(text: str, values: Mapping[str, str]) -> list[Mention]:
    """Return where values stand in a text, each for its slot; UsageError names one that does not."""
    for name, value in values.items():
        if value not in text:
            hint = f"give {name} as it is written there: {text}"
            raise UsageError(f"'{value}' does not stand in the question", hint=hint)
    return [
        Mention(start=found.start(), end=found.end(), slot=slot_type(name))
        for name, value in values.items()
        for found in re.finditer(re.escape(value), text)
    ]


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
    texts = (item.text[:at].rstrip(" ,;"), item.text[at:].strip())
    halves = tuple(replace(item, n=n, text=t, part_of=whole) for n, t in zip((item.n, number), texts, strict=True))
    items = tuple(x for i in episode.items for x in (halves if i.n == item.n else (i,)))
    apart = replace(episode, items=items)
    bank = _with_episode(bank, apart)
    for half in halves:
        bank = _decided_anew(bank, apart, half, by="hand")
    return _without_orphan(bank, item.template)


def quote(bank: Bank, reference: str, said: str) -> Bank:
    """Note in one line what the guest answered; it says nothing about the question itself.

    An answer that is corrected or taken away counts as decided by hand, so that no import brings the old one back.
    """
    _, item = find(bank, reference)
    line = " ".join(said.split()) or None
    if line == item.said:
        return bank
    return _put(bank, reference, replace(item, said=line), by="hand" if item.said else item.by)


def time(bank: Bank, reference: str, at: str) -> Bank:
    """Note when a question was asked, as a clock such as 23:10; an empty text takes the time away. UsageError for no clock."""
    _, item = find(bank, reference)
    if at and not _CLOCK.fullmatch(at):
        raise UsageError(f"'{at}' is not a time", hint="write it as 23:10 or 1:02:45")
    if (at or None) == item.at:
        return bank
    return _put(bank, reference, replace(item, at=at or None), by="hand" if item.at else item.by)


def undo(bank: Bank, reference: str) -> Bank:
    """Take back what was decided by hand: a split bullet is whole again, and everything is decided as an import would.

    What the guest said, and when, stays. UsageError if nothing was decided by hand.
    """
    episode, item = find(bank, reference)
    if item.by is None:
        raise UsageError(
            f"nothing was decided about {reference} since its import",
            hint="the last change is taken back by qbank undo",
        )
    halves = [i for i in episode.items if i is item or (item.part_of and i.part_of == item.part_of)]
    first = halves[0]
    text = first.part_of or first.text
    bare = Item(
        n=first.n, kind=_kind(text, first), text=text, line=first.line, depth=first.depth, asker=first.asker, at=first.at,
        links=first.links, said=first.said,
    )  # fmt: skip
    numbers = [i.n for i in episode.items]
    kept = tuple(bare if i is first else i for i in episode.items if i is first or i not in halves)
    last_n = max(episode.last_n, *numbers)
    changed = replace(episode, items=kept, last_n=last_n if last_n > max(i.n for i in kept) else 0)
    bank = _with_episode(bank, changed)
    for half in halves:
        bank = _without_orphan(bank, half.template)
    return _decided_anew(bank, changed, bare)


def _kind(text: str, item: Item) -> ItemKind:
    """Return what a bullet is by its own words."""
    fate = judge(text, item.links, default_sections())[0]
    kinds: tuple[ItemKind, ...] = ("question", "intro", "topic", "fragment")
    return next((kind for kind in kinds if kind == fate), "note")


def _decided_anew(bank: Bank, episode: Episode, item: Item, *, by: By | None = None) -> Bank:
    """Return the bank with an item's category, slots and template as an import would decide them."""
    lessons = _without(bank, ref(episode, item))
    normalizer = Normalizer(lessons, meaning.load(lessons))
    made = normalizer.item(
        replace(item, category=None, also=(), template=None, also_templates=()), normalizer.names(episode)
    )
    if made.coined is not None:
        bank = replace(bank, templates=(*bank.templates, made.coined))
    return _put(bank, ref(episode, item), made.item, by=by)


def _without(bank: Bank, reference: str) -> Bank:
    """Return the bank without an item: it is not an example for itself."""
    episode, item = find(bank, reference)
    return _with_episode(bank, replace(episode, items=tuple(i for i in episode.items if i is not item)))


def rename(bank: Bank, old: str, new: str) -> Bank:
    """Give a template another id, wherever it is named."""
    found = _template(bank, old)
    if any(t.id == new for t in bank.templates):
        raise UsageError(f"there is a template '{new}' already", hint=f"join the questions of '{old}' to it instead")
    templates = tuple(
        replace(
            t,
            id=new if t is found else t.id,
            intent=new if t.intent == old else t.intent,
            goes_back_to=tuple(new if intent == old else intent for intent in t.goes_back_to),
            covers=tuple(new if intent == old else intent for intent in t.covers),
        )
        for t in bank.templates
    )
    episodes = tuple(replace(e, items=tuple(_renamed(i, old, new) for i in e.items)) for e in bank.episodes)
    rituals = tuple(replace(r, template=new) if r.template == old else r for r in bank.show.rituals)
    return replace(bank, templates=templates, episodes=episodes, show=replace(bank.show, rituals=rituals))


def _renamed(item: Item, old: str, new: str) -> Item:
    also = tuple(new if id_ == old else id_ for id_ in item.also_templates)
    return replace(item, template=new if item.template == old else item.template, also_templates=also)


def reword(bank: Bank, template: str, text: str) -> Bank:
    """Give a template another text, with which others can be asked it; UsageError if it has a slot that no outline can fill."""
    found, text = _template(bank, template), " ".join(text.split())
    if not text:
        raise UsageError("the text is empty", hint="write the question as you would ask another guest")
    for name in names(text):
        if slot_type(name) not in TEMPLATE_SLOTS:
            raise UsageError(f"there is no slot '{name}'", hint=f"there are {', '.join(sorted(TEMPLATE_SLOTS))}")
    return replace(
        bank, templates=tuple(replace(t, text=text, reusable=True) if t is found else t for t in bank.templates)
    )


def make_ritual(bank: Bank, template: str, place: str) -> Bank:
    """Make a template a ritual of the show, at the opening or at the close."""
    found = _template(bank, template)
    _one_of(place, ["open", "close"], "place")
    if any(r.template == template for r in bank.show.rituals):
        raise UsageError(f"'{template}' is a ritual already")
    templates = tuple(replace(t, ritual=True) if t is found else t for t in bank.templates)
    ritual = RitualPlace(template=template, place="open" if place == "open" else "close")
    return replace(bank, templates=templates, show=replace(bank.show, rituals=(*bank.show.rituals, ritual)))


def _put(bank: Bank, reference: str, item: Item, *, by: By | None = "hand") -> Bank:
    episode, old = find(bank, reference)
    items = tuple(replace(item, by=by) if i is old else i for i in episode.items)
    return _with_episode(bank, replace(episode, items=items))


def _with_episode(bank: Bank, episode: Episode) -> Bank:
    return replace(bank, episodes=tuple(episode if e.id == episode.id else e for e in bank.episodes))


def _without_orphan(bank: Bank, template: str | None) -> Bank:
    """Take out a template that an import had coined and that no question is a phrasing of any more."""
    if template is None or any(template in (i.template, *i.also_templates) for e in bank.episodes for i in e.items):
        return bank
    rituals = {r.template for r in bank.show.rituals}
    named = {intent for t in bank.templates for intent in (t.intent, *t.goes_back_to, *t.covers)}
    stays = named | rituals | {t.id for t in bank.templates if t.id != template or t.written or t.follow_ups}
    return replace(bank, templates=tuple(t for t in bank.templates if t.id in stays))


def _template(bank: Bank, name: str) -> Template:
    _one_of(name, [t.id for t in bank.templates], "template")
    return next(t for t in bank.templates if t.id == name)


def _one_of(name: str, allowed: list[str], what: str) -> None:
    if name not in allowed:
        hint = did_you_mean(name, allowed, f"see qbank templates for the {what} names")
        raise NotFoundError(f"there is no {what} '{name}'", hint=hint)
