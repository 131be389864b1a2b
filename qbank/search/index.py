"""The index as a program uses it: opened once, asked often. Asking never changes it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING

from tantivy import Query

from qbank.errors import UsageError
from qbank.search.answer import Answer, Evidence, Hit, Near
from qbank.search.no_hits import corrected
from qbank.search.query import LONGEST, Ask, parse, readable
from qbank.search.rank import conditions, plan, under
from qbank.search.rows import Shown
from qbank.search.schema import Engines, View
from qbank.search.themes import Themes
from qbank.search.words import cut

if TYPE_CHECKING:
    from qbank.search.meaning import Meaning
    from qbank.search.rank import Condition

_WISHED = "The show asks for a search by meaning, too; that needs the extra qbank[semantic], which is not installed."
_NOTHING_NEAR = Near()


class Index:
    """All items of one state of a bank, ready to be searched. `note` says what was odd about opening it.

    `vectors` is the file where the vectors of the optional extra are kept, `tell` what is called with a sentence when making
    them takes a while.
    """

    def __init__(self, engines: Engines, *, note: str = "", vectors: Path | None = None) -> None:
        self.note, self.vectors = note, vectors
        self.tell: Callable[[str], object] | None = None
        self._by_meaning = bool(engines.facts.get("semantic"))
        self._meaning: Meaning | None = None
        self.names = engines.names
        self.view = View(
            items=engines.items.searcher(),
            item_schema=engines.items.schema,
            templates=engines.templates.searcher(),
            template_schema=engines.templates.schema,
            vocabulary=engines.vocabulary.searcher(),
            word_schema=engines.vocabulary.schema,
            known=engines.words,
            themes=Themes(engines.facts["themes"]),
            categories=tuple(engines.facts["categories"]),
            template_ids=tuple(engines.facts["templates"]),
            rituals=frozenset(engines.facts["rituals"]),
            made={},
        )
        self._shown = Shown(self.view.items, engines.rows, engines.episodes, engines.facts["labels"])

    def search(
        self,
        text: str,
        *,
        category: str | None = None,
        theme: str | None = None,
        technology: str | None = None,
        guest: str | None = None,
        episode: str | None = None,
        since: str | None = None,
        limit: int = 20,
        semantic: bool | None = None,
    ) -> Answer:
        """Return the items that words, themes or fields ask for, best first; equal ones in order of reference.

        `since` is a date (2017-05 or 2017-05-03) or an episode's number. `semantic` adds what means the same, if the optional
        extra is installed: None as the show wishes. UsageError: a category or theme that does not exist, a `since` that is
        neither, a limit below 1. ModelMissingError: `semantic` without the extra.
        """
        if limit < 1:
            raise UsageError(f"the limit is {limit}, but at least one hit must be allowed")
        self._check(category, theme)
        asked = parse(text)
        options = (category, theme, technology, guest, episode)
        if any(options):
            named = zip(("category", "theme", "technology", "guest", "episode"), options, strict=True)
            fields = tuple((name, readable(value)) for name, value in named if value)
            asked = asked._replace(fields=(*asked.fields, *fields))
        if asked.is_empty and not since and not self.view.themes.find(asked.said):
            return Answer(text, 0, notes=(_empty(asked),))
        asked, notes = corrected(asked, self.view)
        narrowed = conditions(asked, since, self.view)
        query, clues = plan(asked, self.view, narrowed)
        if (semantic or (semantic is None and self._by_meaning)) and asked.said:
            total, hits, missed = self._with_meaning(asked, query, narrowed, Evidence(clues), limit, semantic)
            notes += missed
        else:
            found = self.view.items.search(query, limit)
            total = found.count  # type: ignore[attr-defined]  # missing in the engine's stubs
            evidence = Evidence(clues)
            hits = self._shown.hits(found.hits, repeat(evidence))
        offered, missing = (_NOTHING_NEAR, []) if total else self._near(asked)
        return Answer(text, total, hits, (*_cut(asked), *notes, *missing), offered)

    def _with_meaning(
        self,
        asked: Ask,
        query: Query,
        narrowed: list[Condition],
        evidence: Evidence,
        limit: int,
        semantic: bool | None,
    ) -> tuple[int, tuple[Hit, ...], list[str]]:
        """Return how many items words or meaning find, the best of them, and what to tell."""
        from qbank.search.meaning import Meaning
        from qbank.search.semantic import Shelf, available

        by_words = self.view.items.search(query, max(self.view.items.num_docs, 1), count=False).hits
        if semantic is None and not available():
            return len(by_words), self._shown.hits(by_words[:limit], repeat(evidence)), [_WISHED]
        if self._meaning is None:
            self._meaning = Meaning(self.view.items, self._shown, Shelf(self.vectors, self.tell))
        said = " ".join(word for word, _ in asked.said)
        allowed = under(narrowed, [], required=False) if narrowed else None
        found = self._meaning.fused(said, by_words, allowed)
        reasons = (evidence.with_meaning(f.closeness, said=f.said) for f in found)
        hits = self._shown.hits([(f.score, f.address) for f in found[:limit]], reasons)
        return len(found), hits, []

    def _near(self, asked: Ask) -> tuple[Near, list[str]]:
        from qbank.search.no_hits import near

        return near(asked, self.view, self.names)

    def _check(self, category: str | None, theme: str | None) -> None:
        known = self.view.categories
        if category and category not in known:
            raise UsageError(f"there is no category {category!r}", hint=f"there are: {', '.join(known)}")
        if theme and not self.view.themes.named(theme.lower(), cut(theme)):
            raise UsageError(
                f"there is no theme {theme!r}", hint="a theme is a table in questions/themes.toml"
            )


def _empty(asked: Ask) -> str:
    if asked.stop_words:
        return "Nothing to look for: these are words that nearly every question has. Put them in quotes to look for them as they stand."
    return "Nothing to look for: there is no word in the query."


def _cut(asked: Ask) -> tuple[str, ...]:
    return (
        (f"Searched for the first {LONGEST} words; {asked.ignored} more were left out.",)
        if asked.ignored
        else ()
    )
