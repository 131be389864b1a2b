"""Why a hit is a hit, in words: what the query says that the question says too, or what stands in for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from qbank.search.rank import Plan
from qbank.search.words import stems as stems_of

_SHOWN = 3


class Evidence(NamedTuple):
    """What speaks for a hit, ready to be compared with many texts: stems, and what to call them."""

    words: dict[str, str]
    phrases: dict[str, str]
    themes: dict[str, tuple[str, str]]
    theme_phrases: dict[str, tuple[str, str]]
    plan: Plan


def evidence(plan: Plan) -> Evidence:
    """Return a plan's words and themes by their stems; what the query itself says does not count for a theme again."""
    words = {
        word.stem: f"“{word.text}”" + (f" (for “{word.typed}”)" if word.typed else "") for word in plan.words
    }
    phrases = {f" {' '.join(phrase.stems)} ": f"“{phrase.text}”" for phrase in plan.phrases}
    single: dict[str, tuple[str, str]] = {}
    several: dict[str, tuple[str, str]] = {}
    for group in plan.groups:
        for key, (word, *_) in group.words.items():
            if " " in key:
                several.setdefault(f" {key} ", (group.id, word))
            elif key not in words:
                single.setdefault(key, (group.id, word))
    return Evidence(words, phrases, single, {k: v for k, v in several.items() if k not in phrases}, plan)


def why(
    text: str, category: str | None, template: str | None, known: Evidence
) -> tuple[str, tuple[tuple[str, ...], ...]]:
    """Return the reason for a hit, and the stems in its text that speak for it."""
    found = dict.fromkeys(stems := stems_of(text))
    line = f" {' '.join(stems)} "
    phrases = [key for key in known.phrases if key in line]
    words = [stem for stem in found if stem in known.words]
    themed = {key: known.themes[key] for key in found if key in known.themes}
    themed |= {key: name for key, name in known.theme_phrases.items() if key in line}
    said = [known.phrases[key] for key in phrases] + [known.words[stem] for stem in words]
    parts = [f"says {', '.join(said[:_SHOWN])}"] if said else []
    parts += _themes(themed.values())
    matched = tuple(tuple(key.split()) for key in (*phrases, *words, *themed))
    return "; ".join(parts or [_around(category, template, known.plan)]), matched


def _themes(themed: Iterable[tuple[str, str]]) -> list[str]:
    by_theme: dict[str, list[str]] = {}
    for theme, word in themed:
        by_theme.setdefault(theme, []).append(word)
    return [
        f"theme {theme}: “{'”, “'.join(words[:_SHOWN])}”" for theme, words in list(by_theme.items())[:_SHOWN]
    ]


def _around(category: str | None, template: str | None, plan: Plan) -> str:
    if template in plan.lifted:
        return f"template {template} fits"
    themes = [group.id for group in plan.groups if group.category and group.category == category]
    if themes:
        return f"category {category}, as theme {themes[0]}"
    return "its episode fits" if plan.words or plan.phrases else "all that is asked for"
