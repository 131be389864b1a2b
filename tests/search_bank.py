"""A small bank written for the tests of search: four episodes, two of them with a ritual, eight themes."""

from __future__ import annotations

from pathlib import Path

from banks import empty_place

from qbank import bank as banks
from qbank.model import Bank, Category, Episode, Item, ItemKind, Template, Theme

CATEGORIES = ("background", "scaling", "failure-modes", "comparison", "community")

THEMES = (
    Theme(
        id="split-brain",
        category="failure-modes",
        words=("split brain", "network partition", "netsplit", "quorum loss"),
    ),
    Theme(id="consensus", words=("consensus", "raft", "paxos", "quorum", "leader election")),
    Theme(id="money", category="community", words=("money", "funding", "grant", "who pays", "investor")),
    Theme(
        id="wrong-choice",
        category="comparison",
        words=("wrong choice", "when not to use", "should not use", "overkill"),
    ),
    Theme(id="customers", words=("customer", "customers", "client")),
    Theme(id="custom", words=("customize", "customization", "plug-in")),
    Theme(id="growth", category="scaling", words=("scaling", "growth", "more machines")),
    Theme(id="languages", words=("C++", "C#", "rust")),
)


def template(name: str, category: str, text: str, *, ritual: bool = False) -> Template:
    """Return a template with a cue made of its name."""
    return Template(id=name, category=category, cue=name.replace("-", " "), text=text, ritual=ritual)


TEMPLATES = (
    template("partitions", "failure-modes", "What does {{ technology }} do when its nodes cannot hear each other?"),
    template("ritual-start", "background", "How did you come to this field?", ritual=True),
    template("who-pays", "community", "Where does the money come from?"),
    template("other-choice", "comparison", "Who should take something else?"),
    template("how-large", "scaling", "How large does {{ technology }} get?"),
    template("never-asked", "scaling", "What about zebras?"),
)


def item(
    n: int, text: str, category: str | None = None, template: str | None = None, kind: ItemKind = "question"
) -> Item:
    """Return an item as a bank holds it: the technology is a slot of its pattern."""
    name = next((name for name in ("Kelp", "Mole", "Newt") if name in text), None)
    pattern = text.replace(name, "{{ technology }}") if name else text
    slots = {"technology": name} if name else {}
    return Item(n=n, text=text, category=category, template=template, kind=kind, pattern=pattern, slots=slots)


EPISODES = (
    Episode(
        id="012-kelp",
        number=12,
        title="Kelp, a store for tidal data, with Ada Moreno",
        date="2019-03-05",
        guests=("Ada Moreno",),
        technology="Kelp",
        kind="key-value store",
        aliases=("KelpDB",),
        items=(
            item(1, "Introduction", "background", kind="intro"),
            item(2, "How did you come to this field?", "background", "ritual-start"),
            item(3, "What does Kelp do during a network partition?", "failure-modes", "partitions"),
            item(4, "Which leader election did you build, Raft or something of your own?", "failure-modes"),
            item(5, "Who pays for the work on Kelp?", "community", "who-pays"),
            item(10, "When is Kelp the wrong choice?", "comparison", "other-choice"),
        ),
    ),
    Episode(
        id="7-mole",
        number=7,
        title="Digging with Mole",
        date="2018-11",
        guests=("Bo Li", "Zoë Brûlé"),
        technology="Mole",
        items=(
            item(1, "How did you come to this field?", "background", "ritual-start"),
            item(2, "Do two halves of Mole go on by themselves if the cable is cut?", "failure-modes", "partitions"),
            item(3, "How many machines can Mole run on?", "scaling", "how-large"),
            item(4, "say more about the C++ client library", None, None, "note"),
        ),
    ),
    Episode(
        id="newt",
        title="Newt today",
        guests=("Cy Adeyemi",),
        technology="Newt",
        items=(item(1, "What do customers of Newt ask for?", "community"), item(2, "Funding: https://newt.example", "community", None, "topic")),
    ),
    Episode(
        id="100-kelp",
        number=100,
        title="Kelp again",
        date="2021-01-09",
        guests=("Ada Moreno",),
        technology="Kelp",
        items=(item(2, "What does Kelp do during a network partition?", "failure-modes", "partitions"),),
    ),
)  # fmt: skip


def bank(*, episodes: tuple[Episode, ...] = EPISODES) -> Bank:
    """Return the bank, perhaps with other episodes."""
    categories = tuple(Category(id=name, title=name, block="open", minutes=1) for name in CATEGORIES)
    return Bank(episodes=episodes, templates=TEMPLATES, themes=THEMES, categories=categories)


def write(folder: Path) -> None:
    """Write the bank's files into a new folder."""
    banks.save(empty_place(folder), bank(), base=Bank(), command="test")
