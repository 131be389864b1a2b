"""Options and arguments that several commands share; those that every command takes are in `console`."""

from __future__ import annotations

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
