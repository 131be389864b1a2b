"""How good the chosen questions are, and what choosing costs: against an exact solver, against one pass of scoring.

    python benchmarks/selection.py [--banks 200] [--templates 10000]

Needs SciPy (the extra `bench`): its solver HiGHS finds the exact optimum of the problem that docs/OUTLINE.md states. The
ranks of a category are made linear exactly: a question stands at one rank at most, a rank holds one question at most,
and because a later rank counts less, the best of a category goes to its first rank by itself.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from statistics import mean, median

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import lil_matrix

from qbank import bank as banks
from qbank.bank import place as places
from qbank.model import Bank, Episode, Item, Template
from qbank.outline import select
from qbank.outline.brief import Request
from qbank.outline.candidates import Scale, refusal, value
from qbank.outline.history import Memory
from qbank.outline.known import Known, known_subject, what_is_known
from qbank.outline.plan import plan
from qbank.outline.select import Candidate

CORE = ("origin", "architecture", "scaling", "failure-modes", "future-plans")
CATEGORIES = (
    *CORE, "background", "overview", "usage", "operations", "comparison", "tradeoffs", "challenges", "community",
)  # fmt: skip
NOUNS = (
    "cache", "clock", "cluster", "column", "commit", "disk", "index", "kernel", "ledger", "merge", "network", "packet", "parser",
    "queue", "release", "replica", "schema", "shard", "socket", "tenant", "thread", "token", "upgrade", "worker",
)  # fmt: skip
VERBS = (
    "breaks",
    "costs",
    "decides",
    "fails",
    "grows",
    "hides",
    "matters",
    "moves",
    "remains",
    "surprises",
    "waits",
    "wins",
)
FACTS = ("it is slow", "it is old", "it is dear")
ROUNDS = 15
"""So often each thing is timed, turn by turn: the machine is as fast or slow for one as for the next."""
COVERED = 1000.0
"""What a core category counts for the solver: more than all values together."""


def templates(dice: random.Random, count: int, traits: Sequence[str] = ()) -> list[Template]:
    """Return so many made-up templates; every tenth is a variant of another, some are nearly the same."""
    made: list[Template] = []
    for n in range(count):
        one, two, verb = dice.choice(NOUNS), dice.choice(NOUNS), dice.choice(VERBS)
        variant = dice.choice(made) if made and dice.random() < 0.1 else None
        made.append(
            Template(
                id=f"t{n:05}", category=variant.category if variant else dice.choice(CATEGORIES), cue=one,
                text=f"{dice.choice(('What', 'Which', 'How', 'When'))} {verb} in the {one} when the {two} of {{{{ technology }}}} is "
                f"{dice.choice(VERBS)} number {dice.randrange(count)}?",
                minutes=dice.choice((2.0, 2.5, 3.0, 3.0, 3.0, 3.0, 4.0, 5.0)), favourite=dice.random() < 0.2,
                needs=(dice.choice(traits),) if traits and dice.random() < 0.3 else (), written=True,
                intent=(variant.intent or variant.id) if variant else "",
            )
        )  # fmt: skip
    return made


def candidates(dice: random.Random) -> list[Candidate]:
    """Return the candidates of a small bank, weighed as an outline weighs them."""
    made = templates(dice, dice.randrange(15, 90))
    asked = {t.id: ("040-x/1",) * dice.choice((0, 0, 0, 1, 1, 2, 3, 5, 8)) for t in made}
    known = Known(values={"technology": "Kafka"}, memory=Memory(asked=asked))
    scale = Scale(core=CORE, focus=dice.sample(CATEGORIES, dice.choice((0, 0, 1, 2))))
    facts = dice.sample(FACTS, dice.choice((0, 1, 2, 3)))
    plain = [Candidate(template=t, value=value(t, known, scale), cost=t.minutes) for t in made]
    return plain + [_frame(c, dice.choice(facts)) for c in plain[: 8 * len(facts)]]


def _frame(like: Candidate, fact: str) -> Candidate:
    """Return a frame of a fact that is worth and takes about what another question does."""
    template = replace(
        like.template, id=f"{like.template.id}-frame", intent="", takes="limit",
        text=f"{like.template.text[:-1]} because of what {like.template.id} told you?",
    )  # fmt: skip
    return replace(like, template=template, value=like.value + 1, fact=fact)


def optimum(
    pool: Sequence[Candidate], *, budget: float, core: Sequence[str], taken: Mapping[str, int]
) -> tuple[int, float]:
    """Return the core categories that can be covered and the value of the best set that covers them, by HiGHS."""
    ranks = [(i, r) for i in range(len(pool)) for r in range(min(select.DEEPEST, int(budget // 2) + 1))]
    at = {pair: len(pool) + n for n, pair in enumerate(ranks)}
    cover = {c: len(pool) + len(ranks) + n for n, c in enumerate(core)}
    size = len(pool) + len(ranks) + len(cover)
    gain = np.zeros(size)
    for i, r in ranks:
        gain[at[i, r]] = pool[i].value * select.FALLOFF ** (r + taken.get(pool[i].category, 0))
    for column in cover.values():
        gain[column] = COVERED
    rows: list[tuple[dict[int, float], float, float]] = [({i: c.cost for i, c in enumerate(pool)}, 0.0, budget)]
    deep = max(r for _, r in ranks) + 1
    rows += [({i: -1.0, **{at[i, r]: 1.0 for r in range(deep)}}, 0.0, 0.0) for i in range(len(pool))]
    for category in sorted({c.category for c in pool}):
        here = [i for i, c in enumerate(pool) if c.category == category]
        rows += [({at[i, r]: 1.0 for i in here}, 0.0, 1.0) for r in range(deep)]
        if category in cover:
            rows.append(({cover[category]: 1.0, **dict.fromkeys(here, -1.0)}, -np.inf, 0.0))
    rows += [({column: 1.0}, 0.0, 0.0) for c, column in cover.items() if not any(p.category == c for p in pool)]
    rows += [({i: 1.0, j: 1.0}, 0.0, 1.0) for i, j in combinations(range(len(pool)), 2) if _exclude(pool[i], pool[j])]
    matrix = lil_matrix((len(rows), size))
    for n, (row, _, _) in enumerate(rows):
        for column, weight in row.items():
            matrix[n, column] = weight
    lows, highs = [low for _, low, _ in rows], [high for _, _, high in rows]
    found = milp(
        -gain, constraints=LinearConstraint(matrix.tocsr(), lows, highs), integrality=np.ones(size), bounds=Bounds(0, 1),
        options={"mip_rel_gap": 0.0, "time_limit": 60.0},
    )  # fmt: skip
    if not found.success:
        raise SystemExit(f"the solver gave up: {found.message}")
    covered = round(sum(found.x[column] for column in cover.values()))
    return covered, float(-found.fun) - COVERED * covered


def _exclude(one: Candidate, other: Candidate) -> bool:
    """Say whether two questions cannot be on one sheet: variants of one, or nearly the same words."""
    same = select.alike(select.content(one.template.text), select.content(other.template.text))
    return one.is_one_with(other) or same


def compare(banks: int) -> None:
    """Print how near the chosen sets come to the optimum: must-asks, then nice-to-haves, for each bank."""
    ratios: list[float] = []
    missed = 0
    for seed in range(banks):
        dice = random.Random(seed)
        pool, taken, minutes = candidates(dice), Counter[str](), dice.choice((20, 30, 45, 45, 60, 90))
        used: set[str] = set()
        texts: list[str] = []
        for room in (0.8 * minutes - 8, 0.2 * minutes):
            here = [c for c in pool if c.intent not in used and not _near(c, texts)]
            if not here:
                continue
            open_core = [c for c in CORE if not taken[c]]
            chosen = select.choose(here, budget=room, core=open_core, taken=taken, beside=texts)
            covered, best = optimum(here, budget=room, core=open_core, taken=taken)
            missed += covered - len({c.category for c in chosen} & {*open_core})
            ratios.append(select.total(chosen, taken) / best if best else 1.0)
            taken.update(c.category for c in chosen)
            used |= {c.intent for c in chosen}
            texts += [c.template.text for c in chosen]
    print(f"{banks} banks, {len(ratios)} choices: mean {mean(ratios):.5f} of the optimum, least {min(ratios):.5f}")
    print(
        f"exactly the optimum: {sum(r > 1 - 1e-9 for r in ratios)} of {len(ratios)}; core categories missed: {missed}"
    )


def _near(candidate: Candidate, texts: Sequence[str]) -> bool:
    own = select.content(candidate.template.text)
    return any(select.alike(own, select.content(text)) for text in texts)


def large_bank(count: int) -> Bank:
    """Return the shipped bank with so many made-up templates instead of its own, asked in two hundred episodes."""
    shipped = banks.load(places.shipped(cwd=Path.cwd()))
    dice = random.Random(7)
    rituals = [t for t in shipped.templates if t.ritual]
    made = templates(dice, count, [t.id for t in shipped.traits])
    episodes = tuple(
        Episode(
            id=f"{n:03}-made-up", number=n, title="Made up", guests=(f"Guest {n}",), technology=f"Tool {n}",
            items=tuple(
                Item(n=i, text="?", category=t.category, template=t.id) for i, t in enumerate(dice.sample(made, 15), start=1)
            ),
        )
        for n in range(1, 201)
    )  # fmt: skip
    return replace(shipped, templates=(*rituals, *made), episodes=episodes)


def cost(count: int) -> None:
    """Print what an outline costs, in passes that score all the templates."""
    bank = large_bank(count)
    request = Request(guests=("Ada Quill",), technology="Kafka", date="2026-11-22")
    known = what_is_known(bank, request, known_subject(bank, request))
    scale = Scale(core=CORE)

    def score() -> object:
        return [value(t, known, scale) for t in bank.templates]

    def offer_and_score() -> object:
        return [value(t, known, scale) for t in bank.templates if refusal(t, known) is None]

    offers = [t for t in bank.templates if refusal(t, known) is None]
    values = {t.id: value(t, known, scale) for t in offers}

    def choose() -> object:
        pool = [Candidate(template=t, value=values[t.id], cost=t.minutes) for t in select.shortlist(offers, values)]
        return select.choose(pool, budget=28.0, core=CORE)

    timed = {
        "scoring": score,
        "offering and scoring": offer_and_score,
        "choosing": choose,
        "the whole outline": lambda: plan(bank, request),
    }
    took: dict[str, list[float]] = {name: [] for name in timed}
    for _ in range(ROUNDS):
        for name, run in timed.items():
            took[name].append(_seconds(run))
    unit = took["scoring"]
    print(
        f"{count} templates, {len(offers)} of them on offer; one pass that scores them all: {1000 * median(unit):.1f} ms"
    )
    for name, seconds in took.items():
        passes = median(one / other for one, other in zip(seconds, unit, strict=True))
        print(f"  {name}: {1000 * median(seconds):.1f} ms, {passes:.2f} passes")


def _seconds(run: Callable[[], object]) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Selection against the exact optimum, and what it costs.")
    parser.add_argument("--banks", type=int, default=200)
    parser.add_argument("--templates", type=int, default=10_000)
    given = parser.parse_args()
    compare(given.banks)
    cost(given.templates)
