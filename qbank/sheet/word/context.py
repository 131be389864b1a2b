"""What the parts of a sheet's body are drawn with, and what a sheet knows of the outline it was made from.

It knows whose it is, in which state, and what its questions were: that trace stands in the document's properties, which outlive a
re-save by any office program.
"""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace

from qbank.errors import SourceError
from qbank.lazy import dataclass
from qbank.model import Outline, PlannedFollowUp, PlannedQuestion, is_file_name
from qbank.sheet.copies import Copy, flat, margin
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

    def paragraph(self, role: str, content: str, *, first: str = "", num: int = 0, keep: bool = False) -> str:
        """Return a paragraph in the style of a role; `num` is the number of its list, `first` decides its direction."""
        turned = not first.isascii() and x.right_to_left(first)
        if not (num or keep or turned):
            return f"{self.plain[role]}{content}</w:p>"
        return f"{self.opening(role, num=num, keep=keep, turned=turned)}{content}</w:p>"

    def opening(self, role: str, *, num: int = 0, keep: bool = False, turned: bool = False) -> str:
        """Return what a paragraph in the style of a role begins with."""
        num = num or (LISTED.get(role, 0) if role in self.bare else 0)
        return x.opening(self.styles[role], num and num + self.lists, keep or self.kept, turned)

    def line(self, role: str, text: str, *, num: int = 0, keep: bool = False, mark: str = "") -> str:
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


OUTLINE, FINGERPRINT, COPY, QUESTIONS = "qbank outline", "qbank fingerprint", "qbank copy", "qbank questions"
LAYOUT, TAGGED, STYLES = "qbank layout", "tagged", "qbank styles"
"""Names of the properties."""
IDENTIFIER = "qbank"

Known = Mapping[str, tuple[str, int]]
"""Lane (empty for a follow-up) and digest of what a sheet's questions and follow-ups were, by id, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """The outline that a sheet was made from, and what it held then; `known` is None where that was not kept.

    `tagged` is a sheet that the host's own template was filled in for: its questions cannot be told apart. `styles` are
    the names of the styles that its roles were set in.
    """

    outline: str
    fingerprint: str
    copy: Copy
    known: Known | None = None
    tagged: bool = False
    styles: Mapping[str, str] = field(default_factory=dict)


def fingerprint(outline: Outline, written: str) -> str:
    """Return what tells one state of what a sheet says from any other: sixteen hexadecimal digits.

    `written` is what is known of the outline's questions, as `known_text` writes it. What no sheet shows and nobody
    can change on one, such as the reason for a question, does not count.
    """
    marks = [(q.id, q.mark, q.note) for q in outline.questions if q.mark or q.note]
    places = [(s.title, s.start, len(s.questions)) for s in outline.sections]
    told = f"{written}{marks}{places}{flat(replace(outline, sections=()))}"
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def known(outline: Outline) -> Known:
    """Return what there is to know of an outline's questions, to tell later what a person changed."""
    return {id: (lane, _sum(text)) for id, lane, text in _said(outline)}


def known_text(outline: Outline) -> str:
    """Return what there is to know of an outline's questions as JSON, made in one go: a sheet waits for it."""
    names: list[str] = []
    texts: list[str] = []
    for q in outline.questions:
        names.append(f'"{q.id}":["{q.lane}",')
        names += [f'"{f.id}":["{f.role}",' for f in q.follow_ups]
        texts.append(f"{q.cue} | {q.context} | {q.text}")
        texts += [f.text for f in q.follow_ups]
    # One look at all texts instead of one at each: mostly there is nothing in them to smooth.
    sums = map(zlib.crc32, map(str.encode, texts)) if _is_smooth("\0".join(texts)) else map(_sum, texts)
    made = [f"{name}{sum_}]" for name, sum_ in zip(names, sums, strict=True)]
    text = f"{{{','.join(made)}}}"
    if text.isascii() and "\\" not in text and text.count('"') == 4 * len(made):
        return text
    return json.dumps({id: [*told] for id, told in known(outline).items()}, separators=(",", ":"))


def _said(outline: Outline) -> Iterator[tuple[str, str, str]]:
    """Yield id, lane or role, and the wording of every question and follow-up."""
    for section in outline.sections:
        for q in section.questions:
            yield q.id, q.lane, f"{q.cue} | {q.context} | {q.text}"
            for f in q.follow_ups:
                yield f.id, f.role, f.text


def digest(said: PlannedQuestion | PlannedFollowUp) -> int:
    """Return a number that tells a wording from any other, white space apart."""
    if isinstance(said, PlannedFollowUp):
        return _sum(said.text)
    return _sum(f"{said.cue} | {said.context} | {said.text}")


def _is_smooth(text: str) -> bool:
    return text.isascii() and not ("  " in text or "\n" in text or "\t" in text)


def _sum(text: str) -> int:
    if _is_smooth(text):
        return zlib.crc32(text.encode())
    return zlib.crc32(" ".join(text.split()).encode("utf-8", "surrogatepass"))


def properties(outline: Outline, copy: Copy, styles: Mapping[str, str] | None) -> dict[str, str]:
    """Return the custom properties of a sheet; the guest's copy names the outline, never what it holds.

    `styles` are the names that its roles are set in; None for a template of the host's own.
    """
    written = known_text(outline)
    named = {OUTLINE: outline.id, FINGERPRINT: fingerprint(outline, written), COPY: copy}
    if styles is None:
        return {**named, LAYOUT: TAGGED}
    if copy == "guest":
        return named
    return {**named, QUESTIONS: written, STYLES: json.dumps(dict(styles), separators=(",", ":"))}


def identifier(outline: Outline, mark: str) -> str:
    """Return the core property that says the same in short: a second place, should the first be lost."""
    return f"{IDENTIFIER}:{outline.id}:{mark}"


def trace(custom: Mapping[str, str], core_identifier: str, *, where: str) -> Trace:
    """Return the trace that a document's properties hold; SourceError when it is not a sheet of qbank's."""
    id, mark = custom.get(OUTLINE, ""), custom.get(FINGERPRINT, "")
    if not id:
        begin, _, rest = core_identifier.partition(":")
        id, _, mark = rest.rpartition(":") if begin == IDENTIFIER else ("", "", "")
    if not id:
        raise SourceError(
            f"{where} is not a sheet of qbank's, or its document properties were removed",
            hint="give a .docx that `qbank export` wrote, edited in Word or LibreOffice",
            where=where,
        )
    if not is_file_name(id):
        raise SourceError(
            f"{where} says that it is a sheet of {id[:60]!r}, which is not an id of an outline",
            hint="do not use this file, or name the outline that it is compared with by --outline",
            where=where,
        )
    return Trace(
        outline=id, fingerprint=mark, copy="guest" if custom.get(COPY) == "guest" else "host",
        known=_known(custom.get(QUESTIONS, "")), tagged=custom.get(LAYOUT) == TAGGED,
        styles=_styles(custom.get(STYLES, "")),
    )  # fmt: skip


def _known(text: str) -> Known | None:
    try:
        data = json.loads(text)
        return {str(id): (str(lane), int(mark)) for id, (lane, mark) in data.items()}
    except (ValueError, TypeError, AttributeError):
        # A person or a program cut the property: the outline itself is compared with instead.
        return None


def _styles(text: str) -> dict[str, str]:
    try:
        return {str(role): str(name) for role, name in json.loads(text).items()}
    except (ValueError, AttributeError):
        # Cut off like the above: the styles' names are then those of the layout at hand.
        return {}
