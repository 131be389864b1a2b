"""The short way into a search: the same as the full command, or none."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from search_bank import write

from qbank.cli import fast
from qbank.cli.boundary import guarded


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return a bank's folder that commands use, some time after it was written, with caches of its own."""
    root = tmp_path_factory.mktemp("home") / "bank"
    write(root)
    for path in root.rglob("*.toml"):
        os.utime(path, (10**9, 10**9))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(root.parent / "caches"))
        patch.setenv("QBANK_BANK", str(root))
        yield root


PLAIN = [
    ["search", "raft"],
    ["search", "network", "partition", "--plain"],
    ["search", "netwrok", "--flat"],
    ["search", "zzzzzzzzzz"],
    ["search", "--json", "kelp", "--limit", "2"],
    ["search", "--category=failure-modes", "--technology", "mole", "--since", "2018-01"],
    ["search", "--", "-raft", "kelp"],
    ["search", "raft", "--json", "--no-input", "--debug"],
    ["search", "--guest", "Zoë"],
]


@pytest.mark.parametrize("argv", PLAIN, ids=" ".join)
def test_the_short_way_is_the_full_way(argv: list[str], home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """What is taken the short way prints, byte for byte, what the full command prints."""
    assert home.is_dir()
    assert fast.run(argv) == 0
    short = capfd.readouterr()
    assert guarded(argv) == 0
    assert capfd.readouterr() == short


LEFT = [
    [],
    ["search"],
    ["show", "raft"],
    ["search", "--help"],
    ["search", "raft", "--nonsense"],
    ["search", "-raft"],
    ["search", "raft", "--limit"],
    ["search", "raft", "--limit", "many"],
    ["search", "raft", "--json", "--plain"],
    ["search", "--bank", "."],
    ["search", "raft", "--category", "zoo"],
    ["search", "raft", "--limit", "0"],
    ["search", "raft", "--bank", "/nowhere/at/all"],
]


@pytest.mark.parametrize("argv", LEFT, ids=" ".join)
def test_what_is_not_plain_is_left_to_the_full_command(
    argv: list[str], home: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Help, mistakes and errors are not answered here, and nothing is printed."""
    assert home.is_dir()
    assert fast.run(argv) is None
    assert capfd.readouterr() == ("", "")


@given(
    st.lists(
        st.sampled_from(
            ["raft", "--json", "--limit", "3", "--category", "--", "-x", "--guest=bo", "--plain", "--bank", ""]
        )
    )
)
def test_reading_never_fails(words: list[str]) -> None:
    """Any arguments are read, or left."""
    given_ = fast.read(["search", *words])
    assert given_ is None or isinstance(given_, fast.Given)


@pytest.mark.skipif("COVERAGE_PROCESS_CONFIG" in os.environ, reason="what measures a process is loaded in it")
def test_a_warm_search_loads_no_parser_and_no_pydantic(home: Path) -> None:
    """Once the index is kept, neither Typer nor pydantic nor a TOML reader is loaded."""
    fast.run(["search", "raft"])
    program = (
        "import sys; from qbank.cli import fast; fast.run(['search', 'raft', '--json']);"
        "print(sorted({'typer', 'pydantic', 'tomllib', 'tomli', 'jinja2', 'rich', 'qbank.model', 'platformdirs', 'filelock'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=home)
    assert json.loads(done.stdout)["hits"][0]["ref"] == "012-kelp/4"
    assert done.stderr == "[]\n"
