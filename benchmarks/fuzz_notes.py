"""Throw damaged notes at the reader: every input must give a result or a plain refusal, in bounded time.

    python benchmarks/fuzz_notes.py [--seconds 60] [--seed 1] [--atheris] [FOLDER…]

The folders hold notes to damage; without any, the tests' own samples are used, and their talks in every form of transcript. A find is written to
`finds/` in the working directory, to be kept as a case in `tests/test_notes_hostile.py`.
With `--atheris` (Google's coverage-guided fuzzer, where it installs) the bytes are chosen by it.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import importlib
import random
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from qbank.errors import QbankError
from qbank.notes import Reading, read
from qbank.notes.detect import FORMATS
from qbank.tasks.transcripts import talk_in, talks_of_feed
from qbank.transcripts import hear

TESTS = Path(__file__).parent.parent / "tests"
SAMPLES = TESTS / "notes"
SLOW = 5.0
"""Seconds that no damaged sample may take."""

Damage = Callable[[bytes, random.Random], bytes]
_JUNK = (
    "\u00a0",
    "\u200b",
    "\ufeff",
    "â€™",
    "\x00",
    "\x0b",
    "\u2028",
    "😀",
    "？",
    "{{",
    "]]>",
    "<li>",
    "&lt;",
    "- ",
    "#",
    "**",
    "\t",
    "1:02",
    "???",
    "[",
)


def cut(data: bytes, rng: random.Random) -> bytes:
    """Cut the notes off at any byte."""
    return data[: rng.randrange(len(data) + 1)]


def drop_line(data: bytes, rng: random.Random) -> bytes:
    """Delete any line."""
    lines = data.split(b"\n")
    del lines[rng.randrange(len(lines))]
    return b"\n".join(lines)


def swap_lines(data: bytes, rng: random.Random) -> bytes:
    """Shuffle a few lines."""
    lines = data.split(b"\n")
    for _ in range(3):
        a, b = rng.randrange(len(lines)), rng.randrange(len(lines))
        lines[a], lines[b] = lines[b], lines[a]
    return b"\n".join(lines)


def insert(data: bytes, rng: random.Random) -> bytes:
    """Put junk in any places."""
    for _ in range(rng.randrange(1, 12)):
        at = rng.randrange(len(data) + 1)
        data = data[:at] + rng.choice(_JUNK).encode() * rng.choice((1, 1, 1, 50)) + data[at:]
    return data


def flip(data: bytes, rng: random.Random) -> bytes:
    """Change a few bytes."""
    made = bytearray(data)
    for _ in range(rng.randrange(1, 20)):
        if made:
            made[rng.randrange(len(made))] = rng.randrange(256)
    return bytes(made)


def encode(data: bytes, rng: random.Random) -> bytes:
    """Save the notes in another encoding, or with other line ends."""
    text = data.decode("utf-8", "replace")
    name = rng.choice(
        ["utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252", "utf-8-sig", "big5", "euc-kr", "koi8-r", "utf-7"]
    )
    if rng.random() < 0.5:
        text = text.replace("\n", rng.choice(["\r\n", "\r", "\u2028"]))
    return text.encode(name, "replace")


def splice(data: bytes, rng: random.Random) -> bytes:
    """Repeat a piece of the notes somewhere else."""
    a, b = sorted((rng.randrange(len(data) + 1), rng.randrange(len(data) + 1)))
    at = rng.randrange(len(data) + 1)
    return data[:at] + data[a:b] * rng.choice((1, 2, 30)) + data[at:]


_ENDINGS = ("", ".md", ".adoc", ".org", ".rst", ".csv", ".yaml", ".toml", ".eml", ".html", ".tex", ".opml", ".ipynb")
"""Names lie: any reader may get any bytes."""
DAMAGES: tuple[Damage, ...] = (cut, drop_line, swap_lines, insert, flip, encode, splice)


def sound(reading: Reading) -> None:
    """Raise AssertionError when a result is not what the reader promises."""
    for episode in reading.episodes:
        assert episode.id, "an episode without an id"
        assert episode.title, "an episode without a title"
        for n, item in enumerate(episode.items, 1):
            assert item.n == n, "items are not numbered in order"
            assert item.depth >= 1, "a depth below one"
            assert item.line is None or item.line >= 1, "a line below one"
            assert item.text == " ".join(item.text.split()), f"white space left in {item.text!r}"


def try_one(data: bytes, name: str = "fuzz", format: str | None = None) -> float:
    """Read one input and return the seconds it took; only a refusal in plain words may be raised."""
    started = time.process_time()
    with contextlib.suppress(QbankError):
        sound(read(data, source=name, format=format))
    with contextlib.suppress(QbankError):
        if talk := talk_in(data, name):
            hear(talk, source=name)
        else:
            talks_of_feed(data, name)
    return time.process_time() - started


def keep(data: bytes, why: str) -> None:
    """Write a find to a file and tell about it."""
    Path("finds").mkdir(exist_ok=True)
    name = Path("finds") / f"{hashlib.sha1(data).hexdigest()[:12]}.bin"
    name.write_bytes(data)
    print(f"{name}: {why}")


def run(samples: Sequence[bytes], seconds: float, seed: int) -> int:
    """Damage samples for some seconds; return how many finds there were."""
    rng = random.Random(seed)
    finds = tried = 0
    slowest = 0.0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        data = rng.choice(samples) if rng.random() < 0.97 else rng.randbytes(rng.randrange(2000))
        name = f"fuzz{rng.choice(_ENDINGS)}"
        format = rng.choice(FORMATS) if rng.random() < 0.1 else None
        for _ in range(rng.randrange(1, 4)):
            data = rng.choice(DAMAGES)(data, rng)[:200_000]
        tried += 1
        try:
            took = try_one(data, name, format)
        except Exception:  # noqa: BLE001 (whatever it is, it is a find)
            finds += 1
            keep(data, traceback.format_exc(limit=-3))
            continue
        slowest = max(slowest, took)
        if took > SLOW:
            finds += 1
            keep(data, f"took {took:.1f} s")
    print(f"tried {tried}, finds {finds}, slowest {slowest:.2f} s")
    return finds


def with_atheris(samples: Sequence[bytes], seconds: float) -> None:
    """Let atheris choose the bytes."""
    import atheris

    folder = Path("finds") / "corpus"
    folder.mkdir(parents=True, exist_ok=True)
    for sample in samples:
        (folder / hashlib.sha1(sample).hexdigest()[:12]).write_bytes(sample)
    atheris.instrument_all()
    atheris.Setup([sys.argv[0], str(folder), f"-max_total_time={int(seconds)}"], lambda data: try_one(data) and None)
    atheris.Fuzz()


def talks() -> list[Any]:
    """Return the talks of the tests."""
    sys.path.insert(0, str(TESTS))
    return importlib.import_module("talks").all_talks()  # type: ignore[no-any-return]


def forms() -> dict[str, Callable[[Any], str]]:
    """Return the ways to write a talk down."""
    return importlib.import_module("talks").FORMS  # type: ignore[no-any-return]


def main() -> int:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--atheris", action="store_true")
    parser.add_argument("folders", nargs="*", type=Path, default=[SAMPLES])
    given = parser.parse_args()
    files = [f for folder in given.folders for f in sorted(folder.rglob("*")) if f.is_file()]
    samples = [f.read_bytes()[:200_000] for f in files]
    if given.folders == [SAMPLES]:
        samples += [form(talk).encode() for talk in talks()[:6] for form in forms().values()]
    if given.atheris:
        with_atheris(samples, given.seconds)
        return 0
    return 1 if run(samples, given.seconds, given.seed) else 0


if __name__ == "__main__":
    raise SystemExit(main())
