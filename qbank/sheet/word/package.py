"""A Word file is a zip of parts that name each other: written with fixed dates, so that the same sheet is the same bytes; read with suspicion."""

from __future__ import annotations

import datetime
import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from qbank.errors import Problem, SourceError, UsageError
from qbank.lazy import dataclass

if TYPE_CHECKING:
    from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_RELATIONS, _TYPES = f"{{{PACKAGE}/relationships}}", f"{{{PACKAGE}/content-types}}"
NAMESPACES = f'xmlns:w="{W}" xmlns:r="{R}"'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

FOOTER_MARK = "qbank_footer"
"""The bookmark by which a footer of ours is told, whatever a program makes of its name."""
KEPT = frozenset("styles numbering settings webSettings fontTable theme header footer footnotes endnotes".split())
"""Kinds of parts of a document that have to do with its design; its text and what hangs on that make room."""
RUNS_CODE = frozenset("oleObject control activeXControlBinary vbaProject aFChunk subDocument frame".split())
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_WORD = f"{{{W}}}"

CONTENT_TYPES, DOCUMENT, RELATIONS = ("[Content_Types].xml", "word/document.xml", "word/_rels/document.xml.rels")
"""The part that says what each part is, the one that holds the text, and what that refers to."""

LEVEL = 1
PIECES = 64
"""So many pieces of a part are encoded and packed together."""
EARLIEST = datetime.date(1980, 1, 1)
MOST_PARTS = 5_000
LARGEST_PACKAGE = 128_000_000
LARGEST_PART = 64_000_000
OLD_OR_ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def esc(text: str, *, quotes: bool = True) -> str:
    """Return a text as it is written in an attribute, or outside of one: there quotes stay."""
    made = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return made.replace('"', "&quot;") if quotes else made


def pack(parts: Mapping[str, str | bytes | Iterable[str]], day: str) -> bytes:
    """Return the zip of these parts, every one dated on this day (ISO); a long text may come in pieces."""
    stamp = max(parse_day(day), EARLIEST)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            info = zipfile.ZipInfo(name, (stamp.year, stamp.month, stamp.day, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            # The default depends on the system that writes the file.
            info.create_system = 3
            # The text repeats itself so much that more effort saves next to nothing.
            # Written piece by piece, a part takes its level from here; Python has no public name for it before 3.13.
            setattr(info, "_compresslevel", LEVEL)  # noqa: B010
            with package.open(info, "w") as part:
                for piece in [data] if isinstance(data, bytes) else _pieces(data):
                    part.write(piece)
    return made.getvalue()


def _pieces(data: str | Iterable[str]) -> Iterator[bytes]:
    """Yield texts encoded, many at once, but never all of them: a large part is never in memory as a whole.

    Half a character is let through: whoever made the text refuses it with its place.
    """
    texts = iter([data] if isinstance(data, str) else data)
    while some := list(islice(texts, PIECES)):
        yield "".join(some).encode("utf-8", "surrogatepass")


def parse_day(day: str) -> datetime.date:
    """Return the day that an ISO date or date and time names; UsageError when it names none."""
    try:
        return datetime.datetime.fromisoformat(day).date()
    except ValueError as error:
        raise UsageError(f"{day!r} is not a date", hint="write it as 2026-11-22") from error


def unpack(data: bytes, *, where: str, wanted: Callable[[str], bool] = lambda _name: True) -> dict[str, bytes]:
    """Return the wanted parts of a Word file in bounded time and memory; nothing is written, nothing outside is read.

    SourceError for what is not a Word file, is damaged or encrypted, carries macros, or is built to do harm.
    """
    if data.startswith(OLD_OR_ENCRYPTED):
        raise _refused(where, "is locked with a password or in the old .doc format", "save it as .docx without one")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _prove_names(package.namelist(), where)
            parts, left = {}, LARGEST_PACKAGE
            for info in package.infolist():
                if wanted(info.filename) and not info.is_dir():
                    parts[info.filename] = _part(package, info, min(left, LARGEST_PART), where)
                    left -= len(parts[info.filename])
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise _refused(where, "is not a Word file, or it is damaged or cut off", "save it again as .docx") from error
    return parts


def _prove_names(names: Sequence[str], where: str) -> None:
    again, danger = "save it again as .docx", "do not use this file"
    outside = [n for n in names if n.startswith(("/", "\\")) or ".." in n.replace("\\", "/").split("/") or ":" in n]
    macros = any(name.lower().endswith("vbaproject.bin") for name in names)
    for wrong, what, hint in (
        (not {CONTENT_TYPES, DOCUMENT} <= set(names), "is a zip, but not a Word file", "give a .docx"),
        (macros, "carries macros", "save it as .docx, which holds none"),
        (len(names) > MOST_PARTS, f"has {len(names)} parts, more than any Word file", again),
        (len({name.lower() for name in names}) < len(names), "holds two parts of the same name", again),
        (outside, f"holds a part that points out of it: {', '.join(outside)[:200]!r}", danger),
    ):
        if wrong:
            raise _refused(where, what, hint)


def _part(package: zipfile.ZipFile, info: zipfile.ZipInfo, most: int, where: str) -> bytes:
    if info.flag_bits & 1:
        raise _refused(where, "is locked with a password", "save it without one")
    # What the header says about the size may be a lie: reading stops on its own.
    with package.open(info) as part:
        data = part.read(most + 1)
    if len(data) > most:
        raise _refused(where, "unpacks to more than any Word file holds", "do not use this file")
    return data


def _refused(where: str, what: str, hint: str) -> SourceError:
    return SourceError(f"{where} {what}", hint=hint, where=where)


def parse_xml(part: bytes, *, where: str) -> etree._Element:
    """Return a part as a tree; SourceError for broken XML and for a document type, which no Word file has."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(part, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _refused(where, f"is damaged: {error}", "save it again as .docx") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise _refused(where, "declares a document type, as no Word file does", "do not use this file")
    return root


def xml_bytes(element: etree._Element) -> bytes:
    """Return a tree as a part."""
    from lxml import etree

    made: bytes = etree.tostring(element, xml_declaration=True, encoding="UTF-8", standalone=True)
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A reference from one part to another, or to the outside."""

    id: str
    kind: str
    target: str
    outside: bool

    @property
    def name(self) -> str:
        """The last word of its kind: `footer`, `image`."""
        return self.kind.rpartition("/")[2]


def relations_of(part: str, parts: Mapping[str, bytes], where: str) -> Iterator[Relation]:
    """Yield the relations of a part."""
    folder, file = posixpath.dirname(part), _relations_file(part)
    if file not in parts:
        return
    for one in parse_xml(parts[file], where=f"{where}: {file}").iterfind(f"{_RELATIONS}Relationship"):
        outside = one.get("TargetMode") == "External"
        target = one.get("Target", "")
        if not outside:
            target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        yield Relation(id=one.get("Id", ""), kind=one.get("Type", ""), target=target, outside=outside)


def relations_part(relations: Sequence[Relation], folder: str = "") -> str:
    """Return the part that lists relations, their targets as seen from a folder."""
    listed = "".join(
        f'<Relationship Id="{esc(r.id)}" Type="{esc(r.kind)}" '
        f'Target="{esc(r.target if r.outside else posixpath.relpath("/" + r.target, "/" + folder))}"'
        + (' TargetMode="External"/>' if r.outside else "/>")
        for r in relations
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{listed}</Relationships>'


def content_types(part: bytes, *, where: str = "the sheet") -> tuple[dict[str, str], dict[str, str]]:
    """Return what each part is by its name, and by the ending of its name."""
    root = parse_xml(part, where=f"{where}: {CONTENT_TYPES}")
    named = {o.get("PartName", "").lstrip("/"): o.get("ContentType", "") for o in root.iterfind(f"{_TYPES}Override")}
    return named, {d.get("Extension", ""): d.get("ContentType", "") for d in root.iterfind(f"{_TYPES}Default")}


def types_part(types: Mapping[str, str], endings: Mapping[str, str]) -> str:
    """Return the part that says what each part is."""
    listed = "".join(f'<Default Extension="{esc(e)}" ContentType="{esc(t)}"/>' for e, t in endings.items())
    listed += "".join(f'<Override PartName="/{esc(p)}" ContentType="{esc(t)}"/>' for p, t in types.items())
    return f'{HEAD}<Types xmlns="{PACKAGE}/content-types">{listed}</Types>'


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A host's own document: its parts, the relations of its text that are kept, the types of its parts."""

    parts: Mapping[str, bytes]
    relations: tuple[Relation, ...]
    types: Mapping[str, str]
    endings: Mapping[str, str]
    where: str

    def tree(self, part: str) -> etree._Element:
        """Return a part as a tree of its own."""
        return parse_xml(self.parts[part], where=f"{self.where}: {part}")


def open_house(data: bytes, *, where: str) -> House:
    """Return the design of a .docx or .dotx; SourceError names everything in it that points outside or could run."""
    parts = unpack(data, where=where)
    footer = f'"{FOOTER_MARK}"'.encode()
    # The footer of a sheet that serves as a base names the guest of that sheet.
    kept = (r for r in relations_of(DOCUMENT, parts, where) if r.name in KEPT and not r.outside)
    return _opened(parts, tuple(r for r in kept if footer not in parts.get(r.target, b"")), where)


def open_whole(data: bytes, *, where: str) -> House:
    """Return a .docx or .dotx with its text; SourceError as for `open_house`, and for comments, which would be sent."""
    parts = unpack(data, where=where)
    # The copy of the styles that Word 2010 kept for older programs would not agree with the rest.
    relations = tuple(r for r in relations_of(DOCUMENT, parts, where) if r.name != "stylesWithEffects")
    if any(r.name == "comments" for r in relations):
        raise _refused(where, "holds comments", "delete them before you use it as a layout")
    house = _opened(parts, relations, where)
    root = [Relation(id="rId1", kind=f"{R}/officeDocument", target=DOCUMENT, outside=False)]
    inner = {RELATIONS: relations_part(relations, "word").encode()}
    return replace(house, parts={"_rels/.rels": relations_part(root).encode(), **house.parts, **inner})


def _opened(parts: Mapping[str, bytes], relations: tuple[Relation, ...], where: str) -> House:
    if parse_xml(parts[DOCUMENT], where=f"{where}: {DOCUMENT}").find(f"{_WORD}body") is None:
        what = "is not in the usual format of Word (it may be saved as Strict Open XML)"
        raise _refused(where, what, "save it again as .docx")
    types, endings = content_types(parts[CONTENT_TYPES], where=where)
    found = _reachable(relations, parts, where)
    if problems := tuple(_dangers({**found, DOCUMENT: relations}, where)):
        raise SourceError(str(problems[0]), problems=problems, hint="take it out of the document in Word", where=where)
    kept = {name: parts[name] for part in found for name in (part, _relations_file(part)) if name in parts}
    return House(
        parts={**kept, DOCUMENT: parts[DOCUMENT], **_without_template(kept, where)}, relations=relations,
        types={**types, DOCUMENT: MAIN}, endings=endings, where=where,
    )  # fmt: skip


def _reachable(relations: Sequence[Relation], parts: Mapping[str, bytes], where: str) -> dict[str, Sequence[Relation]]:
    """Return the parts that relations lead to, each with its own relations, which lead further."""
    found: dict[str, Sequence[Relation]] = {}
    waiting = list(relations)
    for relation in waiting:
        part = relation.target
        if not relation.outside and part in parts and part not in found:
            found[part] = tuple(relations_of(part, parts, where))
            waiting += found[part]
    return found


def _relations_file(part: str) -> str:
    folder, name = posixpath.split(part)
    return f"{folder}/_rels/{name}.rels"


def _dangers(relations: Mapping[str, Sequence[Relation]], where: str) -> Iterator[Problem]:
    for part, relation in ((part, relation) for part, some in relations.items() for relation in some):
        if relation.name in RUNS_CODE:
            yield Problem(where=f"{where}: {part}", what=f"embeds an object ({relation.name})")
        elif relation.outside and relation.name not in {"hyperlink", "attachedTemplate"}:
            what = f"points to something outside the document: {relation.target[:200]}"
            yield Problem(where=f"{where}: {part}", what=what, hint="put it into the document itself")


def _without_template(parts: Mapping[str, bytes], where: str) -> dict[str, bytes]:
    """Take out the reference to the template that a document was made from: a path on someone's machine."""
    file = "word/_rels/settings.xml.rels"
    if file not in parts:
        return {}
    settings = parse_xml(parts["word/settings.xml"], where=where)
    for element in settings.findall(f"{_WORD}attachedTemplate"):
        settings.remove(element)
    left = [r for r in relations_of("word/settings.xml", parts, where) if r.name != "attachedTemplate"]
    return {"word/settings.xml": xml_bytes(settings), file: relations_part(left, "word").encode()}
