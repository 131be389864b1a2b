"""`qbank mcp`: the bank for an assistant."""

from __future__ import annotations

from pathlib import Path

from qbank.cli import console, options
from qbank.cli.options import option


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
    from qbank.errors import QbankError

    workspace = console.workspace(bank)
    try:
        from qbank.mcp import server
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] not in ("mcp", "mcp_types"):
            raise
        raise QbankError(
            "the extra for assistants is not installed", hint="pip install 'qbank[assistant]'"
        ) from error
    server.run(workspace, write=write)
