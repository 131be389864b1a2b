"""A whole bank as one file: a Word book, a table, JSON."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from qbank import bank as banks
from qbank.errors import UsageError, one_of
from qbank.model import Bank
from qbank.tasks.export import PAGES, Exported, word_layout
from qbank.tasks.workspace import Workspace

NAME = "bank-book"
"""What the file is called in exports/."""


def export_book(
    workspace: Workspace,
    *,
    date: str,
    by: str = "category",
    formats: Sequence[str] = ("docx",),
    unasked: bool = False,
    page: str | None = None,
    output: Path | None = None,
    force: bool = False,
) -> tuple[list[Exported], int]:
    """Write all questions of a bank, each with where it was asked, in every format; return the files and how many questions.

    UsageError names an option that cannot be meant, BankError a file that differs and is not to be replaced.
    """
    from qbank.sheet import book as books

    names = [one_of(name, books.FORMATS, "--to") for name in formats]
    if output is not None and len(names) > 1:
        raise UsageError(
            "-o names one file, but there are several formats", hint="give one --to, or leave -o out"
        )
    made = books.book(
        workspace.bank,
        one_of(by, books.BYS, "--by"),
        date=date,
        themes_of=themes_of(workspace.bank),
        unasked=unasked,
    )
    paper = one_of(page, PAGES, "--page")

    def rendered(name: str) -> bytes:
        if name == "csv":
            return books.to_csv(made)
        if name == "json":
            return books.to_json(made)
        from qbank.sheet.word.book import write_book

        return write_book(made, word_layout(workspace.place), page=paper)

    done = []
    for name, data in [(name, rendered(name)) for name in names]:
        if str(output) == "-":
            done.append(Exported(format=name, data=data))
            continue
        path = output or banks.sheet_file(workspace.place, NAME, f".{name}")
        done.append(
            Exported(format=name, data=data, path=path, written=banks.write_file(path, data, force=force))
        )
    return done, made.questions


def themes_of(bank: Bank) -> Callable[[str], tuple[str, ...]]:
    """Return what names the themes of a text, the foremost first: the one that most of its words lead to."""
    from qbank.search.themes import compile_themes
    from qbank.search.words import cut

    themes = compile_themes(bank.themes, cut)

    def find(text: str) -> tuple[str, ...]:
        said: dict[str, int] = {}
        for found in themes.find(cut(text)):
            said[found.group.id] = said.get(found.group.id, 0) + len(found.places)
        return tuple(sorted(said, key=lambda id_: -said[id_]))

    return find
