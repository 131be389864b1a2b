"""Commands that are killed, interrupted, refused by the disk or cut off from power; and what is left of the bank then."""

from __future__ import annotations

import errno
import os
import random
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import fault_disk
from fault_scenes import Ended, Scene, data, do, ended, fresh, in_child, strays

ERRORS = (errno.ENOSPC, errno.EIO, errno.EACCES)
Arm = Callable[[], None]


@dataclass(slots=True, kw_only=True)
class Row:
    """A line of the table: what was done, how often, and what came of it."""

    what: str
    tried: int = 0
    hit: int = 0
    """How often the fault met the command at work, and did not come too late."""
    old: int = 0
    new: int = 0
    mixed: int = 0
    lost: int = 0
    tracebacks: int = 0
    left: int = 0
    """Staged files, journals or locks that the next command did not clear away; checks that failed."""
    seconds: float = 0.0
    notes: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Say whether nothing went wrong that must not."""
        return not (self.mixed or self.lost or self.tracebacks or self.left)

    def add(self, other: Row) -> None:
        """Add another row's figures to this one's."""
        for name in ("tried", "hit", "old", "new", "mixed", "lost", "tracebacks", "left", "seconds"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.notes += other.notes


_JUDGED: dict[tuple[str, frozenset[tuple[str, bytes | None]]], Row] = {}
"""What came of each state, to the last byte, that a command was found to leave."""


def judge(scene: Scene, work: Path, row: Row, label: str) -> None:
    """Look at what a fault left: prove the bank, compare it with before and after, run the command once more.

    The same bytes left by the same command have the same end: they are looked at once.
    """
    every = work.rglob("*")
    left = frozenset((str(p.relative_to(work)), p.read_bytes() if p.is_file() else None) for p in every)
    key = (scene.name, left)
    if key not in _JUDGED:
        _JUDGED[key] = _judged(scene, work, label)
    row.add(_JUDGED[key])


def _judged(scene: Scene, work: Path, label: str) -> Row:
    row = Row(what=label)
    root = work / scene.bank
    checked = do(("check", "--bank", scene.bank), work) if (root / "questions").is_dir() else None
    _note(row, label, "check", checked)
    # An init that was killed early leaves a folder that is not a bank yet.
    if checked and checked.code and data(root):
        row.left += 1
        row.notes.append(f"{label}: check: {(checked.out + checked.err)[:300]}")
    now = data(root) if root.is_dir() else {}
    if now not in (scene.before, scene.after):
        row.mixed += 1
        row.notes.append(f"{label}: mixed {sorted(k for k in {*now, *scene.after} if now.get(k) != scene.after.get(k))[:4]}")  # fmt: skip
    kept = {k for k, v in scene.before.items() if scene.after.get(k) == v}
    row.lost += any(now.get(k) != scene.before[k] for k in kept)
    done = now == scene.after
    row.new += done
    row.old += now == scene.before
    again = do(scene.argv, work)
    _note(row, label, "again", again)
    wanted = {0, 1} if done and scene.name in {"init", "undo", "edits --apply", "review --rename"} else {0}
    if again.code not in wanted or (data(root) != scene.after) or strays(root):
        row.left += 1
        row.notes.append(f"{label}: again: {again.code} {again.err[:200]} {strays(root)}")
    return row


def _note(row: Row, label: str, what: str, found: Ended | None) -> None:
    if found is not None and found.traceback:
        row.tracebacks += 1
        row.notes.append(f"{label}: {what}: {(found.out + found.err)[-600:]}")


def calls(scene: Scene, work: Path, *, reads: bool = False) -> list[str]:
    """Return the calls by which a command changes its bank's disk, in order, and with `reads` those that read it."""
    fresh(scene.start, work)
    out = os.open(f"{work}.calls", os.O_CREAT | os.O_TRUNC | os.O_WRONLY | os.O_APPEND, 0o600)
    child = in_child(scene.argv, work, lambda: fault_disk.arm(work, fault_disk.counting(out), reads=reads))
    assert ended(child, work).code == 0
    os.close(out)
    return Path(f"{work}.calls").read_text("utf-8").splitlines()


def killed_at_calls(scene: Scene, work: Path, share: float, rng: random.Random) -> Row:
    """Kill the command before each call that changes the disk, and in the middle of each write."""
    row = Row(what="kill -9 at a disk call")
    listed = calls(scene, work)
    writes = sum(call.startswith("write") for call in listed)
    for number in some(len(listed) + 1, share, rng):

        def arm(number: int = number) -> None:
            fault_disk.arm(work, fault_disk.kill_at(number))

        _kill(scene, work, row, arm, f"{scene.name}, call {number}")
    for number in some(writes, share, rng):

        def tear(number: int = number) -> None:
            fault_disk.tear_at(number)

        _kill(scene, work, row, tear, f"{scene.name}, half of write {number}")
    return row  # fmt: skip


def _kill(scene: Scene, work: Path, row: Row, arm: Arm, label: str) -> None:
    fresh(scene.start, work)
    found = ended(in_child(scene.argv, work, arm), work)
    row.tried += 1
    row.hit += found.code == -signal.SIGKILL
    _note(row, label, "killed", found)
    judge(scene, work, row, label)


def killed_at_any_time(scene: Scene, work: Path, times: int, rng: random.Random) -> Row:
    """Kill the command at random moments."""
    return _at_any_time(scene, work, times, rng, signal.SIGKILL, Row(what="kill -9 at a random moment"))


def interrupted_at_any_time(scene: Scene, work: Path, times: int, rng: random.Random) -> Row:
    """Press Ctrl-C at random moments."""
    return _at_any_time(scene, work, times, rng, signal.SIGINT, Row(what="Ctrl-C at a random moment"))


def _at_any_time(scene: Scene, work: Path, times: int, rng: random.Random, what: int, row: Row) -> Row:
    latest = scene.seconds
    for n in range(times):
        fresh(scene.start, work)
        child = in_child(scene.argv, work)
        time.sleep(rng.uniform(0, latest))
        os.kill(child, what)
        found = ended(child, work)
        row.tried += 1
        met = found.code in {-what, 130}
        row.hit += met
        # On a machine that was busy when the command was timed, most of these moments would come too late.
        latest *= 1.1 if met else 0.8
        label = f"{scene.name}, moment {n}"
        _note(row, label, "stopped", found)
        if what == signal.SIGINT and found.code not in {0, 130, -what}:
            row.left += 1
            row.notes.append(f"{label}: exit {found.code} {found.err[-300:]}")
        judge(scene, work, row, label)
    return row


def refused(scene: Scene, work: Path, code: int, share: float, rng: random.Random) -> Row:
    """Have the disk refuse each call with an error once, a full disk also for good: the command says so, or is done."""
    row = Row(what=f"{errno.errorcode[code]} from a disk call")
    reads = code != errno.ENOSPC
    listed = calls(scene, work, reads=reads)
    for for_good in (False,) if reads else (False, True):
        for number in some(len(listed), share, rng):

            def arm(number: int = number, for_good: bool = for_good) -> None:
                fault_disk.arm(work, fault_disk.refuse_at(number, code, for_good=for_good), reads=reads)

            fresh(scene.start, work)
            found = ended(in_child(scene.argv, work, arm), work)
            row.tried += 1
            row.hit += found.code == 1
            label = f"{scene.name}, {listed[number]} ({number}), {'for good' if for_good else 'once'}"
            _note(row, label, "refused", found)
            _tells_the_truth(scene, work, row, found, label)
            judge(scene, work, row, label)
    return row  # fmt: skip


def _tells_the_truth(scene: Scene, work: Path, row: Row, found: Ended, label: str) -> None:
    """See that the exit code is 0 for what was done and 1, with a reason, for what was not."""
    done = data(work / scene.bank) == scene.after
    lied = "as it was" in found.err and done
    silent = found.code == 1 and not found.err.strip()
    if (found.code == 0 and not done) or found.code not in {0, 1} or silent or lied:
        row.left += 1
        row.notes.append(f"{label}: exit {found.code}, done {done}: {found.err[-300:]}")


def some(count: int, share: float, rng: random.Random) -> Sequence[int]:
    """Return numbers below count: all of them, or a random share, at least one."""
    if share >= 1:
        return range(count)
    return sorted(rng.sample(range(count), min(count, max(1, round(count * share)))))


def kinds(share: float, times: int, rng: random.Random) -> dict[str, Callable[[Scene, Path], Row]]:
    """Return what can be done to a scene, by name; `times` is how often it is stopped at a random moment."""
    made: dict[str, Callable[[Scene, Path], Row]] = {
        "calls": lambda s, w: killed_at_calls(s, w, share, rng),
        "moments": lambda s, w: killed_at_any_time(s, w, times, rng),
        "interrupts": lambda s, w: interrupted_at_any_time(s, w, max(1, times // 2), rng),
    }
    for code in ERRORS:
        made[errno.errorcode[code]] = lambda s, w, code=code: refused(s, w, code, share / 2 if share < 1 else 1, rng)  # type: ignore[misc]
    return made


def over(scenes: Sequence[Scene], work: Path, kind: Callable[[Scene, Path], Row]) -> Row:
    """Return one row for a kind of fault over all these scenes."""
    began = time.monotonic()
    total = kind(scenes[0], work)
    for scene in scenes[1:]:
        total.add(kind(scene, work))
    total.seconds = time.monotonic() - began
    return total
