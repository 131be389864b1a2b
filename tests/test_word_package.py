"""Tests for qbank.sheet.word.package: hostile and broken files are refused clearly, quickly, and without touching anything."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from outlines import small
from word_tools import packed, parts, read_back, sheet, with_part

from qbank.errors import SourceError, UsageError
from qbank.sheet.word.package import LARGEST_PART, pack, parse_day, parse_xml, unpack

GOOD = sheet(small())


def with_entry(name: str, data: bytes = b"x") -> bytes:
    """Return the good sheet with one more part."""
    return packed({**parts(GOOD), name: data})


def locked() -> bytes:
    """Return the good sheet with the flag of encryption on every part."""
    data = bytearray(GOOD)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


def bomb() -> bytes:
    """Return a sheet whose main part unpacks to more than is allowed, while its header says it is small."""
    made = bytearray(packed({**parts(GOOD), "word/document.xml": b" " * (LARGEST_PART + 10)}))
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = made.find(mark)
        while at >= 0:
            name = at + (30 if mark == b"PK\x03\x04" else 46)
            if made[name : name + 17] == b"word/document.xml":
                struct.pack_into("<I", made, at + offset, LARGEST_PART + 10)
            at = made.find(mark, at + 4)
    return bytes(made)


XXE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><x>&e;</x>'
LAUGHS = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'

HOSTILE = {
    "nothing": (b"", "not a Word file"),
    "text": (b"dear diary", "not a Word file"),
    "cut off": (GOOD[: len(GOOD) // 2], "damaged or cut off"),
    "old or encrypted": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "locked with a password or in the old"),
    "locked parts": (locked(), "locked with a password"),
    "another zip": (packed({"a.txt": b"a"}), "a zip, but not a Word file"),
    "macros": (with_entry("word/vbaProject.bin"), "carries macros"),
    "out of the folder": (with_entry("../../evil.txt"), "points out of it"),
    "absolute": (with_entry("/etc/passwd"), "points out of it"),
    "drive": (with_entry("C:\\evil.txt"), "points out of it"),
    "twice": (with_entry("Word/Document.xml"), "two parts of the same name"),
    "bomb": (bomb(), "unpacks to more"),
    "entities": (with_part(GOOD, "word/document.xml", lambda _: XXE), "document type"),
    "laughs": (with_part(GOOD, "word/styles.xml", lambda _: LAUGHS), "document type"),
    "no XML": (with_part(GOOD, "word/document.xml", lambda _: "<w:document"), "damaged"),
    "deep": (with_part(GOOD, "word/document.xml", lambda _: "<a>" * 9000 + "</a>" * 9000), "damaged"),
    "properties": (with_part(GOOD, "docProps/custom.xml", lambda _: LAUGHS), "document type"),
}


@pytest.mark.parametrize("name", list(HOSTILE))
def test_hostile_file_is_refused(name: str) -> None:
    """Each is refused with what it is and what to do; no file, no network, bounded memory."""
    data, said = HOSTILE[name]
    tracemalloc.start()
    with pytest.raises(SourceError, match=said) as caught:
        read_back(data, small())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 3 * LARGEST_PART
    assert caught.value.hint


def test_too_many_parts_are_refused() -> None:
    """A zip of thousands of parts is not a sheet."""
    with pytest.raises(SourceError, match="more than any Word file"):
        unpack(packed({**parts(GOOD), **{f"x{n}": b"" for n in range(5001)}}), where="it")


def test_reference_to_the_outside_is_not_followed() -> None:
    """A picture from the network in a sheet that came back is left where it is."""
    outside = '<Relationship Id="rIdX" Type="http://x/image" Target="http://example.org/p.png" TargetMode="External"/></Relationships>'  # fmt: skip
    data = with_part(GOOD, "word/_rels/document.xml.rels", lambda p: p.replace("</Relationships>", outside))
    assert read_back(data, small()).changes == ()


@given(st.integers(0, len(GOOD) - 1), st.integers(0, 255))
def test_damaged_byte_never_crashes(at: int, byte: int) -> None:
    """One wrong byte anywhere is read past or refused, never a crash."""
    damaged = GOOD[:at] + bytes([byte]) + GOOD[at + 1 :]
    with suppress(SourceError):
        assert read_back(damaged, small()).outline_id == small().id


def test_same_parts_same_bytes() -> None:
    """The zip depends on its parts and the day alone."""
    made = {"b": b"2", "a": b"1"}
    assert pack(made, "2026-11-22") == pack(made, "2026-11-22T10:00:00")
    with zipfile.ZipFile(io.BytesIO(pack(made, "1970-01-01"))) as package:
        assert package.namelist() == ["b", "a"]
        assert package.infolist()[0].date_time[0] == 1980


def test_day_must_be_a_date() -> None:
    """What is not an ISO date is refused."""
    with pytest.raises(UsageError, match="not a date"):
        parse_day("22.11.2026")


def test_xml_is_parsed_as_it_is() -> None:
    """Sound XML is a tree."""
    assert parse_xml(b"<a><b/></a>", where="x")[0].tag == "b"
