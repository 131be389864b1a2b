"""Tables of any source, a spreadsheet's or a page's: which column holds the questions, and what the others say of them."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, time
from itertools import islice, pairwise

from qbank.english.spoken import clock
from qbank.errors import Problem
from qbank.lazy import dataclass, regex
from qbank.notes.formats.blocks import Block, Document, Links, bare_links, flat, is_marked
from qbank.notes.formats.source import refuse_bomb, whole
from qbank.notes.meta import FIELDS
from qbank.notes.people import is_name

MOST_ROWS = 50_000
_LOOKED_AT = 20
"""Rows among which the names of the columns are looked for."""
_EDGES = regex(r"^\W+|\W+$")
_CLOCK = regex(r"^\s*\d{1,3}:\d\d(?::\d\d)?\s*$")

_NAMES: Mapping[str, str] = {
    "question": """question, questions, q, prompt, prompts, ask, interview question, interview questions, question text, what to ask, the question,
        question to ask, our question, frage, fragen, pregunta, preguntas, pergunta, perguntas, vraag, vragen, fråga, frågor, domanda, domande,
        質問, вопрос, вопросы, pytanie, pytania, spørgsmål, spørsmål""",
    "at": """time, timestamp, timecode, timing, start, at, time code, start time, starts at, time stamp, zeit, hora, heure, tijd, tid, tc, minute,
        minutes""",
    "asker": "who, asker, asker name, asked by name, who is asking, your name, host, interviewer, asked by, who asks, asks, host name, wer, quién, quien, qui, wie, vem, quem",
    "answer": "answer, answers, notes, note, comment, comments, antwort, respuesta, réponse",
}
COLUMNS: Mapping[str, frozenset[str]] = {
    what: frozenset(" ".join(name.split()) for name in names.split(",")) for what, names in _NAMES.items()
}
"""What columns are for, by the names that they are given."""
_HEADS = ("title", "number", "date", "guest", "subject", "show")
"""Columns that say which episode a row belongs to."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells as plain text, the line it stands on, and its links."""

    cells: tuple[str, ...]
    line: int
    links: Links = ()


_FOR_ONE = regex(r"(?:your |my |our )?questions? (?:for|to) ")
"""How a column of questions is named after who is to answer them."""


def purpose(name: str) -> str | None:
    """Return what a column of this name is for: `question`, `at`, `asker` …; None when the name says nothing."""
    plain = _EDGES.sub("", flat(name).casefold().replace("(s)", "s"))
    known = next((key for key, names in COLUMNS.items() if plain in names), FIELDS.get(plain))
    return known or ("question" if _FOR_ONE.match(plain) else None)


def question_columns(rows: Sequence[Row]) -> tuple[int, tuple[int, ...], dict[int, str]] | None:
    """Return where a table's questions are, as (index of the header row or -1, columns, purposes of the columns).

    A column named for questions counts, in the row that names the most columns; without one, those most of whose cells ask something.
    """
    named_by = [_purposes(row) for row in rows[:_LOOKED_AT][: len(rows) - 1]]
    heads = [(i, named) for i, named in enumerate(named_by) if "question" in named.values()]
    if heads:
        i, named = max(heads, key=lambda one: len(one[1]))
        return i, (next(n for n, what in named.items() if what == "question"),), named
    width = max((len(r.cells) for r in rows), default=0)
    asked = [(head, n) for n in range(width) if (head := _first_asked(rows, n)) is not None]
    if not asked:
        return None
    head = min(asked)[0] - 1
    return head, tuple(n for _, n in asked), _purposes(rows[head]) if head >= 0 else {}


def _purposes(row: Row) -> dict[int, str]:
    """Return what the columns are for, by the names that a row gives them."""
    return {n: what for n, cell in enumerate(row.cells) if (what := purpose(cell))}


def is_read(rows: Sequence[Row]) -> bool:
    """Say whether a table is read as one: a column of it asks, or its rows are fields, two of them known: "Guest | Ada Brand"."""
    fields = sum(len(r.cells) == 2 and _EDGES.sub("", r.cells[0].casefold()) in FIELDS for r in rows)
    return (fields > 1 and all(len(r.cells) == 2 for r in rows)) or question_columns(rows) is not None


def _first_asked(rows: Sequence[Row], column: int) -> int | None:
    """Return the first row of a column in which something is asked; None unless most of its cells do that."""
    cells = [(i, r.cells[column]) for i, r in enumerate(rows) if column < len(r.cells) and r.cells[column]]
    asking = [i for i, cell in cells if is_marked(cell) and " " in cell.strip()]
    below = sum(i >= asking[0] for i, _ in cells) if asking else 0
    most = len(asking) >= 2 and len(asking) * 3 >= len(cells) * 2
    return asking[0] if most or (len(asking) >= 3 and len(asking) * 2 > below) else None


def _put_to(rows: Sequence[Row], columns: Sequence[int], head: int) -> list[Block]:
    """Return the guests that the names of columns of questions name, as a field: "Ask Ada Brand", "Your question for Ben Carter"."""
    cells = rows[head].cells if head >= 0 else ()
    guests = [name for n in columns if n < len(cells) and is_name(name := _PUT_TO.sub("", cells[n]))]
    return [Block("text", f"Guests: {', '.join(guests)}", rows[head].line)] if guests else []


_PUT_TO = regex(
    r"^(?:ask|for|to|(?:your )?questions? (?:for|to)|fragen an|preguntas para|questions pour)\s+", re.IGNORECASE
)


def asked_in_header(rows: Sequence[Row]) -> tuple[list[Block], dict[str, object]] | None:
    """Return the questions of a form whose answers are a row a person: they name the columns. None if fewer than two do.

    With them go the guests, where a column holds their names and there are few.
    """
    if len(rows) < 2 or sum(is_marked(cell) and " " in cell.strip() for cell in rows[0].cells) < 2:
        return None
    asked = [cell for cell in rows[0].cells if (is_marked(cell) or cell.endswith(".")) and " " in cell.strip()]
    named = next((n for n, c in enumerate(rows[0].cells) if purpose(c) == "guest" or _WHOSE.fullmatch(c.strip())), None)
    names = [r.cells[named] for r in rows[1:] if named is not None and named < len(r.cells) and r.cells[named]]
    blocks = [Block("item", text, rows[0].line, 1) for text in asked]
    blocks += [Block("text", c, r.line, 2, aside=True) for r in rows[1:] for c in r.cells if c]
    return blocks, {"guests": names} if names and len(names) <= _FEW_GUESTS else {}


_WHOSE = regex(r"(?:your |full |first and last |respondent['’]?s? )*names?", re.IGNORECASE)
_FEW_GUESTS = 4


def table_blocks(rows: Sequence[Row], *, aside: bool = False) -> list[Block]:
    """Return a table's questions as items, and its other cells as paragraphs; one without questions is all paragraphs."""
    found = question_columns(rows)
    if found is None:
        return [b for r in rows for b in _prose(r, aside=aside)]
    head, columns, named = found
    made = [*_above(rows[: max(head, 0)], aside=aside), *_put_to(rows, columns, head)]
    for row in rows[head + 1 :]:
        made += _asked(row, columns, named, aside=aside)
    return made


def documents(rows: Sequence[Row], meta: Mapping[str, object]) -> Iterator[Document]:
    """Yield a document for each episode that a sheet of questions names in its columns, or one for the whole sheet."""
    rows = [r for r in rows if any(r.cells)]
    found = question_columns(rows)
    heads = [n for n, what in found[2].items() if what in _HEADS] if found else []
    if found is None or not heads:
        yield Document(tuple(table_blocks(rows)), meta)
        return
    head, columns, named = found
    others = {n: what for n, what in named.items() if n not in heads}
    groups: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    key: tuple[str, ...] = ()
    for row in rows[head + 1 :]:
        here = tuple(row.cells[n] if n < len(row.cells) else "" for n in heads)
        key = here if any(here) else key
        groups[key].append(row)
    before = _above(rows[:head])
    for values, group in groups.items():
        said = {named[n]: value for n, value in zip(heads, values, strict=False) if value}
        blocks = [b for r in group for b in _asked(r, columns, others)]
        yield Document((*before, *blocks), {**meta, **said})


def _above(rows: Sequence[Row], *, aside: bool = False) -> list[Block]:
    """Return what stands above a table's header: a row of names with one of values below it as fields, else as it is."""
    made: list[Block] = []
    named: list[tuple[str, str]] = []
    for row, below in pairwise([*rows, Row((), 0)]):
        if named:
            named = []
            continue
        named = [(name, value) for name, value in zip(row.cells, below.cells, strict=False) if value and purpose(name)]
        named = named if len(named) > 1 else []
        made += [Block("text", f"{name}: {value}", below.line, aside=aside) for name, value in named]
        made += () if named else _prose(row, aside=aside)
    return made


_COUNTED = regex(r"^\(?\d{1,2}[.)]\s+(?=\S)")
_SUM = regex(r"(?:sub|grand )?total\b|sum\b|summe\b|gesamt\b|somme\b|suma\b", re.IGNORECASE)


def _asked(row: Row, columns: Sequence[int], named: Mapping[int, str], *, aside: bool = False) -> Iterator[Block]:
    asked = [row.cells[n] for n in columns if n < len(row.cells) and row.cells[n] and not _SUM.match(row.cells[n])]
    at = next((c for n, c in enumerate(row.cells) if named.get(n) == "at" or (n not in named and _CLOCK.match(c))), "")
    asker = next((c for n, c in enumerate(row.cells) if named.get(n) == "asker"), "")
    for text in asked:
        mine = tuple(link for link in row.links if link[0] in text)
        yield Block("item", _COUNTED.sub("", text), row.line, 1, mine, aside=aside, at=at.strip(), asker=flat(asker))
    for n, cell in enumerate(row.cells):
        if cell and cell not in asked and named.get(n) not in ("at", "asker") and not _CLOCK.match(cell):
            yield Block("text", cell, row.line, 2, aside=True)


def _prose(row: Row, *, aside: bool = False) -> Iterator[Block]:
    cells = [c for c in row.cells if c]
    if len(cells) == 2 and len(cells[0]) <= 40:
        yield Block("text", f"{cells[0].rstrip(': ')}: {cells[1]}", row.line, 0, row.links, aside=aside)
        return
    for cell in cells:
        yield Block("text", cell, row.line, 0, tuple(link for link in row.links if link[0] in cell), aside=aside)


_DELIMITERS = (",", ";", "\t", "|")
_MOST_COLUMNS = 200
_MOST_CELL = 20_000


def looks_like_csv(text: str) -> bool:
    """Say whether a text is a table of values by its first lines: a header with a column for questions."""
    first = next((line for line in text[:5000].split("\n") if line.strip()), "")
    heads = [next(csv.reader([first], delimiter=mark), []) for mark in _DELIMITERS if mark in first]
    return not first.startswith("|") and any(purpose(cell) == "question" for cells in heads for cell in cells)


def read_csv(text: str, source: str) -> Iterator[Document]:
    """Yield the interviews in a table of values; a Problem when no column of it asks anything."""
    yield from _documents(_csv_rows(text), {}, source)


def _csv_rows(text: str) -> list[Row]:
    lines = text[:100_000].split("\n")[:50]
    mark = max(_DELIMITERS, key=lambda m: (sum(m in line for line in lines), sum(line.count(m) for line in lines)))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=False)
    made, line = [], 1
    with suppress(csv.Error):  # a cell longer than any that is read, or a NUL: what stands above it counts
        for cells in islice(reader, MOST_ROWS):
            made.append(_row(cells, line))
            line = reader.line_num + 1
    return made


def read_workbook(data: bytes, source: str, is_skipped: Callable[[str], bool] = lambda _: False) -> Iterator[Document]:
    """Yield the interviews in an Excel workbook, sheet by sheet, each with the fields of its cover. SourceError when it is none.

    Sheets that are hidden, or whose name is that of a section for which `is_skipped` holds, are left alone.
    """
    sheets = [(name, [r for r in rows if any(r.cells)]) for name, rows in _sheets(data, source) if not is_skipped(name)]
    cover = [b for _, rows in sheets if _is_cover(rows) for r in rows for b in _prose(r)]
    for name, rows in sheets:
        if rows and not (_is_cover(rows) and len(sheets) > 1):
            plain = name.casefold().startswith(("sheet", "tabelle", "feuil", "hoja", "blad", "planilha"))
            lone = [c for c in rows[0].cells if c]
            titled = {"title": lone[0] if len(lone) == 1 else name} if len(lone) == 1 or not plain else {}
            for made in _documents(rows, titled, source):
                yield replace(made, blocks=(*cover, *made.blocks)) if made.blocks else made


def _is_cover(rows: Sequence[Row]) -> bool:
    """Say whether a sheet holds fields, a name and a value in each row, and no questions."""
    return all(sum(map(bool, r.cells)) <= 2 for r in rows) and not any(is_marked(c) for r in rows for c in r.cells)


def _sheets(data: bytes, source: str) -> list[tuple[str, list[Row]]]:
    with whole(source, "workbook"):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            refuse_bomb(source, packed.infolist())
        import openpyxl

        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        made = []
        for sheet in (s for s in book.worksheets if s.sheet_state == "visible"):
            values = islice(sheet.iter_rows(max_col=_MOST_COLUMNS, values_only=True), MOST_ROWS)
            made.append((str(sheet.title), [_row(map(_text, v), n) for n, v in enumerate(values, 1)]))
    return made


def _text(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, time):
        return clock(value.hour * 3600 + value.minute * 60 + value.second)
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return "" if value is None else str(value)


def _row(cells: Iterable[str], line: int) -> Row:
    texts = tuple(flat(c[:_MOST_CELL]) for c in cells)
    return Row(texts, line, tuple(link for c in texts for link in bare_links(c)))


def _documents(rows: list[Row], meta: Mapping[str, object], source: str) -> Iterator[Document]:
    filled = [r for r in rows if any(r.cells)]
    if form := asked_in_header(filled):
        yield Document(tuple(form[0]), {**meta, **form[1]})
    elif question_columns(filled) is None:
        yield Document((), {}, (Problem(source, "the table has no column of questions", "name the column Question"),))
    else:
        yield from documents(rows, meta)
