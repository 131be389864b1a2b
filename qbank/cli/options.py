"""What commands take: options in one line each, the ones that they share, and what a shell offers when Tab is pressed.

The names a shell offers come from the kept search index, perhaps a little out of date; where there is none, it is built. Silent
whatever is wrong.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from inspect import Parameter, signature
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import typer

from qbank.bank import place as places
from qbank.bank.place import Place
from qbank.cli import console
from qbank.errors import UsageError, one_of

if TYPE_CHECKING:
    from qbank.tasks.workspace import Workspace

Completer = Callable[[typer.Context, str], list[str]]


def option(written: str, help: str, offer: Completer | None = None, default: Any = None, **more: Any) -> Any:  # noqa: ANN401 (a parameter's default, whatever its type)
    """Declare an option as its help writes it, "-o --output FILE"; one that takes no value is a flag, off unless it is given."""
    names = [word for word in written.split() if word.startswith("-")]
    value = written.removeprefix(" ".join(names)).strip() or None
    off = False if value is None and default is None else default
    return typer.Option(off, *names, metavar=value, help=help, autocompletion=offer, **more)


def argument(written: str, help: str, offer: Completer | None = None, default: Any = ...) -> Any:  # noqa: ANN401
    """Declare what stands without an option: `written` is how the help calls it. It is needed unless it has a default."""
    return typer.Argument(default, metavar=written, help=help, autocompletion=offer)


SHELLS = ("bash", "zsh", "fish", "powershell", "pwsh")


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
    from qbank import bank as banks
    from qbank.search import cache

    if not cache.names(place):
        cache.open_index(place, lambda: banks.load(place))
    return cache.names(place)


class Here(NamedTuple):
    """What every command is told, by the options that all of them accept; `as_json` only where there is data."""

    bank: Path | None
    no_input: bool
    as_json: bool = False

    @property
    def asks(self) -> bool:
        """Whether a person may be asked."""
        return console.interactive(self.no_input)

    def workspace(self, *, apart: bool = False) -> Workspace:
        """Return the workspace of the bank that the command works with; `apart` for a server."""
        from qbank.tasks.workspace import Workspace, find_place

        return Workspace(find_place(self.bank), apart=apart)

    def answer(self, data: Callable[[], Mapping[str, Any]], show: Callable[[], object], *, paged: bool = True) -> None:
        """Print what came out: the data as JSON if that is asked for, else what `show` prints, page by page where it is `paged`."""
        if self.as_json:
            console.put_json(data())
            return
        with console.paged(self.no_input or not paged):
            show()


_EVERYWHERE: Mapping[str, tuple[object, Any]] = {
    "bank": (
        Path | None, option("--bank DIR", "The bank's folder; else QBANK_BANK, a parent folder, or the bank that ships.")
    ),
    "as_json": (bool, option("--json", "Print one JSON object.")),
    "no_input": (bool, option("--no-input", "Never ask; say which option is missing.")),
    "debug": (bool, option("--debug", "Show the traceback of an error.")),
}  # fmt: skip
"""What is accepted after every command, whether it reads it or not; --json where there is data."""
DATA, NO_DATA = cast("Here", ("bank", "as_json", "no_input")), cast("Here", ("bank", "no_input"))
"""What a command declares its `here` to be: with --json, and without."""
OUTLINE = argument("FILE", "An outline's file, or its name in exports/.", outlines)
OUTLINE_IF_ANY = argument("[FILE]", "An outline's file, or its name in exports/.", outlines, default=None)
COPY = option("--copy host|guest", "Whose copy.", default="host")
LEVEL = option("--level LEVEL", "How much the guest sees: topics, crux or questions.", default="questions")
LAYOUT = option("--layout FILE", "A layout of your own: house.docx or .dotx, words.toml, or a .jinja file.")
PAGE = option("--page a4|letter", "The size of the paper.")
LARGE_PRINT = option("--large-print", "Larger type in the Word sheet.")
Box = dict[str, Any] | None
"""What the options of the top box say, by field: a command that has a `box` gets one option for each."""


def command(run: Callable[..., None]) -> Callable[..., None]:
    """Return a function as a command: with the options that every command accepts, told as `here`, and those of the top box as its `box`."""
    asked = signature(run, eval_str=True).parameters
    shared = [*(asked["here"].default if "here" in asked else NO_DATA), "debug"]
    box = _of_the_box() if "box" in asked else []
    made = [two for one in asked.values() if one.name != "here" for two in (box if one.name == "box" else [one])]
    for name in shared:
        kind, told = _EVERYWHERE[name]
        made.append(Parameter(name, Parameter.POSITIONAL_OR_KEYWORD, default=told, annotation=kind))

    @wraps(run)
    def called(**given: Any) -> None:  # noqa: ANN401 (whatever the options are)
        given["here"] = Here(**{name: given.pop(name) for name in shared if name != "debug"})
        if box:
            given["box"] = {one.name: given.pop(one.name) for one in box}
        run(**{name: value for name, value in given.items() if name in asked})

    called.__signature__ = signature(run).replace(parameters=made)  # type: ignore[attr-defined]
    called.__annotations__ = {one.name: one.annotation for one in made} | {"return": None}
    return called


def _of_the_box() -> list[Parameter]:
    from qbank.model.brief import BOX, box_option

    return [
        Parameter(
            name, Parameter.POSITIONAL_OR_KEYWORD, annotation=list[str] | None if one.many else str | None,
            default=option(f"{box_option(name)} {one.metavar}", one.help + " Repeatable." * one.many),
        )
        for name, one in BOX.items()
    ]  # fmt: skip


def ids(given: Iterable[str] | None) -> list[str]:
    """Return the ids of a repeatable option that takes several with commas between."""
    return [part.strip() for text in given or () for part in text.split(",") if part.strip()]


def pairs(given: Iterable[str] | None, flag: str, example: str) -> list[tuple[str, str]]:
    """Return what stands before and behind the equals signs; UsageError where a question is not named."""
    made = []
    for text in given or ():
        id_, equals, value = text.partition("=")
        if not equals or not id_.strip():
            raise UsageError(f"{flag} '{text}' names no question", hint=f"write it as {flag} q07={example}")
        made.append((id_.strip(), value.strip()))
    return made


def set_up(argv: Sequence[str]) -> int:
    """Print the script that lets a shell complete, or install it: for the shell that is named, else the one that calls.

    Typer reads the shell's name only where it cannot find out the calling one, so it is read here.
    """
    from typer.completion import get_completion_script, install  # type: ignore[attr-defined]

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
