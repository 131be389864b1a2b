"""Answers: ranking, what is counted, what is said about it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from search_bank import CATEGORIES, EPISODES, bank

from qbank.errors import UsageError
from qbank.search import Index, index, search


@cache
def opened() -> Index:
    """Return the index of the small bank, made once."""
    return index(bank())


def refs(text: str, **options: object) -> list[str]:
    """Return the references of an answer's hits, in order."""
    return [hit.ref for hit in opened().search(text, **options).hits]  # type: ignore[arg-type]


def test_the_word_itself_comes_before_its_theme() -> None:
    """Who says the word is above who says another word of the theme."""
    assert refs("raft")[0] == "012-kelp/4"
    assert refs("funding")[0] == "newt/2"
    assert "012-kelp/5" in refs("funding")


def test_a_theme_finds_other_words() -> None:
    """Nobody asked with the words split brain, and it is found."""
    answer = opened().search("split brain")
    assert {hit.ref for hit in answer.hits[:2]} == {"012-kelp/3", "100-kelp/2"}
    assert answer.hits[0].why == "theme split-brain: “network partition”"
    assert answer.notes == ()


def test_questions_of_a_strong_template_are_lifted() -> None:
    """A question without any word of the query is found by the template it shares with those that have it."""
    hits = {hit.ref: hit for hit in opened().search("network partition").hits}
    assert hits["7-mole/2"].why == "template partitions fits"
    assert hits["7-mole/2"].score < hits["012-kelp/3"].score


def test_equal_hits_go_by_reference() -> None:
    """Hits of one score stand in the order of their references, numbers as numbers."""
    assert refs("", guest="Ada Moreno") == [
        "012-kelp/2",
        "012-kelp/3",
        "012-kelp/4",
        "012-kelp/5",
        "012-kelp/10",
        "100-kelp/2",
    ]
    assert refs("")[:0] == []
    assert refs("-zebra")[:2] == ["7-mole/1", "7-mole/2"]


def test_the_bank_s_order_does_not_matter() -> None:
    """Episodes in another order give the same answer."""
    other = index(bank(episodes=tuple(reversed(EPISODES))))
    for text in ("partition", "kelp", "-raft", "who pays"):
        assert other.search(text) == opened().search(text)


def test_introductions_are_no_hits() -> None:
    """The bare introduction is not covered; notes and topics are."""
    assert refs("introduction") == []
    assert refs("client library")[0] == "7-mole/4"
    assert opened().search("client library").hits[0].kind == "note"


def test_rituals_stand_below_what_is_asked_once() -> None:
    """What every episode has is found, but never above another question of its kind."""
    episodes = (
        *EPISODES,
        replace(
            EPISODES[2],
            id="200-x",
            items=(replace(EPISODES[2].items[0], text="Which field is yours?", template=None, category="background"),),
        ),
    )
    assert search(bank(episodes=episodes), "field").hits[0].ref == "200-x/1"


def test_the_total_counts_all() -> None:
    """The total is of all hits, also those beyond the limit."""
    answer = opened().search("kelp", limit=2)
    assert len(answer.hits) == 2
    assert answer.total == 6


def test_a_hit_carries_all_that_is_shown() -> None:
    """Reference, text, episode, guests, technology, category and template come with the hit."""
    hit = opened().search("wrong choice").hits[0]
    assert (hit.ref, hit.text, hit.kind) == ("012-kelp/10", "When is Kelp the wrong choice?", "question")
    assert hit.episode == ("012-kelp", 12, "Kelp, a store for tidal data, with Ada Moreno", "2019-03-05")
    assert (hit.guests, hit.technology) == (("Ada Moreno",), "Kelp")
    assert (hit.category, hit.template) == ("comparison", "other-choice")
    assert [hit.text[start:end] for start, end in hit.marks] == ["wrong choice"]


def test_a_typo_is_forgiven_and_told() -> None:
    """When nothing says the word as it is typed, a word one letter away is taken, and the note says so."""
    answer = opened().search("netwrok")
    assert answer.hits[0].ref == "012-kelp/3"
    assert answer.note == "Nothing says “netwrok”: searched for “network”."
    assert answer.hits[0].why.startswith("says “network” (for “netwrok”)")


def test_nothing_found_offers_what_is_near() -> None:
    """An empty answer is not an error; it offers themes and categories that have questions."""
    answer = opened().search("zzzzzzzzzz")
    assert (answer.total, answer.hits) == (0, ())
    assert answer.near.categories == CATEGORIES


@pytest.mark.parametrize("text", ["what did you do", "AND OR NOT"])
def test_stop_words_alone_are_told(text: str) -> None:
    """A query of words that every question has is answered with a sentence."""
    assert "nearly every question" in opened().search(text).note


@pytest.mark.parametrize("text", ["", "   ", "?!", "🙂🙃", "\x00", "(((", "*"])
def test_no_word_at_all_is_told(text: str) -> None:
    """A query without any word is answered with a sentence."""
    assert opened().search(text).note == "Nothing to look for: there is no word in the query."


def test_stop_words_in_quotes_are_looked_for() -> None:
    """Quotes make any words worth looking for."""
    assert refs('"if the"') == ["7-mole/2"]


def test_ten_thousand_words_are_answered() -> None:
    """A query of ten thousand words has an answer, and the note says how many counted."""
    answer = opened().search(" ".join(f"word{n}" for n in range(10_000)) + " raft")
    assert "9937 more were left out" in answer.note
    assert opened().search("raft " * 10_000).hits[0].ref == "012-kelp/4"


@pytest.mark.parametrize(
    "text",
    ["מהו raft", "raft\u200f", "\u202eraft", "raft 🙂", "raft\x00", 'raft "', "raft AND", "+raft -", "(raft", "raft^2", "text:raft", "raft~1", "[raft TO zeta]", "raft\\"],
)  # fmt: skip
def test_no_text_is_a_language_of_the_engine(text: str) -> None:
    """Signs that search engines give a meaning are signs here, and the word beside them is found."""
    assert opened().search(text).hits[0].ref == "012-kelp/4"


@given(st.text(max_size=80))
def test_any_text_has_an_answer(text: str) -> None:
    """No text makes a search fail, and hits never outnumber the total."""
    answer = opened().search(text, limit=3)
    assert len(answer.hits) == min(answer.total, 3)


@given(
    st.lists(
        st.sampled_from(
            [
                "raft",
                "kelp",
                '"network partition"',
                "-money",
                "guest:bo",
                "category:scaling",
                "theme:money",
                "technology:mole",
                "quorum",
                "*",
            ]
        ),
        max_size=6,
    )
)
def test_marks_lie_within_the_text(words: list[str]) -> None:
    """Marks are in order, do not overlap, and lie in the text; every hit has a reason."""
    for hit in opened().search(" ".join(words)).hits:
        assert hit.why
        flat = [at for mark in hit.marks for at in mark]
        assert flat == sorted(set(flat))
        assert all(0 <= at <= len(hit.text) for at in flat)


def test_mistakes_in_options_are_errors() -> None:
    """A category, theme, since or limit that makes no sense is wrong usage, with what there is instead."""
    with pytest.raises(UsageError, match="no category 'zoo'") as caught:
        opened().search("x", category="zoo")
    assert "failure-modes" in caught.value.hint
    with pytest.raises(UsageError, match="no theme 'zoo'"):
        opened().search("x", theme="zoo")
    with pytest.raises(UsageError, match="neither a date nor the number"):
        opened().search("x", since="yesterday")
    with pytest.raises(UsageError, match="limit is 0"):
        opened().search("x", limit=0)


def test_a_bank_or_an_index_can_be_searched() -> None:
    """The same function takes a bank, which is indexed first, or an index that was."""
    assert search(bank(), "raft") == search(opened(), "raft")


def test_an_empty_bank_has_an_answer() -> None:
    """Nothing can be found in an empty bank, and nothing fails."""
    answer = search(bank(episodes=()), "raft")
    assert (answer.total, answer.near.themes, answer.near.categories) == (0, (), ())


def test_phrases_must_stand_there() -> None:
    """A quoted phrase is required, in the text or in what the episode says of itself; other words only rank."""
    assert refs('"network partition" raft') == ["012-kelp/3", "100-kelp/2"]
    assert set(refs('"ada moreno"')) == set(refs("", guest="ada moreno"))
    assert refs('"partition network"') == []


def test_minus_takes_away() -> None:
    """What a minus stands before is in no hit."""
    assert "012-kelp/4" not in refs("kelp -raft")
    assert refs('kelp -"network partition" -raft -pays -choice') == ["012-kelp/2"]
    assert "012-kelp/3" not in refs("partition -template:partitions")


def test_completion_while_typing() -> None:
    """The beginning of a word, as the last of a query or with a star, finds the words it may become."""
    assert refs("partit")[:2] == ["012-kelp/3", "100-kelp/2"]
    assert refs("electi")[0] == "012-kelp/4"
    assert "searched for “election”" in opened().search("elec* now").note
