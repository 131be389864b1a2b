"""What was read of data files and found sound, kept in the user's cache folder: only a file that changed is read and checked again.

A folder of data has a file here, its *top*. It tells the state that the data files were in (see `place.stamps`), and holds what
stood in them as plain values. An episode is kept in two pieces: its head, and its items, which are made when someone asks for
them: most commands ask for a few. Where there are many episodes, most lie in a second file, the *base*, which is written once and
then left alone: an import rewrites the top only.

    checked/NAME-1a2b3c4d      read whole             checked/NAME-1a2b3c4d.5e6f7a8b      read by parts
    ├ state: size, times … name of each file, and     ├ the heads of the episodes there were, by file
    │        whether all of them are kept             ├ items of the first
    ├ sound: what their episodes may refer to         ├ items of the second
    ├ files: lexicon, templates …, by name            ┆
    ├ fresh: head and items of each episode           ├ what they asked of the first template (see `past`)
    │        that is not as the base has it           ┆
    └ base: its name, and which of its files are gone └ the words they used

If the state is told to the letter, no data file is opened. If not, each file whose own stamp is told is taken from here, the
others are read, and the top is written anew; the base, too, once more than `FRESH` episodes are in the top. The top, the heads and
each part have a checksum: what is of another version, another user's, or differs by a byte from what was written is as
good as not there, and the data file is read. Nothing here can name code, for the reader knows no names but those of the
records. A file that changed a moment ago is not kept: it could change once more and look the same.
"""

from __future__ import annotations

import atexit
import pickle
import time
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import lru_cache, partial
from itertools import compress
from pathlib import Path
from typing import Any, TypeVar

from qbank import kept as kept_files
from qbank import past
from qbank.bank.contents import Head, dumped, group, head_of, later, loaded
from qbank.bank.place import cache_of, stamped
from qbank.model import Episode, Item

Records = dict[str, Any]
_Part = TypeVar("_Part")
Again = Callable[[str], Episode]
"""Reads an episode's file, by its name, when what was kept of it turns out to be damaged."""

FRESH = 64
"""Up to so many episodes lie in the top."""
_FORMAT = 2
_MOMENT = 100_000_000
"""Nanoseconds: a file changed so shortly ago may change once more and still show the same times."""


class Cache:
    """What is kept of one folder's data files. Episodes are made with their heads; `again` reads the file of one that is damaged."""

    def __init__(self, folder: Path, again: Again | None = None) -> None:
        self._home, self._again = cache_of(folder, "checked"), again
        self._state, self._whole, self._gone, self._changed = "", False, frozenset[str](), False
        self._files: dict[str, bytes] = {}
        self._fresh: dict[str, tuple[Head, bytes]] = {}
        self._base: _Base | None = None
        self._stamps: dict[str, str] | None = None
        self.sound: frozenset[str] | None = None
        """The categories and templates that the episodes were proved to refer to; None if they were not."""
        with suppress(OSError, *kept_files.WRONG):
            told = loaded(kept_files.read(self._home, _program()))
            if told["base"]:
                self._base = _Base(self._home.with_name(told["base"]))
            self._state, self._whole, self.sound = told["state"], told["whole"], told["sound"]
            self._gone = frozenset(told["gone"])
            self._files, self._fresh = told["files"], told["fresh"]

    def is_whole(self, state: str) -> bool:
        """Say whether all files of this state are kept, and were found to agree with each other."""
        return self._whole and self.sound is not None and state == self._state

    def everything(self) -> tuple[dict[str, Records], list[Episode]] | None:
        """Return what is kept of all files but the episodes', by name, and the episodes; None if it is damaged."""
        try:
            found = {name: loaded(body) for name, body in self._files.items()}
        except kept_files.WRONG:
            return None
        gone = self._gone.union(self._fresh)
        heads = self._base.heads if self._base else {}
        stand = [self._of_base(name) for name in (heads.keys() - gone if gone else heads)]
        return found, [*stand, *(self._of_top(name) for name in self._fresh)]

    def get(self, name: str, stamp: str | None) -> Records | None:
        """Return what is kept of a file in this state; None if nothing is."""
        if stamp is None or self.stamps.get(name) != stamp:
            return None
        if name in self._fresh:
            return {"": self._of_top(name)}
        if name in self._files:
            with suppress(*kept_files.WRONG):
                found = loaded(self._files[name])
                return found if isinstance(found, dict) else None
            return None
        return {"": self._of_base(name)} if self._base and name in self._base.heads else None

    def put(self, name: str, stamp: str | None, records: Records) -> None:
        """Keep what was read of a file, whose stamp was taken before it was read."""
        self._changed = True
        self._fresh.pop(name, None)
        self._files.pop(name, None)
        self.stamps.pop(name, None)
        if stamp is None or _is_young(stamp):
            return
        self.stamps[name] = stamp
        if group(name) == "episodes" and records:
            self._fresh[name] = head_of(records[""]), dumped(records[""].items)
        else:
            self._files[name] = dumped(records)

    @property
    def stamps(self) -> dict[str, str]:
        """The stamp of each file that is kept, by name."""
        if self._stamps is None:
            self._stamps = by_name(self._state)
        return self._stamps

    def keep(
        self,
        state: str | None = None,
        names: Collection[str] = (),
        *,
        sound: frozenset[str] | None = None,
        show: str | None = None,
    ) -> None:
        """Write what has changed.

        Of a bank: the `state` that its files were in, the `names` of those that count, to what the episodes were proved to refer, and the name
        of its `show`.
        """
        stamps, whole = self.stamps, False
        if state is None:
            state = "".join(stamps.values())
        else:
            # What was read and is not kept is not told of, so that it is read again.
            seen = by_name(state)
            told = {name: stamp for name, stamp in seen.items() if name not in names or stamps.get(name) == stamp}
            whole = len(told) == len(seen)
            state = state if whole else "".join(told.values())
            self._stamps = stamps = {name: stamp for name, stamp in told.items() if name in names}
        self._files = {name: body for name, body in self._files.items() if name in stamps}
        self._fresh = {name: body for name, body in self._fresh.items() if name in stamps}
        if not self._changed and (state, whole, sound) == (self._state, self._whole, self.sound):
            return
        self._changed, self._state, self._whole, self.sound = False, state, whole, sound
        with suppress(OSError, *kept_files.WRONG):
            self._write(show)

    def _write(self, show: str | None) -> None:
        if len(self._fresh) > FRESH:
            self._base, self._fresh = self._new_base(show), {}
        heads = self._base.heads if self._base else {}
        self._gone = frozenset(heads.keys() - self.stamps.keys())
        told = {
            "state": self._state, "whole": self._whole, "sound": self.sound, "files": self._files, "fresh": self._fresh,
            "base": self._base.path.name if self._base else "", "gone": self._gone,
        }  # fmt: skip
        kept_files.write(self._home, _program(), pickle.dumps(told, protocol=5))
        for old in self._home.parent.glob(f"{self._home.name}.*"):
            if not self._base or old != self._base.path:
                old.unlink(missing_ok=True)

    def _new_base(self, show: str | None) -> _Base:
        """Write a base of all the episodes that count, and tell in it what those of the bank's own show asked, and the others."""
        old = self._base
        stand = {name: (old.heads[name], old.part(name)) for name in old.heads if name in self.stamps} if old else {}
        every = dict(sorted({**stand, **self._fresh}.items()))
        episodes = [later(head, partial(loaded, body)) for head, body in every.values()]
        episodes.sort(key=lambda e: (e.number or 0, e.id))
        own = [show is None or e.show in (None, show) for e in episodes]
        told = [past.tell(compress(episodes, those)) for those in (own, [not mine for mine in own])]
        parts, table = [body for _, body in every.values()], []
        for one in told:
            asked = {template: n for n, template in enumerate(one.asked, start=len(parts))}
            decisions = [(tuple(decision), tuple(decided)) for decision, decided in one.decisions.items()]
            parts += [dumped(kept) for kept in (*one.asked.values(), one.words, decisions)]
            table.append((one.ids, asked, len(parts) - 2))
        heads = {name: head for name, (head, _) in every.items()}
        path = self._home.with_name(f"{self._home.name}.{zlib.crc32(b''.join(parts)):08x}")
        kept_files.write_parts(path, _program(), (heads, table), parts)
        return _Base(path)

    def told(self, episodes: Iterable[Episode]) -> list[past.Past]:
        """Return what is kept of what these episodes asked: nothing if some of those that it tells of are others now."""
        base = self._base
        if base is None or self._gone or not base.heads.keys().isdisjoint(self._fresh):
            return []
        every = {episode.id: episode for episode in episodes}
        return [self._past(base, every, *told) for told in base.told]

    def _past(
        self, base: _Base, every: Mapping[str, Episode], ids: list[str], asked: dict[str, int], rest: int
    ) -> past.Past:
        """Return a telling that is kept: its templates' parts, then the words, from part `rest` on, and the decisions."""

        def again() -> past.Past:
            self._forget()
            return past.tell([every[id_] for id_ in ids])

        def words() -> past.WordsUsed:
            return base.read(rest, lambda: again().words)

        def decisions() -> past.Decisions:
            found = base.read(rest + 1, lambda: [*again().decisions.items()])
            return {past.Decision(*decision): past.Decided(*decided) for decision, decided in found}

        return past.Past(ids, _Told(base, asked, again), words, decisions)

    def _forget(self) -> None:
        """Throw away what turned out to be damaged: the next command makes it anew."""
        with suppress(OSError):
            self._home.unlink()

    def _of_top(self, name: str) -> Episode:
        head, body = self._fresh[name]
        return later(head, partial(self._items, name, lambda: body))

    def _of_base(self, name: str) -> Episode:
        base = self._base
        assert base is not None
        return later(base.heads[name], partial(self._items, name, partial(base.part, name)))

    def _items(self, name: str, body: Callable[[], bytes]) -> tuple[Item, ...]:
        """Return an episode's items; from its file if what was kept of them is damaged, which is thrown away then."""
        try:
            made: tuple[Item, ...] = loaded(body())
        except (OSError, *kept_files.WRONG):
            assert self._again
            self._forget()
            made = self._again(name).items
        return made


class _Base:
    """Many episodes in a file of parts, with their heads at hand, and what they asked."""

    def __init__(self, path: Path) -> None:
        self.path, self._parts = path, kept_files.Parts(path, _program())
        self.heads: dict[str, Head]
        self.told: list[tuple[list[str], dict[str, int], int]]
        self.heads, self.told = self._parts.table
        self._place = {name: n for n, name in enumerate(self.heads)}

    def part(self, name: str) -> bytes:
        """Return what is kept of an episode's items; ValueError or OSError if it is damaged."""
        return self._parts.part(self._place[name])

    def read(self, n: int, again: Callable[[], _Part]) -> _Part:
        """Return what is kept in a part; by looking again if it is damaged."""
        try:
            made: _Part = loaded(self._parts.part(n))
        except (OSError, *kept_files.WRONG):
            return again()
        return made


class _Told(Mapping[str, past.Asked]):
    """What episodes asked, by template, read when it is wanted."""

    def __init__(self, base: _Base, asked: dict[str, int], again: Callable[[], past.Past]) -> None:
        self._base, self._asked, self._again = base, asked, again
        self._made: dict[str, past.Asked] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(self._asked)

    def __len__(self) -> int:
        return len(self._asked)

    def __getitem__(self, template: str) -> past.Asked:
        if template not in self._made:
            n = self._asked[template]
            self._made[template] = self._base.read(n, lambda: self._again().asked[template])
        return self._made[template]


def _is_young(stamp: str) -> bool:
    now = time.time_ns()
    return any(abs(now - int(moment)) < _MOMENT for moment in stamp.split(" ", 3)[1:3])


def by_name(state: str) -> dict[str, str]:
    """Return the stamps of a state by the names of their files."""
    return {one.split(" ", 4)[4]: f"{one}\0" for one in state.split("\0")[:-1]}


@lru_cache(maxsize=16)
def of_outlines(folder: Path) -> Cache:
    """Return what is kept of the outlines in a folder; it is written when the program ends."""
    made = Cache(folder)
    atexit.register(made.keep)
    return made


def stamp(path: Path, name: str) -> str | None:
    """Return a file's stamp under this name; None if there is none."""
    try:
        return stamped(name, path.stat())
    except OSError:
        return None


@lru_cache(maxsize=1)
def _program() -> str:
    """Return what tells this program's reading of files from another's."""
    here = Path(__file__).parent
    rooms = (*sorted(here.glob("*.py")), *sorted((here.parent / "model").glob("*.py")))
    others = (here.parent / name for name in ("past.py", "kept.py", "english/terms.py"))
    return f"{_FORMAT} {kept_files.program((*rooms, *others))}"
