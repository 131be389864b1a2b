"""An outline that exists: `qbank outline arrange`, `check`, `refresh` and `log`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from qbank.cli import console, options, print_outline
from qbank.cli.options import DATA, Here, ids, option, pairs
from qbank.english.spoken import counted
from qbank.errors import Findings, UsageError, one_of
from qbank.model import Mark, Outline
from qbank.outline import log as logged
from qbank.outline.check import RULES
from qbank.outline.refresh import News
from qbank.sheet.formats import to_data
from qbank.tasks import as_data, outlines
from qbank.tasks.outlines import Step
from qbank.tasks.workspace import Sorter, Workspace

if TYPE_CHECKING:
    from qbank.tasks.transcripts import Filled


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
        "--follow-up ID=TEXT", "Put one more follow-up under a question; without a text all of them go. Repeatable."
    ),
    minutes: list[str] | None = option("--minutes ID=N", "Give a question so many minutes. Repeatable."),
    add: list[str] | None = option("--add TEXT", "Add a question of your own, word for word. Repeatable."),
    drop: list[str] | None = option("--drop ID,…", "Drop a question. Repeatable."),
    here: Here = DATA,
) -> None:
    """Arrange an existing outline: by options, or line by line on a terminal.

    Example: qbank outline arrange kafka-jay-kreps --move q07=q03 --lane q11=backup
    """
    workspace, asking = here.workspace(), here.asks and not here.as_json
    named: list[tuple[str, list[dict[str, object]]]] = [
        ("drop", [{"id": id_} for id_ in ids(drop)]),
        ("replace", [{"id": id_, "template": other} for id_, other in pairs(instead, "--instead", "TEMPLATE")]),
        ("take", [{"template": template} for template in take or ()]),
        ("add", [{"text": text} for text in add or ()]),
        (
            "lane",
            [{"id": i, "lane": one_of(to, outlines.LANES, "--lane")} for i, to in pairs(lane, "--lane", "backup")],
        ),
        ("move", [{"id": id_, "to": to} for id_, to in pairs(move, "--move", "q03")]),
        ("swap", [{"id": id_} for id_ in ids(swap)]),
        ("text", [{"id": id_, "text": text} for id_, text in pairs(say, "--say", "TEXT")]),
        ("follow_up", [{"id": id_, "text": text} for id_, text in pairs(follow_up, "--follow-up", "TEXT")]),
        ("minutes", [{"id": id_, "minutes": _number(n)} for id_, n in pairs(minutes, "--minutes", "4")]),
    ]

    def steps(outline: Outline) -> list[Step]:
        """Return what the options ask for: what is dropped and added, where it stands, how it is said."""
        sort = workspace.sorter(outline.technology, outline.guests)
        made: list[Step] = [
            partial(outlines.changed, change={"do": do, **said}, bank=workspace.bank, sort=sort)
            for do, changes in named for said in changes
        ]  # fmt: skip
        return made or ([partial(by_hand, sort=sort)] if asking else [])

    def by_hand(outline: Outline, sort: Sorter) -> Outline:
        """Let the host arrange it on the terminal; going back leaves it as it was."""
        from qbank.cli.ask.outline import arrange_all

        done, arranged = arrange_all(outline, workspace.bank, sort)
        return arranged if done else outline

    done = outlines.revise(workspace, file, steps, asking=asking)
    if done.changed:
        console.say(f"Written into {done.path}")
    here.answer(lambda: to_data(done.outline), lambda: print_outline.arranged(done.outline), paged=False)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise UsageError(f"'{text}' is not a number of minutes", hint="write it as --minutes q07=4") from None


def check(
    file: str = options.OUTLINE,
    accept: list[str] | None = option("--accept RULE", "A rule to leave out. Repeatable."),
    here: Here = DATA,
) -> None:
    """Check an outline: its lines, its times, what is off limits, what it names that is not there.

    Exits 3 if there is something to mend. Example: qbank outline check kafka-jay-kreps
    """
    rules = [one_of(rule, RULES, "--accept") for rule in accept or ()]
    found, path = outlines.check(here.workspace(), file, accept=rules)
    here.answer(lambda: {"file": str(path), "findings": found}, lambda: _print(found, path))
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
    here: Here = DATA,
) -> None:
    """Take the bank's new wording into an outline; a line that you have touched is left as it is.

    Example: qbank outline refresh kafka-jay-kreps --dry-run
    """
    found = outlines.refresh(here.workspace(), file, dry_run=dry_run)
    written = found.changed and not dry_run
    here.answer(lambda: as_data.of_refresh(found, written=written), lambda: _show(found.news, found.path))
    if found.changed and not here.as_json:
        console.say(f"{'Would be written' if dry_run else 'Written'} into {found.path}")


def _show(news: tuple[News, ...], path: Path) -> None:
    titles = {"changed": "Reworded", "left": "Left, because you touched it", "gone": "No longer in the bank"}
    for what, title in titles.items():
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


def log(
    file: str = options.OUTLINE,
    asked: list[str] | None = option("--asked ID,…", "Questions that were asked. Repeatable."),
    great: list[str] | None = option("--great ID,…", "Asked, and the answer was great. Repeatable."),
    skipped: list[str] | None = option("--skipped ID,…", "Not asked. Repeatable."),
    all_asked: bool = option("--all-asked", "Everything else on the sheet was asked, backups aside."),
    rest_skipped: bool = option("--rest-skipped", "Everything else on the sheet was skipped, backups aside."),
    clear: list[str] | None = option("--clear ID,…", "Take marks away again. Repeatable."),
    improvised: list[str] | None = option(
        "--improvised [ID=]TEXT", "A question that was on no sheet, asked after ID. Repeatable."
    ),
    order: str | None = option("--order ID,ID,…", "Asked one right after the other; the first stays in its place."),
    note: list[str] | None = option("--note ID=TEXT", "A note of yours to a question. Repeatable."),
    said: list[str] | None = option("--said ID=TEXT", "One line of what the guest answered. Repeatable."),
    at: list[str] | None = option("--at ID=TIME", "When it was asked, such as 23:10. Repeatable."),
    transcript: str | None = option(
        "--transcript FILE",
        "The transcript of the interview: fills the log with what was asked when, and what was answered.",
    ),
    speaker: list[str] | None = option("--speaker LABEL=NAME", "Who a speaker of the transcript is. Repeatable."),
    offset: str | None = option("--offset TIME", "Moves every time, such as +0:35 for an intro of 35 seconds."),
    marks: Path | None = option("--marks FILE", "The marks that a live page saved as a file (--to desk)."),
    here: Here = DATA,
) -> None:
    """Note what became of an outline's questions: by options, from a transcript, or one at a time on a terminal.

    Example: qbank outline log kafka-jay-kreps --transcript kafka.vtt
    """
    told: list[Filled] = []
    workspace = here.workspace()
    asking = here.asks and not here.as_json and marks is None
    if marks is not None:
        from qbank.tasks.live import take

        console.notes(take(workspace, file, marks).problems)

    def steps(outline: Outline) -> list[Step]:
        """Return what the options ask for: marks first, then what was improvised, the order, and the words."""
        sort = workspace.sorter(outline.technology, outline.guests)
        wanted: Mapping[Mark | None, list[str]] = {
            None: ids(clear), "asked": ids(asked), "great": ids(great), "skipped": ids(skipped)
        }  # fmt: skip
        _refuse_doubles(wanted, all_asked=all_asked, rest_skipped=rest_skipped)
        rest: Mark | None = "asked" if all_asked else "skipped" if rest_skipped else None
        made: list[Step] = [
            *_from_transcript(workspace, transcript, speaker, offset, sort, told),
            *(partial(logged.mark, ids=named, as_=mark) for mark, named in wanted.items() if named),
            *([partial(logged.mark_rest, as_=rest, lanes=("must", "nice"))] if rest else ()),
            *(partial(_improvised, text=text, sort=sort) for text in improvised or ()),
            *([partial(logged.reorder, ids=ids([order]))] if order else ()),
            *(partial(logged.annotate, id_=id_, note=text) for id_, text in pairs(note, "--note", "TEXT")),
            *(partial(logged.annotate, id_=id_, said=text) for id_, text in pairs(said, "--said", "TEXT")),
            *(partial(logged.annotate, id_=id_, at=text) for id_, text in pairs(at, "--at", "TIME")),
        ]
        if not made and asking:
            from qbank.cli.ask.outline import log_all

            return [partial(log_all, sort=sort)]
        return made

    done = outlines.revise(workspace, file, steps, asking=asking)
    if done.changed:
        console.say(f"Written into {done.path}")
    here.answer(
        lambda: as_data.of_log(done.outline, done.path, *told), lambda: print_outline.logged(done.outline, *told),
        paged=False,
    )  # fmt: skip
    if done.changed and not here.as_json:
        console.say(
            f"Next: qbank export {done.path.stem} --to notes, then import what it writes: the bank then knows what this guest was asked."
        )


def _from_transcript(
    workspace: Workspace, transcript: str | None, speaker: list[str] | None, offset: str | None, sort: Sorter,
    told: list[Filled],
) -> list[Step]:  # fmt: skip
    """Return what fills the log from a transcript, or moves the times that are there; `told` gets what came of it."""
    from qbank.tasks import transcripts

    seconds = transcripts.offset_of(offset) if offset else 0.0
    if transcript is None:
        if speaker:
            raise UsageError("--speaker is about a transcript", hint="give --transcript FILE, too")
        return [partial(transcripts.shifted, offset=seconds)] if seconds else []
    names = transcripts.speaker_names(speaker)

    def filled(outline: Outline) -> Outline:
        heard = transcripts.recorded(workspace, outline, transcript, names)
        made, report = transcripts.fill(outline, heard, workspace.bank, sort, offset=seconds)
        told.append(report)
        return made

    return [filled]


def _refuse_doubles(marks: Mapping[Mark | None, list[str]], *, all_asked: bool, rest_skipped: bool) -> None:
    """Raise UsageError where a question is to have two marks."""
    if all_asked and rest_skipped:
        raise UsageError("--all-asked and --rest-skipped cannot both be", hint="leave one of them out")
    seen: dict[str, str] = {}
    for mark, named in marks.items():
        flag = f"--{mark or 'clear'}"
        for id_ in named:
            if seen.setdefault(id_, flag) != flag:
                raise UsageError(f"{id_} cannot be both {seen[id_]} and {flag}", hint="a great question was asked")


def _improvised(outline: Outline, text: str, sort: Sorter) -> Outline:
    """Add an improvised question; what stands before an equals sign is its place only if it is an id."""
    id_, equals, rest = text.partition("=")
    after = id_.strip() if equals and any(q.id == id_.strip() for q in outline.questions) else None
    words = rest if after else text
    category, template = sort(words)
    return logged.improvise(outline, words, after=after, category=category, template=template)
