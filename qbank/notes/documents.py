"""Bytes of any format to documents: what a source is, and which reader makes blocks of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from qbank.errors import Problem, UsageError
from qbank.lazy import dataclass
from qbank.model import Episode
from qbank.notes import detect as kinds
from qbank.notes.detect import FORMATS, detect
from qbank.notes.episodes import Known, Made, Told, make_episodes
from qbank.notes.find import find_items
from qbank.notes.formats.blocks import Document, flat, read_plain
from qbank.notes.formats.data import chapter_items, chapters_in_json, chapters_in_text, parsed_file, split_front
from qbank.notes.formats.feed import Entry, entries_in, read_feed
from qbank.notes.formats.html import read_html
from qbank.notes.formats.markdown import read_markdown
from qbank.notes.formats.markup import REWRITERS, read_rst
from qbank.notes.formats.office import looks_like_mail, open_document, read_mail, rich_text
from qbank.notes.formats.source import decode
from qbank.notes.formats.tables import Row, documents, purpose, read_csv, read_workbook
from qbank.notes.items import take_time
from qbank.notes.people import is_episode_title
from qbank.notes.sections import Placed, Sections, default_sections, is_exact_name, place, role_of


@dataclass(frozen=True, slots=True)
class LineFate:
    """What became of one line or block of the source, and why."""

    line: int
    fate: str
    why: str
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from one source."""

    source: str
    format: str
    episodes: tuple[Episode, ...]
    problems: tuple[Problem, ...]
    lines: tuple[LineFate, ...]


def read(
    data: bytes, *, source: str, format: str | None = None, sections: Sections | None = None,
    people: tuple[str, ...] = (), subjects: tuple[str, ...] = (), told: Told | None = None,
) -> Reading:  # fmt: skip
    """Read show notes of any format; `people` and `subjects` are names that a bank knows already, `told` overrules the notes.

    Raises SourceError when the source cannot be read at all; everything less is a Problem in the result.
    """
    if format is not None and format not in FORMATS:
        raise UsageError(f"unknown format {format!r}", hint=f"use one of: {', '.join(FORMATS)}")
    names = sections or default_sections()
    found, documents, problems = documents_in(data, source, format, names)
    known, told = Known(people, subjects), told or Told()
    made = [m for d in documents if d.blocks or d.meta for m in make_episodes(d, source, names, known, told)]
    found_wrong = [*problems, *(p for d in documents for p in d.problems), *(p for m in made for p in m.problems)]
    kept = [m for m in made if m.judged or (len(made) == 1 and m.titled and m.way not in ("transcript", "faq"))]
    found_wrong += _without_questions(made, source)
    return Reading(
        source=source, format=found, episodes=tuple(m.episode for m in kept), problems=tuple(found_wrong),
        lines=tuple(fate for m in made for fate in _fates(m)),
    )  # fmt: skip


def _without_questions(made: list[Made], source: str) -> list[Problem]:
    """Return what to tell about notes in which no question was found."""
    silent = [m for m in made if not m.judged and m.way not in ("transcript", "faq")]
    if not silent:
        return []
    of_several = f" in {len(silent)} of {len(made)} entries, which were left out" if len(made) > 1 else ""
    return [Problem(source, NO_QUESTIONS + of_several, "name the section of the questions, for example Interview")]


NO_QUESTIONS = "no questions were found"
NAMES_SECTION = "names the section"
"""Why the heading of the interview is skipped: nothing is lost by it."""
_WHY_SKIPPED: Mapping[str | None, str] = {
    None: "outside the questions",
    "skip": "in a section of links, credits or the like",
}


def _why_skipped(placed: Placed) -> str:
    if placed.block.kind == "heading" and placed.role not in _WHY_SKIPPED:
        return NAMES_SECTION
    return _WHY_SKIPPED.get(placed.role, f"in the {placed.role} section")


def _fates(made: Made) -> Iterator[LineFate]:
    judged = {(j.block.line, j.block.text): j for j in made.judged}
    for p in made.placed:
        j = judged.pop((p.block.line, p.block.text), None)
        fate, why = (j.fate, j.why) if j else ("skipped", _why_skipped(p))
        yield LineFate(p.block.line, fate, why, flat(p.block.text))
    for j in judged.values():
        yield LineFate(j.block.line, j.fate, j.why, j.item.text)


Documents = tuple[str, list[Document], tuple[Problem, ...]]
"""A source's format, its documents, and what is wrong with it as a whole."""


def documents_in(data: bytes, source: str, wanted: str | None, names: Sections) -> Documents:
    """Return the format and the documents of a source. SourceError when it cannot be read at all."""
    kind = wanted or kinds.packed_kind(data)
    if kind == "docx":
        from qbank.notes.formats.worddoc import read_word

        return kind, [read_word(data, source)], ()
    if kind == "xlsx":
        return kind, list(read_workbook(data, source, _Reader(source, names)._is_skipped)), ()
    if kind in ("rtf", "odt"):
        text, written = (rich_text(data), "markdown") if kind == "rtf" else (open_document(data, source), "html")
        return kind, [_Reader(source, names)._one(text, written, 1)], ()
    if kind == "mail" or (kind is None and looks_like_mail(data)):
        return "mail", [_Reader(source, names).mail(data)], ()
    text, problems = decode(data, source)
    if not text.strip():
        return kind or "plain", [], (*problems, Problem(source, "the source is empty"))
    if kind is None and kinds.is_transcript_text(text):
        return "transcript", [], (*problems, _transcript(source))
    if kind is None and (other := kinds.known_otherwise(text)):
        what, hint = other
        return "other", [], (*problems, Problem(source, f"this is {what}, not show notes", hint))
    if kind is None and (found := chapters_in_text(text, source)):
        return "chapters", [found], problems
    return _of_text(text, kind, _Reader(source, names), problems)


def _of_text(text: str, wanted: str | None, reader: _Reader, problems: tuple[Problem, ...]) -> Documents:
    if (kind := wanted or detect(text, reader.source)) in ("yaml", "toml", "csv", "json"):
        return kind, list(reader.documents(text, kind, 1)), problems
    front = split_front(text, reader.source)
    kind = wanted or detect(front.body, reader.source)
    if kind == "feed" and kinds.is_template(front.body):
        what = "this is the template that a feed is made with, not a feed"
        return kind, [], (*problems, Problem(reader.source, what, "import the feed itself"))
    read = reader.documents(front.body, kind, front.first_line)
    made = [replace(d, meta={**d.meta, **front.fields}, front=front.raw) for d in read]
    return kind, made, (*problems, *front.problems)


def _transcript(source: str) -> Problem:
    return Problem(source, "this is a transcript, not show notes; it was not read", "import the show notes")


@dataclass(frozen=True, slots=True)
class _Reader:
    """Turns text of a known format into documents."""

    source: str
    names: Sections

    def documents(self, text: str, kind: str, first_line: int, inside: int = 0) -> Iterator[Document]:
        if kind == "feed":
            feed = read_feed(text, self.source)
            if feed.problems:
                yield Document((), {}, feed.problems)
            for entry in feed.entries:
                yield self._entry(entry, {"show": feed.title} if feed.title else {})
        elif kind == "json":
            yield from self._json(text, first_line, inside)
        elif kind in ("yaml", "toml"):
            fields, problem = parsed_file(text, kind, self.source)
            if problem:
                yield Document((), {}, (problem,))
            yield from self._values(fields)
        elif kind == "csv":
            yield from read_csv(text, self.source)
        else:
            yield self._one(text, kind, first_line)

    def mail(self, data: bytes) -> Document:
        """Return the document of a message: its text, and what its headers say."""
        text, html, fields = read_mail(data)
        made = self._one(text, "html" if html else detect(text), 1)
        return replace(made, meta={**made.meta, **fields})

    def _one(self, text: str, kind: str, first_line: int, base: str = "") -> Document:
        named = partial(_names_part, self.names)
        if kind in REWRITERS:
            text, fields = REWRITERS[kind](text)
            made = self._one(text, "markdown", first_line, base)
            return replace(made, meta={**made.meta, **fields})
        if kind == "rst":
            return read_rst(text, self.source, named, first_line)
        if kind == "html":
            return read_html(text, self.source, named, first_line=first_line, base=base)
        if kind == "markdown":
            return read_markdown(text, self.source, named, first_line)
        return read_plain(text, self.source, named, first_line)

    def _is_skipped(self, name: str) -> bool:
        return role_of(name, self.names) == "skip"

    def _entry(self, entry: Entry, also: Mapping[str, object]) -> Document:
        """Return the document of an entry: its first body that holds questions, else its first with the entry's chapters."""
        made = [
            self._one(body, "html" if html else detect(body), entry.line, entry.base) for body, html in entry.bodies
        ]
        first = made[0] if made else Document(())
        otherwise = replace(first, blocks=(*first.blocks, *chapter_items(entry.chapters, entry.line)))
        best = next((d for d in made if find_items(place(d.blocks, self.names), self.names)[0]), otherwise)
        return replace(best, meta={**also, **entry.fields})

    def _json(self, text: str, first_line: int, inside: int) -> Iterator[Document]:
        try:
            value = json.loads(text)
        except (ValueError, RecursionError) as error:
            what = f"the JSON is broken ({error})"[:200]
            yield Document((), {}, (Problem(self.source, what, "mend it, or give --format"),))
            return
        if isinstance(value, str) and inside < 3:
            yield from self.documents(value, detect(value), first_line, inside + 1)
            return
        yield from self._values(value)

    def _values(self, value: Any) -> Iterator[Document]:  # noqa: ANN401 (whatever a data file holds)
        if kinds.spoken_json(value):
            yield Document((), {}, (_transcript(self.source),))
        elif found := chapters_in_json(value, self.source):
            yield found
        elif isinstance(value, Mapping) and "nbformat" in value and (cells := _written_cells(value)):
            yield self._one(cells, "markdown", 1)
        elif rows := _rows(value):
            yield from documents(rows, _fields_beside(value))
        else:
            name = value.get("title") if isinstance(value, dict) and len(value) > 1 else None
            entries = list(entries_in(value))
            for entry in entries:
                yield self._entry(entry, {"show": name} if isinstance(name, str) and len(entries) > 1 else {})


def _written_cells(notebook: Mapping[str, object]) -> str:
    """Return the written cells of a notebook as one text; what is computed in it is left out."""
    cells = notebook.get("cells")
    cells = [c for c in cells if isinstance(c, Mapping)] if isinstance(cells, list) else []
    sources = (c.get("source") for c in cells if c.get("cell_type") in ("markdown", "raw"))
    return "\n\n".join("".join(map(str, s)) if isinstance(s, list) else str(s or "") for s in sources)


def _rows(value: object) -> list[Row]:
    """Return a list of records that each hold a question as a table; [] for any other value."""
    listed = value.values() if isinstance(value, Mapping) else [value]
    records = [r for r in next(filter(_are_questions, listed), []) if isinstance(r, Mapping)]
    names = list(dict.fromkeys(str(k) for r in records for k in r))
    cells = [[str(v) if isinstance(v := r.get(n), str | int | float) else "" for n in names] for r in records]
    return [Row(tuple(row), 1) for row in (names, *cells)] if records else []


def _are_questions(value: object) -> bool:
    if not isinstance(value, list) or not value or not all(isinstance(r, Mapping) for r in value[:50]):
        return False
    return all(any(purpose(str(k)) == "question" and isinstance(v, str) for k, v in r.items()) for r in value[:50])


def _fields_beside(value: object) -> dict[str, object]:
    fields = value if isinstance(value, Mapping) else {}
    return {str(k).casefold(): v for k, v in fields.items() if not _are_questions(v)}


def _names_part(names: Sections, line: str) -> bool:
    """Say whether a line of text is a part's name: a section's or an episode's."""
    return not take_time(line)[1] and (is_exact_name(line, names) or is_episode_title(line))
