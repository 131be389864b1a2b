"""How a sheet writes times, numbers, names and lines: what a layout may use beside Jinja's own filters."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter

from qbank.english import words
from qbank.english.words import ENGLISH
from qbank.lazy import regex

SIGNS = {"deeper": "+", "other-side": "↔", "if-brief": "!"}
"""The sign before a follow-up, by its role."""

SHOWN = 2
"""So many episodes are named where a question was asked before."""
_NUMBER = regex(r"\d+")
_SPACE = regex(r"\s+")
_MARKDOWN = regex(
    r"""\\(?=[!-/:-@\[-`{-~])      # would escape what follows
    | [`*]                         # code, emphasis
    | (?<![^\W_])_|_(?![^\W_])     # emphasis: an underscore that is not inside a word
    | <(?=[A-Za-z/!?])             # a tag or an address
    | &(?=\#?\w+;)                 # an entity
    | \](?=[(\[:])                 # a link
    | ~(?=~)|(?<=~)~               # struck out
    | (?<![^\s(])\#(?=\w)          # a tag, where notes have such: Obsidian
    | %(?=%)|(?<=%)%               # a comment, there
    | =(?==)|(?<==)=               # marked, there
    | \[(?=\[)                     # a link to another note, there
    | \$(?=\S)                     # a formula, there and in Notion
    | ^(?:>|[-+](?=\s|$)|\#+(?=\s|$)|=+\s*$|-+\s*$|\d{1,9}(?=[.)](?:\s|$)))   # what starts a block
    """,
    re.VERBOSE,
)


def one_line(text: str) -> str:
    """Return a text on one line: every stretch of white space is one blank."""
    return _SPACE.sub(" ", text).strip()


def markdown(text: str) -> str:
    """Return a text on one line as Markdown that shows it unchanged; only what would be read as markup is escaped."""
    return _MARKDOWN.sub(_escaped, one_line(text))


def _escaped(match: re.Match[str]) -> str:
    found = match[0]
    # A number at the start of a line is text; the dot after it would make it a list.
    return f"{found}\\" if found[0].isdigit() else f"\\{found}"


def json_bytes(data: object) -> bytes:
    """Return data as a JSON file that a person may read."""
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")


def sign(role: str) -> str:
    """Return the sign before a follow-up of this role."""
    return SIGNS[role]


def join(names: Sequence[str], language: str = ENGLISH) -> str:
    """Return names in one line: `Ann`, `Ann and Bo`, `Ann, Bo and Cy`."""
    return words.say(" and ", language).join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def clock(minutes: float) -> str:
    """Return minutes from the start as hours and minutes, never later than they are: 23.5 is `00:23`."""
    return f"{int(minutes) // 60:02d}:{int(minutes) % 60:02d}"


def number(value: float) -> str:
    """Return a number without a needless `.0`."""
    return f"{value:g}"


def asked_before(refs: Sequence[str], *, lang: str = ENGLISH) -> str:
    """Return where a question was asked before: the last episodes, then how many more, `ep 35, ep 40, +7`."""
    episodes = sorted(dict.fromkeys(_episode(ref, lang) for ref in refs), key=itemgetter(0))
    names = [name for _, name in episodes[-SHOWN:]]
    return ", ".join([*names, *([f"+{len(episodes) - SHOWN}"] if len(episodes) > SHOWN else [])])


@lru_cache(maxsize=4096)
def _episode(ref: str, language: str) -> tuple[int, str]:
    """Return an episode's number (-1: it has none) and what it is called on a sheet."""
    name = ref.rsplit("/", 1)[0]
    found = _NUMBER.match(name)
    return (int(found[0]), words.say("ep {{ number }}", language, number=int(found[0]))) if found else (-1, name)


FILTERS: Mapping[str, Callable[..., str]] = {
    "clock": clock, "number": number, "asked_before": asked_before, "names": join, "line": one_line,
    "md": markdown, "sign": sign, "say": words.say,
}  # fmt: skip
"""What a layout may use beside Jinja's own filters."""
