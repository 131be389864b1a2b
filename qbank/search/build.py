"""Bank -> index, whole, in a new folder or in memory.

Documents go in in the order of their references, by one writer with room enough to make one segment of them, because the
engine ranks documents of the same score by their place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import partial
from json.encoder import encode_basestring_ascii as quoted
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
_DIGITS = re.compile(r"(\d+)")


def build(bank: Bank, folder: Path | None = None) -> Engines:
    """Index a bank in this empty folder, or in memory. OSError or ValueError: the folder cannot be written to."""
    themes = compile_themes(bank.themes, cut)
    rituals = frozenset(template.id for template in bank.templates if template.ritual)
    episodes = sorted(bank.episodes, key=lambda episode: _natural(episode.id))
    count = sum(len(episode.items) for episode in episodes)
    members: dict[str, dict[str, None]] = {template.id: {} for template in bank.templates}
    chunks = {chunk for theme in bank.themes for word in theme.words for chunk in word.split()}
    items = _filled("items", folder, count, _items(episodes, rituals, members, chunks))
    asked = sorted((t for t in bank.templates if members[t.id]), key=lambda template: template.id)
    templates = _filled("templates", folder, 3 * len(asked), _templates(asked, members, themes))
    vocabulary = sorted({word for chunk in chunks for word in tokens(chunk)})
    words = _filled("vocabulary", folder, len(vocabulary), map(_word, vocabulary))
    facts = {
        "themes": themes.data,
        "categories": [category.id for category in bank.categories],
        "templates": [template.id for template in asked],
        "rituals": sorted(rituals),
        "semantic": bank.show.semantic,
    }
    return Engines(items, templates, words, facts, partial(_names, bank))


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
    rituals: frozenset[str],
    members: dict[str, dict[str, None]],
    chunks: set[str],
) -> Iterator[Document]:
    """Yield a document an item; note the wordings of each template and everything between blanks on the way."""
    for episode in episodes:
        about = " · ".join(filter(None, (episode.title, episode.technology, episode.kind, *episode.guests)))
        chunks.update(about.split())
        texts, numbers = _same(episode, plain(about))
        shown = json.dumps(_shown(episode))[1:]
        for item in sorted(episode.items, key=lambda item: item.n):
            if item.kind == "intro":
                continue
            chunks.update(item.text.split())
            wordings = members.get(item.template or "")
            if wordings is not None and len(wordings) < _MEMBERS:
                wordings[_SLOT.sub(" ", item.pattern or item.text)] = None
            document = _item(f"{episode.id}/{item.n}", item, shown, ritual=item.template in rituals)
            for name, text in texts:
                document.add_text(name, text)
            for name, number in numbers:
                document.add_unsigned(name, number)
            yield document


def _same(episode: Episode, about: str) -> tuple[list[tuple[str, str]], list[tuple[str, int]]]:
    """Return the fields that all items of an episode have in common: texts and numbers."""
    texts = [("about", about), ("episode", episode.id)]
    texts += [("technology", name) for name in (episode.technology, *episode.aliases) if name]
    texts += [("guest", guest) for guest in episode.guests]
    numbers = []
    if episode.number is not None:
        texts.append(("episode", str(episode.number)))
        numbers.append(("number", max(episode.number, 0)))
    if episode.date and (day := day_number(episode.date)):
        numbers.append(("date", day))
    return texts, numbers


def _shown(episode: Episode) -> list[Any]:
    return [[episode.id, episode.number, episode.title, episode.date], episode.technology, episode.guests]


def _item(ref: str, item: Item, shown: str, *, ritual: bool) -> Document:
    """Return an item's document: what it is found by, and all that an answer shows of it."""
    document = Document()
    # A ritual is what every episode has, not what this one is about: its words count as little as the title's.
    document.add_text("about" if ritual else "text", plain(item.text))
    category = template = "null"
    if item.template:
        document.add_text("template", item.template)
        template = quoted(item.template)
    if item.category:
        document.add_text("category", item.category)
        category = quoted(item.category)
        if not ritual:
            document.add_text("leaning", item.category)
    row = f'[{quoted(ref)},{quoted(item.text)},"{item.kind}",{category},{template},{shown}'
    document.add_bytes("data", row.encode())
    return document


def _templates(
    templates: Iterable[Template], members: dict[str, dict[str, None]], themes: Themes
) -> Iterator[Document]:
    for template in templates:
        own = plain(_SLOT.sub(" ", " · ".join((template.cue, template.text, *template.phrasings))))
        document = Document()
        for text in (own, *map(plain, members[template.id])):
            document.add_text("words", text)
        for theme in sorted({find.group.id for find in themes.find(cut(own))}):
            document.add_text("theme", theme)
        yield document


def _word(word: str) -> Document:
    document = Document()
    document.add_text("word", word)
    return document


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
