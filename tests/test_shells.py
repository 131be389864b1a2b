"""Completion as a person has it: a real bash, zsh or fish on a terminal, the script of `--show-completion`, and the Tab key."""

from __future__ import annotations

import os
import re
import select
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pty = pytest.importorskip("pty", reason="there are no pseudo-terminals here")

TOP = Path(__file__).resolve().parent.parent
START = {
    "bash": (["bash", "--noprofile", "--norc", "-i"], 'eval "$(qbank --show-completion bash)"; echo rea""dy'),
    "zsh": (["zsh", "-f", "-i"], 'unsetopt zle_bracketed_paste; autoload -Uz compinit && compinit -u -D; eval "$(qbank --show-completion zsh)"; echo rea""dy'),
    "fish": (["fish", "--no-config", "-i"], 'qbank --show-completion fish | source; echo rea""dy'),
}  # fmt: skip
PATIENCE = 120
"""Seconds after which a shell that says nothing is given up; a working one takes one or two."""
_ESCAPES = re.compile(rb"\x1b(?:\[[0-9;?<>=]*[A-Za-z]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()][A-B0-9]|[=>78])|\x0f|\x08")


class Shell:
    """A shell on a terminal of its own."""

    def __init__(self, words: list[str], environment: dict[str, str], folder: Path) -> None:
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            os.execvpe(words[0], words, environment)
        self.said = b""

    def types(self, text: str) -> None:
        """Type a text."""
        os.write(self.terminal, text.encode())

    def shows(self, text: str) -> bool:
        """Wait until a text has been shown since the last wait."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if text in _ESCAPES.sub(b"", self.said).decode("utf-8", "replace"):
                self.said = b""
                return True
            if select.select([self.terminal], [], [], 0.2)[0]:
                try:
                    self.said += os.read(self.terminal, 65536)
                except OSError:
                    return False
        return False

    def ends(self) -> None:
        """End the shell."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.terminal)


@pytest.fixture(params=sorted(START))
def shell(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shell]:
    """Return each shell with completion set up; skipped, with its name, where it is not installed."""
    words, start = START[request.param]
    if shutil.which(words[0]) is None:
        pytest.skip(f"{words[0]} is not installed")
    program = tmp_path / "bin" / "qbank"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{TOP}" exec "{sys.executable}" -m qbank "$@"\n')
    program.chmod(0o755)
    environment = {
        **os.environ, "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}", "TERM": "xterm", "HOME": str(tmp_path), "QBANK_BANK": str(TOP),
        "XDG_CACHE_HOME": str(tmp_path / "cache"), "XDG_CONFIG_HOME": str(tmp_path / "config"), "XDG_DATA_HOME": str(tmp_path / "data"),
        "COLUMNS": "200", "PS1": "$ ", "LC_ALL": "C.UTF-8",
    }  # fmt: skip
    made = Shell(words, environment, tmp_path)
    made.types(f"{start}\n")
    assert made.shows("ready"), made.said
    yield made
    made.ends()


def test_tab_completes_a_command_and_a_name_of_the_bank(shell: Shell) -> None:
    """`doc` becomes `doctor`, and after `--technology` the subjects of the bank are offered."""
    shell.types("qbank doct\t")
    assert shell.shows("qbank doctor"), shell.said
    shell.types("\x15")
    shell.types("qbank search --technology Cep\t")
    assert shell.shows("--technology Ceph"), shell.said
