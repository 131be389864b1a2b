"""The command that tries to lose a host's work, in its short form; and the table in the documents that its full form filled."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parent.parent
ROW = re.compile(r"^\| ([^|]+?) \| (\d.*?) \|$", re.MULTILINE)
ONLY_IN_FULL = {"kill -9 at a system call (strace)"}


def _rows(text: str) -> dict[str, list[int]]:
    return {name: [int(cell) for cell in cells.split(" | ")] for name, cells in ROW.findall(text)}


@pytest.fixture(scope="module")
def short() -> subprocess.CompletedProcess[str]:
    """The short form, run once."""
    if not hasattr(os, "fork"):
        pytest.skip("this system cannot fork")
    return subprocess.run(
        [sys.executable, str(TOP / "benchmarks" / "faults.py")],
        cwd=TOP, capture_output=True, text=True, encoding="utf-8", timeout=600,
    )  # fmt: skip


def test_nothing_is_mixed_lost_leaked_or_left(short: subprocess.CompletedProcess[str]) -> None:
    """Kills, refusals, power cuts, wrong data and hostile text: a sample of each leaves the bank old or new, and sound."""
    assert short.returncode == 0, short.stderr
    found = _rows(short.stdout)
    assert len(found) == 15
    for name, (tried, met, *_, mixed, lost, tracebacks, left, _seconds) in found.items():
        assert tried > 0, name
        assert met > 0, name
        assert (mixed, lost, tracebacks, left) == (0, 0, 0, 0), name


def test_the_document_has_the_rows_of_the_command(short: subprocess.CompletedProcess[str]) -> None:
    """docs/RELIABILITY.md shows a larger run: every row that the command makes, many more tries, and no loss in any."""
    text = (TOP / "docs" / "RELIABILITY.md").read_text("utf-8")
    table = text.split("<!-- faults: begin -->")[1].split("<!-- faults: end -->")[0]
    assert "python benchmarks/faults.py --" in table
    shown, now = _rows(table), _rows(short.stdout)
    assert shown.keys() - ONLY_IN_FULL == now.keys()
    for name, figures in shown.items():
        assert figures[4:8] == [0, 0, 0, 0], name
        if name in now:
            assert figures[0] >= now[name][0], name
