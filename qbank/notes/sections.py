"""What the sections of notes are called, and which words give a line away: data that a show can extend."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from functools import lru_cache
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

from qbank.errors import SourceError
from qbank.lazy import dataclass, regex
from qbank.notes.formats.blocks import EMOJI, Block, flat, is_shouted
from qbank.notes.people import is_episode_title, is_name

_EDGE = regex(r"^[^\w@]+|[^\w)]+$")
_CHECKLIST = regex(r"^check ?list\s*:\s*|\s*\(\d+/\d+\)$", re.IGNORECASE)
_TIME = regex(r"^[\[(]?@?\d{1,2}:\d\d(?::\d\d)?[\])]?\s*[-–—:]*\s*")


@dataclass(frozen=True, slots=True, eq=False)
class Sections:
    """Names of sections by role, with `*` for any words, and cues for single lines by purpose.

    One is equal to itself alone: what was judged of a line is remembered by it, and looked up for every line.
    """

    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lines: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def extended(self, other: Sections) -> Sections:
        """Return these names and cues with another record's put before them."""
        return Sections(roles=_joined(other.roles, self.roles), lines=_joined(other.lines, self.lines))


def parse_sections(table: Mapping[str, object]) -> Sections:
    """Return the names and cues of a table as a host wrote it; SourceError names what does not fit, or cannot be searched for."""
    made = _sections(table)
    for name, cues in made.lines.items():
        for wrong in filter(None, map(unusable, cues)):
            raise SourceError(f"lines.{name}: {wrong}", hint="mend it in questions/sections.toml")
    return made


@lru_cache(maxsize=1)
def default_sections() -> Sections:
    """Return the names and cues that ship with qbank."""
    return _sections(tomllib.loads(Path(__file__).with_name("sections.toml").read_text("utf-8")))


def _sections(table: Mapping[str, object]) -> Sections:
    unknown = sorted(set(table) - {"roles", "lines"})
    if unknown:
        raise SourceError(f"unknown key {unknown[0]!r}", hint="sections.toml has the tables [roles] and [lines]")
    return Sections(roles=_lists(table, "roles"), lines=_lists(table, "lines"))


def plain_name(heading: str) -> str:
    """Return a heading in the form in which names are compared: lower case, without time, marks and emoji."""
    name = _TIME.sub("", _CHECKLIST.sub("", flat(heading)).casefold().replace("’", "'"))
    return _EDGE.sub("", _EDGE.sub("", name))


def role_of(heading: str, sections: Sections) -> str | None:
    """Return the role of a section by its heading: `interview`, `skip` …; None when the name says nothing."""
    name = plain_name(heading)
    return _role(name, tuple(sections.roles.items())) if name else None


def is_exact_name(line: str, sections: Sections) -> bool:
    """Say whether a line of plain text is the name of a section, taken whole, without wildcards, or "Questions for NAME"."""
    if len(line) > 60:
        return False
    if (put_to := _PUT_TO.match(line)) and is_name(line[put_to.end() :]):
        return True
    name = plain_name(line)
    return "*" not in name and any(name in names for names in sections.roles.values())


_PUT_TO = regex(
    r"(?:questions? (?:for|to|pour|à)|fragen an|preguntas para|perguntas para|domande per|vragen (?:aan|voor)|frågor till)\s+",
    re.IGNORECASE,
)


def has_cue(text: str, cues: tuple[str, ...]) -> bool:
    """Say whether a text matches one of the regular expressions of a cue list, ignoring case."""
    return bool(cues) and _cues(cues).search(text) is not None


@lru_cache(maxsize=256)
def _cues(cues: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{cue})" for cue in cues), re.IGNORECASE)


@lru_cache(maxsize=4096)
def _role(name: str, roles: tuple[tuple[str, tuple[str, ...]], ...]) -> str | None:
    exact = (role for role, names in roles if name in names)
    return next(exact, None) or next((role for role, names in roles if _wild(names).fullmatch(name)), None)


@lru_cache(maxsize=256)
def _wild(names: tuple[str, ...]) -> re.Pattern[str]:
    """Return the expression for names with `*` in them; it matches nothing where there are none."""
    wild = [re.escape(name).replace(r"\*", ".*") for name in names if "*" in name]
    return re.compile("|".join(wild) or r"(?!)")


def _lists(table: Mapping[str, object], key: str) -> dict[str, tuple[str, ...]]:
    group = table.get(key, {})
    if not isinstance(group, Mapping):
        raise SourceError(f"{key!r} is not a table", hint=f'write [{key}] and below it name = ["…"]')
    made: dict[str, tuple[str, ...]] = {}
    for name, values in group.items():
        if not isinstance(values, list) or not all(isinstance(v, str) and v for v in values):
            raise SourceError(f"{key}.{name} is not a list of texts", hint='for example interview = ["interview"]')
        made[str(name)] = tuple(values)
    return made


def _joined(first: Mapping[str, tuple[str, ...]], then: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {n: tuple(dict.fromkeys((*first.get(n, ()), *then.get(n, ())))) for n in (*first, *then)}


MANY = 10
"""A repeat of so many times or more counts as one without end."""


def unusable(expression: str) -> str:
    """Return why an expression cannot be used and how to mend it; empty if it can.

    A repeat within a repeat may take a time that doubles with each letter, unless a blank stands between its rounds.
    """
    try:
        parsed = _parser().parse(expression)
    except (re.error, RecursionError, OverflowError) as error:
        return f"the regular expression is broken: {error}"
    endless = (value[2] for name, value in filter(_endless, _parts(parsed)))
    if any(any(map(_endless, _parts(inside))) and not _has_blank(inside) for inside in endless):
        return "a repeat within a repeat could go on for ever: take one of them out, or put a blank between the rounds"
    return ""


def _parser() -> Any:  # noqa: ANN401 (Python's own parser has no public name)
    return re._parser  # type: ignore[attr-defined]


def _parts(parsed: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    """Yield every part of a parsed expression with what is in it, the outer ones first."""
    for name, value in parsed:
        yield name, value
        for inner in _inside(value):
            yield from _parts(inner)


def _inside(value: Any) -> Iterator[Any]:  # noqa: ANN401 (Python's own parser is not typed)
    """Yield the expressions within a part: they stand in tuples and lists beside numbers and names."""
    if isinstance(value, _parser().SubPattern):
        yield value
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _inside(one)


def _endless(part: tuple[Any, Any]) -> bool:
    return str(part[0]).endswith("_REPEAT") and part[0].name != "POSSESSIVE_REPEAT" and int(part[1][1]) >= MANY


def _has_blank(parsed: Iterable[Any]) -> bool:
    """Say whether each way through an expression ends with a blank, which letters cannot be mistaken for."""
    *before, (name, value) = [*parsed] or [("", None)]
    match str(name):
        case "LITERAL":
            return bool(value == ord(" "))
        case "SUBPATTERN" | "BRANCH":
            return all(map(_has_blank, _inside(value)))
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            return _has_blank(value[2]) and _has_blank(before)
    return False


_LINE_LEVEL = 7
"""A section name that is not heading counts as a heading below all headings."""
_PARTS_OF_TALK = ("opening", "closing", "summary", "chapters")
"""Roles that a sub-heading of the interview loses: "Introduction" there is its first part."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A block with the role of the section it stands in; `title` marks the line that names the section."""

    block: Block
    role: str | None
    title: bool = False


def mend(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with items whole again that a quotation or a blank line cut in mid-sentence."""
    made: list[Block] = []
    for block in blocks:
        last = made[-1] if made else None
        if last and last.kind == "item" and block.kind == "text" and block.level == last.level and _is_cut(last, block):
            made[-1] = replace(last, text=f"{last.text} {block.text}", links=last.links + block.links)
        else:
            made.append(block)
    return made


def _is_cut(item: Block, more: Block) -> bool:
    """Say whether an item stops in mid-sentence before a quotation, a lower-case word, or after a colon or comma."""
    end = flat(item.text)[-1:]
    return end not in "?？!.…" and (end in ":,;–—" or more.aside or more.text[:1].islower())


def place(blocks: Sequence[Block], sections: Sections) -> list[Placed]:
    """Return all blocks with the role of their section; a sub-heading without one has its parent's."""
    made: list[Placed] = []
    stack: list[tuple[int, str | None]] = []
    bare = _bare_headings(blocks)
    for i, block in enumerate(blocks):
        level, role = _opens(block, blocks[i + 1] if i + 1 < len(blocks) else None, sections)
        if i in bare and not level:
            level, role = _LINE_LEVEL, role_of(block.text, sections)
        if level == _LINE_LEVEL and role in _PARTS_OF_TALK and stack and stack[-1][1] == "interview":
            # The line "Introduction" below "Interview" is the first item of a list without bullets.
            level = 0
        if level:
            while stack and stack[-1][0] >= level:
                stack.pop()
            above = stack[-1][1] if stack else None
            stack.append((level, above if role is None or (above == "interview" and role in _PARTS_OF_TALK) else role))
        made.append(Placed(block, stack[-1][1] if stack else None, title=bool(level)))
    return made


_MOST_OF_A_HEADING = 6
_ASKED = regex(r"[?？؟]\s*(?:\n|$)")
_BARE_HEADING = regex(r"(?:[Cc]heck ?list: )?[A-ZÀ-Þ0-9¿](?:[^\s.?!:;]|[ \t](?=\S)|[.:](?=\S)){1,59}")


def _bare_headings(blocks: Sequence[Block]) -> frozenset[int]:
    """Return the places of headings without a sign: short lines that end no sentence, each right above a list, two or more of them."""
    made = [
        i
        for i, (block, after) in enumerate(pairwise(blocks))
        if i and block.kind == "text" and not block.level and not block.links
        and ((after.kind == "item" and after.level == 1) or (is_shouted(block.text) and _ASKED.search(after.text)))
        and len(block.text.split()) <= _MOST_OF_A_HEADING and _BARE_HEADING.fullmatch(block.text)
    ]  # fmt: skip
    return frozenset(made) if len(made) > 1 else frozenset()


def _opens(block: Block, after: Block | None, sections: Sections) -> tuple[int, str | None]:
    """Return the level and role of the section that a block opens; level 0 when it opens none."""
    if block.kind == "heading":
        return block.level, role_of(block.text, sections)
    if block.kind != "text" or block.level:
        return 0, None
    text = flat(block.text)
    if is_exact_name(text, sections) and (after is None or after.kind == "item" or len(text) < 40):
        return _LINE_LEVEL, role_of(text, sections)
    is_lead = len(text) <= 100 and after is not None and after.kind == "item"
    role = role_of(text, sections) if is_lead and (text[-1:] in ":：" or block.strong == text) else None
    return (_LINE_LEVEL if role else 0), role


_BOX = regex(r"^(?:\\?\[[ xX✓✔~/>-]?\\?\]|[☐☑☒✅⬜🔲✔✓])\ufe0f?\s+(?=\S)")
_PICTURE = regex(rf"^(?:[{EMOJI}][\ufe0f\u200d]?)+\s+(?=\S)")
_REMARK = regex(r"^\[([a-z]{1,2})\](?=\s*\S)")
"""How a comment of Google Docs begins below the text, and how it is marked inside it."""
_SIGN = regex(r"^\\?[+↔!»]\s+(?=\S)")
_SAID_FIRST = regex(r"^(?P<first>[^—]{3,200}?[.!?:]) — (?=\S)")
_CUE = regex(r"^[^a-zß-öø-ÿ?？]{2,40}$")
"""A cue before a question, set in bold capitals: "**WHY IT EXISTS** Why was it started?"."""
_TAGGED = regex(r"(?<=[?？؟.!])(?:\s+(?:\^[\w-]{1,40}|#[^\W\d_][\w/-]{0,60}))+$")
"""The mark of a block and the tags that a note-taking program has behind a line: "How far? ^q2 #open"."""
_CHECK = regex(r"\s*\*?\(check this: [^()]{1,300}(?:\([^()]{0,100}\)[^()]{0,300})?\)\*?$")
"""What a sheet has behind a question whose gaps were filled from the lexicon."""
_FOOTNOTE = regex(r"\[\^[\w-]{1,20}\]")
_PRIORITY = regex(
    r"^[\[({](?:must(?:[- ](?:ask|have))?|if (?:there[’']s )?time|nice(?:[- ]to[- ]have)?|optional|backup|bonus|key|core|priority(?: [\dA-C])?|p[1-3]|high|medium|low|skip(?: if short)?)[\])}]:?[ \t]+(?=\S)",
    re.IGNORECASE | re.MULTILINE,
)
"""How much a host wants to ask a question, marked before it."""
REMARK = regex(
    r"^(?:why (?:i|we) (?:ask|am asking|care)|why (?:this|it|ask|asking)(?: matters)?|(?:what to )?listen for|looking for|if (?:she|he|they) (?:dodges?|stalls?|balks?|pass(?:es)?))\s*[:–—]\s",
    re.IGNORECASE,
)
"""How a line below a question begins that is for the host's own eye, whether it asks or not."""
_NUMBERED = regex(
    r"^(?:(?:question|frage|pregunta|pergunta|vraag|fråga|domanda)\s*(?:#|no\.?|nr\.?)?\s*\d{0,3}|Q\s?\d{0,3})\s*(?:[:.)]|\s[-–—])\s+(?=\S)|^Q\d{1,2}\s+(?=(?-i:[^\W\d_a-z]))",
    re.IGNORECASE,
)
_FOLLOWS = regex(
    r"^(?:[↳↪→]|[-–=]>|(?:possible |optional )?(?:follow|f/u|follow[- ]?ups?|followup question|follow[- ]?up question|probe|nachfrage|relance|repregunta|seguimiento|"
    r"vervolgvraag|följdfråga)\s*\d{0,2}\s*(?:[:.)]|\s[-–—]))\s*(?=\S)",
    re.IGNORECASE,
)


def tidy(blocks: Iterable[Block]) -> list[Block]:
    """Return blocks with the text that a person would read aloud: no box, bullet picture, comment mark, number; no line to write on."""
    blocks = _listed(_with_title([b for b in blocks if any(map(str.isalnum, b.text))]))
    lines = (line for b in blocks if b.kind == "text" for line in b.text.split("\n"))
    remarks = {found[1] for found in map(_REMARK.match, lines) if found}
    return [_tidied(part, remarks) for block in blocks for part in _without_remarks(block)]


def _with_title(blocks: list[Block]) -> list[Block]:
    """Return blocks whose first, a picture and an episode's number, is the title and no item: "🎙 EP 5 w/ Ada Brand"."""
    first = blocks[0] if blocks else None
    if first and first.kind == "item" and is_episode_title(flat(first.text)) and not flat(first.text).endswith("?"):
        return [replace(first, kind="text", level=0), *blocks[1:]]
    return blocks


def _without_remarks(block: Block) -> Iterator[Block]:
    """Yield a paragraph in parts, those set aside in which the host says why a question is asked and what to listen for."""
    lines = block.text.split("\n")
    if block.kind != "text" or not any(map(REMARK.match, lines)):
        yield block
        return
    at = block.line
    for remark, group in groupby(lines, lambda line: REMARK.match(line) is not None):
        told = list(group)
        strong = block.strong if at == block.line else ""
        yield replace(block, text="\n".join(told), line=at, aside=block.aside or remark, strong=strong)
        at += len(told)


_BY_HAND = regex(
    r"^(?:[☐☑☒✅⬜🔲]\ufe0f?\s+(?=\S)|[-•·・*➜➔](?:\s+(?=\S)|(?=[^\W\d_]|[¿¡“«]))|\(?\d{1,2}[.)]\s*(?=[^\W\d_]|[¿¡“«])|\(?(?:[a-z]\)|[ivx]{1,4}[.)])\s+(?=[^\W\d_a-z]|[¿¡“«])|Q\s?\d{1,3}\s*[-–—]\s+(?=\S))"
)


def _listed(blocks: list[Block]) -> list[Block]:
    """Return blocks in which lines with a bullet that was typed by hand are items, as word processors and pages have them."""
    typed = (line for b in blocks if b.kind == "text" and not b.level for line in b.text.split("\n"))
    if sum(_BY_HAND.match(line) is not None for line in typed) < 2:
        return blocks
    made: list[Block] = []
    for block in blocks:
        lines = block.text.split("\n")
        if block.kind != "text" or block.level or not any(map(_BY_HAND.match, lines)):
            made.append(block)
            continue
        for i, line in enumerate(lines):
            mine = replace(block, text=line, line=block.line + i, strong="")
            if bullet := _BY_HAND.match(line):
                links = tuple(link for link in block.links if link[0] in line)
                made.append(replace(mine, kind="item", level=1, text=line[bullet.end() :], links=links))
            elif made and i and made[-1].kind == "item":
                made[-1] = replace(made[-1], text=f"{made[-1].text} {line}")
            else:
                made.append(mine)
    return made


def _tidied(block: Block, remarks: set[str]) -> Block:
    text, level = _PRIORITY.sub("", block.text), block.level
    if block.kind == "text" and (found := _REMARK.match(text)) and found[1] in remarks:
        return replace(block, aside=True)
    if "[" in text:
        text = _FOOTNOTE.sub("", text)
        for mark in remarks:
            text = text.replace(f"[{mark}]", "")
    if block.kind == "item":
        text = _TAGGED.sub("", _CHECK.sub("", _PICTURE.sub("", _BOX.sub("", text))))
        text, level = _unlabeled(_uncued(text, block.strong), level)
    elif block.kind == "heading":
        text = _NUMBERED.sub("", text)
    if text == block.text:
        return block
    strong = block.strong if text.startswith(block.strong) else flat(_unlabeled(block.strong, 1)[0])
    return replace(block, text=text, level=level, strong=strong)


def _uncued(text: str, strong: str) -> str:
    """Return an item without the cue and the signs that a sheet has before a question; what is said first stays."""
    rest = text[len(strong) :].strip() if strong and text.startswith(strong) else ""
    if rest and (strong.isdecimal() or (_CUE.match(strong) and any(c.isalpha() for c in strong))):
        text = rest
    if sign := _SIGN.match(text):
        text = text[sign.end() :]
        if sign[0].strip() == "»":
            text = _SAID_FIRST.sub(r"\g<first> ", text)
    return text


def _unlabeled(text: str, level: int) -> tuple[str, int]:
    """Return an item without "Question 3:" or "Follow-up:" before it; a follow-up stands one level deeper."""
    if found := _FOLLOWS.match(text):
        return text[found.end() :], level + 1
    return _NUMBERED.sub("", text, count=1), level


def depth_of_label(line: str) -> int:
    """Return how deep a line of plain text stands by its label: 2 for "Follow-up: …", else 1."""
    return 2 if _FOLLOWS.match(line) else 1


def without_label(line: str) -> str:
    """Return a line without the "Question 3:" or "Follow-up:" that it begins with."""
    return _unlabeled(line, 1)[0]
