"""What a Word sheet costs: against python-docx saving its own empty document, and against the least there is.

    python benchmarks/word.py [--questions 10000]

Alternating runs in one process, timed by what the processor did, so that whatever else runs on the machine does not
count; each ratio is the median of the pairs' ratios. The floor fills a prepared zip with one string of XML: the
same paragraphs without looking at what they say.
"""

from __future__ import annotations

import argparse
import io
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median

import docx

from qbank.model import Outline, PlannedFollowUp, PlannedQuestion, Section
from qbank.sheet import word
from qbank.sheet.word.edits import edits
from qbank.sheet.word.layout import WordLayout, read_layout
from qbank.sheet.word.package import HEAD, NAMESPACES, esc, pack, unpack

DAY = "2026-11-22"
TEMPLATES = Path(__file__).parent.parent / "templates"


def outline(questions: int) -> Outline:
    """Return an outline of so many questions in six blocks."""
    made = [_question(n) for n in range(questions)]
    blocks = ("open", "why", "inside", "breaks", "in-use", "ahead")
    return Outline(
        id="bench",
        date=DAY,
        guests=("Mina Okafor",),
        technology="LedgerLake",
        sections=tuple(
            Section(block=block, title=block.title(), start=n * 8.0, minutes=8.0, questions=tuple(made[n::6]))  # type: ignore[arg-type]
            for n, block in enumerate(blocks)
        ),
    )


def _question(n: int) -> PlannedQuestion:
    follow_ups = tuple(
        PlannedFollowUp(id=f"q{n}{letter}", role=role, text=f"What did you see just before it, number {n}?")  # type: ignore[arg-type]
        for letter, role in zip("ab", ("deeper", "if-brief"), strict=True)
    )
    return PlannedQuestion(
        id=f"q{n}", category="scaling", cue="first limit", text=f"As data grows, what gives way first, in case {n}?",
        context="The database runs inside the calling program." if n % 3 == 0 else "", asked=("035-roach/3", "040-ceph/4"),
        lane=("must", "must", "nice")[n % 3], follow_ups=follow_ups,
    )  # fmt: skip


def floor(outline: Outline, parts: dict[str, bytes]) -> bytes:
    """Return the least that can be done: the texts as plain paragraphs in a prepared zip."""
    lines = [
        text
        for section in outline.sections
        for q in section.questions
        for text in (q.context, q.text, *(f.text for f in q.follow_ups))
        if text
    ]
    body = "".join(f"<w:p><w:r><w:t>{esc(line)}</w:t></w:r></w:p>" for line in lines)
    main = f"{HEAD}<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"
    return pack({**parts, "word/document.xml": main.encode()}, DAY)


def empty() -> None:
    """Open and save python-docx's own default document."""
    docx.Document().save(io.BytesIO())


def seconds(work: Callable[[], object]) -> float:
    """Return the seconds of processor time that some work takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def paired(ours: Callable[[], object], peer: Callable[[], object], *, runs: int) -> tuple[float, float, float]:
    """Return the median seconds of two works, run in turns, and the median of the pairs' ratios."""
    pairs = [(seconds(ours), seconds(peer)) for _ in range(runs)]
    return median(a for a, _ in pairs), median(b for _, b in pairs), median(a / b for a, b in pairs)


def main() -> None:
    """Print the figures."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--questions", type=int, default=10_000)
    most: int = arguments.parse_args().questions
    layout = read_layout((TEMPLATES / "word.toml").read_text(encoding="utf-8"))
    write = _writer(layout)
    write(outline(30))
    thirty = outline(30)
    small, default, ratio = paired(lambda: write(thirty), empty, runs=25)
    print(f"30 questions: {small * 1000:.1f} ms; python-docx opens and saves its default: {default * 1000:.1f} ms; "
          f"ratio {ratio:.2f} (limit 2)")  # fmt: skip
    parts = unpack(write(outline(1)), where="bench")
    for count in sorted({1_000, 3_000, most}):
        many = outline(count)
        ours, least, ratio = paired(lambda m=many: write(m), lambda m=many: floor(m, parts), runs=9)  # type: ignore[misc]
        print(f"{count} questions: {ours * 1000:.0f} ms, {ours / count * 1e6:.0f} µs each; floor {least * 1000:.0f} ms; "
              f"ratio {ratio:.2f} (limit 4 at 10,000)")  # fmt: skip
    data, again = write(many), replace(many)
    back = seconds(lambda: edits(data, again, layout))
    print(f"{most} questions read back: {back:.2f} s")


def _writer(layout: WordLayout) -> Callable[[Outline], bytes]:
    return lambda made: word.write(made, layout, date=DAY)


if __name__ == "__main__":
    main()
