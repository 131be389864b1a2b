"""Tests for qbank.sheet.formats: every format from one table, goldens that people read, the show notes' way back."""

from __future__ import annotations

import email
import email.policy
import json
import random
from dataclasses import replace
from email.message import EmailMessage
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from layouts import DAY, shipped
from outlines import AWKWARD, awkward, full, small
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from qbank.errors import SourceError, UsageError
from qbank.model import Lane, Outline, PlannedQuestion
from qbank.notes import read
from qbank.sheet.copies import COPIES, LEVELS, Level, guest_copy
from qbank.sheet.formats import FORMATS, FROM_LOG, Wanted, layout_files, layout_problems, to_data

HOST, GUEST = Wanted(date=DAY), Wanted(date=DAY, copy="guest")
SHEETS = [name for name in FORMATS if name not in (*FROM_LOG, "desk", "ics")]
TEXTUAL = ("md", "html", "txt", "email", "json")


def golden(ending: str) -> type[SingleFileSnapshotExtension]:
    """Return the kind of snapshot that is one readable file of this ending."""
    methods = {"_write_mode": WriteMode.TEXT, "file_extension": ending}
    return type("Golden", (SingleFileSnapshotExtension,), methods)


@pytest.mark.parametrize("wanted", [HOST, GUEST], ids=["host", "guest"])
@pytest.mark.parametrize("name", ["full", "awkward"])
@pytest.mark.parametrize("form", TEXTUAL)
def test_sheet_is_the_golden_one(form: str, name: str, wanted: Wanted, snapshot: SnapshotAssertion) -> None:
    """Each textual sheet is the one that a person looked at and kept."""
    outline = {"full": full, "awkward": awkward}[name]()
    made = FORMATS[form](outline, shipped(), wanted).decode("utf-8").replace("\r\n", "\n")
    assert made == snapshot(extension_class=golden({"email": "eml"}.get(form, form)))


@pytest.mark.parametrize("form", SHEETS)
def test_same_outline_same_bytes(form: str) -> None:
    """Exporting twice gives the same bytes."""
    for wanted in (HOST, GUEST):
        assert FORMATS[form](full(), shipped(), wanted) == FORMATS[form](full(), shipped(), wanted)


@pytest.mark.parametrize("form", SHEETS)
def test_layout_files_are_enough(form: str) -> None:
    """A format asks for no other layout than those it names."""
    for copy in COPIES:
        files = {file: shipped()[file] for file in layout_files(form, copy)}
        assert FORMATS[form](small(), files, Wanted(date=DAY, copy=copy))


def test_unknown_format_is_refused() -> None:
    """A format that is not in the table is named, with those that are."""
    with pytest.raises(UsageError, match="'pdf'") as caught:
        layout_files("pdf")
    assert "docx, md" in caught.value.hint


def test_missing_layout_is_named() -> None:
    """A layout that is not there is named."""
    with pytest.raises(SourceError, match=r"host\.md\.jinja"):
        FORMATS["md"](small(), {}, HOST)


def test_layout_must_be_utf8() -> None:
    """A layout in another encoding is refused with the place."""
    with pytest.raises(SourceError, match="byte 1"):
        FORMATS["md"](small(), {"host.md.jinja": b"a\xff"}, HOST)


def test_json_has_the_shape_of_the_contract() -> None:
    """The JSON holds the fields that other programs rely on, schema_version first."""
    data = json.loads(FORMATS["json"](full(), {}, HOST))
    assert list(data)[:2] == ["schema_version", "id"]
    assert data["schema_version"] == 1
    assert {"id", "guests", "relations", "technology", "family", "kind", "traits", "facts", "minutes", "planned_minutes",
            "spoken", "sections", "problems"} <= set(data)  # fmt: skip
    section = data["sections"][1]
    assert {"block", "title", "start", "minutes", "questions"} <= set(section)
    question = section["questions"][1]
    assert {"id", "template", "category", "cue", "context", "text", "minutes", "lane", "why", "asked",
            "follow_ups"} <= set(question)  # fmt: skip
    assert question["id"] == "q03"
    assert question["follow_ups"][0] == {
        "id": "q03a", "role": "deeper", "text": "What did you throw away on purpose?",
    }  # fmt: skip


def test_json_of_a_bare_outline_holds_lists_and_objects() -> None:
    """What is empty is an empty list or object, never left out."""
    data = to_data(replace(small(), sections=(), spoken={}))
    assert data["sections"] == ()
    assert data["spoken"] == {}


@pytest.mark.parametrize("name", ["small", "full"])
def test_show_notes_come_back(name: str) -> None:
    """Importing the exported text gives the same questions, in order and depth."""
    outline = {"small": small, "full": full}[name]()
    (episode,) = read(FORMATS["txt"](outline, shipped(), HOST), source="notes.txt").episodes
    expected = [(1, "Introduction")]
    for section in outline.sections:
        for question in section.questions:
            expected.append((1, f"{question.context} {question.text}".strip()))
            expected += [(2, f.text) for f in question.follow_ups]
    assert [(item.depth, item.text) for item in episode.items] == expected
    assert episode.guests == outline.guests
    assert episode.technology == outline.technology


def test_mail_is_a_draft_to_the_guest() -> None:
    """The mail opens as a draft; it is the guest's copy even when the host's is asked for."""
    made = FORMATS["email"](full(), shipped(), HOST)
    mail = email.message_from_bytes(made, policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    assert mail["X-Unsent"] == "1"
    assert mail["Subject"] == "Tuesday, November 24, 2026, at 17:00 (CET, UTC+1): our conversation about LedgerLake"
    body = mail.get_content()
    assert "law suit" not in body
    assert "how to say your name" in body
    assert body.splitlines()[0] == "Dear Mina,"
    assert "Nothing is live" in body
    assert made == FORMATS["email"](full(), shipped(), GUEST)


@pytest.mark.parametrize("level", LEVELS)
def test_a_mail_is_short_and_says_what_its_level_allows(level: Level) -> None:
    """Topics are named in plain words, never by cues, must-asks are written out at the level of cruxes only, backups never."""
    wanted = replace(GUEST, level=level)
    mail = email.message_from_bytes(FORMATS["email"](full(), shipped(), wanted), policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    body = mail.get_content()
    planned = {q.text: q.lane for s in full().sections for q in s.questions}
    assert {lane for text, lane in planned.items() if text in body} == ({"must"} if level == "crux" else set())
    assert ("We would like to talk about how it began, how it works" in body, "refuse" in body) == (
        level != "crux",
        False,
    )
    assert ("The questions are in the sheet" in body) == (level == "questions")
    assert len(body.split()) < (350 if level == "crux" else 160)


@pytest.mark.parametrize(
    ("guests", "dear"),
    [
        (("Mina Okafor",), "Mina"),
        (("Lena Voss", "Abel Tran"), "Lena and Abel"),
        (("Dr. Ada Quill",), "Dr. Ada Quill"),
        (("J Robin Field",), "J Robin Field"),
        (("Björk",), "Björk"),
    ],
)
def test_a_mail_greets_by_first_names(guests: tuple[str, ...], dear: str) -> None:
    """A title or an initial is not a first name: then the whole name stands."""
    assert guest_copy(replace(small(), guests=guests)).first_names == dear


def test_long_line_of_a_mail_is_kept() -> None:
    """A line longer than mail servers take is encoded, not broken."""
    long = "Why " + "very " * 300 + "long?"
    outline = replace(small(), technology=long)
    mail = email.message_from_bytes(FORMATS["email"](outline, shipped(), GUEST), policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    assert long in mail.get_content()


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("wanted", [HOST, GUEST], ids=["host", "guest"])
def test_html_is_one_file_that_does_nothing(wanted: Wanted) -> None:
    """The page loads nothing, runs nothing, and shows awkward text unchanged."""
    page = _Text()
    page.feed(FORMATS["html"](awkward(), shipped(), wanted).decode())
    names = {tag for tag, _ in page.tags}
    assert not names & {"script", "img", "link", "iframe", "object", "c"}
    assert not any(key in {"src", "href", "onclick", "action"} for _, attrs in page.tags for key in attrs)
    assert f"{AWKWARD}?" in page.text


PRIVATE = st.text(alphabet="ABCDEFGHJKLMNPQRSTUVWXYZ", min_size=12, max_size=12)


@given(PRIVATE, st.integers(), st.sampled_from(LEVELS), st.sampled_from(TEXTUAL))
def test_nothing_private_reaches_the_guest(secret: str, lot: int, level: str, form: str) -> None:
    """No reason, note, fact, purpose, off-limits topic, private question or role is in the guest's sheet."""
    made = FORMATS[form](marked_private(secret, random.Random(lot)), shipped(), replace(GUEST, level=level))  # type: ignore[arg-type]
    assert secret not in made.decode()
    if form != "json":
        assert not any(word in made.decode().lower() for word in ("backup", "nice-to-have", "must"))


LANES: tuple[Lane, ...] = ("must", "nice", "backup")


def _with_secret(question: PlannedQuestion, secret: str, private: str, lane: Lane) -> PlannedQuestion:
    """Return a question with a secret in all of its private places; `private` says what of it is marked so."""
    hidden = private == "question"
    return replace(
        question, lane=lane, why=secret, note=secret, said=secret, at=secret, mark="great", asked=(f"{secret}/1",), template=secret,
        origin=secret, seal=secret, category=secret, private=hidden, private_context=private == "context",
        context=question.context if private == "neither" else secret,
        text=f"{question.text} {secret}" if hidden else question.text, cue=secret if hidden else question.cue,
        follow_ups=tuple(replace(f, text=secret) for f in question.follow_ups),
    )  # fmt: skip


def marked_private(secret: str, lot: random.Random | None = None) -> Outline:
    """Return an outline with a secret in every place that is not a business of the guest's; `lot` draws what is private."""
    outline, lot = full(), lot or random.Random(0)
    sections = tuple(
        replace(
            section,
            title=f"{section.title} {secret}",
            questions=tuple(
                _with_secret(q, secret, lot.choice(["question", "context", "neither"]), lot.choice(LANES))
                for q in section.questions
            ),
        )
        for section in outline.sections
    )  # fmt: skip
    box = replace(outline.box, off_limits=(secret,), purpose=secret, role=secret, hard_stop=secret, pronouns=secret,
                  pronunciation=secret)  # fmt: skip
    facts = tuple(replace(f, text=secret) for f in outline.facts)
    return replace(
        outline, sections=sections, box=box, facts=facts, order=("q01",), wishes=replace(outline.wishes, add=(secret,), heard=(secret,)), look_up=(secret,), probes=(secret,), checklist=(secret,),
        problems=(secret,), kind=secret, company=secret, domain=secret, alternatives=(secret,), spoken={"preamble": secret},
    )  # fmt: skip


@pytest.mark.parametrize("name", sorted(shipped()))
def test_shipped_layout_has_no_fault(name: str) -> None:
    """Every layout that ships fills with a full, a small and an awkward outline."""
    assert layout_problems(name, shipped(), [full(), small(), awkward()]) == ()


def test_faults_of_a_layout_are_named_by_the_copy_it_fits() -> None:
    """A layout for the guest is not blamed for what only the host's lacks."""
    layouts = {"mine.md": b"{{ sheet.lines | length }}", "theirs.md": b"{{ sheet.nothing }}"}
    assert layout_problems("mine.md", layouts, [small()]) == ()
    (problem,) = layout_problems("theirs.md", layouts, [small()])
    assert problem.where == "theirs.md:1"


def test_fault_of_a_word_layout_is_named() -> None:
    """An unknown key of the Word layout is named with its place."""
    layouts = {**shipped(), "mine.toml": b'[host]\nnotez = "N"\n'}
    (problem,) = layout_problems("mine.toml", layouts, [small()])
    assert "notez" in problem.where
