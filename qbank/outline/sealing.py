"""The seal on a line: it breaks when the host touches the cue, the lead-in or a follow-up."""

from __future__ import annotations

import zlib
from dataclasses import replace

from qbank.model import Outline, PlannedQuestion


def seal(question: PlannedQuestion) -> str:
    """Return what tells cue, lead-in and follow-ups from any others, white space aside: eight hexadecimal digits."""
    texts = (question.cue, question.context, *(f.text for f in question.follow_ups))
    told = "\n".join(" ".join(text.split()) for text in texts)
    return f"{zlib.crc32(told.encode('utf-8', 'surrogatepass')):08x}"


def sealed(outline: Outline) -> Outline:
    """Return an outline fresh from the bank with a seal on every line that is the bank's."""
    sections = tuple(
        replace(
            s, questions=tuple(replace(q, seal=seal(q)) if q.origin is not None else q for q in s.questions)
        )
        for s in outline.sections
    )
    return replace(outline, sections=sections)
