"""Every command of the documentation runs as it stands, in the order of its page, and every link leads somewhere."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from commands import Run

TOP = Path(__file__).resolve().parent.parent
DOCS = TOP / "docs"
PAGES = sorted(path for path in DOCS.rglob("*.md") if "examples" not in path.parts)
JOURNEYS = sorted([*(DOCS / "tutorial").glob("*.md"), *(DOCS / "how-to").glob("*.md")])
"""Pages whose commands are typed one after the other, in a folder that is empty at first."""
MENDS = {"lint", "check"}
"""Commands that end with 3 when they have found something: that is an answer, too."""
_BLOCK = re.compile(r'^```(\w+)(?: title="([^"]+)")?\n(.*?)^```$', re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"`(qbank [^`\n]+)`")


class Block(NamedTuple):
    """A fenced block: its language, the file it shows, its text."""

    language: str
    file: str
    text: str


def blocks(page: Path) -> list[Block]:
    """Return the fenced blocks of a page."""
    return [Block(*found) for found in _BLOCK.findall(page.read_text("utf-8"))]


@pytest.mark.parametrize("page", JOURNEYS, ids=lambda page: page.stem)
def test_a_page_can_be_typed_from_top_to_bottom(page: Path, command: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each file that a page shows is made, each command is run where the one before left off, and none fails; what is shown is what is printed."""
    monkeypatch.setenv("COLUMNS", "100")
    ran = 0
    for block in blocks(page):
        if block.file:
            Path(block.file).parent.mkdir(parents=True, exist_ok=True)
            Path(block.file).write_text(block.text, "utf-8")
        elif block.language == "console":
            line, _, shown = block.text.partition("\n")
            code, out, told = command(*shlex.split(line)[2:])
            assert code == 0, f"{line}\n{told}"
            assert [line.rstrip() for line in out.splitlines()] == [line.rstrip() for line in shown.splitlines()]
            ran += 1
        elif block.language == "sh":
            for line in filter(None, map(str.strip, block.text.splitlines())):
                if line.startswith("cd "):
                    monkeypatch.chdir(line.removeprefix("cd ").strip())
                    continue
                words = shlex.split(line, comments=True)
                assert words[0] == "qbank", line
                code, out, told = command(*words[1:])
                finding = code == 3 and MENDS & set(words[1:3])
                assert code == 0 or finding, f"{line}\n{out}{told}"
                ran += 1
    assert ran


def _mentioned() -> Iterator[tuple[str, str]]:
    """Yield every command that a page mentions in a line of text or in an indented line, with the page."""
    for page in [*(p for p in PAGES if p.name != "conventions.md"), TOP / "README.md"]:
        text = page.read_text("utf-8")
        found = _COMMAND.findall(text)
        found += [line.strip().partition("   ")[0] for line in re.findall(r"^ {4}(qbank [^\n]+)$", text, re.MULTILINE)]
        found += [
            line.partition("  #")[0].strip()
            for block in blocks(page)
            if block.language == "sh"
            for line in block.text.splitlines()
            if line.startswith("qbank ")
        ]
        yield from ((page.name, command) for command in found)


def _typed(command: str) -> str:
    """Return a mentioned command as it would be typed: what stands for something is put in, alternatives and dots are left out."""
    command = re.sub(r"\s*(?:\[[^\]]*\]|…|\.\.\.)", " ", command.partition(" #")[0])
    return command.replace("N,N", "1,2").replace(" N ", " 2 ")


MENTIONED = sorted({(page, command) for page, command in _mentioned()})


def test_commands_are_mentioned() -> None:
    """There are many: the finding of them works."""
    assert len(MENTIONED) > 100


def test_every_command_that_is_mentioned_is_understood(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A command in a sentence has a name and options that exist: with `--help` behind it, it is parsed and answered with help."""
    from qbank.cli import run as within

    monkeypatch.chdir(tmp_path)
    wrong = []
    for page, command in MENTIONED:
        words = shlex.split(_typed(command), comments=True)[1:]
        words = [word for word in words if word.strip("()")]
        if not words or words[0].startswith("--") or words[0] in ("COMMAND", "NAME"):
            continue
        code = within([*words, "--help"])
        if code != 0 and words[-1].startswith("--"):  # an option that is mentioned without its value
            code = within([*words, "2", "--help"])
        _, err = capsys.readouterr()
        if code != 0:
            wrong.append(f"{page}: {command}: {err.strip()}")
    assert not wrong, "\n".join(wrong)


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page: its headings as they are linked to."""
    heads = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", [*PAGES, TOP / "README.md"], ids=lambda page: str(page.relative_to(TOP)))
def test_every_link_leads_somewhere(page: Path) -> None:
    """A link or a picture inside the project names a file that is there, and a heading in it; nothing is linked outside without need."""
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        name, _, anchor = target.partition("#")
        there = (page.parent / name).resolve() if name else page
        assert there.exists(), f"{page.name} links to {target}"
        if anchor:
            assert anchor in anchors(there), f"{page.name} links to {target}"


def test_the_site_lists_every_page_once() -> None:
    """The navigation of the site names every page of the documentation, and none that is not there."""
    text = (TOP / "mkdocs.yml").read_text("utf-8")
    listed = re.findall(r": ([\w/-]+\.md)$", text, re.MULTILINE)
    assert sorted(listed) == sorted(str(page.relative_to(DOCS)) for page in PAGES)
    assert yaml.safe_load(text)["docs_dir"] == "docs"


def test_the_site_is_built_by_a_pinned_program_without_a_warning(tmp_path: Path) -> None:
    """Zensical, in the version that is pinned, builds the site in its strict mode; skipped where it is not installed."""
    program = os.environ.get("ZENSICAL") or shutil.which("zensical")
    if program is None:
        pytest.skip("zensical is not installed (docs/requirements.txt)")
    pinned = re.search(r"^zensical==(\S+)$", (DOCS / "requirements.txt").read_text("utf-8"), re.MULTILINE)
    assert pinned
    assert pinned[1] in subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    shutil.copytree(DOCS, tmp_path / "docs")
    shutil.copy(TOP / "mkdocs.yml", tmp_path)
    done = subprocess.run([program, "build", "--strict"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No issues found" in done.stdout + done.stderr
    assert (tmp_path / "site" / "tutorial" / "first-sheet" / "index.html").is_file()
