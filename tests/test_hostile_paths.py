"""A stranger's file names places: nothing is written or read there, through any command that takes such a file."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from commands import Run
from hypothesis import example, given
from hypothesis import strategies as st
from outlines import full
from word_tools import sheet

from qbank.bank import save_outline
from qbank.bank.place import shipped
from qbank.model import is_file_name

SHEET = "kafka-ada-example"
WORD, PATH = Path(f"exports/{SHEET}.docx"), Path(f"exports/{SHEET}.toml")
SECRET = "alpha-secret-line"
IDS = (
    "{outside}/pwned",
    "../pwned",
    "../../pwned",
    "sub/pwned",
    "sub/../../pwned",
    "..",
    ".",
    "",
    "./pwned",
    "..\\pwned",
    "C:pwned",
    "C:\\pwned",
    "~/pwned",
    ".hidden",
    "con",
    "pwned\\u0000",
    "pwned/",
    "x" * 300,
)  # fmt: skip
"""What an outline may say that it is called, and must not; `{outside}` is a folder beside the bank."""
FORMATS = ("docx", "md", "html", "txt", "email", "json")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an outline and its Word sheet."""
    top = tmp_path_factory.mktemp("made")
    save_outline(shipped(cwd=top), replace(full(), id=SHEET))
    (top / WORD).write_bytes(sheet(replace(full(), id=SHEET)))
    return top / "exports"


@pytest.fixture
def qbank(command: Run, made: Path) -> Run:
    """Return a function that runs a command in a folder with one exported sheet."""
    shutil.copytree(made, "exports")
    return command


def files(top: Path) -> set[str]:
    """Return every file below a folder, caches left out, as text."""
    return {str(p.relative_to(top)) for p in top.rglob("*") if p.is_file() and "cache" not in p.parts}


def as_id(id_: str) -> str:
    """Return the outline's file with another id."""
    return re.sub(
        r'^id = ".*"', lambda _: f'id = "{id_}"'.replace("\\p", "\\\\p"), PATH.read_text("utf-8"), flags=re.MULTILINE
    )


@pytest.mark.parametrize("id_", IDS)
def test_an_outline_that_is_called_like_a_place_is_a_fault(qbank: Run, tmp_path: Path, id_: str) -> None:
    """An id with a folder, a drive or a device in it is refused with file, line and cure, and no format writes anything."""
    outside = tmp_path / "outside"
    (outside / "sub").mkdir(parents=True)
    inside = tmp_path / "a" / "b"
    inside.mkdir(parents=True)
    stranger = inside / "stranger.toml"
    stranger.write_text(as_id(id_.replace("{outside}", str(outside))), "utf-8")
    before = files(tmp_path)
    for name in FORMATS:
        code, out, err = qbank("export", str(stranger), "--to", name)
        assert (code, out) == (1, "")
        assert re.search(r"stranger\.toml:\d+: .*`?id`?", err), err
    for argv in (
        ("outline", "log", "--great=q01"), ("outline", "arrange", "--drop=q01"), ("edits", str(WORD), "--apply", "--outline"),
    ):  # fmt: skip
        assert qbank(*argv, str(stranger))[0] in {1, 3}
    assert files(tmp_path) == before


def with_outline(name: str, made: Path) -> Path:
    """Write the exported sheet with another name of its outline in its properties."""
    with zipfile.ZipFile(WORD) as old, zipfile.ZipFile(made, "w") as new:
        for part in old.namelist():
            data = old.read(part)
            if part.startswith("docProps/"):
                escaped = name.replace("&", "&amp;").replace("<", "&lt;")
                data = data.replace(f">{SHEET}<".encode(), f">{escaped}<".encode())
                data = data.replace(f"qbank:{SHEET}:".encode(), f"qbank:{escaped}:".encode())
            new.writestr(part, data)
    return made


@pytest.mark.parametrize("way", ["absolute", "relative", "below exports", "a link in exports", "the bank's own show"])
def test_a_sheet_names_its_outline_by_id_and_nothing_else(qbank: Run, tmp_path: Path, way: str) -> None:
    """A path in a sheet's properties is not opened: no message quotes a file that the host did not name."""
    secret = tmp_path / "secret.toml"
    secret.write_text(f"{SECRET} = [\n", "utf-8")
    exports = Path("exports").absolute()
    if way == "a link in exports":
        (exports / "linked.toml").symlink_to(secret)
    names = {
        "absolute": str(secret),
        "relative": "secret.toml",
        "below exports": "../secret.toml",
        "a link in exports": "linked",
        "the bank's own show": "../questions/show.toml",
    }
    sent = with_outline(names[way], tmp_path / "back.docx")
    for argv in (("edits", str(sent)), ("edits", str(sent), "--apply"), ("edits", str(sent), "--json")):
        code, out, err = qbank(*argv)
        assert code == 1, (out, err)
        assert SECRET not in out + err
        assert not re.search(r"broken TOML", out + err)
    if way != "a link in exports":
        assert "is not an id" in err or "which is not in" in err


def test_an_outline_that_the_host_names_is_read_wherever_it_is(qbank: Run, tmp_path: Path) -> None:
    """The host may name any file: what is closed to strangers is open to whoever gives the commands."""
    moved = tmp_path / "moved.toml"
    moved.write_bytes(PATH.read_bytes())
    PATH.unlink()
    code, _, err = qbank("edits", str(WORD))
    assert (code, "is not in" in err) == (1, True)
    assert qbank("edits", str(WORD), "--outline", str(moved))[0] == 0
    assert qbank("export", str(moved), "--to", "md")[0] == 0


@pytest.mark.parametrize(
    "house", ["{outside}/secret.docx", "../secret.docx", "sub/../../secret.docx", "secret.txt", ""]
)
def test_a_word_layout_names_a_document_beside_it_and_nothing_else(qbank: Run, tmp_path: Path, house: str) -> None:
    """`base` in a stranger's layout cannot lead to another folder."""
    (tmp_path / "secret.docx").write_bytes(WORD.read_bytes())
    folder = tmp_path / "layouts"
    folder.mkdir()
    layout = folder / "mine.toml"
    layout.write_text(f"base = {json.dumps(house.replace('{outside}', str(tmp_path)))}\n", "utf-8")
    code, _, err = qbank("export", SHEET, "--to", "docx", "--layout", str(layout), "-o", str(tmp_path / "o.docx"))
    if house:
        assert code == 1
        assert "mine.toml: base" in err
        assert qbank("check", "--layout", str(layout))[0] in {1, 3}
    else:
        assert code == 0


@given(st.text(min_size=1, max_size=40))
@example("a/b")
@example("..")
def test_a_name_is_a_file_of_its_folder_or_no_name(text: str) -> None:
    """Whatever a name holds: it is refused, or the path made of it is a file right in the folder."""
    if is_file_name(text):
        made = Path("/bank/exports") / f"{text}.toml"
        assert made.parent == Path("/bank/exports")
        assert made.name == f"{text}.toml"
