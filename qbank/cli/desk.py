"""`qbank desk`: the page in the browser, on this machine."""

from __future__ import annotations

from typing import Annotated

import typer

from qbank.cli import complete, console

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def desk(
    name: Annotated[
        str | None,
        typer.Argument(metavar="[NAME]", help="The sheet to open at once.", autocompletion=complete.outlines),
    ] = None,
    lan: Annotated[
        bool,
        typer.Option(
            "--lan", help="Let other machines of this network in, by the links that the page shows."
        ),
    ] = False,
    read_only: Annotated[bool, typer.Option("--read-only", help="Show everything, change nothing.")] = False,
    port: Annotated[
        int | None,
        typer.Option("--port", metavar="N", min=1, max=65535, help="The port; the one used last by default."),
    ] = None,
    no_open: Annotated[
        bool, typer.Option("--no-open", help="Print the link, and leave the browser alone.")
    ] = False,
    bank: console.BankOption = None,
    no_input: console.NoInputOption = False,  # noqa: ARG001 (accepted after every command)
    debug: console.DebugOption = False,  # noqa: ARG001
) -> None:
    """Open the desk in the browser: find, plan, the live hour, and after.

    Nothing leaves this machine. Ctrl-C ends it. Example: qbank desk kafka-jay-kreps
    """
    from qbank.desk import run
    from qbank.tasks.workspace import Workspace, find_place

    workspace = Workspace(find_place(bank), apart=True)
    if name is not None:
        name = workspace.outline_path(name).stem
    run.run(
        workspace, name=name or "", lan=lan, read_only=read_only, port=port, open_browser=not no_open, say=console.say, put=console.put
    )  # fmt: skip
