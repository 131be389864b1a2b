"""The bank's own sentences are recognized, and nothing else is taken for them."""

from __future__ import annotations

import pytest
from banks import shipped_bank
from hypothesis import given
from hypothesis import strategies as st

from qbank.english.spoken import speak
from qbank.model import FollowUp, Template
from qbank.model.pattern import names
from qbank.normalize.grouping import KnownSentences

FRAME = Template(
    id="what-out", category="architecture", cue="ruled out", text="What did that rule out?", context="{{ fact }}",
    follow_ups=(FollowUp(role="deeper", text="Who noticed first?"),),
)  # fmt: skip
SHORT = Template(id="what-is-it", category="overview", cue="what it is", text="What is {{ technology }}?")
KIND = Template(
    id="why-kind", category="origin", cue="why", text="Why did the world need a {{ kind }}?",
    again="Last time you called {{ technology }} young. Is it still?",
)  # fmt: skip
KNOWN = KnownSentences((FRAME, SHORT, KIND))


@pytest.mark.parametrize(
    ("line", "template", "role"),
    [
        ("The log is the database. What did that rule out?", "what-out", None),
        ("What did that rule out?", "what-out", None),
        ("+ Who noticed first?", "what-out", "deeper"),
        ("[ ] RULED OUT The log is the database. What did that rule out?", "what-out", None),
        ("What is Tidewater Mill?", "what-is-it", None),
        ("☐ what it is What is Kafka?", "what-is-it", None),
        ("Why did the world need an event store?", "why-kind", None),
        ("Last time you called Apache Kafka young. Is it still?", "why-kind", None),
    ],
)
def test_a_line_of_a_sheet_is_known(line: str, template: str, role: str | None) -> None:
    """With its lead-in, its mark and its cue, whatever its slots hold; a follow-up by its role."""
    assert KNOWN.find(line) == (template, role)


@pytest.mark.parametrize(
    "line", ["What is the hardest thing about it?", "What is it that you do all day?", "Who noticed?", "What is?", ""]
)
def test_other_lines_are_not(line: str) -> None:
    """A gap in a short sentence takes a name, not a whole other question."""
    assert KNOWN.find(line) is None


@given(
    st.sampled_from([t for t in shipped_bank().templates if not names(t.context)]),
    st.sampled_from(["Kafka", "Tidewater Mill", "CRDTs"]),
)
def test_every_text_that_ships_is_known(template: Template, name: str) -> None:
    """Spoken with any name in its slots, a template's text leads back to a template that says just that."""
    known = KnownSentences(shipped_bank().templates)
    text = speak(template.text, dict.fromkeys(names(template.text), name))
    found = known.find(text)
    assert found is not None
    same = {
        t.id
        for t in shipped_bank().templates
        for s in (t.text, *t.phrasings, t.again, *(f.text for f in t.follow_ups))
        if s == template.text
    }
    assert found.template in same | {template.id}
