"""What a single line is: times and askers taken off, kinds by the words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbank.notes.items import asker_names, asks, is_topic, judge, take_asker, take_time
from qbank.notes.sections import default_sections

SECTIONS = default_sections()


@pytest.mark.parametrize(
    ("line", "text", "at"),
    [
        ("[@01:25] - What is it?", "What is it?", "01:25"),
        ("[@0:41] - What is it?", "What is it?", "0:41"),
        ("2:28 -- What is it?", "What is it?", "2:28"),
        ("00:49:11 Guest introduction", "Guest introduction", "00:49:11"),
        ("[00:49:11] What is it?", "What is it?", "00:49:11"),
        ("(3:10) What is it?", "What is it?", "3:10"),
        ("What is it? (1:04)", "What is it?", "1:04"),
        ("What is it? 27:00", "What is it?", "27:00"),
        ("1:43 | What is it?", "What is it?", "1:43"),
        ("1:02:03 – What is it?", "What is it?", "1:02:03"),
        ("What happens at 12:30", "What happens at 12:30", None),
        ("How is a ratio of 16:9 drawn?", "How is a ratio of 16:9 drawn?", None),
        ("10:30", "10:30", None),
    ],
)
def test_times_are_taken_off(line: str, text: str, at: str | None) -> None:
    """A time stamp at either end goes, in any of its styles; a time that is said stays."""
    assert take_time(line) == (text, at)


@pytest.mark.parametrize(
    ("line", "text", "asker"),
    [
        ("What is it? - Tove", "What is it?", "Tove"),
        ("What is it? -Tove", "What is it?", "Tove"),
        ("What is it? – Tove Berg", "What is it?", "Tove Berg"),
        ("What is it? (Tove)", "What is it?", "Tove"),
        ("What is it? Tove", "What is it?", "Tove"),
        ("How can users help - Tove", "How can users help", "Tove"),
        ("What is it? - Tove (e.g. the old one)", "What is it? (e.g. the old one)", "Tove"),
        ("Is it good? - Nobody", "Is it good? - Nobody", None),
        ("What did you learn from Tove", "What did you learn from Tove", None),
        ("Tove", "Tove", None),
    ],
)
def test_askers_are_taken_off(line: str, text: str, asker: str | None) -> None:
    """A known name behind a dash, in brackets or after the question mark asked the question."""
    assert take_asker(line, asker_names(["Tove Berg", "Chris Oduya"])) == (text, asker)


def test_without_names_nobody_asked() -> None:
    """No word after a dash is an asker when nobody is known."""
    assert take_asker("What is it? - Tove", asker_names([])) == ("What is it? - Tove", None)


@pytest.mark.parametrize(
    ("text", "fate"),
    [
        ("What is it?", "question"),
        ("Did you leave? (yes, in spring)", "question"),
        ("Is it fast?!", "question"),
        ("誰が作ったのですか？", "question"),
        ("灯台とは何ですか", "question"),
        ("How can users measure it", "question"),
        ("What motivated you to start", "question"),
        ("For newcomers, how do they begin", "question"),
        ("Please introduce yourself", "question"),
        ("Tell our listeners about the roof.", "question"),
        ("Let's talk about money", "question"),
        ("I'd love to hear about the name", "question"),
        ("Any advice for beginners", "question"),
        ("Introductions", "intro"),
        ("Guest introduction", "intro"),
        ("I want to go into the roof here", "note"),
        ("To be continued...", "note"),
        ("Given all of these, how do you maintain the", "fragment"),
        ("And then we…", "fragment"),
        ("Money as a fertilizer: https://example.org/money", "topic"),
        ("Three things:", "topic"),
        ("Sponsor: Mossbank", "sponsor"),
        ("Brought to you by Mossbank. Why not try moss?", "sponsor"),
        ("Do you offer a free trial?", "question"),
        ("Get your free trial at Mossbank today", "sponsor"),
        ("What do you think of it? Leave a comment", "listener"),
        ("How AI is changing the work", "statement"),
        ("They built a raft, which is fast", "statement"),
        ("Do it yourself", "statement"),
        ("Things to look out for", "statement"),
    ],
)
def test_words_give_a_line_away(text: str, fate: str) -> None:
    """Each line has its fate by its own words."""
    assert judge(text, (), SECTIONS)[0] == fate


@pytest.mark.parametrize(
    ("text", "links", "fate"),
    [
        ("Why moss?", (("Why moss?", "https://example.org"),), "link"),
        ("Why moss? - a talk", (("Why moss?", "https://example.org"),), "link"),
        ("https://example.org/a?b=c", (("https://example.org/a?b=c", "https://example.org/a?b=c"),), "link"),
        ("Why moss?", (("Why moss?", "#t=83"),), "question"),
        ("What does Moss do?", (("Moss", "https://example.org"),), "question"),
    ],
)
def test_titles_of_links_are_no_questions(text: str, links: tuple[tuple[str, str], ...], fate: str) -> None:
    """A line that is nothing but a link is a reference, unless it leads into the recording."""
    assert judge(text, links, SECTIONS)[0] == fate


def test_a_mark_inside_an_address_asks_nothing() -> None:
    """The question mark of a query string is none."""
    assert not asks("https://example.org/watch?v=12")


@pytest.mark.parametrize(
    ("text", "topic"), [("LLM selection", True), ("I moved to Rome", False), ("It was late.", False)]
)
def test_topics_are_short_and_no_sentences(text: str, topic: bool) -> None:
    """A heading-like line is a topic; an answer is not."""
    assert is_topic(text) is topic


@given(st.text(max_size=80))
def test_taking_a_time_keeps_the_rest(text: str) -> None:
    """What remains after a time is taken off stood in the line before."""
    rest, at = take_time(text)
    assert rest in text
    assert at is None or at in text
