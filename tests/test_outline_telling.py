"""Tests for qbank.outline.subjects: which traits to ask about, and which would tell nothing."""

from __future__ import annotations

from typing import Any

from qbank.model import Bank, Show, Subject, Template, Trait
from qbank.outline.subjects import telling


def template(id: str, **fields: Any) -> Template:  # noqa: ANN401 (fields of a template)
    """Return a template with what it takes for granted."""
    return Template(id=id, category="origin", cue=id, text="Why?", **fields)


def asked(*templates: Template, subject: Subject, most: int = 7) -> list[str]:
    """Return the ids of the traits that are asked about, in a bank of these templates."""
    traits = tuple(
        Trait(id=id, ask=f"Is it {id}?", means=id)
        for id in ("distributed", "sharded", "hosted", "sold", "left", "student")
    )
    bank = Bank(show=Show(), templates=templates, traits=traits)
    return [t.id for t in telling(bank, subject, most=most)]


def test_what_decides_most_comes_first() -> None:
    """A trait that opens one template alone counts more than two that open one together; one that closes counts, too."""
    made = asked(
        template("a", needs=("distributed",)), template("b", needs=("distributed", "sharded")), template("c", never=("hosted",)),
        subject=Subject(name="Zorblax"),
    )  # fmt: skip
    assert made == ["distributed", "hosted", "sharded"]


def test_what_is_known_or_decided_is_not_asked() -> None:
    """A known trait is not asked about; nor is what could only open or close a template that is out anyway."""
    subject = Subject(name="Zorblax", family="software", traits=("hosted",), not_traits=("sold",))
    made = asked(
        template("a", never=("hosted", "distributed")), template("b", needs=("sold", "distributed")),
        template("c", needs=("sharded",), families=("person",)), template("d", needs=("sharded",), ritual=True),
        template("e", never=("sold",)), template("f", needs=("returning",)), template("g", needs=("sharded",), kinds=("broker",)),
        subject=subject,
    )  # fmt: skip
    assert made == []


def test_only_a_handful_is_asked() -> None:
    """However much is unknown, a host is asked about the most telling few, and never about a word the bank has no text for."""
    templates = [template(id, needs=(id,)) for id in ("distributed", "sharded", "hosted", "sold", "made-up")]
    assert asked(*templates, subject=Subject(name="Zorblax"), most=2) == ["distributed", "hosted"]


def test_what_a_guest_is_is_not_asked_of_the_subject() -> None:
    """Traits of the guest open and close templates, too, and say nothing of the subject."""
    made = asked(
        template("a", needs=("student",)), template("b", never=("left", "distributed")), subject=Subject(name="Zorblax")
    )  # fmt: skip
    assert made == ["distributed"]
