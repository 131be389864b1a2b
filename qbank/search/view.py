"""An index opened for reading: what the steps of a search look things up in."""

# No annotations from the future: a named tuple compiles each that is a text, and a search starts with twenty of them.

from collections.abc import Sequence
from typing import NamedTuple

from tantivy import Occur, Query, Schema, Searcher

from qbank.search.lines import Lines
from qbank.themes import Themes


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
