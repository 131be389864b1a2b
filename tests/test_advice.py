"""What a doubtful item may be: by its words, and by its meaning where a show wishes that."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from search_bank import bank, item

from qbank.advice import MOST, likely
from qbank.model import Show
from qbank.semantic import Shelf, available

ASKED = item(20, "Who funds Kelp these days, and where does that money come from?", "community", "how-large")


def test_the_likeliest_templates_are_named_and_not_its_own() -> None:
    """At most three, all in the bank, without the one that the item has; nothing for nothing."""
    (found,) = likely(bank(), [ASKED])
    assert len(found) <= MOST
    assert set(found) <= {template.id for template in bank().templates} - {"how-large"}
    assert likely(bank(), []) == []


@pytest.mark.skipif(not available(), reason="the extra `semantic` is not installed")
def test_a_show_may_hear_the_model_first(tmp_path: Path) -> None:
    """With `semantic = true` what means the same comes first, and what was read is kept."""
    wishing = replace(bank(), show=Show(semantic=True))
    (found,) = likely(wishing, [ASKED], Shelf(tmp_path / "vectors"))
    assert found[0] == "who-pays"
    assert (tmp_path / "vectors").exists()


def test_without_the_model_words_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """A show's wish is no condition: where the extra is missing, words alone are asked."""
    monkeypatch.setattr("qbank.semantic.available", lambda: False)
    wishing = replace(bank(), show=Show(semantic=True))
    assert likely(wishing, [ASKED]) == likely(bank(), [ASKED])
