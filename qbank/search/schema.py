"""The fields of an index, and an index as a set of engines. Whoever changes what is indexed counts VERSION up.

Three engines stand side by side: `items` holds the questions; `templates` one document a template that was asked, so that a
query finds which questions are meant before it looks for them among all; `vocabulary` every word there is, for words
that are mistyped or not yet typed to the end. What an answer shows, and the words themselves, stand in lines beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import tantivy
from tantivy import Occur, Query, Schema, Searcher

from qbank.search.query import analyzer
from qbank.search.rows import Lines
from qbank.search.themes import Themes

# No annotations from the future: a named tuple compiles each that is a text, and a search starts with twenty of them.


VERSION = 8
OWN = "own"
"""What the items of a bank's own show have in the field of this name; a bank without a show's name has none."""


class Engines(NamedTuple):
    """The engines of an index, open for reading, and what is known beside them.

    `rows` and `episodes` are what answers show, `words` the vocabulary in the order of its documents. `facts` holds themes, categories and the labels of the rows; `names` returns technologies, guests, templates and episodes by field.
    """

    items: tantivy.Index
    templates: tantivy.Index
    vocabulary: tantivy.Index
    rows: Lines
    episodes: Lines
    words: Lines
    facts: Mapping[str, Any]
    names: Callable[[], Mapping[str, list[str]]]


def _item_schema() -> tantivy.Schema:
    schema = tantivy.SchemaBuilder()
    for name in ("text", "about"):
        schema.add_text_field(name, tokenizer_name="stems", index_option="position")
    for name in ("technology", "guest"):
        schema.add_text_field(name, tokenizer_name="words", index_option="position")
    for name in ("episode", "template", "category", "leaning", "own"):
        schema.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("number", "date"):
        schema.add_unsigned_field(name, indexed=True, fast=True)
    schema.add_unsigned_field("row", fast=True)
    return schema.build()


def _template_schema() -> tantivy.Schema:
    schema = tantivy.SchemaBuilder()
    schema.add_text_field("words", tokenizer_name="stems", index_option="freq")
    schema.add_text_field("theme", tokenizer_name="raw", index_option="basic")
    return schema.build()


def _vocabulary_schema() -> tantivy.Schema:
    schema = tantivy.SchemaBuilder()
    return schema.add_text_field("word", tokenizer_name="raw", index_option="basic").build()


SCHEMAS = {"items": _item_schema, "templates": _template_schema, "vocabulary": _vocabulary_schema}
"""The engines by name, which is also the name of their folder."""
LINES = ("rows", "episodes", "words")
"""The lines beside the engines by name, which is also the name of their file."""


def new_engine(name: str, folder: str | None) -> tantivy.Index:
    """Return an empty engine: in this folder, which must exist and be empty, or in memory."""
    return _ready(tantivy.Index(SCHEMAS[name](), path=folder, reuse=False))


def opened(folder: str) -> tantivy.Index:
    """Return the engine in this folder; ValueError or OSError when it cannot be read."""
    return _ready(tantivy.Index.open(folder))


def _ready(engine: tantivy.Index) -> tantivy.Index:
    engine.config_reader("manual")
    engine.register_tokenizer("stems", analyzer())
    engine.register_tokenizer("words", analyzer(stemmed=False))
    return engine


# No annotations from the future: a named tuple compiles each that is a text, and a search starts with twenty of them.


class View(NamedTuple):
    """Three engines at one moment, and the facts beside them. What is looked up does not change.

    `known` are the words of the vocabulary, `template_ids` the templates, both in the order of their documents; `made` keeps the queries of themes once they are made.
    """

    items: Searcher
    item_schema: Schema
    templates: Searcher
    template_schema: Schema
    vocabulary: Searcher
    word_schema: Schema
    known: Lines
    themes: Themes
    categories: tuple[str, ...]
    template_ids: tuple[str, ...]
    rituals: frozenset[str]
    made: dict[str, Query]

    def says(self, stem: str) -> int:
        """Return in how many items, or in how many items' episode lines, a stem stands."""
        return max(self.items.doc_freq("text", stem), self.items.doc_freq("about", stem))

    def knows(self, stem: str) -> bool:
        """Say whether a stem stands in any item, or in any wording that a template has or might have."""
        return bool(self.says(stem) or self.templates.doc_freq("words", stem))


def words(schema: Schema, field: str, stems: Sequence[str]) -> Query:
    """Return the query for a word, or for several in this order; at least one is needed."""
    if len(stems) > 1:
        return Query.phrase_query(schema, field, list(stems))
    return Query.term_query(schema, field, stems[0], index_option="freq")


def either(queries: Sequence[Query]) -> Query:
    """Return the query that any of these satisfies; of none of them, nothing does."""
    if not queries:
        return Query.empty_query()
    return (
        queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, query) for query in queries])
    )
