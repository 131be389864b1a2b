"""What could be asked in a question's place: others of the bank's that fit this guest and subject, best first."""

from __future__ import annotations

from qbank.errors import NotFoundError, UsageError
from qbank.model import Bank, Outline, PlannedQuestion
from qbank.outline import arc, candidates, lines, log, select
from qbank.outline.candidates import Scale, value
from qbank.outline.known import blocks, family_plan
from qbank.outline.refresh import known_of, request_of

MOST = 8


def worded(outline: Outline, template: str, bank: Bank) -> PlannedQuestion:
    """Return a template as it would be asked on this sheet. NotFoundError for no template, UsageError if it cannot be asked."""
    found = next((t for t in bank.templates if t.id == template), None)
    if found is None:
        raise NotFoundError(f"there is no template '{template}'", hint="qbank templates lists them")
    known = known_of(outline, bank)
    why = candidates.refusal(found, known)
    if why or found.takes:
        reason = why or f"it stands on a {found.takes}: plan the sheet again with that fact"
        raise UsageError(f"{template} cannot be asked here: {reason}", hint="add it in your own words")
    line = lines.line(found, known, lane="must", why="")
    return next(q for s in arc.sections(bank, known, [line], None) for q in s.questions)


def others(outline: Outline, id_: str, bank: Bank, *, most: int = MOST) -> tuple[PlannedQuestion, ...]:
    """Return questions of the same category, then of the same block, that are not on the sheet, worded for it.

    `why` says what speaks for each. NotFoundError if the outline has no question of this id.
    """
    place = log.question(outline, id_)
    request, known = request_of(outline), known_of(outline, bank)
    block = blocks(bank, known)
    scale = Scale(core=frozenset(family_plan(bank, known).core))
    intents = {t.id: t.intent or t.id for t in bank.templates}
    there = {intents.get(q.template or "", "") for q in outline.questions}
    asked = [select.content(q.text) for q in outline.questions]
    free = [
        t for t in candidates.offered(bank, request, known).templates
        if not t.takes and t.category != "closing" and intents[t.id] not in there
        and block.get(t.category) == block.get(place.category)
    ]  # fmt: skip
    free.sort(key=lambda t: (t.category != place.category, -value(t, known, scale), t.id))
    chosen: list[lines.Line] = []
    for template in free:
        own = select.content(template.text)
        if len(chosen) < most and not any(select.alike(own, other) for other in asked):
            why = lines.reason(template, known, scale, request)
            chosen.append(lines.line(template, known, lane="must", why=why))
            asked.append(own)
    made = {q.template: q for s in arc.sections(bank, known, chosen, None) for q in s.questions}
    return tuple(made[c.template.id] for c in chosen if c.template and c.template.id in made)
