"""What goes into an index."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from banks import sound_banks
from hypothesis import given
from search_bank import EPISODES, bank

from qbank.model import Bank
from qbank.normalize.wordings import Wording
from qbank.search import index
from qbank.search.cache import build
from qbank.search.engines import SCHEMAS, opened


def test_every_item_but_intros_is_in() -> None:
    """Each item that is not an introduction is one document, in one segment."""
    engines = build(bank())
    searcher = engines.items.searcher()
    assert searcher.num_docs == sum(item.kind != "intro" for episode in EPISODES for item in episode.items)
    assert searcher.num_segments == 1


def test_only_templates_that_were_asked_are_in() -> None:
    """A template that no item has cannot lead to a question."""
    engines = build(bank())
    assert engines.facts["templates"] == ["how-large", "other-choice", "partitions", "ritual-start", "who-pays"]
    assert engines.templates.searcher().num_docs == 5


def test_names_of_things_do_not_lift_templates() -> None:
    """A technology's name in a question says nothing about its template."""
    hits = index(bank()).search("kelp").hits
    assert "7-mole/2" not in [hit.ref for hit in hits]


def test_wordings_that_nobody_has_asked_yet_lead_to_what_was_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A word that only a shipped wording of a template says finds the template's questions, and is not misspelling."""
    wordings = (
        Wording("Which benefactor keeps {{ technology }} afloat?", "community", (), "who-pays"),
        Wording("Which zookeeper feeds it?", "scaling", (), "never-asked"),
        Wording("Which referee whistles?", "community"),
    )
    assert not index(bank()).search("benefactor").hits
    monkeypatch.setattr("qbank.normalize.wordings.shipped_wordings", lambda: wordings)
    taught = index(bank())
    found = taught.search("benefactor")
    assert {hit.template for hit in found.hits} == {"who-pays"}
    assert [hit.why for hit in found.hits][:1] == ["template who-pays fits"]
    assert found.notes == ()
    assert not taught.search("zookeeper").hits
    assert not taught.search("referee").hits


def test_an_index_on_disk_is_the_one_in_memory(tmp_path: Path) -> None:
    """The engines that were written can be opened again by their names."""
    build(bank(), tmp_path)
    for name in SCHEMAS:
        assert opened(str(tmp_path / name)).searcher().num_docs > 0


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    """Where nothing can be written the build says so."""
    with pytest.raises(OSError, match="nowhere"):
        build(bank(), tmp_path / "nowhere")


def test_awkward_values_are_kept(tmp_path: Path) -> None:
    """Quotes, braces, breaks and signs of any script come back as they are."""
    text = 'a "quoted"\\ {{ thing }}\n\t\x00 🦆 قارّة'
    episode = replace(EPISODES[2], number=-3, date="soon", items=(replace(EPISODES[2].items[0], text=text),))
    (hit,) = index(bank(episodes=(episode,))).search("quoted").hits
    assert hit.text == text
    assert hit.episode.number == -3
    build(bank(episodes=(episode,)), tmp_path)


@given(sound_banks())
def test_any_bank_can_be_indexed(made: Bank) -> None:
    """Whatever texts a bank holds, all items that are not introductions are found."""
    answer = index(made).search("-zzzzzz", limit=1000)
    assert answer.total == sum(item.kind != "intro" for episode in made.episodes for item in episode.items)
