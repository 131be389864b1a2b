"""Bank -> index: three small engines side by side, each filled once and never changed.

`items` holds the questions, `templates` one document a template that was asked more than once (so that a query
finds what is asked for before it is looked for among all questions), `vocabulary` every word there is (for words that are
mistyped or not yet typed to the end). Documents go in in the order of their references by one writer into one segment,
because the engine ranks documents of the same score by their place.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import tantivy

from qbank.search.words import analyzer, plain, stems
from qbank.themes import Themes, compile_themes

if TYPE_CHECKING:
    from qbank.model import Bank, Episode, Item, Template

_HEAP = 2_000_000_000
_SMALL_HEAP = 200_000_000
_SLOT = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"(\d+)")
_MEMBERS = 12
"""So many wordings of a template are read beside its own texts."""


class Engines(NamedTuple):
    """The three engines of an index, open for reading, and what is known beside them."""

    items: Any
    templates: Any
    vocabulary: Any
    facts: dict[str, Any]


def build(bank: Bank, folder: Path | None = None) -> Engines:
    """Index a bank in this empty folder, or in memory; OSError or ValueError when the folder cannot be written."""
    themes = compile_themes(bank.themes, stems)
    episodes = sorted(bank.episodes, key=lambda episode: _natural(episode.id))
    vocabulary: set[str] = set()
    wordings: dict[str, Counter[str]] = {}
    items = _engine(item_schema(), folder, "items")
    with _Writer(items, _HEAP) as writer:
        for document in _item_documents(episodes, vocabulary, wordings):
            writer.add_document(document)
    templates = _engine(template_schema(), folder, "templates")
    with _Writer(templates, _SMALL_HEAP) as writer:
        for document in _template_documents(bank.templates, wordings, themes):
            writer.add_document(document)
    words = _engine(vocabulary_schema(), folder, "vocabulary")
    with _Writer(words, _SMALL_HEAP) as writer:
        for word in sorted(vocabulary):
            document = tantivy.Document()
            document.add_text("word", word)
            writer.add_document(document)
    return Engines(items, templates, words, _facts(bank, themes))


class _Writer:
    """A writer of one engine that commits and lets go of its lock at the end."""

    def __init__(self, engine: Any, heap: int) -> None:  # noqa: ANN401 (the engine's own type)
        self.engine, self.writer = engine, engine.writer(heap_size=heap, num_threads=1)

    def __enter__(self) -> Any:  # noqa: ANN401 (the engine's own type)
        return self.writer

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.writer.commit()
            self.writer.wait_merging_threads()
            self.engine.reload()


def item_schema() -> Any:  # noqa: ANN401 (the engine's own type)
    """Return the fields of a question: what is searched, what narrows down, and all that an answer shows."""
    schema = tantivy.SchemaBuilder()
    for name in ("text", "about"):
        schema.add_text_field(name, tokenizer_name="stems", index_option="position")
    for name in ("technology", "guest"):
        schema.add_text_field(name, tokenizer_name="words", index_option="position")
    for name in ("episode", "template", "category"):
        schema.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("number", "date"):
        schema.add_unsigned_field(name, indexed=True, fast=True)
    schema.add_bytes_field("data", stored=True)
    return schema.build()


def template_schema() -> Any:  # noqa: ANN401 (the engine's own type)
    """Return the fields of a template: its own words, those of the questions asked by it, and its themes."""
    schema = tantivy.SchemaBuilder()
    for name in ("words", "members"):
        schema.add_text_field(name, tokenizer_name="stems", index_option="position")
    schema.add_text_field("theme", tokenizer_name="raw", index_option="basic")
    schema.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    return schema.build()


def vocabulary_schema() -> Any:  # noqa: ANN401 (the engine's own type)
    """Return the one field of a word."""
    return tantivy.SchemaBuilder().add_text_field("word", stored=True, tokenizer_name="raw", index_option="basic").build()


def _engine(schema: Any, folder: Path | None, name: str) -> Any:  # noqa: ANN401 (the engine's own type)
    if folder is None:
        return with_tokenizers(tantivy.Index(schema))
    (folder / name).mkdir()
    return with_tokenizers(tantivy.Index(schema, path=str(folder / name), reuse=False))


def with_tokenizers(engine: Any) -> Any:  # noqa: ANN401 (the engine's own type)
    """Return the engine with our tokenizers: an index on disk knows only their names."""
    engine.register_tokenizer("stems", analyzer())
    engine.register_tokenizer("words", analyzer(stemmed=False))
    return engine


def _item_documents(
    episodes: Iterable[Episode], vocabulary: set[str], wordings: dict[str, Counter[str]]
) -> Iterator[Any]:
    for episode in episodes:
        shared = _shared(episode)
        about = " · ".join([episode.title, *shared[5], episode.technology or "", episode.kind or ""])
        vocabulary.update(_WORD.findall(plain(about).lower()))
        named = [t for t in (episode.technology, *episode.aliases) if t]
        for item in sorted(episode.items, key=lambda item: item.n):
            if item.kind == "intro":
                continue
            text = plain(item.text)
            vocabulary.update(_WORD.findall(text.lower()))
            if item.template:
                wordings.setdefault(item.template, Counter())[item.text] += 1
            yield _item_document(episode, item, text, about, named, shared)


def _shared(episode: Episode) -> list[Any]:
    return [episode.id, episode.number, episode.title, episode.date, episode.technology, list(episode.guests)]


def _item_document(
    episode: Episode, item: Item, text: str, about: str, named: list[str], shared: list[Any]
) -> Any:  # noqa: ANN401 (the engine's own type)
    document = tantivy.Document()
    document.add_text("text", text)
    document.add_text("about", about)
    for name in named:
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
    row = [item.n, item.text, item.kind, item.category, item.template, *shared]
    document.add_bytes("data", json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"))
    return document


def day_number(date: str) -> int | None:
    """Return a date like 2017-05-03 as 20170503; 2017-05 counts as its day 0; None if it is no date."""
    found = re.match(r"(\d{4})-(\d\d)(?:-(\d\d))?(?!\d)", date)
    return int(found[1] + found[2] + (found[3] or "00")) if found else None


def _template_documents(
    templates: Iterable[Template], wordings: dict[str, Counter[str]], themes: Themes
) -> Iterator[Any]:
    for template in sorted(templates, key=lambda template: template.id):
        if template.id not in wordings:
            continue
        own = _SLOT.sub(" ", " · ".join([template.cue, template.text, *template.phrasings]))
        document = tantivy.Document()
        document.add_text("id", template.id)
        document.add_text("words", plain(own))
        for text, _ in wordings[template.id].most_common(_MEMBERS):
            document.add_text("members", plain(text))
        for theme in {find.group.id for find in themes.find(stems(own))}:
            document.add_text("theme", theme)
        yield document


def _facts(bank: Bank, themes: Themes) -> dict[str, Any]:
    return {
        "themes": themes.to_data(),
        "categories": [category.id for category in bank.categories],
        "templates": sorted(template.id for template in bank.templates),
    }


def _natural(name: str) -> list[Any]:
    return [int(part) if part.isdigit() else part for part in _NUMBER.split(name)]
