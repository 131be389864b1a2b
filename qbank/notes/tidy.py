"""Blocks without the dirt that editors leave: boxes of task lists, pictures for bullets, marks of comments, labels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from qbank.notes.formats.blocks import Block, flat
from qbank.notes.formats.plain import EMOJI
from qbank.notes.titles import is_episode_title
from qbank.regex import regex

_BOX = regex(r"^(?:\\?\[[ xX✓✔~/>-]?\\?\]|[☐☑☒✅⬜🔲✔✓])\ufe0f?\s+(?=\S)")
_PICTURE = regex(rf"^(?:[{EMOJI}][\ufe0f\u200d]?)+\s+(?=\S)")
_REMARK = regex(r"^\[([a-z]{1,2})\](?=\s*\S)")
"""How a comment of Google Docs begins below the text, and how it is marked inside it."""
_SIGN = regex(r"^\\?[+↔!»]\s+(?=\S)")
_SAID_FIRST = regex(r"^(?P<first>[^—]{3,200}?[.!?:]) — (?=\S)")
_CUE = regex(r"^[^a-zß-öø-ÿ?？]{2,40}$")
"""A cue before a question, set in bold capitals: "**WHY IT EXISTS** Why was it started?"."""
_TAGGED = regex(r"(?<=[?？؟.!])(?:\s+(?:\^[\w-]{1,40}|#[^\W\d_][\w/-]{0,60}))+$")
"""The mark of a block and the tags that a note-taking program has behind a line: "How far? ^q2 #open"."""
_CHECK = regex(r"\s*\*?\(check this: [^()]{1,300}(?:\([^()]{0,100}\)[^()]{0,300})?\)\*?$")
"""What a sheet has behind a question whose gaps were filled from the lexicon."""
_FOOTNOTE = regex(r"\[\^[\w-]{1,20}\]")
_NUMBERED = regex(
    r"^(?:(?:question|frage|pregunta|pergunta|vraag|fråga|domanda)\s*(?:#|no\.?|nr\.?)?\s*\d{0,3}|Q\s?\d{0,3})\s*(?:[:.)]|\s[-–—])\s+(?=\S)",
    re.IGNORECASE,
)
_FOLLOWS = regex(
    r"^(?:[↳↪→]|(?:possible |optional )?(?:follow|f/u|follow[- ]?ups?|followup question|follow[- ]?up question|probe|nachfrage|relance|repregunta|seguimiento|"
    r"vervolgvraag|följdfråga)\s*\d{0,2}\s*(?:[:.)]|\s[-–—]))\s*(?=\S)",
    re.IGNORECASE,
)


def tidy(blocks: Iterable[Block]) -> list[Block]:
    """Return blocks with the text that a person would read aloud: no box, bullet picture, comment mark or number."""
    blocks = _listed(_with_title(list(blocks)))
    remarks = {
        found[1]
        for b in blocks
        if b.kind == "text"
        for line in b.text.split("\n")
        if (found := _REMARK.match(line))
    }
    pictured = _pictured([b for b in blocks if b.kind == "item"])
    return [_tidied(b, remarks, pictured=pictured) for b in blocks]


def _with_title(blocks: list[Block]) -> list[Block]:
    """Return blocks whose first, a picture and an episode's number, is the title and no item: "🎙 EP 5 w/ Ada Brand"."""
    first = blocks[0] if blocks else None
    if (
        first
        and first.kind == "item"
        and is_episode_title(flat(first.text))
        and not flat(first.text).endswith("?")
    ):
        return [replace(first, kind="text", level=0), *blocks[1:]]
    return blocks


_BY_HAND = regex(
    r"^(?:[-•·・*➜➔](?:\s+(?=\S)|(?=[^\W\d_]|[¿¡“«]))|\(?\d{1,2}[.)]\s*(?=[^\W\d_]|[¿¡“«])|\(?(?:[a-z]\)|[ivx]{1,4}[.)])\s+(?=[^\W\d_a-z]|[¿¡“«])|Q\s?\d{1,3}\s*[-–—]\s+(?=\S))"
)


def _listed(blocks: list[Block]) -> list[Block]:
    """Return blocks in which lines with a bullet that was typed by hand are items, as word processors and pages have them."""
    typed = sum(
        bool(_BY_HAND.match(line))
        for b in blocks
        if b.kind == "text" and not b.level
        for line in b.text.split("\n")
    )
    if typed < 2:
        return blocks
    made: list[Block] = []
    for block in blocks:
        lines = block.text.split("\n")
        if block.kind != "text" or block.level or not any(map(_BY_HAND.match, lines)):
            made.append(block)
            continue
        for i, line in enumerate(lines):
            if bullet := _BY_HAND.match(line):
                links = tuple(link for link in block.links if link[0] in line)
                made.append(
                    replace(
                        block,
                        kind="item",
                        level=1,
                        text=line[bullet.end() :],
                        line=block.line + i,
                        links=links,
                        strong="",
                    )
                )
            elif made and i and made[-1].kind == "item":
                made[-1] = replace(made[-1], text=f"{made[-1].text} {line}")
            else:
                made.append(replace(block, text=line, line=block.line + i, strong=""))
    return made


def _pictured(items: Sequence[Block]) -> bool:
    """Say whether a picture opens most items, so that it is a bullet and not a word."""
    opened = sum(bool(_PICTURE.match(b.text)) for b in items)
    return opened > 1 and opened * 2 >= len(items)


def _tidied(block: Block, remarks: set[str], *, pictured: bool) -> Block:
    text, level = block.text, block.level
    if block.kind == "text" and (found := _REMARK.match(text)) and found[1] in remarks:
        return replace(block, aside=True)
    if "[" in text:
        text = _FOOTNOTE.sub("", text)
        for mark in remarks:
            text = text.replace(f"[{mark}]", "")
    if block.kind == "item":
        text = _TAGGED.sub("", _CHECK.sub("", _BOX.sub("", text)))
        text = _PICTURE.sub("", text) if pictured else text
        text, level = _unlabeled(_uncued(text, block.strong), level)
    elif block.kind == "heading":
        text = _NUMBERED.sub("", text)
    if text == block.text:
        return block
    strong = block.strong if text.startswith(block.strong) else flat(_unlabeled(block.strong, 1)[0])
    return replace(block, text=text, level=level, strong=strong)


def _uncued(text: str, strong: str) -> str:
    """Return an item without the cue and the signs that a sheet has before a question; what is said first stays."""
    rest = text[len(strong) :].strip() if strong and text.startswith(strong) else ""
    if rest and (strong.isdecimal() or (_CUE.match(strong) and any(c.isalpha() for c in strong))):
        text = rest
    if sign := _SIGN.match(text):
        text = text[sign.end() :]
        if sign[0].strip() == "»":
            text = _SAID_FIRST.sub(r"\g<first> ", text)
    return text


def _unlabeled(text: str, level: int) -> tuple[str, int]:
    """Return an item without "Question 3:" or "Follow-up:" before it; a follow-up stands one level deeper."""
    if found := _FOLLOWS.match(text):
        return text[found.end() :], level + 1
    if found := _NUMBERED.match(text):
        return text[found.end() :], level
    return text, level


def depth_of_label(line: str) -> int:
    """Return how deep a line of plain text stands by its label: 2 for "Follow-up: …", else 1."""
    return 2 if _FOLLOWS.match(line) else 1


def without_label(line: str) -> str:
    """Return a line without the "Question 3:" or "Follow-up:" that it begins with."""
    return _unlabeled(line, 1)[0]
