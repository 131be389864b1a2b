"""What is kept of a bank between commands is never wrong: it is the bank's files as they are now, or it is not used."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import time
import typing
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import pytest
from banks import empty_place
from outlines import full

from qbank import bank as banks
from qbank import kept, model, past
from qbank.bank import cache, contents, loading
from qbank.bank.place import Place, user_caches
from qbank.errors import BankError
from qbank.model import Bank, Category, Episode, Item, Template

BANK = Bank(
    categories=tuple(Category(id=i, title=i, block="why", minutes=5) for i in ("origin", "scaling")),
    templates=tuple(Template(id=i, category=i, cue=i, text=f"{i}?") for i in ("origin", "scaling")),
    episodes=tuple(
        Episode(id=f"00{n}-a", title="A", guests=("Ann",), items=(Item(n=1, text="Why?", pattern="Why?", category="origin", template="origin"),))
        for n in range(1, 4)
    ),
)  # fmt: skip


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A bank whose files are BANK's and were last changed a while ago, with a folder for caches of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    made = empty_place(tmp_path / "bank")
    banks.save(made, BANK, base=Bank(), command="start")
    _let_rest(made)
    return made


def _let_rest(place: Place) -> None:
    """Wait until no file of the bank is so young that it could change once more unseen."""
    newest = max(max(p.stat().st_mtime_ns, p.stat().st_ctime_ns) for p in place.root.rglob("*.toml"))
    time.sleep(max(0.0, (newest + 150_000_000 - time.time_ns()) / 1e9))


def _kept(place: Place) -> Path:
    (found,) = [p for p in (user_caches() / "checked").iterdir() if p.name.startswith(place.root.name) and not p.suffix]
    return found


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were read and checked, in order."""
    made: list[str] = []
    real = loading.parse

    def watched(name: str, text: str, *, kind: str = "") -> loading.Records:
        made.append(name)
        return real(name, text, kind=kind)

    monkeypatch.setattr(loading, "parse", watched)
    return made


def test_only_what_changed_is_read_again(place: Place, parsed: list[str]) -> None:
    """The second reading checks no file, and after an edit the one that was edited; the bank is the same as ever."""
    assert banks.load(place) == BANK
    first = [*parsed]
    parsed.clear()
    assert banks.load(place) == BANK
    assert (len(first) > 6, parsed) == (True, [])
    path = place.root / "questions" / "episodes" / "002-a.toml"
    path.write_text(path.read_text("utf-8").replace('title = "A"', 'title = "B"'), "utf-8")
    _let_rest(place)
    changed = banks.load(place)
    assert [e.title for e in changed.episodes] == ["A", "B", "A"]
    assert parsed == ["questions/episodes/002-a.toml"]
    parsed.clear()
    assert banks.load(place) == changed
    assert parsed == []


def test_a_command_on_a_kept_bank_does_without_the_checker(place: Place) -> None:
    """A new process reads the kept bank without pydantic and without TOML."""
    banks.load(place)
    code = (
        "import sys\nfrom pathlib import Path\nfrom qbank import bank as banks\nfrom qbank.bank import place as places\n"
        f"bank = banks.load(places.find(Path({str(place.root)!r}), cwd=Path.cwd(), env={{}}))\n"
        "print(len(bank.episodes), sorted({'pydantic', 'tomli', 'qbank.bank.data'} & sys.modules.keys()))"
    )
    for _ in range(2):
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "3 []\n"


@pytest.mark.parametrize("bit", [0, 7])
def test_any_damaged_byte_is_noticed(place: Place, bit: int) -> None:
    """With any byte of the kept bank changed, the next reading is right, and keeps the bank anew."""
    assert banks.load(place) == BANK
    home = _kept(place)
    good = home.read_bytes()
    for at in range(0, len(good), 1 + len(good) // 250):
        bad = bytearray(good)
        bad[at] ^= 1 << bit
        home.write_bytes(bad)
        assert banks.load(place) == BANK
        assert home.read_bytes() != bad


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut off": lambda data: data[: len(data) // 2],
    "longer": lambda data: data + b"x",
    "a line before": lambda data: b"\n" + data,
    "the head alone": lambda data: data.partition(b"\n")[0] + b"\n",
    "random": lambda _: os.urandom(2000),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_file_that_is_no_cache_is_not_used(place: Place, damage: Callable[[bytes], bytes]) -> None:
    """Cut off, empty, longer, random: it is thrown away."""
    assert banks.load(place) == BANK
    home = _kept(place)
    home.write_bytes(damage(home.read_bytes()))
    assert banks.load(place) == BANK


class _Evil:
    def __reduce__(self) -> tuple[object, ...]:
        return os.system, ("touch owned",)


@pytest.mark.parametrize("inner", [False, True], ids=["whole", "one file"])
def test_a_cache_cannot_run_code(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inner: bool) -> None:
    """Even with the right checksum, a name of code in it is refused."""
    monkeypatch.chdir(tmp_path)
    banks.load(place)
    evil = pickle.dumps(_Evil())
    told = contents.loaded(kept.read(_kept(place), cache._program()))
    told["files"] = dict.fromkeys(told["files"], evil)
    told["fresh"] = {name: (head, evil) for name, (head, _) in told["fresh"].items()}
    body = pickle.dumps(told, protocol=5) if inner else evil
    _kept(place).write_bytes(kept._head(cache._program(), body) + body)
    assert banks.load(place) == BANK
    assert not (tmp_path / "owned").exists()


def test_another_program_s_cache_is_not_used(place: Place, monkeypatch: pytest.MonkeyPatch, parsed: list[str]) -> None:
    """What another version found sound is checked again by this one."""
    banks.load(place)
    parsed.clear()
    monkeypatch.setattr(cache, "_program", lambda: "another")
    assert banks.load(place) == BANK
    assert len(parsed) > 6


def test_a_cache_of_another_user_s_is_not_used(
    place: Place, monkeypatch: pytest.MonkeyPatch, parsed: list[str]
) -> None:
    """A shared cache folder is nothing to rely on."""
    banks.load(place)
    parsed.clear()
    if not hasattr(os, "getuid"):
        pytest.skip("this system has no users by number")
    monkeypatch.setattr(os, "getuid", lambda: 123456)
    assert banks.load(place) == BANK
    assert len(parsed) > 6


def test_a_file_put_back_in_time_is_noticed(place: Place) -> None:
    """Another content of the same size with the same time of change is not taken for the old one."""
    banks.load(place)
    path = place.root / "questions" / "episodes" / "001-a.toml"
    status = path.stat()
    path.write_text(path.read_text("utf-8").replace('title = "A"', 'title = "Z"'), "utf-8")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert path.stat().st_mtime_ns == status.st_mtime_ns
    assert banks.load(place).episodes[0].title == "Z"


def test_a_file_that_may_still_change_is_not_kept(place: Place, parsed: list[str]) -> None:
    """A file written a moment ago is read each time, until it has been left alone for a while."""
    path = place.root / "questions" / "episodes" / "001-a.toml"
    path.write_text(path.read_text("utf-8").replace('title = "A"', 'title = "Y"'), "utf-8")
    banks.load(place)
    parsed.clear()
    path.write_text(path.read_text("utf-8").replace('title = "Y"', 'title = "X"'), "utf-8")
    assert banks.load(place).episodes[0].title == "X"
    assert "questions/episodes/001-a.toml" in parsed


@pytest.mark.parametrize("name", ["templates/origin.toml", "categories.toml"])
def test_files_that_no_longer_agree_are_a_fault_though_each_is_kept(place: Place, name: str) -> None:
    """What one file says of another is proved again whenever one of them changes or goes."""
    banks.load(place)
    path = place.root / "questions" / name
    text = path.read_text("utf-8")
    path.write_text("", "utf-8")
    for _ in range(2):
        with pytest.raises(BankError, match=r"faults?") as caught:
            banks.load(place)
        assert any("episodes/001-a.toml:" in str(p) for p in caught.value.problems)
    path.write_text(text, "utf-8")
    assert banks.load(place) == BANK
    path.unlink()
    if "templates" in name:
        with pytest.raises(BankError):
            banks.load(place)


def test_where_nothing_can_be_kept_everything_works(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cache folder that cannot be written costs time, and nothing else."""
    (tmp_path / "file").write_text("", "utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert banks.load(place) == BANK
    assert banks.load(place) == BANK


def test_an_outline_is_kept_too(place: Place, parsed: list[str]) -> None:
    """An outline that was read and is as it was is not checked again; an edited one is."""
    path = banks.save_outline(place, full())
    status = path.stat()
    time.sleep(max(0.0, (status.st_ctime_ns + 150_000_000 - time.time_ns()) / 1e9))
    assert banks.load_outline(path) == full()
    parsed.clear()
    assert banks.load_outline(path) == full()
    assert parsed == []
    path.write_text(path.read_text("utf-8").replace('cue = "', 'cue = "so ', 1), "utf-8")
    assert banks.load_outline(path) != full()
    path.write_text("id = 3\n", "utf-8")
    with pytest.raises(BankError):
        banks.load_outline(path)


def test_every_record_of_the_model_can_be_kept() -> None:
    """No kind of record and no field is forgotten: what is kept and read again is equal, with every field filled."""
    kinds = [kind for kind in vars(model).values() if isinstance(kind, type) and is_dataclass(kind)]
    assert len(kinds) > 20
    for kind in (*kinds, contents.Words):
        assert not {f.name for f in fields(kind)} - typing.get_type_hints(kind).keys()
        made = kind(**{f.name: ("x", (1, 2.5, None, True), {"k": ("v",)}) for f in fields(kind)})
        assert contents.loaded(contents.dumped({"": made})) == {"": made}
    assert contents.loaded(contents.dumped({"": replace(full(), minutes=3.5)})) == {"": replace(full(), minutes=3.5)}


@pytest.fixture
def large(place: Place, monkeypatch: pytest.MonkeyPatch) -> Place:
    """The bank with its episodes in a base: it takes one for large."""
    monkeypatch.setattr(cache, "FRESH", 1)
    assert banks.load(place) == BANK
    return place


def _base_of(place: Place) -> Path:
    (found,) = (user_caches() / "checked").glob(f"{place.root.name}-*.*")
    return found


def _write(place: Place, name: str, text: str) -> None:
    (place.root / "questions" / "episodes" / f"{name}.toml").write_text(text, "utf-8")
    _let_rest(place)


def test_an_episode_s_items_are_made_when_someone_asks(large: Place, parsed: list[str]) -> None:
    """A bank that is kept has episodes without items, until they are looked at, compared, copied or printed: then they are as ever."""
    for look in (lambda e: e.items, hash_of, repr, lambda e: e == e, pickled, lambda e: replace(e, title="B")):
        first, *others = banks.load(large).episodes
        assert type(first) is not Episode
        look(first)
        assert type(first) is Episode
        assert first == BANK.episodes[0]
        assert all(type(e) is not Episode for e in others)
    put = replace(others[0], items=())
    assert (type(put), put.items, others[0]) == (Episode, (), BANK.episodes[1])
    assert parsed == []


def test_two_threads_that_ask_at_once_get_the_same_items(large: Place) -> None:
    """Who comes in the very moment in which another has made the items takes those."""
    first = banks.load(large).episodes[0]
    ask = vars(type(first))["items"].fget
    assert ask(first) is ask(first) is first.items


def hash_of(episode: Episode) -> int:
    """Return an episode's hash, of one whose items have no slots; another has none."""
    try:
        return hash(episode)
    except TypeError:
        return 0


def pickled(episode: Episode) -> Episode:
    """Return a copy of an episode, as another process gets it."""
    made: Episode = pickle.loads(pickle.dumps(episode))
    assert type(made) is Episode
    return made


def test_an_import_leaves_the_base_alone(large: Place, parsed: list[str]) -> None:
    """What is added, changed or taken away stands in the top; the base is written anew when that is too much."""
    base, text = _base_of(large), (large.questions / "episodes" / "001-a.toml").read_text("utf-8")
    before = base.stat().st_mtime_ns
    _write(large, "004-a", text.replace("001-a", "004-a"))
    for _ in range(2):
        assert [e.id for e in banks.load(large).episodes] == ["001-a", "002-a", "003-a", "004-a"]
    assert parsed == ["questions/episodes/004-a.toml"]
    _write(large, "002-a", text.replace("001-a", "002-a").replace('title = "A"', 'title = "B"'))
    _write(large, "004-a", text.replace("001-a", "004-a"))
    (large.questions / "episodes" / "003-a.toml").unlink()
    (large.questions / "episodes" / "004-a.toml").unlink()
    for _ in range(2):
        assert [(e.id, e.title) for e in banks.load(large).episodes] == [("001-a", "A"), ("002-a", "B")]
    assert (_base_of(large), _base_of(large).stat().st_mtime_ns) == (base, before)
    _write(large, "005-a", text.replace("001-a", "005-a"))
    assert [e.id for e in banks.load(large).episodes] == ["001-a", "002-a", "005-a"]
    assert _base_of(large) != base
    parsed.clear()
    assert [(e.title, len(e.items)) for e in banks.load(large).episodes] == [("A", 1), ("B", 1), ("A", 1)]
    assert parsed == []


@pytest.mark.parametrize("show", [None, "Mine"])
def test_what_is_kept_of_a_large_bank_s_past_is_what_looking_tells(large: Place, show: str | None) -> None:
    """What was asked of each template, by the bank as it is kept, is what its items say; and so with one episode more."""
    (large.questions / "show.toml").write_text(f'name = "{show}"\n' if show else "", "utf-8")
    _let_rest(large)
    text = (large.questions / "episodes" / "001-a.toml").read_text("utf-8")
    for more in ((), ("000-b",), ("009-b",)):
        for name in more:
            _write(large, name, text.replace("001-a", name).replace("Why?", "Why not?"))
        for _ in range(2):
            bank = banks.load(large)
            assert past_of(bank) == past_of(bank) == past_of(replace(bank, episodes=tuple(bank.episodes)))


def past_of(bank: Bank) -> tuple[object, ...]:
    """Return everything that is told of a bank's past."""
    told = past.of_bank(bank)
    return [*told.ids], {t: told.asked[t] for t in told.asked}, told.words, [*told.decisions.items()]


def test_any_damaged_byte_of_a_base_is_noticed(large: Place, parsed: list[str]) -> None:
    """With any byte of the base changed, the next reading is right; so it is with the base gone, cut off, or another's."""
    good, base, wanted = _base_of(large).read_bytes(), _base_of(large), past_of(BANK)
    damages = [good[:at] + bytes([good[at] ^ 4]) + good[at + 1 :] for at in range(0, len(good), 1 + len(good) // 200)]
    for bad in (*damages, b"", good[: len(good) // 2], good + b"x", os.urandom(500)):
        base.write_bytes(bad)
        bank = banks.load(large)
        assert past_of(bank) == wanted
        assert bank == BANK
        base = _base_of(large) if banks.load(large) == BANK else base
        base.write_bytes(good)
    base.unlink()
    parsed.clear()
    assert banks.load(large) == BANK
    assert len(parsed) > 6


def test_a_damaged_episode_whose_file_has_changed_is_refused(large: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be read from the cache, and stands otherwise in the file by now, is not made up."""
    bank = banks.load(large)
    monkeypatch.setattr(kept.Parts, "part", lambda *_: b"")
    path = large.questions / "episodes" / "002-a.toml"
    path.write_text(path.read_text("utf-8").replace('title = "A"', 'title = "B"'), "utf-8")
    with pytest.raises(BankError, match="changed while"):
        _ = [e.items for e in bank.episodes]


def test_where_a_base_cannot_be_written_everything_works(large: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that has room for the top and not for the base costs time, and nothing else."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    _kept(large).unlink()
    monkeypatch.setattr(kept, "write_parts", full)
    for _ in range(2):
        assert banks.load(large) == BANK


def test_no_two_records_that_are_kept_have_one_name() -> None:
    """A record is found by its name."""
    kinds = [
        k
        for m in (model, contents, past)
        for k in vars(m).values()
        if isinstance(k, type) and is_dataclass(k) and k.__module__ == m.__name__
    ]
    assert len({k.__name__ for k in kinds}) == len(kinds) > 20


def test_a_file_that_is_gone_has_no_stamp(place: Place) -> None:
    """What is not there is in no state."""
    assert cache.stamp(place.questions / "nothing.toml", "nothing.toml") is None
