"""`qbank review`: a person decides what an import was not sure of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from qbank.cli import console, options
from qbank.cli.options import DATA, Here, argument, ids, option
from qbank.errors import UsageError, one_of
from qbank.lazy import regex
from qbank.model import Bank
from qbank.tasks import as_data
from qbank.tasks import review as tasks
from qbank.tasks.find import in_full
from qbank.tasks.review import Doubt
from qbank.tasks.workspace import Workspace

KINDS = ("question", "intro", "note", "topic", "fragment")
_REF = regex(r"[^\s/=]+/\d+")


def review(
    reference: list[str] | None = argument(
        "[REF]...", "The questions to decide about; all in doubt by default.", default=None
    ),
    teach: int | None = option("--teach N", "Ask about the N questions that teach the most.", min=1),
    keep: bool = option("--keep", "What the import decided is right."),
    join: str | None = option("--join TEMPLATE", "It is a phrasing of this template.", options.templates),
    category: str | None = option("--category ID", "It belongs to this category.", options.categories),
    also: str | None = option("--also ID,…", "Further categories, with --category."),
    kind: str | None = option("--kind KIND", "It is a question, intro, note, topic or fragment."),
    slot: list[str] | None = option("--slot NAME=VALUE", "What stands in a slot. Repeatable."),
    split: str | None = option("--split TEXT", "The first words of the second question in it."),
    said: list[str] | None = option("--said [REF=]TEXT", "One line of what the guest answered. Repeatable."),
    at: list[str] | None = option("--at [REF=]TIME", "When it was asked, such as 23:10. Repeatable."),
    undo: bool = option("--undo", "Forget what was decided by hand; decide as an import would."),
    rename: tuple[str, str] | None = option("--rename OLD NEW", "Give a template another id."),
    reword: tuple[str, str] | None = option("--reword TEMPLATE TEXT", "Give a template another canonical text."),
    ritual: tuple[str, str] | None = option("--ritual TEMPLATE open|close", "Make a template a ritual."),
    here: Here = DATA,
) -> None:
    """Decide what the import was not sure of: one thing at a time on a terminal, or by flags.

    Example: qbank review 041-made-up/7 --join wrong-choice
    """

    def steps(ref: str) -> list[Step]:
        """Return the decisions about one question, in the order in which they make sense together."""
        given: list[tuple[object, Step]] = [
            (undo, lambda b: tasks.undo(b, ref)),
            (split, lambda b: tasks.split(b, ref, split or "")),
            (join, lambda b: tasks.join(b, ref, join or "", as_question=kind == "question")),
            (kind, lambda b: tasks.change_kind(b, ref, one_of(kind, KINDS, "--kind"))),
            (category, lambda b: tasks.recategorize(b, ref, category or "", tuple(ids([also or ""])))),
            (slot, lambda b: tasks.correct_slots(b, ref, _values(slot or []))),
            (keep, lambda b: tasks.keep(b, ref)),
        ]
        return [step for wanted, step in given if wanted]

    workspace = here.workspace()
    refs = [in_full(workspace.bank, r) for r in reference or ()]
    one = refs[0] if len(refs) == 1 else None
    if also and not category:
        raise UsageError("--also stands without --category", hint="say the first category, too")
    decided = [step for ref in refs or [""] for step in steps(ref)]
    if decided and not refs:
        raise UsageError("which question is it about?", hint="name it: qbank review 040-ceph/7 --keep")
    templates = ((reword, tasks.reword), (rename, tasks.rename), (ritual, tasks.make_ritual))
    made: list[Step] = [
        *((lambda b, do=do, words=words: do(b, *words)) for words, do in templates if words),
        *decided,
        *_noted(said, one, "--said", tasks.quote),
        *_noted(at, one, "--at", tasks.time),
    ]
    if not made and here.asks and not here.as_json:
        for ref in refs:
            tasks.find(workspace.bank, ref)
        _prompted(workspace, refs, teach)
        return
    _say(workspace, tasks.decide(workspace, made, refs)[1])
    if made and not here.as_json:
        return
    left = _asked(workspace, [] if made else refs, teach)
    here.answer(lambda: {"decisions": [as_data.of_doubt(d) for d in left]}, lambda: _show(left))


def _say(workspace: Workspace, written: Sequence[Path]) -> None:
    if written:
        console.say(f"Written: {', '.join(str(p.relative_to(workspace.place.root)) for p in written)}")


def _asked(workspace: Workspace, refs: list[str], count: int | None) -> list[Doubt]:
    """Return what is to be asked: the questions named, those that teach the most, or all in doubt, alike ones together."""
    bank = workspace.bank
    if count:
        return tasks.most_telling(bank, workspace.reader(console.say), count)
    found = [d for d in tasks.doubts(bank) if not refs or d.ref in refs]
    return tasks.grouped(bank, found, workspace.reader(console.say)) if found else []


def _prompted(workspace: Workspace, refs: list[str], count: int | None) -> None:
    """Ask on the terminal; every decision is written before the next question is put."""
    from qbank.cli.ask.review import ask_all

    def save(changed: Bank) -> None:
        _say(workspace, tasks.decide(workspace, [lambda _: changed], refs)[1])

    left = count or 0
    while left > 0:
        asked = _asked(workspace, refs, min(left, tasks.LEARN_EVERY))
        if not asked or not ask_all(workspace.bank, asked, save, teaching=True):
            break
        left -= len(asked)
        save(tasks.sorted_again(workspace.bank, workspace.reader(console.say)))
    if count is None:
        ask_all(workspace.bank, _asked(workspace, refs, None), save)
    still = sum(1 for _ in tasks.doubts(workspace.bank))
    console.say(f"{still} left to decide." if still else "Nothing is in doubt any more.")


Step = Callable[["Bank"], "Bank"]


def _noted(
    given: list[str] | None, reference: str | None, flag: str, note: Callable[[Bank, str, str], Bank]
) -> list[Step]:
    """Return what is to be noted about questions; each names its own, unless the command names one."""
    made: list[Step] = []
    for text in given or ():
        ref, equals, words = text.partition("=")
        if not equals or not _REF.fullmatch(ref.strip()):
            if reference is None:
                raise UsageError(f"{flag} '{text}' names no question", hint=f'write it as {flag} 040-ceph/7="…"')
            ref, words = reference, text
        made.append(partial(_apply, note, ref.strip(), words))
    return made


def _apply(note: Callable[[Bank, str, str], Bank], ref: str, words: str, bank: Bank) -> Bank:
    return note(bank, in_full(bank, ref), words)


def _values(given: list[str]) -> dict[str, str]:
    pairs = [text.partition("=") for text in given]
    for name, equals, _ in pairs:
        if not equals or not name.strip():
            raise UsageError(f"--slot '{name}' has no value", hint="write it as technology=Ceph")
    return {name.strip(): value for name, _, value in pairs}


def _show(left: list[Doubt]) -> None:
    shown: set[str] = set()
    for doubt in left:
        item = doubt.item
        if doubt.alike and doubt.ref not in shown:
            shown.update((doubt.ref, *doubt.alike))
            console.put(f"{len(doubt.alike) + 1} that look alike:")
        console.put(f"{doubt.ref}  {item.text}")
        category = " or ".join(item.likely) or item.category or "no category"
        console.put(f"    {item.kind}, {category}, {item.template or 'no template'}")
        if doubt.likely:
            console.put(f"    perhaps {', '.join(doubt.likely)}")
    how = f"\n{len(left)} to decide: qbank review REF... --keep, --join TEMPLATE, --category ID ..."
    console.put(how if left else "Nothing is in doubt.")
