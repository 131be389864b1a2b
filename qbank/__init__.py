"""qbank: an interview question bank. What the command line can do, this package can do.

```python
import qbank
bank = qbank.load(qbank.find(None, cwd=Path.cwd(), env=os.environ))
request = qbank.Request(guests=("Jay Kreps",), technology="Kafka", date="2026-11-22")
outline = qbank.plan(bank, request).outline
```

The names below load their modules when they are first used; importing qbank loads nothing else. Searching,
checking and linting are modules of their own: `from qbank.search import search`. See docs/ARCHITECTURE.md for the words and the flow.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qbank.bank import load, load_outline, save, save_outline
    from qbank.bank.place import find
    from qbank.model import Bank, Episode, Item, Outline, Template
    from qbank.normalize.add_episodes import take_in
    from qbank.notes import read as read_notes
    from qbank.outline import Request
    from qbank.outline.plan import plan
    from qbank.sheet.formats import FORMATS, Wanted

__all__ = [
    "FORMATS", "Bank", "Episode", "Item", "Outline", "Request", "Template", "Wanted", "find", "load",
    "load_outline", "plan", "read_notes", "save", "save_outline", "take_in",
]  # fmt: skip

_HOMES = {
    "FORMATS": "sheet.formats", "Wanted": "sheet.formats", "take_in": "normalize.add_episodes", "Bank": "model",
    "Episode": "model", "Item": "model", "Outline": "model", "Template": "model", "read_notes": "notes",
    "Request": "outline", "plan": "outline.plan", "find": "bank.place", "load": "bank", "load_outline": "bank",
    "save": "bank", "save_outline": "bank",
}  # fmt: skip


def __getattr__(name: str) -> Any:  # noqa: ANN401 (whatever the name stands for)
    """Load a public name's module when the name is first used."""
    if name not in _HOMES:
        raise AttributeError(f"module 'qbank' has no attribute {name!r}")
    return getattr(import_module(f"qbank.{_HOMES[name]}"), "read" if name == "read_notes" else name)
