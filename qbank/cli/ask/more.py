"""Everything else that a host can say before an outline is planned: one list, each entry with what was said so far."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from qbank.cli.ask import GoneBack, choice, line, refuse, say, several
from qbank.english.lint import lint
from qbank.english.spoken import speak
from qbank.errors import QbankError
from qbank.model import FACT_TYPES, FAMILIES, Bank, Episode, FactType
from qbank.model.brief import BOX, Brief
from qbank.model.pattern import names
from qbank.outline import subjects
from qbank.tasks.plan import FACT_TITLES, FAMILY_TITLES

_KEEP, _REWORD, _LEAVE = "keep", "reword", "leave"


def ask(said: Brief, last: Brief) -> Brief:
    """Ask for one more question of the host's own; an empty line is none."""
    n = len(said.add)
    before = last.add[n] if n < len(last.add) else ""
    message = "Another one? (Enter: that is all)" if n else "A question of your own, word for word? (Enter: none)"
    text = asked(message, before)
    return replace(said, add=(*said.add, text)) if text else said


def asked(message: str, default: str = "", *, accept: tuple[str, ...] = ()) -> str:
    """Ask for a question; what the lint finds is said, and the host keeps it, rewords it, or leaves it out (empty)."""
    while text := line(message, default=default):
        remarks = lint(text, accept=accept)
        if not remarks:
            return text
        for remark in remarks:
            say(f"  Lint: {remark.what} → {remark.hint}")
        try:
            todo = choice("What now?", [("Reword it", _REWORD), ("Keep it as it is", _KEEP), ("Leave it out", _LEAVE)])
        except GoneBack:
            todo = _REWORD
        if todo == _KEEP:
            return text
        default = text if todo == _REWORD else ""
    return ""


LONGEST_INTERVIEW = 1000
_GUESSES: tuple[tuple[FactType, str], ...] = (
    ("criticism", r"\b(?:critici|complain|blam|too (?:slow|hard|complex)|hate|worst)"),
    ("body", r"\b(?:foundation|company|own(?:s|ed|er)|fund(?:s|ed|ing)|paid|pays|sponsor|invest|licen[cs]e)"),
    ("limit", r"\b(?:only|at most|cannot|can['’]t|never|limit|maximum|not support|no more than|single)\b"),
    ("claim", r"\b(?:claims?|promises?|fastest|first|says|said|best|faster)\b"),
    ("change", r"\b(?:since|version|release|renamed|changed|moved|dropped|deprecated|new|replaced|rewr)"),
    ("number", r"\d"),
)
_SHOWN = 40
_DONE = ""

Entry = Callable[[Brief], Brief]
Read = Callable[[str], tuple[str, ...]]


def ask_all(said: Brief, bank: Bank, read: Read) -> Brief:
    """Let the host say any of the rest, in any order; going back from an entry leaves it as it was."""
    listed = entries(bank, read)
    at = _DONE
    while True:
        titles = [
            ("That is all", _DONE),
            *((_titled(title, name, said), name) for name, (title, _) in listed.items()),
        ]
        try:
            at = choice("What else?", titles, default=at, searched=True)
        except GoneBack:
            return said
        if at == _DONE:
            return said
        try:
            said = listed[at][1](said)
        except GoneBack:
            continue
        except QbankError as error:
            refuse(error)


def positive(text: str) -> bool | str:
    """Say whether a line is a number of minutes."""
    try:
        return 0 < float(text) < LONGEST_INTERVIEW or "It has to be more than 0 and less than 1000."
    except ValueError:
        return "Please type a number, such as 45."


def guess_type(text: str) -> FactType:
    """Return the type of a fact that its words suggest; the host has the last word."""
    return next((t for t, words in _GUESSES if re.search(words, text, re.IGNORECASE)), "choice")


def fact(message: str, default: str = "") -> str:
    """Ask for a fact and its type; return it as the option has it, `limit: …`, or nothing for an empty line."""
    while text := line(message, default=default):
        kind, colon, rest = text.partition(":")
        if colon and rest.strip() and kind.strip() in FACT_TYPES:
            return f"{kind.strip()}: {rest.strip()}"
        try:
            found = choice(
                "What kind of fact is that?",
                [(FACT_TITLES[t], t) for t in FACT_TYPES],
                default=guess_type(text),
            )
        except GoneBack:
            default = text
            continue
        return f"{found}: {text}"
    return ""


def _titled(title: str, name: str, said: Brief) -> str:
    """Return an entry's title with what was said so far behind it."""
    value = getattr(said, name)
    text = "; ".join(map(str, value)) if isinstance(value, tuple) else "" if value is None else f"{value}"
    return f"{title} · {text[:_SHOWN]}{'…' if len(text) > _SHOWN else ''}" if text else title


def entries(bank: Bank, read: Read) -> dict[str, tuple[str, Entry]]:
    """Return the entries by the options that they are for: the title in the list, and what asks."""
    return {
        **{name: (one.title, _of_box(name)) for name, one in BOX.items()},
        "questions": ("A number of questions instead of minutes", _count),
        "fact": ("One more fact that you looked up", _fact),
        "domain": ("The guest's field", _text("domain", f"Which field? (the show's is {bank.show.domain})")),
        "company": ("The company behind it", _text("company", "Which company is behind it?")),
        "alternatives": ("What else is on the shortlist", _list("alternatives", "Which alternatives?")),
        "part": ("A part of it with a name of its own", _list("part", "Which part, and what does it do? (such as Foxx: runs JavaScript)")),
        "written_in": ("What it is written in", _text("written_in", "Which language is it written in?")),
        "builds_on": ("What it stands on", _text("builds_on", "What is it built on? (such as Raft)")),
        "compatible_with": ("What it can stand in for", _text("compatible_with", "What can it stand in for?")),
        "kind": ("What kind of thing it is", _text("kind", "What is it? (such as message queue)", sorted(bank.lexicon.kinds))),
        "family": ("What sort of thing it is", _family),
        "trait": ("What is true of it", partial(_traits, bank, "trait", "What is true of it?")),
        "not_trait": ("What is not true of it", partial(_traits, bank, "not_trait", "What is not true of it?")),
        "focus": ("Categories to give more room", partial(_focus, bank)),
        "must": ("Questions of the bank that have to be in", partial(_templates, bank, "must", "Which one has to be in?")),
        "avoid": ("Questions of the bank to leave out", partial(_templates, bank, "avoid", "Which one is to be left out?")),
        "like": ("Start from the sheet of an earlier episode", partial(_like, bank)),
        "heard": ("What other shows have asked this guest", partial(_heard, read)),
    }  # fmt: skip


def _of_box(name: str) -> Entry:
    one = BOX[name]
    message = f"{one.ask} ({one.example})" if one.example else one.ask
    return _list(name, message) if one.many else _text(name, message)


def _text(name: str, message: str, among: Sequence[str] = ()) -> Entry:
    def ask(said: Brief) -> Brief:
        text = line(message, default=getattr(said, name) or "", among=among)
        return _replaced(said, name, text or None)

    return ask


def _list(name: str, message: str) -> Entry:
    def ask(said: Brief) -> Brief:
        text = line(f"{message} (several: with ; between)", default="; ".join(getattr(said, name)))
        return _replaced(said, name, tuple(part for raw in text.split(";") if (part := raw.strip())))

    return ask


def _replaced(said: Brief, name: str, value: object) -> Brief:
    changes: dict[str, Any] = {name: value}
    return replace(said, **changes)


def _count(said: Brief) -> Brief:
    def check(text: str) -> bool | str:
        return (
            not text or (text.isdecimal() and 0 < int(text) < LONGEST_INTERVIEW) or "Please type a number, such as 12."
        )

    text = line(
        "How many questions? (Enter: as many as fit the minutes)",
        default=f"{said.questions or ''}",
        check=check,
    )
    return replace(said, questions=int(text) if text else None)


def _fact(said: Brief) -> Brief:
    found = fact("Which fact? (Enter: none)")
    return replace(said, fact=(*said.fact, found)) if found else said


def _family(said: Brief) -> Brief:
    titles: list[tuple[str, str]] = [
        (FAMILY_TITLES[f], f) for f in FAMILIES if f != "person" or said.technology is None
    ]
    return replace(said, family=choice("What sort of thing is it?", titles, default=said.family))


def _traits(bank: Bank, name: str, message: str, said: Brief) -> Brief:
    listed = [(t.ask, t.id) for t in bank.traits if t.id not in subjects.OF_THE_GUEST]
    return _replaced(said, name, several(message, listed, marked=getattr(said, name)))


def _focus(bank: Bank, said: Brief) -> Brief:
    listed = [(c.title, c.id) for c in bank.categories]
    return replace(said, focus=several("Which categories need more room?", listed, marked=said.focus))


def _templates(bank: Bank, name: str, message: str, said: Brief) -> Brief:
    """Put a template on the list, or take it off again; those that are on it come first."""
    chosen: tuple[str, ...] = getattr(said, name)
    listed = [
        (f"{'✓ ' if t.id in chosen else ''}{t.cue} · {_worded(t.text, said)} · {t.id}", t.id)
        for t in bank.templates
        if not t.ritual
    ]
    listed.sort(key=lambda pair: pair[1] not in chosen)
    found = choice(message, listed, searched=True)
    kept = tuple(t for t in chosen if t != found)
    return _replaced(said, name, kept if found in chosen else (*chosen, found))


def _worded(source: str, said: Brief) -> str:
    """Return a template's text with the subject in it, and dots for what is not known here."""
    known = {"technology": said.technology} if said.technology else {}
    return speak(source, {**dict.fromkeys(names(source), "…"), **known})


def _like(bank: Bank, said: Brief) -> Brief:
    listed: list[tuple[str, str | None]] = [(_episode(e), e.id) for e in reversed(bank.episodes)]
    return replace(said, like=choice("Which one?", [("None", None), *listed], default=said.like, searched=True))


def _episode(episode: Episode) -> str:
    number = f"{episode.number} · " if episode.number is not None else ""
    return f"{number}{episode.technology or episode.title} · {' and '.join(episode.guests)}"


def _heard(read: Read, said: Brief) -> Brief:
    path = line("Which file? One question a line, or a pasted chapter list. (Enter: none)")
    return replace(said, heard=read(path) if path else ())
