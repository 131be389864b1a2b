"""What sentence vectors teach: the sums that ship are those of the wordings that ship, and a host's decision is learned on top."""

from __future__ import annotations

import random
import subprocess
import sys
from collections import Counter

import pytest
from banks import shipped_bank

from qbank.model import Episode, Item
from qbank.normalize import meaning
from qbank.normalize.sentence_model import WIDTH, available
from qbank.normalize.wordings import Wording, shipped_wordings

np = pytest.importorskip("numpy", reason="the sentence model is not installed")
needs_model = pytest.mark.skipif(not available(), reason="the sentence model is not installed")


def taught_by() -> list[Wording]:
    """Return every wording that the head was made of."""
    return [*shipped_wordings(), *meaning.decided(shipped_bank())]


def test_the_sums_are_of_the_wordings_that_ship() -> None:
    """After a change of a wording or of a decided question, `python benchmarks/build_head.py` is due."""
    assert meaning.shipped().made_of == meaning.digest(taught_by())


@needs_model
def test_the_sums_are_built_again_from_their_wordings() -> None:
    """The sums of a few templates, made anew with the sentence model, are those that ship, to a processor's rounding."""
    kept, given = meaning.shipped(), taught_by()
    often = Counter(w.template for w in given)
    learned = sorted(t for t, n in often.items() if t and meaning.ENOUGH <= n <= 12)
    for template in random.choice(learned), random.choice(learned):
        some = [w for w in given if w.template == template]
        rows = meaning.rows([w.text for w in some])
        wanted = sum(w.weight * row for w, row in zip(some, rows, strict=True))
        found = kept.by_template[:-1, kept.templates.index(template)]
        assert float(wanted @ found / np.linalg.norm(wanted) / np.linalg.norm(found)) > 0.999
        assert kept.by_template[-1, kept.templates.index(template)] == sum(w.weight for w in some)


def test_a_decision_moves_what_is_like_it() -> None:
    """A row that was taught is scored higher for its category than before, and a template that nobody had is known."""
    rng = np.random.default_rng(7)
    row = rng.normal(size=(1, 2 * WIDTH)) / 28
    before = meaning.shipped()
    after = before.taught(row, ["closing"], ["my-own"], times=30)
    at = before.categories.index("closing")
    assert after.weights().scores(row)[0][0][at] > before.weights().scores(row)[0][0][at]
    assert after.templates[-1] == "my-own"
    assert before.taught(row[:0], [], [], times=3) is before


def test_learning_and_forgetting_leaves_nothing() -> None:
    """What is added and taken away again changes no weight."""
    row = np.random.default_rng(7).normal(size=(1, 2 * WIDTH))
    once = meaning.shipped().taught(row, ["usage"], [None], times=1).taught(row, ["usage"], [None], times=-1)
    assert np.allclose(once.weights().of_categories, meaning.shipped().weights().of_categories, atol=1e-8)


@needs_model
def test_a_host_s_decision_is_learned_and_what_shipped_is_not_learned_twice() -> None:
    """The shipped bank's own decisions add nothing; a new one changes what a like question is taken for."""
    from dataclasses import replace

    bank = shipped_bank()
    text = "Which weather does the reed like best?"
    told = Item(n=1, text=text, pattern=text, category="failure-modes", by="hand")
    taught = replace(bank, episodes=(*bank.episodes, Episode(id="900-reed", title="Reed", items=(told,))))
    asked = "What weather do reeds like most?"
    plain, _ = meaning.Meaning(bank).scores([asked])[0]
    moved, _ = meaning.Meaning(taught).scores([asked])[0]
    assert moved["failure-modes"] > plain["failure-modes"]
    assert all(meaning.digest([w]) in meaning.shipped().decided for w in meaning.decided(bank))


@pytest.mark.parametrize("command", [["search", "raft"], ["show", "040-ceph"], ["templates"]])
def test_only_an_import_and_a_review_load_the_model(command: list[str]) -> None:
    """A search, an outline, a sheet never wait for numpy."""
    code = (
        "import sys; from qbank.cli import run; run(sys.argv[1:]); "
        "print(sorted({'numpy', 'onnxruntime'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code, *command], capture_output=True, text=True)
    assert done.stderr.strip().endswith("[]"), done.stderr


def test_an_outline_does_not_load_the_model() -> None:
    """Not even when it has lines of the host's own to sort."""
    code = (
        "import sys; from qbank.cli import run; run(sys.argv[1:]); "
        "print(sorted({'numpy', 'onnxruntime'} & set(sys.modules)), file=sys.stderr)"
    )
    arguments = ["outline", "--guest", "Ada", "--technology", "Kafka", "--add", "Who pays?", "--no-save", "--no-input"]
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True)
    assert done.stderr.strip().endswith("[]"), done.stderr
