"""Choosing the best set under a budget: against trying every set, and where many exclude each other."""

from __future__ import annotations

import math
from collections import Counter
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from qbank.model import Template
from qbank.outline import select
from qbank.outline.select import COVER, FALLOFF, Candidate

CATEGORIES = ("origin", "scaling", "usage")
SUBJECTS = ("locking", "sharding", "tuning", "backups", "billing", "hiring")


def candidate(n: int, category: str, value: float, cost: float, intent: str = "", fact: str = "") -> Candidate:
    """Return a candidate whose words are like nobody else's."""
    text = f"Subject{n:03} matter{n:03} reason{n:03}?"
    template = Template(
        id=f"t{n:03}", category=category, cue="c", text=text, intent=intent, takes="limit" if fact else ""
    )
    return Candidate(template=template, value=value, cost=cost, fact=fact)


@st.composite
def pools(draw: st.DrawFn) -> list[Candidate]:
    """Draw up to nine candidates: some are variants of one question, some frames of one fact."""
    return [
        candidate(
            n,
            draw(st.sampled_from(CATEGORIES)),
            draw(st.integers(1, 24)) / 4,
            draw(st.integers(2, 10)) / 2,
            draw(st.sampled_from(("", "", "one", "other"))),
            draw(st.sampled_from(("", "", "", "it is slow", "it is old"))),
        )
        for n in range(draw(st.integers(0, 9)))
    ]


def worth(chosen: tuple[Candidate, ...], core: frozenset[str], taken: Counter[str]) -> float:
    """Return what a set is worth, its core categories before everything."""
    return select.total(chosen, taken) + COVER * len({c.category for c in chosen} & core)


@settings(max_examples=150, deadline=None)
@given(
    pools(),
    st.integers(0, 40),
    st.frozensets(st.sampled_from(CATEGORIES)),
    st.lists(st.sampled_from(CATEGORIES), max_size=3),
)
def test_no_set_that_fits_is_worth_more(
    pool: list[Candidate], halves: int, core: frozenset[str], before: list[str]
) -> None:
    """Of all sets within the budget in which nothing excludes anything, none is better than the one chosen."""
    budget, taken = halves / 2, Counter(before)
    core = core.difference(taken)
    chosen = select.choose(pool, budget=budget, core=core, taken=taken)
    assert sum(c.cost for c in chosen) <= budget
    assert not any(one.is_one_with(other) for one, other in combinations(chosen, 2))
    best = max(
        worth(some, core, taken)
        for count in range(len(pool) + 1)
        for some in combinations(pool, count)
        if sum(c.cost for c in some) <= budget
        and not any(one.is_one_with(other) for one, other in combinations(some, 2))
    )
    assert math.isclose(worth(chosen, core, taken), best, abs_tol=1e-6)


def test_of_very_many_frames_the_best_of_each_fact_are_chosen() -> None:
    """Hundreds of frames for three facts exclude each other: one of each is taken, and what is left goes to others."""
    frames = [
        candidate(n, "origin", 4.0 - (n // 3) / 1000, 3.0, fact=("slow", "old", "dear")[n % 3]) for n in range(300)
    ]
    others = [candidate(300 + n, "usage", 2.5, 3.0) for n in range(3)]
    chosen = select.choose([*frames, *others], budget=12.0)
    assert {c.template.id for c in chosen[:3]} == {"t000", "t001", "t002"}
    assert sorted(c.category for c in chosen) == ["facts dear", "facts old", "facts slow", "usage"]


def test_one_of_each_category_may_be_all_that_is_wanted() -> None:
    """With one of each at most, the best of every category is chosen, however much room is left."""
    pool = [candidate(n, CATEGORIES[n % 3], 1.0 + n, 1.0) for n in range(9)]
    chosen = select.choose(pool, budget=9.0, each=1)
    assert [c.template.id for c in chosen] == ["t008", "t007", "t006"]


def test_the_next_of_a_category_is_worth_less() -> None:
    """Two of a category are worth less than one of each, and less still where the sheet has the category already."""
    same, other = candidate(0, "origin", 4.0, 1.0), candidate(1, "usage", 4.0, 1.0)
    again = candidate(2, "origin", 4.0, 1.0)
    assert select.total([same, again]) == 4.0 + 4.0 * FALLOFF
    assert select.total([same], {"origin": 1}) == 4.0 * FALLOFF
    assert {c.template.id for c in select.choose([same, again, other], budget=2.0)} >= {"t001"}


def test_what_asks_the_same_as_a_line_of_the_sheet_is_not_chosen() -> None:
    """A question in nearly the words of one that is there gives way, however much it is worth."""
    there = "How does sharding decide which node stores a record?"
    like = Candidate(
        template=Template(
            id="like", category="scaling", cue="c", text="How does sharding decide which node stores records?"
        ),
        value=9.0,
        cost=1.0,
    )  # fmt: skip
    chosen = select.choose([like, candidate(1, "usage", 1.0, 1.0)], budget=5.0, beside=[there])
    assert [c.template.id for c in chosen] == ["t001"]
