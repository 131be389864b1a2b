"""What an archive is built from: every form in which notes lie about comes in, and what is not notes is told or passed over."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from pathlib import Path

import archives
import pytest

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed: pip install 'qbank[archive]'")

from qbank.archive import sources  # noqa: E402
from qbank.errors import SourceError  # noqa: E402

NOTES = {
    "a/one.md": "# One\n\n## Interview\n\n- Why?\n",
    "a/two.md": "# Two\n\n## Interview\n\n- How?\n",
    "b/three.txt": "Three\n",
}


def _read(*given: str, column: str = "") -> tuple[list[sources.Document], sources.Listing]:
    listing = sources.Listing()
    shards = list(sources.shards(given, column, listing))
    return [d for shard in shards for d in sources.read(shard)], listing


def _texts(documents: list[sources.Document]) -> list[str]:
    return sorted(d.data.decode() for d in documents)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of notes, with a picture, a hidden file and a program in it."""
    for name, text in {**NOTES, ".hidden/x.md": "no", "a/face.png": "no", "a/run.py": "no"}.items():
        path = tmp_path / "notes" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path / "notes"


def test_a_folder_gives_its_notes_and_nothing_else(folder: Path) -> None:
    """Files in it and below it, in order, named from the folder on; pictures, programs and hidden ones are passed over."""
    documents, listing = _read(str(folder))
    assert [d.source for d in documents] == sorted(NOTES)
    assert listing.passed_over == 2
    assert documents[0].beside == {"show": "a"}


def test_a_pattern_gives_what_it_says(folder: Path) -> None:
    """Stars stand for any names; a single file is read whatever its ending is."""
    assert len(_read(f"{folder}/*/*.md")[0]) == 2
    assert len(_read(str(folder / "a" / "one.md"))[0]) == 1
    assert _texts(_read(folder.as_uri())[0]) == sorted(NOTES.values())


def test_packed_notes_are_the_notes(tmp_path: Path) -> None:
    """A zip, a tar and a packed tar give the very bytes that the folder gives."""
    with zipfile.ZipFile(tmp_path / "n.zip", "w") as packed:
        for name, text in NOTES.items():
            packed.writestr(name, text)
    for name in ("n.tar", "n.tar.gz"):
        with tarfile.open(tmp_path / name, mode="w:gz" if name.endswith("gz") else "w:") as held:
            for inner, text in NOTES.items():
                entry = tarfile.TarInfo(inner)
                entry.size = len(text.encode())
                held.addfile(entry, io.BytesIO(text.encode()))
    for name in ("n.zip", "n.tar", "n.tar.gz"):
        assert _texts(_read(str(tmp_path / name))[0]) == sorted(NOTES.values())


def test_tables_give_a_document_a_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """JSON Lines, packed or not, cut anywhere, and Parquet: each row once, with what stands beside the notes."""
    import pyarrow.parquet as pq

    records = archives.episodes()
    lines = archives.as_lines(tmp_path / "all.jsonl", records)
    (tmp_path / "all.jsonl.gz").write_bytes(gzip.compress(lines.read_bytes()))
    pq.write_table(pa.Table.from_pylist(records), tmp_path / "all.parquet", row_group_size=4)
    wanted = sorted(r["notes"] for r in records)
    for length in (1, 100, 331, 1 << 20):
        monkeypatch.setattr(sources, "LINES", length)
        assert _texts(_read(str(lines))[0]) == wanted
    for name in ("all.jsonl.gz", "all.parquet"):
        documents, _ = _read(str(tmp_path / name))
        assert _texts(documents) == wanted
        assert {d.beside["guest"] for d in documents} == {r["guest"] for r in records}
    assert "no column" in _read(str(lines), column="nothing")[0][0].problem
    assert _texts(_read(str(lines), column="title")[0]) == sorted(r["title"] for r in records)


def test_a_list_of_feeds_finds_the_saved_ones(tmp_path: Path) -> None:
    """OPML names feeds; those saved beside it are read, and one that is not saved is told with the name it should have."""
    (tmp_path / "the-weir.xml").write_text(archives.feed("The Weir", archives.episodes()[:2]), "utf-8")
    listed = '<opml version="2.0"><body><outline text="The Weir" xmlUrl="https://example.org/feed"/><outline text="Gone" xmlUrl="https://example.org/gone"/></body></opml>'
    (tmp_path / "shows.opml").write_text(listed, "utf-8")
    documents, listing = _read(str(tmp_path / "shows.opml"))
    assert [d.source for d in documents] == ["the-weir.xml"]
    assert [(p[0], p[2]) for p in listing.problems] == [("shows.opml: Gone", "save it as gone.xml beside the list")]


def test_what_cannot_be_read_is_told_and_the_rest_is_read(folder: Path) -> None:
    """A broken zip, a line that is not JSON and a source that is not there: told; the others come in."""
    (folder / "broken.zip").write_bytes(b"PK\x03\x04 not really")
    (folder / "broken.jsonl").write_text('{"notes": "# Good"}\n{"notes": \n[1]\n', "utf-8")
    documents, listing = _read(str(folder))
    assert [name for name, *_ in listing.problems] == ["broken.zip"]
    assert sum(bool(d.problem) for d in documents) == 2
    assert len(documents) == 6
    with pytest.raises(SourceError, match="nothing there"):
        _read(str(folder / "nowhere"))


def test_a_document_without_end_is_told_and_not_held(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line, a member or a file that is larger than notes can be is a problem, packed or not; what stands beside it is read."""
    monkeypatch.setattr(sources, "HUGE", 1000)
    (folder / "long.md").write_text("x" * 2000)
    lines = b'{"notes": "' + b"x" * 2000 + b'"}\n'
    (folder / "long.jsonl").write_bytes(lines)
    (folder / "long.jsonl.gz").write_bytes(gzip.compress(lines))
    with zipfile.ZipFile(folder / "long.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("long.md", "x" * 2000)
    documents, listing = _read(str(folder))
    told = [d.source for d in documents if d.problem] + [name for name, *_ in listing.problems]
    assert sorted(told) == ["long.jsonl.gz:1", "long.jsonl@0", "long.md", "long.zip/long.md"]
    assert len([d for d in documents if not d.problem]) == len(NOTES)


def test_what_is_not_a_document_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders, links and pictures in a tar, an endless member, an empty line, a list of feeds that nobody named: only notes come in."""
    monkeypatch.setattr(sources, "HUGE", 1000)
    for name in ("n.tar", "n.tar.gz"):
        with tarfile.open(tmp_path / name, mode="w:gz" if name.endswith("gz") else "w:") as held:
            folder = tarfile.TarInfo("a")
            folder.type = tarfile.DIRTYPE
            held.addfile(folder)
            for inner, size in (("a/one.md", 5), ("a/face.png", 5), ("a/long.md", 2000)):
                entry = tarfile.TarInfo(inner)
                entry.size = size
                held.addfile(entry, io.BytesIO(b"x" * size))
    with zipfile.ZipFile(tmp_path / "n.zip", "w") as packed:
        packed.writestr("face.png", "no")
        packed.writestr("one.md", "zip")
    (tmp_path / "n.jsonl").write_text('\n{"notes": "line", "guests": ["A", "", "B"]}\n\n', "utf-8")
    (tmp_path / "shows.opml").write_text("<opml/>", "utf-8")
    documents, listing = _read(str(tmp_path))
    assert _texts([d for d in documents if not d.problem]) == ["line", "xxxxx", "xxxxx", "zip"]
    assert [d.source for d in documents if d.problem] == ["n.tar/a/long.md"]
    assert [name for name, *_ in listing.problems] == ["n.tar.gz/a/long.md"]
    assert listing.passed_over == 3
    assert [d.beside["guest"] for d in documents if d.beside.get("guest")] == ["A\nB"]


def test_what_goes_wrong_between_listing_and_reading_is_told(folder: Path) -> None:
    """A file that has gone since it was listed is a document with a problem; the others are read."""
    listed = list(sources.shards([str(folder)], "", sources.Listing()))
    (folder / "a" / "one.md").unlink()
    documents = [d for shard in listed for d in sources.read(shard)]
    assert [(d.source, d.problem[:14]) for d in documents if d.problem] == [("a/one.md", "cannot be read")]
    assert len(documents) == len(NOTES)


def test_places_and_lists_that_are_none_are_refused(tmp_path: Path) -> None:
    """A kind of place that nobody knows is an error with its name; a list of feeds that is broken, or names no feed, is told."""
    with pytest.raises(SourceError, match="nope://x cannot be opened"):
        _read("nope://x")
    (tmp_path / "shows.opml").write_text("not a list", "utf-8")
    assert "not OPML" in _read(str(tmp_path / "shows.opml"))[1].problems[0][1]
    (tmp_path / "shows.opml").write_text('<opml><body><outline text="A folder"/></body></opml>', "utf-8")
    assert _read(str(tmp_path / "shows.opml")) == ([], sources.Listing())


def test_a_file_more_changes_its_own_shard_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Shards are cut where names say so: whatever comes in between, most of them stay what they were."""
    monkeypatch.setattr(sources, "CUT", 4)
    for n in range(60):
        (tmp_path / f"{n:03}.md").write_text(f"# {n}")

    def cut() -> set[tuple[str, ...]]:
        return {tuple(p.name for p in shard) for shard in sources.shards([str(tmp_path)], "", sources.Listing())}

    before = cut()
    (tmp_path / "030b.md").write_text("# new")
    assert len(before) > 5
    assert len(before - cut()) == 1
