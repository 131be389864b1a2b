"""What other word processors and messengers save: rich text, OpenDocument text, chats."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbank.errors import SourceError
from qbank.notes import read
from qbank.notes.formats.office import rich_text

TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"


def asked(data: bytes, name: str) -> list[str]:
    """Return the questions of a file."""
    found = read(data, source=name)
    return [i.text for e in found.episodes for i in e.items if i.kind == "question"]


def document(body: str) -> bytes:
    """Return OpenDocument text with a body."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        packed.writestr(
            "content.xml",
            f'<o:document-content xmlns:o="{OFFICE}" xmlns:t="{TEXT}"><o:body><o:text>{body}</o:text></o:body></o:document-content>',
        )
    return out.getvalue()


def test_rich_text_keeps_its_letters() -> None:
    """Letters by code page, by number with a stand-in behind it, signs by name; what is no text is left out."""
    rich = rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\*\generator X;}\uc1 M\'f8ller\par \u322?\'f3d\'9f \ldblquote yes\rdblquote\emdash 1\~2\par}"
    assert [line for line in rich_text(rich).split("\n") if line] == ["Møller", "łódŸ “yes”—1 2"]


def test_rich_text_is_a_list_where_it_shows_one() -> None:
    """Marks that a program writes beside a list for others are the list; bold lines over it are its name."""
    rich = rb"{\rtf1\b Questions\b0\par {\listtext\'b7\tab}What is it?\par {\listtext\'b7\tab}Who pays?\par {\listtext\'b7\tab}Why now?\par}"
    assert asked(rich, "x.rtf") == ["What is it?", "Who pays?", "Why now?"]


def test_open_document_lists_are_nested() -> None:
    """Items, items below them, words broken over lines, links, notes at the foot left out."""
    item = "<t:list-item><t:p>{}</t:p>{}</t:list-item>"
    inner = "<t:list>" + item.format("And then?", "") + "</t:list>"
    body = (
        '<t:h t:outline-level="1">Interview with Ada Brand about Rope</t:h><t:list>'
        + item.format("How did<t:line-break/>it <t:span>begin</t:span>?", inner)
        + item.format("Who<t:note><t:p>no</t:p></t:note> pays?", "")
        + "</t:list>"
    )
    found = read(document(body), source="x.odt")
    assert [(i.text, i.depth) for e in found.episodes for i in e.items] == [
        ("How did it begin?", 1), ("And then?", 2), ("Who pays?", 1),
    ]  # fmt: skip
    assert found.episodes[0].guests == ("Ada Brand",)


def test_a_broken_document_is_told() -> None:
    """What is no XML, what declares entities, and what is cut off end in a sentence."""
    for data in (document("<t:p>"), document("")[:200]):
        with pytest.raises(SourceError):
            read(data, source="x.odt")


@pytest.mark.parametrize(
    "form",
    [
        "[14/01/2025, 21:04:11] {who}: {words}", "14.01.25, 21:04 - {who}: {words}", "{who}, [14.01.2025 21:04]\n{words}\n",
        "{who}  9:14 AM\n{words}\n", "{who} — 01/14/2025 9:04 PM\n{words}\n",
    ],
)  # fmt: skip
def test_the_questions_in_a_chat_are_read(form: str) -> None:
    """Whoever wrote them when; what is said between them is none, and who they are for is known."""
    said = [
        ("Lena", "list for tomorrow with Mato Burić:"), ("Lena", "1. How does a glacier sound?"), ("Jo", "nice"), ("Jo", "2. What do you lose every year?"),
        ("Lena", "3. Tell us about the winter of 2021."), ("Jo", "can you book the room?"),
    ]  # fmt: skip
    text = "\n".join(form.format(who=who, words=words) for who, words in said)
    assert asked(text.encode(), "chat.txt") == [
        "How does a glacier sound?",
        "What do you lose every year?",
        "Tell us about the winter of 2021.",
    ]
    assert read(text.encode(), source="chat.txt").episodes[0].guests == ("Mato Burić",)


@given(st.binary(max_size=400) | st.text(alphabet="{}\\'abu0123456789 \n*?-", max_size=400).map(str.encode))
def test_no_rich_text_is_too_strange(data: bytes) -> None:
    """Any bytes behind the sign of rich text give text."""
    assert isinstance(rich_text(b"{\\rtf1" + data), str)
