"""Tests for qbank.sheet.word.compare: which line is which question, and the fewest moves."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from qbank.sheet.word.compare import MOST_PAIRS, Named, moved, pair, places


def named(*texts: str) -> list[Named]:
    """Return texts without names."""
    return [Named(names=(), text=text) for text in texts]


def test_name_counts_more_than_words() -> None:
    """A bookmark says which question it is, whatever is written there."""
    new = [Named(names=("q02",), text="Why?"), Named(names=(), text="How?")]
    old = [Named(names=("q01",), text="Why?"), Named(names=("q02",), text="How?")]
    assert pair(new, old) == {0: 1}


def test_of_two_with_one_name_the_same_text_counts() -> None:
    """A copied bookmark stays with the text that was there before."""
    new = [Named(names=("q01",), text="Else?"), Named(names=("q01",), text="Why?")]
    assert pair(new, [Named(names=("q01",), text="Why?")]) == {1: 0}


def test_like_texts_are_one_reworded() -> None:
    """Likeness finds the rewording, and prefers the likest."""
    new = named("Who pays for the work?", "What breaks first under load?")
    old = named("What breaks first when load grows?", "Who pays for it, and for the work?", "Else?")
    assert pair(new, old) == {0: 1, 1: 0}


def test_a_text_that_holds_another_whole_is_that_one_reworded() -> None:
    """However much is put behind or before a text or cut off from it, it is the same; likeness comes after."""
    more = "Who can say no? And of those who can, who did, and what came of it in the years after that?"
    assert pair(named("Who may say no?", more), named("Who can say no?")) == {1: 0}
    assert pair(named("Who can say no?"), named(more)) == {0: 0}
    assert pair(named("All in all, who can say no, and to what?"), named("Who can say no?")) == {0: 0}


def test_the_beginning_of_another_sentence_is_no_text_held_whole() -> None:
    """Words that go on to ask something else, or a lone word, do not make a rewording."""
    assert pair(named("What is Kafka Connect good for, and where?"), named("What is Kafka?")) == {}
    assert pair(named("How did the people who had to run it find out why?"), named("Why?")) == {}


def test_unlike_texts_are_not_paired() -> None:
    """What has nothing in common is dropped and added."""
    assert pair(named("Who pays?"), named("Follow one query from end to end.")) == {}


def test_likeness_is_given_up_when_there_is_too_much() -> None:
    """Beyond a bound, only names and equal texts count."""
    many = [f"Question number {n} of very many?" for n in range(int(MOST_PAIRS**0.5) + 2)]
    assert pair(named(*(m.replace("very", "so") for m in many)), named(*many)) == {}


@given(st.lists(st.sampled_from("abcdefg"), unique=True), st.lists(st.sampled_from("abcdefg"), unique=True))
def test_moves_are_the_fewest(order: list[str], before: list[str]) -> None:
    """Without the moved ones the rest is in the old order, and no smaller set would do."""
    found = moved(order, places(before))
    common = [name for name in order if name in before]
    place = {name: n for n, name in enumerate(before)}

    def sorted_without(gone: frozenset[str]) -> bool:
        rest = [place[name] for name in common if name not in gone]
        return rest == sorted(rest)

    assert sorted_without(found)
    assert not any(sorted_without(frozenset(some)) for some in combinations(common, max(0, len(found) - 1)) if found)


@given(st.lists(st.text(min_size=1, max_size=8), unique_by=str.casefold))
def test_unchanged_texts_are_paired_with_themselves(texts: list[str]) -> None:
    """Texts that are all there in another order find each other."""
    plain = {" ".join(t.split()).casefold() for t in texts}
    if len(plain) == len(texts):
        assert pair(named(*reversed(texts)), named(*texts)) == {n: len(texts) - 1 - n for n in range(len(texts))}
