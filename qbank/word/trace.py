"""What a sheet knows of the outline it was made from: whose it is, in which state, and what its questions were.

The trace stands in the document's properties, which outlive a re-save by any office program.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from qbank.errors import SourceError
from qbank.model import Outline, PlannedFollowUp, PlannedQuestion
from qbank.sheet import Copy, flat

OUTLINE, FINGERPRINT, COPY, QUESTIONS = "qbank outline", "qbank fingerprint", "qbank copy", "qbank questions"
LAYOUT, TAGGED, STYLES = "qbank layout", "tagged", "qbank styles"
"""Names of the properties."""
IDENTIFIER = "qbank"

Known = Mapping[str, tuple[str, int]]
"""Lane (empty for a follow-up) and digest of what a sheet's questions and follow-ups were, by id, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """The outline that a sheet was made from, and what it held then; `known` is None where that was not kept.

    `tagged` is a sheet that the host's own template was filled in for: its questions cannot be told apart. `styles` are
    the names of the styles that its roles were set in.
    """

    outline: str
    fingerprint: str
    copy: Copy
    known: Known | None = None
    tagged: bool = False
    styles: Mapping[str, str] = field(default_factory=dict)


def fingerprint(outline: Outline, then: Known) -> str:
    """Return what tells one state of what a sheet says from any other: sixteen hexadecimal digits.

    `then` is what is known of the outline's questions. What no sheet shows and nobody can change on one, such as the reason
    for a question, does not count.
    """
    marks = [(q.id, q.mark, q.note) for s in outline.sections for q in s.questions if q.mark or q.note]
    places = [(s.title, s.start, len(s.questions)) for s in outline.sections]
    told = f"{_written(then)}{marks}{places}{flat(replace(outline, sections=()))}"
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _written(then: Known) -> str:
    return json.dumps(then, separators=(",", ":"))


def known(outline: Outline) -> Known:
    """Return what there is to know of an outline's questions, to tell later what a person changed."""
    made: dict[str, tuple[str, int]] = {}
    for section in outline.sections:
        for question in section.questions:
            made[question.id] = (question.lane, digest(question))
            for follow_up in question.follow_ups:
                made[follow_up.id] = ("", digest(follow_up))
    return made


def digest(said: PlannedQuestion | PlannedFollowUp) -> int:
    """Return a number that tells a wording from any other, white space apart."""
    text = said.text if isinstance(said, PlannedFollowUp) else f"{said.cue} ¦ {said.context} ¦ {said.text}"
    if "  " in text or not text.isprintable():
        text = " ".join(text.split())
    return zlib.crc32(text.encode("utf-8", "surrogatepass"))


def properties(outline: Outline, copy: Copy, styles: Mapping[str, str] | None) -> dict[str, str]:
    """Return the custom properties of a sheet; the guest's copy names the outline, never what it holds.

    `styles` are the names that its roles are set in; None for a template of the host's own.
    """
    then = known(outline)
    named = {OUTLINE: outline.id, FINGERPRINT: fingerprint(outline, then), COPY: copy}
    if styles is None:
        return {**named, LAYOUT: TAGGED}
    if copy == "guest":
        return named
    return {**named, QUESTIONS: _written(then), STYLES: json.dumps(dict(styles), separators=(",", ":"))}


def identifier(outline: Outline, mark: str) -> str:
    """Return the core property that says the same in short: a second place, should the first be lost."""
    return f"{IDENTIFIER}:{outline.id}:{mark}"


def trace(custom: Mapping[str, str], core_identifier: str, *, where: str) -> Trace:
    """Return the trace that a document's properties hold; SourceError when it is no sheet of qbank's."""
    id, mark = custom.get(OUTLINE, ""), custom.get(FINGERPRINT, "")
    if not id:
        begin, _, rest = core_identifier.partition(":")
        id, _, mark = rest.rpartition(":") if begin == IDENTIFIER else ("", "", "")
    if not id:
        raise SourceError(
            f"{where} is no sheet of qbank's, or its document properties were removed",
            hint="give a .docx that `qbank export` wrote, edited in Word or LibreOffice",
            where=where,
        )
    return Trace(
        outline=id,
        fingerprint=mark,
        copy="guest" if custom.get(COPY) == "guest" else "host",
        known=_known(custom.get(QUESTIONS, "")),
        tagged=custom.get(LAYOUT) == TAGGED,
        styles=_styles(custom.get(STYLES, "")),
    )


def _known(text: str) -> Known | None:
    try:
        data = json.loads(text)
        return {str(id): (str(lane), int(mark)) for id, (lane, mark) in data.items()}
    except (ValueError, TypeError, AttributeError):
        # A person or a program cut the property: the outline itself is compared with instead.
        return None


def _styles(text: str) -> dict[str, str]:
    try:
        return {str(role): str(name) for role, name in json.loads(text).items()}
    except (ValueError, AttributeError):
        # Cut off like the above: the styles' names are then those of the layout at hand.
        return {}
