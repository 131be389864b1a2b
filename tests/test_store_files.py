"""Sheets written and notes read."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from qbank import bank as banks
from qbank.errors import QbankError, SourceError


def test_a_sheet_is_written_once(tmp_path: Path) -> None:
    """A new file is written, folders and all; the same bytes again are not."""
    path = tmp_path / "a" / "sheet.md"
    assert banks.write_file(path, b"one", force=False)
    before = path.stat().st_mtime_ns
    assert not banks.write_file(path, b"one", force=False)
    assert path.stat().st_mtime_ns == before


def test_a_sheet_that_differs_needs_force(tmp_path: Path) -> None:
    """What a host may have edited is replaced only when that is asked for."""
    path = tmp_path / "sheet.md"
    path.write_bytes(b"mine")
    with pytest.raises(QbankError) as caught:
        banks.write_file(path, b"new", force=False)
    assert "--force" in caught.value.hint
    assert path.read_bytes() == b"mine"
    assert banks.write_file(path, b"new", force=True)
    assert path.read_bytes() == b"new"


def test_a_sheet_that_cannot_be_written_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a full disk the old sheet stays whole, and no half file is left."""
    path = tmp_path / "sheet.md"
    path.write_bytes(b"old")

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(QbankError, match="No space left"):
        banks.write_file(path, b"new", force=True)
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["sheet.md"]  # noqa: PTH208 (hidden files count)


def test_a_folder_or_a_device_can_be_named(tmp_path: Path) -> None:
    """A folder in the place of a file is refused in words; a device takes the bytes."""
    with pytest.raises(QbankError, match="directory"):
        banks.write_file(tmp_path, b"x", force=True)
    if os.name == "posix":
        assert banks.write_file(Path(os.devnull), b"x", force=False)
        assert Path(os.devnull).is_char_device()


def test_a_link_to_a_sheet_stays_a_link(tmp_path: Path) -> None:
    """The file that a link leads to is written."""
    (tmp_path / "link.md").symlink_to(tmp_path / "real.md")
    assert banks.write_file(tmp_path / "link.md", b"x", force=False)
    assert (tmp_path / "link.md").is_symlink()
    assert (tmp_path / "real.md").read_bytes() == b"x"


def test_notes_come_from_files_and_from_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path gives its bytes, `-` those of standard input."""
    (tmp_path / "notes.txt").write_bytes(b"\xffx")
    assert banks.read_source(tmp_path / "notes.txt") == b"\xffx"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"from outside")))
    assert banks.read_source("-") == b"from outside"


@pytest.mark.parametrize("name", ["nothing.txt", ".", "nul\0byte"])
def test_notes_that_cannot_be_read_are_named(tmp_path: Path, name: str) -> None:
    """A missing file, a folder, an impossible name: an error with the name and the reason."""
    with pytest.raises(SourceError) as caught:
        banks.read_source(f"{tmp_path}/{name}")
    assert name in caught.value.where
