"""`qbank edits` through the entry point: the change list, --apply, ticks and notes in the log, and whose sheet it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from commands import PLAN, Run
from word_tools import below, drop, edited, move, note, reword, tick

SHEET = "kafka-ada-example"
WORD, PATH = Path(f"exports/{SHEET}.docx"), Path(f"exports/{SHEET}.toml")


@pytest.fixture
def qbank(command: Run) -> Run:
    """Return a function that runs a command in an empty folder with one exported sheet."""
    assert command(*PLAN, "--to", "docx")[0] == 0
    return command


def lines(*, lane: str) -> list[str]:
    """Return the ids of the outline's questions of a lane, in order."""
    import tomllib

    data = tomllib.loads(PATH.read_text("utf-8"))
    return [q["id"] for s in data["sections"] for q in s["questions"] if q.get("lane", "must") == lane]


def log(qbank: Run) -> dict[str, dict[str, Any]]:
    """Return the log's questions by id."""
    _, out, _ = qbank("outline", "log", SHEET, "--json")
    return {q["id"]: q for q in json.loads(out)["questions"]}


def test_ticks_and_notes_go_into_the_log(qbank: Run) -> None:
    """What was ticked, starred and written under a question is listed, applied, and then the log's; undo takes it back."""
    first, second, third = lines(lane="must")[:3]
    before = PATH.read_bytes()
    Path("back.docx").write_bytes(
        edited(WORD.read_bytes(), tick(first), tick(second, "☐★"), note(second, "the best of it"), below(third, "ran out of time", "Normal"))
    )  # fmt: skip
    code, out, err = qbank("edits", "back.docx")
    assert code == 0, err
    assert f"{first}: ticked as asked" in out
    assert f"{second}: ticked as great" in out
    assert f"{third}: noted “ran out of time”" in out
    assert "4 changes; add --apply to write them into" in err
    assert PATH.read_bytes() == before
    code, _, err = qbank("edits", "back.docx", "--apply")
    assert code == 0
    assert "Written into" in err
    found = log(qbank)
    assert (found[first]["mark"], found[second]["mark"], found[third]["mark"]) == ("asked", "great", None)
    assert (found[second]["note"], found[third]["note"]) == ("the best of it", "ran out of time")
    assert qbank("outline", "log", SHEET, "--rest-skipped")[0] == 0
    assert log(qbank)[third]["mark"] == "skipped"
    assert qbank("edits", "back.docx", "--apply")[0] == 0
    assert log(qbank)[third]["mark"] == "skipped"
    assert qbank("undo")[0] == qbank("undo")[0] == 0
    assert PATH.read_bytes() == before


def test_the_change_list_is_json_too_and_an_untouched_sheet_has_none(qbank: Run) -> None:
    """Kinds, ids, before and after; what is applied is no longer a change."""
    code, out, _ = qbank("edits", str(WORD), "--json")
    assert (code, json.loads(out)["changes"], json.loads(out)["applied"]) == (0, [], False)
    assert qbank("edits", str(WORD))[1] == f"Nothing was changed on this sheet of '{SHEET}'.\n"
    first, second, third = lines(lane="must")[1:4]
    Path("back.docx").write_bytes(edited(WORD.read_bytes(), reword(first, "What is it, in one breath?"), drop(third)))
    found = json.loads(qbank("edits", "back.docx", "--json")[1])
    assert (found["outline"], found["copy"], found["applied"]) == (SHEET, "host", False)
    assert {(c["kind"], c["id"], c["after"]) for c in found["changes"]} == {
        ("reworded", first, "What is it, in one breath?"),
        ("dropped", third, ""),
    }
    assert "2 changes; add --apply" in qbank("edits", "back.docx")[2]
    Path("moved.docx").write_bytes(edited(WORD.read_bytes(), move(second, before=first)))
    assert "moved" in qbank("edits", "moved.docx")[1]
    assert json.loads(qbank("edits", "back.docx", "--apply", "--json")[1])["applied"] is True
    assert third not in lines(lane="must")
    again = json.loads(qbank("edits", "back.docx", "--json")[1])
    assert again["changes"] == []
    assert "was changed after this sheet was made" in again["problems"][0]["what"]
    assert qbank("outline", "refresh", SHEET)[1].startswith("Left, because you touched it: 1\n")


def test_comments_of_the_host_stay_in_the_outline(qbank: Run) -> None:
    """What is applied changes its own lines; comments written into the file by hand survive."""
    PATH.write_text(f"# for the anniversary\n{PATH.read_text('utf-8')}", "utf-8")
    Path("back.docx").write_bytes(edited(WORD.read_bytes(), tick(lines(lane="must")[0])))
    assert qbank("edits", "back.docx", "--apply")[0] == 0
    text = PATH.read_text("utf-8")
    assert text.startswith("# for the anniversary\n")
    assert text.count('mark = "asked"') == 1


def test_a_sheet_of_another_outline_is_refused_and_says_whose_it_is(qbank: Run) -> None:
    """Named for another outline it is refused; without its outline here the message names the one that is missing."""
    assert qbank("outline", "--guest", "Bo", "--technology", "Rust", "--no-input")[0] == 0
    code, out, err = qbank("edits", str(WORD), "--outline", "rust-bo", "--apply")
    assert (code, out) == (1, "")
    assert f"is a sheet of the outline '{SHEET}', not of 'rust-bo'" in err
    PATH.rename("moved.toml")
    code, out, err = qbank("edits", str(WORD))
    assert (code, out) == (1, "")
    assert f"is a sheet of the outline '{SHEET}', which is not in" in err
    assert "--outline" in err
    assert qbank("edits", str(WORD), "--outline", "moved.toml")[0] == 0


def test_what_is_no_sheet_is_said(qbank: Run) -> None:
    """A text file, a file that is not there and a stranger's document are told from a sheet."""
    Path("notes.docx").write_text("no zip at all", "utf-8")
    for name in ("notes.docx", "none.docx"):
        code, out, err = qbank("edits", name)
        assert (code, out) == (1, "")
        assert name in err


def test_the_guests_form_is_read_back(qbank: Run) -> None:
    """The guest's copy has no questions to change: it comes back without changes until the form is filled in."""
    assert qbank("export", SHEET, "--to", "docx", "--copy", "guest")[0] == 0
    found = json.loads(qbank("edits", f"exports/{SHEET}-guest.docx", "--json")[1])
    assert (found["copy"], found["changes"]) == ("guest", [])
