"""`qbank outline refresh`: the bank's new wording, where the host has not touched a line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qbank.cli import console, options
from qbank.cli.options import option

if TYPE_CHECKING:
    from qbank.outline.refresh import News


def refresh(
    file: str = options.OUTLINE,
    dry_run: bool = option("--dry-run", "Show what would change; write nothing."),
    bank: Path | None = options.BANK,
    as_json: bool = options.JSON,
) -> None:
    """Take the bank's new wording into an outline; a line that you have touched is left as it is.

    Example: qbank outline refresh kafka-jay-kreps --dry-run
    """
    from qbank.tasks import as_data, outlines

    found = outlines.refresh(console.workspace(bank), file, dry_run=dry_run)
    if as_json:
        console.put_json(as_data.of_refresh(found, written=found.changed and not dry_run))
        return
    _show(found.news, found.path)
    if found.changed:
        console.say(f"{'Would be written' if dry_run else 'Written'} into {found.path}")


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
