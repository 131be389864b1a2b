"""What a person changed on a sheet: a list of changes, and the outline as it would be with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from qbank.errors import Problem
from qbank.model import Outline
from qbank.sheet import Copy

Kind = Literal[
    "reworded", "added", "dropped", "moved", "lane", "ticked", "unticked", "note", "comment", "filled"
]
Part = Literal["question", "follow-up", "context", "cue", "box", "spoken", "sheet"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that a person changed. `id` is the question's, the follow-up's, or the name of a field.

    `before` and `after` are texts, lanes or places, whatever the kind is about; `by` is who commented; `tracked`
    says that Word kept the change as a tracked one.
    """

    kind: Kind
    part: Part = "question"
    id: str = ""
    before: str = ""
    after: str = ""
    by: str = ""
    tracked: bool = False

    def __str__(self) -> str:
        """Return the change as a line for a person."""
        thing = f"{self.part} {self.id}".strip() if self.part != "question" else self.id
        return f"{thing}: {_SAID[self.kind].format(before=self.before, after=self.after, by=self.by)}"


_SAID: dict[Kind, str] = {
    "reworded": "reworded from “{before}” to “{after}”",
    "added": "added “{after}”",
    "dropped": "dropped “{before}”",
    "moved": "moved {after}",
    "lane": "moved from {before} to {after}",
    "ticked": "ticked as {after}",
    "unticked": "no longer ticked",
    "note": "noted “{after}”",
    "comment": "comment by {by}: “{after}”",
    "filled": "filled in “{after}”",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Edits:
    """What a sheet that came back says: the changes, what to know about them, and the outline that they make."""

    outline_id: str
    copy: Copy
    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]
    outline: Outline
