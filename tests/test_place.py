"""Where the bank is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from qbank.bank import place as places
from qbank.bank.place import Place, data_files, find, shipped, stamps
from qbank.errors import NotFoundError


def _bank(folder: Path) -> Path:
    (folder / "questions").mkdir(parents=True)
    (folder / "questions" / "show.toml").write_text('name = "x"\n')
    return folder


def test_a_bank_that_is_named_comes_first(tmp_path: Path) -> None:
    """The option, then QBANK_BANK, then the nearest parent folder, then the bank that ships."""
    one, two, three = (_bank(tmp_path / name) for name in ("one", "two", "three"))
    inner = three / "a" / "b"
    inner.mkdir(parents=True)
    env = {"QBANK_BANK": str(two)}
    assert find(one, cwd=inner, env=env).root == one
    assert find(None, cwd=inner, env=env).root == two
    assert find(None, cwd=inner, env={"QBANK_BANK": ""}).root == three
    assert find(None, cwd=tmp_path, env={}) == shipped(cwd=tmp_path)
    assert find(Path("one"), cwd=tmp_path, env={}).root == one
    assert find(Path("one/questions"), cwd=tmp_path, env={}).root == one


def test_sheets_go_to_the_bank_s_own_folder(tmp_path: Path) -> None:
    """A bank of one's own has exports of its own; the shipped bank's go to the working directory."""
    _bank(tmp_path / "mine")
    assert find(tmp_path / "mine", cwd=tmp_path, env={}).exports == tmp_path / "mine" / "exports"
    assert shipped(cwd=tmp_path).exports == tmp_path / "exports"
    assert shipped(cwd=tmp_path).shipped


@pytest.mark.parametrize("option", ["nothing", "folder", "file"])
def test_a_folder_that_is_no_bank_is_refused(tmp_path: Path, option: str) -> None:
    """The error names the folder, how it was named, and the way to start a bank there."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    with pytest.raises(NotFoundError, match="is not a bank") as caught:
        find(Path(option), cwd=tmp_path, env={})
    assert "--bank" in caught.value.hint
    with pytest.raises(NotFoundError) as caught:
        find(None, cwd=tmp_path, env={"QBANK_BANK": option})
    assert "QBANK_BANK" in caught.value.hint


def test_a_wheel_s_bank_is_the_shipped_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no checkout stands beside the package its own data is found, and is read-only however it is named."""
    data = _bank(tmp_path / "site" / "qbank" / "_data")
    monkeypatch.setattr(places, "__file__", str(tmp_path / "site" / "qbank" / "bank" / "place.py"))
    assert shipped(cwd=tmp_path) == Place(root=data, exports=tmp_path / "exports", shipped=True)
    assert find(data, cwd=tmp_path, env={}).shipped
    assert find(None, cwd=data / "questions", env={}).shipped
    _bank(tmp_path / "site")
    assert shipped(cwd=tmp_path).root == tmp_path / "site"


@pytest.mark.parametrize("by_path", [False, True], ids=["from the open folder", "by path, as on Windows"])
def test_stamps_tell_whether_a_bank_changed(tmp_path: Path, by_path: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Equal stamps mean that no data file was added, removed or written; hidden and other files do not count, nor do links that lead nowhere."""
    monkeypatch.setattr(places, "_WINDOWS", by_path)
    place = Place(root=_bank(tmp_path), exports=tmp_path / "exports")
    before = stamps(place)
    (place.questions / "notes.txt").touch()
    (place.questions / ".show.toml.qbank-new").touch()
    (place.questions / "folder.toml").mkdir()
    (place.questions / "gone.toml").symlink_to("nowhere")
    assert stamps(place) == before
    (place.questions / "episodes").mkdir()
    (place.questions / "episodes" / "x.toml").touch()
    added = stamps(place)
    assert added != before
    (place.questions / "episodes" / "x.toml").write_text("a = 1")
    assert stamps(place) != added


def test_what_a_bank_leaves_out_is_the_shipped_bank_s(tmp_path: Path) -> None:
    """Shared files come from the shipped bank unless the bank has its own; episodes and templates never do."""
    place = Place(root=_bank(tmp_path), exports=tmp_path / "exports")
    (place.questions / "themes.toml").touch()
    files = data_files(place)
    assert files["questions/themes.toml"] == place.questions / "themes.toml"
    assert files["questions/traits.toml"] == shipped(cwd=tmp_path).questions / "traits.toml"
    assert not any(name.startswith(("questions/episodes/", "questions/templates/")) for name in files)


@pytest.mark.skipif("COVERAGE_PROCESS_CONFIG" in os.environ, reason="what measures a process is loaded in it")
def test_importing_place_costs_nothing() -> None:
    """Finding a bank takes the standard library only."""
    code = "import sys, qbank.bank.place; print(sorted({m.partition('.')[0] for m in sys.modules} & {'pydantic', 'typer', 'tomllib', 'tomli', 'jinja2'}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr
