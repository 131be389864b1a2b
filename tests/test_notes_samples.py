"""Sample notes, written for these tests in all the ways that real shows write theirs, and what is read from them."""

from __future__ import annotations

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from qbank.model import Episode, Item
from qbank.notes import Reading, read

FOLDER = Path(__file__).parent / "notes"
SAMPLES = sorted(p.name for p in FOLDER.iterdir() if p.is_file())


class _TextFile(SingleFileSnapshotExtension):
    """A golden file that a person can read."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"


def shown(reading: Reading) -> str:
    """Return a reading as a page of text."""
    lines = [f"format: {reading.format}"]
    for episode in reading.episodes:
        lines += ["", *_head(episode), *(_item(i) for i in episode.items)]
    lines += ["", *(f"! {p}" for p in reading.problems)]
    return "\n".join(lines).rstrip() + "\n"


def _head(episode: Episode) -> list[str]:
    about = [
        f"{k}: {v}" for k in ("number", "date", "show", "technology", "kind") if (v := getattr(episode, k)) is not None
    ]
    people = [f"{k}: {', '.join(v)}" for k in ("guests", "hosts", "aliases") if (v := getattr(episode, k))]
    return [f"== {episode.id}", f"title: {episode.title}", *about, *people]


def _item(item: Item) -> str:
    at = f" @{item.at}" if item.at else ""
    asker = f" ({item.asker})" if item.asker else ""
    links = "".join(f" [{words} -> {target}]" for words, target in item.links)
    return f"{item.line:>4} {'  ' * item.depth}{item.kind}{at}{asker}: {item.text}{links}"


@pytest.mark.parametrize("name", SAMPLES)
def test_sample_is_read_as_shown(name: str, snapshot: SnapshotAssertion) -> None:
    """Each sample gives the episodes, items and problems of its golden file."""
    golden = snapshot.use_extension(_TextFile)
    assert shown(read((FOLDER / name).read_bytes(), source=name)) == golden


@pytest.mark.parametrize("name", SAMPLES)
def test_every_line_has_a_fate(name: str) -> None:
    """Each item of each sample is among the lines whose fate is told, and no fate is empty."""
    reading = read((FOLDER / name).read_bytes(), source=name)
    told = {(fate.line, fate.fate) for fate in reading.lines}
    questions = {(i.line, "question") for e in reading.episodes for i in e.items if i.kind == "question"}
    assert questions <= told
    assert all(fate.fate and fate.why for fate in reading.lines)


@pytest.mark.parametrize("name", [n for n in SAMPLES if n.endswith((".md", ".txt"))])
def test_line_ends_and_marks_change_nothing(name: str) -> None:
    """CRLF line ends and a byte order mark give the same items as plain line feeds."""
    data = (FOLDER / name).read_bytes().removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
    plain = read(data, source=name)
    marked = read(b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n"), source=name)
    assert plain == marked


@pytest.mark.parametrize("name", [n for n in SAMPLES if n.endswith((".md", ".txt"))])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32-be"])
def test_wide_encodings_change_nothing(name: str, encoding: str) -> None:
    """Notes saved as UTF-16 or UTF-32, with or without a mark, read like UTF-8."""
    text = (FOLDER / name).read_text("utf-8-sig")
    assert read(text.encode(), source=name) == read(text.encode(encoding), source=name)
