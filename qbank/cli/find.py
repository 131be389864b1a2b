"""What finds things: `qbank search`, `templates`, `show`, and `facts` of documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from qbank import past
from qbank.cli import console, fast, options
from qbank.cli.fast import Style
from qbank.cli.options import DATA, Here, argument, option
from qbank.english.spoken import counted
from qbank.english.terms import whole_number
from qbank.errors import UsageError, one_of
from qbank.model import Bank, Episode, Item, Template
from qbank.outline.wordings import Repertoire
from qbank.tasks import as_data
from qbank.tasks.find import named, templates_about, wording_of

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
    here: Here = DATA,
) -> None:
    """Find past questions by theme, best first, with the reason for each.

    Example: qbank search split brain --category failure-modes
    """
    styles: tuple[tuple[Style, bool], ...] = (("flat", flat), ("plain", plain), ("json", here.as_json))
    chosen = [style for style, on in styles if on]
    if len(chosen) > 1:
        raise UsageError(f"--{' and --'.join(chosen)} cannot go together", hint="leave one of them out")
    given = fast.Given(
        " ".join(text or ()), category, theme, technology, guest, episode, since, limit, here.bank,
        chosen[0] if chosen else "grouped",
    )  # fmt: skip
    if not any((given.text, category, theme, technology, guest, episode, since)):
        raise UsageError("there is nothing to look for", hint='name a theme: qbank search "split brain"')
    fast.search(given)


def templates(
    words: list[str] | None = argument(
        "[WORD…]", "Only those that say all of these words, or begin so; any case.", default=None
    ),
    category: str | None = option("--category ID", "Only this category.", options.categories),
    limit: int | None = option("--limit N", "Show so many at most; all by default.", min=1),
    here: Here = DATA,
) -> None:
    """List the reusable questions by category, with how often and where each was asked.

    Example: qbank templates split brain --limit 5
    """
    workspace = here.workspace()
    base = workspace.bank
    ids = [c.id for c in base.categories]
    one_of(category, ids, "--category")
    asked, text = past.of_bank(base).refs, " ".join(words or ())
    said = templates_about(workspace, text)
    found = [t for t in said.templates if category in (None, t.category)]
    found.sort(key=lambda t: (ids.index(t.category), -len(asked.get(t.id, ())), t.id))
    listed = found[:limit]

    def data() -> dict[str, Any]:
        repertoire = Repertoire(base, base.episodes)
        return {"total": len(found), "templates": [as_data.of_template(t, repertoire) for t in listed]}

    def put() -> None:
        _list(listed, {c.id: c.title for c in base.categories}, asked)
        if not found and text:
            console.say(f"No template says “{text}”, and nothing was asked about it.")
            return
        cut = "" if len(listed) == len(found) else f", {len(listed)} shown (--limit for more)"
        console.put(f"\n{counted(len(found), 'template')}{cut}. More about one: qbank show ID")

    if found and not said.word_for_word and not here.as_json:
        near = ", and nothing asks that; near to it:" if said.only_near else "; these are what was asked about it."
        console.say(f"No template says “{text}”{near}")
    here.answer(data, put)


def _list(listed: Sequence[Template], titles: Mapping[str, str], asked: Mapping[str, Sequence[str]]) -> None:
    before = None
    for template in listed:
        if template.category != before:
            console.put(f"{'' if before is None else chr(10)}{titles[template.category].upper()} ({template.category})")
            before = template.category
        console.put(f"  {len(asked.get(template.id, ())):>3} ×  {template.id}: {template.text}")


def show(
    reference: str = argument(
        "REF", "A question (040-ceph/7), an episode (040-ceph or 40), or a template.", options.references
    ),
    here: Here = DATA,
) -> None:
    """Show everything about one question, template or episode.

    Example: qbank show 040-ceph/7
    """
    base = here.workspace().bank
    found = named(base, reference)
    here.answer(lambda: as_data.of_named(base, found), lambda: _show(base, found))


def _show(base: Bank, found: tuple[Episode, Item | None] | Template) -> None:
    if not isinstance(found, tuple):
        _show_template(base, found)
    elif found[1] is None:
        _show_episode(found[0])
    else:
        _show_item(base, found[0], found[1])


def _rows(*rows: tuple[str, object]) -> None:
    """Print what is known under each label; several values with commas between."""
    for label, value in rows:
        if value:
            console.put(f"  {label}: {', '.join(value) if isinstance(value, tuple) else value}")


def _show_template(bank: Bank, template: Template) -> None:
    repertoire = Repertoire(bank, bank.episodes)
    marks = f"{', ritual' * template.ritual}{', written for the bank' * template.written}"
    console.put(f"{template.id}  ({template.category}{marks})")
    if template.context:
        console.put(f"  » {template.context}")
    console.put(f"  {template.cue.upper()}  {template.text}")
    for phrasing in template.phrasings:
        console.put(f"  or: {phrasing}")
    _rows(("again", template.again))
    for below in repertoire.below(template):  # the show's own first
        if below.wording.speakable:
            console.put(f"    {below.follow_up.role}: {below.follow_up.text}  (asked below it in {below.asked})")
    for follow_up in template.follow_ups:
        console.put(f"    {follow_up.role}: {follow_up.text}")
    _rows(
        ("for", template.families), ("kinds", template.kinds), ("needs", template.needs), ("never", template.never),
        ("guest", template.relation), ("covers", template.covers), ("goes back to", template.goes_back_to), ("stands on a fact", template.takes),
    )  # fmt: skip
    _put_asked(bank, template, repertoire)


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
    wording = wording_of(bank, episode, item)
    console.put(f"{episode.id}/{item.n}  {episode.title}")
    console.put(f"  {item.text}")
    console.put(f"  {item.kind}, line {item.line}, {'nested' if item.depth > 1 else 'top level'}{_DECIDED[item.by]}")
    _rows(
        ("category", ", also ".join(filter(None, (item.category, *item.also)))), ("template", item.template), ("asks too", item.also_templates), ("match", item.match),
        ("pattern", item.pattern), ("asked by", item.asker), ("at", item.at), ("said", item.said),
    )  # fmt: skip
    for slot, value in item.slots.items():
        console.put(f"  {slot} = {value}")
    if wording is not None:
        console.put(f"  can be asked of others: {f'no: {wording.why_not}' if wording.why_not else 'yes'}")
    _rows(("canonical", next((t.text for t in bank.templates if t.id == item.template), None)))


def _show_episode(episode: Episode) -> None:
    console.put(f"{episode.id}  {episode.title}")
    kind = f", {episode.kind}" if episode.kind else ""
    console.put(f"  guests: {', '.join(episode.guests)}; about: {episode.technology or '–'}{kind}")
    for item in episode.items:
        console.put(f"  {item.n:>3}  {'  ' * (item.depth - 1)}{item.text}  [{item.template or item.kind}]")


def facts(
    files: list[Path] = argument("FILE…", "A README, a changelog, a docs page, the notes of a talk."),
    pick: str | None = option("--pick N,N", "The numbers of the facts to write with --into."),
    into: Path | None = option("--into FILE", "Write the facts into a file for qbank outline --answers."),
    here: Here = DATA,
) -> None:
    """Find what is worth asking about in documents on this machine: limits, changes, choices, numbers, claims, who pays.

    Example: qbank facts README.md CHANGELOG.md --into frobnix.toml
    """
    from qbank.tasks.plan import facts_of, into_brief

    found = list(enumerate(facts_of(here.workspace().bank, files), start=1))
    chosen = [found[n - 1] for n in _numbers(pick, len(found))] if pick else found

    def put() -> None:
        for n, one in chosen:
            console.put(f"{n:>3}  {one.fact.type}: {one.fact.text}  [{one.fact.where}]")
            console.put(f"     → {one.question}" if one.question else "")
        if not found:
            console.say("note: no sentence in it makes a good fact")

    here.answer(lambda: {"facts": [{"n": n, **as_data.of_fact(one)} for n, one in chosen]}, put)
    if into is None:
        return
    if pick is None and here.asks and found:
        from qbank.cli.ask import several

        offered = [(f"{f.fact.type}: {f.fact.text}", (n, f)) for n, f in found]
        chosen = list(several("Which of these go into the brief?", offered))
    if not chosen:
        raise UsageError("no fact is chosen", hint="name some with --pick 1,3")
    from qbank.bank.disk import write_whole

    write_whole(into, into_brief(into, [one.fact for _, one in chosen]).encode())
    console.say(
        f"Written into {into}: {counted(len(chosen), 'fact')}. Next: qbank outline --answers {into} --guest NAME --technology NAME"
    )


def _numbers(text: str, most: int) -> list[int]:
    made = []
    for part in text.split(","):
        number = whole_number(part)
        if number is None or not 1 <= number <= most:
            raise UsageError(f"--pick names '{part.strip()}'", hint=f"numbers from 1 to {most}, with commas between")
        made.append(number)
    return made
