"""A stranger's layout is filled in a process of its own, with a limit on its time and its memory.

The process is given plain data and gives text back. Once at work it can open no file, and the system ends it after `SECONDS` of
work or when it asks for more than `MEMORY` bytes. Windows and macOS know no such limit on memory: there the clock alone ends it.
The layouts that qbank ships are not a stranger's: they are filled by the same code in the process at hand.
"""

from __future__ import annotations

import base64
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import fields, is_dataclass
from functools import lru_cache
from typing import Any

from qbank.english import words
from qbank.errors import SourceError
from qbank.sheet import sandbox
from qbank.sheet.sandbox import Fault, Refusal

SECONDS = 3
"""So many seconds of a processor's work a layout may take."""
WORD_SECONDS = 20
"""The same for a Word document with tags: its library is slow, and a sheet of some thousand questions is honest work."""
PATIENCE = 60
"""So many seconds by the clock may go by until then: other programs want the processor, too."""
MEMORY = 1 << 30
"""So many bytes the process may ask for, the program itself among them."""
CHARACTERS = 20_000_000
"""So many characters a sheet may have."""

NAMES_HINT = "the layouts that qbank ships show the names there are"

_START = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from qbank.sheet.bounds import serve; serve()"
_KEPT = ("SYSTEMROOT", "PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
"""What Python itself may need of the environment."""

Given = Mapping[str, object]
"""What a layout is given, by name: records, texts, numbers, lists of them."""


def fill(layout: str, given: Given, *, autoescape: bool = False, name: str = "layout", ours: bool = False) -> str:
    """Return a layout filled with what is given; `ours` is one that qbank ships. SourceError says where it cannot be."""
    job = {"layout": layout, "given": _plain(given), "autoescape": autoescape, "name": name}
    with _told("layout", name):
        return sandbox.fill(**job) if ours else str(_asked("fill", job))  # type: ignore[arg-type]


def fill_word(template: bytes, given: Given, *, where: str) -> bytes:
    """Return a Word document with tags (the bytes of a .docx) filled with what is given; SourceError says why it cannot be."""
    job = {"template": base64.b64encode(template).decode(), "given": _plain(given)}
    with _told("template", where):
        return base64.b64decode(str(_asked("word", job)))


@contextmanager
def _told(kind: str, name: str) -> Iterator[None]:
    """Make a refusal the fault of a file, with its place."""
    try:
        yield
    except Refusal as error:
        where = f"{name}:{error.line}" if error.line else name
        hint = "`qbank check --layout FILE` names every fault"
        raise SourceError(f"{where}: the {kind} cannot be filled: {error.what}", hint=hint, where=where) from error


def faults(layout: str, given: Sequence[Given], *, name: str, autoescape: bool = False) -> tuple[Fault, ...]:
    """Return everything that is wrong in a layout, by line, tried with each of what is given."""
    job = {"layout": layout, "given": [_plain(one) for one in given], "autoescape": autoescape, "name": name}
    try:
        return tuple((int(line), str(what)) for line, what in _asked("faults", job))
    except Refusal as error:
        return ((error.line or 1, error.what),)


def _plain(given: Given) -> dict[str, object]:
    return {name: plain(value) for name, value in given.items()}


def plain(value: object) -> object:
    """Return a value as plain data: a record is `{"Its kind": {fields}}`, a mapping `{"": {…}}`."""
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Mapping):
        return {"": {str(key): plain(one) for key, one in value.items()}}
    kind: type = type(value)
    names = _fields(kind)
    if names is not None:
        return {type(value).__name__: {name: plain(getattr(value, name)) for name in names}}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    raise TypeError(f"a layout cannot be given a {type(value).__name__}")


@lru_cache(maxsize=64)
def _fields(kind: type) -> tuple[str, ...] | None:
    if is_dataclass(kind):
        return tuple(field.name for field in fields(kind))
    named: tuple[str, ...] | None = getattr(kind, "_fields", None)
    return named


def _asked(what: str, job: Mapping[str, object]) -> Any:  # noqa: ANN401 (what the job gives)
    """Have a process of its own do a job; return what came of it. Refusal says why nothing did."""
    said, ended = _answered(json.dumps([what, job, WORD_SECONDS if what == "word" else SECONDS, MEMORY]).encode())
    try:
        good, made, line = json.loads(said)
    except (ValueError, TypeError):
        raise Refusal(ended) from None
    if not good:
        raise Refusal(str(made), line if isinstance(line, int) else None)
    return made


def _answered(job: bytes) -> tuple[bytes, str]:
    """Return what a process says to a job, and what is to be told of its end if that is nothing."""
    import signal
    import subprocess

    too_long = "it goes on for too long"
    try:
        done = subprocess.run(  # noqa: S603 (this Python, with this program)
            [sys.executable, "-E", "-S", "-c", _START, json.dumps(sys.path)], input=job, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, timeout=PATIENCE, check=False, env={name: os.environ[name] for name in _KEPT if name in os.environ},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )  # fmt: skip
    except OSError as error:
        return b"", f"no process could be started for it: {error.strerror}"
    except subprocess.TimeoutExpired:
        return b"", too_long
    if -done.returncode == getattr(signal, "SIGXCPU", None):
        return done.stdout, too_long
    return done.stdout, f"it asks for too much: more than {MEMORY >> 20} MB of memory, or more than Python can take"


def serve() -> None:
    """Do the one job that stands on standard input, within limits, and write the answer to standard output.

    The answer is JSON: whether it was done, what came of it or why not, and the line of the layout if that is known.
    """
    what, job, seconds, memory = json.load(sys.stdin.buffer)
    _load(what)
    _limit(seconds, memory)
    try:
        answer: tuple[bool, object, int | None] = (True, _JOBS[what](**job), None)
    except Refusal as error:
        answer = (False, error.what, error.line)
    except MemoryError:
        answer = (False, f"it asks for too much: more than {memory >> 20} MB of memory", None)
    sys.stdout.buffer.write(json.dumps(answer).encode())
    sys.stdout.buffer.flush()
    # Nothing is left to be done, and to tidy up a full memory takes its time.
    os._exit(0)


def _fill(**job: Any) -> str:  # noqa: ANN401
    text = sandbox.fill(**job)
    if len(text) > CHARACTERS:
        raise Refusal(f"it makes too much text: more than {CHARACTERS} characters")
    return text


def _fill_word(template: str, given: Mapping[str, object]) -> str:
    return base64.b64encode(sandbox.fill_word(base64.b64decode(template), given)).decode()


_JOBS: Mapping[str, Callable[..., object]] = {"fill": _fill, "word": _fill_word, "faults": sandbox.faults}


def _load(what: str) -> None:
    """Load now what Python, Jinja and the Word library would load later: no file can be opened once the limits stand."""
    import textwrap  # noqa: F401

    import jinja2.debug  # noqa: F401

    sandbox.fill("{{ 'loaded' }}", {}, autoescape=True, name="")
    for language in words.languages():
        words.table(language)
    if what == "word":
        sandbox.load_word()


def _limit(seconds: int, memory: int) -> None:
    """Take from this process what it needs no more: files, other processes, time and memory without end."""
    try:
        import resource
    except ImportError:  # Windows has none; the clock is what ends a process there
        return
    spent = resource.getrusage(resource.RUSAGE_SELF)
    until = int(spent.ru_utime + spent.ru_stime) + 1 + seconds
    most = {"CPU": until, "AS": memory, "NOFILE": 0, "FSIZE": 0, "NPROC": 0, "CORE": 0}
    for name, value in most.items():
        # macOS has some of these by name only, and refuses them.
        with suppress(AttributeError, ValueError, OSError):
            kind = getattr(resource, f"RLIMIT_{name}")
            hard = resource.getrlimit(kind)[1]
            least = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.setrlimit(kind, (least, hard if name == "CPU" else least))
