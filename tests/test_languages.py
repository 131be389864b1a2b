"""Sheets, mails and the lint in German, French and Spanish: every language is complete, and a German sheet has no English word of ours."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
import said
from commands import Run
from outlines import full

from qbank import bank as banks
from qbank.bank import place as places
from qbank.english import words
from qbank.english.lint import lint
from qbank.errors import UsageError
from qbank.model import Bank, Outline
from qbank.model.brief import Brief
from qbank.model.pattern import names
from qbank.outline import log
from qbank.outline.plan import plan
from qbank.outline.request import request
from qbank.sheet.formats import FORMATS, Wanted
from qbank.sheet.word import edits, read_layout

TOP = Path(__file__).resolve().parent.parent
OTHERS = tuple(language for language in words.languages() if language != words.ENGLISH)
SHIPPED = banks.load(places.shipped(cwd=TOP))
LAYOUTS = {path.name: path.read_bytes() for path in (TOP / "templates").iterdir()}
DAY = "2026-11-22"
ENGLISH_WORDS = frozenset(
    [
        "the",
        "and",
        "with",
        "about",
        "of",
        "is",
        "are",
        "be",
        "for",
        "from",
        "by",
        "if",
        "what",
        "when",
        "where",
        "who",
        "how",
        "you",
        "your",
        "we",
        "our",
        "this",
        "that",
        "minutes",
        "guest",
        "asked",
        "skip",
        "later",
        "break",
        "first",
        "backups",
        "notes",
        "recording",
        "role",
        "company",
        "purpose",
        "links",
        "please",
        "page",
        "open",
        "inside",
        "ahead",
        "thank",
    ]
)
SAME = frozenset({"links", "open", "notes", "minutes", "page", "role", "questions", "guest", "interview", "was"})


def test_there_are_german_french_and_spanish() -> None:
    """The three languages that were promised are there, beside English."""
    assert {"en", "de", "fr", "es"} <= set(words.languages())


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_says_every_sentence(language: str) -> None:
    """A language file has every sentence of ours and no other, none empty, each with the slots of the English one."""
    table = words.table(language)
    assert sorted(table["say"]) == sorted(said.every())
    for english, other in table["say"].items():
        assert other.strip() or english.isspace()
        assert sorted(names(other)) == sorted(names(english)), english
        assert (other[:1].isspace(), other[-1:].isspace()) == (english[:1].isspace(), english[-1:].isspace())
    assert table["name"]
    assert re.fullmatch(rf"{language}-[A-Z]{{2}}", table["locale"])
    assert set(table["lint"]) == {"asking", "closed", "filler", "tags", "leading", "invites", "choice"}
    assert all(group for group in table["lint"].values())


def german_bank() -> Bank:
    """Return the bank that ships as a German show has it: its words, and no English questions."""
    show = replace(SHIPPED.show, language="de", name="Werkstattgespräch", host="Robin Feld", domain="Daten", rituals=())
    return replace(SHIPPED, show=show, templates=(), episodes=())


def german() -> Outline:
    """Return the outline of a German interview: planned, its questions the host's own, its box filled in."""
    bank = german_bank()
    said_of_it = Brief(
        guest=("Mina Okafor",), technology="Tintenfass", family="software", kind="Zeichenprogramm", date=DAY, minutes=45,
        recorded_at="2026-12-01 16:00 Europe/Berlin", hard_stop="16:20", off_limits=("Rechtsstreit",), plug=("ihr Buch",),
        role="Leiterin", pronunciation="MI-na", pronouns="sie", purpose="Verstehen.", links=("https://tintenfass.example/",),
    )  # fmt: skip
    made = plan(bank, request(said_of_it, bank, DAY)).outline
    pattern = full()
    sections = tuple(
        replace(
            section,
            title=words.say({"open": "Open", "why": "Why it exists", "inside": "Inside", "breaks": "What breaks", "in-use": "In use", "ahead": "Ahead"}[section.block], "de"),
            questions=tuple(
                replace(
                    q, cue="STICHWORT", context="Vorsatz." if q.context else "", text=f"Frage {q.id}?", note="", check="Tinte" if n % 2 else "", private=False,
                    follow_ups=tuple(replace(f, text="Nachfrage?") for f in q.follow_ups), reserve=tuple(replace(f, text="Nachfrage?") for f in q.reserve),
                    asked=("035-tinte/2", "040-feder/3", "041-feder/4"), wording="asked-otherwise",
                )
                for n, q in enumerate(section.questions)
            ),
        )
        for section in pattern.sections
    )  # fmt: skip
    outline = replace(made, sections=sections, planned_minutes=pattern.planned_minutes, minutes=pattern.minutes)
    first = outline.questions[0].id
    return log.annotate(
        log.mark(outline, [first], "asked"), first, at="00:30", said="Es begann mit einem Fleck auf dem Papier."
    )


def visible(name: str, data: bytes) -> str:
    """Return what a person sees or hears of a sheet."""
    if name == "docx":
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = [
                package.read(part).decode()
                for part in package.namelist()
                if part in ("word/document.xml", "word/footer1.xml")
            ]
        told = re.findall(r'w:(?:tblCaption|tblDescription) w:val="([^"]*)"', "".join(parts))
        return " ".join([*told, re.sub(r"<[^>]+>", " ", "".join(parts))])
    if name.startswith(("email", "mail")):
        mail = message_from_bytes(data, policy=default)
        return f"{mail['Subject']}\n{mail.get_content()}"
    text = data.decode()
    if name == "html":
        labels = re.findall(r'(?:title|aria-label)="([^"]*)"', text)
        return " ".join([*labels, re.sub(r"<style>.*?</style>|<[^>]+>", " ", text, flags=re.DOTALL)])
    if name == "ics":
        lines = text.replace("\r\n ", "").splitlines()
        return "\n".join(line.partition(":")[2] for line in lines if line.startswith(("SUMMARY", "DESCRIPTION")))
    return text


@pytest.mark.parametrize("copy", ["host", "guest"])
@pytest.mark.parametrize(
    "name", ["docx", "md", "html", "txt", "email", "mail-week-before", "mail-thanks", "ics", "notes", "youtube"]
)
def test_a_german_sheet_has_no_english_word_of_ours(name: str, copy: str) -> None:
    """In no format, and on neither copy, is an English sentence of ours or a common English word."""
    wanted = Wanted(date=DAY, copy=copy, ours=frozenset(LAYOUTS.values()))  # type: ignore[arg-type]
    text = visible(name, FORMATS[name](german(), LAYOUTS, wanted))
    table = words.table("de")["say"]
    for english, other in table.items():
        plain = english.split("{{")[0].strip()
        if len(plain) > 4 and plain != other.split("{{")[0].strip():
            assert not re.search(rf"(?<!\w){re.escape(plain)}(?!\w)", text), english
    found = set(re.findall(r"[a-z]+", text.lower())) & (ENGLISH_WORDS - SAME)
    assert not found


@pytest.mark.parametrize("language", OTHERS)
def test_a_sheet_in_another_language_comes_back_from_word_unchanged(language: str) -> None:
    """A Word sheet in any language is read back without a change, and names its language to Word."""
    outline = replace(full(), language=language)
    made = FORMATS["docx"](outline, LAYOUTS, Wanted(date=DAY))
    assert edits.edits(made, outline, read_layout(LAYOUTS["word.toml"].decode())).changes == ()
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        assert f'w:lang w:val="{words.table(language)["locale"]}"' in package.read("word/styles.xml").decode()


def test_what_a_host_has_reworded_stays_the_hosts() -> None:
    """In a German sheet a heading that the host wrote in word.toml stands as it is; the others are German."""
    layout = LAYOUTS["word.toml"].decode().replace('moments = "Moments"', 'moments = "Gold"')
    made = visible("docx", FORMATS["docx"](german(), {"word.toml": layout.encode()}, Wanted(date=DAY)))
    assert "Gold" in made
    assert "Vor der Aufnahme" in made


@pytest.mark.parametrize(
    ("language", "closed", "open_", "request_", "leading", "double"),
    [
        ("de", "Ist das schnell?", "Wie ist das entstanden?", "Können Sie uns erzählen, wie das entstand?", "Das war Absicht, oder?", "Was war das? Und wer hat es gebaut?"),
        ("fr", "Est-ce que c’est rapide ?", "Comment est-ce arrivé ?", "Pouvez-vous nous expliquer ce choix ?", "C’était voulu, non ?", "Qu’est-ce que c’est ? Et qui l’a bâti ?"),
        ("es", "¿Es rápido?", "¿Cómo surgió?", "¿Puede explicarnos esa decisión?", "Fue a propósito, ¿no?", "¿Qué es? ¿Y quién lo hizo?"),
    ],
)  # fmt: skip
def test_the_lint_reads_a_question_in_its_language(
    language: str, closed: str, open_: str, request_: str, leading: str, double: str
) -> None:
    """Closed, leading and double questions are found in each language, open ones and requests are left alone; the cure is in that language."""
    assert [r.rule for r in lint(closed, language=language)] == ["closed"]
    assert lint(open_, language=language) == ()
    assert lint(request_, language=language) == ()
    assert [r.rule for r in lint(leading, language=language)] == ["leading"]
    assert [r.rule for r in lint(double, language=language)] == ["two-questions"]
    remark = lint(closed, language=language)[0]
    assert remark.what == words.table(language)["say"]["can be answered with yes or no"]


def test_a_show_says_its_language_once(command: Run) -> None:
    """`language = "de"` in show.toml is all: the plan, its sheet and the mail are German; a slip is answered with what there is."""
    assert command("init", "own", "--show", "Werkstattgespräch", "--host", "Robin Feld", "--no-input")[0] == 0
    show = Path("own/questions/show.toml")
    before = show.read_text("utf-8")
    show.write_text(f'language = "de"\n{before}', "utf-8")
    plan_it = [
        "outline",
        "--guest",
        "Ada Brand",
        "--technology",
        "Tintenfass",
        "--kind",
        "Zeichenprogramm",
        "--date",
        DAY,
        "--bank",
        "own",
    ]
    assert command(*plan_it, "--to", "md", "--to", "email")[0] == 0
    sheet = Path("own/exports/tintenfass-ada-brand.md").read_text("utf-8")
    assert "**Vor der Aufnahme**" in sheet
    assert "Hier ist Robin Feld, und heute spreche ich mit Ada Brand über Tintenfass." in sheet
    mail = message_from_bytes(Path("own/exports/tintenfass-ada-brand.eml").read_bytes(), policy=default)
    assert mail["Subject"] == "unser Gespräch über Tintenfass"
    assert command("check", "--bank", "own")[0] == 0
    show.write_text(f'language = "dee"\n{before}', "utf-8")
    code, _, told = command(*plan_it)
    assert code == 2
    assert "there are no words in the language 'dee'" in told
    assert command("check", "--bank", "own")[0] == 3


def test_a_language_that_is_not_there_is_refused() -> None:
    """An unknown language is named, with the nearest that there is."""
    with pytest.raises(UsageError, match="'dd'"):
        words.say("Guest", "dd")
