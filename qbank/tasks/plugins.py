"""What other packages add: readers, exporters and lint rules, found by the entry points they declare.

A plugin is code that the host installed, so it is trusted like qbank itself. One that does not work is named and passed over: the
bank, the sheets and the other plugins go on as if it were not there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal

from qbank.errors import Problem, SourceError
from qbank.lazy import dataclass, regex

if TYPE_CHECKING:
    from qbank.english.lint import Remark
    from qbank.sheet.copies import GuestCopy, HostCopy

Group = Literal["readers", "exporters", "lint_rules"]
GROUPS: tuple[Group, ...] = ("readers", "exporters", "lint_rules")
"""The last words of the entry-point groups: `qbank.readers`, `qbank.exporters`, `qbank.lint_rules`."""

_NAME = regex(r"[a-z0-9][a-z0-9-]{0,39}")
_ENDING = regex(r"[A-Za-z0-9]{1,12}(?:\.[A-Za-z0-9]{1,12})?")
_HINT = "mend or uninstall that package; qbank works without it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugin:
    """One plugin: its entry point's name, the package it comes with, and what is called."""

    name: str
    package: str
    call: Callable[..., Any]

    def fault(self, what: str, where: str = "") -> Problem:
        """Return a problem that names this plugin."""
        return Problem(where=where or self.package, what=f"the plugin '{self.name}' {what}", hint=_HINT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugins:
    """The plugins of a group by name, and what is wrong with those that were passed over."""

    found: Mapping[str, Plugin]
    faults: tuple[Problem, ...] = ()


def find(group: Group, taken: Collection[str] = ()) -> Plugins:
    """Return the plugins of a group, in the order of their names; `taken` are qbank's own names, which no plugin may have."""
    from importlib.metadata import entry_points

    found: dict[str, Plugin] = {}
    faults: list[Problem] = []
    for point in sorted(entry_points(group=f"qbank.{group}"), key=lambda p: (p.name, p.value)):
        package = point.dist.name if point.dist else point.value
        call, what, hint = None, "", _HINT
        if not _NAME.fullmatch(point.name):
            what, hint = "has a name that cannot be typed", "use small letters, digits and -"
        elif point.name in taken or point.name in found:
            what, hint = "has a name that is taken", "give its entry point another name"
        else:
            try:
                call = point.load()
                what = "" if callable(call) else "is not a function"
            except (Exception, SystemExit) as error:  # noqa: BLE001 (whatever another package does must not stop this one)
                what = f"cannot be loaded: {_said(error)}"
        if call is None or what:
            faults.append(Problem(package, f"the plugin '{point.name}' (qbank.{group}) {what}", hint))
        else:
            found[point.name] = Plugin(name=point.name, package=package, call=call)
    return Plugins(found=found, faults=tuple(faults))


def _said(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:200]


def _answer(plugin: Plugin, *given: object, where: str = "") -> tuple[Any, Problem | None]:
    """Return what a plugin answers, or what is wrong with it."""
    try:
        return plugin.call(*given), None
    except (Exception, SystemExit) as error:  # noqa: BLE001 (as above)
        return None, plugin.fault(f"failed: {_said(error)}", where)


def read_by(readers: Iterable[Plugin], data: bytes, source: str) -> tuple[str, str, list[Problem]]:
    """Return the notes that the first reader which knows a source makes of it, in Markdown, and that reader's name.

    Both are empty if none knows it. The problems name readers that failed; the next one was asked instead.
    """
    faults: list[Problem] = []
    for reader in readers:
        made, fault = _answer(reader, data, source, where=source)
        if fault is None and made is not None and not isinstance(made, str):
            fault = reader.fault(f"returned {type(made).__name__}, not text or None", source)
        if fault is not None:
            faults.append(fault)
        elif made is not None:
            return made, reader.name, faults
    return "", "", faults


def export_by(exporter: Plugin, sheet: HostCopy | GuestCopy) -> bytes:
    """Return the file that an exporter makes of a copy. SourceError names a plugin that fails: nothing else was asked for."""
    made, fault = _answer(exporter, sheet)
    if fault is None and not isinstance(made, str | bytes):
        fault = exporter.fault(f"returned {type(made).__name__}, not text or bytes")
    if fault is not None:
        raise SourceError(fault.what, hint=fault.hint, where=fault.where)
    return made.encode("utf-8") if isinstance(made, str) else bytes(made)


def ending(exporter: Plugin) -> str:
    """Return the ending of an exporter's files: its attribute `ending`, else its name."""
    said = getattr(exporter.call, "ending", exporter.name)
    return said if isinstance(said, str) and _ENDING.fullmatch(said) else exporter.name


class Rules:
    """The lint rules of plugins; one that fails is named once and not asked again."""

    def __init__(self, plugins: Plugins) -> None:
        self._rules = dict(plugins.found)
        self.names = tuple(self._rules)
        self.faults = list(plugins.faults)

    def remarks(self, text: str, accept: Collection[str] = ()) -> Iterator[Remark]:
        """Yield what the rules say about a question; those on the accept list are not asked."""
        from qbank.english.lint import Remark

        if text in accept:
            return
        for name, rule in list(self._rules.items()):
            if name in accept:
                continue
            made, fault = _answer(rule, text)
            is_remark = isinstance(made, tuple) and len(made) == 2 and all(isinstance(text, str) for text in made)
            if fault is None and made is not None and not is_remark:
                fault = rule.fault("returned something other than None or two texts: what is wrong, and the cure")
            if fault is not None:
                self.faults.append(fault)
                del self._rules[name]
            elif made is not None:
                yield Remark(rule=name, what=made[0], hint=made[1])
