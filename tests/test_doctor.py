"""`qbank doctor`: what is installed, which bank is worked with and how it was found, what is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commands import Run

import qbank


def report(command: Run, *more: str) -> tuple[int, dict[str, object]]:
    """Return the exit code and what the doctor says as data."""
    code, out, _ = command("doctor", "--json", *more)
    return code, json.loads(out)


def test_a_sound_installation_has_nothing_to_mend(command: Run) -> None:
    """In an empty folder it names the version and the bank that ships, read only or not, and ends well."""
    code, made = report(command)
    assert code == 0, made
    assert made["version"] == qbank.__version__
    assert made["problems"] == []
    bank = made["bank"]
    assert isinstance(bank, dict)
    assert (bank["found"], bank["episodes"]) == ("the one that ships", 10)
    code, out, _ = command("doctor")
    assert code == 0
    assert "(found by the one that ships" in out
    assert "Nothing is wrong." in out


def test_it_says_how_the_bank_was_found(command: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the option, by QBANK_BANK, or because the folder lies in it: whichever decides."""
    assert command("init", "own", "--show", "The Plumbing Hour", "--host", "Robin Field", "--no-input")[0] == 0

    def found(*more: str) -> object:
        bank = report(command, *more)[1]["bank"]
        assert isinstance(bank, dict)
        assert bank["show"] == "The Plumbing Hour"
        return bank["found"]

    assert found("--bank", "own") == "--bank"
    monkeypatch.setenv("QBANK_BANK", str(Path("own").resolve()))
    assert found() == "QBANK_BANK"
    monkeypatch.delenv("QBANK_BANK")
    monkeypatch.chdir("own/questions")
    assert found() == "this folder or one above it"


def test_everything_that_is_wrong_is_named_at_once(command: Run) -> None:
    """A bank that cannot be read and an outline that is damaged are problems with place and cure; the exit code says so."""
    assert command("init", "own", "--show", "The Plumbing Hour", "--host", "Robin Field", "--no-input")[0] == 0
    Path("own/questions/show.toml").write_text("language = \n", "utf-8")
    Path("own/exports").mkdir(exist_ok=True)
    Path("own/exports/torn.toml").write_text("id = ", "utf-8")
    code, made = report(command, "--bank", "own")
    assert code == 3
    problems = made["problems"]
    assert isinstance(problems, list)
    told = " ".join(problem["where"] for problem in problems)
    assert "show.toml" in told
    assert "torn.toml" in told
    code, made = report(command, "--bank", "nowhere")
    assert (code, made["bank"]) == (3, None)


def test_a_package_that_is_missing_is_named(command: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """What qbank cannot do without and is not installed is a problem; an extra that is not installed is none."""
    from importlib import metadata

    from qbank.tasks import health

    def version(name: str) -> str:
        if name in ("icalendar", "mcp"):
            raise metadata.PackageNotFoundError(name)
        return "1"

    monkeypatch.setattr(health, "version", version)
    monkeypatch.setattr(health, "requires", lambda _: ["icalendar<8,>=7", "mcp<3,>=2.3; extra == 'assistant'"])
    code, made = report(command)
    assert code == 3
    assert made["problems"] == [
        {
            "where": "packages",
            "what": "icalendar is not installed",
            "hint": "install qbank again: pip install --force-reinstall qbank",
        }
    ]
    extras = made["extras"]
    assert isinstance(extras, dict)
    assert extras["assistant"] is False
