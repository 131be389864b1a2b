"""What is asked for -> what the engine looks for: words first, then themes, templates that fit, and categories."""

# No annotations from the future: a named tuple compiles each that is a text, and a search starts with twenty of them.

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tantivy import Occur, Query

from qbank.search.narrow import Condition, unranked
from qbank.search.query import Ask
from qbank.search.view import View, either, words
from qbank.search.why import Clues
from qbank.themes import Group


class Weights(NamedTuple):
    """How much each kind of evidence counts beside a query's word in a question's own text, which counts 1.

    `tie` is the share that further words of one theme add to the best one. At most `lifted` templates are
    lifted, those with at least `share` of the best one's score.
    """

    about: float = 0.3
    theme: float = 0.7
    tie: float = 0.3
    part: float = 0.4
    ritual: float = 0.3
    lift: float = 0.5
    template_theme: float = 0.6
    category: float = 1.5
    lifted: int = 3
    share: float = 0.4


WEIGHTS = Weights()


def plan(
    ask: Ask, view: View, conditions: list[Condition], weights: Weights = WEIGHTS
) -> tuple[Query, Clues]:
    """Return what to look for in the items under these conditions, and the clues to explain the hits by."""
    if ask.phrases and not ask.words:  # nothing but a phrase: it says exactly what is meant
        return under(conditions, [], required=False), Clues(phrases=ask.phrases)
    finds = view.themes.find(ask.said)
    groups = tuple({find.group.id: find.group for find in finds}.values())
    parts = {ask.said[at][1] for find in finds if len(find.places) > 1 for at in find.places}
    lifted = _lifted(ask, groups, view, weights)
    wanted = [
        *_said(ask, parts, view, weights),
        *(_theme(group, view, weights) for group in groups),
    ]
    schema = view.item_schema
    wanted += [
        Query.const_score_query(
            words(schema, "template", [template]),
            score * (weights.ritual if template in view.rituals else weights.lift),
        )
        for template, score in lifted.items()
    ]
    wanted += [
        Query.const_score_query(words(schema, "leaning", [category]), weights.category)
        for category in dict.fromkeys(group.category for group in groups if group.category)
    ]
    query = under(conditions, wanted, required=not ask.phrases)
    return query, Clues(ask.words, ask.phrases, groups, frozenset(lifted))


def under(conditions: list[Condition], wanted: list[Query], *, required: bool) -> Query:
    """Return the query for what is wanted under conditions; `required`: something of what is wanted must be there."""
    if not conditions:
        return either(wanted)
    if not wanted and len(conditions) == 1 and conditions[0][0] == Occur.Must:
        return conditions[0][1]
    parts = list(conditions)
    if wanted:
        parts.append((Occur.Must if required else Occur.Should, either(wanted)))
    if not any(occur == Occur.Must for occur, _ in parts):
        parts.append((Occur.Must, unranked(Query.all_query())))
    return Query.boolean_query(parts)


def _said(ask: Ask, parts: set[str], view: View, weights: Weights) -> Iterable[Query]:
    """Yield a query for each word; one that is only a part of a theme's phrase counts less."""
    for word in ask.words:
        said = words(view.item_schema, "text", [word.stem])
        yield Query.boost_query(said, weights.part) if word.stem in parts else said
        if view.items.doc_freq("about", word.stem):
            yield Query.boost_query(words(view.item_schema, "about", [word.stem]), weights.about)


def _theme(group: Group, view: View, weights: Weights) -> Query:
    """Return the query for any word of a theme; it is made once, as putting it together takes longer than asking it."""
    made = view.made.get(group.id)
    if made is None:
        said = [words(view.item_schema, "text", stems) for stems in _heard(group, view)]
        made = Query.boost_query(Query.disjunction_max_query(said, weights.tie), weights.theme)
        view.made[group.id] = made
    return made


def _heard(group: Group, view: View) -> Iterator[list[str]]:
    """Yield a theme's words and phrases of which an item says every word: the others would cost time and find nothing."""
    for key in group.words:
        stems = key.split()
        if all(view.items.doc_freq("text", stem) for stem in stems):
            yield stems


def _lifted(ask: Ask, groups: Iterable[Group], view: View, weights: Weights) -> dict[str, float]:
    schema = view.template_schema
    wanted = [words(schema, "words", [word.stem]) for word in ask.words]
    wanted += [
        Query.boost_query(words(schema, "theme", [group.id]), weights.template_theme) for group in groups
    ]
    if not wanted:
        return {}
    hits = view.templates.search(either(wanted), weights.lifted, count=False).hits
    best = hits[0][0] if hits else 0.0
    return {view.template_ids[at.doc]: score for score, at in hits if score >= best * weights.share}
