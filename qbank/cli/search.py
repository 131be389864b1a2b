"""`qbank search`: past questions by theme, ranked."""

from __future__ import annotations

from pathlib import Path

from qbank.cli import fast, options
from qbank.cli.fast import Style
from qbank.cli.options import argument, option
from qbank.errors import UsageError

_QUERY = 'A theme, words, "a phrase", -without, technology:ceph, category:scaling.'


def search(
    text: list[str] | None = argument("TEXT…", _QUERY, options.themes, default=None),
    category: str | None = option("--category ID", "Only this category.", options.categories),
    theme: str | None = option("--theme THEME", "Only this theme.", options.themes),
    technology: str | None = option(
        "--technology --subject NAME", "Only about this subject.", options.technologies
    ),
    guest: str | None = option("--guest NAME", "Only put to this guest.", options.guests),
    episode: str | None = option("--episode EPISODE", "Only this episode: 40 or 040-ceph.", options.episodes),
    since: str | None = option("--since WHEN", "Only from this date or episode number on."),
    limit: int = option("--limit N", "Show so many at most.", default=fast.LIMIT, min=1),
    flat: bool = option("--flat", "By rank alone, not grouped by template."),
    plain: bool = option("--plain", "One tab-separated line a hit."),
    bank: Path | None = options.BANK,
    as_json: bool = options.JSON,
) -> None:
    """Find past questions by theme, best first, with the reason for each.

    Example: qbank search split brain --category failure-modes
    """
    chosen: list[Style] = [style for style, on in _styles(flat=flat, plain=plain, as_json=as_json) if on]
    if len(chosen) > 1:
        raise UsageError(f"--{' and --'.join(chosen)} cannot go together", hint="leave one of them out")
    given = fast.Given(
        " ".join(text or ()),
        category,
        theme,
        technology,
        guest,
        episode,
        since,
        limit,
        bank,
        chosen[0] if chosen else "grouped",
    )
    if not any((given.text, category, theme, technology, guest, episode, since)):
        raise UsageError("there is nothing to look for", hint='name a theme: qbank search "split brain"')
    fast.search(given)


def _styles(*, flat: bool, plain: bool, as_json: bool) -> list[tuple[Style, bool]]:
    return [("flat", flat), ("plain", plain), ("json", as_json)]
