"""What a shell offers when Tab is pressed: names of the bank. Quick, and silent whatever is wrong.

The names come from the kept search index, perhaps a little out of date; where there is none, from the lines of the data files.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import typer

from qbank.bank import place as places
from qbank.bank.place import Place
from qbank.errors import UsageError, one_of

SHELLS = ("bash", "zsh", "fish", "powershell", "pwsh")
_READ = 300
"""So many data files are looked at without an index; a larger bank has one after its first search."""
_SPELT = (
    ("questions/episodes/", "technology", re.compile(r"^technology = (.*)$", re.MULTILINE)),
    ("questions/episodes/", "guest", re.compile(r"^guests = (.*)$", re.MULTILINE)),
    ("questions/templates/", "template", re.compile(r"^\[([\w-]+)\]$", re.MULTILINE)),
    ("questions/themes.toml", "theme", re.compile(r"^\[themes\.([\w-]+)\]$", re.MULTILINE)),
)
"""Where names are spelt out: in which files, of which field, on which lines."""
_QUOTED = re.compile(r'"([^"\\]*)"')

Completer = Callable[[typer.Context, str], list[str]]


def _completer(field: str) -> Completer:
    def complete(ctx: typer.Context, incomplete: str) -> list[str]:
        return offered(ctx, incomplete, lambda place: names(place).get(field, ()))

    complete.__doc__ = f"Offer the bank's names of the field {field}."
    return complete


themes = _completer("theme")
technologies = _completer("technology")
guests = _completer("guest")
categories = _completer("category")
templates = _completer("template")
episodes = _completer("episode")


def outlines(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer the names of the outlines in exports/."""
    return offered(ctx, incomplete, lambda place: sorted(path.stem for path in place.exports.glob("*.toml")))


def references(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer what `qbank show` can show: episodes and templates."""
    return episodes(ctx, incomplete) + templates(ctx, incomplete)


def offered(ctx: typer.Context, incomplete: str, known: Callable[[Place], Iterable[str]]) -> list[str]:
    """Return the names that go on from what was typed, whatever its case; none when anything is wrong."""
    try:
        bank = ctx.params.get("bank")
        place = places.find(Path(bank) if bank else None, cwd=Path.cwd(), env=os.environ)
        begun = incomplete.casefold()
        rest = [incomplete + n[len(incomplete) :] for n in known(place) if n.casefold().startswith(begun)]
    except Exception:  # noqa: BLE001 (a person is typing: this is not a moment for an error)
        return []
    return [_as_one_word(name, os.environ) for name in rest if name.isprintable()]


def _as_one_word(name: str, env: Mapping[str, str]) -> str:
    """Return a name as the shell takes it for one word: bash is handed it as it is, the others quote for themselves."""
    if env.get("_QBANK_COMPLETE") != "complete_bash":
        return name
    return re.sub(r"""([\s'"\\$`&;|<>()*?!\[\]{}#~])""", r"\\\1", name)


def names(place: Place) -> Mapping[str, Iterable[str]]:
    """Return the names of a bank by field: technology, guest, theme, category, template, episode."""
    from qbank.search.cache import names as kept

    return kept(place) or _written(place)


def _written(place: Place) -> dict[str, list[str]]:
    """Return the names that the data files spell out, read line by line: a file need not be sound for that."""
    files = dict(list(places.data_files(place).items())[:_READ])
    below = places.beneath(place)
    found = {
        "episode": [path.stem for name, path in files.items() if name.startswith("questions/episodes/")],
        "category": [path.stem for name, path in files.items() if name.startswith("questions/templates/")],
    }
    shared = [(name, below / name) for name in places.LAID_OVER if below and name in files]
    for name, path in (*files.items(), *shared):
        lines = [(field, pattern) for where, field, pattern in _SPELT if name.startswith(where)]
        text = path.read_text("utf-8", "replace") if lines else ""
        for field, pattern in lines:
            for said in pattern.findall(text):
                found.setdefault(field, []).extend(_QUOTED.findall(said) or [said])
    return {
        field: sorted(set(values), key=lambda value: (value.casefold(), value))
        for field, values in found.items()
    }


def set_up(argv: Sequence[str]) -> int:
    """Print the script that lets a shell complete, or install it: for the shell that is named, else the one that calls.

    Typer reads the shell's name only where it cannot find out the calling one, so it is read here.
    """
    from typer.completion import get_completion_script, install  # type: ignore[attr-defined]

    from qbank.cli import console

    shell = one_of(argv[1] if len(argv) > 1 else _calling_shell(), SHELLS, argv[0])
    if argv[0] == "--install-completion":
        _, path = install(shell=shell, prog_name="qbank")
        console.say(f"Completion for {shell} is installed in {path}. It works in the next terminal you open.")
    else:
        console.put(get_completion_script(prog_name="qbank", complete_var="_QBANK_COMPLETE", shell=shell))
    return 0


def _calling_shell() -> str:
    import shellingham

    found: Any = shellingham
    try:
        return str(found.detect_shell()[0])
    except found.ShellDetectionFailure:
        raise UsageError("which shell is it for?", hint=f"name it: {', '.join(SHELLS)}") from None
