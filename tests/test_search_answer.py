"""The shape of an answer."""

from __future__ import annotations

import json

from hypothesis import example, given
from hypothesis import strategies as st
from search_bank import bank

from qbank.search import index
from qbank.search.answer import marks
from qbank.search.query import cut

INDEX = index(bank())


def test_the_contract_s_json() -> None:
    """The JSON has the contract's fields, and nothing that cannot be written."""
    data = json.loads(json.dumps(INDEX.search("raft", limit=1).to_data()))
    assert list(data)[:4] == ["schema_version", "query", "total", "hits"]
    assert (data["schema_version"], data["query"], data["total"]) == (1, "raft", 1)
    (hit,) = data["hits"]
    fields = {"ref", "score", "text", "kind", "episode", "guests", "technology", "category", "template", "why"}
    assert set(hit) == fields
    assert hit["episode"] == {
        "id": "012-kelp",
        "number": 12,
        "title": "Kelp, a store for tidal data, with Ada Moreno",
        "date": "2019-03-05",
    }
    assert hit["guests"] == ["Ada Moreno"]


def test_marks_of_words_and_phrases() -> None:
    """A phrase is one mark, words are one each, and a language's symbols belong to its name."""
    text = "Network partitions, C++ and network splits"
    found = marks(text, (("network", "partit"), ("cplusplus",), ("split",)))
    assert [text[start:end] for start, end in found] == ["Network partitions", "C++", "splits"]


def test_overlapping_marks_are_one() -> None:
    """Two phrases that share a word are marked as one stretch."""
    text = "leader election protocol"
    assert marks(text, (("leader", "elect"), ("elect", "protocol"))) == ((0, len(text)),)


@given(st.text(max_size=60))
@example("ா")
@example("Ⓐ “a”")
def test_marks_find_every_word(text: str) -> None:
    """Every word of any text can be marked; marks never overlap."""
    found = marks(text, tuple((stem,) for _, stem in cut(text)))
    flat = [at for mark in found for at in mark]
    assert flat == sorted(flat)
    assert bool(found) == bool(cut(text))
