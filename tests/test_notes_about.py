"""What "about X, a KIND that …" says."""

from __future__ import annotations

import pytest

from qbank.notes.subject import kind_in, read_about, tidy_kind


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Tern, an open source distributed file system that supports blocks", "Tern", "distributed file system"),
        ("TernDB, the SQL database for global cloud services", "TernDB", "SQL database"),
        ("Tern, a company providing data pipelines as a service", "Tern", "data pipeline service"),
        ("his work at Tern, a modern platform for observability of software", "Tern", "observability platform"),
        ("his work maintaining the Tern Weekly newsletter, and more", "Tern Weekly", "newsletter"),
        ("the Elastic Tern and the ways that you can use it", "Elastic Tern", None),
        (
            "the Tern project, which is an event-driven system automation framework.",
            "Tern",
            "event-driven system automation framework",
        ),
        ("the Tern continuous integration system.", "Tern", "continuous integration system"),
        ("attrs, a library for classes", "attrs", "classes library"),
        ("dbt", "dbt", None),
        ("(x)", None, None),
        ("their podcast Talk Tern To Me", "Talk Tern To Me", None),
        ("Tern, a modern and sophisticated CMS for Django", "Tern", "Django CMS"),
        ("Tern, which is an open source and hosted service for errors in your apps", "Tern", "errors service"),
        ("establishing consensus in distributed systems", None, None),
        ("what it means to be an engineer", None, None),
    ],
)
def test_name_and_kind_after_about(text: str, name: str | None, kind: str | None) -> None:
    """The subject and the noun phrase that says what it is are found in the many forms of the sentence."""
    about = read_about(text)
    assert (about.name, about.kind) == (name, kind)


def test_a_name_that_only_describes_is_not_sure() -> None:
    """In "an AI analyst" AI is not a subject; in "Tern" it is."""
    assert not read_about("building an AI analyst that keeps data teams busy").sure
    assert read_about("Tern").sure


def test_kind_from_the_summary() -> None:
    """The sentence "NAME is a KIND that …" in the notes tells the kind."""
    assert kind_in("Tern", ["Hello.", "Tern is a Lisp dialect that runs anywhere."]) == "Lisp dialect"
    assert kind_in("Tern", ["Tern is a project."]) is None


@pytest.mark.parametrize(
    ("phrase", "kind"), [("great project", None), ("new alternative to cron", None), ("free, fast tool", "tool")]
)
def test_kinds_without_meaning_are_none(phrase: str, kind: str | None) -> None:
    """Praise goes; "project" and "alternative" say nothing."""
    assert tidy_kind(phrase) == kind
