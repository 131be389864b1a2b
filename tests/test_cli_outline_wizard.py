"""`qbank outline` and `qbank outline arrange` on a terminal and off it: through the real entry point and the real prompts."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from keys import BACK, BREAK, CLEAR, DOWN, ENTER, typed

from qbank.bank import load_outline
from qbank.cli import console, run

KAFKA = ["outline", "--guest", "Jay Kreps", "--technology", "Kafka", "--date", "2026-11-22"]
SHEET = Path("exports") / "kafka-jay-kreps.toml"

Qbank = Callable[..., tuple[int, str, str]]


@pytest.fixture
def qbank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Qbank:
    """Return a function that runs a command on a terminal, in an empty folder, with the bank that ships."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("QBANK_BANK", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(console, "interactive", lambda no_input: not no_input)

    def call(*arguments: str, keys: str = "") -> tuple[int, str, str]:
        with typed(keys):
            code = run([*arguments])
        done = capsys.readouterr()
        return code, done.out, done.err

    return call


def test_the_wizard_plans_lets_arrange_and_writes_once(qbank: Qbank) -> None:
    """Two names and Enter; the second line of the sheet is dropped; what was said and done is in the file, to be planned again."""
    keys = f"Jay Kreps{ENTER}{CLEAR}Kafka{ENTER}{ENTER}{ENTER}A foundation owns the code{ENTER}{ENTER}{ENTER}Who named the offset?{ENTER}{ENTER}"
    code, out, err = qbank("outline", "--date", "2026-11-22", keys=f"{keys}{ENTER}{DOWN * 4}dw")
    assert code == 0, err
    made = load_outline(SHEET)
    assert (made.guests, made.technology, made.relations) == (("Jay Kreps",), "Kafka", {"Jay Kreps": "made"})
    assert [f"{f.type}: {f.text}" for f in made.facts] == ["body: A foundation owns the code"]
    assert (made.wishes.add, len(made.wishes.avoid)) == (("Who named the offset?",), 1)
    ids = [q.id for s in made.sections for q in s.questions]
    assert "q02" not in ids
    assert "Who named the offset?" in out
    code, _, err = qbank("outline", "--from", "kafka-jay-kreps", "--no-input")
    assert code == 0, err
    (again,) = (p for p in SHEET.parent.glob("*.toml") if p.name != SHEET.name)
    assert load_outline(again).wishes == made.wishes


@pytest.mark.parametrize(
    ("keys", "code", "says"),
    [
        (BREAK, 130, "Interrupted"),
        (f"Jay Kreps{ENTER}{CLEAR}Kafka{ENTER}{ENTER}{ENTER}{ENTER}{ENTER}{ENTER}{BREAK}", 130, "Interrupted"),
        ("", 4, "nothing was written"),
        (f"Jay Kreps{ENTER}{CLEAR}Kafka{ENTER}{ENTER}{ENTER}{ENTER}{ENTER}{ENTER}", 4, "nothing was written"),
    ],
)
def test_breaking_off_leaves_everything_as_it_was(qbank: Qbank, keys: str, code: int, says: str) -> None:
    """Ctrl-C and a closed terminal, at the first question and before the finished sheet: nothing is on stdout, nothing on disk."""
    found, out, err = qbank("outline", keys=keys)
    assert (found, out) == (code, "")
    assert says in err
    assert not Path("exports").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["--must", "wrong-choise"],
        ["--to", "pdf"],
        ["--to", "md", "--to", "txt", "-o", "x"],
        ["--minutes", "0"],
        ["--fact", "no type"],
    ],
    ids=" ".join,
)
def test_an_option_that_cannot_be_meant_is_refused_before_anything_is_asked(qbank: Qbank, arguments: list[str]) -> None:
    """Nobody answers six questions to hear that a flag was misspelt; nothing is planned, nothing written."""
    code, out, err = qbank("outline", *arguments)
    assert (code, out) == (2, ""), err
    assert not Path("exports").exists()


def test_who_and_what_by_option_ask_nothing(qbank: Qbank) -> None:
    """The main job in one command: nothing is missing, so nothing is asked, not even on a terminal."""
    assert qbank(*KAFKA)[0] == 0
    assert qbank("outline", "--from", "kafka-jay-kreps")[0] == 0


def test_a_terminal_is_needed_on_both_sides(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is asked unless stdin and stderr are terminals, and --no-input forbids it."""
    for keyboard, screen, forbidden, asked in (
        (True, True, False, True), (False, True, False, False), (True, False, False, False), (True, True, True, False),
    ):  # fmt: skip
        monkeypatch.setattr(sys.stdin, "isatty", lambda k=keyboard: k)
        monkeypatch.setattr(sys.stderr, "isatty", lambda s=screen: s)
        assert console.interactive(forbidden) is asked


def texts(out: str) -> dict[str, list[str]]:
    """Return the ids of each block of an outline's JSON."""
    return {s["block"]: [q["id"] for q in s["questions"]] for s in json.loads(out)["sections"]}


def test_an_outline_is_arranged_by_options(qbank: Qbank) -> None:
    """Everything that the review does has an option; one undo takes it all back."""
    assert qbank(*KAFKA)[0] == 0
    before = SHEET.read_bytes()
    blocks = texts(qbank("outline", "arrange", "kafka-jay-kreps", "--json")[1])
    inside = blocks["inside"]
    code, out, err = qbank(
        "outline", "arrange", "kafka-jay-kreps", "--drop", inside[2], "--move", f"{inside[0]}={inside[1]}", "--move", "q02=in-use",
        "--lane", f"{inside[1]}=nice", "--minutes", f"{inside[1]}=4", "--say", f"{inside[1]}=What is it made of?",
        "--add", "Who named the offset?", "--swap", inside[0], "--follow-up", f"{inside[1]}=Who said so?", "--json",
    )  # fmt: skip
    assert code == 0, err
    after = texts(out)
    assert after["inside"][:2] == [inside[1], inside[0]]
    assert inside[2] not in after["inside"]
    assert after["in-use"][0] == "q02"
    changed = next(q for s in json.loads(out)["sections"] for q in s["questions"] if q["id"] == inside[1])
    assert (changed["lane"], changed["minutes"], changed["text"]) == ("nice", 4, "What is it made of?")
    assert changed["follow_ups"][-1]["text"] == "Who said so?"
    assert "Who named the offset?" in qbank("outline", "arrange", "kafka-jay-kreps", "--no-input")[1]
    assert not [
        f
        for f in json.loads(qbank("outline", "check", "kafka-jay-kreps", "--json")[1])["findings"]
        if f["rule"] == "times" and f["id"]
    ]
    assert qbank("undo")[0] == 0
    assert SHEET.read_bytes() == before


def test_what_is_arranged_away_leaves_no_heading(qbank: Qbank) -> None:
    """A block whose questions are all kept in reserve is not shown, and where nothing is in reserve nothing is said of it."""
    assert qbank(*KAFKA)[0] == 0
    sections = json.loads(qbank("outline", "arrange", "kafka-jay-kreps", "--json")[1])["sections"]
    title = next(s["title"] for s in sections if s["block"] == "in-use")
    asked = [q["id"] for s in sections if s["block"] == "in-use" for q in s["questions"] if q["lane"] != "backup"]
    spare = [q["id"] for s in sections for q in s["questions"] if q["lane"] == "backup"]
    shown = qbank("outline", "arrange", "kafka-jay-kreps", *(w for id in spare for w in ("--drop", id)))[1]
    assert f"in-use: {title}" in shown
    assert "If the guest is brief" not in shown
    shown = qbank("outline", "arrange", "kafka-jay-kreps", *(w for id in asked for w in ("--lane", f"{id}=backup")))[1]
    assert f"in-use: {title}" not in shown
    assert "If the guest is brief" in shown


def test_an_outline_is_arranged_on_the_terminal(qbank: Qbank) -> None:
    """The same review as before writing; going back and Ctrl-C leave the file alone."""
    assert qbank(*KAFKA)[0] == 0
    before = SHEET.read_bytes()
    for keys, code in ((f"{DOWN * 4}d{BACK}", 0), (f"{DOWN * 4}d{BREAK}", 130)):
        assert qbank("outline", "arrange", "kafka-jay-kreps", keys=keys)[0] == code
        assert SHEET.read_bytes() == before
    assert qbank("outline", "arrange", "kafka-jay-kreps", keys=f"{DOWN * 4}dw")[0] == 0
    assert SHEET.read_bytes() != before


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["--move", "q02"], 2, "write it as --move q07=q03"),
        (["--lane", "q02=maybe"], 2, "it can be must, nice, backup"),
        (["--minutes", "q02=long"], 2, "is not a number of minutes"),
        (["--minutes", "q02=0"], 2, "cannot take 0 minutes"),
        (["--say", "q02= "], 2, "q02 would have no text"),
        (["--drop", "q01"], 2, "is a ritual of the show"),
        (["--drop", "q77"], 1, "there is no question 'q77'"),
        (["--move", "q02=nowhere"], 1, "there is no question 'nowhere'"),
    ],
)
def test_what_cannot_be_arranged_is_said(qbank: Qbank, arguments: list[str], code: int, says: str) -> None:
    """A wrong id, a ritual, no number: said with the cure, and nothing is written."""
    assert qbank(*KAFKA)[0] == 0
    before = SHEET.read_bytes()
    found, out, err = qbank("outline", "arrange", "kafka-jay-kreps", *arguments)
    assert (found, out) == (code, "")
    assert says in err
    assert SHEET.read_bytes() == before


def test_every_prompt_of_review_and_log_has_an_option() -> None:
    """What can be done to a line on the terminal can be done by an option of the same command."""
    from qbank.cli.app import group
    from qbank.cli.ask import outline

    command = group().get_command(None, "outline")
    options = {o for p in command.get_command(None, "arrange").params for o in p.opts}
    flags = {
        "up": "--move", "down": "--move", "must": "--lane", "nice": "--lane", "backup": "--lane", "swap": "--swap", "longer": "--minutes",
        "shorter": "--minutes", "drop": "--drop", "other": "--instead", "follow-ups": "--follow-up", outline.ADD: "--add", outline.TAKE: "--take",
    }  # fmt: skip
    assert {*outline.KEYS.values()} - {outline.UNDO, outline.ACCEPT} == {*flags}
    assert {*flags.values(), "--say"} <= options
    options = {o for p in command.get_command(None, "log").params for o in p.opts}
    flags = {
        outline.ASKED: "--asked", outline.GREAT: "--great", outline.SKIPPED: "--skipped", outline.THEN: "--improvised", outline.SAID: "--said", outline.AT: "--at",
        outline.NOTE: "--note",
    }  # fmt: skip
    assert {*flags.values()} <= options
    assert {*outline.CHOICES} == {*flags, outline.OPEN, outline.BACK, outline.QUIT}
