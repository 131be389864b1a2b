"""Outline + layout -> Markdown, HTML, text, mail. What belongs on a sheet is decided in `sheet`, how it looks here."""

from __future__ import annotations

from qbank.model import Outline
from qbank.sandbox import fill
from qbank.sheet import Copy, Level, guest_copy, host_copy


def render(
    outline: Outline,
    layout: str,
    *,
    copy: Copy = "host",
    level: Level = "questions",
    autoescape: bool = False,
    name: str = "layout",
) -> str:
    """Return the sheet that a layout (Jinja source) makes of an outline; `autoescape` is for HTML.

    A layout is given `sheet`: the HostCopy, which holds the outline, or the GuestCopy, which does not.
    SourceError names the layout and the line for broken source, an unknown name or a forbidden trick.
    """
    sheet = guest_copy(outline, level) if copy == "guest" else host_copy(outline)
    return fill(layout, {"sheet": sheet}, autoescape=autoescape, name=name)
