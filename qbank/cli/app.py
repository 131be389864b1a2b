"""The group of commands. It loads only the command that was asked for; the tables below are all that `--help` needs."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, NamedTuple, cast

import typer
from typer.core import TyperGroup

from qbank.errors import QbankError, UsageError


class Entry(NamedTuple):
    """A command: its function as `module.name` in this package, its line in the help, and its sub-commands."""

    at: str
    help: str
    parts: Mapping[str, Entry] = {}


LIVING: Mapping[str, Entry] = {
    "arrange": Entry("outline_changes.arrange", "Reorder, reword, add, drop; lanes and minutes."),
    "check": Entry("outline_changes.check", "Check an outline before it is printed: lines, times, off-limits words."),
    "refresh": Entry("outline_changes.refresh", "Take the bank's new wording where you have not touched a line."),
    "log": Entry("outline_changes.log", "Note what was asked, skipped, great or improvised."),
}
"""The sub-commands for an outline that is there, in the order in which a host needs them."""
ARCHIVE: Mapping[str, Entry] = {
    "build": Entry("archive.build", "Build an archive, or go on with one: only what is new is read."),
    "search": Entry("archive.search", "Find what shows ask, each wording once, with how many ask it."),
    "asked": Entry("archive.asked", "Show what a guest has been asked elsewhere, and what not."),
    "stats": Entry("archive.stats", "Show what an archive holds."),
}
COMMANDS: Mapping[str, Entry] = {
    "init": Entry("bank.init", "Start a bank of your own."),
    "import": Entry("import_.import_notes", "Read show notes into the bank, with a receipt for every line."),
    "review": Entry("review.review", "Decide what the import was not sure of."),
    "undo": Entry("bank.undo", "Take back the last change of the bank."),
    "merge": Entry("bank.merge", "Make one bank of two people's copies; git can call it, too."),
    "search": Entry("find.search", "Find past questions by theme."),
    "templates": Entry("find.templates", "List the reusable questions, and where each was asked."),
    "show": Entry("find.show", "Show everything about one question, template or episode."),
    "facts": Entry("find.facts", "Find the sentences of a document that make good facts to ask about."),
    "outline": Entry("outline.outline", "Plan the next interview.", LIVING),
    "archive": Entry("archive.archive", "Ask what everybody asks: the questions of any number of shows.", ARCHIVE),
    "desk": Entry("bank.desk", "Open all of this in the browser: find, plan, the live hour, and after."),
    "mcp": Entry("bank.mcp", "Offer the bank to an assistant (Model Context Protocol)."),
    "export": Entry("outline.export", "Turn an outline into a sheet: Word, Markdown, HTML, text, mail, JSON."),
    "edits": Entry("outline.edits", "Read back what a person changed in an exported Word sheet."),
    "lint": Entry("health.lint", "Read the questions as a strict interviewer would."),
    "check": Entry("health.check", "Prove that the bank is sound."),
    "stats": Entry("health.stats", "See what the bank covers and what it lacks."),
    "doctor": Entry("health.doctor", "Say what is installed, which bank is used, and what is wrong."),
}

EXAMPLE = """An interview question bank: from your show's own notes to the next guest's sheet.

Start here:

    qbank outline --guest "Jay Kreps" --technology Kafka --to docx
"""


class LazyGroup(TyperGroup):
    """A group that imports a command's module when that command is asked for."""

    table: Mapping[str, Entry] = COMMANDS
    title = "Commands"
    alone = False
    """Whether the group is a command itself, too."""
    called, tail, otherwise = "qbank", "", "see `qbank --help`"
    """How the group is called, what stands behind its commands, and the hint for a word that is like none of them."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401, ARG002 (Typer's Context is private)
        """Return the commands in the order of a host's work."""
        return list(self.table)

    def get_command(self, ctx: Any, name: str) -> Any:  # noqa: ANN401, ARG002
        """Load one command; None if there is no such command."""
        return _loaded(name, self.table[name]) if name in self.table else None

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:  # noqa: ANN401
        """Offer the commands to a shell without loading any of them; options as any command does."""
        item: Any = cast("Any", typer.core).CompletionItem
        if incomplete.startswith("-"):
            return super(TyperGroup, self).shell_complete(ctx, incomplete)
        return [item(name) for name in self.table if name.startswith(incomplete)]

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401, ARG002
        """Write the commands into the help without loading any of them."""
        with formatter.section(self.title):
            formatter.write_dl([(name, entry.help) for name, entry in self.table.items()])

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401
        """Find the command; a word that is close to one is answered with it."""
        from difflib import get_close_matches

        if ctx.resilient_parsing and args[0] not in self.table:  # a shell asks, and no one reads an error
            return None, None, args
        if args and args[0] not in self.table and not args[0].startswith("-"):
            near = next(iter(get_close_matches(args[0], self.table, n=1)), None)
            what = "there is no command" if self.called == "qbank" else f"`{self.called}` has no command"
            hint = f"did you mean `{self.called} {near}{self.tail}`?" if near else self.otherwise
            raise UsageError(f"{what} '{args[0]}'", hint=hint)
        return super().resolve_command(ctx, args)


class OutlineGroup(LazyGroup):
    """The sub-commands of `outline`. A name stands behind an option there: a loose word is answered with how to write it."""

    table, title, alone = LIVING, "Commands for an existing outline", True
    called, tail, otherwise = "qbank outline", " FILE", 'a guest is named by --guest "NAME"'


class ArchiveGroup(LazyGroup):
    """The sub-commands of `archive`."""

    table = ARCHIVE
    called, otherwise = "qbank archive", "see `qbank archive --help`"


_GROUPS = {"outline": OutlineGroup, "archive": ArchiveGroup}


def _loaded(name: str, entry: Entry) -> Any:  # noqa: ANN401 (Typer's commands are private)
    """Import a command's module, and make the command of its function."""
    from qbank.cli.options import command

    module, function = entry.at.split(".")
    run = getattr(import_module(f"qbank.cli.{module}"), function)
    group = _GROUPS[name] if entry.parts else None
    bare = bool(group and not group.alone)
    app = typer.Typer(cls=group, rich_markup_mode=None, add_completion=False, no_args_is_help=bare)
    if group is None:
        app.command()(command(run))
    else:
        app.callback(invoke_without_command=group.alone)(command(run) if group.alone else run)
    made = typer.main.get_command(app)
    made.name = name
    return made


def first_steps() -> list[str]:
    """Return what to do first: with no bank of one's own three steps, with one where it is and what comes next."""
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
        ctx: typer.Context, version: bool = typer.Option(False, "--version", help="Print the version and stop.")
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
