"""Show notes into a bank: what of that which was named is read, what it says, and what a person knows better.

What is named must be readable. What merely lies in a named folder is read as far as it is a document; pictures, programs and
the like are passed over and counted.
"""

from __future__ import annotations

import glob
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from qbank import bank as banks
from qbank.english.spoken import counted
from qbank.english.terms import is_ask, sentences, whole_number
from qbank.errors import Problem, ReadOnlyError, SourceError, UsageError, one_of
from qbank.lazy import dataclass, regex
from qbank.model import Bank, Episode
from qbank.normalize import add_episodes
from qbank.normalize.add_episodes import Intake
from qbank.notes import NO_QUESTIONS, Reading, Sections, Told, read
from qbank.notes.detect import FORMATS
from qbank.notes.items import judge
from qbank.outline.log import recalled
from qbank.tasks import plugins, transcripts
from qbank.transcripts import Talk

if TYPE_CHECKING:
    from qbank.tasks.workspace import Workspace

Progress = Callable[[Sequence["Source"]], Iterable["Source"]]
"""Hands out sources one by one and shows how far the reading is."""

_NOT_ENTERED = frozenset(
    """node_modules bower_components __pycache__ venv site-packages _site dist public vendor htmlcov .git .svn .hg _gen .cache
    layouts _layouts _includes archetypes themes _sass""".split()
)
"""Folders of programs and of what programs made; a copy of every page may lie there."""
_KINDS = {
    "picture": "png jpg jpeg gif webp svg ico bmp tif tiff avif heic psd ai xcf",
    "recording": "mp3 m4a wav ogg oga opus flac aac mp4 m4v mov webm mkv avi aif aiff",
    "font": "woff woff2 ttf otf eot",
    "style sheet": "css scss sass less styl",
    "program": "js mjs cjs ts tsx jsx vue svelte astro py rb php go rs java c h cpp sh bat ps1 pl lua swift kt cs njk liquid erb ejs hbs pug haml slim exe dll so wasm map",
    "archive": "zip tar gz tgz bz2 xz 7z rar dmg iso",
    "data of a program": "lock sqlite db pyc class o bin dat log pem crt key ics opml plist psafe3 xmp",
}
_SUFFIXES = {f".{suffix}": kind for kind, suffixes in _KINDS.items() for suffix in suffixes.split()}
_SETTINGS = regex(
    r"(?:package(?:-lock)?|composer|tsconfig|jsconfig|bower|manifest|site\.web|browserconfig|vercel|netlify|renovate|dependabot|_?config|hugo|book|mkdocs|"
    r"pyproject|cargo|pnpm-lock|pnpm-workspace|docker-compose|codecov|lerna|deno|biome|now|firebase|app|settings|i18n|menus?|navigation|robots|"
    r"sitemap|requirements(?:-\w+)?|search|humans|gemfile|makefile|dockerfile|rakefile|justfile|procfile|cname|license|licence|copying|changelog|code_of_conduct|contributing|readme)(?:\.[\w-]+)*",
    re.IGNORECASE,
)
"""Names of files that set a site or a program up."""
_ABOUT_A_PROGRAM = frozenset("readme license licence changelog contributing code_of_conduct".split())
_DATA = frozenset(["json", "yaml", "toml", "csv", "xlsx", "other", "chapters"])
"""Formats in which a folder's file without questions is not notes, but data of something else."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read, or `-`; `named` where it was given by its own name, not with its folder."""

    path: str
    named: bool


@dataclass(frozen=True, slots=True)
class PassedOver:
    """What lies in a named folder and is not read, and what it is."""

    path: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How to import: what a person says of all the notes or of one file ("ep41.md=Ada Brand"), and what to do with them."""

    format: str | None = None
    date: str | None = None
    show: str | None = None
    hosts: tuple[str, ...] = ()
    guests: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    """Who a label of a transcript is: "Speaker 1=Jane Roe"."""
    tidy: bool = False
    """Take fillers off what was said in transcripts."""
    again: bool = False
    strict: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import read and took in; `unread` are documents of folders that could not be read."""

    readings: tuple[Reading, ...]
    taken: Intake
    unread: tuple[Problem, ...]
    passed_over: tuple[PassedOver, ...]
    faults: tuple[Problem, ...]
    """What is wrong with the outlines whose logs were looked at, and plugins that were passed over."""


def import_notes(
    workspace: Workspace, given: Sequence[str], wanted: Wanted, progress: Progress = iter, tell: Callable[[str], object] | None = None
) -> Imported:  # fmt: skip
    """Read show notes into the workspace's bank; with `dry_run` nothing is written.

    SourceError names every source that cannot be read, and nothing is written; a document of a folder is only a Problem, unless
    `strict`. ReadOnlyError for the bank that ships with qbank. `tell` is called with a sentence when something takes a while.
    """
    if workspace.place.shipped and not wanted.dry_run:
        hint = "run `qbank init DIR` first, or add --dry-run"
        raise ReadOnlyError("the bank that ships with qbank is read only", hint=hint)
    with nullcontext() if wanted.dry_run else workspace.writing():
        base = workspace.bank
        sources, left = find_sources(given)
        told = _told_of(wanted, [s.path for s in sources])
        found = plugins.find("readers", FORMATS)
        readings, unread, passed = _read_all(base, workspace.sections, sources, told, wanted, progress, found.found)
        (logs, faults), sections = workspace.logged_outlines(), workspace.sections
        # Notes without a question are no interview yet: nothing is made of them, and what the bank has of it stays. A talk is one
        # even where nobody can tell who asks: who was there is known.
        episodes = [
            (r.source, answered(recalled(replace(e, date=e.date or wanted.date), logs), sections))
            for r in readings for e in r.episodes if e.items or e.transcript
        ]  # fmt: skip
        speakers = {**base.show.speakers, **transcripts.speaker_names(wanted.speakers)}
        named = replace(base, show=replace(base.show, speakers=speakers))
        taken = add_episodes.take_in(
            named, episodes, again=wanted.again, show=wanted.show or base.show.name, said=_said(told),
            normalizer=lambda: workspace.reader(tell, base),
        )  # fmt: skip
        if not wanted.dry_run:
            banks.save(workspace.place, taken.bank, base=base, command=f"import {' '.join(given)}")
        return Imported(tuple(readings), taken, tuple(unread), (*left, *passed), (*found.faults, *faults))


def find_sources(given: Iterable[str]) -> tuple[list[Source], list[PassedOver]]:
    """Return the files to read for what was named, in order, and what of it is passed over.

    Named are files, folders with all below them, and patterns like `notes/**/*.md`.
    """
    found: list[Source] = []
    passed: list[PassedOver] = []
    for name in given:
        paths = [name] if Path(name).is_dir() else []
        if not paths and name != "-" and glob.has_magic(name) and not Path(name).exists():
            paths = sorted(glob.glob(name, recursive=True))  # noqa: PTH207 (absolute patterns, too)
        if not paths:
            found.append(Source(name, named=True))  # where nothing is there, reading it says so
        for path in paths:
            every = [(one, _not_a_document(one)) for one in (_walk(path) if Path(path).is_dir() else [path])]
            passed += [PassedOver(inside, kind) for inside, kind in every if kind]
            found += [Source(inside, named=False) for inside, kind in every if not kind]
    unique = {s.path: s for s in sorted(found, key=lambda s: s.named)}
    return [unique[path] for path in dict.fromkeys(s.path for s in found)], passed


def _walk(folder: str) -> Iterator[str]:
    """Yield the files below a folder in the order of their names; hidden ones and folders of programs are left alone."""
    for here, folders, files in os.walk(folder):
        kept = sorted(f for f in folders if not f.startswith(".") and f.casefold() not in _NOT_ENTERED)
        yield from (str(Path(here, f)) + os.sep for f in sorted(set(folders) - set(kept)) if not f.startswith("."))
        folders[:] = kept
        yield from (str(Path(here, name)) for name in sorted(files) if not name.startswith("."))


def _not_a_document(path: str) -> str | None:
    """Return what a thing in a folder is that is not read; None for what may be a document."""
    if path.endswith(os.sep):
        return "folder of a program"
    pure = PurePath(path)
    if kind := _SUFFIXES.get(pure.suffix.casefold()):
        return kind
    settings = _SETTINGS.fullmatch(pure.stem) and pure.suffix.casefold() not in (".md", ".docx", ".html")
    if settings or pure.stem.casefold() in _ABOUT_A_PROGRAM:
        return "settings"
    try:
        status = Path(path).stat()
    except OSError:
        return None  # reading it says what is wrong
    if not stat.S_ISREG(status.st_mode):
        return "special file"
    return "empty file" if status.st_size == 0 else None


def _read_all(
    bank: Bank, sections: Sections, sources: Sequence[Source], told: dict[str, Told], wanted: Wanted, progress: Progress,
    readers: Mapping[str, plugins.Plugin],
) -> tuple[list[Reading], list[Problem], list[PassedOver]]:  # fmt: skip
    """Read every source; return the readings, what of folders cannot be read, and what of them holds no notes."""
    speakers = transcripts.speaker_names(wanted.speakers)
    people = tuple(dict.fromkeys(p for e in bank.episodes for p in (*e.hosts, *e.guests)))
    subjects = tuple(s.name for s in bank.lexicon.subjects)
    made: list[Reading] = []
    unread: list[Problem] = []
    passed: list[PassedOver] = []
    stopped: list[Problem] = []
    asked = [r for r in readers.values() if wanted.format in (None, r.name)]
    for source in progress(sources):
        try:
            data, mine = banks.read_source(source.path), told.get(source.path, Told())
            text, reader, faults = plugins.read_by(asked, data, source.path)
            if not reader and wanted.format in readers:
                hint = "leave --format out, and qbank looks"
                raise SourceError(f"the reader '{wanted.format}' does not know it", hint=hint)
            format = "markdown" if reader else one_of(wanted.format, (*FORMATS, *readers), "--format")
            as_notes = partial(
                read, source=source.path, format=format, sections=sections, people=people, subjects=subjects, told=mine
            )  # fmt: skip
            as_talk = partial(
                transcripts.read, source=source.path, beside=as_notes, bank=bank, told=mine, speakers=speakers, tidied=wanted.tidy
            )  # fmt: skip
            one = _read_one(text.encode("utf-8") if reader else data, source.path, format, as_notes, as_talk)
        except SourceError as error:
            (stopped if source.named or wanted.strict else unread).extend(_as_problems(error, source.path))
        else:
            one = replace(one, format=reader or one.format, problems=(*faults, *one.problems))
            if not source.named:  # pages that are not an interview: no question, no number, no guest
                kept = (e for e in one.episodes if e.items or e.number is not None or e.guests)
                one = replace(one, episodes=tuple(kept))
            if not source.named and not one.episodes and one.format in _DATA:
                passed.append(PassedOver(source.path, "data without questions"))
            else:
                made.append(one)
    if stopped:
        raise SourceError(
            f"{counted(len(stopped), 'source')} cannot be read; nothing was written", problems=tuple(stopped)
        )
    return made, unread, passed


def _read_one(
    data: bytes, source: str, format: str | None, as_notes: Callable[[bytes], Reading], as_talk: Callable[[Talk], Reading]
) -> Reading:  # fmt: skip
    """Read one file as what it is: a transcript, a feed some of whose entries are transcripts, or notes."""
    if format:
        return as_notes(data)
    if talk := transcripts.talk_in(data, source):
        return as_talk(talk)
    feed = transcripts.talks_of_feed(data, source)
    if feed is None:
        return as_notes(data)
    heard, notes = [as_talk(talk) for talk in feed.talks], as_notes(feed.rest)
    every = (notes, *heard)
    problems = [p for r in every for p in r.problems if not (heard and p.what == NO_QUESTIONS)]
    return replace(
        notes, episodes=tuple(e for r in every for e in r.episodes), lines=tuple(line for r in every for line in r.lines),
        problems=(*problems, *(() if heard else feed.problems)),
    )  # fmt: skip


def _as_problems(error: SourceError, source: str) -> tuple[Problem, ...]:
    """Return what is wrong with a source, to be named beside others."""
    where = error.where or source
    what = error.message.removeprefix(f"{where} ")
    return error.problems or (Problem(where=where, what=what, hint=error.hint),)


def _said(told: Mapping[str, Told]) -> dict[str, tuple[str, ...]]:
    """Return, by its source, the fields of an episode of which a person has said something."""
    made: dict[str, tuple[str, ...]] = {}
    for path, one in told.items():
        said = {"hosts": one.hosts, "guests": one.guests, "technology": one.subject, "number": one.number}
        made[path] = tuple(name for name, value in said.items() if value not in (None, ()))
    return made


def _told_of(wanted: Wanted, paths: Sequence[str]) -> dict[str, Told]:
    """Return what a person said of each source: what was said of it alone, else what was said of all."""
    given = {"--host": wanted.hosts, "--guest": wanted.guests, "--subject": wanted.subjects, "--number": wanted.numbers}
    said = {flag: _by_source(values, paths, flag) for flag, values in given.items()}
    if len(paths) > 1 and said["--number"].get("", ()):
        raise UsageError("--number gives one number to several files", hint="write --number FILE=NUMBER")
    made = {}
    for path in paths:
        mine = {flag: values.get(path) or values.get("", ()) for flag, values in said.items()}
        for flag in ("--subject", "--number"):
            if len(mine[flag]) > 1:
                raise UsageError(f"{flag} was given twice for {path}", hint=f"give one, or write {flag} FILE=VALUE")
        subject, said_number = (next(iter(mine[flag]), None) for flag in ("--subject", "--number"))
        number = whole_number(said_number or "")
        if said_number and number is None:
            raise UsageError(f"--number '{said_number}' is not a number", hint="write it in digits")
        made[path] = Told(hosts=mine["--host"], guests=mine["--guest"], subject=subject, number=number)
    return made


def _by_source(values: Iterable[str], paths: Sequence[str], flag: str) -> dict[str, tuple[str, ...]]:
    """Return values by the source they are of, "" for all: "ep41.md=Ada Brand" is of the file that is called so."""
    made: dict[str, tuple[str, ...]] = {}
    for value in values:
        name, joint, rest = value.partition("=")
        mine = [p for p in paths if joint and (p == name or PurePath(p).name == name or p.endswith(f"/{name}"))]
        if joint and not mine and ("/" in name or "." in name):
            what = f"{flag} names '{name}', which is not among the files"
            raise UsageError(what, hint="give the file's name or path")
        for path in mine or [""]:
            text = (rest if mine else value).strip()
            if text:
                made[path] = (*made.get(path, ()), text)
    return made


LEAST = 2
"""Notes with fewer answers than this may as well hold remarks of the host's."""
LONGEST = 30
"""An answer of more words than this is not a line that one would quote."""
_ADDRESS = regex(r"https?://|www\.|\b[\w-]+\.(?:com|org|net|io|dev|rs)\b", re.IGNORECASE)


def answered(episode: Episode, sections: Sections) -> Episode:
    """Return the episode with what the guest said, taken from the notes nested under its questions.

    Links, headings, notes to oneself and questions are not answers. What is known already stays.
    """
    said = {n: text for n in range(len(episode.items) - 1) if (text := _answer(episode, n, sections))}
    if len(said) < LEAST:
        return episode
    items = tuple(replace(i, said=i.said or said.get(n)) for n, i in enumerate(episode.items))
    return replace(episode, items=items)


def _answer(episode: Episode, n: int, sections: Sections) -> str | None:
    """Return the answer that stands right under an item, if that is a question and this reads like one."""
    question, note = episode.items[n], episode.items[n + 1]
    if question.kind != "question" or note.kind != "note" or note.depth <= question.depth:
        return None
    if note.links or not note.text or _ADDRESS.search(note.text) or judge(note.text, (), sections)[0] != "statement":
        return None
    first = next(iter(sentences(note.text)), "")
    return None if is_ask(first) or len(first.split()) > LONGEST else first
