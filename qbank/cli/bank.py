"""What is done to a whole bank: `qbank init`, `undo` and `merge`, git's driver for its files, too; `desk` and `mcp` open it to a browser and to an assistant."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from qbank import bank as banks
from qbank.bank import place as places
from qbank.cli import console, options
from qbank.cli.options import DATA, NO_DATA, Here, argument, option
from qbank.english.spoken import counted
from qbank.errors import InputNeededError, QbankError, UsageError
from qbank.tasks.as_data import of

if TYPE_CHECKING:
    from qbank.bank.merge import Merge
    from qbank.bank.merge_records import Conflict, Side


def init(
    folder: Path = argument("DIR", "The folder to start the bank in; it is made if need be."),
    show: str | None = option("--show NAME", "The show's name."),
    host: str | None = option("--host NAME", "Who asks the questions."),
    domain: str | None = option("--domain FIELD", "The show's field, as in the ritual questions."),
    empty: bool = option("--empty", "Leave out the ten episodes and the templates that ship."),
    here: Here = NO_DATA,
) -> None:
    """Start a bank of your own from the one that ships.

    Example: qbank init my-show --show "My Show" --host "Sam Host" --domain databases
    """
    if here.asks:
        from qbank.cli.ask import GoneBack, line

        with suppress(GoneBack):  # what is left out can be written down later
            show = show or line("What is the show called?") or None
            host = host or line("Who asks the questions?") or None
            domain = domain or line("Which field is it about?") or None
    made = banks.init(folder, show=show, host=host, domain=domain, empty=empty, shipped=places.shipped(cwd=Path.cwd()))
    inside = made.root.resolve() == Path.cwd()
    console.say(f"A bank of your own is in {'this folder' if inside else made.root}.")
    for flag, value in (("--show", show), ("--host", host), ("--domain", domain)):
        if not value:
            console.say(f"  {flag} was not given: write it into {made.questions / 'show.toml'} when you know it.")
    console.say(f"Next: {'' if inside else f'cd {made.root} and '}qbank import your-notes.md")


def undo(here: Here = DATA) -> None:
    """Take back the last change of the bank's data or outlines; again, and the one before it goes.

    Example: qbank undo
    """
    undone = banks.undo(here.workspace().place)
    here.answer(lambda: {"undone": undone}, lambda: console.say(f"Taken back: {undone}"))


_FLAGS = "--ours keeps this bank's way, --theirs takes the other's; in a terminal you are asked one by one"


def merge(
    paths: list[str] = argument("OTHER", "The other copy's folder; with --driver git's %O %A %B %P."),
    base: Path | None = option("--base DIR", "A copy as it was before both went their ways."),
    ours: bool = option("--ours", "Where both changed one thing, keep this bank's way."),
    theirs: bool = option("--theirs", "Where both changed one thing, take the other's way."),
    driver: bool = option("--driver", "Merge one file for git: docs/MERGING.md has the two lines to set it up."),
    dry_run: bool = option("--dry-run", "Say what would change and write nothing."),
    here: Here = DATA,
) -> None:
    """Merge another person's copy of the bank into this one, record by record; `qbank undo` takes it back.

    Example: qbank merge ../cohost-bank --base ../bank-of-may
    """
    if ours and theirs:
        raise UsageError("--ours and --theirs exclude each other", hint="give one of them")
    prefer: Side | None = "ours" if ours else "theirs" if theirs else None
    if driver:
        _for_git(paths, prefer, ask=here.asks)
        return
    if len(paths) != 1:
        raise UsageError("merge takes one other bank", hint="qbank merge ../cohost-bank")
    from qbank.bank.merge import merge_banks

    place, other = here.workspace().place, Path(paths[0])
    done = merge_banks(place, other, base=base, prefer=prefer, write=not dry_run)
    if done.conflicts and not dry_run and not here.as_json and here.asks:
        done = merge_banks(place, other, base=base, prefer=prefer, answers=_asked(done.conflicts))
    if done.conflicts and not dry_run:
        what = f"both changed {counted(len(done.conflicts), 'thing')}, each in their own way; nothing was written"
        raise InputNeededError("\n".join([what, *map(_told, done.conflicts)]), hint=_FLAGS)
    data = {
        "files": [{"name": n, "change": what} for n, what in done.files.items()], "notes": list(done.notes), "written": done.written,
        "conflicts": [of(c, "where base ours theirs") for c in done.conflicts],
    }  # fmt: skip
    here.answer(lambda: data, lambda: _show(done), paged=False)


def _show(done: Merge) -> None:
    for name, what in done.files.items():
        console.put(f"{what:<8} {name}")
    for conflict in done.conflicts:
        console.put(_told(conflict))
    console.notes(done.notes)
    if not done.files:
        console.say("Nothing to take: this bank has all that the other has.")
    elif done.written:
        console.say(f"Merged {counted(len(done.files), 'file')}; qbank undo takes it back")


def _for_git(paths: Sequence[str], prefer: Side | None, *, ask: bool) -> None:
    """Merge the file that git names; a conflict left is marked in it, and the exit code tells git."""
    from qbank.bank.merge import Answers, merge_for_git

    if len(paths) != 4:
        hint = 'git config merge.qbank.driver "qbank merge --driver %O %A %B %P"'
        raise UsageError("--driver takes four paths: base, ours, theirs, and the file's name", hint=hint)
    base, ours, theirs = (Path(path) for path in paths[:3])
    answers = Answers(prefer)
    if ask:
        merge_for_git(base, ours, theirs, paths[3], answers, write=False)
        answers = Answers(prefer, _asked(answers.open))
    merge_for_git(base, ours, theirs, paths[3], answers)
    if answers.open:
        what = f"{paths[3]}: both sides changed {counted(len(answers.open), 'thing')}"
        hint = "mend it between the marks in the file, then git add it"
        raise QbankError("\n".join([what, *map(_told, answers.open)]), hint=hint)


def _asked(conflicts: Sequence[Conflict]) -> dict[str, Side]:
    """Ask about each conflict; return whose way is taken, by where it is."""
    from qbank.cli.ask import choice, say

    made: dict[str, Side] = {}
    for n, conflict in enumerate(conflicts, start=1):
        say(f"{n} of {len(conflicts)}: {conflict.where}")
        if conflict.base is not None:
            say(f"  it was: {_value(conflict.base)}")
        sides: tuple[tuple[Side, object], ...] = (("ours", conflict.ours), ("theirs", conflict.theirs))
        answers = [(f"{side}: {_value(value)}", side) for side, value in sides]
        made[conflict.where] = choice("Which one stays?", answers)
    return made


def _told(conflict: Conflict) -> str:
    return f"  {conflict.where}: ours {_value(conflict.ours)}, theirs {_value(conflict.theirs)}"


def _value(value: object) -> str:
    """Return a value as a person reads it, a whole record by its text."""
    if value is None:
        return "(taken out)"
    if isinstance(value, dict):
        return _value(value.get("text") or value.get("name") or ", ".join(value))
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    return f"“{value}”" if isinstance(value, str) else str(value)


def desk(
    name: str | None = argument("[NAME]", "The sheet to open at once.", options.outlines, default=None),
    lan: bool = option("--lan", "Let other machines of this network in, by the links that the page shows."),
    read_only: bool = option("--read-only", "Show everything, change nothing."),
    port: int | None = option("--port N", "The port; the one used last by default.", min=1, max=65535),
    no_open: bool = option("--no-open", "Print the link, and leave the browser alone."),
    here: Here = NO_DATA,
) -> None:
    """Open the desk in the browser: find, plan, the live hour, and after.

    Nothing leaves this machine. Ctrl-C ends it. Example: qbank desk kafka-jay-kreps
    """
    from qbank.desk import run

    workspace = here.workspace(apart=True)
    if name is not None:
        name = workspace.outline_path(name).stem
    run.run(
        workspace, name=name or "", lan=lan, read_only=read_only, port=port, open_browser=not no_open, say=console.say, put=console.put
    )  # fmt: skip


def mcp(
    write: bool = option("--write", "Let it keep outlines, logs and decisions; never over a person's decision."),
    here: Here = NO_DATA,
) -> None:
    """Offer the bank to an assistant over standard input and output (Model Context Protocol).

    An assistant's program starts it; by hand there is nothing to see. It reads only, unless --write is given, and fetches nothing.

    Example: qbank mcp --bank ~/my-show
    """
    from threading import Thread

    workspace = here.workspace(apart=True)
    # What the first search and the first plan need is made ready while the assistant's library is loaded, which takes as long.
    Thread(target=workspace.warm_up, daemon=True).start()
    try:
        from qbank import mcp as server
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] not in ("mcp", "mcp_types"):
            raise
        raise QbankError("the extra for assistants is not installed", hint="pip install 'qbank[assistant]'") from error
    server.run(workspace, write=write)
