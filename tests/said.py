"""Every sentence of ours that a sheet, a mail, a calendar or a remark of the lint may say, as it stands in the layouts, the code and the data."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, nodes
from outlines import full

from qbank.outline import arc, clock
from qbank.outline.plan import LOOK_UP
from qbank.sheet import calendar, chapters, copies
from qbank.sheet.text import FILTERS

TOP = Path(__file__).resolve().parent.parent


def in_layouts() -> Iterator[str]:
    """Yield what the shipped layouts say."""
    environment = Environment(autoescape=False)
    environment.filters |= FILTERS
    for path in sorted((TOP / "templates").glob("*.jinja")):
        tree = environment.parse(path.read_text("utf-8"))
        for used in tree.find_all(nodes.Filter):
            if used.name == "say" and used.node is not None:
                for found in [used.node, *used.node.find_all(nodes.Const)]:
                    if isinstance(found, nodes.Const) and isinstance(found.value, str):
                        yield found.value
    yield from FILTERS_SAY


FILTERS_SAY = ("deeper", "other-side", "if-brief")
"""The roles of follow-ups: a layout says them by name."""


def in_code() -> Iterator[str]:
    """Yield what the code says with `say`, where the sentence stands in the call."""
    for path in sorted((TOP / "qbank").rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(call, ast.Call)
                and _name(call.func) == "say"
                and len(call.args) + len(call.keywords) > 1
                and call.args
            ):
                first = call.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield first.value


def _name(function: ast.expr) -> str:
    return (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )


def in_tables() -> Iterator[str]:
    """Yield what stands in tables: titles, look-ups, headings, forms, the show's words as they ship, the words of the Word sheet."""
    yield from (text for texts in LOOK_UP.values() for text in texts)
    yield from arc._DEFAULT_TITLES.values()
    yield from (line.label for line in copies.box_lines(full()))
    yield from (*copies.HEADINGS.values(), *copies.FORM.values(), *copies._PLAIN_WORDS.values())
    yield from (chapters.INTRODUCTION, clock.CURE, *calendar.DAYS, *calendar.MONTHS)
    categories = tomllib.loads((TOP / "questions" / "categories.toml").read_text("utf-8"))
    for family in categories["families"].values():
        yield from family["titles"].values()
    show = tomllib.loads((TOP / "questions" / "show.toml").read_text("utf-8"))
    yield from (*show["probes"], *show["checklist"], *show["spoken"].values())
    word = tomllib.loads((TOP / "templates" / "word.toml").read_text("utf-8"))
    for part in (word["host"], word["host"]["fields"], word["guest"]):
        for value in part.values():
            if not isinstance(value, dict):
                yield from [value] if isinstance(value, str) else value


def every() -> list[str]:
    """Return every sentence once, in order; what has no word in it (a slot, a sign) is the same in every language."""
    found = dict.fromkeys((*in_layouts(), *in_code(), *in_tables()))
    return [text for text in found if any(c.isalpha() for c in _bare(text))]


def _bare(text: str) -> str:
    """Return a text without its slots."""
    while "{{" in text:
        before, _, rest = text.partition("{{")
        text = before + rest.partition("}}")[2]
    return text
