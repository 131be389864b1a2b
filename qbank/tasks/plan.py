"""Plan an interview: a brief -> an outline, kept in exports/."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import tomli

from qbank import bank as banks
from qbank.english.terms import sentences
from qbank.errors import Problem, QbankError, SourceError
from qbank.lazy import dataclass, regex
from qbank.model import FAMILIES, Bank, FactType, Family, Outline, Relation, Role
from qbank.model.brief import Brief, over
from qbank.outline import brief, history, subjects
from qbank.outline.brief import OwnLine, Request
from qbank.outline.found import FoundFact, find
from qbank.outline.plan import Planned, plan
from qbank.outline.request import own_entries, relations_read, request
from qbank.tasks.workspace import Workspace, today

if TYPE_CHECKING:
    from qbank.tasks.find import Elsewhere

RELATION_TITLES: Mapping[Relation, str] = {
    "made": "Made it: a founder or one of its makers", "joined": "Joined when it existed already", "uses": "Uses it",
    "studies": "Studies it", "writes": "Writes it, or about it",
}  # fmt: skip
FAMILY_TITLES: Mapping[Family, str] = {
    "software": "Software that people install and run", "service": "A service that someone runs for others", "company": "A company or a start-up",
    "language": "A programming language", "standard": "A standard, a format or a protocol", "hardware": "A device or a piece of hardware",
    "publication": "A newsletter, a journal, a show", "book": "A book", "research": "A field or a piece of research",
    "topic": "A topic: something that many people work on", "craft": "A craft or a practice", "person": "A person: the guest's own life and work",
}  # fmt: skip
FACT_TITLES: Mapping[FactType, str] = {
    "choice": "A choice that was made on purpose", "limit": "A limit that it has", "change": "A change: a release, a break, a new name",
    "number": "A number", "claim": "A claim that is made for it", "criticism": "A criticism of it",
    "body": "Who owns it, or who pays for it", "part": "A part of it that has a name", "story": "Something that happened",
    "said": "Something that the guest said or wrote", "past": "Something that the guest did before", "rival": "Something that people use instead",
}  # fmt: skip
ROLE_TITLES: Mapping[Role, str] = {
    "deeper": "+ deeper", "other-side": "↔ the other side", "if-brief": "! if the guest is brief"
}  # fmt: skip
_TIME = regex(r"^\s*[(\[]?(?:\d{1,2}:)?\d{1,2}:\d\d[)\]]?[\s\-–—:·|]*")
_BULLET = regex(r"^\s*(?:[-*•–]\s+|\d+[.)]\s+)")


class Planner:
    """Plans briefs over one workspace; the outlines whose skipped must-asks may come back are read once.

    With an archive, what other shows have asked the guest steps back, as what was `heard` does.
    """

    def __init__(self, workspace: Workspace, archive: str | None = None) -> None:
        self.workspace, self.archive = workspace, archive
        self.earlier, self.faults = banks.load_outlines(workspace.place)
        self.notes: list[str] = []
        """What the last plan took for granted, or found out, in sentences for the host."""

    def plan(self, said: Brief) -> Planned:
        """Return the outline of a brief, not kept yet. UsageError names what cannot be meant, InputNeededError what is missing."""
        bank = self.workspace.bank
        self.notes = list(relations_read(said.relation))
        asked = request(self._as_before(bank, said), bank, today(said.date))
        self.notes += _visits(bank, asked)
        asked = replace(asked, heard_as=self._heard_as(bank, asked))
        before = [o for o in self.earlier if o.date <= asked.date]
        own_lines = self._own_lines(bank, said.add, asked)
        found = self._elsewhere(asked)
        if found is None:
            return plan(bank, asked, own_lines, before)
        made = plan(bank, replace(asked, heard_as=asked.heard_as | found.shows.keys()), own_lines, before)
        return replace(made, outline=found.marked(made.outline, {t.id: t.purpose for t in bank.templates}))

    def _as_before(self, bank: Bank, said: Brief) -> Brief:
        """Return the brief with what the last plan on the same subject said of it, where neither this one nor the lexicon says it."""
        name = (said.technology or "").casefold()
        before = [o for o in self.earlier if name and (o.technology or "").casefold() == name]
        last = max(before, key=lambda o: (o.date, o.id), default=None)
        if last is None:
            return said
        known = subjects.find(bank.lexicon, said.technology or "")
        taken: dict[str, str] = {}
        if known is None and not said.family and not subjects.family_meant(bank.lexicon, None, said.kind):
            taken = {n: v for n, v in (("family", last.family), ("kind", None if said.kind else last.kind)) if v}
        named = {r.rpartition("=")[0].strip() for r in said.relation}
        # A relation that names nobody is everybody's.
        again = [] if "" in named else [
            f"{guest}={last.relations[name]}" for guest in said.guest if guest not in named
            for name in last.relations if history.same_people([name], [guest])
        ]  # fmt: skip
        parts = [*(f"{n} {v}" for n, v in taken.items()), *(r.replace("=", ": ") for r in again)]
        if parts:
            self.notes.append(f"as in your plan {last.id}: {', '.join(parts)} (say otherwise with the options)")
        relation = (*said.relation, *again)
        return replace(
            said, family=taken.get("family", said.family), kind=taken.get("kind", said.kind), relation=relation
        )  # fmt: skip

    def _elsewhere(self, asked: Request) -> Elsewhere | None:
        """Return what the archive says of the guests; None without one. One that only show.toml names may be missing here."""
        if self.archive is None and not self.workspace.bank.show.archive:
            return None
        from qbank.tasks.find import elsewhere, folder_of

        try:
            folder = folder_of(self.workspace, self.archive)
            return elsewhere(self.workspace, folder, asked.guests, asked.technology)
        except QbankError as error:
            if self.archive is not None:
                raise
            self.faults.append(Problem("questions/show.toml", f"`archive`: {error.message}", error.hint))
            return None

    def _own_lines(self, bank: Bank, given: Iterable[str], asked: Request) -> tuple[OwnLine, ...]:
        """Return the host's own questions, sorted into categories; the bank's question of the same intent steps aside."""
        known = {t.id: t.purpose for t in bank.templates}
        sort = self.workspace.sorter(asked.technology, asked.guests)
        sorted_ = [(entry, *sort(entry.text)) for entry in own_entries(given)]
        return tuple(
            OwnLine(
                text=entry.text, category=category, instead_of=known.get(template or ""), given=brief.given(entry),
                block=entry.block, cue=entry.cue, heading=entry.heading, follow_ups=entry.follow_ups,
            )
            for entry, category, template in sorted_
        )  # fmt: skip

    def _heard_as(self, bank: Bank, asked: Request) -> frozenset[str]:
        """Return the intents that questions of other shows are phrasings of; bullets and times before them do not matter."""
        heard = [stripped for t in asked.heard if (stripped := _TIME.sub("", _BULLET.sub("", t)).strip())]
        if not heard:
            return frozenset()
        intents = {t.id: t.purpose for t in bank.templates}
        same = self.workspace.phrasings_of(heard, asked.technology, asked.guests)
        return frozenset(intents[template] for template in same if template in intents)


def _visits(bank: Bank, asked: Request) -> list[str]:
    """Say of each guest who has been on the show before when that was."""
    without = asked.without_episode
    own = [e for e in bank.episodes if history.is_own(bank, e) and (without is None or e.number != without)]
    told = {g: ", ".join(history.named(e) for e in own if history.same_people([g], e.guests)) for g in asked.guests}
    since = "half of the sheet asks what has changed since"
    return [f"{guest} was on the show before, in {where}: {since}" for guest, where in told.items() if where]


def keep(workspace: Workspace, outline: Outline) -> tuple[Outline, Path]:
    """Write an outline into exports/; return it as its file has it (a taken id becomes `-2`), and the file."""
    path = banks.save_outline(workspace.place, outline)
    return banks.load_outline(path), path


def whole_brief(workspace: Workspace, said: Brief, *, outline: str | None = None, answers: Path | None = None) -> Brief:
    """Return what was said on top of an outline that is planned again, and of a file of answers."""
    if answers is not None:
        said = over(banks.load_brief(answers), said)
    if outline is not None:
        said = over(brief.of(banks.load_outline(workspace.outline_path(outline))), said)
    return said


def lacks_something(said: Brief) -> bool:
    """Say whether a brief lacks what no outline can do without: a guest, or a subject where it is not about the guest."""
    return not said.guest or (said.technology is None and said.family != "person")


def notes(path: Path) -> list[str]:
    """Return the host's own list of questions as entries: headings are blocks, nested bullets follow-ups. SourceError if it cannot be read."""
    from qbank.notes.formats.source import decode

    return list(brief.read_list(decode(banks.read_source(path), str(path))[0]))


_FACT_LIST = regex(r"^fact\s*=\s*\[.*?\]\s*$\n?", re.MULTILINE | re.DOTALL)
_DOCUMENTS = {
    **dict.fromkeys((".md", ".markdown", ".mdown", ".rst", ".txt", ""), "markdown"), ".html": "html", ".htm": "html", ".docx": "docx",
}  # fmt: skip
"""What facts are looked for in, by a file's ending: the format it is read in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A fact of a document, and the question that it would bring; empty where the bank has none."""

    fact: FoundFact
    question: str


def facts_of(bank: Bank, paths: Iterable[Path]) -> tuple[Finding, ...]:
    """Return the facts of documents, in order. SourceError names one that cannot be read or is of no known kind."""
    return _findings(bank, (said for path in paths for said in _sentences_of(path)))


def facts_in(bank: Bank, text: str) -> tuple[Finding, ...]:
    """Return the facts of a text in Markdown, in order."""
    return _findings(bank, _sentences(text.encode(), "text", "markdown"))


def _findings(bank: Bank, said: Iterable[tuple[str, str]]) -> tuple[Finding, ...]:
    found = find(said)
    asks = {kind: _question(bank, kind) for kind in {f.type for f in found}}
    return tuple(Finding(fact=f, question=asks[f.type]) for f in found)


def _sentences_of(path: Path) -> Iterator[tuple[str, str]]:
    data, format = banks.read_source(path), _DOCUMENTS.get(path.suffix.lower())
    if format is None:
        what, hint = f"{path.suffix} is not a kind of document that can be read", "use Markdown, text, HTML or Word"
        raise SourceError(what, where=str(path), hint=hint)
    return _sentences(data, path.name, format)


def _sentences(data: bytes, name: str, format: str) -> Iterator[tuple[str, str]]:
    """Yield the sentences of a document's prose, headings and code aside, each with its place."""
    from qbank.notes import Sections
    from qbank.notes.documents import documents_in

    for document in documents_in(data, name, format, Sections())[1]:
        for block in document.blocks:
            if block.kind != "heading" and not block.aside:
                # A document is wrapped where its writer liked.
                yield from ((f"{name}:{block.line}", said) for said in sentences(" ".join(block.text.split())))


def into_brief(path: Path, chosen: Sequence[FoundFact]) -> str:
    """Return the text of a file of answers with facts added: what it says otherwise stays. SourceError if it cannot be read."""
    try:
        text = path.read_text("utf-8-sig") if path.exists() else ""
        before = tomli.loads(text).get("fact", [])
    except (OSError, UnicodeDecodeError, tomli.TOMLDecodeError) as error:
        hint = 'a TOML file with options by name: fact = ["…"]'
        raise SourceError(f"cannot be read: {error}", where=str(path), hint=hint) from error
    every = list(dict.fromkeys((*before, *(f"{f.type}: {f.text}" for f in chosen))))
    line = "fact = [\n" + "".join(f"  {json.dumps(one, ensure_ascii=False)},\n" for one in every) + "]\n"
    return _FACT_LIST.sub(lambda _: line, text, count=1) if "fact" in tomli.loads(text) else f"{line}{text}"


def _question(bank: Bank, kind: FactType) -> str:
    """Return what a fact of this type is asked first: the question that asks why, of those that fit most subjects."""
    every = [t for t in bank.templates if t.takes == kind and not t.of_guest]
    frames = [t for t in every if t.step == "why"] or every
    best = min(frames, key=lambda t: (-len(t.families or FAMILIES), t.step != "why", t.id), default=None)
    return best.text if best else ""
