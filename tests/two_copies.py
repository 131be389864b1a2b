"""Two people at work on copies of one bank: coined data, and the ways in which they change it, drawn from a source of chance."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

from qbank import bank as banks
from qbank.bank import merge as copies
from qbank.bank.merge_records import Conflict
from qbank.bank.place import Place
from qbank.model import (
    FAMILIES,
    Bank,
    Category,
    Episode,
    FamilyPlan,
    Item,
    Outline,
    PlannedFollowUp,
    PlannedQuestion,
    Section,
    Show,
    Subject,
    Template,
    Theme,
)
from qbank.model.pattern import escape

CATEGORIES = ("origin", "architecture", "scaling")
_WORDS = (
    "loom", "wicker", "basket", "braid", "osier", "kiln", "glaze", "ferry", "sluice", "canal", "barge", "lock", "tide", "weir", "reed", "thatch",
)  # fmt: skip
_ASKS = (
    "How did the {0} come to be?", "What does a {0} do that a {1} cannot?", "Why is the {0} kept beside the {1}?", "Who mends the {0}?",
    "When does the {0} break under the {1}?", "Which {0} would you build anew?", "Where does the {1} end and the {0} begin?",
)  # fmt: skip


def ask(chance: Random) -> str:
    """Return a coined question."""
    return chance.choice(_ASKS).format(chance.choice(_WORDS), chance.choice(_WORDS))


def _item(n: int, text: str, template: str, category: str) -> Item:
    return Item(
        n=n, text=text, line=n, category=category, template=template, match="same", confidence=0.8, pattern=escape(text)
    )


def _template(text: str, category: str, id_: str) -> Template:
    return Template(id=id_, category=category, cue=text.split()[1], text=text, minutes=20, written=True)


def _first() -> Bank:
    templates = tuple(
        _template(f"How is the {word} made?", CATEGORIES[n % 3], f"made-{word}") for n, word in enumerate(_WORDS[:6])
    )
    templates = tuple(sorted(templates, key=lambda t: CATEGORIES.index(t.category)))
    episodes = tuple(
        Episode(
            id=f"00{n}-{_WORDS[n]}",
            title=f"All about the {_WORDS[n]}",
            number=n,
            guests=("Ada Quill",),
            items=tuple(
                _item(m, f"How is the {_WORDS[m]} of number {n} made?", templates[m].id, templates[m].category)
                for m in range(1, 5)
            ),
        )
        for n in range(1, 4)
    )
    return Bank(
        show=Show(name="The Weir", host="Ada Quill"),
        categories=tuple(Category(id=id_, title=id_, block="why", minutes=5) for id_ in CATEGORIES),
        families={family: FamilyPlan(core=()) for family in FAMILIES},
        templates=templates,
        episodes=episodes,
    )


def _outline(id_: str, texts: list[str]) -> Outline:
    questions = tuple(
        PlannedQuestion(
            id=f"q{n:02}",
            category="origin",
            cue=text.split()[1],
            text=text,
            asked=("001-wicker/1",),
            follow_ups=(PlannedFollowUp(id=f"q{n:02}a", role="deeper", text="Why so?"),),
        )
        for n, text in enumerate(texts, 1)
    )
    half = len(questions) // 2
    return Outline(
        id=id_, date="2026-11-22", guests=("Zoë Other",), technology="Loom", minutes=30,
        sections=(
            Section(block="why", title="Why", start=0, minutes=10, questions=questions[:half]),
            Section(block="inside", title="Inside", start=10, minutes=10, questions=questions[half:]),
        ),
    )  # fmt: skip


def at(folder: Path) -> Place:
    """Return the bank in a folder, over an empty one: nothing of the shipped bank's shows."""
    return Place(root=folder, exports=folder / "exports", over=folder / "beneath")


def start(folder: Path) -> Place:
    """Start the bank that both copies come from, with comments of a host's own in its files."""
    questions = folder / "questions"
    questions.mkdir(parents=True)
    starters = {
        "show": "",
        "categories": "",
        "traits": "",
        "lexicon": "# our words\n",
        "themes": "",
        "sections": '[roles]\ninterview = ["the weir"]\n',
    }
    for name, text in starters.items():
        (questions / f"{name}.toml").write_text(text, encoding="utf-8")
    (folder / "beneath").mkdir()
    place = at(folder)
    empty, first = banks.load(place), _first()
    made = replace(first, lexicon=empty.lexicon, themes=empty.themes, traits=empty.traits)
    banks.save(place, made, base=empty, command="start")
    banks.save_outline(place, _outline("loom-zoe-other", [f"What holds the {word}?" for word in _WORDS[:4]]))
    path = questions / "episodes" / "001-wicker.toml"
    path.write_text(
        "# read from the tape\n\n"
        + path.read_text("utf-8").replace("[[items]]\nn = 2", "# a good one\n[[items]]\nn = 2"),
        "utf-8",
    )
    return place


def copy(place: Place, folder: Path) -> Place:
    """Return a copy of a bank, as one sends it to another person."""
    shutil.copytree(place.root, folder)
    return at(folder)


Way = Callable[[Random, Bank], Bank]


def _of_episode(change: Callable[[Random, Episode], Episode]) -> Way:
    def way(chance: Random, bank: Bank) -> Bank:
        if not bank.episodes:
            return bank
        at = chance.randrange(len(bank.episodes))
        made = change(chance, bank.episodes[at])
        return replace(bank, episodes=(*bank.episodes[:at], made, *bank.episodes[at + 1 :]))

    return way


def _of_item(change: Callable[[Random, Item], Item]) -> Way:
    def way(chance: Random, episode: Episode) -> Episode:
        if not episode.items:
            return episode
        at = chance.randrange(len(episode.items))
        return replace(
            episode, items=(*episode.items[:at], change(chance, episode.items[at]), *episode.items[at + 1 :])
        )

    return _of_episode(way)


def _of_template(change: Callable[[Random, Template], Template]) -> Way:
    def way(chance: Random, bank: Bank) -> Bank:
        at = chance.randrange(len(bank.templates))
        made = [*bank.templates]
        made[at] = change(chance, made[at])
        return replace(bank, templates=tuple(sorted(made, key=lambda t: CATEGORIES.index(t.category))))

    return way


def _adds_an_episode(chance: Random, bank: Bank) -> Bank:
    word = chance.choice(_WORDS[4:9])
    id_ = f"01{len(word)}-{word}"
    if any(e.id == id_ for e in bank.episodes):
        return bank
    items = tuple(_item(n, ask(chance), bank.templates[0].id, "origin") for n in range(1, chance.randint(2, 5)))
    made = Episode(id=id_, title=f"{word.title()} with {chance.choice(('Bo', 'Cy'))}", number=len(word), items=items)
    return replace(bank, episodes=tuple(sorted((*bank.episodes, made), key=lambda e: e.id)))


def _adds_an_item(chance: Random, episode: Episode) -> Episode:
    n = max([episode.last_n, *(i.n for i in episode.items)]) + 1
    at = chance.randint(0, len(episode.items))
    made = replace(_item(n, ask(chance), "", "scaling"), template=None, match=None)
    return replace(episode, items=(*episode.items[:at], made, *episode.items[at:]), last_n=0)


def _takes_out_an_item(chance: Random, episode: Episode) -> Episode:
    if len(episode.items) < 2:
        return episode
    gone = chance.choice(episode.items)
    left = tuple(i for i in episode.items if i is not gone)
    highest = max(episode.last_n, *(i.n for i in episode.items))
    return replace(episode, items=left, last_n=highest if highest > max(i.n for i in left) else 0)


def _adds_a_template(chance: Random, bank: Bank) -> Bank:
    text, category = ask(chance), chance.choice(CATEGORIES)
    id_ = "-".join(text.lower().strip("?").split()[1:4])
    if any(t.id == id_ for t in bank.templates):
        return bank
    made = (*bank.templates, _template(text, category, id_))
    return replace(bank, templates=tuple(sorted(made, key=lambda t: CATEGORIES.index(t.category))))


def _takes_out_a_template(chance: Random, bank: Bank) -> Bank:
    used = {i.template for e in bank.episodes for i in e.items}
    free = [t for t in bank.templates if t.id not in used]
    gone = chance.choice(free) if free else None
    return replace(bank, templates=tuple(t for t in bank.templates if t is not gone))


def _takes_out_an_episode(chance: Random, bank: Bank) -> Bank:
    gone = chance.choice(bank.episodes) if bank.episodes else None
    return replace(bank, episodes=tuple(e for e in bank.episodes if e is not gone))


def _reworded(chance: Random, item: Item) -> Item:
    text = item.text.replace("?", chance.choice((" today?", " then?", " at all?")))
    return replace(item, text=text, pattern=escape(text), slots={})


def _decided_by_hand(chance: Random, item: Item) -> Item:
    return replace(item, category=chance.choice(CATEGORIES), by="hand")


def _decided_anew(chance: Random, item: Item) -> Item:
    if item.by == "hand":
        return item
    return replace(item, category=chance.choice(CATEGORIES), confidence=chance.choice((0.3, 0.5, 0.9)))


def _adds_words(chance: Random, bank: Bank) -> Bank:
    name = chance.choice(_WORDS).title()
    lexicon = bank.lexicon
    if name in {s.name for s in lexicon.subjects} or f"{name} Works" in lexicon.companies:
        return bank
    if chance.random() < 0.5:
        subject = Subject(name=name, family="craft", kind=chance.choice(_WORDS), aliases=(f"{name} two",))
        return replace(bank, lexicon=replace(lexicon, subjects=(*lexicon.subjects, subject)))
    return replace(bank, lexicon=replace(lexicon, companies=(*lexicon.companies, f"{name} Works")))


def _adds_a_theme(chance: Random, bank: Bank) -> Bank:
    id_ = f"own-{chance.choice(_WORDS)}"
    if any(t.id == id_ for t in bank.themes):
        return bank
    return replace(bank, themes=(*bank.themes, Theme(id=id_, words=(ask(chance), chance.choice(_WORDS)))))


def _says_a_host(chance: Random, bank: Bank) -> Bank:
    return replace(bank, show=replace(bank.show, host=chance.choice(("Bo Reed", "Cy Thatch")), probes=(ask(chance),)))


WAYS: dict[str, Way] = {
    "adds an episode": _adds_an_episode,
    "adds an item": _of_episode(_adds_an_item),
    "takes out an item": _of_episode(_takes_out_an_item),
    "names another guest": _of_episode(lambda c, e: replace(e, guests=(*e.guests, c.choice(("Bo", "Cy"))))),
    "rewords a title": _of_episode(lambda c, e: replace(e, title=f"{e.title} {c.choice(_WORDS)}")),
    "rewords an item": _of_item(_reworded),
    "decides by hand": _of_item(_decided_by_hand),
    "decides anew": _of_item(_decided_anew),
    "notes an answer": _of_item(lambda c, i: replace(i, said=f"It {c.choice(_WORDS)}s.")),
    "adds a template": _adds_a_template,
    "rewords a template": _of_template(lambda c, t: replace(t, text=ask(c))),
    "adds a phrasing": _of_template(lambda c, t: replace(t, phrasings=tuple(dict.fromkeys((*t.phrasings, ask(c)))))),
    "moves a template": _of_template(lambda c, t: replace(t, category=c.choice(CATEGORIES))),
    "likes a template": _of_template(lambda _, t: replace(t, favourite=True)),
    "adds words": _adds_words,
    "adds a theme": _adds_a_theme,
    "says a host": _says_a_host,
}  # fmt: skip
TAKING_OUT: dict[str, Way] = {
    "takes out a template": _takes_out_a_template,
    "takes out an episode": _takes_out_an_episode,
}


def _of_outline(chance: Random, place: Place) -> None:
    """Plan another outline, or work on the one that is there: a mark, a note, other words, one more question."""
    if chance.random() < 0.3:
        id_ = f"loom-{chance.choice(('bo', 'cy'))}"
        banks.save_outline(place, _outline(id_, [ask(chance) for _ in range(4)]))
        return
    path = place.exports / "loom-zoe-other.toml"
    base = banks.load_outline(path)
    sections = list(base.sections)
    at = chance.randrange(len(sections))
    questions = list(sections[at].questions)
    n = chance.randrange(len(questions))
    way = chance.randrange(4)
    if way == 0:
        questions[n] = replace(questions[n], mark=chance.choice(("asked", "skipped", "great")))
    elif way == 1:
        questions[n] = replace(questions[n], note=ask(chance))
    elif way == 2:
        questions[n] = replace(questions[n], text=ask(chance))
    else:
        id_ = f"q{len(base.questions) + 1:02}"
        more = PlannedQuestion(
            id=id_, category="origin", cue="more", text=ask(chance),
            follow_ups=(PlannedFollowUp(id=f"{id_}a", role="deeper", text="And?"),),
        )  # fmt: skip
        questions.insert(n, more)
    sections[at] = replace(sections[at], questions=tuple(questions))
    banks.save_outline(place, replace(base, sections=tuple(sections)), base=base, path=path)


def _of_text(chance: Random, place: Place) -> None:
    """Write by hand into a file: a section's name of one's own, or a comment."""
    path = place.questions / "sections.toml"
    text = path.read_text("utf-8")
    if chance.random() < 0.5:
        text = text.replace('"the weir"', f'"the weir", "the {chance.choice(_WORDS)}"')
    path.write_text(f"# {chance.choice(_WORDS)}\n{text}", "utf-8")


def work_on(place: Place, chance: Random, steps: int, *, taking_out: bool) -> list[str]:
    """Change a bank in so many ways, each drawn; return what was done."""
    done = []
    names = [*WAYS, *(TAKING_OUT if taking_out else ()), "works on an outline", "writes by hand"]
    for _ in range(steps):
        name = chance.choice(names)
        if name == "takes out an item" and not taking_out:
            continue
        done.append(name)
        if name == "works on an outline":
            _of_outline(chance, place)
        elif name == "writes by hand":
            _of_text(chance, place)
        else:
            before = banks.load(place)
            banks.save(place, (WAYS | TAKING_OUT)[name](chance, before), base=before, command=name)
    return done


Records = dict[str, dict[str, object]]


def records(place: Place) -> Records:
    """Return all records of a bank by file and key, whatever their order; lists as sets, for their order is nobody's decision."""
    made: Records = {}
    for name, text in copies.texts_of(place).items():
        doc = copies.document_of(name, text)
        tables = {t.key: _unordered(t.values) for t in doc.tables} | {"": _unordered(doc.top.values)}
        if any(tables.values()):
            made[name] = tables
    return made


def _unordered(value: object) -> object:
    if isinstance(value, dict):
        return {k: _unordered(v) for k, v in value.items()}
    return sorted(map(repr, map(_unordered, value))) if isinstance(value, list | tuple) else value


def said(place: Place) -> set[str]:
    """Return every text that a person could miss: of items, templates, phrasings, themes, subjects, outlines, notes."""
    bank = banks.load(place)
    outlines = [banks.load_outline(path) for path in banks.outlines(place)]
    return (
        {i.text for e in bank.episodes for i in e.items}
        | {i.said for e in bank.episodes for i in e.items if i.said}
        | {t for one in bank.templates for t in (one.text, *one.phrasings)}
        | {w for theme in bank.themes for w in theme.words}
        | {s.name for s in bank.lexicon.subjects}
        | {*bank.lexicon.companies, *bank.show.probes}
        | {t for o in outlines for q in o.questions for t in (q.text, q.note)}
    ) - {""}


def missing(base: Place, ours: Place, theirs: Place, merged: Place, conflicts: tuple[Conflict, ...]) -> set[str]:
    """Return what one person wrote and neither the merged bank has nor a conflict shows; what a person took out is not a loss.

    What was there before both is lost only where both still had it.
    """
    was, mine, others, now = map(said, (base, ours, theirs, merged))
    shown = repr([(c.base, c.ours, c.theirs) for c in conflicts])
    whole = {c.file.rpartition("/")[2].removesuffix(".toml") for c in conflicts if not c.record and not c.field}
    lost = (((mine | others) - was) | (mine & others)) - now
    gone = {i.text for p in (ours, theirs) for e in banks.load(p).episodes if e.id in whole for i in e.items}
    gone |= {i.said for p in (ours, theirs) for e in banks.load(p).episodes if e.id in whole for i in e.items if i.said}
    return {text for text in lost - gone if text not in shown}


def hand_lost(ours: Place, theirs: Place, merged: Place) -> list[str]:
    """Return the items that one person decided by hand and the merged bank has without a decision by hand."""
    now = {i.text: i for e in banks.load(merged).episodes for i in e.items}
    decided = [i for p in (ours, theirs) for e in banks.load(p).episodes for i in e.items if i.by == "hand"]
    return [i.text for i in decided if i.text in now and now[i.text].by != "hand"]
