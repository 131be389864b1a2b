"""One file of a bank merged, as git asks for it: what both changed is told record by record, and the same whoever merges whom."""

from __future__ import annotations

import pytest

from qbank.bank.loading import parse
from qbank.bank.merge import Side
from qbank.bank.merging import Answers, merge, merge_file, within
from qbank.errors import UsageError

NAME = "questions/episodes/007-wickerwork.toml"
EPISODE = """id = "007-wickerwork"
title = "Wickerwork"
number = 7

[[items]]
n = 1
text = "What is Wickerwork?"

[[items]]
n = 2
text = "Who pays for the loom?"
"""
THEMES = "questions/themes.toml"
THEME = '[themes.loom]\nid = "loom"\nwords = ["loom", "frame"]\n'


def told(base: str, ours: str, theirs: str, name: str = NAME) -> tuple[str, list[str]]:
    """Return a file merged, and where both copies changed one thing; merged the other way round it is the same."""
    answers, other_way = Answers(), Answers()
    made = merge_file(name, base, ours, theirs, answers)
    merge_file(name, base, theirs, ours, other_way)
    assert [c.where for c in answers.open] == [c.where for c in other_way.open]
    return made, [c.where for c in answers.open]


def test_what_two_people_changed_in_two_places_is_taken_from_both() -> None:
    """Nobody is asked where one copy left a thing as it was."""
    made, asked = told(
        EPISODE, EPISODE.replace("Wickerwork?", "wickerwork?"), EPISODE.replace("loom?", "looms?")
    )
    assert asked == []
    assert [i.text for i in parse(NAME, made)[""].items] == ["What is wickerwork?", "Who pays for the looms?"]


def test_what_both_changed_stands_between_marks() -> None:
    """Both wordings are in the file, each between git's marks, and the place is told."""
    made, asked = told(EPISODE, EPISODE.replace("loom?", "looms?"), EPISODE.replace("loom?", "new loom?"))
    assert asked == [f"{NAME} · item 2 · text"]
    assert made.count("<<<<<<< ours") == made.count("=======") == made.count(">>>>>>> theirs") == 1
    assert "the looms?" in made
    assert "the new loom?" in made


def test_an_answer_for_one_side_leaves_no_marks() -> None:
    """Who says beforehand whose way counts gets that file."""
    theirs = EPISODE.replace("loom?", "new loom?")
    answers = Answers("theirs")
    made = merge_file(NAME, EPISODE, EPISODE.replace("loom?", "looms?"), theirs, answers)
    assert (made, answers.open) == (theirs, [])


def test_a_record_that_one_took_out_and_the_other_changed_is_told() -> None:
    """Nothing is lost without a word: it may stay, or go."""
    gone = EPISODE[: EPISODE.rindex("\n[[items]]")]
    changed = EPISODE.replace("loom?", "looms?")
    assert told(EPISODE, gone, changed)[1] == [f"{NAME} · item 2"]
    assert told(EPISODE, gone, EPISODE)[1] == []
    sides: tuple[tuple[Side, int], ...] = (("ours", 1), ("theirs", 2))
    for side, left in sides:
        made = merge_file(NAME, EPISODE, gone, changed, Answers(side))
        assert len(parse(NAME, made)[""].items) == left


def test_a_file_that_one_took_out_and_the_other_changed_is_told() -> None:
    """As a record is: one that was left as it was goes, one that was changed is asked about."""
    base = {NAME: EPISODE}
    assert merge(base, base, {}, Answers()) == {NAME: None}
    answers = Answers()
    assert merge(base, {NAME: EPISODE.replace("loom?", "looms?")}, {}, answers) == {}
    assert [c.where for c in answers.open] == [NAME]
    assert merge(base, {NAME: EPISODE.replace("loom?", "looms?")}, {}, Answers("theirs")) == {NAME: None}


def test_two_interviews_of_one_name_are_not_mixed() -> None:
    """Without a common beginning, a file that has nothing in common with the other is another interview."""
    other = EPISODE.replace("What is Wickerwork?", "Name a river.").replace(
        "Who pays for the loom?", "Why wool?"
    )
    made, asked = told("", EPISODE, other)
    assert asked == [NAME]
    assert made.count("<<<<<<< ours") >= 1
    sides: tuple[tuple[Side, str], ...] = (("ours", EPISODE), ("theirs", other))
    for side, whole in sides:
        assert merge_file(NAME, "", EPISODE, other, Answers(side)) == whole
    bare = EPISODE[: EPISODE.index("\n[[items]]")]
    assert told("", bare, bare)[1] == []


def test_lists_have_what_either_added_and_lack_what_either_took_out() -> None:
    """A list has no order of its own to quarrel about."""
    ours, theirs = (
        THEME.replace('"frame"', '"frame", "wool"'),
        THEME.replace('"loom", "frame"', '"loom", "silk"'),
    )
    made, asked = told(THEME, ours, theirs, THEMES)
    assert asked == []
    (theme,) = parse(THEMES, made)[""].themes.values()
    assert set(theme.words) == {"loom", "wool", "silk"}


def test_what_a_program_wrote_is_nobodys_to_decide() -> None:
    """Of two line numbers the greater is as good as the other: nobody is asked."""
    lined = EPISODE.replace("n = 2\n", "n = 2\nline = 4\n")
    made, asked = told(lined, lined.replace("line = 4", "line = 5"), lined.replace("line = 4", "line = 6"))
    assert asked == []
    assert parse(NAME, made)[""].items[1].line == 6


def test_slots_are_merged_name_by_name() -> None:
    """Where both gave a pattern its values by hand, each value is one thing; a value of both is told."""

    def filled(language: str, kind: str) -> str:
        return EPISODE.replace(
            'text = "What is Wickerwork?"\n',
            f'text = "What is Wickerwork?"\npattern = "What is {{{{ technology }}}}?"\nslots = {{ technology = "Wickerwork" }}\n'
            f'category = "{language}"\nalso = ["{kind}"]\nby = "hand"\n',
        )

    base, ours, theirs = filled("overview", "usage"), filled("origin", "usage"), filled("overview", "scaling")
    made, asked = told(base, ours, theirs)
    assert asked == []
    item = parse(NAME, made)[""].items[0]
    assert (item.category, item.also) == ("origin", ("scaling",))
    assert told(base, ours, filled("usage", "usage"))[1] == [f"{NAME} · item 1 · category"]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("shows/mine/questions/episodes/007-wickerwork.toml", NAME),
        ("mine\\exports\\kafka.toml", "exports/kafka.toml"),
        ("questions/questions/show.toml", "questions/show.toml"),
    ],
)
def test_a_file_is_known_by_its_path_in_the_bank(path: str, name: str) -> None:
    """Wherever the bank lies in a repository."""
    assert within(path) == name


@pytest.mark.parametrize("path", ["README.md", "questions/notes.md", "notes/show.toml"])
def test_what_is_no_file_of_a_bank_is_refused(path: str) -> None:
    """The message says what belongs into .gitattributes."""
    with pytest.raises(UsageError, match="not a file of a bank") as refused:
        within(path)
    assert ".gitattributes" in (refused.value.hint or "")
