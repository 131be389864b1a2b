"""`qbank outline refresh`: the bank's new wording, where the host has not touched a line."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from qbank.cli import console, options, session

if TYPE_CHECKING:
    from pathlib import Path

    from qbank.outline.refresh import News

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def refresh(
    file: options.OutlineArgument,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change; write nothing.")
    ] = False,
    bank: console.BankOption = None,
    as_json: console.JsonOption = False,
    no_input: console.NoInputOption = False,  # noqa: ARG001 (accepted after every command)
    debug: console.DebugOption = False,  # noqa: ARG001
) -> None:
    """Take the bank's new wording into an outline; a line that you have touched is left as it is.

    Example: qbank outline refresh kafka-jay-kreps --dry-run
    """
    from qbank import bank as banks
    from qbank.cli.export import outline_path
    from qbank.outline.refresh import refresh as take

    place = session.bank_place(bank)
    path = outline_path(file, place)
    base = banks.load_outline(path)
    made = take(base, banks.load(place))
    changed = made.outline != base
    if changed and not dry_run:
        banks.save_outline(place, made.outline, base=base, path=path)
    if as_json:
        told = {
            what: [_plain(n) for n in made.news if n.what == what] for what in ("changed", "left", "gone")
        }
        console.put_json({"outline": base.id, "file": str(path), "written": changed and not dry_run, **told})
        return
    _show(made.news, path)
    if changed:
        console.say(f"{'Would be written' if dry_run else 'Written'} into {path}")


def _plain(news: News) -> dict[str, str]:
    return {name: value for name, value in asdict(news).items() if name != "what"}


def _show(news: tuple[News, ...], path: Path) -> None:
    for title, what in (
        ("Reworded", "changed"),
        ("Left, because you touched it", "left"),
        ("No longer in the bank", "gone"),
    ):
        listed = [n for n in news if n.what == what]
        if listed:
            console.put(f"{title}: {len(listed)}")
        for one in listed:
            gone = f" (template {one.template})" if what == "gone" else ""
            console.put(f"  {one.id}  {one.before}{gone}")
            if one.after:
                console.put(f"      {'→' if what == 'changed' else 'the bank now says:'} {one.after}")
    if not any(n.what == "changed" for n in news):
        console.put(f"The bank has no new wording for {path.stem}.")
