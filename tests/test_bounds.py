"""Tests for qbank.sheet.bounds: no layout goes on for ever or fills the memory; a layout that works does so as before."""

from __future__ import annotations

import pytest
from outlines import full

from qbank.errors import SourceError
from qbank.sheet.copies import host_copy
from qbank.sheet.sandbox import faults, fill

GIVEN = {"sheet": host_copy(full()), "words": ["a", "b", "c"], "text": "why"}
DOUBLE = "{% set x = x ~ x %}"
BOMBS = {
    "loops in loops": "{% for a in range(2000) %}{% for b in range(2000) %}{% for c in range(2000) %}{% endfor %}{% endfor %}{% endfor %}",
    "loops that write": "{% for a in range(2000) %}{% for b in range(100) %}" + "x" * 200 + "{% endfor %}{% endfor %}",
    "a loop of its own": "{% for a in words recursive %}{{ loop(words) }}{{ loop(words) }}{% endfor %}",
    "macros that call twice": "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}",
    "doubled text": "{% set x = 'aaaaaaaa' %}" + DOUBLE * 60,
    "added text": "{% set x = 'aaaaaaaa' %}" + "{% set x = x + x %}" * 60,
    "added lists": "{% set x = words %}" + "{% set x = x + x %}" * 40,
    "doubled block": "{% set x = 'aaaaaaaa' %}" + "{% set x %}{{ x }}{{ x }}{% endset %}" * 60,
    "doubled block with a filter": "{% set x = 'aaaaaaaa' %}" + "{% set x | upper %}{{ x }}{{ x }}{% endset %}" * 60,
    "doubled by a macro": "{% macro m(x) %}{{ x }}{{ x }}{% endmacro %}{% set x = 'aaaaaaaa' %}" + "{% set x = m(x) %}" * 60,
    "doubled by a call block": "{% macro m(x) %}{{ x }}{{ caller() }}{% endmacro %}{% set x = 'aaaaaaaa' %}" + "{% set x %}{% call m(x) %}{{ x }}{% endcall %}{% endset %}" * 60,
    "replaced by long texts": "{% set x = 'aaaaaaaa' %}" + DOUBLE * 10 + "{{ x | replace('a', x) }}",
    "replaced by a method": "{% set x = 'aaaaaaaa' %}" + DOUBLE * 10 + "{{ x.replace('a', x) }}",
    "joined by long texts": "{% set x = 'aaaaaaaa' %}" + DOUBLE * 10 + "{{ range(2000) | join(x) }}",
    "a wide text": "{{ text.ljust(999999999) }}",
    "a wide text by name": "{{ text | truncate(length=999999999) }}",
    "a wide text in a list": "{{ text.ljust(*[999999999]) }}",
    "a large batch": "{{ words | batch(999999999, 'x') | list }}",
    "many slices": "{{ words | slice(999999999) | list }}",
    "a deep indent": "{{ words | tojson(indent=999999999) }}",
    "a wide filter in a map": "{{ words | map('truncate', 999999999) | list }}",
    "a long range": "{{ range(999999999) | list }}",
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_a_layout_that_asks_for_too_much_is_refused(name: str) -> None:
    """Loops, calls, texts that grow, wide paddings: each is refused in words that name the layout, long before the machine suffers."""
    with pytest.raises(SourceError, match=r"mine\.md.*: the layout cannot be filled") as caught:
        fill(BOMBS[name], GIVEN, name="mine.md")
    assert any(word in str(caught.value) for word in ("too long", "too much", "no layout", "to a filter", "recursion"))  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_such_a_layout_is_a_finding_of_the_check(name: str) -> None:
    """`qbank check --layout` says the same of it, and comes to an end."""
    assert faults(BOMBS[name], [GIVEN], name="mine.md")


@pytest.mark.parametrize(
    ("layout", "shown"),
    [
        ("{% for w in words %}{{ loop.index }}/{{ loop.length }}{{ w }}{{ ',' if not loop.last }}{% endfor %}", "1/3a,2/3b,3/3c"),
        ("{% for w in words if w != 'b' %}{{ w }}{% else %}none{% endfor %}", "ac"),
        ("{% for w in [] %}{{ w }}{% else %}none{% endfor %}", "none"),
        ("{% for k, v in {'a': 1}.items() %}{{ k }}{{ v }}{% endfor %}", "a1"),
        ("{% set x %}{{ text }}!{% endset %}{{ x }}{% set y | upper %}{{ text }}{% endset %}{{ y }}", "why!WHY"),
        ("{% macro m(x, y='-') %}{{ x }}{{ y }}{% endmacro %}{{ m(1) }}{{ m(2, y='+') }}", "1-2+"),
        ("{% macro m() %}<{{ caller() }}>{% endmacro %}{% call m() %}{{ text }}{% endcall %}", "<why>"),
        ("{% filter upper | trim %} {{ text }} {% endfilter %}", "WHY"),
        ("{{ words | join(', ') }}{{ words | map('upper') | join }}{{ 'a' + 'b' }}{{ 1 + 2 }}{{ ([1] + [2]) | length }}", "a, b, cABCab32"),
        ("{% block a %}{% for w in words %}{% block b scoped %}{{ w }}{% endblock %}{% endfor %}{% endblock %}", "abc"),
        ("{{ 3 * 4 }}{{ 7 % 4 }}{{ 2 * 1.5 }}", "1233.0"),
        ("{{ '%s' | default('x') }}{{ range(3) | list }}{{ text.replace('w', 'W') }}", "%s[0, 1, 2]Why"),
    ],
)  # fmt: skip
def test_a_layout_that_works_does_so_as_before(layout: str, shown: str) -> None:
    """The meters change nothing of what a layout says."""
    assert fill(layout, GIVEN) == shown
