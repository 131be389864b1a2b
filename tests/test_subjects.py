"""Subjects: the module that answers from the lexicon, and the lexicon that ships."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from qbank import bank as banks
from qbank.bank import place as places
from qbank.errors import UsageError
from qbank.model import FAMILIES, Family, KindWords, Lexicon, Subject, Trait
from qbank.outline import subjects
from qbank.outline.brief import Request
from qbank.outline.known import field_of, known_subject
from qbank.outline.subjects import OF_THE_GUEST, check, find, guess_kind, kinds_of, words

QUESTIONS = Path(__file__).parents[1] / "questions"


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((QUESTIONS / name).read_text(encoding="utf-8"))


def _shipped() -> Lexicon:
    data = _read("lexicon.toml")
    data["subjects"] = [{"name": name, **entry} for name, entry in data["subjects"].items()]
    return TypeAdapter(Lexicon).validate_python(data)


TRAITS = TypeAdapter(tuple[Trait, ...]).validate_python(
    [{"id": trait, **entry} for trait, entry in _read("traits.toml").items()]
)
known = partial(subjects.known, known_traits=TRAITS)
truth = partial(subjects.truth, traits=TRAITS)
EXCLUSIVE = [(trait.id, other) for trait in TRAITS for other in trait.excludes]
TRAIT_IDS = [trait.id for trait in TRAITS]
SHIPPED = _shipped()
LEXICON = Lexicon(
    subjects=(
        Subject(
            name="Larder", family="software", kind="embedded pantry database", aliases=("Apache Larder", "The Box"),
            company="Shelf Labs", makers=("Ada Crumb",), alternatives=("Cellar",), traits=("has-company", "embedded", "plug-ins"),
        ),
        Subject(name="Cellar DB", kind="database", traits=("distributed",), not_traits=("has-releases",)),
        Subject(name="Crème", family="publication", kind="newsletter"),
        Subject(name="C", family="language"),
        Subject(name="C++", family="language"),
        Subject(name="Apache Shelf", family="software", aliases=("Larder",)),
        Subject(name="Spoon.js", family="software"),
    ),
    kinds={
        "database": KindWords(unit="query", load="data", family="software", traits=("stores-data", "has-releases")),
        "embedded pantry database": KindWords(unit="jar", family="software", traits=("plug-ins",)),
        "platform as a service": KindWords(family="service", traits=("hosted",)),
        "in-memory file system": KindWords(family="software"),
        "newsletter": KindWords(unit="story", load="readership", family="publication", traits=("periodical",)),
        "search and analytics stack": KindWords(family="software"),
        "library": KindWords(family="software"), "box": KindWords(),
    },
)  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("larder", "Larder"), ("the Larder project", "Larder"), ("LARDER database", "Larder"), ("the-box", "Larder"),
        ("cellardb", "Cellar DB"), ("Cellar", "Cellar DB"), ("creme", "Crème"), ("C", "C"), ("c++", "C++"),
        ("shelf", "Apache Shelf"), ("Spoon", "Spoon.js"), ("spoonjs", "Spoon.js"), ("Spoon JS", "Spoon.js"),
    ],
)  # fmt: skip
def test_a_subject_is_found_however_it_is_spelt(asked: str, name: str) -> None:
    """Case, accents, spacing, "the", "Apache" and a trailing noun do not matter; "C" and "C++" stay apart."""
    found = find(LEXICON, asked)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("asked", ["", " ", "the database", "Lard", "C#"])
def test_what_is_not_known_is_not_found(asked: str) -> None:
    """A name that the lexicon does not hold finds nothing, nor does a noun alone."""
    assert find(LEXICON, asked) is None


def test_a_name_goes_before_an_alias() -> None:
    """An alias that is also another subject's name leads to the subject of that name."""
    found = find(LEXICON, "Larder")
    assert found is not None
    assert found.name == "Larder"


def test_the_entry_fills_in_what_is_not_given() -> None:
    """Family, kind, company, makers and alternatives come from the entry, the kind adds its traits."""
    subject = known(LEXICON, "cellar")
    assert (subject.name, subject.family, subject.kind) == ("Cellar DB", "software", "database")
    assert subject.traits == ("distributed", "stores-data")
    assert known(LEXICON, "larder").makers == ("Ada Crumb",)


def test_the_entry_wins_over_its_kind() -> None:
    """A trait of the kind that the entry denies is not taken."""
    assert known(LEXICON, "Cellar DB").not_traits == ("has-releases",)


def test_what_is_given_wins() -> None:
    """Company, alternatives and traits that are given replace the entry's; what contradicts them is dropped."""
    subject = known(
        LEXICON, "Larder", company="Jam", alternatives=["Tin"], traits=["distributed"], not_traits=["plug-ins"]
    )
    assert (subject.company, subject.alternatives) == ("Jam", ("Tin",))
    assert subject.traits == ("distributed", "has-company")
    assert truth(subject)["embedded"] is False


def test_a_trait_given_both_ways_is_refused() -> None:
    """To say of the same trait that it holds and that it does not makes no sense."""
    with pytest.raises(UsageError, match="plug-ins is given both ways"):
        known(LEXICON, "Larder", traits=["plug-ins"], not_traits=["plug-ins"])


def test_an_unknown_subject_is_what_is_given() -> None:
    """A name that is not in the lexicon keeps its spelling; its family and traits come from the kind given."""
    subject = known(LEXICON, "Ladle", kind="a small database that stirs")
    assert (subject.name, subject.family, subject.traits) == ("Ladle", "software", ("stores-data", "has-releases"))
    assert known(LEXICON, "Ladle") == Subject(name="Ladle")


def test_another_thing_of_the_same_name_is_not_the_entry() -> None:
    """A newsletter called Larder has nothing of the database Larder; a hosted Larder may be the same."""
    assert known(LEXICON, "Larder", kind="newsletter") == Subject(
        name="Larder", family="publication", kind="newsletter", traits=("periodical",)
    )
    assert known(LEXICON, "Larder", family="service").makers == ("Ada Crumb",)


def test_truth_knows_what_follows() -> None:
    """A library within the caller's process has an interface for programs and is not a cluster."""
    found = truth(Subject(name="X", traits=("embedded",)))
    assert found["has-api"] is True
    assert not any(found[trait] for trait in ("distributed", "hosted", "multi-tenant"))
    assert "open-source" not in found


def test_truth_knows_the_rules_backwards() -> None:
    """What has no company behind it has no investors."""
    assert truth(Subject(name="X", not_traits=("has-company",)))["venture-backed"] is False


def test_a_family_rules_traits_out() -> None:
    """A publication is not a cluster and no library unless someone says so; nothing is known without a family."""
    found = truth(Subject(name="X", family="publication", traits=("plug-ins",)))
    assert (found["distributed"], found["embedded"], found["plug-ins"]) == (False, False, True)
    assert truth(Subject(name="X")) == {}


@given(st.sampled_from([None, *FAMILIES]), st.sets(st.sampled_from(TRAIT_IDS)), st.sets(st.sampled_from(TRAIT_IDS)))
def test_what_is_stated_is_never_overruled(family: Family | None, yes: set[str], no: set[str]) -> None:
    """Whatever is stated stands in the answer, and nothing that follows contradicts another thing that follows."""
    subject = Subject(name="X", family=family, traits=tuple(sorted(yes)), not_traits=tuple(sorted(no - yes)))
    found = truth(subject)
    assert all(found[trait] for trait in yes)
    assert not any(found[trait] for trait in no - yes)
    for one, other in EXCLUSIVE:
        assert {one, other} <= yes or not (found.get(one) and found.get(other))


@given(st.sampled_from(SHIPPED.subjects), st.sets(st.sampled_from(TRAIT_IDS), max_size=3))
def test_given_traits_hold_and_only_consistent_ones_join_them(entry: Subject, given_traits: set[str]) -> None:
    """A trait that is given of a known subject is true of it, and what the lexicon adds does not exclude it."""
    subject = known(SHIPPED, entry.name, traits=sorted(given_traits))
    assert given_traits <= {*subject.traits}
    assert not {*subject.traits} & {*subject.not_traits}
    for one, other in EXCLUSIVE:
        assert {one, other} <= given_traits or not {one, other} <= {*subject.traits}


@pytest.mark.parametrize(
    ("phrase", "kind"),
    [
        ("an open source database that stores jars", "database"), ("Databases", "database"),
        ("a fast, embedded pantry database", "embedded pantry database"), ("a data base", "database"), ("the boxes", "box"), ("two libraries", "library"),
        ("a search and analytics stack", "search and analytics stack"), ("platform as a service", "platform as a service"),
        ("an in-memory filesystem for jars", "in-memory file system"), ("the weekly newsletter about jam", "newsletter"),
        ("a powerful and flexible database", "database"), ("a jar", None), ("something for a database", None), ("", None),
    ],
)  # fmt: skip
def test_a_phrase_names_a_kind(phrase: str, kind: str | None) -> None:
    """Articles and adjectives fall away, the phrase ends before its relative clause, plurals and joins count."""
    assert guess_kind(LEXICON, phrase) == kind


@given(st.text())
def test_any_phrase_gives_a_known_kind_or_none(phrase: str) -> None:
    """No text breaks the search for a kind, nor that for a subject."""
    assert guess_kind(LEXICON, phrase) in {None, *LEXICON.kinds}
    assert find(LEXICON, phrase) in {None, *LEXICON.subjects}


def test_words_come_from_the_kind() -> None:
    """A kind brings its unit and load; one that is not known borrows from its last words; no kind, no words."""
    assert words(LEXICON, Subject(name="X", kind="newsletter")) == {"unit": "story", "load": "readership"}
    assert words(LEXICON, Subject(name="X", kind="purple database")) == {"unit": "query", "load": "data"}
    assert words(LEXICON, Subject(name="X", kind="embedded pantry database")) == {"unit": "jar"}
    assert words(LEXICON, Subject(name="X")) == {}


@pytest.mark.parametrize(
    ("entry", "line"),
    [
        (Subject(name="X", family="software", traits=("shiny",)), "subject X: there is no trait shiny"),
        (Subject(name="X", family="software", traits=("hosted",) * 2), "subject X: trait hosted stands twice"),
        (Subject(name="X", family="software", traits=("returning",)), "subject X: trait returning belongs to a guest"),
        (
            Subject(name="X", family="software", traits=("hosted",), not_traits=("hosted",)),
            "subject X: trait hosted stands both ways",
        ),
        (
            Subject(name="X", family="software", traits=("embedded", "distributed")),
            "subject X: it cannot be both distributed and embedded",
        ),
        (
            Subject(name="X", family="software", traits=("embedded",), not_traits=("has-api",)),
            "subject X: what is embedded has has-api",
        ),
        (Subject(name="X", family="software", traits=("periodical",)), "subject X: no software has the trait periodical"),
        (Subject(name="X", kind="gadget"), "subject X: it has no family, and its kind gadget gives it none"),
        (Subject(name="X"), "subject X: it has no family, and its kind (none) gives it none"),
        (
            Subject(name="X", family="software", aliases=("Xi",), alternatives=("xi",)),
            "subject X: it is its own alternative xi",
        ),
        (
            Subject(name="X", family="software", alternatives=("Y", "Y")),
            "subject X: Y stands twice among its alternatives",
        ),
    ],
)  # fmt: skip
def test_check_says_what_is_wrong_with_a_subject(entry: Subject, line: str) -> None:
    """Each inconsistency of an entry has a line of its own that names the subject."""
    assert check(Lexicon(subjects=(entry,)), TRAITS) == (line,)


def test_check_says_what_is_wrong_with_names_and_kinds() -> None:
    """One name for two subjects, a name listed twice and a kind's impossible traits are found."""
    lexicon = Lexicon(
        subjects=(Subject(name="X", family="software"), Subject(name="Y", family="software", aliases=("x",))),
        kinds={"gadget": KindWords(family="software", traits=("hosted", "embedded"))},
        companies=("Jam", "Jam"),
    )
    assert check(lexicon, TRAITS) == (
        "kind gadget: it cannot be both embedded and hosted",
        "subjects X and Y: both are called x",
        "companies: Jam stands twice",
    )


def test_the_rules_use_traits_that_exist() -> None:
    """Every trait that another implies or excludes stands in traits.toml, and none excludes what it implies."""
    for trait in TRAITS:
        assert {*trait.implies, *trait.excludes} <= {*TRAIT_IDS}
        assert {*trait.implies}.isdisjoint(trait.excludes)


def test_a_new_trait_is_one_table() -> None:
    """A trait that a bank adds brings what it implies and rules out: nothing else has to know of it."""
    traits = (
        *TRAITS,
        Trait(id="submerged", ask="?", means="?", implies=("always-on",), excludes=("hosted",), never=("book",)),
    )
    found = subjects.truth(Subject(name="X", traits=("submerged",)), traits)
    assert (found["always-on"], found["hosted"], found["embedded"]) == (True, False, False)
    assert subjects.truth(Subject(name="X", traits=("hosted",)), traits)["submerged"] is False
    assert subjects.truth(Subject(name="X", family="book"), traits)["submerged"] is False


def test_the_shipped_lexicon_is_consistent() -> None:
    """Nothing in the lexicon that ships contradicts itself or the closed list of traits."""
    assert check(SHIPPED, TRAITS) == ()


def test_the_shipped_lexicon_is_large() -> None:
    """At least 300 subjects, 60 kinds, 150 companies, 60 languages and 50 protocols are known; the older families are."""
    assert len(SHIPPED.subjects) >= 300
    assert len(SHIPPED.kinds) >= 60
    assert len(SHIPPED.companies) >= 150
    assert len(SHIPPED.languages) >= 60
    assert len(SHIPPED.protocols) >= 50
    assert {s.family for s in SHIPPED.subjects} >= {*FAMILIES} - {
        "person",
        "topic",
        "craft",
        "hardware",
        "standard",
        "book",
    }


@pytest.mark.parametrize(
    "name",
    [
        "Ceph", "CockroachDB", "ArangoDB", "Alooma", "Data Engineering Weekly", "Elastic Stack", "Honeycomb", "Pulsar",
        "Dat", "CRDTs",
    ],
)  # fmt: skip
def test_the_first_banks_subjects_are_known(name: str) -> None:
    """Each of the ten subjects has an entry with a kind whose words are known."""
    subject = find(SHIPPED, name)
    assert subject is not None
    assert words(SHIPPED, subject).keys() == {"unit", "load"}


@given(st.sampled_from(SHIPPED.subjects), st.data())
def test_every_shipped_name_leads_home(subject: Subject, data: st.DataObject) -> None:
    """A shipped name or alias finds its own entry, in any case and with hyphens for spaces."""
    name = data.draw(st.sampled_from((subject.name, *subject.aliases)))
    spelt = data.draw(st.sampled_from((name, name.lower(), name.upper(), name.replace(" ", "-"))))
    assert find(SHIPPED, spelt) is subject


@given(st.sampled_from(sorted(SHIPPED.kinds)), st.sampled_from(["", "an open source ", "a fast, friendly "]))
def test_every_shipped_kind_is_recognized(kind: str, before: str) -> None:
    """A shipped kind is found in a phrase that qualifies it."""
    assert guess_kind(SHIPPED, f"{before}{kind} that grows on you") == kind


@pytest.mark.parametrize("name", ["DuckDB", "SQLite", "Lucene", "RocksDB"])
def test_an_embedded_library_never_gets_a_cluster(name: str) -> None:
    """What runs inside its caller is known not to be distributed, hosted or shared by customers."""
    found = truth(known(SHIPPED, name))
    assert not any(found[trait] for trait in ("distributed", "hosted", "multi-tenant"))


def test_units_and_loads_are_singular() -> None:
    """A unit follows "one", a load ("data", "number of models") stands before "grows": neither is a plural."""
    for kind in SHIPPED.kinds.values():
        assert not (kind.unit or "").endswith("s")
        assert not (kind.load or "").partition(" of ")[0].endswith("s")


def test_a_kind_is_asked_what_those_are_asked_that_it_is_a_case_of() -> None:
    """A kind leads to itself and, step by step, to what it is a case of, even in a circle; an unknown kind to nothing."""
    kinds = {
        "store": KindWords(), "database": KindWords(is_a=("store",)), "graph database": KindWords(is_a=("database",)),
        "egg": KindWords(is_a=("hen",)), "hen": KindWords(is_a=("egg",)),
    }  # fmt: skip
    lexicon = Lexicon(kinds=kinds)
    assert kinds_of(lexicon, "graph database") == {"graph database", "database", "store"}
    assert kinds_of(lexicon, "distributed graph databases") == {"graph database", "database", "store"}
    assert kinds_of(lexicon, "hen") == {"hen", "egg"}
    assert kinds_of(lexicon, "teapot") == kinds_of(lexicon, None) == set()


FACT_FIELDS = ("written_in", "builds_on", "compatible_with", "parts", "predecessor")


def test_much_is_known_of_the_best_known_technologies() -> None:
    """At least 250 subjects say what they are written in, stand on, are compatible with, are made of or came after."""
    told = [s for s in SHIPPED.subjects if any(getattr(s, field) for field in FACT_FIELDS)]
    assert len(told) >= 250
    for field, least in zip(FACT_FIELDS, (250, 100, 50, 100, 50), strict=True):
        assert sum(bool(getattr(s, field)) for s in told) >= least


def test_what_is_known_of_a_technology_can_be_said_in_a_sentence() -> None:
    """A part is "NAME: what it does"; nothing stands on, is compatible with, or came after itself; no list says a thing twice."""
    for subject in SHIPPED.subjects:
        parts = [part.partition(": ") for part in subject.parts]
        assert all(name and says and not says.endswith(".") for name, _, says in parts), subject.name
        others = (*subject.builds_on, *subject.compatible_with, subject.predecessor)
        assert subject.name not in others, subject.name
        for field in FACT_FIELDS[:4]:
            values = getattr(subject, field)
            assert len({*values}) == len(values), subject.name
            assert not any(value != value.strip() for value in values), subject.name


def test_every_kind_of_a_shipped_subject_is_known() -> None:
    """An entry's kind stands in the lexicon itself, and so does a family for it."""
    assert {s.kind for s in SHIPPED.subjects} <= {*SHIPPED.kinds}
    assert all(kind.family for kind in SHIPPED.kinds.values())


def test_the_list_of_traits_stays_short() -> None:
    """At most forty-one traits of a subject, a few of the guest aside: a longer list is one that nobody keeps true."""
    assert len({*_read("traits.toml")} - OF_THE_GUEST) <= 41


@pytest.mark.parametrize(
    ("subject", "field"),
    [("hand weaving", "hand weaving"), ("Kafka", "data management"), ("a board", ""), ("Nix", "package management")],
)
def test_the_rituals_ask_about_a_field_of_the_guests(subject: str, field: str) -> None:
    """A weaver is not asked about data, nor who made a package manager; of a board nobody knows. A show with a name asks about its own."""
    bank = banks.load(places.shipped(cwd=Path.cwd()))
    family: Family | None = {"hand weaving": "craft", "a board": "hardware"}.get(subject)  # type: ignore[assignment]
    request = Request(guests=("Ada Quist",), technology=subject, family=family, date="2026-11-22")
    assert field_of(bank, request, known_subject(bank, request)) == field
    weaving = replace(bank, show=replace(bank.show, name="The Loom", domain="rug weaving"))
    assert field_of(weaving, request, known_subject(weaving, request)) == "rug weaving"


@pytest.mark.parametrize(
    ("said", "known"),
    [("CI tool", "continuous integration system"), ("vector store", "vector database"), ("graph DB", "graph database")],
)
def test_a_kind_is_known_by_another_head(said: str, known: str) -> None:
    """What stands before "tool" or "store" says what a thing is, and what is commonly shortened is read as written out."""
    assert guess_kind(SHIPPED, said) == known
