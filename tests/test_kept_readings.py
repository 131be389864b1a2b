"""Kept readings of the wordings that ship: the same as new ones, and never in the way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qbank.normalize import kept_readings, normalizer
from qbank.normalize.intent_rules import shipped_wordings

SOME = {w.text: normalizer._read(w.text) for w in shipped_wordings()[:40]}


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, kept_readings.Reading]]:
    """Return what the normalizer keeps of a file, empty as at the start of a program."""
    kept: dict[str, kept_readings.Reading] = {}
    monkeypatch.setattr(normalizer, "_KEPT", kept)
    normalizer._read.cache_clear()
    yield kept
    normalizer._read.cache_clear()


def test_what_is_kept_is_what_was_read(tmp_path: Path) -> None:
    """A reading comes back with the same frame, the same words in the same order, and the same weights."""
    path = tmp_path / "new" / "readings"
    kept_readings.save(path, SOME)
    back = kept_readings.load(path)
    assert back is not None
    assert {t: (f, list(c.items())) for t, (f, c) in back.items()} == {
        t: (f, list(c.items())) for t, (f, c) in SOME.items()
    }
    assert [p.name for p in path.parent.iterdir()] == ["readings"]


@pytest.mark.parametrize("spoilt", [b"", b"qbank", b"no head\n[]"], ids=["empty", "short", "other"])
def test_what_is_not_whole_is_not_used(tmp_path: Path, spoilt: bytes) -> None:
    """A file that is cut short, or is something else, counts as none; so does one of other code or with a letter changed."""
    path = tmp_path / "readings"
    assert kept_readings.load(path) is None
    path.write_bytes(spoilt)
    assert kept_readings.load(path) is None
    kept_readings.save(path, SOME)
    whole = path.read_bytes()
    for other in (
        whole[:-9],
        whole.replace(b"how", b"hov", 1),
        whole.replace(b"readings ", b"readings 0", 1),
    ):
        path.write_bytes(other)
        assert kept_readings.load(path) is None


def test_a_file_is_made_and_then_used(
    tmp_path: Path, forgetful: dict[str, kept_readings.Reading], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first import makes the file; the next one takes the readings from it and reads no wording again."""
    monkeypatch.setattr(normalizer, "shipped_wordings", lambda: shipped_wordings()[:40])
    path = tmp_path / "readings"
    normalizer.keep_readings(path)
    assert path.is_file()
    forgetful.clear()
    normalizer._read.cache_clear()
    monkeypatch.setattr(normalizer, "split", None)
    normalizer.keep_readings(path)
    assert {text: normalizer._read(text) for text in SOME} == SOME


def test_a_place_that_cannot_be_written_stops_nothing(
    tmp_path: Path, forgetful: dict[str, kept_readings.Reading], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no file can be made, the readings are made each time."""
    monkeypatch.setattr(normalizer, "shipped_wordings", lambda: shipped_wordings()[:40])
    (tmp_path / "file").write_text("in the way")
    normalizer.keep_readings(tmp_path / "file" / "readings")
    assert dict(forgetful) == SOME
