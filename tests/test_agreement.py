"""What is said of one thing, said of several."""

from __future__ import annotations

import pytest

from qbank.english.spoken import PLURAL, THE, is_many, of_many, speak


@pytest.mark.parametrize(
    ("one", "several"),
    [
        ("What is {{ technology }}?", "What are {{ technology }}?"),
        ("Where has {{ technology }} gone wrong?", "Where have {{ technology }} gone wrong?"),
        ("Who never heard of it, what is {{ technology }}?", "Who never heard of them, what are {{ technology }}?"),
        ("Is {{ technology }} open?", "Are {{ technology }} open?"),
        ("What does {{ technology }} promise?", "What do {{ technology }} promise?"),
        ("When {{ technology }} goes wrong, who knows?", "When {{ technology }} go wrong, who knows?"),
        (
            "What is built on what {{ technology }} still relies on?",
            "What is built on what {{ technology }} still rely on?",
        ),
        ("How does {{ technology }} keep its promises?", "How do {{ technology }} keep their promises?"),
        (
            "When does {{ technology }} stop doing what it promises?",
            "When do {{ technology }} stop doing what they promise?",
        ),
        ("Which bug is in {{ technology }} itself?", "Which bug is in {{ technology }} themselves?"),
    ],
)
def test_verbs_and_what_stands_for_the_subject_agree(one: str, several: str) -> None:
    """Verbs before and behind the subject, and words that stand for it, take their plural."""
    assert of_many(one) == several
    assert of_many(several) == several


@pytest.mark.parametrize(
    "source",
    [
        "When the inside of {{ technology }} changes, who notices?",
        "Which part of {{ technology }} deserves more?",
        "How do you feel about it?",
        "Who makes {{ technology }} go?",
        "Which word means something else in {{ technology }} than it does elsewhere?",
    ],
)
def test_what_belongs_to_something_else_is_left(source: str) -> None:
    """A verb whose subject is a part, a person or a word stays as it is."""
    assert of_many(source) == source


@pytest.mark.parametrize("name", ["CRDTs", "LLMs", "learned indexes", "B-trees", "Bloom filters"])
def test_research_is_often_about_several_things(name: str) -> None:
    """Plural acronyms, and common nouns in the plural."""
    assert is_many(name, common=True)


@pytest.mark.parametrize(
    "name", ["Kubernetes", "Redis", "differential privacy", "statistics", "consensus", "query planning by class", ""]
)
def test_a_name_that_ends_in_s_is_seldom_a_plural(name: str) -> None:
    """Products are one thing, and so are fields; outside research only an acronym's plural counts."""
    assert not is_many(name, common=True)
    assert not is_many("pandas", common=False)


def test_a_sheet_speaks_of_several() -> None:
    """Where the values say that the subject is several things, the filled text agrees; the article is as ever."""
    values = {"technology": "CRDTs", "kind": "event store"}
    assert speak("What is {{ technology }} to a {{ kind }}?", values) == "What is CRDTs to an event store?"
    assert (
        speak("What is {{ technology }} to a {{ kind }}?", {**values, PLURAL: "plural"})
        == "What are CRDTs to an event store?"
    )


@pytest.mark.parametrize(
    ("source", "spoken"),
    [
        ("What tends to break first on {{ technology }}?", "What tends to break first on the Larch 2?"),
        ("{{ technology }} used to have a screen. Why?", "The Larch 2 used to have a screen. Why?"),
        ("Tell me about a {{ technology }} that came back.", "Tell me about a Larch 2 that came back."),
        ("What is in {{ technology }}'s case?", "What is in the Larch 2's case?"),
        ("What do {{ technology }} users ask for?", "What do Larch 2 users ask for?"),
    ],
)
def test_a_device_has_an_article_before_its_name(source: str, spoken: str) -> None:
    """Nobody says the bare name of a device inside a sentence, unless another noun or article stands there: it is "the Larch 2"."""
    assert speak(source, {"technology": "Larch 2", THE: "the"}) == spoken


def test_the_number_of_a_phrase_is_that_of_its_head() -> None:
    """Burnout in operations is one thing, bloom filters in databases are several."""
    assert not is_many("burnout in operations", common=True)
    assert is_many("bloom filters in a database", common=True)
