"""`qbank templates`: the reusable questions, and where each was asked."""

from __future__ import annotations

from typing import Annotated

import typer

from qbank.cli import complete, console

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
    from qbank.errors import one_of
    from qbank.outline.history import asked_where
    from qbank.tasks import as_data

    base = console.workspace(bank).bank
    ids = [c.id for c in base.categories]
    one_of(category, ids, "--category")
    asked = asked_where(base.episodes)
    listed = [t for t in base.templates if category in (None, t.category)]
    listed.sort(key=lambda t: (ids.index(t.category), -len(asked.get(t.id, ())), t.id))
    if as_json:
        from qbank.outline.wordings import Repertoire

        repertoire = Repertoire(base, base.episodes)
        console.put_json(
            {"templates": [as_data.of_template(t, asked.get(t.id, ()), repertoire) for t in listed]}
        )
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
