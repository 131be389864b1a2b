"""What episodes asked, told in brief: by template where it was asked, in which words, and what was asked right below it.

A show asks a ritual in every episode, in five ways: told so, thousands of items are five sayings and a list of references. A
telling is of certain episodes in a certain order, and holds only what stands in them: no template, lexicon or setting has a part in it.
Tellings of two sets of episodes can be joined, so that one is kept of the many that never change (see `bank.cache`), and the few
others are told when someone asks. Whoever wants to know what was asked takes `of_bank` and never walks the items.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import cached_property, lru_cache, reduce
from itertools import chain
from typing import NamedTuple

from qbank.english.terms import words
from qbank.lazy import dataclass, regex
from qbank.model import Bank, Episode, Item, ref

_SLOT = regex(r"\{\{ \w+ \}\}")
_KIND_ALONE = regex(r"(?<!\ba )(?<!\ban )(?<!\bthe )(?<!\byour )(?<!\bthis )(?<!\bthat )\{\{ kind \}\}", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """One way in which a question was put: all that its wording depends on, but the reference.

    `about` and `kind` are its episode's subject and kind, `text` is its pattern as it can be said of others, the rest as in `Item`.
    """

    text: str
    about: str | None
    kind: str | None
    template: str | None = None
    also: tuple[str, ...] = ()
    also_templates: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    speakable: bool | None = None
    why_not: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The questions of one text: their references in order; the ways in which it was put, each with its own, the last used last."""

    text: str
    refs: tuple[str, ...]
    ways: tuple[tuple[Saying, tuple[str, ...]], ...]


Below = tuple[str, str, Saying]
"""A question that stands right below another: both references, and how it was put."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What episodes asked of one template: where, in order; in which texts; what stood below.

    `places` counts the places of its items among all of an episode: (the third of, so many) → how often.
    """

    refs: tuple[str, ...] = ()
    said: tuple[Said, ...] = ()
    below: tuple[Below, ...] = ()
    places: Mapping[tuple[int, int], int] = field(default_factory=dict)


class Decision(NamedTuple):
    """What was decided about a question: whatever the normalizer learns from it.

    `text` is its pattern, the text itself where it has none (`bare`); `joined` says that it is the same as its template's others.
    """

    text: str
    bare: bool
    category: str
    also: tuple[str, ...]
    template: str | None
    by_hand: bool
    joined: bool
    follow_up: bool


class Decided(NamedTuple):
    """How often something was decided, and where first and last: an episode's id, and the item's place in it."""

    times: int
    first: tuple[str, int]
    last: tuple[str, int]


Decisions = Mapping[Decision, Decided]
"""What was decided, in the order in which it first was; episodes are in the order of their ids here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsUsed:
    """The words of patterns: those said of several subjects, and of the others the one that each was said of."""

    common: frozenset[str] = frozenset()
    private: Mapping[str, str] = field(default_factory=dict)


class Past:
    """A telling of episodes, by template. What is kept of one is read when it is wanted."""

    def __init__(
        self, ids: Sequence[str], asked: Mapping[str, Asked], words: Callable[[], WordsUsed], decisions: Callable[[], Decisions]
    ) -> None:  # fmt: skip
        """Take the episodes' ids in order, what was asked by template, and what gives the words and the decisions."""
        self.ids, self.asked, self._words, self._decisions = ids, asked, words, decisions

    @property
    def refs(self) -> dict[str, tuple[str, ...]]:
        """The references of each template's questions."""
        return {template: told.refs for template, told in self.asked.items() if told.refs}

    @cached_property
    def words(self) -> WordsUsed:
        """The words that were used."""
        return self._words()

    @cached_property
    def decisions(self) -> Decisions:
        """What was decided about the questions."""
        return self._decisions()


class Episodes(tuple[Episode, ...]):
    """A bank's episodes, with tellings of some of them that are kept; none is in two."""

    told: Sequence[Past] = ()

    def __reduce__(self) -> tuple[type, tuple[tuple[Episode, ...]]]:
        """Copy the episodes alone."""
        return tuple, (tuple(self),)


def of_bank(bank: Bank, episodes: Sequence[Episode] | None = None) -> Past:
    """Return the telling of a bank's episodes, or of some in this order, as `tell` would; by what is kept, where something is."""
    episodes = bank.episodes if episodes is None else episodes
    place = {episode.id: n for n, episode in enumerate(episodes)}
    told = bank.episodes.told if isinstance(bank.episodes, Episodes) else ()
    kept = [one for one in told if place.keys() >= set(one.ids)]
    known = {id_ for one in kept for id_ in one.ids}
    rest = tell([e for e in episodes if e.id not in known])
    return reduce(lambda one, other: joined(one, other, place), [*kept, rest] if kept else [rest])


def tell(episodes: Iterable[Episode]) -> Past:
    """Tell of episodes in their order by looking at every item."""
    listed, asked = list(episodes), _Telling()
    for episode in listed:
        asked.add(episode)
    return Past([e.id for e in listed], asked.made(), lambda: _words_of(listed), lambda: _decisions_of(listed))


@lru_cache(maxsize=4096)
def said_of_kinds(text: str) -> str:
    """Return a pattern in which a kind without an article is said of many: "the benefits of {{ kind_plural }}"."""
    return _KIND_ALONE.sub("{{ kind_plural }}", text)


class _Telling:
    """What becomes of a template's items, one after the other."""

    def __init__(self) -> None:
        self._refs: dict[str, list[str]] = defaultdict(list)
        self._texts: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self._ways: dict[tuple[str, str], dict[Saying, list[str]]] = defaultdict(dict)
        self._below: dict[str, list[Below]] = defaultdict(list)
        self._places: dict[str, Counter[tuple[int, int]]] = defaultdict(Counter)
        self._sayings: dict[Saying, Saying] = {}

    def add(self, episode: Episode) -> None:
        """Add an episode's items."""
        above: list[Item] = []
        for n, item in enumerate(episode.items):
            while above and above[-1].depth >= item.depth:
                above.pop()
            if item.template:
                self._places[item.template][n, len(episode.items)] += 1
            if item.kind == "question":
                self._add(episode, item, above[-1] if above else None)
            above.append(item)

    def _add(self, episode: Episode, item: Item, parent: Item | None) -> None:
        is_below = parent is not None and parent.kind == "question" and parent.template
        if not (item.template or is_below):
            return
        saying, where = self._saying(episode, item), ref(episode, item)
        if item.template:
            self._refs[item.template].append(where)
            self._texts[item.template][saying.text].append(where)
            ways = self._ways[item.template, saying.text]
            ways[saying] = used = ways.pop(saying, [])  # the last used goes to the end
            used.append(where)
        if parent is not None and is_below:
            self._below[parent.template or ""].append((where, ref(episode, parent), saying))

    def _saying(self, episode: Episode, item: Item) -> Saying:
        """Return one saying for all items that are put in the same way."""
        made = Saying(
            text=said_of_kinds(item.pattern or item.text), about=episode.technology, kind=episode.kind, template=item.template, also=item.also,
            also_templates=item.also_templates, needs=item.needs, speakable=item.speakable, why_not=item.why_not,
        )  # fmt: skip
        return self._sayings.setdefault(made, made)

    def made(self) -> dict[str, Asked]:
        """Return what was asked, by template."""
        return {
            template: Asked(
                refs=tuple(self._refs[template]),
                said=tuple(
                    _said(text, refs, self._ways[template, text]) for text, refs in self._texts[template].items()
                ),
                below=tuple(self._below[template]),
                places=dict(self._places[template]),
            )
            for template in dict.fromkeys((*self._places, *self._below))
        }


def _words_of(episodes: Iterable[Episode]) -> WordsUsed:
    seen: dict[str, str] = {}
    common: set[str] = set()
    for episode in episodes:
        about = episode.technology or episode.id
        for item in episode.items:
            for word in words(_SLOT.sub(" ", item.pattern or "")):
                if seen.setdefault(word, about) != about:
                    common.add(word)
    return WordsUsed(common=frozenset(common), private={w: about for w, about in seen.items() if w not in common})


def _decisions_of(episodes: Iterable[Episode]) -> Decisions:
    made: dict[Decision, Decided] = {}
    for episode in sorted(episodes, key=lambda e: e.id):
        for n, item in enumerate(episode.items):
            if item.kind == "question" and item.category:
                key = Decision(
                    text=item.pattern or item.text, bare=not item.pattern, category=item.category, also=item.also, template=item.template,
                    by_hand=item.by == "hand", joined=item.match == "same", follow_up=item.follow_up is not None,
                )  # fmt: skip
                at, before = (episode.id, n), made.get(key)
                made[key] = Decided(before.times + 1, before.first, at) if before else Decided(1, at, at)
    return made


def joined(one: Past, other: Past, place: Mapping[str, int]) -> Past:
    """Return the telling of two sets of episodes, none in both, in the order of their `place`, by id."""
    first, then = ([place[id_] for id_ in told.ids] for told in (one, other))
    as_it_is, in_order = first == sorted(first), then == sorted(then)
    if as_it_is and not then:
        return one
    if in_order and not first:
        return other
    ids = sorted((*one.ids, *other.ids), key=place.__getitem__)
    after = as_it_is and in_order and first[-1:] < then[:1]
    asked = _Joined(one.asked, other.asked, place, as_it_is=as_it_is, after=after)
    return Past(
        ids, asked, lambda: _all_words(one.words, other.words), lambda: _all_decisions(one.decisions, other.decisions)
    )  # fmt: skip


class _Joined(Mapping[str, Asked]):
    """What two tellings say of a template, joined when someone asks."""

    def __init__(
        self, one: Mapping[str, Asked], other: Mapping[str, Asked], place: Mapping[str, int], *, as_it_is: bool, after: bool
    ) -> None:  # fmt: skip
        self._one, self._other, self._place, self._as_it_is, self._after = one, other, place, as_it_is, after

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys((*self._one, *self._other)))

    def __len__(self) -> int:
        return len(self._one.keys() | self._other.keys())

    def __contains__(self, template: object) -> bool:
        return template in self._one or template in self._other

    def __getitem__(self, template: str) -> Asked:
        found, other = self._one.get(template), self._other.get(template)
        if other is None and found is not None and self._as_it_is:
            return found
        if other is None and found is None:
            raise KeyError(template)
        return self._of_both(found or Asked(), other or Asked())

    def _of_both(self, one: Asked, other: Asked) -> Asked:
        refs, below = one.refs + other.refs, one.below + other.below
        if not self._after:
            # An episode is in one telling only, and in order there.
            refs = tuple(sorted(refs, key=self._episode))
            below = tuple(sorted(below, key=lambda told: self._episode(told[0])))
        at = {reference: n for n, reference in enumerate(refs)}.__getitem__
        texts: dict[str, dict[Saying, tuple[str, ...]]] = {}
        for said in (*one.said, *other.said):
            ways = texts.setdefault(said.text, {})
            for saying, where in said.ways:
                ways[saying] = ways.get(saying, ()) + where
        made = [_said(text, sorted(chain(*ways.values()), key=at), _in_order(ways, at)) for text, ways in texts.items()]
        made.sort(key=lambda said: at(said.refs[0]))
        return Asked(refs=refs, said=tuple(made), below=below, places=Counter(one.places) + Counter(other.places))

    def _episode(self, reference: str) -> int:
        return self._place[reference.rpartition("/")[0]]


def _in_order(ways: Mapping[Saying, Iterable[str]], at: Callable[[str], int]) -> dict[Saying, Sequence[str]]:
    in_order = {saying: sorted(where, key=at) for saying, where in ways.items()}
    return dict(sorted(in_order.items(), key=lambda way: at(way[1][-1])))


def _said(text: str, where: Iterable[str], ways: Mapping[Saying, Sequence[str]]) -> Said:
    refs = tuple(where)
    # The references of the only way are kept once, not twice.
    told = ((saying, refs if len(ways) == 1 else tuple(its)) for saying, its in ways.items())
    return Said(text=text, refs=refs, ways=tuple(told))


def _all_words(one: WordsUsed, other: WordsUsed) -> WordsUsed:
    private = dict(one.private)
    both = {word for word, about in other.private.items() if private.setdefault(word, about) != about}
    common = one.common | other.common | both
    return WordsUsed(common=common, private={word: about for word, about in private.items() if word not in common})


def _all_decisions(one: Decisions, other: Decisions) -> Decisions:
    made = dict(one)
    for key, more in other.items():
        before = made.get(key, more)
        times = more.times + (before.times if key in made else 0)
        made[key] = Decided(times, min(before.first, more.first), max(before.last, more.last))
    return dict(sorted(made.items(), key=lambda pair: pair[1].first))
