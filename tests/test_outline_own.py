"""The host's own lines: read from a list, kept in order, in their place, with what hangs below them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbank import bank as banks
from qbank.bank import place as places
from qbank.outline.brief import Entry, OwnLine, Request, block_of, entry, in_order, own_cue, read_list
from qbank.outline.brief import given as as_given
from qbank.outline.plan import plan

LIST = """Here are some questions for your interview:

## 1. Origins
1. **The spark:** What made you start Frobnix?
   - Who told you it was a bad idea?
2. How did you pick the name?

## 2. Under the hood
3. Why does the graph index live on disk?
   * How slow was the first version?

**Looking ahead**
- What will you never build?

Good luck!
"""


def test_a_list_with_headings_and_bullets_is_read() -> None:
    """Headings are blocks, nested bullets follow-ups, a bold label is a cue; prose around the list is left out."""
    assert [entry(e) for e in read_list(LIST)] == [
        Entry(text="What made you start Frobnix?", block="why", cue="the spark", heading="Origins", follow_ups=("Who told you it was a bad idea?",)),
        Entry(text="How did you pick the name?", block="why", heading="Origins"),
        Entry(text="Why does the graph index live on disk?", block="inside", heading="Under the hood", follow_ups=("How slow was the first version?",)),
        Entry(text="What will you never build?", block="ahead", heading="Looking ahead"),
    ]  # fmt: skip


def test_plain_lines_are_questions() -> None:
    """A list of one question a line is as good; what is bulleted below a plain line hangs below it."""
    assert [entry(e) for e in read_list("Why did you start?\nHow does it burn?\n- For how long?\n")] == [
        Entry(text="Why did you start?"), Entry(text="How does it burn?", follow_ups=("For how long?",)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "block"),
    [
        ("Introduction", "open"), ("Why it exists", "why"), ("3. Under the Hood", "inside"), ("Architecture & Scaling", "inside"),
        ("When things go wrong", "breaks"), ("Who uses it", "in-use"), ("Closing thoughts", "ahead"), ("inside", "inside"), ("Miscellany", None),
    ],
)  # fmt: skip
def test_a_heading_names_a_block(heading: str, block: str | None) -> None:
    """By its words, whatever number stands before it; one that says nothing leaves the place open."""
    assert block_of(heading) == block


_LINE = st.text(st.characters(blacklist_categories=("Cc", "Cs", "Zl", "Zp", "Zs")), min_size=1, max_size=30).map(
    lambda s: f"Why {s}?"
)


@given(_LINE, st.sampled_from([None, "open", "inside", "ahead"]), st.lists(_LINE, max_size=3))
def test_an_entry_survives_its_own_text(text: str, block: str | None, below: list[str]) -> None:
    """What is written into an outline's wishes is read again as it was."""
    made = Entry(text=text, block=block, follow_ups=tuple(below))  # type: ignore[arg-type]
    assert entry(as_given(made)).text == text
    assert entry(as_given(made)).block == block


@given(st.lists(st.integers(0, 5), max_size=12))
def test_lines_never_go_back(wanted: list[int]) -> None:
    """Places rise, none is invented, and a list that is in order already stays."""
    places_ = in_order(wanted)
    assert places_ == sorted(places_)
    assert len(places_) == len(wanted)
    assert in_order(sorted(wanted)) == sorted(wanted)


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("Your kiln burns 200 kilos of wood in a night. What do you think about?", "kiln"),
        ("What did the move to Lisbon change?", "lisbon"), ("Why did you leave New York?", "new york"), ("Who pays?", ""),
    ],
)  # fmt: skip
def test_a_cue_is_a_name_or_a_rare_noun(text: str, cue: str) -> None:
    """Words that any question has would help nobody to find the line again: then there is no cue."""
    assert own_cue(text) == cue


def test_own_lines_keep_their_order_and_place() -> None:
    """On the sheet they stand in the order given, each in its block, which is called as the list calls it."""
    bank = banks.load(places.shipped(cwd=Path(__file__).parent))
    own = [
        OwnLine(text="How did you pick the name?", category="origin", block="inside", heading="Under the hood"),
        OwnLine(
            text="Why is the index on disk?", category="architecture", block="inside", follow_ups=("How slow was it?",)
        ),
        OwnLine(text="What will you never build?", category="origin", block="ahead"),
    ]
    request = Request(guests=("Ada Quill",), technology="Frobnix", kind="vector database", date="2026-11-22")
    made = plan(bank, request, own).outline
    mine = {s.block: [q.text for q in s.questions if q.wording == "own"] for s in made.sections}
    assert mine["inside"] == ["How did you pick the name?", "Why is the index on disk?"]
    assert mine["ahead"] == ["What will you never build?"]
    assert next(s.title for s in made.sections if s.block == "inside") == "Under the hood"
    (line,) = (q for q in made.questions if q.text == "Why is the index on disk?")
    assert [f.text for f in line.follow_ups] == ["How slow was it?"]
