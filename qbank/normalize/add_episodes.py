"""Readings + Bank -> Bank: every episode in order, each seeing what the earlier ones coined."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import field, replace
from difflib import SequenceMatcher
from functools import cache

from qbank.english.terms import ENGLISH, even, slug
from qbank.lazy import dataclass
from qbank.model import Bank, Episode, Item, Template
from qbank.normalize.categories import Sorted
from qbank.normalize.normalizer import Normalized, Normalizer, language

SAME_EPISODE = 0.5
"""Share of equal items from which two sets of notes are taken for the same episode."""
RITUAL_FROM = 3
"""Number of episodes from which an equal question says nothing about which episode it is."""
MOST_OF_A_FILE = 8
"""A file of more episodes, a feed, says nothing about which of them it is."""
SAME_ITEM = 0.6
"""Similarity (difflib's ratio) from which a reworded bullet keeps its reference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """What an import does to one episode. `kept` holds the items whose decisions stand, by their new position."""

    episode: Episode
    known: Episode | None
    kept: dict[int, Item]
    gone: tuple[Item, ...] = ()


class Shelf:
    """The episodes of a bank, to be found by number, title, guests or file."""

    def __init__(self, episodes: Iterable[Episode]) -> None:
        self._by_id: dict[str, Episode] = {}
        self._near: dict[str, list[str]] = defaultdict(list)
        self._asked: Counter[str] | None = None
        for episode in episodes:
            self.put(episode)

    def put(self, episode: Episode) -> None:
        """Add an episode, or replace the one of the same id."""
        if self._asked is not None:
            self._asked.subtract(_fingerprints(self._by_id[episode.id]) if episode.id in self._by_id else ())
            self._asked.update(_fingerprints(episode))
        self._by_id[episode.id] = episode
        for key in _keys(episode):
            if episode.id not in self._near[key]:
                self._near[key].append(episode.id)

    def same(self, episode: Episode) -> Episode | None:
        """Return the known episode that these notes are of, if there is one."""
        near = [(key, self._near[key]) for key in _keys(episode)]
        ids = dict.fromkeys(
            i for key, found in near for i in found if not (key.startswith("source ") and len(found) > MOST_OF_A_FILE)
        )
        if not ids:
            return None
        if self._asked is None:
            # What every episode asked is looked at only where there is one to compare with.
            self._asked = Counter(text for known in self._by_id.values() for text in _fingerprints(known))
        rituals = {t for t in _fingerprints(episode) if self._asked[t] >= RITUAL_FROM}
        likely = ((_likeness(episode, self._by_id[i], rituals), self._by_id[i]) for i in ids)
        best = max(likely, key=lambda pair: pair[0], default=(0.0, None))
        return best[1] if best[0] >= SAME_EPISODE else None

    def free_id(self, wanted: str) -> str:
        """Return the id, with `-2`, `-3` … when another episode has it."""
        made, count = wanted, 1
        while made in self._by_id:
            count += 1
            made = f"{wanted}-{count}"
        return made

    def episodes(self) -> tuple[Episode, ...]:
        """Return all episodes, sorted by id."""
        return tuple(self._by_id[i] for i in sorted(self._by_id))


def update(shelf: Shelf, read: Episode, said: Iterable[str] = ()) -> Update:
    """Compare what was read with what the bank has, and number its items.

    What it is called, who, when and what about stay as they are in the bank, where a person may have put them right; of the
    fields that a person has now `said` what was read holds.

    Items that stand unchanged keep their number and everything decided about them; reworded ones keep their number,
    and what was decided by hand; new ones take the next free number.
    """
    known = shelf.same(read)
    if known is None:
        return Update(episode=replace(read, id=shelf.free_id(read.id)), known=None, kept={})
    pairs = _align(known.items, read.items)
    next_n = max([known.last_n, *(i.n for i in known.items)], default=0)
    items: list[Item] = []
    kept: dict[int, Item] = {}
    for position, (old, new) in enumerate(pairs):
        if old is None:
            next_n += 1
            items.append(replace(new, n=next_n))
            continue
        items.append(_continued(old, new))
        if old.part_of or old.text == new.text or old.by == "hand":
            kept[position] = old
    stays = {old.n for old, _ in pairs if old}
    episode = replace(
        read,
        id=known.id, title=known.title or read.title, show=known.show or read.show, source=known.source or read.source, guests=known.guests or read.guests, hosts=known.hosts or read.hosts,
        technology=known.technology or read.technology, kind=known.kind or read.kind,
        aliases=known.aliases, date=known.date or read.date, number=read.number if read.number is not None else known.number,
        items=tuple(items), last_n=next_n if next_n > max((i.n for i in items), default=0) else 0,
    )  # fmt: skip
    return Update(
        episode=replace(episode, **{name: getattr(read, name) for name in said}),
        known=known,
        kept=kept,
        gone=tuple(i for i in known.items if i.n not in stays),
    )


def _continued(old: Item, new: Item) -> Item:
    """Return a bullet as it was read, with what was known of it; what a person decided wins over what was read."""
    said = old.said if old.by else old.said or new.said
    at = (old.by and old.at) or new.at or old.at
    text = old.text if old.part_of else new.text
    return replace(new, n=old.n, said=said, at=at, text=text, part_of=old.part_of)


def _keys(episode: Episode) -> list[str]:
    """Return what an episode may be recognized by: number, title, guests, the file that it was read from."""
    keys = [f"title {slug(episode.title)}", *(f"guest {slug(g)}" for g in episode.guests), f"source {episode.source}"]
    return [*keys, f"number {episode.number}"] if episode.number is not None else keys


def _likeness(one: Episode, other: Episode, rituals: set[str]) -> float:
    """Return 0 to 1: how sure it is that both are the same episode of the same show."""
    if one.number is not None and other.number is not None and one.number != other.number:
        return 0.0
    if one.show and other.show and one.show != other.show:
        return 0.0
    mine, theirs = _fingerprints(one) - rituals, _fingerprints(other) - rituals
    shared = len(mine & theirs) / max(1, min(len(mine), len(theirs))) if mine and theirs else 0.0
    same_title = slug(one.title) == slug(other.title)
    return max(shared, 0.75 if same_title and (shared > 0 or not (mine and theirs)) else 0.0)


def _fingerprints(episode: Episode) -> set[str]:
    return {even(i.part_of or i.text) for i in episode.items if i.kind == "question"}


def _align(old: tuple[Item, ...], new: tuple[Item, ...]) -> list[tuple[Item | None, Item]]:
    """Pair the items read with the known ones: equal texts in order first, then the most similar between them.

    A bullet that was split by hand stands as several known items with the same `part_of`; all of them stay.
    """
    groups: list[list[Item]] = []
    for item in old:
        if groups and item.part_of and groups[-1][0].part_of == item.part_of:
            groups[-1].append(item)
        else:
            groups.append([item])
    pairs = _pair_up([even(g[0].part_of or g[0].text) for g in groups], [even(i.text) for i in new])
    return [
        (known, item)
        for item, at in zip(new, pairs, strict=True)
        for known in (groups[at] if at is not None else [None])
    ]


def _pair_up(old: list[str], new: list[str]) -> list[int | None]:
    """Return, for each new text, the index of the old one it continues, if any."""
    found: list[int | None] = [None] * len(new)
    for a, b, size in SequenceMatcher(a=old, b=new, autojunk=False).get_matching_blocks():
        for i in range(size):
            found[b + i] = a + i
    free = [i for i in range(len(old)) if i not in set(found)]
    for at, text in enumerate(new):
        if found[at] is None and (same := next((i for i in free if old[i] == text), None)) is not None:
            found[at] = same
            free.remove(same)
    for at, text in enumerate(new):
        if found[at] is None and free:
            likeness, best = max((SequenceMatcher(None, old[i], text, autojunk=False).ratio(), -i) for i in free)
            if likeness >= SAME_ITEM:
                found[at] = -best
                free.remove(-best)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of one episode: as it stands now, as the bank knew it, and its items by what happened.

    `sorted` has, by an item's number, how sure its category is, for those decided now; `language` is a two-letter code.
    """

    source: str
    episode: Episode
    known: Episode | None
    new: tuple[int, ...] = ()
    reworded: tuple[int, ...] = ()
    gone: tuple[Item, ...] = ()
    coined: tuple[Template, ...] = ()
    sorted: Mapping[int, Sorted] = field(default_factory=dict)
    language: str = ENGLISH

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
    bank: Bank, episodes: Iterable[tuple[str, Episode]], *, again: bool = False, show: str | None = None,
    said: Mapping[str, Collection[str]] | None = None, normalizer: Callable[[], Normalizer] | None = None,
) -> Intake:  # fmt: skip
    """Bring episodes into a bank; each comes with the name of its source.

    `said` are the fields of each source that a person has said; they hold, whatever stood in the bank. What is known keeps its decisions; with `again` everything is decided anew but what is marked `by = "hand"`. `normalizer`
    makes the bank's normalizer, by default one that goes by words alone; it is called for the first item that is new, and not
    at all when there is none.
    """
    shelf, coined, taken = Shelf(bank.episodes), {t.id: t for t in bank.templates}, []
    made = cache(normalizer or (lambda: Normalizer(bank)))
    for source, read in episodes:
        by_hand = (said or {}).get(source, ())
        found = update(shelf, _of_the_show(replace(read, show=read.show or show), by_hand), by_hand)
        one = _decide(source, found, made, again=again)
        shelf.put(one.episode)
        coined.update((t.id, t) for t in one.coined)
        taken.append(one)
    bank = replace(bank, episodes=shelf.episodes(), templates=tuple(coined.values()))
    return Intake(bank=bank, taken=tuple(taken))


def _of_the_show(episode: Episode, by_hand: Collection[str]) -> Episode:
    """Return an episode that isn't about its own show, as its title's "Sail Talk 12" may say, unless a person has said so."""
    about = episode.technology or ""
    own = bool(about) and about.casefold() == (episode.show or "").casefold()
    return replace(episode, technology=None) if own and "technology" not in by_hand else episode


def _decide(source: str, update: Update, normalizer: Callable[[], Normalizer], *, again: bool) -> Taken:
    """Decide about the items that are new or changed, and keep what stands."""
    episode, spoken = update.episode, language(update.episode)
    open_ = [at for at, item in enumerate(episode.items) if not _stands(update, at, item, again=again)]
    made: dict[int, Normalized] = {}
    if open_:
        names = normalizer().names(episode)
        found = normalizer().items([episode.items[at] for at in open_], names, language=spoken)
        made = dict(zip(open_, found, strict=True))
    items = tuple(_settled(item, update.kept.get(at), made.get(at)) for at, item in enumerate(episode.items))
    fresh = [n for at, n in made.items() if at not in update.kept or update.kept[at].by is None]
    before = {i.n: i for i in update.known.items} if update.known else {}
    return Taken(
        source=source, episode=replace(episode, items=items), known=update.known,
        new=tuple(i.n for i in items if i.n not in before) if update.known else (),
        reworded=tuple(i.n for i in items if i.n in before and before[i.n].text != i.text),
        gone=update.gone, coined=tuple(n.coined for n in fresh if n.coined),
        sorted={n.item.n: n.category for n in fresh if n.category}, language=spoken,
    )  # fmt: skip


def _settled(item: Item, old: Item | None, made: Normalized | None) -> Item:
    """Return an item as it is now: decided anew, or as it was known."""
    if made is None:
        return _kept(item, old) if old else item
    return _by_hand(made, old) if old and old.by else made.item


def _stands(update: Update, position: int, item: Item, *, again: bool) -> bool:
    """Say whether what was decided about an item is not to be decided anew."""
    old = update.kept.get(position)
    return old is not None and old.text == item.text and (old.by is not None or not again)


def _kept(item: Item, old: Item) -> Item:
    """Return what was known of an item, where it stands now."""
    return replace(
        old, line=item.line, depth=item.depth, asker=old.asker or item.asker, at=item.at, said=item.said,
        links=item.links or old.links,
    )  # fmt: skip


def _by_hand(made: Normalized, old: Item) -> Item:
    """Keep what a person decided about a bullet whose wording has changed since; its slots are of the new wording."""
    return replace(
        made.item, kind=old.kind, category=old.category, also=old.also, template=old.template,
        also_templates=old.also_templates, match=old.match, confidence=old.confidence, by=old.by,
    )  # fmt: skip
