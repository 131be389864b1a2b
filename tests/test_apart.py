"""What a server has done by a process of its own."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_tools import bank_in, wait_for

from qbank.bank.place import Place
from qbank.errors import NotFoundError, UsageError
from qbank.tasks import workspace as apart
from qbank.tasks.workspace import Workspace

NAME = "ledgerlake-mina-okafor"
LINE = "What did the rewrite teach you?"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Return a bank of one's own with one sheet."""
    return bank_in(tmp_path / "show")


@pytest.fixture
def helper(place: Place) -> Iterator[apart.Helper]:
    """Return what works apart for that bank, and let it go afterwards."""
    made = apart.Helper(place)
    yield made
    made._let_go()


def test_a_job_done_apart_returns_what_it_returns_here(place: Place, helper: apart.Helper) -> None:
    """A question is sorted, and a sheet made, as without the other process, which does one job after the other."""
    here = Workspace(place)
    assert tuple(helper.ask("sort", "LedgerLake", ["Mina Okafor"], LINE)) == here.sorter(
        "LedgerLake", ("Mina Okafor",)
    )(LINE)
    process = helper._process
    outline = str(place.exports / f"{NAME}.toml")
    assert helper.ask("export", outline, "txt", "host") == here.done("export", outline, "txt", "host")
    assert helper._process is process


def test_an_error_met_apart_is_the_same_error(place: Place, helper: apart.Helper) -> None:
    """What another process refuses is refused with its words, its cure and its kind; the next job is done."""
    outline = str(place.exports / f"{NAME}.toml")
    with pytest.raises(UsageError, match="--to is 'nonsense'") as refused:
        helper.ask("export", outline, "nonsense", "host")
    assert refused.value.hint
    assert helper.ask("export", outline, "txt", "host")


@pytest.mark.skipif(os.name != "posix", reason="a process is killed as on a Unix system")
def test_a_job_is_done_here_where_the_process_was_killed(place: Place, helper: apart.Helper) -> None:
    """Nobody is refused because a process died; the next job has a new one."""
    outline = str(place.exports / f"{NAME}.toml")
    made = helper.ask("export", outline, "txt", "host")
    first = helper._process
    assert first is not None
    os.kill(first.pid, signal.SIGSTOP)
    os.kill(first.pid, signal.SIGKILL)
    assert helper.ask("export", outline, "txt", "host") == made
    assert helper.ask("export", outline, "txt", "host") == made
    assert helper._process is not first


def test_the_process_is_let_go(place: Place, helper: apart.Helper, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that had nothing to do for a while has ended, and with it what it had loaded."""
    monkeypatch.setattr(apart, "PATIENCE", 0.1)
    helper.ask("export", str(place.exports / f"{NAME}.toml"), "txt", "host")
    assert wait_for(lambda: helper._process is None)


@pytest.mark.parametrize("error", [NotFoundError("there is none", hint="look", where="here"), UsageError("no")])
def test_errors_survive_the_way(error: NotFoundError | UsageError) -> None:
    """An error that was told as JSON is what it was."""
    told = json.loads(json.dumps({"kind": type(error).__name__, **vars(error)}))
    again = apart._as_error(**told)
    assert (type(again), vars(again)) == (type(error), vars(error))
