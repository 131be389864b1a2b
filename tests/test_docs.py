"""The documents say what is true: every command is there, every example runs, every module is listed."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import pytest

import qbank
from qbank.cli.app import COMMANDS

TOP = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TOP / "docs"))
generate = import_module("generate")

README = (TOP / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```console\n(.*?)```", README, re.DOTALL)


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a line of the README as a user would, in an empty folder, with the bank that ships."""
    words = shlex.split(command)
    assert words[0] == "qbank"
    environment = {
        **{k: v for k, v in os.environ.items() if k != "QBANK_BANK"},
        "XDG_CACHE_HOME": str(folder / "cache"), "COLUMNS": "100", "PYTHONIOENCODING": "utf-8",
    }  # fmt: skip
    return subprocess.run(
        [sys.executable, "-m", "qbank", *words[1:]], cwd=folder, env=environment, capture_output=True, text=True,
        encoding="utf-8", stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("block", BLOCKS, ids=lambda b: b.splitlines()[0][2:40])
def test_readme_example_prints_what_the_readme_shows(block: str, tmp_path: Path) -> None:
    """An example of the README prints exactly what stands below it."""
    command, _, shown = block.partition("\n")
    done = run(command.removeprefix("$ "), tmp_path)
    assert done.returncode == 0, done.stderr
    assert [line.rstrip() for line in done.stdout.splitlines()] == [line.rstrip() for line in shown.splitlines()]


def test_readme_has_examples_to_run() -> None:
    """The README's tour has at least three examples."""
    assert len(BLOCKS) >= 3


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_in_the_readme(name: str) -> None:
    """A command that is not in the README's table is a command nobody finds."""
    assert f"| `qbank {name}` |" in README


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(name: str, tmp_path: Path) -> None:
    """The help of every command says what it does and shows an example."""
    done = run(f"qbank {name} --help", tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Usage: qbank" in done.stdout
    assert "Example:" in done.stdout


def test_readme_has_two_set_up_commands_and_ci_runs_the_second() -> None:
    """The README sets up twice and no more: for the main job, and for the tests, which is the line that CI runs."""
    commands = [line for line in README.splitlines() if "pip install" in line]
    assert len(commands) == 2
    assert commands[1] in (TOP / ".ci" / "run").read_text("utf-8").splitlines()


def test_architecture_has_a_row_for_every_room() -> None:
    """The table of rooms in ARCHITECTURE.md is the package's top level, no room more or less."""
    text = (TOP / "docs" / "ARCHITECTURE.md").read_text("utf-8")
    listed = {
        name for row in re.findall(r"^\| (`[^|]+`) \|", text, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)
    }
    top = (TOP / "qbank").iterdir()
    there = {p.stem for p in top if (p.suffix == ".py" or (p / "__init__.py").exists()) and not p.name.startswith("__")}
    assert listed == there


def test_every_dependency_has_its_reason() -> None:
    """Each dependency that qbank declares is explained, and none is explained that it does not have."""
    text = (TOP / "docs" / "DEPENDENCIES.md").read_text("utf-8")
    block = re.search(
        r"^dependencies = \[(.*?)^\]", (TOP / "pyproject.toml").read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    assert block
    declared = set(re.findall(r'"([A-Za-z][\w-]*)', block[1]))
    explained = {n.strip() for row in re.findall(r"^\| ([a-z][\w, -]*) \|", text, re.MULTILINE) for n in row.split(",")}
    assert declared <= explained
    assert explained - declared <= {"library"}


def test_every_public_name_of_the_package_leads_somewhere() -> None:
    """What `import qbank` offers is there, by its own name; another name is refused as Python refuses it."""
    for name in qbank.__all__:
        found = getattr(qbank, name)
        assert name == "FORMATS" or found.__name__ in {name, "read", "search"}
        assert name in dir(qbank)
    assert qbank.__version__ == version("qbank")
    with pytest.raises(AttributeError, match="module 'qbank' has no attribute 'nonsense'"):
        _ = qbank.nonsense


@pytest.mark.parametrize("path", generate.PAGES, ids=lambda path: path.name)
def test_what_is_generated_is_up_to_date(path: Path) -> None:
    """The man page and the references say what the commands and docstrings say now; `python docs/generate.py` writes them."""
    assert path.read_text("utf-8") == generate.PAGES[path]()


def test_the_man_page_is_one_for_man() -> None:
    """`man` sets the page without a warning, and every command has its part; the wheel puts it where man pages are."""
    if shutil.which("man") is None:
        pytest.skip("man is not installed")
    done = subprocess.run(
        ["man", "--warnings", "-l", str(generate.MAN)], capture_output=True, text=True, env={**os.environ, "MANWIDTH": "100", "LC_ALL": "C.UTF-8"}, check=False
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert all(f"qbank {name}" in done.stdout for name in COMMANDS)
    assert '"docs/man/qbank.1" = "share/man/man1/qbank.1"' in (TOP / "pyproject.toml").read_text("utf-8")


def test_the_readme_is_short_and_shows_the_sheet_and_the_desk() -> None:
    """At most 120 lines, with one picture of the sheet and one of the desk."""
    assert len(README.splitlines()) <= 120
    pictures = re.findall(r'<img src="([^"]+)" alt="[^"]{20,}"', README)
    assert [Path(picture).name for picture in pictures] == ["sheet.png", "desk-live.png"]
    assert all((TOP / picture).is_file() for picture in pictures)
