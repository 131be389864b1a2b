"""What an episode is made of."""

from __future__ import annotations

from qbank.notes import read
from qbank.notes.episodes import episode_id


def test_ids() -> None:
    """Number and subject, else guest, else title; without a number the name alone."""
    assert episode_id(40, "Tern", ["Ada Quist"], "x") == "040-tern"
    assert episode_id(None, "Tern", [], "x") == "tern"
    assert episode_id(7, None, ["Ada Quist", "Bo Aster"], "x") == "007-ada-quist"
    assert episode_id(1234, None, [], "The Title!") == "1234-the-title"


def test_number_from_the_name_of_the_file() -> None:
    """Without a number in the notes the file's name may say it."""
    assert read(b"# Tern\n\n## Interview\n- What is Tern?\n", source="notes/episode-09.md").episodes[0].number == 9
    assert read(b"# Tern\n\n## Interview\n- What is Tern?\n", source="notes/2019-09.md").episodes[0].number is None


def test_date_of_recording() -> None:
    """The day of recording is the date when nothing else is."""
    text = b"# Tern\n\n### Brief Intro\n- Date of recording - June 29th, 2015\n\n### Interview\n- What?\n"
    assert read(text, source="x").episodes[0].date == "2015-06-29"


def test_title_made_up() -> None:
    """Notes without a title get one from subject and guest, and a Problem says so."""
    text = b"Today I'm interviewing Ada Quist about Tern, a bird counter.\n\n### Interview\n- What is Tern?\n"
    reading = read(text, source="x.md")
    assert reading.episodes[0].title == "Tern with Ada Quist"
    assert "no title" in reading.problems[0].what


def test_names_of_the_bank_help() -> None:
    """Known people are askers, known subjects keep their spelling."""
    text = b"# TERN\n\n### Interview\n- What is it? - Tove\n"
    (episode,) = read(text, source="x", people=("Tove Berg",), subjects=("Tern",)).episodes
    assert episode.technology == "Tern"
    assert (episode.items[0].text, episode.items[0].asker) == ("What is it?", "Tove")
