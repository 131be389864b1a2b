"""`qbank outline`: plan the next interview; `check`, `refresh` and `log` for an outline that is there."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qbank.cli import complete, console, options
from qbank.cli.app import OutlineGroup

if TYPE_CHECKING:
    from qbank.outline.brief import Brief
    from qbank.outline.plan import Planned
    from qbank.tasks.plan import Planner

app = typer.Typer(cls=OutlineGroup, rich_markup_mode=None, add_completion=False)


@app.callback(invoke_without_command=True)
@options.with_box
def outline(
    ctx: typer.Context,
    guest: Annotated[
        list[str] | None,
        typer.Option(
            "--guest", metavar="NAME", help="Who is interviewed. Repeatable.", autocompletion=complete.guests
        ),
    ] = None,
    technology: Annotated[
        str | None,
        typer.Option(
            "--technology",
            "--subject",
            metavar="NAME",
            help="What the interview is about.",
            autocompletion=complete.technologies,
        ),
    ] = None,
    minutes: Annotated[
        float | None,
        typer.Option(
            "--minutes", metavar="N", help="How long the interview is; the show's habit by default."
        ),
    ] = None,
    questions: Annotated[
        int | None,
        typer.Option(
            "--questions",
            metavar="N",
            help="So many questions instead of minutes; rituals counted, follow-ups and backups not.",
        ),
    ] = None,
    to: Annotated[
        list[str] | None,
        typer.Option(
            "--to", metavar="FORMAT", help="Export at once: docx, md, html, txt, email, json. Repeatable."
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="The rendered file's name.")
    ] = None,
    copy: options.CopyOption = "host",
    level: options.LevelOption = "questions",
    layout: options.LayoutOption = None,
    page: options.PageOption = None,
    large_print: options.LargePrintOption = False,
    family: Annotated[
        str | None,
        typer.Option(
            "--family",
            metavar="FAMILY",
            help="software, service, company, language, hardware, standard, publication, book, research, topic, craft or person.",
        ),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option("--kind", metavar="NOUN", help="What the subject is, such as 'messaging system'."),
    ] = None,
    company: Annotated[
        str | None, typer.Option("--company", metavar="NAME", help="The company behind the subject.")
    ] = None,
    relation: Annotated[
        list[str] | None,
        typer.Option(
            "--relation",
            metavar="[GUEST=]RELATION",
            help="What the guest is to the subject: made, joined, uses, studies, writes. Repeatable.",
        ),
    ] = None,
    domain: Annotated[
        str | None,
        typer.Option("--domain", metavar="FIELD", help="The guest's field, for the ritual questions."),
    ] = None,
    alternatives: Annotated[
        str | None, typer.Option("--alternatives", metavar="A,B", help="What else is on the shortlist.")
    ] = None,
    trait: Annotated[
        list[str] | None,
        typer.Option(
            "--trait",
            metavar="TRAIT",
            help="Something that is true of the subject; see questions/traits.toml. Repeatable.",
        ),
    ] = None,
    not_trait: Annotated[
        list[str] | None,
        typer.Option("--not-trait", metavar="TRAIT", help="Something that is not true of it. Repeatable."),
    ] = None,
    fact: Annotated[
        list[str] | None,
        typer.Option(
            "--fact",
            metavar='"TYPE: TEXT"',
            help="A fact you looked up; it becomes a question. Types: choice, limit, change, number, claim, criticism, body, "
            "part, story, said, past, rival. Repeatable.",
        ),
    ] = None,
    part: Annotated[
        list[str] | None,
        typer.Option(
            "--part", metavar='"NAME: WHAT IT DOES"', help="A part of it with a name of its own. Repeatable."
        ),
    ] = None,
    written_in: Annotated[
        str | None, typer.Option("--written-in", metavar="LANGUAGE", help="What it is written in.")
    ] = None,
    builds_on: Annotated[
        str | None, typer.Option("--builds-on", metavar="NAME", help="What it stands on, such as Raft.")
    ] = None,
    compatible_with: Annotated[
        str | None, typer.Option("--compatible-with", metavar="NAME", help="What it can stand in for.")
    ] = None,
    slot: Annotated[
        list[str] | None,
        typer.Option(
            "--slot", metavar="NAME=VALUE", help="What fills a slot of the bank's questions. Repeatable."
        ),
    ] = None,
    voice: Annotated[
        str | None,
        typer.Option(
            "--voice", metavar="VOICE", help="Whose words: show (your own, where you have asked) or bank."
        ),
    ] = None,
    add: Annotated[
        list[str] | None,
        typer.Option(
            "--add",
            metavar="TEXT",
            help='A question of your own, word for word; "inside: TEXT" says where. Repeatable.',
        ),
    ] = None,
    notes: Annotated[
        Path | None,
        typer.Option(
            "--notes",
            metavar="FILE",
            help="A list of questions of your own: headings are blocks, nested bullets follow-ups.",
        ),
    ] = None,
    heard: Annotated[
        list[Path] | None,
        typer.Option(
            "--heard",
            metavar="FILE",
            help="What other shows asked this guest: a transcript, chapters, show notes, or one question a line. Repeatable.",
        ),
    ] = None,
    archive: Annotated[
        str | None,
        typer.Option(
            "--archive",
            metavar="DIR",
            help="Everybody's questions: what other shows asked this guest steps back. Else the one that show.toml names.",
        ),
    ] = None,
    like: Annotated[
        str | None,
        typer.Option(
            "--like",
            metavar="EPISODE",
            autocompletion=complete.episodes,
            help="Start from the sheet of an earlier episode.",
        ),
    ] = None,
    focus: Annotated[
        str | None, typer.Option("--focus", metavar="CATEGORY,…", help="Categories to give more room.")
    ] = None,
    must: Annotated[
        list[str] | None,
        typer.Option(
            "--must",
            metavar="TEMPLATE",
            autocompletion=complete.templates,
            help="A template that has to be in. Repeatable.",
        ),
    ] = None,
    avoid: Annotated[
        list[str] | None,
        typer.Option(
            "--avoid",
            metavar="TEMPLATE",
            autocompletion=complete.templates,
            help="A template to leave out. Repeatable.",
        ),
    ] = None,
    box: options.Box = None,
    date: Annotated[
        str | None, typer.Option("--date", metavar="DATE", help="The outline's date; today by default.")
    ] = None,
    without_episode: Annotated[
        int | None,
        typer.Option(
            "--without-episode", metavar="NUMBER", help="Plan as if that episode had never been recorded."
        ),
    ] = None,
    from_: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="OUTLINE",
            autocompletion=complete.outlines,
            help="Plan an existing outline again; other options change it.",
        ),
    ] = None,
    answers: Annotated[
        Path | None,
        typer.Option(
            "--answers", metavar="FILE", help='A TOML file that holds options by name: guest = ["NAME"].'
        ),
    ] = None,
    no_save: Annotated[bool, typer.Option("--no-save", help="Do not keep the outline as a file.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say why each line is in, and what was left out first.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a rendered file that differs.")] = False,
    bank: console.BankOption = None,
    as_json: console.JsonOption = False,
    no_input: console.NoInputOption = False,
    debug: console.DebugOption = False,
) -> None:
    """Plan an interview: from a guest and a technology to an outline.

    Example: qbank outline --guest "Jay Kreps" --technology Kafka --to docx
    """
    if ctx.invoked_subcommand is not None:
        return
    given = dict(locals())
    from qbank.cli import print_outline
    from qbank.tasks import export, plan

    order = export.Order(
        formats=to or (), copy=copy, level=level, layout=layout, page=page, large_print=large_print, output=output, force=force
    )  # fmt: skip
    export.prove_order(order)
    workspace = console.workspace(bank)
    said = plan.whole_brief(workspace, _brief(given), outline=from_, answers=answers)
    planner = plan.Planner(workspace, archive)
    asking = console.interactive(no_input) and plan.lacks_something(said)
    for fault in planner.faults:
        console.say(f"note: {fault}")
    told = len(planner.faults)
    planned = _asked(planner, said) if asking else planner.plan(said)
    for fault in planner.faults[told:]:
        console.say(f"note: {fault}")
    made, path = (planned.outline, None) if no_save else plan.keep(workspace, planned.outline)
    print_outline.exported(export.export(workspace.place, made, order, date=made.date), made, order)
    if as_json:
        from qbank.sheet.formats import to_data

        console.put_json(to_data(made))
    else:
        print_outline.planned(planned, made, path, explain=explain)
    if asking and path is not None:
        console.say(f"Next: qbank outline arrange {made.id}, or qbank export {made.id} --to docx")


def _brief(given: dict[str, Any]) -> Brief:
    """Return what the options say; the files of --notes and --heard are read. SourceError names one that cannot be."""
    from qbank.outline.brief import Brief
    from qbank.outline.request import listed
    from qbank.tasks.plan import notes

    given |= given["box"] or {}
    said = {f.name: given.get(f.name) for f in fields(Brief)}
    said["add"] = [*(given["add"] or ()), *(notes(given["notes"]) if given["notes"] else ())]
    said["heard"] = [line for path in given["heard"] or () for line in _heard(path)]
    for name in ("alternatives", "focus"):
        said[name] = listed(given[name], f"--{name}")
    values: dict[str, Any] = {
        n: tuple(v) if isinstance(v, list) else v for n, v in said.items() if v is not None
    }
    return Brief(**values)


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
    tools = wizard.Tools(
        planner.plan,
        lambda path: _heard(Path(path)),
        workspace.sorter(said.technology, said.guest),
    )
    return wizard.ask_all(said, workspace.bank, tools)
