"""Tests for qbank.sheet.word.layout: the words and measures of the sheet are data, and faults in them are named."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
import tomli
import tomli_w
from hypothesis import given
from hypothesis import strategies as st
from layouts import DAY, shipped, word_layout
from outlines import full, small
from test_word_base import tagged
from test_word_host import faults
from word_tools import parts, read_back, sheet, text_of

from qbank.errors import SourceError
from qbank.sheet import word
from qbank.sheet.copies import GuestCopy, HostCopy
from qbank.sheet.formats import layout_problems
from qbank.sheet.text import FILTERS
from qbank.sheet.word.layout import read_layout, say


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


def test_a_field_of_ones_own_is_a_blank_to_fill_in() -> None:
    """A host may add a field to the top box: it is printed with room beside it, whether or not another stands by its side."""
    layout = word_layout('[host.fields]\nweather = "Weather"\n')
    made = word.write(full(), layout, date=DAY)
    assert "Weather\n\n" in text_of(made)
    assert faults(made) == []
    assert read_back(made, full()).changes == ()


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
        ("styles = 3\n", "styles"),
        ("moments = 1000000\n", "moments: 1000000 is not between 0 and 200"),
        ("moments = -1\n", "moments: -1 is not"),
        ("notes = nan\n", "notes: nan is not between 0 and 0.7"),
        ("notes = -inf\n", "notes: -inf is not"),
        ("notes = 1e308\n", "notes: 1e"),
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


VALUES = st.one_of(
    st.text(max_size=3), st.booleans(), st.integers(-2, 9), st.floats(), st.lists(st.one_of(st.text(max_size=3), st.integers()), max_size=4),
    st.sampled_from(["letter", ["a", "b", "c"]]), st.dictionaries(st.text(max_size=3), st.one_of(st.text(max_size=3), st.integers()), max_size=2),
)  # fmt: skip


@pytest.mark.parametrize("text", ["notes = 0\n", "notes = 0.7\n", "moments = 0\n", "moments = 200\n"])
def test_a_measure_at_its_bound_is_drawn(text: str) -> None:
    """What is allowed can be drawn."""
    assert word.write(small(), word_layout(text), date=DAY)


@given(st.data(), VALUES)
def test_a_layout_is_taken_or_its_fault_named(data: st.DataObject, value: object) -> None:
    """Whatever stands for a key, or no key at all: a sheet is drawn, or what is wrong is named with its place."""
    whole = tomli.loads(shipped()["word.toml"].decode())
    table = data.draw(st.sampled_from([whole, whole["styles"], whole["host"], whole["host"]["fields"], whole["guest"]]))
    key = data.draw(st.sampled_from([*table, "another"]))
    if data.draw(st.booleans()):
        table[key] = value
    else:
        table.pop(key, None)
    try:
        assert word.write(small(), read_layout(tomli_w.dumps(whole)), date=DAY)
    except SourceError as error:
        assert all(problem.where.startswith("word.toml: ") for problem in error.problems)  # noqa: PT017


def test_slots_are_filled() -> None:
    """A slot stands for what it names."""
    assert say("a {{ b }}", b=3) == "a 3"


def test_large_print_by_the_layout() -> None:
    """A layout may ask for large print."""
    assert (
        parts(word.write(full(), word_layout("large_print = true\n"), date=DAY))["word/styles.xml"].count(b'"28"') > 0
    )


DOCS = Path(__file__).parent.parent / "docs" / "LAYOUTS.md"


def test_examples_of_the_documents_hold() -> None:
    """The words and the tags that docs/LAYOUTS.md shows can be used as they stand there."""
    text = DOCS.read_text(encoding="utf-8")
    _, words, _, tags, _ = text.split("```")
    layout = word_layout(words.removeprefix("toml"))
    assert (layout.base, layout.styles["deeper"], layout.host.backups) == (
        "house.docx",
        "House Follow-up",
        "In reserve",
    )
    data = tagged(*tags.strip().splitlines())
    assert layout_problems("t.docx", {**shipped(), "t.docx": data}, [full(), small()]) == ()
    assert "5 in reserve" not in text_of(sheet(small(), base=data))
    assert "4 in reserve for Robin Field" in text_of(sheet(full(), base=data))


def test_documents_name_what_a_layout_is_given() -> None:
    """Every field of the two copies and every filter is named in docs/LAYOUTS.md."""
    text = DOCS.read_text(encoding="utf-8")
    fields_of = [field.name for record in (HostCopy, GuestCopy) for field in fields(record)]
    assert [name for name in [*fields_of, *FILTERS] if name not in text.split("`sheet` is")[1]] == []
