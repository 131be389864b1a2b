"""`qbank stats` as a host reads it: bars and tables that fit the terminal."""

from __future__ import annotations

import pytest

from qbank.cli import run
from qbank.cli.health import _bars, _heads, _table


@pytest.mark.parametrize("columns", [60, 80, 200])
def test_stats_fit_the_terminal(
    columns: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No line is longer than the terminal is wide; every category has a bar, every subject a line."""
    monkeypatch.delenv("QBANK_BANK", raising=False)
    monkeypatch.setenv("COLUMNS", str(columns))
    assert run(["stats"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= columns
    bars = [line for line in lines if "█" in line]
    assert len([line for line in bars if line.split()[0] in {"background", "origin", "closing"}]) == 3
    assert any(line.startswith("  Ceph ") and "·" in line for line in lines)
    assert any("fu future-plans" in line for line in lines)
    assert any(line.startswith("Never asked: ") for line in lines)


def test_two_letters_tell_categories_apart() -> None:
    """Where the first two letters are taken, a later one stands in."""
    assert list(_heads(("comparison", "community", "closing")).values()) == ["co", "cm", "cl"]
    assert len(set(_heads(("aa", "aab", "aac", "a")).values())) == 4


def test_a_long_name_is_shortened(capsys: pytest.CaptureFixture[str]) -> None:
    """A subject of any length leaves the columns where they are."""
    _table({"x" * 90: {"origin": 3}, "y": {}}, {"origin": "or"}, 40)
    head, first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("  xxx")
    assert "…" in first
    assert (first[-3:], second[-3:]) == ("  3", "  ·")
    assert len(head) == len(first) == len(second) <= 41


def test_where_there_is_nothing_to_count_it_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    """No bar is drawn for nothing."""
    _bars({}, 80)
    assert capsys.readouterr().out == "  none\n"
