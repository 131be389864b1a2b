"""Formats are known from content."""

from __future__ import annotations

import pytest

from qbank.notes.detect import detect, is_template


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Interview\n\n• What?\n", "plain"),
        ("Interview\n\n- What?\n- Why?\n", "plain"),
        ("### Interview\n- What?\n", "markdown"),
        ("- [What?](x)\n", "markdown"),
        ("a **b** c", "markdown"),
        ("<ul><li>What?</li></ul>", "html"),
        ("Interview<br/><ul><li>What?</li></ul>", "html"),
        ("<!doctype html><p>x", "html"),
        ("- a\n- b\n- c\n<br>\n", "plain"),
        ("<?xml version='1.0'?><rss><channel/></rss>", "feed"),
        ('{"title": "x"}', "json"),
        ('[{"title": "x"}]', "json"),
        ('"<p>x</p>"', "json"),
        ("[What?](x) is it", "markdown"),
        ("{% include x %}", "plain"),
        ("", "plain"),
    ],
)
def test_formats(text: str, kind: str) -> None:
    """Each text shows its format."""
    assert detect(text) == kind


def test_templates_are_not_what_they_make() -> None:
    """Liquid in a feed gives it away as a template; one stray brace does not."""
    assert is_template("{% for p in site.posts %}{{ p.title | xml_escape }}{% endfor %}")
    assert not is_template("What does {{ name }} mean in Jinja?")
