"""Other packages add readers, exporters and lint rules; one that does not work is named and passed over."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parent.parent
EXAMPLES = TOP / "docs" / "examples"

BROKEN = """
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "qbank-broken"
version = "1.0"

[project.entry-points."qbank.readers"]
absent = "qbank_broken:not_there"
stumbles = "qbank_broken:stumbles"
markdown = "qbank_broken:stumbles"

[project.entry-points."qbank.exporters"]
paper = "qbank_broken_absent:export"
stone = "qbank_broken:stumbles"

[project.entry-points."qbank.lint_rules"]
sulks = "qbank_broken:stumbles"
mumbles = "qbank_broken:mumbles"

[tool.hatch.build.targets.wheel]
only-include = ["qbank_broken.py"]
"""
BROKEN_CODE = """
def stumbles(*given):
    raise ValueError("I fell over")


def mumbles(question):
    return 7
"""
WIKI = """= Episode 12: Quillmark with Ada Brand =
== Interview ==
* Introduction
* What is '''Quillmark''' and what was the [https://quillmark.example/ story] behind it?
* How do you find out that a replica has fallen behind?
"""


def install(target: Path, *projects: Path) -> Path:
    """Build projects and install them into a folder, without network and without a build environment of their own."""
    command = [
        sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-build-isolation",
        "--no-index", "--target", str(target), *map(str, projects),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return target


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which the example plugins of the documentation are installed."""
    folder = tmp_path_factory.mktemp("plugins")
    copies = []
    for name in ("qbank-mediawiki", "qbank-opml", "qbank-plain-words"):
        copies.append(folder / "source" / name)
        copies[-1].mkdir(parents=True)
        for file in (EXAMPLES / name).glob("*.*"):
            (copies[-1] / file.name).write_bytes(file.read_bytes())
    return install(folder / "site", *copies)


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which a package of plugins is installed of which none works."""
    folder = tmp_path_factory.mktemp("broken")
    (folder / "source").mkdir()
    (folder / "source" / "pyproject.toml").write_text(BROKEN)
    (folder / "source" / "qbank_broken.py").write_text(BROKEN_CODE)
    return install(folder / "site", folder / "source")


def qbank(*words: str, plugins: Path, folder: Path, given: str = "") -> subprocess.CompletedProcess[str]:
    """Run the program with plugins installed, on the bank that ships."""
    environment = {
        **{k: v for k, v in os.environ.items() if k != "QBANK_BANK"},
        "PYTHONPATH": f"{TOP}{os.pathsep}{plugins}", "XDG_CACHE_HOME": str(folder / "cache"), "PYTHONIOENCODING": "utf-8",
    }  # fmt: skip
    return subprocess.run(
        [sys.executable, "-m", "qbank", *words], cwd=folder, env=environment, input=given, capture_output=True, text=True,
        encoding="utf-8", check=False,
    )  # fmt: skip


def test_a_reader_makes_notes_of_a_file_that_qbank_does_not_know(examples: Path, tmp_path: Path) -> None:
    """A wiki page is read by the example's reader, in whose name the receipt says so; other files are read as ever."""
    (tmp_path / "12.wiki").write_text(WIKI)
    (tmp_path / "13.md").write_text("# Episode 13: Marlstone with Bo Lind\n\n## Interview\n\n- What is Marlstone?\n")
    done = qbank("import", "12.wiki", "13.md", "--dry-run", "--json", plugins=examples, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    wiki, plain = json.loads(done.stdout)["episodes"]
    assert [i["text"] for i in wiki["items"] if i["kind"] == "question"] == [
        "What is Quillmark and what was the story behind it?",
        "How do you find out that a replica has fallen behind?",
    ]
    assert wiki["items"][1]["links"] == [["story", "https://quillmark.example/"]]
    assert [i["text"] for i in plain["items"]] == ["What is Marlstone?"]
    receipt = qbank("import", "12.wiki", "--dry-run", plugins=examples, folder=tmp_path).stdout
    assert "12.wiki  (wikitext)" in receipt


def test_a_reader_is_a_format_that_can_be_asked_for(examples: Path, tmp_path: Path) -> None:
    """`--format` takes a reader's name; a file that it does not know is refused by name, a slip is answered with what is near."""
    (tmp_path / "12.wiki").write_text(WIKI)
    (tmp_path / "12.txt").write_text(WIKI)
    done = qbank("import", "12.wiki", "--format", "wikitext", "--dry-run", plugins=examples, folder=tmp_path)
    assert "2 questions" in done.stdout
    other = qbank("import", "12.txt", "--format", "wikitext", "--dry-run", plugins=examples, folder=tmp_path)
    assert other.returncode == 1
    assert "12.txt: the reader 'wikitext' does not know it" in other.stderr
    slip = qbank("import", "12.txt", "--format", "wikitxt", "--dry-run", plugins=examples, folder=tmp_path)
    assert slip.returncode == 2
    assert "did you mean 'wikitext'?" in slip.stderr


def test_an_exporter_writes_the_copy_it_is_given(examples: Path, tmp_path: Path) -> None:
    """`--to opml` writes the host's copy with its follow-ups; the guest's copy holds no follow-up and no backup."""
    plan = ["outline", "--guest", "Ada Brand", "--technology", "Quillmark", "--questions", "6", "--date", "2026-11-22"]
    done = qbank(*plan, "--to", "opml", "--json", plugins=examples, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    made = json.loads(done.stdout)
    host = (tmp_path / "exports" / "quillmark-ada-brand.opml").read_text("utf-8")
    questions = [q for s in made["sections"] for q in s["questions"]]
    for question in questions:
        assert (f'"{question["text"]}"' in host) == (question["lane"] != "backup")
    follow_ups = [f["text"] for q in questions if q["lane"] != "backup" for f in q["follow_ups"]]
    assert follow_ups
    assert all(text in host for text in follow_ups)
    guest = qbank(
        "export", made["id"], "--to", "opml", "--copy", "guest", "-o", "-", plugins=examples, folder=tmp_path
    ).stdout
    assert "<opml" in guest
    assert not any(text in guest for text in follow_ups)


def test_a_lint_rule_is_one_of_the_rules(examples: Path, tmp_path: Path) -> None:
    """A plugin's rule speaks in `qbank lint`, and `--accept` and show.toml leave it out as they do qbank's own."""
    asked = "How do you leverage the log?\nHow do you use the log?\n"
    done = qbank("lint", "-", plugins=examples, folder=tmp_path, given=asked)
    assert done.returncode == 3
    assert "plain-words: “leverage” is a word from a brochure" in done.stdout
    assert "2 questions read, 1 to mend: 1 plain-words." in done.stdout
    left = qbank("lint", "-", "--accept", "plain-words", plugins=examples, folder=tmp_path, given=asked)
    assert left.returncode == 0, left.stdout
    assert qbank("init", "own", "--show", "Mine", "--host", "Me", plugins=examples, folder=tmp_path).returncode == 0
    show = tmp_path / "own" / "questions" / "show.toml"
    show.write_text(f'accept = ["plain-words"]\n{show.read_text("utf-8")}', "utf-8")
    accepted = qbank("lint", "-", "--bank", "own", plugins=examples, folder=tmp_path, given=asked)
    assert accepted.returncode == 0, accepted.stdout + accepted.stderr
    assert qbank("check", "--bank", "own", plugins=examples, folder=tmp_path).returncode == 0


def test_a_broken_reader_is_named_and_passed_over(broken: Path, tmp_path: Path) -> None:
    """Readers that cannot be loaded, that fail, or that take a name of qbank's are named; the notes are read all the same."""
    (tmp_path / "13.md").write_text("# Episode 13: Marlstone with Bo Lind\n\n## Interview\n\n- What is Marlstone?\n")
    done = qbank("import", "13.md", "--dry-run", plugins=broken, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "1 question" in done.stdout
    assert "! 13.md: the plugin 'stumbles' failed: ValueError: I fell over" in done.stdout
    assert "note: qbank-broken: the plugin 'absent' (qbank.readers) cannot be loaded: AttributeError" in done.stderr
    assert "the plugin 'markdown' (qbank.readers) has a name that is taken" in done.stderr


def test_a_broken_exporter_is_named_and_no_other_format_misses_it(broken: Path, tmp_path: Path) -> None:
    """A format that a broken plugin should make is refused with the plugin's name, and writes nothing; others work."""
    plan = ["outline", "--guest", "Ada Brand", "--technology", "Quillmark", "--no-input", "--date", "2026-11-22"]
    assert qbank(*plan, "--to", "md", plugins=broken, folder=tmp_path).returncode == 0
    export = ["export", "quillmark-ada-brand", "--to"]
    absent = qbank(*export, "paper", plugins=broken, folder=tmp_path)
    assert absent.returncode == 2
    assert "the plugin 'paper' (qbank.exporters) cannot be loaded: ModuleNotFoundError" in absent.stderr
    falls = qbank(*export, "stone", plugins=broken, folder=tmp_path)
    assert falls.returncode == 1
    assert "qbank-broken: the plugin 'stone' failed: ValueError: I fell over" in falls.stderr
    assert falls.stdout == absent.stdout == ""
    assert sorted(p.suffix for p in (tmp_path / "exports").iterdir() if not p.name.startswith(".")) == [".md", ".toml"]


def test_a_broken_rule_is_named_once_and_the_others_speak(broken: Path, tmp_path: Path) -> None:
    """Rules that fail, or answer what is not an answer, are named once for all questions; qbank's own rules go on."""
    done = qbank("lint", "-", plugins=broken, folder=tmp_path, given="Did it work?\nDid it scale?\n")
    assert done.returncode == 3
    assert "2 questions read, 2 to mend: 2 closed." in done.stdout
    assert done.stderr.count("the plugin 'sulks' failed: ValueError: I fell over") == 1
    assert done.stderr.count("the plugin 'mumbles' returned something other than None or two texts") == 1
