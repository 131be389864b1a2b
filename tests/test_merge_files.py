"""One file of a bank merged, as git asks for it: what both changed is told record by record, and the same whoever merges whom."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from banks import empty_place
from outlines import ask, small

from qbank.bank.loading import parse
from qbank.bank.merge import Answers, apply, merge, merge_file, texts_of, within
from qbank.bank.merge_records import Side
from qbank.bank.outline_files import as_document
from qbank.bank.toml import document
from qbank.errors import BankError, UsageError

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
    made, asked = told(EPISODE, EPISODE.replace("Wickerwork?", "wickerwork?"), EPISODE.replace("loom?", "looms?"))
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
    other = EPISODE.replace("What is Wickerwork?", "Name a river.").replace("Who pays for the loom?", "Why wool?")
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
    ours, theirs = (THEME.replace('"frame"', '"frame", "wool"'), THEME.replace('"loom", "frame"', '"loom", "silk"'))
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


SHOW = "questions/show.toml"


def test_names_in_a_table_are_merged_one_by_one() -> None:
    """Whom two people wrote down under two labels is known by both; one label with two names is told."""

    def known(**more: str) -> str:
        names = {"Speaker 1": "Ada", **{label.replace("_", " "): name for label, name in more.items()}}
        pairs = ", ".join(f'"{label}" = "{name}"' for label, name in names.items())
        return f'name = "Basket"\nspeakers = {{ {pairs} }}\n'

    base, ours, theirs = known(), known(Speaker_2="Bo"), known(Speaker_3="Cy")
    made, asked = told(base, ours, theirs, SHOW)
    assert asked == []
    assert parse(SHOW, made)[""].speakers == {"Speaker 1": "Ada", "Speaker 2": "Bo", "Speaker 3": "Cy"}
    assert told(base, ours, known(Speaker_2="Cy"), SHOW)[1] == [f"{SHOW} · speakers.Speaker 2"]
    assert len(parse(SHOW, told('name = "Basket"\n', ours, theirs, SHOW)[0])[""].speakers) == 3


def decided(slot: str, *, said: str = "", by: str = "hand") -> str:
    """Return the episode whose first question was taken apart so, and decided by someone."""
    more = f'pattern = "What is {{{{ {slot} }}}}?"\nslots = {{ {slot} = "Wickerwork" }}\nby = "{by}"\n{said}'
    return EPISODE.replace('text = "What is Wickerwork?"\n', f'text = "What is Wickerwork?"\n{more}')


def test_a_pattern_and_its_slots_go_together() -> None:
    """What one person took apart anew is taken whole; what two took apart in two ways is told, once."""
    base, ours = decided("technology"), decided("part")
    for mine, others in ((ours, base), (base, ours), (ours, ours)):
        made, asked = told(base, mine, others)
        assert asked == []
        assert parse(NAME, made)[""].items[0].slots == {"part": "Wickerwork"}
    assert told(base, ours, decided("product"))[1] == [f"{NAME} · item 1 · slots"]
    theirs = merge_file(NAME, base, ours, decided("product"), Answers("theirs"))
    assert parse(NAME, theirs)[""].items[0].slots == {"product": "Wickerwork"}
    both = 'category = "usage"\n', 'category = "origin"\n'
    changed = [ours.replace('by = "hand"\n', f'by = "hand"\n{one}', 1) for one in both]
    assert told(base, changed[0], decided("technology", said=both[1]))[1] == [f"{NAME} · item 1 · category"]
    assert told(base, changed[0], changed[1])[1] == [f"{NAME} · item 1 · category"]


def test_what_both_took_out_is_gone() -> None:
    """A field that neither copy has any more is in neither's way."""
    base = EPISODE.replace('text = "Who', 'said = "We do."\ntext = "Who')
    bare = EPISODE.replace("loom?", "looms?")
    made, asked = told(base, bare, EPISODE.replace("n = 2\n", "n = 2\nline = 4\n"))
    assert asked == []
    assert (parse(NAME, made)[""].items[1].said, parse(NAME, made)[""].items[1].line) == (None, 4)


def test_what_one_took_out_and_the_other_left_is_gone() -> None:
    """A field goes as a record does."""
    base = EPISODE.replace('text = "Who', 'said = "We do."\ntext = "Who')
    made, asked = told(base, base.replace("Who pays", "Who weaves"), EPISODE)
    assert asked == []
    assert (parse(NAME, made)[""].items[1].text, parse(NAME, made)[""].items[1].said) == (
        "Who weaves for the loom?",
        None,
    )


def test_two_decisions_by_hand_about_a_reworded_question_are_told() -> None:
    """The words are one thing, what was decided about them another; the pattern belongs to the words."""
    decided_as = 'n = 2\ncategory = "{}"\nby = "hand"\n'
    ours = EPISODE.replace("n = 2\n", decided_as.format("usage"))
    theirs = EPISODE.replace("n = 2\n", decided_as.format("origin")).replace("loom?", "looms?")
    made, asked = told(EPISODE, ours, theirs)
    assert asked == [f"{NAME} · item 2 · category"]
    assert "Who pays for the looms?" in made


def test_what_one_copy_moved_stays_where_it_was_moved_to() -> None:
    """The order is that of the copy that moved something; what the other added stands behind what it stood behind."""
    head, first, second = EPISODE.split("\n[[items]]")
    moved = "\n[[items]]".join((head, second, first))
    added = EPISODE + '\n[[items]]\nn = 3\ntext = "Who weaves?"\n'
    made, asked = told(EPISODE, moved, added)
    assert asked == []
    assert [i.n for i in parse(NAME, made)[""].items] == [2, 3, 1]


def test_an_interview_that_the_other_has_under_its_second_name_is_that_one() -> None:
    """Both imported the same two interviews, the other way round: there are two afterwards, not four."""
    other = EPISODE.replace("What is Wickerwork?", "Name a river.").replace("Who pays for the loom?", "Why wool?")
    second = NAME.replace(".toml", "-2.toml")
    swapped = {NAME: other, second: EPISODE.replace('id = "007-wickerwork"', 'id = "007-wickerwork-2"')}
    for ours, theirs in (({NAME: EPISODE}, swapped), (swapped, {NAME: EPISODE})):
        answers = Answers()
        made = {**ours, **merge(None, ours, theirs, answers)}
        assert answers.open == []
        assert sorted(made) == sorted((NAME, second))
    made = merge(None, {NAME: EPISODE}, {NAME: other}, Answers())
    assert set(made) | {NAME} == {NAME, second}


def test_a_merged_bank_that_could_not_be_loaded_is_not_written(tmp_path: Path) -> None:
    """Each copy was sound, both together are not: it is said what is wrong, and every file stays."""
    place = empty_place(tmp_path)
    text = EPISODE.replace("n = 1\n", 'n = 1\ntemplate = "nowhere"\n')
    with pytest.raises(BankError, match="the merged bank would be broken"):
        apply(place, texts_of(place), {NAME: text}, "merge")
    assert not (place.root / NAME).exists()


def test_a_block_of_a_plan_goes_with_its_last_question() -> None:
    """A section that one copy took out is gone if the other left its questions, and stays if there is a new one in it."""
    name, base = "exports/lantern-ada-quill.toml", small()
    one, two = base.sections
    texts = [
        document(as_document(replace(base, sections=sections)))
        for sections in ((one, two), (one,), (one, replace(two, questions=(*two.questions, ask("q09", "nice", "origin", "tide", "What floats?")))))
    ]  # fmt: skip
    made = merge({name: texts[0]}, {name: texts[0]}, {name: texts[1]}, Answers())[name]
    assert made is not None
    assert [s.block for s in parse(name, made, kind="exports")[""].sections] == [one.block]
    made = merge({name: texts[0]}, {name: texts[1]}, {name: texts[2]}, Answers())[name]
    assert made is not None
    (_, kept) = parse(name, made, kind="exports")[""].sections
    assert [q.id for q in kept.questions] == ["q09"]
