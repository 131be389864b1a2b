"""The index as a program uses it: opened once, asked often. Reading never changes it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from qbank.errors import UsageError
from qbank.search import narrow, near, spelling
from qbank.search.answer import Answer, Hit, Near, Source
from qbank.search.build import Engines
from qbank.search.query import LONGEST, Ask, parse
from qbank.search.rank import Plan, plan
from qbank.search.words import stems
from qbank.themes import Themes

if TYPE_CHECKING:
    from collections.abc import Sequence


class Index:
    """All items of one state of a bank, searchable. `note` is a word about how it was opened, mostly empty."""

    def __init__(self, engines: Engines, *, note: str = "") -> None:
        self.engines = engines
        self.note = note
        self.themes = Themes.from_data(engines.facts["themes"])
        self._items = engines.items.searcher()

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
    ) -> Answer:
        """Return the items that a theme, words, or fields ask for, best first; equal ones by reference.

        `since` is a date (2017-05 or 2017-05-03) or the number of an episode. UsageError: an unknown category, a
        `since` that is neither, a limit below 1.
        """
        if limit < 1:
            raise UsageError(f"limit is {limit}: it must be 1 or more")
        options = {"category": category, "theme": theme, "technology": technology, "guest": guest, "episode": episode}
        if category and category not in self.engines.facts["categories"]:
            known = ", ".join(self.engines.facts["categories"])
            raise UsageError(f"there is no category {category!r}", hint=f"known: {known}")
        asked = parse(text)
        asked = asked._replace(fields=(*asked.fields, *((k, v) for k, v in options.items() if v)))
        if not (asked.words or asked.phrases or asked.without or asked.fields or asked.without_fields or since):
            return self._nothing_asked(text, asked)
        asked, notes = spelling.corrected(asked, self.engines, self.themes)
        filters = narrow.filters(asked, since, self.engines, self.themes)
        made = plan(asked, self.engines, self.themes, filters.queries)
        found = self._items.search(made.query, limit)
        hits = tuple(self._hit(score, address, made) for score, address in found.hits)
        notes = [*self._limits(asked), *notes, *filters.notes]
        offered = Near() if found.count else near.near(asked, self, filters)
        return Answer(text, found.count, hits, tuple(notes), offered)
