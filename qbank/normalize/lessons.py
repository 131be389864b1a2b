"""What ships to teach the normalizer: labelled wordings and intent rules, as data beside the code, never copied to a bank."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from qbank.normalize.intent_rules import Rule

DATA = Path(__file__).parent / "data"
WORDINGS = {"examples.txt": 1, "spoken.txt": 2}
"""The files of labelled wordings, each with what one of its wordings counts."""


class Wording(NamedTuple):
    """A slotted question with its labels; it counts `weight` times."""

    text: str
    category: str
    also: tuple[str, ...] = ()
    template: str | None = None
    weight: int = 1


@cache
def shipped_wordings() -> tuple[Wording, ...]:
    """Return the labelled wordings that ship, in the order of their files."""
    return tuple(
        w for name, weight in WORDINGS.items() for w in parsed((DATA / name).read_text("utf-8"), weight)
    )


def parsed(text: str, weight: int = 1) -> Iterator[Wording]:
    """Yield the wordings of a text with a line `category|also|template|text` each; `#` begins a remark, `-` is none."""
    for line in text.splitlines():
        if line and not line.startswith("#"):
            category, also, template, wording = line.split("|", 3)
            further = () if also == "-" else tuple(also.split(","))
            yield Wording(wording, category, further, None if template == "-" else template, weight)


@cache
def shipped_rules() -> tuple[Rule, ...]:
    """Return the intent rules that ship."""
    with (DATA / "intent_rules.toml").open("rb") as file:
        return tuple(Rule(**rule) for rule in tomllib.load(file)["rules"])
