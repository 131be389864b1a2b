"""Regular expressions that are compiled when they are first used: there are hundreds, a command uses a few, and compiling all takes longer than its work."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any, AnyStr, Generic, cast

__all__ = ["regex"]


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
