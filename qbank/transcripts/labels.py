"""Transcripts written as text: `Name: words`, a name on a line of its own, a time before, behind or above it, or times alone."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import unescape

from qbank.english.spoken import seconds
from qbank.english.terms import word_set
from qbank.lazy import dataclass, regex
from qbank.transcripts.sentences import Piece, Talk

MOST_LINES = 200_000
"""Lines that are looked at: a talk of three hours has about two thousand."""
LONGEST_LINE = 50_000
"""What a line has beyond this many characters is not looked at."""
LEAST_TURNS = 8
"""Turns without a time that make a transcript; fewer may be a written interview."""
LEAST_TIMED = 4
"""Turns with a time that make one."""
LEAST_TIMES = 8
"""Lines with a time and no name that make one."""
TALK_RATE = 0.7
"""Words a second from which lines with times are talk: people speak two or three, a list of chapters has one in a minute."""

_CLOCK = r"(?:\d{1,2}:)?\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?"
_RANGE = rf"(?:\s*(?:-+>|[-–—]|to)\s*{_CLOCK})?"
_OPEN, _SHUT = r"[\[(<{]\s*@?\s*", r"\s*[\])>}]"
_TIME = rf"(?:{_OPEN}{{0}}{_RANGE}{_SHUT}|@?{{0}}{_RANGE}(?![\w:]))"


def _time(name: str) -> str:
    return _TIME.replace("{0}", rf"(?P<{name}>{_CLOCK})", 1).replace("{0}", rf"(?P<{name}_>{_CLOCK})", 1)


_WORD = r"[^\W\d_a-z][\w.'’-]*"
_PARTICLE = r"(?:de|del|della|di|da|van|von|der|den|la|le|bin|al|el|y|ten|ter|dos|du)"
_LABEL = (
    r"(?:(?:Speaker|Sprecher(?:in)?|Participant|Person|Voice|Guest|Host|Unknown|Hablante|SPEAKER)[ _#-]?(?:\d{1,3}|[A-Z])?(?: Speaker)?"
    rf"|{_WORD}(?: (?:{_WORD}|{_PARTICLE}(?= )|\([A-Z]{{1,4}}\)|[\"“‘'(]{_WORD}[\"”’')])){{0,4}})"
)
_ROLE = r"(?P<role>\s*[(\[][^)\]\d]{1,40}[)\]]|,\s(?:(?:the |our )?(?:co-?)?(?:[Hh]ost|[Gg]uest)|[^\W\d_a-z][^:\d.?!,]{1,50}))?"
_TURN = regex(
    rf"(?:>>+\s*|[-–•*]\s+|\d{{1,4}}[.)]\s+)?(?:{_time('t1')}\s*[-–—|:•]?\s*)?(?P<who>{_LABEL}){_ROLE}(?:\s*[,|–—•·@-]{{0,2}}\s*{_time('t2')})?\s*[:：](?=\s|$)"
    rf"\s*(?:{_time('t3')}\s*)?(?P<text>.*)"
)
_HEADER = regex(
    rf"(?:{_time('t1')}\s*[-–—|:•]?\s*)?(?P<who>{_LABEL}){_ROLE}(?:\s*[,|–—•·@-]{{0,2}}\s*{_time('t2')})?\s*[:：]?\s*"
)
_TIMED = regex(rf"(?:{_time('t1')})\s*(?:[-–—|:•]\s+)?(?P<text>.*)")
_MARK = regex(r">>+\s*(?P<text>\S.*)")
_QUOTED = regex(r"^(?:(?:> )+|>$)")
_HEADING = regex(r"\s{0,3}#{1,6}\s*")
_BOLD = regex(
    r"(\s*(?:[-*]\s+)?)(?:\*\*|__)\s*(?P<who>[^*_\n]{1,60}?)(?<![:：\s])\s*(?:\*\*|__)(?!\s*[:：(\[])(?P<time>)(?:\s+[–—-])?(?=\s+\S)"
)
_BRACKETED = regex(rf"(\s*)\[(?P<who>{_LABEL})\](?P<time>\s+{_CLOCK}\s*$)?:?(?=\s+\S|\s*$)")
_BEFORE_TIME = regex(
    rf"(\s*)(?P<who>{_LABEL})(?P<time>\s*(?:\t\s*{_CLOCK}\t|[\[(]{_CLOCK}[\])](?=\s)))(?!\s*[:：])(?=\s*\S)"
)
_DASHED = regex(
    r"(\s*)(?P<who>(?=[^\Wa-z]*[^\W\d_a-z]{2})[^\W\d_a-z][^\Wa-z_.'’ -]*(?:[ .'’-]+[^\Wa-z_]+){0,3})(?P<time>)\s+[—–](?=\s+\S)"
)
_ROW = regex(r"\s*\|(?P<cells>[^|]{1,120}(?:\|[^|]{0,120}){0,2}\|\s*\S[^|]*)\|?\s*")
_LINK = regex(r"!?\[([^\]\[]{0,300})\]\([^()\s]{0,2000}(?:\s\"[^\"]{0,200}\")?\)")
_TAGS = regex(r"<(?!\s*\d)/?[a-zA-Z][^<>]{0,500}>")
_EMPHASIS = regex(r"(?<![\w*])([*_])(?=\S)([^*_\n]{1,300}?)(?<=\S)\1(?![\w*])")
_ESCAPED = regex(r"\\([\\`*_{}\[\]()#+.!:>~-])")
_NAMES_TALK = regex(
    r"(?:(?:full|complete|episode|interview|raw|edited|machine|auto\w*|the)\s+)*(?:transcri\w+|trans[ck]ript\w*|transcripción|transcrição)\b",
    re.IGNORECASE,
)
_NOT_NAMES = word_set("""question questions answer answers note notes intro outro music links link title date summary
duration description show episode transcript transcription source sources tags tag category topics
topic sponsor sponsors resources references recorded published author credits contact email twitter
website url location place part chapter section update warning important tip example ps today
interview keywords language format length producer editor copyright license number season series
timestamps chapters frage antwort""")
_SENTENCE_START = word_set("""so and but the this that it i we you he she they there here what how why when where who which
because if then now well okay ok right yes no my your our his her its for in on at with one two
first second third also still just like anyway basically actually honestly""")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line as it may be read: the label it may begin with, a time, the words; `alone` if the label is all of it."""

    number: int
    text: str
    who: str | None = None
    time: float | None = None
    words: str = ""
    alone: bool = False
    heading: bool = False
    fresh: bool = False


def read_labels(text: str) -> Talk | None:
    """Return the talk in a text and what is around it; None if the text is not a transcript."""
    lines = [_look(n, raw[:LONGEST_LINE]) for n, raw in enumerate(text.split("\n", MOST_LINES)[:MOST_LINES], 1)]
    known = _speakers(lines)
    return _page(lines, known) if known else _times_only(lines)


def inline(text: str) -> str:
    """Return a line without the markup of Markdown and HTML in it."""
    if "](" in text:
        text = _LINK.sub(r"\1", text)
    if "**" in text or "__" in text:
        text = text.replace("**", "").replace("__", "")
    if "<" in text:
        text = _TAGS.sub("", text)
    if "*" in text or "_" in text:
        text = _EMPHASIS.sub(r"\2", text)
    if "\\" in text:
        text = _ESCAPED.sub(r"\1", text)
    return " ".join((unescape(text) if "&" in text else text).split())


def _labeled(raw: str) -> str:
    """Return a line with a colon behind a name in bold, in brackets or before a time."""
    if row := _ROW.fullmatch(raw) if raw.lstrip()[:1] == "|" else None:
        return _of_row([c.strip() for c in row["cells"].split("|")])
    for form in (_BOLD, _BRACKETED, _BEFORE_TIME, _DASHED):
        if found := form.match(raw):
            rest = raw[found.end() :]
            return f"{found[1]}{found['who']}{found['time'] or ''}{':' if rest.strip() else ''} {rest}"
    return raw


def _of_row(cells: Sequence[str]) -> str:
    """Return a table's row as a line: the time, who speaks, the words."""
    *before, words = cells
    bare = [c.strip("[]()*_ ") for c in before]
    time = next((c for c in bare if re.fullmatch(_CLOCK, c)), "")
    who = next((c for c in bare if c and not re.fullmatch(_CLOCK, c)), "")
    return f"{f'[{time}] ' if time else ''}{who}: {words}" if who else words


def _look(number: int, raw: str) -> _Line:
    """Read a line in the way its form allows."""
    heading = _HEADING.match(raw) if raw.lstrip()[:1] == "#" else None
    text = inline(raw[heading.end() :] if heading else _labeled(_QUOTED.sub("", raw) if raw[:1] == ">" else raw))
    if not text:
        return _Line(number, "" if raw[:1] == ">" else raw)
    line = _Line(number, raw, words=text, heading=heading is not None)
    start = text[:200]
    if found := _TURN.match(text) if ":" in start or "：" in start else None:
        who, words = " ".join(found["who"].split()), found["text"]
        return replace(line, who=who, time=_when(found), words=words, alone=not words)
    if header := _HEADER.fullmatch(text) if len(text) <= 120 else None:
        return replace(line, who=header["who"], time=_when(header), words="", alone=True)
    if timed := _TIMED.match(text):
        return replace(line, time=_when(timed), words=timed["text"])
    if mark := _MARK.match(raw):
        return replace(line, words=inline(mark["text"]), fresh=True)
    return line


def _when(found: re.Match[str]) -> float | None:
    """Return the first time that a line names, in seconds."""
    times = (time for name, time in found.groupdict().items() if name[0] == "t" and name != "text" and time)
    return next(map(seconds, times), None)


def _may_speak(who: str) -> bool:
    """Say whether a label may be a speaker's: no word of a page's furniture, no beginning of a sentence."""
    low = who.casefold().strip(".:")
    first = re.split(r"[ '’,]", low)[0]
    if re.search(r"\w{3}\.$|[!?]$", who):
        return False
    return low not in _NOT_NAMES and first not in _SENTENCE_START and not (first in _NOT_NAMES and len(first) > 1)


def _speakers(lines: Sequence[_Line]) -> frozenset[str]:
    """Return the labels of those who talk, empty if the text is not a transcript."""
    # "Q:" and "A:" are questions and answers, "A:" and "B:" two voices.
    letters = ("Q", "A") if any(line.who == "Q" for line in lines) else ()
    named = [line for line in lines if line.who and line.who not in letters and _may_speak(line.who)]
    strong = [line for line in named if line.time is not None or not (line.alone or line.heading)]
    lone = [line for line in named if line.alone and _followed(lines, line)]
    return _enough(lines, strong) or _enough(lines, lone, least=3)


def _enough(lines: Sequence[_Line], turns: Sequence[_Line], *, least: int = 2) -> frozenset[str]:
    """Return the labels of turns that make a transcript together: two people or more who speak again and again."""
    count = Counter(line.who for line in turns if line.who)
    again = {who for who, n in count.items() if n >= least}
    mine = [line for line in turns if line.who in again]
    timed = sum(line.time is not None or _time_above(lines, line.number) != line.number for line in mine)
    if len(again) < 2 or not (timed >= LEAST_TIMED or len(mine) >= LEAST_TURNS):
        return frozenset()
    firsts = {who.split()[0].casefold() for who in again}
    fuller = [line for line in turns if line.who and line.who.split()[0].casefold() in firsts]
    first, last = _led_back(lines, fuller, mine[0].number), mine[-1].number
    inside = [line for line in lines[first - 1 : last] if line.text.strip()]
    if len(mine) * 12 < len(inside) or (timed < LEAST_TIMED and not _is_talk(lines, mine, first)):
        return frozenset()
    places: dict[str | None, list[int]] = defaultdict(list)
    for line in turns:
        places[line.who].append(line.number)
    once = {who for who in count if first <= places[who][0] and places[who][-1] <= last + 2}
    return frozenset(again | once)


def _led_back(lines: Sequence[_Line], turns: Sequence[_Line], first: int) -> int:
    """Return where the talk begins: before the first of those who speak again there may be someone's full name, said once."""
    numbers = {line.number for line in turns}
    at = first - 1
    for line in reversed(lines[max(0, first - 40) : first - 1]):
        if line.heading or (line.text.strip() and line.number not in numbers and line.number + 1 not in numbers):
            break
        at = line.number if line.number in numbers else at
    return min(first, at) if at in numbers else first


def _is_talk(lines: Sequence[_Line], turns: Sequence[_Line], first: int) -> bool:
    """Say whether turns without times are talk, not a written interview: its page says so, or not every turn of the asker asks.

    A written interview, question by question, is notes: its questions stand whole.
    """
    said = [line.words for line in turns if not line.alone]
    ended = sum(words.rstrip('"”’)*_ ')[-1:] in ".?!…。？！" for words in said if words)
    if said and ended * 3 < len(said) and sum(len(words.split()) for words in said) < 12 * len(said):
        return False  # names before titles: a list of links
    if any(_NAMES_TALK.match(inline(line.text).strip("# :")) for line in lines[:first] if line.text.strip()):
        return True
    asked: dict[str | None, list[bool]] = defaultdict(list)
    for line in turns:
        asked[line.who].append("?" in line.text or "？" in line.text)
    asker = max(asked.values(), key=lambda some: sum(some) / len(some) if len(some) > 1 else 0.0)
    return sum(asker) * 100 < len(asker) * 85 or len(turns) >= 60


def _followed(lines: Sequence[_Line], line: _Line) -> bool:
    """Say whether words stand below a lone name, perhaps below a blank line."""
    below = next((x for x in lines[line.number : line.number + 2] if x.text.strip()), None)
    return below is not None and not below.alone and not below.heading


def _page(lines: Sequence[_Line], known: frozenset[str]) -> Talk:
    """Return the talk between the first and the last turn of those who talk, and the rest of the page."""
    turns = [x.number for x in lines if x.who in known and (not x.alone or x.time is not None or _followed(lines, x))]
    first, last = _time_above(lines, turns[0]), turns[-1]
    below = (x.number for x in lines[last:] if (x.heading and x.who not in known) or _is_rule(x.text))
    end = next(below, len(lines) + 1) - 1
    pieces = tuple(_pieces(lines[first - 1 : end], known))
    beside = "\n".join("" if first <= line.number <= end or _is_furniture(line.text) else line.text for line in lines)
    return Talk("text", pieces, beside)


def _time_above(lines: Sequence[_Line], first: int) -> int:
    """Return the line of a time that stands alone above the first turn, else that of the turn."""
    above = next((line for line in reversed(lines[max(0, first - 3) : first - 1]) if line.text.strip()), None)
    return above.number if above and above.time is not None and above.who is None and not above.words else first


def _is_rule(text: str) -> bool:
    return re.fullmatch(r"\s*(?:-{3,}|\*{3,}|_{3,}|={3,})\s*", text) is not None


def _is_furniture(text: str) -> bool:
    """Say whether a line does nothing but announce a transcript."""
    return len(text) < 60 and _NAMES_TALK.fullmatch(inline(text).strip("# :.")) is not None


def _pieces(lines: Sequence[_Line], known: frozenset[str]) -> Iterator[Piece]:
    now = above = who = None
    for line in lines:
        if not line.text.strip():
            continue
        if line.who in known:
            # A time may stand on the line of the name, or on one of its own above or below it.
            who, now, above = line.who, line.time if line.time is not None else above, None
            if line.words:
                yield Piece(line.words, who, now, line.number, fresh=True)
            continue
        if line.heading or _is_rule(line.text):
            continue
        if line.time is not None:
            now = line.time
            if line.who is None and not line.words:
                above = now
                continue
        words = line.words if line.who is None else _whole(line)
        yield Piece(words, who, now, line.number, line.fresh and not known)


def _whole(line: _Line) -> str:
    """Return the words of a line whose label turned out to be none: "Note: …" in the middle of a talk."""
    text = inline(line.text)
    timed = _TIMED.match(text)
    return timed["text"] if timed and timed["text"] else text


def _times_only(lines: Sequence[_Line]) -> Talk | None:
    """Return the talk of a text whose lines have times and no names, if it is talk and not a list of chapters."""
    body = [line for line in lines if line.text.strip()]
    timed = [line for line in body if line.time is not None]
    if len(timed) < LEAST_TIMES or len(timed) * 3 < len(body):
        return None
    span = (timed[-1].time or 0.0) - (timed[0].time or 0.0)
    first = timed[0].number
    inside = [line for line in body if line.number >= first]
    words = sum(len(line.text.split()) for line in inside)
    if span <= 0 or words / span < TALK_RATE:
        return None
    pieces = tuple(piece for piece in _pieces(inside, frozenset()) if piece.text)
    beside = "\n".join(line.text if line.number < first and not _is_furniture(line.text) else "" for line in lines)
    return Talk("text", pieces, beside)
