"""`qbank outline` through the real entry point: odd names, what is missing, what is kept, the golden sheet."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
from banks import shipped_bank
from commands import Run
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from qbank.cli import run

DAY = ["--date", "2026-11-22", "--no-input"]
ODD = [
    "{{ guest }}", "{% for x in y %}", "[bold]Ada[/bold]", "Ada & Bob", "<b>Ada</b>", "\"Ada\" 'B' “C”", "عادة بايرون", "x" * 300,
    "Radim Řehůřek", "🎙 Ada", "$(rm -rf /)", "../../etc/passwd", "CON", "-",
]  # fmt: skip


class _Markdown(SingleFileSnapshotExtension):
    """A golden file that a person can read."""

    _write_mode = WriteMode.TEXT
    file_extension = "md"


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder, with the bank that ships."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("QBANK_BANK", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def sheets(folder: Path) -> list[Path]:
    """Return the files in exports/, sorted; qbank's own folder for the lock and the history aside."""
    return sorted(p for p in (folder / "exports").iterdir() if p.is_file())


def word_text(path: Path) -> str:
    """Return all the text of a Word file, tables and footers included."""
    document = docx.Document(str(path))
    cells = [c.text for t in document.tables for r in t.rows for c in r.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


@pytest.mark.parametrize("name", ODD, ids=lambda n: n[:12])
@pytest.mark.parametrize("flag", ["guest", "technology"])
def test_odd_names_stand_unchanged_on_every_sheet(
    name: str, flag: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever a guest or a technology is called, it stands so in every format, character for character."""
    given = {"guest": "Ada Example", "technology": "Kafka", flag: name}
    formats = [word for f in ("docx", "md", "txt", "html", "json", "email") for word in ("--to", f)]
    assert (
        run(["outline", f"--guest={given['guest']}", f"--technology={given['technology']}", "--json", *formats, *DAY])
        == 0
    )
    made = json.loads(capsys.readouterr().out)
    assert (made["guests"], made["technology"]) == ([given["guest"]], given["technology"])
    files = sheets(tmp_path)
    assert {f.suffix for f in files} == {".docx", ".md", ".txt", ".html", ".json", ".eml", ".toml"}
    assert all(f.resolve().parent == tmp_path / "exports" for f in files)
    assert name in word_text(next(f for f in files if f.suffix == ".docx"))
    text = next(f for f in files if f.suffix == ".txt").read_text("utf-8")
    assert name in text


@pytest.mark.parametrize("flag", ["--guest", "--technology"])
@pytest.mark.parametrize(
    ("name", "says"),
    [("", "is empty"), ("   ", "is empty"), ("a\x07b", "control character"), ("x" * 301, "301 characters")],
)
def test_what_is_no_name_is_refused_and_nothing_is_written(
    flag: str, name: str, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An empty name, a control character and a page of text are refused with the flag that has them."""
    given = {"--guest": "Ada", "--technology": "Kafka", flag: name}
    assert run(["outline", *(word for pair in given.items() for word in pair), *DAY]) == 2
    done = capsys.readouterr()
    assert done.out == ""
    assert f"{flag} " in done.err
    assert says in done.err
    assert not (tmp_path / "exports").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["--technology", "Kafka"], 4, '--guest "NAME"'),
        (["--guest", "Ada"], 4, "--technology NAME"),
        (["--guest", "Ada", "--technology", "Kafka", "--family", "databse"], 2, "software, service"),
        (["--guest", "Ada", "--technology", "Kafka", "--fact", "no type"], 2, "choice: the database runs inside"),
        (["--guest", "Ada", "--technology", "Kafka", "--fact", "limits: slow"], 2, "did you mean 'limit'?"),
        (["--guest", "Ada", "--technology", "Kafka", "--trait", "distribted"], 2, "did you mean 'distributed'?"),
        (["--guest", "Ada", "--technology", "Kafka", "--relation", "maid"], 2, "did you mean 'made'?"),
        (["--guest", "Ada", "--technology", "Kafka", "--minutes", "0"], 2, "more than 0"),
        (["--guest", "Ada", "--technology", "Kafka", "--date", "tomorrow"], 2, "2026-11-22"),
        (["--guest", "Ada", "--technology", "Kafka", "--to", "pdf"], 2, "docx"),
        (["--guest", "Ada", "--technology", "Kafka", "--must", "wrong-choise"], 2, "did you mean 'wrong-choice'?"),
        (["--guest", "Ada", "--technology", "Kafka", "--focus", "scalling"], 2, "did you mean 'scaling'?"),
        (["--guest", "Ada", "--technology", "Kafka", "--to", "md", "--to", "docx", "-o", "x"], 2, "leave -o out"),
    ],
)  # fmt: skip
def test_an_option_that_cannot_be_meant_is_answered_with_its_cure(
    arguments: list[str], code: int, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is missing or misspelt is said with the flag and the cure, and nothing is on stdout."""
    assert run(["outline", *arguments, "--no-input"]) == code
    done = capsys.readouterr()
    assert done.out == ""
    assert says in done.err


def test_the_same_request_leaves_the_outline_alone_and_another_gets_another_name(tmp_path: Path) -> None:
    """Planning twice the same keeps one file; planning something else for the same guest makes a second."""
    kafka = ["outline", "--guest", "Jay Kreps", "--technology", "Kafka", *DAY]
    assert run(kafka) == run(kafka) == 0
    assert [p.name for p in sheets(tmp_path)] == ["kafka-jay-kreps.toml"]
    assert run([*kafka, "--minutes", "20"]) == 0
    assert [p.name for p in sheets(tmp_path)] == ["kafka-jay-kreps-2.toml", "kafka-jay-kreps.toml"]


def test_exported_text_is_imported_as_the_same_questions(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The notes that an outline exports are read back by import: the same questions, in the same order."""
    assert run(["outline", "--guest", "Jay Kreps", "--technology", "Kafka", "--to", "txt", "--json", *DAY]) == 0
    made = json.loads(capsys.readouterr().out)
    planned = [q for s in made["sections"] for q in s["questions"]]
    assert run(["import", "--dry-run", "--json", str(tmp_path / "exports" / "kafka-jay-kreps.txt")]) == 0
    (read,) = json.loads(capsys.readouterr().out)["episodes"]
    assert (read["guests"], read["technology"]) == (["Jay Kreps"], "Kafka")
    back = [i["text"] for i in read["items"] if i["kind"] == "question" and i["depth"] == 1]
    assert back == [" ".join(filter(None, (q["context"], q["text"]))) for q in planned]


def test_the_kafka_sheet_is_the_golden_one(snapshot: SnapshotAssertion) -> None:
    """The sheet for Jay Kreps on Kafka, as a person has read it."""
    assert run(["outline", "--guest", "Jay Kreps", "--technology", "Kafka", "--to", "md", "-o", "sheet.md", *DAY]) == 0
    assert Path("sheet.md").read_text("utf-8") == snapshot.use_extension(_Markdown)


KAFKA = ["outline", "--guest", "Jay Kreps", "--technology", "Kafka", *DAY]
WISHES = [
    "--minutes", "30", "--relation", "made", "--fact", "limit: one partition has one reader", "--add", "Who named the offset?",
    "--avoid", "wrong-choice", "--must", "first-week", "--focus", "scaling", "--like", "17", "--hard-stop", "18:00", "--role", "maker",
    "--off-limits", "pricing", "--domain", "streams",
]  # fmt: skip


def test_an_outline_is_planned_again_from_itself(tmp_path: Path) -> None:
    """What a host asked for is in the outline: planned again from it, it is the same outline, and the file is left alone."""
    assert run([*KAFKA, *WISHES]) == 0
    assert run(["outline", "--from", "kafka-jay-kreps", "--no-input"]) == 0
    (kept,) = sheets(tmp_path)
    assert run(["outline", "--from", str(kept), "--minutes", "20", "--no-input"]) == 0
    assert len(sheets(tmp_path)) == 2


def test_what_a_host_writes_into_an_outline_counts_when_it_is_planned_again(tmp_path: Path) -> None:
    """A fact that was added by hand to the file becomes a question of the next plan."""
    assert run(KAFKA) == 0
    (kept,) = sheets(tmp_path)
    fact = '[[facts]]\ntype = "limit"\ntext = "one partition has one reader"\n\n[[sections]]'
    kept.write_text(kept.read_text("utf-8").replace("[[sections]]", fact, 1), "utf-8")
    assert run(["outline", "--from", "kafka-jay-kreps", "--no-input"]) == 0
    assert 'context = "One partition has one reader."' in sheets(tmp_path)[0].read_text("utf-8")


def test_a_file_of_answers_stands_for_the_options(tmp_path: Path) -> None:
    """The options by name in a TOML file make the same outline as the options themselves; options beside it count more."""
    assert run([*KAFKA, *WISHES]) == 0
    Path("answers.toml").write_text(
        'guest = ["Jay Kreps"]\ntechnology = "Kafka"\ndate = "2026-11-22"\nminutes = 90\nrelation = ["made"]\n'
        'fact = ["limit: one partition has one reader"]\nadd = ["Who named the offset?"]\navoid = ["wrong-choice"]\nmust = ["first-week"]\n'
        'focus = ["scaling"]\nlike = "17"\nhard_stop = "18:00"\nrole = "maker"\noff_limits = ["pricing"]\ndomain = "streams"\n',
        "utf-8",
    )
    assert run(["outline", "--answers", "answers.toml", "--minutes", "30", "--no-input"]) == 0
    assert len(sheets(tmp_path)) == 1


def test_what_other_shows_asked_is_read_and_kept(tmp_path: Path) -> None:
    """Questions of another show move to the wishes, so that the file is not needed any more; what they ask steps back."""
    Path("chapters.txt").write_text("00:00 Welcome\n12:30 Where does the name Kafka come from?\n# a comment\n", "utf-8")
    assert run([*KAFKA, "--heard", "chapters.txt"]) == 0
    (kept,) = sheets(tmp_path)
    text = kept.read_text("utf-8")
    assert 'heard = ["00:00 Welcome", "12:30 Where does the name Kafka come from?"]' in text
    assert "another show has asked it" in text or 'template = "name-story"' not in text
    Path("chapters.txt").unlink()
    assert run(["outline", "--from", "kafka-jay-kreps", "--no-input"]) == 0
    assert sheets(tmp_path) == [kept]


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["--answers", "nowhere.toml"], 1, "there is no file nowhere.toml"),
        (["--answers", "wrong.toml"], 1, "wrong.toml:2"),
        (["--answers", "wrong.toml"], 1, "gest"),
        (["--from", "nowhere"], 1, "there is no outline 'nowhere'"),
        (["--heard", "nowhere.txt"], 1, "nowhere.txt cannot be read"),
        (["--heard", "bytes.txt"], 1, "bytes.txt is not text"),
        (["--notes", "nowhere.txt"], 1, "nowhere.txt cannot be read"),
        (["--like", "episode-nobody-made"], 1, "there is no episode episode-nobody-made"),
        (["--answers", "half.toml"], 4, "--technology NAME"),
    ],
)
def test_a_file_that_cannot_be_meant_is_named(
    arguments: list[str], code: int, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that is not there, a misspelt name in it, answers that lack the subject: said, and nothing is written."""
    Path("wrong.toml").write_text('technology = "Kafka"\ngest = ["Jay"]\n', "utf-8")
    Path("half.toml").write_text('guest = ["Jay"]\n', "utf-8")
    Path("bytes.txt").write_bytes(b"\xff\xfe\x00")
    given = [] if {"--answers", "--from"} & {*arguments} else ["--guest", "Jay Kreps", "--technology", "Kafka"]
    assert run(["outline", *given, *arguments, "--no-input"]) == code
    done = capsys.readouterr()
    assert done.out == ""
    assert says in done.err
    assert not (tmp_path / "exports").exists()


def _outline(capsys: pytest.CaptureFixture[str], guest: str, technology: str, *more: str, date: str) -> dict[str, Any]:
    """Return the outline that is planned and kept on a day."""
    arguments = ["outline", "--guest", guest, "--technology", technology, "--date", date, "--no-input", "--json", *more]
    assert run(arguments) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def _questions(outline: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the questions of an outline by template; the host's own by their text."""
    return {q["template"] or q["text"]: q for s in outline["sections"] for q in s["questions"]}


def test_a_skipped_must_ask_comes_back_for_the_next_guest(capsys: pytest.CaptureFixture[str]) -> None:
    """What the log says was skipped is a backup the next time, with its reason, but for what was about that day's subject."""
    own = "Which of your habits would surprise a newcomer?"
    name = "How did Kafka get its name?"
    held = "Who insisted that every message is kept on disk?"
    wished = [
        "--add",
        held,
        "--add",
        own,
        "--add",
        name,
        "--must",
        "architecture-overview",
        "--fact",
        "choice: every message is kept on disk",
    ]
    first = _questions(_outline(capsys, "Jay Kreps", "Kafka", *wished, date="2026-11-01"))
    framed = next(q["id"] for q in first.values() if "kept on disk" in q["context"])
    skipped = [*(first[asked]["id"] for asked in (own, name, held, "architecture-overview")), framed]
    assert run(["outline", "log", "kafka-jay-kreps", "--all-asked"]) == 0
    assert run(["outline", "log", "kafka-jay-kreps", "--skipped", ",".join(skipped)]) == 0
    capsys.readouterr()

    second = _questions(_outline(capsys, "Alexis Richardson", "RabbitMQ", "--questions", "3", date="2026-11-20"))
    back = {name: q for name, q in second.items() if q["why"] == "skipped in the interview with Jay Kreps"}
    assert {name: q["lane"] for name, q in back.items()} == {own: "backup", "architecture-overview": "backup"}
    assert "RabbitMQ" in back["architecture-overview"]["text"]
    before = _questions(_outline(capsys, "Alexis Richardson", "RabbitMQ", "--no-save", date="2026-10-01"))
    assert not any("skipped" in q["why"] for q in before.values())


def test_an_outline_that_cannot_be_read_is_no_reason_to_stop(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A broken file beside the others is named; the next outline is planned all the same."""
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "broken.toml").write_text("guests = [", "utf-8")
    assert run(["outline", "--guest", "Ada", "--technology", "Kafka", "--no-save", *DAY]) == 0
    assert "note: " in (said := capsys.readouterr().err)
    assert "broken.toml" in said


@pytest.mark.parametrize("own", ["Why was DuckDB started?", "Why was it started?"])
def test_the_banks_question_steps_aside_for_the_hosts_own(own: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A line that names the subject asks what the bank's question asks: only the host's own is on the sheet."""
    plain = _questions(
        _outline(
            capsys, "Hannes Mühleisen", "DuckDB", "--no-save", "--must", "motivation-for-creation", date="2026-11-22"
        )
    )
    assert plain["motivation-for-creation"]["lane"] == "must"
    asked = _questions(_outline(capsys, "Hannes Mühleisen", "DuckDB", "--no-save", "--add", own, date="2026-11-22"))
    assert asked[own]["lane"] == "must"
    assert {"motivation-for-creation", "why-new"}.isdisjoint(asked)


def test_a_bank_without_questions_prints_an_empty_plan(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the bank has nothing to ask, no block and no reserve is printed, and the command does not fail."""
    bank = shipped_bank()
    bare = replace(bank, templates=(), show=replace(bank.show, rituals=()))
    monkeypatch.setattr("qbank.bank.load", lambda *_: bare)
    assert run(["outline", "--guest", "Ada", "--technology", "Kafka", "--no-save", *DAY]) == 0
    out = capsys.readouterr().out
    assert "0 of 45 minutes" in out
    assert "IF THE GUEST IS BRIEF" not in out


def test_a_hard_stop_prints_the_wall_clock(capsys: pytest.CaptureFixture[str]) -> None:
    """With an end known, each block says when it is due on the wall; a plan that ends later than that is noted."""
    arguments = ["outline", "--guest", "Ada", "--technology", "Kafka", "--no-save", *DAY, "--hard-stop", "17:00 CET"]
    assert run(arguments) == 0
    done = capsys.readouterr()
    assert "\n00:00 · 16:15 OPEN" in done.out
    assert "has to leave" not in done.err
    assert run([*arguments, "--recorded-at", "1 Dec 2026, 16:30 CET"]) == 0
    done = capsys.readouterr()
    assert "\n00:00 · 16:30 OPEN" in done.out
    assert "note: The plan ends at 17:1" in done.err


def test_the_screen_says_whom_a_question_is_for(command: Run) -> None:
    """Of two guests, the one to whom a question is put is named before it."""
    code, out, err = command(
        "outline", "--guest", "Ada", "--guest", "Bo", "--technology", "Kafka", "--relation", "Ada=made",
        "--relation", "Bo=uses", "--no-save", "--no-input",
    )  # fmt: skip
    assert code == 0, err
    assert "(to Ada) " in out
    assert "(to Bo) " in out


def test_the_signs_of_a_plan_are_explained_below_it(command: Run) -> None:
    """Only those that stand in it; a line of the host's own without a cue leaves no gap."""
    plan = ("outline", "--guest", "Ada", "--technology", "Kafka", "--add", "Why tea?", "--no-save", *DAY)
    code, out, _ = command(*plan)
    assert code == 0
    assert out.endswith("\n☐ must be asked   + deeper   ↔ the other side   ! if the guest is brief\n")
    assert "  ☐ Why tea?" in out
    assert "» said before the question" in command(*plan, "--fact", "limit: It runs on one machine only.")[1]


def test_a_bank_with_little_to_ask_says_so(command: Run) -> None:
    """A plan from an empty bank is a plan all the same, and the host is told why it is short."""
    assert command("init", "bank", "--empty", "--no-input")[0] == 0
    code, _, told = command("outline", "--bank", "bank", "--guest", "Ada", "--technology", "Kafka", *DAY)
    assert code == 0
    assert "The bank is small: what it has to ask fills 0 of 45 minutes." in told


def test_what_an_earlier_plan_said_is_taken_over(capsys: pytest.CaptureFixture[str]) -> None:
    """Kind, family and relation are those of the last plan on the subject where they are not said again, and the host is told."""
    first = ["outline", "--guest", "Ada Quill", "--technology", "Zorp", "--kind", "bootloader", "--relation", "founded"]
    assert run([*first, *DAY]) == 0
    assert "--relation: 'founded' is read as 'made'" in capsys.readouterr().err
    assert run(["outline", "--guest", "Ada Quill", "--technology", "zorp", "--json", "--no-save", *DAY]) == 0
    out, err = capsys.readouterr()
    made = json.loads(out)
    assert (made["kind"], made["relations"]) == ("bootloader", {"Ada Quill": "made"})
    assert "as in your plan zorp-ada-quill: " in err
    again = ["outline", "--guest", "Ada Quill", "--technology", "Zorp", "--kind", "parser", "--relation", "uses"]
    assert run([*again, "--json", "--no-save", *DAY]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["relations"] == {"Ada Quill": "uses"}
    assert "as in your plan" not in err


def test_a_returning_guest_is_announced(capsys: pytest.CaptureFixture[str]) -> None:
    """Who was on the show before is said, and in which episode; a stranger is not."""
    assert run(["outline", "--guest", "Sage Weil", "--technology", "Ceph", "--no-save", *DAY]) == 0
    assert "Sage Weil was on the show before, in episode 40" in capsys.readouterr().err
    assert run(["outline", "--guest", "Ada Quill", "--technology", "Ceph", "--no-save", *DAY]) == 0
    assert "was on the show before" not in capsys.readouterr().err


def test_planned_again_with_a_kind_a_subject_keeps_its_family(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A kind that tells no family leaves the one that the host gave the first time."""
    first = [*"--guest Ada --family craft --no-input".split(), "--technology", "lighthouse lenses", *DAY]
    assert run(["outline", *first]) == 0
    capsys.readouterr()
    again = ["--kind", "lighthouse lens", "--no-save", "--no-input", "--json", *DAY]
    assert run(["outline", "--from", next(iter((tmp_path / "exports").glob("*.toml"))).stem, *again]) == 0
    assert json.loads(capsys.readouterr().out)["family"] == "craft"
