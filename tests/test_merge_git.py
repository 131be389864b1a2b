"""Git merges a bank's files by record, in a real repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import two_copies as two

from qbank import bank as banks
from qbank.bank.place import Place

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

EPISODE = "questions/episodes/001-wicker.toml"
TOP = Path(__file__).parent.parent


class Repository:
    """A bank in a git repository, with the two lines that the documentation gives."""

    def __init__(self, folder: Path) -> None:
        self.place: Place = two.start(folder)
        (folder / ".gitignore").write_text("beneath/\n.qbank/\n")
        (folder / ".gitattributes").write_text(
            "questions/**/*.toml merge=qbank\nquestions/*.toml merge=qbank\nexports/*.toml merge=qbank\n"
        )
        self.git("init", "-q", "-b", "main")
        driver = f"'{sys.executable}' -m qbank merge --driver %O %A %B %P --no-input"
        for name, value in (("user.name", "Ada"), ("user.email", "ada@example.org"), ("merge.qbank.driver", driver)):
            self.git("config", name, value)
        self.commit("start")

    def git(self, *words: str, code: int = 0) -> str:
        """Run git; return what it says."""
        paths = os.pathsep.join([str(TOP), os.environ.get("PYTHONPATH", "")])
        done = subprocess.run(
            ["git", *words], cwd=self.place.root, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": paths, "GIT_CONFIG_GLOBAL": os.devnull}
        )  # fmt: skip
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def commit(self, message: str) -> None:
        """Commit everything."""
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)

    def edit(self, old: str, new: str, name: str = EPISODE) -> None:
        """Change a file by hand."""
        path = self.place.root / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")

    def branches(self, ours: list[tuple[str, str]], theirs: list[tuple[str, str]]) -> None:
        """Commit our edits on main and theirs on a branch from the same start; stand on main."""
        self.git("checkout", "-q", "-b", "cohost")
        for edit in theirs:
            self.edit(*edit)
        self.commit("theirs")
        self.git("checkout", "-q", "main")
        for edit in ours:
            self.edit(*edit)
        self.commit("ours")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A repository with a bank in it."""
    return Repository(tmp_path / "show")


ASKED = 'text = "How is the wicker of number 1 made?"'


def test_changes_of_one_record_are_both_taken(repository: Repository) -> None:
    """One decides and the other rewords the same question, and both add one: lines that git alone would call a conflict."""
    more = '{}\n\n[[items]]\nn = 5\ntext = "{}"\n'
    last = 'n = 4\ntext = "How is the osier of number 1 made?"'
    repository.branches(
        ours=[('category = "origin"', 'category = "scaling"\nby = "hand"'), (last, last.replace("How", "Say how"))],
        theirs=[(ASKED, ASKED.replace("How", "Tell us how")), ("guests =", "# two of them\nguests ="), ("# a good one", more.format("", "Who weaves?").lstrip())],
    )  # fmt: skip
    repository.git("merge", "cohost")
    first = banks.load(repository.place).episodes[0]
    assert (first.items[0].category, first.items[0].text) == ("scaling", "Tell us how is the wicker of number 1 made?")
    assert {i.text for i in first.items} >= {"Who weaves?", "Say how is the osier of number 1 made?"}
    assert "# read from the tape" in (repository.place.root / EPISODE).read_text("utf-8")


def test_a_conflict_is_left_between_marks_and_mended_by_hand(repository: Repository) -> None:
    """What both reworded stands between git's marks, and nothing else does; once mended the bank is sound again."""
    ours, theirs = 'text = "How did wicker begin?"', 'text = "Who made the first wicker?"'
    repository.branches(ours=[(ASKED, ours)], theirs=[(ASKED, theirs), ("confidence = 0.8", "confidence = 0.9")])
    said = repository.git("merge", "cohost", code=1)
    assert "CONFLICT" in said
    assert "item 1 · text" in said
    path = repository.place.root / EPISODE
    text = path.read_text("utf-8")
    marks = f"<<<<<<< ours\n{ours}\n=======\n{theirs}\n>>>>>>> theirs\n"
    assert text.count("<<<<<<<") == 1
    assert marks in text
    assert "confidence = 0.9" in text
    assert EPISODE in repository.git("diff", "--name-only", "--diff-filter=U")
    path.write_text(text.replace(marks, ours + "\n"), "utf-8")
    repository.commit("merged")
    assert banks.load(repository.place).episodes[0].items[0].text == "How did wicker begin?"


def test_a_file_that_both_added_is_merged_without_a_base(repository: Repository) -> None:
    """Both imported the same notes before they met: one episode, with what each decided."""
    notes = 'id = "020-tide"\ntitle = "The tide"\n\n[[items]]\nn = 1\ntext = "Who reads the tide?"\n{}\n[[items]]\nn = 2\ntext = "When does it turn?"\n'
    path = repository.place.root / "questions/episodes/020-tide.toml"
    repository.git("checkout", "-q", "-b", "cohost")
    path.write_text(notes.format('category = "origin"\nby = "hand"\n'), "utf-8")
    repository.commit("theirs")
    repository.git("checkout", "-q", "main")
    path.write_text(notes.format('said = "We do."\n'), "utf-8")
    repository.commit("ours")
    repository.git("merge", "cohost")
    (item, _) = next(e for e in banks.load(repository.place).episodes if e.id == "020-tide").items
    assert (item.category, item.by, item.said) == ("origin", "hand", "We do.")


def test_what_git_cannot_give_is_refused(tmp_path: Path) -> None:
    """A file that no bank has, and a call without a name, say what belongs into git's files."""
    for words in (("a", "b", "c"), ("a", "b", "c", "notes/x.toml")):
        for name in ("a", "b", "c"):
            (tmp_path / name).write_text("")
        done = subprocess.run(
            [sys.executable, "-m", "qbank", "merge", "--driver", *words], cwd=tmp_path, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(TOP)}
        )  # fmt: skip
        assert done.returncode == 2
        assert "merge" in done.stderr
