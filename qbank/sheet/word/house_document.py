"""A sheet set in the host's own Word document: its styles, header, footer and page stay, its text makes room.

Roles are mapped to the document's styles by name; what it does not have comes from qbank's own design and is named
in a Problem. Nothing that the document points to outside of itself is kept or fetched. A document with Jinja tags in its text is a
template: it is filled in by docxtpl, in the sandbox.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from qbank.english.terms import whole_number
from qbank.errors import Problem
from qbank.lazy import dataclass, regex
from qbank.sheet import bounds
from qbank.sheet.copies import GuestCopy, HostCopy
from qbank.sheet.word import package
from qbank.sheet.word.layout import PAGES, Page, WordLayout
from qbank.sheet.word.package import W as WORD
from qbank.sheet.word.styles import (
    CHARACTERS,
    GUEST_ROLES,
    PARAGRAPHS,
    SHEET_TABLE,
    Host,
    list_kinds,
    lists,
    numbering_part,
    style_elements,
    style_id,
    styles_part,
)

if TYPE_CHECKING:
    from lxml import etree

W = f"{{{WORD}}}"
FOOTER, FOOTER_ID = "word/footer_qbank.xml", "rIdQbankfooter"
STYLES, NUMBERING = "word/styles.xml", "word/numbering.xml"
GAVE_WAY = " sheet"
"""What is put after the name of a style of ours where the document has another thing of that name."""
SHEET_STYLE = "Sheet Table"


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """A document made ready to set a sheet in.

    `styles` maps roles to ids of styles, `bare` are the roles whose styles bring no list; `lists` is how far the
    document's lists move the numbers of ours; `section` is the markup of its page, `width` what lies between its margins.
    """

    house: package.House
    styles_xml: bytes
    styles: Mapping[str, str]
    bare: frozenset[str]
    table: str
    lists: int
    section: str
    width: int
    footer: bool
    problems: tuple[Problem, ...]


def open_base(data: bytes, layout: WordLayout, *, guest: bool, page: Page | None, where: str) -> Base:
    """Return a .docx or .dotx made ready; SourceError when it cannot be used, with every reason."""
    from lxml import etree

    house = package.open_house(data, where=where)
    styles = house.tree(STYLES) if STYLES in house.parts else _parse(styles_part(layout, ()))
    moved = _highest(house)
    ids, bare, missing, table = _fit(styles, layout, guest=guest, moved=moved)
    section = _section(house, page)
    footer = any(f.get(f"{W}type") == "default" for f in section.iterfind(f"{W}footerReference"))
    if not footer:
        section.insert(0, _element(f'<w:footerReference w:type="default" r:id="{FOOTER_ID}"/>'))
    return Base(
        house=house, styles_xml=package.xml_bytes(styles), styles=ids, bare=frozenset(bare), table=table, lists=moved,
        section=etree.tostring(section, encoding="unicode", with_tail=False), width=_width(section, layout.page), footer=footer,
        problems=_missing(ids, missing, where),
    )  # fmt: skip


def _parse(text: str) -> etree._Element:
    return package.parse_xml(text.encode(), where="qbank's own styles")


def _missing(ids: Mapping[str, str], names: Sequence[str], where: str) -> tuple[Problem, ...]:
    lacking = ", ".join(dict.fromkeys(names))
    what = f"brings {len(ids) - len(names)} of {len(ids)} styles; the rest are qbank's: {lacking}"
    return (Problem(where, what, "name a style so, or name yours in [styles] of word.toml"),) if names else ()


def _fit(
    styles: etree._Element, layout: WordLayout, *, guest: bool, moved: int
) -> tuple[dict[str, str], set[str], list[str], str]:
    """Find the style of each role in a document, add what it lacks; `moved` is how far its lists move the numbers of ours.

    Return the ids of the styles by role, the roles whose styles bring no list, the names that are lacking, and the table's style.
    """
    there = {(s.get(f"{W}type", ""), _name(s)): s for s in styles.iterfind(f"{W}style")}
    ids, bare, missing = dict[str, str](), set[str](), []
    for style in (*PARAGRAPHS, *CHARACTERS):
        if guest and style.role not in GUEST_ROLES:
            continue
        name = layout.styles[style.role]
        found = there.get(("character" if style in CHARACTERS else "paragraph", name.lower()))
        if found is None:
            missing.append(style)
            ids[style.role] = _free(style_id(name), _ids(styles), "Sheet")
        else:
            ids[style.role] = found.get(f"{W}styleId", "")
            if style.listed and found.find(f"{W}pPr/{W}numPr") is None:
                bare.add(style.role)
    host = Host(paragraph=_default(styles, "paragraph"), character=_default(styles, "character"), lists=moved)
    # The same name for a style of another type would be refused by Word.
    taken = {known for _, known in there}
    names = {**layout.styles, **{s.role: _free(layout.styles[s.role], taken, GAVE_WAY.title()) for s in missing}}
    for role, markup in style_elements(replace(layout, styles=names), missing, host).items():
        made = _element(markup)
        made.set(f"{W}styleId", ids[role])
        styles.append(made)
    return ids, bare, [layout.styles[s.role] for s in missing], _table(styles, there)


def _name(style: etree._Element) -> str:
    name = style.find(f"{W}name")
    return "" if name is None else name.get(f"{W}val", "").lower()


def _ids(styles: etree._Element) -> set[str]:
    return {style.get(f"{W}styleId", "").lower() for style in styles.iterfind(f"{W}style")}


def _free(name: str, taken: Container[str], more: str) -> str:
    while name.lower() in taken:
        name += more
    return name


def _default(styles: etree._Element, kind: str) -> str:
    """Return the id of the style that everything of a kind is based on: `Normal`, in German Word `Standard`.

    Empty where a document has none, as LibreOffice writes it.
    """
    for style in styles.iterfind(f"{W}style"):
        if style.get(f"{W}type") == kind and style.get(f"{W}default") in {"1", "true", "on"}:
            return style.get(f"{W}styleId", "")
    return ""


def _table(styles: etree._Element, there: Mapping[tuple[str, str], etree._Element]) -> str:
    found = there.get(("table", SHEET_STYLE.lower()))
    if found is not None:
        return found.get(f"{W}styleId", "")
    made = _element(SHEET_TABLE)
    id = _free(style_id(SHEET_STYLE), _ids(styles), "Sheet")
    made.set(f"{W}styleId", id)
    below, (based,) = _default(styles, "table"), made.iterfind(f"{W}basedOn")
    if below:
        based.set(f"{W}val", below)
    else:
        made.remove(based)
    styles.append(made)
    return id


def _element(markup: str) -> etree._Element:
    return _parse(f"<w:x {package.NAMESPACES}>{markup}</w:x>")[0]


def _highest(house: package.House) -> int:
    if NUMBERING not in house.parts:
        return 0
    numbers = (one.get(f"{W}abstractNumId") or one.get(f"{W}numId") or "0" for one in house.tree(NUMBERING))
    return max((whole_number(number) or 0 for number in numbers), default=0)


def numbering(base: Base, layout: WordLayout, counted: Sequence[int], *, guest: bool) -> bytes:
    """Return the document's lists with the sheet's added after them."""
    if NUMBERING not in base.house.parts:
        return numbering_part(layout, counted, guest=guest).encode()
    root = base.house.tree(NUMBERING)
    kinds = [_element(markup) for markup in list_kinds(layout, offset=base.lists)]
    first = next((n for n, element in enumerate(root) if element.tag == f"{W}num"), len(root))
    for n, kind in enumerate(kinds):
        # All kinds of lists stand before all lists.
        root.insert(first + n, kind)
    last = max((n for n, element in enumerate(root) if element.tag in {f"{W}num", f"{W}abstractNum"}), default=-1)
    for n, markup in enumerate(lists(counted, offset=base.lists), start=1):
        root.insert(last + n, _element(markup))
    return package.xml_bytes(root)


def _section(house: package.House, page: Page | None) -> etree._Element:
    """Return the page of a document: the last section's, in one column."""
    section = house.tree(package.DOCUMENT).find(f"{W}body/{W}sectPr")
    if section is None:
        section = _element("<w:sectPr/>")
    kept = {relation.id for relation in house.relations}
    references = (*section.iterfind(f"{W}headerReference"), *section.iterfind(f"{W}footerReference"))
    lost = [one for one in references if one.get(f"{{{package.R}}}id") not in kept]
    for one in (*lost, *section.iterfind(f"{W}sectPrChange"), *section.iterfind(f"{W}cols")):
        section.remove(one)
    size = section.find(f"{W}pgSz")
    if page is not None and size is not None:
        for side, length in zip(("w", "h"), PAGES[page], strict=True):
            size.set(f"{W}{side}", str(length))
        size.attrib.pop(f"{W}orient", "")
    return section


def _width(section: etree._Element, page: Page) -> int:
    size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
    width = (whole_number(size.get(f"{W}w", "")) if size is not None else None) or PAGES[page][0]
    for side in ("left", "right"):
        # Some programs write a fraction of a twip.
        margin = None if margins is None else whole_number(margins.get(f"{W}{side}", "").partition(".")[0])
        width -= 1440 if margin is None else margin
    return width


DAY = "1980-01-01"
"""The date of a zip that nobody sees."""
_TAG = regex(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")
_ANY_TAG = regex(r"\{[{%#]|[}%#]\}")
_WORD_ONLY = regex(r"\{([{%#])(?:p|tr|tc|r)(?=[\s-])")
_CELL = regex(r"\{%-?\s*(?:colspan|cellbg)\s+(.*?)-?%\}")
_MERGE = regex(r"\{%-?\s*[vh]m\s*-?%\}")
_QUOTES = str.maketrans("“”‘’", "\"\"''")


def is_tagged(parts: Mapping[str, bytes], *, where: str) -> bool:
    """Say whether a Word document holds Jinja tags, and so is a template to fill in rather than a design."""
    return any(_ANY_TAG.search(text) for part in _texts(parts) for text in _paragraphs(part, parts, where))


def fill_tagged(data: bytes, sheet: HostCopy | GuestCopy, *, where: str) -> dict[str, bytes]:
    """Return the parts of the template filled with a sheet; SourceError when it cannot be, or must not be used."""
    house = package.open_whole(data, where=where)
    types = package.types_part({n: kind for n, kind in house.types.items() if n in house.parts}, house.endings)
    # As a plain .docx without properties: python-docx opens no .dotx.
    plain = package.pack({package.CONTENT_TYPES: types, **house.parts}, DAY)
    made = bounds.fill_word(plain, {"sheet": sheet}, where=where)
    parts = package.unpack(made, where=where)
    return {name: part for name, part in parts.items() if not name.startswith("docProps/")}


def tag_faults(data: bytes, sheets: Sequence[HostCopy | GuestCopy], *, where: str) -> tuple[Problem, ...]:
    """Return everything that is wrong with a template's tags, each with its paragraph, tried on these sheets."""
    parts = package.open_whole(data, where=where).parts
    given = [{"sheet": sheet} for sheet in sheets]
    found: list[Problem] = []
    for part in _texts(parts):
        texts = list(_paragraphs(part, parts, where))

        def place(line: int, part: str = part, texts: Sequence[str] = texts) -> str:
            said = texts[line - 1][:60] if line <= len(texts) else ""
            name = "" if part == package.DOCUMENT else f" of {part.removeprefix('word/').removesuffix('.xml')}"
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
    yield package.DOCUMENT
    yield from sorted(name for name in parts if re.fullmatch(r"word/(?:header|footer)[^/]*\.xml", name))


def _paragraphs(part: str, parts: Mapping[str, bytes], where: str) -> Iterator[str]:
    """Yield the text of every paragraph: Word tears a tag into several runs as it likes."""
    for paragraph in package.parse_xml(parts[part], where=f"{where}: {part}").iter(f"{W}p"):
        yield "".join(text.text or "" for text in paragraph.iter(f"{W}t")).replace("\n", " ")


def _tags(text: str) -> str:
    """Return the tags of a paragraph as plain Jinja, on one line, without Word's own additions."""
    plain = _WORD_ONLY.sub(r"{\1", _MERGE.sub("", _CELL.sub(r"{{ \1 }}", text.translate(_QUOTES))))
    return "".join(_TAG.findall(plain))
