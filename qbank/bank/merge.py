"""Two people's copies of a bank -> one, as the texts of its files; and one file at a time for git.

What did not change keeps its very characters. A template that moved to another category is one template; where a number had to change,
outlines name the new one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from difflib import SequenceMatcher
from itertools import count
from pathlib import Path

from qbank.bank import change, disk
from qbank.bank import merge_records as records
from qbank.bank.contents import group, stem
from qbank.bank.data import RECORDS
from qbank.bank.edit import edit, standing
from qbank.bank.loading import decoded, load, parse, problems_of, table
from qbank.bank.merge_records import Choose, Conflict, Side, canonical, merged
from qbank.bank.outline_files import as_document, load_outline, outlines
from qbank.bank.place import Place, data_files, find
from qbank.bank.saving import EMPTY, encoded, held, prove, refuse_shipped
from qbank.bank.toml import Document, Table
from qbank.bank.toml import document as written
from qbank.errors import BankError, UsageError
from qbank.lazy import dataclass

Texts = Mapping[str, str]
"""The texts of a bank's files by their names: questions/show.toml, exports/kafka.toml."""
_TEMPLATES = "questions/templates"


@dataclass(slots=True)
class Answers:
    """Whose way is taken where both changed one thing: what was answered, else `prefer`; what is left is in `open`."""

    prefer: Side | None = None
    given: Mapping[str, Side] = field(default_factory=dict)
    open: list[Conflict] = field(default_factory=list)

    def __call__(self, conflict: Conflict) -> Side:
        """Return whose way is taken; where nobody has said so the conflict is kept, and ours stands for now."""
        side = self.given.get(conflict.where, self.prefer)
        if side is None:
            self.open.append(conflict)
        return side or "ours"


def document_of(name: str, text: str) -> Document:
    """Return what the text of any of a bank's files holds; BankError names every fault in it."""
    if name.startswith("exports/"):
        return as_document(parse(name, text, kind="exports")[""])
    return held(name, text) if group(name) in RECORDS else _plain(name, text)


def _plain(name: str, text: str) -> Document:
    """Return a file of plain tables, which has no record of its own."""
    raw = table(name, text)
    tables = tuple(Table(path=(k,), key=k, values=v) for k, v in raw.items() if isinstance(v, dict))
    return Document(top=Table(values={k: v for k, v in raw.items() if not isinstance(v, dict)}), tables=tables)


@dataclass(frozen=True, slots=True)
class _Copy:
    """One person's files: their texts, what these hold, and that with names and numbers that both agree on."""

    texts: Texts
    docs: dict[str, Document]
    agreed: dict[str, Document] = field(default_factory=dict)


def _copy(texts: Texts) -> _Copy:
    docs = {name: document_of(name, text) for name, text in texts.items()}
    return _Copy(texts, docs, dict(docs))


def merge(base: Texts | None, ours: Texts, theirs: Texts, choose: Choose) -> dict[str, str | None]:
    """Return the files of our copy that are to change, with their new texts; None for one that is to go.

    `base` is the bank that both came from; without it what either copy has is kept, and what it says counts where the other
    says nothing. BankError if a text is broken.
    """
    mine, others = _copy(ours), _copy(theirs)
    known = {name: document_of(name, text) for name, text in base.items()} if base is not None else None
    _agree(known, mine, others)
    docs = _merged(known, mine.agreed, others.agreed, choose)
    made: dict[str, str | None] = {}
    for name in sorted({*docs, *ours}):
        text = _text(name, docs.get(name), mine, others)
        if text != ours.get(name):
            made[name] = text
    return made


def _text(name: str, doc: Document | None, mine: _Copy, others: _Copy) -> str | None:
    """Return a file's new text: ours with what is new in it, or theirs if we have none."""
    if doc is None and not name.startswith(_TEMPLATES):
        return None
    doc = doc or EMPTY
    first, second = (mine, others) if name in mine.texts else (others, mine)
    if name in first.texts:
        before, other = first.docs[name], {t.key: t for t in second.agreed.get(name, EMPTY).tables}
        same = {t.key for t in doc.tables if t == other.get(t.key)}
        told = standing(second.texts[name], second.docs[name]) if name in second.texts else {}
        plain = {t.key for t in second.docs.get(name, EMPTY).tables if other.get(t.key) == t}
        given = {key: text for key, text in told.items() if key in same & plain}
        made = first.texts[name] if before == doc else edit(first.texts[name], before, doc, given=given)
    else:
        made = written(doc)
    if doc == EMPTY and not made.strip():
        return None
    prove(name, lambda: document_of(name, made) == doc)
    encoded(name, made)
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """What a merge of two banks does: files by name, each `added`, `changed` or `removed`.

    With conflicts that nobody has answered nothing is written; `notes` are what is left to a person.
    """

    files: Mapping[str, str]
    conflicts: tuple[Conflict, ...] = ()
    notes: tuple[str, ...] = ()
    written: bool = False


def merge_banks(
    place: Place, other: Path, *, base: Path | None = None, prefer: Side | None = None,
    answers: Mapping[str, Side] | None = None, write: bool = True,
) -> Merge:  # fmt: skip
    """Merge another copy of a bank into this one, as one change that can be taken back.

    `base` is a copy as it was before both went their ways; `answers` say whose way is taken for a conflict (by its `where`),
    `prefer` for all others. BankError if a bank is broken, ReadOnlyError for the shipped one.
    """
    refuse_shipped(place)
    copy, known = _bank_at(other), _bank_at(base) if base is not None else None
    before, choices = _sound(place), Answers(prefer, answers or {})
    after = merge(_sound(known) if known else None, before, _sound(copy), choices)
    files = {n: "added" if n not in before else "removed" if text is None else "changed" for n, text in after.items()}
    write = write and bool(after) and not choices.open
    if write:
        apply(place, before, after, f"merge {other.name}")
    notes = tuple(_other_layouts(place.layouts, copy.layouts))
    return Merge(files=files, conflicts=tuple(choices.open), notes=notes, written=write)


def _bank_at(folder: Path) -> Place:
    return find(folder, cwd=Path.cwd(), env={})


def _sound(place: Place) -> dict[str, str]:
    """Return the texts of a bank's files; BankError names every fault if it is not a sound bank."""
    load(place)
    for path in outlines(place):
        load_outline(path)
    return texts_of(place)


def _other_layouts(ours: Path, theirs: Path) -> list[str]:
    """Return what is to be said of layouts, which are documents and not merged."""
    found = sorted(p for p in theirs.glob("*") if p.is_file())
    other = [p.name for p in found if not (ours / p.name).is_file() or (ours / p.name).read_bytes() != p.read_bytes()]
    return [f"templates/{name} differs and is not merged: copy it if you want it" for name in other]


def texts_of(place: Place) -> dict[str, str]:
    """Return the texts of a bank's own files; what it reads from the bank beneath it is not its own."""
    root = place.root
    files = {name: path for name, path in data_files(place).items() if path == root / name}
    files |= {f"exports/{path.name}": path for path in outlines(place)}
    return {name: decoded(name, path) for name, path in files.items()}


def apply(place: Place, before: Texts, after: Mapping[str, str | None], command: str) -> None:
    """Write the files of a merged bank as one change that can be taken back; `before` is what they held.

    BankError, and nothing is written, if the merged bank could not be loaded again, or a file has changed since it was read.
    """
    whole = {name: text for name, text in {**before, **after}.items() if text is not None}
    problems = problems_of(place, {n: t for n, t in whole.items() if not n.startswith("exports/")})
    if problems:
        raise BankError(f"the merged bank would be broken: {problems[0]}", problems=problems, where=problems[0].where)
    files = []
    for name, texts in sorted((name, (before.get(name), text)) for name, text in after.items()):
        was, now = (None if text is None else text.encode() for text in texts)
        files.append(change.FileChange(name=name, before=was, after=now))
    with change.locked(place.root):
        change.apply(place.root, command, tuple(files))


def _agree(known: Mapping[str, Document] | None, mine: _Copy, others: _Copy) -> None:
    """Give what is new in both copies names and numbers that mean one thing, and let the outlines know."""
    moved: tuple[dict[str, str], dict[str, str]] = ({}, {})
    for name in sorted(mine.docs.keys() & others.docs.keys()):
        was = (known or {}).get(name)
        if not (name.startswith("exports/") or group(name) == "episodes"):
            continue
        copies = mine.agreed, others.agreed
        ours, theirs = (docs[name] for docs in copies)
        if was is None and ours != theirs and not records.is_one(ours, theirs):
            later, new = _parted(name, copies, set(known or ()))
            copies[later][new] = _called(copies[later].pop(name), stem(new))
            its = records.texts(ours if later == 0 else theirs)
            moved[later].update({f"{stem(name)}/{n}": f"{stem(new)}/{n}" for n in its})
            moved[later][stem(name)] = stem(new)
            continue
        for docs, numbers, refs in zip(copies, records.agreed(was, ours, theirs), moved, strict=True):
            docs[name] = records.renumbered(docs[name], numbers)
            refs |= {f"{stem(name)}/{old}": f"{stem(name)}/{new}" for old, new in numbers.items()}
    for docs, refs in zip((mine.agreed, others.agreed), moved, strict=True):
        for name in docs:
            if name.startswith("exports/"):
                docs[name] = records.with_references(docs[name], refs)


def _parted(name: str, copies: tuple[dict[str, Document], dict[str, Document]], known: set[str]) -> tuple[int, str]:
    """Return whose file of a name that stands for two things is renamed (0: ours), and to what.

    To the name that it has in the other copy already, from an earlier merge, or to the next that is free.
    """
    bare = name.removesuffix(".toml")
    for n, (mine, others) in enumerate((copies, copies[::-1])):
        for other, doc in others.items():
            again = other.startswith(f"{bare}-") and other.removeprefix(f"{bare}-").removesuffix(".toml").isdecimal()
            if again and other not in mine and records.is_one(mine[name], doc):
                return n, other

    def said(n: int) -> str:
        doc = copies[n][name]
        return canonical([doc.top.values, *((t.key, t.values) for t in doc.tables)])

    later = max((0, 1), key=lambda n: (said(n), n))
    taken = {*copies[0], *copies[1], *known}
    return later, next(made for n in count(2) if (made := f"{bare}-{n}.toml") not in taken)


def _called(doc: Document, id_: str) -> Document:
    return replace(doc, top=replace(doc.top, values={**doc.top.values, "id": id_}))


def _merged(
    known: Mapping[str, Document] | None, ours: Mapping[str, Document], theirs: Mapping[str, Document], choose: Choose
) -> dict[str, Document]:
    """Return the documents of both copies, by name."""
    made: dict[str, Document] = {}
    for name in sorted({*ours, *theirs}):
        if not name.startswith(_TEMPLATES):
            was = (known or {}).get(name)
            doc = _one(name, was, ours.get(name), theirs.get(name), choose)
            if doc is not None and group(name) == "episodes":
                doc = records.with_last(doc, was, ours.get(name), theirs.get(name))
            made |= {name: doc} if doc is not None else {}
    was = _together(known) if known is not None else None
    templates = merged(_TEMPLATES, was, _together(ours), _together(theirs), choose)
    return made | _apart(_with_used(templates, made, [ours, theirs]))


def _one(
    name: str, base: Document | None, ours: Document | None, theirs: Document | None, choose: Choose
) -> Document | None:
    """Return one file of both, None if it is to go: a copy took it out and the other left it as it was."""
    if ours is not None and theirs is not None:
        return merged(name, base, ours, theirs, choose)
    left = ours or theirs
    if left is None or base is None:
        return left
    if left == base:
        return None
    mine, others = (None if one is None else "changed" for one in (ours, theirs))
    gone = Conflict(file=name, base="as it was", ours=mine, theirs=others)
    return ours if choose(gone) == "ours" else theirs


def _together(docs: Mapping[str, Document]) -> Document:
    """Return the templates of all files as one document."""
    files = (doc for name, doc in sorted(docs.items()) if name.startswith(_TEMPLATES))
    return Document(tables=tuple(t for doc in files for t in doc.tables))


def _apart(doc: Document) -> dict[str, Document]:
    """Return the templates by the files of their categories."""
    made: dict[str, list[Table]] = {}
    for one in doc.tables:
        made.setdefault(f"{_TEMPLATES}/{one.values['category']}.toml", []).append(one)
    return {name: Document(tables=tuple(tables)) for name, tables in made.items()}


def _with_used(doc: Document, docs: Mapping[str, Document], copies: list[Mapping[str, Document]]) -> Document:
    """Return the templates with those that one copy took out while the other's questions still name them.

    A template that one copy took out since its last question is a phrasing of another now goes, as it did there.
    """
    used = {name for d in docs.values() for name in _used(d)}
    asked = {name for copy in copies for d in copy.values() for name in _used(d)}
    by_copy = [{t.path[0]: t for t in _together(copy).tables} for copy in copies]
    left = {id_ for id_ in asked - used if not all(id_ in copy for copy in by_copy)}
    kept = tuple(t for t in doc.tables if t.path[0] not in left or t.values.get("written"))
    spare = {id_: t for copy in by_copy for id_, t in copy.items()}
    return Document(tables=(*kept, *(spare[id_] for id_ in sorted(used & spare.keys() - {t.path[0] for t in kept}))))


def _used(doc: Document) -> set[str]:
    """Return the templates that the items of an episode are phrasings of."""
    items = [t.values for t in doc.tables if t.path == ("items",)]
    further = (id_ for values in items for id_ in values.get("also_templates", ()))  # type: ignore[attr-defined]
    return {str(v["template"]) for v in items if v.get("template")} | set(further)


def merge_file(name: str, base: str, ours: str, theirs: str, answers: Answers) -> str:
    """Return one file merged, as git asks for it; what both changed stands between git's marks, and in the answers.

    `name` is its path from anywhere above the bank; an empty base stands for none. UsageError if it is not a bank's file.
    """
    name = within(name)
    known = {name: base} if base.strip() else None
    if known is None and not records.is_one(document_of(name, ours), document_of(name, theirs)):
        side = answers(Conflict(file=name, ours="one interview", theirs="another of the same name"))
        return marked(ours, theirs) if answers.open else (ours if side == "ours" else theirs)

    def once(choose: Choose) -> str:
        return merge(known, {name: ours}, {name: theirs}, choose).get(name, ours) or ""

    made = once(answers)
    return marked(made, once(Answers("theirs", answers.given))) if answers.open else made


def merge_for_git(base: Path, ours: Path, theirs: Path, name: str, answers: Answers, *, write: bool = True) -> None:
    """Merge one file as git asks for it: the result is written over `ours`, what both changed between git's marks.

    The conflicts left are in the answers. BankError if one of the three is broken already, UsageError if it is not a bank's file.
    """
    data = [disk.read_source(path) for path in (base, ours, theirs)]
    try:
        known, mine, others = (one.decode() for one in data)
    except UnicodeDecodeError as error:
        raise BankError(f"{name} is not UTF-8", hint="save the file as UTF-8", where=name) from error
    made = merge_file(name, known, mine, others, answers).encode()
    if write and made != data[1]:
        disk.write_file(ours, made, force=True)


def within(path: str) -> str:
    """Return the name that a file has in its bank, from its path; UsageError if no bank has such a file."""
    parts = path.replace("\\", "/").split("/")
    for n, part in reversed(list(enumerate(parts))):
        if part in {"questions", "exports"} and parts[-1].endswith(".toml"):
            return "/".join(parts[n:])
    hint = "merge=qbank belongs to questions/**/*.toml and exports/*.toml in .gitattributes"
    raise UsageError(f"{path} is not a file of a bank", hint=hint)


def marked(ours: str, theirs: str) -> str:
    """Return two texts as one, with git's marks around the lines that differ."""
    left, right = ours.splitlines(keepends=True), theirs.splitlines(keepends=True)
    made = []
    for same, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if same == "equal":
            made += left[a:b]
        else:
            made += ["<<<<<<< ours\n", *left[a:b], "=======\n", *right[c:d], ">>>>>>> theirs\n"]
    return "".join(made)
