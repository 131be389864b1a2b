"""What `qbank outline check` finds: every rule once, nothing on a fresh outline, and the file with its lines."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from qbank import bank as banks
from qbank.bank import place as places
from qbank.cli import run
from qbank.model import Bank, Fact, Outline, PlannedFollowUp, PlannedQuestion
from qbank.model.brief import TopBox
from qbank.outline.brief import Request
from qbank.outline.check import check
from qbank.outline.plan import plan

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def bank() -> Bank:
    """Return the bank that ships."""
    return banks.load(places.shipped(cwd=HERE))


@pytest.fixture(scope="module")
def fresh(bank: Bank) -> Outline:
    """Return an outline as it was just planned."""
    return planned(bank, "Kafka", "Jay Kreps")


def planned(bank: Bank, technology: str, guest: str, **more: Any) -> Outline:  # noqa: ANN401 (fields of a request)
    """Return an outline for a guest on a technology."""
    return plan(bank, Request(guests=(guest,), technology=technology, date="2026-11-22", minutes=45, **more)).outline


def change(outline: Outline, section: int, question: int, **fields: Any) -> Outline:  # noqa: ANN401
    """Return the outline with fields of one question changed."""
    here = outline.sections[section]
    questions = [replace(q, **fields) if n == question else q for n, q in enumerate(here.questions)]
    return section_of(outline, section, questions=tuple(questions))


def section_of(outline: Outline, number: int, **fields: Any) -> Outline:  # noqa: ANN401
    """Return the outline with fields of one section changed."""
    sections = [replace(s, **fields) if n == number else s for n, s in enumerate(outline.sections)]
    return replace(outline, sections=tuple(sections))


def follow_ups(*texts: str, brief_first: bool = False) -> tuple[PlannedFollowUp, ...]:
    """Return follow-ups of these texts."""
    return tuple(
        PlannedFollowUp(id=f"x{n}", role="if-brief" if brief_first and not n else "deeper", text=text)
        for n, text in enumerate(texts)
    )


@pytest.mark.parametrize(
    ("technology", "guest"), [("Kafka", "Jay Kreps"), ("Rust", "Ann Bee"), ("DuckDB", "Ann Bee"), ("Zorblax", "Cy Dee")]
)
def test_a_fresh_outline_has_nothing_to_mend(bank: Bank, technology: str, guest: str) -> None:
    """What qbank plans itself, facts and all, passes its own check."""
    facts = (Fact(type="choice", text="the whole of it runs inside"), Fact(type="limit", text="one writer only"))
    assert check(planned(bank, technology, guest, facts=facts), bank) == ()


CASES: list[tuple[str, str, Callable[[Outline], Outline]]] = [
    ("empty", "there is no guest", lambda o: replace(o, guests=(" ",))),
    ("empty", "there is no question", lambda o: replace(o, sections=(), planned_minutes=0)),
    ("empty", "has no text", lambda o: change(o, 1, 0, text=" ")),
    ("empty", "has no cue", lambda o: change(o, 1, 0, cue="")),
    ("empty", "a block has no title", lambda o: section_of(o, 1, title="")),
    ("empty", "has no text", lambda o: change(o, 1, 0, follow_ups=follow_ups(""))),
    ("reference", "who is not a guest", lambda o: replace(o, relations={"Someone": "made"})),
    ("reference", "is not a question of this outline", lambda o: replace(o, order=("q99",))),
    ("reference", "there is no template 'no-such'", lambda o: change(o, 1, 0, template="no-such")),
    ("reference", "there is no category 'weather'", lambda o: change(o, 1, 0, category="weather")),
    ("reference", "900-gone/1 and 900-gone/2 are not in the bank", lambda o: change(o, 1, 0, asked=("900-gone/1", "900-gone/2"))),
    ("reference", "it is put to 'Bo'", lambda o: change(o, 1, 0, to="Bo")),
    ("times", "stands behind", lambda o: section_of(o, 2, block="why")),
    ("times", "begins at minute 2, but the one before ends at ", lambda o: section_of(o, 1, start=2)),
    ("times", "does not begin at 0", lambda o: section_of(o, 0, start=3)),
    ("times", "minutes for questions that take", lambda o: section_of(o, 1, minutes=1)),
    ("times", "the blocks take", lambda o: replace(o, planned_minutes=3)),
    ("times", "minutes are planned, and there are 20", lambda o: replace(o, minutes=20)),
    ("times", "takes 0 minutes", lambda o: change(o, 1, 0, minutes=0)),
    ("slot", "the slot technology is not filled", lambda o: change(o, 1, 0, text="What is {{ technology }}?")),
    ("slot", "the slot unit is not filled", lambda o: change(o, 1, 0, follow_ups=follow_ups("Which {{ unit }}?"))),
    ("off-limits", "says “lawsuits”, and “the lawsuit” is off limits", lambda o: change(
        replace(o, box=TopBox(off_limits=("the lawsuit",))), 1, 0, text="What did the lawsuits teach you?")),
    ("off-limits", "says “pricing”", lambda o: change(
        replace(o, box=TopBox(off_limits=("pricing of Kafka",))), 1, 0, follow_ups=follow_ups("And the pricing?"))),
    ("follow-up", "has 4 follow-ups", lambda o: change(o, 1, 0, follow_ups=follow_ups("A?", "B?", "C?", "D?"))),
    ("follow-up", "does not stand last", lambda o: change(o, 1, 0, follow_ups=follow_ups("A?", "B?", brief_first=True))),
    ("follow-up", "is a follow-up of 13 words", lambda o: change(o, 1, 0, follow_ups=follow_ups("Why " * 12 + "not?"))),
    ("follow-up", "names Kafka", lambda o: change(o, 1, 0, follow_ups=follow_ups("Does Kafka?"))),
    ("double", "the id q01 is taken already", lambda o: change(o, 1, 0, id="q01")),
    ("double", "is on the sheet already, as q01", lambda o: change(o, 1, 0, template=o.sections[0].questions[0].template)),
    ("double", "the same is asked already by q01", lambda o: change(o, 1, 0, text=o.sections[0].questions[0].text)),
    ("untrue", "it takes 'distributed' for granted, which is not true of the subject", lambda o: change(replace(o, traits={**o.traits, "distributed": False}), 1, 0, template="network-partitions")),
    ("untrue", "it makes no sense for what is 'specification'", lambda o: change(replace(o, traits={**o.traits, "specification": True}), 1, 0, template="technology-choice")),
    ("untrue", "it is a question for vector databases", lambda o: change(o, 1, 0, template="vector-recall")),
    ("closed", "yes or no", lambda o: change(o, 1, 0, text="Is it fast?")),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "says", "spoil"), CASES, ids=[f"{n}-{case[0]}" for n, case in enumerate(CASES)])
def test_what_is_spoilt_is_found(
    rule: str, says: str, spoil: Callable[[Outline], Outline], fresh: Outline, bank: Bank
) -> None:
    """Each thing that can be wrong is found under its rule, in words, with a cure; the rule can be accepted."""
    found = check(spoil(fresh), bank)
    assert any(f.rule == rule and says in f.what for f in found), found
    assert all(f.hint for f in found)
    assert all(f.rule != rule for f in check(spoil(fresh), bank, accept=(rule,)))


def test_an_order_of_questions_that_are_there_is_sound(fresh: Outline, bank: Bank) -> None:
    """The order of a log names questions of the outline, in whatever order they were asked."""
    asked = tuple(q.id for s in fresh.sections for q in s.questions)[3::-1]
    assert check(replace(fresh, order=asked), bank) == check(fresh, bank)


def test_off_limits_words_are_whole_words(fresh: Outline, bank: Bank) -> None:
    """A word that only begins like one that is off limits, a year, and the subject's own name are not findings."""
    boxed = replace(fresh, box=TopBox(off_limits=("the price rise of 2024 at Kafka",)))
    lines = ("What makes a message priceless?", "What did you ship in 2024?", "What is Kafka?")
    found = [f for text in lines for f in check(change(boxed, 1, 0, text=text), bank)]
    assert [f for f in found if f.rule == "off-limits"] == []


def test_a_ritual_and_what_was_improvised_are_not_read_strictly(fresh: Outline, bank: Bank) -> None:
    """The lint leaves alone what is said word for word every time, and what was already said."""
    made = PlannedQuestion(
        id="q99", category="usage", cue="improvised", text="Is it so?", minutes=0, lane="nice", mark="improvised"
    )
    outline = section_of(fresh, 1, questions=(*fresh.sections[1].questions, made))
    outline = change(outline, 0, 0, text="Did you get involved early?")
    assert check(outline, bank) == ()


@pytest.fixture
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Work in an empty folder with the bank that ships and one outline."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("QBANK_BANK", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    ask = ["outline", "--guest", "Jay Kreps", "--technology", "Kafka", "--no-input", "--date", "2026-11-22"]
    assert run(ask) == 0
    capsys.readouterr()


@pytest.mark.usefixtures("_elsewhere")
def test_a_finding_names_the_file_the_line_and_the_cure(capsys: pytest.CaptureFixture[str]) -> None:
    """The command says nothing to mend and exits 0, or names file and line, shows the text, and exits 3."""
    assert run(["outline", "check", "kafka-jay-kreps"]) == 0
    assert capsys.readouterr().out == "Nothing to mend in kafka-jay-kreps.toml.\n"
    path = Path("exports/kafka-jay-kreps.toml")
    text = path.read_text("utf-8").replace('"How did you get involved', '"{{ x }} did you get involved', 1)
    path.write_text(text, "utf-8")
    line = next(n for n, one in enumerate(text.splitlines(), 1) if one.startswith('text = "{{ x }}'))
    assert run(["outline", "check", str(path)]) == 3
    out = capsys.readouterr().out
    assert f"exports/kafka-jay-kreps.toml:{line}: q01 the slot x is not filled" in out
    assert "    slot: write what is to be said there" in out
    assert run(["outline", "check", str(path), "--json"]) == 3
    (found,) = json.loads(capsys.readouterr().out)["findings"]
    assert (found["where"], found["rule"], found["id"]) == (f"{path}:{line}", "slot", "q01")
    assert run(["outline", "check", str(path), "--accept", "slot"]) == 0


@pytest.mark.usefixtures("_elsewhere")
def test_an_outline_that_cannot_be_read_is_a_finding_too(capsys: pytest.CaptureFixture[str]) -> None:
    """A fault of the file is a finding with its line; a file that is not there is an error."""
    path = Path("exports/kafka-jay-kreps.toml")
    path.write_text(path.read_text("utf-8").replace('lane = "backup"', 'lane = "bakcup"', 1), "utf-8")
    assert run(["outline", "check", str(path), "--json"]) == 3
    (found,) = json.loads(capsys.readouterr().out)["findings"]
    assert found["rule"] == "file"
    assert "exports/kafka-jay-kreps.toml:" in found["where"]
    assert "bakcup" in found["what"]
    assert run(["outline", "check", str(path)]) == 3
    out = capsys.readouterr().out
    assert "bakcup" in out
    assert "\n    file: " in out
    assert out.endswith("\n1 thing to mend.\n")
    assert run(["outline", "check", "no-such-outline"]) == 1
    assert "there is no outline 'no-such-outline'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["chekc", "x"], "did you mean `qbank outline check FILE`?"),
        (["Kafka"], 'a guest is named by --guest "NAME"'),
        (["check", "x", "--accept", "slots"], "did you mean 'slot'?"),
    ],
)
def test_a_loose_word_is_answered(words: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A misspelt sub-command, a name without its option and an unknown rule are answered with what to write."""
    assert run(["outline", *words]) == 2
    assert says in capsys.readouterr().err


def test_only_the_sub_command_that_is_asked_for_is_loaded(capsys: pytest.CaptureFixture[str]) -> None:
    """The help of `qbank outline` lists its sub-commands with a line each."""
    assert run(["outline", "--help"]) == 0
    out = capsys.readouterr().out
    assert all(name in out for name in ("check", "refresh", "log", "--guest"))
