"""The sheet's own design: its styles and lists, as parts of a Word document. Black on white, sizes from one table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from qbank.english import words
from qbank.lazy import dataclass
from qbank.sheet.word.package import HEAD, W, esc

if TYPE_CHECKING:
    from qbank.sheet.word.layout import WordLayout

LOCALE = "en-US"


def locale(language: str) -> str:
    """Return the language that Word proofs a sheet in: `de-DE`."""
    return str(words.table(language).get("locale", LOCALE))


LARGE = 1.25
HAIR = 'w:val="single" w:sz="4" w:space="0" w:color="A6A6A6"'
RULE = 'w:val="single" w:sz="12" w:space="1" w:color="000000"'

SIGN_LISTS = {"deeper": 1, "other-side": 2, "if-brief": 3}
CHECK_LIST, TICK_LIST, PLAIN_LIST = 4, 5, 6
FIRST_FREE_LIST = 7
"""Numbers of the lists: one for each sign, one for tick boxes, then those that are counted and start anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """A style of the sheet: the role it plays, its measures in points, and what else its markup says."""

    role: str
    size: float = 10
    bold: bool = False
    italic: bool = False
    grey: bool = False
    before: float = 0
    after: float = 2
    left: float = 0
    hanging: float = 0
    keep: bool = False
    outline: int | None = None
    listed: int = 0
    extra: str = ""
    letters: str = ""
    following: str = ""


PARAGRAPHS = (
    Style(role="title", size=18, bold=True, after=0, keep=True, outline=0, following="subtitle"),
    Style(role="subtitle", size=10, grey=True, after=4),
    Style(
        role="section", size=12, bold=True, before=5, after=1, keep=True, outline=1,
        extra=f"<w:pBdr><w:top {RULE}/></w:pBdr>",
    ),
    Style(role="label", size=7.5, grey=True, after=0),
    Style(role="field", size=9.5, after=0),
    Style(
        role="spoken", size=11, italic=True, before=2, after=3, left=9,
        extra='<w:pBdr><w:left w:val="single" w:sz="18" w:space="6" w:color="000000"/></w:pBdr>',
    ),
    Style(role="line", size=10.5, italic=True, after=1),
    Style(role="check", size=9.5, after=0, left=14, hanging=14, listed=CHECK_LIST),
    Style(role="mark", size=8.5, grey=True, after=0, before=0, keep=True),
    Style(role="tick", size=12, after=0, left=12, hanging=12, listed=TICK_LIST),
    Style(role="context", size=11, after=0, keep=True, following="must"),
    Style(role="must", size=11, bold=True, after=1, following="deeper"),
    Style(role="nice", size=10.5, after=1, following="deeper"),
    Style(role="backup", size=10, after=1, following="deeper"),
    Style(role="deeper", size=9.5, after=0, left=13, hanging=13, listed=1),
    Style(role="other-side", size=9.5, after=0, left=13, hanging=13, listed=2),
    Style(role="if-brief", size=9.5, after=0, left=13, hanging=13, listed=3),
    Style(role="note", size=9.5, after=1),
    Style(role="asked", size=7.5, grey=True, after=0, following="note"),
    Style(role="item", size=10, after=2, left=24, hanging=24, listed=PLAIN_LIST),
    Style(role="small", size=8, grey=True, before=2, after=0),
    Style(role="footer", size=8, grey=True, after=0),
    Style(role="guest-question", size=11.5, before=3, after=4, left=24, hanging=24, listed=PLAIN_LIST),
    Style(role="form-label", size=10, bold=True, before=2),
    Style(role="form-answer", size=10.5, before=2, after=2),
)  # fmt: skip

CHARACTERS = (
    Style(role="cue", size=0, bold=True, letters="<w:caps/><w:spacing w:val=\"10\"/>"),
    Style(role="to", size=9, italic=True),
)  # fmt: skip

LISTED: Mapping[str, int] = {style.role: style.listed for style in PARAGRAPHS if style.listed}
"""The list that each role's style belongs to."""

GUEST_ROLES = frozenset({
    "title", "subtitle", "section", "label", "field", "small", "footer", "guest-question",
    "form-label", "form-answer",
})  # fmt: skip
"""The styles of the guest's copy: no other is written into it, so that not even a style's name tells of a lane."""

TABLE = (
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
    '<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
    '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
)
SHEET_TABLE = (
    '<w:style w:type="table" w:customStyle="1" w:styleId="SheetTable"><w:name w:val="Sheet Table"/>'
    '<w:basedOn w:val="TableNormal"/><w:uiPriority w:val="59"/><w:tblPr><w:tblBorders>'
    f"<w:top {HAIR}/><w:bottom {HAIR}/><w:insideH {HAIR}/><w:insideV {HAIR}/></w:tblBorders>"
    '<w:tblCellMar><w:top w:w="15" w:type="dxa"/><w:left w:w="80" w:type="dxa"/><w:bottom w:w="15" w:type="dxa"/>'
    '<w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
)
BUILT_IN = {"heading 1", "heading 2", "subtitle", "list number", "footer", "title", "normal"}


def style_id(name: str) -> str:
    """Return the id that a style of this name gets: `Must Ask` is `MustAsk`, `heading 1` is `Heading1`."""
    return "".join(word[:1].upper() + word[1:] for word in name.split())


def styles_part(layout: WordLayout, roles: Iterable[str] | None = None) -> str:
    """Return the part that holds the styles of these roles (default: all)."""
    wanted = set(layout.styles if roles is None else roles)
    made = style_elements(layout, [s for s in (*PARAGRAPHS, *CHARACTERS) if s.role in wanted])
    font, proofed = esc(layout.font), locale(layout.language)
    return (
        f'{HEAD}<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr>'
        f'<w:rFonts w:ascii="{font}" w:eastAsia="{font}" w:hAnsi="{font}" w:cs="{font}"/>{_size(10, layout.scale)}'
        f'<w:lang w:val="{proofed}" w:eastAsia="{proofed}" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        '<w:pPr><w:widowControl/><w:spacing w:before="0" w:after="40" w:line="240" w:lineRule="auto"/></w:pPr></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        f"{TABLE}{SHEET_TABLE}{''.join(made.values())}</w:styles>"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """The document that styles are written for: what they are based on, and how far its lists move the numbers."""

    paragraph: str = "Normal"
    character: str = "DefaultParagraphFont"
    lists: int = 0


OWN = Host()


def style_elements(layout: WordLayout, styles: Iterable[Style], host: Host = OWN) -> dict[str, str]:
    """Return the markup of styles by role, under the names that the layout gives them."""
    return {s.role: _style(s, layout.styles, layout.scale, host) for s in styles if s.role in layout.styles}


def _style(style: Style, names: Mapping[str, str], scale: float, host: Host) -> str:
    name = names[style.role]
    character = style in CHARACTERS
    custom = "" if name.lower() in BUILT_IN else ' w:customStyle="1"'
    following = names.get(style.following, "")
    below = host.character if character else host.paragraph
    return (
        f'<w:style w:type="{"character" if character else "paragraph"}"{custom} w:styleId="{esc(style_id(name))}">'
        f'<w:name w:val="{esc(name)}"/>'
        + (f'<w:basedOn w:val="{below}"/>' if below else "")
        + (f'<w:next w:val="{esc(style_id(following))}"/>' if following else "")
        + '<w:uiPriority w:val="1"/><w:qFormat/>'
        + ("" if character else f"<w:pPr>{_paragraph(style, scale, host)}</w:pPr>")
        + f"<w:rPr>{_letters(style, scale)}</w:rPr></w:style>"
    )


def _paragraph(style: Style, scale: float, host: Host) -> str:
    made = "<w:keepNext/>" if style.keep else ""
    if not style.keep or style.outline is not None:
        made += "<w:keepLines/>"
    if style.listed:
        made += f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{style.listed + host.lists}"/></w:numPr>'
    made += style.extra
    made += f'<w:spacing w:before="{_twips(style.before)}" w:after="{_twips(style.after)}"/>'
    if style.left:
        made += f'<w:ind w:left="{_twips(style.left * scale)}" w:hanging="{_twips(style.hanging * scale)}"/>'
    if style.outline is not None:
        made += f'<w:outlineLvl w:val="{style.outline}"/>'
    return made


def _letters(style: Style, scale: float) -> str:
    made = "<w:b/><w:bCs/>" if style.bold else ""
    made += "<w:i/><w:iCs/>" if style.italic else ""
    made += style.letters
    made += '<w:color w:val="404040"/>' if style.grey else ""
    return made + (_size(style.size, scale) if style.size else "")


def _size(points: float, scale: float) -> str:
    half = round(points * scale * 2)
    return f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'


def _twips(points: float) -> int:
    return round(points * 20)


def numbering_part(layout: WordLayout, counted: Sequence[int], *, guest: bool = False) -> str:
    """Return the part that holds the lists; `counted` says for each counted list which kind it restarts."""
    kinds, made = list_kinds(layout), lists(counted)
    if guest:
        kinds, made = kinds[PLAIN_LIST - 1 :], made[PLAIN_LIST - 1 :]
    return f'{HEAD}<w:numbering xmlns:w="{W}">{"".join(kinds)}{"".join(made)}</w:numbering>'


def list_kinds(layout: WordLayout, *, offset: int = 0) -> list[str]:
    """Return the kinds of lists, their numbers moved up by `offset`."""
    signs = [_kind(n + offset, "bullet", layout.signs[role], 260) for role, n in SIGN_LISTS.items()]
    return [
        *signs,
        _kind(CHECK_LIST + offset, "bullet", "☐", 280),
        _kind(TICK_LIST + offset, "decimal", "%1", 240, letters=_size(8, layout.scale)),
        _kind(PLAIN_LIST + offset, "decimal", "%1.", 480),
    ]


def _kind(number: int, form: str, text: str, hanging: int, *, letters: str = "") -> str:
    return (
        f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0">'
        f'<w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{esc(text)}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{hanging}" w:hanging="{hanging}"/></w:pPr>'
        + (f"<w:rPr>{letters}</w:rPr>" if letters else "")
        + "</w:lvl></w:abstractNum>"
    )


def lists(counted: Sequence[int], *, offset: int = 0) -> list[str]:
    """Return one list of each kind, then the counted ones, each of which starts at one."""
    plain = [_list(n + offset, n + offset) for n in range(1, FIRST_FREE_LIST)]
    again = [_list(FIRST_FREE_LIST + i + offset, kind + offset, restart=True) for i, kind in enumerate(counted)]
    return [*plain, *again]


def _list(number: int, kind: int, *, restart: bool = False) -> str:
    start = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>' if restart else ""
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{kind}"/>{start}</w:num>'


_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_COLOURS = {
    "dk1": "000000", "lt1": "FFFFFF", "dk2": "404040", "lt2": "F2F2F2", "accent1": "595959", "accent2": "737373",
    "accent3": "8C8C8C", "accent4": "A6A6A6", "accent5": "BFBFBF", "accent6": "D9D9D9", "hlink": "000000",
    "folHlink": "404040",
}  # fmt: skip
_FILL = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'


def theme_part(layout: WordLayout) -> str:
    """Return a theme of greys and one font."""
    colors = "".join(f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>' for name, value in _COLOURS.items())
    fonts = f'<a:latin typeface="{esc(layout.font)}"/><a:ea typeface=""/><a:cs typeface=""/>'
    line = f'<a:ln w="6350">{_FILL}<a:prstDash val="solid"/></a:ln>'
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    return (
        f'{HEAD}<a:theme xmlns:a="{_A}" name="qbank"><a:themeElements><a:clrScheme name="qbank">{colors}</a:clrScheme>'
        f'<a:fontScheme name="qbank"><a:majorFont>{fonts}</a:majorFont><a:minorFont>{fonts}</a:minorFont></a:fontScheme>'
        f'<a:fmtScheme name="qbank"><a:fillStyleLst>{_FILL * 3}</a:fillStyleLst><a:lnStyleLst>{line * 3}</a:lnStyleLst>'
        f"<a:effectStyleLst>{effect * 3}</a:effectStyleLst><a:bgFillStyleLst>{_FILL * 3}</a:bgFillStyleLst></a:fmtScheme>"
        "</a:themeElements></a:theme>"
    )
