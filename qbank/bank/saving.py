"""Bank -> data files: what differs is written, as one change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from qbank.bank import change, disk
from qbank.bank.change import FileChange
from qbank.bank.contents import group
from qbank.bank.data import documents
from qbank.bank.edit import edit
from qbank.bank.faults import names, problem, references
from qbank.bank.loading import assemble, decoded, parse, words_beneath
from qbank.bank.place import LAID_OVER, SHOW, Place, beneath, data_file, data_files, is_shared
from qbank.bank.toml import Document, Loose, document, scan
from qbank.errors import BankError, ReadOnlyError
from qbank.model import Bank, Lexicon, Show, is_file_name

EMPTY = Document()


def save(place: Place, bank: Bank, *, base: Bank, command: str) -> tuple[Path, ...]:
    """Write what differs between the bank as it was loaded (`base`) and as it is now; return the files changed.

    All files change together or none does. ReadOnlyError for the shipped bank; BankError if the bank is faulty, if a
    file was changed by someone else since it was loaded, or if the disk refuses.
    """
    refuse_shipped(place)
    old, new = _differing(_own(place, base, bank), _own(place, bank, base))
    if not old and not new:
        return ()
    _sound(bank, base, new.keys() - old.keys())
    if not place.questions.is_dir():
        raise BankError(f"the bank is gone from {place.root}", hint="put the folder back", where=str(place.root))
    with change.locked(place.root):
        changed = sorted(old.keys() | new.keys())
        files = tuple(_file_change(place, n, old.get(n, EMPTY), new.get(n, EMPTY)) for n in changed)
        change.apply(place.root, command, files)
    return tuple(place.root / file.name for file in files)


def refuse_shipped(place: Place) -> None:
    """Raise ReadOnlyError for the bank that ships with qbank."""
    if place.shipped:
        told = "the bank that comes with qbank cannot be changed"
        raise ReadOnlyError(told, hint="run `qbank init DIR` first", where=str(place.root))


def _own(place: Place, bank: Bank, other: Bank) -> Bank:
    """Return the bank without the words that it only shows of the bank beneath; without any if the other has the same."""
    if bank.lexicon == other.lexicon and bank.themes == other.themes:
        return replace(bank, lexicon=Lexicon(), themes=())
    shown = assemble(words_beneath(place))
    themes, words = frozenset(shown.themes), shown.lexicon
    lists: dict[str, Any] = {
        name: tuple(one for one in getattr(bank.lexicon, name) if one not in getattr(words, name))
        for name in ("subjects", "companies", "languages", "protocols")
    }
    kinds = {k: w for k, w in bank.lexicon.kinds.items() if words.kinds.get(k) != w}
    own = tuple(t for t in bank.themes if t not in themes)
    return replace(bank, lexicon=Lexicon(**lists, kinds=kinds), themes=own)


def _differing(base: Bank, bank: Bank) -> tuple[dict[str, Document], dict[str, Document]]:
    """Return the files of both banks that differ; equal episodes are not even looked at twice."""
    before = {episode.id: episode for episode in base.episodes}
    equal = {e.id for e in bank.episodes if e is (known := before.get(e.id)) or e == known}
    old, new = (
        documents(replace(one, episodes=tuple(e for e in one.episodes if e.id not in equal))) for one in (base, bank)
    )
    changed = [name for name in old | new if old.get(name, EMPTY) != new.get(name, EMPTY)]
    return ({n: old[n] for n in changed if n in old}, {n: new[n] for n in changed if n in new})


def _sound(bank: Bank, base: Bank, added: set[str]) -> None:
    """Refuse a bank that could not be loaded again, or whose files could not stand on every system."""
    stand = names(base) <= names(bank)
    before = {id(episode) for episode in base.episodes} if stand else set[int]()
    if faults := list(references(bank, (e for e in bank.episodes if id(e) not in before))):
        problems = tuple(problem(fault, None) for fault in faults)
        raise BankError(f"this would break the bank: {problems[0]}", problems=problems, where=problems[0].where)
    seen: dict[str, str] = {}
    for id_ in (episode.id for episode in bank.episodes):
        if (first := seen.setdefault(id_.casefold(), id_)) is not id_:
            raise BankError(f"episodes {first} and {id_} would be one file", hint="rename one")
    for name in added:
        _, inner, id_ = name.removeprefix("questions/").removesuffix(".toml").partition("/")
        if inner:
            prove_file_name(id_)


def prove_file_name(id_: str, hint: str = "use letters, digits and hyphens") -> None:
    """Raise BankError for an id that cannot be the name of a file."""
    if not is_file_name(id_):
        raise BankError(f"{id_!r} cannot be the name of a file", hint=hint)


def _file_change(place: Place, name: str, old: Document, new: Document) -> FileChange:
    """Return what is to be done to a file; BankError if it does not hold what it held when the bank was loaded."""
    path = place.root / name
    before = disk.read(path)
    text = decoded(name, path) if before is not None else None
    known = EMPTY
    if text is not None or name in LAID_OVER:
        known = held(name, text or "")
    elif is_shared(name) and (shared := data_file(place, name)):
        known = held(name, decoded(name, shared))
    if known != old:
        raise stale(name, name)
    return FileChange(name=name, before=before, after=_after(name, text, old, new))


def stale(name: str, where: str) -> BankError:
    """Return the error of a file that does not hold any more what a change was made of."""
    told = f"{name} was changed by someone else since it was read"
    return BankError(told, hint="nothing was written; run the command again", where=where)


def held(name: str, text: str) -> Document:
    """Return what a file's text holds, as a document; EMPTY for a file that has no record of its own."""
    return documents(assemble({name: parse(name, text)})).get(name, EMPTY)


def _after(name: str, text: str | None, old: Document, new: Document) -> bytes | None:
    """Return the file's new bytes, proved to hold what they should; None if the file is to go."""
    if group(name) == "episodes" and new == EMPTY:
        return None
    made = document(new) if text is None else edit(text, old, new)
    if not made.strip() and not is_shared(name):
        return None
    data = encoded(name, made)
    prove(name, lambda: held(name, made) == new)
    return data


def encoded(name: str, text: str) -> bytes:
    """Return a text as it is written; BankError if it holds half a character, which no file can."""
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        told = f"{name} would hold {text[error.start]!r}, which is not a character"
        raise BankError(told, hint="take it out of the text", where=name) from error


def prove(name: str, holds: Callable[[], bool]) -> None:
    """Refuse an edited text that does not hold what it should, or that is not TOML any more."""
    try:
        proved = holds()
    except BankError:
        proved = False
    if not proved:
        told = f"{name} is laid out in a way that qbank cannot edit; nothing was written"
        raise BankError(told, hint="write each record as a table of its own, the way qbank does", where=name)


_LEFT_OUT = {"episodes", "templates"}
"""What an empty bank does without."""

STARTERS = {
    "questions/lexicon.toml": """# Your own words, laid over those that ship with qbank: subjects, kinds, names of companies, languages and protocols.
# An entry with the name of one that ships stands in its place. For example:
#
# [subjects.Frobnix]
# family = "software"
# kind = "message broker"
# aliases = ["Frobnix MQ"]
""",
    "questions/themes.toml": """# Your own themes for search, laid over those that ship with qbank. For example:
#
# [themes.cold-start]
# words = ["cold start", "warm up", "first request"]
""",
    "questions/sections.toml": """# What the sections of your show notes are called, put before the names that qbank knows. For example:
#
# [roles]
# interview = ["The conversation", "What we asked"]
""",
}
"""Files that a new bank has for the host's own words: nothing but comments at first."""


def init(folder: Path, *, show: str | None, host: str | None, domain: str | None, empty: bool, shipped: Place) -> Place:
    """Start a bank in a folder with the shipped episodes and templates, or empty; return its place.

    Everything else is read from the shipped bank, so that what is bettered there reaches this bank, too.

    BankError if there is a bank already, or if the folder cannot be written.
    """
    _refuse_a_bank(folder)
    texts = {n: decoded(n, path) for n, path in data_files(shipped).items() if not is_shared(n)} | STARTERS
    name = SHOW.as_posix()
    texts[name] = _show(texts[name], name, Show(name=show, host=host, domain=domain or ""), empty=empty)
    files = tuple(
        FileChange(name=n, before=None, after=text.encode())
        for n, text in texts.items()
        if not empty or group(n) not in _LEFT_OUT
    )
    with change.explained(folder):
        disk.make_folder(folder)
    with change.locked(folder):
        # Another init may have come first, or one that was cut short has just been finished.
        _refuse_a_bank(folder)
        change.apply(folder, "init", files, kept=False)
    return Place(root=folder, exports=folder / "exports")


def _refuse_a_bank(folder: Path) -> None:
    """Refuse a folder whose `questions` holds anything but what an init that died has staged."""
    questions = folder / "questions"
    held = (p for p in questions.rglob("*") if p.is_symlink() or not p.is_dir())
    if questions.is_symlink() or questions.is_file() or any(not p.name.endswith(".qbank-new") for p in held):
        hint = "name a new folder, or use this one with --bank"
        raise BankError(f"{folder} is a bank already", hint=hint, where=str(folder))


def _show(text: str, name: str, said: Show, *, empty: bool) -> str:
    """Return the text of show.toml with what was said about the show; an empty bank has no templates for rituals."""
    before = assemble({name: parse(name, text)}).show
    after = replace(
        before, name=said.name or before.name, host=said.host or before.host, domain=said.domain or before.domain,
        rituals=() if empty else before.rituals,
    )  # fmt: skip
    old, new = (documents(assemble({name: {"": one}}))[name] for one in (before, after))
    return edit(text, old, new)


_WITHDRAWN = ("questions/cues.toml", "questions/examples/")
"""Files that no bank has any more: they teach the normalizer, which now has them itself."""
_KNOWN = Path(__file__).with_name("shipped-0.1.0.txt")


def copies(place: Place) -> tuple[FileChange, ...]:
    """Return what is to be done to the files of a bank that hold copies of what shipped with 0.1.0.

    BankError if one of them is broken: it has to be mended first.
    """
    if place.shipped or beneath(place) == place.root:
        return ()
    paths = sorted((*place.questions.glob("*.toml"), *place.questions.glob("examples/*.toml")))
    named = {path.relative_to(place.root).as_posix(): path for path in paths}
    made = [_without_copies(n, path) for n, path in named.items() if is_shared(n) or n.startswith(_WITHDRAWN)]
    return tuple(one for one in made if one is not None)


def migrate(place: Place) -> tuple[FileChange, ...]:
    """Take the copies out of a bank, as one change that `qbank undo` takes back; return what was done to which files."""
    if place.shipped:
        raise ReadOnlyError("the bank that ships with qbank has nothing to mend", where=str(place.root))
    with change.locked(place.root):
        files = copies(place)
        if files:
            change.apply(place.root, "check --fix", files)
    return files


def _without_copies(name: str, path: Path) -> FileChange | None:
    text = decoded(name, path)
    starter = STARTERS.get(name)
    if digest(text) in _known():
        kept = starter
    elif name in LAID_OVER:
        parse(name, text)
        kept = own_words(text)
        parse(name, kept)
        kept = kept if kept.strip() else starter or ""
    else:
        return None  # changed by its host: theirs
    if kept == text:
        return None
    return FileChange(name=name, before=text.encode(), after=None if kept is None else kept.encode())


def own_words(text: str) -> str:
    """Return a lexicon's or a theme file's text without the tables and lists that are, to the letter, those of 0.1.0."""
    texts: list[str] = []
    for piece in scan(text):
        if isinstance(piece, Loose) or piece.header:
            texts.append(piece.text)
        else:  # the lines before the first table are looked at one by one
            texts += (part.text if isinstance(part, Loose) else part.lead + part.text for part in piece.parts)
    return "".join(text for text in texts if digest(text) not in _known())


def digest(text: str) -> str:
    """Return the mark by which a text is known again, whatever stands around it: sixteen hexadecimal digits."""
    return sha256(text.strip().encode()).hexdigest()[:16]


@cache
def _known() -> frozenset[str]:
    lines = _KNOWN.read_text("utf-8").splitlines()
    return frozenset(line.partition(" ")[0] for line in lines if line and not line.startswith("#"))
