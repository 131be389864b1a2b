"""`qbank review` and `qbank stats` through the entry point: what a host can say by flags, and what is counted."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from commands import Run
from keys import BREAK, ENTER, typed

from qbank.cli import INTERRUPTED, console, run

NOTES = """Episode 7 - Wickerwork with Ada Example

### Interview with Ada Example
- Introductions
- What is Wickerwork and why did you start it?
  - We needed chairs. Then tables.
- How does Wickerwork braid a plan out of so many strands?
  - Slowly, and by hand
- When is Wickerwork the wrong choice?
- Does the loom like wool, or is it the other way round?
"""


@pytest.fixture(scope="module")
def taken_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a bank of one's own that has taken in one episode; nobody writes into it."""
    home = tmp_path_factory.mktemp("review")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("QBANK_BANK", raising=False)
        patch.setenv("XDG_CACHE_HOME", str(home / "cache"))
        patch.chdir(home)
        assert run(["init", "bank", "--show", "The Show", "--no-input"]) == 0
        patch.chdir(home / "bank")
        Path("seven.md").write_text(NOTES, "utf-8")
        assert run(["import", "seven.md"]) == 0
        kept = Path("questions", "episodes", "007-wickerwork.toml")
        text = kept.read_text("utf-8")
        assert 'match = "new"' in text
        kept.write_text(
            text.replace('match = "new"', 'match = "review"'), "utf-8"
        )  # two decisions in doubt, as an import leaves some
    return home / "bank"


@pytest.fixture
def qbank(command: Run, taken_in: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs a command in a copy of that bank."""
    shutil.copytree(taken_in, tmp_path / "bank")
    monkeypatch.chdir(tmp_path / "bank")

    return command


def item(qbank: Run, reference: str) -> dict[str, Any]:
    """Return an item as `show` gives it."""
    code, out, err = qbank("show", reference, "--json")
    assert code == 0, err
    found: dict[str, Any] = json.loads(out)["item"]
    return found


def test_answers_in_the_notes_are_what_was_said(qbank: Run) -> None:
    """The first sentence of an answer under a question is kept with it; the answer itself stays an item of its own."""
    assert item(qbank, "007-wickerwork/2")["said"] == "We needed chairs."
    assert item(qbank, "007-wickerwork/4")["said"] == "Slowly, and by hand"
    assert item(qbank, "007-wickerwork/3")["kind"] == "note"
    assert item(qbank, "007-wickerwork/6")["said"] is None


def test_an_episode_s_number_is_enough_to_name_a_question(qbank: Run) -> None:
    """As `show` takes it, `review` does: for the question, and for what was said."""
    assert qbank("review", "7/4", "--category", "usage")[0] == 0
    assert item(qbank, "007-wickerwork/4")["category"] == "usage"
    assert qbank("review", "--said", "7/4=By hand.")[0] == 0
    assert item(qbank, "7/4")["said"] == "By hand."


def test_said_and_at_are_given_by_flag_for_several_questions_at_once(qbank: Run) -> None:
    """Each names its own question, or the command names one; what was corrected survives the next import."""
    code, _, err = qbank(
        "review", "--said", "007-wickerwork/6=Where it gets wet.", "--said", "007-wickerwork/2=For x=y chairs.", "--at", "007-wickerwork/6=23:10"
    )  # fmt: skip
    assert code == 0, err
    assert qbank("review", "007-wickerwork/4", "--said", "a=b, he says", "--at", "9:05")[0] == 0
    assert qbank("import", "seven.md", "--again")[0] == 0
    found = {n: item(qbank, f"007-wickerwork/{n}") for n in (2, 4, 6)}
    assert {n: (i["said"], i["at"]) for n, i in found.items()} == {
        2: ("For x=y chairs.", None), 4: ("a=b, he says", "9:05"), 6: ("Where it gets wet.", "23:10"),
    }  # fmt: skip
    assert "said: Where it gets wet." in qbank("show", "007-wickerwork/6")[1]
    assert qbank("review", "--said", "007-wickerwork/2=")[0] == 0
    qbank("import", "seven.md")
    assert item(qbank, "007-wickerwork/2")["said"] is None
    assert qbank("check")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["--said", "words alone"], 2, '--said 040-ceph/7="…"'),
        (["--at", "007-wickerwork/6=noon"], 2, "'noon' is not a time"),
        (["--said", "007-none/1=x"], 1, "there is no question '007-none/1'"),
        (["007-none/1"], 1, "there is no question '007-none/1'"),
        (["007-wickerwork/6", "--also", "usage"], 2, "--also stands without --category"),
        (["007-wickerwork/6", "--category", "usge"], 1, "did you mean usage"),
        (["007-wickerwork/6", "--kind", "joke"], 2, "--kind is 'joke'"),
        (["--reword", "wrong-choice", "  "], 2, "the text is empty"),
        (["007-wickerwork/6", "--undo"], 2, "nothing was decided about 007-wickerwork/6"),
        (["007-wickerwork/3", "--kind", "question"], 2, "say which with --join TEMPLATE"),
        (["--ritual", "wrong-choice", "middle"], 1, "there is no place 'middle'"),
    ],
)
def test_a_decision_that_cannot_be_meant_writes_nothing(qbank: Run, arguments: list[str], code: int, says: str) -> None:
    """What is misspelt, missing or impossible is answered with what to write, and no file changes."""
    before = {p: p.read_bytes() for p in Path("questions").rglob("*.toml")}
    found, out, err = qbank("review", *arguments)
    assert (found, out) == (code, "")
    assert says in err
    assert before == {p: p.read_bytes() for p in Path("questions").rglob("*.toml")}


def test_every_decision_is_data_and_undo_takes_it_back(qbank: Run) -> None:
    """Joined, recategorized, split: marked as decided by hand in the file; `--undo` decides as the import did."""
    before = item(qbank, "007-wickerwork/4")
    assert qbank("review", "007-wickerwork/4", "--join", "never-planned", "--category", "usage")[0] == 0
    assert 'by = "hand"' in Path("questions/episodes/007-wickerwork.toml").read_text("utf-8")
    assert item(qbank, "007-wickerwork/4")["template"] == "never-planned"
    assert qbank("review", "007-wickerwork/4", "--undo")[0] == 0
    after = item(qbank, "007-wickerwork/4")
    assert (after["template"], after["category"], after["by"]) == (before["template"], before["category"], None)
    assert qbank("review", "007-wickerwork/2", "--split", "why did you start it?")[0] == 0
    assert item(qbank, "007-wickerwork/8")["template"] == "motivation-for-creation"
    assert qbank("review", "007-wickerwork/8", "--undo")[0] == 0
    assert item(qbank, "007-wickerwork/2")["text"] == "What is Wickerwork and why did you start it?"
    assert qbank("show", "007-wickerwork/8")[0] == 1
    assert qbank("review", "007-wickerwork/3", "--kind", "question", "--join", "motivation-for-creation")[0] == 0
    assert item(qbank, "007-wickerwork/3")["kind"] == "question"
    assert qbank("check")[0] == 0
    code, out, _ = qbank("undo", "--json")
    assert (code, json.loads(out)["undone"]) == (0, "review 007-wickerwork/3")


def test_what_is_in_doubt_is_decided_on_a_terminal(qbank: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal each doubt is asked about in turn; what was kept is written at once, whatever the host does next."""
    monkeypatch.setattr(console, "interactive", lambda no_input: not no_input)
    (first, *rest) = json.loads(qbank("review", "--json")[1])["decisions"]
    with typed(ENTER + BREAK):
        assert qbank("review")[0] == INTERRUPTED
    assert rest
    assert [d["ref"] for d in json.loads(qbank("review", "--json")[1])["decisions"]] == [d["ref"] for d in rest]
    with typed(ENTER * len(rest)):
        code, out, err = qbank("review")
    assert (code, out) == (0, "")
    assert "Nothing is in doubt any more." in err
    assert item(qbank, first["ref"])["by"] == "hand"


def test_what_is_in_doubt_is_listed_with_its_neighbours(qbank: Run) -> None:
    """Without a terminal the doubts are listed, all of them or the one named; a kept one is in doubt no more."""
    _, out, _ = qbank("review", "--json")
    doubts = json.loads(out)["decisions"]
    assert doubts
    assert set(doubts[0]) >= {
        "ref",
        "text",
        "kind",
        "category",
        "template",
        "canonical",
        "confidence",
        "before",
        "after",
    }
    ref = doubts[0]["ref"]
    one = json.loads(qbank("review", ref, "--json")[1])["decisions"]
    assert [d["ref"] for d in one] == [ref]
    assert "1 to decide: qbank review REF" in qbank("review", ref)[1]
    assert qbank("review", ref, "--keep", "--json")[0] == 0
    assert ref not in [d["ref"] for d in json.loads(qbank("review", "--json")[1])["decisions"]]
    assert qbank("review", ref)[1].endswith("Nothing is in doubt.\n")


def test_stats_show_coverage_wear_and_rituals(qbank: Run) -> None:
    """Bars by category and by kind of subject, what each subject lacks, worn-out and never-asked templates, rituals."""
    for n in (8, 9):
        text = (
            NOTES.replace("Episode 7", f"Episode {n}").replace("Wickerwork", f"Reedwork{n}").replace("Ada", f"Bea{n}")
        )
        Path(f"{n}.md").write_text(text, "utf-8")
    assert qbank("import", "8.md", "9.md")[0] == 0
    code, out, _ = qbank("stats", "--json")
    found = json.loads(out)
    assert code == 0
    assert found["episodes"] == 13
    assert "wrong-choice" in found["worn_out"]
    assert "never-planned" in found["never_asked"]
    assert sum(found["by_category"].values()) == found["questions"]
    assert sum(sum(c.values()) for c in found["by_kind"].values()) == found["questions"]
    assert sum(found["by_technology"]["Wickerwork"].values()) == 4
    assert "closing" in found["missing"]["Wickerwork"]
    assert found["rituals"]["biggest-gap"] == 10
    shown = qbank("stats")[1]
    assert "Questions by kind of subject" in shown
    assert "█" in shown
    assert "Worn out: asked in each of the last three episodes\n  " in shown
    assert "wrong-choice" in shown
    assert "Rituals\n  biggest-gap         10 █" in shown
    assert f"{found['to_review']} decisions to look at: qbank review" in shown


SEVEN = """Episode 17 - Withies with Ada Example

### Interview with Ada Example
- How often do the ponies of Withies get new shoes?
- Who mends the roof over Withies when the storm has gone?
- Does the loom like wool, or is it the other way round?
"""
EIGHT = """Episode 18 - Basketry with Bo Sample

### Interview with Bo Sample
- How often do the ponies of Basketry get fresh shoes?
- Who mends the roof over Basketry once the storm is gone?
- Does the frame like wool, or is it the other way round?
"""


def test_decisions_survive_and_teach_the_next_import(qbank: Run) -> None:
    """A corrected category and two joins are examples: similar wordings of another guest's follow them."""
    Path("17.md").write_text(SEVEN, "utf-8")
    Path("18.md").write_text(EIGHT, "utf-8")
    assert qbank("import", "17.md")[0] == 0
    assert item(qbank, "017-withies/1")["category"] != "background"
    assert qbank("review", "017-withies/1", "--category", "background")[0] == 0
    assert qbank("review", "017-withies/2", "--join", "maintainers")[0] == 0
    assert qbank("review", "017-withies/3", "--join", "anything-else", "--category", "closing")[0] == 0
    assert qbank("import", "17.md", "18.md", "--again")[0] == 0
    for episode in ("017-withies", "018-basketry"):
        found = [item(qbank, f"{episode}/{n}") for n in (1, 2, 3)]
        assert [i["category"] for i in found] == ["background", "community", "closing"]
        assert [i["template"] for i in found[1:]] == ["maintainers", "anything-else"]
        assert [i["by"] for i in found] == (["hand"] * 3 if episode == "017-withies" else [None] * 3)


def test_the_template_that_a_question_alone_had_made_moves_with_it(qbank: Run) -> None:
    """Its category is the host's; its text stays the question's own words."""
    coined = item(qbank, "007-wickerwork/4")["template"]
    assert qbank("review", "007-wickerwork/4", "--category", "failure-modes")[0] == 0
    code, out, _ = qbank("show", coined, "--json")
    template = json.loads(out)["template"]
    assert (code, template["category"]) == (0, "failure-modes")
    assert template["text"] == "How does {{ technology }} braid a plan out of so many strands?"
    assert qbank("check")[0] == 0


def test_a_template_is_reworded_by_flag(qbank: Run) -> None:
    """The proposed text is the host's own afterwards; a slot that nothing can fill is refused with the cure."""
    coined = item(qbank, "007-wickerwork/4")["template"]
    assert qbank("review", "--reword", coined, "How does {{ technology }}  braid?")[0] == 0
    assert json.loads(qbank("show", coined, "--json")[1])["template"]["text"] == "How does {{ technology }} braid?"
    code, _, err = qbank("review", "--reword", coined, "How does {{ loom }} braid?")
    assert code == 2
    assert "there is no slot 'loom'" in err
    qbank("import", "seven.md", "--again")
    assert json.loads(qbank("show", coined, "--json")[1])["template"]["text"] == "How does {{ technology }} braid?"


def test_what_is_in_doubt_is_listed_with_what_it_may_be(qbank: Run) -> None:
    """Without a terminal the review lists; each doubt names the templates that it is likely a phrasing of."""
    code, out, _ = qbank("review", "--json")
    listed = json.loads(out)["decisions"]
    assert code == 0
    assert listed
    known = {t["id"] for t in json.loads(qbank("templates", "--json")[1])["templates"]}
    assert all(set(d["likely"]) <= known - {d["template"]} for d in listed)
    assert f"{len(listed)} to decide" in qbank("review")[1]
