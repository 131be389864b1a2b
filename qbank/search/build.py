"""Bank -> index, whole, in a new folder or in memory.

Documents go in in the order of their references, by one writer with room enough to make one segment of them, because the
engine ranks documents of the same score by their place.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tantivy import Document, Index

from qbank.search.schema import Engines, new_engine
from qbank.search.words import cut, day_number, plain, tokens
from qbank.themes import Themes, compile_themes

if TYPE_CHECKING:
    from qbank.model import Bank, Episode, Item, Template

_ROOM = 1000
"""Bytes a document that a writer may use: several times what it needs, so that one segment holds all."""
_LEAST_ROOM, _MOST_ROOM = 20_000_000, 4_000_000_000
_MEMBERS = 12
"""So many wordings of a template are read beside its own texts."""

_SLOT = re.compile(r"\{[{%].*?[%}]\}")
_WORD = re.compile(r"[^\W_]+")
_DIGITS = re.compile(r"(\d+)")


def build(bank: Bank, folder: Path | None = None) -> Engines:
    """Index a bank in this empty folder, or in memory. OSError or ValueError: the folder cannot be written to."""
    themes = compile_themes(bank.themes, cut)
    rituals = [template.id for template in bank.templates if template.ritual]
    episodes = sorted(bank.episodes, key=lambda episode: _natural(episode.id))
    vocabulary: set[str] = set()
    for group in themes.groups.values():
        vocabulary.update(*(_words_of(word) for words in group.words.values() for word in words))
    wordings: dict[str, Counter[str]] = {}
    return Engines(
        _filled(
            "items",
            folder,
            sum(len(episode.items) for episode in episodes),
            _items(episodes, rituals, vocabulary, wordings),
        ),
        _filled("templates", folder, 3 * len(bank.templates), _templates(bank.templates, wordings, themes)),
        _filled("vocabulary", folder, len(vocabulary), _vocabulary(vocabulary)),
        {
            "themes": themes.data,
            "categories": [category.id for category in bank.categories],
            "rituals": rituals,
        },
        partial(_names, bank),
    )


def _filled(name: str, folder: Path | None, count: int, documents: Iterable[Document]) -> Index:
    if folder:
        (folder / name).mkdir()
    engine = new_engine(name, str(folder / name) if folder else None)
    room = min(max(_LEAST_ROOM, count * _ROOM), _MOST_ROOM)
    writer = engine.writer(heap_size=room, num_threads=1)
    for document in documents:
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    engine.reload()
    return engine


def _items(
    episodes: Iterable[Episode],
    rituals: Container[str],
    vocabulary: set[str],
    wordings: dict[str, Counter[str]],
) -> Iterator[Document]:
    for episode in episodes:
        about = " · ".join(filter(None, (episode.title, episode.technology, episode.kind, *episode.guests)))
        vocabulary.update(_words_of(about))
        about = plain(about)
        for item in sorted(episode.items, key=lambda item: item.n):
            if item.kind == "intro":
                continue
            vocabulary.update(_words_of(item.text))
            if item.template:
                wording = _SLOT.sub(" ", item.pattern or item.text)
                wordings.setdefault(item.template, Counter())[wording] += 1
            yield _item(episode, item, about, ritual=item.template in rituals)


def _words_of(text: str) -> list[str]:
    text = plain(text)
    return _WORD.findall(text.lower()) if text.isascii() else tokens(text)


def _item(episode: Episode, item: Item, about: str, *, ritual: bool) -> Document:
    document = Document()
    # A ritual is what every episode has, not what this one is about: its words count as little as the title's.
    document.add_text("about" if ritual else "text", plain(item.text))
    document.add_text("about", about)
    for name in filter(None, (episode.technology, *episode.aliases)):
        document.add_text("technology", name)
    for guest in episode.guests:
        document.add_text("guest", guest)
    document.add_text("episode", episode.id)
    if episode.number is not None:
        document.add_text("episode", str(episode.number))
        document.add_unsigned("number", max(episode.number, 0))
    if episode.date and (day := day_number(episode.date)):
        document.add_unsigned("date", day)
    if item.template:
        document.add_text("template", item.template)
    if item.category:
        document.add_text("category", item.category)
        if not ritual:
            document.add_text("leaning", item.category)
    document.add_bytes("data", _shown(episode, item))
    return document


def _shown(episode: Episode, item: Item) -> bytes:
    """Return all that an answer shows of an item, so that a search reads nothing but the index."""
    row = (
        item.n, item.text, item.kind, item.category, item.template,
        episode.id, episode.number, episode.title, episode.date, episode.technology, episode.guests,
    )  # fmt: skip
    return json.dumps(row, separators=(",", ":")).encode()


def _templates(
    templates: Iterable[Template], wordings: dict[str, Counter[str]], themes: Themes
) -> Iterator[Document]:
    for template in sorted(templates, key=lambda template: template.id):
        if template.id not in wordings:
            continue
        own = plain(_SLOT.sub(" ", " · ".join((template.cue, template.text, *template.phrasings))))
        document = Document()
        document.add_text("id", template.id)
        document.add_text("words", own)
        for text, _ in wordings[template.id].most_common(_MEMBERS):
            document.add_text("members", plain(text))
        for theme in sorted({find.group.id for find in themes.find(cut(own))}):
            document.add_text("theme", theme)
        yield document


def _vocabulary(vocabulary: set[str]) -> Iterator[Document]:
    for word in sorted(vocabulary):
        document = Document()
        document.add_text("word", word)
        yield document


def _names(bank: Bank) -> dict[str, list[str]]:
    technologies = {episode.technology for episode in bank.episodes if episode.technology}
    guests = {guest for episode in bank.episodes for guest in episode.guests}
    return {
        "technology": sorted(technologies, key=str.casefold),
        "guest": sorted(guests, key=str.casefold),
        "template": sorted(template.id for template in bank.templates),
        "episode": sorted((episode.id for episode in bank.episodes), key=_natural),
    }


def _natural(name: str) -> list[Any]:
    return [int(part) if part.isdecimal() else part for part in _DIGITS.split(name)]
