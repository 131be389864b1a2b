"""An outline -> .docx bytes: the body in the parts of a document, qbank's own or the host's. A whole bank as a book, too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain, count

from qbank.errors import Problem
from qbank.model import Outline
from qbank.sheet.book import Book
from qbank.sheet.copies import Copy, GuestCopy, Level, guest_copy, host_copy, printable, refuse_unprintable
from qbank.sheet.word import house_document, package
from qbank.sheet.word.body import book_body, guest_body, host_body
from qbank.sheet.word.layout import PAGES, Page, WordLayout, in_language, read_layout
from qbank.sheet.word.markup import Body, Setting, footer_line
from qbank.sheet.word.styles import GUEST_ROLES, locale, numbering_part, style_id, styles_part, theme_part
from qbank.sheet.word.trace import APP, APP_PART, CORE, CUSTOM, core_part, property_parts, said

__all__ = ["WordLayout", "fallbacks", "layout_problems", "read_layout", "write", "write_book"]

MARGIN_SIDE, MARGIN_TOP, MARGIN_BOTTOM, EDGE = 800, 560, 840, 360
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_KINDS = {
    house_document.STYLES: "styles", house_document.NUMBERING: "numbering", "word/settings.xml": "settings", "word/fontTable.xml": "fontTable",
    "word/theme/theme1.xml": "theme", house_document.FOOTER: "footer",
}  # fmt: skip
_ROOT = {
    package.DOCUMENT: f"{package.R}/officeDocument", CORE: f"{package.PACKAGE}/relationships/metadata/core-properties",
    APP: f"{package.R}/extended-properties", CUSTOM: f"{package.R}/custom-properties",
}  # fmt: skip
"""The kinds of parts that stand beside the text, and at the root of a document."""
TYPES = {
    package.DOCUMENT: f"{_TYPE}.document.main+xml",
    **{name: f"{_TYPE}.{kind}+xml" for name, kind in _KINDS.items() if kind != "theme"},
    "word/theme/theme1.xml": "application/vnd.openxmlformats-officedocument.theme+xml",
    CORE: "application/vnd.openxmlformats-package.core-properties+xml",
    APP: "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    CUSTOM: "application/vnd.openxmlformats-officedocument.custom-properties+xml",
}
"""What each part that a sheet may have is."""
ENDINGS = {"rels": "application/vnd.openxmlformats-package.relationships+xml", "xml": "application/xml"}
BOOK_FOOTER = "{{ title }}  ·  {{ date }}  ·  {{ page }} of {{ pages }}"

Made = Mapping[str, str | bytes | Iterable[str]]
"""The parts of a document as they were made: text, text in pieces, or bytes that stay as they are."""


def write(
    outline: Outline, layout: WordLayout, *, date: str, copy: Copy = "host", level: Level = "questions",
    page: Page | None = None, large_print: bool | None = None, base: bytes | None = None,
    where: str = "the layout",
) -> bytes:  # fmt: skip
    """Return the Word sheet of an outline, dated on this day (ISO); the same input gives the same bytes.

    `base` is the host's own .docx or .dotx that the sheet is set in, `where` its name. SourceError names every place
    with a character that no document can hold, and everything for which a base cannot be used.
    """
    guest, told = copy == "guest", said(outline)
    around = replace(outline, sections=tuple([replace(s, questions=()) for s in outline.sections]))
    refuse_unprintable(around if told.printable else outline)
    sheet = guest_copy(outline, level) if guest else host_copy(outline, proven=True)
    if base is not None and house_document.is_tagged(package.unpack(base, where=where), where=where):
        root = property_parts(outline, told, copy, date, None)
        return package.pack(_tagged(house_document.fill_tagged(base, sheet, where=where), root), date)
    large = layout.large_print if large_print is None else large_print
    layout = replace(in_language(layout, outline.language), page=page or layout.page, large_print=large)
    house = None if base is None else house_document.open_base(base, layout, guest=guest, page=page, where=where)
    setting = _setting(layout, house)
    body = guest_body(sheet, setting) if isinstance(sheet, GuestCopy) else host_body(sheet, setting, plain=told.plain)
    root = property_parts(outline, told, copy, date, layout.styles)
    if house is None:
        return package.pack(_own(body, root, layout, guest=guest), date)
    return package.pack(_in_house(body, root, house, layout, guest=guest), date)


def write_book(made: Book, layout: WordLayout, *, page: Page | None = None) -> bytes:
    """Return a book as a Word document in the design of the sheets; the same book gives the same bytes."""
    layout, title = replace(layout, page=page or layout.page), printable(made.title)
    setting = _setting(layout, None)
    footer = footer_line(BOOK_FOOTER, setting, {"title": title, "date": made.date})
    body = Body(content=book_body(made, setting), footer=footer, counted=())
    root = {CORE: core_part(title, "", title, "", made.date, layout.language), APP: APP_PART}
    return package.pack(_own(body, root, layout, guest=False), made.date)


def layout_problems(data: bytes, layout: WordLayout, outlines: Sequence[Outline], *, where: str) -> tuple[Problem, ...]:
    """Return what is wrong with a host's own document: every fault of its tags.

    The tags are tried on these outlines, as the host's copy and, if they do not fit that, as the guest's.
    SourceError when the document must not be used at all.
    """
    if not house_document.is_tagged(package.unpack(data, where=where), where=where):
        house_document.open_base(data, layout, guest=False, page=None, where=where)
        return ()
    host = house_document.tag_faults(data, [host_copy(outline) for outline in outlines], where=where)
    guest = host and house_document.tag_faults(data, [guest_copy(outline) for outline in outlines], where=where)
    return guest and host


def fallbacks(data: bytes, layout: WordLayout, *, copy: Copy = "host", where: str) -> tuple[Problem, ...]:
    """Return which styles of the sheet a host's own document lacks; none for a template, which has its own design."""
    if house_document.is_tagged(package.unpack(data, where=where), where=where):
        return ()
    return house_document.open_base(data, layout, guest=copy == "guest", page=None, where=where).problems


def _setting(layout: WordLayout, house: house_document.Base | None) -> Setting:
    styles = {role: style_id(name) for role, name in layout.styles.items()}
    width = PAGES[layout.page][0] - 2 * MARGIN_SIDE
    own = Setting(layout=layout, styles=styles, width=width, table="SheetTable", marks=count(1))
    if house is None:
        return own.prepared()
    return replace(
        own, styles=house.styles, width=house.width, table=house.table, lists=house.lists, bare=house.bare,
        own_footer=not house.footer,
    ).prepared()  # fmt: skip


def _own(body: Body, root: Mapping[str, str], layout: WordLayout, *, guest: bool) -> Made:
    """Return all parts of a document in qbank's own design; `root` are those that say what it is."""
    width, height = PAGES[layout.page]
    section = (
        f'<w:sectPr><w:footerReference w:type="default" r:id="{house_document.FOOTER_ID}"/>'
        f'<w:pgSz w:w="{width}" w:h="{height}"/><w:pgMar w:top="{MARGIN_TOP}" w:right="{MARGIN_SIDE}" '
        f'w:bottom="{MARGIN_BOTTOM}" w:left="{MARGIN_SIDE}" w:header="{EDGE}" w:footer="{EDGE}" w:gutter="0"/></w:sectPr>'
    )
    inner = {
        house_document.STYLES: styles_part(layout, GUEST_ROLES if guest else None),
        house_document.NUMBERING: numbering_part(layout, body.counted, guest=guest),
        "word/settings.xml": _settings(layout.language),
        "word/fontTable.xml": _fonts(layout),
        "word/theme/theme1.xml": theme_part(layout),
        house_document.FOOTER: _footer(body),
    }
    return _together(body, root, section, inner, package.House(parts={}, relations=(), types={}, endings={}, where=""))


def _in_house(
    body: Body, root: Mapping[str, str], base: house_document.Base, layout: WordLayout, *, guest: bool
) -> Made:
    """Return all parts of a sheet in the host's own document."""
    inner = {
        house_document.STYLES: base.styles_xml,
        house_document.NUMBERING: house_document.numbering(base, layout, body.counted, guest=guest),
    }
    footer = {} if base.footer else {house_document.FOOTER: _footer(body)}
    return _together(body, root, base.section, {**inner, **footer}, base.house)


def _together(body: Body, root: Mapping[str, str], section: str, inner: Made, house: package.House) -> Made:
    """Return all parts of a document: those of a house, what it is, its text, and what that is drawn with."""
    there = {r.target for r in house.relations}
    relations = [*house.relations, *(_inner(name) for name in inner if name not in there)]
    parts: Made = {
        **house.parts, "_rels/.rels": _root_relations(root), **root, package.DOCUMENT: _document(body, section),
        package.RELATIONS: package.relations_part(relations, "word"), **inner,
    }  # fmt: skip
    return _with_types(parts, house.types, house.endings)


def _tagged(filled: Mapping[str, bytes], root: Mapping[str, str]) -> Made:
    """Return all parts of a sheet that the host's own template was filled in for."""
    types, endings = package.content_types(filled[package.CONTENT_TYPES])
    parts: Made = {**filled, "_rels/.rels": _root_relations(root), **root}
    return _with_types({name: parts[name] for name in sorted(parts) if name != package.CONTENT_TYPES}, types, endings)


def _with_types(parts: Made, types: Mapping[str, str], endings: Mapping[str, str]) -> Made:
    """Put before parts the one that says what each of them is; `types` and `endings` are what a host's document said."""
    known = {name: kind for name, kind in {**types, **TYPES}.items() if name in parts}
    return {package.CONTENT_TYPES: package.types_part(known, {**endings, **ENDINGS}), **parts}


def _root_relations(root: Mapping[str, str]) -> str:
    named = [(name, kind) for name, kind in _ROOT.items() if name == package.DOCUMENT or name in root]
    return package.relations_part([
        package.Relation(id=f"rId{n}", kind=kind, target=name, outside=False)
        for n, (name, kind) in enumerate(named, start=1)
    ])  # fmt: skip


def _inner(name: str) -> package.Relation:
    word = _KINDS[name]
    return package.Relation(id=f"rIdQbank{word}", kind=f"{package.R}/{word}", target=name, outside=False)


def _document(body: Body, section: str) -> Iterable[str]:
    """Return the main part in pieces: the body and the page it is set on."""
    return chain(
        [f"{package.HEAD}<w:document {package.NAMESPACES}><w:body>"], body.content, [f"{section}</w:body></w:document>"]
    )


def _footer(body: Body) -> str:
    return f"{package.HEAD}<w:ftr {package.NAMESPACES}>{body.footer}</w:ftr>"


def _fonts(layout: WordLayout) -> str:
    """Return the list of fonts: the one of the sheet."""
    return (
        f'{package.HEAD}<w:fonts xmlns:w="{package.W}"><w:font w:name="{package.esc(layout.font)}"><w:charset w:val="00"/>'
        '<w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font></w:fonts>'
    )


def _settings(language: str) -> str:
    """Return the settings: today's Word, no compatibility mode, the language of the style definitions."""
    return (
        f'{package.HEAD}<w:settings xmlns:w="{package.W}"><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
        '<w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
        f'</w:compat><w:themeFontLang w:val="{locale(language)}"/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>'
        "</w:settings>"
    )
