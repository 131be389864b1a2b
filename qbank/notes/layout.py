"""The sections of notes: which block stands in a section of which role."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from qbank.notes.blocks import Block, flat
from qbank.notes.sections import Sections, is_exact_name, role_of

_LINE_LEVEL = 7
"""A section name that is no heading counts as a heading below all headings."""
_PARTS_OF_TALK = ("opening", "closing", "summary", "chapters")
"""Roles that a sub-heading of the interview loses: "Introduction" there is its first part."""


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
        if level == _LINE_LEVEL and role in _PARTS_OF_TALK and stack and stack[-1][1] == "interview":
            # The line "Introduction" below "Interview" is the first item of a list without bullets.
            level = 0
        if level:
            while stack and stack[-1][0] >= level:
                stack.pop()
            above = stack[-1][1] if stack else None
            stack.append(
                (level, above if role is None or (above == "interview" and role in _PARTS_OF_TALK) else role)
            )
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
