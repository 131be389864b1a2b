"""What a bank covers and what it lacks, in figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import repeat

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


MOST_ROWS = 40
"""So many subjects are drawn."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, what it shows in a sentence, and the same as a table."""

    title: str
    says: str
    svg: str
    heads: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


def of(bank: Bank) -> tuple[Picture, ...]:
    """Return the pictures of a bank: categories by subject, questions by category, worn out, never asked, guests by year."""
    found = coverage(bank)
    titles = {c.id: c.title for c in bank.categories}
    return (
        _by_subject(found, titles), _by_category(found, titles), _asked_often(bank, found), _never_asked(bank, found, titles),
        _guests_by_year(bank),
    )  # fmt: skip


def as_html(bank: Bank) -> bytes:
    """Return the pictures of a bank as one HTML file that needs no other and does nothing."""
    from qbank.sheet.live import page, rendered

    title = f"Coverage of {bank.show.name}" if bank.show.name else "Coverage"
    return page(title, rendered("coverage.jinja", {"pictures": of(bank)}), kind="coverage", alone=True).encode()


def _by_subject(found: Coverage, titles: Mapping[str, str]) -> Picture:
    """Draw a square for each subject and category: the more questions, the fuller; an empty one is a gap."""
    subjects = sorted(found.by_technology.items(), key=lambda s: (-sum(s[1].values()), s[0].casefold()))
    counts = [(name, tuple(found.get(c, 0) for c in titles)) for name, found in subjects]
    drawn = counts[:MOST_ROWS]
    gaps = sum(not n for _, row in counts for n in row)
    says = f"{len(counts)} subjects; {gaps} of {len(counts) * len(titles)} squares are empty: nobody was asked that."
    if len(counts) > MOST_ROWS:
        says += f" The {MOST_ROWS} with most questions are drawn, the table has all."
    svg = _drawn(
        "squares", drawn, "Questions in each category by subject", heads=list(titles.values()), top=130,
        most=max((n for _, row in drawn for n in row), default=1),
    )  # fmt: skip
    heads, rows = ("Subject", *titles.values()), tuple((name, *row) for name, row in counts)
    return Picture("Categories by subject", says, svg, heads, rows)


def _by_category(found: Coverage, titles: Mapping[str, str]) -> Picture:
    rows = [(titles.get(c, c), n) for c, n in found.by_category.items()]
    least = [name for name, n in rows if n == min((n for _, n in rows), default=0)]
    says, svg = f"Least asked: {', '.join(least[:3])}.", _bars(rows, "Questions by category")
    return Picture("Questions by category", says, svg, ("Category", "Questions"), tuple(rows))


def _asked_often(bank: Bank, found: Coverage) -> Picture:
    """Draw the templates asked most; those asked in each of the last episodes stand out."""
    counts = Counter(i.template for e in bank.episodes for i in e.items if i.template)
    cues = {t.id: f"{t.cue} ({t.id})" for t in bank.templates if not t.ritual}
    most = sorted(((t, n) for t, n in counts.items() if t in cues), key=lambda pair: (-pair[1], pair[0]))[:15]
    worn = found.worn_out
    says = f"Worn out, asked in each of the last three episodes: {', '.join(worn)}."
    says = says if worn else "None was asked in each of the last three episodes."
    svg = _bars([(cues[t], n) for t, n in most], "Templates asked most often", strong=[t in worn for t, _ in most])
    rows = tuple((cues[t], n, "yes" if t in worn else "") for t, n in most)
    return Picture("Asked most often", says, svg, ("Template", "Asked", "Worn out"), rows)


def _never_asked(bank: Bank, found: Coverage, titles: Mapping[str, str]) -> Picture:
    """Draw by category how many templates nobody was asked yet."""
    never = [t for t in bank.templates if t.id in set(found.never_asked)]
    listed = [(titles[c], [t.id for t in never if t.category == c]) for c in titles]
    says = f"{len(never)} of {found.templates} templates wait for their first guest."
    svg = _bars([(title, len(ids)) for title, ids in listed], "Templates never asked, by category")
    rows = tuple((title, len(ids), ", ".join(ids)) for title, ids in listed)
    return Picture("What nobody was asked", says, svg, ("Category", "Never asked", "Templates"), rows)


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
    says = f"{len(met)} guests in {counted(len(years), 'year')}."
    says = says if years else "No episode has a date yet: give one with qbank import --date."
    if undated and years:
        says += f" {counted(undated, 'episode')} without a date {'is' if undated == 1 else 'are'} left out."
    second = [back for _, back in years.values()]
    svg = _bars([(year, sum(both)) for year, both in years.items()], "Guests by year", second=second)
    rows = tuple((year, *both) for year, both in years.items())
    return Picture("Guests by year", says, svg, ("Year", "New guests", "Came back"), rows)


def _bars(
    rows: Sequence[tuple[str, int]], label: str, *, strong: Sequence[bool] = (), second: Sequence[int] = ()
) -> str:  # fmt: skip
    """Draw a bar for each row; `strong` ones are in the other color, and so is the `second` part of a bar, at its end."""
    marked = zip(rows, strong or repeat(False), second or repeat(0), strict=False)
    return _drawn("bars", [(*row, is_strong, part) for row, is_strong, part in marked], label)


def _drawn(picture: str, rows: Sequence[object], label: str, **more: object) -> str:
    """Return a picture as SVG: 960 units wide, 270 of them for names, a row 26 high."""
    from qbank.sheet.live import rendered

    return rendered(f"{picture}.jinja", {"rows": rows, "label": label, "width": 960, "left": 270, "row": 26, **more})
