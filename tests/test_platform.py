"""Other systems, locales and homes: nothing works on one machine only."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path, PureWindowsPath

import pytest
from banks import empty_place
from hypothesis import given
from hypothesis import strategies as st

from qbank import bank as banks
from qbank.bank import disk
from qbank.cli import run
from qbank.errors import BankError, QbankError
from qbank.model import Bank, Episode, is_file_name

NOTES = "Episode 7 - Wickerwork with Ada Example\n\n### Interview\n- What is Wickerwork – and why “now”, señor?\n- Why 🦆?\n"
OLD = Bank(episodes=(Episode(id="001-a", title="A"),))
as_root = pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write anywhere")


def _qbank(folder: Path, *argv: str, **environment: str | None) -> subprocess.CompletedProcess[bytes]:
    given = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache"), **environment}
    given.pop("QBANK_BANK", None)
    return subprocess.run(
        [sys.executable, "-m", "qbank", *argv], cwd=folder, capture_output=True, timeout=120,
        env={k: v for k, v in given.items() if v is not None},
    )  # fmt: skip


LOCALES: tuple[dict[str, str | None], ...] = (
    {"LC_ALL": "C.UTF-8"},
    {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"LC_ALL": "C", "PYTHONIOENCODING": "latin-1"},
    {"PYTHONIOENCODING": "cp1252"},
    {"PYTHONIOENCODING": "ascii"},
)


@pytest.mark.parametrize("locale", LOCALES, ids=lambda given: ",".join(map(str, given.values())))
def test_every_locale_writes_the_same_bytes(tmp_path: Path, locale: dict[str, str | None]) -> None:
    """Notes with letters of all sorts are read, kept, shown and exported the same; JSON is UTF-8; no letter is lost."""
    (tmp_path / "notes.md").write_text(NOTES, "utf-8")
    assert _qbank(tmp_path, "init", "bank", "--no-input", **locale).returncode == 0
    done = _qbank(tmp_path, "import", "notes.md", "--bank", "bank", **locale)
    assert done.returncode == 0, done.stderr
    kept = (tmp_path / "bank" / "questions" / "episodes" / "007-wickerwork.toml").read_bytes().decode("utf-8")
    assert "What is Wickerwork – and why “now”, señor?" in kept
    shown = _qbank(tmp_path, "show", "007-wickerwork", "--json", "--bank", "bank", **locale)
    assert shown.returncode == 0, shown.stderr
    texts = [item["text"] for item in json.loads(shown.stdout.decode("utf-8"))["episode"]["items"]]
    assert texts == ["What is Wickerwork – and why “now”, señor?", "Why 🦆?"]
    found = _qbank(tmp_path, "search", "wickerwork", "--json", "--bank", "bank", **locale)
    assert json.loads(found.stdout.decode("utf-8"))["total"] >= 1
    for argv in (("show", "007-wickerwork"), ("search", "wickerwork"), ("templates",)):
        screen = _qbank(tmp_path, *argv, "--bank", "bank", **locale)
        assert screen.returncode == 0, screen.stderr
        assert b"Traceback" not in screen.stderr


@pytest.mark.parametrize("home", [None, "/nonexistent/home", "a file"])
def test_no_home_is_no_hindrance(tmp_path: Path, home: str | None) -> None:
    """Without a home, or with one that cannot be written, search still finds and nothing is left anywhere."""
    (tmp_path / "file").write_text("")
    given = str(tmp_path / "file") if home == "a file" else home
    done = _qbank(tmp_path, "search", "raft", HOME=given, XDG_CACHE_HOME=given and f"{given}/cache")
    assert done.returncode == 0, done.stderr
    assert b"raft" in done.stdout.lower()
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    "name", ["con", "CON", "nul.toml", "aux.txt.toml", "COM1", "lpt9.x", "a:b", "a\\b", "a/b", "x.", "x ", " x", "a?", "a*", 'a"', "a|b", "..", ".x", "", "a\x00", "a\n", "é" * 101]
)  # fmt: skip
def test_a_name_that_some_system_refuses_is_refused_here(name: str) -> None:
    """An id that could be no file on Windows, or would be a path, can be none anywhere."""
    assert not is_file_name(name)


def test_a_name_may_have_two_hundred_bytes() -> None:
    """An ending and what marks a copy come on top; no system has room for more than 255."""
    assert is_file_name("a")
    assert is_file_name("a" * 200)
    assert is_file_name("é" * 100)
    assert not is_file_name("a" * 201)


@given(st.text(max_size=12))
def test_a_name_that_is_let_through_is_one_windows_keeps(name: str) -> None:
    """What may be a file's name is one part of a Windows path, with neither drive nor folder, and nobody's device."""
    if is_file_name(name):
        path = PureWindowsPath("C:/bank") / f"{name}.toml"
        assert (path.name, path.parent) == (f"{name}.toml", PureWindowsPath("C:/bank"))
        assert not PureWindowsPath(name).is_reserved()


def test_ids_that_differ_by_case_only_are_two_banks_elsewhere(tmp_path: Path) -> None:
    """On Windows and macOS they would be one file, so such a bank is not saved."""
    place = empty_place(tmp_path)
    with pytest.raises(BankError, match="would be one file"):
        banks.save(place, Bank(episodes=(Episode(id="a", title="A"), Episode(id="A", title="B"))), base=Bank(), command="x")  # fmt: skip
    assert not (place.questions / "episodes").exists()


def test_windows_line_ends_stay(tmp_path: Path) -> None:
    """A data file with CRLF is read, and what is written into it has CRLF as well."""
    place = empty_place(tmp_path)
    banks.save(place, OLD, base=Bank(), command="x")
    path = place.questions / "episodes" / "001-a.toml"
    path.write_bytes(b"# mine\n" + path.read_bytes())
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    old = banks.load(place)
    banks.save(place, replace(old, episodes=(replace(old.episodes[0], title="B"),)), base=old, command="x")
    data = path.read_bytes()
    assert b"# mine\r\n" in data
    assert data.count(b"\n") == data.count(b"\r\n")
    assert banks.load(place).episodes[0].title == "B"


def test_without_posix_permissions_files_are_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no fchmod, as on Windows, nothing is said about permissions and the file is whole."""
    monkeypatch.delattr(os, "fchmod", raising=False)
    disk.write_whole(tmp_path / "x", b"whole")
    assert (tmp_path / "x").read_bytes() == b"whole"


def test_a_folder_that_vanishes_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The bank's folder goes away between loading and saving: an error in words, and no new folder."""
    place = empty_place(tmp_path / "bank")
    banks.save(place, OLD, base=Bank(), command="x")
    shutil.rmtree(place.root)
    with pytest.raises(QbankError):
        banks.save(place, Bank(), base=OLD, command="x")
    assert not place.root.exists()
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    monkeypatch.delenv("QBANK_BANK", raising=False)
    assert run(["stats"]) == 1
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("code", ["EROFS", "EACCES", "EPERM"])
def test_a_folder_that_cannot_be_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], code: str
) -> None:
    """Import, outline and undo in a read-only folder fail in words; reading goes on as ever."""
    import errno

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("QBANK_BANK", raising=False)
    monkeypatch.chdir(tmp_path)
    assert run(["init", "bank", "--no-input"]) == 0
    (tmp_path / "notes.md").write_text(NOTES, "utf-8")
    number = getattr(errno, code)
    real = os.open

    def refuse(path: str, flags: int, *args: int, **kwargs: int) -> int:
        if flags & (os.O_CREAT | os.O_WRONLY | os.O_RDWR) and "/bank/" in os.fspath(path):
            raise OSError(number, os.strerror(number), os.fspath(path))
        return real(path, flags, *args, **kwargs)

    monkeypatch.setattr(os, "open", refuse)
    for argv in (["import", "notes.md"], ["outline", "--guest", "A", "--technology", "Ceph"], ["review", "040-ceph/7", "--category", "usage"]):  # fmt: skip
        capsys.readouterr()
        assert run([*argv, "--bank", "bank", "--no-input"]) == 1
        out, err = capsys.readouterr()
        assert out == ""
        assert os.strerror(number) in err
    assert run(["check", "--bank", "bank"]) == 0


@as_root
def test_a_folder_without_write_permission_is_told(tmp_path: Path) -> None:
    """The same with the permissions of a real folder."""
    place = empty_place(tmp_path)
    banks.save(place, OLD, base=Bank(), command="x")
    (place.questions / "episodes").chmod(0o500)
    try:
        with pytest.raises(BankError, match="cannot write"):
            banks.save(place, Bank(), base=OLD, command="x")
    finally:
        (place.questions / "episodes").chmod(0o700)
    assert banks.load(place) == OLD
