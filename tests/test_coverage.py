"""Coverage in figures: what is worn out, what is missing, what is in doubt."""

from __future__ import annotations

from dataclasses import replace

from qbank.model import Bank, Category, Episode, Item, RitualPlace, Show, Template
from qbank.outline.history import worn_out
from qbank.tasks.stats import coverage, doubtful


def episode(number: int, *templates: str, show: str | None = "Ours") -> Episode:
    """Return an episode that asked these templates."""
    items = tuple(
        Item(n=n, text=f"{t}?", template=t, category="usage", match="same") for n, t in enumerate(templates, 1)
    )
    return Episode(id=f"{number:03}-x", title="X", number=number, show=show, technology=f"T{number % 2}", items=items)


BANK = Bank(
    show=Show(name="Ours", rituals=(RitualPlace(template="gap", place="close"),)),
    categories=(
        Category(id="usage", title="Usage", block="in-use", minutes=3),
        Category(id="closing", title="Closing", block="ahead", minutes=3),
    ),
    templates=tuple(Template(id=i, category="usage", cue=i, text=f"{i}?") for i in ("who", "why", "gap", "never")),
    episodes=(episode(1, "who", "gap"), episode(2, "who", "why", "gap"), episode(3, "gap", "who")),
)


def test_a_template_of_each_of_the_last_three_is_worn_out_but_no_ritual() -> None:
    """What the last three episodes all asked is worn out; rituals are asked every time and never are."""
    assert coverage(BANK).worn_out == ("who",)
    assert worn_out(BANK, BANK.episodes[:2]) == frozenset()
    assert coverage(replace(BANK, episodes=(*BANK.episodes, episode(4, "why")))).worn_out == ()


def test_another_shows_episodes_wear_nothing_out() -> None:
    """Episodes of other shows do not count, unless the bank's show has no name."""
    other = episode(4, "why", show="Theirs")
    assert coverage(replace(BANK, episodes=(*BANK.episodes, other))).worn_out == ("who",)
    assert coverage(replace(BANK, show=Show(), episodes=(*BANK.episodes, other))).worn_out == ()


def test_what_is_missing_is_named_by_subject() -> None:
    """Counts cross subjects with categories; what has no question is missing; a ritual has its count."""
    found = coverage(BANK)
    assert found.by_technology == {"T0": {"usage": 3}, "T1": {"usage": 4}}
    assert found.by_kind == {"not known": {"usage": 7}}
    assert found.missing == {"T0": ("closing",), "T1": ("closing",)}
    assert (found.never_asked, found.rituals) == (("never",), {"gap": 3})


def test_what_nobody_decided_is_in_doubt() -> None:
    """A guess and a cut-off line are in doubt until a person has decided."""
    guess = Item(n=1, text="Who?", match="review")
    assert doubtful(guess)
    assert doubtful(Item(n=1, text="Who", kind="fragment"))
    assert not doubtful(replace(guess, by="hand"))
