"""What is offered when nothing is found, and what is only near to what is asked."""

from __future__ import annotations

from search_bank import bank

from qbank.search import index

INDEX = index(bank())


def test_names_like_the_one_that_was_typed() -> None:
    """A technology or guest that nobody has is told, and the nearest names are offered."""
    answer = INDEX.search("technology:klep")
    assert answer.note == "Nothing has technology “klep”."
    assert answer.near.names == ("technology:Kelp",)
    assert INDEX.search("guest:Ade").near.names == ()
    assert INDEX.search('guest:"Ada Marino"').near.names == ("guest:Ada Moreno",)
    assert INDEX.search("category:scalling").near.names == ("category:scaling",)


def test_themes_near_to_the_words() -> None:
    """A theme that one of the words is part of is offered, if it has questions."""
    answer = INDEX.search('"election of the leader"')
    assert answer.total == 0
    assert answer.near.themes == ("consensus",)


def test_only_what_has_questions_is_offered() -> None:
    """Themes and categories without any item lead nowhere and are not offered."""
    answer = INDEX.search("overkil -choice technology:newt", category="scaling")
    assert answer.total == 0
    assert "languages" not in answer.near.themes
    assert "background" in INDEX.search("zzzzzzzzz").near.categories


def test_what_only_fits_is_near() -> None:
    """Hits that say no word of the query and none of its theme are near misses; one hit that does makes them all hits."""
    assert INDEX.search("when nodes cannot hear each other").only_near
    assert INDEX.search("netsplit", technology="mole").only_near
    assert not INDEX.search("customers scaling", technology="mole").only_near
    assert not INDEX.search("network partition").only_near
    assert not INDEX.search("who pays").only_near
    assert not INDEX.search("moreno").only_near
    assert not INDEX.search("technology:kelp").only_near
    assert not INDEX.search("zzzzzzzzz").only_near


def test_a_hit_below_what_is_shown_counts() -> None:
    """Whether all is near does not depend on how many hits are shown."""
    for text in ("customers scaling technology:mole", "raft", "when nodes cannot hear each other"):
        assert INDEX.search(text, limit=1).only_near == INDEX.search(text, limit=50).only_near
