"""Ten kinds of interview: golden outlines that a person has read, and whether each could be anybody else's."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from goldens import GOLDENS, Golden
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from qbank import bank as banks
from qbank.bank import place as places
from qbank.cli import run
from qbank.model import Bank, Template
from qbank.outline.sound import opening
from qbank.outline.subjects import kinds_of

MOST_OPENINGS = 2
"""No more questions of a sheet begin with the same two words."""


class _Text(SingleFileSnapshotExtension):
    """A golden file that a person can read."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder, with the bank that ships."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("QBANK_BANK", raising=False)


@cache
def shipped_bank() -> Bank:
    """Return the bank that ships with qbank."""
    return banks.load(places.shipped(cwd=Path.cwd()))


@cache
def planned(case: Golden) -> dict[str, Any]:
    """Return an outline as its JSON."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(io.StringIO()):
        assert run([*case.arguments(), "--no-save", "--json"]) == 0
    made: dict[str, Any] = json.loads(said.getvalue())
    return made


def questions(outline: dict[str, Any], *, backups: bool = False) -> Iterator[dict[str, Any]]:
    """Yield the questions of a sheet in order, without the rituals; the backups only when asked for."""
    rituals = {places.template for places in shipped_bank().show.rituals}
    for section in outline["sections"]:
        for question in section["questions"]:
            if question["template"] not in rituals and (backups or question["lane"] != "backup"):
                yield question


def by_id() -> dict[str, Template]:
    """Return the templates of the bank by their ids."""
    return {t.id: t for t in shipped_bank().templates}


@pytest.mark.parametrize("case", GOLDENS, ids=lambda c: c.id)
def test_outline_is_the_golden_one(
    case: Golden, snapshot: SnapshotAssertion, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a host reads on the screen, with the reason for each line, is what a person has read line by line."""
    assert run([*case.arguments(), "--no-save", "--explain"]) == 0
    said = capsys.readouterr().out.partition("\nLEFT OUT")[0]
    assert said == snapshot(extension_class=_Text)


@pytest.mark.parametrize("case", GOLDENS, ids=lambda c: c.id)
def test_clock_adds_up(case: Golden) -> None:
    """Blocks follow one another without a gap, fill no more than there is, and hold what their questions take."""
    outline = planned(case)
    blocks = [s for s in outline["sections"] if s["minutes"]]
    ends = [0.0, *(s["start"] + s["minutes"] for s in blocks)]
    assert [s["start"] for s in blocks] == ends[:-1]
    assert ends[-1] == outline["planned_minutes"] <= outline["minutes"]
    must = sum(q["minutes"] for s in blocks for q in s["questions"] if q["lane"] == "must")
    assert must <= 0.8 * outline["minutes"]


@pytest.mark.parametrize("case", GOLDENS, ids=lambda c: c.id)
def test_no_question_is_doubled(case: Golden) -> None:
    """No text and no intent comes twice; no opening more often than twice, neighbors never, the show's own words aside."""
    said = list(questions(planned(case), backups=True))
    texts = [q["text"] for q in said]
    intents = [by_id()[q["template"]].intent or q["template"] for q in said]
    assert len(set(texts)) == len(texts)
    assert len(set(intents)) == len(intents)
    openings = [opening(q["text"]) if q["wording"] != "asked" else q["id"] for q in questions(planned(case))]
    assert {o: openings.count(o) for o in openings if openings.count(o) > MOST_OPENINGS} == {}
    assert [a for a, b in pairwise(openings) if a == b] == []


@pytest.mark.parametrize("case", GOLDENS, ids=lambda c: c.id)
def test_nothing_is_taken_for_granted(case: Golden) -> None:
    """Everything a question needs to be true is known to be true of the subject."""
    outline = planned(case)
    true = {trait for trait, yes in outline["traits"].items() if yes}
    for question in questions(outline, backups=True):
        template = by_id()[question["template"]]
        assert set(template.needs) <= true | {"returning"}
        assert not set(template.never) & true
        assert not template.families or outline["family"] in template.families
        assert not template.kinds or not kinds_of(shipped_bank().lexicon, outline["kind"]).isdisjoint(template.kinds)


def own(question: dict[str, Any], outline: dict[str, Any], others: list[set[str]]) -> bool:
    """Say whether a question could be put to none of the others: it holds a fact, the alternatives, is for its kind, or has a need they lack."""
    said = f"{question['context']} {question['text']}".casefold()
    facts = [fact["text"].casefold() for fact in outline["facts"]]
    template = by_id()[question["template"]]
    needs = set(template.needs)
    only = bool(template.kinds) or (bool(needs) and not any(needs <= other for other in others))
    rivals = [name.casefold() for name in outline["alternatives"]]
    return only or any(name in said for name in rivals) or any(fact in said for fact in facts)


@pytest.mark.parametrize("case", GOLDENS, ids=lambda c: c.id)
def test_name_struck_out_the_sheet_is_still_theirs(case: Golden) -> None:
    """A quarter of the main questions, rituals aside, could be put to no other of the ten: a fact that is told once counts once."""
    outline = planned(case)
    others = [{trait for trait, yes in planned(other)["traits"].items() if yes} for other in GOLDENS if other != case]
    main = list(questions(outline))
    theirs = [q for q in main if own(q, outline, others)]
    assert len(theirs) / len(main) >= 1 / 4, [q["text"] for q in main if q not in theirs]
