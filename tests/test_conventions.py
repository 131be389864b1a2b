"""The table of conventions: thirty rows, each proved by its command, from the top to the bottom in a folder that is empty at first."""

from __future__ import annotations

import io
import re
import shlex
from pathlib import Path

import pytest
from commands import Run

TOP = Path(__file__).resolve().parent.parent
PAGE = TOP / "docs" / "reference" / "conventions.md"
_ROW = re.compile(r"^\| (\d+) \| (.+?) \| (.+?) \| (.+?) \| `([^`]+)` \| (\d+) \| `([^`]+)` \|$", re.MULTILINE)
IN_THE_BANK = range(17, 22)
"""The rows whose commands are typed in the bank that row 15 starts."""


def test_there_are_thirty_rows_about_six_programs() -> None:
    """Thirty, numbered, and each of the six programs is compared more than once."""
    text = PAGE.read_text("utf-8")
    rows = _ROW.findall(text)
    assert [int(row[0]) for row in rows] == list(range(1, 31))
    for program in ("Ontime", "Fava", "Datasette", "copier", "sqlite-utils", "llm"):
        assert sum(program in row[3] for row in rows) >= 2, program


def test_every_row_is_proved_by_its_command(command: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each command ends with the code that stands beside it, and says the text."""
    wrong = []
    for number, habit, _, _, line, code, says in _ROW.findall(PAGE.read_text("utf-8")):
        folder = tmp_path / "here" / ("my-show" if int(number) in IN_THE_BANK else "")
        folder.mkdir(parents=True, exist_ok=True)
        monkeypatch.chdir(folder)
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO()))
        done, out, told = command(*shlex.split(line)[1:])
        if done != int(code) or says not in out + told:
            wrong.append(f"{number} {habit}: {line}: {done} {out[-300:]}{told[-300:]}")
    assert not wrong, "\n".join(wrong)
