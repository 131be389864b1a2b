"""Past questions by theme: an index over a bank, ranking, and answers that say why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qbank.search.answer import Answer, Hit, Near, Source
from qbank.search.cache import build, names, open_index
from qbank.search.index import Index

if TYPE_CHECKING:
    from qbank.model import Bank

__all__ = ["Answer", "Hit", "Index", "Near", "Source", "index", "names", "open_index", "search"]


def index(bank: Bank) -> Index:
    """Return an index of the bank in memory, for programs that ask it more than once."""
    return Index(build(bank))


def search(
    bank: Bank | Index, text: str, *, category: str | None = None, theme: str | None = None,
    technology: str | None = None, guest: str | None = None, episode: str | None = None, since: str | None = None,
    limit: int = 20,
) -> Answer:  # fmt: skip
    """Return what was asked about a theme, best first; see `Index.search`. A bank is indexed first, in memory."""
    made = bank if isinstance(bank, Index) else index(bank)
    return made.search(
        text, category=category, theme=theme, technology=technology, guest=guest, episode=episode, since=since,
        limit=limit,
    )  # fmt: skip
