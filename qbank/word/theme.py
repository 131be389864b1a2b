"""The theme of a Word document: Word wants one, the sheet uses nothing of it but its font."""

from __future__ import annotations

from qbank.word.layout import WordLayout
from qbank.word.ooxml import HEAD, esc

_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_COLOURS = {
    "dk1": "000000", "lt1": "FFFFFF", "dk2": "404040", "lt2": "F2F2F2", "accent1": "595959", "accent2": "737373",
    "accent3": "8C8C8C", "accent4": "A6A6A6", "accent5": "BFBFBF", "accent6": "D9D9D9", "hlink": "000000",
    "folHlink": "404040",
}  # fmt: skip
_FILL = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'


def theme_part(layout: WordLayout) -> str:
    """Return a theme of greys and one font."""
    colours = "".join(f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>' for name, value in _COLOURS.items())
    fonts = f'<a:latin typeface="{esc(layout.font)}"/><a:ea typeface=""/><a:cs typeface=""/>'
    line = f'<a:ln w="6350">{_FILL}<a:prstDash val="solid"/></a:ln>'
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    return (
        f'{HEAD}<a:theme xmlns:a="{_A}" name="qbank"><a:themeElements><a:clrScheme name="qbank">{colours}</a:clrScheme>'
        f'<a:fontScheme name="qbank"><a:majorFont>{fonts}</a:majorFont><a:minorFont>{fonts}</a:minorFont></a:fontScheme>'
        f'<a:fmtScheme name="qbank"><a:fillStyleLst>{_FILL * 3}</a:fillStyleLst><a:lnStyleLst>{line * 3}</a:lnStyleLst>'
        f"<a:effectStyleLst>{effect * 3}</a:effectStyleLst><a:bgFillStyleLst>{_FILL * 3}</a:bgFillStyleLst></a:fmtScheme>"
        "</a:themeElements></a:theme>"
    )
