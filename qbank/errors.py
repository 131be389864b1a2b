"""What can go wrong: one family of exceptions for broken calls, and Problem values for bad data."""

# No annotations from the future: a named tuple compiles each that is a text, and a search starts with twenty of them.

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple


class Problem(NamedTuple):
    """Something wrong in someone's data: where it stands, what it is, and how to mend it."""

    where: str
    what: str
    hint: str = ""

    def __str__(self) -> str:
        """Return the problem as a line of text for a person."""
        return f"{self.where}: {self.what}" + (f" ({self.hint})" if self.hint else "")


def visible(text: str, keep: str = "") -> str:
    """Return a text from someone's file with what a terminal would obey, or not show, written out; what to `keep` stays."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in keep else repr(c)[1:-1] for c in text)


class QbankError(Exception):
    """A call that cannot be done; the message says what, the hint how to mend it; `problems` names every fault found, where there are several."""

    code = "failed"
    exit_code = 1

    def __init__(self, message: str, *, problems: tuple[Problem, ...] = (), hint: str = "", where: str = "") -> None:
        super().__init__(message)
        self.message, self.hint, self.where, self.problems = message, hint, where, problems

    def as_problems(self, where: str) -> tuple[Problem, ...]:
        """Return what is wrong as values: every fault that is named, else the error itself, at `where` if it says no place."""
        return self.problems or (Problem(self.where or where, self.message, self.hint),)


class UsageError(QbankError):
    """A command was called in a way that makes no sense."""

    code = "usage"
    exit_code = 2


class BankError(QbankError):
    """A bank's files cannot be read or written."""

    code = "bank"


class ReadOnlyError(BankError):
    """The bank that ships with qbank cannot be written to."""

    code = "read-only"


class SourceError(QbankError):
    """Show notes, a sheet or another input file cannot be read."""

    code = "source"


class NotFoundError(QbankError):
    """A reference, template, episode or file that was named does not exist."""

    code = "not-found"


class InputNeededError(QbankError):
    """Something must be asked, but there is no terminal; the message names the flag."""

    code = "input-needed"
    exit_code = 4


class Findings(QbankError):  # noqa: N818 (what a check finds is not an error of the command)
    """A check found something; the findings themselves are data on stdout."""

    code = "findings"
    exit_code = 3


def did_you_mean(said: str, known: Iterable[str], otherwise: str = "") -> str:
    """Return the hint that names what comes nearest to something that is not there, three at most; `otherwise` if nothing does."""
    from difflib import get_close_matches

    near = get_close_matches(said, list(known), n=3)
    return f"did you mean {' or '.join(near)}?" if near else otherwise


def one_of(text: str | None, allowed: Sequence[str], flag: str) -> Any:  # noqa: ANN401 (one of the allowed literals)
    """Return the text if it is one of those allowed, or None; UsageError with the nearest otherwise."""
    if text is None or text in allowed:
        return text
    from difflib import get_close_matches

    near = get_close_matches(text, allowed, n=1)
    hint = f"did you mean '{near[0]}'?" if near else f"it can be {', '.join(allowed)}"
    raise UsageError(f"{flag} is '{text}'", hint=hint)
