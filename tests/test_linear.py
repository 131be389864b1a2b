"""What every reader does grows with its input and no faster: counted in calls and characters looked at, never in seconds."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent


def _counted(*argv: str) -> str:
    done = subprocess.run(
        [sys.executable, str(TOP / "benchmarks" / "linear.py"), *argv],
        cwd=TOP, capture_output=True, text=True, encoding="utf-8", timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_transcripts_of_every_shape_cost_work_in_proportion() -> None:
    """Arrows, open tags, brackets, clocks, words in JSON: four times the transcript costs about four times the work."""
    assert re.search(r"1 readers, \d\d pairs of reader and shape: 0 grow", _counted("--only", "talks", "--size", "250"))


def test_readers_of_notes_cost_work_in_proportion() -> None:
    """A sample of forty shapes in each of eight kinds of files; the command tries all of them, and larger."""
    assert re.search(r"9 readers, [4-9]\d pairs of reader and shape: 0 grow", _counted("--every", "8", "--size", "150"))


def test_the_count_sees_what_grows_faster() -> None:
    """A reader that looks at everything again for each line is told from one that does not, in Python and in expressions."""
    code = """
import sys; sys.path.insert(0, "benchmarks")
import linear
linear.count_expressions()
import re
digit = re.compile("[0-9]")
def by_expression(name, data):
    for _ in data.splitlines(): digit.search(data.decode())
def by_calls(name, data):
    lines = data.splitlines()
    for _ in lines:
        for line in lines: line.strip()
def fair(name, data):
    for line in data.splitlines(): digit.search(line.decode())
for linear.read in (by_expression, by_calls, fair):
    print(linear.growth("plain", "the same question", 250)[1])
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=TOP, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False", "True"]
