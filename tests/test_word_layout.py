"""Tests for qbank.word.layout: the words and measures of the sheet are data, and faults in them are named."""

from __future__ import annotations

import pytest
from layouts import DAY, word_layout
from outlines import full, small
from word_tools import parts, text_of

from qbank import word
from qbank.errors import SourceError
from qbank.word.layout import say


def test_one_line_is_changed_over_the_shipped() -> None:
    """A host's file changes what it names and leaves the rest."""
    layout = word_layout('[host]\nnotes = "Notizen"\n')
    assert (layout.host.notes, layout.host.backups) == ("Notizen", "Backups")
    assert "Notizen" in text_of(word.write(small(), layout, date=DAY))


def test_styles_go_by_the_names_of_the_layout() -> None:
    """A role is set in the style that the layout names."""
    layout = word_layout('[styles]\nmust = "Pflichtfrage"\n')
    made = parts(word.write(small(), layout, date=DAY))
    assert b'w:val="Pflichtfrage"' in made["word/styles.xml"]
    assert b'w:val="Pflichtfrage"' in made["word/document.xml"]


def test_measures_are_the_layouts() -> None:
    """Letter paper, no moments, narrow notes."""
    layout = word_layout('page = "letter"\nmoments = 0\nnotes = 0.2\n')
    made = parts(word.write(small(), layout, date=DAY))["word/document.xml"].decode()
    assert 'w:w="12240"' in made
    assert "Moments" not in made


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[host]\nnotez = "N"\n', "host.notez"),
        ('page = "a3"\n', "page"),
        ("moments = [1]\n", "moments"),
        ('[host]\nnotes = "{{ guest }}"\n', "no 'guest' to fill in here"),
        ('[guest]\ntitle = "{{ off_limits }}"\n', "no 'off_limits' to fill in here"),
        ("[host\n", "mend the TOML|Expected"),
    ],
)
def test_fault_is_named_with_its_place(text: str, said: str) -> None:
    """An unknown key, a wrong value, an unknown slot, broken TOML: each says where and what."""
    with pytest.raises(SourceError, match=said):
        word_layout(text)


def test_every_fault_is_named_at_once() -> None:
    """All faults of a layout are listed together."""
    with pytest.raises(SourceError) as caught:
        word_layout('page = "a3"\n[host]\nnotez = "N"\nnotes = 3\n')
    assert len(caught.value.problems) == 3


def test_slots_are_filled() -> None:
    """A slot stands for what it names."""
    assert say("a {{ b }}", b=3) == "a 3"


def test_large_print_by_the_layout() -> None:
    """A layout may ask for large print."""
    assert (
        parts(word.write(full(), word_layout("large_print = true\n"), date=DAY))["word/styles.xml"].count(
            b'"28"'
        )
        > 0
    )
