"""Does a bank know its own sheets? Twenty briefs are planned, exported in every form that people edit, and imported again.

    python benchmarks/round_trip.py [--first N] [--forms txt,md,html,docx]

Each brief is planned from the shipped bank into a bank of its own; its sheet is exported, its outline is taken away, and the sheet is
imported, so that nothing but the bank's own sentences can be recognized. With `--kept` the outline stays. Prints, for each form, how
many of the sheet's questions found the template they are of, and names the others.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qbank.cli import run
from qbank.english.terms import even

FORMS = ("txt", "md", "html", "docx")
BRIEFS: tuple[tuple[str, ...], ...] = (
    ("--guest", "Ada Example", "--technology", "Kafka"),
    ("--guest", "Ada Example", "--technology", "PostgreSQL", "--relation", "uses"),
    ("--guest", "Ada Example", "--technology", "Kubernetes", "--relation", "joined"),
    ("--guest", "Ada Example", "--technology", "Rust", "--family", "language"),
    ("--guest", "Ada Example", "--technology", "Mooringdb", "--kind", "time series database", "--relation", "made"),
    ("--guest", "Ada Example", "--technology", "Halyard", "--kind", "build tool", "--fact", "choice: Halyard keeps its cache in the repository"),
    ("--guest", "Ada Example", "--technology", "Tidewell", "--kind", "data quality service", "--trait", "venture-backed",
     "--fact", "number: you have 40 customers after 18 months"),
    ("--guest", "Ada Example", "--technology", "Bowline", "--kind", "workflow engine", "--fact", "limit: a workflow cannot wait longer than a day"),
    ("--guest", "Ada Example", "--technology", "The Harbor Letter", "--family", "publication", "--relation", "writes"),
    ("--guest", "Ada Example", "--technology", "Ropework", "--family", "book", "--relation", "writes"),
    ("--guest", "Ada Example", "--technology", "Kelp Labs", "--family", "company", "--relation", "made"),
    ("--guest", "Ada Example", "--technology", "Sextant", "--kind", "sensor board", "--family", "hardware", "--relation", "made"),
    ("--guest", "Ada Example", "--technology", "OpenTide", "--family", "standard", "--relation", "made"),
    ("--guest", "Ada Example", "--family", "person"),
    ("--guest", "Ada Example", "--guest", "Bo Reed", "--technology", "Lantern", "--kind", "message queue", "--relation", "made"),
    ("--guest", "Ada Example", "--technology", "Ferryman", "--kind", "package manager", "--alternatives", "npm,Cargo"),
    ("--guest", "Ada Example", "--technology", "incident reviews", "--family", "topic", "--relation", "studies"),
    ("--guest", "Ada Example", "--technology", "Gangway", "--kind", "API gateway", "--minutes", "25"),
    ("--guest", "Ada Example", "--technology", "Keelson", "--kind", "web framework", "--minutes", "60", "--voice", "bank"),
    ("--guest", "Ada Example", "--technology", "Windlass", "--kind", "graph database", "--fact", "criticism: people say that a graph database is an index with a logo",
     "--fact", "change: in March you dropped your open source edition"),
)  # fmt: skip
"""What is planned: every family, several relations, facts, two guests, short and long interviews."""


@dataclass(frozen=True, slots=True)
class Back:
    """A question of a sheet that came back: what it is, and what the import took it for; None where it was not found."""

    brief: int
    form: str
    text: str
    template: str
    found: str | None


def command(*arguments: str) -> str:
    """Run a command; return what it printed. RuntimeError with what was said when it fails."""
    out, said = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(said):
        code = run([*arguments, "--no-input"])
    if code:
        raise RuntimeError(f"qbank {' '.join(arguments)}: {said.getvalue()}")
    return out.getvalue()


def round_trip(folder: Path, brief: int, forms: Sequence[str] = FORMS, *, kept: bool = False) -> Iterator[Back]:
    """Yield what became of each question of a brief's sheet, in every form."""
    bank = folder / f"bank-{brief}"
    command("init", str(bank), "--show", "The Tide Hour", "--host", "Sam Hoste", "--domain", "software")
    outline = json.loads(command("outline", *BRIEFS[brief], "--json", "--bank", str(bank)))
    asked = [q for s in outline["sections"] for q in s["questions"] if q["template"]]
    sheets = {form: folder / f"sheet-{brief}.{form}" for form in forms}
    for form, sheet in sheets.items():
        command("export", outline["id"], "--to", form, "-o", str(sheet), "--bank", str(bank))
    if not kept:
        (bank / "exports" / f"{outline['id']}.toml").unlink()
    for form, sheet in sheets.items():
        read = json.loads(command("import", "--dry-run", "--json", str(sheet), "--bank", str(bank)))
        items = [i for e in read["episodes"] for i in e["items"]]
        for question in asked:
            yield Back(brief, form, question["text"], question["template"], _found(question, items))


def _found(question: dict[str, Any], items: Sequence[dict[str, Any]]) -> str | None:
    """Return what the item that holds a question was taken for."""
    text = even(question["text"])
    mine = [i for i in items if text in even(i["text"])]
    same = [i for i in mine if i["match"] == "same"]
    return next((i["template"] for i in [*same, *mine]), None)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--first", type=int, default=len(BRIEFS), help="so many briefs")
    parser.add_argument("--forms", default=",".join(FORMS))
    parser.add_argument("--kept", action="store_true", help="leave the outline where it is")
    chosen = parser.parse_args()
    made: list[Back] = []
    with tempfile.TemporaryDirectory() as folder:
        for brief in range(min(chosen.first, len(BRIEFS))):
            made += round_trip(Path(folder), brief, chosen.forms.split(","), kept=chosen.kept)
    for form in chosen.forms.split(","):
        mine = [b for b in made if b.form == form]
        right = sum(b.template == b.found for b in mine)
        print(f"{form} {right / max(1, len(mine)):.3f} (n={len(mine)})")
    for back in made:
        if back.template != back.found:
            print(f"  {back.form} {back.brief}: {back.text!r} is {back.template}, not {back.found}")


if __name__ == "__main__":
    main()
