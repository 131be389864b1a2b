"""What an answer shows of an item."""

from __future__ import annotations

from dataclasses import replace

from search_bank import EPISODES, bank, item
from tantivy import Query

from qbank.search.answer import Clues, Evidence
from qbank.search.cache import build
from qbank.search.engines import Labels, Shown, episode_row, item_row, new_engine, write_lines


def test_labels_are_numbered_as_they_come() -> None:
    """Each name has one number, nothing is the first."""
    labels = Labels({None: 0})
    assert [labels[name] for name in ("note", "scaling", None, "note", "")] == [1, 2, 0, 1, 3]
    assert list(labels) == [None, "note", "scaling", ""]


def test_hits_are_right_in_an_index_of_several_segments() -> None:
    """Where one segment cannot hold all, each hit still shows its own text."""
    engine, labels = new_engine("items", None), Labels({None: 0})
    writer = engine.writer(num_threads=1)
    for row in range(3):
        writer.add_json(f'{{"row":{row},"text":"kelp {row}"}}')
        writer.commit()
    engine.reload()
    rows = write_lines(item_row(item(n + 5, f"Kelp {n}?", "scaling"), 0, labels) for n in range(3))
    shown = Shown(engine.searcher(), rows, write_lines([episode_row(EPISODES[0])]), list(labels))
    for n in range(3):
        found = engine.searcher().search(Query.term_query(engine.schema, "text", str(n))).hits
        (hit,) = shown.hits(found, [Evidence(Clues())])
        assert (hit.ref, hit.text, hit.category, hit.template) == (f"012-kelp/{n + 5}", f"Kelp {n}?", "scaling", None)
        assert hit.episode.title == EPISODES[0].title
    assert engine.searcher().num_segments == 3


def test_long_texts_of_strange_words_fit_into_one_segment() -> None:
    """However many different words the items have, equal hits go by reference, which takes one segment."""
    items = tuple(item(n, " ".join(f"w{n}x{i}" for i in range(30_000))) for n in range(1, 9))
    assert build(bank(episodes=(replace(EPISODES[0], items=items),))).items.searcher().num_segments == 1
