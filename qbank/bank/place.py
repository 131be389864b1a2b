"""Where the bank is: its folder, the names, sizes and times of its files. Standard library only, for quick starts."""

# No annotations from the future: a named tuple compiles each that is a text, and a search starts with twenty of them.

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from stat import S_ISDIR
from typing import NamedTuple
from zlib import crc32

from qbank.errors import NotFoundError

_WINDOWS = os.name == "nt"
SHOW = Path("questions", "show.toml")
SHARED = ("categories.toml", "traits.toml", "lexicon.toml", "themes.toml")
"""Files that a bank of your own may leave out: the shipped bank's are read instead."""
LAID_OVER = ("questions/lexicon.toml", "questions/themes.toml")
"""Files of a bank of your own that add to the shipped bank's, record by record, instead of standing in their place."""


BENEATH = "beneath/"
"""Before the name of a file of the bank that a host's words lie over."""


class Place(NamedTuple):
    """A bank's folder; `shipped` marks the read-only bank that comes with qbank, `exports` where sheets go.

    `over` is the folder of the bank that this one lies over, the shipped one by default: what it lacks is read from there.

    A named tuple: importing dataclasses costs a search a tenth of its time.
    """

    root: Path
    exports: Path
    shipped: bool = False
    over: Path | None = None

    @property
    def questions(self) -> Path:
        """The folder of the data files."""
        return self.root / "questions"

    @property
    def layouts(self) -> Path:
        """The folder of the document layouts, which need not exist."""
        return self.root / "templates"


def find(option: Path | None, *, cwd: Path, env: Mapping[str, str]) -> Place:
    """Return the bank to work with: `--bank`, QBANK_BANK, the nearest parent folder, else the shipped one.

    Raises NotFoundError when the folder that was named is not a bank.
    """
    named, how = (option, "--bank") if option else (Path(env.get("QBANK_BANK") or ""), "QBANK_BANK")
    if option or env.get("QBANK_BANK"):
        return _named(cwd / named.expanduser(), how, cwd)
    for folder in (cwd, *cwd.parents):
        if (folder / SHOW).is_file():
            return _own(folder, cwd)
    return shipped(cwd=cwd)


def _named(folder: Path, how: str, cwd: Path) -> Place:
    if folder.name == "questions" and (folder / "show.toml").is_file():
        folder = folder.parent
    if not (folder / "questions").is_dir():
        what = "has no folder questions/" if folder.is_dir() else "is not a folder"
        hint = f"name a bank's folder with {how}, or start one: qbank init {folder}"
        raise NotFoundError(f"{folder} is not a bank: it {what}", hint=hint, where=str(folder))
    return _own(folder, cwd)


def _own(folder: Path, cwd: Path) -> Place:
    if os.path.realpath(folder) == os.path.realpath(_wheel_data()):
        return shipped(cwd=cwd)
    return Place(root=folder, exports=folder / "exports")


def shipped(*, cwd: Path) -> Place:
    """Return the bank that ships with qbank; sheets made from it go to the working directory's exports/.

    Beside a checkout's package it is the checkout itself: an editable install leaves a stale copy elsewhere.
    """
    checkout = Path(__file__).resolve().parents[2]
    root = checkout if (checkout / SHOW).is_file() else _wheel_data()
    return Place(root=root, exports=cwd / "exports", shipped=True)


def _wheel_data() -> Path:
    return Path(__file__).resolve().parents[1] / "_data"


def beneath(place: Place) -> Path | None:
    """Return the folder of the bank that a bank of your own lies over; None for the shipped one."""
    return None if place.shipped else place.over or shipped(cwd=place.root).root


def data_files(place: Place) -> dict[str, Path]:
    """Return the bank's data files by name ("questions/show.toml"), sorted.

    What a bank of your own leaves out and shares with the shipped bank is read from there.
    """
    found = dict(_borrowed(place))
    for folder in _FOLDERS:
        with suppress(FileNotFoundError, NotADirectoryError), os.scandir(place.root / folder) as entries:
            found |= {f"{folder}/{e.name}": Path(e.path) for e in entries if _counts(e.name) and not e.is_dir()}
    return dict(sorted(found.items()))


def data_file(place: Place, name: str) -> Path | None:
    """Return one data file of the bank, as `data_files` has it; None if there is none."""
    below = beneath(place) if is_shared(name) and not is_own(place, name) else None
    path = (below or place.root) / name
    return path if os.path.lexists(path) and not path.is_dir() else None


def _borrowed(place: Place) -> list[tuple[str, Path]]:
    """Return what a bank of your own shares with the shipped one and leaves out, by name."""
    below = beneath(place)
    names = [f"questions/{name}" for name in SHARED] if below else []
    return [(n, below / n) for n in names if below and not is_own(place, n) and (below / n).is_file()]


def is_shared(name: str) -> bool:
    """Say whether a data file, by name, is read from the shipped bank when a bank of your own has none."""
    return name.removeprefix("questions/") in SHARED


def is_own(place: Place, name: str) -> bool:
    """Say whether a bank has a data file of this name itself."""
    path = place.root / name
    return os.path.lexists(path) and not path.is_dir()


_FOLDERS = ("questions", "questions/episodes", "questions/templates")
"""Where a bank's data files stand."""


def _counts(name: str) -> bool:
    return name.endswith(".toml") and name[0] != "."


def stamps(place: Place) -> str:
    """Return the state that the data files are in, a stamp each (see `stamped`), folder by folder: equal stamps, equal bank."""
    below = beneath(place)
    over = [(f"{BENEATH}{name}", below / name) for name in LAID_OVER] if below else []
    found = [stamped(name, path.stat()) for name, path in (*over, *_borrowed(place)) if path.is_file()]
    for folder in _FOLDERS:
        with suppress(FileNotFoundError, NotADirectoryError):
            found += _stamps_in(f"{place.root}/{folder}", folder)
    return "".join(found)


def _stamps_in(path: str, folder: str) -> list[str]:
    """Return the stamps of a folder's data files, sorted by name. Thousands of them take a fifth of a search: each is looked up from the open folder."""
    names = sorted([name for name in os.listdir(path) if _counts(name)])  # noqa: PTH208 (names, not a Path each)
    at, before = (None, f"{path}/") if _WINDOWS else (os.open(path, os.O_RDONLY), "")
    found, stat = [], os.stat
    try:
        for name in names:
            try:
                s = stat(before + name, dir_fd=at)
            except FileNotFoundError:
                continue
            if not S_ISDIR(s.st_mode):  # `stamped`, written out
                found.append(f"{s.st_size} {s.st_mtime_ns} {s.st_ctime_ns} {s.st_ino} {folder}/{name}\0")
    finally:
        if at is not None:
            os.close(at)
    return found


def stamped(name: str, s: os.stat_result) -> str:
    """Return a file's stamp: size, times of the last change of content and of anything (nanoseconds), number on its disk, name."""
    return f"{s.st_size} {s.st_mtime_ns} {s.st_ctime_ns} {s.st_ino} {name}\0"


def cache_of(root: Path, kind: str, caches: Path | None = None) -> Path:
    """Return the place, among the caches of a kind, of a folder's own: its name, and a digest of where it is."""
    root = root.resolve()
    name = "".join(c if c.isalnum() and c.isascii() else "-" for c in root.name)[:40]
    return (caches or user_caches()) / kind / f"{name}-{crc32(os.fsencode(root)):08x}"


def user_caches() -> Path:
    """Return qbank's folder among the user's caches."""
    if sys.platform == "linux":  # what platformdirs answers there; importing it takes as long as a search
        base = os.environ.get("XDG_CACHE_HOME", "").strip()
        return (Path(base) if os.path.isabs(base) else Path.home() / ".cache") / "qbank"  # noqa: PTH117 (no Path)
    from platformdirs import user_cache_path

    return user_cache_path("qbank", appauthor=False)
