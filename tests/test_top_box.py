"""The top box: a field is declared once, and everything else follows."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import qbank

TOP = Path(qbank.__file__).parents[1]
SEASON = """    season: str | None = _text(
        label="Season", help="Which season it is for.", title="Which season it is for", ask="Which season?", form="Season, if you know it",
    )
"""


def test_a_field_that_is_declared_is_everywhere(tmp_path: Path) -> None:
    """One declaration in a copy of the program brings the option, the wizard, the sheets of the host, the guest's form, and JSON."""
    code, bank = tmp_path / "code", tmp_path / "bank"
    shutil.copytree(TOP / "qbank", code / "qbank", ignore=shutil.ignore_patterns("__pycache__"))
    for data in ("questions", "templates"):
        shutil.copytree(TOP / data, code / data)
    declared = code / "qbank" / "model" / "brief.py"
    text = declared.read_text("utf-8")
    before = "    purpose: str | None = _text("
    assert text.count(before) == 1
    declared.write_text(text.replace(before, SEASON + before), "utf-8")

    def run(*arguments: str) -> str:
        environment = {**os.environ, "PYTHONPATH": str(code), "QBANK_CACHE": str(tmp_path / "cache")}
        done = subprocess.run(
            [sys.executable, *arguments], cwd=bank, env=environment, capture_output=True, text=True, encoding="utf-8", check=False, timeout=120
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    bank.mkdir()
    run("-m", "qbank", "init", ".", "--no-input")
    outline = run(
        "-m", "qbank", "outline", "--guest", "Ada Quist", "--technology", "Kafka", "--season", "the fourth", "--to", "docx", "--to", "html", "--to",
        "md", "--json",
    )  # fmt: skip
    assert json.loads(outline)["box"]["season"] == "the fourth"
    (name,) = (path.stem for path in (bank / "exports").glob("*.toml"))
    for suffix in ("html", "md"):
        sheet = (bank / "exports" / f"{name}.{suffix}").read_text("utf-8")
        assert "Season" in sheet
        assert "the fourth" in sheet
    with ZipFile(bank / "exports" / f"{name}.docx") as document:
        assert b"the fourth" in document.read("word/document.xml")
    guest = run("-m", "qbank", "export", name, "--to", "md", "--copy", "guest", "-o", "-")
    assert "Season, if you know it" in guest
    assert "the fourth" not in guest
    ask = "from qbank.model import Bank; from qbank.cli.ask.more import entries; print(entries(Bank(), lambda _: ()).keys())"
    assert "season" in run("-c", ask)


def test_answers_name_fields_as_the_options_do(tmp_path: Path) -> None:
    """What the option calls `--link` is `link` in a file of answers, though the box holds several."""
    from qbank import bank as banks

    answers = tmp_path / "answers.toml"
    answers.write_text('guest = ["Ada Quist"]\ntechnology = "Kafka"\nlink = ["https://example.org"]\n', "utf-8")
    assert banks.load_brief(answers).links == ("https://example.org",)
