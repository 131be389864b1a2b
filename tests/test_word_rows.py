"""Tests for qbank.sheet.word.body: a question as a row of the sheet."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st
from layouts import word_layout
from lxml import etree
from outlines import ask, small
from word_tools import sheet

from qbank.errors import SourceError
from qbank.model import PlannedQuestion
from qbank.sheet.word import body
from qbank.sheet.word.markup import Setting, is_plain
from qbank.sheet.word.package import NAMESPACES
from qbank.sheet.word.styles import style_id

PLAIN = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E, exclude_characters="&<>"), max_size=12).map(
    lambda text: " ".join(text.split())
)
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), max_size=12)


def setting() -> Setting:
    """Return a setting whose bookmarks are counted from 1."""
    layout = word_layout()
    styles = {role: style_id(name) for role, name in layout.styles.items()}
    made = Setting(layout=layout, styles=styles, width=10_000, table="SheetTable", marks=count(1))
    return replace(made, plain={role: made.opening(role) for role in styles})


def drawn(question: PlannedQuestion, lane: str, *, plain: bool = False) -> bytes:
    """Return a row in canonical XML."""
    markup = body.question_rows(setting(), 7, plain=plain)(question, lane)
    root = etree.fromstring(f"<x {NAMESPACES}>{markup}</x>")
    return etree.tostring(root, method="c14n")


@given(PLAIN, PLAIN, PLAIN, TEXT, PLAIN.filter(bool), st.sampled_from(["must", "nice", "backup"]), st.booleans())
def test_plain_texts_are_drawn_as_any_texts_are(
    cue: str, context: str, text: str, note: str, below: str, lane: str, ticked: bool
) -> None:
    """A row of plain texts is the same markup whether it is known to be of such, or looked at."""
    question = replace(
        ask("q01", "must", "origin", cue, text, f"+ {below}", context=context, asked=("035-roach/3", "demo/4")),
        note=note, mark="asked" if ticked else None,
    )  # fmt: skip
    assert drawn(question, lane) == drawn(question, lane, plain=True)


@pytest.mark.parametrize("field", ["text", "cue", "context", "note", "to", "check", "asked"])
def test_a_control_code_anywhere_on_a_row_is_refused(field: str) -> None:
    """Whatever part of a question holds what no document can, the sheet is refused with its place, others being plain or not."""
    for other in ("Why?", "Why “so”?"):
        question = ask("q01", "must", "origin", "cue", other, context="It is.", asked=("demo/4",))
        broken = replace(question, **{field: ("a\x07/1",) if field == "asked" else "a\x07"})  # type: ignore[arg-type]
        section = replace(small().sections[0], questions=(broken,))
        with pytest.raises(SourceError, match=rf"questions\[0\]\.{field}.* U\+0007"):
            sheet(replace(small(), sections=(section,)))


def test_plain_text_is_its_own_markup() -> None:
    """Letters, digits and marks of English are plain; signs of XML, control codes, all other letters and idle blanks are not."""
    assert all(is_plain([text]) for text in ("Why?", "It's 7 + 3"))
    assert not any(
        is_plain([text]) for text in ("&", "<", ">", "\n", "\x00", "\ud800", "é", "مرحبا", "a  b", " a", "a ")
    )
    assert is_plain(["Why?", "How?"])
    assert not is_plain(["Why?", "How? ", "Who?"])
