"""What the parts of a sheet's body are drawn with: Word's markup as text, and the setting that a sheet is drawn in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from functools import lru_cache

from qbank.english import words
from qbank.lazy import dataclass
from qbank.model import PlannedQuestion
from qbank.sheet.text import asked_before
from qbank.sheet.word.layout import WordLayout, pieces, say
from qbank.sheet.word.package import FOOTER_MARK, esc
from qbank.sheet.word.styles import LISTED

# References, not signs: a text of plain ASCII is joined and encoded several times faster.
TEXT, SPACED_TEXT = "<w:t>", '<w:t xml:space="preserve">'
"""What a text begins with; blanks at its ends count only where that is said."""
PLAIN = bytes(code for code in range(0x20, 0x7F) if chr(code) not in "&<>")
"""The signs that are their own markup. Deleting them from a text is the quickest way to see that there are no others."""
TABLE_END = "</w:tbl>"
BOX, TICKED = (f"<w:r><w:t>{sign}</w:t></w:r>" for sign in ("&#9744;", "&#9746;"))
"""Tick boxes are plain signs: LibreOffice 7.4 never finishes laying out a table that holds Word's own, a content control."""
LEAD_IN = "&#187; "


def right_to_left(text: str) -> bool:
    """Say whether the first letter of a text is one of a script that runs from right to left."""
    for char in text:
        strong = unicodedata.bidirectional(char)
        if strong in {"L", "R", "AL"}:
            return strong != "L"
    return False


def is_plain(texts: Sequence[str]) -> bool:
    """Say whether all of these texts are their own markup: usual characters, and blanks between words alone.

    One look at all of them: quick for ten thousand.
    """
    # At the ends of a text a blank meets the one that joins it to the next.
    whole = f" {' '.join(texts)} "
    return "  " not in whole and not whole.encode("utf-8", "surrogatepass").translate(None, PLAIN)


def plain_run(text: str, style: str = "", before: str = "") -> str:
    """Return what `run` does of a plain text (see `is_plain`), without looking at it."""
    if style:
        return f'<w:r><w:rPr><w:rStyle w:val="{style}"/></w:rPr>{TEXT}{before}{text}</w:t></w:r>'
    return f"<w:r>{TEXT}{before}{text}</w:t></w:r>"


def run(text: str, style: str = "", before: str = "") -> str:
    """Return a run of text; a line break or tab in it stays one. `style` is the id of a character style.

    `before` is markup that stands before the text, in the same run.
    """
    if not text:
        return ""
    written, begin = esc(text, quotes=False), TEXT
    if text[0] in " \n\t" or text[-1] in " \n\t" or "\n" in text or "\t" in text:
        begin = SPACED_TEXT
        written = written.replace("\n", f"</w:t><w:br/>{begin}").replace("\t", f"</w:t><w:tab/>{begin}")
    props = f'<w:rStyle w:val="{style}"/>' if style else ""
    if not text.isascii() and right_to_left(text):
        props += "<w:rtl/>"
    return f"{f'<w:r><w:rPr>{props}</w:rPr>' if props else '<w:r>'}{begin}{before}{written}</w:t></w:r>"


@lru_cache(maxsize=1024)
def opening(style: str, num: int, keep: bool, turned: bool) -> str:
    """Return the markup that a paragraph begins with; `turned` is one that runs from right to left."""
    props = f'<w:pStyle w:val="{style}"/>'
    if keep:
        props += "<w:keepNext/>"
    if num:
        props += f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{num}"/></w:numPr>'
    if turned:
        props += "<w:bidi/>"
    return f"<w:p><w:pPr>{props}</w:pPr>"


def bookmark(name: str, number: int, content: str) -> str:
    """Return content inside a bookmark; numbers are unique in a document, names have at most forty characters."""
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{content}<w:bookmarkEnd w:id="{number}"/>'


def cell(content: str, width: int, *, span: int = 1, fill: str = "") -> str:
    """Return a table cell of a width in twentieths of a point; its content must end with a paragraph."""
    return f"{_cell(width, span, fill)}{content}</w:tc>"


@lru_cache(maxsize=256)
def _cell(width: int, span: int, fill: str) -> str:
    props = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    if span > 1:
        props += f'<w:gridSpan w:val="{span}"/>'
    if fill:
        props += f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>'
    return f"<w:tc><w:tcPr>{props}</w:tcPr>"


def frame(*widths: int) -> tuple[str, ...]:
    """Return the markup around the cells of a plain row of these widths: before each, and after the last."""
    opened = [_cell(width, 1, "") for width in widths]
    start = f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{opened[0]}"
    return (start, *(f"</w:tc>{one}" for one in opened[1:]), "</w:tc></w:tr>")


def row(cells: Iterable[str], *, header: bool = False, height: int = 0) -> str:
    """Return a table row that is never split over two pages; a header row is repeated on each."""
    props = "<w:cantSplit/>"
    if height:
        props += f'<w:trHeight w:val="{height}" w:hRule="atLeast"/>'
    if header:
        props += "<w:tblHeader/>"
    return f"<w:tr><w:trPr>{props}</w:trPr>{''.join(cells)}</w:tr>"


def table(rows: Iterable[str], widths: Sequence[int], style: str, *, title: str, about: str) -> str:
    """Return a table of fixed column widths; `title` and `about` are read aloud to those who cannot see it."""
    return f"{table_start(widths, style, title=title, about=about)}{''.join(rows)}{TABLE_END}"


def table_start(widths: Sequence[int], style: str, *, title: str, about: str) -> str:
    """Return what a table begins with, up to its first row."""
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" '
        'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f'<w:tblCaption w:val="{esc(title)}"/><w:tblDescription w:val="{esc(about)}"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """The layout, the ids of its styles by role, the width between the margins, the numbers of bookmarks to come.

    In a host's own document, `lists` is how far its lists move the numbers of ours, `bare` are the roles whose
    styles bring no list of their own, and `own_footer` is False where the document has a footer. `plain` is what a
    plain paragraph of each role begins with; where everything is `kept`, it stays on the page of what follows.
    """

    layout: WordLayout
    styles: Mapping[str, str]
    width: int
    table: str
    marks: Iterator[int]
    lists: int = 0
    bare: frozenset[str] = frozenset()
    own_footer: bool = True
    kept: bool = False
    plain: Mapping[str, str] = field(default_factory=dict)

    def prepared(self, *, kept: bool = False) -> Setting:
        """Return the setting with its plain beginnings made; `kept` is for what has to stay with what follows."""
        made = replace(self, kept=kept)
        return replace(made, plain={role: made.opening(role) for role in made.styles})

    def paragraph(self, role: str, content: str, first: str = "", *, num: int = 0, keep: bool = False) -> str:
        """Return a paragraph in the style of a role; `num` is the number of its list, `first` decides its direction."""
        turned = not first.isascii() and right_to_left(first)
        if not (num or keep or turned):
            return f"{self.plain[role]}{content}</w:p>"
        return f"{self.opening(role, num=num, keep=keep, turned=turned)}{content}</w:p>"

    def opening(self, role: str, *, num: int = 0, keep: bool = False, turned: bool = False) -> str:
        """Return what a paragraph in the style of a role begins with."""
        num = num or (LISTED.get(role, 0) if role in self.bare else 0)
        return opening(self.styles[role], num and num + self.lists, keep or self.kept, turned)

    def line(self, role: str, text: str, *, num: int = 0, keep: bool = False, mark: str = "") -> str:
        """Return a paragraph in the style of a role; a `mark` is the name of the bookmark around its text."""
        if not (num or keep or mark) and text.isascii():
            return f"{self.plain[role]}{run(text)}</w:p>"
        content = self.bookmark(mark, run(text)) if mark else run(text)
        return self.paragraph(role, content, first=text, num=num, keep=keep)

    def plain_line(self, role: str, text: str) -> str:
        """Return what `line` does of a plain text (see `is_plain`), without looking at it."""
        return f"{self.plain[role]}<w:r>{TEXT}{text}</w:t></w:r></w:p>"

    def plain_paragraph(self, role: str, content: str, _: str = "") -> str:
        """Return what `paragraph` does with plain content, without looking at it."""
        return f"{self.plain[role]}{content}</w:p>"

    def bookmark(self, name: str, content: str) -> str:
        """Return content inside a bookmark."""
        return bookmark(name, next(self.marks), content)

    def run(self, role: str, text: str) -> str:
        """Return a run in the character style of a role."""
        return run(text, self.styles[role])


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The markup of a body in pieces, its footer, and the kinds of the counted lists it uses, in order.

    The pieces may be made while they are packed, once: a long sheet is never in memory as a whole.
    """

    content: Iterable[str]
    footer: str
    counted: tuple[int, ...]


def beside(question: PlannedQuestion, layout: WordLayout) -> str:
    """Return what stands beside a question on the host's copy: where it was asked, and what to check before it is said."""
    language, asked = layout.language, ""
    if question.asked:
        asked = say(layout.host.asked, episodes=asked_before(question.asked, lang=language))
    if asked and question.wording == "asked-otherwise":
        asked += words.say(", in other words", language)
    check = question.check and words.say("check this: {{ what }}", language, what=question.check)
    return " · ".join(filter(None, (asked, check)))


BOX_MARK, SPOKEN_MARK, PART_MARK = "qbank_box_", "qbank_say_", "qbank_part_"
"""How bookmarks begin that mark a field of the top box, a spoken line, the heading of a part."""
LONGEST_NAME = 40
SPARE, OTHER = "spare", "other"
"""The parts of the last page: the backups, and what holds no questions."""


def bookmark_name(id: str) -> str:
    """Return the name of a question's bookmark: its id, as far as Word can hold it."""
    if id.isascii() and id.isalnum() and id[0].isalpha() and len(id) <= LONGEST_NAME:
        return id
    name = re.sub(r"[^A-Za-z0-9_]", "_", id)[:LONGEST_NAME]
    return name if name[:1].isalpha() else f"q{name}"[:LONGEST_NAME]


def footer_line(text: str, setting: Setting, slots: Mapping[str, str]) -> str:
    """Return the line with the number of the page, counted by Word."""
    field = '<w:fldSimple w:instr=" {} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    counted = {"page": field.format("PAGE"), "pages": field.format("NUMPAGES")}
    content = "".join(
        counted[part] if n % 2 and part in counted else run(slots[part] if n % 2 else part)
        for n, part in enumerate(pieces(text))
    )
    return setting.paragraph("footer", setting.bookmark(FOOTER_MARK, content))
