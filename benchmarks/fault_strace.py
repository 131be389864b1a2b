"""Commands as processes of their own, killed at true system calls: strace counts them and sends the signal."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from fault_kills import Row, judge
from fault_scenes import Scene, fresh

CALLS = ("write", "fsync", "rename", "unlink", "mkdir", "fchmod", "flock")
COMMANDS = {"import", "undo", "review --rename"}


def killed_by_strace(scenes: Sequence[Scene], work: Path) -> Iterator[Row]:
    """Yield the row of commands killed on entering each system call that writes; none where strace does not work."""
    if shutil.which("strace") is None:
        return
    row, began = Row(what="kill -9 at a system call (strace)"), time.monotonic()
    for scene in (s for s in scenes if s.name in COMMANDS):
        for call, count in _counted(scene, work).items():
            for number in range(1, count + 1):
                fresh(scene.start, work)
                code = _run(scene, work, "-e", f"inject={call}:signal=KILL:when={number}").returncode
                row.tried += 1
                row.hit += code in {-signal.SIGKILL, 128 + signal.SIGKILL}
                judge(scene, work, row, f"{scene.name}, {call} {number}")
    row.seconds = time.monotonic() - began
    yield row


def _counted(scene: Scene, work: Path) -> Counter[str]:
    fresh(scene.start, work)
    log = Path(f"{work}.strace")
    done = _run(scene, work, "-o", str(log), "-e", f"trace={','.join(CALLS)}")
    assert done.returncode == 0, done.stderr
    return Counter(c for line in log.read_text("utf-8", "replace").splitlines() for c in CALLS if f" {c}(" in f" {line}")  # fmt: skip


def _run(scene: Scene, work: Path, *options: str) -> subprocess.CompletedProcess[bytes]:
    argv = ["strace", "-qq", *options, sys.executable, "-m", "qbank", *scene.argv]
    if "-o" not in options:
        argv[1:1] = ["-o", os.devnull]
    environment = {k: v for k, v in os.environ.items() if k != "QBANK_BANK"}
    return subprocess.run(argv, cwd=work, env=environment, capture_output=True, check=False, timeout=60)
