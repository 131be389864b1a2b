"""What a bank covers and what it lacks, in figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape

from qbank.english.spoken import counted
from qbank.lazy import dataclass
from qbank.model import Bank, Episode, Item
from qbank.outline.history import is_own, worn_out


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Counts over a bank: questions by category, by subject and by kind of subject; templates by use."""

    episodes: int
    questions: int
    templates: int
    by_category: Mapping[str, int]
    by_technology: Mapping[str, Mapping[str, int]]
    by_kind: Mapping[str, Mapping[str, int]]
    missing: Mapping[str, tuple[str, ...]]
    worn_out: tuple[str, ...]
    never_asked: tuple[str, ...]
    rituals: Mapping[str, int]
    to_review: int


def coverage(bank: Bank) -> Coverage:
    """Count what the bank holds. `missing` names, by subject, the categories in which nothing was asked."""
    rituals = {place.template for place in bank.show.rituals}
    asked = [(e, i) for e in bank.episodes for i in e.items if i.kind == "question"]
    by_technology = _crossed(asked, lambda e: e.technology or ", ".join(e.guests))
    used = Counter(i.template for _, i in asked)
    return Coverage(
        episodes=len(bank.episodes), questions=len(asked), templates=len(bank.templates),
        by_category={c.id: sum(i.category == c.id for _, i in asked) for c in bank.categories},
        by_technology=by_technology,
        by_kind=_crossed(asked, lambda e: e.kind or "not known"),
        missing={
            name: tuple(c.id for c in bank.categories if not counts.get(c.id)) for name, counts in by_technology.items()
        },
        worn_out=tuple(sorted(worn_out(bank, (e for e in bank.episodes if is_own(bank, e))) - rituals)),
        never_asked=tuple(t.id for t in sorted(bank.templates, key=lambda t: t.id) if not used[t.id]),
        rituals={ritual: used[ritual] for ritual in sorted(rituals)},
        to_review=sum(doubtful(i) for e in bank.episodes for i in e.items),
    )  # fmt: skip


def doubtful(item: Item) -> bool:
    """Say whether a person should look at an item: nobody has, and its template is a guess or it is cut off."""
    return item.by is None and (item.match == "review" or item.kind == "fragment")


def _crossed(asked: Iterable[tuple[Episode, Item]], name_of: Callable[[Episode], str]) -> dict[str, dict[str, int]]:
    made: dict[str, Counter[str]] = {}
    for episode, item in asked:
        made.setdefault(name_of(episode), Counter())[item.category or "none"] += 1
    return {name: dict(sorted(made[name].items())) for name in sorted(made)}


WIDTH, LEFT, ROW = 960, 270, 26
"""Units of a picture: its width, the room for names, the height of a row."""
MOST_ROWS = 40
LONGEST_NAME = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture, what it shows in a sentence, and the same as a table."""

    title: str
    says: str
    svg: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]


def of(bank: Bank) -> tuple[Picture, ...]:
    """Return the pictures of a bank: categories by subject, questions by category, worn out, never asked, guests by year."""
    found = coverage(bank)
    titles = {c.id: c.title for c in bank.categories}
    return (
        _by_subject(found, titles), _by_category(found, titles), _asked_often(bank, found), _never_asked(bank, found, titles),
        _guests_by_year(bank),
    )  # fmt: skip


def body(pictures: Sequence[Picture]) -> str:
    """Return the pictures with their tables as the body of a page, HTML already."""
    from qbank.sheet.live import rendered

    return rendered("coverage.jinja", {"pictures": pictures})


def as_html(bank: Bank) -> bytes:
    """Return the pictures of a bank as one HTML file that needs no other and does nothing."""
    title = f"Coverage of {bank.show.name}" if bank.show.name else "Coverage"
    from qbank.sheet.live import page

    return page(title, body(of(bank)), kind="coverage", alone=True).encode()


def _by_subject(found: Coverage, titles: Mapping[str, str]) -> Picture:
    """Draw a square for each subject and category: the more questions, the fuller; an empty one is a gap."""
    subjects = sorted(found.by_technology.items(), key=lambda s: (-sum(s[1].values()), s[0].casefold()))
    shown, categories = subjects[:MOST_ROWS], list(titles)
    most = max((n for _, counts in shown for n in counts.values()), default=1)
    step = (WIDTH - LEFT - 70) / max(len(categories), 1)
    top = 130
    parts = [
        f'<text class="dim" transform="translate({LEFT + step * n + step / 2:.0f},{top - 8}) rotate(-42)" font-size="12">'
        f"{_short(titles[c], 22)}</text>"
        for n, c in enumerate(categories)
    ]
    for row, (name, counts) in enumerate(shown):
        y = top + row * ROW
        parts.append(_text(LEFT - 10, y + 17, _short(name), anchor="end"))
        for n, category in enumerate(categories):
            parts.append(_cell(LEFT + step * n, y, step, counts.get(category, 0), most))
    gaps = sum(not counts.get(c) for _, counts in subjects for c in categories)
    return Picture(
        title="Categories by subject",
        says=f"{len(subjects)} subjects; {gaps} of {len(subjects) * len(categories)} squares are empty: nobody was asked that."
        + (f" The {MOST_ROWS} with most questions are drawn, the table has all." if len(subjects) > MOST_ROWS else ""),
        svg=_svg(top + len(shown) * ROW + 6, parts, "Questions in each category by subject"),
        heads=("Subject", *titles.values()),
        rows=tuple((name, *(counts.get(c, 0) for c in categories)) for name, counts in subjects),
    )  # fmt: skip


def _cell(x: float, y: float, width: float, count: int, most: int) -> str:
    inner, height = width - 4, ROW - 4
    base = f'<rect class="none" x="{x + 2:.1f}" y="{y + 2}" width="{inner:.1f}" height="{height}" rx="3"/>'
    if not count:
        return base
    strength = 0.25 + 0.75 * count / most
    return (
        f'{base}<rect class="b" x="{x + 2:.1f}" y="{y + 2}" width="{inner:.1f}" height="{height}" rx="3" fill-opacity="{strength:.2f}"'
        f"><title>{count}</title></rect>"
    )


def _by_category(found: Coverage, titles: Mapping[str, str]) -> Picture:
    rows = [(titles.get(c, c), n) for c, n in found.by_category.items()]
    least = [name for name, n in rows if n == min((n for _, n in rows), default=0)]
    return Picture(
        title="Questions by category", says=f"Least asked: {', '.join(least[:3])}.", svg=_bars(rows, "Questions by category"),
        heads=("Category", "Questions"), rows=tuple(rows),
    )  # fmt: skip


def _asked_often(bank: Bank, found: Coverage) -> Picture:
    """Draw the templates asked most; those asked in each of the last episodes stand out."""
    counts = Counter(i.template for e in bank.episodes for i in e.items if i.template)
    cues = {t.id: f"{t.cue} ({t.id})" for t in bank.templates if not t.ritual}
    most = sorted(((t, n) for t, n in counts.items() if t in cues), key=lambda pair: (-pair[1], pair[0]))[:15]
    worn = set(found.worn_out)
    says = (
        f"Worn out, asked in each of the last three episodes: {', '.join(sorted(worn))}." if worn
        else "None was asked in each of the last three episodes."
    )  # fmt: skip
    return Picture(
        title="Asked most often", says=says,
        svg=_bars([(cues[t], n) for t, n in most], "Templates asked most often", strong=[t in worn for t, _ in most]),
        heads=("Template", "Asked", "Worn out"), rows=tuple((cues[t], n, "yes" if t in worn else "") for t, n in most),
    )  # fmt: skip


def _never_asked(bank: Bank, found: Coverage, titles: Mapping[str, str]) -> Picture:
    """Draw by category how many templates nobody was asked yet."""
    never = {*found.never_asked}
    by_category = Counter(t.category for t in bank.templates if t.id in never)
    rows = [(titles[c], by_category.get(c, 0)) for c in titles]
    return Picture(
        title="What nobody was asked", says=f"{len(never)} of {found.templates} templates wait for their first guest.",
        svg=_bars(rows, "Templates never asked, by category"),
        heads=("Category", "Never asked", "Templates"),
        rows=tuple((titles[c], by_category.get(c, 0), ", ".join(t.id for t in bank.templates if t.id in never and t.category == c)) for c in titles),
    )  # fmt: skip


def _guests_by_year(bank: Bank) -> Picture:
    """Draw how many guests a year had, those who were there before apart."""
    met: set[str] = set()
    years: dict[str, tuple[int, int]] = {}
    undated = 0
    for episode in sorted(bank.episodes, key=lambda e: (e.date or "", e.number or 0)):
        if not episode.date:
            undated += 1
            continue
        fresh, back = years.get(episode.date[:4], (0, 0))
        new = sum(g not in met for g in episode.guests)
        years[episode.date[:4]] = (fresh + new, back + len(episode.guests) - new)
        met |= set(episode.guests)
    says = (
        f"{len(met)} guests in {counted(len(years), 'year')}." if years
        else "No episode has a date yet: give one with qbank import --date."
    )  # fmt: skip
    if undated and years:
        says += f" {counted(undated, 'episode')} without a date {'is' if undated == 1 else 'are'} left out."
    return Picture(
        title="Guests by year", says=says,
        svg=_bars([(y, a + b) for y, (a, b) in years.items()], "Guests by year", second=[b for _, b in years.values()]),
        heads=("Year", "New guests", "Came back"), rows=tuple((y, a, b) for y, (a, b) in years.items()),
    )  # fmt: skip


def _bars(
    rows: Sequence[tuple[str, int]], label: str, *, strong: Sequence[bool] = (), second: Sequence[int] = ()
) -> str:
    """Return a bar for each row; `strong` ones are in the other color, and so is the `second` part of a bar, at its end."""
    most = max((n for _, n in rows), default=1) or 1
    scale = (WIDTH - LEFT - 60) / most
    parts = []
    for row, (name, count) in enumerate(rows):
        y, long = row * ROW, count * scale
        kind = "b2" if strong and strong[row] else "b"
        parts.append(_text(LEFT - 10, y + 18, _short(name), anchor="end"))
        parts.append(
            f'<rect class="{kind}" x="{LEFT}" y="{y + 4}" width="{max(long, 1 if count else 0):.1f}" height="{ROW - 8}" rx="3"/>'
        )
        if second and second[row]:
            part = second[row] * scale
            parts.append(
                f'<rect class="b2" x="{LEFT + long - part:.1f}" y="{y + 4}" width="{part:.1f}" height="{ROW - 8}" rx="3"/>'
            )
        parts.append(_text(LEFT + long + 8, y + 18, str(count)))
    return _svg(max(len(rows), 1) * ROW + 4, parts, label)


def _svg(height: int, parts: Sequence[str], label: str) -> str:
    said = escape(label, quote=False).replace('"', "&quot;")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{said}" '
        f'font-size="14">{"".join(parts)}</svg>'
    )


def _text(x: float, y: float, text: str, *, anchor: str = "start") -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}">{text}</text>'


def _short(name: str, longest: int = LONGEST_NAME) -> str:
    return escape(name if len(name) <= longest else f"{name[: longest - 1]}…", quote=False)
