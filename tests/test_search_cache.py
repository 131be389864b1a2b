"""The index on disk: fresh, whole, shared, and never in the way."""

from __future__ import annotations

import errno
import json
import multiprocessing
import os
import random
import resource
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import platformdirs
import pytest
from search_bank import bank

from qbank.bank.place import Place, user_caches
from qbank.model import Bank
from qbank.search import Answer, cache
from qbank.search.cache import home_of, names, open_index
from qbank.search.engines import read_lines


class Loader:
    """A bank's files and what they hold, with a count of how often they were read."""

    def __init__(self, root: Path, made: Bank | None = None) -> None:
        self.place = Place(root=root, exports=root / "exports", shipped=True)
        self.bank = made or bank()
        self.loads = 0
        (root / "questions").mkdir(parents=True, exist_ok=True)
        self.change("[show]\n")

    def change(self, text: str) -> None:
        """Write the bank's one file; it looks a while old, as files mostly are."""
        path = self.place.questions / "show.toml"
        path.write_text(text, "utf-8")
        os.utime(path, ns=(10**18 + len(text), 10**18 + len(text)))

    def __call__(self) -> Bank:
        """Return the bank, and count."""
        self.loads += 1
        return self.bank


@pytest.fixture
def loader(tmp_path: Path) -> Loader:
    """Return a bank in a folder of its own."""
    return Loader(tmp_path / "bank")


@pytest.fixture
def ask(loader: Loader, tmp_path: Path) -> Callable[[], Answer]:
    """Return a function that opens the index and searches it."""

    def asked() -> Answer:
        index = open_index(loader.place, loader, caches=tmp_path / "caches")
        assert index.note == ""
        return index.search("network partition")

    return asked


def kept(tmp_path: Path) -> Path:
    """Return the one folder of indexes below the caches."""
    (home,) = (tmp_path / "caches" / "search").iterdir()
    return home


def test_an_index_is_built_once(loader: Loader, ask: Callable[[], Answer]) -> None:
    """The bank is read for the first search only, and the kept index answers as the new one."""
    assert ask() == ask() == ask()
    assert loader.loads == 1


def test_a_changed_file_makes_a_new_index(loader: Loader, ask: Callable[[], Answer], tmp_path: Path) -> None:
    """When a file's size or time differs, older or newer, the index is built anew; the old one goes."""
    ask()
    loader.bank = bank(episodes=bank().episodes[:1])
    loader.change("[show] # longer\n")
    assert ask().total < 5
    os.utime(loader.place.questions / "show.toml", ns=(10**17, 10**17))
    ask()
    assert loader.loads == 3
    assert len(list(kept(tmp_path).glob("index-*"))) == 1


def test_a_clock_set_back_does_no_harm(
    loader: Loader, ask: Callable[[], Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An index made under a clock that was set back is right, and so is the one after a file that looks older than before."""
    right = ask()
    early = 10**17
    monkeypatch.setattr("time.time_ns", lambda: early)
    os.utime(loader.place.questions / "show.toml", ns=(early - 10**12, early - 10**12))
    assert ask() == right
    loader.bank = bank(episodes=bank().episodes[:1])
    os.utime(loader.place.questions / "show.toml", ns=(early - 10**13, early - 10**13))
    assert ask().total < right.total
    assert loader.loads == 3


def test_a_file_that_is_still_young_is_not_trusted(loader: Loader, ask: Callable[[], Answer]) -> None:
    """A file that changed a moment ago could change again unseen, so the next search reads it once more."""
    now = time.time_ns()
    os.utime(loader.place.questions / "show.toml", ns=(now, now))
    ask()
    os.utime(loader.place.questions / "show.toml", ns=(10**18, 10**18))
    ask()
    ask()
    assert loader.loads == 2


def test_any_damaged_byte_is_noticed(ask: Callable[[], Answer], tmp_path: Path) -> None:
    """A wrong byte anywhere in the index means a new index and the right answer."""
    right = ask()
    chance = random.Random(7)
    for turn in range(25):
        files = [path for path in sorted(kept(tmp_path).rglob("*")) if path.is_file() and path.stat().st_size]
        path = files[turn % len(files)]
        data = bytearray(path.read_bytes())
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        times = (path.stat().st_atime_ns, path.stat().st_mtime_ns)
        path.write_bytes(data)
        os.utime(path, ns=times)
        assert ask() == right, path


def test_missing_and_shortened_files_are_noticed(loader: Loader, ask: Callable[[], Answer], tmp_path: Path) -> None:
    """Whatever is gone from an index, a file, half a file, a folder, the answer is right."""
    right = ask()
    for spoil in (
        lambda home: next(iter(home.glob("index-*/items/*.store"))).unlink(),
        lambda home: (home / "current").write_bytes((home / "current").read_bytes()[:200]),
        lambda home: (home / "current").write_bytes(b""),
        lambda home: next(iter(home.glob("index-*/items/*.idx"))).write_bytes(b"x"),
        lambda home: shutil.rmtree(next(iter(home.glob("index-*")))),
        shutil.rmtree,
    ):
        spoil(kept(tmp_path))
        assert ask() == right
    assert loader.loads == 7


def test_another_version_is_rebuilt(loader: Loader, ask: Callable[[], Answer], monkeypatch: pytest.MonkeyPatch) -> None:
    """An index of another version of qbank is not read."""
    ask()
    monkeypatch.setattr("qbank.search.engines.VERSION", 0)
    ask()
    assert loader.loads == 2


def test_left_overs_are_swept(loader: Loader, ask: Callable[[], Answer], tmp_path: Path) -> None:
    """What a stopped build left behind is removed by the next build."""
    ask()
    (kept(tmp_path) / "index-stopped").mkdir()
    loader.change("[show] # new\n")
    ask()
    assert [path.name for path in kept(tmp_path).glob("index-stopped")] == []


def test_where_nothing_can_be_kept_memory_will_do(loader: Loader, tmp_path: Path) -> None:
    """When the cache folder cannot be made, the answer is right and a note says why."""
    (tmp_path / "file").write_text("in the way", "utf-8")
    index = open_index(loader.place, loader, caches=tmp_path / "file")
    assert index.search("raft").hits[0].ref == "012-kelp/4"
    assert index.note.startswith(f"The search index was made in memory; it cannot be kept in {tmp_path / 'file'}")
    assert loader.loads == 1


def in_child(work: Callable[[], None]) -> int:
    """Run in a process of its own and return its exit code."""
    process = multiprocessing.get_context("fork").Process(target=work)
    process.start()
    process.join(60)
    assert process.exitcode is not None
    return process.exitcode


@pytest.mark.skipif(sys.platform != "linux", reason="limits and signals are Linux's here")
def test_a_full_disk_is_no_obstacle(loader: Loader, tmp_path: Path) -> None:
    """When writing fails half way, the answer comes from memory and nothing half written is left to mislead."""

    def search() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
        index = open_index(loader.place, loader, caches=tmp_path / "caches")
        assert index.search("raft").hits[0].ref == "012-kelp/4"
        assert "made in memory" in index.note

    assert in_child(search) == 0
    assert open_index(loader.place, loader, caches=tmp_path / "caches").note == ""


@pytest.mark.skipif(sys.platform != "linux", reason="limits and signals are Linux's here")
def test_a_killed_build_does_no_harm(loader: Loader, ask: Callable[[], Answer], tmp_path: Path) -> None:
    """A build that is killed at any moment leaves the index before it, or none; the next search is right."""
    right, chance = ask(), random.Random(11)
    for turn in range(8):
        loader.change(f"[show] # {'x' * turn}\n")
        process = multiprocessing.get_context("fork").Process(
            target=open_index, args=(loader.place, loader), kwargs={"caches": tmp_path / "caches"}
        )
        process.start()
        time.sleep(chance.uniform(0, 0.06))
        process.kill()
        process.join()
        assert ask() == right


@pytest.mark.skipif(sys.platform != "linux", reason="processes are forked")
def test_two_builders_at_once(loader: Loader, tmp_path: Path) -> None:
    """Several commands that start together all get the right answer, and one index is left."""

    def search() -> None:
        index = open_index(loader.place, loader, caches=tmp_path / "caches")
        assert index.note == ""
        assert index.search("raft").hits[0].ref == "012-kelp/4"

    fork = multiprocessing.get_context("fork")
    processes = [fork.Process(target=search) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0, 0, 0]
    assert len(list(kept(tmp_path).glob("index-*"))) == 1


def test_each_bank_has_an_index_of_its_own(tmp_path: Path) -> None:
    """Banks of the same name in different places do not share an index."""
    one, other = (Loader(tmp_path / "a" / "bank"), Loader(tmp_path / "b" / "bank", replace(bank(), episodes=())))
    assert open_index(one.place, one, caches=tmp_path / "caches").search("raft").total
    assert not open_index(other.place, other, caches=tmp_path / "caches").search("raft").total
    assert home_of(one.place).name.startswith("bank-")


def test_names_for_completion(loader: Loader, tmp_path: Path) -> None:
    """Names come from the kept index without reading the bank; without an index there are none."""
    caches = tmp_path / "caches"
    assert names(loader.place, caches=caches) == {}
    open_index(loader.place, loader, caches=caches)
    found = names(loader.place, caches=caches)
    assert found["technology"] == ["Kelp", "Mole", "Newt"]
    assert found["guest"] == ["Ada Moreno", "Bo Li", "Cy Adeyemi", "Zoë Brûlé"]
    assert found["episode"] == ["7-mole", "012-kelp", "100-kelp", "newt"]
    assert "split-brain" in found["theme"]
    assert "scaling" in found["category"]
    assert "partitions" in found["template"]
    assert loader.loads == 1


def test_a_kept_index_offers_names_too(loader: Loader, tmp_path: Path) -> None:
    """Names like the one that was typed come from the kept index as from a new one."""
    caches = tmp_path / "caches"
    first = open_index(loader.place, loader, caches=caches).search("technology:klep")
    assert open_index(loader.place, loader, caches=caches).search("technology:klep") == first
    assert first.near.names == ("technology:Kelp",)


@pytest.mark.skipif(sys.platform != "linux", reason="the short cut is for Linux")
@pytest.mark.parametrize("base", ["", "/somewhere/else", "not/absolute", None])
def test_the_cache_folder_is_the_platform_s(base: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The short cut for Linux gives the folder that platformdirs gives."""
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    if base is not None:
        monkeypatch.setenv("XDG_CACHE_HOME", base)
    assert user_caches() == platformdirs.user_cache_path("qbank", appauthor=False)


def test_what_is_kept_is_plain(ask: Callable[[], Answer], tmp_path: Path) -> None:
    """The pointer: a line of version and checksum, the files' stamps, a JSON object that names a folder. Beside it, a line a theme, and a line a shelf of entries."""
    ask()
    head, _, body = (kept(tmp_path) / "current").read_text("utf-8").partition("\n")
    assert head.startswith("qbank ")
    size, _, body = body.partition("\n")
    assert body[: int(size)].endswith(" questions/show.toml\0")
    told = json.loads(body[int(size) :])
    themes = read_lines(kept(tmp_path) / told["folder"] / "themes")
    lines, count = [json.loads(themes.line(n)) for n in range(len(themes))], len(bank().themes)
    assert [row[0] for row in lines[:count]] == [theme.category for theme in bank().themes]
    shelves = lines[count:]
    assert {stems: led_to for shelf in shelves for stems, led_to in shelf.items()}["raft"] == [1]


def test_what_another_built_in_the_meantime_is_used(
    loader: Loader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who waits while another command builds the index does not build it once more."""
    caches = tmp_path / "caches"
    first = open_index(loader.place, loader, caches=caches).search("raft")
    looks: list[bool] = []
    real = cache._kept

    def late(home: Path, now: str) -> object:
        looks.append(True)
        return None if len(looks) == 1 else real(home, now)

    monkeypatch.setattr(cache, "_kept", late)
    assert open_index(loader.place, loader, caches=caches).search("raft") == first
    assert (loader.loads, len(looks)) == (1, 2)


def test_a_disk_that_fills_while_the_index_is_written_is_told(
    loader: Loader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The search is answered from memory, and its note says why the index was not kept."""

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(cache, "_keep", full)
    index = open_index(loader.place, loader, caches=tmp_path / "caches")
    assert index.search("raft").hits[0].ref == "012-kelp/4"
    assert "No space left on device" in index.note


def test_a_damaged_index_offers_no_names(loader: Loader, ask: Callable[[], Answer], tmp_path: Path) -> None:
    """Completion says nothing where the pointer to the index is damaged, and does not repair it."""
    ask()
    (kept(tmp_path) / "current").write_bytes(b"qbank 0.0.0\n{}")
    assert names(loader.place, caches=tmp_path / "caches") == {}
    assert loader.loads == 1


def test_on_other_platforms_platformdirs_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only Linux has the short cut to the cache folder."""
    monkeypatch.setattr(sys, "platform", "plan9")
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda name, **_: Path("/there") / name)
    assert user_caches() == Path("/there/qbank")
