"""Tests for qbank.sheet.formats: an outline through a layout."""

from __future__ import annotations

import pytest
from outlines import AWKWARD, awkward, small

from qbank.errors import SourceError
from qbank.model import Outline
from qbank.sheet.copies import Copy, Level
from qbank.sheet.formats import FORMATS, Wanted


def render(outline: Outline, source: str, *, copy: Copy = "host", level: Level = "questions", form: str = "md") -> str:
    """Return what a layout of the host's own makes of an outline."""
    wanted = Wanted(date="2026-11-22", copy=copy, level=level, ours=frozenset([source.encode()]))
    return FORMATS[form](outline, {f"own.{form}.jinja": source.encode()}, wanted).decode()


def test_host_layout_is_given_the_outline() -> None:
    """The host's layout sees the whole outline."""
    assert render(small(), "{{ sheet.outline.id }}") == "lantern-ada-quill"


def test_guest_layout_is_not_given_the_outline() -> None:
    """The guest's layout cannot even ask for the outline."""
    with pytest.raises(SourceError, match="outline"):
        render(small(), "{{ sheet.outline.id }}", copy="guest")


def test_level_is_what_the_guest_sees() -> None:
    """The level picks the lines of the guest's copy."""
    source = "{% for line in sheet.lines %}{{ line.text }};{% endfor %}"
    assert render(small(), source, copy="guest", level="topics") == "path;refuse;gap;"


def test_awkward_text_is_unchanged() -> None:
    """Text is printed as it is, or escaped where the format asks for it."""
    assert render(awkward(), "{{ sheet.subject }}") == AWKWARD
    assert "<c>" not in render(awkward(), "{{ sheet.subject }}", form="html")


def test_unprintable_text_is_refused_before_rendering() -> None:
    """A control character never reaches a layout."""
    from dataclasses import replace

    with pytest.raises(SourceError, match=r"guests\[0\]"):
        render(replace(small(), guests=("a\0",)), "fine")
