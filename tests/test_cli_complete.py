"""Completion on a command line: the bank's names, quick and silent."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from search_bank import write

from qbank.cli import options as complete
from qbank.cli.app import COMMANDS
from qbank.cli.boundary import guarded

CONTEXT: Any = SimpleNamespace(params={})


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a bank's folder that commands find by themselves, with an empty cache and one outline."""
    root = tmp_path / "bank"
    write(root)
    (root / "exports").mkdir()
    (root / "exports" / "kelp-ada-moreno.toml").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    monkeypatch.delenv("_QBANK_COMPLETE", raising=False)
    monkeypatch.chdir(root)
    return root


def offers() -> dict[str, list[str]]:
    """Return what each completer offers when nothing is typed yet."""
    names = ("themes", "technologies", "guests", "categories", "templates", "episodes", "outlines")
    return {name: getattr(complete, name)(CONTEXT, "") for name in names}


def test_names_of_the_bank_are_offered(capfd: pytest.CaptureFixture[str]) -> None:
    """Every kind of name is offered, whether a search has kept an index before or not."""
    found = offers()
    assert found["technologies"] == ["Kelp", "Mole", "Newt"]
    assert found["guests"] == ["Ada Moreno", "Bo Li", "Cy Adeyemi", "Zoë Brûlé"]
    assert found["outlines"] == ["kelp-ada-moreno"]
    assert "scaling" in found["categories"]
    assert all(found[name] for name in ("themes", "templates", "episodes"))
    assert guarded(["search", "raft"]) == 0
    assert offers() == found
    capfd.readouterr()


def test_case_does_not_matter_and_what_was_typed_stays() -> None:
    """A name goes on from what was typed; `show` completes episodes and templates."""
    assert complete.technologies(CONTEXT, "ke") == ["kelp"]
    assert complete.technologies(CONTEXT, "Ke") == ["Kelp"]
    assert complete.references(CONTEXT, "par") == ["partitions"]
    assert complete.references(CONTEXT, "012") == ["012-kelp"]
    assert complete.guests(CONTEXT, "x") == []


def test_the_bank_that_was_named_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--bank` on the line counts before the folder."""
    monkeypatch.chdir(tmp_path)
    there: Any = SimpleNamespace(params={"bank": tmp_path / "bank"})
    assert complete.technologies(there, "K") == ["Kelp"]
    nowhere: Any = SimpleNamespace(params={"bank": tmp_path / "nowhere"})
    assert complete.technologies(nowhere, "K") == []


def test_a_broken_bank_is_no_moment_for_an_error(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Files that are not TOML, no text or no files at all: what the last search knew is offered, else nothing, and nothing is said."""
    episodes = home / "questions" / "episodes"
    (episodes / "999-broken.toml").write_bytes(b'technology = "Whelk"\n[[[ \xff\xfe')
    (episodes / "998-gone.toml").symlink_to(home / "nowhere")
    assert complete.technologies(CONTEXT, "K") == []
    assert capfd.readouterr() == ("", "")


def test_bash_is_handed_one_word(monkeypatch: pytest.MonkeyPatch) -> None:
    """A blank in a name does not make two words of it."""
    monkeypatch.setenv("_QBANK_COMPLETE", "complete_bash")
    assert complete.guests(CONTEXT, "A") == ["Ada\\ Moreno"]


def shell(home: Path, words: str, at: int) -> tuple[int, list[str], str]:
    """Ask the program as bash does; return its exit code, what it offers, and what it says besides."""
    env = os.environ | {
        "_QBANK_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(at),
        "PYTHONPATH": str(Path(complete.__file__).parents[2]),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", "from qbank.__main__ import main; main()"],
        capture_output=True, text=True, env=env, cwd=home, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout.split("\n")[:-1], done.stderr


def test_a_shell_is_answered(home: Path) -> None:
    """The whole way, by environment variables: an option's values come out one a line, and nothing else."""
    assert shell(home, "qbank search raft --technology ", 4) == (0, ["Kelp", "Mole", "Newt"], "")


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("qbank s", ["search", "show", "stats"]),
        ("qbank serch ", list(COMMANDS)),
        ("qbank --v", ["--version"]),
        ("qbank outline chekc c", ["check"]),
        ("qbank outline ch", ["check"]),
        ("qbank outline log k", ["kelp-ada-moreno"]),
        ("qbank outline arrange k", ["kelp-ada-moreno"]),
        ("qbank outline --avoid par", ["partitions"]),
        ("qbank outline --like 100", ["100-kelp"]),
        ("qbank outline --guest B", ["Bo\\ Li"]),
        ("qbank export k", ["kelp-ada-moreno"]),
        ("qbank review 012-kelp/4 --join par", ["partitions"]),
        ("qbank show 100", ["100-kelp"]),
    ],
)
def test_every_command_completes_its_names(
    words: str, offered: list[str], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Commands, sub-commands and the values of their arguments; a command that does not exist offers those that do."""
    monkeypatch.setenv("_QBANK_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(len(words.split(" ")) - 1))
    assert guarded([]) == 0
    out, err = capfd.readouterr()
    assert out.split("\n")[:-1] == offered
    assert err == ""


@pytest.mark.parametrize(
    ("shell", "says"), [("bash", "COMPREPLY"), ("zsh", "#compdef qbank"), ("fish", "complete --command qbank")]
)
def test_each_shell_is_given_its_own_script(shell: str, says: str, capfd: pytest.CaptureFixture[str]) -> None:
    """The script is the one of the shell that is named, whatever shell calls; another name is answered with the known ones."""
    assert guarded(["--show-completion", shell]) == 0
    assert says in capfd.readouterr().out
    assert guarded(["--show-completion", "tcsh"]) == 2
    assert "bash" in capfd.readouterr().err
