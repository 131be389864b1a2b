"""`qbank export`: an outline as a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qbank.cli import console, options, session

if TYPE_CHECKING:
    from qbank.bank.place import Place
    from qbank.model import Outline
    from qbank.sheet.copies import Copy
    from qbank.sheet.formats import Wanted

app = typer.Typer(rich_markup_mode=None, add_completion=False)

ENDINGS = {"email": "eml"}


@app.command()
def export(
    outline: options.OutlineArgument,
    to: Annotated[
        list[str] | None,
        typer.Option("--to", metavar="FORMAT", help="docx, md, html, txt, email or json. Repeatable."),
    ] = None,
    copy: options.CopyOption = "host",
    level: options.LevelOption = "questions",
    layout: options.LayoutOption = None,
    page: options.PageOption = None,
    large_print: options.LargePrintOption = False,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="The file to write, or - for standard output."),
    ] = None,
    date: Annotated[
        str | None, typer.Option("--date", metavar="DATE", help="The sheet's date; the outline's by default.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that differs.")] = False,
    bank: console.BankOption = None,
    no_input: console.NoInputOption = False,  # noqa: ARG001 (accepted after every command)
    debug: console.DebugOption = False,  # noqa: ARG001
) -> None:
    """Turn an outline into a sheet.

    Example: qbank export kafka-jay-kreps --to docx
    """
    from qbank import bank as banks

    place = session.bank_place(bank)
    made = banks.load_outline(outline_path(outline, place))
    day = session.today(date) if date else made.date
    write_all(
        made, place, formats=to or ["docx"], copy=copy, level=level, layout=layout, page=page, large_print=large_print,
        output=output, force=force, date=day,
    )  # fmt: skip


def outline_path(given: str, place: Place) -> Path:
    """Return the file of an outline, named by its path or by its name in exports/."""
    from qbank.errors import NotFoundError

    for path in (Path(given), place.exports / given, place.exports / f"{given}.toml"):
        if path.is_file():
            return path
    kept = sorted(p.stem for p in place.exports.glob("*.toml")) if place.exports.is_dir() else []
    raise NotFoundError(
        f"there is no outline '{given}'",
        hint=f"there are {', '.join(kept[:8])}"
        if kept
        else "make one with qbank outline --guest NAME --technology NAME",
    )


def write_all(
    outline: Outline, place: Place, *, formats: Sequence[str], copy: str, date: str, level: str = "questions",
    layout: Path | None = None, page: str | None = None, large_print: bool = False, output: Path | None = None, force: bool = False,
) -> None:  # fmt: skip
    """Render an outline in every format asked for and write the files; say where they are."""
    from qbank import bank as banks
    from qbank.cli.outline_options import one_of
    from qbank.errors import UsageError
    from qbank.sheet.copies import COPIES, LEVELS
    from qbank.sheet.formats import FORMATS, Wanted

    if output is not None and len(formats) > 1:
        raise UsageError(
            "-o names one file, but there are several formats", hint="give one --to, or leave -o out"
        )
    wanted = Wanted(
        date=date, copy=one_of(copy, COPIES, "--copy"), level=one_of(level, LEVELS, "--level"),
        page=one_of(page, ("a4", "letter"), "--page"), large_print=large_print or None,
    )  # fmt: skip
    names = [one_of(f, tuple(FORMATS), "--to") for f in formats]
    _prove_fitting(layout, names)
    rendered = [(name, _rendered(outline, name, wanted, place, layout)) for name in names]
    for name, data in rendered:
        if output is not None and str(output) == "-":
            console.put_bytes(data)
            continue
        suffix = "-guest" if copy == "guest" else ""
        path = output or place.exports / f"{outline.id}{suffix}.{ENDINGS.get(name, name)}"
        written = banks.write_file(path, data, force=force)
        console.say(f"{'Wrote' if written else 'Unchanged:'} {path}")
        if name == "email" and wanted.level == "questions":
            console.say(f"note: attach the guest's copy: qbank export {outline.id} --to docx --copy guest")


def _prove_fitting(layout: Path | None, formats: Sequence[str]) -> None:
    from qbank.errors import UsageError
    from qbank.sheet.formats import FORMATS, takes

    if layout is None or any(takes(name, layout.name) for name in formats):
        return
    fitting = [name for name in FORMATS if takes(name, layout.name)]
    raise UsageError(
        f"the layout {layout} is not for --to {', --to '.join(formats)}",
        hint=f"it is one for --to {' or --to '.join(fitting)}, to judge by its name",
    )


def _rendered(outline: Outline, name: str, wanted: Wanted, place: Place, own: Path | None) -> bytes:
    """Return the sheet in a format; say which styles of it the host's own Word document lacks."""
    from qbank.sheet.formats import FORMATS, takes, word_fallbacks

    own = own if own is not None and takes(name, own.name) else None
    layouts = layouts_for(name, wanted.copy, place, own)
    made = FORMATS[name](outline, layouts, wanted)
    if name == "docx":
        for problem in word_fallbacks(layouts, wanted.copy):
            console.say(f"note: {problem}")
    return made


def layouts_for(name: str, copy: Copy, place: Place, own: Path | None) -> dict[str, bytes]:
    """Return the layout files of a format: the bank's or the shipped, and the host's own, with the document it names."""
    from qbank.sheet.formats import house_named, layout_files

    found = {file: layout_data(file, place) for file in layout_files(name, copy)}
    folder = place.layouts
    if own is not None:
        # A layout of the same name as the shipped one lies beside it, not in its place.
        found[str(own) if str(own) not in found else f"./{own}"] = session.read_bytes(str(own))
        folder = own.parent
    if name == "docx" and (own is None or own.suffix == ".toml") and (house := house_named(found)):
        found[house] = session.read_bytes(str(folder / house))
    return found


def layout_data(file: str, place: Place) -> bytes:
    """Return a layout file's content: the bank's own, else the one that ships."""
    from qbank.bank import place as places

    folders = (place.layouts, places.shipped(cwd=Path.cwd()).layouts)
    found = next((folder / file for folder in folders if (folder / file).is_file()), folders[-1] / file)
    return session.read_bytes(str(found))
