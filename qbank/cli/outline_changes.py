"""An outline that exists: `qbank outline arrange`, `check` and `refresh`."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from qbank.cli import console, options
from qbank.cli.options import ids, option, pairs
from qbank.english.spoken import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qbank.model import Outline
    from qbank.outline.refresh import News
    from qbank.tasks.outlines import Step
    from qbank.tasks.workspace import Workspace


def arrange(
    file: str = options.OUTLINE,
    move: list[str] | None = option(
        "--move ID=ID|BLOCK", "Put a question behind another one, or first in a block. Repeatable."
    ),
    lane: list[str] | None = option("--lane ID=LANE", "Make a question must, nice or backup. Repeatable."),
    swap: list[str] | None = option("--swap ID,…", "Take the bank's next wording of a question. Repeatable."),
    say: list[str] | None = option("--say ID=TEXT", "Put a question in your own words. Repeatable."),
    instead: list[str] | None = option(
        "--instead ID=TEMPLATE", "Ask another of the bank's questions in its place. Repeatable."
    ),
    take: list[str] | None = option(
        "--take TEMPLATE", "Take in one more of the bank's questions. Repeatable.", options.templates
    ),
    follow_up: list[str] | None = option(
        "--follow-up ID=TEXT",
        "Put one more follow-up under a question; without a text all of them go. Repeatable.",
    ),
    minutes: list[str] | None = option("--minutes ID=N", "Give a question so many minutes. Repeatable."),
    add: list[str] | None = option("--add TEXT", "Add a question of your own, word for word. Repeatable."),
    drop: list[str] | None = option("--drop ID,…", "Drop a question. Repeatable."),
    bank: Path | None = options.BANK,
    as_json: bool = options.JSON,
    no_input: bool = options.NO_INPUT,
) -> None:
    """Arrange an existing outline: by options, or line by line on a terminal.

    Example: qbank outline arrange kafka-jay-kreps --move q07=q03 --lane q11=backup
    """
    from qbank.cli import print_outline
    from qbank.tasks.outlines import revise

    workspace, asking = console.workspace(bank), console.interactive(no_input) and not as_json

    def steps(outline: Outline) -> list[Step]:
        made = _steps(
            workspace, outline, move=move, lane=lane, swap=swap, say=say, minutes=minutes, add=add, drop=drop,
            instead=instead, take=take, follow_up=follow_up,
        )  # fmt: skip
        return made or ([partial(_asked, workspace=workspace)] if asking else [])

    done = revise(workspace, file, steps, asking=asking)
    if done.changed:
        console.say(f"Written into {done.path}")
    if as_json:
        from qbank.sheet.formats import to_data

        console.put_json(to_data(done.outline))
    else:
        print_outline.arranged(done.outline)


def _asked(outline: Outline, workspace: Workspace) -> Outline:
    """Let the host arrange it on the terminal; going back leaves it as it was."""
    from qbank.cli.ask.outline import arrange_all

    done, arranged = arrange_all(
        outline, workspace.bank, workspace.sorter(outline.technology, outline.guests)
    )
    return arranged if done else outline


def _steps(
    workspace: Workspace, outline: Outline, *, move: list[str] | None, lane: list[str] | None, swap: list[str] | None, say: list[str] | None,
    minutes: list[str] | None, add: list[str] | None, drop: list[str] | None, instead: list[str] | None,
    take: list[str] | None, follow_up: list[str] | None,
) -> list[Step]:  # fmt: skip
    """Return what the options ask for, as steps: what is dropped and added, where it stands, how it is said."""
    from qbank.errors import one_of
    from qbank.outline import arrange as arranging
    from qbank.tasks import outlines as changes

    bank, sort = workspace.bank, workspace.sorter(outline.technology, outline.guests)
    rituals = arranging.rituals_of(bank)
    steps: list[Step] = []
    steps += [partial(arranging.drop, id_=id_, rituals=rituals) for id_ in ids(drop)]
    steps += [
        partial(changes.replaced, id_=id_, template=template, bank=bank)
        for id_, template in pairs(instead, "--instead", "TEMPLATE")
    ]
    steps += [partial(changes.taken, template=template, bank=bank) for template in take or ()]
    for text in add or ():
        category = sort(text)[0]
        steps.append(
            partial(arranging.add, text=text, category=category, categories=bank.categories, rituals=rituals)
        )
    steps += [
        partial(arranging.into, id_=id_, lane=one_of(to, arranging.LANES, "--lane"), rituals=rituals)
        for id_, to in pairs(lane, "--lane", "backup")
    ]
    steps += [
        partial(arranging.move, id_=id_, to=to, rituals=rituals) for id_, to in pairs(move, "--move", "q03")
    ]
    steps += [partial(arranging.swap, id_=id_, bank=bank) for id_ in ids(swap)]
    steps += [
        partial(arranging.reword, id_=id_, text=text, rituals=rituals)
        for id_, text in pairs(say, "--say", "TEXT")
    ]
    steps += [
        partial(arranging.one_more, id_=id_, text=text, rituals=rituals)
        for id_, text in pairs(follow_up, "--follow-up", "TEXT")
    ]
    steps += [
        partial(arranging.retime, id_=id_, minutes=_number(n)) for id_, n in pairs(minutes, "--minutes", "4")
    ]
    return steps


def _number(text: str) -> float:
    from qbank.errors import UsageError

    try:
        return float(text)
    except ValueError:
        raise UsageError(f"'{text}' is not a number of minutes", hint="write it as --minutes q07=4") from None


def check(
    file: str = options.OUTLINE,
    accept: list[str] | None = option("--accept RULE", "A rule to leave out. Repeatable."),
    bank: Path | None = options.BANK,
    as_json: bool = options.JSON,
) -> None:
    """Check an outline: its lines, its times, what is off limits, what it names that is not there.

    Exits 3 if there is something to mend. Example: qbank outline check kafka-jay-kreps
    """
    from qbank.errors import Findings, one_of
    from qbank.outline.check import RULES
    from qbank.tasks import outlines

    rules = [one_of(rule, RULES, "--accept") for rule in accept or ()]
    found, path = outlines.check(console.workspace(bank), file, accept=rules)
    if as_json:
        console.put_json({"file": str(path), "findings": found})
    else:
        _print(found, path)
    if found:
        raise Findings(f"{len(found)} findings")


def _print(found: Sequence[dict[str, str]], path: Path) -> None:
    for one in found:
        about = f"{one['id']} " if one["id"] else ""
        console.put(f"{one['where']}: {about}{one['what']}")
        if one["text"]:
            console.put(f"    {one['text']}")
        console.put(f"    {one['rule']}: {one['hint']}")
    count = f"{counted(len(found), 'thing')} to mend."
    console.put(f"\n{count}" if found else f"Nothing to mend in {path.name}.")


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
