"""Find things of a bank: past questions as someone types, what a reference names, what a guest was asked before."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from qbank import past
from qbank.archive import arrow
from qbank.bank.place import stamps
from qbank.english.spoken import counted
from qbank.english.terms import whole_number
from qbank.errors import NotFoundError, UsageError, did_you_mean, one_of
from qbank.lazy import dataclass, regex
from qbank.model import Bank, Episode, Item, Outline, PlannedQuestion, Template, ref
from qbank.outline.history import is_own
from qbank.outline.wordings import Repertoire, Wording
from qbank.search import Answer, Index
from qbank.search.cache import open_index
from qbank.tasks.workspace import Workspace

if TYPE_CHECKING:
    from qbank.archive.asked import Asked, Stats
    from qbank.archive.build import Built, Tell
    from qbank.archive.wordings import Hit

MOST_TEMPLATES = 8
LONGEST_QUERY = 400
_WORD = regex(r"\w+")
LOOKED_AFTER = 1.0
"""Seconds."""


class Finder:
    """Answers over one workspace; what it holds is made again when the bank's files have changed."""

    def __init__(self, workspace: Workspace) -> None:
        """Find in a workspace's bank; nothing is loaded yet."""
        self._workspace = workspace
        self._looked = 0.0
        self._held: tuple[object, Index, Mapping[str, Sequence[str]], list[tuple[str, Template]]] | None = None

    def _fresh(self) -> tuple[Index, Mapping[str, Sequence[str]], list[tuple[str, Template]]]:
        """Return the index, where each template was asked, and the templates with what they say, as the files are now.

        Whether they have changed is looked up once a second, not with every letter.
        """
        if self._held is None or time.monotonic() - self._looked >= LOOKED_AFTER:
            self._looked, now = time.monotonic(), stamps(self._workspace.place)
            if self._held is None or now != self._held[0]:
                bank = self._workspace.bank
                index = open_index(self._workspace.place, self._workspace.load)
                self._held = (now, index, past.of_bank(bank).refs, [(_said_by(t), t) for t in bank.templates])
        return self._held[1:]

    def answer(self, text: str, **filters: Any) -> Answer:  # noqa: ANN401 (what `Index.search` takes, by its names)
        """Return the ranked questions of a search. NotFoundError or UsageError for a filter that names nothing there is."""
        return self._fresh()[0].search(text[:LONGEST_QUERY], **filters)

    def find(
        self, text: str, *, category: str | None = None, technology: str | None = None, guest: str | None = None, limit: int = 20
    ) -> dict[str, Any]:  # fmt: skip
        """Return what was asked about a text, grouped by template in the order of the best hit, and templates that say its words.

        NotFoundError or UsageError for a filter that names nothing there is.
        """
        text = text[:LONGEST_QUERY]
        if not text.strip() and not (category or technology or guest):
            return {"total": 0, "groups": [], "templates": [], "notes": [], "near": [], "only_near": False}
        index, asked, templates = self._fresh()
        answer = index.search(text, category=category, technology=technology, guest=guest, limit=limit)
        by_id = {t.id: t for _, t in templates}

        def row(t: Template) -> dict[str, Any]:
            told = {"id": t.id, "cue": t.cue, "text": t.text, "category": t.category}
            return {**told, "asked": len(asked.get(t.id, ()))}

        groups: dict[str, dict[str, Any]] = {}
        for hit in answer.hits:
            template = by_id.get(hit.template or "")
            key = template.id if template else hit.ref
            group = groups.setdefault(key, {"template": row(template) if template else None, "hits": []})
            episode = hit.episode
            where = (f"ep {episode.number}" if episode.number is not None else episode.title, episode.date)
            group["hits"].append(
                {
                    "ref": hit.ref, "text": hit.text, "marks": [list(m) for m in hit.marks], "why": hit.why, "category": hit.category or "",
                    "where": ", ".join(filter(None, where)), "guests": ", ".join(hit.guests), "technology": hit.technology or "",
                }
            )  # fmt: skip
        saying = [t for t in _saying(templates, text) if category in (None, t.category)]
        saying.sort(key=lambda t: (-len(asked.get(t.id, ())), t.id))
        near = [*answer.near.themes, *answer.near.categories, *answer.near.names][:8]
        return {
            "total": answer.total, "groups": list(groups.values()), "templates": [row(t) for t in saying[:MOST_TEMPLATES]],
            "notes": list(answer.notes), "near": near, "only_near": answer.only_near,
        }  # fmt: skip


class About(NamedTuple):
    """Templates about something: those that say it `word_for_word`, else those of which a question was asked about it, or about what is near."""

    templates: list[Template]
    word_for_word: bool
    only_near: bool = False


def templates_about(workspace: Workspace, words: str) -> About:
    """Return the templates that say all of these words, or words that begin so: in a text, a phrasing, the cue or the id.

    Where none does, what was asked about them is searched for, by theme, too.
    """
    templates = workspace.bank.templates
    saying = _saying([(_said_by(t), t) for t in templates], words) if words.strip() else list(templates)
    if saying:
        return About(saying, word_for_word=True)
    answer = Finder(workspace).answer(words, limit=len(templates))
    asked = {hit.template for hit in answer.hits}
    return About([t for t in templates if t.id in asked], word_for_word=False, only_near=answer.only_near)


def _said_by(template: Template) -> str:
    """Return the words of a template, a blank before each."""
    texts = (template.id, template.cue, template.context, template.text, *template.phrasings)
    return " " + " ".join(_WORD.findall(" ".join(texts).casefold()))


def _saying(templates: Sequence[tuple[str, Template]], text: str) -> list[Template]:
    """Return the templates that say every word of a text, or words that begin so; none for a text without words."""
    words = _WORD.findall(text.casefold())
    for word in words:
        templates = [(said, t) for said, t in templates if f" {word}" in said]
    return [t for _, t in templates] if words else []


def named(bank: Bank, reference: str) -> tuple[Episode, Item | None] | Template:
    """Return the template or the episode, with its item, that a reference names; NotFoundError with the nearest names if it names nothing.

    An episode may be named by its number; where another show has one of the same number, the bank's own is meant.
    """
    name, slash, n = reference.strip().partition("/")
    for episode in _episodes(bank, name):
        if not slash:
            return episode, None
        for item in episode.items:
            if str(item.n) == n:
                return episode, item
    for template in bank.templates:
        if template.id == reference:
            return template
    known = [t.id for t in bank.templates] + [e.id for e in bank.episodes]
    known += [ref(e, i) for e in bank.episodes for i in e.items]
    hint = did_you_mean(reference, known, "find it with qbank search")
    raise NotFoundError(f"nothing is called '{reference}'", hint=hint)


def _episodes(bank: Bank, name: str) -> list[Episode]:
    """Return the episodes of this id, else those of this number, the own show's first."""
    number = whole_number(name)
    found = [e for e in bank.episodes if e.id == name] or [e for e in bank.episodes if e.number == number is not None]
    return sorted(found, key=lambda e: not is_own(bank, e))


def in_full(bank: Bank, reference: str) -> str:
    """Return the whole reference of the question that one names, `041-made-up/7` for `41/7`; as it is where it names none."""
    try:
        found = named(bank, reference)
    except NotFoundError:
        return reference
    if not isinstance(found, tuple):
        return reference
    episode, item = found
    return ref(episode, item) if item else reference


def wording_of(bank: Bank, episode: Episode, item: Item) -> Wording | None:
    """Return the wording of its template that a question is, which says whether it can be asked again."""
    template = next((t for t in bank.templates if t.id == item.template), None)
    if template is None or item.kind != "question":
        return None
    said = Repertoire(bank, bank.episodes).wordings(template)
    return next((w for w in said if ref(episode, item) in w.asked), None)


def asked_of(bank: Bank, guest: str) -> tuple[str, list[tuple[Episode, list[Item]]]]:
    """Return a guest's name as the bank has it, and the questions of each episode the guest was in, the earliest first.

    Small and capital letters do not matter. NotFoundError with the nearest names if the bank knows no such guest.
    """
    names = dict.fromkeys(g for e in bank.episodes for g in e.guests)
    known = next((name for name in names if name.casefold() == guest.strip().casefold()), None)
    if known is None:
        hint = did_you_mean(guest, names, "find names with qbank search")
        raise NotFoundError(f"no episode has a guest '{guest}'", hint=hint)
    met = sorted((e for e in bank.episodes if known in e.guests), key=lambda e: (e.date or "", e.number or 0))
    return known, [(e, [i for i in e.items if i.kind == "question"]) for e in met]


ENGINES = ("local", "ray")
UNASKED = 3
"""So many questions that nobody has asked the guest stand on the host's sheet."""


def folder_of(workspace: Workspace, given: str | None) -> str:
    """Return the archive that is meant: the one named, else the one that show.toml names. UsageError if there is neither."""
    named = given or workspace.bank.show.archive
    if not named:
        hint = 'name it with --archive DIR, or in show.toml: archive = "../archive"'
        raise UsageError("no archive is named", hint=hint)
    return named if given or "://" in named else str(workspace.place.root / Path(named).expanduser())


def build(
    sources: Sequence[str], to: str, tell: Tell, *, engine: str = "local", jobs: int | None = None, address: str | None = None,
    column: str = "", model: bool = False, add: bool = False,
) -> Built:  # fmt: skip
    """Build an archive, or go on with it: by which engine, with how many workers, on which cluster, from which column of tables.

    UsageError, SourceError and QbankError say what is wrong before anything is read. The shipped bank's words normalize everybody's
    notes, so that archives agree whoever builds them.
    """
    arrow()
    from qbank.archive import build as archives

    one_of(engine, ENGINES, "--engine")
    if address and engine != "ray":
        raise UsageError("--address names a Ray cluster", hint="add --engine ray")
    jobs = jobs or os.cpu_count() or 1
    if jobs < 1:
        raise UsageError(f"--jobs is {jobs}", hint="give it at least 1")
    by = archives.ray(jobs=jobs, address=address) if engine == "ray" else archives.local(jobs=jobs)
    return archives.build(sources, to, by, tell, column=column, model=model, add=add)


def search(folder: str, text: str, *, category: str | None = None, limit: int = 10) -> tuple[int, list[Hit]]:
    """Return how many wordings have a word of the text, and the best of them. NotFoundError if there is no archive."""
    from qbank.archive import wordings

    return wordings.search(wordings.opened_index(folder), text, category=category, limit=limit)


def asked(
    folder: str, *, guest: str | None, technology: str | None, unasked: bool = False, limit: int = 20
) -> list[Asked]:
    """Return what was asked of a guest or about a technology, or what was not. UsageError if neither is named."""
    arrow()
    if not guest and not technology:
        raise UsageError("asked needs a guest or a technology", hint='--guest "NAME" or --technology NAME')
    from qbank.archive import asked as archive

    if unasked:
        return archive.not_asked(folder, guest=guest, technology=technology, limit=limit)
    return archive.asked(folder, guest=guest, technology=technology)[:limit]


def stats(folder: str) -> Stats:
    """Return what an archive holds."""
    arrow()
    from qbank.archive.asked import stats as archive_stats

    return archive_stats(folder)


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """What an archive says of an outline's guests: which intents how many shows have asked them, and what none has."""

    shows: Mapping[str, int]
    unasked: tuple[str, ...] = ()

    def marked(self, outline: Outline, intents: Mapping[str, str]) -> Outline:
        """Return the outline with "asked in 7 shows" where it is so, and with what nobody has asked; `intents` by template."""

        def marked(question: PlannedQuestion) -> PlannedQuestion:
            count = self.shows.get(intents.get(question.template or "", ""), 0)
            said = f"asked in {counted(count, 'show')}" if count else ""
            return replace(question, why="; ".join(filter(None, (question.why, said)))) if said else question

        sections = tuple(replace(s, questions=tuple(map(marked, s.questions))) for s in outline.sections)
        unasked = tuple(f"Nobody has asked: “{text}”" for text in self.unasked)
        return replace(outline, sections=sections, look_up=(*outline.look_up, *unasked))


def elsewhere(workspace: Workspace, folder: str, guests: tuple[str, ...], technology: str | None) -> Elsewhere:
    """Return what the archive says of guests; what they were asked counts by the bank's own intents."""
    arrow()
    from qbank.archive import asked as archive

    intents = {t.id: t.purpose for t in workspace.bank.templates}
    shows: dict[str, set[str]] = {}
    for guest in guests:
        for one in archive.asked(folder, guest=guest):
            for template in workspace.phrasings_of([one.text], technology, guests):
                if template in intents:
                    shows.setdefault(intents[template], set()).update(one.shows or ("?",))
    unasked = archive.not_asked(folder, guest=guests[0], technology=technology, limit=UNASKED) if guests else []
    counts = {intent: len(named) for intent, named in shows.items()}
    return Elsewhere(shows=counts, unasked=tuple(a.text for a in unasked))
