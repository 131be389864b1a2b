"""What an interview leaves behind, from the log of its outline: chapters in four forms, show notes with times, who took part.

A chapter's title is a short title of the question, never its cue: cues are the host's own and not for listeners.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from qbank.english.spoken import clock, seconds
from qbank.english.terms import is_ask, is_invitation, sentences, split
from qbank.english.words import say
from qbank.errors import UsageError
from qbank.lazy import dataclass, regex
from qbank.model import Outline, PlannedQuestion
from qbank.outline import log
from qbank.sheet.text import join, json_bytes, markdown

LONGEST_TITLE = 70
"""Characters of a chapter's title: what players show on a line."""
LEAST_APART = 10.0
"""Seconds between two chapters: YouTube takes none that is shorter."""
LEAST_QUOTE = 6
"""Words from which an answer's first sentence is worth quoting."""
INTRODUCTION = "Introduction"
_LEADS = regex(
    r"^(?:(?:so|and|but|now|well|okay|ok|um+|uh+|yeah|right|also|then|great|cool|finally|i mean|you know)\b[,.—–\s]+)+",
    re.IGNORECASE,
)
_ASKS_FOR = regex(
    r"^(?:(?:can|could|would|will) you (?:please |maybe |perhaps |just |briefly |also |start by )*|i(?:['’]d| would) (?:love|like) to (?:hear|know)(?: more)?(?: about)? |i(?:['’]m| am) (?:curious|wondering|interested)(?: about| in| to know)?,? |"
    r"i wonder(?:ed)?,? |maybe you can |please )+",
    re.IGNORECASE,
)
_TELL = regex(
    r"^(?:(?:tell|give|share with|walk|take|talk|explain|describe)(?:ing)? ?(?:us|me|our listeners|to us|to me|for us)?(?: (?:a (?:bit|little)|more|briefly|through))*(?: about)? )",
    re.IGNORECASE,
)
_WH = regex(r"(?:what|how|why|when|where|which|who|whose)\b", re.IGNORECASE)
_LATER = regex(
    r"^[^?]{8,200}?,\s+(?:so |then |and |but )?(?P<ask>(?:what|how|why|when|where|which|who|whose|do|does|did|is|are|can|could|would|will|have|has)\b[^?]{8,}\?)",
    re.IGNORECASE,
)
_VOCATIVE = regex(r"^[^\W\d_a-z][\w’'-]*, (?=\w)")
_BREAK = regex(r"[,;:—–]\s|\s(?:and|but|or|because|when|that|which|who|so|if|for|with|in|on|at|to)\s")


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: where it begins, in seconds, and its title."""

    start: float
    title: str


def chapters(outline: Outline) -> list[Chapter]:
    """Return the chapters of a recorded interview, in order, the first at 0; UsageError if the log has no times."""
    timed = sorted((seconds(q.at), n, q) for n, q in enumerate(log.asked(outline)) if q.at)
    if not timed:
        hint = f"fill it from the transcript: qbank outline log {outline.id} --transcript FILE"
        raise UsageError(f"the log of '{outline.id}' has no times, so there are no chapters", hint=hint)
    first, _, opening = timed[0]
    begins = short_title(opening, outline.guests) if first < LEAST_APART else say(INTRODUCTION, outline.language)
    made = [Chapter(0.0, begins)]
    for start, _, question in timed:
        if start - made[-1].start >= LEAST_APART:
            made.append(Chapter(start, short_title(question, outline.guests)))
    return made


def short_title(question: PlannedQuestion, guests: Sequence[str] = ()) -> str:
    """Return a question as the title of a chapter: what it asks, without who is addressed and what leads to it."""
    asking = next((s for s in sentences(question.text) if is_ask(s)), question.text)
    text = _LEADS.sub("", asking)
    if any(text.startswith(f"{g.split()[0]},") for g in guests):
        text = _VOCATIVE.sub("", text)
    text = _plain(text)
    if len(text) > LONGEST_TITLE and (later := _LATER.search(text)):
        text = text[later.start("ask") :]
    if len(text) > LONGEST_TITLE:
        first = _plain(split(text).ask)
        text = first + "?" if text.endswith("?") and not first.endswith("?") else first
    text = _shortened(text) if len(text) > LONGEST_TITLE else text.rstrip(".")
    return text[:1].upper() + text[1:]


def _plain(text: str) -> str:
    """Return an ask without "could you", and an invitation without "tell us about"."""
    asked_for = _ASKS_FOR.sub("", text)
    bare = _TELL.sub("", asked_for) if is_invitation(text) else asked_for
    bare = bare.rstrip("?") if is_invitation(text) and bare != text and not _WH.match(bare) else bare
    return " ".join((bare if len(bare.split()) >= 2 else text).split()).strip(" ,;:")


def _shortened(text: str) -> str:
    """Return the beginning of a text up to the last place before its limit where a clause ends, an ellipsis behind it."""
    head = text[: LONGEST_TITLE - 1]
    ends = [m.start() for m in _BREAK.finditer(head) if m.start() >= LONGEST_TITLE // 2]
    cut = ends[-1] if ends else head.rfind(" ")
    return (head[:cut] if cut > 0 else head).rstrip(" ,;:—–") + "…"


def podcast_json(outline: Outline) -> bytes:
    """Return the chapters as Podcasting 2.0 JSON, version 1.2.0."""
    rows = [
        {"startTime": int(c.start) if c.start == int(c.start) else c.start, "title": c.title} for c in chapters(outline)
    ]
    show = {"podcastName": outline.show} if outline.show else {}
    data = {"version": "1.2.0", "title": _title(outline), **show, "chapters": rows}
    return json_bytes(data)


def youtube(outline: Outline) -> bytes:
    """Return the chapters as lines for the description of a video."""
    found = chapters(outline)
    long = found[-1].start >= 3600
    return ("\n".join(f"{clock(c.start, hours=long)} {c.title}" for c in found) + "\n").encode()


def ffmetadata(outline: Outline) -> bytes:
    """Return the chapters as ffmpeg writes them into a file; the last ends where the interview was to end, or a minute after it begins."""
    found = chapters(outline)
    ends = [*(c.start for c in found[1:]), max(outline.minutes * 60, found[-1].start + 60)]
    rows = [";FFMETADATA1", f"title={_escaped(_title(outline))}"]
    rows += [f"artist={_escaped(outline.show)}"] if outline.show else []
    for chapter, end in zip(found, ends, strict=True):
        rows += ["", "[CHAPTER]", "TIMEBASE=1/1000", f"START={int(chapter.start * 1000)}", f"END={int(end * 1000)}"]
        rows += [f"title={_escaped(chapter.title)}"]
    return ("\n".join(rows) + "\n").encode()


def podlove(outline: Outline) -> bytes:
    """Return the chapters as Podlove Simple Chapters, version 1.2."""
    from xml.sax.saxutils import quoteattr  # it loads half of what the standard library knows of networks

    rows = [
        f"  <psc:chapter start={quoteattr(f'{hms(c.start)}.{int(c.start % 1 * 1000):03}')} title={quoteattr(c.title)} />"
        for c in chapters(outline)
    ]
    head = '<?xml version="1.0" encoding="utf-8"?>\n<psc:chapters version="1.2" xmlns:psc="http://podlove.org/simple-chapters">'
    return ("\n".join([head, *rows, "</psc:chapters>"]) + "\n").encode()


def persons(outline: Outline) -> bytes:
    """Return the host and the guests as `podcast:person` elements for the item of a feed."""
    from xml.sax.saxutils import escape, quoteattr

    named = [("host", outline.host), *(("guest", g) for g in outline.guests)]
    rows = [f"<podcast:person role={quoteattr(role)}>{escape(name)}</podcast:person>" for role, name in named if name]
    return ("\n".join(rows) + "\n").encode()


def show_notes(outline: Outline) -> bytes:
    """Return show notes of a recorded interview in Markdown: what was asked when, and what is worth quoting; `import` reads them back."""
    asked = log.asked(outline)
    if not asked:
        hint = f"say what was asked: qbank outline log {outline.id} --transcript FILE"
        raise UsageError(f"nothing is logged as asked in '{outline.id}'", hint=hint)
    language, quotes = outline.language, [q for q in asked if len(q.said.split()) >= LEAST_QUOTE]
    blocks = [f"# {_title(outline)}"]
    if outline.guests:
        blocks.append(_who_talks(outline))
    blocks += [f"## {say('Interview', language)}", "\n".join(map(_listed, asked))]
    if quotes:
        blocks += [f"## {say('Quotes', language)}", *(_quoted(q, outline) for q in quotes)]
    if outline.box.links:
        blocks += [f"## {say('Links', language)}", "\n".join(f"- {link}" for link in outline.box.links)]
    return ("\n\n".join(blocks) + "\n").encode()


def _listed(question: PlannedQuestion) -> str:
    lead_in = "" if question.private_context else question.context
    at = f"[{question.at}] " if question.at else ""
    return f"- {at}{markdown(' '.join(filter(None, (lead_in, question.text))))}"


def _quoted(question: PlannedQuestion, outline: Outline) -> str:
    who = outline.guests[0] if len(outline.guests) == 1 else ""
    told = " ".join(filter(None, (who, f"[{question.at}]" if question.at else "")))
    return f"> {markdown(question.said)}\n>\n> — {told or say('the guest', outline.language)}"


def _title(outline: Outline) -> str:
    who, language = join(outline.guests, outline.language), outline.language
    if outline.technology and who:
        return f"{outline.technology}{say(' with ', language)}{who}"
    return outline.technology or say("Interview with {{ guests }}", language, guests=who)


def _who_talks(outline: Outline) -> str:
    """Return the sentence that says who talks with whom about what."""
    guests, about, language = join(outline.guests, outline.language), outline.technology, outline.language
    if outline.host and about:
        return say(
            "{{ host }} talks with {{ guests }} about {{ subject }}.", language, host=outline.host, guests=guests,
            subject=about,
        )  # fmt: skip
    if outline.host:
        return say("{{ host }} talks with {{ guests }}.", language, host=outline.host, guests=guests)
    if about:
        return say("With {{ guests }} about {{ subject }}.", language, guests=guests, subject=about)
    return say("With {{ guests }}.", language, guests=guests)


FORMATS: Mapping[str, Callable[[Outline], bytes]] = {
    "notes": show_notes, "chapters-json": podcast_json, "youtube": youtube, "ffmetadata": ffmetadata, "podlove": podlove, "persons": persons
}  # fmt: skip
"""What an interview leaves behind, by the names of its formats."""


def hms(start: float) -> str:
    """Return seconds as `00:04:10`."""
    return clock(start, hours=True).zfill(8)


def _escaped(text: str | None) -> str:
    """Return a text as ffmetadata takes it."""
    return re.sub(r"([=;#\\\n])", r"\\\1", text or "")
