"""The threat model keeps its word: the tests that it names exist, no module reaches out, every command works without sockets."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parent.parent
MODEL = (TOP / "docs" / "SECURITY.md").read_text("utf-8")
REACHING = {
    "asyncio", "ctypes", "ftplib", "http", "imaplib", "marshal", "multiprocessing", "pickle", "runpy", "shelve", "smtplib", "socket",
    "socketserver", "ssl", "subprocess", "telnetlib", "urllib.request", "webbrowser", "xmlrpc",
}  # fmt: skip
"""Modules by which a program opens connections, starts programs, or runs what it is given."""
SERVER = {"asyncio", "socket", "webbrowser"}
"""What the desk alone may import: it listens on this machine, and opens the browser that its host uses."""
ALLOWED = {
    ("qbank/sheet/bounds.py", "subprocess"), ("qbank/bank/cache.py", "pickle"), ("qbank/bank/contents.py", "pickle"), ("qbank/kept.py", "pickle"), ("qbank/lazy.py", "exec"),
    ("qbank/archive/build.py", "multiprocessing"), ("qbank/tasks/workspace.py", "subprocess"),
}  # fmt: skip
"""An archive's workers are processes of this Python, begun afresh, with functions of qbank's own. A stranger's layout is filled in a process of its own, and what takes a server much memory is done by one: this Python, with this program, and nothing a file has a say in. What is kept is
read by an unpickler that knows no names of code. A record's constructor is compiled of the names of its fields."""
RUNNING = {"eval", "exec", "__import__", "system", "popen", "startfile", "execv", "execve", "spawnv"}


def _named() -> list[tuple[str, str]]:
    return re.findall(r"^- (tests/test_\w+\.py)::(test_\w+)$", MODEL, re.MULTILINE)


def test_every_test_that_the_threat_model_names_exists() -> None:
    """A proof that was renamed or deleted is none; every part of the model names at least one."""
    defined: dict[str, set[str]] = {}
    for file, name in _named():
        if file not in defined:
            tree = ast.parse((TOP / file).read_text("utf-8"))
            defined[file] = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        assert name in defined[file], f"{file}::{name}"
    assert len(_named()) > 50
    parts = re.split(r"^\*\*", MODEL.split("## What is tried")[1].split("## What is left")[0], flags=re.MULTILINE)[1:]
    assert len(parts) >= 12
    for part in parts:
        assert "\n- tests/" in part, part[:40]


def _modules() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted((TOP / "qbank").rglob("*.py")):
        yield path, ast.parse(path.read_text("utf-8"))


def test_no_module_reaches_out() -> None:
    """No module imports what opens connections or starts programs, and none runs a text as code; the one exception is the desk.

    It imports what listens, and nothing that calls out.
    """
    found = []
    for path, tree in _modules():
        allowed = SERVER if path.parent.name == "desk" else set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                found += [
                    (path.relative_to(TOP).as_posix(), a.name)
                    for a in node.names
                    if {a.name, a.name.split(".")[0]} & REACHING - allowed
                ]
            elif isinstance(node, ast.ImportFrom):
                names = {node.module or "", (node.module or "").split(".")[0]}
                found += [(path.relative_to(TOP).as_posix(), str(node.module))] if names & REACHING - allowed else []
            elif isinstance(node, ast.Call):
                called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                found += [(path.relative_to(TOP).as_posix(), called)] if called in RUNNING else []
    assert set(found) == ALLOWED


def test_the_one_program_that_is_started_is_this_one() -> None:
    """What fills a stranger's layout, and what works apart for a server, is a fixed program; no text from a file is among its arguments."""
    calls = [
        node
        for _, tree in _modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in {"Popen", "run", "call", "check_output"}
        and getattr(getattr(node.func, "value", None), "id", "") == "subprocess"
    ]  # fmt: skip
    assert [ast.unparse(call.args[0]) for call in calls] == [
        "[sys.executable, '-E', '-S', '-c', _START, json.dumps(sys.path)]",
        "[sys.executable, '-c', _CHILD, json.dumps(sys.path), told]",
    ]


CLOSED = """
import sys
def refuse(event, args):
    if event in {"socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto", "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork"}:
        raise SystemExit(f"{event} {args}")
sys.addaudithook(refuse)
from qbank.cli import run
for argv in COMMANDS:
    code = run(argv)
    if code not in (0, 3):
        raise SystemExit(f"{argv}: {code}")
"""
COMMANDS = [
    ["init", "bank", "--no-input"], ["import", "notes.md", "--bank", "bank"], ["search", "raft", "--bank", "bank"],
    ["outline", "--guest", "Ada", "--technology", "Ceph", "--bank", "bank", "--to", "docx", "--to", "html", "--no-input"],
    ["facts", "notes.md", "--bank", "bank"],
    ["edits", "bank/exports/ceph-ada.docx", "--bank", "bank"], ["export", "ceph-ada", "--to", "email", "--bank", "bank"],
    ["review", "--bank", "bank"], ["show", "040-ceph/7", "--bank", "bank"], ["templates", "--bank", "bank"],
    ["stats", "--bank", "bank"], ["lint", "--bank", "bank"], ["check", "--bank", "bank"], ["doctor", "--bank", "bank"], ["undo", "--bank", "bank"],
    ["init", "copy", "--no-input"], ["merge", "copy", "--bank", "bank", "--ours"],
    ["archive", "build", "notes.md", "--to", "all", "--jobs", "1"], ["archive", "asked", "--technology", "Wickerwork", "--archive", "all"],
]  # fmt: skip


@pytest.mark.skipif(find_spec("pyarrow") is None, reason="pyarrow is not installed: an archive needs it")
def test_every_command_works_without_sockets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With every connection and every other program refused, each command does its work: nothing is fetched at run time."""
    from qbank.cli.app import COMMANDS as KNOWN

    assert {argv[0] for argv in COMMANDS} == set(KNOWN) - {
        "desk",
        "mcp",
    }  # these two stay: test_desk.py and test_mcp.py try them
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("QBANK_BANK", raising=False)
    (tmp_path / "notes.md").write_text("# Wickerwork\n\n### Interview\n- What is Wickerwork?\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", f"COMMANDS = {COMMANDS!r}\n{CLOSED}"], cwd=tmp_path, capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
