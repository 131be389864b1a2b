"""Spreadsheets with a column of questions: CSV in any of its dialects, and Excel workbooks by openpyxl, loaded when needed."""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from itertools import islice

from qbank.errors import Problem, SourceError
from qbank.notes.formats.blocks import Document, flat
from qbank.notes.formats.chapters import clock
from qbank.notes.formats.plain import bare_links
from qbank.notes.formats.tables import MOST_ROWS, Row, documents, purpose, question_column

_DELIMITERS = (",", ";", "\t", "|")
_MOST_COLUMNS = 200
_MOST_CELL = 20_000
_MOST_UNPACKED = 64 * 1024 * 1024


def looks_like_csv(text: str) -> bool:
    """Say whether a text is a table of values by its first lines: a header with a column for questions."""
    first = next((line for line in text[:5000].split("\n") if line.strip()), "")
    return not first.startswith("|") and any(
        first.count(mark) >= 1
        and any(purpose(cell) == "question" for cell in next(csv.reader([first], delimiter=mark), []))
        for mark in _DELIMITERS
    )


def read_csv(text: str, source: str) -> Iterator[Document]:
    """Yield the interviews in a table of values; a Problem when no column of it asks anything."""
    yield from _documents(_csv_rows(text), {}, source)


def _csv_rows(text: str) -> list[Row]:
    lines = text[:100_000].split("\n")[:50]
    mark = max(
        _DELIMITERS, key=lambda m: (sum(m in line for line in lines), sum(line.count(m) for line in lines))
    )
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=False)
    made, line = [], 1
    try:
        for cells in islice(reader, MOST_ROWS):
            made.append(_row(cells, line))
            line = reader.line_num + 1
    except csv.Error:  # a cell longer than any that is read, or a NUL: what stands above it counts
        pass
    return made


def read_workbook(data: bytes, source: str) -> Iterator[Document]:
    """Yield the interviews in an Excel workbook, sheet by sheet. SourceError when it is none."""
    for name, rows in _sheets(data, source):
        titled = (
            {}
            if name.casefold().startswith(("sheet", "tabelle", "feuil", "hoja", "blad", "planilha"))
            else {"title": name}
        )
        if rows:
            yield from _documents(rows, titled, source)


def _sheets(data: bytes, source: str) -> list[tuple[str, list[Row]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(p.file_size for p in packed.infolist()) > _MOST_UNPACKED:
                raise SourceError(
                    f"{source} unpacks to more than 64 MB", where=source, hint="save the questions alone"
                )
        import openpyxl

        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        made = []
        for sheet in book.worksheets:
            values = islice(sheet.iter_rows(max_col=_MOST_COLUMNS, values_only=True), MOST_ROWS)
            made.append((str(sheet.title), [_row(map(_text, v), n) for n, v in enumerate(values, 1)]))
    except SourceError:
        raise
    except (
        zipfile.BadZipFile,
        zlib.error,
        KeyError,
        ValueError,
        OSError,
        EOFError,
        TypeError,
        AttributeError,
        IndexError,
        SyntaxError,
        NotImplementedError,
    ) as error:
        raise SourceError(
            f"{source} is a broken workbook",
            where=source,
            hint="open it in a spreadsheet program and save it again",
        ) from error
    return made


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return clock(value.hour * 3600 + value.minute * 60 + value.second)
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return "" if value is None else str(value)


def _row(cells: Iterable[str], line: int) -> Row:
    texts = tuple(flat(c[:_MOST_CELL]) for c in cells)
    return Row(texts, line, tuple(link for c in texts for link in bare_links(c)))


def _documents(rows: list[Row], meta: Mapping[str, object], source: str) -> Iterator[Document]:
    if question_column([r for r in rows if any(r.cells)]) is None:
        what = "the table has no column of questions"
        yield Document((), {}, (Problem(where=source, what=what, hint="name the column Question"),))
        return
    yield from documents(rows, meta)
