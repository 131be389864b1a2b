"""What is kept between commands may be damaged at any byte: the next command says what it would have said without it."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from qbank import kept

TOP = Path(__file__).resolve().parent.parent


def test_no_damage_to_a_cache_changes_an_answer() -> None:
    """Bits turned over, ends cut off, files emptied: a sample of what `benchmarks/cache_faults.py` tries by the hundred."""
    if not hasattr(os, "fork"):
        pytest.skip("this system cannot fork")
    done = subprocess.run(
        [sys.executable, str(TOP / "benchmarks" / "cache_faults.py"), "--tries", "16"],
        cwd=TOP, capture_output=True, text=True, encoding="utf-8", timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "16 times" in done.stdout
    assert ": 0 wrong answers" in done.stdout


def test_a_kept_file_with_any_byte_changed_is_not_there(tmp_path: Path) -> None:
    """Every single byte of a kept file counts: with another in its place there is nothing."""
    path, values = tmp_path / "file", {"a": [1, 2.5, "x"], "b": (b"\x00", None)}
    kept.keep(path, "this program", values)
    whole = path.read_bytes()
    assert kept.values(path, "this program") == values
    assert kept.values(path, "another program") is None
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert kept.values(path, "this program") is None
    assert kept.values(tmp_path / "none", "this program") is None


class _Evil:
    def __reduce__(self) -> tuple[object, ...]:
        return (Path.touch, (Path("pwned"),))


def test_a_kept_file_cannot_run_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that names code, whole and with the right sum, is not a file."""
    monkeypatch.chdir(tmp_path)
    kept.write(tmp_path / "file", "this program", pickle.dumps(_Evil()))
    assert kept.values(tmp_path / "file", "this program") is None
    assert not (tmp_path / "pwned").exists()


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="this system has no user numbers")
def test_another_users_file_is_not_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that another user put there is not read, whatever stands in it."""
    kept.keep(tmp_path / "file", "this program", [1])
    real = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: real + 1)
    assert kept.values(tmp_path / "file", "this program") is None


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path) -> None:
    """A cache that cannot be written stops nobody, and leaves nothing half."""
    (tmp_path / "in-the-way").write_text("x", "utf-8")
    (tmp_path / "folder").mkdir()
    kept.keep(tmp_path / "in-the-way" / "file", "this program", [1])
    kept.keep(tmp_path / "folder", "this program", [1])
    assert sorted(p.name for p in tmp_path.iterdir()) == ["folder", "in-the-way"]
