"""Reasons."""

from __future__ import annotations

import pytest
from search_bank import bank

from qbank.search import index

INDEX = index(bank())


@pytest.mark.parametrize(
    ("text", "ref", "why"),
    [
        ("raft", "012-kelp/4", "says “raft”; theme consensus: “leader election”"),
        ('"network partition"', "012-kelp/3", "says “network partition”"),
        ("who pays", "012-kelp/5", "says “pays”; theme money: “who pays”"),
        ("network partition", "7-mole/2", "template partitions fits"),
        ("money", "newt/1", "category community, as theme money"),
        ("moreno", "012-kelp/10", "its episode fits"),
        ("technology:kelp", "012-kelp/10", "all that is asked for"),
        ("theme:money", "newt/2", "all that is asked for"),
    ],
)
def test_why(text: str, ref: str, why: str) -> None:
    """Each kind of evidence has its words; the nearest to the query come first."""
    hits = {hit.ref: hit for hit in INDEX.search(text, limit=50).hits}
    assert hits[ref].why == why
