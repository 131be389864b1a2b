"""The index as a program uses it: opened once, asked often. Asking never changes it."""

from __future__ import annotations

from itertools import repeat

from qbank.errors import UsageError
from qbank.search.answer import Answer, Evidence, Near
from qbank.search.no_hits import corrected
from qbank.search.query import LONGEST, Ask, parse, readable
from qbank.search.rank import conditions, plan
from qbank.search.rows import Shown
from qbank.search.schema import Engines, View
from qbank.search.themes import Themes
from qbank.search.words import cut

_NOTHING_NEAR = Near()


class Index:
    """All items of one state of a bank, ready to be searched. `note` says what was odd about opening it."""

    def __init__(self, engines: Engines, *, note: str = "") -> None:
        self.note = note
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
    ) -> Answer:
        """Return the items that words, themes or fields ask for, best first; equal ones in order of reference.

        `since` is a date (2017-05 or 2017-05-03) or an episode's number. UsageError: a category or theme that does not
        exist, a `since` that is neither, a limit below 1.
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
        found = self.view.items.search(query, limit)
        total = found.count  # type: ignore[attr-defined]  # missing in the engine's stubs
        hits = self._shown.hits(found.hits, repeat(Evidence(clues)))
        offered, missing = (_NOTHING_NEAR, []) if total else self._near(asked)
        return Answer(text, total, hits, (*_cut(asked), *notes, *missing), offered)

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
