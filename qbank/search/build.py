"""Bank -> index, whole, in a new folder or in memory.

Documents go in in the order of their references, by one writer with room enough to make one segment of them, because the
engine ranks documents of the same score by their place.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice
from json.encoder import encode_basestring as quoted
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from qbank.lazy import regex
from qbank.search.engines import OWN, Engines, Labels, episode_row, item_row, new_engine, write_lines, writing
from qbank.search.query import Themes, cut, day_number, plain, theme_lines, tokens

if TYPE_CHECKING:
    from tantivy import Index, IndexWriter

    from qbank.model import Bank, Episode, Item, Template

_MEMBERS = 12
"""So many wordings of a template are read beside its own texts."""
_BATCH = 5000
"""So many documents are made before they are handed over: making and handing over in turns takes a sixth longer."""

_SLOT = regex(r"\{[{%].*?[%}]\}")
_DIGITS = regex(r"(\d+)")


def build(bank: Bank, folder: Path | None = None) -> Engines:
    """Index a bank in this empty folder, or in memory. OSError or ValueError: the folder cannot be written to."""
    ids, longest, lines = theme_lines(bank.themes, cut)
    themes = Themes(ids, longest, lines.__getitem__)
    rituals = frozenset(template.id for template in bank.templates if template.ritual)
    episodes = sorted(bank.episodes, key=lambda episode: _natural(episode.id))
    noted = _Noted(
        {template.id: {} for template in bank.templates},
        {chunk for theme in bank.themes for word in theme.words for chunk in word.split()},
        Labels({None: 0}),
    )
    with _filling("items", folder, [item.text for e in episodes for item in e.items]) as (items, writer):
        rows = write_lines(_added(_items(episodes, rituals, noted, bank.show.name), writer), folder and folder / "rows")
    asked = sorted((t for t in bank.templates if noted.members[t.id]), key=lambda template: template.id)
    examples = _examples()
    made = [_template(one, (*noted.members[one.id], *examples.get(one.id, ())), themes) for one in asked]
    with _filling("templates", folder, made) as (templates, writer):
        for document in made:
            writer.add_json(document)
    words = sorted(set(tokens(" ".join(noted.chunks))))
    with _filling("vocabulary", folder, words) as (vocabulary, writer):
        for word in words:
            writer.add_json(f'{{"word":{quoted(word)}}}')
    facts = {
        "themes": {"ids": ids, "longest": longest},
        "categories": [category.id for category in bank.categories],
        "templates": [template.id for template in asked],
        "rituals": sorted(rituals),
        "labels": list(noted.labels),
    }
    lines_of = {
        "episodes": map(episode_row, episodes),
        "words": map(str.encode, words),
        "themes": map(str.encode, lines),
    }
    shown, known, led = [write_lines(kept, folder and folder / name) for name, kept in lines_of.items()]
    return Engines(items, templates, vocabulary, rows, shown, known, led, facts, partial(_names, bank))


class _Noted(NamedTuple):
    """What is noted while items go by: the wordings of each template, everything between blanks, the labels of the rows."""

    members: dict[str, dict[str, None]]
    chunks: set[str]
    labels: Labels


@contextmanager
def _filling(name: str, folder: Path | None, texts: Sequence[str]) -> Iterator[tuple[Index, IndexWriter]]:
    """Yield an engine and what writes to it, then finish it; about these texts will be written."""
    if folder:
        (folder / name).mkdir()
    engine = new_engine(name, str(folder / name) if folder else None)
    with writing(engine, texts) as writer:
        yield engine, writer


def _added(items: Iterator[tuple[str, bytes]], writer: IndexWriter) -> Iterator[bytes]:
    """Add the documents of items to an engine and yield their rows."""
    while batch := list(islice(items, _BATCH)):
        for document, _ in batch:
            writer.add_json(document)
        yield from [row for _, row in batch]


def _items(
    episodes: Iterable[Episode], rituals: frozenset[str], noted: _Noted, show: str | None
) -> Iterator[tuple[str, bytes]]:
    """Yield an item's document and its row."""
    row = 0
    for at, episode in enumerate(episodes):
        items = sorted([item for item in episode.items if item.kind != "intro"], key=lambda item: item.n)
        about = " · ".join(filter(None, (episode.title, episode.technology, episode.kind, *episode.guests)))
        noted.chunks.update(" ".join([about, *[item.text for item in items]]).split())
        about, same = quoted(plain(about)), _same(episode, show)
        for item in items:
            wordings = noted.members.get(item.template or "")
            if wordings is not None and len(wordings) < _MEMBERS:
                wordings[_SLOT.sub(" ", item.pattern or item.text)] = None
            found_by = _found_by(item, about, ritual=item.template in rituals)
            yield f'{{"row":{row},{found_by},{same}', item_row(item, at, noted.labels)
            row += 1


def _found_by(item: Item, about: str, *, ritual: bool) -> str:
    """Return the fields of an item by which it is found, beside those that all items of its episode have; `about` is JSON."""
    # A ritual is what every episode has, not what this one is about: its words count as little as the title's.
    text = quoted(plain(item.text))
    fields = f'"about":[{text},{about}]' if ritual else f'"text":{text},"about":{about}'
    if item.template:
        fields += f',"template":{quoted(item.template)}'
    if item.category:
        fields += f',"category":{quoted(item.category)}'
        if not ritual:
            fields += f',"leaning":{quoted(item.category)}'
    return fields


def _same(episode: Episode, show: str | None) -> str:
    """Return the fields that all items of an episode have in common, as the end of a JSON object; `show` is the bank's own."""
    named = [name for name in (episode.technology, *episode.aliases) if name]
    fields: dict[str, Any] = {"episode": [episode.id], "technology": named, "guest": episode.guests}
    if show is not None and episode.show in (None, show):
        fields["own"] = OWN
    if episode.number is not None:
        fields["episode"].append(str(episode.number))
        fields["number"] = max(episode.number, 0)
    if episode.date and (day := day_number(episode.date)):
        fields["date"] = day
    return json.dumps(fields, ensure_ascii=False)[1:]


def _examples() -> dict[str, list[str]]:
    """Return by template how it might be worded: what the normalizer learns from knows more words than what was asked."""
    from qbank.normalize.wordings import shipped_wordings

    made: dict[str, list[str]] = {}
    for wording in shipped_wordings():
        if wording.template:
            made.setdefault(wording.template, []).append(_SLOT.sub(" ", wording.text))
    return made


def _template(template: Template, wordings: Iterable[str], themes: Themes) -> str:
    """Return a template's document: its own words, and how it was worded or might be."""
    own = plain(_SLOT.sub(" ", " · ".join((template.cue, template.text, *template.phrasings))))
    found = sorted({find.group.id for find in themes.find(cut(own))})
    return json.dumps({"words": [own, *map(plain, wordings)], "theme": found}, ensure_ascii=False)


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
