"""Tests for qbank.sheet.word.body: a question as a row of the sheet."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st
from layouts import word_layout
from lxml import etree
from outlines import ask

from qbank.model import PlannedQuestion
from qbank.sheet.word import body, package
from qbank.sheet.word.context import Setting
from qbank.sheet.word.package import NAMESPACES
from qbank.sheet.word.styles import style_id

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), max_size=12)


def setting() -> Setting:
    """Return a setting whose bookmarks are counted from 1."""
    layout = word_layout()
    styles = {role: style_id(name) for role, name in layout.styles.items()}
    made = Setting(layout=layout, styles=styles, width=10_000, table="SheetTable", marks=count(1))
    return replace(made, plain={role: made.opening(role) for role in styles})


def drawn(question: PlannedQuestion, lane: str, *table: PlannedQuestion) -> bytes:
    """Return a row in canonical XML; `table` are all questions of its table, where they are known before."""
    markup = body.question_rows(setting(), 7, [], table)(question, lane)
    root = etree.fromstring(f"<x {NAMESPACES}>{markup}</x>")
    return etree.tostring(root, method="c14n")


@given(
    TEXT,
    TEXT,
    TEXT.filter(bool),
    TEXT,
    TEXT.filter(bool),
    st.sampled_from(["must", "nice", "backup"]),
    st.booleans(),
)
def test_the_quick_way_draws_what_the_careful_way_draws(
    cue: str, context: str, text: str, note: str, below: str, lane: str, ticked: bool
) -> None:
    """A row of plain texts is the same markup that a row of any texts is."""
    question = replace(
        ask("q01", "must", "origin", cue, text, f"+ {below}", context=context, asked=("035-roach/3", "demo/4")),
        note=note, mark="asked" if ticked else None,
    )  # fmt: skip
    quick = drawn(question, lane)
    assert quick == drawn(question, lane, question, replace(question, note=""))
    with patch.object(package, "is_plain", lambda _: False):
        assert quick == drawn(question, lane)


def test_what_is_not_plain_is_named() -> None:
    """Rows with markup, line breaks or other scripts are put on the list of those whose texts are to be proven."""
    unproven: list[str] = []
    row = body.question_rows(setting(), 7, unproven)
    for text in ("Why?", "Why – “so”?"):
        row(ask("q01", "must", "origin", "", text), "must")
    assert unproven == []
    for text in ("a < b?", "a\nb?", "a\x07b?", "שלום?"):
        row(ask("q01", "must", "origin", "", text), "must")
    assert len(unproven) == 4


def test_plain_text_is_its_own_markup() -> None:
    """Letters of any script that runs from left to right are plain; signs of XML and control codes are not."""
    assert all(package.is_plain(text) for text in ("", "Why?", "Žluť – 平 ☃"))
    assert not any(package.is_plain(text) for text in ("&", "<", ">", "\n", "\x00", "\ud800", "مرحبا"))
