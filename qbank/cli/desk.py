"""`qbank desk`: the page in the browser, on this machine."""

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

    workspace = Workspace(find_place(bank))
    if name is not None:
        name = workspace.outline_path(name).stem
    run.run(
        workspace, name=name or "", lan=lan, read_only=read_only, port=port, open_browser=not no_open, say=console.say, put=console.put
    )  # fmt: skip
