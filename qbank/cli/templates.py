"""`qbank templates`: the reusable questions, and where each was asked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qbank.cli import console, options
from qbank.cli.options import argument, option

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qbank.model import Template


def templates(
    words: list[str] | None = argument(
        "[WORD…]", "Only those that say all of these words, or begin so; any case.", default=None
    ),
    category: str | None = option("--category ID", "Only this category.", options.categories),
    limit: int | None = option("--limit N", "Show so many at most; all by default.", min=1),
    bank: Path | None = options.BANK,
    as_json: bool = options.JSON,
    no_input: bool = options.NO_INPUT,
) -> None:
    """List the reusable questions by category, with how often and where each was asked.

    Example: qbank templates split brain --limit 5
    """
    from qbank.errors import one_of
    from qbank.outline.history import asked_where
    from qbank.tasks import as_data
    from qbank.tasks.find import templates_about

    workspace = console.workspace(bank)
    base = workspace.bank
    ids = [c.id for c in base.categories]
    one_of(category, ids, "--category")
    asked = asked_where(base.episodes)
    said, text = templates_about(workspace, " ".join(words or ())), " ".join(words or ())
    found = [t for t in said.templates if category in (None, t.category)]
    found.sort(key=lambda t: (ids.index(t.category), -len(asked.get(t.id, ())), t.id))
    listed = found[:limit]
    if as_json:
        from qbank.outline.wordings import Repertoire

        repertoire = Repertoire(base, base.episodes)
        console.put_json(
            {
                "total": len(found),
                "templates": [as_data.of_template(t, asked.get(t.id, ()), repertoire) for t in listed],
            }
        )
        return
    if not said.word_for_word and found:
        console.say(f"No template says “{text}”; these are what was asked about it.")
    with console.paged(no_input):
        _list(listed, {c.id: c.title for c in base.categories}, asked)
        _summary(len(found), len(listed), text)


def _list(listed: Sequence[Template], titles: Mapping[str, str], asked: Mapping[str, Sequence[str]]) -> None:
    before = None
    for template in listed:
        if template.category != before:
            console.put(
                f"{'' if before is None else chr(10)}{titles[template.category].upper()} ({template.category})"
            )
            before = template.category
        console.put(f"  {len(asked.get(template.id, ())):>3} ×  {template.id}: {template.text}")


def _summary(total: int, shown: int, words: str) -> None:
    if not total and words:
        console.say(f"No template says “{words}”, and nothing was asked about it.")
        return
    count = f"{total} template{'' if total == 1 else 's'}"
    cut = "" if shown == total else f", {shown} shown (--limit for more)"
    console.put(f"\n{count}{cut}. More about one: qbank show ID")
