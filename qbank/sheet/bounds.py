"""What a layout may ask of the machine: so many steps, so many characters, no number as wide as a screen is long.

Jinja's sandbox keeps a layout from doing things, not from going on for ever. The tree of a layout is given meters here
before it is compiled: each round of a loop, each call and each text that is made is paid for, and what costs too much is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment, nodes
    from jinja2.runtime import Context

STEPS = 300_000
"""So many rounds of loops and calls in one sheet."""
CHARACTERS = 20_000_000
"""So many characters made or written in one sheet, over all."""
LONGEST = 200_000
"""So many characters in one text that a layout makes for itself."""
ARGUMENT = 2_000
"""So long a text may be, and so large a number, that is given to a filter or to a method of a text."""


class Meter:
    """What is left to a layout that is being filled."""

    def __init__(self) -> None:
        self.steps, self.characters = STEPS, CHARACTERS

    def step(self, characters: int) -> None:
        """Pay for a round of a loop or for a call, and for the characters it writes anyway."""
        self.steps -= 1
        self.characters -= characters
        if self.steps < 0 or self.characters < 0:
            raise _refusal("the layout goes on for too long")

    def made(self, value: object) -> None:
        """Pay for a text that was made or is written."""
        if isinstance(value, str):
            self.characters -= len(value)
            if len(value) > LONGEST or self.characters < 0:
                raise _refusal("the layout makes too much text")


def _refusal(what: str) -> Exception:
    from jinja2.exceptions import SecurityError

    return SecurityError(what)


def bound(environment: Environment) -> None:
    """Have an environment meter whatever it compiles from now on."""
    from jinja2 import pass_context
    from jinja2.runtime import Context as Plain

    class Metered(Plain):
        def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401 (whatever Jinja's has)
            super().__init__(*given, **named)
            self.meter = Meter()

        def derived(self, locals: dict[str, Any] | None = None) -> Context:
            """Return the context of an inner part: it has no more left than this one."""
            inner = super().derived(locals)
            vars(inner)["meter"] = self.meter
            return inner

    @pass_context
    def rounds(context: Any, values: Any, written: int) -> Iterator[Any]:  # noqa: ANN401 (what a layout has)
        for value in values:
            context.meter.step(written)
            yield value

    @pass_context
    def made(context: Any, value: Any) -> Any:  # noqa: ANN401
        context.meter.made(value)
        return value

    @pass_context
    def called(context: Any, value: Any) -> Any:  # noqa: ANN401
        context.meter.step(0)
        context.meter.made(value)
        return value

    environment.context_class = Metered
    environment.finalize = made
    environment.filters |= {"_rounds": rounds, "_made": made, "_called": called, "_small": _small}


def _small(value: Any) -> Any:  # noqa: ANN401 (an argument in a layout)
    """Return an argument that is neither a large number nor a long text."""
    for one in value if isinstance(value, list | tuple) else (value,):
        if isinstance(one, int | float) and abs(one) > ARGUMENT:
            raise _refusal(f"numbers as large as {one:g} are for no layout")
        if isinstance(one, str) and len(one) > ARGUMENT:
            raise _refusal(f"a text of {len(one)} characters cannot be given to a filter")
    return value


def _through(node: Any, name: str, *args: nodes.Expr) -> nodes.Filter:  # noqa: ANN401 (an expression, or none in a block)
    """Return an expression that passes through one of the filters above."""
    from jinja2 import nodes

    return nodes.Filter(node, name, list(args), [], None, None, lineno=getattr(node, "lineno", None))


def _narrow(node: nodes.Call | nodes.Filter) -> None:
    """Have the arguments of a call or a filter be small."""
    node.args = [_through(arg, "_small") for arg in node.args]
    for keyword in node.kwargs:
        keyword.value = _through(keyword.value, "_small")
    if node.dyn_args is not None:
        node.dyn_args = _through(node.dyn_args, "_small")


def _written(loop: nodes.For) -> int:
    """Return how many characters a round of a loop writes anyway."""
    from jinja2 import nodes

    return sum(len(text.data) for part in loop.body for text in part.find_all(nodes.TemplateData))


def metered(tree: nodes.Template) -> nodes.Template:
    """Return the tree of a layout with its meters."""
    from jinja2 import nodes
    from jinja2.visitor import NodeTransformer

    class Metering(NodeTransformer):
        def visit_Filter(self, node: nodes.Filter) -> nodes.Node:  # noqa: N802 (Jinja's name)
            self.generic_visit(node)
            _narrow(node)
            return _through(node, "_made")

        def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802
            self.generic_visit(node)
            if not isinstance(node.node, nodes.Name) or node.node.name == "range":
                _narrow(node)
            return _through(node, "_called")

        def visit_CallBlock(self, node: nodes.CallBlock) -> nodes.Node:  # noqa: N802
            self.generic_visit(node)
            # A block calls, and nothing else: its call keeps its shape.
            assert isinstance(node.call, nodes.Filter)
            assert isinstance(node.call.node, nodes.Call)
            node.call = node.call.node
            return node

        def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802
            self.generic_visit(node)
            return _through(node, "_made")

        def visit_AssignBlock(self, node: nodes.AssignBlock) -> nodes.Node:  # noqa: N802
            self.generic_visit(node)
            node.filter = _through(node.filter, "_made")
            return node

        def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802
            written = _written(node)
            self.generic_visit(node)
            node.iter = _through(node.iter, "_rounds", nodes.Const(written))
            return node

    made: nodes.Template = Metering().visit(tree)
    return made
