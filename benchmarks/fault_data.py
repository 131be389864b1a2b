"""Data files that are wrong in every way: each field in turn, and the bytes themselves; what every command says to that."""

from __future__ import annotations

import io
import json
import os
import random
import re
import sys
import time
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from unicodedata import category

import tomli_w
from fault_kills import Row
from fault_scenes import Ended, do, fresh

from qbank.cli import run

Way = tuple[str | int, ...]
GONE = object()
WRONG: tuple[object, ...] = (
    GONE, "", "no-such-thing", "{{ nothing }}", "{% if %}", "(", "\x1b[31m\u202e", "x" * 5000, 0, -1, 7, 10**30, 1.5, -2.5, 1e308,
    float("nan"), True, False, date(2018, 7, 1), [], ["no-such-thing"], [1], [[]], {}, {"zzz": 1}, [{}],
)  # fmt: skip
"""What is put in the place of each value; GONE takes it out."""

_WHERE = re.compile(r"(?:questions|exports|/\S*)[\w/. -]*\.toml(:\d+)?")
READERS: tuple[tuple[str, ...], ...] = (
    ("templates",),
    ("stats", "--json"),
    ("lint",),
    ("review",),
    ("show", "040-ceph/1"),
    ("import", "seven.md", "--dry-run"),
    ("outline", "--guest", "Ada Example", "--technology", "Ceph", "--no-save", "--no-input", "--to", "txt", "-o", "-"),
    ("search", "ceph"),
    ("export", "ceph-ada-example", "--to", "txt", "-o", "-"),
)  # fmt: skip
"""Commands that must have an answer to whatever a bank holds."""


def ways(value: Any, at: Way = ()) -> Iterator[Way]:  # noqa: ANN401 (plain data)
    """Yield where each value stands in plain data, the outer ones first."""
    steps: Sequence[Any] = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()  # fmt: skip
    for step in steps:
        yield (*at, step)
        yield from ways(value[step], (*at, step))


def changed(value: Any, way: Way, new: object) -> Any:  # noqa: ANN401 (plain data)
    """Return plain data with what stands at a place replaced, or taken out."""
    if not way:
        return new
    step, rest = way[0], way[1:]
    made: Any = dict(value) if isinstance(value, dict) else list(value)
    if rest or new is not GONE:
        made[step] = changed(made[step], rest, new)
    else:
        del made[step]
    return made


def wrong_fields(text: str) -> Iterator[tuple[str, bytes]]:
    """Yield a data file with each of its fields wrong in each way, and with a key that nobody knows in each table."""
    good = tomllib.loads(text)
    for way in ways(good):
        said = ".".join(map(str, way))
        for bad in WRONG:
            shown = "taken out" if bad is GONE else repr(bad)[:30]
            yield f"{said} {shown}", _toml(changed(good, way, bad))
        inner: Any = good
        for step in way:
            inner = inner[step]
        if isinstance(inner, dict):
            yield f"{said} unknown key", _toml(changed(good, way, {**inner, "zzz": 1}))


def _toml(data: dict[str, Any]) -> bytes:
    return tomli_w.dumps(data).encode()


def wrong_bytes(data: bytes, rng: random.Random) -> tuple[str, bytes]:
    """Return a data file with some of its bytes changed, cut off, doubled or put in."""
    at, end = sorted(rng.randrange(len(data) + 1) for _ in range(2))
    junk = rng.choice((b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b'"""', b"[", b"]]", b"=", b"\xe2\x80\xae", b"'", b"#", b"\x1b[2J", b"\n\n[x]\n", b"[[items]]\n"))  # fmt: skip
    kind = rng.randrange(5)
    made = (
        data[:at],
        data[:at] + data[end:],
        data[:at] + junk + data[at:],
        data + data[at:end],
        data[:at] + bytes(rng.randrange(256) for _ in range(min(4, end - at))) + data[at + 4 :],
    )[kind]
    return ("cut off", "cut out", f"{junk!r} put in", "doubled", "overwritten")[kind] + f" at {at}", made


@contextmanager
def _captured() -> Iterator[tuple[io.BytesIO, io.BytesIO]]:
    real = sys.stdout, sys.stderr
    raw = io.BytesIO(), io.BytesIO()
    sys.stdout, sys.stderr = (io.TextIOWrapper(r, "utf-8", write_through=True) for r in raw)
    try:
        yield raw
    finally:
        sys.stdout.detach()
        sys.stderr.detach()
        sys.stdout, sys.stderr = real


def call(*argv: str) -> Ended:
    """Run a command in this process, in the working directory."""
    with _captured() as (out, err):
        code = run(list(argv))
    return Ended(code=code, out=out.getvalue().decode("utf-8", "replace"), err=err.getvalue().decode("utf-8", "replace"))  # fmt: skip


def ask(row: Row, label: str, name: str, *, readers: int, rng: random.Random) -> int:
    """Have a bank with a wrong file proved and read; note what is not as it must be. Return how many faults were named."""
    found = call("check", "--json")
    row.tried += 1
    problems: list[dict[str, str]] = []
    if found.code in {0, 3}:
        problems = json.loads(found.out)["problems"]
    elif found.code == 1 and found.err.startswith("{"):
        error = json.loads(found.err)["error"]
        problems = error.get("problems") or [{"where": error["where"] or "", "what": error["message"], "hint": error["hint"] or ""}]  # fmt: skip
    if found.traceback or (found.code and not problems) or found.code not in {0, 1, 3}:
        row.tracebacks += 1
        row.notes.append(f"{name}: {label}: exit {found.code}: {(found.out + found.err)[-300:]}")
    for problem in problems:
        if not (_WHERE.fullmatch(problem["where"]) and problem["what"] and problem["hint"]):
            row.left += 1
            row.notes.append(f"{name}: {label}: not said well: {problem}")
    row.hit += bool(problems)
    for argv in rng.sample(READERS, readers):
        said = call(*argv)
        if said.traceback or said.code not in {0, 1, 3}:
            row.tracebacks += 1
            row.notes.append(f"{name}: {label}: {argv[0]}: exit {said.code}: {said.err[-300:]}")
        if leaks(said.out) or leaks(said.err):
            row.lost += 1
            row.notes.append(f"{name}: {label}: {argv[0]}: a terminal would obey {leaks(said.out + said.err)!r}")  # fmt: skip
    return len(problems)


def leaks(text: str) -> str:
    """Return the characters of a screen's text that a terminal would obey."""
    return "".join(sorted({c for c in text if category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and c not in "\n\t"}))  # fmt: skip


def bad_data(start: Path, work: Path, *, share: float, rng: random.Random) -> Iterator[Row]:
    """Yield a row for wrong fields and one for wrong bytes, over every data file of a bank with an outline."""
    fresh(start, work)
    argv = ("outline", "--guest", "Ada Example", "--technology", "Ceph", "--date", "2026-01-02", "--no-input")
    assert do((*argv, "--fact", "choice: it is a log"), work).code == 0
    here = Path.cwd()
    os.chdir(work)
    try:
        yield _fields(work, share, rng)
        yield _bytes(work, share, rng)
    finally:
        os.chdir(here)


def _files(work: Path) -> list[Path]:
    every = (*(work / "questions").rglob("*.toml"), *(work / "exports").glob("*.toml"))
    return sorted(path for path in every if path.stat().st_size)


def _fields(work: Path, share: float, rng: random.Random) -> Row:
    row, began = Row(what="every field of every data file wrong"), time.monotonic()
    for path in _files(work):
        good = path.read_bytes()
        for label, bad in wrong_fields(good.decode()):
            if rng.random() < share:
                path.write_bytes(bad)
                ask(row, label, path.name, readers=1, rng=rng)
        path.write_bytes(good)
    _two_at_once(work, row)
    row.seconds = time.monotonic() - began
    return row


def _two_at_once(work: Path, row: Row) -> None:
    """Break several files at the same time: every one must be named."""
    broken = [work / "questions" / name for name in ("show.toml", "traits.toml", "episodes/040-ceph.toml")]
    good = [path.read_bytes() for path in broken]
    for path, data in zip(broken, good, strict=True):
        path.write_bytes(data + b"\n[zzz]\nunknown = 1\n")
    named = {p["where"].partition(":")[0] for p in json.loads(call("check", "--json").out)["problems"]}
    row.tried += 1
    if len(named) != len(broken):
        row.left += 1
        row.notes.append(f"not all at once: only {named}")
    for path, data in zip(broken, good, strict=True):
        path.write_bytes(data)


def _bytes(work: Path, share: float, rng: random.Random) -> Row:
    row, began = Row(what="bytes of data files changed"), time.monotonic()
    for path in _files(work):
        good = path.read_bytes()
        for _ in range(max(2, round(100 * share))):
            label, bad = wrong_bytes(good, rng)
            path.write_bytes(bad)
            ask(row, label, path.name, readers=1, rng=rng)
        path.write_bytes(good)
    row.seconds = time.monotonic() - began
    return row
