"""Where the questions are: sections by role, and without them lists, headings, bold lines or plain lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qbank.notes.blocks import Block, flat
from qbank.notes.lines import asks, is_marked, judge, take_time
from qbank.notes.sections import Sections, is_exact_name, role_of

_LINE_LEVEL = 7
"""A section name that is no heading counts as a heading below all headings."""

_TURN = re.compile(
    r"^(?:[\[(]?\d{1,2}:\d{2}(?::\d{2})?[\])]?\s*)?<?([@\w][\w.-]{0,20}(?: [A-Z][\w-]*)?)>?:\s"
)

ASKED = ("interview", "parting")
OPEN = (None, "interview", "parting", "summary", "chapters")
"""Roles in which questions may be looked for when no section is named after the interview."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A block with the role of the section it stands in; `title` marks the line that names the section."""

    block: Block
    role: str | None
    title: bool = False


def mend(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with items whole again that a quotation or a blank line cut in mid-sentence."""
    made: list[Block] = []
    for block in blocks:
        last = made[-1] if made else None
        if (
            last
            and last.kind == "item"
            and block.kind == "text"
            and block.level == last.level
            and _is_cut(last, block)
        ):
            made[-1] = replace(last, text=f"{last.text} {block.text}", links=last.links + block.links)
        else:
            made.append(block)
    return made


def _is_cut(item: Block, more: Block) -> bool:
    """Say whether an item stops in mid-sentence before a quotation, a lower-case word, or after a colon or comma."""
    end = flat(item.text)[-1:]
    if end in "?？!.…":
        return False
    return end in ":,;–—" or more.aside or more.text[:1].islower()


def place(blocks: Sequence[Block], sections: Sections) -> list[Placed]:
    """Return all blocks with the role of their section; a sub-heading without one has its parent's."""
    made: list[Placed] = []
    stack: list[tuple[int, str | None]] = []
    for i, block in enumerate(blocks):
        level, role = _opens(block, blocks[i + 1] if i + 1 < len(blocks) else None, sections)
        if level == _LINE_LEVEL and role == "opening" and stack and stack[-1][1] == "interview":
            # The line "Introduction" below "Interview" is the first item of a list without bullets.
            level = 0
        if level:
            while stack and stack[-1][0] >= level:
                stack.pop()
            stack.append((level, role or (stack[-1][1] if stack else None)))
        made.append(Placed(block, stack[-1][1] if stack else None, title=bool(level)))
    return made


def _opens(block: Block, after: Block | None, sections: Sections) -> tuple[int, str | None]:
    """Return the level and role of the section that a block opens; level 0 when it opens none."""
    if block.kind == "heading":
        return block.level, role_of(block.text, sections)
    if block.kind != "text" or block.level:
        return 0, None
    text = flat(block.text)
    if is_exact_name(text, sections) and (after is None or after.kind == "item" or len(text) < 40):
        return _LINE_LEVEL, role_of(text, sections)
    if (
        len(text) <= 100
        and after is not None
        and after.kind == "item"
        and (text[-1:] in ":：" or block.strong == text)
    ):
        role = role_of(text, sections)
        return (_LINE_LEVEL, role) if role else (0, None)
    return 0, None


def find_items(placed: Sequence[Placed], sections: Sections) -> tuple[list[Block], str]:
    """Return the blocks that are the interview's items, in order, and by which means they were found."""
    named = _named(placed)
    if any(_asking(b, sections) for b in named):
        return named, "section"
    ways = [(_headings(placed), "headings"), (_bold(placed), "bold"), (_lists(placed, sections), "list")]
    best = max(ways, key=lambda way: sum(_asking(b, sections) for b in way[0]))
    if best[0]:
        return best
    lines = _lines(placed)
    if lines:
        return lines, "lines"
    rest = [b for b in named if judge(flat(b.text), b.links, sections)[0] != "link"]
    return (named, "section") if rest else ([], "nothing")


def _named(placed: Sequence[Placed]) -> list[Block]:
    """Return the items of the sections that are named after the interview; their lines when they hold no list."""
    made: list[Block] = []
    for role in ASKED:
        here = [p.block for p in placed if p.role == role and not p.title and not p.block.aside]
        items = [b for b in here if b.kind == "item"]
        made += items if any(not _is_bare_link(b) for b in items) else _question_lines(here)
    return sorted(made, key=lambda b: b.line) if made else []


def _is_bare_link(block: Block) -> bool:
    return bool(block.links) and flat(block.text) == block.links[0][0]


def _question_lines(blocks: Sequence[Block]) -> list[Block]:
    """Return the lines of paragraphs as items when most of them ask."""
    lines = [
        replace(b, kind="item", level=1, text=text, line=b.line + i)
        for b in blocks
        if b.kind == "text" and not b.level
        for i, text in enumerate(b.text.split("\n"))
        if flat(text)
    ]
    asking = sum(asks(flat(b.text)) for b in lines)
    return lines if asking and asking * 2 >= len(lines) else []


def _asking(block: Block, sections: Sections) -> bool:
    text = take_time(flat(block.text))[0]
    return judge(text, block.links, sections)[0] == "question"


def _headings(placed: Sequence[Placed]) -> list[Block]:
    """Return the headings that are questions, when most headings of their level are."""
    open_to = [p.block for p in placed if p.block.kind == "heading" and p.role in OPEN and not p.block.aside]
    asked = Counter(b.level for b in open_to if is_marked(take_time(flat(b.text))[0]))
    for level, count in asked.most_common(1):
        same = [b for b in open_to if b.level == level]
        if count >= 3 and count * 2 >= len(same):
            return [replace(b, kind="item", level=1) for b in same if asks(take_time(flat(b.text))[0])]
    return []


def _bold(placed: Sequence[Placed]) -> list[Block]:
    """Return the paragraphs that begin with a bold question, when there are three or more."""
    made = [
        replace(p.block, kind="item", level=1, text=_bare_q(p.block.strong))
        for p in placed
        if p.block.kind == "text" and p.role in OPEN and not p.block.aside and is_marked(p.block.strong)
    ]
    return made if len(made) >= 3 else []


def _bare_q(text: str) -> str:
    for mark in ("Q:", "Q.", "Question:", "Frage:", "F:", "P:"):
        if text.startswith(mark):
            return text[len(mark) :].strip()
    return text


def _lists(placed: Sequence[Placed], sections: Sections) -> list[Block]:
    """Return the items of all lists most of whose lines ask."""
    made: list[Block] = []
    group: list[Block] = []
    for p in [*placed, Placed(Block("heading", "", 0), None)]:
        inside = p.block.kind == "item" and p.role in OPEN and not p.block.aside
        if inside:
            group.append(p.block)
        elif group and not (p.block.kind == "text" and p.block.level):
            made += group if _is_question_list(group, sections) else []
            group = []
    return made


def _is_question_list(group: Sequence[Block], sections: Sections) -> bool:
    top = min(b.level for b in group)
    firsts = [b for b in group if b.level == top]
    fates = [judge(take_time(flat(b.text))[0], b.links, sections)[0] for b in firsts]
    count = Counter(fates)
    others = len(fates) - count["link"] - count["sponsor"] - count["intro"]
    timed = sum(take_time(flat(b.text))[1] is not None for b in firsts)
    if _is_talk(firsts):
        return False
    if timed * 2 > others:
        return count["question"] * (3 if count["question"] >= 3 else 2) >= others > 0
    return count["question"] >= 2 and count["question"] * 2 >= others


def _is_talk(items: Sequence[Block]) -> bool:
    """Say whether most items are turns of speakers: a chat log, or minutes."""
    said = Counter(found[1] for b in items if (found := _TURN.match(flat(b.text))))
    return sum(said.values()) * 2 > len(items) and max(said.values()) > 1


def _lines(placed: Sequence[Placed]) -> list[Block]:
    """Return runs of three or more plain lines that all are questions."""
    made: list[Block] = []
    run: list[Block] = []
    for p in [*placed, Placed(Block("heading", "", 0), None)]:
        lines = (
            _question_lines([p.block])
            if p.block.kind == "text" and p.role in OPEN and not p.block.aside
            else []
        )
        if lines and all(is_marked(take_time(flat(b.text))[0]) for b in lines):
            run += lines
            continue
        made += run if len(run) >= 3 else []
        run = []
    return made


def listener_items(placed: Sequence[Placed]) -> list[Block]:
    """Return the items of sections that put questions to whoever listens."""
    return [p.block for p in placed if p.role == "listener" and p.block.kind == "item"]
