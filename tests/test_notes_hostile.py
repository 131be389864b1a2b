"""Notes from strangers: damaged, enormous or malicious, each gives a reading or a plain refusal, and nothing is fetched."""

from __future__ import annotations

import contextlib
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbank.errors import QbankError
from qbank.notes import Reading, read
from qbank.notes.detect import FORMATS

FOLDER = Path(__file__).parent / "notes"
SAMPLES = sorted(FOLDER.iterdir())

LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><rss><channel><item><title>&j;</title><description>&lt;li&gt;Why?&lt;/li&gt;&j;</description></item></channel></rss>"
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname"><!ENTITY y SYSTEM "http://example.org/y">]>'
    "<rss><channel><item><title>Episode 1 &x;&y;</title><description>What is &x;?</description></item></channel></rss>"
)


def zipped(**parts: bytes) -> bytes:
    """Return a zip that holds these parts, compressed."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/"), data)
    return made.getvalue()


HOSTILE: dict[str, bytes] = {
    "nothing": b"",
    "a NUL": b"\0" * 1000,
    "a line of two million characters": b"- What is " + b"x" * 2_000_000 + b"?\n",
    "a hundred thousand bullets": b"Interview\n\n" + b"- Why?\n" * 100_000,
    "a list 2,000 deep": b"### Interview\n" + b"".join(b" " * (2 * n) + b"- Why so deep?\n" for n in range(2_000)),
    "5,000 nested elements": b"<ul><li>" * 5_000 + b"Why?" + b"</li></ul>" * 5_000,
    "a hundred thousand unclosed elements": b"<div>" * 100_000 + b"What is it?",
    "quotes 5,000 deep": b">" * 5_000 + b" Why?",
    "brackets without end": b"### Interview\n- " + b"[" * 20_000 + b"\n",
    "emphasis without end": b"### Interview\n- " + b"*a_" * 20_000 + b"\n",
    "a billion laughs": LAUGHS.encode(),
    "an entity from outside": OUTSIDE.encode(),
    "front matter of aliases": b"---\na: &a [x,x,x,x,x,x,x,x,x]\n"
    + b"".join(f"{chr(98 + n)}: &{chr(98 + n)} [{','.join([f'*{chr(97 + n)}'] * 9)}]\n".encode() for n in range(8))
    + b"---\n### Interview\n- Why?\n",
    "front matter that makes objects": b"---\ntitle: !!python/object/apply:os.system ['true']\n---\n- Why?\n",
    "JSON 100,000 deep": b"[" * 100_000,
    "a zip that is not a document": zipped(hello=b"x"),
    "a document that is a bomb": zipped(word__document=b"<w>" + b"\0" * 30_000_000, **{"[Content_Types].xml": b"<Types/>"}),
    "a document cut short": zipped(word__document=b"<w/>")[:40],
    "binary": bytes(range(256)) * 500,
    "half of UTF-16": "Interview\n- Why?\n".encode("utf-16")[:-1],
    "surrogates": "Interview\n- Why \ud800?\n".encode("utf-8", "surrogatepass"),
    "forty thousand blank lines": b"# Interview\n\n- Why?\n" + b"\n" * 40_000 + b"- When?\n",
    "fifteen thousand headings that ask": b"## What is it?\n\nNo.\n\n" * 15_000,
    "a dialogue of forty thousand dashes": "— What?\n— No.\n".encode() * 20_000,
    "a table of twenty thousand rows": b"| a | b |\n|---|---|\n" + b"| what is it? | x |\n" * 20_000,
    "five thousand tables": b"<table><tr><td>What is it?<td>x</tr></table>" * 5_000,
    "twenty thousand fields": b"Guest: Ada\n\n" * 20_000,
    "remarks that are never closed": b"{/*" * 50_000,
    "a title of one joint": b"# " + b"with Ada Brand " * 5_000 + b"\n\n- what?\n",
    "escapes for a terminal": b"### Interview\n- What is \x1b]0;x\x07\x1b[31m red?\n",
}  # fmt: skip


def sound(reading: Reading) -> None:
    """Hold a reading against what holds for every reading."""
    for episode in reading.episodes:
        assert [i.n for i in episode.items] == list(range(1, len(episode.items) + 1))
        for item in episode.items:
            assert item.text.strip()
            assert "\n" not in item.text
            assert "\r" not in item.text
            assert item.depth >= 1


def try_read(data: bytes, source: str = "notes") -> Reading | None:
    """Read, and let only a refusal in plain words through."""
    try:
        reading = read(data, source=source)
    except QbankError:
        return None
    sound(reading)
    return reading


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_notes_give_a_reading_or_a_refusal(name: str) -> None:
    """Whatever a stranger sends is read or refused, in bounded time, and without a traceback."""
    try_read(HOSTILE[name], name)


def test_an_entity_from_outside_is_never_opened() -> None:
    """Neither a file nor an address that a feed names is opened: sockets are shut, and the file's text is nowhere."""
    reading = try_read(OUTSIDE.encode())
    secret = Path("/etc/hostname").read_text("utf-8").strip() if Path("/etc/hostname").exists() else "no such file"
    assert secret not in repr(reading)


@given(st.sampled_from(SAMPLES), st.data())
def test_a_sample_cut_off_anywhere_is_still_read(sample: Path, data: st.DataObject) -> None:
    """A file cut at any byte is read or refused."""
    whole = sample.read_bytes()
    try_read(whole[: data.draw(st.integers(0, len(whole)))], sample.name)


@given(st.sampled_from(SAMPLES), st.data())
def test_a_sample_without_one_line_is_still_read(sample: Path, data: st.DataObject) -> None:
    """A file that lost any one line is read or refused."""
    lines = sample.read_bytes().splitlines(keepends=True)
    gone = data.draw(st.integers(0, max(0, len(lines) - 1)))
    try_read(b"".join(lines[:gone] + lines[gone + 1 :]), sample.name)


@given(st.sampled_from(SAMPLES), st.data())
def test_a_sample_with_damaged_bytes_is_still_read(sample: Path, data: st.DataObject) -> None:
    """Any bytes put anywhere into a file leave it readable or refused."""
    whole = sample.read_bytes()
    at = data.draw(st.integers(0, len(whole)))
    try_read(whole[:at] + data.draw(st.binary(max_size=12)) + whole[at:], sample.name)


_LETTERS = "abQ?:;,.|=#*-—[]{}()<>/\\\"'0123 \t\n\n"


@given(st.sampled_from(FORMATS), st.text(alphabet=_LETTERS, max_size=300))
def test_any_text_is_read_or_refused_in_any_format(format: str, text: str) -> None:
    """A reader that is named by hand takes any text: marks of other languages, tables without cells, fields without names."""
    with contextlib.suppress(QbankError):
        sound(read(text.encode(), source="notes", format=format))


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """There is no string of bytes that makes the reader stumble."""
    try_read(data)
