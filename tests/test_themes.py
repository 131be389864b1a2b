"""The theme lexicon: what is found, and that the shipped one is sound."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from search_bank import THEMES

from qbank.model import Theme
from qbank.search.engines import write_lines
from qbank.search.query import Themes, compile_themes, cut, theme_lines

LEXICON = Path(__file__).parent.parent / "questions" / "themes.toml"


def found(text: str, themes: tuple[Theme, ...] = THEMES) -> list[str]:
    """Return the themes that a text is of."""
    return [find.group.id for find in compile_themes(themes, cut).find(cut(text))]


def test_endings_do_not_matter() -> None:
    """A theme's word is found whatever its ending."""
    assert found("partitioned networks, and how we scaled") == ["growth"]
    assert found("network partitions") == ["split-brain"]


def test_the_longest_phrase_wins() -> None:
    """A word that is part of a phrase is not taken for a theme of its own."""
    assert found("quorum loss") == ["split-brain"]
    assert found("the quorum") == ["consensus"]


def test_a_word_may_belong_to_several_themes() -> None:
    """Every theme that has a word is found by it."""
    themes = (Theme(id="a", words=("snapshot",)), Theme(id="b", words=("snapshot",)))
    assert found("snapshots", themes) == ["a", "b"]


def test_light_words_in_a_phrase_do_not_matter() -> None:
    """A phrase is found with other pronouns and articles than the lexicon has, but never without its negation."""
    assert found("when should I not use it") == ["wrong-choice"]
    assert found("when should I use it") == []


def test_the_spelling_decides_between_words_of_one_stem() -> None:
    """A customer is not a customization, though both have the same stem."""
    assert found("customers") == ["customers"]
    assert found("customizing") == ["customers", "custom"]


def test_a_theme_is_found_by_its_own_name() -> None:
    """The id of a theme is one of its words."""
    assert found("money") == ["money"]
    assert found("split brain") == ["split-brain"]


def test_symbols_of_language_names_count() -> None:
    """C++ and C# are words, and two different ones."""
    assert found("C++") == ["languages"]
    assert found("the letter C") == []


def test_named_finds_by_id_or_by_word() -> None:
    """A theme can be named by its id or by one of its words."""
    themes = compile_themes(THEMES, cut)
    assert [group.id for group in themes.named("split-brain", [])] == ["split-brain"]
    assert [group.id for group in themes.named("netsplits", cut("netsplits"))] == ["split-brain"]
    assert themes.named("nonsense", cut("nonsense")) == []


def test_lines_survive_a_file(tmp_path: Path) -> None:
    """Themes whose lines were written to a file and read again find the same."""
    ids, longest, lines = theme_lines(THEMES, cut)
    again = Themes(ids, longest, write_lines(map(str.encode, lines), tmp_path / "themes").line)
    assert [f.group.id for f in again.find(cut("raft and money"))] == ["consensus", "money"]
    assert list(again.groups) == [theme.id for theme in THEMES]


@given(
    st.lists(
        st.sampled_from(["raft", "when", "not", "to", "use", "it", "network", "partition", "the", "customers"]),
        max_size=12,
    )
)
def test_no_word_is_used_twice(words: list[str]) -> None:
    """Two finds of different themes share all of their words or none."""
    finds = compile_themes(THEMES, cut).find([pair for word in words for pair in cut(word)])
    for one in finds:
        for other in finds:
            assert one.places == other.places or not set(one.places) & set(other.places)


def test_the_shipped_lexicon_is_sound() -> None:
    """It has 230 themes or more, in known categories, none without words, no word twice in one, all of them findable."""
    data = tomllib.loads(LEXICON.read_text("utf-8"))["themes"]
    known = {row["id"] for row in tomllib.loads((LEXICON.parent / "categories.toml").read_text("utf-8"))["categories"]}
    assert len(data) >= 230
    assert {row["category"] for row in data.values() if "category" in row} == known
    for name, row in data.items():
        assert len(row["words"]) >= 5, name
        assert [word for word, n in Counter(map(str.lower, row["words"])).items() if n > 1] == [], name
        assert all(cut(word) for word in row["words"]), name
