"""`qbank init`: a bank of one's own."""

from __future__ import annotations

from pathlib import Path

from qbank.cli import console, options
from qbank.cli.options import argument, option


def init(
    folder: Path = argument("DIR", "The folder to start the bank in; it is made if need be."),
    show: str | None = option("--show NAME", "The show's name."),
    host: str | None = option("--host NAME", "Who asks the questions."),
    domain: str | None = option("--domain FIELD", "The show's field, as in the ritual questions."),
    empty: bool = option("--empty", "Leave out the ten episodes and the templates that ship."),
    no_input: bool = options.NO_INPUT,
) -> None:
    """Start a bank of your own from the one that ships.

    Example: qbank init my-show --show "My Show" --host "Sam Host" --domain databases
    """
    from qbank import bank as banks
    from qbank.bank import place as places

    if console.interactive(no_input):
        from qbank.cli import ask

        show = show or ask.text("What is the show called?")
        host = host or ask.text("Who asks the questions?")
        domain = domain or ask.text("Which field is it about?")
    made = banks.init(
        folder, show=show, host=host, domain=domain, empty=empty, shipped=places.shipped(cwd=Path.cwd())
    )
    here = made.root.resolve() == Path.cwd()
    console.say(f"A bank of your own is in {'this folder' if here else made.root}.")
    for flag, value in (("--show", show), ("--host", host), ("--domain", domain)):
        if not value:
            console.say(
                f"  {flag} was not given: write it into {made.questions / 'show.toml'} when you know it."
            )
    console.say(f"Next: {'' if here else f'cd {made.root} and '}qbank import your-notes.md")
