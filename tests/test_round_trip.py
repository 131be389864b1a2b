"""A bank knows its own sheets: whatever form they went out in, each question finds its template when they come back."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


def _benchmark() -> ModuleType:
    path = Path(__file__).parent.parent / "benchmarks" / "round_trip.py"
    spec = importlib.util.spec_from_file_location("round_trip", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["round_trip"] = module
    spec.loader.exec_module(module)
    return module


round_trip = _benchmark()
SEVERAL = next(n for n, brief in enumerate(round_trip.BRIEFS) if "incident reviews" in brief)


@pytest.mark.parametrize("brief", [0, 8, SEVERAL], ids=["bare", "newsletter", "several"])
def test_every_question_finds_its_template(tmp_path: Path, brief: int) -> None:
    """Exported as text, Markdown, HTML and Word and imported without the outline, all questions are what they were."""
    made = list(round_trip.round_trip(tmp_path, brief))
    assert {b.form for b in made} == set(round_trip.FORMS)
    assert len(made) >= 4 * 10
    assert [b for b in made if b.found != b.template] == []
