"""Invented talks with what is asked in them, and the ways to write a talk down: every form that a transcript has."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("talks")
PACE = 2.6
"""Words a second, from which the time of a sentence inside a turn follows."""


@dataclass(frozen=True, slots=True)
class Said:
    """A turn of a talk: when, who (as the talk calls them), what, and what of it is an ask."""

    start: float
    who: str
    text: str
    ask: str | None


@dataclass(frozen=True, slots=True)
class Invented:
    """A talk: title, who is who, and the turns."""

    name: str
    title: str
    hosts: tuple[str, ...]
    guests: tuple[str, ...]
    turns: tuple[Said, ...]

    def full(self, who: str) -> str:
        """Return the full name of someone in the talk."""
        return next((n for n in (*self.hosts, *self.guests) if n.split()[0] == who or n == who), who)

    @property
    def asks(self) -> tuple[Said, ...]:
        """Return the turns that hold an ask."""
        return tuple(t for t in self.turns if t.ask)


def load(path: Path) -> Invented:
    """Read a talk of the tests."""
    head, body = path.read_text("utf-8").split("\n---\n")
    fields = dict(line.split(": ", 1) for line in head.split("\n"))
    turns = []
    for line in body.strip().split("\n"):
        clock, who, text = re.fullmatch(r"(\d+:\d\d) ([^:]+): (.*)", line).groups()  # type: ignore[union-attr]
        minutes, seconds = clock.split(":")
        found = re.search(r"\[\[(.*?)\]\]", text)
        turns.append(
            Said(
                int(minutes) * 60 + int(seconds),
                who,
                re.sub(r"\[\[|\]\]", "", text).strip(),
                found[1] if found else None,
            )
        )
    people = [tuple(n.strip() for n in fields[k].split(",")) for k in ("hosts", "guests")]
    return Invented(path.stem, fields["title"], people[0], people[1], tuple(turns))


def all_talks() -> list[Invented]:
    """Return every talk."""
    return [load(p) for p in sorted(FOLDER.glob("*.txt"))]


def ask_time(said: Said) -> float:
    """Return when an ask begins, the words before it in its turn spoken at an even pace."""
    before = said.text[: said.text.index(said.ask or "")]
    return said.start + len(before.split()) / PACE


def clock(seconds: float, *, mark: str = ".", hours: bool = True) -> str:
    """Return a time as captions write it."""
    whole, part = int(seconds), int((seconds % 1) * 1000)
    plain = f"{whole // 60 % 60:02}:{whole % 60:02}{mark}{part:03}"
    return f"{whole // 3600:02}:{plain}" if hours or whole >= 3600 else plain


def short(seconds: float) -> str:
    """Return a time as people write it."""
    whole = int(seconds)
    return (
        f"{whole // 60:02}:{whole % 60:02}"
        if whole < 3600
        else f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
    )


def cues(talk: Invented, width: int = 9) -> Iterator[tuple[float, float, str, str, bool]]:
    """Yield (start, end, who, words, whether the turn begins here): cues of at most `width` words, cut anywhere."""
    for said in talk.turns:
        words = said.text.split()
        for at in range(0, len(words), width):
            part = words[at : at + width]
            start = said.start + at / PACE
            yield start, start + len(part) / PACE, said.who, " ".join(part), at == 0


def vtt_voices(talk: Invented) -> str:
    """WebVTT with `<v Name>` in every cue."""
    rows = [
        f"{clock(s)} --> {clock(e)}\n<v {talk.full(w)}>{escape(t, quote=False)}</v>\n" for s, e, w, t, _ in cues(talk)
    ]
    return f"WEBVTT\n\nNOTE\n{talk.title}\n\n" + "\n".join(rows)


def vtt_names(talk: Invented) -> str:
    """WebVTT with `Name:` where a turn begins, numbered, two lines a cue."""
    rows = []
    for n, (s, e, w, t, first) in enumerate(cues(talk, 12), 1):
        words = (f"{talk.full(w)}: " if first else "") + t
        half = words.find(" ", len(words) // 2)
        rows.append(
            f"{n}\n{clock(s)} --> {clock(e)} align:start\n{words if half < 0 else words[:half] + chr(10) + words[half + 1 :]}\n"
        )
    return f"WEBVTT - {talk.title}\n\n" + "\n".join(rows)


def srt(talk: Invented) -> str:
    """SRT with `Name:` where a turn begins and CRLF gone."""
    return "\n".join(
        f"{n}\n{clock(s, mark=',')} --> {clock(e, mark=',')}\n{w + ': ' if f else ''}{t}\n"
        for n, (s, e, w, t, f) in enumerate(cues(talk), 1)
    )


def srt_rough(talk: Invented) -> str:
    """SRT as a hand may leave it: no numbers, arrows without blanks, capitals."""
    return "\n".join(
        f"{clock(s, mark=',')}-->{clock(e, mark=',')}\n{w.upper() + ': ' if f else ''}{t}\n"
        for s, e, w, t, f in cues(talk)
    )


def colon(talk: Invented) -> str:
    """`Name: words`, full name first, then the first name."""
    seen: set[str] = set()
    rows = []
    for t in talk.turns:
        rows.append(f"{t.who if t.who in seen else talk.full(t.who)}: {t.text}")
        seen.add(t.who)
    return f"# {talk.title}\n\n## Transcript\n\n" + "\n\n".join(rows) + "\n"


def bold_times(talk: Invented) -> str:
    """Descript: `[00:00:00] **Name:** words`, a long turn broken in two, the second part without a name."""
    rows = []
    for t in talk.turns:
        head, _, tail = t.text.partition(". ")
        second = t.start + len(head.split()) / PACE
        rows.append(f"\\[{clock(t.start)[:8]}\\] **{t.who}:** {head + '.' if tail else head}")
        if tail:
            rows.append(f"\\[{clock(second)[:8]}\\] {tail}")
    return (
        f"---\ntitle: {json.dumps(talk.title)}\n---\n\nSome words about it.\n\n- [A link](https://example.org)\n\n## Transcript\n\n"
        + "\n\n".join(rows)
        + "\n"
    )


def rev(talk: Invented) -> str:
    """Rev: `Full Name (00:04):` and the words below."""
    return (
        f"{talk.title}\n\n"
        + "\n\n".join(f"{talk.full(t.who)} ({short(t.start)}):\n{t.text}" for t in talk.turns)
        + "\n"
    )


def otter(talk: Invented) -> str:
    """Otter: `Name  0:04` and the words below."""
    return (
        "\n\n".join(f"{talk.full(t.who)}  {short(t.start).lstrip('0').rjust(4, '0')}  \n{t.text}" for t in talk.turns)
        + "\n\nTranscribed by https://otter.example\n"
    )


def trint(talk: Invented) -> str:
    """Trint: `[00:00:04] Name` on a line of its own, the words below."""
    return "\n\n".join(f"[{clock(t.start)[:8]}] {talk.full(t.who)}\n\n{t.text}" for t in talk.turns) + "\n"


def headings(talk: Invented) -> str:
    """A heading for each speaker with the time in brackets."""
    return (
        f"# {talk.title}\n\n"
        + "\n\n".join(f"### {talk.full(t.who)} [{short(t.start)}]\n\n{t.text}" for t in talk.turns)
        + "\n"
    )


def lone_names(talk: Invented) -> str:
    """The name on a line of its own, no times."""
    return f"{talk.title}\n\nTranscript\n\n" + "\n\n".join(f"{talk.full(t.who)}\n{t.text}" for t in talk.turns) + "\n"


def lone_times(talk: Invented) -> str:
    """Google Meet: a time on a line of its own above `Name: words`."""
    return "\n\n".join(f"{clock(t.start)[:8]}\n{talk.full(t.who)}: {t.text}" for t in talk.turns) + "\n"


def cite(talk: Invented) -> str:
    """HTML with `<cite>` and `<time>`, as podcast apps read it."""
    rows = (
        f"<cite>{escape(talk.full(t.who))}:</cite>\n<time>{short(t.start)}</time>\n<p>{escape(t.text)}</p>"
        for t in talk.turns
    )
    return f"<html><head><title>{escape(talk.title)}</title></head><body>\n" + "\n".join(rows) + "\n</body></html>\n"


def strong(talk: Invented) -> str:
    """A saved page: `<p><strong>Name:</strong> words</p>` between a menu and a footer."""
    rows = (f"<p><strong>{escape(talk.full(t.who))}:</strong> {escape(t.text)}</p>" for t in talk.turns)
    head = f"<!doctype html><html><head><title>x</title><script>var a = 'b: c';</script></head><body><nav><ul><li>Home</li></ul></nav><h1>{escape(talk.title)}</h1><h2>Transcript</h2>"
    return head + "\n".join(rows) + "<footer><p>All: rights</p></footer></body></html>\n"


def podcasting(talk: Invented) -> str:
    """Podcasting 2.0 JSON: segments with speaker, times and body."""
    rows = [{"speaker": talk.full(w), "startTime": s, "endTime": e, "body": t} for s, e, w, t, _ in cues(talk)]
    return json.dumps({"version": "1.0.0", "segments": rows})


def whisperx(talk: Invented) -> str:
    """WhisperX JSON: segments with numbered speakers and words."""
    people = list(dict.fromkeys(t.who for t in talk.turns))
    rows: list[dict[str, Any]] = []
    for s, e, w, t, _ in cues(talk, 14):
        words = [
            {"word": word, "start": s + n / PACE, "end": s + (n + 1) / PACE, "score": 0.9}
            for n, word in enumerate(t.split())
        ]
        rows.append({"start": s, "end": e, "text": " " + t, "words": words, "speaker": f"SPEAKER_{people.index(w):02}"})
    return json.dumps({"segments": rows, "word_segments": [w for r in rows for w in r["words"]], "language": "en"})


def assembly(talk: Invented) -> str:
    """AssemblyAI JSON: utterances in thousandths of a second, speakers A, B …, and all words again."""
    people = list(dict.fromkeys(t.who for t in talk.turns))
    rows, words = [], []
    for t in talk.turns:
        mine = [
            {
                "text": word,
                "start": int((t.start + n / PACE) * 1000),
                "end": int((t.start + (n + 1) / PACE) * 1000),
                "confidence": 0.9,
                "speaker": "ABCDEFG"[people.index(t.who)],
            }
            for n, word in enumerate(t.text.split())
        ]
        words += mine
        rows.append(
            {
                "confidence": 0.9,
                "end": mine[-1]["end"],
                "speaker": mine[0]["speaker"],
                "start": mine[0]["start"],
                "text": t.text,
                "words": mine,
            }
        )
    return json.dumps(
        {
            "id": "x",
            "status": "completed",
            "text": " ".join(t.text for t in talk.turns),
            "words": words,
            "utterances": rows,
        }
    )


def deepgram(talk: Invented) -> str:
    """Deepgram JSON: channels, alternatives, words with numbered speakers."""
    people = list(dict.fromkeys(t.who for t in talk.turns))
    words = [
        {
            "word": re.sub(r"\W", "", word).lower(),
            "start": t.start + n / PACE,
            "end": t.start + (n + 1) / PACE,
            "confidence": 0.9,
            "punctuated_word": word,
            "speaker": people.index(t.who),
        }
        for t in talk.turns
        for n, word in enumerate(t.text.split())
    ]
    alternative = {"transcript": " ".join(t.text for t in talk.turns), "confidence": 0.9, "words": words}
    return json.dumps(
        {"metadata": {"duration": 1.0, "channels": 1}, "results": {"channels": [{"alternatives": [alternative]}]}}
    )


def yaml_front(talk: Invented) -> str:
    """Front matter with a list of line, who and time."""
    import yaml

    rows = [{"line": t.text, "sec": int(t.start), "time": short(t.start), "who": t.who} for t in talk.turns]
    return f"---\n{yaml.safe_dump({'title': talk.title, 'transcript': rows}, allow_unicode=True)}---\n\nNotes.\n"


def marks(talk: Invented) -> str:
    """Broadcast captions: `>> NAME:` where someone new speaks."""
    return "WEBVTT\n\n" + "\n".join(
        f"{clock(s)} --> {clock(e)}\n{'>> ' + w.upper() + ': ' if f else ''}{t}\n" for s, e, w, t, f in cues(talk)
    )


def table(talk: Invented) -> str:
    """A table of speaker, start, end and text, as an editing program exports it."""
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["Speaker Name", "Start Time", "End Time", "Text"])
    writer.writerows(
        [talk.full(w), clock(s).replace(".", ":")[:11], clock(e).replace(".", ":")[:11], t]
        for s, e, w, t, _ in cues(talk, 20)
    )
    return out.getvalue()


FORMS: dict[str, Callable[[Invented], str]] = {
    f.__name__: f
    for f in (
        vtt_voices, vtt_names, srt, srt_rough, colon, bold_times, rev, otter, trint, headings, lone_names, lone_times, cite, strong, podcasting, whisperx,
        assembly, deepgram, yaml_front, marks, table,
    )
}  # fmt: skip
CUED = frozenset(["vtt_voices", "vtt_names", "srt", "srt_rough", "podcasting", "whisperx", "marks", "table"])
"""Forms that have times inside a turn."""
UNTIMED = frozenset(["colon", "lone_names", "strong"])
NUMBERED = frozenset(["whisperx", "assembly", "deepgram"])
"""Forms whose speakers are numbers or letters."""
