"""Everything that proves a bank. What is found is data: each Problem says where, what, and how to mend it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from qbank import bank as banks
from qbank.bank import saving
from qbank.bank.change import FileChange
from qbank.bank.faults import near
from qbank.bank.place import Place, data_files, shipped
from qbank.english.terms import words
from qbank.english.words import languages
from qbank.errors import BankError, Problem, QbankError
from qbank.model import FAMILIES, Bank, Family, FamilyPlan, Template, ref
from qbank.model.pattern import TEMPLATE_SLOTS, fill, is_lossless, names, slot_type
from qbank.outline import check, subjects
from qbank.outline.wordings import Repertoire
from qbank.sheet.copies import COPIES
from qbank.sheet.formats import (
    FORMATS,
    FROM_LOG,
    LAYOUT_ENDINGS,
    WORD_LAYOUT,
    Wanted,
    layout_files,
    layout_problems,
    samples,
)
from qbank.tasks import plugins
from qbank.tasks.export import layout_data, shipped_layouts
from qbank.tasks.workspace import Workspace

if TYPE_CHECKING:
    from jinja2.sandbox import ImmutableSandboxedEnvironment


def of_layouts(place: Place) -> tuple[Problem, ...]:
    """Return what is wrong with the layouts that a bank's sheets are made with: its own, else the shipped ones."""
    found: list[Problem] = []
    for name, copy in product((f for f in FORMATS if f not in FROM_LOG), COPIES):
        try:
            layouts = {file: layout_data(file, place) for file in layout_files(name, copy)}
            wanted = Wanted(date="", copy=copy, ours=shipped_layouts(layouts))
            # With everything that an outline can hold, and with nothing.
            for outline in samples() if layouts else ():
                FORMATS[name](outline, layouts, replace(wanted, date=outline.date))
        except QbankError as error:
            found += error.as_problems("templates")
    return tuple(dict.fromkeys(found))


def of_layout(path: Path, place: Place | None = None) -> tuple[Problem, ...]:
    """Return every fault of one layout file, with its place; the file's name says which format it is for."""
    if not path.name.lower().endswith(LAYOUT_ENDINGS):
        hint = f"end it with {', '.join(LAYOUT_ENDINGS)}"
        return (Problem(str(path), "the name does not say which format it is for", hint),)
    try:
        word = layout_data(WORD_LAYOUT, place or shipped(cwd=path.parent))
        layouts = {WORD_LAYOUT: word, str(path): banks.read_source(path)}
    except QbankError as error:
        return error.as_problems(str(path))
    return layout_problems(str(path), layouts, samples())


PLAIN_SLOTS = frozenset({"technology", "domain"})
"""Slots that any subject fills."""
ENOUGH = 2
"""Plain templates that each family needs in each of its core categories."""
HOUR = 60.0
"""Minutes of plain templates that each family needs in all."""
LONGEST_FOLLOW_UP = 12
LONGEST_CUE = 4
_SUBJECT_SLOTS = frozenset({"technology", "company", "project"})


class Finding(NamedTuple):
    """Something wrong with a record, named by its kind and id as `bank.where` takes them; `field` is empty where it is the whole."""

    kind: str
    id: str
    field: str
    what: str
    hint: str


def of_bank(bank: Bank, place: Place) -> tuple[Problem, ...]:
    """Return all that is wrong with a loaded bank: questions, templates, references, words, layouts, outlines.

    What the bank borrows from the shipped one is not looked at.
    """
    own = {name for name, path in data_files(place).items() if path.is_relative_to(place.root)}
    checks = (of_items, of_speech, of_templates, of_rituals, of_families, of_show)
    found = [one for check in checks for one in check(bank)]
    found += _of_lexicon(bank) if "questions/lexicon.toml" in own else ()
    places = [banks.where(place, one.kind, one.id, one.field) for one in found]
    problems = [
        Problem(where=where, what=one.what if where == one.id else f"{one.id}: {one.what}", hint=one.hint)
        for one, where in zip(found, places, strict=True)
    ]
    return (*problems, *of_layouts(place), *of_outlines(place))


def of_show(bank: Bank) -> Iterator[Finding]:
    """Yield what the show's accept list names and is neither a rule of the lint nor a question, and a language without words."""
    rules = (*check.RULES, *plugins.find("lint_rules").found)
    for entry in bank.show.accept:
        if entry not in rules and not any(c.isspace() for c in entry.strip()):
            hint = f"{near(entry, rules)} (or a question, word for word)"
            yield Finding("show", "accept", "", f"{entry!r} is not a rule of the lint", hint)
    if bank.show.language not in languages():
        what = f"there are no words in the language {bank.show.language!r}"
        yield Finding("show", "language", "", what, f"there are {', '.join(languages())}")


def of_items(bank: Bank) -> Iterator[Finding]:
    """Yield the items whose pattern and slots do not give back their text, by our own reading and by Jinja's."""
    for episode in bank.episodes:
        for item in episode.items:
            pattern, where = item.pattern or "", ref(episode, item)
            if not is_lossless(item.text, pattern, item.slots):
                hint = "import the episode anew, or mend the pattern"
                yield Finding("item", where, "pattern", "`pattern` filled with `slots` does not give `text`", hint)
            elif (said := _by_jinja(pattern, item.slots)) != item.text:
                what = f"Jinja reads `pattern` as {said[:60]!r}"
                yield Finding("item", where, "pattern", what, "write a literal { as {{ '{' }}")


def of_speech(bank: Bank) -> Iterator[Finding]:
    """Yield the questions that are not wordings of their template, and marks on them that say nothing or name no trait."""
    repertoire, traits = Repertoire(bank, bank.episodes), {t.id for t in bank.traits}
    said = {r for t in bank.templates for w in repertoire.wordings(t) for r in w.asked}
    for episode in bank.episodes:
        for item in episode.items:
            where = ref(episode, item)
            if item.kind == "question" and item.template and where not in said:
                what = f"there is no template '{item.template}'"
                yield Finding("item", where, "template", what, "name a template of the bank")
            if item.speakable is False and not item.why_not:
                what = "it does not say why it cannot be asked again"
                yield Finding("item", where, "speakable", what, "say in `why_not` what is private to its subject")
            for trait in (t for t in item.needs if t not in traits):
                yield Finding("item", where, "needs", f"there is no trait '{trait}'", near(trait, traits))


def _by_jinja(source: str, values: Mapping[str, str]) -> str:
    """Return what Jinja makes of a source, as its own parser reads it, or why it refuses."""
    from jinja2 import TemplateError, nodes

    if "{" not in source and "\r" not in source:
        # Jinja's marks begin with a brace; without one, and without line ends to even out, a text stands for itself.
        return source
    made: list[str] = []
    try:
        for found in _jinja().parse(source).find_all((nodes.Expr, nodes.Stmt)):
            match found:
                case nodes.TemplateData(data=text):
                    made.append(text)
                case nodes.Const(value=value):
                    made.append(str(value))
                case nodes.Name(name=name):
                    if name not in values:
                        return f"UndefinedError: '{name}' is undefined"
                    made.append(values[name])
                case nodes.Output():
                    pass
                case _:
                    # What is more than text and slots is someone's program: it is named, and never run.
                    return f"a {type(found).__name__.lower()}"
    except (TemplateError, TypeError, ValueError, RecursionError) as error:
        return f"{type(error).__name__}: {error}"
    return "".join(made)


@lru_cache(maxsize=1)
def _jinja() -> ImmutableSandboxedEnvironment:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    # What it makes is compared with plain text: escaping would be a fault.
    return ImmutableSandboxedEnvironment(undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False)


def of_templates(bank: Bank) -> Iterator[Finding]:
    """Yield what is wrong with templates: texts that do not render, unknown slots, follow-ups that cannot follow."""
    asked = {item.template for episode in bank.episodes for item in episode.items}
    intents, by_id = Counter(t.purpose for t in bank.templates), {t.id: t for t in bank.templates}
    for template in bank.templates:
        for field, what, hint in _of_template(template):
            yield Finding("template", template.id, field, what, hint)
        if not template.written and template.id not in asked:
            hint = "set `written = true` if it was made for the bank, or take it out"
            yield Finding("template", template.id, "", "no episode asks it", hint)
        named = by_id.get(template.intent, template)
        if template.intent not in {"", template.id} and (
            intents[template.purpose] < ENOUGH or named.purpose != template.purpose
        ):
            what = f"no other template has the intent {template.intent!r}"
            own = by_id[template.intent].intent if template.intent in by_id else ""
            hint = f"leave it out, or write the id of another template; {near(template.intent, by_id)}"
            hint = f"that template's own intent is {own!r}: write that here too" if own else hint
            yield Finding("template", template.id, "intent", what, hint)
        for field, does in (("goes_back_to", "goes back to"), ("covers", "covers")):
            for intent in getattr(template, field):
                if intent not in intents:
                    what = f"it {does} {intent!r}, and no template has that intent"
                    yield Finding("template", template.id, field, what, near(intent, intents))


def _of_template(template: Template) -> Iterator[tuple[str, str, str]]:
    follow_ups = [follow_up.text for follow_up in template.follow_ups]
    texts = {
        "text": [template.text],
        "context": [template.context],
        "again": [template.again],
        "phrasings": template.phrasings,
    }
    for field, several in {**texts, "follow_ups": follow_ups}.items():
        yield from ((field, what, hint) for text in several for what, hint in _of_text(text))
    field = "follow_ups"
    for text in follow_ups:
        if named := sorted(_SUBJECT_SLOTS & {slot_type(slot) for slot in names(text)}):
            yield field, f"a follow-up names the subject: {text!r}", f"say it without {named[0]}"
        if len(words(text)) > LONGEST_FOLLOW_UP:
            yield field, f"a follow-up has more than {LONGEST_FOLLOW_UP} words: {text!r}", "shorten it"
    if not 1 <= len(template.cue.split()) <= LONGEST_CUE:
        yield "cue", f"`cue` is {template.cue!r}", f"one to {LONGEST_CUE} words, all a host reads"
    if template.takes and "fact" not in names(template.context + template.text):
        yield "takes", f"it takes a {template.takes} and does not say it", "put {{ fact }} into `context`"
    if not template.text.strip():
        yield "text", "it asks nothing", "write the question"


def _of_text(text: str) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a template's text: slots that nothing fills, Jinja that is more than slots."""
    used = names(text)
    for slot in used:
        if slot_type(slot) not in TEMPLATE_SLOTS:
            yield f"unknown slot `{slot}` in {text!r}", near(slot, TEMPLATE_SLOTS)
    values = {slot: f"«{slot} {{{{ x }}}}»" for slot in used}
    said = _by_jinja(text, values)
    if said != fill(text, values):
        what = f"{text!r} is more than text and slots: Jinja makes {said[:60]!r} of it"
        yield what, "use {{ slot }} only; write a literal { as {{ '{' }}"


def of_rituals(bank: Bank) -> Iterator[Finding]:
    """Yield rituals of the show that are not ritual templates, and ritual templates that the show does not list."""
    by_id = {template.id: template for template in bank.templates}
    listed = {ritual.template for ritual in bank.show.rituals}
    for id_ in sorted(listed - {template.id for template in bank.templates if template.ritual}):
        what, hint = f"the ritual `{id_}` is not a template", near(id_, by_id)
        if id_ in by_id:
            what, hint = f"the template `{id_}` is not a ritual", "set `ritual = true` there"
        yield Finding("show", "rituals", "", what, hint)
    for template in bank.templates:
        if template.ritual and template.id not in listed:
            hint = "add it to `rituals` in show.toml, with its place"
            yield Finding("template", template.id, "ritual", "the show lists no such ritual", hint)


def of_families(bank: Bank) -> Iterator[Finding]:
    """Yield families that an unknown subject of would get no sheet: too few templates that hold for any.

    A bank whose templates all come from its own episodes, begun with --empty, has nothing to prove: it asks what was asked.
    """
    if not any(template.written for template in bank.templates):
        return
    for family in FAMILIES:
        plain = [t for t in bank.templates if is_plain(t) and t.reusable and (not t.families or family in t.families)]
        if plan := bank.families.get(family):
            yield from _of_plan(bank, family, plan, plain)
        else:
            what, hint = f"{family} has no core categories", f"add [families.{family}]"
            yield Finding("family", "questions/categories.toml", "", what, hint)
        minutes = sum({t.purpose: t.minutes for t in plain}.values())
        if minutes < HOUR:
            what = f"templates that hold for any {family} make {minutes:g} minutes"
            yield Finding("family", family, "", what, f"write more, up to {HOUR:g}, without needs")


def _of_plan(bank: Bank, family: Family, plan: FamilyPlan, plain: Sequence[Template]) -> Iterator[Finding]:
    """Yield what a family's plan names and the bank does not have, and where it has too few templates."""
    if plan.first and plan.first not in {t.id for t in bank.templates}:
        what = f"sheets for any {family} begin with '{plan.first}', and there is no such template"
        yield Finding("family", family, "first", what, "name a template, or leave it out")
    for category in sorted(set(plan.blocks) - {c.id for c in bank.categories}):
        yield Finding("family", family, "blocks", f"there is no category '{category}'", "name a category of the bank")
    for category in plan.core:
        count = len({t.purpose for t in plain if t.category == category})
        if count < ENOUGH:
            what = f"{count} templates of {category} hold for any {family}"
            hint = f"{ENOUGH} are needed without needs, relation, takes or slots other than {', '.join(sorted(PLAIN_SLOTS))}"
            yield Finding("family", family, "core", what, hint)


def is_plain(template: Template) -> bool:
    """Say whether a template can be asked about any subject of its families, whatever is known of it."""
    special = {slot_type(slot) for slot in names(template.text + template.context)} - PLAIN_SLOTS
    return not (template.kinds or template.needs or template.relation or template.takes or special)


def _of_lexicon(bank: Bank) -> Iterator[Finding]:
    """Yield what does not agree within the lexicon, at the subject that it is about if it names one."""
    for line in subjects.check(bank.lexicon, bank.traits):
        about = (s.name for s in bank.lexicon.subjects if line.startswith(f"subject {s.name}: "))
        name = max(about, key=len, default=None)
        hint = "have each name, trait and alternative stand once, for one thing"
        if "has no family" in line:
            hint = "give it a `family`, or a `kind` that has one"
        yield Finding("subject", name or "questions/lexicon.toml", "", line.removeprefix(f"subject {name}: "), hint)


def of_outlines(place: Place) -> tuple[Problem, ...]:
    """Return what is wrong with the files of the outlines that are kept."""
    _, found = banks.load_outlines(place)
    return tuple(p._replace(where=p.where.removeprefix(f"{place.exports.parent}/")) for p in found)


def copies(workspace: Workspace) -> tuple[FileChange, ...]:
    """Return what `fix` would do: files that hold copies of what ships, left by an older version of qbank.

    Nothing while one of them is broken: the check itself says so.
    """
    try:
        return saving.copies(workspace.place)
    except BankError:
        return ()
