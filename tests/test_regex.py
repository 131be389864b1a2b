"""A regular expression that is compiled when it is first used is the standard library's in all that can be told from outside."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module

import pytest

import qbank
from qbank.lazy import regex


def made() -> Iterator[tuple[str, object]]:
    """Yield what stands at the top of every module, with where it stands."""
    for module in pkgutil.walk_packages(qbank.__path__, "qbank."):
        # What runs when it is imported, and what needs an extra, is left out.
        if module.name.endswith("__main__") or module.name.startswith(("qbank.mcp", "qbank.archive")):
            continue
        for name, value in vars(import_module(module.name)).items():
            yield f"{module.name}.{name}", value


def test_every_expression_of_every_module_compiles() -> None:
    """A fault in an expression shows here, not when a person's notes are the first that need it."""
    late = type(regex(""))
    found = [(where, value) for where, value in made() if isinstance(value, late)]
    assert len(found) > 300
    for where, value in found:
        assert isinstance(value.pattern, str | bytes), where


def test_it_finds_what_a_compiled_one_finds() -> None:
    """Methods and fields are those of the compiled expression, with its flags."""
    ours, theirs = regex(r"(?P<word>a\w+)", re.IGNORECASE), re.compile(r"(?P<word>a\w+)", re.IGNORECASE)
    text = "An apple, the Olive, an Avocado"
    assert ours.findall(text) == theirs.findall(text) == ["An", "apple", "an", "Avocado"]
    assert ours.sub(r"<\g<word>>", text) == theirs.sub(r"<\g<word>>", text)
    assert (ours.pattern, ours.flags, ours.groupindex) == (theirs.pattern, theirs.flags, theirs.groupindex)
    assert regex(rb"\d").search(b"a1") is not None


def test_it_is_compiled_once_and_not_before_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most commands use a few of the hundreds there are."""
    compiled: list[str] = []
    compile_ = re.compile

    def counted(source: str, flags: re.RegexFlag) -> re.Pattern[str]:
        compiled.append(source)
        return compile_(source, flags)

    monkeypatch.setattr(re, "compile", counted)
    late = regex("a+")
    assert compiled == []
    assert [late.search("baa"), late.match("b"), late.search("b")][1:] == [None, None]
    assert compiled == ["a+"]


def test_a_fault_is_told_when_it_is_used() -> None:
    """As `re.compile` tells it; and what no expression has, this one has not."""
    with pytest.raises(re.error):
        regex("(").search("")
    with pytest.raises(AttributeError):
        regex("a").serch("")  # type: ignore[attr-defined]
