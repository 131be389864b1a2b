"""`qbank outline log` through the real entry point and the real prompts, and the way back: log, notes, import, search."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from commands import PLAN, Run
from keys import BACK, BREAK, CLEAR, DOWN, ENTER, typed
from outlines import small

from qbank.cli import console
from qbank.cli.ask.outline import log_all
from qbank.model import Outline
from qbank.outline import log as logged

SHEET = "kafka-ada-example"
PATH = Path("exports") / f"{SHEET}.toml"


@pytest.fixture
def qbank(command: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs a command in a bank of one's own with one outline."""
    init = ("init", "bank", "--show", "The Show", "--host", "Sam Host", "--domain", "data", "--no-input")
    assert command(*init)[0] == 0
    monkeypatch.chdir(tmp_path / "bank")
    assert command(*PLAN)[0] == 0
    return command


def log(qbank: Run, *arguments: str) -> dict[str, Any]:
    """Run `outline log` with these options and return its JSON."""
    code, out, err = qbank("outline", "log", SHEET, *arguments, "--json")
    assert code == 0, err
    found: dict[str, Any] = json.loads(out)
    return found


def test_flags_write_the_log_and_undo_takes_it_back(qbank: Run) -> None:
    """Marks, an improvised question, an answer, a time and a note are written, shown, and can be taken back."""
    before = PATH.read_text("utf-8")
    code, out, err = qbank(
        "outline", "log", SHEET, "--great", "q04", "--skipped", "q06", "--all-asked", "--improvised", "q04=What did your boss say?",
        "--said", "q04=Nobody wanted to own it.", "--at", "q04=23:10", "--note", "q04=use as the teaser",
    )  # fmt: skip
    assert code == 0, err
    assert "★ q04  23:10  " in out
    assert "       said: Nobody wanted to own it.\n       note: use as the teaser" in out
    assert out.index("★ q04") < out.index("What did your boss say?") < out.index("\nSkipped\n– q06")
    assert "Without a mark" in out
    assert "Written into" in err
    found = log(qbank)
    assert (found["great"], found["skipped"], found["improvised"]) == (1, 1, 1)
    assert [q["id"] for q in found["questions"] if q["mark"] == "skipped"] == ["q06"]
    assert qbank("outline", "check", SHEET)[0] == 0
    assert qbank("undo")[0] == 0
    assert PATH.read_text("utf-8") == before


def test_the_log_is_shown_where_nobody_can_be_asked(qbank: Run) -> None:
    """Without options and without a terminal the log is shown, and nothing is written."""
    before = PATH.read_bytes()
    code, out, err = qbank("outline", "log", SHEET, "--no-input")
    assert (code, err) == (0, "")
    assert out.startswith(f"Nothing is logged in '{SHEET}' yet: ")
    assert PATH.read_bytes() == before


def test_marks_are_cleared_and_the_rest_is_skipped(qbank: Run) -> None:
    """What has no mark was skipped, backups aside; a mark can be taken away again; ids may stand in one list."""
    found = log(qbank, "--asked", "q01,q02", "--rest-skipped")
    assert (found["asked"], found["skipped"] > 5) == (2, True)
    assert all(q["lane"] == "backup" for q in found["questions"] if q["mark"] is None)
    assert log(qbank, "--clear", "q01, q02")["asked"] == 0


def test_the_order_asked_is_the_order_of_the_log(qbank: Run) -> None:
    """`--order` says what followed what; comments of the host stay in the file."""
    PATH.write_text("# for the anniversary\n" + PATH.read_text("utf-8"), "utf-8")
    log(qbank, "--asked", "q01,q02,q04")
    assert [q["id"] for q in log(qbank, "--order", "q04,q01")["questions"]][:3] == ["q02", "q04", "q01"]
    assert PATH.read_text("utf-8").startswith("# for the anniversary\n")


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["--asked", "q77"], 1, "there is no question 'q77'"),
        (["--asked", "q01", "--skipped", "q01"], 2, "q01 cannot be both --asked and --skipped"),
        (["--all-asked", "--rest-skipped"], 2, "cannot both be"),
        (["--note", "lovely"], 2, "write it as --note q07=TEXT"),
        (["--said", "=x"], 2, "names no question"),
        (["--at", "q01=noon"], 2, "write it as 23:10"),
        (["--improvised", " "], 2, "has no text"),
        (["--order", "q01,q02"], 2, "say so first: --asked q01"),
    ],
)
def test_an_option_that_cannot_be_meant_writes_nothing(qbank: Run, arguments: list[str], code: int, says: str) -> None:
    """A wrong id, two marks for one question, a note without its question: said with the cure."""
    before = PATH.read_bytes()
    found, out, err = qbank("outline", "log", SHEET, *arguments)
    assert (found, out) == (code, "")
    assert says in err
    assert PATH.read_bytes() == before


def test_an_equals_sign_in_a_question_is_no_place(qbank: Run) -> None:
    """What stands before an equals sign is the question's place only if it is an id of the sheet."""
    found = log(qbank, "--improvised", "Is it true that a=b?")
    assert "Is it true that a=b?" in [q["text"] for q in found["questions"]]


def sort(_: str) -> tuple[str, str | None]:
    """Put every question into one category."""
    return "usage", None


def marks(outline: Outline) -> list[str | None]:
    """Return the marks in the order of the sheet."""
    return [q.mark for q in outline.questions]


def test_each_question_is_asked_about_in_turn() -> None:
    """Asked, great, skipped: one answer each, in the order of the sheet."""
    with typed(f"{ENTER}{DOWN}{ENTER}{DOWN * 2}{ENTER}"):
        assert marks(log_all(small(), sort)) == ["asked", "great", "skipped"]


def test_going_back_takes_back_and_stopping_keeps() -> None:
    """Back at the first question it can be answered anew; what was said until the host stops is kept."""
    with typed(f"{ENTER}{DOWN * 8}{ENTER}{DOWN}{ENTER}{DOWN * 9}{ENTER}"):
        assert marks(log_all(small(), sort)) == ["great", None, None]
    with typed(f"{ENTER}{DOWN * 8}{ENTER}{DOWN * 8}{ENTER}"):
        assert log_all(small(), sort) == small()


def test_esc_goes_back_at_every_prompt() -> None:
    """Back from words to the question, from a question to the one before; from the first there is no going back."""
    with typed(
        f"{BACK}{ENTER}{BACK}{DOWN * 5}{ENTER}no{BACK}{DOWN * 6}{ENTER}1{BACK}{DOWN * 4}{ENTER}why{BACK}{DOWN}{ENTER}{DOWN * 9}{ENTER}"
    ):
        done = log_all(small(), sort)
    assert marks(done) == ["great", None, None]
    assert logged.mark(done, ["q01"], None) == small()


def test_the_time_is_typed_and_a_wrong_one_is_said() -> None:
    """When it was asked; noon is not a time; an emptied line takes it away."""
    with typed(f"{DOWN * 6}{ENTER}noon{ENTER}{DOWN * 6}{ENTER}23:10{ENTER}{DOWN * 8}{ENTER}"):
        assert log_all(small(), sort).questions[0].at == "23:10"
    with typed(f"{DOWN * 6}{ENTER}23:10{ENTER}{DOWN * 6}{ENTER}{CLEAR}{ENTER}{DOWN * 8}{ENTER}"):
        assert log_all(small(), sort).questions[0].at is None


@pytest.mark.parametrize(
    "keys", ["", ENTER, f"{DOWN * 5}{ENTER}", f"{DOWN * 6}{ENTER}", f"{DOWN * 7}{ENTER}", f"{DOWN * 4}{ENTER}"]
)
def test_breaking_off_is_possible_at_every_prompt(keys: str) -> None:
    """Ctrl-C and a closed terminal end the log, and nothing is returned that could be written."""
    with typed(keys + BREAK), pytest.raises(KeyboardInterrupt):
        log_all(small(), sort)
    with typed(keys), pytest.raises(EOFError):
        log_all(small(), sort)


def test_answers_notes_and_improvised_questions_are_typed() -> None:
    """The words are asked for; an empty line changes nothing; the improvised question comes up next."""
    with typed(
        f"{DOWN * 5}{ENTER}It waits.{ENTER}{DOWN * 7}{ENTER}lovely{ENTER}{DOWN * 7}{ENTER}{ENTER}{DOWN * 4}{ENTER}And then?{ENTER}"
        f"{DOWN * 4}{ENTER}{ENTER}{ENTER}{DOWN * 3}{ENTER}{DOWN * 9}{ENTER}"
    ):
        done = log_all(small(), sort)
    first, second = done.questions[:2]
    assert (first.mark, first.said, first.note) == ("asked", "It waits.", "lovely")
    assert (second.mark, second.text) == ("improvised", "And then?")
    assert marks(done)[2:] == [None, None]


def test_breaking_off_at_the_prompt_leaves_the_file(qbank: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal the questions are asked one by one; Ctrl-C leaves everything as it was, stopping writes."""
    before = PATH.read_bytes()
    monkeypatch.setattr(console, "interactive", lambda no_input: not no_input)
    with typed(f"{ENTER}{BREAK}"):
        code, out, _ = qbank("outline", "log", SHEET)
    assert (code, out) == (130, "")
    assert PATH.read_bytes() == before
    with typed(f"{ENTER}{DOWN * 9}{ENTER}"):
        code, out, _ = qbank("outline", "log", SHEET)
    assert code == 0
    assert out.startswith("✓ q01  ")


def imported(qbank: Run, *arguments: str) -> list[dict[str, Any]]:
    """Import the exported notes; return the items of their only episode."""
    code, out, err = qbank("import", f"exports/{SHEET}.txt", *arguments, "--json")
    assert code == 0, err
    (made,) = json.loads(out)["episodes"]
    items: list[dict[str, Any]] = made["items"]
    return items


def test_from_the_log_to_the_notes_to_the_bank_and_back_to_a_search(qbank: Run) -> None:
    """The notes hold what was asked in the order asked; imported they are the same questions, with answers and times; search finds them."""
    found = log(
        qbank, "--great", "q04", "--skipped", "q06", "--all-asked", "--improvised", "q04=Which weaver did you envy most?",
        "--said", "q04=Nobody wanted to own it.", "--at", "q04=23:10", "--order", "q04,q02", "--note", "q04=private words",
    )  # fmt: skip
    asked = [q for q in found["questions"] if q["mark"] not in (None, "skipped")]
    assert [q["id"] for q in asked].index("q02") == [q["id"] for q in asked].index("q04") + 1
    assert qbank("export", SHEET, "--to", "txt")[0] == 0
    text = Path(f"exports/{SHEET}.txt").read_text("utf-8")
    assert "private words" not in text
    wanted = [" ".join(filter(None, (q["context"], q["text"]))) for q in asked]
    planned = imported(qbank, "--dry-run")
    assert [i["text"] for i in planned if i["kind"] == "question"] == wanted
    assert imported(qbank) == planned
    items = {i["text"]: i for i in planned}
    told = next(q for q in asked if q["id"] == "q04")
    item = items[" ".join(filter(None, (told["context"], told["text"])))]
    assert (item["said"], item["at"]) == ("Nobody wanted to own it.", "23:10")
    code, out, _ = qbank("search", "weaver envy", "--json")
    assert code == 0
    assert json.loads(out)["hits"][0]["text"] == "Which weaver did you envy most?"
    assert "said: Nobody wanted to own it." in qbank("show", item["ref"])[1]
    code, out, _ = qbank("import", f"exports/{SHEET}.txt")
    assert "0 episodes written" in out


def test_a_log_that_cannot_be_read_does_not_stop_an_import(qbank: Run) -> None:
    """A broken outline is named, with its line; the notes are read all the same."""
    log(qbank, "--asked", "q01")
    qbank("export", SHEET, "--to", "txt")
    PATH.write_text(PATH.read_text("utf-8").replace('mark = "asked"', 'mark = "aksed"'), "utf-8")
    code, out, err = qbank("import", f"exports/{SHEET}.txt")
    assert code == 0
    assert "1 episode, 1 question" in out
    assert f"exports/{SHEET}.toml:" in err
    assert "aksed" in err
