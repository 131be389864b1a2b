"""Markup other than Markdown and HTML: reStructuredText by docutils, loaded when needed; the rest rewritten as Markdown.

No well-kept parser of AsciiDoc, Org, LaTeX, MediaWiki or an outliner's file exists for Python. Notes use little of them: headings,
lists, links, marks in lines, attributes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from html import unescape

from qbank.errors import Problem
from qbank.lazy import regex
from qbank.notes.formats.blocks import Document, flat
from qbank.notes.formats.html import read_html
from qbank.notes.formats.office import from_chat
from qbank.notes.formats.source import bounded

_HEAD = regex(r"^(={1,6})[ \t]+(\S.*?)(?:[ \t]+=+)?$")
_ATTRIBUTE = regex(r"^:!?([\w-]+)!?:(?:[ \t]+(.*))?$")
_BLOCK = regex(r"^(?:-{4,}|\.{4,}|\+{4,}|/{4,})$")
_BULLET = regex(r"^[ \t]*(\*{1,6}|-)[ \t]+(?:\[([ xX*])\][ \t]+)?(?=\S)")
_NUMBER = regex(r"^[ \t]*(\.{1,6})[ \t]+(?=\S)")
_TERM = regex(r"^(?P<term>\S.*?)(?<!:):{2,4}(?:[ \t]+(?P<more>.*))?$")
_MACRO = regex(
    r"(?:link:)?((?:https?|mailto|ftp):[^\s\[\]]+|(?<=link:)[^\s\[\]]+)\[([^\]\n]*)\]|(?:xref|link):([^\s\[\]]+)\[([^\]\n]*)\]|<<[^,<>\n]+,([^<>\n]+)>>"
)
_DROPPED = regex(
    r"//.*|\+|(?:image|video|audio|include|toc|ifdef|ifndef|endif|ifeval)::?.*\[.*\]|\[[^\[\]\n]*\]|:!?[\w-]+!?:(?:[ \t]+.*)?"
    r"|_{4,}|={4,}|\*{4,}|--"
)
"""Lines that show nothing: remarks, media, attributes, and the marks around quotations."""
_STRONG = regex(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])")
_BY = regex(r"^[^\W\d_][^<>@,;:]{2,60}(?:\s+<[^<>]+>)?(?:;\s*[^\W\d_][^<>@,;:]{2,60}(?:\s+<[^<>]+>)?)*$")


def from_asciidoc(text: str) -> tuple[str, dict[str, object]]:
    """Return an AsciiDoc text as Markdown, line for line, and its title, author and attributes as fields."""
    fields: dict[str, object] = {}
    return "\n".join(_asciidoc_lines(text.split("\n"), fields)), fields


def _asciidoc_lines(lines: list[str], fields: dict[str, object]) -> Iterator[str]:
    closing = ""
    header = qanda = False
    for n, line in enumerate(lines):
        bare = line.strip()
        begins = n < 40 and (header or not fields.get("title"))
        if closing:
            closing = "" if bare == closing else closing
            yield "```" if not closing else line
        elif _BLOCK.match(bare):
            closing = bare
            yield "```"
        elif begins and (said := _header_line(bare, fields, header=header)) is not None:
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
    if _DROPPED.fullmatch(bare):
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
    return _STRONG.sub(r"**\1**", _MACRO.sub(_link, text))


def _link(found: re.Match[str]) -> str:
    if found[5]:
        return found[5]
    target, words = (found[1], found[2]) if found[1] else (found[3], found[4])
    words = words.split(",")[0].rstrip("^").strip('" ')
    return f"[{words or target}]({target})"


_STARS = regex(
    r"^(\*{1,8})[ \t]+(?:(?:TODO|DONE|NEXT|WAITING|STARTED|CANCELLED)[ \t]+)?(?:\[#[A-Z]\][ \t]+)?(.*?)(?:[ \t]+:[\w@#%:]+:)?[ \t]*$"
)
_KEYWORD = regex(r"^[ \t]*#\+(\w+):[ \t]*(.*)$")
_DRAWER = regex(r"^[ \t]*:(?:PROPERTIES|LOGBOOK|CLOCK):[ \t]*$", re.IGNORECASE)
_PROPERTY = regex(r"^[ \t]*:([\w-]+):[ \t]+(.+)$")
_ORG_LINK = regex(r"\[\[([^\[\]\n]+)\](?:\[([^\[\]\n]+)\])?\]")
_PLANNED = regex(r"^[ \t]*(?:SCHEDULED|DEADLINE|CLOSED):")
_ORG_BULLET = regex(r"^([ \t]*)(?:([-+])|(\d{1,3}[.)]))[ \t]+(?:\[@\d+\][ \t]*)?(?:\[([ xX-])\][ \t]+)?")
_STAMP = regex(r"[<\[]\d{4}-\d\d-\d\d(?: [^<>\[\]\n]*)?[>\]]")


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
        return f"{bullet[1]}{bullet[2] or bullet[3]} {box}{_org_inline(line[bullet.end() :])}".replace(" ::", ":")
    return _org_inline(line)


def _org_inline(text: str) -> str:
    text = _ORG_LINK.sub(lambda m: f"[{m[2] or m[1]}]({m[1]})", text)
    return _STRONG.sub(r"**\1**", _STAMP.sub("", text) if text.lstrip().startswith(("<", "[")) else text)


_TEX_HEAD = regex(r"\\(title|chapter|section|subsection|subsubsection|paragraph)\*?\{((?:[^{}]|\{[^{}]*\})*)\}")
_TEX_LEVEL = {"title": 1, "chapter": 1, "section": 2, "subsection": 3, "subsubsection": 4, "paragraph": 5}
_TEX_ITEM = regex(r"^[ \t]*\\item(?:\[[^\]\n]*\])?[ \t]*")
_TEX_LINK = regex(r"\\href\{([^{}]*)\}\{([^{}]*)\}|\\url\{([^{}]*)\}")
_TEX_MARK = regex(r"\\(?:emph|textit|textbf|texttt|textsc|underline|enquote)\{([^{}]*)\}")
_TEX_COMMAND = regex(r"^[ \t]*\\(?!item)[A-Za-z]+\*?(?:\[[^\]\n]*\])?(?:\{[^{}\n]*\})*[ \t]*$")


def from_tex(text: str) -> tuple[str, dict[str, object]]:
    """Return a LaTeX text as Markdown, line for line, and its title as a field."""
    fields: dict[str, object] = {}
    depth, made = 0, []
    for raw in text.split("\n"):
        line = re.sub(r"(?<!\\)%.*", "", raw)
        lists = re.findall(r"\\(begin|end)\{(?:itemize|enumerate|description)\}", line)
        depth += lists.count("begin") - lists.count("end")
        line = _TEX_MARK.sub(r"\1", _TEX_LINK.sub(lambda m: f"[{m[2] or m[3]}]({m[1] or m[3]})", line))
        if head := _TEX_HEAD.search(line):
            if head[1] == "title":
                fields["title"] = _tex_plain(head[2])
            made.append(f"{'#' * _TEX_LEVEL[head[1]]} {_tex_plain(head[2])}")
        elif item := _TEX_ITEM.match(line):
            made.append(f"{'  ' * max(0, depth - 1)}- {_tex_plain(line[item.end() :])}")
        else:
            made.append("" if _TEX_COMMAND.match(line) else _tex_plain(line.strip()))
    return "\n".join(made), fields


def _tex_plain(text: str) -> str:
    for sign, plain in (("``", "“"), ("''", "”"), ("~", " "), ("---", "—"), ("--", "–")):
        text = text.replace(sign, plain)
    return re.sub(r"\\([&%_#$])", r"\1", text)


_WIKI_HEAD = regex(r"^(={1,6})[ \t]*(.+?)[ \t]*\1[ \t]*$")
_WIKI_ITEM = regex(r"^([*#:]*[*#])[ \t]*(?=\S)")
_WIKI_INSIDE = regex(r"\[\[(?:[^\[\]|\n]*\|)?([^\[\]|\n]*)\]\]")
_WIKI_OUTSIDE = regex(r"\[(https?://[^\s\[\]]+)(?: ([^\[\]\n]+))?\]")


def from_mediawiki(text: str) -> tuple[str, dict[str, object]]:
    """Return a page of a wiki (MediaWiki) as Markdown, line for line."""
    made = []
    for line in text.split("\n"):
        line = _WIKI_OUTSIDE.sub(lambda m: f"[{m[2] or m[1]}]({m[1]})", _WIKI_INSIDE.sub(r"\1", line))  # noqa: PLW2901
        line = re.sub(r"'{2,5}([^'\n]+?)'{2,5}", r"\1", line)  # noqa: PLW2901
        if head := _WIKI_HEAD.match(line):
            made.append(f"{'#' * len(head[1])} {head[2]}")
        elif item := _WIKI_ITEM.match(line):
            made.append(f"{'  ' * (len(item[1]) - 1)}- {line[item.end() :]}")
        else:
            made.append(line)
    return "\n".join(made), {}


_OUTLINE = regex(r"<(/?)outline\b((?:[^<>\"']|\"[^\"]*\"|'[^']*')*?)(/?)>")
_OUTLINE_TEXT = regex(r"\btext\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_OPML_TITLE = regex(r"<title>([^<]{1,300})</title>")


def from_opml(text: str) -> tuple[str, dict[str, object]]:
    """Return an outliner's file as Markdown: what has something below it and asks nothing is a heading, the rest nested items."""
    title = _OPML_TITLE.search(text[:5000])
    made = [f"# {unescape(title[1])}", ""] if title else []
    depth = top = 0
    found = list(_OUTLINE.finditer(text))
    for at, tag in enumerate(found):
        if tag[1]:
            depth = max(0, depth - 1)
            continue
        said = _OUTLINE_TEXT.search(tag[2])
        shown = re.sub(r"<[^<>]*>", "", unescape(said[1] or said[2] or "")) if said else ""
        words = " ".join(unescape(shown).split())
        above = not tag[3] and at + 1 < len(found) and not found[at + 1][1]
        if depth == top and above and not words.endswith("?"):
            made += ["", f"{'#' * min(6, depth + 2)} {words}", ""]
            top = depth + 1
        elif words:
            top = min(top, depth)
            made.append(f"{'  ' * (depth - top)}- {words}")
        depth += not tag[3]
    return "\n".join(made), {"title": unescape(title[1])} if title else {}


Rewriter = Callable[[str], tuple[str, dict[str, object]]]
REWRITERS: dict[str, Rewriter] = {
    "asciidoc": from_asciidoc, "org": from_org, "tex": from_tex, "mediawiki": from_mediawiki, "opml": from_opml,
    "chat": from_chat,
}  # fmt: skip


MOST = 2_000_000
"""Characters that docutils is given; its time grows faster than its text."""
_SETTINGS = {
    "report_level": 5, "halt_level": 5, "file_insertion_enabled": False, "raw_enabled": False,
    "_disable_config": True, "doctitle_xform": False, "docinfo_xform": False, "smart_quotes": False,
    "syntax_highlight": "none", "line_length_limit": 50_000, "initial_header_level": 1, "output_encoding": "unicode",
}  # fmt: skip


def read_rst(text: str, source: str, is_section: Callable[[str], bool], first_line: int = 1) -> Document:
    """Return the blocks of a reStructuredText document, by way of HTML, and its lists of fields. Nothing is included or run."""
    from docutils import core, nodes
    from docutils.utils import SystemMessage

    text, problems = bounded(text[:MOST], source)
    fields: dict[str, object] = {}
    settings = {**_SETTINGS, "warning_stream": io.StringIO()}
    try:
        tree = core.publish_doctree(text, settings_overrides=settings)
        for told in list(tree.findall(nodes.field)):
            name, body = (flat(part.astext()) for part in told.children[:2])
            fields.setdefault(name.casefold().replace(" ", "_").replace("-", "_"), body)
            told.parent.remove(told)
        page = core.publish_from_doctree(tree, writer_name="html5", settings_overrides=settings)
    except (SystemMessage, RuntimeError, ValueError, AssertionError, LookupError, AttributeError, TypeError) as error:
        what = f"the reStructuredText could not be read ({type(error).__name__})"
        return Document((), {}, (*problems, Problem(source, what, "give --format plain")))
    made = read_html(page[page.index("<body") :], source, is_section, first_line=first_line, shown=text)
    return Document(made.blocks, fields, (*problems, *made.problems))
