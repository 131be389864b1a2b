"""How the terminal behaves: lists by pages, words instead of raw dates, a first step where there is no bank, templates that are searched."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
from commands import Run

from qbank.cli.console import day

TOP = Path(__file__).resolve().parent.parent


def on_a_terminal(words: list[str], folder: Path, **environment: str) -> str:
    """Return what a terminal of 24 lines shows of a command, with a pager that marks every line it shows."""
    pty = pytest.importorskip("pty", reason="there are no pseudo-terminals here")
    pager = folder / "pager"
    pager.write_text("#!/bin/sh\nsed 's/^/PAGED /'\n")
    pager.chmod(0o755)
    env = {
        **os.environ, "PYTHONPATH": str(TOP), "PAGER": str(pager), "TERM": "xterm", "LINES": "24", "COLUMNS": "100", "PYTHONIOENCODING": "utf-8",
        "XDG_CACHE_HOME": str(folder / "cache"), **environment,
    }  # fmt: skip
    env.pop("QBANK_BANK", None)
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(folder)
        os.execve(sys.executable, [sys.executable, "-m", "qbank", *words], env)
    said = b""
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:
            break
        if not part:
            break
        said += part
    os.waitpid(pid, 0)
    os.close(terminal)
    return said.decode("utf-8", "replace")


def test_a_list_over_a_screen_pages(tmp_path: Path) -> None:
    """All templates are more than a screen: they come through the pager; a list that fits does not, nor one under --no-input."""
    assert "PAGED   " in on_a_terminal(["templates"], tmp_path)
    few = on_a_terminal(["templates", "what", "--limit", "2"], tmp_path)
    assert "shown (--limit for more)" in few
    assert "PAGED" not in few
    assert "PAGED" not in on_a_terminal(["templates", "--no-input"], tmp_path)
    assert "PAGED" not in on_a_terminal(["templates"], tmp_path, TERM="dumb")


@pytest.mark.parametrize("words", [["show", "40"], ["stats"], ["lint"]], ids=lambda words: words[0])
def test_other_long_lists_page_as_well(words: list[str], tmp_path: Path) -> None:
    """An episode, the figures and the remarks of the lint come by pages on a small screen."""
    assert "PAGED" in on_a_terminal(words, tmp_path, LINES="8")


def test_templates_are_searched(command: Run) -> None:
    """Words narrow the list, beginnings of words, too; what no template says is found by what was asked about it; a cut is said."""
    _, out, _ = command("templates", "network", "parti", "--json")
    found = json.loads(out)
    assert found["total"] == len(found["templates"]) >= 1
    assert "network-partitions" in [t["id"] for t in found["templates"]]
    _, out, told = command("templates", "split brain")
    assert "network-partitions" in out
    assert "No template says “split brain”; these are what was asked about it." in told
    _, out, _ = command("templates", "--limit", "3")
    assert "3 shown (--limit for more)" in out
    assert out.count(" ×  ") == 3
    code, out, told = command("templates", "xylophoneish")
    assert (code, out) == (0, "")
    assert "No template says “xylophoneish”" in told


def test_a_bare_qbank_says_what_to_do_first(command: Run) -> None:
    """In an empty folder three steps, in a bank where it is; the help follows either way."""
    code, out, _ = command()
    assert code == 0
    assert out.startswith("There is no bank of yours in this folder or above it. Three steps:")
    assert "Usage: qbank" in out
    assert command("init", ".", "--show", "The Plumbing Hour", "--host", "Robin Field", "--no-input")[0] == 0
    _, out, _ = command()
    assert out.startswith(f"Your bank: {Path.cwd()}")


def test_each_first_step_is_a_command_that_works(command: Run) -> None:
    """What the first steps say can be typed as it stands."""
    _, out, _ = command()
    first = next(line for line in out.splitlines() if line.startswith("  1."))
    assert 'qbank outline --guest "Jay Kreps" --technology Kafka --to docx' in first
    assert command("outline", "--guest", "Jay Kreps", "--technology", "Kafka", "--to", "docx")[0] == 0
    assert command("init", "my-show", "--show", "My Show", "--host", "Your Name")[0] == 0


def test_dates_are_said_in_words(command: Run, tmp_path: Path) -> None:
    """A person reads 5 Mar 2024, a program 2024-03-05."""
    assert day("2024-03-05") == "5 Mar 2024"
    assert day("2024-13-05") == "2024-13-05"
    (tmp_path / "n.md").write_text(
        "# Episode 1: Quillmark with Ada Brand\n\n## Interview\n\n- How does the inkwell keep up?\n", "utf-8"
    )
    assert command("init", "own", "--show", "The Plumbing Hour", "--host", "Robin Field", "--no-input")[0] == 0
    assert command("import", "n.md", "--date", "2024-03-05", "--bank", "own")[0] == 0
    _, out, _ = command("search", "inkwell", "--bank", "own")
    assert "5 Mar 2024" in out
    assert "2024-03-05" not in out
    _, out, _ = command("search", "inkwell", "--bank", "own", "--json")
    assert json.loads(out)["hits"][0]["episode"]["date"] == "2024-03-05"
