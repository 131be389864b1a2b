"""A Word file is a zip of parts: written with fixed dates, so that the same sheet is the same bytes; read with suspicion."""

from __future__ import annotations

import datetime
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from qbank.errors import SourceError, UsageError

if TYPE_CHECKING:
    from lxml import etree

Parts = Mapping[str, bytes]
"""The parts of a package by their names in the zip, in the order in which they are written."""

LEVEL = 1
PIECES = 64
"""So many pieces of a part are encoded and packed together."""
EARLIEST = datetime.date(1980, 1, 1)
MOST_PARTS = 5_000
LARGEST_PACKAGE = 128_000_000
LARGEST_PART = 64_000_000
OLD_OR_ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def pack(parts: Mapping[str, bytes | tuple[str, ...]], day: str) -> bytes:
    """Return the zip of these parts, every one dated on this day (ISO); a long part may come in pieces."""
    stamp = max(parse_day(day), EARLIEST)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            info = zipfile.ZipInfo(name, (stamp.year, stamp.month, stamp.day, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            # The default depends on the system that writes the file.
            info.create_system = 3
            # The text repeats itself so much that more effort saves next to nothing.
            # Written piece by piece, a part takes its level from here; Python has no public name for it before 3.13.
            setattr(info, "_compresslevel", LEVEL)  # noqa: B010
            with package.open(info, "w") as part:
                for piece in [data] if isinstance(data, bytes) else _pieces(data):
                    part.write(piece)
    return made.getvalue()


def _pieces(texts: Sequence[str]) -> Iterator[bytes]:
    """Yield texts encoded, many at once, but never all of them: a large part is never in memory as a whole."""
    for at in range(0, len(texts), PIECES):
        yield "".join(texts[at : at + PIECES]).encode("utf-8")


def parse_day(day: str) -> datetime.date:
    """Return the day that an ISO date or date and time names; UsageError when it names none."""
    try:
        return datetime.datetime.fromisoformat(day).date()
    except ValueError as error:
        raise UsageError(f"{day!r} is no date", hint="write it as 2026-11-22") from error


def unpack(
    data: bytes, *, where: str, wanted: Callable[[str], bool] = lambda _name: True
) -> dict[str, bytes]:
    """Return the wanted parts of a Word file in bounded time and memory; nothing is written, nothing outside is read.

    SourceError for what is no Word file, is damaged or encrypted, carries macros, or is built to do harm.
    """
    if data.startswith(OLD_OR_ENCRYPTED):
        raise _refused(
            where, "is locked with a password or in the old .doc format", "save it as .docx without one"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _prove_names(package.namelist(), where)
            parts, left = {}, LARGEST_PACKAGE
            for info in package.infolist():
                if wanted(info.filename) and not info.is_dir():
                    parts[info.filename] = _part(package, info, min(left, LARGEST_PART), where)
                    left -= len(parts[info.filename])
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise _refused(
            where, "is no Word file, or it is damaged or cut off", "save it again as .docx"
        ) from error
    return parts


def _prove_names(names: Sequence[str], where: str) -> None:
    if not {"[Content_Types].xml", "word/document.xml"} <= set(names):
        raise _refused(where, "is a zip, but no Word file", "give a .docx")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise _refused(where, "carries macros", "save it as .docx, which holds none")
    if len(names) > MOST_PARTS:
        raise _refused(where, f"has {len(names)} parts, more than any Word file", "save it again as .docx")
    if len({name.lower() for name in names}) < len(names):
        raise _refused(where, "holds two parts of the same name", "save it again as .docx")
    for name in names:
        if name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or ":" in name:
            raise _refused(where, f"holds a part that points out of it: {name!r}", "do not use this file")


def _part(package: zipfile.ZipFile, info: zipfile.ZipInfo, most: int, where: str) -> bytes:
    if info.flag_bits & 1:
        raise _refused(where, "is locked with a password", "save it without one")
    # What the header says about the size may be a lie: reading stops on its own.
    with package.open(info) as part:
        data = part.read(most + 1)
    if len(data) > most:
        raise _refused(where, "unpacks to more than any Word file holds", "do not use this file")
    return data


def _refused(where: str, what: str, hint: str) -> SourceError:
    return SourceError(f"{where} {what}", hint=hint, where=where)


def parse_xml(part: bytes, *, where: str) -> etree._Element:
    """Return a part as a tree; SourceError for broken XML and for a document type, which no Word file has."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(part, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _refused(where, f"is damaged: {error}", "save it again as .docx") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise _refused(where, "declares a document type, as no Word file does", "do not use this file")
    return root
