"""Which runs of six words are other people's? Their digests are kept, never the words, so that a test can refuse them.

    python benchmarks/six_word_runs.py LABELS.jsonl…

Writes `tests/six_word_runs.bin`: of every run of six words in a labeled question the first five bytes of its digest, in order.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path

FILE = Path(__file__).parent.parent / "tests" / "six_word_runs.bin"
SIZE, RUN = 5, 6
_GAP = re.compile(r"\{\{[^{}]*\}\}")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


def runs(text: str) -> Iterator[bytes]:
    """Yield the digests of a text's runs of six words; none goes over a gap."""
    for part in _GAP.split(text.casefold().replace("’", "'")):
        words = _WORD.findall(part)
        for at in range(len(words) - RUN + 1):
            yield blake2b(" ".join(words[at : at + RUN]).encode(), digest_size=SIZE).digest()


def known() -> frozenset[bytes]:
    """Return the digests that are kept."""
    data = FILE.read_bytes()
    return frozenset(data[at : at + SIZE] for at in range(0, len(data), SIZE))


def write(texts: Iterable[str]) -> int:
    """Keep the digests of these texts; return how many there are."""
    found = sorted({run for text in texts for run in runs(text)})
    FILE.write_bytes(b"".join(found))
    return len(found)


if __name__ == "__main__":
    read = (
        json.loads(line) for name in sys.argv[1:] for line in Path(name).read_text("utf-8").splitlines() if line.strip()
    )
    print(write(one["text"] for one in read if one.get("kind") == "question"))
