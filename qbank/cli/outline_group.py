"""The group behind `qbank outline`: plans when no sub-command is named, and loads only the one that is."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

LIVING: dict[str, tuple[str, str]] = {
    "arrange": ("outline_arrange", "Reorder, reword, add, drop; lanes and minutes."),
    "check": ("outline_check", "Check an outline before it is printed: lines, times, off-limits words."),
    "refresh": ("outline_refresh", "Take the bank's new wording where you have not touched a line."),
    "log": ("outline_log", "Note what was asked, skipped, great or improvised."),
}
"""The sub-commands for an outline that is there: their modules, and their lines in the help."""


class OutlineGroup(TyperGroup):
    """A group whose sub-commands are imported when they are asked for."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401, ARG002 (Typer's Context is private)
        """Return the sub-commands in the order in which a host needs them."""
        return list(LIVING)

    def get_command(self, ctx: Any, name: str) -> Any:  # noqa: ANN401, ARG002
        """Load one sub-command; None if there is no such one."""
        if name not in LIVING:
            return None
        command = typer.main.get_command(import_module(f"qbank.cli.{LIVING[name][0]}").app)
        command.name = name
        return command

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401, ARG002
        """Write the sub-commands into the help without loading any of them."""
        with formatter.section("Commands for an outline that is there"):
            formatter.write_dl([(name, said) for name, (_, said) in LIVING.items()])

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401
        """Find the sub-command; a name stands behind an option, so a loose word is answered with how to write it."""
        from difflib import get_close_matches

        from qbank.errors import UsageError

        if ctx.resilient_parsing and args[0] not in LIVING:  # a shell asks, and no one reads an error
            return None, None, args
        if args and args[0] not in LIVING and not args[0].startswith("-"):
            near = get_close_matches(args[0], LIVING, n=1)
            hint = (
                f"did you mean `qbank outline {near[0]} FILE`?"
                if near
                else 'a guest is named by --guest "NAME"'
            )
            raise UsageError(f"`qbank outline` has no command '{args[0]}'", hint=hint)
        return super().resolve_command(ctx, args)
