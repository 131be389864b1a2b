"""Names of sections and cues of lines, as data."""

from __future__ import annotations

import pytest

from qbank.errors import SourceError
from qbank.notes.sections import Sections, default_sections, has_cue, is_exact_name, parse_sections, plain_name, role_of

SECTIONS = default_sections()


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("Interview", "interview"),
        ("Interview with Ada Quist", "interview"),
        ("Ada Quist Interview", "interview"),
        ("🎤 Questions:", "interview"),
        ("Topics Covered", "interview"),
        ("Parting Question", "parting"),
        ("Episode 2 Brief intro", "opening"),
        ("Picks!", "skip"),
        ("Keep In Touch", "skip"),
        ("××× SIIICK PICKS ×××", "skip"),
        ("Oriel - Sponsor", "skip"),
        ("Timestamps & referenced resources", "chapters"),
        ("[@15:09] Links", "skip"),
        ("Questions to consider as you listen to this episode:", "listener"),
        ("Anything else", None),
        ("???", None),
    ],
)
def test_roles_by_name(heading: str, role: str | None) -> None:
    """Headings find their role whatever stands around the name."""
    assert role_of(heading, SECTIONS) == role


def test_exact_names_only_for_plain_lines() -> None:
    """A line of plain text is a section's name only when it is one word for word."""
    assert is_exact_name("Contact Info", SECTIONS)
    assert not is_exact_name("Interview with Ada Quist", SECTIONS)
    assert not is_exact_name("Our interview took place at the harbour last week, on a windy day in May", SECTIONS)


def test_a_show_can_extend_the_names() -> None:
    """Names of one's own come first and the shipped ones stay."""
    own = parse_sections({"roles": {"interview": ["the grilling"], "skip": ["interview"]}})
    both = own.extended(SECTIONS)
    assert role_of("The Grilling", both) == "interview"
    assert role_of("Interview", both) in ("interview", "skip")
    assert role_of("Picks", both) == "skip"


@pytest.mark.parametrize(
    "table", [{"rolls": {}}, {"roles": []}, {"roles": {"skip": "picks"}}, {"lines": {"note": [1]}}]
)
def test_what_does_not_fit_is_named(table: dict[str, object]) -> None:
    """A wrong key or value is refused with its name."""
    with pytest.raises(SourceError, match=r"rolls|roles|skip|note"):
        parse_sections(table)


def test_plain_name() -> None:
    """Case, times, emoji and marks at the ends do not count."""
    assert plain_name("  **Picks!** 🎉") == "picks"


def test_cues_ignore_case() -> None:
    """A cue is a regular expression that ignores case; no cues match nothing."""
    assert has_cue("TO BE CONTINUED", ("^to be",))
    assert not has_cue("to be continued", ())
    assert Sections().roles == {}
