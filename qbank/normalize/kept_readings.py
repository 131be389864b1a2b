"""Readings of the labelled wordings that ship, kept in a file: making them takes two seconds, reading them a tenth of one.

A reading is a wording's frame and what is counted of it (see `learner`). A cache: the file is replaced whole, is of this very
code and data or not used, and can be deleted at any time.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

Reading = tuple[str, Mapping[str, float]]

_VERSION = 1
_BETWEEN = "\x1f"
_PACKAGE = Path(__file__).parents[1]


def made_of() -> str:
    """Return what tells this code and its data from any other, by the files that they are in."""
    files = sorted(
        path for room in ("normalize", "english") for path in (_PACKAGE / room).rglob("*")
        if path.suffix in (".py", ".txt", ".toml")
    )  # fmt: skip
    told = [(str(path), (stat := path.stat()).st_size, stat.st_mtime_ns) for path in files]
    return sha256(repr((_VERSION, told)).encode()).hexdigest()


def load(path: Path) -> dict[str, Reading] | None:
    """Return the readings in a file by wording; None if there are none, or they are of other code or data."""
    try:
        head, _, body = path.read_bytes().partition(b"\n")
        if head != _head(body):
            return None
        return {
            text: (frame, MappingProxyType(dict(zip(grams.split(_BETWEEN), weights, strict=True))))
            for text, frame, grams, weights in json.loads(body)
        }
    except (OSError, ValueError):
        return None


def save(path: Path, readings: Mapping[str, Reading]) -> None:
    """Keep readings; where the disk is full or read only they are made again next time."""
    rows = [
        [text, frame, _BETWEEN.join(counted), list(counted.values())]
        for text, (frame, counted) in readings.items()
        if counted and not any(_BETWEEN in gram for gram in counted)
    ]
    body = json.dumps(rows, separators=(",", ":")).encode()
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    with suppress(OSError):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            new.write_bytes(_head(body) + b"\n" + body)
            new.replace(path)
        finally:
            new.unlink(missing_ok=True)


def _head(body: bytes) -> bytes:
    return f"qbank readings {made_of()} {zlib.crc32(body):08x}".encode()
