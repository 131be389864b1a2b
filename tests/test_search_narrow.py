"""Fields and options that narrow an answer down."""

from __future__ import annotations

from typing import Any

import pytest
from search_bank import bank

from qbank.search import index

INDEX = index(bank())


def refs(text: str, **options: Any) -> set[str]:  # noqa: ANN401 (as `search` takes them)
    """Return the references of all hits."""
    return {hit.ref for hit in INDEX.search(text, limit=100, **options).hits}


KELP = {"012-kelp/2", "012-kelp/3", "012-kelp/4", "012-kelp/5", "012-kelp/10", "100-kelp/2"}
MOLE = {"7-mole/1", "7-mole/2", "7-mole/3", "7-mole/4"}
NEWT = {"newt/1", "newt/2"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("technology:kelp", KELP),
        ("technology:KelpDB", KELP - {"100-kelp/2"}),
        ("technology:kel", set()),
        ("guest:moreno", KELP),
        ('guest:"Zoe Brule"', MOLE),
        ("guest:li", MOLE),
        ("episode:12", KELP - {"100-kelp/2"}),
        ("episode:012", KELP - {"100-kelp/2"}),
        ("episode:012-kelp", KELP - {"100-kelp/2"}),
        ("episode:newt", NEWT),
        ("template:partitions", {"012-kelp/3", "7-mole/2", "100-kelp/2"}),
        ("category:scaling", {"7-mole/3"}),
        ("category:scal", {"7-mole/3"}),
        ("category:Failure-Modes technology:mole", {"7-mole/2"}),
        ("category:c", set()),
        ("theme:split-brain", {"012-kelp/3", "100-kelp/2"}),
        ("theme:netsplit", {"012-kelp/3", "100-kelp/2"}),
        ("theme:money", {"012-kelp/5", "newt/2"}),
        ("-technology:kelp -technology:mole", NEWT),
        ("technology:,", set()),
    ],
)
def test_fields_in_the_query(text: str, expected: set[str]) -> None:
    """Each field finds what has the value: names by their words, ids whole, themes by words and by template."""
    assert refs(text) == expected


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        ("12", KELP),
        ("13", {"100-kelp/2"}),
        ("2018-11", KELP | MOLE),
        ("2018-11-01", KELP),
        ("2019-03-05", KELP),
        ("2019-03-06", {"100-kelp/2"}),
        ("2030-01", set()),
    ],
)
def test_since(since: str, expected: set[str]) -> None:
    """A date or a number lets through what is not older; an episode without one is left out."""
    assert refs("", since=since) == expected


def test_options_and_fields_work_together() -> None:
    """Options say the same as fields, and all must hold."""
    assert refs("", technology="mole", category="scaling") == {"7-mole/3"}
    assert refs("machines", technology="mole", theme="growth") == refs("machines technology:mole theme:growth")
    assert refs("guest:moreno", guest="bo li") == set()


def test_fields_do_not_change_the_order() -> None:
    """What narrows down has no say in the ranks."""
    free = [hit.ref for hit in INDEX.search("kelp partition").hits if hit.ref in KELP]
    assert [hit.ref for hit in INDEX.search("kelp partition technology:kelp").hits] == free
