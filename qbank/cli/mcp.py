"""`qbank mcp`: the bank for an assistant."""

from __future__ import annotations

from typing import Annotated

import typer

from qbank.cli import console

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def mcp(
    write: Annotated[
        bool,
        typer.Option(
            "--write", help="Let it keep outlines, logs and decisions; never over a person's decision."
        ),
    ] = False,
    bank: console.BankOption = None,
    no_input: console.NoInputOption = False,  # noqa: ARG001 (accepted after every command)
    debug: console.DebugOption = False,  # noqa: ARG001
) -> None:
    """Offer the bank to an assistant over standard input and output (Model Context Protocol).

    An assistant's program starts it; by hand there is nothing to see. It reads only, unless --write is given, and fetches nothing.

    Example: qbank mcp --bank ~/my-show
    """
    from threading import Thread

    from qbank.errors import QbankError
    from qbank.tasks.workspace import Workspace, find_place

    workspace = Workspace(find_place(bank), apart=True)
    # What the first search and the first plan need is made ready while the assistant's library is loaded, which takes as long.
    Thread(target=workspace.warm_up, daemon=True).start()
    try:
        from qbank.mcp import server
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] not in ("mcp", "mcp_types"):
            raise
        raise QbankError(
            "the extra for assistants is not installed", hint="pip install 'qbank[assistant]'"
        ) from error
    server.run(workspace, write=write)
