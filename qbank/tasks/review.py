"""What a person decides about an item or a template, each a function from a bank to a bank; and what a person should be asked about.

A decision marks its item `by = "hand"`; no later import overrules it, and the next import learns from it. One that an assistant
took is marked `by = "assistant"`: an import leaves it alone as well, but nothing is learned from it, and it never changes what a
person has decided.

What a person should be asked about are doubts: a question that is nearly as likely a phrasing of a template as not, or a line that
is cut off. What teaches is any question whose category is not sure, the less sure the more (uncertainty sampling: Settles,
*Active Learning Literature Survey*, 2009). Each one chosen makes those near it in meaning worth less, so that thirty answers
cover the show.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

from qbank import bank as banks
from qbank.errors import NotFoundError, UsageError, did_you_mean
from qbank.lazy import dataclass, regex
from qbank.model import Bank, By, Episode, Item, ItemKind, RitualPlace, Template, ref
from qbank.model.pattern import TEMPLATE_SLOTS, Mention, names, slot_type, to_pattern
from qbank.normalize import meaning
from qbank.normalize.normalizer import Normalizer
from qbank.notes import default_sections
from qbank.notes.items import judge
from qbank.outline.history import is_own
from qbank.tasks.stats import doubtful
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
    hint = (
        "a question is named by its episode and its number, such as 040-ceph/7 or 40/7; qbank show EPISODE lists them"
    )
    raise NotFoundError(f"there is no question '{reference}'", hint=hint)


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
        told = f"{reference} is a {item.kind}, and only a question has a template"
        raise UsageError(told, hint="add --kind question")
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
    return _with_template(bank, found, replace(found, category=category))


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
        hint = "give the first words of the second question, as they stand there"
        raise UsageError(f"'{second}' does not stand inside {reference}", hint=hint)
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
        hint = "the last change is taken back by qbank undo"
        raise UsageError(f"nothing was decided about {reference} since its import", hint=hint)
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
    match judge(text, item.links, default_sections())[0]:
        case "question" | "intro" | "topic" | "fragment" as kind:
            return kind
    return "note"


def _decided_anew(bank: Bank, episode: Episode, item: Item, *, by: By | None = None) -> Bank:
    """Return the bank with an item's category, slots and template as an import would decide them."""
    reference = ref(episode, item)
    there, own = find(bank, reference)
    # Without it: it is not an example for itself.
    lessons = _with_episode(bank, replace(there, items=tuple(i for i in there.items if i is not own)))
    normalizer = Normalizer(lessons, meaning.load(lessons))
    made = normalizer.item(
        replace(item, category=None, also=(), template=None, also_templates=()), normalizer.names(episode)
    )
    if made.coined is not None:
        bank = replace(bank, templates=(*bank.templates, made.coined))
    return _put(bank, reference, made.item, by=by)


def rename(bank: Bank, old: str, new: str) -> Bank:
    """Give a template another id, wherever it is named."""
    found = _template(bank, old)
    if any(t.id == new for t in bank.templates):
        raise UsageError(f"there is a template '{new}' already", hint=f"join the questions of '{old}' to it instead")
    bank = _with_template(bank, found, replace(found, id=new))

    def renamed(record: Any, *fields: str) -> Any:  # noqa: ANN401 (a record that names templates in these fields)
        said = {field: getattr(record, field) for field in fields}
        return replace(record, **{f: tuple(map(now, v)) if isinstance(v, tuple) else now(v) for f, v in said.items()})

    def now(name: str | None) -> str | None:
        return new if name == old else name

    return replace(
        bank, templates=tuple(renamed(t, "intent", "goes_back_to", "covers") for t in bank.templates),
        episodes=tuple(replace(e, items=tuple(renamed(i, "template", "also_templates") for i in e.items)) for e in bank.episodes),
        show=replace(bank.show, rituals=tuple(renamed(r, "template") for r in bank.show.rituals)),
    )  # fmt: skip


def reword(bank: Bank, template: str, text: str) -> Bank:
    """Give a template another text, with which others can be asked it; UsageError if it has a slot that no outline can fill."""
    found, text = _template(bank, template), " ".join(text.split())
    if not text:
        raise UsageError("the text is empty", hint="write the question as you would ask another guest")
    for name in names(text):
        if slot_type(name) not in TEMPLATE_SLOTS:
            raise UsageError(f"there is no slot '{name}'", hint=f"there are {', '.join(sorted(TEMPLATE_SLOTS))}")
    return _with_template(bank, found, replace(found, text=text, reusable=True))


def make_ritual(bank: Bank, template: str, place: str) -> Bank:
    """Make a template a ritual of the show, at the opening or at the close."""
    found = _template(bank, template)
    _one_of(place, ["open", "close"], "place")
    if any(r.template == template for r in bank.show.rituals):
        raise UsageError(f"'{template}' is a ritual already")
    ritual = RitualPlace(template=template, place="open" if place == "open" else "close")
    bank = _with_template(bank, found, replace(found, ritual=True))
    return replace(bank, show=replace(bank.show, rituals=(*bank.show.rituals, ritual)))


def _put(bank: Bank, reference: str, item: Item, *, by: By | None = "hand") -> Bank:
    episode, old = find(bank, reference)
    items = tuple(replace(item, by=by) if i is old else i for i in episode.items)
    return _with_episode(bank, replace(episode, items=items))


def _with_episode(bank: Bank, episode: Episode) -> Bank:
    return replace(bank, episodes=tuple(episode if e.id == episode.id else e for e in bank.episodes))


def _with_template(bank: Bank, old: Template, new: Template) -> Bank:
    return replace(bank, templates=tuple(new if t is old else t for t in bank.templates))


def _without_orphan(bank: Bank, template: str | None) -> Bank:
    """Take out a template that an import had coined and that no question is a phrasing of any more."""
    if template is None or any(template in (i.template, *i.also_templates) for e in bank.episodes for i in e.items):
        return bank
    rituals = {r.template for r in bank.show.rituals}
    named = {intent for t in bank.templates for intent in (t.intent, *t.goes_back_to, *t.covers)}
    stays = named | rituals | {t.id for t in bank.templates if t.id != template or t.written or t.follow_ups}
    return replace(bank, templates=tuple(t for t in bank.templates if t.id in stays))


def _template(bank: Bank, name: str) -> Template:
    by_id = {t.id: t for t in bank.templates}
    _one_of(name, list(by_id), "template")
    return by_id[name]


def _one_of(name: str, allowed: list[str], what: str) -> None:
    if name not in allowed:
        hint = did_you_mean(name, allowed, f"see qbank templates for the {what} names")
        raise NotFoundError(f"there is no {what} '{name}'", hint=hint)


# --- what to ask a person about ----------------------------------------------------------------------------------------

MOST = 3
"""Templates that are named for one item."""
LEARN_EVERY = 10
"""After so many answers everything that nobody decided is sorted again."""
_NEAR = 0.6
"""Closeness in meaning from which two questions are taken to teach about each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """An item that a person should look at, with its neighbours, the template it was given, and what it may be.

    `likely` names templates, the likeliest first; `alike` the references of the doubts that look like it.
    """

    ref: str
    item: Item
    episode: Episode
    before: Item | None
    after: Item | None
    template: Template | None
    likely: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()


def doubts(bank: Bank) -> Iterator[Doubt]:
    """Yield what should be looked at, in the order of the episodes."""
    by_id = {t.id: t for t in bank.templates}
    for episode in bank.episodes:
        for at, item in enumerate(episode.items):
            if doubtful(item):
                yield _doubt(episode, at, by_id)


def _doubt(episode: Episode, at: int, by_id: dict[str, Template]) -> Doubt:
    item = episode.items[at]
    return Doubt(
        ref=ref(episode, item), item=item, episode=episode, before=episode.items[at - 1] if at else None,
        after=episode.items[at + 1] if at + 1 < len(episode.items) else None,
        template=by_id.get(item.template or ""),
    )  # fmt: skip


def grouped(bank: Bank, found: Sequence[Doubt], normalizer: Normalizer) -> list[Doubt]:
    """Return doubts with what they may be, those that look alike next to each other, the largest groups first.

    Doubts look alike when the same template is the likeliest for all of them.
    """
    known = {t.id for t in bank.templates}
    named = [
        replace(
            doubt,
            likely=tuple(
                t for t in normalizer.likely(doubt.item.pattern or doubt.item.text, MOST + 1)
                if t in known and t != doubt.item.template
            )[:MOST],
        )
        for doubt in found
    ]  # fmt: skip
    groups: dict[str, list[Doubt]] = defaultdict(list)
    for doubt in named:
        groups[doubt.likely[0] if doubt.likely else doubt.ref].append(doubt)
    ranked = sorted(groups.values(), key=len, reverse=True)
    return [replace(doubt, alike=tuple(d.ref for d in group if d is not doubt)) for group in ranked for doubt in group]


def most_telling(bank: Bank, normalizer: Normalizer, count: int) -> list[Doubt]:
    """Return the questions that teach the most, the most telling first: at most `count`, none that was decided by hand.

    Only the bank's own show is looked at; a wording that was asked twice is named once.
    """
    by_id = {t.id: t for t in bank.templates}
    places: dict[str, tuple[Episode, int]] = {}
    for episode in bank.episodes:
        for at, item in enumerate(episode.items):
            if is_own(bank, episode) and item.kind == "question" and item.by != "hand" and item.pattern:
                places.setdefault(item.pattern, (episode, at))
    patterns = list(places)
    doubted = [0.0 if found is None else 1 - found.confidence for found in normalizer.categories(patterns)]
    chosen = _spread_out(doubted, normalizer.closeness(patterns), count)
    return [_doubt(*places[patterns[at]], by_id) for at in chosen]


def _spread_out(doubted: Sequence[float], near: Callable[[int], Sequence[float]], count: int) -> list[int]:
    """Return the places of what is doubted most, each chosen one taking from the doubt about those near it."""
    left = list(doubted)
    chosen: list[int] = []
    while len(chosen) < min(count, len(left)):
        best = max(range(len(left)), key=lambda at: (round(left[at], 4), -at))
        if left[best] <= 0:
            break
        chosen.append(best)
        left = [doubt * (1 - close) if close >= _NEAR else doubt for doubt, close in zip(left, near(best), strict=True)]
        left[best] = 0.0
    return chosen


def sorted_again(bank: Bank, normalizer: Normalizer) -> Bank:
    """Return the bank with the category of every question that nobody decided, as it is after what was learned since."""
    changed = bank
    for episode in bank.episodes:
        open_ = [i for i in episode.items if i.kind == "question" and i.by is None and i.pattern and i.confidence != 1]
        found = normalizer.categories([i.pattern or "" for i in open_])
        new = {
            i.n: (s.category, () if s.sure else s.likely)
            for i, s in zip(open_, found, strict=True)
            if s is not None and i.category is not None
        }
        items = tuple(replace(i, category=new[i.n][0], likely=new[i.n][1]) if i.n in new else i for i in episode.items)
        if items != episode.items:
            changed = _with_episode(changed, replace(episode, items=items))
            for item, old in zip(items, episode.items, strict=True):
                if item.category and item.category != old.category:
                    changed = moved(changed, item.template, item.category)
    return changed
