"""An outline and its sheets: `qbank outline` plans it, `export` makes sheets of it, `edits` reads back what a person changed in one."""

from __future__ import annotations

from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from qbank import bank as banks
from qbank.cli import console, options, print_outline
from qbank.cli.options import DATA, NO_DATA, Here, argument, option
from qbank.english.spoken import counted
from qbank.errors import UsageError
from qbank.model.brief import Brief
from qbank.sheet.book import FORMATS as BOOKS
from qbank.sheet.formats import FORMATS, FROM_LOG, MAILS, to_data
from qbank.tasks import as_data
from qbank.tasks import export as tasks
from qbank.tasks.workspace import today

if TYPE_CHECKING:
    from qbank.outline.plan import Planned
    from qbank.sheet.word.compare import Edits
    from qbank.tasks.plan import Planner

_SHEETS = ", ".join(name for name in FORMATS if name not in (*MAILS, *FROM_LOG))
_MAILS = f"to the guest {', '.join(MAILS)}, or mails for all three"
_LOGS, _BOOKS = ", ".join(FROM_LOG), ", ".join(BOOKS)


def outline(
    ctx: typer.Context,
    guest: list[str] | None = option("--guest NAME", "Who is interviewed. Repeatable.", options.guests),
    technology: str | None = option(
        "--technology --subject NAME", "What the interview is about.", options.technologies
    ),
    minutes: float | None = option("--minutes N", "How long the interview is; the show's habit by default."),
    questions: int | None = option(
        "--questions N", "So many questions instead of minutes; rituals counted, follow-ups and backups not."
    ),
    to: list[str] | None = option("--to FORMAT", f"Export at once: {_SHEETS}; {_MAILS}. Repeatable."),
    output: Path | None = option("-o --output FILE", "The rendered file's name."),
    copy: str = options.COPY,
    level: str = options.LEVEL,
    layout: Path | None = options.LAYOUT,
    page: str | None = options.PAGE,
    large_print: bool = options.LARGE_PRINT,
    family: str | None = option(
        "--family FAMILY",
        "software, service, company, language, hardware, standard, publication, book, research, topic, craft or person.",
    ),
    kind: str | None = option("--kind NOUN", "What the subject is, such as 'messaging system'."),
    company: str | None = option("--company NAME", "The company behind the subject."),
    relation: list[str] | None = option(
        "--relation [GUEST=]RELATION",
        "What the guest is to the subject: made, joined, uses, studies, writes (founded, maintains, wrote … are read as these). Repeatable.",
    ),
    domain: str | None = option("--domain FIELD", "The guest's field, for the ritual questions."),
    alternatives: str | None = option("--alternatives A,B", "What else is on the shortlist."),
    trait: list[str] | None = option(
        "--trait TRAIT", "Something that is true of the subject; see questions/traits.toml. Repeatable."
    ),
    not_trait: list[str] | None = option("--not-trait TRAIT", "Something that is not true of it. Repeatable."),
    fact: list[str] | None = option(
        '--fact "TYPE: TEXT"',
        "A fact you looked up; it becomes a question. Types: choice, limit, change, number, claim, criticism, body, "
        "part, story, said, past, rival. Repeatable.",
    ),
    part: list[str] | None = option('--part "NAME: WHAT IT DOES"', "A part of it with a name of its own. Repeatable."),
    written_in: str | None = option("--written-in LANGUAGE", "What it is written in."),
    builds_on: str | None = option("--builds-on NAME", "What it stands on, such as Raft."),
    compatible_with: str | None = option("--compatible-with NAME", "What it can stand in for."),
    slot: list[str] | None = option("--slot NAME=VALUE", "What fills a slot of the bank's questions. Repeatable."),
    voice: str | None = option("--voice VOICE", "Whose words: show (your own, where you have asked) or bank."),
    add: list[str] | None = option(
        "--add TEXT", 'A question of your own, word for word; "inside: TEXT" says where. Repeatable.'
    ),
    notes: Path | None = option(
        "--notes FILE", "A list of questions of your own: headings are blocks, nested bullets follow-ups."
    ),
    heard: list[Path] | None = option(
        "--heard FILE",
        "What other shows asked this guest: a transcript, chapters, show notes, or one question a line. Repeatable.",
    ),
    archive: str | None = option(
        "--archive DIR",
        "Everybody's questions: what other shows asked this guest steps back. Else the one that show.toml names.",
    ),
    like: str | None = option("--like EPISODE", "Start from the sheet of an earlier episode.", options.episodes),
    focus: str | None = option("--focus CATEGORY,…", "Categories to give more room."),
    must: list[str] | None = option("--must TEMPLATE", "A template that has to be in. Repeatable.", options.templates),
    avoid: list[str] | None = option("--avoid TEMPLATE", "A template to leave out. Repeatable.", options.templates),
    box: options.Box = None,
    date: str | None = option("--date DATE", "The outline's date; today by default."),
    without_episode: int | None = option(
        "--without-episode NUMBER", "Plan as if that episode had never been recorded."
    ),
    from_: str | None = option(
        "--from OUTLINE", "Plan an existing outline again; other options change it.", options.outlines
    ),
    answers: Path | None = option("--answers FILE", 'A TOML file that holds options by name: guest = ["NAME"].'),
    no_save: bool = option("--no-save", "Do not keep the outline as a file."),
    explain: bool = option("--explain", "Say why each line is in, and what was left out first."),
    force: bool = option("--force", "Replace a rendered file that differs."),
    here: Here = DATA,
) -> None:
    """Plan an interview: from a guest and a technology to an outline.

    Example: qbank outline --guest "Jay Kreps" --technology Kafka --to docx
    """
    if ctx.invoked_subcommand is not None:
        return
    given = dict(locals())
    from qbank.tasks import plan

    order = tasks.Order(
        formats=to or (), copy=copy, level=level, layout=layout, page=page, large_print=large_print, output=output, force=force
    )  # fmt: skip
    tasks.prove_order(order)
    workspace = here.workspace()
    said = plan.whole_brief(workspace, _brief(given), outline=from_, answers=answers)
    planner = plan.Planner(workspace, archive)
    asking = here.asks and plan.lacks_something(said)
    console.notes(planner.faults)
    told = len(planner.faults)
    planned = _asked(planner, said) if asking else planner.plan(said)
    console.notes((*planner.faults[told:], *planner.notes))
    made, path = (planned.outline, None) if no_save else plan.keep(workspace, planned.outline)
    print_outline.exported(tasks.export(workspace.place, made, order, date=made.date), made, order)
    shown = partial(print_outline.planned, planned, made, path, explain=explain)
    here.answer(lambda: to_data(made), shown, paged=False)
    if asking and path is not None:
        console.say(f"Next: qbank outline arrange {made.id}, or qbank export {made.id} --to docx")


def _brief(given: dict[str, Any]) -> Brief:
    """Return what the options say; the files of --notes and --heard are read. SourceError names one that cannot be."""
    from qbank.outline.request import listed
    from qbank.tasks.plan import notes

    given |= given["box"] or {}
    said: dict[str, Any] = {f.name: given.get(f.name) for f in fields(Brief)}
    said["add"] = [*(given["add"] or ()), *(notes(given["notes"]) if given["notes"] else ())]
    said["heard"] = [line for path in given["heard"] or () for line in _heard(path)]
    for name in ("alternatives", "focus"):
        said[name] = listed(given[name], f"--{name}")
    said = {n: tuple(v) if isinstance(v, list) else v for n, v in said.items() if v is not None}
    return Brief(**said)


def _heard(path: Path) -> tuple[str, ...]:
    """Return what a guest was asked elsewhere by a file, and say what was taken of it."""
    from qbank.tasks.transcripts import asked_elsewhere

    questions, what = asked_elsewhere(str(path))
    console.say(f"{path}: {what}")
    return questions


def _asked(planner: Planner, said: Brief) -> Planned:
    """Ask for what a brief lacks, plan, and let the host arrange the sheet."""
    from qbank.cli.ask import wizard
    from qbank.outline.request import check_before_asking

    workspace = planner.workspace
    check_before_asking(said, workspace.bank)
    sort = workspace.sorter(said.technology, said.guest)
    return wizard.ask_all(said, workspace.bank, wizard.Tools(planner.plan, lambda path: _heard(Path(path)), sort))


def edits(
    file: Path = argument("FILE.docx", "The Word sheet that came back."),
    apply: bool = option("--apply", "Write the changes, ticks and notes into the outline."),
    outline: str | None = option(
        "--outline OUTLINE", "The outline's file, if it is not in exports/.", options.outlines
    ),
    here: Here = DATA,
) -> None:
    """Show what a person changed in a Word sheet; nothing is changed until --apply.

    Example: qbank edits kafka-jay-kreps.docx --apply
    """
    from qbank.tasks import outlines

    found, path = outlines.edits(here.workspace(), file, outline=outline, apply=apply)
    data, show = partial(as_data.of_edits, found, applied=apply), partial(_show, found, path, applied=apply)
    here.answer(data, show, paged=False)


def _show(found: Edits, path: Path, *, applied: bool) -> None:
    for change in found.changes:
        console.put(str(change))
    console.notes(found.problems)
    if not found.changes:
        console.put(f"Nothing was changed on this sheet of '{found.outline_id}'.")
    elif applied:
        console.say(f"Written into {path}")
    else:
        count = counted(len(found.changes), "change")
        console.say(f"{count}; add --apply to write {'it' if len(found.changes) == 1 else 'them'} into {path}")


def export(
    outline: str | None = options.OUTLINE_IF_ANY,
    to: list[str] | None = option(
        "--to FORMAT", f"{_SHEETS}; {_MAILS}; of a log with times: {_LOGS}; of the whole bank: {_BOOKS}. Repeatable."
    ),
    copy: str = options.COPY,
    level: str = options.LEVEL,
    layout: Path | None = options.LAYOUT,
    page: str | None = options.PAGE,
    large_print: bool = options.LARGE_PRINT,
    output: Path | None = option("-o --output FILE", "The file to write, or - for standard output."),
    date: str | None = option("--date DATE", "The sheet's date; the outline's by default."),
    force: bool = option("--force", "Replace a file that differs."),
    bank_book: bool = option(
        "--bank-book", "Not an outline: every question of the bank, each with where it was asked."
    ),
    by: str = option("--by category|theme", "What the chapters of the bank book are.", default="category"),
    unasked: bool = option("--unasked", "In the bank book also what nobody was asked yet."),
    here: Here = NO_DATA,
) -> None:
    """Turn an outline into a sheet, or with --bank-book the whole bank into a document.

    Example: qbank export kafka-jay-kreps --to docx
    """
    workspace = here.workspace()
    if bank_book:
        if outline is not None:
            hint = f"leave {outline} or --bank-book out"
            raise UsageError("--bank-book is the whole bank, not an outline", hint=hint)
        books, questions = tasks.export_book(
            workspace, date=today(date), by=by, formats=to or ["docx"], unasked=unasked, page=page, output=output,
            force=force,
        )  # fmt: skip
        for book in books:
            console.wrote(book.path, book.data, written=book.written, more=f" ({counted(questions, 'question')})")
        return
    if outline is None:
        raise UsageError("no outline is named", hint="qbank export NAME, or --bank-book for the whole bank")
    made = banks.load_outline(workspace.outline_path(outline))
    order = tasks.Order(
        formats=to or ["docx"], copy=copy, level=level, layout=layout, page=page, large_print=large_print, output=output,
        force=force,
    )  # fmt: skip
    sheets = tasks.export(workspace.place, made, order, date=today(date) if date else made.date)
    print_outline.exported(sheets, made, order)
