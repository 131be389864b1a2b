"""Jinja in a sandbox: layouts travel between people, so they can say things and do nothing.

No loader, no attribute tricks, unknown names refused, long repetitions refused. `faults` names everything that is
wrong in a layout at once, with its line.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from types import FrameType
from typing import TYPE_CHECKING, Any

from qbank.errors import Problem, SourceError
from qbank.sheet.bounds import bound, metered
from qbank.sheet.copies import SIGNS, asked_before, clock, join, number

if TYPE_CHECKING:
    from jinja2 import Template, nodes
    from jinja2.sandbox import ImmutableSandboxedEnvironment

_UNCLOSED = re.compile(r"block that needs to be closed is '(\w+)'")
_OPERATORS = (
    "__call__",
    "__getitem__",
    "__add__",
    "__radd__",
    "__mul__",
    "__sub__",
    "__mod__",
    "__truediv__",
)
_RECORD = re.compile(r"'qbank\.\w+\.(\w+) object'")
_SPACE = re.compile(r"\s+")
_MARKDOWN = re.compile(
    r"""\\(?=[!-/:-@\[-`{-~])      # would escape what follows
    | [`*]                         # code, emphasis
    | (?<![^\W_])_|_(?![^\W_])     # emphasis: an underscore that is not inside a word
    | <(?=[A-Za-z/!?])             # a tag or an address
    | &(?=\#?\w+;)                 # an entity
    | \](?=[(\[:])                 # a link
    | ~(?=~)|(?<=~)~               # struck out
    | ^(?:>|[-+](?=\s|$)|\#+(?=\s|$)|=+\s*$|-+\s*$|\d{1,9}(?=[.)](?:\s|$)))   # what starts a block
    """,
    re.VERBOSE,
)


def one_line(text: str) -> str:
    """Return a text on one line: every stretch of white space is one blank."""
    return _SPACE.sub(" ", text).strip()


def markdown(text: str) -> str:
    """Return a text on one line as Markdown that shows it unchanged; only what would be read as markup is escaped."""
    return _MARKDOWN.sub(_escaped, one_line(text))


def _escaped(match: re.Match[str]) -> str:
    found = match[0]
    # A number at the start of a line is text; the dot after it would make it a list.
    return f"{found}\\" if found[0].isdigit() else f"\\{found}"


def sign(role: str) -> str:
    """Return the sign before a follow-up of this role."""
    return SIGNS[role]


FILTERS: Mapping[str, Callable[..., str]] = {
    "clock": clock,
    "number": number,
    "asked_before": asked_before,
    "names": join,
    "line": one_line,
    "md": markdown,
    "sign": sign,
}
"""What a layout may use beside Jinja's own filters."""


def fill(layout: str, given: Mapping[str, object], *, autoescape: bool = False, name: str = "layout") -> str:
    """Return a layout filled with what is given; SourceError says where it cannot be."""
    try:
        return compiled(layout, autoescape, name).render(given)
    except failures() as error:
        line = getattr(error, "lineno", None) or _line_in(error, name)
        raise refused(error, name, line) from error


def failures() -> tuple[type[Exception], ...]:
    """Return what filling a layout may raise: the layout is somebody's data, so none of it is a fault of the program."""
    from jinja2 import TemplateError

    return (
        TemplateError,
        ArithmeticError,
        AttributeError,
        LookupError,
        TypeError,
        ValueError,
        RecursionError,
    )


def refused(error: Exception, name: str, line: int | None) -> SourceError:
    """Return what a person is told when a layout cannot be filled."""
    where = f"{name}:{line}" if line else name
    return SourceError(
        f"{where}: the layout cannot be filled: {plain(error)}",
        hint="`qbank check --layout FILE` names every fault",
        where=where,
    )


def plain(error: Exception | str) -> str:
    """Return what an error says, without the names of our modules."""
    return _RECORD.sub(r"a \1", str(error))


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
    from jinja2.exceptions import SecurityError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Sandbox(ImmutableSandboxedEnvironment):
        intercepted_binops = frozenset({"*", "**", "%", "+"})

        def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
            return metered(super()._parse(source, name, filename))

        def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401 (Jinja's types)
            """Refuse what would fill the memory: long repetitions, huge powers, wide paddings, doubled lists."""
            if operator == "+":
                if isinstance(left, str):
                    context.meter.made(left)
                elif isinstance(left, list | tuple):
                    context.meter.step(len(left))
                return super().call_binop(context, operator, left, right)
            if operator == "**" or not all(isinstance(v, int | float) for v in (left, right)):
                raise SecurityError(f"{operator} is allowed between numbers only")
            return super().call_binop(context, operator, left, right)

    environment = Sandbox(
        undefined=undefined or StrictUndefined,
        autoescape=autoescape,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        # Worked out beforehand, a fault would have no line to be named with.
        optimized=False,
    )
    environment.filters.update(FILTERS)
    for name in ("center", "format", "indent"):
        # Each can be asked for a billion blanks.
        del environment.filters[name]
    bound(environment)
    return environment


def faults(
    layout: str,
    given: Sequence[Mapping[str, object]],
    *,
    name: str,
    autoescape: bool = False,
    place: Callable[[int], str] | None = None,
) -> tuple[Problem, ...]:
    """Return everything that is wrong in a layout, tried with each of what is given: broken source, unknown names.

    `place` says what a line number is to a person; by default `layout:12`.
    """
    where = place or (lambda line: f"{name}:{line}")
    found: dict[int, str] = {}
    lines = layout.split("\n")
    environment = sandbox(autoescape=autoescape, undefined=_collecting(found, name))
    for _ in range(2 * len(lines)):
        error = _try("\n".join(lines), environment, given, name)
        if error is None or not _mended(error, lines, found, name):
            break
    hint = "the layouts that qbank ships show the names there are"
    return tuple(
        Problem(where=where(line), what=plain(what), hint=hint) for line, what in sorted(found.items())
    )


def _try(
    source: str, environment: ImmutableSandboxedEnvironment, given: Sequence[Mapping[str, object]], name: str
) -> Exception | None:
    try:
        template = _compiled(environment, source, name)
        for one in given:
            template.render(one)
    except failures() as error:
        return error
    return None


def _mended(error: Exception, lines: list[str], found: dict[int, str], name: str) -> bool:
    """Note a fault and take its line out, so that the next one can be seen; False if that cannot be done."""
    open_block = _UNCLOSED.search(str(error))
    line: int = getattr(error, "lineno", None) or _line_in(error, name) or 1
    if open_block:
        opened = [
            n for n, text in enumerate(lines, start=1) if re.search(rf"{{%[-+]?\s*{open_block[1]}\b", text)
        ]
        found.setdefault(opened[-1] if opened else line, f"{{% {open_block[1]} %}} is never closed")
        lines.append(f"{{% end{open_block[1]} %}}")
        return True
    found.setdefault(line, str(error))
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
        "__slots__": (),
        "__getattr__": attribute,
        "__str__": noting(lambda _: ""),
        "__iter__": noting(lambda _: iter(())),
        "__len__": noting(lambda _: 0),
        "__bool__": noting(lambda _: False),
        "__eq__": noting(lambda _: False),
        "__hash__": id,
    }
    return type("Unknown", (Undefined,), methods)
