"""The shape of an ask leaves open what is private to it, and names the themes it touches."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qbank.model import Theme
from qbank.normalize.wording_frame import SHARED_BY, Shapes

THEMES = (
    Theme(id="security", words=("encryption", "access control")),
    Theme(id="privacy", words=("encryption",)),
)
SHAPES = Shapes(
    [
        (f"how {word} of X works", f"intent-{n}-{word}")
        for n in range(SHARED_BY)
        for word in ("parser", "cache")
    ]
    + [("how often", "rare")],
    THEMES,
)


def _pieces(frame: str) -> set[str]:
    return {name[1:] for name in SHAPES.features(frame) if name.startswith("~")}


def _themes(frame: str) -> set[str]:
    return {name[1:] for name in SHAPES.features(frame) if name.startswith("#")}


def test_unknown_words_leave_the_same_shape() -> None:
    """Two asks that differ in words nobody else uses have one shape, however many such words there are."""
    assert _pieces("how quorum of X works") == _pieces("how garbage collection of X works")
    assert "how _ of" in _pieces("how quorum of X works")


def test_a_word_that_few_intents_share_is_left_open() -> None:
    """What one intent alone says is private; what many say is not."""
    assert _pieces("how often of X works") == _pieces("how quorum of X works")
    assert "how parser of" not in _pieces("how parser of X works")  # known words count as words already


def test_names_are_open_and_slots_are_not() -> None:
    """NAME stands for anything; X and the other capitals say what is meant."""
    assert _pieces("how NAME of X works") == _pieces("how quorum of X works")
    assert _pieces("how PART of X works") != _pieces("how quorum of X works")


def test_the_end_is_part_of_the_shape() -> None:
    """An ask that goes on has another shape than one that ends there."""
    assert "X work $" in _pieces("how parser of X works")
    assert "X work $" not in _pieces("how parser of X works today")


def test_themes_are_found_by_stem_and_by_phrase() -> None:
    """A theme is touched by its words in any form, by its phrases as a whole, and one word may touch two."""
    assert _themes("how do you do access controls") == {"security"}
    assert _themes("how is it encrypted and what of encryption") == {"security", "privacy"}
    assert _themes("who has access") == set()


def test_only_the_ask_itself_has_a_shape() -> None:
    """What was said before an ask does not change its shape."""
    assert SHAPES.features("how quorum works\n… before that, how quorum works") == SHAPES.features(
        "how quorum works"
    )


def test_a_small_bank_knows_no_shapes() -> None:
    """Where no word is used by many intents, nothing can be told from how something is asked; themes are still found."""
    small = Shapes([("how parser works", "a"), ("how cache works", "b")], THEMES)
    assert small.features("how parser works") == {}
    assert set(small.features("what about encryption")) == {"#security", "#privacy"}


@given(st.text(max_size=80))
def test_any_text_has_a_shape(text: str) -> None:
    """Whatever is asked, every piece of its shape weighs more than nothing, and the same text gives the same pieces."""
    made = SHAPES.features(text)
    assert all(weight > 0 for weight in made.values())
    assert made == SHAPES.features(text)
