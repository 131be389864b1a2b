"""Outline + layout -> Markdown, HTML, text, mail. Layouts are Jinja source in a sandbox: they travel between people."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from qbank.errors import SourceError
from qbank.model import Outline
from qbank.sheet import (
    SIGNS,
    Copy,
    Level,
    asked_before,
    clock,
    guest_copy,
    host_copy,
    join,
    number,
)

if TYPE_CHECKING:
    from jinja2 import Template
    from jinja2.sandbox import ImmutableSandboxedEnvironment

LARGEST = 1_000_000
"""Characters that one repetition in a layout may make: a layout must not fill the memory."""

_SPACE = re.compile(r"\s+")
_MARKDOWN = re.compile(
    r"""\\(?=[!-/:-@\[-`{-~])      # would escape what follows
    | [`*]                         # code, emphasis
    | (?<![^\W_])_|_(?![^\W_])     # emphasis: an underscore that is not inside a word
    | <(?=[A-Za-z/!?])             # a tag or an address
    | &(?=\#?\w+;)                 # an entity
    | \](?=[(\[:])                 # a link
    | ~(?=~)|(?<=~)~               # struck out
    | ^(?:[-+>](?=\s|$|>)|\#+(?=\s|$)|=+\s*$|-+\s*$|\d{1,9}(?=[.)](?:\s|$)))   # what starts a block
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


def render(
    outline: Outline,
    layout: str,
    *,
    copy: Copy = "host",
    level: Level = "questions",
    autoescape: bool = False,
    name: str = "layout",
) -> str:
    """Return the sheet that a layout (Jinja source) makes of an outline; `autoescape` is for HTML.

    A layout is given `sheet`: the HostCopy, which holds the outline, or the GuestCopy, which does not.
    SourceError names the layout and the line for broken source, an unknown name or a forbidden trick.
    """
    sheet = guest_copy(outline, level) if copy == "guest" else host_copy(outline)
    return fill(layout, {"sheet": sheet}, autoescape=autoescape, name=name)


def fill(layout: str, given: Mapping[str, object], *, autoescape: bool, name: str) -> str:
    """Return a layout filled with what is given; SourceError says where it cannot be."""
    from jinja2 import TemplateError

    try:
        return compiled(layout, autoescape, name).render(given)
    except (TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        line = getattr(error, "lineno", None) or _line_in(error, name)
        where = f"{name}:{line}" if line else name
        raise SourceError(
            f"{where}: the layout cannot be filled: {error}",
            hint="`qbank check --layout FILE` names every fault",
            where=where,
        ) from error


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
    environment = sandbox(autoescape=autoescape)
    code = environment.compile(layout, name, name)
    return environment.template_class.from_code(environment, code, environment.make_globals(None))


@lru_cache(maxsize=2)
def sandbox(*, autoescape: bool) -> ImmutableSandboxedEnvironment:
    """Return the sandbox that layouts run in: no loader, no attribute tricks, unknown names refused."""
    from jinja2 import StrictUndefined
    from jinja2.exceptions import SecurityError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Sandbox(ImmutableSandboxedEnvironment):
        intercepted_binops = frozenset({"*", "**"})

        def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401 (Jinja's types)
            """Refuse what would fill the memory: long repetitions, huge powers."""
            if operator == "**" or not all(isinstance(v, int | float) for v in (left, right)):
                raise SecurityError(f"{operator} is not allowed here")
            return super().call_binop(context, operator, left, right)

    environment = Sandbox(
        undefined=StrictUndefined,
        autoescape=autoescape,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(FILTERS)
    return environment
