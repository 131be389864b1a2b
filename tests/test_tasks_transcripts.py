"""An interview from plan to show notes: planned, recorded, its transcript into the log, chapters and notes out of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commands import Run
from outlines import ask
from talks import Invented, Said, vtt_voices

from qbank.errors import UsageError
from qbank.model import Bank, Outline, Section
from qbank.outline import log
from qbank.tasks.transcripts import fill, offset_of, shifted, speaker_names
from qbank.transcripts import Heard, find_talk, hear

PLAN = Outline(
    id="lantern-ada-quill",
    date="2026-11-22",
    host="Sam Hoste",
    guests=("Ada Quill",),
    technology="Lantern",
    minutes=15,
    sections=(
        Section(
            block="open", title="Open", start=0, minutes=15,
            questions=(
                ask("q01", "must", "background", "path", "How did you get involved in the area of search?"),
                ask("q02", "must", "overview", "what it is", "For someone who has never heard of it, what is Lantern?"),
                ask("q03", "must", "failure-modes", "lost light", "What happens when a lamp goes out at night?", "+ Who has to get up?"),
                ask("q04", "must", "tradeoffs", "wrong choice", "When is Lantern the wrong choice?"),
                ask("q05", "nice", "adoption", "first result", "How does a newcomer get from nothing to a first result?"),
                ask("q06", "backup", "future-plans", "refuse", "What will you never build?"),
                ask("q07", "must", "future-plans", "next", "What comes next for Lantern?"),
            ),
        ),
    ),
)  # fmt: skip
TURNS = (
    (0, "Sam Hoste", "Welcome to the show, I'm Sam Hoste. Ada, how are you?"),
    (6, "Ada Quill", "Fine, thanks for having me."),
    (9, "Sam Hoste", "So, how did you get, um, involved in the area of search?"),
    (15, "Ada Quill", "I lost my keys, and then I lost them again."),
    (40, "Sam Hoste", "Nice. And what is Lantern, for someone who's never heard of it?"),
    (47, "Ada Quill", "A lamp that tells you where it is. Isn't that what a lamp is for?"),
    (75, "Sam Hoste", "Say it's night, and a lamp goes dark. What happens to the people on the shore?"),
    (83, "Ada Quill", "Someone gets a call."),
    (90, "Sam Hoste", "Who has to get up?"),
    (92, "Ada Quill", "I do."),
    (95, "Sam Hoste", "Why?"),
    (97, "Ada Quill", "It is my lamp."),
    (120, "Sam Hoste", "What did your neighbors think of all of those lamps in the garden?"),
    (126, "Ada Quill", "They moved to the other side of the house."),
    (150, "Sam Hoste", "All right. What comes next for Lantern?"),
    (155, "Ada Quill", "A smaller one, and then a smaller one than that."),
)


def recorded(turns: tuple[tuple[int, str, str], ...] = TURNS, form: str = "x.vtt") -> Heard:
    """Return what is heard in the recording of the plan."""
    said = tuple(Said(float(at), who, text, None) for at, who, text in turns)
    talk = find_talk(vtt_voices(Invented("x", "Lantern with Ada Quill", ("Sam Hoste",), ("Ada Quill",), said)))
    assert talk
    return hear(talk, source=form, hosts=["Sam Hoste"], guests=PLAN.guests)


def sort(text: str) -> tuple[str, str | None]:  # noqa: ARG001
    """Sort every question into one category; no template is known."""
    return "operations", None


def test_the_log_says_what_was_asked_in_which_words_and_when() -> None:
    """Asked as planned, in other words, skipped and improvised are told apart, and each has its time and answer."""
    made, told = fill(PLAN, recorded(), Bank(), sort)
    marks = {q.id: q.mark for q in made.questions}
    assert marks == {
        "q01": "asked", "q02": "asked", "q03": "asked", "q04": "skipped", "q05": "skipped", "q06": None, "q07": "asked", "q08": "improvised",
    }  # fmt: skip
    assert told.otherwise == ("q03",)
    assert told.as_planned == ("q01", "q02", "q07")
    assert told.skipped == ("q04", "q05")
    assert told.follow_ups == ("q03a",)
    assert (told.improvised, told.left_out) == (("q08",), 1)
    at = {q.id: (q.at, q.said) for q in made.questions if q.at}
    assert at["q01"] == ("0:09", "I lost my keys, and then I lost them again.")
    assert at["q03"] == ("1:15", "Someone gets a call.")
    assert at["q08"][0] == "2:00"
    assert [q.id for q in log.asked(made)] == ["q01", "q02", "q03", "q08", "q07"]


def test_reading_the_transcript_again_changes_nothing() -> None:
    """What is known already is known again: no question is improvised twice."""
    once, _ = fill(PLAN, recorded(), Bank(), sort)
    twice, told = fill(once, recorded(), Bank(), sort)
    assert twice == once
    assert told.improvised == ("q08",)


def test_the_edited_audio_moves_all_times_and_nothing_else() -> None:
    """A later transcript, or one offset, moves every time; marks and quotes stay."""
    once, _ = fill(PLAN, recorded(), Bank(), sort)
    later = tuple((at + 35, who, text) for at, who, text in TURNS)
    edited, _ = fill(once, recorded(later), Bank(), sort)
    assert edited == shifted(once, 35.0) == fill(PLAN, recorded(), Bank(), sort, offset=35)[0]
    assert [q.at for q in log.asked(edited)][:2] == ["0:44", "1:15"]
    assert shifted(edited, -35.0) == once


def test_a_host_marks_better_than_a_transcript() -> None:
    """Marks, notes and quotes that are there stay; a mark that the transcript contradicts is told."""
    by_hand = log.annotate(
        log.mark(log.mark(PLAN, ["q01"], "great"), ["q02"], "skipped"), "q01", said="My own words.", note="teaser"
    )
    made, told = fill(by_hand, recorded(), Bank(), sort)
    q01, q02 = log.question(made, "q01"), log.question(made, "q02")
    assert (q01.mark, q01.said, q01.note, q01.at) == ("great", "My own words.", "teaser", "0:09")
    assert (q02.mark, q02.at) == ("skipped", None)
    assert any("q02 is marked as skipped" in p.what for p in told.problems)


@pytest.mark.parametrize(("text", "seconds"), [("+0:35", 35), ("-12", -12), ("1:02:00", 3720), ("0:00.5", 0.5)])
def test_offsets(text: str, seconds: float) -> None:
    """An offset is written as a clock or in seconds, with a sign."""
    assert offset_of(text) == seconds


@pytest.mark.parametrize("text", ["", "soon", "1:2:3:4", "--5"])
def test_what_is_not_an_offset_is_refused(text: str) -> None:
    """Anything else is wrong usage."""
    with pytest.raises(UsageError, match="offset"):
        offset_of(text)


def test_speakers_are_named_on_the_command_line() -> None:
    """`--speaker A=NAME` says who a label is; half of it is refused."""
    assert speaker_names(["Speaker 1=Jane  Roe", "B = Kay"]) == {"Speaker 1": "Jane Roe", "B": "Kay"}
    for wrong in ("Jane", "=Jane", "A="):
        with pytest.raises(UsageError, match="names nobody"):
            speaker_names([wrong])


def written(folder: Path) -> Path:
    """Write the recording as a file."""
    said = tuple(Said(float(at), who, text, None) for at, who, text in TURNS)
    path = folder / "interview.vtt"
    path.write_text(vtt_voices(Invented("x", "Lantern with Ada Quill", ("Sam Hoste",), ("Ada Quill",), said)), "utf-8")
    return path


def test_a_transcript_is_imported_and_its_speakers_are_remembered(
    command: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asks become items that are marked as spoken, with asker, time, lead-in and answer; `--speaker` holds for the next file, too."""
    assert (
        command("init", "bank", "--show", "The Show", "--host", "Sam Hoste", "--domain", "search", "--no-input")[0] == 0
    )
    monkeypatch.chdir(tmp_path / "bank")
    path = Path("talk.txt")
    rows = ((at, "A" if who == "Sam Hoste" else "B", text.replace(", I'm Sam Hoste", "")) for at, who, text in TURNS)
    said = "\n\n".join(f"{who} (00:{at // 60:02}:{at % 60:02}): {text}" for at, who, text in rows)
    path.write_text(f"# Lantern with Ada Quill\n\n{said}\n", "utf-8")
    code, out, err = command("import", str(path), "--speaker", "A=Sam Hoste", "--speaker", "B=Ada Quill", "--json")
    assert code == 0, err
    episode = json.loads(out)["episodes"][0]
    assert (episode["transcript"], episode["guests"], episode["hosts"]) == (True, ["Ada Quill"], ["Sam Hoste"])
    first = episode["items"][0]
    assert first["text"] == "So, how did you get, um, involved in the area of search?"
    assert (first["asker"], first["at"], first["spoken"], first["said"]) == (
        "Sam Hoste",
        "0:09",
        True,
        "I lost my keys, and then I lost them again.",
    )
    assert 'A = "Sam Hoste"' in Path("questions/show.toml").read_text("utf-8")
    again = json.loads(command("import", str(path), "--dry-run", "--json")[1])["episodes"][0]
    assert (again["new"], again["changed"]) == (False, False)
    tidied = json.loads(command("import", str(path), "--dry-run", "--tidy", "--json")[1])["episodes"][0]
    assert tidied["items"][0]["text"] == "How did you get involved in the area of search?"
    assert command("check")[0] == 0


def test_from_plan_to_chapters_by_the_commands(command: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Plan, transcript, log, chapters: each command finds what the one before it left."""
    assert (
        command("init", "bank", "--show", "The Show", "--host", "Sam Hoste", "--domain", "search", "--no-input")[0] == 0
    )
    monkeypatch.chdir(tmp_path / "bank")
    assert (
        command("outline", "--guest", "Ada Quill", "--technology", "Lantern", "--date", "2026-11-22", "--no-input")[0]
        == 0
    )
    name = "lantern-ada-quill"
    code, _, err = command("export", name, "--to", "youtube", "-o", "-")
    assert code == 2
    assert "--transcript" in err
    path = written(tmp_path)
    code, out, err = command("outline", "log", name, "--transcript", str(path))
    assert code == 0, err
    assert "From the transcript:" in err
    assert "0:09" in out
    lines = command("export", name, "--to", "youtube", "-o", "-")[1].strip().split("\n")
    assert lines[0].startswith("0:00 ")
    assert len(lines) >= 4
    assert command("outline", "log", name, "--offset", "+0:30")[0] == 0
    assert command("export", name, "--to", "youtube", "-o", "-")[1].split("\n")[1].startswith("0:39 ")
    code, _, err = command("outline", "log", name, "--transcript", "questions/show.toml")
    assert code == 1
    assert "is not a transcript" in err
    code, _, err = command(
        "outline",
        "--guest",
        "Ada Quill",
        "--technology",
        "Pulsar",
        "--heard",
        str(path),
        "--no-input",
        "--no-save",
        "--json",
    )
    assert code == 0
    assert "asks of Sam Hoste from the transcript" in err
