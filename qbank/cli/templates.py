"""`qbank templates`: the reusable questions, and where each was asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from qbank.cli import complete, console, session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qbank.model import Template

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def templates(
    category: Annotated[
        str | None,
        typer.Option(
            "--category", metavar="ID", help="Only this category.", autocompletion=complete.categories
        ),
    ] = None,
    bank: console.BankOption = None,
    as_json: console.JsonOption = False,
    no_input: console.NoInputOption = False,  # noqa: ARG001 (accepted after every command)
    debug: console.DebugOption = False,  # noqa: ARG001
) -> None:
    """List the reusable questions by category, with how often and where each was asked.

    Example: qbank templates --category scaling
    """
    from qbank import bank as banks
    from qbank.cli.outline_options import one_of
    from qbank.outline.history import asked_where

    base = banks.load(session.bank_place(bank))
    ids = [c.id for c in base.categories]
    one_of(category, ids, "--category")
    asked = asked_where(base.episodes)
    listed = [t for t in base.templates if category in (None, t.category)]
    listed.sort(key=lambda t: (ids.index(t.category), -len(asked.get(t.id, ())), t.id))
    if as_json:
        console.put_json({"templates": [as_data(t, asked.get(t.id, ())) for t in listed]})
        return
    titles = {c.id: c.title for c in base.categories}
    before = None
    for template in listed:
        if template.category != before:
            console.put(
                f"{'' if before is None else chr(10)}{titles[template.category].upper()} ({template.category})"
            )
            before = template.category
        console.put(f"  {len(asked.get(template.id, ())):>3} ×  {template.id}: {template.text}")
    console.put(f"\n{len(listed)} templates. More about one: qbank show ID")


def as_data(template: Template, asked: Sequence[str]) -> dict[str, Any]:
    """Return the contract's JSON for a template."""
    from qbank.pattern import names

    return {
        "id": template.id, "category": template.category, "also": list(template.also), "cue": template.cue,
        "text": template.text, "context": template.context, "phrasings": list(template.phrasings), "again": template.again,
        "slots": list(dict.fromkeys((*names(template.context), *names(template.text)))), "families": list(template.families),
        "needs": list(template.needs), "never": list(template.never), "relation": list(template.relation), "takes": template.takes,
        "minutes": template.minutes, "ritual": template.ritual, "written": template.written,
        "follow_ups": [{"role": f.role, "text": f.text} for f in template.follow_ups], "asked": list(asked),
    }  # fmt: skip
