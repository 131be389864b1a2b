"""`qbank outline`: plan the next interview; `check`, `refresh` and `log` for an outline that is there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qbank.cli import complete, console, options, session
from qbank.cli.app import OutlineGroup

if TYPE_CHECKING:
    from qbank.bank.place import Place
    from qbank.model import Bank, Outline
    from qbank.outline import Planned
    from qbank.outline.brief import Brief
    from qbank.outline.candidates import Refusal

app = typer.Typer(cls=OutlineGroup, rich_markup_mode=None, add_completion=False)


@app.callback(invoke_without_command=True)
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
            help="software, service, company, language, publication, research or person.",
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
            help="A fact you looked up; it becomes a question. Types: choice, limit, change, number, claim, criticism, body. Repeatable.",
        ),
    ] = None,
    add: Annotated[
        list[str] | None,
        typer.Option("--add", metavar="TEXT", help="A question of your own, word for word. Repeatable."),
    ] = None,
    notes: Annotated[
        Path | None,
        typer.Option("--notes", metavar="FILE", help="A file with questions of your own, one a line."),
    ] = None,
    heard: Annotated[
        list[Path] | None,
        typer.Option(
            "--heard",
            metavar="FILE",
            help="What other shows asked this guest: questions or a chapter list, one a line. Repeatable.",
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
    role: Annotated[
        str | None, typer.Option("--role", metavar="TEXT", help="The guest's role, as it should be read.")
    ] = None,
    pronunciation: Annotated[
        str | None, typer.Option("--pronunciation", metavar="TEXT", help="How to say the guest's name.")
    ] = None,
    pronouns: Annotated[
        str | None, typer.Option("--pronouns", metavar="TEXT", help="The guest's pronouns.")
    ] = None,
    link: Annotated[
        list[str] | None, typer.Option("--link", metavar="URL", help="Something to have open. Repeatable.")
    ] = None,
    off_limits: Annotated[
        list[str] | None,
        typer.Option("--off-limits", metavar="TEXT", help="What not to ask about. Repeatable."),
    ] = None,
    plug: Annotated[
        list[str] | None,
        typer.Option("--plug", metavar="TEXT", help="What the guest wants to mention. Repeatable."),
    ] = None,
    purpose: Annotated[
        str | None,
        typer.Option("--purpose", metavar="TEXT", help="One sentence: what this interview is for."),
    ] = None,
    recorded_at: Annotated[
        str | None,
        typer.Option("--recorded-at", metavar="TEXT", help="When the recording is, with the time zone."),
    ] = None,
    hard_stop: Annotated[
        str | None, typer.Option("--hard-stop", metavar="TIME", help="When the guest has to leave.")
    ] = None,
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
            help="Plan an outline again that is there; other options change it.",
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
    from qbank import bank as banks
    from qbank.cli import outline_options

    given = dict(locals())
    place = session.bank_place(bank)
    base = banks.load(place)
    said = _over(outline_options.brief(given), place, from_, answers)
    outline_options.check_formats(to or (), output)
    asking = console.interactive(no_input) and outline_options.lacks_something(said)
    planned = _planned(base, said, _earlier(place), asking=asking)
    made, path = planned.outline, None
    if not no_save:
        path = banks.save_outline(place, made)
        made = banks.load_outline(path)
    if to:
        from qbank.cli import export

        export.write_all(
            made, place, formats=to, copy=copy, level=level, layout=layout, page=page, large_print=large_print,
            output=output, force=force, date=made.date,
        )  # fmt: skip
    if as_json:
        from qbank.sheet.formats import to_data

        console.put_json(to_data(made))
    else:
        _show(planned, made, path, explain=explain)
    if asking and path is not None:
        console.say(f"Next: qbank outline arrange {made.id}, or qbank export {made.id} --to docx")


def _over(said: Brief, place: Place, outline: str | None, answers: Path | None) -> Brief:
    """Return what the options say on top of an outline that is to be planned again and of a file of answers."""
    from qbank import bank as banks
    from qbank.cli.export import outline_path
    from qbank.outline import brief

    if answers is not None:
        said = brief.over(banks.load_brief(answers), said)
    if outline is not None:
        said = brief.over(brief.of(banks.load_outline(outline_path(outline, place))), said)
    return said


def _earlier(place: Place) -> list[Outline]:
    """Return the outlines whose skipped must-asks may come back; say which outlines cannot be read."""
    outlines, faults = session.logged_outlines(place)
    for fault in faults:
        console.say(f"note: {fault}")
    return outlines


def _planned(bank: Bank, said: Brief, earlier: Sequence[Outline], *, asking: bool) -> Planned:
    """Plan what a brief says, and ask for what is missing where that may be done."""
    from qbank.cli import outline_options
    from qbank.outline import plan

    def planned(brief: Brief) -> Planned:
        request = outline_options.request(brief, bank)
        before = [o for o in earlier if o.date <= request.date]
        return plan(bank, request, outline_options.own_lines(bank, brief.add, request), before)

    if asking:
        from qbank.cli.ask import wizard

        outline_options.check_before_asking(said, bank)
        tools = wizard.Tools(
            planned,
            lambda path: tuple(outline_options.lines(Path(path), "--heard")),
            outline_options.sorter(bank, said.technology, said.guest),
        )
        return wizard.ask_all(said, bank, tools)
    return planned(said)


def _show(planned: Planned, outline: Outline, path: Path | None, *, explain: bool) -> None:
    """Print the outline for a person: blocks with their time, cues, questions."""
    about = f" on {outline.technology}" if outline.technology else ""
    console.put(
        f"{', '.join(outline.guests)}{about} · {outline.planned_minutes:g} of {outline.minutes:g} minutes"
    )
    _show_blocks(outline, explain=explain)
    backups = [q for s in outline.sections for q in s.questions if q.lane == "backup"]
    if backups:
        console.put("\nIF THE GUEST IS BRIEF")
        for question in backups:
            _show_question(question, explain=explain)
    if explain and planned.refusals:
        _show_left_out(planned.refusals)
    for problem in outline.problems:
        console.say(f"note: {problem}")
    if path is not None:
        console.say(f"Kept as {path}")


def _show_left_out(refusals: Sequence[Refusal]) -> None:
    """Print what was left out first and why; what is for other subjects or guests is only counted."""
    console.put("\nLEFT OUT")
    near = [r for r in refusals if not r.for_others]
    for refusal in near:
        console.put(f"  {refusal.template}: {refusal.why}")
    if others := len(refusals) - len(near):
        console.put(f"  and {others} that {'are' if others > 1 else 'is'} for other subjects or guests")


def _show_blocks(outline: Outline, *, explain: bool) -> None:
    """Print the blocks with what is asked in them, a break before each at which the show breaks."""
    from qbank.outline.clock import breaks
    from qbank.sheet.copies import time_mark

    pauses = breaks(outline)
    for n, section in enumerate(outline.sections):
        if not section.minutes:
            continue
        if n in pauses:
            console.put("\n— break —")
        console.put(f"\n{time_mark(outline, section.start)} {section.title.upper()} ({section.minutes:g})")
        for question in section.questions:
            if question.lane != "backup":
                _show_question(question, explain=explain)


def _show_question(question: Any, *, explain: bool) -> None:  # noqa: ANN401 (a planned question)
    box = "☐" if question.lane == "must" else " "
    if question.context:
        console.put(f"      » {question.context}")
    to = f"(to {question.to}) " if question.to else ""
    console.put(f"  {box} {question.cue.upper()}  {to}{question.text}")
    for follow_up in question.follow_ups:
        console.put(f"        {_SIGNS[follow_up.role]} {follow_up.text}")
    if explain:
        console.put(f"        ({question.why})")


_SIGNS = {"deeper": "+", "other-side": "↔", "if-brief": "!"}
