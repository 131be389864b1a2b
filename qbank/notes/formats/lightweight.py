"""AsciiDoc and Org, rewritten as Markdown line by line, so that every line keeps its number.

No well-kept parser of either exists for Python. Notes use little of both: headings, lists, links, marks in lines, attributes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_HEAD = re.compile(r"^(={1,6})[ \t]+(\S.*?)(?:[ \t]+=+)?$")
_ATTRIBUTE = re.compile(r"^:!?([\w-]+)!?:(?:[ \t]+(.*))?$")
_BLOCK = re.compile(r"^(?:-{4,}|\.{4,}|\+{4,}|/{4,})$")
_QUOTE = re.compile(r"^(?:_{4,}|={4,}|\*{4,}|--)$")
_BULLET = re.compile(r"^[ \t]*(\*{1,6}|-)[ \t]+(?:\[([ xX*])\][ \t]+)?(?=\S)")
_NUMBER = re.compile(r"^[ \t]*(\.{1,6})[ \t]+(?=\S)")
_TERM = re.compile(r"^(?P<term>\S.*?)(?<!:):{2,4}(?:[ \t]+(?P<more>.*))?$")
_MACRO = re.compile(
    r"(?:link:)?((?:https?|mailto|ftp):[^\s\[\]]+|(?<=link:)[^\s\[\]]+)\[([^\]\n]*)\]|(?:xref|link):([^\s\[\]]+)\[([^\]\n]*)\]|<<[^,<>\n]+,([^<>\n]+)>>"
)
_MEDIA = re.compile(r"^(?:image|video|audio|include|toc|ifdef|ifndef|endif|ifeval)::?.*\[.*\]$")
_STRONG = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])")
_ATTRIBUTE_LIST = re.compile(r"^\[[^\[\]\n]*\]$")
_BY = re.compile(r"^[^\W\d_][^<>@,;:]{2,60}(?:\s+<[^<>]+>)?(?:;\s*[^\W\d_][^<>@,;:]{2,60}(?:\s+<[^<>]+>)?)*$")


def from_asciidoc(text: str) -> tuple[str, dict[str, object]]:
    """Return an AsciiDoc text as Markdown, line for line, and its title, author and attributes as fields."""
    fields: dict[str, object] = {}
    return "\n".join(_asciidoc_lines(text.split("\n"), fields)), fields


def _asciidoc_lines(lines: list[str], fields: dict[str, object]) -> Iterator[str]:
    closing = ""
    header = qanda = False
    for n, line in enumerate(lines):
        bare = line.strip()
        if closing:
            closing = "" if bare == closing else closing
            yield "```" if not closing else line
        elif _BLOCK.match(bare):
            closing = bare
            yield "```"
        elif (
            n < 40
            and (header or not fields.get("title"))
            and (said := _header_line(bare, fields, header=header)) is not None
        ):
            header = bool(bare)
            yield said
        else:
            header = False
            qanda = (qanda or bare == "[qanda]") and not bare.startswith("=")
            yield _asciidoc_line(line, bare, qanda=qanda)


def _header_line(bare: str, fields: dict[str, object], *, header: bool) -> str | None:
    """Return a line of a document's header as Markdown, and note what it says; None for a line of the text."""
    if (head := _HEAD.match(bare)) and len(head[1]) == 1:
        fields["title"] = head[2]
        return f"# {head[2]}"
    if found := _ATTRIBUTE.match(bare):
        if found[2]:
            fields.setdefault(found[1].casefold().replace("-", "_"), found[2])
        return ""
    if header and bare and _BY.match(bare) and "author" not in fields:
        fields["author"] = re.sub(r"\s*<[^<>]*>", "", bare)
        return ""
    return None


def _asciidoc_line(line: str, bare: str, *, qanda: bool) -> str:
    if (
        bare.startswith("//")
        or bare == "+"
        or _MEDIA.match(bare)
        or _ATTRIBUTE_LIST.match(bare)
        or _ATTRIBUTE.match(bare)
    ):
        return ""
    if _QUOTE.match(bare):
        return ""
    if head := _HEAD.match(bare):
        return f"{'#' * len(head[1])} {_inline(head[2])}"
    if bullet := _BULLET.match(line):
        box = f"[{bullet[2].replace('*', 'x')}] " if bullet[2] else ""
        return f"{'  ' * (len(bullet[1]) - 1)}- {box}{_inline(line[bullet.end() :])}"
    if number := _NUMBER.match(line):
        return f"{'   ' * (len(number[1]) - 1)}1. {_inline(line[number.end() :])}"
    if bare.startswith(".") and not bare.startswith("..") and bare[1:2].strip():
        return f"**{_inline(bare[1:])}**"
    if (term := _TERM.match(bare)) and "://" not in term["term"]:
        # A heading ends before the answer on the next line, as a list's item would not.
        if qanda or term["term"].endswith("?"):
            return f"###### {_inline(term['term'])}"
        return f"**{_inline(term['term'])}** {_inline(term['more'] or '')}".rstrip()
    return _inline(line.rstrip(" +") if line.endswith(" +") else line)


def _inline(text: str) -> str:
    if "[" in text or "<<" in text:
        text = _MACRO.sub(_link, text)
    return _STRONG.sub(r"**\1**", text)


def _link(found: re.Match[str]) -> str:
    if found[5]:
        return found[5]
    target, words = (found[1], found[2]) if found[1] else (found[3], found[4])
    words = words.split(",")[0].rstrip("^").strip('" ')
    return f"[{words or target}]({target})"


_STARS = re.compile(
    r"^(\*{1,8})[ \t]+(?:(?:TODO|DONE|NEXT|WAITING|STARTED|CANCELLED)[ \t]+)?(?:\[#[A-Z]\][ \t]+)?(.*?)(?:[ \t]+:[\w@#%:]+:)?[ \t]*$"
)
_KEYWORD = re.compile(r"^[ \t]*#\+(\w+):[ \t]*(.*)$")
_DRAWER = re.compile(r"^[ \t]*:(?:PROPERTIES|LOGBOOK|CLOCK):[ \t]*$", re.IGNORECASE)
_PROPERTY = re.compile(r"^[ \t]*:([\w-]+):[ \t]+(.+)$")
_ORG_LINK = re.compile(r"\[\[([^\[\]\n]+)\](?:\[([^\[\]\n]+)\])?\]")
_PLANNED = re.compile(r"^[ \t]*(?:SCHEDULED|DEADLINE|CLOSED):")
_ORG_BULLET = re.compile(r"^([ \t]*)(?:([-+])|(\d{1,3}[.)]))[ \t]+(?:\[@\d+\][ \t]*)?(?:\[([ xX-])\][ \t]+)?")
_STAMP = re.compile(r"[<\[]\d{4}-\d\d-\d\d(?: [^<>\[\]\n]*)?[>\]]")


def from_org(text: str) -> tuple[str, dict[str, object]]:
    """Return an Org text as Markdown, line for line, and its keywords and first properties as fields."""
    fields: dict[str, object] = {}
    return "\n".join(_org_lines(text.split("\n"), fields)), fields


def _org_lines(lines: list[str], fields: dict[str, object]) -> Iterator[str]:
    fenced = drawer = False
    for line in lines:
        keyword = _KEYWORD.match(line)
        if drawer:
            drawer = line.strip().casefold() != ":end:"
            if found := _PROPERTY.match(line):
                fields.setdefault(found[1].casefold(), found[2].strip())
            yield ""
        elif _DRAWER.match(line):
            drawer = True
            yield ""
        elif re.match(r"[ \t]*#\+(?:begin|end)_(?:src|example|comment|export)", line, re.IGNORECASE):
            fenced = not fenced
            yield "```"
        elif fenced:
            yield line
        elif keyword or re.match(r"[ \t]*#(?:[ \t]|$|\+)", line) or _PLANNED.match(line):
            if keyword:
                fields.setdefault(keyword[1].casefold(), keyword[2].strip())
            yield ""
        else:
            yield _org_line(line)


def _org_line(line: str) -> str:
    if head := _STARS.match(line):
        return f"{'#' * min(len(head[1]), 6)} {_org_inline(head[2])}"
    if bullet := _ORG_BULLET.match(line):
        box = f"[{'x' if bullet[4] in 'xX' else ' '}] " if bullet[4] else ""
        return f"{bullet[1]}{bullet[2] or bullet[3]} {box}{_org_inline(line[bullet.end() :])}".replace(
            " ::", ":"
        )
    return _org_inline(line)


def _org_inline(text: str) -> str:
    text = _ORG_LINK.sub(lambda m: f"[{m[2] or m[1]}]({m[1]})", text)
    return _STRONG.sub(r"**\1**", _STAMP.sub("", text) if text.lstrip().startswith(("<", "[")) else text)


Rewriter = Callable[[str], tuple[str, dict[str, object]]]
REWRITERS: dict[str, Rewriter] = {"asciidoc": from_asciidoc, "org": from_org}
