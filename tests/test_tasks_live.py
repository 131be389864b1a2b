"""Marks on the disk: kept once each, whatever happens in between."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from desk_tools import mark

from qbank.errors import SourceError, UsageError
from qbank.tasks.live import LiveLog, event, log_path, marks_file, read


def test_an_event_is_kept_once(tmp_path: Path) -> None:
    """The same event sent again is not written again, in the same run and in the next."""
    path, one = tmp_path / "x.desk.jsonl", event(mark("asked", "q01"))
    marks = LiveLog(path)
    assert marks.add([one, one]) == 1
    assert marks.add([one]) == 1
    assert LiveLog(path).add([one, event(mark("asked", "q02"))]) == 2
    assert len(path.read_text("utf-8").splitlines()) == 2


def test_a_line_cut_short_is_ended_and_passed_over(tmp_path: Path) -> None:
    """After a crash in the middle of a line the next mark stands on a line of its own, and the torn one is named."""
    path = tmp_path / "x.desk.jsonl"
    LiveLog(path).add([event(mark("asked", "q01"))])
    with path.open("ab") as file:
        file.write(b'{"id": "0123')
    again = LiveLog(path)
    assert len(again.events) == 1
    assert again.problems[0].where == "x.desk.jsonl:2"
    again.add([event(mark("asked", "q02"))])
    assert [e.of for e in LiveLog(path).events] == ["q01", "q02"]


def test_a_whole_line_without_its_end_counts(tmp_path: Path) -> None:
    """If only the line's end is missing the mark is there, and sent again it is not doubled."""
    path, one = tmp_path / "x.desk.jsonl", mark("asked", "q01")
    path.write_text(json.dumps(one), "utf-8")
    marks = LiveLog(path)
    assert marks.add([event(one), event(mark("asked", "q02"))]) == 2
    assert len(LiveLog(path).events) == 2


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"[]\n3\nnull\n", b'{"id": 1}\n', b"\n\n\n", b"{" * 50_000 + b"\n"])
def test_a_damaged_file_is_told_and_not_written_over(tmp_path: Path, data: bytes) -> None:
    """What cannot be read stays in the file; what can be is used."""
    path = tmp_path / "x.desk.jsonl"
    path.write_bytes(data)
    marks = LiveLog(path)
    assert marks.events == ()
    marks.add([event(mark("asked", "q01"))])
    assert path.read_bytes().startswith(data)
    assert len(read(path)[0]) == 1


def test_a_full_disk_is_told_and_the_mark_not_acknowledged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the disk refuses is an error with a cure, and can be sent again."""
    marks, one = LiveLog(tmp_path / "x.desk.jsonl"), event(mark("asked", "q01"))

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(SourceError, match="No space left"):
            marks.add([one])
    assert marks.events == ()
    assert marks.add([one]) == 1
    assert len(read(marks.path)[0]) == 1


def test_a_log_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that sends marks for ever does not fill the disk."""
    monkeypatch.setattr("qbank.tasks.live.MOST_EVENTS", 2)
    marks = LiveLog(tmp_path / "x.desk.jsonl")
    with pytest.raises(UsageError, match="already has"):
        marks.add([event(mark("asked", f"q{n}")) for n in range(3)])


@pytest.mark.skipif(not hasattr(os, "symlink") or os.name == "nt", reason="there are no links to follow here")
def test_a_log_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    """A bank from someone else cannot have marks written into another file of the host's."""
    target = tmp_path / "precious"
    target.write_text("", "utf-8")
    path = tmp_path / "x.desk.jsonl"
    path.symlink_to(target)
    with pytest.raises(SourceError):
        LiveLog(path).add([event(mark("asked", "q01"))])
    assert target.read_text("utf-8") == ""


def test_a_file_that_a_page_saved_is_read_or_refused(tmp_path: Path) -> None:
    """A file without a mark is not taken for one with none."""
    (tmp_path / "notes.txt").write_text("hello\n", "utf-8")
    with pytest.raises(SourceError, match="does not hold the marks"):
        marks_file(tmp_path / "notes.txt")
    assert log_path(tmp_path / "a.toml") == tmp_path / "a.desk.jsonl"


WRITER = """
import sys, json
from pathlib import Path
from qbank.tasks.live import LiveLog, event
marks = LiveLog(Path(sys.argv[1]))
for line in sys.stdin:
    marks.add([event(one) for one in json.loads(line)])
    print(len(marks.events), flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL here")
def test_killed_at_any_moment_no_acknowledged_mark_is_lost_or_doubled(tmp_path: Path) -> None:
    """A process is killed again and again while it writes; what is not acknowledged is sent again, as the page does.

    `benchmarks/desk.py kills` does this 200 times with the whole server.
    """
    path, sent = tmp_path / "x.desk.jsonl", [mark("note", "q01", at=n, text=f"note {n}") for n in range(40)]
    waiting, rounds = list(sent), 0
    while waiting:
        rounds += 1
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert process.stdin
        assert process.stdout
        process.stdin.write("".join(json.dumps([one]) + "\n" for one in waiting))
        process.stdin.flush()
        acknowledged = sum(bool(process.stdout.readline()) for _ in range(min(len(waiting), 8)))
        process.send_signal(signal.SIGKILL)
        acknowledged += len(process.stdout.read().splitlines())
        process.wait()
        process.stdout.close()
        with suppress(BrokenPipeError):
            process.stdin.close()
        assert acknowledged
        waiting = waiting[acknowledged:]
    assert rounds > 1
    assert [e.id for e in LiveLog(path).events] == [one["id"] for one in sent]
