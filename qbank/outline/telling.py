"""What to ask about a subject that nobody has written down: the traits that would open or close most templates."""

from __future__ import annotations

from collections import defaultdict

from qbank import subjects
from qbank.model import Bank, Subject, Trait

HANDFUL = 7


def telling(bank: Bank, subject: Subject, *, most: int = HANDFUL) -> tuple[Trait, ...]:
    """Return the traits that decide most about a sheet and are not known yet, the most telling first.

    A template that needs one more trait counts for it fully, one that needs two more for each by half; one that a
    trait forbids counts fully, too. What belongs to another family, or is out already, counts for nothing.
    """
    truth = subjects.truth(subject)
    family = subject.family or "software"
    weight: dict[str, float] = defaultdict(float)
    for template in bank.templates:
        missing = [t for t in template.needs if t not in truth and t not in subjects.OF_THE_GUEST]
        closed = any(truth.get(t) is False for t in template.needs) or any(
            truth.get(t) for t in template.never
        )
        if template.ritual or closed or (template.families and family not in template.families):
            continue
        for trait in missing:
            weight[trait] += 1 / len(missing)
        for trait in template.never:
            if trait not in truth and trait not in subjects.OF_THE_GUEST:
                weight[trait] += 1
    known = {t.id: t for t in bank.traits}
    ranked = sorted((t for t in weight if t in known), key=lambda t: (-weight[t], t))
    return tuple(known[t] for t in ranked[:most])
