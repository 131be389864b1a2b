"""The bank for others to talk to: `qbank desk` for a browser, `qbank mcp` for an assistant."""

from __future__ import annotations

from pathlib import Path

from qbank.cli import console, options
from qbank.cli.options import argument, option


def desk(
    name: str | None = argument("[NAME]", "The sheet to open at once.", options.outlines, default=None),
    lan: bool = option("--lan", "Let other machines of this network in, by the links that the page shows."),
    read_only: bool = option("--read-only", "Show everything, change nothing."),
    port: int | None = option("--port N", "The port; the one used last by default.", min=1, max=65535),
    no_open: bool = option("--no-open", "Print the link, and leave the browser alone."),
    bank: Path | None = options.BANK,
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


def mcp(
    write: bool = option(
        "--write", "Let it keep outlines, logs and decisions; never over a person's decision."
    ),
    bank: Path | None = options.BANK,
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
        from qbank import mcp as server
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] not in ("mcp", "mcp_types"):
            raise
        raise QbankError(
            "the extra for assistants is not installed", hint="pip install 'qbank[assistant]'"
        ) from error
    server.run(workspace, write=write)
