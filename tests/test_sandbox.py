"""Tests for qbank.sheet.sandbox: layouts say things and do nothing; every fault is named."""

from __future__ import annotations

import io

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from outlines import AWKWARD, full

from qbank.errors import SourceError
from qbank.sheet import sandbox
from qbank.sheet.bounds import faults, fill, plain
from qbank.sheet.copies import host_copy
from qbank.sheet.text import markdown, one_line

GIVEN = [{"sheet": host_copy(full())}]


def shown(source: str) -> str:
    """Return the text that a Markdown reader shows for one paragraph."""
    tokens = MarkdownIt("commonmark").enable("strikethrough").parse(f"x {source}")
    children = tokens[1].children or []
    return "".join("\n" if c.type == "softbreak" else c.content for c in children)


@given(st.text(alphabet=st.sampled_from(list("ab1 .)(*_`~<>[]!&#;:\\/\"'-+=|{}@é☃"))))
def test_markdown_shows_every_text_unchanged(text: str) -> None:
    """Whatever signs a text holds, a Markdown reader shows them as they are."""
    assert shown(markdown(text)) == f"x {one_line(text)}".strip()


@given(st.text(alphabet=st.sampled_from(list("ab1 .)*_`~<>#-+="))))
def test_markdown_keeps_the_start_of_a_line(text: str) -> None:
    """A text at the start of a line begins no list, heading or quotation."""
    tokens = MarkdownIt("commonmark").parse(markdown(text))
    assert [t.type for t in tokens] == ([] if not text.strip() else ["paragraph_open", "inline", "paragraph_close"])


def test_plain_text_is_not_escaped() -> None:
    """What Markdown would leave alone anyway is left alone."""
    assert markdown("What's the C++ way (2.0) to_do it, A & B?") == "What's the C++ way (2.0) to_do it, A & B?"


def test_one_line_collapses_white_space() -> None:
    """Line breaks and tabs are blanks on one line."""
    assert one_line(" a\n\tb  c ") == "a b c"


def test_html_is_escaped() -> None:
    """With autoescape no sign of a text becomes markup."""
    assert fill("{{ x }}", {"x": '<b>&"'}, autoescape=True) == "&lt;b&gt;&amp;&#34;"


def test_text_is_never_read_as_a_layout() -> None:
    """Braces in a text are printed, not evaluated."""
    assert fill("{{ x }}", {"x": AWKWARD}) == AWKWARD


@pytest.mark.parametrize(
    "trick",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ sheet.__init__.__globals__ }}",
        "{{ sheet.outline.__reduce__() }}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}",
        "{{ cycler.__init__.__globals__.os }}",
        "{{ lipsum.__globals__ }}",
        "{{ 'a' * 99999999999 }}",
        "{{ 9 ** (9 ** 9) }}",
        "{{ '%99999999999d' % 1 }}",
        "{{ 'a'.ljust(99999999999) if false else 'x' | center(99999999999) }}",
        "{% for x in range(10 ** 9) %}{% endfor %}",
        "{{ sheet.outline.traits.update({'a': 1}) }}",
        "{{ ('{0.__class__}').format(sheet) }}",
        "{{ unknown }}",
        "{{ sheet.titel }}",
        "{{ 1 / 0 }}",
        "{{ [] | first + 1 }}",
        "{{ {}['a'] }}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% for x in sheet.parts %}",
        "{{ x | nofilter }}",
        "{{ (",
    ],
)
def test_trick_or_mistake_is_refused(trick: str) -> None:
    """Nothing in a layout runs code, reads a file or fills the memory; the message names the layout and the line."""
    with pytest.raises(SourceError) as caught:
        fill(f"one\n{trick}", GIVEN[0], name="mine.md")
    assert caught.value.where.startswith("mine.md")


def test_message_says_the_line() -> None:
    """An unknown name is found by its line."""
    with pytest.raises(SourceError, match=r"mine\.md:3: .*'titel'"):
        fill("one\ntwo\n{{ sheet.titel }}", GIVEN[0], name="mine.md")


FAULTY = """\
{{ sheet.titel }}
{{ nope.deeper + 1 }}
{% for part in sheet.prts %}
{{ part.wrong }}
{% endfor %}
{% for part in sheet.parts %}
{{ part.wrong }}
{% endfor %}
{{ sheet.title | nofilter }}
{{ ( }}
{{ ''.__class__ }}
{{ sheet.nothing is defined }}
{{ sheet.nothing | default("fine") }}
{% if sheet.backups %}
{{ sheet }}
"""


def test_every_fault_is_named_at_once() -> None:
    """A broken layout is described whole: each fault with its line, what is right left out."""
    found = [line for line, _ in faults(FAULTY, GIVEN, name="mine.md")]
    assert found == [1, 2, 3, 7, 9, 10, 11, 14, 15]


@pytest.mark.parametrize(
    "source",
    [
        FAULTY,
        "{% if sheet %}",
        "{{ nope | map('upper') }}",
        "{{ nope[0](1) }}",
        "{{ 1 / 0 }}",
        "{{ sheet == sheet }}{{ {sheet: 1} | length }}",
    ],
)
def test_a_process_of_its_own_says_the_same(source: str) -> None:
    """What is wrong in a layout does not depend on the process that looks at it."""
    given = [{name: plain(value) for name, value in one.items()} for one in GIVEN]
    here = sandbox.faults(source, given, name="mine.md", autoescape=True)
    assert here == faults(source, GIVEN, name="mine.md", autoescape=True)


def test_a_word_document_is_filled() -> None:
    """Tags are filled with plain data; a name that nobody gave is refused, and so is a text without end."""
    given = {"sheet": plain(GIVEN[0]["sheet"])}

    def filled(tag: str) -> str:
        template, made = docx.Document(), io.BytesIO()
        template.add_paragraph(tag)
        template.save(made)
        return docx.Document(io.BytesIO(sandbox.fill_word(made.getvalue(), given))).paragraphs[0].text

    assert filled("{{ sheet.title }}") == GIVEN[0]["sheet"].title
    with pytest.raises(sandbox.Refusal, match="no attribute 'titel'"):
        filled("{{ sheet.titel }}")
    with pytest.raises(sandbox.Refusal, match="too much text"):
        filled("{{ 'a' * 10000000 }}")


def test_fault_is_told_without_names_of_the_program() -> None:
    """A message speaks of the sheet, not of modules."""
    assert faults("{{ sheet.titel }}", GIVEN, name="mine.md") == ((1, "a HostCopy has no attribute 'titel'"),)


def test_what_can_be_worked_out_beforehand_is_judged_like_the_rest() -> None:
    """A fault between constants, which Jinja tries while it reads the layout, is named with its line."""
    found = faults("one\n{{ ('a'.nope) ~ 'x' }}\n", GIVEN, name="mine.md")
    assert found == ((2, "'str object' has no attribute 'nope'"),)


def test_sound_layout_has_no_faults() -> None:
    """A layout that fills has nothing to name."""
    assert faults("{% for p in sheet.parts %}{{ p.start | clock }}{% endfor %}", GIVEN, name="x") == ()


@given(st.text(alphabet=st.sampled_from(list("{}%# \nabif().|'"))))
def test_any_source_is_judged_without_a_crash(source: str) -> None:
    """However broken a layout is, it is described, never crashed on."""
    given = [{name: plain(value) for name, value in one.items()} for one in GIVEN]
    assert isinstance(sandbox.faults(source, given, name="x", autoescape=False), tuple)
