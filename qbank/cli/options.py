"""Options and arguments that several commands share; those that every command takes are in `console`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from inspect import Parameter, signature
from pathlib import Path
from typing import Annotated, Any

import typer

from qbank.cli import complete
from qbank.model import BOX, box_option

OutlineArgument = Annotated[
    str,
    typer.Argument(
        metavar="FILE", help="An outline's file, or its name in exports/.", autocompletion=complete.outlines
    ),
]
OptionalOutline = Annotated[
    str | None,
    typer.Argument(
        metavar="[FILE]", help="An outline's file, or its name in exports/.", autocompletion=complete.outlines
    ),
]
CopyOption = Annotated[str, typer.Option("--copy", metavar="host|guest", help="Whose copy.")]
LevelOption = Annotated[
    str,
    typer.Option("--level", metavar="LEVEL", help="How much the guest sees: topics, crux or questions."),
]
LayoutOption = Annotated[
    Path | None,
    typer.Option(
        "--layout",
        metavar="FILE",
        help="A layout of your own: house.docx or .dotx, words.toml, or a .jinja file.",
    ),
]
PageOption = Annotated[str | None, typer.Option("--page", metavar="a4|letter", help="The size of the paper.")]
LargePrintOption = Annotated[bool, typer.Option("--large-print", help="Larger type in the Word sheet.")]
Box = dict[str, Any] | None
"""What the options of the top box say, by field: see `with_box`."""


def with_box(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command one option for each field of the top box; what they say comes in as its `box`."""
    asked = signature(command, eval_str=True)
    made: list[Parameter] = []
    for one in asked.parameters.values():
        made += [_box_option(name) for name in BOX] if one.name == "box" else [one]

    @wraps(command)
    def run(**given: object) -> None:
        command(**{n: v for n, v in given.items() if n not in BOX}, box={n: given[n] for n in BOX})

    run.__signature__ = asked.replace(parameters=made)  # type: ignore[attr-defined]
    run.__annotations__ = {one.name: one.annotation for one in made} | {"return": None}
    return run


def _box_option(name: str) -> Parameter:
    one = BOX[name]
    told = typer.Option(box_option(name), metavar=one.metavar, help=one.help + " Repeatable." * one.many)
    kind: Any = Annotated[list[str] | None, told] if one.many else Annotated[str | None, told]
    return Parameter(name, Parameter.POSITIONAL_OR_KEYWORD, default=None, annotation=kind)


def ids(given: Iterable[str] | None) -> list[str]:
    """Return the ids of a repeatable option that takes several with commas between."""
    return [part.strip() for text in given or () for part in text.split(",") if part.strip()]


def pairs(given: Iterable[str] | None, flag: str, example: str) -> list[tuple[str, str]]:
    """Return what stands before and behind the equals signs; UsageError where a question is not named."""
    from qbank.errors import UsageError

    made = []
    for text in given or ():
        id_, equals, value = text.partition("=")
        if not equals or not id_.strip():
            raise UsageError(f"{flag} '{text}' names no question", hint=f"write it as {flag} q07={example}")
        made.append((id_.strip(), value.strip()))
    return made
