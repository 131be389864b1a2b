"""Fields that stand in the notes' text: the filled form of an issue, and lines like "Guest: Ada Brand"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from qbank.notes.formats.blocks import Block, flat
from qbank.notes.people import is_leftover

_NAMES: Mapping[str, str] = {
    "guest": """guest, guests, guest name, guest names, guest(s), name of the guest, name of guest, interviewee, interviewees, gast, gäste, invité, invitée,
        invités, invitado, invitada, invitados, invitadas, convidado, convidada, convidados, gasten, gäst, gäster, ospite, ospiti, гость""",
    "host": """host, hosts, host name, hosted by, host(s), interviewer, interviewers, moderator, moderators, moderation, gastgeber, gastgeberin,
        animateur, animatrice, présenté par, presenta, presentador, presentadora, apresentador, apresentadora, presentator, gastheer, värd,
        conduce, ведущий, your host, your hosts""",
    "subject": """topic, topics, subject, technology, episode topic, main topic, theme, thema, sujet, tema, onderwerp, ämne, argomento, тема,
        topic of the interview, interview topic""",
    "date": """date, recording date, recorded, recorded on, date of recording, publish date, published, published on, publication date, air date, release date,
        datum, aufnahme, aufnahmedatum, aufgenommen am, date d'enregistrement, fecha, fecha de grabación, data, data de gravação, opnamedatum,
        inspelningsdatum""",
    "title": "title, episode title, titel, titre, título, titolo",
    "number": "episode number, episode no, episode #, number, folge, aflevering, avsnitt, nummer, episode, ep, n°, numéro, número",
    "show": "show, podcast, show name, podcast name",
}
"""What fields are called, by what they say."""
FIELDS: Mapping[str, str] = {
    " ".join(n.split()): key for key, names in _NAMES.items() for n in names.split(",")
}
_LINE = re.compile(r"^(?P<name>[^\W\d_][^:：?？\n]{0,38}?)\s*[:：]\s*(?P<value>.*)$")
_EMPTY = re.compile(
    r"^(?:_?no response_?|n/?a|none|tbd|tba|todo|[-–—_.…?\s]*|\(.*\)|<.*>|\[.*\]|\{\{.*\}\})$", re.IGNORECASE
)
_LONGEST = 200


def take_fields(blocks: Sequence[Block]) -> tuple[dict[str, object], list[Block]]:
    """Return the fields that a text gives, and its blocks with those that hold nothing else set aside.

    What stands below the first question is left alone: there a label belongs to somebody's words.
    """
    said: dict[str, object] = {}
    made = list(blocks)
    for i, after in _headings(made):
        name = FIELDS.get(_plain(made[i].text))
        if name and _is_value(after, name):
            _note(said, name, flat(after.text))
            made[i], made[i + 1] = replace(made[i], aside=True), replace(after, aside=True)
    for i, block in enumerate(made):
        if block.kind != "heading" and flat(block.text).endswith(("?", "？")):
            break
        if block.kind == "heading" or block.aside or block.level > 1:
            continue
        if (fields := _fields_of(block)) is not None:
            for name, value in fields:
                _note(said, name, value)
            made[i] = replace(block, aside=True)
    return said, made


def _headings(blocks: Sequence[Block]) -> Iterator[tuple[int, Block]]:
    """Yield the place of each heading that one paragraph stands below and nothing else, and that paragraph."""
    for i in range(len(blocks) - 1):
        ends = i + 2 >= len(blocks) or blocks[i + 2].kind == "heading"
        if blocks[i].kind == "heading" and blocks[i + 1].kind == "text" and ends:
            yield i, blocks[i + 1]


def _is_value(block: Block, name: str) -> bool:
    text = flat(block.text)
    return (
        len(text) <= _LONGEST
        and not text.endswith(("?", "？", "."))
        and (name != "subject" or len(text) <= 80)
    )


def _fields_of(block: Block) -> list[tuple[str, str]] | None:
    """Return the fields in a paragraph or item all of whose lines are fields; None when it says something else."""
    made = []
    for line in block.text.split("\n"):
        found = _LINE.match(flat(line))
        if not found:
            return None
        name, value = FIELDS.get(_plain(found["name"])), found["value"].strip()
        if (name is None and value) or len(value) > _LONGEST:
            return None
        if name:
            made.append((name, value))
    return made or None


def is_label(text: str) -> bool:
    """Say whether a line is the name of a field that was left empty."""
    found = _LINE.match(flat(text))
    return found is not None and not found["value"]


def _plain(name: str) -> str:
    return flat(name).casefold().strip(" *_:：#").replace("’", "'")


def _note(said: dict[str, object], name: str, value: str) -> None:
    value = value.strip(" *_").split(" · ")[0]
    if value and not _EMPTY.match(value) and not is_leftover(value):
        said.setdefault(name, value)
