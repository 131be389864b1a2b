"""Where the questions are: in sections by name, and without them in lists, headings, bold lines or plain lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from qbank.notes.formats.blocks import Block, flat
from qbank.notes.items import is_marked, judge, take_time
from qbank.notes.sections import Placed, Sections, place, role_of
from qbank.notes.titles import is_episode_title, split_title


@dataclass(frozen=True, slots=True)
class Part:
    """The blocks of one interview, its own title if it has one, and the line it begins on."""

    title: str | None
    blocks: tuple[Block, ...]
    line: int


def split_interviews(blocks: Sequence[Block], sections: Sections) -> list[Part]:
    """Return the interviews of a file, most often one."""
    starts = [i for i, b in enumerate(blocks) if _is_title(b)]
    if len(starts) >= 2 and _all_filled(blocks, starts, sections):
        ends = [*starts[1:], len(blocks)]
        return [
            Part(flat(blocks[a].text), tuple(blocks[a + 1 : b]), blocks[a].line)
            for a, b in zip(starts, ends, strict=True)
        ]
    return _by_guest(blocks, sections) or [Part(None, tuple(blocks), blocks[0].line if blocks else 1)]


def _is_title(block: Block) -> bool:
    return (
        block.kind != "item"
        and (block.kind == "heading" or not block.level)
        and is_episode_title(flat(block.text))
    )


def _all_filled(blocks: Sequence[Block], starts: Sequence[int], sections: Sections) -> bool:
    """Say whether two or more of the parts hold questions: links to other episodes hold none."""
    ends = [*starts[1:], len(blocks)]
    filled = (
        find_items(place(blocks[a + 1 : b], sections), sections)[0] for a, b in zip(starts, ends, strict=True)
    )
    return sum(map(bool, filled)) >= 2


def _by_guest(blocks: Sequence[Block], sections: Sections) -> list[Part]:
    """Return a part for each heading that names a guest and has questions below: "Part 2: X w/ NAME"."""
    starts = [
        i
        for i, b in enumerate(blocks)
        if b.kind == "heading"
        and split_title(take_time(flat(b.text))[0]).sure
        and not role_of(flat(b.text), sections)
    ]
    if len(starts) < 2 or len({blocks[i].level for i in starts}) > 1:
        return []
    level = blocks[starts[0]].level
    parts = []
    for i in starts:
        end = next(
            (
                j
                for j in range(i + 1, len(blocks))
                if blocks[j].kind == "heading" and blocks[j].level <= level
            ),
            len(blocks),
        )
        inside = tuple(blocks[i + 1 : end])
        if find_items(place(inside, sections), sections)[0]:
            parts.append(Part(take_time(flat(blocks[i].text))[0], inside, blocks[i].line))
    return parts if len(parts) >= 2 else []


ASKED = ("interview", "parting")
OPEN = (None, "interview", "parting", "summary", "chapters")
"""Roles in which questions may be looked for when no section is named after the interview."""
_AT_THE_EDGE = ("opening", "closing")
"""Sections that hold questions only when nearly all their lines ask and other lists do as well."""
_LABEL = re.compile(
    r"^(?:(?:Q(?:uestion)?|F(?:rage)?|P(?:ergunta)?)\s*\d*\s*[:.)]|\d{1,3}[.)])\s+(?=\S)", re.IGNORECASE
)
_Q_LINE = re.compile(r"^(?:Q(?:uestion)?|Frage|Pergunta)\s*\d*\s*[:.)]\s*(?=\S)", re.IGNORECASE)
_TURN = re.compile(
    r"^(?:[\[(]?\d{1,2}:\d{2}(?::\d{2})?[\])]?\s*)?<?([@\w][\w.-]{0,20}(?: [A-Z][\w-]*)?)>?:\s"
)


def find_items(placed: Sequence[Placed], sections: Sections) -> tuple[list[Block], str]:
    """Return the blocks that are the interview's items, in order, and by which means they were found."""

    def asking(blocks: Sequence[Block]) -> int:
        return sum(_fate(b, sections) == "question" for b in blocks)

    named = _named(placed, sections)
    headings = _headings(placed, sections)
    if asking(named) and asking(named) >= len(headings):
        return named, "section"
    ways = [(headings, "headings"), (_bold(placed), "bold"), (_lists(placed, sections), "list")]
    best = max(ways, key=lambda way: asking(way[0]))
    if best[0]:
        return best
    if lines := _lines(placed, sections):
        return lines, "lines"
    rest = [b for b in named if _fate(b, sections) != "link"]
    return (named, "section") if rest else ([], "nothing")


def listener_items(placed: Sequence[Placed]) -> list[Block]:
    """Return the items of sections that put questions to whoever listens."""
    return [p.block for p in placed if p.role == "listener" and p.block.kind == "item"]


def _fate(block: Block, sections: Sections) -> str:
    return judge(take_time(flat(block.text))[0], block.links, sections)[0]


def _named(placed: Sequence[Placed], sections: Sections) -> list[Block]:
    """Return the items of the sections that are named after the interview; their lines when they hold no list."""
    made: list[Block] = []
    for role in ASKED:
        here = [p.block for p in placed if p.role == role and not p.title and not p.block.aside]
        items = [b for b in here if b.kind == "item"]
        made += items if any(not _is_bare_link(b) for b in items) else _question_lines(here, sections)
    return sorted(made, key=lambda b: b.line)


def _is_bare_link(block: Block) -> bool:
    return bool(block.links) and flat(block.text) == block.links[0][0]


def _question_lines(blocks: Sequence[Block], sections: Sections) -> list[Block]:
    """Return the lines of paragraphs as items when most of them ask."""
    lines = [
        replace(b, kind="item", level=1, text=text, line=b.line + i)
        for b in blocks
        if b.kind == "text" and not b.level
        for i, text in enumerate(b.text.split("\n"))
        if flat(text)
    ]
    asking = sum(_fate(b, sections) == "question" for b in lines)
    return lines if asking and asking * 2 >= len(lines) else []


def _headings(placed: Sequence[Placed], sections: Sections) -> list[Block]:
    """Return the headings that are questions, when most headings of their level are."""
    open_to = [
        _unlabelled(p.block)
        for p in placed
        if p.block.kind == "heading" and p.role in OPEN and not p.block.aside
    ]
    asked = Counter(b.level for b in open_to if is_marked(b.text))
    for level, count in asked.most_common(1):
        same = [b for b in open_to if b.level == level]
        if (count >= 3 and count * 2 >= len(same)) or count == len(same) == 2:
            return [replace(b, kind="item", level=1) for b in same if _fate(b, sections) == "question"]
    return []


def _unlabelled(block: Block) -> Block:
    """Return a block without the number or "Q:" that its text begins with; its time stays."""
    return replace(block, text=_LABEL.sub("", flat(block.text)))


def _bold(placed: Sequence[Placed]) -> list[Block]:
    """Return the paragraphs that begin with a bold question or with "Q:", when there are three or more."""
    made = [
        b
        for p in placed
        if p.block.kind == "text" and p.role in OPEN and not p.block.aside
        for b in _q_lines(p.block)
    ]
    return made if len(made) >= 3 else []


def _q_lines(block: Block) -> Iterator[Block]:
    if is_marked(block.strong):
        yield _unlabelled(replace(block, kind="item", level=1, text=block.strong))
        return
    for i, line in enumerate(block.text.split("\n")):
        if _Q_LINE.match(line):
            yield _unlabelled(replace(block, kind="item", level=1, text=line, line=block.line + i))


def _lists(placed: Sequence[Placed], sections: Sections) -> list[Block]:
    """Return the items of all lists most of whose lines ask."""
    made = [b for group in _groups(placed, OPEN) if _is_question_list(group, sections) for b in group]
    if made:
        made += [
            b
            for group in _groups(placed, _AT_THE_EDGE)
            if _is_question_list(group, sections, least=0.8)
            for b in group
        ]
    return sorted(made, key=lambda b: b.line)


def _groups(placed: Sequence[Placed], roles: Sequence[str | None]) -> Iterator[list[Block]]:
    """Yield the lists that stand in sections of some roles, each with all its items."""
    group: list[Block] = []
    for p in [*placed, Placed(Block("heading", "", 0), None)]:
        if p.block.kind == "item" and p.role in roles and not p.block.aside:
            group.append(p.block)
        elif group and not (p.block.kind == "text" and p.block.level):
            yield group
            group = []


def _is_question_list(group: Sequence[Block], sections: Sections, least: float = 0.5) -> bool:
    """Say whether a list holds an interview: half of its lines ask, or a third of many, or it is one of times."""
    top = min(b.level for b in group)
    firsts = [b for b in group if b.level == top]
    count = Counter(_fate(b, sections) for b in firsts)
    others = len(firsts) - count["link"] - count["sponsor"] - count["intro"]
    asked = count["question"]
    timed = sum(take_time(flat(b.text))[1] is not None for b in firsts)
    if not asked or _is_talk(firsts):
        return False
    if timed * 2 > others and least <= 0.5:
        return True
    return (asked >= 2 and asked >= others * least) or (asked >= 4 and asked * 3 >= others and least <= 0.5)


def _is_talk(items: Sequence[Block]) -> bool:
    """Say whether most items are turns of speakers: a chat log, or minutes."""
    said = Counter(found[1] for b in items if (found := _TURN.match(flat(b.text))))
    return sum(said.values()) * 2 > len(items) and max(said.values()) > 1


def _lines(placed: Sequence[Placed], sections: Sections) -> list[Block]:
    """Return runs of three or more plain lines that all are questions."""
    made: list[Block] = []
    run: list[Block] = []
    for p in [*placed, Placed(Block("heading", "", 0), None)]:
        is_open = p.block.kind == "text" and p.role in OPEN and not p.block.aside
        lines = _question_lines([p.block], sections) if is_open else []
        if lines and all(is_marked(take_time(flat(b.text))[0]) for b in lines):
            run += lines
            continue
        made += run if len(run) >= 3 else []
        run = []
    return made
