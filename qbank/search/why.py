"""Why a hit is a hit, in words: what the query says that the question says too, or what stands in for it."""

from __future__ import annotations

from typing import NamedTuple

from qbank.search.rank import Plan
from qbank.search.words import stems

_SHOWN = 3


class Evidence(NamedTuple):
    """What speaks for a hit, ready to be compared with many texts."""

    words: dict[str, str]
    phrases: tuple[tuple[str, ...], ...]
    themes: dict[str, tuple[str, str]]
    theme_phrases: tuple[tuple[str, str, str], ...]
    plan: Plan


def evidence(plan: Plan) -> Evidence:
    """Return a plan's words and themes by their stems; a word of the query is not counted for a theme again."""
    said = {word.stem: (word.typed and f"{word.text} (for {word.typed})") or word.text for word in plan.words}
    single: dict[str, tuple[str, str]] = {}
    several: list[tuple[str, str, str]] = []
    for group in plan.groups:
        for key, word in group.words.items():
            if " " in key:
                several.append((f" {key} ", group.id, word))
            elif key not in said:
                single.setdefault(key, (group.id, word))
    return Evidence(said, plan.phrases, single, tuple(several), plan)


def why(
    text: str, category: str | None, template: str | None, for_: Evidence
) -> tuple[str, tuple[tuple[str, ...], ...]]:
    """Return the reason for a hit, and the stems in its text that speak for it."""
    found = stems(text)
    there, line = dict.fromkeys(found), f" {' '.join(found)} "
    matched: list[tuple[str, ...]] = [phrase for phrase in for_.phrases if f" {' '.join(phrase)} " in line]
    reasons = [f"“{' '.join(phrase)}”" for phrase in matched]
    said = [stem for stem in there if stem in for_.words]
    reasons += [f"“{for_.words[stem]}”" for stem in said]
    themed = {key: for_.themes[key] for key in there if key in for_.themes}
    themed |= {key.strip(): (theme, word) for key, theme, word in for_.theme_phrases if key in line}
    parts = [f"says {', '.join(reasons[:_SHOWN])}"] if reasons else []
    parts += _themes(themed)
    if not parts:
        parts = _around(category, template, for_.plan)
    return "; ".join(parts), (*matched, *((stem,) for stem in said), *(tuple(key.split()) for key in themed))


def _themes(themed: dict[str, tuple[str, str]]) -> list[str]:
    by_theme: dict[str, list[str]] = {}
    for theme, word in themed.values():
        by_theme.setdefault(theme, []).append(word)
    return [
        f"theme {theme}: “{'”, “'.join(words[:_SHOWN])}”" for theme, words in list(by_theme.items())[:_SHOWN]
    ]


def _around(category: str | None, template: str | None, plan: Plan) -> list[str]:
    if template in plan.lifted:
        return [f"template {template} fits"]
    themes = [group.id for group in plan.groups if group.category and group.category == category]
    if themes:
        return [f"category {category}, as theme {themes[0]}"]
    return ["its episode fits"] if plan.words else ["all that is asked for"]
