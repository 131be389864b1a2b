"""Regular expressions in data: refused where they are broken, or where a short text could keep them busy for ever."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

MANY = 10
"""A repeat of so many times or more counts as one without end."""


@lru_cache(maxsize=4096)
def unusable(expression: str) -> str:
    """Return why an expression cannot be used and how to mend it; empty if it can.

    A repeat within a repeat may take a time that doubles with each letter, unless a blank stands between its rounds.
    """
    try:
        parsed = _parser().parse(expression)
    except (re.error, RecursionError, OverflowError) as error:
        return f"the regular expression is broken: {error}"
    if any(_endless(part) and not _has_blank(part[1][2]) for part in _repeats_with_repeats(parsed)):
        return "a repeat within a repeat could go on for ever: take one of them out, or put a blank between the rounds"
    return ""


def _parser() -> Any:  # noqa: ANN401 (Python's own parser has no public name)
    return re._parser  # type: ignore[attr-defined]


def _parts(parsed: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    """Yield every part of a parsed expression with what is in it, the outer ones first."""
    for name, value in parsed:
        yield name, value
        for inner in _inside(value):
            yield from _parts(inner)


def _inside(value: Any) -> Iterator[Any]:  # noqa: ANN401 (Python's own parser is not typed)
    """Yield the expressions within a part: they stand in tuples and lists beside numbers and names."""
    if isinstance(value, _parser().SubPattern):
        yield value
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _inside(one)


def _endless(part: tuple[Any, Any]) -> bool:
    return (
        str(part[0]).endswith("_REPEAT") and part[0].name != "POSSESSIVE_REPEAT" and int(part[1][1]) >= MANY
    )


def _repeats_with_repeats(parsed: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    for part in _parts(parsed):
        if _endless(part) and any(_endless(inner) for inner in _parts(part[1][2])):
            yield part


def _has_blank(parsed: Iterable[Any]) -> bool:
    """Say whether each way through an expression ends with a blank, which letters cannot be mistaken for."""
    parts = list(parsed)
    if not parts:
        return False
    name, value = parts[-1]
    if str(name) == "LITERAL":
        return bool(value == ord(" "))
    if str(name) in {"SUBPATTERN", "BRANCH"}:
        return all(_has_blank(inner) for inner in _inside(value))
    if str(name).endswith("_REPEAT"):
        return _has_blank(value[2]) and _has_blank(parts[:-1])
    return False
