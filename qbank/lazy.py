"""What is made when it is first used: records and regular expressions, of which there are hundreds; a command needs a few.

Records: `dataclass` as in the standard library, at a fifteenth of its price. The standard library writes and compiles six functions
for every frozen record, whether they are ever called or not: a tenth of a second at the start of each command. Here a record's
`__init__` is compiled when it is first called, and the rest are closures. To a type checker, to pydantic and to `dataclasses.fields`
and `replace` it is the same. Who needs no record, as a search, does not load the standard library's either.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Any, AnyStr, Generic, cast

__all__ = ["dataclass", "regex"]


def regex(source: AnyStr, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[AnyStr]:
    """Return what `re.compile` does, for a name of a module; a fault in it shows when it is first used (tests use all of them)."""
    return cast("re.Pattern[AnyStr]", _Regex(source, flags))


class _Regex(Generic[AnyStr]):
    """Has the methods of a compiled expression from when the first of them is asked for."""

    def __init__(self, source: AnyStr, flags: re.RegexFlag) -> None:
        self._given: tuple[AnyStr, re.RegexFlag] = (source, flags)

    @cached_property
    def _compiled(self) -> re.Pattern[AnyStr]:
        return re.compile(*self._given)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 (a method or a field of the compiled expression)
        """Return what is not there yet, and keep it: a method is asked for once."""
        found = self.__dict__[name] = getattr(self._compiled, name)
        return found


if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(
        kind: type | None = None,
        /,
        *,
        frozen: bool = False,
        slots: bool = False,
        kw_only: bool = False,
        eq: bool = True,
        **more: bool,
    ) -> Any:  # noqa: ANN401 (the class, or what makes it a record)
        """Make a class a record, as `dataclasses.dataclass` does; one that is frozen, has slots and no parents, cheaply."""
        import dataclasses

        if kind is None:
            return lambda kind: dataclass(kind, frozen=frozen, slots=slots, kw_only=kw_only, eq=eq, **more)
        if not (frozen and slots) or more or kind.__bases__ != (object,):
            how = {"frozen": frozen, "slots": slots, "kw_only": kw_only, "eq": eq, **more}
            return dataclasses.dataclass(kind, **how)
        return _record(kind, kw_only=kw_only, eq=eq)


def _record(kind: type, *, kw_only: bool, eq: bool) -> type:
    import dataclasses

    own = vars(kind)
    made: Any = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True, kw_only=kw_only)(kind)
    made.__dataclass_params__.frozen, made.__dataclass_params__.eq = True, eq
    for name, function in _functions(made, eq=eq).items():
        # A class that says `__eq__` itself has None for `__hash__`, which is nobody's word.
        if own.get(name) is None:
            setattr(made, name, function)
    made.__signature__ = _Signature()
    return made  # type: ignore[no-any-return]


def _functions(kind: Any, *, eq: bool) -> dict[str, Callable[..., Any]]:  # noqa: ANN401
    """Return what a frozen record does, by name."""
    import dataclasses

    every = dataclasses.fields(kind)
    names = tuple(field.name for field in every)
    shown = tuple(field.name for field in every if field.repr)
    compared = _values(field.name for field in every if field.compare)
    hashed = _values(f.name for f in every if (f.compare if f.hash is None else f.hash))

    def __init__(self: Any, *given: object, **named: object) -> None:  # noqa: ANN401, N807
        kind.__init__ = _init(kind)
        kind.__init__(self, *given, **named)

    def __repr__(self: object) -> str:  # noqa: N807
        said = ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)
        return f"{type(self).__qualname__}({said})"

    def __eq__(self: object, other: object) -> bool:  # noqa: N807
        return compared(self) == compared(other) if other.__class__ is self.__class__ else NotImplemented

    def __hash__(self: object) -> int:  # noqa: N807
        return hash(hashed(self))

    def __setattr__(_: object, name: str, __: object) -> None:  # noqa: N807
        raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(_: object, name: str) -> None:  # noqa: N807
        raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")

    def __getstate__(self: object) -> list[object]:  # noqa: N807
        return [getattr(self, name) for name in names]

    def __setstate__(self: object, state: list[object]) -> None:  # noqa: N807
        for name, value in zip(names, state, strict=True):
            object.__setattr__(self, name, value)

    made: tuple[Callable[..., Any], ...] = (__init__, __repr__, __setattr__, __delattr__, __getstate__, __setstate__)  # fmt: skip
    return {function.__name__: function for function in (*made, *((__eq__, __hash__) if eq else ()))}


class _Factory:
    """Stands for what is made anew for each record, where nothing is given."""

    def __repr__(self) -> str:
        return "<factory>"


class _Signature:
    """How a record is called, worked out for whoever asks: a reference, a help."""

    def __get__(self, _: object, kind: Any) -> Any:  # noqa: ANN401
        import inspect

        # A class that has a record for its parent was made by the standard library.
        given = inspect.signature(_init(kind) if "__signature__" in vars(kind) else kind.__init__)
        return given.replace(parameters=[one for one in given.parameters.values() if one.name != "self"])


_FACTORY = _Factory()


def _values(names: Iterable[str]) -> Callable[[Any], object]:
    wanted = tuple(names)
    return attrgetter(*wanted) if wanted else lambda _: ()


def _init(kind: Any) -> Callable[..., None]:  # noqa: ANN401
    """Return a record's constructor, compiled: it puts what is given, and what is not, into the slots."""
    import dataclasses

    known: dict[str, Any] = {"_FACTORY": _FACTORY}
    given: dict[bool, list[str]] = {False: [], True: []}
    body: list[str] = []
    for field in dataclasses.fields(kind):
        name = field.name
        known[f"_put_{name}"] = vars(kind)[name].__set__
        value = name
        if field.default_factory is not dataclasses.MISSING:
            known[f"_new_{name}"] = field.default_factory
            value = f"_new_{name}() if {name} is _FACTORY else {name}"
        known[f"_is_{name}"] = _FACTORY if field.default is dataclasses.MISSING else field.default
        needed = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        given[field.kw_only is True].append(name if needed else f"{name}=_is_{name}")
        body.append(f"_put_{name}(self, {value})")
    named = ["*", *given[True]] if given[True] else []
    body += ["self.__post_init__()"] if hasattr(kind, "__post_init__") else []
    text = f"def __init__({', '.join(['self', *given[False], *named])}):\n " + "\n ".join(body or ["pass"])
    exec(text, known)  # noqa: S102 (names of fields, which are Python's own; the standard library does the same)
    made: Callable[..., None] = known["__init__"]
    made.__qualname__ = f"{kind.__qualname__}.__init__"
    made.__annotations__ = {**{field.name: field.type for field in dataclasses.fields(kind)}, "return": None}
    return made
