"""Importing what a host really has: folders, patterns, broken files among good ones, and what a person knows better."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from commands import Run

NOTES = "---\ntitle: 'Episode {n}: Looms with Ada Quill'\n---\n## Questions\n\n- What is loom {n}?\n- Who built it?\n"


@pytest.fixture
def site(command: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs a command beside a bank, with a site's folder as a generator keeps it."""
    init = ("init", "bank", "--show", "The Show", "--host", "Sam Hoste", "--domain", "weaving", "--no-input", "--empty")
    assert command(*init)[0] == 0
    monkeypatch.setenv("QBANK_BANK", str(tmp_path / "bank"))
    files: dict[str, bytes] = {
        **{f"site/en/{n:03d}/index.md": NOTES.format(n=n).encode() for n in range(1, 5)},
        **{f"site/en/{n:03d}/cover.png": b"\x89PNG" for n in range(1, 5)},
        "site/en/about.md": b"---\ntitle: About\n---\nWe talk.\n",
        "site/package.json": b"{}",
        "site/data/links.json": b'[{"a": "b"}]',
        "site/empty.md": b"",
        "site/a.css": b"x",
        "site/node_modules/x/notes.md": NOTES.format(n=90).encode(),
        "site/.git/notes.md": NOTES.format(n=91).encode(),
        "broken/good.md": NOTES.format(n=7).encode(),
        "broken/bad.md": b"%PDF-1.4",
    }
    for name, data in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return command


def imported(run: Run, *arguments: str) -> dict[str, Any]:
    """Return what an import says as data."""
    code, out, err = run("import", "--dry-run", "--json", *arguments)
    assert code == 0, err
    made: dict[str, Any] = json.loads(out)
    return made


def test_a_folder_gives_its_documents_and_counts_the_rest(site: Run) -> None:
    """Pictures, settings, data without questions and empty files are passed over; folders of programs are not entered."""
    made = imported(site, "site")
    assert [e["number"] for e in made["episodes"]] == [1, 2, 3, 4]
    passed = {p["path"].removeprefix("site" + os.sep).replace(os.sep, "/"): p["kind"] for p in made["passed_over"]}
    assert passed == {
        **{f"en/{n:03d}/cover.png": "picture" for n in range(1, 5)},
        "package.json": "settings",
        "data/links.json": "data without questions",
        "empty.md": "empty file",
        "a.css": "style sheet",
        "node_modules/": "folder of a program",
    }


def test_many_files_are_summed_up(site: Run) -> None:
    """A person reads in seconds what came of a folder; with --verbose every file and line is there."""
    _, out, _ = site("import", "--dry-run", "site")
    assert out.startswith("5 documents read, 4 with questions.\n  1 without: ")
    assert "9 passed over: 4 × picture, " in out
    assert "\n4 episodes, 8 questions; 4 episodes would change" in out
    assert len(out.splitlines()) < 12
    _, out, _ = site("import", "--dry-run", "site", "-v")
    assert out.count("question  asks") == 8
    assert f"passed over: {Path('site', 'a.css')} (style sheet)" in out


def test_a_pattern_that_the_shell_left_is_opened(site: Run) -> None:
    """Patterns work where no shell opens them, folders in them too; one that fits nothing is an error."""
    assert len(imported(site, "site/en/*/index.md")["episodes"]) == 4
    assert len(imported(site, "site/**/00[12]")["episodes"]) == 2
    code, _, err = site("import", "--dry-run", "nowhere/*.md")
    assert code == 1
    assert "nowhere/*.md" in err


def test_what_is_named_twice_is_read_once(site: Run) -> None:
    """A file that a folder and a name give is one source, and counts as named."""
    made = imported(site, "site/en", "site/en/001/index.md")
    assert len(made["episodes"]) == 4


def test_a_broken_document_among_others_is_told(site: Run) -> None:
    """The rest of a folder is imported; by its own name, or with --strict, a broken one stops everything."""
    made = imported(site, "broken")
    assert len(made["episodes"]) == 1
    assert [p["where"] for p in made["problems"]] == [str(Path("broken", "bad.md"))]
    for arguments in (("broken", "--strict"), ("broken/bad.md", "broken/good.md")):
        code, out, err = site("import", *arguments)
        assert (code, out) == (1, "")
        assert "1 source cannot be read; nothing was written" in err


def test_what_a_person_says_overrules_the_notes(site: Run) -> None:
    """Host, guest, subject and number are what the command says, of all files or of one."""
    (episode,) = imported(
        site, "broken/good.md", "--host", "Lea Rind", "--guest", "Ivo Dahl", "--guest", "Una Park", "--subject", "Kilns", "--number", "31"
    )["episodes"]  # fmt: skip
    assert (episode["hosts"], episode["guests"], episode["technology"], episode["number"]) == (
        ["Lea Rind"], ["Ivo Dahl", "Una Park"], "Kilns", 31,
    )  # fmt: skip
    made = imported(
        site, "site/en/001/index.md", "broken/good.md", "--guest", "good.md=Ivo Dahl", "--number", "good.md=8"
    )
    assert [(e["guests"], e["number"]) for e in made["episodes"]] == [(["Ada Quill"], 1), (["Ivo Dahl"], 8)]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--number", "3"), "--number gives one number to several files"),
        (("--number", "good.md=x"), "--number 'x' is not a number"),
        (("--guest", "other.md=Ivo Dahl"), "--guest names 'other.md', which is not among the files"),
        (("--subject", "a", "--subject", "b"), "--subject was given twice"),
    ],
)
def test_what_a_person_says_has_to_make_sense(site: Run, arguments: tuple[str, ...], says: str) -> None:
    """A number for many files, a file that is not there, two subjects of one: refused, with the way out."""
    code, _, err = site("import", "--dry-run", "broken/good.md", "site/en/001/index.md", *arguments)
    assert code == 2
    assert says in err


def test_a_date_in_two_readings_is_refused(site: Run, tmp_path: Path) -> None:
    """03/04/2026 is March or April: nothing is guessed, and the receipt says how to write it."""
    (tmp_path / "x.md").write_text(
        "---\ntitle: Looms\ndate: 03/04/2026\n---\n## Questions\n- Why looms?\n- Who?\n", "utf-8"
    )
    made = imported(site, "x.md")
    assert made["episodes"][0]["date"] is None
    assert any("'03/04/2026' can be read in two ways" in p["what"] for p in made["problems"])


def test_a_named_pipe_in_a_folder_is_not_opened(site: Run, tmp_path: Path) -> None:
    """What would wait forever for a writer is passed over."""
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no named pipes")
    os.mkfifo(tmp_path / "broken" / "pipe.md")
    (kind,) = [p["kind"] for p in imported(site, "broken")["passed_over"]]
    assert kind == "special file"


def test_what_a_person_says_holds_when_notes_are_imported_again(site: Run) -> None:
    """Who and what about can be put right by importing once more; what nobody says stays as it is in the bank."""
    Path("one.md").write_text("# Weave #3 – Looms\n\n## Questions\n\n- Who built it?\n", "utf-8")
    assert site("import", "one.md")[0] == 0
    assert site("import", "one.md", "--guest", "Tessa Marlow", "--subject", "hand looms")[0] == 0
    first = imported(site, "one.md")["episodes"][0]
    assert (first["guests"], first["technology"]) == (["Tessa Marlow"], "hand looms")
    again = imported(site, "one.md", "--subject", "table looms")["episodes"][0]
    assert (again["guests"], again["technology"]) == (["Tessa Marlow"], "table looms")


def test_a_title_and_a_date_put_right_in_the_bank_stay(site: Run) -> None:
    """What a person wrote into an episode's file stands when its notes come again, with more in them; so does what a flag said."""
    notes = "---\ntitle: Weave 3 - DRAFT\ndate: 2024-01-02\n---\n\n## Questions\n\n- Who built it?\n"
    Path("one.md").write_text(notes, "utf-8")
    assert site("import", "one.md", "--guest", "Tessa Marlow", "--subject", "hand looms")[0] == 0
    (path,) = Path("bank/questions/episodes").glob("*.toml")
    mended = path.read_text("utf-8").replace("Weave 3 - DRAFT", "Hand looms").replace("2024-01-02", "2024-01-05")
    path.write_text(mended, "utf-8")
    Path("one.md").write_text(f"{notes}- Who pays for it?\n", "utf-8")
    (again,) = imported(site, "one.md")["episodes"]
    assert (again["title"], again["date"]) == ("Hand looms", "2024-01-05")
    assert (again["guests"], again["technology"]) == (["Tessa Marlow"], "hand looms")
    assert len(again["items"]) == 2


def test_notes_without_a_question_make_no_episode(site: Run) -> None:
    """The receipt says so, and what the bank has of an episode stays when its notes have lost their questions."""
    Path("nine.md").write_text(NOTES.format(n=9), "utf-8")
    assert site("import", "nine.md")[0] == 0
    Path("nine.md").write_text("# Episode 9: Looms with Ada Quill\n\n- coffee\n", "utf-8")
    Path("ten.md").write_text("# Episode 10: Yarn with Bo Quill\n\nNothing yet.\n", "utf-8")
    code, out, _ = site("import", "nine.md", "ten.md")
    assert (code, out.count("no episode was made of it")) == (0, 2)
    names = [path.stem for path in Path("bank/questions/episodes").glob("*.toml")]
    assert len(names) == 1
    assert "What is loom 9?" in site("show", names[0])[1]
