"""Records that are made when they are used are the standard library's in all that can be told from outside."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
from dataclasses import FrozenInstanceError, field, fields, replace
from typing import Any

import pytest

from qbank import model
from qbank.lazy import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Basket:
    """A record with every kind of field."""

    name: str
    size: int = 3
    rods: tuple[str, ...] = ()
    marks: dict[str, int] = field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """The same, by the standard library."""

    name: str
    size: int = 3
    rods: tuple[str, ...] = ()
    marks: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A record with fields that are left out of this and that."""

    name: str
    told: str = field(default="", compare=False)
    fills: dict[str, int] = field(default_factory=dict, hash=False)
    hidden: int = field(default=0, repr=False)


@dataclass(frozen=True, slots=True)
class Pair:
    """A record whose fields are given in order."""

    one: int
    other: int = 2


def test_a_record_is_made_compared_and_shown_as_the_standard_librarys() -> None:
    """Given and missing values, the same representation, equality by value and of one class alone."""
    ours, theirs = Basket(name="a", size=4), Plain(name="a", size=4)
    assert repr(ours) == repr(theirs).replace("Plain", "Basket")
    assert [getattr(ours, f.name) for f in fields(ours)] == [getattr(theirs, f.name) for f in fields(theirs)]
    assert ours == Basket(name="a", size=4)
    assert ours != Basket(name="a")
    other: object = theirs
    assert ours != other
    assert Basket(name="a").marks is not Basket(name="a").marks
    assert hash(Pair(1)) == hash(Pair(1, 2))
    assert {Pair(1): "known"}[Pair(1, other=2)] == "known"
    assert dataclasses.is_dataclass(Basket)
    assert not hasattr(ours, "__dict__")


def test_a_field_can_be_left_out_of_comparing_hashing_and_showing() -> None:
    """What a field says of itself holds: not compared, not hashed, not shown."""
    one = Marked(name="a", told="x", fills={"b": 1}, hidden=2)
    assert one == Marked(name="a", told="y", fills={"b": 1}, hidden=2)
    assert one != Marked(name="a", fills={"b": 2}, hidden=2)
    assert hash(one) == hash(Marked(name="a", hidden=2))
    assert repr(one) == "Marked(name='a', told='x', fills={'b': 1})"


def test_a_record_says_how_it_is_called() -> None:
    """Its signature is the one that the standard library's record has: names, defaults, types, in order."""
    assert str(inspect.signature(Basket)) == str(inspect.signature(Plain))
    assert str(inspect.signature(Pair)) == "(one: 'int', other: 'int' = 2) -> None"


@pytest.mark.parametrize("given", [{}, {"name": "a", "color": "red"}])
def test_a_call_that_does_not_fit_is_refused_by_name(given: dict[str, Any]) -> None:
    """What is missing and what is unknown are named, the first time and every other."""
    for _ in range(2):
        with pytest.raises(TypeError, match=r"name|color"):
            Basket(**given)
    with pytest.raises(TypeError):
        Basket("a")  # type: ignore[call-arg]


def test_a_record_cannot_be_changed_but_copied() -> None:
    """Fields are neither set nor taken away; replace, copy and pickle give an equal one."""
    ours = Basket(name="a", rods=("x",))
    with pytest.raises(FrozenInstanceError):
        ours.name = "b"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del ours.size
    assert replace(ours, size=9) == Basket(name="a", size=9, rods=("x",))
    for other in (copy.copy(ours), copy.deepcopy(ours), pickle.loads(pickle.dumps(ours))):
        assert other == ours
    with pytest.raises(TypeError):
        hash(ours)  # it holds a dictionary


def test_the_models_records_are_made_this_way() -> None:
    """Every record of the model has the same fields, and can be made from them."""
    kinds = [kind for kind in vars(model).values() if isinstance(kind, type) and dataclasses.is_dataclass(kind)]
    assert len(kinds) > 20
    for kind in kinds:
        given = {f.name: f.name for f in fields(kind)}
        made: Any = kind(**given)
        assert dataclasses.asdict(made) == given


def test_a_record_of_a_record_is_a_record() -> None:
    """What has a record for its parent is made by the standard library: its signature, its copies and its equality are whole."""
    from qbank.model.brief import Brief

    brief = Brief(guest=("Ada",), role="maker")
    assert pickle.loads(pickle.dumps(brief)) == brief == replace(brief)
    assert {"guest", "role"} <= {*inspect.signature(Brief).parameters}
    with pytest.raises(FrozenInstanceError):
        brief.role = "user"  # type: ignore[misc]
