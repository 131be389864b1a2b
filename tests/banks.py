"""Banks for tests: small ones written by hand, and random ones full of awkward text."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TypeVar

from hypothesis import strategies as st

from qbank import bank as banks
from qbank.bank import place as places
from qbank.bank.place import SHARED, Place
from qbank.model import (
    FACT_TYPES,
    FAMILIES,
    Bank,
    Category,
    Episode,
    FamilyPlan,
    FollowUp,
    Item,
    KindWords,
    Lexicon,
    RitualPlace,
    Show,
    SpokenLines,
    Subject,
    Template,
    Theme,
    Trait,
)
from qbank.model.pattern import escape

T = TypeVar("T")

CATEGORIES = ("origin", "architecture", "scaling")
TRAITS = ("distributed", "embedded")

awkward = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.sampled_from(
        ['say "why"', "a\\b", "{{ x }}", "{% if %}", "#no comment", "'''", '"""', "line\nbreak\r\n", "تجربة", "🦆", "]", "= [", "\x00\x1b[31m"]
    ),
)  # fmt: skip
"""Any text at all, and the kinds that break careless writers of TOML more often."""

_slugs = st.from_regex(r"[a-z0-9]{1,5}(-[a-z0-9]{1,4})?", fullmatch=True)
_numbers = st.floats(min_value=0, max_value=1440, allow_nan=False).map(abs)


def _tuples(of: st.SearchStrategy[T], most: int = 3) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(of, max_size=most).map(tuple)


def _several(of: st.SearchStrategy[T], key: str, most: int = 4) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(of, max_size=most, unique_by=lambda one: getattr(one, key)).map(tuple)


@st.composite
def _items(draw: st.DrawFn, templates: Sequence[str]) -> tuple[Item, ...]:
    made = []
    for n in draw(st.lists(st.integers(1, 99), max_size=4, unique=True)):
        before, value, after = draw(awkward), draw(awkward), draw(awkward)
        slotted = draw(st.booleans())
        made.append(
            Item(
                n=n,
                text=before + value + after,
                line=draw(st.none() | st.integers(1, 9999)),
                kind=draw(st.sampled_from(["question", "note"])),
                links=draw(_tuples(st.tuples(awkward, awkward), 2)),
                category=draw(st.sampled_from([None, *CATEGORIES])),
                template=draw(st.sampled_from([None, *templates])),
                confidence=draw(st.none() | st.floats(0, 1)),
                pattern=escape(before) + "{{ technology }}" + escape(after) if slotted else escape(before + value + after),
                slots={"technology": value} if slotted else {},
                said=draw(st.none() | awkward),
            )
        )  # fmt: skip
    return tuple(made)


templates = st.builds(
    Template,
    id=awkward,
    category=st.sampled_from(CATEGORIES),
    cue=awkward,
    text=awkward,
    phrasings=_tuples(awkward),
    families=_tuples(st.sampled_from(FAMILIES)),
    needs=_tuples(st.sampled_from(TRAITS)),
    takes=st.sampled_from(["", *FACT_TYPES]),
    minutes=_numbers,
    ritual=st.booleans(),
    follow_ups=_tuples(st.builds(FollowUp, role=st.sampled_from(["deeper", "if-brief"]), text=awkward)),
)

_shows = st.builds(
    Show,
    name=st.none() | awkward,
    minutes=st.integers(1, 200),
    breaks=_tuples(_numbers),
    rituals=_tuples(st.builds(RitualPlace, template=awkward, place=st.sampled_from(["open", "close"]))),
    spoken=st.builds(SpokenLines, introduction=awkward, preamble=awkward),
    probes=_tuples(awkward, 6),
)

_lexicons = st.builds(
    Lexicon,
    subjects=_several(
        st.builds(Subject, name=awkward, family=st.sampled_from([None, *FAMILIES]), aliases=_tuples(awkward)), "name"
    ),
    kinds=st.dictionaries(awkward, st.builds(KindWords, unit=st.none() | awkward), max_size=2),
    companies=_tuples(awkward, 9),
)


@st.composite
def sound_banks(draw: st.DrawFn) -> Bank:
    """Return a small bank that could have been loaded: everything in the order in which files are read."""
    made = draw(_several(templates, "id", 6))
    ids = [template.id for template in made]
    episodes = [
        Episode(id=id_, title=draw(awkward), guests=draw(_tuples(awkward)), items=draw(_items(ids)))
        for id_ in sorted(draw(st.sets(_slugs, max_size=3)))
    ]
    return Bank(
        show=draw(_shows),
        categories=tuple(Category(id=id_, title=draw(awkward), block="why", minutes=draw(_numbers)) for id_ in CATEGORIES),
        families=draw(
            st.dictionaries(
                st.sampled_from(FAMILIES),
                st.builds(FamilyPlan, core=_tuples(st.sampled_from(CATEGORIES)), titles=st.dictionaries(awkward, awkward, max_size=2)),
                max_size=2,
            )
        ),
        traits=tuple(Trait(id=id_, ask=draw(awkward), means=draw(awkward)) for id_ in TRAITS),
        templates=tuple(sorted(made, key=lambda template: CATEGORIES.index(template.category))),
        episodes=tuple(episodes),
        lexicon=draw(_lexicons),
        themes=draw(_several(st.builds(Theme, id=awkward, words=_tuples(awkward)), "id")),
    )  # fmt: skip


def empty_place(folder: Path) -> Place:
    """Return a bank in a folder that has every shared file, all empty, over an empty one: nothing of the shipped bank's shows."""
    questions = folder / "questions"
    questions.mkdir(parents=True)
    (folder / "beneath").mkdir()
    for name in (*SHARED, "show.toml"):
        (questions / name).write_text("", encoding="utf-8")
    examples = questions / "examples"
    examples.mkdir()
    for name in SHIPPED_EXAMPLES:
        (examples / name).write_text("", encoding="utf-8")
    return Place(root=folder, exports=folder / "exports", over=folder / "beneath")


SHIPPED_EXAMPLES = tuple(
    sorted(p.name for p in (Path(__file__).parent.parent / "questions" / "examples").glob("*.toml"))
)


@cache
def shipped_bank() -> Bank:
    """Return the bank that ships, read once for all tests of a process."""
    return banks.load(places.shipped(cwd=Path(__file__).parent))
