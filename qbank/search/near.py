"""Nothing was found: themes that have questions, categories, and names like those that were typed."""

from __future__ import annotations

from qbank.search.answer import Near
from qbank.search.query import Ask
from qbank.search.view import View
from qbank.search.words import stems

_OFFERED = 5


def near(ask: Ask, view: View) -> Near:
    """Return what to try instead."""
    from difflib import SequenceMatcher

    typed = [word.text for word in ask.words] + [value for _, value in ask.fields]
    themes = []
    for group in view.themes.groups.values():
        like = max(
            (SequenceMatcher(None, text, word).ratio() for text in typed for word in (group.id, *group.words.values())),
            default=0.0,
        )
        themes.append((-like, group.id))
    return Near(tuple(name for like, name in sorted(themes)[:_OFFERED] if like < -0.6), view.categories)
