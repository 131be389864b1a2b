"""What a bank covers, as pictures: each is well-formed, says the same as its table, and holds nobody's markup."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from commands import Run
from hypothesis import given, settings
from hypothesis import strategies as st

from qbank import bank as banks
from qbank.bank.place import find
from qbank.model import Bank, Category, Episode, Item, Show, Template
from qbank.tasks import stats

CATEGORIES = (
    Category(id="origin", title="Why & how", block="why", minutes=3),
    Category(id="scaling", title="<growth>", block="breaks", minutes=3),
)


def _bank(*episodes: Episode) -> Bank:
    templates = (
        Template(id="why", category="origin", cue="why", text="Why?"),
        Template(id="big", category="scaling", cue="big", text="How big?"),
    )
    return Bank(show=Show(name="S"), categories=CATEGORIES, templates=templates, episodes=episodes)


def _episode(n: int, *asked: str, date: str | None = None, guest: str = "Ada") -> Episode:
    items = tuple(
        Item(n=i, text="Why?", category="origin" if t == "why" else "scaling", template=t)
        for i, t in enumerate(asked, start=1)
    )
    return Episode(
        id=f"{n:03}",
        show="S",
        number=n,
        title=f"Nr {n}",
        technology=f"Tool {n}",
        guests=(guest,),
        date=date,
        items=items,
    )


def test_a_picture_says_what_its_table_says() -> None:
    """Every bar has its count beside it, and the counts are those of the table."""
    made = stats.of(_bank(_episode(1, "why", "why"), _episode(2, "why", "big")))
    by_category = next(p for p in made if p.title == "Questions by category")
    assert by_category.rows == (("Why & how", 3), ("<growth>", 1))
    assert [t.text for t in ElementTree.fromstring(by_category.svg).iter("{http://www.w3.org/2000/svg}text")] == [
        "Why & how",
        "3",
        "<growth>",
        "1",
    ]
    squares = next(p for p in made if p.title == "Categories by subject")
    assert squares.rows == (("Tool 1", 2, 0), ("Tool 2", 1, 1))
    assert "1 of 4 squares are empty" in squares.says


def test_what_is_worn_out_and_what_nobody_was_asked_are_named() -> None:
    """A template of each of the last three episodes stands out; those that wait for a guest are counted and listed."""
    made = stats.of(_bank(*(_episode(n, "why") for n in (1, 2, 3))))
    assert "why" in next(p for p in made if p.title == "Asked most often").says
    assert next(p for p in made if p.title == "What nobody was asked").rows == (
        ("Why & how", 0, ""),
        ("<growth>", 1, "big"),
    )


def test_guests_are_counted_by_year_and_those_who_came_back_apart() -> None:
    """A guest who was there before is counted as one who came back; an episode without a date is said to be left out."""
    made = stats.of(
        _bank(
            _episode(1, date="2024-01-02"),
            _episode(2, date="2025-01-02"),
            _episode(3, date="2025-02-02", guest="Bo"),
            _episode(4),
        )
    )
    years = next(p for p in made if p.title == "Guests by year")
    assert years.rows == (("2024", 1, 0), ("2025", 1, 1))
    assert "1 episode without a date is left out" in years.says


@settings(max_examples=20)
@given(st.lists(st.text(max_size=40), min_size=1, max_size=4))
def test_any_name_is_drawn_as_text(names: list[str]) -> None:
    """Whatever a subject is called, the picture is well-formed and holds no element but those of a picture."""
    episodes = tuple(replace(_episode(n, "why"), technology=name or None) for n, name in enumerate(names, start=1))
    for picture in stats.of(_bank(*episodes)):
        clean = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]", "", picture.svg)
        tags = {element.tag.split("}")[1] for element in ElementTree.fromstring(clean).iter()}
        assert tags <= {"svg", "text", "rect", "title"}


def test_an_empty_bank_has_pictures_too() -> None:
    """A bank in which nothing was asked says so, rather than failing."""
    for picture in stats.of(Bank()):
        assert picture.says
        ElementTree.fromstring(picture.svg)


@pytest.mark.usefixtures("tmp_path")
def test_stats_are_written_as_one_file(command: Run, tmp_path: Path) -> None:
    """`stats --html` writes every picture with its table into a file that loads nothing and runs nothing."""
    code, out, told = command("stats", "--html", "coverage.html")
    assert (code, out) == (0, "")
    assert "Wrote" in told
    html = (tmp_path / "coverage.html").read_text("utf-8")
    bank = banks.load(find(None, cwd=tmp_path, env={}))
    assert html.count("<svg") == html.count("<table") == len(stats.of(bank))
    assert "default-src 'none'" in html.replace("&#39;", "'")
    assert not re.search(r"<(?:link[^>]*stylesheet|img|iframe|form)|src=|https?://(?!www\.w3\.org)", html)
    assert command("stats", "--html", "-")[1].replace("\r\n", "\n") == html
