"""The table of formats: a name and the function that makes a sheet of an outline in it.

A format reads its layouts from the mapping that it is given (file name -> content): finding and reading files is
for the caller. `layout_files` says which files those are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Literal

from qbank.errors import Problem, SourceError, UsageError
from qbank.lazy import dataclass
from qbank.model import Fact, Outline, PlannedFollowUp, PlannedQuestion, Section
from qbank.model.brief import TopBox
from qbank.sheet import chapters
from qbank.sheet.bounds import NAMES_HINT, faults, fill
from qbank.sheet.copies import COPIES, Copy, GuestCopy, HostCopy, Level, guest_copy, host_copy, refuse_unprintable
from qbank.sheet.text import json_bytes

if TYPE_CHECKING:
    from qbank.sheet.word.layout import WordLayout


Layouts = Mapping[str, bytes]
"""Layout files by name."""

WORD_LAYOUT = "word.toml"
WORD_ENDINGS = (".docx", ".dotx", ".docm", ".dotm")
LAYOUT_ENDINGS = (".docx", ".dotx", ".toml", ".jinja")
"""What the name of a layout ends with."""
MAILS: Mapping[str, str] = {
    "email": "guest.email.jinja", "mail-week-before": "guest.week-before.email.jinja", "mail-thanks": "guest.thanks.email.jinja"
}  # fmt: skip
"""The mails to a guest, in the order in which they are sent, and their layouts; `mails` stands for all of them."""
TEXT_FORMATS = ("md", "html", "txt", "email")
"""The formats whose layouts are Jinja."""
SCHEMA_VERSION = 1
LONGEST_LINE = 998
"""Bytes of a line that every mail server takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What sheet is wanted: whose copy, how much of it, its day (ISO), and for Word its page and size of type.

    `ours` are the contents of the layouts that qbank ships: one that differs by a byte is a stranger's.
    """

    date: str
    copy: Copy = "host"
    level: Level = "questions"
    page: Literal["a4", "letter"] | None = None
    large_print: bool | None = None
    ours: frozenset[bytes] = frozenset()


Format = Callable[[Outline, Layouts, Wanted], bytes]


def layout_files(name: str, copy: Copy = "host") -> tuple[str, ...]:
    """Return the names of the layout files that a format reads; none for JSON, UsageError for no format."""
    if name not in FORMATS:
        raise UsageError(f"there is no format {name!r}", hint=f"one of {', '.join(FORMATS)}")
    notes = "notes.txt.jinja" if copy == "host" else "guest.txt.jinja"
    files = {"docx": WORD_LAYOUT, "md": f"{copy}.md.jinja", "html": f"{copy}.html.jinja", "txt": notes, **MAILS}
    return (files[name],) if name in files else ()


def takes(name: str, layout: str) -> bool:
    """Say whether a format can be rendered with a layout of the host's own, to judge by the layout's file name."""
    file = layout.lower()
    if file.endswith((*WORD_ENDINGS, ".toml")):
        return name == "docx"
    named = [format for format in TEXT_FORMATS if file.endswith(f".{format}.jinja")]
    return name in (named or TEXT_FORMATS)


def to_text(outline: Outline, layouts: Layouts, wanted: Wanted, *, name: str) -> bytes:
    """Return the sheet in a format of text: Markdown, one HTML file that needs no other, or plain text.

    The host's plain text is show notes that `import` reads back.
    """
    file = _own_or(layouts, *layout_files(name, wanted.copy))
    return _filled(file, outline, layouts, wanted, autoescape=name == "html").encode("utf-8")


def to_email(outline: Outline, layouts: Layouts, wanted: Wanted, *, name: str = "email") -> bytes:
    """Return a mail to the guest as a draft that mail programs open; it is the guest's copy whatever is wanted.

    `name` says which of the mails: the invitation, the one a week before, the thanks.
    """
    from email.message import EmailMessage
    from email.policy import SMTP

    file = _own_or(layouts, MAILS[name])
    text = _filled(file, outline, layouts, replace(wanted, copy="guest"))
    first, _, body = text.partition("\n")
    mail = EmailMessage(SMTP)
    mail["Subject"] = first.removeprefix("Subject:").strip()
    # Mail programs that know this line open the file as a draft to be sent.
    mail["X-Unsent"] = "1"
    short = all(len(line.encode("utf-8")) <= LONGEST_LINE for line in body.splitlines())
    mail.set_content(body.strip("\n") + "\n", cte="8bit" if short else "quoted-printable")
    return mail.as_bytes()


def to_json(outline: Outline, layouts: Layouts, wanted: Wanted) -> bytes:  # noqa: ARG001 (one signature for all)
    """Return the outline as the JSON of the contract; the guest's copy holds the allow-list alone."""
    refuse_unprintable(outline)
    return json_bytes(to_data(outline if wanted.copy == "host" else guest_copy(outline, wanted.level)))


def to_word(outline: Outline, layouts: Layouts, wanted: Wanted) -> bytes:
    """Return the sheet as a Word document."""
    from qbank.sheet import word

    base = base_name(layouts)
    return word.write(
        outline, _word_layout(layouts), copy=wanted.copy, level=wanted.level, date=wanted.date, page=wanted.page,
        large_print=wanted.large_print, base=layouts[base] if base else None, where=base or WORD_LAYOUT,
    )  # fmt: skip


def base_name(layouts: Layouts) -> str | None:
    """Return which of these layouts is the host's own Word document."""
    return next((name for name in layouts if name.lower().endswith(WORD_ENDINGS)), None)


def word_fallbacks(layouts: Layouts, copy: Copy) -> tuple[Problem, ...]:
    """Return which styles of a sheet the host's own Word document among these layouts lacks."""
    from qbank.sheet import word

    base = base_name(layouts)
    return word.fallbacks(layouts[base], _word_layout(layouts), copy=copy, where=base) if base else ()


def house_named(layouts: Layouts) -> str:
    """Return the file name of the Word document that these Word layouts (TOML) are for; empty for none."""
    return _word_layout(layouts).base


def _word_layout(layouts: Layouts) -> WordLayout:
    """Return the shipped layout with the host's own lines laid over it."""
    from qbank.sheet import word

    own = [name for name in layouts if name.endswith(".toml") and name != WORD_LAYOUT]
    texts = [_text(layouts, name) for name in (WORD_LAYOUT, *own)]
    return word.read_layout(*texts, where=own[0] if own else WORD_LAYOUT)


def samples() -> tuple[Outline, Outline]:
    """Return outlines to try layouts with: everything filled in, with awkward text, and nothing but what must be."""
    awkward = "Why “x” & <b>y</b>, {{ z }} and *w*?"
    question = PlannedQuestion(
        id="q01", template="why", category="origin", cue="why", context="It is a log.", text=awkward,
        asked=("040-ceph/7", "035-cockroachdb/3", "034-arangodb/2"), why="first",
        follow_ups=(PlannedFollowUp(id="q01a", role="deeper", text="And then?"),),
    )  # fmt: skip
    own = PlannedQuestion(id="q02", category="closing", cue="own", text=awkward, lane="backup", private=True, to="B")
    full = Outline(
        id="sample", date="2026-01-02", show="Show", host="Host", guests=("A & B", "B"), relations={"B": "made"},
        technology="C++", family="software", kind="language", company="D", domain="metal", alternatives=("E", "F"),
        traits={"embedded": True}, facts=(Fact(type="choice", text="It is a log."),), planned_minutes=6.0,
        box=TopBox(role="maker", links=("https://example.org",), off_limits=("x",), plug=("y",), hard_stop="17:00"),
        spoken={"introduction": "Introduction", "preamble": awkward, "contact": "Where?"},
        look_up=("its last release",), probes=("For example?",), problems=("one",),
        sections=(
            Section(block="why", title="Why", start=0.0, minutes=3.0, questions=(question,)),
            Section(block="ahead", title="Ahead", start=3.0, minutes=3.0, questions=(own,)),
        ),
    )  # fmt: skip
    return full, Outline(id="bare", date="2026-01-02", guests=("A",))


def layout_problems(name: str, layouts: Layouts, outlines: Sequence[Outline]) -> tuple[Problem, ...]:
    """Return everything that is wrong with one of these layouts, each with its place; it is tried on these outlines.

    `layouts` must hold `word.toml` for a Word document.
    """
    try:
        if name.endswith(".toml"):
            _word_layout(layouts)
            return ()
        if name.lower().endswith(WORD_ENDINGS):
            from qbank.sheet import word

            return word.layout_problems(layouts[name], _word_layout(layouts), outlines, where=name)
        return _jinja_problems(name, _text(layouts, name), outlines)
    except SourceError as error:
        where = error.where or name
        what = error.message.removeprefix(where).lstrip(": ")
        return error.problems or (Problem(where=where, what=what, hint=error.hint),)


def _jinja_problems(name: str, text: str, outlines: Sequence[Outline]) -> tuple[Problem, ...]:
    def found(copies: Sequence[HostCopy | GuestCopy]) -> tuple[Problem, ...]:
        given = [{"sheet": copy} for copy in copies]
        wrong = faults(text, given, name=name, autoescape=".html" in name)
        return tuple(Problem(where=f"{name}:{line}", what=what, hint=NAMES_HINT) for line, what in wrong)

    host = found([host_copy(o) for o in outlines])
    guest = host and found([guest_copy(o) for o in outlines])
    # A layout is for one of the two copies; the name of the host's own file does not tell which.
    return guest and (guest if PurePath(name).name.startswith("guest") else host)


def _from_log(make: Callable[[Outline], bytes]) -> Format:
    """Return a format that is made of an outline's log alone; it has no layout and no second copy."""

    def to_bytes(outline: Outline, layouts: Layouts, wanted: Wanted) -> bytes:  # noqa: ARG001 (one signature for all)
        refuse_unprintable(outline)
        return make(outline)

    return to_bytes


def to_calendar(outline: Outline, layouts: Layouts, wanted: Wanted) -> bytes:  # noqa: ARG001 (one signature for all)
    """Return the recording as an invitation for calendars; it says what a guest may see, whatever copy is wanted."""
    from qbank.sheet import calendar

    return calendar.to_calendar(outline, level=wanted.level)


def to_desk(outline: Outline, layouts: Layouts, wanted: Wanted) -> bytes:
    """Return the live page as one HTML file that works without a server."""
    from qbank.sheet import live

    return live.to_desk(outline, layouts, wanted)


FROM_LOG: Mapping[str, Format] = {name: _from_log(make) for name, make in chapters.FORMATS.items()}
"""The formats that are made of what was really asked, and when."""
FORMATS: Mapping[str, Format] = {
    "docx": to_word,
    **{name: partial(to_text, name=name) for name in ("md", "html", "txt")},
    **{mail: partial(to_email, name=mail) for mail in MAILS},
    "ics": to_calendar,
    "json": to_json,
    **FROM_LOG,
    "desk": to_desk,
}
"""The formats by the names that the command line knows."""


def to_data(record: Outline | GuestCopy) -> dict[str, Any]:
    """Return an outline, or what a guest may see of it, as the plain data of the contract, `schema_version` first."""
    data = {"schema_version": SCHEMA_VERSION, **asdict(record)}
    # A mapping that is not a dict (records are given such) is made one for the JSON encoder.
    return {key: dict(value) if isinstance(value, Mapping) else value for key, value in data.items()}


def _filled(file: str, outline: Outline, layouts: Layouts, wanted: Wanted, *, autoescape: bool = False) -> str:
    """Return the sheet that a layout makes of an outline. It is given `sheet`: the HostCopy, or the GuestCopy without the outline.

    One that qbank doesn't ship is a stranger's, and filled in a process of its own.
    """
    sheet = guest_copy(outline, wanted.level) if wanted.copy == "guest" else host_copy(outline)
    text = _text(layouts, file)
    return fill(text, {"sheet": sheet}, autoescape=autoescape, name=file, ours=layouts[file] in wanted.ours)


def _own_or(layouts: Layouts, shipped: str) -> str:
    """Return the name of the host's own layout, if there is one beside the shipped."""
    known = {file for name in (*TEXT_FORMATS, *MAILS) for copy in COPIES for file in layout_files(name, copy)}
    return next((name for name in layouts if name.endswith(".jinja") and name not in known), shipped)


def _text(layouts: Layouts, file: str) -> str:
    try:
        return layouts[file].decode("utf-8")
    except KeyError as error:
        raise SourceError(f"the layout {file} is missing", hint="put it into templates/", where=file) from error
    except UnicodeDecodeError as error:
        told = f"{file} is not UTF-8 text (byte {error.start})"
        raise SourceError(told, hint="save it as UTF-8", where=file) from error
