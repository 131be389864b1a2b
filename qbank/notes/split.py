"""Several interviews in one file: title lines one after the other, or headings with a question list each."""

from __future__ import annotations

from collections.abc import Sequence

from qbank.notes.find import find_items
from qbank.notes.formats.blocks import Block, flat
from qbank.notes.items import take_time
from qbank.notes.sections import Sections, place, role_of
from qbank.notes.titles import is_episode_title, split_title
from qbank.records import dataclass


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
