"""What a sheet knows of the outline it was made from: whose it is, in which state, and what its questions were.

The trace stands in the document's properties, which outlive a re-save by any office program.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import field, replace

from qbank.errors import SourceError
from qbank.model import Outline, PlannedFollowUp, PlannedQuestion, is_file_name
from qbank.records import dataclass
from qbank.sheet.copies import Copy, flat

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


def fingerprint(outline: Outline, written: str) -> str:
    """Return what tells one state of what a sheet says from any other: sixteen hexadecimal digits.

    `written` is what is known of the outline's questions, as `known_text` writes it. What no sheet shows and nobody
    can change on one, such as the reason for a question, does not count.
    """
    marks = [(q.id, q.mark, q.note) for q in outline.questions if q.mark or q.note]
    places = [(s.title, s.start, len(s.questions)) for s in outline.sections]
    told = f"{written}{marks}{places}{flat(replace(outline, sections=()))}"
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def known(outline: Outline) -> Known:
    """Return what there is to know of an outline's questions, to tell later what a person changed."""
    return {id: (lane, _sum(text)) for id, lane, text in _said(outline)}


def known_text(outline: Outline) -> str:
    """Return what there is to know of an outline's questions as JSON, made in one go: a sheet waits for it."""
    names: list[str] = []
    texts: list[str] = []
    for q in outline.questions:
        names.append(f'"{q.id}":["{q.lane}",')
        names += [f'"{f.id}":["{f.role}",' for f in q.follow_ups]
        texts.append(f"{q.cue} | {q.context} | {q.text}")
        texts += [f.text for f in q.follow_ups]
    # One look at all texts instead of one at each: mostly there is nothing in them to smooth.
    sums = map(zlib.crc32, map(str.encode, texts)) if _is_smooth("\0".join(texts)) else map(_sum, texts)
    made = [f"{name}{sum_}]" for name, sum_ in zip(names, sums, strict=True)]
    text = f"{{{','.join(made)}}}"
    if text.isascii() and "\\" not in text and text.count('"') == 4 * len(made):
        return text
    return json.dumps({id: [*told] for id, told in known(outline).items()}, separators=(",", ":"))


def _said(outline: Outline) -> Iterator[tuple[str, str, str]]:
    """Yield id, lane or role, and the wording of every question and follow-up."""
    for section in outline.sections:
        for q in section.questions:
            yield q.id, q.lane, f"{q.cue} | {q.context} | {q.text}"
            for f in q.follow_ups:
                yield f.id, f.role, f.text


def digest(said: PlannedQuestion | PlannedFollowUp) -> int:
    """Return a number that tells a wording from any other, white space apart."""
    if isinstance(said, PlannedFollowUp):
        return _sum(said.text)
    return _sum(f"{said.cue} | {said.context} | {said.text}")


def _is_smooth(text: str) -> bool:
    return text.isascii() and not ("  " in text or "\n" in text or "\t" in text)


def _sum(text: str) -> int:
    if _is_smooth(text):
        return zlib.crc32(text.encode())
    return zlib.crc32(" ".join(text.split()).encode("utf-8", "surrogatepass"))


def properties(outline: Outline, copy: Copy, styles: Mapping[str, str] | None) -> dict[str, str]:
    """Return the custom properties of a sheet; the guest's copy names the outline, never what it holds.

    `styles` are the names that its roles are set in; None for a template of the host's own.
    """
    written = known_text(outline)
    named = {OUTLINE: outline.id, FINGERPRINT: fingerprint(outline, written), COPY: copy}
    if styles is None:
        return {**named, LAYOUT: TAGGED}
    if copy == "guest":
        return named
    return {**named, QUESTIONS: written, STYLES: json.dumps(dict(styles), separators=(",", ":"))}


def identifier(outline: Outline, mark: str) -> str:
    """Return the core property that says the same in short: a second place, should the first be lost."""
    return f"{IDENTIFIER}:{outline.id}:{mark}"


def trace(custom: Mapping[str, str], core_identifier: str, *, where: str) -> Trace:
    """Return the trace that a document's properties hold; SourceError when it is not a sheet of qbank's."""
    id, mark = custom.get(OUTLINE, ""), custom.get(FINGERPRINT, "")
    if not id:
        begin, _, rest = core_identifier.partition(":")
        id, _, mark = rest.rpartition(":") if begin == IDENTIFIER else ("", "", "")
    if not id:
        raise SourceError(
            f"{where} is not a sheet of qbank's, or its document properties were removed",
            hint="give a .docx that `qbank export` wrote, edited in Word or LibreOffice",
            where=where,
        )
    if not is_file_name(id):
        raise SourceError(
            f"{where} says that it is a sheet of {id[:60]!r}, which is not an id of an outline",
            hint="do not use this file, or name the outline that it is compared with by --outline",
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
