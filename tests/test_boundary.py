"""The one boundary: every command ends with the code it should, and with words where something went wrong."""

from __future__ import annotations

import errno
import json
import os
import runpy
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from commands import Run

from qbank.cli import INTERRUPTED, _again, run
from qbank.errors import QbankError

NOTES = "### Interview with Ada Example\n- What is Wickerwork and why did you start it?\n"


@pytest.fixture
def qbank(command: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs a command beside a small bank, an outline and notes."""
    assert command("init", "bank", "--no-input")[0] == 0
    monkeypatch.chdir(tmp_path / "bank")
    Path("notes.md").write_text(NOTES, "utf-8")
    Path("notes.docx").write_bytes(b"no Word file")

    assert command("outline", "--guest", "Ada", "--technology", "Ceph", "--no-input")[0] == 0
    return command


NEW = ("outline", "--guest", "Ada", "--technology", "Kafka")
CODES: tuple[tuple[int, tuple[str, ...]], ...] = (
    (0, ()), (0, ("--help",)), (0, ("--version",)), (2, ("serch",)), (2, ("--frob",)), (2, ("--", "--frob")),
    (2, ("outline", "chekc")), (2, ("outline", "--", "--frob")),
    (0, ("init", "new", "--no-input")), (1, ("init", ".", "--no-input")), (2, ("init",)),
    (0, ("import", "notes.md")), (1, ("import", "none.md")), (2, ("import",)),
    (0, ("review",)), (1, ("review", "001-none/1", "--keep")), (2, ("review", "--slot", "x")),
    (1, ("undo", "--bank", "nowhere")), (2, ("undo", "extra")),
    (0, ("search", "raft")), (0, ("search", "zzzzqqqq")), (2, ("search",)), (1, ("search", "x", "--bank", "nowhere")),
    (0, ("templates",)), (2, ("templates", "--category", "none")),
    (0, ("show", "040-ceph")), (1, ("show", "nothing-such")), (2, ("show",)),
    (0, NEW), (2, (*NEW, "--minutes", "-1")), (4, ("outline", "--no-input")), (1, (*NEW, "--notes", "none.txt")),
    (0, ("export", "ceph-ada", "--to", "md")), (1, ("export", "none")), (2, ("export", "ceph-ada", "--to", "pdf")),
    (1, ("edits", "none.docx")), (1, ("edits", "notes.docx")), (2, ("edits",)),
    (3, ("lint",)), (1, ("lint", "none")), (2, ("lint", "--accept", "none")),
    (0, ("check",)), (3, ("check", "--layout", "notes.md")), (1, ("check", "--bank", "nowhere")),
    (0, ("stats",)), (2, ("stats", "--limit", "3")),
)  # fmt: skip


def test_every_command_ends_with_the_code_of_the_contract(qbank: Run) -> None:
    """Done is 0, failed 1, wrong usage 2, findings 3, input needed 4; only done and findings say something on stdout."""
    for wanted, argv in CODES:
        code, out, err = qbank(*argv)
        assert code == wanted, (argv, out, err)
        assert "Traceback" not in err, argv
        if wanted in {1, 2, 4}:
            assert (out, err[:7]) == ("", "qbank: "), argv


def test_every_failure_is_json_where_json_was_asked_for(qbank: Run) -> None:
    """With --json an error is one object on stderr, with code, message, hint and place."""
    commands = [(code, a) for code, a in CODES if code in {1, 2, 4} and len(a) > 1 and a[0] not in {"init", "export"} and "--" not in a]  # fmt: skip
    assert len(commands) > 15
    for wanted, argv in commands:
        code, out, err = qbank(*argv, "--json")
        assert (code, out) == (wanted, ""), argv
        found = json.loads(err)
        assert found["schema_version"] == 1
        assert {"code", "message", "hint", "where"} <= found["error"].keys()
        assert found["error"]["message"]


def test_debug_shows_where_an_error_came_from(qbank: Run) -> None:
    """With --debug the traceback comes first; the message and the exit code stay what they are."""
    code, out, err = qbank("show", "nothing-such", "--debug")
    assert (code, out) == (1, "")
    assert err.startswith("Traceback")
    assert "qbank: nothing is called 'nothing-such'" in err
    assert qbank("stats", "--frob", "--debug")[0] == 2
    assert "Traceback" not in qbank("show", "--", "--debug")[2]


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "x.toml"), 1, "x.toml: the system refuses: No space"),
        (MemoryError(), 1, "there is not enough memory"),
        (EOFError(), 4, "the input ended"),
        (ZeroDivisionError("what"), 1, "should not have happened: ZeroDivisionError: what"),
        (QbankError("no", hint="do this"), 1, "qbank: no\n  do this"),
        (KeyboardInterrupt(), INTERRUPTED, "Interrupted. Nothing was left half done."),
        (RuntimeError("Error calling __set_name__: KeyboardInterrupt()"), INTERRUPTED, "Interrupted."),
        (BrokenPipeError(errno.EPIPE, "Broken pipe"), 0, ""),
    ],
)  # fmt: skip
def test_whatever_happens_inside_is_told_in_words(
    qbank: Run, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, says: str
) -> None:
    """Every kind of error inside a command becomes a sentence and an exit code; a broken pipe is silent."""

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("qbank.bank.load", fail)
    found, out, err = qbank("stats")
    assert (found, out) == (code, "")
    assert says in err
    assert bool(says) == bool(err)


def _start(*argv: str, **options: Any) -> subprocess.Popen[str]:  # noqa: ANN401 (what Popen takes)
    return subprocess.Popen(
        [sys.executable, "-m", "qbank", *argv], text=True, encoding="utf-8", stderr=subprocess.PIPE, **options
    )


@pytest.mark.parametrize("argv", [("templates",), ("templates", "--json"), ("search", "data", "--limit", "500")])
def test_a_reader_that_leaves_early_is_no_error(argv: tuple[str, ...], tmp_path: Path) -> None:
    """`qbank templates | head -1` is silent and ends well, however much was still to come."""
    reading, writing = os.pipe()
    os.close(reading)
    started = _start(*argv, stdout=writing, cwd=tmp_path, env={**os.environ, "XDG_CACHE_HOME": str(tmp_path)})
    os.close(writing)
    assert started.communicate(timeout=60)[1] == ""
    assert started.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
@pytest.mark.parametrize("argv", [("stats",), ("stats", "--json"), ("search", "raft")])
def test_an_output_that_is_full_is_told(argv: tuple[str, ...], tmp_path: Path) -> None:
    """When what is printed cannot be kept, the command fails and says so."""
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        started = _start(*argv, stdout=full, cwd=tmp_path, env={**os.environ, "XDG_CACHE_HOME": str(tmp_path)})
        said = started.communicate(timeout=60)[1]
    assert started.returncode == 1
    assert "No space left" in said
    assert "Traceback" not in said


def test_without_an_output_nothing_is_begun(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A closed stdout is refused in words; a closed stderr only means that nothing is said there."""
    monkeypatch.setattr(sys, "stdout", None)
    assert run(["stats"]) == 1
    monkeypatch.undo()
    assert "standard output is closed" in capsys.readouterr().err
    monkeypatch.setattr(sys, "stderr", None)
    assert run(["show", "nothing-such"]) == 1


BROKEN_OFF = """
import signal, sys
from qbank.__main__ import main

def press(event, arguments):
    if event == {event!r} and str(arguments[0]).endswith({what!r}):
        signal.raise_signal(signal.SIGINT)

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell has what it starts in the background ignore it
sys.addaudithook(press)
sys.argv = ["qbank", *{argv!r}]
main()
"""
IMPORTING = ("import", "notes.md", "--dry-run")


@pytest.mark.parametrize(
    ("argv", "event", "what"),
    [
        (IMPORTING, "import", "qbank.cli.console"),
        (IMPORTING, "import", "typer"),
        (IMPORTING, "import", "pydantic"),
        (IMPORTING, "open", "notes.md"),
        (("search", "raft"), "import", "tantivy"),
    ],
)
def test_ctrl_c_ends_a_command_with_130(argv: tuple[str, ...], event: str, what: str, tmp_path: Path) -> None:
    """SIGINT at any moment of a command: the exit code is 130, or the signal's own, and there is no traceback.

    The moments are things that the command does, not times: on a busy machine a time may be so early that the
    signal meets the interpreter before it has begun with qbank, and how that ends is not qbank's to say.
    """
    (tmp_path / "notes.md").write_text(NOTES, "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", BROKEN_OFF.format(argv=argv, event=event, what=what)],
        cwd=tmp_path, env={**os.environ, "XDG_CACHE_HOME": str(tmp_path)}, timeout=60,
        capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode in {INTERRUPTED, -signal.SIGINT}, (done.stdout, done.stderr)
    assert done.stderr in {"", "Interrupted. Nothing was left half done.\n"}
    assert done.stdout == ""


def test_ctrl_c_while_modules_load_is_an_interruption_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the boundary is there, Ctrl-C still gives the code and no traceback."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("qbank.cli.boundary.guarded", interrupt)
    assert run(["stats"]) == INTERRUPTED


def test_ctrl_c_that_compiled_code_swallows_is_heard(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where an exception cannot be raised, Ctrl-C comes once more a moment later; other errors are told as before."""
    told: list[object] = []

    class Swallows:
        def __init__(self, error: BaseException) -> None:
            self.error = error

        def __del__(self) -> None:
            raise self.error

    def work(*_: object) -> int:
        Swallows(ValueError("none of ours"))
        Swallows(KeyboardInterrupt())
        for _moment in range(1000):
            time.sleep(0.01)
        return 0

    monkeypatch.setattr("qbank.cli.boundary.guarded", work)
    monkeypatch.setattr(sys, "unraisablehook", before := lambda ignored: told.append(ignored.exc_type))
    # A shell has what it starts in the background ignore Ctrl-C.
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        assert run(["stats"]) == INTERRUPTED
    finally:
        signal.signal(signal.SIGINT, handler)
    assert told == [ValueError]
    assert sys.unraisablehook is before
    assert capsys.readouterr().err == ""


def test_ctrl_c_does_not_come_after_the_command() -> None:
    """What was swallowed at the very end of a command interrupts nothing that comes after it."""

    def swallowed(*at_work: bool) -> None:
        _again(at_work)
        time.sleep(0.1)

    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        swallowed()
        with pytest.raises(KeyboardInterrupt):
            swallowed(True)
    finally:
        signal.signal(signal.SIGINT, handler)


def test_a_command_does_not_look_for_garbage_that_it_does_not_make() -> None:
    """Of the records that stay none is looked through while a command runs, nor when its process ends."""
    code = """if True:
        import atexit, gc
        from qbank.__main__ import main
        made = []
        gc.callbacks.append(lambda phase, about: made.append(about))
        # What is registered first is called last: after the program's own, when garbage would be looked for.
        atexit.register(lambda: print(len(made), gc.get_freeze_count() > 10_000))
        main()
    """
    done = subprocess.run([sys.executable, "-c", code, "stats"], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "0 True"


def test_the_program_exits_with_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """`main` ends the process with the command's code, with 130 when it was broken off."""
    from qbank.__main__ import main

    monkeypatch.setattr(sys, "argv", ["qbank", "show", "nothing-such"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    with pytest.raises(SystemExit) as ended, pytest.warns(RuntimeWarning, match=r"qbank\.__main__"):
        runpy.run_module("qbank", run_name="__main__")
    assert ended.value.code == 1

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("qbank.cli.run", interrupt)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == INTERRUPTED


def test_what_cannot_be_written_at_the_end_changes_no_exit_code(tmp_path: Path) -> None:
    """A full output keeps what it could not take: Python must not try it again when the program ends, and say 120."""
    code = (
        "import sys\nfrom qbank.cli import boundary\n"
        "class Full:\n"
        "    def __init__(self, real): self.real, self.tries = real, 0\n"
        "    def write(self, text): return len(text)\n"
        "    def isatty(self): return False\n"
        "    def fileno(self): return self.real.fileno()\n"
        "    encoding = 'utf-8'\n"
        "    def flush(self):\n"
        "        self.tries += 1\n"
        "        import os, stat\n"
        "        if not stat.S_ISCHR(os.fstat(self.fileno()).st_mode): raise OSError(28, 'No space left on device')\n"
        "sys.stdout = Full(sys.stdout)\n"
        "code = boundary.guarded(['--version'])\n"
        "sys.stdout.flush()\n"
        "sys.exit(code)\n"
    )
    with (tmp_path / "out").open("w", encoding="utf-8") as out:
        done = subprocess.run([sys.executable, "-c", code], stdout=out, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 1, done.stderr
    assert "No space left" in done.stderr
