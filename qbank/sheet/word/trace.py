"""What a sheet knows of the outline it was made from: whose it is, in which state, and what its questions were.

That trace stands in the document's properties, which outlive a re-save by any office program.
"""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from collections.abc import Mapping
from dataclasses import field, fields, is_dataclass, replace

from qbank.errors import SourceError
from qbank.lazy import dataclass
from qbank.model import Outline, PlannedFollowUp, PlannedQuestion, is_file_name
from qbank.sheet.copies import Copy, guest, is_printable, title
from qbank.sheet.word.markup import is_plain
from qbank.sheet.word.package import HEAD, PACKAGE, esc, parse_day
from qbank.sheet.word.styles import locale

CORE, APP, CUSTOM = "docProps/core.xml", "docProps/app.xml", "docProps/custom.xml"
APP_PART = (
    f'{HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>qbank</Application></Properties>"
)
LONGEST = 255
"""So many characters a property of a document may have."""

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

    `written` is what the outline's questions say. What no sheet shows and nobody can change on one, such as the reason for
    a question, does not count.
    """
    marks = [(q.id, q.mark, q.note) for q in outline.questions if q.mark or q.note]
    places = [(s.title, s.start, len(s.questions)) for s in outline.sections]
    told = f"{written}{marks}{places}{_bare(replace(outline, sections=()))!r}"
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _bare(value: object) -> object:
    """Return a value with every record and mapping in it made a tuple: another one for any other outline."""
    if is_dataclass(value):
        return tuple(_bare(getattr(value, field.name)) for field in fields(value))
    if isinstance(value, tuple):
        return tuple(map(_bare, value))
    if value and isinstance(value, Mapping):
        return tuple((key, str(value[key])) for key in sorted(value))
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What an outline's questions and follow-ups say: ids, lanes or roles and digests of their texts, written in short.

    `plain` says that all that a sheet shows of them is its own markup, `printable` that a document can hold it.
    """

    written: str
    plain: bool
    printable: bool


def said(outline: Outline) -> Said:
    """Return what an outline's questions say; in one go, for a sheet waits for it."""
    ids, lanes, texts = list[str](), list[str](), list[str]()
    beside, asked = set[str](), set[tuple[str, ...]]()
    for q in outline.questions:
        ids.append(q.id)
        lanes.append(q.lane)
        texts.append(_wording(q))
        asked.add(q.asked)
        if q.note or q.to or q.check:
            beside.update(filter(None, (q.note, q.to, q.check)))
        for f in q.follow_ups:
            ids.append(f.id)
            lanes.append(f.role)
            texts.append(f.text)
    beside.update(*asked)
    plain = is_plain([*texts, *beside])
    # Mostly there is nothing in the texts to smooth.
    sums = map(zlib.crc32, map(str.encode, texts)) if plain else map(_sum, texts)
    packed = struct.pack(f">{len(texts)}I", *sums).hex()
    names = json.dumps(["\n".join(ids), "\n".join(lanes)])
    return Said(written=f"{packed} {names}", plain=plain, printable=plain or is_printable(" ".join([*texts, *beside])))


def as_before(written: str) -> str:
    """Return what is written of an outline's questions as it was written until December 2026: sheets of then are about."""
    return json.dumps({id: [*told] for id, told in (known(written) or {}).items()}, separators=(",", ":"))


def known(written: str) -> Known | None:
    """Return what a sheet's questions were, to tell later what a person changed; None where that is not kept whole."""
    try:
        if written.startswith("{"):  # see `as_before`
            return {str(id): (str(lane), int(mark)) for id, (lane, mark) in json.loads(written).items()}
        packed, _, names = written.partition(" ")
        ids, lanes = json.loads(names)
        sums = struct.unpack(f">{len(packed) // 8}I", bytes.fromhex(packed))
        by_id = zip(ids.split("\n"), lanes.split("\n"), sums, strict=True)
        return {id: (lane, sum_) for id, lane, sum_ in by_id} if sums else {}
    except (ValueError, TypeError, AttributeError, struct.error):
        # A person or a program cut the property: the outline itself is compared with instead.
        return None


def _wording(q: PlannedQuestion) -> str:
    # An empty part leaves no second blank, or everything would have to be smoothed.
    cue = f"{q.cue} | " if q.cue else "| "
    return f"{cue}{q.context} | {q.text}" if q.context else f"{cue}| {q.text}"


def digest(said: PlannedQuestion | PlannedFollowUp) -> int:
    """Return a number that tells a wording from any other, white space apart."""
    return _sum(said.text if isinstance(said, PlannedFollowUp) else _wording(said))


def _sum(text: str) -> int:
    return zlib.crc32(" ".join(text.split()).encode("utf-8", "surrogatepass"))


def trace(custom: Mapping[str, str], core_identifier: str, *, where: str) -> Trace:
    """Return the trace that a document's properties hold; SourceError when it is not a sheet of qbank's."""
    id, mark = custom.get(OUTLINE, ""), custom.get(FINGERPRINT, "")
    if not id:
        begin, _, rest = core_identifier.partition(":")
        id, _, mark = rest.rpartition(":") if begin == IDENTIFIER else ("", "", "")
    if not id:
        told = f"{where} is not a sheet of qbank's, or its document properties were removed"
        hint = "give a .docx that `qbank export` wrote, edited in Word or LibreOffice"
        raise SourceError(told, hint=hint, where=where)
    if not is_file_name(id):
        told = f"{where} says that it is a sheet of {id[:60]!r}, which is not an id of an outline"
        hint = "do not use this file, or name the outline that it is compared with by --outline"
        raise SourceError(told, hint=hint, where=where)
    try:
        styles = {str(role): str(name) for role, name in json.loads(custom.get(STYLES, "")).items()}
    except (ValueError, AttributeError):
        styles = {}  # cut off like `known`: the styles' names are then those of the layout at hand
    return Trace(
        outline=id, fingerprint=mark, copy="guest" if custom.get(COPY) == "guest" else "host",
        known=known(custom.get(QUESTIONS, "")), tagged=custom.get(LAYOUT) == TAGGED, styles=styles,
    )  # fmt: skip


def property_parts(
    outline: Outline, told: Said, copy: Copy, day: str, styles: Mapping[str, str] | None
) -> dict[str, str]:
    """Return the three parts of properties; the guest's copy names the outline, never what it holds.

    `styles` are the names that a sheet's roles are set in; None for a template of the host's own.
    """
    mark = fingerprint(outline, told.written)
    named = {OUTLINE: outline.id, FINGERPRINT: mark, COPY: copy}
    if styles is None:
        named[LAYOUT] = TAGGED
    elif copy == "host":
        named |= {QUESTIONS: told.written, STYLES: json.dumps(dict(styles), separators=(",", ":"))}
    author = (outline.show or outline.host or "")[:LONGEST]
    about = outline.technology or guest(outline)
    # The core property says the same in short: a second place, should the first be lost.
    core = core_part(title(outline), about, author, f"{IDENTIFIER}:{outline.id}:{mark}", day, outline.language)
    custom = "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{n}" name="{name}">'
        f"<vt:lpwstr>{esc(value, quotes=False)}</vt:lpwstr></property>"
        for n, (name, value) in enumerate(named.items(), start=2)
    )
    custom = (
        f'{HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        f'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">{custom}</Properties>'
    )
    return {CORE: core, APP: APP_PART, CUSTOM: custom}


def core_part(title: str, about: str, author: str, identifier: str, day: str, language: str) -> str:
    """Return the part that says what a document is, and of which day (ISO); an empty `identifier` is left out."""
    at = f"{parse_day(day).isoformat()}T00:00:00Z"
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{esc(title[:LONGEST])}</dc:title>"
        f"<dc:subject>{esc(about[:LONGEST])}</dc:subject>"
        f"<dc:creator>{esc(author[:LONGEST])}</dc:creator>"
        + (f"<dc:identifier>{esc(identifier)}</dc:identifier>" if identifier else "")
        + f"<dc:language>{locale(language)}</dc:language><cp:lastModifiedBy>{esc(author[:LONGEST])}</cp:lastModifiedBy>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{at}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{at}</dcterms:modified></cp:coreProperties>'
    )
