"""What a doubtful item may be: by its words, and first by its meaning where the show wants that."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qbank.model import Bank, Category, Item, Show, Template
from qbank.search import semantic
from qbank.search.semantic import Likeness, Suggestion
from qbank.tasks import review as review_tasks

WORDINGS = (
    "Who braids it?",
    "Who braids {{ technology }}?",
    "Who is it that braids it?",
    "By whom is it braided?",
    "Who does the braiding?",
)
BANK = Bank(
    categories=(Category(id="usage", title="Usage", block="in-use", minutes=3), Category(id="origin", title="Origin", block="why", minutes=3)),
    templates=(
        Template(id="who-braids", category="usage", cue="who", text=WORDINGS[0], phrasings=WORDINGS[1:]),
        Template(
            id="when-begun", category="origin", cue="when", text="When was it begun?",
            phrasings=("When did it start?", "In which year did it start?", "How long ago was it begun?", "When was the start?"),
        ),
    ),
)  # fmt: skip
ASKED = Item(
    n=1, text="Who braids Reeds?", pattern="Who braids {{ technology }}?", category="usage", template="new"
)


def test_words_say_what_it_may_be() -> None:
    """The likeliest template is named, the one it has already is not; nothing asked is nothing said."""
    assert review_tasks.likely(BANK, [ASKED])[0][0] == "who-braids"
    assert "who-braids" not in review_tasks.likely(BANK, [replace(ASKED, template="who-braids")])[0]
    assert review_tasks.likely(BANK, []) == []


@pytest.mark.parametrize(("wanted", "installed"), [(True, True), (True, False), (False, True)])
def test_meaning_is_heard_first_where_the_show_wants_it(
    wanted: bool, installed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes both the show's wish and the extra; a template that is gone is never named."""
    near = (Likeness("gone", "usage", 0.9), Likeness("when-begun", "origin", 0.8))
    monkeypatch.setattr(semantic, "available", lambda: installed)
    monkeypatch.setattr(semantic, "suggest", lambda *_, **__: [Suggestion(near, "origin")])
    bank = replace(BANK, show=Show(semantic=wanted))
    first = review_tasks.likely(bank, [ASKED])[0][0]
    assert first == ("when-begun" if wanted and installed else "who-braids")
