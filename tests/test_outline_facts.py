"""Facts: whole sentences, told in frames that fit what they say, why first; and found in documents."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qbank import bank as banks
from qbank.bank import place as places
from qbank.cli import run
from qbank.errors import UsageError
from qbank.model import Fact, FactType, Outline
from qbank.model.brief import Brief
from qbank.outline import completed, facts
from qbank.outline.brief import Request
from qbank.outline.found import kind_of
from qbank.outline.plan import plan
from qbank.outline.request import request

BANK = banks.load(places.shipped(cwd=Path(__file__).parent))


def sheet(*given: tuple[FactType, str]) -> Outline:
    """Return a sheet with a maker of a vector database, on these facts."""
    told = tuple(completed.whole(Fact(type=kind, text=text), "Frobnix") for kind, text in given)
    return plan(
        BANK,
        Request(
            guests=("Ada Quill",), technology="Frobnix", kind="vector database", relations={"Ada Quill": "made"}, date="2026-11-22",
            facts=told, minutes=60.0,
        ),
    ).outline  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "text", "told"),
    [
        ("choice", "it runs inside the calling program", "Frobnix runs inside the calling program."),
        ("limit", "no transactions", "Frobnix has no transactions."),
        ("choice", "written in Go", "Frobnix is written in Go."),
        ("number", "40 customers", "Frobnix has 40 customers."),
        ("body", "no single company owns the project", "No single company owns the project."),
        ("part", "Foxx: runs JavaScript inside the database", "Foxx runs JavaScript inside the database."),
        ("part", "Foxx: a framework for microservices", "Foxx is a framework for microservices."),
        ("rival", "Pinecone", "Some people choose Pinecone over Frobnix."),
        ("rival", "Atlan: more connectors", "People who choose Atlan over Frobnix give one reason: more connectors."),
        ("rival", "Pinecone raised a lot of money", "Pinecone raised a lot of money."),
        ("said", "watermarks are not enough", "You have said: “Watermarks are not enough.”"),
        ("limit", "only runs on one GPU", "Frobnix only runs on one GPU."),
        ("limit", "no support for left recursion", "Frobnix has no support for left recursion."),
        ("limit", "doesn't support joins", "Frobnix doesn't support joins."),
        ("number", "4,000 DAGs run every night", "4,000 DAGs run every night."),
        ("number", "3 million spans per second", "Frobnix handles 3 million spans per second."),
        ("number", "1.2 million downloads a month", "Frobnix gets 1.2 million downloads a month."),
        ("number", "4,000 units sold in the first year", "4,000 units were sold in the first year."),
        ("number", "400 sold last year", "400 were sold last year."),
        ("limit", "no more than 50 queries at a time", "Frobnix allows no more than 50 queries at a time."),
        ("limit", "no images from before 2015", "Frobnix has no images from before 2015."),
        (
            "criticism",
            "too many parts for a team of two",
            "Some people say that Frobnix has too many parts for a team of two.",
        ),
        ("criticism", "too slow", "Some people say that Frobnix is too slow."),
        ("change", "you handed it to a foundation in 2021", "You handed Frobnix to a foundation in 2021."),
        ("choice", "you run it on bare metal", "You run Frobnix on bare metal."),
        ("change", "you started charging for it last year", "You started charging for Frobnix last year."),
        ("claim", "your site says that it trains on a laptop", "Your site says that Frobnix trains on a laptop."),
        ("criticism", "teams are left alone with it", "Some people say that teams are left alone with Frobnix."),
        ("choice", "there are no exceptions", "There are no exceptions in Frobnix."),
        ("number", "14 people, no sales team", "Frobnix has 14 people and no sales team."),
        ("story", "the first batch of screens yellowed in the sun", "The first batch of screens yellowed in the sun."),
        (
            "criticism",
            "large projects take minutes to parse",
            "Some people say that large projects take minutes to parse.",
        ),
        ("story", "a two-hour outage in November", "There was a two-hour outage in November."),
        ("story", "a wrong gradient shipped in 0.4", "A wrong gradient shipped in 0.4."),
        ("story", "the week you lost the primary", "Let's talk about the week you lost the primary."),
        ("story", "your first boat sank at the pier", "Your first boat sank at the pier."),
        ("story", "a flood ruined your first workshop", "A flood ruined your first workshop."),
        ("story", "an outage caused by a typo", "There was an outage caused by a typo."),
        ("story", "the AWS breach", "Let's talk about the AWS breach."),
        ("number", "one reader in eight writes back", "One reader in eight writes back."),
        ("number", "twelve people and 900 customers", "Frobnix has twelve people and 900 customers."),
        (
            "number",
            "six volunteers answer every question",
            "Here's a number that stood out to me: six volunteers answer every question.",
        ),
        ("number", "one page a night", "Here's a number that stood out to me: one page a night."),
        ("number", "a tenth of the memory", "Here's a number that stood out to me: a tenth of the memory."),
        (
            "number",
            "60,000 tables in Ben's catalog",
            "Here's a number that stood out to me: 60,000 tables in Ben's catalog.",
        ),
        (
            "criticism",
            "people remember the years when it lost writes",
            "People remember the years when Frobnix lost writes.",
        ),
        ("criticism", "it's hard to debug", "Some people say that Frobnix is hard to debug."),
        ("criticism", "it is hard to tell what runs", "Some people say that it is hard to tell what runs."),
    ],
)
def test_a_fragment_is_completed(kind: FactType, text: str, told: str) -> None:
    """Where there is one way to a sentence it is taken; a sentence stays word for word."""
    assert facts.told(completed.whole(Fact(type=kind, text=text), "Frobnix"), "Frobnix") == told


def test_what_a_user_has_is_not_what_the_thing_has() -> None:
    """A number of something, with nothing but users to talk to, is theirs."""
    fact = completed.whole(Fact(type="number", text="900 dashboards"), "Frobnix", by_a_user=True)
    assert facts.told(fact, "Frobnix") == "You have 900 dashboards."


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("you wrote that most of them are theater", "You wrote that most incident reviews are theater."),
        ("people call them a waste of time", "People call incident reviews a waste of time."),
    ],
)
def test_several_things_are_named_as_such(text: str, told: str) -> None:
    """A "them" that can only be the subject is its name."""
    fact = completed.whole(Fact(type="claim", text=text), "incident reviews", bare=True)
    assert facts.told(fact, "incident reviews") == told


def test_a_number_beside_one_that_is_not_named_is_asked_compared_to_what() -> None:
    """A tenth of the memory is a tenth of what something else takes."""
    (asked,) = (q for q in sheet(("number", "it needs a tenth of the memory")).questions if "tenth" in q.context)
    assert asked.template == "number-compared"
    (asked,) = (
        q for q in sheet(("number", "it is three times smaller than a B-tree")).questions if "three" in q.context
    )
    assert asked.template != "number-compared"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Tom's team runs 200 instances", "your team runs 200 instances"),
        ("Tom has 200 instances", "you have 200 instances"),
        ("the outage woke Tom Hale at night", "the outage woke you at night"),
        ("Rosa left in 2022", "Rosa left in 2022"),
    ],
)
def test_nobody_is_told_of_themselves_by_name(text: str, told: str) -> None:
    """What names the guest whom it is told is told to their face; another guest's name stays."""
    assert facts.to_face(Fact(type="number", text=text), "Tom Hale").text == told


def test_a_part_says_what_it_does() -> None:
    """A name alone is refused, with what to write instead."""
    with pytest.raises(UsageError, match="does not say what it does"):
        completed.whole(Fact(type="part", text="Foxx"), "Frobnix")


@pytest.mark.parametrize(
    ("kind", "text", "told"),
    [
        ("body", "the Apache Foundation", "Here's what stood out to me: the Apache Foundation."),
        ("choice", "disk over memory", "One choice stands out: disk over memory."),
        ("choice", "paper only, no app", "One choice stands out: paper only, no app."),
        ("limit", "no offline mode, and the fields have no signal", "One limit stands out: no offline mode, and the fields have no signal."),
        ("change", "weekly until 2022, monthly now", "One thing has changed: weekly until 2022, monthly now."),
        ("number", "11 million jobs a day at the largest user", "Here's a number that stood out to me: 11 million jobs a day at the largest user."),
        ("number", "88 dropped, 53 still talking", "Here's what stood out to me: 88 dropped, 53 still talking."),
        ("past", "third generation of weavers", "Here's something from your past: third generation of weavers."),
        ("claim", "40 times smaller than before", "One claim stands out: 40 times smaller than before."),
        ("story", "crew sent to the wrong road, 11 miles apart", "I heard a story: crew sent to the wrong road, 11 miles apart."),
    ],
)  # fmt: skip
def test_a_fragment_that_cannot_be_completed_is_announced(kind: FactType, text: str, told: str) -> None:
    """Word for word, and never as a clause of a question."""
    fact = completed.whole(Fact(type=kind, text=text), "Frobnix", alone=True)
    assert facts.told(fact, "Frobnix") == told
    assert not facts.woven(fact, "Frobnix") or kind == "claim"


@pytest.mark.parametrize(
    ("kind", "text", "told"),
    [
        ("past", "was a stage technician for ten years", "You were a stage technician for ten years."),
        ("past", "she was a loss adjuster", "You were a loss adjuster."),
        ("past", "apprenticed at 16 to his uncle, who fired him twice", "You apprenticed at 16 to your uncle, who fired you twice."),
        ("past", "eight years in a bank", "You spent eight years in a bank."),
        ("past", "auditor at a distillery", "You were an auditor at a distillery."),
        ("number", "38 dams on one stream, 3 older than her", "Here's what stood out to me: 38 dams on one stream, 3 older than you."),
        ("story", "he once turned back for a wedding cake", "You once turned back for a wedding cake."),
        ("choice", "never takes a case from her own street", "You never take a case from your own street."),
        ("number", "14 people when he came, 900 when he went", "Here's what stood out to me: 14 people when you came, 900 when you went."),
        ("story", "a harbor master rang because his feet were wet", "I heard a story: a harbor master rang because his feet were wet."),
        ("said", "'fog is a kind of waiting'", "You have said: “Fog is a kind of waiting.”"),
    ],
)  # fmt: skip
def test_he_or_she_or_nobody_is_the_guest(kind: FactType, text: str, told: str) -> None:
    """What a hurried host noted of a life is said to the face of whoever lived it; somebody else's stays theirs."""
    assert facts.told(completed.whole(Fact(type=kind, text=text), "ferries", bare=True, alone=True), "ferries") == told


@pytest.mark.parametrize(
    ("kind", "text", "told"),
    [
        ("change", "renamed from Perl 6 in 2019", "Frobnix was renamed from Perl 6 in 2019."),
        ("change", "got its name in 1998", "Frobnix got its name in 1998."),
        ("change", "dropped the free edition in May", "You dropped the free edition in May."),
        ("body", "run by a cooperative of nine clubs", "Frobnix is run by a cooperative of nine clubs."),
        ("choice", "its just a zip of text files", "Frobnix is just a zip of text files."),
        ("limit", "cant read handwriting", "Frobnix cant read handwriting."),
        ("limit", "tops out at 2,000 mailboxes", "Frobnix tops out at 2,000 mailboxes."),
        ("part", "reaper: gives back jobs", "The reaper gives back jobs."),
        ("part", "through stones: tie both faces together", "Through stones tie both faces together."),
        ("claim", "recall never drops", "One claim stands out: recall never drops."),
    ],
)  # fmt: skip
def test_what_begins_with_its_verb_gets_whoever_did_it(kind: FactType, text: str, told: str) -> None:
    """The thing, or its makers."""
    assert facts.told(completed.whole(Fact(type=kind, text=text), "Frobnix"), "Frobnix") == told


def test_a_fact_is_asked_why_and_comes_back_once() -> None:
    """First the reason, later what it cost or opened, and never a third time; what comes back stands in a later block."""
    made = sheet(
        ("choice", "the index is kept on disk instead of in memory"),
        ("limit", "only one process may write to the file"),
    )
    for fact in made.facts:
        asked = [q for q in made.questions if fact.text[1:] in f"{q.context} {q.text}" and q.lane != "backup"]
        templates = {t.id: t for t in BANK.templates}
        steps = [templates[q.template or ""].step for q in asked]
        assert steps[0] == "why"
        assert len(steps) <= 2
        assert "why" not in steps[1:]


def test_a_fact_about_the_guest_is_asked_as_one() -> None:
    """Who left is asked what led to it, not what else changed; what the makers did to the thing is not a fact of a life."""
    (first, *_) = (q for q in sheet(("change", "you left in 2022, after seven years")).questions if "2022" in q.context)
    assert first.template == "change-led-up-guest"
    (first, *_) = (
        q for q in sheet(("change", "in March you dropped your open source edition")).questions if "March" in q.context
    )
    assert first.template != "change-led-up-guest"


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Frobnix does not support transactions across collections.", "limit"), ("A collection can hold at most 2 billion vectors.", "limit"),
        ("The API of version 1 is deprecated and will be removed.", "change"), ("The work is funded by the Example Foundation.", "body"),
        ("An outage took the service down for nine hours.", "story"), ("Frobnix keeps its index on disk instead of in memory.", "choice"),
        ("A query takes less than 20 milliseconds on one machine.", "number"), ("Critics complain that the guide is out of date.", "criticism"),
        ("Frobnix is the fastest vector database for small teams.", "claim"),
        ("Run the installer instead of the script.", None), ("This is not supported yet.", None), ("Not supported.", None),
        ("See the `limits` page for at most ten more.", None), ("Is it limited to one node?", None), ("Frobnix is a vector database for everyone.", None),
    ],
)  # fmt: skip
def test_sentences_that_make_facts_are_known(sentence: str, kind: str | None) -> None:
    """By what they say; what points back, instructs, asks, or is code makes none."""
    assert kind_of(sentence) == kind


def test_facts_are_found_and_written_into_a_brief(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each with its place and its question; those that are picked become facts of the next outline, and what the file said stays."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("QBANK_BANK", raising=False)
    Path("README.md").write_text(
        "# Frobnix\n\nFrobnix does not support\ntransactions. It is fast.\n\n```\nnothing never works at all.\n```\n\n- The work is funded by a foundation.\n",
        "utf-8",
    )
    assert run(["facts", "README.md", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["facts"]
    assert [(f["type"], f["where"]) for f in found] == [("limit", "README.md:3"), ("body", "README.md:10")]
    assert all(f["question"].endswith("?") for f in found)
    Path("brief.toml").write_text('guest = ["Ada Quill"]\ntechnology = "Frobnix"\n', "utf-8")
    assert run(["facts", "README.md", "--pick", "1", "--into", "brief.toml"]) == 0
    assert run(["facts", "README.md", "--pick", "2", "--into", "brief.toml"]) == 0
    capsys.readouterr()
    assert (
        run(["outline", "--answers", "brief.toml", "--kind", "vector database", "--no-save", "--no-input", "--json"])
        == 0
    )
    outline = json.loads(capsys.readouterr().out)
    assert [f["type"] for f in outline["facts"]] == ["limit", "body"]
    assert run(["facts", "README.md", "--pick", "3"]) == 2
    assert run(["facts", "nowhere.md"]) == 1


@pytest.mark.parametrize(
    ("kind", "text", "inside"),
    [
        ("limit", "only one process may write", "only one process may write"),
        ("limit", "Only one process may write.", "only one process may write"),
        ("change", "You left in 2021", "you left in 2021"),
        ("change", "in March you dropped your open source edition", "you dropped your open source edition in March"),
        ("story", "last November one customer filled every queue", "one customer filled every queue last November"),
        ("choice", "Frobnix keeps its index on disk", "Frobnix keeps its index on disk"),
        ("choice", "dbt never loads anything", "dbt never loads anything"),
        ("choice", "NASA runs it", "NASA runs it"),
        ("claim", "your paper says that a model can replace a B-tree", "a model can replace a B-tree"),
        ("claim", "your site promises that you catch everything", ""),
        ("criticism", "users say that it is slow", "it is slow"),
        ("said", "watermarks are not enough", ""),
        ("choice", "it is small. It is fast.", ""),
    ],
)
def test_a_fact_that_is_taken_up_again_is_a_clause_of_the_question(kind: FactType, text: str, inside: str) -> None:
    """Its first letter is small unless it begins a name, who says it is left out, and what cannot be a clause is none."""
    assert facts.woven(Fact(type=kind, text=text), "Frobnix") == inside


@pytest.mark.parametrize(
    ("text", "template"),
    [("you doubled your prices in May", "change-money"), ("version 3 dropped the Java client", "change-what-else")],
)
def test_a_change_of_money_is_asked_with_people_and_money(text: str, template: str) -> None:
    """Prices, licenses and owners do not come between two questions on the design."""
    asked = [q.template for q in sheet(("change", text)).questions if q.context]
    assert template in asked


def test_a_kind_is_a_noun_without_its_article() -> None:
    """Whoever types "a message queue" is not told of "an a message queue"."""
    made = request(Brief(guest=("Ada Quill",), technology="Frobnix", kind="a message queue"), BANK, "2026-11-30")
    assert made.kind == "message queue"


def test_they_are_the_makers_who_sit_there() -> None:
    """Unless they have left: then "they" are others."""
    fact = Fact(type="change", text="in 2019 they threw out the subscription")
    assert completed.whole(fact, "Frobnix", makers=True).text == "in 2019 you threw out the subscription"
    assert completed.whole(fact, "Frobnix").text == fact.text


def test_a_reason_that_is_given_is_not_asked_for() -> None:
    """Who says that it is on purpose, or why, is asked something else than why."""
    (asked,) = (q for q in sheet(("limit", "it stops at 2,000 mailboxes on purpose")).questions if "2,000" in q.context)
    assert asked.template == "admitted-limit"


def spoken(outline: Outline) -> list[str]:
    """Return the main questions as they are said, lead-ins included."""
    return [f"{q.context} {q.text}".strip() for q in outline.questions if q.lane != "backup"]


def test_every_part_that_was_given_is_asked_about() -> None:
    """Three parts are three questions, each in a frame of its own."""
    said = spoken(
        sheet(
            ("part", "Porter: picks a tape"),
            ("part", "Warden: reads every tape once a year"),
            ("part", "Clerk: keeps the list"),
        )
    )
    for part in ("Porter picks a tape.", "Warden reads every tape once a year.", "Clerk keeps the list."):
        assert sum(s.startswith(part) for s in said) == 1


def test_a_fact_that_names_one_of_two_guests_is_asked_as_a_part_of_that_life() -> None:
    """What "Gethin ran" is said to Gethin, as what "you ran"."""
    made = plan(
        BANK,
        Request(
            guests=("Nadia Rush", "Gethin Price"), technology="Frobnix", kind="vector database", date="2026-11-22",
            relations={"Nadia Rush": "made", "Gethin Price": "joined"},
            facts=(Fact(type="past", text="Gethin ran the tape library of a broadcaster"),),
        ),
    ).outline  # fmt: skip
    found = next(q for q in made.questions if q.context.startswith("You ran the tape library"))
    assert (found.template, found.to) == ("past-brought", "Gethin Price")


def test_he_is_you_where_a_fact_names_the_guest() -> None:
    """What is told of Bram is said to Bram."""
    told = facts.to_face(
        Fact(type="story", text="Bram shipped his game because he never saw the warning"), "Bram Oyelaran"
    )
    assert told.text == "you shipped your game because you never saw the warning"


def test_what_the_guest_once_called_something_is_not_put_in_quotation_marks() -> None:
    """A host's note on what was said is not what was said."""
    assert (
        facts.told(Fact(type="said", text="you once called it an act of vandalism"))
        == "You once called it an act of vandalism."
    )


@pytest.mark.parametrize(
    ("text", "template"),
    [
        ("the first version was written on a ferry", "story-began"),
        ("an upgrade deleted the index of a large customer", "story-inside"),
    ],
)
def test_the_story_of_a_beginning_is_told_with_the_beginning(text: str, template: str) -> None:
    """How a thing began does not wait until it breaks."""
    found = next(q for q in sheet(("story", text)).questions if q.context.lower().startswith(text[:12]))
    assert found.template == template


def test_a_topic_that_somebody_does_is_asked_as_a_life_and_not_as_a_field() -> None:
    """Nobody asks how returning to work will change over the next five years."""
    made = plan(
        BANK,
        Request(
            guests=("Ada Quill",),
            technology="returning to work after a long illness",
            family="topic",
            date="2026-11-22",
        ),
    ).outline
    asked = {q.template for q in made.questions if q.lane != "backup"}
    assert {"own-story-lived", "harder-lived", "easier-lived"} <= asked
    assert not asked & {"thinking-changed-topic", "five-years-topic", "still-disagree-topic"}


def test_a_topic_that_a_guest_studies_is_asked_as_research() -> None:
    """Lichens have no practice; work on them has."""
    made = plan(
        BANK,
        Request(
            guests=("Ada Quill",),
            technology="graveyard lichens",
            family="topic",
            relations={"Ada Quill": "studies"},
            date="2026-11-22",
        ),
    ).outline
    assert "follow-one-research" in {q.template for q in made.questions}


def test_a_long_kind_is_spoken_of_by_its_head() -> None:
    """A newsletter about small towns is "your newsletter"."""
    made = plan(
        BANK,
        Request(
            guests=("Ada Quill",), technology="The Slow Page", family="publication", kind="newsletter about small towns",
            relations={"Ada Quill": "writes"}, date="2026-11-22",
        ),
    ).outline  # fmt: skip
    assert not any("about small towns" in s for s in spoken(made))


def test_no_follow_up_says_what_the_sheet_says_already() -> None:
    """Questions and follow-ups are all different."""
    made = sheet(("rival", "Pinecone"), ("part", "Porter: picks a tape"))
    said = [q.text for q in made.questions] + [f.text for q in made.questions for f in (*q.follow_ups, *q.reserve)]
    assert len(said) == len({*said})
