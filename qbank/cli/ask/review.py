"""The review on a terminal: one doubtful thing at a time, its neighbours shown; going back works."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import questionary

from qbank.cli.ask import GoneBack, choice, line, refuse, run, say
from qbank.errors import QbankError, visible
from qbank.model import Bank, ItemKind
from qbank.tasks import review as review_tasks
from qbank.tasks.review import Doubt

KEEP, JOIN, CATEGORY, KIND, SPLIT, SKIP, BACK, QUIT, MORE = (
    "Keep it as it is", "It is a phrasing of another template …", "Another category …", "It is not a question …", "Split it in two …", "Skip",
    "Go back", "Stop here", "Something else …",
)  # fmt: skip
SLOT, REWORD, RENAME, RITUAL, SAID, AT, NOTHING = (
    "Correct a slot", "Reword its template", "Give its template another name", "Its template is a ritual of the show",
    "Write down what the guest said", "Write down when it was asked", "Back to the question",
)  # fmt: skip
HELP = "?"
EXPLAINED = """\
  Keep it as it is      the import was right; it is not asked about again
  Like …, a phrasing    the same question in other words: both count as one
  Reword its template   how the question is put to the next guest
  Another category      where it belongs in an interview
  It is not a question  a note, a topic, an introduction, a line cut off
  Split it in two       the line asks two things
  Skip                  it stays in doubt, and comes up in the next review
  Go back, Esc          the decision before is taken back and asked again
  Stop here             what was decided until now is written already
  Something else        slots, names of templates, rituals, answers and times"""
KINDS: tuple[tuple[str, ItemKind], ...] = (
    ("A note: to self, an answer, a link", "note"), ("A topic, like a heading", "topic"), ("The bare introduction", "intro"),
    ("Cut off", "fragment"),
)  # fmt: skip
_ASKED_FOR = {
    SLOT: "Which slot holds which words? technology=Ceph",
    REWORD: "How would you ask another guest? {{{{ technology }}}} stands for the subject.",
    RENAME: "What shall '{template}' be called?",
    SAID: "What did the guest say, in one line?",
    AT: "When was it asked? 23:10",
}
_PHRASING, _ALL, _CATEGORY = "Like ", "all alike: ", "category: "
_LEAST_WIDTH, _LABEL, _MARGIN = 40, 10, 4

Save = Callable[[Bank], None]


def ask_all(bank: Bank, doubts: Sequence[Doubt], save: Save, *, teaching: bool = False) -> bool:
    """Ask about each doubt in turn; say whether all were asked. Every decision is saved before the next question is put.

    Going back takes back what was decided of the question before. Doubts that look alike can be decided together. When
    `teaching`, the likely categories come first.
    """
    before: list[tuple[int, Bank, frozenset[str]]] = []
    at, together = 0, frozenset[str]()
    while at < len(doubts):
        doubt = _today(bank, doubts[at])
        if doubt.ref in together:  # decided with one before it
            at += 1
            continue
        answer = _ask(bank, doubt, (at, len(doubts), bool(before)), teaching=teaching)
        if answer == QUIT:
            return False
        if answer == HELP:
            say(EXPLAINED)
            continue
        if answer == BACK:
            at, bank, together = before.pop()
            save(bank)
            continue
        try:
            changed = _more(bank, doubt, answer) if answer in (MORE, REWORD) else _decide(bank, doubt, answer)
        except GoneBack:
            continue
        if changed is None:
            continue
        if answer not in (MORE, REWORD):
            before.append((at, bank, together))
            together |= {*doubt.alike} if answer.startswith(_ALL) else frozenset()
            at += 1
        if changed is not bank:
            save(changed)
        bank = changed
    return True


def _today(bank: Bank, doubt: Doubt) -> Doubt:
    """Return the doubt with the item and the template as they are by now."""
    _, item = review_tasks.find(bank, doubt.ref)
    return replace(doubt, item=item, template=next((t for t in bank.templates if t.id == item.template), None))


def shown(doubt: Doubt, at: int, count: int, width: int) -> str:
    """Return a doubt as a host reads it: the question between its neighbours, and what the import made of it."""
    lines = [f"{at + 1} of {count} · {visible(doubt.ref)}", *_wrapped("", doubt.episode.title, width), ""]
    lines += _wrapped("before", doubt.before.text, width) if doubt.before else []
    lines += _wrapped("asked", doubt.item.text, width)
    lines += _wrapped("after", doubt.after.text, width) if doubt.after else []
    lines += [""]
    for label, text in _facts(doubt):
        lines += _wrapped(label, text, width)
    return "\n".join(lines)


def _facts(doubt: Doubt) -> Iterator[tuple[str, str]]:
    item, template = doubt.item, doubt.template
    if item.kind != "question":
        yield "kind", item.kind
    said = " or ".join(item.likely) if item.likely else item.category or "none"
    yield "category", ", also ".join(filter(None, (said, ", ".join(item.also))))
    if template is None:
        yield "template", "none"
    else:
        yield "template", template.id
        yield "", f"“{template.text}”"
    if item.slots:
        yield "slots", ", ".join(f"{name} = {value}" for name, value in item.slots.items())
    if item.said:
        yield "said", item.said


def _wrapped(label: str, text: str, width: int) -> list[str]:
    return textwrap.wrap(
        visible(text), width=max(width, _LEAST_WIDTH), initial_indent=f"  {label:<{_LABEL}}",
        subsequent_indent=" " * (_LABEL + 2), break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def _ask(bank: Bank, doubt: Doubt, place: tuple[int, int, bool], *, teaching: bool) -> str:
    at, count, can_go_back = place
    width = shutil.get_terminal_size().columns - 1
    questionary.print(f"\n{shown(doubt, at, count, width)}\n")
    ends = [CATEGORY, KEEP, KIND, SPLIT, SKIP] if teaching else [KIND, SPLIT, SKIP]
    if teaching:
        choices = _likely_categories(bank, doubt)
    else:
        choices = [KEEP, *_phrasings(bank, doubt, width), JOIN, *([REWORD] if doubt.template else []), CATEGORY]
    choices += [*ends, *([BACK] if can_go_back else []), QUIT, MORE]
    asked = questionary.select("What shall it be?", choices=choices, instruction="(?: what these mean)")
    try:
        return str(run(asked, keys={HELP: lambda event: event.app.exit(result=HELP)}))
    except GoneBack:
        return BACK if can_go_back else HELP


def _likely_categories(bank: Bank, doubt: Doubt) -> list[Any]:
    """Return a choice for each category that the question is likely of."""
    titles = {c.id: c.title for c in bank.categories}
    item = doubt.item
    found = item.likely or ((item.category,) if item.category else ())
    return [questionary.Choice(titles.get(c, c), value=f"{_CATEGORY}{c}") for c in found]


def _phrasings(bank: Bank, doubt: Doubt, width: int) -> list[Any]:
    """Return a choice for each template that the question may be a phrasing of, and for all that look alike at once."""
    texts = {t.id: t.text for t in bank.templates}
    near = [id_ for id_ in doubt.likely if id_ in texts and id_ != doubt.item.template]
    made = [(f"{_PHRASING}{id_}: {texts[id_]}", f"{_PHRASING}{id_}") for id_ in near]
    if doubt.alike:
        count = len(doubt.alike) + 1
        made += [(f"Keep all {count} that look alike", _ALL)]
        made += [(f"All {count} are like {id_}: {texts[id_]}", f"{_ALL}{id_}") for id_ in near[:1]]
    longest = max(width - _MARGIN, _LEAST_WIDTH)
    return [
        questionary.Choice(textwrap.shorten(visible(title), longest, placeholder=" …"), value=value) for title, value in made
    ]  # fmt: skip


def _decide(bank: Bank, doubt: Doubt, answer: str) -> Bank | None:
    """Carry out an answer; None when a further question was left empty, and the doubt is to be asked again."""
    if answer == KEEP:
        return review_tasks.keep(bank, doubt.ref)
    if answer.startswith(_ALL):
        template = answer.removeprefix(_ALL)
        for reference in (doubt.ref, *doubt.alike):
            join = partial(review_tasks.join, template=template, as_question=True)
            bank = join(bank, reference) if template else review_tasks.keep(bank, reference)
        return bank
    if answer.startswith(_CATEGORY):
        return review_tasks.recategorize(bank, doubt.ref, answer.removeprefix(_CATEGORY))
    if answer == KIND:
        kind = choice("What is it?", [*KINDS, (NOTHING, None)], default="note")
        return review_tasks.change_kind(bank, doubt.ref, kind) if kind else None
    if answer == JOIN or answer.startswith(_PHRASING):
        template = answer.removeprefix(_PHRASING) if answer != JOIN else _template(bank)
        return review_tasks.join(bank, doubt.ref, template, as_question=True) if template else None
    if answer == CATEGORY:
        titles: list[tuple[str, str]] = [(c.title, c.id) for c in bank.categories]
        category = choice("Which category?", [*titles, (NOTHING, "")])
        return review_tasks.recategorize(bank, doubt.ref, category) if category else None
    if answer == SPLIT:
        second = line("How does the second question begin?", check=lambda t: t == "" or doubt.item.text.find(t) > 0)
        return review_tasks.split(bank, doubt.ref, second) if second else None
    return bank


def _template(bank: Bank) -> str:
    """Ask for a template by a part of its name or of what it says."""
    listed: list[tuple[str, str]] = [(f"{t.id}: {t.text}", t.id) for t in bank.templates]
    return choice("Which template? Type a part of it.", [(NOTHING, ""), *listed], searched=True)


def _more(bank: Bank, doubt: Doubt, answer: str) -> Bank:
    """Do what is asked for more rarely; the question stays to be decided. What cannot be meant is said, and nothing done."""
    if answer == MORE:
        named = [RENAME, RITUAL] if doubt.template else []
        answer = choice("What is it?", [(c, c) for c in (SLOT, *named, SAID, AT, NOTHING)])
    try:
        return _written(bank, doubt, answer)
    except QbankError as error:
        refuse(error)
        return bank


def _written(bank: Bank, doubt: Doubt, answer: str) -> Bank:
    """Ask for the words that an answer needs and carry it out; an empty line changes nothing."""
    if answer == NOTHING:
        return bank
    template = doubt.template.id if doubt.template else ""
    if answer == RITUAL:
        place = choice("Where is it asked?", [("At the opening", "open"), ("At the close", "close")])
        return review_tasks.make_ritual(bank, template, place)
    words = line(_ASKED_FOR[answer].format(template=template))
    if not words:
        return bank
    if answer == SLOT:
        name, _, value = words.partition("=")
        return review_tasks.correct_slots(bank, doubt.ref, {name.strip(): value.strip()}) if name.strip() else bank
    if answer == REWORD:
        return review_tasks.reword(bank, template, words)
    if answer == RENAME:
        return review_tasks.rename(bank, template, words)
    return (review_tasks.quote if answer == SAID else review_tasks.time)(bank, doubt.ref, words)
