"""Vectors that are kept in a file, since the model takes about 10 ms to read a text.

A cache: the file is replaced whole, read only when it is whole and of this model, and can be deleted at any time. Without a file
the vectors are kept as long as this record is.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

from qbank.normalize.sentence_model import MODEL, WIDTH, Vectors, each, require

_VERSION = 1
_DIGEST = 16
_SAVED_EVERY = 1000
"""New vectors after which the file is written, so that a stopped program need not begin again."""
_SPARE = 10_000
"""So many vectors of texts that were not asked for now stay at least."""
_MANY = 100
"""New vectors from which on it is said that this takes a while."""


class KeptVectors:
    """Vectors by text. `tell` is called with a sentence when many must be made."""

    def __init__(self, path: Path | None = None, tell: Callable[[str], object] | None = None) -> None:
        self.path, self.tell = path, tell
        self._known: dict[bytes, Vectors] | None = None

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Return a row a text; those that are not known are made, and kept. ModelMissingError: the model is not installed."""
        require()
        import numpy as np

        known = self._read()
        digests = [
            blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_DIGEST).digest() for text in texts
        ]
        new = {digest: text for digest, text in zip(digests, texts, strict=True) if digest not in known}
        if len(new) >= _MANY and self.tell:
            self.tell(f"Reading {len(new):,} texts for their meaning; this is done once and takes a while.")
        for n, (digest, vector) in enumerate(zip(new, each(new.values()), strict=True), start=1):
            # Half as many digits are kept, so half as many are used: a kept vector is the one that was made.
            known[digest] = vector.astype(np.float16)
            if n % _SAVED_EVERY == 0 or n == len(new):
                self._write(digests)
        return np.array([known[digest] for digest in digests], dtype=np.float32).reshape(-1, WIDTH)

    def _read(self) -> dict[bytes, Vectors]:
        if self._known is None:
            self._known = {}
            with suppress(OSError, ValueError):
                self._known = _parsed(self.path.read_bytes()) if self.path else {}
        return self._known

    def _write(self, needed: Iterable[bytes]) -> None:
        known, path = self._known or {}, self.path
        if path is None:
            return
        first = [digest for digest in dict.fromkeys(needed) if digest in known]
        spare = known.keys() - set(first)
        kept = [*first, *sorted(spare)[: max(_SPARE, len(first))]]
        body = b"".join(kept) + b"".join(known[digest].tobytes() for digest in kept)
        new = path.with_name(f"{path.name}.{os.getpid()}.new")
        with suppress(OSError):  # a disk that is full or read only: they are made again next time
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                new.write_bytes(_head(len(kept), body) + body)
                new.replace(path)
            finally:
                new.unlink(missing_ok=True)


def _head(count: int, body: bytes) -> bytes:
    return f"qbank vectors {_VERSION} {MODEL} {count} {zlib.crc32(body):08x}\n".encode()


def _parsed(data: bytes) -> dict[bytes, Vectors]:
    """Return the vectors in a file's bytes; ValueError when they are not whole, or of another model."""
    import numpy as np

    head, _, body = data.partition(b"\n")
    count = int(head.split()[4]) if len(head.split()) == 6 else -1
    if head + b"\n" != _head(count, body) or len(body) != count * (_DIGEST + 2 * WIDTH):
        raise ValueError("these are no vectors of this model")
    split = count * _DIGEST
    rows = np.frombuffer(body, np.float16, offset=split).reshape(count, WIDTH)
    return {body[at * _DIGEST : (at + 1) * _DIGEST]: rows[at] for at in range(count)}
