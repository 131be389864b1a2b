"""Count the work of every reader on forty shapes of input at n, 2n and 4n: four times the text may cost about four times the work.

    python benchmarks/linear.py [--size 400] [--only markdown csv] [--shapes "blank lines"]

What is counted are function calls, Python's and C's, and the characters that regular expressions look at; so the figures are the
same on any machine, whoever else is at work there. A reader whose work grows faster than its input is named with its shape and its
counts, and the exit code is 1. What C libraries do inside one call is not seen by this; `benchmarks/fuzz_notes.py` watches the clock.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any
from xml.sax.saxutils import escape

MOST = 2.7
"""So many times the work twice the input may cost; what is quadratic costs four times as much."""
SMALL = 30_000
"""Work below which growth says nothing: tables are made, words looked up for the first time."""


class Work:
    """What has been counted."""

    done = 0


class Counting:
    """A compiled expression that counts the characters it looks at."""

    def __init__(self, real: re.Pattern[Any]) -> None:
        self.real = real

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        return getattr(self.real, name)

    def _one(self, name: str, text: Any, pos: int, *end: int) -> Any:  # noqa: ANN401
        found = getattr(self.real, name)(text, pos, *end)
        last = min(end[0], len(text)) if end else len(text)
        Work.done += 1 + (found.end() - pos if found else last - pos if name == "search" else 0)
        return found

    def search(self, text: Any, pos: int = 0, *end: int) -> Any:  # noqa: ANN401, D102
        return self._one("search", text, pos, *end)

    def match(self, text: Any, pos: int = 0, *end: int) -> Any:  # noqa: ANN401, D102
        return self._one("match", text, pos, *end)

    def fullmatch(self, text: Any, pos: int = 0, *end: int) -> Any:  # noqa: ANN401, D102
        return self._one("fullmatch", text, pos, *end)

    def finditer(self, text: Any, pos: int = 0, *end: int) -> Iterator[Any]:  # noqa: ANN401, D102
        before = pos
        for found in self.real.finditer(text, pos, *end):
            Work.done += 1 + found.end() - before
            before = found.end()
            yield found
        Work.done += len(text) - before

    def findall(self, text: Any, *span: int) -> list[Any]:  # noqa: ANN401, D102
        Work.done += 1 + len(text) - (span[0] if span else 0)
        return self.real.findall(text, *span)

    def sub(self, by: Any, text: Any, count: int = 0) -> Any:  # noqa: ANN401, D102
        Work.done += 1 + len(text)
        return self.real.sub(by, text, count)

    def subn(self, by: Any, text: Any, count: int = 0) -> Any:  # noqa: ANN401, D102
        Work.done += 1 + len(text)
        return self.real.subn(by, text, count)

    def split(self, text: Any, maxsplit: int = 0) -> list[Any]:  # noqa: ANN401, D102
        Work.done += 1 + len(text)
        return self.real.split(text, maxsplit)


def count_expressions() -> None:
    """Have every expression that is compiled from now on counted: before anything that compiles some is imported."""
    real = re._compile  # type: ignore[attr-defined]
    known: dict[Any, Counting] = {}

    def compiled(pattern: Any, flags: Any) -> Any:  # noqa: ANN401
        if isinstance(pattern, Counting | re.Pattern):
            return pattern
        if (type(pattern), pattern, flags) not in known:
            known[type(pattern), pattern, flags] = Counting(real(pattern, flags))
        return known[type(pattern), pattern, flags]

    re._compile = compiled  # type: ignore[attr-defined]
    re.compile = lambda pattern, flags=0: compiled(pattern, int(flags))


@contextmanager
def counted() -> Iterator[None]:
    """Count calls, too."""
    Work.done = 0

    def called(_frame: object, event: str, _arg: object) -> None:
        if event in ("call", "c_call"):
            Work.done += 1

    sys.setprofile(called)
    try:
        yield
    finally:
        sys.setprofile(None)


SHAPES: dict[str, Callable[[int], str]] = {
    "questions": lambda n: "".join(f"- How does part {k} of it scale?\n" for k in range(n)),
    "the same question": lambda n: "- What is it?\n" * n,
    "blank lines": lambda n: "- What is it?\n" + "\n" * n + "- Who made it?\n",
    "lines of blanks": lambda n: "- What is it?\n" + "   \n" * n + "- Who made it?\n",
    "tabs": lambda n: "\t" * n + "What is it?\n",
    "a long line": lambda n: "- " + "so it is " * n + "?\n",
    "a long word": lambda n: "- " + "a" * (8 * n) + "?\n",
    "letters and dots": lambda n: "a." * n + "\n",
    "question marks": lambda n: "- What" + "?" * n + "\n",
    "short questions on one line": lambda n: "Why? " * n + "\n",
    "bullets without words": lambda n: "- \n" * n,
    "dashes": lambda n: "-" * n + "\n",
    "stars": lambda n: "**" * n + "a" + "**" * n + "\n",
    "underscores": lambda n: "_a" * n + "\n",
    "brackets": lambda n: "[" * n + "]" * n + "\n",
    "links": lambda n: "[a](http://x.y/z) " * n + "\n",
    "open links": lambda n: "[a](" * n + "\n",
    "bare links": lambda n: "http://x.y/z " * n + "\n",
    "backticks": lambda n: "`a" * n + "\n",
    "quotation marks": lambda n: '"a ' * n + "\n",
    "headings": lambda n: "".join(f"## Part {k}\n\nWords.\n\n" for k in range(n)),
    "headings of sections": lambda n: "## Interview\n\n- What is it?\n\n## Links\n\n- a\n\n" * (n // 4),
    "a deep list": lambda n: "".join("  " * min(k, 40) + "- What?\n" for k in range(n)),
    "numbered": lambda n: "".join(f"{k}. What is it?\n" for k in range(1, n + 1)),
    "quotations": lambda n: "> What is it?\n" * n,
    "clocks": lambda n: "".join(f"{k // 60:02}:{k % 60:02} A word on it\n" for k in range(n)),
    "names and colons": lambda n: "Ada Quist: What is it?\nBo Lind: A basket.\n" * (n // 2),
    "many names": lambda n: "With " + "Ada Quist, " * n + "and Bo Lind\n",
    "different names": lambda n: "".join(f"Guest{k} Name{k}: What is it?\n" for k in range(n)),
    "capitals": lambda n: "THE BASKET " * n + "\n",
    "commas": lambda n: "so, and, but, " * n + "?\n",
    "paragraphs": lambda n: "Today we speak with Ada Quist about baskets.\n\n" * n,
    "introductions": lambda n: "In this episode Ada Quist, who weaves, " * n + "\n",
    "less-than signs": lambda n: "<" * n + "\n",
    "ampersands": lambda n: "&amp;" * n + "&" * n + "\n",
    "braces": lambda n: "{{ x }} {% y " * n + "\n",
    "pipes": lambda n: "| a | b |\n" * n,
    "semicolons": lambda n: "a;b;c\n" * n,
    "accents": lambda n: "é\u0301" * n + "\u200b\u00a0" * n + "\n",
    "long and short lines": lambda n: ("x" * 200 + "\nWhy?\n") * (n // 4),
}
"""Forty shapes of text, each of about n parts."""


TALKS: dict[str, Callable[[int], str]] = {
    "arrows": lambda n: "-->" * n,
    "timings": lambda n: "00:00:00.000 --> 00:00:01.000\n" * n,
    "voices": lambda n: "WEBVTT\n\n00:00.000 --> 00:01.000\n" + "<v A>" * n + "x",
    "open tags": lambda n: "WEBVTT\n\n00:00.000 --> 00:01.000\n" + "<" * n,
    "labels": lambda n: "A: " * n,
    "names": lambda n: "Ada " * n + ":",
    "name lines": lambda n: "Ada Brand\nx\nSam Hoste\ny\n" * (n // 8),
    "clocks": lambda n: "00:00 " * n,
    "brackets": lambda n: "[" * n + "00:01]",
    "stars": lambda n: "**" * n + "A:** x",
    "underscores": lambda n: "_a" * n + ": x",
    "links": lambda n: "[a](" * n,
    "cites": lambda n: "<cite>" * n,
    "comments": lambda n: "<p>" * 6 + "<!--" * n,
    "json": lambda n: "[" * n,
    "json words": lambda n: json.dumps([{"word": "a", "start": i} for i in range(n // 20)]),
    "yaml": lambda n: "---\nline: x\n" + "- " * n + "\n---\n",
    "sentences": lambda n: "Sam: a? b. c\nAda: d.\n" * (n // 8),
    "commas": lambda n: "Sam: so, and, but, " * (n // 8) + "?\n" + "Ada: x.\nSam: y?\n" * 8,
    "one turn": lambda n: "Sam: why? Ada: no.\n" * 2 + "Sam: " + "well, you know, like, " * n + "\nAda: x\n" * 8,
    "question marks": lambda n: ("Sam: " + "?" * n + "\nAda: x\n") * 8,
    "an endless line": lambda n: "Sam: why? " * n,
    "table": lambda n: "Speaker,Start,Text\n" + "A,0:01,\n" * n,
}
"""Shapes of transcripts, which stand for themselves, each of about 8n signs."""


def _html(text: str) -> bytes:
    lines = "".join(f"<li>{escape(line.strip(' -'))}</li>\n" for line in text.splitlines())
    return f"<html><body><h1>Baskets</h1><h2>Interview</h2><ul>{lines}</ul></body></html>".encode()


def _feed(text: str) -> bytes:
    body = escape(text)
    item = f"<item><title>Baskets with Ada Quist</title><description>{body}</description></item>"
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>Show</title>{item}</channel></rss>".encode()


def _docx(text: str) -> bytes:
    import docx

    document, made = docx.Document(), io.BytesIO()
    document.add_heading("Interview", 1)
    body = document.element.body
    last = document.add_paragraph("x")._p
    for line in text.splitlines():
        one = last.__copy__() if hasattr(last, "__copy__") else last
        one.r_lst[0].text = re.sub(r"[^\w\s.,:;?()<>&{}*|\"'`%\[\]/-]", "", line)[:20_000]
        body.insert(len(body) - 1, one)
    document.save(made)
    return made.getvalue()


CARRIERS: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "markdown": ("notes.md", lambda text: f"# Baskets with Ada Quist\n\n## Interview\n\n{text}".encode()),
    "html": ("notes.html", _html),
    "plain": ("notes.txt", lambda text: f"Baskets with Ada Quist\n\nInterview\n\n{text}".encode()),
    "json": ("notes.json", lambda text: json.dumps({"title": "Baskets", "content": text}).encode()),
    "feed": ("feed.xml", _feed),
    "docx": ("notes.docx", _docx),
    "csv": ("notes.csv", lambda text: ("Speaker,Question\n" + "".join(f'Ada,"{line.replace(chr(34), chr(39))}"\n' for line in text.splitlines())).encode()),
    "transcript": ("talk.txt", lambda text: ("Sam Host: Why is it so?\nAda Quist: It is.\n" * 6 + "Sam Host: " + text + "Ada Quist: It is.\n").encode()),
}  # fmt: skip
"""How a text stands in each kind of file."""
RAW = "talks"
"""The reader of transcripts on shapes of its own."""
READERS = {**dict.fromkeys(CARRIERS, SHAPES), RAW: TALKS}


def read(name: str, data: bytes) -> None:
    """Read a file as an import would: as a transcript if it is one, else as notes; a refusal is an answer, too."""
    from contextlib import suppress

    from qbank import notes, transcripts
    from qbank.errors import QbankError

    with suppress(QbankError):
        if name.startswith("talk"):
            if talk := transcripts.find_talk(data.decode()):
                transcripts.episode(transcripts.hear(talk, source=name))
        else:
            notes.read(data, source=name)


def growth(reader: str, shape: str, size: int) -> tuple[list[int], bool]:
    """Return the work of a reader at n, 2n and 4n, and whether it is in proportion."""
    name, carry = CARRIERS.get(reader, ("talk.txt", str.encode))
    made = []
    for n in (size, 2 * size, 4 * size):
        data = carry(READERS[reader][shape](n))
        with counted():
            read(name, data)
        made.append(Work.done)
    fits = all(after <= MOST * max(before, SMALL) for before, after in pairwise(made))
    return made, fits


def main() -> int:
    """Count what is asked for; 1 if anything grows faster than its input."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=400)
    parser.add_argument("--only", nargs="+", choices=READERS, default=[*READERS])
    parser.add_argument("--shapes", nargs="+", help="some shapes only")
    parser.add_argument("--every", type=int, default=1, help="one shape in so many, others for each reader")
    given = parser.parse_args()
    count_expressions()
    for reader in given.only:  # what is made once is made now
        growth(reader, next(iter(READERS[reader])), 20)
    bad = count = 0
    for at, reader in enumerate(given.only):
        shapes = [shape for shape in READERS[reader] if shape in (given.shapes or READERS[reader])]
        for shape in shapes[at % given.every :: given.every]:
            count += 1
            made, fits = growth(reader, shape, given.size)
            bad += not fits
            if not fits:
                print(f"{reader}: {shape}: {' '.join(map(str, made))}", flush=True)
    print(f"{len(given.only)} readers, {count} pairs of reader and shape: {bad} grow faster than their input")
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
