"""What an interview leaves behind: chapters in four forms, show notes that import reads back, persons."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from outlines import ask
from test_tasks_transcripts import PLAN, recorded, sort

from qbank.errors import UsageError
from qbank.model import Bank, Outline
from qbank.notes import read
from qbank.sheet import chapters
from qbank.sheet.chapters import LONGEST_TITLE, Chapter, short_title
from qbank.sheet.formats import FORMATS, Wanted
from qbank.tasks.transcripts import fill

LOGGED, _ = fill(PLAN, recorded(), Bank(), sort)


def made(name: str, outline: Outline = LOGGED) -> str:
    """Return an export as text."""
    return FORMATS[name](outline, {}, Wanted(date="2026-11-22")).decode("utf-8")


def test_every_question_asked_has_its_chapter() -> None:
    """Chapters begin at 0, are in order, ten seconds apart at least, and are titled by what was asked."""
    found = chapters.chapters(LOGGED)
    assert found[0] == Chapter(0.0, "How did you get involved in the area of search?")
    assert [c.start for c in found] == [0.0, 40.0, 75.0, 120.0, 150.0]
    assert found[3].title == "What did your neighbors think of all of those lamps in the garden?"


def test_podcasting_json_is_as_the_standard_says() -> None:
    """Version 1.2.0, seconds as numbers, a title each."""
    data = json.loads(made("chapters-json"))
    assert data["version"] == "1.2.0"
    assert data["title"] == "Lantern with Ada Quill"
    assert all(isinstance(c["startTime"], int | float) and c["title"] for c in data["chapters"])


def test_youtube_takes_the_lines() -> None:
    """The first chapter is at 0:00, there are three or more, each is a time and a title."""
    lines = made("youtube").strip().split("\n")
    assert lines[0].startswith("0:00 ")
    assert len(lines) >= 3
    assert all(re.fullmatch(r"\d+:\d\d \S.*", line) for line in lines)


def test_podlove_chapters_are_xml() -> None:
    """Simple Chapters 1.2, whatever stands in a title."""
    odd = replace(
        LOGGED,
        sections=tuple(
            replace(s, questions=tuple(replace(q, text='Is a < b & "c"?') for q in s.questions))
            for s in LOGGED.sections
        ),
    )
    root = fromstring(made("podlove", odd).encode())
    assert root.attrib["version"] == "1.2"
    assert root[1].attrib == {"start": "00:00:40.000", "title": 'Is a < b & "c"?'}


def test_ffmetadata_escapes_what_ffmpeg_reads() -> None:
    """Each chapter ends where the next begins, and signs of the format in a title are escaped."""
    odd = replace(
        LOGGED,
        sections=tuple(
            replace(s, questions=tuple(replace(q, text="a=b; c#d \\ e?") for q in s.questions)) for s in LOGGED.sections
        ),
    )
    text = made("ffmetadata", odd)
    assert text.startswith(";FFMETADATA1\n")
    assert "title=A\\=b\\; c\\#d \\\\ e?" in text
    starts, ends = (list(map(int, re.findall(rf"{name}=(\d+)", text))) for name in ("START", "END"))
    assert starts[1:] == ends[:-1]
    assert all(start < end for start, end in zip(starts, ends, strict=True))


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
def test_ffmpeg_reads_the_chapters(tmp_path: Path) -> None:
    """A file made with the metadata has the chapters, title by title."""
    (tmp_path / "c.txt").write_text(made("ffmetadata"), "utf-8")
    command = [
        "ffmpeg",
        "-v",
        "error",
        "-f",
        "lavfi",
        "-i",
        "anullsrc",
        "-i",
        str(tmp_path / "c.txt"),
        "-map_metadata",
        "1",
        "-t",
        "300",
        str(tmp_path / "o.mka"),
    ]
    subprocess.run(command, check=True)
    probe = ["ffprobe", "-v", "error", "-show_chapters", "-of", "json", str(tmp_path / "o.mka")]
    found = json.loads(subprocess.run(probe, check=True, capture_output=True).stdout)["chapters"]
    assert [c["tags"]["title"] for c in found] == [c.title for c in chapters.chapters(LOGGED)]


def test_show_notes_are_read_back() -> None:
    """What was asked, with its times, comes back by import; what the guest said is quoted below."""
    text = made("notes")
    reading = read(text.encode(), source="notes.md")
    items = [i for i in reading.episodes[0].items if i.kind == "question"]
    assert [(i.at, i.text) for i in items][:2] == [
        ("0:09", "How did you get involved in the area of search?"),
        ("0:40", "For someone who has never heard of it, what is Lantern?"),
    ]
    assert reading.episodes[0].guests == ("Ada Quill",)
    assert "> I lost my keys, and then I lost them again.\n>\n> — Ada Quill [0:09]" in text


def test_persons_are_elements_of_a_feed() -> None:
    """Host and guests, each with their part."""
    assert made("persons") == (
        '<podcast:person role="host">Sam Hoste</podcast:person>\n<podcast:person role="guest">Ada Quill</podcast:person>\n'
    )


@pytest.mark.parametrize("name", ["chapters-json", "youtube", "ffmetadata", "podlove", "notes"])
def test_without_a_log_there_is_nothing_to_export(name: str) -> None:
    """An outline that was never recorded says what to do."""
    with pytest.raises(UsageError) as error:
        made(name, PLAN)
    assert "--transcript" in error.value.hint


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("How did you start?", "How did you start?"),
        ("Tell us about the worst bug you ever shipped.", "The worst bug you ever shipped"),
        ("Could you walk us through a release?", "A release"),
        ("So, Ada, what is it?", "What is it?"),
        ("Ada, what is it?", "What is it?"),
        ("It is old. When was it made, and by whom?", "When was it made, and by whom?"),
        (
            "When the senders are much faster than the readers can ever hope to be, and nobody notices, what does it do?",
            "What does it do?",
        ),
    ],
)
def test_titles_are_short_and_say_what_is_asked(text: str, title: str) -> None:
    """A chapter is titled by the question without its lead-in, and never by the cue."""
    assert short_title(ask("q1", "must", "overview", "SECRET CUE", text), ("Ada Quill",)) == title


def test_no_title_is_longer_than_a_line() -> None:
    """A question that cannot be said shorter is cut where a clause ends."""
    long = "How do you decide which of the many things that people have asked you for over all of these years is built next by your team?"
    made_ = short_title(ask("q1", "must", "overview", "c", long))
    assert len(made_) <= LONGEST_TITLE
    assert made_.endswith("…")
