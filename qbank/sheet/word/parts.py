"""The parts of a sheet around its text: footer, settings, properties, and the list of them all."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

from qbank.model import Outline
from qbank.sheet.copies import Copy, guest, title
from qbank.sheet.word.context import FINGERPRINT, Body, identifier, properties
from qbank.sheet.word.house_document import FOOTER, FOOTER_ID, NUMBERING, STYLES, Base, numbering
from qbank.sheet.word.layout import PAGES, WordLayout
from qbank.sheet.word.package import HEAD, NAMESPACES, W, esc, parse_day
from qbank.sheet.word.relations import DOCUMENT, Relation, content_types, relations_part, types_part
from qbank.sheet.word.styles import GUEST_ROLES, locale, numbering_part, styles_part, theme_part

MARGIN_SIDE, MARGIN_TOP, MARGIN_BOTTOM, EDGE = 800, 560, 840, 360
LONGEST = 255

_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CUSTOM = "docProps/custom.xml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_CORE = f"{_PACKAGE}/relationships/metadata/core-properties"
_KINDS = {
    STYLES: "styles", NUMBERING: "numbering", "word/settings.xml": "settings", "word/fontTable.xml": "fontTable",
    "word/theme/theme1.xml": "theme", FOOTER: "footer",
}  # fmt: skip
TYPES = {
    DOCUMENT: f"{_TYPE}.document.main+xml",
    **{name: f"{_TYPE}.{kind}+xml" for name, kind in _KINDS.items() if kind != "theme"},
    "word/theme/theme1.xml": "application/vnd.openxmlformats-officedocument.theme+xml",
    "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    "docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    "docProps/custom.xml": "application/vnd.openxmlformats-officedocument.custom-properties+xml",
}
"""What each part that a sheet may have is."""
ENDINGS = {
    "rels": "application/vnd.openxmlformats-package.relationships+xml",
    "xml": "application/xml",
}


def text_width(layout: WordLayout) -> int:
    """Return the width between the margins in twentieths of a point."""
    return PAGES[layout.page][0] - 2 * MARGIN_SIDE


def own_parts(
    outline: Outline, body: Body, layout: WordLayout, copy: Copy, day: str
) -> dict[str, bytes | tuple[str, ...]]:
    """Return all parts of a sheet in qbank's own design."""
    root = _root(outline, copy, day, layout.styles)
    return _around(root, body, layout, guest=copy == "guest")


def book_parts(title: str, body: Body, layout: WordLayout, day: str) -> dict[str, bytes | tuple[str, ...]]:
    """Return all parts of a document that stands for no outline, in the sheets' design."""
    core = _core(title, "", title, "", day, layout.language)
    relations = [(DOCUMENT, "officeDocument"), ("docProps/app.xml", "extended-properties")]
    named = [
        Relation(id=f"rId{n}", kind=f"{_RELATION}/{kind}", target=name, outside=False)
        for n, (name, kind) in enumerate(relations, start=1)
    ]
    named.append(Relation(id="rId3", kind=_CORE, target="docProps/core.xml", outside=False))
    root = {"_rels/.rels": relations_part(named), "docProps/core.xml": core, "docProps/app.xml": _app()}
    return _around(root, body, layout, guest=False)


def _around(
    root: Mapping[str, str], body: Body, layout: WordLayout, *, guest: bool
) -> dict[str, bytes | tuple[str, ...]]:
    """Return all parts of a document: those at its root, and those of qbank's own design around a body."""
    width, height = PAGES[layout.page]
    section = (
        f'<w:sectPr><w:footerReference w:type="default" r:id="{FOOTER_ID}"/>'
        f'<w:pgSz w:w="{width}" w:h="{height}"/><w:pgMar w:top="{MARGIN_TOP}" w:right="{MARGIN_SIDE}" '
        f'w:bottom="{MARGIN_BOTTOM}" w:left="{MARGIN_SIDE}" w:header="{EDGE}" w:footer="{EDGE}" w:gutter="0"/></w:sectPr>'
    )
    inner = {
        "word/styles.xml": styles_part(layout, GUEST_ROLES if guest else None),
        "word/numbering.xml": numbering_part(layout, body.counted, guest=guest),
        "word/settings.xml": settings_part(layout.language),
        "word/fontTable.xml": font_part(layout),
        "word/theme/theme1.xml": theme_part(layout),
        FOOTER: footer_part(body),
    }
    parts: dict[str, str | tuple[str, ...]] = {
        "[Content_Types].xml": types_part(
            {name: kind for name, kind in TYPES.items() if name != _CUSTOM or name in root}, ENDINGS
        ),
        **root,
        DOCUMENT: document_part(body.content, section),
        f"word/_rels/{posixpath.basename(DOCUMENT)}.rels": relations_part(
            [_inner(name) for name in inner], "word"
        ),
        **inner,
    }
    return {name: text.encode() if isinstance(text, str) else text for name, text in parts.items()}


def house_parts(
    outline: Outline, body: Body, base: Base, layout: WordLayout, copy: Copy, day: str
) -> dict[str, bytes | tuple[str, ...]]:
    """Return all parts of a sheet in the host's own document."""
    house = base.house
    there = {r.target for r in house.relations}
    new = [
        _inner(name) for name in (STYLES, NUMBERING, *([] if base.footer else [FOOTER])) if name not in there
    ]
    parts: dict[str, bytes | tuple[str, ...]] = {
        **house.parts,
        **{name: text.encode() for name, text in _root(outline, copy, day, layout.styles).items()},
        DOCUMENT: document_part(body.content, base.section),
        "word/_rels/document.xml.rels": relations_part([*house.relations, *new], "word").encode(),
        STYLES: base.styles_xml,
        NUMBERING: numbering(base, layout, body.counted, guest=copy == "guest"),
    }
    if not base.footer:
        parts[FOOTER] = footer_part(body).encode()
    types = {name: kind for name, kind in {**house.types, **TYPES}.items() if name in parts}
    first = {"[Content_Types].xml": types_part(types, {**house.endings, **ENDINGS}).encode()}
    return {**first, **parts}


def tagged_parts(outline: Outline, filled: Mapping[str, bytes], copy: Copy, day: str) -> dict[str, bytes]:
    """Return all parts of a sheet that the host's own template was filled in for."""
    root = {name: text.encode() for name, text in _root(outline, copy, day, None).items()}
    types, endings = content_types(filled["[Content_Types].xml"])
    parts = {name: part for name, part in filled.items() if name != "[Content_Types].xml"} | root
    known = {name: kind for name, kind in {**types, **TYPES}.items() if name in parts}
    return {
        "[Content_Types].xml": types_part(known, {**endings, **ENDINGS}).encode(),
        **dict(sorted(parts.items())),
    }


def _inner(name: str) -> Relation:
    word = _KINDS[name]
    return Relation(id=f"rIdQbank{word}", kind=f"{_RELATION}/{word}", target=name, outside=False)


def _root(outline: Outline, copy: Copy, day: str, styles: Mapping[str, str] | None) -> dict[str, str]:
    kinds = {
        DOCUMENT: f"{_RELATION}/officeDocument",
        "docProps/core.xml": _CORE,
        "docProps/app.xml": f"{_RELATION}/extended-properties",
        "docProps/custom.xml": f"{_RELATION}/custom-properties",
    }
    relations = [
        Relation(id=f"rId{n}", kind=kind, target=name, outside=False)
        for n, (name, kind) in enumerate(kinds.items(), start=1)
    ]
    return {
        "_rels/.rels": relations_part(relations),
        **property_parts(outline, copy, day, styles),
    }


def footer_part(body: Body) -> str:
    """Return the footer."""
    return f"{HEAD}<w:ftr {NAMESPACES}>{body.footer}</w:ftr>"


def font_part(layout: WordLayout) -> str:
    """Return the list of fonts: the one of the sheet."""
    return (
        f'{HEAD}<w:fonts xmlns:w="{W}"><w:font w:name="{esc(layout.font)}"><w:charset w:val="00"/>'
        '<w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font></w:fonts>'
    )


def document_part(content: tuple[str, ...], section: str) -> tuple[str, ...]:
    """Return the main part in pieces: the body and the page it is set on."""
    return (f"{HEAD}<w:document {NAMESPACES}><w:body>", *content, f"{section}</w:body></w:document>")


def settings_part(language: str) -> str:
    """Return the settings: today's Word, no compatibility mode, the language of the style definitions."""
    return (
        f'{HEAD}<w:settings xmlns:w="{W}"><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
        '<w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
        f'</w:compat><w:themeFontLang w:val="{locale(language)}"/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>'
        "</w:settings>"
    )


def _text(value: str) -> str:
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def property_parts(
    outline: Outline, copy: Copy, day: str, styles: Mapping[str, str] | None
) -> dict[str, str]:
    """Return the three parts of properties; the guest's copy names the outline, never what it holds."""
    told = properties(outline, copy, styles)
    author = (outline.show or outline.host or "")[:LONGEST]
    about = outline.technology or guest(outline)
    core = _core(title(outline), about, author, identifier(outline, told[FINGERPRINT]), day, outline.language)
    custom = "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{n}" name="{name}">'
        f"<vt:lpwstr>{_text(value)}</vt:lpwstr></property>"
        for n, (name, value) in enumerate(told.items(), start=2)
    )
    custom = (
        f'{HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        f'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">{custom}</Properties>'
    )
    return {"docProps/core.xml": core, "docProps/app.xml": _app(), "docProps/custom.xml": custom}


def _core(title: str, about: str, author: str, identifier: str, day: str, language: str) -> str:
    at = f"{parse_day(day).isoformat()}T00:00:00Z"
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
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


def _app() -> str:
    return (
        f'{HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
        "<Application>qbank</Application></Properties>"
    )
