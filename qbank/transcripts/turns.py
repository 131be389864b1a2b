"""What every form of transcript is read into: pieces with a speaker and a time, joined to turns, cut into sentences."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field

from qbank.records import dataclass
from qbank.regex import regex

LONGEST_TURN = 20_000
"""Characters of one turn that are looked at: two hours of one person talking; the rest of it holds no ask of a host's."""

_END = regex(r"[.!?？؟。！…]+[\"”’)\]]*(?=\s|$)|[？。！]+")
_ABBREVIATION = regex(
    r"(?:\b(?:e\.g|i\.e|etc|vs|cf|approx|Dr|Mr|Mrs|Ms|Prof|St|No|Inc|Jr|Sr|ca|z\.B|Nr|Sra?)|\b[A-Z])\.$"
)
_SOUND = regex(
    r"[\[(](?:[^\W\d_]+ )?(?:laugh(?:s|ter|ing)?|laughs? \w+|chuckl\w*|crosstalk|cross[- ]talk|inaudible|music|applause|sighs?|pause|"
    r"silence|foreign|unintelligible|coughs?|taps?|noise|lacht|risas|rires)[^\])]{0,40}[\])]",
    re.IGNORECASE,
)
BACKCHANNEL = regex(
    r"(?:\W|\b(?>m+(?:[-\s]?h+m+)?|u+h+[-\s]?h+u+h+|hm+|huh|ah+|oh+|wow|yeah|yep|yup|yes|ja|sí|oui|no|nope|right|okay|ok|sure|exactly|totally|absolutely|"
    r"definitely|true|indeed|great|nice|cool|interesting|got it|i see|of course|go on|gotcha|fair enough|amazing|um+|uh+|er+|genau|claro|verstehe|d'accord)\b)*+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A cue, a paragraph or a segment: who spoke (as the file says), when it began in seconds, and its line.

    `fresh` begins a new turn although the speaker is not named: a ">>" in captions, a blank line between two voices.
    """

    text: str
    speaker: str | None = None
    start: float | None = None
    line: int = 0
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with the time and line of the piece that it begins in."""

    text: str
    start: float | None
    line: int


@dataclass(frozen=True, slots=True)
class Turn:
    """What one person says until another one speaks."""

    speaker: str | None
    sentences: tuple[Sentence, ...] = field(default=())

    @property
    def start(self) -> float | None:
        """Return when the turn begins, in seconds."""
        return self.sentences[0].start if self.sentences else None

    @property
    def text(self) -> str:
        """Return all that is said in the turn."""
        return " ".join(s.text for s in self.sentences)

    @property
    def is_backchannel(self) -> bool:
        """Say whether the turn only shows that someone listens: "Mm-hmm.", "Right, right.", "[laughs]"."""
        return all(is_backchannel(s.text) for s in self.sentences)


def is_backchannel(text: str) -> bool:
    """Say whether a sentence says nothing but "I am listening"."""
    return len(text) < 80 and BACKCHANNEL.fullmatch(_SOUND.sub("", text)) is not None


def without_sounds(text: str) -> str:
    """Return a sentence without what a transcriber heard beside the words: "[laughs]"."""
    return " ".join(_SOUND.sub("", text).split()) if "[" in text or "(" in text else text


def to_turns(pieces: Iterable[Piece]) -> list[Turn]:
    """Join pieces to turns; a turn that someone's "mm-hmm" cuts in the middle of a sentence goes on behind it."""
    return list(_mended([Turn(group[0].speaker, tuple(_sentences(group))) for group in _grouped(pieces)]))


def _grouped(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    group: list[Piece] = []
    for piece in pieces:
        if not piece.text:
            continue
        if group and (piece.fresh or (piece.speaker is not None and piece.speaker != group[-1].speaker)):
            yield group
            group = []
        known = group[-1].speaker if group and piece.speaker is None else piece.speaker
        group.append(
            piece
            if known == piece.speaker
            else Piece(piece.text, known, piece.start, piece.line, piece.fresh)
        )
    if group:
        yield group


def _sentences(group: Sequence[Piece]) -> Iterator[Sentence]:
    """Cut what a group of pieces says into sentences, each with the time and line of the piece it begins in."""
    places, parts, length = [], [], 0
    for piece in group:
        places.append(length)
        parts.append(piece.text)
        length += len(piece.text) + 1
        if length > LONGEST_TURN:
            break
    text = " ".join(parts)[:LONGEST_TURN]
    for start, end in _cut(text):
        words = " ".join(text[start:end].split())
        if words:
            piece = group[bisect_right(places, start) - 1]
            yield Sentence(words, piece.start, piece.line)


def _cut(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each sentence begins and ends; a question mark always ends one, "e.g." and initials never do."""
    start = 0
    for end in _END.finditer(text):
        if "." in end[0] and "?" not in end[0] and _goes_on(text, start, end):
            continue
        yield start, end.end()
        start = end.end()
        while start < len(text) and text[start] == " ":
            start += 1
    if text[start:].strip():
        yield start, len(text)


def _goes_on(text: str, start: int, end: re.Match[str]) -> bool:
    """Say whether a full stop does not end the sentence: an abbreviation, or "..." with a small letter behind it."""
    if _ABBREVIATION.search(text[max(start, end.end() - 12) : end.end()]):
        return True
    return end[0].startswith("..") and text[end.end() : end.end() + 2].strip()[:1].islower()


def _mended(turns: Sequence[Turn]) -> Iterator[Turn]:
    """Join "So how did you —", "Yeah.", "— come to rope?" to one turn, the backchannel before it."""
    at = 0
    while at < len(turns):
        turn = turns[at]
        while (
            at + 2 < len(turns)
            and turn.speaker is not None
            and turns[at + 2].speaker == turn.speaker
            and turn.sentences
            and not re.search(r"[.!?？؟。！…][\"”’)\]]*$", turn.sentences[-1].text)
            and turns[at + 1].is_backchannel
        ):
            yield turns[at + 1]
            turn = _joined(turn, turns[at + 2])
            at += 2
        yield turn
        at += 1


def _joined(turn: Turn, more: Turn) -> Turn:
    """Return a turn with what its speaker went on to say; the sentence that was broken off is made whole."""
    last, first = turn.sentences[-1], more.sentences[0]
    if (
        last.text.rstrip().endswith(("—", "–", "--", "-", ",", "…"))
        or first.text[:1].islower()
        or first.text[:1] in "—–-"
    ):
        whole = Sentence(f"{last.text} {first.text}", last.start, last.line)
        return Turn(turn.speaker, (*turn.sentences[:-1], whole, *more.sentences[1:]))
    return Turn(turn.speaker, (*turn.sentences, *more.sentences))
