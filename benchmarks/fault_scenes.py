"""What is tried: a small sound bank, and every command that writes, each from a state before to a state after."""

from __future__ import annotations

import gc
import io
import os
import shutil
import signal
import sys
import traceback
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from qbank import bank as banks
from qbank.bank.place import SHARED, Place, shipped
from qbank.cli import run
from qbank.model import (
    BLOCKS,
    FAMILIES,
    Bank,
    Category,
    Episode,
    FamilyPlan,
    Item,
    KindWords,
    Lexicon,
    RitualPlace,
    Show,
    Subject,
    Template,
    Theme,
    Trait,
)

NOTES = """Episode 7 - Wickerwork with Ada Example

### Interview with Ada Example
- Introductions
- What is Wickerwork and why did you start it?
- How does Wickerwork braid a plan out of so many strands?
- When is Wickerwork the wrong choice?
"""
SUBJECT = ["--guest", "Ada Example", "--technology", "Ceph", "--date", "2026-01-02", "--no-input"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A command, the folder it starts from, and the data files as they are before and after it."""

    name: str
    argv: tuple[str, ...]
    start: Path
    before: Mapping[str, bytes]
    after: Mapping[str, bytes]
    bank: str = "."
    seconds: float = 1.0
    """How long the command takes when nothing goes wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a command ended: its exit code (minus the number of the signal that ended it), what it printed."""

    code: int
    out: str
    err: str

    @property
    def traceback(self) -> bool:
        """Say whether a person saw the inside of the program."""
        said = self.out + self.err
        return "Traceback (most recent" in said or "should not have happened" in said


def in_child(argv: tuple[str, ...], folder: Path, arm: Callable[[], None] | None = None) -> int:
    """Start a command in a process of its own, modules loaded, and return its number; `arm` is run in it first.

    What it prints goes to `.out` and `.err` beside the folder.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    # Children that collect garbage would copy all that they were born with.
    gc.freeze()
    child = os.fork()
    if child:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        return child
    try:
        os.chdir(folder)
        for number, name in ((1, ".out"), (2, ".err")):
            os.dup2(os.open(f"{folder}{name}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
        sys.stdout, sys.stderr = (io.TextIOWrapper(io.FileIO(n, "w", closefd=False), "utf-8") for n in (1, 2))
        os.environ.pop("QBANK_BANK", None)
        if arm is not None:
            arm()
        # A shell has what it starts in the background ignore Ctrl-C.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        code = run(list(argv))
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        os._exit(code)
    except KeyboardInterrupt:
        # It came before the command had begun.
        os._exit(130)
    except BaseException:  # noqa: BLE001 (the child must not go on as a second parent)
        traceback.print_exc()
        os._exit(99)


def ended(child: int, folder: Path) -> Ended:
    """Wait for a child and return how it ended."""
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    out, err = (Path(f"{folder}{name}").read_text("utf-8", "replace") for name in (".out", ".err"))
    return Ended(code=code, out=out, err=err)


def do(argv: tuple[str, ...], folder: Path) -> Ended:
    """Run a command that nothing happens to."""
    return ended(in_child(argv, folder), folder)


def data(folder: Path) -> dict[str, bytes]:
    """Return the data files of a bank, by name."""
    parts = (*(folder / "questions").rglob("*.toml"), *(folder / "exports").glob("*.toml"))
    return {str(p.relative_to(folder)): p.read_bytes() for p in parts if not p.name.startswith(".")}


def strays(folder: Path) -> list[str]:
    """Return the files that a command was to have cleaned away."""
    return [p.name for p in folder.rglob("*") if ".qbank-" in p.name or p.name == "journal.json"]


def fresh(start: Path, folder: Path) -> Path:
    """Put a copy of a folder in the place of another."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(start, folder, symlinks=True)
    return folder


def small_bank() -> Bank:
    """Return a sound bank that has something in every kind of data file."""
    categories = ("origin", "architecture", "usage")
    plain = tuple(
        Template(id=f"{c}-{n}", category=c, cue="go on", text="What of {{ technology }}?", minutes=15, written=True)
        for c in categories
        for n in range(2)
    )  # fmt: skip
    asked = Template(id="why", category="origin", cue="why", text="Why {{ technology }}?", ritual=True)
    item = Item(
        n=1,
        text="Why { Ceph?",
        category="origin",
        template="why",
        pattern="Why {{ '{' }} {{ technology }}?",
        slots={"technology": "Ceph"},
    )
    return Bank(
        show=Show(name="S", host="H", rituals=(RitualPlace(template="why", place="open"),), probes=("For example?",)),
        categories=tuple(Category(id=c, title=c, block=BLOCKS[1], minutes=5, cues=(c,)) for c in categories),
        families={family: FamilyPlan(core=categories) for family in FAMILIES},
        traits=(Trait(id="distributed", ask="Is it?", means="it is"),),
        templates=(*plain, asked),
        episodes=(
            Episode(
                id="040-ceph",
                title="Ceph",
                number=40,
                technology="Ceph",
                guests=("Sage Weil",),
                items=(item,),
                date="2015-01-01",
            ),
        ),
        lexicon=Lexicon(
            subjects=(
                Subject(
                    name="Ceph", family="software", kind="file system", aliases=("ceph fs",), traits=("distributed",)
                ),
            ),
            kinds={"file system": KindWords(unit="block", load="writes", family="software")},
            companies=("Acme",),
        ),
        themes=(Theme(id="raft", words=("raft", "consensus")),),
    )


def written_bank(folder: Path) -> Place:
    """Write the small bank: every shared file its own, so that nothing of the shipped bank's is read."""
    (folder / "questions" / "examples").mkdir(parents=True)
    for name in (*SHARED, "show.toml"):
        (folder / "questions" / name).write_text("", "utf-8")
    for path in (shipped(cwd=folder).questions / "examples").glob("*.toml"):
        (folder / "questions" / "examples" / path.name).write_text("", "utf-8")
    place = Place(root=folder, exports=folder / "exports")
    banks.save(place, small_bank(), base=Bank(), command="start")
    shutil.rmtree(folder / ".qbank")
    return place


def begin(folder: Path, *, large: bool) -> Path:
    """Start the bank that all scenes begin with: the shipped bank's data, or the small bank."""
    start = folder / "start"
    if large:
        argv = ["init", str(start), "--show", "S", "--host", "H", "--no-input"]
        with redirect_stderr(io.StringIO()):
            assert run(argv) == 0
    else:
        written_bank(start)
    (start / "seven.md").write_text(NOTES, "utf-8")
    return start


def scenes(folder: Path, *, large: bool) -> tuple[Scene, ...]:
    """Return every command that writes, as a scene."""
    start = begin(folder, large=large)
    warm(start)
    imported = _after(start, folder / "imported", ("import", "seven.md"))
    sheet = _after(start, folder / "sheet", ("outline", *SUBJECT, "--to", "docx"))
    _retouch(next((sheet / "exports").glob("*.docx")))
    empty = folder / "nothing"
    empty.mkdir()
    init = ("init", "new", "--show", "S", "--no-input", *([] if large else ["--empty"]))
    return (
        _scene("init", init, empty, folder, bank="new"),
        _scene("import", ("import", "seven.md"), start, folder),
        _scene("review", ("review", "040-ceph/1", "--category", "usage"), start, folder),
        _scene("review --rename", ("review", "--rename", _used(start), "renamed"), start, folder),
        _scene("outline", ("outline", *SUBJECT, "--to", "md"), start, folder),
        _scene("edits --apply", ("edits", "exports/ceph-ada-example.docx", "--apply"), sheet, folder),
        _scene("outline log", ("outline", "log", "ceph-ada-example", "--all-asked"), sheet, folder),
        _scene("undo", ("undo",), imported, folder),
    )


def _used(start: Path) -> str:
    """Return a template that an episode asks, so that its new name has to be written into two files."""
    place = Place(root=start, exports=start / "exports")
    return next(i.template for e in banks.load(place).episodes for i in e.items if i.template)


def warm(start: Path) -> None:
    """Load every module that a command needs: children are born with it."""
    here = Path.cwd()
    os.chdir(start)
    try:
        with redirect_stdout(io.StringIO()) as out, redirect_stderr(out):
            assert run(["check"]) == 0, out.getvalue()
            assert run(["import", "seven.md", "--dry-run"]) == 0
            assert run(["outline", *SUBJECT, "--no-save"]) == 0, out.getvalue()
    finally:
        os.chdir(here)
    import docx  # noqa: F401
    import filelock  # noqa: F401


def _after(start: Path, folder: Path, argv: tuple[str, ...]) -> Path:
    fresh(start, folder)
    done = do(argv, folder)
    assert done.code == 0, done.err
    return folder


def _scene(name: str, argv: tuple[str, ...], start: Path, folder: Path, *, bank: str = ".") -> Scene:
    import time

    work = fresh(start, folder / "work")
    began = time.monotonic()
    done = do(argv, work)
    seconds = time.monotonic() - began
    assert done.code == 0, f"{name}: {done.err}"
    before, after = data(start / bank), data(work / bank)
    assert before != after, name
    return Scene(name=name, argv=argv, start=start, before=before, after=after, bank=bank, seconds=seconds)


def _retouch(path: Path) -> None:
    """Change a question of a Word sheet, as a host would."""
    import docx

    made = docx.Document(str(path))
    cells = (cell for table in made.tables for row in table.rows for cell in row.cells)
    runs = (run for cell in cells for line in cell.paragraphs for run in line.runs)
    question = next(run for run in runs if run.text.endswith("?"))
    question.text = f"In short: {question.text}"
    made.save(str(path))
