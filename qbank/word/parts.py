"""The parts of a sheet around its text: footer, settings, properties, and the list of them all."""

from __future__ import annotations

from qbank.model import Outline
from qbank.sheet import Copy, guest, title
from qbank.word.layout import PAGES, WordLayout
from qbank.word.ooxml import HEAD, NAMESPACES, W, esc
from qbank.word.package import parse_day
from qbank.word.setting import Body
from qbank.word.styles import GUEST_ROLES, LANGUAGE, numbering_part, styles_part
from qbank.word.trace import identifier, properties

MARGIN_SIDE, MARGIN_TOP, MARGIN_BOTTOM, EDGE = 880, 740, 960, 420
LONGEST = 255

_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def text_width(layout: WordLayout) -> int:
    """Return the width between the margins in twentieths of a point."""
    return PAGES[layout.page][0] - 2 * MARGIN_SIDE


def sheet_parts(outline: Outline, body: Body, layout: WordLayout, copy: Copy, day: str) -> dict[str, bytes]:
    """Return all parts of a sheet in qbank's own design."""
    width, height = PAGES[layout.page]
    section = (
        '<w:sectPr><w:footerReference w:type="default" r:id="rId4"/>'
        f'<w:pgSz w:w="{width}" w:h="{height}"/><w:pgMar w:top="{MARGIN_TOP}" w:right="{MARGIN_SIDE}" '
        f'w:bottom="{MARGIN_BOTTOM}" w:left="{MARGIN_SIDE}" w:header="{EDGE}" w:footer="{EDGE}" w:gutter="0"/></w:sectPr>'
    )
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relationships(
            (f"{_RELATION}/officeDocument", "word/document.xml"),
            (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            (f"{_RELATION}/extended-properties", "docProps/app.xml"),
            (f"{_RELATION}/custom-properties", "docProps/custom.xml"),
        ),
        "word/document.xml": document_part(body.content, section),
        "word/_rels/document.xml.rels": _relationships(
            (f"{_RELATION}/styles", "styles.xml"),
            (f"{_RELATION}/numbering", "numbering.xml"),
            (f"{_RELATION}/settings", "settings.xml"),
            (f"{_RELATION}/footer", "footer1.xml"),
        ),
        "word/styles.xml": styles_part(layout, GUEST_ROLES if copy == "guest" else None),
        "word/numbering.xml": numbering_part(layout, body.counted, guest=copy == "guest"),
        "word/settings.xml": settings_part(),
        "word/footer1.xml": f"{HEAD}<w:ftr {NAMESPACES}>{body.footer}</w:ftr>",
        **property_parts(outline, copy, day),
    }
    return {name: text.encode("utf-8") for name, text in parts.items()}


def document_part(content: str, section: str) -> str:
    """Return the main part: the body and the page it is set on."""
    return f"{HEAD}<w:document {NAMESPACES}><w:body>{content}{section}</w:body></w:document>"


def settings_part() -> str:
    """Return the settings: today's Word, no compatibility mode, the language of the style definitions."""
    return (
        f'{HEAD}<w:settings xmlns:w="{W}"><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
        '<w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
        f'</w:compat><w:themeFontLang w:val="{LANGUAGE}"/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>'
        "</w:settings>"
    )


def property_parts(outline: Outline, copy: Copy, day: str) -> dict[str, str]:
    """Return the three parts of properties; the guest's copy names the outline, never what it holds."""
    at = f"{parse_day(day).isoformat()}T00:00:00Z"
    author = (outline.show or outline.host or "")[:LONGEST]
    core = (
        f'{HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{esc(title(outline)[:LONGEST])}</dc:title>"
        f"<dc:subject>{esc((outline.technology or guest(outline))[:LONGEST])}</dc:subject>"
        f"<dc:creator>{esc(author)}</dc:creator><dc:identifier>{esc(identifier(outline))}</dc:identifier>"
        f"<dc:language>{LANGUAGE}</dc:language><cp:lastModifiedBy>{esc(author)}</cp:lastModifiedBy>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{at}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{at}</dcterms:modified></cp:coreProperties>'
    )
    app = (
        f'{HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
        "<Application>qbank</Application></Properties>"
    )
    custom = "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{n}" name="{name}">'
        f"<vt:lpwstr>{esc(value)}</vt:lpwstr></property>"
        for n, (name, value) in enumerate(properties(outline, copy).items(), start=2)
    )
    custom = (
        f'{HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        f'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">{custom}</Properties>'
    )
    return {"docProps/core.xml": core, "docProps/app.xml": app, "docProps/custom.xml": custom}


def _content_types() -> str:
    kinds = {
        "word/document.xml": f"{_TYPE}.document.main+xml",
        "word/styles.xml": f"{_TYPE}.styles+xml",
        "word/numbering.xml": f"{_TYPE}.numbering+xml",
        "word/settings.xml": f"{_TYPE}.settings+xml",
        "word/footer1.xml": f"{_TYPE}.footer+xml",
        "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
        "docProps/custom.xml": "application/vnd.openxmlformats-officedocument.custom-properties+xml",
    }
    listed = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in kinds.items())
    return (
        f'{HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{listed}</Types>'
    )


def _relationships(*targets: tuple[str, str]) -> str:
    listed = "".join(
        f'<Relationship Id="rId{n}" Type="{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, start=1)
    )
    return f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'
