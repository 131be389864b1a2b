"""A template that a host wrote in Word, with Jinja tags in its text: filled by docxtpl in the sandbox."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from qbank.errors import Problem
from qbank.sheet import bounds
from qbank.sheet.copies import GuestCopy, HostCopy
from qbank.sheet.word.package import pack, parse_xml, unpack
from qbank.sheet.word.relations import DOCUMENT, open_whole, types_part

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DAY = "1980-01-01"
"""The date of a zip that nobody sees."""
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")
_ANY_TAG = re.compile(r"\{[{%#]|[}%#]\}")
_WORD_ONLY = re.compile(r"\{([{%#])(?:p|tr|tc|r)(?=[\s-])")
_CELL = re.compile(r"\{%-?\s*(?:colspan|cellbg)\s+(.*?)-?%\}")
_MERGE = re.compile(r"\{%-?\s*[vh]m\s*-?%\}")
_QUOTES = str.maketrans("“”‘’", "\"\"''")


def is_tagged(parts: Mapping[str, bytes], *, where: str) -> bool:
    """Say whether a Word document holds Jinja tags, and so is a template to fill in rather than a design."""
    return any(_ANY_TAG.search(text) for part in _texts(parts) for text in _paragraphs(part, parts, where))


def fill_tagged(data: bytes, sheet: HostCopy | GuestCopy, *, where: str) -> dict[str, bytes]:
    """Return the parts of the template filled with a sheet; SourceError when it cannot be, or must not be used."""
    made = bounds.fill_word(_prepared(data, where), {"sheet": sheet}, where=where)
    parts = unpack(made, where=where)
    return {name: part for name, part in parts.items() if not name.startswith("docProps/")}


def _prepared(data: bytes, where: str) -> bytes:
    """Return a template as a plain .docx without properties: python-docx opens no .dotx."""
    house = open_whole(data, where=where)
    types = {name: kind for name, kind in house.types.items() if name in house.parts}
    return pack({"[Content_Types].xml": types_part(types, house.endings).encode(), **house.parts}, DAY)


def tag_faults(data: bytes, sheets: Sequence[HostCopy | GuestCopy], *, where: str) -> tuple[Problem, ...]:
    """Return everything that is wrong with a template's tags, each with its paragraph, tried on these sheets."""
    parts = open_whole(data, where=where).parts
    given = [{"sheet": sheet} for sheet in sheets]
    found: list[Problem] = []
    for part in _texts(parts):
        texts = list(_paragraphs(part, parts, where))

        def place(line: int, part: str = part, texts: Sequence[str] = texts) -> str:
            said = texts[line - 1][:60] if line <= len(texts) else ""
            name = "" if part == DOCUMENT else f" of {part.removeprefix('word/').removesuffix('.xml')}"
            return f"{where}: paragraph {line}{name} (“{said}”)"

        torn = [n for n, text in enumerate(texts, start=1) if _ANY_TAG.search(_TAG.sub("", text))]
        hint = "a tag begins and ends in one paragraph"
        here = [Problem(where=place(n), what="holds half a tag", hint=hint) for n in torn]
        source = "\n".join("" if n in torn else _tags(text) for n, text in enumerate(texts, start=1))
        wrong = bounds.faults(source, given, name=f"{where}: {part}", autoescape=True)
        here += [Problem(where=place(line), what=what, hint=bounds.NAMES_HINT) for line, what in wrong]
        order = {place(n): n for n in range(len(texts) + 1)}
        found += sorted(here, key=lambda problem: order[problem.where])
    return tuple(found)


def _texts(parts: Mapping[str, bytes]) -> Iterator[str]:
    yield DOCUMENT
    yield from sorted(name for name in parts if re.fullmatch(r"word/(?:header|footer)[^/]*\.xml", name))


def _paragraphs(part: str, parts: Mapping[str, bytes], where: str) -> Iterator[str]:
    """Yield the text of every paragraph: Word tears a tag into several runs as it likes."""
    for paragraph in parse_xml(parts[part], where=f"{where}: {part}").iter(f"{W}p"):
        yield "".join(text.text or "" for text in paragraph.iter(f"{W}t")).replace("\n", " ")


def _tags(text: str) -> str:
    """Return the tags of a paragraph as plain Jinja, on one line, without Word's own additions."""
    plain = _WORD_ONLY.sub(r"{\1", _MERGE.sub("", _CELL.sub(r"{{ \1 }}", text.translate(_QUOTES))))
    return "".join(_TAG.findall(plain))
