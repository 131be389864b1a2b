"""The contract's JSON shapes: plain data of what tasks return, the same for every face."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qbank.errors import Problem
from qbank.model import Bank, Episode, Item, Outline, Template, ref
from qbank.model.pattern import names

if TYPE_CHECKING:
    from qbank.normalize.add_episodes import Taken
    from qbank.normalize.categories import Sorted
    from qbank.outline.wordings import Repertoire
    from qbank.sheet.word.compare import Edits
    from qbank.tasks.health import Linted
    from qbank.tasks.import_notes import Imported
    from qbank.tasks.outlines import Refreshed
    from qbank.tasks.plan import Finding
    from qbank.tasks.review import Doubt
    from qbank.tasks.transcripts import Filled


def problems(found: Iterable[Problem]) -> list[dict[str, str]]:
    """Return problems as plain data."""
    return [of(p, "where what hint") for p in found]


def of(record: object, names: str) -> dict[str, Any]:
    """Return the fields of a record that are named, with blanks between."""
    return {name: getattr(record, name) for name in names.split()}


def of_import(imported: Imported) -> dict[str, Any]:
    """Return an import: episodes, problems, and what of named folders was passed over."""
    found = [*(p for r in imported.readings for p in r.problems), *imported.unread, *imported.faults]
    return {
        "episodes": [_imported(t) for t in imported.taken.taken],
        "templates": [of(t, "id text reusable") for one in imported.taken.taken for t in one.coined],
        "problems": problems(found),
        "passed_over": [of(p, "path kind") for p in imported.passed_over],
    }


def _imported(taken: Taken) -> dict[str, Any]:
    e = taken.episode
    return {
        **of(e, "id show title number date guests hosts technology kind aliases transcript"), **of(taken, "source language changed"), "new": taken.known is None,
        "items": [of_item(e, i) | _how_sure(i, taken.sorted.get(i.n)) for i in e.items],
        "gone": [f"{e.id}/{i.n}" for i in taken.gone],
    }  # fmt: skip


def _how_sure(item: Item, found: Sorted | None) -> dict[str, Any]:
    """Return how sure an item's category is: as decided now, else as it was kept."""
    if found is not None:
        return {"likely": list(found.likely), "sure": found.sure, "category_confidence": found.confidence}
    kept = item.likely or ((item.category,) if item.category else ())
    return {"likely": kept, "sure": bool(item.category) and not item.likely, "category_confidence": None}


_ITEM = """line depth kind asker at links text category also template also_templates match confidence pattern by said follow_up spoken
    speakable why_not"""


def of_item(episode: Episode, item: Item) -> dict[str, Any]:
    """Return an item of an episode."""
    from qbank.english.terms import split

    parts = split(item.text)
    return {
        "ref": ref(episode, item), **of(item, _ITEM), "slots": dict(item.slots),
        "context": " ".join(filter(None, (item.lead_in, parts.context))), "asks": [parts.ask, *parts.further],
    }  # fmt: skip


def of_episode(episode: Episode) -> dict[str, Any]:
    """Return an episode with its items."""
    told = of(episode, "id title number date guests hosts technology kind")
    return {**told, "items": [of_item(episode, i) for i in episode.items]}


def of_named(bank: Bank, found: tuple[Episode, Item | None] | Template) -> dict[str, Any]:
    """Return what a reference names: {"item"}, {"episode"} or {"template"}."""
    from qbank.outline.wordings import Repertoire
    from qbank.tasks.find import wording_of

    if not isinstance(found, tuple):
        return {"template": of_template(found, Repertoire(bank, bank.episodes))}
    episode, item = found
    if item is None:
        return {"episode": of_episode(episode)}
    wording = wording_of(bank, episode, item)
    sayable = {} if wording is None else {"speakable": wording.speakable, "why_not": wording.why_not or None}
    return {"item": of_item(episode, item) | sayable}


def of_history(guest: str, met: Iterable[tuple[Episode, Sequence[Item]]]) -> dict[str, Any]:
    """Return what a guest was asked, episode by episode."""
    return {
        "guest": guest,
        "episodes": [
            {
                **of(e, "id title number date show technology"),
                "asked": [{"ref": ref(e, i), **of(i, "text category template at said")} for i in items],
            }
            for e, items in met
        ],
    }


_TEMPLATE = """id category also cue text context phrasings again families kinds needs never relation takes minutes ritual written"""


def of_template(template: Template, repertoire: Repertoire) -> dict[str, Any]:
    """Return a template, with the references of where it was asked and all its wordings: each the show's own, then the bank's."""
    wordings = [
        {"text": w.text, "asked": reference, "speakable": w.speakable, "why_not": w.why_not}
        for w in repertoire.wordings(template)
        for reference in w.asked or (None,)
    ]
    return {
        **of(template, _TEMPLATE),
        "reusable": template.reusable and any(w["speakable"] for w in wordings), "wordings": wordings,
        "slots": list(dict.fromkeys((*names(template.context), *names(template.text)))),
        "follow_ups": [
            *({**of(b.follow_up, "role text"), "asked": b.asked} for b in repertoire.below(template)),
            *(of(f, "role text") for f in template.follow_ups),
        ],
        "asked": list(repertoire.asked(template)),
    }  # fmt: skip


def of_doubt(doubt: Doubt) -> dict[str, Any]:
    """Return a decision to take, with the templates that the item may be a phrasing of, and the doubts that look alike."""
    item = doubt.item
    return {
        **of(doubt, "ref likely alike"), **of(item, "text kind category template confidence"), "likely_categories": item.likely,
        "canonical": doubt.template.text if doubt.template else None,
        "before": doubt.before.text if doubt.before else None, "after": doubt.after.text if doubt.after else None,
    }  # fmt: skip


def of_log(outline: Outline, path: Path, told: Filled | None = None) -> dict[str, Any]:
    """Return the log: what was asked in the order asked, then the rest in the order of the sheet.

    `told` is what a transcript said of the outline in this run.
    """
    from qbank.outline import log

    asked = log.asked(outline)
    every = [*asked, *(q for q in outline.questions if q.mark not in log.ASKED_MARKS)]
    heard = {"transcript": {**asdict(told), "problems": problems(told.problems)}} if told else {}
    return {
        "outline": outline.id, "file": str(path),
        **{mark: sum(q.mark == mark for q in every) for mark in ("asked", "great", "improvised", "skipped")},
        "questions": [of(q, "id mark lane category template cue context text note said at") for q in every],
        **heard,
    }  # fmt: skip


def of_edits(found: Edits, *, applied: bool) -> dict[str, Any]:
    """Return what was changed in a Word sheet."""
    return {
        "outline": found.outline_id, "copy": found.copy, "applied": applied and bool(found.changes),
        "changes": [asdict(change) for change in found.changes], "problems": problems(found.problems),
    }  # fmt: skip


def of_lint(made: Linted) -> dict[str, Any]:
    """Return the remarks of a lint, each with its question taken apart, and the rules that the show breaks by habit."""
    from qbank.english.lint import seconds
    from qbank.english.terms import split

    remarks = []
    for where, text, remark in made.remarks:
        parts = split(text)
        told = {"where": where, "text": text, **of(parts, "context ask further"), **of(remark, "rule what hint")}
        remarks.append(told | {"seconds": round(seconds(text), 1)})
    return {"read": made.read, "remarks": remarks, "habits": list(made.habits)}


def of_refresh(found: Refreshed, *, written: bool) -> dict[str, Any]:
    """Return what the bank says otherwise by now: changed, left, gone."""
    told = {
        what: [of(n, "id part template before after") for n in found.news if n.what == what]
        for what in ("changed", "left", "gone")
    }
    return {"outline": found.id, "file": str(found.path), "written": written, **told}


def of_fact(found: Finding) -> dict[str, Any]:
    """Return a fact of a document, and the question that it would bring."""
    return {**of(found.fact, "type text where"), "question": found.question}
