"""The lines that introduce hosts, guests and subject."""

from __future__ import annotations

import pytest

from qbank.notes import default_sections
from qbank.notes.formats.markdown import read_markdown
from qbank.notes.guests import Introduction, introduce
from qbank.notes.sections import place

SECTIONS = default_sections()


def _introduced(text: str) -> Introduction:
    return introduce(place(read_markdown(text, "x", lambda _: False).blocks, SECTIONS), [], [])


@pytest.mark.parametrize(
    ("line", "guests", "name"),
    [
        ("Your host is Bo Aster and today I’m interviewing Ada Quist about Tern, a bird", ("Ada Quist",), "Tern"),
        ("Today we are interviewing Ada Quist and Cleo Marsh", ("Ada Quist", "Cleo Marsh"), None),
        ("Today we're interviewing Ada Quist on Tern", ("Ada Quist",), "Tern"),
        ("Overview - Interview with Ada Quist from the Tern project", ("Ada Quist",), None),
        (
            "Today we are interviewing the core developers of Tern (Ada Quist, and Cleo Marsh)",
            ("Ada Quist", "Cleo Marsh"),
            None,
        ),
        ("Host Bo Aster welcomes back Ada Quist, CTO of Reef, to discuss Tern - a bird", ("Ada Quist",), "Tern"),
        (
            "In this episode, we chat with Ada Quist (WTK founder) and Cleo Marsh (WTK organizer) about knots",
            ("Ada Quist", "Cleo Marsh"),
            "knots",
        ),
        ("Our guest today is Ada Quist.", ("Ada Quist",), None),
        ("Nobody is here", (), None),
    ],
)
def test_forms_of_the_sentence(line: str, guests: tuple[str, ...], name: str | None) -> None:
    """Guests and subject are found in each form."""
    made = _introduced(f"### Brief Introduction\n- {line}\n")
    assert made.guests == guests
    assert made.about.name == name


@pytest.mark.parametrize(
    "line",
    [
        "Hosts - Bo Aster and Cleo Marsh",
        "Hosts Bo Aster and Cleo Marsh",
        "We are recording today on May 3rd, 2015 and your hosts as usual are Bo Aster and Cleo Marsh",
        "Your hosts as usual are Bo Aster and Cleo Marsh",
        "Your hosts today are Bo Aster and Cleo Marsh",
    ],
)
def test_hosts(line: str) -> None:
    """Hosts are found in each form."""
    assert _introduced(f"### Preamble\n- {line}\n").hosts == ("Bo Aster", "Cleo Marsh")


def test_guests_from_a_summary() -> None:
    """The sentence "In this episode NAME, the maker of X, explains …" names the guest."""
    made = _introduced(
        "### Summary\nBirds are hard to count. In this episode Ada Quist, the maker of Tern, explains how she does it.\n"
    )
    assert made.from_summary == ("Ada Quist",)


def test_guests_and_hosts_from_sections() -> None:
    """Lists of guests and hosts give a name a line, without rank and employer."""
    made = _introduced(
        "## Hosts\n* [Bo Aster](x), advocate at Reef\n\n## Guests\n* Ada Quist, Senior Engineer at Tern\n* Cleo Marsh\n"
    )
    assert made.hosts == ("Bo Aster",)
    assert made.from_section == ("Ada Quist", "Cleo Marsh")


def test_guests_from_headings() -> None:
    """Headings "Interview with NAME" and "NAME Interview" name the guest."""
    assert _introduced("### Interview with Ada Quist\n- What?\n").from_heading == ("Ada Quist",)
    assert _introduced("### Ada Quist Interview\n- What?\n").from_heading == ("Ada Quist",)


def test_placeholders_are_told() -> None:
    """A template's placeholder where the guest should stand is not a guest."""
    made = _introduced("### Brief Intro\n- Today we are interviewing Firstname Lastname about Topic\n")
    assert made.guests == ()
    assert made.leftover


def test_two_guests_in_one_line_of_the_list() -> None:
    """A line of the list of guests may name two."""
    assert _introduced("## Guests\n* Ada Quist and Cleo Marsh\n").from_section == ("Ada Quist", "Cleo Marsh")
