"""What finds things: `qbank search`, `templates`, `show`, and `facts` of documents."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qbank.cli import console, fast, options
from qbank.cli.fast import Style
from qbank.cli.options import argument, option
from qbank.english.spoken import counted
from qbank.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qbank.model import Bank, Episode, Item, Template
    from qbank.outline.wordings import Repertoire

_QUERY = 'A theme, words, "a phrase", -without, technology:ceph, category:scaling.'


def search(
    text: list[str] | None = argument("TEXT…", _QUERY, options.themes, default=None),
    category: str | None = option("--category ID", "Only this category.", options.categories),
    theme: str | None = option("--theme THEME", "Only this theme.", options.themes),
    technology: str | None = option("--technology --subject NAME", "Only about this subject.", options.technologies),
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
        " ".join(text or ()), category, theme, technology, guest, episode, since, limit, bank,
        chosen[0] if chosen else "grouped",
    )  # fmt: skip
    if not any((given.text, category, theme, technology, guest, episode, since)):
        raise UsageError("there is nothing to look for", hint='name a theme: qbank search "split brain"')
    fast.search(given)


def _styles(*, flat: bool, plain: bool, as_json: bool) -> list[tuple[Style, bool]]:
    return [("flat", flat), ("plain", plain), ("json", as_json)]


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
    from qbank import past
    from qbank.errors import one_of
    from qbank.tasks import as_data
    from qbank.tasks.find import templates_about

    workspace = console.workspace(bank)
    base = workspace.bank
    ids = [c.id for c in base.categories]
    one_of(category, ids, "--category")
    asked = past.of_bank(base).refs
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
                "templates": [as_data.of_template(t, repertoire) for t in listed],
            }
        )
        return
    if not said.word_for_word and found:
        console.say(
            f"No template says “{text}”, and nothing asks that; near to it:"
            if said.only_near
            else f"No template says “{text}”; these are what was asked about it."
        )
    with console.paged(no_input):
        _list(listed, {c.id: c.title for c in base.categories}, asked)
        _summary(len(found), len(listed), text)


def _list(listed: Sequence[Template], titles: Mapping[str, str], asked: Mapping[str, Sequence[str]]) -> None:
    before = None
    for template in listed:
        if template.category != before:
            console.put(f"{'' if before is None else chr(10)}{titles[template.category].upper()} ({template.category})")
            before = template.category
        console.put(f"  {len(asked.get(template.id, ())):>3} ×  {template.id}: {template.text}")


def _summary(total: int, shown: int, words: str) -> None:
    if not total and words:
        console.say(f"No template says “{words}”, and nothing was asked about it.")
        return
    count = counted(total, "template")
    cut = "" if shown == total else f", {shown} shown (--limit for more)"
    console.put(f"\n{count}{cut}. More about one: qbank show ID")


def show(
    reference: str = argument(
        "REF", "A question (040-ceph/7), an episode (040-ceph or 40), or a template.", options.references
    ),
    bank: Path | None = options.BANK,
    as_json: bool = options.JSON,
    no_input: bool = options.NO_INPUT,
) -> None:
    """Show everything about one question, template or episode.

    Example: qbank show 040-ceph/7
    """
    from qbank.tasks import as_data
    from qbank.tasks.find import named

    base = console.workspace(bank).bank
    found = named(base, reference)
    if as_json:
        console.put_json(as_data.of_named(base, found))
        return
    with console.paged(no_input):
        _show(base, found)


def _show(base: Bank, found: tuple[Episode, Item | None] | Template) -> None:
    if not isinstance(found, tuple):
        _show_template(base, found)
        return
    episode, item = found
    if item is None:
        _show_episode(episode)
    else:
        _show_item(base, episode, item)


def _show_template(bank: Bank, template: Template) -> None:
    from qbank.outline.wordings import Repertoire

    repertoire = Repertoire(bank, bank.episodes)
    console.put(
        f"{template.id}  ({template.category}{', ritual' if template.ritual else ''}{', written for the bank' if template.written else ''})"
    )
    if template.context:
        console.put(f"  » {template.context}")
    console.put(f"  {template.cue.upper()}  {template.text}")
    for phrasing in template.phrasings:
        console.put(f"  or: {phrasing}")
    if template.again:
        console.put(f"  again: {template.again}")
    _put_follow_ups(template, repertoire)
    for label, values in (
        ("for", template.families),
        ("kinds", template.kinds),
        ("needs", template.needs),
        ("never", template.never),
        ("guest", template.relation),
        ("covers", template.covers),
        ("goes back to", template.goes_back_to),
    ):
        if values:
            console.put(f"  {label}: {', '.join(values)}")
    if template.takes:
        console.put(f"  stands on a fact: {template.takes}")
    _put_asked(bank, template, repertoire)


def _put_follow_ups(template: Template, repertoire: Repertoire) -> None:
    """Print what is asked below a question: the show's own first."""
    for below in repertoire.below(template):
        if below.wording.speakable:
            console.put(f"    {below.follow_up.role}: {below.follow_up.text}  (asked below it in {below.asked})")
    for follow_up in template.follow_ups:
        console.put(f"    {follow_up.role}: {follow_up.text}")


def _put_asked(bank: Bank, template: Template, repertoire: Repertoire) -> None:
    """Print where a template was asked, in which words, and whether these can be said again."""
    asked = repertoire.asked(template)
    there = {reference.rpartition("/")[0] for reference in asked}
    texts = {f"{e.id}/{i.n}": i.text for e in bank.episodes if e.id in there for i in e.items}
    console.put(f"  asked {counted(len(asked), 'time')}")
    why_not = {r: w.why_not for w in repertoire.wordings(template) for r in w.asked}
    for reference in asked:
        again = why_not.get(reference, "")
        console.put(f"    {reference}  {texts[reference]}{f'  (not again: {again})' if again else ''}")


_DECIDED = {None: "", "hand": ", decided by hand", "assistant": ", decided by an assistant"}


def _show_item(bank: Bank, episode: Episode, item: Item) -> None:
    from qbank.tasks.find import wording_of

    wording = wording_of(bank, episode, item)
    console.put(f"{episode.id}/{item.n}  {episode.title}")
    console.put(f"  {item.text}")
    console.put(f"  {item.kind}, line {item.line}, {'nested' if item.depth > 1 else 'top level'}{_DECIDED[item.by]}")
    for label, value in (
        ("category", ", also ".join(filter(None, (item.category, *item.also)))), ("template", item.template), ("asks too", ", ".join(item.also_templates)), ("match", item.match),
        ("pattern", item.pattern), ("asked by", item.asker), ("at", item.at), ("said", item.said),
    ):  # fmt: skip
        if value:
            console.put(f"  {label}: {value}")
    for slot, value in item.slots.items():
        console.put(f"  {slot} = {value}")
    if wording is not None:
        console.put(f"  can be asked of others: {f'no: {wording.why_not}' if wording.why_not else 'yes'}")
    text = next((t.text for t in bank.templates if t.id == item.template), None)
    if text:
        console.put(f"  canonical: {text}")


def _show_episode(episode: Episode) -> None:
    console.put(f"{episode.id}  {episode.title}")
    console.put(
        f"  guests: {', '.join(episode.guests)}; about: {episode.technology or '–'}{f', {episode.kind}' if episode.kind else ''}"
    )
    for item in episode.items:
        console.put(f"  {item.n:>3}  {'  ' * (item.depth - 1)}{item.text}  [{item.template or item.kind}]")


def facts(
    files: list[Path] = argument("FILE…", "A README, a changelog, a docs page, the notes of a talk."),
    pick: str | None = option("--pick N,N", "The numbers of the facts to write with --into."),
    into: Path | None = option("--into FILE", "Write the facts into a file for qbank outline --answers."),
    bank: Path | None = options.BANK,
    as_json: bool = options.JSON,
    no_input: bool = options.NO_INPUT,
) -> None:
    """Find what is worth asking about in documents on this machine: limits, changes, choices, numbers, claims, who pays.

    Example: qbank facts README.md CHANGELOG.md --into frobnix.toml
    """
    from qbank.errors import UsageError
    from qbank.tasks.plan import facts_of, into_brief

    found = facts_of(console.workspace(bank).bank, files)
    numbers = _numbers(pick, len(found)) if pick else list(range(1, len(found) + 1))
    if as_json:
        console.put_json(
            {"facts": [
                {"n": n, "type": f.fact.type, "text": f.fact.text, "where": f.fact.where, "question": f.question}
                for n, f in enumerate(found, start=1) if n in numbers
            ]}
        )  # fmt: skip
    else:
        with console.paged(no_input):
            for n, one in enumerate(found, start=1):
                if n in numbers:
                    console.put(f"{n:>3}  {one.fact.type}: {one.fact.text}  [{one.fact.where}]")
                    console.put(f"     → {one.question}" if one.question else "")
        if not found:
            console.say("note: no sentence in it makes a good fact")
    if into is None:
        return
    if pick is None and console.interactive(no_input) and found:
        from qbank.cli.ask import several

        offered = [(f"{f.fact.type}: {f.fact.text}", n) for n, f in enumerate(found, start=1)]
        numbers = list(several("Which of these go into the brief?", offered))
    if not numbers:
        raise UsageError("no fact is chosen", hint="name some with --pick 1,3")
    from qbank.bank.disk import write_whole

    write_whole(into, into_brief(into, [found[n - 1].fact for n in numbers]).encode())
    console.say(
        f"Written into {into}: {counted(len(numbers), 'fact')}. Next: qbank outline --answers {into} --guest NAME --technology NAME"
    )


def _numbers(text: str, most: int) -> list[int]:
    from qbank.english.terms import whole_number
    from qbank.errors import UsageError

    made = []
    for part in text.split(","):
        number = whole_number(part)
        if number is None or not 1 <= number <= most:
            raise UsageError(f"--pick names '{part.strip()}'", hint=f"numbers from 1 to {most}, with commas between")
        made.append(number)
    return made
