"""An outline, or a whole bank, as files: which, where, and with which layouts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qbank import bank as banks
from qbank.bank import place as places
from qbank.bank.place import Place
from qbank.errors import Problem, UsageError, one_of
from qbank.lazy import dataclass
from qbank.model import Bank, Outline
from qbank.sheet import book as books
from qbank.sheet.copies import COPIES, LEVELS, Copy, guest_copy, host_copy, refuse_unprintable
from qbank.sheet.formats import FORMATS, MAILS, WORD_LAYOUT, Wanted, house_named, layout_files, takes, word_fallbacks
from qbank.tasks import plugins
from qbank.tasks.plugins import Plugin
from qbank.tasks.workspace import Workspace

if TYPE_CHECKING:
    from qbank.sheet.word import WordLayout

ALL_MAILS = "mails"
"""What stands for every mail to the guest."""
ENDINGS = {
    "email": "eml", "mail-week-before": "week-before.eml", "mail-thanks": "thanks.eml", "notes": "notes.md",
    "chapters-json": "chapters.json", "youtube": "youtube.txt", "ffmetadata": "ffmetadata.txt",
    "podlove": "chapters.xml", "persons": "persons.xml",
}  # fmt: skip
"""File endings of formats whose name is not their ending."""
PAGES = ("a4", "letter")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be exported and how, as a host says it; `export` checks the words.

    `output` names the one file, `-` for standard output; else sheets go to exports/ under the outline's id.
    """

    formats: Sequence[str]
    copy: str = "host"
    level: str = "questions"
    layout: Path | None = None
    page: str | None = None
    large_print: bool = False
    output: Path | None = None
    force: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A sheet that was made: its bytes, its file (None for standard output), and whether the file was changed by it."""

    format: str
    data: bytes
    path: Path | None = None
    written: bool = False
    notes: tuple[Problem, ...] = ()


def _kept(made: Exported, path: Path, output: Path | None, *, force: bool) -> Exported:
    """Write what was made to its file, or to the one that `output` names; `-` is standard output."""
    if str(output) == "-":
        return made
    path = output or path
    return replace(made, path=path, written=banks.write_file(path, made.data, force=force))


def _one_file(output: Path | None, formats: Sequence[str]) -> None:
    if output is not None and len(formats) > 1:
        raise UsageError("-o names one file, but there are several formats", hint="give one --to, or leave -o out")


def prove_order(order: Order) -> None:
    """Refuse what cannot be meant, before anything is planned or rendered: UsageError names the option."""
    formats, layout = each(order.formats), order.layout
    for name in formats:
        if name not in FORMATS:
            _exporter(name)
    one_of(order.copy, COPIES, "--copy")
    one_of(order.level, LEVELS, "--level")
    one_of(order.page, PAGES, "--page")
    _one_file(order.output, formats)
    if layout is not None and not any(takes(name, layout.name) for name in formats):
        fitting = " or --to ".join(name for name in FORMATS if takes(name, layout.name))
        what = f"the layout {layout} is not for --to {', --to '.join(formats)}"
        raise UsageError(what, hint=f"it is one for --to {fitting}, to judge by its name")


def each(formats: Iterable[str]) -> list[str]:
    """Return the formats one by one: `mails` is every mail to the guest, and what is named twice is made once."""
    return list(dict.fromkeys(one for name in formats for one in (MAILS if name == ALL_MAILS else [name])))


def _exporter(name: str) -> Plugin:
    """Return the plugin that exports to a format; UsageError for a format that neither qbank nor a plugin has."""
    made = plugins.find("exporters", FORMATS)
    if name in made.found:
        return made.found[name]
    broken = next((str(fault) for fault in made.faults if f"plugin '{name}' " in fault.what), None)
    if broken is not None:
        raise UsageError(f"--to is '{name}', and nothing here can make it", hint=broken)
    one_of(name, (*FORMATS, ALL_MAILS, *made.found), "--to")
    raise AssertionError(name)  # a name that is not among those allowed was refused


def export(place: Place, outline: Outline, order: Order, *, date: str) -> list[Exported]:
    """Render an outline in every format of an order and write the files; none is written before all are rendered.

    UsageError names an option that cannot be meant, BankError a file that differs and is not to be replaced.
    """
    prove_order(order)
    wanted: Any = {"date": date, "copy": order.copy, "level": order.level, "page": order.page}
    made = [
        _rendered(outline, name, Wanted(**wanted, large_print=order.large_print or None), place, order.layout)
        for name in each(order.formats)
    ]
    tail, done = "-guest" if order.copy == "guest" else "", []
    for one in made:
        name = one.format
        ending = ENDINGS.get(name, name) if name in FORMATS else plugins.ending(_exporter(name))
        path = banks.sheet_file(place, outline.id, f"{tail}.{ending}")
        done.append(_kept(one, path, order.output, force=order.force))
    return done


def in_format(place: Place, outline: Outline, to: str, *, copy: str = "host") -> bytes:
    """Return an outline in one format, as of its own date, and write nothing; UsageError for a format or copy there is not."""
    order = Order(formats=(to,), copy=copy, output=Path("-"))
    return export(place, outline, order, date=outline.date)[0].data


def _rendered(outline: Outline, name: str, wanted: Wanted, place: Place, own: Path | None) -> Exported:
    """Return the sheet in a format, and which of its styles the host's own Word document lacks."""
    if name not in FORMATS:
        refuse_unprintable(outline)
        copy = guest_copy(outline, wanted.level) if wanted.copy == "guest" else host_copy(outline)
        return Exported(format=name, data=plugins.export_by(_exporter(name), copy))
    own = own if own is not None and takes(name, own.name) else None
    layouts = layouts_for(name, wanted.copy, place, own)
    made = FORMATS[name](outline, layouts, replace(wanted, ours=shipped_layouts(layouts)))
    notes = tuple(word_fallbacks(layouts, wanted.copy)) if name == "docx" else ()
    return Exported(format=name, data=made, notes=notes)


def shipped_layouts(names: Iterable[str]) -> frozenset[bytes]:
    """Return the contents of the shipped layouts of these names: a copy in a bank is one of them to the byte, or is not."""
    folder = places.shipped(cwd=Path.cwd()).layouts
    shipped = (folder / Path(name).name for name in names)
    return frozenset(banks.read_source(path) for path in shipped if path.is_file())


def layouts_for(name: str, copy: Copy, place: Place, own: Path | None) -> dict[str, bytes]:
    """Return the layout files of a format: the bank's or the shipped, and the host's own, with the document it names."""
    found = {file: layout_data(file, place) for file in layout_files(name, copy)}
    folder = place.layouts
    if own is not None:
        # A layout of the same name as the shipped one lies beside it, not in its place.
        found[str(own) if str(own) not in found else f"./{own}"] = banks.read_source(str(own))
        folder = own.parent
    if name == "docx" and (own is None or own.suffix == ".toml") and (house := house_named(found)):
        found[house] = banks.read_source(str(folder / house))
    return found


def layout_data(file: str, place: Place) -> bytes:
    """Return a layout file's content: the bank's own, else the one that ships."""
    folders = (place.layouts, places.shipped(cwd=Path.cwd()).layouts)
    found = next((folder / file for folder in folders if (folder / file).is_file()), folders[-1] / file)
    return banks.read_source(str(found))


def word_layout(place: Place) -> WordLayout:
    """Return the Word layout by which sheets are read back: the bank's own, else the shipped one."""
    from qbank.sheet import word

    return word.read_layout(layout_data(WORD_LAYOUT, place).decode())


NAME = "bank-book"
"""What the file is called in exports/."""


def export_book(
    workspace: Workspace, *, date: str, by: str = "category", formats: Sequence[str] = ("docx",),
    unasked: bool = False, page: str | None = None, output: Path | None = None, force: bool = False,
) -> tuple[list[Exported], int]:  # fmt: skip
    """Write all questions of a bank, each with where it was asked, in every format; return the files and how many questions.

    UsageError names an option that cannot be meant, BankError a file that differs and is not to be replaced.
    """
    names: list[str] = [one_of(name, books.FORMATS, "--to") for name in formats]
    _one_file(output, names)
    themes = themes_of(workspace.bank)
    made = books.book(workspace.bank, one_of(by, books.BYS, "--by"), date=date, themes_of=themes, unasked=unasked)
    paper = one_of(page, PAGES, "--page")

    def rendered(name: str) -> bytes:
        if name != "docx":
            return books.to_csv(made) if name == "csv" else books.to_json(made)
        from qbank.sheet.word import write_book

        return write_book(made, word_layout(workspace.place), page=paper)

    sheets = [Exported(format=name, data=rendered(name)) for name in names]
    home = workspace.place
    done = [_kept(s, banks.sheet_file(home, NAME, f".{s.format}"), output, force=force) for s in sheets]
    return done, made.questions


def themes_of(bank: Bank) -> Callable[[str], tuple[str, ...]]:
    """Return what names the themes of a text, the foremost first: the one that most of its words lead to."""
    from qbank.search.query import compile_themes, cut

    themes = compile_themes(bank.themes, cut)

    def find(text: str) -> tuple[str, ...]:
        said: dict[str, int] = {}
        for found in themes.find(cut(text)):
            said[found.group.id] = said.get(found.group.id, 0) + len(found.places)
        return tuple(sorted(said, key=lambda id_: -said[id_]))

    return find
