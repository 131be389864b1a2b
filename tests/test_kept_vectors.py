"""Kept vectors: the same as new ones, and never in the way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from qbank.normalize.sentence_model import KeptVectors

np = pytest.importorskip("numpy", reason="the sentence model is not installed")


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list of texts that a stand-in for the model has read."""
    read: list[str] = []

    def each(texts: Iterable[str]) -> Iterator[Any]:
        for text in texts:
            read.append(text)
            yield np.full(384, len(text) / 7, np.float32)

    monkeypatch.setattr("qbank.normalize.sentence_model.each", each)
    monkeypatch.setattr("qbank.normalize.sentence_model.require", lambda: None)
    return read


def test_a_text_is_read_once(made: list[str], tmp_path: Path) -> None:
    """What is kept is not made again, and is the same; new texts are added."""
    path = tmp_path / "new" / "vectors"
    first = KeptVectors(path).vectors(["a", "bb", "a"])
    again = KeptVectors(path).vectors(["bb", "a", "ccc"])
    assert made == ["a", "bb", "ccc"]
    assert (first[[1, 0]] == again[:2]).all()
    assert [p.name for p in path.parent.iterdir()] == ["vectors"]


def test_without_a_file_they_are_remembered(made: list[str]) -> None:
    """Without a file the vectors last as long as their keeper."""
    keeper = KeptVectors()
    assert (keeper.vectors(["a"]) == keeper.vectors(["a"])).all()
    assert made == ["a"]


@pytest.mark.parametrize("at", [0, 20, 90, 130, 500, -1])
def test_a_damaged_file_is_made_again(at: int, made: list[str], tmp_path: Path) -> None:
    """A byte that changed anywhere, or a file cut short, makes the vectors be made anew."""
    path = tmp_path / "vectors"
    right = KeptVectors(path).vectors(["a", "bb"])
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    for spoilt in (bytes(data), bytes(data[:at]), b""):
        path.write_bytes(spoilt)
        assert (KeptVectors(path).vectors(["a", "bb"]) == right).all()
    assert made == ["a", "bb"] * 4


def test_where_nothing_can_be_kept_they_are_made(made: list[str], tmp_path: Path) -> None:
    """A folder that cannot be written to is not an obstacle."""
    (tmp_path / "file").write_text("in the way", "utf-8")
    assert KeptVectors(tmp_path / "file" / "vectors").vectors(["a"]).shape == (1, 384)
    assert made == ["a"]


def test_much_work_is_announced(made: list[str]) -> None:
    """From a hundred new texts on a person is told that it takes a while."""
    told: list[str] = []
    KeptVectors(tell=told.append).vectors([str(n) for n in range(100)])
    KeptVectors(tell=told.append).vectors([str(n) for n in range(99)])
    assert told == ["Reading 100 texts for their meaning; this is done once and takes a while."]
    assert len(made) == 199
