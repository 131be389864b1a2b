"""Data files -> Bank, or every fault found in them at once."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from qbank.bank import cache, change
from qbank.bank.contents import Words, group, stem
from qbank.bank.place import BENEATH, LAID_OVER, Place, beneath, data_file, data_files, is_own, is_shared, stamps
from qbank.errors import BankError, Problem, visible
from qbank.model import Bank, Episode, KindWords, Lexicon, Show, Subject
from qbank.past import Episodes

if TYPE_CHECKING:
    from qbank.bank.toml import Loc

_FILES = {
    "category": "categories", "family": "categories", "trait": "traits", "subject": "lexicon", "kind": "lexicon",
    "theme": "themes", "show": "show",
}  # fmt: skip
_HEADERS = {"subject": "subjects", "kind": "kinds", "family": "families", "theme": "themes"}
_LISTS = {"item": ("items", "n"), "category": ("categories", "id")}


def where(place: Place, kind: str, id_: str, field: str = "") -> str:
    """Return file and line of a record, or of one of its fields; the id alone if no file has it.

    Kinds: template, episode, item (its ref), category, family, trait, subject, kind, theme, show (a key).
    """
    from qbank.bank.toml import line_of

    files = data_files(place)
    owner, _, number = id_.rpartition("/")
    names = [f"questions/{_FILES[kind]}.toml"] if kind in _FILES else [f"questions/episodes/{owner or id_}.toml"]
    for name in [n for n in files if group(n) == "templates"] if kind == "template" else names:
        if name in files and (found := _file(name, files[name])):
            text, data = found
            loc = _loc(kind, number if kind == "item" else id_, data)
            if loc is not None:
                return f"{name}:{line_of(text, (*loc, field) if field else loc)}"
    return id_


def _loc(kind: str, id_: str, data: dict[str, Any]) -> Loc | None:
    """Return where a record is in a file's data, None if it is not there."""
    if kind == "episode":
        return ()
    if kind in _LISTS:
        part, name = _LISTS[kind]
        places = ((part, n) for n, one in enumerate(data.get(part, [])) if str(one.get(name)) == id_)
        return next(places, None)
    if header := _HEADERS.get(kind):
        return (header, id_) if id_ in data.get(header, {}) else None
    return (id_,) if id_ in data else None


def _file(name: str, path: Path) -> tuple[str, dict[str, Any]] | None:
    """Return a file's text and data, None if it cannot be read: loading the bank says why."""
    try:
        status = path.stat()
        return _read_document(name, path, status.st_mtime_ns, status.st_size)
    except (OSError, BankError):
        return None


@lru_cache(maxsize=256)
def _read_document(name: str, path: Path, time: int, size: int) -> tuple[str, dict[str, Any]]:  # noqa: ARG001 (part of the key)
    text = decoded(name, path)
    return text, table(name, text)


_Word = TypeVar("_Word", Subject, KindWords)

Records = dict[str, Any]
"""What a file holds: records by header, or the file's one record by the empty key."""


def load(place: Place, state: str | None = None) -> Bank:
    """Return the bank; BankError names every fault found in its files. `state` are its stamps, if they were just taken."""
    bank, problems = read(place, state)
    if problems:
        count = "a fault" if len(problems) == 1 else f"{len(problems)} faults"
        raise BankError(f"the bank's files have {count}", problems=problems, where=str(place.root))
    return bank


def read(place: Place, state: str | None = None) -> tuple[Bank, tuple[Problem, ...]]:
    """Return what can be read of a bank, with every fault found: for whoever must go on, such as a completion.

    A change that was cut short is put right first. BankError if the files will not keep still.
    """
    for _ in range(5):
        if not place.shipped and change.pending(place.root):
            with change.locked(place.root):
                state = None
        before = state or stamps(place)
        reading = _Reading(place, before)
        with _no_garbage_collection():
            # A state that is kept as a whole was once seen to keep still: nothing is read of the files then.
            if (bank := reading.kept()) is not None:
                return bank, ()
            found = reading.read()
        if before == stamps(place) and (place.shipped or not change.pending(place.root)):
            return found
        state = None
    hint = "wait until whatever writes them is done"
    raise BankError("the bank's files keep changing", hint=hint, where=str(place.root))


def problems_of(place: Place, texts: Mapping[str, str]) -> tuple[Problem, ...]:
    """Return every fault that a bank would have whose own files held these texts, by name; nothing on the disk is theirs."""
    found: dict[str, Records] = {}
    problems: list[Problem] = []
    shared = {n: p for n, p in data_files(place).items() if not p.is_relative_to(place.root) and n not in texts}
    for name, text in ({**texts} | {n: decoded(n, path) for n, path in shared.items()}).items():
        try:
            found[name] = parse(name, text)
        except BankError as error:
            problems += error.problems
    bank = _made_of(found | {f"{BENEATH}{name}": held for name, held in words_beneath(place).items()}, {*shared})
    if not problems:
        from qbank.bank.faults import problem, references

        problems += [problem(fault, texts.get(fault.name)) for fault in references(bank, bank.episodes)]
    return tuple(problems)


class _Reading:
    """One reading of a bank: of its files, those that changed since the last one are read and checked, the others are kept."""

    def __init__(self, place: Place, state: str) -> None:
        self.place, self.state = place, state
        self.cache = cache.Cache(place.root, self._again)
        self.fresh: list[str] = []

    def kept(self) -> Bank | None:
        """Return the bank if all of it is kept in this state, and sound."""
        if self.cache.is_whole(self.state) and (kept := self.cache.everything()):
            return self._with_past(self._made_of(*kept))
        return None

    def read(self) -> tuple[Bank, tuple[Problem, ...]]:
        """Return the bank, and every fault found."""
        found: dict[str, Records] = {}
        problems: list[Problem] = []
        files, stamped = data_files(self.place), cache.by_name(self.state)
        if below := beneath(self.place):
            over = {name: below / name for name in LAID_OVER if files.get(name, below / name) != below / name}
            files |= {f"{BENEATH}{name}": path for name, path in over.items() if path.is_file()}
        for name, path in files.items():
            try:
                found[name] = self._records(name, path, stamped.get(name))
            except BankError as error:
                problems += error.problems
        bank = self._made_of(found)
        sound = None
        if not problems:
            from qbank.bank.faults import names, problem, references

            before, sound = self.cache.sound, names(bank)
            stand = before is not None and before <= sound
            changed = [found[name][""] for name in self.fresh if group(name) == "episodes"]
            for fault in references(bank, changed if stand else bank.episodes):
                text = decoded(fault.name, files[fault.name]) if fault.name in files else None
                problems.append(problem(fault, text))
        self.cache.keep(self.state, files.keys(), sound=None if problems else sound, show=bank.show.name)
        return self._with_past(bank), tuple(problems)

    def _with_past(self, bank: Bank) -> Bank:
        """Return the bank with what is kept of what its episodes asked, if something is."""
        told = self.cache.told(bank.episodes)
        if not told:
            return bank
        made = Episodes(bank.episodes)
        made.told = told
        return replace(bank, episodes=made)

    def _records(self, name: str, path: Path, stamp: str | None) -> Records:
        """Return the records of a file; BankError names every fault in it."""
        if (kept := self.cache.get(name, stamp)) is not None:
            return kept
        made = parse(name.removeprefix(BENEATH), decoded(name.removeprefix(BENEATH), path))
        self.fresh.append(name)
        self.cache.put(name, stamp, made)
        return made

    def _again(self, name: str) -> Episode:
        """Return an episode from its file: what was kept of it turned out to be damaged."""
        path = self.place.root / name
        if cache.stamp(path, name) != self.cache.stamps.get(name):
            raise BankError(f"{name} was changed while this command read it", hint="run the command again", where=name)
        episode: Episode = parse(name, decoded(name, path))[""]
        return episode

    def _made_of(self, found: dict[str, Records], episodes: Iterable[Episode] = ()) -> Bank:
        borrowed = {name for name in found if is_shared(name) and not is_own(self.place, name)}
        return _made_of(found, borrowed, episodes)


def _made_of(found: dict[str, Records], borrowed: set[str], episodes: Iterable[Episode] = ()) -> Bank:
    """Return the bank of these records, the own words laid over those beneath: of two with one name the own one counts."""
    own = {name: found[name] for name in LAID_OVER if name in found and name not in borrowed}
    over = {name: {"": _over(found.get(f"{BENEATH}{name}", {}).get(""), own[name].get(""))} for name in own}
    return _fitting(assemble({**found, **over}, episodes), {*borrowed, *own}, assemble(own))


def words_beneath(place: Place) -> dict[str, Records]:
    """Return the words that a bank's own lie over, by the names of their files."""
    below = beneath(place)
    paths = {name: below / name for name in LAID_OVER} if below else {}
    return {name: parse(name, decoded(name, path)) for name, path in paths.items() if path.is_file()}


def _over(below: Any, own: Any) -> Any:  # noqa: ANN401 (a file's record; importing schema would import pydantic)
    if below is None or own is None:
        return own or below
    changes: dict[str, Any] = {}
    for field in fields(own):
        mine, theirs = getattr(own, field.name), getattr(below, field.name)
        is_table = isinstance(mine, Mapping)
        changes[field.name] = {**theirs, **mine} if is_table else tuple(dict.fromkeys((*theirs, *mine)))
    return replace(own, **changes)


def decoded(name: str, path: Path) -> str:
    """Return a data file's text with its line ends as they are; BankError if it cannot be read."""
    try:
        if not path.is_file():
            raise _error(name, "is not a file, or a link that leads nowhere", "remove it")
        data = path.read_bytes()
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        what = f"byte {data[error.start]:#04x} is not UTF-8"
        raise _error(f"{name}:{line}", what, "save the file as UTF-8") from None
    except OSError as error:
        raise _error(name, f"cannot be read: {error.strerror or error}", "see to the file's permissions") from None


def _error(where: str, what: str, hint: str) -> BankError:
    found = Problem(where=visible(where), what=visible(what), hint=hint)
    return BankError(str(found), problems=(found,), where=where)


def parse(name: str, text: str, *, kind: str = "") -> Records:
    """Return the records that the text of a data file holds; BankError names every fault in it.

    A file that is none of the bank's own kinds, such as sections.toml, must only be TOML and gives none.
    """
    from qbank.bank.data import RECORDS, prepared, validate
    from qbank.bank.faults import misplaced, of_shape, problem

    raw = table(name, text)
    kind = kind or group(name)
    if kind not in RECORDS:
        return {}
    records, errors = validate(kind, prepared(name, raw) if kind == group(name) else {"": raw})
    keyed = kind in {"traits", "templates"}
    faults = [*of_shape(name, RECORDS[kind], errors, keyed=keyed), *misplaced(name, kind, stem(name), records)]
    if faults:
        problems = tuple(problem(fault, text) for fault in faults)
        raise BankError(str(problems[0]), problems=problems, where=problems[0].where)
    return records


def table(name: str, text: str) -> dict[str, Any]:
    """Return the data of a TOML text; BankError says in which line it is broken."""
    import tomli

    from qbank.bank.toml import BOM

    body = text.removeprefix(BOM)
    try:
        return tomli.loads(body)
    except ValueError as error:
        lines = body.splitlines() or [""]
        found = re.search(r"at line (\d+)", str(error))
        line = int(found[1]) if found else len(lines)
        what = f"{str(error).partition(' (at')[0]} in `{lines[min(line, len(lines)) - 1].strip()[:60]}`"
        hint = "text stands in quotes, a quote or backslash in it has a backslash before it; a name is given once"
        raise _error(f"{name}:{line}", f"broken TOML: {what}", hint) from None
    except RecursionError:
        raise _error(name, "broken TOML: brackets within brackets without end", "close them") from None


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Switch the garbage collector off: reading makes many records and no garbage, and is twice as fast."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def assemble(found: Mapping[str, Records], episodes: Iterable[Episode] = ()) -> Bank:
    """Return the bank that the files' records make up, and more episodes, in the order of the categories and of the files' names."""

    def only(name: str) -> Any:  # noqa: ANN401 (a file's record)
        return found.get(f"questions/{name}.toml", {}).get("")

    categories, words = only("categories"), only("lexicon")
    listed = categories.categories if categories else ()
    order = {category.id: n for n, category in enumerate(listed)}
    names = sorted(found, key=lambda name: (order.get(stem(name), len(order)), stem(name)))

    def every(kind: str) -> Iterator[Any]:
        return (record for name in names if group(name) == kind for record in found[name].values())

    return Bank(
        show=only("show") or Show(),
        categories=listed,
        families=categories.families if categories else {},
        traits=tuple(every("traits")),
        templates=tuple(every("templates")),
        episodes=tuple(sorted((*every("episodes"), *episodes), key=lambda e: (order.get(e.id, len(order)), e.id))),
        lexicon=_lexicon(words) if words else Lexicon(),
        themes=tuple(themes.themes.values()) if (themes := only("themes")) else (),
    )


def _lexicon(words: Words) -> Lexicon:
    return Lexicon(
        subjects=tuple(words.subjects.values()), kinds=words.kinds, companies=words.companies,
        languages=words.languages, protocols=words.protocols, heads=words.heads,
    )  # fmt: skip


def _fitting(bank: Bank, borrowed: Iterable[str], own: Bank) -> Bank:
    """Return the bank without what the shipped bank's files say of categories and traits that are not its own.

    `own` are the host's words that lie over those files: they stay as they are, so that a mistake in them is found.
    """
    said = {t.id for t in own.themes} | {s.name for s in own.lexicon.subjects} | own.lexicon.kinds.keys()
    categories = {category.id for category in bank.categories}
    traits = {trait.id for trait in bank.traits}
    for name in borrowed:
        match group(name):
            case "themes":
                fit = (
                    t if t.category in categories or t.id in said else replace(t, category=None) for t in bank.themes
                )
                bank = replace(bank, themes=tuple(fit))
            case "lexicon":
                subjects = tuple(s if s.name in said else _known_traits(s, traits) for s in bank.lexicon.subjects)
                kinds = {k: w if k in said else _known_traits(w, traits) for k, w in bank.lexicon.kinds.items()}
                bank = replace(bank, lexicon=replace(bank.lexicon, subjects=subjects, kinds=kinds))
    return bank


def _known_traits(record: _Word, known: set[str]) -> _Word:
    if known.issuperset((*record.traits, *record.not_traits)):
        return record
    traits, not_traits = (tuple(t for t in given if t in known) for given in (record.traits, record.not_traits))
    return replace(record, traits=traits, not_traits=not_traits)


def load_table(place: Place, name: str) -> dict[str, Any]:
    """Return the data of a file such as `sections.toml`, the bank's own or the shipped one; empty if there is none."""
    path = data_file(place, f"questions/{name}")
    return table(f"questions/{name}", decoded(f"questions/{name}", path)) if path else {}
