"""qbank: an interview question bank. What the command line can do, this package can do.

```python
import qbank
work = qbank.Workspace(qbank.find(None, cwd=Path.cwd(), env=os.environ))
made = qbank.Planner(work).plan(qbank.Brief(guest=("Jay Kreps",), technology="Kafka")).outline
hits = qbank.search_bank(work.bank, "split brain").hits
```

The names below load their modules when they are first used; importing qbank loads nothing else. What a host does with files stands in
`qbank.tasks`, each use case a function of a workspace. See docs/ARCHITECTURE.md for the words and the flow.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qbank.bank import load, load_outline, save, save_outline
    from qbank.bank.place import find
    from qbank.english.lint import lint
    from qbank.model import Bank, Episode, Item, Outline, Template
    from qbank.model.brief import Brief
    from qbank.normalize.add_episodes import take_in
    from qbank.notes import read as read_notes
    from qbank.outline.brief import Request
    from qbank.outline.plan import plan
    from qbank.search import search as search_bank
    from qbank.sheet.formats import FORMATS, Wanted
    from qbank.tasks.plan import Planner
    from qbank.tasks.workspace import Workspace

_HOMES = {
    "FORMATS": "sheet.formats", "Wanted": "sheet.formats", "take_in": "normalize.add_episodes", "Bank": "model",
    "Episode": "model", "Item": "model", "Outline": "model", "Template": "model", "read_notes": "notes.read",
    "Request": "outline.brief", "Brief": "model.brief", "plan": "outline.plan", "find": "bank.place", "load": "bank",
    "load_outline": "bank", "save": "bank", "save_outline": "bank", "lint": "english.lint",
    "search_bank": "search.search", "Planner": "tasks.plan", "Workspace": "tasks.workspace",
}  # fmt: skip
"""Where each public name stands; a name of its own behind the module's where it is called otherwise there."""
_CALLED_OTHERWISE = {"read_notes", "search_bank"}

__all__ = [
    "FORMATS", "Bank", "Brief", "Episode", "Item", "Outline", "Planner", "Request", "Template", "Wanted", "Workspace",
    "find", "lint", "load", "load_outline", "plan", "read_notes", "save", "save_outline", "search_bank", "take_in",
]  # fmt: skip


def __getattr__(name: str) -> Any:  # noqa: ANN401 (whatever the name stands for)
    """Load a public name's module when the name is first used."""
    if name == "__version__":
        from importlib.metadata import version

        return version("qbank")
    if name not in _HOMES:
        raise AttributeError(f"module 'qbank' has no attribute {name!r}")
    home, attribute = _HOMES[name].rsplit(".", 1) if name in _CALLED_OTHERWISE else (_HOMES[name], name)
    return getattr(import_module(f"qbank.{home}"), attribute)


def __dir__() -> list[str]:
    """Name what is public, loaded or not."""
    return sorted({*globals(), *__all__, "__version__"})
