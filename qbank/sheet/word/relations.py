"""The parts of a host's own document that a sheet keeps: what its text hangs on, and nothing from outside."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from qbank.errors import Problem, SourceError
from qbank.lazy import dataclass
from qbank.sheet.word.context import FOOTER_MARK
from qbank.sheet.word.package import HEAD, esc, parse_xml, unpack

if TYPE_CHECKING:
    from lxml import etree

DOCUMENT = "word/document.xml"
KEPT = frozenset(
    ["styles", "numbering", "settings", "webSettings", "fontTable", "theme", "header", "footer",
     "footnotes", "endnotes"]
)  # fmt: skip
"""Kinds of parts of a document that have to do with its design; its text and what hangs on that make room."""
RUNS_CODE = frozenset(
    ["oleObject", "control", "activeXControlBinary", "vbaProject", "aFChunk", "subDocument", "frame"]
)
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_P, _T = f"{{{_PACKAGE}/relationships}}", f"{{{_PACKAGE}/content-types}}"
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


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
    relations = tuple(
        r
        for r in relations_of(DOCUMENT, parts, where)
        if r.name in KEPT and not r.outside and not _is_footer_of_ours(parts.get(r.target, b""))
    )
    return _opened(parts, relations, where)


def _is_footer_of_ours(part: bytes) -> bool:
    """Say whether a part is the footer of a sheet that serves as a base: it names the guest of that sheet."""
    return f'"{FOOTER_MARK}"'.encode() in part


def open_whole(data: bytes, *, where: str) -> House:
    """Return a .docx or .dotx with its text; SourceError as for `open_house`, and for comments, which would be sent."""
    parts = unpack(data, where=where)
    # The copy of the styles that Word 2010 kept for older programs would not agree with the rest.
    relations = tuple(r for r in relations_of(DOCUMENT, parts, where) if r.name != "stylesWithEffects")
    if any(r.name == "comments" for r in relations):
        raise SourceError(
            f"{where} holds comments", hint="delete them before you use it as a layout", where=where
        )
    house = _opened(parts, relations, where)
    root = [Relation(id="rId1", kind=f"{_OFFICE}/officeDocument", target=DOCUMENT, outside=False)]
    inner = {f"word/_rels/{posixpath.basename(DOCUMENT)}.rels": relations_part(relations, "word").encode()}
    return replace(house, parts={"_rels/.rels": relations_part(root).encode(), **house.parts, **inner})


def _opened(parts: Mapping[str, bytes], relations: tuple[Relation, ...], where: str) -> House:
    _prove_word(parts, where)
    types, endings = content_types(parts["[Content_Types].xml"], where=where)
    kept = _reachable(relations, parts, where)
    problems = tuple(_dangers([DOCUMENT, *kept], relations, parts, where))
    if problems:
        raise SourceError(
            str(problems[0]), problems=problems, hint="take it out of the document in Word", where=where
        )
    made = {name: parts[name] for name in kept}
    return House(
        parts={**made, DOCUMENT: parts[DOCUMENT], **_without_template(made, where)},
        relations=relations,
        types={**types, DOCUMENT: MAIN},
        endings=endings,
        where=where,
    )


def _prove_word(parts: Mapping[str, bytes], where: str) -> None:
    root = parse_xml(parts[DOCUMENT], where=f"{where}: {DOCUMENT}")
    if root.find(f"{_WORD}body") is None:
        raise SourceError(
            f"{where} is not in the usual format of Word (it may be saved as Strict Open XML)",
            hint="save it again as .docx",
            where=where,
        )


def relations_of(part: str, parts: Mapping[str, bytes], where: str) -> Iterator[Relation]:
    """Yield the relations of a part."""
    folder, name = posixpath.split(part)
    file = f"{folder}/_rels/{name}.rels"
    if file not in parts:
        return
    for one in parse_xml(parts[file], where=f"{where}: {file}").iterfind(f"{_P}Relationship"):
        outside = one.get("TargetMode") == "External"
        target = one.get("Target", "")
        if not outside:
            target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        yield Relation(id=one.get("Id", ""), kind=one.get("Type", ""), target=target, outside=outside)


def _reachable(relations: Sequence[Relation], parts: Mapping[str, bytes], where: str) -> list[str]:
    found: dict[str, None] = {}
    waiting = [r.target for r in relations if not r.outside]
    while waiting:
        part = waiting.pop(0)
        if part in parts and part not in found:
            found[part] = None
            folder, name = posixpath.split(part)
            if f"{folder}/_rels/{name}.rels" in parts:
                found[f"{folder}/_rels/{name}.rels"] = None
            waiting += [r.target for r in relations_of(part, parts, where) if not r.outside]
    return list(found)


def _dangers(
    kept: Sequence[str], relations: Sequence[Relation], parts: Mapping[str, bytes], where: str
) -> Iterator[Problem]:
    for part in kept:
        for relation in relations if part == DOCUMENT else relations_of(part, parts, where):
            if relation.name in RUNS_CODE:
                yield Problem(where=f"{where}: {part}", what=f"embeds an object ({relation.name})")
            elif relation.outside and relation.name not in {"hyperlink", "attachedTemplate"}:
                what = f"points to something outside the document: {relation.target[:200]}"
                yield Problem(where=f"{where}: {part}", what=what, hint="put it into the document itself")


def _without_template(parts: Mapping[str, bytes], where: str) -> dict[str, bytes]:
    """Take out the reference to the template that a document was made from: a path on someone's machine."""
    from lxml import etree

    file = "word/_rels/settings.xml.rels"
    if file not in parts:
        return {}
    settings = parse_xml(parts["word/settings.xml"], where=where)
    for element in settings.findall(f"{_WORD}attachedTemplate"):
        settings.remove(element)
    left = [r for r in relations_of("word/settings.xml", parts, where) if r.name != "attachedTemplate"]
    return {
        "word/settings.xml": etree.tostring(
            settings, xml_declaration=True, encoding="UTF-8", standalone=True
        ),
        file: relations_part(left, "word").encode(),
    }


def relations_part(relations: Sequence[Relation], folder: str = "") -> str:
    """Return the part that lists relations, their targets as seen from a folder."""
    listed = "".join(
        f'<Relationship Id="{esc(r.id)}" Type="{esc(r.kind)}" '
        f'Target="{esc(r.target if r.outside else posixpath.relpath("/" + r.target, "/" + folder))}"'
        + (' TargetMode="External"/>' if r.outside else "/>")
        for r in relations
    )
    return f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def content_types(part: bytes, *, where: str = "the sheet") -> tuple[dict[str, str], dict[str, str]]:
    """Return what each part is by its name, and by the ending of its name."""
    root = parse_xml(part, where=f"{where}: [Content_Types].xml")
    named = {
        o.get("PartName", "").lstrip("/"): o.get("ContentType", "") for o in root.iterfind(f"{_T}Override")
    }
    return named, {d.get("Extension", ""): d.get("ContentType", "") for d in root.iterfind(f"{_T}Default")}


def types_part(types: Mapping[str, str], endings: Mapping[str, str]) -> str:
    """Return the part that says what each part is."""
    listed = "".join(f'<Default Extension="{esc(e)}" ContentType="{esc(t)}"/>' for e, t in endings.items())
    listed += "".join(f'<Override PartName="/{esc(p)}" ContentType="{esc(t)}"/>' for p, t in types.items())
    return f'{HEAD}<Types xmlns="{_PACKAGE}/content-types">{listed}</Types>'
