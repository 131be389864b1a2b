"""What strangers write is shown and never obeyed: by a terminal, a spreadsheet, a page, a template, a regular expression."""

from __future__ import annotations

import io
import json
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbank import bank as banks
from qbank.bank import disk
from qbank.cli import console
from qbank.cli.fast import Style, as_text
from qbank.errors import BankError, SourceError, visible
from qbank.notes.sections import default_sections, parse_sections
from qbank.search import Answer, Hit
from qbank.search.answer import Clues, Evidence, Source

OBEYED = {"Cc", "Cf", "Cs", "Zl", "Zp"}
any_text = st.text(st.characters(exclude_categories=[]), max_size=40)


def _obeyed(text: str) -> set[str]:
    return {c for c in text if unicodedata.category(c) in OBEYED and c not in "\n\t"}


@given(any_text)
def test_no_text_reaches_a_terminal_as_a_command(text: str) -> None:
    """Whatever a text holds, what is shown of it has no control, format or direction character."""
    assert not _obeyed(visible(text, "\n\t"))


@given(any_text.filter(str.isprintable))
def test_what_can_be_printed_is_shown_as_it_is(text: str) -> None:
    """Letters of any script, quotes and markup stay themselves."""
    assert visible(text, "\n\t") == text


@given(st.text(max_size=40))
def test_json_says_the_same_without_such_characters(text: str) -> None:
    """The object is the same when it is read; on a screen nothing in it is obeyed."""
    made = console.json_text({"text": text})
    assert json.loads(made) == {"text": text}
    assert not _obeyed(made)


@given(st.text(max_size=40), st.sampled_from(["latin-1", "ascii", "cp1252", "UTF-8", "utf8"]))
def test_json_is_utf_8_whatever_the_locale(text: str, encoding: str) -> None:
    """Written to a stream of any encoding, the bytes are UTF-8 and hold the same object."""
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding, newline="")
    console.write(stream, console.json_text({"text": text}, stream=stream))
    assert json.loads(raw.getvalue().decode("utf-8")) == {"text": text}
    stream.detach()


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40), st.sampled_from(["latin-1", "ascii", "koi8-r"]))
def test_any_text_can_be_written_in_any_encoding(text: str, encoding: str) -> None:
    """What an encoding cannot say is shown as an escape; nothing fails."""
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding, newline="")
    console.write(stream, text)
    assert raw.getvalue().decode(encoding) or not text
    stream.detach()


def _answer(text: str) -> Answer:
    hit = Hit(
        ref=text, score=1.0, text=text, kind="question", episode=Source(text, 1, text, text), guests=(text,), technology=text,
        category=text, template=text, evidence=Evidence(Clues()),
    )  # fmt: skip
    return Answer(query=text, total=1, hits=(hit,))


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x")', "+1", "-1+2", "@SUM(1)", "  =1"])
def test_a_spreadsheet_takes_no_text_for_a_formula(text: str) -> None:
    """In the plain output a text that begins like a formula has an apostrophe before it."""
    fields = as_text(_answer(text), "plain").rstrip("\n").split("\t")
    assert not any(field.startswith(("=", "+", "-", "@")) for field in fields)
    assert fields[-1] == f"'{text.strip()}"


@pytest.mark.parametrize("style", ["grouped", "flat", "plain", "json"])
def test_ids_from_a_bank_are_shown_too(style: Style) -> None:
    """References, templates and categories are names from a file: they are made visible like any text."""
    assert not _obeyed(as_text(_answer("\x1b[2J\u202e"), style).replace("\t", " "))


def test_a_sheet_on_a_terminal_is_looked_at_not_obeyed(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """`-o -` sends a file's very bytes into a pipe, and a visible text to a terminal."""
    console.put_bytes(b"a\x1b[2J\xff")
    assert capsysbinary.readouterr().out == b"a\x1b[2J\xff"
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    console.put_bytes(b"a\x1b[2J\xff")
    assert capsysbinary.readouterr().out == b"a\\x1b[2J\\xff"


@pytest.mark.parametrize(
    "expression", ["(a+)+$", "(a*)*", "((a+)b?)+", "(.*)*x", "(?:x{1,20}){1,20}", "((a+ )|(b+))+", "(|a+)+"]
)  # fmt: skip
def test_an_expression_that_could_go_on_for_ever_is_refused(expression: str) -> None:
    """A repeat within a repeat takes twice as long for each letter: a stranger's bank cannot have one."""
    with pytest.raises(SourceError, match="could go on for ever"):
        parse_sections({"lines": {"note": [expression]}})


@pytest.mark.parametrize("expression", ["(", "a{2,1}", "(?P<x>a)(?P<x>b)", "[z-a]", "*"])
def test_a_broken_expression_is_refused_with_its_reason(expression: str) -> None:
    """What Python cannot read as a regular expression is named as broken."""
    with pytest.raises(SourceError, match="the regular expression is broken"):
        parse_sections({"lines": {"note": [expression]}})


@pytest.mark.parametrize(
    "expression", ["", r"why (\w+ )*not", "(?:and [a-z]+ )+", "(a|b)+", r"(\w+ (?:so )?)*x", "(a+){2}", r"x{0,40}"]
)
def test_an_expression_whose_rounds_end_in_a_blank_is_fine(expression: str) -> None:
    """Letters cannot be mistaken for the blank between two rounds, so there is one way to read a text."""
    assert not expression or parse_sections({"lines": {"note": [expression]}}).lines == {"note": (expression,)}


def test_the_shipped_rules_can_be_used() -> None:
    """None of the expressions that qbank ships is refused by its own rule."""
    cues = default_sections().lines
    assert parse_sections({"lines": {name: list(given) for name, given in cues.items()}}).lines == cues


def test_an_input_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file larger than anything a host writes is named, and not read to its end."""
    monkeypatch.setattr(disk, "LARGEST", 1 << 20)
    path = tmp_path / "large.md"
    path.write_bytes(b"x" * (1 << 20))
    assert len(banks.read_source(path)) == 1 << 20
    path.write_bytes(b"x" * ((1 << 20) + 1))
    with pytest.raises(SourceError, match="more than 1 MB"):
        banks.read_source(path)


@pytest.mark.parametrize("name", ["lock", "changes"])
def test_no_part_of_the_private_folder_leads_elsewhere(tmp_path: Path, name: str) -> None:
    """A bank that someone sent cannot have qbank write or delete outside it by a link inside `.qbank`."""
    from qbank.bank.place import Place

    (tmp_path / "bank" / "questions").mkdir(parents=True)
    (tmp_path / "bank" / ".qbank").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "000001.json").write_text("mine")
    (tmp_path / "bank" / ".qbank" / name).symlink_to(tmp_path / "elsewhere")
    place = Place(root=tmp_path / "bank", exports=tmp_path / "bank" / "exports")
    with pytest.raises(BankError, match="must not be a link"), banks.locked(place):
        pass
    assert [p.name for p in (tmp_path / "elsewhere").iterdir()] == ["000001.json"]


def test_a_prompt_shows_what_a_text_holds_and_obeys_none_of_it() -> None:
    """The review and the log ask about texts from strangers: escapes and direction marks in them are written out."""
    from prompt_toolkit.application import create_app_session
    from prompt_toolkit.data_structures import Size
    from prompt_toolkit.input import create_pipe_input
    from prompt_toolkit.output.vt100 import Vt100_Output

    from qbank.cli.ask import outline, review
    from qbank.model import Bank, Episode, Item, PlannedQuestion
    from qbank.tasks.review import Doubt

    evil = "\x1b]0;owned\x07 \u202egnp.exe\u2066\x9b31m why?"
    item = Item(n=1, text=evil, said=evil, slots={"technology": evil}, category="origin")
    doubt = Doubt(
        ref="001-a/1", episode=Episode(id="001-a", title=evil), item=item, template=None, before=item, after=None
    )
    question = PlannedQuestion(id="q01", template=None, category="origin", cue=evil, text=evil, note=evil, lane="must", minutes=1)  # fmt: skip
    asks: tuple[Callable[[], str], ...] = (
        lambda: review._ask(Bank(), doubt, (0, 1, False), teaching=False),
        lambda: outline._ask(question, 0, 1),
    )
    for ask in asks:
        screen_ = io.StringIO()
        output = Vt100_Output(screen_, lambda: Size(rows=40, columns=120))
        with create_pipe_input() as keys, create_app_session(input=keys, output=output):
            keys.send_text("\r")
            ask()
        shown = screen_.getvalue()
        assert "gnp.exe" in shown
        assert "\\x1b]0;owned" in shown
        assert not {"\u202e", "\u2066", "\x9b", "\x07"} & set(shown)
        assert "\x1b]0;" not in shown
