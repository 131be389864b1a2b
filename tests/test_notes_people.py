"""Names of people in lists and sentences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbank.notes import people


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ada Quist, Bo Aster, and Cleo Marsh", ("Ada Quist", "Bo Aster", "Cleo Marsh")),
        ("Ada Quist & Bo Aster", ("Ada Quist", "Bo Aster")),
        ("CTO Ada Quist", ("Ada Quist",)),
        ("Dr. Ada Quist from Reef Labs", ("Ada Quist",)),
        ("Ada Quist (Reef), Bo Aster (Skerry)", ("Ada Quist", "Bo Aster")),
        ("the core developers of Tern (Ada Quist and Bo Aster)", ("Ada Quist", "Bo Aster")),
        ("Radim Řehůřek", ("Radim Řehůřek",)),
        ("K Lars Lohse", ("K Lars Lohse",)),
        ("Skerry's Ada Quist", ("Ada Quist",)),
        ("Ludwig van der Rohe", ("Ludwig van der Rohe",)),
        ("Firstname Lastname", ()),
        ("open source and data", ()),
        ("Python 3", ()),
        ("", ()),
    ],
)
def test_lists_of_people(text: str, names: tuple[str, ...]) -> None:
    """People are found with titles, brackets and companies around them; things and placeholders are none."""
    assert people.names_in(text) == names


@pytest.mark.parametrize(
    ("text", "names", "tail"),
    [
        ("Ada Quist about Tern, a bird", ("Ada Quist",), "about Tern, a bird"),
        ("Grimnir about Tern", ("Grimnir",), "about Tern"),
        ("Ada Quist and today I am late", ("Ada Quist",), "today I am late"),
        ("J. R. Quist on Tern", ("J. R. Quist",), "on Tern"),
        ("nobody about Tern", (), "about Tern"),
    ],
)
def test_people_before_the_rest(text: str, names: tuple[str, ...], tail: str) -> None:
    """A sentence's beginning gives its people, one-word names too, and what comes after."""
    assert people.people_before(text) == (names, tail)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Russel Keith", "Russell Keith", True),
        ("Ada", "Ada Quist", True),
        ("ada quist", "Ada Quist", True),
        ("Ada Quist", "Bo Aster", False),
    ],
)
def test_spellings_of_one_person(one: str, other: str, same: bool) -> None:
    """One letter, case or a first name alone makes no other person."""
    assert people.same_person(one, other) is same


def test_merging_keeps_the_fuller_name() -> None:
    """Two lists become one without repeating anybody."""
    assert people.merged(["Ada"], ["Ada Quist", "Bo Aster"]) == ("Ada Quist", "Bo Aster")


@given(st.text(max_size=200))
def test_any_text_gives_names_or_none(text: str) -> None:
    """Whatever the text, what comes back are names without placeholders, each once."""
    made = people.names_in(text)
    assert len(set(made)) == len(made)
    assert not any(people.is_leftover(name) for name in made)
