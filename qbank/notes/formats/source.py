"""Bytes to text: what the encoding is, and what cannot be show notes at all."""

from __future__ import annotations

import codecs
import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

from qbank.errors import Problem, SourceError
from qbank.lazy import regex

MOST_BYTES = 64 * 1024 * 1024
"""A source above this size is refused; the longest notes known are a hundredth of it."""
LONGEST_LINE = 50_000
"""What a line has beyond this many characters is left out, with a Problem."""
MOST_LINES = 100_000
"""Lines of text or Markdown that are read of one source."""
_SAMPLE = 64 * 1024

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_READ = "qbank reads text, Markdown, HTML, feeds and Word documents"
_MAGIC = (
    (b"%PDF", "a PDF file", "save it as text or as a Word document first"),
    (b"\xd0\xcf\x11\xe0", "an old Word document (.doc)", "save it as .docx first"),
    (b"\x89PNG", "a picture", _READ),
    (b"\xff\xd8\xff", "a picture", _READ),
    (b"GIF8", "a picture", _READ),
    (b"ID3", "a sound file", "qbank reads show notes, not recordings"),
    (b"\x1f\x8b", "a compressed file", "unpack it first"),
    (b"7z\xbc\xaf", "a compressed file", "unpack it first"),
    (b"SQLite format 3", "a database", _READ),
    (b"\x7fELF", "a program", _READ),
)
_DECLARED = regex(
    rb"""(?:<\?xml[^>]{0,200}?\bencoding\s*=|<meta[^>]{0,200}?\bcharset\s*=)\s*["']?\s*([A-Za-z0-9._:-]{2,40})""",
    re.IGNORECASE,
)
_CONTROL = regex(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffd]")
_LINE_END = regex("\r\n?")


MOST_UNPACKED = 64 * 1024 * 1024
"""Bytes that a packed document may have when it is unpacked."""
_IN_PIECES: tuple[type[Exception], ...] = (
    zipfile.BadZipFile, zlib.error, struct.error, ValueError, LookupError, OSError, EOFError, TypeError, AttributeError, RuntimeError,
    SyntaxError,
)  # fmt: skip
"""What libraries raise over a damaged document; broken XML is a SyntaxError, and what defusedxml refuses a ValueError."""


@contextmanager
def whole(source: str, what: str, *more: type[Exception]) -> Iterator[None]:
    """Refuse a document as broken where anything in it is: SourceError. Libraries look at a part when it is first asked for."""
    broken: tuple[type[Exception], ...] = (*_IN_PIECES, *more)
    try:
        yield
    except broken as error:
        hint = "open it in the program that made it and save it again"
        raise SourceError(f"{source} is a broken {what}", where=source, hint=hint) from error


def refuse_bomb(source: str, parts: Iterable[zipfile.ZipInfo]) -> None:
    """Raise SourceError where the parts of a packed document unpack to more than is read."""
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        hint = "save the text alone in a new document"
        raise SourceError(f"{source} unpacks to more than 64 MB", where=source, hint=hint)


def refuse_binary(data: bytes, source: str) -> None:
    """Raise SourceError for what is too big or is known not to be text."""
    if len(data) > MOST_BYTES:
        what = f"{source} has {len(data) // 1_000_000} MB; at most {MOST_BYTES // 1_000_000} MB are read"
        raise SourceError(what, where=source, hint="split the file, or import the single episodes")
    for magic, what, hint in _MAGIC:
        if data.startswith(magic):
            raise SourceError(f"{source} is {what}, not show notes", where=source, hint=hint)


def decode(data: bytes, source: str) -> tuple[str, tuple[Problem, ...]]:
    """Return the text of a source with line feeds for line ends; Problems say what had to be guessed.

    Raises SourceError when the bytes are not text in any encoding.
    """
    refuse_binary(data, source)
    text, guessed = _decoded(data)
    if len(_CONTROL.findall(text[:_SAMPLE])) * 20 > len(text[:_SAMPLE]):
        raise SourceError(f"{source} is not text", where=source, hint=_READ)
    what = f"the encoding is not declared or declared wrongly; read as {guessed}"
    problems = (Problem(source, what, "save the file as UTF-8"),) if guessed else ()
    text = _LINE_END.sub("\n", text) if "\r" in text else text
    return _without_pages(text) if "\f" in text else text, problems


_PAGE_NUMBER = regex(
    r"[-–—\s]*(?:page|seite|p[aá]gina|p\.)?\s*\d{1,4}(?:\s*(?:/|of|von|de)\s*\d{1,4})?[-–—\s]*", re.IGNORECASE
)
_AT_EDGE, _LONGEST_GAP = 2, 60
"""Lines at the top and at the foot of a page that may be no part of its text, and how many blank ones may stand between two pages."""


def _without_pages(text: str) -> str:
    """Return a text without the numbers and running heads of its pages; a sentence that a page cut goes on right below.

    No line is lost: those that went leave a blank one, below the paragraph that was cut.
    """
    pages = [page.split("\n") for page in text.split("\f")]
    filled = [[n for n, line in enumerate(page) if line.strip()] for page in pages]
    edges = [sorted({*some[:_AT_EDGE], *some[-_AT_EDGE:]}) for some in filled]
    seen = Counter(_digits_aside(page[n]) for page, some in zip(pages, edges, strict=True) for n in some)
    for page, some in zip(pages, edges, strict=True):
        for n in some:
            repeated = seen[_digits_aside(page[n])] > 1 and page[n].rstrip()[-1] not in ":：?？.!"
            if repeated or _PAGE_NUMBER.fullmatch(page[n]):
                page[n] = ""
    lines = pages[0]
    for page in pages[1:]:
        begins = len(lines) - 1
        lines[-1:] = ["".join((lines[-1], page[0])), *page[1:]]
        _rejoin(lines, begins)
    return "\n".join(lines)


def _digits_aside(line: str) -> str:
    return " ".join(re.sub(r"\d+", "#", line).split())


def _rejoin(lines: list[str], at: int) -> None:
    """Move the blank lines around a place below the paragraph there, if its sentence began above them."""
    above = next((n for n in range(at - 1, max(-1, at - _LONGEST_GAP), -1) if lines[n].strip()), None)
    below = next((n for n in range(at, len(lines)) if lines[n].strip()), None)
    if above is None or below is None:
        return
    if lines[above].rstrip()[-1] in '.?!:;…？！。"”' or not lines[below].lstrip()[0].islower():
        return
    end = next((n for n in range(below, len(lines)) if not lines[n].strip()), len(lines))
    lines[above + 1 : end] = [*lines[below:end], *lines[above + 1 : below]]


def _decoded(data: bytes) -> tuple[str, str | None]:
    """Return the text and, when it is a guess, the encoding."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(name, "replace"), None
    wide = _wide(data[:4096])
    if wide:
        return data.decode(wide, "replace"), None
    declared = _declared(data)
    hidden = bool(declared) and declared.startswith(("iso2022", "hz", "utf-7", "utf_7"))  # its bytes pass for UTF-8
    for name in (declared, "utf-8") if hidden else ("utf-8", declared):
        with suppress(UnicodeError, LookupError):
            return data.decode(name), None
    return _guess(data)


def _wide(start: bytes) -> str | None:
    """Return the name of a two- or four-byte encoding that text without a mark of its byte order is written in.

    Text in any other encoding has no zero bytes.
    """
    if len(start) < 4 or start.count(0) * 40 < len(start):
        return None
    zeros = [i for i, b in enumerate(start) if b == 0]
    by_place = [sum(i % 4 == place for i in zeros) for place in range(4)]
    full = [count * 40 >= 9 * (len(start) - 3) for count in by_place]  # an emoji has a byte more
    if (full[0] and full[1]) or (full[2] and full[3]):
        return "utf-32-be" if full[0] else "utf-32-le"
    even, odd = by_place[0] + by_place[2], by_place[1] + by_place[3]
    if min(even, odd) * 10 > len(zeros):
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def _declared(data: bytes) -> str:
    """Return the encoding that a page or XML says it is in; empty for none that could be so."""
    found = _DECLARED.search(data[:4096])
    try:
        name = codecs.lookup(found[1].decode("ascii")).name if found else ""
    except LookupError:
        return ""
    return "" if name.startswith(("utf-16", "utf-32")) else "gb18030" if name == "gb2312" else name


def _guess(data: bytes) -> tuple[str, str]:
    from charset_normalizer import from_bytes

    sample = data[:_SAMPLE]
    best = from_bytes(sample, chunk_size=2048, threshold=0.3).best()
    if best:
        with suppress(UnicodeDecodeError, LookupError):
            return data.decode(best.encoding), best.encoding
    return data.decode("cp1252", "replace"), "cp1252"


def bounded(text: str, source: str) -> tuple[str, tuple[Problem, ...]]:
    """Return the lines of a text that are read, none of them endless, with a Problem when something is left out."""
    problems = []
    if text.count("\n") > MOST_LINES:
        text = "\n".join(text.split("\n", MOST_LINES)[:MOST_LINES])
        what = f"the source has more than {MOST_LINES:,} lines; the rest was left out"
        problems.append(Problem(f"{source}:{MOST_LINES + 1}", what, "split the file"))
    if len(text) > LONGEST_LINE:
        lines = text.split("\n")
        long = next((n for n, line in enumerate(lines, 1) if len(line) > LONGEST_LINE), None)
        if long:
            what = f"a line has more than {LONGEST_LINE:,} characters; the rest of it was left out"
            problems.append(Problem(f"{source}:{long}", what, "break the line"))
            text = "\n".join(line[:LONGEST_LINE] for line in lines)
    return text, tuple(problems)
