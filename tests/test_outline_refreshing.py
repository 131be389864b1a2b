"""`qbank outline refresh`: the bank's new wording goes where the host has not been."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbank import bank as banks
from qbank.bank import place as places
from qbank.cli import run
from qbank.model import Bank, Fact, FollowUp, Outline, PlannedQuestion, Template
from qbank.outline.brief import Request
from qbank.outline.log import mark
from qbank.outline.plan import plan
from qbank.outline.refresh import News, refresh, seal, sealed, wordings

BANK = banks.load(places.shipped(cwd=Path(__file__).parent))
FACTS = (Fact(type="choice", text="the log is the database"),)
KAFKA = plan(
    BANK, Request(guests=("Jay Kreps",), technology="Kafka", date="2026-11-22", minutes=45, facts=FACTS)
).outline


def line(outline: Outline, template: str) -> PlannedQuestion:
    """Return the outline's question of a template."""
    return next(q for q in outline.questions if q.template == template)


def touched(outline: Outline, template: str, **fields: str) -> Outline:
    """Return the outline with a line rewritten by the host."""
    sections = tuple(
        replace(
            s,
            questions=tuple(
                replace(q, **fields) if q.template == template else q  # type: ignore[arg-type]
                for q in s.questions
            ),
        )
        for s in outline.sections
    )
    return replace(outline, sections=sections)


def rewritten(bank: Bank, id_: str, change: Callable[[Template], Template]) -> Bank:
    """Return the bank with a template changed."""
    return replace(bank, templates=tuple(change(t) if t.id == id_ else t for t in bank.templates))


def wording(text: str) -> Callable[[Template], Template]:
    """Return what gives a template one text and no other phrasing."""
    return lambda t: replace(t, text=text, phrasings=(), again="")


VARIANTS = {t.id for t in BANK.templates if t.intent}
ONE = (
    next(
        q.template
        for q in KAFKA.questions
        if q.template not in {None, *VARIANTS}
        and "Kafka" in q.text
        and q.lane != "backup"
        and q.wording == "written"
        and not q.context
    )
    or ""
)


@pytest.mark.parametrize(
    ("technology", "guests"),
    [("Kafka", ("Ann Bee", "Bo Cee")), ("DuckDB", ("Ann Bee",)), ("Rust", ("Ann Bee",)), ("Zorblax", ("Ann Bee",)), ("Ceph", ("Sage Weil",))],
)  # fmt: skip
def test_a_fresh_outline_has_no_news(technology: str, guests: tuple[str, ...]) -> None:
    """An outline of this very bank, for a returning guest too, is as the bank words it: nothing changes, nothing is told."""
    request = Request(guests=guests, technology=technology, date="2026-11-22", facts=FACTS, minutes=60)
    made = plan(BANK, request).outline
    assert refresh(made, BANK).news == ()
    assert refresh(made, BANK).outline == made


def test_new_wording_is_taken_and_filled_with_the_outlines_own_values() -> None:
    """An untouched line is worded as the bank words it today; then there is no more news."""
    bank = rewritten(BANK, ONE, wording("Where does {{ technology }} surprise people?"))
    done = refresh(KAFKA, bank)
    assert line(done.outline, ONE).text == line(done.outline, ONE).origin == "Where does Kafka surprise people?"
    before = line(KAFKA, ONE)
    assert done.news == (
        News(id=before.id, what="changed", template=ONE, before=before.text, after="Where does Kafka surprise people?"),
    )  # fmt: skip
    assert refresh(done.outline, bank).news == ()


@pytest.mark.parametrize("asked", ["guest-involvement", "what-is-it", "wrong-choice"])
def test_a_question_of_the_second_time_keeps_to_that_wording(asked: str) -> None:
    """A guest who was here before is asked in words made for it, rituals and the opening too: no refresh starts from the beginning."""
    made = plan(BANK, Request(guests=("Sage Weil",), technology="Ceph", date="2026-11-22")).outline
    before = line(made, asked)
    assert wordings(before, made, BANK) == (before.text,)
    bank = rewritten(BANK, asked, lambda t: replace(t, again="You told us this once. What is new?"))
    assert wordings(before, made, bank) == ("You told us this once. What is new?",)
    after = refresh(made, bank)
    assert line(after.outline, asked) == replace(
        before, text="You told us this once. What is new?", origin="You told us this once. What is new?"
    )
    assert [n.template for n in after.news] == [asked]


def test_a_touched_line_is_left_and_the_banks_wording_is_told() -> None:
    """What the host wrote stays; the news say what the bank would say now."""
    mine = touched(KAFKA, ONE, text="My own words, please?")
    bank = rewritten(BANK, ONE, wording("Where does {{ technology }} surprise people?"))
    done = refresh(mine, bank)
    assert done.outline == mine
    assert [(n.what, n.before, n.after) for n in done.news] == [
        ("left", "My own words, please?", "Where does Kafka surprise people?")
    ]
    assert [(n.what, n.after) for n in refresh(mine, BANK).news] == [("left", "")]


def test_white_space_is_no_touch() -> None:
    """A line that an editor broke in two is still the bank's."""
    text = line(KAFKA, ONE).text.replace(" ", "  ", 1)
    bank = rewritten(BANK, ONE, wording("Where does {{ technology }} surprise people?"))
    assert refresh(touched(KAFKA, ONE, text=text), bank).news[0].what == "changed"


def test_a_template_that_is_gone_is_named() -> None:
    """A line whose template left the bank stays, and is told."""
    bank = replace(BANK, templates=tuple(t for t in BANK.templates if t.id != ONE))
    done = refresh(KAFKA, bank)
    assert done.outline == KAFKA
    assert [(n.what, n.template) for n in done.news] == [("gone", ONE)]


def test_cue_and_follow_ups_follow_the_bank_while_the_seal_holds() -> None:
    """New follow-ups and a new cue are taken together; ids of follow-ups that stay are kept."""
    follow_ups = (
        *next(t.follow_ups for t in BANK.templates if t.id == ONE)[:1],
        FollowUp(role="deeper", text="Since when?"),
    )
    bank = rewritten(BANK, ONE, lambda t: replace(t, cue="new cue", follow_ups=follow_ups))
    done = refresh(KAFKA, bank)
    made, before = line(done.outline, ONE), line(KAFKA, ONE)
    assert (made.cue, made.text) == ("new cue", before.text)
    assert made.follow_ups[0] == before.follow_ups[0]
    assert made.follow_ups[-1].text == "Since when?"
    assert len({f.id for f in made.follow_ups}) == len(made.follow_ups)
    assert [(n.what, n.part) for n in done.news] == [("changed", "rest")]
    assert refresh(done.outline, bank).news == ()


def test_a_broken_seal_keeps_cue_and_follow_ups() -> None:
    """A cue that the host wrote stays, with the follow-ups under it; the question itself may still follow the bank."""
    mine = touched(KAFKA, ONE, cue="mine")
    bank = rewritten(BANK, ONE, lambda t: replace(wording("What surprises people?")(t), cue="new cue"))
    done = refresh(mine, bank)
    made = line(done.outline, ONE)
    assert (made.cue, made.text) == ("mine", "What surprises people?")
    assert {(n.what, n.part) for n in done.news} == {("changed", "question"), ("left", "rest")}


def test_without_a_seal_only_the_question_follows() -> None:
    """An outline of an older make has no seals: its cues and follow-ups are left alone."""
    mine = touched(KAFKA, ONE, seal=None)  # type: ignore[arg-type]
    bank = rewritten(BANK, ONE, lambda t: replace(t, cue="new cue", follow_ups=()))
    assert refresh(mine, bank).news == ()


def test_a_frame_keeps_its_fact() -> None:
    """The question that stands on a fact is filled with that very fact."""
    frame = next(q for q in KAFKA.questions if "your fact" in q.why)
    bank = rewritten(BANK, frame.template or "", wording("What did that choice spare you?"))
    made = line(refresh(KAFKA, bank).outline, frame.template or "")
    assert (made.text, made.context) == ("What did that choice spare you?", "The log is the database.")


def test_what_was_asked_is_not_reworded() -> None:
    """After the recording a line says what was asked, whatever the bank says now."""
    asked = mark(KAFKA, [line(KAFKA, ONE).id], "asked")
    assert refresh(asked, rewritten(BANK, ONE, wording("What surprises people?"))).news == ()


def test_own_lines_have_no_seal_and_no_news() -> None:
    """A line of the host's own has no template to follow."""
    own = replace(KAFKA.questions[1], template=None, origin=None)
    outline = replace(KAFKA, sections=(replace(KAFKA.sections[0], questions=(own,)),))
    assert sealed(outline).sections[0].questions[0].seal == own.seal
    assert refresh(outline, BANK).news == ()


@given(st.text(st.characters(codec="utf-8"), max_size=20))
def test_a_seal_tells_texts_apart_but_not_white_space(text: str) -> None:
    """White space never breaks a seal; another word does."""
    one = replace(KAFKA.questions[1], context=text)
    assert seal(one) == seal(replace(one, context=f"  {text} "))
    assert seal(one) != seal(replace(one, context=f"{text} other"))


def test_comments_and_hand_edits_survive_and_a_dry_run_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Through the entry point: shown, written, told as JSON; comments stay, and nothing new leaves the file untouched."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("QBANK_BANK", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert run(["init", "bank", "--no-input"]) == 0
    monkeypatch.chdir(tmp_path / "bank")
    asked = ["--guest", "Ann Bee", "--technology", "Kafka", "--must", "network-partitions", "--voice", "bank"]
    assert run(["outline", *asked, "--no-input", "--date", "2026-11-22"]) == 0
    path, templates = Path("exports/kafka-ann-bee.toml"), Path("questions/templates/failure-modes.toml")
    first = next(line for line in path.read_text("utf-8").splitlines() if line.startswith('text = "How did you get'))
    path.write_text(path.read_text("utf-8").replace(first, f"# mine to keep\n{first}  # as always", 1), "utf-8")
    before = path.read_bytes()
    capsys.readouterr()
    assert run(["outline", "refresh", "kafka-ann-bee"]) == 0
    assert capsys.readouterr().out == "The bank has no new wording for kafka-ann-bee.\n"
    assert path.read_bytes() == before
    text = templates.read_text("utf-8")
    assert "What mechanisms do you use to mitigate " in text
    templates.write_text(text.replace("What mechanisms do you use to mitigate ", "How do you mitigate "), "utf-8")
    assert run(["outline", "refresh", "kafka-ann-bee", "--dry-run"]) == 0
    done = capsys.readouterr()
    assert "Reworded: 1" in done.out
    assert "→ How do you mitigate the impact" in done.out
    assert "Would be written" in done.err
    assert path.read_bytes() == before
    assert run(["outline", "refresh", str(path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [n["after"][:30] for n in told["changed"]] == ["How do you mitigate the impact"]
    assert (told["left"], told["gone"], told["written"]) == ([], [], True)
    after = path.read_text("utf-8")
    assert f"# mine to keep\n{first}  # as always" in after
    assert after.count("How do you mitigate the impact") == 2
    path.write_text(after.replace("How do you mitigate", "How do you soften", 1), "utf-8")
    templates.write_text(text, "utf-8")
    assert run(["outline", "refresh", "kafka-ann-bee"]) == 0
    out = capsys.readouterr().out
    assert "Left, because you touched it: 1" in out
    assert "the bank now says: What mechanisms do you use to mitigate" in out
    path.write_text(path.read_text("utf-8").replace('template = "network-partitions"', 'template = "gone"', 1), "utf-8")
    assert run(["outline", "refresh", "kafka-ann-bee"]) == 0
    out = capsys.readouterr().out
    assert "No longer in the bank: 1" in out
    assert "(template gone)" in out
