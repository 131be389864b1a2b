"""Which texts are transcripts: every form by its content, and no show notes; captions as webvtt-py reads them, and worse ones."""

from __future__ import annotations

import json
from html import unescape
from pathlib import Path

import pytest
import webvtt
from hypothesis import given
from hypothesis import strategies as st
from talks import FORMS, all_talks

from qbank.english.spoken import seconds
from qbank.transcripts import find_talk
from qbank.transcripts.captions import read_captions

ROOT = Path(__file__).parents[1]
ROPE = next(t for t in all_talks() if t.name == "rope")


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_known_by_its_content(form: str) -> None:
    """No form needs a file name to be known."""
    assert find_talk(FORMS[form](ROPE))
    assert find_talk("\ufeff" + FORMS[form](ROPE))


@pytest.mark.parametrize(
    "text",
    [
        "# Ep 4\n\n## Interview\n\n- How did you start? - Ann\n- What broke? - Ben\n- Why? - Ann\n- And now? - Ben\n",
        "Title: A show\nGuest: Ada Brand\nHost: Sam Hoste\nDate: 2026-01-01\nTags: rope\nLinks: none\nMusic: x\nSponsor: y\n",
        "0:00 Intro\n3:24 How did you come to rope?\n10:00 The first shed\n12:25 How big is the workshop now?\n15:05 Hemp\n20:00 a\n30:00 b\n40:00 c\n50:00 d\n",
        "**Q: What is it?**\n\nA: A rope.\n\n" * 8,
        "Ann: How did you start?\n\nBen: By chance.\n\n" * 3,
        json.dumps(
            {"version": "1.2.0", "chapters": [{"startTime": n * 100, "title": f"What is {n}?"} for n in range(9)]}
        ),
        json.dumps([{"title": f"Episode {n}", "content": "words " * 500, "date": "2026"} for n in range(9)]),
        json.dumps([{"name": f"Episode {n}", "text": "words " * 500, "time": "2026-01-01"} for n in range(9)]),
        "---\ntitle: A\nquestions:\n- text: How?\n- text: Why?\n- text: What for?\n---\n",
        "<ul><li>What is it?</li><li>Why?</li></ul>" * 9,
        "a,b,c\n1,2,3\n",
        "Question;Category\nWhat is it?;overview\nWhy?;origin\n",
        "",
        "{",
        "WEBVTT\n",
    ],
)
def test_notes_are_not_transcripts(text: str) -> None:
    """Lists of questions, header fields, chapters, written interviews, tables and articles are none."""
    assert not find_talk(text)


PAGES = [
    *sorted(p for f in ("docs", "questions") for end in ("*.md", "*.toml") for p in (ROOT / f).rglob(end)),
    ROOT / "README.md",
]
PAGES = [page for page in PAGES if "\nWEBVTT" not in page.read_text("utf-8")]  # one page shows a transcript, and is one


@pytest.mark.parametrize("path", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_our_own_pages_are_not_transcripts(path: Path) -> None:
    """Nor are the pages and data of this project, whatever labels their lines begin with."""
    assert not find_talk(path.read_text("utf-8"))


@given(st.text(max_size=400) | st.text(alphabet="Ab:? \n-[(0159)]<>*#{}\"'", max_size=400))
def test_no_text_is_too_strange(text: str) -> None:
    """Any text is a transcript or is none; looking never fails."""
    found = find_talk(text)
    assert found is None or found.pieces


@given(
    st.lists(
        st.tuples(
            st.integers(0, 30_000_000), st.text(alphabet=st.characters(categories=["L", "N"]), min_size=1, max_size=30)
        ),
        min_size=1,
        max_size=30,
    )
)
def test_captions_are_read_as_webvtt_py_reads_them(cues: list[tuple[int, str]]) -> None:
    """On well-formed WebVTT both give the same words at the same times."""
    rows = [f"{_clock(at)} --> {_clock(at + 900)}\n{words} said\n" for at, words in sorted(cues)]
    text = "WEBVTT\n\n" + "\n".join(rows)
    theirs = [(c.start_in_seconds, c.text) for c in webvtt.from_string(text).captions]
    ours, _ = read_captions(text)
    assert [(int(p.start or 0), p.text) for p in ours] == [(int(start), words) for start, words in theirs]


def _clock(thousandths: int) -> str:
    whole, part = divmod(thousandths, 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}.{part:03}"


TURN = "How did you come to rope, Ada?"
ANSWER = "By my uncle. He needed hands, and I had some."


@pytest.mark.parametrize(
    "form",
    [
        "[{who}] {text}", "[{who}]: {text}", "{who} [00:0{n}:00] {text}", "{who}\t00:0{n}:00\t{text}", "[{who}] 10:0{n}:00\n{text}\n",
        "<b>{who}:</b> {text}<br>", "**{who}** {text}\n", "* **{who}** (0:0{n}): {text}", "{who} – 0:0{n}\n{text}\n", "[0{n}:00 --> 0{n}:30] {who}: {text}",
        "{who} (host): {text}", "{who}, Rope Works: {text}", "> **{who}:** {text}\n", ">> {who}: {text}", "{n}. {who}: {text}", "#### {who}\n\n{text}\n",
        "**[0:0{n}] {who}:** {text}\n", "**{who}:** {text}\n", "**{who}** – {text}\n", "| 0:0{n} | {who} | {text} |", "> **{who}**: {text}\n>", "{n}:00\n{who}: {text}\n",
        "{{\"speaker\": \"{who}\", \"text\": \"{text}\", \"time\": \"00:0{n}:00\"}}",
    ],
)  # fmt: skip
def test_other_hands_write_it_otherwise(form: str) -> None:
    """Brackets, tabs, roles and employers behind the name, bullets and quotation marks before it: the same turns."""
    turns = ["Sam Hoste", "Ada Brand"] * 5
    rows = [form.format(who=who, text=TURN if who == "Sam Hoste" else ANSWER, n=n) for n, who in enumerate(turns)]
    found = find_talk("# Rope\n\n## Transcript\n\n" * (not form.startswith("{{")) + "\n".join(rows) + "\n")
    assert found
    assert {p.speaker for p in found.pieces} == {"Sam Hoste", "Ada Brand"}
    assert [p.text for p in found.pieces] == [TURN, ANSWER] * 5


def test_talk_in_a_field_of_json() -> None:
    """A record of an episode may hold its whole transcript as one text."""
    text = "\n".join(f"[00:0{n}:00] {'Sam' if n % 2 else 'Ada'}: words {n}?" for n in range(9))
    found = find_talk(json.dumps({"title": "Rope with Ada Brand", "transcript": text}))
    assert found
    assert len(found.pieces) == 9
    assert "Rope with Ada Brand" in found.beside


def test_rolling_captions_are_said_once() -> None:
    """Live captions show each line twice while they roll; it was said once."""
    text = (
        "WEBVTT\n\n00:00:01.000 --> 00:00:03.000\nso this is where it all began\n\n"
        "00:00:03.000 --> 00:00:05.000\nso this is where it all began\nin a shed by the river\n\n"
        "00:00:05.000 --> 00:00:07.000\nin a shed by the river\nwith a rope.\n"
    )
    assert [p.text for p in read_captions(text)[0]] == [
        "so this is where it all began",
        "in a shed by the river",
        "with a rope.",
    ]


def test_what_stands_beside_the_cues_is_kept() -> None:
    """The title in the header and notes are not speech, but say what the episode is."""
    pieces, beside = read_captions(
        "WEBVTT - Rope with Ada\nKind: captions\n\nNOTE recorded at dawn\n\n00:01.000 --> 00:02.000\nHi.\n"
    )
    assert [p.text for p in pieces] == ["Hi."]
    assert beside.split("\n") == ["Rope with Ada", "", "recorded at dawn"]


@pytest.mark.parametrize(
    ("clock", "wanted"), [("00:04", 4), ("1:02:03", 3723), ("00:00:01,250", 1.25), ("90:00", 5400), ("0:9", 9)]
)
def test_clocks_count_from_the_right(clock: str, wanted: float) -> None:
    """Hours are optional, and a fraction has a comma or a full stop."""
    assert seconds(clock) == wanted


def test_lines_are_those_of_the_source() -> None:
    """Where something was said can be looked up."""
    for name, form in FORMS.items():
        text = form(ROPE)
        rows = text.split("\n")
        found = find_talk(text)
        assert found
        if name in ("podcasting", "whisperx", "assembly", "deepgram", "yaml_front"):
            continue  # data: all on one line, or folded by the library
        for piece in found.pieces[:40]:
            assert piece.text.split()[0].strip("\"'") in unescape(rows[piece.line - 1]), (name, piece)


def test_a_page_gives_its_notes_and_its_talk() -> None:
    """What stands around the talk is left in its place, line for line; the talk's lines are blank in it."""
    text = FORMS["bold_times"](ROPE)
    found = find_talk(text)
    assert found
    rows = found.beside.split("\n")
    assert rows[1].startswith("title:")
    assert "- [A link](https://example.org)" in rows
    assert not any("Ada:" in row for row in rows)
