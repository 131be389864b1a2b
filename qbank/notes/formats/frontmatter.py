"""What notes say about themselves before they begin: YAML, TOML, or plain `Key: value` lines."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from qbank.errors import Problem
from qbank.records import dataclass
from qbank.regex import regex

_MOST = 256 * 1024
"""Front matter above this size is not parsed."""
_FENCED = regex(r"\s*(?:---|\+\+\+|;;;)[ \t]*\n")
_HEADER = regex(r"([A-Za-z][\w -]{0,30}?)\s*:(?:[ \t]+(.*)|[ \t]*)$")
_KNOWN = frozenset(
    """
    title date category tags slug author authors url save_as summary status guest guests episode number subtitle
    published
    """.split()
)
_ASSIGNED = regex(r"""^\s*([\w-]{1,40})\s*[:=]\s*["']?(.*?)["']?,?\s*$""")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The fields, the text after them, and the line number of that text's first line."""

    fields: Mapping[str, object]
    body: str
    first_line: int = 1
    problems: tuple[Problem, ...] = ()
    raw: str = ""


def split(text: str, source: str) -> FrontMatter:
    """Return the front matter of a text and the rest; a text without any is all rest."""
    fence = _FENCED.match(text)
    if fence:
        return _fenced(text, fence, source)
    return _header(text)


def _fenced(text: str, fence: re.Match[str], source: str) -> FrontMatter:
    mark = fence[0].strip()
    end = re.compile(rf"^(?:{re.escape(mark)}|\.\.\.)[ \t]*$", re.MULTILINE).search(text, fence.end())
    if not end or end.start() - fence.end() > _MOST:
        return FrontMatter({}, text)
    inside = text[fence.end() : end.start()]
    first = text.count("\n", 0, end.end()) + 1
    if mark == "---" and inside.strip() and ":" not in inside:
        return FrontMatter({}, text)
    fields, problem = (_toml if mark == "+++" else _yaml)(inside, f"{source}:1")
    return FrontMatter(
        _plain_keys(fields), text[end.end() :], first, (problem,) if problem else (), text[: end.end()]
    )


def parsed(text: str, kind: str, source: str) -> tuple[object, Problem | None]:
    """Return what a whole file of YAML or TOML holds, and what is wrong with it."""
    if len(text) > _MOST:
        return {}, Problem(
            where=source, what="the data file is longer than 256 kB; it was not read", hint="split it"
        )
    fields, problem = _toml(text, source) if kind == "toml" else _yaml(text, source, whole=True)
    return (_plain_keys(fields) if isinstance(fields, Mapping) else fields), problem


def _yaml(text: str, where: str, *, whole: bool = False) -> tuple[Any, Problem | None]:
    import yaml

    if len(re.findall(r"(?:^|[\s\[,{:-])\*[\w-]", text)) > 200:
        return _by_lines(text), _broken(where, "the YAML front matter refers to itself too often")
    try:
        made = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 (both are safe loaders)
    except (
        yaml.YAMLError,
        ValueError,
        RecursionError,
        OverflowError,
        TypeError,
        KeyError,
        AttributeError,
    ) as error:
        return _by_lines(text), _broken(where, f"the YAML front matter is broken ({type(error).__name__})")
    return (made, None) if whole or isinstance(made, Mapping) else ({}, None)


def _toml(text: str, where: str) -> tuple[Mapping[str, object], Problem | None]:
    try:
        return tomllib.loads(text), None
    except (ValueError, RecursionError) as error:
        return _by_lines(text), _broken(where, f"the TOML front matter is broken ({error})"[:200])


def _broken(where: str, what: str) -> Problem:
    return Problem(
        where=where,
        what=f"{what}; its simple lines were read",
        hint="mend it, so that title and guests are sure",
    )


def _by_lines(text: str) -> dict[str, object]:
    """Return the `key: value` lines of broken front matter."""
    found = (_ASSIGNED.match(line) for line in text.split("\n")[:500])
    return {f[1]: f[2] for f in found if f and f[2]}


def _header(text: str) -> FrontMatter:
    """Return Pelican's `Title: …` lines at the top; they end at the first line that is none of them."""
    fields: dict[str, object] = {}
    lines = text.split("\n", 60)
    at = next((i for i, line in enumerate(lines) if line.strip()), 0)
    start = at
    while at < len(lines) and at < 60 and (found := _HEADER.match(lines[at])):
        fields[found[1].casefold()] = (found[2] or "").strip()
        at += 1
    if not fields.keys() & _KNOWN or (len(fields) < 2 and "title" not in fields) or not start <= at:
        return FrontMatter({}, text)
    if at < len(lines) and lines[at].strip() and not _ends_header(lines[at]):
        return FrontMatter({}, text)
    return FrontMatter(_plain_keys(fields), "\n".join(lines[at:]), at + 1)


def _ends_header(line: str) -> bool:
    return bool(re.match(r"\s*(?:#|<|---|[-*+] )", line))


def _plain_keys(fields: Mapping[str, object]) -> dict[str, object]:
    return {str(k).strip().casefold().replace("-", "_"): v for k, v in fields.items()}
