"""`qbank show`: everything about one question, template or episode."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qbank.cli import console, options
from qbank.cli.options import argument

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qbank.model import Bank, Episode, Item, Template
    from qbank.outline.wordings import Repertoire


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
    from qbank.outline.history import asked_where
    from qbank.outline.wordings import Repertoire

    asked, repertoire = asked_where(bank.episodes).get(template.id, ()), Repertoire(bank, bank.episodes)
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
        ("goes back to", template.goes_back_to),
    ):
        if values:
            console.put(f"  {label}: {', '.join(values)}")
    if template.takes:
        console.put(f"  stands on a fact: {template.takes}")
    _put_asked(bank, template, asked, repertoire)


def _put_follow_ups(template: Template, repertoire: Repertoire) -> None:
    """Print what is asked below a question: the show's own first."""
    for below in repertoire.below(template):
        if below.wording.speakable:
            console.put(
                f"    {below.follow_up.role}: {below.follow_up.text}  (asked below it in {below.asked})"
            )
    for follow_up in template.follow_ups:
        console.put(f"    {follow_up.role}: {follow_up.text}")


def _put_asked(bank: Bank, template: Template, asked: Sequence[str], repertoire: Repertoire) -> None:
    """Print where a template was asked, in which words, and whether these can be said again."""
    texts = {f"{e.id}/{i.n}": i.text for e in bank.episodes for i in e.items}
    console.put(f"  asked {len(asked)} time{'' if len(asked) == 1 else 's'}")
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
    console.put(
        f"  {item.kind}, line {item.line}, {'nested' if item.depth > 1 else 'top level'}{_DECIDED[item.by]}"
    )
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
