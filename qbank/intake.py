"""Readings + Bank -> Bank: every episode in order, each seeing what the earlier ones coined."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache

from qbank import merge
from qbank.mentions import Names
from qbank.merge import Shelf, Update
from qbank.model import Bank, Episode, Item, Template
from qbank.normalize import Normalized, Normalizer


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of one episode: as it stands now, as the bank knew it, and its items by what happened."""

    source: str
    episode: Episode
    known: Episode | None
    new: tuple[int, ...] = ()
    reworded: tuple[int, ...] = ()
    gone: tuple[Item, ...] = ()
    coined: tuple[Template, ...] = ()

    @property
    def changed(self) -> bool:
        """Say whether the bank does not have the episode in this very form."""
        return self.known != self.episode


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """The bank as it is after an import, and what became of each episode, in the order they were read."""

    bank: Bank
    taken: tuple[Taken, ...]


def take_in(
    bank: Bank, episodes: Iterable[tuple[str, Episode]], *, again: bool = False, show: str | None = None
) -> Intake:
    """Bring episodes into a bank; each comes with the name of its source.

    What is known keeps its decisions; with `again` everything is decided anew but what is marked `by = "hand"`.
    """
    shelf, coined, taken = Shelf(bank.episodes), {t.id: t for t in bank.templates}, []
    # Made for the first item that is new, and for no import that has none.
    normalizer = cache(lambda: Normalizer(bank))
    for source, read in episodes:
        update = merge.update(shelf, replace(read, show=read.show or show))
        one = _decide(source, update, normalizer, again=again)
        shelf.put(one.episode)
        coined.update((t.id, t) for t in one.coined)
        taken.append(one)
    bank = replace(merge.into(bank, shelf), templates=tuple(coined.values()))
    return Intake(bank=bank, taken=tuple(taken))


def _decide(source: str, update: Update, normalizer: Callable[[], Normalizer], *, again: bool) -> Taken:
    """Decide about the items that are new or changed, and keep what stands."""
    names: Names | None = None
    items: list[Item] = []
    coined: list[Template] = []
    for position, item in enumerate(update.episode.items):
        old = update.kept.get(position)
        if old is not None and _stands(update, position, item, again=again):
            items.append(_kept(item, old))
            continue
        names = names or normalizer().names(update.episode)
        made = normalizer().item(item, names)
        items.append(made.item if old is None or not old.by else _by_hand(made, old))
        if made.coined and (old is None or not old.by):
            coined.append(made.coined)
    episode = replace(update.episode, items=tuple(items))
    before = {i.n: i for i in update.known.items} if update.known else {}
    return Taken(
        source=source, episode=episode, known=update.known,
        new=tuple(i.n for i in items if i.n not in before) if update.known else (),
        reworded=tuple(i.n for i in items if i.n in before and before[i.n].text != i.text),
        gone=update.gone, coined=tuple(coined),
    )  # fmt: skip


def _stands(update: Update, position: int, item: Item, *, again: bool) -> bool:
    """Say whether what was decided about an item is not to be decided anew."""
    old = update.kept.get(position)
    return old is not None and old.text == item.text and (old.by is not None or not again)


def _kept(item: Item, old: Item) -> Item:
    """Return what was known of an item, where it stands now."""
    return replace(
        old,
        line=item.line,
        depth=item.depth,
        asker=old.asker or item.asker,
        at=item.at,
        said=item.said,
        links=item.links or old.links,
    )


def _by_hand(made: Normalized, old: Item) -> Item:
    """Keep what a person decided about a bullet whose wording has changed since; its slots are of the new wording."""
    return replace(
        made.item,
        kind=old.kind,
        category=old.category,
        also=old.also,
        template=old.template,
        also_templates=old.also_templates,
        match=old.match,
        confidence=old.confidence,
        by=old.by,
    )
