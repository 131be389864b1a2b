"""Options and arguments that several commands share; those that every command takes are in `console`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from qbank.cli import complete

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
