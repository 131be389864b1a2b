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
    from qbank.outline.refresh import News
    from qbank.outline.wordings import Repertoire
    from qbank.sheet.word.compare import Edits
    from qbank.tasks.health import Linted
    from qbank.tasks.import_notes import Imported
    from qbank.tasks.outlines import Refreshed
    from qbank.tasks.teach import Doubt
    from qbank.tasks.transcripts import Filled


def problems(found: Iterable[Problem]) -> list[dict[str, str]]:
    """Return problems as plain data."""
    return [{"where": p.where, "what": p.what, "hint": p.hint} for p in found]


def of_import(imported: Imported) -> dict[str, Any]:
    """Return an import: episodes, problems, and what of named folders was passed over."""
    found = [*(p for r in imported.readings for p in r.problems), *imported.unread, *imported.faults]
    coined = [t for one in imported.taken.taken for t in one.coined]
    return {
        "episodes": [_imported(t) for t in imported.taken.taken],
        "templates": [{"id": t.id, "text": t.text, "reusable": t.reusable} for t in coined],
        "problems": problems(found),
        "passed_over": [{"path": p.path, "kind": p.kind} for p in imported.passed_over],
    }


def _imported(taken: Taken) -> dict[str, Any]:
    e = taken.episode
    return {
        "id": e.id, "source": taken.source, "show": e.show, "title": e.title, "number": e.number, "date": e.date,
        "guests": list(e.guests), "hosts": list(e.hosts), "technology": e.technology, "kind": e.kind, "aliases": list(e.aliases),
        "transcript": e.transcript, "language": taken.language, "new": taken.known is None, "changed": taken.changed,
        "items": [of_item(e, i) | _how_sure(i, taken.sorted.get(i.n)) for i in e.items],
        "gone": [f"{e.id}/{i.n}" for i in taken.gone],
    }  # fmt: skip


def _how_sure(item: Item, found: Sorted | None) -> dict[str, Any]:
    """Return how sure an item's category is: as decided now, else as it was kept."""
    if found is None:
        kept = item.likely or ((item.category,) if item.category else ())
        return {
            "likely": list(kept),
            "sure": bool(item.category) and not item.likely,
            "category_confidence": None,
        }
    return {"likely": list(found.likely), "sure": found.sure, "category_confidence": found.confidence}


def of_item(episode: Episode, item: Item) -> dict[str, Any]:
    """Return an item of an episode."""
    from qbank.english.terms import split

    parts = split(item.text)
    return {
        "ref": ref(episode, item), "line": item.line, "depth": item.depth, "kind": item.kind, "asker": item.asker, "at": item.at,
        "links": [list(link) for link in item.links], "text": item.text, "category": item.category, "also": list(item.also),
        "template": item.template, "also_templates": list(item.also_templates), "match": item.match, "confidence": item.confidence, "pattern": item.pattern,
        "slots": dict(item.slots), "by": item.by, "said": item.said, "follow_up": item.follow_up, "spoken": item.spoken, "speakable": item.speakable, "why_not": item.why_not,
        "context": " ".join(filter(None, (item.lead_in, parts.context))), "asks": [parts.ask, *parts.further],
    }  # fmt: skip


def of_episode(episode: Episode) -> dict[str, Any]:
    """Return an episode with its items."""
    return {
        "id": episode.id, "title": episode.title, "number": episode.number, "date": episode.date,
        "guests": list(episode.guests), "hosts": list(episode.hosts), "technology": episode.technology,
        "kind": episode.kind, "items": [of_item(episode, i) for i in episode.items],
    }  # fmt: skip


def of_named(bank: Bank, found: tuple[Episode, Item | None] | Template) -> dict[str, Any]:
    """Return what a reference names: {"item"}, {"episode"} or {"template"}."""
    from qbank.outline.history import asked_where
    from qbank.outline.wordings import Repertoire
    from qbank.tasks.find import wording_of

    if not isinstance(found, tuple):
        asked = asked_where(bank.episodes).get(found.id, ())
        return {"template": of_template(found, asked, Repertoire(bank, bank.episodes))}
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
                "id": e.id, "title": e.title, "number": e.number, "date": e.date, "show": e.show, "technology": e.technology,
                "asked": [
                    {"ref": ref(e, i), "text": i.text, "category": i.category, "template": i.template, "at": i.at, "said": i.said}
                    for i in items
                ],
            }
            for e, items in met
        ],
    }  # fmt: skip


def of_template(template: Template, asked: Sequence[str], repertoire: Repertoire) -> dict[str, Any]:
    """Return a template, with the references of where it was asked and all its wordings: each the show's own, then the bank's."""
    wordings = [
        {"text": w.text, "asked": reference, "speakable": w.speakable, "why_not": w.why_not}
        for w in repertoire.wordings(template)
        for reference in w.asked or (None,)
    ]
    return {
        "reusable": template.reusable and any(w["speakable"] for w in wordings), "wordings": wordings,
        "id": template.id, "category": template.category, "also": list(template.also), "cue": template.cue,
        "text": template.text, "context": template.context, "phrasings": list(template.phrasings), "again": template.again,
        "slots": list(dict.fromkeys((*names(template.context), *names(template.text)))), "families": list(template.families),
        "kinds": list(template.kinds), "needs": list(template.needs), "never": list(template.never), "relation": list(template.relation), "takes": template.takes,
        "minutes": template.minutes, "ritual": template.ritual, "written": template.written,
        "follow_ups": [
            *({"role": b.follow_up.role, "text": b.follow_up.text, "asked": b.asked} for b in repertoire.below(template)),
            *({"role": f.role, "text": f.text} for f in template.follow_ups),
        ],
        "asked": list(asked),
    }  # fmt: skip


def of_doubt(doubt: Doubt) -> dict[str, Any]:
    """Return a decision to take, with the templates that the item may be a phrasing of, and the doubts that look alike."""
    item = doubt.item
    return {
        "ref": doubt.ref, "text": item.text, "kind": item.kind, "category": item.category, "template": item.template,
        "canonical": doubt.template.text if doubt.template else None, "confidence": item.confidence, "likely": list(doubt.likely),
        "likely_categories": list(item.likely), "alike": list(doubt.alike),
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
        "questions": [
            {"id": q.id, "mark": q.mark, "lane": q.lane, "category": q.category, "template": q.template, "cue": q.cue,
             "context": q.context, "text": q.text, "note": q.note, "said": q.said, "at": q.at}
            for q in every
        ],
        **heard,
    }  # fmt: skip


def of_edits(found: Edits, *, applied: bool) -> dict[str, Any]:
    """Return what was changed in a Word sheet."""
    return {
        "outline": found.outline_id,
        "copy": found.copy,
        "applied": applied and bool(found.changes),
        "changes": [asdict(change) for change in found.changes],
        "problems": problems(found.problems),
    }


def of_lint(made: Linted) -> dict[str, Any]:
    """Return the remarks of a lint, each with its question taken apart, and the rules that the show breaks by habit."""
    from qbank.english.lint import seconds
    from qbank.english.terms import split

    remarks = []
    for where, text, remark in made.remarks:
        parts = split(text)
        remarks.append(
            {
                "where": where, "text": text, "context": parts.context, "ask": parts.ask, "further": list(parts.further),
                "seconds": round(seconds(text), 1), "rule": remark.rule, "what": remark.what, "hint": remark.hint,
            }
        )  # fmt: skip
    return {"read": made.read, "remarks": remarks, "habits": list(made.habits)}


def of_refresh(found: Refreshed, *, written: bool) -> dict[str, Any]:
    """Return what the bank says otherwise by now: changed, left, gone."""
    told = {what: [_news(n) for n in found.news if n.what == what] for what in ("changed", "left", "gone")}
    return {"outline": found.id, "file": str(found.path), "written": written, **told}


def _news(news: News) -> dict[str, str]:
    return {name: value for name, value in asdict(news).items() if name != "what"}
