"""A stranger's layout runs in a process of its own: it comes to an end, takes what it may, and sees nothing but plain data."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pytest
from outlines import awkward, full

from qbank.errors import SourceError
from qbank.sheet import bounds
from qbank.sheet.bounds import faults, fill, plain
from qbank.sheet.copies import guest_copy, host_copy

TOP = Path(__file__).resolve().parent.parent
GIVEN = {"sheet": host_copy(full()), "words": ["a", "b", "c"], "text": "why"}
DOUBLE = "{% set x = x ~ x %}"
START = "{% set x = 'aaaaaaaa' %}"
NEST = "{% set a0 = ['xxxxxxxxxx'] %}" + "".join(
    f"{{% set a{n + 1} = [{', '.join([f'a{n}'] * 10)}] %}}" for n in range(12)
)
LONG = {
    "loops in loops": "{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}{% endfor %}{% endfor %}{% endfor %}",
    "macros that call twice": "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}",
    "rounds of sorting": "{% set l = range(9999) | list %}{% for a in range(99999) %}{% if l | sort %}{% endif %}{% endfor %}",
    "rounds of counting words": START + DOUBLE * 16 + "{% for a in range(99999) %}{% if x | wordcount %}{% endif %}{% endfor %}",
    "nested lists as attributes": NEST + "{{ {'a': a12} | xmlattr }}",
    "a power": "{{ 9 ** (9 ** 9) }}",
}  # fmt: skip
LARGE = {
    "wide paddings": "{{ text.ljust(999999999) }}",
    "a wide format": "{{ '{:>9999999999}'.format(1) }}",
    "doubled text": START + DOUBLE * 60,
    "doubled block": START + "{% set x %}{{ x }}{{ x }}{% endset %}" * 60,
    "added lists": "{% set x = words %}" + "{% set x = x + x %}" * 40,
    "a text times a number": "{{ 'a' * 99999999999 }}",
    "a wide text in an old format": "{{ '%99999999999d' % 1 }}",
    "replaced by long texts": START + DOUBLE * 16 + "{{ x | replace('a', x) }}",
    "joined by long texts": START + DOUBLE * 16 + "{{ range(99999) | join(x) }}",
    "a large batch": "{{ words | batch(99999999999, 'x') }}",
    "a deep indent": "{{ [words] | tojson(indent=99999999999) }}",
}  # fmt: skip
ODD = {
    "a record": ("{{ sheet }}", "a HostCopy is not text"),
    "a record in a list": ("{{ [sheet] }}", "a HostCopy is not text"),
    "a record in a filter": ("{{ sheet | string }}", "a HostCopy is not text"),
    "a record at the end of a text": ("{{ 'a' ~ sheet }}", "a HostCopy is not text"),
    "a method": ("{{ text.upper }}", "a function is not text"),
    "a method in a list": ("{{ [text.upper] }}", "a function is not text"),
    "a function": ("{{ range }}", "a function is not text"),
    "a counter": ("{{ cycler('a') }}", "a cycler is not text"),
    "a counter through a filter": ("{{ cycler('a') | lower }}", "a cycler is not text"),
    "a comma through a filter": ("{{ joiner() | trim }}", "a joiner is not text"),
    "a counter in a list": ("{{ [cycler('a')] | join }}", "a cycler is not text"),
    "a loop's own method": ("{% for a in 'b' %}{{ loop.cycle | lower }}{% endfor %}", "a function is not text"),
    "a method that is joined to a text": ("{{ text.upper ~ '' }}", "a function is not text"),
    "a block": ("{% block b %}{% endblock %}{{ self.b | upper }}", "a function is not text"),
    "brackets without end": ("{{ " + "[" * 3000 + "]" * 3000 + " }}", "recursion"),
    "blocks without end": ("{% if 1 %}" * 3000 + "{% endif %}" * 3000, ""),
    "a wrong argument": ("{{ text | truncate(2) }}", "expected length"),
}  # fmt: skip


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Allow a second of work and half the memory: the limits are then met sooner."""
    monkeypatch.setattr(bounds, "SECONDS", 1)
    monkeypatch.setattr(bounds, "MEMORY", 1 << 29)


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("name", [*LONG, *LARGE])
def test_a_layout_that_asks_for_too_much_is_refused(name: str) -> None:
    """Whatever goes on for ever or fills the memory is ended, and said in words that name the layout."""
    with pytest.raises(SourceError, match=r"mine\.md.*: the layout cannot be filled: it ") as caught:
        fill((LONG | LARGE)[name], GIVEN, name="mine.md")
    assert "too long" in str(caught.value) or "too much" in str(caught.value)


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("name", ["rounds of sorting", "doubled text"])
def test_such_a_layout_is_a_finding_of_the_check(name: str) -> None:
    """`qbank check --layout` says the same of it, and comes to an end."""
    ((line, what),) = faults((LONG | LARGE)[name], [GIVEN], name="mine.md")
    assert line == 1
    assert "too long" in what or "too much" in what


@pytest.mark.parametrize("ours", [False, True])
@pytest.mark.parametrize("name", ODD)
def test_what_is_no_text_is_never_printed(name: str, ours: bool) -> None:
    """Records, functions and places in memory stand on no sheet: the author is told what to write instead."""
    source, what = ODD[name]
    if ours and "without end" in name:
        return
    with pytest.raises(SourceError) as caught:
        fill(source, GIVEN, name="mine.md", ours=ours)
    assert what in str(caught.value)
    assert " at 0x" not in str(caught.value)


def test_a_layout_with_a_fault_in_each_line_is_described_in_part() -> None:
    """A hundred faults are named, not twenty thousand, and the check does not try each line by itself."""
    found = faults("{{ nope }}\n{{ ( }}\n" * 10_000, [GIVEN], name="mine.md")
    assert 0 < len(found) <= 100


def test_without_limits_of_the_system_the_clock_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a process's work cannot be limited, a layout that does not end is ended after a while all the same."""
    monkeypatch.setattr(bounds, "SECONDS", 10_000)
    monkeypatch.setattr(bounds, "PATIENCE", 2)
    began = time.monotonic()
    with pytest.raises(SourceError, match="too long"):
        fill(LONG["loops in loops"], GIVEN)
    assert time.monotonic() - began < 30


def test_where_no_process_can_be_started_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stranger's layout is refused there; it is never filled without its bounds."""
    monkeypatch.setattr(sys, "executable", str(TOP / "no-such-python"))
    with pytest.raises(SourceError, match="no process could be started"):
        fill("fine", GIVEN)
    assert fill("fine", GIVEN, ours=True) == "fine"


SPY = """
import builtins, json, os, socket, sys
sys.path[:] = json.loads(sys.argv[1])
from qbank.sheet import bounds
def spy():
    tried = []
    for name, act in (
        ("read", lambda: open("/etc/hostname").read()), ("write", lambda: open(sys.argv[2], "w")), ("folder", lambda: os.listdir("/")),
        ("connect", lambda: socket.socket()), ("fork", lambda: os.fork() or os._exit(0)),
    ):
        try:
            act()
        except OSError:
            tried.append(name)
    return tried, sorted(os.environ)
bounds._JOBS = {"spy": spy}
bounds.serve()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems limit less")
def test_the_process_can_reach_nothing(tmp_path: Path) -> None:
    """Even code that had escaped from Jinja could open no file, no folder, no connection, and finds none of the host's environment."""
    done = subprocess.run(
        [sys.executable, "-E", "-S", "-c", SPY, json.dumps([str(TOP), *sys.path]), str(tmp_path / "x")],
        input=json.dumps(["spy", {}, 5, 1 << 30]).encode(), stdout=subprocess.PIPE, check=True, env={},
    )  # fmt: skip
    good, (tried, environment), _ = json.loads(done.stdout)
    assert good
    assert {"read", "write", "folder", "connect"} <= {*tried}
    assert "HOME" not in environment
    assert not (tmp_path / "x").exists()


def test_the_process_is_given_none_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands in the host's environment, keys of other programs among it, does not come along."""
    seen: dict[str, object] = {}
    real = subprocess.Popen

    def watched(argv: list[str], **options: object) -> object:
        seen.update(options, argv=argv)
        return real(argv, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "Popen", watched)
    monkeypatch.setenv("SECRET_KEY", "x")
    assert fill("{{ text }}", GIVEN) == "why"
    environment = seen["env"]
    assert isinstance(environment, dict)
    assert set(environment) <= {"SYSTEMROOT", "PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"}
    argv = seen["argv"]
    assert isinstance(argv, list)
    assert argv[0] == sys.executable


@dataclass(frozen=True)
class _Inner:
    text: str
    more: tuple[int, ...] = ()


class _Pair(NamedTuple):
    key: str
    inner: _Inner | None = None


def test_a_layout_is_given_plain_data() -> None:
    """Records, pairs, mappings and lists become plain data that JSON can hold; anything else is refused."""
    given = {"pair": _Pair("k", _Inner("t", (1, 2))), "map": {"items": 1.5}, "none": None}
    assert plain(given) == {
        "": {"pair": {"_Pair": {"key": "k", "inner": {"_Inner": {"text": "t", "more": [1, 2]}}}}, "map": {"": {"items": 1.5}}, "none": None}
    }  # fmt: skip
    with pytest.raises(TypeError, match="cannot be given a set"):
        plain({"a": {1}})


WORKS = (
    ("{% for w in words %}{{ loop.index }}/{{ loop.length }}{{ w }}{{ ',' if not loop.last }}{% endfor %}", "1/3a,2/3b,3/3c"),
    ("{% for w in words if w != 'b' %}{{ w }}{% else %}none{% endfor %}", "ac"),
    ("{% for w in [] %}{{ w }}{% else %}none{% endfor %}", "none"),
    ("{% for k, v in {'a': 1}.items() %}{{ k }}{{ v }}{% endfor %}", "a1"),
    ("{% for k, v in sheet.outline.spoken.items() %}{{ k }};{% endfor %}", "preamble;introduction;contact;"),
    ("{{ {'items': 3}['items'] }}{{ {'a': 3}.a }}{{ sheet['title'] }}", "33Mina Okafor on LedgerLake"),
    ("{% set x %}{{ text }}!{% endset %}{{ x }}{% set y | upper %}{{ text }}{% endset %}{{ y }}", "why!WHY"),
    ("{% macro m(x, y='-') %}{{ x }}{{ y }}{% endmacro %}{{ m(1) }}{{ m(2, y='+') }}", "1-2+"),
    ("{% macro m() %}<{{ caller() }}>{% endmacro %}{% call m() %}{{ text }}{% endcall %}", "<why>"),
    ("{% filter upper | trim %} {{ text }} {% endfilter %}", "WHY"),
    ("{{ words | join(', ') }}{{ words | map('upper') | join }}{{ 'a' + 'b' }}{{ 1 + 2 }}{{ ([1] + [2]) | length }}", "a, b, cABCab32"),
    ("{{ words | map('upper') }}{{ words | select('equalto', 'b') }}", "['A', 'B', 'C']['b']"),
    ("{% block a %}{% for w in words %}{% block b scoped %}{{ w }}{% endblock %}{% endfor %}{% endblock %}", "abc"),
    ("{{ 3 * 4 }}{{ 7 % 4 }}{{ 2 * 1.5 }}{{ 'ab' * 2 }}", "1233.0abab"),
    ("{{ '%s' | default('x') }}{{ range(3) | list }}{{ text.replace('w', 'W') }}", "%s[0, 1, 2]Why"),
    ("{% set ns = namespace(n=1) %}{% for w in words %}{% set ns.n = ns.n + 1 %}{% endfor %}{{ ns.n }}", "4"),
    ("{% set c = cycler('x', 'y') %}{% for w in words %}{{ c.next() }}{{ loop.cycle(1, 2) }}{% endfor %}", "x1y2x1"),
    ("{{ sheet.parts[0] == sheet.parts | first }}{{ sheet.parts | map(attribute='title') | first }}", "TrueOpen"),
    ("{{ text | wordwrap(1) }}{{ {'a': 1} | tojson }}{{ 'a b' | urlencode }}{{ 'é' }}", 'w\nh\ny{"a": 1}a%20bé'),
)  # fmt: skip


@pytest.mark.parametrize(("layout", "shown"), WORKS)
def test_a_layout_that_works_says_what_jinja_says(layout: str, shown: str) -> None:
    """Jinja's language is all there."""
    assert fill(layout, GIVEN, ours=True) == shown


def test_a_layout_says_the_same_wherever_it_is_filled() -> None:
    """In this process or in one of its own, each of those layouts makes the same text."""
    assert fill(" ¦ ".join(layout for layout, _ in WORKS), GIVEN) == " ¦ ".join(shown for _, shown in WORKS)


@pytest.mark.parametrize("path", sorted((TOP / "templates").glob("*.jinja")), ids=lambda path: path.name)
def test_the_shipped_layouts_are_the_same_to_the_byte(path: Path) -> None:
    """A copy of a shipped layout that differs by nothing that shows makes the same sheet in its own process."""
    source = path.read_text("utf-8")
    for outline in (full(), awkward()):
        sheet = guest_copy(outline) if path.name.startswith("guest") else host_copy(outline)
        here, there = (fill(source, {"sheet": sheet}, autoescape=".html" in path.name, ours=ours) for ours in (True, False))  # fmt: skip
        assert here == there


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_no_process_is_left_behind() -> None:
    """What was started has ended when the sheet is there, also when it was refused."""
    code = """
import os
from qbank.errors import SourceError
from qbank.sheet.bounds import fill
assert fill("{{ text }}", {"text": "why"}) == "why"
try:
    fill("{{ nope }}", {})
except SourceError:
    print("refused")
try:
    os.waitpid(-1, os.WNOHANG)
except ChildProcessError:
    print("alone")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == ["refused", "alone"]
