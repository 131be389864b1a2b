"""The subject: the intro held against the title and the questions."""

from __future__ import annotations

import pytest

from qbank.notes.subject import About, choose, mentions, named_most, other_spellings, read_about, topic_names


@pytest.mark.parametrize(
    ("about", "topic", "asked", "name"),
    [
        ("Tern Project, a protocol", "Tern: Sharing", ["What is Tern?"], "Tern"),
        (
            "the Elastic Tern and how to use it",
            "Stretching The Elastic Tern",
            ["What is the Elastic Tern?"],
            "Elastic Tern",
        ),
        ("", "The Tern Data Pipeline", ["What is Tern?", "How is Tern built?"], "Tern"),
        ("", "Terns and Distributed Consensus", ["What are Terns?", "Who uses Terns?"], "Terns"),
        ("", "Tern Core Developers", ["What is it?"], "Tern"),
        ("the Apache Tern project", "Apache Tern", ["What is Tern?", "Is Tern slow?"], "Tern"),
        ("Tern", "Something else", [], "Tern"),
        ("building an AI analyst that works", "", ["What is Tern?", "Why Tern?", "How is Tern built?"], "Tern"),
        ("", "Meet the new Tern maintainers", ["When did you start on Tern?"], "Tern"),
        ("", "Ferry, Tern and Open Skerry", ["What is Ferry?", "What is Tern?"], None),
        ("", "Introductory Episode", [], None),
        ("the Tern Project, a protocol", "Tern Project rocks", ["What is the Tern Project?"], "Tern Project"),
        ("Elastic Tern, a store", "Something else", ["What is it?", "Why?"], "Elastic Tern"),
        ("the Great Migration, a project", "Skerry at sea", ["What is Skerry?", "How big is Skerry?"], "Skerry"),
        ("the Tern Framework, a protocol", "Tern", ["What is the Tern Framework?"], "Tern Framework"),
        ("the Tern Framework, a protocol", "Tern", ["What is Tern?", "Why Tern?"], "Tern"),
        ("", "Python at Skerry", ["Why Python?", "Is Python used at Skerry?"], "Skerry"),
    ],
)
def test_subject_is_chosen(about: str, topic: str, asked: list[str], name: str | None) -> None:
    """Each case names the subject that its title, intro and questions agree on."""
    assert choose(read_about(about) if about else About(), topic, asked) == name


def test_a_known_subject_keeps_its_spelling() -> None:
    """A name from the bank wins over the title's spelling of it."""
    assert choose(About(), "TERN", ["What is tern?"], known=("Kelp", "Tern")) == "Tern"


@pytest.mark.parametrize(
    "about", ["how Python is used at Skerry to mend nets", "the data platform and its team at Skerry", "Python"]
)
def test_a_known_technology_is_not_the_subject_of_talk_about_a_workplace(about: str) -> None:
    """What is talked about is the place, if the questions name it, although the bank knows the technology."""
    asked = ["What does Skerry do?", "Where does Python come in?"]
    assert choose(read_about(about), "Python at Skerry", asked, known=("Python", "data")) == "Skerry"


def test_names_in_topics() -> None:
    """A topic gives its parts, the likeliest first, without verbs and common nouns."""
    assert topic_names("Stretching The Elastic Tern")[0] == "Elastic Tern"
    assert "Tern" in topic_names("Fast and Simple Queues: Tern")
    assert topic_names("") == ()


def test_mentions_are_whole_words() -> None:
    """A name counts once a text, as a word, and not inside addresses."""
    assert mentions("Tern", ["What is Tern?", "Internals", "tern.example.org", "Tern and Tern"]) == 2


def test_a_name_of_any_length_is_looked_for() -> None:
    """What is not a name, or as long as a page, is mentioned nowhere."""
    assert mentions("", ["What is it?"]) == mentions("Tern " * 40, ["Tern " * 50]) == 0


def test_named_most_needs_three_questions() -> None:
    """A name that the questions keep repeating is found; twice is not enough."""
    assert named_most(["Why Tern?", "Is Tern fast?", "Who made Tern?"]) == "Tern"
    assert named_most(["Why Tern?", "Is Tern fast?"]) is None


def test_other_spellings() -> None:
    """Case, blanks and the short form that the questions use are aliases."""
    assert other_spellings("TernDB", ["TernDB"], ["Is Tern fast?", "Why Tern DB?"]) == ("Tern DB", "Tern")
    assert other_spellings("Tern", ["Tern Project"], ["Is tern fast?"]) == ("Tern Project", "tern")
