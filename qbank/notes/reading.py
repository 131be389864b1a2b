"""The one way in: bytes of show notes to episodes, problems, and the fate of every line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from qbank.errors import Problem, UsageError
from qbank.model import Episode
from qbank.notes.detect import FORMATS, detect, is_template, is_transcript_text
from qbank.notes.episodes import Known, Made, make_episodes
from qbank.notes.formats import frontmatter
from qbank.notes.formats.blocks import Document, flat
from qbank.notes.formats.feed import Entry, read_feed
from qbank.notes.formats.html import read_html
from qbank.notes.formats.markdown import read_markdown
from qbank.notes.formats.plain import read_plain
from qbank.notes.formats.source import decode
from qbank.notes.sections import Placed, Sections, default_sections, is_exact_name, role_of
from qbank.notes.titles import is_episode_title


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
    data: bytes,
    *,
    source: str,
    format: str | None = None,
    sections: Sections | None = None,
    people: tuple[str, ...] = (),
    subjects: tuple[str, ...] = (),
) -> Reading:
    """Read show notes of any format; `people` and `subjects` are names that a bank knows already.

    Raises SourceError when the source cannot be read at all; everything less is a Problem in the result.
    """
    if format is not None and format not in FORMATS:
        raise UsageError(f"unknown format {format!r}", hint=f"use one of: {', '.join(FORMATS)}")
    names = sections or default_sections()
    found, documents, problems = _documents(data, source, format, names)
    made = [
        m
        for d in documents
        if d.blocks or d.meta
        for m in make_episodes(d, source, names, Known(people, subjects))
    ]
    told = [*problems, *(p for d in documents for p in d.problems), *(p for m in made for p in m.problems)]
    kept = [m for m in made if m.judged or (len(made) == 1 and m.titled and m.way != "transcript")]
    told += _without_questions(made, source)
    return Reading(
        source=source,
        format=found,
        episodes=tuple(m.episode for m in kept),
        problems=tuple(told),
        lines=tuple(fate for m in made for fate in _fates(m)),
    )


def _without_questions(made: list[Made], source: str) -> list[Problem]:
    """Return what to tell about notes in which no question was found."""
    silent = [m for m in made if not m.judged and m.way != "transcript"]
    if not silent:
        return []
    what = "no questions were found"
    if len(made) > 1:
        what += f" in {len(silent)} of {len(made)} entries, which were left out"
    return [Problem(where=source, what=what, hint="name the section of the questions, for example Interview")]


def _documents(
    data: bytes, source: str, wanted: str | None, names: Sections
) -> tuple[str, list[Document], tuple[Problem, ...]]:
    """Return the format, the documents in a source, and what is wrong with it as a whole."""
    if wanted == "docx" or data[:4] == b"PK\x03\x04":
        from qbank.notes.formats.worddoc import read_word

        return "docx", [read_word(data, source)], ()
    text, problems = decode(data, source)
    if not text.strip():
        return wanted or "plain", [], (*problems, Problem(where=source, what="the source is empty", hint=""))
    if wanted is None and is_transcript_text(text):
        return "transcript", [], (*problems, _transcript(source))
    front = frontmatter.split(text, source)
    kind = wanted or detect(front.body)
    if kind == "feed" and is_template(front.body):
        problem = Problem(
            where=source,
            what="this is the template that a feed is made with, not a feed",
            hint="import the feed itself",
        )
        return kind, [], (*problems, problem)
    reader = _Reader(source, names)
    documents = list(reader.documents(front.body, kind, front.first_line))
    documents = [replace(d, meta={**d.meta, **front.fields}, front=front.raw) for d in documents]
    return kind, documents, (*problems, *front.problems)


def _transcript(source: str) -> Problem:
    return Problem(
        where=source,
        what="this is a transcript, not show notes; it was not read",
        hint="import the show notes",
    )


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
        else:
            yield self._one(text, kind, first_line)

    def _one(self, text: str, kind: str, first_line: int, base: str = "") -> Document:
        named = partial(_names_part, self.names)
        if kind == "html":
            return read_html(text, self.source, named, first_line=first_line, base=base)
        if kind == "markdown":
            return read_markdown(
                text, self.source, named, first_line, lambda name: role_of(name, self.names) == "skip"
            )
        return read_plain(text, self.source, named, first_line)

    def _entry(self, entry: Entry, also: Mapping[str, object]) -> Document:
        """Return the document of an entry: its first body that holds questions, else its first."""
        from qbank.notes.find import find_items
        from qbank.notes.sections import place

        made = [
            self._one(body, "html" if html else detect(body), entry.line, entry.base)
            for body, html in entry.bodies
        ]
        best = next(
            (d for d in made if find_items(place(d.blocks, self.names), self.names)[0]),
            made[0] if made else Document(()),
        )
        return replace(best, meta={**also, **entry.fields})

    def _json(self, text: str, first_line: int, inside: int) -> Iterator[Document]:
        from qbank.notes.formats.feed import entries_in

        try:
            value = json.loads(text)
        except (ValueError, RecursionError) as error:
            yield Document(
                (),
                {},
                (
                    Problem(
                        where=self.source,
                        what=f"the JSON is broken ({error})"[:200],
                        hint="mend it, or give --format",
                    ),
                ),
            )
            return
        if isinstance(value, str) and inside < 3:
            yield from self.documents(value, detect(value), first_line, inside + 1)
            return
        name = value.get("title") if isinstance(value, dict) and len(value) > 1 else None
        entries = list(entries_in(value))
        for entry in entries:
            yield self._entry(entry, {"show": name} if isinstance(name, str) and len(entries) > 1 else {})


NAMES_SECTION = "names the section"
"""Why the heading of the interview is skipped: nothing is lost by it."""
_WHY_SKIPPED: Mapping[str | None, str] = {
    None: "outside the questions",
    "skip": "in a section of links, credits or the like",
}


def _names_part(names: Sections, line: str) -> bool:
    """Say whether a line of text is a part's name: a section's or an episode's."""
    return is_exact_name(line, names) or is_episode_title(line)


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
