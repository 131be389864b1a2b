"""Lines kept beside the engines."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbank.search.engines import Lines, read_lines, write_lines


@given(st.lists(st.binary()))
def test_lines_come_back_by_their_number(lines: list[bytes]) -> None:
    """Whatever bytes a line holds, breaks and none at all too, it is read back as it is."""
    kept = write_lines(lines)
    assert [kept.line(n) for n in range(len(kept))] == lines


def test_lines_in_a_file_are_those_in_memory(tmp_path: Path) -> None:
    """A file of lines is opened by its path; no lines are a file, too."""
    for name, lines in (("some", [b"one", b"", "ü\n".encode()]), ("none", [])):
        written = write_lines(lines, tmp_path / name)
        for kept in (written, read_lines(tmp_path / name), read_lines(str(tmp_path / name))):
            assert [kept.line(n) for n in range(len(kept))] == lines


@pytest.mark.parametrize(
    ("data", "trouble"),
    [
        pytest.param(b"", "no lines", id="nothing"),
        pytest.param(b"short", "no lines", id="too short"),
        pytest.param(b"\0" * 8 + b"\x09" + b"\0" * 7, "cut short", id="more lines than bytes"),
    ],
)
def test_what_is_no_lines_is_refused(data: bytes, trouble: str) -> None:
    """Bytes that cannot be lines are an error that the index answers by building anew."""
    with pytest.raises(ValueError, match=trouble):
        Lines(data)


def test_an_empty_file_is_an_error(tmp_path: Path) -> None:
    """A file that lost its contents is an error of the same kind."""
    (tmp_path / "rows").touch()
    with pytest.raises(ValueError, match="empty"):
        read_lines(tmp_path / "rows")
