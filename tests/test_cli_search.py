"""`qbank search` as a person runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from search_bank import write

from qbank.cli.boundary import guarded


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a bank's folder that commands find by themselves, with caches of its own."""
    root = tmp_path / "bank"
    write(root)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    monkeypatch.chdir(root)
    return root


def test_json(capfd: pytest.CaptureFixture[str]) -> None:
    """The JSON object is the contract's, and stderr is empty."""
    assert guarded(["search", "raft", "--json"]) == 0
    out, err = capfd.readouterr()
    assert json.loads(out)["hits"][0]["ref"] == "012-kelp/4"
    assert err == ""


def test_a_correction_is_told_on_stderr(capfd: pytest.CaptureFixture[str]) -> None:
    """Data is on stdout; that a word was corrected stands on stderr."""
    assert guarded(["search", "netwrok", "--plain"]) == 0
    out, err = capfd.readouterr()
    assert out.startswith("012-kelp/3\t")
    assert err == "Nothing says “netwrok”: searched for “network”.\n"


def test_nothing_found_is_no_failure(capfd: pytest.CaptureFixture[str]) -> None:
    """Without a hit the exit code is 0, stdout is empty, and stderr says what to try."""
    assert guarded(["search", "zzzzzzzzzz"]) == 0
    out, err = capfd.readouterr()
    assert out == ""
    assert err.startswith("Nothing found.\nCategories: background")


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["search"], "there is nothing to look for"),
        (["search", "raft", "--category", "zoo"], "there is no category 'zoo'"),
        (["search", "raft", "--since", "soon"], "neither a date nor the number"),
        (["search", "raft", "--json", "--plain"], "cannot go together"),
        (["search", "raft", "--limit", "0"], "0"),
        (["search", "raft", "--nonsense"], "--nonsense"),
    ],
)
def test_wrong_usage(argv: list[str], words: str, capfd: pytest.CaptureFixture[str]) -> None:
    """A mistake in the options exits with 2, with nothing on stdout and a sentence on stderr."""
    assert guarded(argv) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert words in err


def test_a_change_of_the_bank_is_seen(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """What was edited by hand is what the next search finds."""
    guarded(["search", "raft", "--plain"])
    path = home / "questions" / "episodes" / "012-kelp.toml"
    path.write_text(path.read_text("utf-8").replace("Raft or something", "Paxos or something"), "utf-8")
    capfd.readouterr()
    guarded(["search", "raft", "--flat"])
    assert "theme consensus: “paxos”" in capfd.readouterr().out


def test_the_cache_may_be_deleted_or_refused(
    home: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """With a cache folder that cannot be one, the answer comes from memory and stderr says so."""
    (home / "file").write_text("", "utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "file"))
    assert guarded(["search", "raft", "--plain"]) == 0
    out, err = capfd.readouterr()
    assert out.startswith("012-kelp/4\t")
    assert err.startswith("The search index was made in memory")
