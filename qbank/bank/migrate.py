"""A bank begun by qbank 0.1.0 -> one of today: copies of what ships leave it, the host's own words stay.

`qbank init` used to copy everything that shipped, so what was bettered later never reached the bank. Which texts those copies were
is known by their digests (`shipped-0.1.0.txt`: a line a file, and a line a table of the lexicon and the themes).
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from qbank.bank import change
from qbank.bank.change import FileChange
from qbank.bank.loading import decoded, parse
from qbank.bank.place import LAID_OVER, Place, beneath, is_shared
from qbank.bank.saving import STARTERS
from qbank.bank.toml import Block, Loose, scan
from qbank.errors import ReadOnlyError

_WITHDRAWN = ("questions/cues.toml", "questions/examples/")
"""Files that no bank has any more: they teach the normalizer, which now has them itself."""
_KNOWN = Path(__file__).with_name("shipped-0.1.0.txt")


def copies(place: Place) -> tuple[FileChange, ...]:
    """Return what is to be done to the files of a bank that hold copies of what shipped with 0.1.0.

    BankError if one of them is broken: it has to be mended first.
    """
    if place.shipped or beneath(place) == place.root:
        return ()
    names = sorted(
        p.relative_to(place.root).as_posix()
        for folder in (place.questions, place.questions / "examples")
        for p in folder.glob("*.toml")
    )
    made = [
        _without_copies(name, place.root / name)
        for name in names
        if is_shared(name) or name.startswith(_WITHDRAWN)
    ]
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
    kept: list[str] = []
    for piece in scan(text):
        if isinstance(piece, Loose):
            if digest(piece.text) not in _known():
                kept.append(piece.text)
        elif piece.header:
            kept += [] if digest(piece.text) in _known() else [piece.text]
        else:
            kept.append(_own_top(piece))
    return "".join(kept)


def _own_top(top: Block) -> str:
    """Return the lines before the first table without the lists and comments that shipped."""
    texts = (part.text if isinstance(part, Loose) else part.lead + part.text for part in top.parts)
    return "".join(text for text in texts if digest(text) not in _known())


def digest(text: str) -> str:
    """Return the mark by which a text is known again, whatever stands around it: sixteen hexadecimal digits."""
    return sha256(text.strip().encode()).hexdigest()[:16]


@cache
def _known() -> frozenset[str]:
    lines = _KNOWN.read_text("utf-8").splitlines()
    return frozenset(line.partition(" ")[0] for line in lines if line and not line.startswith("#"))
