"""Kinds of subject: the commonest have questions of their own, and nobody else is asked them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from qbank import bank as banks
from qbank.bank import place as places
from qbank.model import Bank, Template
from qbank.model.pattern import names
from qbank.outline.brief import Request
from qbank.outline.candidates import refusal
from qbank.outline.known import Known, known_subject, what_is_known
from qbank.outline.plan import plan

COMMONEST = (
    "relational database", "document database", "graph database", "time series database", "vector database", "key-value store",
    "search engine", "message broker", "stream processor", "workflow orchestrator", "data quality tool", "business intelligence tool",
    "data warehouse", "OLAP database", "table format", "query engine", "data catalog", "data integration tool",
    "data transformation tool", "observability platform", "monitoring system", "continuous integration system",
    "container orchestrator", "infrastructure as code tool", "package manager", "compiler", "web framework", "frontend framework",
    "machine learning framework", "inference engine", "notebook", "API gateway", "identity provider", "newsletter", "podcast",
    "conference", "standards body", "hardware device",
)  # fmt: skip
"""Kinds that a technical podcast talks about again and again."""
ENOUGH = 4
PLAIN = {"technology", "kind"}


@cache
def shipped() -> Bank:
    """Return the bank that ships with qbank."""
    return banks.load(places.shipped(cwd=Path.cwd()))


@cache
def known_of(kind: str) -> Known:
    """Return what is known of a subject that nobody has heard of, of a kind, made by the guest."""
    request = Request(guests=("Ada Quill",), technology="Quillbase", kind=kind, date="2026-11-22", relations={"Ada Quill": "made"})  # fmt: skip
    return what_is_known(shipped(), request, known_subject(shipped(), request))


def own(kind: str) -> list[Template]:
    """Return the questions that only this kind is asked."""
    return [t for t in shipped().templates if kind in t.kinds]


@pytest.mark.parametrize("kind", COMMONEST)
def test_a_common_kind_has_questions_of_its_own(kind: str) -> None:
    """Four questions and more that any subject of the kind can be asked, in three categories or more, are offered for an unknown one."""
    asked = [t for t in own(kind) if refusal(t, known_of(kind)) is None]
    assert len(asked) == len(own(kind)) >= ENOUGH
    assert len({t.category for t in asked}) >= ENOUGH - 1
    for template in asked:
        assert set(names(template.text)) <= PLAIN
        assert len(template.follow_ups) >= 2


@pytest.mark.parametrize("kind", COMMONEST)
def test_no_other_kind_is_asked_them(kind: str) -> None:
    """A question for one kind is refused, with whom it is for, to every other of the commonest, and where the kind is not known."""
    for template in own(kind):
        for other in (*(k for k in COMMONEST if k not in template.kinds), "teapot"):
            why = refusal(template, known_of(other))
            assert why is not None
            assert why.startswith("it is for ")


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("pub/sub system", "message broker"), ("distributed SQL database", "relational database"), ("cloud data warehouse", "data warehouse"),
        ("BI tool", "business intelligence tool"), ("CI system", "continuous integration system"), ("lakehouse format", "table format"),
        ("workflow management platform", "workflow orchestrator"), ("open source vector database for the edge", "vector database"),
        ("single-board computer", "hardware device"), ("standards organization", "standards body"), ("unconference", "conference"),
    ],
)  # fmt: skip
def test_a_kind_by_another_name_is_asked_them_too(said: str, kind: str) -> None:
    """What a kind is a case of, and a phrase that ends in one, lead to its questions."""
    assert [t.id for t in own(kind) if refusal(t, known_of(said)) is not None] == []


def test_a_template_names_a_kind_that_is_asked_about() -> None:
    """Each kind that a template names is among the commonest: a kind with one stray question would not be told from none."""
    assert {kind for t in shipped().templates for kind in t.kinds} == {*COMMONEST}


@pytest.mark.parametrize("kind", COMMONEST)
def test_the_sheet_of_an_unknown_subject_has_some_of_them(kind: str) -> None:
    """On a sheet of 45 minutes about a subject that nobody knows, its kind brings two of the main questions or more, and not the half."""
    request = Request(guests=("Ada Quill",), technology="Quillbase", kind=kind, date="2026-11-22", relations={"Ada Quill": "made"})  # fmt: skip
    outline = plan(shipped(), request).outline
    main = [q for q in outline.questions if q.lane != "backup"]
    theirs = [q for q in main if q.template in {t.id for t in own(kind)}]
    assert 2 <= len(theirs) <= len(main) / 2


@pytest.mark.parametrize("kind", ["vector database", "newsletter"])
def test_a_reader_is_told_why_it_is_there(kind: str) -> None:
    """The reason of such a question names its kind."""
    request = Request(guests=("Ada Quill",), technology="Quillbase", kind=kind, date="2026-11-22")
    outline = plan(shipped(), request).outline
    theirs = [q for q in outline.questions if q.template in {t.id for t in own(kind)}]
    assert theirs
    assert all(f"only {kind}s are asked it" in q.why for q in theirs)
