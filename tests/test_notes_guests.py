"""Who the guests are when the sources agree, disagree, or say nothing sure."""

from __future__ import annotations

from qbank.notes.guests import Introduction, decide
from qbank.notes.meta import Said
from qbank.notes.people import split_title


def _guests(
    title: str, intro: Introduction | None = None, said: Said | None = None, asked: tuple[str, ...] = ()
) -> tuple[tuple[str, ...], list[str]]:
    guests, _, problems = decide(split_title(title), said or Said(), intro or Introduction(), (), asked, "n.md:1")
    return guests, [p.what for p in problems]


def test_title_and_intro_agree() -> None:
    """The title's order counts; nothing is told."""
    intro = Introduction(guests=("Bo Aster", "Ada Quist"))
    assert _guests("Tern with Ada Quist and Bo Aster", intro) == (("Ada Quist", "Bo Aster"), [])


def test_disagreement_keeps_both() -> None:
    """Guests of either source stay, and a Problem says so."""
    guests, told = _guests("Tern with Ada Quist and Bo Aster", Introduction(guests=("Ada Quist", "Cleo Marsh")))
    assert guests == ("Ada Quist", "Bo Aster", "Cleo Marsh")
    assert "Bo Aster is named as a guest in one place" in told[0]


def test_spellings_are_told() -> None:
    """Two spellings are one guest, in the spelling that the notes use most."""
    intro = Introduction(guests=("Russell Keith",), lines=("Russell Keith is here.",))
    guests, told = _guests("Tern with Russel Keith", intro)
    assert guests == ("Russell Keith",)
    assert "spelt" in told[0]


def test_a_thing_after_with_is_no_guest() -> None:
    """What is talked about is not a guest, when someone else is."""
    from qbank.notes.subject import About

    intro = Introduction(guests=("Ada Quist",), about=About("Open Skerry", None, "counting with Open Skerry"))
    assert _guests("Counting Birds with Open Skerry", intro)[0] == ("Ada Quist",)


def test_a_bare_title_needs_support() -> None:
    """Two capitalized words alone are not guests; named in the notes they are."""
    assert _guests("Conference Love") == ((), [])
    assert _guests("Ada Quist", Introduction(lines=("We met Ada Quist.",)))[0] == ("Ada Quist",)
    assert _guests("Ada Quist on Tern", asked=("What is Tern?",))[0] == ("Ada Quist",)


def test_hosts_are_no_guests() -> None:
    """Whoever is host is taken out of the guests."""
    intro = Introduction(hosts=("Bo Aster",), guests=("Ada Quist", "Bo Aster"))
    assert _guests("Tern", intro)[0] == ("Ada Quist",)


def test_account_names_are_resolved() -> None:
    """Guests given by account names get the names that the summary holds."""
    said = Said(handles=("aquist",), texts=("A talk with Ada Quist of Reef.",))
    assert _guests("Tern", said=said)[0] == ("Ada Quist",)
