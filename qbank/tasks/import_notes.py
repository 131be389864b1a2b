"""What the guest answered, as far as the notes say: the first sentence of an answer noted right under its question."""

from __future__ import annotations

import re
from dataclasses import replace

from qbank.english.asks import is_ask, sentences
from qbank.model import Episode, Item
from qbank.notes import Sections
from qbank.notes.items import judge

LEAST = 2
"""Notes with fewer answers than this may as well hold remarks of the host's."""
LONGEST = 30
"""An answer of more words than this is no line that one would quote."""
_ADDRESS = re.compile(r"https?://|www\.|\b[\w-]+\.(?:com|org|net|io|dev|rs)\b", re.IGNORECASE)


def answered(episode: Episode, sections: Sections) -> Episode:
    """Return the episode with what the guest said, taken from the notes nested under its questions.

    Links, headings, notes to oneself and questions are no answers. What is known already stays.
    """
    said = {n: text for n in range(len(episode.items) - 1) if (text := _answer(episode, n, sections))}
    if len(said) < LEAST:
        return episode
    items = tuple(replace(i, said=i.said or said.get(n)) for n, i in enumerate(episode.items))
    return replace(episode, items=items)


def _answer(episode: Episode, n: int, sections: Sections) -> str | None:
    """Return the answer that stands right under an item, if that is a question and this reads like one."""
    question, note = episode.items[n], episode.items[n + 1]
    if question.kind != "question" or not _is_remark(note, sections) or note.depth <= question.depth:
        return None
    first = sentences(note.text)[0]
    return None if is_ask(first) or len(first.split()) > LONGEST else first


def _is_remark(note: Item, sections: Sections) -> bool:
    if note.kind != "note" or note.links or not note.text or _ADDRESS.search(note.text):
        return False
    return judge(note.text, note.links, sections)[0] == "statement"
