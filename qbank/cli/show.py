"""`qbank show`: everything about one question, template or episode."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from qbank.cli import complete, console

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qbank.model import Bank, Episode, Item, Template
    from qbank.outline.wordings import Repertoire, Wording

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def show(
    reference: Annotated[
        str,
        typer.Argument(
            metavar="REF",
            help="A question (040-ceph/7), an episode (040-ceph or 40), or a template.",
            autocompletion=complete.references,
        ),
    ],
    bank: console.BankOption = None,
    as_json: console.JsonOption = False,
    no_input: console.NoInputOption = False,  # noqa: ARG001 (accepted after every command)
    debug: console.DebugOption = False,  # noqa: ARG001
) -> None:
    """Show everything about one question, template or episode.

    Example: qbank show 040-ceph/7
    """
    base = console.workspace(bank).bank
    found = _find(base, reference)
    if not isinstance(found, tuple):
        _show_template(base, found, as_json=as_json)
        return
    episode, item = found
    if item is None:
        _show_episode(episode, as_json=as_json)
    else:
        _show_item(base, episode, item, as_json=as_json)


def _find(bank: Bank, reference: str) -> tuple[Episode, Item | None] | Template:
    """Return the template or the episode, with its item, that a reference names; NotFoundError with the nearest names if it names nothing."""
    from difflib import get_close_matches

    from qbank.errors import NotFoundError
    from qbank.model import ref

    name, slash, n = reference.strip().partition("/")
    for episode in bank.episodes:
        if name in (episode.id, str(episode.number)):
            if not slash:
                return episode, None
            for item in episode.items:
                if str(item.n) == n:
                    return episode, item
    for template in bank.templates:
        if template.id == reference:
            return template
    names = (
        [t.id for t in bank.templates]
        + [e.id for e in bank.episodes]
        + [ref(e, i) for e in bank.episodes for i in e.items]
    )
    near = get_close_matches(reference, names, n=3)
    raise NotFoundError(
        f"nothing is called '{reference}'",
        hint=f"did you mean {' or '.join(near)}?" if near else "find it with qbank search",
    )


def _show_template(bank: Bank, template: Template, *, as_json: bool) -> None:
    from qbank.outline.history import asked_where
    from qbank.outline.wordings import Repertoire
    from qbank.tasks import as_data

    asked, repertoire = asked_where(bank.episodes).get(template.id, ()), Repertoire(bank, bank.episodes)
    if as_json:
        console.put_json({"template": as_data.of_template(template, asked, repertoire)})
        return
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


def _show_item(bank: Bank, episode: Episode, item: Item, *, as_json: bool) -> None:
    from qbank.tasks import as_data

    data = as_data.of_item(episode, item)
    wording = _wording(bank, episode, item)
    if wording is not None:
        data |= {"speakable": wording.speakable, "why_not": wording.why_not or None}
    if as_json:
        console.put_json({"item": data})
        return
    console.put(f"{episode.id}/{item.n}  {episode.title}")
    console.put(f"  {item.text}")
    console.put(
        f"  {item.kind}, line {item.line}, {'nested' if item.depth > 1 else 'top level'}{', decided by hand' if item.by else ''}"
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


def _wording(bank: Bank, episode: Episode, item: Item) -> Wording | None:
    """Return the wording of its template that a question is, which says whether it can be asked again."""
    from qbank.model import ref
    from qbank.outline.wordings import Repertoire

    template = next((t for t in bank.templates if t.id == item.template), None)
    if template is None or item.kind != "question":
        return None
    said = Repertoire(bank, bank.episodes).wordings(template)
    return next((w for w in said if ref(episode, item) in w.asked), None)


def _show_episode(episode: Episode, *, as_json: bool) -> None:
    from qbank.tasks import as_data

    if as_json:
        console.put_json({"episode": as_data.of_episode(episode)})
        return
    console.put(f"{episode.id}  {episode.title}")
    console.put(
        f"  guests: {', '.join(episode.guests)}; about: {episode.technology or '–'}{f', {episode.kind}' if episode.kind else ''}"
    )
    for item in episode.items:
        console.put(f"  {item.n:>3}  {'  ' * (item.depth - 1)}{item.text}  [{item.template or item.kind}]")
