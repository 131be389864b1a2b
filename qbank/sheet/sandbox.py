"""Jinja in a sandbox: layouts travel between people, so they can say things and do nothing.

A layout sees plain data: texts, numbers, lists, and records with fields and no methods. No loader, no attribute tricks, no
unknown names. What a stranger's layout may take of time and memory is not judged here: `bounds` runs this module in a process
of its own for that, and the system ends it. `faults` names everything that is wrong in a layout at once, with its line.
"""

from __future__ import annotations

import io
import re
import sys
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache, wraps
from types import FrameType
from typing import TYPE_CHECKING, Any, cast

from qbank.lazy import regex
from qbank.sheet.text import FILTERS

if TYPE_CHECKING:
    from jinja2 import Template
    from jinja2.sandbox import ImmutableSandboxedEnvironment

LONGEST_MESSAGE = 300
"""So many characters of what is wrong are told: a layout may have its say in them."""
MOST_FAULTS = 100
"""So many faults of a layout are named; whoever wrote it mends them and asks again."""

_UNCLOSED = regex(r"block that needs to be closed is '(\w+)'")
_OPERATORS = ("__call__", "__getitem__", "__add__", "__radd__", "__mul__", "__sub__", "__mod__", "__truediv__")
_LAZY = "batch items map reject rejectattr reverse select selectattr slice unique".split()
_LEFT_OUT = ("center", "format", "indent", "pprint", "random")
"""Jinja's filters for blanks without end, for a programmer's eyes, and for another sheet each time."""

Fault = tuple[int, str]
"""What is wrong in a layout: the line, counted from 1, and what."""


class _Unwritten:
    """What a layout may use and not write into the sheet: taken for text, it says why it is none."""

    __slots__ = ()

    def _why(self) -> str:
        raise NotImplementedError

    def __str__(self) -> str:
        raise TypeError(self._why())

    __repr__ = __str__

    def __format__(self, _: str) -> str:
        return str(self)


class Record(_Unwritten):
    """A record as a layout sees it: fields to read, and nothing else."""

    __slots__ = ("_fields", "_kind")

    def __init__(self, kind: str, fields: Mapping[str, Any]) -> None:
        self._kind, self._fields = kind, fields

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Record) and (self._kind, self._fields) == (other._kind, other._fields)

    def __hash__(self) -> int:
        return hash((self._kind, tuple(v for v in self._fields.values() if isinstance(v, str | float))))

    def _why(self) -> str:
        return f"a {self._kind} is not text: name one of its fields, such as {', '.join(self._fields)}"


class _Function(_Unwritten):
    """What a layout may call; it can do nothing else with it."""

    __slots__ = ("_call",)

    def __init__(self, call: Callable[..., object]) -> None:
        self._call = call

    def __call__(self, *given: object, **named: object) -> object:
        return self._call(*given, **named)

    def _why(self) -> str:
        return "a function is not text: it must be called"


def seen(value: object) -> Any:  # noqa: ANN401 (whatever a layout is given)
    """Return plain data, as `bounds.plain` makes it, as a layout sees it."""
    if isinstance(value, list):
        return [seen(one) for one in value]
    if not isinstance(value, dict):
        return value
    ((kind, fields),) = value.items()
    inner = {name: seen(one) for name, one in fields.items()}
    return Record(kind, inner) if kind else inner


class Refusal(Exception):  # noqa: N818 (a layout's fault is not an error of the program)
    """A layout cannot be filled: why, and in which line if that is known."""

    def __init__(self, what: str, line: int | None = None) -> None:
        super().__init__(what)
        self.what, self.line = what[:LONGEST_MESSAGE], line


def fill(layout: str, given: Mapping[str, object], *, autoescape: bool, name: str) -> str:
    """Return a layout filled with plain data; Refusal says why it cannot be."""
    try:
        return compiled(layout, autoescape, name).render({key: seen(value) for key, value in given.items()})
    except MemoryError:
        raise
    except Exception as error:  # a layout is someone's data: whatever it raises is a fault of its own
        raise Refusal(_said(error), getattr(error, "lineno", None) or _line_in(error, name)) from error


LARGEST_PART = 10_000_000
"""So many bytes of text a part of a filled Word document may have: lxml cuts a longer text off without a word."""


def load_word() -> None:
    """Load all that it takes to fill a Word document."""
    import docx
    from docxtpl.template import DocxTemplate  # noqa: F401

    docx.Document()


def fill_word(template: bytes, given: Mapping[str, object]) -> bytes:
    """Return a Word document with tags (the bytes of a .docx) filled with plain data; Refusal says why it cannot be."""
    from docxtpl.template import DocxTemplate

    document, made = DocxTemplate(io.BytesIO(template)), io.BytesIO()
    try:
        names = {key: seen(value) for key, value in given.items()}
        document.render(names, jinja_env=sandbox(autoescape=True), autoescape=True)
        document.save(made)
    except MemoryError:
        raise
    except Exception as error:
        raise Refusal(_said(error)) from error
    made.seek(0)
    with zipfile.ZipFile(made) as package:
        texts = (part for part in package.infolist() if part.filename.endswith(".xml"))
        if any(part.file_size >= LARGEST_PART for part in texts):
            raise Refusal(f"it makes too much text: {LARGEST_PART} characters or more")
    return made.getvalue()


def _said(error: Exception) -> str:
    """Return what an error says; one of the system's without the file that it could not open."""
    return (error.strerror if isinstance(error, OSError) else str(error)) or type(error).__name__


def _line_in(error: BaseException, name: str) -> int | None:
    found, trace = None, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == name:
            found = trace.tb_lineno
        trace = trace.tb_next
    return found


@lru_cache(maxsize=64)
def compiled(layout: str, autoescape: bool, name: str) -> Template:
    """Return a layout compiled in the sandbox; compiling costs far more than rendering, so it is kept."""
    return _compiled(sandbox(autoescape=autoescape), layout, name)


def _compiled(environment: ImmutableSandboxedEnvironment, layout: str, name: str) -> Template:
    code = environment.compile(layout, name, name)
    return environment.template_class.from_code(environment, code, environment.make_globals(None))


def sandbox(*, autoescape: bool, undefined: type | None = None) -> ImmutableSandboxedEnvironment:
    """Return the sandbox that layouts run in; `undefined` stands for what a layout names and nobody gave."""
    from jinja2 import StrictUndefined

    # Worked out beforehand (`optimized`), a fault would have no line to be named with.
    environment = _environment()(
        undefined=undefined or StrictUndefined, autoescape=autoescape, trim_blocks=True, lstrip_blocks=True,
        keep_trailing_newline=True, optimized=False, finalize=_written,
    )  # fmt: skip
    for name in _LEFT_OUT:
        del environment.filters[name]
    del environment.globals["lipsum"]
    environment.filters |= {**{name: _listing(environment.filters[name]) for name in _LAZY}, **FILTERS}
    made: dict[str, type] = {}
    for name in ("cycler", "joiner"):  # what they make would be shown as a place in memory
        kind, why = cast("type", environment.globals[name]), f"a {name} is not text"
        made[name] = type(kind.__name__, (_Unwritten, kind), {"_why": lambda _, why=why: why})
    every = cast("Mapping[str, Callable[..., object]]", {**environment.globals, **made})
    environment.globals |= {name: _Function(given) for name, given in every.items()}
    return environment


@cache
def _environment() -> type[ImmutableSandboxedEnvironment]:
    from jinja2 import Undefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Sandbox(ImmutableSandboxedEnvironment):
        def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401 (Jinja's types)
            """Return what a layout gets for `obj.attribute`: a record's fields, and of all else what Jinja deems safe."""
            if isinstance(obj, Record):
                known = obj._fields
                missing = f"a {obj._kind} has no attribute {attribute!r}"
                return known[attribute] if attribute in known else self.undefined(missing)
            found = super().getattr(obj, attribute)
            return _Function(found) if callable(found) and not isinstance(found, Undefined) else found

        def getitem(self, obj: Any, argument: Any) -> Any:  # noqa: ANN401
            """Return what a layout gets for `obj[argument]`."""
            if isinstance(argument, str) and not (isinstance(obj, dict) and argument in obj):
                return self.getattr(obj, argument)
            return super().getitem(obj, argument)

    return Sandbox


def _listing(lazy: Callable[..., Iterable[object]]) -> Callable[..., list[object]]:
    """Return a filter that makes a list, where Jinja's makes something that prints as a place in memory."""

    @wraps(lazy)
    def listed(*given: object, **named: object) -> list[object]:
        return list(lazy(*given, **named))

    return listed


def _written(value: Any) -> Any:  # noqa: ANN401 (whatever stands in braces)
    """Return what is to be written, if it is a text, a number, or a list of such; TypeError for all else."""
    from jinja2 import Undefined

    if value is None or isinstance(value, str | int | float | Undefined | range):
        return value
    if isinstance(value, list | tuple | dict):
        for one in value.values() if isinstance(value, dict) else value:
            _written(one)
        return value
    if isinstance(value, _Unwritten):
        str(value)
    raise TypeError(f"a {type(value).__name__.lower()} is not text")


def faults(layout: str, given: Sequence[Mapping[str, object]], *, autoescape: bool, name: str) -> tuple[Fault, ...]:
    """Return what is wrong in a layout, by line, tried with each of what is given (plain data): the first hundred faults."""
    found: dict[int, str] = {}
    lines = layout.split("\n")
    environment = sandbox(autoescape=autoescape, undefined=_collecting(found, name))
    names = [{key: seen(value) for key, value in one.items()} for one in given]
    while len(found) < MOST_FAULTS:
        error = _try("\n".join(lines), environment, names, name)
        if error is None or not _mended(error, lines, found, name):
            break
    return tuple((line, what[:LONGEST_MESSAGE]) for line, what in sorted(found.items())[:MOST_FAULTS])


def _try(
    source: str, environment: ImmutableSandboxedEnvironment, given: Sequence[Mapping[str, object]], name: str
) -> Exception | None:
    try:
        template = _compiled(environment, source, name)
        for one in given:
            template.render(one)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 (whatever a layout raises is what is wrong with it)
        return error
    return None


def _mended(error: Exception, lines: list[str], found: dict[int, str], name: str) -> bool:
    """Note a fault and take its line out, so that the next one can be seen; False if that cannot be done."""
    open_block = _UNCLOSED.search(str(error))
    line: int = getattr(error, "lineno", None) or _line_in(error, name) or 1
    if open_block:
        opened = [n for n, text in enumerate(lines, start=1) if re.search(rf"{{%[-+]?\s*{open_block[1]}\b", text)]
        found.setdefault(opened[-1] if opened else line, f"{{% {open_block[1]} %}} is never closed")
        lines.append(f"{{% end{open_block[1]} %}}")
        return True
    found.setdefault(line, _said(error))
    broken = lines[line - 1]
    lines[line - 1] = ""
    # Without its beginning or end, a block would only bring faults that are none.
    return bool(broken) and ("lineno" in dir(error) or "{%" not in broken)


def _line_now(name: str) -> int | None:
    """Return the line of the layout that is being filled at this moment; None while none is."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename != name:
        frame = frame.f_back
    if frame is None:
        return None
    template: Template = frame.f_globals["__jinja_template__"]
    return template.get_corresponding_lineno(frame.f_lineno)


def _collecting(found: dict[int, str], name: str) -> type:
    """Return a stand-in for unknown names that notes where each is used and lets the layout go on."""
    from jinja2 import Undefined

    def noting(answer: Callable[[Any], object]) -> Callable[..., object]:
        def note(self: Undefined, *_: object, **__: object) -> object:
            line = _line_now(name)
            if line is None:
                # While a layout is compiled, Jinja tries what it can work out beforehand, and takes an error for a no.
                self._fail_with_undefined_error()
            else:
                found.setdefault(line, self._undefined_message)
            return answer(self)

        return note

    def attribute(self: Undefined, asked: str) -> object:
        if asked.startswith("__"):
            raise AttributeError(asked)
        return chained(self)

    chained = noting(lambda self: self)
    methods: dict[str, object] = dict.fromkeys(_OPERATORS, chained)
    methods |= {
        "__slots__": (), "__getattr__": attribute, "__str__": noting(lambda _: ""),
        "__iter__": noting(lambda _: iter(())), "__len__": noting(lambda _: 0),
        "__bool__": noting(lambda _: False), "__eq__": noting(lambda _: False), "__hash__": id,
    }  # fmt: skip
    return type("Unknown", (Undefined,), methods)
