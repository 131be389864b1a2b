"""The group of commands. It loads only the command that was asked for; the table below is all that `--help` needs."""

from __future__ import annotations

from importlib import import_module
from typing import Any, NamedTuple, cast

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
        with formatter.section("Commands for an existing outline"):
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


class Entry(NamedTuple):
    """A command: its module, and its line in the help."""

    module: str
    help: str


COMMANDS: dict[str, Entry] = {
    "init": Entry("init", "Start a bank of your own."),
    "import": Entry("import_", "Read show notes into the bank, with a receipt for every line."),
    "review": Entry("review", "Decide what the import was not sure of."),
    "undo": Entry("undo", "Take back the last change of the bank."),
    "merge": Entry("merge", "Make one bank of two people's copies; git can call it, too."),
    "search": Entry("search", "Find past questions by theme."),
    "templates": Entry("templates", "List the reusable questions, and where each was asked."),
    "show": Entry("show", "Show everything about one question, template or episode."),
    "facts": Entry("facts", "Find the sentences of a document that make good facts to ask about."),
    "outline": Entry("outline", "Plan the next interview."),
    "archive": Entry("archive", "Ask what everybody asks: the questions of any number of shows."),
    "desk": Entry("desk", "Open all of this in the browser: find, plan, the live hour, and after."),
    "mcp": Entry("mcp", "Offer the bank to an assistant (Model Context Protocol)."),
    "export": Entry("export", "Turn an outline into a sheet: Word, Markdown, HTML, text, mail, JSON."),
    "edits": Entry("edits", "Read back what a person changed in an exported Word sheet."),
    "lint": Entry("lint", "Read the questions as a strict interviewer would."),
    "check": Entry("check", "Prove that the bank is sound."),
    "stats": Entry("stats", "See what the bank covers and what it lacks."),
    "doctor": Entry("doctor", "Say what is installed, which bank is used, and what is wrong."),
}

EXAMPLE = """An interview question bank: from your show's own notes to the next guest's sheet.

Start here:

    qbank outline --guest "Jay Kreps" --technology Kafka --to docx
"""


class LazyGroup(TyperGroup):
    """A group that imports a command's module when that command is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401, ARG002 (Typer's Context is private)
        """Return the commands in the order of a host's work."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, name: str) -> Any:  # noqa: ANN401, ARG002
        """Load one command; None if there is no such command."""
        entry = COMMANDS.get(name)
        if entry is None:
            return None
        command = typer.main.get_command(import_module(f"qbank.cli.{entry.module}").app)
        command.name = name
        return command

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:  # noqa: ANN401
        """Offer the commands to a shell without loading any of them; options as any command does."""
        item: Any = cast("Any", typer.core).CompletionItem
        if incomplete.startswith("-"):
            return super(TyperGroup, self).shell_complete(ctx, incomplete)
        return [item(name) for name in COMMANDS if name.startswith(incomplete)]

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401, ARG002
        """Write the commands into the help without loading any of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.help) for name, entry in COMMANDS.items()])

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401
        """Find the command; a word that is close to one is answered with it."""
        from difflib import get_close_matches

        from qbank.errors import UsageError

        if ctx.resilient_parsing and args[0] not in COMMANDS:  # a shell asks, and no one reads an error
            return None, None, args
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            near = get_close_matches(args[0], COMMANDS, n=1)
            raise UsageError(
                f"there is no command '{args[0]}'",
                hint=f"did you mean `qbank {near[0]}`?" if near else "see `qbank --help`",
            )
        return super().resolve_command(ctx, args)


def first_steps() -> list[str]:
    """Return what to do first: with no bank of one's own three steps, with one where it is and what comes next."""
    from qbank.errors import QbankError
    from qbank.tasks.workspace import find_place

    try:
        place = find_place(None)
    except QbankError as error:
        return [f"{error}: {error.hint}", ""]
    if not place.shipped:
        return [f"Your bank: {place.root}", "Next: qbank outline (it asks), or qbank import NOTES", ""]
    return [
        "There is no bank of yours in this folder or above it. Three steps:", "",
        '  1. See what comes out:   qbank outline --guest "Jay Kreps" --technology Kafka --to docx',
        '  2. Start your own bank:  qbank init my-show --show "My Show" --host "Your Name"',
        "  3. Bring your notes in:  cd my-show && qbank import PATH/TO/NOTES", "",
    ]  # fmt: skip


def group() -> Any:  # noqa: ANN401 (the group's type is private to Typer)
    """Return the whole command line."""
    app = typer.Typer(cls=LazyGroup, rich_markup_mode=None, no_args_is_help=False, help=EXAMPLE)

    @app.callback(invoke_without_command=True)
    def root(
        ctx: typer.Context,
        version: bool = typer.Option(False, "--version", help="Print the version and stop."),
    ) -> None:
        if version:
            from importlib.metadata import version as version_of

            typer.echo(f"qbank {version_of('qbank')}")
            raise typer.Exit
        if ctx.invoked_subcommand is None:
            from qbank.cli import console

            for line in first_steps():
                console.put(line)
            typer.echo(ctx.get_help())

    root.__doc__ = EXAMPLE
    command = typer.main.get_command(app)
    command.help = EXAMPLE
    return command
