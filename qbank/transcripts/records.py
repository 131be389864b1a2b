"""Transcripts that are data: JSON as speech services and podcasting apps write it, YAML in front matter, tables.

No service is known by name. A transcript is a list of records with words and a time or a speaker, wherever it stands in the data; of several
such lists (Whisper has segments and words, Deepgram channels, paragraphs and words) the one that says most in the fewest records is read.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from qbank.english.spoken import seconds
from qbank.lazy import regex
from qbank.transcripts.sentences import Piece, Talk

MOST_BYTES = 40_000_000
"""Characters of data that are read: ten hours with a time for every word."""
MOST_RECORDS = 500_000
MOST_DEPTH = 12
LONGEST_MEAN = 400
"""Words of a record, on the average, from which records are articles."""
LEAST_RATE = 0.3
"""Words a second below which records with times and no speakers are chapters."""
LEAST = 3
"""Records that make a transcript."""

_TEXT = (
    "text", "body", "transcript", "line", "sentence", "utterance", "caption", "content", "punctuated_word", "word",
    "value",
)  # fmt: skip
_START = (
    "start", "startTime", "start_time", "startOffset", "start_ms", "startMs", "begin", "from", "sec", "seconds",
    "time", "timestamp", "ts", "offset", "tOffset", "offsetMilliseconds", "offsetInTicks",
)  # fmt: skip
_SPEAKER = (
    "speaker", "speakerName", "speaker_name", "speakerLabel", "speaker_label", "speakerTag", "speakerId",
    "speaker_id", "who", "name",
)  # fmt: skip
_WORDS = ("words", "elements", "sentences", "monologues", "alternatives")
_TITLES = ("title", "episode_title", "episodeTitle", "name")
_CUE = regex(r"\s+([,.!?;:])")


def read_json(text: str, inside: Callable[[str], Talk | None] = lambda _: None) -> Talk | None:
    """Return the talk in JSON or in JSON lines; one that stands as a text in a field is read by `inside`. None if there is none."""
    text = text.lstrip("\ufeff")
    if text.lstrip()[:1] not in ("{", "[") or len(text) > MOST_BYTES:
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = _json_lines(text)
    fields = value if isinstance(value, Mapping) else {}
    title = as_title(next((str(fields[k]) for k in _TITLES if isinstance(fields.get(k), str)), ""))
    if pieces := _read(value, text):
        return Talk("json", pieces, title)
    told = max((v for k, v in fields.items() if k in _TEXT and isinstance(v, str)), key=len, default="")
    found = inside(told) if told.count("\n") >= LEAST else None
    return found and replace(found, form="json", beside=title + found.beside)


def as_title(title: str) -> str:
    """Return a title as notes have it, above what stands beside a talk."""
    return f"# {title}\n" if title else ""


def _json_lines(text: str) -> list[Any] | None:
    try:
        made = [json.loads(line) for line in text.split("\n") if line.strip()]
    except (ValueError, RecursionError):
        return None
    return made if len(made) >= LEAST else None


def read_yaml(text: str) -> Talk | None:
    """Return the talk in YAML or in YAML front matter, the text without it beside it; None if there is none."""
    front = re.match(r"(?s)\s*---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)", text[:MOST_BYTES])
    inside = front[1] if front else text
    named = re.search(r"(?m)^[ \t]*(?:-[ \t]+)?(?:line|text|body|content|who|speaker)[ \t]*:", inside)
    if not named or inside.count("*") > 10_000:
        return None
    value = _yaml(inside)
    pieces = _read(value, text)
    if not pieces:
        return None
    fields = value if isinstance(value, Mapping) else {}
    rest = {k: v for k, v in fields.items() if not (isinstance(v, list) and _records(v))}
    return Talk("yaml", pieces, _as_front(rest) + (text[front.end() :] if front else ""))


def _yaml(text: str) -> object:
    import yaml

    if len(re.findall(r"(?:^|[\s\[,{:-])\*[\w-]", text[:1_000_000])) > 200 or len(text) > 4_000_000:
        return None
    try:
        return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 (both are safe loaders)
    except (yaml.YAMLError, ValueError, RecursionError, OverflowError, TypeError, KeyError, AttributeError):
        return None


def _as_front(fields: Mapping[str, object]) -> str:
    """Return fields as front matter again, for whoever reads notes."""
    import yaml

    return f"---\n{yaml.safe_dump(dict(fields), allow_unicode=True, sort_keys=False)}---\n" if fields else ""


def read_table(text: str) -> Talk | None:
    """Return the talk in a table with a column of words and one of times or speakers: CSV or tabs."""
    head = text.lstrip("\ufeff")[:2000].split("\n", 1)[0]
    mark = "\t" if "\t" in head else ";" if head.count(";") > head.count(",") else ","
    names = [re.sub(r"[^a-z]", "", cell.casefold()) for cell in head.split(mark)]
    text_at = _column(names, "text transcript body caption line content sentence")
    start_at = _column(names, "start starttime begin time timestamp in timecode startms")
    who_at = _column(names, "speaker speakername who name speakerlabel")
    if text_at is None or start_at is None:
        return None
    fields = {text_at: "text", start_at: "start", who_at: "speaker"}
    rows = csv.reader(text.lstrip("\ufeff").split("\n", MOST_RECORDS), delimiter=mark)
    try:
        records = [
            {fields[n]: cell for n, cell in enumerate(row) if n in fields}
            for row in islice(rows, 1, None)
            if len(row) > max(text_at, start_at)
        ]
    except csv.Error:
        return None
    pieces = _read(records, text)
    return Talk("table", pieces) if pieces else None


def _column(names: Sequence[str], wanted: str) -> int | None:
    return next((i for i, name in enumerate(names) if name in wanted.split()), None)


def _read(value: object, source: str) -> tuple[Piece, ...]:
    """Return the talk in a value, from the list in it that says most in the fewest records; nothing if there is none."""
    found = [pieces for records in _lists(value, 0) if (pieces := _records(records))]
    best = _in_seconds(max(found, key=_worth, default=[]))
    return tuple(_with_lines(_whole(best), source)) if best and _is_talk(best) else ()


def _worth(pieces: Sequence[Piece]) -> tuple[bool, float]:
    """Return whether two people or more are named, and how much is said, the more so in few pieces."""
    words, _ = _pace(pieces)
    return len({p.speaker for p in pieces if p.speaker is not None}) >= 2, words + words / len(pieces)


def _pace(pieces: Sequence[Piece]) -> tuple[int, float]:
    """Return how many words are said, and in how long a time."""
    starts = [p.start for p in pieces if p.start is not None]
    return sum(len(p.text.split()) for p in pieces), max(starts, default=0.0) - min(starts, default=0.0)


def _is_talk(pieces: Sequence[Piece]) -> bool:
    """Say whether records are talk and not chapters or articles: two people or words at the pace of speech, no essays."""
    words, span = _pace(pieces)
    return words / len(pieces) < LONGEST_MEAN and (_worth(pieces)[0] or (span > 0 and words / span >= LEAST_RATE))


def _lists(value: object, depth: int) -> Iterator[list[Any]]:
    """Yield every list of records in a value, the outer ones first."""
    if depth > MOST_DEPTH:
        return
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from _lists(inner, depth + 1)
    elif isinstance(value, list):
        if value and isinstance(value[0], Mapping):
            yield value
        for inner in value[:MOST_RECORDS]:
            yield from _lists(inner, depth + 1) if not _is_word(inner) else ()


def _is_word(value: object) -> bool:
    """Say whether a record is a leaf: nothing in it may hold another list."""
    return isinstance(value, Mapping) and not any(isinstance(v, (list, Mapping)) for v in value.values())


def _records(records: Sequence[Any]) -> list[Piece] | None:
    """Return a list of records as pieces; None if they are not a talk."""
    made: list[Piece] = []
    timed = spoken = 0
    for record in records[:MOST_RECORDS]:
        if not isinstance(record, Mapping):
            return None
        text = _text(record)
        if text is None:
            continue
        start, who = _start(record), _speaker(record)
        timed += start is not None
        spoken += who is not None
        made.append(Piece(text, who, start))
    enough = len(made) >= LEAST and len(made) * 2 >= min(len(records), MOST_RECORDS)
    return made if enough and (timed * 2 >= len(made) or spoken * 2 >= len(made)) else None


def _text(record: Mapping[str, Any]) -> str | None:
    """Return what a record says: its text, or its words joined."""
    for key in _TEXT:
        if isinstance(record.get(key), str):
            return " ".join(record[key].split())
    for key in _WORDS:
        if isinstance(record.get(key), list) and record[key]:
            inner = record[key][:1] if key == "alternatives" else record[key]
            words = [t for w in inner if isinstance(w, Mapping) and (t := _text(w))]
            return _CUE.sub(r"\1", " ".join(words)) if words else None
    return None


def _start(record: Mapping[str, Any]) -> float | None:
    for key in _START:
        value = record.get(key)
        if isinstance(value, bool) or value is None:
            continue
        if isinstance(value, (int, float)):
            return _finite(value)
        if isinstance(value, str) and (made := _as_time(value)) is not None:
            return made
    for key in (*_WORDS, "timestamp"):
        inner = record.get(key)
        if isinstance(inner, list) and inner:
            if isinstance(inner[0], Mapping):
                return _start(inner[0])
            if isinstance(inner[0], (int, float)):
                return _finite(inner[0])
    return None


def _finite(value: float) -> float | None:
    """Return a number of a clock's size; None for what no clock shows, such as JSON's Infinity and NaN."""
    return float(value) if abs(value) < 1e12 else None


def _as_time(value: str) -> float | None:
    """Return the seconds of "1.25", "1.200s", "PT5S" or a clock."""
    value = value.strip()
    if found := re.fullmatch(r"(?:PT)?(\d{1,9}(?:\.\d+)?)[sS]?", value):
        return float(found[1])
    if re.fullmatch(r"(?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,;:]\d{1,3})?", value):
        return seconds(value.replace(";", ":"))
    return None


def _speaker(record: Mapping[str, Any]) -> str | None:
    for key in _SPEAKER:
        value = record.get(key)
        if isinstance(value, Mapping):
            value = next((value[k] for k in ("name", "label", "id") if k in value), None)
        if isinstance(value, bool) or value is None or value == "":
            continue
        if isinstance(value, (int, float)):
            number = _finite(value)
            return None if number is None else f"Speaker {int(number)}"
        if isinstance(value, str) and len(value) <= 80:
            return _label(" ".join(value.split()))
    words = next((record[k] for k in _WORDS if isinstance(record.get(k), list) and record[k]), None)
    return _speaker(words[0]) if words and isinstance(words[0], Mapping) else None


def _label(value: str) -> str:
    """Return "Speaker A" and "Speaker 0" for what services write as A, 0, spk_0 or SPEAKER_00."""
    found = re.fullmatch(r"(?:SPEAKER|spk|speaker|Speaker|S)?[_ -]?(\d{1,3}|[A-Z])", value)
    return f"Speaker {found[1].lstrip('0') or '0'}" if found else value


def _in_seconds(pieces: Sequence[Piece]) -> list[Piece]:
    """Return pieces with times in seconds, where they were in thousandths: people say two words a second, not two in ten minutes."""
    words, span = _pace(pieces)
    if span <= 0 or words / span > 0.05:
        return list(pieces)
    scale = 1e-3 if words / span * 1e3 < 50 else 1e-7
    return [replace(p, start=p.start and p.start * scale) for p in pieces]


def _whole(pieces: Sequence[Piece]) -> list[Piece]:
    """Return words joined to sentences with the time of their first word; what is sentences already stays."""
    if _pace(pieces)[0] >= 2.5 * len(pieces):
        return list(pieces)
    made: list[Piece] = []
    run: list[Piece] = []
    for piece in pieces:
        if run and (piece.speaker not in (None, run[-1].speaker) or re.search(r"[.!?？。][\"”’)]*$", run[-1].text)):
            made.append(_run(run))
            run = []
        run.append(piece)
    return [*made, *([_run(run)] if run else [])]


def _run(run: Sequence[Piece]) -> Piece:
    text = _CUE.sub(r"\1", " ".join(p.text for p in run))
    return Piece(
        text,
        next((p.speaker for p in run if p.speaker is not None), None),
        next((p.start for p in run if p.start is not None), None),
    )


def _with_lines(pieces: Sequence[Piece], source: str) -> Iterator[Piece]:
    """Yield pieces with the line of the source that they stand on, as far as their first words are found there in order."""
    at, line, counted = 0, 1, 0
    for piece in pieces:
        head = json.dumps(piece.text[:40], ensure_ascii=False)[1:-1]
        found = source.find(head, at, at + 200_000)
        if found >= 0:
            line += source.count("\n", counted, found)
            at, counted = found + len(head), found
        yield replace(piece, line=line)
