"""From the text of a transcript to episodes: the talk in it, who talks, and what was asked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from qbank.transcripts.asking import Ask, find_asks
from qbank.transcripts.captions import is_captions, read_captions
from qbank.transcripts.labels import Page, read_labels
from qbank.transcripts.page import as_lines, is_page
from qbank.transcripts.people import Cast, cast
from qbank.transcripts.records import read_json, read_table, read_yaml
from qbank.transcripts.turns import Piece, Turn, to_turns


@dataclass(frozen=True, slots=True)
class Talk:
    """The talk in a text, in pieces, with what stands beside it on the page as notes."""

    form: str
    pieces: tuple[Piece, ...]
    beside: str = ""


def find_talk(text: str) -> Talk | None:
    """Return the talk in a text of any form; None if it is no transcript."""
    if is_captions(text):
        pieces, beside = read_captions(text)
        return Talk("captions", tuple(pieces), beside) if pieces else None
    if found := read_json(text):
        return Talk("json", found.pieces, f"# {found.title}\n" if found.title else "")
    if made := read_yaml(text):
        return Talk("yaml", made[0].pieces, made[1])
    if table := read_table(text):
        return Talk("table", table.pieces)
    if is_page(text):
        return _in_page(text)
    page = read_labels(text)
    return Talk("text", page.pieces, page.beside) if page else None


def _in_page(text: str) -> Talk | None:
    rows = list(as_lines(text))
    page = read_labels("\n".join(words for _, words in rows))
    if page is None:
        return None
    numbers = [number for number, _ in rows]
    return Talk("page", tuple(replace(p, line=numbers[p.line - 1]) for p in page.pieces), page.beside)
