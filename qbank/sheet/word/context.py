"""What the parts of a sheet's body are drawn with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace

from qbank.model import PlannedQuestion
from qbank.records import dataclass
from qbank.sheet.copies import margin
from qbank.sheet.text import asked_before
from qbank.sheet.word import package as x
from qbank.sheet.word.layout import WordLayout, pieces, say
from qbank.sheet.word.styles import LARGE, LISTED


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

    @property
    def scale(self) -> float:
        """How much larger than usual everything is."""
        return LARGE if self.layout.large_print else 1.0

    def prepared(self, *, kept: bool = False) -> Setting:
        """Return the setting with its plain beginnings made; `kept` is for what has to stay with what follows."""
        made = replace(self, kept=kept)
        return replace(made, plain={role: made.opening(role) for role in made.styles})

    def paragraph(
        self,
        role: str,
        content: str,
        *,
        first: str = "",
        num: int = 0,
        keep: bool = False,
    ) -> str:
        """Return a paragraph in the style of a role; `num` is the number of its list, `first` decides its direction."""
        turned = not first.isascii() and x.right_to_left(first)
        if not (num or keep or turned):
            return f"{self.plain[role]}{content}</w:p>"
        return f"{self.opening(role, num=num, keep=keep, turned=turned)}{content}</w:p>"

    def opening(self, role: str, *, num: int = 0, keep: bool = False, turned: bool = False) -> str:
        """Return what a paragraph in the style of a role begins with."""
        num = num or (LISTED.get(role, 0) if role in self.bare else 0)
        return x.opening(self.styles[role], num and num + self.lists, keep or self.kept, turned)

    def line(
        self,
        role: str,
        text: str,
        *,
        num: int = 0,
        keep: bool = False,
        mark: str = "",
    ) -> str:
        """Return a paragraph in the style of a role; a `mark` is the name of the bookmark around its text."""
        if not (num or keep or mark) and text.isascii():
            return f"{self.plain[role]}{x.run(text)}</w:p>"
        content = self.bookmark(mark, x.run(text)) if mark else x.run(text)
        return self.paragraph(role, content, first=text, num=num, keep=keep)

    def bookmark(self, name: str, content: str) -> str:
        """Return content inside a bookmark."""
        return x.bookmark(name, next(self.marks), content)

    def run(self, role: str, text: str) -> str:
        """Return a run in the character style of a role."""
        return x.run(text, self.styles[role])


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The markup of a body in pieces, its footer, and the kinds of the counted lists it uses, in order.

    `unproven` are the pieces whose texts may hold what no document can.
    """

    content: tuple[str, ...]
    unproven: Sequence[str]
    footer: str
    counted: tuple[int, ...]


def beside(question: PlannedQuestion, layout: WordLayout) -> str:
    """Return what stands beside a question on the host's copy."""
    asked = say(layout.host.asked, episodes=asked_before(question.asked, lang=layout.language))
    return margin(question, asked, layout.language)


BOX_MARK, SPOKEN_MARK, PART_MARK = "qbank_box_", "qbank_say_", "qbank_part_"
"""How bookmarks begin that mark a field of the top box, a spoken line, the heading of a part."""
LONGEST_NAME = 40
FOOTER_MARK = "qbank_footer"
"""The bookmark by which a footer of ours is told, whatever a program makes of its name."""
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
    counted = {"page": x.field("PAGE"), "pages": x.field("NUMPAGES")}
    content = "".join(
        counted[part] if n % 2 and part in counted else x.run(slots[part] if n % 2 else part)
        for n, part in enumerate(pieces(text))
    )
    return setting.paragraph("footer", setting.bookmark(FOOTER_MARK, content))
