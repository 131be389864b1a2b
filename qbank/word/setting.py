"""What the parts of a sheet's body are drawn with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from qbank.word import ooxml as x
from qbank.word.layout import WordLayout, say


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """The layout, the ids of its styles by role, the width between the margins, the questions' bookmark numbers."""

    layout: WordLayout
    styles: Mapping[str, str]
    width: int
    table: str
    numbers: Mapping[str, int]

    def line(self, role: str, text: str, *, num: int = 0, keep: bool = False, new_page: bool = False) -> str:
        """Return a paragraph in the style of a role."""
        return x.paragraph(self.styles[role], x.run(text), first=text, num=num, keep=keep, new_page=new_page)

    def run(self, role: str, text: str) -> str:
        """Return a run in the character style of a role."""
        return x.run(text, self.styles[role])


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The markup of a body, its footer, and the kinds of the counted lists it uses, in order."""

    content: str
    footer: str
    counted: tuple[int, ...]


def bookmark_name(id: str) -> str:
    """Return the name of a question's bookmark: its id, as far as Word can hold it."""
    name = re.sub(r"[^A-Za-z0-9_]", "_", id)[:40]
    return name if name[:1].isalpha() else f"q{name}"[:40]


def footer_line(text: str, setting: Setting, slots: Mapping[str, str]) -> str:
    """Return the line with the number of the page, counted by Word."""
    mark = {"page": "\ue000", "pages": "\ue001"}
    fields = {mark["page"]: x.field("PAGE"), mark["pages"]: x.field("NUMPAGES")}
    said = re.split("([\ue000\ue001])", say(text, **{**slots, **mark}))
    content = "".join(fields[part] if part in fields else x.run(part) for part in said)
    return x.paragraph(setting.styles["footer"], content)
