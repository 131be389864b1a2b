"""A host's year through the real entry point: init, import, review, undo, edits, lint, stats, check."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import docx
import pytest
from commands import Run
from keys import ENTER, typed

from qbank import bank as banks
from qbank.cli import console, run
from qbank.errors import BankError
from qbank.tasks.workspace import Workspace, find_place

NOTES = """Episode 7 - Wickerwork with Ada Example

### Interview with Ada Example
- Introductions
- What is Wickerwork and why did you start it?
- How does Wickerwork braid a plan out of so many strands?
- When is Wickerwork the wrong choice?
- Does the loom like wool, or is it the other way round?

### Keep in touch
- [Wickerwork](https://wickerwork.example)
"""


@pytest.fixture
def qbank(command: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs a command in a bank of one's own, with one episode's notes beside it."""
    init = ("init", "bank", "--show", "The Show", "--host", "Sam Host", "--domain", "braiding", "--no-input")
    assert command(*init)[0] == 0
    monkeypatch.chdir(tmp_path / "bank")
    Path("seven.md").write_text(NOTES, "utf-8")
    return command


def episode(qbank: Run, reference: str = "007-wickerwork") -> dict[str, Any]:
    """Return an episode as `show` gives it."""
    code, out, err = qbank("show", reference, "--json")
    assert code == 0, err
    found: dict[str, Any] = json.loads(out)["episode"]
    return found


def test_init_writes_the_shows_own_words_and_keeps_the_comments(qbank: Run) -> None:
    """A new bank has the show's name, host and field, and the comments that explain the file."""
    text = Path("questions/show.toml").read_text("utf-8")
    assert all(line in text for line in ('name = "The Show"', 'host = "Sam Host"', 'domain = "braiding"'))
    assert "# Ritual questions" in text
    assert qbank("check")[0] == 0


def test_init_in_the_folder_where_one_is_leads_nowhere_else(
    command: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who makes a bank of the folder they are in is not sent into another; who makes one elsewhere is."""
    monkeypatch.chdir(tmp_path)
    code, _, err = command("init", "there", "--no-input")
    assert (code, err.splitlines()[-1]) == (0, "Next: cd there and qbank import your-notes.md")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    code, _, err = command("init", ".", "--no-input")
    assert "A bank of your own is in this folder." in err
    assert err.splitlines()[-1] == "Next: qbank import your-notes.md"


def test_the_receipt_counts_what_was_skipped_but_for_the_heading(qbank: Run) -> None:
    """Links are counted as skipped; the heading over the questions is not, though --verbose shows it."""
    _, out, _ = qbank("import", "seven.md", "--dry-run")
    assert "skipped:" in out
    assert "names the section" not in out
    assert "names the section" in qbank("import", "seven.md", "--dry-run", "--verbose")[1]


def test_init_refuses_a_folder_that_is_a_bank(qbank: Run) -> None:
    """A bank is never started over another one."""
    code, out, err = qbank("init", ".", "--no-input")
    assert (code, out) == (1, "")
    assert "bank" in err


def test_import_writes_what_the_dry_run_showed(qbank: Run) -> None:
    """A dry run writes nothing and shows the very items that the import then writes."""
    code, out, _ = qbank("import", "seven.md", "--dry-run", "--json")
    assert code == 0
    assert qbank("show", "007-wickerwork")[0] == 1
    (planned,) = json.loads(out)["episodes"]
    assert qbank("import", "seven.md")[0] == 0
    assert [i["text"] for i in episode(qbank)["items"]] == [i["text"] for i in planned["items"]]
    assert planned["guests"] == ["Ada Example"]
    assert planned["technology"] == "Wickerwork"


def test_import_prints_a_receipt(qbank: Run) -> None:
    """The receipt names the file, the episode, the people, the counts and what was skipped."""
    _, out, _ = qbank("import", "seven.md", "--verbose")
    for part in ("seven.md", "007-wickerwork", "Ada Example", "Wickerwork", "4 questions", "1 episode"):
        assert part in out


def test_a_second_import_changes_no_byte(qbank: Run) -> None:
    """Importing the same notes again leaves every file as it is."""
    qbank("import", "seven.md")
    before = {p: p.read_bytes() for p in Path("questions").rglob("*.toml")}
    code, out, _ = qbank("import", "seven.md")
    assert code == 0
    assert "0 episodes written" in out
    assert before == {p: p.read_bytes() for p in Path("questions").rglob("*.toml")}


def test_undo_takes_back_the_import_and_then_has_nothing(qbank: Run) -> None:
    """Undo brings back the bank as it was, says what it took back, and says when there is nothing left."""
    before = {p: p.read_bytes() for p in Path("questions").rglob("*.toml")}
    qbank("import", "seven.md")
    code, out, _ = qbank("undo", "--json")
    assert (code, json.loads(out)["undone"]) == (0, "import seven.md")
    assert before == {p: p.read_bytes() for p in Path("questions").rglob("*.toml")}
    code, _, err = qbank("undo")
    assert code == 1
    assert "no change to take back" in err


def test_a_source_that_cannot_be_read_stops_the_import_with_its_name(qbank: Run) -> None:
    """All sources that cannot be read are named, and nothing is written."""
    code, out, err = qbank("import", "seven.md", "none.md", "no-folder/none.html")
    assert (code, out) == (1, "")
    assert "none.md: cannot be read" in err
    assert "no-folder/none.html: cannot be read" in err
    assert qbank("show", "007-wickerwork")[0] == 1


def test_decisions_by_flag_survive_the_next_import(qbank: Run) -> None:
    """Join, category, slot, said and kind are kept as decided by hand when the notes are read again."""
    qbank("import", "seven.md")
    last = "007-wickerwork/5"
    for flags in (
        ("--join", "wrong-choice"),
        ("--category", "usage", "--also", "origin"),
        ("--slot", "component=loom"),
        ("--said", "It does."),
    ):
        code, _, err = qbank("review", last, *flags)
        assert code == 0, err
    qbank("import", "seven.md", "--again")
    item = episode(qbank)["items"][4]
    assert (item["template"], item["category"], item["also"], item["by"]) == (
        "wrong-choice",
        "usage",
        ["origin"],
        "hand",
    )
    assert item["slots"]["component"] == "loom"
    assert qbank("review", last, "--kind", "note")[0] == 0
    assert episode(qbank)["items"][4]["template"] is None
    assert qbank("check")[0] == 0


def test_a_split_bullet_stays_split(qbank: Run) -> None:
    """Two questions made of one bullet stay two when the notes are read again."""
    qbank("import", "seven.md")
    assert qbank("review", "007-wickerwork/2", "--split", "why did you start it?")[0] == 0
    texts = [i["text"] for i in episode(qbank)["items"]]
    assert texts[1:3] == ["What is Wickerwork and", "why did you start it?"]
    code, out, _ = qbank("import", "seven.md")
    assert code == 0
    assert "0 episodes written" in out
    assert [i["ref"] for i in episode(qbank)["items"]][1:3] == ["007-wickerwork/2", "007-wickerwork/6"]


def test_a_template_is_renamed_wherever_it_is_named(qbank: Run) -> None:
    """A renamed template is the same template for its questions, its variants and what goes back to it."""
    assert qbank("review", "--rename", "network-partitions", "split-network")[0] == 0
    assert qbank("show", "split-network")[0] == 0
    assert qbank("review", "--rename", "future-plans", "what-comes-next")[0] == 0
    assert "  goes back to: what-comes-next" in qbank("show", "plans-kept")[1]
    assert qbank("review", "--rename", "motivation-for-creation", "why-made")[0] == 0
    assert "  asks too: why-made" in qbank("show", "033-alooma/3")[1]
    assert qbank("check")[0] == 0


def test_a_template_becomes_a_ritual(qbank: Run) -> None:
    """A ritual is asked in every interview from then on, in its place."""
    assert qbank("review", "--ritual", "anything-else", "close")[0] == 0
    _, out, _ = qbank("outline", "--guest", "Ada", "--technology", "Kafka", "--no-save", "--no-input", "--json")
    assert json.loads(out)["sections"][-1]["questions"][-1]["template"] in {"anything-else", "biggest-gap"}
    assert "anything-else" in {q["template"] for s in json.loads(out)["sections"] for q in s["questions"]}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("001-none/1", "--keep"), "there is no question '001-none/1'"),
        (("--keep",), "which question is it about?"),
        (("040-ceph/7", "--join", "networkpartitions"), "did you mean network-partitions"),
        (("040-ceph/7", "--slot", "technology"), "has no value"),
        (("040-ceph/7", "--slot", "technology=Kafka"), "does not stand in the question"),
        (("040-ceph/7", "--split", "not there"), "does not stand inside"),
        (("040-ceph/1", "--join", "wrong-choice"), "only a question has a template"),
        (("--rename", "wrong-choice", "what-is-it"), "there is a template 'what-is-it' already"),
        (("--ritual", "biggest-gap", "close"), "is a ritual already"),
    ],
)
def test_a_decision_that_cannot_be_meant_is_answered(qbank: Run, arguments: tuple[str, ...], says: str) -> None:
    """A wrong reference, template, slot or place is named, with what would be right."""
    code, out, err = qbank("review", *arguments)
    assert code in (1, 2)
    assert out == ""
    assert says in err


def test_stats_count_what_is_there(qbank: Run) -> None:
    """The figures of `stats` are the bank's, and every category has its line."""
    code, out, _ = qbank("stats", "--json")
    found = json.loads(out)
    assert (code, found["episodes"], found["questions"], sum(found["by_category"].values())) == (0, 10, 127, 127)
    assert found["rituals"] == {"biggest-gap": 10, "guest-involvement": 10, "way-here": 0, "way-in": 0, "way-work": 0}
    assert "community" in found["missing"]["Ceph"]
    _, shown, _ = qbank("stats")
    assert "future-plans" in shown


def test_a_reworded_sheet_comes_back(qbank: Run) -> None:
    """What is reworded in Word is listed, written into the outline when told to, and then no longer a change."""
    qbank(
        "outline",
        "--guest",
        "Ada Example",
        "--technology",
        "Kafka",
        "--to",
        "docx",
        "--no-input",
        "--date",
        "2026-11-22",
    )
    path = Path("exports/kafka-ada-example.docx")
    planned = banks.load_outline(path.with_suffix(".toml"))
    asked = next(q.text for s in planned.sections if s.block == "inside" for q in s.questions)
    assert "Nothing was changed" in qbank("edits", str(path))[1]
    sheet = docx.Document(str(path))
    runs = [r for t in sheet.tables for row in t.rows for c in row.cells for p in c.paragraphs for r in p.runs]
    next(r for r in runs if r.text == asked).text = f"On second thoughts: {asked}"
    sheet.save("back.docx")
    code, out, _ = qbank("edits", "back.docx", "--json")
    (change,) = json.loads(out)["changes"]
    assert (code, change["kind"], change["after"]) == (0, "reworded", f"On second thoughts: {asked}")
    assert qbank("edits", "back.docx", "--apply")[0] == 0
    assert f"On second thoughts: {asked}" in Path("exports/kafka-ada-example.toml").read_text("utf-8")


def test_lint_names_the_rule_and_the_cure(qbank: Run) -> None:
    """A closed question is found in an episode, unless the rule is accepted; findings exit 3."""
    code, out, _ = qbank("lint", "--json")
    read = json.loads(out)
    assert code == 3
    assert {r["rule"] for r in read["remarks"]} >= {"closed", "two-questions", "too-long"}
    assert all(r["what"] and r["hint"] and r["ask"] in r["text"] for r in read["remarks"])
    rules = [word for rule in {r["rule"] for r in read["remarks"]} for word in ("--accept", rule)]
    assert qbank("lint", *rules)[:2] == (0, f"{read['read']} questions read, nothing to mend.\n")


def test_lint_reads_an_outline_and_lines_that_are_piped_in(qbank: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fresh outline has nothing to mend, a line of the host's own may; rituals are never judged."""
    qbank("outline", "--guest", "Ada Example", "--technology", "Kafka")
    assert qbank("lint", "kafka-ada-example")[0] == 0
    _, _, err = qbank("outline", "--guest", "Bo Example", "--technology", "Kafka", "--add", "Do you like Go?")
    assert "“Do you like Go?” can be answered with yes or no: ask “How do you like Go?”." in err
    code, out, _ = qbank("lint", "kafka-bo-example")
    assert code == 3
    assert "Do you like Go?\n    closed: can be answered with yes or no\n" in out
    piped = io.TextIOWrapper(io.BytesIO(b"Is it fast?\n\nWhy is it slow?\n"))
    monkeypatch.setattr("sys.stdin", piped)
    code, out, _ = qbank("lint", "-")
    assert (code, out.splitlines()[0]) == (3, "line 1  Is it fast?")
    assert out.endswith("\n2 questions read, 1 to mend: 1 closed.\n")


def test_lint_leaves_alone_what_the_show_accepts(qbank: Run) -> None:
    """The accept list in show.toml holds rules, and questions word for word; a misspelt rule is a finding of check."""
    rules = [r["rule"] for r in json.loads(qbank("lint", "--json")[1])["remarks"]]
    question = next(r["text"] for r in json.loads(qbank("lint", "--json")[1])["remarks"] if r["rule"] == "closed")
    show = Path("questions/show.toml")
    kept = show.read_text("utf-8")
    show.write_text(f'accept = ["two-questions", {json.dumps(question)}]\n{kept}', "utf-8")
    left = [r["rule"] for r in json.loads(qbank("lint", "--json")[1])["remarks"]]
    assert len(left) == len(rules) - rules.count("two-questions") - 1
    assert qbank("check")[0] == 0
    show.write_text(f'accept = ["two-question"]\n{kept}', "utf-8")
    code, out, _ = qbank("check")
    assert code == 3
    assert "'two-question' is not a rule of the lint" in out
    assert "did you mean `two-questions`?" in out


def test_an_error_is_json_when_json_was_asked_for(qbank: Run) -> None:
    """With --json an error is one object on stderr, with code, message and cure, and stdout is empty."""
    code, out, err = qbank("show", "nothing-like-it-at-all", "--json")
    assert (code, out) == (1, "")
    error = json.loads(err)
    assert error["schema_version"] == 1
    assert error["error"]["code"] == "not-found"
    assert error["error"]["hint"]


def test_a_broken_file_is_named_with_its_line(qbank: Run) -> None:
    """A bank that cannot be read says where, what and how to mend it, and `check` finds it too."""
    path = Path("questions/episodes/040-ceph.toml")
    path.write_text(path.read_text("utf-8").replace('category = "usage"', 'category = "usages"', 1), "utf-8")
    code, out, err = qbank("templates")
    assert (code, out) == (1, "")
    assert "questions/episodes/040-ceph.toml:" in err
    assert "usages" in err
    assert qbank("check")[0] == 3


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ((["serch", "raft"]), 2, "did you mean `qbank search`?"),
        (["show"], 2, "qbank show --help"),
        (["templates", "--foo"], 2, "--foo"),
        ([], 0, ""),
    ],
)
def test_wrong_usage_exits_2_with_a_hint(qbank: Run, arguments: list[str], code: int, says: str) -> None:
    """A misspelt command, a missing argument and an unknown option are answered with what to do; alone, qbank helps."""
    found, out, err = qbank(*arguments)
    assert found == code
    assert says in err
    assert ("qbank outline --guest" in out) == (code == 0)


def test_the_shipped_bank_is_not_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where there is no bank of one's own, import says how to start one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("QBANK_BANK", raising=False)
    (tmp_path / "seven.md").write_text(NOTES, "utf-8")
    assert run(["import", "seven.md"]) == 1
    assert "qbank init DIR" in capsys.readouterr().err


def test_a_question_among_the_links_is_not_passed_over_in_silence(qbank: Run) -> None:
    """What is skipped and yet asks is named in the receipt with its line."""
    notes = "# Episode 9: Lantern with Ada Quill\n\n## Interview\n- What is Lantern?\n- Why did you write it?\n\n## Links\n- What would you build if you had a year?\n- Why?\n"
    Path("notes.md").write_text(notes, "utf-8")
    code, out, _ = qbank("import", "notes.md", "--dry-run")
    assert code == 0
    assert "? line 8: skipped, though it asks: What would you build if you had a year?" in out
    assert out.count("though it asks") == 1


def test_the_receipt_tells_what_changed_since_the_last_import(qbank: Run) -> None:
    """Notes that were worked over: what is new, reworded, gone or cut off is named with its reference or line."""
    qbank("import", "seven.md")
    changed = (
        NOTES.replace("When is Wickerwork the wrong choice?", "When is Wickerwork the very wrong choice?")
        .replace("- Does the loom like wool, or is it the other way round?\n", "")
        .replace(
            "- Introductions\n",
            "- Introductions\n- Who taught you to weave?\n- Given all of these, how do you keep the\n",
        )
    )
    Path("seven.md").write_text(changed, "utf-8")
    _, out, _ = qbank("import", "seven.md", "--dry-run")
    assert "    changed; guests: Ada Example; about: Wickerwork" in out
    assert "    + 007-wickerwork/6 Who taught you to weave?" in out
    assert "    ~ 007-wickerwork/4 When is Wickerwork the very wrong choice?" in out
    assert "    - 007-wickerwork/5 Does the loom like wool, or is it the other way round?" in out
    assert "    ? line 6: cut off: Given all of these, how do you keep the" in out
    assert "1 episode would change" in out


def test_a_whole_folder_is_imported_and_its_hidden_files_are_not(qbank: Run) -> None:
    """A folder is read with all that is in it, in order; a file in which nothing is asked says so."""
    notes = Path("notes/deep")
    (notes / ".old").mkdir(parents=True)
    (notes / "seven.md").write_text(NOTES.split("### Keep")[0], "utf-8")
    (notes / ".hidden.md").write_text(NOTES, "utf-8")
    (notes / ".old" / "six.md").write_text(NOTES, "utf-8")
    Path("notes/about.md").write_text("We met at the harbour.\n", "utf-8")
    code, out, _ = qbank("import", "notes", "--dry-run")
    assert code == 0
    about, seven = out.split("notes/deep/seven.md")
    assert about.startswith("notes/about.md  (")
    assert "  no questions found" in about
    assert "007-wickerwork" in seven
    assert "hidden" not in out
    assert "six.md" not in out
    assert "1 episode, 4 questions" in out


def test_every_line_that_asks_outside_the_questions_is_in_the_receipt(qbank: Run) -> None:
    """Lines that were skipped and ask are shown whole, however many there are."""
    asking = "".join(f"- What would you build in room {n}?\n" for n in range(5))
    Path("notes.md").write_text(
        f"# Episode 9: Lantern with Ada Quill\n\n## Interview\n- What is it?\n\n## Links\n{asking}", "utf-8"
    )
    _, out, _ = qbank("import", "notes.md", "--dry-run")
    assert out.count("skipped, though it asks: What would you build in room") == 5


def test_a_bar_shows_that_many_files_are_read(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """On a terminal a long import shows how far it is; every file comes through, whether or not someone looks."""
    paths = [f"{n}.md" for n in range(console.MANY)]
    assert console.progress(paths, "Reading") is paths
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert list(console.progress(paths[1:], "Reading")) == paths[1:]
    assert list(console.progress(paths, "Reading")) == paths


def test_the_date_of_a_run_can_be_fixed_from_outside(qbank: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """SOURCE_DATE_EPOCH is today for whoever builds things again byte for byte; what is not a number is refused."""
    plan = ("outline", "--guest", "Ada", "--technology", "Kafka", "--json", "--no-save")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1577836800")
    _, out, err = qbank(*plan)
    assert json.loads(out)["date"] == "2020-01-01", err
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    code, out, err = qbank(*plan)
    assert (code, out) == (2, "")
    assert "SOURCE_DATE_EPOCH is 'yesterday', which is not a number of seconds" in err


def test_init_asks_for_what_was_not_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal the show, its host and its field are asked for, and what was given is not asked again."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(console, "interactive", lambda no_input: not no_input)
    with typed(f"Bo Aster{ENTER}weaving{ENTER}"):
        assert run(["init", "mine", "--show", "The Loom"]) == 0
    text = Path("mine/questions/show.toml").read_text("utf-8")
    assert all(line in text for line in ('name = "The Loom"', 'host = "Bo Aster"', 'domain = "weaving"'))


def test_show_tells_everything_about_a_template_and_an_item(qbank: Run) -> None:
    """A frame says which fact it stands on, a lead-in stands before its question; an introduction has no template."""
    bank = Workspace(find_place(None)).bank
    frame = next(t for t in bank.templates if t.takes)
    led = next(t for t in bank.templates if t.context)
    assert f"  stands on a fact: {frame.takes}" in qbank("show", frame.id)[1]
    assert f"  » {led.context}" in qbank("show", led.id)[1]
    qbank("import", "seven.md")
    out = qbank("show", "007-wickerwork/1")[1]
    assert out.startswith("007-wickerwork/1  ")
    assert "  intro, line 4, top level" in out
    assert "canonical" not in out


def test_check_answers_in_json(qbank: Run) -> None:
    """A sound bank is an empty list; a broken one names every problem and exits 3; a bank in use by another is not finding."""
    code, out, _ = qbank("check", "--json")
    assert (code, json.loads(out)["problems"]) == (0, [])
    Path("questions/show.toml").write_text("name = ", "utf-8")
    code, out, _ = qbank("check", "--json")
    assert code == 3
    (problem, *_) = json.loads(out)["problems"]
    assert problem["where"].startswith("questions/show.toml")
    assert {"where", "what", "hint"} <= problem.keys()


def test_check_of_a_bank_that_cannot_be_opened_is_an_error(qbank: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """What keeps the bank from being read is not finding in its data: check fails, and says why."""

    def busy(*_: object) -> None:
        raise BankError("another qbank command is at work on this bank", hint="wait until it is done")

    monkeypatch.setattr("qbank.bank.load", busy)
    code, out, err = qbank("check")
    assert (code, out) == (1, "")
    assert "another qbank command is at work" in err


def test_check_of_a_layout_for_another_format_speaks_of_no_styles(qbank: Run) -> None:
    """Only a Word document can lack styles; any other layout is sound or not."""
    Path("mine.md.jinja").write_text("# {{ sheet.title }}\n", "utf-8")
    code, out, err = qbank("check", "--layout", "mine.md.jinja")
    assert (code, out, err) == (0, "Sound: mine.md.jinja\n", "")
