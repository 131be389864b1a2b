"""What is asked for -> what the engine looks for: words first, then themes, templates that fit, and categories."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from tantivy import Occur, Query

from qbank.search.build import Engines, day_number
from qbank.search.query import Ask, Word
from qbank.search.words import stems, tokens
from qbank.themes import Find, Group, Themes


class Weights(NamedTuple):
    """How much each kind of evidence counts beside a query's word in a question's own text, which counts 1."""

    about: float = 0.3
    theme: float = 0.5
    tie: float = 0.3
    lift: float = 0.5
    members: float = 0.5
    template_theme: float = 1.0
    category: float = 0.5
    lifted: int = 5
    share: float = 0.4


WEIGHTS = Weights()


class Plan(NamedTuple):
    """What is looked for: `query` for the engine, the rest to explain the hits by."""

    query: Any
    words: tuple[Word, ...]
    finds: tuple[Find, ...]
    lifted: dict[str, float]


def plan(ask: Ask, engines: Engines, themes: Themes, weights: Weights = WEIGHTS) -> Plan:
    """Return what to look for in the items."""
    schema = engines.items.schema
    finds = tuple(themes.find(ask.tokens))
    lifted = _lifted(ask, finds, engines, weights)
    should: list[Any] = []
    for word in ask.words:
        should.append(_term(schema, "text", word.stem))
        should.append(Query.boost_query(_term(schema, "about", word.stem), weights.about))
    for group in {find.group.id: find.group for find in finds}.values():
        theme = _words(schema, group, ask.tokens, weights.tie)
        if theme is not None:
            should.append(Query.boost_query(theme, weights.theme))
    for template, score in lifted.items():
        should.append(Query.const_score_query(_term(schema, "template", template), score * weights.lift))
    for category in dict.fromkeys(f.group.category for f in finds if f.group.category):
        should.append(Query.const_score_query(_term(schema, "category", category), weights.category))
    return Plan(_any(should), ask.words, finds, lifted)


def _term(schema: Any, field: str, value: str) -> Any:
    return Query.term_query(schema, field, value, index_option="freq")


def _any(queries: Sequence[Any]) -> Any:
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, query) for query in queries])


def _words(schema: Any, group: Group, said: Iterable[str], tie: float) -> Any:
    typed = set(said)
    asked = [_phrase(schema, "text", words.split()) for words in group.words if words not in typed]
    return Query.disjunction_max_query(asked, tie) if asked else None


def _phrase(schema: Any, field: str, words: list[str]) -> Any:
    return _term(schema, field, words[0]) if len(words) == 1 else Query.phrase_query(schema, field, words)


def _lifted(ask: Ask, finds: Iterable[Find], engines: Engines, weights: Weights) -> dict[str, float]:
    schema = engines.templates.schema
    should = []
    for word in ask.words:
        should.append(_term(schema, "words", word.stem))
        should.append(Query.boost_query(_term(schema, "members", word.stem), weights.members))
    for group in {find.group.id: find.group for find in finds}.values():
        should.append(Query.boost_query(_term(schema, "theme", group.id), weights.template_theme))
    if not should:
        return {}
    searcher = engines.templates.searcher()
    hits = searcher.search(_any(should), weights.lifted, count=False).hits
    best = hits[0][0] if hits else 0.0
    return {searcher.doc(at)["id"][0]: score for score, at in hits if score >= best * weights.share}
