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
from qbank.model import FACT_TYPES, FAMILIES, Bank, Episode, FactType, Template
from qbank.model.brief import BOX, BoxField, Brief
from qbank.model.pattern import names
from qbank.outline import subjects
from qbank.tasks.plan import FACT_TITLES, FAMILY_TITLES


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
            kept = choice("What now?", [("Reword it", None), ("Keep it as it is", text), ("Leave it out", "")])
        except GoneBack:
            kept = None
        if kept is not None:
            return kept
        default = text
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

Entry = Callable[[Brief], Brief]
Read = Callable[[str], tuple[str, ...]]


def ask_all(said: Brief, bank: Bank, read: Read) -> Brief:
    """Let the host say any of the rest, in any order; going back from an entry leaves it as it was."""
    listed = entries(bank, read)
    at = ""
    while True:
        titles = [("That is all", ""), *((_titled(title, name, said), name) for name, (title, _) in listed.items())]
        try:
            at = choice("What else?", titles, default=at, searched=True)
        except GoneBack:
            return said
        if not at:
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
            types = [(FACT_TITLES[t], t) for t in FACT_TYPES]
            found = choice("What kind of fact is that?", types, default=guess_type(text))
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
    subject = [(FAMILY_TITLES[f], f) for f in FAMILIES if f != "person"]
    traits = [(t.ask, t.id) for t in bank.traits if t.id not in subjects.OF_THE_GUEST]
    categories, kinds = [(c.title, c.id) for c in bank.categories], sorted(bank.lexicon.kinds)
    episodes = [("None", None), *((_episode(e), e.id) for e in reversed(bank.episodes))]

    def family(said: Brief) -> Brief:
        portrait = [(FAMILY_TITLES["person"], "person")] if said.technology is None else []
        return replace(said, family=choice("What sort of thing is it?", [*subject, *portrait], default=said.family))

    def like(said: Brief) -> Brief:
        return replace(said, like=choice("Which one?", episodes, default=said.like, searched=True))

    def heard(said: Brief) -> Brief:
        path = line("Which file? One question a line, or a pasted chapter list. (Enter: none)")
        return replace(said, heard=read(path) if path else ())

    def one_more(said: Brief) -> Brief:
        found = fact("Which fact? (Enter: none)")
        return replace(said, fact=(*said.fact, found)) if found else said

    return {
        **{name: (one.title, _of_box(name, one)) for name, one in BOX.items()},
        "questions": ("A number of questions instead of minutes", _count),
        "fact": ("One more fact that you looked up", one_more),
        "domain": ("The guest's field", _text("domain", f"Which field? (the show's is {bank.show.domain})")),
        "company": ("The company behind it", _text("company", "Which company is behind it?")),
        "alternatives": ("What else is on the shortlist", _texts("alternatives", "Which alternatives?")),
        "part": ("A part of it with a name of its own", _texts("part", "Which part, and what does it do? (such as Foxx: runs JavaScript)")),
        "written_in": ("What it is written in", _text("written_in", "Which language is it written in?")),
        "builds_on": ("What it stands on", _text("builds_on", "What is it built on? (such as Raft)")),
        "compatible_with": ("What it can stand in for", _text("compatible_with", "What can it stand in for?")),
        "kind": ("What kind of thing it is", _text("kind", "What is it? (such as message queue)", kinds)),
        "family": ("What sort of thing it is", family),
        "trait": ("What is true of it", marked("trait", "What is true of it?", traits)),
        "not_trait": ("What is not true of it", marked("not_trait", "What is not true of it?", traits)),
        "focus": ("Categories to give more room", marked("focus", "Which categories need more room?", categories)),
        "must": ("Questions of the bank that have to be in", partial(_templates, bank, "must", "Which one has to be in?")),
        "avoid": ("Questions of the bank to leave out", partial(_templates, bank, "avoid", "Which one is to be left out?")),
        "like": ("Start from the sheet of an earlier episode", like),
        "heard": ("What other shows have asked this guest", heard),
    }  # fmt: skip


def _of_box(name: str, one: BoxField) -> Entry:
    message = f"{one.ask} ({one.example})" if one.example else one.ask
    return _texts(name, message) if one.many else _text(name, message)


def _text(name: str, message: str, among: Sequence[str] = ()) -> Entry:
    return lambda said: _replaced(said, name, line(message, default=getattr(said, name) or "", among=among) or None)


def _texts(name: str, message: str) -> Entry:
    def ask(said: Brief) -> Brief:
        text = line(f"{message} (several: with ; between)", default="; ".join(getattr(said, name)))
        return _replaced(said, name, tuple(filter(None, map(str.strip, text.split(";")))))

    return ask


def marked(name: str, message: str, listed: Sequence[tuple[str, str]]) -> Entry:
    """Return what asks for any number of answers."""
    return lambda said: _replaced(said, name, several(message, listed, marked=getattr(said, name)))


def _replaced(said: Brief, name: str, value: object) -> Brief:
    changes: dict[str, Any] = {name: value}
    return replace(said, **changes)


def _count(said: Brief) -> Brief:
    def check(text: str) -> bool | str:
        good = text.isdecimal() and 0 < int(text) < LONGEST_INTERVIEW
        return not text or good or "Please type a number, such as 12."

    message = "How many questions? (Enter: as many as fit the minutes)"
    text = line(message, default=f"{said.questions or ''}", check=check)
    return replace(said, questions=int(text) if text else None)


def _templates(bank: Bank, name: str, message: str, said: Brief) -> Brief:
    """Put a template on the list, or take it off again; those that are on it come first."""
    chosen: tuple[str, ...] = getattr(said, name)
    known = {"technology": said.technology} if said.technology else {}

    def titled(t: Template) -> str:
        text = speak(t.text, {**dict.fromkeys(names(t.text), "…"), **known})  # dots for what is not known here
        return f"{'✓ ' if t.id in chosen else ''}{t.cue} · {text} · {t.id}"

    listed = sorted((t for t in bank.templates if not t.ritual), key=lambda t: t.id not in chosen)
    found = choice(message, [(titled(t), t.id) for t in listed], searched=True)
    kept = tuple(t for t in chosen if t != found)
    return _replaced(said, name, kept if found in chosen else (*chosen, found))


def _episode(episode: Episode) -> str:
    number = f"{episode.number} · " if episode.number is not None else ""
    return f"{number}{episode.technology or episode.title} · {' and '.join(episode.guests)}"
