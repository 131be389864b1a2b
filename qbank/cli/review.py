"""`qbank review`: a person decides what an import was not sure of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from qbank.cli import console, session

if TYPE_CHECKING:
    from collections.abc import Callable

    from qbank.decisions import Doubt
    from qbank.model import Bank

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def review(
    reference: Annotated[
        str | None,
        typer.Argument(metavar="[REF]", help="The question to decide about; all in doubt by default."),
    ] = None,
    keep: Annotated[bool, typer.Option("--keep", help="What the import decided is right.")] = False,
    join: Annotated[
        str | None, typer.Option("--join", metavar="TEMPLATE", help="It is a phrasing of this template.")
    ] = None,
    category: Annotated[
        str | None, typer.Option("--category", metavar="ID", help="It belongs to this category.")
    ] = None,
    also: Annotated[
        str | None, typer.Option("--also", metavar="ID,…", help="Further categories, with --category.")
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option("--kind", metavar="KIND", help="It is a question, intro, note, topic or fragment."),
    ] = None,
    slot: Annotated[
        list[str] | None,
        typer.Option("--slot", metavar="NAME=VALUE", help="What stands in a slot. Repeatable."),
    ] = None,
    split: Annotated[
        str | None,
        typer.Option("--split", metavar="TEXT", help="The first words of the second question in it."),
    ] = None,
    said: Annotated[
        str | None, typer.Option("--said", metavar="TEXT", help="One line of what the guest answered.")
    ] = None,
    rename: Annotated[
        tuple[str, str] | None,
        typer.Option("--rename", metavar="OLD NEW", help="Give a template another id."),
    ] = None,
    ritual: Annotated[
        tuple[str, str] | None,
        typer.Option("--ritual", metavar="TEMPLATE open|close", help="Make a template a ritual."),
    ] = None,
    bank: console.BankOption = None,
    as_json: console.JsonOption = False,
    no_input: console.NoInputOption = False,
    debug: console.DebugOption = False,  # noqa: ARG001 (read by the boundary)
) -> None:
    """Decide what the import was not sure of: one thing at a time on a terminal, or by flags.

    Example: qbank review 041-made-up/7 --join wrong-choice
    """
    from qbank import decisions, store
    from qbank.cli.outline_options import one_of
    from qbank.errors import UsageError

    place = session.bank_place(bank)
    base = store.load(place)
    kinds = ("question", "intro", "note", "topic", "fragment")
    made = _by_flags(
        {
            "rename": rename and (lambda b: decisions.rename(b, *rename)),
            "ritual": ritual and (lambda b: decisions.make_ritual(b, *ritual)),
            "split": split and (lambda b: decisions.split(b, reference or "", split)),
            "join": join and (lambda b: decisions.join(b, reference or "", join)),
            "kind": kind
            and (lambda b: decisions.change_kind(b, reference or "", one_of(kind, kinds, "--kind"))),
            "category": category
            and (lambda b: decisions.recategorize(b, reference or "", category, _parts(also))),
            "slot": slot and (lambda b: decisions.correct_slots(b, reference or "", _values(slot))),
            "said": said is not None and (lambda b: decisions.quote(b, reference or "", said or "")),
            "keep": keep and (lambda b: decisions.keep(b, reference or "")),
        }
    )
    if made and reference is None and not (rename or ritual):
        raise UsageError("which question is it about?", hint="name it: qbank review 040-ceph/7 --keep")
    if not made and console.interactive(no_input) and not as_json:
        from qbank.ask.review import ask_all

        changed = ask_all(base, [d for d in decisions.doubts(base) if reference in (None, d.ref)])
    else:
        changed = base
        for step in made:
            changed = step(changed)
    if changed != base:
        written = store.save(place, changed, base=base, command=f"review {reference or ''}".strip())
        console.say(f"Written: {', '.join(str(p.relative_to(place.root)) for p in written)}")
    left = list(decisions.doubts(changed))
    if as_json:
        console.put_json({"decisions": [_as_data(d) for d in left]})
    elif not made:
        _show(left)


def _by_flags(given: dict[str, object]) -> list[Callable[[Bank], Bank]]:
    return [step for step in given.values() if callable(step)]


def _parts(text: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (text or "").split(",") if part.strip())


def _values(given: list[str]) -> dict[str, str]:
    from qbank.errors import UsageError

    pairs = [text.partition("=") for text in given]
    for name, equals, _ in pairs:
        if not equals or not name.strip():
            raise UsageError(f"--slot '{name}' has no value", hint="write it as technology=Ceph")
    return {name.strip(): value for name, _, value in pairs}


def _as_data(doubt: Doubt) -> dict[str, object]:
    item = doubt.item
    return {
        "ref": doubt.ref, "text": item.text, "kind": item.kind, "category": item.category, "template": item.template,
        "canonical": doubt.template.text if doubt.template else None, "confidence": item.confidence,
        "before": doubt.before.text if doubt.before else None, "after": doubt.after.text if doubt.after else None,
    }  # fmt: skip


def _show(left: list[Doubt]) -> None:
    for doubt in left:
        console.put(f"{doubt.ref}  {doubt.item.text}")
        console.put(
            f"    {doubt.item.kind}, {doubt.item.category or 'no category'}, {doubt.item.template or 'no template'}"
        )
    console.put(
        f"\n{len(left)} to decide: qbank review REF --keep, --join TEMPLATE, --category ID …"
        if left
        else "Nothing is in doubt."
    )
