"""Several files change as one or not at all, whatever happens in between."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from banks import empty_place

from qbank import bank as banks
from qbank.bank import change, disk
from qbank.bank.place import Place
from qbank.errors import BankError
from qbank.model import Bank, Category, Episode, Template

CATEGORIES = tuple(Category(id=i, title=i, block="why", minutes=5) for i in ("origin", "scaling"))
OLD = Bank(
    categories=CATEGORIES,
    templates=(Template(id="a", category="origin", cue="a", text="A?"),),
    episodes=(Episode(id="001-a", title="A"), Episode(id="002-b", title="B")),
)
NEW = replace(
    OLD,
    templates=(replace(OLD.templates[0], text="Why?"), Template(id="b", category="scaling", cue="b", text="B?")),
    episodes=(replace(OLD.episodes[0], title="Other"), Episode(id="003-c", title="C")),
)
CALLS = ("open", "write", "fsync", "replace", "unlink", "mkdir")
"""The system calls that change a change."""

forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A bank whose files are OLD's."""
    made = empty_place(tmp_path / "bank")
    banks.save(made, OLD, base=Bank(), command="start")
    return made


def _strays(place: Place) -> list[str]:
    return [p.name for p in place.root.rglob("*.qbank-*")]


@contextmanager
def _at_call(number: int, fault: Callable[[Callable[..., Any], tuple[Any, ...]], Any]) -> Iterator[list[str]]:
    """Have the fault take the place of the call of that number, counted over all calls that change a change."""
    real = {name: getattr(os, name) for name in CALLS}
    seen: list[str] = []

    def made(name: str) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 (stands for any of the calls)
            seen.append(name)
            return fault(real[name], args) if len(seen) - 1 == number else real[name](*args, **kwargs)

        return call

    for name in CALLS:
        setattr(os, name, made(name))
    try:
        yield seen
    finally:
        for name in CALLS:
            setattr(os, name, real[name])


def _count(work: Callable[[], object]) -> int:
    with _at_call(-1, lambda *_: None) as seen:
        work()
    return len(seen)


def _save(place: Place, bank: Bank, base: Bank) -> None:
    banks.save(place, bank, base=base, command="import")


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EACCES])
def test_a_disk_that_refuses_once_leaves_the_bank_as_it_was(place: Place, code: int) -> None:
    """Whichever call fails: the error says why, and the bank is the old one to the last byte, or the change is whole."""
    calls = _count(lambda: _save(place, NEW, OLD))
    banks.undo(place)
    assert banks.load(place) == OLD
    said = []
    for number in range(calls):

        def refuse(*_: object) -> None:
            raise OSError(code, os.strerror(code))

        with _at_call(number, refuse):
            try:
                _save(place, NEW, OLD)
            except BankError as error:
                said.append(error.message)
        now = banks.load(place)
        assert now in (OLD, NEW)
        if now == NEW:
            banks.undo(place)
    assert len(said) > calls / 2
    assert all(os.strerror(code) in message for message in said)
    _save(place, NEW, OLD)
    assert _strays(place) == []


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
def test_a_disk_that_refuses_for_good_never_leaves_a_mix(place: Place, code: int) -> None:
    """From some call on everything fails: the bank is the old one, and the command says so, or the new one."""
    calls = _count(lambda: _save(place, NEW, OLD))
    banks.undo(place)
    for number in range(calls):
        broken = False

        def refuse(*_: object) -> None:
            raise OSError(code, os.strerror(code))

        with _at_call(number, refuse) as seen:
            _break_from(seen, number, code)
            try:
                _save(place, NEW, OLD)
            except BankError:
                broken = True
        now = banks.load(place)
        assert now == NEW or (broken and now == OLD)
        if now == NEW:
            banks.undo(place)
    _save(place, NEW, OLD)
    assert banks.load(place) == NEW
    assert _strays(place) == []


def _break_from(seen: list[str], number: int, code: int) -> None:
    """Have every call from that number on fail; the patch of `_at_call` is undone by its own end."""
    for name in CALLS:
        patched = getattr(os, name)

        def call(*args: Any, patched: Callable[..., Any] = patched, **kwargs: Any) -> Any:  # noqa: ANN401
            if len(seen) > number:
                raise OSError(code, os.strerror(code))
            return patched(*args, **kwargs)

        setattr(os, name, call)


def _die(real: Callable[..., Any], args: tuple[Any, ...]) -> None:
    """End the process at once, as kill -9 does; a write gets half done."""
    if real.__name__ == "write":
        real(args[0], bytes(args[1])[: len(args[1]) // 2])
    os._exit(9)


def _in_child(work: Callable[[], object]) -> int:
    """Do something in a process of its own; return how it ended."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        work()
        os._exit(0)
    finally:
        os._exit(1)


@forks
@pytest.mark.parametrize("command", ["save", "undo"])
def test_a_process_killed_at_any_call_leaves_the_old_bank_or_the_new(place: Place, command: str) -> None:
    """Kill -9 before any call that changes the disk, of a save and of an undo: the next command finds no mix."""
    if command == "undo":
        _save(place, NEW, OLD)
    before, after = (OLD, NEW) if command == "save" else (NEW, OLD)

    def work() -> None:
        _save(place, NEW, OLD) if command == "save" else banks.undo(place)

    def killed(number: int) -> None:
        with _at_call(number, _die):
            work()

    seen = []
    for number in range(500):
        ended = _in_child(lambda number=number: killed(number))  # type: ignore[misc]
        now = banks.load(place)
        assert now in (before, after)
        seen.append(now == after)
        if now == after:
            banks.undo(place) if command == "save" else _save(place, NEW, OLD)
        if ended == 0:
            break
    assert number > 20
    assert {False, True} == set(seen)
    _save(place, before, banks.load(place))
    assert _strays(place) == []


@forks
def test_a_recovery_that_is_killed_can_be_recovered(place: Place) -> None:
    """Putting a change right may be cut short as well, at any call, any number of times."""
    calls = _count(lambda: _save(place, NEW, OLD))
    banks.undo(place)

    def killed(number: int, work: Callable[[], object]) -> None:
        with _at_call(number, _die):
            work()

    for first in range(calls // 2, calls):
        _in_child(lambda first=first: killed(first, lambda: _save(place, NEW, OLD)))  # type: ignore[misc]
        for second in range(20):
            if _in_child(lambda second=second: killed(second, lambda: banks.load(place))) == 0:  # type: ignore[misc]
                break
        assert banks.load(place) in (OLD, NEW)
        if banks.load(place) == NEW:
            banks.undo(place)


@forks
def test_a_reader_never_sees_half_a_change(place: Place) -> None:
    """While one process changes the bank again and again, another reads only whole banks."""
    child = os.fork()
    if not child:
        try:
            for _ in range(15):
                _save(place, NEW, OLD)
                _save(place, OLD, NEW)
        finally:
            os._exit(0)
    seen, said = [], []
    while not os.waitpid(child, os.WNOHANG)[0]:
        try:
            seen.append(banks.load(place))
        except BankError as error:
            said.append(error.message)
    assert all("keep changing" in message for message in said)
    assert all(bank in (OLD, NEW) for bank in seen)


def test_a_dead_process_s_lock_is_free(place: Place) -> None:
    """A process killed while it holds the lock holds up nobody."""
    held = _holder(place)
    held.send_signal(signal.SIGKILL)
    held.wait()
    _save(place, NEW, OLD)
    assert banks.load(place) == NEW


def test_two_commands_never_write_at_once(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """While another process holds the lock, a command waits, then says so and writes nothing."""
    monkeypatch.setattr(change, "PATIENCE", 0.2)
    held = _holder(place)
    try:
        with pytest.raises(BankError, match="another qbank command is at work"):
            _save(place, NEW, OLD)
    finally:
        held.kill()
        held.wait()
    assert banks.load(place) == OLD


def _holder(place: Place) -> subprocess.Popen[str]:
    """Start a process that holds the bank's lock until it is ended."""
    code = (
        "import sys, time; from pathlib import Path; from qbank.bank import change\n"
        "with change.locked(Path(sys.argv[1])):\n print('held', flush=True); time.sleep(60)"
    )
    held = subprocess.Popen([sys.executable, "-c", code, str(place.root)], stdout=subprocess.PIPE, text=True)
    assert held.stdout is not None
    assert held.stdout.readline() == "held\n"
    return held


def test_the_holder_of_a_lock_may_save(place: Place) -> None:
    """A command that locks the bank from loading to saving does not wait for itself."""
    with banks.locked(place):
        _save(place, NEW, banks.load(place))
    assert banks.load(place) == NEW


def test_changes_are_taken_back_one_by_one(place: Place) -> None:
    """Each undo goes one change further back, until nothing is left to take back."""
    _save(place, NEW, OLD)
    banks.save(place, OLD, base=NEW, command="review")
    assert banks.undo(place) == "review"
    assert banks.load(place) == NEW
    assert banks.undo(place) == "import"
    assert banks.load(place) == OLD
    assert banks.undo(place) == "start"
    with pytest.raises(BankError, match="no change to take back"):
        banks.undo(place)


def test_twenty_changes_are_kept(place: Place) -> None:
    """The history does not grow without end."""
    bank = OLD
    for n in range(25):
        new = replace(bank, episodes=(replace(OLD.episodes[0], number=n),))
        banks.save(place, new, base=bank, command=f"change {n}")
        bank = new
    taken = [banks.undo(place) for _ in range(change.KEPT)]
    assert taken == [f"change {n}" for n in range(24, 4, -1)]
    with pytest.raises(BankError, match="no change"):
        banks.undo(place)


def test_an_undo_never_loses_an_edit(place: Place) -> None:
    """A file edited since the change is noticed; nothing is taken back."""
    _save(place, NEW, OLD)
    path = place.questions / "episodes" / "001-a.toml"
    path.write_text(path.read_text() + "# mine\n")
    with pytest.raises(BankError, match="edited after “import”"):
        banks.undo(place)
    assert banks.load(place) == NEW
    assert "# mine" in path.read_text()


def _cut_short(place: Place, renamed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave a change behind as a crash does after so many renames of data files."""
    real, done = Path.replace, []

    def crash(self: Path, target: Path) -> Path:
        if self.name.endswith(".toml.qbank-new"):
            done.append(target)
            if len(done) > renamed:
                raise SystemExit
        return real(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", crash)
        patch.setattr(change, "_give_up", lambda *_: None)
        with pytest.raises(SystemExit):
            _save(place, NEW, OLD)
    assert change.pending(place.root)


def test_an_edit_of_the_old_file_after_a_crash_survives(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Someone edits a file that had not been renamed yet: the rest goes back, the edit stays."""
    _cut_short(place, 0, monkeypatch)
    path = place.questions / "episodes" / "001-a.toml"
    path.write_text(path.read_text() + "number = 7\n")
    assert banks.load(place) == replace(OLD, episodes=(replace(OLD.episodes[0], number=7), OLD.episodes[1]))


def test_an_edit_of_the_new_file_after_a_crash_survives(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Someone edits a file that had been renamed already: the rest goes forward, the edit stays."""
    _cut_short(place, 1, monkeypatch)
    path = place.questions / "episodes" / "001-a.toml"
    assert "Other" in path.read_text()
    path.write_text(path.read_text() + "number = 7\n")
    assert banks.load(place) == replace(NEW, episodes=(replace(NEW.episodes[0], number=7), NEW.episodes[1]))


def test_a_stranger_s_journal_writes_nowhere_else(place: Place, tmp_path: Path) -> None:
    """A journal or a history that names files outside the bank's data is refused."""
    victim = tmp_path / "victim.toml"
    victim.write_text("mine")
    for name in ("../victim.toml", str(victim), "questions/../../victim.toml", ".qbank/lock", ".git/config.toml"):
        made = {
            "command": "x",
            "drops": "",
            "kept": True,
            "files": [{"name": name, "before": "bad", "after": change._digest(b"mine")}],
        }
        journal = place.root / ".qbank" / "journal.json"
        journal.write_text(json.dumps(made))
        with pytest.raises(BankError, match="leads outside"):
            banks.load(place)
        journal.rename(place.root / ".qbank" / "changes" / "000009.json")
        with pytest.raises(BankError, match="leads outside"):
            banks.undo(place)
    assert victim.read_text() == "mine"


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"files": 1}', '{"command": "", "drops": "", "kept": 1, "files": [{"name": 1}]}']
)
def test_a_broken_record_is_named(place: Place, text: str) -> None:
    """A journal that makes no sense is an error that names it, not a traceback."""
    (place.root / ".qbank" / "journal.json").write_text(text)
    with pytest.raises(BankError, match="cannot be read") as caught:
        banks.load(place)
    assert caught.value.where.endswith("journal.json")


def test_the_private_folder_must_not_be_a_link(place: Place, tmp_path: Path) -> None:
    """A link in the place of .qbank would have qbank write elsewhere: it is refused."""
    private = place.root / ".qbank"
    private.rename(tmp_path / "elsewhere")
    private.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(BankError, match="must not be a link"):
        _save(place, NEW, OLD)


def test_an_interrupted_change_is_taken_back(place: Place) -> None:
    """Ctrl-C in the middle leaves the old bank and no stuck lock."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    calls = _count(lambda: _save(place, NEW, OLD))
    banks.undo(place)
    for number in range(calls):
        with _at_call(number, interrupt), suppress(KeyboardInterrupt):
            _save(place, NEW, OLD)
        assert banks.load(place) in (OLD, NEW)
        if banks.load(place) == NEW:
            banks.undo(place)
    started = time.monotonic()
    _save(place, NEW, OLD)
    assert time.monotonic() - started < change.PATIENCE


def test_nothing_is_taken_back_where_no_bank_is(tmp_path: Path) -> None:
    """A folder that is not there has no history."""
    gone = Place(root=tmp_path / "gone", exports=tmp_path / "gone" / "exports")
    with pytest.raises(BankError, match="no change to take back"):
        banks.undo(gone)
    assert not gone.root.exists()


def test_windows_confirms_folders_by_itself(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where folders cannot be opened they are left out; files are opened for writing, as Windows demands."""
    monkeypatch.setattr(disk, "_WINDOWS", True)
    _save(place, NEW, OLD)
    assert banks.load(place) == NEW


def test_the_private_folder_stays_out_of_a_bank_s_history(tmp_path: Path) -> None:
    """Git is told to leave it out, once; what a person wrote there instead stays."""
    with change.locked(tmp_path):
        pass
    ignored = tmp_path / ".qbank" / ".gitignore"
    assert ignored.read_bytes() == b"*\n"
    ignored.write_bytes(b"lock\n")
    with change.locked(tmp_path):
        pass
    assert ignored.read_bytes() == b"lock\n"
