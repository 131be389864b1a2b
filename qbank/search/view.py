"""An index opened for reading: what the steps of a search look things up in."""

from __future__ import annotations

from typing import Any, NamedTuple

from tantivy import Occur, Query

from qbank.themes import Themes


class View(NamedTuple):
    """Three engines at one moment, and the facts beside them. Nothing in it changes."""

    items: Any
    item_schema: Any
    templates: Any
    template_schema: Any
    vocabulary: Any
    word_schema: Any
    themes: Themes
    categories: tuple[str, ...]

    def says(self, stem: str) -> int:
        """Return in how many items, or in how many items' episode lines, a stem stands."""
        return max(self.items.doc_freq("text", stem), self.items.doc_freq("about", stem))

    def count(self, query: Any) -> int:  # noqa: ANN401 (the engine's own type)
        """Return how many items match."""
        return int(self.items.search(query, 1).count)


def words(schema: Any, field: str, stems: list[str]) -> Any:  # noqa: ANN401 (the engine's own types)
    """Return the query for a word, or for several in this order; at least one is needed."""
    if len(stems) > 1:
        return Query.phrase_query(schema, field, stems)
    return Query.term_query(schema, field, stems[0], index_option="freq")


def either(queries: list[Any]) -> Any:  # noqa: ANN401 (the engine's own types)
    """Return the query that any of these satisfies; none of them: nothing does."""
    if not queries:
        return Query.empty_query()
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, query) for query in queries])
