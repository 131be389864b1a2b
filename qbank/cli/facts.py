"""`qbank facts`: sentences of a document that make good facts, with the question that each would bring."""

from __future__ import annotations

from pathlib import Path

from qbank.cli import console, options
from qbank.cli.options import argument, option


def facts(
    files: list[Path] = argument("FILE…", "A README, a changelog, a docs page, the notes of a talk."),
    pick: str | None = option("--pick N,N", "The numbers of the facts to write with --into."),
    into: Path | None = option("--into FILE", "Write the facts into a file for qbank outline --answers."),
    bank: Path | None = options.BANK,
    as_json: bool = options.JSON,
    no_input: bool = options.NO_INPUT,
) -> None:
    """Find what is worth asking about in documents on this machine: limits, changes, choices, numbers, claims, who pays.

    Example: qbank facts README.md CHANGELOG.md --into frobnix.toml
    """
    from qbank.errors import UsageError
    from qbank.tasks.facts import facts_of, into_brief

    found = facts_of(console.workspace(bank).bank, files)
    numbers = _numbers(pick, len(found)) if pick else list(range(1, len(found) + 1))
    if as_json:
        console.put_json(
            {"facts": [
                {"n": n, "type": f.fact.type, "text": f.fact.text, "where": f.fact.where, "question": f.question}
                for n, f in enumerate(found, start=1) if n in numbers
            ]}
        )  # fmt: skip
    else:
        with console.paged(no_input):
            for n, one in enumerate(found, start=1):
                if n in numbers:
                    console.put(f"{n:>3}  {one.fact.type}: {one.fact.text}  [{one.fact.where}]")
                    console.put(f"     → {one.question}" if one.question else "")
        if not found:
            console.say("note: no sentence in it makes a good fact")
    if into is None:
        return
    if pick is None and console.interactive(no_input) and found:
        from qbank.cli.ask.prompting import several

        offered = [(f"{f.fact.type}: {f.fact.text}", n) for n, f in enumerate(found, start=1)]
        numbers = list(several("Which of these go into the brief?", offered))
    if not numbers:
        raise UsageError("no fact is chosen", hint="name some with --pick 1,3")
    from qbank.bank.change import write_whole

    write_whole(into, into_brief(into, [found[n - 1].fact for n in numbers]).encode())
    console.say(
        f"Written into {into}: {len(numbers)} fact{'s' if len(numbers) != 1 else ''}. Next: qbank outline --answers {into} --guest NAME --technology NAME"
    )


def _numbers(text: str, most: int) -> list[int]:
    from qbank.english.terms import whole_number
    from qbank.errors import UsageError

    made = []
    for part in text.split(","):
        number = whole_number(part)
        if number is None or not 1 <= number <= most:
            raise UsageError(
                f"--pick names '{part.strip()}'", hint=f"numbers from 1 to {most}, with commas between"
            )
        made.append(number)
    return made
