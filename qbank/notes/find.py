"""Where the questions are: in sections by name, and without them in lists, headings, bold lines or plain lines."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from qbank.lazy import regex
from qbank.notes.formats.blocks import Block, flat, is_marked
from qbank.notes.items import asks_by_lines, judge, split_lines, take_time
from qbank.notes.sections import Placed, Sections, depth_of_label, without_label
from qbank.notes.turns import asked_in_turns

ASKED = ("interview", "parting")
OPEN = (None, "interview", "parting", "summary", "chapters")
"""Roles in which questions may be looked for when no section is named after the interview."""
_AT_THE_EDGE = ("opening", "closing")
"""Sections that hold questions only when nearly all their lines ask and other lists do as well."""
_ANYWHERE = (*OPEN, *_AT_THE_EDGE)
_LABEL = regex(
    r"^(?:(?:Q(?:uestion)?|F(?:rage)?|P(?:ergunta|regunta)?|Vraag|Fråga)\s*\d*\s*[:.)]|\d{1,3}[.)])\s+(?=\S)",
    re.IGNORECASE,
)
_Q_LINE = regex(
    r"^(?:(?:Q(?:uestion)?|Frage|Pergunta|Pregunta|Vraag|Fråga)\s*\d*|Follow[- ]?ups?)\s*[:.)]\s*(?=\S)", re.IGNORECASE
)
_TURN = regex(r"^(?:[\[(]?\d{1,2}:\d{2}(?::\d{2})?[\])]?\s*)?<?([@\w][\w.-]{0,20}(?: [A-Z][\w-]*)?)>?:\s")
_OPEN_TO_GUEST = regex(r"(?:how|what|why|where|when|who|which)\b.*\byou\b.*(?:\S+\s+){2}\S+\?$", re.IGNORECASE)
"""What asks a guest for more than a yes, whatever stands around it: "How did you end up in water?"."""
_MOST_ON_A_LINE = 200
_MOST_WORDS = 25
"""Words of a line below a heading that is nothing but a question; a summary that ends in one has more."""
_FEW = 3
"""Lines that ask from which on a way of writing questions is believed, where no heading speaks of an interview."""


def find_items(placed: Sequence[Placed], sections: Sections) -> tuple[list[Block], str]:
    """Return the blocks that are the interview's items, in order, and by which means most of them were found.

    Notes write their questions in one way for the most part: in a section named after the interview, as headings, in
    bold, in lists, as plain lines or as labeled turns. The way that finds most leads; sections in which it finds
    nothing may still hold questions written in another way, as long as everything there asks.
    """
    if turns := asked_in_turns(placed, sections):
        return turns, "turns"
    ways = _ways(placed, sections)
    way = max(ways, key=lambda name: _asking(ways[name], sections))
    if not _asking(ways[way], sections):
        rest = (judge(_words(b), b.links, sections)[0] for b in ways["section"])
        return (ways["section"], "section") if any(fate != "link" for fate in rest) else ([], "nothing")
    found = _with_others(placed, way, ways, sections)
    return _mark_answers(placed, found, sections), way


def _mark_answers(placed: Sequence[Placed], found: Sequence[Block], sections: Sections) -> list[Block]:
    """Return items with those set aside that stand below an answer: in a written interview a list there is the guest's."""
    asked = {(b.line, b.text) for b in found if b.level == 1 and _asks(b, sections)}
    below: set[int] = set()
    answered, inside = 0, False
    for p, after in pairwise([*placed, Placed(Block("heading", "", 0), None)]):
        block = p.block
        if block.kind == "heading" or (block.kind == "item" and block.level == 1):
            inside = False
            if (block.line, _bare_question(block).text) in asked:
                answered += after.block.kind == "text" and not is_marked(after.block.text)
        elif block.kind == "text" and block.level:
            inside = inside or not is_marked(block.text)
        elif inside:
            below.add(block.line)
    if not asked or answered * 2 < len(asked):
        return list(found)
    return [replace(b, aside=True) if b.line in below and b.level > 1 else b for b in found]


def _ways(placed: Sequence[Placed], sections: Sections) -> dict[str, list[Block]]:
    """Return what each way of writing questions finds, the likeliest first; where two find as many, the first counts."""
    return {
        "section": _named(placed, sections),
        "headings": _headings(placed, sections),
        "bold": _bold(placed),
        "list": _lists(placed, sections),
        "lines": _lines(placed, sections),
    }


def _asking(blocks: Sequence[Block], sections: Sections) -> int:
    return sum(_asks(b, sections) for b in blocks)


def _with_others(
    placed: Sequence[Placed], way: str, ways: Mapping[str, list[Block]], sections: Sections
) -> list[Block]:
    """Return what a way found, and from stretches between headings where it found nothing what plainly asks."""
    lead: dict[int, list[str]] = defaultdict(list)
    for b in ways[way]:
        lead[b.line].append(flat(b.text))
    made = list(ways[way])
    roles = OPEN if way == "section" else _ANYWHERE
    for stretch in _stretches(placed):
        if stretch and stretch[0].role in roles and not any(_stands_in(p.block, lead) for p in stretch):
            made += _plainly_asked(stretch, way, sections)
    return sorted(made, key=lambda b: b.line)


def _stands_in(block: Block, lead: Mapping[int, Sequence[str]]) -> bool:
    """Say whether one of the questions found, by their lines, is part of a block. On a line of very many the first few tell."""
    words = flat(block.text)
    lines = range(block.line, block.line + block.text.count("\n") + 1)
    return any(text in words for line in lines for text in lead.get(line, ())[:_MOST_ON_A_LINE])


def _stretches(placed: Sequence[Placed]) -> list[list[Placed]]:
    """Return the blocks in stretches from heading to heading."""
    made: list[list[Placed]] = [[]]
    for p in placed:
        if p.block.kind == "heading" or p.title:
            made.append([])
        made[-1].append(p)
    return made


def _plainly_asked(stretch: Sequence[Placed], way: str, sections: Sections) -> list[Block]:
    """Return the questions of a stretch when it holds some in a list or as lines, and little else in that way."""
    below = [p.block for p in stretch if p.block.kind != "heading" and not p.title]
    lines = split_lines([b for b in below if not b.aside])
    if lines and way != "headings" and all(b.kind == "text" for b in below):
        short = all(len(b.text.split()) <= _MOST_WORDS for b in lines)
        if short and all(is_marked(flat(b.text)) and _asks(b, sections) for b in lines):
            return lines
    items = [p.block for p in stretch if p.block.kind == "item" and not p.block.aside]
    tops = _tops(items)
    asked = sum(_asks_plainly(b, sections) for b in tops)
    return items if asked and asked * 5 >= len(tops) * 4 else []


def _tops(items: Sequence[Block]) -> list[Block]:
    """Return the items of a list that stand in no other."""
    top = min((b.level for b in items), default=0)
    return [b for b in items if b.level == top]


def listener_items(placed: Sequence[Placed]) -> list[Block]:
    """Return the items of sections that put questions to whoever listens."""
    return [p.block for p in placed if p.role == "listener" and p.block.kind == "item"]


def _words(block: Block) -> str:
    """Return a block's text on one line, without its time."""
    return take_time(flat(block.text))[0]


def _asks(block: Block, sections: Sections) -> bool:
    """Say whether a block is a question by its own words."""
    return judge(_words(block), block.links, sections)[0] == "question"


def _asks_plainly(block: Block, sections: Sections) -> bool:
    """Say whether a block is a question and ends in a question mark."""
    return is_marked(_words(block)) and _asks(block, sections)


def _of_kind(kind: str, placed: Sequence[Placed], roles: Sequence[str | None]) -> list[Placed]:
    """Return the blocks of a kind that stand in sections of some roles and are not set aside."""
    return [p for p in placed if p.block.kind == kind and p.role in roles and not p.block.aside]


def _stands_open(p: Placed, roles: Sequence[str | None]) -> bool:
    """Say whether a block is one of the notes' own, in a section of some roles, and names none."""
    return p.role in roles and not p.title and not p.block.aside


def _named(placed: Sequence[Placed], sections: Sections) -> list[Block]:
    """Return the items of the sections that are named after the interview, and their lines that ask."""
    made: list[Block] = []
    for role in ASKED:
        here = [p.block for p in placed if _stands_open(p, (role,))]
        items = [_bare_question(b) for b in here if b.kind == "item"]
        if sum(is_marked(b.strong) for b in here if b.kind == "text") >= _FEW and not _asking(items, sections):
            items = []  # a list in an answer
        made += items
        ways = [_asking_lines] if items else [_every_second, _question_lines, _paragraphs]
        made += next(filter(None, (way(here, sections) for way in ways)), [])
    return sorted(made, key=lambda b: b.line)


def _bare_question(block: Block) -> Block:
    """Return an item without the answer that stands behind its question in the same paragraph: "**Why?** Because."."""
    rest = flat(block.text)[len(block.strong) :]
    if is_marked(block.strong) and flat(block.text).startswith(block.strong) and rest and not is_marked(rest):
        return replace(block, text=block.strong)
    return block


def _asking_lines(blocks: Sequence[Block], sections: Sections) -> list[Block]:
    """Return the lines of paragraphs beside a list most of whose lines ask, unless they are answers to the list's questions."""
    below = [b for a, b in pairwise(blocks) if a.kind == "item" and _asks(a, sections)]
    if sum(b.kind == "text" and not is_marked(b.text) for b in below) * 2 >= len(below) > 0:
        return []
    made = []
    for block in blocks:
        lines = split_lines([block])
        asking = [b for b in lines if _asks_plainly(b, sections)]
        made += asking if len(asking) * 2 > len(lines) else []
    return made


def _question_lines(blocks: Sequence[Block], sections: Sections) -> list[Block]:
    """Return the lines of paragraphs as items when most of them ask."""
    lines = split_lines(blocks)
    if sum(is_marked(b.strong) for b in lines) >= _FEW:  # then what asks among the rest is an answer
        lines = [b for b in lines if is_marked(b.strong) or not is_marked(b.text)]
    asking = _asking(lines, sections)
    return lines if asking and asking * 2 >= len(lines) else []


def _every_second(blocks: Sequence[Block], sections: Sections) -> list[Block]:
    """Return the paragraphs that ask where question and answer take turns, three times or more; an answer may ask in its end, too."""
    plain = [b for b in blocks if b.kind == "text" and not b.level]
    asks = [is_marked(b.text) for b in plain]
    for first in (n for n, asked in enumerate(asks[:3]) if asked):
        mine, others = asks[first::2], plain[first + 1 :: 2]
        if len(mine) >= _FEW and all(mine) and _asking(others, sections) * 2 < len(others):
            return [replace(b, kind="item", level=1, text=flat(b.text)) for b in plain[first::2]]
    return []


def _paragraphs(blocks: Sequence[Block], sections: Sections) -> list[Block]:
    """Return the paragraphs that ask among answers of several paragraphs each, when there are some."""
    plain = [replace(b, kind="item", level=1) for b in blocks if b.kind == "text" and not b.level]
    made = [b for b in plain if is_marked(b.text) and _asks(b, sections)]
    return made if len(made) >= _FEW else []


def _headings(placed: Sequence[Placed], sections: Sections) -> list[Block]:
    """Return the headings that are questions, when most headings of their level are."""
    open_to = [(_unlabeled(p.block), p.role) for p in _of_kind("heading", placed, _ANYWHERE)]
    spoken_of = {b.level for b, role in open_to if is_marked(b.text) and role in OPEN}
    asked = Counter(b.level for b, _ in open_to if is_marked(b.text) and b.level in spoken_of)
    for level, count in asked.most_common(1):
        same = [(b, role) for b, role in open_to if b.level == level and (role in OPEN or is_marked(b.text))]
        if (count >= 3 and count * 2 >= len(same)) or count == len(same) == 2:
            return [replace(b, kind="item", level=1) for b, _ in same if _asks(b, sections)]
    return []


def _unlabeled(block: Block) -> Block:
    """Return a block without the number or "Q:" that its text begins with; its time stays."""
    text = flat(block.text)
    return replace(block, text=_LABEL.sub("", without_label(text)), level=max(block.level, depth_of_label(text)))


def _bold(placed: Sequence[Placed]) -> list[Block]:
    """Return the paragraphs that begin with a bold question or with "Q:", when there are three or more."""
    made = [(b, p.role) for p in _of_kind("text", placed, _ANYWHERE) for b in _q_lines(p.block)]
    return [b for b, _ in made] if sum(role in OPEN for _, role in made) >= _FEW else []


def _q_lines(block: Block) -> Iterator[Block]:
    if is_marked(block.strong):
        yield _unlabeled(replace(block, kind="item", level=1, text=block.strong))
        return
    for i, line in enumerate(block.text.split("\n")):
        if _Q_LINE.match(line):
            yield _unlabeled(replace(block, kind="item", level=1, text=line, line=block.line + i))


def _lists(placed: Sequence[Placed], sections: Sections) -> list[Block]:
    """Return the items of all lists most of whose lines ask."""
    groups = list(_groups(placed, OPEN))
    sure = [g for g in groups if _is_question_list(g, sections)]
    few = [g for g in groups if g not in sure and _all_ask(g, sections)]
    made = [b for g in (*sure, *few) for b in g] if sure or sum(map(len, few)) >= _FEW else []
    if made:
        for group in _groups(placed, _AT_THE_EDGE):
            whole = _is_question_list(group, sections, least=0.8) or _all_ask(group, sections)
            made += (b for b in group if whole or _OPEN_TO_GUEST.match(_words(b)))
    return sorted((_bare_question(b) for b in made), key=lambda b: b.line)


def _all_ask(group: Sequence[Block], sections: Sections) -> bool:
    """Say whether every line of a short list ends in a question mark."""
    return all(_MARK_NEAR_END.search(_words(b)) and _asks(b, sections) for b in group) and not _is_talk(group)


_MARK_NEAR_END = regex(r"[?？؟][\"”’')\]*_!.…\s]*(?:\s*\([^()]{0,80}\))?$")


def _groups(placed: Sequence[Placed], roles: Sequence[str | None]) -> Iterator[list[Block]]:
    """Yield the lists that stand in sections of some roles, each with all its items."""
    group: list[Block] = []
    for p in [*placed, Placed(Block("heading", "", 0), None)]:
        if p.block.kind == "item" and p.role in roles and not p.block.aside:
            group.append(p.block)
        elif group and not (p.block.kind == "text" and (p.block.aside or p.block.level or group[-1].ordered)):
            yield group
            group = []


def _is_question_list(group: Sequence[Block], sections: Sections, least: float = 0.5) -> bool:
    """Say whether a list holds an interview: half of its lines ask, or a third of many, or it is one of times.

    A list of labels ("Prompts:") with the questions below them is one as well.
    """
    firsts = _tops(group)
    if _is_talk(firsts):
        return False
    levels = Counter(b.level for b in group if b.level > firsts[0].level)
    deeper = ([b for b in group if b.level == level] for level, count in levels.items() if count >= 2)
    return _asks_enough(firsts, sections, least) or any(_asks_enough(below, sections, 0.66) for below in deeper)


def _asks_enough(firsts: Sequence[Block], sections: Sections, least: float) -> bool:
    count = Counter(judge(_words(b), b.links, sections)[0] for b in firsts)
    others = len(firsts) - count["link"] - count["sponsor"] - count["intro"]
    asked = count["question"]
    timed = sum(bool(b.at) or take_time(flat(b.text))[1] is not None for b in firsts)
    if not asked:
        return False
    if timed * 2 > others and least <= 0.5:
        return True
    return (asked >= 2 and asked >= others * least) or (asked >= 4 and asked * 3 >= others and least <= 0.5)


def _is_talk(items: Sequence[Block]) -> bool:
    """Say whether most items are turns of speakers: a chat log, or minutes."""
    said = Counter(found[1] for b in items if (found := _TURN.match(flat(b.text))))
    if all(is_marked(flat(b.text)) for b in items) and len(said) <= 2 and all(name[0].isupper() for name in said):
        return False  # each line names who is to ask it
    return sum(said.values()) * 2 > len(items) and max(said.values()) > 1


def _lines(placed: Sequence[Placed], sections: Sections) -> list[Block]:
    """Return runs of three or more plain lines that all are questions, and lists of times that hold some."""
    here = [p.block for p in placed if _stands_open(p, OPEN)]
    if pairs := _answered_lines(placed, sections) or _every_second(here, sections):
        return pairs
    made: list[Block] = []
    run: list[Block] = []
    for p in [*placed, Placed(Block("heading", "", 0), None)]:
        is_open = p.block.kind == "text" and p.role in OPEN and not p.block.aside
        if is_open and (timed := _timed_lines(p.block, sections)):
            made += timed
            continue
        lines = _question_lines([p.block], sections) if is_open else []
        lines = [b for b in lines if not _LABEL_LINE.search(b.text)]
        if len(lines) > _FEW and asks_by_lines(p.block.text) and _asking(lines, sections) == len(lines):
            made += lines
            continue
        if lines and (_all_plainly_ask(lines, sections) or _all_invite(lines, sections)):
            run += lines
            continue
        if (p.block.kind == "heading" or p.title or p.block.aside) and p.role in OPEN and p.block.line:
            continue
        made += run if len(run) >= _FEW and _all_plainly_ask(run, sections) else []
        run = []
    return made


def _all_invite(lines: Sequence[Block], sections: Sections) -> bool:
    """Say whether some lines are short and ask or invite, without a mark anywhere."""
    return all(len(b.text.split()) <= _MOST_WORDS and "?" not in b.text and _asks(b, sections) for b in lines)


def _all_plainly_ask(lines: Sequence[Block], sections: Sections) -> bool:
    """Say whether all of some lines ask or invite, and at least every second one with a question mark."""
    marked = sum(is_marked(_words(b)) for b in lines)
    return marked == len(lines) or (marked * 2 >= len(lines) and all(_asks(b, sections) for b in lines))


_LABEL_LINE = regex(r"^(?:\S+ ){0,4}\S+[:：]$")


def _answered_lines(placed: Sequence[Placed], sections: Sections) -> list[Block]:
    """Return the first lines of paragraphs that ask where the answer stands in the same paragraph, when most are such."""
    blocks = [p.block for p in _of_kind("text", placed, OPEN) if not p.block.level]
    each = [split_lines([b]) for b in blocks]
    firsts = [lines[0] for lines in each if lines and is_marked(lines[0].text) and not is_marked(lines[-1].text)]
    asked = [b for b in firsts if _asks(b, sections)]
    return asked if len(asked) >= _FEW and len(asked) * 2 >= len(blocks) else []


def _timed_lines(block: Block, sections: Sections) -> list[Block]:
    """Return the lines of a paragraph that is a list of times, as below a video, when some of them ask."""
    lines = split_lines([block])
    timed = sum(take_time(flat(b.text))[1] is not None for b in lines)
    return lines if len(lines) >= _FEW and timed * 5 >= len(lines) * 4 and _asking(lines, sections) else []
