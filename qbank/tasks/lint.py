"""The interviewer's lint over a bank, an outline or lines that were typed, with the rules that plugins add."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from qbank import bank as banks
from qbank.english.lint import RULES, Remark, habits
from qbank.english.lint import lint as read
from qbank.errors import Problem, one_of
from qbank.model import ref
from qbank.records import dataclass
from qbank.tasks import plugins

if TYPE_CHECKING:
    from qbank.model import Bank, Outline
    from qbank.tasks.workspace import Workspace

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
    accepted = (
        *bank.show.accept,
        *(one_of(rule, (*RULES, *rules.names), "--accept") for rule in accept),
    )
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
        for remark in (
            *read(text, accept=accepted, language=bank.show.language),
            *rules.remarks(text, accepted),
        )
    )
    usual = habits((remark.rule for *_, remark in found), len(texts)) if name is None and not lines else ()
    return Linted(read=len(texts), remarks=found, habits=usual, faults=tuple(rules.faults))


def _of_bank(bank: Bank) -> Iterator[tuple[str, str]]:
    """Yield the questions that were asked, rituals aside: those are said word for word."""
    rituals = _rituals(bank)
    for episode in bank.episodes:
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
    """Yield the lines that were typed or piped in."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield f"line {number}", line.strip()


def _rituals(bank: Bank) -> set[str]:
    return {t.id for t in bank.templates if t.ritual} | {place.template for place in bank.show.rituals}
