"""`qbank init`: a bank of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qbank.cli import console

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def init(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder to start the bank in; it is made if need be.")
    ],
    show: Annotated[str | None, typer.Option("--show", metavar="NAME", help="The show's name.")] = None,
    host: Annotated[
        str | None, typer.Option("--host", metavar="NAME", help="Who asks the questions.")
    ] = None,
    domain: Annotated[
        str | None,
        typer.Option("--domain", metavar="FIELD", help="The show's field, as in the ritual questions."),
    ] = None,
    empty: Annotated[
        bool, typer.Option("--empty", help="Leave out the ten episodes and the templates that ship.")
    ] = False,
    bank: console.BankOption = None,  # noqa: ARG001 (accepted after every command)
    no_input: console.NoInputOption = False,
    debug: console.DebugOption = False,  # noqa: ARG001
) -> None:
    """Start a bank of your own from the one that ships.

    Example: qbank init my-show --show "My Show" --host "Sam Host" --domain databases
    """
    from qbank import bank as banks
    from qbank.bank import place as places

    if console.interactive(no_input):
        from qbank.cli import ask

        show = show or ask.text("What is the show called?")
        host = host or ask.text("Who asks the questions?")
        domain = domain or ask.text("Which field is it about?")
    made = banks.init(
        folder, show=show, host=host, domain=domain, empty=empty, shipped=places.shipped(cwd=Path.cwd())
    )
    here = made.root.resolve() == Path.cwd()
    console.say(f"A bank of your own is in {'this folder' if here else made.root}.")
    for flag, value in (("--show", show), ("--host", host), ("--domain", domain)):
        if not value:
            console.say(
                f"  {flag} was not given: write it into {made.questions / 'show.toml'} when you know it."
            )
    console.say(f"Next: {'' if here else f'cd {made.root} and '}qbank import your-notes.md")
