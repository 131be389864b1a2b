"""Bytes to text: encodings, limits, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbank.errors import SourceError
from qbank.notes.formats import source
from qbank.notes.formats.source import bounded, decode, refuse_binary


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]
)
@pytest.mark.parametrize("text", ["What is it?\nWho’s there?\n", "灯台とは何ですか？\nなぜ？\n"])
def test_unicode_is_recognized(encoding: str, text: str) -> None:
    """Unicode encodings need no declaration and leave no mark behind."""
    assert decode(text.encode(encoding), "x") == (text, ())


@pytest.mark.parametrize("encoding", ["big5", "euc-kr", "koi8-r", "iso-8859-1", "shift_jis", "gb2312"])
def test_declared_encodings_are_used(encoding: str) -> None:
    """A declaration in XML or HTML says how the bytes are to be read."""
    words = {
        "big5": "燈塔",
        "euc-kr": "등대",
        "koi8-r": "маяк",
        "iso-8859-1": "Jörg",
        "shift_jis": "灯台",
        "gb2312": "灯塔",
    }
    text = f'<?xml version="1.0" encoding="{encoding}"?><rss>{words[encoding]}</rss>'
    assert decode(text.encode(encoding), "x") == (text, ())
    page = f"<html><meta charset='{encoding}'>{words[encoding]}"
    assert decode(page.encode(encoding), "x") == (page, ())


def test_utf8_beats_a_wrong_declaration() -> None:
    """Text that is UTF-8 is read as UTF-8, whatever it says of itself."""
    text = '<?xml version="1.0" encoding="iso-8859-1"?><rss>Jörg’s “marée”</rss>'
    assert decode(text.encode(), "x") == (text, ())


@pytest.mark.parametrize("name", ["no-such-thing", "zip", "rot13", "utf-16", "undefined", "idna"])
def test_nonsense_declarations_are_ignored(name: str) -> None:
    """An unknown or impossible encoding in a declaration does no harm, whatever the text is written in."""
    text = f'<?xml version="1.0" encoding="{name}"?><rss/>'
    assert decode(text.encode(), "x")[0] == text
    old = f"{text} Jörg Müller fährt über die Brücke, täglich. " * 20
    assert decode(old.encode("cp1252"), "x")[0] == old


def test_an_encoding_that_hides_its_letters_is_believed() -> None:
    """Japanese mail is ASCII byte for byte: only what it says of itself tells that it is to be read otherwise."""
    text = "<html><meta charset='iso-2022-jp'>灯台"
    assert decode(text.encode("iso-2022-jp"), "x") == (text, ())


def test_zeros_in_no_order_are_no_encoding() -> None:
    """Zero bytes in every place are not text in two-byte letters: such a file is refused like any junk."""
    with pytest.raises(SourceError):
        decode(b"a\0\0bc\0d\0e\0fg\0h\0\0i\0jk\0\0" * 40, "x")


def test_a_guess_is_told() -> None:
    """Bytes in an undeclared old encoding are read, and a Problem says what was guessed."""
    text, problems = decode("Jörg Müller fährt über die Brücke, täglich.\n".encode("cp1252") * 20, "x")
    assert "über" in text
    assert "encoding" in problems[0].what


def test_line_ends_become_line_feeds() -> None:
    """Both other sorts of line ends are evened out."""
    assert decode(b"a\r\nb\rc\n", "x")[0] == "a\nb\nc\n"


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xd0\xcf\x11\xe0 ...", "old Word"),
        (b"\x89PNG\r\n", "picture"),
        (b"\x1f\x8b\x08", "compressed"),
    ],
)
def test_known_files_are_named(data: bytes, word: str) -> None:
    """A file of another kind is refused by its name, with what to do instead."""
    with pytest.raises(SourceError, match=word) as error:
        refuse_binary(data, "x")
    assert error.value.hint


def test_junk_is_refused() -> None:
    """Bytes that are text in no encoding are refused."""
    with pytest.raises(SourceError, match="not text"):
        decode(bytes(range(256)) * 50, "x")


def test_size_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A source above the limit is refused with its size."""
    monkeypatch.setattr(source, "MOST_BYTES", 1_000_000)
    with pytest.raises(SourceError, match="2 MB"):
        decode(b"a" * 2_000_000, "x")


def test_lines_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Endless lines and too many lines are cut, and each cut is told with its line."""
    monkeypatch.setattr(source, "LONGEST_LINE", 10)
    monkeypatch.setattr(source, "MOST_LINES", 3)
    text, problems = bounded("short\n" + "x" * 50 + "\nc\nd\ne\n", "n.txt")
    assert text == "short\nxxxxxxxxxx\nc"
    assert [p.where for p in problems] == ["n.txt:4", "n.txt:2"]


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    """No byte string makes the decoder stumble."""
    try:
        text, _ = decode(data, "x")
    except SourceError:
        return
    assert "\r" not in text
