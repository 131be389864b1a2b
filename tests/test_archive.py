"""Everybody's questions: built, built again, counted, searched, asked about a guest, and known to a plan."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import archives
import pytest
from commands import Run

pytest.importorskip("pyarrow", reason="pyarrow is not installed: pip install 'qbank[archive]'")

from qbank.archive import build, tables, wordings
from qbank.archive.asked import asked, not_asked, stats
from qbank.errors import QbankError

TABLES = ("episodes", "items", "problems", "wordings")


def _built(source: Path, folder: Path, **more: Any) -> build.Built:  # noqa: ANN401 (what a build takes)
    return build.build([str(source)], str(folder), build.local(jobs=1), lambda *_: None, **more)


def rows(folder: Path) -> dict[str, list[str]]:
    """Return the rows of all tables, sorted."""
    return {t: sorted(map(repr, tables.dataset(str(folder), t).to_table().to_pylist())) for t in TABLES}


@pytest.fixture(scope="module", autouse=True)
def _caches(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let builds keep what the shipped wordings teach in a folder of these tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("caches")))
        yield


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Notes of three shows, a file that is broken, and one that has no questions."""
    folder = tmp_path_factory.mktemp("notes")
    archives.as_lines(folder / "a.jsonl", archives.episodes()[:4])
    archives.as_lines(folder / "b.jsonl", archives.episodes()[4:])
    (folder / "broken.jsonl").write_text("{not json\n", "utf-8")
    return folder


@pytest.fixture(scope="module")
def archive(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive of those notes."""
    folder = tmp_path_factory.mktemp("archive") / "all"
    _built(source, folder)
    return folder


def test_the_tables_hold_what_the_notes_say(archive: Path) -> None:
    """An episode a row, an item a row, and what cannot be read as a row that says why."""
    held = tables.dataset(str(archive), "episodes").to_table().to_pylist()
    assert sorted((e["show"], e["guests"][0]) for e in held) == sorted(
        (r["show"], r["guest"]) for r in archives.episodes()
    )
    assert all(e["questions"] == 3 and e["date"] for e in held)
    (problem,) = tables.dataset(str(archive), "problems").to_table().to_pylist()
    assert problem["source"] == "broken.jsonl@0"
    assert "JSON" in problem["what"]


def test_one_question_of_many_shows_is_one_wording(archive: Path) -> None:
    """Names are taken out: what each show asks about its own subject is asked in three shows, six times."""
    first = max(tables.dataset(str(archive), "wordings").to_table().to_pylist(), key=lambda w: w["times"])
    assert (first["shows"], first["times"], first["first"], first["last"]) == (3, 6, "2020-03-01", "2022-03-03")
    assert first["some_shows"] == sorted(archives.SHOWS)
    assert "get started" in first["text"]


def test_a_second_run_does_nothing_twice(source: Path, archive: Path, tmp_path: Path) -> None:
    """Nothing is read anew; the rows are the same; and so are those of an archive built from the start."""
    copy = tmp_path / "copy"
    shutil.copytree(archive, copy)
    before = {p.name: p.stat().st_mtime_ns for p in copy.rglob("items/*.parquet")}
    again = _built(source, copy)
    assert again.known == again.shards
    assert before == {p.name: p.stat().st_mtime_ns for p in copy.rglob("items/*.parquet")}
    assert rows(copy) == rows(archive)
    _built(source, tmp_path / "anew")
    assert rows(tmp_path / "anew") == rows(archive)


@pytest.mark.parametrize("when", [1, 2, 3])
def test_a_killed_build_goes_on(source: Path, archive: Path, tmp_path: Path, when: int) -> None:
    """Cut short before any of a shard's files is there, it leaves nothing that counts; the next run ends with the same rows."""
    real, calls = tables.whole, [0]

    def dying(path: str) -> Any:  # noqa: ANN401 (pyarrow's)
        calls[0] += 1
        if calls[0] == when:
            staged = Path(path).with_name(f".{Path(path).name}.1")
            staged.parent.mkdir(parents=True, exist_ok=True)
            staged.write_bytes(b"half")
            raise KeyboardInterrupt
        return real(path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "whole", dying)
        with pytest.raises(KeyboardInterrupt):
            _built(source, tmp_path / "cut")
    _built(source, tmp_path / "cut")
    assert rows(tmp_path / "cut") == rows(archive)
    assert not list((tmp_path / "cut").rglob(".*.parquet*"))


def test_two_workers_give_the_rows_of_one(source: Path, archive: Path, tmp_path: Path) -> None:
    """Which process reads what makes no difference."""
    done = build.build([str(source)], str(tmp_path / "two"), build.local(jobs=2), lambda *_: None)
    assert done.episodes == 6
    assert rows(tmp_path / "two") == rows(archive)


_KILLED = """
import os, signal
from qbank.archive import build

def make():
    return abs

if __name__ == "__main__":
    with build.local(jobs=2) as run:
        print(sorted(run(make, range(-4, 0))), flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="nothing is killed so there")
def test_workers_end_with_what_started_them(tmp_path: Path) -> None:
    """A build that is killed leaves no process behind: the output that its workers share is closed."""
    (tmp_path / "killed.py").write_text(_KILLED, "utf-8")
    done = subprocess.run([sys.executable, tmp_path / "killed.py"], stdout=subprocess.PIPE, text=True, timeout=120)
    assert (done.returncode, done.stdout) == (-signal.SIGKILL, "[1, 2, 3, 4]\n")


def test_a_worker_that_is_killed_is_told() -> None:
    """A worker that is killed is an error with its cure."""
    with pytest.raises(QbankError, match="a worker was killed"), build.local(jobs=2) as run:
        list(run(partial(partial, os._exit), [1]))


def test_ctrl_c_comes_through() -> None:
    """It ends the workers, whatever waits for them, and whoever started them hears of it."""

    def pressed() -> None:
        with build.local(jobs=2) as run:
            assert list(run(partial(partial, abs), [-1])) == [1]
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pressed()


class _Ray:
    """What qbank uses of Ray, at work in this process."""

    def __init__(self, answer: Exception | None = None) -> None:
        self.begun: list[dict[str, Any]] = []
        self.answer = answer

    def is_initialized(self) -> bool:
        return bool(self.begun)

    def init(self, **how: Any) -> None:  # noqa: ANN401 (Ray's)
        if self.answer:
            raise self.answer
        self.begun.append(how)

    def remote(self, **_: int) -> Callable[[Any], Any]:
        return lambda do: SimpleNamespace(remote=lambda *given: partial(do, *given))

    def wait(self, running: list[Any]) -> tuple[list[Any], list[Any]]:
        return running[:1], running[1:]

    def get(self, one: Any) -> Any:  # noqa: ANN401 (Ray's)
        return one()


def test_ray_gives_the_rows_of_one(
    source: Path, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another engine, the same rows; a cluster is begun once, with as many workers as are asked for."""
    cluster = _Ray()
    monkeypatch.setitem(sys.modules, "ray", cluster)
    for name in ("one", "two"):
        build.build([str(source)], str(tmp_path / name), build.ray(jobs=2), lambda *_: None)
        assert rows(tmp_path / name) == rows(archive)
    assert [how["num_cpus"] for how in cluster.begun] == [2]


@pytest.mark.parametrize(
    ("module", "said"),
    [(None, "is not installed"), (_Ray(ConnectionError("no route")), "Ray at h:1 does not answer: no route")],
)
def test_a_ray_that_is_not_there_is_told(module: Any, said: str, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ANN401
    """Not installed, or no answer at the address: a sentence with its cure."""
    monkeypatch.setitem(sys.modules, "ray", module)
    with pytest.raises(QbankError, match=said) as caught, build.ray(jobs=1, address="h:1"):
        pass
    assert caught.value.hint


def test_a_list_too_long_to_hold_is_read_as_it_comes(
    source: Path, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where not all shards can be listed in advance nobody knows how many there are, and the rows are the same."""
    monkeypatch.setattr(build, "_LOOKING_AHEAD", 1)
    assert _built(source, tmp_path / "all").total is None
    assert rows(tmp_path / "all") == rows(archive)


def test_what_breaks_a_reader_or_a_source_is_a_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A zip that is none, and notes over which a library falls: each a row in problems, and the rest is read."""
    from qbank.notes import read as real

    def falling(data: bytes, **more: Any) -> Any:  # noqa: ANN401 (what notes are read as)
        if b"fall" in data:
            raise ZeroDivisionError("over this")
        return real(data, **more)

    monkeypatch.setattr("qbank.archive.tables.read_notes", falling)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "broken.zip").write_bytes(b"PK\x03\x04 not really")
    (tmp_path / "in" / "fall.md").write_text("fall", "utf-8")
    (tmp_path / "in" / "good.md").write_text(archives.notes("Lantern", "Ada Quill", "Why?"), "utf-8")
    built = _built(tmp_path / "in", tmp_path / "all")
    assert (built.episodes, built.problems) == (1, 2)
    told = {p["source"]: p["what"] for p in tables.dataset(str(tmp_path / "all"), "problems").to_table().to_pylist()}
    assert "cannot be read" in told["broken.zip"]
    assert told["fall.md"] == "broke its reader: ZeroDivisionError: over this"


def test_notes_without_a_question_make_an_archive_without_wordings(tmp_path: Path) -> None:
    """What has no question has nothing to count, and is an archive all the same."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "talk.md").write_text(archives.notes("Lantern", "Ada Quill"), "utf-8")
    assert _built(tmp_path / "in", tmp_path / "all").wordings == 0
    assert stats(str(tmp_path / "all")).asked_most == ()


def test_what_left_the_sources_leaves_the_archive(source: Path, archive: Path, tmp_path: Path) -> None:
    """An archive is that of its sources: what is gone goes, unless it is to be added to."""
    copy = tmp_path / "copy"
    shutil.copytree(archive, copy)
    assert _built(source / "a.jsonl", copy, add=True).removed == 0
    assert len(rows(copy)["episodes"]) == 6
    assert _built(source / "a.jsonl", copy).removed == 2
    assert len(rows(copy)["episodes"]) == 4


def test_parts_are_counted_apart_and_searched_as_one(
    source: Path, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many parts the wordings are counted in, and a part in slices, no wording is in two, and one index finds them all."""
    monkeypatch.setattr(wordings, "PARTITION", 5)
    _built(source, tmp_path / "parts")
    assert len(tables.names(str(tmp_path / "parts"), "wordings")) == 4
    assert rows(tmp_path / "parts")["wordings"] == rows(archive)["wordings"]
    for text in ("shuttle", "started", "mends", "teach"):
        one, other = (
            [h.row["wording"] for h in wordings.search(wordings.opened_index(str(f)), text)[1]]
            for f in (archive, tmp_path / "parts")
        )
        assert one
        assert sorted(one) == sorted(other)


def test_an_episode_of_two_sources_counts_once(
    source: Path, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever it lies, in however many parts and slices its questions are counted, an episode is one."""
    monkeypatch.setattr(wordings, "PARTITION", 2)
    shutil.copytree(source, tmp_path / "notes")
    shutil.copy(source / "a.jsonl", tmp_path / "notes" / "again.jsonl")
    _built(tmp_path / "notes", tmp_path / "all")
    assert rows(tmp_path / "all")["wordings"] == rows(archive)["wordings"]


def test_a_guest_was_asked_this_and_never_that(archive: Path) -> None:
    """What all shows asked a guest comes first; what all asked others, and nobody this guest, is found with the guest's subject in it."""
    first = asked(str(archive), guest="ada quill")[0]
    assert (len(first.shows), first.times) == (3, 3)
    assert archives.ELSEWHERE not in {a.text for a in asked(str(archive), guest="Ada Quill")}
    first = not_asked(str(archive), guest="Ada Quill", technology="Lantern")[0]
    assert first.text == archives.ELSEWHERE
    assert {a.text for a in asked(str(archive), technology="lantern")} >= {"Who mends the Lantern?"}
    assert asked(str(archive), guest="Nobody") == []


def test_what_is_of_one_subject_alone_is_put_to_nobody_else(archive: Path) -> None:
    """Without a technology only what names none can be asked of others; no more is given than is wanted."""
    found = not_asked(str(archive), guest="Ada Quill")
    assert [a.text for a in found] == [archives.ELSEWHERE]
    assert len(not_asked(str(archive), guest="Nobody", technology="Lantern", limit=1)) == 1


def test_an_index_says_when_it_has_no_answer(archive: Path, tmp_path: Path) -> None:
    """No word, another category, a bucket, no archive, a damaged index: an empty answer, or a sentence with its cure."""
    index = wordings.opened_index(archive.as_uri())
    assert wordings.search(index, "...") == (0, [])
    total, hits = wordings.search(index, "shuttle", category="no-such")
    assert (total > 0, hits) == (True, [])
    shutil.copytree(archive / "index", tmp_path / "bad" / "index")
    (tmp_path / "bad" / "index" / "meta.json").write_text("{", "utf-8")
    for folder, said in (
        ("s3://bucket/x", "bucket"),
        (str(tmp_path), "no archive"),
        (str(tmp_path / "bad"), "damaged"),
    ):
        with pytest.raises(QbankError, match=said) as caught:
            wordings.opened_index(folder)
        assert caught.value.hint
    # In a bucket there are tables alone.
    wordings.write_part("s3://bucket/x", "part-00000", [])
    wordings.join("s3://bucket/x", ["part-00000"])


def test_stats_count_what_is_there(archive: Path) -> None:
    """Episodes, shows, guests, questions, wordings, problems and years."""
    found = stats(str(archive))
    assert (found.episodes, found.shows, found.guests, found.questions, found.problems) == (6, 3, 4, 18, 1)
    assert found.by_year == {"2020": 2, "2021": 2, "2022": 2}
    assert found.asked_most[0][1:] == (3, 6)


Call = Callable[..., tuple[int, str, str]]


def test_the_commands_say_it_all(source: Path, command: Run, tmp_path: Path) -> None:
    """Build, search, asked and stats by the command line, for a person and as JSON."""
    code, out, err = command("archive", "build", str(source), "--to", "all", "--jobs", "1")
    assert code == 0, err
    assert out.startswith("6 episodes, 18 items")
    code, out, _ = command("archive", "search", "shuttle", "--archive", "all")
    assert (code, out.splitlines()[:2]) == (0, [archives.ELSEWHERE, out.splitlines()[1]])
    assert "asked in 3 shows, 3 times" in out
    code, out, _ = command("archive", "asked", "--guest", "Ada Quill", "--archive", "all", "--json")
    assert json.loads(out)["asked"][0]["times"] == 3
    code, out, _ = command("archive", "stats", "--archive", "all", "--json")
    assert json.loads(out)["episodes"] == 6
    code, out, _ = command("archive", "search", "shuttle", "--archive", "all", "--json")
    assert json.loads(out)["hits"][0]["text"] == archives.ELSEWHERE
    code, out, err = command("archive", "search", "zeppelin", "--archive", "all")
    assert (code, out, err) == (0, "", "Nothing in the archive has these words.\n")
    code, out, _ = command("archive", "asked", "--guest", "Ada Quill", "--not-asked", "--archive", "all")
    assert (code, out.splitlines()[0]) == (0, archives.ELSEWHERE)
    code, out, err = command("archive", "asked", "--guest", "Nobody", "--archive", "all")
    assert (code, out, "nothing of that name" in err) == (0, "", True)
    code, out, _ = command("archive", "stats", "--archive", "all")
    assert (code, out.splitlines()[0][:35]) == (0, "6 episodes of 3 shows with 4 guests")
    code, out, _ = command("archive", "build", str(source), "--to", "all", "--jobs", "1", "--json")
    assert json.loads(out)["known"] == json.loads(out)["shards"]
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith("all")] == ["all"]


class _Screen(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_how_far_a_build_is(
    source: Path, command: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is being done and how many shards of all are done stand there while it lasts."""
    screen = _Screen()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", screen)
    code, out, _ = command("archive", "build", str(source), "--to", str(tmp_path / "all"), "--jobs", "1")
    assert (code, out[:10]) == (0, "6 episodes")
    assert "counting" in screen.getvalue()
    assert "3 of 3" in screen.getvalue()


def test_mistakes_are_told_with_their_cure(command: Run, tmp_path: Path) -> None:
    """No archive, no source, an engine that is not there, nobody named: a sentence and what to do, and no traceback."""
    (tmp_path / "notes.md").write_text("# x\n")
    for words, code, said in (
        (("search", "x", "--archive", "none"), 1, "archive build"),
        (("asked", "--archive", "none"), 2, "--guest"),
        (("asked", "--guest", "A", "--archive", "none"), 1, "archive build"),
        (("stats",), 2, "show.toml"),
        (("build", "nowhere", "--to", "x"), 1, "nothing there"),
        (("build", "notes.md", "--to", "x", "--engine", "rey"), 2, "ray"),
        (("build", "notes.md", "--to", "x", "--address", "h:1"), 2, "--engine ray"),
    ):
        found, out, err = command("archive", *words)
        assert (found, out) == (code, ""), err
        assert said in err


def test_a_plan_knows_what_was_asked_elsewhere(archive: Path, command: Run) -> None:
    """What three shows asked the guest is marked so; the host's sheet lists what nobody has asked; show.toml can name the archive."""
    plan = (
        "outline",
        "--guest",
        "Ada Quill",
        "--technology",
        "Lantern",
        "--no-save",
        "--no-input",
        "--date",
        "2026-11-22",
        "--json",
    )
    code, out, err = command(*plan, "--archive", str(archive))
    assert code == 0, err
    made = json.loads(out)
    assert any("asked in 3 shows" in q["why"] for s in made["sections"] for q in s["questions"])
    assert f"Nobody has asked: “{archives.ELSEWHERE}”" in made["look_up"]
    assert command("init", "own", "--show", "S", "--host", "H", "--domain", "d", "--no-input")[0] == 0
    show = Path("own/questions/show.toml")
    show.write_text(f'archive = "{archive}"\n{show.read_text("utf-8")}', "utf-8")
    assert json.loads(command(*plan, "--bank", "own")[1])["look_up"] == made["look_up"]
    show.write_text(show.read_text("utf-8").replace(str(archive), "../gone"), "utf-8")
    code, _, err = command(*plan, "--bank", "own")
    assert code == 0
    assert "`archive`: there is no archive" in err
